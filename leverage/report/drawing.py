"""What people see of a report, on a screen and in a document: the views it draws, or one table's."""

from leverage.report.report import Report, Table
from leverage.report.views import Column, Grid, Outline, Prose, View, make_items


def draw_screen(report: Report, table: str | None) -> tuple[View, ...]:
    """Draw all that a report shows on a screen, or what belongs to one table.

    A table without a grid of its own is drawn as it is.
    """
    views = report.draw()
    if table is None:
        return views
    of_table = tuple(view for view in views if view.table == table)
    if any(isinstance(view, (Grid, Outline)) for view in of_table):
        return of_table
    return (_draw_records(table, report.tables[table]),)


def draw_paper(report: Report, table: str | None, *, has_chart: bool = False) -> tuple[View, ...]:
    """Draw what a document holds: a briefing where there is one, else what is seen on a screen."""
    drafted = report.draft(table, has_chart) if report.draft else ()
    return drafted or draw_screen(report, table)


def title_paper(report: Report, table: str | None) -> str:
    """Return the title of a document, which tells the answer where the document is a whole briefing."""
    return report.name_paper() if report.name_paper and table is None else report.title


def _draw_records(table: str, records: Table) -> View:
    """Draw records as they are, without the columns that are empty throughout."""
    rows = records.records
    filled = [column for column in records.columns if any(row[column] not in (None, []) for row in rows)]
    if not filled:
        return Prose(table, (f"There are no {table}.",))
    columns = tuple(
        Column(column, is_text=any(not isinstance(row[column], float) for row in rows)) for column in filled
    )
    return Grid(
        table, "", columns, tuple(make_items(*(_write_value(row[column]) for column in filled)) for row in rows)
    )


def _write_value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1 else f"{value:,.2f}"
    return "; ".join(value) if isinstance(value, list) else str(value)
