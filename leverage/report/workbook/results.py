"""The sheet of results, which stands first: what it is, the tables, and what was said of them when it was written."""

from leverage.report import outcomes, sentences
from leverage.report.heading import subtitle
from leverage.report.ledger import Ledger
from leverage.report.marks import ASSUMED, ELSEWHERE, UNSOURCED
from leverage.report.numbers import ABOUT
from leverage.report.words import marks
from leverage.report.words import sentences as sentence_words
from leverage.report.words import workbook as words
from leverage.report.workbook import WIDTH, Cell, Look, Row, Sheet, headed, texts
from leverage.report.workbook.answers import balance, claims, ranges, results
from leverage.report.workbook.live import Live
from leverage.report.workbook.stakes import moves, other_units, outcome, stakes
from leverage.units import Unit

_WIDTHS = (58.0, 15.0, 15.0, 11.0, 15.0, 15.0, 11.0, 62.0)
_MARKS = {ELSEWHERE: marks.ELSEWHERE, ASSUMED: marks.ASSUMED, UNSOURCED: marks.UNSOURCED, ABOUT: marks.ABOUT}
_SAID = (says.format(mark=sign, source=words.THE_PRIMARY_SOURCE) for sign, says in _MARKS.items())
_HOW = (words.LIVE.format(inputs=words.INPUTS, steps=words.STEPS), words.MARKS.format(marks="   ".join(_SAID)))


def sheet(live: Live, unit: Unit | None) -> Sheet:
    """Make the sheet of results."""
    ledger = live.ledger
    rows = _top(ledger)
    moved = [*outcome(live, unit), *moves(live, unit)] if ledger.scenario.moves else []
    rows += [*moved, *stakes(live, unit), *other_units(live)]
    rows += balance(live, unit, len(rows) + 1)
    rows += [*results(live, unit), *claims(live), *ranges(live, unit), *_said(ledger)]
    return Sheet(words.RESULTS, _WIDTHS, tuple(rows), (1, 1))


def _top(ledger: Ledger) -> list[Row]:
    scenario = ledger.scenario
    lines = [subtitle(ledger), *([scenario.about] if scenario.about else [])]
    rows: list[Row] = [texts(scenario.title, look=Look.TITLE), *(_line(line, Look.TEXT) for line in lines)]
    return [*rows, *(_line(line, Look.SMALL) for line in _HOW)]


def _line(text: str, look: Look) -> Row:
    return (Cell(text, look, across=WIDTH),)


def _said(ledger: Ledger) -> list[Row]:
    """Repeat the sentences that read the numbers, as they were."""
    lines = [*sentences.balance(ledger), *sentences.not_valued(ledger)]
    halves = [ledger.label(lever) for lever in outcomes.unbalanced(ledger)]
    lines += [words.NOT_IN_BALANCE.format(ties="; ".join(halves))] if halves else []
    lines += [sentence_words.NOTE.format(note=note.message) for note in ledger.of.notes if note.is_material]
    return [*headed(words.READ_AS), *(_line(line, Look.TEXT) for line in lines)]
