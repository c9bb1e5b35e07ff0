"""Robustness: conclusions under every other reading, source, method and horizon, one at a time."""

import csv
import io
import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from leverage.analysis.assessment import Assessment, assess_named
from leverage.analysis.claims import list_tests
from leverage.analysis.draws import Trials
from leverage.analysis.ranges import Drawn
from leverage.analysis.variants import Variants
from leverage.model import list_figures
from tests.benchmarks import growth
from tests.program import run
from tests.written import assess

# A loses 150 (1 - d m) and B 100, m being 1 after adjustment and 0.154889 in the first year (half-life 2 years).
# After adjustment with d = 20 % A loses 120, with 50 % 75; in the first year 145 and 138, so that only the reading
# `most` turns who loses more dollars. B's economy is twice as large: for its size A loses more throughout.
SCENARIO = """
title: T
sides: [a, b]
sources:
  book: {title: A book}
  paper: {title: A paper}
parties:
  a: {name: A, gdp: {value: 1 billion USD/year, assumed: round}}
  b: {name: B, gdp: {value: 2 billion USD/year, assumed: round}}
figures:
  d:
    use: least
    readings:
      least: {value: 20 %, source: book}
      most: {value: 50 %, source: paper}
  aside:
    use: one
    readings:
      one: {value: 1 %, assumed: round}
      two: {value: 2 %, assumed: round}
kinds:
  tie:
    summary: A tie.
    roles: {seller: sells, buyer: buys}
    inputs:
      sold: {unit: USD/year, doc: what is sold}
      cost: {unit: USD/year, doc: what the buyer loses}
      diverted: {unit: ratio, doc: share that finds other buyers, between: [0, 1], over_time: true}
      half_life: {unit: year, doc: time, default: 2 years, assumes: convergence}
    exposure: {seller: sold, buyer: sold}
    loss: {seller: sold * cut * (1 - diverted * adjustment), buyer: cost * cut}
    measure: {seller: sales, buyer: spending}
    pulled_by: [seller, buyer]
levers:
  goods: {kind: tie, seller: a, buyer: b, sold: {value: 150 million USD/year, assumed: round},
    cost: {value: 100 million USD/year, assumed: round}, diverted: d}
claims:
  small: {says: A loses little., test: "total.a < [130 million USD/year]"}
  twice: {says: Twice d is below one half., test: d * 2 < 50%}
  unsaid: {says: Who knows., test: aside < 1.5%}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the scenario."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def rows(folder: Path, *words: str) -> list[dict[str, Any]]:
    """Return the records of `leverage check --robust`."""
    done = run("check", "s.yaml", "--robust", *words, "-f", "json", cwd=folder)
    return list(json.loads(done.out)["robustness"])


def verdicts(folder: Path, *words: str) -> dict[tuple[str, str], tuple[str, Any]]:
    """Return by conclusion and trial the verdict and its share."""
    found = rows(folder, *words)
    return {(row["conclusion"], row["trial"] or row["sort"]): (row["verdict"], row["held_in"]) for row in found}


def words_of(folder: Path, *words: str) -> dict[str, str]:
    """Return by conclusion in one word whether it is robust."""
    return {row["conclusion"]: row["robust"] for row in rows(folder, *words)}


def test_every_trial_by_hand(folder: Path) -> None:
    """Each conclusion under each reading, source and in the first year, by the arithmetic above."""
    found = verdicts(folder)
    trials = ["in use", "d=most", "aside=two", "paper", "first year", "consistent model"]
    assert list(dict.fromkeys(trial for _, trial in found)) == trials
    expected = {
        "dollars": ["holds", "fails", "holds", "fails", "holds", None],
        "economy": ["holds"] * 5 + [None],
        "small": ["holds", "holds", "holds", "holds", "fails", None],  # 120, 75, 120, 75, 145.4 million
        "twice": ["holds", "fails", "holds", "fails", "holds", None],  # 40 % and 100 %
        "unsaid": ["holds", "holds", "fails", "holds", "holds", None],  # 1 % and 2 %
    }
    for conclusion, told in expected.items():
        assert [found[conclusion, trial][0] for trial in trials] == told, conclusion
    assert words_of(folder) == {
        "dollars": "overturned", "economy": "robust", "small": "overturned", "twice": "overturned",
        "unsaid": "overturned",
    }  # fmt: skip


def test_the_consistent_model_has_its_row(folder: Path) -> None:
    """Until it can be computed the row says that the method does not test the conclusion."""
    row = next(row for row in rows(folder) if row["sort"] == "model")
    assert (row["trial"], row["verdict"], row["changed"]) == ("consistent model", None, None)
    assert row["missing"] == ["verdict: not tested by this method"]


RANGED = SCENARIO.replace(
    "{value: 20 %, source: book}", "{value: 20 %, low: 0 %, high: 40 %, shape: uniform, source: book}"
)


def test_shares_by_hand(folder: Path) -> None:
    """With d uniform between 0 and 40 % A loses more where 150 (1 - d) > 100, d < 1/3: in 5/6 of the draws.

    In the first year 150 (1 - 0.154889 d) is above 140 throughout: what is open is settled.
    """
    (folder / "s.yaml").write_text(RANGED, encoding="utf-8")
    found = verdicts(folder)
    verdict, share = found["dollars", "in use"]
    assert (verdict, share) == ("open", pytest.approx(5 / 6, abs=0.02))  # five standard errors of 0.37 %
    assert found["dollars", "aside=two"] == (verdict, share)  # which has no part in it
    assert found["dollars", "d=most"] == ("fails", 0.0)
    assert found["dollars", "first year"] == ("holds", 1.0)
    assert words_of(folder)["dollars"] == "open"


def test_a_trial_that_opens_a_conclusion_unsettles_it(folder: Path) -> None:
    """In use d is below 25 % in all draws; under `most`, uniform between 20 and 30 %, in half: twice is below 50 %."""
    wide = "{value: 22 %, low: 20 %, high: 30 %, shape: uniform, source: paper}"
    (folder / "s.yaml").write_text(SCENARIO.replace("{value: 50 %, source: paper}", wide), encoding="utf-8")
    found = verdicts(folder)
    assert found["twice", "in use"] == ("holds", None)  # nothing in use has a range
    text = SCENARIO.replace("{value: 50 %, source: paper}", wide)
    text = text.replace("{value: 20 %, source: book}", "{value: 20 %, low: 19 %, high: 21 %, source: book}")
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    found = verdicts(folder)
    assert found["twice", "in use"] == ("holds", 1.0)
    verdict, share = found["twice", "d=most"]
    assert (verdict, share) == ("open", pytest.approx(0.5, abs=0.025))  # five standard errors of 0.5 %
    assert words_of(folder)["twice"] == "unsettled"


def test_without_draws_the_values_in_use_decide(folder: Path) -> None:
    """With `--no-range` there are no shares, and nothing is open."""
    (folder / "s.yaml").write_text(RANGED, encoding="utf-8")
    found = verdicts(folder, "--no-range")
    assert {share for _, share in found.values()} == {None}
    assert found["dollars", "in use"][0] == "holds"


def test_each_trial_is_what_that_what_if_gives(folder: Path) -> None:
    """Using a reading or a source, or setting the horizon, gives `leverage check` the verdict and the share."""
    (folder / "s.yaml").write_text(RANGED, encoding="utf-8")
    found = verdicts(folder)
    for trial, words in {
        "d=most": ("--use", "d=most"), "paper": ("--use", "paper"), "first year": ("--set", "horizon=1 year"),
    }.items():  # fmt: skip
        done = run("check", "s.yaml", *words, "-f", "json", cwd=folder)
        for row in json.loads(done.out)["claims"]:
            verdict, share = found[row["claim"], trial]
            assert verdict == row["verdict"], (trial, row["claim"])
            if row["held_in"] is not None:
                assert share == row["held_in"]


def test_a_value_set_by_hand_stays(folder: Path) -> None:
    """The readings of a figure that is set by hand are not tried; nor is the first year where that is the horizon."""
    trials = {row["trial"] for row in rows(folder, "--set", "d=50%")}
    assert trials == {None, "aside=two", "first year", "consistent model"}
    trials = {row["trial"] for row in rows(folder, "--set", "horizon=1 year")}
    assert "first year" not in trials


def test_a_reading_that_cannot_be_used_says_why(folder: Path) -> None:
    """A share of 120 % is none: its trial has no verdict, and changes nothing."""
    (folder / "s.yaml").write_text(SCENARIO.replace("50 %, source: paper", "120 %, source: paper"), encoding="utf-8")
    row = next(row for row in rows(folder) if row["trial"] == "d=most" and row["conclusion"] == "dollars")
    assert (row["verdict"], row["changed"], row["robust"]) == (None, None, "robust where tested")
    assert "1.2" in row["missing"][0] or "120" in row["missing"][0]


@pytest.mark.parametrize("form", ["table", "markdown", "html", "latex", "csv", "tsv", "jsonl", "json"])
def test_every_format(folder: Path, form: str) -> None:
    """The table is drawn in every format, with what overturns a conclusion."""
    done = run("check", "s.yaml", "--robust", "--table", "robustness", "-f", form, cwd=folder)
    assert done.status == 0, done.err
    assert "overturned" in done.out
    assert "d=most" in done.out.replace("{=}", "=")


def test_csv_is_the_table_of_robustness(folder: Path) -> None:
    """With `--robust` it is the first table, a row for each conclusion and trial."""
    done = run("check", "s.yaml", "--robust", "-f", "csv", cwd=folder)
    found = list(csv.DictReader(io.StringIO(done.out)))
    assert len(found) == 5 * 6
    assert "robustness" not in json.loads(run("check", "s.yaml", "-f", "json", cwd=folder).out)


def test_show_says_what_would_change_the_answer(folder: Path) -> None:
    """One sentence beside the verdict: what turns who loses more, and that nothing tried does for their size.

    Counted is what bears on it: not `aside`, on which no loss rests, nor the paper beside its own reading of `d`.
    """
    told = "With “d” at 50 % (A paper), B would lose more in money; nothing tried changes who loses more for its size."
    for words in (["show"], ["show", "--no-range"], ["show", "--brief"], ["show", "--full"]):
        assert told in " ".join(run(*words, "s.yaml", cwd=folder).out.split())
    one = SCENARIO.replace("      most: {value: 50 %, source: paper}\n", "")
    (folder / "s.yaml").write_text(one, encoding="utf-8")
    said = " ".join(run("show", "s.yaml", "--notes", cwd=folder).out.split())
    assert "The one other reading, source or method tried does not change who loses more." in said
    assert "Who loses more was tried under the first year." in said
    both = SCENARIO.replace("most: {value: 50 %", "most: {value: 21 %")  # A loses 118.5, in the first year 145
    (folder / "s.yaml").write_text(both, encoding="utf-8")
    said = " ".join(run("show", "s.yaml", "--notes", cwd=folder).out.split())
    assert "Neither of the 2 other readings, sources and methods tried changes who loses more." in said
    assert "Who loses more was tried one at a time under 1 rival reading and the first year." in said
    rows = json.loads(run("show", "s.yaml", "-f", "json", cwd=folder).out)["headline"]
    assert {row["tried"] for row in rows if row["subject"] in ("money", "size")} == {2}


def test_nothing_is_said_to_change_a_conclusion_where_nothing_was_tried(tmp_path: Path) -> None:
    """No rival reading, no source, and a kind whose first year is no other."""
    text = """
title: Nothing to try
sides: [a, b]
parties: {a: {gdp: 1 billion USD/year}, b: {gdp: 1 billion USD/year}}
levers:
  wages: {kind: remittances, recipient: a, host: b, value: 3 USD/year, migrant_output: 1 USD/year}
horizon: 1 year
"""
    (tmp_path / "one.yaml").write_text(text)
    shown = run("show", "one.yaml", cwd=tmp_path).out
    assert "In money A would lose more" in shown
    assert "tried" not in shown


def test_a_trial_that_cannot_say_is_not_told_as_one_that_changes_nothing(tmp_path: Path) -> None:
    """All of B's imports of 4 and more cannot be lost at once, so that the first year has no loss of B."""
    text = """
title: More than all imports
sides: [a, b]
parties:
  a: {gdp: 100 billion USD/year}
  b: {gdp: 50 billion USD/year, exports: 5 billion USD/year, imports: 4 billion USD/year}
levers:
  goods: {kind: trade, seller: a, buyer: b, elasticity: 1.1, diverted: 95 %, value: 5 billion USD/year}
"""
    (tmp_path / "much.yaml").write_text(text)
    shown = run("show", "much.yaml", cwd=tmp_path).out
    assert "In money B would lose more" in shown
    assert "tried" not in shown
    checked = run("check", "--robust", "much.yaml", cwd=tmp_path).out
    assert "Tried one at a time: nothing, for no trial says anything." in checked
    assert "Not tested under the first year: 2 conclusions, which cannot be said there." in checked


def test_what_no_trial_tests_is_not_robust(folder: Path) -> None:
    """Under a horizon of a year, without a rival and another source, nothing is left to try but the model.

    Its verdicts stand and are not tested, and `show` has no sentence about trials.
    """
    bare = SCENARIO.replace("      most: {value: 50 %, source: paper}\n", "").replace("source: book", "assumed: round")
    bare = bare.replace("      two: {value: 2 %, assumed: round}\n", "") + "horizon: 1 year\n"
    (folder / "s.yaml").write_text(bare, encoding="utf-8")
    found = rows(folder)
    assert {row["sort"] for row in found} == {"in use", "model"}
    assert {row["robust"] for row in found} == {"not tested"}
    assert "not tested" in run("check", "s.yaml", "--robust", cwd=folder).out
    shown = run("show", "s.yaml", cwd=folder).out
    assert "would lose more" in shown
    assert "tried" not in shown


def test_a_trial_that_cannot_say_is_no_test(folder: Path) -> None:
    """Under d = 100 % the root of 60 % - d is undefined; for 20 % it is 0.63, less than the root of 50 %, 0.71.

    No other trial bears on it, so that it is not tested.
    """
    text = SCENARIO.replace("value: 50 %, source: paper", "value: 100 %, source: paper")
    text += "  root: {says: R., test: sqrt(60% - d) < sqrt(50%)}\n"
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    found = {row["trial"]: row for row in rows(folder) if row["conclusion"] == "root"}
    assert (found["d=most"]["verdict"], found["d=most"]["changed"]) == ("cannot say", None)
    assert (found["aside=two"]["verdict"], found["aside=two"]["changed"]) == ("holds", False)
    assert found[None]["robust"] == "not tested"
    shown = " ".join(run("check", "s.yaml", "--robust", "--width", "150", cwd=folder).out.split())
    assert "R. ✓ holds not tested" in shown  # what remains, aside and the first year, does not bear on it
    assert "1 is not tested" in shown
    base = " ".join(run("check", "base", "--robust", "--no-range").out.split())
    # The two flows beside each other, the imports beside all imports, the pipeline's share, Sputnik's staff.
    assert "Of 16 conclusions, 11 are robust, 1 is overturned, 4 are not tested." in base


def test_a_trial_is_what_the_option_gives(tmp_path: Path) -> None:
    """The verdicts and shares of a trial, which computes only what changes, are those of a run with `--use`."""
    words = ("check", "azerbaijan-russia/base", "--draws", "500", "-f", "json")
    tried = json.loads(run(*words, "--robust", cwd=tmp_path).out)["robustness"]
    for name in ("elasticity=boehm", "remittances_from_russia=share_of_total"):
        found = {row["conclusion"]: (row["verdict"], row["held_in"]) for row in tried if row["trial"] == name}
        claims = json.loads(run(*words, "--use", name, cwd=tmp_path).out)["claims"]
        expected = {row["claim"]: (row["verdict"], row["held_in"]) for row in claims}
        assert {claim: found[claim] for claim in expected} == expected, name


def test_a_reading_that_comes_late_in_the_graph(folder: Path) -> None:
    """A figure that is read before its rival reading is computed: the trial assesses all, with the same verdicts."""
    before = verdicts(folder)
    text = SCENARIO.replace("figures:\n", "figures:\n  early: {formula: d * 2}\n", 1)
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    assert verdicts(folder) == before


class CountedTrials(Trials):
    """Trials that count how many are computed as a whole."""

    alone = 0

    def count_alone(self, assessment: Assessment, tests: Collection[str]) -> Drawn:
        """Count one."""
        self.alone += 1
        return super().count_alone(assessment, tests)


@pytest.mark.parametrize("is_rough", [False, True])
@pytest.mark.parametrize(
    ("write", "most"),
    [(None, 2), (growth.write_rivals_with_ranges, 0), (growth.write_rivals_left_out, 0)],
    ids=["bundled", "ties", "left out"],
)
def test_trials_that_are_computed_together_have_the_draws_of_those_that_are_not(
    *, write: Callable[[Path, int], None] | None, most: int, is_rough: bool, tmp_path: Path
) -> None:
    """A reading in use changes a few cells; the shares are those of a walk over all, also where totals have 70 ties.

    At most so many trials change what others do not, and are walked anyway.
    """
    if write is not None:
        write(tmp_path, 70)
    assessment = assess_named("azerbaijan-russia" if write is None else str(tmp_path / "s.yaml"))
    tests = set(list_tests(assessment.scenario).values())
    trials, alone = (CountedTrials(assessment, tests, 3000, 1, is_rough=is_rough) for _ in range(2))
    computed = Variants(assessment)
    variants = []
    for figure in list_figures(assessment.scenario):
        for reading in figure.readings:
            if reading.name != figure.use:
                variants.append(computed.compute({figure.id: reading.name}))
    counted = list(trials.count_all(variants))
    assert len(counted) == len(variants)
    assert trials.alone <= most < len(variants)
    for variant, drawn in counted:
        assert drawn == alone.count_alone(variant.assessment, tests), variant.uses


BY_FORMULA = """
title: A GDP by formula
sides: [a, b]
sources:
  office: {title: An office}
parties:
  a:
    name: A
    gdp:
      use: said
      readings:
        said: {value: 90 USD/year, low: 80 USD/year, high: 100 USD/year, source: office}
        left: {formula: made - spent}
  b: {name: B, gdp: {value: 1000 USD/year, source: office}}
figures:
  made: {value: 100 USD/year, low: 60 USD/year, high: 140 USD/year, source: office}
  spent: {value: 70 USD/year, low: 50 USD/year, high: 90 USD/year, source: office}
levers:
  goods: {kind: trade, seller: a, buyer: b, value: {value: 5 USD/year, source: office}}
claims:
  much: {says: It is much., test: loss_share.a.goods > 10%}
"""


def test_a_rival_by_formula_is_held_to_the_bounds_of_its_figure() -> None:
    """A GDP below 0 is none: the trial is undefined there, also where it is computed with others.

    The formula is 100 - 70 with ends 40 apart each: some draws of it are below 0.
    """
    assessment = assess(BY_FORMULA)
    tests = {"much"}
    trials, alone = (CountedTrials(assessment, tests, 3000, 1) for _ in range(2))
    ((variant, drawn),) = trials.count_all([Variants(assessment).compute({"a.gdp": "left"})])
    assert trials.alone == 0
    assert drawn == alone.count_alone(variant.assessment, tests)
    assert drawn.unsaid["much"] > 0


def test_a_trial_over_other_ties_says_nothing_of_who_loses_more(tmp_path: Path) -> None:
    """A duty has no loss over a horizon: in the first year only the tie that is cut is left, which B sells less on.

    With both, A loses far more: 20 billion with 50 % on top at an elasticity of 4, against 2 billion that stop.
    """
    text = """
title: A duty and a cut
sides: [a, b]
parties:
  a: {name: A, gdp: 200 billion USD/year, exports: 90 billion USD/year, imports: 50 billion USD/year}
  b: {name: B, gdp: 600 billion USD/year, exports: 120 billion USD/year, imports: 140 billion USD/year}
levers:
  taxed: {kind: trade, seller: a, buyer: b, value: 20 billion USD/year, diverted: 0 %, elasticity: 4}
  stopped: {kind: trade, seller: b, buyer: a, value: 2 billion USD/year, diverted: 0 %, elasticity: 4}
moves:
  tariff: {lever: taxed, by: b, duty: 50 %}
  stop: {lever: stopped, by: a}
"""
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    found = {row["sort"]: row for row in rows(tmp_path) if row["conclusion"] == "dollars"}
    assert (found["in use"]["verdict"], found["horizon"]["verdict"]) == ("holds", "cannot say")
    assert found["in use"]["robust"] == "not tested"
    assert "In the first year, B" not in run("show", "s.yaml", cwd=tmp_path).out


def test_the_model_of_trade_is_tried_beside_the_other_ties() -> None:
    """Azerbaijan's loss in the model and on remittances and the pipe, over Russia's; both in the bundled base."""
    values = assess_named("base").values
    sides = []
    for side in ("azerbaijan", "russia"):
        others = [f"outcome.{side}.{tie}" for tie in ("remittances", "novorossiysk_oil")]
        sides.append(sum(values[cell].number or 0.0 for cell in (f"equilibrium_outcome.{side}", *others)))
    assert values["balance.model_dollar_ratio"].number == pytest.approx(sides[0] / sides[1], rel=1e-12)
