"""A chart as lines of text, and as SVG."""

import textwrap
from collections.abc import Iterator
from html import escape

from rich.cells import cell_len

from leverage.report.views import Bar, Bars, Chart
from leverage.text import cut, legal

_SERIES = "░█▒"
_ALONE = "█"  # where there is only one sort
_AXIS, _WITHIN, _REACH = "│", "▓", "─"
_WIDTH = 80  # where there is no other
_TEXT_MOST = 100  # wider bars say no more
_LEAST = 30


def draw_text_bars(chart: Chart, width: int | None) -> list[str]:
    """Draw a chart in a width; what does not fit in words is folded."""
    return list(_text_lines(chart, max(_LEAST, min(width or _WIDTH, _TEXT_MOST))))


def _text_lines(chart: Chart, width: int) -> Iterator[str]:
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


#: Colours for a chart that stands alone; a page has its own, for light and for dark.
STYLE = (
    ".lev-text{fill:#222}.lev-soft{fill:#555}.lev-line{stroke:#222;fill:none}.lev-halo{stroke:#fff;stroke-width:3;"
    "fill:none}.lev-s0{fill:#fff;stroke:#222}"
    ".lev-s1{fill:#1f5a8a;stroke:#1f5a8a}.lev-s2{fill:#e69f00;stroke:#8a5f00}"
)
WIDTH = 400
MARK = "├─┤"  # what ranges are drawn by, for the legend

FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_SIZE = 12
_LETTER = 6.7  # the width of a digit, and as good as that of a letter on average
_LINE = 16
_BAR = 10
_GAP = 8
_EDGE = 8  # around the whole picture
_WRAP = int(WIDTH / _LETTER)
_SVG_MOST = 600  # characters of a text, or a picture would be as high as a tower


def draw_svg(chart: Chart, title: str = "") -> str:
    """Draw a chart: under a title with its own colours and background, or without one as a part of a page."""
    drawing = _Drawing(chart)
    body = "".join(drawing.draw(title))
    width, height = WIDTH + 2 * _EDGE, drawing.height + 2 * _EDGE
    place = f'x="{-_EDGE}" y="{-_EDGE}" width="{width}" height="{height}"'
    back = f'<style>{STYLE}</style><rect {place} fill="#fff"/>' if title else ""
    return legal(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-_EDGE} {-_EDGE} {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(cut(f"{chart.title}; {chart.scale}", _SVG_MOST))}" '
        f'font-family="{FONT}" font-size="{_SIZE}">{back}{body}</svg>'
    )


class _Drawing:
    """Goes down the picture; `height` is how far it has come."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        longest = max((len(bar.text) for row in chart.rows for bar in row.bars), default=0)
        self._unit = (WIDTH / 2 - longest * _LETTER - 10) / chart.reach
        self.height = 0

    def draw(self, title: str) -> Iterator[str]:
        """Yield the elements from top to bottom."""
        if title:
            yield from self._words(title, "text", weight="bold")
        if title not in ("", self._chart.title):
            yield from self._words(self._chart.title, "text")
        yield from self._words(self._chart.scale, "soft")
        yield from self._legend()
        self.height += _LINE + _GAP
        left, right = (cut(head, _WRAP) for head in self._chart.heads)
        yield _text(WIDTH / 2 - 6, self.height, left, "text", "end", "bold")
        yield _text(WIDTH / 2 + 6, self.height, right, "text", "start", "bold")
        for row in self._chart.rows:
            yield from self._row(row)
        for line in self._chart.told(MARK) if title else ():
            yield from self._words(line, "soft")

    def _words(self, text: str, look: str, weight: str = "") -> Iterator[str]:
        for line in textwrap.wrap(cut(text, _SVG_MOST), _WRAP):
            self.height += _LINE
            yield _text(0, self.height, line, look, "start", weight)

    def _legend(self) -> Iterator[str]:
        """Yield a sample of each sort of bar with its name, side by side as far as they fit."""
        if len(self._chart.series) < 2:
            return
        self.height += _LINE
        place = 0.0
        for series, name in enumerate(cut(name, _WRAP) for name in self._chart.series):
            width = len(name) * _LETTER + 2 * _SIZE + 10
            if place and place + width > WIDTH:
                place, self.height = 0.0, self.height + _LINE
            yield f'<rect class="lev-s{series}" x="{place + 0.5:g}" y="{self.height - 9}" width="18" height="9"/>'
            yield _text(place + 2 * _SIZE, self.height, name, "text", "start")
            place += width

    def _row(self, row: Bars) -> Iterator[str]:
        self.height += _GAP
        for line in textwrap.wrap(cut(row.label, _SVG_MOST), _WRAP):
            self.height += _LINE
            yield _text(WIDTH / 2, self.height, line, "text", "middle")
        self.height += 4
        top = self.height - 1
        for number in range(max((bar.line for bar in row.bars), default=-1) + 1):
            for bar in (bar for bar in row.bars if bar.line == number):
                yield from self._bar(bar)
            self.height += _BAR + 4
        yield f'<path class="lev-line" d="M{WIDTH / 2:g} {top}V{self.height - 2}"/>'

    def _bar(self, bar: Bar) -> Iterator[str]:
        """Yield a bar, the line of its range, and behind both its number."""
        end, middle = self._place(bar.end), self.height + _BAR / 2
        left, width = min(end, WIDTH / 2), abs(end - WIDTH / 2)
        look = bar.series if len(self._chart.series) > 1 else 1
        if width:
            yield f'<rect class="lev-s{look}" x="{left:.1f}" y="{self.height}" width="{width:.1f}" height="{_BAR}"/>'
        ends = [end]
        if bar.low is not None and bar.high is not None:
            low, high = self._place(bar.low), self._place(bar.high)
            ends += [low, high]
            way = f"M{low:.1f} {middle:g}H{high:.1f}M{low:.1f} {middle - 3:g}v6M{high:.1f} {middle - 3:g}v6"
            yield f'<path class="lev-halo" d="{way}"/><path class="lev-line" d="{way}"/>'
        far = max(ends) if bar.side > 0 else min(ends)
        anchor = "start" if bar.side > 0 else "end"
        yield _text(far + 4 * bar.side, self.height + _BAR - 1, bar.text, "text", anchor)

    def _place(self, value: float) -> float:
        return WIDTH / 2 + (value - self._chart.axis) * self._unit


def _text(x: float, y: float, text: str, look: str, anchor: str, weight: str = "") -> str:
    bold = f' font-weight="{weight}"' if weight else ""
    return f'<text class="lev-{look}" x="{x:.1f}" y="{y:g}" text-anchor="{anchor}"{bold}>{escape(text)}</text>'
