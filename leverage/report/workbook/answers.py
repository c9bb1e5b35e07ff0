"""Tables of the results' sheet that answer: the balance of the sides, the author's results, claims, and the ranges."""

from leverage.claims import judge
from leverage.graph.cells import hit_levers
from leverage.model import Claim
from leverage.report.ledger import Ledger, label
from leverage.report.titles import title
from leverage.report.verdict import SAME
from leverage.report.workbook import Cell, Look, Row, headed
from leverage.report.workbook.live import Live
from leverage.report.workbook.shown import PERCENT, RATIO, own_scale, shown, still
from leverage.report.workbook.stakes import scale_of
from leverage.units import Unit

# The sides' names stand in the first row of the table, where the formula finds them: it holds no text of a user's.
_MORE = f'IF({{0}} > {SAME[1]}, $B${{1}}, IF({{0}} < {SAME[0]}, $E${{1}}, "about the same"))'
_WHEN = "when this was written"


def balance(live: Live, unit: Unit | None, first: int) -> list[Row]:
    """Write who loses more over the ties valued on both sides; `first` is the number of the first row."""
    ledger, sides = live.ledger, live.ledger.scenario.sides
    losses = [f"balance.{side}" for side in sides]
    scale = scale_of(ledger, unit, losses)
    one, other = (ledger.party_name(side) for side in sides)
    heads = ("Over the ties valued on both sides", one, "", "", other, "loses more", "", "Notes")
    rows = headed(f"Balance; {scale.words}", *heads)
    names = first + len(rows) - 1
    pair = [shown(live, loss, scale) for loss in losses]
    rows.append((Cell("Loss"), pair[0], Cell(), Cell(), pair[1], Cell(), Cell(), Cell(_why(ledger, *losses))))
    ratios = {
        "dollar_ratio": f"Ratio of the losses, {one} over {other}",
        "size_ratio": f"Ratio of the GDPs, {other} over {one}",
        "bite": "The product of the two: the ratio of the losses per unit of GDP",
    }
    for what, words in ratios.items():
        name = f"balance.{what}"
        more = _more(live, name, names) if what != "size_ratio" else Cell()
        cells = (shown(live, name, RATIO), Cell(), Cell(), Cell(), more, Cell(), Cell(_why(ledger, name)))
        rows.append((Cell(words), *cells))
    return rows


def _why(ledger: Ledger, *names: str) -> str:
    return "; ".join(dict.fromkeys(ledger.why(name) for name in names if ledger.raw(name) is None))


def _more(live: Live, name: str, row: int) -> Cell:
    """Name the side that loses more at the inputs as they stand, as the program does where there are no ranges."""
    ratio = live.ledger.raw(name)
    if ratio is None:
        return Cell()
    one, other = (live.ledger.party_name(side) for side in live.ledger.scenario.sides)
    who = one if ratio > SAME[1] else other if ratio < SAME[0] else "about the same"
    return Cell(who, Look.LIVE, _MORE.format(live.names.of(name), row))


def results(live: Live, unit: Unit | None) -> list[Row]:
    """Write the author's own cells, with their share of GDP where they are one party's loss."""
    ledger, own = live.ledger, live.ledger.scenario.results
    if not own:
        return []
    scale = scale_of(ledger, unit, own)
    rows = headed("Results", "Result", "value", "% of GDP", "", "unit", "", "", "Notes")
    for id_, result in own.items():
        mine, share = own_scale(ledger, id_, scale), f"loss_share.{id_}"
        cells = (shown(live, id_, mine), shown(live, share, PERCENT), Cell(), Cell(mine.words), Cell(), Cell())
        out = ", ".join(ledger.left_out(id_))
        note = _why(ledger, id_) or (f"at least, without {out}" if out else "")
        rows.append((Cell(label(result.label, id_)), *cells, Cell(note)))
    return rows


def claims(live: Live) -> list[Row]:
    """Write each claim with its verdict, live where nothing that it compares is left out."""
    own = live.ledger.scenario.claims
    rows = headed("Claims", "Claim", "verdict", "expected", "test", "", "", "", "Notes") if own else []
    return [*rows, *(_claim(live, claim) for claim in own.values())]


def _claim(live: Live, claim: Claim) -> Row:
    ledger = live.ledger
    verdict = judge(ledger.of, claim).verdict
    cell, notes = Cell(verdict, Look.STILL), [f"threshold: {claim.threshold}"] if claim.threshold else []
    if ledger.raw(claim.id) is None:
        notes.append(ledger.why(claim.id))
    elif ledger.left_out(claim.id):
        notes.append(f"{_WHEN}, as {', '.join(ledger.left_out(claim.id))} could not be valued")
    else:
        cell = Cell(verdict, Look.LIVE, f'IF({live.names.of(claim.id)}, "holds", "fails")')
    test = Cell(claim.test.formula.text, across=4)
    return (Cell(claim.says), cell, Cell(claim.expect), test, Cell(), Cell(), Cell(), Cell("; ".join(notes)))


def ranges(live: Live, unit: Unit | None) -> list[Row]:
    """Write the ranges that draws gave, which no spreadsheet computes anew."""
    ledger, drawn = live.ledger, live.ledger.drawn
    names = [name for name in _ranged(ledger) if ledger.raw_ends(name)]
    if drawn is None or not names:
        return []
    scale = scale_of(ledger, unit, names)
    heads = ("What", "5th percentile", "95th percentile", "", "unit")
    rows = headed(f"Ranges of {drawn.draws:,} draws {_WHEN}; they do not change with the inputs", *heads)
    for name in names:
        own = own_scale(ledger, name, scale)
        rows.append((Cell(title(ledger, name)), *still(ledger, name, own), Cell(), Cell(own.words)))
    return rows


def _ranged(ledger: Ledger) -> list[str]:
    """Return the cells whose ranges are worth a line."""
    sides, own = ledger.scenario.sides, ledger.scenario.moves
    one, total = ("outcome", "outcome") if own else ("loss", "total")
    losses = [f"{one}.{side}.{lever}" for side in sides for lever in hit_levers(ledger.scenario)]
    totals = [f"{what}.{side}" for what in (total, f"{total}_share") for side in sides]
    moved = [f"move.{id_}.{what}" for id_ in own for what in ("damage", "own_cost", "bite")]
    return [*losses, *totals, "balance.dollar_ratio", "balance.bite", *moved, *ledger.scenario.results]
