"""YAML nodes to the checked records of a scenario, with all that is wrong with them.

Names inside formulas and units are checked one floor up, where the cells they name are known.
"""

from typing import NamedTuple

from leverage.model import Scenario
from leverage.problems import File, LeverageError, Problem
from leverage.scenario.extends import Origin, read
from leverage.scenario.records import ScenarioReader

__all__ = ["Draft", "Origin", "draft"]


class Draft(NamedTuple):
    """A scenario as far as it could be read: its problems, and the ids whose entries are left out for them."""

    scenario: Scenario
    problems: tuple[Problem, ...]
    broken: frozenset[str]


def draft(origin: Origin, id_: str, text: File | None = None) -> Draft:
    """Read a scenario and what it extends. Raises LeverageError when nothing can be made of it."""
    merged = read(origin, text)
    problems = list(merged.problems)
    reader = ScenarioReader(merged.node, problems)
    scenario = reader.scenario(id_, merged.files)
    if scenario is None:
        raise LeverageError(problems)
    return Draft(scenario, tuple(problems), frozenset(reader.broken))
