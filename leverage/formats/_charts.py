"""A chart as lines of text, and as SVG."""

import math
from collections.abc import Callable, Iterator
from html import escape
from typing import TypeAlias

from rich.cells import cell_len

from leverage.formats._panels import (
    LETTER,
    LINE,
    SIZE,
    SMALL,
    WIDTH,
    Box,
    Dot,
    Drawing,
    Halves,
    Line,
    Shape,
    Words,
    find_halves,
    fold,
    list_drawings,
    make_log_scale,
    make_scale_of_outcomes,
)
from leverage.report.views import Bar, Chart, Panel
from leverage.text import cut, isolate, legal

_AXIS, _MARK, _BEHIND, _WITHIN, _REACH = "│", "█", "░", "▓", "─"
_HOLLOW, _DOT, _OPEN, _CROSSED, _LINE, _CROSS = "▒", "●", "○", "┼", "┊", "×"
_SAMPLES = {
    "mark": _MARK * 2, "filled": _MARK * 2, "behind": _BEHIND * 2, "hollow": _HOLLOW * 2, "dot": _DOT, "open": _OPEN,
    "line": _LINE,
}  # fmt: skip
#: A line in parts, each with its hue: 1 and 2 are those of the sides, 0 that of neither.
Runs: TypeAlias = tuple[tuple[str, int], ...]

_USUAL_WIDTH = 80  # if none is given
_MOST_WIDTH = 100  # wider bars say no more
_LEAST_WIDTH = 30
_LEAST_ROOM = 8  # for a bar


def draw_text_bars(chart: Chart, width: int | None) -> list[str]:
    """Return a chart as lines of a width in characters; words that do not fit are folded."""
    return ["".join(text for text, _ in line) for line in draw_text_runs(chart, width)]


def draw_text_runs(chart: Chart, width: int | None) -> Iterator[Runs]:
    """Yield the same lines as runs of text, each with its hue."""
    width = max(_LEAST_WIDTH, min(width or _USUAL_WIDTH, _MOST_WIDTH))
    for text in (chart.title, chart.subtitle):
        yield from _write_lines(text, width)
    for number, panel in enumerate(chart.body):
        yield (("", 0),)
        yield from _write_lines(panel.title, width)
        yield from _DRAWERS[panel.shape](panel, width)
        if number + 1 == len(chart.body) or chart.body[number + 1].legend != panel.legend:
            samples = [f"{_find_sample(panel, look)} {name}" for look, name in panel.legend if look != "side"]
            yield from _write_lines("   ".join(samples), width)
    for note in chart.notes:
        yield from _write_lines(note, width)


def _write_lines(text: str, width: int) -> Iterator[Runs]:
    """Yield the lines of a text that has no hue."""
    for line in fold(text, width) if text else ():
        yield ((line, 0),)


def _find_sample(panel: Panel, look: str) -> str:
    if look == "range":
        return f"{_WITHIN}{_REACH}" if panel.shape == "bars" else _REACH * 2
    return _SAMPLES[look]


def _choose_words(panel: Panel, most: int) -> tuple[Callable[[Bar], str], int]:
    """Return what writes a number beside its bar, with its range where there is room for that, and the longest text."""
    longest = max((cell_len(bar.words) for bar in panel.bars), default=0)
    if longest <= most:
        return lambda bar: bar.words, longest
    return lambda bar: bar.text, max(cell_len(bar.text) for bar in panel.bars)


def _draw_halves(panel: Panel, width: int) -> Iterator[Runs]:
    """Draw bars to the left and right of an axis; what is below it lies inwards, between two axes."""
    half = (width - 1) // 2
    heads = [fold(head, half - 1) for head in panel.heads]
    hues = (1, 2) if any(bar.hue for bar in panel.bars) else (0, 0)
    tallest = max(map(len, heads))
    for left, right in zip(*([*[""] * (tallest - len(head)), *head] for head in heads), strict=True):
        yield ((f"{_align_right(left, half - 1)} ", hues[0]), (_AXIS, 0), (f" {right}".rstrip(), hues[1]))
    halves = find_halves(panel)
    write, longest = _choose_words(panel, half - _LEAST_ROOM)
    axes = 3 if halves.inwards else 1
    scale = max(half - longest - axes, 4) / (halves.outwards + halves.inwards)
    inner = math.ceil(halves.inwards * scale)
    for row in panel.rows:
        for line in fold(row.label, width):
            yield ((_align_right(line, half + (cell_len(line) + 1) // 2), 0),)
        for bars in row.lines:
            drawn = {bar.side: _draw_bar(bar, panel.axis, scale, halves) for bar in bars}
            texts = {bar.side: write(bar) for bar in bars}
            for value in panel.lines:
                side = -1 if value < panel.axis else 1
                outer, gain = drawn.get(side, ("", ""))
                drawn[side] = (_put_line(outer, round(abs(value - panel.axis) * scale)), gain)
            (outer, gain), (other, other_gain) = drawn.get(-1, ("", "")), drawn.get(1, ("", ""))
            left = f"{texts.get(-1, '')} {outer[::-1]}"
            right = f"{other} {texts.get(1, '')}".rstrip()
            first, second = hues
            middle: Runs = ((_AXIS, 0),)
            if inner:
                middle = (
                    (_AXIS, 0),
                    (gain.ljust(inner), first),
                    (other_gain.rjust(inner), second),
                    (_AXIS, 0),
                )
            yield ((_align_right(left, half - inner), first), *middle, (right, second))


def _put_line(drawn: str, place: int) -> str:
    """Put a line on a bar, or beyond its end, so many characters from the axis."""
    at = max(place, 1) - 1
    padded = drawn.ljust(at + 1)
    return f"{padded[:at]}{_LINE}{padded[at + 1 :]}"


def _draw_bar(bar: Bar, axis: float, scale: float, halves: Halves) -> tuple[str, str]:
    """Draw a bar from the axis outwards, with its range and what is behind it; and inwards if it is below the axis."""
    if bar.end is None:
        return "", ""

    def place(value: float) -> int:
        return round(min(max((value - axis) * bar.side, 0.0), halves.outwards) * scale)

    inwards = min((axis - bar.end) * bar.side, halves.inwards)
    if inwards > 0:
        return "", _MARK * round(inwards * scale)
    sign = _HOLLOW if bar.is_hollow else _MARK
    length = place(bar.end)
    drawn = sign * length
    if bar.low is not None and bar.high is not None:
        near, far = sorted((place(bar.low), place(bar.high)))
        near = min(near, length)
        drawn = sign * near + _WITHIN * (length - near) + _REACH * (far - length)
    behind = 0 if bar.behind is None else place(bar.behind)
    return drawn + _BEHIND * (behind - len(drawn)), ""


def _draw_dots(panel: Panel, width: int) -> Iterator[Runs]:
    """Draw a dot in each row, with its range, on a logarithmic scale with a line at the axis."""
    write, longest = _choose_words(panel, width - 2 * _LEAST_ROOM)
    room = max(width - longest - 2, 10)
    scale = make_log_scale(panel)

    def place(value: float) -> int:
        return round(scale.place(value) * (room - 1))

    left, right = f"← {panel.heads[0]}", f"{panel.heads[1]} →"
    if cell_len(left) + cell_len(right) < width:
        yield ((f"{left}{' ' * max(1, room - cell_len(left) - cell_len(right))}{right}", 0),)
    else:
        yield from (*_write_lines(left, width), *_write_lines(right, width))
    for row in panel.rows:
        yield from _write_lines(row.label, width)
        for bar in row.bars:
            signs = [" "] * room
            signs[place(panel.axis)] = _AXIS
            if bar.low is not None and bar.high is not None:
                for at in range(place(bar.low), place(bar.high) + 1):
                    signs[at] = _CROSSED if at == place(panel.axis) else _REACH
            if bar.end is not None:
                signs[place(bar.end)] = _OPEN if bar.is_hollow else _DOT
            yield ((f"{''.join(signs)} {write(bar)}".rstrip(), bar.hue),)
    yield ((f"{' ' * place(panel.axis)}{panel.axis:g}", 0),)


def _draw_numbers(panel: Panel, width: int) -> Iterator[Runs]:
    """Draw the numbers of points as bars, since characters are too coarse for points."""
    names = max(map(cell_len, panel.names)) + 1
    write, longest = _choose_words(panel, width - names - _LEAST_ROOM)
    halves = find_halves(panel)
    scale = max(width - names - longest - 3, 4) / (halves.outwards + halves.inwards)
    for number, row in enumerate(panel.rows, 1):
        yield from _write_lines(f"{number} {row.label}", width)
        for name, bar in zip(panel.names, row.bars, strict=True):
            drawn, _ = _draw_bar(bar, 0.0, scale, halves)
            yield ((f"  {name.ljust(names)}{drawn} {write(bar)}", bar.hue),)


def _draw_outcomes(panel: Panel, width: int) -> Iterator[Runs]:
    """Draw in each row what was observed on the line of the range that was predicted, by their logarithms."""
    scale = make_scale_of_outcomes(panel)
    observed, predicted = panel.names
    yield from _write_lines(f"{_CROSS} {observed}   {_DOT} {predicted}   {_REACH * 2} its range", width)
    for row in panel.rows:
        yield from _write_lines(row.label, width)
        across, up = row.bars
        signs = [" "] * width
        for low, high, sign in ((up.low, up.high, _REACH), (up.end, up.end, _DOT), (across.end, across.end, _CROSS)):
            if low is not None and high is not None:
                first, last = (round(scale.place(end) * (width - 1)) for end in (low, high))
                signs[first : last + 1] = sign * (last + 1 - first)
        yield (("".join(signs).rstrip(), 0),)
        yield from _write_lines(f"{observed} {across.words}, {predicted} {up.words}", width)


_DRAWERS: dict[str, Callable[[Panel, int], Iterator[Runs]]] = {
    "bars": _draw_halves,
    "dots": _draw_dots,
    "points": _draw_numbers,
    "outcomes": _draw_outcomes,
}


def _align_right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


#: Colours of a chart that stands alone; a page has its own, for light and for dark. Without colour a side is told by
#: its place or the shape of its dot.
STYLE = (
    ".lev-ink{fill:#222}.lev-soft{fill:#555}.lev-line{stroke:#222;fill:none}.lev-line-soft{stroke:#666;fill:none}"
    ".lev-line-faint{stroke:#ccc;fill:none}.lev-h0{fill:#666}.lev-h1{fill:#1f5a8a}.lev-h2{fill:#d9730d}"
    ".lev-o0{fill:#fff;stroke:#666;stroke-width:1.5}.lev-o1{fill:#fff;stroke:#1f5a8a;stroke-width:1.5}"
    ".lev-o2{fill:#fff;stroke:#d9730d;stroke-width:1.5}"
)
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

_EDGE = 10  # around the whole picture
_BETWEEN = 28  # panels
_LONGEST = 4000  # characters of the words for those who do not see the picture


def draw_svg_panels(chart: Chart) -> list[str]:
    """Return the panels of a chart, each as SVG that is part of a page and takes its colours from it."""
    pictures = []
    for panel, drawing in zip(chart.body, list_drawings(chart), strict=True):
        body = "".join(_write_shapes(drawing, 0, 0))
        pictures.append(_write_picture(body, (0, 0, WIDTH, drawing.height), panel.describe()))
    return pictures


def draw_svg(chart: Chart) -> str:
    """Return a chart as SVG that stands alone: title, panels in two columns, notes, colours, background."""
    drawings = list_drawings(chart)
    across = min(len(drawings), 2) or 1
    width = max(across * (WIDTH + _BETWEEN) - _BETWEEN, int(1.3 * WIDTH))
    words: list[Words] = []
    height = 0.0
    for text, size, is_bold in ((chart.title, 15.0, True), (chart.subtitle, SIZE, False)):
        for line in fold(cut(text, _LONGEST // 8), int(width / (LETTER * size))) if text else ():
            height += size + 5
            words.append(Words(0, height, line, "start", "ink" if is_bold else "soft", size, is_bold))
    height += 6
    body: list[str] = []
    filled = [height] * across
    for number, drawing in enumerate(drawings):
        column = number % across
        body += _write_shapes(drawing, column * (WIDTH + _BETWEEN), filled[column])
        filled[column] += drawing.height + 14
    height = max(filled)
    for note in chart.notes:
        for line in fold(cut(note, _LONGEST // 8), int(width / (LETTER * SMALL))):
            height += LINE - 2
            words.append(Words(0, height, line, "start", "soft", SMALL))
    head = "".join(_write_shapes(Drawing(height, tuple(words)), 0, 0))
    place_of_all = (-_EDGE, -_EDGE, width + 2 * _EDGE, height + 2 * _EDGE)
    x, y, *size_of_all = place_of_all
    back = f'<rect x="{x}" y="{y}" width="{size_of_all[0]:g}" height="{size_of_all[1]:g}" fill="#fff"/>'
    picture = f"<style>{STYLE}</style>{back}{head}{''.join(body)}"
    return isolate(_write_picture(picture, place_of_all, chart.describe()))


def _write_picture(body: str, place: tuple[float, float, float, float], words: str) -> str:
    x, y, width, height = (f"{number:g}" for number in place)
    return legal(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(cut(words, _LONGEST))}" font-family="{FONT}" font-size="{SIZE:g}">{body}</svg>'
    )


def _write_shapes(drawing: Drawing, x: float, y: float) -> Iterator[str]:
    for shape in drawing.shapes:
        yield _write_shape(shape, x, y)


def _write_shape(shape: Shape, x: float, y: float) -> str:
    """Write a shape, moved by x and y."""
    match shape:
        case Words():
            return _write_words(shape, x, y)
        case Box():
            place = f'x="{shape.x + x:.1f}" y="{shape.y + y:.1f}"'
            return f'<rect class="lev-h{shape.hue}" {place} width="{shape.width:.1f}" height="{shape.height:g}"/>'
        case Line():
            look = "lev-line" if shape.look == "ink" else f"lev-line-{shape.look}"
            path = f"M{shape.x1 + x:.1f} {shape.y1 + y:.1f}L{shape.x2 + x:.1f} {shape.y2 + y:.1f}"
            return f'<path class="{look}" d="{path}"/>'
        case Dot():
            look = f"lev-{'o' if shape.is_hollow else 'h'}{shape.hue}"
            at = f"M{shape.x + x:.1f} {shape.y + y:.1f}"
            path = f"{at}m-4.5-4.5h9v9h-9z" if shape.hue == 2 else f"{at}m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"
            return f'<path class="{look}" d="{path}"/>'


def _write_words(words: Words, x: float, y: float) -> str:
    bold = ' font-weight="bold"' if words.is_bold else ""
    size = f' font-size="{words.size:g}"' if words.size != SIZE else ""
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    place = f'x="{words.x + x:.1f}" y="{words.y + y:.1f}"'
    return f'<text class="lev-{words.look}" {place}{anchor}{size}{bold}>{escape(words.text)}</text>'
