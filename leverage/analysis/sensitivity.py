"""Which figure moves a result, and at which values of a figure a conclusion changes.

The latter are the switching values of HM Treasury's Green Book, for who loses more dollars, who loses more of its
economy, and claims.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from leverage import naming
from leverage.analysis import arrays
from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.analysis.checks import find_bounds, list_demands, list_limits
from leverage.analysis.claims import judge_claim
from leverage.analysis.draws import Stream, blocks
from leverage.analysis.ranges import list_uncertain
from leverage.formula.dimensions import Measured
from leverage.formula.tree import Formula
from leverage.model import Reading

_FAR = 1e305  # no further: the distance of any two points must be a number too


def move_one_at_a_time(
    values: Mapping[str, float], points: Sequence[tuple[str, Sequence[float]]]
) -> tuple[dict[str, Array], list[slice]]:
    """Return an array for each figure, and for each set of points the stretch in which its figure takes them.

    `values` are the figures' own values; in `points` a figure may stand more than once.
    """
    size = sum(len(own) for _, own in points)
    arrays = {name: np.full(size, values[name]) for name, _ in points}
    stretches = []
    start = 0
    for name, own in points:
        stretches.append(slice(start, start + len(own)))
        arrays[name][stretches[-1]] = own
        start += len(own)
    return arrays, stretches


def choose_trial_points(least: float, most: float, value: float, ends: Sequence[float]) -> list[float]:
    """Return points to look for a change of mind at: even ones in a bounded stretch, else ever wider ones.

    The value in use and the ends of its range are among them.
    """
    scale = max(abs(value), *(abs(end) for end in ends), 0.0) or 1.0
    scale = min(scale, _FAR / 1000)
    if np.isfinite(least) and np.isfinite(most):
        found = np.linspace(least, most, 2001)
    else:
        start = least if np.isfinite(least) else -1000 * scale
        found = np.concatenate([np.linspace(start, 3 * scale, 1501), np.geomspace(3 * scale, 1000 * scale, 500)])
    inside = [point for point in (value, *ends) if least <= point <= most]
    return [float(point) for point in np.unique(np.concatenate([found, inside]))]


def find_changes(truth: Array, allowed: Array) -> list[int]:
    """Return the places after which a test changes between two neighbours that are both allowed and both defined."""
    is_known = allowed.astype(bool) & ~np.isnan(truth)
    differs = (truth[:-1] != truth[1:]) & is_known[:-1] & is_known[1:]
    return [int(place) for place in np.flatnonzero(differs)]


def space_evenly(low: float, high: float, count: int = 33) -> list[float]:
    """Return evenly spaced points from one to another."""
    return [float(point) for point in np.linspace(low, high, count)]


def is_above(array: Array, line: float) -> Array:
    """Return 1 where a value is above a line, 0 where it is not, nan where it is undefined."""
    return np.where(np.isnan(array), np.nan, array > line)


def is_within(array: Array, least: float, most: float) -> Array:
    """Return 1 where a value is defined and between two others, else 0."""
    return ((array >= least) & (array <= most)).astype(np.float64)


def make_ones(count: int) -> Array:
    """Return a test that holds everywhere."""
    return np.ones(count)


def both_hold(first: Array, second: Array) -> Array:
    """Return 1 where two tests hold, else 0; an undefined one does not hold."""
    return np.nan_to_num(first) * np.nan_to_num(second)


def to_floats(array: Array) -> list[float | None]:
    """Return the values as floats, None for what is undefined."""
    return [None if np.isnan(value) else float(value) for value in array]


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
        own = result / self._size
        self._results.append(own)
        for name, other in with_same:
            squares = (own - other / self._size) ** 2
            total, count = self._pairs.get(name, (0.0, 0))
            self._pairs[name] = (total + float(np.nansum(squares)), count + int(np.count_nonzero(~np.isnan(squares))))

    def shares(self, again: Callable[[str], Array]) -> dict[str, float]:
        """Return for each input the share of the result's variance that it accounts for by itself.

        The first-order index of Sobol (1993), Var(E[Y | X]) / Var(Y). By Jansen (1999) half the mean square of the
        distance of two results that have one input the same is the variance that it does not account for. Of a small
        share that is noisy, and the means over bins of X tell more: for these, `again` draws an input again. Shares
        that chance lifts above 1 in all are scaled down to it.
        """
        result = np.concatenate(self._results)
        self._results = [result]
        whole = float(np.nanvar(result)) if np.isfinite(result).any() else 0.0
        if whole == 0 or result.size < 2 * _BINS:
            return dict.fromkeys(self._pairs, 0.0)
        found = {}
        for name, (total, count) in self._pairs.items():
            paired = 1 - total / count / (2 * whole) if count else 0.0
            found[name] = paired if paired > _MOST else _explained(result, again(name)) / whole
        total = sum(found.values())
        return {name: share / total for name, share in found.items()} if total > 1 else found


def _explained(result: Array, by: Array) -> float:
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
    ends = {name: _ends(assessment, name) for name in readings}
    own = {name: values[name].number or 0.0 for name in readings}
    moved, stretches = move_one_at_a_time(own, list(ends.items()))
    at = dict(arrays.walk_graph(graph, values, moved, [cell])).get(cell)
    if at is None:
        return []
    shares = _shares(assessment, cell, readings, draws, seed)
    found = [
        Swing(name, ends[name][0], own[name], ends[name][1], *_two(at[stretch]), shares[name])
        for name, stretch in zip(readings, stretches, strict=True)
    ]
    return sorted(found, key=lambda swing: -swing.size)


def _shares(
    assessment: Assessment, cell: str, readings: Mapping[str, Reading], draws: int, seed: int
) -> dict[str, float]:
    """Return the share of the variance that each figure accounts for: over draws, and over others with it the same."""
    streams = [_streams(readings, what, seed) for what in ("", ", again")]
    spread = Spread()

    def computed(drawn: Mapping[str, arrays.Array]) -> arrays.Array:
        return dict(
            arrays.walk_graph(assessment.graph, assessment.values, drawn, [cell], find_bounds(assessment.graph))
        )[cell]

    for size in blocks(draws):
        given, others = ({name: stream.draw(size) for name, stream in own.items()} for own in streams)
        spread.add(computed(given), ((name, computed({**others, name: given[name]})) for name in readings))
    return spread.shares(lambda name: Stream(name, readings[name], seed).draw(draws))


def _streams(readings: Mapping[str, Reading], what: str, seed: int) -> dict[str, Stream]:
    return {name: Stream(f"{name}{what}", reading, seed) for name, reading in readings.items()}


def _two(array: arrays.Array) -> tuple[float | None, float | None]:
    low, high = to_floats(array)
    return low, high


def _ends(assessment: Assessment, name: str) -> tuple[float, float]:
    reading = assessment.graph.cells[name].reading
    assert reading is not None  # it has a range
    assert reading.value is not None
    low, high = reading.low or reading.value, reading.high or reading.value
    return low.base, high.base


#: The conclusions beside the claims: that the first side loses more dollars, and more for its size.
RATIOS = {"dollars": naming.DOLLAR_RATIO, "economy": naming.BITE}

_ROUNDS = 6  # of 32 parts each: a bracket shrinks to a thousand-millionth of itself
_AT_ONCE = 2**15  # points computed at once
_Points: TypeAlias = Sequence[tuple[str, Sequence[float]]]
# What the kinds require, and the bounds of cells.
_Rules: TypeAlias = tuple[Sequence[tuple[Formula, Mapping[str, str]]], Mapping[str, tuple[float, float]]]


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
    found = {name: cell for name, cell in RATIOS.items() if _number(assessment, cell) is not None}
    claims = assessment.scenario.claims.values()
    return found | {claim.id: claim.id for claim in claims if judge_claim(assessment, claim).verdict != "cannot say"}


def search_flips(assessment: Assessment, wanted: Mapping[str, str]) -> list[Search]:
    """Look for the values at which conclusions change, over each figure they depend on, one at a time."""
    behind = {name: set(assessment.list_cells_behind(cell)) for name, cell in wanted.items()}
    points = [(name, own) for name, own in _points(assessment) if any(name in cells for cells in behind.values())]
    found: list[Search] = []
    for (name, own), (truths, allowed) in zip(points, _evaluated(assessment, wanted, points), strict=True):
        known = [point for point, is_allowed in zip(own, allowed, strict=True) if is_allowed]
        for conclusion, cells in behind.items():
            if name in cells and conclusion in truths and known:
                truth = truths[conclusion]
                places = find_changes(truth, allowed)
                flips = [Flip(own[at], own[at + 1], bool(truth[at])) for at in places]
                found.append(Search(conclusion, name, known[0], known[-1], tuple(flips)))
    return _narrowed(assessment, wanted, found)


def _narrowed(assessment: Assessment, wanted: Mapping[str, str], found: list[Search]) -> list[Search]:
    """Narrow each bracket down, all of them at once, round by round."""
    brackets = [(index, flip) for index, search in enumerate(found) for flip in search.flips]
    for _ in range(_ROUNDS):
        points = [(found[index].figure, space_evenly(flip.below, flip.above)) for index, flip in brackets]
        evaluated = _evaluated(assessment, wanted, points)
        brackets = [
            (index, _closer(flip, own, truths[found[index].conclusion]))
            for (index, flip), (_, own), (truths, _allowed) in zip(brackets, points, evaluated, strict=True)
        ]
    return [
        search._replace(flips=tuple(flip for own, flip in brackets if own == index))
        for index, search in enumerate(found)
    ]


def _closer(flip: Flip, points: Sequence[float], truth: Array) -> Flip:
    """Return the first stretch between two points in which the test changes; the bracket as it was if none does."""
    changed = next((at for at in range(len(points) - 1) if truth[at] != truth[at + 1]), None)
    return flip if changed is None else Flip(points[changed], points[changed + 1], bool(truth[changed]))


def _evaluated(
    assessment: Assessment, wanted: Mapping[str, str], points: _Points
) -> Iterator[tuple[dict[str, Array], Array]]:
    """Yield for each figure the conclusions at its points, and where these points are allowed.

    Few figures are moved at once: each has an array as long as the points of all of them.
    """
    tests, limits = _tests(assessment), find_bounds(assessment.graph)
    needed = {*wanted.values(), *limits, *(cell for _, at in tests for cell in at.values())}
    for some in _batches(points):
        moved, stretches = move_one_at_a_time({name: _number(assessment, name) or 0.0 for name, _ in some}, some)
        found = {**moved, **dict(arrays.walk_graph(assessment.graph, assessment.values, moved, needed))}
        truths = {
            name: is_above(found[cell], 1.0) if name in RATIOS else found[cell]
            for name, cell in wanted.items()
            if cell in found
        }
        allowed = _allowed(assessment, found, (tests, limits), sum(len(each) for _, each in some))
        for stretch in stretches:
            yield {name: truth[stretch] for name, truth in truths.items()}, allowed[stretch]


def _batches(points: _Points) -> Iterator[_Points]:
    """Yield figures with their points, a few figures at a time."""
    some: list[tuple[str, Sequence[float]]] = []
    for one in points:
        some.append(one)
        if sum(len(each) for _, each in some) >= _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _allowed(assessment: Assessment, found: Mapping[str, Array], rules: _Rules, size: int) -> Array:
    """Return where what the kinds allow and require is so, and no loss is negative."""
    room = make_ones(size)
    tests, limits = rules
    for cell, (least, most) in limits.items():
        if cell in found:
            room = both_hold(room, is_within(found[cell], least, most))
    for formula, cells in tests:
        inputs = {name: found.get(cell, _number(assessment, cell)) for name, cell in cells.items()}
        if not found.keys().isdisjoint(cells.values()) and all(one is not None for one in inputs.values()):
            room = both_hold(room, arrays.evaluate_arrays(formula, inputs))  # type: ignore[arg-type]  # none is missing
    return room


def _tests(assessment: Assessment) -> list[tuple[Formula, Mapping[str, str]]]:
    return [(one.formula, one.cells) for one in list_demands(assessment.graph)]


def _points(assessment: Assessment) -> list[tuple[str, list[float]]]:
    """Return every figure with a value that something reads, with the values to try."""
    graph = assessment.graph
    read = {name for cell in graph.cells.values() for name in cell.reads}
    found = []
    for name, cell in graph.cells.items():
        reading = cell.reading
        if reading is not None and reading.value is not None and not cell.lacks and name in read:
            ends = [end.base for end in (reading.low, reading.high) if end]
            if not any((reading.value.base, *ends)):
                ends = [_size(assessment, cell.unit)]  # of a figure in use at 0 only others tell what is much
            found.append((name, choose_trial_points(*_room(assessment, name), reading.value.base, ends)))
    return found


def _size(assessment: Assessment, unit: Measured | None) -> float:
    """Return the largest number that a cell of a unit has."""
    numbers = [
        assessment.values[name].number or 0.0 for name, cell in assessment.graph.cells.items() if cell.unit == unit
    ]
    return max(map(abs, numbers), default=0.0)


def _room(assessment: Assessment, name: str) -> tuple[float, float]:
    """Return between what a figure may lie: the bounds of what merely names it, and not below nothing if it is not."""
    graph = assessment.graph
    aliases = {cell for cell in graph.cells if name in graph.follow_names(cell)}
    bounds = [(limit.least, limit.most) for limit in list_limits(graph) if limit.cell in aliases]
    value = _number(assessment, name) or 0.0
    least = max((low for low, _ in bounds), default=-math.inf)
    most = min((high for _, high in bounds), default=math.inf)
    return max(least, 0.0) if value >= 0 else least, most


def _number(assessment: Assessment, name: str) -> float | None:
    found = assessment.values.get(name)
    return found.number if found else None
