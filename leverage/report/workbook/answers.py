"""Tables of the results' sheet that answer: the balance of the sides, the author's results, claims, and the ranges."""

from leverage.claims import judge
from leverage.formula.spreadsheet import quoted
from leverage.graph.cells import hit_levers
from leverage.model import VERDICTS, Claim
from leverage.report import scales
from leverage.report.ledger import Ledger, label
from leverage.report.numbers import Scale
from leverage.report.titles import title
from leverage.report.verdict import SAME
from leverage.report.words import changes, checks, tables
from leverage.report.words import workbook as words
from leverage.report.workbook import Cell, Look, Row, headed
from leverage.report.workbook.live import Live
from leverage.report.workbook.shown import PERCENT, RATIO, own_scale, shown, still
from leverage.units import Unit

_HOLDS, _FAILS, _ = VERDICTS


def balance(live: Live, unit: Unit | None, first: int) -> list[Row]:
    """Write who loses more over the ties valued on both sides; `first` is the number of the first row."""
    ledger, sides = live.ledger, live.ledger.scenario.sides
    losses = [f"balance.{side}" for side in sides]
    scale = scales.of_cells(ledger, unit, losses)
    one, other = (ledger.party_name(side) for side in sides)
    heads = (words.OVER_VALUED_TIES, one, "", "", other, words.LOSES_MORE, "", words.NOTES)
    rows = headed(words.BALANCE.format(unit=scale.words), *heads)
    names = first + len(rows) - 1
    pair = [shown(live, loss, scale) for loss in losses]
    rows.append((Cell(words.LOSS), pair[0], Cell(), Cell(), pair[1], Cell(), Cell(), Cell(_why(ledger, *losses))))
    ratios = {
        "dollar_ratio": words.RATIO_OF_LOSSES.format(first=one, second=other),
        "size_ratio": words.RATIO_OF_SIZES.format(first=one, second=other),
        "bite": words.PRODUCT,
    }
    for what, called in ratios.items():
        name = f"balance.{what}"
        more = _more(live, name, names) if what != "size_ratio" else Cell()
        cells = (shown(live, name, RATIO), Cell(), Cell(), Cell(), more, Cell(), Cell(_why(ledger, name)))
        rows.append((Cell(called), *cells))
    return rows


def _why(ledger: Ledger, *names: str) -> str:
    return "; ".join(dict.fromkeys(ledger.why(name) for name in names if ledger.raw(name) is None))


def _more(live: Live, name: str, row: int) -> Cell:
    """Name the side that loses more at the inputs as they stand, as the program does where there are no ranges.

    The sides' names stand in a row of the table, where the formula finds them: it holds no text of a user's.
    """
    ratio = live.ledger.raw(name)
    if ratio is None:
        return Cell()
    one, other = (live.ledger.party_name(side) for side in live.ledger.scenario.sides)
    who = one if ratio > SAME[1] else other if ratio < SAME[0] else words.ABOUT_THE_SAME
    own, same = live.names.of(name), quoted(words.ABOUT_THE_SAME)
    return Cell(who, Look.LIVE, f"IF({own} > {SAME[1]}, $B${row}, IF({own} < {SAME[0]}, $E${row}, {same}))")


def results(live: Live, unit: Unit | None) -> list[Row]:
    """Write the author's own cells, with their share of GDP where they are one party's loss."""
    ledger, own = live.ledger, live.ledger.scenario.results
    if not own:
        return []
    scale = scales.of_cells(ledger, unit, own)
    heads = (changes.RESULT, words.VALUE_OF_RESULT, words.OF_GDP, "", tables.UNIT, "", "", words.NOTES)
    rows = headed(words.RESULTS, *heads)
    for id_, result in own.items():
        mine, share = own_scale(ledger, id_, scale), f"loss_share.{id_}"
        cells = (shown(live, id_, mine), shown(live, share, PERCENT), Cell(), *_unit(mine))
        out = ", ".join(ledger.left_out(id_))
        note = _why(ledger, id_) or (words.AT_LEAST.format(losses=out) if out else "")
        rows.append((Cell(label(result.label, id_)), *cells, Cell(note)))
    return rows


def _unit(scale: Scale) -> Row:
    """Write a scale's words over three columns: they are longer than one is wide."""
    return Cell(scale.words, across=3), Cell(), Cell()


def claims(live: Live) -> list[Row]:
    """Write each claim with its verdict, live where nothing that it compares is left out."""
    own = live.ledger.scenario.claims
    heads = (checks.CLAIM, words.VERDICT, words.EXPECTED, words.TEST, "", "", "", words.NOTES)
    return [*(headed(words.CLAIMS, *heads) if own else []), *(_claim(live, claim) for claim in own.values())]


def _claim(live: Live, claim: Claim) -> Row:
    ledger = live.ledger
    verdict = judge(ledger.of, claim).verdict
    cell = Cell(verdict, Look.STILL)
    notes = [words.THRESHOLD.format(threshold=claim.threshold)] if claim.threshold else []
    if ledger.raw(claim.id) is None:
        notes.append(ledger.why(claim.id))
    elif ledger.left_out(claim.id):
        notes.append(words.STILL.format(losses=", ".join(ledger.left_out(claim.id))))
    else:
        cell = Cell(verdict, Look.LIVE, f"IF({live.names.of(claim.id)}, {quoted(_HOLDS)}, {quoted(_FAILS)})")
    test = Cell(claim.test.formula.text, across=4)
    return (Cell(claim.says), cell, Cell(claim.expect), test, Cell(), Cell(), Cell(), Cell("; ".join(notes)))


def ranges(live: Live, unit: Unit | None) -> list[Row]:
    """Write the ranges that draws gave, which no spreadsheet computes anew."""
    ledger, drawn = live.ledger, live.ledger.drawn
    names = [name for name in _ranged(ledger) if ledger.raw_ends(name)]
    if drawn is None or not names:
        return []
    scale = scales.of_cells(ledger, unit, names)
    heads = (words.WHAT, words.LOW_PERCENTILE, words.HIGH_PERCENTILE, "", tables.UNIT)
    rows = headed(words.RANGES.format(draws=drawn.draws), *heads)
    for name in names:
        own = own_scale(ledger, name, scale)
        rows.append((Cell(title(ledger, name)), *still(ledger, name, own), Cell(), *_unit(own)))
    return rows


def _ranged(ledger: Ledger) -> list[str]:
    """Return the cells whose ranges are worth a line."""
    sides, own = ledger.scenario.sides, ledger.scenario.moves
    one, total = ("outcome", "outcome") if own else ("loss", "total")
    losses = [f"{one}.{side}.{lever}" for side in sides for lever in hit_levers(ledger.scenario)]
    totals = [f"{what}.{side}" for what in (total, f"{total}_share") for side in sides]
    moved = [f"move.{id_}.{what}" for id_ in own for what in ("damage", "own_cost", "bite")]
    return [*losses, *totals, "balance.dollar_ratio", "balance.bite", *moved, *ledger.scenario.results]
