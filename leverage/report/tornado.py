"""The tornado: a result at the low and the high of each figure, to both sides of its value in use, on one scale."""

from collections.abc import Callable, Iterator, Sequence
from math import isclose

from leverage.report.charts import LEFT, RIGHT
from leverage.report.ledger import Ledger
from leverage.report.numbers import amounts, fixed, percent, times
from leverage.report.titles import is_share, title
from leverage.report.views import Bar, Bars, Chart
from leverage.report.words import charts as words

_SMALL = 0.1  # below which two decimals say too little

#: A figure's label, and the result at its low and at its high, in the display unit.
Swung = tuple[str, float | None, float | None]


def chart(ledger: Ledger, of: str, swings: Sequence[Swung]) -> Chart:
    """Draw the swings of a cell."""
    used = ledger.number(of) or 0.0
    unit, write = _scale(ledger, of, [end for swing in swings for end in swing[1:] if end is not None])
    rows = tuple(Bars(label, tuple(_swing(used, low, high, write))) for label, low, high in swings)
    heading = words.TORNADO.format(of=title(ledger, of), value=write(used))
    return Chart(
        "swings", heading, unit, (words.LESS, words.MORE), (words.LOW, words.HIGH), rows, axis=used
    ).measurable()


def _scale(ledger: Ledger, of: str, results: Sequence[float]) -> tuple[str, Callable[[float], str]]:
    """Return what a result is in, in words, and what writes it."""
    if is_share(ledger, of):
        return "%", percent
    if not ledger.is_money(of):
        small = max(map(abs, results), default=0.0) < _SMALL
        return ledger.unit(of) or "", times if small else lambda number: fixed(number, 2)
    factor = ledger.factor(of)
    scale = amounts([result * factor for result in results], ledger.scenario.currency, ledger.asked)
    return scale.words, lambda number: scale.show(number * factor)


def _swing(value: float, low: float | None, high: float | None, write: Callable[[float], str]) -> Iterator[Bar]:
    """Yield the bars to a result's two ends; on two lines where both lie on one side."""
    sides = [None if end is None or isclose(end, value) else LEFT if end < value else RIGHT for end in (low, high)]
    is_one_sided = sides[0] is not None and sides[0] == sides[1]
    for series, end in enumerate((low, high)):
        if end is not None:
            side = sides[series] or -(sides[1 - series] or (RIGHT, LEFT)[series])  # unmoved: over against the other
            yield Bar(end, side, write(end), series, series if is_one_sided else 0)
