"""`leverage data`: files are added to a catalogue, listed, checked; what is missing; nothing is written by halves."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from leverage.data.catalogue import read_catalogue, read_entry
from leverage.data.observations import Account
from leverage.problems import LeverageError
from tests.downloads import OWN, PLAIN, REAL, WDI, needs_real_files, write, write_baci, write_matrix
from tests.program import read_json, run
from tests.readme import REFERENCE, find_block

GDP = WDI + '"Azerbaijan","AZE","GDP (current US$)","NY.GDP.MKTP.CD","54825411764.7","78721058823.5","",\n'
SCENARIO = "title: A\nparties: {a: {name: A}, b: {name: B}}\nsides: [a, b]\n"


def fill(folder: Path) -> None:
    """Put a file of GDP and one of flows into a folder."""
    write(folder, "gdp.csv", GDP)
    write(folder, "flows.csv", PLAIN)
    for name in ("gdp.csv", "flows.csv"):
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))  # 14 November 2023


def test_files_are_added(tmp_path: Path) -> None:
    """The catalogue has layout, SHA-256, date of access and terms of each file, and can be read again."""
    fill(tmp_path)
    done = run("data", "add", "gdp.csv", "flows.csv", cwd=tmp_path)
    assert (done.status, done.err) == (0, "wrote data.yaml\n")
    assert "gdp.csv" in done.out
    text = (tmp_path / "data.yaml").read_text()
    digest = hashlib.sha256(GDP.encode()).hexdigest()
    assert text.endswith(
        "files:\n"
        f'  gdp.csv:\n    layout: wdi\n    sha256: {digest}\n    accessed: 2023-11-14\n    terms: "CC BY 4.0"\n'
        f"  flows.csv:\n    layout: plain\n    sha256: {hashlib.sha256(PLAIN.encode()).hexdigest()}\n"
        "    accessed: 2023-11-14\n"
    )
    catalogue = read_catalogue(tmp_path / "data.yaml")
    assert list(catalogue.files) == ["gdp.csv", "flows.csv"]
    assert catalogue.files["gdp.csv"].sha256 == digest


def test_what_the_user_says_is_kept(tmp_path: Path) -> None:
    """What a file does not say itself is written into the catalogue, and used when the file is read again."""
    write(tmp_path, "a.csv", "year;reporter;partner;value\n2023;AZE;RUS;1,234\n", "cp1251")
    words = ("--as", "exports_to", "--in", "million USD/year", "--decimal", "comma", "--accessed", "2026-01-31")
    assert run("data", "add", "a.csv", *words, cwd=tmp_path).status == 0
    entry = read_catalogue(tmp_path / "data.yaml").files["a.csv"]
    assert (entry.indicator, entry.unit, entry.decimal, entry.accessed) == (
        "exports_to", "million USD/year", "comma", "2026-01-31",
    )  # fmt: skip
    assert read_json("data", "list", cwd=tmp_path)["files"][0]["indicators"] == ["exports_to: 1"]


def test_nothing_is_added_by_halves(tmp_path: Path) -> None:
    """If one file cannot be used none is added, unless that is asked for."""
    fill(tmp_path)
    write(tmp_path, "brent.csv", "Date,Price\n1987-06-30,18.53\n")
    done = run("data", "add", "gdp.csv", "brent.csv", "nothing.csv", cwd=tmp_path)
    assert (done.status, done.out) == (3, "")
    assert "error: brent.csv has the headings of none of" in done.err
    assert "error: cannot read nothing.csv: no such file or directory" in done.err
    assert done.err.endswith("nothing was added; --keep-going adds the other files\n")
    assert not (tmp_path / "data.yaml").exists()
    done = run("data", "add", "gdp.csv", "brent.csv", "--keep-going", cwd=tmp_path)
    assert done.status == 3
    assert list(read_catalogue(tmp_path / "data.yaml").files) == ["gdp.csv"]


def test_files_without_figures(tmp_path: Path) -> None:
    """A list of codes is left out with the reason; a file with no figure that counts is added and told."""
    write(tmp_path, "codes.csv", "country_code,country_name,country_iso2,country_iso3\n31,Azerbaijan,AZ,AZE\n")
    write(tmp_path, "baci.csv", write_baci(3))
    done = run("data", "add", "codes.csv", "baci.csv", cwd=tmp_path)
    assert done.status == 0
    assert done.err == (
        "left out codes.csv (BACI, codes of countries): it has the codes of countries, which are known already\n"
        "no figure of baci.csv can be used: it has goods of 3 of 96 chapters of the Harmonized System: sums over them "
        "are no totals; sums over some goods\n"
        "  = ask CEPII for this: BACI, revision HS92, the newest version: it has the years one by one; "
        "http://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37\n"
        "wrote data.yaml\n"
    )
    assert list(read_catalogue(tmp_path / "data.yaml").files) == ["baci.csv"]


CATALOGUE = f"""# mine
layouts:
  customs:
{"".join(f"    {line}" for line in OWN.splitlines(keepends=True))}
files:
  # the newest
  old/gdp.csv:
    layout: wdi
    sha256: {"0" * 64}
  "b c.csv":
    layout: plain  # by hand
    sha256: {"1" * 64}

# the end
"""


def test_other_lines_of_a_catalogue_stay(tmp_path: Path) -> None:
    """Layouts and comments of the user are kept; an entry of the same path is replaced where it stands."""
    fill(tmp_path)
    write(tmp_path, "data.yaml", CATALOGUE)
    assert run("data", "add", "flows.csv", cwd=tmp_path).status == 0
    text = (tmp_path / "data.yaml").read_text()
    entry = text[text.index("  flows.csv:") : text.index("\n# the end")]
    assert text.replace(entry, "") == CATALOGUE
    (tmp_path / "old").mkdir()
    write(tmp_path / "old", "gdp.csv", GDP)
    assert run("data", "add", "old/gdp.csv", cwd=tmp_path).status == 0
    again = (tmp_path / "data.yaml").read_text()
    catalogue = read_catalogue(tmp_path / "data.yaml")
    assert list(catalogue.files) == ["old/gdp.csv", "b c.csv", "flows.csv"]
    assert catalogue.files["old/gdp.csv"].sha256 == hashlib.sha256(GDP.encode()).hexdigest()
    assert "  # the newest\n  old/gdp.csv:\n" in again
    assert again.endswith("\n\n# the end\n")
    assert catalogue.layouts["customs"].title == "Customs of Ruritania"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("# nothing yet\n", "# nothing yet\n"),
        ("files:\n", ""),
        ("files:\nlayouts: {}\n", "layouts: {}\n"),
        ("layouts: {}", "layouts: {}\n"),
        ("files:\n    a.csv:\n        layout: wdi\n        sha256: " + "0" * 64, "    a.csv:\n        layout: wdi\n"),
    ],
)
def test_catalogues_that_are_begun(tmp_path: Path, text: str, kept: str) -> None:
    """A file can be added to any catalogue that is right, also to an empty one."""
    fill(tmp_path)
    write(tmp_path, "data.yaml", text)
    done = run("data", "add", "gdp.csv", cwd=tmp_path)
    assert done.status == 0, done.err
    assert kept in (tmp_path / "data.yaml").read_text()
    assert "gdp.csv" in read_catalogue(tmp_path / "data.yaml").files


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("files: {a.csv: {layout: wdi, sha256: %s}}\n" % ("0" * 64), "'files' is written in braces"),
        ("files: [a]\n", "'files' is a mapping of paths to entries"),
        ("files:\n  a.csv: {layout: wdi}\n", "file 'a.csv' needs 'sha256'"),
        ("files:\n  a.csv: {layout: wdi, sha256: abc}\n", "'sha256' is 64 hexadecimal digits"),
        ("files:\n  a.csv: {layout: wdi, encoding: utf-99}\n", "no encoding 'utf-99'"),
        ("files:\n  a.csv: {layout: wdo, sha256: %s}\n" % ("0" * 64), "no layout 'wdo'"),
        ("layouts:\n  wdi: {title: mine, header: [a], useless: x}\n", "there is a layout 'wdi' already"),
        ("title: a scenario\n", "a catalogue of data has no key 'title'"),
        ("files: &a\n", "anchors are not allowed"),
    ],
)  # fmt: skip
def test_wrong_catalogues(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong with a catalogue is said at its place, and nothing is written over it."""
    fill(tmp_path)
    write(tmp_path, "data.yaml", text)
    done = run("data", "add", "gdp.csv", cwd=tmp_path)
    assert done.status == 3
    assert message in done.err
    assert "--> data.yaml:" in done.err
    assert (tmp_path / "data.yaml").read_text() == text


def test_the_list(tmp_path: Path) -> None:
    """Rows, figures, years, countries, names that were not matched, and what is left out."""
    text = PLAIN + "2022,AZE,Ruritania,exports,5,USD\n2022,AZE,USSR,exports,5,USD\n2022,AZE,Asia,exports,5,USD\n"
    write(tmp_path, "flows.csv", text)
    assert run("data", "add", "flows.csv", cwd=tmp_path).status == 0
    (row,) = read_json("data", "list", cwd=tmp_path)["files"]
    wanted = {
        "file": "flows.csv", "layout": "plain", "state": "same", "rows": 4, "figures": 1, "first_year": 2023,
        "last_year": 2023, "countries": 2, "indicators": ["exports_to: 1"], "unmatched": ["Ruritania: 1"],
        "aggregates": ["Asia"], "historic": ["USSR"], "left_out": [], "closed": False,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    done = run("data", "list", "--width", "100", cwd=tmp_path)
    assert "no country known here: Ruritania: 1." in done.out
    assert "left out: 1 group of countries; states that are no more: USSR." in done.out
    write(tmp_path, "flows.csv", "now another file\n")
    done = run("data", "list", cwd=tmp_path)
    assert done.status == 3
    assert "flows.csv is not 'plain'" in done.err
    (tmp_path / "flows.csv").unlink()
    (row,) = read_json("data", "list", cwd=tmp_path)["files"]
    assert (row["state"], row["rows"]) == ("missing", None)


def test_what_is_not_used_is_named(tmp_path: Path) -> None:
    """Of a file with other indicators too, people are told which are not used."""
    write(
        tmp_path, "population.csv", "Entity,Code,Year,Population,Life expectancy\nAzerbaijan,AZE,2022,10295245,73.5\n"
    )
    done = run("data", "add", "population.csv", cwd=tmp_path)
    assert "population.csv: not used here: Life expectancy." in done.out
    assert read_json("data", "list", cwd=tmp_path)["files"][0]["left_out"] == [
        "no figure that is used here: Life expectancy: 1"
    ]


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "markdown", "html", "latex"])
def test_formats(tmp_path: Path, form: str) -> None:
    """The lists have all formats, and hostile names of countries stay on their line."""
    write(tmp_path, "flows.csv", PLAIN + "2022,AZE,\x1b[31m<b>Ruritania,exports,5,USD\n")
    assert run("data", "add", "flows.csv", "-f", form, cwd=tmp_path).status == 0
    for words in (["list"], ["list", "--missing"], ["check"]):
        done = run("data", *words, "-f", form, cwd=tmp_path)
        assert done.status == 0, done.err
        assert done.out
        assert "\x1b" not in done.out
        assert form != "html" or "<b>Ruritania" not in done.out


def test_what_is_missing(tmp_path: Path) -> None:
    """For two countries: what no file has, at which office it is, what to ask for and where."""
    write(tmp_path, "gdp.csv", GDP)
    write(tmp_path, "flows.csv", PLAIN)
    write_matrix(tmp_path)
    assert run("data", "add", "gdp.csv", "flows.csv", "matrix.xlsx", cwd=tmp_path).status == 0
    gaps = read_json("data", "list", "--missing", "Azerbaijan", "643", cwd=tmp_path)["gaps"]
    missing = {(gap["indicator"], gap["reporter"], gap["partner"]) for gap in gaps}
    assert ("gdp", "RUS", None) in missing
    assert ("exports_to", "RUS", "AZE") in missing
    assert ("imports_from", "AZE", "RUS") in missing
    assert missing.isdisjoint({("gdp", "AZE", None), ("exports_to", "AZE", "RUS"), ("remittances", "AZE", "RUS")})
    bank = [gap for gap in gaps if gap["layout"] == "wdi" and gap["indicator"] == "gdp"]
    assert bank == [
        {
            "indicator": "gdp", "reporter": "RUS", "partner": None, "publisher": "World Bank",
            "dataset": "World Development Indicators", "layout": "wdi",
            "query": "indicator NY.GDP.MKTP.CD, GDP (current US$), as CSV",
            "address": "https://data.worldbank.org/indicator/NY.GDP.MKTP.CD",
        }
    ]  # fmt: skip
    queries = [gap["query"] for gap in gaps if gap["layout"] == "comtrade" and gap["indicator"] == "exports_to"]
    assert queries == [
        "type Goods, frequency Annual, classification HS, commodity TOTAL, reporter RUS, partner AZE, flow Export"
    ]
    for word, message in (
        ("Ruritania", "no country 'Ruritania'"),
        ("USSR", "'USSR' is no country of today: Soviet Union"),
    ):
        done = run("data", "list", "--missing", word, cwd=tmp_path)
        assert done.status == 2
        assert message in done.err
    assert "countries go with --missing" in run("data", "list", "AZE", cwd=tmp_path).err


def test_the_check(tmp_path: Path) -> None:
    """Files that changed or are gone are named, with exit status 1."""
    fill(tmp_path)
    write(tmp_path, "a.yaml", SCENARIO)
    assert run("data", "add", "gdp.csv", "flows.csv", cwd=tmp_path).status == 0
    assert run("data", "check", "a.yaml", cwd=tmp_path).status == 0
    write(tmp_path, "gdp.csv", GDP + "\n")
    (tmp_path / "flows.csv").unlink()
    done = run("data", "check", "a.yaml", cwd=tmp_path)
    assert done.status == 1
    assert done.err == (
        "data.yaml: gdp.csv is not the file that was added\ndata.yaml: flows.csv is not there\n"
        "  = what newer files change: `leverage data add gdp.csv`, then `leverage data update a.yaml`\n"
    )
    rows = read_json("data", "check", cwd=tmp_path)["checks"]
    assert [(row["file"], row["state"]) for row in rows] == [("gdp.csv", "changed"), ("flows.csv", "missing")]
    assert run("data", "check", str(tmp_path / "a.yaml")).status == 1
    done = run("data", "check", "azerbaijan-russia")
    assert done.status == 3
    assert "no data.yaml beside azerbaijan-russia" in done.err


def test_another_catalogue(tmp_path: Path) -> None:
    """Paths are seen from the catalogue's folder, wherever the command runs."""
    fill(tmp_path)
    (tmp_path / "work").mkdir()
    done = run("data", "add", "gdp.csv", "--catalogue", "work/mine.yaml", cwd=tmp_path)
    assert done.err == "wrote work/mine.yaml\n"
    assert list(read_catalogue(tmp_path / "work/mine.yaml").files) == ["../gdp.csv"]
    assert run("data", "check", "--catalogue", "work/mine.yaml", cwd=tmp_path).status == 0
    assert run("data", "check", "--catalogue", str(tmp_path / "work/mine.yaml")).status == 0
    done = run("data", "add", "gdp.csv", "--catalogue", "no/mine.yaml", cwd=tmp_path)
    assert done.status == 2
    assert "--catalogue: cannot write no/mine.yaml" in done.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--encoding", "utf-99"], "--encoding: no encoding 'utf-99'"),
        (["--encoding", "idna"], "--encoding: no encoding 'idna'"),
        (["--accessed", "yesterday"], "--accessed: 'yesterday' is no date such as 2026-11-29"),
        (["--as", "export"], "--as: no indicator 'export'; did you mean 'exports'?"),
        (["--in", "milion USD"], "--in: "),
        (["--unit", "USD"], "--unit: "),
    ],
)
def test_wrong_usage(tmp_path: Path, words: list[str], message: str) -> None:
    """A wrong option is told as one; nothing is written."""
    fill(tmp_path)
    done = run("data", "add", "gdp.csv", *words, cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert not (tmp_path / "data.yaml").exists()


def test_without_the_library_for_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says how to install it."""
    write_matrix(tmp_path)
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    done = run("data", "add", "matrix.xlsx", cwd=tmp_path)
    assert done.status == 2
    assert done.err == (
        "error: matrix.xlsx is a workbook, which needs python-calamine: pip install 'leverage-calculator[data]'\n"
        "nothing was added\n"
    )
    write(tmp_path, "gdp.csv", GDP)
    assert run("data", "add", "matrix.xlsx", "gdp.csv", "--keep-going", cwd=tmp_path).status == 2
    assert "matrix.xlsx" not in (tmp_path / "data.yaml").read_text(encoding="utf-8")
    monkeypatch.undo()
    assert run("data", "add", "matrix.xlsx", cwd=tmp_path).status == 0
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    for words in (["data", "list"], ["new", "AZE", "RUS"]):
        done = run(*words, cwd=tmp_path)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("error: matrix.xlsx is a workbook, which needs python-calamine: pip install")


def test_a_name_that_no_text_shows_is_refused(tmp_path: Path) -> None:
    """A path goes into a YAML file that people read."""
    write(tmp_path, "a\x1b[31m.csv", GDP)
    done = run("data", "add", "a\x1b[31m.csv", cwd=tmp_path)
    assert done.status == 3
    assert "\x1b" not in done.err
    write(tmp_path, 'b: "x" #.csv', GDP)
    assert run("data", "add", 'b: "x" #.csv', cwd=tmp_path).status == 0
    assert list(read_catalogue(tmp_path / "data.yaml").files) == ['b: "x" #.csv']


def test_a_folder_of_scenarios_passes_over_a_catalogue(tmp_path: Path) -> None:
    """`leverage check .` does not take data.yaml for a scenario."""
    fill(tmp_path)
    assert run("data", "add", "gdp.csv", cwd=tmp_path).status == 0
    write(tmp_path, "a.yaml", "extends: azerbaijan-russia\n")
    done = run("check", ".", cwd=tmp_path)
    assert "data.yaml:" not in done.err


def test_a_catalogue_that_is_too_large(tmp_path: Path) -> None:
    """A catalogue is read like any file of a user."""
    write(tmp_path, "data.yaml", "#" * (2 << 20))
    with pytest.raises(LeverageError, match="larger than"):
        read_catalogue(tmp_path / "data.yaml")


def test_the_layout_of_the_reference(tmp_path: Path) -> None:
    """The layout that the reference shows reads such a file: 1,234.5 thousand dollars to Russia."""
    write(tmp_path, "data.yaml", find_block(REFERENCE, "text", "layouts:"))
    write(tmp_path, "gomruk.csv", "Azerbaijan;;\n\nIl;Ölkə;İxrac\n2023;Russia;1234,5\n")
    assert run("data", "add", "gomruk.csv", cwd=tmp_path).status == 0
    catalogue = read_catalogue(tmp_path / "data.yaml")
    (found,) = read_entry(catalogue, catalogue.files["gomruk.csv"], Account())
    assert found[:5] == ("exports_to", "AZE", "RUS", 2023, 1_234_500.0)


@needs_real_files
def test_all_real_files_are_added(tmp_path: Path) -> None:
    """Every file that has a layout is added or left out with a reason, none is an error."""
    names = [str(path) for path in sorted(REAL.rglob("*.*")) if path.suffix.lower() in (".csv", ".xlsx", ".json")]
    names = [name for name in names if "brent" not in name]
    done = run("data", "add", *names, cwd=tmp_path)
    assert done.status == 0, done.err
    rows = read_json("data", "list", cwd=tmp_path)["files"]
    assert len(rows) > 25
    assert [row["unmatched"] for row in rows if row["unmatched"]] == []
