"""Rival readings side by side: what the totals and verdicts become under each."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from leverage.analysis.assessment import assess_named
from leverage.analysis.draws import draw_ranges
from leverage.model import WhatIf
from leverage.report.cell_reader import CellReader
from leverage.report.headline_words import write_headline
from tests.program import TEXT, run


def rows(*words: str) -> list[dict[str, Any]]:
    """Return the records of `leverage sources --rivals`."""
    done = run("sources", "--rivals", *words, "-f", "json")
    assert done.status == 0, done.err
    return list(json.loads(done.out)["rivals"])


def test_totals_and_verdicts_under_each_reading() -> None:
    """At an elasticity of 2 a buyer loses the invoice: 3,621 - 1,315.7 million more for Azerbaijan."""
    found = {(row["figure"], row["reading"]): row for row in rows()}
    used, other = found["elasticity", "bajzik"], found["elasticity", "boehm"]
    assert (used["in_use"], other["in_use"], other["value"], other["sources"]) == (True, False, 2.0, ["boehm"])
    loss = float(run("get", "loss.azerbaijan.goods_from_russia").out)
    assert other["first_total"] - used["first_total"] == pytest.approx(3621e6 - loss)
    assert used["spread"] == pytest.approx((3.8 - 2.0) / 3.8)


@pytest.mark.parametrize("row", rows("pipeline-closure"), ids=lambda row: f"{row['figure']}.{row['reading']}")
def test_each_row_is_what_that_reading_gives(row: dict[str, Any]) -> None:
    """Using a reading by --use gives the losses by the moves of its row, and `leverage check` its verdicts."""
    cells = [f"outcome.{row['first']}", f"outcome.{row['second']}"]
    claims = dict(text.split("=") for text in row["verdicts"])
    words = ("--use", f"{row['figure']}={row['reading']}", "-f", "json")
    told = {
        one["cell"]: one["value"] for one in json.loads(run("get", "pipeline-closure", *cells, *words).out)["cells"]
    }
    checked = json.loads(run("check", "pipeline-closure", *words).out)["claims"]
    assert [row["first_total"], row["second_total"]] == pytest.approx([told[cell] for cell in cells])
    assert claims == {one["claim"]: one["verdict"] for one in checked}


def test_verdicts_that_change_are_named() -> None:
    """Were nothing pumped through the pipeline, Russia would earn no fees; else nothing is decided."""
    found = next(row for row in rows() if row["reading"] == "suspended")
    assert sorted(found["changed"]) == ["russia_earns_fees=holds->fails"]
    assert "Russia is paid for the oil that crosses it: holds → fails" in " ".join(
        run("sources", "--rivals", "--width", "200").out.split()
    )


# A sells for 100 and finds other buyers for none, or for 90: it loses 100 or 10, B always 100.
# B's economy is a tenth of A's, so B loses 10 or 100 times as much for its size.
TWO_READINGS = """
title: Two readings
sides: [a, b]
parties:
  a: {name: A, gdp: {value: 10 billion USD/year, assumed: round}}
  b: {name: B, gdp: {value: 1 billion USD/year, assumed: round}}
figures:
  diverted:
    use: none
    readings:
      none: {value: 0 %, assumed: round}
      most: {value: 90 %, assumed: round}
levers:
  goods: {kind: trade, seller: a, buyer: b, diverted: diverted, value: {value: 100 million USD/year, assumed: round}}
"""


def test_who_loses_more_counts_among_what_changes() -> None:
    """A loses the same as B under one reading, a tenth of it under the other; for its size B loses more either way."""
    done = run("sources", "--rivals", "-", "-f", "json", stdin=TWO_READINGS)
    used, other = json.loads(done.out)["rivals"]
    assert (used["more_dollars"], used["more_of_its_economy"], used["changed"]) == ("same", "b", [])
    assert (other["more_dollars"], other["more_of_its_economy"]) == ("b", "b")
    assert other["changed"] == ["balance.dollar_ratio=same->b"]
    shown = " ".join(run("sources", "--rivals", "-", "--width", "200", stdin=TWO_READINGS).out.split())
    assert "who loses more, in money: same → B" in shown


@pytest.mark.parametrize("scenario", ["base", "pipeline-closure", "combined-pressure"])
def test_what_is_said_under_a_reading_is_what_show_says(scenario: str) -> None:
    """With its draws and that reading in use, `leverage show` names the side that the row does, or none."""
    for row in rows(scenario):
        used = WhatIf(use=(f"{row['figure']}={row['reading']}",))
        assessment = assess_named(scenario, used)
        reader = CellReader(assessment, None, draw_ranges(assessment))
        said = " ".join(write_headline(reader))
        names = {side: reader.party_name(side) for side in reader.scenario.sides}
        for side, name in names.items():
            in_money = f"In money {name} would lose more" in said or f"only {name} would lose" in said
            assert in_money == (row["more_dollars"] == side), (row, said)
            is_told = f"for its size {name} would lose" in said or (in_money and "for its size it would lose" in said)
            assert is_told == (row["more_of_its_economy"] == side), (row, said)
        assert ("In money it is too close to call" in said) == (row["more_dollars"] == "open"), (row, said)


def test_a_reading_that_cannot_be_used_says_why() -> None:
    """A rival elasticity of 1 breaks what the kind requires: its row is empty with the reason."""
    text = "title: T\nextends: azerbaijan-russia\nfigures:\n  elasticity:\n    use: a\n    readings:\n"
    text += "      a: {value: 3, assumed: x}\n      b: {value: 1, assumed: x}\n"
    done = run("sources", "--rivals", "-", "-f", "json", stdin=text)
    found = {row["reading"]: row for row in json.loads(done.out)["rivals"] if row["figure"] == "elasticity"}
    assert found["b"]["first_total"] is None
    assert "irreplaceable" in found["b"]["missing"][0]


@pytest.mark.parametrize("form", TEXT)
def test_every_format(form: str) -> None:
    """The table is drawn in every format; its default table is that of the rivals."""
    done = run("sources", "--rivals", "-f", form)
    assert (done.status, done.err) == (0, "")
    assert "boehm" in done.out.lower()


def test_verdicts_by_the_draws_of_each_reading() -> None:
    """With d uniform between 0 and 50 % A loses more than 75 of 100 in half of the draws, with 40 to 50 % in none.

    The reading of the price moves a total by a half and comes first; that of d moves it by 20 of 90 in use.
    """
    text = TWO_READINGS.replace("use: none", "use: wide")
    wide = "{value: 10 %, low: 0 %, high: 50 %, shape: uniform, assumed: round}"
    narrow = "{value: 30 %, low: 26 %, high: 50 %, shape: uniform, assumed: round}"
    text = text.replace("none: {value: 0 %, assumed: round}", f"wide: {wide}")
    text = text.replace("most: {value: 90 %, assumed: round}", f"narrow: {narrow}")
    text = text.replace("levers:", PRICE).replace(
        "value: {value: 100 million USD/year, assumed: round}", "value: sales"
    )
    text += "claims:\n  most: {says: A loses most of it., test: loss.a.goods / sales > 75%}\n"
    found = json.loads(run("sources", "--rivals", "-", "-f", "json", stdin=text).out)["rivals"]
    assert [(row["figure"], row["reading"]) for row in found] == [
        ("sales", "round_number"), ("sales", "larger"), ("diverted", "wide"), ("diverted", "narrow"),
    ]  # fmt: skip
    assert [row["move"] for row in found] == pytest.approx([0, 0.5, 0, 20 / 90])
    held = [dict(pair.split("=") for pair in row["held_in"]) for row in found]
    assert [float(shares["most"]) for shares in held] == pytest.approx([0.5, 0.5, 0.5, 0], abs=0.025)
    assert [row["verdicts"] for row in found] == [["most=open"], ["most=open"], ["most=open"], ["most=fails"]]
    assert found[3]["changed"] == ["most=open->fails"]
    shown = " ".join(run("sources", "--rivals", "-", "--width", "200", stdin=text).out.split())
    assert "A loses most of it: too close to call → fails" in shown


PRICE = """  sales:
    use: round_number
    readings:
      round_number: {value: 100 million USD/year, assumed: round}
      larger: {value: 150 million USD/year, assumed: round}
levers:"""


def test_people_see_the_readings_that_matter() -> None:
    """Of 13 figures three move a loss by half a per cent or turn a claim; the others come with --notes."""
    few, every = (" ".join(run("sources", "--rivals", *words).out.split()) for words in ([], ["--notes"]))
    matter = {row["figure"] for row in rows() if row["changed"] or (row["move"] or 0) >= 0.005}
    assert f"{13 - len(matter)} figures more whose readings change little" in few
    assert ("Trade turnover 2024" in few, "Trade turnover 2024" in every) == (False, True)
    assert "None of them changes who loses more in money or for its size." in few


def test_sources_say_what_rests_on_what() -> None:
    """The headline counts what the records give; numbers of sources stand for the bibliography below."""
    figures = json.loads(run("sources", "-f", "json").out)["figures"]
    counts = Counter(row["evidence"] for row in figures if row["in_use"])
    told = " ".join(run("sources", "--width", "200").out.split())
    assert f"({counts['reported']} from sources, {counts['assumed']} assumed)" in told
    assert "exports_to_russia" not in told
    assert "exports_to_russia" in run("sources", "--notes").out
    number = re.search(r"(\d+) Emil Avdaliani, Azerbaijan and Russia", told)
    assert number
    assert f"Goods sold to Russia US$ 1.18 bn a year 2024 {number[1]} " in told
