"""Charts of losses: both sides' stakes by lever, scenarios side by side.

The first side lies to the left of the axis, the second to the right, both on one scale.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from leverage import naming
from leverage.analysis.path import Step
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.marks import explain_marks, find_mark, find_weaker_mark
from leverage.report.numbers import Scale, add_mark, choose_scale, choose_scale_of_stakes, write_percent
from leverage.report.show.facts import has_other_times
from leverage.report.show.records import find_steps
from leverage.report.views import Bar, Bars, Chart
from leverage.report.words import count_form
from leverage.units import Unit

LEFT, RIGHT = -1, 1


class Measured(NamedTuple):
    """An amount as a bar shows it: its length, the length at both ends of its range, its number and its mark."""

    length: float
    ends: tuple[float, float] | None
    text: str
    mark: str


class Measure:
    """How amounts become lengths and texts: in money on a table's scale, or as a share of the party's GDP."""

    def __init__(self, scale: Scale, by: str) -> None:
        """Measure on a scale; `by` is "money" or "gdp"."""
        self._scale = scale
        self._is_share = by == "gdp"

    def describe(self) -> str:
        """Say what is measured."""
        what = "per cent of each side's GDP" if self._is_share else self._scale.words
        return f"{what}, both sides on one scale"

    def make_bar(self, reader: CellReader, cell: str, party: str, side: int, series: int, line: int) -> Bar:
        """Return the bar of a cell to one side of the axis; one without a number where there is none."""
        measured = self._measure_share(reader, cell, party) if self._is_share else self._measure_money(reader, cell)
        if measured is None:
            return Bar(0.0, side, "not valued", series, line)
        low, high = None, None
        if measured.ends:
            low, high = side * measured.ends[0], side * measured.ends[1]
        least = words.LEAST if reader.is_at_least(cell) else ""
        text = f"{least}{add_mark(measured.text, measured.mark)}"
        return Bar(side * measured.length, side, text, series, line, low, high, frozenset((least, measured.mark)))

    def _measure_money(self, reader: CellReader, cell: str) -> Measured | None:
        amount, ends, size = reader.raw(cell), reader.raw_ends(cell), self._scale.size
        if amount is None:
            return None
        shrunk = (ends[0] / size, ends[1] / size) if ends else None
        return Measured(amount / size, shrunk, self._scale.show(amount), find_mark(reader, cell))

    def _measure_share(self, reader: CellReader, cell: str, party: str) -> Measured | None:
        """Measure by the cell that is the share of GDP; an exposure, which has none, is divided, without a range."""
        if naming.find_first_word(cell) == "exposure":
            gdp = naming.aggregate(party, naming.GDP)
            part, whole = reader.raw(cell), reader.raw(gdp)
            if part is None or not whole or not isfinite(part / whole):
                return None
            return Measured(part / whole, None, f"{write_percent(part / whole)} %", find_weaker_mark(reader, cell, gdp))
        share = naming.share(cell)
        ratio = reader.raw(share)
        if ratio is None:
            return None
        mark = find_mark(reader, share if ratio else cell)  # 0 is 0 per cent of any GDP
        return Measured(ratio, reader.raw_ends(share), f"{write_percent(ratio)} %", mark)


def draw_stakes(reader: CellReader, unit: Unit | None, by: str) -> Chart:
    """Draw exposure and loss of both sides by lever, with moves also the loss at these, and the totals."""
    measure = Measure(choose_scale_of_stakes(reader, unit), by)
    series = {"exposure": "exposure", "loss": "loss, cut in full for a year"}
    sums = {1: "total"}
    if reader.scenario.moves:
        over_time = ", over the time of each cut" if has_other_times(reader) else ""
        series["outcome"] = f"loss at these moves{over_time}"
        sums[2] = "outcome"
    kinds = dict(enumerate(series))
    rows = [
        Bars(reader.label(lever.id), tuple(_draw_sides(reader, measure, kinds, lever.id)))
        for lever in reader.current()
        if reader.has_money(lever.id)
    ]
    rows.append(Bars(words.TOTAL, tuple(_draw_sides(reader, measure, sums))))
    heads = _name_sides(reader)
    title = "Exposure and loss by lever"
    return _make_chart([reader], "stakes", title, measure, heads, tuple(series.values()), tuple(rows))


def draw_path(reader: CellReader, unit: Unit | None, by: str) -> Chart:
    """Draw both sides' loss in a year, on average over the first years of a cut, for no years to ten."""
    steps = find_steps(reader)
    scale = choose_scale([step.loss for step in steps], reader.scenario.currency, unit)
    sides = dict(zip(reader.scenario.sides, (LEFT, RIGHT), strict=True))
    bars: dict[int, list[Bar]] = {}
    for step in steps:
        bars.setdefault(step.years, []).append(_draw_step(reader, step, sides[step.party], scale, by))
    rows = tuple(
        Bars("at once" if years == 0 else count_form(years, ("{count} year", "{count} years")), tuple(pair))
        for years, pair in bars.items()
    )
    title = "Loss in a year on average over the first years, every current lever cut in full"
    return _make_chart([reader], "path", title, Measure(scale, by), _name_sides(reader), ("loss",), rows)


def _draw_step(reader: CellReader, step: Step, side: int, scale: Scale, by: str) -> Bar:
    """Return the bar of what a side loses over so many years, in money or as a share of its GDP."""
    total = naming.total("total", step.party)
    size = scale.size if by == "money" else reader.raw(naming.aggregate(step.party, naming.GDP))
    if step.loss is None or not size:
        return Bar(0.0, side, "not valued")
    shown = scale.show(step.loss) if by == "money" else f"{write_percent(step.loss / size)} %"
    least, mark = words.LEAST if reader.is_at_least(total) else "", find_mark(reader, total)
    low, high = (None if end is None else side * end / size for end in (step.low, step.high))
    text = f"{least}{add_mark(shown, mark)}"
    return Bar(side * step.loss / size, side, text, low=low, high=high, signs=frozenset((least, mark)))


def draw_scenarios(readers: Sequence[CellReader], scale: Scale, by: str) -> Chart:
    """Draw both sides' loss in each of several scenarios."""
    measure = Measure(scale, by)
    rows = tuple(Bars(reader.name, tuple(_draw_sides(reader, measure, {0: "outcome"}))) for reader in readers)
    pairs = dict.fromkeys(_name_sides(reader) for reader in readers)
    heads = next(iter(pairs)) if len(pairs) == 1 else ("the first side", "the second side")
    return _make_chart(readers, "outcome", "Losses at each scenario's moves", measure, heads, ("loss",), rows)


def _draw_sides(reader: CellReader, measure: Measure, kinds: Mapping[int, str], lever: str = "") -> Iterator[Bar]:
    """Yield the bars of both sides, a line for each sort, of sums without a lever; none where a side has no part.

    `kinds` are sorts of cells by the number of their series.
    """
    for line, (series, kind) in enumerate(kinds.items()):
        for side, party in zip((LEFT, RIGHT), reader.scenario.sides, strict=True):
            cell = naming.stake(kind, party, lever) if lever else naming.total(kind, party)
            if reader.needs(cell) or reader.raw(cell) is not None:
                yield measure.make_bar(reader, cell, party, side, series, line)


def _name_sides(reader: CellReader) -> tuple[str, str]:
    first, second = reader.scenario.sides
    return reader.party_name(first), reader.party_name(second)


def _make_chart(
    readers: Sequence[CellReader],
    table: str,
    title: str,
    measure: Measure,
    heads: tuple[str, str],
    series: tuple[str, ...],
    rows: tuple[Bars, ...],
) -> Chart:
    """Make a chart that says what its lines, signs and marks mean."""
    bars = [bar for row in rows for bar in row.bars]
    spans = ""
    if any(bar.low is not None for bar in bars):
        spans = "{mark} from the 5th to the 95th percentile of the draws"
    signs = {sign for bar in bars for sign in bar.signs}
    lines = tuple(explain_marks(readers, signs))  # one a line: a picture is narrow
    return Chart(table, title, measure.describe(), heads, series, rows, spans=spans, lines=lines).make_measurable()
