"""A chart as bars of rules in a LaTeX table, without any package: in black and white, each bar with its number."""

from leverage.formats import _tex
from leverage.report.views import Bar, Bars, Chart

_SPAN = 0.25  # of the line, for the longest bar
_LABEL = 12.0  # em; a longer label folds
_MARKS = (
    r"{\setlength{\fboxsep}{0pt}\framebox[%s]{\rule{0pt}{1.2ex}}}",
    r"\rule{%s}{1.4ex}",
    r"\rule[0.5ex]{%s}{0.4ex}",
)


def drawn(chart: Chart) -> str:
    """Draw a chart: a line for a bar on either side of the axis, what the bars are, and what must be said of it."""
    wide = any(_tex.width(row.label) > _LABEL for row in chart.rows)
    label = r">{\raggedright\arraybackslash}p{0.2\linewidth}" if wide else "l"
    left, right = (_tex.text(head) for head in chart.heads)
    lines = [
        r"\begin{center}\begin{minipage}{\linewidth}\centering\small",
        *([rf"{{\normalsize\bfseries {_tex.text(chart.title)}\par}}\smallskip"] if chart.title else []),
        rf"\begin{{tabular}}{{@{{}}{label}r@{{}}|@{{}}l@{{}}}}",
        rf" & {left}\enspace & \enspace {right} \\",
        *(line for row in chart.rows for line in _lines(chart, row)),
        r"\end{tabular}\par",
        r"\smallskip",
        *(rf"{text}\par" for text in _legend(chart)),
        r"\end{minipage}\end{center}",
    ]
    return "\n".join(lines)


def _lines(chart: Chart, row: Bars) -> list[str]:
    """Write a line for each line of bars; the first has the row's label."""
    lines = []
    for number in range(max((bar.line for bar in row.bars), default=0) + 1):
        sides = {bar.side: _drawn(chart, bar) for bar in row.bars if bar.line == number}
        label = _tex.text(row.label) if number == 0 else ""
        lines.append(rf"{label} & {sides.get(-1, '')} & {sides.get(1, '')} \\")
    return lines


def _drawn(chart: Chart, bar: Bar) -> str:
    """Draw a bar outwards from the axis, its number at its end."""
    mark = _mark(chart, bar.series, rf"{abs(bar.end - chart.axis) / chart.reach * _SPAN:.4f}\linewidth")
    text = _tex.whole(bar.text)
    return rf"{text}\enspace {mark}" if bar.side < 0 else rf"{mark}\enspace {text}"


def _mark(chart: Chart, series: int, length: str) -> str:
    """Return a bar of a length; solid where there is only one sort."""
    return _MARKS[series % len(_MARKS) if len(chart.series) > 1 else 1] % length


def _legend(chart: Chart) -> list[str]:
    """Say what the bars are, and what of."""
    samples = [f"{_mark(chart, at, '1em')} {_tex.text(name)}" for at, name in enumerate(chart.series)]
    marks = samples if len(samples) > 1 else []
    return [line for line in (r" \quad ".join(marks), *map(_tex.text, (chart.scale, *chart.lines))) if line]
