"""A panel of a chart as shapes at places: boxes, lines, dots and words, which SVG and LaTeX write each in its own way.

All panels are of one width, at which text is as large as on the page around it: they stand side by side where there is
room, and one under the other where there is not. Places count from the upper left corner, in units of which `SIZE` are
the size of the text.
"""

import io
import math
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from leverage.report.views import Bar, Bars, Chart, Panel
from leverage.text import bind_spaces, cut

WIDTH = 340
SIZE, SMALL = 12.0, 10.5
LINE = 16

LETTER = 0.56  # of the size: the width of a digit, and a little more than the mean width of a letter
_BAR = 10
_BOUND = "\ue000"  # stands for a space that does not break, at which rich would break a line
_MOST = 300  # characters of a text, so that a panel is not as high as a tower
_FURTHEST = 4.0  # times the largest number; a range or an exposure that goes further is cut open
_FURTHEST_ON_SCALE = 30.0  # times the largest number of a logarithmic scale, and the smallest divided by that
_LEAST, _MOST_ON_SCALE = 1e-100, 1e100  # of a logarithmic scale
_SMALLEST = 1e-300  # where a logarithmic scale may begin: nearer to 0 nothing has a logarithm


class Words(NamedTuple):
    """A line of text; `anchor` is the end of it that stands at `x`. `look` is "ink" or "soft"."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    look: str = "ink"
    size: float = SIZE
    is_bold: bool = False


class Box(NamedTuple):
    """A filled rectangle in a hue: 1 and 2 are those of the sides, 0 that of neither."""

    x: float
    y: float
    width: float
    height: float
    hue: int


class Line(NamedTuple):
    """A line, level, upright or a diagonal; `look` is "ink", "soft" or "faint"."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: str = "ink"


class Dot(NamedTuple):
    """A dot in a hue; that of the second side is a square, so that hues can be told apart without colour."""

    x: float
    y: float
    hue: int
    is_hollow: bool = False


_Place: TypeAlias = Callable[[float, float], tuple[float, float]]
Shape: TypeAlias = Words | Box | Line | Dot


class Drawing(NamedTuple):
    """The shapes of a panel and its height."""

    height: float
    shapes: tuple[Shape, ...]


def measure(text: str, size: float = SIZE) -> float:
    """Estimate the width of a text."""
    return cell_len(text) * LETTER * size


def fold(text: str, cells: int) -> list[str]:
    """Fold a text into lines of at most `cells` characters, of which wide ones count for two."""
    bound = bind_spaces(text).replace("\u00a0", _BOUND)
    return [line.plain.rstrip().replace(_BOUND, "\u00a0") for line in Text(bound).wrap(_make_console(), cells)]


@cache
def _make_console() -> Console:
    return Console(file=io.StringIO(), width=WIDTH, color_system=None, legacy_windows=False, _environ={})


def fold_to_width(text: str, width: float, size: float = SIZE) -> list[str]:
    """Fold a text, cut if it is very long, into lines that are not wider."""
    return fold(cut(text, _MOST), max(4, int(width / (LETTER * size))))


def list_drawings(chart: Chart) -> list[Drawing]:
    """Draw the panels of a chart; a legend stands once below those that share it."""
    drawings = []
    for number, panel in enumerate(chart.body):
        is_new = number == 0 or chart.body[number - 1].legend != panel.legend
        drawings.append(_DRAWERS[panel.shape](panel, has_legend=is_new).finish())
    return drawings


class _Drawer:
    """Draws a panel from top to bottom; `height` is how far it has come."""

    def __init__(self, panel: Panel, *, has_legend: bool) -> None:
        self.panel = panel
        self.height = 0.0
        self.shapes: list[Shape] = []
        self._has_legend = has_legend

    def finish(self) -> Drawing:
        """Draw the title, the body and the legend."""
        self.write(Words(0, 0, self.panel.title, is_bold=True))
        self.draw_body()
        if self._has_legend:
            self._draw_legend()
        return Drawing(self.height + 4, tuple(self.shapes))

    def draw_body(self) -> None:
        """Draw what is between the title and the legend."""
        raise NotImplementedError

    def write(self, words: Words) -> None:
        """Write a text in lines below what is there, from its place to the right end."""
        for line in fold_to_width(words.text, WIDTH - words.x, words.size):
            self.height += LINE
            self.shapes.append(words._replace(y=self.height, text=line))

    def write_numbers(self, bar: Bar, x: float, anchor: str, y: float) -> None:
        """Write a bar's number with its range below it."""
        self.shapes.append(Words(x, y, cut(bar.text, 40), anchor))
        if bar.spread:
            self.shapes.append(Words(x, y + 12, cut(bar.spread, 40), anchor, "soft", SMALL))

    def measure_numbers(self, most: float) -> float:
        """Return the width of the column of numbers, `most` at the most."""
        widths = [max(measure(bar.text), measure(bar.spread, SMALL)) for bar in self.panel.bars]
        return min(max(widths, default=0.0), most) + 6

    def open_row(self, label: str, x: float, anchor: str, room: float, *, is_bold: bool = False) -> float:
        """Write a row's label; return how far up its numbers may stand: beside a label that leaves them room."""
        lines = fold_to_width(label, WIDTH)
        for line in lines:
            self.height += LINE
            self.shapes.append(Words(x, self.height, line, anchor, is_bold=is_bold))
        self.height += 7
        has_spread = any(bar.spread for bar in self.panel.bars)
        return 9.0 if has_spread and measure(lines[-1]) < room else 0.0

    def close_line(self, raised: float) -> None:
        """Go below a line of marks with their numbers, which are `raised` or not."""
        self.height += 17 if raised or not any(bar.spread for bar in self.panel.bars) else 26

    def _draw_legend(self) -> None:
        """Draw a sample of each look with its meaning, side by side as far as they fit."""
        self.height += 4
        place = float(WIDTH)
        for look, name in self.panel.legend:
            width = measure(name, SMALL) + 42
            if place + width > WIDTH:
                place = 0.0
                self.height += LINE
            self.shapes += _draw_sample(look, place + 1, self.height - 4)
            for number, line in enumerate(fold_to_width(name, WIDTH - 28, SMALL)):
                self.height += LINE if number else 0
                self.shapes.append(Words(place + 26, self.height, line, "start", "soft", SMALL))
            place += width


def _draw_sample(look: str, x: float, y: float) -> Iterator[Shape]:
    """Draw a sample of a look, around a height, for a legend."""
    if look == "mark":
        yield from (Box(x, y - 4, 10, 8, 1), Box(x + 10, y - 4, 10, 8, 2))
    elif look == "filled":
        yield Box(x, y - 4, 20, 8, 0)
    elif look in ("behind", "hollow"):
        yield from _outline(x, y - 4, x + 20, y + 4)
    elif look == "line":
        yield Line(x + 10, y - 7, x + 10, y + 7)
    elif look == "range":
        yield from (Line(x, y, x + 20, y), Line(x, y - 3, x, y + 3), Line(x + 20, y - 3, x + 20, y + 3))
    elif look == "side":
        yield from (Dot(x + 4, y, 1), Dot(x + 16, y, 2))
    else:
        yield Dot(x + 10, y, 0, look == "open")


def _outline(x1: float, y1: float, x2: float, y2: float, *, is_open: bool = False) -> Iterator[Line]:
    """Draw a thin outline, open at its end `x2` where what it stands for goes further."""
    yield Line(x1, y1, x2, y1, "soft")
    yield Line(x1, y2, x2, y2, "soft")
    if not is_open:
        yield Line(x2, y1, x2, y2, "soft")
    if x1 < x2:
        yield Line(x1, y1, x1, y2, "soft")


class Halves(NamedTuple):
    """How far marks go on a panel of bars: outwards from the axis, and inwards where a number is below it."""

    outwards: float
    inwards: float


def find_halves(panel: Panel) -> Halves:
    """Return how far marks go to either side; what is much longer than the longest bar is cut open."""
    bars = [bar for bar in panel.bars if bar.end is not None]
    lengths = [(bar.end - panel.axis) * bar.side for bar in bars if bar.end is not None]
    others = [(end - panel.axis) * bar.side for bar in bars for end in bar.ends]
    others += [(bar.behind - panel.axis) * bar.side for bar in bars if bar.behind is not None]
    furthest = max(map(abs, others), default=0.0) or 1.0
    largest = max([*map(abs, lengths), *(abs(line - panel.axis) for line in panel.lines)], default=0.0) or furthest
    largest = max(largest, furthest * 1e-9)  # of still smaller ones the distances would vanish
    others += [abs(line - panel.axis) for line in panel.lines]
    outwards = min(max([*others, 0.0]), _FURTHEST * largest)
    inwards = min(-min([*others, 0.0]), _FURTHEST * largest)
    return Halves(outwards, inwards) if outwards + inwards > _LEAST else Halves(1.0, 0.0)


class _BarDrawer(_Drawer):
    """Draws bars to the left and right of an axis, which is two where a number is below it."""

    def __init__(self, panel: Panel, *, has_legend: bool) -> None:
        super().__init__(panel, has_legend=has_legend)
        self._halves = find_halves(panel)
        self._column = self.measure_numbers(WIDTH / 4 + 20)
        self._unit = (WIDTH / 2 - self._column) / (self._halves.outwards + self._halves.inwards)

    def draw_body(self) -> None:
        """Draw the heads, and every row under its label."""
        self.height += 4
        middle, inner = WIDTH / 2, self._halves.inwards * self._unit
        heads = [fold_to_width(head, WIDTH / 2 - 6, 13) for head in self.panel.heads]
        self.height += LINE * max(map(len, heads))
        for side, head, anchor in ((-1, heads[0], "end"), (1, heads[1], "start")):
            for number, line in enumerate(reversed(head)):
                height = self.height - LINE * number
                self.shapes.append(Words(middle + 6 * side, height, line, anchor, is_bold=True))
        axes = (middle - inner, middle + inner) if inner else (middle,)
        for row in self.panel.rows:
            self._draw_row(row, axes)
        self.height += 2

    def _draw_row(self, row: Bars, axes: tuple[float, ...]) -> None:
        self.height += 2
        if row.is_total:
            self.shapes.append(Line(0, self.height + 2, WIDTH, self.height + 2, "faint"))
            self.height += 3
        raised = self.open_row(row.label, WIDTH / 2, "middle", WIDTH - 2 * self._column, is_bold=row.is_total)
        for bars in row.lines:
            self.shapes += [Line(x, self.height - 2, x, self.height + _BAR + 2, "soft") for x in axes]
            for bar in bars:
                self._draw_bar(bar, raised)
            for value in self.panel.lines:
                x = WIDTH / 2 + (value - self.panel.axis) * self._unit
                self.shapes.append(Line(x, self.height - 2, x, self.height + _BAR + 2))
            self.close_line(raised)

    def _place(self, bar: Bar, value: float) -> float:
        """Return where a value lies on a bar's half, at the edge of it if it lies beyond."""
        away = min(max((value - self.panel.axis) * bar.side, -self._halves.inwards), self._halves.outwards)
        return WIDTH / 2 + bar.side * (self._halves.inwards + away) * self._unit

    def _is_beyond(self, bar: Bar, value: float) -> bool:
        away = (value - self.panel.axis) * bar.side
        return not -self._halves.inwards * 1.0001 <= away <= self._halves.outwards * 1.0001

    def _draw_bar(self, bar: Bar, raised: float) -> None:
        """Draw what is behind a bar, the bar, the line of its range in a gap along its middle, and its numbers."""
        top = self.height
        numbers = WIDTH / 2 + bar.side * (WIDTH / 2 - self._column + 6)
        self.write_numbers(bar, numbers, "start" if bar.side > 0 else "end", top + 9 - raised)
        if bar.end is None:
            return
        zero, end, middle = self._place(bar, self.panel.axis), self._place(bar, bar.end), top + _BAR / 2
        if bar.behind is not None and bar.behind != self.panel.axis:
            x2 = self._place(bar, bar.behind)
            self.shapes += _outline(zero, top - 2, x2, top + _BAR + 2, is_open=self._is_beyond(bar, bar.behind))
        if bar.is_hollow:
            self.shapes += _outline(zero, top, end, top + _BAR)
        elif bar.low is None or bar.high is None:
            self._fill(zero, end, top, _BAR, bar.hue)
        else:
            low, high = self._place(bar, bar.low), self._place(bar, bar.high)
            first, last = sorted((zero, end))
            near, far = (min(max(x, first), last) for x in sorted((low, high)))
            self._fill(first, near, top, _BAR, bar.hue)
            self._fill(near, far, top, 3.5, bar.hue)
            self._fill(near, far, top + _BAR - 3.5, 3.5, bar.hue)
            self._fill(far, last, top, _BAR, bar.hue)
        self._draw_range(bar, middle)

    def _draw_range(self, bar: Bar, middle: float) -> None:
        if bar.low is None or bar.high is None:
            return
        low, high = self._place(bar, bar.low), self._place(bar, bar.high)
        self.shapes.append(Line(low, middle, high, middle))
        for value, x in ((bar.low, low), (bar.high, high)):
            if not self._is_beyond(bar, value):
                self.shapes.append(Line(x, middle - 4, x, middle + 4))

    def _fill(self, x1: float, x2: float, y: float, height: float, hue: int) -> None:
        if x1 != x2:
            self.shapes.append(Box(min(x1, x2), y, abs(x2 - x1), height, hue))


class Scale:
    """Places values between two ends, evenly or by their logarithm; those outside lie at the ends."""

    def __init__(self, ends: tuple[float, float], *, is_log: bool) -> None:
        """Take the values at both ends, of which on a logarithmic scale both are above 0."""
        self.ends = ends
        self.is_log = is_log

    def place(self, value: float) -> float:
        """Return where a value lies, from 0 to 1."""
        low, high = self.ends
        if value <= low:
            return 0.0
        if value >= high:
            return 1.0
        if self.is_log:
            return (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))
        return (value - low) / (high - low)

    def holds(self, value: float) -> bool:
        """Tell whether a value is on the scale."""
        return self.ends[0] <= value <= self.ends[1]

    def list_ticks(self) -> list[float]:
        """Return round values on the scale, not more than seven or so."""
        low, high = self.ends
        if not self.is_log:
            step = 10.0 ** math.floor(math.log10((high - low) / 2))
            step *= next(times for times in (1, 2, 5) if (high - low) / (step * times) <= 6 or times == 5)
            return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        apart = math.ceil(len(powers) / 7)
        ticks = [10.0**power for power in powers if power % apart == 0 and self.holds(10.0**power)]
        if len(ticks) > 2:
            return ticks
        return [times * 10.0**power for power in powers for times in (1, 2, 5) if self.holds(times * 10.0**power)]


def make_log_scale(panel: Panel) -> Scale:
    """Return a logarithmic scale for the dots of a panel, with the line at its axis inside it."""
    dots = [bar.end for bar in panel.bars if bar.end is not None and _LEAST < bar.end < _MOST_ON_SCALE]
    low, high = min([*dots, panel.axis]), max([*dots, panel.axis])
    ends = [end for bar in panel.bars for end in bar.ends if _LEAST < end < _MOST_ON_SCALE]
    least = max(min([low, *ends]), low / _FURTHEST_ON_SCALE)
    most = min(max([high, *ends]), high * _FURTHEST_ON_SCALE)
    start = max(min(least / 1.3, panel.axis / 2), _SMALLEST)
    return Scale((start, max(most * 1.3, panel.axis * 2, start * 2)), is_log=True)


def write_tick(value: float) -> str:
    """Write a value at a tick of a scale."""
    return f"{value:,.0f}" if abs(value) >= 1 and value == round(value) else f"{value:.3g}"


class _DotDrawer(_Drawer):
    """Draws a dot and its range in each row, on a logarithmic scale with a line at the axis."""

    def __init__(self, panel: Panel, *, has_legend: bool) -> None:
        super().__init__(panel, has_legend=has_legend)
        self._scale = make_log_scale(panel)
        self._right = WIDTH - self.measure_numbers(WIDTH / 2) - 6

    def draw_body(self) -> None:
        """Draw the heads, every row under its label, and the ticks of the scale."""
        self._draw_heads()
        ticks = [*map(self._place, self._scale.list_ticks())]
        axis = self._place(self.panel.axis)
        for row in self.panel.rows:
            raised = self.open_row(row.label, 0, "start", self._right)
            top, bottom = self.height - 1, self.height + _BAR + 4
            self.shapes += [Line(x, top, x, bottom, "faint") for x in ticks]
            self.shapes.append(Line(axis, top, axis, bottom))
            for bar in row.bars:
                self._draw_dot(bar, raised)
            self.close_line(raised)
        self._write_ticks()

    def _place(self, value: float) -> float:
        return 6 + self._scale.place(value) * (self._right - 12)

    def _draw_heads(self) -> None:
        """Draw the heads at the ends of the scale, on two lines where there is no room on one."""
        left, right = f"← {self.panel.heads[0]}", f"{self.panel.heads[1]} →"
        self.height += LINE + 2
        self.shapes.append(Words(0, self.height, fold_to_width(left, WIDTH)[0], "start", "soft", SMALL))
        both = measure(left, SMALL) + measure(right, SMALL) + 12
        if both > WIDTH:
            self.height += LINE
        end = WIDTH if self._right < both <= WIDTH else self._right
        self.shapes.append(Words(end, self.height, fold_to_width(right, WIDTH)[0], "end", "soft", SMALL))

    def _draw_dot(self, bar: Bar, raised: float) -> None:
        self.write_numbers(bar, self._right + 6, "start", self.height + 9 - raised)
        middle = self.height + _BAR / 2
        if bar.low is not None and bar.high is not None:
            self.shapes.append(Line(self._place(bar.low), middle, self._place(bar.high), middle))
            for end in (bar.low, bar.high):
                if self._scale.holds(end):
                    self.shapes.append(Line(self._place(end), middle - 4, self._place(end), middle + 4))
        if bar.end is not None:
            self.shapes.append(Dot(self._place(bar.end), middle, bar.hue, bar.is_hollow))

    def _write_ticks(self) -> None:
        """Write the ticks below all rows, and the axis; those that would run into one before are left out."""
        self.height += 12
        last = -math.inf
        for tick in sorted({*self._scale.list_ticks(), self.panel.axis}):
            text, x = write_tick(tick), self._place(tick)
            if x - measure(text, SMALL) / 2 > last:
                self.shapes.append(Words(x, self.height, text, "middle", "soft", SMALL))
                last = x + measure(text, SMALL) / 2 + 4
        self.height += 2


class _PointDrawer(_Drawer):
    """Draws a point for the two numbers of each row, numbered, over a diagonal; below them what the numbers mean."""

    _MARGIN = 44

    def make_scale(self) -> Scale:
        """Return the scale of both numbers."""
        return make_scale_of_points(self.panel)

    def draw_body(self) -> None:
        """Draw the square with its ticks, the points, and a line for each."""
        scale = self.make_scale()
        side = WIDTH - self._MARGIN - 10
        self.height += LINE
        name = f"↑ {self.panel.names[1]}{' (logarithmic scale)' if scale.is_log else ''}"
        self.shapes.append(Words(0, self.height, fold_to_width(name, WIDTH)[0], size=SMALL))
        top = self.height + 6
        bottom = top + side

        def place(x: float, y: float) -> tuple[float, float]:
            return self._MARGIN + scale.place(x) * side, bottom - scale.place(y) * side

        self._draw_square([(tick, *place(tick, tick)) for tick in scale.list_ticks()], top, side)
        self._draw_points(place, scale)
        self.height = bottom + 29
        right = self._MARGIN + side
        self.shapes.append(Words(right, self.height, f"{self.panel.names[0]} →", "end", size=SMALL))
        self.height += 4
        for number, row in enumerate(self.panel.rows, 1):
            self.shapes.append(Words(12, self.height + LINE, str(number), "end", is_bold=True))
            self.write(Words(20, 0, row.label))
            said = ", ".join(f"{name} {bar.words}" for name, bar in zip(self.panel.names, row.bars, strict=True))
            self.write(Words(20, 0, said, look="soft", size=SMALL))

    def _draw_square(self, ticks: Iterable[tuple[float, float, float]], top: float, side: float) -> None:
        """Draw the square that points lie in: its ticks, each with where it lies, its axes, its diagonal, its heads."""
        left, right, bottom = self._MARGIN, self._MARGIN + side, top + side
        for tick, x, y in ticks:
            self.shapes += [Line(left, y, right, y, "faint"), Line(x, top, x, bottom, "faint")]
            self.shapes.append(Words(left - 4, y + 4, write_tick(tick), "end", "soft", SMALL))
            self.shapes.append(Words(x, bottom + 13, write_tick(tick), "middle", "soft", SMALL))
        self.shapes += [Line(left, bottom, right, bottom, "soft"), Line(left, top, left, bottom, "soft")]
        self.shapes.append(Line(left, bottom, right, top, "soft"))
        below, above = self.panel.heads
        self.shapes.append(Words(left + 6, top + 14, fold_to_width(above, side)[0], "start", "soft", SMALL))
        self.shapes.append(Words(right - 4, bottom - 8, fold_to_width(below, side)[0], "end", "soft", SMALL))

    def _draw_points(self, place: _Place, scale: Scale) -> None:
        taken: list[tuple[float, float]] = []
        for number, row in enumerate(self.panel.rows, 1):
            across, up = row.bars
            if across.end is None or up.end is None:
                continue
            x, y = place(across.end, up.end)
            if across.low is not None and across.high is not None:
                self.shapes.append(Line(place(across.low, 0)[0], y, place(across.high, 0)[0], y))
            if up.low is not None and up.high is not None:
                self.shapes.append(Line(x, place(0, up.low)[1], x, place(0, up.high)[1]))
            self.shapes.append(Dot(x, y, across.hue, is_hollow=not (scale.holds(across.end) and scale.holds(up.end))))
            spots = [(x + dx, y + dy) for dx, dy in ((13, -7), (13, 15), (-13, -7), (-13, 15), (26, -7), (26, 15))]
            free = (spot for spot in spots if all(math.dist(spot, other) > 12 for other in taken))
            spot = next(free, spots[0])
            taken += [spot, (x, y + 4)]
            self.shapes.append(Words(*spot, str(number), "middle", is_bold=True))


class _OutcomeDrawer(_PointDrawer):
    """Draws what was predicted over what was observed as points, on a logarithmic scale."""

    def make_scale(self) -> Scale:
        """Return a logarithmic scale; an even one where nothing is above 0."""
        return make_scale_of_outcomes(self.panel)


def make_scale_of_points(panel: Panel) -> Scale:
    """Return a scale for both numbers of points: even from 0, or by logarithms where they are of several sizes."""
    numbers = [bar.end for bar in panel.bars if bar.end is not None]
    above = [number for number in numbers if number > _LEAST]
    if not above:
        return Scale((min([*numbers, 0.0]) * 1.1, max([*map(abs, numbers), 1.0])), is_log=False)
    most = min(max([end for bar in panel.bars for end in bar.ends]), max(above) * _FURTHEST)
    if max(above) <= 20 * min(above):
        return Scale((min([*numbers, 0.0]) * 1.1, most * 1.08), is_log=False)
    return make_scale_of_outcomes(panel, _FURTHEST)


def make_scale_of_outcomes(panel: Panel, furthest: float = _FURTHEST_ON_SCALE) -> Scale:
    """Return a logarithmic scale for both numbers of points; an even one from 0 where none is above that.

    It goes at most `furthest` times beyond the points to show their ranges.
    """
    above = [bar.end for bar in panel.bars if bar.end is not None and bar.end > _LEAST]
    if not above:
        return make_scale_of_points(panel)
    ends = [end for bar in panel.bars for end in bar.ends if end > _LEAST]
    most = min(max(ends), max(above) * furthest)
    return Scale((max(min(ends), min(above) / furthest) / 1.5, most * 1.5), is_log=True)


_DRAWERS = {"bars": _BarDrawer, "dots": _DotDrawer, "points": _PointDrawer, "outcomes": _OutcomeDrawer}
