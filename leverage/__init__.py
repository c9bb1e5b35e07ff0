"""Economic leverage from sourced figures: read a scenario, assess it, get records.

>>> import leverage
>>> scenario = leverage.load("azerbaijan-russia")
>>> tables = leverage.assess(scenario)
>>> tables["totals"][0]["largest_lever"]
'goods_from_russia'
"""

from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leverage.model import Scenario
    from leverage.problems import LeverageError as LeverageError

__version__ = "0.1.0"


def load(path: str | PathLike[str]) -> "Scenario":
    """Read a scenario: a file, or a bundled one by its name. Raises LeverageError with every problem found."""
    from leverage.assessment import assess_named

    return assess_named(str(path)).scenario


def assess(scenario: "Scenario") -> dict[str, list[dict[str, Any]]]:
    """Return every table of a scenario as a list of plain records, fit for a data frame.

    The tables are stakes, totals, outcome, balance, moves, results, claims, figures, sources and notes, with
    the columns of the command line. Raises LeverageError if the scenario was changed into one that is wrong.
    """
    from leverage.assessment import assess as assess_scenario
    from leverage.report.tables import tables

    return {name: list(table.records) for name, table in tables(assess_scenario(scenario)).items()}


def __getattr__(name: str) -> Any:
    """Import the one exception only when it is asked for: importing this package stays fast."""
    if name == "LeverageError":
        from leverage.problems import LeverageError

        return LeverageError
    message = f"module 'leverage' has no attribute '{name}'"
    raise AttributeError(message)
