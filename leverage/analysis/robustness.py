"""Robustness: whether another reading, source, method or horizon would change a verdict, tried one at a time."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from leverage import naming
from leverage.analysis.assessment import Assessment, compute_scenario
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
from leverage.analysis.variants import Variant, Variants
from leverage.graph.cells import Cell, Graph, walk_inputs
from leverage.model import Figure, Reading, Scenario, list_figures
from leverage.problems import LeverageError, Place, as_given
from leverage.quantity import parse_quantity
from leverage.reading.what_if import READING as SET_BY_HAND
from leverage.reading.what_if import REASON, Rivals

if TYPE_CHECKING:
    from leverage.analysis.draws import Trials

_MOST_DRAWS = 10_000  # of a trial, of which there may be many

#: The sorts of trials: the scenario as it stands, and what is changed in it.
IN_USE, READING, SOURCE, MODEL, HORIZON = "in use", "reading", "source", "model", "horizon"

CONSISTENT_MODEL, FIRST_YEAR = "consistent model", "first year"
NOT_TESTED = "not tested by this method"

#: What a conclusion is: no trial changes its verdict; none does, but some trials cannot say it; one opens it; one turns
#: it round; no trial says anything of it. Else it is open, or cannot be said.
ROBUST, ROBUST_WHERE_TESTED, UNSETTLED = "robust", "robust where tested", "unsettled"
OVERTURNED, UNTESTED = "overturned", "not tested"


class Trial(NamedTuple):
    """A conclusion judged with one thing changed, named as for --use; without a verdict `why` says why not."""

    conclusion: str
    sort: str
    name: str
    verdict: Verdict | None
    why: str = ""

    @property
    def is_said(self) -> bool:
        """Tell whether the trial has a verdict that says something."""
        return self.verdict is not None and self.verdict.verdict != CANNOT_SAY


class Robustness(NamedTuple):
    """A conclusion with its verdict in use, all trials of it, and those that change the verdict.

    `word` is `robust`, `robust where tested`, `unsettled`, `overturned`, `open`, `cannot say` or `not tested`.
    """

    conclusion: str
    in_use: Verdict
    trials: tuple[Trial, ...]
    changes: tuple[Trial, ...]
    word: str

    @property
    def tested(self) -> tuple[Trial, ...]:
        """Return the trials that say something of the conclusion, without the scenario as it stands."""
        return tuple(trial for trial in self.trials if trial.sort != IN_USE and trial.is_said)

    @property
    def is_robust(self) -> bool:
        """Tell whether trials have tested the verdict and none has changed it."""
        return self.word in (ROBUST, ROBUST_WHERE_TESTED)

    @property
    def unsaid(self) -> tuple[Trial, ...]:
        """Return the trials that could have said something of the conclusion and do not."""
        return tuple(trial for trial in self.trials if not trial.is_said and trial.why != NOT_TESTED)


class _Change(NamedTuple):
    """What a trial changes: the readings in use of some figures, by their ids, or the whole scenario."""

    sort: str
    name: str
    uses: frozenset[tuple[str, str]]
    scenario: Scenario | None = None


def assess_robustness(
    assessment: Assessment, conclusions: Iterable[str], drawn: Drawn | None, *, is_rough: bool = False
) -> list[Robustness]:
    """Return how robust conclusions are, named as in `claims.list_tests`.

    `drawn` are the draws of the scenario itself, with as many of which trials are made; where they are None the
    values in use decide. Shares of trials may be of fewer draws if `is_rough`; their verdicts are the same.

    Tried one at a time: each rival reading, each source that has one (`--use`), the consistent model, the first year.
    """
    cells = list_tests(assessment.scenario)
    wanted = {conclusion: cells[conclusion] for conclusion in conclusions}
    used = {conclusion: judge_conclusion(assessment, conclusion, drawn) for conclusion in wanted}
    trials = {name: [Trial(name, IN_USE, "", verdict)] for name, verdict in used.items()}
    behind = _list_figures_behind(assessment.graph, wanted.values())
    draws = _plan_trials(assessment, wanted, drawn, is_rough=is_rough)
    changes = list(_list_changes(assessment.scenario))
    tried_uses = dict.fromkeys(frozenset(use for use in change.uses if use[0] in behind) for change in changes)
    known = {
        frozenset(): used,
        **_judge_uses(assessment, [*filter(None, tried_uses)], wanted, draws),
    }
    for change in changes:
        if change.scenario is not None:
            found = _judge_scenario(change.scenario, wanted, draws)
        else:
            found = known[frozenset(use for use in change.uses if use[0] in behind)]
        for name, tried in trials.items():
            if isinstance(found, str):
                tried.append(Trial(name, change.sort, change.name, None, found))
            else:
                tried.append(Trial(name, change.sort, change.name, found[name]))
    modelled = _judge_by_model(assessment, trials, draws)
    for name, tried in trials.items():
        verdict = modelled.get(name)
        why = "" if verdict else NOT_TESTED
        tried.append(Trial(name, MODEL, CONSISTENT_MODEL, verdict, why))
    return [_sum_up(name, used[name], tried) for name, tried in trials.items()]


def _sum_up(conclusion: str, used: Verdict, trials: list[Trial]) -> Robustness:
    """Say in one word whether a conclusion is robust; a trial that cannot say it changes nothing."""
    changes = []
    for trial in trials:
        if trial.is_said and trial.verdict is not None and trial.verdict.verdict != used.verdict:
            changes.append(trial)
    found = Robustness(conclusion, used, tuple(trials), tuple(changes), "")
    if used.verdict in (OPEN, CANNOT_SAY):
        word = used.verdict
    elif not found.tested:
        word = UNTESTED
    elif any(trial.verdict is not None and trial.verdict.verdict != OPEN for trial in changes):
        word = OVERTURNED
    elif changes:
        word = UNSETTLED
    else:
        word = ROBUST_WHERE_TESTED if found.unsaid else ROBUST
    return found._replace(word=word)


def _judge_by_model(assessment: Assessment, conclusions: Iterable[str], draws: "Trials | None") -> dict[str, Verdict]:
    """Return who loses more by the consistent model, on the trade between the sides alone, where it has a solution.

    Other conclusions are not tested by this method.
    """
    values = assessment.values
    cells = {name: MODEL_RATIOS[name] for name in conclusions if name in MODEL_RATIOS}
    cells = {name: cell for name, cell in cells.items() if cell in values and values[cell].number is not None}
    drawn = draws.count_alone(assessment, set(cells.values())) if cells and draws else None
    return {name: judge_ratio(assessment, cell, drawn) for name, cell in cells.items()}


def _list_changes(scenario: Scenario) -> Iterator[_Change]:
    """Yield each rival reading in use, each source preferred, and losses over the first year."""
    for figure in list_figures(scenario):
        if figure.use == SET_BY_HAND:
            continue  # the user's own word stays
        for reading in figure.readings:
            if reading.name != figure.use and not reading.dropped:
                yield _Change(READING, f"{figure.id}={reading.name}", frozenset([(figure.id, reading.name)]))
    rivals = Rivals(scenario)
    for source in scenario.sources:
        if uses := rivals.prefer(source):
            yield _Change(SOURCE, source, frozenset(uses.items()))
    horizon = _make_first_year()
    in_use = scenario.horizon.in_use if scenario.horizon else None
    if in_use is None or in_use.value is None or in_use.value.base != 1:
        yield _Change(HORIZON, FIRST_YEAR, frozenset(), scenario._replace(horizon=horizon))


def _make_first_year() -> Figure:
    """Return a horizon of a year, as `--set 'horizon=1 year'` gives it."""
    text = "1 year"
    place = Place(as_given(naming.HORIZON, [text]), 1, 1, len(text))
    return Figure(naming.HORIZON, place, (Reading("", place, parse_quantity(text), assumed=REASON),))


def _plan_trials(
    assessment: Assessment, tests: Mapping[str, str], drawn: Drawn | None, *, is_rough: bool
) -> "Trials | None":
    """Return what makes draws of trials; None without draws, where the values in use decide."""
    if drawn is None:
        return None
    from leverage.analysis.draws import Trials  # and numpy with it

    return Trials(assessment, set(tests.values()), min(drawn.draws, _MOST_DRAWS), drawn.seed, is_rough=is_rough)


def _judge_uses(
    assessment: Assessment,
    tried: Iterable[frozenset[tuple[str, str]]],
    tests: Mapping[str, str],
    draws: "Trials | None",
) -> dict[frozenset[tuple[str, str]], Mapping[str, Verdict] | str]:
    """Return for readings of figures, were they in use, the verdict on each conclusion, or what is wrong with them."""
    variants = Variants(assessment)
    known: dict[frozenset[tuple[str, str]], Mapping[str, Verdict] | str] = {}

    def list_variants() -> Iterator[Variant]:
        for uses in tried:
            try:
                yield variants.compute(dict(uses))
            except LeverageError as error:
                known[uses] = error.problems[0].message

    counted = draws.count_all(list_variants()) if draws else zip(list_variants(), repeat(None))
    for variant, drawn in counted:
        known[frozenset(variant.uses.items())] = _judge_all(variant.assessment, tests, drawn)
    return known


def _judge_scenario(
    scenario: Scenario, tests: Mapping[str, str], draws: "Trials | None"
) -> Mapping[str, Verdict] | str:
    """Return the verdict on each conclusion in a changed scenario, or what is wrong with the scenario."""
    try:
        assessment = compute_scenario(scenario)
    except LeverageError as error:
        return error.problems[0].message
    return _judge_all(assessment, tests, draws.count_alone(assessment, set(tests.values())) if draws else None)


def _judge_all(assessment: Assessment, tests: Iterable[str], drawn: Drawn | None) -> Mapping[str, Verdict]:
    return {conclusion: judge_conclusion(assessment, conclusion, drawn) for conclusion in tests}


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
