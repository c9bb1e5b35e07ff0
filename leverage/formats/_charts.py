"""A chart as lines of text, and as SVG."""

import textwrap
from collections.abc import Iterator
from html import escape

from rich.cells import cell_len

from leverage.report.views import Bar, Bars, Chart
from leverage.text import cut, legal

_SERIES = "░█▒"
_ALONE = "█"  # of the only series
_AXIS, _WITHIN, _REACH = "│", "▓", "─"
_USUAL_WIDTH = 80  # if none is given
_MOST_WIDTH = 100  # wider bars say no more
_LEAST_WIDTH = 30


def list_lines(row: Bars) -> list[list[Bar]]:
    """Return the bars of a row by the lines on which they stand."""
    count = max((bar.line for bar in row.bars), default=-1) + 1
    return [[bar for bar in row.bars if bar.line == number] for number in range(count)]


def draw_text_bars(chart: Chart, width: int | None) -> list[str]:
    """Return a chart as lines of a width in characters; words that do not fit are folded."""
    return list(_draw_lines(chart, max(_LEAST_WIDTH, min(width or _USUAL_WIDTH, _MOST_WIDTH))))


def _draw_lines(chart: Chart, width: int) -> Iterator[str]:
    half = (width - 1) // 2
    yield from textwrap.wrap(f"{chart.title}; {chart.scale}", width)
    if len(chart.series) > 1:
        samples = [f"{sign}{sign} {name}" for sign, name in zip(_SERIES, chart.series, strict=False)]
        yield from textwrap.wrap("   ".join(samples), width)
    left, right = chart.heads
    yield f"{_align_right(left, half - 1)} {_AXIS} {right}"
    longest = max((cell_len(bar.text) for row in chart.rows for bar in row.bars), default=0)
    scale = max(half - longest - 1, 4) / chart.reach
    for row in chart.rows:
        for line in textwrap.wrap(row.label, width):
            yield _align_right(line, half + (cell_len(line) + 1) // 2)
        yield from _draw_row(chart, row, half, scale)
    for remark in chart.told(f"{_WITHIN}{_REACH}"):
        yield from textwrap.wrap(remark, width)


def _draw_row(chart: Chart, row: Bars, half: int, scale: float) -> Iterator[str]:
    """Yield a line for each line of bars: those to the left of the axis mirrored, those to the right as they are."""
    for bars in list_lines(row):
        sides = {bar.side: (_draw_bar(chart, bar, scale), bar.text) for bar in bars}
        drawn, text = sides.get(-1, ("", ""))
        left = f"{text} {drawn[::-1]}" if text else ""
        drawn, text = sides.get(1, ("", ""))
        yield f"{_align_right(left, half)}{_AXIS}{drawn} {text}".rstrip()


def _draw_bar(chart: Chart, bar: Bar, scale: float) -> str:
    """Draw a bar from the axis outwards, with a line as far as its range goes."""
    sign = _SERIES[bar.series] if len(chart.series) > 1 else _ALONE
    length = round(abs(bar.end - chart.axis) * scale)
    if bar.low is None or bar.high is None:
        return sign * length
    near, far = sorted(round((end - chart.axis) * bar.side * scale) for end in (bar.low, bar.high))
    near = max(0, min(near, length))
    return sign * near + _WITHIN * (length - near) + _REACH * (far - length)


def _align_right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


#: Colours of a chart that stands alone; a page has its own, for light and for dark.
STYLE = (
    ".lev-text{fill:#222}.lev-soft{fill:#555}.lev-line{stroke:#222;fill:none}.lev-halo{stroke:#fff;stroke-width:3;"
    "fill:none}.lev-s0{fill:#fff;stroke:#222}"
    ".lev-s1{fill:#1f5a8a;stroke:#1f5a8a}.lev-s2{fill:#e69f00;stroke:#8a5f00}"
)
WIDTH = 400
MARK = "├─┤"  # how ranges are drawn, for a remark
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

_MIDDLE = WIDTH / 2
_SIZE = 12
_LETTER = 6.7  # the width of a digit, and roughly the mean width of a letter
_LINE = 16
_BAR = 10
_GAP = 8
_EDGE = 8  # around the whole picture
_WRAP = int(WIDTH / _LETTER)
_LONGEST = 600  # characters of a text, so that the picture is not as high as a tower


def draw_svg(chart: Chart, title: str = "") -> str:
    """Return a chart as SVG: with a title, its own colours and a background, or without a title as part of a page."""
    drawing = _Drawing(chart)
    body = "".join(drawing.draw(title))
    width, height = WIDTH + 2 * _EDGE, drawing.height + 2 * _EDGE
    place = f'x="{-_EDGE}" y="{-_EDGE}" width="{width}" height="{height}"'
    back = f'<style>{STYLE}</style><rect {place} fill="#fff"/>' if title else ""
    return legal(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-_EDGE} {-_EDGE} {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(cut(f"{chart.title}; {chart.scale}", _LONGEST))}" '
        f'font-family="{FONT}" font-size="{_SIZE}">{back}{body}</svg>'
    )


class _Drawing:
    """Draws a chart from top to bottom; `height` is how far it has come."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        longest = max((len(bar.text) for row in chart.rows for bar in row.bars), default=0)
        self._unit = (_MIDDLE - longest * _LETTER - 10) / chart.reach
        self.height = 0

    def draw(self, title: str) -> Iterator[str]:
        """Yield the elements from top to bottom."""
        if title:
            yield from self._draw_words(title, "text", is_bold=True)
        if title not in ("", self._chart.title):
            yield from self._draw_words(self._chart.title, "text")
        yield from self._draw_words(self._chart.scale, "soft")
        yield from self._draw_legend()
        self.height += _LINE + _GAP
        left, right = (cut(head, _WRAP) for head in self._chart.heads)
        yield _write_text(_MIDDLE - 6, self.height, left, anchor="end", is_bold=True)
        yield _write_text(_MIDDLE + 6, self.height, right, is_bold=True)
        for row in self._chart.rows:
            yield from self._draw_row(row)
        if title:
            for remark in self._chart.told(MARK):
                yield from self._draw_words(remark, "soft")

    def _draw_words(self, text: str, look: str, *, is_bold: bool = False) -> Iterator[str]:
        for line in textwrap.wrap(cut(text, _LONGEST), _WRAP):
            self.height += _LINE
            yield _write_text(0, self.height, line, look, is_bold=is_bold)

    def _draw_legend(self) -> Iterator[str]:
        """Yield a sample of each series with its name, side by side as far as they fit."""
        if len(self._chart.series) < 2:
            return
        self.height += _LINE
        place = 0.0
        for series, name in enumerate(cut(name, _WRAP) for name in self._chart.series):
            width = len(name) * _LETTER + 2 * _SIZE + 10
            if place and place + width > WIDTH:
                place = 0.0
                self.height += _LINE
            yield f'<rect class="lev-s{series}" x="{place + 0.5:g}" y="{self.height - 9}" width="18" height="9"/>'
            yield _write_text(place + 2 * _SIZE, self.height, name)
            place += width

    def _draw_row(self, row: Bars) -> Iterator[str]:
        self.height += _GAP
        for line in textwrap.wrap(cut(row.label, _LONGEST), _WRAP):
            self.height += _LINE
            yield _write_text(_MIDDLE, self.height, line, anchor="middle")
        self.height += 4
        top = self.height - 1
        for bars in list_lines(row):
            for bar in bars:
                yield from self._draw_bar(bar)
            self.height += _BAR + 4
        yield f'<path class="lev-line" d="M{_MIDDLE:g} {top}V{self.height - 2}"/>'

    def _draw_bar(self, bar: Bar) -> Iterator[str]:
        """Yield a bar, the line of its range, and beyond both its number."""
        end, middle = self._place(bar.end), self.height + _BAR / 2
        left, width = min(end, _MIDDLE), abs(end - _MIDDLE)
        look = bar.series if len(self._chart.series) > 1 else 1
        if width:
            yield f'<rect class="lev-s{look}" x="{left:.1f}" y="{self.height}" width="{width:.1f}" height="{_BAR}"/>'
        ends = [end]
        if bar.low is not None and bar.high is not None:
            low, high = self._place(bar.low), self._place(bar.high)
            ends += [low, high]
            path = f"M{low:.1f} {middle:g}H{high:.1f}M{low:.1f} {middle - 3:g}v6M{high:.1f} {middle - 3:g}v6"
            yield f'<path class="lev-halo" d="{path}"/><path class="lev-line" d="{path}"/>'
        height = self.height + _BAR - 1
        if bar.side > 0:
            yield _write_text(max(ends) + 4, height, bar.text)
        else:
            yield _write_text(min(ends) - 4, height, bar.text, anchor="end")

    def _place(self, value: float) -> float:
        return _MIDDLE + (value - self._chart.axis) * self._unit


def _write_text(
    x: float, y: float, text: str, look: str = "text", *, anchor: str = "start", is_bold: bool = False
) -> str:
    bold = ' font-weight="bold"' if is_bold else ""
    return f'<text class="lev-{look}" x="{x:.1f}" y="{y:g}" text-anchor="{anchor}"{bold}>{escape(text)}</text>'
