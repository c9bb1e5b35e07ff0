"""Figures moved one at a time: arrays in which each figure in turn takes some points while all others stay."""

from collections.abc import Mapping, Sequence

import numpy as np

from leverage.arrays.formulas import Array

_FAR = 1e305  # no further: the distance of any two points must be a number too


def each_alone(
    values: Mapping[str, float], points: Sequence[tuple[str, Sequence[float]]]
) -> tuple[dict[str, Array], list[slice]]:
    """Return an array for each figure, and for each set of points the stretch in which its figure takes them.

    `values` are the figures' own values; in `points` a figure may stand more than once.
    """
    size = sum(len(own) for _, own in points)
    arrays = {name: np.full(size, values[name]) for name, _ in points}
    stretches = []
    start = 0
    for name, own in points:
        stretches.append(slice(start, start + len(own)))
        arrays[name][stretches[-1]] = own
        start += len(own)
    return arrays, stretches


def tries(least: float, most: float, value: float, ends: Sequence[float]) -> list[float]:
    """Return points to look for a change of mind at: even ones in a bounded stretch, else ever wider ones.

    The value in use and the ends of its range are among them.
    """
    scale = max(abs(value), *(abs(end) for end in ends), 0.0) or 1.0
    scale = min(scale, _FAR / 1000)
    if np.isfinite(least) and np.isfinite(most):
        found = np.linspace(least, most, 2001)
    else:
        start = least if np.isfinite(least) else -1000 * scale
        found = np.concatenate([np.linspace(start, 3 * scale, 1501), np.geomspace(3 * scale, 1000 * scale, 500)])
    inside = [point for point in (value, *ends) if least <= point <= most]
    return [float(point) for point in np.unique(np.concatenate([found, inside]))]


def changes(truth: Array, allowed: Array) -> list[int]:
    """Return the places after which a test changes between two neighbours that are both allowed and both defined."""
    is_known = allowed.astype(bool) & ~np.isnan(truth)
    differs = (truth[:-1] != truth[1:]) & is_known[:-1] & is_known[1:]
    return [int(place) for place in np.flatnonzero(differs)]


def between(low: float, high: float, count: int = 33) -> list[float]:
    """Return evenly spaced points from one to another."""
    return [float(point) for point in np.linspace(low, high, count)]


def above(array: Array, line: float) -> Array:
    """Return 1 where a value is above a line, 0 where it is not, nan where it is undefined."""
    return np.where(np.isnan(array), np.nan, array > line)


def within(array: Array, least: float, most: float) -> Array:
    """Return 1 where a value is defined and between two others, else 0."""
    return ((array >= least) & (array <= most)).astype(np.float64)


def ones(count: int) -> Array:
    """Return a test that holds everywhere."""
    return np.ones(count)


def both(first: Array, second: Array) -> Array:
    """Return 1 where two tests hold, else 0; an undefined one does not hold."""
    return np.nan_to_num(first) * np.nan_to_num(second)


def floats(array: Array) -> list[float | None]:
    """Return the values as floats, None for what is undefined."""
    return [None if np.isnan(value) else float(value) for value in array]
