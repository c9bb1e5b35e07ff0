"""Ranges of results: figures with a low and a high are drawn, and every cell is computed in each draw.

A figure has one value in a draw wherever it is used; percentiles are of the draws of a cell.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.analysis.bounds import bound_cells, list_partial
from leverage.analysis.claims import LEAST_TO_HOLD, MODEL_RATIOS, MOST_TO_FAIL, RATIOS
from leverage.analysis.ranges import Drawn, Range, widen_to_value
from leverage.analysis.sampling import Sampler, Stream, split_into_blocks
from leverage.analysis.sharing import Shared
from leverage.formula.intervals import Interval

_SHARES = (0.05, 0.5, 0.95)
_MANY = 2**15  # values kept for a percentile, from which on those too far from it are dropped
_FIRST_LOOK = 1000  # draws that often show whether more are needed
_RATIOS = {*RATIOS.values(), *MODEL_RATIOS.values()}
_ERRORS = 6  # standard errors within which a percentile of more draws lies: all but a thousand-millionth of the time


class Percentiles:
    """The exact range of a cell's draws, which come block by block and are not all kept."""

    def __init__(self, *, is_whole: bool = False) -> None:
        """Keep every draw if `is_whole`, else those among which the percentiles can lie."""
        self._places = [_Place(share, is_whole=is_whole) for share in _SHARES]
        self._first: Array | None = None  # the only block so far
        self._defined = self._undefined = 0

    def add(self, array: Array) -> None:
        """Take a block of draws."""
        undefined = int(np.count_nonzero(np.isnan(array)))
        if not self._defined:
            self._first = array[~np.isnan(array)] if undefined else array
            self._defined = self._first.size
        else:
            if self._first is not None:
                ordered = np.sort(self._first)  # once for all places
                for place in self._places:
                    place.add(ordered, 0)
                self._first = None
            for place in self._places:
                place.add(array, self._defined)
            self._defined += array.size - undefined
        self._undefined += undefined

    @property
    def is_lost(self) -> bool:
        """Tell whether a percentile lies outside what was kept, so that the draws must be made again and all kept."""
        if not self._defined or self._first is not None:
            return False
        return any(place.find_value(self._defined) is None for place in self._places)

    def find_range(self) -> Range | None:
        """Return the range; None where the cell is defined in no draw."""
        if not self._defined:
            return None
        places = self._places
        if self._first is not None:
            places = [_Place(share, is_whole=True) for share in _SHARES]
            ranks = {rank for place in places for rank in place.find_ranks(self._defined)}
            parted = np.partition(self._first, sorted(ranks))  # in order at these ranks, which is all that is looked at
            for place in places:
                place.add(parted, 0)
        low, middle, high = (place.find_value(self._defined) or 0.0 for place in places)
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

    def find_ranks(self, count: int) -> tuple[int, int]:
        """Return the ranks, from 0 on, of the two neighbours that the percentile of `count` values lies between."""
        below = int((count - 1) * self._share)
        return below, min(below + 1, count - 1)

    def find_value(self, count: int) -> float | None:
        """Return the value at the percentile's place among `count`, between two neighbours in proportion; or None."""
        values = self._sort_between()
        below, above = self.find_ranks(count)
        first, second = self._find_ranked(values, below), self._find_ranked(values, above)
        if first is None or second is None:
            return None
        share = (count - 1) * self._share - below
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


def compute_range(array: Array) -> Range | None:
    """Return the percentiles of draws that are all there; None where none of them is defined."""
    percentiles = Percentiles()
    percentiles.add(array)
    return percentiles.find_range()


DRAWS = 10_000
SEED = 1


def draw_ranges(
    assessment: Assessment,
    draws: int = DRAWS,
    seed: int = SEED,
    wanted: Collection[str] | None = None,
    shared: Shared | None = None,
) -> Drawn:
    """Return the range of every wanted cell that depends on a figure with a range, by default of all.

    With `shared`, made for as many draws of the same seed, what it has of other scenarios is not computed again.
    """
    cells = assessment.graph.cells if wanted is None else wanted
    if shared is not None:
        sampler, tally = Sampler(assessment), _Tally(assessment, cells)
        blocks = list(split_into_blocks(draws, len(sampler.readings) + tally.count_arrays()))
        if sampler.is_plain and len(blocks) == 1:
            return _draw_shared(assessment, sampler, tally, cells, shared)
    drawn, lost = _draw_once(assessment, draws, seed, cells, is_whole=False)
    if lost:
        again, _ = _draw_once(assessment, draws, seed, lost, is_whole=True)
        drawn = drawn._replace(ranges={**drawn.ranges, **again.ranges})
    return drawn


def draw_at_values(
    assessment: Assessment, name: str, numbers: Sequence[float], wanted: Collection[str], draws: int, seed: int
) -> dict[tuple[str, float], Range]:
    """Return the percentiles of wanted cells with one cell at each of several numbers.

    All have the same draws. What depends on no figure with a range is left out.
    """
    sampler = Sampler(assessment)
    streams = sampler.open_streams(seed, [figure for figure in sampler.readings if figure != name])
    if not streams:
        return {}
    percentiles: dict[tuple[str, float], Percentiles] = {}
    for size in split_into_blocks(draws):
        given = {figure: stream.draw(size) for figure, stream in streams.items()}
        for number in numbers:
            given[name] = np.full(size, number)
            for cell, array in sampler.walk(given, wanted):
                percentiles.setdefault((cell, number), Percentiles(is_whole=True)).add(array)
    found = {key: each.find_range() for key, each in percentiles.items()}
    return {key: span for key, span in found.items() if span is not None}


def _draw_once(
    assessment: Assessment, draws: int, seed: int, wanted: Collection[str], *, is_whole: bool
) -> tuple[Drawn, list[str]]:
    """Return what draws come to, which are made and computed block by block, and the cells whose range was lost."""
    sampler = Sampler(assessment)
    streams = sampler.open_streams(seed)
    tally = _Tally(assessment, wanted)
    percentiles: dict[str, Percentiles] = {}
    stands_for: dict[str, str] = {}  # what only names another cell has that cell's range
    sought = frozenset(wanted)
    for size in split_into_blocks(draws, len(streams) + tally.count_arrays()):
        given = {name: stream.draw(size) for name, stream in streams.items()}
        done = set()
        for name, array in sampler.walk(given, {*wanted, *tally.reads}):
            tally.add(name, array)
            if name in assessment.scenario.claims or name not in sought:
                continue
            if name not in stands_for:
                named = assessment.find_named(name)
                stands_for[name] = named if named in sought else name
            named = stands_for[name]
            if named not in done:
                percentiles.setdefault(named, Percentiles(is_whole=is_whole)).add(array)
                done.add(named)
        tally.end_block()
    lost = []
    ranges = {}
    for name, named in stands_for.items():
        if percentiles[named].is_lost:
            lost.append(name)
        elif cell_range := percentiles[named].find_range():
            ranges[name] = widen_to_value(cell_range, assessment.values[name].number)
    return tally.sum_up(draws, seed)._replace(ranges=ranges), lost


def _draw_shared(
    assessment: Assessment, sampler: Sampler, tally: "_Tally", wanted: Collection[str], shared: Shared
) -> Drawn:
    """Return what draws come to, of which those of cells that other scenarios have too are computed once."""
    keys = shared.number_cells(assessment, sampler)
    sought = frozenset(wanted)
    stands_for = {}  # what only names another cell has that cell's range
    for name in keys:
        if name in sought and name not in assessment.scenario.claims:
            named = assessment.find_named(name)
            stands_for[name] = named if named in sought else name
    lacking = {named for named in stands_for.values() if keys[named] not in shared.ranges}
    counted = {name for name in keys.keys() & {*sought, *tally.reads} if tally.counts(name)}
    for name, array in shared.walk(assessment, sampler, keys, lacking | counted):
        if name in counted:
            tally.add(name, array)
        if name in stands_for and keys[name] not in shared.ranges:
            shared.ranges[keys[name]] = compute_range(array)
    tally.end_block()
    ranges = {}
    for name, named in stands_for.items():
        if cell_range := shared.ranges[keys[named]]:
            ranges[name] = widen_to_value(cell_range, assessment.values[name].number)
    return tally.sum_up(shared.draws, shared.seed)._replace(ranges=ranges)


class _Tally:
    """Counts in how many draws the tests of a scenario are true: its claims, and that ratios are above 1.

    Claims that leave losses out are counted at the end of a block, by the arrays of the cells in `reads`.
    """

    def __init__(self, assessment: Assessment, wanted: Collection[str]) -> None:
        self._assessment = assessment
        self._claims = assessment.scenario.claims
        self._partial = list_partial(assessment, self._claims.keys() & set(wanted))
        cells, values = assessment.graph.cells, assessment.values
        inputs = {read for name in self._partial for read in cells[name].list_inputs(values[name].formula)}
        self.reads = inputs.difference(self._partial)
        self._block: dict[str, Array] = {}
        self._possible: Counter[str] = Counter()
        self._held: Counter[str] = Counter()
        self._unsaid: Counter[str] = Counter()

    def count_arrays(self) -> int:
        """Return how many arrays are kept to the end of a block."""
        return len(self.reads) + len(self._partial)

    def counts(self, name: str) -> bool:
        """Tell whether a cell's draws are needed: those of a test, or of what decides one."""
        return name in self.reads or name in self._partial or name in self._claims or name in _RATIOS

    def add(self, name: str, array: Array) -> None:
        """Take a block of draws of a cell; one that is no test does not count."""
        if name in self.reads or name in self._partial:
            self._block[name] = array
        if name in self._partial and name in self._claims:
            pass  # counted at the end of the block
        elif name in self._claims:
            self._held[name] += int(np.count_nonzero(array == 1))
        elif name in _RATIOS:
            self._held[name] += int(np.count_nonzero(array > 1))
        else:
            return
        self._unsaid[name] += int(np.count_nonzero(np.isnan(array)))

    def end_block(self) -> None:
        """Count the claims that leave losses out: where they are true for every size of these, and for some."""
        if not self._block:
            return
        for name, (least, most) in bound_cells(self._assessment, self._partial, self._block):
            if name not in self._claims or name not in self._block:
                continue
            is_defined = ~np.isnan(self._block[name])
            self._held[name] += int(np.count_nonzero(is_defined & (least == 1)))
            self._possible[name] += int(np.count_nonzero(is_defined & (most != 0)))
        self._block = {}

    def sum_up(self, draws: int, seed: int) -> Drawn:
        """Return the shares of so many draws, without any range."""
        unsaid = {name: count for name, count in self._unsaid.items() if count}
        defined = {name: draws - count for name, count in self._unsaid.items()}
        held = {name: count / defined[name] for name, count in self._held.items() if defined[name]}
        possible = {name: count / defined[name] for name, count in self._possible.items() if defined[name]}
        return Drawn({}, held, unsaid, draws, seed, possible)


class Trials:
    """Draws for the same scenario with other readings in use: what is drawn for several of them is drawn once."""

    def __init__(self, draws: int, seed: int) -> None:
        """Begin without any draw."""
        self._draws = draws
        self._seed = seed
        self._streams: dict[tuple[str, Interval], Stream] = {}
        self._drawn: dict[tuple[str, Interval], Array] = {}

    def count_held(self, assessment: Assessment, tests: Collection[str], *, is_rough: bool = False) -> Drawn:
        """Return for tests the shares of the draws in which they are true.

        If they are wanted roughly, fewer draws will do where these leave no doubt whether a test holds, fails or is
        open.
        """
        sampler = Sampler(assessment)
        if is_rough and self._draws > _FIRST_LOOK:
            first = self._count(sampler, assessment, tests, _FIRST_LOOK)
            if not first.unsaid and all(map(_is_plain, [*first.held.values(), *first.possible.values()])):
                return first
        return self._count(sampler, assessment, tests, self._draws)

    def _count(self, sampler: Sampler, assessment: Assessment, tests: Collection[str], draws: int) -> Drawn:
        given = {name: self._draw(sampler, name, draws) for name in sampler.readings}
        tally = _Tally(assessment, tests)
        for name, array in sampler.walk(given, {*tests, *tally.reads}):
            tally.add(name, array)
        tally.end_block()
        return tally.sum_up(draws, self._seed)

    def _draw(self, sampler: Sampler, name: str, draws: int) -> Array:
        """Return the first draws of a figure, those that are there and as many more as it takes."""
        room = sampler.find_room(name)
        if room is None:
            return sampler.open_streams(self._seed, [name])[name].draw(draws)
        key = name, room
        if key not in self._streams:
            self._streams[key] = sampler.open_streams(self._seed, [name])[name]
            self._drawn[key] = np.empty(0)
        if lacking := max(0, draws - self._drawn[key].size):
            self._drawn[key] = np.concatenate([self._drawn[key], self._streams[key].draw(lacking)])
        return self._drawn[key][:draws]


def _is_plain(share: float) -> bool:
    """Tell whether a share of the first look is too far from the two that verdicts turn at for more draws to cross."""
    slack = _ERRORS * math.sqrt(LEAST_TO_HOLD * MOST_TO_FAIL / _FIRST_LOOK)
    return all(abs(share - limit) > slack for limit in (LEAST_TO_HOLD, MOST_TO_FAIL))
