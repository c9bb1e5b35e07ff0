"""The report of `leverage show`: its records, and what draws its views, which is loaded only for people."""

from functools import partial
from typing import TYPE_CHECKING

from leverage.report import headline
from leverage.report.cell_reader import CellReader, describe_scenarios, write_heading, write_subtitle
from leverage.report.report import AS_USUAL, Edition, Report, Table
from leverage.report.show import records

if TYPE_CHECKING:
    from leverage.report.views import Chart, View
    from leverage.report.workbook.cells import Workbook


def report_scenario(reader: CellReader, edition: Edition = AS_USUAL) -> Report:
    """Report on one scenario."""
    tables = {
        "stakes": Table(records.STAKES, lambda: records.list_stakes(reader)),
        "totals": Table(records.TOTALS, lambda: records.list_totals(reader)),
        "outcome": Table(records.OUTCOME, lambda: records.list_outcome(reader)),
        "balance": Table(records.BALANCE, lambda: records.list_balance(reader)),
        "moves": Table(records.MOVES, lambda: records.list_moves(reader)),
        "results": Table(records.RESULTS, lambda: records.list_results(reader)),
        "parts": Table(records.PARTS, lambda: records.list_parts(reader)),
        "path": Table(records.PATH, lambda: records.list_path(reader)),
        "methods": Table(records.METHODS, lambda: records.list_methods(reader)),
        "headline": Table(headline.HEADLINE, lambda: headline.list_headline([reader])),
    }
    return Report(
        write_heading(reader),
        write_subtitle(reader),
        describe_scenarios([reader])[0],
        tables,
        partial(_draw_screen, reader, edition),
        draft=partial(_draw_paper, reader, edition),
        name_paper=partial(_name_paper, reader),
        chart=partial(_draw_chart, reader, edition),
        workbook=partial(_make_workbook, reader),
    )


def _draw_screen(reader: CellReader, edition: Edition) -> "tuple[View, ...]":
    """Draw what a screen shows, to the extent of the edition."""
    from leverage.report.show import page

    if edition.extent == "full" or edition.is_of_table:
        views = page.draw_everything(reader, edition)
    elif edition.extent == "brief":
        views = page.draw_page(reader, edition)
    else:
        views = page.draw_screen(reader, edition)
    return (*views, _draw_chart(reader, edition)) if edition.has_chart else views


def _draw_paper(reader: CellReader, edition: Edition, table: str | None, has_chart: bool) -> "tuple[View, ...]":
    """Draw the briefing, or one of its tables with the notes on its figures; nothing for a table it does not have."""
    from leverage.report.show import briefing

    if table is not None:
        return briefing.draw_excerpt(reader, edition, table)
    return briefing.draw_briefing(reader, edition._replace(has_chart=has_chart or edition.has_chart))


def _name_paper(reader: CellReader) -> str:
    from leverage.report.show import briefing

    return briefing.write_title(reader)


def _draw_chart(reader: CellReader, edition: Edition) -> "Chart":
    from leverage.report.show import charts

    return charts.draw_chart(reader, edition)


def _make_workbook(reader: CellReader) -> "Workbook":
    from leverage.report.workbook.workbook import make_workbook

    return make_workbook(reader)
