"""The first year and the years after it: columns, the option for a horizon, the path and its chart."""

import math
import re
import zipfile
from pathlib import Path

import pytest

from tests.program import read_json, run

GOODS = """
title: One tie
sides: [north, south]
parties:
  north: {gdp: 100 billion USD/year}
  south: {gdp: 1000 billion USD/year}
levers:
  goods:
    kind: trade
    seller: north
    buyer: south
    value: 100 million USD/year
    diverted: {value: 50 %, low: 40 %, high: 60 %, assumed: a test}
    half_life: 2 years
"""
# Over T years 1 - 2 / (T ln 2) (1 - 2^(-T/2)) of the adjusting is done on average: 0.154889 in the first and 0.720478
# in ten. The seller loses 100 (1 - 0.5 × that), so 92.25555 and 63.9761 million; after all adjusting 50, at once 100.
FIRST, TENTH = 92.25555e6, 63.9761e6


@pytest.fixture
def goods(tmp_path: Path) -> str:
    """The name of a file with the scenario."""
    file = tmp_path / "goods.yaml"
    file.write_text(GOODS, encoding="utf-8")
    return str(file)


def test_records_hold_the_first_year_beside_the_loss(goods: str) -> None:
    """By lever and in total, with its range, also where scenarios are compared."""
    document = read_json("show", goods)
    stake, total = document["stakes"][0], document["totals"][0]
    for row in (stake, total, read_json("compare", goods)["totals"][0]):
        assert row["loss"] == pytest.approx(50e6)
        assert row["first_year"] == pytest.approx(FIRST, rel=1e-6)
        assert 100e6 * (1 - 0.6 * 0.154889) < row["first_year_low"] < FIRST < row["first_year_high"]


def test_people_see_the_first_year_where_it_differs(goods: str) -> None:
    """A column beside the loss; none with the horizon of a year, when both are the same."""
    row = next(line for line in run("show", "--no-range", goods).out.splitlines() if line.startswith("goods"))
    assert [re.sub(r"[^0-9.]", "", word) for word in row.split()[1:5]] == ["100", "92", "50", "0.05"]
    table = run("show", "--no-range", "--horizon", "1 year", goods).out.partition("Each tie")[2].partition("\n")[2]
    assert " first " not in table


def test_a_horizon_by_hand(goods: str) -> None:
    """On commands that compute it does what --set does, and headings say over which first years."""
    assert float(run("get", "--horizon", "10 years", goods, "total.north").out) == pytest.approx(TENTH, rel=1e-6)
    by_set = run("get", "--set", "horizon=10 years", goods, "total.north").out
    assert run("get", "--horizon", "120 months", goods, "total.north").out == by_set
    shown = run("show", "--no-range", "--horizon", "10 years", goods).out
    assert "all ties cut in full for a year, over the first 10 years" in shown
    assert "set by hand" not in shown
    beside = run("compare", "--no-range", "--horizon", "10 years", goods).out
    assert "over the first 10 years" in beside


@pytest.mark.parametrize("command", ["show", "compare", "explain", "sources", "check", "sensitivity"])
def test_every_command_that_computes_takes_a_horizon(command: str, goods: str) -> None:
    """None of them refuses it."""
    assert run(command, "--horizon", "1 year", goods).status == 0


@pytest.mark.parametrize("wrong", ["soon", "1", "0 years", "2 USD", "200 years"])
def test_what_is_no_horizon_is_refused(wrong: str, goods: str) -> None:
    """It is told what a horizon looks like."""
    done = run("show", "--horizon", wrong, goods)
    assert done.status == 2
    assert f"'{wrong}' is no horizon of 1 day to 100 years, such as '1 year'" in " ".join(done.err.split())


def test_the_path_goes_from_at_once_to_ten_years(goods: str) -> None:
    """At once nothing is adjusted; a year is the first year; the ranges are those of the same draws."""
    document = read_json("show", goods)
    steps = {row["years"]: row for row in document["path"] if row["party"] == "north"}
    assert list(steps) == list(range(11))
    assert steps[0]["loss"] == pytest.approx(100e6, rel=1e-6)
    assert steps[1]["loss"] == pytest.approx(FIRST, rel=1e-6)
    assert steps[10]["loss"] == pytest.approx(TENTH, rel=1e-6)
    assert (steps[1]["loss_low"], steps[1]["loss_high"]) == pytest.approx(
        (document["totals"][0]["first_year_low"], document["totals"][0]["first_year_high"])
    )
    assert {row["loss_low"] for row in read_json("show", "--no-range", goods)["path"]} == {None}


def test_the_range_of_the_path_holds_its_value(goods: str) -> None:
    """With `diverted` at the low end of its range the loss is at the high end of its own: 100 (1 - 0.4 × that)."""
    Path(goods).write_text(GOODS.replace("value: 50 %, low: 40 %", "value: 40 %, low: 40 %"), encoding="utf-8")
    steps = [row for row in read_json("show", goods)["path"] if row["party"] == "north"]
    assert steps[1]["loss"] == pytest.approx(100e6 * (1 - 0.4 * 0.154889), rel=1e-6)
    for step in steps[1:]:
        assert step["loss_low"] < step["loss_high"] == step["loss"]


def test_the_path_does_not_depend_on_the_horizon_of_the_scenario(goods: str) -> None:
    """Nor does the first year."""
    for table in ("path", "totals"):
        one, other = (read_json("show", *words, goods, "--no-range")[table] for words in ((), ("--horizon", "5 years")))
        if table == "path":
            assert one == other
        else:
            assert one[0]["first_year"] == other[0]["first_year"] != other[0]["loss"]


def test_a_chart_of_the_path(goods: str) -> None:
    """Six times with both sides, in money and per cent of GDP, on screens and as a picture."""
    shown = run("show", "--no-range", "--path", goods).out
    assert re.search(r"at once\n +100\.0‡ .*\n +over the first year\n +92\.3‡ ", shown)
    assert re.search(r"over 10 years\n +64\.0‡ ", shown)
    assert "0.09 %" in run("show", "--no-range", "--path", "--scale", "gdp", goods).out
    picture = run("show", "--path", "-f", "svg", goods).out
    assert "10 years" in picture


def hit(goods: str, time: str) -> None:
    """Add a move that cuts the goods for a time."""
    Path(goods).write_text(f"{GOODS}moves:\n  stop: {{lever: goods, by: south{time}}}\n", encoding="utf-8")


PRO_RATA = "Losses by moves of some months are a pro rata share of the loss after adjustment"
WHOLE = "osses by moves of more than a year are totals over their whole time"


@pytest.mark.parametrize(
    ("time", "damage", "remark"), [("6 months", 25, PRO_RATA), ("3 years", 150, WHOLE)]
)  # of 50 million a year
def test_losses_over_another_time_than_a_year_say_so(goods: str, time: str, damage: float, remark: str) -> None:
    """Headings leave out "a year", the table of moves has the rate a year, and a remark says what losses are."""
    hit(goods, f", for: {time}")
    shown = run("show", "--width", "160", goods).out
    for heading in (
        "Losses at these moves, over the time of each cut; US$ million (5th to 95th percentile",
        "What each move does and costs, over its time; US$ million; price",
    ):
        assert heading in shown
    row = next(line for line in shown.split("What each move")[1].splitlines() if line.startswith("stop"))
    assert [float(re.sub(r"[^0-9.]", "", word)) for word in (row.split()[3], row.split()[5])] == [damage, 50]
    assert remark in " ".join(shown.split())
    assert "shares are of a year's GDP." in " ".join(shown.split())
    for form in ("markdown", "html"):
        written = run("show", "-f", form, goods).out
        assert "over the time of each cut" in written
        assert "damage a year" in written
    assert "over the time of each cut; US$ million\n" in run("compare", "--width", "160", goods).out


def test_losses_of_a_year_are_called_so(goods: str) -> None:
    """Without another time headings stay as they are; at a horizon some months are no pro rata share."""
    hit(goods, "")
    shown = run("show", "--width", "160", goods).out
    assert "Losses at these moves; US$ million a year (5th" in shown
    assert "damage a year" not in shown
    assert "pro rata" not in shown
    hit(goods, ", for: 6 months")
    shown = run("show", "--width", "160", "--horizon", "1 year", goods).out
    assert "over the time of each cut; US$ million, in the first year" in shown
    assert "pro rata" not in shown


def test_a_unit_by_the_year_is_shown_without_the_year(goods: str) -> None:
    """Over half a year an amount in dollars a year is one in dollars."""
    hit(goods, ", for: 6 months")
    shown = run("show", "--width", "160", "--no-range", "--unit", "thousand USD/year", goods).out
    assert "cut; thousand USD\n" in shown


def test_the_workbook_has_the_rate_a_year(goods: str, tmp_path: Path) -> None:
    """Its tables say over which time, and the rate is the damage by the duration."""
    pytest.importorskip("xlsxwriter")
    hit(goods, ", for: 6 months")
    file = tmp_path / "out.xlsx"
    assert run("show", goods, "-o", str(file)).status == 0
    with zipfile.ZipFile(file) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "over the time of each cut; US$ million<" in texts
    assert "The damage as a rate a year; US$ million a year<" in texts
    formula = "move_stop_damage / 1000000 / move_stop_duration</f><v>([0-9.]+)<"
    found = re.search(formula, sheet)
    assert found is not None
    assert float(found.group(1)) == pytest.approx(50)


def test_a_first_year_without_a_part_is_at_least(goods: str, tmp_path: Path) -> None:
    """What buyers lose in the first year needs an elasticity: 92 million of North's and 10 of South's are known."""
    more = "levers:\n  rest: {kind: trade, seller: south, buyer: north, value: 10 million USD/year}\n"
    file = tmp_path / "more.yaml"
    file.write_text(Path(goods).read_text(encoding="utf-8").replace("levers:\n", more), encoding="utf-8")
    total = next(line for line in run("show", "--no-range", str(file)).out.splitlines() if line.startswith("Total"))
    assert [word for word in total.split() if "≥" in word] == ["≥92‡", "≥10‡"]


def test_what_the_default_half_life_is_said_to_mean() -> None:
    """Half in 2 years is 95 % in 2 log2(20) = 8.6 years, between the 7 and 10 that elasticities take to converge."""
    years = 2 * math.log2(1 / 0.05)
    assert 7 < years < 10
    told = {row["kind"]: row for row in read_json("kinds")["inputs"] if row["input"] == "half_life"}
    assert {"trade", "remittances", "transit", "critical_input"} <= told.keys()
    for row in told.values():
        assert row["default"] == "2 years"
        assert row["assumes"] == f"half of the adjusting to a cut is done in 2 years, and 95 % in {years:.1f}"


def test_a_move_without_a_time_beside_one_with_a_time_is_told_apart(goods: str) -> None:
    """Over half a year 0.081 of the adjusting is done on average, at which the year of a move without a time counts.

    100 (1 - 0.5 x 0.081) = 95.9 million a year, where a move that says a year has 92.3.
    """
    file = Path(goods)
    moves = "moves:\n  stop: {lever: goods, by: south}\n  brief: {lever: more, by: south, for: 3 months}\n"
    more = "  more: {kind: trade, seller: north, buyer: south, value: 1 million USD/year}\n"
    file.write_text(f"{GOODS}{more}{moves}horizon: 6 months\n", encoding="utf-8")
    told = "Losses by moves that say no time are those of a year, at the average rate over the horizon"
    assert told in " ".join(run("show", goods, "--no-range").out.split())
    (cell,) = read_json("get", goods, "move.stop.damage", "--no-range")["cells"]
    assert cell["value"] == pytest.approx(100e6 * (1 - 0.5 * (1 - 4 / math.log(2) * (1 - 2**-0.25))))
    file.write_text(f"{GOODS}{more}{moves}horizon: 1 year\n", encoding="utf-8")
    assert "that say no time" not in run("show", goods, "--no-range").out


@pytest.mark.parametrize(("cut", "share"), [("20 %", 0.0), ("80 %", 0.8)])
def test_of_moves_on_a_part_the_largest_cut_says_over_which_time(goods: str, cut: str, share: float) -> None:
    """60 % for 3 years beside a cut without a time, which counts for a year at the average rate over the horizon.

    Of the adjusting 1 - 2 / (3 ln 2) (1 - 2^-1.5) = 0.3782 is done on average in 3 years. The smaller of the two cuts
    adds nothing. The larger takes the place of the first year of the other: of the 3 x 0.3782 years of adjusting the
    first has 0.154889, the other two the rest.
    """
    moves = f"moves:\n  some: {{lever: goods, by: south, cut: {cut}}}\n"
    moves += "  most: {lever: goods, by: south, cut: 60 %, for: 3 years}\n"
    Path(goods).write_text(f"{GOODS}{moves}horizon: 10 years\n", encoding="utf-8")
    done = 3 - 2 / math.log(2) * (1 - 2**-1.5)
    lost = 60e6 * (3 - 0.5 * done)
    if share:
        lost = 60e6 * (2 - 0.5 * (done - 0.154889)) + share * TENTH
    (cell,) = read_json("get", goods, "outcome.north", "--no-range")["cells"]
    assert cell["value"] == pytest.approx(lost, rel=1e-6)
