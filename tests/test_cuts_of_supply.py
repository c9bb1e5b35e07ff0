"""Cuts of gas, wine, salmon, money and oil in the folder history: computed numbers, worked out a second time."""

import pytest

from leverage.analysis.assessment import assess_named

# What was observed, by hand from what the sources print; shares, and dollars.
OBSERVED = {
    # TWh a month of net imports, after and before
    "russian-gas net_imports": 72.7 / 77.0,
    # 14 % less than usual was used
    "russian-gas use_of_gas": 1 - 0.14,
    # growth forecast and growth
    "russian-gas below_forecast": 0.042 - 0.018,
    "moldova-wine-2006 exports_of_2006": (313 - 138) * 1e6,
    # 180 million in ten months, 200 million in twenty
    "moldova-wine-2006 ten_months": 180e6 / 10 * 12,
    "moldova-wine-2006 twenty_months": 200e6 / 20 * 12,
    "lithuania-china growth": 0.035 - 0.024,
    "norway-salmon kolstad_estimate": (125e6 + 176e6) / 2,
    "tajikistan-remittances growth": 0.067 - 0.060,
    # the middle of 125 and 130 of 850 thousand barrels a day
    "transit-btc output_left": 127.5 / 850,
}
# What follows from figures, at the values in use; shares, and money a year.
CELLS = {
    # 4,278.504 billion USD at 0.845 EUR; 1,000 TWh of 3,600 TJ at 6,392 EUR, of which Russia has 55 %
    "russian-gas germany.gdp": 4278.504e9 * 0.845,
    "russian-gas gas_spending": 6392 * 3600 * 1000 / (4278.504e9 * 0.845),
    "russian-gas exposure.russia.gas": 0.55 * 6392 * 3600 * 1000,
    "moldova-wine-2006 moldova.exports": 313e6 / 0.25,
    "moldova-wine-2006 goods_to_russia.wine.value": 313e6 * 0.9,
    # 246.1 million in half a year, after a fall of 23.6 %
    "moldova-wine-2013 exports_to_russia": 246.1e6 / (1 - 0.236) * 2,
    "moldova-wine-2013 moldova.exports": 246.1e6 / (1 - 0.236) * 2 / 0.283,
    "moldova-wine-2013 goods_to_russia.wine.value": 93e6 * 0.487 / 9 * 12,
    # 1.2 billion cubic metres at 647 USD a thousand
    "moldova-gas-2022 exposure.moldova.gas": 1.2e6 * 647,
    "lithuania-china lithuania.exports": 243.9e6 / 0.01,
    "lithuania-china lithuania.gdp": 56.965e9 * 0.876,
    "norway-salmon salmon.value": 11_000 * 134e6 / 19_300,
    "tajikistan-remittances remittances_from_russia": 0.42 * 9.113e9 * 0.9,
    # 53 Mt of 8.40 barrels a tonne at 70.86 USD
    "transit-cpc exposure.kazakhstan.cpc_oil": 53e6 * 510 / 60.7 * 70.86,
    "transit-cpc room_on_paper": 22.5 / 53,
    "transit-btc exposure.azerbaijan.btc_oil": 850e3 * 365 * 96.94,
    "transit-btc other_ways.on_paper": 310 / 850,
}


@pytest.mark.parametrize("name", OBSERVED)
def test_what_was_observed(name: str) -> None:
    """Within the rounding of the file."""
    scenario, id_ = name.split()
    value = assess_named(f"history/{scenario}").scenario.observed[id_].value
    assert value is not None
    assert value.base == pytest.approx(OBSERVED[name], rel=0.005)


@pytest.mark.parametrize("name", CELLS)
def test_figures_that_follow(name: str) -> None:
    """At the values in use."""
    scenario, cell = name.split()
    assert assess_named(f"history/{scenario}").values[cell].number == pytest.approx(CELLS[name], rel=1e-3)


def test_germany_at_the_gap_of_the_forecast() -> None:
    """The form of Bachmann and others, 1 - (a (1 - x)^((s - 1)/s) + 1 - a)^(s/(s - 1)), at x = 30 %."""
    values = assess_named("history/russian-gas").values
    spending, elasticity = values["gas_spending"].number, values["elasticity"].number
    assert isinstance(spending, float)
    assert isinstance(elasticity, float)
    power = (elasticity - 1) / elasticity
    loss = 1 - (spending * 0.7**power + 1 - spending) ** (1 / power)
    assert values["loss_at_bachmann_gap"].number == pytest.approx(loss)
