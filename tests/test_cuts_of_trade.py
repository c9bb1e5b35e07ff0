"""Cuts of trade in the folder history: what was computed from the numbers of the sources, worked out a second time."""

import pytest

from leverage.analysis.assessment import assess_named
from leverage.model import list_figures

# What was observed, by hand from what the sources print; money and volumes in millions a year.
OBSERVED = {
    # 51 % of the value of barley exports in 2019, 0.1 % in 2021
    "china-australia barley_kept_2021": 0.1 / 51,
    # 35 AUD a tonne below a fair price, 4.7 million tonnes
    "china-australia barley_lost_2021": 35 * 4.7,
    # 25 million AUD are left after a fall of 1,230
    "china-australia wine_kept_2022": 25 / (1230 + 25),
    "china-australia wine_lost_2022": 1230 - 247,
    # 2,080 million AUD in the year to June 2022, 1,870 a year later
    "china-australia wine_lost_2023": 2080 + 1230 - 247 - 1870,
    "china-australia coal_lost_2021": 1 - 30.8 / 33,
    "china-australia logs_lost_2021": 3.5 - 1.2,
    "china-australia logs_lost_2022": 3.5 - 0.4,
    "china-australia all_lost_2021": 1 - 4.4 / 5.4,
    # 40 % of the value of earlier highs, of which China had 93.5 %
    "china-australia lobster_lost_since": 1 - (0.40 - 0.065) / 0.935,
    # 9 of 41 million litres, or 12 of 57 million bottles, of which Russia had 88 %
    "georgia-russia wine_lost_2007": 1 - (57 * 9 / 41 - 57 * 0.12) / (57 * 0.88),
    "georgia-russia wine_lost_2009": 81.3 - 34.2,
    "georgia-russia wine_lost_2012": 81.3 - 50 / 10 * 12,
    # imports of 2016 and 2018, from all and from the four
    "qatar-blockade missing_2018": (32208.924 - 31696.012) / (4932.528 - 109.422),
    "qatar-blockade missing_august_2017": 7.8 / (100 * 4932.528 / 32208.924),
    "food-embargo cheese_lost_2015": 70 / 230,
    "food-embargo fruit_lost_2015": 12 / 29,
    "food-embargo seafood_lost_2015": 2.2 / 10.7,
    # 13 and 3 % of 445 to 520 thousand million roubles
    "food-embargo russia_lost": (0.13 + 0.03) * (445e3 + 520e3) / 2,
}
# Figures that follow from others, in millions a year.
CELLS = {
    # what is left of 25,000
    "china-australia other_to_china": 25_000 - 1_200 - 1_200 - 13_700 - 544 - 600 - 800,
    "china-australia australia.gdp": 25_000 / 0.013,
    "georgia-russia georgia.exports": 153 / 0.181,
    "georgia-russia goods_to_russia.wine.value": 81.3 * 0.88,
    "qatar-blockade bought_from_the_four": 1381.455 + 2908.446 + 318.989 + 323.639,
    "food-embargo seafood.value": 6_600 / 7.8,
}


@pytest.mark.parametrize("name", OBSERVED)
def test_what_was_observed(name: str) -> None:
    """Within the rounding of the file."""
    scenario, id_ = name.split()
    value = assess_named(f"history/{scenario}").scenario.observed[id_].value
    assert value is not None
    scale = 1e6 if value.base > 1e5 else 1
    assert value.base / scale == pytest.approx(OBSERVED[name], rel=0.03)


@pytest.mark.parametrize("name", CELLS)
def test_figures_that_follow(name: str) -> None:
    """At the values in use."""
    scenario, cell = name.split()
    number = assess_named(f"history/{scenario}").values[cell].number
    assert number == pytest.approx(CELLS[name] * 1e6, rel=1e-3)


@pytest.mark.parametrize("name", ["china-australia", "food-embargo", "georgia-russia", "qatar-blockade"])
def test_a_publication_that_priors_cite_too_has_one_entry(name: str) -> None:
    """The scenario's own, which the evidence of its priors then names."""
    scenario = assess_named(f"history/{name}").scenario
    entries = [tuple(source)[2:] for source in scenario.sources.values()]
    assert len(set(entries)) == len(entries)
    own = {source.id for source in scenario.sources.values() if source.place.file.name.startswith("history/")}
    priors = [reading.prior for figure in list_figures(scenario) for reading in figure.readings if reading.prior]
    assert own & {id_ for prior in priors for piece in prior.pieces for id_ in piece.sources}
