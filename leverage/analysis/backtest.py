"""What scenarios of the past predict beside what came: with and without what the outcomes themselves have taught."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from statistics import median
from typing import NamedTuple

from leverage import priors
from leverage.analysis.assessment import Assessment, compute_scenario
from leverage.analysis.draws import draw_ranges
from leverage.analysis.percentiles import Percentiles
from leverage.analysis.ranges import Range, find_ends, is_uncertain, widen_to_value
from leverage.analysis.sampling import Stream, split_into_blocks
from leverage.model import Figure, Observed, Scenario, change_figures
from leverage.problems import LeverageError

#: The share of outcomes that shall lie between the 5th and the 95th percentile of what is predicted.
CLAIMED = 0.9
YES, PARTLY, NO = "yes", "partly", "no"
_TAIL = 0.025
_HALVINGS = 50


class Prediction(NamedTuple):
    """What a scenario says that a cell comes to, in base units: the value in use, and the range of the draws.

    `why` says why an outcome cannot be held against it, if so: there is no number, no range, or a bound only.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


class Outcome:
    """What was observed of a cell beside what was predicted; `held_out` are the priors that lost evidence for it."""

    def __init__(
        self, assessment: Assessment, observed: Observed, prediction: Prediction, held_out: Sequence[str] = ()
    ) -> None:
        """Take what was observed, with the assessment of its scenario as it is written."""
        assert observed.value is not None  # else it is not read
        self.assessment = assessment
        self.observed = observed
        self.prediction = prediction
        self.held_out = tuple(held_out)
        self.value = observed.value.base
        self.low = observed.low.base if observed.low else self.value
        self.high = observed.high.base if observed.high else self.value

    @property
    def episode(self) -> str:
        """Return what the outcome is of: the scenario's episode, else the scenario itself."""
        return self.assessment.scenario.episode or self.assessment.name

    @property
    def why_not(self) -> str:
        """Say why the outcome does not count; empty if it does."""
        return self.observed.left_out or self.prediction.why

    @cached_property
    def inside(self) -> str:
        """Tell whether the value lies in the predicted range: yes, no, or partly if only its own range reaches into it.

        Empty where there is no range.
        """
        low, high = self.prediction.low, self.prediction.high
        if low is None or high is None:
            return ""
        if low <= self.value <= high:
            return YES
        return PARTLY if self.low <= high and self.high >= low else NO

    @property
    def ratio(self) -> float | None:
        """Return what was observed divided by what was predicted; None where that is 0 or missing."""
        predicted = self.prediction.value
        return self.value / predicted if predicted else None

    @property
    def miss(self) -> float:
        """Return how many times the prediction is too large or too small; infinite where no number says so."""
        return max(self.ratio, 1 / self.ratio) if self.ratio and self.ratio > 0 else math.inf


class Coverage(NamedTuple):
    """How outcomes that count lie to what was predicted."""

    counted: int
    episodes: int
    inside: int
    partly: int
    median_ratio: float | None
    median_miss: float | None

    @property
    def share(self) -> float | None:
        """Return the share that lies inside."""
        return self.inside / self.counted if self.counted else None

    @property
    def ends(self) -> tuple[float, float] | None:
        """Return the 95 % confidence interval of that share, as if no outcome had to do with another."""
        return estimate_share(self.inside, self.counted) if self.counted else None


class Backtest(NamedTuple):
    """All outcomes twice: predicted by priors without the evidence of the scenario's own episode, and by all of it.

    `unnamed` are scenarios whose predictions rest on priors and that name no episode to hold out.
    """

    held_out: tuple[Outcome, ...]
    with_all: tuple[Outcome, ...]
    unnamed: tuple[Assessment, ...]


def estimate_share(count: int, total: int) -> tuple[float, float]:
    """Return the exact 95 % confidence interval of a share, of which `count` of `total` were seen.

    Its ends are the shares at which so many or more, and so few or fewer, have a probability of 2.5 % (C. J. Clopper
    and E. S. Pearson, Biometrika 26:4, 1934). It holds the true share at least 95 % of the time, also for few outcomes.
    """
    ways = [math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1) for k in range(total + 1)]

    def find_chance(share: float, most: int) -> float:
        """Return the probability of at most so many."""
        odds = math.log(share), math.log1p(-share)
        return math.fsum(math.exp(ways[k] + k * odds[0] + (total - k) * odds[1]) for k in range(most + 1))

    low = 0.0 if count == 0 else _bisect(lambda share: 1 - find_chance(share, count - 1) < _TAIL)
    high = 1.0 if count == total else _bisect(lambda share: find_chance(share, count) > _TAIL)
    return low, high


def _bisect(is_below: Callable[[float], bool]) -> float:
    """Return the number between 0 and 1 up to which a test is true."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def measure_coverage(outcomes: Iterable[Outcome]) -> Coverage:
    """Return how the outcomes that count lie to their predictions."""
    counted = [outcome for outcome in outcomes if not outcome.why_not]
    ratios = [outcome.ratio for outcome in counted if outcome.ratio is not None]
    return Coverage(
        len(counted),
        len({outcome.episode for outcome in counted}),
        sum(outcome.inside == YES for outcome in counted),
        sum(outcome.inside == PARTLY for outcome in counted),
        median(ratios) if ratios else None,
        median(outcome.miss for outcome in counted) if counted else None,
    )


def run_backtest(assessments: Iterable[Assessment], draws: int, seed: int) -> Backtest:
    """Set what was observed beside what is predicted; without draws nothing has a range, so that nothing counts.

    An entry that several scenarios have from one file stands once: in the scenario of that file, else in the first.
    """
    held_out: list[Outcome] = []
    with_all: list[Outcome] = []
    unnamed = []
    for assessment, entries in _share_out(assessments):
        cells = {observed.cell for observed in entries}
        predictions = _predict(assessment, cells, draws, seed)
        scenario, changed = hold_out(assessment.scenario)
        without = _predict_held_out(scenario, cells, draws, seed) if changed else predictions
        for observed in entries:
            behind = _list_priors_behind(assessment, observed.cell)
            if behind and not assessment.scenario.episode and assessment not in unnamed:
                unnamed.append(assessment)
            with_all.append(Outcome(assessment, observed, predictions[observed.cell]))
            lost = [name for name in behind if name in changed]
            held_out.append(Outcome(assessment, observed, without[observed.cell], lost))
    return Backtest(tuple(held_out), tuple(with_all), tuple(unnamed))


def hold_out(scenario: Scenario) -> tuple[Scenario, frozenset[str]]:
    """Return a scenario whose figures from priors are computed without the evidence of its own episode.

    Also the names of the priors that are others then. A figure whose prior has no evidence left is missing.
    """
    changed = set()

    def change(figure: Figure) -> Figure:
        readings = []
        for reading in figure.readings:
            prior = reading.prior
            if prior is None:
                readings.append(reading)
                continue
            try:
                other = reading.take_prior(priors.find_prior(prior.name, (scenario.episode,)))
            except priors.PriorError as error:
                other = reading._replace(dropped=f"{error} but that of the episode itself")
            if (other.dropped, other.value, other.low, other.high) != ("", prior.value, prior.low, prior.high):
                changed.add(prior.name)
            readings.append(other)
        return figure._replace(readings=tuple(readings))

    return change_figures(scenario, change), frozenset(changed)


def _share_out(assessments: Iterable[Assessment]) -> list[tuple[Assessment, list[Observed]]]:
    """Return for each scenario that has any the entries that are to stand with it."""
    given = list(assessments)
    owners: dict[tuple[str, int], Assessment] = {}
    for assessment in given:
        for observed in assessment.scenario.observed.values():
            place = observed.place
            is_its_own = place.file.text == assessment.scenario.read[0].text
            if is_its_own or (place.file.text, place.line) not in owners:
                owners[place.file.text, place.line] = assessment
    shared = []
    for assessment in given:
        entries = assessment.scenario.observed.values()
        own = [each for each in entries if owners[each.place.file.text, each.place.line] is assessment]
        if own:
            shared.append((assessment, own))
    return shared


def _predict_held_out(scenario: Scenario, cells: Collection[str], draws: int, seed: int) -> Mapping[str, Prediction]:
    """Return what a changed scenario says of cells; the same reason for all where it cannot be computed."""
    try:
        return _predict(compute_scenario(scenario), cells, draws, seed)
    except LeverageError as error:
        return dict.fromkeys(cells, Prediction(why=f"without its own evidence {error.problems[0].message}"))


def _predict(assessment: Assessment, cells: Collection[str], draws: int, seed: int) -> dict[str, Prediction]:
    """Return what a scenario says of cells."""
    ranges: Mapping[str, Range] = {}
    if draws and is_uncertain(assessment.graph):
        ranges = draw_ranges(assessment, draws, seed, cells).ranges
    predictions = {}
    for cell in cells:
        value = assessment.values[cell]
        found = ranges.get(cell) or (_draw_figure(assessment, cell, draws, seed) if draws else None)
        why = ""
        if value.number is None:
            why = f"no prediction: {value.why(cell)}"
        elif value.left_out:
            why = f"the prediction is a bound, as it leaves out {', '.join(value.left_out)}"
        elif found is None:
            why = "the prediction has no range"
        low, high = (found.low, found.high) if found and value.number is not None else (None, None)
        predictions[cell] = Prediction(value.number, low, high, why)
    return predictions


def _draw_figure(assessment: Assessment, cell: str, draws: int, seed: int) -> Range | None:
    """Return the range of a cell that stands for a figure with one; ranges of cells lack it where nothing reads it."""
    for name in assessment.graph.follow_names(cell, assessment.values):
        reading = assessment.graph.cells[name].reading
        if reading is None or reading.value is None or reading.dropped:
            continue
        low, _, high = find_ends(reading)
        if low < high:
            percentiles = Percentiles()
            stream = Stream(name, reading, seed)
            for count in split_into_blocks(draws):
                percentiles.add(stream.draw(count))
            found = percentiles.find_range()
            return found and widen_to_value(found, reading.value.base)
    return None


def _list_priors_behind(assessment: Assessment, cell: str) -> list[str]:
    """Return the names of the priors that a cell rests on."""
    readings = [assessment.graph.cells[name].reading for name in assessment.list_cells_behind(cell)]
    return list(dict.fromkeys(reading.prior.name for reading in readings if reading and reading.prior))
