"""The sheet of results, which stands first: what it is, the tables, and what was said of them when it was written."""

from leverage.report import outcomes, sentences
from leverage.report.heading import subtitle
from leverage.report.ledger import Ledger
from leverage.report.marks import BESIDE, explained
from leverage.report.words import sentences as sentence_words
from leverage.report.words import workbook as words
from leverage.report.workbook import WIDTH, Cell, Look, Row, Sheet, headed, texts
from leverage.report.workbook.answers import balance, claims, ranges, results
from leverage.report.workbook.live import Live
from leverage.report.workbook.shown import signs_of
from leverage.report.workbook.stakes import moves, other_units, outcome, stakes
from leverage.units import Unit

_WIDTHS = (58.0, 15.0, 15.0, 11.0, 15.0, 15.0, 11.0, 62.0)


def sheet(live: Live, unit: Unit | None) -> Sheet:
    """Make the sheet of results."""
    ledger = live.ledger
    top = _top(ledger)
    rows: list[Row] = []
    moved = [*outcome(live, unit), *moves(live, unit)] if ledger.scenario.moves else []
    rows += [*moved, *stakes(live, unit), *other_units(live)]
    above = len(top) + 1  # with the legend, which is known last
    rows += balance(live, unit, above + len(rows) + 1)
    rows += [*results(live, unit), *claims(live), *ranges(live, unit)]
    legend = _line(_legend(ledger, rows), Look.SMALL)
    return Sheet(words.RESULTS, _WIDTHS, (*top, legend, *rows, *_said(ledger)), (1, 1))


def _top(ledger: Ledger) -> list[Row]:
    scenario = ledger.scenario
    lines = [subtitle(ledger), *([scenario.about] if scenario.about else [])]
    rows: list[Row] = [texts(scenario.title, look=Look.TITLE), *(_line(line, Look.TEXT) for line in lines)]
    return [*rows, _line(words.LIVE.format(inputs=words.INPUTS, steps=words.STEPS), Look.SMALL)]


def _legend(ledger: Ledger, rows: list[Row]) -> str:
    """Explain the signs beside the numbers of some rows, and the colour of what has none."""
    cells = [cell for row in rows for cell in row]
    signs = {sign for cell in cells for sign in signs_of(cell.pattern)}
    grey = [words.GREY] if any(cell.look is Look.MISSING for cell in cells) else []
    return BESIDE.join([*explained([ledger], signs), *grey])


def _line(text: str, look: Look) -> Row:
    return (Cell(text, look, across=WIDTH),)


def _said(ledger: Ledger) -> list[Row]:
    """Repeat the sentences that read the numbers, as they were."""
    lines = [*sentences.balance(ledger), *sentences.not_valued(ledger)]
    halves = [ledger.label(lever) for lever in outcomes.unbalanced(ledger)]
    lines += [words.NOT_IN_BALANCE.format(ties="; ".join(halves))] if halves else []
    lines += [sentence_words.NOTE.format(note=note.message) for note in ledger.of.notes if note.is_material]
    return [*headed(words.READ_AS), *(_line(line, Look.TEXT) for line in lines)]
