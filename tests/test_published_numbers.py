"""The numbers that methods.md says to test by: published results, unit conversions and identities."""

import math
from pathlib import Path

import pytest

from leverage.formula.evaluate import evaluate
from leverage.formula.parse import parse_formula
from leverage.quantity import parse_quantity
from tests.program import run

# A buyer that spends 100 a year, of which a supplier's goods are `value`.
SUPPLY = """\
title: One supplier
sides: [buyer, supplier]
parties:
  buyer:
    absorption:
      value: {absorption} USD/year
      assumed: a test
  supplier:
    name: Supplier
figures:
  value:
    value: {value} USD/year
    assumed: a test
  elasticity:
    value: {elasticity}
    assumed: a test
levers:
  goods:
    kind: trade
    seller: supplier
    buyer: buyer
    value: value
    elasticity: elasticity
"""

FLOWS = """\
title: Flows of gas and oil
sides: [russia, iran]
parties:
  russia:
    name: Russia
  iran:
    name: Iran
figures:
  russia_to_turkey:
    value: 65 bcm/year
    assumed: as the press has it
  russia_to_iran:
    value: 55 bcm/year
    assumed: as the press has it
  as_the_minister_says:
    value: 300 million m3/day
    assumed: as the press has it
  contracted:
    value: 5 Mt/year
    assumed: the contract of 1996
  shipped:
    value: 2.0 Mt/year
    assumed: 2012
  tariff:
    value: 15.67 USD/t
    assumed: the contract of 1996
results:
  ship_or_pay:
    formula: (contracted - shipped) * tariff
"""


def cell(folder: Path, text: str, name: str, *options: str) -> float:
    """One cell of a scenario, through the real entry."""
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    done = run("get", str(file), name, *options)
    assert done.status == 0, done.err
    return float(done.out)


def computed(text: str, **names: float) -> float:
    """A formula's value."""
    return evaluate(parse_formula(text), names)


def supply_loss(folder: Path, absorption: float, value: float, elasticity: float) -> float:
    """The buyer's loss when the supplier stops all its goods."""
    text = SUPPLY.format(absorption=f"{absorption!r}", value=f"{value!r}", elasticity=elasticity)
    return cell(folder, text, "loss.buyer.goods")


def test_trade_elasticity_is_one_less_than_the_elasticity_of_substitution(tmp_path: Path) -> None:
    """Bajzik and others 2020: 3.8 between goods is 2.8 in trade, so little of a supply lost costs 1 / 2.8 of it."""
    assert math.isclose(computed("elasticity - 1", elasticity=3.8), 2.8, rel_tol=1e-9)
    # a millionth of a millionth of what the buyer spends: value / 2.8 to twelve digits
    assert math.isclose(supply_loss(tmp_path, 1e12, 1.0, 3.8), 1 / 2.8, rel_tol=1e-9)


@pytest.mark.parametrize(("trade_elasticity", "percent"), [(5, 1.44), (10, 0.72)])
def test_loss_of_autarky(trade_elasticity: float, percent: float, tmp_path: Path) -> None:
    """Arkolakis and others 2012: with 93 % spent at home autarky costs the US 0.7 to 1.4 % of its income."""
    loss = supply_loss(tmp_path, 100.0, 7.0, trade_elasticity + 1)
    assert math.isclose(loss, 100 * (1 - 0.93 ** (1 / trade_elasticity)), rel_tol=1e-9)
    assert round(loss, 2) == percent


@pytest.mark.parametrize(
    ("figure", "unit", "exact", "digits", "printed"),
    [
        ("russia_to_turkey", "million m3/day", 65_000 / 365, 0, 178),
        # 150.68: the source rounds to tens
        ("russia_to_iran", "million m3/day", 55_000 / 365, -1, 150),
        ("as_the_minister_says", "bcm/year", 300 * 365 / 1000, 1, 109.5),
    ],
)
def test_gas_a_year_and_a_day(
    figure: str, unit: str, exact: float, digits: int, printed: float, tmp_path: Path
) -> None:
    """Interfax-Ukraine has 65 bcm a year as 178 million m3 a day, Press TV 55 bcm as 150."""
    found = cell(tmp_path, FLOWS, figure, "--unit", unit)
    assert math.isclose(found, exact, rel_tol=1e-9)
    assert round(found, digits) == printed


def test_gas_conversions_in_the_formula_language() -> None:
    """The same conversions as ratios of quantities, without a scenario."""
    assert math.isclose(computed("[65 bcm/year] / [1 million m3/day]"), 65_000 / 365, rel_tol=1e-9)
    assert math.isclose(computed("[300 million m3/day] / [1 bcm/year]"), 109.5, rel_tol=1e-9)
    assert math.isclose(parse_quantity("300 million m3/day").base, 109.5e9, rel_tol=1e-9)


def test_ship_or_pay(tmp_path: Path) -> None:
    """Transneft on 2012: 5 Mt promised less 2.0 Mt shipped at 15.67 USD a tonne is 47.0 million USD."""
    found = cell(tmp_path, FLOWS, "ship_or_pay")
    assert math.isclose(found, 3.0e6 * 15.67, rel_tol=1e-9)
    assert round(found / 1e6, 1) == 47.0


def test_share_of_remittances_from_russia() -> None:
    """Central Bank of Azerbaijan: 287.05 of 567.8 million USD in the first half of 2024 is 50.6 %."""
    found = computed("[287.05 million USD] / [567.8 million USD]")
    assert math.isclose(found, 287.05 / 567.8, rel_tol=1e-9)
    assert round(found * 100, 1) == 50.6


def test_article_and_world_bank_agree_on_exports() -> None:
    """1.178 billion at 4.35 to 4.45 % of exports is 26.47 to 27.08 billion; the World Bank says 26.559."""
    least = computed("[1.178 billion USD/year] / 4.45%")
    most = computed("[1.178 billion USD/year] / 4.35%")
    assert (round(least / 1e9, 2), round(most / 1e9, 2)) == (26.47, 27.08)
    assert least < parse_quantity("26.559 billion USD/year").base < most


def test_mean_and_variance_of_pert() -> None:
    """PERT(2, 4, 5) has mean 3.8333 and variance 0.30556, by the formulas that draws must follow."""
    bounds = {"low": 2.0, "mode": 4.0, "high": 5.0}
    mean = computed("(low + 4 * mode + high) / 6", **bounds)
    alpha = computed("1 + 4 * (mode - low) / (high - low)", **bounds)
    beta = computed("1 + 4 * (high - mode) / (high - low)", **bounds)
    variance = computed(
        "alpha * beta * (high - low)**2 / ((alpha + beta)**2 * (alpha + beta + 1))",
        alpha=alpha,
        beta=beta,
        **bounds,
    )
    # (2 + 16 + 5) / 6 = 23 / 6; 11/3 x 7/3 x 9 / (36 x 7) = 11 / 36
    assert math.isclose(mean, 23 / 6, rel_tol=1e-9)
    assert math.isclose(variance, 11 / 36, rel_tol=1e-9)
    assert (round(mean, 4), round(variance, 5)) == (3.8333, 0.30556)


@pytest.mark.parametrize("absorption", [7.5, 100.0, 1e6, 1e15])
def test_elasticity_two_gives_the_invoice(absorption: float, tmp_path: Path) -> None:
    """At an elasticity of 2 the loss is the invoice, whatever the buyer spends in all."""
    assert math.isclose(supply_loss(tmp_path, absorption, 7.0, 2.0), 7.0, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("elasticity", "is_dearer"), [(1.2, True), (1.9, True), (2.1, False), (3.8, False), (11.0, False)]
)
def test_hard_to_replace_goods_cost_more_than_the_invoice(
    elasticity: float, *, is_dearer: bool, tmp_path: Path
) -> None:
    """Below an elasticity of 2 the loss exceeds the invoice, above it falls short; it never exceeds spending."""
    loss = supply_loss(tmp_path, 100.0, 7.0, elasticity)
    assert math.isclose(loss, 100 * (1 - 0.93 ** (1 / (elasticity - 1))), rel_tol=1e-9)
    assert (loss > 7.0) == is_dearer
    assert loss < 100.0


def test_loss_of_a_supply_is_bounded_by_all_spending(tmp_path: Path) -> None:
    """Almost all of what a buyer spends, almost irreplaceable, costs almost all of it and no more."""
    loss = supply_loss(tmp_path, 100.0, 99.0, 1.05)
    # 1 - 0.01^20 is 1 to fifteen digits
    assert math.isclose(loss, 100.0, rel_tol=1e-9)
    assert loss <= 100.0
