"""The table of units against pint, how units are written, and what is said of those that are none."""

import math
import re
from pathlib import Path

import pint
import pytest

from leverage.analysis.assessment import assess_named
from leverage.formula.dimensions import find_dimension
from leverage.formula.evaluate import evaluate
from leverage.formula.parse import parse_formula
from leverage.formula.tree import FormulaError
from leverage.quantity import parse_quantity
from leverage.units import (
    CURRENCIES,
    RATIO,
    UnitError,
    list_unit_names,
    multiply_dimensions,
    name_dimension,
    parse_unit,
    raise_dimension,
)
from tests.program import run

PINT: pint.UnitRegistry[float] = pint.UnitRegistry()

# Each unit in pint's words. A year has 365 days and 12 equal months, a gallon and a barrel are American,
# a Btu is that of the international tables, a tonne of oil is 10^10 calories of the same tables. A barrel of oil
# equivalent is 5.8 million Btu (as the United States' tax authority defines it); pint has none.
IN_PINT = {
    "year": "common_year",
    "month": "common_year / 12",
    "week": "week",
    "day": "day",
    "d": "day",
    "hour": "hour",
    "m3": "meter ** 3",
    "l": "liter",
    "mcm": "1e6 * meter ** 3",
    "bcm": "1e9 * meter ** 3",
    "bbl": "oil_barrel",
    "kb": "1e3 * oil_barrel",
    "kbbl": "1e3 * oil_barrel",
    "mb": "1e6 * oil_barrel",
    "MMbbl": "1e6 * oil_barrel",
    "bpd": "oil_barrel / day",
    "kbpd": "1e3 * oil_barrel / day",
    "MMbpd": "1e6 * oil_barrel / day",
    "gal": "US_liquid_gallon",
    "cf": "foot ** 3",
    "scf": "foot ** 3",
    "Mcf": "1e3 * foot ** 3",
    "Mscf": "1e3 * foot ** 3",
    "MMcf": "1e6 * foot ** 3",
    "MMscf": "1e6 * foot ** 3",
    "bcf": "1e9 * foot ** 3",
    "Bcf": "1e9 * foot ** 3",
    "Bscf": "1e9 * foot ** 3",
    "Tcf": "1e12 * foot ** 3",
    "g": "gram",
    "kg": "kilogram",
    "t": "metric_ton",
    "kt": "1e3 * metric_ton",
    "Mt": "1e6 * metric_ton",
    "mmt": "1e6 * metric_ton",
    "MMT": "1e6 * metric_ton",
    "lb": "pound",
    "ozt": "troy_ounce",
    "J": "joule",
    "MJ": "megajoule",
    "GJ": "gigajoule",
    "TJ": "terajoule",
    "PJ": "petajoule",
    "kWh": "kilowatt_hour",
    "MWh": "megawatt_hour",
    "GWh": "gigawatt_hour",
    "TWh": "terawatt_hour",
    "MMBtu": "1e6 * international_british_thermal_unit",
    "toe": "tonne_of_oil_equivalent",
    "ktoe": "1e3 * tonne_of_oil_equivalent",
    "Mtoe": "1e6 * tonne_of_oil_equivalent",
    "boe": "5.8e6 * international_british_thermal_unit",
    "kboe": "5.8e9 * international_british_thermal_unit",
    "MMboe": "5.8e12 * international_british_thermal_unit",
    "person": "count",
    "ratio": "dimensionless",
    "pp": "1e-2 * dimensionless",
    "bps": "1e-4 * dimensionless",
}
BASES_IN_PINT = {
    "year": "common_year",
    "m3": "meter ** 3",
    "m3/year": "meter ** 3 / common_year",
    "t": "metric_ton",
    "MWh": "megawatt_hour",
    "person": "count",
    "ratio": "dimensionless",
}
PLURALS = {
    "years": "year",
    "months": "month",
    "weeks": "week",
    "days": "day",
    "hours": "hour",
    "persons": "person",
    "people": "person",
}


def in_pint(text: str, wanted: str) -> float:
    """One of a unit in another, by pint."""
    return float(PINT.parse_expression(text).to(wanted).magnitude)


def test_every_unit_is_held_against_pint() -> None:
    """No unit is in the table that this file does not know."""
    assert set(list_unit_names()) == {*IN_PINT, *PLURALS}


@pytest.mark.parametrize("unit", IN_PINT)
def test_unit_has_the_size_pint_gives_it(unit: str) -> None:
    """One of a unit is as many base units as pint says."""
    found = parse_unit(unit)
    assert math.isclose(
        found.factor, in_pint(IN_PINT[unit], BASES_IN_PINT[name_dimension(found.dimension)]), rel_tol=1e-9
    )


@pytest.mark.parametrize(("plural", "singular"), PLURALS.items())
def test_plural_is_the_same_unit(plural: str, singular: str) -> None:
    """Six months and half a year are the same, however they are written."""
    found, expected = parse_unit(plural), parse_unit(singular)
    assert (found.factor, found.dimension) == (expected.factor, expected.dimension)


@pytest.mark.parametrize(
    ("quantity", "unit", "expected"),
    [
        ("6 months", "year", 0.5),
        ("12 months", "year", 1.0),
        ("365 days", "year", 1.0),
        ("1 day", "hour", 24.0),
        ("4 weeks", "days", 28.0),
        ("42 gal", "bbl", 1.0),
        ("1 MWh", "GJ", 3.6),
        ("1 toe", "MWh", 11.63),
        ("1 toe", "GJ", 41.868),
        # the foot is 0.3048 m, the inch 2.54 cm, the gallon 231 cubic inches
        ("1 bcm", "bcf", 1 / 0.3048**3),
        ("1 bbl", "l", 42 * 231 * 0.0254**3 * 1000),
        ("1 MMBtu", "GJ", 1.05505585262),
        ("1 kt", "kg", 1e6),
        ("1 lb", "g", 453.59237),
        ("1 ozt", "g", 31.1034768),
        ("20,000 bbl/day", "million bbl/year", 7.3),
        ("300 million m3/day", "bcm/year", 109.5),
        ("1.2 MMbbl/d", "bbl/day", 1.2e6),
        ("1.2 mb/d", "kb/d", 1200.0),
        ("20 b/d", "bpd", 20.0),
        ("5 Mcf", "cf", 5000.0),
        ("5 MMscf", "Mcf", 5000.0),
        ("1 Tcf", "Bcf", 1000.0),
        ("1 boe", "MMBtu", 5.8),
        ("5 MMT", "kt", 5000.0),
        ("25 bps", "pp", 0.25),
    ],
)
def test_conversions_known_by_heart(quantity: str, unit: str, expected: float) -> None:
    """What the definitions of the units say."""
    assert math.isclose(parse_quantity(quantity).base / parse_unit(unit).factor, expected, rel_tol=1e-9)


# Currencies


def test_every_currency_is_a_dimension_of_its_own() -> None:
    """No two currencies can be added or taken for each other: a rate is a figure with a source."""
    dimensions = {parse_unit(code).dimension for code in CURRENCIES}
    assert len(dimensions) == len(CURRENCIES)
    assert all(parse_unit(code).factor == 1.0 for code in CURRENCIES)


def test_currencies_do_not_add() -> None:
    """Dollars and euros in one sum are an error that names both."""
    with pytest.raises(FormulaError, match="unlike units: USD and EUR"):
        find_dimension(parse_formula("[1 USD] + [1 EUR]"), lambda _: RATIO)


def test_exchange_rate_turns_one_currency_into_another() -> None:
    """Dollars times euros per dollar are euros."""
    formula = parse_formula("[100 USD/year] * [0.92 EUR/USD]")
    assert find_dimension(formula, lambda _: RATIO) == parse_unit("EUR/year").dimension
    assert math.isclose(evaluate(formula, {}), 92.0, rel_tol=1e-9)


@pytest.mark.parametrize("code", ["USD", "EUR", "RUB", "AZN", "IRR", "KZT", "AMD", "TMT", "QAR", "SAR", "MDL"])
def test_currencies_of_the_region_are_there(code: str) -> None:
    """A scenario between neighbours can be in either's money."""
    assert code in CURRENCIES


# How units are written


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("1.178 billion USD/year", 1.178e9),
        ("2.174 trillion USD/year", 2.174e12),
        ("725.1 million USD", 725.1e6),
        ("622 thousand bbl", 622e3 * 0.158987294928),
        ("100 USD/thousand m3", 0.1),
        ("5 USD/million m3", 5e-6),
        ("3 billion USD/thousand persons", 3e6),
        ("2 million USD/year/thousand persons", 2e3),
        ("4 thousand", 4e3),
        ("67 %", 0.67),
        ("67%", 0.67),
        ("3.8", 3.8),
        ("3.8 ratio", 3.8),
        ("1_000 USD", 1000.0),
        ("1,000,000 USD", 1e6),
        ("1e9 USD", 1e9),
        ("2 1/year", 2.0),
        ("0 bbl/day", 0.0),
        ("-3 USD", -3.0),
    ],
)
def test_scales_above_and_below_the_slash(text: str, base: float) -> None:
    """A scale multiplies above the slash and divides below it."""
    assert math.isclose(parse_quantity(text).base, base, rel_tol=1e-9, abs_tol=0.0)


@pytest.mark.parametrize("text", ["USD/year", "USD / year", "USD year^-1"])
def test_spaces_and_exponents_make_no_difference(text: str) -> None:
    """A unit is what it says, however it is spaced."""
    assert parse_unit(text).dimension == parse_unit("USD/year").dimension


def test_scaled_number_keeps_every_bit() -> None:
    """1.178 billion is the float of 1178000000, not 1.178 times a billion."""
    assert parse_quantity("1.178 billion USD").number == 1178000000.0
    assert parse_quantity("4.4 %").number == 0.044


def test_letter_stands_for_a_unit_only_where_it_is_allowed() -> None:
    """A kind may speak of Q; a figure may not."""
    assert parse_unit("USD/Q", frozenset("Q")).dimension == (("Q", -1), ("USD", 1))
    with pytest.raises(UnitError):
        parse_unit("USD/Q")


@pytest.mark.parametrize(
    ("text", "written"),
    [("USD/year", "USD/year"), ("bbl/day", "m3/year"), ("1/year", "1/year"), ("%", "ratio"), ("Mt", "t")],
)
def test_dimension_is_written_as_a_unit(text: str, written: str) -> None:
    """A dimension reads as its base units, and as such parses to itself."""
    dimension = RATIO if text == "%" else parse_unit(text).dimension
    assert name_dimension(dimension) == written
    assert parse_unit(written).dimension == dimension


def test_dimensions_multiply_divide_and_cancel() -> None:
    """Throughput times price is money a year; a flow over itself is a ratio."""
    flow, price = parse_unit("bbl/day").dimension, parse_unit("USD/bbl").dimension
    assert multiply_dimensions(flow, price) == parse_unit("USD/year").dimension
    assert multiply_dimensions(flow, flow, -1) == RATIO
    assert raise_dimension(flow, 2) == multiply_dimensions(flow, flow)
    assert raise_dimension(flow, 0) == RATIO


# What is said of units that are none


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("20,000 bbls/day", "bbl/day"),
        ("20,000 barrels/day", "bbl/day"),
        ("5 USD/yr", "USD/year"),
        ("5 USD/annum", "USD/year"),
        ("5 usd/year", "USD/year"),
        ("5 m3/h", "m3/hour"),
        ("5 tonnes", "t"),
        ("5 bn USD", "billion USD"),
        ("5 mn USD", "million USD"),
        ("5 k USD", "thousand USD"),
        ("5 mln USD", "million USD"),
        ("5 millions USD", "million USD"),
        ("5 $", "USD"),
        ("5 €", "EUR"),
        ("5 dollars", "USD"),
        ("40 employees", "persons"),
        ("5 twh/year", "TWh/year"),
        ("5 mmbtu", "MMBtu"),
        ("5 BCM/year", "bcm/year"),
        ("5 percent", "%"),
        # a wrong guess here is wrong by a thousand
        ("5 Billion USD", "billion USD"),
        ("5 bln USD", "billion USD"),
        ("5 trn USD", "trillion USD"),
        ("5 USD mn", "million USD"),
        ("5 US$ bn/year", "billion USD/year"),
        ("5 milliard USD", "billion USD"),
        ("5 Mio. EUR", "million EUR"),
        ("5 dolar", "USD"),
        ("5 milion USD", "million USD"),
        ("5 USD/yaer", "USD/year"),
        ("5 per cent", "%"),
        ("5 pct", "%"),
        ("5 bp", "bps"),
        ("5 kbd", "kbpd"),
        ("5 mmbbl", "MMbbl"),
        ("5 tcf", "Tcf"),
        ("5 barrels per day", "bbl/day"),
        # and these are words that people write
        ("5 dollar", "USD"),
        ("5 euros", "EUR"),
        ("5 USD per year", "USD/year"),
    ],
)
def test_slip_is_answered_with_what_was_meant(text: str, hint: str) -> None:
    """The commonest slips get the right spelling of the whole unit."""
    with pytest.raises(UnitError) as caught:
        parse_quantity(text)
    assert caught.value.hint == f"did you mean '{hint}'?"


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("5 mt", "t or Mt"),
        ("600 USD/MT", "t or Mt"),
        ("5 mbbl", "thousand bbl or million bbl"),
        ("5 Mbbl/day", "thousand bbl or million bbl"),
        ("5 Mb/d", "thousand bbl or million bbl"),
        ("5 mcf/day", "thousand cf or million cf"),
        ("5 tcm", "thousand m3 or trillion m3"),
        # prices per mcm are those of thousand cubic metres, volumes in mcm are millions
        ("300 USD/mcm", "thousand m3 or million m3"),
        ("5 m USD", "million, thousand or metre"),
        ("5 T USD", "trillion or t"),
        ("5 b USD", "billion or bbl"),
        ("5 tons/year", "t or short ton of 0.90718474 t"),
        ("5 manat", "AZN or TMT"),
        ("5 roubles", "RUB or BYN"),
        ("5 Rs", "INR or PKR"),
        ("5 pounds", "GBP or lb"),
    ],
)
def test_word_of_two_meanings_is_refused_with_both(text: str, meanings: str) -> None:
    """Nothing is guessed where the trade uses one word for two sizes or quantities."""
    with pytest.raises(UnitError) as caught:
        parse_quantity(text)
    assert caught.value.hint.endswith(f" may be {meanings}: write the one that is meant")


@pytest.mark.parametrize(
    "text",
    [
        *("5 R$", "5 zillion USD", "5 cup", "5 cfs", "5 MW", "5 MMWh", "5 kWhr", "5 ccf", "5 PWh", "5 thousandths USD"),
        *("5 millionths USD", "5 USDD", "5 G", "5 % of GDP", "5 cm", "5 crore INR", "5 lakh", "5 TJs"),
    ],
)
def test_what_is_not_known_for_sure_is_not_guessed(text: str) -> None:
    """Looking alike is no reason."""
    with pytest.raises(UnitError) as caught:
        parse_quantity(text)
    assert "did you mean" not in caught.value.hint


def hint_for(unit: str) -> str:
    """What is said of a unit; nothing if it is one."""
    try:
        parse_unit(unit)
    except UnitError as error:
        return error.hint
    return ""


def _variants(name: str) -> set[str]:
    """A name in other cases, and with a letter dropped, doubled, or in its neighbour's place."""
    found = {name.lower(), name.upper(), name.title(), name.swapcase(), f"{name}s", f"{name}."}
    for at in range(len(name) if len(name) > 3 else 0):  # a shorter word with a slip is another word
        before, one, after = name[:at], name[at], name[at + 1 :]
        found |= {before + after, before + one + one + after, before + after[:1] + one + after[1:]}
    return found - {""}


@pytest.mark.parametrize(
    "name", sorted({*list_unit_names(), *CURRENCIES, "thousand", "million", "billion", "trillion"})
)
def test_hint_for_a_variant_has_its_size(name: str) -> None:
    """Whoever misspells a unit and follows the hint has what he meant: no other size, no other quantity."""
    meant = parse_unit(name)
    for variant in _variants(name):
        hint = re.fullmatch("did you mean '(.*)'\\?", hint_for(variant))
        found = parse_unit(hint[1]) if hint else meant
        assert (found.factor, found.dimension) == (meant.factor, meant.dimension), (variant, hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("5 USD/year * aud", "in a formula a quantity stands in brackets: [5 USD/year] * aud"),
        ("1,000 USD - x", "in a formula a quantity stands in brackets: [1,000 USD] - x"),
        ("$5 bn/year", "write 5 billion USD/year"),
        ("US$5 million", "write 5 million USD"),
        ("USD 5 mn", "write 5 million USD"),
        ("₼ 5", "write 5 AZN"),
    ],
)
def test_quantity_in_another_order_or_a_formula(text: str, hint: str) -> None:
    """What was meant is told in the words of the file."""
    with pytest.raises(UnitError) as caught:
        parse_quantity(text)
    assert caught.value.hint == hint


@pytest.mark.parametrize("text", ["1e400 USD", "1e-400", "1__0", "0x10", "1j", "1e9999999"])
def test_what_is_no_number_of_a_float_is_refused(text: str) -> None:
    """A number too small to hold is refused like one too large: it is not zero."""
    with pytest.raises(UnitError):
        parse_quantity(text)


@pytest.mark.parametrize(
    "text",
    ["2 * 1__0%", "1__0%", "1e99999999%", "1e-400%", "1e400%", "[1__0 USD]", "007", "0x10", "1j", "1e400", "9" * 400],
)
def test_what_is_no_number_in_a_formula_is_told_at_its_place(text: str) -> None:
    """Every way to a quantity inside a formula ends in a number or in a message with a place."""
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert 0 <= caught.value.offset < len(text)


@pytest.mark.parametrize(
    ("default", "number"),
    [("'1,000'", 1000.0), ("1 thousand", 1000.0), ("007", 7.0), ("1_0", 10.0), ("5 %", 0.05), (".5", 0.5), ("+3", 3.0)],
)
def test_default_of_a_kind_is_any_quantity(default: str, number: float, tmp_path: Path) -> None:
    """A default is read as a value is, not as the text of a formula; the loss is 2 USD a year times it."""
    file = tmp_path / "own.yaml"
    file.write_text(OWN_KIND.format(default=default), encoding="utf-8")
    assert assess_named(str(file)).values["loss.b.tie"].number == pytest.approx(2 * number)


OWN_KIND = """\
title: Own
sides: [a, b]
parties: {{a: {{name: A}}, b: {{name: B}}}}
kinds:
  own:
    summary: A tie
    roles: {{giver: gives, taker: takes}}
    inputs:
      flow: {{unit: USD/year, doc: what flows}}
      times: {{unit: ratio, doc: how often, default: {default}}}
    exposure: {{taker: flow}}
    loss: {{taker: flow * cut * times}}
    measure: {{taker: costs}}
    pulled_by: [giver]
levers: {{tie: {{kind: own, giver: a, taker: b, flow: 2 USD/year}}}}
"""


@pytest.mark.parametrize("text", ["5 USD/", "5 /year", "5 USD/thousand", "5 USD//year"])
def test_unit_with_a_gap_says_so(text: str) -> None:
    """A slash with nothing on one side is told as such."""
    with pytest.raises(UnitError) as caught:
        parse_quantity(text)
    assert caught.value.hint == "a unit is missing"


@pytest.mark.parametrize("text", ["1,5", "1 000", ".nan", "inf", "1e999", "١٢", "1,00,000", "1.5.2", "12:30"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """European decimals, spaced thousands, foreign digits and what is not finite are no quantities."""
    with pytest.raises(UnitError):
        parse_quantity(text)


# The same through the real entry, at its place in the file

SCENARIO = """\
title: Units
sides: [north, south]
parties:
  north:
    gdp: {gdp}
    reserves: {reserves}
  south:
    name: South
figures:
  flow:
    value: {flow}
    assumed: a test
results:
  whole:
    formula: {formula}
"""
RIGHT = {
    "gdp": "74 billion USD/year",
    "reserves": "70 billion USD",
    "flow": "20,000 bbl/day",
    "formula": "north.gdp",
}


@pytest.mark.parametrize(
    ("wrong", "place", "said"),
    [
        ({"gdp": "74 billion USD"}, ":5:10", ["wanted in USD/year, found USD", "is '/year' missing?"]),
        ({"reserves": "70 billion USD/year"}, ":6:15", ["wanted in USD, found USD/year", "is '/year' one too many?"]),
        ({"gdp": "74 billion EUR/year"}, ":5:10", ["wanted in USD/year, found EUR/year"]),
        ({"gdp": "74 %"}, ":5:10", ["wanted in USD/year, found a plain number or %"]),
        ({"flow": "20,000 bbls/day"}, ":11:12", ["no unit 'bbls/day'", "did you mean 'bbl/day'?"]),
        ({"formula": "north.gdp + north.reserves"}, ":15:26", ["unlike units: USD/year and USD"]),
        ({"formula": "north.gdp + [5 EUR/year]"}, ":15:26", ["unlike units: USD/year and EUR/year"]),
    ],
)
def test_wrong_unit_in_a_file(wrong: dict[str, str], place: str, said: list[str], tmp_path: Path) -> None:
    """The message names the unit wanted, the unit found and the place, and hints at a forgotten /year."""
    file = tmp_path / "units.yaml"
    text = SCENARIO.format(**{**RIGHT, **wrong})
    file.write_text(text, encoding="utf-8")
    done = run("check", str(file))
    assert (done.status, done.out) == (3, "")
    assert all(words in done.err for words in [f"units.yaml{place}", *said]), done.err
