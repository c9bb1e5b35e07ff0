"""What `leverage show` says of one scenario: its records, and the screen that is drawn only for people."""

from leverage.report import outcomes, records
from leverage.report.ledger import Ledger, asked, described
from leverage.report.parts import Report, Table
from leverage.report.views import View
from leverage.report.workbook import Workbook
from leverage.units import Unit


def show(ledger: Ledger, unit: Unit | None = None) -> Report:
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
        from leverage.report import screen  # machines do without it

        return screen.views(ledger, unit)

    def workbook() -> Workbook:
        from leverage.report.workbook.book import book

        return book(ledger, unit)

    return Report(ledger.scenario.title, subtitle, described([ledger])[0], tables, draw, workbook=workbook)
