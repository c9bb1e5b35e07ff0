"""Which input the spread of a result comes from."""

from collections.abc import Callable, Iterable

import numpy as np

from leverage.arrays.formulas import Array

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
    """Return the variance of the means over bins of an input, less what is due to chance; never below 0."""
    defined = ~np.isnan(result)
    bins = np.array_split(result[defined][np.argsort(by[defined], kind="stable")], _BINS)
    means = np.array([part.mean() for part in bins])
    noise = np.mean([part.var(ddof=1) / part.size for part in bins])
    return max(0.0, float(means.var(ddof=1) - noise))
