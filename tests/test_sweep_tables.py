"""Tables that are swept: their headings, fields, line ends and blocks, and rows that are wrong."""

import csv
import io
from pathlib import Path

import pytest

from leverage.problems import LeverageError
from leverage.reading.extends import Origin
from leverage.sweep.headings import read_axes, read_closed, read_headings
from leverage.sweep.rows import make_grid_rows
from leverage.sweep.tables import read_csv
from tests.program import TEXT, WHOLE, run
from tests.sweeps import LOSS, NO_NAME, PAIRS, SOLD, close, swept, table

pytestmark = pytest.mark.usefixtures("whole")


def test_other_columns_pass_through_as_they_stand(tmp_path: Path) -> None:
    """Text, numbers not the sweep's, quotes, line breaks, a byte order mark, line ends of Windows, blank lines."""
    rows = table(
        tmp_path,
        '\ufeff"pair, full",note,diverted,id',
        'A→B,"says ""no""\r\ntwice",0.5,007',
        "",
        "C,,1,1e3",
        ending="\r\n",
    )
    found = swept("--rows", rows, "--get", LOSS)
    assert [list(row.values())[:4] for row in found] == [
        ["A→B", 'says "no"\r\ntwice', "0.5", "007"],
        ["C", "", "1", "1e3"],
    ]
    assert [float(row[LOSS]) for row in found] == close([SOLD / 2, 0])


def test_hostile_cells_stay_text(tmp_path: Path) -> None:
    """What a spreadsheet would run is quoted as in other tables; negative numbers stay numbers."""
    lines = [
        "diverted,=head,text",
        "0.5,=cmd()|' /C calc'!A0,-5",
        "0.5,@x,-5+2",
        '0.5,"\t=1",+3.5e2',
        "0.5,-,\x1b[31m|<b>",
    ]
    rows = table(tmp_path, *lines)
    found = swept("--rows", rows, "--get", LOSS)
    assert list(found[0])[1] == "'=head"
    assert [row["'=head"] for row in found] == ["'=cmd()|' /C calc'!A0", "'@x", "'\t=1", "'-"]
    assert [row["text"] for row in found] == ["-5", "'-5+2", "+3.5e2", "\x1b[31m|<b>"]
    bad = run(
        "sweep", "--rows", table(tmp_path, "diverted,b", "=1+1,\x1b[31m"), "--get", LOSS, "--keep-going", "-f", "csv"
    )
    assert bad.out.splitlines()[1].startswith("'=1+1,")
    for form in ("table", "markdown"):
        shown = run("sweep", "--rows", rows, "--get", LOSS, "-f", form).out
        assert "\x1b" not in shown
        assert "<b>" not in shown or form == "table"


WRONG_HEADINGS = {  # what sets nothing, though it was meant to: the heading that does
    "Diverted": "diverted",
    "Elasticity.Bajzik": "elasticity.bajzik",
    "\u200bdiverted": "diverted",
    "azerbaijan . gdp": "azerbaijan.gdp",
    "DIVERTED [%]": "diverted [%]",
    "Diverted (%)": "diverted [%]",
    "[diverted] %": "diverted [%]",
    "divertd [%]": "diverted [%]",
    "Exports_to_Russia (million\nUSD/year)": "exports_to_russia [million USD/year]",
    "diverted (USD)": "diverted [ratio]",
    "exports_to_rusia [USD/year]": "exports_to_russia [USD/year]",
    "Exports to Russia [million USD/year]": "exports_to_russia [million USD/year]",
}
PRINTED_HEADINGS = {  # a right name with a unit as people print it: how it is read
    "diverted (%)": "diverted [%]",
    "diverted %": "diverted [%]",
    "diverted%": "diverted [%]",
    "diverted, in %": "diverted [%]",
    "diverted [per cent]": "diverted [%]",
    "diverted [%": "diverted [%]",
    "diverted\uff08\uff05\uff09": "diverted [%]",
    "exports_to_russia (million\nUSD/year)": "exports_to_russia [million USD/year]",
    "exports_to_russia in billion USD/year": "exports_to_russia [billion USD/year]",
    "exports_to_russia USD": "exports_to_russia [USD/year]",
    "exports_to_russia (US$ million)": "exports_to_russia [million USD/year]",
    "exports_to_russia ('000 USD)": "exports_to_russia [thousand USD/year]",
    "exports_to_russia, 1000 USD": "exports_to_russia [thousand USD/year]",
    "exports_to_russia USD mn": "exports_to_russia [million USD/year]",
    "exports_to_russia [bn USD]": "exports_to_russia [billion USD/year]",
    "exports_to_russia [US$bn]": "exports_to_russia [billion USD/year]",
    "exports_to_russia (Millions of US dollars per year)": "exports_to_russia [million USD/year]",
    "azerbaijan.gdp (USD, million, p.a.)": "azerbaijan.gdp [million USD/year]",
    "novorossiysk_flow (thousand barrels per day)": "novorossiysk_flow [thousand bbl/day]",
}
OWN_HEADINGS = {  # what may be a column of the user's own: what it may have been meant for
    "elasticty": "diverted",
    "diverted (note)": "diverted",
    "diverted year": "diverted",
    "exports_to_russia_2023": "exports_to_russia",
    "exports_to_turkey [million USD/year]": "exports_to_russia",
    "Exports to Russia": "exports_to_russia",
    "divertd [bananas]": "diverted",
    "Country": "",
    "remark": "",
    "Area [t]": "",
}


def test_a_heading_that_is_nearly_a_name() -> None:
    """An error that says the right one where it is sure, else a note if it resembles one; beside one that is right."""
    of = read_closed(Origin("base", Path(WHOLE)), "s")
    for wrong, right in WRONG_HEADINGS.items():
        with pytest.raises(LeverageError) as caught:
            read_headings(of, "rows.csv", ["elasticity", wrong], ["", ""])
        (problem,) = caught.value.problems
        assert f"its heading is nearly '{right}'" in problem.message
        assert problem.hint.startswith(f"write '{right}', or another heading")
        assert (problem.place and problem.place.column) == len("elasticity,") + 1
        assert list(read_headings(of, "rows.csv", ["offset", right], ["", ""])[0]) == [0, 1]
    for own, meant in OWN_HEADINGS.items():
        headings, notes = read_headings(of, "rows.csv", ["offset", own], ["", ""])
        assert list(headings) == [0]
        assert [note.message for note in notes if "discount" not in note.hint] == (
            [f"'{own}' sets nothing and is passed through"] if meant else []
        )


def test_a_unit_as_people_print_it_is_read_with_a_note() -> None:
    """The numbers below are counted in it; the note says how the heading is read."""
    of = read_closed(Origin("base", Path(WHOLE)), "s")
    for printed, right in PRINTED_HEADINGS.items():
        headings, notes = read_headings(of, "rows.csv", [printed], [""])
        assert [note.message for note in notes] == [f"'{' '.join(printed.split())}' is read as '{right}'"]
        (wanted,) = read_headings(of, "rows.csv", [right], [""])[0].values()
        assert headings[0].name == wanted.name
        assert headings[0].measure
        assert wanted.measure
        assert headings[0].measure.quantity.base == wanted.measure.quantity.base


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("exports_to_russia [m USD]", "'m' may be million, thousand or metre"),
        ("exports_to_russia [GBP]", "is wanted in USD/year, found GBP"),
        ("exports_to_russia [bbl]", "is wanted in USD/year, found bbl"),
        ("exports_to_russia [milion USD/year]", "did you mean 'million USD/year'?"),
    ],
)
def test_a_unit_that_may_be_another_is_refused(heading: str, told: str, tmp_path: Path) -> None:
    """Letters with several meanings, other currencies, other dimensions."""
    done = run("sweep", "--rows", table(tmp_path, heading, "5"), "--get", LOSS)
    assert (done.status, done.out) == (3, "")
    assert told in done.err


def test_a_column_that_nearly_has_a_name_is_told(tmp_path: Path) -> None:
    """It passes through, but the user is asked; or nothing is computed."""
    done = run("sweep", "--rows", table(tmp_path, "diverted,elasticty", "0.5,2"), "--get", LOSS, "-f", "csv")
    assert done.status == 0
    assert "'elasticty' sets nothing and is passed through; did you mean 'elasticity'?" in done.err
    near = run("sweep", "--rows", table(tmp_path, "offset,Diverted [%]", "0.5,50"), "--get", LOSS, "--keep-going")
    assert (near.status, near.out) == (3, "")
    assert "rows.csv:1:8" in near.err
    none = run("sweep", "--rows", table(tmp_path, "divertd", "0.5"), "--get", LOSS)
    assert (none.status, none.out) == (3, "")
    assert "did you mean 'diverted'?" in none.err


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", " "])
def test_a_line_break_in_a_heading_is_white_space(end: str, tmp_path: Path) -> None:
    """As in a cell of a spreadsheet that is folded: the unit holds, the heading is written again as it was."""
    field = f"exports_to_russia{end}[million{end}USD/year]"
    (tmp_path / "rows.csv").write_bytes(f'"{field}",x\n1000,A\n'.encode())
    (row,) = swept("--rows", str(tmp_path / "rows.csv"), "--set", "diverted=0", "--get", LOSS)
    assert row == {field: "1000", "x": "A", LOSS: "1000000000.0", "missing": ""}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--vary", "diverted=0:1:2", "--set", "nothing=a\nb"], f"{NO_NAME} 'nothing'\n --> --set:1:1\n"),
        (["--vary", "diverted=0:1:2", "--set", "offset=a\nb\nc"], "1 | offset=a b c\n"),
        (["--vary", "diverted=0:1:2", "--set", "offset=0\nelasticity=2"], "no unit 'elasticity=2'"),
        (["--vary", "no\nthing=0:1:2"], "1 | no thing=0:1:2\n"),
        (["--vary", "diverted=0:1:2", "--vary", "elasticity=0\n:1 USD\r\n:2"], " --> --vary:2:1\n"),
    ],
)
def test_a_line_break_in_an_option_is_white_space(words: list[str], told: str) -> None:
    """What is wrong is told at its line, of which each option has one; nothing else is set by what follows."""
    done = run("sweep", *words, "--get", "total.russia")
    assert (done.status, done.out) == (3, "")
    assert told in done.err


def test_from_standard_input() -> None:
    """`-` reads rows; problems name it <stdin>."""
    (row,) = swept("--rows", "-", "--get", LOSS, stdin="diverted\n0.25\n")
    assert float(row[LOSS]) == close(SOLD * 0.75)
    done = run("sweep", "--rows", "-", "--get", LOSS, stdin="diverted\n0.25\n7\n")
    assert (done.status, done.out) == (3, "")
    assert "<stdin>:3:diverted: " in done.err


def test_a_scenario_from_standard_input(tmp_path: Path) -> None:
    """The scenario may be `-` where the rows are a file."""
    rows = table(tmp_path, "goods.value [USD/year]", "5")
    (row,) = swept("-", "--rows", rows, "--get", "loss.a.goods", stdin=PAIRS)
    assert float(row["loss.a.goods"]) == 5


def test_tabs(tmp_path: Path) -> None:
    """A .tsv has tabs between its fields."""
    rows = table(tmp_path, "diverted\tname", "0.5\ta,b", name="rows.tsv")
    (row,) = swept("--rows", rows, "--get", LOSS)
    assert (row["name"], float(row[LOSS])) == ("a,b", close(SOLD / 2))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["csv", "tsv", "txt"])
def test_what_parts_the_fields_is_seen_in_the_header(delimiter: str, ending: str, tmp_path: Path) -> None:
    """Whatever the file is called."""
    lines = [delimiter.join(('"na\nme"', "diverted [%]")), "", delimiter.join(("a", "50"))]
    (row,) = swept("--rows", table(tmp_path, *lines, name=f"rows.{ending}"), "--get", LOSS)
    assert (row["na\nme"], float(row[LOSS])) == ("a", close(SOLD / 2))


def test_a_comma_between_semicolons_is_no_guess(tmp_path: Path) -> None:
    """1,517 is 1517 or 1.517, which an option says; between commas 1,517 is 1517 as everywhere."""
    text = "1,517 million USD/year"
    done = run("sweep", "--rows", table(tmp_path, "exports_to_russia;x", f"{text};1"), "--get", LOSS)
    assert (done.status, done.out) == (3, "")
    assert f"rows.csv:2:exports_to_russia: the comma in '{text}' may be a decimal one" in done.err
    assert "it is 1.517 (--decimal comma) or 1517 (--decimal point)" in done.err
    words = ("sweep", "--rows", "rows.csv", "--set", "diverted=0", "--get", LOSS, "-f", "csv", "--decimal")
    for decimal, number in (("comma", 1.517e6), ("point", 1517e6)):
        (row,) = csv.DictReader(io.StringIO(run(*words, decimal, cwd=tmp_path).out))
        assert float(row[LOSS]) == close(number)
    rows = table(tmp_path, "exports_to_russia,x", f'"{text}",1')
    (row,) = swept("--rows", rows, "--set", "diverted=0", "--get", LOSS)
    assert float(row[LOSS]) == 1517e6


@pytest.mark.usefixtures("_small_blocks")
def test_order_and_block_borders(tmp_path: Path) -> None:
    """Three blocks of 12,000 rows: row k has diverted k / 12,000, in order; bad ones are in the last block."""
    count = 12_000
    rows = table(tmp_path, "id,diverted [%]", *(f"{at},{100 * at / count!r}" for at in range(count)))
    found = swept("--rows", rows, "--get", LOSS)
    assert [row["id"] for row in found] == list(map(str, range(count)))
    assert [float(row[LOSS]) for row in found] == pytest.approx(
        [SOLD * (1 - at / count) for at in range(count)], rel=1e-9
    )
    lines = (tmp_path / "rows.csv").read_text().splitlines()
    lines[11_001] = '11000,"many\nlines"'
    lines[11_003] = "11002,-1"
    bad = table(tmp_path, *lines)
    done = run("sweep", "--rows", bad, "--get", LOSS, "--keep-going", "-f", "csv")
    told = [line.removeprefix(f"{bad}:") for line in done.err.splitlines()]
    assert [line.split(":")[:2] for line in told] == [
        ["11002", "diverted"],
        ["11005", "diverted"],
        ["11005", "diverted"],
    ]
    kept = list(csv.DictReader(io.StringIO(done.out)))
    assert len(kept) == count
    assert [at for at, row in enumerate(kept) if not row[LOSS]] == [11_000, 11_002]
    stopped = run("sweep", "--rows", bad, "--get", LOSS, "-f", "csv")
    assert stopped.status == 3
    assert len(stopped.out.splitlines()) == 10_001  # whole blocks before it, none of its own


@pytest.mark.usefixtures("_small_blocks")
def test_a_grid_across_block_borders() -> None:
    """30 x 400 points in order: row k is at (k // 400, k % 400)."""
    axes = ("--vary", "diverted=0:290%:30", "--vary", "elasticity=2:401:400")
    rows = swept(*axes, "--get", "goods_to_russia.elasticity", "--keep-going")
    assert len(rows) == 12_000
    for at in (0, 399, 400, 4_999, 5_000, 10_000, 11_999):
        assert float(rows[at]["diverted"]) == close((at // 400) / 10)
        assert float(rows[at]["elasticity"]) == 2 + at % 400


def test_what_a_sweep_wrote_is_rows_of_another(tmp_path: Path) -> None:
    """Results asked for and `missing` are replaced, with a note; a result not asked for stays and is told too."""
    first = ("sweep", "--vary", "diverted=0:1:3", "--get", LOSS, "--get", "total.russia", "-o", "first.csv")
    assert run(*first, cwd=tmp_path).status == 0
    again = (
        "sweep",
        "--rows",
        "first.csv",
        "--set",
        "exports_to_russia=2 billion USD/year",
        "--get",
        LOSS,
        "-f",
        "csv",
    )
    done = run(*again, cwd=tmp_path)
    assert done.status == 0
    assert done.err.splitlines() == [
        f"note: first.csv:1: '{LOSS}', 'missing' computed anew, in the place of what the table has",
        "note: first.csv:1: 'total.russia' is passed through as it stands; name it with --get to have it computed",
    ]
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert list(rows[0]) == ["diverted", "total.russia", LOSS, "missing"]
    assert [float(row[LOSS]) for row in rows] == close([2e9, 1e9, 0])


def test_wide_rows_come_in_small_blocks() -> None:
    """At most a million fields are held at once, the results that will stand beside the rows among them."""
    lines = [",".join(["1"] * 1000) + "\n"] * 3000
    assert [block.size for block in read_csv(iter(lines), "rows").blocks] == [1000, 1000, 999]
    assert [block.size for block in read_csv(iter(lines), "rows", beside=1000).blocks][:2] == [500, 500]
    grid = read_axes(["diverted=0:1:60000"])
    assert [block.size for block in make_grid_rows(grid, 1).blocks] == [50_000, 10_000]
    assert [block.size for block in make_grid_rows(grid, 39).blocks] == [25_000, 25_000, 10_000]
    assert [column[0] for column in (block.columns[0] for block in make_grid_rows(grid, 39).blocks)] == close(
        [0, 25_000 / 59_999, 50_000 / 59_999]
    )


def test_formats_that_hold_all_rows_refuse_too_many(tmp_path: Path) -> None:
    """A million fields at most: with one axis, one result and `missing` 333,333 rows; others are named."""
    told = "holds all rows at once, at most 333,333 of 3 columns; csv, jsonl, tsv and parquet write any number"
    for form in ("table", "json"):
        done = run("sweep", "--vary", "diverted=0:1:333334", "--get", LOSS, "-f", form)
        assert (done.status, done.out) == (2, "")
        assert f"{form} {told}" in done.err
    rows = tmp_path / "rows.csv"
    rows.write_text("diverted\n" + "0.5\n" * 333_334, encoding="utf-8")
    done = run("sweep", "--rows", str(rows), "--get", LOSS, "-f", "json", "-o", str(tmp_path / "out"))
    assert done.status == 2
    assert f"json {told}" in done.err
    assert not (tmp_path / "out").exists()


# Bad rows.

BAD = {
    "x,1": "diverted: 'x' is not a quantity",
    "inf,1": "diverted: 'inf' is not a quantity, a number must be finite",
    "1e999,1": "diverted: '1e999' is too large a number",
    "\uff11,1": "diverted: '\uff11' is not a quantity, digits are 0 to 9",
    "1.2,1": "diverted: 'goods_to_russia.diverted' is 1.2, not 0 to 1",
    "120 %,1": "diverted: 'goods_to_russia.diverted' is 1.2, not 0 to 1",
    "-0.1,1": "diverted: 'goods_to_russia.diverted' is -0.1, not 0 to 1",
    "5 USD,1": "diverted: '5 USD' is wanted in ratio",
    "0.5,-1": "exports_to_russia: 'goods_to_russia.value' is -1e+06 USD/year, not at least 0",
    "0.5,1e9": "exports_to_russia: 'goods_to_russia': the goods cannot be worth all that the buyer spends",
    "0.5": "exports_to_russia: missing, the row has 1 of 2 fields",
    "0.5,1,2": "too many fields: 3, the header names 2",
}


@pytest.mark.parametrize("line", BAD)
def test_a_bad_row_stops_the_run(line: str, tmp_path: Path) -> None:
    """It is told with its line and column, and nothing of it is written, also not into a file."""
    table(tmp_path, "diverted,exports_to_russia [million USD/year]", "0.5,1000", "", line, "0.5,1000")
    words = ("sweep", "--rows", "rows.csv", "--get", LOSS)
    done = run(*words, "-f", "csv", cwd=tmp_path)
    assert (done.status, done.out) == (3, "")
    assert f"rows.csv:4:{BAD[line]}" in done.err
    assert run(*words, "-o", "out.csv", cwd=tmp_path).status == 3
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_keeping_going(tmp_path: Path) -> None:
    """Bad rows stay in their places with empty results and their reasons; the others are computed."""
    table(
        tmp_path, "diverted,exports_to_russia [million USD/year]", *(line for bad in BAD for line in (bad, "0.5,1000"))
    )
    done = run("sweep", "--rows", "rows.csv", "--get", LOSS, "--keep-going", "-f", "csv", cwd=tmp_path)
    assert done.status == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert len(rows) == 2 * len(BAD)
    for at, (line, reason) in enumerate(BAD.items()):
        bad, good = rows[2 * at], rows[2 * at + 1]
        assert (bad["diverted"], bad[LOSS]) == (line.split(",")[0], "")
        assert reason in bad["missing"]
        assert f"rows.csv:{2 * at + 2}:{reason}" in done.err
        assert (float(good[LOSS]), good["missing"]) == (close(500e6), "")


@pytest.mark.parametrize(
    ("scenario", "axis", "told"),
    [
        ("base", "elasticity=1:3:3", "--vary:1:elasticity: 'goods_to_russia': at 1 or below the formula"),
        (
            "base",
            "azerbaijan.gdp=-1:1 trillion USD/year:3",
            "--vary:1:azerbaijan.gdp: 'azerbaijan.gdp' is -1e+12 USD/year",
        ),
        (
            "pipeline-closure",
            "move.closure.cut=0:2:3",
            "--vary:3:move.closure.cut: 'move.closure.cut' is 2, not 0 to 1",
        ),
        (
            "pipeline-closure",
            "move.closure.for=6:1206 months:3",
            "--vary:3:move.closure.for: 'move.closure.duration' is 100.5 year",
        ),
        # a lone name leads from the lever's input to the figure; here a formula does: 58.64 USD/t over 7.33 bbl/t
        (
            "base",
            "northern_tariff=1:1000 USD/t:2",
            "--vary:2:northern_tariff: 'novorossiysk_oil': no one ships what costs",
        ),
    ],
)
def test_rows_are_held_to_the_rules_of_the_file(scenario: str, axis: str, told: str) -> None:
    """Bounds, durations, aggregates and what kinds require hold in every row."""
    done = run("sweep", scenario, "--vary", axis, "--get", "total.russia", "--keep-going", "-f", "csv")
    assert done.status == 0, done.err
    assert told in done.err
    name, row = axis.partition("=")[0], int(told.split(":")[1])
    low, high, points = axis.partition("=")[2].split(":")
    assert (name, int(points) >= row, low != high) == (told.split(":")[2], True, True)
    assert run("sweep", scenario, "--vary", axis, "--get", "total.russia").status == 3


def test_a_rule_is_tested_at_the_low_and_high_of_other_inputs() -> None:
    """The elasticity's low is 1.5 and fixed; only above what the buyer spends does the value break a rule."""
    text = PAIRS.replace("buyer: b}", "buyer: b, elasticity: {value: 3, low: 1.5, high: 4, assumed: x}}")
    text = text.replace("b: {gdp: 1 USD/year", "b: {gdp: {value: 100 USD/year, low: 50 USD/year, assumed: x}")
    done = run(
        "sweep", "-", "--vary", "goods.value=40:120 USD/year:3", "--get", "loss.b.goods", "--keep-going", stdin=text
    )
    assert [line.split(":")[1] for line in done.err.splitlines()] == ["3"]
    for value, status in ((40, 0), (80, 0), (120, 3)):
        assert run("get", "-", "--set", f"goods.value={value} USD/year", "loss.b.goods", stdin=text).status == status


def test_only_the_first_bad_rows_are_told_before_stopping(tmp_path: Path) -> None:
    """A table wrong throughout does not flood the terminal; going on, every bad row is told."""
    table(tmp_path, "diverted", *["x"] * 100)
    done = run("sweep", "--rows", "rows.csv", "--get", LOSS, cwd=tmp_path)
    assert len(done.err.splitlines()) == 21
    assert done.err.splitlines()[-1].startswith("... and 80 more")
    assert len(run("sweep", "--rows", "rows.csv", "--get", LOSS, "--keep-going", cwd=tmp_path).err.splitlines()) == 100


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,b\n1,2\n", "no column is named after anything that can be set"),
        (b"1,2\n3,4\n", "no column is named after anything that can be set"),
        (b'diverted,a\n0.5,"x\ny"\n0.5,"z\n', "rows.csv:4: the row cannot be read as CSV"),
        (b'diverted,a\n0.5,"x"y\n', "rows.csv:2: the row cannot be read as CSV"),
        (b"diverted,a\n0.5,\xff\n", "rows.csv: not UTF-8"),
        (b"diverted,diverted [%]\n0.5,1\n", "'diverted' is set twice"),
        (b"move.ban.for,move.ban.duration\n1,1\n", "'move.ban.duration' is set twice"),
        (b"diverted,a,a\n0.5,1,2\n", "two columns of the output would be named 'a'"),
        (b"total.russia,diverted,a,a\n1,0.5,1,1\n", "two columns of the output would be named 'a'"),
        (b"diverted []\n0.5\n", "a unit is missing"),
        (b"diverted [bananas]\n0.5\n", "no unit 'bananas'"),
        (b"azerbaijan.gdp [2 billion USD]\n5\n", "no unit '2 billion USD'"),
        (b"diverted [USD]\n0.5\n", "is wanted in a plain number or %, found USD"),
        (b"azerbaijan.gdp [USD/month^2]\n0.5\n", "is wanted in USD/year"),
    ],
)
def test_a_table_that_cannot_be_read(content: bytes, told: str, tmp_path: Path) -> None:
    """One message, exit 3, nothing written, no traceback; --keep-going is about rows alone."""
    (tmp_path / "rows.csv").write_bytes(content)
    done = run("sweep", "trade-restrictions", "--rows", "rows.csv", "--get", LOSS, "--keep-going", cwd=tmp_path)
    assert (done.status, done.out) == (3, "")
    assert told in done.err


def test_a_table_without_rows(tmp_path: Path) -> None:
    """A header in, a header out."""
    done = run("sweep", "--rows", table(tmp_path, "diverted"), "--get", LOSS, "-f", "csv")
    assert (done.status, done.out) == (0, f"diverted,{LOSS},missing\n")
    for form in TEXT:
        assert run("sweep", "--rows", table(tmp_path, "diverted"), "--get", LOSS, "-f", form).status == 0


def test_a_table_of_results_alone(tmp_path: Path) -> None:
    """Without its results nothing is left of it, and nothing to sweep."""
    done = run("sweep", "--rows", table(tmp_path, "missing", "x"), "--get", LOSS)
    assert (done.status, done.out) == (3, "")
    assert "no column is named after anything that can be set" in done.err
