"""Which figure moves a result, and at which values of a figure a conclusion changes.

The latter are the switching values of HM Treasury's Green Book, for who loses more dollars, who loses more of its
economy, and claims.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leverage.analysis.arrays import Array, evaluate_arrays, walk_graph
from leverage.analysis.assessment import Assessment
from leverage.analysis.checks import find_bounds, find_rooms, list_demands
from leverage.analysis.claims import CANNOT_SAY, RATIOS, judge_claim
from leverage.analysis.ranges import find_ends, list_read_figures, list_uncertain
from leverage.analysis.sampling import Sampler, split_into_blocks
from leverage.formula.dimensions import Measured
from leverage.model import Reading

_FAR = 1e305  # no further: the distance of any two points must be a number too

# Figures, each with values that it takes while all others are as they are; a figure may stand more than once.
_Points: TypeAlias = Sequence[tuple[str, Sequence[float]]]


def move_one_at_a_time(values: Mapping[str, float], points: _Points) -> tuple[dict[str, Array], list[slice]]:
    """Return an array for each figure, and for each set of points the stretch in which its figure takes them.

    `values` are the numbers in use.
    """
    size = sum(len(trials) for _, trials in points)
    moved = {name: np.full(size, values[name]) for name, _ in points}
    stretches = []
    start = 0
    for name, trials in points:
        stretches.append(slice(start, start + len(trials)))
        moved[name][stretches[-1]] = trials
        start += len(trials)
    return moved, stretches


def choose_trial_points(least: float, most: float, value: float, ends: Sequence[float]) -> list[float]:
    """Return points at which a conclusion may turn: even ones in a bounded stretch, else ever wider ones.

    The value in use and the ends of its range are among them.
    """
    scale = min(max(abs(value), *(abs(end) for end in ends), 0.0) or 1.0, _FAR / 1000)
    if math.isfinite(least) and math.isfinite(most):
        points = np.linspace(least, most, 2001)
    else:
        start = least if math.isfinite(least) else -1000 * scale
        points = np.concatenate([np.linspace(start, 3 * scale, 1501), np.geomspace(3 * scale, 1000 * scale, 500)])
    inside = [point for point in (value, *ends) if least <= point <= most]
    trials: list[float] = np.unique(np.concatenate([points, inside])).tolist()
    return trials


def find_changes(truth: Array, is_allowed: NDArray[np.bool_]) -> list[int]:
    """Return the places after which a test changes between two neighbours that are both allowed and both defined."""
    is_known = is_allowed & ~np.isnan(truth)
    places: list[int] = np.flatnonzero((truth[:-1] != truth[1:]) & is_known[:-1] & is_known[1:]).tolist()
    return places


_BINS = 40
_MOST = 0.5  # from here on a share is taken from pairs of draws, which are exact where one input is all


class Spread:
    """Gathers the draws of a result, block by block, and tells which input its variance comes from."""

    def __init__(self) -> None:
        """Begin without any draws."""
        self._results: list[Array] = []
        self._pairs: dict[str, tuple[float, int]] = {}  # of each input the sum of squares, and of how many
        self._size = 0.0

    def add(self, result: Array, with_same: Iterable[tuple[str, Array]]) -> None:
        """Take a block of draws of the result, and for each input others in which that input alone is the same."""
        if not self._size:  # a power of two near the results, lest their squares be too large or too small
            largest = np.max(np.abs(result), initial=0.0, where=np.isfinite(result))
            self._size = float(np.ldexp(1.0, int(np.frexp(largest)[1]) - 1))
        scaled = result / self._size
        self._results.append(scaled)
        for name, other in with_same:
            squares = (scaled - other / self._size) ** 2
            total, count = self._pairs.get(name, (0.0, 0))
            self._pairs[name] = (total + float(np.nansum(squares)), count + int(np.count_nonzero(~np.isnan(squares))))

    def compute_shares(self, again: Callable[[str], Array]) -> dict[str, float]:
        """Return for each input the share of the result's variance that it accounts for by itself.

        The first-order index of Sobol (1993), Var(E[Y | X]) / Var(Y). By Jansen (1999) half the mean square of the
        distance of two results that have one input the same is the variance that it does not account for. For a small
        share that is noisy, and means over bins of X are better: for these, `again` draws an input again. Shares whose
        sum chance lifts above 1 are scaled down to it.
        """
        result = np.concatenate(self._results)
        self._results = [result]
        whole = float(np.nanvar(result)) if np.isfinite(result).any() else 0.0
        if whole == 0 or result.size < 2 * _BINS:
            return dict.fromkeys(self._pairs, 0.0)
        shares = {}
        for name, (squares, count) in self._pairs.items():
            share = 1 - squares / count / (2 * whole) if count else 0.0
            if share <= _MOST:
                share = _find_explained_variance(result, again(name)) / whole
            shares[name] = share
        total = sum(shares.values())
        return {name: share / total for name, share in shares.items()} if total > 1 else shares


def _find_explained_variance(result: Array, by: Array) -> float:
    """Return the variance of the means over bins of an input, less what is due to chance; never below 0.

    It is 0 too where the result is defined in too few draws to fill the bins.
    """
    defined = ~np.isnan(result)
    if np.count_nonzero(defined) < 2 * _BINS:
        return 0.0
    bins = np.array_split(result[defined][np.argsort(by[defined], kind="stable")], _BINS)
    means = np.array([part.mean() for part in bins])
    noise = np.mean([part.var(ddof=1) / part.size for part in bins])
    return max(0.0, float(means.var(ddof=1) - noise))


class Swing(NamedTuple):
    """A result at the low and at the high of one figure, all others as they are; numbers in base units."""

    figure: str
    low: float
    value: float
    high: float
    at_low: float | None
    at_high: float | None
    variance_share: float

    @property
    def size(self) -> float:
        """Return how far the result moves from the one end to the other; none where it is not defined at both."""
        return 0.0 if self.at_low is None or self.at_high is None else abs(self.at_high - self.at_low)


def find_swings(assessment: Assessment, cell: str, draws: int, seed: int) -> list[Swing]:
    """Return the swing of a cell over each figure with a range that it depends on, the largest first."""
    graph, values = assessment.graph, assessment.values
    behind = set(assessment.list_cells_behind(cell))
    readings = {name: reading for name, reading in list_uncertain(graph).items() if name in behind}
    in_use = {name: values[name].number or 0.0 for name in readings}
    points = []
    for name, reading in readings.items():
        low, _, high = find_ends(reading)
        points.append((name, (low, high)))
    moved, stretches = move_one_at_a_time(in_use, points)
    results = dict(walk_graph(graph, values, moved, [cell])).get(cell)
    if results is None:
        return []
    shares = _find_variance_shares(assessment, cell, readings, draws, seed)
    swings = []
    for (name, (low, high)), stretch in zip(points, stretches, strict=True):
        at_low, at_high = (None if np.isnan(result) else float(result) for result in results[stretch])
        swings.append(Swing(name, low, in_use[name], high, at_low, at_high, shares[name]))
    return sorted(swings, key=lambda swing: -swing.size)


def _find_variance_shares(
    assessment: Assessment, cell: str, readings: Mapping[str, Reading], draws: int, seed: int
) -> dict[str, float]:
    """Return the share of the variance that each figure accounts for: over draws, and over others with it the same."""
    sampler = Sampler(assessment)
    streams = sampler.open_streams(seed, readings)
    other_streams = sampler.open_streams(seed, readings, suffix=", again")
    spread = Spread()

    def compute(given: Mapping[str, Array]) -> Array:
        return dict(sampler.walk(given, [cell]))[cell]

    for size in split_into_blocks(draws):
        given = {name: stream.draw(size) for name, stream in streams.items()}
        others = {name: stream.draw(size) for name, stream in other_streams.items()}
        spread.add(compute(given), ((name, compute({**others, name: given[name]})) for name in readings))
    return spread.compute_shares(lambda name: sampler.open_streams(seed, [name])[name].draw(draws))


_ROUNDS = 6  # of 32 parts each: a bracket shrinks to a thousand-millionth of itself
_PARTS = 32
_AT_ONCE = 2**15  # points computed at once


class Flip(NamedTuple):
    """A figure's value at which a conclusion changes, between two at which it was tested; in base units."""

    below: float
    above: float
    holds_below: bool

    @property
    def at(self) -> float:
        """Return the value between the two."""
        return self.below / 2 + self.above / 2  # whose sum may be too large


class Search(NamedTuple):
    """Where a conclusion changes over one figure, looked for from the least to the most it may be."""

    conclusion: str
    figure: str
    least: float
    most: float
    flips: tuple[Flip, ...]


def list_conclusions(assessment: Assessment) -> dict[str, str]:
    """Return the cells of the conclusions there are: ratios that are valued, claims that can be said."""
    values = assessment.values
    cells = {name: cell for name, cell in RATIOS.items() if cell in values and values[cell].number is not None}
    for claim in assessment.scenario.claims.values():
        if judge_claim(assessment, claim).verdict != CANNOT_SAY:
            cells[claim.id] = claim.id
    return cells


def search_flips(assessment: Assessment, wanted: Mapping[str, str]) -> list[Search]:
    """Look for the values at which conclusions change, over each figure they depend on, one at a time."""
    behind = {conclusion: set(assessment.list_cells_behind(cell)) for conclusion, cell in wanted.items()}
    needed = set[str]().union(*behind.values())
    points = [(name, trials) for name, trials in _list_points(assessment) if name in needed]
    searches: list[Search] = []
    for (name, trials), (truths, is_allowed) in zip(points, _evaluate_points(assessment, wanted, points), strict=True):
        allowed = [point for point, is_so in zip(trials, is_allowed.tolist(), strict=True) if is_so]
        for conclusion, cells in behind.items():
            if name in cells and conclusion in truths and allowed:
                truth = truths[conclusion]
                places = find_changes(truth, is_allowed)
                flips = tuple(Flip(trials[at], trials[at + 1], bool(truth[at])) for at in places)
                searches.append(Search(conclusion, name, allowed[0], allowed[-1], flips))
    return _narrow_brackets(assessment, wanted, searches)


def _narrow_brackets(assessment: Assessment, wanted: Mapping[str, str], searches: list[Search]) -> list[Search]:
    """Narrow the bracket of each flip down, all of them at once, round by round."""
    brackets = [(search, flip) for search in searches for flip in search.flips]
    for _ in range(_ROUNDS):
        points = []
        for search, flip in brackets:
            points.append((search.figure, np.linspace(flip.below, flip.above, _PARTS + 1).tolist()))
        evaluated = _evaluate_points(assessment, wanted, points)
        brackets = [
            (search, _narrow_flip(flip, trials, truths[search.conclusion]))
            for (search, flip), (_, trials), (truths, _allowed) in zip(brackets, points, evaluated, strict=True)
        ]
    narrowed = iter(flip for _, flip in brackets)
    return [search._replace(flips=tuple(next(narrowed) for _ in search.flips)) for search in searches]


def _narrow_flip(flip: Flip, points: Sequence[float], truth: Array) -> Flip:
    """Return the first stretch between two points in which the test changes; the bracket as it was if none does."""
    changes = np.flatnonzero(truth[:-1] != truth[1:])
    if not changes.size:
        return flip
    at = int(changes[0])
    return Flip(points[at], points[at + 1], bool(truth[at]))


def _evaluate_points(
    assessment: Assessment, wanted: Mapping[str, str], points: _Points
) -> Iterator[tuple[dict[str, Array], NDArray[np.bool_]]]:
    """Yield for each figure the conclusions at its points, 1 or 0 or nan, and which of these points are allowed.

    Few figures are moved at once: each has an array as long as the points of all of them.
    """
    graph, values = assessment.graph, assessment.values
    needed = {
        *wanted.values(),
        *find_bounds(graph),
        *(cell for at in list_demands(graph) for cell in at.cells.values()),
    }
    for batch in _split_into_batches(points):
        moved, stretches = move_one_at_a_time({name: values[name].number or 0.0 for name, _ in batch}, batch)
        known = {**moved, **dict(walk_graph(graph, values, moved, needed))}
        truths = {}
        for conclusion, cell in wanted.items():
            if cell in known:
                result = known[cell]
                is_ratio = conclusion in RATIOS
                truths[conclusion] = np.where(np.isnan(result), np.nan, result > 1) if is_ratio else result
        is_allowed = _find_allowed(assessment, known, stretches[-1].stop)
        for stretch in stretches:
            yield {conclusion: truth[stretch] for conclusion, truth in truths.items()}, is_allowed[stretch]


def _split_into_batches(points: _Points) -> Iterator[_Points]:
    """Yield figures with their points, a few figures at a time."""
    batch: list[tuple[str, Sequence[float]]] = []
    for figure in points:
        batch.append(figure)
        if sum(len(trials) for _, trials in batch) >= _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _find_allowed(assessment: Assessment, known: Mapping[str, Array], size: int) -> NDArray[np.bool_]:
    """Return at which points numbers lie within their bounds and meet what the kinds require."""
    is_allowed = np.ones(size, dtype=np.bool_)
    for cell, (least, most) in find_bounds(assessment.graph).items():
        if cell in known:
            is_allowed &= (known[cell] >= least) & (known[cell] <= most)
    for demand in list_demands(assessment.graph):
        inputs: dict[str, Array | float] = {}
        for name, cell in demand.cells.items():
            numbers = known.get(cell, assessment.values[cell].number)
            if numbers is not None:
                inputs[name] = numbers
        if len(inputs) == len(demand.cells) and not known.keys().isdisjoint(demand.cells.values()):
            is_allowed &= evaluate_arrays(demand.formula, inputs) == 1
    return is_allowed


def _list_points(assessment: Assessment) -> list[tuple[str, list[float]]]:
    """Return every figure with a value that something reads, with the values to try."""
    rooms = find_rooms(assessment.graph)
    points = []
    for name, reading in list_read_figures(assessment.graph).items():
        low, value, high = find_ends(reading)
        ends = [low, high]
        if not any((low, value, high)):
            ends = [
                _find_largest(assessment, assessment.graph.cells[name].unit)
            ]  # of a figure at 0 only others tell what is large
        least, most = rooms.get(name, (-math.inf, math.inf))
        if value >= 0:
            least = max(least, 0.0)
        points.append((name, choose_trial_points(least, most, value, ends)))
    return points


def _find_largest(assessment: Assessment, unit: Measured | None) -> float:
    """Return the largest number, signs aside, that a cell of a unit has; 0 if none has one."""
    cells = assessment.graph.cells
    numbers = [value.number or 0.0 for name, value in assessment.values.items() if cells[name].unit == unit]
    return max(map(abs, numbers), default=0.0)
