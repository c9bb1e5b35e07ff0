"""What `leverage sensitivity` says: which figure moves a result, and where the conclusions change."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from math import isclose
from typing import NamedTuple

from leverage.analysis.claims import OPEN, RATIOS, Verdict, judge_claim, judge_conclusion
from leverage.analysis.sensitivity import Flip, Search, Swing
from leverage.formula.tree import Apply, Name
from leverage.report import marks, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.claims import write_share_held
from leverage.report.columns import Columns, flag, number, number_of, text, texts, unit_of
from leverage.report.notes import name_figure
from leverage.report.numbers import choose_scale, write_all_digits, write_percent, write_significant
from leverage.report.report import AS_USUAL, Edition, Report, Table
from leverage.report.robustness import write_conclusion
from leverage.report.show.charts import LEFT, RIGHT
from leverage.report.titles import is_share, write_briefly, write_title, write_with_range
from leverage.report.views import (
    Bar,
    Bars,
    Chart,
    Column,
    Grid,
    Item,
    Panel,
    Prose,
    View,
    drop_empty,
    make_items,
    make_text_columns,
)
from leverage.report.words import count_form, start_large

_NOTHING = 1e-9  # a flip nearer to 0 than this, for the size of the values looked at, is at 0


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
            size = max(abs(self.raw), abs(search.least), abs(search.most))
            self.at = 0.0 if abs(flip.at) < size * _NOTHING else flip.at
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

    @property
    def is_change(self) -> bool:
        """Tell whether the conclusion is another beyond the flip than at the values in use."""
        return self.verdict not in ("", judge_now(self.reader, self.search.conclusion))

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
    """What was found for one result: how it moves, and where conclusions change; `has_all` shows every turn."""

    reader: CellReader
    result: str
    swings: Sequence[Swung]
    turns: Sequence[Turn]
    has_all: bool

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


def report_sensitivity(
    reader: CellReader,
    result: str,
    swings: Sequence[Swing],
    searches: Sequence[Search],
    edition: Edition = AS_USUAL,
    *,
    has_all: bool = False,
) -> Report:
    """Report the swings of a cell, and the values of each figure at which a conclusion changes.

    People see only the nearest values for each conclusion unless `has_all`.
    """
    swung = [Swung(reader, result, swing) for swing in swings]
    turns = [Turn(reader, search, flip) for search in searches for flip in search.flips or (None,)]
    tables = {
        "swings": Table(SWINGS, lambda: map(SWINGS.make_record, swung)),
        "flips": Table(FLIPS, lambda: map(FLIPS.make_record, turns)),
    }
    answer = _Answer(reader, result, swung, turns, has_all)
    return Report(
        reader.scenario.title,
        f"which figures matter most{describe_what_if(reader)}",
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
    """Draw all for a document, the chart behind the headline; nothing for one table."""
    from leverage.report import colophon

    if table is not None:
        return ()
    first, *rest = _draw_views(answer, is_paper=True)
    chart = (_draw_chart(answer),) if (edition.has_chart or has_chart) and answer.swings else ()
    return (first, *chart, *rest, *colophon.describe_making([answer.reader], edition))


def _draw_views(answer: _Answer, *, is_paper: bool = False) -> tuple[View, ...]:
    """Draw the headline, the swings and the turns; paper has a chart instead of bars of text, whose letters differ."""
    return drop_empty(
        Prose("swings", tuple(_write_headline(answer)), is_headline=True),
        _draw_swings(answer, is_paper=is_paper),
        Prose("swings", _explain_swings(answer, is_paper=is_paper), is_small=True),
        *_draw_turns(answer),
    )


def _write_headline(answer: _Answer) -> Iterator[str]:
    """Yield sentences: what the result is, what moves it most, and what single figures turn within their ranges."""
    reader, result = answer.reader, answer.result

    def write(*raws: float) -> str:
        return write_briefly(reader, result, *raws)

    ends = reader.raw_ends(result)
    spread = f" ({write(*ends)})" if ends else ""
    title = write_title(reader, result)
    bound = "at least " if reader.is_at_least(result) else ""
    told = [f"{start_large(title)}: {bound}{write(reader.raw_or_0(result))}{spread}."]
    if answer.swings:
        most = answer.swings[0].swing
        known = sorted(end for end in (most.at_low, most.at_high) if end is not None)
        results = f": {write(*known)} over its range" if known else ""
        told.append(f"What moves it most is “{name_figure(reader, most.figure)}”{results}.")
    else:
        told.append("No figure with a range enters it.")
    yield from (*told, *_tell_inside(answer))


def _tell_inside(answer: _Answer) -> Iterator[str]:
    """Say what single figures turn within their ranges: who loses more, then claims; nothing where none has a range."""
    if all(turn.find_end("low") is None for turn in answer.turns):
        return
    inside = {turn.search.conclusion: turn for turn in sorted(answer.turns, key=_rank_turn, reverse=True)}
    inside = {name: turn for name, turn in inside.items() if turn.is_change and turn.is_inside()}
    searched = dict.fromkeys(turn.search.conclusion for turn in answer.turns)
    ratios = {name: said for name, said in _IN_WORDS.items() if name in searched}
    for name, said in ratios.items():
        if name in inside:
            figure = f"“{name_figure(answer.reader, inside[name].figure)}”"
            yield f"Within its range {figure} {_write_turning_value(inside[name])[1]} changes who loses more {said}."
    if ratios and inside.keys().isdisjoint(ratios):
        yield f"No single figure within its range changes who loses more {' or '.join(ratios.values())}."
    claims = [name for name in searched if name not in RATIOS]
    if claims:
        count = sum(name in inside for name in claims)
        claimed = count_form(len(claims), ("{count} claim", "{count} claims"))
        turn = "turn" if count > 1 else "turns"
        yield f"{count or 'None'} of {claimed} {turn} within the range of a single figure."


# The swings: as a table, and as a chart.

_IN_WORDS = {"dollars": "in money", "economy": "for its size"}
_WIDTH = 16  # of a bar of text
_LOW, _HIGH, _MIDDLE, _LINE = "▒", "█", "│", "┊"

#: A figure's label, and the result at its low and at its high, in the display unit.
Ends = tuple[str, float | None, float | None]


def _draw_swings(answer: _Answer, *, is_paper: bool) -> Grid:
    """Draw the swings as bars on one scale, with the figure's range and the result at its ends."""
    reader, result = answer.reader, answer.result
    ends = _list_ends(answer)
    scale, write = _choose_writing(reader, result, [end for pair in ends for end in pair if end is not None])
    bars = draw_bars(reader.number(result) or 0.0, ends, answer.list_lines())
    rows = []
    for swung, results, bar in zip(answer.swings, ends, bars, strict=True):
        swing = swung.swing
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


def _list_ends(answer: _Answer) -> list[tuple[float | None, float | None]]:
    return [
        (swung.convert_result(swung.swing.at_low), swung.convert_result(swung.swing.at_high)) for swung in answer.swings
    ]


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


def _explain_swings(answer: _Answer, *, is_paper: bool) -> tuple[str, ...]:
    """Explain the bars, and say what of the variance no figure accounts for by itself; nothing without swings."""
    if not answer.swings:
        return ()
    told = []
    if not is_paper:
        signs = [f"{_LOW} to the figure's low", f"{_HIGH} to its high", f"{_MIDDLE} in use"]
        used = answer.reader.number(answer.result) or 0.0
        known = [used, *(end for pair in _list_ends(answer) for end in pair if end is not None)]
        factor = answer.reader.factor(answer.result)
        drawn = _choose_lines(known, answer.list_lines())
        lines = [write_briefly(answer.reader, answer.result, line * factor) for line in drawn]
        signs += [f"{_LINE} at {words.AND.join(lines)} a conclusion turns"] if lines else []
        told.append(marks.BESIDE.join(signs))
    whole = sum(swung.swing.variance_share for swung in answer.swings)
    if whole == 0:
        return (*told, "Nothing of it varies over the simulations.")
    rest = f"; {write_percent(1 - whole, 0)} % is due to several together" if whole < _ALMOST_ALL else ""
    return (*told, f"share: of the result's variance over the simulations, by each figure alone{rest}.")


_ALMOST_ALL = 0.995  # of the variance


def _draw_chart(answer: _Answer) -> Chart:
    """Draw the swings as a chart, each figure with its low and high."""
    swings = []
    for swung in answer.swings:
        swing = swung.swing
        span = write_briefly(answer.reader, swing.figure, swing.low, swing.high)
        label = f"{name_figure(answer.reader, swing.figure)}: {span}"
        swings.append((label, swung.convert_result(swing.at_low), swung.convert_result(swing.at_high)))
    chart = draw_tornado(answer.reader, answer.result, swings, answer.list_lines())
    _, write = _choose_writing(answer.reader, answer.result, _list_known(swings))
    reach = words.TO.join(map(write, sorted(_list_known(swings[:1]))))
    name = name_figure(answer.reader, answer.swings[0].swing.figure)
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


# The conclusions.

_FEW = 3  # turns shown for each conclusion


def _draw_turns(answer: _Answer) -> Iterator[View]:
    """Show for each conclusion the nearest values of single figures at which it changes.

    Conclusions that a figure turns within its range stand before others, who loses more before claims.
    """
    reader = answer.reader
    changes: dict[str, list[Turn]] = {turn.search.conclusion: [] for turn in answer.turns}
    for turn in sorted(answer.turns, key=_rank_turn):
        if turn.is_change:
            changes[turn.search.conclusion].append(turn)
    is_inside = {name: any(turn.is_inside() for turn in turns) for name, turns in changes.items()}
    rows: list[tuple[Item, ...]] = []
    shown: list[Turn] = []
    for conclusion in sorted(changes, key=lambda name: (name not in RATIOS, not is_inside[name])):
        nearest = changes[conclusion] if answer.has_all else changes[conclusion][:_FEW]
        none = "" if nearest else "by no figure"
        says = write_conclusion(reader, conclusion).rstrip(".")
        rows.append(make_items(says, write_judged(reader, conclusion), none, ""))
        rows += dict.fromkeys(map(_show_turn, nearest))  # a claim that two numbers are equal turns twice alike
        shown += nearest
    heads = ("Conclusion, and figures that turn it", "now", "turns", "which is")
    title = "What turns conclusions, one figure at a time"
    if any(reader.is_money(turn.figure) for turn in shown):
        title = f"{title}; money a year"
    yield Grid("flips", title, make_text_columns(*heads), tuple(rows))
    told = []
    if reader.drawn:
        told.append("In brackets the share of the simulations in which a conclusion holds.")
    left = sum(map(len, changes.values())) - len(shown)
    if left:
        told.append(f"{count_form(left, _FURTHER)}: add --all")
    yield Prose("flips", tuple(told), is_small=True)


_FURTHER = ("{count} value further off", "{count} values further off")


def _rank_turn(turn: Turn) -> tuple[bool, bool, float]:
    """Return what turns are sorted by: those within a range, then by how far off they are for the size of now."""
    distance = turn.measure_distance()
    return not turn.is_inside(), distance is None, abs(distance or 0.0)


def write_judged(reader: CellReader, conclusion: str) -> str:
    """Write the verdict on a conclusion with the share of simulations in which it holds: ``holds (99 %)``."""
    verdict = judge_conclusion(reader.of, conclusion, reader.drawn)
    word = words.TOO_CLOSE if verdict.verdict == OPEN else verdict.verdict
    return word if verdict.share is None else f"{word} ({write_share_held(verdict.share)})"


def _show_turn(turn: Turn) -> tuple[Item, ...]:
    """Show at which value of a figure a conclusion changes, and whether that lies in its range."""
    now, there = _write_turning_value(turn)
    return make_items(f"– {name_figure(turn.reader, turn.figure)}", now, there, _place_turn(turn))


def _write_turning_value(turn: Turn) -> tuple[str, str]:
    """Write a figure's value, and on which side of which other value a conclusion changes."""
    at = turn.at or 0.0
    for digits in range(3, 9):  # as many as tell the two apart
        now, there = (
            write_briefly(turn.reader, turn.figure, raw, digits=digits, is_in_table=True) for raw in (turn.raw, at)
        )
        if now != there:
            return now, f"{'at' if at == turn.search.least else turn.side} {there}"
    return now, "by any change"


def _place_turn(turn: Turn) -> str:
    """Say whether a flip lies inside its figure's range, or how far outside; without a range how far from now."""
    if turn.is_inside():
        return "inside its range"
    if isclose(turn.at or 0.0, turn.raw, rel_tol=_NOTHING):
        return ""
    reader, figure, at = turn.reader, turn.figure, turn.at or 0.0
    end = turn.find_end("low" if turn.side == "below" else "high")
    start = turn.raw if end is None else end * reader.factor(figure)
    side = _MORE[turn.side] if end is None else f"{turn.side} its range"
    if is_share(reader, figure):
        return f"{write_significant(abs(at - start) * 100, 2)} points {side}"
    if start == 0:
        return side
    times = at / start
    if times < 2:
        return f"{write_significant(abs(times - 1) * 100, 2)} % {side}"
    return f"{write_significant(times, 2)} times {'as much' if end is None else 'the end of its range'}"


_MORE = {"below": "less", "above": "more"}
