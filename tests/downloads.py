"""Files as offices give them for download, small ones that a test writes, and a catalogue of them."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from tests.program import run

REAL = Path(os.environ.get("LEVERAGE_TEST_DATA", "/nowhere"))
#: Marks a test that reads real files, which not everyone has.
needs_real_files = pytest.mark.skipif(not REAL.is_dir(), reason="LEVERAGE_TEST_DATA names no folder")

#: The scenario of the two countries that the files of `fill` are about.
NAME = "azerbaijan-russia.yaml"
#: Parties as rows of Comtrade have them.
AZE, RUS, WORLD = '"31","AZE","Azerbaijan"', '"643","RUS","Russian Fed."', '"0","W00","World"'
#: The headings of a file of Comtrade, of one of the World Development Indicators, and a file in the plain layout.
COMTRADE = (
    "typeCode,freqCode,refYear,reporterCode,reporterISO,reporterDesc,flowCode,partnerCode,partnerISO,partnerDesc,"
    "partner2Code,cmdCode,customsCode,mosCode,motCode,cifvalue,fobvalue,primaryValue\n"
)
WDI = (
    '\ufeff"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-03-28",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022","2023",\n'
)
PLAIN = "year,reporter,partner,flow,value,unit\n2023,AZE,RUS,exports,1178.3,million USD/year\n"
#: A layout of a user's own.
OWN = """title: Customs of Ruritania
header: [Jahr, Land, Wert]
delimiter: semicolon
decimal: comma
skip: 1
columns: {year: Jahr, partner: Land, value: Wert}
cells: {reporter: A1}
missing: [x]
figures:
  exports: {gives: exports_to, unit: thousand EUR/year}
"""


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def write_book(folder: Path, name: str, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """Write a workbook and return its path."""
    path = folder / name
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_comtrade(*rows: str) -> str:
    """Return rows of Comtrade, each of which ends with a comma: one field more than there are names."""
    return COMTRADE + "".join(f"{row},\n" for row in rows)


def write_baci(chapters: int) -> str:
    """Return a year of BACI with 2 thousand dollars a chapter, from Azerbaijan to Russia and to four others."""
    numbers = [number for number in range(1, 98) if number != 77][:chapters]  # there is no chapter 77
    rows = [f"2022,31,{partner},{number}0100,2,\n" for partner in (643, 842, 251, 699, 58) for number in numbers]
    return "t,i,j,k,v,q\n" + "".join(rows)


def write_row(year: int, reporter: str, flow: str, partner: str, value: str) -> str:
    """Return a row of Comtrade of all goods; exports are FOB, imports CIF."""
    cif, fob = ("", value) if flow == "X" else (value, "")
    numbers = f'"{cif}","{fob}","{value}"'
    return f'"C","A","{year}",{reporter},"{flow}",{partner},"0","TOTAL","C00","0","0",{numbers}'


def write_wdi(code: str, *values: str, series: str = "NY.GDP.MKTP.CD") -> str:
    """Return a row of WDI for 2021, 2022, 2023."""
    cells = ",".join(f'"{value}"' for value in values)
    return f'"name","{code}","a series","{series}",{cells},\n'


def write_matrix(folder: Path, title: str = "Bilateral Remittance Estimates for 2017 (April 2018 Version)") -> Path:
    """Write the matrix of remittances."""
    head = "receiving (across) / sending (down) "
    rows: list[Sequence[object]] = [
        [title],
        [head, "Azerbaijan", "Russian Federation", "Ruritania", "WORLD"],
        ["Azerbaijan", 0, 126.25, "-", 126.25],
        ["Russian Federation", 610.5, 0, "-", 610.5],
        ["WORLD", 1050.25, 8026.5, "-", 9076.75],
        [],
        ["Notes:"],
        ["These estimates are analytical."],
    ]
    return write_book(folder, "matrix.xlsx", {"Bilateral_Remittances_2017": rows, "remshare": [["0.04"]]})


#: The files of `fill`: flows of goods, and the GDP of both.
FLOWS = write_comtrade(
    write_row(2022, AZE, "X", RUS, "975000000"),
    write_row(2023, AZE, "X", RUS, "1178300000"),
    write_row(2023, RUS, "M", AZE, "1413960000"),
    write_row(2022, RUS, "X", AZE, "2500000000"),
    write_row(2023, AZE, "M", RUS, "3225000000"),
    write_row(2023, AZE, "X", WORLD, "33900000000"),
    write_row(2023, AZE, "M", WORLD, "17280000000"),
)
GDP = WDI + write_wdi("AZE", "54825411764.7", "78721058823.5", "72356176470.6")
GDP += write_wdi("RUS", "1836892075536.8", "2266029240645.3", "")


def add(folder: Path, *names: str) -> None:
    """Make a catalogue of files, all of 14 November 2023."""
    for name in names:
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))
    done = run("data", "add", *names, cwd=folder)
    assert done.status == 0, done.err


def fill(folder: Path) -> None:
    """Make a catalogue of flows, GDP and remittances."""
    write(folder, "trade.csv", FLOWS)
    write(folder, "gdp.csv", GDP)
    write_matrix(folder)
    add(folder, "trade.csv", "gdp.csv", "matrix.xlsx")


def load(folder: Path, name: str = NAME) -> Mapping[str, Any]:
    """Read a scenario as plain YAML."""
    loaded: Mapping[str, Any] = yaml.BaseLoader((folder / name).read_text(encoding="utf-8")).get_data()
    return loaded
