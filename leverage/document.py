"""Files as text, and YAML text as a tree of nodes that know their file, line and column. The only module with yaml.

Every scalar is kept as text; the rooms above decide what it means. Aliases, merge keys, tags and whatever else makes
more of a YAML file than a tree of text is refused, each at its place.
"""

import contextlib
import re
from pathlib import Path
from typing import NamedTuple, TypeAlias, cast

import yaml

from leverage.problems import File, LeverageError, Place, Problem, explain_error, make_visible

MAX_BYTES = 1 << 20
MAX_DEPTH = 32

_MANY_OPENINGS = 5000  # with fewer no text is nested deep enough to overflow the C loader's stack
_UNTAGGED = "untagged"
_NULLS = ("null", "Null", "NULL", "~")
_QUOTES = "a text that begins with *, & or ! needs quotes"
_TAGS = "tags such as '!!' are not allowed"
_ALIASES = "aliases are not allowed; name a figure and use its name"

#: The files that this process has read or tried to read: nothing may be written over them.
INPUTS: set[Path] = set()


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
    return decode(read_bytes(path, name), name)


def read_bytes(path: Path, name: str) -> bytes:
    """Read a file up to one byte more than a scenario may have. Raises LeverageError."""
    INPUTS.add(path)
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = explain_error(error)
        raise LeverageError([Problem(f"cannot read {name}: {reason}")]) from None


def decode(raw: bytes, name: str) -> File:
    """Turn bytes into a File. Raises LeverageError if they are too many or no UTF-8."""
    if len(raw) > MAX_BYTES:
        raise LeverageError([Problem(f"{name} is larger than {MAX_BYTES:,} bytes")])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        place = find_place(File(name, before), len(before))
        raise LeverageError([Problem("not UTF-8 text; save the file as UTF-8", place)]) from None
    return File(name, text.removeprefix("\ufeff"), text.startswith("\ufeff"))


def find_place(file: File, offset: int) -> Place:
    """Return the place of a character by its index in the text."""
    before = file.text[:offset]
    line = before.count("\n") + 1
    return Place(file, line, offset - (before.rfind("\n") + 1) + 1)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader where there is one
    """A loader that does not guess types, which would take half of the time: every scalar is text here."""

    def resolve(self, _kind: type, _value: object, _implicit: object) -> str:
        """Give every node that was written without a tag the same tag."""
        return _UNTAGGED

    def descend_resolver(self, _current_node: object, _current_index: object) -> None:
        """Keep no path: only guessing needs it."""

    def ascend_resolver(self) -> None:
        """Keep no path: only guessing needs it."""


def parse_yaml(file: File) -> MapNode:
    """Read a YAML text whose top is a mapping. Raises LeverageError with every problem found."""
    problems: list[Problem] = []
    _refuse_deep_nesting(file)
    root = _compose(file)
    if root is None:
        raise LeverageError([Problem("the file is empty; a scenario begins with 'title:'", Place(file, 1, 1))])
    node = _Converter(file, problems).convert(root, 1)
    problems = problems or _find_marks(file)
    if not problems and not isinstance(node, MapNode):
        problems.append(Problem("a scenario must be a mapping of keys to values, such as 'title: ...'", node.place))
    if problems:
        raise LeverageError(problems)
    return cast("MapNode", node)


def find_ends(file: File) -> dict[tuple[int, int], tuple[int, int]]:
    """Return line and column behind each value of a YAML text by those of its beginning, all counted from 1.

    A mapping or list that is written without brackets ends with the last text in it. A text in several lines with | or
    > ends where the next line begins.
    """
    ends: dict[tuple[int, int], tuple[int, int]] = {}

    def find_end(node: yaml.Node) -> tuple[int, int]:
        children = () if isinstance(node, yaml.ScalarNode) else node.value
        inner = [find_end(child[1] if isinstance(child, tuple) else child) for child in children]
        is_open = bool(inner) and not getattr(node, "flow_style", False)
        end = inner[-1] if is_open else (node.end_mark.line + 1, node.end_mark.column + 1)
        ends[node.start_mark.line + 1, node.start_mark.column + 1] = end
        return end

    root = _compose(file)
    if root is not None:
        find_end(root)
    return ends


def _find_marks(file: File) -> list[Problem]:
    """Find anchors, which are of no use without aliases, and lone tags, which leave no trace in the tree.

    A text is scanned only if it seems to have one.
    """
    if not re.search(r"(?:^|[\s\[{,])(?:&[\w-]|!(?:\s|\Z))", file.text):
        return []
    problems = []
    for token in yaml.scan(file.text, Loader=_Loader):
        if isinstance(token, yaml.AnchorToken):
            problems.append(Problem("anchors are not allowed", _place_mark(file, token.start_mark), _QUOTES))
        elif isinstance(token, yaml.TagToken):
            problems.append(Problem(_TAGS, _place_mark(file, token.start_mark), _QUOTES))
    return problems


def _compose(file: File) -> yaml.Node | None:
    try:
        return yaml.compose(file.text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        character = make_visible(chr(error.character)) if isinstance(error.character, int) else "?"
        place = find_place(file, error.position)
        raise LeverageError([Problem(f"the character {character} is not allowed in YAML", place)]) from None
    except yaml.MarkedYAMLError as error:
        if error.problem_mark is not None and "nesting depth" in str(error.problem):
            # Newer loaders have a limit themselves, and do not say which level is too deep; the text before it does.
            with contextlib.suppress(yaml.YAMLError):
                _check_depth(file, file.text[: error.problem_mark.index])
        raise LeverageError([_explain_syntax_error(file, error)]) from None
    except RecursionError:  # only the loader in Python, where there is none in C
        raise LeverageError([_explain_depth(Place(file, 1, 1))]) from None


def _refuse_deep_nesting(file: File) -> None:
    """Stop before composing what would overflow the C loader's stack."""
    text = file.text
    openings = sum(text.count(opening) for opening in ("[", "{", "- ", "-\t", "-\n", "? ", "?\t", "?\n"))
    if openings < _MANY_OPENINGS and " " * 2000 not in text:
        return
    try:
        _check_depth(file, text)
    except (yaml.YAMLError, RecursionError):
        return  # composing meets the same error and says it


def _check_depth(file: File, text: str) -> None:
    """Go through a text's levels without building anything. Raises LeverageError at the first that is too deep."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            mark = cast("yaml.Mark", event.start_mark)
            raise LeverageError([_explain_depth(Place(file, mark.line + 1, mark.column + 1))])


def _explain_depth(place: Place) -> Problem:
    return Problem(f"nested deeper than {MAX_DEPTH} levels", place)


class _Converter:
    """Converts composed YAML in one pass: refuses what is no tree of text, and keeps each node's place."""

    def __init__(self, file: File, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems
        self._seen: set[int] = set()
        self._has_aliases = False

    def convert(self, node: yaml.Node, depth: int) -> Node:
        """Convert a node and all below it."""
        place = self._find_place(node)
        if node.tag != _UNTAGGED:
            self._problems.append(Problem(_TAGS, place, _QUOTES))
        if id(node) in self._seen:
            self._refuse_aliases()
            return TextNode(place, "", is_null=True)
        if depth > MAX_DEPTH:
            self._problems.append(_explain_depth(place))
            return TextNode(place, "", is_null=True)
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self._convert_scalar(node, place)
        if isinstance(node, yaml.SequenceNode):
            return ListNode(place, tuple(self.convert(item, depth + 1) for item in node.value))
        return self._convert_mapping(cast("yaml.MappingNode", node), place, depth)

    def _convert_scalar(self, node: yaml.ScalarNode, place: Place) -> TextNode:
        text = node.value
        if not text.isprintable():
            text = make_visible(text)
        plain = not node.style
        return TextNode(place, text, plain and text in _NULLS, plain and not text)

    def _convert_mapping(self, node: yaml.MappingNode, place: Place, depth: int) -> MapNode:
        keys: dict[str, Place] = {}
        values: dict[str, Node] = {}
        for key, value in node.value:
            here = self._find_place(key)
            if not isinstance(key, yaml.ScalarNode):
                self._problems.append(Problem("a key must be a plain word", here))
                continue
            if key.value == "<<" and not key.style:
                self._problems.append(Problem("merge keys are not allowed", here, "use 'extends' instead"))
                continue
            if key.value in keys:
                first = keys[key.value].line
                self._problems.append(Problem(f"the key '{key.value}' stands twice", here, f"first on line {first}"))
            name = make_visible(key.value)
            keys[name] = here
            values[name] = self.convert(value, depth + 1)
        return MapNode(place, keys, values)

    def _find_place(self, node: yaml.Node) -> Place:
        start = node.start_mark
        line, column, width = start.line, start.column, 1
        if isinstance(node, yaml.ScalarNode):
            end = node.end_mark
            if end.line == line and end.column > column:
                width = end.column - column
        return Place(self._file, line + 1, column + 1, width)

    def _refuse_aliases(self) -> None:
        """Report every alias, once for the file: after composing, their places are known only by scanning."""
        if self._has_aliases:
            return
        self._has_aliases = True
        for token in yaml.scan(self._file.text, Loader=_Loader):
            if isinstance(token, yaml.AliasToken):
                width = token.end_mark.column - token.start_mark.column
                self._problems.append(
                    Problem(_ALIASES, _place_mark(self._file, token.start_mark)._replace(width=width))
                )


def _explain_syntax_error(file: File, error: yaml.MarkedYAMLError) -> Problem:
    """Say in the user's words, and at the sign that causes it, what the parser says."""
    said, context = str(error.problem), str(error.context)
    here = _place_mark(file, error.problem_mark or error.context_mark)
    began = _place_mark(file, error.context_mark or error.problem_mark)
    if "another document" in said or "single document" in context:
        return Problem("a second document; a scenario is one YAML document", here)
    if "undefined alias" in said:
        return Problem(_ALIASES, here)
    if _is_never_closed(said, context, here.line - began.line):
        return Problem(f"not YAML: '{_get_sign(began)}' is never closed", began)
    if "could not find expected ':'" in said:
        return Problem("not YAML: no ':' behind this", began)
    if "alias" in context or "anchor" in context:
        return Problem(f"not YAML: {said}", began, _QUOTES)
    if "mapping values" in said:
        return _explain_colon(file, here, said)
    return Problem(f"not YAML: {said}", here, _hint_layout(file, here, said))


def _is_never_closed(said: str, context: str, lines: int) -> bool:
    if "quoted scalar" in context:
        return "end of stream" in said
    return "flow" in context and "did not find expected ','" in said and lines > 0


def _hint_layout(file: File, here: Place, said: str) -> str:
    line = file.line(here.line)
    if "\t" in line[: here.column]:
        return "indent with spaces, not tabs"
    if _get_sign(here) in ("%", "@", "`"):
        return f"a text that begins with {_get_sign(here)} needs quotes"
    if "expected <block end>" in said or "expected key" in said:
        is_quoted = re.search(r":\s+(['\"]).*\1\s+\S", line[: here.column])
        return "put the whole text in quotes" if is_quoted else "check the indentation"
    return ""


def _explain_colon(file: File, here: Place, said: str) -> Problem:
    """Say whether a colon is too much, or one on the line before lacks a space after it."""
    missing = re.match(r"\s*[\w-]+(:)(?=\S)", file.line(here.line - 1))
    if missing:
        place = Place(file, here.line - 1, missing.start(1) + 1)
        return Problem("not YAML: ':' needs a space after it", place)
    line, line_before = file.line(here.line), file.line(here.line - 1)
    is_deeper = len(line) - len(line.lstrip(" ")) > len(line_before) - len(line_before.lstrip(" "))
    is_deeper = is_deeper and line.count(": ") < 2
    hint = "check the indentation" if is_deeper else "a text with ': ' in it needs quotes"
    return Problem(f"not YAML: {said}", here, hint)


def _place_mark(file: File, mark: yaml.Mark | None) -> Place:
    """Return the place of a parser's mark."""
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _get_sign(place: Place) -> str:
    return place.file.line(place.line)[place.column - 1 : place.column]
