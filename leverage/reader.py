"""A mapping node as a record, by the record's own declarations; every problem is kept, none is thrown.

What stands in a single scalar is read one floor below.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeVar, cast

from leverage.document import ListNode, MapNode, Node, TextNode
from leverage.formula import RESERVED
from leverage.model import Key, keys
from leverage.problems import Place, did_you_mean, listed
from leverage.values import ValueReader, comma_after

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
        declared = keys(record)
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
        declared = keys(record)
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
            hint = "a comma inside { } needs quotes" if is_stray else did_you_mean(name, known, len(self.problems))
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
        near = did_you_mean(node.text, ids, len(self.problems))
        hint = near or (f"there are {listed(ids)}" if ids else "none is defined")
        self.problem(f"no {what} '{node.text}'", node.place, hint)
        return None


def is_id(name: str) -> bool:
    """Tell whether an entry may have a name."""
    return _ID.fullmatch(name) is not None and name not in RESERVED


def _is_flow(node: MapNode) -> bool:
    return node.place.file.line(node.place.line)[node.place.column - 1 :].startswith("{")
