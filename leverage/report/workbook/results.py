"""The sheet of results, which stands first: what it is, the tables, and what was said of them when it was written."""

from leverage.report import outcomes, sentences
from leverage.report.ledger import Ledger, asked
from leverage.report.marks import ASSUMED, ELSEWHERE, UNSOURCED
from leverage.report.numbers import ABOUT
from leverage.report.workbook import WIDTH, Cell, Look, Row, Sheet, headed, texts
from leverage.report.workbook.answers import balance, claims, ranges, results
from leverage.report.workbook.live import Live
from leverage.report.workbook.stakes import moves, other_units, outcome, stakes
from leverage.units import Unit

_WIDTHS = (58.0, 15.0, 15.0, 11.0, 15.0, 15.0, 11.0, 62.0)
_HOW = (
    (
        "Every number here is a live formula: change a coloured cell on the sheet Inputs and the results follow, by "
        "way of the sheet Steps. Which formula of a kind is used, what a sum leaves out, marks, notes and ranges stay "
        "as they were when this was written; for those, change the scenario and write the workbook anew."
    ),
    (
        f"{ELSEWHERE} uses a source besides the primary one   {ASSUMED} rests on an assumption   "
        f"{UNSOURCED} rests on a number without a source   {ABOUT} approximate at source   "
        "≥ a part is not valued. An empty cell is not known, which is not nothing."
    ),
)


def sheet(live: Live, unit: Unit | None) -> Sheet:
    """Make the sheet of results."""
    ledger = live.ledger
    rows = _top(ledger)
    moved = [*outcome(live, unit), *moves(live, unit)] if ledger.scenario.moves else []
    rows += [*moved, *stakes(live, unit), *other_units(live)]
    rows += balance(live, unit, len(rows) + 1)
    rows += [*results(live, unit), *claims(live), *ranges(live, unit), *_said(ledger)]
    return Sheet("Results", _WIDTHS, tuple(rows), (1, 1))


def _top(ledger: Ledger) -> list[Row]:
    scenario, count = ledger.scenario, len(ledger.scenario.moves)
    what = f"{count} move{'s' if count > 1 else ''}" if count else "every current lever cut in full for a year"
    when = f"as of {scenario.as_of}; " if scenario.as_of else ""
    lines = [f"{when}{what}{asked(ledger)}", *([scenario.about] if scenario.about else [])]
    rows: list[Row] = [texts(scenario.title, look=Look.TITLE), *(_line(line, Look.TEXT) for line in lines)]
    return [*rows, *(_line(line, Look.SMALL) for line in _HOW)]


def _line(text: str, look: Look) -> Row:
    return (Cell(text, look, across=WIDTH),)


def _said(ledger: Ledger) -> list[Row]:
    """Repeat the sentences that read the numbers, as they were."""
    lines = [*sentences.balance(ledger), *sentences.not_valued(ledger)]
    halves = [ledger.label(lever) for lever in outcomes.unbalanced(ledger)]
    lines += [f"Not in the balance: {'; '.join(halves)}."] if halves else []
    lines += [f"Note: {note.message}." for note in ledger.of.notes if note.is_material]
    return [*headed("Read as, when this was written"), *(_line(line, Look.TEXT) for line in lines)]
