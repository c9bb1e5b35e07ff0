"""What was read once from a file that others extend is not read again: entries are remembered by their nodes.

Only entries without a problem are, and only those of a file below the scenario's own, which is the one that many share.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from leverage.document import MapNode, Node
from leverage.problems import Place

One = TypeVar("One")

# The sections whose ids an entry may name.
_NAMED = ("sources", "parties", "levers", "kinds")
_LIMIT = 20_000
_known: dict[tuple[object, ...], tuple[Node, object]] = {}


def context(root: MapNode) -> tuple[object, ...]:
    """Return what the reading of an entry depends on beside its own node: which ids there are, and the own kinds."""
    ids = tuple(tuple(below.keys) if isinstance(below := root.values.get(name), MapNode) else None for name in _NAMED)
    return (ids, id(root.values.get("kinds")))


def remembered(read: Callable[[Any, Node, str, Place], One]) -> Callable[[Any, Node, str, Place], One]:
    """Make a reader's method for one entry remember what it read from a node of a file below."""

    @functools.wraps(read)
    def reading(self: Any, node: Node, id_: str, place: Place) -> One:
        if node.place.file is self.node.place.file:
            return read(self, node, id_, place)
        key = (read, id(node), id_, self.context)
        if key in _known:
            return _known[key][1]  # type: ignore[return-value]  # what this very method read
        before, broken = len(self.problems), len(self.broken)
        found = read(self, node, id_, place)
        if len(self.problems) == before and len(self.broken) == broken and len(_known) < _LIMIT:
            _known[key] = (node, found)  # the node is kept, so that its address stays its own
        return found

    return reading
