"""Explanations: every cell evaluated back from its printed numbers, down to its sources, in every format."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from leverage import kinds, library
from leverage.analysis.assessment import assess_named
from leverage.formula.intervals import Interval, bound_formula
from leverage.formula.parse import MAX_LENGTH, parse_formula
from leverage.formula.tree import Apply, Formula, Name, Number, Tree
from leverage.report import explain
from leverage.report.cell_reader import CellReader
from leverage.report.views import Outline
from tests.program import TEXT, UNVALUED, WHOLE, read_json, run

# A number printed in six digits is off by at most half of the sixth: 5 in a million.
ROUNDING = 5e-6
VERDICTS = {"holds": 1.0, "fails": 0.0}
TWO_MOVES = """
title: Two moves on one lever
sides: [a, b]
parties:
  a: {name: A}
  b: {name: B}
levers:
  goods: {kind: trade, seller: a, buyer: b, value: {value: 100 million USD/year, assumed: round}}
moves:
  short: {lever: goods, by: b, cut: 100 %, for: 3 months}
  long: {lever: goods, by: b, cut: 50 %, for: 12 months}
"""


def record(scenario: str, name: str) -> list[dict[str, Any]]:
    """Return the steps of an explanation as records."""
    return list(explain.report_explanation(CellReader(assess_named(scenario)), name).tables["explanation"].records)


def printed(text: str) -> tuple[Formula, Mapping[str, Interval]]:
    """Return a formula of printed numbers with each number as a name, and the interval that rounds to it."""
    found: dict[str, Interval] = {}

    def renamed(tree: Tree) -> Tree:
        if isinstance(tree, Number):
            base = tree.quantity.base
            found[f"n{len(found)}"] = (base - abs(base) * ROUNDING, base + abs(base) * ROUNDING)
            return Name(f"n{len(found) - 1}", tree.start, tree.width)
        assert isinstance(tree, Apply)  # no name is left
        return Apply(tree.operator, tuple(map(renamed, tree.operands)), tree.start, tree.width)

    return Formula(text, renamed(parse_formula(text).tree)), found


@pytest.mark.parametrize("scenario", library.list_bundled())
def test_every_cell_follows_from_its_printed_numbers(scenario: str) -> None:
    """The line of numbers, read by the formula language, gives each cell within the rounding shown."""
    assessment = assess_named(scenario)
    reader = CellReader(assessment)
    checked = 0
    for name in assessment.graph.cells:
        row = explain.report_explanation(reader, name, 0).tables["explanation"].records[0]
        if assessment.values[name].number is None:
            assert all(text.partition(": ")[2] for text in row["missing"]), name
            assert row["missing"], name
            continue
        if assessment.graph.cells[name].solver is not None:
            assert row["numbers"] is None  # tests of solved cells compare them with the solver's
            continue
        assert (row["numbers"] is None) == (row["formula"] is None), name
        if (
            row["numbers"] is None or len(row["numbers"]) > MAX_LENGTH
        ):  # an average over many points is too long to read
            continue
        low, high = bound_formula(*printed(row["numbers"]))
        exact = assessment.values[name].number or 0.0
        if row["value"] in VERDICTS:
            exact = VERDICTS[row["value"]]
        assert low <= exact <= high, (name, row["numbers"])
        checked += 1
    assert checked > 20


def test_the_check_above_would_find_a_wrong_number() -> None:
    """A printed number that is off by one in its fifth digit is outside the rounding."""
    low, high = bound_formula(*printed("[1.178 billion USD/year] * (1 - 67%)"))
    assert low <= 1178e6 * 0.33 <= high
    assert not low <= 1178.1e6 * 0.33 <= high


def leaves(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the steps that rest on nothing further."""
    for row, after in zip(rows, [*rows[1:], {"depth": -1}], strict=True):
        if after["depth"] <= row["depth"] and not row["repeated"]:
            yield row


@pytest.mark.parametrize("name", ["total.azerbaijan", "total.russia", "balance.bite", "limited_in_full"])
def test_an_explanation_goes_down_to_its_sources(name: str) -> None:
    """Each end of the tree is a figure with its source or reason, its file and line, or a default of a kind."""
    found = list(leaves(record("base", name)))
    assert found
    for row in found:
        is_default = row["cell"] in ("cut", "adjustment") or (row["choice"] or "").startswith("default of the kind")
        is_figure = (row["source"] or row["reason"]) and row["file"] and row["line"]
        assert is_default or is_figure or row["missing"], row
    sold = next(row for row in found if row["cell"] == "exports_to_russia") if name == "total.azerbaijan" else None
    if sold:
        assert (sold["value"], sold["year"], sold["source"]) == (1178e6, 2024, "avdaliani")
        assert (sold["where"], sold["as_printed"]) == ("paragraph on trade", "$1.178 billion")
        text = (library.find_folder() / "azerbaijan-russia" / "base.yaml").read_text(encoding="utf-8").splitlines()
        assert (sold["file"], text[sold["line"] - 1]) == ("azerbaijan-russia/base.yaml", "  exports_to_russia:")


def test_a_shared_input_is_told_once() -> None:
    """What stands behind several cells is told where it comes first and referred to after, with or without inputs."""
    rows = record("base", "balance.bite")
    for name in ("azerbaijan.gdp", "diverted", "cut"):
        told = [row["repeated"] for row in rows if row["cell"] == name]
        assert len(told) > 1, name
        assert told == [False] + [True] * (len(told) - 1), name
    twice = [row for row in record("pipeline-closure", "move.closure.bite") if row["cell"] == "novorossiysk_oil.tariff"]
    assert [row["repeated"] for row in twice] == [False, True]


def test_down_to_a_depth() -> None:
    """At the depth asked for a formula still stands with its numbers, but its inputs are not followed."""
    rows = json.loads(run("explain", "total.russia", "--depth", "1", "-f", "jsonl").out.splitlines()[-1])
    assert rows["depth"] == 1
    flat = list(csv.DictReader(io.StringIO(run("explain", "total.russia", "--depth", "1", "-f", "csv").out)))
    assert {row["depth"] for row in flat} == {"0", "1"}
    assert all(row["numbers"] for row in flat if row["value"])


def test_at_every_depth_each_line_has_the_value_of_its_own_cells() -> None:
    """Wherever an explanation stops, no name stands beside another cell's value, and none is left out.

    The cells that no other reads have all others below them.
    """
    reader = CellReader(assess_named("escalation"))
    cells = reader.of.graph.cells
    for name in cells.keys() - {read for cell in cells.values() for read in cell.reads}:
        for depth in range(30):
            report = explain.report_explanation(reader, name, depth, has_notes=True)
            rows = report.tables["explanation"].records
            (tree,) = (view for view in report.draw() if isinstance(view, Outline))
            heads = [entry.head.split(" = ") for entry in tree.entries]
            assert [cell for head in heads for cell in head] == [row["cell"] for row in rows], (name, depth)
            for head, entry in zip(heads, tree.entries, strict=True):
                assert {reader.raw(cell) for cell in head} == {entry.value.raw}, (name, depth, head)
            if max(row["depth"] for row in rows) < depth:
                break  # it is told in full


def test_what_stands_too_deep_is_told_where_there_is_room() -> None:
    """Of whatever has inputs and stands above the deepest level the inputs follow once, wherever else it stands."""
    reader = CellReader(assess_named("base"))
    with_inputs = {name for name, cell in reader.of.graph.cells.items() if cell.reads}
    for depth in range(1, 9):
        rows = explain.report_explanation(reader, "balance.bite", depth).tables["explanation"].records
        followed = {row["cell"] for row, after in pairwise(rows) if after["depth"] > row["depth"]}
        assert followed == {row["cell"] for row in rows if row["depth"] < depth} & with_inputs, depth


def test_nothing_of_a_deep_tree_is_cut(tmp_path: Path) -> None:
    """In a narrow terminal every step is still there."""
    chain = "".join(f"  f{n}: {{formula: f{n - 1} + f0}}\n" for n in range(1, 50))
    (tmp_path / "deep.yaml").write_text(f"{TWO_MOVES}figures:\n  f0: {{value: 1 USD, assumed: one}}\n{chain}", "utf-8")
    shown = run("explain", str(tmp_path / "deep.yaml"), "f49", "--width", "60").out
    assert {f"F{n}" for n in range(50)} <= set(shown.split())


def test_why_a_formula_was_used() -> None:
    """The buyer's loss goes by the elasticity where it is given, else, as an assumption, by the invoice."""
    given = record("base", "loss.azerbaijan.goods_from_russia")[0]
    assert given["choice"] == "formula 1 of 2 of the kind trade: elasticity given"
    assert given["others"] == ["sum(cut * value)"]
    alone = run("explain", WHOLE, "--only", "avdaliani", "loss.azerbaijan.goods_from_russia", "-f", "json")
    row = json.loads(alone.out)["explanation"][0]
    assert row["choice"] == "formula 2 of 2 of the kind trade: no elasticity given"
    assert (row["formula"], row["value"]) == ("cut * goods_from_russia.value", None)
    told = "loss.azerbaijan.goods_from_russia: an assumption of the kind: nothing replaces the lost supply"
    assert row["missing"] == [told]
    reading = record("base", "elasticity")[0]
    assert (reading["choice"], reading["others"]) == ("reading bajzik is in use", ["elasticity.boehm"])


@pytest.mark.parametrize(
    ("tie", "loss", "value", "reason"),
    [
        # 100 million of goods, all of them the loss; 50 million t at 3 - 1 USD/t.
        ("trade, seller: a, buyer: b, value: [100 million USD/year]", "b", 100e6, "nothing replaces the lost supply"),
        (
            "transit, shipper: a, carrier: b, throughput: [50 million t/year], price: [3 USD/t], tariff: [1 USD/t]",
            "a",
            100e6,
            "none of the goods have another way",
        ),
    ],
)
def test_a_formula_that_assumes_marks_its_loss(tie: str, loss: str, value: float, reason: str, tmp_path: Path) -> None:
    """Every figure has a source, and the loss rests on an assumption all the same: the exposure does not."""
    figures = tie.replace("[", "{value: ").replace("]", ", source: s}")
    (tmp_path / "one.yaml").write_text(
        "title: T\nsides: [a, b]\nsources: {s: {title: S}}\nparties: {a: {name: A}, b: {name: B}}\n"
        f"levers: {{tie: {{kind: {figures}}}}}\n"
        "moves: {stop: {lever: tie, by: b, cut: {value: 50 %, source: s}}}\n",
        encoding="utf-8",
    )
    file = str(tmp_path / "one.yaml")
    (row, *_) = record(file, f"loss.{loss}.tie")
    assert (row["value"], row["evidence"], row["reason"]) == (value, "assumed", reason)
    assert record(file, f"exposure.{loss}.tie")[0]["evidence"] != "assumed"
    assert record(file, f"outcome.{loss}.tie")[0]["evidence"] == "assumed"
    shown = " ".join(run("show", file, "-f", "markdown").out.split())
    name = tie.partition(",")[0]
    assert shown.count(f"Assumed: {reason} (formula of the kind {name}). For: tie.") == 1
    # The list of figures has it once, with the line of the kind that has the formula, and counts it.
    (listed,) = [row for row in read_json("sources", file)["figures"] if row["reason"] == reason]
    assert (listed["figure"], listed["label"], listed["value"]) == (f"loss.{loss}.tie", "formula of the kind", value)
    assert listed["file"] == f"kinds/{name}.yaml"
    lines = (Path(kinds.__file__).parent / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[listed["line"] - 2].strip() == f"- assumes: {reason}"
    said = " ".join(run("sources", file).out.split())
    assert f"assumed: {reason}" in said
    assert f"for {loss.upper()} (1 assumed)" in said


def test_what_an_empty_cell_lacks() -> None:
    """An empty cell names what it needs, and the tree leads to it."""
    rows = record(UNVALUED, "loss.russia.remittances")
    assert rows[0]["missing"] == ["loss.russia.remittances: needs remittances.migrant_output"]
    assert [row["missing"] for row in rows if row["cell"] == "remittances.migrant_output"] == [
        ["remittances.migrant_output: not given"]
    ]


def test_of_two_moves_what_counts_until_each_ends(tmp_path: Path) -> None:
    """All goods for a quarter, then half of them: the shorter move is in force as long as it lasts."""
    (tmp_path / "two.yaml").write_text(TWO_MOVES, encoding="utf-8")
    found = " ".join(run("check", str(tmp_path / "two.yaml")).out.split())
    assert "the largest cut counts at any time" in found
    assert "last for different times: what is in force together counts together" in found
    rows = record(str(tmp_path / "two.yaml"), "at.goods.cut.until.long")
    assert (rows[0]["formula"], rows[0]["value"]) == ("max(0, move.long.cut)", 0.5)
    assert rows[0]["choice"] == "a move counts for as long as it lasts"
    assert record(str(tmp_path / "two.yaml"), "at.goods.cut.until.short")[0]["value"] == 1
    assert "until the move 'long' ends" in run("explain", str(tmp_path / "two.yaml"), "at.goods.cut.until.long").out


def test_a_long_chain_of_figures(tmp_path: Path) -> None:
    """A figure at the end of three hundred others is explained to a depth, and nothing overflows."""
    chain = "".join(f"  f{n}: {{formula: f{n - 1} * 2}}\n" for n in range(1, 300))
    text = TWO_MOVES + "figures:\n  f0: {value: 1 USD, assumed: one}\n" + chain
    (tmp_path / "long.yaml").write_text(text, encoding="utf-8")
    for form in TEXT:
        done = run("explain", str(tmp_path / "long.yaml"), "f299", "-f", form)
        assert (done.status, done.err) == (0, "")


def test_the_same_steps_in_every_format() -> None:
    """JSON nests what CSV gives a depth; Markdown indents it."""
    flat = list(csv.DictReader(io.StringIO(run("explain", "total.russia", "-f", "csv").out)))
    top = read_json("explain", "total.russia")["explanation"]

    def walk(rows: list[dict[str, Any]], depth: int) -> Iterator[tuple[str, str]]:
        for row in rows:
            assert row["depth"] == depth
            yield str(depth), row["cell"]
            yield from walk(row["inputs"], depth + 1)

    assert list(walk(top, 0)) == [(row["depth"], row["cell"]) for row in flat]
    assert len(top) == 1
    assert "\n  - **" in run("explain", "total.russia", "-f", "markdown").out


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["explain", "totl.russia"], 2, "did you mean 'total.russia'?"),
        (["explain", "azerbaijan-russia", "totl.russia"], 2, "did you mean 'total.russia'?"),
        (["explain", "azerbaijan-rusia", "total.russia"], 3, "did you mean 'azerbaijan-russia'?"),
        (["explain", "base", "total.russia", "total.azerbaijan"], 2, "one cell at a time"),
    ],
)
def test_wrong_names(words: list[str], status: int, told: str) -> None:
    """A wrong name gets the one that was meant."""
    done = run(*words)
    assert (done.status, done.out) == (status, "")
    assert told in done.err


def test_every_cell_is_listed() -> None:
    """Without a cell the cells are listed, each once, and each can be explained."""
    rows = read_json("explain", "escalation")["cells"]
    names = [row["cell"] for row in rows]
    assert len(names) == len(set(names))
    assert {"total.russia", "move.ban.bite", "exports_to_russia", "limited_in_full"} <= set(names)
    assert not [row for row in rows if not row["title"]]
    assert run("explain", "-f", "csv").status == 0


def test_people_see_labels_and_three_digits() -> None:
    """Remittances: 500 million times 1 - 30 % is 350 million; names of cells and places in files come with --notes."""
    brief, full = (
        " ".join(run("explain", "base", "loss.azerbaijan.remittances", "--width", "200", *words).out.split())
        for words in ([], ["--notes"])
    )
    assert "for a year US$ 350 million a year (" in brief
    assert "= value × cut × (1 − offset × adjustment) × multiplier" in brief
    assert "= US$ 500 million × 100 % × (1 − 30 % × 100 %) × 1" in brief
    assert "value: Remittances from Russia ~US$ 500 million a year (450–685)" in brief
    for said in ("remittances.offset", "base.yaml:", "“approximately $500 million”"):
        assert (said in brief, said in full) == (False, True)


def test_the_list_for_people_has_answers_first() -> None:
    """Figures and shares are listed with --notes only."""
    brief, full = (run("explain", "base", *words).out for words in ([], ["--notes"]))
    assert "total.russia" in brief
    assert ("total_share.russia" in brief, "total_share.russia" in full) == (False, True)
    assert ("exports_to_russia" in brief, "exports_to_russia" in full) == (False, True)


def test_a_sum_without_all_its_parts_is_at_least() -> None:
    """At the head of the explanation stands "at least", once, and what is left out by the tie's label."""
    told = " ".join(run("explain", UNVALUED, "total.russia", "--width", "200").out.split())
    assert "at least US$ " in told
    assert " without Remittances RUS → AZE" in told
    assert told.count("at least") == 1


def test_words_for_cells_claim_no_more_than_the_file_says() -> None:
    """Exports may be of goods and services, and a move on a part stops that part and not the whole tie."""
    text = """
title: T
sides: [a, b]
parties: {a: {name: A, exports: {value: 5 USD/year, assumed: x}}, b: {name: B}}
levers:
  goods:
    kind: trade
    label: Goods
    seller: a
    buyer: b
    parts: {wine: {label: Wine, value: {value: 1 USD/year, assumed: x}}, rest: {value: {value: 2 USD/year, assumed: x}}}
moves: {ban: {lever: goods, parts: [wine], by: b}}
"""
    assert "\nExports of A  " in run("explain", "-", "a.exports", stdin=text).out
    assert (
        "\nPart of Goods: Wine that the move 'ban' stops  100 %" in run("explain", "-", "move.ban.cut", stdin=text).out
    )
