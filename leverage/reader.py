"""Reads nodes of a file as values and records, by the records' declarations, and collects all problems."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, TypeAlias, TypeVar, cast

from leverage.document import ListNode, MapNode, Node, TextNode
from leverage.formula.parse import RESERVED, parse_formula
from leverage.formula.tree import FormulaError
from leverage.model import Expression, Key, Year, list_keys
from leverage.problems import Place, Problem, listed, suggest_name
from leverage.quantity import MONEY_BEFORE, Quantity, find_number_slip, is_quantity, parse_quantity
from leverage.units import OPERATOR, UnitError

#: Reads the value under a key, given a reader, the value's node and the key's name; None if it cannot be read.
ReadValue: TypeAlias = Callable[[Any, Node, str], object]
Record = TypeVar("Record")

_CONSECUTIVE = [rf"([0-9]){digit}[/–-](?:[12][0-9])?\{digit + 1}[{digit + 1}]" for digit in range(9)]
_CONSECUTIVE += [f"{digit}9[/–-](?:[12][0-9])?{(digit + 1) % 10}0" for digit in range(10)]
#: A year of four digits or a fiscal year: FY2024, or two years of which the second follows the first.
YEAR = "(?:FY ?)?[12][0-9](?:[0-9]{2}|" + "|".join(_CONSECUTIVE) + ")"
_DATE = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_ID = re.compile(r"[a-z][a-z0-9_]*")
_QUANTITY_START = rf"−|{MONEY_BEFORE}"
_NAME_FIRST = r"[a-z_.]+\b(?!\s*$)|[a-z_.]+$"


class Reader:
    """Reads nodes into values and records, and collects what is wrong with them.

    A value that cannot be read is None, and its problem is reported. What needs the value is left out.
    """

    def __init__(self, problems: list[Problem]) -> None:
        """Add problems to the given list; `broken` gets the ids of entries that are left out because of theirs."""
        self.problems = problems
        self.broken: set[str] = set()

    def report(self, message: str, place: Place, hint: str = "") -> None:
        """Keep a problem."""
        self.problems.append(Problem(message, place, hint))

    def read_record(
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

        A missing key is reported `at` a place, by default the record's own. Returns None if the node is no mapping,
        or if a required key is missing or unreadable, unless the caller is lenient and the record has a default.
        """
        if not isinstance(node, MapNode):
            self.report(f"{what} must be a mapping of keys to values", node.place)
            return None
        declared = list_keys(record)
        meant = self.check_keys(node, what, declared, also)
        fields = self._read_fields(record, node, given)
        is_complete = True
        for name, (field, key) in declared.items():
            if not key.required or field in fields:
                continue
            is_complete = is_complete and is_lenient and field in getattr(record, "_field_defaults", ())
            if name not in node.values and name not in meant:
                self.report(f"{what} needs '{name}'", at or given.get("place", node.place), key.doc.replace("`", ""))
        return cast("Callable[..., Record]", record)(**fields) if is_complete else None

    def _read_fields(self, record: type, node: MapNode, given: Mapping[str, Any]) -> dict[str, Any]:
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
        """Read a value as its key declares. Raises KeyError for a way of reading that this reader does not have."""
        if isinstance(node, TextNode) and (node.is_null or not node.text.strip()):
            self.report(f"'{name}' is empty", node.place, "give it a value or leave the key out")
            return None
        if key.reads == "choice":
            return self.read_choice(node, name, key.choices)
        return self.ways[key.reads](self, node, name)

    def check_keys(self, node: MapNode, what: str, *allowed: Collection[str]) -> set[str]:
        """Report each key that is not allowed, and return the keys that were probably meant."""
        meant = set()
        for name, place, value in self._iterate_whole(node):
            if any(name in words for words in allowed):
                continue
            known = [word for words in allowed for word in words]
            is_stray = isinstance(value, TextNode) and value.is_empty and _is_flow(node)
            hint = "a comma inside { } needs quotes" if is_stray else suggest_name(name, known, len(self.problems))
            self.report(f"{what} has no key '{name}'", place, hint or f"keys are {', '.join(known)}")
            meant |= {word for word in known if f"'{word}'" in hint}
        return meant

    def list_entries(self, node: Node, what: str) -> list[tuple[str, Place, Node]]:
        """Return the entries of a mapping by id, with each id's place.

        A wrong id is reported; its entry is returned too, to be read for its problems alone.
        """
        if not isinstance(node, MapNode):
            self.report(f"{what} must be a mapping of ids to entries", node.place)
            return []
        entries = []
        for name, place, value in self._iterate_whole(node):
            if not _ID.fullmatch(name):
                self.report(
                    f"'{name}' is not an id", place, "use lower-case letters a to z, digits and _, a letter first"
                )
                self.broken.add(name)
            elif name in RESERVED:
                words = ", ".join(sorted(word for word in RESERVED if _ID.fullmatch(word)))
                hint = f"choose another id; these cannot be ids: {words}"
                self.report(f"'{name}' is a word of the formula language", place, hint)
                self.broken.add(name)
            entries.append((name, place, value))
        return entries

    def _iterate_whole(self, node: MapNode) -> Iterator[tuple[str, Place, Node]]:
        """Yield the entries of a mapping. Inside { } a comma ends a text: what follows it is no entry, and reported."""
        comma = None
        for name, value in node.values.items():
            text = value if isinstance(value, TextNode) else None
            if comma is not None and text is not None and text.is_empty:
                self._report_comma(comma)
                continue
            comma = _find_comma(text) if text is not None else None
            yield name, node.keys[name], value

    def _report_comma(self, place: Place) -> None:
        self.report("the comma ends the text", place, "inside { } and [ ] a text with a comma needs quotes")

    def read_items(self, node: Node, name: str) -> list[TextNode] | None:
        """Read a list of scalars."""
        if not isinstance(node, ListNode):
            self.report(f"'{name}' must be a list: [first, second]", node.place)
            return None
        items = [item for item in node.items if isinstance(item, TextNode)]
        for item in node.items:
            if not isinstance(item, TextNode):
                self.report(f"each item of '{name}' must be a text", item.place)
        return items if len(items) == len(node.items) else None

    def check_id(self, node: TextNode, ids: Collection[str] | None, what: str) -> str | None:
        """Return an id if it is one of those known, else report it. `ids` is None where their own section is wrong."""
        if ids is None or node.text in ids:
            return node.text
        near = suggest_name(node.text, ids, len(self.problems))
        hint = near or (f"there are {listed(ids)}" if ids else "none is defined")
        self.report(f"no {what} '{node.text}'", node.place, hint)
        return None

    def require_text(self, node: Node, name: str, what: str = "text") -> TextNode | None:
        """Return a node that is a scalar, else report that `what` is wanted."""
        if not isinstance(node, TextNode):
            self.report(f"'{name}' must be a {what}", node.place)
            return None
        return node

    def read_choice(self, node: Node, name: str, choices: Iterable[str]) -> str | None:
        """Read one of several words."""
        text = self.require_text(node, name)
        if text is None:
            return None
        if text.text in choices:
            return text.text
        hint = suggest_name(text.text, choices)
        self.report(f"'{name}' must be one of: {', '.join(choices)}", text.place, hint)
        return None

    def read_text(self, node: Node, name: str) -> str | None:
        """Read a text; line breaks in it become spaces."""
        text = self.require_text(node, name)
        return " ".join(text.text.split()) if text else None

    def read_flag(self, node: Node, name: str) -> bool | None:
        """Read true or false."""
        word = self.read_choice(node, name, ("true", "false"))
        return None if word is None else word == "true"

    def read_year(self, node: Node, name: str) -> Year | None:
        """Read a year of four digits, or a fiscal year."""
        text = self.require_text(node, name)
        if text is None:
            return None
        if re.fullmatch("[12][0-9]{3}", text.text):  # which spares most runs the pattern of all sorts of years
            return Year(int(text.text), int(text.text), text.text)
        if not re.fullmatch(YEAR, text.text):
            self.report(
                f"'{name}' must be a year of four digits, or a fiscal year such as 2023/24 or FY2024", text.place
            )
            return None
        first, *last = re.findall("[0-9]+", text.text)
        year = int(first)
        if last:
            return Year(year + 1, year, text.text)
        return Year(year, year if text.text == first else 0, text.text)

    def read_date(self, node: Node, name: str) -> str | None:
        """Read a year, month or day."""
        text = self.require_text(node, name)
        if text is None:
            return None
        if not _is_date(text.text):
            self.report(f"'{name}' must be a date such as 2025, 2025-07 or 2025-07-04", text.place)
            return None
        return text.text

    def read_quantity(self, node: Node, name: str) -> Quantity | None:
        """Read a number with its unit."""
        text = self.require_text(node, name, "quantity")
        if text is None:
            return None
        try:
            return parse_quantity(" ".join(text.text.split()))
        except UnitError as error:
            hint = _hint_formula(text.text, error.hint) if name == "value" else error.hint
            self.report(str(error), text.place, hint)
            return None

    def read_formula(self, node: Node, name: str) -> Expression | None:
        """Read a formula."""
        return self.read_expression(node, name)

    def read_expression(self, node: Node, name: str, *, is_of_kind: bool = False) -> Expression | None:
        """Read a formula, of a kind or not."""
        text = self.require_text(node, name, "formula")
        if text is None:
            return None
        try:
            return Expression(parse_formula(text.text, is_of_kind=is_of_kind), text.place)
        except FormulaError as error:
            if comma := _find_comma(text):
                self._report_comma(comma)
            else:
                self.report(str(error), text.place.within(text.text, error.offset, error.width), error.hint)
            return None

    def read_value(self, node: Node, name: str) -> Quantity | Expression | None:
        """Read a quantity or a formula, told apart by how they begin."""
        if isinstance(node, TextNode) and is_meant_as_quantity(node.text):
            return self.read_quantity(node, name)
        return self.read_formula(node, name)

    #: How a value is read, by what its key declares. Readers of more records add their own ways.
    ways: ClassVar[Mapping[str, ReadValue]] = {
        "text": read_text,
        "flag": read_flag,
        "year": read_year,
        "date": read_date,
        "quantity": read_quantity,
        "formula": read_formula,
        "value": read_value,
    }


def is_id(name: str) -> bool:
    """Tell whether a name may be the id of an entry."""
    return _ID.fullmatch(name) is not None and name not in RESERVED


def keep_entries(entries: Mapping[str, Record | None]) -> dict[str, Record]:
    """Return the entries that could be read and have an id."""
    return {id_: entry for id_, entry in entries.items() if entry is not None and is_id(id_)}


def is_meant_as_quantity(text: str) -> bool:
    """Tell a quantity, right or wrong, from a formula."""
    return is_quantity(text) or bool(find_number_slip(text)) or bool(re.match(_QUANTITY_START, text))


def _find_comma(node: TextNode) -> Place | None:
    """Return the place of a comma that ends a text in YAML though it stands inside the text's round brackets."""
    if node.text.count("(") <= node.text.count(")"):
        return None
    last = node.place.within(node.text, len(node.text) - 1)
    place = last._replace(column=last.column + 1, width=1)
    return place if place.file.line(place.line)[last.column :].startswith(",") else None


def _is_flow(node: MapNode) -> bool:
    return node.place.file.line(node.place.line)[node.place.column - 1 :].startswith("{")


def _is_date(text: str) -> bool:
    if not re.fullmatch(_DATE, text):
        return False
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError:
        return False
    return True


def _hint_formula(text: str, hint: str) -> str:
    """Return the hint for a wrong quantity; for one that looks like a formula it says where a formula stands."""
    begins_with_name = re.match(_NAME_FIRST, text) and hint.startswith("write a")
    if not OPERATOR.search(text) and not begins_with_name:
        return hint
    advice = "write a formula under 'formula'"
    return f"{advice}; {hint}" if "[" in hint else advice
