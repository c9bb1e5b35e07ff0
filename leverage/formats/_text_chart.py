"""A chart as lines of text."""

import math
from collections.abc import Callable, Iterator
from typing import TypeAlias

from rich.cells import cell_len

from leverage.formats._panels import Halves, find_halves, fold, make_log_scale, make_scale_of_outcomes
from leverage.report.views import Bar, Chart, Panel

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
    """Put a line on a bar, or beyond its end, `place` characters from the axis."""
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
