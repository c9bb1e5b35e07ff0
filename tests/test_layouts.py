"""Files of statistical offices, in small files written by hand with the traps of the real ones."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from leverage.data import layouts as module
from leverage.data import sums
from leverage.data.extraction import read_observations
from leverage.data.layouts import Layout, load_layouts, read_layout
from leverage.data.observations import SOME_GOODS, Account, Observation, scale_number
from leverage.data.recognition import NOTHING_GIVEN, Given, recognize
from leverage.document import parse_yaml
from leverage.problems import File, LeverageError, Problem
from leverage.tables.numerals import choose_decimal, find_marks, parse_number, split_letters
from tests.downloads import (
    OWN,
    REAL,
    WDI,
    needs_real_files,
    write,
    write_baci,
    write_book,
    write_comtrade,
    write_matrix,
)


def read(path: Path, given: Given = NOTHING_GIVEN, **settings: bool) -> tuple[list[Observation], Account, str]:
    """Return the figures of a file, what was left out, and the layout that it has."""
    file = recognize(path, path.name, load_layouts(), given)
    account = Account()
    return list(read_observations(file, file.layout, given, account, **settings)), account, file.layout.id


def list_values(figures: Sequence[Observation]) -> list[tuple[str, str, str, int, float]]:
    """Return the figures without their places."""
    return [(each.indicator, each.reporter, each.partner, each.year, each.value) for each in figures]


def fail_to_read(path: Path, given: Given = NOTHING_GIVEN) -> Problem:
    """Return the one problem with a file."""
    with pytest.raises(LeverageError) as raised:
        read(path, given)
    assert len(raised.value.problems) == 1
    return raised.value.problems[0]


def test_comtrade_of_today(tmp_path: Path) -> None:
    """A field more than names, ISO-8859-1, the world as 0, parts of rows: none of them is misread."""
    text = write_comtrade(
        '"C","A","2023","31","AZE","Azerbaijan","X","643","RUS","Russian Fed.","0","TOTAL","C00","0","0",,"90","90"',
        '"C","A","2023","31","AZE","Azerbaijan","X","643","RUS","Russian Fed.","0","TOTAL","C00","0","2100",,"7","7"',
        '"C","A","2023","31","AZE","Azerbaijan","X","643","RUS","Russian Fed.","0","27","C00","0","0",,"60","60"',
        '"C","M","2023","31","AZE","Azerbaijan","X","643","RUS","Russian Fed.","0","TOTAL","C00","0","0",,"8","8"',
        '"C","A","2023","31","AZE","Azerb.","X","384","CIV","Côte d\'Ivoire","0","TOTAL","C00","0 ","0",,"2.5","2.5"',
        '"C","A","2023","31","AZE","Azerbaijan","X","0","W00","World","0","TOTAL","C00","0","0",,"500","500"',
        '"C","A","2023","124","CAN","Canada","M","31","AZE","Azerbaijan","0","TOTAL","C00","0","0",,"30","30"',
        '"C","A","2023","643","RUS","Russian Fed.","M","31","AZE","Azerbaijan","0","TOTAL","C00","0","0","95",,"95"',
        '"C","A","2023","643","RUS","Russian Fed.","RX","31","AZE","Azerbaijan","0","TOTAL","C00","0","0",,"1","1"',
    )
    figures, account, layout = read(write(tmp_path, "trade.csv", text, "iso-8859-1"))
    assert layout == "comtrade"
    assert list_values(figures) == [
        ("exports_to", "AZE", "RUS", 2023, 90.0),
        ("exports_to", "AZE", "CIV", 2023, 2.5),
        ("exports", "AZE", "", 2023, 500.0),
        ("imports_from", "CAN", "AZE", 2023, 30.0),
        ("imports_from", "RUS", "AZE", 2023, 95.0),
    ]
    assert figures[0].flags == ("goods", "FOB")
    assert figures[3].flags == ("goods", "FOB")  # Canada reports imports FOB, and the file says so
    assert figures[4].flags == ("goods", "CIF")
    assert figures[0].where == "exports (X) of all goods (TOTAL); 31; 643; row 2"
    assert account.left_out == {
        "rows that are no total of a year: motCode is not 0": 1,
        "rows that are no total of a year: cmdCode is not TOTAL": 1,
        "rows that are no total of a year: freqCode is not A": 1,
        "no figure that is used here": 1,
    }


def test_comtrade_as_an_answer_of_the_api(tmp_path: Path) -> None:
    """The same keys as JSON; numbers stay as they are printed; 500 rows are as many as there are without a key."""
    row = {
        "typeCode": "C", "freqCode": "A", "refYear": 2023, "reporterCode": 31, "reporterISO": "AZE", "flowCode": "X",
        "partnerCode": 643, "partnerISO": "RUS", "partner2Code": 0, "cmdCode": "TOTAL", "customsCode": "C00",
        "mosCode": "0", "motCode": 0, "cifvalue": None, "fobvalue": 1178299999.5, "primaryValue": 1178299999.5,
    }  # fmt: skip
    rows = [row, *({**row, "cmdCode": str(10000 + number)} for number in range(499))]
    path = write(tmp_path, "get.json", json.dumps({"elapsedTime": "0.2 secs", "count": 500, "data": rows}))
    figures, account, _ = read(path)
    assert list_values(figures) == [("exports_to", "AZE", "RUS", 2023, 1178299999.5)]
    assert figures[0].as_printed == "1178299999.5"
    assert account.notes == ["it has 500 rows, at which the office cuts a file off: rows may be lacking"]


def test_comtrade_of_before(tmp_path: Path) -> None:
    """The older export has other headings, and the value's in dollars."""
    text = (
        "Classification,Year,Trade Flow Code,Trade Flow,Reporter Code,Reporter,Reporter ISO,Partner Code,Partner,"
        "Partner ISO,Commodity Code,Trade Value (US$)\n"
        "H4,2017,2,Export,31,Azerbaijan,AZE,643,Russian Federation,RUS,TOTAL,587000000\n"
        "H4,2017,2,Export,31,Azerbaijan,AZE,0,World,WLD,TOTAL,13800000000\n"
        "H4,2017,2,Export,31,Azerbaijan,AZE,643,Russian Federation,RUS,07,200000000\n"
    )
    figures, _, layout = read(write(tmp_path, "old.csv", text))
    assert layout == "comtrade_old"
    assert list_values(figures) == [
        ("exports_to", "AZE", "RUS", 2017, 587e6),
        ("exports", "AZE", "", 2017, 138e8),
    ]


def test_baci_is_summed_over_goods(tmp_path: Path) -> None:
    """96 chapters of 2 thousand dollars are 192,000 USD; the numbers of BACI are its own, and a state is no more."""
    figures, account, layout = read(write(tmp_path, "BACI.csv", write_baci(96)))
    assert layout == "baci"
    assert list_values(figures) == [
        ("exports_to", "AZE", partner, 2022, 192_000.0) for partner in ("RUS", "USA", "FRA", "IND")
    ]
    assert figures[0].where == "sum of v over k; t = 2022; i = 31; j = 643; 96 rows"
    assert (figures[0].as_printed, figures[0].printed_unit) == ("192", "thousand USD/year")
    assert account.historic == {"58": 1}
    assert account.rows == 5 * 96


@pytest.mark.parametrize("last", ["", "2022,643,31,980100,NA,\n", "2022,643,31\n", '2022,"643",31,980100,0.1,\n'])
def test_baci_by_duckdb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    """With DuckDB the figures are the same to the last digit; what it cannot read is read row by row."""
    pytest.importorskip("duckdb")
    rows = "".join(f"2022,643,{part},{number}0100,0.1,\n" for part in (31, 842) for number in range(1, 77))
    path = write(tmp_path, "BACI.csv", write_baci(96) + rows + last)
    usual, told, _ = read(path)
    assert list_values(usual)[-2] == ("exports_to", "RUS", "AZE", 2022, 7700.0 if '"' in last else 7600.0)
    monkeypatch.setattr(sums, "_WORKABLE", 0)
    is_used = sums.sum_quickly(path, "utf-8", ",", 1, 6, (0, 1, 2), 3, 4) is not None
    assert is_used == (last in ("", '2022,"643",31,980100,0.1,\n'))
    quick, told_too, _ = read(path)
    assert sorted(quick) == sorted(usual)
    assert (told_too.rows, told_too.left_out, told_too.notes) == (told.rows, told.left_out, told.notes)


def test_some_goods_of_baci_are_no_total(tmp_path: Path) -> None:
    """A file with raw materials only gives no flows, unless sums over some goods are asked for, which are flagged."""
    path = write(tmp_path, "BACI.csv", write_baci(8))
    figures, account, _ = read(path)
    assert figures == []
    assert account.left_out == {"sums over some goods": 5}
    assert "goods of 8 of 96 chapters" in account.notes[0]
    figures, _, _ = read(path, with_some_goods=True)
    assert list_values(figures)[0] == ("exports_to", "AZE", "RUS", 2022, 16_000.0)
    assert SOME_GOODS in figures[0].flags


def test_baci_of_two_codes_of_a_country_is_added_up(tmp_path: Path) -> None:
    """31 and 031 are the same exporter; a row that ends early is told; decimal commas are read."""
    text = (
        write_baci(96).replace("2022,31,643,010", "2022,031,643,010").replace("2022,31,643,020100,2,", "2022,31,643,02")
    )
    rows = text.replace("2022,031,643,10100,2,", "2022,031,643,10100,NA,")
    figures, account, _ = read(write(tmp_path, "BACI.csv", rows + "2022,031,643,980100,5.25,\n2022,643\n"))
    assert list_values(figures)[0] == ("exports_to", "AZE", "RUS", 2022, (96 * 2 + 5.25) * 1000)
    assert account.notes == ["row 483 ends early: the file may be cut off"]
    again = write(tmp_path, "excel.csv", (rows + "2022,031,643,980100,5.25,\n").replace(",", ";").replace(".", ","))
    assert list_values(read(again)[0])[0] == ("exports_to", "AZE", "RUS", 2022, (96 * 2 + 5.25) * 1000)


def test_wits_summary(tmp_path: Path) -> None:
    """Numbers are padded, years descend, three dots stand for no partner, and shares of products are no flows."""
    text = (
        "Reporter,Partner,Product categories,Indicator Type,Indicator,2015,2014,2013\n"
        "Azerbaijan,...,...,Development,GDP (current US$ Mil),          53047.14,          75198.01,\n"
        "Azerbaijan,Russian Federation,All Products,Import,Trade (US$ Mil)-Top 5 Import Partner,  1437.14,,  1514.36\n"
        "Azerbaijan,Russian Federation,All Products,Import,Partner share(%)-Top 5 Import Partner,     15.60,,\n"
        'Azerbaijan,"Iran, Islamic Rep.",All Products,Export,Trade (US$ Mil)-Top 5 Export Partner,,434.73,\n'
        "Azerbaijan,World,Fuels,Export,Export(US$ Mil),  9879.28,,\n"
        "Azerbaijan,World,All Products,Export,Exports (in US$ Mil),  11326.84,,\n"
    )
    figures, account, layout = read(write(tmp_path, "summary.CSV", text))
    assert layout == "wits_summary"
    assert list_values(figures) == [
        ("gdp", "AZE", "", 2015, 53047.14e6),
        ("gdp", "AZE", "", 2014, 75198.01e6),
        ("imports_from", "AZE", "RUS", 2015, 1437.14e6),
        ("imports_from", "AZE", "RUS", 2013, 1514.36e6),
        ("exports_to", "AZE", "IRN", 2014, 434.73e6),
        ("exports", "AZE", "", 2015, 11326.84e6),
    ]
    assert figures[0].as_printed == "53047.14"
    assert account.left_out["no figure that is used here: Partner share(%)-Top 5 Import Partner"] == 1


def test_wits_query(tmp_path: Path) -> None:
    """Values are in thousands of dollars, as the heading says."""
    text = (
        "Nomenclature,ReporterISO3,ProductCode,PartnerISO3,Year,TradeFlowName,TradeValue in 1000 USD\n"
        "H2,AZE,Total,RUS,2019,Export,731886.5\nH2,AZE,27,RUS,2019,Export,10\nH2,AZE,Total,WLD,2019,Export,19635748\n"
    )
    figures, _, _ = read(write(tmp_path, "query.csv", text))
    assert list_values(figures) == [
        ("exports_to", "AZE", "RUS", 2019, 731886500.0),
        ("exports", "AZE", "", 2019, 19635748e3),
    ]


def test_wdi_across(tmp_path: Path) -> None:
    """A mark of the encoding, four lines before the headings, a comma at the end of lines, regions among countries."""
    text = WDI + (
        '"Azerbaijan","AZE","GDP (current US$)","NY.GDP.MKTP.CD","54825411764.7059","78721058823.5294","",\n'
        '"Africa Eastern and Southern","AFE","GDP (current US$)","NY.GDP.MKTP.CD","1","2","3",\n'
        '"World","WLD","GDP (current US$)","NY.GDP.MKTP.CD","1","2","3",\n'
        '"Kosovo","XKX","GDP (current US$)","NY.GDP.MKTP.CD","","9412034299.23","",\n'
        '"Ruritania","RUR","GDP (current US$)","NY.GDP.MKTP.CD","1","","",\n'
        '"Azerbaijan","AZE","Personal remittances, paid (current US$)","BM.TRF.PWKR.CD.DT","5","6","",\n'
    )
    figures, account, layout = read(write(tmp_path, "API.csv", text))
    assert layout == "wdi"
    assert list_values(figures) == [
        ("gdp", "AZE", "", 2021, 54825411764.7059),
        ("gdp", "AZE", "", 2022, 78721058823.5294),
        ("gdp", "XKX", "", 2022, 9412034299.23),
    ]
    assert figures[0].where == "GDP (current US$), NY.GDP.MKTP.CD; AZE; row 6"
    assert account.unmatched == {"Ruritania": 1}
    assert account.aggregates == {"Africa Eastern and Southern": 3, "WLD": 3}
    assert account.left_out == {"no figure that is used here: BM.TRF.PWKR.CD.DT": 2}


def test_wdi_as_a_workbook(tmp_path: Path) -> None:
    """A sheet with notes on countries lies beside the data; years may be numbers."""
    head = ["Country Name", "Country Code", "Indicator Name", "Indicator Code", 2021, "2022"]
    row = ["Azerbaijan", "AZE", "GDP (current US$)", "NY.GDP.MKTP.CD", 54825411764.7059, ""]
    notes = [["Country Code", "Region", "IncomeGroup", "SpecialNotes", "TableName"], ["AZE", "", "", "", "Azerbaijan"]]
    sheets: dict[str, Sequence[Sequence[object]]]
    sheets = {"Data": [["Data Source"], [], ["Last Updated Date"], head, row], "Metadata - Countries": notes}
    figures, account, layout = read(write_book(tmp_path, "API.xlsx", sheets))
    assert layout == "wdi"
    assert list_values(figures) == [("gdp", "AZE", "", 2021, 54825411764.7059)]
    assert account.notes == ["the sheet 'Metadata - Countries' has other headings and is left out"]


def test_line_breaks(tmp_path: Path) -> None:
    """Rows end in any way; breaks in quotes belong to cells, and rows keep their line numbers."""
    text = 'A title\r"note\rover lines"\ryear,reporter,"partner\r",flow,value,unit\r2023,AZE,RUS,exports,5,USD\r'
    figures, _, _ = read(write(tmp_path, "mac.csv", text))
    assert [each.where for each in figures] == ["exports; AZE; RUS; row 6"]
    figures, _, _ = read(write(tmp_path, "dos.csv", text.replace("\r", "\r\n")))
    assert [each.where for each in figures] == ["exports; AZE; RUS; row 6"]


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    """It would swallow the rows behind it: the file is refused with the row."""
    text = "year,reporter,partner,flow,value,unit\n" + "2023,AZE,RUS,exports,5,USD\n" * 3 + '2022,AZE,"RUS,exports,5\n'
    problem = fail_to_read(write(tmp_path, "plain.csv", text + "2021,AZE,RUS,exports,5,USD\n" * 5))
    assert problem.message == "plain.csv:5: the row cannot be read as CSV: unexpected end of data"
    assert problem.hint == "is there a quote that is never closed?"


def test_wdi_down(tmp_path: Path) -> None:
    """A row a country and year."""
    text = (
        "Country Name,Country Code,Indicator Name,Indicator Code,Year,Value\n"
        'Azerbaijan,AZE,"Population, total",SP.POP.TOTL,2022,10141756\nAzerbaijan,AZE,Reserves,FI.RES.TOTL.CD,2022,..\n'
    )
    figures, _, layout = read(write(tmp_path, "long.csv", text))
    assert layout == "wdi_long"
    assert [(*row, each.unit) for row, each in zip(list_values(figures), figures, strict=True)] == [
        ("population", "AZE", "", 2022, 10141756.0, "person")
    ]


def test_databank(tmp_path: Path) -> None:
    """Two dots are a missing number, years stand twice in a heading, and lines about the source follow the rows."""
    text = (
        "\ufeffCountry Name,Country Code,Series Name,Series Code,2022 [YR2022],2023 [YR2023],2023Q1 [YR2023Q1]\n"
        "Azerbaijan,AZE,GDP (current US$),NY.GDP.MKTP.CD,78721058823.5294,..,7\n"
        "\n\nData from database: World Development Indicators,,,,,,\nLast Updated: 03/28/2024,,,,,,\n"
    )
    figures, account, layout = read(write(tmp_path, "Data.csv", text))
    assert layout == "databank"
    assert list_values(figures) == [("gdp", "AZE", "", 2022, 78721058823.5294)]
    assert account.unmatched == {}
    assert account.left_out == {"rows without a number": 2}
    assert account.notes == ["columns that are of no calendar year are left out: '2023Q1 [YR2023Q1]'"]


def test_databank_with_series_across(tmp_path: Path) -> None:
    """Each column is a figure of its own; one that is not used is named."""
    text = (
        "Time,Time Code,Country Name,Country Code,GDP (current US$) [NY.GDP.MKTP.CD],GDP growth [NY.GDP.MKTP.KD.ZG]\n"
        "2022,YR2022,Azerbaijan,AZE,78721058823.5294,4.6\n"
    )
    figures, account, _ = read(write(tmp_path, "Data.csv", text))
    assert list_values(figures) == [("gdp", "AZE", "", 2022, 78721058823.5294)]
    assert account.left_out == {"no figure that is used here: GDP growth [NY.GDP.MKTP.KD.ZG]": 1}


def write_dots(folder: Path, unit: str = "US Dollars, Millions") -> Path:
    """Write a workbook of the Direction of Trade Statistics."""

    def make(title: str, *rows: Sequence[object]) -> list[Sequence[object]]:
        head = [[], ["", title], [], ["", "Azerbaijan, Rep. of"], ["", unit], [], ["", "", "2019", "2020"]]
        return [*head, *rows]

    exports = make(
        "Exports, FOB to Partner Countries",
        ["", "World", 19635.7486, 13740.8175],
        ["", "Advanced Economies", 12000.5, 8000],
        ["", "Russian Federation", 731.8865, "709.4743 e"],
        ["", "U.S.S.R.", 3, ""],
        ["", "Countries & Areas not specified", 1.7, 2.0],
        ["", "Memorandum Items"],
    )
    imports = make("Imports, CIF from Partner Countries", ["", "Russian Federation", 2289.5866, 1962.2889])
    return write_book(folder, "DOTS.xlsx", {"Exports, FOB": exports, "Imports, CIF": imports, "Notes": [["a note"]]})


def test_dots(tmp_path: Path) -> None:
    """The reporter stands in B4, flows in sheets, flags behind numbers; a state is no more and groups are none."""
    figures, account, layout = read(write_dots(tmp_path))
    assert layout == "dots"
    assert list_values(figures) == [
        ("exports", "AZE", "", 2019, 19635.7486e6),
        ("exports", "AZE", "", 2020, 13740.8175e6),
        ("exports_to", "AZE", "RUS", 2019, 731.8865e6),
        ("exports_to", "AZE", "RUS", 2020, 709.4743e6),
        ("imports_from", "AZE", "RUS", 2019, 2289.5866e6),
        ("imports_from", "AZE", "RUS", 2020, 1962.2889e6),
    ]
    assert figures[3].flags == ("goods", "FOB", "flag e")
    assert figures[4].flags == ("goods", "CIF")
    assert figures[4].where == "Azerbaijan, Rep. of; Russian Federation; Imports, CIF; row 8"
    assert account.historic == {"U.S.S.R.": 1}
    assert account.aggregates == {"Advanced Economies": 2, "Countries & Areas not specified": 2}
    assert account.unmatched == {}
    assert account.notes == ["the sheet 'Notes' has other headings and is left out"]


def test_dots_in_another_unit_is_not_read(tmp_path: Path) -> None:
    """Where B5 says other than millions of dollars, it is another layout."""
    problem = fail_to_read(write_dots(tmp_path, "Euros, Millions"), Given("dots"))
    assert problem.message == "DOTS.xlsx is not 'dots': it lacks 'US Dollars, Millions' in B5"


def test_sdmx_of_the_imf(tmp_path: Path) -> None:
    """Values are in single dollars although SCALE says 6; the world is G001, and Kosovo KOS."""
    head = "DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE\n"
    text = head + (
        "IMF.STA:IMTS(1.0.0),AZE,XG_FOB_USD,RUS,A,2023,1178300000,6\n"
        "IMF.STA:IMTS(1.0.0),AZE,XG_FOB_USD,G001,A,2023,33900000000,6\n"
        "IMF.STA:IMTS(1.0.0),AZE,MG_CIF_USD,KOS,A,2023,250000.5,6\n"
        "IMF.STA:IMTS(1.0.0),AZE,XG_FOB_USD,RUS,M,2023-M01,90000000,6\n"
        "IMF.STA:IMTS(1.0.0),AZE,TBG_USD,RUS,A,2023,5,6\n"
    )
    figures, account, layout = read(write(tmp_path, "imts.csv", text))
    assert layout == "imf_sdmx"
    assert list_values(figures) == [
        ("exports_to", "AZE", "RUS", 2023, 1178300000.0),
        ("exports", "AZE", "", 2023, 33900000000.0),
        ("imports_from", "AZE", "XKX", 2023, 250000.5),
    ]
    assert account.left_out == {
        "rows that are no total of a year: FREQUENCY is not A or Annual": 1,
        "no figure that is used here: TBG_USD": 1,
    }


def test_sdmx_with_a_power_of_ten(tmp_path: Path) -> None:
    """Of the OECD UNIT_MULT counts: 2.5 with 6 is 2,500,000."""
    text = (
        "STRUCTURE,REF_AREA,COUNTERPART_AREA,MEASURE,UNIT_MEASURE,UNIT_MULT,FREQ,TIME_PERIOD,OBS_VALUE\n"
        "DATAFLOW,AZE,RUS,X,USD,6,A,2020,2.5\nDATAFLOW,AZE,W,M,USD,6,A,2020,3\n"
    )
    figures, _, _ = read(write(tmp_path, "oecd.csv", text))
    assert list_values(figures) == [("exports_to", "AZE", "RUS", 2020, 2.5e6), ("imports", "AZE", "", 2020, 3e6)]
    assert [each.printed_unit for each in figures] == ["million USD/year"] * 2


def test_eurostat(tmp_path: Path) -> None:
    """The first column holds several; a colon is missing, also with a flag behind it; flags follow numbers."""
    text = (
        "freq,unit,na_item,geo\\TIME_PERIOD\t2021 \t2022 \t2023 \n"
        "A,CP_MEUR,B1GQ,DE\t3617450 \t3876810.5 p\t: c\n"
        "A,CP_MEUR,B1GQ,EL\t181500.4 bp\t: \t220302.9 \n"
        "A,CP_MEUR,B1GQ,EU27_2020\t1 \t2 \t3 \n"
        "A,CLV10_MEUR,B1GQ,DE\t9 \t9 \t9 \n"
        "Q,CP_MEUR,B1GQ,DE\t9 \t9 \t9 \n"
    )
    figures, account, layout = read(write(tmp_path, "nama.tsv", text))
    assert layout == "eurostat"
    assert list_values(figures) == [
        ("gdp", "DEU", "", 2021, 3617450e6),
        ("gdp", "DEU", "", 2022, 3876810.5e6),
        ("gdp", "GRC", "", 2021, 181500.4e6),
        ("gdp", "GRC", "", 2023, 220302.9e6),
    ]
    assert [each.unit for each in figures] == ["EUR/year"] * 4
    assert [each.flags for each in figures] == [(), ("flag p",), ("flag bp",), ()]
    assert list(account.aggregates) == ["EU27_2020"]
    before = "unit,na_item,geo\\time\t2018 \t2017 \nCP_MEUR,B1GQ,UK\t2423736.9 \t: \n"
    figures, _, _ = read(write(tmp_path, "old.tsv", before))
    assert list_values(figures) == [("gdp", "GBR", "", 2018, 2423736.9e6)]


def test_the_matrix_of_remittances(tmp_path: Path) -> None:
    """Who sends stands down, who receives across: what Azerbaijan receives from Russia is in Russia's row."""
    figures, account, layout = read(write_matrix(tmp_path))
    assert layout == "remittances"
    assert list_values(figures) == [
        ("remittances", "RUS", "AZE", 2017, 126.25e6),
        ("remittances", "AZE", "RUS", 2017, 610.5e6),
        ("remittances_received", "AZE", "", 2017, 1050.25e6),
        ("remittances_received", "RUS", "", 2017, 8026.5e6),
    ]
    assert figures[1].where == (
        "estimate of remittances; Azerbaijan; Russian Federation; Bilateral_Remittances_2017; row 4"
    )
    assert account.left_out == {"flows of a country with itself": 2, "rows without a number": 2}


def test_a_matrix_without_its_year_gives_nothing(tmp_path: Path) -> None:
    """The year of the version is not taken for that of the numbers."""
    figures, account, _ = read(write_matrix(tmp_path, "Bilateral Remittance Estimates (April 2018 Version)"))
    assert figures == []
    assert "rows of no calendar year" in account.left_out


def test_our_world_in_data(tmp_path: Path) -> None:
    """A column is known by its heading; of another the heading is told."""
    text = "Entity,Code,Year,Population (historical),sum\nAzerbaijan,AZE,2022,10295245,89.2\nAsia,,2022,4721383276,1\n"
    figures, account, layout = read(write(tmp_path, "population.csv", text))
    assert layout == "our_world_in_data"
    assert list_values(figures) == [("population", "AZE", "", 2022, 10295245.0)]
    assert account.left_out == {"no figure that is used here: sum": 2}


def write_factbook(folder: Path, **economy: object) -> Path:
    """Write a page of the Factbook, of a country without a short name of its own."""
    page = {
        "Introduction": {},
        "Geography": {},
        "People and Society": {"Population": {"total": {"text": "10,694,370 (2025 est.)"}}},
        "Government": {
            "Country name": {
                "conventional long form": {"text": "United Arab Emirates"},
                "conventional short form": {"text": "none"},
            }
        },
        "Economy": economy,
    }
    return write(folder, "ae.json", json.dumps(page))


def test_the_factbook(tmp_path: Path) -> None:
    """Texts hold number, scale and year; one that is no amount is told, not guessed."""
    path = write_factbook(
        tmp_path,
        **{
            "GDP (official exchange rate)": {"text": "$1.074 trillion (2024 est.)", "note": "in dollars"},
            "Exports": {
                "Exports 2024": {"text": "$34.113 billion (2024 est.)"},
                "Exports 2023": {"text": "-$5 million (2023)"},
                "Exports 2022": {"text": "NA"},
                "Exports 2021": {"text": f"${'9' * 400} billion (2021)"},
                "note": "balance of payments",
            },
        },
    )
    figures, account, layout = read(path)
    assert layout == "factbook"
    assert list_values(figures) == [
        ("gdp", "ARE", "", 2024, 1.074e12),
        ("exports", "ARE", "", 2024, 34.113e9),
        ("exports", "ARE", "", 2023, -5e6),
        ("population", "ARE", "", 2025, 10694370.0),
    ]
    assert figures[0].as_printed == "$1.074 trillion (2024 est.)"
    nines = "9" * 39
    assert account.left_out == {
        "texts that are no figure with its year, such as 'NA'": 1,
        f"texts that are no figure with its year, such as '${nines}'": 1,
    }


def test_shares_in_the_factbook(tmp_path: Path) -> None:
    """Partners have their shares, remittances their part of GDP; names may hold commas, pages write & as &amp;."""
    path = write_factbook(
        tmp_path,
        **{
            "Exports - partners": {"text": "Bahamas, The 21%, Bosnia &amp; Herzegovina 6.5%, Atlantis 2% (2023 est.)"},
            "Imports - partners": {"text": "almost entirely United Kingdom (2022)"},
            "Remittances": {
                "Remittances 2024": {"text": "10.5% of GDP (2024 est.)"},
                "Remittances 2023": {"text": "$4 billion (2023 est.)"},
            },
            "Exports": {"text": "12% of GDP (2023)"},
        },
    )
    figures, account, _ = read(path)
    assert list_values(figures)[:-1] == [
        ("export_share", "ARE", "BHS", 2023, 0.21),
        ("export_share", "ARE", "BIH", 2023, 0.065),
        ("remittances_share", "ARE", "", 2024, 0.105),
    ]
    assert [each.as_printed for each in figures[:2]] == ["Bahamas, The 21%", "Bosnia & Herzegovina 6.5%"]
    assert (figures[0].where, figures[0].flags) == ("Economy, Exports - partners", ("goods",))
    assert account.unmatched == {"Atlantis": 1}
    assert account.left_out == {
        f"texts that are no figure with its year, such as '{text}'": 1
        for text in ("12% of GDP (2023)", "almost entirely United Kingdom (2022)", "$4 billion (2023 est.)")
    }


PLAIN = "year;reporter;partner;flow;value [million USD/year]\n2023;Azerbaijan;Rußland;exports;1\n"


def test_a_plain_table_with_decimal_commas(tmp_path: Path) -> None:
    """Semicolons and decimal commas are recognised; a name that is no country is listed."""
    text = (
        "year;reporter;partner;flow;value [million USD/year]\n"
        "2023;Azerbaijan;Russia;exports;1178,3\n2023;AZE;643;imports;1.200,25\n2023;AZE;Ruritania;imports;5,5\n"
    )
    figures, account, layout = read(write(tmp_path, "plain.csv", text))
    assert layout == "plain"
    assert list_values(figures) == [
        ("exports_to", "AZE", "RUS", 2023, 1178.3e6),
        ("imports_from", "AZE", "RUS", 2023, 1200.25e6),
    ]
    assert figures[0].printed_unit == "million USD/year"
    assert account.unmatched == {"Ruritania": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """UTF-8 and UTF-16 are known by themselves; another has to be named."""
    text = "year\treporter\tpartner\tflow\tvalue\tunit\tremark\n2023\tAZE\tRUS\texports\t5\tUSD\tЩит\n"
    path = write(tmp_path, "plain.tsv", text, encoding)
    if encoding == "cp1251":
        problem = fail_to_read(path)
        assert problem.message.startswith("plain.tsv is not in utf-8 (byte ")
        assert "--encoding cp1251" in problem.hint
        figures, _, _ = read(path, Given(encoding="cp1251"))
    else:
        figures, _, _ = read(path)
    assert list_values(figures) == [("exports_to", "AZE", "RUS", 2023, 5.0)]
    assert figures[0].unit == "USD/year"  # each row is of a year


def test_what_a_plain_table_does_not_say_is_asked(tmp_path: Path) -> None:
    """Neither a flow nor a unit is guessed."""
    path = write(tmp_path, "plain.csv", "year,reporter,partner,value\n2023,AZE,RUS,5\n")
    problem = fail_to_read(path)
    assert problem.message == (
        "plain.csv does not say what its values are: exports_to, imports_from, remittances, gdp, reserves, "
        "population or remittances_received"
    )
    assert problem.hint == "say it: --as exports_to, or another; it has no column 'indicator' or 'flow'"
    problem = fail_to_read(path, Given(indicator="exports_to"))
    assert problem.message == "plain.csv does not say in which unit its values are"
    assert "--in 'million USD/year'" in problem.hint
    figures, _, _ = read(path, Given(indicator="exports_to", unit="million EUR/year"))
    assert list_values(figures) == [("exports_to", "AZE", "RUS", 2023, 5e6)]
    assert figures[0].unit == "EUR/year"
    problem = fail_to_read(path, Given(indicator="exports_to", unit="person"))
    assert problem.message == (
        "plain.csv, row 2: 'person' is no unit of exports_to, which is in USD/year or another currency"
    )


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            (
                "ReporterISO3,ProductCode,PartnerISO3,Year,TradeFlowName,TradeValue in 1000 USD\n"
                "RUS,Total,AZE,2022,Import,1012000\n"
            ),
            ", by its column 'TradeFlowName'",
        ),
        (
            (
                "Country Name,Country Code,Indicator Name,Indicator Code,2023,\n"
                "Azerbaijan,AZE,Population,SP.POP.TOTL,10100000,\n"
            ),
            ", by its column 'Indicator Code'",
        ),
        ("t,i,j,k,v,q\n2023,31,643,270900,5,1\n", ""),
        ("Entity,Code,Year,Population\nAzerbaijan,AZE,2023,10100000\n", ""),
    ],
)
def test_what_a_file_says_itself_is_not_overruled(tmp_path: Path, text: str, columns: str) -> None:
    """With --as exports_to imports would count as exports, and persons as dollars."""
    problem = fail_to_read(write(tmp_path, "table.csv", text), Given(indicator="exports_to", unit="USD/year"))
    assert problem.message == f"table.csv says itself what its values are{columns}"
    assert problem.hint == "leave out --as"


def test_two_units_of_a_value_are_told(tmp_path: Path) -> None:
    """A column and the heading of the value may not differ; a year makes no difference."""
    text = "year,reporter,partner,flow,value [thousand USD],unit\n2023,AZE,RUS,exports,5,{}\n"
    problem = fail_to_read(write(tmp_path, "plain.csv", text.format("million USD")))
    assert problem.message == "plain.csv, row 2: the unit is 'million USD', and 'thousand USD' in the heading"
    figures, _, _ = read(write(tmp_path, "plain.csv", text.format("thousand USD/year")))
    assert list_values(figures) == [("exports_to", "AZE", "RUS", 2023, 5000.0)]


def test_growth_and_constant_prices_in_sdmx_are_left_out(tmp_path: Path) -> None:
    """A growth of -40 % is no flow of -40 million, and dollars of another year are none of this one."""
    text = (
        "REF_AREA,COUNTERPART_AREA,MEASURE,UNIT_MEASURE,UNIT_MULT,FREQ,TRANSFORMATION,PRICE_BASE,TIME_PERIOD,OBS_VALUE\n"
        "DEU,RUS,X,USD,6,A,GY,V,2023,-40\nDEU,RUS,X,USD,6,A,N,L,2023,7777\nDEU,RUS,X,USD,6,A,N,V,2023,9626.5\n"
    )
    figures, account, _ = read(write(tmp_path, "oecd.csv", text))
    assert list_values(figures) == [("exports_to", "DEU", "RUS", 2023, 9626500000.0)]
    assert account.left_out == {
        "rows that are no total of a year: TRANSFORMATION is not N or _Z": 1,
        "rows that are no total of a year: PRICE_BASE is not V or _Z": 1,
    }


def test_a_chart_whose_heading_is_not_known_is_said(tmp_path: Path) -> None:
    """Its values are what the user says, in the unit that the user says, and its place names the heading."""
    path = write(tmp_path, "chart.csv", "Entity,Code,Year,Output\nAzerbaijan,AZE,2023,72\n")
    figures, _, _ = read(path, Given(indicator="gdp", unit="billion USD/year"))
    assert list_values(figures) == [("gdp", "AZE", "", 2023, 72e9)]
    assert figures[0].where == "Output; AZE; row 2"
    assert fail_to_read(path, Given(indicator="gdp")).message == "chart.csv does not say in which unit its values are"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1,234", "plain.csv: '1,234' in row 2 is 1234 with a decimal point, 1.234 with a decimal comma"),
        ("1.234", "plain.csv: '1.234' in row 2 is 1.234 with a decimal point, 1234 with a decimal comma"),
    ],
)
def test_ambiguous_decimal_marks_are_asked(tmp_path: Path, value: str, message: str) -> None:
    """In a table that is not as its office writes it, a mark before three digits says nothing."""
    path = write(tmp_path, "plain.csv", f"year;reporter;partner;flow;value;unit\n2023;AZE;RUS;exports;{value};USD\n")
    problem = fail_to_read(path)
    assert (problem.message, problem.hint) == (message, "say which one: --decimal point, or --decimal comma")
    read_as = {mark: read(path, Given(decimal=mark))[0][0].value for mark in ("point", "comma")}
    assert sorted(read_as.values()) == [1.234, 1234.0]


def test_both_decimal_marks_in_a_file(tmp_path: Path) -> None:
    """A file that has both is told with a cell of each; so is one that changes after many rows."""
    head = "year;reporter;partner;flow;value;unit\n"
    path = write(tmp_path, "plain.csv", f"{head}2023;AZE;RUS;exports;1,5;USD\n2022;AZE;RUS;exports;1.5;USD\n")
    assert fail_to_read(path).message == "plain.csv: '1,5' in row 2 a decimal comma and '1.5' in row 3 a decimal point"
    rows = "".join(f"{1000 + number % 900};AZE;RUS;exports;0.5;USD\n" for number in range(2500))
    path = write(tmp_path, "plain.csv", f"{head}{rows}2023;AZE;RUS;exports;1,55;USD\n")
    assert fail_to_read(path).message == "plain.csv: '1,55' in row 2,502 is no number with a decimal point"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("1.5", {"point"}), ("1,5", {"comma"}), ("0.123", {"point"}), ("0,123", {"comma"}), ("1,234.5", {"point"}),
        ("1.234,5", {"comma"}), ("1,234,567", {"point"}), ("1.234.567", {"comma"}), ("1.234", {"point", "comma"}),
        ("1234", set()), ("1234.567", {"point"}), ("1 234,5", {"comma"}), ("-2,75", {"comma"}), ("n/a", set()),
        ("12,34,56", set()), ("1'234.5", {"point"}),
    ],
)  # fmt: skip
def test_what_a_numeral_says(text: str, marks: set[str]) -> None:
    """A mark before other than three digits is the decimal mark; so is the last of two."""
    assert find_marks(text) == marks


def test_numbers() -> None:
    """Numbers are read under a mark; words, infinity and digits in groups of two are none."""
    assert parse_number("1,234.5", "point") == 1234.5
    assert parse_number("1.234,5", "comma") == 1234.5
    assert parse_number("1\u202f234", "point") == 1234.0
    assert parse_number("−3.5e3", "point") == -3500.0
    assert [parse_number(text, "point") for text in ("1,5", "12,34", "", "inf", "1_000", "9e99999", "1e100", "٣")] == [
        None
    ] * 8
    assert scale_number(128.2, 1e6) == 128200000.0  # times a million it is 128199999.99999999
    assert split_letters("12.3 bp", "bcep") == ("12.3", "bp")
    assert split_letters("12 mn", "bcep") == ("12 mn", "")  # a million is no flag
    assert choose_decimal([], "a.csv", "comma", is_as_published=False) == "comma"


def test_two_layouts_that_fit_are_asked(tmp_path: Path) -> None:
    """An error names both readings, and the option that chooses."""
    path = write(
        tmp_path, "both.csv", "Country Code,Indicator Code,Year,Value,reporter,partner\nAZE,NY.GDP.MKTP.CD,2022,1,,\n"
    )
    problem = fail_to_read(path)
    assert problem.message == (
        "both.csv can be read as 'plain' (a plain table with year, reporter, partner and value) and as 'wdi_long' "
        "(World Development Indicators, a row a country and year)"
    )
    assert problem.hint == "say which one: --layout plain"
    assert read(path, Given("wdi_long"))[2] == "wdi_long"


def test_no_layout_fits(tmp_path: Path) -> None:
    """It is said what was looked for, what was figures, and what the nearest layout needs too."""
    path = write(tmp_path, "gdp.csv", "Country Name,Country Code,Indicator Name,2020\nAzerbaijan,AZE,GDP,1\n")
    problem = fail_to_read(path)
    assert problem.message == f"gdp.csv has the headings of none of {len(load_layouts())} layouts"
    assert problem.hint.startswith(
        "its longest row is 'Country Name', 'Country Code', 'Indicator Name', '2020'; nearest is"
    )
    assert problem.hint.endswith("which also needs 'Indicator Code'")
    problem = fail_to_read(path, Given("comtrade_old"))
    assert problem.message.startswith("gdp.csv is not 'comtrade_old': it lacks its headings 'Year', 'Trade Flow'")
    assert fail_to_read(path, Given("comtrad")).hint == "did you mean 'comtrade'?"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.gz", b"\x1f\x8b\x08", "a.gz is packed (gzip); unpack it first"),
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b" \n\n", "a.csv is empty"),
        ("a.xlsx", b"PK\x03\x04nonsense", "cannot read the workbook a.xlsx: "),
        ("a.xls", b"\xd0\xcf\x11\xe0nonsense", "cannot read the workbook a.xls: "),
        ("a.pdf", b"%PDF-1.7", "a.pdf is a PDF; save its table as CSV or XLSX"),
        ("a.csv", b"<!DOCTYPE html><html>", "a.csv is a page of HTML or XML, not the data"),
        ("a.csv", b"abc\0def", "a.csv is no UTF-8 text"),
        ("a.json", b'{"data": [', "a.json is no JSON: Expecting value on line 1, column 11"),
        ("a.json", b"[" * 100_000, "a.json is JSON, nested too deep"),
        ("a.json", b'{"data": []}', "a.json is an answer without rows"),
        ("a.json", b'{"a": 1}', "a.json is JSON of no layout known here"),
        ("a.json", b"[1, 2]", "a.json is JSON of no layout known here"),
        (
            "a.csv",
            b'year,reporter,partner,flow,value\n"' + b"x" * 200_000,
            "a.csv:2: the row cannot be read as CSV: field larger",
        ),
        ("a.csv", b"\xff\xfe\x00", "a.csv has the headings of none of"),
    ],
)
def test_wrong_files(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """A file that cannot be read is named, with what it is."""
    path = tmp_path / name
    path.write_bytes(content)
    assert fail_to_read(path).message.startswith(message)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    """A folder and a name without a file are told as they are."""
    assert fail_to_read(tmp_path).message.endswith(": is a directory")
    assert fail_to_read(tmp_path / "a.csv").message == "cannot read a.csv: no such file or directory"


def test_pipes_are_refused(tmp_path: Path) -> None:
    """They may never end, and cannot be read twice."""
    os.mkfifo(tmp_path / "pipe.csv")
    assert fail_to_read(tmp_path / "pipe.csv").message == "pipe.csv is no file but a pipe or a device"


def test_archives_are_refused(tmp_path: Path) -> None:
    """A zip says what is in it."""
    from zipfile import ZipFile

    path = tmp_path / "API.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("API.csv", WDI)
    assert fail_to_read(path).message == "API.zip is packed (zip); unpack it first; inside is API.csv"


def test_an_archive_of_a_later_version(tmp_path: Path) -> None:
    """An archive that says it needs a later version of zip than there is, is no workbook that can be read."""
    raw = bytearray(write_matrix(tmp_path).read_bytes())
    raw[raw.index(b"PK\x01\x02") + 6] = 215  # the version needed, in the list of the first part
    (tmp_path / "a.xlsx").write_bytes(raw)
    assert fail_to_read(tmp_path / "a.xlsx").message == "cannot read the workbook a.xlsx: zip file version 21.5"


def test_a_row_with_more_cells_than_headings_is_left_out(tmp_path: Path) -> None:
    """A comma without quotes would move all cells: such a row is counted and told, not read."""
    text = "year,reporter,partner,flow,value,unit\n2023,Korea, Rep.,AZE,exports,5,USD\n2023,AZE,RUS,exports,7,USD\n"
    figures, account, _ = read(write(tmp_path, "plain.csv", text))
    assert list_values(figures) == [("exports_to", "AZE", "RUS", 2023, 7.0)]
    assert account.left_out == {"rows with more cells than headings, the first is row 2": 1}


def test_a_heading_that_stands_twice_is_asked(tmp_path: Path) -> None:
    """Which of two columns is the value cannot be known."""
    path = write(tmp_path, "plain.csv", "year,reporter,partner,flow,value,Value\n2023,AZE,RUS,exports,7,8\n")
    assert (
        fail_to_read(path).message
        == "plain.csv: the heading 'value' stands twice (columns 5 and 6): which is the value?"
    )


def test_two_values_of_one_figure(tmp_path: Path) -> None:
    """The first is used and the second told with its place; the same value again is no matter."""
    row = "2023,AZE,RUS,exports,{},USD\n"
    text = "year,reporter,partner,flow,value,unit\n" + row.format(7) + row.format(7) + row.format(8)
    figures, account, _ = read(write(tmp_path, "plain.csv", text))
    assert list_values(figures) == [("exports_to", "AZE", "RUS", 2023, 7.0)]
    assert account.left_out == {
        "the same figure again": 1,
        "another value of the same figure (exports; AZE; RUS; row 4)": 1,
    }


def test_hostile_cells_stay_text(tmp_path: Path) -> None:
    """Formulas, escapes and words are neither run nor read as numbers."""
    text = (
        "year,reporter,partner,flow,value,unit\n"
        "2023,=cmd|'/c calc'!A1,RUS,exports,5,USD\n2023,AZE,\x1b[31mRUS,exports,5,USD\n"
        "2023,AZE,RUS,exports,=1+1,USD\n2023,AZE,RUS,exports,nan,USD\n20x3,AZE,RUS,exports,5,USD\n"
    )
    figures, account, _ = read(write(tmp_path, "plain.csv", text))
    assert figures == []
    assert account.unmatched == {"=cmd|'/c calc'!A1": 1, "\\x1b[31mRUS": 1}
    assert account.left_out == {
        "cells that are no numbers, such as '=1+1'": 1,
        "rows without a number": 1,
        "rows of no calendar year": 1,
    }


def read_mine(text: str) -> tuple[Layout | None, list[Problem]]:
    """Read a layout as a user writes it."""
    problems: list[Problem] = []
    node = parse_yaml(File("data.yaml", text))
    return read_layout(node, "mine", node.place, problems), problems


def test_a_layout_of_ones_own(tmp_path: Path) -> None:
    """A user says in YAML how a file is read; its decimal mark settles 1.234, as in the office's own files."""
    layout, problems = read_mine(OWN)
    assert problems == []
    assert layout is not None
    path = write(tmp_path, "zoll.csv", "Azerbaijan;2023\nJahr;Land;Wert\n2023;Russia;1.234\n2022;Russia;x\n")
    with pytest.raises(LeverageError):
        list(read_observations(path, layout))  # three digits behind a point, where a comma is usual
    path = write(tmp_path, "zoll.csv", "Azerbaijan;2023\nJahr;Land;Wert\n2023;Russia;1,234\n2022;Russia;x\n")
    assert list_values(list(read_observations(path, layout))) == [("exports_to", "AZE", "RUS", 2023, 1234.0)]


def test_shares_in_a_table(tmp_path: Path) -> None:
    """The share of a partner is a figure of a layout too; that of the whole world says nothing."""
    layout, problems = read_mine(OWN.replace("exports_to, unit: thousand EUR/year", 'export_share, unit: "%"'))
    assert problems == []
    assert layout is not None
    path = write(tmp_path, "zoll.csv", "Azerbaijan;2023\nJahr;Land;Wert\n2023;Russia;4,5\n2023;World;100\n")
    account = Account()
    figures = list(read_observations(path, layout, account=account))
    assert list_values(figures) == [("export_share", "AZE", "RUS", 2023, 0.045)]
    assert account.left_out == {"shares of the whole world": 1}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("header: [Jahr, Land, Wert]\n", "", "layout 'mine' has no 'header'"),
        ("year: Jahr, ", "", "layout 'mine' does not say which column is the year"),
        (", value: Wert", "", "layout 'mine' does not say which column is the value"),
        ("partner: Land, ", "", "layout 'mine' gives exports_to but does not say which column is the partner"),
        (", unit: thousand EUR/year", "", "layout 'mine' has no unit for 'exports'"),
        (
            "thousand EUR/year",
            "person",
            "layout 'mine' is wrong: 'person' is no unit of exports_to, which is in USD/year",
        ),
        ("thousand EUR/year", "thousand", "layout 'mine' is wrong: '' is no unit of exports_to"),
        ("gives: exports_to", "gives: import_share", "layout 'mine' is wrong: 'EUR/year' is no unit of import_share"),
        ("gives: exports_to", "gives: exports_too", "'gives' must be one of: exports_to, imports_from"),
        ("reporter: A1", "reporter: 1A", "layout 'mine' has no cell '1A' for reporter"),
        ("skip: 1", "skip: one", "'skip' is a whole number below 100"),
        ("value: Wert", "worth: Wert", "'columns' has no 'worth'"),
        ("missing: [x]", "missing: [x]\nextract: {year: '(([0-9])'}", "layout 'mine' extracts the year by no regular"),
        ("missing: [x]", "encodings: [utf-99]", "layout 'mine' has an unknown encoding 'utf-99'"),
        ("skip: 1", "skipp: 1", "layout 'mine' has no key 'skipp'"),
        ("decimal: comma", "decimal: colon", "'decimal' must be one of: point, comma"),
    ],
)
def test_a_wrong_layout(old: str, new: str, message: str) -> None:
    """What is wrong with a layout is said at its place."""
    assert old in OWN
    layout, problems = read_mine(OWN.replace(old, new))
    assert layout is None
    assert problems[0].message.startswith(message)
    assert problems[0].place is not None


def test_every_layout_can_be_read_and_says_where_it_comes_from() -> None:
    """The layouts that come along are right; those with figures to download say at which office and where."""
    figures = load_layouts()
    assert len(figures) == len(list((Path(module.__file__).parent / "layouts").glob("*.yaml")))
    for layout in figures.values():
        assert layout.useless or layout.figures
        if any(rule.query for rule in layout.figures.values()):
            assert layout.publisher
            assert layout.address.startswith("http")
            assert layout.terms


# Real files

FIGURES = [
    # by hand: row 21 and 208 of the file
    ("samples/wdi_API_NY.GDP.MKTP.CD_DS2_en_csv_v2_26.csv", ("gdp", "AZE", "", 2022), 78721058823.5294),
    ("samples/wdi_API_NY.GDP.MKTP.CD_DS2_en_csv_v2_26.csv", ("gdp", "RUS", "", 2022), 2240422427458.58),
    # cell of row 86, row 100 and row 9, in millions; then of the other side's workbook
    ("dots/DOTS_13_Azerbaijan.xlsx", ("exports_to", "AZE", "RUS", 2020), 709.4743e6),
    ("dots/DOTS_13_Azerbaijan.xlsx", ("imports_from", "AZE", "RUS", 2020), 1962.2889e6),
    ("dots/DOTS_13_Azerbaijan.xlsx", ("exports", "AZE", "", 2019), 19635.7486e6),
    ("dots/DOTS_162_Russian_Federation.xlsx", ("exports_to", "RUS", "AZE", 2020), 2048.14425e6),
    ("dots/DOTS_162_Russian_Federation.xlsx", ("imports_from", "RUS", "AZE", 2020), 813.720675e6),
    # the row of Russia and the column of Azerbaijan, and the other way round
    (
        "remittances/WB_Bilateral_Remittance_Estimates_2017.xlsx",
        ("remittances", "AZE", "RUS", 2017),
        610.3012556655077e6,
    ),
    (
        "remittances/WB_Bilateral_Remittance_Estimates_2017.xlsx",
        ("remittances", "RUS", "AZE", 2017),
        126.20144691411974e6,
    ),
    (
        "remittances/WB_Bilateral_Remittance_Estimates_2017.xlsx",
        ("remittances_received", "AZE", "", 2017),
        1050.2513842194176e6,
    ),
    ("samples/wits_AZE_AllYears_Trade_Summary.CSV", ("imports_from", "AZE", "RUS", 2015), 1437.14e6),
    ("samples/wits_AZE_AllYears_Trade_Summary.CSV", ("exports", "AZE", "", 2014), 21751.74e6),
    ("samples/comtrade_api_v1_get.json", ("imports_from", "CHN", "DEU", 2010), 74251272075.0),
    ("factbook/aj.json", ("gdp", "AZE", "", 2024), 74.316e9),
    ("factbook/rs.json", ("exports", "RUS", "", 2024), 475.277e9),
]


@needs_real_files
@pytest.mark.parametrize(("name", "key", "value"), FIGURES)
def test_figures_of_real_files(name: str, key: tuple[str, str, str, int], value: float) -> None:
    """Figures of Azerbaijan and Russia as they were read in the files by hand."""
    figures, account, _ = read(REAL / name)
    assert [each.value for each in figures if each[:4] == key] == [pytest.approx(value, rel=1e-12)]
    assert account.unmatched == {}


#: The layout and the number of figures of every file; none where a file has no figures that are used.
WHOLE = {
    "baci/BACI_HS92_oil_gas_AZE_RUS_allpartners_2021_2024.csv": ("baci", False),
    "baci/BACI_HS92_rawmaterials_subset_2019_2024.csv": ("baci", False),
    "baci/country_codes_V202401b.csv": ("baci_countries", False),
    "baci/product_codes_HS92_V202401b_subset.csv": ("baci_products", False),
    "dots/DOTS_160_Qatar.xlsx": ("dots", True),
    "samples/baci_country_codes_V202501.csv": ("baci_countries", False),
    "samples/comtrade_legacy.csv": ("comtrade_old", False),
    "samples/comtradeplus_TradeData.csv": ("comtrade", False),
    "samples/databank_corridors.csv": ("databank_corridors", False),
    "samples/datahub_country-codes.csv": ("country_codes", False),
    "samples/owid_trade-as-share-of-gdp.csv": ("our_world_in_data", False),
    "samples/sipri_trade-register.csv": ("sipri_arms", False),
    "samples/wdi_API_BM.TRF.PWKR.CD.DT_DS2_en_csv_v2_3012027.csv": ("wdi", False),
    "samples/wdi_Metadata_Country_API_NY.GDP.MKTP.CD_DS2_en_csv_v2_26.csv": ("wdi_countries", False),
}


@needs_real_files
@pytest.mark.parametrize("name", WHOLE)
def test_no_real_file_is_misread(name: str) -> None:
    """Every file is known for what it is; what has no totals of trade and no aggregates gives none."""
    figures, account, layout = read(REAL / name)
    assert (layout, bool(figures)) == WHOLE[name]
    assert account.unmatched == {}


@needs_real_files
def test_sums_over_some_goods_of_a_real_file() -> None:
    """What Azerbaijan sold to Russia in 2022 of the goods in the file: 9,890.286 + 54.605 + 419.99 thousand dollars."""
    figures, _, _ = read(REAL / "baci/BACI_HS92_rawmaterials_subset_2019_2024.csv", with_some_goods=True)
    value = [each.value for each in figures if each[:4] == ("exports_to", "AZE", "RUS", 2022)]
    assert value == [pytest.approx((9890.286 + 54.605 + 419.99) * 1000)]
