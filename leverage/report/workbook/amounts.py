"""Quantities as cells that can be edited: the number in its author's unit, and what makes base units of it."""

from typing import NamedTuple

from leverage.quantity import Quantity, parted
from leverage.units import SCALES


class Amount(NamedTuple):
    """A number in a unit with its scale, such as 1.178 and billion USD/year, and how many base units one of it is."""

    number: float
    unit: str
    factor: float
    pattern: str

    def of(self, base: float) -> float:
        """Return another number of base units in this unit."""
        return base / self.factor


def amount(quantity: Quantity) -> Amount:
    """Return a quantity as its author wrote it; a percentage as the fraction that a spreadsheet shows as one."""
    numeral, rest = parted(quantity.text)
    if quantity.percent:
        return Amount(quantity.number, "%", 1.0, f"{_decimals(numeral, '0')}%")
    scale = 10.0 ** SCALES.get(rest.partition(" ")[0], 0)
    written = float(numeral.replace(",", "").replace("_", ""))
    return Amount(written, rest or "ratio", scale * quantity.unit.factor, _decimals(numeral, "#,##0"))


def _decimals(numeral: str, whole: str) -> str:
    """Return the pattern that shows as many decimals as were written; a number with an exponent as it comes."""
    if "e" in numeral.lower():
        return "0.0###E+00"
    decimals = len(numeral.partition(".")[2])
    return f"{whole}.{'0' * decimals}" if decimals else whole
