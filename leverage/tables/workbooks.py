"""Workbooks (.xlsx, .xls) as sheets of texts, by python-calamine. What would fill the memory is refused."""

import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from zipfile import BadZipFile, ZipFile, is_zipfile

from leverage.problems import LeverageError
from leverage.tables.files import fail, find_sort, read_start
from leverage.tables.rows import Row, Sheet

_MAX_CELLS = 50_000_000  # of a sheet, empty ones up to its last row and column included: 1.2 GB
_MAX_UNPACKED = 2_000_000_000  # bytes of a workbook
_CHUNK = 1 << 20
_START = 1 << 10  # bytes that are looked at for another sort of file
_SHOWN = 5  # files in an archive that a message shows
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*[^/]>')
_NOT_COMPUTED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>')


class Workbook(NamedTuple):
    """The sheets of a workbook, and what is to be told about it."""

    sheets: list[Sheet]
    notes: list[str]


def open_workbook(path: Path, name: str) -> Workbook:
    """Open a workbook; a sheet is loaded when its rows are wanted, and kept.

    Cells are texts as CSV has them: dates as 2024-01-31, a formula as its value. Raises LeverageError, and ImportError
    without python-calamine.
    """
    import python_calamine as calamine

    notes: list[str] = []
    find_sort(read_start(path, name, _START), name)  # some offices name a page of HTML .xls
    try:
        if is_zipfile(path):
            notes = _check_archive(path, name)
        book = calamine.load_workbook(str(path))
        names = list(book.sheet_names)
    except (OSError, ValueError, NotImplementedError, BadZipFile, calamine.CalamineError) as error:
        raise _explain(error, f"the workbook {name}") from None

    @cache
    def load(title: str) -> Any:
        try:
            return book.get_sheet_by_name(title)
        except (OSError, ValueError, calamine.CalamineError) as error:
            raise _explain(error, f"the sheet '{title}' of {name}") from None

    def read(title: str) -> Iterator[Row]:
        sheet = load(title)
        before = [""] * (sheet.start or (0, 0))[1]  # the library leaves out columns at the left that are empty
        for number, cells in enumerate(sheet.iter_rows(), 1):
            texts = [cell if isinstance(cell, str) else write_cell(cell) for cell in cells]
            yield number, [*before, *texts] if any(texts) else []

    return Workbook([Sheet(title, partial(read, title)) for title in names], notes)


def write_cell(cell: object) -> str:
    """Return a cell of a workbook or of JSON as CSV has it; a number in full, a whole one without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def find_column(letters: str) -> int:
    """Return the place of a column by its letters: 0 for A, 26 for AA."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def write_letters(place: int) -> str:
    """Return the letters of a column by its place: A for 0, AA for 26."""
    letters = ""
    while place >= 0:
        place, letter = divmod(place, 26)
        letters = chr(ord("A") + letter) + letters
        place -= 1
    return letters


def _explain(error: Exception, what: str) -> LeverageError:
    reason = (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()[0]
    return fail(f"cannot read {what}: {reason}")


def _check_archive(path: Path, name: str) -> list[str]:
    """Refuse what is no workbook or would fill the memory; return a note on formulas that no program has computed.

    The library lays out a sheet up to its last row and column: one lone cell at the far end takes hundreds of GB.
    """
    with ZipFile(path) as archive:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if not any(each.startswith("xl/") for each in names):
            inside = ", ".join(names[:_SHOWN]) + (" and more" if len(names) > _SHOWN else "")
            raise fail(f"{name} is packed (zip); unpack it first; inside is {inside or 'nothing'}")
        if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
            raise fail(f"{name} is too large a workbook", "save the sheet as CSV")
        uncomputed = ""
        for each in names:
            if re.fullmatch(r"xl/worksheets/[^/]*\.xml", each):
                with archive.open(each) as stream:
                    first = _check_sheet(stream, name)
                uncomputed = uncomputed or first
    if not uncomputed:
        return []
    told = f"no program has computed its formulas, such as {uncomputed}; they count as not given"
    return [f"{told}. Save it in a spreadsheet first"]


def _check_sheet(stream: BinaryIO | Any, name: str) -> str:
    """Return the first cell whose formula was not computed. Raises LeverageError for a sheet that is too large."""
    rows = columns = 0
    uncomputed, rest = "", b""
    while chunk := stream.read(_CHUNK):
        text = rest + chunk
        end = text.rfind(b"</c>") + 4 if b"</c>" in text else 0
        for match in _CELL.finditer(text, 0, end):
            rows = max(rows, int(match[2]))
            columns = max(columns, find_column(match[1].decode()) + 1)
            if rows * columns > _MAX_CELLS:
                cell = (match[1] + match[2]).decode()
                hint = f"clear {cell} if it stands there by mistake, or save the sheet as CSV"
                raise fail(f"{name}: a sheet is too large, it reaches to {cell}", hint)
        if not uncomputed and (found := _NOT_COMPUTED.search(text, 0, end)):
            uncomputed = found[1].decode()
        rest = text[end:][-_CHUNK:]
    return uncomputed
