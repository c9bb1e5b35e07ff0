"""What a source prints, compared with a value: the numeral, its scale, its unit, ranges, and what is not known."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverage.printed import compare
from leverage.quantity import Quantity, parse_quantity
from tests.program import run


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2 MMbbl/d", "1.2 million bbl/day"),
        ("1.2 MMbbl/d", "1.2 MMbbl/day"),
        ("1.2 MMbbl/d", "438 million bbl/year"),
        ("1.2 mb/d", "1.2 million bbl/day"),
        ("1,200 kb/d", "1.2 million bbl/day"),
        ("20,000 b/d", "20,000 bbl/day"),
        ("$600/t", "600 USD/t"),
        ("1,178 млрд", "1.178 billion USD/year"),
        ("1,178 bn", "1178 billion USD"),
        ("1.178 млрд долл.", "1.178 billion USD"),
        ("1,2 млн тонн", "1.2 Mt"),
        ("In 2024, exports reached $1.178 billion", "1.178 billion USD/year"),
        ("$1.2–1.5 bn", "1.35 billion USD"),
        ("$1.2-1.5 bn", "1.2 billion USD"),
        ("$1.2-1.5 bn", "1.5 billion USD"),
        ("between $1.2bn and $1.5bn", "1.35 billion USD/year"),
        ("1.2 to 1.5 billion", "1.4 billion USD"),
        ("exports of $1.2bn and imports of $1.5bn", "1.5 billion USD"),
        ("от 1,2 до 1,5 млрд долларов", "1.35 billion USD"),
        ("zwischen 1,2 und 1,5 Mrd. Euro", "1.35 billion EUR"),
        ("entre 1,2 et 1,5 milliard d'euros", "1.35 billion EUR"),
        ("tra 1,2 e 1,5 miliardi", "1.3 billion EUR"),
        ("1.2至1.5亿美元", "130 million USD"),
        ("1,178 Mrd. EUR", "1.178 billion EUR"),
        ("3,6 Milliarden Euro", "3.6 billion EUR"),
        ("1.178 Mio. EUR", "1178 million EUR"),
        ("1 178 millions d'euros", "1178 million EUR"),
        ("3,4 milliards de dollars", "3.4 billion USD"),
        ("mille milliards d'euros", "1 trillion EUR"),
        ("1.178 millones de dólares", "1178 million USD"),
        ("2 mil millones", "2 billion USD"),
        ("1,5 billones de pesos", "1.5 trillion MXN"),
        ("1,2 miliardi di euro", "1.2 billion EUR"),
        ("5 mila tonnellate", "5 thousand t"),
        ("1,2 milyar dolar", "1.2 billion USD"),
        ("500 bin varil", "500 thousand bbl"),
        ("1,2 milyard manat", "1.2 billion AZN"),
        ("5 min nəfər", "5 thousand persons"),
        ("yüzde 5", "5 %"),
        ("%5", "5 %"),
        ("5 faiz", "5 %"),
        ("12亿美元", "1.2 billion USD"),
        ("1.2万亿元", "1.2 trillion CNY"),
        ("3千万吨", "30 Mt"),
        ("10万桶/日", "100 thousand bbl/day"),
        ("1亿2000万", "120 million USD"),
        ("500萬", "5 million USD"),
        ("120亿立方米", "12 bcm"),
        ("Rs 2 crore 50 lakh", "25 million INR"),
        ("5 lakh crore", "5 trillion INR"),
        ("1,50,000 crore", "1.5 trillion INR"),
        ("12 lakh tonnes", "1.2 Mt"),
        ("55 billion cubic meters", "55 bcm/year"),
        ("55 bcm", "55 billion m3/year"),
        ("300 million cubic meters of natural gas per day", "300 million m3/day"),
        ("$10.20 per 1 ton", "10.20 USD/t"),
        ("$16 per metric ton", "16 USD/t"),
        ("$12.7", "12.7 USD/t"),
        ("80.52", "80.52 USD/bbl"),
        ("38 passengers and crew members", "38 persons"),
        ("40 employees", "40 persons"),
        ("just one", "1 person"),
        ("$250 per 1,000 cubic metres", "250 USD/thousand m3"),
        ("$250 per thousand cubic metres", "0.25 USD/m3"),
        ("approximately $500 million", "500 million USD/year"),
        ("287.05 million US dollars", "287.05 million USD"),
        ("9.4 percent", "9.4 %"),
        ("Russia 10%", "10 %"),
        ("4.4%", "4.4 %"),
        ("12.5 per cent", "0.125"),
        ("$1.178bn in 2024", "1.178 billion USD/year"),
        ("2,000 barrels a day", "2,000 bbl/day"),
        ("$217.983 billion", "217.983 billion USD/year"),
        ("US$ million 1,178", "1178 million USD"),
        ("2023: US$ mn 1,178", "1178 million USD"),
        ("1,178 (US$ million)", "1178 million USD"),
        ("fell by 5 %", "-5 %"),
        ("$1.2m", "1.2 million USD"),
        ("€500M", "500 million EUR"),
        ("$1.2T", "1.2 trillion USD"),
        ("1.2T", "1.2 trillion USD"),
        ("$1.2tn", "1.2 trillion USD"),
        ("17,4 %", "17.4 %"),
        ("1'178 Mio", "1178 million CHF"),
        ("1.2 × 10^9 m³", "1.2 bcm"),
        ("1.2 x 10⁹", "1.2 billion USD"),
        ("1.2e9", "1.2 billion USD"),
        ("5.2 Mt", "5.2 million t"),
        ("2023/24: 5.2 Mt", "5.2 Mt"),
        ("FY2024: $5.2bn", "5.2 billion USD"),
        ("2024", "2024 persons"),
        ("31.12.2024: 5,2 %", "5.2 %"),
        ("1 178,5 тыс. баррелей", "1178.5 thousand bbl"),
        ("1.178,5", "1178.5 USD"),
        ("1,178.5", "1178.5 USD"),
        ("1,178", "1178 USD"),
        ("1,178", "1.178 USD"),
        ("25 bps", "25 bps"),
        ("25 basis points", "25 bps"),
        ("0.25 percentage points", "25 bps"),
        ("1.2 GWh", "1200 MWh"),
        ("42 gallons", "1 bbl"),
        ("a 12-month total of $1.2bn", "1.2 billion USD"),
        ("1,2 million", "1.2 million EUR"),
        ("Q3 2024 $5bn", "5 billion USD"),
        ("USD1.2bn", "1.2 billion USD"),
        ("USD 1.2bn", "1.2 billion USD"),
        ("R$5 milhões", "5 million BRL"),
        ("about 6.7 million tonnes of oil equivalent", "6.7 Mtoe"),
        ("3 pipelines with 5 bcm", "5 bcm"),
        ("1,2 млн баррелей в сутки", "1.2 million bbl/day"),
        ("15 000 человек", "15,000 persons"),
        ("рост на 5 процентов", "5 %"),
        ("5 %-ный", "5 %"),
        ("1.2 billion (2023)", "1.2 billion USD"),
        ("1.2-million-barrel-a-day", "1.2 million bbl/day"),
        ("١٫٢ million", "1.2 million USD"),
        ("１.２ billion", "1.2 billion USD"),
        ("$1.2 to $1.5", "1.3 USD"),
        ("1.2 - 1.5%", "1.3 %"),
        ("5-10 million", "7 million USD"),
        ("10,000-20,000 tonnes", "15 thousand t"),
        ("1 million 200 thousand", "1.2 million USD"),
        ("€1.178 billion", "1.178 billion EUR"),
        ("1.25 Bcf/d", "1.25 Bcf/day"),
        ("5 MMscf", "5 million cf"),
        ("5 Mcf", "5 thousand cf"),
        ("5 thousand tons", "5 kt"),
        ("5.2 MMT", "5.2 Mt"),
        ("35 bcm", "1236 bcf"),
        ("0", "0 USD"),
        ("1,000 jobs", "1,000 persons"),
        ("10 000 m3", "10 thousand m3"),
        ("10 000 м³", "10 thousand m3"),
        ("five", "5 persons"),
        ("", "5"),
        ("1.2 MMbpd", "1.2 million bbl/day"),
        ("1.2 million bpd", "1.2 MMbbl/d"),
        ("120 kbpd", "120 kbpd"),
        ("120 kb/d", "120 kbpd"),
        ("2,5 Mds€", "2.5 billion EUR"),
        ("2.5 M€", "2.5 million EUR"),
        ("$1.2 billion a year", "1.2 billion USD/year"),
        ("70 billion dollars of reserves", "70 billion USD"),
        ("exports fell 5% to $1.2bn from $1.3bn", "1.2 billion USD"),
        ("rose 5 to unprecedented 6%", "6 %"),
        ("5 miljard", "5 billion EUR"),
        ("1.2 million barrels a day", "438.2 million bbl/year"),
        ("0", "0 USD/year"),
        ("0.0 million", "0 USD"),
        ("1e-300", "1e-300"),
        ("$1.178", "1178 USD"),
        ("1.2.3", "5"),
    ],
)
def test_wording_that_states_the_value(text: str, value: str) -> None:
    """Any numeral that is the value in the words and units around it is enough; a year only where it is alone."""
    assert compare(text, parse_quantity(value)).agrees is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2 MMbbl/d", "1.2 bbl/day"),
        ("1.2 mb/d", "1.2 million bbl/year"),
        ("$600/t", "600 USD/Mt"),
        ("1,178 млрд", "1178 USD/year"),
        ("1,178 млрд долларов", "1178 billion USD/year"),
        ("1,178 bn", "1.178 billion USD"),
        ("1,2 млн тонн", "1.2 t"),
        ("In 2024, exports reached $1.178 billion", "2024 USD/year"),
        ("In 2024 3 million dollars", "2024 USD"),
        ("$1.2-1.5 bn", "1.6 billion USD"),
        ("$1.2-1.5 bn", "1.2 USD"),
        ("$1.2-1.5 bn", "1.35 million USD"),
        ("exports of $1.2bn and imports of $1.5bn", "1.35 billion USD"),
        ("1,178 Mrd. EUR", "1178 billion EUR"),
        ("55 bcm", "55 mcm/year"),
        ("300 million cubic meters of natural gas per day", "300 million m3/year"),
        ("$250 per 1,000 cubic metres", "250 USD/million m3"),
        ("$250 per 1,000 cubic metres", "1000 USD/thousand m3"),
        ("4.4%", "4.4"),
        ("2,000 barrels a day", "20,000 bbl/day"),
        ("$1.178 billion", "1.187 billion USD/year"),
        ("$1.178 billion", "1.178 million USD/year"),
        ("US$ million 1,178", "1178 USD"),
        ("1,178 (million US$)", "1178 USD"),
        ("$1.2m", "1.2 USD"),
        ("5.2 mt", "5.3 million t"),
        ("5.2 kt", "5.2 t"),
        ("Q3 2024 $5bn", "3 USD"),
        ("6.7 Mtoe", "6.7 toe"),
        ("3 pipelines with 5 bcm", "6 bcm"),
        ("67 tonnes", "67 bbl"),
        ("1.25 Bcf/d", "1.25 cf/day"),
        ("5 MMcf", "5 Mcf"),
        ("35 bcm", "1300 bcf"),
        ("120 b/d", "120 kbpd"),
        ("6.1 GJ", "6.1 MMBtu"),
        ("exports fell 5% to $1.2bn from $1.3bn", "1.25 billion USD"),
        ("1.2 million barrels", "1.24 million bbl"),
        ("1.2 MMbbl", "1.24 million bbl"),
        ("55 bcm", "55.4 bcm"),
        ("1.2 million barrels a day", "470 million bbl/year"),
        ("1.2 million million million million million million", "1.2 USD"),
        ("9" * 400, "5"),
        ("1e999", "5"),
    ],
)
def test_wording_that_states_another_value(text: str, value: str) -> None:
    """Everything is understood, and nothing of it is the value."""
    assert compare(text, parse_quantity(value)).agrees is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$600/mt", "600 USD/Mt"),
        ("$600/mt", "600 USD/t"),
        ("20 mil barriles", "20,000 bbl"),
        ("3兆元", "3 trillion TWD"),
        ("1,178 фунтиков", "1178 USD"),
        ("1.2 gazillion", "1.2 USD"),
        ("1.2 gazillion", "1.2 billion USD"),
        ("$300/mcm", "300 USD/thousand m3"),
        ("5.2 mt", "5.2 million t"),
        ("1.2 mbbl", "1.2 thousand bbl"),
        ("3 ships", "3"),
    ],
)
def test_wording_of_which_it_cannot_be_said(text: str, value: str) -> None:
    """A word is not known, or means several sizes of which some agree."""
    assert compare(text, parse_quantity(value)).agrees is None


@pytest.mark.parametrize(
    "part", ["1 ", "1,", "(1", "1.2 - ", "1 mil ", "5 per 1 mt ", "1 between 2 and ", "2024-2024 ", "9"]
)
def test_long_wording_ends(part: str) -> None:
    """No wording takes long, whatever it repeats."""
    assert compare(part * 20000, parse_quantity("7 USD")).agrees is not None or part == "1 mil "


PIECES = [
    *(
        "1",
        "2.5",
        "1,178",
        "1 000",
        "1'000",
        ",",
        ".",
        "-",
        "–",
        "to",
        "between",
        "and",
        "(",
        ")",
        "per",
        "/",
        "a",
        "$",
        "%",
    ),
    *(
        "млрд",
        "mil",
        "兆",
        "亿",
        "lakh",
        "mt",
        "mbbl",
        "mcm",
        "bcm",
        "MMbbl",
        "kb",
        "d",
        "T",
        "m",
        "2024",
        "2023/24",
        "10^9",
    ),
    *("×", "e5", "1e999", "1e-999", "²", "m³", "½", "'", "_", "people", "squillion", "yüzde", "0", "\x00"),
]
VALUES = [parse_quantity(text) for text in ("1.178 billion USD/year", "5 %", "0", "-5 bcm/year", "1e308", "600 USD/Mt")]


@given(st.lists(st.sampled_from(PIECES), max_size=9), st.sampled_from(["", " "]), st.sampled_from(VALUES))
def test_any_wording_is_read(pieces: list[str], space: str, value: Quantity) -> None:
    """What stands in a file is never more than cannot be read."""
    assert compare(space.join(pieces), value).agrees in (True, False, None)


SCENARIO = """\
title: Oil
sides: [a, b]
sources: {office: {title: A statistical office}}
parties:
  a: {gdp: {value: 50 billion USD/year, source: office}}
  b: {gdp: {value: 50 billion USD/year, source: office}}
levers:
  oil:
    kind: transit
    shipper: a
    carrier: b
    price: {value: 80 USD/bbl, source: office}
    throughput:
      value: 1.2 million bbl/day
      source: office
      as_printed: PRINTED
"""


@pytest.mark.parametrize(
    ("wording", "status", "said"),
    [
        ("1.2 MMbbl/d", 0, "no claims to check."),
        ("from 1.1 to 1.3 mb/d in 2024", 0, "no claims to check."),
        ("1.2 kb/d", 3, "error: the value 1.2 million bbl/day is not what the source prints"),
        ("1.2 squillion barrels", 0, "cannot be compared with what the source prints: 'squillion' after 1.2 is no"),
        ("1.2 mbbl/d", 0, "cannot be compared with what the source prints: '1.2 mbbl/d' has several meanings"),
    ],
)
def test_check_tells_what_was_read(wording: str, status: int, said: str, tmp_path: Path) -> None:
    """An error where the source prints something else, a note where that cannot be said."""
    file = tmp_path / "oil.yaml"
    file.write_text(SCENARIO.replace("PRINTED", wording) + "mixed_years: a test\n", encoding="utf-8")
    done = run("check", str(file))
    assert (done.status, said in " ".join((done.out + done.err).split())) == (status, True), done.out + done.err
    assert ("Notes" in done.out) == ("cannot" in said)
    assert run("check", "--strict", str(file)).status == (status or int("cannot" in said))
