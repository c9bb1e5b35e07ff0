"""HTML: pages that are well formed and safe, links within them that lead somewhere, fragments that need nothing."""

import re
from html.parser import HTMLParser

import pytest

from leverage.text import isolate
from tests.program import REPORTS, SCENARIOS, run
from tests.test_shell import HOSTILE

VOID = {"meta", "br", "rect", "path"}


class Reader(HTMLParser):
    """Reads a page, and holds every element to be closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, self.open

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all elements of a name."""
        return [attributes for own, attributes in self.seen if own == tag]


@pytest.mark.parametrize("part", [[], ["--fragment"]], ids=["page", "fragment"])
@pytest.mark.parametrize("words", REPORTS)
def test_pages_are_well_formed(words: str, part: list[str]) -> None:
    """Every element is closed; nothing is run or fetched; ids are unique and links within the page lead to one."""
    done = run(*words.split(), "-f", "html", *part)
    assert (done.status in (0, 1), done.err) == (True, "")
    page = Reader(done.out)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.seen}
    assert not [name for _, attributes in page.seen for name in attributes if name.startswith("on")]
    ids = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [str(one["href"]) for one in page.all("a")]
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= set(map(str, ids))
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_tables_are_named_and_headed(scenario: str) -> None:
    """A table has a caption, each column a heading, each row too, and the cells of a row fill its columns."""
    page = run("show", scenario, "-f", "html").out
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert tables
    for table in tables:
        assert "<caption" in table
        rows = [
            sum(int(span or 1) for span in re.findall(r"<t[hd][^>]*?(?:colspan=\"(\d+)\")?>", row))
            for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
        ]
        assert len(set(rows)) == 1
        assert all('scope="row"' in row for row in re.findall(r"<tr.*?</tr>", table.split("</thead>")[1], re.DOTALL))
        assert all("scope=" in head for head in re.findall(r"<th [^>]*>", table))


def test_a_page_is_for_every_screen_and_paper() -> None:
    """Dark and light, narrow, and print have rules of their own; the picture is inside."""
    page = run("show", "-f", "html").out
    for needed in ("prefers-color-scheme:dark", "max-width:40rem", "@media print", "size:A4", "<svg ", 'lang="en"',
                   "width=device-width"):  # fmt: skip
        assert needed in page
    assert "url(" not in page
    assert "@import" not in page


def test_numbers_and_notes_stay_apart_without_a_style() -> None:
    """With all tags gone, a number and the label of its note are still two things."""
    fragment = run("show", "-f", "html", "--fragment", "--no-range", "--full").out
    cells = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", fragment)]
    assert "~500 [16]" in cells
    assert any(re.fullmatch(r"350† \[16, [a-z]\]", cell) for cell in cells)


def test_notes_lead_back() -> None:
    """Under a table stand links to what it rests on, and each note in a list leads back to a table that cites it."""
    page = run("show", "-f", "html").out
    line = re.search(r'<p class="small">Sources: (.*?)\. Assumptions: (.*?)\.</p>\n</figure>', page)
    assert line is not None
    cited = re.findall(r'href="#note-(\w+)"', line[0])
    assert cited[0] == "1"
    for label in cited:
        note = re.search(rf'<li class="note" id="note-{label}">(.*?)</li>', page)
        assert note is not None
        assert '<a class="back" href="#table-1"' in note[1]
    assert 'id="table-1"' in page
    assert "href=" not in re.sub(r'href="https?://', "", run("show", "-f", "html", "--fragment").out)


def test_type_is_no_smaller_than_it_may_be() -> None:
    """The answer is at least 1.4 times as large as the text, and nothing is below 0.85 of it."""
    page = run("show", "-f", "html").out
    sizes = {role: float(size) for role, size in re.findall(r"\.(\w+)\{[^}]*font-size:([\d.]+)em", page)}
    assert sizes["lead"] >= 1.4
    assert min(sizes.values()) >= 0.85
    assert '<p class="lead">Azerbaijan would lose US$' in page


def test_a_fragment_needs_nothing() -> None:
    """No stylesheet, no classes, no ids, no picture: styles stand on the elements that a mail keeps."""
    done = run("show", "-f", "html", "--fragment")
    fragment = Reader(done.out)
    assert not {"html", "head", "style", "svg", "main"} & {tag for tag, _ in fragment.seen}
    assert not [1 for _, attributes in fragment.seen if {"class", "id"} & set(attributes)]
    assert all("border-collapse" in str(table["style"]) for table in fragment.all("table"))
    styles = [str(cell.get("style")) for cell in fragment.all("td")]
    assert all("text-align:right" in style for style in styles if "nowrap" in style)


@pytest.mark.parametrize("command", ["show", "compare", "sources", "check", "explain"])
def test_hostile_text_stays_text(command: str) -> None:
    """Markup in a scenario is text in the page."""
    page = Reader(run(command, "-", "-f", "html", stdin=HOSTILE).out)
    assert "script" not in {tag for tag, _ in page.seen}
    if command != "compare":
        assert "<script>alert(1)</script>" in "".join(page.text)


def test_hostile_addresses_and_attributes() -> None:
    """An address that is none, and quotes in labels that stand in attributes, break out of nothing."""
    scenario = """
title: 't'
sides: [a, b]
sources:
  s: {title: x, url: 'https://example.org/"><script>'}
  j: {title: y, url: 'javascript:alert(1)'}
parties:
  a: {name: 'A" onclick="x', gdp: {value: 1 billion USD/year, source: s}}
  b: {name: "B's", gdp: {value: 2 billion USD/year, source: j}}
levers:
  t: {kind: trade, label: '"><svg onload=x>', seller: a, buyer: b, value: {value: 1 million USD/year, source: s}}
"""
    page = Reader(run("show", "-", "-f", "html", stdin=scenario).out)
    assert not [1 for _, attributes in page.seen if {"onclick", "onload"} & set(attributes)]
    assert [one["href"] for one in page.all("a") if not str(one["href"]).startswith("#")] == []
    assert len(page.all("svg")) == 2  # the panels of the chart


@pytest.mark.parametrize("part", [[], ["--fragment"]])
def test_ascii_pages_hold_the_same(part: list[str]) -> None:
    """Where only ASCII can be written, every other character is a reference: none is lost, none becomes markup."""
    scenario = """\
title: \uff1cscript\uff1ealert(1)\uff1c/script\uff1e “A” → B†
sides: [a, b]
sources: {s: {title: S, url: "https://example.org/“onmouseover=“x"}}
parties:
  a: {name: \uff21\uff1cb\uff1e, gdp: {value: 1 billion USD/year, source: s}}
  b: {name: B, gdp: {value: 2 billion USD/year, source: s}}
levers:
  t: {kind: trade, label: T, seller: a, buyer: b, value: {value: 1 million USD/year, source: s}}
"""
    words = ("show", "-", "-f", "html", *part)
    ascii_page = run(*words, stdin=scenario, environment={"PYTHONIOENCODING": "ascii"}).out
    assert ascii_page.isascii()
    assert Reader(ascii_page).seen == Reader(run(*words, stdin=scenario).out).seen
    assert "<script" not in ascii_page
    assert "&#65308;script&#65310;" in ascii_page


def test_fragments_are_for_two_formats() -> None:
    """Other formats have none and say so."""
    done = run("show", "-f", "csv", "--fragment")
    assert done.status == 2
    assert "html and latex" in done.err


def test_numbers_stay_behind_arabic_names() -> None:
    """A name that is written from right to left is set apart (U+2068 to U+2069), in texts and not in addresses."""
    page = '<a href="https://x.test/بحر">بحر قزوين, 421 million</a><p>5</p>'
    assert isolate(page) == '<a href="https://x.test/بحر">\u2068بحر قزوين\u2069, 421 million</a><p>5</p>'
    assert isolate("<p>Россия, 421</p>") == "<p>Россия, 421</p>"
