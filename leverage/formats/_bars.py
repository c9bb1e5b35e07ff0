"""A chart as bars of rules in a LaTeX table, without any package: in black and white, each bar with its number."""

from typing import NamedTuple

from leverage.formats import _tex
from leverage.report.views import Bar, Bars, Chart

_SPAN = 0.5  # of the line, for the bars of both sides together
_LABEL = 12.0  # em; a longer label folds
_MARKS = (
    r"\rule{%s}{1.4ex}",
    r"{\setlength{\fboxsep}{0pt}\framebox[%s]{\rule{0pt}{1.2ex}}}",
    r"\rule[0.5ex]{%s}{0.4ex}",
)


class _Piece(NamedTuple):
    """The part of a bar on one side of the axis: how far from it, how long, and what it says."""

    away: float
    length: float
    text: str
    series: int


def drawn(chart: Chart) -> str:
    """Draw a chart: a line for a bar on either side of the axis, what the bars are, and what must be said of it."""
    unit = _SPAN / (_reach(chart) or 1.0)
    wide = any(_tex.width(row.label) > _LABEL for row in chart.rows)
    label = r">{\raggedright\arraybackslash}p{0.2\linewidth}" if wide else "l"
    left, right = (_tex.text(head) for head in chart.heads)
    lines = [
        r"\begin{center}\begin{minipage}{\linewidth}\centering\small",
        *([rf"{{\normalsize\bfseries {_tex.text(chart.title)}\par}}\smallskip"] if chart.title else []),
        rf"\begin{{tabular}}{{@{{}}{label}r@{{}}|@{{}}l@{{}}}}",
        rf" & {left}\enspace & \enspace {right} \\",
        *(line for row in chart.rows for line in _lines(row, chart.axis, unit)),
        r"\end{tabular}\par",
        r"\smallskip",
        *(rf"{text}\par" for text in _legend(chart)),
        r"\end{minipage}\end{center}",
    ]
    return "\n".join(lines)


def _reach(chart: Chart) -> float:
    """Return how far the bars reach from the axis, to both sides together."""
    ends = [chart.axis, *(end for row in chart.rows for bar in row.bars for end in (bar.start, bar.end))]
    return max(ends) - min(ends)


def _lines(row: Bars, axis: float, unit: float) -> list[str]:
    """Write a row's bars, two on a line where they stand on either side, under its label."""
    lines: list[list[str]] = []
    for bar in row.bars:
        sides = [_mark(piece, unit, is_left) if piece else "" for piece, is_left in _sides(bar, axis)]
        if lines and not any(old and new for old, new in zip(lines[-1], sides, strict=True)):
            lines[-1] = [old or new for old, new in zip(lines[-1], sides, strict=True)]
        else:
            lines.append(sides)
    labels = [_tex.text(row.label), *[""] * len(lines)]
    return [rf"{label} & {' & '.join(sides)} \\" for label, sides in zip(labels, lines or [["", ""]], strict=False)]


def _sides(bar: Bar, axis: float) -> list[tuple[_Piece | None, bool]]:
    """Part a bar at the axis; its number stands at its far end."""
    low, high = sorted((bar.start, bar.end))
    is_left = bar.end < axis or (bar.end == axis and bar.start < axis)
    left = _Piece(max(axis - high, 0.0), min(axis, high) - low, bar.text if is_left else "", bar.series)
    right = _Piece(max(low - axis, 0.0), high - max(axis, low), "" if is_left else bar.text, bar.series)
    return [(left if low < axis else None, True), (right if high > axis or not is_left else None, False)]


def _mark(piece: _Piece, unit: float, is_left: bool) -> str:
    """Draw a piece outwards from the axis."""
    mark = _MARKS[piece.series % len(_MARKS)] % _length(piece.length * unit)
    parts = [rf"\hspace*{{{_length(piece.away * unit)}}}" if piece.away else "", mark]
    parts.append(rf"\enspace {_tex.whole(piece.text)}" if piece.text and not is_left else "")
    inwards = [rf"{_tex.whole(piece.text)}\enspace " if piece.text else "", *reversed(parts[:2])]
    return "".join(inwards if is_left else parts)


def _length(share: float) -> str:
    return rf"{share:.4f}\linewidth"


def _legend(chart: Chart) -> list[str]:
    """Say what the bars are, what of, and where the axis is."""
    marks = [f"{_MARKS[at % len(_MARKS)] % '1em'} {_tex.text(name)}" for at, name in enumerate(chart.series)]
    said = [_tex.text(text) for text in (chart.scale, chart.axis_text) if text]
    return [line for line in (r" \quad ".join(marks), "; ".join(said), *map(_tex.text, chart.lines)) if line]
