r"""LaTeX with booktabs: a fragment to be put into a document with ``\input``, or a whole document if asked for.

A fragment stays where it is put: no table floats, so that a sentence about one stands below it. A table that fits on a
page is a tabular kept whole, under a numbered caption; a longer one is a longtable, which wants one column of text.
"""

from collections.abc import Callable, Mapping
from typing import Any

from leverage.formats import Page, _charts, _tex
from leverage.formats._latex import DENSE, FRAGMENT, WHOLE, Size, draw_tabular
from leverage.report.drawing import draw_paper
from leverage.report.report import Report
from leverage.report.views import Bar, Chart, Column, Entry, Grid, Note, Notes, Outline, Prose, is_dense
from leverage.text import bind_spaces, cut

EXTENSIONS = ("tex",)
FOR_PEOPLE = True
HAS_FRAGMENTS = True

_DEEPEST = 3  # LaTeX has four lists within one another
_MOST = 1000  # characters of what stands on one page, such as a cell of a table
_MOST_ON_LINE = 80
_PACKAGES = r"\usepackage{array,booktabs,longtable}"
_NEEDS = "% For \\input into a document with {packages} in its preamble."
_SCRIPTS = """%% It has letters that pdfLaTeX lacks (%s): compile it by XeLaTeX or LuaLaTeX%s, with
%% a font that has them, such as %s for most and
%% %s for Chinese, Japanese and Korean. To name another:
%% \\newcommand{\\leveragefonts}{\\leveragetry{Name of the font}}"""
_TURNS = r"\usepackage{graphicx}"  # for letters that are others turned
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
_TIGHT = r"""\geometry{margin=15mm,top=12mm,bottom=12mm,nofoot}
\pagestyle{empty}
\setlength{\parskip}{0.2\baselineskip}
\AtBeginDocument{\let\small\scriptsize\footnotesize}"""
_STRUT = r"\strut"
_CODE = r"{\small\ttfamily\raggedright\setlength{\parindent}{0pt}\setlength{\parskip}{0pt}%"
_LIST = r"""\begin{list}{}{\setlength{\leftmargin}{%s}\setlength{\labelwidth}{1.5em}\setlength{\labelsep}{0.5em}%%
  \setlength{\itemindent}{%s}\setlength{\itemsep}{2pt}\setlength{\parsep}{0pt}\setlength{\topsep}{2pt}}
\small\raggedright"""


def render(report: Report, page: Page) -> str:
    """Write the report's views."""
    paper = draw_paper(report, page.table)
    is_tight = bool(page.is_whole) and is_dense(paper)
    sizes = DENSE if is_tight else WHOLE if page.is_whole else FRAGMENT
    views = [_DRAWN[type(view)](_bounded(view), sizes) for view in paper]
    head = (_title if page.is_whole else _section)(report)
    body = "\n\n".join([head, *(view for view in views if view)])
    if page.is_whole:
        begin = [*_preamble(body, is_tight=is_tight), *_tex.list_macros(body), r"\begin{document}"]
        made = "\n".join([*begin, "", body, "", r"\end{document}"]) + "\n"
    else:
        made = "\n".join([*_needs(body), _BEGIN, *_tex.list_macros(body), "", body, "", r"\endgroup"]) + "\n"
    return _tex.in_ascii(made) if page.is_ascii else made


def _needs(body: str) -> list[str]:
    """Say what a fragment wants of the document that takes it in."""
    turns = _TURNS if _tex.has_turned(body) else ""
    packages = [_NEEDS.format(packages=f"{_PACKAGES}{turns}")]
    return [*packages, *_fonts(body, r", which takes it in with \usepackage{fontspec}")]


def _preamble(body: str, *, is_tight: bool) -> list[str]:
    """Write a document's preamble, with what its letters want."""
    scripts = _tex.scripts(body)
    lines = [*_fonts(body, ""), _PREAMBLE, *([_TIGHT] if is_tight else [])]
    if _tex.has_turned(body):
        lines += [rf"\IfFileExists{{{name}.sty}}{{\usepackage{{{name}}}}}{{}}" for name in ("graphicx", "accsupp")]
    if scripts:
        lines.append(r"\ifdefined\Umathcode\IfFileExists{fontspec.sty}{\usepackage{fontspec}}{}\fi")
    if "Cyrillic" in scripts:
        lines.append(r"\ifdefined\Umathcode\else\IfFileExists{t2aenc.def}{\usepackage[T2A,T1]{fontenc}}{}\fi")
    return lines


def _fonts(body: str, how: str) -> list[str]:
    """Say which fonts letters of other scripts want."""
    scripts = _tex.scripts(body)
    return [_SCRIPTS % (", ".join(scripts), how, *_tex.FONTS[1:3])] if scripts else []


def _bounded(view: Any) -> Any:
    """Cut what a page cannot hold: each text that LaTeX does not break over pages."""
    if isinstance(view, (Prose, Notes)):
        return view._replace(title=cut(view.title, _MOST))
    if isinstance(view, Chart):
        return _cut(view, _MOST)._replace(
            heads=_cut(view.heads, _MOST_ON_LINE), series=_cut(view.series, _MOST_ON_LINE)
        )
    return _cut(view, _MOST)


def _cut(part: Any, most: int) -> Any:
    """Cut every text of a part of a view; what stands on one line is cut shorter."""
    if isinstance(part, str):
        return cut(part, most)
    if isinstance(part, tuple):
        most = _MOST_ON_LINE if isinstance(part, (Bar, Column)) else most
        parts = (_cut(one, most) for one in part)
        return type(part)(*parts) if hasattr(part, "_fields") else tuple(parts)
    return part


def _title(report: Report) -> str:
    """Write the title of a document."""
    subtitle = f"\n\n{{\\large {_tex.write_text(cut(report.subtitle, _MOST))}\\par}}" if report.subtitle else ""
    return f"{{\\LARGE\\bfseries {_tex.write_text(cut(report.title, _MOST))}\\par}}{subtitle}"


def _section(report: Report) -> str:
    """Write the title of a part of a document."""
    subtitle = f"\n\n\\noindent {_tex.write_text(cut(report.subtitle, _MOST))}" if report.subtitle else ""
    return f"\\section*{{{_tex.write_text(cut(report.title, _MOST))}}}{subtitle}"


def _headed(title: str, body: str) -> str:
    return f"\\subsection*{{{_tex.write_text(title)}}}\n\n{body}" if title else body


def _prose(prose: Prose, _sizes: tuple[Size, ...]) -> str:
    if prose.is_code:
        lines = "\n".join(f"\\hangindent 2em {_tex.write_code(line) or _STRUT}\\par" for line in prose.lines)
        return _headed(prose.title, f"{_CODE}\n{lines}\n}}")
    body = "\n\n".join(_tex.write_text(bind_spaces(line)) for line in prose.lines)
    return _headed(prose.title, f"{{\\small\n{body}\\par}}" if prose.is_small else body)


def _notes(notes: Notes, _sizes: tuple[Size, ...]) -> str:
    """Write notes each beside its label; without labels each hangs from its first line, as in a bibliography.

    Where room is dear they are one paragraph.
    """
    if notes.is_run_in:
        entries = "; ".join(
            rf"\textbf{{{_tex.write_whole(note.label)}}} {_tex.write_text(note.text)}" for note in notes.entries
        )
        return rf"{{\small \textbf{{{_tex.write_text(notes.title)}}}: {entries}.\par}}"
    is_labelled = any(note.label for note in notes.entries)
    begin = _LIST % (("2em", "0pt") if is_labelled else ("1.5em", "-1.5em"))
    return _headed(notes.title, "\n".join([begin, *map(_note, notes.entries), r"\end{list}"]))


def _note(note: Note) -> str:
    said = [_tex.write_text(note.text), _tex.write_address(note.url) if note.url else ""]
    return f"\\item[{{{_tex.write_whole(note.label)}}}] {' '.join(part for part in said if part)}"


def _outline(outline: Outline, _sizes: tuple[Size, ...]) -> str:
    """Write entries as nested lists; those deeper than LaTeX goes stand one under the other."""
    lines: list[str] = []
    deep = -1
    for entry in outline.entries:
        depth = min(entry.depth, _DEEPEST)
        lines += _steps(deep, depth)
        lines.append(_entry(entry))
        deep = depth
    return "\n".join([*lines, *_steps(deep, -1)])


def _steps(old: int, new: int) -> list[str]:
    """Open or close lists on the way from one depth to another."""
    down = [r"\begin{itemize}\raggedright" for _ in range(old, new)]
    return down or [r"\end{itemize}" for _ in range(new, old)]


def _entry(entry: Entry) -> str:
    value = _tex.write_text(f"{entry.value.text}{entry.value.mark}")
    lines = "".join(f"\\\\\n  {{\\small {_tex.write_text(line)}}}" for line in entry.lines)
    return f"\\item \\textbf{{{_tex.write_text(entry.head)}}} {value}{lines}".rstrip()


def _chart(chart: Chart, _sizes: tuple[Size, ...]) -> str:
    return _charts.draw_rules(chart)


_DRAWN: Mapping[type, Callable[[Any, tuple[Size, ...]], str]] = {
    Chart: _chart,
    Grid: draw_tabular,
    Notes: _notes,
    Outline: _outline,
    Prose: _prose,
}
