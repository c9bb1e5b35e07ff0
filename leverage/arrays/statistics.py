"""What is said of many values: percentiles, shares, how many are undefined."""

import numpy as np

from leverage.arrays.formulas import Array
from leverage.ranges import Range


def percentiles(array: Array) -> Range | None:
    """Return the range of a cell's draws; None where it is defined in none."""
    undefined = int(np.isnan(array).sum())
    if undefined == array.size:
        return None
    defined = array[~np.isnan(array)] if undefined else array
    places = [(defined.size - 1) * share for share in (0.05, 0.5, 0.95)]
    below = [int(place) for place in places]
    parted = np.partition(defined, sorted({*below, *(min(at + 1, defined.size - 1) for at in below)}))
    low, middle, high = (_between(parted, at, place - at) for at, place in zip(below, places, strict=True))
    return Range(low, middle, high, undefined)


def _between(parted: Array, at: int, part: float) -> float:
    """Return what lies between two neighbours in order, at a part of the way from the first."""
    first = float(parted[at])
    return first + part * (float(parted[min(at + 1, parted.size - 1)]) - first)


def share_true(array: Array) -> float | None:
    """Return the share of draws in which a test holds, of those in which it can be said; None if in none."""
    defined = array[~np.isnan(array)]
    return float(defined.mean()) if defined.size else None
