"""What is to be swept, as the user names it: columns of a table, `NAME [UNIT]`, or axes of a grid, NAME=LOW:HIGH:N."""

import contextlib
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from leverage import arrays
from leverage.arrays import Array
from leverage.problems import LeverageError, Place, Problem, as_given
from leverage.quantity import Quantity, parse_quantity, parted
from leverage.units import RATIO, UnitError, named

VARY = "--vary"
_HEAD = re.compile(r"\s*(\S*)\s*\[([^\[\]]*)\]\s*")
_NEAR = 0.8  # how alike names are that a letter or two tell apart, of 1
_AXIS = re.compile(r"([^=]*)=([^:]*):([^:]*):([^:]*)")


class Measure(NamedTuple):
    """What plain numbers are counted in, such as million USD/year or %: one of it, as a quantity."""

    text: str
    one: Quantity

    def base(self, numbers: Array) -> Array:
        """Turn numbers into base units."""
        return arrays.scaled(numbers, 1.0 if self.one.percent else self.one.number, self._over, self.one.unit.factor)

    def plain(self, base: Array) -> Array:
        """Turn base units into numbers."""
        return arrays.scaled(base, self._over, 1.0 if self.one.percent else self.one.number, 1 / self.one.unit.factor)

    @property
    def _over(self) -> float:
        """Return what to divide by: 7 / 100 is 0.07, and 7 times 0.01 is not."""
        return 100.0 if self.one.percent else 1.0


_PLAIN = Measure("a plain number", parse_quantity("1"))


class Heading(NamedTuple):
    """The name of something to set, where it is written, and the measure of its plain numbers where one is said."""

    name: str
    measure: Measure | None
    place: Place
    sample: str = ""  # a value under it, for a cell whose unit nothing else tells


class Axis(NamedTuple):
    """One direction of a grid: evenly spaced numbers in a measure, both ends among them."""

    heading: Heading
    first: float
    last: float
    points: int


def measure(text: str) -> Measure:
    """Read a unit, scale included. Raises UnitError."""
    text = " ".join(text.split())
    if not text:
        raise UnitError("a unit is missing between the brackets", "such as [million USD/year] or [%]")
    return Measure(text, parse_quantity(f"1 {text}"))


def heading(field: str, place: Place, sample: str) -> Heading:
    """Read a column's heading. Raises LeverageError if its unit is none."""
    match = _HEAD.fullmatch(field)
    if match is None:
        return Heading(field.strip(), None, place, sample)
    try:
        return Heading(match[1], measure(match[2]), place, sample)
    except UnitError as error:
        raise LeverageError([Problem(str(error), place, error.hint)]) from None


def name_of(field: str) -> str:
    """Return the name in a column's heading, without its unit."""
    match = _HEAD.fullmatch(field)
    return match[1] if match else field.strip()


def taken_apart(field: str) -> tuple[str, Measure | None, bool]:
    """Return the name and the unit that a heading seems to give, however it is written; whether brackets part them."""
    text = "".join(sign for sign in unicodedata.normalize("NFKC", field) if unicodedata.category(sign) != "Cf")
    text = " ".join(re.sub("[\\])}>'\"`]", " ", text).lstrip(" ([{<").split())
    for match in re.finditer(r"\s*([\[({<])\s*|[\s,;:]+(?:in )?|(?=%)", text):
        with contextlib.suppress(UnitError):
            unit = measure(text[match.end() :])
            return _bare(text[: match.start()]), unit, bool(match[1])
    return _bare(text), None, False


def _bare(name: str) -> str:
    """Return a name in small letters, without what a heading may have around it or around its dots."""
    return re.sub(r"\s*\.\s*", ".", name.casefold()).strip(" ,;:_")


def is_misspelt(name: str, meant: str) -> bool:
    """Tell whether a letter or two make the difference between two names."""
    from difflib import SequenceMatcher  # only errors need it

    return SequenceMatcher(None, name, meant).ratio() >= _NEAR


def axes(texts: Sequence[str]) -> list[Axis]:
    """Read the axes of a grid, each NAME=LOW:HIGH:N. Raises LeverageError with all that is wrong with them."""
    file = as_given(VARY, texts)
    found: list[Axis] = []
    problems: list[Problem] = []
    for line, text in enumerate(texts, 1):
        match = _AXIS.fullmatch(text)
        assert match is not None
        spans = [Place(file, line, match.start(part) + 1, max(1, len(match[part]))) for part in (1, 2, 3)]
        try:
            low, high = (_end(match[part].strip(), spans[part - 1]) for part in (2, 3))
            found.append(_axis(Heading(match[1].strip(), None, spans[0]), (low, high), int(match[4])))
        except LeverageError as error:
            problems += error.problems
    if problems:
        raise LeverageError(problems)
    return found


def _end(text: str, place: Place) -> Quantity:
    try:
        return parse_quantity(text)
    except UnitError as error:
        raise LeverageError([Problem(str(error), place, error.hint)]) from None


def _axis(heading: Heading, ends: tuple[Quantity, Quantity], count: int) -> Axis:
    """Make an axis: a unit at one end holds for the other; ends in unlike measures are counted in base units."""
    texts = [parted(end.text)[1] for end in ends]
    said = [text for text in texts if text]
    if not said or all(text == said[0] for text in said):
        first, last = (parse_quantity(parted(end.text)[0]).number for end in ends)
        own = measure(said[0]) if said else _PLAIN
    elif ends[0].unit.dimension != ends[1].unit.dimension:
        message = f"'{heading.name}' goes from '{ends[0].text}' to '{ends[1].text}', which are in unlike units"
        raise LeverageError([Problem(message, heading.place)])
    else:
        first, last = (end.base for end in ends)
        own = _PLAIN if ends[0].unit.dimension == RATIO else measure(named(ends[0].unit.dimension))
    if not math.isfinite((last - first) * count):
        raise LeverageError([Problem(f"'{heading.name}' goes too far", heading.place)])
    return Axis(heading._replace(measure=own), first, last, count)
