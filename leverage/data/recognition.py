"""Which layout a file has, by its headings. Where two fit, the user is asked; nothing is guessed."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import dropwhile
from pathlib import Path
from typing import Any, NamedTuple

from leverage.data.layouts import Layout, normalize
from leverage.data.trees import find_records, load_json
from leverage.document import INPUTS
from leverage.problems import MissingLibraryError, Problem, suggest_name
from leverage.tables.files import (
    JSON,
    PARQUET,
    TEXT,
    WORKBOOK,
    fail,
    find_encoding,
    find_mark,
    find_sort,
    read_start,
    refuse_binary,
    refuse_special,
)
from leverage.tables.rows import DELIMITERS, HEAD, Row, Sheet, place_rows, read_pieces, split_lines, telling_errors
from leverage.tables.workbooks import find_column, open_workbook

_YEAR = re.compile(r"([12][0-9]{3})(?:\.0|\s*\[YR([12][0-9]{3})\])?")
_SHOWN = 12  # headings that a message shows
_START = 1 << 18  # bytes that are looked at for headings
_PIECE = 100  # rows that are read at once; Python's garbage collector walks through more than 700 lists


class Given(NamedTuple):
    """What a user says about a file, empty where the file is to say it."""

    layout: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    indicator: str = ""
    unit: str = ""


NOTHING_GIVEN = Given()


class Start(NamedTuple):
    """Where the table of a sheet begins: the number of the row of its headings, counted from 1, and the headings."""

    sheet: Sheet
    row: int
    headings: tuple[str, ...]

    def read_rows(self) -> Iterator[Row]:
        """Yield the rows below the headings."""
        return dropwhile(lambda row: row[0] <= self.row, self.sheet.read())

    def read_cell(self, place: str) -> str:
        """Return the text of a cell above or in the table, such as B4; empty if there is none."""
        return get_cell(self.sheet.read_head(), place)


class Recognized(NamedTuple):
    """A file with its layout: its sort, encoding and delimiter, and where its tables begin, or its tree."""

    path: Path
    name: str
    layout: Layout
    sort: str
    encoding: str = ""
    delimiter: str = ""
    starts: tuple[Start, ...] = ()
    tree: Any = None
    left_out: tuple[str, ...] = ()  # sheets that have other headings
    notes: tuple[str, ...] = ()


class _Match(NamedTuple):
    """A layout that fits a table: its delimiter if it is text, and where it begins."""

    layout: Layout
    delimiter: str
    start: Start


def recognize(path: Path, name: str, layouts: Mapping[str, Layout], given: Given = NOTHING_GIVEN) -> Recognized:
    """Return a file with the layout whose headings it has.

    Raises LeverageError if no layout fits, if several do, or if the file cannot be read.
    """
    candidates = _choose_candidates(layouts, given, name)
    INPUTS.add(path)
    refuse_special(path, name)
    start = read_start(path, name, _START)
    if not start.strip():
        raise fail(f"{name} is empty")
    sort = find_sort(start, name)
    if sort == TEXT:
        if not given.encoding:
            refuse_binary(start, name)
        return _recognize_text(path, name, start, candidates, given)
    if sort == JSON:
        return _recognize_json(path, name, candidates)
    if sort == PARQUET:
        raise fail(f"{name} is a {sort}; write its table as CSV")
    try:
        sheets, notes = open_workbook(path, name)
    except ImportError:
        message = f"{name} is a workbook, which needs python-calamine: pip install 'leverage-calculator[data]'"
        raise MissingLibraryError([Problem(message)]) from None
    if not sheets:
        raise fail(f"{name} is a workbook without a sheet")
    heads = [(sheet, "", sheet.read_head()) for sheet in sheets]
    matches = _find_matches(heads, candidates)
    layout = _choose(matches, heads, candidates, name)
    starts = tuple(match.start for match in matches if match.layout is layout)
    used = {start.sheet.name for start in starts}
    others = tuple(sheet.name for sheet in sheets if sheet.name not in used)
    return Recognized(path, name, layout, WORKBOOK, starts=starts, left_out=others, notes=tuple(notes))


def _choose_candidates(layouts: Mapping[str, Layout], given: Given, name: str) -> list[Layout]:
    if not given.layout:
        return list(layouts.values())
    if given.layout not in layouts:
        hint = suggest_name(given.layout, layouts) or f"there are {', '.join(layouts)}"
        raise fail(f"{name}: no layout '{given.layout}'", hint)
    return [layouts[given.layout]]


def _recognize_text(path: Path, name: str, head: bytes, candidates: Sequence[Layout], given: Given) -> Recognized:
    text = head.decode(given.encoding or find_mark(head) or "utf-8", errors="replace")
    lines = list(io.StringIO(text, newline=""))
    delimiters = [DELIMITERS[given.delimiter]] if given.delimiter else list(DELIMITERS.values())
    nowhere = Sheet("", lambda: iter(()))  # the encoding is not known yet
    heads = [(nowhere, delimiter, place_rows(split_lines(lines, delimiter))) for delimiter in delimiters]
    matches = _find_matches(heads, candidates)
    layout = _choose(matches, heads, candidates, name)
    fitting = [match for match in matches if match.layout is layout]
    match = max(fitting, key=lambda each: len(each.start.headings))
    encodings = [given.encoding] if given.encoding else layout.encodings
    encoding = find_encoding(path, name, encodings)
    sheet = Sheet("", partial(_read_text, path, name, encoding, match.delimiter))
    start = match.start._replace(sheet=sheet)
    return Recognized(path, name, layout, TEXT, encoding, match.delimiter, (start,))


def _read_text(path: Path, name: str, encoding: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows of a delimited text. Raises LeverageError where it cannot be read."""
    with telling_errors(name), path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)  # a quote that is never closed is told
        for piece in read_pieces(reader, name, _PIECE):
            yield from zip(piece.lines, piece.rows, strict=True)


def _recognize_json(path: Path, name: str, candidates: Sequence[Layout]) -> Recognized:
    tree = load_json(path, name)
    records = find_records(tree)
    if records is not None:
        heads = [(records, "", records.read_head())]
        matches = _find_matches(heads, candidates)
        layout = _choose(matches, heads, candidates, name)
        return Recognized(path, name, layout, JSON, starts=(matches[0].start,))
    keys = list(tree) if isinstance(tree, dict) else []
    trees = [layout for layout in candidates if layout.form == "tree" and set(layout.header) <= set(keys)]
    if len(trees) != 1:
        if isinstance(tree, dict) and tree.get("data") == []:
            raise fail(f"{name} is an answer without rows", "ask for other years, or other parties")
        raise fail(
            f"{name} is JSON of no layout known here",
            f"its keys are {_list_headings(keys)}" if keys else "it is no mapping, and no list of records",
        )
    return Recognized(path, name, trees[0], JSON, tree=tree)


def _find_matches(heads: Sequence[tuple[Sheet, str, list[list[str]]]], layouts: Sequence[Layout]) -> list[_Match]:
    """Return every layout that fits a table, with the row of its headings.

    A layout whose headings are some of those of another that fits is left out.
    """
    matches = []
    for sheet, delimiter, rows in heads:
        for layout in layouts:
            if layout.form != "table" or not _is_sheet_of(layout, sheet):
                continue
            row = _find_header(layout, rows)
            if row is not None:
                matches.append(_Match(layout, delimiter, Start(sheet, row + 1, _get_headings(layout, rows, row))))
    headers = {match.layout.id: _get_header(match.layout) for match in matches}
    return [match for match in matches if not any(headers[match.layout.id] < other for other in headers.values())]


def _is_sheet_of(layout: Layout, sheet: Sheet) -> bool:
    return not layout.sheets or normalize(sheet.name) in map(normalize, layout.sheets)


def _get_header(layout: Layout) -> frozenset[str]:
    return frozenset(map(normalize, layout.header))


def _find_header(layout: Layout, rows: Sequence[list[str]]) -> int | None:
    """Return the place of the row of headings among the first rows; None if the layout does not fit."""
    if any(normalize(get_cell(rows, place)) != normalize(text) for place, text in layout.marked.items()):
        return None
    places = range(min(len(rows), HEAD)) if layout.skip is None else [layout.skip]
    for place in places:
        if place < len(rows) and not _list_lacking(layout, _split_first(layout, rows[place])):
            return place
    return None


def _get_headings(layout: Layout, rows: Sequence[list[str]], row: int) -> tuple[str, ...]:
    return tuple(" ".join(cell.replace("\ufeff", "").split()) for cell in _split_first(layout, rows[row]))


def _list_lacking(layout: Layout, cells: Sequence[str]) -> list[str]:
    """Return the headings of a layout that a row does not have; a heading may be followed by its unit in brackets."""
    present = {normalize(cell) for cell in cells}
    present |= {cell.partition(" [")[0] for cell in present}
    lacking = [
        heading for heading in layout.header if not any(normalize(way) in present for way in heading.split(" | "))
    ]
    if layout.across == "year" and not any(map(find_year, cells)):
        lacking.append("2023, or another year")
    return lacking


def find_year(text: str) -> str:
    """Return the calendar year that a text is, or an empty text; a heading of DataBank has it twice."""
    match = _YEAR.fullmatch(text.strip())
    return match[1] if match and match[2] in (None, match[1]) else ""


def _split_first(layout: Layout, cells: Sequence[str]) -> list[str]:
    return split_first(cells) if layout.split else list(cells)


def split_first(cells: Sequence[str]) -> list[str]:
    """Return a row whose first cell holds several, with commas between them."""
    return [*(cells[0].split(",") if cells else ()), *cells[1:]]


def get_cell(rows: Sequence[Sequence[str]], place: str) -> str:
    """Return the text of a cell by its column and row, such as B4; empty if there is none."""
    letters = place.rstrip("0123456789")
    row, column = int(place[len(letters) :]) - 1, find_column(letters)
    return rows[row][column].strip() if row < len(rows) and column < len(rows[row]) else ""


def _choose(
    matches: Sequence[_Match],
    heads: Sequence[tuple[Sheet, str, list[list[str]]]],
    layouts: Sequence[Layout],
    name: str,
) -> Layout:
    """Return the layout that fits; raise LeverageError if it is none, or more than one."""
    fitting = list({match.layout.id: match.layout for match in matches}.values())
    fitting = [layout for layout in fitting if not layout.useless] or fitting[:1]  # a sheet of notes beside the data
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        both = " and as ".join(f"'{layout.id}' ({layout.title})" for layout in fitting)
        raise fail(f"{name} can be read as {both}", f"say which one: --layout {fitting[0].id}")
    raise fail(*_explain_nothing(heads, layouts, name))


def _explain_nothing(
    heads: Sequence[tuple[Sheet, str, list[list[str]]]], layouts: Sequence[Layout], name: str
) -> tuple[str, str]:
    """Say what was looked for and what was found, where no layout fits."""
    nearest: tuple[float, str] = (0.0, "")
    for _, _, rows in heads:
        for layout in layouts:
            for cells in rows if layout.header else ():
                lacking = _list_lacking(layout, _split_first(layout, cells))
                share = 1 - len(lacking) / (len(layout.header) + 1)
                if share > nearest[0]:
                    needs = _list_headings(lacking)
                    nearest = (share, f"nearest is '{layout.id}' ({layout.title}), which also needs {needs}")
    _, _, rows = max(heads, key=lambda head: max((len(list(filter(str.strip, row))) for row in head[2]), default=0))
    widest = max(rows, key=lambda row: len(list(filter(str.strip, row))), default=[])
    headings = [cell.strip() for cell in widest if cell.strip()]
    if len(layouts) == 1:
        message = f"{name} is not '{layouts[0].id}': it lacks its headings {_list_headings(layouts[0].header)}"
        if layouts[0].marked:
            wanted = ", ".join(f"'{text}' in {place}" for place, text in layouts[0].marked.items())
            message = f"{name} is not '{layouts[0].id}': it lacks {wanted}"
    else:
        message = f"{name} has the headings of none of {len(layouts)} layouts"
    longest = f"its longest row is {_list_headings(headings)}"
    return message, f"{longest}; {nearest[1]}" if nearest[1] and len(layouts) > 1 else longest


def _list_headings(headings: Sequence[str]) -> str:
    shown = ", ".join(f"'{heading[:60]}'" for heading in headings[:_SHOWN])
    return f"{shown} and {len(headings) - _SHOWN:,} more" if len(headings) > _SHOWN else shown
