"""Files with tables as rows with their places: what a file is, its encoding, its lines, its sheets; broken ones."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from leverage.data.extraction import read_observations
from leverage.data.layouts import load_layouts
from leverage.data.observations import Account
from leverage.data.recognition import recognize
from leverage.problems import LeverageError
from leverage.tables.files import find_sort, open_text
from leverage.tables.numerals import parse_number, unify_numeral, write_plainly
from leverage.tables.rows import cut_rows, read_pieces
from leverage.tables.workbooks import find_column, open_workbook, write_letters
from tests.program import run
from tests.sweeps import LOSS, table

pytest.importorskip("python_calamine")


def list_rows(text: str, count: int = 100) -> list[tuple[int, list[str]]]:
    """Return the rows of a text, each with the line on which it begins, read in pieces of so many."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [pair for piece in read_pieces(reader, "a.csv", count) for pair in zip(piece.lines, piece.rows, strict=True)]


@pytest.mark.parametrize("count", [1, 2, 3, 100])
def test_lines_of_rows(count: int) -> None:
    """Line ends of three systems in one file, line breaks in quotes, empty lines, rows of any length."""
    text = 'a,b\r\n1,"x\r\ny\rz\n"\n\n2\r3,4,5\n'
    assert list_rows(text, count) == [
        (1, ["a", "b"]),
        (2, ["1", "x\r\ny\rz\n"]),
        (6, []),
        (7, ["2"]),
        (8, ["3", "4", "5"]),
    ]


def test_pieces_end_with_one_that_is_not_full() -> None:
    """Of four rows in pieces of two the last piece is empty; rows of a sheet come in the same pieces."""
    assert [(len(piece.rows), piece.is_last) for piece in read_pieces(csv.reader("abcd"), "a.csv", 2)] == [
        (2, False),
        (2, False),
        (0, True),
    ]
    pieces = list(cut_rows([(3, ["a"]), (4, []), (5, ["b"])], 2))
    assert [(piece.lines, piece.is_last) for piece in pieces] == [([3, 4], False), ([5], True)]


def test_a_row_that_cannot_be_read_is_told_with_its_line() -> None:
    with pytest.raises(LeverageError) as raised:
        list_rows('a\n"b\nc"\n"d')
    (problem,) = raised.value.problems
    assert problem.message == "a.csv:4: the row cannot be read as CSV: unexpected end of data"
    assert problem.hint == "is there a quote that is never closed?"


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (b"\x1f\x8b\x08", "is packed (gzip); unpack it first"),
        (b"%PDF-1.7", "is a PDF; save its table as CSV or XLSX"),
        (b"PAR1", "is no text table but a Parquet file; name it .parquet"),
        (b"\xd0\xcf\x11\xe0", "is no text table but a workbook; name it .xlsx or .xls"),
        (b"\n <TABLE border=0>", "is a page of HTML or XML"),
        ("year,value".encode("utf-16-le"), "say --encoding utf-16-le if it is UTF-16"),
        ("year,value".encode("utf-16-be"), "say --encoding utf-16-be if it is UTF-16"),
    ],
)
def test_what_is_no_text(start: bytes, told: str) -> None:
    with pytest.raises(LeverageError) as raised:
        open_text(io.BytesIO(start), "a.csv", "")
    assert told in str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_are_seen(encoding: str) -> None:
    """By the mark at the beginning of a text; the mark is no part of it."""
    assert open_text(io.BytesIO("Щ,1\n".encode(encoding)), "a.csv", "").read() == "Щ,1\n"
    assert find_sort(b"<b>,a heading", "a.csv") == "text"


def test_numbers_are_read_alike() -> None:
    """Files of data and rows of sweeps take the same for a number: groups have three digits, and begin with no 0."""
    for text, mark, number in [
        ("1\u00a0234,5", "comma", 1234.5), ("−5", "point", -5), (".5", "point", 0.5), (",5", "comma", 0.5),
        ("0.234", "comma", None), ("12 34", "point", None), ("1,234 567", "point", None), ("5.", "point", 5),
    ]:  # fmt: skip
        assert parse_number(text, mark) == number
        assert bool(write_plainly(text, mark)) == (number is not None)
    assert unify_numeral("−1 234,5 million USD", "decimal") == "-1234.5 million USD"
    assert unify_numeral("23.000, t", "either") == "23.000, t"  # no reading but that with a decimal comma


def test_columns_by_their_letters() -> None:
    for place, letters in ((0, "A"), (25, "Z"), (26, "AA"), (16_383, "XFD")):
        assert (find_column(letters), write_letters(place)) == (place, letters)


def write_book(path: Path, cells: dict[str, Any]) -> None:
    """Write a workbook of one sheet with some cells."""
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(path)


def test_a_sheet_that_does_not_begin_in_its_first_cell(tmp_path: Path) -> None:
    """Rows and columns count from the corner; cells are texts as CSV has them."""
    write_book(
        tmp_path / "a.xlsx", {"C3": "x", "D4": 1.5, "E4": 7.0, "F4": True, "G4": date(2024, 1, 31), "C6": "=1+1"}
    )
    sheets, notes = open_workbook(tmp_path / "a.xlsx", "a.xlsx")
    assert list(sheets[0].read())[:4] == [
        (1, []),
        (2, []),
        (3, ["", "", "x", "", "", "", ""]),
        (4, ["", "", "", "1.5", "7", "true", "2024-01-31"]),
    ]
    assert notes == [
        "no program has computed its formulas, such as C6; they count as not given. Save it in a spreadsheet first"
    ]


@pytest.mark.usefixtures("whole")
def test_a_cell_of_a_sheet_without_a_first_column(tmp_path: Path) -> None:
    """A bad number is told at the cell where a spreadsheet shows it."""
    write_book(tmp_path / "rows.xlsx", {"B2": "diverted", "C2": "pair", "B3": 0.5, "C3": "A", "B4": 7, "C4": "B"})
    done = run("sweep", "--rows", "rows.xlsx", "--get", LOSS, "-f", "csv", cwd=tmp_path)
    assert done.status == 3
    assert done.err.startswith("rows.xlsx#Sheet:B4:diverted: ")


HEAD = ["year", "reporter", "partner", "flow", "value", "unit"]


def test_workbooks_of_data_that_would_fill_the_memory(tmp_path: Path) -> None:
    """One cell at the far end of a sheet is refused before the sheet is laid out."""
    cells: dict[str, Any] = dict(zip(["A1", "B1", "C1", "D1", "E1", "F1"], HEAD, strict=True))
    write_book(tmp_path / "far.xlsx", {**cells, "XFD1048576": 1})
    with pytest.raises(LeverageError, match="a sheet is too large, it reaches to XFD1048576"):
        recognize(tmp_path / "far.xlsx", "far.xlsx", load_layouts())


def test_formulas_of_data_that_were_not_computed(tmp_path: Path) -> None:
    """The account of the file says why there is no number."""
    cells: dict[str, Any] = dict(zip(["A1", "B1", "C1", "D1", "E1", "F1"], HEAD, strict=True))
    row = dict(zip(["A2", "B2", "C2", "D2", "E2", "F2"], [2023, "AZE", "RUS", "exports", "=2+3", "USD"], strict=True))
    write_book(tmp_path / "a.xlsx", cells | row)
    file, account = recognize(tmp_path / "a.xlsx", "a.xlsx", load_layouts()), Account()
    assert list(read_observations(file, file.layout, account=account)) == []
    assert account.left_out == {"rows without a number": 1}
    assert [note.partition(";")[0] for note in account.notes] == ["no program has computed its formulas, such as E2"]


@pytest.mark.usefixtures("whole")
def test_a_page_of_html_named_as_a_workbook(tmp_path: Path) -> None:
    """Some offices do that, since spreadsheets open it."""
    (tmp_path / "rows.xls").write_text("<html><table><tr><td>diverted</td></tr></table></html>")
    done = run("sweep", "--rows", "rows.xls", "--get", LOSS, cwd=tmp_path)
    assert (done.status, done.out) == (3, "")
    assert "rows.xls is a page of HTML or XML, not the data" in done.err


@pytest.mark.usefixtures("whole")
def test_a_line_of_many_millions_of_characters(tmp_path: Path) -> None:
    """It is told with its line, and its text is not."""
    rows = table(tmp_path, "diverted,note", "0.5,a", f"0.5,{'x' * 5_000_000}")
    done = run("sweep", "--rows", rows, "--get", LOSS, "-f", "csv")
    assert (done.status, done.out) == (3, "")
    assert "rows.csv:3: the row cannot be read as CSV: field larger than field limit" in done.err
    assert len(done.err) < 300
