"""One table of a report for people: its own views, or its records as they are where it has no table among these."""

from collections.abc import Sequence

from leverage.report.parts import Table
from leverage.report.views import Column, Grid, Outline, Prose, View, items
from leverage.report.words import headings as words


def of_table(views: Sequence[View], table: str, records: Table) -> tuple[View, ...]:
    """Return the views that belong to a table, or a view of its records."""
    own = tuple(view for view in views if view.table == table)
    return own if any(isinstance(view, (Grid, Outline)) for view in own) else (_plain(table, records),)


def _plain(table: str, records: Table) -> View:
    """Draw records as they are, without the columns that are empty throughout."""
    rows = records.records
    filled = [column for column in records.columns if any(row[column] not in (None, []) for row in rows)]
    if not filled:
        return Prose(table, (words.NO_RECORDS.format(table=table),))
    columns = tuple(
        Column(column, is_text=any(not isinstance(row[column], float) for row in rows)) for column in filled
    )
    return Grid(table, "", columns, tuple(items(*(_written(row[column]) for column in filled)) for row in rows))


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1 else f"{value:,.2f}"
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
