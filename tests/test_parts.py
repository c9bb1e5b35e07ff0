"""Parts of a lever, sums over them in kinds, and losses over a horizon and in the first year."""

import csv
import decimal
import io
import json
import math
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leverage import library, naming
from leverage.analysis.assessment import assess_file, assess_named, open_lengths
from leverage.analysis.draws import draw_ranges
from leverage.analysis.notes import note_numbers
from leverage.analysis.sensitivity import search_flips
from leverage.graph.cells import list_counted_moves
from leverage.model import Evidence, WhatIf
from leverage.problems import LeverageError
from leverage.reading.extends import Origin
from tests.program import read_json, run
from tests.written import assess, complaints, number

HEAD = """
title: Two neighbours
sides: [north, south]
parties:
  north: {gdp: 74.316 billion USD/year, exports: 26.559 billion USD/year, imports: 21.053 billion USD/year}
  south: {gdp: 2174 billion USD/year, exports: 433.1 billion USD/year, imports: 285.1 billion USD/year}
"""

PARTS = (
    HEAD
    + """
levers:
  goods:
    kind: trade
    seller: north
    buyer: south
    elasticity: 3.8
    discount: 10 %
    parts:
      fruit: {label: Fruit, value: 725.1 million USD/year, diverted: 33 %}
      other: {value: 452.9 million USD/year, diverted: 67 %, discount: 0}
"""
)


def test_what_the_lever_says_counts_for_nothing_where_every_part_says_it() -> None:
    """Losses are as without it, it is checked, and a note says that nothing reads it."""
    text = PARTS.replace("    elasticity: 3.8", "    elasticity: 3.8\n    diverted: 50 %")
    assert number(text, "loss.north.goods") == pytest.approx(659.20230e6)
    assert number(text, "goods.diverted") == 0.5
    assert any("'goods.diverted': given, but no formula in use reads it" in str(note) for note in assess(text).notes)
    assert any("'goods.diverted' is 120 %, not 0 to 1" in one for one in complaints(text.replace("50 %", "120 %")))


def test_parts_have_their_own_numbers_else_those_of_the_lever() -> None:
    """725.1 (1 - 0.33 (1 - 0.1)) + 452.9 (1 - 0.67) = 509.74530 + 149.457 million."""
    assert number(PARTS, "loss.north.goods") == pytest.approx(659.20230e6)
    assert number(PARTS, "goods.value") == pytest.approx(1178e6)
    assert number(PARTS, "exposure.north.goods") == pytest.approx(1178e6)
    assert number(PARTS, "goods.fruit.discount") == 0.1


def test_a_buyer_loses_by_the_sum_of_what_is_cut() -> None:
    """A = 2,174 - 433.1 + 285.1 = 2,026 billion, the loss A (1 - (1 - V/A)^(1/2.8)) with V = 1,178, then 725.1."""
    whole, part = (2026e9 * (1 - (1 - cut / 2026e9) ** (1 / 2.8)) for cut in (1178e6, 725.1e6))
    moved = PARTS + "moves:\n  ban: {lever: goods, parts: [fruit], by: south}\n"
    assert number(PARTS, "loss.south.goods") == pytest.approx(whole, rel=1e-9)
    assert number(moved, "outcome.south.goods") == pytest.approx(part, rel=1e-9)
    assert number(moved, "outcome.north.goods") == pytest.approx(509.74530e6)
    assert number(moved, "at.goods.cut") == pytest.approx(725.1 / 1178)


def test_a_loss_rests_on_the_parts_that_are_cut() -> None:
    """What is known of a part that a move spares is no matter: its value, how well that is founded, its range."""
    head, tail = PARTS.split("      fruit:", 1)
    rest = f"      fruit:{tail}".replace("value: 452.9 million USD/year", "value: spared")
    spared = "figures:\n  spared: {value: 452.9 million USD/year, low: 300 million USD/year, assumed: made up}\n"
    source = "sources: {office: {title: Trade}}\n"
    rest = rest.replace("value: 725.1 million USD/year", "value: {value: 725.1 million USD/year, source: office}")
    rest = rest.replace("diverted: 33 %", "diverted: {value: 33 %, source: office}")
    head = head.replace("discount: 10 %", "discount: {value: 10 %, source: office}")
    moves = "moves:\n  ban: {lever: goods, parts: [fruit], by: south}\n"
    lost = 725.1e6 * (1 - 0.33 * (1 - 0.1))
    cells = ["move.ban.damage", "outcome.north.goods"]
    assessment = assess(head + rest + moves + spared + source)
    drawn = draw_ranges(assessment, 100)
    for cell in cells:
        assert assessment.values[cell].number == pytest.approx(lost)
        assert assessment.evidence[cell].evidence is Evidence.DERIVED
        assert cell not in drawn.ranges
    assert assessment.evidence["loss.north.goods"].evidence is Evidence.UNSOURCED
    without = assess(head + rest + moves + spared + source, WhatIf(only=("office",)))
    assert without.values["loss.north.goods"].number is None
    for cell in cells:
        assert without.values[cell].number == pytest.approx(lost)


def test_parts_cut_for_different_times_count_together_while_both_are_cut() -> None:
    """Half a year without fruit, 0.5 × 509.74530, and a year without half of the other goods, 0.5 × 149.457 million.

    The buyer lacks 725.1 + 226.45 million a year in the first half of the year, and 226.45 in the second.
    """
    moved = PARTS + (
        "moves:\n"
        "  ban: {lever: goods, parts: [fruit], by: south, for: 6 months}\n"
        "  quota: {lever: goods, parts: [other], by: south, cut: 50 %}\n"
    )
    assert number(moved, "outcome.north.goods") == pytest.approx((254.87265 + 74.7285) * 1e6)
    bought = 0.5 * lose_as_buyer(951.55e6) + 0.5 * lose_as_buyer(226.45e6)
    assert number(moved, "outcome.south.goods") == pytest.approx(bought, rel=1e-9)
    told = [note.message for note in assess(moved).notes]
    assert "the moves on 'goods' last for different times: what is in force together counts together" in told


def test_of_three_moves_on_all_goods_the_largest_cut_counts_at_any_time() -> None:
    """All for 2 months, 60 % until 6 months, 50 % until 12; what is less all the time adds nothing."""
    moved = PARTS + (
        "moves:\n"
        "  half: {lever: goods, by: south, cut: 50 %}\n"
        "  all: {lever: goods, by: south, for: 2 months}\n"
        "  most: {lever: goods, by: south, cut: 60 %, for: 6 months}\n"
        "  least: {lever: goods, by: south, cut: 10 %, for: 3 months}\n"
    )
    shares = {1: 2, 0.6: 4, 0.5: 6}
    bought = sum(lose_as_buyer(cut * 1178e6) * months / 12 for cut, months in shares.items())
    assert number(moved, "outcome.south.goods") == pytest.approx(bought, rel=1e-9)
    sold = sum(cut * 659.20230e6 * months / 12 for cut, months in shares.items())
    assert number(moved, "outcome.north.goods") == pytest.approx(sold, rel=1e-9)


@st.composite
def write_moves(draw: st.DrawFn) -> str:
    """Many moves on the goods, some on a part or for no time of their own, and a few for an uncertain time."""
    lines = ["moves:"]
    for index in range(draw(st.integers(8, 14))):
        parts = draw(st.sampled_from(["", "parts: [fruit], ", "parts: [other], "]))
        months = draw(st.integers(1, 5))
        lasting = draw(
            st.sampled_from(
                [
                    "",
                    *[f", for: {months} months"] * 6,
                    f", for: {{value: {months} months, low: 1 month, high: 7 months, assumed: made up}}",
                    f", for: month * {months}",
                ]
            )
        )
        by = draw(st.sampled_from(["north", "south"]))
        does = draw(st.sampled_from(["cut", "cut", "duty"])) if by == "south" else "cut"
        does = f"{does}: {draw(st.integers(0, 9))}0 %"
        lines.append(f"  m{index}: {{lever: goods, {parts}by: {by}, {does}{lasting}}}")
    return "\n".join([*lines, "figures:", "  month: {value: 1 month, assumed: round}", ""])


@given(write_moves(), st.sampled_from(["", "horizon: 3 years\n"]))
@settings(deadline=None, max_examples=40)
def test_of_many_moves_each_is_set_against_the_next_only(moves: str, horizon: str) -> None:
    """Every cell comes to the same, to the last bit, as where each is set against all, as it may last otherwise.

    There, moves that end at once have their own times, which last for nothing but the first.
    """
    known = assess(horizon + PARTS + moves)
    opened = open_lengths(known)
    for name, value in known.values.items():
        assert value.number == opened.values[name].number, name
    more = opened.values.keys() - known.values.keys()
    lasting = [name for name in more if name.startswith("at.goods.duration.until.")]
    assert all(opened.values[name].number == 0 for name in lasting)
    assert bool(more) == bool(lasting)


def list_eight(first: str = "1 month") -> str:
    """Moves of south on all goods for 1 to 8 months, of which the first cuts 50 % and each other 10 %."""
    lines = ["moves:", f"  m1: {{lever: goods, by: south, cut: 50 %, for: {first}}}"]
    lines += [f"  m{number}: {{lever: goods, by: south, cut: 10 %, for: {number} months}}" for number in range(2, 9)]
    return PARTS + "\n".join(lines) + "\n"


def test_of_eight_moves_one_may_be_swept_to_last_longer_than_the_next(tmp_path: Path) -> None:
    """A full cut costs the seller 659.20230 million a year: for n of 8 months 50 %, then 10 %."""
    (tmp_path / "s.yaml").write_text(list_eight())
    words = ("--vary", "move.m1.for=1 month:8 months:8", "--get", "outcome.north", "-f", "csv")
    rows = csv.DictReader(io.StringIO(run("sweep", "s.yaml", *words, cwd=tmp_path).out))
    for months, row in enumerate(rows, 1):
        lost = 659.20230e6 * (0.5 * months + 0.1 * (8 - months)) / 12
        assert float(row["outcome.north"]) == pytest.approx(lost, rel=1e-9)
    assert months == 8


def test_of_eight_moves_one_turns_a_claim_where_it_lasts_longer_than_the_next() -> None:
    """0.5 n + 0.1 (8 - n) = 0.8 + 0.4 n months of a full cut are 2.4 at n = 4, which is when the claim turns."""
    lost = 659.20230 * 2.4 / 12
    claim = f"claims:\n  much: {{says: Much is lost., test: 'outcome.north > [{lost} million USD/year]'}}\n"
    searches = search_flips(assess(list_eight() + claim), {"much": "much"})
    (flip,) = next(search.flips for search in searches if search.figure == "move.m1.duration")
    assert flip.at == pytest.approx(4 / 12, rel=1e-6)


def test_what_counts_until_a_move_ends_is_said_by_the_next() -> None:
    """Of eight moves the sixth reads the seventh and the fifth, not all others, so that many are read as fast."""
    cells = assess(list_eight()).graph.cells
    assert cells["at.goods.fruit.cut.until.m6"].reads == ("move.m6.cut", "at.goods.fruit.cut.until.m7")
    assert cells["at.goods.begins.until.m6"].reads == ("move.m5.duration",)


def test_moves_that_prove_to_end_at_once_count_once() -> None:
    """A year is 12 months, also where one of them is reckoned from another figure."""
    moved = PARTS + (
        "figures:\n  half: 0.5 years\n"
        "moves:\n"
        "  one: {lever: goods, parts: [fruit], by: south, for: half * 2}\n"
        "  two: {lever: goods, parts: [other], by: south}\n"
    )
    assert number(moved, "outcome.south.goods") == pytest.approx(lose_as_buyer(1178e6), rel=1e-9)
    assert number(moved, "outcome.north.goods") == pytest.approx(659.20230e6, rel=1e-9)


def test_over_a_horizon_a_part_adjusts_while_its_cut_lasts() -> None:
    """Fruit is cut for a year, the rest for three; half is adjusted in 2 years.

    In the first year 1 - 2 / ln 2 × (1 - 2^(-1/2)) = 15.4889 % of the adjusting is done on average. From the first to
    the third 1 - 2 / (2 ln 2) × (2^(-1/2) - 2^(-3/2)) = 48.9930 %. So of the rest, of which 67 % is diverted in the
    end, 452.9 × ((1 - 0.67 × 0.154889) + 2 × (1 - 0.67 × 0.489930)) million are lost.
    """
    moved = (
        "horizon: 1 year\n"
        + PARTS
        + (
            "moves:\n"
            "  ban: {lever: goods, parts: [fruit], by: south, for: 1 year}\n"
            "  rest: {lever: goods, parts: [other], by: south, for: 3 years}\n"
        )
    )
    first, later = 0.154889, 0.489930
    fruit = 725.1 * (1 - 0.33 * first * 0.9)
    other = 452.9 * ((1 - 0.67 * first) + 2 * (1 - 0.67 * later))
    assert number(moved, "outcome.north.goods") == pytest.approx((fruit + other) * 1e6, rel=1e-6)


def test_where_moves_meet_the_larger_counts_part_by_part() -> None:
    """All goods by half, but fruit in full: 509.74530 + 0.5 × 149.457 million."""
    moved = PARTS + (
        "moves:\n  ban: {lever: goods, parts: [fruit], by: south}\n  quota: {lever: goods, by: south, cut: 50 %}\n"
    )
    assert number(moved, "outcome.north.goods") == pytest.approx((509.74530 + 74.7285) * 1e6)


BAN_AND_QUOTA = """moves:
  ban: {lever: goods, parts: [fruit], by: south}
  quota: {lever: goods, by: south, cut: 50 %}
"""
IDLE = "  idle: {lever: goods, by: north, cut: 0}\n"


@pytest.mark.parametrize("name", ["amount", "levied", "time", "lasting"])
def test_a_party_may_be_called_as_a_step_is(name: str) -> None:
    """What it loses has another name than what the moves stop."""
    moved = PARTS + BAN_AND_QUOTA
    assert number(moved.replace("south", name), f"outcome.{name}") == number(moved, "outcome.south")


def lose_as_buyer(stopped: float) -> float:
    """What south loses by so many USD a year that it cannot buy, out of 2174 - 433.1 + 285.1 billion."""
    kept: float = (1 - stopped / 2026e9) ** (1 / 2.8)
    return 2026e9 * (1 - kept)


def test_what_a_partys_moves_do_together_is_the_outcome_where_nobody_else_moves() -> None:
    """Fruit in full and half of the rest: 509.74530 + 0.5 × 149.457 million of sales, 725.1 + 226.45 million of goods.

    Two moves on a part count once, and the buyer's loss is of both together.
    """
    moved = PARTS + BAN_AND_QUOTA
    assert number(moved, "by.south.damage") == pytest.approx((509.74530 + 74.7285) * 1e6, rel=1e-9)
    assert number(moved, "by.south.own_cost") == pytest.approx(lose_as_buyer(951.55e6), rel=1e-9)
    assert number(moved, "by.south.damage") == number(moved, "outcome.north.goods")
    assert number(moved, "by.south.own_cost") == number(moved, "outcome.south.goods")
    apart = moved.replace("goods, by: south, cut: 50 %", "goods, parts: [other], by: south")
    assert number(apart, "by.south.own_cost") == pytest.approx(lose_as_buyer(1178e6), rel=1e-9)
    alone = number(apart, "move.ban.own_cost") + number(apart, "move.quota.own_cost")
    assert alone != pytest.approx(lose_as_buyer(1178e6), rel=1e-5)


def test_what_a_partys_moves_do_together_leaves_out_those_of_others() -> None:
    """North stops all but fruit: the outcome is 659.20230 million for the seller, 584.4738 of it by south."""
    moved = PARTS + BAN_AND_QUOTA + "  answer: {lever: goods, parts: [other], by: north}\n"
    assert number(moved, "outcome.north.goods") == pytest.approx(659.20230e6, rel=1e-9)
    assert number(moved, "by.south.damage") == pytest.approx((509.74530 + 74.7285) * 1e6, rel=1e-9)
    assert number(moved, "by.south.own_cost") == pytest.approx(lose_as_buyer(951.55e6), rel=1e-9)
    assert number(moved, "by.north.damage") == number(moved, "move.answer.damage")
    assert number(moved, "by.north.own_cost") == pytest.approx(149.457e6, rel=1e-9)


@pytest.mark.parametrize(
    "moves",
    [
        BAN_AND_QUOTA,
        BAN_AND_QUOTA.replace("by: south}", "by: south, for: 6 months}"),
        BAN_AND_QUOTA.replace("cut: 50 %", "duty: 25 %"),
        "horizon: 3 years\n" + BAN_AND_QUOTA,
        "horizon: 3 years\n" + BAN_AND_QUOTA.replace("by: south}", "by: south, for: 6 months}"),
    ],
)
def test_a_cut_of_nothing_by_another_changes_nothing(moves: str) -> None:
    """A party's moves together do what the outcome is, be it that somebody else also moves, but stops nothing."""
    idle = IDLE.replace("by: north", "parts: [fruit], by: north") if "duty" in moves else IDLE
    alone, beside = assess(PARTS + moves).values, assess(PARTS + moves + idle).values
    for cell, outcome in (("by.south.damage", "outcome.north"), ("by.south.own_cost", "outcome.south")):
        assert alone[outcome].number
        assert alone[cell].number == alone[outcome].number
        assert beside[cell].number == pytest.approx(alone[outcome].number, rel=1e-12)
        assert beside[outcome].number == pytest.approx(alone[outcome].number, rel=1e-12)


@pytest.mark.parametrize("name", library.list_bundled())
def test_in_bundled_scenarios_what_one_party_does_alone_to_a_tie_is_its_outcome(name: str) -> None:
    """The damage is the target's outcome, and the own cost that of the mover."""
    assessment = assess_named(name)
    scenario, values = assessment.graph.scenario, assessment.values
    for lever in scenario.levers:
        moves = list_counted_moves(scenario)[lever]
        ends = {(move.by, assessment.graph.targets[move.id]) for move in moves}
        if len(ends) != 1:
            continue
        ((by, target),) = ends
        for what, loser in (("damage", target), ("own_cost", by)):
            cell = naming.by(by, what, lever)
            if cell in values:
                assert values[cell].number == values[naming.outcome(loser, lever)].number, cell


def test_titles_say_whose_moves_they_are(tmp_path: Path) -> None:
    """What one party's moves stop is told apart from what all stop."""
    file = tmp_path / "two.yaml"
    file.write_text(PARTS + BAN_AND_QUOTA + IDLE)
    told = " ".join(run("explain", str(file), "by.south.damage", "--notes").out.split())
    assert "by.south.goods.fruit.cut" in told
    assert "by.south.goods.loss.north" in told
    assert "by the moves of South alone" in told


def test_a_move_on_several_levers_adds_up_their_losses() -> None:
    """The goods of both ways, each 100 million with nothing diverted, for three months: 2 × 100 × 0.25 million."""
    both = HEAD + (
        "levers:\n"
        "  there: {kind: trade, seller: north, buyer: south, value: 100 million USD/year}\n"
        "  back: {kind: trade, seller: south, buyer: north, value: 100 million USD/year}\n"
        "moves:\n  stop: {levers: [there, back], by: north, for: 3 months}\n"
    )
    assert number(both, "move.stop.damage") == pytest.approx(50e6)
    assert number(both, "move.stop.own_cost") == pytest.approx(50e6)
    assert number(both, "outcome.south.back") == pytest.approx(25e6)


def test_a_cut_of_two_years_counts_twice() -> None:
    """Losses after adjustment, 659.20230 million a year for two years."""
    moved = PARTS + "moves:\n  ban: {lever: goods, by: south, for: 2 years}\n"
    assert number(moved, "outcome.north.goods") == pytest.approx(2 * 659.20230e6)


HORIZON = (
    HEAD
    + """
horizon: {horizon}
levers:
  goods:
    kind: trade
    seller: south
    buyer: north
    value: 3621 million USD/year
    elasticity: 3.8
    diverted: 50 %
    {more}
"""
)


def at_horizon(horizon: str, more: str = "status: current") -> str:
    """The goods that north buys, with losses over a horizon."""
    return HORIZON.replace("{horizon}", horizon).replace("{more}", more)


@pytest.mark.parametrize(("horizon", "share"), [("1 year", 0.154889), ("10 years", 0.720478)])
def test_adjustment_goes_by_halves(horizon: str, share: float) -> None:
    """With a half-life of 2 years; the numbers are those of the method's description."""
    assert number(at_horizon(horizon), "adjustment.goods") == pytest.approx(share, abs=5e-7)


def test_a_buyer_in_the_first_year_with_a_given_replacement() -> None:
    """M = 21.053, A = 68.810, V = 3.621 billion, replaced 0.67: e = 1 - 3.621 (1 - 0.67 × 0.154889)/21.053 = 0.845854.

    The loss, A (1 - (a e^((s-1)/s) + 1 - a)^(s/(s-1))) with a = M/A and s = 0.76, is 3.4975 billion.
    """
    text = at_horizon("1 year", "replaced: 67 %")
    assert number(text, "loss.north.goods") == pytest.approx(3.4975e9, rel=2e-5)
    assert number(text, "first_year.north.goods") == number(text, "loss.north.goods")


def test_what_is_replaced_in_the_end_ties_the_first_year_to_the_loss_after_adjustment() -> None:
    """The default share is 0.647 here, and over a very long time the loss tends to that of the long run."""
    assert number(at_horizon("1 year"), "goods.replaced") == pytest.approx(0.647, abs=5e-4)
    absorption, value = 68.810e9, 3.621e9
    in_the_end = absorption * (1 - (1 - value / absorption) ** (1 / 2.8))
    late = number(at_horizon("100 years", "half_life: 0.01 years"), "loss.north.goods")
    assert late == pytest.approx(in_the_end, rel=2e-3)  # the average still holds the first weeks


@pytest.mark.parametrize("share", ["1e-9", "1e-6", "1e-3", "0.2"])
def test_small_cuts_lose_no_digits(share: str) -> None:
    """The method's formulas in 60 digits, for goods worth a share of all that the buyer spends, down to 1e-9 of it."""
    with decimal.localcontext(prec=60):
        absorption, imports, s, sigma = map(Decimal, ("68.810e9", "21.053e9", "0.76", "3.8"))
        value, exponent, a = absorption * Decimal(share), (s - 1) / s, imports / absorption
        loss_in_the_end = absorption * (1 - (1 - value / absorption) ** (1 / (sigma - 1)))
        left = (((1 - loss_in_the_end / absorption) ** exponent - 1 + a) / a) ** (1 / exponent)
        replaced = 1 - (1 - left) * imports / value
        adjustment = 1 - 2 / Decimal(2).ln() * (1 - Decimal(2) ** Decimal("-0.5"))
        left_in_first_year = 1 - value * (1 - replaced * adjustment) / imports
        loss = absorption * (1 - (a * left_in_first_year**exponent + 1 - a) ** (1 / exponent))
    text = at_horizon("1 year").replace("3621 million", f"{value:f}")
    assert number(text, "goods.replaced") == pytest.approx(float(replaced), rel=1e-13)
    assert number(text, "loss.north.goods") == pytest.approx(float(loss), rel=1e-13)


@pytest.mark.parametrize("value", ["21.053 billion", "22 billion", "40 billion"])
def test_a_cut_of_all_imports_has_no_first_year(value: str) -> None:
    """With nothing replaced, e = 0 or less has no power below 0: the loss is missing and says why."""
    text = at_horizon("1 year", "replaced: 0").replace("3621 million", value)
    found = assess(text).values["loss.north.goods"]
    assert found.number is None
    assert found.why("loss.north.goods") == "all that the buyer imports falls short, or more"


def test_all_but_nothing_of_the_imports_is_cut() -> None:
    """As e tends to 0 the loss tends to all of A = 68.810 billion, since nothing stands in for imports at once."""
    text = at_horizon("1 year", "replaced: 0").replace("3621 million", "21.05299999999999 billion")
    assert number(text, "loss.north.goods") == pytest.approx(68.810e9, rel=1e-5)


def test_goods_worth_nothing_cost_nothing() -> None:
    """In the first year and after."""
    text = at_horizon("1 year").replace("3621 million", "0")
    assert (number(text, "loss.north.goods"), number(text, "first_year.south.goods")) == (0, 0)


def test_a_seller_over_a_horizon() -> None:
    """3,621 (1 - 0.5 × 0.154889) million in the first year; without a horizon half of the sales."""
    assert number(at_horizon("1 year"), "loss.south.goods") == pytest.approx(3621e6 * (1 - 0.5 * 0.154889), rel=1e-6)
    plain = at_horizon("1 year").replace("horizon: 1 year\n", "")
    assert number(plain, "loss.south.goods") == pytest.approx(1810.5e6)
    assert number(plain, "first_year.south.goods") == pytest.approx(3621e6 * (1 - 0.5 * 0.154889), rel=1e-6)


def test_without_an_elasticity_the_buyers_loss_at_a_horizon_is_missing() -> None:
    """No share replaced is given and none can be worked out."""
    text = at_horizon("1 year").replace("    elasticity: 3.8\n", "")
    value = assess(text).values["loss.north.goods"]
    assert value.number is None
    assert ("goods.elasticity", "not given") in value.lacks


def test_a_move_of_some_months_has_its_own_time_at_a_horizon() -> None:
    """Half a year: 1 - 2/(0.5 ln 2) (1 - 2^(-0.25)) of the adjusting, and half of a year's loss."""
    done = 1 - 2 / (0.5 * math.log(2)) * (1 - 2**-0.25)
    text = at_horizon("5 years") + "moves:\n  stop: {lever: goods, by: south, for: 6 months}\n"
    assert number(text, "outcome.south.goods") == pytest.approx(0.5 * 3621e6 * (1 - 0.5 * done))


@pytest.mark.parametrize(
    ("changed", "by", "told"),
    [
        ("discount: 10 %", "value: 3 USD/year", "'value' belongs to the parts of 'goods'"),
        ("other: {value: 452.9 million USD/year,", "other: {", "part 'other' of 'goods' needs 'value'"),
        ("discount: 0}", "elasticity: 2}", "'elasticity' belongs to the tie, not to a part of it"),
        ("      other:", "      diverted:", "'diverted' cannot be the id of a part"),
        ("      other:", "      low:", "'low' cannot be the id of a part"),
        ("      other:", "      seller:", "'seller' cannot be the id of a part"),
        ("discount: 0}", "dicount: 0}", "part 'other' has no key 'dicount'; did you mean 'discount'?"),
    ],
)
def test_wrong_parts(changed: str, by: str, told: str) -> None:
    """Each is told at its place."""
    assert changed in PARTS
    assert any(told in line for line in complaints(PARTS.replace(changed, by, 1)))


@pytest.mark.parametrize(
    ("move", "told"),
    [
        ("{lever: goods, parts: [friut], by: south}", "'goods' has no part 'friut'; did you mean 'fruit'?"),
        ("{lever: goods, levers: [goods], by: south}", "has both 'lever' and 'levers'"),
        ("{levers: [goods, goods], by: south}", "'levers' names 'goods' twice"),
        ("{levers: [], by: south}", "'levers' is empty"),
        ("{by: south}", "move 'ban' needs 'lever'"),
        ("{levers: [goods, godos], by: south}", "no tie 'godos'"),
        ("{lever: goods, parts: [], by: south}", "'parts' is empty"),
    ],
)
def test_wrong_moves(move: str, told: str) -> None:
    """Each is told at its place."""
    assert any(told in line for line in complaints(f"{PARTS}moves:\n  ban: {move}\n"))


KIND = """
kinds:
  mine:
    summary: A kind of the test
    roles: {giver: loses it}
    inputs:
      value: {unit: USD/year, doc: what it is worth}
      share: {unit: ratio, doc: a share, default: 0, over_time: true}
    exposure: {giver: FORMULA}
    loss: {giver: LOSS}
    measure: {giver: costs}
    pulled_by: [giver]
"""


@pytest.mark.parametrize(
    ("formula", "loss", "told"),
    [
        ("value", "sum(value) * cut", "'cut' stands outside the sum() over the parts"),
        ("sum(sum(value))", "value * cut", "a sum() inside a sum()"),
        ("sum(value, value)", "value * cut", "sum takes 1 value"),
        ("value", "value * cut * (1 - share)", "'share' grows with time but is not multiplied by adjustment"),
        ("value", "value * cut * (1 - share * adjustment)", "a kind that reads adjustment has an input 'half_life'"),
    ],
)
def test_wrong_kinds(formula: str, loss: str, told: str) -> None:
    """Each is told at its place."""
    text = HEAD + KIND.replace("FORMULA", f"'{formula}'").replace("LOSS", f"'{loss}'")
    assert any(told in line for line in complaints(text))


MEAN = KIND.replace("FORMULA", "sum(value)").replace(
    "      share:", "      half_life: {unit: year, default: 2 years, doc: how fast}\n      share:"
)


@pytest.mark.parametrize(
    ("loss", "told"),
    [
        ("{averaged: true, formula: value * cut}", "'averaged' is for a formula that reads adjustment"),
        (
            "{averaged: true, after: value, formula: value * cut * (1 - share * adjustment)}",
            "'after: value' is no input that is a time",
        ),
        ("{after: half_life, formula: value * cut}", "'after' needs 'averaged: true' beside it"),
    ],
)
def test_wrong_means_over_time(loss: str, told: str) -> None:
    """Each is told at its place."""
    assert any(told in line for line in complaints(HEAD + MEAN.replace("LOSS", loss)))


def test_a_mean_over_time_of_a_loss_that_is_linear_is_the_loss_by_the_average() -> None:
    """1 + 3 (1 - 0.5 × 0.278652), as over a half-life 1 - 0.5 / ln 2 of the adjusting is done on average."""
    loss = "{averaged: true, formula: sum(value * cut * (1 - share * adjustment))}"
    text = HEAD.replace("parties:", "horizon: 2 years\nparties:") + MEAN.replace("LOSS", loss)
    text += "levers:\n  it:\n    kind: mine\n    giver: north\n    parts:\n"
    text += "      a: {value: 1 USD/year}\n      b: {value: 3 USD/year, share: 50 %}\n"
    assert number(text, "loss.north.it") == pytest.approx(1 + 3 * (1 - 0.5 * (1 - 0.5 / math.log(2))), rel=1e-12)


def test_a_mean_over_time_is_explained_where_only_the_exposure_is_a_sum_over_parts(tmp_path: Path) -> None:
    """The formula that the mean is taken of has no sum(), though the tie has parts."""
    loss = "{averaged: true, formula: pay * cut * (1 - share * adjustment)}"
    kind = MEAN.replace("LOSS", loss).replace("      share:", "      pay: {unit: USD/year, doc: a price}\n      share:")
    tie = "levers:\n  it:\n    kind: mine\n    giver: north\n    pay: 4 USD/year\n    parts: {a: {value: 1 USD/year}}\n"
    file = tmp_path / "mean.yaml"
    file.write_text(HEAD.replace("parties:", "horizon: 2 years\nparties:") + kind + tie)
    explained = run("explain", str(file), "loss.north.it").out
    assert "= the mean over the time of pay × cut × (1 − share × adjustment)" in explained
    (whole, *_) = read_json("explain", str(file), "loss.north.it")["explanation"]
    assert whole["words"] == "the mean over the time of pay × cut × (1 - share × adjustment)"


def test_sum_stands_in_kinds_alone() -> None:
    """A figure of the scenario cannot be such a sum."""
    assert any(
        "sum() stands in kinds alone" in line for line in complaints(HEAD + "figures:\n  a: {formula: sum(3)}\n")
    )


def test_concentration_as_a_kind_of_the_users_own() -> None:
    """The Herfindahl-Hirschman index of parts of 3 and 1: (9 + 1) / 16 = 0.625."""
    text = HEAD + KIND.replace("FORMULA", "sum(value)").replace(
        "LOSS", "sum(value * cut) * sum(value**2) / sum(value)**2"
    )
    text = text.replace(
        "share: {unit: ratio, doc: a share, default: 0, over_time: true}",
        "spare: {unit: ratio, default: 0, doc: a share}",
    )
    text += "levers:\n  it: {kind: mine, giver: north, parts: {a: {value: 3 USD/year}, b: {value: 1 USD/year}}}\n"
    assert number(text, "loss.north.it") == pytest.approx(4 * 0.625)


SHARES = st.floats(0.0, 1.0)


@settings(max_examples=40, deadline=None)
@given(st.floats(1e6, 5e9), st.floats(0.05, 0.95), SHARES, SHARES, st.floats(1.2, 9.0), SHARES)
def test_losses_over_parts(
    value: float, split: float, diverted: float, discount: float, elasticity: float, cut: float
) -> None:
    """Splitting a part in two of its kind changes nothing, a part costs no more than all, a larger cut no less."""

    def scenario(parts: dict[str, float], move: str) -> dict[str, float]:
        written = {
            name: f"{{value: {part!r} USD/year, diverted: {diverted!r}, discount: {discount!r}}}"
            for name, part in parts.items()
        }
        lines = "".join(f"      {name}: {part}\n" for name, part in written.items())
        text = (
            f"{HEAD}levers:\n  goods:\n    kind: trade\n    seller: north\n    buyer: south\n"
            f"    elasticity: {elasticity!r}\n    parts:\n{lines}moves:\n  ban: {{lever: goods, by: south, {move}}}\n"
        )
        values = assess(text).values
        cells = ("outcome.north.goods", "outcome.south.goods", "exposure.north.goods", "first_year.south.goods")
        return {cell: values[cell].number or 0.0 for cell in cells}

    whole = scenario({"a": value}, f"cut: {cut!r}")
    two = scenario({"a": value * split, "b": value * (1 - split)}, f"cut: {cut!r}")
    for cell, found in whole.items():
        assert math.isclose(found, two[cell], rel_tol=1e-9, abs_tol=1e-3), cell
    part = scenario({"a": value * split, "b": value * (1 - split)}, f"parts: [a], cut: {cut!r}")
    more = scenario({"a": value}, f"cut: {min(1.0, cut * 1.5)!r}")
    for cell in ("outcome.north.goods", "outcome.south.goods"):
        assert part[cell] <= whole[cell] * (1 + 1e-12) + 1e-3
        assert more[cell] >= whole[cell] * (1 - 1e-12) - 1e-3


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 33.0), st.floats(1.01, 3.0), st.floats(0.05, 20.0), SHARES)
def test_a_longer_horizon_lowers_losses(years: float, factor: float, half_life: float, replaced: float) -> None:
    """More of the adjusting is done on average, so a year's loss is no greater, the seller's nor the buyer's."""
    more = f"replaced: {min(replaced, 0.99)!r}\n    half_life: {half_life!r} years"
    early, late = (assess(at_horizon(f"{time!r} years", more)).values for time in (years, years * factor))
    for cell in ("loss.north.goods", "loss.south.goods"):
        first, second = early[cell].number, late[cell].number
        assert first is not None
        assert second is not None
        assert second <= first * (1 + 1e-9)


def notes(text: str) -> list[str]:
    """The notes on the numbers of a scenario."""
    assessment = assess(text)
    return [note.message for note in note_numbers(assessment.graph, assessment.values)]


LESS = "North's loss on 'goods' is smaller in the first year than in a year after adjustment"


@pytest.mark.parametrize(("elasticity", "is_held"), [("1.5", True), ("1.9", True), ("2", False), ("3.8", False)])
def test_what_is_replaced_is_held_at_nothing_for_a_low_elasticity(elasticity: str, is_held: bool) -> None:
    """Below about 2 the loss after adjustment is so large that the lack of all goods at once costs no more."""
    text = at_horizon("1 year").replace("horizon: 1 year\n", "").replace("3.8", elasticity)
    held = "'goods.replaced': kept at 0, though the kind's default would come to less"
    assert (held in notes(text), LESS in notes(text)) == (is_held, is_held)


def test_a_first_year_that_costs_less_is_noted() -> None:
    """All is replaced in the end, yet at 2 the loss after adjustment is the invoice, whatever is replaced.

    With e = 1 - 3.621 (1 - 0.154889) / 21.053 = 0.85464 and a = 0.305959 the first year costs
    68.810 (1 - (1 + 0.305959 (0.85464^-0.315789 - 1))^-3.166667) = 68.810 × 0.047715 = 3.2833 billion.
    """
    text = at_horizon("1 year", "replaced: 100 %").replace("horizon: 1 year\n", "").replace("3.8", "2")
    first, later = number(text, "first_year.north.goods"), number(text, "loss.north.goods")
    assert later == pytest.approx(3621e6)
    assert first == pytest.approx(3283.3e6, rel=1e-4)
    assert LESS in notes(text)
    assert LESS not in notes(at_horizon("1 year", "replaced: 100 %").replace("3.8", "2"))


def lose_more_than_on_average(short: float, replaced: float, years: int) -> float:
    """By how many per cent a buyer's losses at each moment are on average above the loss by the average shortage.

    Imports are a = 0.31 of what is spent, and after t years 1 - 2^(-t/2) of the adjusting is done.
    """

    def lose(adjusted: float) -> float:
        lacking = short * (1 - replaced * adjusted)
        return 1 - float((0.31 * (1 - lacking) ** (-0.24 / 0.76) + 0.69) ** (-0.76 / 0.24))

    steps = 20_000
    at_each = math.fsum(lose(1 - 2 ** (-(step + 0.5) / steps * years / 2)) for step in range(steps)) / steps
    return 100 * (at_each / lose(1 - 2 / (years * math.log(2)) * (1 - 2 ** (-years / 2))) - 1)


def test_what_the_average_shortage_leaves_out_is_told() -> None:
    """The method of trade has the numbers: of a sixth of all imports of which two thirds are replaced, and of 99 %."""
    sixth = [lose_more_than_on_average(1 / 6, 2 / 3, years) for years in (1, 10)]
    nearly_all = [lose_more_than_on_average(0.99, 1.0, years) for years in (1, 10)]
    told = (
        f"by {sixth[0]:.2f} per cent over one year and {sixth[1]:.1f} over ten where a sixth of all imports is cut and "
        f"two thirds of that replaced, by {nearly_all[0]:.0f} and {nearly_all[1]:.0f} where 99 per cent are cut"
    )
    (trade,) = (row for row in read_json("kinds")["kinds"] if row["kind"] == "trade")
    assert told in " ".join(trade["method"].split())


def test_an_input_that_each_part_has_is_set_on_the_parts() -> None:
    """The lever's own would set nothing, so its name is refused, with the names that do."""
    for name in ("goods.diverted", "goods.value"):
        key = name.partition(".")[2]
        with pytest.raises(LeverageError) as caught:
            assess(PARTS, WhatIf((f"{name}=50%",)))
        (problem,) = caught.value.problems
        assert problem.message == f"nothing that can be set is named '{name}'"
        assert problem.hint == f"each part has its own: goods.fruit.{key}, goods.other.{key}"
    some = assess(PARTS, WhatIf(("goods.discount=50%",)))
    assert some.values["goods.fruit.discount"].number == 0.5
    assert some.values["goods.other.discount"].number == 0


def test_a_base_whose_ties_cost_otherwise_is_named(tmp_path: Path) -> None:
    """Show and compare name the inputs that differ and on which a loss at full cut rests, and no others."""
    (tmp_path / "base.yaml").write_text(PARTS, "utf-8")
    over = "title: Other\nextends: base.yaml\n"
    moves = "moves:\n  ban: {lever: goods, by: south}\n"
    changed = (
        "parties: {south: {gdp: 3 trillion USD/year}}\nfigures: {share: 40 %}\n"
        "levers: {goods: {parts: {fruit: {diverted: share}}}}\n"
    )
    (tmp_path / "same.yaml").write_text(over + moves, "utf-8")
    (tmp_path / "other.yaml").write_text(over + moves + changed, "utf-8")
    told = "a full cut of goods costs more or less than in base.yaml, since these inputs differ:"
    # The buyer's loss rests on its GDP by way of its absorption, the seller's on what is diverted.
    inputs = {"share", "south.gdp"}
    for words, prefix in (
        (["show", "--notes", "other.yaml"], "Note:"),
        (["compare", "--notes", "base.yaml", "other.yaml"], "Note: in “Other”"),
    ):
        for form in ("table", "markdown"):
            said = " ".join(run(*words, "-f", form, cwd=tmp_path).out.split())
            assert f"{prefix} {told}" in said, words
            named = said.partition(told)[2].partition(". ")[0]
            assert {name.strip(" .") for name in named.split(",")} == inputs
    beside = run("compare", "base.yaml", "same.yaml", "other.yaml", cwd=tmp_path).out
    assert "Not only moves but inputs differ from the base in “other”." in beside
    for words in (["show", "same.yaml"], ["show", "base.yaml"], ["compare", "--notes", "base.yaml", "same.yaml"]):
        assert "a full cut of" not in " ".join(run(*words, cwd=tmp_path).out.split()), words


def test_a_base_that_is_no_scenario_by_itself_has_no_losses_to_differ(tmp_path: Path) -> None:
    """It lacks the sides, which the file that extends it gives."""
    (tmp_path / "base.yaml").write_text(PARTS.replace("sides: [north, south]\n", ""), "utf-8")
    over = "title: Other\nextends: base.yaml\nsides: [north, south]\nlevers: {goods: {discount: 50 %}}\n"
    (tmp_path / "other.yaml").write_text(over, "utf-8")
    done = run("show", "other.yaml", cwd=tmp_path)
    assert (done.status, "a full cut of" in done.out) == (0, False)
    assert run("show", "base.yaml", cwd=tmp_path).status == 3


def test_an_overlay_changes_one_input_of_a_part(tmp_path: Path) -> None:
    """Parts are merged key by key; a figure of a part is replaced whole, so that it keeps no old low or source."""
    (tmp_path / "base.yaml").write_text(
        PARTS.replace("diverted: 33 %}", "diverted: {value: 33 %, low: 10 %, high: 67 %, assumed: x}}"), "utf-8"
    )
    over = "title: Other\nextends: base.yaml\nhorizon: {value: 1 year}\nlevers: {goods: {parts: {fruit: FRUIT}}}\n"
    for fruit, wanted in (("{diverted: 50 %}", 725.1e6), ("{value: 700 million USD/year}", 700e6)):
        (tmp_path / "other.yaml").write_text(over.replace("FRUIT", fruit), "utf-8")
        found = assess_file(Origin("other.yaml", tmp_path / "other.yaml"), "other")
        assert found.values["goods.fruit.value"].number == wanted
        assert found.values["goods.other.value"].number == 452.9e6
        reading = found.graph.reading("goods.fruit.diverted")
        assert reading is not None
        assert (reading.low is None) == ("diverted" in fruit)


def test_a_horizon_is_said(tmp_path: Path) -> None:
    """A reader must know that losses are not those after adjustment."""
    (tmp_path / "s.yaml").write_text(PARTS, "utf-8")
    told = "Losses a year are averages over 3 years from the cut on"
    assert told not in run("show", "--notes", "s.yaml", cwd=tmp_path).out
    shown = run("show", "--notes", "s.yaml", "--set", "horizon=3 years", cwd=tmp_path).out
    assert told in shown
    assert "on average over the first 3 years" in shown


def test_what_no_loss_adjusts_by_is_no_assumption(tmp_path: Path) -> None:
    """Oil in a pipe whose buyer is no party loses nothing that anyone replaces; goods in trade do, by halves."""
    pipe = "  pipe: {kind: transit, shipper: north, carrier: south, throughput: 1 bbl/day, price: 80 USD/bbl}\n"
    (tmp_path / "s.yaml").write_text(PARTS + pipe, "utf-8")
    figures = json.loads(run("sources", "s.yaml", "-f", "json", cwd=tmp_path).out)["figures"]
    names = {row["figure"] for row in figures}
    assert "goods.half_life" in names
    assert "pipe.half_life" not in names
    shown = run("sources", "s.yaml", cwd=tmp_path).out
    assert re.search(r"^Goods, time in which half of the.* 2 years", shown, re.MULTILINE)


def test_a_move_in_records(tmp_path: Path) -> None:
    """Its levers stand joined in a column of text and apart in a list, beside the parts that it cuts."""
    moves = "moves:\n  both: {levers: [goods, more], by: south}\n  ban: {lever: goods, parts: [fruit], by: south}\n"
    more = "  more: {kind: trade, seller: north, buyer: south, value: 1 million USD/year}\n"
    (tmp_path / "s.yaml").write_text(f"{PARTS}{more}{moves}", "utf-8")
    rows = json.loads(run("show", "s.yaml", "-f", "json", cwd=tmp_path).out)["moves"]
    assert [(row["lever"], row["levers"], row["parts"]) for row in rows] == [
        ("goods;more", ["goods", "more"], []),
        ("goods", ["goods"], ["fruit"]),
    ]
    flat = list(csv.DictReader(io.StringIO(run("show", "s.yaml", "--table", "moves", "-f", "csv", cwd=tmp_path).out)))
    assert [(row["lever"], row["levers"], row["parts"]) for row in flat] == [
        ("goods;more", "goods;more", ""),
        ("goods", "goods", "fruit"),
    ]


def test_every_cell_of_a_scenario_with_parts_has_words() -> None:
    """A reader can ask for each of them."""
    from leverage.report.cell_reader import CellReader
    from leverage.report.titles import write_title

    text = PARTS.replace("levers:", "horizon: 1 year\nlevers:") + (
        "moves:\n  ban: {lever: goods, parts: [fruit], by: south, for: 6 months}\n"
        "  quota: {lever: goods, parts: [other], by: south, cut: 50 %}\n"
    )
    assessment = assess(text)
    reader = CellReader(assessment)
    titles: dict[str, Any] = {name: write_title(reader, name) for name in assessment.graph.cells}
    assert all(titles.values())


def test_records_and_tables_of_parts(tmp_path: Path) -> None:
    """Fruit is 725.1 of 1,178 million, and 509.7453 of the seller's 659.2023; the buyer's loss is no sum over parts."""
    file = tmp_path / "parts.yaml"
    file.write_text(PARTS, encoding="utf-8")
    rows = {(row["party"], row["part"]): row for row in read_json("show", "--no-range", str(file))["parts"]}
    fruit = rows["north", "fruit"]
    assert (fruit["label"], fruit["role"], fruit["loss_unit"]) == ("Fruit", "seller", "USD/year")
    assert (fruit["exposure"], fruit["share"]) == (pytest.approx(725.1e6), pytest.approx(725.1 / 1178))
    assert fruit["loss"] == pytest.approx(509.7453e6)
    assert rows["north", "other"]["loss"] == pytest.approx(149.457e6)
    assert (rows["south", "fruit"]["exposure"], rows["south", "fruit"]["loss"]) == (pytest.approx(725.1e6), None)
    in_millions = read_json("show", "--no-range", "--unit", "million USD/year", str(file))["parts"]
    assert in_millions[0]["exposure"] == pytest.approx(725.1)
    shown = run("show", "--no-range", "--table", "parts", str(file)).out
    row = next(line for line in shown.splitlines() if line.startswith("goods  Fruit "))
    assert [word.strip("‡†") for word in row.split()[2:]] == ["725", "62", "510", "725", "62", "–"]


def test_without_parts_there_is_no_table_of_them() -> None:
    """No lever of the scenario has any."""
    assert read_json("show", "--no-range", str(Path(__file__).parent / "workbooks" / "strange.yaml"))["parts"] == []


FAST = """
title: A kind with a loss over first years alone
sides: [a, b]
parties:
  a: {gdp: 10 billion USD/year}
  b: {gdp: 10 billion USD/year}
kinds:
  rush:
    summary: what costs something at first only
    roles: {user: has to look for another, host: loses fees}
    inputs: {value: {unit: USD/year, doc: what it costs}, half_life: {unit: year, doc: how long, default: 1 year}}
    exposure: {user: value, host: value}
    loss:
      user: {when: horizon, formula: "value * cut * min(1, half_life / duration)"}
      host: value * cut
    measure: {user: costs, host: fees}
    pulled_by: [host]
levers:
  rush: {kind: rush, user: a, host: b, value: 2 billion USD/year}
"""


def test_a_loss_that_holds_in_the_first_years_alone_is_missing_after_adjustment() -> None:
    """2 billion in the first year; over the first four years 2 × 1/4 = 0.5 billion a year."""
    found = assess(FAST)
    assert found.values["loss.a.rush"].number is None
    reason = "the kind rush gives its user no loss after adjustment, only over a horizon"
    assert found.values["loss.a.rush"].why("loss.a.rush") == reason
    assert number(FAST, "first_year.a.rush") == 2e9
    assert number(FAST + "horizon: 4 years\n", "loss.a.rush") == 0.5e9


def test_each_side_left_out_of_the_balance_has_its_reason_in_brackets(tmp_path: Path) -> None:
    """A reason may be a clause."""
    (tmp_path / "rush.yaml").write_text(FAST)
    shown = run("show", "rush.yaml", cwd=tmp_path).out
    reason = "the kind rush gives its user no loss after adjustment, only over a horizon"
    told = f"Left out of who loses more: rush, since what A would lose is not valued ({reason})."
    assert told in " ".join(shown.split())


def test_a_lever_of_one_part_shows_all_of_it(tmp_path: Path) -> None:
    """Of 1,178 million all is exposed, and with 33 % diverted at a discount of 10 % 828.134 are lost."""
    (tmp_path / "one.yaml").write_text(
        HEAD
        + """
levers:
  goods:
    {kind: trade, seller: north, buyer: south, elasticity: 3.8, discount: 10 %, diverted: 33 %,
    parts: {all: {value: 1178 million USD/year}}}
"""
    )
    rows = read_json("show", "one.yaml", "--table", "parts", cwd=tmp_path)["parts"]
    seller = next(row for row in rows if row["role"] == "seller")
    assert (seller["exposure"], seller["share"]) == (1178e6, 1)
    assert seller["loss"] == pytest.approx(1178e6 * (1 - 0.33 * 0.9))


def test_the_text_below_a_table_says_why_a_first_year_is_not_valued(tmp_path: Path) -> None:
    """South cannot lose imports of 400 billion at once where all its imports are 285.1 billion."""
    text = PARTS.replace("725.1 million", "400 billion")
    (tmp_path / "much.yaml").write_text(text)
    shown = run("show", "much.yaml", "--no-range", cwd=tmp_path).out
    assert re.search(r"Not valued: South on goods in the first year \(.+\)\.", shown)


def test_a_move_names_a_part_once() -> None:
    """As it names a lever."""
    told = complaints(PARTS + "moves:\n  ban: {lever: goods, by: south, parts: [fruit, fruit]}\n")
    assert [one.split(" ", 1)[1] for one in told] == ["'parts' names 'fruit' twice; "]
