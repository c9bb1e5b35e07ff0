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
    ordered = np.sort(defined)  # which numpy does in less time than picking out three places takes it
    low, middle, high = (_at(ordered, (defined.size - 1) * share) for share in (0.05, 0.5, 0.95))
    return Range(low, middle, high, undefined)


def _at(ordered: Array, place: float) -> float:
    """Return the value at a place in order, between two neighbours in proportion."""
    below = int(place)
    first, second = float(ordered[below]), float(ordered[min(below + 1, ordered.size - 1)])
    return first + (place - below) * (second - first)


def share_true(array: Array) -> float:
    """Return the share of draws in which a test holds; one in which it cannot be said is none of these."""
    return float(np.nansum(array) / array.size)


def unsaid(array: Array) -> int:
    """Count the draws in which a cell has no value."""
    return int(np.isnan(array).sum())
