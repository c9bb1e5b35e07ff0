"""Robustness: whether another reading, source, method or horizon would change a verdict, tried one at a time."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

from leverage import naming
from leverage.analysis.assessment import Assessment, compute_scenario
from leverage.analysis.claims import (
    CANNOT_SAY,
    MODEL_RATIOS,
    OPEN,
    RATIOS,
    Verdict,
    judge_conclusion,
    judge_ratio,
    list_tests,
)
from leverage.analysis.ranges import Drawn
from leverage.analysis.variants import Variant, Variants
from leverage.graph.cells import Cell, Graph, order_inputs
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
_FEWER_TIES = "not on all the ties on which it is said as things stand"

#: What a conclusion is: no trial changes its verdict; none does, but some trials cannot say it; one opens it; one turns
#: it round; no trial says anything of it. Else it is open, or cannot be said.
ROBUST, ROBUST_WHERE_TESTED, UNSETTLED = "robust", "robust where tested", "unsettled"
OVERTURNED, UNTESTED = "overturned", "not tested"


class Trial(NamedTuple):
    """A conclusion judged with one thing changed, named as for --use; without a verdict `why` says why not.

    It `bears` on the conclusion if this rests on what is changed, and no trial before it changes just that.
    """

    conclusion: str
    sort: str
    name: str
    verdict: Verdict | None
    why: str = ""
    bears: bool = False

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
    def bearing(self) -> tuple[Trial, ...]:
        """Return the trials that test the conclusion: those that say something of it and bear on it."""
        return tuple(trial for trial in self.tested if trial.bears)

    @property
    def is_robust(self) -> bool:
        """Tell whether trials have tested the verdict and none has changed it."""
        return self.word in (ROBUST, ROBUST_WHERE_TESTED)

    @property
    def unsaid(self) -> tuple[Trial, ...]:
        """Return the trials that could have said something of the conclusion and do not."""
        return tuple(trial for trial in self.trials if not trial.is_said and trial.bears)


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
    draws = _plan_trials(assessment, wanted, drawn, is_rough=is_rough)
    changes = list(_list_changes(assessment.scenario))
    figures = list(dict.fromkeys(figure for change in changes for figure, _ in change.uses))
    behind = _find_figures_behind(assessment.graph, wanted.values(), figures)
    tried_uses = dict.fromkeys(behind.select(change.uses, wanted.values()) for change in changes)
    known = {
        frozenset(): used,
        **_judge_uses(assessment, [*filter(None, tried_uses)], wanted, draws),
    }
    met: dict[str, set[frozenset[tuple[str, str]]]] = {name: {frozenset()} for name in wanted}
    for change in changes:
        if change.scenario is not None:
            found, timed = _judge_scenario(assessment, change.scenario, wanted, draws)
        else:
            found = known[behind.select(change.uses, wanted.values())]
        for name, tried in trials.items():
            uses = behind.select(change.uses, [wanted[name]])
            verdict, why = (None, found) if isinstance(found, str) else (found[name], "")
            # A horizon also chooses between formulas.
            is_timed = change.scenario is not None and (name in timed or verdict != used[name])
            bears = is_timed or uses not in met[name]
            met[name].add(uses)
            tried.append(Trial(name, change.sort, change.name, verdict, why, bears))
    modelled = _judge_by_model(assessment, trials, draws)
    for name, tried in trials.items():
        verdict = modelled.get(name)
        why = "" if verdict else NOT_TESTED
        tried.append(Trial(name, MODEL, CONSISTENT_MODEL, verdict, why, bears=verdict is not None))
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
    elif not found.bearing:
        word = UNTESTED
    elif any(trial.verdict is not None and trial.verdict.verdict != OPEN for trial in changes):
        word = OVERTURNED
    elif changes:
        word = UNSETTLED
    else:
        word = ROBUST_WHERE_TESTED if found.unsaid else ROBUST
    return found._replace(word=word)


def _judge_by_model(assessment: Assessment, conclusions: Iterable[str], draws: "Trials | None") -> dict[str, Verdict]:
    """Return who loses more with the trade between the sides by the consistent model, where that has a solution.

    Other conclusions are not tested by this method, nor is any where none of this trade is cut.
    """
    values = assessment.values
    modelled = [values.get(naming.equilibrium_outcome(side)) for side in assessment.scenario.sides]
    if not any(value and value.number for value in modelled):
        return {}
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
        known[frozenset(variant.uses.items())] = _judge_all(assessment, variant.assessment, tests, drawn)
    return known


def _judge_scenario(
    in_use: Assessment, scenario: Scenario, tests: Mapping[str, str], draws: "Trials | None"
) -> tuple[Mapping[str, Verdict] | str, Collection[str]]:
    """Return the verdict on each conclusion over a horizon, or what is wrong with that; and those that rest on it."""
    try:
        assessment = compute_scenario(scenario)
    except LeverageError as error:
        return error.problems[0].message, tests
    drawn = draws.count_alone(assessment, set(tests.values())) if draws else None
    behind = _find_figures_behind(assessment.graph, tests.values(), [naming.HORIZON])
    timed = {conclusion for conclusion, cell in tests.items() if behind.marks.get(cell)}
    return _judge_all(in_use, assessment, tests, drawn), timed


def _judge_all(
    in_use: Assessment, tried: Assessment, tests: Iterable[str], drawn: Drawn | None
) -> Mapping[str, Verdict]:
    """Return the verdict on each conclusion in a trial; who loses more cannot be said over fewer ties than in use."""
    verdicts = {conclusion: judge_conclusion(tried, conclusion, drawn) for conclusion in tests}
    balances = [naming.balance(side) for side in in_use.scenario.sides]
    if any(not {*tried.values[cell].left_out} <= {*in_use.values[cell].left_out} for cell in balances):
        verdicts |= {name: Verdict(CANNOT_SAY, why=_FEWER_TIES) for name in verdicts.keys() & RATIOS.keys()}
    return verdicts


class _Behind(NamedTuple):
    """Which of some figures cells rest on: each cell's mark has the bits of its figures."""

    bits: Mapping[str, int]
    marks: Mapping[str, int]

    def select(self, uses: Iterable[tuple[str, str]], cells: Iterable[str]) -> frozenset[tuple[str, str]]:
        """Return those of some readings on whose figures any of the cells rests."""
        mark = 0
        for cell in cells:
            mark |= self.marks.get(cell, 0)
        return frozenset(use for use in uses if self.bits[use[0]] & mark)


def _find_figures_behind(graph: Graph, cells: Iterable[str], figures: Iterable[str]) -> _Behind:
    """Find on which figures cells rest by any formula of a kind, also when one is missing."""

    @cache
    def list_inputs(name: str) -> list[str]:
        cell: Cell | None = graph.cells.get(name)
        if cell is None:
            return []
        every = [cell.list_inputs(formula) for formula in (cell.formula, *cell.alternatives)]
        return [*chain.from_iterable(every), *cell.beside, *cell.beside.values()]

    bits = {figure: 1 << place for place, figure in enumerate(figures)}
    marks: dict[str, int] = {}
    for name in order_inputs(cells, list_inputs):
        mark = bits.get(name, 0)
        for read in list_inputs(name):
            mark |= marks.get(read, 0)
        marks[name] = mark
    return _Behind(bits, marks)
