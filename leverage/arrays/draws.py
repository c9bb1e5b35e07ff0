"""Draws of a figure between its low and its high: each figure from a random stream of its own."""

from collections.abc import Iterator

import numpy as np

from leverage.arrays.formulas import Array
from leverage.model import Reading

_BLOCK = 2**16  # draws computed at once: few enough for what is computed from them to need little memory


def blocks(count: int) -> Iterator[int]:
    """Part so many draws into blocks that are computed one after the other, and yield the size of each."""
    for start in range(0, count, _BLOCK):
        yield min(_BLOCK, count - start)


class Stream:
    """The draws of one figure, in base units, by its shape; a name and a seed alone tell which they are.

    PERT is a beta distribution on [low, high] with the value as its mode: alpha = 1 + 4 (m - a) / (b - a) and
    beta = 1 + 4 (b - m) / (b - a), so that its mean is (a + 4 m + b) / 6.
    """

    def __init__(self, name: str, reading: Reading, seed: int) -> None:
        """Begin the stream of a name."""
        assert reading.value is not None  # only a figure with a value has a low and a high
        self._mode = reading.value.base
        self._low = self._mode if reading.low is None else reading.low.base
        self._high = self._mode if reading.high is None else reading.high.base
        self._shape = reading.shape
        self._random = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *name.encode()])))

    def draw(self, count: int) -> Array:
        """Return the next draws."""
        low, mode, high = self._low, self._mode, self._high
        if self._shape == "uniform":
            drawn = self._random.uniform(low, high, count)
        elif self._shape == "triangular":
            drawn = self._random.triangular(low, mode, high, count)
        else:
            above = 4 * ((mode - low) / (high - low))
            drawn = low + (high - low) * self._random.beta(1 + above, 5 - above, count)
        return np.clip(drawn, low, high)  # the last bit may have been rounded outwards
