"""Files on disk as rows of texts with their numbers: delimited text, sheets of workbooks, records of JSON.

Rows of text are streamed, so that a file may be larger than memory. Every cell is text, as it stands in the file.
"""

import codecs
import contextlib
import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from leverage.document import INPUTS
from leverage.problems import LeverageError, MissingLibraryError, Problem

#: A row with its number in the file, counted from 1: of text the line on which it begins.
Row = tuple[int, list[str]]

TEXT, WORKBOOK, JSON = "text", "workbook", "json"
HEAD = 100  # rows among which a row of headings and the cells above it are looked for
_HEAD_BYTES = 1 << 18
_MOST_JSON = 1 << 28  # bytes: a file of JSON is held in memory
_MOST_UNPACKED = 1 << 30  # bytes of a workbook's parts
_CHUNK = 1 << 20
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
}
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class Sheet(NamedTuple):
    """A table of a file: its name, empty where there is one only, and what gives its rows from the first one on."""

    name: str
    read: Callable[[], Iterator[Row]]

    def read_head(self) -> list[list[str]]:
        """Return the first rows."""
        return place_rows(self.read())


def place_rows(rows: Iterable[Row]) -> list[list[str]]:
    """Return the first rows, each in its place by its number; where no row begins an empty one stands."""
    placed: list[list[str]] = []
    for number, cells in rows:
        if number > HEAD:
            break
        placed += [[]] * (number - 1 - len(placed))
        placed.append(cells)
    return placed


def fail(message: str, hint: str = "") -> LeverageError:
    """Return the error that says why a file cannot be read."""
    return LeverageError([Problem(message, hint=hint)])


def explain(error: OSError) -> str:
    """Return the reason of an error of the system."""
    return (error.strerror or str(error)).lower()


def find_sort(path: Path, name: str, encoding: str = "") -> str:
    """Tell text, workbooks and JSON by how a file begins; a text may be in an encoding that the user names.

    Raises LeverageError for anything else.
    """
    INPUTS.add(path)
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise fail(f"cannot read {name}: {explain(error)}") from None
    if not head.strip():
        raise fail(f"{name} is empty")
    for mark, packed in _PACKED.items():
        if head.startswith(mark):
            raise fail(f"{name} is packed ({packed}); unpack it and add what is inside")
    if head.startswith(b"PK\x03\x04"):
        _check_workbook(path, name)
        return WORKBOOK
    if head.startswith(_OLD_WORKBOOK):
        return WORKBOOK
    if head.startswith(b"%PDF"):
        raise fail(f"{name} is a PDF; add the table as CSV or XLSX")
    if not encoding and not find_mark(head):
        start = head.lstrip()
        if b"\0" in head:
            raise fail(f"{name} is no text, no workbook and no JSON")
        if start.startswith(b"<"):
            raise fail(f"{name} is a page of HTML or XML, not the data; download the file itself, as CSV or XLSX")
    text = head.decode("utf-8-sig", errors="ignore").lstrip()
    return JSON if text.startswith(("{", "[")) else TEXT


def _check_workbook(path: Path, name: str) -> None:
    """Refuse archives that are no workbooks, and workbooks that would not fit into memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise fail(f"{name} is a broken workbook or archive") from None
    names = [part.filename for part in parts]
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        inside = ", ".join(names[:5]) + (" and more" if len(names) > 5 else "")
        raise fail(f"{name} is packed (zip); unpack it and add what is inside: {inside or 'nothing'}")
    if (size := sum(part.file_size for part in parts)) > _MOST_UNPACKED:
        raise fail(f"{name} unpacks to {size:,} bytes; a workbook may have {_MOST_UNPACKED:,}; save its table as CSV")


def read_text_head(path: Path, name: str, encoding: str) -> list[str]:
    """Return the first lines of a text as they can be decoded, for a look at its headings."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(_HEAD_BYTES)
    except OSError as error:
        raise fail(f"cannot read {name}: {explain(error)}") from None
    text = raw.decode(encoding or find_mark(raw) or "utf-8", errors="replace")
    return list(io.StringIO(text, newline=""))


def find_mark(raw: bytes) -> str:
    """Return the encoding that the mark at the beginning of a text names, if it has one."""
    return next((encoding for mark, encoding in _MARKS.items() if raw.startswith(mark)), "")


def find_encoding(path: Path, name: str, candidates: Sequence[str]) -> str:
    """Return the encoding of a text: that of its mark, else the first of the candidates that the whole text is in.

    Raises LeverageError if it is in none of them.
    """
    where = 0
    try:
        with path.open("rb") as stream:
            marked = find_mark(stream.read(4))
        for encoding in [marked] if marked else candidates:
            decoder = codecs.getincrementaldecoder(encoding)()
            with path.open("rb") as stream:
                try:
                    where = 0
                    while chunk := stream.read(_CHUNK):
                        decoder.decode(chunk)
                        where += len(chunk)
                    decoder.decode(b"", final=True)
                except UnicodeDecodeError as error:
                    where += error.start
                    continue
            return encoding
    except OSError as error:
        raise fail(f"cannot read {name}: {explain(error)}") from None
    tried = marked or " or ".join(candidates)
    raise fail(f"{name} is not in {tried} (byte {where:,})", "name its encoding: --encoding cp1251, or another")


def open_rows(path: Path, name: str, encoding: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows of a delimited text. Raises LeverageError where it cannot be read."""
    line = 0
    try:
        with path.open(encoding=encoding, newline="") as stream:
            rows = csv.reader(stream, delimiter=delimiter, strict=True)  # a quote that is never closed is told
            for cells in rows:
                yield line + 1, cells
                line = rows.line_num
    except csv.Error as error:
        is_open = any(word in str(error) for word in ("limit", "end of data"))
        hint = "is there a quote that is never closed?" if is_open else ""
        raise fail(f"{name}: row {line + 1:,} cannot be read: {error}", hint) from None
    except UnicodeDecodeError:
        raise fail(f"{name} is not in {encoding} near row {line + 1:,}", "name its encoding with --encoding") from None
    except OSError as error:
        raise fail(f"cannot read {name}: {explain(error)}") from None


def split_head(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    """Return the first rows of a text's first lines, each in its place; what cannot be split ends them."""
    line = 0

    def split() -> Iterator[Row]:
        nonlocal line
        reader = csv.reader(lines, delimiter=delimiter)
        with contextlib.suppress(csv.Error):
            for cells in reader:
                yield line + 1, cells
                line = reader.line_num

    return place_rows(split())


def open_workbook(path: Path, name: str) -> list[Sheet]:
    """Return the sheets of a workbook (.xlsx, .xls). Raises LeverageError if it or the library is not there."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        message = f"{name} is a workbook, which needs python-calamine: pip install 'leverage-calculator[data]'"
        raise MissingLibraryError([Problem(message)]) from None
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = list(workbook.sheet_names)
    except (CalamineError, OSError, ValueError) as error:
        raise fail(f"{name} is a broken workbook: {error}") from None

    if not names:
        raise fail(f"{name} is a workbook without a sheet")

    def read(title: str) -> Iterator[Row]:
        try:
            sheet = workbook.get_sheet_by_name(title)
            rows = sheet.to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError) as error:
            raise fail(f"{name}: the sheet '{title}' cannot be read: {error}") from None
        for number, cells in enumerate(rows, 1):
            yield number, [write_cell(cell) for cell in cells]

    return [Sheet(title, lambda title=title: read(title)) for title in names]  # type: ignore[misc]  # a bound default


def write_cell(value: object) -> str:
    """Return a cell of a workbook or of JSON as text; a number in full, a whole one without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def load_json(path: Path, name: str) -> Any:
    """Read a file of JSON, its numbers as texts. Raises LeverageError."""
    try:
        if (size := path.stat().st_size) > _MOST_JSON:
            raise fail(f"{name} has {size:,} bytes; JSON may have {_MOST_JSON:,}; download it as CSV")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise fail(f"cannot read {name}: {explain(error)}") from None
    except UnicodeDecodeError:
        raise fail(f"{name} is JSON but not UTF-8") from None
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise fail(f"{name} is no JSON: {error.msg} on line {error.lineno:,}, column {error.colno:,}") from None
    except RecursionError:
        raise fail(f"{name} is JSON, nested too deep") from None


def find_records(tree: Any) -> Sheet | None:
    """Return the records of a JSON document as a table: those of a list, or of the list under ``data``."""
    records = tree.get("data") if isinstance(tree, dict) else tree
    if not isinstance(records, list) or not records or not all(isinstance(each, dict) for each in records):
        return None
    keys = list(dict.fromkeys(key for record in records for key in record))

    def read() -> Iterator[Row]:
        yield 1, keys
        for number, record in enumerate(records, 2):
            yield number, [write_cell(record.get(key)) for key in keys]

    return Sheet("", read)
