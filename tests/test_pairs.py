"""`leverage pairs`: every two countries from files of data, and the league that a sweep of the template makes of it."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from leverage import library
from leverage.data.catalogue import read_catalogue
from leverage.data.countries import Country, find_country
from leverage.data.pairs import AGGREGATES, read_pairs
from leverage.data.readings import NEWEST, list_questions, read_pair
from tests.downloads import (
    AZE,
    FLOWS,
    PLAIN,
    REAL,
    RUS,
    WDI,
    WORLD,
    add,
    fill,
    needs_real_files,
    write,
    write_baci,
    write_comtrade,
    write_row,
    write_wdi,
)
from tests.program import Done, read_json, run

M = " [million USD/year]"
GMB, KAZ, FRA = '"270","GMB","Gambia"', '"398","KAZ","Kazakhstan"', '"251","FRA","France"'


def make(folder: Path, *words: str) -> dict[str, Mapping[str, str]]:
    """Return the rows of the table as CSV has them, by pair."""
    done = run("pairs", "-f", "csv", *words, cwd=folder)
    assert done.status == 0, done.err
    return {row["pair"]: row for row in csv.DictReader(io.StringIO(done.out))}


def sweep(folder: Path, *words: str) -> Done:
    """Sweep the template with the table of a folder."""
    assert run("pairs", "-o", "pairs.csv", cwd=folder).status == 0
    return run("sweep", "pairs", "--rows", "pairs.csv", *words, cwd=folder)


def test_a_row_a_pair(tmp_path: Path) -> None:
    """Flows both ways with both reports, as they are; GDP and totals; remittances; years that differ."""
    fill(tmp_path)
    rows = make(tmp_path)
    assert list(rows) == ["AZE-RUS"]
    assert {name: text for name, text in rows["AZE-RUS"].items() if text} == {
        "pair": "AZE-RUS",
        "iso3_first": "AZE",
        "iso3_second": "RUS",
        "first_name": "Azerbaijan",
        "second_name": "Russia",
        "year": "2023",
        "years": "remittances_to_first 2017; remittances_to_second 2017; first.remittances_received 2017; "
        "second.gdp 2022; second.remittances_received 2017",
        f"goods_to_second.value{M}": "1178.3",  # the exporter's, of the same year as the importer's
        f"exporter_to_second{M}": "1178.3",
        f"importer_to_second{M}": "1413.96",
        "in_use_to_second": "exporter",
        f"goods_to_first.value{M}": "3225.0",  # the importer's of 2023, the exporter's is of 2022
        f"exporter_to_first{M}": "2500.0",
        f"importer_to_first{M}": "3225.0",
        "in_use_to_first": "importer",
        f"remittances_to_first.value{M}": "610.5",
        f"remittances_to_second.value{M}": "126.25",
        f"first.gdp{M}": "72356.1764706",
        f"first.exports{M}": "33900.0",
        f"first.imports{M}": "17280.0",
        f"first.remittances_received{M}": "1050.25",
        f"second.gdp{M}": "2266029.2406453",
        f"second.remittances_received{M}": "8026.5",
    }  # a cell that is missing is empty; the exporter of the second flow has reported nothing of 2023


def test_the_rule_is_that_of_a_scenario(tmp_path: Path) -> None:
    """What is in use is the first reading of each figure of `leverage new`."""
    fill(tmp_path)
    write(tmp_path, "BACI_HS92_Y2022.csv", write_baci(96))
    write(tmp_path, "plain.csv", PLAIN)
    add(tmp_path, "BACI_HS92_Y2022.csv", "plain.csv")
    catalogue = read_catalogue(tmp_path / "data.yaml")
    told: list[int] = []
    row = next(each for each in read_pairs(catalogue, NEWEST, told.append).rows if each.second == "RUS")
    assert len(told) >= len(catalogue.files)  # files of a few figures are told too
    assert all(told)
    first, second = find_country("AZE"), find_country("RUS")
    assert isinstance(first, Country)
    assert isinstance(second, Country)
    pair = read_pair(catalogue, first, second, NEWEST)
    values = {
        question: value
        for question, value in zip(list_questions("AZE", "RUS", AGGREGATES), row.values, strict=True)
        if value is not None
    }
    for question, report in values.items():
        used = next(iter(pair.answers[question].readings.values()))
        assert (report.value, report.year, report.sort) == (used.observation.value, used.observation.year, used.sort)
    read = {question for question, answer in pair.answers.items() if answer.readings}
    assert read == set(values)


@pytest.mark.parametrize(
    ("year", "flows", "gdp"),
    [
        ("2022", ("975.0", "2500.0"), "2266029.2406453"),
        ("2023", ("1178.3", "3225.0"), ""),
        ("newest", ("1178.3", "3225.0"), "2266029.2406453"),
    ],
)
def test_the_year(tmp_path: Path, year: str, flows: tuple[str, str], gdp: str) -> None:
    """A number takes values of that year alone."""
    fill(tmp_path)
    row = make(tmp_path, "--year", year)["AZE-RUS"]
    assert (row[f"goods_to_second.value{M}"], row[f"goods_to_first.value{M}"], row[f"second.gdp{M}"]) == (*flows, gdp)


def test_the_common_year(tmp_path: Path) -> None:
    """Goods both ways and GDP of both share 2022; pairs whose figures share no year are left out and counted."""
    flows = write_comtrade(
        write_row(2022, AZE, "X", RUS, "975000000"),
        write_row(2023, AZE, "X", RUS, "1178300000"),
        write_row(2022, RUS, "X", AZE, "2500000000"),
        write_row(2020, AZE, "X", KAZ, "100000000"),
    )
    write(tmp_path, "trade.csv", flows)
    gdp = WDI + write_wdi("AZE", "", "78721058823.5", "72356176470.6") + write_wdi("RUS", "", "2266029240645.3", "")
    write(tmp_path, "gdp.csv", gdp)
    add(tmp_path, "trade.csv", "gdp.csv")
    done = run("pairs", "--year", "common", "-f", "json", cwd=tmp_path)
    assert "pairs left out, whose figures share no year: 1\n" in done.err
    (row,) = read_json("pairs", "--year", "common", cwd=tmp_path)["pairs"]
    assert (row["pair"], row["year"], row["years"]) == ("AZE-RUS", 2022, None)
    assert row[f"first.gdp{M}"] == 78721.0588235


def test_flags(tmp_path: Path) -> None:
    """Each flag stands where its threshold is passed, with the reason."""
    flows = write_comtrade(
        # 2.9 billion sold where all exports are 0.84; Kazakhstan reports imports of 2023 from France, not from Gambia
        write_row(2023, GMB, "X", KAZ, "2900000000"),
        write_row(2023, GMB, "X", WORLD, "840000000"),
        write_row(2023, KAZ, "M", FRA, "100000000"),
        # France reports 205 for what Kazakhstan imports at 100: 100/205 = 0.488, below 0.5
        write_row(2023, FRA, "X", KAZ, "205000000"),
        # twice as much is not beyond twice as much
        write_row(2023, KAZ, "X", FRA, "100000000"),
        write_row(2023, FRA, "M", KAZ, "200000000"),
        # six years behind the newest flow of the table; 2018 would not be old
        write_row(2017, AZE, "X", FRA, "50000000"),
        write_row(2018, AZE, "X", KAZ, "50000000"),
        # an exporter that reports none
        write_row(2023, RUS, "X", FRA, "0"),
        write_row(2023, FRA, "M", RUS, "7000000"),
    )
    write(tmp_path, "trade.csv", flows)
    add(tmp_path, "trade.csv")
    rows = make(tmp_path)
    assert {pair: row["flag"] for pair, row in rows.items()} == {
        "AZE-FRA": "one-sided old",
        "AZE-KAZ": "one-sided",
        "FRA-KAZ": "mirrors-apart",
        "FRA-RUS": "hole",
        "GMB-KAZ": "hole one-sided above-total",
    }
    assert rows["GMB-KAZ"]["reasons"] == (
        "GMB to KAZ: the importer reports other flows of 2023, and not this one; "
        "GMB to KAZ: the exporter alone reports it; "
        "GMB to KAZ: goods of 2,900 million USD in 2023, above all exports of GMB, 840 in 2023"
    )
    assert (
        rows["FRA-KAZ"]["reasons"] == "FRA to KAZ: the importer reports 0.488 times what the exporter reports for 2023"
    )
    assert rows["FRA-RUS"]["reasons"] == "RUS to FRA: the exporter reports none for 2023, and the importer does"
    assert rows["FRA-RUS"][f"exporter_to_first{M}"] == "0.0"
    assert rows["GMB-KAZ"][f"importer_to_second{M}"] == ""  # missing, not zero


def test_a_total_of_another_time_is_not_compared(tmp_path: Path) -> None:
    """A flow of 2023 is above all exports of 2021, and says nothing beside those of 2020."""
    for year, flag in ((2021, "one-sided above-total"), (2020, "one-sided")):
        text = write_comtrade(
            write_row(2023, GMB, "X", KAZ, "2900000000"), write_row(year, GMB, "X", WORLD, "840000000")
        )
        write(tmp_path, "trade.csv", text)
        add(tmp_path, "trade.csv")
        assert make(tmp_path)["GMB-KAZ"]["flag"] == flag


def test_sums_of_baci(tmp_path: Path) -> None:
    """A year of BACI gives a row a pair, of 96 x 2 thousand dollars; Belgium-Luxembourg is no country of today."""
    write(tmp_path, "BACI_HS92_Y2022.csv", write_baci(96))
    add(tmp_path, "BACI_HS92_Y2022.csv")
    rows = make(tmp_path)
    assert list(rows) == ["AZE-FRA", "AZE-IND", "AZE-RUS", "AZE-USA"]
    used = {(row["in_use_to_second"], row[f"goods_to_second.value{M}"], row["flag"]) for row in rows.values()}
    assert used == {("reconciled", "0.192", "")}
    assert rows["AZE-RUS"][f"baci_to_second{M}"] == "0.192"


def test_groups_are_no_countries(tmp_path: Path) -> None:
    """Regions and states that are no more make no pair, and are no partner of one."""
    text = PLAIN + "".join(
        f"2023,{reporter},{partner},exports,5,million USD/year\n"
        for reporter, partner in (("AZE", "European Union"), ("Soviet Union", "AZE"), ("Yugoslavia", "Euro area"))
    )
    write(tmp_path, "plain.csv", text)
    add(tmp_path, "plain.csv")
    assert list(make(tmp_path)) == ["AZE-RUS"]


def test_a_flow_of_nothing_is_no_doubt(tmp_path: Path) -> None:
    """A report of zero that nobody contradicts is kept as zero, without a flag."""
    write(tmp_path, "trade.csv", write_comtrade(write_row(2023, AZE, "X", FRA, "0")))
    add(tmp_path, "trade.csv")
    row = make(tmp_path)["AZE-FRA"]
    assert (row[f"goods_to_second.value{M}"], row["flag"]) == ("0.0", "")


def test_files_that_must_not_be_passed_on_are_named(tmp_path: Path) -> None:
    """Their terms are told whenever a table is made of them, and nothing is told of others."""
    write(tmp_path, "trade.csv", FLOWS)
    write(tmp_path, "plain.csv", PLAIN)
    add(tmp_path, "plain.csv")
    assert run("pairs", "-o", "pairs.csv", cwd=tmp_path) == Done(0, "", "")
    add(tmp_path, "trade.csv")
    assert run("pairs", "-o", "pairs.csv", cwd=tmp_path).err == (
        "not to be passed on: figures of trade.csv; UN Comtrade's terms; the data may not be passed on without "
        "permission of UNSD\n"
    )


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--year", "soon"), 2, "--year: 'soon' is none of newest, common and a year such as 2023"),
        (("--year", "1999"), 3, "no flow between two countries is of 1999 = files have flows of 2017 to 2023"),
        (("--catalogue", "other.yaml"), 3, "no files of data here: there is no list of them, other.yaml"),
        (("--unit", "EUR"), 2, "--unit: the headings say in which unit the columns are"),
        (("-o", "pairs.svg"), 2, "no format"),
        (("--table", "rows"), 2, "no table 'rows'"),
    ],
)
def test_wrong_use(tmp_path: Path, words: tuple[str, ...], status: int, told: str) -> None:
    """What is wrong is told, and nothing is written."""
    fill(tmp_path)
    before = sorted(tmp_path.iterdir())
    done = run("pairs", *words, cwd=tmp_path)
    assert (done.status, done.out) == (status, "")
    assert told in " ".join(done.err.split())
    assert sorted(tmp_path.iterdir()) == before


def test_files_without_a_flow(tmp_path: Path) -> None:
    """GDP alone makes no pair; a file that has changed is not used."""
    write(tmp_path, "gdp.csv", WDI + write_wdi("AZE", "1", "2", "3"))
    add(tmp_path, "gdp.csv")
    done = run("pairs", cwd=tmp_path)
    assert (done.status, "no file of data.yaml has a flow between two countries" in done.err) == (3, True)
    write(tmp_path, "gdp.csv", WDI)
    done = run("pairs", cwd=tmp_path)
    assert (done.status, "gdp.csv is not the file that was added" in done.err) == (3, True)


def test_parquet_is_what_csv_is(tmp_path: Path) -> None:
    """Numbers are numbers, and what is missing is null."""
    parquet = pytest.importorskip("pyarrow.parquet")
    fill(tmp_path)
    assert run("pairs", "-o", "pairs.parquet", cwd=tmp_path).status == 0
    (row,) = parquet.read_table(tmp_path / "pairs.parquet").to_pylist()
    assert row == read_json("pairs", cwd=tmp_path)["pairs"][0]
    assert (row["year"], row[f"first.gdp{M}"], row["flag"]) == (2023, 72356.1764706, None)


def test_the_table_for_people(tmp_path: Path) -> None:
    """The flows in use and the flags; the other columns are in files."""
    fill(tmp_path)
    done = run("pairs", cwd=tmp_path, environment={"COLUMNS": "80"})
    (row,) = [line for line in done.out.splitlines() if line.startswith("AZE")]
    assert row.split() == ["AZE-RUS", "2023", "1,178", "3,225", "610", "126"]
    assert max(map(len, done.out.splitlines())) <= 80


# The league

_BILLIONS = (
    ("AZE", "RUS", "exports_to", 1), ("GMB", "KAZ", "exports_to", 30), ("AZE", "", "gdp", 10), ("RUS", "", "gdp", 20),
    ("RUS", "World", "exports_to", 5), ("RUS", "World", "imports_from", 5), ("GMB", "", "gdp", 10),
    ("KAZ", "", "gdp", 20), ("KAZ", "World", "exports_to", 5), ("KAZ", "World", "imports_from", 5),
)  # fmt: skip
LEAGUE = "year,reporter,partner,indicator,value,unit\n" + "".join(
    f"2023,{reporter},{partner},{indicator},{value},billion USD/year\n"
    for reporter, partner, indicator, value in _BILLIONS
)


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet"])
def test_headings_are_those_of_the_template(tmp_path: Path, ending: str) -> None:
    """The columns that the template needs set it, and all others pass without a note."""
    if ending == "parquet":
        pytest.importorskip("pyarrow.parquet")
    fill(tmp_path)
    assert run("pairs", "-o", f"pairs.{ending}", cwd=tmp_path).status == 0
    done = run("sweep", "pairs", "--rows", f"pairs.{ending}", "--get", "total.first", "-o", "x.csv", cwd=tmp_path)
    assert done == Done(0, "", "")


def test_the_league(tmp_path: Path) -> None:
    """What the sweep computes is what the formulas give by hand.

    Lost sales of 1,000 of which 75 % find other buyers are 250, of a GDP of 10,000 that is 2.5 %. The buyer spends
    20,000 - 5,000 + 5,000 = 20,000 at home, and loses 20,000 (1 - (1 - 1,000/20,000)^(1/2.8)) = 363.0.
    """
    write(tmp_path, "plain.csv", LEAGUE)
    add(tmp_path, "plain.csv")
    done = sweep(tmp_path, "--get", "total_share.first", "--get", "loss.second.goods_to_second", "-f", "json")
    assert done.status == 0, done.err
    rows = {row["pair"]: row for row in json.loads(done.out)["rows"]}
    assert rows["AZE-RUS"]["total_share.first"] == pytest.approx(0.025)
    loss = 20e9 * (1 - (1 - 1 / 20) ** (1 / 2.8))
    assert rows["AZE-RUS"]["loss.second.goods_to_second"] == pytest.approx(loss)
    # what would be worth more than all that the buyer spends is no mistake of the row: the seller's loss stands
    assert rows["GMB-KAZ"]["total_share.first"] == pytest.approx(30 * 0.25 / 10)
    assert rows["GMB-KAZ"]["loss.second.goods_to_second"] is None
    told = "loss.second.goods_to_second: needs goods_to_second.elasticity (a power, root or logarithm of a number"
    assert any(reason.startswith(told) for reason in rows["GMB-KAZ"]["missing"])


def test_the_league_and_a_file_of_two_countries_agree(tmp_path: Path) -> None:
    """By the same data `leverage new` begins with the assumptions of the template, on goods and on remittances."""
    sent = "2023,AZE,RUS,remittances,0.5,billion USD/year\n2023,RUS,AZE,remittances,0.1,billion USD/year\n"
    back = "2023,RUS,AZE,exports_to,2,billion USD/year\n2023,AZE,World,exports_to,4,billion USD/year\n"
    write(tmp_path, "plain.csv", f"{LEAGUE}{sent}{back}2023,AZE,World,imports_from,3,billion USD/year\n")
    add(tmp_path, "plain.csv")
    done = sweep(
        tmp_path, "--get", "total.first", "--get", "total.second", "--get", "balance.dollar_ratio", "-f", "json"
    )
    row = next(row for row in json.loads(done.out)["rows"] if row["pair"] == "AZE-RUS")
    assert run("new", "AZE", "RUS", "-o", "pair.yaml", cwd=tmp_path).status == 0
    got = run("get", "pair.yaml", "total.azerbaijan", "total.russia", "balance.dollar_ratio", cwd=tmp_path)
    numbers = [float(number) for number in got.out.split()]
    assert numbers == pytest.approx([row[name] for name in ("total.first", "total.second", "balance.dollar_ratio")])


def test_rows_without_goods_have_a_flag(tmp_path: Path) -> None:
    """Of remittances alone no file has goods; zero is a number that a file has."""
    flows = ("GMB,KAZ,remittances,0.5", "AZE,RUS,remittances,0.5", "AZE,RUS,exports_to,0", "RUS,AZE,exports_to,0")
    text = "".join(f"2023,{flow},billion USD/year\n" for flow in flows)
    write(tmp_path, "plain.csv", f"year,reporter,partner,indicator,value,unit\n{text}")
    add(tmp_path, "plain.csv")
    rows = make(tmp_path)
    assert {pair: row["flag"] for pair, row in rows.items()} == {"AZE-RUS": "", "GMB-KAZ": "no-goods"}
    assert rows["GMB-KAZ"]["reasons"] == "no file has goods between them"


def test_the_league_has_an_order_and_the_columns_that_are_named(tmp_path: Path) -> None:
    """GMB-KAZ loses 75 % and comes first, and of the table only what `--keep` names is written."""
    write(tmp_path, "plain.csv", LEAGUE)
    add(tmp_path, "plain.csv")
    words = ("--get", "larger_share", "--sort", "-larger_share", "--keep", "flag", "--keep", "first_name")
    done = sweep(tmp_path, *words, "-f", "csv")
    assert done.status == 0, done.err
    rows = list(csv.reader(io.StringIO(done.out)))
    assert rows[0] == ["flag", "first_name", "larger_share", "missing"]
    assert [row[:2] for row in rows[1:]] == [["one-sided above-total", "Gambia"], ["one-sided", "Azerbaijan"]]
    assert float(rows[1][2]) == pytest.approx(0.75)
    (only,) = json.loads(sweep(tmp_path, *words, "--top", "1", "-f", "json").out)["rows"]
    assert list(only) == ["flag", "first_name", "larger_share", "missing"]
    narrow = sweep(tmp_path, *words, "--width", "80").out
    assert max(map(len, narrow.splitlines())) <= 80
    assert [line.split() for line in narrow.splitlines() if "Gambia" in line] == [
        ["one-sided", "above-total", "Gambia", "0.750", "in", "part"]
    ]
    wrong = sweep(tmp_path, "--get", "total_share.first", "--keep", "flags")
    assert (wrong.status, "--keep: no column 'flags'; did you mean 'flag'?" in wrong.err) == (2, True)


def test_a_template_is_no_bundled_scenario() -> None:
    """It can be named and is checked; commands about all bundled scenarios pass it over."""
    assert list(library.list_templates()) == ["pairs"]
    assert not [name for name in library.list_bundled() if "pairs" in name]
    assert run("check", "pairs", "--strict").status == 0
    assert "pairs" in library.list_names()
    assert "pairs" not in [row["scenario"] for row in read_json("list")["scenarios"]]
    bundled = library.list_templates()["pairs"]
    before = bundled.read_bytes()
    done = run("new", str(bundled), "--force")
    assert (done.status, "a bundled scenario" in done.err, bundled.read_bytes()) == (2, True, before)


@needs_real_files
def test_real_files(tmp_path: Path) -> None:
    """Workbooks of the IMF, the matrix of remittances and pages of the Factbook: a league without a bad row."""
    files = [*REAL.glob("dots/*.xlsx"), *REAL.glob("remittances/*.xlsx"), *REAL.glob("factbook/*.json")]
    assert run("data", "add", *map(str, files), cwd=tmp_path).status == 0
    rows = make(tmp_path)
    assert len(rows) > 20_000
    assert all(row["iso3_first"] < row["iso3_second"] for row in rows.values())
    both = rows["AZE-RUS"]  # each side has a workbook of its own
    assert both[f"exporter_to_second{M}"]
    assert both[f"importer_to_second{M}"]
    done = sweep(tmp_path, "--get", "total_share.first", "-o", "league.csv")
    assert (done.status, done.err) == (0, "")
