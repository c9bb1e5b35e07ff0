"""Which input the spread of a result comes from."""

from collections.abc import Mapping

import numpy as np

from leverage.arrays.formulas import Array

_BINS = 40


def shares(result: Array, inputs: Mapping[str, Array]) -> dict[str, float]:
    """Return for each input the share of a result's variance that it accounts for by itself.

    The first-order index of Sobol (1993), Var(E[Y | X]) / Var(Y), over draws sorted into bins of X; what the bins'
    means would scatter by chance is taken off. Shares that chance lifts above 1 in all are scaled down to it.
    """
    defined = ~np.isnan(result)
    values = result[defined]
    whole = float(values.var())
    if values.size < 2 * _BINS or whole == 0:
        return dict.fromkeys(inputs, 0.0)
    found = {name: _explained(values, array[defined]) / whole for name, array in inputs.items()}
    total = sum(found.values())
    return {name: share / total for name, share in found.items()} if total > 1 else found


def _explained(values: Array, by: Array) -> float:
    """Return the variance of the means over bins of an input, less what is due to chance; never below 0."""
    bins = np.array_split(values[np.argsort(by, kind="stable")], _BINS)
    means = np.array([part.mean() for part in bins])
    noise = np.mean([part.var(ddof=1) / part.size for part in bins])
    return max(0.0, float(means.var(ddof=1) - noise))
