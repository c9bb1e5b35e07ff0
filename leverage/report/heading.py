"""What stands below a scenario's title: as of when it is, what is cut, and what was asked to be otherwise."""

from leverage.report.ledger import Ledger, asked
from leverage.report.words import counted
from leverage.report.words import headings as words


def subtitle(ledger: Ledger) -> str:
    """Say in one line what a report on a scenario shows of it."""
    scenario, count = ledger.scenario, len(ledger.scenario.moves)
    what = (counted(count, words.MOVES) if count else words.ALL_CUT) + asked(ledger)
    return words.AS_OF.format(date=scenario.as_of, what=what) if scenario.as_of else what
