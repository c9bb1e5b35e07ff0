"""Tables of the results' sheet that go by lever or move: what is at stake, what the moves come to, each move."""

from leverage.graph.cells import hit_levers
from leverage.report import scales
from leverage.report.ledger import Ledger, label
from leverage.report.numbers import Scale
from leverage.report.words import tables
from leverage.report.words import workbook as words
from leverage.report.workbook import Cell, Look, Row, headed, texts
from leverage.report.workbook.live import Live
from leverage.report.workbook.shown import MONTHS, PERCENT, PLAIN, RATIO, shown
from leverage.units import Unit

_VALUED = {
    "damage": tables.DAMAGE,
    "own_cost": tables.OWN_COST,
    "cost_ratio": tables.COST_RATIO,
    "bite": tables.BITE,
}


def stakes(live: Live, unit: Unit | None) -> list[Row]:
    """Write both sides' exposure and loss by lever, each cut in full for a year."""
    ledger = live.ledger
    levers = [lever.id for lever in ledger.current() if ledger.has_money(lever.id)]
    sides = ledger.scenario.sides
    scale = scales.of_stakes(ledger, unit)
    first = [{side: shown(live, f"exposure.{side}.{lever}", scale) for side in sides} for lever in levers]
    rows = [_lever(live, "loss", lever, scale, beside) for lever, beside in zip(levers, first, strict=True)]
    title = tables.STAKES_BESIDE_MOVES.format(unit=scale.words)
    return [*_heads(ledger, title, (tables.EXPOSURE, tables.EXPOSURE), 3), *rows, _total(live, "total", scale)]


def outcome(live: Live, unit: Unit | None) -> list[Row]:
    """Write both sides' losses at the scenario's moves, with how much of a lever they stop and for how long."""
    ledger, sides = live.ledger, live.ledger.scenario.sides
    levers = [lever for lever in hit_levers(ledger.scenario) if ledger.has_money(lever)]
    scale = scales.of_outcome(ledger, unit)
    rows = []
    for lever in levers:
        at = (shown(live, f"at.{lever}.cut", PERCENT), shown(live, f"at.{lever}.duration", MONTHS))
        rows.append(_lever(live, "outcome", lever, scale, dict(zip(sides, at, strict=True))))
    title = tables.OUTCOME.format(unit=scale.words)
    return [*_heads(ledger, title, (words.PART_STOPPED, tables.MONTHS), 2), *rows, _total(live, "outcome", scale)]


def _heads(ledger: Ledger, title: str, first: tuple[str, str], across: int) -> list[Row]:
    """Make a title, a row with the sides' names over so many of their columns, and one with the columns' heads."""
    blank = Cell("", Look.HEAD)
    names = [blank]
    for side in ledger.scenario.sides:
        name = Cell(ledger.party_name(side), Look.HEAD, across=across)
        names += [*[blank] * (3 - across), name, *[blank] * (across - 1)]
    losses = (tables.LOSS, words.OF_GDP)
    heads = (tables.LEVER, first[0], *losses, first[1], *losses, words.NOTES)
    return [*headed(title), (*names, blank), texts(*heads, look=Look.HEAD)]


def _lever(live: Live, what: str, lever: str, scale: Scale, beside: dict[str, Cell]) -> Row:
    ledger, cells, notes = live.ledger, [], []
    for side in ledger.scenario.sides:
        loss = f"{what}.{side}.{lever}"
        if ledger.cell(loss) is None:
            cells += [beside[side] if what == "outcome" else Cell(), Cell(), Cell()]
            continue
        cells += [beside[side], shown(live, loss, scale), shown(live, f"{what}_share.{side}.{lever}", PERCENT)]
        if ledger.raw(loss) is None:
            notes.append(words.NOT_VALUED.format(party=ledger.party_name(side), why=ledger.why(loss)))
    return (Cell(ledger.label(lever)), *cells, Cell("; ".join(notes)))


def _total(live: Live, total: str, scale: Scale) -> Row:
    cells, notes = [], []
    for side in live.ledger.scenario.sides:
        name = f"{total}.{side}"
        cells += [Cell(look=Look.TOTAL), shown(live, name, scale, Look.TOTAL)]
        cells.append(shown(live, f"{total}_share.{side}", PERCENT, Look.TOTAL))
        notes += _parts(live.ledger, name, side)
    return (Cell(words.TOTAL, Look.TOTAL), *cells, Cell("; ".join(notes), Look.TOTAL))


def _parts(ledger: Ledger, name: str, side: str) -> list[str]:
    """Say what a sum leaves out, or why there is none."""
    party = ledger.party_name(side)
    if ledger.raw(name) is None:
        return [f"{party}: {ledger.why(name)}"]
    out = [ledger.label(one.rpartition(".")[2]) for one in ledger.left_out(name)]
    return [words.PARTY_AT_LEAST.format(party=party, ties=", ".join(out))] if out else []


def moves(live: Live, unit: Unit | None) -> list[Row]:
    """Write what each move does to its target and to others, and what it costs its maker."""
    ledger, own = live.ledger, live.ledger.scenario.moves
    scale = scales.of_moves(ledger, unit)
    measures = {"damage": scale, "own_cost": scale, "cost_ratio": RATIO, "bite": RATIO}
    measures |= {"others_loss": scale, "duration": MONTHS}
    has_others = any(ledger.raw(f"move.{id_}.others_loss") is not None for id_ in own)
    others = words.OTHERS_LOSS if has_others else ""
    heads = (tables.MOVE, *_VALUED.values(), others, tables.MONTHS, words.NOTES)
    rows = headed(tables.MOVES.format(unit=scale.words), *heads)
    for id_, move in own.items():
        cells = [shown(live, f"move.{id_}.{what}", one) for what, one in measures.items()]
        notes = _lacks(ledger, f"move.{id_}")
        rows.append((Cell(label(move.label, id_)), *cells, Cell("; ".join(notes))))
    return rows


def _lacks(ledger: Ledger, prefix: str) -> list[str]:
    """Say what of a move could not be valued, once for each reason."""
    reasons: dict[str, list[str]] = {}
    for what, called in _VALUED.items():
        if ledger.raw(f"{prefix}.{what}") is None:
            reasons.setdefault(ledger.why(f"{prefix}.{what}"), []).append(called)
    return [words.LACKS.format(what=", ".join(what), why=reason) for reason, what in reasons.items()]


def other_units(live: Live) -> list[Row]:
    """Write what is no money, each in its own unit; nothing where all is money."""
    ledger, rows = live.ledger, []
    for lever in ledger.current():
        for party in lever.roles.values():
            loss = f"loss.{party}.{lever.id}"
            if ledger.raw(loss) is not None and not ledger.is_money(loss):
                pair = (shown(live, f"{what}.{party}.{lever.id}", PLAIN) for what in ("exposure", "loss"))
                who = f"{ledger.label(lever.id)}, {ledger.party_name(party)}"
                rows.append((Cell(who), *pair, Cell(ledger.base_unit(loss))))
    heads = headed(tables.IN_OTHER_UNITS, words.LEVER_AND_WHO, tables.EXPOSURE, tables.LOSS, tables.UNIT)
    return [*heads, *rows] if rows else []
