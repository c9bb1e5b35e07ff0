"""Years: results that mix them or rest on undated figures carry a note, unless the scenario accepts it."""

from pathlib import Path
from typing import Any

from leverage.analysis.assessment import assess_named
from leverage.analysis.years import find_mixes, find_years
from leverage.model import Year
from tests.program import read_json, run

SCENARIO = """
title: Two years
as_of: 2025-07
sides: [a, b]
sources:
  office: {title: A statistical office}
parties:
  a: {name: A, exports: {value: 10 billion USD/year, year: 2023, source: office}}
  b: {name: B}
figures:
  sales: {value: 1 billion USD/year, year: 2024, source: office}
  transfers: {value: 100 million USD/year, source: office}
  kept: {value: 30 %, source: office}
  doubled: {formula: sales * 2}
levers:
  goods: {kind: trade, seller: a, buyer: b, value: sales}
  money: {kind: remittances, recipient: a, host: b, value: transfers, offset: kept}
claims:
  small: {says: The sales are small., test: sales / a.exports < 20%}
"""


def notes(path: Path) -> list[str]:
    """Return the notes of a scenario on years."""
    return [
        note.message
        for note in assess_named(str(path)).notes
        if "figures come" in note.message or "without a year" in note.message
    ]


def test_where_years_meet(tmp_path: Path) -> None:
    """Sales of 2024 over exports of 2023 mix; sales alone, and twice the sales, do not; a share needs no year."""
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    assert sorted(notes(path)) == [
        "'goods': figures come from 2023 and 2024",
        "'money': rests on transfers, without a year",
        "'small': figures come from 2023 and 2024",
    ]
    assessment = assess_named(str(path))
    of = find_years(assessment.graph, assessment.values)
    assert of["loss.a.goods"].years == {Year(2024, 2024, "2024")}
    assert {year.ends for year in of["exposure_share.a.goods"].years} == {2023, 2024}
    assert of["loss.a.money"].undated == {"transfers"}
    assert of["kept"].undated == frozenset()
    assert {mix.owner for mix in find_mixes(assessment.graph, assessment.values)} == {"goods", "money", "small"}


def test_a_reason_accepts_the_mix(tmp_path: Path) -> None:
    """With `mixed_years` there is no note, `check --strict` is content, and `show` gives the reason."""
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    shown = run("show", "--notes", str(path)).out
    assert "Figures come from different years: goods of 2023 and 2024." in shown
    assert "Rests on undated figures: money (transfers)." in shown
    path.write_text(SCENARIO + "mixed_years: nothing newer is published\n", encoding="utf-8")
    assert notes(path) == []
    assert "Figures come from different years: nothing newer is published." in run("show", "--notes", str(path)).out


def test_the_age_of_figures_is_by_the_scenario_not_the_clock(tmp_path: Path) -> None:
    """In a scenario of 2025 a figure of 2023 is two years old, and an undated one has no age."""
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    rows: list[dict[str, Any]] = read_json("sources", str(path))["figures"]
    ages = {row["figure"]: row["age"] for row in rows}
    assert (ages["a.exports"], ages["sales"], ages["transfers"]) == (2, 1, None)
    assert "2023 (2 y)" in run("sources", "--notes", str(path)).out
    path.write_text(SCENARIO.replace("as_of: 2025-07\n", ""), encoding="utf-8")
    rows = read_json("sources", str(path))["figures"]
    assert {row["age"] for row in rows} == {None}


def test_rivals_that_do_not_count_are_silent_and_moves_are_not(tmp_path: Path) -> None:
    """An undated rival reading says nothing; a result over an outcome at a move does, at its own lever."""
    text = SCENARIO.replace("value: sales}", "value: goods_value}").replace(
        "  kept:",
        "  goods_value:\n    use: new\n    readings:\n      new: {value: 1 USD/year, year: 2024, source: office}\n"
        "      old: {value: 1 USD/year, source: office}\n  kept:",
    )
    path = tmp_path / "s.yaml"
    path.write_text(text + "moves:\n  stop: {lever: goods, by: b}\nresults:\n  r: {formula: outcome.a * 1}\n", "utf-8")
    assert not [note for note in notes(path) if "goods_value.old" in note]
    assert "'goods': figures come from 2023 and 2024" in notes(path)


def test_fiscal_years_are_kept_as_printed_and_count_as_their_last_year(tmp_path: Path) -> None:
    """In 2025 a figure of 2023/24 is a year old; it does not mix with 2023-24 but with 2023, 2024 and FY2024."""
    path = tmp_path / "s.yaml"
    fiscal = SCENARIO.replace("year: 2023,", "year: 2023/24,").replace("year: 2024,", "year: 2023-24,")
    path.write_text(fiscal, encoding="utf-8")
    assert notes(path) == ["'money': rests on transfers, without a year"]
    rows: list[dict[str, Any]] = read_json("sources", str(path))["figures"]
    assert {(row["figure"], row["year"], row["age"]) for row in rows} >= {
        ("sales", "2023-24", 1),
        ("a.exports", "2023/24", 1),
    }
    assert "2023/24 (1 y)" in run("sources", "--notes", str(path)).out
    assert "2023-24" in run("explain", str(path), "loss.a.goods", "-f", "csv").out
    for other in ("2023", "2024", "FY2024"):
        path.write_text(fiscal.replace("year: 2023-24,", f"year: {other},"), encoding="utf-8")
        mixed = [note for note in notes(path) if note.startswith("'small': figures come from ")]
        assert len(mixed) == 1
        assert set(mixed[0].removeprefix("'small': figures come from ").split(" and ")) == {"2023/24", other}
    path.write_text(fiscal.replace("year: 2023-24,", "year: 2025/26,"), encoding="utf-8")
    assert "'sales': from 2025/26, after as_of 2025-07" in [note.message for note in assess_named(str(path)).notes]
