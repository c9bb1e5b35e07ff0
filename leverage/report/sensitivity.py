"""What `leverage sensitivity` says: which figure moves a result, and where the conclusions change."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import isclose
from typing import NamedTuple

from leverage.analysis.claims import Verdict, judge_conclusion
from leverage.analysis.sensitivity import Flip, Search, Swing
from leverage.report import notes, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.claims import write_share_held, write_verdict
from leverage.report.columns import Columns, flag, number, number_of, text, texts, unit_of
from leverage.report.numbers import choose_scale, write_fixed, write_percent, write_plain, write_times
from leverage.report.report import AS_USUAL, Edition, Report, Table
from leverage.report.robustness import write_conclusion
from leverage.report.show.charts import LEFT, RIGHT
from leverage.report.titles import is_share, write_in_own_unit, write_title
from leverage.report.views import Bar, Bars, Chart, Column, Grid, Panel, Prose, View, make_items

_NOTHING = 1e-9  # a flip nearer to 0 than this, for the size of the value in use, is at 0


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


class Turn:
    """A value of a figure at which a conclusion changes; without a flip there is none in the stretch searched."""

    def __init__(self, reader: CellReader, search: Search, flip: Flip | None) -> None:
        """Take a flip with the search that found it."""
        self.reader = reader
        self.search = search
        self.figure = search.figure
        self.raw = reader.raw(search.figure) or 0.0
        self.at: float | None = None
        self.side = ""  # of the value in use on which the conclusion changes
        self.verdict = ""  # there
        if flip is not None:
            self.at = 0.0 if abs(flip.at) < abs(self.raw) * _NOTHING else flip.at
            is_below = self.at < self.raw
            holds = flip.holds_below if is_below else not flip.holds_below
            self.verdict = "holds" if holds else "fails"
            self.side = "below" if is_below else "above"

    def judge(self) -> Verdict:
        """Return the verdict on the conclusion, by the draws if there are any."""
        return judge_conclusion(self.reader.of, self.search.conclusion, self.reader.drawn)

    def convert(self, number: float | None) -> float | None:
        """Return a value of the figure in the display unit."""
        return None if number is None else number / self.reader.factor(self.figure)

    def find_end(self, which: str) -> float | None:
        """Return the figure's ``low`` or ``high`` in the display unit."""
        reading = self.reader.of.graph.reading(self.figure)
        if reading is None:
            return None
        end = reading.low if which == "low" else reading.high
        return self.convert(end.base) if end else None

    def is_inside(self) -> bool | None:
        """Tell whether the flip lies between the figure's low and high."""
        at, low, high = self.convert(self.at), self.find_end("low"), self.find_end("high")
        if at is None:
            return None
        return low is not None and high is not None and low <= at <= high

    def measure_distance(self) -> float | None:
        """Return how far the flip is from the value in use, for the size of that."""
        return (self.at - self.raw) / abs(self.raw) if self.at is not None and self.raw else None

    def explain_missing(self) -> list[str]:
        """Say why there is no flip, or no distance to it."""
        if self.at is None:
            return ["flip: no value in the stretch that was searched changes it"]
        return [] if self.raw else ["distance: the value in use is 0"]


FLIPS = Columns[Turn](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("conclusion", "the claim, or the ratio of losses", lambda row: row.search.conclusion),
    text("says", "the conclusion as a sentence", lambda row: write_conclusion(row.reader, row.search.conclusion)),
    text("now", "whether it holds at the values in use", lambda row: judge_now(row.reader, row.search.conclusion)),
    text("verdict", "the verdict on it by the draws", lambda row: row.judge().verdict),
    number("held_in", "share of the draws in which it is true", lambda row: row.judge().share),
    text("figure", "the figure that is moved", lambda row: row.figure),
    text("label", "the figure in words", lambda row: write_title(row.reader, row.figure)),
    number("value", "its value in use", lambda row: row.convert(row.raw)),
    number("low", "its low", lambda row: row.find_end("low")),
    number("high", "its high", lambda row: row.find_end("high")),
    unit_of("unit", "unit of the figure's values", lambda row: row.figure),
    number("flip", "the value at which the conclusion changes", lambda row: row.convert(row.at)),
    text(
        "then",
        "what the conclusion does beyond it: `fails above`",
        lambda row: f"{row.verdict} {row.side}" if row.side else None,
    ),
    flag("is_inside", "whether `flip` lies between `low` and `high`", lambda row: row.is_inside()),
    number("distance", "from `value` to `flip`, for the size of `value`", lambda row: row.measure_distance()),
    number("searched_from", "least value that was tried", lambda row: row.convert(row.search.least)),
    number("searched_to", "most that was tried", lambda row: row.convert(row.search.most)),
    texts("missing", "why values are missing", lambda row: row.explain_missing()),
)


def judge_now(reader: CellReader, conclusion: str) -> str:
    """Return whether a conclusion holds at the values in use."""
    return judge_conclusion(reader.of, conclusion).verdict


class _Answer(NamedTuple):
    """What was found for one result: how it moves, and where conclusions change."""

    reader: CellReader
    result: str
    swings: Sequence[Swung]
    turns: Sequence[Turn]


def report_sensitivity(
    reader: CellReader, of: str, swings: Sequence[Swing], searches: Sequence[Search], edition: Edition = AS_USUAL
) -> Report:
    """Report the swings of a cell, and the values of each figure at which a conclusion changes."""
    swung = [Swung(reader, of, swing) for swing in swings]
    turns = [Turn(reader, search, flip) for search in searches for flip in search.flips or (None,)]
    tables = {
        "swings": Table(SWINGS, lambda: map(SWINGS.make_record, swung)),
        "flips": Table(FLIPS, lambda: map(FLIPS.make_record, turns)),
    }
    answer = _Answer(reader, of, swung, turns)
    return Report(
        reader.scenario.title,
        f"what moves {of}{describe_what_if(reader)}",
        describe_scenarios([reader])[0],
        tables,
        partial(_draw, answer, edition),
        draft=partial(_draft, answer, edition),
        chart=partial(_draw_chart, answer) if swung else None,
    )


def _draw(answer: _Answer, edition: Edition) -> tuple[View, ...]:
    chart = (_draw_chart(answer),) if edition.has_chart and answer.swings else ()
    return (*_draw_views(answer), *chart)


def _draft(answer: _Answer, edition: Edition, table: str | None, has_chart: bool) -> tuple[View, ...]:
    """Draw all for a document, the chart behind the table of its numbers; nothing for one table."""
    from leverage.report import colophon

    if table is not None:
        return ()
    first, *rest = _draw_views(answer, is_paper=True)
    chart = (_draw_chart(answer),) if (edition.has_chart or has_chart) and answer.swings else ()
    return (first, *chart, *rest, *colophon.describe_making([answer.reader], edition))


def _draw_views(answer: _Answer, *, is_paper: bool = False) -> tuple[View, ...]:
    """Draw the swings and the conclusions; paper has a chart instead of bars of text, whose letters differ in width."""
    if answer.swings:
        swings: tuple[View, ...] = (
            _draw_swings(answer, is_paper=is_paper),
            _explain_variance(answer.swings, is_paper=is_paper),
        )
    else:
        swings = (Prose("swings", (f"No figure with a low and a high enters {answer.result}.",)),)
    return *swings, *_tell_conclusions(answer.reader, answer.turns)


# The swings: as a table, and as a chart.

_FIGURE = "Figure"
_SHARES = (
    "Variance: the share of the draws' that each figure accounts for by itself; {rest} % is due to several together."
)
_BARS = "▒ from the value in use to the figure's low, █ to its high. "
_WIDTH = 22  # of a bar of text
_LOW, _HIGH, _MIDDLE = "▒", "█", "│"
_SMALL = 0.1  # below which two decimals say too little

#: A figure's label, and the result at its low and at its high, in the display unit.
Ends = tuple[str, float | None, float | None]


def _draw_swings(answer: _Answer, *, is_paper: bool) -> Grid:
    """Draw the swings as bars on one scale, with the figure's ends and the result at them."""
    reader, unit = answer.reader, answer.reader.unit(answer.result)
    used = reader.number(answer.result) or 0.0
    ends = [
        (swung.convert_result(swung.swing.at_low), swung.convert_result(swung.swing.at_high)) for swung in answer.swings
    ]
    rows = []
    for swung, results, bar in zip(answer.swings, ends, draw_bars(used, ends), strict=True):
        swing = swung.swing
        name = notes.name_figure(reader, swing.figure) if is_paper else swing.figure
        low, high = _write_ends(swung)
        at_ends = ["–" if result is None else _write_result(result, unit) for result in results]
        rows.append(make_items(name, low, high, *at_ends, f"{write_percent(swing.variance_share, 0)} %", bar))
    heads = (_FIGURE, "low", "high", "at low", "at high", "variance", "")
    columns = tuple(Column(head, is_text=head in (_FIGURE, "")) for head in heads)
    what = f"{write_title(reader, answer.result)}: {_write_result(used, unit)} at the values in use"
    count = len(heads) - 1 if is_paper else len(heads)  # the bars stand last
    return Grid("swings", f"{what}; one figure moved at a time", columns[:count], tuple(row[:count] for row in rows))


def _write_result(result: float, unit: str | None) -> str:
    return write_fixed(result, 2) if unit == "ratio" else write_plain(result, unit)


def _write_ends(swung: Swung) -> tuple[str, str]:
    """Write a figure's low and high as its author would."""
    swing, reader = swung.swing, swung.reader
    return (
        write_in_own_unit(reader, swing.figure, swing.low),
        write_in_own_unit(reader, swing.figure, swing.high),
    )


def draw_bars(middle: float, ends: Sequence[tuple[float | None, float | None]]) -> list[str]:
    """Draw from the middle to each end; what is not known is not drawn."""
    known = [end for pair in ends for end in pair if end is not None]
    least, most = min([middle, *known]), max([middle, *known])
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
        signs[place(middle)] = _MIDDLE
        drawn.append("".join(signs).rstrip())
    return drawn


def _explain_variance(swings: Sequence[Swung], *, is_paper: bool) -> Prose:
    """Say what of the variance no figure accounts for by itself."""
    whole = sum(swung.swing.variance_share for swung in swings)
    if whole == 0:
        return Prose("swings", ("Nothing of it varies over the draws.",), is_small=True)
    said = _SHARES.format(rest=write_percent(max(1 - whole, 0.0), 0))
    return Prose("swings", (said if is_paper else f"{_BARS}{said}",), is_small=True)


def _draw_chart(answer: _Answer) -> Chart:
    """Draw the swings as a chart, each figure with its low and high."""
    swings = []
    for swung in answer.swings:
        low, high = _write_ends(swung)
        label = f"{notes.name_figure(answer.reader, swung.swing.figure)}: {low} to {high}"
        swings.append((label, swung.convert_result(swung.swing.at_low), swung.convert_result(swung.swing.at_high)))
    return draw_tornado(answer.reader, answer.result, swings)


def draw_tornado(reader: CellReader, of: str, swings: Sequence[Ends]) -> Chart:
    """Draw the swings of a cell."""
    used = reader.number(of) or 0.0
    unit, write = _choose_writing(reader, of, [end for swing in swings for end in swing[1:] if end is not None])
    rows = tuple(Bars(label, tuple(_draw_swing(used, low, high, write))) for label, low, high in swings)
    heading = f"At each figure's low and high: {write_title(reader, of)}, {write(used)} at the values in use"
    legend = (("hollow", "at the figure's low"), ("filled", "at its high"))
    panel = Panel(unit, ("less", "more"), rows, axis=used, legend=legend)
    return Chart("swings", heading, "", (panel.make_measurable(),))


def _choose_writing(reader: CellReader, result: str, numbers: Sequence[float]) -> tuple[str, Callable[[float], str]]:
    """Return what a result is in, in words, and what writes its numbers in the display unit."""
    if is_share(reader, result):
        return "%", write_percent
    if not reader.is_money(result):
        is_small = max(map(abs, numbers), default=0.0) < _SMALL
        return reader.unit(result) or "", write_times if is_small else lambda number: write_fixed(number, 2)
    factor = reader.factor(result)
    scale = choose_scale([number * factor for number in numbers], reader.scenario.currency, reader.asked)
    return scale.words, lambda number: scale.show(number * factor)


def _draw_swing(value: float, low: float | None, high: float | None, write: Callable[[float], str]) -> Iterator[Bar]:
    """Yield the bars to a result's two ends; on two lines where both lie on one side."""
    sides = [_find_side(value, low), _find_side(value, high)]
    is_one_sided = sides[0] is not None and sides[0] == sides[1]
    for series, end in enumerate((low, high)):
        if end is None:
            continue
        side, other = sides[series], sides[1 - series]
        if side is None:  # unmoved: over against the other
            side = (LEFT, RIGHT)[series] if other is None else -other
        yield Bar(end, side, write(end), is_hollow=series == 0, line=series if is_one_sided else 0)


def _find_side(value: float, end: float | None) -> int | None:
    """Return on which side of the value in use an end lies; None where it is not known, or the value itself."""
    if end is None or isclose(end, value):
        return None
    return LEFT if end < value else RIGHT


# The conclusions.

_FEW = 3  # flips outside all ranges are shown
_NEAR = 0.999  # a flip this far from the value in use, for its size, is shown; the others are counted


def _tell_conclusions(reader: CellReader, turns: Sequence[Turn]) -> Iterator[Prose]:
    """Say for each conclusion which single figures would change it: those inside their range, else the nearest."""
    for conclusion in dict.fromkeys(turn.search.conclusion for turn in turns):
        now = judge_now(reader, conclusion)
        changes = [turn for turn in turns if turn.search.conclusion == conclusion and turn.verdict not in ("", now)]
        changes.sort(key=lambda turn: (not turn.is_inside(), _measure_size(turn)))
        near = [turn for turn in changes if turn.is_inside()]
        if not near:
            near = [turn for turn in changes if _measure_size(turn) <= _NEAR][:_FEW]
        said = f"{write_conclusion(reader, conclusion).rstrip('.')}: {_write_judged(reader, conclusion, now)}"
        if not near:
            yield Prose("flips", (f"{said}; no single figure near its own changes that.",))
            continue
        more = len(changes) - len(near)
        rest = (f"– {more} more further off; see --table flips",) if more else ()
        yield Prose("flips", (f"{said}, unless", *(_write_turn(turn) for turn in near), *rest))


def _write_judged(reader: CellReader, conclusion: str, now: str) -> str:
    """Write the verdict at the values in use, with that by the draws where it is another."""
    verdict = judge_conclusion(reader.of, conclusion, reader.drawn)
    in_use = f"{now} {words.AT_VALUES}"
    if verdict.share is None:
        return in_use
    if verdict.verdict == now:
        return f"{in_use} (true in {write_share_held(verdict.share)} of the draws)"
    return f"{write_verdict(verdict.verdict, verdict.share)}; {in_use}"


def _measure_size(turn: Turn) -> float:
    """Return how far off a flip is for the size of the value in use, in either direction."""
    return abs(turn.measure_distance() or 0.0)


def _write_turn(turn: Turn) -> str:
    """Write at which value of a figure a conclusion changes, and whether that lies in its range."""
    at, value = (write_in_own_unit(turn.reader, turn.figure, raw) for raw in (turn.at or 0.0, turn.raw))
    changes = f"– {write_title(turn.reader, turn.figure)} ({turn.figure}) is {turn.side} {at}"
    if turn.is_inside():
        return f"{changes}, inside its range; {value} is in use"
    if turn.find_end("low") is not None:
        return f"{changes}, outside its range; {value} is in use"
    return f"{changes}; {value} is in use, no range given"
