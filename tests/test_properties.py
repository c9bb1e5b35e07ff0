"""What must hold of any numbers: scaling, bounds, limits, order, and one formula computed in several ways."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from leverage import formats
from leverage.analysis import arrays
from leverage.analysis.assessment import Assessment, Attempt
from leverage.analysis.draws import draw_ranges
from leverage.analysis.sensitivity import find_swings, list_conclusions, search_flips
from leverage.formats import Page
from leverage.formula.evaluate import UndefinedError, evaluate
from leverage.formula.intervals import bound_formula
from leverage.formula.parse import parse_formula
from leverage.formula.tree import write_formula
from leverage.model import AS_WRITTEN, WhatIf
from leverage.problems import LeverageError
from leverage.quantity import parse_quantity
from leverage.report import check, diff, explain, sensitivity, sources
from leverage.report.cell_reader import CellReader
from leverage.report.compare.report import report_comparison
from leverage.report.report import Edition, Report
from leverage.report.show.report import report_scenario
from leverage.units import CURRENCIES, list_unit_names, parse_unit
from tests.test_ranges import NOT_PLAIN
from tests.written import assess, read_number

Tree: TypeAlias = dict[str, Any]

MONEY = st.floats(1e3, 1e12)
SHARE = st.just(0.0) | st.floats(1e-6, 1.0)
ELASTICITY = st.floats(1.05, 20.0)

# Each example assesses a whole scenario, or several; one of formulas alone has the usual hundred.
OF_SCENARIOS = settings(deadline=None, max_examples=40)

# Scenarios from drawn numbers


def yaml(tree: Tree, indent: str = "") -> str:
    """A mapping in block style."""
    lines = []
    for key, value in tree.items():
        if isinstance(value, dict):
            lines.append(f"{indent}{key}:\n{yaml(value, indent + '  ')}")
        else:
            lines.append(f"{indent}{key}: {value}\n")
    return "".join(lines)


def assessed(tree: Tree, what_if: WhatIf = AS_WRITTEN) -> Assessment:
    """A scenario of these keys, assessed in process."""
    text = yaml({"title": "Generated", "sides": "[north, south]", **tree})
    return assess(text, what_if)


def losses(assessment: Assessment) -> dict[str, float]:
    """Every loss in full."""
    names = [name for name in assessment.values if name.startswith("loss.")]
    return {name: read_number(assessment, name) for name in names}


def near(found: float, expected: float, tolerance: float = 1e-9) -> bool:
    """Whether two numbers agree to nine digits."""
    return math.isclose(found, expected, rel_tol=tolerance, abs_tol=0.0)


def dollars(amount: float) -> str:
    """A figure written in place."""
    return f"{amount!r} USD/year"


def two_parties(gdp: float) -> Tree:
    """Two economies of one size that trade with no one else."""
    return {
        "north": {"gdp": dollars(gdp), "exports": dollars(gdp / 10), "imports": dollars(gdp / 10)},
        "south": {"gdp": dollars(gdp), "exports": dollars(gdp / 10), "imports": dollars(gdp / 10)},
    }


def trade(gdp: float, part: float, **inputs: float) -> Tree:
    """North sells to south goods worth a part of what south spends, which is its GDP here."""
    lever = {"kind": "trade", "seller": "north", "buyer": "south", "value": dollars(gdp * part), **inputs}
    return {"parties": two_parties(gdp), "levers": {"goods": lever}}


def moving(tree: Tree, by: str, *cuts: float) -> Tree:
    """The same with a move for each cut of the one lever there is."""
    (lever,) = tree["levers"]
    moves = {f"m{index}": {"lever": lever, "by": by, "cut": repr(cut)} for index, cut in enumerate(cuts)}
    return {**tree, "moves": moves}


@st.composite
def three_levers(draw: st.DrawFn) -> Tree:
    """A lever of each kind, with every input that it takes, all money as numbers."""
    gdp, price = draw(MONEY), draw(st.floats(1.0, 1e4))
    return {
        "gdp": gdp,
        "value": gdp * draw(st.floats(1e-6, 0.9)),
        "sent": draw(MONEY),
        "output": draw(MONEY),
        "price": price,
        "tariff": price * draw(SHARE) * 0.9,
        "detour": price * draw(SHARE) * 2,
        "throughput": draw(st.floats(1.0, 1e9)),
        "elasticity": draw(ELASTICITY),
        **{name: draw(SHARE) for name in ("diverted", "discount", "value_added", "offset", "spare", "replaced")},
        "multiplier": draw(SHARE) * 10,
    }


def of_each_kind(drawn: Tree, k: float = 1.0) -> Tree:
    """The scenario of those numbers with every money figure times k."""
    goods = {"kind": "trade", "seller": "north", "buyer": "south", "value": dollars(drawn["value"] * k)}
    goods |= {name: drawn[name] for name in ("diverted", "discount", "value_added", "elasticity")}
    sent = {"kind": "remittances", "recipient": "north", "host": "south", "value": dollars(drawn["sent"] * k)}
    sent |= {name: drawn[name] for name in ("offset", "multiplier")}
    sent |= {"migrant_output": dollars(drawn["output"] * k)}
    oil = {"kind": "transit", "shipper": "north", "carrier": "south", "buyer": "west"}
    oil |= {"throughput": f"{drawn['throughput']!r} bbl/year"}
    oil |= {name: f"{drawn[name] * k!r} USD/bbl" for name in ("price", "tariff", "detour")}
    oil |= {name: drawn[name] for name in ("spare", "replaced")}
    return {
        "parties": {**two_parties(drawn["gdp"] * k), "west": {"name": "West"}},
        "levers": {"goods": goods, "sent": sent, "oil": oil},
    }


@given(three_levers(), st.floats(1e-3, 1e3))
@OF_SCENARIOS
def test_scaling_all_money_scales_every_loss(drawn: Tree, k: float) -> None:
    """In another currency at a rate of k every loss is k times as large."""
    before, after = losses(assessed(of_each_kind(drawn))), losses(assessed(of_each_kind(drawn, k)))
    assert before.keys() == after.keys()
    assert len(before) == 7
    assert all(near(after[name], before[name] * k) for name in before)


@given(three_levers())
@OF_SCENARIOS
def test_sellers_loss_is_never_above_its_exposure(drawn: Tree) -> None:
    """Whatever is diverted at whatever discount, no more than the sales is lost."""
    found = assessed(of_each_kind(drawn))
    assert read_number(found, "loss.north.goods") <= read_number(found, "exposure.north.goods") * (1 + 1e-12)


@given(three_levers())
@OF_SCENARIOS
def test_shippers_loss_is_never_above_its_exposure(drawn: Tree) -> None:
    """No one pays a detour above the netback, and the netback is below the price."""
    found = assessed(of_each_kind(drawn))
    assert read_number(found, "loss.north.oil") <= read_number(found, "exposure.north.oil") * (1 + 1e-12)
    assert read_number(found, "loss.south.oil") <= read_number(found, "exposure.south.oil") * (1 + 1e-12)


@given(three_levers())
@OF_SCENARIOS
def test_no_loss_is_negative(drawn: Tree) -> None:
    """Verdicts lean on it: what is left out of a sum can only add to it."""
    assert all(loss >= 0 for loss in losses(assessed(of_each_kind(drawn))).values())


# The supply of goods


@given(MONEY, st.floats(1e-9, 0.99), SHARE)
@OF_SCENARIOS
def test_elasticity_two_gives_cut_times_value(gdp: float, part: float, cut: float) -> None:
    """At an elasticity of 2 a buyer loses the invoice of what is cut, however much else it spends."""
    tree = moving(trade(gdp, part, elasticity=2), "north", cut)
    assert near(read_number(assessed(tree), "move.m0.damage"), cut * gdp * part)


@given(MONEY, st.floats(1e-3, 0.9), ELASTICITY, st.floats(0.0, 0.99), st.floats(0.01, 1.0))
@OF_SCENARIOS
def test_buyers_loss_rises_with_the_cut(gdp: float, part: float, elasticity: float, cut: float, more: float) -> None:
    """A deeper cut costs the buyer more, or the same where already all is lost to the last digit."""
    deeper = min(1.0, cut + more)
    found = assessed(moving(trade(gdp, part, elasticity=elasticity), "north", cut, deeper))
    less, most = read_number(found, "move.m0.damage"), read_number(found, "move.m1.damage")
    assert most > less or (most == less and elasticity < 2)


@given(MONEY, st.floats(1e-3, 0.9), ELASTICITY, SHARE, SHARE)
@OF_SCENARIOS
def test_buyers_loss_is_convex_in_the_cut_above_an_elasticity_of_two(
    gdp: float, part: float, elasticity: float, one: float, other: float
) -> None:
    """Half way between two cuts costs at most the mean of both; below 2 at least, for then all is dear at once.

    The second derivative has the sign of p (1 - p), p = 1 / (elasticity - 1), which is 1 or less from 2 on.
    """
    tree = moving(trade(gdp, part, elasticity=elasticity), "north", one, (one + other) / 2, other)
    first, middle, last = (read_number(assessed(tree), f"move.m{index}.damage") for index in range(3))
    slack = 1e-9 * gdp * part
    if elasticity >= 2:
        assert middle <= (first + last) / 2 + slack
    else:
        assert middle >= (first + last) / 2 - slack


@given(MONEY, ELASTICITY)
@OF_SCENARIOS
def test_loss_over_share_tends_to_absorption_over_elasticity_less_one(gdp: float, elasticity: float) -> None:
    """For a supply of a millionth of a millionth of all spending the loss is its value / (elasticity - 1)."""
    loss = read_number(assessed(trade(gdp, 1e-12, elasticity=elasticity)), "loss.south.goods")
    assert near(loss / 1e-12, gdp / (elasticity - 1))


@given(MONEY, st.floats(1e-6, 0.99), ELASTICITY)
@OF_SCENARIOS
def test_buyers_loss_is_bounded_by_what_it_spends(gdp: float, part: float, elasticity: float) -> None:
    """No supply is worth more than everything, and below an elasticity of 2 it is worth more than its price."""
    loss = read_number(assessed(trade(gdp, part, elasticity=elasticity)), "loss.south.goods")
    value = gdp * part
    assert loss <= gdp * (1 + 1e-12)
    assert loss >= value * (1 - 1e-12) if elasticity <= 2 else loss <= value * (1 + 1e-12)


@given(three_levers(), SHARE)
@OF_SCENARIOS
def test_more_diverted_never_raises_a_loss(drawn: Tree, more: float) -> None:
    """Another buyer found is a loss less or the same, and no one else's loss is touched."""
    better = {**drawn, "diverted": drawn["diverted"] + (1 - drawn["diverted"]) * more}
    before, after = losses(assessed(of_each_kind(drawn))), losses(assessed(of_each_kind(better)))
    assert after["loss.north.goods"] <= before["loss.north.goods"] * (1 + 1e-12)
    assert {**after, "loss.north.goods": 0.0} == {**before, "loss.north.goods": 0.0}


# Transit and time


@given(three_levers(), SHARE, SHARE)
@OF_SCENARIOS
def test_transit_loss_rises_with_the_cut(drawn: Tree, one: float, other: float) -> None:
    """The cheap way is filled first, so a deeper cut never costs less, to anyone."""
    tree = of_each_kind(drawn)
    tree["levers"] = {"oil": tree["levers"]["oil"]}
    found = assessed(moving(tree, "south", min(one, other), max(one, other)))
    for cost in ("damage", "own_cost", "others_loss"):
        assert read_number(found, f"move.m0.{cost}") <= read_number(found, f"move.m1.{cost}") * (1 + 1e-12)


@given(three_levers(), SHARE, SHARE)
@OF_SCENARIOS
def test_duration_multiplies_a_years_loss(drawn: Tree, cut: float, part_of_year: float) -> None:
    """A move for some months costs that part of a year at the same cut, to all."""
    months = 12 * part_of_year
    tree = of_each_kind(drawn)
    for lever, by in (("goods", "north"), ("sent", "south"), ("oil", "south")):
        move = {"lever": lever, "by": by, "cut": repr(cut)}
        moves = {"year": move, "part": {**move, "for": f"{months!r} months"}}
        found = assessed({**tree, "moves": moves})
        for cost in ("damage", "own_cost"):
            whole, part = (read_number(found, f"move.{id_}.{cost}") for id_ in ("year", "part"))
            assert near(part, whole * part_of_year)


# Parts, times and sides


@st.composite
def parted_trade(draw: st.DrawFn) -> Tree:
    """Goods in two parts from north to south, which some moves cut in part, over a horizon or after adjustment."""
    gdp = draw(MONEY)
    return {
        "gdp": gdp,
        "values": [gdp * 0.1 * draw(st.floats(1e-4, 0.45)) for _ in "ab"],  # of imports that are a tenth of the GDP
        "horizon": draw(st.none() | st.floats(0.1, 20.0)),
        "elasticity": draw(ELASTICITY),
        **{name: draw(SHARE) for name in ("diverted", "discount")},
        "replaced": min(draw(SHARE), 0.99),
        "half_life": draw(st.floats(0.1, 20.0)),
    }


def cutting(drawn: Tree, move: Mapping[str, str], k: float = 1.0, sides: str = "[north, south]") -> Assessment:
    """The scenario of those numbers with one move, and every money figure times k."""
    return with_moves(drawn, {"ban": move}, k, sides)


def with_moves(
    drawn: Tree, moves: Mapping[str, Mapping[str, str]], k: float = 1.0, sides: str = "[north, south]"
) -> Assessment:
    """The scenario of those numbers with moves by the buyer, and every money figure times k."""
    inputs = {name: drawn[name] for name in ("elasticity", "diverted", "discount", "replaced")}
    parts = {name: {"value": dollars(value * k)} for name, value in zip("ab", drawn["values"], strict=True)}
    lever = {"kind": "trade", "seller": "north", "buyer": "south", **inputs, "parts": parts}
    lever["half_life"] = f"{drawn['half_life']!r} years"
    tree = {"parties": two_parties(drawn["gdp"] * k), "levers": {"goods": lever}, "sides": sides}
    tree["moves"] = {id_: {"lever": "goods", "by": "south", **move} for id_, move in moves.items()}
    if drawn["horizon"] is not None:
        tree["horizon"] = f"{drawn['horizon']!r} years"
    return assessed(tree)


def is_no_less(more: Assessment, less: Assessment, *parties: str) -> bool:
    """Whether parties lose as much or more at the moves of a scenario as at those of another, rounding aside."""
    pairs = [(read_number(more, f"outcome.{party}"), read_number(less, f"outcome.{party}")) for party in parties]
    gdp = read_number(more, "north.gdp")
    return all(found >= other - 1e-9 * other - 1e-13 * gdp for found, other in pairs)


@given(parted_trade(), SHARE, SHARE)
@OF_SCENARIOS
def test_a_larger_cut_or_more_parts_never_cost_less(drawn: Tree, cut: float, other: float) -> None:
    """At a horizon or without one, to either party."""
    less, more = sorted((cut, other))
    assert is_no_less(cutting(drawn, {"cut": repr(more)}), cutting(drawn, {"cut": repr(less)}), "north", "south")
    whole, part = {"cut": repr(cut)}, {"cut": repr(cut), "parts": "[a]"}
    assert is_no_less(cutting(drawn, whole), cutting(drawn, part), "north", "south")


@given(parted_trade(), st.floats(0.1, 20.0), st.floats(1.0, 5.0))
@OF_SCENARIOS
def test_a_longer_cut_never_costs_less(drawn: Tree, years: float, factor: float) -> None:
    """What is lost in the years before stays lost, however much is replaced afterwards."""
    longer, shorter = (cutting(drawn, {"for": f"{time!r} years"}) for time in (years * factor, years))
    assert is_no_less(longer, shorter, "north", "south")


@st.composite
def several_cuts(draw: st.DrawFn, *, is_stronger: bool) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Some cuts of parts for some time, each beside the same or a stronger one: a larger share, more parts, longer."""
    moves = {}
    for id_ in draw(st.sampled_from(["x", "xy", "xyz"])):
        share, parts, years = draw(SHARE), draw(st.sampled_from(["[a]", "[b]", "[a, b]"])), draw(st.floats(0.1, 5.0))
        less = {"cut": repr(share), "parts": parts, "for": f"{years!r} years"}
        share += draw(SHARE) * (1 - share)
        more = {**less, "cut": repr(share), "parts": draw(st.sampled_from([parts, "[a, b]"]))}
        if is_stronger:
            more["for"] = f"{years + draw(st.floats(0.0, 5.0))!r} years"
        moves[id_] = (less, more)
    return moves


DUTY = st.none() | st.fixed_dictionaries(
    {
        "duty": st.floats(0.0, 5.0).map(repr),
        "parts": st.sampled_from(["[a]", "[b]", "[a, b]"]),
        "for": st.floats(0.1, 10.0).map("{!r} years".format),
    }
)


@given(parted_trade(), several_cuts(is_stronger=True), DUTY)
@OF_SCENARIOS
def test_stronger_cuts_beside_others_and_a_duty_never_cost_less(
    drawn: Tree, cuts: dict[str, tuple[dict[str, str], dict[str, str]]], duty: dict[str, str] | None
) -> None:
    """A larger share, more parts or a longer time of some moves, whatever else is in force; after adjustment."""
    drawn = {**drawn, "horizon": None}
    beside = {"tariff": duty} if duty else {}
    less, more = (with_moves(drawn, {**{id_: cut[end] for id_, cut in cuts.items()}, **beside}) for end in (0, 1))
    assert is_no_less(more, less, "north", "south")
    without = with_moves(drawn, beside or {"nothing": {"cut": "0"}})
    assert is_no_less(less, without, "north", "south")


@given(parted_trade(), several_cuts(is_stronger=False), st.floats(0.1, 20.0))
@OF_SCENARIOS
def test_larger_cuts_of_more_parts_never_cost_less_over_a_horizon(
    drawn: Tree, cuts: dict[str, tuple[dict[str, str], dict[str, str]]], years: float
) -> None:
    """Of moves that last for different times, in whatever order they end."""
    less, more = (
        with_moves({**drawn, "horizon": years}, {id_: cut[end] for id_, cut in cuts.items()}) for end in (0, 1)
    )
    assert is_no_less(more, less, "north", "south")


@st.composite
def parted_input(draw: st.DrawFn) -> Tree:
    """An input from two suppliers that adjust at speeds of their own, a stock of it, and a horizon."""
    flows = [draw(st.floats(0.01, 0.47)) for _ in "ab"]
    parts = {}
    for part, flow in zip("ab", flows, strict=True):
        half_life, replaced = draw(st.floats(0.1, 10.0)), draw(SHARE)
        parts[part] = {"flow": f"{flow!r} bcm/year", "half_life": f"{half_life!r} years", "replaced": replaced}
    lever: Tree = {
        "kind": "critical_input",
        "supplier": "south",
        "user": "north",
        "price": "0.2 USD/m3",
        "parts": parts,
    }
    lever |= {"use": "1 bcm/year", "elasticity": draw(st.floats(0.04, 0.9))}
    lever |= {"spending_share": draw(st.floats(1e-3, 0.5)), "stock": f"{draw(st.floats(0.0, 3.0))!r} years"}
    horizon = f"{draw(st.floats(0.1, 20.0))!r} years"
    return {"parties": two_parties(1e9), "levers": {"gas": lever}, "horizon": horizon}


@given(parted_input(), several_cuts(is_stronger=True))
@settings(deadline=None, max_examples=30)  # of up to seven scenarios over many points of time
def test_stronger_cuts_of_an_input_never_cost_less_over_a_horizon(
    drawn: Tree, cuts: dict[str, tuple[dict[str, str], dict[str, str]]]
) -> None:
    """Larger, of more parts, longer, or beside none: as far as the points of time are exact."""
    nothing = {"lever": "gas", "by": "south", "cut": "0", "for": "1 year"}
    totals = 2 * [read_number(assessed({**drawn, "moves": {"nothing": nothing}}), "outcome.north")]
    for count in range(1, len(cuts) + 1):
        for end in (0, 1):
            moves = {id_: {"lever": "gas", "by": "south", **cut[end]} for id_, cut in [*cuts.items()][:count]}
            totals.append(read_number(assessed({**drawn, "moves": moves}), "outcome.north"))
    slack = 1e-4 * max(totals)
    for less, more in zip(totals, totals[2:], strict=False):
        assert more >= less - slack
    assert all(more >= less - slack for less, more in zip(totals[::2], totals[1::2], strict=True))


@given(parted_trade(), st.floats(0.0, 5.0), st.floats(0.1, 5.0), st.floats(0.0, 5.0))
@OF_SCENARIOS
def test_a_duty_on_more_parts_or_for_longer_never_costs_less(
    drawn: Tree, duty: float, years: float, more: float
) -> None:
    """Of a duty that is the only move."""
    moves = (
        {"duty": repr(duty), "parts": "[a]", "for": f"{years!r} years"},
        {"duty": repr(duty), "for": f"{years!r} years"},
        {"duty": repr(duty), "for": f"{years + more!r} years"},
    )
    narrow, wide, longer = (cutting({**drawn, "horizon": None}, move) for move in moves)
    assert is_no_less(wide, narrow, "north", "south")
    assert is_no_less(longer, wide, "north", "south")


@given(parted_trade(), SHARE, st.floats(1e-3, 1e3))
@OF_SCENARIOS
def test_scaling_all_money_scales_outcomes_of_parts(drawn: Tree, cut: float, k: float) -> None:
    """In another currency at a rate of k each party loses k times as much at the same moves."""
    before, after = (cutting(drawn, {"cut": repr(cut), "parts": "[b]"}, rate) for rate in (1.0, k))
    for party in ("north", "south"):
        least = 1e-12 * k * drawn["gdp"]  # the buyer's loss is a difference of nearly equal numbers
        found, expected = read_number(after, f"outcome.{party}"), k * read_number(before, f"outcome.{party}")
        assert math.isclose(found, expected, rel_tol=1e-9, abs_tol=least)


@given(parted_trade(), st.floats(0.01, 1.0))
@OF_SCENARIOS
def test_swapping_the_sides_turns_their_ratios_round(drawn: Tree, cut: float) -> None:
    """Who is named first changes no loss, and makes each ratio of the two its inverse."""
    drawn = {**drawn, "diverted": drawn["diverted"] * 0.9}  # so that the seller loses something
    one, other = (cutting(drawn, {"cut": repr(cut)}, sides=sides) for sides in ("[north, south]", "[south, north]"))
    assert losses(one) == losses(other)
    for name in ("dollar_ratio", "size_ratio", "bite"):
        assert near(read_number(one, f"balance.{name}") * read_number(other, f"balance.{name}"), 1.0)


@given(
    st.lists(st.sampled_from(["article", "office"]), min_size=4, max_size=4),
    st.lists(st.floats(0.5, 1e6), min_size=4, max_size=4),
)
@OF_SCENARIOS
def test_only_one_source_gives_what_it_says_alone(sources: list[str], amounts: list[float]) -> None:
    """With `--only` a number is there if all behind it is from the source, and then it is what it was."""
    figures = {
        name: {"value": repr(amount), "source": source}
        for name, source, amount in zip("abcd", sources, amounts, strict=True)
    }
    results = {"r": {"formula": "a + b"}, "s": {"formula": "r * c"}}
    head = {"sources": {"article": {"title": "An article"}, "office": {"title": "An office"}}}
    tree = {**head, "parties": {"north": {"name": "N"}, "south": {"name": "S"}}, "figures": figures, "results": results}
    whole, alone = assessed(tree), assessed(tree, WhatIf(only=("article",)))
    behind = {**{name: name for name in "abcd"}, "r": "ab", "s": "abc"}
    for cell, names in behind.items():
        is_there = all(figures[name]["source"] == "article" for name in names)
        assert alone.values[cell].number == (whole.values[cell].number if is_there else None)


# Order


@st.composite
def shuffled(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same mapping with its keys, and those below, in another order."""
    keys = draw(st.permutations(list(tree)))
    return {key: draw(shuffled(tree[key])) if isinstance(tree[key], dict) else tree[key] for key in keys}


@given(three_levers(), st.data())
@OF_SCENARIOS
def test_order_of_keys_changes_no_number(drawn: Tree, data: st.DataObject) -> None:
    """A file says the same whatever comes first in it: every cell, to the last bit."""
    moves = {
        "ban": {"lever": "goods", "by": "north", "cut": "40 %", "for": "6 months"},
        "boycott": {"lever": "goods", "by": "south", "cut": "25 %"},
        "closure": {"lever": "oil", "by": "south", "cut": "90 %"},
    }
    tree = {"title": "Generated", "sides": "[north, south]", **of_each_kind(drawn), "moves": moves}
    first, second = assessed(tree), assessed(data.draw(shuffled(tree)))
    assert {name: value.number for name, value in first.values.items()} == {
        name: value.number for name, value in second.values.items()
    }


@pytest.mark.parametrize("order", [("short", "long"), ("long", "short")])
def test_order_of_moves_changes_nothing(order: tuple[str, str]) -> None:
    """All for six months, then half for the six that are left, in whatever order the moves stand.

    With spending of 100, goods of 50 and an elasticity of 3, all for half a year costs
    100 (1 - 0.5^(1/2)) / 2 = 14.6447 and half for as long 100 (1 - 0.75^(1/2)) / 2 = 6.6987.
    """
    moves = {
        "short": {"lever": "goods", "by": "north", "for": "6 months"},
        "long": {"lever": "goods", "by": "north", "cut": "50 %"},
    }
    found = assessed({**trade(100.0, 0.5, elasticity=3), "moves": {id_: moves[id_] for id_ in order}})
    assert near(read_number(found, "outcome.south.goods"), 50 * (1 - math.sqrt(0.5)) + 50 * (1 - math.sqrt(0.75)))


# Units

UNITS = sorted({*list_unit_names(), *CURRENCIES})
BY_DIMENSION: dict[Any, list[str]] = {}
for _unit in UNITS:
    BY_DIMENSION.setdefault(parse_unit(_unit).dimension, []).append(_unit)


@given(st.floats(1e-6, 1e12), st.sampled_from(list(BY_DIMENSION.values())), st.data())
def test_conversion_there_and_back(amount: float, alike: list[str], data: st.DataObject) -> None:
    """A quantity written in one unit, read in another of its dimension and back, is what it was."""
    one, other = data.draw(st.sampled_from(alike)), data.draw(st.sampled_from(alike))
    there = evaluate(parse_formula(f"[{amount!r} {one}] / [1 {other}]"), {})
    back = evaluate(parse_formula(f"[{there!r} {other}] / [1 {one}]"), {})
    assert near(back, amount)


@given(st.floats(1e-6, 1e12), st.sampled_from(UNITS), st.sampled_from([unit for unit in UNITS if unit != "mcm"]))
def test_conversion_of_a_rate_there_and_back(amount: float, above: str, below: str) -> None:
    """Base units times the size of the unit is the number as written, for every pair over a slash."""
    quantity = parse_quantity(f"{amount!r} {above}/{below}")
    assert near(quantity.base / parse_unit(f"{above}/{below}").factor, amount)


# Formulas

NAMES = ("a", "b.c", "d.e.f")
LITERALS = st.sampled_from(
    ["0", "1", "2.5", "0.125", "1e3", "20_000", "5%", "12.5 %", "[3 USD]", "[2 thousand persons/year]", "[67 %]"]
)
UNARY = ["(-{})", "({})**2", "({})**3", "({})**(-1)"]
UNARY += [f"{name}({{}})" for name in ("abs", "sqrt", "exp", "expm1", "log", "log1p")]
BINARY = ["({} + {})", "({} - {})", "({} * {})", "({} / {})", "min({}, {})", "max({}, {})"]
COMPARISONS = [f"({{}} {sign} {{}})" for sign in ("<", "<=", ">", ">=", "==", "!=")] + ["close({}, {}, {})"]
VALUES = st.integers(-40, 40).map(lambda quarters: quarters / 4)


@st.composite
def numbers(draw: st.DrawFn, depth: int = 3) -> str:
    """A formula of a number, parenthesised throughout."""
    if not depth or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(NAMES) | LITERALS)
    shape = draw(st.sampled_from(UNARY + BINARY + BINARY))
    return shape.format(draw(numbers(depth - 1)), draw(numbers(depth - 1)))


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3) -> str:
    """A number or a test."""
    return draw(st.one_of(numbers(), comparisons(depth)))


@st.composite
def comparisons(draw: st.DrawFn, depth: int) -> str:
    """A test, or a test of tests."""
    if depth and draw(st.booleans()):
        shape = draw(st.sampled_from(["({} and {})", "({} or {})", "(not {})"]))
        return shape.format(draw(comparisons(depth - 1)), draw(comparisons(depth - 1)))
    shape = draw(st.sampled_from(COMPARISONS))
    return shape.format(draw(numbers()), draw(numbers()), draw(numbers()))


def value_of(text: str, at: Mapping[str, float]) -> float | None:
    """A formula's number, or None where it has none."""
    try:
        return float(evaluate(parse_formula(text), at))
    except UndefinedError:
        return None


@given(formulas(), st.tuples(VALUES, VALUES, VALUES))
@settings(deadline=None)
@example("(a - (b.c - d.e.f))", (1.0, 2.0, 4.0))
@example("(a / (b.c * d.e.f))", (1.0, 2.0, 4.0))
@example("((-a))**2", (3.0, 1.0, 1.0))
@example("((a)**2)**3", (3.0, 1.0, 1.0))
@example("(not ((a < b.c) and (b.c < d.e.f)))", (1.0, 2.0, 4.0))
def test_formula_always_has_a_number_or_a_reason(text: str, values: tuple[float, ...]) -> None:
    """No formula the language allows ends in anything but a finite number or the reason why there is none."""
    found = value_of(text, dict(zip(NAMES, values, strict=True)))
    assert found is None or math.isfinite(found)


@pytest.mark.parametrize(
    "text",
    ["min(a**0.5, 1)", "a**0.5 < 1", "sqrt(a**0.5)", "exp(a**0.5)", "abs(a**0.5)", "close(a**0.5, 1, 1)"],
)
def test_root_of_a_negative_number_has_no_value_wherever_it_stands(text: str) -> None:
    """The square root of -4 is no real number, so nothing that is made of it is."""
    with pytest.raises(UndefinedError):
        evaluate(parse_formula(text), {"a": -4.0})


@given(formulas(), st.tuples(VALUES, VALUES, VALUES))
@settings(deadline=None)
def test_formula_written_and_parsed_again_is_the_same(text: str, values: tuple[float, ...]) -> None:
    """Writing leaves out parentheses that are not needed and no others."""
    again = write_formula(parse_formula(text))
    assert write_formula(parse_formula(again)) == again
    at = dict(zip(NAMES, values, strict=True))
    assert value_of(again, at) == value_of(text, at)


@pytest.mark.parametrize("literal", ["[20,000]", "[5 million]", "[1.5 thousand]", "[67 %]", "[3]"])
def test_bracketed_number_without_unit_is_written_so_that_it_parses(literal: str) -> None:
    """A scale or a comma is only read inside brackets, so they must stand there again."""
    again = write_formula(parse_formula(f"min({literal} * a, b)"))
    assert evaluate(parse_formula(again), {"a": 1.0, "b": 1e12}) == parse_quantity(literal[1:-1]).base


@pytest.mark.parametrize(
    "text", ["a > 0 and [3 USD] < a", "a < 0 or [3 USD] < a", "not [3 USD] > a", "a > 0 and\n[3 USD] < a"]
)
def test_quantity_may_follow_a_word(text: str) -> None:
    """After and, or, not a bracket begins a quantity; it indexes nothing."""
    assert evaluate(parse_formula(text), {"a": 4.0}) is True


def test_scaled_number_in_a_sum_without_a_part() -> None:
    """A result that leaves out a loss still reads its other literals: 5 billion x 0.001 million = 5 trillion."""
    tree = trade(100e9, 0.05)
    tree["levers"]["sent"] = {
        "kind": "remittances",
        "recipient": "north",
        "host": "south",
        "value": "1 billion USD/year",
    }
    formula = "loss.south.goods * [0.001 million] + loss.south.sent"
    found = assessed({**tree, "results": {"scaled": {"formula": formula}}})
    assert near(read_number(found, "scaled"), 5e12)
    assert found.values["scaled"].left_out == ("loss.south.sent",)


INTERVAL = st.tuples(VALUES, VALUES).map(lambda pair: (min(pair), max(pair)))


@given(formulas(), st.tuples(INTERVAL, INTERVAL, INTERVAL), st.tuples(SHARE, SHARE, SHARE))
@settings(deadline=None)
def test_bounds_contain_the_value_at_any_point_inside(
    text: str, intervals: tuple[tuple[float, float], ...], at: tuple[float, ...]
) -> None:
    """Wherever in their bounds the inputs are, the formula's value is in its own, but for the last digits."""
    names = dict(zip(NAMES, intervals, strict=True))
    inside = {
        name: min(high, low + (high - low) * part) for (name, (low, high)), part in zip(names.items(), at, strict=True)
    }
    value = value_of(text, inside)
    assume(value is not None)
    assert value is not None
    low, high = bound_formula(parse_formula(text), names)
    slack = 1e-9 * max(1.0, abs(value))
    assert low - slack <= value <= high + slack


@given(numbers(), st.tuples(INTERVAL, INTERVAL), st.floats(0.0, 1e6))
@settings(deadline=None)
def test_bounds_with_an_unknown_loss_contain_every_size_of_it(
    text: str, intervals: tuple[tuple[float, float], ...], loss: float
) -> None:
    """A loss that could not be valued is anything from nothing up, and the bounds allow for it."""
    names = {"a": (0.0, math.inf), "b.c": intervals[0], "d.e.f": intervals[1]}
    value = value_of(text, {"a": loss, "b.c": intervals[0][0], "d.e.f": intervals[1][1]})
    assume(value is not None)
    assert value is not None
    low, high = bound_formula(parse_formula(text), names)
    slack = 1e-9 * max(1.0, abs(value))
    assert low - slack <= value <= high + slack


# Arrays


def columns(rows: list[tuple[float, ...]]) -> dict[str, Any]:
    """Names with an array of values each."""
    return dict(zip(NAMES, np.array(rows, dtype=np.float64).T, strict=True))


ROWS = st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=6)


@given(formulas(), ROWS)
@settings(deadline=None)
def test_arrays_agree_with_floats_element_by_element(text: str, rows: list[tuple[float, ...]]) -> None:
    """Where a formula has a number on floats, it has the same on arrays."""
    expected = {row: value_of(text, dict(zip(NAMES, row, strict=True))) for row in rows}
    defined = {row: value for row, value in expected.items() if value is not None}
    assume(defined)
    found = np.broadcast_to(arrays.evaluate_arrays(parse_formula(text), columns(list(defined))), len(defined))
    for element, value in zip(found, defined.values(), strict=True):
        assert math.isclose(element, value, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1 / a", 0.0),
        ("1 / (1 / a)", 0.0),
        ("min(1 / a, 2)", 0.0),
        ("1 / a > 2", 0.0),
        ("log(a) < 0", 0.0),
        ("sqrt(a) < 2", -1.0),
        ("not sqrt(a) < 2", -1.0),
        ("1 > 0 and sqrt(a) < 2", -1.0),
        ("exp(-exp(a))", 800.0),
        ("a * 0**(-1)", 1.0),
        ("a * (1 / 0)", 1.0),
        ("a * (0 - 4)**0.5", 1.0),
    ],
)
def test_arrays_are_undefined_where_floats_are(text: str, at: float) -> None:
    """What has no finite real value on floats is nan on arrays, however far inside the formula that arises."""
    with pytest.raises(UndefinedError):
        evaluate(parse_formula(text), {"a": at})
    assert np.isnan(arrays.evaluate_arrays(parse_formula(text), {"a": np.array([at])})).all()


@given(three_levers(), st.lists(st.tuples(SHARE, SHARE, SHARE), min_size=1, max_size=4))
@OF_SCENARIOS
def test_graph_on_arrays_is_the_graph_at_each_row(drawn: Tree, rows: list[tuple[float, ...]]) -> None:
    """A sweep over inputs gives in each row what a file with those inputs gives."""
    varied = ("diverted", "offset", "spare")
    of_lever = {"diverted": "goods", "offset": "sent", "spare": "oil"}
    base = assessed(of_each_kind(drawn))
    table = {f"{of_lever[name]}.{name}": np.array([row[i] for row in rows]) for i, name in enumerate(varied)}
    many = dict(arrays.walk_graph(base.graph, base.values, table, base.graph.cells))
    for index, row in enumerate(rows):
        alone = assessed(of_each_kind({**drawn, **dict(zip(varied, row, strict=True))}))
        for name in ("loss.north.goods", "loss.north.sent", "loss.north.oil", "total.north"):
            assert near(float(many[name][index]), read_number(alone, name))


# Every number there is, in every report


def _figure(draw: st.DrawFn, unit: str, values: list[float]) -> str:
    """A figure of one of some values, often with a range that it may lie at the end of, often with a rival."""
    value = draw(st.sampled_from(values))
    low, high = value * draw(st.sampled_from([0, 0.5, 1])), value * draw(st.sampled_from([1, 1.5, 3]))
    if unit == "%":
        high = draw(st.sampled_from([value, 100]))
    shape = draw(st.sampled_from(["pert", "triangular", "uniform"]))
    one = f"value: {value!r} {unit}, low: {low!r} {unit}, high: {high!r} {unit}, shape: {shape}, assumed: x"
    other = f"value: {draw(st.sampled_from(values))!r} {unit}, assumed: y"
    rival = f"use: one, readings: {{one: {{{one}}}, two: {{{other}}}}}"
    return f"{{{draw(st.sampled_from([other, one, rival]))}}}"


@st.composite
def extreme(draw: st.DrawFn) -> str:
    """A small scenario whose figures are ordinary, nothing, all, or near the ends of what a float can be."""
    amounts = draw(st.sampled_from([[0.0, 1e6, 2e7, 3e8], [0.0, 1e9], [5e-324, 1e-9, 0.0, 1e12, 1e200, 1e305]]))
    parties = "".join(
        f"  {party}: {{name: {party.upper()}, gdp: {_figure(draw, 'USD/year', amounts)}, "
        f"exports: {_figure(draw, 'USD/year', amounts)}, imports: {_figure(draw, 'USD/year', amounts)}}}\n"
        for party in ("a", "b")
    )
    levers = ""
    for number in range(draw(st.integers(1, 2))):
        value, part = (_figure(draw, "USD/year", amounts), _figure(draw, "%", [0.0, 50.0, 100.0]))
        kind = draw(st.sampled_from(["seller: {}, buyer: {}, diverted: ", "recipient: {}, host: {}, offset: "]))
        roles = kind.format(*draw(st.permutations(["a", "b"]))) + part
        more = draw(st.sampled_from(["", f", migrant_output: {_figure(draw, 'USD/year', amounts)}"]))
        own = f"kind: trade, {roles}" if kind.startswith("seller") else f"kind: remittances, {roles}{more}"
        levers += f"  l{number}: {{{own}, value: {value}}}\n"
    by = draw(st.sampled_from(["a", "b"]))
    move = f"moves:\n  m: {{lever: l0, by: {by}, cut: {_figure(draw, '%', [0.0, 100.0])}}}\n"
    return (
        "title: T\nsides: [a, b]\nparties:\n" + parties + "levers:\n" + levers + draw(st.sampled_from(["", move])) +
        "results:\n  r: {formula: total.a - total.b}\n  q: {formula: outcome.a / outcome.b}\n"
        "  z: {formula: -total.a * 0}\nclaims:\n  c1: {says: X., test: total.a > total.b}\n"
    )  # fmt: skip


def reports(first: Assessment, second: Assessment) -> Iterator[Report]:
    """All that is said of two scenarios."""
    readers = [CellReader(one, None, draw_ranges(one, 200)) for one in (first, second)]
    plain = [CellReader(one) for one in (first, second)]
    edition = Edition("full", command=("x",), has_chart=True)
    yield from (
        report_scenario(readers[0], edition),
        report_scenario(plain[0], edition._replace(scale="gdp")),
    )
    yield from (
        report_comparison(readers, edition._replace(has_notes=True), has_ties=True),
        diff.report_difference(*plain),
    )
    yield check.report_check([Attempt("a", "a.yaml", first)], {"a": readers[0].drawn})
    yield from (sources.report_sources(plain[0]), sources.report_rivals(plain[0]), explain.report_cells(plain[0]))
    found = search_flips(first, list_conclusions(first))
    for cell in ("balance.bite", "total.a", "r", "q"):
        yield explain.report_explanation(plain[0], cell)
        if first.values[cell].number is not None:
            yield sensitivity.report_sensitivity(plain[0], cell, find_swings(first, cell, 100, 1), found, edition)


def assessed_text(text: str) -> Assessment:
    """A text assessed, if its kinds allow the numbers in it."""
    try:
        return assess(text)
    except LeverageError as error:
        assume(not error.problems)
        raise


@given(extreme(), extreme(), st.sampled_from(["table", "html", "markdown", "latex", "svg"]))
@settings(deadline=None, max_examples=25)
def test_no_number_is_infinite_or_less_than_nothing_by_nothing(first: str, second: str, form: str) -> None:
    """Whatever the figures, each report can be made, and none holds inf, nan or -0, for machines and for people."""
    for report in reports(assessed_text(first), assessed_text(second)._replace(name="b")):
        outputs = [
            formats.load_format("json").render(report, Page()),
            *(repr(table.records) for table in report.tables.values()),
        ]
        if form != "svg" or report.chart is not None:
            outputs.append(formats.load_format(form).render(report, Page(100)))
        for output in outputs:
            found = NOT_PLAIN.search(output)
            assert not found, output[max(0, found.start() - 80) : found.end() + 40]
