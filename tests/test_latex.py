"""LaTeX: what each view becomes, text that stays text, and documents that compile and stay on their pages."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from leverage import formats
from leverage.formats import Page, _tex
from leverage.report.report import Report
from leverage.report.views import (
    Bar,
    Bars,
    Chart,
    Column,
    Entry,
    Grid,
    Item,
    Note,
    Notes,
    Outline,
    Panel,
    Prose,
    View,
    make_items,
)
from tests import papers
from tests.program import REPORTS, SCENARIOS, run

pytestmark = pytest.mark.xdist_group("latex")  # which share fragments

HEAD = r"""% For \input into a document with \usepackage{array,booktabs,longtable} in its preamble.
\begingroup\setlength{\emergencystretch}{0.3\linewidth}
"""
CAPTION = (
    r"\providecommand{\leveragecaption}[1]{\expandafter\def\csname @captype\endcsname{table}"
    r"\setlength{\abovecaptionskip}{0pt}\setlength{\belowcaptionskip}{6pt}\caption{#1}}"
)
URL = r"\providecommand{\leverageurl}[2]{\ifdefined\href\href{#1}{\texttt{#2}}\else\texttt{#2}\fi}"


def _report(*views: View, title: str = "A", subtitle: str = "") -> Report:
    return Report(title, subtitle, {}, {}, lambda: views)


def _drawn(*views: View, is_whole: bool | None = None, **titles: str) -> str:
    text: str = formats.load_format("latex").render(_report(*views, **titles), Page(is_whole=is_whole))
    return text


def _fragment(body: str, *macros: str) -> str:
    return HEAD + "".join(f"{macro}\n" for macro in macros) + "\n\\section*{A}\n" + body + "\n\\endgroup\n"


# What each view becomes.


def test_a_grid() -> None:
    """Marks stand in a column of their own, ranges and notes in rows of their own, totals behind a rule."""
    columns = (Column("Lever", is_text=True), Column("loss", "A & B"), Column("% GDP", "A & B"), Column("cut"))
    row = (Item("Goods → B"), Item("389", "†", range="240–644", notes=("1", "a")), Item("0.52"), Item("-7"))
    total = (Item("Total"), Item("389"), Item("0.52"), Item("–"))
    assert _drawn(Grid("stakes", "US$ million", columns, (row,), (total,))) == _fragment(
        r"""
\begin{center}\begin{minipage}{\linewidth}\centering
\leveragecaption{US\$ million}
\begin{tabular}{@{}lr@{}lrr@{}}
\toprule
 & \multicolumn{3}{c}{A \& B} &  \\
\cmidrule(lr){2-4}
Lever & loss& & \% GDP & cut \\
\midrule
Goods~$\rightarrow$~B & 389&$\dagger$ & 0.52 & $-$7 \\*
 & {\footnotesize 240--644}& &  &  \\*
 & {\tiny {[}1, a]}& &  &  \\[3pt]
\midrule
Total & 389& & 0.52 & -- \\[3pt]
\bottomrule
\end{tabular}
\end{minipage}\end{center}
""",
        CAPTION,
    )


def test_prose() -> None:
    """A heading, paragraphs, small ones, and lines of a shell with their spaces."""
    assert _drawn(
        Prose("notes", ("One.", "Two."), title="Read as"),
        Prose("notes", ("* mark   † other",), is_small=True),
        Prose("notes", ("  a: 'x'  # --set", ""), is_code=True),
    ) == _fragment(
        r"""
\subsection*{Read as}

One.

Two.

{\small
{*} mark \quad $\dagger$ other\par}

{\small\ttfamily\raggedright\setlength{\parindent}{0pt}\setlength{\parskip}{0pt}%
\hangindent 2em \nobreakspace{}\nobreakspace{}a: \textquotesingle{}x\textquotesingle{}\nobreakspace{} \# -\/-set\par
\hangindent 2em \strut\par
}
""",
        r"\providecommand{\textquotesingle}{'}",
    )


def test_notes() -> None:
    """Labels stand before notes; an address may be broken at its slashes, and is a link only if it leads to a page."""
    notes = (Note("a", "Judgement."), Note("1", "Office, 2024.", "https://example.org/a_b?c=1#%7E"))
    assert _drawn(Notes("notes", "Sources", notes)) == _fragment(
        r"""
\subsection*{Sources}

\begin{list}{}{\setlength{\leftmargin}{2em}\setlength{\labelwidth}{1.5em}\setlength{\labelsep}{0.5em}%
  \setlength{\itemindent}{0pt}\setlength{\itemsep}{2pt}\setlength{\parsep}{0pt}\setlength{\topsep}{2pt}}
\small\raggedright
\item[{a}] Judgement.
\item[{1}] Office, 2024. """
        r"\leverageurl{https://example.org/a\_b?c=1\#\%7E}"
        r"{https://\allowbreak{}example.\allowbreak{}org/a\_b?\allowbreak{}c=1\#\%7E}"
        r"""
\end{list}
""",
        URL,
    )


def test_a_bibliography() -> None:
    """Without labels the entries hang; no other scheme than that of pages becomes a link."""
    made = _drawn(Notes("notes", "", (Note("", "B.", "javascript:x"),)))
    assert r"\setlength{\leftmargin}{1.5em}" in made
    assert r"\setlength{\itemindent}{-1.5em}" in made
    assert "\\item[{}] B. \\texttt{javascript:x}\n" in made


def test_an_outline() -> None:
    """Entries are nested as deep as LaTeX goes; deeper ones stay there, numbers and all."""
    entries = [Entry(depth, f"c{depth}", Item(str(depth), "†")) for depth in range(6)]
    entries.append(Entry(1, "last", Item(""), ("[x] line",)))
    begin, end = "\\begin{itemize}\\raggedright\n", "\\end{itemize}\n"
    deep = "".join(f"\\item \\textbf{{c{n}}} {n}$\\dagger$\n" for n in (3, 4, 5))
    above = "".join(f"{begin}\\item \\textbf{{c{n}}} {n}$\\dagger$\n" for n in (0, 1, 2))
    last = "\\item \\textbf{last} \\\\\n  {\\small {[}x] line}\n"
    assert _drawn(Outline("explanation", tuple(entries))) == _fragment(
        f"\n{above}{begin}{deep}{end}{end}{last}{end}{end}"
    )


def _chart(**changed: Any) -> Chart:
    rows = (
        Bars("A → B", (Bar(4, -1, "4", is_hollow=True), Bar(16, 1, "16"), Bar(8, -1, "8 & more", line=1))),
        Bars("a long label", (Bar(14, 1, "14"),)),
        Bars("none", ()),
    )
    panel = Panel("US$ million", ("A", "B"), rows, axis=10.0)
    return Chart("t", "Who loses 5 %", "in a year", (panel,))._replace(**changed)


def test_a_chart() -> None:
    """Bars are drawn outwards from the axis, 6 from 10 to 16, 2 to 8 and 4 to 14: as 3 to 1 and to 2."""
    made = _drawn(_chart())
    rules = re.findall(r"0\.4,0\.4,0\.4\}\\rule\{([0-9.]+)pt\}\{6\.50pt\}", made)  # a bar is 10 units of 0.65 pt high
    longest, third, two_thirds = (float(rule) for rule in rules if float(rule) > 1)  # without the end of an outline
    assert third / longest == pytest.approx(1 / 3, abs=0.001)
    assert two_thirds / longest == pytest.approx(2 / 3, abs=0.001)
    assert r"A~$\rightarrow$~B" in made
    assert r"8 \& more" in made
    assert "usepackage" not in made.replace(r"\usepackage{array,booktabs,longtable}", "")


def test_a_whole_document() -> None:
    """Only when asked for; it loads nothing that a small installation may lack without asking for it first."""
    made: str = formats.load_format("latex").render(_report(Prose("n", ("x",)), subtitle="s"), Page(is_whole=True))
    before, _, body = made.partition("\\begin{document}\n")
    assert body == "\n{\\LARGE\\bfseries A\\par}\n\n{\\large s\\par}\n\nx\n\n\\end{document}\n"
    assert re.findall(r"^\\usepackage.*", before, re.MULTILINE) == [
        r"\usepackage[margin=25mm]{geometry}",
        r"\usepackage{array,booktabs,longtable}",
    ]


# How tables are fitted.


def test_a_long_grid_may_be_broken_over_pages() -> None:
    """Beyond thirty lines a table repeats its heading on each page."""
    rows = tuple(make_items(f"row {number}", "1") for number in range(31))
    made = _drawn(Grid("t", "T", (Column("Row", is_text=True), Column("n")), rows))
    assert (
        "\\begin{longtable}{@{}lr@{}}\n\\caption{T}\\\\\n\\toprule\nRow & n \\\\\n\\midrule\n\\endfirsthead\n" in made
    )
    assert "\\begin{longtable}" not in _drawn(Grid("t", "T", (Column("Row", is_text=True), Column("n")), rows[1:]))


def test_a_long_text_folds() -> None:
    """A column of texts takes a share of the line, and the shares of all stay below it."""
    made = _drawn(
        Grid("t", "", (Column("What", is_text=True), Column("Why", is_text=True)), (make_items("x " * 99, "y " * 99),))
    )
    shares = [float(share) for share in re.findall(r"p\{([0-9.]+)\\linewidth\}", made)]
    assert len(shares) == 2
    assert 0.8 < sum(shares) < 1


def test_a_wide_grid_is_parted() -> None:
    """Columns that do not fit stand in panels below, the first column in each, none lost."""
    heads = [f"head {number}" for number in range(24)]
    columns = (Column("Row", is_text=True), *map(Column, heads))
    made = _drawn(Grid("t", "T", columns, (make_items("x", *["1,234,567"] * 24),)))
    assert made.count(r"\begin{tabular}") == made.count("\nx & ") > 1
    assert made.count("1,234,567") == 24
    assert made.count(r"\leveragecaption{T}") == 1


# Text stays text.


@pytest.mark.parametrize(
    ("data", "written"),
    [
        ("\\", r"\textbackslash{}"),
        ("{}", r"\{\}"),
        ("$&#_%", r"\$\&\#\_\%"),
        ("^~", r"\textasciicircum{}$\sim$"),
        ("<>|", r"\textless{}\textgreater{}\textbar{}"),
        ('"`', r"\symbol{34}\textasciigrave{}"),
        ("a -- b --- c", r"a -\/- b -\/-\/- c"),
        ("''?‘", r"'\/'?\/`"),
        ("[1] [2]", "{[}1] [2]"),
        ("*", "{*}"),
        ("–—“”‘’…", r"--\/---``''`'\dots{}"),
        ("→ ↔ ← ≥ ≤ × · − ±", None),
        ("†‡€£", r"$\dagger$$\ddagger$\texteuro{}\pounds{}"),
        ("ğışçöüİ", r"\u{g}\i{}\c{s}\c{c}\"{o}\"{u}\.{I}"),
        ("é à ñ î ž å ő ß ø ł", r"\'{e} \`{a} \~{n} \^{\i} \v{z} \r{a} \H{o} \ss{} \o{} \l{}"),
        ("ș x\u0302 ẹ\u0301 Nguyễn", r"\textcommabelow{s} \^{x} \'{\d{e}} Nguy\~{\^{e}}n"),
        ("ħ ½ №", r"\leverageglyph{295}{h} \leverageglyph{189}{1/2} \leverageglyph{8470}{No}"),
        ("\u03c3 = 3 µ", r"$\sigma$ = 3 $\mu$"),
        ("ą «x»", r"\leverageletter{\k{a}} \leverageletter{\guillemotleft{}}x\leverageletter{\guillemotright{}}"),
        ("əƏ", r"\leverageglyph{601}{\leverageschwa{}}\leverageglyph{399}{\leverageSchwa{}}"),
        ("  ▒│██", r"\hspace*{1em}\rule[0.4ex]{0.5em}{0.6ex}\makebox[0.5em]{\textbar{}}\rule{1em}{1.4ex}"),
        ("█ high", r"\rule{0.5em}{1.4ex} high"),
        ("\x1b[31m\u202e", r"\textbackslash{}x1b[31m\textbackslash{}u202e"),
        ("a\n\\input{/etc/passwd}", r"a \textbackslash{}input\{/\allowbreak{}etc/passwd\}"),
        (r"^^5cend", r"\textasciicircum{}\textasciicircum{}5cend"),
    ],
)
def test_signs(data: str, written: str | None) -> None:
    """Each sign that TeX would obey, join or not know has its own way of being written, all of them in ASCII."""
    made = _tex.write_text(data)
    assert made.isascii()
    assert written is None or made == written


@pytest.mark.parametrize(
    ("data", "written"),
    [
        ("Жук и ёж № 5", r"\leveragescript{Cyrillic}{Жук и ёж} \leverageglyph{8470}{No} 5"),
        ("Ελλάδα", r"\leveragescript{Greek}{Ελλάδα}"),
        ("საქართველო, Հայաստան", r"\leveragescript{Georgian}{საქართველო}, \leveragescript{Armenian}{Հայաստան}"),
        ("تجارة السعودية 2024", r"\leveragescriptright{Arabic}{تجارة السعودية} 2024"),
        ("日本 ёлка日", r"\leveragescriptwide{CJK}{日本} \leveragescript{Cyrillic}{ёлка}\leveragescriptwide{CJK}{日}"),
        ("한국 경제", r"\leveragescriptwide{CJK}{한국} \leveragescriptwide{CJK}{경제}"),
        ("Жи\u0301в", "\\leveragescript{Cyrillic}{Жи\u0301в}"),
        ("₽ 5", r"\leveragescriptsign{₽}{RUB} 5"),
        ("🙂", r"\leveragescriptother{other}{🙂}"),
    ],
)
def test_letters_of_other_scripts(data: str, written: str) -> None:
    """They stand as they are, those of one script together; the compiler finds a font or says that it cannot."""
    assert _tex.write_text(data) == written


def test_letters_of_other_scripts_in_ascii() -> None:
    """XeTeX and LuaTeX read them by their numbers; any other engine is told at once."""
    made: str = formats.load_format("latex").render(_report(title="Жук 🙂"), Page(is_whole=True, is_ascii=True))
    assert made.isascii()
    assert r"\leveragescript{Cyrillic}{^^^^0416^^^^0443^^^^043a}" in made
    assert r"{^^^^^^01f642}" in made
    assert made.startswith(r"\ifdefined\Umathcode\else")


def test_long_words_get_places_to_break_at() -> None:
    """An id at its dots and underscores, a word without any only after thirty letters."""
    assert _tex.write_text("a_b.remittances.output") == r"a\_b.remittances.\allowbreak{}output"
    assert _tex.write_text("x" * 40) == "x" * 30 + r"\allowbreak{}" + "x" * 10
    assert _tex.write_text("Oil Baku–Novorossiysk") == "Oil Baku--Novorossiysk"


HOSTILE = (
    "\\input{/etc/passwd} \\write18{touch hit} \\immediate\\openout3=hit",
    "% gone? } }} \\end{document} \\end{verbatim} \\begin{x} \\fi \\else \\par \\\\[1cm]",
    "^^M ^^5cinput ^^25 \\catcode`\\%=12 $x$ #1 ~ & \\def\\x{}",
    "] [ * \\] \\item[x] \u202e \x1b[31m \x00 Жук 中文 🙂 e\u0301\u0323 \ud800",
)


def _hostile() -> Report:
    columns = (Column(HOSTILE[0], HOSTILE[1], is_text=True), Column(HOSTILE[2], HOSTILE[1]), Column("n"))
    cells = [
        (Item(text, text, range=text, notes=(text[:3],)), Item("1", "*", range="[1"), Item("*")) for text in HOSTILE
    ]
    notes = tuple(Note(text[:4], text, f"https://x.org/{text}") for text in HOSTILE)
    return _report(
        Grid("t", HOSTILE[1], columns, tuple(cells), tuple(cells)),
        Prose("t", HOSTILE, title=HOSTILE[0]),
        Prose("t", HOSTILE, is_code=True),
        Notes("t", HOSTILE[2], notes),
        _chart(
            title=HOSTILE[0],
            subtitle=HOSTILE[3],
            panels=(
                Panel(
                    HOSTILE[1],
                    (HOSTILE[0], HOSTILE[1]),
                    tuple(Bars(text, (Bar(1, 1, text, text, 0.5, 2),)) for text in HOSTILE),
                    legend=tuple(("behind", text) for text in HOSTILE),
                ),
            ),
            notes=HOSTILE,
        ),
        Outline("t", tuple(Entry(depth, text, Item(text), HOSTILE) for depth, text in enumerate(HOSTILE))),
        title=HOSTILE[1],
        subtitle=HOSTILE[2],
    )


@pytest.mark.parametrize("is_whole", [False, True])
def test_hostile_text_commands_nothing(is_whole: bool) -> None:
    """Of the commands in a hostile text none is left, and there is no comment in it."""
    made: str = formats.load_format("latex").render(_hostile(), Page(is_whole=is_whole))
    assert re.sub(r"\\leveragescript\w*\{\w+\}\{[^{}\\]*\}", "", made).isascii()
    assert made.replace("\n", "").isprintable()
    for command in (r"\input{/", r"\write18", r"\openout", r"\catcode", "^^", r"\end{verbatim}", r"\begin{x}", r"\x{"):
        assert command not in made
    assert made.count(r"\end{document}") == is_whole


# What comes out of the compiler.


def _hard() -> Report:
    """Return all that a document may hold, and letters and addresses that are hard to set."""
    address = "https://example.org/2025/07/03/trade-dynamics-in-2024-economic-interdependence/?x=1&y=%20#top"
    notes = Notes("", "", (Note("", "A page.", address), Note("", "Another.", "https://example.org/" + "x" * 120)))
    return papers.paper(*papers.VIEWS, notes)._replace(subtitle="as of 2025-07; Bakı, Ağdam, Şuşa, Əliyev")


MARKED = ("389", "†", "1,316", "*")
_BEARABLE = 4  # points beyond the edge, 1.4 mm, which no one sees

DOCUMENT = r"""\documentclass[%s]{article}
\usepackage{array,booktabs,longtable}
%s
\begin{document}
%s
\end{document}
"""


def _compiled(folder: Path, source: str, name: str = "d", engine: str = "pdflatex") -> str:
    """Compile a document twice, hold its boxes to the page, and return its text."""
    (folder / f"{name}.tex").write_text(source, encoding="utf-8")
    command = [engine, "-halt-on-error", "-interaction=nonstopmode", f"{name}.tex"]
    for _ in range(2):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode("latin-1")[-2000:]
    log = (folder / f"{name}.log").read_text(encoding="latin-1")
    assert [
        line
        for line in re.findall(r"(?s)Overfull \\hbox \(([0-9.]+pt.*?)\n\n", log)
        if float(line.partition("pt")[0]) > _BEARABLE
    ] == []
    return _text_of(folder / f"{name}.pdf")


def _text_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        return ""
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, encoding="utf-8", check=True).stdout


pdflatex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex")


@pytest.fixture(scope="module")
def fragments() -> dict[str, str]:
    """Return every command's fragment, that of a report by hand and a chart's."""
    shown = [*REPORTS, *(f"show {name}" for name in SCENARIOS)]
    made = {f"f{number}": run(*words.split(), "-f", "latex").out for number, words in enumerate(shown)}
    hard: str = formats.load_format("latex").render(_hard(), Page())
    return {"hard": hard, "chart": _drawn(_chart()), **made}


@pdflatex
@pytest.mark.parametrize(
    ("options", "preamble"),
    [("", ""), ("12pt,a4paper", r"\usepackage[T1]{fontenc}\usepackage{hyperref}"), ("11pt", r"\usepackage{calc}")],
    ids=["bare", "hyperref", "calc"],
)
def test_fragments_compile(tmp_path: Path, fragments: dict[str, str], options: str, preamble: str) -> None:
    """All fragments, put into an article of any size, with hyperref or without, stay on the page."""
    for name, made in fragments.items():
        (tmp_path / f"{name}.tex").write_text(made, encoding="ascii")
    inputs = "\n".join(f"\\input{{{name}}}" for name in fragments)
    shown = _compiled(tmp_path, DOCUMENT % (options, preamble, inputs))
    assert not shown or set(MARKED) <= set(re.findall(r"[0-9,]+|[†*]", shown))


@pdflatex
@pytest.mark.parametrize("words", [("show",), ("explain", "total.russia"), ("sources",)], ids=" ".join)
def test_whole_documents_compile(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A document stands alone."""
    made = run(*words, "-f", "latex", "--standalone").out
    shown = _compiled(tmp_path, made)
    assert not shown or "Azerbaijan and Russia" in shown


ENGINES = ("pdflatex", "lualatex", "xelatex")


@pytest.mark.parametrize("engine", ENGINES)
def test_all_that_a_document_may_hold_compiles(tmp_path: Path, engine: str) -> None:
    """By every engine that there is; its numbers, marks and letters are on the page."""
    if shutil.which(engine) is None:
        pytest.skip(f"there is no {engine}")
    made: str = formats.load_format("latex").render(_hard(), Page(is_whole=True))
    shown = _compiled(tmp_path, made, engine=engine)
    if shown:
        assert {"389†", "240–644", "1,747–2,708"} <= set(re.findall(r"389†|[0-9,]+–[0-9,]+", shown))
        assert "--set diverted=67%" in shown
        assert "liyev" in shown  # the schwa before it is an e upside down


def _run(folder: Path, source: str, engine: str) -> tuple[int, list[str], str]:
    """Compile a document that may be wrong; return the status, what it complains of, and its text."""
    if shutil.which(engine) is None:
        pytest.skip(f"there is no {engine}")
    (folder / "d.tex").write_text(source, encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "d.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    log = (folder / "d.log").read_text(encoding="utf-8", errors="replace")
    assert "Missing character" not in log
    complaints = re.findall(r"^! (?:.{77}\n)*.*", log, re.MULTILINE)  # a line of a log has 79 characters
    return done.returncode, [line.replace("\n", "") for line in complaints], _text_of(folder / "d.pdf")


@pytest.mark.parametrize("engine", ENGINES)
def test_hostile_text_compiles(tmp_path: Path, engine: str) -> None:
    """It makes no compiler write or read anything, is seen on the page, and only its letters are complained of."""
    made: str = formats.load_format("latex").render(_hostile(), Page(is_whole=True))
    _, complaints, shown = _run(tmp_path, made, engine)
    assert [line for line in complaints if "leverage Error" not in line] == []
    assert not list(tmp_path.glob("hit*"))
    assert not shown or (r"\write18{touch hit}" in shown and "root:" not in shown)


NAMES = {
    "Cyrillic": "Россия", "Georgian": "საქართველო", "Armenian": "Հայաստան", "CJK": "中华人民共和国", "Greek": "Ελλάδα",
}  # fmt: skip
LATIN = "Azərbaycan, İğdır, Şəki, Łódź, Țara, Ħal, €5, «x»"


def _fonts() -> str:
    if shutil.which("fc-list") is None:
        return ""
    return subprocess.run(["fc-list", ":", "family"], capture_output=True, encoding="utf-8", check=True).stdout


@pytest.mark.parametrize("engine", ENGINES)
def test_letters_of_other_scripts_compile(tmp_path: Path, engine: str) -> None:
    """XeLaTeX and LuaLaTeX print them; pdfLaTeX names each script that it lacks, and no escape is ever printed."""
    names = [f"{name}, {LATIN}" for name in NAMES.values()]
    grid = Grid("t", names[0], (Column("N", is_text=True), Column("n", names[1])), (make_items(names[2], "1"),))
    made = _drawn(grid, Prose("t", (*names, "₽ 5, ₼ 6"), is_code=True), Prose("t", tuple(names)), is_whole=True)
    status, complaints, shown = _run(tmp_path, made, engine)
    assert "u0420" not in shown
    if engine == "pdflatex":
        lacking = sorted(re.findall(r"no (\w+) letters", "".join(complaints)))
        assert lacking in (sorted({*NAMES} - {"Cyrillic"}), sorted(NAMES))  # the first where T2A is installed
        assert status == 1
        assert not shown or ("RUB 5, AZN 6" in shown and "Łódź" in shown)
    elif {"DejaVu Sans", "Noto Serif CJK SC"} <= set(re.split("[,\n]", _fonts())):
        assert (status, complaints) == (0, [])
        assert not shown or all(name in shown for name in NAMES.values())
    else:
        assert all("No font that is tried here" in line for line in complaints)


@pdflatex
def test_cyrillic_compiles_where_t2a_is_loaded(tmp_path: Path) -> None:
    """A fragment in a document with T2A prints Russian; without it the message says what to load."""
    made = _drawn(Prose("t", ("Россия и Україна",)))
    status, complaints, _ = _run(tmp_path, DOCUMENT % ("", "", made), "pdflatex")
    assert status == 1
    assert "T2A" in "".join(complaints)
    if subprocess.run(["kpsewhich", "t2aenc.def"], capture_output=True, check=False).returncode:
        pytest.skip("there is no T2A")
    loaded = DOCUMENT % ("", r"\usepackage[T2A,T1]{fontenc}", made)
    status, complaints, shown = _run(tmp_path, loaded, "pdflatex")
    assert (status, complaints) == (0, [])
    assert not shown or "Россия и Україна" in shown


@pdflatex
def test_long_texts_compile(tmp_path: Path) -> None:
    """Texts of 100,000 characters, with spaces or without, are printed, or cut where no page can hold them.

    What is left out is counted. The sign for that is as long as " … [cut: 100,000 more characters]", 33 characters, so
    a cell of 1,000 keeps 967 of 100,000 and leaves out 99,033, a heading of 80 keeps 47, and an address of 2,000 keeps
    1,967 of 100,014, or of 80,014, where the sign is one shorter, 1,968.
    """
    for long, left_out in (("x" * 100_000, 98_047), ("word " * 20_000, 78_046)):
        bars = (Bars(long, (Bar(4, 1, long), Bar(4, -1, long))),)
        made = _drawn(
            Grid("t", long, (Column(long, long, is_text=True), Column(long, long)), (make_items(long, "1"),)),
            Prose("t", (long,), title=long),
            Prose("t", (long,), is_code=True),
            Notes("t", long, (Note("1", long, "https://x.org/" + long.replace(" ", "")),)),
            Outline("t", (Entry(0, long, Item(long), (long,)),)),
            Chart("t", long, long, (Panel(long, (long, long), bars, legend=(("mark", long),)),), (long,)),
            title=long,
            subtitle=long,
        )
        _, complaints, _ = _run(tmp_path, DOCUMENT % ("", r"\usepackage{hyperref}", made), "pdflatex")
        assert complaints == []
        joined = made.replace(r"\allowbreak{}", "")
        counts = {int(count.replace(",", "")) for count in re.findall(r"cut: ([0-9,]+) more characters", joined)}
        assert counts == {99_033, 99_733, 99_953, 99_993, left_out}
