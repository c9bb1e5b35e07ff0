"""The first year and the years after it: columns, the option for a horizon, the path and its chart."""

import re
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
    assert "first year" not in run("show", "--no-range", "--horizon", "1 year", goods).out


def test_a_horizon_by_hand(goods: str) -> None:
    """On commands that compute it does what --set does, and headings call it a horizon."""
    assert float(run("get", "--horizon", "10 years", goods, "total.north").out) == pytest.approx(TENTH, rel=1e-6)
    by_set = run("get", "--set", "horizon=10 years", goods, "total.north").out
    assert run("get", "--horizon", "120 months", goods, "total.north").out == by_set
    shown = run("show", "--no-range", "--horizon", "10 years", goods).out
    assert "every current lever cut in full for a year, at a horizon of 10 years" in shown
    assert "set by hand" not in shown
    beside = run("compare", "--no-range", "--horizon", "10 years", goods).out
    assert "at a horizon of 10 years" in beside


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
    """Eleven rows with both sides, in money and per cent of GDP, on screens and as a picture."""
    shown = run("show", "--no-range", "--path", goods).out
    assert re.search(r"at once\n +100\.0‡ .*\n +1 year\n +92\.3‡ ", shown)
    assert re.search(r"10 years\n +64\.0‡ ", shown)
    assert "0.09 %" in run("show", "--no-range", "--path", "--scale", "gdp", goods).out
    picture = run("show", "--path", "-f", "svg", goods).out
    assert "10 years" in picture
