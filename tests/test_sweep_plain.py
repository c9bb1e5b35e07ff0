"""The quick way of sweeps beside the careful one: floats as texts, plain rows, and whole tables to the last byte."""

import csv
import io
import math
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverage.analysis.arrays import Array
from leverage.problems import LeverageError
from leverage.sweep import rows as block_rows
from leverage.sweep.decimals import write_floats
from leverage.sweep.lines import write_lines
from leverage.sweep.plain import PlainColumn, PlainRows, read_plain_pieces
from leverage.tables.packed import Packed
from leverage.tables.rows import Row, read_pieces
from tests.program import run

RANDOM = np.random.default_rng(15)
POWERS = np.array([float(f"1e{exponent}") for exponent in range(-6, 24)])
TWOS = 2.0 ** np.arange(-20, 60)
EDGES = np.concatenate([POWERS, TWOS, [0.0, 5.0, 0.1, 0.3]])
FLOATS = {
    "edges": np.concatenate([EDGES, -EDGES, np.nextafter(EDGES, 0), np.nextafter(EDGES, 1e30)]),
    "outside": np.array([math.nan, math.inf, -math.inf, 5e-324, -1.7976931348623157e308, -2.2250738585072014e-308]),
    "of any size": np.exp(RANDOM.uniform(-12, 40, 50_000)),
    "of any bits": RANDOM.integers(0x3E00 << 48, 0x4380 << 48, 50_000).view(np.float64),
    "of few digits": np.round(np.exp(RANDOM.uniform(-5, 30, 20_000)), 3) * RANDOM.choice([-1, 1], 20_000),
    "next to few digits": np.nextafter(np.round(RANDOM.random(20_000) * 1e4, 2), math.inf),
    "whole": np.round(np.exp(RANDOM.uniform(0, 40, 20_000))),
    "of few bits": RANDOM.integers(1, 1 << 53, 20_000) / 2.0 ** RANDOM.integers(0, 40, 20_000),
    # A decimal of 17 digits that ends in 5 lies between two of 16.
    "ties": (RANDOM.integers(10**15, 10**16, 20_000) * 10 + 5) / 10.0 ** RANDOM.integers(1, 18, 20_000),
}


@pytest.mark.parametrize("name", FLOATS)
def test_floats_are_written_as_repr_does(name: str) -> None:
    numbers: Array = FLOATS[name]
    written = [text.decode() for text in write_floats(numbers).tolist()]
    assert written == ["" if math.isnan(number) else repr(number) for number in numbers.tolist()]


@given(st.lists(st.floats(allow_nan=False)))
def test_any_floats(numbers: list[float]) -> None:
    assert [text.decode() for text in write_floats(np.array(numbers, dtype=float)).tolist()] == list(map(repr, numbers))


def list_plainly(text: str, count: int, width: int) -> list[Row] | str:
    """Return the rows of a text with their lines, or what is wrong with it."""
    lines = io.StringIO(text, newline="")
    rows: list[Row] = []
    try:
        for piece in read_plain_pieces(lines, "a.csv", count, 0, width, ","):
            if isinstance(piece.rows, PlainRows):
                rows += zip(piece.lines, map(list, zip(*piece.rows.columns, strict=True)), strict=True)
            else:
                rows += zip(piece.lines, piece.rows, strict=True)
    except LeverageError as error:
        return error.problems[0].message
    return rows


def list_carefully(text: str, count: int) -> list[Row] | str:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        pieces = read_pieces(reader, "a.csv", count)
        return [pair for piece in pieces for pair in zip(piece.lines, piece.rows, strict=True)]
    except LeverageError as error:
        return error.problems[0].message


@given(st.text('a1,,\n\n\r"щ', max_size=60), st.integers(1, 4), st.integers(1, 3))
def test_rows_are_those_of_the_csv_module(text: str, count: int, width: int) -> None:
    assert list_plainly(text, count, width) == list_carefully(text, count)


def test_plain_rows_are_known() -> None:
    """Two pieces of two rows each are plain; one with a quote is not, and the last one never is."""
    text = 'a,1\r\nb,2\r\n"c",3\nd,4\ne,5\nf,6\ng,7\n'
    pieces = list(read_plain_pieces(iter(text.splitlines(keepends=True)), "a.csv", 2, 10, 2, ","))
    assert [isinstance(piece.rows, PlainRows) for piece in pieces] == [True, False, True, False]
    assert [list(piece.lines) for piece in pieces] == [[11, 12], [13, 14], [15, 16], [17]]
    long = f"a,{'1' * csv.field_size_limit()}1\n"
    with pytest.raises(LeverageError, match="field larger than field limit"):
        list(read_plain_pieces(iter([long]), "a.csv", 1, 0, 2, ","))


def test_plain_rows_are_written_as_they_stand() -> None:
    """What is given, numbers, nothing, and the same reason in both rows; what needs a change is left to others."""
    (piece, _) = read_plain_pieces(iter(["a,-1\n", "щ,2\n"]), "a.csv", 2, 0, 2, ",")
    assert isinstance(piece.rows, PlainRows)
    given = [(PlainColumn(piece.rows, 0), False), (PlainColumn(piece.rows, 1), True)]
    numbers = (Packed(np.array([0.5, math.nan])), True)
    columns = [*given, numbers, (["", ""], True), (["why", "why"], True)]
    assert write_lines(columns, ",") == "a,-1,0.5,,why\nщ,2,,,why\n"
    assert write_lines([numbers, numbers], ";") == "0.5;0.5\n;\n"
    for other in ([*given[::-1], numbers], [*given, (["a", "b"], True)], [*given, (['"', '"'], True)]):
        assert write_lines(other, ",") is None
    assert write_lines(columns, ";") is None
    assert write_lines([(column, False) for column, _ in columns], ",") is None  # a text begins with -


ROWS = 20_000
BLOCK = 9_708  # rows in a block, which is made smaller
WIDTH = 5  # columns in the table, beside which are two results and what is missing
MIXED = {
    "plain": ([], {}, 0),
    "numbers in all forms": ([], {7: "1e-3", 5_100: " 0.5 ", 9_000: "+.5", 12_000: "0_0.5", 17_000: "0.30 p"}, 0),
    "gaps": ([], {40: "", 6_000: "..", 12_345: "n/a", 19_999: ":"}, 0),
    "bad rows": (["--keep-going"], {5_555: "half", 5_556: "nan", 12_000: "SHORT", 15_000: "1e400", 15_001: "2"}, 0),
    "a bad row at last": ([], {18_000: "half"}, 3),
    "a short row": ([], {12_000: "SHORT"}, 3),
    "digits of another script": (["--keep-going"], {12_000: "\u0661"}, 0),
}


def write_tables(values: dict[int, str], delimiter: str = ",", ending: str = "\n") -> tuple[str, str]:
    """Return a table of many rows, and the same with its first column in quotes, which are read carefully."""
    lines = [["pair", "diverted", "exports_to_russia [million USD/year]", "note", "x"]]
    for row in range(ROWS):
        share, number = values.get(row, repr(row / ROWS)), repr(row / 8 + 1000)
        if delimiter == ";":
            share, number = share.replace(".", ","), number.replace(".", ",")
        note = {11: "=1+1", 8_000: "-x", 13_000: "", 14_000: "щ"}.get(row, "text")
        lines.append([f"pair {row}", share, number, note, "x"][: 1 if share == "SHORT" else None])
    texts = []
    for quote in ("", '"'):
        rows = (delimiter.join([f"{quote}{first}{quote}", *others]) for first, *others in lines)
        texts.append("".join(f"{row}{ending}" for row in rows))
    return texts[0], texts[1]


@pytest.mark.parametrize("name", MIXED)
def test_both_ways_write_the_same(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words, values, status = MIXED[name]
    compare(tmp_path, monkeypatch, *write_tables(values), words=words, status=status)


@pytest.mark.parametrize(
    ("delimiter", "ending", "encoding", "words"),
    [
        (",", "\r\n", "utf-8-sig", []),
        (";", "\n", "cp1251", ["--encoding", "cp1251"]),
        ("\t", "\r\n", "utf-16", ["-f", "tsv"]),
        (",", "\n", "utf-8", ["--keep", "note", "--sort", "-diverted", "--top", "50"]),
        (",", "\n", "utf-8", ["-f", "jsonl"]),
    ],
)
def test_both_ways_with_other_files(
    delimiter: str, ending: str, encoding: str, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = write_tables({}, delimiter, ending)
    compare(tmp_path, monkeypatch, *texts, words=words, encoding=encoding)


def compare(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    plain: str,
    quoted: str,
    *,
    words: list[str],
    encoding: str = "utf-8",
    status: int = 0,
) -> None:
    """Hold the two ways against each other, and the quick one without pyarrow, which only later blocks use."""
    cells = ("--get", "total.azerbaijan", "--get", "balance.dollar_ratio")
    form = () if "-f" in words else ("-f", "csv")
    command = ("sweep", "--rows", "rows.csv", *cells, *form, *words)
    monkeypatch.setattr(block_rows, "_FIELDS", BLOCK * (WIDTH + 3))
    rows = folder / "rows.csv"
    rows.write_bytes(quoted.encode(encoding))
    careful = run(*command, cwd=folder)
    rows.write_bytes(plain.encode(encoding))
    assert careful.status == status
    assert careful.out.count("\n") in (ROWS, ROWS + 1, 51) or status
    assert run(*command, cwd=folder) == careful
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert run(*command, cwd=folder) == careful


def test_a_text_that_breaks_off(tmp_path: Path) -> None:
    """A byte that is no UTF-8, after many rows, is told at the line after the last 8,192 bytes that are."""
    row = b"pair,0.5\n"
    (tmp_path / "rows.csv").write_bytes(b"a,diverted\n" + row * 60_000 + b"p,\xff\n")
    done = run("sweep", "--rows", "rows.csv", "--get", "total.azerbaijan", "-f", "csv", cwd=tmp_path)
    assert done.status == 3
    found = re.search(r"rows.csv: not UTF-8 text, from line (\d+) on", done.err)
    assert found is not None
    assert 60_002 - 8192 / len(row) - 1 <= int(found[1]) <= 60_002
