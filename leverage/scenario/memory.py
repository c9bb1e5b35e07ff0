"""What was read once from a file that others extend is not read again: entries are remembered by their nodes.

Only entries without a problem are, and only those of a file below the scenario's own, which is the one that many share.
Nodes are told apart by their addresses, so whatever a key names is kept beside it: no other node can come to be there.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from leverage.document import MapNode, Node
from leverage.problems import Place

One = TypeVar("One")
Memory: TypeAlias = dict[tuple[object, ...], tuple[Node, object]]

# The sections whose ids an entry may name.
_NAMED = ("sources", "parties", "levers", "kinds")
_ENTRIES = 5000
_CONTEXTS = 16
_memories: dict[tuple[object, ...], tuple[Node | None, Memory]] = {}


def memory_of(root: MapNode) -> Memory:
    """Return what was read where the same holds that an entry's reading depends on: which ids there are, own kinds."""
    ids = tuple(tuple(below.keys) if isinstance(below := root.values.get(name), MapNode) else None for name in _NAMED)
    kinds = root.values.get("kinds")
    known = _memories.get((ids, id(kinds)))
    if known is None:
        if len(_memories) >= _CONTEXTS:
            _memories.clear()
        known = _memories[ids, id(kinds)] = (kinds, {})
    return known[1]


def remembered(read: Callable[[Any, Node, str, Place], One]) -> Callable[[Any, Node, str, Place], One]:
    """Make a reader's method for one entry remember what it read from a node of a file below."""

    @functools.wraps(read)
    def reading(self: Any, node: Node, id_: str, place: Place) -> One:
        if node.place.file is self.node.place.file:
            return read(self, node, id_, place)
        key = (read, id(node), id_)
        known = self.memory.get(key)
        if known is not None:
            return known[1]  # type: ignore[no-any-return]  # what this very method read
        before, broken = len(self.problems), len(self.broken)
        found = read(self, node, id_, place)
        if len(self.problems) == before and len(self.broken) == broken and len(self.memory) < _ENTRIES:
            self.memory[key] = (node, found)
        return found

    return reading
