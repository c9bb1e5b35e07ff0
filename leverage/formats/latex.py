r"""LaTeX with booktabs: a fragment to be put into a document with ``\input``, or a whole document if asked for.

No table of a fragment floats, so that a sentence about it stands below it. A table that fits on a page is a tabular
kept whole, under a numbered caption; a longer one is a longtable, which needs a page of one column.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leverage.formats import Page, _tex
from leverage.formats._latex import DENSE, FRAGMENT, WHOLE, Size, draw_tabular
from leverage.formats._latex_chart import draw_chart
from leverage.report.drawing import draw_paper, title_paper
from leverage.report.report import Report
from leverage.report.views import Chart, Column, Grid, Notes, Outline, Prose, View, is_dense
from leverage.text import bind_spaces, cut

EXTENSIONS = ("tex",)
FOR_PEOPLE = True
HAS_FRAGMENTS = True

_DEEPEST = 3  # LaTeX nests four lists
_MOST = 1000  # characters of what is not broken over pages, such as a cell of a table
_MOST_ON_LINE = 80
_PACKAGES = r"\usepackage{array,booktabs,longtable}"
_NEEDS = "% For \\input into a document with {packages} in its preamble."
_SCRIPTS = """%% It has letters that pdfLaTeX lacks (%s): compile it by XeLaTeX or LuaLaTeX%s, with
%% a font that has them, such as %s for most and
%% %s for Chinese, Japanese and Korean. To name another:
%% \\newcommand{\\leveragefonts}{\\leveragetry{Name of the font}}"""
_TURNS = r"\usepackage{graphicx}"  # for letters that are drawn as others turned
_BEGIN = r"\begingroup\setlength{\emergencystretch}{0.3\linewidth}"
_PREAMBLE = rf"""\documentclass[a4paper]{{article}}
\usepackage[margin=25mm]{{geometry}}
\ifdefined\Umathcode\else
  \usepackage[T1]{{fontenc}}
  \IfFileExists{{lmodern.sty}}{{\usepackage{{lmodern}}}}{{}}
\fi
{_PACKAGES}
\IfFileExists{{hyperref.sty}}{{\usepackage[hidelinks]{{hyperref}}}}{{}}
\setlength{{\parindent}}{{0pt}}
\setlength{{\parskip}}{{0.4\baselineskip}}
\setlength{{\emergencystretch}}{{0.3\linewidth}}"""
_TIGHT = r"""\geometry{margin=15mm,top=10mm,bottom=10mm,nofoot}
\pagestyle{empty}
\setlength{\parskip}{0.1\baselineskip}
\AtBeginDocument{\let\small\scriptsize\footnotesize\setlength{\topsep}{1pt}\setlength{\partopsep}{0pt}}"""
# Not in fragments: two of them may stand in one document.
_LINKS = (
    r"\ifdefined\hyperlink\newcommand{\leveragelink}[2]{\hyperlink{leverage.#1}{#2}}\fi",
    r"\ifdefined\hypertarget\newcommand{\leveragetarget}[1]{\hypertarget{leverage.#1}{}}\fi",
)
_LEAD_WHERE_DENSE = r"\fontsize{11.2}{13}\selectfont"  # 1.4 times as large as the text there
_STRUT = r"\strut"
_CODE = r"{\small\ttfamily\raggedright\setlength{\parindent}{0pt}\setlength{\parskip}{0pt}%"
_LIST = r"""\begin{list}{}{\setlength{\leftmargin}{%s}\setlength{\labelwidth}{1.5em}\setlength{\labelsep}{0.5em}%%
  \setlength{\itemindent}{%s}\setlength{\itemsep}{2pt}\setlength{\parsep}{0pt}\setlength{\topsep}{2pt}}
\small\raggedright"""


def render(report: Report, page: Page) -> str:
    """Write the report's views as a fragment, or as a whole document if the page asks for one."""
    is_whole = bool(page.is_whole)
    views = draw_paper(report, page.table, has_chart=is_whole)
    is_tight = is_whole and is_dense(views)
    sizes: tuple[Size, ...] = FRAGMENT
    if is_whole:
        sizes = DENSE if is_tight else WHOLE
    title = title_paper(report, page.table)
    parts = [
        *_write_title(title, report.subtitle, r"\Large" if is_tight else r"\LARGE", is_whole=is_whole),
        *(_WRITERS[type(view)](_shorten(view), sizes) for view in views),
    ]
    body = "\n\n".join(part for part in parts if part)
    if is_whole:
        begin = [*_write_preamble(body, is_tight=is_tight), *_tex.list_macros(body), r"\begin{document}"]
        end = r"\end{document}"
    else:
        begin = [*_write_needs(body), _BEGIN, *_tex.list_macros(body)]
        end = r"\endgroup"
    text = "\n".join([*begin, "", body, "", end, ""])
    return _tex.write_in_ascii(text) if page.is_ascii else text


def quote_text(text: str) -> str:
    """Write a text so that it stays text within a paragraph."""
    return "~".join(map(_tex.write_text, bind_spaces(text).split("\u00a0")))


def write_views(views: Sequence[View]) -> str:
    """Write views to stand within another document, which needs the packages array, booktabs and longtable."""
    return "\n\n".join(_WRITERS[type(view)](_shorten(view), FRAGMENT) for view in views)


def define_macros(text: str) -> str:
    """Return a text with the definitions that it uses: in the preamble of a document, or before the first line."""
    macros = "\n".join(_tex.list_macros(text))
    if not macros:
        return text
    begin = re.search(r"^[^%\n]*?(?=\\begin\{document\})", text, re.MULTILINE)
    at = begin.end() if begin else 0
    return f"{text[:at]}{macros}\n{text[at:]}"


def _write_needs(body: str) -> list[str]:
    """Say what a fragment needs of the document that takes it in."""
    turns = _TURNS if _tex.has_turned(body) else ""
    packages = _NEEDS.format(packages=f"{_PACKAGES}{turns}")
    return [packages, *_write_font_needs(body, r", which takes it in with \usepackage{fontspec}")]


def _write_preamble(body: str, *, is_tight: bool) -> list[str]:
    """Write a document's preamble, with what its letters need."""
    scripts = _tex.list_scripts(body)
    lines = [*_write_font_needs(body, ""), _PREAMBLE]
    if _tex.has_links(body):
        lines += _LINKS
    if is_tight:
        lines.append(_TIGHT)
    if _tex.has_turned(body):
        lines += [rf"\IfFileExists{{{name}.sty}}{{\usepackage{{{name}}}}}{{}}" for name in ("graphicx", "accsupp")]
    if _tex.has_hues(body):
        lines.append(r"\IfFileExists{color.sty}{\usepackage{color}}{}")
    if scripts:
        lines.append(r"\ifdefined\Umathcode\IfFileExists{fontspec.sty}{\usepackage{fontspec}}{}\fi")
    if "Cyrillic" in scripts:
        lines.append(r"\ifdefined\Umathcode\else\IfFileExists{t2aenc.def}{\usepackage[T2A,T1]{fontenc}}{}\fi")
    return lines


def _write_font_needs(body: str, how: str) -> list[str]:
    """Say which engine and fonts letters of other scripts need, and how a document takes them in."""
    scripts = _tex.list_scripts(body)
    return [_SCRIPTS % (", ".join(scripts), how, *_tex.FONTS[1:3])] if scripts else []


def _shorten(view: Any) -> Any:
    """Cut each text of a view that LaTeX does not break over pages."""
    if isinstance(view, (Prose, Notes)):
        return view._replace(title=cut(view.title, _MOST))
    if isinstance(view, Chart):  # whose panels cut their texts themselves
        title, subtitle, notes = _cut((view.title, view.subtitle, view.notes), _MOST)
        return view._replace(title=title, subtitle=subtitle, notes=notes)
    return _cut(view, _MOST)


def _cut(part: Any, most: int) -> Any:
    """Cut every text of a part of a view; what stands on one line is cut shorter."""
    if isinstance(part, str):
        return cut(part, most)
    if not isinstance(part, tuple):
        return part
    if isinstance(part, Column):
        most = _MOST_ON_LINE
    pieces = [_cut(piece, most) for piece in part]
    return type(part)(*pieces) if hasattr(part, "_fields") else tuple(pieces)


def _write_title(title: str, subtitle: str, size: str, *, is_whole: bool) -> list[str]:
    """Write the title and the subtitle of a document, or of a section of another one."""
    title, below = (_tex.write_text(cut(text, _MOST)) for text in (title, subtitle))
    if is_whole:
        lines = [rf"{{{size}\bfseries {title}\par}}", rf"{{\large {below}\par}}"]
    else:
        lines = [rf"\section*{{{title}}}", rf"\noindent {below}"]
    return lines if subtitle else lines[:1]


def _put_under_heading(title: str, body: str, target: str = "") -> str:
    return f"\\subsection*{{{target}{_tex.write_text(title)}}}\n\n{body}" if title else body


def _write_prose(prose: Prose, sizes: tuple[Size, ...]) -> str:
    if prose.is_code:
        lines = "\n".join(f"\\hangindent 2em {_tex.write_code(line) or _STRUT}\\par" for line in prose.lines)
        return _put_under_heading(prose.title, f"{_CODE}\n{lines}\n}}")
    body = "\n\n".join(_tex.write_text(bind_spaces(line)) for line in prose.lines)
    if prose.is_headline:
        size = _LEAD_WHERE_DENSE if sizes is DENSE else r"\Large"
        return f"{{{size}\\raggedright\n{body}\\par}}"
    return _put_under_heading(prose.title, f"{{\\small\n{body}\\par}}" if prose.is_small else body)


def _write_notes(notes: Notes, sizes: tuple[Size, ...]) -> str:
    """Write notes each beside its label; without labels each hangs from its first line, as in a bibliography.

    Where room is dear they are one paragraph.
    """
    if notes.is_run_in:
        labels = [rf"\textbf{{{_tex.write_whole(note.label)}}} " if note.label else "" for note in notes.entries]
        texts = [_tex.write_text(note.text) for note in notes.entries]
        entries = "; ".join(map("".join, zip(labels, texts, strict=True)))
        return rf"{{\small \textbf{{{_tex.write_text(notes.title)}}}: {entries}.\par}}"
    is_labelled = any(note.label for note in notes.entries)
    lines = [_LIST % (("2em", "0pt") if is_labelled else ("1.5em", "-1.5em"))]
    for note in notes.entries:
        texts = [_tex.write_text(note.text), _tex.write_address(note.url) if note.url else ""]
        lines.append(f"\\item[{{{_tex.write_whole(note.label)}}}] {' '.join(text for text in texts if text)}")
    target = _tex.write_target_of_list(notes.title) if is_labelled and sizes is not FRAGMENT else ""
    return _put_under_heading(notes.title, "\n".join([*lines, r"\end{list}"]), target)


def _write_outline(outline: Outline, _sizes: tuple[Size, ...]) -> str:
    """Write entries as nested lists; those deeper than LaTeX goes stand one under the other."""
    lines: list[str] = []
    depth = -1
    for entry in outline.entries:
        deeper = min(entry.depth, _DEEPEST)
        lines += _step(depth, deeper)
        value = _tex.write_text(f"{entry.value.text}{entry.value.mark}")
        below = "".join(f"\\\\\n  {{\\small {_tex.write_text(line)}}}" for line in entry.lines)
        lines.append(f"\\item \\textbf{{{_tex.write_text(entry.head)}}} {value}{below}".rstrip())
        depth = deeper
    return "\n".join([*lines, *_step(depth, -1)])


def _step(old: int, new: int) -> list[str]:
    """Open or close lists on the way from one depth to another."""
    if old < new:
        return [r"\begin{itemize}\raggedright"] * (new - old)
    return [r"\end{itemize}"] * (old - new)


_WRITERS: Mapping[type, Callable[[Any, tuple[Size, ...]], str]] = {
    Chart: draw_chart,
    Grid: draw_tabular,
    Notes: _write_notes,
    Outline: _write_outline,
    Prose: _write_prose,
}
