"""Priors: numbers worked out from the evidence shown here, how figures name them, and what is said of them."""

import csv
import io
import json
import math
from collections.abc import Collection, Sequence
from pathlib import Path
from statistics import fmean, harmonic_mean, variance

import numpy as np
import pytest
from scipy.optimize import brentq

import leverage
from leverage import priors
from leverage.analysis import sampling
from leverage.model import Evidence
from tests import reference
from tests.program import run

# The outcomes that count in the end, by class: each piece's value, or the middle of its low and high.
DIVERTED = {
    "bulk": [1.0, 0.93],  # barley, coal
    "crude": [1.0],
    "processed_food": [(0.67 + 0.70) / 2, (0.79 + 1) / 2, 1.0],  # cheese, seafood, salmon
    "wine": [0.20, (0.32 + 0.70) / 2, (0.30 + 0.38) / 2],  # Australia, Georgia in 2012, Moldova
    "perishable": [0.59, 0.10],
    "luxury": [(0.36 + 0.57) / 2],
    "wood": [0.11],
    "economy": [0.81, 0.67],
}
REPLACED = {"processed_food": [1.0], "gas": [0.89, 0.48, 1.0, 1.0], "economy": [0.93]}
# Of these, what China's measures against Australia tell.
WITHOUT_AUSTRALIA = {
    "crude": [1.0],
    "processed_food": DIVERTED["processed_food"],
    "wine": DIVERTED["wine"][1:],
    "perishable": [0.59, 0.10],
    "economy": [0.67],
}


def solve(years: float, lacking: float) -> float:
    """Return the half-life by which so much lacks on average: h / (T ln 2) (1 - 2^(-T / h)), which grows with h."""

    def find_lacking(half_life: float) -> float:
        return half_life / (years * math.log(2)) * (1 - 2 ** (-years / half_life))

    return float(brentq(lambda half_life: find_lacking(half_life) - lacking, 1e-3, 1e3))


# What the notes say of numbers that were computed, by prior and goods: the arithmetic, in the order of the file.
COMPUTED = {
    ("bulk.diverted", "barley of Australia"): [min((8.07 - (6.07 - 4.7)) / 4.7, 1)],
    ("bulk.diverted", "coal of Australia"): [30.8 / 33],
    ("processed_food.diverted", "cheese of the EU"): [2 / 3, (230 - 70) / 230],
    ("processed_food.diverted", "seafood of Norway"): [1 - 2.2 / (100 * 6.6 / 61.5), 1],
    ("processed_food.diverted", "salmon of Norway"): [min((10_000 - 590) / (11_000 - 2 * 3_700), 1)],
    ("wine.diverted", "wine of Australia"): [0.247 / 1.23],
    ("wine.diverted", "wine of Georgia"): [(23 - 57 * 0.12) / (57 * 0.88), (60 - 81.3 * 0.12) / (81.3 * 0.88)],
    ("wine.diverted", "wine of Moldova"): [(138 - 313 * (1 - share)) / (313 * share) for share in (0.8, 0.9)],
    ("wine.diverted_first_year", "wine of Georgia"): [(12 - 57 * 0.12) / (57 * 0.88)],
    ("perishable.diverted", "fruit and vegetables of the EU"): [1 - 12 / 29],
    ("perishable.diverted", "fruit, wine and other goods of Moldova"): [12.8 / 125.7],
    ("luxury.diverted", "lobster of Australia"): [(sold - 0.065) / 0.935 for sold in (0.4, 0.6)],
    ("wood.diverted", "logs of Australia"): [0.4 / 3.5],
    ("wood.diverted_first_year", "logs of Australia"): [1.2 / 3.5],
    ("economy.diverted", "all goods that China stopped"): [4.4 / 5.4],
    ("gas.replaced", "gas bought by Germany"): [1 - (77.0 - 72.7) / (0.52 * 77.0)],
    ("gas.replaced", "gas bought by the EU"): [565 / 1171],
    ("economy.replaced", "imports of Qatar"): [1 - 1.1 / 15],
    ("economy.discount", "barley of Australia"): [1 - 210 / 260, 1 - 210 / 270],
    ("economy.discount", "lobster of Australia"): [1 - 0.4 / 0.6],
    ("economy.discount", "salmon of Norway"): [1 - 36.04 / 40.73],
    ("economy.discount", "wine of Moldova"): [1 - 2.06 / 2.41],
    # A half-life from what still lacks after T years, T / log2(1 / lacking), or from what does on average, by `solve`.
    ("economy.half_life", "all goods"): [7 / math.log2(20), 10 / math.log2(20)],
    ("economy.half_life", "imports of Qatar"): [0.2 / math.log2(1 / (1 - 0.49 / 0.894)), 0.2 / math.log2(93 / 45)],
    ("economy.half_life", "all goods that China stopped"): [solve(8 / 12, 1 / 5.4), 8 / 12 / math.log2(5.4)],
    ("bulk.half_life", "coal of Australia"): [solve(8 / 12, 2.2 / 33), 8 / 12 / math.log2(33 / 2.2)],
    ("processed_food.half_life", "cheese of the EU"): [0.85 / math.log2(1 / 0.30), 0.85 / math.log2(1 / 0.33)],
    ("wine.half_life", "wine of Georgia"): [1.3 / math.log2(32 / 22), 4.3 / math.log2(1 / 0.84)],
    ("gas.half_life", "gas bought by Germany"): [solve(5 / 12, 4.3 / 40), 0.6 / math.log2(40 / 0.3)],
    ("remittances.offset", "remittances of Tajikistan"): [0, 1 - 10 / (42 / 3)],
    ("oil_transit.spare", "oil of Azerbaijan"): [100 / 850, 1 - 0.85],
}

SCENARIO = """
title: Wine and crude
sides: [a, b]
sources:
  own: {title: A yearbook}
parties:
  a: {name: A}
  b: {name: B}
figures:
  sold: {value: 100 million USD/year, source: own}
  elsewhere: {label: Wine that finds other buyers, prior: wine}
  elasticity: {prior: economy, note: for all goods}
  both:
    use: theirs
    readings:
      ours: {value: 2 years, assumed: a test}
      theirs: {prior: bulk.half_life}
levers:
  goods:
    kind: trade
    seller: a
    buyer: b
    half_life: both
    parts:
      wine: {value: sold, diverted: elsewhere}
      crude: {value: sold, diverted: {prior: crude}}
"""


def logit(share: float) -> float:
    """Return the logit of a share drawn in from 0 and 1."""
    drawn_in = (19 * share + 0.5) / 20
    return math.log(drawn_in / (1 - drawn_in))


def share(logit: float) -> float:
    """Return the share of a logit, at most 1 and at least 0."""
    return min(max((20 / (1 + math.exp(-logit)) - 0.5) / 19, 0), 1)


def spread(groups: Sequence[Sequence[float]]) -> float:
    """Return the standard deviation of logits within groups."""
    squares = sum((logit(each) - fmean(map(logit, group))) ** 2 for group in groups for each in group)
    return math.sqrt(squares / (sum(map(len, groups)) - len(groups)))


def interval(group: Sequence[float], deviation: float, quantile: float) -> tuple[str, str, str]:
    """Return the value, and low and high as they are rounded outwards."""
    middle = fmean(map(logit, group))
    reach = quantile * deviation * math.sqrt(1 + 1 / len(group))
    low, high = math.floor(100 * share(middle - reach)), math.ceil(100 * share(middle + reach))
    return f"{100 * share(middle):.0f} %", f"{low} %", f"{high} %"


def numbers(name: str, without: Collection[str] = ()) -> tuple[str, str, str]:
    prior = priors.find_prior(name, without)
    return prior.value.text, prior.low.text, prior.high.text


@pytest.mark.parametrize(("name", "goods"), COMPUTED)
def test_a_piece_is_as_its_note_computes_it(name: str, goods: str) -> None:
    """A number that was computed from others agrees with them."""
    piece = next(piece for piece in priors.find_prior(name).pieces if piece.goods == goods)
    given = [each.number for each in (piece.value, piece.low, piece.high) if each]
    assert given == pytest.approx(COMPUTED[name, goods], abs=0.006, rel=0.04 if name.endswith("half_life") else 0)


def test_a_share_has_the_interval_of_a_new_case() -> None:
    """21 outcomes in 11 classes have 10 degrees of freedom, whose t is 1.812 at the 95th percentile."""
    deviation = spread([*DIVERTED.values(), *REPLACED.values()])
    for class_, group in DIVERTED.items():
        assert numbers(f"{class_}.diverted") == interval(group, deviation, 1.812), class_
    for class_, group in REPLACED.items():
        assert numbers(f"{class_}.replaced") == interval(group, deviation, 1.812), class_
    assert numbers("wine.diverted") == ("34 %", "0 %", "93 %")


def test_an_input_of_another_sort_has_a_spread_of_its_own() -> None:
    """Five discounts have 4 degrees of freedom, whose t is 2.132: logits -1.325 ± 2.132 × 0.4583 × √1.2."""
    group = [(0.19 + 0.22) / 2, 0.33, 0.22, 0.115, 0.145]
    assert spread([group]) == pytest.approx(0.4583, abs=1e-4)
    assert numbers("economy.discount") == interval(group, spread([group]), 2.132) == ("19 %", "6 %", "44 %")


def test_the_first_year_takes_what_is_nearest_to_it() -> None:
    """Of Georgia's wine that of 2007 counts, of Australia's that of the second half of 2021; no outcome after 1.5."""
    values = [piece.value.text for piece in priors.find_prior("wine.diverted_first_year").pieces[:2] if piece.value]
    assert values == ["20 %", "10 %"]
    assert "bulk.diverted_first_year" in priors.list_names()
    assert [piece.goods for piece in priors.find_prior("bulk.diverted_first_year").pieces] == ["coal of Australia"]
    assert "luxury.diverted_first_year" not in priors.list_names()  # the lobster is of two years after


def test_an_episode_can_be_left_out() -> None:
    """Without it a class has what is left, and a class without any the mean and the spread of all on the input."""
    left = [*WITHOUT_AUSTRALIA.values(), *REPLACED.values()]
    # 15 outcomes in 8 classes: 7 degrees of freedom, t 1.895
    assert numbers("wine.diverted", ["china_australia"]) == interval(WITHOUT_AUSTRALIA["wine"], spread(left), 1.895)
    # A class without any: 5 means of what is diverted, 3 of what is replaced. 8 - 2 = 6 degrees of freedom, t 1.943.
    kinds = [list(WITHOUT_AUSTRALIA.values()), list(REPLACED.values())]
    means = [[fmean(map(logit, group)) for group in groups] for groups in kinds]
    between = (variance(means[0]) * 4 + variance(means[1]) * 2) / 6
    size = harmonic_mean([len(group) for group in left])
    reach = 1.943 * math.sqrt(between * (1 + 1 / 5) + spread(left) ** 2 * (1 - 1 / size))
    ends = [100 * share(fmean(means[0]) + side * reach) for side in (-1, 0, 1)]
    expected = (f"{ends[1]:.0f} %", f"{math.floor(ends[0])} %", f"{math.ceil(ends[2])} %")
    assert numbers("bulk.diverted", {"china_australia"}) == expected == ("76 %", "4 %", "100 %")
    held_out = priors.find_prior("bulk.diverted", {"china_australia"})
    assert "china_australia" not in {piece.episode for piece in held_out.pieces}
    assert not any("aap" in source for source in held_out.sources)


def test_an_input_of_one_episode_has_none_without_it() -> None:
    """Where nothing is left there is no number."""
    with pytest.raises(priors.PriorError, match=r"no evidence is left on 'remittances\.offset'"):
        priors.find_prior("remittances.offset", ["tajikistan_remittances"])


def test_few_shares_take_the_spread_of_all() -> None:
    """Two cases of oil and one of remittances leave 1 and 0 degrees of freedom; with all shares it is 29 - 14 = 15.

    Student's t is 1.753 then. The 29 are 21 of what is diverted or replaced, 5 discounts, 2 of oil, 1 of remittances.
    """
    discounts = [0.205, 0.33, 0.22, 0.115, 0.145]
    oil, offset = [0.135, 0.02], [0.145]
    deviation = spread([*DIVERTED.values(), *REPLACED.values(), discounts, oil, offset])
    assert numbers("oil_transit.spare") == interval(oil, deviation, 1.753) == ("6 %", "0 %", "53 %")
    assert numbers("remittances.offset")[1:] == interval(offset, deviation, 1.753)[1:] == ("0 %", "80 %")


def test_half_lives_have_an_interval_of_logarithms() -> None:
    """7 in 5 classes have 2 degrees of freedom, whose t is 2.920; wine's high is held to the 100 years of ties."""
    groups: dict[str, list[tuple[float, float]]] = {
        "economy": [(1.6, 2.3), (0.17, 0.19), (0.086, 0.28)],
        "processed_food": [(0.49, 0.53)],
        "wine": [(2.4, 17)],
        "bulk": [(0.031, 0.17)],
        "gas": [(0.031, 0.084)],
    }
    logs = {name: [math.log(low * high) / 2 for low, high in group] for name, group in groups.items()}
    squares = sum((each - fmean(group)) ** 2 for group in logs.values() for each in group)
    for name, group in logs.items():
        reach = 2.920 * math.sqrt(squares / 2 * (1 + 1 / len(group)))
        prior = priors.find_prior(f"{name}.half_life")
        assert prior.value.number == pytest.approx(math.exp(fmean(group)), rel=0.05)
        assert prior.low.number == pytest.approx(max(math.exp(fmean(group) - reach), 0.01), rel=0.1)
        assert prior.high.number == pytest.approx(min(math.exp(fmean(group) + reach), 100), rel=0.1)
        assert prior.shape == "lognormal"
    assert numbers("economy.half_life") == ("0.38 years", "0.010 years", "44 years")


def test_other_numbers_are_those_of_studies() -> None:
    """Low and high are the least and greatest, the value the geometric mean: √(0.04 × 0.2) = 0.0894."""
    assert numbers("gas.elasticity") == ("0.089", "0.040", "0.20")
    assert numbers("economy.elasticity") == ("3.8", "2.5", "5.1")


def test_draws_of_a_prior_lie_within_its_bounds(tmp_path: Path) -> None:
    """Shares that no tie names lie within 0 and 1, half-lives within 0.01 and 100 years; nine in ten in their range."""
    path = tmp_path / "wine.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    figures = leverage.load(path).figures
    for name, least, most in (("elsewhere", 0.0, 1.0), ("both", 0.01, 100.0)):
        reading = figures[name].in_use
        assert reading is not None
        assert reading.low is not None
        assert reading.high is not None
        draws = sampling.Stream(name, reading, 1).draw(100_000)
        assert draws.min() == least
        assert draws.max() <= most
        if name == "elsewhere":  # no half-life comes near a century
            assert draws.max() == most
        assert np.mean((draws >= reading.low.base) & (draws <= reading.high.base)) >= 0.895
        assert sampling.find_reach(reading) == (least, most)


def test_about_nine_in_ten_held_out_outcomes_lie_inside() -> None:
    """The ranges are as wide as they say, counted over outcomes whose episode is left out."""
    inside, every = reference.count_covered()
    assert every >= 40
    assert 0.85 <= inside / every <= 0.97


def test_every_piece_says_where_it_was_seen() -> None:
    """No number is from memory, each has a source, and what was relayed says by whom."""
    for name in priors.list_names():
        prior = priors.find_prior(name)
        assert prior.low.base <= prior.value.base <= prior.high.base
        for piece in prior.pieces:
            assert piece.sources
            assert set(piece.sources) <= set(prior.sources)
            assert piece.seen in tuple("SA2BCD")
            if piece.seen == "B":
                assert "elayed by" in piece.note


def test_a_figure_takes_a_prior(tmp_path: Path) -> None:
    """Value, range and sources are the prior's, and it is an assumption."""
    path = tmp_path / "wine.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    scenario = leverage.load(path)
    figures = scenario.figures
    wine = figures["elsewhere"].readings[0]
    assert wine.value is not None
    assert wine.low is not None
    assert wine.high is not None
    assert (wine.value.text, wine.low.text, wine.high.text, wine.covered) == ("34 %", "0 %", "93 %", 0.9)
    assert wine.evidence is Evidence.ASSUMED
    assert wine.assumed.startswith("prior wine.diverted, from China and Australia 2020; ")
    assert [reading.value.text for reading in figures["both"].readings if reading.value] == ["2 years", "0.073 years"]
    crude = scenario.levers["goods"].parts["crude"].inputs["diverted"].readings[0]
    assert crude.prior is not None
    assert crude.prior.name == "crude.diverted"
    assert next(iter(scenario.sources)) == "own"
    assert {"prior_decanter_2022", "prior_babina_2023", "prior_bajzik_2020"} <= set(scenario.sources)


def test_the_loss_follows_from_priors() -> None:
    """100 m USD of wine, of which 34 % finds other buyers, and 100 m of crude, of which all does: 66 m."""
    done = run("get", "-", "loss.a.goods", "--no-range", stdin=SCENARIO)
    assert float(done.out) == pytest.approx(66e6)


def test_explain_shows_the_evidence(tmp_path: Path) -> None:
    """The rule, each outcome and the sources are there, and as records."""
    path = tmp_path / "wine.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    done = run("explain", str(path), "elsewhere", environment={"COLUMNS": "400"})
    assert "prior wine.diverted: 90 % of new cases, by the spread of 21 cases within classes" in done.out
    assert "20 % after 1.1 years: wine of Australia, China and Australia 2020" in done.out
    assert "32 % to 70 % after 6.3 years: wine of Georgia, Russia and Georgia 2006" in done.out
    assert "Rzeczpospolita" in done.out
    done = run("explain", str(path), "elsewhere", "--table", "evidence", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row["episode"], row["value"], row["low"], row["high"], row["years"]) for row in rows] == [
        ("china_australia", "0.2", "", "", "1.1"),
        ("russia_georgia", "", "0.32", "0.7", "6.3"),
        ("moldova_russia", "", "0.3", "0.38", "0.4"),
    ]


def test_sources_list_those_of_priors(tmp_path: Path) -> None:
    """The bibliography has the sources of a prior, with the figures that take it."""
    path = tmp_path / "wine.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    done = run("sources", str(path), "--table", "sources", "-f", "csv")
    figures = {row["source"]: row["figures"] for row in csv.DictReader(io.StringIO(done.out))}
    assert figures["prior_decanter_2022"] == "elsewhere"
    assert figures["prior_ians_2023"] == "goods.crude.diverted"
    assert figures["own"] == "sold"
    done = run("sources", str(path), "--table", "figures", "-f", "csv")
    sources = {row["figure"]: row["source"] for row in csv.DictReader(io.StringIO(done.out)) if row["in_use"] == "true"}
    assert sources["goods.crude.diverted"] == "prior_babina_2023;prior_ians_2023"
    assert run("sources", str(path), "-f", "bibtex").out.count("prior_babina_2023") == 1


def test_an_overlay_names_the_prior(tmp_path: Path) -> None:
    """A file that changes another lists the prior, not the numbers it has now."""
    path = tmp_path / "wine.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    assert run("new", "over.yaml", "--from", "wine.yaml", cwd=tmp_path).status == 0
    text = (tmp_path / "over.yaml").read_text(encoding="utf-8")
    assert "#   elsewhere:\n#     label: Wine that finds other buyers\n#     prior: wine.diverted\n" in text


def test_only_sources_drop_priors() -> None:
    """A prior is an assumption: where the figures of a source alone count, it does not."""
    done = run("get", "-", "loss.a.goods", "--no-range", "--only", "own", stdin=SCENARIO)
    assert done.out.strip() == ""
    assert "goods.crude.diverted (an assumption)" in done.err


def test_the_schema_lists_priors() -> None:
    """Editors offer every prior with its numbers, and classes alone."""
    figure = json.loads(run("schema").out)["definitions"]["figure"]["properties"]["prior"]
    offered = dict(zip(figure["enum"], figure["enumDescriptions"], strict=True))
    assert {*priors.list_names(), *priors.list_classes()} == offered.keys()
    assert offered["wine.diverted"] == "wine, and with more doubt other branded drinks: 34 %, 0 % to 93 %"


def test_the_bundled_scenario_agrees_with_priors() -> None:
    """What base.yaml says of priors in its comments holds: its values lie in their ranges."""
    figures = leverage.load("azerbaijan-russia").figures
    named = {"diverted": "economy", "diverted_selective": "perishable", "diverted_crude": "crude"}
    for id_, class_ in named.items():
        reading, prior = figures[id_].in_use, priors.find_prior(f"{class_}.diverted")
        assert reading is not None
        assert reading.value is not None
        assert prior.low.base <= reading.value.base <= prior.high.base
