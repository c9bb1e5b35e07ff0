"""Ranges of results: figures with a low and a high are drawn, and every cell is computed in each draw.

A figure has one value in a draw wherever it is used; percentiles are of the draws of a cell.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterator

import numpy as np

from leverage.analysis.arrays import Array, walk_graph
from leverage.analysis.assessment import Assessment
from leverage.analysis.checks import find_bounds
from leverage.analysis.claims import RATIOS
from leverage.analysis.ranges import Drawn, Range, find_ends, list_uncertain
from leverage.model import Reading

_BLOCK = 2**16  # draws computed at once: few enough to need little memory


def split_into_blocks(count: int) -> Iterator[int]:
    """Yield the sizes of the blocks into which a number of draws is split, to be computed one after the other."""
    for start in range(0, count, _BLOCK):
        yield min(_BLOCK, count - start)


class Stream:
    """The draws of one figure, in base units, by its shape; they depend on its name and the seed alone.

    PERT is a beta distribution on [low, high] with the value as its mode: alpha = 1 + 4 (m - a) / (b - a) and
    beta = 1 + 4 (b - m) / (b - a), so that its mean is (a + 4 m + b) / 6.
    """

    def __init__(self, name: str, reading: Reading, seed: int) -> None:
        """Begin the stream of a name."""
        self._low, self._mode, self._high = find_ends(reading)
        self._shape = reading.shape
        self._random = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *name.encode()])))

    def draw(self, count: int) -> Array:
        """Return the next draws."""
        low, mode, high = self._low, self._mode, self._high
        if self._shape == "uniform":
            values = self._random.uniform(low, high, count)
        elif self._shape == "triangular":
            values = self._random.triangular(low, mode, high, count)
        else:
            above = 4 * ((mode - low) / (high - low))
            values = low + (high - low) * self._random.beta(1 + above, 5 - above, count)
        return np.clip(values, low, high)  # the last bit may have been rounded outwards


_SHARES = (0.05, 0.5, 0.95)
_MANY = 2**15  # values kept for a percentile, from which on those too far from it are dropped
_ERRORS = 6  # standard errors within which a percentile of more draws lies: all but a thousand-millionth of the time


class Percentiles:
    """The exact range of a cell's draws, which come block by block and are not all kept."""

    def __init__(self, *, is_whole: bool = False) -> None:
        """Keep every draw if `is_whole`, else those among which the percentiles can lie."""
        self._places = [_Place(share, is_whole=is_whole) for share in _SHARES]
        self._defined = self._undefined = 0

    def add(self, array: Array) -> None:
        """Take a block of draws."""
        undefined = int(np.isnan(array).sum())
        if not self._defined:  # all of the first are kept, in order, which is done once for all places
            array = np.sort(array)[: array.size - undefined]  # nan comes last
        for place in self._places:
            place.add(array, self._defined)
        self._defined += array.size - (undefined if self._defined else 0)
        self._undefined += undefined

    @property
    def is_lost(self) -> bool:
        """Tell whether a percentile lies outside what was kept, so that the draws must be made again and all kept."""
        return bool(self._defined) and any(place.find_value(self._defined) is None for place in self._places)

    def find_range(self) -> Range | None:
        """Return the range; None where the cell is defined in no draw."""
        if not self._defined:
            return None
        low, middle, high = (place.find_value(self._defined) or 0.0 for place in self._places)
        return Range(low, middle, high, self._undefined)


class _Place:
    """One percentile: how many values lie below a low edge, how many at it and at a high edge, all between the two."""

    def __init__(self, share: float, *, is_whole: bool) -> None:
        self._share = share
        self._most = math.inf if is_whole else _MANY
        self._low, self._high = -math.inf, math.inf
        self._below = self._at_low = self._at_high = 0
        self._between: list[Array] = []

    def add(self, values: Array, before: int) -> None:
        """Take a block of values, of which `before` came before; the first block is in order."""
        if sum(part.size for part in self._between) >= self._most:
            self._narrow(before)
        if not before:
            self._between = [values]
            return
        self._below += int(np.count_nonzero(values < self._low))
        self._at_low += int(np.count_nonzero(values == self._low))
        self._at_high += self._count_at_high(values)
        self._between.append(self._select_inside(values))

    def _select_inside(self, values: Array) -> Array:
        return values[(values > self._low) & (values < self._high)]

    def _count_at_high(self, values: Array) -> int:
        return int(np.count_nonzero(values == self._high)) if self._low < self._high else 0

    def _narrow(self, count: int) -> None:
        """Bring the edges near; the percentile of `count` values, and of more to come, still lies between them."""
        values = self._sort_between()
        slack = _ERRORS * math.sqrt(count * self._share * (1 - self._share)) + 2
        place = (count - 1) * self._share - self._below - self._at_low
        least, most = math.floor(place - slack), math.ceil(place + slack)
        if least >= 0:
            self._low = float(values[least])
            self._below += self._at_low + int(np.searchsorted(values, self._low))
            self._at_low = int(np.count_nonzero(values == self._low))
        if most < values.size:
            self._high = float(values[most])
            self._at_high = self._count_at_high(values)
        self._between = [self._select_inside(values)]

    def _sort_between(self) -> Array:
        """Return the values between the edges in order."""
        if len(self._between) > 1:
            self._between = [np.sort(np.concatenate(self._between))]
        return self._between[0]

    def find_value(self, count: int) -> float | None:
        """Return the value at the percentile's place among `count`, between two neighbours in proportion; or None."""
        place = (count - 1) * self._share
        below = int(place)
        values = self._sort_between()
        first, second = (self._find_ranked(values, rank) for rank in (below, min(below + 1, count - 1)))
        if first is None or second is None:
            return None
        share = place - below
        between = first + share * (second - first)
        if not math.isfinite(between):  # the two are too far apart for their distance to be a number
            between = first * (1 - share) + second * share
        return between + 0.0  # which makes -0.0 plain 0

    def _find_ranked(self, values: Array, rank: int) -> float | None:
        """Return the value of a rank, from 0 on, among all; None where it was not kept."""
        at = rank - self._below
        if at < 0:
            return None
        if at < self._at_low:
            return self._low
        at -= self._at_low
        if at < values.size:
            return float(values[at])
        return self._high if at < values.size + self._at_high else None


DRAWS = 10_000
SEED = 1


def draw_ranges(
    assessment: Assessment, draws: int = DRAWS, seed: int = SEED, wanted: Collection[str] | None = None
) -> Drawn:
    """Return the range of every wanted cell that depends on a figure with a range, by default of all."""
    cells = assessment.graph.cells if wanted is None else wanted
    drawn, lost = _draw_once(assessment, draws, seed, cells, is_whole=False)
    if lost:
        again, _ = _draw_once(assessment, draws, seed, lost, is_whole=True)
        drawn = drawn._replace(ranges={**drawn.ranges, **again.ranges})
    return drawn


def _draw_once(
    assessment: Assessment, draws: int, seed: int, wanted: Collection[str], *, is_whole: bool
) -> tuple[Drawn, list[str]]:
    """Return what draws come to, which are made and computed block by block, and the cells whose range was lost."""
    graph, claims = assessment.graph, assessment.scenario.claims
    bounds = find_bounds(graph)
    streams = {name: Stream(name, reading, seed) for name, reading in list_uncertain(graph).items()}
    percentiles: dict[str, Percentiles] = {}
    stands_for: dict[str, str] = {}  # what only names another cell has that cell's range
    sought = frozenset(wanted)
    held: Counter[str] = Counter()
    unsaid: Counter[str] = Counter()
    for size in split_into_blocks(draws):
        given = {name: stream.draw(size) for name, stream in streams.items()}
        done = set()
        for name, array in walk_graph(graph, assessment.values, given, wanted, bounds):
            if name in claims or name in RATIOS.values():
                held[name] += int(np.count_nonzero(array == 1 if name in claims else array > 1))
                unsaid[name] += int(np.isnan(array).sum())
            if name in claims:
                continue
            if name not in stands_for:
                named = assessment.find_named(name)
                stands_for[name] = named if named in sought else name
            named = stands_for[name]
            if named not in done:
                percentiles.setdefault(named, Percentiles(is_whole=is_whole)).add(array)
                done.add(named)
    lost = []
    ranges = {}
    for name, named in stands_for.items():
        if percentiles[named].is_lost:
            lost.append(name)
        elif cell_range := percentiles[named].find_range():
            ranges[name] = cell_range
    shares = {name: count / (draws - unsaid[name]) for name, count in held.items() if unsaid[name] < draws}
    return Drawn(ranges, shares, {name: count for name, count in unsaid.items() if count}, draws, seed), lost
