"""The kinds `critical_input` and `credit`: their formulas, by arithmetic and by published numbers."""

import math
import re
from decimal import Decimal, localcontext
from pathlib import Path

import pytest

from leverage.formula.evaluate import evaluate
from leverage.formula.tree import expand_parts
from leverage.kinds import load_kind
from tests.program import read_json, run
from tests.written import assess, complaints, number

GAS = """
title: A user of gas and its supplier
sides: [user, supplier]
{more}
parties:
  user: {gdp: 1000 billion USD/year, absorption: 1000 billion USD/year, imports: 300 billion USD/year}
  supplier: {gdp: 500 billion USD/year, exports: 200 billion USD/year}
levers:
  gas:
    kind: critical_input
    supplier: supplier
    user: user
    flow: 50 bcm/year
    use: 100 bcm/year
    price: 0.2 USD/m3
    elasticity: 0.1
    spending_share: 1.2 %
    replaced: 40 %
{inputs}
"""


def gas(more: str = "", inputs: str = "") -> str:
    """The scenario with a line more at its top, and one more of the lever."""
    return GAS.replace("{more}", more).replace("{inputs}", f"    {inputs}" if inputs else "")


def test_a_user_loses_by_a_ces_with_a_missing_input() -> None:
    """Half the gas is cut and two fifths of that replaced, so x = 0.5 (1 - 0.4) = 0.3.

    0.7^(-9) = 24.7811, 1.2 % of that and 98.8 % of 1 make 1.285373, and to the power of -1/9 that is 0.972491: a loss
    of 2.7509 % of 1,000 billion.
    """
    assert number(gas(), "loss.user.gas") == pytest.approx(27.5087e9, rel=1e-5)


def test_a_stop_of_russian_gas_costs_germany_what_was_published() -> None:
    """Bachmann et al. (2022) have 30 % of gas, or 8 % of energy, short, and a loss of 0.5 to 3 % of GDP.

    With 1.2 % of spending on gas and an elasticity of 0.1 the loss is 2.75 %; with 4 % on energy and 0.04 it is 0.94 %.
    """
    energy = gas().replace("1.2 %", "4 %").replace("elasticity: 0.1", "elasticity: 0.04").replace("50 bcm", "8 bcm")
    energy = energy.replace("replaced: 40 %", "replaced: 0")
    of_gas, of_energy = (number(text, "loss_share.user.gas") for text in (gas(), energy))
    assert 0.005 < of_energy < of_gas < 0.03
    assert of_energy == pytest.approx(0.00945, abs=5e-6)


def test_a_supplier_loses_its_market() -> None:
    """50 billion m3 at 0.2 dollars are 10 billion; a quarter finds other buyers at a tenth less, 10 (1 - 0.225)."""
    assert number(gas(inputs="diverted: 25 %\n    discount: 10 %"), "loss.supplier.gas") == pytest.approx(7.75e9)
    assert number(gas(), "exposure.user.gas") == pytest.approx(10e9)


def test_what_is_spent_on_an_input_follows_from_its_price() -> None:
    """100 billion m3 at 0.2 dollars are 20 billion, 2 % of 1,000 billion."""
    text = gas().replace("    spending_share: 1.2 %\n", "")
    assert number(text, "gas.spending_share") == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("stock", "share"), [("0 months", 1.0), ("3 months", 0.75), ("12 months", 0.0), ("18 months", 0.0)]
)
def test_a_stock_fills_the_gap_of_a_horizon(stock: str, share: float) -> None:
    """Without any replacement and with a horizon of a year: max(0, 1 - 3/12) of the loss at x = 0.5.

    0.5^(-9) = 512, 1.2 % of that and 98.8 % of 1 make 7.132, and to the power of -1/9 that is 0.803894.
    """
    text = gas("horizon: 1 year", f"stock: {stock}").replace("replaced: 40 %", "replaced: 0")
    assert number(text, "loss.user.gas") == pytest.approx(1000e9 * (1 - 0.803894) * share, rel=1e-5)


def test_a_stock_counts_nothing_after_adjustment() -> None:
    """It is used up by then."""
    assert number(gas(inputs="stock: 6 months"), "loss.user.gas") == number(gas(), "loss.user.gas")


def test_a_stock_counts_against_the_time_of_a_move() -> None:
    """Half a year's cut with a stock of three months: half of the yearly rate is left, for half a year."""
    moved = "moves:\n  stop: {lever: gas, by: supplier, for: 6 months}\n"
    text = gas("horizon: 1 year", "stock: 3 months").replace("replaced: 40 %", "replaced: 0") + moved
    assert number(text, "outcome.user.gas") == pytest.approx(0.5 * 0.5 * 1000e9 * (1 - 0.803894), rel=1e-5)


@pytest.mark.parametrize("elasticity", ["0.01", "0.04", "0.2", "0.99"])
@pytest.mark.parametrize("shortage", ["1e-9", "0.3", "0.99", "0.999999"])
@pytest.mark.parametrize("share", ["0.0001", "0.012", "0.9"])
def test_the_form_with_logarithms_is_the_ces(elasticity: str, shortage: str, share: str) -> None:
    """Decimal arithmetic of sixty digits computes 1 - (a (1 - x)^((s-1)/s) + 1 - a)^(s/(s-1)) as it is written."""
    with localcontext() as context:
        context.prec = 60
        s, x, a = Decimal(elasticity), Decimal(shortage), Decimal(share)
        expected = float(1 - (a * (1 - x) ** ((s - 1) / s) + 1 - a) ** (s / (s - 1)))
    formula = load_kind("critical_input").loss["user"][0].formula.formula
    given = {
        "user.absorption": 1.0,
        "spending_share": float(share),
        "elasticity": float(elasticity),
        "use": 1.0,
        "cut": 1.0,
        "flow": float(shortage),
        "replaced": 0.0,
        "adjustment": 1.0,
    }
    found = evaluate(expand_parts(formula, (), frozenset()), given)
    assert math.isfinite(found)
    assert found == pytest.approx(expected, rel=1e-9)


def lose_on_average(begins: float, ends: float, *flows: tuple[float, float], spread: float = 0.1) -> float:
    """The user's loss a year in USD on average over a time, by 20,000 steps: 40 % of each flow is replaced in the end.

    A flow is its share of all that is used, and its half-life.
    """
    steps, total = 20_000, 0.0
    for step in range(steps):
        time = begins + (ends - begins) * (step + 0.5) / steps
        shortage = sum(share * (1 - 0.4 * (1 - 2 ** (-time / half_life))) for share, half_life in flows)
        total += 1 - (0.012 * (1 - shortage) ** (1 - 1 / spread) + 0.988) ** (1 / (1 - 1 / spread))
    return 1000e9 * total / steps


@pytest.mark.parametrize("elasticity", [0.04, 0.1, 0.5])
@pytest.mark.parametrize("years", [0.1, 1, 10, 100])
def test_a_loss_over_a_horizon_is_its_mean_over_time(years: float, elasticity: float) -> None:
    """Half is cut, of which 40 % is replaced in the end, half of that in 2 years: right to a millionth."""
    text = gas(f"horizon: {years} years").replace("elasticity: 0.1", f"elasticity: {elasticity}")
    expected = lose_on_average(0, years, (0.5, 2), spread=elasticity)
    assert number(text, "loss.user.gas") == pytest.approx(expected, rel=1e-6)
    assert number(gas(), "first_year.user.gas") == pytest.approx(lose_on_average(0, 1, (0.5, 2)), rel=1e-6)


def test_the_mean_is_more_than_the_loss_by_the_average_shortage() -> None:
    """Over ten years 0.720478 of the adjusting is done on average, so x = 0.5 (1 - 0.4 × 0.720478) = 0.355904.

    0.644096^(-9) = 52.41, so the loss by that is 51.99 billion; the mean is a seventh more.
    """
    by_average = 1000e9 * (1 - (0.012 * (1 - 0.355904) ** -9 + 0.988) ** (-1 / 9))
    assert by_average == pytest.approx(51.99e9, rel=1e-3)
    assert number(gas("horizon: 10 years"), "loss.user.gas") / by_average == pytest.approx(1 / (1 - 0.1256), abs=1e-3)


PIPES = """    parts:
      sea: {flow: 30 bcm/year, half_life: 3 months}
      pipe: {flow: 20 bcm/year, half_life: 2 years}
"""


def test_parts_that_adjust_at_different_speeds_are_averaged_together() -> None:
    """Over 5 years, and where each is cut for a time of its own: both until the one ends, then the other alone."""
    text = gas("horizon: 5 years").replace("    flow: 50 bcm/year\n", "") + PIPES
    expected = lose_on_average(0, 5, (0.3, 0.25), (0.2, 2))
    assert number(text, "loss.user.gas") == pytest.approx(expected, rel=1e-5)
    text += (
        "moves:\n"
        "  one: {lever: gas, parts: [sea], by: supplier, for: 6 months}\n"
        "  other: {lever: gas, parts: [pipe], by: supplier, for: 3 years}\n"
    )
    expected = 0.5 * lose_on_average(0, 0.5, (0.3, 0.25), (0.2, 2)) + 2.5 * lose_on_average(0.5, 3, (0.2, 2))
    assert number(text, "outcome.user.gas") == pytest.approx(expected, rel=1e-5)


def test_a_stock_delays_the_loss_while_others_adjust() -> None:
    """With a stock for 6 months the first year has the loss of its second half alone, with more replaced by then."""
    with_stock, moved = gas(inputs="stock: 6 months"), "moves:\n  stop: {lever: gas, by: supplier, for: 2 years}\n"
    assert number(with_stock, "first_year.user.gas") == pytest.approx(lose_on_average(0.5, 1, (0.5, 2)) / 2, rel=1e-6)
    text = gas("horizon: 1 year", "stock: 6 months") + moved
    assert number(text, "outcome.user.gas") == pytest.approx(1.5 * lose_on_average(0.5, 2, (0.5, 2)), rel=1e-6)


def test_a_stock_fills_the_gap_from_the_first_cut_on() -> None:
    """All is cut for 3 months, then half for 9; stocks last 2 months, so that a third of the first time counts.

    Nothing is replaced: x = 0.5, then 0.25.
    """
    text = gas("horizon: 1 year", "stock: 2 months").replace("replaced: 40 %", "replaced: 0") + (
        "moves:\n"
        "  half: {lever: gas, by: supplier, cut: 50 %, for: 1 year}\n"
        "  all: {lever: gas, by: supplier, for: 3 months}\n"
    )
    first, second = (1000e9 * (1 - (0.012 * (1 - x) ** -9 + 0.988) ** (-1 / 9)) for x in (0.5, 0.25))
    assert number(text, "outcome.user.gas") == pytest.approx(0.25 * first / 3 + 0.75 * second, rel=1e-9)


def test_suppliers_of_one_input_are_parts() -> None:
    """30 and 20 of 100, of which the one is replaced in full: x = 0.2, 0.8^(-9) = 7.450581, the loss 0.8295 %."""
    text = gas().replace("    flow: 50 bcm/year\n", "").replace("    replaced: 40 %\n", "")
    text += (
        "    parts:\n"
        "      sea: {flow: 30 bcm/year, replaced: 100 %}\n"
        "      pipe: {flow: 20 bcm/year, price: 0.25 USD/m3}\n"
    )
    expected = 1000e9 * (1 - (0.012 * 0.8**-9 + 0.988) ** (-1 / 9))
    assert number(text, "loss.user.gas") == pytest.approx(expected, rel=1e-9)
    assert number(text, "loss.supplier.gas") == pytest.approx(30e9 * 0.2 + 20e9 * 0.25)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("flow: 50 bcm/year", "flow: 150 bcm/year", "'gas': the supplier cannot deliver more than the user uses"),
        ("elasticity: 0.1", "elasticity: 1.2", "'gas.elasticity' is 1.2, not 0.01 to 0.99"),
        ("replaced: 40 %", "stock: -1 year", "'gas.stock' is -1 year, not 0 to 100"),
    ],
)
def test_inputs_out_of_bounds_are_told(old: str, new: str, told: str) -> None:
    """Each at its place."""
    assert any(told in complaint for complaint in complaints(gas().replace(old, new)))


def test_the_whole_of_an_input_cannot_be_gone() -> None:
    """All that is used comes from the supplier and nothing is replaced."""
    text = gas().replace("flow: 50", "flow: 100").replace("replaced: 40 %", "replaced: 0")
    assert any("nothing is left of the input after a full cut" in complaint for complaint in complaints(text))


LOAN = """
title: A creditor and its debtor
sides: [creditor, debtor]
parties:
  creditor: {gdp: 1000 billion USD/year}
  debtor: {gdp: 100 billion USD/year}
levers:
  loans:
    kind: credit
    creditor: creditor
    debtor: debtor
    outstanding: 20 billion USD
    recovery: 63 %
    refinancing: 4 billion USD/year
    spread: 3 %
"""


def test_a_creditor_loses_once_and_a_debtor_every_year() -> None:
    """20 (1 - 0.63) = 7.4 billion once; 4 billion a year times 3 % are 120 million a year."""
    assert number(LOAN, "once.creditor.loans") == pytest.approx(7.4e9)
    assert number(LOAN, "once.creditor") == pytest.approx(7.4e9)
    assert number(LOAN, "loss.debtor.loans") == pytest.approx(120e6)
    assert assess(LOAN).values["loss.creditor.loans"].number is None


def test_a_move_takes_a_share_of_a_stock_however_long_it_lasts() -> None:
    """A quarter for six months: 7.4 × 25 % = 1.85 billion once, 120 × 25 % × 0.5 = 15 million by the year."""
    text = LOAN + "moves:\n  default: {lever: loans, by: debtor, cut: 25 %, for: 6 months}\n"
    assert number(text, "once_outcome.creditor.loans") == pytest.approx(1.85e9)
    assert number(text, "once_outcome.creditor") == pytest.approx(1.85e9)
    assert number(text, "outcome.debtor") == pytest.approx(15e6)


def test_of_several_moves_the_largest_cut_of_a_stock_counts() -> None:
    """All for a month and half for a year: 7.4 billion of a stock, and of a flow 120 × (1 + 0.5 × 11) / 12 million."""
    text = LOAN + (
        "moves:\n  all: {lever: loans, by: debtor, for: 1 month}\n  half: {lever: loans, by: debtor, cut: 50 %}\n"
    )
    assert number(text, "once_outcome.creditor.loans") == pytest.approx(7.4e9)
    assert number(text, "outcome.debtor.loans") == pytest.approx(65e6)


def test_without_moves_a_stock_is_cut_in_full_and_without_one_on_it_not_at_all() -> None:
    """7.4 billion where nothing is said, nothing where the only move is on another tie."""
    other = (
        "  more: {kind: credit, creditor: debtor, debtor: creditor, outstanding: 1 billion USD}\n"
        "moves:\n  stop: {lever: more, by: debtor}\n"
    )
    assert number(LOAN, "once_outcome.creditor") == pytest.approx(7.4e9)
    assert number(LOAN + other, "once_outcome.creditor") == 0
    assert number(LOAN + other, "once_outcome.debtor") == pytest.approx(1e9)


def test_parts_of_a_debt_are_cut_alone() -> None:
    """Bonds of 12 and loans of 8 billion, of which only the bonds are cut, with half of them recovered."""
    text = LOAN.replace("    outstanding: 20 billion USD\n    recovery: 63 %\n", "").replace(
        "    refinancing: 4 billion USD/year\n    spread: 3 %\n",
        "    parts:\n      bonds: {outstanding: 12 billion USD, recovery: 50 %}\n"
        "      loan: {outstanding: 8 billion USD}\n",
    )
    text += "moves:\n  default: {lever: loans, parts: [bonds], by: debtor}\n"
    assert number(text, "once.creditor.loans") == pytest.approx(14e9)
    assert number(text, "once_outcome.creditor.loans") == pytest.approx(6e9)


def test_a_total_of_stocks_without_one_of_them_is_at_least() -> None:
    """A second debt whose amount is not known stays out of the total and is named."""
    text = LOAN + (
        "  bonds: {kind: credit, creditor: creditor, debtor: debtor, outstanding: unknown}\n"
        "figures:\n  unknown:\n    formula: other.gdp * [1 year]\n"
    )
    text = text.replace("  debtor: {gdp: 100", "  other: {name: Another}\n  debtor: {gdp: 100")
    value = assess(text).values["once.creditor"]
    assert value.number == pytest.approx(7.4e9)
    assert value.left_out == ("once.creditor.bonds",)


LENT = (
    LOAN.replace(
        "outstanding: 20 billion USD",
        "outstanding: {value: 20 billion USD, low: 15 billion USD, high: 25 billion USD, assumed: a test}",
    )
    + "moves:\n  default: {lever: loans, by: debtor, cut: 25 %, for: 6 months}\n"
)


def _write(folder: Path, text: str, name: str = "loan.yaml") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_records_hold_what_is_lost_once(tmp_path: Path) -> None:
    """In stakes and totals cut in full, in outcome at the moves, each with its range and never in the loss."""
    document = read_json("show", _write(tmp_path, LENT))
    stakes = {row["party"]: row for row in document["stakes"]}
    assert (stakes["creditor"]["once"], stakes["creditor"]["once_unit"]) == (pytest.approx(7.4e9), "USD")
    assert stakes["creditor"]["loss"] is None
    assert stakes["debtor"]["once"] is None
    totals = {row["party"]: row for row in document["totals"]}
    assert totals["creditor"]["once"] == pytest.approx(7.4e9)
    assert 15e9 * 0.37 < totals["creditor"]["once_low"] < 7.4e9 < totals["creditor"]["once_high"] < 25e9 * 0.37
    outcome = {(row["party"], row["lever"]): row for row in document["outcome"]}
    assert outcome["creditor", "loans"]["once"] == outcome["creditor", "total"]["once"] == pytest.approx(1.85e9)
    assert outcome["debtor", "total"]["once"] is None


def test_people_see_what_is_lost_once_by_itself(tmp_path: Path) -> None:
    """A sentence and a row at the moves, and a table that has both; beside another scenario a table of its own."""
    moved, whole = _write(tmp_path, LENT), _write(tmp_path, LOAN, "whole.yaml")
    shown = run("show", "--no-range", moved).out
    assert "Once, however long a cut lasts: Creditor US$ 1.9 bn." in shown
    assert re.search(r"^Lost once, not a year +1,850", shown, re.MULTILINE)
    full = run("show", "--no-range", "--full", moved).out
    row = next(line for line in full.splitlines() if line.startswith("loans  Creditor "))
    assert [re.sub(r"\W", "", word) for word in row.split()[2:]] == ["7400", "1850"]
    beside = run("compare", "--no-range", whole, moved).out
    assert "Lost once, never added to losses a year; US$ million" in beside
    assert re.search(r"^whole +7,400", beside, re.MULTILINE)
    assert "Lost once" not in run("show", "azerbaijan-russia").out


def test_a_move_says_that_its_damage_is_lost_once(tmp_path: Path) -> None:
    """Nothing is missing, so that it is not called not valued."""
    shown = run("show", "--no-range", _write(tmp_path, LENT)).out
    assert len([line for line in shown.splitlines() if line.startswith("default ") and " lost once " in line]) == 1
    assert shown.startswith("Debtor's moves would cost Creditor only what is lost once, ", shown.index("\n\n") + 2)
    own = OWN.replace("FORMULA", "assets * cut") + "moves:\n  freeze: {lever: assets, by: b}\n"
    shown = run("show", "--no-range", _write(tmp_path, own)).out
    assert "Not counted: assets (lost once, nothing a year)." in shown
    assert re.search(r"^freeze +B +lost once +not valued ", shown, re.MULTILINE)


OWN = """
title: A kind with a stock
sides: [a, b]
parties:
  a: {gdp: 10 billion USD/year}
  b: {gdp: 10 billion USD/year}
kinds:
  frozen:
    summary: assets of one party that lie with another
    roles: {owner: loses the assets, host: loses nothing}
    inputs:
      assets: {unit: USD, doc: what lies there}
      kept: {unit: USD, default: 0 USD, doc: what the owner keeps}
    once: {owner: FORMULA}
    measure: {owner: wealth}
    pulled_by: [host]
levers:
  assets: {kind: frozen, owner: a, host: b, assets: 2 billion USD, kept: 3 billion USD}
"""


def test_what_is_lost_once_is_never_negative() -> None:
    """2 - 3 billion."""
    told = complaints(OWN.replace("FORMULA", "(assets - kept) * cut"))
    assert any("'assets': what a loses once is less than 0" in complaint for complaint in told)


def test_what_is_lost_once_depends_on_the_cut() -> None:
    """A note says where it does not."""
    told = [note.message for note in assess(OWN.replace("FORMULA", "assets")).notes]
    assert "kind 'frozen': what its owner loses once is the same however much is cut" in told


def test_a_flow_is_not_lost_once() -> None:
    """The place is that of the formula, and the way out is the block for losses a year."""
    told = complaints(OWN.replace("FORMULA", "owner.gdp * cut"))
    assert told == [
        "14:19 what the owner loses once is in USD/year, a flow; write it under loss, or in a unit without a year"
    ]
