"""YAML text to nodes. The only room with yaml.

Every scalar is kept as text; what it means is decided above. Aliases, merge keys, tags and anything
else by which a YAML file can be more than a tree of text are refused, each at its place.
"""

import contextlib
import re
from typing import cast

import yaml

from leverage.document.nodes import ListNode, MapNode, Node, TextNode, place_at
from leverage.document.syntax import ALIASES, QUOTES, TAGS, mark_of, syntax_problem
from leverage.problems import File, LeverageError, Place, Problem, visible

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


def parse(file: File) -> MapNode:
    """Read a YAML text whose top is a mapping. Raises LeverageError with every problem found."""
    problems: list[Problem] = []
    _refuse_deep_nesting(file)
    root = _compose(file)
    if root is None:
        raise LeverageError([Problem("the file is empty; a scenario begins with 'title:'", Place(file, 1, 1))])
    node = _Converter(file, problems).node(root, 1)
    problems = problems or _marks(file)
    if not problems and not isinstance(node, MapNode):
        problems.append(Problem("a scenario is a mapping of keys to values, such as 'title: ...'", node.place))
    if problems:
        raise LeverageError(problems)
    return cast("MapNode", node)


def _marks(file: File) -> list[Problem]:
    """Find anchors, of no use without aliases, and lone tags, which leave no trace in the tree.

    Only a text that seems to have one is scanned.
    """
    if not re.search(r"(?:^|[\s\[{,])(?:&[\w-]|!(?:\s|\Z))", file.text):
        return []
    problems = []
    for token in yaml.scan(file.text, Loader=_Loader):
        if isinstance(token, yaml.AnchorToken):
            problems.append(Problem("anchors are not allowed", mark_of(file, token.start_mark), QUOTES))
        elif isinstance(token, yaml.TagToken):
            problems.append(Problem(TAGS, mark_of(file, token.start_mark), QUOTES))
    return problems


def _compose(file: File) -> yaml.Node | None:
    try:
        return yaml.compose(file.text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        character = visible(chr(error.character)) if isinstance(error.character, int) else "?"
        place = place_at(file, error.position)
        raise LeverageError([Problem(f"the character {character} is not allowed in YAML", place)]) from None
    except yaml.MarkedYAMLError as error:
        if error.problem_mark is not None and "nesting depth" in str(error.problem):
            # A newer loader stops at a depth of its own before it tells of any level; what comes before says where.
            with contextlib.suppress(yaml.YAMLError):
                _walk(file, file.text[: error.problem_mark.index])
        raise LeverageError([syntax_problem(file, error)]) from None
    except RecursionError:  # only the loader without C goes down in Python
        raise LeverageError([_too_deep(Place(file, 1, 1))]) from None


def _refuse_deep_nesting(file: File) -> None:
    """Stop before composing what would overflow the C loader's stack."""
    text = file.text
    openings = sum(text.count(opening) for opening in ("[", "{", "- ", "-\t", "-\n", "? ", "?\t", "?\n"))
    if openings < _MANY_OPENINGS and " " * 2000 not in text:
        return
    try:
        _walk(file, text)
    except (yaml.YAMLError, RecursionError):
        return  # composing meets the same error and says it


def _walk(file: File, text: str) -> None:
    """Go down a text's levels, without building anything, and stop at the first too many."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            mark = cast("yaml.Mark", event.start_mark)
            raise LeverageError([_too_deep(Place(file, mark.line + 1, mark.column + 1))])


def _too_deep(place: Place) -> Problem:
    return Problem(f"nested deeper than {MAX_DEPTH} levels", place)


class _Converter:
    """One pass over composed YAML: refuses what is no tree of text and keeps each node's place."""

    def __init__(self, file: File, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems
        self._seen: set[int] = set()
        self._has_aliases = False

    def node(self, node: yaml.Node, depth: int) -> Node:
        """Convert a node and all below it."""
        place = self._place(node)
        if node.tag != _UNTAGGED:
            self._problems.append(Problem(TAGS, place, QUOTES))
        if id(node) in self._seen:
            self._refuse_aliases()
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
                self._problems.append(Problem(f"the key '{key.value}' stands twice", here, f"first on line {first}"))
            keys[visible(key.value)] = here
            values[visible(key.value)] = self.node(value, depth + 1)
        return MapNode(place, keys, values)

    def _place(self, node: yaml.Node) -> Place:
        start, end = node.start_mark, node.end_mark
        is_in_line = isinstance(node, yaml.ScalarNode) and end.line == start.line
        width = end.column - start.column if is_in_line else 1
        return Place(self._file, start.line + 1, start.column + 1, max(1, width))

    def _refuse_aliases(self) -> None:
        """Report every alias, once; composing has lost their places."""
        if self._has_aliases:
            return
        self._has_aliases = True
        for token in yaml.scan(self._file.text, Loader=_Loader):
            if isinstance(token, yaml.AliasToken):
                width = token.end_mark.column - token.start_mark.column
                self._problems.append(Problem(ALIASES, mark_of(self._file, token.start_mark)._replace(width=width)))
