"""Every number of the nine bundled scenarios, worked out a second time from the figures of the sources.

The figures are typed in by hand and the formulas are plain arithmetic, so nothing here rests on the program.
Money is in USD a year.
"""

import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

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
ELASTICITY = 3.8
DISCOUNT = 0.0
DIVERTED = 0.67
DIVERTED_SELECTIVE = 0.33

REMITTANCES_USD_PER_YEAR = 500e6
REMITTANCES_2022_USD_PER_YEAR = 3950.0e6
REMITTANCES_2023_USD_PER_YEAR = 1912.8e6
OFFSET = 0.30

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
    "azerbaijan-responds", "base", "combined-pressure", "escalation", "gas-transit", "moscow-means",
    "pipeline-closure", "remittance-limits", "trade-restrictions",
)  # fmt: skip
SELECTIVE = ("combined-pressure", "escalation", "trade-restrictions")
WORKERS_STAY = ("combined-pressure", "escalation", "remittance-limits")
GAS_FLOWS = ("gas-transit",)

SIDES = ("azerbaijan", "russia")
GDP = {"azerbaijan": AZERBAIJAN_GDP_USD_PER_YEAR, "russia": RUSSIA_GDP_USD_PER_YEAR, "iran": None}
SIZE_RATIO = RUSSIA_GDP_USD_PER_YEAR / AZERBAIJAN_GDP_USD_PER_YEAR

# move: lever, who moves, whom it hurts, cut
BAN_CUT = BANNED_GOODS_USD_PER_YEAR / EXPORTS_TO_RUSSIA_USD_PER_YEAR
BAN = ("goods_to_russia", "russia", "azerbaijan", BAN_CUT)
MARKET = ("goods_to_russia", "russia", "azerbaijan", 1.0)
HALF_TRANSFERS = ("remittances", "russia", "azerbaijan", 0.5)
ALL_TRANSFERS = ("remittances", "russia", "azerbaijan", 1.0)
CLOSURE = ("novorossiysk_oil", "russia", "azerbaijan", 1.0)
STOP_BUYING = ("goods_from_russia", "azerbaijan", "russia", 1.0)
STOP_SHIPPING = ("novorossiysk_oil", "azerbaijan", "russia", 1.0)
GAS_CLOSURE = ("gas_to_iran", "azerbaijan", "russia", 1.0)
MOVES: dict[str, dict[str, tuple[str, str, str, float]]] = {
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
    "gas-transit": {"gas_closure": GAS_CLOSURE},
    "moscow-means": {"market": MARKET, "transfers": ALL_TRANSFERS, "closure": CLOSURE},
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


# The formulas of methods.md, in plain arithmetic.


def lost_supply(value: float, cut: float, absorption: float) -> float:
    """A (1 - (1 - cut M / A)^(1 / (s - 1)))."""
    kept: float = (1 - cut * value / absorption) ** (1 / (ELASTICITY - 1))
    return absorption * (1 - kept)


def lost_market(value: float, cut: float, diverted: float) -> float:
    """X cut (1 - d (1 - k))."""
    return value * cut * (1 - diverted * (1 - DISCOUNT))


def absorption(gdp: float, exports: float, imports: float) -> float:
    """GDP - exports + imports."""
    return gdp - exports + imports


def gas_flow(scenario: str) -> float:
    """Cubic metres a year."""
    return GAS_FIRST_STAGE_M3_PER_YEAR if scenario in GAS_FLOWS else GAS_ARTICLE_M3_PER_YEAR


def loss(scenario: str, lever: str, party: str, cut: float = 1.0) -> float | None:
    """USD a year, or None where no source lets it be valued."""
    azerbaijan_absorbs = absorption(
        AZERBAIJAN_GDP_USD_PER_YEAR, AZERBAIJAN_EXPORTS_USD_PER_YEAR, AZERBAIJAN_IMPORTS_USD_PER_YEAR
    )
    russia_absorbs = absorption(RUSSIA_GDP_USD_PER_YEAR, RUSSIA_EXPORTS_USD_PER_YEAR, RUSSIA_IMPORTS_USD_PER_YEAR)
    barrels = OIL_BARRELS_PER_DAY * DAYS_PER_YEAR
    tariff = NORTHERN_TARIFF_USD_PER_TONNE / BARRELS_PER_TONNE
    netback = BRENT_USD_PER_BARREL - tariff
    detour = CEYHAN_EXTRA_USD_PER_TONNE / BARRELS_PER_TONNE
    rerouted = min(cut, CEYHAN_SPARE) * min(detour, netback)
    stranded = max(cut - CEYHAN_SPARE, 0.0) * netback
    diverted = DIVERTED_SELECTIVE if scenario in SELECTIVE else DIVERTED
    gas_netback = GAS_PRICE_USD_PER_M3 - GAS_FEE_USD_PER_M3
    return {
        ("goods_to_russia", "azerbaijan"): lost_market(EXPORTS_TO_RUSSIA_USD_PER_YEAR, cut, diverted),
        ("goods_to_russia", "russia"): lost_supply(EXPORTS_TO_RUSSIA_USD_PER_YEAR, cut, russia_absorbs),
        # the wider share of diverted sales is Russia's too: a selective ban concerns Azerbaijan's goods alone
        ("goods_from_russia", "russia"): lost_market(IMPORTS_FROM_RUSSIA_USD_PER_YEAR, cut, DIVERTED),
        ("goods_from_russia", "azerbaijan"): lost_supply(IMPORTS_FROM_RUSSIA_USD_PER_YEAR, cut, azerbaijan_absorbs),
        ("remittances", "azerbaijan"): REMITTANCES_USD_PER_YEAR * cut * (1 - OFFSET),
        ("remittances", "russia"): 0.0 * cut if scenario in WORKERS_STAY else None,
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


def cut_of(scenario: str, lever: str) -> float:
    """How much of a lever the scenario's moves cut: all without any move; two closures count once."""
    if not MOVES[scenario]:
        return 1.0
    return max((cut for moved, _, _, cut in MOVES[scenario].values() if moved == lever), default=0.0)


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


@pytest.mark.parametrize("scenario", sorted(set(SCENARIOS) - set(WORKERS_STAY)))
def test_missing_loss_names_the_input_it_needs(scenario: str) -> None:
    """Russia's loss on remittances is empty and says which input would fill it, never a zero."""
    record = shown(scenario, "stakes", lever="remittances", party="russia")
    assert record["loss"] is None
    assert "loss.russia.remittances: needs remittances.migrant_output" in record["missing"]


@pytest.mark.parametrize(
    ("lever", "party", "of_exposure", "of_loss"),
    [
        ("goods_to_russia", "azerbaijan", "reported", "assumed"),
        ("goods_to_russia", "russia", "reported", "derived"),
        ("goods_from_russia", "russia", "reported", "assumed"),
        ("goods_from_russia", "azerbaijan", "reported", "derived"),
        ("remittances", "azerbaijan", "reported", "assumed"),
        ("novorossiysk_oil", "azerbaijan", "derived", "assumed"),
        ("novorossiysk_oil", "russia", "assumed", "assumed"),
        ("gas_to_iran", "russia", "derived", "assumed"),
        ("gas_to_iran", "azerbaijan", "assumed", "assumed"),
    ],
)
def test_evidence_is_the_weakest_of_the_inputs(lever: str, party: str, of_exposure: str, of_loss: str) -> None:
    """A share diverted, an offset, a detour, a customary conversion and a fee are assumed; the rest is not."""
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
def test_total_names_the_money_it_leaves_out(scenario: str) -> None:
    """Russia's total lacks the remittances unless the workers stay; Azerbaijan's lacks no money."""
    lacking = {"remittances"} - set(parts_of_total(scenario, "russia"))
    assert set(MONEY_LEVERS) & set(shown(scenario, "totals", party="russia")["left_out"]) == lacking
    assert not set(MONEY_LEVERS) & set(shown(scenario, "totals", party="azerbaijan")["left_out"])


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
    assert same(row["cut"], cut_of(scenario, lever))
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
    """Damage is the target's loss at the cut, own cost the mover's, others' loss that of third parties."""
    lever, mover, target, cut = MOVES[scenario][move]
    record = shown(scenario, "moves", move=move)
    assert (record["lever"], record["by"], record["target"]) == (lever, mover, target)
    assert same(record["cut"], cut)
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
def test_balance_names_the_money_it_leaves_out(scenario: str) -> None:
    """Remittances are left out where they are cut and Russia's side is not valued."""
    (record,) = output("show", f"azerbaijan-russia/{scenario}")["balance"]
    hit = {lever for lever in current(scenario) if cut_of(scenario, lever)}
    assert set(MONEY_LEVERS) & set(record["left_out"]) == hit - set(balanced(scenario))


# Results


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_named_means_in_full(scenario: str) -> None:
    """Market, transfers and pipeline in full are 749 million; not said where the diverted share is another."""
    records = output("show", f"azerbaijan-russia/{scenario}")["results"]
    if scenario in SELECTIVE:
        assert records == []
        return
    (record,) = records
    # 1,178 x 0.33 + 500 x 0.7 + 20,000 x 365 x 10 / 7.33 / 1e6
    assert same(record["value"], 388.74e6 + 350e6 + 73_000_000 / 7.33)
    assert (record["result"], record["unit"], record["left_out"]) == ("named_means", "USD/year", [])


# Claims


def named_means_usd() -> float:
    """Moscow's three named means in full, by the base's figures."""
    levers = ("goods_to_russia", "remittances", "novorossiysk_oil")
    return math.fsum(loss("base", lever, "azerbaijan") or 0.0 for lever in levers)


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
        "trade_asymmetric": (
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
    if scenario not in SELECTIVE:
        lived_through = REMITTANCES_2022_USD_PER_YEAR - REMITTANCES_2023_USD_PER_YEAR
        total = math.fsum(parts_of_total(scenario, "azerbaijan").values())
        found["limited_in_full"] = named_means_usd() / AZERBAIJAN_GDP_USD_PER_YEAR < 0.01
        found["limited_by_experience"] = named_means_usd() < lived_through
        found["limited_with_supply"] = total / AZERBAIJAN_GDP_USD_PER_YEAR < 0.01
    return found | _own_verdicts(scenario)


def _own_verdicts(scenario: str) -> dict[str, bool]:
    shares = [outcome_total(scenario, party) / (GDP[party] or 1) for party in SIDES]
    fees, extra = (loss(scenario, "novorossiysk_oil", party) or 0.0 for party in ("russia", "azerbaijan"))
    own: dict[str, dict[str, bool]] = {
        "pipeline-closure": {"closure_hurts_russia": fees / extra > 1},
        "combined-pressure": {"limited_as_scripted": shares[0] < 0.01},
        "escalation": {"escalation_unaffordable": min(shares) > 0.01},
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
        ("base", "limited_in_full", (388.74e6 + 350e6 + 73e6 / 7.33) / 74.316e9, 0.01),
        ("base", "limited_by_experience", 388.74e6 + 350e6 + 73e6 / 7.33, 2037.2e6),
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
        ("discount", None, 0.0, "ratio"),
        ("offset", None, 0.30, "ratio"),
        ("remittances_2022", None, 3950.0e6, "USD/year"),
        ("remittances_2023", None, 1912.8e6, "USD/year"),
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
        ("exports_to_russia_share", None, 0.0435, 0.0445),
        ("remittances_from_russia", "article", 450e6, 685e6),
        ("northern_tariff", "contract_2014", 4.9, 16.0),
        ("ceyhan_extra_cost", None, 0.0, 34.2),
        ("gas_transit_fee", None, 2.5, 5.95),
        ("elasticity", "bajzik", 2.5, 5.1),
        ("diverted", None, 0.33, 0.90),
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
        # (388.74 + 3,621 + 9.959) over (1,178 + 1,194.93 + 12.648) million
        (
            "base",
            "elasticity",
            "boehm",
            "balance.dollar_ratio",
            (388.74e6 + 3621e6 + 73e6 / 7.33) / (1178e6 + 1194.93e6 + 7.3e6 * 12.7 / 7.33),
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
        ("base", "novorossiysk_flow", "suspended", "named_means", 738.74e6),
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


def test_suspended_pipeline_turns_the_verdict_on_limited_leverage(tmp_path: Path) -> None:
    """Without oil in the pipe the named means are 738.74 of 74,316 million, 0.994 %: below the line of 1 %."""
    file = tmp_path / "suspended.yaml"
    text = "title: Suspended\nextends: azerbaijan-russia\nfigures:\n  novorossiysk_flow:\n    use: suspended\n"
    file.write_text(text, encoding="utf-8")
    record = one(output("check", str(file), "--no-range")["claims"], {"claim": "limited_in_full"})
    assert same(record["left"], 738.74e6 / 74.316e9)
    assert (record["verdict"], record["expect"]) == ("holds", "open")
