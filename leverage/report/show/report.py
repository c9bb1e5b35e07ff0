"""The report of `leverage show`: its records, and what draws its views, which is loaded only for people."""

from functools import partial
from typing import TYPE_CHECKING

from leverage.report.cell_reader import CellReader, describe_scenarios, write_subtitle
from leverage.report.report import AS_USUAL, Edition, Report, Table
from leverage.report.show import records
from leverage.units import Unit

if TYPE_CHECKING:
    from leverage.report.views import Chart, View
    from leverage.report.workbook.cells import Workbook


def report_scenario(reader: CellReader, unit: Unit | None = None, edition: Edition = AS_USUAL) -> Report:
    """Report on one scenario."""
    tables = {
        "stakes": Table(records.STAKES, lambda: records.list_stakes(reader)),
        "totals": Table(records.TOTALS, lambda: records.list_totals(reader)),
        "outcome": Table(records.OUTCOME, lambda: records.list_outcome(reader)),
        "balance": Table(records.BALANCE, lambda: records.list_balance(reader)),
        "moves": Table(records.MOVES, lambda: records.list_moves(reader)),
        "results": Table(records.RESULTS, lambda: records.list_results(reader)),
    }
    return Report(
        reader.scenario.title,
        write_subtitle(reader),
        describe_scenarios([reader])[0],
        tables,
        partial(_draw, reader, unit, edition),
        draft=partial(_draft, reader, unit, edition),
        chart=partial(_chart, reader, unit, edition),
        workbook=partial(_workbook, reader, unit),
    )


def _draw(reader: CellReader, unit: Unit | None, edition: Edition) -> "tuple[View, ...]":
    """Draw the screen, to the extent that is wanted."""
    from leverage.report.show import page

    drawn = {"brief": page.draw_page, "full": page.draw_everything}.get(edition.extent, page.draw_screen)
    return (*drawn(reader, unit), *((_chart(reader, unit, edition),) if edition.has_chart else ()))


def _draft(
    reader: CellReader, unit: Unit | None, edition: Edition, table: str | None, has_chart: bool
) -> "tuple[View, ...]":
    """Draw the briefing, or one of its tables with the notes on its figures; nothing for a table it does not have."""
    from leverage.report.show import briefing

    if table is not None:
        return briefing.draw_excerpt(reader, unit, edition, table)
    by_itself = has_chart and edition.extent != "brief"  # a page has no room for what nobody asked for
    return briefing.draw_briefing(reader, unit, edition._replace(has_chart=by_itself or edition.has_chart))


def _chart(reader: CellReader, unit: Unit | None, edition: Edition) -> "Chart":
    from leverage.report import numbers
    from leverage.report.show import charts

    return charts.draw_stakes(reader, numbers.choose_scale_of_stakes(reader, unit), edition.scale)


def _workbook(reader: CellReader, unit: Unit | None) -> "Workbook":
    from leverage.report.workbook.workbook import make_workbook

    return make_workbook(reader, unit)
