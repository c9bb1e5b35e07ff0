"""YAML text as a tree of nodes that know their file, line and column. The only room with yaml.

Every scalar is kept as text; what it means is decided above. Aliases, merge keys, tags and anything
else by which a YAML file can be more than a tree of text are refused, each at its place.
"""

from pathlib import Path
from typing import NamedTuple, TypeAlias, cast

import yaml

from leverage.problems import File, LeverageError, Place, Problem, visible

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
_MANY_OPENINGS = 5000  # below this the C loader cannot be nested deep enough to overflow its stack

_UNTAGGED = "untagged"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader where there is one
    """A loader that leaves out guessing types: every scalar is text here, and guessing costs half of the time."""

    def resolve(self, _kind: type, _value: object, _implicit: object) -> str:
        """Give every node without a tag of its own the same tag."""
        return _UNTAGGED

    def descend_resolver(self, _current_node: object, _current_index: object) -> None:
        """Keep no path."""

    def ascend_resolver(self) -> None:
        """Keep no path."""


_NULLS = ("null", "Null", "NULL", "~")


class TextNode(NamedTuple):
    """A scalar as text; `is_null` for a plain ``null`` or ``~``, `is_empty` for nothing at all."""

    place: Place
    text: str
    is_null: bool = False
    is_empty: bool = False


class MapNode(NamedTuple):
    """A mapping: each key's own place and its value."""

    place: Place
    keys: dict[str, Place]
    values: dict[str, "Node"]


class ListNode(NamedTuple):
    """A sequence."""

    place: Place
    items: tuple["Node", ...]


Node: TypeAlias = TextNode | MapNode | ListNode


def read_file(path: Path, name: str) -> File:
    """Read a file as UTF-8 text under a name for messages. Raises LeverageError."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise LeverageError([Problem(f"cannot read {name}: {reason}")]) from None
    return decode(raw, name)


def decode(raw: bytes, name: str) -> File:
    """Turn bytes into a File. Raises LeverageError for what is no text of a bearable size."""
    if len(raw) > MAX_BYTES:
        raise LeverageError([Problem(f"{name} is larger than {MAX_BYTES:,} bytes")])
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        place = _at(File(name, before), len(before))
        raise LeverageError([Problem("not UTF-8 text; save the file as UTF-8", place)]) from None
    return File(name, text)


def parse(file: File) -> MapNode:
    """Read a YAML text whose top is a mapping. Raises LeverageError with every problem found."""
    problems: list[Problem] = []
    _refuse_deep_nesting(file)
    root = _compose(file)
    if root is None:
        raise LeverageError(
            [Problem("the file is empty; a scenario begins with 'title:'", Place(file, 1, 1))]
        )
    node = _Converter(file, problems).node(root, 1)
    if not problems and not isinstance(node, MapNode):
        problems.append(
            Problem("a scenario is a mapping of keys to values, such as 'title: ...'", node.place)
        )
    if problems:
        raise LeverageError(problems)
    return cast("MapNode", node)


def _compose(file: File) -> yaml.Node | None:
    try:
        return cast("yaml.Node | None", yaml.compose(file.text, Loader=_Loader))
    except yaml.reader.ReaderError as error:
        character = visible(chr(error.character)) if isinstance(error.character, int) else "?"
        place = _at(file, error.position)
        raise LeverageError([Problem(f"the character {character} is not allowed in YAML", place)]) from None
    except yaml.MarkedYAMLError as error:
        raise LeverageError([_syntax_problem(file, error)]) from None


def _syntax_problem(file: File, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    said = error.problem or error.context or "not YAML"
    if "another document" in said or "expected a single document" in (error.context or ""):
        return Problem("a second document; a scenario is one YAML document", place)
    if "undefined alias" in said:
        return Problem("aliases are not allowed; name a figure and use its name", place)
    hint = ""
    if "mapping values are not allowed" in said:
        hint = "a text with ': ' in it needs quotes"
    elif "tab" in said or "\\t" in said or "\t" in file.line(place.line)[: place.column]:
        hint = "indent with spaces, not tabs"
    elif "anchor" in said or "alias" in said:
        hint = "a text that begins with * or & needs quotes"
    return Problem(f"not YAML: {said}", place, hint)


def _refuse_deep_nesting(file: File) -> None:
    """Stop before composing what would overflow the C loader's stack."""
    text = file.text
    openings = sum(text.count(opening) for opening in ("[", "{", "- ", "-\t", "-\n", "? ", "?\t", "?\n"))
    if openings < _MANY_OPENINGS and " " * 2000 not in text:
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                mark = event.start_mark
                raise LeverageError([_too_deep(Place(file, mark.line + 1, mark.column + 1))])
    except yaml.YAMLError:
        return  # composing meets the same error and says it


def _too_deep(place: Place) -> Problem:
    return Problem(f"nested deeper than {MAX_DEPTH} levels", place)


def _at(file: File, offset: int) -> Place:
    """Return the place of a character by its index in the text."""
    before = file.text[:offset]
    line = before.count("\n") + 1
    return Place(file, line, offset - (before.rfind("\n") + 1) + 1)


class _Converter:
    """One pass over composed YAML: refuses what is no tree of text and keeps each node's place."""

    def __init__(self, file: File, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems
        self._seen: set[int] = set()

    def node(self, node: yaml.Node, depth: int) -> Node:
        """Convert a node and all below it."""
        place = self._place(node)
        if node.tag != _UNTAGGED:
            self._problems.append(Problem("tags such as '!!' are not allowed", place))
        if id(node) in self._seen:
            self._problems.append(self._alias())
            return TextNode(place, "", is_null=True)
        if depth > MAX_DEPTH:
            self._problems.append(_too_deep(place))
            return TextNode(place, "", is_null=True)
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if isinstance(node, yaml.SequenceNode):
            return ListNode(place, tuple(self.node(item, depth + 1) for item in node.value))
        return self._mapping(cast("yaml.MappingNode", node), place, depth)

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> TextNode:
        text = node.value
        if not text.isprintable():
            text = visible(text)
        plain = not node.style
        return TextNode(place, text, plain and text in _NULLS, plain and not text)

    def _mapping(self, node: yaml.MappingNode, place: Place, depth: int) -> MapNode:
        keys: dict[str, Place] = {}
        values: dict[str, Node] = {}
        for key, value in node.value:
            here = self._place(key)
            if not isinstance(key, yaml.ScalarNode):
                self._problems.append(Problem("a key must be a plain word", here))
                continue
            if key.value == "<<" and not key.style:
                self._problems.append(Problem("merge keys are not allowed", here, "use 'extends' instead"))
                continue
            if key.value in keys:
                first = keys[key.value].line
                self._problems.append(
                    Problem(f"the key '{key.value}' stands twice", here, f"first on line {first}")
                )
            keys[visible(key.value)] = here
            values[visible(key.value)] = self.node(value, depth + 1)
        return MapNode(place, keys, values)

    def _place(self, node: yaml.Node) -> Place:
        start, end = node.start_mark, node.end_mark
        if isinstance(node, yaml.ScalarNode) and end.line == start.line:
            width = end.column - start.column
        else:
            width = 1
        return Place(self._file, start.line + 1, start.column + 1, max(1, width))

    def _alias(self) -> Problem:
        """Find the first alias; composing has lost its place."""
        for token in yaml.scan(self._file.text, Loader=_Loader):
            if isinstance(token, yaml.AliasToken):
                mark = token.start_mark
                width = token.end_mark.column - mark.column
                place = Place(self._file, mark.line + 1, mark.column + 1, width)
                return Problem("aliases are not allowed; name a figure and use its name", place)
        return Problem("aliases are not allowed; name a figure and use its name", Place(self._file, 1, 1))
