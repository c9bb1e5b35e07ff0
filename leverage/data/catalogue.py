"""The list of the files of data that scenarios of a folder are made from: `data.yaml` beside them.

It names each file with its layout, its SHA-256, the date of access and the terms of use; and a user's own layouts.
"""

import hashlib
import json
import os
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, ClassVar, NamedTuple

from leverage import document
from leverage.data.extraction import read_observations
from leverage.data.layouts import INDICATORS, Layout, LayoutReader, is_encoding, load_layouts, read_layout
from leverage.data.observations import Account, Observation
from leverage.data.recognition import Given, recognize
from leverage.document import INPUTS, MapNode
from leverage.model import Key, list_keys
from leverage.problems import File, LeverageError, Place, Problem, explain_error, in_one_line, make_visible
from leverage.reader import ReadValue, is_id
from leverage.tables.files import fail, refuse_special
from leverage.tables.numerals import MARKS
from leverage.tables.rows import DELIMITERS

#: The usual name of a catalogue.
NAME = "data.yaml"
SAME, CHANGED, MISSING = "same", "changed", "missing"

_FILES, _LAYOUTS = "files", "layouts"
_HEAD = """# Files of data that the scenarios beside this one are made from. `leverage data add FILE` adds one;
# `leverage data list` says what is in them, `leverage data check` whether they are still the same.
"""


class Entry(NamedTuple):
    """A file of data, as the catalogue names it."""

    path: str
    place: Place | None = None
    layout: Annotated[str, Key("text", "the layout that the file has", required=True)] = ""
    sha256: Annotated[str, Key("hash", "the file's SHA-256 when it was added", required=True)] = ""
    accessed: Annotated[str, Key("date", "when it was downloaded")] = ""
    terms: Annotated[str, Key("text", "terms of use")] = ""
    encoding: Annotated[str, Key("encoding", "its encoding, where the file does not say")] = ""
    delimiter: Annotated[
        str, Key("choice", "what stands between its cells, where several are possible", choices=tuple(DELIMITERS))
    ] = ""
    decimal: Annotated[str, Key("choice", "its decimal mark, where both are possible", choices=tuple(MARKS))] = ""
    indicator: Annotated[
        str, Key("choice", "what its values are, where the file does not say", choices=tuple(INDICATORS), name="as")
    ] = ""
    unit: Annotated[str, Key("text", "the unit of its values, where the file does not say")] = ""

    @property
    def given(self) -> Given:
        """Return what the user says about the file."""
        return Given(self.layout, self.encoding, self.delimiter, self.decimal, self.indicator, self.unit)


class Catalogue(NamedTuple):
    """A catalogue that was read, or that there is to be: its own file, the files that it names, and all layouts."""

    path: Path
    files: Mapping[str, Entry]
    layouts: Mapping[str, Layout]
    text: str = ""

    def locate(self, entry: Entry) -> Path:
        """Return where a file is: paths are seen from the catalogue's folder."""
        return self.path.parent / entry.path


class _CatalogueReader(LayoutReader):
    """Reads catalogues."""

    def read_hash(self, node: document.Node, name: str) -> str | None:
        """Read a SHA-256."""
        text = self.require_text(node, name)
        if text is None:
            return None
        if not re.fullmatch("[0-9a-fA-F]{64}", text.text):
            self.report(f"'{name}' is 64 hexadecimal digits", text.place)
            return None
        return text.text.lower()

    def read_encoding(self, node: document.Node, name: str) -> str | None:
        """Read the name of an encoding."""
        text = self.require_text(node, name)
        if text is None:
            return None
        if not is_encoding(text.text):
            self.report(f"no encoding '{text.text}'", text.place, "such as utf-8, cp1251, iso-8859-1")
            return None
        return text.text

    ways: ClassVar[Mapping[str, ReadValue]] = {**LayoutReader.ways, "hash": read_hash, "encoding": read_encoding}


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue; where there is none, return an empty one. Raises LeverageError with all problems found."""
    bundled = load_layouts()
    if not os.path.lexists(path):
        return Catalogue(path, {}, bundled)
    file = document.read_file(path, in_one_line(str(path)))
    if not re.search(r"^[^\s#]", file.text, re.MULTILINE):
        return Catalogue(path, {}, bundled, file.text)
    root = document.parse_yaml(file)
    problems: list[Problem] = []
    reader = _CatalogueReader(problems)
    reader.check_keys(root, "a catalogue of data", (_FILES, _LAYOUTS))
    layouts = {**bundled, **_read_layouts(reader, root.values.get(_LAYOUTS), bundled)}
    files = _read_files(reader, root.values.get(_FILES), layouts)
    if problems:
        raise LeverageError(problems)
    return Catalogue(path, files, layouts, file.text)


def _read_layouts(
    reader: _CatalogueReader, section: document.Node | None, bundled: Mapping[str, Layout]
) -> dict[str, Layout]:
    layouts: dict[str, Layout] = {}
    if section is None:
        return layouts
    for id_, place, node in reader.list_entries(section, f"'{_LAYOUTS}'"):
        if id_ in bundled:
            reader.report(f"there is a layout '{id_}' already", place, "give it another name")
        elif (layout := read_layout(node, id_, place, reader.problems)) is not None and is_id(id_):
            layouts[id_] = layout
    return layouts


def _read_files(
    reader: _CatalogueReader, section: document.Node | None, layouts: Mapping[str, Layout]
) -> dict[str, Entry]:
    files: dict[str, Entry] = {}
    if isinstance(section, MapNode):
        for name, node in section.values.items():
            place = section.keys[name]
            entry = reader.read_record(Entry, node, f"file '{name}'", path=name, place=place)
            if entry is not None and entry.layout not in layouts:
                reader.report(f"no layout '{entry.layout}'", place, f"there are {', '.join(layouts)}")
            elif entry is not None:
                files[name] = entry
    elif section is not None and not getattr(section, "is_empty", False):
        reader.report(f"'{_FILES}' is a mapping of paths to entries", section.place)
    return files


def make_entry(path: Path, catalogue: Catalogue, given: Given, accessed: str) -> tuple[Entry, Account, Layout]:
    """Return the entry of a file, with what was read of it and its layout; the file is read to its end.

    The date of access is that of the file if none is given. Raises LeverageError if the file cannot be used.
    """
    name = in_one_line(str(path))
    file = recognize(path, name, catalogue.layouts, given)
    account = Account()
    for _ in read_observations(file, file.layout, given, account):
        pass
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(catalogue.path.parent)).replace("\\", "/")
    if make_visible(relative) != relative or "\n" in relative:
        raise fail(f"the name of {name} has characters that no text shows; rename the file")
    when = accessed or datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    entry = Entry(
        relative, None, file.layout.id, hash_file(path, name), when, file.layout.terms,
        given.encoding, given.delimiter, given.decimal, given.indicator, given.unit,
    )  # fmt: skip
    return entry, account, file.layout


def read_entry(catalogue: Catalogue, entry: Entry, account: Account) -> Iterator[Observation]:
    """Yield the figures of a file of a catalogue; the account gets what was read and left out. Raises LeverageError."""
    path = catalogue.locate(entry)
    file = recognize(path, entry.path, catalogue.layouts, entry.given)
    return read_observations(file, file.layout, entry.given, account)


def hash_file(path: Path, name: str) -> str:
    """Return a file's SHA-256 in hexadecimal digits. Raises LeverageError."""
    INPUTS.add(path)
    refuse_special(path, name)
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise fail(f"cannot read {name}: {explain_error(error)}") from None


def find_state(catalogue: Catalogue, entry: Entry) -> tuple[str, str]:
    """Say whether a file is still the same, changed or missing, with its SHA-256 now. Raises LeverageError."""
    path = catalogue.locate(entry)
    if not os.path.exists(path):
        return MISSING, ""
    now = hash_file(path, entry.path)
    return (SAME if now == entry.sha256 else CHANGED), now


def add_entries(catalogue: Catalogue, entries: Sequence[Entry]) -> str:
    """Return the text of a catalogue with entries added, or put in the place of those of the same path.

    All other lines stay as they are. Raises LeverageError if its files are written in { }, where no line can be added.
    """
    text = catalogue.text
    for entry in entries:
        text = _put_entry(text, entry, catalogue.path)
    return text


def _put_entry(text: str, entry: Entry, path: Path) -> str:
    written = _write_entry(entry)
    if not text.strip():
        return f"{_HEAD}{_FILES}:\n{written}"
    lines = text.splitlines(keepends=True)
    if not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    has_keys = re.search(r"^[^\s#]", text, re.MULTILINE)
    root = document.parse_yaml(File(str(path), text)) if has_keys else None
    section = root.values.get(_FILES) if root is not None else None
    if root is None or section is None:
        return "".join([*lines, f"{_FILES}:\n", written])
    if not isinstance(section, MapNode):  # nothing below the key
        line = root.keys[_FILES].line
        return "".join([*lines[: line - 1], f"{_FILES}:\n", written, *lines[line:]])
    starts = sorted(place.line for place in section.keys.values())
    if starts[0] == root.keys[_FILES].line:
        raise LeverageError(
            [Problem(f"'{_FILES}' is written in braces", root.keys[_FILES], "write a line for each key")]
        )
    written = textwrap.indent(textwrap.dedent(written), " " * (section.place.column - 1))
    after = [place.line for place in root.keys.values() if place.line > starts[0]]
    end = _pass_back(lines, min(after) - 1 if after else len(lines))
    if entry.path in section.keys:
        first = section.keys[entry.path].line
        later = [line for line in starts if line > first]
        last = _pass_back(lines, later[0] - 1 if later else end)
        return "".join([*lines[: first - 1], written, *lines[last:]])
    return "".join([*lines[:end], written, *lines[end:]])


def _pass_back(lines: Sequence[str], end: int) -> int:
    """Return the end of an entry without the empty lines and comments behind it, which belong to what follows."""
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _write_entry(entry: Entry) -> str:
    lines = [f"  {_quote(entry.path)}:\n"]
    for name, (field, _) in list_keys(Entry).items():
        value = getattr(entry, field)
        if value:
            lines.append(f"    {name}: {_quote(value)}\n")
    return "".join(lines)


def _quote(text: str) -> str:
    """Write a text for YAML: plain where that is safe, else in quotes."""
    is_plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_./-]*|[0-9a-f]{64}|[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
    return text if is_plain else json.dumps(text, ensure_ascii=False)
