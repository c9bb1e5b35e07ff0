"""Columns of a table as arrays: read from texts, made for a grid, and which rows are not as they should be."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from leverage.arrays.formulas import Array, evaluate
from leverage.formula import Formula


def numbers(fields: Sequence[Any]) -> Array | None:
    """Read plain finite numbers, as texts or not; None if there is anything else among them."""
    try:
        found = np.fromiter(map(float, fields), np.float64, len(fields))
        is_plain = bool(np.isfinite(found).all()) and _is_ascii(fields) and not {bool, bytes} & set(map(type, fields))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if is_plain else None


def _is_ascii(fields: Sequence[Any]) -> bool:
    """Tell whether texts are in ASCII, since float reads the digits of all scripts."""
    try:
        return "".join(fields).isascii()
    except TypeError:
        return True  # numbers already


def array(values: Iterable[float]) -> Array:
    """Make an array of numbers."""
    return np.asarray(list(values), dtype=np.float64)


def scaled(values: Array, times: float, over: float, size: float) -> Array:
    """Return values in another measure; those too large for it become infinite."""
    with np.errstate(over="ignore"):
        return values * times / over * size


def is_finite(values: Array) -> bool:
    """Tell whether all values are finite numbers."""
    return bool(np.isfinite(values).all())


def grid(start: int, stop: int, axes: Sequence[tuple[float, float, int]]) -> list[Array]:
    """Return some rows of a grid as columns: each axis goes from its first to its last, the first axis slowest."""
    rows = np.arange(start, stop)
    stride = 1
    found: list[Array] = []
    for first, last, count in reversed(axes):
        steps = (rows // stride) % count
        between = first + (last - first) * steps / max(1, count - 1)
        found.append(np.where((steps == count - 1) & (count > 1), last, between))
        stride *= count
    return found[::-1]


def outside(values: Array, least: float, most: float) -> list[int]:
    """Return the rows whose number lies outside of bounds; an undefined one lies nowhere."""
    return _rows((values < least) | (values > most))


def failing(formula: Formula, given: Mapping[str, Array | float]) -> list[int]:
    """Return the rows in which a test fails or cannot be made, where all it reads is defined."""
    held = evaluate(formula, given)
    is_defined = np.ones(np.broadcast_shapes(held.shape, *(np.shape(one) for one in given.values())), dtype=bool)
    for one in given.values():
        is_defined &= ~np.isnan(one)
    return _rows(is_defined & (held != 1))


def undefined(columns: Iterable[Array]) -> list[int]:
    """Return the rows in which any of the columns is undefined."""
    marks = [np.isnan(column) for column in columns]
    return _rows(np.logical_or.reduce(np.broadcast_arrays(*marks))) if marks else []


def _rows(is_one: Any) -> list[int]:
    found: list[int] = np.flatnonzero(is_one).tolist()
    return found
