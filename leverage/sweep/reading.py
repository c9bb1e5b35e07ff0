"""The fields of a swept column as numbers: all at once where they are plain, else one by one as quantities."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isfinite, nan
from typing import Any, NamedTuple

from leverage import arrays
from leverage.arrays import Array
from leverage.problems import visible
from leverage.quantity import Quantity, parse_quantity, parted
from leverage.sweep.opening import Column
from leverage.units import RATIO, UnitError, named

_LONG = 60  # characters of a field that a message shows


class Read(NamedTuple):
    """A column's numbers in its own measure and in base units, nan where `faults` say that there is none."""

    plain: Array
    base: Array
    faults: Mapping[int, str] = {}
    is_plain: bool = True


def read(column: Column, fields: Sequence[Any], *, without_commas: bool = False) -> Read:
    """Read the fields of a column."""
    found = _plain(column, fields)
    if found is not None:
        return Read(*found)
    measure = column.heading.measure
    faults: dict[int, str] = {}
    numbers = [_number(column, field, at, faults, without_commas=without_commas) for at, field in enumerate(fields)]
    base = arrays.array(numbers)
    return Read(measure.plain(base) if measure else base, base, faults, is_plain=False)


def _plain(column: Column, fields: Sequence[Any]) -> tuple[Array, Array] | None:
    """Return plain numbers in the column's measure and in base units; None if there is anything else among them."""
    measure = column.heading.measure
    found = arrays.numbers(fields) if measure is not None or column.dimension == RATIO else None
    if found is None:
        return None
    base = measure.base(found) if measure else found
    return (found, base) if arrays.is_finite(base) else None


def _number(column: Column, field: Any, row: int, faults: dict[int, str], *, without_commas: bool) -> float:
    """Read one field in base units; why it cannot be read goes to the faults."""
    text = "" if field is None else str(field).strip()
    try:
        return _base(column, _quantity(text, without_commas=without_commas))
    except UnitError as error:
        if (found := _plain(column, [field])) is not None:  # what is read among others is read alone
            return float(found[1][0])
        faults[row] = _short(f"{error}, {error.hint}" if error.hint else str(error))
        return nan


@lru_cache(maxsize=1 << 16)
def _quantity(text: str, *, without_commas: bool) -> Quantity:
    if not text:
        raise UnitError("no number")
    if without_commas and "," in parted(text)[0]:
        raise UnitError(f"the comma in '{text}' may be a decimal one", "write 1.5 with a point, thousands as 1_000")
    return parse_quantity(text)


def _base(column: Column, found: Quantity) -> float:
    """Bring a quantity to base units. Raises UnitError where it is of another unit, or too large."""
    measure = column.heading.measure
    if not found.unit.text and not found.percent:  # a number that the heading, or the cell, gives the unit of
        if measure is None and column.dimension != RATIO and found.number != 0:
            hint = f"write the unit in the heading, such as {column.heading.name} [{named(column.dimension)}]"
            raise UnitError(f"'{found.text}' has no unit", hint)
        number = float(measure.base(arrays.array([found.number]))[0]) if measure else found.number
    elif found.unit.dimension != column.dimension:
        raise UnitError(f"'{found.text}' is wanted in {named(column.dimension)}")
    else:
        number = found.base
    if not isfinite(number):
        raise UnitError(f"'{found.text}' is too large a number")
    return number


def _short(text: str) -> str:
    text = visible(text.replace("\n", " "))
    return text if len(text) <= 2 * _LONG else f"{text[:_LONG]} ... {text[-_LONG:]}"
