"""How a result moves with single figures: records, a table with bars of text, and a chart."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isclose
from typing import NamedTuple

from leverage.analysis.claims import RATIOS, judge_claim
from leverage.analysis.sensitivity import Swing
from leverage.formula.tree import Apply, Name
from leverage.report import marks, words
from leverage.report.cell_reader import CellReader
from leverage.report.columns import Columns, number, number_of, text, unit_of
from leverage.report.notes import name_figure
from leverage.report.numbers import choose_scale, write_all_digits, write_percent
from leverage.report.show.charts import LEFT, RIGHT
from leverage.report.titles import is_share, write_briefly, write_title, write_with_range
from leverage.report.views import Bar, Bars, Chart, Column, Grid, Panel, make_items
from leverage.report.words import start_large

_WIDTH = 16  # of a bar of text
_LOW, _HIGH, _MIDDLE, _LINE = "▒", "█", "│", "┊"

_ALMOST_ALL = 0.995  # of the variance

#: A figure's label, and the result at its low and at its high, in the display unit.
Ends = tuple[str, float | None, float | None]


class Swung:
    """How a result moves with one figure."""

    def __init__(self, reader: CellReader, result: str, swing: Swing) -> None:
        """Take the swing of a result, by its cell."""
        self.reader = reader
        self.result = result
        self.swing = swing

    def convert(self, figure: float) -> float:
        """Return a value of the figure in the display unit."""
        return figure / self.reader.factor(self.swing.figure)

    def convert_result(self, result: float | None) -> float | None:
        """Return a value of the result in the display unit."""
        return None if result is None else result / self.reader.factor(self.result)


SWINGS = Columns[Swung](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("of", "the result that moves", lambda row: row.result),
    text("figure", "the figure that moves it", lambda row: row.swing.figure),
    text("label", "the figure in words", lambda row: write_title(row.reader, row.swing.figure)),
    number("low", "the figure's low", lambda row: row.convert(row.swing.low)),
    number("value", "its value in use", lambda row: row.convert(row.swing.value)),
    number("high", "its high", lambda row: row.convert(row.swing.high)),
    unit_of("unit", "unit of `low`, `value` and `high`", lambda row: row.swing.figure),
    number("result_low", "the result at the figure's low", lambda row: row.convert_result(row.swing.at_low)),
    number_of("result", "the result at the values in use", lambda row: row.result),
    number("result_high", "the result at the figure's high", lambda row: row.convert_result(row.swing.at_high)),
    unit_of("result_unit", "unit of the results", lambda row: row.result),
    number("swing", "how far the result moves from end to end", lambda row: row.convert_result(row.swing.size)),
    number(
        "variance_share",
        "share of the result's variance over the draws that the figure accounts for by itself",
        lambda row: row.swing.variance_share,
    ),
)


class Swings(NamedTuple):
    """How one result moves with each figure, by how far."""

    reader: CellReader
    result: str
    rows: Sequence[Swung]

    def list_lines(self) -> list[float]:
        """Return the values of the result, in the display unit, at which a conclusion on it alone changes."""
        reader = self.reader
        lines = [1.0] if self.result in RATIOS.values() else []
        for claim in reader.scenario.claims.values():
            tree = claim.test.formula.tree
            if isinstance(tree, Apply) and isinstance(tree.operands[0], Name) and tree.operands[0].name == self.result:
                threshold = judge_claim(reader.of, claim).right
                lines += [] if threshold is None else [threshold / reader.factor(self.result)]
        return list(dict.fromkeys(lines))


def draw_swings(swings: Swings, *, is_paper: bool) -> Grid:
    """Draw the swings as bars on one scale, with the figure's range and the result at its ends."""
    reader, result = swings.reader, swings.result
    ends = _list_ends(swings)
    scale, write = _choose_writing(reader, result, [end for pair in ends for end in pair if end is not None])
    bars = draw_bars(reader.number(result) or 0.0, ends, swings.list_lines())
    rows = []
    for row, results, bar in zip(swings.rows, ends, bars, strict=True):
        swing = row.swing
        in_use = write_with_range(reader, swing.figure, swing.value, (swing.low, swing.high))
        at_ends = ["–" if end is None else write(end) for end in results]
        share = f"{write_percent(swing.variance_share, 0)} %"
        rows.append(make_items(name_figure(reader, swing.figure), in_use, *at_ends, bar, share))
    columns = [
        Column("Figure", is_text=True),
        Column("in use (range)", is_text=True),
        Column("at low"),
        Column("at high"),
        Column("", is_text=True),
        Column("share"),
    ]
    if is_paper:
        del columns[4]
        rows = [(*row[:4], *row[5:]) for row in rows]
    title = "The result with one figure at a time at the ends of its range"
    return Grid("swings", f"{title}; {scale}" if scale else title, tuple(columns), tuple(rows))


def _list_ends(swings: Swings) -> list[tuple[float | None, float | None]]:
    return [(row.convert_result(row.swing.at_low), row.convert_result(row.swing.at_high)) for row in swings.rows]


def draw_bars(
    middle: float, ends: Sequence[tuple[float | None, float | None]], lines: Sequence[float] = ()
) -> list[str]:
    """Draw from the middle to each end, and a line at some values; what is not known is not drawn.

    A line so far off that the bars would get less than half of the width is not drawn either.
    """
    known = [middle, *(end for pair in ends for end in pair if end is not None)]
    lines = _choose_lines(known, lines)
    least, most = min(*known, middle, *lines), max(*known, middle, *lines)
    size = (most / 2 - least / 2) or 1.0  # of halves, since the distance of two numbers may be too large for one

    def place(value: float) -> int:
        return round((value / 2 - least / 2) / size * (_WIDTH - 1))

    drawn = []
    for low, high in ends:
        signs = [" "] * _WIDTH
        for end, sign in ((low, _LOW), (high, _HIGH)):
            if end is not None:
                first, last = sorted((place(end), place(middle)))
                signs[first : last + 1] = sign * (last + 1 - first)
        for line in lines:
            signs[place(line)] = _LINE
        signs[place(middle)] = _MIDDLE
        drawn.append("".join(signs).rstrip())
    return drawn


def _choose_lines(known: Sequence[float], lines: Iterable[float]) -> list[float]:
    """Return the lines no further from the known values than these are from each other."""
    least, most = min(known), max(known)
    return [line for line in lines if least / 2 - line / 2 <= most / 2 - least / 2 >= line / 2 - most / 2]


def explain_swings(swings: Swings, *, is_paper: bool) -> tuple[str, ...]:
    """Explain the bars, and say what of the variance no figure accounts for by itself; nothing without swings."""
    if not swings.rows:
        return ()
    told = []
    if not is_paper:
        signs = [f"{_LOW} to the figure's low", f"{_HIGH} to its high", f"{_MIDDLE} in use"]
        used = swings.reader.number(swings.result) or 0.0
        known = [used, *(end for pair in _list_ends(swings) for end in pair if end is not None)]
        factor = swings.reader.factor(swings.result)
        drawn = _choose_lines(known, swings.list_lines())
        lines = [write_briefly(swings.reader, swings.result, line * factor) for line in drawn]
        signs += [f"{_LINE} at {words.AND.join(lines)} a conclusion turns"] if lines else []
        told.append(marks.BESIDE.join(signs))
    whole = sum(row.swing.variance_share for row in swings.rows)
    if whole == 0:
        return (*told, "Nothing of it varies over the simulations.")
    rest = f"; {write_percent(1 - whole, 0)} % is due to several together" if whole < _ALMOST_ALL else ""
    return (*told, f"share: of the result's variance over the simulations, by each figure alone{rest}.")


def draw_chart(swings: Swings) -> Chart:
    """Draw the swings as a chart, each figure with its low and high."""
    reader, result = swings.reader, swings.result
    ends: list[Ends] = []
    for row in swings.rows:
        swing = row.swing
        span = write_briefly(reader, swing.figure, swing.low, swing.high)
        label = f"{name_figure(reader, swing.figure)}: {span}"
        ends.append((label, row.convert_result(swing.at_low), row.convert_result(swing.at_high)))
    chart = draw_tornado(reader, result, ends, swings.list_lines())
    _, write = _choose_writing(reader, result, _list_known(ends))
    reach = words.TO.join(map(write, sorted(_list_known(ends[:1]))))
    name = name_figure(reader, swings.rows[0].swing.figure)
    return chart._replace(title=f"“{name}” matters most: {reach}" if reach else f"“{name}” matters most")


def draw_tornado(reader: CellReader, result: str, swings: Sequence[Ends], lines: Sequence[float] = ()) -> Chart:
    """Draw the swings of a cell, with a line at each of some values at which a conclusion turns."""
    used = reader.number(result) or 0.0
    unit, write = _choose_writing(reader, result, _list_known(swings))
    rows = tuple(Bars(label, tuple(_draw_swing(used, low, high, write))) for label, low, high in swings)
    drawn = tuple(_choose_lines([used, *_list_known(swings)], lines))
    legend = [("hollow", "at the figure's low"), ("filled", "at its high")]
    if drawn:
        legend.append(("line", f"at {words.AND.join(map(write, drawn))} a conclusion turns"))
    panel = Panel(unit, ("less", "more"), rows, axis=used, lines=drawn, legend=tuple(legend))
    title = write_title(reader, result)
    measured = f"{start_large(title)}, at each figure's low and high; {write(used)} at the values in use"
    return Chart("swings", "", measured, (panel.make_measurable(),))


def _list_known(swings: Iterable[Ends]) -> list[float]:
    return [end for _, *ends in swings for end in ends if end is not None]


def _choose_writing(reader: CellReader, result: str, numbers: Sequence[float]) -> tuple[str, Callable[[float], str]]:
    """Return what a result is in, in words, and what writes its numbers in the display unit."""
    if is_share(reader, result):
        return "%", lambda number: write_all_digits(number * 100)
    if not reader.is_money(result):
        unit = reader.unit(result)
        return "" if unit in (None, "ratio") else unit, write_all_digits
    factor = reader.factor(result)
    scale = choose_scale([number * factor for number in numbers], reader.scenario.currency, reader.display_unit)
    return scale.words, lambda number: scale.show(number * factor)


def _draw_swing(value: float, low: float | None, high: float | None, write: Callable[[float], str]) -> Iterator[Bar]:
    """Yield the bars to a result's two ends; on two lines where both lie on one side."""
    sides = [_find_side(value, low), _find_side(value, high)]
    is_one_sided = sides[0] is not None and sides[0] == sides[1]
    for series, end in enumerate((low, high)):
        if end is None:
            continue
        side, other, place = sides[series], sides[1 - series], end
        if side is None:  # unmoved: over against the other
            side = (LEFT, RIGHT)[series] if other is None else -other
            place = value
        yield Bar(place, side, write(end), is_hollow=series == 0, line=series if is_one_sided else 0)


def _find_side(value: float, end: float | None) -> int | None:
    """Return on which side of the value in use an end lies; None where it is not known, or the value itself."""
    if end is None or isclose(end, value):
        return None
    return LEFT if end < value else RIGHT
