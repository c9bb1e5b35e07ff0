"""Numbers as people read them: one unit and one number of decimals for a whole column."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.graph.cells import list_hit_levers
from leverage.model import Reading
from leverage.report.cell_reader import CellReader
from leverage.units import Unit

_AMOUNT_IN_UNIT = "{amount} {unit}"
_SIGNS = {"USD": "US$"}
_TOO_LARGE = "too large"

SIZES_OF_MONEY = ((1e12, "trillion"), (1e9, "bn"), (1e6, "million"), (1.0, ""))
SIZES_IN_TEXT = (*SIZES_OF_MONEY[:-1], (1e3, "thousand"), SIZES_OF_MONEY[-1])

MINUS = "−"  # for people; records of programs have the sign of ASCII
ABOUT = "~"  # the mark of a number that its source calls approximate

_SCALES = (
    (1e11, 1e9, "{currency} billion a year", "{currency} {amount} billion a year", "{currency} {amount} billion"),
    (1e7, 1e6, "{currency} million a year", "{currency} {amount} million a year", "{currency} {amount} million"),
    (1e4, 1e3, "{currency} thousand a year", "{currency} {amount} thousand a year", "{currency} {amount} thousand"),
    (0.0, 1.0, "{currency} a year", "{currency} {amount} a year", "{currency} {amount}"),
)


class Scale(NamedTuple):
    """How a column of amounts is shown: divided by `size`, with `decimals`, in words.

    `template` is for an amount that stands by itself, `once` for one in a sentence that speaks of a year already.
    """

    size: float
    decimals: int
    words: str
    template: str = _AMOUNT_IN_UNIT
    once: str = _AMOUNT_IN_UNIT
    currency: str = ""

    def show(self, number: float, *, is_change: bool = False) -> str:
        """Write an amount; what rounds to nothing is said to be less than the least shown."""
        return write_fixed(number / self.size, self.decimals, is_change=is_change)

    def lone(self, number: float, sign: str = "") -> str:
        """Write an amount with its unit in words: US$ 436 million a year."""
        return self.template.format(currency=self.currency, amount=add_mark(self.show(number), sign), unit=self.words)

    def of_a_stock(self) -> "Scale":
        """Return the scale for amounts that are not by the year."""
        words = self.words.removesuffix(" a year").removesuffix("/year")
        return self._replace(words=words, template=self.once)

    def of_a_year(self) -> "Scale":
        """Return the scale for sentences that speak of a year already: US$ 436 million."""
        return self._replace(template=self.once)


def add_mark(text: str, sign: str) -> str:
    """Write a number with its mark, which stands before it where it says that the number is approximate."""
    return f"{sign}{text}" if sign == ABOUT else f"{text}{sign}"


def choose_scale(numbers: Iterable[float | None], currency: str, unit: Unit | None = None) -> Scale:
    """Choose the scale for amounts of money per year, by the largest of them, or in a unit if it is one of these."""
    largest = max((abs(number) for number in numbers if number is not None), default=0.0)
    if unit is not None and unit.dimension == ((currency, 1), ("year", -1)):
        return Scale(unit.factor, _count_decimals(largest / unit.factor), unit.text)
    size, words, template, once = next(scale[1:] for scale in _SCALES if largest >= scale[0])
    name = name_currency(currency)
    return Scale(size, _count_decimals(largest / size), words.format(currency=name), template, once, name)


def write_fixed(number: float, decimals: int, *, is_change: bool = False) -> str:
    """Write a number with thousands separators and a real minus; ``<0.01`` for what is not zero but rounds to it.

    A change that is more than nothing has a plus.
    """
    if not math.isfinite(number):
        return _TOO_LARGE
    least = 0.5 * 10.0**-decimals
    if number != 0 and abs(number) < least:
        shown = f"{10.0**-decimals:.{decimals}f}"
        return f"<{shown}" if number > 0 else f">{MINUS}{shown}"
    plus = "+" if is_change and number > 0 else ""
    return f"{plus}{number:z,.{decimals}f}".replace("-", MINUS)


def write_percent(share: float, decimals: int = 2) -> str:
    """Write a share in per cent without the sign."""
    return write_fixed(share * 100, decimals)


def write_times(ratio: float) -> str:
    """Write a ratio in a sentence in three digits, so that a product of two can be checked by eye."""
    return write_significant(ratio, 3)


def write_all_digits(ratio: float, digits: int = 3) -> str:
    """Write a ratio in a column or as the end of a range, without dropping any of its `digits`: 0.782, 1.40."""
    return _digits(ratio, digits)


def write_span(*ends: str) -> str:
    """Write the ends of a span, ``33–90``; in words where one is negative, or where both read alike only one."""
    return (" to " if any(MINUS in end for end in ends) else "–").join(dict.fromkeys(ends))


def choose_size(number: float, sizes: Sequence[tuple[float, str]] = SIZES_OF_MONEY) -> tuple[float, str]:
    """Return what an amount is divided by for people, and the word for that: the largest size that it reaches.

    What rounds to a size reaches it: 999.7 million reads as 1.0 bn, not as 1,000 million.
    """
    rounded = float(f"{abs(number):.3g}")
    return next((size for size in sizes if rounded >= size[0]), sizes[-1])


def name_currency(currency: str) -> str:
    """Return how people write a currency before an amount: ``US$``."""
    return _SIGNS.get(currency, currency)


def write_brief(number: float, unit: str | None, as_percent: bool = False, *, is_change: bool = False) -> str:
    """Write a lone number in few digits with its unit; a change that is more than nothing with a plus."""
    plus = "+" if is_change and number > 0 else ""
    if as_percent:
        return f"{plus}{write_significant(number * 100)} %"
    if unit in (None, "ratio"):
        return f"{plus}{write_significant(number)}"
    size, template = next((size, template) for least, size, template in _BRIEF if abs(number) >= least)
    return f"{plus}{template.format(number=write_significant(number / size), unit=unit)}"


def write_brief_end(end: float, number: float, unit: str | None) -> str:
    """Write an end of the range of a number, without its unit, in the size in which `write_brief` writes the number."""
    if unit in (None, "ratio"):
        return write_significant(end)
    return write_significant(end / next(size for least, size, _ in _BRIEF if abs(number) >= least))


def write_literal_number(number: float, unit: str | None, *, is_share: bool = False) -> str:
    """Write a number as the formula language reads it, in six digits: ``[388.74 million USD/year]``, ``67%``."""
    if unit not in (None, "ratio"):
        return f"[{write_plain(number, unit)}]"
    text = f"{write_six_digits(number * 100)}%" if is_share else write_six_digits(number)
    return f"({text})" if number < 0 else text


def write_plain(number: float, unit: str | None, *, is_share: bool = False) -> str:
    """Write a number in six digits with scale and unit, so that it can be read back; a share in per cent."""
    if unit in (None, "ratio"):
        return f"{write_six_digits(number * 100)} %" if is_share else write_six_digits(number)
    size, word = next((size, word) for least, size, word in _PLAIN if abs(number) >= least)
    return " ".join(part for part in (write_six_digits(number / size), word, unit) if part)


def write_six_digits(number: float) -> str:
    """Write six digits without separators, small numbers with an exponent."""
    if not math.isfinite(number):
        return _TOO_LARGE
    text = f"{number:z.6g}"
    return text if "e" not in text or abs(number) < 1 else f"{number:.0f}"


_BRIEF = (
    (1e12, 1e12, "{number} trillion {unit}"),
    (1e9, 1e9, "{number} billion {unit}"),
    (1e6, 1e6, "{number} million {unit}"),
    (0.0, 1.0, "{number} {unit}"),
)
# The words of the formula language, which are the same whatever language a report is in.
_PLAIN = ((1e12, 1e12, "trillion"), (1e9, 1e9, "billion"), (1e6, 1e6, "million"), (0.0, 1.0, ""))


def write_significant(number: float, digits: int = 3) -> str:
    """Write a number with `digits` significant digits, without zeros at the end of its decimals."""
    text = _digits(number, digits)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _digits(number: float, digits: int) -> str:
    if not math.isfinite(number):
        return _TOO_LARGE
    if number == 0:
        return "0"
    if not _LEAST <= abs(number) < _MOST:
        return f"{number:.{digits}g}".replace("-", MINUS)
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(number))))
    return f"{number:,.{decimals}f}".replace("-", MINUS)


_LEAST, _MOST = 1e-9, 1e18  # a number outside is written with an exponent, since nobody counts its zeros


def _count_decimals(largest: float) -> int:
    """Return how many decimals a column has whose largest number is this."""
    if largest >= 100 or largest == 0:
        return 0
    return 1 if largest >= 10 else 2


def choose_scale_of_cells(reader: CellReader, cells: Iterable[str]) -> Scale:
    """Choose one scale for those of some cells that are money."""
    money = [reader.raw(cell) for cell in cells if reader.is_money(cell)]
    return choose_scale(money, reader.scenario.currency, reader.display_unit)


def choose_scale_of_stocks(reader: CellReader, cells: Iterable[str]) -> Scale:
    """Choose one scale for those of some cells that are money lost once; the display unit is one by the year."""
    stocks = [reader.raw(cell) for cell in cells if reader.is_stock(cell)]
    return choose_scale(stocks, reader.scenario.currency).of_a_stock()


def choose_scale_of_stakes(reader: CellReader) -> Scale:
    """Choose one scale for all that stands in the table of stakes."""
    sides, levers = reader.scenario.sides, [lever.id for lever in reader.current()]
    cells = [naming.stake(what, side, lever) for what in ("exposure", "loss") for side in sides for lever in levers]
    return choose_scale_of_cells(reader, [*cells, *(naming.total("total", side) for side in sides)])


def choose_scale_of_outcome(reader: CellReader) -> Scale:
    """Choose one scale for what both sides lose at the moves."""
    sides = reader.scenario.sides
    cells = [naming.outcome(side, lever) for side in sides for lever in list_hit_levers(reader.scenario)]
    return choose_scale_of_cells(reader, [*cells, *(naming.outcome(side) for side in sides)])


def choose_scale_of_moves(reader: CellReader) -> Scale:
    """Choose one scale for what all moves do and cost."""
    whats = ("damage", "own_cost", "others_loss")
    return choose_scale_of_cells(reader, [naming.move(move, what) for move in reader.scenario.moves for what in whats])


def describe_shape(reading: Reading) -> str:
    """Say how the values of a figure with a range lie around its low and high; empty if as they do unless said."""
    if not reading.has_range:
        return ""
    parts = [] if reading.shape == "pert" else [reading.shape]
    if reading.covered < 1:
        parts.append(f"{100 * reading.covered:g} % between")
    return ", ".join(parts)
