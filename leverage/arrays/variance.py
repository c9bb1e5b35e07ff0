"""Which input the spread of a result comes from."""

from collections.abc import Mapping

import numpy as np

from leverage.arrays.formulas import Array

_BINS = 40
_MOST = 0.5  # from here on a share is taken from pairs of draws, which are exact where one input is all


def shares(result: Array, inputs: Mapping[str, Array], with_same: Mapping[str, Array]) -> dict[str, float]:
    """Return for each input the share of a result's variance that it accounts for by itself.

    The first-order index of Sobol (1993), Var(E[Y | X]) / Var(Y). `with_same` are results of other draws in which one
    input alone has the same draws: by Jansen (1999) half the mean square of their distance is the variance that it
    does not account for. Of a small share that is noisy, and the means over bins of X tell more. Shares that chance
    lifts above 1 in all are scaled down to it.
    """
    whole = float(np.nanvar(result)) if np.isfinite(result).any() else 0.0
    if whole == 0 or result.size < 2 * _BINS:
        return dict.fromkeys(inputs, 0.0)
    found = {}
    for name, array in inputs.items():
        paired = 1 - float(np.nanmean((result - with_same[name]) ** 2)) / (2 * whole)
        found[name] = paired if paired > _MOST else _explained(result, array) / whole
    total = sum(found.values())
    return {name: share / total for name, share in found.items()} if total > 1 else found


def _explained(result: Array, by: Array) -> float:
    """Return the variance of the means over bins of an input, less what is due to chance; never below 0."""
    defined = ~np.isnan(result)
    bins = np.array_split(result[defined][np.argsort(by[defined], kind="stable")], _BINS)
    means = np.array([part.mean() for part in bins])
    noise = np.mean([part.var(ddof=1) / part.size for part in bins])
    return max(0.0, float(means.var(ddof=1) - noise))
