"""Every number of the scenarios of Azerbaijan and Russia, worked out a second time from the figures of the sources.

The figures are typed in by hand and the formulas are plain arithmetic, so nothing here rests on the program.
Money is in USD a year.
"""

import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.program import read_json

# Figures, as the sources give them.
AZERBAIJAN_GDP_USD_PER_YEAR = 74.316e9
AZERBAIJAN_EXPORTS_USD_PER_YEAR = 26.559e9
AZERBAIJAN_IMPORTS_USD_PER_YEAR = 21.053e9
AZERBAIJAN_REMITTANCES_USD_PER_YEAR = 1351.7e6
RUSSIA_GDP_USD_PER_YEAR = 2174e9
RUSSIA_EXPORTS_USD_PER_YEAR = 433.1e9
RUSSIA_IMPORTS_USD_PER_YEAR = 285.1e9

EXPORTS_TO_RUSSIA_USD_PER_YEAR = 1.178e9
EXPORTS_TO_RUSSIA_SHARE = 0.044
IMPORTS_FROM_RUSSIA_USD_PER_YEAR = 3.621e9
IMPORTS_FROM_RUSSIA_GROWTH = 0.15
EXPORTS_TO_RUSSIA_DECLINE = 0.015
BANNED_GOODS_USD_PER_YEAR = 97.1e6 + 168.7e6 + 153.4e6 + 235.7e6 + 70.2e6
CRUDE_FROM_RUSSIA_USD_PER_YEAR = 907e6
ELASTICITY = 3.8
SHORT_ELASTICITY = 0.76
DISCOUNT = 0.0
DIVERTED = 0.67
DIVERTED_SELECTIVE = 0.33
DIVERTED_CRUDE = 0.90
HALF_LIFE_YEARS = 2.0
HALF_LIFE_CRUDE_YEARS = 3 / 12

REMITTANCES_USD_PER_YEAR = 500e6
OFFSET = 0.30
OUTPUT_PER_REMITTANCE = 1.0

OIL_BARRELS_PER_DAY = 20_000
DAYS_PER_YEAR = 365
BARRELS_PER_TONNE = 7.33
BRENT_USD_PER_BARREL = 80.52
NORTHERN_TARIFF_USD_PER_TONNE = 12.7
CEYHAN_EXTRA_USD_PER_TONNE = 10.0
CEYHAN_SPARE = 1.0
CEYHAN_FLOW_BARRELS_PER_DAY = 622_000
CEYHAN_CAPACITY_BARRELS_PER_DAY = 1_200_000
CEYHAN_SHARE = 0.751

GAS_ARTICLE_M3_PER_YEAR = 300e6 * DAYS_PER_YEAR
GAS_PRESS_TV_M3_PER_YEAR = 55e9
GAS_FIRST_STAGE_M3_PER_YEAR = 2e9
GAS_PRICE_USD_PER_M3 = 100 / 1000
GAS_FEE_USD_PER_M3 = 5 / 1000

SPUTNIK_STAFF_BEFORE = 40
SPUTNIK_STAFF_AFTER = 1

# What each scenario changes.
SCENARIOS = (
    "azerbaijan-responds", "base", "combined-pressure", "escalation", "expulsion", "first-year", "gas-transit",
    "moscow-means", "pipeline-closure", "remittance-limits", "trade-restrictions",
)  # fmt: skip
WORKERS_LEAVE = ("expulsion",)
GAS_FLOWS = ("gas-transit",)
#: Over how many first years losses are counted; those after adjustment where none is named.
HORIZON_YEARS = {"first-year": 1.0}


class Part(NamedTuple):
    """A part of the goods of a lever."""

    value: float
    diverted: float
    half_life_years: float = HALF_LIFE_YEARS


PARTS = {
    "goods_to_russia": {
        "selective": Part(BANNED_GOODS_USD_PER_YEAR, DIVERTED_SELECTIVE),
        "other": Part(EXPORTS_TO_RUSSIA_USD_PER_YEAR - BANNED_GOODS_USD_PER_YEAR, DIVERTED),
    },
    "goods_from_russia": {
        "crude": Part(CRUDE_FROM_RUSSIA_USD_PER_YEAR, DIVERTED_CRUDE, HALF_LIFE_CRUDE_YEARS),
        "other": Part(IMPORTS_FROM_RUSSIA_USD_PER_YEAR - CRUDE_FROM_RUSSIA_USD_PER_YEAR, DIVERTED),
    },
}

SIDES = ("azerbaijan", "russia")
GDP = {"azerbaijan": AZERBAIJAN_GDP_USD_PER_YEAR, "russia": RUSSIA_GDP_USD_PER_YEAR, "iran": None}
SIZE_RATIO = RUSSIA_GDP_USD_PER_YEAR / AZERBAIJAN_GDP_USD_PER_YEAR

#: The share of a lever that is cut, or the part of it that is cut in full.
Cut = float | str

# move: lever, who moves, whom it hurts, cut
BAN = ("goods_to_russia", "russia", "azerbaijan", "selective")
MARKET = ("goods_to_russia", "russia", "azerbaijan", 1.0)
HALF_TRANSFERS = ("remittances", "russia", "azerbaijan", 0.5)
ALL_TRANSFERS = ("remittances", "russia", "azerbaijan", 1.0)
CLOSURE = ("novorossiysk_oil", "russia", "azerbaijan", 1.0)
STOP_BUYING = ("goods_from_russia", "azerbaijan", "russia", 1.0)
STOP_SHIPPING = ("novorossiysk_oil", "azerbaijan", "russia", 1.0)
GAS_CLOSURE = ("gas_to_iran", "azerbaijan", "russia", 1.0)
MOVES: dict[str, dict[str, tuple[str, str, str, Cut]]] = {
    "azerbaijan-responds": {"stop_buying": STOP_BUYING, "stop_shipping": STOP_SHIPPING},
    "base": {},
    "combined-pressure": {"ban": BAN, "transfers": HALF_TRANSFERS, "closure": CLOSURE},
    "escalation": {
        "ban": BAN,
        "transfers": HALF_TRANSFERS,
        "closure": CLOSURE,
        "stop_buying": STOP_BUYING,
        "stop_shipping": STOP_SHIPPING,
    },
    "expulsion": {"expulsion": ALL_TRANSFERS},
    "first-year": {},
    "gas-transit": {"gas_closure": GAS_CLOSURE},
    "moscow-means": {"market": MARKET, "transfers": ALL_TRANSFERS},
    "pipeline-closure": {"closure": CLOSURE},
    "remittance-limits": {"transfers": HALF_TRANSFERS},
    "trade-restrictions": {"ban": BAN},
}

# lever, party: what the loss is made of
MEASURES = {
    ("goods_to_russia", "azerbaijan"): "sales",
    ("goods_to_russia", "russia"): "spending",
    ("goods_from_russia", "russia"): "sales",
    ("goods_from_russia", "azerbaijan"): "spending",
    ("remittances", "azerbaijan"): "income",
    ("remittances", "russia"): "income",
    ("novorossiysk_oil", "azerbaijan"): "costs",
    ("novorossiysk_oil", "russia"): "fees",
    ("gas_to_iran", "russia"): "costs",
    ("gas_to_iran", "azerbaijan"): "fees",
    ("gas_to_iran", "iran"): "spending",
}
NOT_MONEY = (
    ("sputnik_staff", "russia"),
    ("sputnik_staff", "azerbaijan"),
    ("diplomatic_isolation", "azerbaijan"),
    ("diplomatic_isolation", "russia"),
)
MONEY_LEVERS = ("goods_to_russia", "goods_from_russia", "remittances", "novorossiysk_oil", "gas_to_iran")

STAKES = [(scenario, *stake) for scenario in SCENARIOS for stake in MEASURES]
PARTIES = [(scenario, party) for scenario in SCENARIOS for party in SIDES]
OUTCOMES = [(s, party, lever) for s in SCENARIOS for lever, party in MEASURES if party in SIDES]
MOVED = [(scenario, move) for scenario in SCENARIOS for move in MOVES[scenario]]


# The formulas, in plain arithmetic.


def adjustment(half_life_years: float, horizon_years: float | None) -> float:
    """1 - H / (T ln 2) (1 - 2^(-T / H)), the share of the adjusting that is done on average; all without a horizon."""
    if horizon_years is None:
        return 1.0
    halvings = horizon_years / half_life_years
    return 1 - (1 - 2**-halvings) / (halvings * math.log(2))


def cut_of_part(part: str, cut: Cut) -> float:
    """The share of a part that is cut, where the lever or one part of it is."""
    return float(part == cut) if isinstance(cut, str) else cut


def lost_market(lever: str, cut: Cut, horizon_years: float | None) -> float:
    """X cut (1 - d (1 - k)) of each part, with the part of d that is reached."""
    return math.fsum(
        part.value
        * cut_of_part(name, cut)
        * (1 - part.diverted * adjustment(part.half_life_years, horizon_years) * (1 - DISCOUNT))
        for name, part in PARTS[lever].items()
    )


def lost_supply(lever: str, cut: Cut, absorption: float) -> float:
    """A (1 - (1 - cut M / A)^(1 / (s - 1)))."""
    stopped = math.fsum(part.value * cut_of_part(name, cut) for name, part in PARTS[lever].items())
    kept: float = (1 - stopped / absorption) ** (1 / (ELASTICITY - 1))
    return absorption * (1 - kept)


def replaced_in_the_end(lever: str, imports: float, absorption: float) -> float:
    """The share of the lost supply made good, at which what is short costs what the cut-off above costs."""
    value = math.fsum(part.value for part in PARTS[lever].values())
    share, power = imports / absorption, (SHORT_ELASTICITY - 1) / SHORT_ELASTICITY
    kept = 1 - lost_supply(lever, 1.0, absorption) / absorption
    left: float = ((kept**power - 1 + share) / share) ** (1 / power)
    return 1 - (1 - left) * imports / value


def short_supply(lever: str, cut: Cut, imports: float, absorption: float, horizon_years: float) -> float:
    """A (1 - (a e^((s-1)/s) + 1 - a)^(s/(s-1))), e the imports that are left or replaced so far, a their share."""
    replaced = replaced_in_the_end(lever, imports, absorption)
    short = math.fsum(
        part.value * cut_of_part(name, cut) * (1 - replaced * adjustment(part.half_life_years, horizon_years))
        for name, part in PARTS[lever].items()
    )
    share, power = imports / absorption, (SHORT_ELASTICITY - 1) / SHORT_ELASTICITY
    kept: float = (share * (1 - short / imports) ** power + 1 - share) ** (1 / power)
    return absorption * (1 - kept)


def bought(lever: str, cut: Cut, imports: float, absorption: float, horizon_years: float | None) -> float:
    """The buyer's loss, after adjustment or over the first years."""
    if horizon_years is None:
        return lost_supply(lever, cut, absorption)
    return short_supply(lever, cut, imports, absorption, horizon_years)


def absorption(gdp: float, exports: float, imports: float) -> float:
    """GDP - exports + imports."""
    return gdp - exports + imports


def gas_flow(scenario: str) -> float:
    """Cubic metres a year."""
    return GAS_FIRST_STAGE_M3_PER_YEAR if scenario in GAS_FLOWS else GAS_ARTICLE_M3_PER_YEAR


def loss(scenario: str, lever: str, party: str, cut: Cut = 1.0) -> float | None:
    """USD a year, or None where nothing is valued."""
    return loss_over(HORIZON_YEARS.get(scenario), scenario, lever, party, cut)


def loss_over(horizon_years: float | None, scenario: str, lever: str, party: str, cut: Cut = 1.0) -> float | None:
    """USD a year, over the first years or after adjustment."""
    azerbaijan_absorbs = absorption(
        AZERBAIJAN_GDP_USD_PER_YEAR, AZERBAIJAN_EXPORTS_USD_PER_YEAR, AZERBAIJAN_IMPORTS_USD_PER_YEAR
    )
    russia_absorbs = absorption(RUSSIA_GDP_USD_PER_YEAR, RUSSIA_EXPORTS_USD_PER_YEAR, RUSSIA_IMPORTS_USD_PER_YEAR)
    if (lever, party) == ("goods_to_russia", "russia"):
        return bought(lever, cut, RUSSIA_IMPORTS_USD_PER_YEAR, russia_absorbs, horizon_years)
    if (lever, party) == ("goods_from_russia", "azerbaijan"):
        return bought(lever, cut, AZERBAIJAN_IMPORTS_USD_PER_YEAR, azerbaijan_absorbs, horizon_years)
    if lever in PARTS:
        return lost_market(lever, cut, horizon_years)

    assert isinstance(cut, float)
    barrels = OIL_BARRELS_PER_DAY * DAYS_PER_YEAR
    tariff = NORTHERN_TARIFF_USD_PER_TONNE / BARRELS_PER_TONNE
    netback = BRENT_USD_PER_BARREL - tariff
    detour = CEYHAN_EXTRA_USD_PER_TONNE / BARRELS_PER_TONNE
    rerouted = min(cut, CEYHAN_SPARE) * min(detour, netback)
    stranded = max(cut - CEYHAN_SPARE, 0.0) * netback
    gas_netback = GAS_PRICE_USD_PER_M3 - GAS_FEE_USD_PER_M3
    offset = OFFSET * adjustment(HALF_LIFE_YEARS, horizon_years)
    output = REMITTANCES_USD_PER_YEAR * OUTPUT_PER_REMITTANCE if scenario in WORKERS_LEAVE else 0.0
    return {
        ("remittances", "azerbaijan"): REMITTANCES_USD_PER_YEAR * cut * (1 - offset),
        ("remittances", "russia"): output * cut,
        ("novorossiysk_oil", "azerbaijan"): barrels * (rerouted + stranded),
        ("novorossiysk_oil", "russia"): barrels * cut * tariff,
        ("gas_to_iran", "russia"): gas_flow(scenario) * cut * gas_netback,
        ("gas_to_iran", "azerbaijan"): gas_flow(scenario) * cut * GAS_FEE_USD_PER_M3,
        ("gas_to_iran", "iran"): gas_flow(scenario) * cut * GAS_PRICE_USD_PER_M3,
    }[lever, party]


def exposure(scenario: str, lever: str, party: str) -> float | None:
    """USD a year; a host of migrants has none."""
    barrels = OIL_BARRELS_PER_DAY * DAYS_PER_YEAR
    return {
        ("goods_to_russia", "azerbaijan"): EXPORTS_TO_RUSSIA_USD_PER_YEAR,
        ("goods_to_russia", "russia"): EXPORTS_TO_RUSSIA_USD_PER_YEAR,
        ("goods_from_russia", "russia"): IMPORTS_FROM_RUSSIA_USD_PER_YEAR,
        ("goods_from_russia", "azerbaijan"): IMPORTS_FROM_RUSSIA_USD_PER_YEAR,
        ("remittances", "azerbaijan"): REMITTANCES_USD_PER_YEAR,
        ("remittances", "russia"): None,
        ("novorossiysk_oil", "azerbaijan"): barrels * BRENT_USD_PER_BARREL,
        ("novorossiysk_oil", "russia"): barrels * NORTHERN_TARIFF_USD_PER_TONNE / BARRELS_PER_TONNE,
        ("gas_to_iran", "russia"): gas_flow(scenario) * GAS_PRICE_USD_PER_M3,
        ("gas_to_iran", "azerbaijan"): gas_flow(scenario) * GAS_FEE_USD_PER_M3,
        ("gas_to_iran", "iran"): gas_flow(scenario) * GAS_PRICE_USD_PER_M3,
    }[lever, party]


#: What each exposure is a share of; Iran's imports are not given.
WHOLES: dict[tuple[str, str], float | None] = {
    ("goods_to_russia", "azerbaijan"): AZERBAIJAN_EXPORTS_USD_PER_YEAR,
    ("goods_to_russia", "russia"): RUSSIA_IMPORTS_USD_PER_YEAR,
    ("goods_from_russia", "russia"): RUSSIA_EXPORTS_USD_PER_YEAR,
    ("goods_from_russia", "azerbaijan"): AZERBAIJAN_IMPORTS_USD_PER_YEAR,
    ("remittances", "azerbaijan"): AZERBAIJAN_REMITTANCES_USD_PER_YEAR,
    ("remittances", "russia"): RUSSIA_GDP_USD_PER_YEAR,
    ("novorossiysk_oil", "azerbaijan"): AZERBAIJAN_EXPORTS_USD_PER_YEAR,
    ("novorossiysk_oil", "russia"): RUSSIA_GDP_USD_PER_YEAR,
    ("gas_to_iran", "russia"): RUSSIA_EXPORTS_USD_PER_YEAR,
    ("gas_to_iran", "azerbaijan"): AZERBAIJAN_GDP_USD_PER_YEAR,
    ("gas_to_iran", "iran"): None,
}


def over(part: float | None, whole: float | None) -> float | None:
    """A ratio, or None where a part is missing or the whole is nothing."""
    return part / whole if part is not None and whole else None


def current(scenario: str) -> list[str]:
    """The levers whose losses are money and that exist in the scenario."""
    return [lever for lever in MONEY_LEVERS if lever != "gas_to_iran" or scenario in GAS_FLOWS]


def parts_of_total(scenario: str, party: str) -> dict[str, float]:
    """Lever to loss, of those that can be valued."""
    losses = {lever: loss(scenario, lever, party) for lever in current(scenario)}
    return {lever: amount for lever, amount in losses.items() if amount is not None}


def cut_of(scenario: str, lever: str) -> Cut:
    """How much of a lever the scenario's moves cut: all without any move; two closures count once."""
    if not MOVES[scenario]:
        return 1.0
    cuts = {cut for moved, _, _, cut in MOVES[scenario].values() if moved == lever}
    assert len(cuts) <= 1
    return cuts.pop() if cuts else 0.0


def share_cut(lever: str, cut: Cut) -> float:
    """The share of a lever's value that is cut."""
    if not isinstance(cut, str):
        return cut
    return PARTS[lever][cut].value / math.fsum(part.value for part in PARTS[lever].values())


def outcome(scenario: str, party: str, lever: str) -> float | None:
    """The loss at the scenario's moves; what is not cut costs nothing, valued or not."""
    cut = cut_of(scenario, lever)
    return loss(scenario, lever, party, cut) if cut else 0.0


def outcome_total(scenario: str, party: str) -> float:
    """The sum of what is valued."""
    losses = (outcome(scenario, party, lever) for lever in current(scenario))
    return math.fsum(amount for amount in losses if amount is not None)


def balanced(scenario: str) -> list[str]:
    """The levers that are cut and valued for both sides."""
    hit = [lever for lever in current(scenario) if cut_of(scenario, lever)]
    return [lever for lever in hit if None not in [outcome(scenario, party, lever) for party in SIDES]]


def balance(scenario: str, party: str) -> float:
    """A side's outcome over those levers."""
    return math.fsum(outcome(scenario, party, lever) or 0.0 for lever in balanced(scenario))


# The program's side, through its real entry, once for each scenario.


@lru_cache
def output(command: str, *arguments: str) -> dict[str, Any]:
    """What a command prints, as JSON."""
    return read_json(command, *arguments)


def shown(scenario: str, table: str, **wanted: str) -> dict[str, Any]:
    """The one record of a table that has the wanted values."""
    return one(output("show", f"azerbaijan-russia/{scenario}")[table], wanted)


def one(records: Iterable[dict[str, Any]], wanted: dict[str, str]) -> dict[str, Any]:
    """The one record with the wanted values."""
    found = [record for record in records if wanted.items() <= record.items()]
    assert len(found) == 1, f"{len(found)} records with {wanted}"
    return found[0]


def mix_of(record: dict[str, Any]) -> dict[str, float]:
    """The mix of a total, by measure."""
    return {measure: float(amount) for measure, _, amount in (part.partition("=") for part in record["mix"])}


def same(found: float | None, expected: float | None) -> bool:
    """Whether the program's number is ours; an empty cell is only equal to an empty one."""
    if found is None or expected is None:
        return found is None and expected is None
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=0.0)


# Stakes


@pytest.mark.parametrize(("scenario", "lever", "party"), STAKES)
def test_exposure_is_the_gross_value_over_the_lever(scenario: str, lever: str, party: str) -> None:
    """Exposure is value, throughput times price, or throughput times tariff."""
    record = shown(scenario, "stakes", lever=lever, party=party)
    assert same(record["exposure"], exposure(scenario, lever, party))


@pytest.mark.parametrize(("scenario", "lever", "party"), STAKES)
def test_loss_follows_the_page_of_methods(scenario: str, lever: str, party: str) -> None:
    """The loss of a lever cut in full is that of methods.md, in USD a year."""
    record = shown(scenario, "stakes", lever=lever, party=party)
    assert same(record["loss"], loss(scenario, lever, party))
    assert record["loss"] is None or record["loss_unit"] == "USD/year"


@pytest.mark.parametrize(("scenario", "lever", "party"), STAKES)
def test_exposure_share_is_of_the_relevant_total(scenario: str, lever: str, party: str) -> None:
    """A seller's exposure is a share of its exports, a buyer's of its imports, a carrier's of its GDP."""
    record = shown(scenario, "stakes", lever=lever, party=party)
    assert same(record["exposure_share"], over(exposure(scenario, lever, party), WHOLES[lever, party]))


@pytest.mark.parametrize(("scenario", "lever", "party"), STAKES)
def test_loss_share_is_of_the_partys_own_gdp(scenario: str, lever: str, party: str) -> None:
    """A loss is set against the GDP of who bears it; Iran's is not given."""
    record = shown(scenario, "stakes", lever=lever, party=party)
    assert same(record["loss_share_of_gdp"], over(loss(scenario, lever, party), GDP[party]))


@pytest.mark.parametrize(("scenario", "lever", "party"), STAKES)
def test_measure_of_a_loss(scenario: str, lever: str, party: str) -> None:
    """Sales, spending, income, fees and costs are told apart."""
    assert shown(scenario, "stakes", lever=lever, party=party)["measure"] == MEASURES[lever, party]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_stake_is_left_untested(scenario: str) -> None:
    """The stakes of a scenario are those worked out here and those without money."""
    found = {(r["lever"], r["party"]) for r in output("show", f"azerbaijan-russia/{scenario}")["stakes"]}
    assert found == {*MEASURES, *NOT_MONEY}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_staff_is_counted_in_people(scenario: str) -> None:
    """Sputnik has 40 people in Azerbaijan and would lose 39; no share of GDP follows."""
    record = shown(scenario, "stakes", lever="sputnik_staff", party="russia")
    assert (record["exposure"], record["exposure_unit"]) == (SPUTNIK_STAFF_BEFORE, "person")
    assert (record["loss"], record["loss_unit"]) == (SPUTNIK_STAFF_BEFORE - SPUTNIK_STAFF_AFTER, "person")
    assert record["loss_share_of_gdp"] is None


@pytest.mark.parametrize(
    ("lever", "party", "of_exposure", "of_loss"),
    [
        ("goods_to_russia", "azerbaijan", "derived", "assumed"),
        ("goods_to_russia", "russia", "derived", "derived"),
        ("goods_from_russia", "russia", "derived", "assumed"),
        ("goods_from_russia", "azerbaijan", "derived", "derived"),
        ("remittances", "azerbaijan", "reported", "assumed"),
        ("novorossiysk_oil", "azerbaijan", "derived", "assumed"),
        ("novorossiysk_oil", "russia", "assumed", "assumed"),
        ("gas_to_iran", "russia", "derived", "assumed"),
        ("gas_to_iran", "azerbaijan", "assumed", "assumed"),
    ],
)
def test_evidence_is_the_weakest_of_the_inputs(lever: str, party: str, of_exposure: str, of_loss: str) -> None:
    """A share diverted, an offset, a detour, a conversion and a fee are assumed; a sum of parts is derived."""
    record = shown("base", "stakes", lever=lever, party=party)
    assert (record["exposure_evidence"], record["loss_evidence"]) == (of_exposure, of_loss)


# Totals


@pytest.mark.parametrize(("scenario", "party"), PARTIES)
def test_total_adds_the_current_levers(scenario: str, party: str) -> None:
    """A total is the sum of the losses that are valued, and a share of GDP."""
    record = shown(scenario, "totals", party=party)
    total = math.fsum(parts_of_total(scenario, party).values())
    assert same(record["loss"], total)
    assert same(record["loss_share_of_gdp"], over(total, GDP[party]))


@pytest.mark.parametrize(("scenario", "party"), PARTIES)
def test_mix_splits_the_total_by_measure(scenario: str, party: str) -> None:
    """Unlike measures are told apart within a total."""
    expected: dict[str, float] = {}
    for lever, amount in parts_of_total(scenario, party).items():
        expected[MEASURES[lever, party]] = expected.get(MEASURES[lever, party], 0.0) + amount
    found = mix_of(shown(scenario, "totals", party=party))
    assert found.keys() == expected.keys()
    assert all(same(found[measure], amount) for measure, amount in expected.items())


@pytest.mark.parametrize(("scenario", "party"), PARTIES)
def test_largest_lever_of_a_total(scenario: str, party: str) -> None:
    """The largest part of a total is named with its share."""
    parts = parts_of_total(scenario, party)
    largest = max(parts, key=lambda lever: parts[lever])
    record = shown(scenario, "totals", party=party)
    assert record["largest_lever"] == largest
    assert same(record["largest_share"], parts[largest] / math.fsum(parts.values()))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_total_leaves_no_money_out(scenario: str) -> None:
    """Neither total lacks any money."""
    for party in SIDES:
        assert not set(MONEY_LEVERS) & set(shown(scenario, "totals", party=party)["left_out"])


# Outcome


@pytest.mark.parametrize(("scenario", "party", "lever"), OUTCOMES)
def test_outcome_by_lever_at_the_scenarios_moves(scenario: str, party: str, lever: str) -> None:
    """What is moved costs its loss at the cut, what is not moved costs nothing; proposed levers have no row."""
    records = output("show", f"azerbaijan-russia/{scenario}")["outcome"]
    rows = [record for record in records if (record["party"], record["lever"]) == (party, lever)]
    if lever not in current(scenario):
        assert rows == []
        return
    (row,) = rows
    expected = outcome(scenario, party, lever)
    assert same(row["loss"], expected)
    assert same(row["cut"], share_cut(lever, cut_of(scenario, lever)))
    assert same(row["loss_share_of_gdp"], None if expected is None else expected / (GDP[party] or 1))


@pytest.mark.parametrize(("scenario", "party"), PARTIES)
def test_outcome_total(scenario: str, party: str) -> None:
    """The outcome of a side is the sum of its levers at the moves, a closed pipeline counted once."""
    record = shown(scenario, "outcome", party=party, lever="total")
    assert same(record["loss"], outcome_total(scenario, party))
    assert same(record["loss_share_of_gdp"], over(outcome_total(scenario, party), GDP[party]))


# Moves


@pytest.mark.parametrize(("scenario", "move"), MOVED)
def test_move_damages_its_target_and_costs_its_maker(scenario: str, move: str) -> None:
    """Damage is the target's loss at the cut, own cost the mover's, others' loss that of third parties.

    A cut is that of the parts that the move names.
    """
    lever, mover, target, cut = MOVES[scenario][move]
    record = shown(scenario, "moves", move=move)
    assert (record["lever"], record["by"], record["target"]) == (lever, mover, target)
    assert same(record["cut"], 1.0 if isinstance(cut, str) else cut)
    assert same(record["damage"], loss(scenario, lever, target, cut))
    assert same(record["own_cost"], loss(scenario, lever, mover, cut))
    iran = loss(scenario, lever, "iran", cut) if lever == "gas_to_iran" else None
    assert same(record["others_loss"], iran)


@pytest.mark.parametrize(("scenario", "move"), MOVED)
def test_move_shares_of_gdp(scenario: str, move: str) -> None:
    """Damage is set against the target's GDP, own cost against the mover's."""
    lever, mover, target, cut = MOVES[scenario][move]
    record = shown(scenario, "moves", move=move)
    assert same(record["damage_share_of_gdp"], over(loss(scenario, lever, target, cut), GDP[target]))
    assert same(record["own_cost_share_of_gdp"], over(loss(scenario, lever, mover, cut), GDP[mover]))


@pytest.mark.parametrize(("scenario", "move"), MOVED)
def test_move_bite_is_the_dollar_ratio_times_the_size_ratio(scenario: str, move: str) -> None:
    """Cost ratio is own cost over damage; bite is damage over own cost times GDP over GDP."""
    lever, mover, target, cut = MOVES[scenario][move]
    damage, cost = loss(scenario, lever, target, cut), loss(scenario, lever, mover, cut)
    size = SIZE_RATIO if mover == "russia" else 1 / SIZE_RATIO
    dollars = over(damage, cost)
    record = shown(scenario, "moves", move=move)
    assert same(record["cost_ratio"], over(cost, damage))
    assert same(record["dollar_ratio"], dollars)
    assert same(record["size_ratio"], size)
    assert same(record["bite"], None if dollars is None else dollars * size)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_move_is_left_untested(scenario: str) -> None:
    """The moves of a scenario are those worked out here."""
    assert [r["move"] for r in output("show", f"azerbaijan-russia/{scenario}")["moves"]] == list(MOVES[scenario])


# Balance


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_balance_is_over_levers_valued_for_both(scenario: str) -> None:
    """Both sides' outcome over the same levers, as a ratio, with the size ratio and their product."""
    (record,) = output("show", f"azerbaijan-russia/{scenario}")["balance"]
    first, second = balance(scenario, "azerbaijan"), balance(scenario, "russia")
    dollars = over(first, second)
    assert set(record["levers"]) == set(balanced(scenario))
    assert same(record["first_loss"], first)
    assert same(record["second_loss"], second)
    assert same(record["dollar_ratio"], dollars)
    assert same(record["size_ratio"], SIZE_RATIO)
    assert same(record["bite"], None if dollars is None else dollars * SIZE_RATIO)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_balance_leaves_no_money_out(scenario: str) -> None:
    """Every tie in money that is cut is valued for both sides."""
    (record,) = output("show", f"azerbaijan-russia/{scenario}")["balance"]
    assert not set(MONEY_LEVERS) & set(record["left_out"])


# Results


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_means_in_full(scenario: str) -> None:
    """The means that the article names, and these with the pipeline: the same in every scenario after adjustment."""
    records = {record["result"]: record for record in output("show", f"azerbaijan-russia/{scenario}")["results"]}
    assert records.keys() == {"own_means", "means_with_pipeline"}
    own = records["own_means"]
    # 725.1 x 0.67 + 452.9 x 0.33 + 500 x 0.7; in the first year 0.154889 of the adjusting is done
    expected = 725.1e6 * 0.67 + 452.9e6 * 0.33 + 500e6 * 0.7
    if scenario == "first-year":
        done = 1 - 2 / math.log(2) * (1 - 2**-0.5)
        expected = 725.1e6 * (1 - 0.33 * done) + 452.9e6 * (1 - 0.67 * done) + 500e6 * (1 - 0.3 * done)
    assert same(own["value"], expected)
    assert (own["unit"], own["left_out"]) == ("USD/year", [])
    # 20,000 x 365 x 10 / 7.33
    assert same(records["means_with_pipeline"]["value"], expected + 73_000_000 / 7.33)


# The first year


@pytest.mark.parametrize(("lever", "party"), [(lever, party) for lever, party in MEASURES if party in SIDES])
@pytest.mark.parametrize("scenario", ["base", "expulsion", "gas-transit"])
def test_first_year_of_a_lever(scenario: str, lever: str, party: str) -> None:
    """What a full cut costs in its first year, when little of the adjusting is done."""
    (record,) = output("get", f"azerbaijan-russia/{scenario}", f"first_year.{party}.{lever}")["cells"]
    assert same(record["value"], loss_over(1.0, scenario, lever, party))


@pytest.mark.parametrize(
    ("sets", "azerbaijan_millions", "russia_millions"),
    [
        # sales 725.1 (1 - 0.33 x 0.154889) + 452.9 (1 - 0.67 x 0.154889) = 1,093.9
        # imports short by 907 (1 - 0.6468 x 0.66187) + 2,714 (1 - 0.6468 x 0.154889) = 2,960.8 of 21,053: 3,168.9
        # transfers 500 (1 - 0.3 x 0.154889) = 476.8; oil 10.0
        # Russia: 907 (1 - 0.9 x 0.66187) + 2,714 (1 - 0.67 x 0.154889) = 2,799.1; imports 1,062.9; fees 12.6
        ([], 4_749.6, 3_874.6),
        # crude as slow as the rest: imports short by 3,621 (1 - 0.6468 x 0.154889) = 3,258.2, which costs 3,512.6;
        # Russia's sales 907 (1 - 0.9 x 0.154889) + 2,432.4 = 3,212.9
        (["half_life_crude=2 years"], 5_093.3, 4_288.5),
    ],
)
def test_first_year_with_every_tie_cut(sets: list[str], azerbaijan_millions: float, russia_millions: float) -> None:
    """Both sides lose more than twice as much in the first year as in a year after adjustment."""
    what_if = [word for text in sets for word in ("--set", text)]
    names = ("first_year.azerbaijan", "first_year.russia")
    found = [record["value"] / 1e6 for record in output("get", "azerbaijan-russia", *names, *what_if)["cells"]]
    assert found == pytest.approx([azerbaijan_millions, russia_millions], abs=0.05)


def test_first_year_of_a_buyer_with_a_given_share_replaced() -> None:
    """M = 21.053, A = 68.810, V = 3.621 bn, replaced 0.67, s = 0.76, H = 2: e = 0.845854, and a loss of 3.4975 bn."""
    what_if = ("--set", "goods_from_russia.replaced=67%", "--set", "half_life_crude=2 years")
    (record,) = output("get", "azerbaijan-russia", "first_year.azerbaijan.goods_from_russia", *what_if)["cells"]
    # 1 - 3.621 (1 - 0.67 x 0.154889) / 21.053
    left = 1 - 3.621 * (1 - 0.67 * 0.154889) / 21.053
    assert left == pytest.approx(0.845854, abs=1e-6)
    share, power = 21.053 / 68.810, -0.24 / 0.76
    assert record["value"] == pytest.approx(68.810e9 * (1 - (share * left**power + 1 - share) ** (1 / power)), rel=1e-5)
    assert record["value"] == pytest.approx(3.4975e9, abs=0.05e6)


@pytest.mark.parametrize(("lever", "expected"), [("goods_from_russia", 0.647), ("goods_to_russia", 0.643)])
def test_share_replaced_follows_from_the_elasticity(lever: str, expected: float) -> None:
    """It is the share at which the shortage of the long run costs what the cut-off costs."""
    (record,) = output("get", "azerbaijan-russia", f"{lever}.replaced")["cells"]
    imports, gdp, exports = {
        "goods_from_russia": (21.053e9, 74.316e9, 26.559e9),
        "goods_to_russia": (285.1e9, 2174e9, 433.1e9),
    }[lever]
    assert same(record["value"], replaced_in_the_end(lever, imports, absorption(gdp, exports, imports)))
    assert record["value"] == pytest.approx(expected, abs=0.0005)


# Parts


def test_seller_loses_each_part_by_its_own_share_diverted() -> None:
    """725.1 x 0.67 + 452.9 x 0.33 = 635.3; 907 x 0.1 + 2,714 x 0.33 = 986.3 million; buyers 420.8 and 1,316.0."""
    losses = {
        (record["lever"], record["party"]): record["loss"] / 1e6
        for record in output("show", "azerbaijan-russia/base")["stakes"]
        if record["kind"] == "trade"
    }
    assert losses == pytest.approx(
        {
            ("goods_to_russia", "azerbaijan"): 635.274,
            ("goods_to_russia", "russia"): 420.793,
            ("goods_from_russia", "russia"): 986.32,
            ("goods_from_russia", "azerbaijan"): 68_810 * (1 - (1 - 3_621 / 68_810) ** (1 / 2.8)),
        },
        abs=0.0005,
    )


def test_ban_on_some_goods_costs_less_than_the_stop_of_all() -> None:
    """The selective ban costs 725.1 x 0.67 = 485.8 of the 635.3 million."""
    ban = shown("trade-restrictions", "moves", move="ban")["damage"]
    assert same(ban, 725.1e6 * 0.67)
    goods = shown("trade-restrictions", "stakes", lever="goods_to_russia", party="azerbaijan")
    assert ban < goods["loss"]
    # were all of the other goods to find buyers, 1 - 725.1 / 1,178 x (1 - 0.33) = 58.8 % of all would
    most = 1 - BANNED_GOODS_USD_PER_YEAR / EXPORTS_TO_RUSSIA_USD_PER_YEAR * (1 - DIVERTED_SELECTIVE)
    assert most == pytest.approx(0.588, abs=0.0005)
    assert 1 - goods["loss"] / goods["exposure"] < most


@pytest.mark.parametrize(
    ("words", "number", "told", "decimals"),
    [
        ("Three fifths of all goods sold to Russia", 725.1 / 1178, 0.6, 1),
        # of 950.5 million sold to all the world
        ("which buys 76 % of all that Azerbaijan sells of them", 725.1 / 950.5, 0.76, 2),
        ("A quarter of all goods bought from Russia.", 907 / 3621, 0.25, 2),
        ("It is 109.5 bcm a year, 55 times the first stage.", 0.3 * 365 / 2, 55, 0),
        ("453.95 roubles a tonne. The low is the same roubles at 92.6 to the dollar", 453.95 / 92.6, 4.9, 1),
        ("The high is Transneft's own comparison, 44.40 against 10.20 USD/t in 2015.", 44.40 - 10.20, 34.2, 1),
        ("turnover in 2023 comes to the same 4.345 billion", 0.0852 * 51, 4.345, 3),
        ("What the article's two figures imply; between 26.47", 1.178 / 0.0445, 26.47, 2),
        ("and 27.08 billion as its share is rounded", 1.178 / 0.0435, 27.08, 2),
        # 20,000 barrels a day at 7.33 barrels a tonne
        ("About 1 Mt a year, the contract volume of 2021.", 20_000 * 365 / 7.33e6, 1, 1),
    ],
)
def test_numbers_in_notes_follow_from_the_figures(words: str, number: float, told: float, decimals: int) -> None:
    """What a note works out is what its numbers give, to the digits that it has."""
    text = (Path(__file__).parents[1] / "scenarios" / "azerbaijan-russia" / "base.yaml").read_text(encoding="utf-8")
    assert words in " ".join(text.split())
    assert round(number, decimals) == told


# Claims


def gas_weight(flow_m3_per_year: float) -> float:
    """The smaller of the two sides' losses on the gas line, as a share of GDP."""
    fee = flow_m3_per_year * GAS_FEE_USD_PER_M3 / AZERBAIJAN_GDP_USD_PER_YEAR
    netback = GAS_PRICE_USD_PER_M3 - GAS_FEE_USD_PER_M3
    return min(fee, flow_m3_per_year * netback / RUSSIA_GDP_USD_PER_YEAR)


def verdicts(scenario: str) -> dict[str, bool]:
    """What the numbers say of every claim of a scenario."""
    sold, bought = EXPORTS_TO_RUSSIA_USD_PER_YEAR, IMPORTS_FROM_RUSSIA_USD_PER_YEAR
    turnover_2023 = sold / (1 - EXPORTS_TO_RUSSIA_DECLINE) + bought / (1 + IMPORTS_FROM_RUSSIA_GROWTH)
    oil = loss(scenario, "novorossiysk_oil", "azerbaijan") or 0.0
    found = {
        "trade_asymmetric": bought > 2 * sold,
        "flows_weigh_more": (
            bought / AZERBAIJAN_IMPORTS_USD_PER_YEAR > bought / RUSSIA_EXPORTS_USD_PER_YEAR
            and sold / AZERBAIJAN_EXPORTS_USD_PER_YEAR > sold / RUSSIA_IMPORTS_USD_PER_YEAR
        ),
        "small_market": sold / AZERBAIJAN_EXPORTS_USD_PER_YEAR < 0.10,
        "small_supplier": bought / AZERBAIJAN_IMPORTS_USD_PER_YEAR < 0.10,
        "share_agrees": abs(sold / AZERBAIJAN_EXPORTS_USD_PER_YEAR - EXPORTS_TO_RUSSIA_SHARE) <= 0.0005,
        "commerce_expands": sold + bought > turnover_2023,
        "closure_symbolic": oil / AZERBAIJAN_GDP_USD_PER_YEAR < 0.001,
        "ceyhan_has_room": (CEYHAN_FLOW_BARRELS_PER_DAY + OIL_BARRELS_PER_DAY < CEYHAN_CAPACITY_BARRELS_PER_DAY),
        "ceyhan_main_route": CEYHAN_SHARE > 0.50,
        "russia_earns_fees": (loss(scenario, "novorossiysk_oil", "russia") or 0.0) > 0,
        "remittances_minor": REMITTANCES_USD_PER_YEAR / AZERBAIJAN_GDP_USD_PER_YEAR < 0.01,
        "sputnik_cut_drastic": SPUTNIK_STAFF_AFTER / SPUTNIK_STAFF_BEFORE < 0.10,
    }
    means = (loss(scenario, lever, "azerbaijan") or 0.0 for lever in ("goods_to_russia", "remittances"))
    found["limited_in_full"] = math.fsum(means) / AZERBAIJAN_GDP_USD_PER_YEAR < 0.01
    total = math.fsum(parts_of_total(scenario, "azerbaijan").values())
    found["limited_with_supply"] = total / AZERBAIJAN_GDP_USD_PER_YEAR < 0.01
    return found | _own_verdicts(scenario)


def _own_verdicts(scenario: str) -> dict[str, bool]:
    shares = [outcome_total(scenario, party) / (GDP[party] or 1) for party in SIDES]
    fees, extra = (loss(scenario, "novorossiysk_oil", party) or 0.0 for party in ("russia", "azerbaijan"))
    own: dict[str, dict[str, bool]] = {
        "pipeline-closure": {"closure_hurts_russia": fees / extra > 1},
        "combined-pressure": {"limited_as_scripted": shares[0] < 0.01},
        "gas-transit": {
            "gas_stabilises": gas_weight(GAS_FIRST_STAGE_M3_PER_YEAR) > 0.001,
            "gas_stabilises_article": gas_weight(GAS_ARTICLE_M3_PER_YEAR) > 0.001,
            "gas_stabilises_press_tv": gas_weight(GAS_PRESS_TV_M3_PER_YEAR) > 0.001,
        },
    }
    return own.get(scenario, {})


CLAIMS = [(scenario, claim) for scenario in SCENARIOS for claim in verdicts(scenario)]


@pytest.mark.parametrize(("scenario", "claim"), CLAIMS)
def test_verdict_of_every_claim(scenario: str, claim: str) -> None:
    """At the values in use a claim holds or fails as the figures have it."""
    record = one(output("check", f"azerbaijan-russia/{scenario}", "--no-range")["claims"], {"claim": claim})
    assert record["verdict"] == ("holds" if verdicts(scenario)[claim] else "fails")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_claim_is_tested_and_comes_out_as_its_author_expects(scenario: str) -> None:
    """No claim is left out here, and none surprises its author."""
    records = output("check", f"azerbaijan-russia/{scenario}")["claims"]
    assert {record["claim"] for record in records} == verdicts(scenario).keys()
    assert [record["claim"] for record in records if record["verdict"] != record["expect"]] == []


@pytest.mark.parametrize(
    ("scenario", "claim", "left", "right"),
    [
        ("base", "small_market", 1.178 / 26.559, 0.10),
        ("base", "small_supplier", 3.621 / 21.053, 0.10),
        ("base", "commerce_expands", 4.799e9, 1.178e9 / 0.985 + 3.621e9 / 1.15),
        ("base", "trade_asymmetric", 3.621e9, 2.356e9),
        # 985.274 of 74,316 million, 1.33 %
        ("base", "limited_in_full", (725.1e6 * 0.67 + 452.9e6 * 0.33 + 350e6) / 74.316e9, 0.01),
        ("combined-pressure", "limited_as_scripted", (725.1e6 * 0.67 + 175e6 + 73e6 / 7.33) / 74.316e9, 0.01),
        ("base", "sputnik_cut_drastic", 1 / 40, 0.10),
        ("pipeline-closure", "closure_hurts_russia", 12.7 / 10, 1.0),
        # at 2 bcm a year: 2e9 x 0.095 of 2,174e9 is less than 2e9 x 0.005 of 74.316e9
        ("gas-transit", "gas_stabilises", 190e6 / 2174e9, 0.001),
        ("gas-transit", "gas_stabilises_article", 190e6 / 2174e9 * 109.5 / 2, 0.001),
        ("gas-transit", "gas_stabilises_press_tv", 190e6 / 2174e9 * 55 / 2, 0.001),
    ],
)
def test_sides_of_a_claim_are_shown_as_numbers(scenario: str, claim: str, left: float, right: float) -> None:
    """A reader sees by how much a claim holds or fails."""
    record = one(output("check", f"azerbaijan-russia/{scenario}")["claims"], {"claim": claim})
    assert same(record["left"], left)
    assert same(record["right"], right)


# Figures and their rival readings


@pytest.mark.parametrize(
    ("figure", "reading", "value", "unit"),
    [
        ("azerbaijan.gdp", None, 74.316e9, "USD/year"),
        ("russia.gdp", None, 2174e9, "USD/year"),
        ("azerbaijan.exports", "wdi", 26.559e9, "USD/year"),
        ("azerbaijan.exports", "implied", 1.178e9 / 0.044, "USD/year"),
        ("azerbaijan.imports", None, 21.053e9, "USD/year"),
        ("russia.exports", "bank_of_russia", 433.1e9, "USD/year"),
        ("russia.exports", "wdi", 417.17e9, "USD/year"),
        ("russia.imports", None, 285.1e9, "USD/year"),
        ("azerbaijan.remittances_received", None, 1351.7e6, "USD/year"),
        ("remittances_from_russia", "article", 500e6, "USD/year"),
        # the half-year doubled, and its share of the year's total
        ("remittances_from_russia", "central_bank", 2 * 287.05e6, "USD/year"),
        ("remittances_from_russia", "share_of_total", 287.05 / 567.8 * 1351.7e6, "USD/year"),
        ("russia.reserves", None, 609.1e9, "USD"),
        ("azerbaijan.population", None, 10.203e6, "persons"),
        ("russia.population", None, 143.53e6, "persons"),
        ("oil_price", None, 80.52, "USD/bbl"),
        ("oil_price_2023", None, 82.49, "USD/bbl"),
        ("barrels_per_tonne", "customary", 7.33, "bbl/t"),
        ("barrels_per_tonne", "ceyhan", 7.52, "bbl/t"),
        ("northern_tariff", "contract_2014", 12.7, "USD/t"),
        ("northern_tariff", "socar_2014", 16.0, "USD/t"),
        ("northern_tariff", "contract_1996", 15.67, "USD/t"),
        ("ceyhan_extra_cost", None, 10.0, "USD/t"),
        ("btc_flow", "year_2023", 622e3, "bbl/day"),
        ("btc_flow", "nine_months_2024", 595e3, "bbl/day"),
        ("btc_capacity", None, 1200e3, "bbl/day"),
        ("btc_share", None, 0.751, "ratio"),
        ("novorossiysk_flow", "article", 20e3, "bbl/day"),
        ("novorossiysk_flow", "suspended", 0.0, "bbl/day"),
        ("gas_flow_to_iran", "article", 300e6, "m3/day"),
        ("gas_flow_to_iran", "press_tv", 55.0, "bcm/year"),
        ("gas_flow_to_iran", "first_stage", 2.0, "bcm/year"),
        ("elasticity", "bajzik", 3.8, "ratio"),
        ("elasticity", "boehm", 2.0, "ratio"),
        ("diverted", None, 0.67, "ratio"),
        ("diverted_selective", None, 0.33, "ratio"),
        ("diverted_crude", None, 0.90, "ratio"),
        ("migrant_output_workers_stay", None, 0.0, "USD/year"),
        ("discount", None, 0.0, "ratio"),
        ("offset", None, 0.30, "ratio"),
        ("turnover_2024", "article", 4.799e9, "USD/year"),
        ("turnover_2024", "press", 4.8e9, "USD/year"),
        ("turnover_2023", "by_growth", 1.178e9 / 0.985 + 3.621e9 / 1.15, "USD/year"),
        ("turnover_2023", "by_share", 0.0852 * 51.0e9, "USD/year"),
        ("banned_goods", None, 725.1e6, "USD/year"),
        ("crude_from_russia", None, 907e6, "USD/year"),
        ("crude_from_russia_volume", None, 1.67, "Mt/year"),
    ],
)
def test_figure_is_that_of_its_source(figure: str, reading: str | None, value: float, unit: str) -> None:
    """Every figure stands in the file as its source has it, or is derived as its note says."""
    records = output("sources", "azerbaijan-russia/base")["figures"]
    (record,) = [r for r in records if (r["figure"], r["reading"]) == (figure, reading)]
    assert same(record["value"], value)
    # a unit on its own line is written without its scale: "billion USD/year" is a number in USD/year
    assert record["unit"] == unit


@pytest.mark.parametrize(
    ("figure", "reading", "low", "high"),
    [
        ("remittances_from_russia", "article", 450e6, 685e6),
        ("northern_tariff", "contract_2014", 4.9, 16.0),
        ("ceyhan_extra_cost", None, 0.0, 34.2),
        ("gas_transit_fee", None, 2.5, 5.95),
        ("elasticity", "bajzik", 2.5, 5.1),
        ("elasticity", "boehm", 1.75, 2.25),
        ("diverted", None, 0.33, 0.90),
        ("diverted_selective", None, 0.10, 0.67),
        ("diverted_crude", None, 0.67, 1.0),
        ("discount", None, 0.0, 0.20),
        ("offset", None, 0.0, 0.60),
    ],
)
def test_range_is_that_of_its_source(figure: str, reading: str | None, low: float, high: float) -> None:
    """The least and greatest plausible values stand as the page of figures has them."""
    records = output("sources", "azerbaijan-russia/base")["figures"]
    (record,) = [r for r in records if (r["figure"], r["reading"]) == (figure, reading)]
    assert same(record["low"], low)
    assert same(record["high"], high)


def test_reserves_agree_between_two_reports() -> None:
    """Both ways to Azerbaijan's reserves on 1 January 2025 round to about 71 billion."""
    records = output("sources", "azerbaijan-russia/base")["figures"]
    found = {r["reading"]: r["value"] for r in records if r["figure"] == "azerbaijan.reserves"}
    assert same(found["press"], 70.9e9)
    assert same(found["from_half_year"], 77.7e9 / 1.094)
    assert abs(found["press"] / found["from_half_year"] - 1) < 0.005


# Comparison


@pytest.mark.parametrize(("scenario", "party"), PARTIES)
def test_compare_gives_the_change_from_the_first(scenario: str, party: str) -> None:
    """The change of a side's outcome is against the first scenario named, in money and as a share of it."""
    names = ("base", *(name for name in SCENARIOS if name != "base"))
    records = output("compare", *(f"azerbaijan-russia/{name}" for name in names))["outcome"]
    record = one(records, {"scenario": scenario, "party": party, "lever": "total"})
    before, after = outcome_total("base", party), outcome_total(scenario, party)
    assert same(record["loss"], after)
    assert math.isclose(record["change"], after - before, rel_tol=1e-9, abs_tol=1e-6)
    assert math.isclose(record["change_share"], (after - before) / before, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("party", SIDES)
def test_amounts_in_another_unit_and_ratios_untouched(party: str) -> None:
    """Asked for in millions, an amount is a millionth of itself, its mix too; a share stays a share."""
    records = output("show", "azerbaijan-russia/base", "--unit", "million USD/year")["totals"]
    record = one(records, {"party": party})
    parts = parts_of_total("base", party)
    total = math.fsum(parts.values())
    assert same(record["loss"], total / 1e6)
    assert record["unit"] == "million USD/year"
    assert same(record["loss_share_of_gdp"], over(total, GDP[party]))
    assert math.isclose(math.fsum(mix_of(record).values()), total / 1e6, rel_tol=1e-9)


# Rival readings, taken into use by a file that extends a bundled scenario


@pytest.mark.parametrize(
    ("scenario", "figure", "reading", "cell", "expected"),
    [
        # at an elasticity of 2 the loss is the invoice
        ("base", "elasticity", "boehm", "loss.azerbaijan.goods_from_russia", 3.621e9),
        ("base", "elasticity", "boehm", "loss.russia.goods_to_russia", 1.178e9),
        # (635.274 + 3,621 + 350 + 9.959) over (1,178 + 986.32 + 0 + 12.648) million
        (
            "base",
            "elasticity",
            "boehm",
            "balance.dollar_ratio",
            (635.274e6 + 3621e6 + 350e6 + 73e6 / 7.33) / (1178e6 + 986.32e6 + 7.3e6 * 12.7 / 7.33),
        ),
        ("base", "remittances_from_russia", "central_bank", "loss.azerbaijan.remittances", 574.1e6 * 0.7),
        (
            "base",
            "remittances_from_russia",
            "share_of_total",
            "loss.azerbaijan.remittances",
            287.05 / 567.8 * 1351.7e6 * 0.7,
        ),
        ("base", "novorossiysk_flow", "suspended", "loss.russia.novorossiysk_oil", 0.0),
        ("base", "novorossiysk_flow", "suspended", "means_with_pipeline", 985.274e6),
        # the floor follows the money sent: 287.05 million in half a year, doubled
        ("expulsion", "remittances_from_russia", "central_bank", "loss.russia.remittances", 574.1e6),
        ("base", "barrels_per_tonne", "ceyhan", "loss.azerbaijan.novorossiysk_oil", 73e6 / 7.52),
        ("base", "northern_tariff", "socar_2014", "loss.russia.novorossiysk_oil", 7.3e6 * 16 / 7.33),
        # the ratio of the two assumed tariffs, whatever the flow
        ("pipeline-closure", "northern_tariff", "transneft_2015", "move.closure.cost_ratio", 10.2 / 10),
        ("gas-transit", "gas_flow_to_iran", "press_tv", "loss.russia.gas_to_iran", 55e9 * 0.095),
        ("gas-transit", "gas_flow_to_iran", "article", "loss.azerbaijan.gas_to_iran", 547.5e6),
    ],
)
def test_rival_reading_in_use(
    scenario: str, figure: str, reading: str, cell: str, expected: float, tmp_path: Path
) -> None:
    """Two lines of YAML put another source's number in use, and every cell follows."""
    file = tmp_path / "rival.yaml"
    text = f"title: Rival\nextends: azerbaijan-russia/{scenario}\nfigures:\n  {figure}:\n    use: {reading}\n"
    file.write_text(text, encoding="utf-8")
    (record,) = output("get", str(file), cell)["cells"]
    assert same(record["value"], expected)
