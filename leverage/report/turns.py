"""At which values of single figures conclusions change: records, a table, and sentences."""

from collections.abc import Iterator, Sequence
from math import isclose

from leverage.analysis.claims import OPEN, RATIOS, Verdict, judge_conclusion
from leverage.analysis.sensitivity import Flip, Search
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.claims import write_share_held
from leverage.report.columns import Columns, flag, number, text, texts, unit_of
from leverage.report.notes import name_figure
from leverage.report.numbers import write_significant
from leverage.report.robustness import write_conclusion
from leverage.report.titles import is_share, write_briefly, write_title
from leverage.report.views import Grid, Item, Prose, View, make_items, make_text_columns
from leverage.report.words import count_form

_NOTHING = 1e-9  # a flip nearer to 0 than this, for the size of the values looked at, is at 0
_FEW = 3  # turns shown for each conclusion
_FURTHER = ("{count} value further off", "{count} values further off")
_MORE = {"below": "less", "above": "more"}
_IN_WORDS = {"dollars": "in money", "economy": "for its size"}


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
        return self.verdict not in ("", _judge_now(self.reader, self.search.conclusion))

    def explain_missing(self) -> list[str]:
        """Say why there is no flip, or no distance to it."""
        if self.at is None:
            return ["flip: no value in the stretch that was searched changes it"]
        return [] if self.raw else ["distance: the value in use is 0"]


FLIPS = Columns[Turn](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("conclusion", "the claim, or the ratio of losses", lambda row: row.search.conclusion),
    text("says", "the conclusion as a sentence", lambda row: write_conclusion(row.reader, row.search.conclusion)),
    text("now", "whether it holds at the values in use", lambda row: _judge_now(row.reader, row.search.conclusion)),
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


def _judge_now(reader: CellReader, conclusion: str) -> str:
    """Return whether a conclusion holds at the values in use."""
    return judge_conclusion(reader.of, conclusion).verdict


def tell_inside(reader: CellReader, turns: Sequence[Turn]) -> Iterator[str]:
    """Say what single figures turn within their ranges: who loses more, then claims; nothing where none has a range."""
    if all(turn.find_end("low") is None for turn in turns):
        return
    inside = {turn.search.conclusion: turn for turn in sorted(turns, key=_rank_turn, reverse=True)}
    inside = {name: turn for name, turn in inside.items() if turn.is_change and turn.is_inside()}
    searched = dict.fromkeys(turn.search.conclusion for turn in turns)
    ratios = {name: said for name, said in _IN_WORDS.items() if name in searched}
    for name, said in ratios.items():
        if name in inside:
            figure = f"“{name_figure(reader, inside[name].figure)}”"
            yield f"Within its range {figure} {_write_turning_value(inside[name])[1]} changes who loses more {said}."
    if ratios and inside.keys().isdisjoint(ratios):
        yield f"No single figure within its range changes who loses more {' or '.join(ratios.values())}."
    claims = [name for name in searched if name not in RATIOS]
    if claims:
        count = sum(name in inside for name in claims)
        claimed = count_form(len(claims), ("{count} claim", "{count} claims"))
        verb = "turn" if count > 1 else "turns"
        yield f"{count or 'None'} of {claimed} {verb} within the range of a single figure."


def draw_turns(reader: CellReader, turns: Sequence[Turn], *, has_all: bool) -> Iterator[View]:
    """Show for each conclusion the nearest values of single figures at which it changes.

    Conclusions that a figure turns within its range stand before others, who loses more before claims.
    """
    changes: dict[str, list[Turn]] = {turn.search.conclusion: [] for turn in turns}
    for turn in sorted(turns, key=_rank_turn):
        if turn.is_change:
            changes[turn.search.conclusion].append(turn)
    is_inside = {name: any(turn.is_inside() for turn in found) for name, found in changes.items()}
    rows: list[tuple[Item, ...]] = []
    shown: list[Turn] = []
    for conclusion in sorted(changes, key=lambda name: (name not in RATIOS, not is_inside[name])):
        nearest = changes[conclusion] if has_all else changes[conclusion][:_FEW]
        none = "" if nearest else "by no figure"
        says = write_conclusion(reader, conclusion).rstrip(".")
        rows.append(make_items(says, _write_judged(reader, conclusion), none, ""))
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


def _rank_turn(turn: Turn) -> tuple[bool, bool, float]:
    """Return what turns are sorted by: those within a range, then by how far off they are for the size of now."""
    distance = turn.measure_distance()
    return not turn.is_inside(), distance is None, abs(distance or 0.0)


def _write_judged(reader: CellReader, conclusion: str) -> str:
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
