"""Charts of losses: both sides' stakes by lever, scenarios side by side.

The first side lies to the left of the axis, the second to the right, both on one scale.
"""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TypeAlias

from leverage.report.ledger import Ledger
from leverage.report.marks import mark, signs, weaker
from leverage.report.numbers import Scale, marked, percent
from leverage.report.views import Bar, Bars, Chart
from leverage.report.words import charts as words
from leverage.report.words import tables

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
        return words.PER_GDP if self._is_share else words.SAME_SCALE.format(scale=self._scale.words)

    def bar(self, ledger: Ledger, cell: str, party: str, side: int, series: int, line: int) -> Bar:
        """Return the bar of a cell to one side of the axis; one without a number where there is none."""
        found = self._share(ledger, cell, party) if self._is_share else self._money(ledger, cell)
        if found is None:
            return Bar(0.0, side, words.NOT_VALUED, series, line)
        length, ends, text, sign = found
        low, high = (side * ends[0], side * ends[1]) if ends else (None, None)
        least = tables.LEAST if ledger.is_at_least(cell) else ""
        signs = frozenset((least, sign))
        return Bar(side * length, side, f"{least}{marked(text, sign)}", series, line, low, high, signs)

    def _money(self, ledger: Ledger, cell: str) -> _Measured | None:
        raw, ends, size = ledger.raw(cell), ledger.raw_ends(cell), self._scale.size
        if raw is None:
            return None
        return raw / size, (ends[0] / size, ends[1] / size) if ends else None, self._scale.show(raw), mark(ledger, cell)

    def _share(self, ledger: Ledger, cell: str, party: str) -> _Measured | None:
        """Measure by the cell that is the share; of an exposure, which has none, by dividing, without a range."""
        first, _, rest = cell.partition(".")
        own, gdp = f"{first}_share.{rest}", f"{party}.gdp"
        if first != "exposure":
            raw, ends = ledger.raw(own), ledger.raw_ends(own)
            sign = mark(ledger, own) if raw else mark(ledger, cell)  # nothing is nothing of any GDP
        else:
            part, whole = ledger.raw(cell), ledger.raw(gdp)
            raw, ends, sign = (part / whole if part is not None and whole else None), None, weaker(ledger, cell, gdp)
            raw = raw if raw is not None and isfinite(raw) else None
        return None if raw is None else (raw, ends, f"{percent(raw)} %", sign)


def stakes(ledger: Ledger, scale: Scale, by: str) -> Chart:
    """Draw exposure and loss of both sides by lever, with moves also the loss at these, and the totals."""
    measure = Measure(scale, by)
    kinds = ["exposure", "loss", *(["outcome"] if ledger.scenario.moves else [])]
    rows = [
        Bars(ledger.label(lever.id), tuple(_stakes(ledger, measure, lever.id, kinds)))
        for lever in ledger.current()
        if ledger.has_money(lever.id)
    ]
    sums = {"loss": "total", "outcome": "outcome"}
    totals = tuple(_both(ledger, measure, {kinds.index(kind): sums[kind] for kind in kinds if kind in sums}, ""))
    series = (words.EXPOSURE, words.LOSS, words.AT_MOVES)[: len(kinds)]
    bars = (*rows, Bars(words.TOTAL, totals))
    return _explained(Chart("stakes", words.STAKES, measure.words, _names(ledger), series, bars), [ledger])


def _stakes(ledger: Ledger, measure: Measure, lever: str, kinds: Sequence[str]) -> Iterator[Bar]:
    yield from _both(ledger, measure, dict(enumerate(kinds)), f".{lever}")


def _both(ledger: Ledger, measure: Measure, kinds: dict[int, str], of: str) -> Iterator[Bar]:
    """Yield the bars of both sides, a line for each sort; none for what a side has no part in."""
    for line, (series, kind) in enumerate(kinds.items()):
        for side, party in zip((LEFT, RIGHT), ledger.scenario.sides, strict=True):
            cell = f"{kind}.{party}{of}"
            if ledger.cell(cell) is not None and (ledger.needs(cell) or ledger.raw(cell) is not None):
                yield measure.bar(ledger, cell, party, side, series, line)


def scenarios(ledgers: Sequence[Ledger], scale: Scale, by: str) -> Chart:
    """Draw both sides' loss in each of several scenarios."""
    measure = Measure(scale, by)
    rows = tuple(Bars(ledger.name, tuple(_both(ledger, measure, {0: "outcome"}, ""))) for ledger in ledgers)
    pairs = dict.fromkeys(_names(ledger) for ledger in ledgers)
    heads = next(iter(pairs)) if len(pairs) == 1 else (words.FIRST_SIDE, words.SECOND_SIDE)
    return _explained(Chart("outcome", words.SCENARIOS, measure.words, heads, (words.LOSSES,), rows), ledgers)


def _names(ledger: Ledger) -> tuple[str, str]:
    first, second = (ledger.party_name(side) for side in ledger.scenario.sides)
    return first, second


def _explained(chart: Chart, ledgers: Sequence[Ledger]) -> Chart:
    """Return a chart with what its lines, signs and marks mean."""
    bars = [bar for row in chart.rows for bar in row.bars]
    spans = words.RANGES if any(bar.low is not None for bar in bars) else ""
    lines = tuple(signs(ledgers, [chart]))  # one a line: a picture is narrow
    return chart._replace(spans=spans, lines=lines).measurable()
