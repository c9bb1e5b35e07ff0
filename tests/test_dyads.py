"""Other pairs of countries, written fresh in the file format and worked out by hand.

GDP and whole trade are those of the CIA World Factbook for 2024. Every other number is invented, round and
marked `assumed`: these scenarios test arithmetic and say nothing of the countries.
"""

import math
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.program import read_json, run

Output: TypeAlias = dict[str, Any]

# The program's side, through its real entry.


def printed(command: str, file: Path) -> Output:
    """What a command says of a file, as JSON."""
    return read_json(command, str(file))


def written(folder: Path, text: str, name: str = "dyad.yaml") -> Path:
    """A scenario as a file."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def record(output: Output, table: str, **wanted: str) -> Output:
    """The one record of a table that has the wanted values."""
    (found,) = [one for one in output[table] if wanted.items() <= one.items()]
    assert isinstance(found, dict)
    return found


def cell(file: Path, name: str) -> float:
    """A cell as a bare number."""
    done = run("get", str(file), name)
    assert done.status == 0, done.err
    return float(done.out)


def same(found: float | None, expected: float) -> bool:
    """Whether the program's number is ours."""
    return found is not None and math.isclose(found, expected, rel_tol=1e-9, abs_tol=0.0)


# Qatar and Saudi Arabia: trade with every input, transit by lorry in tonnes for a third country, a detour
# dearer than the netback, moves for half a year, a proposed lever with a move on it.

GULF = """\
title: Qatar and Saudi Arabia
sides: [qatar, saudi_arabia]
sources:
  factbook:
    title: The World Factbook
parties:
  qatar:
    gdp: {value: 217.983 billion USD/year, year: 2024, source: factbook, as_printed: $217.983 billion}
    exports: {value: 125.216 billion USD/year, year: 2024, source: factbook}
    imports: {value: 69.692 billion USD/year, year: 2024, source: factbook}
  saudi_arabia:
    gdp: {value: 1.238 trillion USD/year, year: 2024, source: factbook, as_printed: $1.238 trillion}
    exports: {value: 360.897 billion USD/year, year: 2024, source: factbook}
    imports: {value: 317.012 billion USD/year, year: 2024, source: factbook}
  jordan:
    exports: {value: 10 billion USD/year, assumed: a round number}
levers:
  goods_to_qatar:
    kind: trade
    seller: saudi_arabia
    buyer: qatar
    value: {value: 2 billion USD/year, assumed: a round number}
    diverted: {value: 50 %, assumed: a round number}
    discount: {value: 20 %, assumed: a round number}
    value_added: {value: 60 %, assumed: a round number}
    elasticity: {value: 3, assumed: a round number}
  goods_to_saudi_arabia:
    kind: trade
    seller: qatar
    buyer: saudi_arabia
    value: {value: 500 million USD/year, assumed: a round number}
  lorries:
    kind: transit
    shipper: jordan
    carrier: saudi_arabia
    buyer: qatar
    throughput: {value: 2 Mt/year, assumed: a round number}
    price: {value: 300 USD/t, assumed: a round number}
    tariff: {value: 10 USD/t, assumed: a round number}
    spare: {value: 40 %, assumed: a round number}
    detour: {value: 350 USD/t, assumed: a round number}
    replaced: {value: 25 %, assumed: a round number}
  pipeline:
    kind: transit
    shipper: qatar
    carrier: saudi_arabia
    throughput: {value: 4 bcm/year, assumed: a round number}
    price: {value: 150 USD/thousand m3, assumed: a round number}
    tariff: {value: 10 USD/thousand m3, assumed: a round number}
    status: proposed
moves:
  embargo:
    lever: goods_to_qatar
    by: saudi_arabia
    for: 6 months
  border:
    lever: lorries
    by: saudi_arabia
    cut: 70 %
    for: 6 months
  block:
    lever: pipeline
    by: saudi_arabia
    cut: 25 %
"""
QATAR_GDP = 217.983e9
QATAR_ABSORBS = 217.983e9 - 125.216e9 + 69.692e9
SAUDI_GDP = 1238e9
# 162.459 billion; an elasticity of 3 makes the power 1 / 2
EMBARGO_ON_QATAR = QATAR_ABSORBS * (1 - math.sqrt(1 - 2e9 / QATAR_ABSORBS))


@pytest.fixture(scope="module")
def gulf(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """What show says of Qatar and Saudi Arabia."""
    return printed("show", written(tmp_path_factory.mktemp("gulf"), GULF))


@pytest.mark.parametrize(
    ("lever", "party", "exposure", "loss"),
    [
        # 2 bn x (1 - 0.5 x (1 - 0.2)) x 0.6
        ("goods_to_qatar", "saudi_arabia", 2e9, 0.72e9),
        ("goods_to_qatar", "qatar", 2e9, EMBARGO_ON_QATAR),
        # nothing is known of how these are replaced: the loss is the exposure
        ("goods_to_saudi_arabia", "qatar", 500e6, 500e6),
        ("goods_to_saudi_arabia", "saudi_arabia", 500e6, 500e6),
        # 2 Mt x (0.4 x min(350, 290) + 0.6 x 290)
        ("lorries", "jordan", 600e6, 580e6),
        ("lorries", "saudi_arabia", 20e6, 20e6),
        # 2 Mt x 300 x (1 - 0.25)
        ("lorries", "qatar", 600e6, 450e6),
        # 4 bcm x (150 - 10) / 1000
        ("pipeline", "qatar", 600e6, 560e6),
        ("pipeline", "saudi_arabia", 40e6, 40e6),
    ],
)
def test_gulf_stakes(lever: str, party: str, exposure: float, loss: float, gulf: Output) -> None:
    """Exposure and loss of each lever cut in full for a year, whatever the moves."""
    found = record(gulf, "stakes", lever=lever, party=party)
    assert same(found["exposure"], exposure)
    assert same(found["loss"], loss)


@pytest.mark.parametrize(
    ("lever", "party", "share"),
    [
        ("goods_to_qatar", "saudi_arabia", 2 / 360.897),
        ("goods_to_qatar", "qatar", 2 / 69.692),
        ("lorries", "jordan", 600e6 / 10e9),
        ("lorries", "saudi_arabia", 20e6 / SAUDI_GDP),
        ("lorries", "qatar", 600e6 / 69.692e9),
    ],
)
def test_gulf_exposure_shares(lever: str, party: str, share: float, gulf: Output) -> None:
    """A shipper's exposure is a share of its exports, a carrier's of its GDP, a buyer's of its imports."""
    assert same(record(gulf, "stakes", lever=lever, party=party)["exposure_share"], share)


def test_gulf_third_party_without_gdp(gulf: Output) -> None:
    """Jordan's loss stands in dollars; its share of GDP is empty and says what it needs."""
    found = record(gulf, "stakes", lever="lorries", party="jordan")
    assert found["loss_share_of_gdp"] is None
    assert found["missing"] == ["loss_share.jordan.lorries: needs jordan.gdp"]


@pytest.mark.parametrize(
    ("lever", "party", "is_adjusted"),
    [
        ("goods_to_qatar", "qatar", True),
        ("goods_to_qatar", "saudi_arabia", True),
        ("goods_to_saudi_arabia", "saudi_arabia", False),
        ("goods_to_saudi_arabia", "qatar", False),
        ("lorries", "jordan", True),
        ("pipeline", "qatar", False),
    ],
)
def test_gulf_records_say_whether_a_loss_is_adjusted(
    lever: str, party: str, *, is_adjusted: bool, gulf: Output
) -> None:
    """A loss after diversion, substitution or rerouting is told from one that is only the flow."""
    assert record(gulf, "stakes", lever=lever, party=party)["adjusted"] is is_adjusted


def test_gulf_totals_leave_the_proposed_lever_out(gulf: Output) -> None:
    """Only current levers enter totals, in full for a year."""
    qatar, saudi_arabia = (record(gulf, "totals", party=party) for party in ("qatar", "saudi_arabia"))
    assert same(qatar["loss"], EMBARGO_ON_QATAR + 500e6 + 450e6)
    assert same(saudi_arabia["loss"], 0.72e9 + 500e6 + 20e6)
    assert same(saudi_arabia["loss_share_of_gdp"], 1.24e9 / SAUDI_GDP)
    assert (qatar["largest_lever"], saudi_arabia["largest_lever"]) == ("goods_to_qatar", "goods_to_qatar")
    assert same(saudi_arabia["largest_share"], 0.72 / 1.24)


@pytest.mark.parametrize(
    ("move", "cut", "years", "damage", "own_cost", "others"),
    [
        # half a year of each
        ("embargo", 1.0, 0.5, EMBARGO_ON_QATAR / 2, 0.36e9, None),
        # Qatar: 2 Mt x 0.7 x 300 x 0.75 / 2; Saudi Arabia: 2 Mt x 0.7 x 10 / 2;
        # Jordan: 2 Mt x (0.4 x 290 + (0.7 - 0.4) x 290) / 2
        ("border", 0.7, 0.5, 157.5e6, 7e6, 203e6),
        # 4 bcm x 0.25 x 140 / 1000 and x 10 / 1000
        ("block", 0.25, 1.0, 140e6, 10e6, None),
    ],
)
def test_gulf_moves(
    move: str, cut: float, years: float, damage: float, own_cost: float, others: float | None, gulf: Output
) -> None:
    """Damage to the other side, own cost and others' loss for as long as the move lasts, with their ratios."""
    found = record(gulf, "moves", move=move)
    assert (found["by"], found["target"]) == ("saudi_arabia", "qatar")
    assert same(found["cut"], cut)
    assert same(found["duration"], years)
    assert same(found["damage"], damage)
    assert same(found["own_cost"], own_cost)
    assert found["others_loss"] is None if others is None else same(found["others_loss"], others)
    assert same(found["cost_ratio"], own_cost / damage)
    assert same(found["dollar_ratio"], damage / own_cost)
    assert same(found["size_ratio"], SAUDI_GDP / QATAR_GDP)
    assert same(found["bite"], damage / QATAR_GDP / (own_cost / SAUDI_GDP))


def test_gulf_outcome_counts_current_levers_for_as_long_as_they_are_cut(gulf: Output) -> None:
    """The move on the proposed pipeline stays out, and what is not moved costs nothing."""
    assert same(record(gulf, "outcome", party="qatar", lever="total")["loss"], EMBARGO_ON_QATAR / 2 + 157.5e6)
    assert same(record(gulf, "outcome", party="saudi_arabia", lever="total")["loss"], 0.367e9)
    assert record(gulf, "outcome", party="qatar", lever="goods_to_saudi_arabia")["loss"] == 0
    assert not [row for row in gulf["outcome"] if row["lever"] == "pipeline"]


def test_gulf_moves_of_one_party_add_up(tmp_path: Path) -> None:
    """What Saudi Arabia does in all, over the levers that are there."""
    file = written(tmp_path, GULF)
    damage = EMBARGO_ON_QATAR / 2 + 157.5e6
    assert same(cell(file, "by.saudi_arabia.damage"), damage)
    assert same(cell(file, "by.saudi_arabia.own_cost"), 0.367e9)
    assert same(cell(file, "by.saudi_arabia.cost_ratio"), 0.367e9 / damage)


def test_gulf_balance_is_over_what_is_moved_and_current(gulf: Output) -> None:
    """The balance is the outcome of both sides over the two levers that are moved and current."""
    (found,) = gulf["balance"]
    first, second = EMBARGO_ON_QATAR / 2 + 157.5e6, 0.367e9
    assert found["levers"] == ["goods_to_qatar", "lorries"]
    assert same(found["dollar_ratio"], first / second)
    assert same(found["size_ratio"], SAUDI_GDP / QATAR_GDP)
    assert same(found["bite"], first / second * SAUDI_GDP / QATAR_GDP)


# Moldova and Russia in euros: an exchange rate as a figure, gas in energy units through a third country
# that has no GDP, spare below the cut, remittances with a multiplier and the migrants' output.

STEPPE = """\
title: Moldova and Russia
currency: EUR
sides: [moldova, russia]
sources:
  factbook:
    title: The World Factbook
figures:
  euro_per_dollar: {value: 0.92 EUR/USD, assumed: a round number}
  moldova_gdp: {value: 18.2 billion USD/year, year: 2024, source: factbook}
  russia_gdp: {value: 2.174 trillion USD/year, year: 2024, source: factbook}
parties:
  moldova:
    gdp: {formula: moldova_gdp * euro_per_dollar}
    exports: {formula: "[5.717 billion USD/year] * euro_per_dollar"}
    imports: {formula: "[10.418 billion USD/year] * euro_per_dollar"}
  russia:
    gdp: {formula: russia_gdp * euro_per_dollar}
    exports: {formula: "[475.277 billion USD/year] * euro_per_dollar"}
    imports: {formula: "[381.45 billion USD/year] * euro_per_dollar"}
  ukraine:
    name: Ukraine
levers:
  wine:
    kind: trade
    seller: moldova
    buyer: russia
    value: {value: 150 million EUR/year, assumed: a round number}
    diverted: {value: 40 %, assumed: a round number}
    elasticity: {value: 4, assumed: a round number}
  transfers:
    kind: remittances
    recipient: moldova
    host: russia
    value: {value: 300 million EUR/year, assumed: a round number}
    offset: {value: 20 %, assumed: a round number}
    multiplier: {value: 1.5, assumed: a round number}
    migrant_output: {value: 800 million EUR/year, assumed: a round number}
  gas:
    kind: transit
    shipper: russia
    carrier: ukraine
    buyer: moldova
    throughput: {value: 20 TWh/year, assumed: a round number}
    price: {value: 30 EUR/MWh, assumed: a round number}
    tariff: {value: 0.5 EUR/GJ, assumed: a round number}
    spare: {value: 25 %, assumed: a round number}
    detour: {value: 5 EUR/MWh, assumed: a round number}
    replaced: {value: 50 %, assumed: a round number}
moves:
  shut_off:
    lever: gas
    by: russia
    cut: 60 %
  send_home:
    lever: transfers
    by: russia
    cut: 50 %
    for: 3 months
"""
MOLDOVA_GDP_EUR = 18.2e9 * 0.92
RUSSIA_ABSORBS_EUR = (2174e9 - 475.277e9 + 381.45e9) * 0.92
GAS_MWH = 20e6
GAS_TARIFF = 0.5 * 3.6  # EUR/MWh: 3.6 GJ in a MWh
GAS_NETBACK = 30 - GAS_TARIFF


@pytest.fixture(scope="module")
def steppe(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """What show says of Moldova and Russia."""
    return printed("show", written(tmp_path_factory.mktemp("steppe"), STEPPE))


@pytest.mark.parametrize(
    ("lever", "party", "exposure", "loss"),
    [
        ("wine", "moldova", 150e6, 150e6 * 0.6),
        ("wine", "russia", 150e6, RUSSIA_ABSORBS_EUR * (1 - (1 - 150e6 / RUSSIA_ABSORBS_EUR) ** (1 / 3))),
        ("transfers", "moldova", 300e6, 300e6 * 0.8 * 1.5),
        ("transfers", "russia", None, 800e6),
        # a quarter goes round at 5, three quarters stay in the ground
        ("gas", "russia", 600e6, GAS_MWH * (0.25 * 5 + 0.75 * GAS_NETBACK)),
        ("gas", "ukraine", GAS_MWH * GAS_TARIFF, GAS_MWH * GAS_TARIFF),
        ("gas", "moldova", 600e6, 600e6 * 0.5),
    ],
)
def test_steppe_stakes(lever: str, party: str, exposure: float | None, loss: float, steppe: Output) -> None:
    """All three kinds in euros a year, gas by its energy."""
    found = record(steppe, "stakes", lever=lever, party=party)
    assert found["exposure"] is None if exposure is None else same(found["exposure"], exposure)
    assert same(found["loss"], loss)
    assert found["loss_unit"] == "EUR/year"


def test_steppe_shares_of_gdp_are_in_one_currency(steppe: Output) -> None:
    """A loss in euros is a share of a GDP that the exchange rate puts in euros."""
    found = record(steppe, "stakes", lever="transfers", party="moldova")
    assert same(found["loss_share_of_gdp"], 360e6 / MOLDOVA_GDP_EUR)
    (balance,) = steppe["balance"]
    assert same(balance["size_ratio"], 2174 / 18.2)


def test_steppe_measures(steppe: Output) -> None:
    """Migrants' output is income to the host, a missed transfer income to the recipient."""
    found = {(row["lever"], row["role"]): row["measure"] for row in steppe["stakes"]}
    assert found == {
        ("wine", "seller"): "sales",
        ("wine", "buyer"): "spending",
        ("transfers", "recipient"): "income",
        ("transfers", "host"): "income",
        ("gas", "shipper"): "costs",
        ("gas", "carrier"): "fees",
        ("gas", "buyer"): "spending",
    }


def test_steppe_spare_below_the_cut(steppe: Output) -> None:
    """Of six tenths cut a quarter of all finds another way and the rest loses its netback; half is replaced."""
    found = record(steppe, "moves", move="shut_off")
    own_cost = GAS_MWH * (0.25 * 5 + 0.35 * GAS_NETBACK)
    assert found["target"] == "moldova"
    assert same(found["damage"], 600e6 * 0.6 * 0.5)
    assert same(found["own_cost"], own_cost)
    assert same(found["others_loss"], GAS_MWH * 0.6 * GAS_TARIFF)
    assert same(found["cost_ratio"], own_cost / 180e6)


def test_steppe_third_party_without_gdp(steppe: Output) -> None:
    """Ukraine's fees have no share of a GDP that is not given, neither gross nor lost."""
    found = record(steppe, "stakes", lever="gas", party="ukraine")
    assert (found["exposure_share"], found["loss_share_of_gdp"]) == (None, None)
    assert found["missing"] == [
        "exposure_share.ukraine.gas: needs ukraine.gdp",
        "loss_share.ukraine.gas: needs ukraine.gdp",
    ]


def test_steppe_quarter_of_a_year(steppe: Output) -> None:
    """Half the transfers for three months: an eighth of both sides' yearly loss."""
    found = record(steppe, "moves", move="send_home")
    assert same(found["damage"], 360e6 * 0.5 * 0.25)
    assert same(found["own_cost"], 800e6 * 0.5 * 0.25)
    assert same(found["cost_ratio"], 800 / 360)


def test_steppe_outcome(steppe: Output) -> None:
    """Wine is not touched; gas and transfers are, for both sides."""
    russia = GAS_MWH * (0.25 * 5 + 0.35 * GAS_NETBACK) + 100e6
    assert same(record(steppe, "outcome", party="moldova", lever="total")["loss"], 180e6 + 45e6)
    assert same(record(steppe, "outcome", party="russia", lever="total")["loss"], russia)
    (balance,) = steppe["balance"]
    assert same(balance["bite"], 225e6 / russia * 2174 / 18.2)


def test_steppe_display_unit_of_its_own_currency(tmp_path: Path) -> None:
    """Amounts can be asked for in millions of the scenario's currency, not of another."""
    file = str(written(tmp_path, STEPPE))
    done = run("get", file, "loss.moldova.transfers", "--unit", "million EUR/year")
    assert same(float(done.out), 360.0)
    refused = run("get", file, "loss.moldova.transfers", "--unit", "million USD/year")
    assert refused.status == 2


# Armenia and Russia: a kind of the scenario's own with an optional input and a second formula, rival
# readings, two moves on one lever, a sum without a part, claims that cannot be said, overlays.

HIGHLAND = """\
title: Armenia and Russia
sides: [armenia, russia]
sources:
  factbook:
    title: The World Factbook
  customs:
    title: Customs
parties:
  armenia:
    gdp: {value: 25.787 billion USD/year, year: 2024, source: factbook}
    exports: {value: 18.618 billion USD/year, year: 2024, source: factbook}
    imports: {value: 19.087 billion USD/year, year: 2024, source: factbook}
  russia:
    gdp: {value: 2.174 trillion USD/year, year: 2024, source: factbook}
    exports: {value: 475.277 billion USD/year, year: 2024, source: factbook}
    imports: {value: 381.45 billion USD/year, year: 2024, source: factbook}
figures:
  sold_to_russia:
    use: own
    readings:
      own: {value: 3 billion USD/year, source: customs}
      mirror: {value: 2.5 billion USD/year, assumed: a round number}
  diverted:
    value: 25 %
    assumed: a round number
    source: customs
kinds:
  travel:
    summary: Visitors from one party to the other. Their own country can stop them.
    roles:
      destination: loses what they spend
      origin: loses nothing that is counted here
    inputs:
      visitors:
        unit: person/year
        doc: visitors in a year
      spending:
        unit: USD/person
        doc: what a visitor spends
      others:
        unit: ratio
        optional: true
        adjusts: true
        between: [0, 1]
        doc: share of the places that other visitors take
    exposure:
      destination: visitors * spending
    loss:
      destination:
        - visitors * spending * cut * (1 - others)
        - visitors * spending * cut
    measure:
      destination: sales
    pulled_by: [origin]
levers:
  brandy:
    kind: trade
    seller: armenia
    buyer: russia
    value: sold_to_russia
    diverted: diverted
  transfers:
    kind: remittances
    recipient: armenia
    host: russia
    value: {value: 800 million USD/year, assumed: a round number}
    offset: {value: 10 %, assumed: a round number}
  holidays:
    kind: travel
    destination: armenia
    origin: russia
    visitors: {value: 900 thousand persons/year, assumed: a round number}
    spending: {value: 700 USD/person, assumed: a round number}
  students:
    kind: travel
    destination: russia
    origin: armenia
    visitors: {value: 5 thousand persons/year, assumed: a round number}
    spending: {value: 4 thousand USD/person, assumed: a round number}
    others: {value: 30 %, assumed: a round number}
moves:
  short_ban:
    lever: brandy
    by: russia
    for: 3 months
  long_ban:
    lever: brandy
    by: russia
    cut: 50 %
    for: 12 months
  limit:
    lever: transfers
    by: russia
    cut: 40 %
    for: 6 months
results:
  on_armenia:
    formula: loss.armenia.brandy + loss.armenia.transfers
  on_russia:
    label: What it costs Russia
    formula: loss.russia.brandy + loss.russia.transfers
claims:
  host_loses_little:
    says: Sending the workers home would cost Russia less than a billion.
    test: loss.russia.transfers < [1 billion USD/year]
    expect: cannot say
  russia_loses_little:
    says: In all Russia would lose less than ten billion.
    test: total.russia < [10 billion USD/year]
    expect: cannot say
  russia_loses_something:
    says: In all Russia would lose more than a billion, whatever is not valued.
    test: total.russia > [1 billion USD/year]
  russia_loses_next_to_nothing:
    says: In all Russia would lose less than a billion.
    test: total.russia < [1 billion USD/year]
    expect: fails
  russia_loses_on_transfers_too:
    says: What it costs Russia is more than Armenia's sales of brandy.
    test: on_russia > [3 billion USD/year]
    expect: cannot say
"""


@pytest.fixture(scope="module")
def highland(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """What show says of Armenia and Russia."""
    return printed("show", written(tmp_path_factory.mktemp("highland"), HIGHLAND))


def overlaid(folder: Path, overlay: str) -> Path:
    """A file that extends Armenia and Russia."""
    written(folder, HIGHLAND, "base.yaml")
    return written(folder, f"title: An overlay\nextends: base.yaml\n{overlay}")


@pytest.mark.parametrize(
    ("lever", "party", "exposure", "loss"),
    [
        ("brandy", "armenia", 3e9, 3e9 * 0.75),
        ("brandy", "russia", 3e9, 3e9),
        ("transfers", "armenia", 800e6, 720e6),
        # the second formula: nobody says who takes the places
        ("holidays", "armenia", 630e6, 630e6),
        # the first formula: three tenths are taken
        ("students", "russia", 20e6, 14e6),
    ],
)
def test_highland_stakes(lever: str, party: str, exposure: float, loss: float, highland: Output) -> None:
    """A kind of the scenario's own is computed like the bundled ones, by the formula its inputs allow."""
    found = record(highland, "stakes", lever=lever, party=party)
    assert same(found["exposure"], exposure)
    assert same(found["loss"], loss)


def test_highland_formula_in_use_is_in_the_records(highland: Output) -> None:
    """Which of a kind's formulas was used, and whether it adjusts, stands beside the loss."""
    first = record(highland, "stakes", lever="students", party="russia")
    second = record(highland, "stakes", lever="holidays", party="armenia")
    assert (first["formula"], first["adjusted"]) == ("visitors * spending * cut * (1 - others)", True)
    assert (second["formula"], second["adjusted"]) == ("visitors * spending * cut", False)


def test_highland_of_two_moves_on_one_lever_the_larger_cut_counts_at_any_time(highland: Output) -> None:
    """All for a quarter, then half for the rest of the year."""
    armenia = record(highland, "outcome", party="armenia", lever="brandy")
    assert (armenia["cut"], armenia["duration"]) == (1.0, None)
    assert same(armenia["loss"], 3e9 * 0.75 * (1 / 4 + 0.5 * 3 / 4))
    assert same(record(highland, "outcome", party="russia", lever="brandy")["loss"], 3e9 * (1 / 4 + 0.5 * 3 / 4))
    # each move still stands by itself
    assert same(record(highland, "moves", move="short_ban")["damage"], 3e9 * 0.75 / 4)
    assert same(record(highland, "moves", move="long_ban")["damage"], 3e9 * 0.5 * 0.75)


def test_highland_moves_of_one_party_count_a_lever_once(tmp_path: Path) -> None:
    """Russia's moves in all are the two bans, as above, and the limit, 800 million x 0.4 x 0.9 for half a year."""
    file = written(tmp_path, HIGHLAND)
    assert same(cell(file, "by.russia.damage"), 1.40625e9 + 144e6)
    assert same(cell(file, "outcome.armenia"), 1.40625e9 + 144e6)
    assert same(cell(file, "by.russia.own_cost"), 1.875e9)


def test_highland_result_with_a_missing_part_is_at_least_the_rest(highland: Output) -> None:
    """A sum without a part is the sum of what is valued, and names what it leaves out."""
    whole, part = (record(highland, "results", result=name) for name in ("on_armenia", "on_russia"))
    assert same(whole["value"], 3e9 * 0.75 + 720e6)
    assert whole["left_out"] == []
    assert same(part["value"], 3e9)
    assert part["left_out"] == ["loss.russia.transfers"]


def test_highland_table_says_at_least(tmp_path: Path) -> None:
    """People are told too that the number is a lower bound."""
    done = run("show", str(written(tmp_path, HIGHLAND)))
    assert "What it costs Russia: at least US$ 3,000" in done.out


def test_highland_result_over_all_moves_names_the_lever_left_out(tmp_path: Path) -> None:
    """What its moves cost Russia is 3 billion x (1/4 + 0.5 x 3/4), without the limit, whose cost is not valued."""
    results = "results:\n  cost:\n    formula: by.russia.own_cost"
    file = written(tmp_path, HIGHLAND.replace("results:", results, 1))
    assert same(cell(file, "cost"), 1.875e9)
    assert "cost: at least US$ 1,875† million a year, without transfers." in run("show", str(file)).out


def test_highland_list_of_cells_says_which_numbers_are_at_least(tmp_path: Path) -> None:
    """A sum without a part is a bound; a ratio over what is valued on both ends is none, and a verdict is no number."""
    lines = run("explain", str(written(tmp_path, HIGHLAND))).out.splitlines()
    values = {line.split()[0]: line.split(maxsplit=1)[1] for line in lines if len(line.split()) > 1}
    assert values["total.russia"].startswith("≥US$ 3.01 bn")
    assert values["by.russia.own_cost"].startswith("≥US$ 1.88 bn")
    assert values["by.russia.cost_ratio"].startswith("1.33")  # 1.875 billion over 1.40625 billion
    assert values["russia_loses_something"].startswith("holds")


def test_highland_total_with_a_missing_part(highland: Output) -> None:
    """Russia's total is the brandy and the students; the transfers are left out by name, with what they need."""
    found = record(highland, "totals", party="russia")
    assert same(found["loss"], 3e9 + 14e6)
    assert "transfers" in found["left_out"]
    assert "loss.russia.transfers: needs transfers.migrant_output" in found["missing"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("host_loses_little", "cannot say"),
        ("russia_loses_little", "cannot say"),
        ("russia_loses_something", "holds"),
        ("russia_loses_next_to_nothing", "fails"),
        ("russia_loses_on_transfers_too", "cannot say"),
    ],
)
def test_highland_verdict_stands_only_if_what_is_left_out_cannot_reverse_it(
    claim: str, verdict: str, tmp_path: Path
) -> None:
    """A loss that could not be valued is never negative, but it may be of any size."""
    claims = printed("check", written(tmp_path, HIGHLAND))
    assert record(claims, "claims", claim=claim)["verdict"] == verdict


def test_highland_missing_cell_ends_with_one(tmp_path: Path) -> None:
    """A cell that is missing prints no number and says why."""
    done = run("get", str(written(tmp_path, HIGHLAND)), "loss.russia.transfers")
    assert (done.status, done.out) == (1, "")
    assert "needs transfers.migrant_output" in done.err


def test_overlay_with_use_alone_takes_another_reading(tmp_path: Path) -> None:
    """`use` alone merges into the figure below and keeps its readings."""
    file = overlaid(tmp_path, "figures:\n  sold_to_russia:\n    use: mirror\n")
    assert same(cell(file, "loss.armenia.brandy"), 2.5e9 * 0.75)
    assert same(cell(file, "sold_to_russia.own"), 3e9)


def test_overlay_replaces_a_figure_whole(tmp_path: Path) -> None:
    """A new number does not keep the old one's source."""
    file = overlaid(tmp_path, "figures:\n  diverted:\n    value: 50 %\n    assumed: half\n")
    found = record(printed("show", file), "stakes", lever="brandy", party="armenia")
    assert same(found["loss"], 1.5e9)
    figure = record(printed("sources", file), "figures", figure="diverted")
    assert (figure["source"], figure["reason"]) == (None, "half")


@pytest.mark.parametrize(
    ("overlay", "name", "expected"),
    [
        ("parties:\n  armenia:\n    gdp: {value: 20 billion USD/year, assumed: x}\n", "armenia.gdp", 20e9),
        ("levers:\n  transfers:\n    offset: {value: 50 %, assumed: x}\n", "loss.armenia.transfers", 400e6),
        ("moves:\n  limit:\n    cut: {value: 10 %, assumed: x}\n", "move.limit.damage", 800e6 * 0.1 * 0.9 / 2),
        ("moves:\n  limit:\n    for: 12 months\n", "move.limit.damage", 800e6 * 0.4 * 0.9),
        ("results:\n  on_armenia:\n    formula: loss.armenia.brandy\n", "on_armenia", 3e9 * 0.75),
    ],
)
def test_overlay_changes_one_number_wherever_it_stands(
    overlay: str, name: str, expected: float, tmp_path: Path
) -> None:
    """A party's aggregate, a lever's input, a move's cut or duration, a result: the rest stays as it is below."""
    assert same(cell(overlaid(tmp_path, overlay), name), expected)


def test_overlay_with_null_deletes_an_input(tmp_path: Path) -> None:
    """Without its optional input the lever falls back on the kind's second formula."""
    file = overlaid(tmp_path, "levers:\n  students:\n    others: null\n")
    assert same(cell(file, "loss.russia.students"), 20e6)


def test_overlay_with_null_deletes_a_move(tmp_path: Path) -> None:
    """Without the long ban the short one counts."""
    file = overlaid(tmp_path, "moves:\n  long_ban: null\n")
    assert same(cell(file, "outcome.armenia.brandy"), 3e9 * 0.75 / 4)


def test_overlay_with_null_deletes_all_moves(tmp_path: Path) -> None:
    """Without moves every current lever is cut in full for a year."""
    file = overlaid(tmp_path, "moves: null\n")
    assert same(cell(file, "outcome.armenia"), 3e9 * 0.75 + 720e6 + 630e6)
    assert same(cell(file, "outcome.russia"), 3e9 + 14e6)


def test_overlay_adds_an_input(tmp_path: Path) -> None:
    """With the migrants' output given, Russia's side is valued and nothing is left out of the result."""
    overlay = "levers:\n  transfers:\n    migrant_output:\n      value: 2 billion USD/year\n      assumed: round\n"
    found = record(printed("show", overlaid(tmp_path, overlay)), "results", result="on_russia")
    assert same(found["value"], 5e9)
    assert found["left_out"] == []


# Turkmenistan and Iran: a side without a GDP, so that a supply lost cannot be valued and must not fall
# back on the invoice; oil in barrels with spare below the cut; a proposed swap for a third party.

DESERT = """\
title: Turkmenistan and Iran
sides: [turkmenistan, iran]
sources:
  factbook:
    title: The World Factbook
parties:
  turkmenistan:
    exports: {value: 12 billion USD/year, assumed: a round number}
    imports: {value: 6 billion USD/year, assumed: a round number}
  iran:
    gdp: {value: 436.906 billion USD/year, year: 2024, source: factbook}
    exports: {value: 100.031 billion USD/year, year: 2024, source: factbook}
    imports: {value: 117.176 billion USD/year, year: 2024, source: factbook}
  azerbaijan:
    gdp: {value: 74.316 billion USD/year, year: 2024, source: factbook}
levers:
  gas_sales:
    kind: trade
    seller: turkmenistan
    buyer: iran
    value: {value: 1 billion USD/year, assumed: a round number}
    elasticity: {value: 2.5, assumed: a round number}
  goods:
    kind: trade
    seller: iran
    buyer: turkmenistan
    value: {value: 400 million USD/year, assumed: a round number}
    diverted: {value: 20 %, assumed: a round number}
    elasticity: {value: 3, assumed: a round number}
  oil:
    kind: transit
    shipper: turkmenistan
    carrier: iran
    throughput: {value: 10 thousand bbl/day, assumed: a round number}
    price: {value: 70 USD/bbl, assumed: a round number}
    tariff: {value: 3 USD/bbl, assumed: a round number}
    spare: {value: 30 %, assumed: a round number}
    detour: {value: 8 USD/bbl, assumed: a round number}
  swap:
    kind: transit
    shipper: turkmenistan
    carrier: iran
    buyer: azerbaijan
    throughput: {value: 1.5 bcm/year, assumed: a round number}
    price: {value: 200 USD/thousand m3, assumed: a round number}
    tariff: {value: 15 USD/thousand m3, assumed: a round number}
    netback: {value: 100 USD/thousand m3, assumed: a round number}
    status: proposed
"""
IRAN_ABSORBS = 436.906e9 - 100.031e9 + 117.176e9
OIL_BARRELS = 10_000 * 365


@pytest.fixture(scope="module")
def desert(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """What show says of Turkmenistan and Iran."""
    return printed("show", written(tmp_path_factory.mktemp("desert"), DESERT))


@pytest.mark.parametrize(
    ("lever", "party", "loss"),
    [
        ("gas_sales", "turkmenistan", 1e9),
        ("gas_sales", "iran", IRAN_ABSORBS * (1 - (1 - 1e9 / IRAN_ABSORBS) ** (1 / 1.5))),
        ("goods", "iran", 400e6 * 0.8),
        # three tenths go round at 8, seven tenths lose 70 - 3
        ("oil", "turkmenistan", OIL_BARRELS * (0.3 * 8 + 0.7 * 67)),
        ("oil", "iran", OIL_BARRELS * 3),
        # a netback of its own takes the place of price - tariff
        ("swap", "turkmenistan", 150e6),
        ("swap", "iran", 22.5e6),
        ("swap", "azerbaijan", 300e6),
    ],
)
def test_desert_losses(lever: str, party: str, loss: float, desert: Output) -> None:
    """Losses that need no GDP of Turkmenistan, those of a proposed lever included."""
    assert same(record(desert, "stakes", lever=lever, party=party)["loss"], loss)


def test_desert_missing_gdp_empties_the_loss(desert: Output) -> None:
    """Without a GDP there is no absorption, and the loss is empty rather than the invoice."""
    found = record(desert, "stakes", lever="goods", party="turkmenistan")
    assert found["loss"] is None
    assert found["missing"] == [
        "loss.turkmenistan.goods: needs turkmenistan.gdp",
        "loss_share.turkmenistan.goods: needs turkmenistan.gdp",
        "first_year.turkmenistan.goods: needs turkmenistan.gdp",
    ]


def test_desert_totals_and_mix(desert: Output) -> None:
    """Turkmenistan's total is at least its sales and costs; Iran's is whole; the swap is in neither."""
    turkmenistan, iran = (record(desert, "totals", party=party) for party in ("turkmenistan", "iran"))
    costs = OIL_BARRELS * (0.3 * 8 + 0.7 * 67)
    spending = IRAN_ABSORBS * (1 - (1 - 1e9 / IRAN_ABSORBS) ** (1 / 1.5))
    assert same(turkmenistan["loss"], 1e9 + costs)
    assert turkmenistan["left_out"] == ["goods"]
    assert turkmenistan["loss_share_of_gdp"] is None
    assert same(iran["loss"], spending + 320e6 + OIL_BARRELS * 3)
    assert iran["left_out"] == []
    assert [part.partition("=")[0] for part in turkmenistan["mix"]] == ["sales", "costs"]
    assert [part.partition("=")[0] for part in iran["mix"]] == ["spending", "sales", "fees"]


def test_desert_balance_without_a_gdp(desert: Output) -> None:
    """The dollar ratio stands over the ties valued for both; the size ratio and the bite are empty."""
    (found,) = desert["balance"]
    first = 1e9 + OIL_BARRELS * (0.3 * 8 + 0.7 * 67)
    second = IRAN_ABSORBS * (1 - (1 - 1e9 / IRAN_ABSORBS) ** (1 / 1.5)) + OIL_BARRELS * 3
    assert found["levers"] == ["gas_sales", "oil"]
    assert found["left_out"] == ["goods"]
    assert same(found["dollar_ratio"], first / second)
    assert (found["size_ratio"], found["bite"]) == (None, None)
    assert "balance.size_ratio: needs turkmenistan.gdp" in found["missing"]


@pytest.mark.parametrize(
    ("cut", "loss"),
    [
        ("10 %", OIL_BARRELS * 0.1 * 8),
        ("30 %", OIL_BARRELS * 0.3 * 8),
        ("50 %", OIL_BARRELS * (0.3 * 8 + 0.2 * 67)),
        ("100 %", OIL_BARRELS * (0.3 * 8 + 0.7 * 67)),
    ],
)
def test_desert_cut_below_at_and_above_the_spare(cut: str, loss: float, tmp_path: Path) -> None:
    """The other way is filled first; only what does not fit loses its netback."""
    moves = f"moves:\n  closure:\n    lever: oil\n    by: iran\n    cut: {cut}\n"
    assert same(cell(written(tmp_path, DESERT + moves), "move.closure.damage"), loss)


# Kazakhstan and Russia in tenge: oil by the tonne at a price by the barrel, and both sides moving one lever.

CASPIAN = """\
title: Kazakhstan and Russia
currency: KZT
sides: [kazakhstan, russia]
sources:
  factbook:
    title: The World Factbook
figures:
  tenge: {value: 470 KZT/USD, assumed: a round number}
  brent: {value: 80 USD/bbl, assumed: a round number}
  density: {value: 7.5 bbl/t, assumed: a round number}
parties:
  kazakhstan:
    gdp: {formula: "[288.406 billion USD/year] * tenge"}
    exports: {formula: "[91.908 billion USD/year] * tenge"}
  russia:
    gdp: {formula: "[2.174 trillion USD/year] * tenge"}
levers:
  pipeline:
    kind: transit
    shipper: kazakhstan
    carrier: russia
    throughput: {value: 63 Mt/year, assumed: a round number}
    price: brent * density * tenge
    tariff: {formula: "[30 USD/t] * tenge"}
    spare: {value: 20 %, assumed: a round number}
    detour: {formula: "[60 USD/t] * tenge"}
moves:
  throttle:
    lever: pipeline
    by: russia
    cut: 30 %
  strike:
    lever: pipeline
    by: kazakhstan
    for: 4 months
"""
PIPED_TONNES = 63e6
PIPED_NETBACK = 80 * 7.5 - 30  # USD/t


@pytest.fixture(scope="module")
def caspian(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """What show says of Kazakhstan and Russia."""
    return printed("show", written(tmp_path_factory.mktemp("caspian"), CASPIAN))


def test_caspian_stakes(caspian: Output) -> None:
    """Tonnes times dollars a barrel times barrels a tonne times tenge a dollar is tenge a year."""
    shipper, carrier = (record(caspian, "stakes", party=party) for party in ("kazakhstan", "russia"))
    assert same(shipper["exposure"], PIPED_TONNES * 600 * 470)
    assert same(shipper["exposure_share"], PIPED_TONNES * 600 / 91.908e9)
    assert same(shipper["loss"], PIPED_TONNES * (0.2 * 60 + 0.8 * PIPED_NETBACK) * 470)
    assert same(carrier["loss"], PIPED_TONNES * 30 * 470)
    assert shipper["loss_unit"] == "KZT/year"


@pytest.mark.parametrize(
    ("move", "target", "damage", "own_cost"),
    [
        ("throttle", "kazakhstan", 0.2 * 60 + 0.1 * PIPED_NETBACK, 0.3 * 30),
        ("strike", "russia", 30 / 3, (0.2 * 60 + 0.8 * PIPED_NETBACK) / 3),
    ],
)
def test_caspian_moves_in_dollars_a_tonne(
    move: str, target: str, damage: float, own_cost: float, caspian: Output
) -> None:
    """A third cut by the carrier all year, or all cut by the shipper for four months."""
    found = record(caspian, "moves", move=move)
    assert found["target"] == target
    assert same(found["damage"], PIPED_TONNES * damage * 470)
    assert same(found["own_cost"], PIPED_TONNES * own_cost * 470)


def test_caspian_both_sides_moving_one_lever_count_once(caspian: Output) -> None:
    """All for four months, then three tenths for eight; a fifth of it may go another way."""
    shipper = record(caspian, "outcome", party="kazakhstan", lever="pipeline")
    assert same(shipper["cut"], 1.0)
    assert shipper["duration"] is None
    loss = PIPED_TONNES * (0.2 * 60 + (0.8 / 3 + 0.1 * 2 / 3) * PIPED_NETBACK) * 470
    assert same(shipper["loss"], loss)
    assert same(shipper["loss_share_of_gdp"], loss / (288.406e9 * 470))
    fees = PIPED_TONNES * 30 * (1 / 3 + 0.3 * 2 / 3) * 470
    assert same(record(caspian, "outcome", party="russia", lever="total")["loss"], fees)


def test_a_side_of_which_nothing_is_cut_loses_nothing(tmp_path: Path) -> None:
    """One-way pressure: Iceland's only tie is not cut, so its outcome is a true 0 and no missing number."""
    text = """
title: One way
sides: [iceland, norway]
parties:
  iceland: {name: Iceland, gdp: {value: 30 billion USD/year, assumed: a test}}
  norway: {name: Norway}
  sweden: {name: Sweden}
levers:
  fish: {kind: trade, seller: iceland, buyer: sweden, value: {value: 1 billion USD/year, assumed: a test}}
  timber: {kind: trade, seller: norway, buyer: sweden, value: {value: 2 billion USD/year, assumed: a test}}
moves:
  stop: {lever: timber, by: sweden}
"""
    file = written(tmp_path, text)
    assert cell(file, "outcome.iceland") == 0
    assert cell(file, "outcome_share.iceland") == 0
    assert cell(file, "outcome.norway") == 2e9
