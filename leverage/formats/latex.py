r"""LaTeX with booktabs: a fragment to be put into a document with ``\input``, or a whole document if asked for.

A fragment stays where it is put: no table floats, so that a sentence about one stands below it. A table that fits on a
page is a tabular kept whole, under a numbered caption; a longer one is a longtable, which wants one column of text.
"""

from collections.abc import Callable, Mapping
from typing import Any

from leverage.formats import Page, _rules, _tex
from leverage.formats._binding import bound
from leverage.formats._fitting import DENSE, FRAGMENT, WHOLE, Size
from leverage.formats._tabular import drawn
from leverage.report.parts import Report
from leverage.report.views import Chart, Entry, Grid, Note, Notes, Outline, Prose, is_dense

EXTENSIONS = ("tex",)
FOR_PEOPLE = True
HAS_FRAGMENTS = True

_DEEPEST = 3  # LaTeX has four lists within one another
_PACKAGES = r"\usepackage{array,booktabs,longtable}"
_NEEDS = f"% For \\input into a document with {_PACKAGES} in its preamble."
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
    paper = report.paper(page.table)
    is_tight = bool(page.is_whole) and is_dense(paper)
    sizes = DENSE if is_tight else WHOLE if page.is_whole else FRAGMENT
    views = [_DRAWN[type(view)](view, sizes) for view in paper]
    head = (_title if page.is_whole else _section)(report)
    body = "\n\n".join([head, *(view for view in views if view)])
    if not page.is_whole:
        return "\n".join([_NEEDS, _BEGIN, *_tex.macros(body), "", body, "", r"\endgroup"]) + "\n"
    preamble = f"{_PREAMBLE}\n{_TIGHT}" if is_tight else _PREAMBLE
    return "\n".join([preamble, *_tex.macros(body), r"\begin{document}", "", body, "", r"\end{document}"]) + "\n"


def _title(report: Report) -> str:
    """Write the title of a document."""
    subtitle = f"\n\n{{\\large {_tex.text(report.subtitle)}\\par}}" if report.subtitle else ""
    return f"{{\\LARGE\\bfseries {_tex.text(report.title)}\\par}}{subtitle}"


def _section(report: Report) -> str:
    """Write the title of a part of a document."""
    subtitle = f"\n\n\\noindent {_tex.text(report.subtitle)}" if report.subtitle else ""
    return f"\\section*{{{_tex.text(report.title)}}}{subtitle}"


def _headed(title: str, body: str) -> str:
    return f"\\subsection*{{{_tex.text(title)}}}\n\n{body}" if title else body


def _prose(prose: Prose, _sizes: tuple[Size, ...]) -> str:
    if prose.is_code:
        lines = "\n".join(f"\\hangindent 2em {_tex.code(line) or _STRUT}\\par" for line in prose.lines)
        return _headed(prose.title, f"{_CODE}\n{lines}\n}}")
    body = "\n\n".join(_tex.text(bound(line)) for line in prose.lines)
    return _headed(prose.title, f"{{\\small\n{body}\\par}}" if prose.is_small else body)


def _notes(notes: Notes, _sizes: tuple[Size, ...]) -> str:
    """Write notes each beside its label; without labels each hangs from its first line, as in a bibliography.

    Where room is dear they are one paragraph.
    """
    if notes.is_run_in:
        entries = "; ".join(rf"\textbf{{{_tex.whole(note.label)}}} {_tex.text(note.text)}" for note in notes.entries)
        return rf"{{\small \textbf{{{_tex.text(notes.title)}}}: {entries}.\par}}"
    is_labelled = any(note.label for note in notes.entries)
    begin = _LIST % (("2em", "0pt") if is_labelled else ("1.5em", "-1.5em"))
    return _headed(notes.title, "\n".join([begin, *map(_note, notes.entries), r"\end{list}"]))


def _note(note: Note) -> str:
    said = [_tex.text(note.text), _tex.address(note.url) if note.url else ""]
    return f"\\item[{{{_tex.whole(note.label)}}}] {' '.join(part for part in said if part)}"


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
    value = _tex.text(f"{entry.value.text}{entry.value.mark}")
    lines = "".join(f"\\\\\n  {{\\small {_tex.text(line)}}}" for line in entry.lines)
    return f"\\item \\textbf{{{_tex.text(entry.head)}}} {value}{lines}".rstrip()


def _chart(chart: Chart, _sizes: tuple[Size, ...]) -> str:
    return _rules.drawn(chart)


_DRAWN: Mapping[type, Callable[[Any, tuple[Size, ...]], str]] = {
    Chart: _chart,
    Grid: drawn,
    Notes: _notes,
    Outline: _outline,
    Prose: _prose,
}
