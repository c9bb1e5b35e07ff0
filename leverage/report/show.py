"""What `leverage show` says of one scenario: its records, and the screen that is drawn only for people."""

from functools import partial
from typing import TYPE_CHECKING

from leverage.report import outcomes, records
from leverage.report.edition import AS_USUAL, Edition
from leverage.report.heading import subtitle
from leverage.report.ledger import Ledger, described
from leverage.report.parts import Report, Table
from leverage.units import Unit

if TYPE_CHECKING:  # what people see is loaded when they are to see it
    from leverage.report.views import Chart, View
    from leverage.report.workbook import Workbook


def show(ledger: Ledger, unit: Unit | None = None, edition: Edition = AS_USUAL) -> Report:
    """Report on one scenario."""
    tables = {
        "stakes": Table(records.STAKES, lambda: records.stakes(ledger)),
        "totals": Table(records.TOTALS, lambda: records.totals(ledger)),
        "outcome": Table(outcomes.OUTCOME, lambda: outcomes.outcome(ledger)),
        "balance": Table(outcomes.BALANCE, lambda: outcomes.balance(ledger)),
        "moves": Table(outcomes.MOVES, lambda: outcomes.moves(ledger)),
        "results": Table(records.RESULTS, lambda: records.results(ledger)),
    }
    return Report(
        ledger.scenario.title,
        subtitle(ledger),
        described([ledger])[0],
        tables,
        partial(_draw, ledger, unit, edition),
        draft=partial(_draft, ledger, unit, edition),
        chart=partial(_chart, ledger, unit, edition),
        workbook=partial(_workbook, ledger, unit),
    )


def _draw(ledger: Ledger, unit: Unit | None, edition: Edition) -> "tuple[View, ...]":
    """Draw the screen, to the extent that is wanted."""
    from leverage.report import briefing, screen  # machines do without them

    drawn = {"brief": briefing.page, "full": briefing.everything}.get(edition.extent, screen.views)
    return (*drawn(ledger, unit), *((_chart(ledger, unit, edition),) if edition.has_chart else ()))


def _draft(
    ledger: Ledger, unit: Unit | None, edition: Edition, table: str | None, has_chart: bool
) -> "tuple[View, ...]":
    """Draw the briefing, or one of its tables with the notes on its figures; nothing for a table it does not have."""
    from leverage.report import briefing

    if table is not None:
        return briefing.excerpt(ledger, unit, edition, table)
    by_itself = has_chart and edition.extent != "brief"  # a page has no room for what nobody asked for
    return briefing.briefing(ledger, unit, edition._replace(has_chart=by_itself or edition.has_chart))


def _chart(ledger: Ledger, unit: Unit | None, edition: Edition) -> "Chart":
    from leverage.report import charts, scales

    return charts.stakes(ledger, scales.of_stakes(ledger, unit), edition.scale)


def _workbook(ledger: Ledger, unit: Unit | None) -> "Workbook":
    from leverage.report.workbook.book import book

    return book(ledger, unit)
