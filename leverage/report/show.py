"""What `leverage show` says of one scenario: its records, and the screen that is drawn only for people."""

from leverage.report import outcomes, records
from leverage.report.ledger import Ledger, asked, described
from leverage.report.parts import Report, Table
from leverage.report.views import View
from leverage.report.words import counted
from leverage.report.words import headings as words
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
    what = counted(count, words.MOVES) if count else words.ALL_CUT
    what += asked(ledger)
    subtitle = words.AS_OF.format(date=ledger.scenario.as_of, what=what) if ledger.scenario.as_of else what

    def draw() -> tuple[View, ...]:
        from leverage.report import screen  # machines do without it

        return screen.views(ledger, unit)

    return Report(ledger.scenario.title, subtitle, described([ledger])[0], tables, draw)
