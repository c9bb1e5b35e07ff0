"""Coalitions: what members lose and do is the coalition's own, except on ties between them."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leverage.analysis.assessment import Assessment
from leverage.model import WhatIf
from tests.program import run
from tests.written import assess, complaints, number

UNION = """
title: A union and an empire
sides: [union, empire]
parties:
  union: {name: Union, members: [ash, birch]}
  ash: {gdp: 600 billion USD/year, exports: 200 billion USD/year, imports: 150 billion USD/year}
  birch: {gdp: 400 billion USD/year, exports: 100 billion USD/year, imports: 120 billion USD/year}
  empire: {gdp: 2000 billion USD/year, exports: 300 billion USD/year, imports: 300 billion USD/year}
  carter: {gdp: 100 billion USD/year}
levers:
  ash_sells: {kind: trade, seller: ash, buyer: empire, value: 10 billion USD/year, diverted: 50 %}
  birch_sells: {kind: trade, seller: birch, buyer: empire, value: 5 billion USD/year}
  birch_buys: {kind: trade, seller: empire, buyer: birch, value: 8 billion USD/year, elasticity: 4}
  inside: {kind: trade, seller: ash, buyer: birch, value: 30 billion USD/year}
  outside: {kind: trade, seller: ash, buyer: carter, value: 3 billion USD/year}
"""

MOVES = """
moves:
  ban: {levers: [ash_sells, birch_sells], by: empire}
  answer: {lever: birch_buys, by: birch, cut: 50 %}
  quarrel: {lever: inside, by: ash}
"""


def test_a_coalition_loses_what_its_members_lose() -> None:
    """Cut in full: 10 × 50 % + 5 + 3 as sellers, and 420 (1 - (1 - 8/420)^(1/3)) billion as buyer; nothing inside.

    Birch's absorption is 400 - 100 + 120 = 420 billion.
    """
    as_buyer = 420e9 * (1 - (1 - 8 / 420) ** (1 / 3))
    assert number(UNION, "loss.union.ash_sells") == pytest.approx(5e9)
    assert number(UNION, "exposure.union.ash_sells") == pytest.approx(10e9)
    assert number(UNION, "total.union") == pytest.approx(13e9 + as_buyer)
    assert number(UNION, "total_share.union") == pytest.approx((13e9 + as_buyer) / 1000e9)
    assert number(UNION, "total.ash") == pytest.approx(5e9 + 30e9 + 3e9)
    assert number(UNION, "total.birch") == pytest.approx(5e9 + 30e9 + as_buyer)
    assert "loss.union.inside" not in assess(UNION).graph.cells


def test_first_years_add_up_too() -> None:
    """Sales of 5, 5 and 3 billion, of which those of Ash to the empire are diverted by 50 % × 0.154889 only."""
    cells = ("ash_sells", "birch_sells", "birch_buys", "outside")
    assert number(UNION, "first_year.union.ash_sells") == pytest.approx(10e9 * (1 - 0.5 * 0.154889), rel=1e-6)
    total = sum(number(UNION, f"first_year.union.{lever}") for lever in cells)
    assert number(UNION, "first_year.union") == pytest.approx(total)


def test_what_members_lose_once_is_added_up() -> None:
    """Debts of 3 and 2 billion, half of the second recovered: 4 billion in full, 1.5 with half of the first cut."""
    text = UNION + "".join(
        f"  {name}: {{kind: credit, creditor: {holder}, debtor: empire, outstanding: {amount} billion USD, "
        f"recovery: {recovery}, refinancing: 1 billion USD/year, spread: 5 %}}\n"
        for name, holder, amount, recovery in (("loans", "ash", 3, 0), ("bonds", "birch", 2, 0.5))
    )
    text += "moves:\n  default: {lever: loans, by: empire, cut: 50 %}\n"
    assert number(text, "once.union") == pytest.approx(4e9)
    assert number(text, "once_outcome.union") == pytest.approx(1.5e9)


def test_gdp_population_and_reserves_are_sums_unless_given() -> None:
    """600 + 400 billion; the other aggregates would count what members trade with each other."""
    assert number(UNION, "union.gdp") == pytest.approx(1000e9)
    given = UNION.replace("name: Union,", "name: Union, gdp: 990 billion USD/year,")
    assert number(given, "union.gdp") == pytest.approx(990e9)
    assessment = assess(UNION)
    for aggregate in ("exports", "imports", "remittances_received"):
        why = assessment.values[f"union.{aggregate}"].why(f"union.{aggregate}")
        assert why == "not given; a sum over members would count what they trade with each other"
    assert assessment.values["union.absorption"].number is None
    assert (
        assessment.values["union.population"].why("union.population") == "needs ash.population, needs birch.population"
    )
    both = given.replace("name: Union,", "name: Union, exports: 9 billion USD/year, imports: 8 billion USD/year,")
    assert number(both, "union.absorption") == pytest.approx(989e9)


def test_members_with_different_roles_on_a_tie_lose_by_different_measures(tmp_path: Path) -> None:
    """A million barrels a day are 365 million a year: Ash loses 65 dollars a barrel, Birch half of 70."""
    text = UNION.partition("levers:")[0] + (
        "levers:\n  pipe: {kind: transit, shipper: ash, carrier: empire, buyer: birch, replaced: 50 %, "
        "throughput: 1 million bbl/day, price: 70 USD/bbl, tariff: 5 USD/bbl}\n"
    )
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    document = json.loads(run("show", "s.yaml", "--table", "totals", "-f", "json", cwd=tmp_path).out)
    mix = dict(entry.split("=") for entry in document["totals"][0]["mix"])
    assert {measure: float(amount) for measure, amount in mix.items()} == {
        "costs": pytest.approx(365e6 * 65),
        "spending": pytest.approx(365e6 * 35),
    }


def test_moves_of_members_and_against_them_are_the_coalitions() -> None:
    """The ban hits both members: 5 + 5 billion; it costs the empire the invoices, 10 + 5. Half of 8 billion is cut."""
    text = UNION + MOVES
    half = 420e9 * (1 - (1 - 4 / 420) ** (1 / 3))
    assert assess(text).graph.targets == {"ban": "union", "answer": "empire", "quarrel": "birch"}
    assert number(text, "move.ban.damage") == pytest.approx(10e9)
    assert number(text, "move.ban.own_cost") == pytest.approx(15e9)
    assert assess(text).values["move.ban.others_loss"].number is None
    assert number(text, "by.empire.damage") == pytest.approx(10e9)
    assert number(text, "by.union.damage") == pytest.approx(4e9)
    assert number(text, "by.union.own_cost") == pytest.approx(half)
    assert number(text, "by.ash.damage") == pytest.approx(30e9)
    assert number(text, "outcome.union") == pytest.approx(10e9 + half)
    assert number(text, "balance.union") == pytest.approx(10e9 + half)
    assert number(text, "balance.empire") == pytest.approx(19e9)
    assert number(text, "balance.size_ratio") == pytest.approx(2)


def test_a_coalition_may_move_where_a_member_can() -> None:
    """The union itself cuts what Birch buys; whom it hurts and what it costs is the same."""
    own = UNION + MOVES.replace("by: birch", "by: union")
    for cell in ("move.answer.damage", "move.answer.own_cost", "by.union.damage", "by.union.own_cost", "outcome.union"):
        assert number(own, cell) == number(UNION + MOVES, cell)


def test_a_member_may_be_meant_alone() -> None:
    """With Ash as its target, what Birch loses by the ban is a loss of others."""
    text = UNION + MOVES.replace("by: empire", "by: empire, target: ash")
    assert number(text, "move.ban.damage") == pytest.approx(5e9)
    assert number(text, "move.ban.others_loss") == pytest.approx(5e9)


BLOC = """
title: Two regions
sides: [north, south]
parties:
  north: {NORTH}
  south: {gdp: 2000 billion USD/year, exports: 300 billion USD/year, imports: 280 billion USD/year}
{MEMBERS}
levers:
  sold: {kind: trade, seller: {A}, buyer: south, value: 10 billion USD/year, elasticity: 4}
  more: {kind: trade, seller: {B}, buyer: south, value: 5 billion USD/year, elasticity: 4}
  bought: {kind: trade, seller: south, buyer: {B}, value: 8 billion USD/year, elasticity: 3}
moves:
  ban: {lever: sold, by: south, cut: 50 %}
  answer: {lever: bought, by: {B}}
"""
AS_ONE = BLOC.replace("{A}", "north").replace("{B}", "north").replace("{MEMBERS}\n", "")
AS_BLOC = BLOC.replace("{A}", "ash").replace("{B}", "birch")
AS_BLOC = AS_BLOC.replace("{MEMBERS}", "  ash: {gdp: 600 billion USD/year}\n  birch: {gdp: 400 billion USD/year}")
INSIDE = "  inside: {kind: trade, seller: ash, buyer: birch, value: 30 billion USD/year, elasticity: 9}\nmoves:"
BY_MODEL = ("equilibrium.north", "equilibrium.south", "equilibrium_outcome.north", "equilibrium_outcome.south")


def test_the_model_of_trade_takes_what_members_trade_for_the_coalitions() -> None:
    """10 of one member and 5 of another there, 8 back: as between two states of 600 + 400 billion of GDP.

    The 30 billion between members count nowhere. Of what is sold the ban cuts half of 10, a third of 15.
    """
    abroad = "exports: 150 billion USD/year, imports: 140 billion USD/year}"
    one = assess(AS_ONE.replace("{NORTH}", "{gdp: 1000 billion USD/year, " + abroad))
    bloc = AS_BLOC.replace("{NORTH}", "{members: [ash, birch], " + abroad)
    for text in (bloc, bloc.replace("moves:", INSIDE)):
        ours = assess(text)
        for cell in (*BY_MODEL, "balance.model_dollar_ratio", "balance.model_bite"):
            assert one.values[cell].number
            assert ours.values[cell].number == pytest.approx(one.values[cell].number, rel=1e-9), cell
        assert ours.values["equilibrium_outcome.north.cut"].number == pytest.approx(1 / 3)


def test_the_model_of_trade_needs_a_coalitions_own_exports() -> None:
    """A sum of the members' would count what they trade with each other, so the loss is missing for that reason."""
    values = assess(AS_BLOC.replace("{NORTH}", "{members: [ash, birch], imports: 140 billion USD/year}")).values
    for cell in BY_MODEL:
        assert values[cell].number is None
        reason = "not given; a sum over members would count what they trade with each other"
        assert values[cell].why(cell) == f"needs north.exports ({reason})"


PIPE = """
  pipe: {kind: oil_line, owner: ash, user: birch, shipper: empire}
kinds:
  oil_line:
    summary: A line through one country to another.
    roles: {owner: loses fees, user: loses oil, shipper: loses sales}
    inputs: {oil: {unit: USD/year, doc: what flows, optional: true}, fee: {unit: USD/year, doc: fees, optional: true}}
    loss: {owner: sum(fee * cut), user: sum(oil * cut), shipper: sum(oil * cut)}
    measure: {owner: fees, user: spending, shipper: sales}
    pulled_by: [owner]
"""


def test_two_members_on_one_tie_with_an_outsider() -> None:
    """Fees of 1 and oil of 4 billion; without the fees the union's loss is missing, with that reason."""
    whole = UNION + PIPE.replace(
        "shipper: empire}", "shipper: empire, oil: 4 billion USD/year, fee: 1 billion USD/year}"
    )
    assert number(whole, "loss.union.pipe") == pytest.approx(5e9)
    without = UNION + PIPE.replace("shipper: empire}", "shipper: empire, oil: 4 billion USD/year}")
    assert assess(without).values["loss.union.pipe"].why("loss.union.pipe") == "needs pipe.fee"


def test_what_a_members_move_costs_another_member_is_a_cost_of_the_coalition() -> None:
    """Ash closes the line: fees of 1 billion, and 4 billion of oil for Birch, which are others' to Ash alone."""
    whole = UNION + PIPE.replace(
        "shipper: empire}", "shipper: empire, oil: 4 billion USD/year, fee: 1 billion USD/year}"
    )
    text = whole + "moves:\n  shut: {lever: pipe, by: ash}\n"
    assert number(text, "move.shut.damage") == pytest.approx(4e9)
    assert number(text, "move.shut.own_cost") == pytest.approx(1e9)
    assert number(text, "move.shut.others_loss") == pytest.approx(4e9)
    assert number(text, "by.ash.own_cost") == pytest.approx(1e9)
    assert number(text, "by.union.own_cost") == pytest.approx(5e9)
    assert number(text, "by.union.damage") == pytest.approx(4e9)


def test_several_moves_of_a_party_on_one_tie_count_together() -> None:
    """Of 10 billion of invoices the empire stops half, which costs Ash 2.5; Ash's own 90 % cost it 4.5.

    One of the empire's moves is meant for the union and one for its member, whose loss is counted once.
    """
    text = (
        UNION
        + """
moves:
  ban: {lever: ash_sells, by: empire, cut: 50 %}
  limit: {lever: ash_sells, by: empire, cut: 20 %, target: ash}
  stop: {lever: ash_sells, by: ash, cut: 90 %}
  slow: {lever: ash_sells, by: union, cut: 10 %}
"""
    )
    assert number(text, "by.empire.damage") == pytest.approx(2.5e9)
    assert number(text, "by.empire.own_cost") == pytest.approx(5e9)
    assert number(text, "by.union.damage") == pytest.approx(9e9)
    assert number(text, "by.union.own_cost") == pytest.approx(4.5e9)
    assert number(text, "outcome.union") == pytest.approx(4.5e9)


def test_moves_of_a_party_with_several_targets_count_what_each_loses() -> None:
    """Half of 4 billion of oil is stopped, which costs user and shipper 2 each, and the owner half of its fees."""
    text = UNION.replace("sides: [union, empire]", "sides: [ash, empire]").replace("members: [ash, birch]", "gdp: gdp")
    text = text.replace("levers:", "figures: {gdp: 1000 billion USD/year}\nlevers:")
    text += PIPE.replace("shipper: empire}", "shipper: empire, oil: 4 billion USD/year, fee: 1 billion USD/year}")
    text += """
moves:
  some: {lever: pipe, by: ash, cut: 25 %, target: birch}
  more: {lever: pipe, by: ash, cut: 50 %, target: empire}
"""
    assert number(text, "by.ash.damage") == pytest.approx(4e9)
    assert number(text, "by.ash.own_cost") == pytest.approx(0.5e9)


def list_results(assessment: Assessment, *prefixes: str) -> dict[str, float | None]:
    """Return the numbers of the cells whose names begin in one of these ways."""
    return {name: value.number for name, value in assessment.values.items() if name.startswith(prefixes)}


SIDES = ("total", "outcome", "balance", "first_year", "by.", "move.", "loss_share", "exposure")
ONE = """
title: Two
sides: [north, south]
parties:
  north: {NORTH}
  south: {gdp: 2174 billion USD/year, exports: 433.1 billion USD/year, imports: 285.1 billion USD/year}
{MEMBERS}
levers:
  sold: {kind: trade, seller: {SELLER}, buyer: south, value: 1178 million USD/year, elasticity: 3.8, diverted: 67 %}
  bought: {kind: trade, seller: south, buyer: {BUYER}, value: 3621 million USD/year}
  sent: {kind: remittances, recipient: {BUYER}, host: south, value: 500 million USD/year}
moves:
  ban: {levers: [sold, sent], by: south, for: 6 months}
  tariff: {lever: sold, by: south, duty: 20 %}
  answer: {lever: bought, by: {BUYER}, cut: 30 %}
"""
_AGGREGATES = "gdp: {} billion USD/year, exports: 26.559 billion USD/year, imports: 21.053 billion USD/year"


def write_case(north: str, members: str = "", seller: str = "north", buyer: str = "north") -> str:
    """A scenario in which a state, or its members, sells to, buys from and gets money from another."""
    text = ONE.replace("{NORTH}", f"{{{north}}}").replace("{MEMBERS}", members)
    return text.replace("{SELLER}", seller).replace("{BUYER}", buyer)


def test_a_coalition_of_one_is_that_state() -> None:
    """Every total, outcome, ratio and effect of a move is the same."""
    state = assess(write_case(_AGGREGATES.format(74.316)))
    member = f"  ash: {{{_AGGREGATES.format(74.316)}}}"
    coalition = assess(write_case("members: [ash]", member, "ash", "ash"))
    ours = list_results(coalition, *SIDES)
    for name, value in list_results(state, *SIDES).items():
        if ".at." not in name and not name.startswith("exposure_share"):  # shares of the member's own aggregates
            assert ours[name] == pytest.approx(value), name


@settings(max_examples=20, deadline=None)
@given(share=st.floats(0.01, 0.99))
def test_splitting_a_state_changes_no_total(share: float) -> None:
    """Its ties go to one member or the other, and the GDPs add up."""
    state = assess(write_case(_AGGREGATES.format(100)))
    ash, birch = (_AGGREGATES.format(repr(gdp)) for gdp in (100 * share, 100 - 100 * share))
    members = f"  ash: {{{ash}}}\n  birch: {{{birch}}}"
    coalition = assess(write_case("members: [ash, birch]", members, "ash", "birch"))
    sums = ("total", "outcome.", "outcome_share", "balance", "first_year", "by.", "move.ban.", "loss_share.north")
    ours = list_results(coalition, *sums)
    for name, value in list_results(state, *sums).items():
        if ".at." not in name and "first_adjustment" not in name:
            assert ours[name] == pytest.approx(value), name


def test_swapping_the_sides_turns_the_ratios_round() -> None:
    """Each side's losses stay as they are."""
    text = UNION + MOVES
    there, back = assess(text), assess(text.replace("[union, empire]", "[empire, union]"))
    for cell in ("total.union", "outcome.union", "balance.union", "balance.empire", "by.union.damage"):
        assert there.values[cell].number == back.values[cell].number
    for cell in ("balance.dollar_ratio", "balance.size_ratio", "balance.bite"):
        one, other = there.values[cell].number, back.values[cell].number
        assert one
        assert other
        assert one * other == pytest.approx(1)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[ash, birch]", "[ash, brch]", "5:39 no party 'brch'; did you mean 'birch'?"),
        ("[ash, birch]", "[ash, ash]", "5:39 'members' names 'ash' twice"),
        ("[ash, birch]", "[]", "5:33 'members' is empty"),
        ("[ash, birch]", "ash", "5:33 'members' must be a list"),
        ("[ash, birch]", "[ash, union]", "5:33 a circle of members: union -> union"),
        ("carter: {", "carter: {members: [birch], ", "'birch' is a member of 'union' and of 'carter'"),
        ("carter: {", "carter: {members: [union], ", "the member 'union' of 'carter' is a coalition itself"),
        ("ash: {", "ash: {members: [union], ", "a circle of members: union -> ash -> union"),
        ("[union, empire]", "[union, ash]", "5:33 'sides' names 'union' and a member of it"),
        ("seller: ash, buyer: birch", "seller: ash, buyer: union", "tie 'inside' has 'union' and its member 'ash'"),
        ("by: ash}", "by: union}", "move 'quarrel': union cannot cut 'inside'; only ash or birch can"),
        ("by: birch", "by: carter", "carter cannot cut 'birch_buys'; only empire or birch or union can"),
        ("by: empire}", "by: empire, target: carter}", "the target 'carter' has no role in 'ash_sells' or"),
    ],
)
def test_wrong_coalitions(old: str, new: str, told: str) -> None:
    """What is wrong with a coalition is told at its place."""
    whole = UNION + MOVES
    assert old in whole
    found = complaints(whole.replace(old, new))
    assert len(found) == 1, found
    assert any(told in complaint for complaint in found), found


def test_a_sum_of_members_stands_on_their_sources() -> None:
    """With one source alone the union's GDP is there where each member's is, and falls back where its own is not."""
    text = UNION.replace("levers:", "sources: {a: {title: A}, b: {title: B}}\nlevers:")
    for gdp in ("600 billion USD/year", "400 billion USD/year"):
        text = text.replace(f"gdp: {gdp}", f"gdp: {{value: {gdp}, source: a}}")
    own = text.replace("name: Union,", "name: Union, gdp: {value: 990 billion USD/year, source: b},")
    for source, expected in (("a", 1000e9), ("b", 990e9)):
        assessment = assess(own, WhatIf(only=(source,)))
        assert assessment.values["union.gdp"].number == pytest.approx(expected)


def test_the_classic_scenario() -> None:
    """522 + 407 + 1,000 million euros in ten months are 2,314.8 million a year."""
    cells = run("get", "classic/coalition", "outcome.baltics", "move.ban.damage", "-f", "json").out
    assert [cell["value"] for cell in json.loads(cells)["cells"]] == [pytest.approx(2314.8e6)] * 2
    assert "3 hold" in run("check", "classic/coalition").out


def test_what_the_program_says_of_a_coalition(tmp_path: Path) -> None:
    """Its name stands over the columns, the tie inside is told, and members are no others."""
    file = tmp_path / "union.yaml"
    file.write_text(UNION + MOVES)
    shown = run("show", str(file), "--no-range", "--notes").out
    assert "Not counted: inside (between members of Union)." in shown
    assert "Others would lose, cut in full: Carter US$ 3,000‡ million a year on outside." in shown
    assert "In money Empire would lose more" in shown
    stakes = run("show", str(file), "--no-range", "--table", "stakes", "-f", "csv").out.splitlines()
    place = stakes[0].split(",").index("coalition")
    assert {tuple(line.split(",")[place - 2 : place + 1]) for line in stakes[1:4]} == {
        ("ash", "seller", "union"),
        ("empire", "buyer", ""),
        ("birch", "seller", "union"),
    }
    changed = tmp_path / "changed.yaml"
    changed.write_text((UNION + MOVES).replace("members: [ash, birch]", "members: [ash]"))
    assert "party union" in run("diff", str(file), str(changed)).out


def test_parts_of_a_members_lever_stand_on_the_side_of_its_coalition(tmp_path: Path) -> None:
    """Of Ash's 10 billion 4 are a part, of which 50 % are diverted; the columns of the empire lack a loss by parts."""
    parts = "parts: {iron: {value: 4 billion USD/year}, rest: {value: 6 billion USD/year}}"
    text = UNION.replace("value: 10 billion USD/year, diverted: 50 %", f"diverted: 50 %, {parts}")
    (tmp_path / "union.yaml").write_text(text)
    shown = run("show", "union.yaml", "--table", "parts", "--no-range", cwd=tmp_path).out
    row = next(line.split() for line in shown.splitlines() if "iron" in line)
    assert row == ["ash", "sells", "iron", "4,000‡", "40", "2,000‡", "4,000‡", "40", "4,000‡"]
