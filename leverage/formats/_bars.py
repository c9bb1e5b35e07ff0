"""A chart as lines of text: labels above their bars, numbers at the bars' ends, for terminals and code blocks."""

import textwrap
from collections.abc import Iterator

from rich.cells import cell_len

from leverage.report.views import Bar, Bars, Chart

_SERIES = "░█▒"
_ALONE = "█"  # where there is only one sort
_AXIS, _WITHIN, _REACH = "│", "▓", "─"
_WIDTH = 80  # where there is no other
_MOST = 100  # wider bars say no more
_LEAST = 30


def lines(chart: Chart, width: int | None) -> list[str]:
    """Draw a chart in a width; what does not fit in words is folded."""
    return list(_lines(chart, max(_LEAST, min(width or _WIDTH, _MOST))))


def _lines(chart: Chart, width: int) -> Iterator[str]:
    half = (width - 1) // 2
    yield from textwrap.wrap(f"{chart.title}; {chart.scale}", width)
    if len(chart.series) > 1:
        samples = [f"{sign}{sign} {name}" for sign, name in zip(_SERIES, chart.series, strict=False)]
        yield from textwrap.wrap("   ".join(samples), width)
    left, right = chart.heads
    yield f"{_right(left, half - 1)} {_AXIS} {right}"
    longest = max((cell_len(bar.text) for row in chart.rows for bar in row.bars), default=0)
    scale = max(half - longest - 1, 4) / chart.reach
    for row in chart.rows:
        yield from (_right(line, half + (cell_len(line) + 1) // 2) for line in textwrap.wrap(row.label, width))
        yield from _row(chart, row, half, scale)
    for line in chart.told(f"{_WITHIN}{_REACH}"):
        yield from textwrap.wrap(line, width)


def _row(chart: Chart, row: Bars, half: int, scale: float) -> Iterator[str]:
    """Yield a line for each line of bars: to the left of the axis mirrored, to the right as they are."""
    for number in range(max((bar.line for bar in row.bars), default=-1) + 1):
        sides = {bar.side: _bar(chart, bar, scale) for bar in row.bars if bar.line == number}
        bar, text = sides.get(-1, ("", ""))
        left = f"{text} {bar[::-1]}" if text else ""
        bar, text = sides.get(1, ("", ""))
        yield f"{_right(left, half)}{_AXIS}{bar} {text}".rstrip()


def _bar(chart: Chart, bar: Bar, scale: float) -> tuple[str, str]:
    """Return a bar as signs from the axis outwards, with a line as far as its range goes, and what it says."""
    sign = _SERIES[bar.series] if len(chart.series) > 1 else _ALONE
    length = round(abs(bar.end - chart.axis) * scale)
    if bar.low is None or bar.high is None:
        return sign * length, bar.text
    near, far = sorted(round((end - chart.axis) * bar.side * scale) for end in (bar.low, bar.high))
    near = max(0, min(near, length))
    return sign * near + _WITHIN * (length - near) + _REACH * (far - length), bar.text


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text
