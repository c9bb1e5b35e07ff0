"""How much of a result's change each changed input accounts for: worked by hand, by every order, and on real pairs."""

import itertools
import json
import math
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leverage import library
from leverage.analysis import attribution as parting
from leverage.analysis import shapley
from leverage.analysis.assessment import Assessment, assess_named
from leverage.analysis.attribution import EXACT, FULL_CUT, STRUCTURE, attribute_changes, find_players
from leverage.analysis.difference import find_moved_results
from leverage.graph.build import build_graph
from leverage.graph.cells import Graph
from leverage.model import WhatIf
from leverage.problems import Problem
from leverage.reading.scenario import Draft
from tests.benchmarks import growth
from tests.program import TEXT, run, taking_at_most
from tests.test_start import LISTING
from tests.written import assess, read_number

HEAD = "title: Made up\nsides: [p, q]\nparties:\n  p: {name: P}\n  q: {name: Q}\n"


def assessed(text: str) -> Assessment:
    """A scenario under the head of all, assessed in process."""
    return assess(f"{HEAD}{text}")


def made(figures: Mapping[str, float], **formulas: str) -> Assessment:
    """A scenario of plain numbers and the results over them."""
    lines = ["figures:", *(f"  {name}: {value!r}" for name, value in figures.items())]
    lines += ["results:", *(f"  {name}:\n    formula: {formula}" for name, formula in formulas.items())]
    return assessed("\n".join(lines))


def parts(old: Assessment, new: Assessment, name: str = "r") -> dict[str, float]:
    """The parts of a result's change, which must be there."""
    attribution = attribute_changes(old, new, [name])[name]
    assert attribution.missing == ""
    return {part.name: part.amount for part in attribution.contributions}


def missing(old: Assessment, new: Assessment, name: str = "r") -> str:
    """Why there are no parts."""
    attribution = attribute_changes(old, new, [name])[name]
    assert attribution.contributions == ()
    return attribution.missing


def by_every_order(
    formula: Callable[..., float], old: Mapping[str, float], new: Mapping[str, float]
) -> dict[str, float]:
    """The definition, word for word: what each change adds when its turn comes, on average over all orders."""
    found = dict.fromkeys(old, 0.0)
    orders = list(itertools.permutations(old))
    for order in orders:
        now = dict(old)
        for name in order:
            before = formula(**now)
            now[name] = new[name]
            found[name] += (formula(**now) - before) / len(orders)
    return found


# By hand


def test_a_product_of_two() -> None:
    """Each factor's change counts at the mean of the other's two numbers.

    a from 2 to 5, b from 3 to 7: a first adds 3 x 3, a last 3 x 7, so 15 in the mean; b adds 4 x 2 or 4 x 5, so 14.
    Together they are 35 - 6 = 29.
    """
    found = parts(made({"a": 2.0, "b": 3.0}, r="a * b"), made({"a": 5.0, "b": 7.0}, r="a * b"))
    assert found == {"a": (5 - 2) * (3 + 7) / 2, "b": (7 - 3) * (2 + 5) / 2}
    assert found == {"a": 15, "b": 14}


def test_a_sum_of_three() -> None:
    """In a sum each part is the addend's own change, whatever the others do."""
    old, new = {"a": 1.0, "b": 10.0, "c": 100.0}, {"a": 4.0, "b": 8.0, "c": 150.0}
    assert parts(made(old, r="a + b + c"), made(new, r="a + b + c")) == pytest.approx({"a": 3, "b": -2, "c": 50})


def test_a_product_of_three() -> None:
    """Of six orders a change comes first in two, after one certain other in one, last in two.

    a, b, c from 1 to 2, 3, 5. a adds 1 alone, 3 or 5 after b or c, 15 after both: 1/3 + 3/6 + 5/6 + 15/3 = 20/3.
    b adds 2, 4 or 10, 20: 2/3 + 4/6 + 10/6 + 20/3 = 29/3. c adds 4, 8 or 12, 24: 4/3 + 8/6 + 12/6 + 24/3 = 38/3.
    """
    old, new = dict.fromkeys("abc", 1.0), {"a": 2.0, "b": 3.0, "c": 5.0}
    found = parts(made(old, r="a * b * c"), made(new, r="a * b * c"))
    assert found == pytest.approx({"a": 20 / 3, "b": 29 / 3, "c": 38 / 3})
    assert sum(found.values()) == pytest.approx(30 - 1)


def test_the_structure_is_a_player() -> None:
    """A formula that became another is one change beside a's.

    r = a x b became a + b; a from 2 to 5, b is 3. Nothing: 6, a alone: 15, the formula alone: 5, both: 8. So a adds 9
    first and 3 last, 6 in the mean; the formula -1 first and -7 last, -4 in the mean. Together 8 - 6 = 2.
    """
    found = parts(made({"a": 2.0, "b": 3.0}, r="a * b"), made({"a": 5.0, "b": 3.0}, r="a + b"))
    assert found == pytest.approx({"a": 6, STRUCTURE: -4})


def test_the_structure_with_a_lever() -> None:
    """A proposed tie became current while its value doubled from 10 to 20.

    Status first: the total takes in 10, the doubling adds 10 more. Value first: the total of current ties stays as it
    is, then takes in 20. So the value accounts for 5 and the structure for 15 of 20.
    """
    lever = "  {0}: {{kind: trade, seller: p, buyer: q, value: {1} USD/year, status: {2}}}\n"
    old, new = (
        assessed(f"levers:\n{lever.format('kept', 7, 'current')}{lever.format('tie', *tie)}")
        for tie in ((10, "proposed"), (20, "current"))
    )
    assert parts(old, new, "total.p") == pytest.approx({"tie.value": 5, STRUCTURE: 15})
    assert parts(old, new, "loss.p.tie") == pytest.approx({"tie.value": 10, STRUCTURE: 0})


def test_one_change_alone_is_all() -> None:
    """With one player nothing is to be parted, and numpy is not asked."""
    old, new = made({"a": 2.0, "b": 3.0}, r="a * b"), made({"a": 5.0, "b": 3.0}, r="a * b")
    assert parts(old, new) == {"a": 9}
    assert parts(old, made({"a": 2.0, "b": 3.0}, r="a + b")) == {STRUCTURE: -1}


# Who is a player

TIE = """
figures:
  one: {value: 10 million USD/year}
  other: {value: 20 million USD/year}
  rival:
    use: first
    readings:
      first: {value: 2}
      second: {value: 3}
      made: {formula: rival.first + rival.second}
levers:
  goods: {kind: trade, seller: p, buyer: q, value: one, diverted: 0.5}
results:
  r: {formula: one * rival}
claims:
  small: {says: Small., test: "one < other"}
"""
MOVE = "moves:\n  ban: {lever: goods, by: q}\n"
KIND = """
kinds:
  toll:
    summary: A toll.
    roles: {payer: pays, keeper: keeps}
    inputs: {fee: {unit: USD/year, doc: the fee}}
    exposure: {payer: fee, keeper: fee}
    loss: {payer: fee, keeper: fee * cut}
    measure: {payer: costs, keeper: fees}
"""
TOLL = f"{TIE.replace('results:', '  road: {kind: toll, payer: p, keeper: q, fee: one}' + chr(10) + 'results:')}{KIND}"

WHO: dict[str, tuple[str, str, list[str]]] = {
    "a value": (TIE, TIE.replace("10 million", "12 million"), ["one"]),
    "a value in other words": (TIE, TIE.replace("10 million", "0.01 billion"), []),
    "an input written in place": (TIE, TIE.replace("diverted: 0.5", "diverted: 0.6"), ["goods.diverted"]),
    "a reading switched": (TIE, TIE.replace("use: first", "use: second"), ["rival"]),
    "a reading switched to a formula": (TIE, TIE.replace("use: first", "use: made"), ["rival"]),
    "the reading in use": (TIE, TIE.replace("first: {value: 2}", "first: {value: 4}"), ["rival"]),
    "readings replaced by a value": (TIE.partition("  rival:")[0] + "  rival: 2\n", TIE.partition("levers:")[0], []),
    "only where it comes from": (TIE, TIE.replace("million USD/year}", "million USD/year, assumed: a guess}"), []),
    "only a range": (TIE, TIE.replace("10 million USD/year", "10 million USD/year, low: 1 USD/year"), []),
    "a claim": (TIE, TIE.replace("one < other", "one > other"), []),
    "a rival that is not in use": (TIE, TIE.replace("second: {value: 3}", "second: {value: 4}"), ["rival"]),
    "a reading that the one in use is made of": (
        TIE.replace("use: first", "use: made"),
        TIE.replace("use: first", "use: made").replace("second: {value: 3}", "second: {value: 4}"),
        ["rival"],
    ),
    "a rival that nothing reads": (TIE, TIE.replace("made: {formula: rival.first +", "more: {formula: 1 +"), []),
    "a value that became a formula": (TIE, TIE.replace("value: 20 million USD/year", "formula: 2 * one"), [STRUCTURE]),
    "a figure added": (TIE, TIE.replace("figures:", "figures:\n  more: 3"), []),
    "an optional input added": (TIE, TIE.replace("diverted: 0.5", "diverted: 0.5, elasticity: 3"), [STRUCTURE]),
    "an input that points elsewhere": (TIE, TIE.replace("value: one", "value: other"), [STRUCTURE]),
    "a result's formula": (TIE, TIE.replace("one * rival", "other * rival"), [STRUCTURE]),
    "a status": (TIE, TIE.replace("diverted: 0.5", "diverted: 0.5, status: proposed"), [STRUCTURE]),
    "a role": (TIE, TIE.replace("seller: p, buyer: q", "seller: q, buyer: p"), [STRUCTURE]),
    "a move": (TIE, f"{TIE}{MOVE}", [FULL_CUT, "move ban"]),
    "a move taken back": (f"{TIE}{MOVE}", TIE, [FULL_CUT, "move ban"]),
    "another move": (f"{TIE}{MOVE}", f"{TIE}{MOVE.replace('ban', 'stop')}", ["move stop", "move ban"]),
    "who moves": (f"{TIE}{MOVE}", f"{TIE}{MOVE.replace('by: q', 'by: p')}", ["move ban"]),
    "a move's label": (f"{TIE}{MOVE}", f"{TIE}{MOVE.replace('by: q', 'by: q, label: A ban')}", []),
    "a cut where none was said": (f"{TIE}{MOVE}", f"{TIE}{MOVE.replace('by: q', 'by: q, cut: 0.5')}", ["move.ban.cut"]),
    "a cut of all in words": (f"{TIE}{MOVE}", f"{TIE}{MOVE.replace('by: q', 'by: q, cut: 100 %')}", []),
    "a cut that became a formula": (
        f"{TIE}{MOVE.replace('by: q', 'by: q, cut: 0.5')}",
        f"{TIE}{MOVE.replace('by: q', 'by: q, cut: one / other')}",
        ["move.ban.cut"],
    ),
    "another cut": (
        f"{TIE}{MOVE.replace('by: q', 'by: q, cut: 0.5')}",
        f"{TIE}{MOVE.replace('by: q', 'by: q, cut: 0.6')}",
        ["move.ban.cut"],
    ),
    "how long a move lasts": (
        f"{TIE}{MOVE.replace('by: q', 'by: q, for: 3 months')}",
        f"{TIE}{MOVE.replace('by: q', 'by: q, for: 6 months')}",
        ["move.ban.duration"],
    ),
    "a kind of the scenario's own": (TOLL, TOLL.replace("fee * cut", "fee * cut / 2"), [STRUCTURE]),
    "another dimension": (
        TIE.replace("first: {value: 2}", "first: {value: 2 bbl}").replace(" + rival.second", ""),
        TIE.replace("first: {value: 2}", "first: {value: 2 kg}").replace(" + rival.second", ""),
        [STRUCTURE],
    ),
    "a number and more": (TIE, f"{TIE.replace('10 million', '12 million')}{MOVE}", ["one", FULL_CUT, "move ban"]),
}


@pytest.mark.parametrize("case", WHO)
def test_who_is_a_player(case: str) -> None:
    """Numbers that differ each count for themselves, all else that computes something counts together."""
    old, new, expected = WHO[case]
    assert [player.name for player in find_players(assessed(old), assessed(new))] == expected


def test_a_reading_counts_by_the_number_of_its_figure() -> None:
    """From 2 to 3 by another reading, beside a value from 10 to 12 million: 11 x 1 and 2 x 2.5 million."""
    new = assessed(TIE.replace("use: first", "use: second").replace("10 million", "12 million"))
    assert parts(assessed(TIE), new) == pytest.approx({"rival": 11e6, "one": 5e6})


def test_a_reading_that_became_a_formula_counts_by_its_number() -> None:
    """From 2 to 2 + 3 = 5 beside a value from 10 to 12 million: 11 x 3 and 2 x 3.5 million; its own change is its."""
    new = assessed(TIE.replace("use: first", "use: made").replace("10 million", "12 million"))
    assert parts(assessed(TIE), new) == pytest.approx({"rival": 33e6, "one": 7e6})
    assert parts(assessed(TIE), new, "rival") == pytest.approx({"rival": 3, "one": 0})


def test_an_input_that_an_optional_formula_hangs_on() -> None:
    """Both scenarios give an elasticity, so its formula is in use for both; the change is parted as by every order.

    Loss of the buyer: absorption x (1 - (1 - value / absorption)^(1 / (elasticity - 1))), its GDP being 100.
    """
    lever = "levers:\n  goods: {{kind: trade, seller: p, buyer: q, value: {0} USD/year, elasticity: {1}}}\n"
    head = HEAD.replace(
        "{name: Q}", "{name: Q, gdp: 100 USD/year, exports: 10 USD/year, imports: 10 USD/year}"
    )  # so that it absorbs 100
    old, new = (assess(f"{head}{lever.format(*given)}") for given in ((10, 3), (30, 5)))

    def loss(value: float, elasticity: float) -> float:
        return float(100 * (1 - (1 - value / 100) ** (1 / (elasticity - 1))))

    expected = by_every_order(loss, {"value": 10, "elasticity": 3}, {"value": 30, "elasticity": 5})
    found = parts(old, new, "loss.q.goods")
    assert found == pytest.approx({f"goods.{name}": part for name, part in expected.items()})


# Moves. A ban of a tie without any diversion costs its seller the value: 10 of x, 40 of y, cut in full or in part.

TIES = """
levers:
  x: {kind: trade, seller: p, buyer: q, value: 10 USD/year}
  y: {kind: trade, seller: p, buyer: q, value: 40 USD/year}
"""
ON_X, ON_Y = "  on_x: {lever: x, by: q}\n", "  on_y: {lever: y, by: q, cut: 25 %}\n"
PARTED = """
levers:
  x:
    kind: trade
    seller: p
    buyer: q
    parts: {a: {value: 10 USD/year}, b: {value: 40 USD/year}}
"""


def test_moves_on_different_levers_account_for_their_own_outcomes() -> None:
    """Of 50 in full the first step takes all; then x is cut in full for 10, y by a quarter of 40 for 10.

    50 = 10 + 40 before, 10 + 10 after: -50 + 10 + 10 = -30. Taken back, each part is the same with the other sign.
    """
    before, after = assessed(TIES), assessed(f"{TIES}moves:\n{ON_X}{ON_Y}")
    expected = {FULL_CUT: -50, "move on_x": 10, "move on_y": 10}
    assert parts(before, after, "outcome.p") == pytest.approx(expected)
    assert parts(after, before, "outcome.p") == pytest.approx({name: -part for name, part in expected.items()})


def test_a_move_beside_those_of_both() -> None:
    """Where both have moves nothing is cut in full: the new move alone accounts for its outcome."""
    before, after = assessed(f"{TIES}moves:\n{ON_X}"), assessed(f"{TIES}moves:\n{ON_X}{ON_Y}")
    assert parts(before, after, "outcome.p") == {"move on_y": 10}


def test_a_move_in_the_place_of_another() -> None:
    """Without the old move and before the new one nothing is cut: -10 for the one, +10 for the other, no change."""
    before, after = assessed(f"{TIES}moves:\n{ON_X}"), assessed(f"{TIES}moves:\n{ON_Y}")
    assert parts(before, after, "outcome.p") == pytest.approx({"move on_y": 10, "move on_x": -10})


def test_moves_on_the_same_part() -> None:
    """The larger cut counts. Of 40, 25 % are 10 and 75 % are 30.

    The smaller adds 10 first and nothing last, 5 in the mean; the larger 30 first and 20 last, 25. Together 30.
    """
    keep = "  keep: {lever: x, by: q}\n"
    more = "  more: {lever: y, by: q, cut: 75 %}\n"
    before, after = assessed(f"{TIES}moves:\n{keep}"), assessed(f"{TIES}moves:\n{keep}{ON_Y}{more}")
    assert parts(before, after, "outcome.p") == pytest.approx({"move on_y": 5, "move more": 25})


def test_moves_that_share_a_part_of_a_lever() -> None:
    """One cuts the parts a and b by half: 5 + 20. The other cuts b in full: 40, and b counts once.

    The half adds 25 first, and last only a's 5: 15 in the mean. The other adds 40 first, 20 last: 30. Together 45.
    """
    half, whole = "  half: {lever: x, by: q, cut: 0.5}\n", "  whole: {lever: x, parts: [b], by: q}\n"
    before, after = assessed(PARTED), assessed(f"{PARTED}moves:\n{half}{whole}")
    expected = {FULL_CUT: -50, "move half": 15, "move whole": 30}
    assert parts(before, after, "outcome.p") == pytest.approx(expected)


def test_fields_of_a_move() -> None:
    """From a year of a's 10 to half a year of the half of b's 40: three fields, each a factor.

    The parts double as factors 10 and 40, the time 1 and 1/2, the cut 1 and 1/2. Over all orders of a product of three:
    parts: 30 x (1 x 1 / 3 + (1/2) / 6 + (1/2) / 6 + (1/4) / 3) = 17.5.
    Cut: -1/2 x (10 / 3 + 40 / 6 + 5 / 6 + 20 / 3) = -8.75, and the time the same. Together 0: 10 became 10.
    """
    before = assessed(f"{PARTED}moves:\n  ban: {{lever: x, parts: [a], by: q, cut: 1}}\n")
    after = assessed(f"{PARTED}moves:\n  ban: {{lever: x, parts: [b], by: q, cut: 0.5, for: 6 months}}\n")
    expected = {"move.ban.parts": 17.5, "move.ban.cut": -8.75, "move.ban.duration": -8.75}
    assert parts(before, after, "outcome.p") == pytest.approx(expected)


def test_a_move_and_a_figure() -> None:
    """x's value from 10 to 30 while a ban of it comes: the ban adds 10 first, 30 last, the value 0 and 20."""
    before = assessed(f"{TIES}moves:\n{ON_Y}")
    after = assessed(f"{TIES.replace('10 USD', '30 USD')}moves:\n{ON_Y}{ON_X}")
    assert parts(before, after, "outcome.p") == pytest.approx({"x.value": 10, "move on_x": 20})


def test_a_move_on_a_lever_that_only_one_scenario_has() -> None:
    """Without the lever z the move on it does nothing, nor the lever without it: half of z's 6 for each."""
    before = assessed(f"{TIES}moves:\n{ON_X}")
    lever = "  z: {kind: trade, seller: p, buyer: q, value: 6 USD/year}\n"
    after = assessed(f"{TIES}{lever}moves:\n{ON_X}  on_z: {{lever: z, by: q}}\n")
    assert parts(before, after, "outcome.p") == pytest.approx({STRUCTURE: 3, "move on_z": 3})


def test_a_figure_that_a_move_alone_reads() -> None:
    """A figure that came with the move whose cut it is counts with it, and is no structure."""
    before = assessed(f"{TIES}moves:\n{ON_X}")
    after = assessed(f"figures: {{fourth: 25 %}}{TIES}moves:\n{ON_X}{ON_Y.replace('25 %', 'fourth')}")
    assert parts(before, after, "outcome.p") == {"move on_y": 10}


def test_a_result_that_some_moves_leave_undefined() -> None:
    """A ratio of outcomes is 0 / 0 with nothing cut, so its moves are not told apart: 10 / 40 to 10 / 10, all of it."""
    result = "results:\n  r: {formula: outcome.p.x / outcome.p.y}\n"
    before, after = assessed(f"{TIES}{result}"), assessed(f"{TIES}{result}moves:\n{ON_X}{ON_Y}")
    assert parts(before, after) == {STRUCTURE: 0.75}


@pytest.mark.parametrize("cut", ["", ", cut: whole"])
def test_many_moves(cut: str) -> None:
    """Ten new moves each add their own in whatever order.

    Cuts that follow from a figure have more sets than graphs are built for, and are sampled.
    """
    count = 11
    levers = "".join(
        f"  x{i}: {{kind: remittances, recipient: p, host: q, value: {i + 1} USD/year}}\n" for i in range(count)
    )
    moves = "".join(f"  on{i}: {{lever: x{i}, by: q{cut}}}\n" for i in range(1, count))
    first = "  on0: {lever: x0, by: q}\n"
    figures = "figures: {whole: 100 %}\n"
    before, after = (assessed(f"{figures}levers:\n{levers}moves:\n{first}{more}") for more in ("", moves))
    attribution = attribute_changes(before, after, ["outcome.p"])["outcome.p"]
    assert {part.name: part.amount for part in attribution.contributions} == pytest.approx(
        {f"move on{i}": i + 1 for i in range(1, count)}
    )
    assert all((part.error is not None) == bool(cut) for part in attribution.contributions)


def test_new_moves_have_one_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many moves are new, as many graphs are built: those of the two scenarios with moves of one or both."""
    built: list[int] = []

    def build(draft: Draft, problems: list[Problem]) -> Graph:
        built.append(len(draft.scenario.moves))
        return build_graph(draft, problems)

    monkeypatch.setattr(parting, "build_graph", build)
    counts = []
    for size in (5, 25):
        growth.write_new_moves(tmp_path, size)
        before, after = (assess_named(str(tmp_path / name)) for name in ("old.yaml", "s.yaml"))
        built.clear()
        found = attribute_changes(before, after, ["outcome.a"])["outcome.a"]
        assert len(found.contributions) == size + 1
        counts.append(len(built))
    assert counts[0] == counts[1]


# What must hold of any numbers

NUMBER = st.floats(0.5, 20.0)
FOUR = st.fixed_dictionaries(dict.fromkeys("abcd", NUMBER))


def mixed(a: float, b: float, c: float, d: float) -> float:
    """A formula in which no two inputs do the same."""
    return a * b + max(b, c) / d - c


MIXED = "a * b + max(b, c) / d - c"


def near(found: Mapping[str, float], expected: Mapping[str, float], size: float) -> bool:
    """Whether parts agree to nine digits of the numbers they are made of."""
    return found.keys() == expected.keys() and all(abs(found[name] - expected[name]) <= 1e-9 * size for name in found)


@given(FOUR, FOUR)
@settings(deadline=None, max_examples=30)
def test_parts_are_means_over_every_order(old: dict[str, float], new: dict[str, float]) -> None:
    """The weighted sum over sets is what going through all orders one by one gives."""
    expected = by_every_order(mixed, old, new)
    found = parts(made(old, r=MIXED), made(new, r=MIXED))
    assert near({**dict.fromkeys(old, 0.0), **found}, expected, 1000)


@given(FOUR, FOUR, st.permutations("abcd"))
@settings(deadline=None, max_examples=30)
def test_order_in_the_files_changes_nothing(old: dict[str, float], new: dict[str, float], order: Sequence[str]) -> None:
    """Which change is written first does not matter."""
    found = parts(made(old, r=MIXED), made(new, r=MIXED))
    before, after = (made({name: one[name] for name in order}, r=MIXED) for one in (old, new))
    assert near(found, parts(before, after), 1000)


@given(FOUR, FOUR)
@settings(deadline=None, max_examples=30)
def test_parts_add_up_to_the_change_and_over_results(old: dict[str, float], new: dict[str, float]) -> None:
    """The parts sum to the change; those of a sum of results are the sums of their parts; no change, no part."""
    formulas = {"r": MIXED, "s": "a * c * b", "both": f"{MIXED} + a * c * b"}
    before, after = made({**old, "idle": 1.0}, **formulas), made({**new, "idle": 2.0}, **formulas)
    found = {name: parts(before, after, name) for name in formulas}
    for name, own in found.items():
        change = read_number(after, name) - read_number(before, name)
        assert abs(sum(own.values()) - change) <= 1e-9 * max(read_number(after, name), read_number(before, name), 1)
        assert own["idle"] == 0.0
    assert found["s"].get("d", 0.0) == 0.0
    assert near({name: found["r"][name] + found["s"][name] for name in found["r"]}, found["both"], 10_000)


@given(NUMBER, NUMBER, NUMBER)
@settings(deadline=None, max_examples=30)
def test_inputs_that_do_the_same_get_the_same(old: float, new: float, other: float) -> None:
    """Two factors with the same numbers account for the same, whatever stands beside them."""
    before = made({"a": old, "b": old, "c": other}, r="a * b + c")
    after = made({"a": new, "b": new, "c": other + 1}, r="a * b + c")
    found = parts(before, after)
    assert found.get("a", 0.0) == pytest.approx(found.get("b", 0.0), rel=1e-9, abs=1e-9)


# Where there are no parts


def test_undefined_with_some_of_the_changes() -> None:
    """From 1 / (2 - 1) to 2 / (5 - 2); but the new c and the old b make 1 / (2 - 2), and half the orders pass there."""
    old, new = (
        made({"a": 1.0, "b": 2.0, "c": 1.0}, r="a / (b - c)"),
        made({"a": 2.0, "b": 5.0, "c": 2.0}, r="a / (b - c)"),
    )
    assert missing(old, new) == "undefined if only c changed"


def test_in_another_unit_than_before() -> None:
    """A result that became a ratio has not lost so many dollars."""
    old, new = (
        assessed(f"figures:\n  one: {{value: {value} USD/year}}\nresults:\n  r:\n    formula: {formula}\n")
        for value, formula in ((2, "one"), (3, "one / [1 USD/year]"))
    )
    assert missing(old, new) == "in another unit than before"


def test_what_the_changes_do_not_lead_to_is_told() -> None:
    """A sum that left out a loss goes on leaving it out on the old graph, though with all changes it would be valued.

    In the first scenario 2 / 0 is no loss, in the second 3 / 1 is. No formula changed, so the old graph is to lead to
    the new total of 5 + 3, and cannot.
    """
    text = """
kinds:
  fee:
    summary: A fee.
    roles: {{payer: pays, keeper: keeps}}
    inputs: {{fee: {{unit: USD/year, doc: the fee}}, part: {{unit: ratio, doc: what for}}}}
    exposure: {{payer: fee, keeper: fee}}
    loss: {{payer: fee / part, keeper: fee}}
    measure: {{payer: costs, keeper: fees}}
levers:
  kept: {{kind: fee, payer: p, keeper: q, fee: 5 USD/year, part: 1}}
  lost: {{kind: fee, payer: p, keeper: q, fee: {0} USD/year, part: {1}}}
"""
    old, new = assessed(text.format(2, 0)), assessed(text.format(3, 1))
    assert (read_number(old, "total.p"), read_number(new, "total.p")) == (5, 8)
    assert missing(old, new, "total.p") == "the changes do not lead to the new number"


# Many changes

MANY = {f"{name}{index}": 1.0 + index for index in range(7) for name in "xy"} | {"z": 4.0}
PRODUCTS = " + ".join(f"x{index} * y{index}" for index in range(7)) + " + z"


def test_sampled_parts_are_near_the_exact_ones() -> None:
    """Of fifteen changes orders are sampled: each part within four standard errors, all of them adding up.

    The parts of a sum are the sums of the parts, so those of x * y + ... are by hand the product's of two.
    """
    after = {name: value * (2 if name[0] == "x" else 1.5) - 0.25 for name, value in MANY.items()}
    old, new = made(MANY, r=PRODUCTS), made(after, r=PRODUCTS)
    assert len(find_players(old, new)) == 15 > EXACT
    found = attribute_changes(old, new, ["r"])["r"].contributions
    exact = {"z": after["z"] - MANY["z"]}
    for own, other in (("x", "y"), ("y", "x")):
        for index in range(7):
            one, beside = f"{own}{index}", f"{other}{index}"
            exact[one] = (after[one] - MANY[one]) * (MANY[beside] + after[beside]) / 2
    for part in found:
        assert part.error is not None
        assert abs(part.amount - exact[part.name]) <= 4 * part.error + 1e-12
        assert part.error <= 0.02 * abs(exact[part.name])
    change = read_number(new, "r") - read_number(old, "r")
    assert math.fsum(part.amount for part in found) == pytest.approx(change, rel=1e-12)
    assert attribute_changes(old, new, ["r"])["r"].contributions == found


def test_up_to_a_dozen_are_exact() -> None:
    """Twelve changes are parted over all orders, thirteen over a sample."""
    names = [f"x{index}" for index in range(EXACT + 1)]
    formula = " * ".join(names)
    old = made(dict.fromkeys(names, 1.0), r=formula)
    for count in (EXACT, EXACT + 1):
        new = made({name: 1.0 + 0.1 * (at < count) for at, name in enumerate(names)}, r=formula)
        found = attribute_changes(old, new, ["r"])["r"].contributions
        assert len(found) == count
        assert all((part.error is None) == (count == EXACT) for part in found)
        if count == EXACT:  # all do the same
            assert [part.amount for part in found] == pytest.approx([(1.1**count - 1) / count] * count)


def test_the_structure_among_many() -> None:
    """A formula that changed takes its turn among the sampled as well: a sum of fifteen became one less 100."""
    after = {name: value + 1 for name, value in MANY.items()}
    old, new = made(MANY, r=" + ".join(MANY)), made(after, r=f"{' + '.join(MANY)} - 100")
    assert parts(old, new) == pytest.approx({**dict.fromkeys(MANY, 1.0), STRUCTURE: -100.0})


def test_every_order_of_a_few_players_is_the_exact_value() -> None:
    """The two ways of computing agree where the sample is of all orders."""
    import numpy as np

    every = shapley.EverySet(4)
    orders = shapley.Orders(np.array(list(itertools.permutations(range(4)))))
    worth = {members: hash(members) % 1000 / 7 for members in itertools.product((False, True), repeat=4)}
    one, other = (
        sets.compute_parts(np.array([worth[tuple(bool(is_in) for is_in in row)] for row in sets.members]), range(4))
        for sets in (every, orders)
    )
    assert [part for part, _ in one] == pytest.approx([part for part, _ in other])


# Real scenarios


def pairs(assessments: Mapping[str, Assessment]) -> list[tuple[Assessment, Assessment]]:
    """Every two bundled scenarios of one folder and currency, once; each is the old one in some pairs."""
    names = enumerate(assessments)
    ordered = [(a, b) if (at + of) % 2 else (b, a) for (at, a), (of, b) in itertools.combinations(names, 2)]
    return [
        (assessments[old], assessments[new])
        for old, new in ordered
        if old.partition("/")[0] == new.partition("/")[0]
        and assessments[old].scenario.currency == assessments[new].scenario.currency
    ]


def holds_together(old: Assessment, new: Assessment) -> int:
    """Check that every result's parts add up to its change; return how many results were parted."""
    moved = find_moved_results(old, new)
    names = [one.name for one in moved if isinstance(one.old, float) and isinstance(one.new, float)]
    for name, attribution in attribute_changes(old, new, names).items():
        assert attribution.missing == "", name
        before, after = read_number(old, name), read_number(new, name)
        total = math.fsum(part.amount for part in attribution.contributions)
        assert abs(total - (after - before)) <= 1e-9 * max(abs(before), abs(after)), name
    return len(names)


def test_parts_add_up_in_all_pairs_of_bundled_scenarios() -> None:
    """Whatever of the bundled scenarios is compared with whatever, every change is accounted for in full."""
    assessments = {name: assess_named(name) for name in library.list_bundled()}
    assert sum(holds_together(old, new) for old, new in pairs(assessments)) > 0


SETS = (
    "diverted=50%", "discount=5%", "elasticity=5", "azerbaijan.gdp=80 billion USD/year",
    "russia.gdp=2 trillion USD/year", "exports_to_russia=2 billion USD/year", "azerbaijan.exports=30 billion USD/year",
    "azerbaijan.imports=20 billion USD/year", "gas_flow_to_iran=3 bcm/year", "russia.imports=300 billion USD/year",
    "oil_price=60 USD/bbl", "imports_from_russia=3 billion USD/year", "offset=10%",
)  # fmt: skip


@pytest.mark.parametrize("count", [2, 5, len(SETS)])
@pytest.mark.parametrize("name", ["base", "escalation", "gas-transit"])
def test_parts_add_up_where_many_numbers_differ(name: str, count: int) -> None:
    """Real figures set to other numbers, with and without other moves."""
    new = assess_named(f"azerbaijan-russia/{name}", WhatIf(sets=SETS[:count]))
    old = assess_named("azerbaijan-russia/base")
    assert len(find_players(old, new)) >= count
    assert holds_together(old, new) > count


# What the program says

OLD = """
title: Two ties
sides: [a, b]
parties:
  a: {name: A, gdp: {value: 10 billion USD/year}}
  b: {name: B}
figures:
  price: {value: 20 USD/bbl}
  amount: {value: 10 million bbl/year}
levers:
  oil: {kind: trade, seller: a, buyer: b, value: price * amount}
results:
  worth: {formula: price * amount}
claims:
  small: {says: Small., test: "total.a < [250 million USD/year]"}
"""
NEW = OLD.replace("20 USD/bbl", "30 USD/bbl").replace("10 million bbl", "14 million bbl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write an old scenario, one with two other numbers, one with one other, one with a move too."""
    (tmp_path / "old.yaml").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(NEW, encoding="utf-8")
    (tmp_path / "one.yaml").write_text(OLD.replace("20 USD/bbl", "30 USD/bbl"), encoding="utf-8")
    (tmp_path / "moved.yaml").write_text(f"{NEW}moves:\n  ban: {{lever: oil, by: b}}\n", encoding="utf-8")
    return tmp_path


def rows(folder: Path, *words: str) -> dict[tuple[str, str | None], dict[str, Any]]:
    """The records of the attribution, by result and input."""
    done = run("diff", *words, "-f", "json", "--table", "attribution", cwd=folder)
    assert (done.status, done.err) == (1, "")
    return {(row["cell"], row["input"]): row for row in json.loads(done.out)["attribution"]}


def test_records(folder: Path) -> None:
    """The price from 20 to 30 at a mean of 12 million barrels is 120 million, the amount 4 x 25 million is 100."""
    found = rows(folder, "old.yaml", "new.yaml")
    assert found["worth", "price"] == {
        "cell": "worth", "input": "price", "part": pytest.approx(120e6), "part_share": pytest.approx(120 / 220),
        "error": None, "unit": "USD/year", "missing": [],
    }  # fmt: skip
    assert found["total.a", "amount"]["part"] == pytest.approx(100e6)
    assert found["total_share.a", "amount"]["part"] == pytest.approx(0.01)
    assert found["small", None]["missing"] == ["part: a verdict has no parts"]
    scaled = rows(folder, "old.yaml", "new.yaml", "--unit", "million USD/year")["worth", "price"]
    assert (scaled["part"], scaled["unit"]) == (pytest.approx(120), "million USD/year")


def test_records_of_what_only_one_scenario_has(folder: Path) -> None:
    """A move's cells have no old number, and so nothing to part: the reason stands in their one row."""
    found = rows(folder, "old.yaml", "moved.yaml")
    row = found["move.ban.damage", None]
    assert (row["part"], row["missing"]) == (None, ["old: not in old"])
    assert found["total.a", "move ban"]["part"] == 0.0


def test_table_for_people(folder: Path) -> None:
    """Each main result's change, its parts under it, the largest first; parts that are nothing are left out."""
    done = run("diff", "old.yaml", "moved.yaml", cwd=folder)
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    start = lines.index("What accounts for it; amounts in US$ million a year")
    told = lines[start + 3 :]
    at = told.index("Worth +220 100")
    assert told[at + 1 : at + 3] == ["– Price +120 55", "– Amount +100 45"]  # 120 and 100 of 220
    assert not any(line.startswith(("Loss of A on", "Loss of B on")) for line in told)
    assert "– structure" not in done.out


def test_one_change_is_told_in_a_line(folder: Path) -> None:
    """With one change there is no table, but a sentence; records say the same."""
    done = run("diff", "old.yaml", "one.yaml", cwd=folder)
    assert "All of it is due to “Price”." in done.out
    assert "What accounts for it" not in done.out
    assert rows(folder, "old.yaml", "one.yaml")["worth", "price"]["part_share"] == 1.0


def test_sampled_parts_carry_their_error(tmp_path: Path) -> None:
    """People see the standard error beside the part and read over how many orders it is; machines have a column."""
    for name, factor in (("old", 1), ("new", 2)):
        figures = "".join(f"  f{index}: {{value: {(index + 2) * factor}}}\n" for index in range(EXACT + 1))
        formula = " * ".join(f"f{index}" for index in range(EXACT + 1))
        text = f"{HEAD}figures:\n{figures}results:\n  r: {{formula: {formula}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    done = run("diff", "old.yaml", "new.yaml", cwd=tmp_path)
    assert "random orders of the 13 changes" in done.out
    assert "±" in done.out
    assert all(row["error"] > 0 for row in rows(tmp_path, "old.yaml", "new.yaml").values())


@pytest.mark.parametrize("form", TEXT)
@pytest.mark.parametrize("table", [(), ("--table", "attribution")], ids=["all", "attribution"])
def test_every_format(folder: Path, form: str, table: tuple[str, ...]) -> None:
    """The parts are in every format that gives all tables, and in each where they are asked for."""
    words = ("old.yaml", "moved.yaml", "-f", form, *table)
    done = run("diff", *words, cwd=folder, environment={"COLUMNS": "80"})
    assert (done.status, done.err) == (1, "")
    is_there = bool(table) or form in ("table", "markdown", "html", "latex", "json")
    assert ("amount" in done.out.lower().partition("worth")[2]) == is_there
    if form == "table":
        assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "is_loaded"),
    [
        ("new.yaml -f csv", False),
        ("new.yaml -f jsonl", False),
        ("one.yaml -f json", False),
        ("one.yaml", False),
        ("new.yaml -f csv --table attribution", True),
    ],
)
def test_numpy_is_loaded_only_to_part(folder: Path, words: str, is_loaded: bool) -> None:
    """What parts nothing does not load what parting needs."""
    command = [sys.executable, "-c", LISTING, "diff", "old.yaml", *words.split()]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=True)
    assert ("numpy" in done.stderr.split()) == is_loaded


def test_a_move_on_a_part_that_only_one_scenario_has() -> None:
    """All 10 cut in full, then half of the 4 of a part: the parts of the change add up to 2 - 10, each time anew."""
    lever = "levers:\n  goods: {kind: trade, seller: p, buyer: q, "
    whole = f"{lever}value: 10 USD/year}}\n"
    split = f"{lever}parts: {{a: {{value: 4 USD/year}}, b: {{value: 6 USD/year}}}}}}\n"
    ban = "moves:\n  ban: {lever: goods, parts: [a], by: q, cut: 50 %}\n"
    for _ in range(2):
        assert sum(parts(assessed(whole), assessed(split + ban), "outcome.p").values()) == pytest.approx(2 - 10)
        assert sum(parts(assessed(split + ban), assessed(whole), "outcome.p").values()) == pytest.approx(10 - 2)


def test_many_changes_have_parts_only_where_they_enter() -> None:
    """Of 40 results, each twice a figure that rose by 1, and their sum, each has the parts of its own figures."""
    before = {f"x{number}": float(number) for number in range(40)}
    formulas = {f"r{number}": f"2 * x{number}" for number in range(40)}
    old, new = (
        made(figures, whole=" + ".join(formulas), **formulas)
        for figures in (before, {name: value + 1 for name, value in before.items()})
    )
    found = attribute_changes(old, new, [*formulas, "whole"])
    for number in range(40):
        assert [(part.name, part.amount) for part in found[f"r{number}"].contributions] == [(f"x{number}", 2.0)]
    assert {part.name: part.amount for part in found["whole"].contributions} == pytest.approx(
        dict.fromkeys(before, 2.0)
    )


def test_attribution_takes_little_memory() -> None:
    """Of 400 results 32,768 numbers each would be 105 MB at once."""
    before = {f"x{number}": float(number) for number in range(20)}
    formulas = {f"r{number}": f"{number} * x{number % 20}" for number in range(1, 401)}
    old, new = (made(figures, **formulas) for figures in (before, {name: value + 1 for name, value in before.items()}))
    with taking_at_most(50e6):
        found = attribute_changes(old, new, list(formulas))
    assert len(found) == 400
