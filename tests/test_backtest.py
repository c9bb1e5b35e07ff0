"""What was observed beside what was predicted: how files give it, and what `leverage backtest` makes of it."""

import math
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binomtest

from leverage import priors
from leverage.analysis import backtest
from leverage.analysis.assessment import assess_named, compute_scenario
from leverage.formats._panels import Dot, Line, list_drawings, make_scale_of_outcomes
from leverage.formats._text_chart import draw_text_bars
from leverage.model import WhatIf
from leverage.reading.extends import Origin
from leverage.reading.scenario import read_draft
from leverage.report.views import Bar, Bars, Chart, Panel
from tests.program import HISTORY, read_json, run

PLAIN = """
title: North sells timber
as_of: 2020-06
sides: [north, south]
sources:
  report: {title: A report}
parties:
  north: {name: North}
  south: {name: South}
levers:
  timber: {kind: trade, seller: north, buyer: south, value: 2 billion USD/year, diverted: 50 %}
observed:
  sold_elsewhere:
    cell: loss.north.timber
    value: 1.5 billion USD/year
    low: 1 billion USD/year
    high: 2 billion USD/year
    year: 2022
    source: report
    where: page 3
    remark: A wet summer.
"""


def write_file(folder: Path, text: str, name: str = "timber.yaml") -> str:
    """Write a scenario, and return its path."""
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_what_was_observed_is_read(tmp_path: Path) -> None:
    """An entry has its cell, numbers, year, source and remark."""
    path = Path(write_file(tmp_path, f"{PLAIN}episode: food_embargo\n"))
    scenario = read_draft(Origin(path.name, path), "timber").scenario
    observed = scenario.observed["sold_elsewhere"]
    assert scenario.episode == "food_embargo"
    assert (observed.cell, str(observed.year), observed.source) == ("loss.north.timber", "2022", "report")
    assert (observed.where, observed.remark, observed.left_out) == ("page 3", "A wet summer.", "")
    numbers = [each.base for each in (observed.low, observed.value, observed.high) if each]
    assert numbers == [1e9, 1.5e9, 2e9]


def test_an_entry_is_replaced_whole(tmp_path: Path) -> None:
    """A file that extends another gives an entry anew, so that no number keeps the source of another; or deletes it."""
    write_file(tmp_path, PLAIN)
    over = "extends: timber.yaml\nobserved:\n  sold_elsewhere: {cell: loss.north.timber, value: 1 billion USD/year}\n"
    path = Path(write_file(tmp_path, over, "over.yaml"))
    observed = read_draft(Origin(path.name, path), "over").scenario.observed["sold_elsewhere"]
    assert (observed.low, observed.year, observed.source, observed.remark) == (None, None, "", "")
    path.write_text("extends: timber.yaml\nobserved:\n  sold_elsewhere: null\n", encoding="utf-8")
    assert not read_draft(Origin(path.name, path), "over").scenario.observed


def test_notes_on_what_was_observed(tmp_path: Path) -> None:
    """An outcome of before the scenario's date, one without a source and a misspelt episode are noted."""
    text = PLAIN.replace("year: 2022", "year: 2019").replace("    source: report\n", "")
    done = run("check", write_file(tmp_path, f"{text}episode: food_embarg\n"))
    assert "observed 'sold_elsewhere': from 2019, before as_of 2020-06" in done.err + done.out
    assert "observed 'sold_elsewhere': a number without a source" in done.err + done.out
    assert "no prior has evidence of the episode 'food_embarg'" in done.err + done.out
    assert "did you mean 'food_embargo'?" in done.err + done.out
    done = run("check", write_file(tmp_path, f"{PLAIN}episode: war_of_timber\n"))
    assert "observed" not in done.err + done.out
    assert "war_of_timber" not in done.err + done.out
    assert "war_of_timber" not in priors.list_episodes()


def test_a_cell_that_is_left_out_for_another_mistake_is_not_reported(tmp_path: Path) -> None:
    """Where the tie itself is wrong, only that is told."""
    done = run("check", write_file(tmp_path, PLAIN.replace("seller: north", "seller: nort")))
    assert done.status == 3
    assert "no party 'nort'" in done.err
    assert "nothing is named" not in done.err


# The numbers of tests/history.yaml, by hand. Without the evidence of china_australia 42 % of wine is sold elsewhere,
# with it 34 %. Nothing else moves the loss: 1 billion times what is not sold.
HELD_OUT, WITH_ALL = priors.find_prior("wine.diverted", ("china_australia",)), priors.find_prior("wine.diverted")


def read_outcomes(*words: str) -> dict[str, dict[str, Any]]:
    """Return the outcomes of a run by their ids."""
    return {row["observed"]: row for row in read_json("backtest", *words)["outcomes"]}


def test_a_cell_that_the_only_source_does_not_give_is_not_reported(tmp_path: Path) -> None:
    """The parts are joined where a source gives their sum alone: what was observed of one is then of no cell."""
    parts = "parts: {planks: {value: planks}, logs: {value: all - planks}}"
    text = PLAIN.replace("value: 2 billion USD/year, diverted: 50 %", parts).replace("loss.north", "planks")
    text = text.replace("cell: planks.timber", "cell: timber.planks.value").replace(
        "levers:",
        "figures:\n  all: {value: 2 billion USD/year, source: report}\n"
        "  planks: {value: 1 billion USD/year, assumed: half}\nlevers:",
    )
    path = write_file(tmp_path, text)
    assert run("get", path, "timber.planks.value").out == "1000000000\n"
    assert run("get", path, "timber.planks.value", "--only", "report").status == 2  # there is no such cell
    assert run("get", path, "timber.value", "--only", "report").out == "2000000000\n"
    again = compute_scenario(assess_named(path, WhatIf(only=("report",))).scenario)  # as when readings are tried
    assert again.values["timber.value"].number == 2e9


def test_an_outcome_is_held_against_a_prediction() -> None:
    """The prediction is the value in use with its range; the outcome is inside, partly, or not; the ratio is theirs.

    The price is lognormal around 80 % with 90 % between 40 and 160 %. So the 5th percentile is near 40, the 95th near
    160 %: 100 % lies inside, and 200 % does not, but from 150 % on its own range does.
    """
    outcomes = read_outcomes(HISTORY)
    price, later = outcomes["price"], outcomes["price_later"]
    assert price["predicted"] == 0.8
    assert (price["predicted_low"], price["predicted_high"]) == pytest.approx((0.4, 1.6), rel=0.03)
    assert (price["value"], price["low"], price["high"], price["unit"]) == (1.0, 1.0, 1.0, "ratio")
    assert (price["inside"], price["ratio"], price["not_counted"]) == ("yes", 1.25, None)
    assert (later["inside"], later["ratio"], later["low"], later["high"]) == ("partly", 2.5, 1.5, 2.1)
    assert (later["year"], later["remark"], later["source"]) == ("2023", "A frost in all of Europe.", "report")
    assert (price["where"], price["remark"]) == ("table 2", None)


def test_the_evidence_of_the_episode_is_held_out() -> None:
    """The priors of a scenario are computed without the evidence of its episode, unless they are not to be."""
    unsold = 1e9 * (1 - HELD_OUT.value.number)
    assert HELD_OUT.value.number != WITH_ALL.value.number
    held_out, with_all = read_outcomes(HISTORY), read_outcomes(HISTORY, "--no-loo")
    assert held_out["not_sold"]["predicted"] == pytest.approx(unsold)
    assert held_out["not_sold"]["ratio"] == pytest.approx(0.6e9 / unsold)
    assert held_out["loss_of_north"]["predicted"] == pytest.approx(unsold)
    assert with_all["not_sold"]["predicted"] == pytest.approx(1e9 * (1 - WITH_ALL.value.number))
    assert held_out["not_sold"]["held_out"] == ["wine.diverted"]
    assert held_out["elsewhere"]["held_out"] == ["wine.diverted", "economy.discount"]
    assert held_out["price"]["held_out"] == with_all["not_sold"]["held_out"] == []
    assert held_out["price"] == with_all["price"]


def test_another_episode_holds_nothing_out(tmp_path: Path) -> None:
    """A scenario whose episode no prior has evidence of is predicted alike; one that names none is told of."""
    text = Path(HISTORY).read_text(encoding="utf-8")
    path = write_file(tmp_path, text.replace("episode: china_australia", "episode: war_of_wine"))
    assert read_outcomes(path) == {
        id_: {**row, "scenario": "timber", "episode": "war_of_wine"}
        for id_, row in read_outcomes(HISTORY, "--no-loo").items()
    }
    assert "No episode is named" not in run("backtest", path).out
    path = write_file(tmp_path, text.replace("episode: china_australia\n", ""))
    assert "No episode is named in timber" in run("backtest", path, "--width", "200").out


def test_a_prior_without_evidence_left_gives_no_prediction(tmp_path: Path) -> None:
    """Where all evidence is of the scenario's own episode the figure is missing, and the outcome does not count."""
    text = Path(HISTORY).read_text(encoding="utf-8").replace("prior: economy.discount", "prior: remittances.offset")
    text = text.replace("episode: china_australia", "episode: tajikistan_remittances")
    path = write_file(tmp_path, text)
    row = read_outcomes(path)["elsewhere"]
    missing = "no evidence is left on 'remittances.offset' but that of the episode itself"
    assert row["not_counted"] == f"no prediction: needs cheaper ({missing})"
    assert (row["predicted"], row["inside"], row["held_out"]) == (None, None, ["remittances.offset"])
    assert read_outcomes(path, "--no-loo")["elsewhere"]["not_counted"] is None


def test_what_does_not_count() -> None:
    """An outcome of something else, a missing prediction and one without a range are shown with their reasons."""
    outcomes = read_outcomes(HISTORY)
    reasons = {id_: row["not_counted"] for id_, row in outcomes.items() if row["not_counted"]}
    assert reasons == {
        "gdp": "growth of the whole economy, in which a war began",
        "fuel": "the prediction has no range",
        "south": "no prediction: needs south.gdp",
    }
    assert {row["not_counted"] for row in read_outcomes(HISTORY, "--no-range").values()} >= {
        "the prediction has no range"
    }
    shown = run("backtest", HISTORY, "--width", "200").out
    assert all(reason in shown for reason in reasons.values())


def test_a_bound_does_not_count(tmp_path: Path) -> None:
    """A sum that leaves a loss out is a bound, against which nothing is held."""
    text = Path(HISTORY).read_text(encoding="utf-8").replace("cell: loss.north.wine", "cell: total.north")
    tie = "  gas: {kind: remittances, recipient: north, host: south, value: unknown}\n"
    text = text.replace("moves:\n", f"{tie}moves:\n").replace("  fuel:\n    label", "  fuel:\n    label", 1)
    text = text.replace("figures:\n", "figures:\n  unknown: {formula: south.gdp}\n", 1)
    row = read_outcomes(write_file(tmp_path, text))["loss_of_north"]
    assert row["not_counted"] == "the prediction is a bound, as it leaves out loss.north.gas"


def test_coverage() -> None:
    """Of five outcomes that count three are inside, one more in part; medians are of observed over predicted.

    At the ends of the interval of a share three or more of five, or three or fewer, have a probability of 2.5 %.
    With 42 % sold elsewhere: 1.25, 2.5, 0.6/0.58, 2/0.58 and 0.4 over 84 % of 42 %, of which the median is 1.25.
    """
    held_out, with_all = read_json("backtest", HISTORY)["coverage"]
    assert (held_out["evidence"], with_all["evidence"]) == ("held out", "all")
    assert [held_out[name] for name in ("counted", "episodes", "inside", "partly")] == [5, 1, 3, 1]
    assert (held_out["share"], held_out["claimed"]) == (0.6, 0.9)
    low, high = (
        [math.comb(5, inside) * share**inside * (1 - share) ** (5 - inside) for inside in range(6)]
        for share in (held_out["share_low"], held_out["share_high"])
    )
    assert (sum(low[3:]), sum(high[:4])) == pytest.approx((0.025, 0.025), rel=1e-6)
    outcomes = read_outcomes(HISTORY)
    ratios = [row["ratio"] for row in outcomes.values() if row["not_counted"] is None]
    assert held_out["median_ratio"] == sorted(ratios)[2] == 1.25
    assert held_out["median_miss"] == 1.25
    assert [row["evidence"] for row in read_json("backtest", HISTORY, "--no-loo")["coverage"]] == ["all", "held out"]


@pytest.mark.parametrize(
    ("count", "total"), [(0, 1), (1, 1), (3, 5), (9, 12), (12, 12), (0, 30), (200, 230), (1790, 2000)]
)
def test_the_interval_of_a_share(count: int, total: int) -> None:
    """The interval is the exact one that scipy computes from the beta distribution."""
    ends = binomtest(count, total).proportion_ci(confidence_level=0.95, method="exact")
    assert backtest.estimate_share(count, total) == pytest.approx((ends.low, ends.high), abs=1e-9)


def test_the_interval_of_none_and_all() -> None:
    """Of n none: the high end p has (1 - p)^n = 2.5 %, so for 4 it is 1 - 0.025^(1/4); of all the same from above."""
    assert backtest.estimate_share(0, 4) == pytest.approx((0, 1 - 0.025**0.25))
    assert backtest.estimate_share(4, 4) == pytest.approx((0.025**0.25, 1))


def test_the_headline_is_no_firmer_than_its_numbers(tmp_path: Path) -> None:
    """Few outcomes decide nothing; many that miss do, if outcomes of one episode had nothing in common."""
    assert "So few outcomes cannot tell this from 90 %." in run("backtest", HISTORY).out
    misses = "\n".join(f"  miss_{number}: {{cell: price, value: 500 %, source: report}}" for number in range(5))
    text = f"{Path(HISTORY).read_text(encoding='utf-8')}\n{misses}\n"
    shown = " ".join(run("backtest", write_file(tmp_path, text)).out.split())
    assert "3 of 10 outcomes, of 1 episode, lie within the predicted range: 30 % (95 % confidence: 7–65 %)" in shown
    assert (
        "If outcomes of one episode had nothing in common, chance alone would not explain so few: the ranges seem "
        "too narrow." in shown
    )


def test_the_worst_misses_are_told_with_what_else_bore_on_them() -> None:
    """Those outside stand by how many times the prediction is off: 2 billion against 0.58, then 200 against 80 %."""
    told = run("backtest", HISTORY, "--width", "300").out.partition("Misses, the worst first\n")[2].splitlines()
    assert told[0].startswith("North's wine: Loss of North on Wine, cut in full for a year, 2022: US$ 2 bn a year came")
    assert told[0].endswith("was predicted: 3.45 times. A war.")
    assert told[1].endswith("was predicted: 2.5 times. A frost in all of Europe.")
    assert told[2] == ""


def test_an_entry_of_a_base_stands_once(tmp_path: Path) -> None:
    """What a scenario has from the file that it extends stands with that file where both are named, else with it."""
    base = write_file(tmp_path, f"{PLAIN}", "base.yaml")
    over = write_file(tmp_path, "extends: base.yaml\ntitle: Another\n", "another.yaml")
    for words in ([over, base], [base, over], [str(tmp_path)]):
        assert [row["scenario"] for row in read_json("backtest", *words)["outcomes"]] == ["base"]
    assert [row["scenario"] for row in read_json("backtest", over)["outcomes"]] == ["another"]


def test_a_document_tells_all_misses_and_lists_the_sources(tmp_path: Path) -> None:
    """A screen tells three misses and counts the others; a document has them all, with the sources of what came."""
    misses = "\n".join(f"  miss_{number}: {{cell: price, value: {number}00 %}}" for number in range(5, 9))
    path = write_file(tmp_path, f"{Path(HISTORY).read_text(encoding='utf-8')}\n{misses}\n")
    screen, document = run("backtest", path, "--width", "300").out, run("backtest", path, "-f", "markdown").out
    assert screen.count(" was predicted: ") == 3
    assert "3 more outside the range; a document (-f markdown) tells of all." in screen
    assert document.count(" was predicted: ") == 6
    assert "### Sources of what was observed\n\n- Statistics of North, Trade of North, 2023." in document


def test_wrong_usage(tmp_path: Path) -> None:
    """Scenarios without outcomes, a unit for all, and wrong files are refused."""
    done = run("backtest", "azerbaijan-russia")
    assert (done.status, done.out) == (2, "")
    assert "no scenario says what was observed" in done.err
    done = run("backtest", HISTORY, "--unit", "million USD/year")
    assert (done.status, done.out) == (2, "")
    assert "--unit: outcomes are in several units" in done.err
    done = run("backtest", HISTORY, "--only", "report")
    assert (done.status, done.out) == (2, "")
    assert "--only: without assumptions there is nothing to hold outcomes against" in done.err
    done = run("backtest", HISTORY, write_file(tmp_path, PLAIN.replace("loss.north.timber", "loss.timber")))
    assert (done.status, done.out) == (3, "")
    assert "nothing is named 'loss.timber'" in done.err


def test_what_if() -> None:
    """A prediction can be made with another value, and a prior that is set by hand is held out no more."""
    row = read_outcomes(HISTORY, "--set", "found=50%")["not_sold"]
    assert (row["predicted"], row["not_counted"], row["held_out"]) == (0.5e9, "the prediction has no range", [])


def test_the_chart_places_outcomes_on_the_range_of_their_prediction() -> None:
    """A panel has ratios, others what was predicted over what came, unit by unit, on a logarithmic scale.

    On it 100 is as far from 10 as 1,000 from 100; a point lies on the diagonal where both numbers are equal.
    """
    points = Panel(
        "Both",
        ("more", "less"),
        tuple(Bars(str(number), (Bar(number, 1, ""), Bar(number, 1, ""))) for number in (10.0, 100.0, 1000.0)),
        "outcomes",
        names=("observed", "predicted"),
    )
    shapes = list_drawings(Chart("outcomes", "", "", (points,)))[0].shapes
    dots = [shape for shape in shapes if isinstance(shape, Dot)]
    diagonal = next(line for line in shapes if isinstance(line, Line) and line.x1 != line.x2 and line.y1 != line.y2)
    assert dots[1].x - dots[0].x == pytest.approx(dots[2].x - dots[1].x)
    for dot in dots:
        along = (dot.x - diagonal.x1) / (diagonal.x2 - diagonal.x1)
        assert dot.y == pytest.approx(diagonal.y1 + along * (diagonal.y2 - diagonal.y1))
    svg = run("backtest", HISTORY, "-f", "svg").out
    assert "3 of 5 outcomes came within the predicted range" in svg
    assert "Predicted and observed, US$ million a year" in svg
    assert "Predicted and observed, per cent" in svg
    assert svg.count("observed →") == 2
    logs = run("backtest", "history/china-australia", "-f", "svg").out  # 2.3 and 3.1 million m3 a year
    assert "Predicted and observed, million m3/year" in logs


def test_numbers_of_0_have_no_logarithm_and_are_drawn_at_the_edge(tmp_path: Path) -> None:
    """An outcome of nothing is drawn all the same, open; without any above 0 the scale is an even one."""
    text = Path(HISTORY).read_text(encoding="utf-8").replace("value: 100 %", "value: 0 %")
    done = run("backtest", write_file(tmp_path, text), "--chart", "--width", "80")
    assert (done.status, done.err) == (0, "")
    assert "observed 0 %, predicted 80 %" in done.out
    panel = Panel("None", ("", ""), (Bars("a", (Bar(0.0, 1, "0"), Bar(0.0, 1, "0"))),), "outcomes", names=("o", "p"))
    assert not make_scale_of_outcomes(panel).is_log


def test_a_chart_in_text_has_a_line_for_each_outcome() -> None:
    """Between 10 and 1,000, 100 lies in the middle: what was observed stands there on the range that was predicted."""
    panel = Panel(
        "One",
        ("", ""),
        (Bars("Wine", (Bar(100.0, 1, "100"), Bar(10.0, 1, "10", low=10.0, high=1000.0))),),
        "outcomes",
        names=("observed", "predicted"),
    )
    lines = draw_text_bars(Chart("outcomes", "", "", (panel,)), 61)
    line = next(line for line in lines if "─" in line and "its range" not in line)
    start, cross, end = line.index("●"), line.index("×"), len(line) - 1
    assert abs((start + end) / 2 - cross) <= 1
    assert set(line[start + 1 : cross]) == {"─"}
    assert "observed 100, predicted 10" in lines
