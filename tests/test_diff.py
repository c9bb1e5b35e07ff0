"""Differences between two scenarios: inputs with their places, results with their changes; and as git's driver."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.program import TEXT, UNVALUED, run, run_git

OLD = """
title: Two ties
sides: [a, b]
sources:
  office: {title: An office}
  other: {title: Another office}
parties:
  a: {name: A, gdp: {value: 10 billion USD/year, source: office}}
  b: {name: B}
figures:
  sales: {value: 100 million USD/year, source: office}
  kept: {value: 5 %, source: office}
  rival:
    use: one
    readings:
      one: {value: 1, source: office}
      two: {value: 2, source: other}
levers:
  goods: {kind: trade, seller: a, buyer: b, value: sales}
claims:
  small:
    says: The sales are small.
    test: loss.a.goods < [110 million USD/year]
"""
NEW = (
    OLD.replace("100 million", "120 million")
    .replace("kept: {value: 5 %, source: office}", "kept: {value: 5 %, source: other}")
    .replace("use: one", "use: two")
    .replace("buyer: b, value: sales}", "buyer: b, value: sales, status: current, discount: 0.1}")
)


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """Write the old and the new scenario."""
    (tmp_path / "old.yaml").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(NEW, encoding="utf-8")
    return tmp_path


def tables(folder: Path, *words: str) -> dict[str, Any]:
    """Return what `leverage diff` says as JSON, and exits with 1."""
    done = run("diff", "old.yaml", "new.yaml", *words, "-f", "json", cwd=folder)
    assert (done.status, done.err) == (1, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_inputs_that_changed(pair: Path) -> None:
    """A value, a reading, a source and an added input, each with the file and line of both."""
    rows = {row["input"]: row for row in tables(pair)["inputs"]}
    assert {name: row["change"] for name, row in rows.items()} == {
        "sales": "value", "kept": "words", "rival": "reading", "goods.discount": "added",
    }  # fmt: skip
    assert (rows["kept"]["fields"], rows["sales"]["fields"]) == (["source"], ["value"])
    sales = rows["sales"]
    assert (sales["old"], sales["new"], sales["unit"]) == (100e6, 120e6, "USD/year")
    line = OLD.splitlines().index("  sales: {value: 100 million USD/year, source: office}") + 1
    assert [sales[key] for key in ("old_file", "old_line", "new_file", "new_line")] == [
        "old.yaml",
        line,
        "new.yaml",
        line,
    ]
    assert (rows["kept"]["old_source"], rows["kept"]["new_source"]) == ("office", "other")
    assert (rows["rival"]["old_reading"], rows["rival"]["new_reading"]) == ("one", "two")
    assert (rows["goods.discount"]["old"], rows["goods.discount"]["new"]) == (0.0, 0.1)


def test_results_that_moved(pair: Path) -> None:
    """Sales from 100 to 120 million: 20 million, 20 per cent, and 0.2 points of a GDP of 10 billion."""
    rows = {row["cell"]: row for row in tables(pair)["results"]}
    loss = rows["loss.a.goods"]
    assert (loss["old"], loss["new"], loss["change"], loss["change_points"]) == (100e6, 120e6, 20e6, None)
    assert loss["change_share"] == pytest.approx(0.2)
    share = rows["loss_share.a.goods"]
    assert share["change_points"] == pytest.approx(0.2)
    assert share["change_share"] == pytest.approx(0.2)
    assert (rows["small"]["old"], rows["small"]["new"]) == ("holds", "fails")
    assert "sales" not in rows
    scaled = {row["cell"]: row for row in tables(pair, "--unit", "million USD/year")["results"]}
    assert (scaled["loss.a.goods"]["change"], scaled["loss.a.goods"]["unit"]) == (20.0, "million USD/year")


def test_the_headline_says_who_loses_what(pair: Path) -> None:
    """A sells 120 million instead of 100 at 10 % less: 20 % more; what accounts for most of it; no word of B's."""
    told = " ".join(run("diff", "old.yaml", "new.yaml", cwd=pair).out.split())
    assert "A loses US$ 120 million a year instead of US$ 100 million (+20 %), and B loses" in told
    assert "1 claim turns at the values in use." in told


def test_verdicts_are_by_draws_where_there_are_ranges(pair: Path) -> None:
    """Sales of 80 to 130 million are below 110 in most draws, but in less than 95 of 100; without ranges they are."""
    wide = "sales: {value: 100 million USD/year, low: 80 million USD/year, high: 130 million USD/year, source: office}"
    text = OLD.replace("sales: {value: 100 million USD/year, source: office}", wide)
    (pair / "new.yaml").write_text(text, encoding="utf-8")
    row = {row["cell"]: row for row in tables(pair)["results"]}["small"]
    assert (row["old"], row["new"], row["old_share"]) == ("holds", "open", None)
    assert 0.7 < row["new_share"] < 0.95
    assert "small" not in {row["cell"] for row in tables(pair, "--no-range")["results"]}
    shown = run("diff", "old.yaml", "new.yaml", "--draws", "2000", "--seed", "7", cwd=pair).out
    assert "1 claim turns. " in f"{' '.join(shown.split())} "
    assert "Verdicts are by 2,000 simulations" in shown
    assert "≈ open (" in shown


def test_few_results_unless_all(pair: Path) -> None:
    """What follows from the losses, such as their shares of GDP, and changes of words are shown with --all only."""
    few, every = (run("diff", "old.yaml", "new.yaml", *words, cwd=pair).out for words in ([], ["--all"]))
    assert "as a share of its GDP" not in few
    assert "as a share of its GDP" in every
    assert ("(source)" in few, "(source)" in every) == (False, True)
    assert ("add --all" in few, "add --all" in every) == (True, False)


def test_no_difference(pair: Path) -> None:
    """A scenario and itself, and one whose only change is set back by hand, do not differ."""
    done = run("diff", "old.yaml", "old.yaml", cwd=pair)
    assert (done.status, done.err) == (0, "")
    assert "No input and no result differs." in done.out
    text = NEW.replace("120 million", "100 million").replace("use: two", "use: one").replace(", discount: 0.1", "")
    (pair / "new.yaml").write_text(text.replace("5 %, source: other", "5 %, source: office"), encoding="utf-8")
    assert run("diff", "old.yaml", "new.yaml", cwd=pair).status == 0


def test_a_result_of_one_scenario_alone() -> None:
    """A move that only one has: its cells have no old value, and the reason."""
    done = run("diff", "base", "pipeline-closure", "-f", "json")
    rows = {row["cell"]: row for row in json.loads(done.out)["results"]}
    ratio = rows["move.closure.cost_ratio"]
    assert (ratio["old"], ratio["change"], ratio["missing"]) == (None, None, ["old: not in base"])
    assert rows["outcome.russia.goods_to_russia"]["new"] == 0.0


@pytest.mark.parametrize("form", TEXT)
def test_every_format(form: str) -> None:
    """Both tables are drawn in every format, and a narrow terminal is kept to."""
    done = run("diff", "base", "pipeline-closure", "-f", form, environment={"COLUMNS": "90"})
    assert (done.status, done.err) == (1, "")
    assert ("Move: Russia closes the pipeline" in done.out) == (form in ("markdown", "html", "latex", "table"))
    if form == "table":
        assert max(map(len, done.out.splitlines())) <= 90


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["base"], 2, "two scenarios"),
        (["x", ".", "0", "1", ".", "0", "1"], 2, "two scenarios"),
        (["base", "nowhere"], 3, "no scenario 'nowhere'"),
        (["base", "escalation", "--unit", "USD"], 2, "USD/year"),
    ],
)
def test_wrong_use(words: list[str], status: int, told: str) -> None:
    """What cannot be compared is said in a line."""
    done = run("diff", *words)
    assert (done.status, done.out) == (status, "")
    assert told in done.err


def git(folder: Path, *words: str) -> str:
    """Return what a command of git prints that goes well."""
    done = run_git(folder, *words)
    assert done.status == 0, done.err
    return done.out


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_as_a_diff_driver_of_git(pair: Path) -> None:
    """With the two lines of configuration `git diff` shows inputs and results, also of a file that extends another."""
    git(pair, "init", "-q")
    (pair / ".gitattributes").write_text("*.yaml diff=leverage\n", encoding="utf-8")
    git(pair, "config", "diff.leverage.command", f"{sys.executable} -m leverage diff")
    (pair / "over.yaml").write_text("title: Over\nextends: old.yaml\nfigures:\n  kept: 10 %\n", encoding="utf-8")
    git(pair, "add", ".")
    git(pair, "commit", "-q", "-m", "first")
    (pair / "old.yaml").write_text(OLD.replace("100 million", "150 million"), encoding="utf-8")
    (pair / "over.yaml").write_text("title: Over\nextends: old.yaml\nfigures:\n  kept: 20 %\n", encoding="utf-8")
    (pair / "new.yaml").write_text("no scenario\n", encoding="utf-8")
    told = git(pair, "diff")
    assert "100 million USD/year" in told
    assert "150 million USD/year" in told
    assert "over.yaml:4" in told
    assert "new.yaml: no scenario that can be read" in told
    assert "+no scenario" in told
    git(pair, "add", ".")
    git(pair, "commit", "-q", "-m", "second")
    git(pair, "mv", "old.yaml", "base.yaml")
    (pair / "base.yaml").write_text(OLD.replace("100 million", "170 million") + "# said\n", encoding="utf-8")
    (pair / "over.yaml").write_text("title: Over\nextends: base.yaml\n# a word\n", encoding="utf-8")
    (pair / "fresh.yaml").write_text("title: Fresh\nextends: base.yaml\n", encoding="utf-8")
    git(pair, "add", ".")
    told = git(pair, "diff", "--cached", "-M")
    assert "old.yaml -> base.yaml" in told
    assert "170 million USD/year" in told
    assert "fresh.yaml: added" in told


def test_units_that_differ_are_not_subtracted(tmp_path: Path) -> None:
    """A price in USD/t that becomes one in USD/bbl keeps both units, and a result over it no change."""
    text = OLD.replace("  kept:", "  price: {value: UNIT, source: office}\n  twice: {formula: price * 2}\n  kept:")
    (tmp_path / "old.yaml").write_text(text.replace("UNIT", "10 USD/t"), encoding="utf-8")
    (tmp_path / "new.yaml").write_text(text.replace("UNIT", "10 USD/m3"), encoding="utf-8")
    said = tables(tmp_path)
    row = next(row for row in said["inputs"] if row["input"] == "price")
    assert (row["old_unit"], row["unit"]) == ("USD/t", "USD/m3")
    twice = next(row for row in said["results"] if row["cell"] == "twice")
    assert (twice["change"], twice["missing"]) == (None, ["change: from USD/t to USD/m3"])


def test_a_result_that_only_one_scenario_has_a_number_for(tmp_path: Path) -> None:
    """It has the unit of that number, and stands in the scale of the others; nothing is said of another unit."""
    text = OLD + "moves:\n  ban: {lever: goods, by: b}\n"
    (tmp_path / "current.yaml").write_text(text, encoding="utf-8")
    text = text.replace("kind: trade,", "kind: trade, status: proposed,")
    (tmp_path / "proposed.yaml").write_text(text, encoding="utf-8")
    for files, side in ((("current", "proposed"), "new"), (("proposed", "current"), "old")):
        words = ["diff", *(f"{name}.yaml" for name in files), "--all", "--no-range"]
        rows = json.loads(run(*words, "-f", "json", cwd=tmp_path).out)["results"]
        row = next(row for row in rows if row["cell"] == "outcome.a.goods")
        assert (row["unit"], row["missing"]) == ("USD/year", [f"{side}: the lever is proposed"])
        lines = run(*words, cwd=tmp_path).out.splitlines()
        # 100 million of sales, all lost, in US$ million
        written = [line.split()[-2:] for line in lines if line.startswith("Loss of A on goods at the scenario's")]
        assert written == [["100", "–"] if side == "new" else ["–", "100"]]


def test_what_a_file_gives_in_words_is_an_input_too(tmp_path: Path) -> None:
    """A sentence, a title of a source and an expectation differ; spaces in a formula do not."""
    new = OLD.replace("The sales are small.", "Sales are small.").replace(
        "title: Another office", "title: An other office"
    )
    (tmp_path / "old.yaml").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(new.replace("loss.a.goods < [110", "loss.a.goods<[110"), encoding="utf-8")
    said = tables(tmp_path)
    assert {row["input"]: row["fields"] for row in said["inputs"]} == {"small": ["says"], "source other": ["title"]}
    assert said["results"] == []


def test_a_kind_of_its_own_is_compared_by_what_it_says(tmp_path: Path) -> None:
    """Two files with the same kind differ in nothing; of a default that is another formula both are shown."""
    text = """
title: A kind of its own
sides: [a, b]
parties: {a: {name: A}, b: {name: B}}
kinds:
  toll:
    summary: Fees.
    roles: {payer: pays, taker: takes}
    inputs:
      fee: {unit: USD/year, doc: fees, between: [0, any]}
      other: {unit: USD/year, doc: more, default: fee}
    loss: {payer: fee * cut, taker: other * cut}
    measure: {payer: costs, taker: fees}
levers:
  bridge: {kind: toll, payer: a, taker: b, fee: 3 million USD/year}
"""
    (tmp_path / "old.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "same.yaml").write_text(f"# The same.\n{text}", encoding="utf-8")
    (tmp_path / "new.yaml").write_text(text.replace("default: fee", "default: fee * 2"), encoding="utf-8")
    assert run("diff", "old.yaml", "same.yaml", cwd=tmp_path).status == 0
    (change,) = tables(tmp_path)["inputs"]
    assert (change["input"], change["fields"]) == ("kind toll", ["input other"])
    shown = run("diff", "old.yaml", "new.yaml", "--width", "100", cwd=tmp_path).out
    assert "USD/year, default fee * 2" in " ".join(shown.split())
    assert "object at" not in shown


def test_parts_of_a_change_of_nothing() -> None:
    """Of a result that only became complete, and changed by nothing, a part is no share, and says why."""
    done = run("diff", UNVALUED, "azerbaijan-russia/base", "-f", "json")
    assert (done.status, done.err) == (1, "")
    parts = [row for row in json.loads(done.out)["attribution"] if row["cell"] == "total.russia"]
    assert {(row["part"], row["part_share"]) for row in parts} == {(0.0, None)}
    assert parts[0]["missing"] == ["part_share: the result does not change"]
