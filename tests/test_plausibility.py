"""Notes of `check` on what can be right and seldom is: the smallest scenario with each, and one just without it."""

import re
from pathlib import Path

import pytest

from leverage.analysis.assessment import Assessment, assess_named
from leverage.analysis.notes import note_numbers
from leverage.problems import Problem
from tests.program import run
from tests.written import assess

HEAD = """
title: Made up
as_of: 2020-06
sides: [p, q]
sources:
  office: {title: An office}
  bank: {title: A bank}
parties:
  p: {name: P, gdp: {value: 100 USD/year, source: office, year: 2019}}
  q: {name: Q}
"""


def assess_below(text: str) -> Assessment:
    """Assess a scenario under the head, given what follows or the whole of it."""
    return assess(text if "title:" in text else f"{HEAD}{text}")


def find_notes(text: str) -> list[Problem]:
    """Return the notes on a scenario under the head, given what follows or the whole of it."""
    return list(assess_below(text).notes)


def figure(content: str) -> str:
    """Write a figure that a result reads."""
    return f"figures:\n  x: {content}\nresults:\n  r: {{formula: 2 * x}}\n"


def goods(
    value: str, more: str = "", aggregates: str = "exports: {value: 30 USD/year, source: office, year: 2019}"
) -> str:
    """Write a tie of a value, whose seller has exports of 30."""
    head = HEAD.replace("gdp:", f"{aggregates}, gdp:")
    lever = f"value: {{value: {value} USD/year, source: office, year: 2019}}{more}"
    return f"{head}levers:\n  goods: {{kind: trade, seller: p, buyer: q, {lever}}}\n"


def readings(first: str, second: str, source: str = "bank") -> str:
    """Write a flow with two readings, the first in use."""
    told = "year: 2019, source"
    content = f"first: {{value: {first}, {told}: office}}, second: {{value: {second}, {told}: {source}}}"
    return figure(f"{{use: first, readings: {{{content}}}}}")


FROM_OFFICE = "source: office, year: 2019"
YOUNG = HEAD.replace("{title: A bank}", "{title: A bank, published: 2021-03}")
CLAIM = "figures:\n  x: {value: 5, source: bank}\nclaims:\n  small: {says: Small., test: x < 10}\n"
OF_TWO = CLAIM.replace("  x:", f"  y: {{value: 3, {FROM_OFFICE}}}\n  x:").replace("x < 10", "x < 10 * y")

# What is noted, with the word where it stands; and the nearest that is not.
CASES: dict[str, tuple[str, str, str, str]] = {
    "a claim of per cent tested by the bare number": (
        CLAIM.replace("Small.", "Below 1 % of it.").replace("x < 10", "x < 1"),
        "'small': it says 1 %, its test 1, which is 100 %", "x < 1",
        CLAIM.replace("Small.", "Below 1 % of it.").replace("x < 10", "x < 1%"),
    ),
    "a flow above the exports": (
        goods("31"), "p's exposure on 'goods' is 103 % of p.exports", "goods:", goods("30"),
    ),
    "a loss above the GDP": (
        goods("101", aggregates="code: PPP"), "p's loss on 'goods' is 101 % of p.gdp", "goods:",
        goods("100", aggregates="code: PPP"),
    ),
    "a loss above the GDP by its exposure alone": (
        goods("125", aggregates="code: PPP"), "p's loss on 'goods' is 125 % of p.gdp", "goods:",
        goods("125", ", diverted: {value: 20 %, assumed: a guess}", aggregates="code: PPP"),
    ),
    "an old figure": (
        figure("{value: 5, source: office, year: 2009}"), "'x': from 2009, more than 10 years before as_of 2020-06",
        "2009", figure("{value: 5, source: office, year: 2010}"),
    ),
    "an old figure that nothing reads": (
        figure("{value: 5, source: office, year: 2009}"), "'x': from 2009", "2009",
        "figures:\n  x: {value: 5, source: office, year: 2009}\n",
    ),
    "an old figure whose year is accepted": (
        figure("{value: 5, source: office, year: 2009}"), "'x': from 2009", "2009",
        f"mixed_years: the last census was in 2009\n{figure('{value: 5, source: office, year: 2009}')}",
    ),
    "an old figure where no date is said": (
        figure("{value: 5, source: office, year: 2009}"), "'x': from 2009", "2009",
        HEAD.replace("as_of: 2020-06\n", "") + figure("{value: 5, source: office, year: 2009}"),
    ),
    "about a number": (
        figure(f"{{value: 5, {FROM_OFFICE}, as_printed: about 5}}"), "'x': the source prints 'about'", "about 5",
        figure(f"{{value: 5, {FROM_OFFICE}, as_printed: about 5, approximate: true}}"),
    ),
    "a tilde": (
        figure(f'{{value: 5 USD, {FROM_OFFICE}, as_printed: "~$5"}}'), "'x': the source prints '~'", '"~$5"',
        figure(f"{{value: 5 USD, {FROM_OFFICE}, as_printed: $5}}"),
    ),
    "a word that only begins alike": (
        figure(f"{{value: 5, {FROM_OFFICE}, as_printed: некоторые около 5}}"), "'x': the source prints 'около'",
        "некоторые", figure(f"{{value: 5, {FROM_OFFICE}, as_printed: roundabout 5}}"),
    ),
    "readings apart": (
        readings("100 USD/year", "126 USD/year"), "'x': the reading 'second' is 1.26 times the", "first: {",
        readings("100 USD/year", "125 USD/year"),
    ),
    "readings apart the other way": (
        readings("126 USD/year", "100 USD/year"), "'x': the reading 'first' is 1.26 times the", "first: {",
        readings("125 USD/year", "100 USD/year"),
    ),
    "a reading of nothing": (
        readings("5 bbl/day", "0 bbl/day"), "'x': the reading 'second' is 0, the reading 'first' is not", "first: {",
        readings("0 bbl/day", "0 bbl/day"),
    ),
    "readings of one source": (
        readings("100 USD/year", "200 USD/year"), "'x': the reading 'second' is 2 times", "first: {",
        readings("100 USD/year", "200 USD/year", "office"),
    ),
    "readings of no flow": (
        readings("100 USD/year", "200 USD/year"), "'x': the reading 'second' is 2 times", "first: {",
        readings("100 USD", "200 USD"),
    ),
    "a range that holds both readings": (
        readings("100 USD/year, low: 80 USD/year, high: 199 USD/year", "200 USD/year"),
        "'x': the reading 'second' is 2 times the reading 'first'", "first: {",
        readings("100 USD/year, low: 80 USD/year, high: 200 USD/year", "200 USD/year"),
    ),
    "a value at its low": (
        figure(f"{{value: 5, low: 5, high: 9, {FROM_OFFICE}}}"), "'x': the value equals its low", "low: 5",
        figure(f"{{value: 5, low: 4.9, high: 9, {FROM_OFFICE}}}"),
    ),
    "a value at its high": (
        figure(f"{{value: 9, low: 5, high: 9, {FROM_OFFICE}}}"), "'x': the value equals its high", "high: 9",
        figure(f"{{value: 9, low: 5, high: 9.1, {FROM_OFFICE}}}"),
    ),
    "a floor that is declared": (
        figure(f"{{value: 5, low: 5, high: 9, {FROM_OFFICE}, note: a ceiling}}"), "'x': the value equals its low",
        "low", figure(f"{{value: 5, low: 5, high: 9, {FROM_OFFICE}, note: a floor}}"),
    ),
    "a bound of the input": (
        goods("30", ", value_added: {value: 50 %, low: 50 %, high: 100 %, assumed: a guess}"),
        "'goods.value_added': the value equals its low", "low",
        goods("30", ", value_added: {value: 100 %, low: 50 %, high: 100 %, assumed: a guess}"),
    ),
    "a young source alone": (
        f"{YOUNG}{CLAIM}",
        "the source 'bank' from 2021-03 is later than as_of 2020-06, and the only one for 'small'", "bank:",
        f"{YOUNG}{OF_TWO}",
    ),
    "a young source of the past": (
        f"{YOUNG}{CLAIM}", "the source 'bank' from 2021-03", "bank:",
        f"{YOUNG}{CLAIM.replace('source: bank', 'source: bank, year: 2020')}",
    ),
    "a source of the month": (
        f"{YOUNG}{CLAIM}", "the source 'bank' from 2021-03", "bank:",
        f"{YOUNG.replace('2021-03', '2020-06-30')}{CLAIM}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_notes(case: str) -> None:
    """What is noted has its place and a way out; what just is not has no note of the sort."""
    text, expected, at, near = CASES[case]
    found = [note for note in find_notes(text) if note.message.startswith(expected)]
    assert len(found) == 1, [note.message for note in find_notes(text)]
    assert found[0].place is not None
    line = found[0].place.file.line(found[0].place.line)
    assert at in line
    assert found[0].hint
    assessment = assess_below(text)
    assert found[0] not in note_numbers(assessment.graph, assessment.values)  # which readers of `show` are told
    sort = re.split("[0-9]", expected)[0]
    assert [note.message for note in find_notes(near) if note.message.startswith(sort)] == []


def test_a_figure_through_which_an_input_has_its_bound() -> None:
    """The bound of the input holds for the figure that it names too."""
    range_ = "{value: 0 %, low: 0 %, high: 20 %, assumed: a guess}"
    text = goods("30", ", discount: low_price").replace("levers:", f"figures:\n  low_price: {range_}\nlevers:")
    assert [note.message for note in find_notes(text) if "equals its" in note.message] == []
    assert [note.message for note in find_notes(figure(range_)) if "equals its" in note.message]


def test_a_scenario_of_the_past_can_be_strict(tmp_path: Path) -> None:
    """Sources that report a past year afterwards are no failure; one whose figure has no year is."""
    file = tmp_path / "past.yaml"
    dated = CLAIM.replace("source: bank", "source: bank, year: 2019")
    for text, status in ((f"{YOUNG}{dated}", 0), (f"{YOUNG}{CLAIM}", 1)):
        file.write_text(text, encoding="utf-8")
        assert run("check", "--strict", str(file)).status == status


def test_notes_stand_in_one_order(tmp_path: Path) -> None:
    """Reports and `check` tell the notes of the scenario's own file first, then those of what it extends."""
    tie = "kind: trade, seller: p, buyer: q, value: {value: 5 USD/year, source: office, year: 2019}"
    moves = "  m1: {lever: more, by: q, cut: 10 %}\n  m2: {lever: more, by: q, cut: 20 %}\n"
    base = f"{HEAD}levers:\n  goods: {{{tie}}}\n  more: {{{tie}}}\nmoves:\n{moves}"
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    own = f"title: Own\nextends: base.yaml\nmoves:\n{moves.replace('m1', 'm3').replace('m2', 'm4')}"
    (tmp_path / "own.yaml").write_text(own.replace("lever: more", "lever: goods"), encoding="utf-8")
    assessment = assess_named(str(tmp_path / "own.yaml"))
    shown = note_numbers(assessment.graph, assessment.values)
    places = [note.place.file.name for note in shown if note.place]
    assert [Path(name).name for name in dict.fromkeys(places)] == ["own.yaml", "base.yaml"]
    assert [note for note in assessment.notes if note in shown] == list(shown)
