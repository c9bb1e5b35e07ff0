"""What `leverage sensitivity` says: which figure moves a result, and where the conclusions change."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from leverage.flips import Search
from leverage.report import bars, citing
from leverage.report import swings as records
from leverage.report.edition import AS_USUAL, Edition
from leverage.report.ledger import Ledger, asked, described
from leverage.report.numbers import fixed, percent, plain
from leverage.report.parts import Record, Report, Table
from leverage.report.titles import title
from leverage.report.values import in_own_unit
from leverage.report.views import Chart, Column, Grid, Prose, View, items
from leverage.report.words import charts, headings
from leverage.report.words import exploring as words
from leverage.sensitivity import Swing

_FEW = 3  # flips outside all ranges are shown
_NEAR = 0.999  # a flip this far from the value in use, for its size, is shown; the others are counted


class _Found(NamedTuple):
    """What was found for one result: how it moves, and where conclusions change."""

    ledger: Ledger
    of: str
    moved: Sequence[Record]
    flips: Sequence[Record]


def sensitivity(
    ledger: Ledger, of: str, swings: Sequence[Swing], searches: Sequence[Search], edition: Edition = AS_USUAL
) -> Report:
    """Report the swings of a cell, and the values of each figure at which a conclusion changes."""
    moved = [records.swing(ledger, of, swing) for swing in swings]
    flips = [row for search in searches for row in records.flips(ledger, search)]
    tables = {"swings": Table(records.SWINGS, lambda: moved), "flips": Table(records.FLIPS, lambda: flips)}
    found = _Found(ledger, of, moved, flips)
    return Report(
        ledger.scenario.title,
        f"{headings.SWINGS.format(cell=of)}{asked(ledger)}",
        described([ledger])[0],
        tables,
        partial(_draw, found, edition),
        draft=partial(_draft, found, edition),
        chart=partial(_chart, found) if moved else None,
    )


def _draw(found: _Found, edition: Edition) -> tuple[View, ...]:
    chart = (_chart(found),) if edition.has_chart and found.moved else ()
    return (*_views(found), *chart)


def _draft(found: _Found, edition: Edition, table: str | None, has_chart: bool) -> tuple[View, ...]:
    """Draw all for a document, the chart behind the table of its numbers; nothing for one table."""
    from leverage.report import colophon

    if table is not None:
        return ()
    first, *rest = _views(found, is_paper=True)
    chart = (_chart(found),) if (edition.has_chart or has_chart) and found.moved else ()
    return (first, *chart, *rest, *colophon.made_by([found.ledger], edition))


def _chart(found: _Found) -> Chart:
    from leverage.report import tornado

    bars = [(ranged(found.ledger, row), row["result_low"], row["result_high"]) for row in found.moved]
    return tornado.chart(found.ledger, found.of, bars)


def _views(found: _Found, *, is_paper: bool = False) -> tuple[View, ...]:
    """Draw the swings and the conclusions; paper has a chart instead of bars of text, whose letters differ in width."""
    if not found.moved:
        tornado: View = Prose("swings", (words.NO_SWING.format(cell=found.of),))
    else:
        tornado = _tornado(found.ledger, found.of, found.moved, is_paper=is_paper)
    return tornado, *_shares(found.moved, is_paper=is_paper), *_conclusions(found.ledger, found.flips)


def _tornado(ledger: Ledger, of: str, rows: Sequence[Record], *, is_paper: bool) -> Grid:
    """Draw the swings as bars on one scale, with the figure's ends and the result at them."""
    used, unit = rows[0]["result"], rows[0]["result_unit"]
    ends = [(row["result_low"], row["result_high"]) for row in rows]
    drawn = bars.tornado(used, ends)
    lines = []
    for row, bar in zip(rows, drawn, strict=True):
        figure = [_written(ledger, row, end) for end in ("low", "high")]
        result = ["–" if row[end] is None else _short(row[end], unit) for end in ("result_low", "result_high")]
        name = citing.label(ledger, row["figure"]) if is_paper else row["figure"]
        lines.append(items(name, figure[0], figure[1], *result, f"{percent(row['variance_share'], 0)} %", bar))
    heads = (words.FIGURE, words.LOW, words.HIGH, words.AT_LOW, words.AT_HIGH, words.VARIANCE, "")
    columns = tuple(Column(head, is_text=head in (words.FIGURE, "")) for head in heads)
    title_ = words.SWINGS.format(cell=title(ledger, of), value=_short(used, unit))
    seen = len(heads) - is_paper
    return Grid("swings", title_, columns[:seen], tuple(line[:seen] for line in lines))


def _short(number: float, unit: str | None) -> str:
    return fixed(number, 2) if unit == "ratio" else plain(number, unit)


def _shares(rows: Sequence[Record], *, is_paper: bool) -> tuple[View, ...]:
    """Say what of the variance no figure accounts for by itself."""
    whole = sum(row["variance_share"] for row in rows)
    if not rows:
        return ()
    if whole == 0:
        return (Prose("swings", (words.NO_VARIANCE,), is_small=True),)
    said = (words.SHARES if is_paper else words.BARS).format(rest=percent(max(1 - whole, 0.0), 0))
    return (Prose("swings", (said,), is_small=True),)


def _conclusions(ledger: Ledger, rows: Sequence[Record]) -> Iterator[View]:
    """Say for each conclusion which single figures would change it: those inside their range, else the nearest."""
    for conclusion in dict.fromkeys(row["conclusion"] for row in rows):
        found = [row for row in rows if row["conclusion"] == conclusion and row.get("flip") is not None]
        found = [row for row in found if not row["then"].startswith(row["now"])]  # not where it comes back
        found.sort(key=lambda row: (not row["is_inside"], _far(row)))
        near = [row for row in found if row["is_inside"]] or [row for row in found if _far(row) <= _NEAR][:_FEW]
        template = words.UNLESS if near else words.STEADY
        said = template.format(
            conclusion=records.says(ledger, conclusion).rstrip("."), verdict=records.now(ledger, conclusion)
        )
        more = len(found) - len(near)
        rest = (words.FURTHER_OFF.format(count=more),) if near and more else ()
        yield Prose("flips", (said, *(_unless(ledger, row) for row in near), *rest))


def _far(row: Record) -> float:
    """Return how far off a flip is for the size of the value in use."""
    distance = row.get("distance")
    return abs(distance) if distance is not None else 0.0


def _written(ledger: Ledger, row: Record, column: str) -> str:
    """Write one of a figure's values as its author would."""
    return in_own_unit(ledger, row["figure"], row[column] * ledger.factor(row["figure"]))


def ranged(ledger: Ledger, row: Record) -> str:
    """Write what a figure is and from where to where it may lie."""
    low, high = (_written(ledger, row, end) for end in ("low", "high"))
    return charts.FIGURE.format(label=citing.label(ledger, row["figure"]), low=low, high=high)


def _unless(ledger: Ledger, row: Record) -> str:
    """Write at which value of a figure a conclusion changes, and whether that lies in its range."""
    at, value = (_written(ledger, row, column) for column in ("flip", "value"))
    where = _INSIDE if row["is_inside"] else _OUTSIDE if row["low"] is not None else _UNRANGED
    template = where[row["then"].partition(" ")[2]]
    return template.format(label=row["label"], figure=row["figure"], at=at, value=value)


_INSIDE = {"below": words.BELOW_INSIDE, "above": words.ABOVE_INSIDE}
_OUTSIDE = {"below": words.BELOW_OUTSIDE, "above": words.ABOVE_OUTSIDE}
_UNRANGED = {"below": words.BELOW_UNRANGED, "above": words.ABOVE_UNRANGED}
