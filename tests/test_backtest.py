"""What was observed beside what was predicted: how files give it, and what `leverage backtest` makes of it."""

from pathlib import Path

from leverage import priors
from leverage.reading.extends import Origin
from leverage.reading.scenario import read_draft
from tests.program import run

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
