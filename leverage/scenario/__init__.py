"""YAML nodes to the checked records of a scenario, with all that is wrong with them.

Names inside formulas and units are checked one floor up, where the cells they name are known.
"""

from typing import NamedTuple

from leverage.model import AS_WRITTEN, Scenario, WhatIf, figures_of
from leverage.problems import File, LeverageError, Problem
from leverage.scenario import rivals
from leverage.scenario.extends import Origin, may_extend, read
from leverage.scenario.records import ScenarioReader
from leverage.scenario.setting import with_sets

__all__ = ["Draft", "Origin", "draft", "may_extend"]


class Draft(NamedTuple):
    """A scenario as far as it could be read: its problems, and the ids whose entries are left out for them."""

    scenario: Scenario
    problems: tuple[Problem, ...]
    broken: frozenset[str]


def draft(origin: Origin, id_: str, text: File | None = None, what_if: WhatIf = AS_WRITTEN) -> Draft:
    """Read a scenario and what it extends, changed as asked. Raises LeverageError when nothing can be made of it."""
    merged = read(origin, text, what_if.folders)
    problems = list(merged.problems)
    reader = ScenarioReader(with_sets(merged.node, what_if.sets, problems), problems)
    scenario = reader.scenario(id_, merged.files)
    if scenario is None:
        raise LeverageError(problems)
    chosen = rivals.chosen(scenario._replace(what_if=what_if), problems)
    dropped = {figure.id for figure in figures_of(scenario)} - {figure.id for figure in figures_of(chosen)}
    return Draft(chosen, tuple(problems), frozenset(reader.broken | dropped))
