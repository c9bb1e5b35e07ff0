"""What `leverage show` says of one scenario: its records, and the screen that is drawn only for people."""

from leverage.report import outcomes, records
from leverage.report.edition import AS_USUAL, Edition
from leverage.report.ledger import Ledger, asked, described
from leverage.report.parts import Report, Table
from leverage.report.views import Chart, View
from leverage.units import Unit


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
    count = len(ledger.scenario.moves)
    what = f"{count} move{'s' if count > 1 else ''}" if count else "every current lever cut in full for a year"
    what += asked(ledger)
    subtitle = f"as of {ledger.scenario.as_of}; {what}" if ledger.scenario.as_of else what

    def draw() -> tuple[View, ...]:
        from leverage.report import briefing, screen  # machines do without them

        drawn = {"brief": briefing.page, "full": briefing.everything}.get(edition.extent, screen.views)
        return (*drawn(ledger, unit), *((chart(),) if edition.has_chart else ()))

    def draft(table: str | None, has_chart: bool) -> tuple[View, ...]:
        from leverage.report import briefing

        if table is None:
            by_itself = has_chart and edition.extent != "brief"  # a page has no room for what nobody asked for
            return briefing.briefing(ledger, unit, edition._replace(has_chart=by_itself or edition.has_chart))
        views = briefing.grids_of(ledger, unit, table) or report.views(table)
        return briefing.excerpt([ledger], views, edition)

    def chart() -> Chart:
        from leverage.report import charts, screen

        return charts.stakes(ledger, screen.scale_of_stakes(ledger, unit), edition.scale)

    report = Report(ledger.scenario.title, subtitle, described([ledger])[0], tables, draw, draft=draft, chart=chart)
    return report
