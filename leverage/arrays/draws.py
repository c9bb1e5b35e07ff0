"""Draws of a figure between its low and its high: each figure from a random stream of its own."""

import numpy as np

from leverage.arrays.formulas import Array
from leverage.model import Reading


def draw(name: str, reading: Reading, count: int, seed: int) -> Array:
    """Draw a figure's values in base units, by its shape; the name alone tells which stream is its own.

    PERT is a beta distribution on [low, high] with the value as its mode: alpha = 1 + 4 (m - a) / (b - a) and
    beta = 1 + 4 (b - m) / (b - a), so that its mean is (a + 4 m + b) / 6.
    """
    assert reading.value is not None  # only a figure with a value has a low and a high
    mode = reading.value.base
    low = mode if reading.low is None else reading.low.base
    high = mode if reading.high is None else reading.high.base
    random = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *name.encode()])))
    if reading.shape == "uniform":
        drawn = random.uniform(low, high, count)
    elif reading.shape == "triangular":
        drawn = random.triangular(low, mode, high, count)
    else:
        above = 4 * (mode - low) / (high - low)
        drawn = low + (high - low) * random.beta(1 + above, 5 - above, count)
    return np.clip(drawn, low, high)  # the last bit may have been rounded outwards
