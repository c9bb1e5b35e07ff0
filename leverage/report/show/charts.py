"""Charts of losses: both sides' stakes by lever, scenarios side by side.

The first side lies to the left of the axis, the second to the right, both on one scale.
"""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TypeAlias

from leverage import naming
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.marks import explain_signs, find_mark, find_weaker_mark
from leverage.report.numbers import Scale, add_mark, write_percent
from leverage.report.views import Bar, Bars, Chart

LEFT, RIGHT = -1, 1

# A length, its range, its number in words, and the mark in them.
_Measured: TypeAlias = tuple[float, tuple[float, float] | None, str, str]


class Measure:
    """How amounts become lengths and texts: in money on a table's scale, or as a share of the party's GDP."""

    def __init__(self, scale: Scale, by: str) -> None:
        """Measure on a scale; `by` is "money" or "gdp"."""
        self._scale = scale
        self._is_share = by == "gdp"

    @property
    def words(self) -> str:
        """Say what is measured."""
        return (
            "per cent of each side's GDP, both sides on one scale"
            if self._is_share
            else f"{self._scale.words}, both sides on one scale"
        )

    def bar(self, reader: CellReader, cell: str, party: str, side: int, series: int, line: int) -> Bar:
        """Return the bar of a cell to one side of the axis; one without a number where there is none."""
        found = self._share(reader, cell, party) if self._is_share else self._money(reader, cell)
        if found is None:
            return Bar(0.0, side, "not valued", series, line)
        length, ends, text, sign = found
        low, high = (side * ends[0], side * ends[1]) if ends else (None, None)
        least = words.LEAST if reader.is_at_least(cell) else ""
        signs = frozenset((least, sign))
        return Bar(side * length, side, f"{least}{add_mark(text, sign)}", series, line, low, high, signs)

    def _money(self, reader: CellReader, cell: str) -> _Measured | None:
        raw, ends, size = reader.raw(cell), reader.raw_ends(cell), self._scale.size
        if raw is None:
            return None
        return (
            raw / size,
            (ends[0] / size, ends[1] / size) if ends else None,
            self._scale.show(raw),
            find_mark(reader, cell),
        )

    def _share(self, reader: CellReader, cell: str, party: str) -> _Measured | None:
        """Measure by the cell that is the share; of an exposure, which has none, by dividing, without a range."""
        first, _, rest = cell.partition(".")
        own, gdp = naming.share(naming.total(first, rest)), naming.aggregate(party, naming.GDP)
        if first != "exposure":
            raw, ends = reader.raw(own), reader.raw_ends(own)
            sign = find_mark(reader, own) if raw else find_mark(reader, cell)  # nothing is nothing of any GDP
        else:
            part, whole = reader.raw(cell), reader.raw(gdp)
            raw, ends, sign = (
                (part / whole if part is not None and whole else None),
                None,
                find_weaker_mark(reader, cell, gdp),
            )
            raw = raw if raw is not None and isfinite(raw) else None
        return None if raw is None else (raw, ends, f"{write_percent(raw)} %", sign)


def draw_stakes(reader: CellReader, scale: Scale, by: str) -> Chart:
    """Draw exposure and loss of both sides by lever, with moves also the loss at these, and the totals."""
    measure = Measure(scale, by)
    kinds = ["exposure", "loss", *(["outcome"] if reader.scenario.moves else [])]
    rows = [
        Bars(reader.label(lever.id), tuple(_draw_sides(reader, measure, dict(enumerate(kinds)), lever.id)))
        for lever in reader.current()
        if reader.has_money(lever.id)
    ]
    sums = {"loss": "total", "outcome": "outcome"}
    totals = tuple(_draw_sides(reader, measure, {kinds.index(kind): sums[kind] for kind in kinds if kind in sums}))
    series = ("exposure", "loss, cut in full for a year", "loss at these moves")[: len(kinds)]
    bars = (*rows, Bars("Total", totals))
    return _explained(
        Chart("stakes", "Exposure and loss by lever", measure.words, _names(reader), series, bars), [reader]
    )


def _draw_sides(reader: CellReader, measure: Measure, kinds: dict[int, str], lever: str = "") -> Iterator[Bar]:
    """Yield the bars of both sides, a line for each sort, of sums without a lever; none where a side has no part."""
    for line, (series, kind) in enumerate(kinds.items()):
        for side, party in zip((LEFT, RIGHT), reader.scenario.sides, strict=True):
            cell = naming.stake(kind, party, lever) if lever else naming.total(kind, party)
            if reader.cell(cell) is not None and (reader.needs(cell) or reader.raw(cell) is not None):
                yield measure.bar(reader, cell, party, side, series, line)


def draw_scenarios(readers: Sequence[CellReader], scale: Scale, by: str) -> Chart:
    """Draw both sides' loss in each of several scenarios."""
    measure = Measure(scale, by)
    rows = tuple(Bars(reader.name, tuple(_draw_sides(reader, measure, {0: "outcome"}))) for reader in readers)
    pairs = dict.fromkeys(_names(reader) for reader in readers)
    heads = next(iter(pairs)) if len(pairs) == 1 else ("the first side", "the second side")
    return _explained(
        Chart("outcome", "Losses at each scenario's moves", measure.words, heads, ("loss",), rows), readers
    )


def _names(reader: CellReader) -> tuple[str, str]:
    first, second = (reader.party_name(side) for side in reader.scenario.sides)
    return first, second


def _explained(chart: Chart, readers: Sequence[CellReader]) -> Chart:
    """Return a chart with what its lines, signs and marks mean."""
    bars = [bar for row in chart.rows for bar in row.bars]
    spans = (
        "{mark} from the 5th to the 95th percentile of the draws" if any(bar.low is not None for bar in bars) else ""
    )
    lines = tuple(explain_signs(readers, [chart]))  # one a line: a picture is narrow
    return chart._replace(spans=spans, lines=lines).measurable()
