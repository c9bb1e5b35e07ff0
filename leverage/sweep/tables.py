"""Tables of rows to sweep as people keep them: text with any delimiter, encoding and preamble, or a sheet."""

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from leverage.problems import listed, make_visible, quote_path
from leverage.sweep.headings import find_name
from leverage.sweep.plain import PlainColumn, PlainPiece, PlainRows, read_plain_pieces
from leverage.sweep.rows import Block, Fault, Rows, count_block_rows
from leverage.tables.files import fail
from leverage.tables.numerals import Commas
from leverage.tables.rows import Piece, Row, Sheet, count_lines, cut_rows, split_lines, telling_errors

#: Endings of the files that hold sheets.
SHEETS = (".xlsx", ".xlsm", ".xls")

_DELIMITERS = (",", ";", "\t")
_DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}
_PREAMBLE = 50  # lines in which the header is looked for
_FOOT = 100  # rows at the end that are looked at
_LONG_TEXT = 60  # characters of a text that a note shows
_FOOT_WORDS = re.compile(
    r"\W*(sources?|notes?|n\.b|footnotes?|last updated|updated|data from|database|copyright|©|https?:|quellen?"
    r"|anmerkung|stand|nota|fuente|источник|примечание)\b[\s.:]*\S",
    re.IGNORECASE,
)
#: Tells how well some fields do for a header: 2 if one sets something, 1 if one nearly does, else 0.
Rate = Callable[[Sequence[str]], int]


class _Table(NamedTuple):
    """A table whose rows are read: its name, its header, what a comma in its numbers is, what is told meanwhile."""

    name: str
    header: Sequence[str]
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
    with telling_errors(name):
        header: list[str] = next((row for row in reader if row), [])
    if not header:
        raise fail(f"{name} is empty; its first line names the columns")
    header = _drop_empty_end(header)
    commas: Commas = "either" if found.delimiter == ";" else "thousands"
    line = found.start + reader.line_num - count_lines(header) + 1
    above, size = found.start + reader.line_num, count_block_rows(len(header) + beside)
    pieces = read_plain_pieces(text, name, size, above, len(header), found.delimiter)
    blocks = _read_blocks(pieces, _Table(name, header, commas, told))
    return Rows(name, tuple(header), blocks, line=line, told=told, has_commas=found.delimiter == ",")


class _Found(NamedTuple):
    """The header: its delimiter, the lines read so far, how many stand before it, the rows among these."""

    delimiter: str
    kept: list[str]
    start: int = 0
    skipped: Sequence[Row] = ()


def _find_header(lines: Iterator[str], name: str, delimiter: str, rate: Rate, *, is_chosen: bool) -> _Found:
    kept: list[str] = []
    with telling_errors(name):
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
    # How many rows have as many fields as the header.
    fitting = {sign: sum(len(row) == len(firsts[sign]) for _, row in split_lines(kept, sign)) for sign in able}
    best = [sign for sign in able if fitting[sign] == max(fitting.values())]
    if len(best) > 1:
        readings = [f"{', '.join(map(repr, firsts[sign]))} with {_DELIMITER_NAMES[sign]}" for sign in best]
        message = f"{name}: its header may be {' or '.join(readings)}"
        raise fail(make_visible(message), "say which with --delimiter")
    return _Found(best[0], kept)


def _search_header(kept: list[str], signs: Sequence[str], rate: Rate) -> _Found:
    """Look for the header below a preamble; without any row that may be one it is the first."""
    nearly = None
    for sign in signs:
        rows = list(split_lines(kept, sign))
        at, rating = _pick_header(rows, rate)
        if rating:
            above = [(line, row) for line, row in rows[:at] if any(row)]
            found = _Found(sign, kept, rows[at][0] - 1, above)
            if rating == 2:
                return found
            nearly = nearly or found
    return nearly or _Found(signs[0], kept)


def _pick_header(rows: Sequence[Row], rate: Rate) -> tuple[int, int]:
    """Return the place of the row that does best for a header, and how well it does.

    A row of several fields that stands below one as long, and no less filled, is none: it is a row of that one's table.
    """
    best, rating = 0, 0
    most: dict[int, int] = {}  # how many fields are filled, by how many there are
    for at, (_, row) in enumerate(rows):
        filled = sum(map(bool, row))
        if filled > most.get(len(row), 0) or filled == 1:
            most[len(row)] = filled
            rated = rate(row)
            if rated == 2:
                return at, rated
            if rated > rating and filled > 1:
                best, rating = at, rated
    return best, rating


def _keep_lines(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    """Yield lines and keep them."""
    for line in lines:
        kept.append(line)
        yield line


def _drop_empty_end(header: list[str]) -> list[str]:
    """Return a header without the empty headings at its end; a single one stays, as it tells itself from all others."""
    filled = max((at for at, field in enumerate(header, 1) if field.strip()), default=0)
    return header[:filled] if filled and len(header) > filled + 1 else header


def _read_blocks(pieces: Iterable[Piece | PlainPiece], table: _Table) -> Iterator[Block]:
    """Yield the rows below a header in blocks. Rows that may be the foot of the table are held back until its end."""
    width = len(table.header)
    held: list[Row] = []
    for piece in pieces:
        rows, lines = piece.rows, piece.lines
        if isinstance(rows, PlainRows):
            columns = [PlainColumn(rows, at) for at in range(width)]
            if not held and (width < 2 or any(rows.read_last()[1:])):  # else it may end in the foot of the table
                yield Block(columns, rows.count, lines.__getitem__, commas=table.commas)
                continue
            rows = [list(row) for row in zip(*columns, strict=True)]
        if held:
            rows = [row for _, row in held] + rows
            lines = [line for line, _ in held] + list(lines)
        end = _find_foot(rows, width) if piece.is_last else _find_held(rows, width)
        held = list(zip(lines[end:], rows[end:], strict=True))
        if end < len(rows):
            rows, lines = rows[:end], lines[:end]
        if piece.is_last and (foot := [(line, row) for line, row in held if any(row)]):
            table.told.append(_describe_passed_over(table.name, foot, "it is the foot of the table"))
        if block := _make_block(rows, lines, table):
            yield block


def _find_held(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return where the rows at the end begin that may be the foot of the table: blank, or too short."""
    at = len(rows)
    while at and len(rows) - at < _FOOT and (not any(rows[at - 1][1:]) or _is_foot_line(rows[at - 1], width)):
        at -= 1
    if width < 2 or (at and len(rows) - at == _FOOT):
        return len(rows)
    return at


def _is_foot_line(row: Sequence[str], width: int) -> bool:
    """Tell whether a row begins as the foot of a table does, its text cut by delimiters or not."""
    return 0 < len(row) < width and ":" in row[0] and bool(_FOOT_WORDS.match(row[0]))


def _find_foot(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return where the foot of the table begins among its last rows.

    It begins at a text that stands alone after a blank line, or that begins as a source or a note does.
    """
    is_after_blank = False
    for at in range(_find_held(rows, width), len(rows)):
        row = rows[at]
        text = row[0].strip() if row else ""
        if text and not any(row[1:]) and (is_after_blank or _FOOT_WORDS.match(text)):
            return at
        if _is_foot_line(row, width):
            return at
        is_after_blank = not any(row)
    return len(rows)


def _describe_passed_over(name: str, rows: Sequence[Row], why: str) -> str:
    """Say which rows of a table are no rows to sweep."""
    (first, fields), (last, _) = rows[0], rows[-1]
    text = make_visible(" ".join(next(filter(None, fields), "").split()))
    text = text if len(text) <= _LONG_TEXT else f"{text[:_LONG_TEXT]} ..."
    lines = f"{first}" if first == last else f"{first} to {last}"
    return f"note: {name}:{lines}: '{text}' is passed over, since {why}"


def _make_block(rows: list[list[str]], lines: Sequence[int], table: _Table) -> Block | None:
    """Return rows as columns, None without any; fields that a row lacks are empty, those beyond the header left out."""
    width = len(table.header)
    blank = [""] * width if width > 1 else []
    if [] in rows or blank in rows:
        filled = [(line, row) for line, row in zip(lines, rows, strict=True) if row not in ([], blank)]
        rows, lines = [row for _, row in filled], [line for line, _ in filled]
    if not rows:
        return None
    faults: dict[int, Fault] = {}
    if set(map(len, rows)) - {width}:
        for at, row in enumerate(rows):
            if len(row) < width or any(row[width:]):
                faults[at] = _describe_misshapen(row, table.header)
        rows = [row if len(row) == width else [*row, *[""] * width][:width] for row in rows]
    return Block(list(zip(*rows, strict=True)), len(rows), lines.__getitem__, faults, table.commas)


def _describe_misshapen(row: Sequence[str], header: Sequence[str]) -> Fault:
    """Say what is wrong with a row that has too few fields, or too many."""
    if len(row) < len(header):
        column = make_visible(find_name(header[len(row)]))
        return Fault(column, f"missing, the row has {len(row)} of {len(header)} fields")
    return Fault("", f"too many fields: {len(row)}, the header names {len(header)}")


# Sheets of workbooks.


def split_sheet(name: str) -> tuple[str, str]:
    """Split FILE#SHEET into the file and the name of its sheet, which is empty if none is named."""
    splits = [(name[: sign.start()], name[sign.end() :]) for sign in re.finditer("#", name)]
    named = [split for split in splits if split[0].lower().endswith(SHEETS)]
    if not named or os.path.exists(name):
        return name, ""
    return next((split for split in named if os.path.exists(split[0])), named[-1])


def read_sheet(path: Path, name: str, sheet: str, beside: int = 0, *, rate: Rate = lambda _fields: 0) -> Rows:
    """Read rows of a sheet: the one named, or else the only one with a header that sets something.

    Raises LeverageError, and ImportError without python-calamine.
    """
    from leverage.tables.workbooks import open_workbook, write_letters

    sheets, notes = open_workbook(path, name)
    told = [f"note: {name}: {note}" for note in notes]
    chosen, (header, line, _, skipped) = _choose_sheet(sheets, name, sheet, rate)
    name = make_visible(f"{name}#{chosen.name}")
    if skipped:
        told.append(_describe_passed_over(name, skipped, "it stands above the header"))
    kept = _list_used_columns(islice(chosen.read(), line, None), header)
    header = [header[at] for at in kept]
    rows = ((number, [row[at] for at in kept] if row else []) for number, row in islice(chosen.read(), line, None))
    pieces = cut_rows(rows, count_block_rows(len(header) + beside))
    blocks = _read_blocks(pieces, _Table(name, header, "either", told))
    return Rows(name, tuple(header), blocks, line=line, told=told, letters=tuple(map(write_letters, kept)))


class _SheetHeader(NamedTuple):
    """The header of a sheet, the row that it is, how well it does, and the rows above that are not blank."""

    header: list[str]
    line: int = 0
    rating: int = 0
    skipped: Sequence[Row] = ()


def _choose_sheet(sheets: Sequence[Sheet], name: str, sheet: str, rate: Rate) -> tuple[Sheet, _SheetHeader]:
    """Return the sheet that is named, or else the only one whose header sets something. Raises LeverageError."""
    names = [each.name for each in sheets]
    if sheet and sheet not in names:
        hint = f"its sheets: {listed(names)}" if names else ""
        raise fail(f"{name} has no sheet '{make_visible(sheet)}'", hint)
    headers = {each: _find_sheet_header(each, rate) for each in sheets if sheet in ("", each.name)}
    filled = [each for each, found in headers.items() if found.header]
    able = [each for each in filled if headers[each].rating == 2] or filled
    if not able:
        raise fail(f"{name} is empty; its first row names the columns")
    if len(able) > 1 and headers[able[0]].rating < 2:
        message = f"{name}: no sheet has a column named after anything that can be set"
        raise fail(message, f"its sheets: {listed(names)}")
    if len(able) > 1:
        hint = f"name one, as in --rows {quote_path(f'{name}#{able[0].name}')}"
        raise fail(f"{name}: the rows may be those of the sheets {listed([each.name for each in able])}", hint)
    return able[0], headers[able[0]]


def _find_sheet_header(sheet: Sheet, rate: Rate) -> _SheetHeader:
    """Look for the header of a sheet; without any row that may be one it is the first."""
    rows = list(islice(sheet.read(), _PREAMBLE + 1))
    first = next((at for at, (_, row) in enumerate(rows) if row), None)
    if first is None:
        return _SheetHeader([])
    at, rating = _pick_header(rows, rate)
    at = at if rating else first
    return _SheetHeader(rows[at][1], at + 1, rating, [(line, row) for line, row in rows[:at] if row])


def _list_used_columns(rows: Iterable[Row], header: Sequence[str]) -> list[int]:
    """Return the columns that have a heading, or anything in the rows below."""
    blank = {at for at, field in enumerate(header) if not field.strip()}
    if blank:
        for _, row in rows:
            blank -= {at for at in blank if row and row[at]}
    return [at for at in range(len(header)) if at not in blank]
