"""Tables as people have them: delimiters, decimal marks, preamble and foot, encodings, gaps, flags, sheets, order."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from leverage.tables.numerals import is_not_given, split_flag, unify_numeral
from leverage.units import UnitError
from tests.program import Done, read_json, run, run_without
from tests.sweeps import LOSS, SOLD, close, swept, table

pytestmark = pytest.mark.usefixtures("whole")

SHARE = "loss_share.first.goods"
TEMPLATE = """
title: One tie, any pair
template: true
sides: [first, second]
parties:
  first: {}
  second: {}
levers:
  goods: {kind: trade, seller: first, buyer: second}
"""
GOODS = "loss.first.goods"  # value x (1 - diverted)


def sweep_pairs(folder: Path, name: str, *words: str) -> Done:
    """Sweep the template with a table of a folder, as CSV."""
    (folder / "pairs.yaml").write_text(TEMPLATE, encoding="utf-8")
    return run("sweep", "pairs.yaml", "--rows", name, "--get", GOODS, "-f", "csv", *words, cwd=folder)


def read_losses(done: Done) -> list[float | None]:
    """Return the losses that a sweep wrote."""
    assert done.status == 0, done.err
    return [float(row[GOODS]) if row[GOODS] else None for row in csv.DictReader(io.StringIO(done.out))]


def write_sheet(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> None:
    """Write a workbook with some sheets."""
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


# Decimal marks.


@pytest.mark.parametrize(
    ("text", "commas", "plain"),
    [
        ("1.517,5", "decimal", "1517.5"),
        ("1 517,5 million USD", "decimal", "1517.5 million USD"),
        ("1\u202f517\u202f000", "decimal", "1517000"),
        ("-0,5 %", "decimal", "-0.5 %"),
        ("1,5e3", "decimal", "1.5e3"),
        ("1.234.567", "decimal", "1234567"),
        ("1'517.5", "thousands", "1517.5"),
        ("1 517 000 t", "thousands", "1517000 t"),
        ("20,000 bbl/day", "thousands", "20,000 bbl/day"),
        ("12 t", "thousands", "12 t"),
        ("1,234.5", "either", "1,234.5"),
        ("=1+1", "decimal", "=1+1"),
    ],
)
def test_numerals(text: str, commas: Any, plain: str) -> None:
    assert unify_numeral(text, commas) == plain


@pytest.mark.parametrize(
    ("text", "commas"), [("1.5", "decimal"), ("0.234", "decimal"), ("1,2,3", "decimal"), ("1,517", "either")]
)
def test_numerals_that_have_another_mark(text: str, commas: Any) -> None:
    """0.234 is no 234: no group of thousands begins with 0."""
    with pytest.raises(UnitError):
        unify_numeral(text, commas)


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_decimal_commas_are_seen_in_the_numbers(delimiter: str, tmp_path: Path) -> None:
    """0,5 has one, so 1.517 beside it is 1517: of 1,517 million is lost half; the note shows which number said it."""
    fields = ["A", "1.517", '"0,5"' if delimiter == "," else "0,5"]
    lines = [delimiter.join(row) for row in (["pair", "goods.value [million USD/year]", "goods.diverted"], fields)]
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *lines)).name)
    assert read_losses(done) == close([1517e6 / 2])
    assert done.err == "note: rows.csv:2:goods.diverted: '0,5' has a decimal comma; all numbers are read so\n"


def test_numbers_with_both_decimal_marks(tmp_path: Path) -> None:
    """Nothing is computed until the user says which is right; then the other is a bad row."""
    rows = Path(table(tmp_path, "goods.value [USD/year];goods.diverted", "10;0,5", "10.5;0")).name
    done = sweep_pairs(tmp_path, rows)
    assert (done.status, done.out) == (3, "")
    assert (
        "rows.csv:2:goods.diverted: '0,5' has a decimal comma, rows.csv:3:goods.value: '10.5' has a decimal" in done.err
    )
    assert "say which one: --decimal point, or --decimal comma" in done.err
    done = sweep_pairs(tmp_path, rows, "--decimal", "comma", "--keep-going")
    assert read_losses(done) == [close(5), None]
    assert "rows.csv:3:goods.value: '10.5' is no number with a decimal comma" in done.err
    assert read_losses(sweep_pairs(tmp_path, rows, "--decimal", "point", "--keep-going")) == [None, close(10.5)]


def test_a_point_elsewhere_says_what_a_comma_is(tmp_path: Path) -> None:
    """Beside 0.5 the comma of 1,517 stands between thousands."""
    rows = Path(table(tmp_path, "goods.value [USD/year];goods.diverted", "1,517;0.5")).name
    assert read_losses(sweep_pairs(tmp_path, rows)) == close([1517 / 2])


def test_a_decimal_comma_after_the_first_block(tmp_path: Path) -> None:
    """What no number of the first 50,000 rows shows is a bad row later on."""
    lines = ["goods.value [USD/year];goods.diverted", *["10;0"] * 50_001, "10;0,5"]
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *lines)).name)
    assert done.status == 3
    assert "rows.csv:50003:goods.diverted: '0,5' is not a quantity" in done.err


def test_all_wrong_headings_are_told_in_one_run(tmp_path: Path) -> None:
    """Each at its column: a name in capitals, a letter with several meanings, another currency."""
    rows = table(tmp_path, "Goods.diverted [%],goods.value [m USD],first.gdp [EUR]", "1,2,3")
    done = sweep_pairs(tmp_path, Path(rows).name)
    assert (done.status, done.out) == (3, "")
    assert [line.strip() for line in done.err.splitlines() if "-->" in line] == [
        f"--> rows.csv:1:{column}" for column in (1, 20, 40)
    ]


def test_the_first_line_of_spreadsheets(tmp_path: Path) -> None:
    """`sep=;` stands above the header; numbers too large, hostile texts and folded ones are told with their lines."""
    lines = [
        "sep=;",
        "pair;goods.value [USD/year];goods.diverted",
        "=x();1e400;0",
        'B;"1\n2";0',
        "C;\x1b[31m5;0",
        "D;7;0",
    ]
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *lines, ending="\r\n")).name, "--keep-going")
    assert read_losses(done) == [None, None, None, 7]
    assert [line.split(":")[1] for line in done.err.splitlines()[1:]] == ["3", "4", "6"]
    assert done.out.splitlines()[1].startswith("'=x(),")
    assert "\x1b" not in done.err


# Delimiters, preamble and foot.


def test_a_header_with_two_readings(tmp_path: Path) -> None:
    """Both signs part it, and the rows fit both: the user is asked, and says it with an option."""
    rows = table(tmp_path, "diverted,note;elasticity", "0.5,a;3")
    done = run("sweep", "--rows", rows, "--get", LOSS, "-f", "csv")
    assert (done.status, done.out) == (3, "")
    assert "'diverted', 'note;elasticity' with commas or 'diverted,note', 'elasticity' with semicolons" in done.err
    assert "--delimiter" in done.err
    (row,) = swept("--rows", rows, "--get", LOSS, "--delimiter", "comma")
    assert float(row[LOSS]) == close(SOLD / 2)
    (row,) = swept("--rows", rows, "--get", "goods_from_russia.elasticity", "--delimiter", ";")
    assert float(row["goods_from_russia.elasticity"]) == 3


def test_the_rows_say_which_delimiter_the_header_has(tmp_path: Path) -> None:
    """Of two readings the one that more rows fit."""
    rows = table(tmp_path, "diverted,note;elasticity", "0.5,a", "0.25,b")
    assert [float(row[LOSS]) for row in swept("--rows", rows, "--get", LOSS)] == close([SOLD / 2, SOLD * 0.75])


@pytest.mark.parametrize("sign", ["pipe", "|"])
def test_a_delimiter_of_the_users(sign: str, tmp_path: Path) -> None:
    (row,) = swept("--rows", table(tmp_path, "a,b|diverted", "x|0.5"), "--get", LOSS, "--delimiter", sign)
    assert (row["a,b"], float(row[LOSS])) == ("x", close(SOLD / 2))


def test_what_stands_above_and_below_the_table(tmp_path: Path) -> None:
    """A title with commas and a stray quote, blank lines, the header with semicolons, a source, a note; lines count."""
    lines = [
        'Exports, by "pair',
        "Million US dollars, 2024",
        "",
        "pair;goods.value [million USD/year];goods.diverted",
        "A;10;0.5",
        "",
        "B;20;0.25",
        "C;5;7",
        "",
        "Source: an office, 2025",
        "Last updated: today",
    ]
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *lines)).name, "--keep-going")
    assert read_losses(done) == [close(5e6), close(15e6), None]
    assert done.err.splitlines() == [
        "note: rows.csv:1 to 2: 'Exports, by \"pair' is passed over, since it stands above the header",
        "note: rows.csv:10 to 11: 'Source: an office, 2025' is passed over, since it is the foot of the table",
        "rows.csv:8:goods.diverted: 'goods.diverted' is 7, not 0 to 1",
    ]


def test_a_row_that_names_something_is_no_header(tmp_path: Path) -> None:
    """A field of a row may be a name, as in the tables of `show`; the header is the row above."""
    lines = ["share_of,goods", "goods.value,x", "goods.diverted,y"]
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *lines)).name)
    assert (done.status, done.out) == (3, "")
    assert "no column is named after anything that can be set" in done.err
    assert "rows.csv:1:1" in done.err


@pytest.mark.parametrize(
    "lines",
    [
        ["A title", "", "diverted", "0.5"],
        ["A title;;", "diverted;a;b", "0.5;1;2"],
        ["A, long, title", "diverted,a", "0.5,1"],
    ],
)
def test_a_title_above(lines: list[str], tmp_path: Path) -> None:
    (row,) = swept("--rows", table(tmp_path, *lines), "--get", LOSS)
    assert float(row[LOSS]) == close(SOLD / 2)


@pytest.mark.parametrize(
    ("foot", "count"),
    [
        (["", "Anything alone after a blank line"], 1),
        (["", ",,", "Anything,,", "", "more"], 1),
        (["Notes: x"], 1),
        (["Source: World Bank, 2024"], 1),
        (["GEO-R"], 2),
        (["note,5,0"], 2),
        (["Note,5,"], 2),
    ],
)
def test_a_foot_is_told_from_a_row(foot: list[str], count: int, tmp_path: Path) -> None:
    """A row that was cut short stays a row, as does one whose first field is no more than such a word."""
    lines = ["pair,goods.value [USD/year],goods.diverted", "A,10,0.5", *foot]
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *lines)).name, "--keep-going")
    assert read_losses(done)[0] == close(5)
    assert len(done.out.splitlines()) == 1 + count
    assert ("is the foot of the table" in done.err) == (count == 1)


def test_a_foot_after_many_blocks(tmp_path: Path) -> None:
    """What may be a foot at the end of a block, and is none, is computed as all else, with its line."""
    lines = ["pair,goods.value [USD/year],goods.diverted"]
    lines += [f"{at},10,0.5" for at in range(49_998)]
    lines += ["", "alone", "x,10,0", "y,10,2", "", "The end."]
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *lines)).name, "--keep-going")
    assert read_losses(done)[-3:] == [None, 10, None]
    assert (
        [line.split(":")[1] for line in done.err.splitlines()] == ["50001", "50005", "50003"]
        or [line.split(":")[1] for line in done.err.splitlines()] == ["50001", "50003", "50005"]
        or done.err.count("rows.csv:") == 3
    )


def test_empty_headings_at_the_end(tmp_path: Path) -> None:
    """Delimiters at the end of all lines, or of the rows alone, add nothing."""
    for lines in (["diverted,,,", "0.5,,,"], ["diverted", "0.5,,"]):
        (row,) = swept("--rows", table(tmp_path, *lines), "--get", LOSS)
        assert list(row.items()) == [("diverted", "0.5"), (LOSS, repr(SOLD / 2)), ("missing", "")]
    done = run("sweep", "--rows", table(tmp_path, "diverted,,,", "0.5,,,7"), "--get", LOSS)
    assert done.status == 3
    assert "rows.csv:2:too many fields" in done.err


# Encodings.


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8-sig", []),
        ("utf-16", []),
        ("utf-16-be", ["--encoding", "utf-16-be"]),
        ("cp1251", ["--encoding", "cp1251"]),
        ("utf-8-sig", ["--encoding", "utf-8"]),
    ],
)
def test_encodings(encoding: str, words: list[str], tmp_path: Path) -> None:
    """A byte order mark is seen; other encodings are said."""
    (tmp_path / "rows.csv").write_bytes("diverted\tЖ\n0,5\tЖЮ\n".encode(encoding))
    (row,) = swept("--rows", "rows.csv", "--get", LOSS, *words, cwd=tmp_path)
    assert (row["Ж"], float(row[LOSS])) == ("ЖЮ", close(SOLD / 2))


@pytest.mark.parametrize(
    ("content", "words", "told"),
    [
        ("diverted,Ж\n0.5,ЖЮ\n".encode("cp1251"), [], "not UTF-8 text, from line 1 on"),
        ("diverted\n0.5\n".encode("utf-16-le"), [], "say --encoding utf-16-le"),
        ("diverted\n0.5\n".encode("utf-16")[:-1], [], "not UTF-16-LE text"),
        (b"diverted\n0.5\n", ["--encoding", "utf-16"], "not UTF-16 text"),
        (b"PK\x03\x04...", [], "is no text table but a workbook; name it .xlsx or .xls"),
        (b"\x1f\x8b...", [], "is packed (gzip); unpack it first"),
        (b"PAR1...", [], "name it .parquet"),
    ],
)
def test_bytes_of_something_else(content: bytes, words: list[str], told: str, tmp_path: Path) -> None:
    """One message that says what to do."""
    (tmp_path / "rows.csv").write_bytes(content)
    done = run("sweep", "--rows", "rows.csv", "--get", LOSS, *words, cwd=tmp_path)
    assert (done.status, done.out) == (3, "")
    assert told in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--rows", "x.csv", "--encoding", "klingon"], "no encoding 'klingon'"),
        (["--rows", "x.csv", "--encoding", "base64"], "no encoding 'base64'"),
        (["--rows", "x.csv", "--delimiter", "ab"], "'ab' is no delimiter"),
        (["--rows", "x.csv", "--delimiter", "5"], "'5' is no delimiter"),
        (["--rows", "x.csv", "--decimal", "dot"], "dot"),
        (["--vary", "diverted=0:1:2", "--decimal", "comma"], "are about a table of --rows"),
        (["--rows", "x.parquet", "--encoding", "cp1251"], "are about tables of text"),
        (["--vary", "diverted=0:1:2", "--top", "2"], "say with --sort"),
        (["--vary", "diverted=0:1:2", "--sort", "divertd"], "no column 'divertd'; did you mean 'diverted'?"),
        (["--vary", "diverted=0:1:2", "--sort", LOSS, "--top", "0"], "--top"),
    ],
)
def test_wrong_usage(words: list[str], told: str, tmp_path: Path) -> None:
    done = run("sweep", *words, "--get", LOSS, "-f", "csv", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert told in " ".join(done.err.split())


# What is not given, and flags.


@pytest.mark.parametrize(
    "mark",
    ["", " ", "..", "...", "-", "–", ":", ": c", "N/A", "n.a.", "NA", "#N/A", "null", "NaN", "not available", "'-"],
)
def test_what_is_not_given(mark: str, tmp_path: Path) -> None:
    """Only what needs it is empty, with its reason; the run goes on. 10 of 40 is lost where the GDP is given."""
    lines = [
        "goods.value [USD/year],goods.diverted,first.gdp [USD/year]",
        f"20,0.5,{mark}",
        f"20,{mark},40",
        "20,0.5,40",
    ]
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *lines)).name, "--get", SHARE)
    assert (done.status, done.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row[GOODS], row[SHARE]) for row in rows] == [("10.0", ""), ("", ""), ("10.0", "0.25")]
    assert [row["missing"] for row in rows] == [
        f"{SHARE}: needs first.gdp",
        f"{GOODS}: needs goods.diverted;{SHARE}: needs goods.diverted",
        "",
    ]
    assert rows[0]["first.gdp [USD/year]"].removeprefix("'") == mark.removeprefix("'")  # a lone - gets an apostrophe


@pytest.mark.parametrize("text", ["inf", "x", "0", "c", "12", "- 5", "none of these", "::::"])
def test_what_is_no_mark(text: str) -> None:
    assert not is_not_given(text)


def test_a_sum_is_at_least_where_a_row_leaves_something_out(tmp_path: Path) -> None:
    """A second tie is not valued in the second row: the total is that of the first, and says so."""
    (tmp_path / "two.yaml").write_text(
        TEMPLATE.replace("levers:\n", "levers:\n  more: {kind: trade, seller: first, buyer: second, diverted: 0}\n"),
        encoding="utf-8",
    )
    table(tmp_path, "goods.value [USD/year],goods.diverted,more.value [USD/year]", "10,0,5", "10,0,..")
    words = ("two.yaml", "--rows", "rows.csv", "--get", "total.first")
    first, second = swept(*words, cwd=tmp_path)
    assert [float(first["total.first"]), float(second["total.first"])] == close([15, 10])
    assert (first["missing"], second["missing"]) == ("", "total.first: at least, without loss.first.more")
    found = read_json("sweep", *words, cwd=tmp_path)["rows"]
    assert [row["more.value [USD/year]"] for row in found] == [5, None]


def test_ranges_of_rows_that_lack_something(tmp_path: Path) -> None:
    """The row that gives all has the range it has alone; the one that lacks the value has none."""
    (tmp_path / "s.yaml").write_text(
        TEMPLATE.replace("buyer: second}", "buyer: second, discount: {value: 0.5, low: 0.2, high: 0.8, assumed: x}}"),
        encoding="utf-8",
    )
    words = ("s.yaml", "--rows", "rows.csv", "--get", GOODS, "--draws", "500")
    table(tmp_path, "goods.value [USD/year],goods.diverted", "10,0.5")
    (alone,) = swept(*words, cwd=tmp_path)
    table(tmp_path, "goods.value [USD/year],goods.diverted", "..,0.5", "10,0.5")
    lacking, full = swept(*words, cwd=tmp_path)
    assert full == alone
    assert float(full[f"{GOODS}.low"]) < float(full[GOODS]) < float(full[f"{GOODS}.high"])
    assert (lacking[GOODS], lacking[f"{GOODS}.low"], lacking["missing"]) == ("", "", f"{GOODS}: needs goods.value")


@pytest.mark.parametrize(
    ("text", "number"),
    [("12.3 p", "12.3"), ("12.3p", "12.3"), ("12 (e)", "12"), ("1.5*", "1.5"), ("7 [1]", "7"), ("7 (2)", "7"),
     ("3 r", "3"), ("5 ep", "5"), ("5 x", ""), ("x", ""), ("5", ""), ("5 pp", "5")],
)  # fmt: skip
def test_flags(text: str, number: str) -> None:
    flagged = split_flag(text)
    assert (flagged.numeral if flagged else "") == number


def test_flags_after_numbers_are_told_once(tmp_path: Path) -> None:
    """A letter that is a unit is one where it fits; a letter that may be a scale is refused."""
    lines = ["goods.value [USD/year],goods.diverted", "10 p,0.5", "20 (e),0.5"]
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *lines)).name)
    assert read_losses(done) == close([5, 10])
    assert done.err == "note: rows.csv:2:goods.value: flags after numbers are passed over, as in '10 p'\n"
    done = sweep_pairs(tmp_path, Path(table(tmp_path, lines[0], "10 b,0.5")).name)
    assert done.status == 3
    assert "rows.csv:2:goods.value: '10 b' may have a flag or a unit after its number" in done.err


# Sheets.


def test_a_sheet(tmp_path: Path) -> None:
    """Title, blank rows and columns, folded headings, whole numbers, dates, a gap, a foot; cells by their names."""
    rows: list[list[Any]] = [
        ["Trade of pairs"],
        [],
        [None, "pair", "goods.value\n(US$ million)", "goods.diverted", None, "seen"],
        [None, "A", 1517, 0.5, None, date(2024, 1, 31)],
        [None, "=B", "20", "..", None, True],
        [None, "C", 5, 7, None, 2024],
        [],
        [None, "Source: an office"],
    ]
    write_sheet(tmp_path / "pairs.xlsx", {"Notes": [["Read me"]], "Data": rows})
    for name in ("pairs.xlsx", "pairs.xlsx#Data"):
        done = sweep_pairs(tmp_path, name, "--keep-going")
        assert read_losses(done) == [close(1517e6 / 2), None, None]
        found = list(csv.reader(io.StringIO(done.out)))
        assert found[0] == ["pair", "goods.value\n(US$ million)", "goods.diverted", "seen", GOODS, "missing"]
        assert [row[:4] for row in found[1:]] == [
            ["A", "1517", "0.5", "2024-01-31"],
            ["", "20", "..", "true"],
            ["C", "5", "7", "2024"],
        ]
        assert "pairs.xlsx#Data:D6:goods.diverted: 'goods.diverted' is 7, not 0 to 1" in done.err
        assert "pairs.xlsx#Data:8: 'Source: an office' is passed over" in done.err


def test_which_sheet(tmp_path: Path) -> None:
    """Two may be meant: both are named, and how to say which. One that is not there is told with those that are."""
    rows: list[list[Any]] = [["goods.value [USD/year]", "goods.diverted"], [10, 0.5]]
    write_sheet(tmp_path / "pairs.xlsx", {"2023": rows, "2024": [rows[0], [20, 0.5]]})
    done = sweep_pairs(tmp_path, "pairs.xlsx")
    assert (done.status, done.out) == (3, "")
    assert "--rows 'pairs.xlsx#2023'" in done.err
    assert read_losses(sweep_pairs(tmp_path, "pairs.xlsx#2024")) == [10]
    assert "pairs.xlsx has no sheet '2025'" in sweep_pairs(tmp_path, "pairs.xlsx#2025").err
    assert "cannot read the rows of none.xlsx" in sweep_pairs(tmp_path, "none.xlsx#a").err
    write_sheet(tmp_path / "pairs.xlsx", {"Bob's #1": rows, "Bob's #2": [rows[0], [20, 0.5]]})
    assert """--rows 'pairs.xlsx#Bob'"'"'s #1'""" in sweep_pairs(tmp_path, "pairs.xlsx").err
    assert read_losses(sweep_pairs(tmp_path, "pairs.xlsx#Bob's #2")) == [10]
    write_sheet(tmp_path / "other.xlsx", {"a": [["x"], [1]], "b": [["y"], [2]]})
    assert "no sheet has a column named after anything that can be set" in sweep_pairs(tmp_path, "other.xlsx").err


def test_a_sheet_that_is_none(tmp_path: Path) -> None:
    """No workbook, an empty one, one with a cell so far off that no memory holds what lies between."""
    (tmp_path / "text.xlsx").write_text("goods.value\n1\n", encoding="utf-8")
    done = sweep_pairs(tmp_path, "text.xlsx")
    assert (done.status, done.out) == (3, "")
    assert "cannot read the workbook text.xlsx" in done.err
    write_sheet(tmp_path / "empty.xlsx", {"a": []})
    assert "is empty" in sweep_pairs(tmp_path, "empty.xlsx").err
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "goods.value [USD/year]", 1
    book.save(tmp_path / "far.xlsx")
    done = sweep_pairs(tmp_path, "far.xlsx")
    assert (done.status, done.out) == (3, "")
    assert "it reaches to XFD1048576" in done.err
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    assert "zip.xlsx is packed (zip); unpack it first; inside is a.txt" in sweep_pairs(tmp_path, "zip.xlsx").err


def test_formulas_and_shares_of_a_sheet(tmp_path: Path) -> None:
    """A formula that no program has computed is no number; 0.5 under [%] may be 50 % that the sheet shows."""
    write_sheet(
        tmp_path / "a.xlsx", {"a": [["goods.value [USD/year]", "goods.diverted [%]"], ["=5+5", 0.5], [10, 0.5]]}
    )
    done = sweep_pairs(tmp_path, "a.xlsx")
    assert read_losses(done) == [None, close(9.95)]
    assert "no program has computed its formulas, such as A2" in done.err
    assert "all numbers of 'goods.diverted' are read as at most 1 %" in done.err


def test_sheets_without_the_library(tmp_path: Path) -> None:
    """One line that says what to install."""
    done = run_without("python_calamine", "sweep", "--rows", "x.xlsx", "--get", LOSS, cwd=tmp_path)
    told = "A sheet of a workbook needs python-calamine: pip install 'leverage-calculator[data]'\n"
    assert done == Done(2, "", told)


# Templates.


def test_a_template(tmp_path: Path) -> None:
    """`check` passes what lacks only what rows give; all else must be right, and without the key nothing may lack."""
    (tmp_path / "t.yaml").write_text(f"{TEMPLATE}claims:\n  c: {{says: x, test: total.first > 0 * total.first}}\n")
    assert run("check", "t.yaml", "--strict", cwd=tmp_path).status == 0
    assert run("show", "t.yaml", cwd=tmp_path).status == 0
    for change, told in (("template: true\n", "needs 'value'"), ("buyer: second", "needs 'buyer'")):
        (tmp_path / "t.yaml").write_text(TEMPLATE.replace(change, ""))
        done = run("check", "t.yaml", cwd=tmp_path)
        assert done.status == 3
        assert told in done.err
    (tmp_path / "base.yaml").write_text(TEMPLATE)
    for line, status in (("", 0), ("template: false\n", 3)):
        (tmp_path / "child.yaml").write_text(f"extends: base.yaml\ntitle: A child\n{line}")
        assert run("check", "child.yaml", cwd=tmp_path).status == status


def test_a_template_without_a_column_that_it_needs(tmp_path: Path) -> None:
    """Results that need it are empty, and the reason is said."""
    done = sweep_pairs(tmp_path, Path(table(tmp_path, "goods.diverted", "0.5")).name)
    assert read_losses(done) == [None]
    assert f"{GOODS}: needs goods.value" in done.err


# Order.

LEAGUE = ["pair,goods.value [USD/year],goods.diverted", "A,10,0", "B,..,0", "C,30,0", "D,20,0", "E,30,0", "F,9,0"]


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["--sort", GOODS], "FADCEB"),
        (["--sort", f"-{GOODS}"], "CEDAFB"),  # equal ones as they stand; what is missing last
        (["--sort", f"-{GOODS}", "--top", "3"], "CED"),
        (["--sort", GOODS, "--top", "2"], "FA"),
        (["--sort", f"-{GOODS}", "--top", "100"], "CEDAFB"),
        (["--sort", "-pair"], "FEDCBA"),
        (["--sort", "goods.value", "--top", "1"], "F"),  # 9 before 10: as numbers, by the name without its unit
        (["--sort", "-goods.value [USD/year]", "--top", "1"], "C"),
    ],
)
def test_order(words: list[str], order: str, tmp_path: Path) -> None:
    done = sweep_pairs(tmp_path, Path(table(tmp_path, *LEAGUE)).name, *words)
    assert done.status == 0, done.err
    assert "".join(row["pair"] for row in csv.DictReader(io.StringIO(done.out))) == order
    rows = read_json("sweep", "pairs.yaml", "--rows", "rows.csv", "--get", GOODS, *words, cwd=tmp_path)["rows"]
    assert "".join(row["pair"] for row in rows) == order


def test_order_of_no_rows(tmp_path: Path) -> None:
    """A table with its header alone has none to sort."""
    done = sweep_pairs(tmp_path, Path(table(tmp_path, LEAGUE[0])).name, "--sort", GOODS)
    assert (done.status, done.out) == (0, f"pair,goods.value [USD/year],goods.diverted,{GOODS},missing\n")


@pytest.mark.usefixtures("_small_blocks")
def test_order_of_many_blocks(tmp_path: Path) -> None:
    """Three blocks of rows in an order of their own: all of them sorted by a file, the first ten without."""
    count = 12_000
    numbers = [(at * 7919) % count for at in range(count)]  # 7919 is prime to 12,000: each number once
    table(tmp_path, "id,diverted", *(f"{at},{number / count!r}" for at, number in enumerate(numbers)))
    words = ("--rows", "rows.csv", "--get", LOSS, "--sort", LOSS)
    found = swept(*words, cwd=tmp_path)
    wanted = sorted(range(count), key=lambda at: -numbers[at])
    assert [int(row["id"]) for row in found] == wanted
    assert swept(*words, "--top", "10", cwd=tmp_path) == found[:10]


def test_order_of_more_rows_than_a_format_holds() -> None:
    """Only the rows that are kept count: a page of the top of 400,000."""
    grid = ("sweep", "--vary", "diverted=0:1:400000", "--get", LOSS)
    assert run(*grid, "-f", "json").status == 2
    found = read_json(*grid, "--sort", f"-{LOSS}", "--top", "2")["rows"]
    assert [row["diverted"] for row in found] == [0, close(1 / 399_999)]


# What the program wrote.


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet"])
def test_what_a_sweep_wrote_is_read_again(ending: str, tmp_path: Path) -> None:
    """Marks, decimal commas, printed units and hostile texts come through as they are, with the same results."""
    lines = ["pair;goods.value (US$ million);goods.diverted", "=A;1,5;0", "@B;-;0", "C;..;0", "D;2,25 p;0"]
    source = Path(table(tmp_path, *lines)).name
    assert sweep_pairs(tmp_path, source, "-f", ending, "-o", f"again.{ending}").status == 0
    done = sweep_pairs(tmp_path, f"again.{ending}")
    assert read_losses(done) == [1.5e6, None, None, 2.25e6]
    if ending == "csv":
        assert done.out == sweep_pairs(tmp_path, source).out


def test_tables_of_show_are_read(tmp_path: Path) -> None:
    """None of their columns sets anything, which is said; with one that does, the others are passed through."""
    shown = run("show", "-f", "csv", "--table", "totals").out
    (tmp_path / "totals.csv").write_text(shown, encoding="utf-8")
    done = run("sweep", "--rows", "totals.csv", "--get", LOSS, cwd=tmp_path)
    assert done.status == 3
    assert "no column is named after anything that can be set" in done.err
    lines = shown.splitlines()
    (tmp_path / "totals.csv").write_text("\n".join([f"{lines[0]},diverted", *(f"{line},0.5" for line in lines[1:])]))
    found = swept("--rows", "totals.csv", "--get", LOSS, cwd=tmp_path)
    assert [row["party"] for row in found] == ["azerbaijan", "russia"]
    assert [float(row[LOSS]) for row in found] == close([SOLD / 2] * 2)


def test_a_reading_that_is_not_given_has_no_number(tmp_path: Path) -> None:
    """The reading that a column sets is empty where the column is, not the number that stands for it until then."""
    rows = table(tmp_path, "elasticity", "3", "..")
    given, blank = swept("--rows", rows, "--get", "elasticity.set_by_hand")
    assert (given["elasticity.set_by_hand"], given["missing"]) == ("3.0", "")
    assert blank["elasticity.set_by_hand"] == ""
    assert blank["missing"] == "elasticity.set_by_hand: not given"
