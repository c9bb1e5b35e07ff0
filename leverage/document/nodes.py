"""Files as text, and the nodes a YAML text is made of: each knows its file, line and column."""

from pathlib import Path
from typing import NamedTuple, TypeAlias

from leverage.problems import File, LeverageError, Place, Problem

MAX_BYTES = 1 << 20

#: The files that this process has read, or has tried to: nothing may be written over them.
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
    """Read a file as far as a scenario can be long, and one byte more. Raises LeverageError."""
    INPUTS.add(path)
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise LeverageError([Problem(f"cannot read {name}: {reason}")]) from None


def decode(raw: bytes, name: str) -> File:
    """Turn bytes into a File. Raises LeverageError for what is no text of a bearable size."""
    if len(raw) > MAX_BYTES:
        raise LeverageError([Problem(f"{name} is larger than {MAX_BYTES:,} bytes")])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        place = place_at(File(name, before), len(before))
        raise LeverageError([Problem("not UTF-8 text; save the file as UTF-8", place)]) from None
    return File(name, text.removeprefix("\ufeff"), text.startswith("\ufeff"))


def place_at(file: File, offset: int) -> Place:
    """Return the place of a character by its index in the text."""
    before = file.text[:offset]
    line = before.count("\n") + 1
    return Place(file, line, offset - (before.rfind("\n") + 1) + 1)
