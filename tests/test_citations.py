"""Sources as bibliographies: the keys they have, how documents cite them, BibLaTeX and CSL-JSON."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leverage import library
from leverage.analysis.assessment import assess_named
from leverage.formats import Page
from leverage.formats._citations import Name, split_names
from leverage.formats.sources import bibtex, csl
from leverage.model import Source, list_keys
from leverage.report.bibliography import describe_source, write_bibliography
from leverage.report.cell_reader import CellReader
from leverage.report.figures import SOURCES, Cited, draw_figure_grids, list_given
from leverage.report.report import Report, Table
from leverage.report.workbook.steps import make_sources
from tests.program import read_json, run

HOSTILE = "A } bad { title \\input{x} 50 % & $x_1^2$ # ~ <b> | @misc{y, title={z}} \"q\" 'r' `s`"


def _source(id_: str = "s", **keys: Any) -> Source:
    return Source(id_, None, **{"title": "T", **keys})  # type: ignore[arg-type]  # a place is not looked at here


def _render(form: Any, *sources: Source, is_ascii: bool = False) -> str:
    """Return what a format makes of some sources."""
    cited = [Cited(source, []) for source in sources]
    table = Table(SOURCES, lambda: map(SOURCES.make_record, cited))
    made: str = form.render(Report("", "", {}, {"sources": table}, tuple), Page(is_ascii=is_ascii))
    return made


class Entry(NamedTuple):
    """An entry of a .bib file."""

    type: str
    key: str
    fields: dict[str, str]


def parse_bib(text: str) -> list[Entry]:
    """Read a .bib file as strictly as can be: lines of comment, then entries whose values stand in balanced braces.

    Braces count wherever they stand, as for BibTeX and biber, also behind a backslash.
    """
    entries, at = [], 0
    for comment in re.match(r"(%[^\n@{}]*\n)*", text)[0].splitlines():  # type: ignore[index]  # it matches nothing too
        at += len(comment) + 1
    while at < len(text):
        head = re.compile(r"\n@([a-z]+)\{([a-z][a-z0-9_]*),\n").match(text, at)
        assert head, text[at : at + 80]
        at, fields = head.end(), {}
        while text[at : at + 2] != "}\n":
            name = re.compile(r"  ([a-z0-9]+) = \{").match(text, at)
            assert name, text[at : at + 80]
            start = at = name.end()
            depth = 1
            while depth:
                depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
            assert name[1] not in fields
            fields[name[1]] = text[start : at - 1]
            assert "\n" not in fields[name[1]]
            assert text[at : at + 2] == ",\n"
            at += 2
        at += 2
        entries.append(Entry(head[1], head[2], fields))
    return entries


_NAMED = {
    "textbackslash{}": "\\", "textbraceleft{}": "{", "textbraceright{}": "}", "textasciicircum{}": "^",
    "textasciitilde{}": "~", "textless{}": "<", "textgreater{}": ">", "textbar{}": "|",
    **{sign: sign for sign in "$&%#_"},
}  # fmt: skip


def read_tex(text: str) -> str:
    """Return what TeX prints for a text; a sign that it would obey is an error."""
    plain = re.sub(r"\\(text[a-z]+\{\}|[$&%#_])", "", text)
    assert not set("\\{}$&%#_^~") & set(plain), plain
    return re.sub(r"\\(text[a-z]+\{\}|[$&%#_])", lambda match: _NAMED[match[1]], text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Emil Avdaliani", [Name("", "Avdaliani", "Emil")]),
        ("J. R. R. Tolkien", [Name("", "Tolkien", "J. R. R.")]),
        ("Costas Arkolakis, Arnaud Costinot and Andrés Rodríguez-Clare",
         [Name("", "Arkolakis", "Costas"), Name("", "Costinot", "Arnaud"), Name("", "Rodríguez-Clare", "Andrés")]),
        ("Mary Amiti, Stephen Redding, and David Weinstein",
         [Name("", "Amiti", "Mary"), Name("", "Redding", "Stephen"), Name("", "Weinstein", "David")]),
        ("Smith, J., Jones, K. L.", [Name("", "Smith", "J."), Name("", "Jones", "K. L.")]),
        ("Smith, John and van der Berg, Jan", [Name("", "Smith", "John"), Name("", "Berg", "Jan", "van der")]),
        ("Ludwig van Beethoven", [Name("", "Beethoven", "Ludwig", "van")]),
        ("Иван Петров", [Name("", "Петров", "Иван")]),
        ("García Márquez, Gabriel; World Bank",
         [Name("", "García Márquez", "Gabriel"), Name("World Bank")]),
        ("Department of Foreign Affairs and Trade; Emil Avdaliani",
         [Name("Department of Foreign Affairs and Trade"), Name("", "Avdaliani", "Emil")]),
        ("Food, Agriculture and Fisheries; ;", [Name("Food, Agriculture and Fisheries")]),
    ],
)  # fmt: skip
def test_names_of_persons(text: str, names: list[Name]) -> None:
    """A name is split where it is plainly a person's, and lists of such names are."""
    assert split_names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Department of Foreign Affairs and Trade", "Ministry of Food, Agriculture and Fisheries", "World Bank",
        "IMF and World Bank", "Central Intelligence Agency", "RFE/RL", "bp Azerbaijan", "CEPII", "Human Rights Watch",
        "Trading Economics", "Our World in Data", "Le Monde", "Al Jazeera", "Statistics Norway", "Renaissance Capital",
        "The Economist", "Press TV", "Deutsche Bundesbank", "Gazprom Export",
        "Latvian Radio, after the Financial Times", "Guillaume Gaulier and Soledad Zignago, CEPII", "李明", "ჯონ სმიტი",
        "Bajzik, Havranek, Irsova and Schwarz", "Avdaliani, Emil", "Emil Avdaliani and World Bank", "J. Bajzik et al.",
        "Price Waterhouse Coopers, Ernst and Young", "and", ",", "a, b",
    ],
)  # fmt: skip
def test_other_names_stay_whole(text: str) -> None:
    """What may be an organisation, or cannot be told apart, is one name."""
    assert split_names(text) == [Name(text)]


def test_a_house_is_no_person() -> None:
    """An author that is also the publisher is an organisation, whatever it is called."""
    assert split_names("Saudi Aramco") == [Name("", "Aramco", "Saudi")]
    assert split_names("Saudi Aramco", ["Saudi Aramco"]) == [Name("Saudi Aramco")]
    (entry,) = parse_bib(_render(bibtex, _source(author="Saudi Aramco", publisher="Saudi Aramco")))
    assert entry.fields["author"] == "{Saudi Aramco}"
    assert split_names("") == []


@pytest.mark.parametrize(
    ("keys", "entry", "type_"),
    [
        ({"journal": "J", "url": "https://x.org"}, "article", "article-journal"),
        ({"booktitle": "B", "isbn": "1"}, "incollection", "chapter"),
        ({"school": "S"}, "thesis", "thesis"),
        ({"institution": "I", "url": "https://x.org"}, "report", "report"),
        ({"isbn": "1", "publisher": "P"}, "book", "book"),
        ({"publisher": "P"}, "book", "book"),
        ({"file": "f.csv", "url": "https://x.org"}, "dataset", "dataset"),
        ({"url": "https://x.org"}, "online", "webpage"),
        ({}, "misc", "document"),
        ({"type": "Dataset", "url": "https://x.org"}, "dataset", "dataset"),
        ({"type": "phdthesis", "school": "S"}, "phdthesis", "thesis"),
        ({"type": "working paper", "institution": "I"}, "report", "report"),
    ],
)
def test_sort_of_work(keys: dict[str, str], entry: str, type_: str) -> None:
    """The sort of a work follows from its type, else from its keys."""
    source = _source(**keys)
    assert [parsed.type for parsed in parse_bib(_render(bibtex, source))] == [entry]
    assert [item["type"] for item in json.loads(_render(csl, source))] == [type_]


@pytest.mark.parametrize(
    ("published", "day", "note"),
    [
        ("2025", "2025", ""),
        ("July 2025", "2025-07", ""),
        ("4 July 2025", "2025-07-04", ""),
        ("2025-07-04", "2025-07-04", ""),
        ("early 2025, undated", "2025", "Published: early 2025, undated."),
        ("2023/24", "2023", "Published: 2023/24."),
        ("31 February 2025", "2025", "Published: 31 February 2025."),
        ("2025-07, revised", "2025-07", "Published: 2025-07, revised."),
    ],
)
def test_dates(published: str, day: str, note: str) -> None:
    """The first date is the date of the work; where the text says more, it is kept."""
    source = _source(published=published, accessed="2026-01-31", url="https://x.org")
    (entry,) = parse_bib(_render(bibtex, source))
    assert (entry.fields["date"], entry.fields.get("note", "")) == (day, note)
    assert entry.fields["urldate"] == "2026-01-31"
    (item,) = json.loads(_render(csl, source))
    assert item["issued"] == {"date-parts": [[int(part) for part in day.split("-")]]}
    assert item["accessed"] == {"date-parts": [[2026, 1, 31]]}


def test_a_text_that_is_no_date() -> None:
    """A text without a date stands where the year does."""
    (entry,) = parse_bib(_render(bibtex, _source(published="in press")))
    (item,) = json.loads(_render(csl, _source(published="in press")))
    assert (entry.fields["year"], "date" in entry.fields, item["issued"]) == (
        "in press",
        False,
        {"literal": "in press"},
    )


EVERY = {
    name: f"some {name}"
    for name, (field, key) in list_keys(Source).items()
    if key.reads == "text" and name == field and name not in ("year", "month")
} | {"doi": "10.1257/aer.102.1.94", "accessed": "2026-01-31", "sha256": "0" * 64, "url": "https://x.org/a_b?c=%20#d"}


def test_nothing_is_lost() -> None:
    """Each key that is given is in the entry and in the item."""
    source = _source(**EVERY)
    (entry,) = parse_bib(_render(bibtex, source))
    (item,) = json.loads(_render(csl, source))
    for key, text in EVERY.items():
        assert any(text in value for value in entry.fields.values()), key
        written = "[[2026, 1, 31]]" if key == "accessed" else text
        assert written in json.dumps(item), key


def test_addresses_are_read_sign_by_sign() -> None:
    """Signs of TeX in an address, a DOI or the name of a file stay as they are; braces would end the field."""
    source = _source(
        url="https://x.org/{a}_b?c=ü%20#d", doi="10.1002/(SICI)1<1::A_B>2.3.CO;2-#", file="C:\\d_1\\{x.csv"
    )
    (entry,) = parse_bib(_render(bibtex, source))
    assert entry.fields["url"] == "https://x.org/%7Ba%7D_b?c=ü%20#d"
    assert entry.fields["doi"] == "10.1002/(SICI)1<1::A_B>2.3.CO;2-#"
    assert entry.fields["file"] == "C:/d_1/%7Bx.csv"
    (entry,) = parse_bib(_render(bibtex, source, is_ascii=True))
    assert entry.fields["url"] == "https://x.org/%7Ba%7D_b?c=%C3%BC%20#d"


def test_a_doi_in_an_address_is_a_doi() -> None:
    """An address of doi.org gives the DOI where the source has none."""
    (entry,) = parse_bib(_render(bibtex, _source(url="https://doi.org/10.1257/aer.102.1.94")))
    assert entry.fields["doi"] == "10.1257/aer.102.1.94"


def test_an_address_of_no_page_is_no_address() -> None:
    """A script is text in a note, never an address."""
    source = _source(url="javascript:alert(1)", note="A remark.")
    (entry,) = parse_bib(_render(bibtex, source))
    (item,) = json.loads(_render(csl, source))
    assert "url" not in entry.fields
    assert "URL" not in item
    assert entry.fields["note"] == item["note"] == "Address: javascript:alert(1). A remark."


@pytest.mark.parametrize(
    "key", ["author", "editor", "title", "publisher", "note", "journal", "license", "type", "pages"]
)
def test_hostile_text_is_text(key: str) -> None:
    """Signs that TeX and BibTeX obey are printed, and nothing ends a field or begins an entry."""
    (entry,) = parse_bib(_render(bibtex, _source(**{key: HOSTILE})))
    name = "organization" if entry.type == "online" and key == "publisher" else key
    written = entry.fields[name]
    if key in ("author", "editor", "title"):
        assert (written[0], written[-1]) == ("{", "}")
        written = written[1:-1]
    assert read_tex(written) == HOSTILE
    (item,) = json.loads(_render(csl, _source(**{key: HOSTILE})))
    assert json.dumps(HOSTILE) in json.dumps(item)


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.booleans())
def test_any_text_gives_one_entry(title: str, author: str, file: str, is_ascii: bool) -> None:
    """Whatever a user writes, the file has one entry, and its texts are balanced."""
    source = _source(title=title or "T", author=author, file=file, url=file)
    (entry,) = parse_bib(_render(bibtex, source, is_ascii=is_ascii))
    assert entry.key == "s"
    assert len(json.loads(_render(csl, source, is_ascii=is_ascii))) == 1


# The words of CSL-JSON's schema, version 1.0.2, that are used here.
_TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
_NAMES: Mapping[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(("family", "given", "non-dropping-particle", "literal"), _TEXT),
        "oneOf": [{"required": ["literal"]}, {"required": ["family"]}],
    },
}
_PARTS = {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}
_DATE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"date-parts": {"type": "array", "minItems": 1, "maxItems": 2, "items": _PARTS}, "literal": _TEXT},
    "minProperties": 1,
}
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(
                (
                    "id", "title", "container-title", "collection-title", "collection-number", "volume", "issue",
                    "number", "chapter-number", "page", "edition", "version", "publisher", "publisher-place", "medium",
                    "genre", "ISBN", "ISSN", "DOI", "URL", "language", "note",
                ),
                _TEXT,
            ),
            "type": {
                "enum": [
                    "article-journal", "book", "chapter", "dataset", "document", "manuscript", "paper-conference",
                    "report", "software", "thesis", "webpage",
                ]
            },
            **dict.fromkeys(("author", "editor", "translator"), _NAMES),
            **dict.fromkeys(("issued", "accessed"), _DATE),
            "custom": {"type": "object"},
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("name", library.list_bundled())
def test_bundled_scenarios_have_bibliographies(name: str) -> None:
    """Each source of a bundled scenario has an entry under its id, and CSL's schema has nothing against its item."""
    ids = list(assess_named(name).scenario.sources)
    made = run("sources", name, "-f", "bibtex")
    assert (made.status, made.err, [entry.key for entry in parse_bib(made.out)]) == (0, "", ids)
    items = json.loads(run("sources", name, "-f", "csl").out)
    jsonschema.validate(items, CSL)
    assert [item["id"] for item in items] == ids


def test_csl_of_everything_is_valid() -> None:
    """The schema takes an item with every key, and one with hostile texts."""
    sources = [_source(**EVERY), _source(**dict.fromkeys(EVERY, HOSTILE)), _source(journal="J", number="3")]
    items = json.loads(_render(csl, *sources))
    jsonschema.validate(items, CSL)
    assert items[2]["issue"] == "3"
    assert items[0]["custom"]["license"] == "some license"


FILE = """\
title: Two
sides: [a, b]
sources:
  paper:
    title: "Trade & {War}"
    author: Mary Amiti and Stephen Redding
    journal: Economic Policy
    volume: 32
    number: 90
    pages: 319–355
    year: 2017
    month: 4
    doi: https://doi.org/10.1093/epolic/eix002
    accessed: 2026-01-31
  office:
    title: Flows
    author: Department of Foreign Affairs and Trade
    edition: 3
    file: flows_2023.csv
    sha256: 9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08
    license: CC BY 4.0
parties:
  a:
    gdp:
      value: 10 USD/year
      source: office
      where: line 3
      from: {file: flows_2023.csv, layout: plain, indicator: gdp, reporter: A, year: 2023}
    exports:
      use: x
      readings:
        x: {value: 3 USD/year, source: paper, from: {file: b.csv, partner: B, year: 2023/24}}
        y: {value: 4 USD/year, source: office}
  b: {}
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Return a file with an article and with a data file."""
    path = tmp_path / "two.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_records_have_the_keys(two: Path) -> None:
    """A DOI loses its address, a hash its capitals; a month in digits is part of the date."""
    report = read_json("sources", str(two))
    paper, office = report["sources"]
    assert (paper["doi"], paper["published"], paper["month"]) == ("10.1093/epolic/eix002", "2017-04", "4")
    assert (office["file"], office["license"], office["doi"]) == ("flows_2023.csv", "CC BY 4.0", None)
    assert office["sha256"] == "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    entries = {
        figure["figure"] + (figure["reading"] or ""): [
            value for key, value in figure.items() if key.startswith("from_")
        ]
        for figure in report["figures"]
    }
    assert entries == {
        "a.gdp": ["flows_2023.csv", "plain", "gdp", "A", None, 2023, None, None],
        "a.exportsx": ["b.csv", None, None, None, "B", "2023/24", None, None],
        "a.exportsy": [None] * 8,
    }


def test_people_see_where_a_figure_comes_from(two: Path) -> None:
    """The table of figures names the entry of the file, and the list of sources has all that there is to cite."""
    reader = CellReader(assess_named(str(two)))
    sources = reader.scenario.sources
    in_use, _ = draw_figure_grids(list_given(reader), "", "")
    assert [row[-1].text for row in in_use.rows] == [
        "office, line 3, from flows_2023.csv, plain, gdp, A, 2023",
        "paper, from b.csv, B, 2023/24",
    ]
    assert describe_source(sources["paper"]) == (
        "Mary Amiti and Stephen Redding, Trade & {War}, Economic Policy 32(90), 319–355, 2017-04, "
        "doi:10.1093/epolic/eix002, accessed 2026-01-31"
    )
    assert describe_source(sources["office"]) == (
        "Department of Foreign Affairs and Trade, Flows, edition 3, CC BY 4.0, file flows_2023.csv"
    )


def test_a_bibliography_links_to_the_doi() -> None:
    """The link of an entry is its DOI, before its address, which is then text; a script is never a link."""
    keys = {"author": "A", "publisher": "A", "doi": "10.1002/1<1::A>2;2-#", "accessed": "2026-01-31"}
    sources = [
        _source(**keys, url="https://x.org"),
        _source(title="U", url="https://x.org", institution="I", type="working paper", number="7"),
        _source(title="V", url="javascript:alert(1)", address="Paris", publisher="P", edition="Second edition"),
        _source(title="W", booktitle="B", editor="E", series="S", number="2", pages="3"),
    ]
    assert [(note.text, note.url) for note in write_bibliography(sources)] == [
        ("A, T, https://x.org, accessed 2026-01-31.", "https://doi.org/10.1002/1%3C1::A%3E2;2-%23"),
        ("U, working paper 7, I.", "https://x.org"),
        ("V, Second edition, Paris: P, javascript:alert(1).", ""),
        ("W, in B, edited by E, pages 3, S 2.", ""),
    ]


def test_keys_of_biblatex_are_taken(two: Path) -> None:
    """What BibLaTeX calls otherwise is the same: read by its names, the source is that of the other names."""
    before = read_json("sources", str(two))["sources"]
    text = FILE.replace("journal:", "journaltitle:").replace("number:", "issue:").replace("accessed:", "urldate:")
    two.write_text(text, encoding="utf-8")
    assert text != FILE
    assert read_json("sources", str(two))["sources"] == before


def test_a_workbook_links_to_the_doi(two: Path) -> None:
    """A source without an address has that of its DOI in the sheet of sources."""
    rows = make_sources(CellReader(assess_named(str(two)))).rows
    assert [cell.url for row in rows for cell in row if cell.url] == ["https://doi.org/10.1093/epolic/eix002"]


def test_formats_by_command_and_ending(two: Path, tmp_path: Path) -> None:
    """A file ending in .bib is BibLaTeX's; `explain` gives the sources of its number; .json stays what it was."""
    assert run("sources", str(two), "-o", str(tmp_path / "all.bib")).status == 0
    text = (tmp_path / "all.bib").read_text(encoding="utf-8")
    assert text == run("sources", str(two), "-f", "bibtex").out
    assert [entry.key for entry in parse_bib(text)] == ["paper", "office"]
    assert [entry.key for entry in parse_bib(run("explain", str(two), "a.gdp", "-f", "bibtex").out)] == ["office"]
    assert run("sources", str(two), "-o", str(tmp_path / "all.json")).status == 0
    assert "schema_version" in json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    refused = run("show", str(two), "-f", "bibtex")
    assert (refused.status, refused.out) == (2, "")
    assert "'bibtex' is a format of `leverage sources and explain`" in refused.err


@pytest.mark.parametrize(
    ("written", "wrong", "place", "key"),
    [
        ("accessed: 2026-01-31", "accessed: January", "14:15", "accessed"),
        ("indicator: gdp, reporter: A, year: 2023}", "year: newest}", "28:57", "year"),
        ("{file: b.csv, partner: B, year: 2023/24}", "b.csv", "32:53", "from"),
    ],
)
def test_wrong_values_are_told_at_their_place(two: Path, written: str, wrong: str, place: str, key: str) -> None:
    """What is no date, no year, or no mapping is told where it stands."""
    two.write_text(FILE.replace(written, wrong), encoding="utf-8")
    done = run("check", str(two))
    assert (done.status, done.err.count("error:")) == (3, 1)
    assert done.err.startswith(f"error: '{key}' ")
    assert f"{two}:{place}\n" in done.err


def test_differences_are_told(two: Path, tmp_path: Path) -> None:
    """`diff` names the keys of a source, and the entry of a file, that differ."""
    other = tmp_path / "other.yaml"
    changed = FILE.replace("0F00A08", "0F00A09").replace("indicator: gdp", "indicator: gnp")
    other.write_text(changed, encoding="utf-8")
    inputs = read_json("diff", str(two), str(other))["inputs"]
    assert [(change["input"], change["fields"]) for change in inputs] == [
        ("a.gdp", ["from"]),
        ("source office", ["sha256"]),
    ]
    assert inputs[0]["old_text"] == inputs[0]["new_text"] == "10 USD/year"


def _needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not here")


@_needs("bibtex")
def test_bibtex_reads_it(tmp_path: Path) -> None:
    """BibTeX finds no mistake in the syntax, and an entry for each source, also one with hostile texts."""
    ids = ["s", *assess_named("base").scenario.sources]
    hostile = dict.fromkeys(EVERY, HOSTILE)
    (tmp_path / "one.bib").write_text(_render(bibtex, _source(**hostile)), encoding="utf-8")
    (tmp_path / "two.bib").write_text(run("sources", "base", "-f", "bibtex").out, encoding="utf-8")
    (tmp_path / "t.aux").write_text("\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{one,two}\n", encoding="utf-8")
    done = subprocess.run(["bibtex", "t"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert "error message" not in done.stdout, done.stdout
    assert done.returncode == 0
    made = (tmp_path / "t.bbl").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\\bibitem\{(\w+)\}", made)) == sorted(ids)


@_needs("pandoc")
def test_pandoc_reads_both_alike() -> None:
    """From the .bib file pandoc makes what the CSL-JSON says: the same persons, organisations, dates and pages."""
    names, office = "Mary Amiti and Ludwig van Beethoven", "Department of Foreign Affairs and Trade"
    sources = (
        _source("a", author=names, journal="J & Co", number="9", pages="3–5", published="2019"),
        _source("b", author=office, institution="I", type="paper", published="4 July 2025"),
        _source("c", url="https://x.org/a_b", editor="Smith, J.", accessed="2026-01-31"),
    )
    command, text = ["pandoc", "-f", "biblatex", "-t", "csljson"], _render(bibtex, *sources)
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True)
    read = done.stdout.replace('"dropping-particle"', '"non-dropping-particle"').replace("3-5", "3–5")
    found = {item["id"]: item for item in json.loads(read)}
    for item in json.loads(_render(csl, *sources)):
        assert {key: found[item["id"]].get(key) for key in item} == item
