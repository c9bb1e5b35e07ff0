"""Merges a scenario file with the files it extends into one tree.

Mappings merge key by key; a figure is replaced whole, so that a new number never keeps the source of the old number.
Every node keeps the file and line it came from.
"""

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from leverage import document, library
from leverage.document import MapNode, Node, TextNode
from leverage.model import Scenario, list_keys
from leverage.problems import File, LeverageError, Place, Problem, suggest_name

MAX_CHAIN = 16
#: What makes a folder the root of a project, within which scenarios may extend each other.
MARKS = (".git", ".hg", "pyproject.toml")

# At which depth of which section figures, and what was observed, stand: figures.ID, parties.ID.AGGREGATE,
# levers.ID.INPUT, moves.ID.FIELD; in the parts of a lever two deeper.
_FIGURE_DEPTH = {"figures": 2, "parties": 3, "levers": 3, "moves": 3, "horizon": 1, "observed": 2}
_KEYS = {"extends", *list_keys(Scenario)}
# A base that many files extend is parsed once, also where it is read by itself; name and text are its key.
_parse_once = lru_cache(maxsize=64)(document.parse_yaml)


class Origin(NamedTuple):
    """Where a text comes from: its name for people and, unless it is standard input, its path."""

    name: str
    path: Path | None


class Merged(NamedTuple):
    """The tree of a scenario with all that it extends, the problems of merging, the files from top to base.

    `base` is the tree below the file on top; None if that extends nothing.
    """

    node: MapNode
    problems: tuple[Problem, ...]
    files: tuple[File, ...]
    base: MapNode | None = None


def read_merged(origin: Origin, text: File | None = None, folders: Sequence[str] = ()) -> Merged:
    """Read a scenario file and the files it extends, those in further folders included. Raises LeverageError."""
    if text is None:
        assert origin.path is not None  # standard input has no path, but comes with its text
        text = document.read_file(origin.path, origin.name)
    return _merge_chain(_parse_once(text), origin, (origin,), folders)


def _merge_chain(over: MapNode, origin: Origin, chain: tuple[Origin, ...], folders: Sequence[str]) -> Merged:
    """Merge a file with what it extends; `chain` are the files that led to it, itself last."""
    node = over.values.get("extends")
    if node is None:
        return Merged(over, (), (over.place.file,))
    base_origin = _resolve(node, origin, folders)
    names = " -> ".join([*(link.name for link in chain), base_origin.name])
    if base_origin.path in [link.path for link in chain]:
        raise LeverageError([Problem(f"'extends' goes in a circle: {names}", node.place)])
    if len(chain) >= MAX_CHAIN:
        raise LeverageError([Problem(f"more than {MAX_CHAIN} files extend each other: {names}", node.place)])
    base = _merge_chain(_parse_base(base_origin, node.place), base_origin, (*chain, base_origin), folders)
    problems = list(base.problems)
    merged = _Merger(problems).merge(base.node, over, ())
    del merged.keys["extends"], merged.values["extends"]
    return Merged(merged, tuple(problems), (over.place.file, *base.files), base.node)


def _resolve(node: Node, origin: Origin, folders: Sequence[str]) -> Origin:
    """Find the file that `extends` names: beside this file, in its project, in further folders, or bundled."""
    if not isinstance(node, TextNode):
        raise LeverageError([Problem("'extends' must name a file or a bundled scenario", node.place)])
    if node.is_null or not node.text.strip():
        raise LeverageError([Problem("'extends' is empty", node.place, "give it a value or leave the key out")])
    folder = os.path.realpath(origin.path.parent if origin.path else "")
    beside = Path(os.path.realpath(os.path.join(folder, node.text)))
    bundled = library.find_bundled(node.text)
    outside = "" if may_extend(folder, beside, folders) else find_root(folder)
    if not outside and os.path.isfile(beside):
        name = os.path.normpath(os.path.join(os.path.dirname(origin.name), node.text)).replace("\\", "/")
        return Origin(name, beside)
    if bundled is not None:
        return Origin(library.find_shown_name(bundled) or node.text, bundled)
    if outside:
        project = "the scenario's folder" if outside == folder else "its project"
        message, hint = f"it lies outside {project}", "--allow-base FOLDER allows it"
    elif os.path.exists(beside):
        message, hint = "not a file", ""
    elif "://" in node.text:
        message, hint = "the network is never used", "save it beside this file"
    else:
        message = f"{origin.name} -> {node.text} does not exist"
        hint = suggest_name(node.text, [*_list_siblings(origin, node.text), *library.list_names()])
    raise LeverageError([Problem(f"cannot extend '{node.text}': {message}", node.place, hint)])


def may_extend(folder: str, base: Path, folders: Sequence[str] = ()) -> bool:
    """Tell whether a scenario in a folder may extend a file: one in its project, or in further folders.

    Errors show lines of what a scenario extends; its author may be somebody else than the owner of those files.
    """
    if any(base.is_relative_to(os.path.realpath(allowed)) for allowed in (folder, *folders)):
        return True
    return base.is_relative_to(find_root(folder))


def find_root(folder: str) -> str:
    """Return the root of the project that a folder is in; the folder itself if it is in none."""
    above = folder
    while not any(os.path.lexists(os.path.join(above, mark)) for mark in MARKS):
        above, last = os.path.dirname(above), above
        if above == last:
            return folder
    return above


def _list_siblings(origin: Origin, text: str) -> list[str]:
    """List the scenario files of the folder that a name points into, each as `extends` would name it."""
    folder = os.path.dirname(text)
    try:
        place = (origin.path.parent if origin.path else Path()) / folder
        return [os.path.join(folder, path.name) for path in library.list_scenario_files(place)]
    except (OSError, ValueError):
        return []


def _parse_base(origin: Origin, place: Place) -> MapNode:
    """Parse a base. If it has no key of a scenario, nothing else is said of it, since it may hold secrets."""
    assert origin.path is not None
    try:
        node = _parse_once(document.read_file(origin.path, origin.name))
        if node.values.keys() & _KEYS:
            return node
    except LeverageError as error:
        shown = [problem.place.file.text for problem in error.problems if problem.place]
        if all(re.search(rf"^(?:{'|'.join(_KEYS)}) *:", text, re.MULTILINE) for text in shown):
            raise
    raise LeverageError([Problem(f"cannot extend '{origin.name}': it has no key of a scenario", place)])


class _Merger:
    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems

    def merge(self, base: MapNode, over: MapNode, path: tuple[str, ...]) -> MapNode:
        """Lay one mapping over another; the result is a new mapping."""
        keys: dict[str, Place] = dict(base.keys)
        values: dict[str, Node] = dict(base.values)
        for name, value in over.values.items():
            if isinstance(value, TextNode) and value.is_null:
                self._delete(name, over.keys[name], keys, values)
                continue
            below = values.get(name)
            here = (*path, name)
            if isinstance(below, MapNode) and isinstance(value, MapNode) and _is_merged(here, below, value):
                values[name] = self.merge(below, value, here)
            else:
                keys[name], values[name] = over.keys[name], value
        return MapNode(over.place, keys, values)

    def _delete(self, name: str, place: Place, keys: dict[str, Place], values: dict[str, Node]) -> None:
        if name not in values:
            hint = suggest_name(name, values, len(self._problems))
            self._problems.append(Problem(f"there is no '{name}' to delete in what this file extends", place, hint))
            return
        del keys[name], values[name]


def _is_merged(path: tuple[str, ...], base: MapNode, over: MapNode) -> bool:
    depth = _FIGURE_DEPTH.get(path[0])
    if depth is not None and path[0] == "levers" and path[2:3] == ("parts",):
        depth += 2
    if len(path) != depth:
        return True
    return list(over.values) == ["use"] and "readings" in base.values
