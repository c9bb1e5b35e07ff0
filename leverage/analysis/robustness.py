"""Robustness: whether another reading, source, method or horizon would change a verdict, tried one at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from leverage import naming
from leverage.analysis.assessment import Assessment, assess_scenario
from leverage.analysis.claims import (
    CANNOT_SAY,
    MODEL_RATIOS,
    OPEN,
    Verdict,
    judge_conclusion,
    judge_ratio,
    list_tests,
)
from leverage.analysis.ranges import Drawn
from leverage.graph.cells import Cell, Graph, walk_inputs
from leverage.model import Figure, Reading, Scenario, WhatIf, change_figures, list_figures
from leverage.problems import LeverageError, Place, Problem, as_given
from leverage.quantity import parse_quantity
from leverage.reading.what_if import READING as SET_BY_HAND
from leverage.reading.what_if import REASON, choose_readings

#: The sorts of trials: the scenario as it stands, and what is changed in it.
IN_USE, READING, SOURCE, MODEL, HORIZON = "in use", "reading", "source", "model", "horizon"

CONSISTENT_MODEL, FIRST_YEAR = "consistent model", "first year"
NOT_TESTED = "not tested by this method"

#: What a conclusion is: no trial changes its verdict; one opens it; one turns it round; it is open, or cannot be said.
ROBUST, UNSETTLED, OVERTURNED = "robust", "unsettled", "overturned"


class Trial(NamedTuple):
    """A conclusion judged with one thing changed, named as for --use; without a verdict `why` says why not."""

    conclusion: str
    sort: str
    name: str
    verdict: Verdict | None
    why: str = ""


class Robustness(NamedTuple):
    """A conclusion with its verdict in use, all trials of it, and those that change the verdict.

    `word` is `robust`, `unsettled`, `overturned`, `open` or `cannot say`.
    """

    conclusion: str
    in_use: Verdict
    trials: tuple[Trial, ...]
    changes: tuple[Trial, ...]
    word: str


#: What makes the draws of an assessment for some cells; None where the values in use decide.
Draw = Callable[[Assessment, Iterable[str]], Drawn | None]


class _Variant(NamedTuple):
    """A scenario with one thing changed: other readings in use by the figures' ids, or another horizon."""

    sort: str
    name: str
    scenario: Scenario
    uses: frozenset[tuple[str, str]] = frozenset()


def assess_robustness(
    assessment: Assessment, conclusions: Iterable[str], drawn: Drawn | None, draw: Draw
) -> list[Robustness]:
    """Return how robust conclusions are, named as in `claims.list_tests`; `drawn` are the draws of the scenario itself.

    Tried one at a time: each rival reading, each source that has one (`--use`), the consistent model, the first year.
    """
    cells = list_tests(assessment.scenario)
    wanted = {conclusion: cells[conclusion] for conclusion in conclusions}
    used = {conclusion: judge_conclusion(assessment, conclusion, drawn) for conclusion in wanted}
    trials = {name: [Trial(name, IN_USE, "", verdict)] for name, verdict in used.items()}
    behind = _list_figures_behind(assessment.graph, wanted.values())
    known: dict[frozenset[tuple[str, str]], Mapping[str, Verdict] | str] = {frozenset(): used}
    for variant in _list_variants(assessment.scenario):
        if variant.sort is HORIZON:
            found = _judge_variant(variant.scenario, wanted, draw)
        else:
            uses = frozenset(use for use in variant.uses if use[0] in behind)
            if uses not in known:
                known[uses] = _judge_variant(variant.scenario, wanted, draw)
            found = known[uses]
        for name, tried in trials.items():
            if isinstance(found, str):
                tried.append(Trial(name, variant.sort, variant.name, None, found))
            else:
                tried.append(Trial(name, variant.sort, variant.name, found[name]))
    modelled = _judge_by_model(assessment, trials, draw)
    for name, tried in trials.items():
        verdict = modelled.get(name)
        why = "" if verdict else NOT_TESTED
        tried.append(Trial(name, MODEL, CONSISTENT_MODEL, verdict, why))
    return [_sum_up(name, used[name], tried) for name, tried in trials.items()]


def _sum_up(conclusion: str, used: Verdict, trials: list[Trial]) -> Robustness:
    """Say in one word whether a conclusion is robust; a trial that cannot say it changes nothing."""
    changes = []
    for trial in trials:
        if trial.verdict is not None and trial.verdict.verdict not in (used.verdict, CANNOT_SAY):
            changes.append(trial)
    if used.verdict in (OPEN, CANNOT_SAY):
        word = used.verdict
    elif any(trial.verdict is not None and trial.verdict.verdict != OPEN for trial in changes):
        word = OVERTURNED
    else:
        word = UNSETTLED if changes else ROBUST
    return Robustness(conclusion, used, tuple(trials), tuple(changes), word)


def _judge_by_model(assessment: Assessment, conclusions: Iterable[str], draw: Draw) -> dict[str, Verdict]:
    """Return who loses more by the consistent model, on the trade between the sides alone, where it has a solution.

    Other conclusions are not tested by this method.
    """
    values = assessment.values
    cells = {name: MODEL_RATIOS[name] for name in conclusions if name in MODEL_RATIOS}
    cells = {name: cell for name, cell in cells.items() if cell in values and values[cell].number is not None}
    drawn = draw(assessment, cells.values()) if cells else None
    return {name: judge_ratio(assessment, cell, drawn) for name, cell in cells.items()}


def _list_variants(scenario: Scenario) -> Iterator[_Variant]:
    """Yield the scenario with each rival reading in use, each source preferred, and losses over the first year."""
    for figure in list_figures(scenario):
        if figure.use == SET_BY_HAND:
            continue  # the user's own word stays
        for reading in figure.readings:
            if reading.name != figure.use and not reading.dropped:
                changed = _use_reading(scenario, figure.id, reading.name)
                name = f"{figure.id}={reading.name}"
                yield _Variant(READING, name, changed, frozenset([(figure.id, reading.name)]))
    used = {figure.id: figure.use for figure in list_figures(scenario)}
    for source in scenario.sources:
        problems: list[Problem] = []
        preferring = choose_readings(scenario._replace(what_if=WhatIf(use=(source,))), problems)
        uses = frozenset(
            (figure.id, figure.use) for figure in list_figures(preferring) if figure.use != used[figure.id]
        )
        if uses and not problems:
            yield _Variant(SOURCE, source, preferring, uses)
    horizon = _make_first_year()
    in_use = scenario.horizon.in_use if scenario.horizon else None
    if in_use is None or in_use.value is None or in_use.value.base != 1:
        yield _Variant(HORIZON, FIRST_YEAR, scenario._replace(horizon=horizon))


def _use_reading(scenario: Scenario, figure: str, reading: str) -> Scenario:
    return change_figures(scenario, lambda given: given._replace(use=reading) if given.id == figure else given)


def _make_first_year() -> Figure:
    """Return a horizon of a year, as `--set 'horizon=1 year'` gives it."""
    text = "1 year"
    place = Place(as_given(naming.HORIZON, [text]), 1, 1, len(text))
    return Figure(naming.HORIZON, place, (Reading("", place, parse_quantity(text), assumed=REASON),))


def _judge_variant(scenario: Scenario, wanted: Mapping[str, str], draw: Draw) -> Mapping[str, Verdict] | str:
    """Return the verdict on each conclusion in a changed scenario, or what is wrong with the scenario."""
    try:
        assessment = assess_scenario(scenario)
    except LeverageError as error:
        return error.problems[0].message
    drawn = draw(assessment, wanted.values())
    return {conclusion: judge_conclusion(assessment, conclusion, drawn) for conclusion in wanted}


def _list_figures_behind(graph: Graph, cells: Iterable[str]) -> set[str]:
    """Return all cells that some cells could be computed from, by any formula of a kind, also when one is missing."""

    def list_inputs(name: str) -> Iterator[str]:
        cell: Cell | None = graph.cells.get(name)
        if cell is None:
            return
        for formula in (cell.formula, *cell.alternatives):
            yield from cell.list_inputs(formula)
        yield from cell.beside
        yield from cell.beside.values()

    return set(walk_inputs(cells, list_inputs))
