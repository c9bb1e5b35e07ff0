"""What-ifs: figures set by hand, one source alone, a rival reading preferred."""

from typing import Any

import pytest

from leverage.formula.parse import parse_formula
from leverage.formula.tree import add_up
from tests.program import UNVALUED, read_json, run

WIDE = {"COLUMNS": "100"}


def number(*words: str) -> float:
    """Return the number that `leverage get` prints."""
    done = run("get", *words)
    assert done.status == 0, done.err
    return float(done.out)


def test_a_figure_set_by_hand() -> None:
    """Of 725.1 million of sales 0.67 is lost, of the other 452.9 million what finds no other buyer."""
    loss = "loss.azerbaijan.goods_to_russia"
    assert number("--set", "diverted=50%", loss) == pytest.approx(725.1e6 * 0.67 + 452.9e6 * 0.5)
    assert number("--set", "diverted=1/4", loss) == pytest.approx(725.1e6 * 0.67 + 452.9e6 * 0.75)


@pytest.mark.parametrize(
    ("scenario", "text", "cell", "expected"),
    [
        ("base", "exports_to_russia=2 billion USD/year", "exports_to_russia", 2e9),
        ("base", "azerbaijan.gdp=100 billion USD/year", "azerbaijan.gdp", 100e9),
        ("base", "goods_to_russia.value_added=40%", "goods_to_russia.value_added", 0.4),  # not in the file at all
        ("base", "elasticity=2", "loss.azerbaijan.goods_from_russia", 3621e6),  # at 2 the loss is the invoice
        ("base", "azerbaijan.exports.wdi=30 billion USD/year", "azerbaijan.exports", 30e9),
        ("base", "elasticity.bajzik=3", "elasticity", 3.0),
        ("base", "elasticity=elasticity.boehm", "elasticity", 2.0),  # rival readings keep their names
        ("pipeline-closure", "move.closure.cut=25%", "move.closure.cut", 0.25),
        ("pipeline-closure", "move.closure.for=3 months", "move.closure.duration", 0.25),
        ("pipeline-closure", "move.closure.duration=6 months", "move.closure.duration", 0.5),
    ],
)
def test_everything_given_can_be_set(scenario: str, text: str, cell: str, expected: float) -> None:
    """Figures, aggregates, inputs given or not, and fields of moves, each by its dotted name."""
    assert number(scenario, "--set", text, cell) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("diverted=120%", ["--set:1:10 'goods_to_russia.other.diverted' is 120%, not 0 to 1"]),
        ("azerbaijan.gdp= 70 billion USD", ["--set:1:17 'azerbaijan.gdp' is wanted in USD/year, found USD"]),
        ("exports_to_russia=3 bananas", ["--set:1:19 no unit 'bananas'"]),
        ("diverted=", ["--set:1:10 'value' is empty"]),
        ("divertd=0.5", ["--set:1:1 nothing that can be set is named 'divertd'"]),
        ("total.russia=5 USD/year", ["--set:1:1 nothing that can be set is named 'total.russia'"]),
        ("diverted=nobody + 1", ["--set:1:10 nothing is named 'nobody'"]),
    ],
)
def test_a_value_is_checked_like_the_file(text: str, told: list[str]) -> None:
    """What is wrong with a value is told at its character, with --set where a file would be named."""
    done = run("show", "--set", text)
    assert (done.status, done.out) == (3, "")
    lines = done.err.splitlines()
    for one in told:
        place, _, message = one.partition(" ")
        assert f"error: {message}" in lines
        assert f" --> {place}" in lines


def test_a_name_is_set_once_and_to_something() -> None:
    """A name alone is wrong usage; twice the same one is a problem."""
    assert run("show", "--set", "diverted").status == 2
    assert "is set twice" in run("show", "--set", "diverted=1", "--set", "diverted=0").err


def test_a_value_set_by_hand_is_an_assumption_everywhere() -> None:
    """A reported figure that is replaced loses its source, and all that rests on it is marked."""
    words = ("--set", "imports_from_russia=3.621 billion USD/year", "--set", "elasticity=3.8")
    before, after = read_json("show"), read_json("show", *words)
    stake = ("goods_from_russia", "azerbaijan")
    for said, evidence in ((before, "derived"), (after, "assumed")):
        row = next(row for row in said["stakes"] if (row["lever"], row["party"]) == stake)
        assert row["loss_evidence"] == evidence
    figure = next(row for row in read_json("sources", *words)["figures"] if row["figure"] == "imports_from_russia")
    assert (figure["evidence"], figure["reason"], figure["file"], figure["line"]) == (
        "assumed", "set by hand", "--set", 1,
    )  # fmt: skip
    assert after["scenario"]["set"] == list(words[1::2])
    screen = run("show", *words, environment=WIDE).out
    assert "1,316†" in screen
    assert "set by hand: imports_from_russia=3.621 billion USD/year" in " ".join(screen.split())


def test_several_scenarios_take_it_alike() -> None:
    """One --set holds in every scenario compared."""
    rows = read_json("compare", "base", "escalation", "--set", "azerbaijan.gdp=1 trillion USD/year")["outcome"]
    shares = [row for row in rows if row["party"] == "azerbaijan" and row["lever"] == "total"]
    assert len(shares) == 2
    for row in shares:
        assert row["loss_share_of_gdp"] == pytest.approx(row["loss"] / 1e12)


def test_one_source_alone() -> None:
    """The article gives exposures, its one share (4.4 %), and empty cells that say what they lack."""
    said = read_json("show", "--only", "avdaliani")
    rows = {(row["lever"], row["party"]): row for row in said["stakes"]}
    goods = rows["goods_to_russia", "azerbaijan"]
    assert (goods["exposure"], goods["loss"]) == (1178e6, None)
    assert goods["exposure_share"] == pytest.approx(0.044)
    assert "loss.azerbaijan.goods_to_russia: needs goods_to_russia.diverted" in " ".join(goods["missing"])
    buyer = rows["goods_from_russia", "azerbaijan"]
    assert (buyer["exposure"], buyer["loss"]) == (3621e6, None)
    assert "an assumption of the kind: nothing replaces the lost supply" in " ".join(buyer["missing"])
    oil = rows["novorossiysk_oil", "azerbaijan"]
    assert oil["exposure"] is None
    assert "needs novorossiysk_oil.price" in " ".join(oil["missing"])
    for row in said["stakes"]:
        for what in ("exposure", "loss"):
            assert row[f"{what}_evidence"] in (None, "reported", "derived")
            assert set(row[f"{what}_sources"]) <= {"avdaliani"}
    assert {row["source"] for row in read_json("sources", "--only", "avdaliani")["figures"]} <= {"avdaliani", None}


def test_a_value_set_by_hand_counts_beside_one_source() -> None:
    """--only drops the file's assumptions, not the reader's own."""
    cell = "loss.azerbaijan.remittances"
    words = ("--only", "avdaliani", "--set", "remittances.offset=50%")
    assert run("get", *words[:2], cell).status == 1
    assert number(*words, cell) == pytest.approx(250e6)


def test_readings_follow_a_source() -> None:
    """With the elasticity of 2 the loss of Russian goods is their invoice; the article's own figures imply exports."""
    assert number("--use", "boehm", "loss.azerbaijan.goods_from_russia") == pytest.approx(3621e6)
    assert number("--use", "elasticity=boehm", "loss.azerbaijan.goods_from_russia") == pytest.approx(3621e6)
    assert number("--use", "avdaliani", "azerbaijan.exports") == pytest.approx(1178e6 / 0.044)
    assert number("--use", "azerbaijan.exports=implied", "azerbaijan.exports") == pytest.approx(1178e6 / 0.044)
    # 287.05 million in half a year
    oku = ("--only", "central_bank_oku", "remittances_from_russia")
    assert number(*oku) == pytest.approx(2 * 287.05e6)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--only", "avdalian"], "did you mean 'avdaliani'?"),
        (["--use", "boem"], "did you mean 'boehm'?"),
        (["--use", "elasticity=bohm"], "did you mean 'boehm'?"),
        (["--use", "elastic=boehm"], "did you mean 'elasticity'?"),
    ],
)
def test_sources_that_are_none(words: list[str], told: str) -> None:
    """A slip in the name of a source or reading is told at the option, with the name meant."""
    done = run("show", *words)
    assert (done.status, done.out) == (3, "")
    assert told in done.err
    assert f"--> {words[0]}:1:1" in done.err


def test_several_cells_at_once() -> None:
    """One line a cell, an empty one where there is no number; one unit for all."""
    done = run("get", UNVALUED, "exports_to_russia", "loss.russia.remittances", "imports_from_russia")
    assert (done.status, done.out.split("\n")) == (1, ["1178000000", "", "3621000000", ""])
    assert "needs remittances.migrant_output" in done.err
    done = run("get", "exports_to_russia", "imports_from_russia", "--unit", "billion USD/year")
    assert done.out == "1.178\n3.621\n"
    assert run("get", "exports_to_russia", "elasticity", "--unit", "billion USD/year").status == 2
    rows = read_json("get", "exports_to_russia", "small_market")["cells"]
    assert [(row["cell"], row["value"]) for row in rows] == [("exports_to_russia", 1178e6), ("small_market", "holds")]


def test_what_is_set_by_hand_beats_what_is_preferred() -> None:
    """A preferred source leaves a figure that is set by hand as it is; its reading by name beside it is refused."""
    assert number("--set", "elasticity=5", "--use", "boehm", "elasticity") == 5.0
    done = run("get", "--set", "elasticity=5", "--use", "elasticity=boehm", "elasticity")
    assert (done.status, "set by hand as well" in done.err) == (3, True)


KIND = """
title: A kind of one's own
sides: [a, b]
sources:
  office: {title: An office}
  other: {title: Another office}
parties:
  a: {name: A, gdp: {value: 10 billion USD/year, source: office}}
  b: {name: B}
figures:
  absorption: {value: 5 %, assumed: a figure whose id is also an aggregate's}
  price: {value: 4 USD/t, source: office}
  rate: {value: 2, source: other}
  mixed: {formula: price * rate, source: office}
kinds:
  fee:
    summary: A fee.
    roles: {payer: pays, payee: loses}
    inputs:
      amount: {unit: t/year, doc: how much}
      rate: {unit: USD/t, doc: what it costs, default: 50 USD/t}
    exposure: {payee: amount * rate}
    loss: {payee: amount * rate * cut}
    measure: {payee: fees}
    pulled_by: [payer]
levers:
  road: {kind: fee, payer: a, payee: b, amount: {value: 3 Mt/year, source: office}}
results:
  own: {formula: "total.b / [1 billion USD/year]"}
claims:
  small: {says: It is small., test: absorption < 10%}
"""


def test_one_source_alone_with_a_kind_of_ones_own(tmp_path: Any) -> None:
    """A kind's own amount, an author's number and a figure over another source's are dropped, each with its reason."""
    path = str(tmp_path / "kind.yaml")
    (tmp_path / "kind.yaml").write_text(KIND, encoding="utf-8")
    done = run("get", path, "--only", "office", "loss.b.road", "own", "small", "mixed", "price")
    assert (done.status, done.out.splitlines()) == (1, ["", "", "", "", "4"])
    told = done.err.splitlines()
    assert "loss.b.road: needs road.rate (an assumption of the kind)" in told
    assert "own: a number in its formula has no source" in told
    assert "mixed: needs rate, not from office" in told
    assert "small: needs absorption (an assumption)" in told


def test_parts_that_add_up_to_what_a_source_gives_are_one_whole() -> None:
    """The article gives 1,178 and 3,621 million; what others say of crude and of banned goods cancels out."""
    words = ("azerbaijan-russia/base", "--only", "avdaliani")
    assert number(*words, "exposure.azerbaijan.goods_to_russia") == pytest.approx(1178e6)
    assert number(*words, "exposure.azerbaijan.goods_from_russia") == pytest.approx(3621e6)


@pytest.mark.parametrize(
    ("formulas", "names"),
    [
        (("a", "b - a"), ("b",)),
        (("a", "b - (a + c)", "c"), ("b",)),
        (("a", "b"), ("a", "b")),
        (("-a", "a + b"), ("b",)),
        (("a", "b - c"), None),
        (("a", "a"), None),
        (("2 * a", "b"), None),
    ],
)
def test_what_names_add_up_to(formulas: tuple[str, ...], names: tuple[str, ...] | None) -> None:
    """Each name counts as often as it is added less as often as it is taken off: never, or once."""
    assert add_up(map(parse_formula, formulas)) == names
