"""Briefings: notes on every figure, sentences read from the tables, extents, the line that makes one again."""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from leverage.analysis.assessment import assess_named
from leverage.analysis.draws import draw_ranges
from leverage.formats import Page, markdown
from leverage.report import words
from leverage.report.cell_reader import CellReader, write_heading
from leverage.report.compare.report import report_comparison
from leverage.report.drawing import draw_paper, draw_screen
from leverage.report.headline import Standing, weigh_losses
from leverage.report.headline_words import write_headline
from leverage.report.notes import count_in_letters, part_into_runs, rank_label
from leverage.report.report import Edition, Report
from leverage.report.show import briefing
from leverage.report.show.report import report_scenario
from leverage.report.views import Grid, Item, Notes, Prose, View
from tests.program import SCENARIOS, UNVALUED, run

# Trade worth 100 of a GDP of 1,000 and of 4,000 million: the seller loses 100 * (1 - 0.25) = 75 or 7.5 % of its GDP,
# the buyer the invoice, 100 or 2.5 %. The minor tie is of 10, a number that nobody stands behind.
SMALL = """
title: Small
about: Two neighbours.
as_of: 2025
sides: [north, south]
sources:
  book: {title: The Book, author: A. Writer, published: 2024, url: "https://example.org/book", primary: true}
  gazette: {title: The Gazette, url: "javascript:alert(1)"}
parties:
  north:
    name: North
    gdp: {value: 1 billion USD/year, year: 2024, source: gazette, where: table 2}
  south:
    name: South
    gdp: {value: 4 billion USD/year, year: 2024, source: gazette, where: table 2}
figures:
  sales:
    label: Goods sold
    value: 100 million USD/year
    year: 2024
    source: book
    where: page 7
    as_printed: $100 million
  found: {label: Other buyers, value: 25 %, low: 20 %, high: 30 %, assumed: a guess of the author, source: book}
levers:
  goods: {kind: trade, label: Goods, seller: north, buyer: south, value: sales, diverted: found}
  minor: {kind: trade, label: Minor, seller: south, buyer: north, value: 10 million USD/year}
claims:
  large: {says: The sales are a large part., test: sales / north.gdp > 5%, threshold: judgement}
"""


def reader(name: str = "azerbaijan-russia", draws: int = 500) -> CellReader:
    """Return a scenario with a few draws."""
    assessment = assess_named(name)
    return CellReader(assessment, None, draw_ranges(assessment, draws))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the small scenario as a file."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def paper(of: CellReader, extent: str = "") -> tuple[View, ...]:
    return briefing.draw_briefing(of, Edition(extent, command=("show", "-f", "markdown")))


def numbers(views: tuple[View, ...]) -> list[Item]:
    """Return the numbers of all tables in the order in which they are read."""
    grids = [view for view in views if isinstance(view, Grid)]
    return [item for grid in grids for row in (*grid.rows, *grid.totals) for item in row if item.raw is not None]


def notes(views: tuple[View, ...]) -> dict[str, str]:
    return {note.label: note.text for view in views if isinstance(view, Notes) for note in view.entries if note.label}


def prose(views: tuple[View, ...], title: str) -> str:
    return "\n".join(line for view in views if isinstance(view, Prose) and view.title == title for line in view.lines)


# Notes.


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_number_has_its_notes(scenario: str) -> None:
    """In full each number names its figures; only what rests on none, such as a cut of all, has no note."""
    views = paper(reader(scenario), "full")
    bare = [item for item in numbers(views) if not item.notes]
    assert all(item.cell.endswith((".cut", ".duration")) or item.raw == 0 for item in bare)
    beside = {label for item in numbers(views) for label in item.notes}
    assert beside | in_sentences(views) == set(notes(views))


def in_sentences(views: tuple[View, ...]) -> set[str]:
    """Return the labels that sentences end with, runs as all of their labels."""
    lines = [line for view in views if isinstance(view, Prose) and not view.is_code for line in view.lines]
    ends = [end[1].split(", ") for line in lines if (end := re.search(r" \[([0-9a-z, –]+)\]$", line))]
    found = set()
    for part in (part for end in ends for part in end):
        first, _, last = part.partition("–")
        (kind, low), (_, high) = rank_label(first), rank_label(last or first)
        found |= {count_in_letters(number - 1) if kind else str(number) for number in range(low, high + 1)}
    return found


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_sentences_name_their_figures(scenario: str) -> None:
    """Each tie read aloud, each result and the balance end with the labels of what they rest on."""
    views = paper(reader(scenario), "full")
    said = [line for view in views if isinstance(view, Prose) and view.title == words.IN_WORDS for line in view.lines]
    assert said
    assert all(line.endswith("]") for line in said)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_table_says_once_what_it_rests_on(scenario: str) -> None:
    """As usual no number and no sentence has a label; under a table stand those of all its numbers, each in a list.

    A source stands once, with all figures that are of it.
    """
    of = reader(scenario)
    views, full = paper(of), paper(of, "full")
    assert not [item for item in numbers(views) if item.notes]
    assert not in_sentences(views)
    grids = [view for view in views if isinstance(view, Grid)]
    assert {label for grid in grids for label in grid.notes} <= set(notes(views))
    assert all(grid.notes for grid in grids if any(item.notes for item in numbers(full) if item.cell and item.raw))
    sources = [text for label, text in notes(views).items() if label.isdecimal()]
    assert len({text.partition(" For: ")[0] for text in sources}) == len(sources)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_labels_follow_the_reader(scenario: str) -> None:
    """Digits and letters count up in the order in which a reader meets them, and are shared by all tables."""
    views = paper(reader(scenario), "full")
    met = list(dict.fromkeys(label for item in numbers(views) for label in item.notes))
    digits = [label for label in met if label.isdigit()]
    others = [label for label in met if not label.isdigit()]
    assert digits == [str(number) for number in range(1, len(digits) + 1)]
    assert others == [count_in_letters(number) for number in range(len(others))]
    texts = list(notes(views).values())
    assert len(texts) == len(set(texts))


def test_what_notes_say(small: Path) -> None:
    """A source's note has value, year, author, place, wording; an assumption's its range, reason, what it leans on."""
    of = reader(str(small))
    found = notes(paper(of, "full"))
    assert found["1"] == "Goods sold: US$ 100 million a year, 2024. A. Writer, page 7, printed “$100 million”."
    assert found["a"] == "Other buyers: 25 % (20 to 30). Assumed: a guess of the author; leans on A. Writer."
    assert found["2"] == "GDP of North: US$ 1 billion a year, 2024. The Gazette, table 2."
    # The minor tie: its value has no source, and that nothing finds other buyers is the kind's assumption.
    assert "Minor, what the buyer pays in a year: US$ 10 million a year. A number without a source." in found.values()
    kinds = "Minor, share of the lost sales, by value, that find another buyer: 0 %. Assumed: none of the lost sales"
    assert f"{kinds} find another buyer (default of the kind trade)." in found.values()


def test_what_the_usual_lists_say(small: Path) -> None:
    """A source says what it is used for, also by an assumption; what a kind takes for granted stands once for its ties.

    Goods and Minor are both of the kind trade, and neither says how fast one adjusts to a cut.
    """
    found = notes(paper(reader(str(small))))
    assert found["1"] == "A. Writer, The Book, 2024. For: Goods sold; Other buyers."
    assert found["2"] == "The Gazette, javascript:alert(1). For: GDP of North; GDP of South."
    assert "Other buyers: 25 % (20 to 30). Assumed: a guess of the author; leans on A. Writer." in found.values()
    (half_life,) = [text for text in found.values() if text.startswith("Time in which half of the adjusting")]
    assert half_life.endswith("(default of the kind trade). For: Goods; Minor.")


def test_what_a_number_rests_on(small: Path) -> None:
    """The seller's loss rests on the sales and on the share that finds other buyers, its share also on the GDP."""
    by_cell = {item.cell: item for item in numbers(paper(reader(str(small)), "full"))}
    assert by_cell["exposure.north.goods"].notes == ("1",)
    assert by_cell["loss.north.goods"].notes == ("1", "a")
    assert by_cell["loss_share.north.goods"].notes == ("1", "2", "a")
    # 100 million * (1 - 0.25) with the share between 20 and 30 %: all draws lie between 70 and 80.
    low, high = map(int, by_cell["loss.north.goods"].range.split("–"))
    assert by_cell["loss.north.goods"].text == "75"
    assert 70 <= low < 75 < high <= 80


def test_runs_of_labels() -> None:
    """Neighbours are drawn together from three on; digits and letters never are."""
    assert part_into_runs(("1", "2", "4", "5", "6", "a", "b", "c", "y", "z", "aa", "ab", "ad")) == (
        ("1",), ("2",), ("4", "6"), ("a", "c"), ("y", "ab"), ("ad",),
    )  # fmt: skip
    assert [count_in_letters(number) for number in (0, 25, 26, 51, 52, 701, 702)] == [
        "a",
        "z",
        "aa",
        "az",
        "ba",
        "zz",
        "aaa",
    ]
    assert [rank_label(count_in_letters(number))[1] for number in range(800)] == list(range(1, 801))
    assert part_into_runs(()) == ()


def test_only_addresses_become_links(small: Path) -> None:
    """An address of the web is a link in the bibliography; any other scheme stays text."""
    books = [view for view in paper(reader(str(small)), "full") if isinstance(view, Notes) and view.table == "sources"]
    assert [(note.text, note.url) for note in books[0].entries] == [
        ("A. Writer, The Book, 2024.", "https://example.org/book"),
        ("The Gazette, javascript:alert(1).", ""),
    ]


# What is said.


def test_who_loses_more(small: Path) -> None:
    """North loses 75 on the goods and 10 on the minor tie, South 100 and 10; South's GDP is 4 times as large.

    So South loses 110 / 85 times as much money, and North 85 / 110 * 4 times as much for its size.
    """
    money, economy, factors, half_valued = weigh_losses(CellReader(assess_named(str(small))))[1:]
    assert money is not None
    assert economy is not None
    assert (money.standing, money.more, money.less, money.ends) == (Standing.MORE, "south", "north", None)
    assert (economy.standing, economy.more, economy.less, economy.ends) == (Standing.MORE, "north", "south", None)
    assert (money.times, economy.times) == pytest.approx((110 / 85, 85 / 110 * 4))
    assert factors == pytest.approx((85 / 110, 4))  # of North over South
    assert half_valued == []


def test_read_as(small: Path) -> None:
    """Each lever has a sentence with the numbers of the table: 75 of 1,000 is 7.5 %, 100 of 4,000 is 2.5 %."""
    assessment = assess_named(str(small))
    said = prose(paper(CellReader(assessment), "full"), words.IN_WORDS).split("\n")
    assert said[0] == (
        "Goods, cut in full for a year: North would lose US$ 75† million, 7.50 % of its GDP, with US$ 100 million at "
        "stake; South would lose US$ 100† million, 2.50 % of its GDP, with US$ 100 million at stake. [1–3, a, c]"
    )
    assert "Minor, cut in full for a year: South would lose US$ 10‡ million, 0.25 % of its GDP" in said[1]


def test_read_as_with_ranges() -> None:
    """With draws each number of a sentence has its range, the same as in the table."""
    of = reader()
    views = paper(of, "full")
    by_cell = {item.cell: item for item in numbers(views)}
    low, high = by_cell["loss.russia.goods_from_russia"].range.split("–")
    said = prose(views, words.IN_WORDS)
    assert f"Russia would lose US$ 986† million ({low}–{high})" in said
    said = prose(paper(reader(UNVALUED), "full"), words.IN_WORDS)
    assert "what Russia would lose is not valued (needs the host's output lost if the workers leave" in said


def test_moves_are_read_too() -> None:
    """A move's sentence sets its own cost beside its damage: 12.65 over 9.95 million is 1.27."""
    said = prose(paper(reader("pipeline-closure"), "full"), words.IN_WORDS)
    lead = (
        "Russia closes the pipeline (for a year, all of Oil Baku–Novorossiysk): Azerbaijan would lose US$ 10.0† million"
    )
    assert said.startswith(lead)
    assert re.search(r"it would cost Russia US\$ 12\.6† million \(.*, 1\.27 times the damage \(", said)


@pytest.mark.parametrize("extent", ["", "brief", "full"])
def test_what_is_not_counted_is_told(extent: str) -> None:
    """A proposed tie and one without money are named with the reason in every extent."""
    text = run("show", "-f", "markdown", *([f"--{extent}"] if extent else [])).out
    assert "Gas RUS → IRN via AZE (proposed)" in text
    assert "Sputnik staff in AZE (not money: Russia loses 39 persons)" in text


# Extents.


def test_brief() -> None:
    """In brief: the headline, the totals with the three largest of four ties, who says so; no claims, no lists."""
    views = paper(reader(), "brief")
    (grid,) = [view for view in views if isinstance(view, Grid)]
    assert [row[0].text for row in grid.rows] == ["Goods AZE → RUS", "Goods RUS → AZE", "Remittances RUS → AZE"]
    assert "; the 3 largest of 4 " in grid.title
    lead = next(view for view in views if isinstance(view, Prose))
    assert lead.is_headline
    assert lead.lines == write_headline(reader())
    lists = [view for view in views if isinstance(view, Notes)]
    assert [view.title for view in lists] == ["Sources", "Assumptions"]
    assert all(view.is_run_in for view in lists)
    assert "Emil Avdaliani" in [note.text for note in lists[0].entries]


@pytest.mark.parametrize(
    ("scenario", "finding"),
    [
        ("azerbaijan-russia", " – Azerbaijan would lose more, in money and for its size"),
        ("gas-transit", " – Russia would lose more in money, Azerbaijan for its size"),
        ("pipeline-closure", " – Azerbaijan would lose more for its size"),
        ("visitors", ""),
    ],
)
def test_a_title_tells_the_answer(scenario: str, finding: str) -> None:
    """A document's title says who would lose more after what it is about; nothing of what is too close to call."""
    of = reader(scenario)
    assert briefing.write_title(of) == f"{write_heading(of)}{finding}"


def test_full() -> None:
    """In full: every figure, those of rival readings too, and every source that one of them names."""
    views = paper(reader(), "full")
    titles = [view.title for view in views if isinstance(view, Grid)]
    assert titles[-2:] == ["All figures in use", "Rival readings, not in use"]
    figures = {row[0].text for view in views if isinstance(view, Grid) and view.table == "figures" for row in view.rows}
    assert {"exports_to_russia", "elasticity.bajzik", "elasticity.boehm", "azerbaijan.gdp"} <= figures


@pytest.mark.parametrize("words", [["--brief"], ["--full"]])
def test_extents_on_a_screen(words: list[str]) -> None:
    """On a screen too there is a page, or everything, within the width."""
    done = run("show", *words, environment={"COLUMNS": "80"})
    assert (done.status, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80
    assert ("Bibliography" in done.out) == (words == ["--full"])
    assert "the 3 largest of 4" in " ".join(done.out.split()) or words == ["--full"]


def test_brief_and_full_exclude_each_other() -> None:
    """Both at once are wrong usage."""
    done = run("show", "--brief", "--full")
    assert (done.status, done.out) == (2, "")


def test_machines_get_the_same_records() -> None:
    """Records do not depend on the extent."""
    assert run("show", "--brief", "-f", "csv").out == run("show", "-f", "csv").out


# How it was made.


def test_the_line_makes_it_again(small: Path) -> None:
    """The line at the end of a briefing, typed again, makes the same briefing; the hash is that of the file."""
    first = run("show", "small.yaml", "--set", "found=40 %", "-f", "markdown", cwd=small.parent).out
    line = re.search(r"```sh\n(.*)\n```", first)
    assert line is not None
    words = shlex.split(line[1])
    assert words[0] == "leverage"
    assert run(*words[1:], cwd=small.parent).out == first
    digest = hashlib.sha256(small.read_bytes()).hexdigest()
    assert f"small.yaml, SHA-256 {digest[:12]}" in first


@pytest.mark.parametrize(
    "words", [["-o", "out.md"], ["--output=out.md"], ["-oout.md"], ["--output", "out.md", "--brief"]]
)
def test_the_line_does_not_tell_where_the_document_went(small: Path, words: list[str]) -> None:
    """The file that was written has no place in the line; the format that its ending stands for has."""
    assert run("show", "small.yaml", *words, cwd=small.parent).status == 0
    text = (small.parent / "out.md").read_text(encoding="utf-8")
    brief = " --brief" if "--brief" in words else ""
    assert f"leverage show small.yaml{brief} -f markdown" in text.replace("\\", "")
    assert "out.md" not in text


@pytest.mark.parametrize("name", ["-x.yaml", "-o.yaml", "it's $HOME.yaml", "esc\x1b[31m.yaml", "two\nlines\\.yaml"])
def test_the_line_holds_every_name(small: Path, name: str) -> None:
    """A file may be called what it likes: a shell reads the line back, and a terminal obeys nothing in it."""
    (small.parent / name).write_bytes(small.read_bytes())
    first = run("show", "-o", "out.md", "--", name, cwd=small.parent)
    assert (first.status, first.err) == (0, "")
    text = (small.parent / "out.md").read_text(encoding="utf-8")
    line = re.search(r"```sh\n(.*)\n```", text)
    assert line is not None
    assert line[1].isprintable()
    shell = ["bash", "-c", f'leverage() {{ printf "%s\\0" "$@"; }}; {line[1]}']
    words = subprocess.run(shell, capture_output=True, check=True).stdout.decode().split("\0")[:-1]
    assert words == ["show", "-f", "markdown", "--", name]
    assert run(*words, cwd=small.parent).out == text


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hold names to be text")
def test_the_line_holds_a_name_that_is_no_text(small: Path) -> None:
    """Bytes that are no UTF-8 are spelled out."""
    (small.parent / os.fsdecode(b"bad\xff.yaml")).write_bytes(small.read_bytes())
    done = run("show", os.fsdecode(b"bad\xff.yaml"), "-o", "out.html", cwd=small.parent)
    assert (done.status, done.err) == (0, "")
    assert r"leverage show $&#x27;bad\xff.yaml&#x27;" in (small.parent / "out.html").read_text(encoding="utf-8")


def test_every_file_that_was_read_has_its_hash(small: Path) -> None:
    """A scenario that extends another names both."""
    (small.parent / "over.yaml").write_text("title: Over\nextends: small.yaml\n", encoding="utf-8")
    text = run("show", "over.yaml", "-f", "markdown", cwd=small.parent).out
    assert re.search(r"over\.yaml, SHA-256 [0-9a-f]{12}; small\.yaml, SHA-256 [0-9a-f]{12}", text)


# One table, and several scenarios.


def test_one_table_carries_its_notes() -> None:
    """A single table for a document has the notes of its own figures and no others."""
    text = run("show", "--table", "moves", "pipeline-closure", "-f", "markdown").out
    assert "What each move does and costs" in text
    assert "Tariff Baku–Novorossiysk" in text
    assert "Goods sold to Russia" not in text


def test_scenarios_side_by_side() -> None:
    """A comparison shares its labels over all scenarios and tables, and names them in a line under each table."""
    readers = [reader("azerbaijan-russia/base"), reader("azerbaijan-russia/escalation")]
    views = draw_paper(report_comparison(readers, Edition(command=("compare",))), None)
    known = notes(views)
    grids = [view for view in views if isinstance(view, Grid)]
    assert all(grid.notes for grid in grids)
    assert {label for grid in grids for label in grid.notes} <= set(known)
    assert not any(item.notes for item in numbers(views))
    assert len(set(known.values())) == len(known)
    heads = {column.head for grid in grids for column in grid.columns}
    assert "range" not in heads


def test_a_tie_may_be_called_like_a_column(small: Path) -> None:
    """What a tie is called decides nothing: also one called like the column of ranges keeps its own."""
    small.write_text(small.read_text(encoding="utf-8").replace("label: Goods,", "label: range,"), encoding="utf-8")
    text = run("compare", "small.yaml", "-f", "markdown", cwd=small.parent).out
    tables = text.partition("loss by tie")[2].splitlines()
    assert next(line for line in tables if line.startswith("| Scenario ")).count("| range |") == 1


# Markdown elsewhere.


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("(1) ban", r"(1\) ban"),
        ("a) goods", r"a\) goods"),
        ("xiv. years", r"xiv\. years"),
        ("1984. A history", r"1984\. A history"),
        ("- Smith", r"\- Smith"),
        ("--brief --- now...", r"\-\-brief -\-\- now.\.\."),
        (":smile: and :+1: at 10:30", r"\:smile: and \:+1: at 10:30"),
        ("No. 5: ban (all)", "No. 5: ban (all)"),
    ],
)
def test_sentences_stay_sentences(text: str, written: str) -> None:
    """What begins like a list or a picture is text; so are dashes and dots that pandoc would join."""
    report = Report("T", "", {}, {}, lambda: (Prose("totals", (text,)),))
    assert markdown.render(report, Page()).splitlines()[-1] == written


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize(
    "words", [["show"], ["show", "escalation", "--full"], ["compare"], ["show", "--brief", "--chart"]]
)
def test_pandoc_keeps_numbers_and_notes_apart(words: list[str]) -> None:
    """In what pandoc makes of it each table is a table and no note runs into its number."""
    text = run(*words, "-f", "markdown").out
    done = subprocess.run(
        ["pandoc", "-f", "markdown", "-t", "html"], input=text, capture_output=True, text=True, check=True
    )
    assert done.stdout.count("<table") == len(re.findall(r"^\| :?---", text, re.MULTILINE))
    cells = re.findall(r"<td[^>]*>(.*?)</td>", done.stdout, re.DOTALL)
    assert any(re.search(r"\[1(,|\])", cell) for cell in cells) == ("--full" in words)
    if words[0] == "show" and len(words) == 1:
        line = r'Sources: <a href="#sources">1, .*?</a>\. Assumptions: <a href="#assumptions">a'
        assert re.search(line, " ".join(done.stdout.split()))
        assert {'id="sources"', 'id="assumptions"'} <= set(re.findall(r'id="[a-z]+"', done.stdout))
    assert "\\" not in re.sub(r"<(pre|code).*?</\1>", "", done.stdout, flags=re.DOTALL)


def test_the_report_of_a_library_user() -> None:
    """A report made without the command line has a briefing too."""
    report = report_scenario(reader(draws=100))
    assert any(isinstance(view, Notes) for view in draw_paper(report, None))
    assert all(not isinstance(view, Notes) for view in draw_screen(report, None))


# On one page.


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler is not installed")
@pytest.mark.parametrize("form", ["html", "docx", "latex"])
def test_brief_is_one_page(form: str, tmp_path: Path) -> None:
    """Printed on A4, the brief extent of the scenario with the most claims is one page in every document."""
    makers = {"html": "chromium", "docx": "soffice", "latex": "pdflatex"}
    if shutil.which(makers[form]) is None:
        pytest.skip(f"{makers[form]} is not installed")
    part = ["--standalone"] if form == "latex" else []
    assert run("show", "--brief", "-f", form, "-o", f"x.{form}", *part, cwd=tmp_path).status == 0
    subprocess.run(_to_pdf(form, tmp_path), cwd=tmp_path, capture_output=True, check=True, timeout=120)
    told = subprocess.run(["pdfinfo", "x.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages: +1\n", told)


def _to_pdf(form: str, folder: Path) -> list[str]:
    """Return the command that prints a document of a format."""
    profile = (folder / "profile").as_uri()
    return {
        "html": [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'chromium'}",
            "--no-pdf-header-footer", "--print-to-pdf=x.pdf", str(folder / "x.html"),
        ],
        "docx": ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "x.docx"],
        "latex": ["pdflatex", "-interaction=nonstopmode", "-jobname=x", "x.latex"],
    }[form]  # fmt: skip


# What is explained below tables

SIGNS = "*†‡~≥≤"
#: All numbers are of the primary source, so none has a mark, though labels and names are full of signs.
UNMARKED = """
title: "Signs * † ‡ ~"
about: "About ~ and ≥ *."
sides: [a, b]
sources:
  one: {title: "A title*", author: "Department of Foreign Affairs and Trade", primary: true}
parties:
  a:
    name: "≥ A"
    gdp: {value: 10 billion USD/year, source: one, year: 2024}
    exports: {value: 2 billion USD/year, source: one, year: 2024}
    imports: {value: 2 billion USD/year, source: one, year: 2024}
  b:
    name: "~B‡"
    gdp: {value: 20 billion USD/year, source: one, year: 2024}
    exports: {value: 5 billion USD/year, source: one, year: 2024}
    imports: {value: 5 billion USD/year, source: one, year: 2024}
figures:
  sales: {value: 100 million USD/year, source: one, year: 2024, label: "~ Sales†"}
  sigma: {value: 2, source: one}
  rest_of_world_gdp: {value: 110 trillion USD/year, source: one, year: 2024}
levers:
  back: {kind: trade, seller: b, buyer: a, value: sales, diverted: {value: 0, source: one},
    elasticity: sigma, short_elasticity: {value: 0.76, source: one}, half_life: {value: 2 years, source: one}}
  goods: {kind: trade, seller: a, buyer: b, value: sales, label: "≥ Oil*", diverted: {value: 0, source: one},
    elasticity: sigma, short_elasticity: {value: 0.76, source: one},
    half_life: {value: 2 years, source: one}}
  fees: {kind: dues, payer: b, taker: a, value: sales, label: "n.v."}
kinds:
  dues:
    summary: Dues.
    roles: {payer: pays, taker: takes}
    inputs: {value: {unit: USD/year, doc: what is paid}}
    exposure: {payer: value, taker: value}
    loss: {payer: value * cut, taker: value * cut}
    measure: {payer: income, taker: income}
    pulled_by: [payer]
moves:
  stop: {lever: goods, by: b, label: "≤ Stop‡"}
results:
  half: {formula: sales / 2, label: "~ Half ‡"}
"""


def signs_in(text: str) -> tuple[set[str], set[str]]:
    """Return the signs beside numbers of a text, and those that it explains."""
    explained = set(
        re.findall(rf"(?:^|\s{{2,}}|; )([{SIGNS}]) (?=uses|rests|approximate|at least|at most)", text, re.MULTILINE)
    )
    behind = set(re.findall(r"(?<=[\w%])[*†‡](?=\s|$|\))", text, re.MULTILINE))
    return behind | set(re.findall(r"(?<!\S)[~≥≤](?=[-+<]?\d)", text)), explained


@pytest.mark.parametrize("scenario", ["base", "escalation", "pipeline-closure"])
@pytest.mark.parametrize(
    "words",
    [
        ["show"], ["show", "--brief"], ["show", "--full"], ["compare", "base"],
        ["explain", "total.russia"], ["sources"], ["sources", "--rivals"], ["diff", "moscow-means"], ["explain"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_printed_is_explained_and_nothing_else(words: list[str], scenario: str) -> None:
    """Each sign beside a number of a screen has its line in the legend, and each line its sign."""
    command, *rest = words
    done = run(*([command, *rest, scenario] if command in ("compare", "diff") else [command, scenario, *rest]))
    printed, explained = signs_in(done.out)
    assert printed == explained, done.out


@pytest.mark.parametrize("form", ["table", "markdown", "html", "latex"])
def test_signs_in_labels_are_not_explained(tmp_path: Path, form: str) -> None:
    """The legend follows from marks of numbers, whatever signs stand in titles, labels and names."""
    (tmp_path / "–.yaml").write_text(UNMARKED, encoding="utf-8")
    commands = [["show"], ["show", "--brief", "--chart"], ["show", "--full"], ["compare"], ["explain", "total.a"]]
    for command, *rest in [*commands, ["explain"], ["sources"]]:
        done = run(command, "–.yaml", *rest, "-f", form, cwd=tmp_path)
        assert done.status == 0, done.err
        text = " ".join(done.out.split())
        for told in ("rests on an assumption", "without a source", "besides", "approximate at", "at least", "not cut"):
            assert told not in text, (command, rest, told)
        assert "not valued" not in text, command


def test_a_name_with_an_and_in_it_is_one_author(tmp_path: Path) -> None:
    """Authors are parted at commas and semicolons; what else stands in a name belongs to it."""
    for authors, told in (
        ("Department of Foreign Affairs and Trade", "Department of Foreign Affairs and Trade"),
        ("A. Smith, B. Jones and C. Brown", "A. Smith and others"),
        ("Ministry of Finance and Economy; Central Bank", "Ministry of Finance and Economy and others"),
    ):
        text = UNMARKED.replace("Department of Foreign Affairs and Trade", authors).replace(
            "sources:\n", "sources:\n  two: {title: Another}\n"
        )
        (tmp_path / "s.yaml").write_text(
            text.replace("diverted: {value: 0, source: one}", "diverted: {value: 0, source: two}"), "utf-8"
        )
        assert f"* uses a source besides {told}" in " ".join(run("show", "s.yaml", cwd=tmp_path).out.split())


def test_one_table_has_its_sources_in_a_line_too() -> None:
    """What a document has of one table looks as in the whole: labels stand beside numbers in full only."""
    for asked, is_labelled in ((("--table", "stakes"), False), (("--full", "--table", "stakes"), True)):
        out = run("show", *asked, "-f", "markdown", "azerbaijan-russia/base").out
        row = next(line for line in out.splitlines() if line.startswith("| Goods AZE"))
        assert ("\\[1" in row) == is_labelled
        assert ("\nSources: [1, " in out) == (not is_labelled)


def test_a_move_on_a_part_is_not_said_to_cut_the_whole_tie() -> None:
    """In words: the ban hits the selected goods, and what it would do has not happened."""
    said = " ".join(run("show", "trade-restrictions", "--full", "--no-range").out.split())
    assert (
        "Russia bans selected goods (for a year, all of Goods AZE → RUS: Fruit, vegetables, nuts, plastics): "
        "Azerbaijan would lose US$ 486† million, 0.65 % of its GDP; it would cost Russia US$ 259* million, "
    ) in said
    whole = " ".join(run("show", "moscow-means", "--full", "--no-range").out.split())
    assert "Russia closes its market (for a year, all of Goods AZE → RUS): Azerbaijan would lose" in whole


def test_results_have_digits_of_their_own() -> None:
    """A share is per cent: 275 of 744 million are 37 %. Half of 10 % of 69,627 million is not rounded to 3 billion."""
    share = "Share of the visits that analysts expected the ban to stop: 37† % (34.9–39.1)."
    assert share in " ".join(run("show", "classic/visitors").out.split())
    triangle = "Half the duty times the imports that fall away: US$ 3,481† million a year."
    assert triangle in " ".join(run("show", "classic/duty").out.split())
