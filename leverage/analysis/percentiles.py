"""The 5th, 50th and 95th percentile of draws that come block by block."""

import math

import numpy as np

from leverage.analysis.arrays import Array
from leverage.analysis.ranges import Range

#: Standard errors within which a percentile of more draws lies: all but a thousand-millionth of the time.
ERRORS = 6

_SHARES = (0.05, 0.5, 0.95)
_MANY = 2**15  # values kept for a percentile, from which on those too far from it are dropped


class Percentiles:
    """The exact range of a cell's draws, which come block by block and are not all kept."""

    def __init__(self, *, is_whole: bool = False) -> None:
        """Keep every draw if `is_whole`, else those among which the percentiles can lie."""
        self._places = [_Place(share, is_whole=is_whole) for share in _SHARES]
        self._first: Array | None = None  # the only block so far
        self._found: Range | None = None
        self._defined = self.undefined = 0

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
        self.undefined += undefined

    @property
    def is_lost(self) -> bool:
        """Tell whether a percentile lies outside what was kept, so that the draws must be made again and all kept."""
        if not self._defined or self._first is not None:
            return False
        return any(place.find_value(self._defined) is None for place in self._places)

    @property
    def is_defined(self) -> bool:
        """Tell whether the cell is defined in some draw, and so has a range."""
        return self._defined > 0

    def find_range(self) -> Range | None:
        """Return the range, after which no more draws can come; None where the cell is defined in no draw."""
        if self._found is None and self.is_defined:
            places = self._places
            if self._first is not None:
                places = [_Place(share, is_whole=True) for share in _SHARES]
                ranks = {rank for place in places for rank in place.find_ranks(self._defined)}
                # In order at these ranks, which is all that is looked at.
                parted = np.partition(self._first, sorted(ranks))
                for place in places:
                    place.add(parted, 0)
            low, middle, high = (place.find_value(self._defined) or 0.0 for place in places)
            self._found = Range(low, middle, high, self.undefined)
            self._places, self._first = [], None
        return self._found


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
        slack = ERRORS * math.sqrt(count * self._share * (1 - self._share)) + 2
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
