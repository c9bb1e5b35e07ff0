"""Floats as texts, many at once: the shortest decimals that give them back, to the letter as Python's repr has them."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leverage.analysis.arrays import Array

#: Texts as bytes, of which zeros at the end are no part.
Texts: TypeAlias = NDArray[np.bytes_]

WIDTH = 24  # characters of the longest float, such as -2.2250738585072014e-308
_DIGITS = 17  # which tell every float from all others
_AT_ONCE = 8192  # floats whose arrays stay in the processor's cache
_LEAST, _MOST = 1e-4, 1e16  # between which repr writes no exponent
_POWERS = np.array([float(f"1e{exponent}") for exponent in range(-4, 22)])  # exact from 1e0 on
_FOUR_DIGITS = np.frombuffer(b"".join(b"%04d" % number for number in range(10_000)), dtype="<u4")
_NEARLY_EQUAL = 1e-6  # far more than the errors of what is compared, which are up to 100
_FRACTION = (1 << 52) - 1  # the bits of a float that are behind its leading one
_LEAST_SHAPE = -8  # of 1e-4
_ZERO, _POINT, _MINUS = b"0.-"


def write_floats(numbers: Array) -> Texts:
    """Return each number as repr writes it, nan as an empty text."""
    texts = np.zeros(len(numbers), dtype=f"S{WIDTH}")
    for start in range(0, len(numbers), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        _write_part(np.ascontiguousarray(numbers[part]), texts[part])
    return texts


def _write_part(numbers: Array, texts: Texts) -> None:
    """Write numbers into texts that are empty."""
    sizes = np.abs(numbers)
    is_plain = (sizes >= _LEAST) & (sizes < _MOST)
    shortest = _find_shortest(np.where(is_plain, sizes, 1.0))
    is_plain &= ~shortest.is_doubtful
    digits = _write_digits(shortest.whole)
    signs = texts.view(np.uint8).reshape(-1, WIDTH)
    # Numbers of one sign whose points stand at the same place are written together.
    shapes = 2 * shortest.exponents + np.signbit(numbers)
    for shape in (np.flatnonzero(np.bincount(shapes[is_plain] - _LEAST_SHAPE)) + _LEAST_SHAPE).tolist():
        rows = is_plain & (shapes == shape)
        if rows.all():
            _place_digits(signs, digits, *divmod(shape, 2))
        else:
            part = np.zeros((np.count_nonzero(rows), WIDTH), dtype=np.uint8)
            _place_digits(part, digits[rows], *divmod(shape, 2))
            signs[rows] = part
    others = np.flatnonzero(~is_plain)
    texts[others] = ["" if np.isnan(number) else repr(number) for number in numbers[others].tolist()]


class _Shortest(NamedTuple):
    """Numbers in 17 digits, those at the end 0 that are not needed; the power of ten of the first; what is doubtful."""

    whole: NDArray[np.int64]
    exponents: NDArray[np.int64]
    is_doubtful: NDArray[np.bool_]


def _find_shortest(numbers: Array) -> _Shortest:
    """Find the shortest decimals of positive numbers between 1e-4 and 1e16.

    A number times a power of ten up to 10^20, which is exact as a float, is a whole number of 17 digits and a rest;
    the product and its error are exact (T. J. Dekker, A floating-point technique for extending the available precision,
    Numerische Mathematik 18, 1971). A decimal gives the number back if it is nearer than half the distance to the next
    float. Up to 15 digits there is only one that does, so zeros can be left out at the end. What lies within the errors
    of these comparisons is doubtful; so are powers of two, whose neighbours are not equally far.
    """
    exponents = np.searchsorted(_POWERS, numbers, side="right") - 5
    scales = _POWERS[20 - exponents]
    product, error = _multiply(numbers, scales)
    below = np.floor(error)
    rest = error - below
    whole = product.astype(np.int64) + below.astype(np.int64)
    bits = numbers.view(np.int64)
    half = ((bits & (0x7FF << 52)) - (53 << 52)).view(np.float64) * scales
    last_two = whole % 100
    last = last_two % 10
    above_15, above_16 = last_two + rest, last + rest  # how far it is from the next decimals below
    off_15, off_16 = np.minimum(above_15, 100 - above_15), np.minimum(above_16, 10 - above_16)
    rounding = np.where(
        off_15 < half,
        np.where(above_15 > 50, 100, 0) - last_two,
        np.where(off_16 < half, np.where(above_16 > 5, 10, 0) - last, rest > 0.5),
    )
    whole = whole + rounding
    is_doubtful = ((bits & _FRACTION) == 0) & (above_15 != 0)
    for left, right in ((off_15, half), (off_16, half), (above_16, 5.0), (rest, 0.5)):
        is_doubtful |= np.abs(left - right) < _NEARLY_EQUAL
    is_doubtful |= whole >= 10**_DIGITS
    return _Shortest(whole, exponents, is_doubtful)


def _multiply(left: Array, right: Array) -> tuple[Array, Array]:
    """Return products and their errors, which are exact."""
    product = left * right
    halves = []
    for factor in (left, right):
        scaled = factor * (2.0**27 + 1)
        high = scaled - (scaled - factor)
        halves += [high, factor - high]
    high, low, other_high, other_low = halves
    return product, ((high * other_high - product) + high * other_low + low * other_high) + low * other_low


def _write_digits(whole: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Write numbers of 17 digits, one digit a column."""
    digits = np.empty((len(whole), 5), dtype="<u4")
    for column in (4, 3, 2, 1):
        above = whole // 10_000
        digits[:, column] = _FOUR_DIGITS[whole - above * 10_000]
        whole = above
    digits[:, 0] = _FOUR_DIGITS[whole % 10_000]
    return digits.view(np.uint8).reshape(-1, 20)[:, 3:]


def _place_digits(signs: NDArray[np.uint8], digits: NDArray[np.uint8], exponent: int, sign: int) -> None:
    """Write digits, of which the first stands for a power of ten, with a point, and a minus if the sign is 1."""
    signs[:, :sign] = _MINUS
    before = max(0, exponent + 1)  # digits before the point
    point = sign + max(1, before)
    start = point + max(1, -exponent)  # of the digits behind zeros after the point
    end = start + _DIGITS - before
    if not before:
        signs[:, sign:start] = _ZERO
    signs[:, point] = _POINT
    signs[:, sign : sign + before] = digits[:, :before]
    signs[:, start:end] = digits[:, before:]
    rows = np.flatnonzero(signs[:, end - 1] == _ZERO)
    for at in range(end - 1, point + 1, -1):
        if not len(rows):
            break
        signs[rows, at] = 0
        rows = rows[signs[rows, at - 1] == _ZERO]
