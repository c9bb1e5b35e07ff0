"""Nodes of a file as records, by the records' declarations. Every problem is kept, none is thrown."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar, cast

from leverage.document import ListNode, MapNode, Node, TextNode
from leverage.formula.parse import RESERVED, parse_formula
from leverage.formula.tree import FormulaError
from leverage.model import Expression, Key, Year, list_keys
from leverage.problems import Place, Problem, listed, suggest_name
from leverage.quantity import MONEY_BEFORE, Quantity, find_number_slip, is_quantity, parse_quantity
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
        hint = suggest_name(text.text, choices)
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
            return Expression(parse_formula(text.text), text.place)
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
    return is_quantity(text) or bool(find_number_slip(text)) or bool(re.match(_BEGINNING, text))


def _is_date(text: str) -> bool:
    if not re.fullmatch(_DATE, text):
        return False
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError:
        return False
    return True


Record = TypeVar("Record")

_ID = re.compile(r"[a-z][a-z0-9_]*")


class Reader(ValueReader):
    """Reads nodes into records and collects what is wrong with them.

    A value that could not be read is None; whoever needs it leaves it out, and its problem is told.
    """

    def record(
        self,
        record: type[Record],
        node: Node,
        what: str,
        also: Collection[str] = (),
        *,
        at: Place | None = None,
        is_lenient: bool = False,
        **given: Any,
    ) -> Record | None:
        """Read a mapping as a record; `also` are keys that the caller reads itself, `given` are fields it knows.

        What is missing is told `at` a place, by default the record's own. None if the node is no mapping, or if a
        required key is not there or not readable, unless the caller is lenient and the record has a default for it.
        """
        if not isinstance(node, MapNode):
            self.problem(f"{what} is a mapping of keys to values", node.place)
            return None
        declared = list_keys(record)
        meant = self.known_keys(node, what, declared, also)
        fields = self._fields(record, node, given)
        is_complete = True
        for name, (field, key) in declared.items():
            if not key.required or field in fields:
                continue
            is_complete = is_complete and is_lenient and field in getattr(record, "_field_defaults", ())
            if name not in node.values and name not in meant:
                self.problem(f"{what} needs '{name}'", at or given.get("place", node.place), key.doc.replace("`", ""))
        return cast("Callable[..., Record]", record)(**fields) if is_complete else None

    def _fields(self, record: type, node: MapNode, given: Mapping[str, Any]) -> dict[str, Any]:
        """Read the fields of a record that its mapping has and that are readable."""
        fields = dict(given)
        if "places" in record.__annotations__:
            fields["places"] = {name: value.place for name, value in node.values.items()}
        declared = list_keys(record)
        for name, value in node.values.items():
            if name in declared and declared[name][0] not in given:
                field, key = declared[name]
                read = self.read(key, name, value)
                if read is not None:
                    fields[field] = read
        return fields

    def read(self, key: Key, name: str, node: Node) -> Any:
        """Read one declared value."""
        if isinstance(node, TextNode) and (node.is_null or not node.text.strip()):
            self.problem(f"'{name}' is empty", node.place, "give it a value or leave the key out")
            return None
        if key.reads == "choice":
            return self.choice(node, name, key.choices)
        return getattr(self, f"read_{key.reads}")(node, name)

    def known_keys(self, node: MapNode, what: str, *allowed: Collection[str]) -> set[str]:
        """Report each key that is not allowed, and return the keys that were probably meant."""
        meant = set()
        for name, place, value in self._whole(node):
            if any(name in words for words in allowed):
                continue
            known = [word for words in allowed for word in words]
            is_stray = isinstance(value, TextNode) and value.is_empty and _is_flow(node)
            hint = "a comma inside { } needs quotes" if is_stray else suggest_name(name, known, len(self.problems))
            self.problem(f"{what} has no key '{name}'", place, hint or f"keys are {', '.join(known)}")
            meant |= {word for word in known if f"'{word}'" in hint}
        return meant

    def entries(self, node: Node, what: str) -> list[tuple[str, Place, Node]]:
        """Return a mapping's entries, ids checked; one whose id is wrong is to be read for its problems alone."""
        if not isinstance(node, MapNode):
            self.problem(f"{what} is a mapping of ids to entries", node.place)
            return []
        found = []
        for name, place, value in self._whole(node):
            if not _ID.fullmatch(name):
                self.problem(f"'{name}' is no id", place, "an id is lower-case ASCII letters, digits and _")
                self.broken.add(name)
            elif name in RESERVED:
                words = ", ".join(sorted(word for word in RESERVED if _ID.fullmatch(word)))
                self.problem(
                    f"'{name}' is a word of the formula language", place, f"choose another id; no id is {words}"
                )
                self.broken.add(name)
            found.append((name, place, value))
        return found

    def kept(self, read: Mapping[str, Record | None]) -> dict[str, Record]:
        """Return the entries that could be read and have an id."""
        return {id_: one for id_, one in read.items() if one is not None and is_id(id_)}

    def _whole(self, node: MapNode) -> Iterator[tuple[str, Place, Node]]:
        """Yield a mapping's entries, but for the rest of a text that a comma ends too soon, which is told."""
        comma = None
        for name, value in node.values.items():
            text = value if isinstance(value, TextNode) else None
            if comma is not None and text is not None and text.is_empty:
                self.comma(comma)
                continue
            comma = comma_after(text) if text is not None else None
            yield name, node.keys[name], value

    def items(self, node: Node, name: str) -> list[TextNode] | None:
        """Read a list of scalars."""
        if not isinstance(node, ListNode):
            self.problem(f"'{name}' is a list: [first, second]", node.place)
            return None
        items = [item for item in node.items if isinstance(item, TextNode)]
        for item in node.items:
            if not isinstance(item, TextNode):
                self.problem(f"an item of '{name}' is a text", item.place)
        return items if len(items) == len(node.items) else None

    def known(self, node: TextNode, ids: Collection[str] | None, what: str) -> str | None:
        """Read an id that must be one of those known; none are known where their own section is wrong."""
        if ids is None or node.text in ids:
            return node.text
        near = suggest_name(node.text, ids, len(self.problems))
        hint = near or (f"there are {listed(ids)}" if ids else "none is defined")
        self.problem(f"no {what} '{node.text}'", node.place, hint)
        return None


def is_id(name: str) -> bool:
    """Tell whether an entry may have a name."""
    return _ID.fullmatch(name) is not None and name not in RESERVED


def _is_flow(node: MapNode) -> bool:
    return node.place.file.line(node.place.line)[node.place.column - 1 :].startswith("{")
