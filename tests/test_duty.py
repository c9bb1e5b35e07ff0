"""Duties in the place of cuts: the formulas, which of several moves counts, and what the program says of them."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leverage.model import WhatIf
from leverage.problems import LeverageError
from tests.program import run
from tests.test_parts import HEAD, PARTS
from tests.written import assess, complaints, number

GOODS = (
    HEAD
    + """
levers:
  goods:
    kind: trade
    seller: north
    buyer: south
    elasticity: 3.8
    value: 1178 million USD/year
"""
)


def levy(text: str, duty: str) -> str:
    """A duty that the buyer puts on all goods."""
    return f"{text}moves:\n  tariff: {{lever: goods, by: south, duty: {duty}}}\n"


def work_out(duty: float, value: float, absorption: float = 2026e9, elasticity: float = 3.8) -> tuple[float, float]:
    """The buyer's loss and the seller's lost sales, by the formulas in the kind's method."""
    share = value / absorption
    index = 1 - share + share * (1 + duty) ** (1 - elasticity)
    price = index ** (1 / (1 - elasticity))
    after = share * (1 + duty) ** (1 - elasticity) / index
    spent = absorption / (1 - after * duty / (1 + duty))
    return absorption - spent / price, value - after * spent / (1 + duty)


def test_a_duty_on_all_goods() -> None:
    """25 % on 1,178 million of 2,026 billion: w = 0.00058144, P - 1 = 0.00009650, so 69.33 and 673.30 million."""
    text = levy(GOODS, "25 %")
    assert number(text, "outcome.south.goods") == pytest.approx(69.3322e6, rel=1e-6)
    assert number(text, "outcome.north.goods") == pytest.approx(673.3019e6, rel=1e-6)
    assert number(text, "move.tariff.own_cost") == number(text, "outcome.south.goods")
    assert number(text, "at.goods.duty") == 0.25
    assert number(text, "at.goods.cut") == 0


def test_a_duty_tends_to_the_ban() -> None:
    """At 3,000 % the buyer loses 420.69 million, and 420.79 by a ban; the seller nearly all 1,178 million."""
    assert number(levy(GOODS, "3000 %"), "outcome.south.goods") == pytest.approx(420.69e6, abs=0.005e6)
    assert number(GOODS, "loss.south.goods") == pytest.approx(420.79e6, abs=0.005e6)
    assert number(levy(GOODS, "1e9"), "outcome.south.goods") == pytest.approx(number(GOODS, "loss.south.goods"))
    assert number(levy(GOODS, "1e9"), "outcome.north.goods") == pytest.approx(1178e6)


@settings(max_examples=30, deadline=None)
@given(duty=st.floats(0, 50), value=st.floats(1, 2000), elasticity=st.floats(1.5, 10))
def test_a_duty_by_the_formulas_as_published(duty: float, value: float, elasticity: float) -> None:
    """The kind has them in a form that does not lose digits."""
    text = GOODS.replace("1178 million", f"{value!r} billion").replace("elasticity: 3.8", f"elasticity: {elasticity!r}")
    text = levy(text, repr(duty)).replace("2174 billion", "3174 billion")
    buyer, seller = work_out(duty, value * 1e9, 3026e9, elasticity)
    assert number(text, "outcome.south.goods") == pytest.approx(buyer, rel=1e-6, abs=1)
    assert number(text, "outcome.north.goods") == pytest.approx(seller, rel=1e-6, abs=1)
    assert number(text, "outcome.south.goods") >= 0


def test_parts_share_the_lost_sales_by_value() -> None:
    """L of all 1,178 million: (725.1 × (1 - 0.33 × 0.9) + 452.9 × (1 - 0.67)) / 1,178 of it is lost for good."""
    _, sales = work_out(0.25, 1178e6)
    kept = (725.1 * (1 - 0.33 * 0.9) + 452.9 * (1 - 0.67)) / 1178
    assert number(levy(PARTS, "25 %"), "outcome.north.goods") == pytest.approx(sales * kept)
    assert number(levy(PARTS, "25 %"), "outcome.south.goods") == pytest.approx(work_out(0.25, 1178e6)[0])


def test_a_duty_on_one_part_has_its_own_price_index() -> None:
    """On fruit alone: V = 725.1 million, of whose lost sales 33 % are diverted at a discount of 10 %.

    Of what the buyer no longer spends on fruit it spends 452.9 million out of 2,026 billion less 725.1 million on the
    other goods, which the seller sells more.
    """
    text = levy(PARTS, "25 %").replace("lever: goods,", "lever: goods, parts: [fruit],")
    buyer, sales = work_out(0.25, 725.1e6)
    assert number(text, "outcome.south.goods") == pytest.approx(buyer)
    net = sales * (1 - 452.9e6 / (2026e9 - 725.1e6))
    assert number(text, "outcome.north.goods") == pytest.approx(net * (1 - 0.33 * 0.9))
    assert number(text, "at.goods.duty") == pytest.approx(0.25 * 725.1 / 1178)


def test_two_duties_on_two_parts_have_one_price_index() -> None:
    """The same duty on each part alone, in two moves, is a duty on all."""
    both = PARTS + (
        "moves:\n"
        "  one: {lever: goods, parts: [fruit], by: south, duty: 25 %}\n"
        "  two: {lever: goods, parts: [other], by: south, duty: 25 %}\n"
    )
    for side in ("north", "south"):
        assert number(both, f"outcome.{side}") == pytest.approx(number(levy(PARTS, "25 %"), f"outcome.{side}"))


def test_of_two_duties_the_larger_counts_at_any_time() -> None:
    """25 % for 3 months, then 10 % for the 9 that are left of the year."""
    two = levy(GOODS, "10 %") + "  spike: {lever: goods, by: south, duty: 25 %, for: 3 months}\n"
    expected = 0.25 * work_out(0.25, 1178e6)[0] + 0.75 * work_out(0.10, 1178e6)[0]
    assert number(two, "outcome.south.goods") == pytest.approx(expected)
    told = [note.message for note in assess(two).notes]
    assert "the moves 'tariff' and 'spike' put a duty on 'goods': the largest duty counts at any time" in told


def work_out_both(cut: float, duty: float, value: float) -> float:
    """The buyer's loss where a share of its goods is cut and the rest bears a duty.

    As `work_out`, of what is left in the price index: the home goods, and what bears the duty.
    """
    absorption, elasticity = 2026e9, 3.8
    levied = (1 - cut) * value / absorption
    index = 1 - value / absorption + levied * (1 + duty) ** (1 - elasticity)
    price = index ** (1 / (1 - elasticity))
    after = levied * (1 + duty) ** (1 - elasticity) / index
    loss: float = absorption - absorption / (1 - after * duty / (1 + duty)) / price
    return loss


def test_a_duty_lies_on_what_is_not_cut() -> None:
    """Of 1,178 million 40 % are cut and 60 % bear the duty, together in one price index.

    The seller loses 40 %, and the sales that a duty on 706.8 million takes.
    """
    text = levy(GOODS, "25 %") + "  quota: {lever: goods, by: south, cut: 40 %}\n"
    assert number(text, "outcome.south.goods") == pytest.approx(work_out_both(0.4, 0.25, 1178e6), rel=1e-6)
    assert number(text, "outcome.north.goods") == pytest.approx(471.2e6 + work_out(0.25, 706.8e6)[1])
    assert number(text, "at.goods.cut") == 0.4
    told = [note.message for note in assess(text).notes]
    assert "'goods' is cut and bears a duty by 'tariff': the duty lies on what is not cut" in told


def test_a_cut_of_nothing_beside_a_duty_changes_nothing_and_one_of_all_leaves_no_duty() -> None:
    """A small cut used to take the place of the duty; now it adds to it."""
    alone, ban = (number(levy(GOODS, "25 %"), "outcome.south.goods"), number(GOODS, "loss.south.goods"))
    nothing, little, all_goods = (
        levy(GOODS, "25 %") + f"  quota: {{lever: goods, by: south, cut: {cut}}}\n" for cut in ("0", "1 %", "1")
    )
    assert number(nothing, "outcome.south.goods") == pytest.approx(alone, rel=1e-9)
    assert number(little, "outcome.south.goods") > alone
    assert number(all_goods, "outcome.south.goods") == pytest.approx(ban, rel=1e-9)
    assert number(all_goods, "outcome.north.goods") == pytest.approx(1178e6)


def test_a_cut_of_one_part_and_a_duty_on_all_are_one_price_index() -> None:
    """Fruit is cut, so the duty lies on the other goods alone."""
    text = levy(PARTS, "25 %") + "  ban: {lever: goods, parts: [fruit], by: south}\n"
    absorption, levied = 2026e9, 452.9e6
    index = absorption - 725.1e6 - levied * (1 - 1.25**-2.8)
    sold = absorption - 725.1e6 - levied * (1 - 1.25**-3.8)
    buyer = absorption * (1 - (index / absorption) ** (3.8 / 2.8) * absorption / sold)
    _, sales = work_out(0.25, 452.9e6)
    assert number(text, "outcome.south.goods") == pytest.approx(buyer, rel=1e-6)
    assert number(text, "outcome.north.goods") == pytest.approx(725.1e6 * (1 - 0.33 * 0.9) + sales * 0.33)
    assert number(text, "at.goods.fruit.cut") == 1
    assert number(text, "at.goods.other.duty") == 0.25
    assert number(text, "at.goods.duration") == 1
    told = [note.message for note in assess(text).notes]
    assert "'goods: Fruit' is cut and bears a duty by 'tariff': the duty lies on what is not cut" in told


def test_a_duty_of_some_months_is_a_share_of_the_adjusted_loss() -> None:
    """Half a year costs half."""
    text = levy(GOODS, "25 %").replace("25 %}", "25 %, for: 6 months}")
    assert number(text, "outcome.south.goods") == pytest.approx(work_out(0.25, 1178e6)[0] / 2)


def test_over_a_horizon_a_duty_is_not_valued() -> None:
    """The buyer's formula for the first years is one of quantities."""
    text = "horizon: 1 year\n" + levy(GOODS, "25 %")
    for cell in ("outcome.south.goods", "outcome.north.goods", "move.tariff.damage"):
        value = assess(text).values[cell]
        assert value.number is None
        assert value.why(cell) == "a duty is valued after adjustment only, not over a horizon"


def test_a_duty_without_an_elasticity_is_not_valued() -> None:
    """The invoice is no measure of it."""
    value = assess(levy(GOODS, "25 %").replace("    elasticity: 3.8\n", "")).values["outcome.south.goods"]
    assert value.why("outcome.south.goods") == "needs goods.elasticity"


TOLL = """
kinds:
  toll_road:
    summary: Lorries on a road.
    roles: {owner: loses the toll, user: pays for the detour}
    inputs:
      tolls: {unit: USD/year, doc: what is paid in a year}
    loss: {owner: sum(tolls * cut), user: sum(tolls * cut)}
    instruments:
      duty:
        doc: a rise of the toll
        pulled_by: [owner]
        loss: {user: sum(tolls * (cut + (1 - cut) * duty))}
    measure: {owner: fees, user: costs}
    pulled_by: [owner]
levers:
  goods: {kind: toll_road, owner: south, user: north, tolls: 100 million USD/year}
"""


def test_a_kind_of_ones_own_may_have_a_duty() -> None:
    """100 million at 20 % are 20 million for the user; the owner's formula is none."""
    text = levy(HEAD + TOLL, "20 %")
    assert number(text, "outcome.north.goods") == pytest.approx(20e6)
    value = assess(text).values["outcome.south.goods"]
    assert value.why("outcome.south.goods") == "the kind toll_road gives its owner no loss by a duty"


RATE = "sum(tolls * (cut + (1 - cut) * duty))"


@pytest.mark.parametrize(
    ("text", "old", "new", "told"),
    [
        (GOODS, "by: south", "by: north", "move 'tariff': north cannot put a duty on 'goods'; only south can"),
        (GOODS, "duty: 25 %", "duty: -5 %", "'move.tariff.duty' is -5 %, not at least 0"),
        (GOODS, "duty: 25 %", "duty: 25 USD", "'move.tariff.duty' is wanted in a ratio (a plain number or %)"),
        (GOODS, "duty: 25 %", "duty: 25 %, cut: 5 %", "move 'tariff' has both 'cut' and 'duty'; write one of the two"),
        (GOODS, "duty:", "dutty:", "move 'tariff' has no key 'dutty'; did you mean 'duty'?"),
        (HEAD + TOLL, "      duty:", "      dutys:", "no instrument 'dutys'; did you mean 'duty'?"),
        (HEAD + TOLL, RATE, "sum(tolls * duty)", "the loss of its user by a duty does not read 'cut'"),
        (HEAD + TOLL, RATE, "sum(tolls * cut) * duty", "'duty' stands outside the sum() over the parts"),
        (HEAD + TOLL, RATE, "cut * duty", "the loss of its user by a duty is in ratio, that by a cut in"),
        (HEAD + TOLL, "pulled_by: [owner]\n        loss", "pulled_by: [own]\n        loss", "has no role 'own'"),
        (
            HEAD + TOLL,
            "        pulled_by: [owner]\n        loss",
            "        loss",
            "instrument 'duty' needs 'pulled_by'",
        ),
    ],
)
def test_wrong_duties(text: str, old: str, new: str, told: str) -> None:
    """What is wrong with a duty is told at its place."""
    whole = levy(text, "25 %")
    assert old in whole
    found = complaints(whole.replace(old, new))
    assert len(found) == 1, found
    assert told in found[0]


def test_a_kind_without_a_duty_takes_none() -> None:
    """The move is told at its duty."""
    text = HEAD + (
        "levers:\n  goods: {kind: remittances, recipient: north, host: south, value: 1 million USD/year}\n"
        "moves:\n  tax: {lever: goods, by: south, duty: 5 %}\n"
    )
    (complaint,) = complaints(text)
    assert "10:40 move 'tax': a tie of kind 'remittances' such as 'goods' takes no duty" in complaint


def test_a_duty_may_be_set_by_hand() -> None:
    """--set takes the name under which the move has it."""
    what_if = WhatIf(sets=("move.tariff.duty=3000 %",))
    assessment = assess(levy(GOODS, "25 %"), what_if)
    assert assessment.values["outcome.south.goods"].number == pytest.approx(420.69e6, abs=0.005e6)


@pytest.mark.parametrize(("written", "name"), [("duty: 25 %", "cut"), ("cut: 25 %", "duty"), ("for: 1 year", "duty")])
def test_a_move_has_a_cut_or_a_duty_to_be_set(written: str, name: str) -> None:
    """By which of the two it acts is a matter of the file."""
    text, what_if = levy(GOODS, "25 %").replace("duty: 25 %", written), WhatIf(sets=(f"move.tariff.{name}=5 %",))
    with pytest.raises(LeverageError, match=f"nothing that can be set is named 'move.tariff.{name}'"):
        assess(text, what_if)


def test_a_duty_may_be_swept() -> None:
    """Nothing, 10 % and 20 %, each by the formulas."""
    words = ("classic/duty", "--vary", "move.tariff.duty=0%:20%:3", "--get", "outcome.united_states", "-f", "csv")
    rows = run("sweep", *words).out.splitlines()[1:]
    losses = [float(row.split(",")[1]) for row in rows]
    assert losses == [0, *(pytest.approx(work_out(duty, 283e9, 20000e9, 3)[0]) for duty in (0.1, 0.2))]


def test_the_classic_scenario() -> None:
    """283 billion at 10 % with an elasticity of 3 in a spending of 20,000 billion: 3.2619 and 69.6271 billion."""
    buyer, sales = work_out(0.1, 283e9, 20000e9, 3)
    assert buyer == pytest.approx(3.2619e9, rel=1e-4)
    assert sales == pytest.approx(69.6271e9, rel=1e-4)
    cells = run("get", "classic/duty", "outcome.united_states", "outcome.suppliers", "-f", "json").out
    numbers = [cell["value"] for cell in json.loads(cells)["cells"]]
    assert numbers == [pytest.approx(buyer), pytest.approx(sales)]
    assert "2 hold" in run("check", "classic/duty").out


def test_what_the_program_says_of_a_duty(tmp_path: Path) -> None:
    """A column in tables and records, and words in sentences and explanations."""
    file = tmp_path / "duty.yaml"
    file.write_text(levy(GOODS, "25 %"))
    shown = run("show", str(file), "--no-range").out
    assert "cut %  duty %" in shown
    moves = run("show", str(file), "--no-range", "--table", "moves", "-f", "json").out
    assert '"cut": null' in moves
    assert '"duty": 0.25' in moves
    assert (
        "tariff (for a year, a duty of 25.0 % on goods): North would lose"
        in run("show", "--full", str(file), "-f", "markdown").out
    )
    assert "Duty that the move 'tariff' puts on goods" in run("explain", str(file), "move.tariff.duty").out
    assert "a duty that the buyer puts on the goods" in run("kinds", "trade").out
