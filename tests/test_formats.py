"""What every format does with a text that is hostile or too long, at the format's own door: reports made by hand."""

import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any, get_type_hints
from xml.etree import ElementTree as ET

import pytest

from leverage import formats
from leverage.cli.options import Options
from leverage.formats import Page
from leverage.report.figures import SOURCES
from leverage.report.report import Field, Flow, Report, Strip, Table
from leverage.report.views import Bar, Bars, Chart, Column, Entry, Grid, Item, Note, Notes, Outline, Panel, Prose, View
from leverage.report.workbook.cells import Cell, Sheet, Workbook
from leverage.text import cut, stand_in, to_ascii, unbroken
from tests.reference import COMMANDS
from tests.test_html import Reader

EVERY = formats.list_formats(formats.list_special_formats().values())
PACKED = ("docx", "png", "xlsx", "parquet")  # which are no text, and never asked for in ASCII
HOSTILE = (
    "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0)))),  # all control characters
    "\ufffe and \uffff, \u061c \u202e \u2028 \u2029 \U000e0041",
    "a\n::error file=README.md::PWNED\r\n::error ::again\r::error ::and again",
    "::error file=x,line=1,title=y::z %0A%0D \uff050A%3A\uff1a\uff1a ",
    "]]> <!-- --> <script>alert(1)</script> &amp; &#0; ' \" <?x?>",
    "=1+1", "@SUM(1)", "\t=1+1", "_x0041_ _xD800_",
    "| a | `b` ``` ~~~ [c](d) *e* _f_ $g$ <!-- $(h)",
    "\x1b[31m \x07 \x9b31m \x00",
    "x" * 33_000,  # more than a cell of a workbook may hold
)  # fmt: skip


def _views(text: str) -> tuple[View, ...]:
    grid = Grid("t", text, (Column(text, text, is_text=True), Column(text, text)), ((Item(text), Item("1", text)),))
    return (
        grid,
        Prose("t", (text,), title=text),
        Prose("t", (text,), is_code=True),
        Notes("t", text, (Note("1", text, f"https://x.org/{text}"), Note("a", text))),
        Outline("t", (Entry(0, text, Item(text), (text,)),)),
    )


def _report(text: str) -> Report:
    records = [{"name": text, "list": [text, text], "value": -0.5, "is": True, "none": None}]
    finding = {"sort": "claim", "name": text, "level": "failure", "scenario": text, "message": text, "hint": text}
    note = {**finding, "level": "note", "name": "n"}
    places = {"file": text, "line": 3, "column": 4}
    tables = {
        "things": Table(("name", "list", "value", "is", "none"), lambda: records),
        "findings": Table((*finding, *places), lambda: [{**finding, **places}, {**note, **places}]),
        "sources": Table(SOURCES, lambda: [{**dict.fromkeys(SOURCES, text), "source": "s", "figures": [text]}]),
    }
    bars = (
        Bars(text, (Bar(4, 1, text[:30]), Bar(-4, -1, text[:30], text[:9], -5, -3, behind=-9, behind_text=text[:30]))),
    )
    legend = (("mark", text), ("behind", text), ("range", text))
    panels = tuple(
        Panel(text, (text, text), bars, shape, 1.0, (text, text), legend) for shape in ("bars", "dots", "points")
    )
    chart = Chart("t", text, text, panels, (text,))
    url = f"https://x.org/{text[:500]}"
    cells = ((Cell(text, note=text), Cell(text, url=url), Cell(text, formula='"a"')),)
    book = Workbook(text, (Sheet("Sheet", (10.0, 10.0, 10.0), cells),))
    return Report(
        text, text, {"title": text}, tables, lambda: (*_views(text), chart), ("1 scenario.",), None,
        lambda: chart, lambda: book,
    )  # fmt: skip


def _made(name: str, text: str, **page: Any) -> Any:
    return _load(name).render(_report(text), Page(**page))


def _load(name: str) -> Any:
    form = formats.load_format(name)
    if hasattr(form, "NEEDS"):
        pytest.importorskip(form.NEEDS.module)
    return form


@pytest.mark.parametrize(
    ("name", "is_ascii"),
    [(name, is_ascii) for name in EVERY for is_ascii in (False, True) if not (is_ascii and name in PACKED)],
)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_every_format_takes_any_text(name: str, text: str, is_ascii: bool) -> None:
    """It makes something of it, in ASCII where only that is wanted; for programs no text begins a line of its own.

    A picture may have the line breaks of its title. Every part of a document and of a workbook is XML.
    """
    form = _load(name)
    if not hasattr(form, "render"):
        (*_, made) = form.stream(Flow((Field("name"),), iter([[Strip([text], [text])]])), Page(is_ascii=is_ascii))
        assert made
        return
    made = form.render(_report(text), Page(is_ascii=is_ascii))
    assert made
    if isinstance(made, str):
        assert made.isascii() or not is_ascii
        if not hasattr(form, "FOR_PEOPLE") and name != "svg":
            assert not [line for line in made.splitlines() if line.startswith(("::error file=README", "::error ::"))]
    elif name in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            for part in package.namelist():
                if part.endswith((".xml", ".rels", ".vml")):
                    ET.fromstring(package.read(part))  # noqa: S314  # our own file


def test_formats_of_one_thing_say_whose_they_are() -> None:
    """Each folder names commands that there are, and the help of --format has them and every format."""
    option = get_type_hints(Options, include_extras=True)["form"].__metadata__[0]
    general, _, special = option.help.rstrip(".").partition("; ")
    assert sorted(re.split(", | or ", general)) == formats.list_formats()
    special_formats = formats.list_special_formats()
    commands = {
        name: frozenset(re.split(", | and ", formats.name_commands(table))) for name, table in special_formats.items()
    }
    assert {command for named in commands.values() for command in named} <= {*COMMANDS}
    said: dict[str, frozenset[str]] = {}
    for names, named in re.findall(r"([a-z ]+) \(([a-z, ]+)\)", special.removeprefix("also ")):
        said |= dict.fromkeys(names.strip().split(" and "), frozenset(named.split(", ")))
    assert said == commands


def test_no_two_formats_have_one_ending() -> None:
    """The ending of a file says which format it is to have."""
    endings = [ending for name in EVERY for ending in formats.load_format(name).EXTENSIONS]
    assert sorted(endings) == sorted(set(endings))
    assert len(EVERY) == len(set(EVERY))  # nor one name


@pytest.mark.parametrize("is_ascii", [False, True])
@pytest.mark.parametrize("name", ["svg", "html", "junit"])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_markup_is_well_formed(name: str, text: str, is_ascii: bool) -> None:
    """XML parses whatever it holds; so does a page with its chart, which has no sign that XML lacks either."""
    made: str = _made(name, text, is_ascii=is_ascii)
    tags = {tag for tag, _ in Reader(made).seen} if name == "html" else {one.tag for one in ET.fromstring(made).iter()}  # noqa: S314  # our own
    assert not [tag for tag in tags if tag.endswith("script")]
    assert not re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", made)
    assert made.isascii() or not is_ascii


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_json_is_what_was_given(text: str) -> None:
    """Texts come back as they were, on lines of their own in JSON lines."""
    for is_ascii in (False, True):
        whole = json.loads(_made("json", text, is_ascii=is_ascii))
        assert whole["things"] == [{"name": text, "list": [text, text], "value": -0.5, "is": True, "none": None}]
        lines = _made("jsonl", text, is_ascii=is_ascii).split("\n")
        assert [json.loads(line)["name"] for line in lines[:-1]] == [text]


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_values_between_delimiters(name: str, delimiter: str, text: str) -> None:
    """A record is one line; read back it is as it was but for escaped line breaks and what a spreadsheet would run.

    In a flow, which passes columns through as they stand, line breaks stay.
    """
    made: str = _made(name, text)
    assert len(made.splitlines()) == 2
    row = next(csv.DictReader(io.StringIO(made, newline=""), delimiter=delimiter))
    assert row["name"].removeprefix("'") == unbroken(text)
    assert (row["value"], row["is"], row["none"]) == ("-0.5", "true", "")
    strip = Strip([text], [text])
    (_, streamed) = formats.load_format(name).stream(Flow((Field("name"),), iter([[strip]])), Page())
    (read,) = list(csv.reader(io.StringIO(streamed, newline=""), delimiter=delimiter))
    assert read[0].removeprefix("'") == text
    assert unbroken(read[0]) == row["name"]


@pytest.mark.parametrize(
    ("text", "is_quoted", "why"),
    [
        ("-5 %", False, "Excel reads a percentage, LibreOffice a text"),
        ("-5%", False, "the same"),
        ("-1,200", False, "both read a number with commas between thousands"),
        ("-1,200.50 %", False, "the same with decimals"),
        ("+5", False, "a number"),
        ("-.5", False, "a number"),
        ("-1.5e3", False, "a number"),
        ("-1,20", True, "no number: Excel makes a formula of what else begins with a sign"),
        ("-2+3", True, "Excel computes it"),
        ("+2+3", True, "Excel computes it"),
        ("-1/2", True, "Excel computes it"),
        ("- none", True, "Excel takes it for a formula of a name that it does not know"),
        ("-5 USD/year", True, "the same"),
        ("-A1", True, "Excel takes it for a cell"),
        ("--5", True, "Excel computes it"),
        ("=1+1", True, "both compute it"),
        (" =1+1", True, "a spreadsheet may drop the space"),
        ("@SUM(A1)", True, "Excel takes it for a formula"),
        ("\t=1+1", True, "a spreadsheet may drop the tab"),
        ("\r=1+1", True, "the same"),
        ("\uff1d1+1", True, "the wide sign of East Asia, which Excel there takes for the narrow one"),
        ("5 - 3", False, "begins with a digit"),
        ("−5", False, "a true minus is no sign to a spreadsheet"),
        ("a=1", False, "begins with a letter"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_quoted(text: str, is_quoted: bool, why: str) -> None:
    """An apostrophe stands before that and nothing else."""
    row = next(csv.DictReader(io.StringIO(_made("csv", text))))
    assert row["name"].startswith("'") == is_quoted, why


@pytest.mark.parametrize("is_ascii", [False, True])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_annotations_are_one_command_a_line(text: str, is_ascii: bool) -> None:
    """A text can neither begin a command nor end a property or a message, also not by the stand-in of a wide sign."""
    command, note, summary = _made("github", text, is_ascii=is_ascii).splitlines()
    property_ = "((?:[^:,%]|%(?:25|0D|0A|3A|2C))*)"
    said = "((?:[^%]|%(?:25|0D|0A))*)"
    for line, level in ((command, "error"), (note, "warning")):
        assert re.fullmatch(f"::{level} file={property_},line=3,col=4,title={property_}::{said}", line)
    assert summary == "1 scenario."


def test_no_line_begins_with_a_line_break_of_a_text() -> None:
    """Logs of continuous integration obey lines: formats of records and findings keep a text on its line."""
    for name in ("csv", "tsv", "json", "jsonl", "github", "junit"):
        lines = _made(name, HOSTILE[2]).splitlines()
        assert [line for line in lines if line.lstrip().startswith(("::error file=README", "::error ::"))] == []


def _sheet(content: bytes) -> Iterator[Any]:
    openpyxl = pytest.importorskip("openpyxl")
    yield from next(openpyxl.load_workbook(io.BytesIO(content))["Sheet"].rows)


def test_workbooks_say_what_they_cut() -> None:
    """A cell holds 32,000 characters and a comment 2,000; what is left out is counted there.

    " … [cut: 68,033 more characters]" has 32 characters, so 31,967 or 31,968 of 100,000 are kept.
    """
    cell, *_ = _sheet(_made("xlsx", "x" * 100_000))
    assert cell.value == "x" * 31_967 + " … [cut: 68,033 more characters]"
    assert cell.comment.text == "x" * 1_967 + " … [cut: 98,033 more characters]"
    cell, *_ = _sheet(_made("xlsx", "x" * 32_000))
    assert cell.value == "x" * 32_000


def test_texts_are_cut_with_a_count() -> None:
    """What is kept and what is counted are the whole; a text that fits is left alone."""
    assert cut("x" * 50, 50) == "x" * 50
    assert cut("x" * 51, 50) == "x" * 22 + " … [cut: 29 more characters]"


@pytest.mark.parametrize(
    ("text", "ascii_"),
    [
        ("Łódź, Əliyev, Ħal, đ, ñ, Þór", "Lodz, Eliyev, Hal, d, n, Thor"),
        ("5 ₽, 6 ₼, 7 ₾, 8 €", "5 RUB, 6 AZN, 7 GEL, 8 EUR"),
        ("½ № ﬁ «x» „y“", '1/2 No fi "x" "y"'),
        ("Жук", r"\u0416\u0443\u043a"),
        ("e\u0301", "e"),
    ],
)
def test_stand_ins(text: str, ascii_: str) -> None:
    """Signs and Latin letters have stand-ins, the rest escapes."""
    assert to_ascii(text) == ascii_
    assert stand_in("Ж") is None


# Tables for the terminal.


def _draw_sides(width: int, *, is_ascii: bool = False) -> list[str]:
    """Return the lines of a table of two sides, in which ranges stand beside or below their numbers."""
    columns = [Column("Tie", is_text=True)]
    for number, side in enumerate(("A side with a long name", "Other → one"), 1):
        columns += [Column(head, side, side=number) for head in ("exposure", "loss")]
    loss = Item("200", range="1,000–2,000")
    row = (Item("Goods from Here → There, and back"), Item("10"), loss, Item("20"), loss)
    report = _report("")._replace(draw=lambda: (Grid("t", "", tuple(columns), (row,)),), draft=None)
    return str(_load("table").render(report, Page(width, is_ascii=is_ascii))).splitlines()


@pytest.mark.parametrize(
    ("width", "panels", "is_beside"),
    [
        # Four columns of numbers take 8 and 17 characters twice, and the gaps 4 times 2: 58 beside the label.
        (58 + 33, 1, True),
        (58 + 18, 1, True),
        # With the range of 13 characters below the number it is 50. The label folds to 18, and to save a panel to 14.
        (58 + 17, 1, False),
        (50 + 14, 1, False),
        (50 + 13, 2, True),
    ],
)
def test_ranges_and_panels(width: int, panels: int, is_beside: bool) -> None:
    """Ranges go below their numbers, and text folds further, only where that saves a panel."""
    lines = _draw_sides(width)
    assert sum("exposure" in line for line in lines) == panels
    assert any("200 (1,000–2,000)" in line for line in lines) == is_beside
    assert max(map(len, lines)) <= width
    assert any("Here → There" in line for line in lines)  # it does not break at an arrow


def test_a_heading_stands_above_the_middle_of_its_group() -> None:
    """In ASCII, where an arrow takes two characters, as well."""
    for is_ascii in (False, True):
        lines = _draw_sides(100, is_ascii=is_ascii)
        above, heads = next((up, down) for up, down in itertools.pairwise(lines) if down.startswith("Tie"))
        name = "Other -> one" if is_ascii else "Other → one"
        begin, end = heads.rindex("exposure"), len(heads)
        left, right = above.index(name) - begin, end - above.index(name) - len(name)
        assert abs(left - right) <= 1
