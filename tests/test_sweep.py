"""Sweeps: a row out for each row in, each as if its values had been set by hand."""

import csv
import io
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from leverage import library
from leverage.analysis.assessment import Assessment, assess_file, assess_named, try_assessing
from leverage.analysis.ranges import list_uncertain
from leverage.model import WhatIf
from leverage.problems import File, LeverageError, Place
from leverage.reading import what_if
from leverage.reading.extends import Origin
from leverage.reading.extends import read_merged as merged
from leverage.sweep.computing import fill_blocks
from leverage.sweep.headings import Closed, Heading, open_scenario, read_axes, read_closed, read_heading, read_headings
from leverage.sweep.rows import Block, make_grid_rows
from leverage.sweep.tables import read_csv
from leverage.units import name_dimension
from tests.program import read_json, run, taking_at_most
from tests.sweeps import LOSS, NO_NAME, PAIRS, RATES, SOLD, close, swept, table

pytestmark = pytest.mark.usefixtures("whole")


def choose_closeness(of: Assessment, cell: str) -> Callable[[float], Any]:
    """Return `close`, or for what rests on the solution of a model one to 1e-9.

    What a model is solved for is a small difference of large numbers, with fewer digits.
    """
    is_solved = any(of.graph.cells[name].solver is not None for name in of.list_cells_behind(cell))
    return partial(pytest.approx, rel=1e-9) if is_solved else close


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
    near = {cell: choose_closeness(done, cell) for cell in cells}
    rows = swept(scenario, "--rows", str(file), *(word for cell in cells for word in ("--get", cell)))
    for at, row in enumerate(rows):
        sets = [word for name in names for word in ("--set", f"{name}={WHAT_IFS[name][at]}")]
        lone = run("get", scenario, "--no-range", *sets, *cells).out.split("\n")[:-1]
        assert len(lone) == len(cells)
        for cell, alone in zip(cells, lone, strict=True):
            is_number = re.fullmatch("[-0-9.e+]+", alone)
            assert row[cell] == alone if not is_number else float(row[cell]) == near[cell](float(alone)), cell
            assert bool(alone) == (f";{cell}: " not in f";{row['missing']}".replace(f";{cell}: at least", "")), cell


@pytest.mark.parametrize(
    ("scenario", "heading", "field", "text", "cell"),
    [
        ("base", "exports_to_russia [million USD/year]", "1500", "exports_to_russia=1500 million USD/year", LOSS),
        ("base", "exports_to_russia [USD/month]", "1e8", "exports_to_russia=100 million USD/month", LOSS),
        ("base", "exports_to_russia", "1.5 billion USD/year", "exports_to_russia=1.5 billion USD/year", LOSS),
        ("base", "exports_to_russia [USD/year]", "2 billion USD/year", "exports_to_russia=2 billion USD/year", LOSS),
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
    """Hold the results of a row against those of its values set by hand; a row with faults has none there either."""
    lone = try_assessing(origin, "s", what_if=WhatIf(tuple(f"{name}={text}" for name, text in texts.items())))
    headings = {
        at: read_heading(name, Place(File("rows", name), 1, 1), text) for at, (name, text) in enumerate(texts.items())
    }
    at = open_scenario(of, headings)
    cells = [name for name in at.assessment.graph.public if name.partition(".")[0] in ("loss", "total", "balance")]
    cells += at.assessment.scenario.results
    (row,) = fill_blocks(at, cells, [Block([[text] for text in texts.values()], 1, range(1).__getitem__)])
    assert bool(row.faults) == (lone.assessment is None), (texts, row.faults, lone.problems)
    for cell, (number,) in zip(cells, row.results, strict=True):
        wanted = lone.assessment.values[cell].number if lone.assessment else None
        if lone.assessment is None or wanted is None:
            assert number is None, (texts, cell)
        else:
            assert number == choose_closeness(lone.assessment, cell)(wanted), (texts, cell)


@pytest.mark.parametrize("name", library.list_bundled())
def test_a_sweep_sets_what_is_set_by_hand(name: str) -> None:
    """Every settable name of every bundled scenario, six together."""
    origin = Origin(name, library.list_bundled()[name])
    names = settable(origin)
    if name.startswith("azerbaijan-russia/"):
        assert any(name.count(".") == 2 for name in names)  # such as azerbaijan.exports.customs
    assert list_uncertain(assess_named(name).graph).keys() <= {*names}  # which `sensitivity` prints
    texts, of = texts_for(origin, names), read_closed(origin, "s")
    stride = -(-len(names) // 6)
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
    for rows, headings in (
        (read_csv(iter([f"{name}\n", f"{text}\n"]), "rows"), None),
        (make_grid_rows(grid := read_axes([f"{name}={text}:{text}:1"])), {0: grid[0].heading}),
    ):
        at = open_scenario(of, headings or read_headings(of, "rows", rows.header, [text])[0])
        (block,) = fill_blocks(at, [cell], rows.blocks)
        assert list(block.results[0]) == [close(wanted)]


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


# Results that a row does not have.


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


@pytest.mark.parametrize(("road", "expected"), [(True, ["3.0", "3.0"]), (False, ["", ""])])
def test_a_balance_has_no_number_where_the_other_side_has_none(road: bool, expected: list[str]) -> None:
    """At a rate of 0 a's loss on the bridge is undefined, so that what b loses there, 8, is not weighed against it.

    On the road both lose 3. Without the road nothing is left.
    """
    text = "\n".join(line for line in RATES.split("\n") if road or not line.startswith("  road:"))
    cells = ("balance.a", "balance.b")
    words = [word for cell in cells for word in ("--get", cell)]
    row, _ = swept("-", "--vary", "bridge.rate=0:4:2", *words, stdin=text)
    assert [row[cell] for cell in cells] == expected
    lone = run("get", "-", "--set", "bridge.rate=0", *cells, stdin=text).out
    assert lone == "".join(f"{each.removesuffix('.0')}\n" for each in expected)


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
        "title: x\nextends: azerbaijan-russia\nlevers: {remittances: {migrant_output: null}}\nclaims:\n"
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
    assert "--vary:1:bridge.rate: 'bridge': a's loss is less than 0" in done.err
    assert [line.split(",")[1] for line in done.out.splitlines()[1:]] == ["", "7.0"]


def test_a_wrong_file_is_read_again_as_the_first_time() -> None:
    """A move without its lever is left out of the graph, which is not kept for the next scenario of that shape."""
    text = b"title: t\nparties: {a: {}, b: {}}\nmoves: {ban: {lever: nothing, by: a, cut: 50%}}\n"
    for _ in range(2):
        closed = read_closed(Origin("wrong.yaml", None), "wrong", text)
        assert closed.graph.dropped == ("ban",)


# Ranges of rows.

DRAWN = """
title: Ties with draws
sides: [a, b]
parties:
  a: {name: A, gdp: {value: 10 billion USD/year, assumed: round}}
  b: {name: B, gdp: {value: 20 billion USD/year, assumed: round}}
figures:
  share: {value: 50 %, low: 20 %, high: 80 %, shape: uniform, assumed: round}
  sales: {value: 100 million USD/year, low: 90 million USD/year, high: 110 million USD/year, assumed: round}
  price: {value: 2 USD/bbl, low: 1.5 USD/bbl, high: 2.5 USD/bbl, shape: normal, assumed: round}
levers:
  goods: {kind: trade, seller: a, buyer: b, value: sales, diverted: share}
  pipe:
    kind: transit
    carrier: a
    shipper: b
    throughput: {value: 100 bbl/year, assumed: round}
    tariff: {value: 1 USD/bbl, assumed: round}
    price: price
results:
  root: {formula: sqrt(share - goods.discount)}
claims:
  most: {says: Most of it., test: share > 65%, expect: fails}
"""


def drawn_rows(folder: Path, lines: list[str], *words: str, text: str = DRAWN) -> list[dict[str, str]]:
    """Return the rows of a sweep over a table beside a scenario's text."""
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    return swept("s.yaml", "--rows", table(folder, *lines), *words, cwd=folder)


@pytest.mark.parametrize("draws", [500, 70_000])
@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("goods.discount", ["0", "0.3", "0.6", "0.9"]),  # root is undefined in some draws, at 0.9 in all and in use
        ("share", ["20 %", "35 %"]),  # a figure with a range is certain where a row sets it
        ("pipe.tariff", ["1 USD/bbl", "1.45 USD/bbl", "1.5 USD/bbl"]),  # the price is drawn again where it is less
        ("goods.value", ["1 billion USD/year"]),
    ],
)
def test_ranges_of_rows_are_those_of_show(tmp_path: Path, heading: str, fields: list[str], draws: int) -> None:
    """To the last bit, in rows that are computed together and in those that are not."""
    cells = ["loss.a.goods", "loss.b.pipe", "loss_share.a.goods", "total.a", "root", "balance.dollar_ratio"]
    words = [word for cell in cells for word in ("--get", cell)]
    options = ("--draws", str(draws), "--seed", "3")
    rows = drawn_rows(tmp_path, [heading, *fields], *words, *options)
    for field, row in zip(fields, rows, strict=True):
        shown = read_json("show", "s.yaml", "--set", f"{heading}={field}", *options, cwd=tmp_path)
        stakes = {(one["party"], one["lever"]): one for one in shown["stakes"]}
        expected = {
            "loss.a.goods": (stakes["a", "goods"]["loss_low"], stakes["a", "goods"]["loss_high"]),
            "loss.b.pipe": (stakes["b", "pipe"]["loss_low"], stakes["b", "pipe"]["loss_high"]),
            "loss_share.a.goods": tuple(stakes["a", "goods"][f"loss_share_of_gdp_{end}"] for end in ("low", "high")),
            "total.a": next((one["loss_low"], one["loss_high"]) for one in shown["totals"] if one["party"] == "a"),
            "root": (shown["results"][0]["low"], shown["results"][0]["high"]),
            "balance.dollar_ratio": tuple(shown["balance"][0][f"dollar_ratio_{end}"] for end in ("low", "high")),
        }
        for cell, ends in expected.items():
            found = tuple(float(text) if (text := row[f"{cell}.{end}"]) else None for end in ("low", "high"))
            assert found == ends, (cell, field)
        told = [one for one in shown["results"][0]["missing"] if "undefined in" in one]
        assert [one for one in row["missing"].split(";") if one.startswith("root: undefined in")] == told


def test_ranges_of_bundled_rows_are_those_of_show() -> None:
    """Over an elasticity, which has rival readings, and the goods that it is for."""
    words = ("--vary", "elasticity=2:5:3", "--vary", "exports_to_russia=1:2 billion USD/year:2")
    rows = swept(*words, "--get", "total.azerbaijan", "--draws", "1000")
    assert len(rows) == 3 * 2
    for row in rows:
        exports = f"exports_to_russia={row['exports_to_russia']} USD/year"
        sets = ("--set", f"elasticity={row['elasticity']}", "--set", exports)
        totals = read_json("show", *sets, "--draws", "1000")["totals"]
        total = next(one for one in totals if one["party"] == "azerbaijan")
        ends = float(row["total.azerbaijan.low"]), float(row["total.azerbaijan.high"])
        assert ends == (close(total["loss_low"]), close(total["loss_high"]))


@pytest.mark.parametrize("draws", [500, 70_000])
def test_verdicts_of_rows_with_draws_are_those_of_check(tmp_path: Path, draws: int) -> None:
    """The share lies evenly between 20 and 80 %: it is above the discount in all, half, a third or none of the draws.

    The root is then defined in as many; in a third, that is too few for a verdict. A claim that no row touches is open.
    At the values in use nothing is open.
    """
    claims = "  above: {says: x, test: share > goods.discount}\n  half: {says: x, test: share > 50%}\n"
    claims += "  small: {says: x, test: sqrt(share - goods.discount) < 1}\n"
    lines = ["goods.discount", "0", "0.48", "0.6", "0.9"]
    options = ("--draws", str(draws), "--seed", "3")
    words = ("--get", "above", "--get", "small", "--get", "half", "--get", "total.a")
    rows = drawn_rows(tmp_path, lines, *words, *options, text=DRAWN + claims)
    assert [row["above"] for row in rows] == ["holds", "open", "open", "fails"]
    assert [row["small"] for row in rows] == ["holds", "holds", "", ""]
    assert [row["half"] for row in rows] == ["open"] * 4
    for field, row in zip(lines[1:], rows, strict=True):
        shown = read_json("check", "s.yaml", "--set", f"goods.discount={field}", *options, cwd=tmp_path)
        for judged in shown["claims"]:
            if judged["claim"] in row:
                assert row[judged["claim"]] == judged["verdict"].replace("cannot say", "")
    plain = drawn_rows(tmp_path, lines, *words, text=DRAWN + claims)
    assert [row["above"] for row in plain] == ["holds", "holds", "fails", "fails"]


def test_all_rows_have_the_same_draws(tmp_path: Path) -> None:
    """Ten times the sales lose ten times as much, ends included, whichever rows stand around them."""
    lines = ["goods.value [million USD/year]", "1", "10", "100", "10"]
    rows = drawn_rows(tmp_path, lines, "--get", "loss.a.goods", "--draws", "300")
    lows, highs = ([float(row[f"loss.a.goods.{end}"]) for row in rows] for end in ("low", "high"))
    assert lows == close([lows[0] * times for times in (1, 10, 100, 10)])
    assert highs == close([highs[0] * times for times in (1, 10, 100, 10)])
    # the loss of 1 million is 1 less a uniform share, 20 % to 80 %: from 0.23 to 0.77 million
    assert (lows[0], highs[0]) == pytest.approx((0.23e6, 0.77e6), abs=4 * 0.6e6 * (0.05 * 0.95 / 300) ** 0.5)
    other = drawn_rows(tmp_path, lines, "--get", "loss.a.goods", "--draws", "300", "--seed", "2")
    assert other[0]["loss.a.goods.low"] != rows[0]["loss.a.goods.low"]


def test_columns_of_ranges(tmp_path: Path) -> None:
    """Low and high stand beside each number, none beside a verdict; they are empty where nothing uncertain enters."""
    lines = ["share,own", "0.2,x", "0.9,y", "2,z"]
    words = [word for cell in ("loss.a.goods", "most", "a.gdp") for word in ("--get", cell)]
    words += ["--draws", "200", "--keep-going", "--unit", "million USD/year"]
    rows = drawn_rows(tmp_path, lines, *words)
    columns = ["share", "own", "loss.a.goods", "loss.a.goods.low", "loss.a.goods.high", "most"]
    assert list(rows[0]) == [*columns, "a.gdp", "a.gdp.low", "a.gdp.high", "missing"]
    assert (rows[0]["most"], rows[1]["most"]) == ("fails", "holds")
    # the share is certain in a row, so that sales alone are uncertain: 80 million, from within 90 and 110
    assert float(rows[0]["loss.a.goods"]) == close(80)
    assert 72 < float(rows[0]["loss.a.goods.low"]) < 80 < float(rows[0]["loss.a.goods.high"]) < 88
    assert (rows[0]["a.gdp.low"], rows[0]["missing"]) == ("", "")
    assert (rows[2]["loss.a.goods.low"], rows[2]["missing"]) == ("", "share: 'goods.diverted' is 2, not 0 to 1")
    units = read_json("sweep", "s.yaml", "--rows", "rows.csv", *words, cwd=tmp_path)["scenario"]["units"]
    assert units["loss.a.goods.low"] == "million USD/year"


def test_columns_of_ranges_of_an_earlier_sweep(tmp_path: Path) -> None:
    """They are computed anew with draws, and left out without, so that none stands beside a result of another run."""
    (tmp_path / "s.yaml").write_text(DRAWN, encoding="utf-8")
    rows = table(tmp_path, "share,loss.a.goods,loss.a.goods.low", "0.5,1,1")
    words = ("sweep", "s.yaml", "--rows", rows, "--get", "loss.a.goods", "-f", "csv")
    done = run(*words, cwd=tmp_path)
    assert done.out.splitlines()[0] == "share,loss.a.goods,missing"
    assert "'loss.a.goods.low' left out, since ranges are computed anew with --draws only" in done.err
    done = run(*words, "--draws", "100", cwd=tmp_path)
    assert done.out.splitlines()[0] == "share,loss.a.goods,loss.a.goods.low,loss.a.goods.high,missing"
    assert "'loss.a.goods', 'loss.a.goods.low' computed anew" in done.err


def test_a_reading_with_the_name_of_an_end(tmp_path: Path) -> None:
    """A reading may be called low; beside the low of the figure's range it would be a column of the same name."""
    readings = "{use: low, readings: {low: {value: 40 %, low: 20 %, high: 80 %, assumed: x}, high: {value: 50 %}}}"
    text = DRAWN.replace("{value: 50 %, low: 20 %, high: 80 %, shape: uniform, assumed: round}", readings)
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    words = ("sweep", "s.yaml", "--vary", "sales=1:2 USD/year:2", "--get", "share", "--get", "share.low", "-f", "csv")
    assert run(*words, cwd=tmp_path).status == 0
    done = run(*words, "--draws", "100", cwd=tmp_path)
    assert (done.status, done.out) == (3, "")
    assert "two columns of the output would be named 'share.low'" in done.err


def test_options_of_ranges_of_rows() -> None:
    """A seed without draws would do nothing."""
    done = run("sweep", "--vary", "diverted=0:1:2", "--get", LOSS, "--seed", "2")
    assert done.status == 2
    assert "say how many with --draws" in " ".join(done.err.split())
    assert run("sweep", "--vary", "diverted=0:1:2", "--get", LOSS, "--draws", "99").status == 2


def test_rows_with_draws_need_no_room_for_all(tmp_path: Path) -> None:
    """A thousand rows of 10,000 draws are 80 MB a cell; no more than those of a block, 8 MB a cell, are held."""
    (tmp_path / "s.yaml").write_text(DRAWN, encoding="utf-8")
    words = ("--vary", "goods.discount=0:0.5:1000", "--get", "loss.a.goods", "--draws", "10000", "-f", "csv")
    with taking_at_most(80e6):
        done = run("sweep", "s.yaml", *words, cwd=tmp_path)
    assert done.status == 0


def test_how_long_moves_last_may_be_swept(tmp_path: Path) -> None:
    """Two moves for half a year, of which one may last longer: each row is what a file with that time gives."""
    file = tmp_path / "two.yaml"
    text = (
        "title: T\nsides: [a, b]\nparties:\n  a: {name: A}\n"
        "  b: {gdp: 100 USD/year, exports: 40 USD/year, imports: 50 USD/year}\n"
        "levers:\n  goods:\n    kind: trade\n    seller: a\n    buyer: b\n    elasticity: 3\n"
        "    parts: {fruit: {value: 10 USD/year}, other: {value: 20 USD/year}}\n"
        "moves:\n  one: {lever: goods, parts: [fruit], by: b, for: 6 months}\n"
        "  two: {lever: goods, parts: [other], by: b, for: 6 months}\n"
    )
    file.write_text(text, encoding="utf-8")
    rows = swept(str(file), "--vary", "move.one.for=3 months:12 months:4", "--get", "outcome.b")
    for row, months in zip(rows, (3, 6, 9, 12), strict=True):
        file.write_text(text.replace("6 months", f"{months} months", 1), encoding="utf-8")
        assert float(row["outcome.b"]) == pytest.approx(float(run("get", str(file), "outcome.b").out), rel=1e-12)
