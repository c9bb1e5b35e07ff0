"""Sweeps: a row out for each row in, each as if its values had been set by hand."""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from leverage import formats, library
from leverage.analysis.assessment import assess_file, assess_named, try_assessing
from leverage.analysis.ranges import list_uncertain
from leverage.model import WhatIf
from leverage.problems import File, LeverageError, Place
from leverage.reading import what_if
from leverage.reading.extends import Origin
from leverage.reading.extends import read_merged as merged
from leverage.sweep.computing import fill_blocks
from leverage.sweep.headings import Closed, Heading, open_scenario, read_axes, read_closed, read_heading, read_headings
from leverage.sweep.rows import Block, make_grid_rows, read_csv, read_parquet
from leverage.units import name_dimension
from tests.program import TEXT, Done, read_json, run, run_alone

LOSS = "loss.azerbaijan.goods_to_russia"
SOLD = 1178e6  # exports_to_russia in the bundled file; at a discount of 0 the loss is 1178 million x (1 - diverted)


def swept(*words: str, stdin: str | bytes = "", cwd: Path | None = None) -> list[dict[str, str]]:
    """Return the rows that a sweep without problems writes as CSV."""
    done = run("sweep", *words, "-f", "csv", stdin=stdin, cwd=cwd)
    assert done.status == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out)))


def table(folder: Path, *lines: str, name: str = "rows.csv", ending: str = "\n") -> str:
    """Write a table and return its path."""
    path = folder / name
    path.write_bytes("".join(f"{line}{ending}" for line in lines).encode())
    return str(path)


def close(number: object) -> Any:
    return pytest.approx(number, rel=1e-12)


# A row is a what-if.

WHAT_IFS = {
    "exports_to_russia": ["1 billion USD/year", "900 million USD/year", "2.5 billion USD/year"],
    "diverted": ["50%", "0.25", "1"],
    "elasticity": ["2", "3.5", "1.7"],
    "azerbaijan.gdp": ["80 billion USD/year", "60000 million USD/year", "1 trillion USD/year"],
    "goods_to_russia.value_added": ["40 %", "0.9", "1"],
    "remittances.migrant_output": ["0", "1 billion USD/year", "3 billion USD/year"],
    "novorossiysk_flow": ["10 thousand bbl/day", "2 mcm/year", "0 bbl/day"],
    "move.ban.cut": ["10%", "0.5", "1"],
    "move.closure.for": ["3 months", "0.5 year", "20 days"],
}


@pytest.mark.parametrize("scenario", [name for name in library.list_bundled() if name.startswith("azerbaijan-russia/")])
def test_every_cell_of_every_row_is_what_set_and_get_give(scenario: str, tmp_path: Path) -> None:
    """Three rows that set nine names at once, all public cells as results: the numbers, and the gaps, of `get`."""
    done = assess_named(scenario)
    names = [name for name in WHAT_IFS if name in done.graph.settable]
    file = tmp_path / "rows.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows(zip(*(WHAT_IFS[name] for name in names), strict=True))
    cells = [name for name in done.graph.public if name not in names and not name.endswith(".set_by_hand")]
    rows = swept(scenario, "--rows", str(file), *(word for cell in cells for word in ("--get", cell)))
    for at, row in enumerate(rows):
        sets = [word for name in names for word in ("--set", f"{name}={WHAT_IFS[name][at]}")]
        lone = run("get", scenario, *sets, *cells).out.split("\n")[:-1]
        assert len(lone) == len(cells)
        for cell, alone in zip(cells, lone, strict=True):
            is_number = re.fullmatch("[-0-9.e+]+", alone)
            assert row[cell] == alone if not is_number else float(row[cell]) == close(float(alone)), cell
            assert bool(alone) == (f"{cell}: " not in f";{row['missing']}".replace(f";{cell}: at least", "")), cell


@pytest.mark.parametrize(
    ("scenario", "heading", "field", "text", "cell"),
    [
        ("base", "exports_to_russia [million USD/year]", "1500", "exports_to_russia=1500 million USD/year", LOSS),
        ("base", "exports_to_russia [USD/month]", "1e8", "exports_to_russia=100 million USD/month", LOSS),
        ("base", "exports_to_russia", "1.5 billion USD/year", "exports_to_russia=1.5 billion USD/year", LOSS),
        ("base", "exports_to_russia [USD/year]", "2 million USD/year", "exports_to_russia=2 million USD/year", LOSS),
        ("base", "diverted", "0.7", "diverted=0.7", LOSS),
        ("base", "diverted [%]", "7", "diverted=7%", LOSS),
        ("base", "diverted", "7 %", "diverted=7%", LOSS),
        ("base", "goods_to_russia.value_added [%]", "45", "goods_to_russia.value_added=45%", LOSS),
        ("base", "russia.gdp [trillion USD/year]", "3", "russia.gdp=3 trillion USD/year", "balance.bite"),
        ("base", "novorossiysk_flow [thousand bbl/day]", "15", "novorossiysk_flow=15000 bbl/day", "total.azerbaijan"),
        ("pipeline-closure", "move.closure.for [months]", "3", "move.closure.for=3 months", "move.closure.damage"),
        ("pipeline-closure", "move.closure.duration", "3 months", "move.closure.for=3 months", "outcome.azerbaijan"),
        ("pipeline-closure", "move.closure.cut", "25%", "move.closure.cut=25%", "outcome.azerbaijan"),
        ("base", "elasticity", "2", "elasticity=2", "loss.azerbaijan.goods_from_russia"),  # with rival readings
    ],
)
def test_units_and_names(scenario: str, heading: str, field: str, text: str, cell: str, tmp_path: Path) -> None:
    """Units in the heading, in the field, or none for a ratio; every sort of name."""
    (row,) = swept(scenario, "--rows", table(tmp_path, heading, field), "--get", cell)
    assert row[heading] == field
    assert float(row[cell]) == close(float(run("get", scenario, "--set", text, cell).out))


# What `--set` and a sweep make of a name is the same: every number, or the refusal.

NO_NAME = "nothing that can be set is named"


def settable(origin: Origin) -> list[str]:
    """Return every name that `--set` takes, from the tree it is laid over."""
    return [name for name, _ in what_if._list_settable(merged(origin, None).node)]


def texts_for(origin: Origin, names: list[str]) -> dict[str, str]:
    """Return a value for each name: nine tenths of what it is, or 0.9 of its unit."""
    of = assess_file(origin, "s")
    found = {}
    for name in names:
        cell = of.graph.settable[name]
        unit, number = of.graph.cells[cell].unit, of.values[cell].number
        assert isinstance(unit, tuple), name
        found[name] = f"{0.9 * (1 if number is None else number)!r} {name_dimension(unit)}"
    return found


def assert_same(origin: Origin, of: Closed, texts: dict[str, str]) -> None:
    """Hold the results of a row against those of its values set by hand, to 1e-12; both may refuse for the same."""
    lone = try_assessing(origin, "s", what_if=WhatIf(tuple(f"{name}={text}" for name, text in texts.items())))
    names = dict(enumerate(texts))
    try:
        at = open_scenario(
            of, {at: read_heading(name, Place(File("rows", name), 1, 1), texts[name]) for at, name in names.items()}
        )
    except LeverageError as error:
        refused = [problem.message for problem in error.problems]
    else:
        refused = []
    if refused:
        assert [problem.message for problem in lone.problems] == refused, texts
        return
    cells = [name for name in at.assessment.graph.public if name.partition(".")[0] in ("loss", "total", "balance")]
    cells += at.assessment.scenario.results
    (row,) = fill_blocks(at, cells, [Block([[text] for text in texts.values()], 1, range(1).__getitem__)])
    assert bool(row.faults) == (lone.assessment is None), (texts, row.faults, lone.problems)
    for cell, (number,) in zip(cells, row.results, strict=True):
        wanted = lone.assessment.values[cell].number if lone.assessment else None
        assert number == (None if wanted is None else close(wanted)), (texts, cell)


@pytest.mark.parametrize("name", library.list_bundled())
def test_a_sweep_sets_what_is_set_by_hand(name: str) -> None:
    """Every settable name of every bundled scenario, three together in the base and six in the others."""
    origin = Origin(name, library.list_bundled()[name])
    names = settable(origin)
    assert any(name.count(".") == 2 for name in names)  # such as azerbaijan.exports.customs
    assert list_uncertain(assess_named(name).graph).keys() <= {*names}  # which `sensitivity` prints
    texts, of = texts_for(origin, names), read_closed(origin, "s")
    size = 3 if name.endswith("/base") else 6
    stride = -(-len(names) // size)
    for start in range(stride):
        assert_same(origin, of, {one: texts[one] for one in names[start::stride]})


def test_what_cannot_be_set_by_hand_cannot_be_swept() -> None:
    """Every cell that no one sets, and what has no cell: both say that nothing to set has the name."""
    origin = Origin("base", library.list_bundled()["azerbaijan-russia/base"])
    of = read_closed(origin, "s")
    names = {*of.graph.cells, "nothing", "diverted.nothing", "Diverted", "azerbaijan.exports."} - {*settable(origin)}
    assert {"total.russia", "loss.russia.remittances"} < names
    for name in sorted(names)[::12]:
        with pytest.raises(LeverageError, match=f"{NO_NAME} '{re.escape(name)}'"):
            open_scenario(of, {0: Heading(name, None, Place(File("rows", name), 1, 1))})
        assert f"{NO_NAME} '{name}'" in str(
            LeverageError(try_assessing(origin, "s", what_if=WhatIf((f"{name}=1",))).problems)
        )


RIVALS = """
title: Rival readings everywhere
sides: [a, b]
parties:
  a: {gdp: {value: 900 USD/year, assumed: x}}
  b:
    gdp: {use: high, readings: {low: 500 USD/year, high: 800 USD/year, twice: {formula: 2 * a.gdp}}}
    exports: {value: 100 USD/year, assumed: x}
    imports: {value: 100 USD/year, assumed: x}
figures:
  sold: {use: one, readings: {one: 40 USD/year, two: {formula: 3 * sold.one}, three: 70 USD/year}}
levers:
  goods:
    kind: trade
    seller: a
    buyer: b
    value: sold
    diverted: {use: much, readings: {much: 50 %, little: {formula: goods.diverted.much / 5}}}
moves:
  ban:
    lever: goods
    by: b
    cut: {use: full, readings: {full: 1, half: 0.5}}
    for: {use: year, readings: {year: 1 year, half: 6 months}}
results:
  most: {formula: sold.two + sold.three}
"""


@pytest.mark.parametrize(
    ("name", "text", "cell", "wanted"),
    [
        ("sold.one", "60 USD/year", "loss.a.goods", 30),  # 60 x (1 - 50 %)
        ("sold.one", "60 USD/year", "most", 250),  # 3 x 60 + 70
        ("sold.two", "60 USD/year", "most", 130),  # a formula put aside: 60 + 70
        ("sold.two", "60 USD/year", "loss.a.goods", 20),  # not in use: 40 x (1 - 50 %)
        ("sold", "60 USD/year", "most", 190),  # 3 x 40 + 70: the readings stay
        ("goods.diverted.much", "25 %", "loss.a.goods", 30),  # 40 x 75 %
        ("goods.diverted.little", "25 %", "loss.a.goods", 20),
        ("b.gdp.high", "400 USD/year", "loss_share.b.goods", 0.1),  # 40 of 400
        ("b.gdp.twice", "400 USD/year", "loss_share.b.goods", 0.05),  # 40 of 800
        ("move.ban.cut.full", "25 %", "outcome.a", 5),  # a quarter of 20
        ("move.ban.for.year", "3 months", "outcome.a", 5),
        ("move.ban.duration.year", "3 months", "outcome.a", 5),
        ("move.ban.for.half", "3 months", "outcome.a", 20),
    ],
)
def test_a_reading_is_swept_by_its_name(name: str, text: str, cell: str, wanted: float, tmp_path: Path) -> None:
    """Of figures, aggregates, levers' inputs and moves; in use or not, values or formulas; as a row and an axis."""
    (tmp_path / "s.yaml").write_text(RIVALS, encoding="utf-8")
    origin = Origin("s.yaml", tmp_path / "s.yaml")
    assert name in settable(origin)
    of = read_closed(origin, "s")
    found = try_assessing(origin, "s", what_if=WhatIf((f"{name}={text}",))).assessment
    assert found
    assert found.values[cell].number == close(wanted)
    for rows, swept in (
        (read_csv(iter([f"{name}\n", f"{text}\n"]), "rows"), None),
        (make_grid_rows(grid := read_axes([f"{name}={text}:{text}:1"])), {0: grid[0].heading}),
    ):
        at = open_scenario(of, swept or read_headings(of, "rows", rows.header, [text])[0])
        (block,) = fill_blocks(at, [cell], rows.blocks)
        assert block.results[0] == [close(wanted)]


def test_every_name_with_rival_readings_everywhere(tmp_path: Path) -> None:
    """Every settable name, one by one and each with every other: what hides what is the same."""
    (tmp_path / "s.yaml").write_text(RIVALS, encoding="utf-8")
    origin = Origin("s.yaml", tmp_path / "s.yaml")
    texts, of = texts_for(origin, settable(origin)), read_closed(origin, "s")
    chosen = [name for name in texts if name.startswith(("sold", "goods.", "b.gdp", "move."))]
    for name in chosen:
        assert_same(origin, of, {name: texts[name]})
        assert_same(origin, of, {one: texts[one] for one in (name, "sold", "goods.diverted") if one in texts})


def test_an_optional_input_that_the_file_does_not_give() -> None:
    """Russia's side of the remittances is what the migrants produce, once a row says how much that is."""
    cell = "loss.russia.remittances"
    assert run("get", cell).status == 1
    rows = swept("--vary", "remittances.migrant_output=0:2 billion USD/year:3", "--get", cell)
    assert [float(row[cell]) for row in rows] == [0, 1e9, 2e9]


PAIRS = """
title: A template
sides: [a, b]
parties:
  a: {gdp: 1 USD/year}
  b: {gdp: 1 USD/year, exports: 0 USD/year, imports: 0 USD/year}
levers:
  goods: {kind: trade, seller: a, buyer: b}
"""


def test_a_template_for_a_table_of_pairs(tmp_path: Path) -> None:
    """A scenario that lacks its lever's value serves: the rows give it. The loss is 10 and 40, a tenth and a fifth."""
    rows = table(
        tmp_path, "pair,goods.value [billion USD/year],a.gdp [billion USD/year]", "GEO-RUS,10,100", "KAZ-RUS,40,200"
    )
    (tmp_path / "pairs.yaml").write_text(PAIRS, encoding="utf-8")
    assert run("check", str(tmp_path / "pairs.yaml")).status == 3
    found = swept(str(tmp_path / "pairs.yaml"), "--rows", rows, "--get", "loss.a.goods", "--get", "loss_share.a.goods")
    assert [row["pair"] for row in found] == ["GEO-RUS", "KAZ-RUS"]
    assert [float(row["loss.a.goods"]) for row in found] == close([10e9, 40e9])
    assert [float(row["loss_share.a.goods"]) for row in found] == close([0.1, 0.2])


def test_other_what_ifs_hold_in_every_row() -> None:
    """--set and --use change what the rows start from: half of two billion; with boehm the loss is the invoice."""
    (row,) = swept("--vary", "diverted=50%:50%:1", "--set", "exports_to_russia=2 billion USD/year", "--get", LOSS)
    assert float(row[LOSS]) == close(1e9)
    bought = "loss.azerbaijan.goods_from_russia"
    rows = swept("--vary", "diverted=0:1:2", "--use", "boehm", "--get", bought)
    assert [float(row[bought]) for row in rows] == close([3621e6, 3621e6])
    only = swept("--vary", "goods_to_russia.diverted=0.5:0.5:1", "--only", "avdaliani", "--get", LOSS)
    assert float(only[0][LOSS]) == close(SOLD / 2)


# Grids.


def test_a_grid_goes_through_its_first_axis_slowest() -> None:
    """Ends are among the points; a unit at either end holds for both; amounts are in base units."""
    rows = swept("--vary", "exports_to_russia=1:3 billion USD/year:2", "--vary", "diverted=0%:50:3", "--get", LOSS)
    assert [(float(row["exports_to_russia"]), float(row["diverted"])) for row in rows] == [
        (1e9, 0), (1e9, 0.25), (1e9, 0.5), (3e9, 0), (3e9, 0.25), (3e9, 0.5),
    ]  # fmt: skip
    assert [float(row[LOSS]) for row in rows] == close([1e9, 0.75e9, 0.5e9, 3e9, 2.25e9, 1.5e9])
    assert list(rows[0]) == ["exports_to_russia", "diverted", LOSS, "missing"]


@pytest.mark.parametrize(
    ("axis", "points"),
    [
        ("diverted=0.3:0.3:1", [0.3]),
        ("diverted=0.3:0.9:1", [0.3]),
        ("diverted=1:0:3", [1, 0.5, 0]),
        ("diverted=0:1:11", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        ("diverted=10%:30:3", [0.1, 0.2, 0.3]),
        ("exports_to_russia=500 million USD/year:1 billion USD/year:2", [5e8, 1e9]),
    ],
)
def test_points_of_an_axis(axis: str, points: list[float]) -> None:
    """Evenly spaced, to the last bit where they were written so."""
    name = axis.partition("=")[0]
    assert [float(row[name]) for row in swept("--vary", axis, "--get", "total.russia")] == points


def test_amounts_in_another_unit() -> None:
    """--unit gives amounts of results and axes in that unit, and leaves ratios alone."""
    rows = swept(
        "--vary", "exports_to_russia=1:2 billion USD/year:2", "--set", "diverted=0", "--get", LOSS,
        "--get", "goods_to_russia.diverted", "--unit", "million USD/year",
    )  # fmt: skip
    assert [[float(field) for field in list(row.values())[:3]] for row in rows] == [[1000, 1000, 0], [2000, 2000, 0]]


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ([], 2, "either --vary"),
        (["--vary", "diverted=0:1:2", "--rows", "x.csv"], 2, "either --vary"),
        (["--vary", "diverted=0:1"], 2, "is not NAME=LOW:HIGH:N"),
        (["--vary", "diverted=0:1:0"], 2, "is not NAME=LOW:HIGH:N"),
        (["--vary", "diverted=0:1:x"], 2, "is not NAME=LOW:HIGH:N"),
        (["--vary", "divertd=0:1:2"], 3, "did you mean 'diverted'?"),
        (["--vary", "total.russia=0:1:2"], 3, "nothing that can be set is named 'total.russia'"),
        (["--vary", "diverted=a:1:2"], 3, " --> --vary:1:10"),
        (["--vary", "diverted=0:1 USD:2"], 3, "is wanted in a plain number or %, found USD"),
        (["--vary", "azerbaijan.gdp=1:2:2"], 3, "such as USD/year"),
        (["--vary", "azerbaijan.gdp=1:2 billion USD:2"], 3, "is '/year' missing?"),
        (["--vary", "azerbaijan.gdp=1 USD:2 USD/year:2"], 3, "unlike units"),
        (["--vary", "diverted=0:1:2", "--vary", "diverted=0:1:2"], 3, "--> --vary:2:1"),
        (["--vary", "diverted=0:1:2", "--set", "diverted=1"], 3, "'diverted' is set twice"),
        (["--vary", "diverted=0:1:2", "--get", "total.rusia"], 2, "did you mean 'total.russia'?"),
        (["--vary", "diverted=0:1:2", "--get", "diverted"], 3, "two columns"),
        (["--vary", "diverted=0:1:2", "--unit", "bbl/day"], 2, "--unit"),
        (["--vary", "diverted=0:1:2", "--table", "stakes"], 2, "there are rows"),
        (["--vary", "diverted=0:1:2", "-f", "junit"], 2, "a format of `leverage check`"),
        (["--vary", "diverted=0:1:99999999", "--vary", "elasticity=2:3:99999999"], 2, "rows; at most"),
        (["--rows", "nowhere.csv"], 3, "cannot read the rows of nowhere.csv"),
        (["-", "--rows", "-"], 2, "both"),
    ],
)
def test_what_cannot_be_swept(words: list[str], status: int, told: str) -> None:
    """What is wrong before any row is computed is told at once, with nothing on standard output."""
    done = run("sweep", *words, "--get", "total.russia")
    assert (done.status, done.out) == (status, "")
    assert told in done.err


def test_a_result_is_wanted() -> None:
    """Without --get there is nothing to compute."""
    assert run("sweep", "--vary", "diverted=0:1:2").status == 2


# Tables.


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
    "diverted (%)": "diverted [%]",
    "diverted %": "diverted [%]",
    "diverted%": "diverted [%]",
    "diverted, in %": "diverted [%]",
    "diverted [%": "diverted [%]",
    "[diverted] %": "diverted [%]",
    "diverted\uff08\uff05\uff09": "diverted [%]",
    "divertd [%]": "diverted [%]",
    "exports_to_russia (million\nUSD/year)": "exports_to_russia [million USD/year]",
    "exports_to_russia in billion USD/year": "exports_to_russia [billion USD/year]",
    "exports_to_russia USD": "exports_to_russia [USD/year]",
    "exports_to_rusia [USD/year]": "exports_to_russia [USD/year]",
    "Exports to Russia [million USD/year]": "exports_to_russia [million USD/year]",
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
    of = read_closed(Origin("base", library.list_bundled()["azerbaijan-russia/base"]), "s")
    for wrong, right in WRONG_HEADINGS.items():
        with pytest.raises(LeverageError) as caught:
            read_headings(of, "rows.csv", ["elasticity", wrong], ["", ""])
        (problem,) = caught.value.problems
        assert f"its heading is nearly '{right}'" in problem.message
        assert problem.hint.startswith(f"write '{right}', or another heading")
        assert (problem.place and problem.place.column) == len("elasticity,") + 1
        assert list(read_headings(of, "rows.csv", ["offset", right], ["", ""])[0]) == [0, 1]
    for own, meant in OWN_HEADINGS.items():
        swept, notes = read_headings(of, "rows.csv", ["offset", own], ["", ""])
        assert list(swept) == [0]
        assert [note.message for note in notes if "discount" not in note.hint] == (
            [f"'{own}' sets nothing and is passed through"] if meant else []
        )


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


def test_a_standard_input_that_is_closed() -> None:
    """There is nothing to read, which is told."""
    words = f"{sys.executable} -m leverage sweep --rows - --get {LOSS} <&-"
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "error: cannot read <stdin>: it is closed\n"


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
    """1,517 is 1517 or 1.517, 0,5 is no number; between commas 1,517 is 1517 as everywhere."""
    text = "1,517 million USD/year"
    done = run("sweep", "--rows", table(tmp_path, "exports_to_russia;x", f"{text};1"), "--get", LOSS)
    assert (done.status, done.out) == (3, "")
    assert f"rows.csv:2:exports_to_russia: the comma in '{text}' may be a decimal one, write 1.5" in done.err
    done = run("sweep", "--rows", table(tmp_path, "diverted;x", "0,5;1"), "--get", LOSS)
    assert done.status == 3
    assert "rows.csv:2:diverted: '0,5' is not a quantity, write 1.5 with a point" in done.err
    rows = table(tmp_path, "exports_to_russia,x", f'"{text}",1')
    (row,) = swept("--rows", rows, "--set", "diverted=0", "--get", LOSS)
    assert float(row[LOSS]) == 1517e6


def test_order_and_block_borders(tmp_path: Path) -> None:
    """120,000 rows, over two blocks: row k has diverted k / 120,000, in order; bad ones are in the last block."""
    count = 120_000
    rows = table(tmp_path, "id,diverted [%]", *(f"{at},{100 * at / count!r}" for at in range(count)))
    found = swept("--rows", rows, "--get", LOSS)
    assert [row["id"] for row in found] == list(map(str, range(count)))
    assert [float(row[LOSS]) for row in found] == pytest.approx(
        [SOLD * (1 - at / count) for at in range(count)], rel=1e-9
    )
    lines = (tmp_path / "rows.csv").read_text().splitlines()
    lines[110_001] = '110000,"many\nlines"'
    lines[110_003] = "110002,-1"
    bad = table(tmp_path, *lines)
    done = run("sweep", "--rows", bad, "--get", LOSS, "--keep-going", "-f", "csv")
    told = [line.removeprefix(f"{bad}:") for line in done.err.splitlines()]
    assert [line.split(":")[:2] for line in told] == [
        ["110002", "diverted"],
        ["110005", "diverted"],
        ["110005", "diverted"],
    ]
    kept = list(csv.DictReader(io.StringIO(done.out)))
    assert len(kept) == count
    assert [at for at, row in enumerate(kept) if not row[LOSS]] == [110_000, 110_002]
    stopped = run("sweep", "--rows", bad, "--get", LOSS, "-f", "csv")
    assert stopped.status == 3
    assert len(stopped.out.splitlines()) == 100_001  # whole blocks before it, none of its own


def test_a_grid_across_block_borders() -> None:
    """300 x 400 points in order: row k is at (k // 400, k % 400)."""
    axes = ("--vary", "diverted=0:299%:300", "--vary", "elasticity=2:401:400")
    rows = swept(*axes, "--get", "goods_to_russia.elasticity", "--keep-going")
    assert len(rows) == 120_000
    for at in (0, 399, 400, 49_999, 50_000, 100_000, 119_999):
        assert float(rows[at]["diverted"]) == close((at // 400) / 100)
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
    ",1": "diverted: no number",
    "nan,1": "diverted: 'nan' is not a quantity, a number must be finite",
    "inf,1": "diverted: 'inf' is not a quantity",
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
        (b"diverted [USD]\n0.5\n", "is wanted in a plain number or %, found USD"),
        (b"azerbaijan.gdp [billion USD]\n0.5\n", "is '/year' missing?"),
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


# Results that a row does not have.

RATES = """
title: Rates
sides: [a, b]
parties:
  a: {gdp: {value: 100 USD/year, assumed: x}}
  b: {gdp: {value: 100 USD/year, assumed: x}}
figures:
  p: {value: 1, assumed: x}
  q: {value: 1, assumed: x}
kinds:
  toll:
    summary: Fees.
    roles: {payer: pays, taker: takes}
    inputs:
      fee: {unit: USD/year, doc: fees}
      rate: {unit: ratio, doc: a divisor}
    loss: {payer: fee / rate, taker: fee}
    measure: {payer: costs, taker: fees}
    pulled_by: [payer, taker]
levers:
  bridge: {kind: toll, payer: a, taker: b, fee: {value: 8 USD/year, assumed: x}, rate: {value: 2, assumed: x}}
  road: {kind: toll, payer: a, taker: b, fee: {value: 3 USD/year, assumed: x}, rate: {value: 1, assumed: x}}
results:
  ratio: {formula: p / q}
claims:
  cheap: {says: Little is lost., test: "total.a < [5 USD/year]"}
  dear: {says: Much is lost., test: "total.a > [2 USD/year]"}
"""


def test_an_undefined_result_is_no_error() -> None:
    """1 / 0 is empty with its reason; the other rows, and the other results of its row, are as they are."""
    rows = swept("-", "--vary", "q=0:2:3", "--get", "ratio", "--get", "loss.b.road", stdin=RATES)
    assert [(row["ratio"], row["loss.b.road"], row["missing"]) for row in rows] == [
        ("", "3.0", "ratio: division by zero"), ("1.0", "3.0", ""), ("0.5", "3.0", ""),
    ]  # fmt: skip


def test_a_sum_without_an_undefined_part_is_the_sum_of_the_rest() -> None:
    """At a rate of 0 the bridge has no loss: a's total is at least the road's 3, as `get` says; else 3 + 8 / rate."""
    cells = ("total.a", "loss.a.bridge", "cheap", "dear")
    rows = swept("-", "--vary", "bridge.rate=0:4:3", *(word for cell in cells for word in ("--get", cell)), stdin=RATES)
    assert [[row[cell] for cell in cells] for row in rows] == [
        ["3.0", "", "", "holds"], ["7.0", "4.0", "fails", "holds"], ["5.0", "2.0", "fails", "holds"],
    ]  # fmt: skip
    assert rows[0]["missing"].split(";") == [
        "total.a: at least, without loss.a.bridge", "loss.a.bridge: division by zero",
        "cheap: cannot say without loss.a.bridge",
    ]  # fmt: skip
    lone = run("get", "-", "--set", "bridge.rate=0", *cells, stdin=RATES)
    assert lone.out == "3\n\n\nholds\n"


def test_a_result_that_no_row_has() -> None:
    """What the scenario lacks is said once on standard error, and with every row."""
    cell = "loss.russia.remittances"
    done = run("sweep", "--vary", "diverted=0:1:2", "--get", cell, "--get", "total.russia", "-f", "csv")
    assert done.status == 0
    assert f"{cell}: needs remittances.migrant_output" in done.err
    assert f"total.russia: without {cell}" in done.err
    for row in csv.DictReader(io.StringIO(done.out)):
        assert (row[cell], row["missing"]) == ("", f"{cell}: needs remittances.migrant_output")
        assert row["total.russia"]


def test_a_verdict_on_a_sum_without_a_part(tmp_path: Path) -> None:
    """Russia's total is at least what is valued: that it is above 1 USD/year holds, below 1 trillion cannot be said."""
    (tmp_path / "s.yaml").write_text(
        "title: x\nextends: azerbaijan-russia\nclaims:\n"
        "  some: {says: x, test: 'total.russia > [1 USD/year]'}\n"
        "  few: {says: x, test: 'total.russia < [1 trillion USD/year]'}\n",
        encoding="utf-8",
    )
    rows = swept(str(tmp_path / "s.yaml"), "--vary", "diverted=0:1:2", "--get", "some", "--get", "few")
    assert [(row["some"], row["few"]) for row in rows] == [("holds", "")] * 2
    assert rows[0]["missing"] == "few: cannot say without loss.russia.remittances"


def test_a_negative_loss_is_a_bad_row() -> None:
    """A rate of -2 makes the payer's loss -4, which no loss is."""
    done = run(
        "sweep", "-", "--vary", "bridge.rate=-2:2:2", "--get", "total.a", "--keep-going", "-f", "csv", stdin=RATES
    )
    assert "--vary:1:bridge.rate: 'bridge': a's loss comes to less than nothing" in done.err
    assert [line.split(",")[1] for line in done.out.splitlines()[1:]] == ["", "7.0"]


# Formats.

SMALL = ("sweep", "--vary", "diverted=0:1:3", "--get", LOSS, "--get", "share_agrees")
NUMBERS = [(0.0, SOLD), (0.5, SOLD / 2), (1.0, 0.0)]


def test_delimited() -> None:
    """CSV and TSV: full numbers, a header, `missing` last."""
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        lines = list(csv.reader(io.StringIO(run(*SMALL, "-f", form).out), delimiter=delimiter))
        assert lines[0] == ["diverted", LOSS, "share_agrees", "missing"]
        assert [(float(line[0]), float(line[1])) for line in lines[1:]] == NUMBERS
        assert {(line[2], line[3]) for line in lines[1:]} == {("holds", "")}


def test_json() -> None:
    """JSON holds the scenario beside the rows, and the units; JSON lines the rows alone; missing is a list."""
    said = read_json(*SMALL)
    lines = [json.loads(line) for line in run(*SMALL, "-f", "jsonl").out.splitlines()]
    assert said["rows"] == lines
    assert [(row["diverted"], row[LOSS]) for row in lines] == NUMBERS
    assert {(row["share_agrees"], len(row["missing"])) for row in lines} == {("holds", 0)}
    assert said["scenario"]["units"] == {"diverted": "ratio", LOSS: "USD/year"}
    assert said["scenario"]["set"] == []
    assert run(*SMALL, "-f", "json", "--table", "rows").status == 0


def test_json_of_a_table(tmp_path: Path) -> None:
    """Swept columns are numbers in the unit of their heading, what cannot be read stays text, others are text."""
    rows = table(tmp_path, "id,exports_to_russia [million USD/year]", "007,1000", "008,2 billion USD/year", "009,x")
    done = run("sweep", "--rows", rows, "--set", "diverted=0", "--get", LOSS, "--keep-going", "-f", "jsonl")
    found = [list(json.loads(line).values())[:3] for line in done.out.splitlines()]
    assert found == [["007", 1000, 1e9], ["008", 2000, 2e9], ["009", "x", None]]


def test_for_people() -> None:
    """Tables in the terminal and in Markdown name units and show each column with one number of decimals."""
    for form in ("table", "markdown"):
        shown = run(*SMALL, "-f", form).out.replace("\\", "")
        assert "[USD/year]" in shown
        assert "1,178,000,000" in shown
        assert "589,000,000" in shown
        assert "missing" not in shown
    assert "division by zero" in run("sweep", "-", "--vary", "q=0:1:2", "--get", "ratio", stdin=RATES).out


@pytest.mark.parametrize("form", TEXT)
def test_into_a_file(form: str, tmp_path: Path) -> None:
    """-o writes what would be printed, by the file's ending, and leaves nothing else."""
    ending = formats.load_format(form).EXTENSIONS[0]
    assert run(*SMALL, "-o", f"x.{ending}", cwd=tmp_path) == Done(0, "", "")
    assert (tmp_path / f"x.{ending}").read_text(encoding="utf-8") == run(*SMALL, "-f", form).out
    assert [path.name for path in tmp_path.iterdir()] == [f"x.{ending}"]


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    """Neither the rows nor the scenario."""
    rows = table(tmp_path, "diverted", "0.5")
    assert run("sweep", "--rows", rows, "--get", LOSS, "-o", rows).status == 2
    assert Path(rows).read_text() == "diverted\n0.5\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`leverage sweep ... | head -1` ends quietly."""
    words = f"{sys.executable} -m leverage sweep --vary elasticity=2:9:200000 --get {LOSS} -f csv"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} | head -1"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"elasticity,{LOSS},missing\n", "")


def test_no_progress_where_no_one_looks(tmp_path: Path) -> None:
    """Standard error is bare in a pipe, and in a terminal after a short run."""
    assert run(*SMALL, "-f", "csv").err == ""
    own, other = pty.openpty()
    words = [sys.executable, "-m", "leverage", *SMALL, "-o", str(tmp_path / "x.csv")]
    subprocess.run(words, stderr=other, check=True)
    os.close(other)
    try:
        told = os.read(own, 1000)
    except OSError:
        told = b""
    os.close(own)
    assert told == b""


# Parquet.


def test_parquet_without_pyarrow(tmp_path: Path) -> None:
    """One line that says what to install, exit 2; a broken install is none."""
    (tmp_path / "pyarrow.py").write_text("raise ImportError", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parent.parent)])
    for words in (["--vary", "diverted=0:1:2", "-o", "x.parquet"], ["--rows", "x.parquet", "-f", "csv"]):
        done = run_alone("sweep", *words, "--get", LOSS, environment={"PYTHONPATH": path}, cwd=tmp_path)
        assert done == Done(2, "", "Parquet needs pyarrow: pip install 'leverage-calculator[parquet]'\n")
    assert not (tmp_path / "x.parquet").exists()


def test_parquet(tmp_path: Path) -> None:
    """Numbers as numbers, types of other columns kept, there and back."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    ids = arrow.array([1, None, 3], arrow.int32())
    given = arrow.table({"id": ids, "diverted [%]": [25, None, 100], "text": ["=a", "b", None]})
    parquet.write_table(given, tmp_path / "in.parquet")
    words = ("sweep", "--rows", "in.parquet", "--get", LOSS, "--keep-going")
    done = run(*words, "-o", "out.parquet", cwd=tmp_path)
    assert (done.status, done.err) == (0, "in.parquet:2:diverted: no number\n")
    found = parquet.read_table(tmp_path / "out.parquet")
    assert found.schema.field("id").type == arrow.int32()
    assert found.to_pydict() == {
        "id": [1, None, 3], "diverted [%]": [25.0, None, 100.0], "text": ["=a", "b", None],
        LOSS: [SOLD * 0.75, None, 0.0], "missing": [[], ["diverted: no number"], []],
    }  # fmt: skip
    lines = run(*words, "-f", "csv", cwd=tmp_path).out.splitlines()
    assert lines[1:3] == ["1,25,'=a,883500000.0,", ",,b,,diverted: no number"]
    (tmp_path / "in.parquet").write_bytes(b"no such thing")
    assert "no Parquet" in run(*words, cwd=tmp_path).err


def test_parquet_of_every_type(tmp_path: Path) -> None:
    """Columns of any type pass through every format, and into Parquet as they are; what is not finite is nothing."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    given = {
        "whole": arrow.array([1, None], arrow.int8()),
        "large": arrow.array([2**63, None], arrow.uint64()),
        "flag": arrow.array([True, None]),
        "day": arrow.array([date(2024, 1, 2), None]),
        "exact": arrow.array([Decimal("1.10"), None]),
        "bytes": arrow.array([b"\xff=", None]),
        "words": arrow.array(["=a", None]).dictionary_encode(),
        "list": arrow.array([["a", "=b"], None]),
        "floats": arrow.array([[1.5, float("nan")], None]),
        "record": arrow.array([{"x": float("inf"), "y": [1.0]}, None]),
        "map": arrow.array([[("k", 1)], None], arrow.map_(arrow.string(), arrow.int32())),
        "none": arrow.array([None, None], arrow.null()),
    }
    parquet.write_table(arrow.table({**given, "diverted": [0.5, 1.0]}), tmp_path / "in.parquet")
    words = ("sweep", "--rows", "in.parquet", "--get", LOSS)
    for ending in ("parquet", *(formats.load_format(form).EXTENSIONS[0] for form in TEXT)):
        assert run(*words, "-o", f"out.{ending}", cwd=tmp_path) == Done(0, "", "")
    found = parquet.read_table(tmp_path / "out.parquet")
    wanted = {
        **given, "floats": arrow.array([[1.5, None], None]), "record": arrow.array([{"x": None, "y": [1.0]}, None]),
    }  # fmt: skip
    for name, column in wanted.items():
        assert found[name].combine_chunks().equals(column.cast(found.schema.field(name).type)), name
        assert found.schema.field(name).type == given[name].type
    assert found[LOSS].to_pylist() == close([SOLD / 2, 0])
    (first, _) = (tmp_path / "out.jsonl").read_text().splitlines()
    assert list(json.loads(first).values())[:-3] == [
        1, 2**63, True, "2024-01-02", "1.10", "b'\\xff='", "=a", ["a", "=b"], [1.5, None], {"x": None, "y": [1.0]},
        [["k", 1]], None,
    ]  # fmt: skip


def test_parquet_of_columns_that_are_no_numbers(tmp_path: Path) -> None:
    """What would be read alone is read among others, and what would not is not: a flag or bytes are no number."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    for column, read in (
        (arrow.array([Decimal("0.50"), Decimal("1.00")]), [SOLD / 2, 0]),
        (arrow.array(["1.", "100 %"]), [0, 0]),
        (arrow.array([1.0, None]), [0, None]),
        (arrow.array([True, False]), [None, None]),
        (arrow.array([True, None]), [None, None]),
        (arrow.array([b"1", b"0"]), [None, None]),
        (arrow.array([[1.0], []]), [None, None]),
        (arrow.array([date(2024, 1, 2), None]), [None, None]),
    ):
        parquet.write_table(arrow.table({"diverted": column}), tmp_path / "in.parquet")
        of = read_closed(Origin("base", library.list_bundled()["azerbaijan-russia/base"]), "s")
        rows = read_parquet(tmp_path / "in.parquet", "in.parquet")
        at = open_scenario(of, read_headings(of, "in.parquet", rows.header, [""])[0])
        (block,) = fill_blocks(at, [LOSS], rows.blocks)
        assert block.results[0] == [None if number is None else close(number) for number in read], column
        assert len(block.faults) == sum(number is None for number in read)


def test_parquet_of_values_that_are_none(tmp_path: Path) -> None:
    """A text that is not UTF-8, and a time between microseconds, are told with their column."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    no_text = arrow.StringArray.from_buffers(1, arrow.py_buffer(b"\0\0\0\0\2\0\0\0"), arrow.py_buffer(b"a\xff"))
    for column in (no_text, arrow.array([1], arrow.timestamp("ns"))):
        parquet.write_table(arrow.table({"diverted": [0.5], "own": column}), tmp_path / "in.parquet")
        with pytest.raises(LeverageError, match="the column 'own' cannot be read: "):
            list(read_parquet(tmp_path / "in.parquet", "in.parquet").blocks)


def test_a_table_of_results_alone(tmp_path: Path) -> None:
    """Without its results nothing is left of it, and nothing to sweep."""
    done = run("sweep", "--rows", table(tmp_path, "missing", "x"), "--get", LOSS)
    assert (done.status, done.out) == (3, "")
    assert "no column is named after anything that can be set" in done.err


def test_parquet_of_many_blocks(tmp_path: Path) -> None:
    """120,000 points of a grid, in order."""
    parquet = pytest.importorskip("pyarrow.parquet")
    assert run("sweep", "--vary", "diverted=0:1:120000", "--get", LOSS, "-o", str(tmp_path / "x.parquet")).status == 0
    found = parquet.read_table(tmp_path / "x.parquet").to_pydict()
    assert found["diverted"] == sorted(found["diverted"])
    assert found[LOSS] == pytest.approx([SOLD * (1 - at / 119_999) for at in range(120_000)], rel=1e-9, abs=1)


def test_a_wrong_file_is_read_again_as_the_first_time() -> None:
    """A move without its lever is left out of the graph, which is not kept for the next scenario of that shape."""
    text = b"title: t\nparties: {a: {}, b: {}}\nmoves: {ban: {lever: nothing, by: a, cut: 50%}}\n"
    for _ in range(2):
        closed = read_closed(Origin("wrong.yaml", None), "wrong", text)
        assert closed.graph.dropped == ("ban",)
