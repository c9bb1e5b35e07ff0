"""What `leverage sensitivity` says: which figure moves a result, and where the conclusions change."""

from collections.abc import Iterator, Sequence
from functools import partial

from leverage.flips import Search
from leverage.report import bars
from leverage.report import swings as records
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


def sensitivity(
    ledger: Ledger, of: str, swings: Sequence[Swing], searches: Sequence[Search], *, has_chart: bool = False
) -> Report:
    """Report the swings of a cell, and the values of each figure at which a conclusion changes."""
    moved = [records.swing(ledger, of, swing) for swing in swings]
    flips = [row for search in searches for row in records.flips(ledger, search)]
    tables = {"swings": Table(records.SWINGS, lambda: moved), "flips": Table(records.FLIPS, lambda: flips)}
    subtitle = f"{headings.SWINGS.format(cell=of)}{asked(ledger)}"
    title_, scenario = ledger.scenario.title, described([ledger])[0]
    chart = partial(_chart, ledger, of, moved) if moved else None
    draw = partial(_draw, ledger, of, moved, flips, has_chart)
    return Report(
        title_,
        subtitle,
        scenario,
        tables,
        draw,
        draft=partial(_draft, ledger, of, moved, flips, has_chart),
        chart=chart,
    )


def _draw(
    ledger: Ledger, of: str, moved: Sequence[Record], flips: Sequence[Record], is_charted: bool
) -> tuple[View, ...]:
    return (*_views(ledger, of, moved, flips), *((_chart(ledger, of, moved),) if is_charted and moved else ()))


def _draft(
    ledger: Ledger,
    of: str,
    moved: Sequence[Record],
    flips: Sequence[Record],
    is_charted: bool,
    table: str | None,
    has_chart: bool,
) -> tuple[View, ...]:
    """Draw all for a document, the chart behind the table of its numbers; nothing for one table."""
    if table is not None:
        return ()
    first, *rest = _views(ledger, of, moved, flips, is_paper=True)
    return (first, *((_chart(ledger, of, moved),) if (is_charted or has_chart) and moved else ()), *rest)


def _chart(ledger: Ledger, of: str, moved: Sequence[Record]) -> Chart:
    from leverage.report import tornado

    bars = [(ranged(ledger, row), row["result_low"], row["result_high"]) for row in moved]
    return tornado.chart(ledger, of, bars)


def _views(
    ledger: Ledger, of: str, swings: Sequence[Record], flips: Sequence[Record], *, is_paper: bool = False
) -> tuple[View, ...]:
    """Draw the swings and the conclusions; paper has a chart instead of bars of text, whose letters differ in width."""
    if not swings:
        tornado: View = Prose("swings", (words.NO_SWING.format(cell=of),))
    else:
        tornado = _tornado(ledger, of, swings, is_paper=is_paper)
    return tornado, *_shares(swings, is_paper=is_paper), *_conclusions(ledger, flips)


def _tornado(ledger: Ledger, of: str, rows: Sequence[Record], *, is_paper: bool) -> Grid:
    """Draw the swings as bars on one scale, with the figure's ends and the result at them."""
    used, unit = rows[0]["result"], rows[0]["result_unit"]
    ends = [(row["result_low"], row["result_high"]) for row in rows]
    drawn = bars.tornado(used, ends)
    lines = []
    for row, bar in zip(rows, drawn, strict=True):
        figure = [_written(ledger, row, end) for end in ("low", "high")]
        result = ["–" if row[end] is None else _short(row[end], unit) for end in ("result_low", "result_high")]
        lines.append(items(row["figure"], figure[0], figure[1], *result, f"{percent(row['variance_share'], 0)} %", bar))
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
    return charts.FIGURE.format(label=row["label"], low=low, high=high)


def _unless(ledger: Ledger, row: Record) -> str:
    """Write at which value of a figure a conclusion changes, and whether that lies in its range."""
    at, value = (_written(ledger, row, column) for column in ("flip", "value"))
    where = _INSIDE if row["is_inside"] else _OUTSIDE if row["low"] is not None else _UNRANGED
    template = where[row["then"].partition(" ")[2]]
    return template.format(label=row["label"], figure=row["figure"], at=at, value=value)


_INSIDE = {"below": words.BELOW_INSIDE, "above": words.ABOVE_INSIDE}
_OUTSIDE = {"below": words.BELOW_OUTSIDE, "above": words.ABOVE_OUTSIDE}
_UNRANGED = {"below": words.BELOW_UNRANGED, "above": words.ABOVE_UNRANGED}
