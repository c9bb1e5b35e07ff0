"""Figures set by hand: each `NAME=VALUE` laid over the merged tree, as a file that extends it would be.

The values are read and checked like all others; a problem with one is told at its place in `--set`.
"""

from collections.abc import Iterator, Mapping, Sequence

from leverage import kinds
from leverage.document import MapNode, Node, TextNode
from leverage.model import AGGREGATES, keys
from leverage.model.levers import Move
from leverage.problems import File, Place, Problem, as_given, did_you_mean, visible
from leverage.values import is_meant_as_quantity

NAME = "--set"
REASON = "set by hand"
#: What a reading that is set by hand is called among its rivals.
READING = "set_by_hand"


def with_sets(root: MapNode, sets: Sequence[str], problems: list[Problem]) -> MapNode:
    """Return the tree with every `NAME=VALUE` in it; what cannot be set goes to `problems`."""
    file = as_given(NAME, map(visible, sets))
    known = dict(_paths(root)) if sets else {}
    seen: set[tuple[str, ...]] = set()
    for line, text in enumerate(file.text.split("\n") if sets else (), 1):
        name, _, value = text.partition("=")
        place = Place(file, line, 1, max(1, len(name)))
        path = known.get(name.strip())
        if path is None:
            hint = did_you_mean(name.strip(), known) or "figures, aggregates, inputs of levers, cut and for of moves"
            problems.append(Problem(f"nothing that can be set is named '{name.strip()}'", place, hint))
        elif path in seen:
            problems.append(Problem(f"'{name.strip()}' is set twice", place))
        else:
            seen.add(path)
            root = _laid(root, path, place, _scalar(file, line, text, value))
    return root


def _paths(root: MapNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of everything that can be set, with the keys that lead to it: figures and their readings."""
    for name, path in _figures(root):
        yield name, path
        node: Node | None = root
        for key in path:
            node = node.values.get(key) if isinstance(node, MapNode) else None
        yield from ((f"{name}.{reading}", (*path, "readings", reading)) for reading in _section(node, "readings"))


def _figures(root: MapNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of every figure that there is or may be, with the keys that lead to it."""
    yield from ((id_, ("figures", id_)) for id_ in _section(root, "figures"))
    for id_ in _section(root, "parties"):
        yield from ((f"{id_}.{name}", ("parties", id_, name)) for name in AGGREGATES)
    for id_, lever in _section(root, "levers").items():
        yield from ((f"{id_}.{name}", ("levers", id_, name)) for name in _inputs(root, lever))
    for id_ in _section(root, "moves"):
        for key, (field, declared) in keys(Move).items():
            if declared.reads == "value":
                yield from ((f"move.{id_}.{name}", ("moves", id_, key)) for name in (key, field))


def _section(node: Node | None, name: str) -> Mapping[str, Node]:
    below = node.values.get(name) if isinstance(node, MapNode) else None
    return below.values if isinstance(below, MapNode) else {}


def _inputs(root: MapNode, lever: Node) -> Mapping[str, object]:
    """Return the inputs a lever's kind has: a bundled one, or the scenario's own."""
    kind = getattr(lever.values.get("kind"), "text", "") if isinstance(lever, MapNode) else ""
    if kind in kinds.bundled():
        return kinds.load(kind).inputs
    return _section(_section(root, "kinds").get(kind), "inputs")


def _scalar(file: File, line: int, text: str, value: str) -> TextNode:
    start = len(text) - len(value.lstrip())
    return TextNode(Place(file, line, start + 1, max(1, len(value.strip()))), value.strip())


def _laid(root: MapNode, path: tuple[str, ...], place: Place, value: TextNode) -> MapNode:
    """Return a mapping with a figure set at the end of a path; the mappings on the way are new, the rest is shared."""
    name, *rest = path
    below = root.values.get(name)
    if not rest:
        node: Node = _figure(below, place, value)
    elif isinstance(below, MapNode):
        node = _laid(below, tuple(rest), place, value)
    else:
        return root  # the section is wrong, which is told
    return MapNode(root.place, {**root.keys, name: place}, {**root.values, name: node})


def _figure(old: Node | None, place: Place, value: TextNode) -> MapNode:
    """Make the node of a figure: its label stays, and where it had rival readings they stay beside it."""
    reason = TextNode(value.place, REASON)
    key = "value" if is_meant_as_quantity(value.text) or not value.text else "formula"
    own = _mapping(place, {key: value, "assumed": reason})
    if not isinstance(old, MapNode):
        return own
    label = {"label": old.values["label"]} if "label" in old.values else {}
    readings = old.values.get("readings")
    if isinstance(readings, MapNode):
        rivals = MapNode(readings.place, {**readings.keys, READING: place}, {**readings.values, READING: own})
        return _mapping(place, {"readings": rivals, "use": TextNode(place, READING), **label})
    return _mapping(place, {**own.values, **label})


def _mapping(place: Place, values: dict[str, Node]) -> MapNode:
    return MapNode(place, dict.fromkeys(values, place), values)
