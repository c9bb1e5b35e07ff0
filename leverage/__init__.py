"""Computes economic leverage from sourced figures: read a scenario, assess it, get records.

>>> import leverage
>>> scenario = leverage.load("azerbaijan-russia")
>>> tables = leverage.assess(scenario)
>>> tables["totals"][0]["largest_lever"]
'goods_from_russia'
"""

from __future__ import annotations

TYPE_CHECKING = False  # true for type checkers; importing it from typing would take longer than all that is here
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike
    from typing import Any

    from leverage.model import Scenario
    from leverage.problems import LeverageError as LeverageError

__version__ = "0.1.0"


def load(
    path: str | PathLike[str],
    *,
    sets: Mapping[str, object] | None = None,
    only: Sequence[str] = (),
    use: Sequence[str] = (),
    folders: Sequence[str] = (),
) -> Scenario:
    """Read a scenario: a file, or a bundled one by its name. Raises LeverageError with every problem found.

    `sets` are values by name, as for --set; `only` and `use` are sources or readings, as for the options of these
    names; the scenario may extend files in `folders`, as for --allow-base.
    """
    from leverage.analysis.assessment import assess_named
    from leverage.model import WhatIf

    given = tuple(f"{name}={value}" for name, value in (sets or {}).items())
    return assess_named(str(path), WhatIf(given, tuple(only), tuple(use), tuple(folders))).scenario


def assess(scenario: Scenario, *, draws: int = 0, seed: int = 1) -> dict[str, list[dict[str, Any]]]:
    """Return every table of a scenario as a list of plain records, as a data frame takes them.

    The tables are stakes, totals, outcome, balance, moves, results, parts, path, claims, figures, sources and notes,
    with the columns of the command line; with `draws` also the ranges, by so many draws. Raises LeverageError if the
    scenario has been changed into a wrong one.
    """
    from leverage.analysis.assessment import assess_scenario
    from leverage.report.tables import list_tables

    assessment = assess_scenario(scenario)
    ranges = None
    if draws:
        from leverage.analysis.draws import draw_ranges

        ranges = draw_ranges(assessment, draws, seed)
    return {name: list(table.records) for name, table in list_tables(assessment, ranges).items()}


def __getattr__(name: str) -> Any:
    """Import the exception only when it is used, so that importing this package stays fast."""
    if name == "LeverageError":
        from leverage.problems import LeverageError

        return LeverageError
    message = f"module 'leverage' has no attribute '{name}'"
    raise AttributeError(message)
