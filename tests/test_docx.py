"""Word documents: what the views say in real tables, notes that fields lead to, text that stays text."""

import io
import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Opened

from leverage import formats
from leverage.formats import Page
from leverage.formats._word.elements import make_element, make_paragraph, make_run
from leverage.formats._word.styles import resolve_styles
from leverage.formats._word.widths import NOTES, PADDINGS, RANGE, SIZES
from leverage.report.notes import part_into_runs
from leverage.report.report import Report
from leverage.report.views import Column, Entry, Grid, Item, Note, Notes, Outline, Prose, View, make_items
from leverage.text import bind_spaces
from tests import papers
from tests.program import REPORTS, Done, run, run_without

pytestmark = pytest.mark.xdist_group("word")  # which share a document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TEXT_WIDTH = 11906 - 2 * 1134  # of an A4 page between margins of 2 cm, in twips


class Paper(NamedTuple):
    """A document as Word's parts and as python-docx opens it."""

    made: bytes
    opened: Opened

    def part(self, name: str) -> Element:
        """Return a part's XML."""
        with ZipFile(io.BytesIO(self.made)) as package:
            return ET.fromstring(package.read(name))  # noqa: S314  # the document is our own

    @property
    def names(self) -> list[str]:
        with ZipFile(io.BytesIO(self.made)) as package:
            return package.namelist()

    @property
    def body(self) -> Element:
        return self.part("word/document.xml")

    def list_values(self, tag: str, attribute: str) -> list[str]:
        """Return an attribute of all elements of a tag in the body."""
        return [element.get(f"{W}{attribute}", "") for element in self.body.iter(f"{W}{tag}")]

    def lines(self, style: str) -> list[str]:
        """Return the texts of the paragraphs of a style outside tables."""
        return [
            paragraph.text
            for paragraph in self.opened.paragraphs
            if paragraph.style is not None and paragraph.style.name == style
        ]

    @property
    def links(self) -> list[str]:
        """Return where the links of the body lead to outside."""
        return [relation.target_ref for relation in self.opened.part.rels.values() if relation.is_external]


def render_report(report: Report) -> Paper:
    """Render a report and open what comes out."""
    made: bytes = formats.load_format("docx").render(report, Page())
    return Paper(made, Document(io.BytesIO(made)))


def render_views(*views: View) -> Paper:
    """Render views and open what comes out."""
    return render_report(papers.paper(*views))


@pytest.fixture(scope="module")
def paper() -> Paper:
    """The document that has everything, where there is a font for its picture."""
    try:
        return render_report(papers.paper())
    except formats.UnavailableError as error:
        pytest.skip(str(error))


def list_fields(root: Element) -> list[str]:
    """Return the instructions of all fields."""
    return [element.text or "" for element in root.iter(f"{W}instrText")]


# Tables.


def write_item(item: Item) -> str:
    """What a cell says as plain text: the number with its mark, repeated labels, and the range below."""
    return f"{item.text}{item.mark}" + (f"\n{item.range}" if item.range else "")


def list_cells(paper: Paper, number: int) -> list[list[str]]:
    """Return a table's texts without anything raised."""
    return [
        [_plain(cell) for cell in row.iter(f"{W}tc")] for row in list(paper.body.iter(f"{W}tbl"))[number].iter(f"{W}tr")
    ]


def _plain(cell: Element) -> str:
    lines = ["".join(_words(paragraph)) for paragraph in cell.iter(f"{W}p")]
    return "\n".join(line for line in lines if line)  # a line of labels alone is raised throughout


def _words(paragraph: Element) -> Iterator[str]:
    for element in paragraph.iter(f"{W}r"):
        style = element.find(f"{W}rPr/{W}rStyle")
        if style is None:
            yield "".join(text.text or "" for text in element.iter(f"{W}t"))


@pytest.mark.parametrize(("number", "grid"), [(0, papers.STAKES), (1, papers.MOVES)], ids=["stakes", "moves"])
def test_tables_say_what_the_views_say(paper: Paper, number: int, grid: Grid) -> None:
    """Every item stands in its cell, under the heads, totals last; a grid is one table."""
    assert len(paper.opened.tables) == 2
    rows = list_cells(paper, number)
    body = [[bind_spaces(write_item(item)) for item in row] for row in (*grid.rows, *grid.totals)]
    assert rows[-len(body) :] == body
    assert rows[-len(body) - 1] == [column.head for column in grid.columns]
    assert f"Table {number + 1}: {grid.title}" in paper.lines("Caption")


def test_groups_stand_over_their_columns(paper: Paper) -> None:
    """Exposure, loss and share of either side share a heading: one cell as wide as three."""
    first = next(paper.body.iter(f"{W}tr"))
    spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in first.iter(f"{W}tc")]
    assert [None if span is None else span.get(f"{W}val") for span in spans] == [None, "3", "3"]
    assert [cell.text for cell in paper.opened.tables[0].rows[0].cells] == ["", *["Azerbaijan"] * 3, *["Russia"] * 3]


def test_heads_repeat_and_rows_are_not_parted(paper: Paper) -> None:
    """Two lines of heads where there are groups, one elsewhere."""
    for table, heads in zip(paper.body.iter(f"{W}tbl"), (2, 1), strict=True):
        rows = list(table.iter(f"{W}tr"))
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [
            number < heads for number in range(len(rows))
        ]


def test_rules_are_above_and_below_alone(paper: Paper) -> None:
    """No cell has a line at its side."""
    lines = {line.tag for borders in paper.body.iter(f"{W}tcBorders") for line in borders}
    assert lines == {f"{W}top", f"{W}bottom"}
    table = next(style for style in paper.part("word/styles.xml") if style.get(f"{W}styleId") == "Figures")
    assert {line.tag for borders in table.iter(f"{W}tblBorders") for line in borders} == {f"{W}top", f"{W}bottom"}


def test_digits_stand_under_digits() -> None:
    """A number with nothing behind it keeps as far from the edge as a mark is wide: 0.556 of 9 points are 100 twips."""
    grid = Grid(
        "", "", (Column("Lever", is_text=True), Column("loss")), ((Item("a"), Item("1")), (Item("b"), Item("2", "†")))
    )
    tables = render_views(grid).body.iter(f"{W}tbl")
    last = [list(row.iter(f"{W}tc"))[-1].find(f"{W}p/{W}pPr/{W}ind") for row in next(tables).iter(f"{W}tr")]
    assert [None if indent is None else indent.get(f"{W}right") for indent in last] == [None, "100", None]


def list_widths(table: Element) -> list[int]:
    """Return the widths of a table's columns."""
    return [int(column.get(f"{W}w", "")) for column in table.iter(f"{W}gridCol")]


@pytest.mark.parametrize("count", [1, 7, 9, 14, 40])
@pytest.mark.parametrize("word", ["1,178", "remittances_from_russia.article", "x" * 400])
def test_no_table_runs_off_the_page(count: int, word: str) -> None:
    """A wide table has smaller type, or is parted; nothing is lost."""
    columns = (Column("Lever", is_text=True), *(Column(f"h{number}", is_text="_" in word) for number in range(count)))
    made = render_views(Grid("", "wide", columns, (make_items("oil", *[word] * count),)))
    tables = list(made.body.iter(f"{W}tbl"))
    assert all(sum(list_widths(table)) <= TEXT_WIDTH for table in tables)
    assert [text for number in range(len(tables)) for text in list_cells(made, number)[-1] if text != "oil"] == [
        word
    ] * count
    heads = [text for number in range(len(tables)) for text in list_cells(made, number)[0][1:]]
    assert heads == [f"h{number}" for number in range(count)]
    captions = [f"Table {number}: wide" for number in range(1, len(tables) + 1)]
    assert [line.removesuffix(" (continued)") for line in made.lines("Caption")] == captions
    if count == 9:
        assert made.opened.tables[0].style is not None
        assert made.opened.tables[0].style.name == "Figures Narrow"


def test_grids_without_a_title_stay_apart() -> None:
    """Word joins tables between which nothing stands."""
    made = render_views(papers.plain("a|b", "1|2"), papers.plain("c", "3"), Grid("", "", (), ()))
    assert [child.tag for child in made.body[0]] == [
        f"{W}{tag}" for tag in ("p", "p", "tbl", "p", "tbl", "p", "sectPr")
    ]


# Notes.


def list_notes() -> list[Note]:
    """Return the notes of the document that have labels, in its order."""
    return [*papers.ASSUMPTIONS.entries, *papers.SOURCES.entries]


def test_every_note_is_in_its_list(paper: Paper) -> None:
    """Each stands behind its label, with its link, in one list a sort, and nothing is an endnote."""
    told = [f"{note.label}\t{note.text} {note.url}".rstrip() for note in list_notes()]
    assert [line for line in paper.lines("Note") if line] == told
    assert {note.url for note in list_notes() if note.url} <= set(paper.links)
    assert not [name for name in paper.names if "notes" in name]


def test_labels_are_fields_that_lead_to_their_notes(paper: Paper) -> None:
    """A label beside a number is a field that shows the text of a bookmark, which is the label in the list.

    Of three neighbours or more the first and the last stand for all.
    """
    body = paper.body
    bookmarks = {}
    for paragraph in body.iter(f"{W}p"):
        for start, run_ in itertools.pairwise(paragraph):
            if start.tag == f"{W}bookmarkStart":
                bookmarks[start.get(f"{W}name", "")] = "".join(text.text or "" for text in run_.iter(f"{W}t"))
    targets = [re.fullmatch(r" REF (_\w+) \\h ", field) for field in list_fields(body)]
    shown = [label for label, target in zip(list_results(body), targets, strict=True) if target]
    cited = [
        label
        for view in papers.VIEWS
        for item in list_items(view)
        for neighbours in part_into_runs(item.notes)
        for label in neighbours
    ]
    assert [bookmarks[target[1]] for target in targets if target] == shown == cited


def test_a_table_names_below_what_it_rests_on() -> None:
    """The line under a table has a field for each end of a run of labels; an unknown label is text."""
    grid = papers.plain("a|b", "1|2")._replace(notes=("1", "2", "3", "9", "a"))
    notes = Notes("", "Sources", tuple(Note(label, f"Source {label}.") for label in "123"))
    made = render_views(grid, notes, Notes("", "Assumptions", (Note("a", "A guess."),)))
    assert made.lines("Small Text") == ["Sources: 1–3, 9. Assumptions: a."]
    assert len(list_fields(made.body)) == 3


def test_captions_are_numbered_by_word(paper: Paper) -> None:
    """Tables and figures are counted each for themselves, by fields that Word keeps up."""
    counted = [field.split()[1] for field in list_fields(paper.body) if field.startswith(" SEQ ")]
    assert counted == ["Table", "Figure", "Table"]
    assert [line.partition(":")[0] for line in paper.lines("Caption")] == ["Table 1", "Figure 1", "Table 2"]


def test_pages_are_numbered(paper: Paper) -> None:
    """The footer counts the pages."""
    assert list_fields(paper.part("word/footer1.xml")) == [" PAGE ", " NUMPAGES "]


def list_results(root: Element) -> Iterator[str]:
    """Yield what each field shows: the text between its separator and its end."""
    is_shown = False
    for run_ in root.iter(f"{W}r"):
        mark = run_.find(f"{W}fldChar")
        if mark is not None:
            is_shown = mark.get(f"{W}fldCharType") == "separate"
        elif is_shown:
            yield "".join(text.text or "" for text in run_.iter(f"{W}t"))


def list_items(view: View) -> list[Item]:
    """Return the items of a view in the order in which they stand."""
    if isinstance(view, Grid):
        return [item for row in (*view.rows, *view.totals) for item in row]
    return [entry.value for entry in view.entries] if isinstance(view, Outline) else []


def test_bookmarks_are_of_one_name_and_number_each(paper: Paper) -> None:
    """Names fit Word, and tell notes of two reports in one document apart."""
    names = paper.list_values("bookmarkStart", "name")
    assert len(names) == len(set(names)) == 7 + 4
    assert all(re.fullmatch(r"_\w{1,39}", name) for name in names)
    assert len(set(paper.list_values("bookmarkStart", "id"))) == len(names)
    assert sorted(paper.list_values("bookmarkStart", "id")) == sorted(paper.list_values("bookmarkEnd", "id"))
    other = render_views(papers.MOVES, Notes("", "Sources", (Note("1", "Another source."),)))
    assert not set(names) & set(other.list_values("bookmarkStart", "name"))


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org/a?b=c&d=e#f", "https://example.org/a?b=c&d=e#f"),
        ("http://example.org:8080/a b", "http://example.org:8080/a%20b"),
        ("https://example.org/ə[1]", "https://example.org/%C9%99%5B1%5D"),
        ("javascript:alert(1)", ""),
        ("ftp://example.org/a", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("https://[::1", ""),
        ("https://user:word@example.org/", ""),
        ("https://a b/", ""),
        ("https://example.org/\u202ea", ""),
        ("no address", ""),
    ],
)
def test_only_pages_of_the_web_are_links(url: str, target: str) -> None:
    """Anything else stays text, and Word is given no address that it refuses."""
    made = render_views(Notes("", "Bibliography", (Note("", "A source.", url),)))
    assert made.links == ([target] if target else [])
    assert made.lines("Bibliography") == ["A source. " + url.replace("\u202e", "\\u202e")]


# Everything else that stands in a document.


def test_sentences_code_and_outlines(paper: Paper) -> None:
    """Prose is one paragraph a line, small where it is small; code keeps its spaces; entries stand by their depth."""
    assert paper.lines("Title") == [papers.TITLE]
    assert paper.lines("Subtitle") == [papers.SUBTITLE]
    assert paper.lines("Code") == ["leverage show azerbaijan-russia/base \\", "    --set diverted=67%"]
    assert "Leverage is what a side could lose, not what it will do." in paper.lines("Normal")
    assert paper.lines("Small Text")[0].startswith("*\u00a0uses a source")
    assert paper.lines("Heading 1")[:3] == ["Read as", "Not counted", "Method"]
    assert paper.lines("Outline 1") == ["move.closure.cost_ratio 1.27†\nown cost per dollar of damage"]
    assert [line.split()[0] for line in paper.lines("Outline 2")] == ["move.closure.own_cost", "move.closure.damage"]


def test_a_deep_outline() -> None:
    """Deeper than Word's lists go, entries stand one under the other."""
    made = render_views(Outline("", tuple(Entry(depth, f"d{depth}", Item("1")) for depth in range(12))))
    assert made.lines("Outline 9") == ["d8 1", "d9 1", "d10 1", "d11 1"]


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def test_a_chart_is_a_picture() -> None:
    """A chart stands in the document as a picture, with its numbers in words for those who do not see it."""
    pytest.importorskip("resvg_py")
    try:
        made = render_views(papers.CHART)
    except formats.UnavailableError as error:
        pytest.skip(str(error))
    (picture,) = made.opened.inline_shapes
    # One panel, 340 wide, with a title that may be 1.3 times as wide and edges of 10: 462 of which 96 are an inch of
    # 914,400 units, drawn at 0.83 of that.
    assert picture.width == pytest.approx(462 / 96 * 914_400 * 0.83, rel=0.001)
    told = next(made.body.iter(f"{{{DRAWING}}}docPr"))
    assert told.get("descr") == (
        "Losses. US$ million. Goods AZE → RUS: Azerbaijan 389 (240–644); Russia 421 (326–592)."
    )


def test_pictures_have_numbers_of_their_own() -> None:
    """Word wants the number of each picture once in a document."""
    pytest.importorskip("resvg_py")
    try:
        made = render_views(papers.CHART, papers.CHART._replace(title="Another"))
    except formats.UnavailableError as error:
        pytest.skip(str(error))
    numbers = [each.get("id") for each in made.body.iter(f"{{{DRAWING}}}docPr")]
    assert numbers == ["1", "2"]


def test_without_what_draws_pictures(tmp_path: Path) -> None:
    """A document has no picture then; if somebody wants one, a line says what is lacking."""
    assert run_without("resvg_py", "show", "-o", "x.docx", cwd=tmp_path) == Done(0, "", "")
    assert len(Document(str(tmp_path / "x.docx")).inline_shapes) == 0
    done = run_without("resvg_py", "show", "--chart", "-o", "y.docx", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "resvg" in done.err


def test_an_answer_stands_large() -> None:
    """The headline is at least 1.4 times as large as the text: 14 points above 10."""
    made = render_views(Prose("", ("Who loses more.",), is_headline=True))
    assert made.lines("Headline") == ["Who loses more."]
    sizes = {style.name: style.font.size for style in made.opened.styles if style.name == "Headline"}
    assert sizes["Headline"] is not None
    assert sizes["Headline"].pt >= 1.4 * 10


def test_one_table_alone() -> None:
    """--table draws what belongs to it."""
    made: bytes = formats.load_format("docx").render(papers.paper(), Page(table="moves"))
    assert len(Document(io.BytesIO(made)).tables) == 1


def test_styles_are_named_and_defined_once(paper: Paper) -> None:
    """What is used is defined, one time each; runs have no look of their own, so that changing a style changes all."""
    defined = [style.get(f"{W}styleId") for style in paper.part("word/styles.xml").iter(f"{W}style")]
    assert len(defined) == len(set(defined))
    parts = [paper.body, paper.part("word/footer1.xml")]
    used = {
        reference.get(f"{W}val")
        for part in parts
        for tag in ("pStyle", "rStyle", "tblStyle")
        for reference in part.iter(f"{W}{tag}")
    }
    assert used <= set(defined)
    looks = {tuple(look.tag for look in properties) for part in parts for properties in part.iter(f"{W}rPr")}
    assert looks == {(f"{W}rStyle",)}
    for properties, style in (("pPr", "pStyle"), ("tblPr", "tblStyle")):
        assert all(
            element.find(f"{W}{style}") is not None for part in parts for element in part.iter(f"{W}{properties}")
        )
    bases = {base.get(f"{W}val") for base in paper.part("word/styles.xml").iter(f"{W}basedOn")}
    assert bases <= set(defined)


def test_widths_are_those_of_the_template(paper: Paper) -> None:
    """Columns are measured in the type, and with the margins of cells, that the template gives to tables.

    Type is in half points, which are 10 twips; a line of notes is raised labels alone.
    """
    styles = {style.get(f"{W}styleId", ""): style for style in paper.part("word/styles.xml").iter(f"{W}style")}

    def sizes(*names: str) -> list[int]:
        elements = [styles[name].find(f"{W}rPr/{W}sz") for name in names]
        return [10 * int(size.get(f"{W}val", "")) for size in elements if size is not None]

    assert sizes("Figures", "FiguresNarrow") == list(SIZES)
    assert sizes("TableRange", "TableRangeNumber", "TableNotes") == [RANGE, RANGE, NOTES]
    margins = [styles[name].find(f"{W}tblPr/{W}tblCellMar") for name in ("Figures", "FiguresNarrow")]
    sides = [[int(side.get(f"{W}w", "")) for side in margin] for margin in margins if margin is not None]
    assert [sum(pair) for pair in sides] == list(PADDINGS)


def test_a_template_without_our_styles() -> None:
    """A document of python-docx's own template: its ids for Word's styles, the rest plain, but labels raised."""
    label = make_run("a", "Note Label")
    table = make_element("w:tbl", make_element("w:tblPr", make_element("w:tblStyle", val="Figures")))
    paragraphs = [make_paragraph("Heading 1"), make_paragraph("Table Number", label, make_run("b", "Remark"))]
    root = make_element("w:body", table, *paragraphs)
    resolve_styles(root, Document())
    assert [(style.tag, style.get(f"{W}val")) for style in root.iter(f"{W}tblStyle", f"{W}pStyle", f"{W}rStyle")] == [
        (f"{W}pStyle", "Heading1")
    ]
    assert [look.tag for properties in label.iter(f"{W}rPr") for look in properties] == [f"{W}vertAlign"]


def test_the_same_bytes_every_time(paper: Paper) -> None:
    """No clock, no author, no name of a machine or a library."""
    assert render_report(papers.paper()).made == paper.made
    with ZipFile(io.BytesIO(paper.made)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in package.namelist() if b"python" in package.read(name)]
    properties = paper.opened.core_properties
    assert (properties.title, properties.author, properties.language) == (papers.TITLE, "", "en-GB")
    assert properties.created is None


@pytest.mark.parametrize(
    ("as_of", "created"),
    [("2025-07", "2025-07-01"), ("2025", "2025-01-01"), ("2025-07-14", "2025-07-14"), ("July", "")],
)
def test_the_date_is_that_of_the_scenario(as_of: str, created: str) -> None:
    """A document is of the first day of what its scenario is as of; no clock is read."""
    made = render_report(papers.paper(Prose("", ("x",)))._replace(scenario={"as_of": as_of})).opened.core_properties
    assert (f"{made.created:%Y-%m-%d}" if made.created else "") == created
    assert made.modified == made.created


HOSTILE = [
    "<b>bold</b> & <w:p/>",
    '{ HYPERLINK "javascript:alert(1)" } { DDEAUTO c:\\\\windows\\\\cmd.exe }',
    "=cmd()|' /C calc'",
    "w" * 5000,
    "אבג دهوز ١٢٣ שלום",
    "\x00\x08\x1b[31m\ufffe\ud800\u202e",
    "]]> <!-- &amp; &#0; ${x} \\f \\h",
    "  two  spaces\tand\na line",
    "",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text: str) -> None:
    """In every place that text can stand in; what XML cannot hold is shown as an escape."""
    item = Item(text, text, range=text, notes=("1", "a", text))
    made = render_views(
        Grid(
            "",
            text,
            (Column(text, text, is_text=True), Column(text, text), Column(text, text)),
            ((item,) * 3,),
            ((item,) * 3,),
        ),
        Prose("", (text,), title=text),
        Prose("", (text,), is_code=True, title=text),
        Outline("", (Entry(0, text, item, (text,)),)),
        Notes("", text, (Note("1", text, text), Note("a", text, text), Note("", text, text))),
    )
    assert made.links == []
    expected = r" (REF _Note\w+ \\h|SEQ Table \\\* ARABIC) "
    assert not [field for field in list_fields(made.body) if not re.fullmatch(expected, field)]
    if text.isprintable() and "  " not in text:
        assert made.lines("Note")[1].startswith(f"a\t{text}")
    assert all(sign.isprintable() or sign in "\t\n" for paragraph in made.opened.paragraphs for sign in paragraph.text)


def test_a_hostile_title() -> None:
    """A title longer than a property may be, with signs that XML cannot hold."""
    report = papers.paper(Prose("", ("x",)))._replace(title="<b>\x1b" + "long " * 200)
    made = render_report(report)
    assert made.opened.core_properties.title.startswith("<b>\\x1blong")
    assert made.lines("Title")[0].endswith("long")


# The program.


@pytest.mark.parametrize("words", [*REPORTS, "show --table totals"])
def test_every_command_writes_documents(words: str, tmp_path: Path) -> None:
    """Whatever a command reports, python-docx opens it, and it says something."""
    done = run(*words.split(), "-o", "x.docx", cwd=tmp_path)
    assert (done.status, done.out) == (words.startswith("diff"), "")
    opened = Document(str(tmp_path / "x.docx"))
    assert len(opened.paragraphs) + len(opened.tables) > 1


def test_without_the_library(tmp_path: Path) -> None:
    """One line that says what to install, exit 2; a broken install is none."""
    told = "A Word document needs python-docx: pip install 'leverage-calculator[docx]'\n"
    for words in (["-o", "x.docx"], ["-f", "docx"]):
        assert run_without("docx", "show", *words, cwd=tmp_path) == Done(2, "", told)
    assert not (tmp_path / "x.docx").exists()
    assert run_without("docx", "show", "-o", "x.md", cwd=tmp_path) == Done(0, "", "")


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice and poppler")
def test_in_libreoffice(paper: Paper, tmp_path: Path) -> None:
    """LibreOffice shows the notes as they are labelled: behind the numbers of the tables, and before the sources."""
    (tmp_path / "x.docx").write_bytes(paper.made)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "x.docx"),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    done = subprocess.run(["pdftotext", "-layout", str(tmp_path / "x.pdf"), "-"], check=True, capture_output=True)
    lines = [" ".join(line.split()) for line in done.stdout.decode("utf-8").splitlines()]
    assert "1 240–644 0.32–0.87 1 326–592 0.01–0.03" in lines  # a note alone stands where the ranges of others do
    assert "1, a, b 1, 2, a, b 1, 3 1, 3, 4" in lines
    assert "1, 3 1–3 1, a, b 1, 4, a, b" in lines
    assert any("Transneft, tariffs of 2014" in line for line in lines)
