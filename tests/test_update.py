"""Figures from files of data looked up again (`data check SCENARIO`), and put in beside the old (`data update`)."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from leverage.document import MapNode
from leverage.editing import Edits
from leverage.problems import File
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
    write_comtrade,
    write_row,
    write_wdi,
)
from tests.program import read_json, run

pytestmark = pytest.mark.usefixtures("_files_alone")

LATER = FLOWS.replace('"2023"', '"2024"').replace("1178300000", "1200000000")  # what a file of the next year has


def begin(folder: Path) -> str:
    """Write the scenario of two countries and return its text."""
    fill(folder)
    assert run("new", "AZE", "RUS", cwd=folder).status == 0
    return (folder / NAME).read_text(encoding="utf-8")


def add_later(folder: Path, name: str, text: str) -> None:
    """Write a file and make the catalogue name it, as downloaded in 2026."""
    write(folder, name, text)
    done = run("data", "add", name, "--accessed", "2026-01-31", cwd=folder)
    assert done.status == 0, done.err


def update(folder: Path, target: str = "new.yaml", name: str = NAME, *words: str) -> str:
    """Write the updated scenario, which passes the check and needs no further update, and return its text."""
    done = run("data", "update", name, "-o", target, *words, cwd=folder)
    assert done.status == 0, done.err
    assert run("check", target, cwd=folder).status == 0
    again = run("data", "update", target, *words, cwd=folder)
    assert (again.status, again.out) == (0, "")
    assert f"nothing changes in {target}\n" in again.err
    return (folder / target).read_bytes().decode()


def list_states(folder: Path, name: str = NAME) -> dict[str, str]:
    """Return the states of a scenario's readings that are not the same."""
    rows = read_json("data", "check", name, cwd=folder)["readings"]
    names = [".".join(filter(None, (row["figure"], row["reading"]))) for row in rows]
    return {name: row["state"] for name, row in zip(names, rows, strict=True) if row["state"] != "same"}


def list_removed(old: str, new: str) -> list[str]:
    """Return the lines that are not in a new text, without regard to their order and indentation."""
    before, after = (Counter(line.lstrip(" ") for line in text.splitlines()) for text in (old, new))
    return list((before - after).elements())


def test_figures_are_what_their_files_say(tmp_path: Path) -> None:
    """Every reading that was taken from a file is found in it again by what is written under `from`."""
    begin(tmp_path)
    done = run("data", "check", NAME, cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert "12 readings from files: 12 same." in done.out
    rows = read_json("data", "check", NAME, cwd=tmp_path)["readings"]
    row = next(row for row in rows if (row["figure"], row["reading"]) == ("exports_to_russia", "importer"))
    assert row == {
        "scenario": "azerbaijan-russia", "figure": "exports_to_russia", "reading": "importer", "value": 1413.96e6,
        "value_in_file": 1413.96e6, "state": "same", "unit": "USD/year", "unit_in_file": "USD/year", "reason": None,
        "file": "trade.csv", "where": "imports (M) of all goods (TOTAL); 643; 31; row 4", "year": 2023,
        "source": "comtrade", "line": row["line"],
    }  # fmt: skip
    files = read_json("data", "check", NAME, cwd=tmp_path)["checks"]
    assert [(each["catalogue"], each["source"], each["state"]) for each in files[3:]] == [
        ("azerbaijan-russia", "comtrade", "same"),
        ("azerbaijan-russia", "remittances", "same"),
        ("azerbaijan-russia", "wdi", "same"),
    ]


def test_where_a_figure_moves_in_its_file_it_is_found(tmp_path: Path) -> None:
    """A file that is sorted anew has the same figures, at other rows; that it is another file is told."""
    begin(tmp_path)
    head, *rows = FLOWS.splitlines(keepends=True)
    add_later(tmp_path, "trade.csv", head + "".join(reversed(rows)))
    states = list_states(tmp_path)
    assert states == dict.fromkeys(
        [
            "exports_to_russia.exporter", "exports_to_russia.importer", "imports_from_russia.importer",
            "imports_from_russia.exporter", "azerbaijan.exports", "azerbaijan.imports",
        ],
        "file changed",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "file", "state", "now"),
    [
        ("value: 7 USD/year, year: 2022", GDP.replace("78721058823.5", "7"), "same", 7),
        ("value: 0.007 thousand USD/year, year: 2022", GDP.replace("78721058823.5", "7"), "same", 7),
        ("value: 8 USD/year, year: 2022", GDP.replace("78721058823.5", "7"), "changed", 7),
        ("value: 7 USD, year: 2022", GDP.replace("78721058823.5", "7"), "changed", 7),
        ("value: 7 USD/year, year: 2019", GDP, "gone", None),
        ("value: 7 USD/year", GDP, "cannot be looked up", None),
        ("value: 7 USD/year, reporter: Ruritania, year: 2022", GDP, "cannot be looked up", None),
        ("value: 7 USD/year, indicator: gpd, year: 2022", GDP, "cannot be looked up", None),
        ("formula: '2 * [3 USD/year]', year: 2022", GDP, "cannot be looked up", None),
        ("value: 7 USD/year, year: 2022", "", "file missing", None),
        ("value: 7 USD/year, year: 2022", "now another file\n", "cannot be looked up", None),
    ],
)
def test_states(tmp_path: Path, figure: str, file: str, state: str, now: float | None) -> None:
    """What has become of a figure; only what differs is a fault."""
    write(tmp_path, "gdp.csv", GDP)
    add(tmp_path, "gdp.csv")
    value, *keys = figure.split(", ")
    given = {"indicator": "gdp", "reporter": "Azerbaijan", **dict(key.split(": ") for key in keys)}
    written = ", ".join(f"{key}: {text}" for key, text in given.items())
    write(
        tmp_path, "a.yaml",
        "title: A\nsides: [a, b]\nsources: {w: {title: W, file: gdp.csv}}\nparties:\n  b: {name: B}\n  a:\n"
        f"    name: A\n    gdp: {{{value}, source: w, from: {{file: gdp.csv, {written}}}}}\n    population: 3 person\n",
    )  # fmt: skip
    if file:
        write(tmp_path, "gdp.csv", file)
    else:
        (tmp_path / "gdp.csv").unlink()
    done = run("data", "check", "a.yaml", "-f", "json", cwd=tmp_path)
    (row,) = read_json("data", "check", "a.yaml", cwd=tmp_path)["readings"]
    assert (row["state"], row["value_in_file"]) == (state, now)
    is_same_file = file == GDP
    assert done.status == (0 if is_same_file and state in ("same", "cannot be looked up") else 1)
    assert ("a.gdp: " in done.err) == (state not in ("same", "cannot be looked up"))
    assert (row["reason"] is None) == (state != "cannot be looked up")


def test_a_file_that_cannot_be_read_any_more(tmp_path: Path) -> None:
    """Where the source says what the file was, that it is another one is the state, and the reason is told."""
    begin(tmp_path)
    write(tmp_path, "gdp.csv", "now another file\n")
    assert list_states(tmp_path) == {"azerbaijan.gdp": "file changed", "russia.gdp": "file changed"}
    done = run("data", "check", NAME, cwd=tmp_path)
    assert done.status == 1
    assert "azerbaijan.gdp: file changed, since gdp.csv is not 'wdi'" in " ".join(done.out.split())


def test_a_file_with_two_figures_that_fit(tmp_path: Path) -> None:
    """Without `counts` a total of goods and one of goods and services both fit: `where` tells them apart, if it can."""
    rows = WDI + write_wdi("AZE", "40", "50", "60", series="NE.EXP.GNFS.CD")
    write(tmp_path, "wdi.csv", rows + write_wdi("AZE", "30", "35", "", series="TX.VAL.MRCH.CD.WT"))
    add(tmp_path, "wdi.csv")
    assert run("new", "AZE", "RUS", "--year", "2022", cwd=tmp_path).status == 0
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    assert list_states(tmp_path) == {}
    bare = text.replace(", counts: goods}", "}").replace(', counts: "goods and services"}', "}")
    bare = bare.replace(", counts: goods and services}", "}")
    assert "counts" not in bare
    write(tmp_path, NAME, bare)
    assert list_states(tmp_path) == {}
    write(tmp_path, NAME, bare.replace("row ", "line "))
    done = run("data", "check", NAME, cwd=tmp_path)
    assert done.status == 0
    assert "2 figures of the file fit its 'from'" in " ".join(done.out.split())


def test_a_scenario_without_a_list_of_files(tmp_path: Path) -> None:
    """Sources say themselves what their files were, so that whoever gets both can compare them."""
    text = begin(tmp_path)
    (tmp_path / "data.yaml").unlink()
    assert run("data", "check", NAME, cwd=tmp_path).status == 0
    write(tmp_path, "gdp.csv", GDP + "\n")
    done = run("data", "check", NAME, cwd=tmp_path)
    assert (done.status, "azerbaijan-russia: gdp.csv is not the file that was added\n" in done.err) == (1, True)
    write(tmp_path, NAME, text.replace("layout: wdi", "layout: wdo"))
    assert list_states(tmp_path)["russia.gdp"] == "file changed"
    for words in (("update", NAME), ("check", NAME, "--catalogue", "mine.yaml")):
        done = run("data", *words, cwd=tmp_path)
        assert done.status == 3
        assert "`leverage data add FILE` writes one" in done.err


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "markdown", "html", "latex"])
def test_formats(tmp_path: Path, form: str) -> None:
    """The table of readings has all formats."""
    begin(tmp_path)
    done = run("data", "check", NAME, "--table", "readings", "-f", form, cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert "exports" in done.out


def test_a_newer_year(tmp_path: Path) -> None:
    """A diff is printed; the new reading stands beside the old one, which is indented and else as it was."""
    old = begin(tmp_path)
    gdp = GDP.replace('"2023"', '"2023","2024"').replace('"72356176470.6",', '"72356176470.6","74316000000",')
    add_later(tmp_path, "gdp.csv", gdp)
    done = run("data", "update", NAME, cwd=tmp_path)
    assert done.status == 0
    assert done.out.startswith(f"--- {NAME}\n+++ {NAME}\n@@ ")
    assert "+          value: 74.316 billion USD/year\n" in done.out
    assert "azerbaijan.gdp: wdi_2024, of 2024, from gdp.csv; in use\n" in done.err
    assert (tmp_path / NAME).read_text(encoding="utf-8") == old
    new = update(tmp_path)
    sha256 = hashlib.sha256((tmp_path / "gdp.csv").read_bytes()).hexdigest()
    removed = list_removed(old, new)
    assert [line.partition(":")[0] for line in removed] == ["accessed", "sha256"]  # of what the file was
    assert load(tmp_path, "new.yaml")["sources"]["wdi"]["sha256"] == sha256
    assert load(tmp_path, "new.yaml")["sources"]["wdi"]["accessed"] == "2026-01-31"
    figure = load(tmp_path, "new.yaml")["parties"]["azerbaijan"]["gdp"]
    before = load(tmp_path)["parties"]["azerbaijan"]["gdp"]
    assert figure == {
        "label": before.pop("label"),
        "use": "wdi_2024",
        "readings": {
            "wdi_2023": before,
            "wdi_2024": {
                "value": "74.316 billion USD/year", "year": "2024", "source": "wdi",
                "where": "GDP (current US$), NY.GDP.MKTP.CD; AZE; row 6", "as_printed": "74316000000",
                "from": {"file": "gdp.csv", "layout": "wdi", "indicator": "gdp", "reporter": "AZE", "year": "2024"},
            },
        },
    }  # fmt: skip
    assert list_states(tmp_path, "new.yaml") == {}


def test_a_revised_value(tmp_path: Path) -> None:
    """The old value keeps the source that it was taken from, of which the new one is another edition."""
    old = begin(tmp_path)
    add_later(tmp_path, "gdp.csv", GDP.replace("72356176470.6", "72400000000"))
    new = update(tmp_path)
    assert list_removed(old, new) == []
    scenario = load(tmp_path, "new.yaml")
    figure = scenario["parties"]["azerbaijan"]["gdp"]
    assert figure["use"] == "wdi_2023_2"
    assert figure["readings"]["wdi_2023"]["source"] == "wdi"
    assert figure["readings"]["wdi_2023_2"]["source"] == "wdi_2"
    assert scenario["sources"]["wdi"]["sha256"] == hashlib.sha256(GDP.encode()).hexdigest()
    assert scenario["sources"]["wdi_2"]["file"] == "gdp.csv"
    assert list(scenario["sources"]) == ["comtrade", "remittances", "wdi", "bajzik", "wdi_2"]
    assert list_states(tmp_path, "new.yaml") == {"azerbaijan.gdp.wdi_2023": "replaced"}
    assert run("data", "check", "new.yaml", cwd=tmp_path).status == 0
    old_in_use = new.replace("use: wdi_2023_2", "use: wdi_2023")
    write(tmp_path, "old.yaml", old_in_use)
    assert list_states(tmp_path, "old.yaml") == {"azerbaijan.gdp.wdi_2023": "changed"}


def test_the_rule_is_that_of_a_new_scenario(tmp_path: Path) -> None:
    """After an update each figure has in use what a scenario has that is written from the same files."""
    begin(tmp_path)
    add_later(tmp_path, "later.csv", LATER)
    gdp = GDP.replace('"2021","2022","2023"', '"2022","2023","2024"')  # so that each value is a year later
    add_later(tmp_path, "gdp.csv", gdp)
    update(tmp_path)
    assert run("new", "AZE", "RUS", "-o", "fresh.yaml", cwd=tmp_path).status == 0
    in_use = {}
    for name in ("new.yaml", "fresh.yaml"):
        rows = read_json("sources", name, "--table", "figures", cwd=tmp_path)["figures"]
        in_use[name] = {row["figure"]: (row["value"], row["year"]) for row in rows if row["in_use"]}
    assert in_use["new.yaml"] == in_use["fresh.yaml"]
    assert in_use["new.yaml"]["exports_to_russia"] == (1.2e9, 2024)
    readings = load(tmp_path, "new.yaml")["figures"]["exports_to_russia"]["readings"]
    assert list(readings) == ["exporter", "importer", "exporter_2024", "importer_2024"]
    assert readings["exporter_2024"]["source"] == "comtrade_2"
    assert list_states(tmp_path, "new.yaml")["azerbaijan.gdp.wdi_2023"] == "replaced"


def test_the_newest_of_two_files_is_used(tmp_path: Path) -> None:
    """Two editions of one data set stand for the same year: the one that was downloaded later is used."""
    write(tmp_path, "old.csv", WDI + write_wdi("AZE", "5", "6", "7"))
    write(tmp_path, "revised.csv", WDI + write_wdi("AZE", "5", "6", "8"))
    add(tmp_path, "old.csv")
    assert run("new", "AZE", "RUS", "-o", "first.yaml", cwd=tmp_path).status == 0
    assert run("data", "add", "revised.csv", "--accessed", "2026-01-31", cwd=tmp_path).status == 0
    update(tmp_path, name="first.yaml")
    for words in (("new", "AZE", "RUS", "-o", "fresh.yaml"), ("check", "fresh.yaml")):
        assert run(*words, cwd=tmp_path).status == 0
    for name in ("new.yaml", "fresh.yaml"):
        figure = load(tmp_path, name)["parties"]["azerbaijan"]["gdp"]
        assert figure["readings"][figure["use"]]["value"] == "8 USD/year"
    done = run("data", "update", "fresh.yaml", cwd=tmp_path)
    assert (done.out, done.err) == ("", "nothing changes in fresh.yaml\n")


def test_the_newest_of_two_files_is_that_of_all_pairs(tmp_path: Path) -> None:
    """The table of all pairs has the same rule: 7 million from the file that was downloaded later."""
    write(tmp_path, "old.csv", write_comtrade(write_row(2023, AZE, "X", RUS, "5000000")))
    add(tmp_path, "old.csv")
    add_later(tmp_path, "revised.csv", write_comtrade(write_row(2023, AZE, "X", RUS, "7000000")))
    (row,) = read_json("pairs", cwd=tmp_path)["pairs"]
    assert row["goods_to_second.value [million USD/year]"] == 7
    assert run("new", "AZE", "RUS", cwd=tmp_path).status == 0
    figure = load(tmp_path)["figures"]["exports_to_russia"]
    assert figure["readings"][figure["use"]]["value"] == "7 million USD/year"


def test_what_a_person_has_chosen_stays(tmp_path: Path) -> None:
    """A reading in use against the rule moves to its own next year; one typed by hand stays, as do its figures."""
    text = begin(tmp_path)
    mine = "        value: 3 billion USD/year\n        assumed: mine\n"
    own = text.replace("    use: exporter\n", "    use: importer\n")
    before, _, after = own.rpartition("    use: importer\n    readings:\n")
    own = f"{before}    use: mine\n    readings:\n      mine:\n{mine}{after}"
    write(tmp_path, "own.yaml", own)
    assert run("check", "own.yaml", cwd=tmp_path).status == 0
    add_later(tmp_path, "later.csv", LATER)
    update(tmp_path, name="own.yaml")
    figures = load(tmp_path, "new.yaml")["figures"]
    assert figures["exports_to_russia"]["use"] == "importer_2024"
    assert figures["imports_from_russia"]["use"] == "mine"
    assert "importer_2024" in figures["imports_from_russia"]["readings"]
    assert figures["imports_from_russia"]["readings"]["mine"] == {"value": "3 billion USD/year", "assumed": "mine"}


def test_an_older_or_lesser_file_changes_nothing(tmp_path: Path) -> None:
    """No reading is added that would not be used: another office's of the same year, or one of a year before."""
    old = begin(tmp_path)
    plain = "year,reporter,partner,flow,value,unit\n2022,AZE,RUS,exports,7,USD/year\n2023,AZE,RUS,exports,8,USD/year\n"
    add_later(tmp_path, "plain.csv", plain)
    done = run("data", "update", NAME, "-o", "new.yaml", cwd=tmp_path)
    assert (done.status, done.out, done.err) == (0, "", f"nothing changes in {NAME}\n")
    assert not (tmp_path / "new.yaml").exists()
    assert run("data", "update", NAME, "-o", "-", cwd=tmp_path).out == ""
    assert (tmp_path / NAME).read_text(encoding="utf-8") == old


def test_the_year_of_an_update(tmp_path: Path) -> None:
    """`--year` is that of `leverage new`: no year beyond it is taken."""
    write(tmp_path, "trade.csv", write_comtrade(write_row(2022, AZE, "X", RUS, "5")))
    add(tmp_path, "trade.csv")
    assert run("new", "AZE", "RUS", cwd=tmp_path).status == 0
    rows = [write_row(year, AZE, "X", RUS, str(year)) for year in (2022, 2023, 2024)]
    add_later(tmp_path, "more.csv", write_comtrade(*rows))
    update(tmp_path, "new.yaml", NAME, "--year", "2023")
    figure = load(tmp_path, "new.yaml")["figures"]["exports_to_russia"]
    assert (figure["use"], figure["readings"]["exporter_2023"]["value"]) == ("exporter_2023", "2023 USD/year")
    update(tmp_path, "newest.yaml", "new.yaml", "--year", "common")  # goods are all that there is
    assert load(tmp_path, "newest.yaml")["figures"]["exports_to_russia"]["use"] == "exporter_2024"


HARD = """\
title: A # a\ttab
sides: [a, b]
sources:
  wdi: {title: W, file: gdp.csv, sha256: SHA, accessed: 2023-11-14}   # mine
parties:
  a: {name: A, gdp: {label: "GDP, of A", value: 72356176470.6 USD/year, year: 2023, low: 70 billion USD/year, FROM}}
  b:
    name: B
    gdp: # here
        # first
        value: 2.2660292406453 trillion USD/year
        note: |
          # no comment

          two
        label: >-
          GDP
          of B
        # the year

        year: 2022
        source: wdi
        from:
            {file: gdp.csv, layout: wdi, indicator: gdp, reporter: Russia, year: 2022}
            # last
    exports: 3 USD/year
    imports: {use: old, readings: {old: 3 USD/year, new: {value: 72356176470.6 USD/year, FROM}, # c
      }}  # both
    # the end"""
FROM = "source: wdi, from: {file: gdp.csv, layout: wdi, indicator: gdp, reporter: AZE, year: 2023}"


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_texts_that_are_hard_to_change(tmp_path: Path, line_break: str, mark: str) -> None:
    """Braces, comments, blocks of text, line breaks of Windows, a mark of the encoding, no line break at the end."""
    write(tmp_path, "gdp.csv", GDP)
    add(tmp_path, "gdp.csv")
    text = HARD.replace("SHA", hashlib.sha256(GDP.encode()).hexdigest()).replace("FROM", FROM)
    raw = mark + text.replace("\n", line_break)
    (tmp_path / "hard.yaml").write_bytes(raw.encode())
    assert run("check", "hard.yaml", cwd=tmp_path).status == 0
    later = GDP.replace('"2023"', '"2023","2024"').replace('"72356176470.6",', '"72356176470.6","74316000000",')
    add_later(tmp_path, "gdp.csv", later.replace('"2266029240645.3","",', '"2266029240645.3","2071513000000",'))
    new = update(tmp_path, name="hard.yaml")
    assert new.startswith(mark)
    assert new.count("\r") == (new.count("\n") if line_break == "\r\n" else 0)
    assert new.endswith(f"{line_break}    # the end")
    plain = new.removeprefix(mark).replace(line_break, "\n")
    removed = list_removed(text, plain)
    assert [line[:8] for line in removed] == ["wdi: {ti", "a: {name", "}}  # bo"]  # lines with braces that grew
    before, after = load(tmp_path, "hard.yaml")["parties"], load(tmp_path, "new.yaml")["parties"]
    for party, first in (("a", "wdi_2023"), ("b", "wdi_2022")):
        old, figure = before[party]["gdp"], after[party]["gdp"]
        assert figure["label"] == old.pop("label")
        assert figure["readings"][first] == old
    assert after["a"]["gdp"]["readings"]["wdi_2024"]["value"] == "74.316 billion USD/year"
    assert after["b"]["gdp"]["readings"]["wdi_2023"]["value"] == "2.071513 trillion USD/year"
    assert list(after["b"]["imports"]["readings"]) == ["old", "new", "wdi_2024"]
    assert after["b"]["imports"]["use"] == "old"
    assert "\n                # last\n          wdi_2023:\n" in plain


def test_a_range_is_to_be_judged_anew(tmp_path: Path) -> None:
    """A range was judged for the old value; a comment has it, and people are told."""
    text = begin(tmp_path)
    text = text.replace("# low: 1.1783", "low: 1.1783").replace("# high: 1.41396", "high: 1.41396")
    write(tmp_path, NAME, text)
    add_later(tmp_path, "later.csv", LATER)
    new = update(tmp_path)
    said = "## Judge its range anew; before it was low: 1.1783 billion USD/year, high: 1.41396 billion USD/year\n"
    assert f"      exporter_2024:\n        value: 1.2 billion USD/year\n        {said}" in new
    done = run("data", "update", NAME, cwd=tmp_path)
    assert "exports_to_russia: the reading that was in use has a range, the new one has none\n" in done.err


def test_a_scenario_that_extends_another(tmp_path: Path) -> None:
    """Figures of the base are left to it; figures of the scenario get their source in it."""
    begin(tmp_path)
    figure = "value: 33.9 billion USD/year, year: 2023, source: comtrade"
    entry = "from: {file: trade.csv, layout: comtrade, indicator: exports, reporter: AZE, year: 2023, counts: goods}"
    over = f"extends: {NAME}\ntitle: over\nparties: {{azerbaijan: {{exports: {{{figure}, {entry}}}}}}}\n"
    write(tmp_path, "over.yaml", over)
    assert run("data", "check", "over.yaml", cwd=tmp_path).status == 0
    add_later(tmp_path, "later.csv", LATER)
    done = run("data", "update", "over.yaml", cwd=tmp_path)
    assert f"to be updated in {NAME}, where it stands: leverage data update {NAME}\n" in done.err
    done = run("data", "update", "over.yaml", "-o", "new.yaml", cwd=tmp_path)
    assert done.status == 0, done.err
    assert run("check", "new.yaml", cwd=tmp_path).status == 0
    new = load(tmp_path, "new.yaml")
    assert new["parties"]["azerbaijan"]["exports"]["use"] == "goods_2024"
    assert list(new["sources"]) == ["comtrade_2"]
    assert list_states(tmp_path, "new.yaml") == {}


def test_a_base_in_another_folder(tmp_path: Path) -> None:
    """What a base took from files is looked up beside the base."""
    (tmp_path / "base").mkdir()
    begin(tmp_path / "base")
    write(tmp_path, "over.yaml", f"extends: base/{NAME}\ntitle: over\n")
    assert run("data", "check", "over.yaml", cwd=tmp_path).status == 0
    write(tmp_path / "base", "gdp.csv", GDP.replace("72356176470.6", "7"))
    assert list_states(tmp_path, "over.yaml") == {"azerbaijan.gdp": "changed", "russia.gdp": "file changed"}


def test_what_would_break_the_scenario_is_not_written(tmp_path: Path) -> None:
    """Goods worth all that a country spends break the formula of its loss."""
    write(tmp_path, "gdp.csv", WDI + write_wdi("AZE", "", "", "900"))
    rows = [write_row(2023, AZE, "X", WORLD, "100"), write_row(2023, AZE, "M", WORLD, "200")]
    write(tmp_path, "trade.csv", write_comtrade(write_row(2023, RUS, "X", AZE, "10"), *rows))
    add(tmp_path, "gdp.csv", "trade.csv")
    assert run("new", "AZE", "RUS", cwd=tmp_path).status == 0
    add_later(tmp_path, "later.csv", write_comtrade(write_row(2024, RUS, "X", AZE, "1000")))  # 900 - 100 + 200 = 1000
    done = run("data", "update", NAME, "-o", "new.yaml", cwd=tmp_path)
    assert (done.status, done.out) == (3, "")
    assert f"--> {NAME}, updated:" in done.err
    assert not (tmp_path / "new.yaml").exists()


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ("nothing.yaml", 3, "no scenario 'nothing.yaml'"),
        ("hand.yaml", 0, "no figure of hand.yaml is from a file of data"),
        ("broken.yaml", 3, "broken.yaml:2:1"),
        ("latin.yaml", 3, "not UTF-8 text"),
        ("anchor.yaml", 3, "anchors are not allowed"),
        ("azerbaijan-russia", 3, "no data.yaml beside azerbaijan-russia"),
        (f"{NAME} -o {NAME}", 2, "is there already; nothing is written over it"),
        (f"{NAME} -o hand.yaml", 2, "is there already; nothing is written over it"),
        (f"{NAME} --year last", 2, "--year: 'last' is none of newest, common and a year such as 2023"),
        (f"{NAME} --year common", 3, "no year is common to all figures"),
        (f"{NAME} --catalogue no.yaml", 3, "no catalogue no.yaml"),
        (f"{NAME} -o no/such.yaml", 0, f"nothing changes in {NAME}"),
    ],
)
def test_wrong_use(tmp_path: Path, words: str, status: int, told: str) -> None:
    """What cannot be done is said, and nothing is written."""
    begin(tmp_path)
    write(tmp_path, "hand.yaml", "title: A\nparties: {a: {name: A}, b: {name: B}}\nsides: [a, b]\n")
    write(tmp_path, "broken.yaml", "title: [\n")
    write(tmp_path, "latin.yaml", "title: é\n", "latin-1")
    write(tmp_path, "anchor.yaml", "title: &a A\nparties: {a: {name: A}, b: {name: B}}\nsides: [a, b]\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = run("data", "update", *words.split(), cwd=tmp_path)
    assert (done.status, done.out) == (status, "")
    assert told in done.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_that_changed_is_not_used(tmp_path: Path) -> None:
    """As by `leverage new`: it is to be added again first."""
    begin(tmp_path)
    write(tmp_path, "gdp.csv", GDP.replace("72356176470.6", "7"))
    done = run("data", "update", NAME, cwd=tmp_path)
    assert done.status == 3
    assert "gdp.csv is not the file that was added" in done.err


def test_a_list_of_files_elsewhere(tmp_path: Path) -> None:
    """`--catalogue` names it for a scenario in another folder; paths are seen from the list."""
    text = begin(tmp_path)
    (tmp_path / "drafts").mkdir()
    write(tmp_path / "drafts", "a.yaml", text)
    assert run("data", "check", "drafts/a.yaml", cwd=tmp_path).status == 1  # no file is beside it
    done = run("data", "check", "drafts/a.yaml", "--catalogue", "data.yaml", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    add_later(tmp_path, "later.csv", LATER)
    done = run("data", "update", "drafts/a.yaml", "--catalogue", "data.yaml", cwd=tmp_path)
    assert "exports_to_russia: exporter_2024, of 2024, from later.csv; in use\n" in done.err


def test_what_from_does_not_say_is_found_in_the_file(tmp_path: Path) -> None:
    """A `from` typed by hand, without what is counted, gets its next year like any other."""
    text = begin(tmp_path)
    write(tmp_path, "bare.yaml", text.replace(", counts: goods, basis: FOB}", "}").replace(", layout: comtrade", ""))
    assert list_states(tmp_path, "bare.yaml") == {}
    add_later(tmp_path, "later.csv", LATER)
    update(tmp_path, name="bare.yaml")
    assert load(tmp_path, "new.yaml")["figures"]["exports_to_russia"]["use"] == "exporter_2024"
    assert load(tmp_path, "new.yaml")["parties"]["azerbaijan"]["exports"]["use"] == "goods_2024"


def test_all_scenarios_of_a_folder(tmp_path: Path) -> None:
    """A folder stands for the scenarios in it, each under its name."""
    text = begin(tmp_path)
    write(tmp_path, "second.yaml", text.replace("72.3561764706", "72.4").replace("72356176470.6", "72400000000"))
    done = run("data", "check", ".", cwd=tmp_path)
    assert done.status == 1
    rows = read_json("data", "check", ".", cwd=tmp_path)["readings"]
    wrong = [(row["scenario"], row["figure"]) for row in rows if row["state"] != "same"]
    assert wrong == [("second", "azerbaijan.gdp")]
    assert "second.yaml:" in done.err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {}\n", "a: {x: {b: c}}\n"),
        ("a: {y: {z: 1}, }", "a: {y: {z: 1}, x: {b: c}}"),
        ("{a: {y: 1}}\n", "{a: {y: 1, x: {b: c}}}\n"),
        ("a:\nd: 1\n", "a:\n  x:\n    b: c\nd: 1\n"),
        ("d: 1", "d: 1\na:\n  x:\n    b: c"),
        ("{d: 1}", "{d: 1, a: {x: {b: c}}}"),
        ("a:\n    y: |\n      # z\n\n# d\nd: 1\n", "a:\n    y: |\n      # z\n    x:\n      b: c\n\n# d\nd: 1\n"),
        ("  a:\n    y: 1 # z\n    # e\n  d: 1\n", "  a:\n    y: 1 # z\n    # e\n    x:\n      b: c\n  d: 1\n"),
        ("a: {y: 'ü😀', # z\n }\r\n", "a: {y: 'ü😀', # z\n x: {b: c}}\r\n"),
    ],
)
def test_entries_are_added_to_sections(text: str, expected: str) -> None:
    """Whatever the way a section is written in; it is begun where there is none."""
    edits = Edits(File("a.yaml", text))
    edits.add_to_section("a", [["x:", "  b: c"]])
    assert edits.apply() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("g: {v: 1}\n", "g: {use: n, readings: {old: {v: 1}, n: {v: 2}}}\n"),
        ("g: {label: L, v: 1}\n", "g: {label: L, use: n, readings: {old: {v: 1}, n: {v: 2}}}\n"),
        ("g: {v: 1, label: L}\n", "g: {label: L, use: n, readings: {old: {v: 1}, n: {v: 2}}}\n"),
        ("g:\n  v: 1\n", "g:\n  use: n\n  readings:\n    old:\n      v: 1\n    n:\n      v: 2\n"),
        ("g: {readings: {o: 1}}\n", "g: {use: n, readings: {o: 1, n: {v: 2}}}\n"),
        ("g:\n  readings:\n    o: 1", "g:\n  use: n\n  readings:\n    o: 1\n    n:\n      v: 2"),
        (
            "g:\n  readings: {o: 1, p: 2}\n  use: >-\n    o\n\nh: 1\n",
            "g:\n  readings: {o: 1, p: 2, n: {v: 2}}\n  use: n\n\nh: 1\n",
        ),
    ],
)
def test_readings_are_added_to_figures(text: str, expected: str) -> None:
    """A lone value becomes a reading; the label stays with the figure."""
    edits = Edits(File("a.yaml", text))
    figure = edits.root.values["g"]
    assert isinstance(figure, MapNode)
    edits.add_readings(figure, "old", [["n:", "  v: 2"]], "n")
    assert edits.apply() == expected


@needs_real_files
def test_real_files(tmp_path: Path) -> None:
    """All that is written from workbooks of the IMF, and pages of the World Factbook, is found in them again."""
    names = [str(REAL / "dots" / f"DOTS_{name}.xlsx") for name in ("13_Azerbaijan", "162_Russian_Federation")]
    names += [str(path) for path in sorted((REAL / "factbook").rglob("*.json"))]
    names += [str(path) for path in sorted((REAL / "samples").glob("wdi_API*.csv"))]
    assert run("data", "add", *names, "--keep-going", cwd=tmp_path).status in (0, 3)
    for pair in (("AZE", "RUS"), ("RUS", "CHN"), ("GEO", "TUR")):
        if run("new", *pair, "-o", "pair.yaml", "--force", cwd=tmp_path).status == 0:
            done = run("data", "check", "pair.yaml", cwd=tmp_path)
            assert done.status == 0, done.err
            assert "cannot be looked up" not in done.out
            assert run("data", "update", "pair.yaml", cwd=tmp_path).err.endswith("nothing changes in pair.yaml\n")
    assert (tmp_path / "pair.yaml").exists()
