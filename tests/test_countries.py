"""Countries by their codes and names: the table, how it is made, and every name in real files where they are there."""

import csv
import json
import os
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import openpyxl
import pytest

from leverage.data.countries import (
    SYSTEMS,
    Country,
    find_country,
    list_countries,
    read_rows,
    suggest_country,
)
from tests.make_countries import TABLE, VARIANTS, MakingError, make_table

#: A folder with files as statistical offices publish them; the tests that read them are skipped without it.
REAL = Path(os.environ.get("LEVERAGE_TEST_DATA", "/nowhere"))
needs_real_files = pytest.mark.skipif(not REAL.is_dir(), reason="LEVERAGE_TEST_DATA names no folder")

ROWS = read_rows(TABLE.read_text(encoding="utf-8"))


def code_of(text: str, system: str = "") -> str | None:
    """Return the code of the country that a text means, the name of a group, or None."""
    found = find_country(text, system)
    return found.code if isinstance(found, Country) else found and found.name


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("AZE", "AZE|aze|AZ|031|31|0031|31.0|Azerbaijan|AZERBAIJAN|Azerbaijan, Rep. of|the Republic of Azerbaijan"),
        ("RUS", "RUS|RU|643|Russia|Russian Federation|Russian Federation (the)|Federation, Russian"),
        ("USA", "USA|US|840|842|United States|United States of America (the)|U.S.A.|U.S.|U. S."),
        ("GBR", "GB|UK|826|U.K.|United Kingdom|Great Britain"),
        ("FRA", "250|251|France"),
        ("NOR", "578|579|Norway"),
        ("CHE", "756|757|Switzerland"),
        ("IND", "356|699|India"),
        ("ITA", "380|381|Italy"),
        ("GRC", "GR|EL|Greece"),
        ("CHN", "China|China, P.R.: Mainland|China, People's Republic of|People's Republic of China"),
        ("HKG", "Hong Kong|China, P.R.: Hong Kong|Hong Kong SAR, China|China, Hong Kong SAR|Hong-Kong|HongKong"),
        ("TWN", "TW|158|490|S19|Taiwan|Other Asia, nes|Taiwan Province of China|Chinese Taipei"),
        ("XKX", "XK|XKX|KOS|KSV|OWID_KOS|412|Kosovo|Kosovo, Rep. of|KOSOVO*"),
        ("TUR", "Turkey|Türkiye|Turkiye|TÜRKİYE|Türkiye, Rep of|TÃ¼rkiye"),
        ("KOR", "Korea, Rep.|Korea, Rep. of|Republic of Korea|Rep. of Korea|South Korea|S. Korea|Korea (South)|Korea"),
        ("PRK", "Korea, Dem. People's Rep.|Dem. People's Rep. of Korea|Korea, Dem. Rep.|North Korea"),
        ("EGY", "Egypt|Egypt, Arab Rep.|Egypt, Arab Rep. of"),
        ("BOL", "Bolivia|Bolivia (Plurinational State of)"),
        ("COD", "Congo, Dem. Rep.|Dem. Rep. of the Congo|Democratic Republic of Congo|DR Congo|DRC|ZAR"),
        ("COG", "Congo|Congo, Rep.|Congo, Republic of the|Congo (Brazzaville)"),
        ("CIV", "Côte d'Ivoire|Côte d’Ivoire|Cote d'Ivoire|COTE D IVOIRE|Ivory Coast"),
        ("CUW", "Curaçao|Curacao|CuraÃ§ao|Curaçao, Kingdom of the Netherlands"),
        ("TTO", "Trinidad and Tobago|Trinidad & Tobago|Trinidad &amp; Tobago|Trinidad/Tobago"),
        ("STP", "Sao Tome and Principe|São Tomé & Príncipe|São Tomé and Príncipe, Dem. Rep. of"),
        ("VNM", "Viet Nam|Vietnam|VIETNAM|Viet-Nam"),
        ("FSM", "Micronesia, Fed. Sts.|Micronesia, Federated States of|Micronesia (Federated States of)|FS Micronesia"),
        ("VIR", "Virgin Islands (U.S.)|US Virgin Isds|United States Virgin Islands"),
        ("VGB", "Br. Virgin Isds|British Virgin Islands|Virgin Islands, British"),
        ("KNA", "St. Kitts and Nevis|Saint Kitts & Nevis|St Kitts and Nevis"),
        ("PSE", "West Bank and Gaza|State of Palestine|WBG|275"),
        ("NAM", "NA|NAM|516|Namibia"),
        ("AFG", "4|04|004|\ufeffAfghanistan| Afghanistan\u00a0|Afghanistan, Islamic Rep. of"),
    ],
)
def test_a_country_has_many_names(code: str, texts: str) -> None:
    assert {text: code_of(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), code)


@pytest.mark.parametrize(
    ("name", "sort", "texts"),
    [
        ("World", "aggregate", "0|000|1|W00|WLD|G001|OWID_WRL|World|WORLD"),
        ("European Union", "aggregate", "EU|EUU|97|EU27_2020|EU-28|European Union (27)|European Union"),
        ("Euro area", "aggregate", "EMU|EA19|Euro area|Euro Area|Eurozone"),
        ("Areas, nes", "aggregate", "_X|_X |899|Areas, nes"),
        ("Bunkers", "aggregate", "837|Bunkers"),
        ("Free zones", "aggregate", "838|Free Zones"),
        ("Special categories", "aggregate", "839|Special Categories"),
        ("Upper middle income", "aggregate", "UMC|Upper-middle-income countries|Upper middle income"),
        ("Soviet Union", "historic", "SUN|SU|810|USSR|USSR (...1990)|Fmr USSR|U.S.S.R.|OWID_USS"),
        ("Yugoslavia", "historic", "YUG|890|Yugoslavia|Yugoslavia (...1991)"),
        ("Serbia and Montenegro", "historic", "SCG|891|Serbia and Montenegro (...2005)"),
        ("Netherlands Antilles", "historic", "ANT|AN|530|Netherlands Antilles (...2010)"),
        ("West Germany", "historic", "280|Fed. Rep. of Germany (...1990)"),
        ("East Germany", "historic", "DDR|278|Eastern Germany|Dem. Rep. of Germany (...1990)"),
        ("Belgium-Luxembourg", "historic", "58|058|Belgium-Luxembourg|Belgium-Luxembourg (...1998)"),
        ("Sudan before 2011", "historic", "736|Sudan (...2011)|Fmr Sudan"),
        ("Czechoslovakia", "historic", "CSK|200|Czechoslovakia"),
        ("Gaza Strip", "part", "Gaza Strip|Gaza"),
        ("Channel Islands", "part", "CHI|830|Channel Islands"),
    ],
)
def test_a_group_is_never_a_country(name: str, sort: str, texts: str) -> None:
    assert {text: find_country(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), (name, sort))


@pytest.mark.parametrize(
    ("text", "system", "code"),
    [
        ("as", "gec", "AUS"),
        ("AS", "gec", "AUS"),
        ("AS", "", "ASM"),
        ("AS", "iso2", "ASM"),
        ("rs", "gec", "RUS"),
        ("RS", "", "SRB"),
        ("ch", "gec", "CHN"),
        ("CH", "", "CHE"),
        ("kv", "gec", "XKX"),
        ("KV", "", None),  # a GEC code alone is no code for who does not say so
        ("xx", "gec", "World"),
        ("492", "", "MCO"),
        ("492", "m49", "MCO"),
        ("492", "comtrade", "Europe EU, nes"),
        ("492", "baci", "Europe EU, nes"),
        ("842", "comtrade", "USA"),
        ("112", "m49", "BLR"),
        ("112", "imf", None),  # the IMF's 112 is the United Kingdom
        ("KOS", "imf", "XKX"),
        ("Azerbaijan, Rep. of", "imf", "AZE"),
        ("AZE", "m49", None),
        ("031", "iso3", None),
        ("AZE", "name", None),
        ("Russia", "gec", None),
        ("Russia", "iso3", None),
        ("Russia", "name", "RUS"),
        ("US", "name", "USA"),
        ("AS", "name", None),
    ],
)
def test_a_system_says_what_an_ambiguous_code_means(text: str, system: str, code: str | None) -> None:
    assert code_of(text, system) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\ufeff",
        "-",
        "..",
        ":",
        "N/A",
        "n.a.",
        "null",
        ".*",
        "AZ.",
        "^AZE$",
        "(AZE|RUS)",
        "A[Z]E",
        "Azer\x00baijan",
        "\x1b[31mAzerbaijan",
        "Azerbaijan\x07",
        "=Azerbaijan()+1",
        "'; DROP TABLE countries; --",
        "Republic",
        "Republic of",
        "the",
        "Azerbaijan and Russia",
        "٣١",  # digits, but not those of a code
        "031031",
        "2019",
        "-31",
        "31.5",
        "3e1",
        "\ud800",
        "Ã",
        "A" * 1_000_000,
        "Azerbaijan" + " " * 1_000,
        "(" * 199,
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_other_texts_mean_nothing(text: str) -> None:
    assert [find_country(text, system) for system in SYSTEMS] == [None] * len(SYSTEMS)
    assert suggest_country(text).isprintable()


def test_every_code_and_name_of_the_table_finds_its_row() -> None:
    for row in ROWS:
        keys = row.list_keys()
        for code in keys["letters"]:
            assert {find_country(form) for form in (code, code.upper(), f" {code} ")} == {row.place}, code
            assert find_country(code, "iso3") == find_country(code, "imf") == row.place
        for code in keys["numbers"]:
            assert {find_country(form) for form in (code, code.zfill(3), code.zfill(6))} == {row.place}, code
            assert find_country(code, "m49") == row.place
        for name in (row.name, *row.names):
            decomposed = unicodedata.normalize("NFKD", name)
            bare = decomposed.encode("ascii", "ignore").decode()
            spaced = (name.replace(" ", "\u00a0 "), name.replace(" ", "-"), f"{name} *", f"'{name}'")
            forms = (name, name.upper(), decomposed, bare, *spaced)
            assert {find_country(form, "name") for form in forms} == {row.place}, name
        for code in keys["gec"]:
            assert find_country(code, "gec") == find_country(code.upper(), "gec") == row.place


def test_no_name_and_no_code_means_two_things() -> None:
    meant: dict[tuple[str, str], str] = {}
    for row in ROWS:
        for lookup, keys in row.list_keys().items():
            for key in keys:
                assert meant.setdefault((lookup, key), row.name) == row.name, (lookup, key)


def test_a_name_means_the_same_with_and_without_a_system() -> None:
    """No name of one reads as a code of another, such as CIS or USA."""
    for row in ROWS:
        for name in (row.name, *row.names):
            assert find_country(name) == row.place, name


def test_the_table_has_the_countries_of_iso_and_kosovo() -> None:
    """ISO 3166-1 has 249 codes; with Kosovo there are 250 countries."""
    countries = list_countries()
    assert len(countries) == 250
    assert [country.code for country in countries] == sorted({country.code for country in countries})
    for country in countries:
        assert re.fullmatch("[A-Z]{3}", country.code), country
        assert re.fullmatch("[A-Z]{2}", country.iso2), country
        assert re.fullmatch("[0-9]{3}", country.m49), country
        assert re.fullmatch("[A-Z]{2}|", country.gec), country
    assert {row.sort for row in ROWS} == {"country", "historic", "part", "aggregate"}


def test_the_table_has_all_variants() -> None:
    """A list of variants that was changed without making the table anew is found out."""
    for variant in read_rows(VARIANTS.read_text(encoding="utf-8")):
        expected = variant.code if variant.sort == "country" else variant.name
        assert {code_of(name, "name") for name in variant.names} <= {expected}, variant
        assert {code_of(code) for code in variant.codes if ":" not in code} <= {expected}, variant


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Azerbaijn", "did you mean 'Azerbaijan' (AZE)?"),
        ("azer", "did you mean 'Azerbaijan' (AZE)?"),
        ("Phillipines", "did you mean 'Philippines' (PHL)?"),
        ("GER", "did you mean 'Germany' (DEU)?"),
        ("Sovet Union", "did you mean 'Soviet Union'?"),
        ("xq", ""),
        ("Memorandum Items", ""),
    ],
)
def test_a_near_name_is_suggested(text: str, hint: str) -> None:
    assert suggest_country(text) == hint


def test_a_million_cells_are_looked_up_in_seconds() -> None:
    """A file has few names in many rows; what was looked up is remembered."""
    start = time.process_time()
    for _ in range(250_000):
        for text in ("Azerbaijan, Rep. of", "643", "AZE", "no such country"):
            find_country(text)
    assert time.process_time() - start < 5


DATAHUB = """\
ISO3166-1-Alpha-3,ISO3166-1-Alpha-2,M49,FIPS,CLDR display name,UNTERM English Short,UNTERM English Formal,\
official_name_en,ISO4217-currency_country_name
NOR,NO,578,NO,Norway,Norway,the Kingdom of Norway,Norway,NORWAY
GMB,GM,270,GA,Gambia,Gambia (the),the Republic of the Gambia,Gambia,GAMBIA
LCA,LC,662,ST,St. Lucia,Saint Lucia,Saint Lucia,Saint Lucia,SAINT LUCIA
SRB,RS,688,RIKV,Serbia,Serbia,the Republic of Serbia,Serbia,SERBIA
"""
BACI = """\
country_code,country_name,country_iso2,country_iso3
579,Norway,NO,NOR
58,Old Norway (...1905),NO,NOR
270,GÃ¢mbia,GM,GMB
"""
HEADING = "sort,code,name,iso2,m49,gec,codes,names\n"
MADE = """\
country,GMB,Gambia,GM,270,GA,,the Republic of the Gambia
country,LCA,Saint Lucia,LC,662,,,
country,NOR,Norway,NO,578,NO,NRW|579,the Kingdom of Norway|Norge
country,SRB,Republic of Serbia,RS,688,RI,,Serbia
historic,,Old Norway,,58,,,Old Norway (...1905)
"""
OURS = f"""{HEADING}\
country,NOR,,,,,NRW|NO,Norge|NORWAY
country,SRB,Republic of Serbia,,,RI,,
country,LCA,,,,-,,
historic,,Old Norway,,58,,,Old Norway (...1905)
"""


def test_the_table_is_made_of_lists_and_variants() -> None:
    """Variants change and add; names that read the same are left out; BACI's numbers of historic states are not."""
    made = make_table(DATAHUB, BACI, OURS)
    assert "".join(line for line in made.splitlines(keepends=True) if not line.startswith("#")) == HEADING + MADE
    assert make_table(DATAHUB, BACI, OURS) == made


@pytest.mark.parametrize(
    ("variants", "baci", "message"),
    [
        ("historic,,Norge,,,,,the Norway", BACI, "'norge' (among names) means Norway and Norge"),
        ("aggregate,,Nordic,,,NO,,", BACI, "'no' (among gec) means Norway and Nordic"),
        ("aggregate,,Nordic,,662,,,", BACI, "'662' (among numbers) means Saint Lucia and Nordic"),
        ("aggregate,NRW,Nordic,,,,,", BACI, "'nrw' (among letters) means Norway and Nordic"),
        ("", "t,i,j,k,v,q\n", "a list has no column country_code, country_name, country_iso3"),
        ("", f"{BACI}999,Atlantis,XA,XAT\n", "BACI's 999 (Atlantis) is neither a country nor a group"),
    ],
)
def test_what_means_two_things_or_nothing_is_not_made(variants: str, baci: str, message: str) -> None:
    with pytest.raises(MakingError, match=re.escape(message)):
        make_table(DATAHUB, baci, OURS + variants)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,name\n", "the columns must be sort, code, name"),
        (f"{HEADING}country,NOR\n", "line 2 has not 8 columns"),
        (f"{HEADING}country,NOR,Norway,NO,578,NO,,,\n", "line 2 has not 8 columns"),
    ],
)
def test_a_wrong_list_of_variants_is_told(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_rows(text)


@needs_real_files
def test_the_table_is_what_the_real_lists_give() -> None:
    lists = REAL / "samples" / "datahub_country-codes.csv", REAL / "baci" / "country_codes_V202401b.csv", VARIANTS
    assert make_table(*(path.read_text(encoding="utf-8-sig") for path in lists)) == TABLE.read_text(encoding="utf-8")


Cells = Iterator[tuple[str, str]]

#: Cells that stand where names do and are none, by why.
NO_NAMES = {
    "Memorandum Items": "a heading of DOTS over groups",
    "...": "the partner, in WITS, of what has no partner",
}


def read_csv(name: str, encoding: str = "utf-8-sig", skip: int = 0) -> Iterable[dict[str, str]]:
    lines = (REAL / name).read_text(encoding=encoding).splitlines()[skip:]
    return csv.DictReader(lines)


def pick(rows: Iterable[dict[str, str]], columns: dict[str, str]) -> Cells:
    for row in rows:
        yield from ((str(row[column]), system) for column, system in columns.items())


def list_world_bank() -> Cells:
    for name in ("wdi_API_NY.GDP.MKTP.CD_DS2_en_csv_v2_26.csv", "wdi_API_BM.TRF.PWKR.CD.DT_DS2_en_csv_v2_3012027.csv"):
        yield from pick(read_csv(f"samples/{name}", skip=4), {"Country Name": "name", "Country Code": "iso3"})
    columns = {"TableName": "name", "Country Code": "iso3", "Region": "name", "IncomeGroup": "name"}
    yield from pick(read_csv("samples/wdi_Metadata_Country_API_NY.GDP.MKTP.CD_DS2_en_csv_v2_26.csv"), columns)
    for side in ("Sending Countries ", "Receiving Countries  "):
        yield from pick(read_csv("samples/databank_corridors.csv"), {f"{side}Name": "name", f"{side}Code": "iso3"})


def list_comtrade() -> Cells:
    answer = json.loads((REAL / "samples/comtrade_api_v1_get.json").read_text(encoding="utf-8"))["data"]
    for side in ("reporter", "partner"):
        columns = {f"{side}Desc": "name", f"{side}ISO": "iso3", f"{side}Code": "comtrade"}
        yield from pick((*read_csv("samples/comtradeplus_TradeData.csv", "latin-1"), *answer), columns)
    for side in ("Reporter", "Partner"):
        columns = {side: "name", f"{side} ISO": "iso3", f"{side} Code": "comtrade"}
        yield from pick(read_csv("samples/comtrade_legacy.csv", "latin-1"), columns)


def list_baci() -> Cells:
    for name in ("baci/country_codes_V202401b.csv", "samples/baci_country_codes_V202501.csv"):
        columns = {"country_code": "comtrade", "country_name": "name", "country_iso2": "iso2"}
        yield from pick(read_csv(name), {**columns, "country_iso3": "iso3"})
    for name in ("oil_gas_AZE_RUS_allpartners_2021_2024", "rawmaterials_subset_2019_2024"):
        yield from pick(read_csv(f"baci/BACI_HS92_{name}.csv"), {"i": "m49", "j": "m49"})


def list_others() -> Cells:
    yield from pick(read_csv("samples/owid_trade-as-share-of-gdp.csv"), {"Entity": "name", "Code": "iso3"})
    yield from pick(read_csv("samples/sipri_trade-register.csv"), {"Recipient": "name", "Supplier": "name"})
    yield from pick(read_csv("samples/wits_AZE_AllYears_Trade_Summary.CSV"), {"Reporter": "name", "Partner": "name"})


def list_workbooks() -> Cells:
    for path in sorted((REAL / "dots").glob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path, read_only=True):
            column = [row[0] for row in sheet.iter_rows(min_col=2, max_col=2, values_only=True)]
            yield from ((str(cell), "name") for cell in (column[3], *column[8:]) if cell)
    book = openpyxl.load_workbook(REAL / "remittances/WB_Bilateral_Remittance_Estimates_2017.xlsx", read_only=True)
    matrix = list(book.worksheets[0].iter_rows(values_only=True))
    down = [row[0] for row in matrix[2:]]
    names = (*matrix[1][1:], *down[: down.index(None)])  # notes follow an empty cell
    yield from ((str(cell), "name") for cell in names if cell)


def list_factbook() -> Cells:
    for path in sorted((REAL / "factbook").glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        yield path.stem, "gec"
        yield page["Government"]["Country name"]["conventional short form"]["text"], "name"
        for flow in ("Exports - partners", "Imports - partners"):
            partners = re.split(r" [0-9.]+%(?:, |.*$)", page["Economy"][flow]["text"])
            yield from ((partner, "name") for partner in partners)


@needs_real_files
@pytest.mark.parametrize(
    ("cells", "least"),
    [
        (list_world_bank, 500),
        (list_comtrade, 300),
        (list_baci, 900),
        (list_others, 350),
        (list_workbooks, 300),
        (list_factbook, 60),
    ],
)
def test_every_name_and_code_in_real_files_is_known(cells: Callable[[], Cells], least: int) -> None:
    """Each is a country, a group, or listed above with a reason."""
    distinct = {(text, system) for text, system in cells() if text.strip()}
    assert len(distinct) >= least
    unknown = {text for text, system in distinct if find_country(text, system) is None}
    assert unknown - set(NO_NAMES) == set()


@needs_real_files
def test_codes_and_names_of_a_row_agree() -> None:
    """In files that give both, the code and the name mean the same, historic states aside."""
    for name in ("wdi_API_NY.GDP.MKTP.CD_DS2_en_csv_v2_26.csv", "wdi_API_BM.TRF.PWKR.CD.DT_DS2_en_csv_v2_3012027.csv"):
        for row in read_csv(f"samples/{name}", skip=4):
            assert find_country(row["Country Name"], "name") == find_country(row["Country Code"], "iso3"), row
    for row in read_csv("samples/owid_trade-as-share-of-gdp.csv"):
        assert find_country(row["Entity"], "name") == find_country(row["Code"], "iso3") or not row["Code"], row
    for row in read_csv("samples/comtradeplus_TradeData.csv", "latin-1"):
        for side in ("reporter", "partner"):
            by_name, by_code = find_country(row[f"{side}Desc"], "name"), find_country(row[f"{side}Code"], "comtrade")
            assert by_name == by_code == find_country(row[f"{side}ISO"], "iso3"), row
    for row in read_csv("baci/country_codes_V202401b.csv"):
        by_name, by_number = find_country(row["country_name"], "name"), find_country(row["country_code"], "comtrade")
        assert by_name == by_number, row
        if isinstance(by_number, Country):
            assert by_number == find_country(row["country_iso3"], "iso3"), row


@needs_real_files
def test_codes_of_the_factbook_mean_the_country_of_the_page() -> None:
    for path in sorted((REAL / "factbook").glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        name = page["Government"]["Country name"]["conventional short form"]["text"]
        assert find_country(path.stem, "gec") == find_country(name, "name"), path.stem
