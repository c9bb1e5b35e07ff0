"""Single values of a file: texts, words, flags, years, dates, quantities, formulas. A wrong one is told, and None."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from leverage.document import Node, TextNode
from leverage.formula import FormulaError, parse
from leverage.model import Expression, Year
from leverage.problems import Place, Problem, did_you_mean
from leverage.quantity import MONEY_BEFORE, Quantity, is_quantity, number_slip, parse_quantity
from leverage.units import OPERATOR, UnitError

_BEGINNING = rf"−|{MONEY_BEFORE}"  # of a text that was meant as a quantity
_NEXT = [rf"([0-9]){digit}[/–-](?:[12][0-9])?\{digit + 1}[{digit + 1}]" for digit in range(9)]
_NEXT += [f"{digit}9[/–-](?:[12][0-9])?{(digit + 1) % 10}0" for digit in range(10)]
#: A year of four digits or a fiscal year: FY2024, or two years of which the second follows the first.
YEAR = "(?:FY ?)?[12][0-9](?:[0-9]{2}|" + "|".join(_NEXT) + ")"
_DATE = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


class ValueReader:
    """Reads single values and collects what is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        """Collect problems into the given list; `broken` gathers ids whose entries are left out for theirs."""
        self.problems = problems
        self.broken: set[str] = set()

    def problem(self, message: str, place: Place, hint: str = "") -> None:
        """Keep an error."""
        self.problems.append(Problem(message, place, hint))

    def comma(self, place: Place) -> None:
        """Keep the error of a text that a comma ends too soon."""
        self.problem("the comma ends the text", place, "inside { } and [ ] a text with a comma needs quotes")

    def text(self, node: Node, name: str, wanted: str = "text") -> TextNode | None:
        """Return a node as a scalar; a message calls it what is wanted."""
        if not isinstance(node, TextNode):
            self.problem(f"'{name}' is a {wanted}", node.place)
            return None
        return node

    def choice(self, node: Node, name: str, choices: Iterable[str]) -> str | None:
        """Read one of several words."""
        text = self.text(node, name)
        if text is None or text.text in choices:
            return text and text.text
        hint = did_you_mean(text.text, choices)
        self.problem(f"'{name}' is one of: {', '.join(choices)}", text.place, hint)
        return None

    def read_text(self, node: Node, name: str) -> str | None:
        """Read a text; line breaks in it become spaces."""
        text = self.text(node, name)
        return text and " ".join(text.text.split())

    def read_flag(self, node: Node, name: str) -> bool | None:
        """Read true or false."""
        word = self.choice(node, name, ("true", "false"))
        return None if word is None else word == "true"

    def read_year(self, node: Node, name: str) -> Year | None:
        """Read a year of four digits, or a fiscal year."""
        text = self.text(node, name)
        if text is None:
            return None
        if not re.fullmatch(YEAR, text.text):
            self.problem(f"'{name}' is a year of four digits, or a fiscal year such as 2023/24 or FY2024", text.place)
            return None
        first, *last = re.findall("[0-9]+", text.text)
        year = int(first)
        if last:
            return Year(year + 1, year, text.text)
        return Year(year, year if text.text == first else 0, text.text)

    def read_date(self, node: Node, name: str) -> str | None:
        """Read a year, month or day."""
        text = self.text(node, name)
        if text is not None and not _is_date(text.text):
            self.problem(f"'{name}' is a date such as 2025, 2025-07 or 2025-07-04", text.place)
            return None
        return text and text.text

    def read_quantity(self, node: Node, name: str) -> Quantity | None:
        """Read a number with its unit."""
        text = self.text(node, name, "quantity")
        if text is None:
            return None
        try:
            return parse_quantity(" ".join(text.text.split()))
        except UnitError as error:
            hint = error.hint
            if name == "value" and (
                OPERATOR.search(text.text)
                or (re.match(r"[a-z_.]+\b(?!\s*$)|[a-z_.]+$", text.text) and hint.startswith("write a"))
            ):
                hint = "; ".join(filter(None, ("a formula stands under 'formula'", hint if "[" in hint else "")))
            self.problem(str(error), text.place, hint)
            return None

    def read_formula(self, node: Node, name: str) -> Expression | None:
        """Read a formula."""
        text = self.text(node, name, "formula")
        if text is None:
            return None
        try:
            return Expression(parse(text.text), text.place)
        except FormulaError as error:
            if comma := comma_after(text):
                self.comma(comma)
            else:
                self.problem(str(error), text.place.within(text.text, error.offset, error.width), error.hint)
            return None

    def read_value(self, node: Node, name: str) -> Any:
        """Read a quantity or a formula, told apart by how they begin."""
        if isinstance(node, TextNode) and is_meant_as_quantity(node.text):
            return self.read_quantity(node, name)
        return self.read_formula(node, name)


def comma_after(node: TextNode) -> Place | None:
    """Return the place of the comma that ends a text within its round brackets, as one inside YAML's own does."""
    if node.text.count("(") <= node.text.count(")"):
        return None
    last = node.place.within(node.text, len(node.text) - 1)
    place = last._replace(column=last.column + 1, width=1)
    return place if place.file.line(place.line)[last.column :].startswith(",") else None


def is_meant_as_quantity(text: str) -> bool:
    """Tell a quantity, or what was meant as one, from a formula."""
    return is_quantity(text) or bool(number_slip(text)) or bool(re.match(_BEGINNING, text))


def _is_date(text: str) -> bool:
    if not re.fullmatch(_DATE, text):
        return False
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError:
        return False
    return True
