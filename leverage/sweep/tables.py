"""Tables of rows to sweep as people keep them: text with any delimiter, encoding and preamble, or a sheet."""

import contextlib
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from importlib import import_module
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol
from zipfile import BadZipFile, ZipFile

from leverage.problems import LeverageError, Problem, listed, make_visible
from leverage.sweep.headings import find_name
from leverage.sweep.numerals import Commas
from leverage.sweep.rows import Block, Fault, Rows, count_block_rows

#: Endings of the files that hold sheets.
SHEETS = (".xlsx", ".xlsm", ".xls")

_DELIMITERS = (",", ";", "\t")
_DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}
_PREAMBLE = 50  # lines in which the header is looked for
_FOOT = 100  # rows at the end that are looked at
_MAX_CELLS = 50_000_000  # of a sheet, empty ones up to its last row and column included: 1.2 GB
_MAX_UNPACKED = 2_000_000_000  # bytes of a workbook
_CHUNK = 1 << 20
_LONG_TEXT = 60  # characters of a text that a note shows
_FOOT_WORDS = re.compile(
    r"\W*(sources?|notes?|n\.b|footnotes?|last updated|updated|data from|database|copyright|©|https?:|quellen?"
    r"|anmerkung|stand|nota|fuente|источник|примечание)\b[\s.:]*\S",
    re.IGNORECASE,
)
# What begins files that are no text, whatever their name ends in.
_SIGNATURES = {
    b"PK\x03\x04": "is a workbook or another archive; name a workbook .xlsx, unpack an archive",
    b"\xd0\xcf\x11\xe0": "is an old workbook; name it .xls",
    b"\x1f\x8b": "is compressed; unpack it first",
    b"PAR1": "is a Parquet file; name it .parquet",
}
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

#: Tells how well some fields do for a header: 2 if one sets something, 1 if one nearly does, else 0.
Rate = Callable[[Sequence[str]], int]


def open_text(stream: BinaryIO, name: str, encoding: str) -> io.TextIOWrapper:
    """Open a table as text: in an encoding, or if that is empty in UTF-16 by its byte order mark, else in UTF-8.

    Raises LeverageError where the bytes are those of another sort of file.
    """
    buffered: Any = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
    start = buffered.peek(4)[:64]
    for signature, told in _SIGNATURES.items():
        if start.startswith(signature):
            raise LeverageError([Problem(f"{name} is no text table: it {told}")])
    if not encoding:
        encoding = _BYTE_ORDER_MARKS.get(start[:2], "utf-8-sig")
        if b"\0" in start and encoding != "utf-16":
            raise LeverageError([Problem(f"{name} is no UTF-8 text", hint="say --encoding utf-16-le if it is UTF-16")])
    elif encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    return io.TextIOWrapper(buffered, encoding=encoding, newline="")


class _Reader(Protocol):
    """Gives rows as lists of fields, an empty list for an empty line, and counts the lines read."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


class _Source(NamedTuple):
    """Where rows are read from: the name of the table, how errors are told, the lines that a row takes."""

    name: str
    count_lines: Callable[[Sequence[str]], int]
    commas: Commas
    told: list[str]


def read_csv(
    lines: Iterator[str],
    name: str,
    delimiter: str = ",",
    beside: int = 0,
    *,
    rate: Rate = lambda _fields: 0,
    is_chosen: bool = False,
) -> Rows:
    """Read rows of CSV, to which `beside` columns will be added. Raises LeverageError, also while blocks are read.

    Where the delimiter does not part the header another is tried, unless the user has chosen it. The header is the
    first row, or one of the next that sets something.
    """
    found = _find_header(lines, name, delimiter, rate, is_chosen=is_chosen)
    told: list[str] = []
    if found.skipped:
        told.append(_describe_passed_over(name, found.skipped, "it stands above the header"))
    text = chain(found.kept[found.start :], lines)
    reader = csv.reader(text, delimiter=found.delimiter, strict=True)
    with _telling_csv_errors(name):
        header: list[str] = next((row for row in reader if row), [])
    if not header:
        raise LeverageError([Problem(f"{name} is empty; its first line names the columns")])
    header = _drop_empty_end(header)
    commas: Commas = "either" if found.delimiter == ";" else "thousands"
    source = _Source(name, _count_lines, commas, told)
    line = found.start + reader.line_num - _count_lines(header) + 1
    blocks = _read_blocks(reader, source, header, beside, found.start)
    return Rows(name, tuple(header), blocks, line=line, told=told, has_commas=found.delimiter == ",")


class _Found(NamedTuple):
    """The header: its delimiter, the lines read so far, how many stand before it, the rows among these."""

    delimiter: str
    kept: list[str]
    start: int = 0
    skipped: Sequence[tuple[int, list[str]]] = ()


def _find_header(lines: Iterator[str], name: str, delimiter: str, rate: Rate, *, is_chosen: bool) -> _Found:
    kept: list[str] = []
    with _telling_csv_errors(name):
        next(filter(None, csv.reader(_keep_lines(lines, kept), delimiter=delimiter)), None)
        if is_chosen:
            signs = [delimiter]
        else:
            widths = {
                sign: max(map(len, csv.reader(kept, delimiter=sign)), default=0) for sign in (delimiter, *_DELIMITERS)
            }
            usual = next((sign for sign, width in widths.items() if width > 1), delimiter)
            signs = list(dict.fromkeys([usual, *widths]))
        firsts = {sign: next(filter(None, csv.reader(kept, delimiter=sign)), []) for sign in signs}
        able = [sign for sign in signs if (sign == signs[0] or len(firsts[sign]) > 1) and rate(firsts[sign]) == 2]
        if able == signs[:1]:
            return _Found(able[0], kept)
        kept += islice(lines, _PREAMBLE)
        if not able:
            return _search_header(kept, signs, rate)
    fitting = {sign: _count_fitting(kept, sign, len(firsts[sign])) for sign in able}
    best = [sign for sign in able if fitting[sign] == max(fitting.values())]
    if len(best) > 1:
        readings = [f"{', '.join(map(repr, firsts[sign]))} with {_DELIMITER_NAMES[sign]}" for sign in best]
        message = f"{name}: its header may be {' or '.join(readings)}"
        raise LeverageError([Problem(make_visible(message), hint="say which with --delimiter")])
    return _Found(best[0], kept)


def _search_header(kept: list[str], signs: Sequence[str], rate: Rate) -> _Found:
    """Look for the header below a preamble; without any row that may be one it is the first."""
    nearly = None
    for sign in signs:
        reader = csv.reader(kept, delimiter=sign)
        starts, rows = [0], []
        for row in reader:
            rows.append(row)
            starts.append(reader.line_num)
        at, rating = _pick_header(rows, rate)
        if rating:
            above = [(starts[index] + 1, row) for index, row in enumerate(rows[:at]) if any(row)]
            found = _Found(sign, kept, starts[at], above)
            if rating == 2:
                return found
            nearly = nearly or found
    return nearly or _Found(signs[0], kept)


def _pick_header(rows: Sequence[Sequence[str]], rate: Rate) -> tuple[int, int]:
    """Return the row that does best for a header, and how well it does.

    A row of several fields that stands below one as long, and no less filled, is none: it is a row of that one's table.
    """
    best, rating = 0, 0
    most: dict[int, int] = {}  # how many fields are filled, by how many there are
    for at, row in enumerate(rows):
        filled = sum(map(bool, row))
        if filled > most.get(len(row), 0) or filled == 1:
            most[len(row)] = filled
            rated = rate(row)
            if rated == 2:
                return at, rated
            if rated > rating and filled > 1:
                best, rating = at, rated
    return best, rating


def _count_fitting(kept: Iterable[str], sign: str, width: int) -> int:
    """Count the rows that have as many fields as the header."""
    return sum(len(row) == width for row in csv.reader(kept, delimiter=sign))


def _keep_lines(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    """Yield lines and keep them."""
    for line in lines:
        kept.append(line)
        yield line


def _drop_empty_end(header: list[str]) -> list[str]:
    """Return a header without the empty headings at its end; a single one stays, as it tells itself from all others."""
    filled = max((at for at, field in enumerate(header, 1) if field.strip()), default=0)
    return header[:filled] if filled and len(header) > filled + 1 else header


def _read_blocks(
    reader: _Reader, source: _Source, header: Sequence[str], beside: int, offset: int = 0
) -> Iterator[Block]:
    """Yield the rows below a header in blocks. Rows that may be the foot of the table are held back until its end."""
    rows_left = iter(reader)
    line, size = offset + reader.line_num, count_block_rows(len(header) + beside)
    held: list[list[str]] = []
    is_end = False
    while not is_end:
        rows, first = held, line - sum(map(source.count_lines, held)) + 1
        wanted = max(1, size - len(held))
        before = len(held)
        with _telling_csv_errors(source.name, rows, first):
            rows.extend(islice(rows_left, wanted))
        line = offset + reader.line_num
        is_end = len(rows) - before < wanted
        if is_end:
            rows, held = _split_foot(rows, len(header))
        else:
            held = _hold_back(rows, len(header))
        end = line - sum(map(source.count_lines, held))
        if is_end and held:
            starts = accumulate(map(source.count_lines, held), initial=end + 1)
            foot = [(start, row) for start, row in zip(starts, held, strict=False) if any(row)]
            source.told.append(_describe_passed_over(source.name, foot, "it is the foot of the table"))
        if block := _make_block(rows, source, header, first, end):
            yield block


def _hold_back(rows: list[list[str]], width: int) -> list[list[str]]:
    """Take away, and return, the rows at the end that may be the foot of the table: blank, or too short."""
    at = len(rows)
    while at and len(rows) - at < _FOOT and (not any(rows[at - 1][1:]) or _is_foot_line(rows[at - 1], width)):
        at -= 1
    if width < 2 or (at and len(rows) - at == _FOOT):
        return []
    held = rows[at:]
    del rows[at:]
    return held


def _is_foot_line(row: Sequence[str], width: int) -> bool:
    """Tell whether a row begins as the foot of a table does, its text cut by delimiters or not."""
    return 0 < len(row) < width and ":" in row[0] and bool(_FOOT_WORDS.match(row[0]))


def _split_foot(rows: list[list[str]], width: int) -> tuple[list[list[str]], list[list[str]]]:
    """Split the last rows into those of the table and its foot.

    The foot begins at a text that stands alone after a blank line, or that begins as a source or a note does.
    """
    held = _hold_back(rows, width)
    is_after_blank = False
    for at, row in enumerate(held):
        text = row[0].strip() if row else ""
        if text and not any(row[1:]) and (is_after_blank or _FOOT_WORDS.match(text)):
            return rows + held[:at], held[at:]
        if _is_foot_line(row, width):
            return rows + held[:at], held[at:]
        is_after_blank = not any(row)
    return rows + held, []


def _describe_passed_over(name: str, rows: Sequence[tuple[int, Sequence[str]]], why: str) -> str:
    """Say which rows of a table are no rows to sweep."""
    (first, fields), (last, _) = rows[0], rows[-1]
    text = make_visible(" ".join(next(filter(None, fields), "").split()))
    text = text if len(text) <= _LONG_TEXT else f"{text[:_LONG_TEXT]} ..."
    lines = f"{first}" if first == last else f"{first} to {last}"
    return f"note: {name}:{lines}: '{text}' is passed over, since {why}"


def _make_block(rows: list[list[str]], source: _Source, header: Sequence[str], first: int, last: int) -> Block | None:
    """Return rows as a block, whose first stands on a line; None without any."""
    block = _Lines(rows, first, last, source.count_lines, len(header)).make_block(header)
    return block._replace(commas=source.commas) if block.size else None


@contextlib.contextmanager
def _telling_csv_errors(name: str, rows: Sequence[Sequence[str]] = (), first: int = 1) -> Iterator[None]:
    """Raise what makes a file unreadable as a LeverageError, at the line after the rows read so far."""
    try:
        yield
    except (csv.Error, UnicodeError, OSError) as error:
        line = first + sum(map(_count_lines, rows))
        hint = ""
        if isinstance(error, OSError):
            message = f"cannot read {name}: {(error.strerror or str(error)).lower()}"
        elif isinstance(error, UnicodeError):
            encoding = getattr(error, "encoding", "utf-16").upper()
            message = f"{name}: not {encoding} text, from line {line} on"
            hint = "say which encoding it has, such as --encoding cp1251 or latin-1"
        else:
            message = f"{name}:{line}: the row cannot be read as CSV: {error}"
        raise LeverageError([Problem(message, hint=hint)]) from None


class _Lines:
    """Rows as the reader gives them: lists of fields, an empty one for an empty line."""

    def __init__(
        self, rows: list[list[str]], first: int, last: int, count_lines: Callable[[Sequence[str]], int], width: int
    ) -> None:
        self._all = rows
        self._first, self._last = first, last
        self._count_lines = count_lines
        self._blank = [""] * width if width > 1 else []
        has_blank = [] in rows or self._blank in rows
        self._rows = [row for row in rows if self._is_row(row)] if has_blank else rows

    def _is_row(self, row: Sequence[str]) -> bool:
        return row not in ([], self._blank)

    def make_block(self, header: Sequence[str]) -> Block:
        """Return the rows as columns; fields that a row lacks are empty, those beyond the header are left out."""
        faults: dict[int, Fault] = {}
        width = len(header)
        rows = self._rows
        if set(map(len, rows)) - {width}:
            for at, row in enumerate(rows):
                if len(row) < width or any(row[width:]):
                    faults[at] = _describe_misshapen(row, header)
            rows = [row if len(row) == width else [*row, *[""] * width][:width] for row in rows]
        return Block(list(zip(*rows, strict=True)), len(rows), self.find_line, faults)

    def find_line(self, row: int) -> int:
        """Return the line on which a row begins."""
        return self._starts[row]

    @cached_property
    def _starts(self) -> Sequence[int]:
        if self._last - self._first + 1 == len(self._all) == len(self._rows):
            return range(self._first, self._last + 1)
        starts, line = [], self._first
        for row in self._all:
            if self._is_row(row):
                starts.append(line)
            line += self._count_lines(row)
        return starts


def _count_lines(row: Sequence[str]) -> int:
    """Count the lines that a row takes: its fields may hold line breaks."""
    return 1 + sum(field.count("\n") + field.count("\r") - field.count("\r\n") for field in row)


def _describe_misshapen(row: Sequence[str], header: Sequence[str]) -> Fault:
    """Say what is wrong with a row that has too few fields, or too many."""
    if len(row) < len(header):
        column = make_visible(find_name(header[len(row)]))
        return Fault(column, f"missing, the row has {len(row)} of {len(header)} fields")
    return Fault("", f"too many fields: {len(row)}, the header names {len(header)}")


# Sheets of workbooks.


def split_sheet(name: str) -> tuple[str, str]:
    """Split FILE#SHEET into the file and the name of its sheet, which is empty if none is named."""
    file, sign, sheet = name.rpartition("#")
    if sign and file.lower().endswith(SHEETS) and not Path(name).exists():
        return file, sheet
    return name, ""


def read_sheet(path: Path, name: str, sheet: str, beside: int = 0, *, rate: Rate = lambda _fields: 0) -> Rows:
    """Read rows of a sheet: the one named, or else the only one with a header that sets something.

    Cells are texts as CSV has them: dates as 2024-01-31, a formula as its value. Raises LeverageError, and ImportError
    without python-calamine.
    """
    calamine = import_module("python_calamine")
    told: list[str] = []
    try:
        if path.suffix.lower() != ".xls":
            told += _check_workbook(path, name)
        book = calamine.load_workbook(str(path))
        names = book.sheet_names
        if sheet and sheet not in names:
            hint = f"its sheets: {listed(names)}" if names else ""
            raise LeverageError([Problem(f"{name} has no sheet '{make_visible(sheet)}'", hint=hint)])
        opened = {each: book.get_sheet_by_name(each) for each in ([sheet] if sheet else names)}
    except (OSError, BadZipFile, calamine.CalamineError) as error:
        reason = (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()[0]
        raise LeverageError([Problem(f"cannot read the workbook {name}: {reason}")]) from None
    headers = {each: _find_sheet_header(opened[each], rate) for each in opened}
    filled = [each for each, (header, _, _) in headers.items() if header]
    able = [each for each in filled if rate(headers[each][0]) == 2] or filled
    if not able:
        raise LeverageError([Problem(f"{name} is empty; its first row names the columns")])
    if len(able) > 1 and not any(rate(headers[each][0]) == 2 for each in able):
        message = f"{name}: no sheet has a column named after anything that can be set"
        raise LeverageError([Problem(message, hint=f"its sheets: {listed(names)}")])
    if len(able) > 1:
        hint = f"name one, as in --rows '{name}#{able[0]}'"
        raise LeverageError([Problem(f"{name}: the rows may be those of the sheets {listed(able)}", hint=hint)])
    header, above, skipped = headers[able[0]]
    name = make_visible(f"{name}#{able[0]}")
    if skipped:
        told.append(_describe_passed_over(name, skipped, "it stands above the header"))
    reader = _SheetReader(opened[able[0]].iter_rows(), above + 1)
    kept = _list_used_columns(opened[able[0]].iter_rows(), header, above)
    reader.columns = None if kept == list(range(len(header))) else kept
    header = [header[at] for at in kept]
    blocks = _read_blocks(reader, _Source(name, lambda _row: 1, "either", told), header, beside)
    return Rows(name, tuple(header), blocks, line=above + 1, told=told, letters=tuple(map(_write_letters, kept)))


def _find_sheet_header(sheet: Any, rate: Rate) -> tuple[list[str], int, list[tuple[int, list[str]]]]:
    """Return the header of a sheet, how many rows stand above it, and those that are not blank."""
    rows = [_write_cells(row) for row in islice(sheet.iter_rows(), _PREAMBLE + 1)]
    first = next((at for at, row in enumerate(rows) if any(row)), None)
    if first is None:
        return [], 0, []
    at, rating = _pick_header(rows, rate)
    at = at if rating else first
    return rows[at], at, [(line, row) for line, row in enumerate(rows[:at], 1) if any(row)]


def _list_used_columns(rows: Iterable[Sequence[Any]], header: Sequence[str], above: int) -> list[int]:
    """Return the columns that have a heading, or anything in the rows below."""
    blank = {at for at, field in enumerate(header) if not field.strip()}
    if blank:
        for row in islice(rows, above + 1, None):
            blank -= {at for at in blank if row[at] not in ("", None)}
    return [at for at in range(len(header)) if at not in blank]


class _SheetReader:
    """The rows of a sheet below its header as lists of texts; `columns` are those wanted, if not all."""

    def __init__(self, rows: Iterator[Sequence[Any]], above: int) -> None:
        self._rows = islice(rows, above, None)
        self.line_num = above
        self.columns: list[int] | None = None

    def __iter__(self) -> Iterator[list[str]]:
        for row in self._rows:
            self.line_num += 1
            cells = _write_cells(row if self.columns is None else [row[at] for at in self.columns])
            yield cells if any(cells) else []


def _write_cells(cells: Iterable[Any]) -> list[str]:
    return [cell if isinstance(cell, str) else _write_cell(cell) for cell in cells]


def _write_cell(cell: Any) -> str:
    """Write what stands in a cell as CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _write_letters(at: int) -> str:
    """Write the number of a column, counted from 0, as spreadsheets do."""
    letters = ""
    while at >= 0:
        at, letter = divmod(at, 26)
        letters = chr(ord("A") + letter) + letters
        at -= 1
    return letters


_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*[^/]>')
_NOT_COMPUTED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>')


def _check_workbook(path: Path, name: str) -> list[str]:
    """Refuse a workbook that would fill the memory, and return a note on formulas that no program has computed.

    The library lays out a sheet up to its last row and column: one lone cell at the far end takes hundreds of GB.
    """
    notes: list[str] = []
    with ZipFile(path) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
            raise LeverageError([Problem(f"{name} is too large a workbook", hint="save the sheet as CSV")])
        for entry in entries:
            if not re.fullmatch(r"xl/worksheets/[^/]*\.xml", entry.filename):
                continue
            with archive.open(entry) as stream:
                uncomputed = _check_sheet(stream, name)
            if uncomputed and not notes:
                told = f"note: {name}: no program has computed its formulas, such as {uncomputed}"
                notes.append(f"{told}; they count as not given. Save it in a spreadsheet first")
    return notes


def _check_sheet(stream: BinaryIO | Any, name: str) -> str:
    """Return the first cell whose formula was not computed. Raises LeverageError for a sheet that is too large."""
    rows = columns = 0
    uncomputed, rest = "", b""
    while chunk := stream.read(_CHUNK):
        text = rest + chunk
        end = text.rfind(b"</c>") + 4 if b"</c>" in text else 0
        for match in _CELL.finditer(text, 0, end):
            rows = max(rows, int(match[2]))
            columns = max(columns, _read_letters(match[1]))
            if rows * columns > _MAX_CELLS:
                cell = (match[1] + match[2]).decode()
                hint = f"clear {cell} if it stands there by mistake, or save the sheet as CSV"
                raise LeverageError([Problem(f"{name}: a sheet is too large, it reaches to {cell}", hint=hint)])
        if not uncomputed and (match_ := _NOT_COMPUTED.search(text, 0, end)):
            uncomputed = match_[1].decode()
        rest = text[end:][-_CHUNK:]
    return uncomputed


def _read_letters(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
