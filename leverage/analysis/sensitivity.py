"""Which figure moves a result, and at which values of a figure a conclusion changes.

The latter are the switching values of HM Treasury's Green Book, for who loses more dollars, who loses more of its
economy, and claims.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment, open_lengths
from leverage.analysis.checks import find_bounds, find_rooms, list_demands
from leverage.analysis.claims import CANNOT_SAY, RATIOS, judge_claim
from leverage.analysis.network import Network
from leverage.analysis.ranges import find_ends, list_read_figures, list_uncertain
from leverage.analysis.sampling import Sampler, split_into_blocks
from leverage.formula.dimensions import Measured
from leverage.graph.cells import Cell
from leverage.model import Reading

_FAR = 1e305  # no further: the distance of any two points must be a number too

# Figures, each with values that it takes while all others are as they are; a figure may stand more than once.
_Points: TypeAlias = Sequence[tuple[str, Sequence[float]]]
_Arrays: TypeAlias = Mapping[str, Array]


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
_FEW = 32  # figures for all of which pairs of draws are made
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

    def compute_shares(self, names: Iterable[str], again: Callable[[str], Array]) -> dict[str, float]:
        """Return for each input the share of the result's variance that it accounts for by itself.

        The first-order index of Sobol (1993), Var(E[Y | X]) / Var(Y). By Jansen (1999) half the mean square of the
        distance of two results that have one input the same is the variance that it does not account for. For a small
        share that is noisy, and means over bins of X are better: for these, and for inputs without such pairs of
        results, `again` draws an input again. Shares whose sum chance lifts above 1 are scaled down to it.
        """
        result = np.concatenate(self._results)
        self._results = [result]
        whole = float(np.nanvar(result)) if np.isfinite(result).any() else 0.0
        if whole == 0 or result.size < 2 * _BINS:
            return dict.fromkeys(names, 0.0)
        shares = {}
        for name in names:
            squares, count = self._pairs.get(name, (0.0, 0))
            share = 1 - squares / count / (2 * whole) if count else 0.0
            if share <= _MOST:
                share = _find_explained_variance(result, again(name)) / whole
            shares[name] = share
        total = sum(shares.values())
        if total <= 1:
            return shares
        largest = max(shares, key=shares.__getitem__)
        if len(shares) > _FEW and _MOST < shares[largest] <= 1:  # with many others their chance alone adds up to much
            rest = (1 - shares[largest]) / (total - shares[largest])
            return {name: share if name == largest else share * rest for name, share in shares.items()}
        return {name: share / total for name, share in shares.items()}


def _find_explained_variance(result: Array, by: Array) -> float:
    """Return the variance of the means over bins of an input, less what is due to chance; never below 0.

    It is 0 too where the result is defined in too few draws to fill the bins.
    """
    defined = ~np.isnan(result)
    if np.count_nonzero(defined) < 2 * _BINS:
        return 0.0
    ordered = result[defined][np.argsort(by[defined], kind="stable")]
    size, longer = divmod(ordered.size, _BINS)  # so many bins have one more
    split = longer * (size + 1)
    bins = (ordered[:split].reshape(longer, size + 1), ordered[split:].reshape(_BINS - longer, size))
    means = np.concatenate([part.mean(axis=1) for part in bins])
    noise = np.mean(np.concatenate([part.var(axis=1, ddof=1) / part.shape[1] for part in bins]))
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
    network = Network(graph, values, readings, [cell])
    named = network.find_named(cell)
    if named is None:
        return []
    shares = _find_variance_shares(assessment, cell, readings, draws, seed)
    swings = []
    for batch in _split_into_batches(points):
        moved, stretches = move_one_at_a_time({name: in_use[name] for name, _ in batch}, batch)
        results = network.compute(moved, wanted=[cell])[named]
        for (name, (low, high)), stretch in zip(batch, stretches, strict=True):
            at_low, at_high = (None if np.isnan(result) else float(result) for result in results[stretch])
            swings.append(Swing(name, low, in_use[name], high, at_low, at_high, shares[name]))
    return sorted(swings, key=lambda swing: -swing.size)


_SLACK = _MOST / 2  # that the share of several figures together may fall short by
_ERRORS = 6  # or so many standard errors


def _find_variance_shares(
    assessment: Assessment, cell: str, readings: Mapping[str, Reading], draws: int, seed: int
) -> dict[str, float]:
    """Return the share of the variance that each figure accounts for: over draws, and over others with it the same.

    Of many figures these pairs are made for those that may account for more than `_MOST`, as the first block shows.
    """
    sampler = Sampler(assessment)
    streams = sampler.open_streams(seed, readings)
    other_streams = sampler.open_streams(seed, readings, suffix=", again")
    network = sampler.make_network(readings, [cell])
    named = network.find_named(cell)
    assert named is not None  # else no figure would be behind the cell
    spread = Spread()
    paired: Sequence[str] | None = list(readings) if len(readings) <= _FEW else None
    for size in split_into_blocks(draws, len(network) + 2 * len(readings)):
        given = {name: stream.draw(size) for name, stream in streams.items()}
        result = network.compute(given, wanted=[cell])[named]
        if paired is not None and not paired:
            spread.add(result, ())
            continue
        base = network.compute({name: stream.draw(size) for name, stream in other_streams.items()})

        def compute_with_same(names: Iterable[str], given: _Arrays = given, base: _Arrays = base) -> Array:
            return network.compute({name: given[name] for name in names}, base, [cell]).get(named, base[named])

        if paired is None:
            paired = _select_large(list(readings), result, compute_with_same)
        spread.add(result, ((name, compute_with_same([name])) for name in paired))
    return spread.compute_shares(readings, lambda name: sampler.open_streams(seed, [name])[name].draw(draws))


def _select_large(names: list[str], result: Array, compute_with_same: Callable[[Iterable[str]], Array]) -> list[str]:
    """Return the inputs that may account for more than `_MOST` of a result's variance by themselves.

    The variance is a sum of terms, each of some inputs and 0 or more (Sobol 1993). What a group accounts for, which
    the same pairs tell with all of the group the same, is the sum of the terms of its inputs alone. So it is no less
    than what one of them accounts for, and what groups without a common input account for is at most the whole: of the
    halves of a group that accounts for much, few do, and there are about as many steps as it takes to halve all down
    to one. Where an input is all that matters, results with its group the same are the same, whatever the draws.
    """
    largest = float(np.max(np.abs(result), initial=0.0, where=np.isfinite(result)))
    middle = float(np.nanmean(result / largest)) if largest else 0.0
    selected, groups = [], [names] if largest else []
    while groups:
        group = groups.pop()
        with np.errstate(all="ignore"):
            first, second = result / largest - middle, compute_with_same(group) / largest - middle
            both, apart = first**2 + second**2, (first - second) ** 2
        defined = np.isfinite(both)
        both, apart = both[defined], apart[defined]
        if not both.sum():
            continue
        # The ratio of the means of two squares, whose error is small also where a few draws have most of both.
        missed = apart.sum() / both.sum()
        error = math.sqrt(((apart - missed * both) ** 2).sum()) / both.sum()
        if 1 - missed + max(_SLACK, _ERRORS * error) <= _MOST:
            continue
        if len(group) == 1:
            selected += group
        else:
            half = len(group) // 2
            groups += [group[half:], group[:half]]
    return selected


_ROUNDS = 6  # of 32 parts each: a bracket shrinks to a thousand-millionth of itself
_PARTS = 32
_AT_ONCE = 2**12  # points computed at once; more, where few cells are kept of them
_KEPT = 2**22  # numbers kept of these, in all cells


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
    assessment = open_lengths(assessment)
    mover = _Mover(assessment, wanted)
    searches: list[Search] = []
    for batch in _split_into_batches(_choose_points(assessment, mover.turned), mover.at_once):
        known, stretches = mover.move(batch)
        is_allowed = mover.find_allowed(known, stretches[-1].stop)
        truths = {
            conclusion: mover.find_truth(conclusion, known) for name, _ in batch for conclusion in mover.turned[name]
        }
        for (name, trials), stretch in zip(batch, stretches, strict=True):
            allowed = [point for point, is_so in zip(trials, is_allowed[stretch].tolist(), strict=True) if is_so]
            for conclusion in mover.turned[name] if allowed else ():
                truth = truths[conclusion][stretch]
                places = find_changes(truth, is_allowed[stretch])
                flips = tuple(Flip(trials[at], trials[at + 1], bool(truth[at])) for at in places)
                searches.append(Search(conclusion, name, allowed[0], allowed[-1], flips))
    return _narrow_brackets(mover, searches)


def _narrow_brackets(mover: "_Mover", searches: list[Search]) -> list[Search]:
    """Narrow the bracket of each flip down, many at once, round by round."""
    brackets = [(search, flip) for search in searches for flip in search.flips]
    narrowed: list[Flip] = []
    for start in range(0, len(brackets), mover.at_once // _PARTS):
        some = brackets[start : start + mover.at_once // _PARTS]
        conclusions = {search.conclusion for search, _ in some}
        for _ in range(_ROUNDS):
            points = []
            for search, flip in some:
                points.append((search.figure, np.linspace(flip.below, flip.above, _PARTS + 1).tolist()))
            known, stretches = mover.move(points, conclusions)
            truths = {conclusion: mover.find_truth(conclusion, known) for conclusion in conclusions}
            some = [
                (search, _narrow_flip(flip, trials, truths[search.conclusion][stretch]))
                for (search, flip), (_, trials), stretch in zip(some, points, stretches, strict=True)
            ]
        narrowed += [flip for _, flip in some]
    left = iter(narrowed)
    return [search._replace(flips=tuple(next(left) for _ in search.flips)) for search in searches]


def _narrow_flip(flip: Flip, points: Sequence[float], truth: Array) -> Flip:
    """Return the first stretch between two points in which the test changes; the bracket as it was if none does."""
    changes = np.flatnonzero(truth[:-1] != truth[1:])
    if not changes.size:
        return flip
    at = int(changes[0])
    return Flip(points[at], points[at + 1], bool(truth[at]))


class _Mover:
    """Moves figures and computes conclusions, and whether numbers are allowed.

    `turned` has what each figure enters, `at_once` is how many points are to be moved to at once.
    """

    def __init__(self, assessment: Assessment, wanted: Mapping[str, str]) -> None:
        """Find what follows from every figure with a value that something reads; `wanted` are conclusions' cells."""
        graph, values = assessment.graph, assessment.values
        figures = list_read_figures(graph)
        tests = {}
        for number, demand in enumerate(list_demands(graph)):
            if all(values[cell].number is not None for cell in demand.cells.values()):
                name = f"{demand.lever.id}, {number}"  # no cell of a graph is called so
                tests[name] = Cell(name, demand.formula, demand.cells)
        bounds = find_bounds(graph)
        self._values = values
        self._network = network = Network(graph, values, figures, [*wanted.values(), *bounds, *tests], others=tests)
        self._tests = tests.keys()
        self._cells = {conclusion: named for conclusion, cell in wanted.items() if (named := network.find_named(cell))}
        self._bounds: dict[str, list[tuple[float, float]]] = {}
        for cell, ends in bounds.items():
            if named := network.find_named(cell):
                self._bounds.setdefault(named, []).append(ends)
        conclusions = list(self._cells)
        reached = network.find_reached(figures, list(self._cells.values()))
        kept = len(self._cells) + len(self._bounds) + len(self._tests)
        self.at_once = max(_AT_ONCE, min(4 * _AT_ONCE, _KEPT // max(1, kept)))
        self.turned = {name: [conclusions[place] for place in places] for name, places in reached.items()}

    def move(self, points: _Points, conclusions: Collection[str] | None = None) -> tuple[dict[str, Array], list[slice]]:
        """Return the conclusions and limits that figures change, at all points, and the stretch of each set of points.

        With `conclusions` only these. Each figure has an array as long as all points.
        """
        in_use = {name: self._values[name].number or 0.0 for name, _ in points}
        moved, stretches = move_one_at_a_time(in_use, points)
        if conclusions is None:
            wanted = [*self._cells.values(), *self._bounds, *self._tests]
        else:
            wanted = [self._cells[conclusion] for conclusion in conclusions]
        return self._network.compute(moved, wanted=wanted), stretches

    def find_truth(self, conclusion: str, known: Mapping[str, Array]) -> Array:
        """Return where a conclusion holds, 1 or 0, nan where it is undefined."""
        result = known[self._cells[conclusion]]
        return np.where(np.isnan(result), np.nan, result > 1) if conclusion in RATIOS else result

    def find_allowed(self, known: Mapping[str, Array], size: int) -> NDArray[np.bool_]:
        """Return at which points numbers lie within their bounds and meet what the kinds require."""
        is_allowed = np.ones(size, dtype=np.bool_)
        for name, array in known.items():
            for least, most in self._bounds.get(name, ()):
                is_allowed &= (array >= least) & (array <= most)
            if name in self._tests:
                is_allowed &= array == 1
        return is_allowed


def _split_into_batches(points: Iterable[tuple[str, Sequence[float]]], most: int = _AT_ONCE) -> Iterator[_Points]:
    """Yield figures with their points, a few figures at a time: about so many points."""
    batch: list[tuple[str, Sequence[float]]] = []
    count = 0
    for figure, trials in points:
        batch.append((figure, trials))
        count += len(trials)
        if count >= most:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _choose_points(
    assessment: Assessment, turned: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, Sequence[float]]]:
    """Yield the figures that enter a conclusion, with the values to try."""
    rooms = find_rooms(assessment.graph)
    for name, reading in list_read_figures(assessment.graph).items():
        if not turned[name]:
            continue
        low, value, high = find_ends(reading)
        ends = [low, high]
        if not any((low, value, high)):
            ends = [
                _find_largest(assessment, assessment.graph.cells[name].unit)
            ]  # of a figure at 0 only others tell what is large
        least, most = rooms.get(name, (-math.inf, math.inf))
        if value >= 0:
            least = max(least, 0.0)
        yield name, choose_trial_points(least, most, value, ends)


def _find_largest(assessment: Assessment, unit: Measured | None) -> float:
    """Return the largest number, signs aside, that a cell of a unit has; 0 if none has one."""
    cells = assessment.graph.cells
    numbers = [value.number or 0.0 for name, value in assessment.values.items() if cells[name].unit == unit]
    return max(map(abs, numbers), default=0.0)
