"""Ranges as people read them: from the 5th to the 95th percentile of the draws, in tables of their own."""

from collections.abc import Callable, Sequence

from leverage.graph.cells import hit_levers
from leverage.report.ledger import Ledger, label
from leverage.report.marks import between, none
from leverage.report.numbers import Scale, amounts, fixed, percent
from leverage.report.views import Column, Grid, Item
from leverage.report.words import ranges as range_words
from leverage.report.words import tables as table_words
from leverage.units import Unit


def span(ledger: Ledger, cell: str, write: Callable[[float], str], absent: str = "") -> Item:
    """Show a cell's range; what stands for its absence where nothing uncertain enters."""
    ends = between(ledger, cell, write)
    return Item(ends, cell=cell) if ends else none(absent, cell)


def losses(ledger: Ledger, what: str, unit: Unit | None, only: Sequence[str] | None = None) -> Grid:
    """Show the ranges of both sides' losses by lever and in all: `loss` cut in full, or `outcome` at the moves."""
    sides, total = ledger.scenario.sides, "total" if what == "loss" else "outcome"
    levers = [lever.id for lever in ledger.current()] if what == "loss" else hit_levers(ledger.scenario)
    levers = [lever for lever in levers if lever in (only or [lever])]
    cells = [f"{what}.{side}.{lever}" for side in sides for lever in levers] + [f"{total}.{side}" for side in sides]
    scale = amounts([end for cell in cells for end in ledger.raw_ends(cell) or ()], ledger.scenario.currency, unit)
    columns = [Column(table_words.LEVER, is_text=True)]
    for side in sides:
        heads = (table_words.LOSS, table_words.SHARE_OF_GDP)
        columns += [Column(head, ledger.party_name(side)) for head in heads]
    rows = [
        (Item(ledger.label(lever)), *_pair(ledger, scale, what, [f"{side}.{lever}" for side in sides]))
        for lever in levers
        if any(ledger.raw_ends(f"{what}.{side}.{lever}") for side in sides)
    ]
    least = [ledger.is_at_least(f"{total}.{side}") for side in sides]
    totals = (Item(table_words.TOTAL), *_pair(ledger, scale, total, sides, least))
    return Grid(
        "stakes" if what == "loss" else "outcome", _title(ledger, scale), tuple(columns), tuple(rows), (totals,)
    )


def _pair(ledger: Ledger, scale: Scale, what: str, names: Sequence[str], least: Sequence[bool] = ()) -> list[Item]:
    """Show the ranges of a loss and of its share for each side."""
    found = []
    for at, name in enumerate(names):
        is_least = bool(least) and least[at] and ledger.raw_ends(f"{what}.{name}") is not None
        money = ledger.is_money(f"{what}.{name}")
        found.append((span(ledger, f"{what}.{name}", scale.show) if money else Item("")).at_least(is_least))
        found.append(span(ledger, f"{what}_share.{name}", percent))
    return found


def moves(ledger: Ledger, unit: Unit | None) -> Grid:
    """Show the ranges of what each move does and costs, and of its ratios."""
    names = list(ledger.scenario.moves)
    cells = [f"move.{move}.{what}" for move in names for what in ("damage", "own_cost")]
    ends = [end for cell in cells if ledger.is_money(cell) for end in ledger.raw_ends(cell) or ()]
    scale = amounts(ends, ledger.scenario.currency, unit)
    rows = []
    for id_ in names:
        money = [span(ledger, f"move.{id_}.{what}", scale.show) for what in ("damage", "own_cost")]
        ratios = [span(ledger, f"move.{id_}.{what}", lambda raw: fixed(raw, 2)) for what in ("cost_ratio", "bite")]
        if any(item.text for item in (*money, *ratios)):
            rows.append((Item(label(ledger.scenario.moves[id_].label, id_)), *money, *ratios))
    heads = (table_words.DAMAGE, table_words.OWN_COST, table_words.COST_RATIO, table_words.BITE)
    columns = (Column(table_words.MOVE, is_text=True), *map(Column, heads))
    return Grid("moves", _title(ledger, scale), columns, tuple(rows))


def _title(ledger: Ledger, scale: Scale) -> str:
    count = ledger.drawn.draws if ledger.drawn else 0
    return range_words.CAPTION.format(draws=count, unit=scale.words)


def legend(ledger: Ledger) -> tuple[str, ...]:
    """Say what the ranges are of, and why a number can lie outside its own; nothing where there are none."""
    said = " ".join((*reach(ledger), *outside(ledger)))
    return (said,) if said else ()


def reach(ledger: Ledger) -> tuple[str, ...]:
    """Say how far ranges hold, where there are any, and of how many draws they are not."""
    if not ledger.drawn or not ledger.drawn.ranges:
        return ()
    shown = {*_SHOWN, *ledger.scenario.results}
    ranges = ledger.drawn.ranges.items()
    undefined = max((one.undefined for name, one in ranges if name.partition(".")[0] in shown), default=0)
    if not undefined:
        return (range_words.ONLY_OF_GIVEN,)
    said = range_words.UNDEFINED.format(count=undefined, draws=ledger.drawn.draws)
    return range_words.ONLY_OF_GIVEN, said


#: The beginnings of the names of cells whose ranges are shown.
_SHOWN = ("loss", "outcome", "total", "balance", "move")


def outside(ledger: Ledger) -> tuple[str, ...]:
    """Say why a number lies outside its range, where one does."""
    ranges, values = ledger.drawn.ranges if ledger.drawn else {}, ledger.of.values
    shown = [name for name in ranges if name.startswith(("loss.", "outcome.", "total."))]
    odd = any(not ranges[name].low <= (values[name].number or 0.0) <= ranges[name].high for name in shown)
    return (range_words.OUTSIDE,) if odd else ()


def words(ledger: Ledger, cell: str, write: Callable[[float], str]) -> str:
    """Write a cell's range for a sentence: `` (0.78 to 1.40)``; empty where both ends read alike."""
    ends = [write(end) for end in ledger.raw_ends(cell) or ()]
    return range_words.SPAN.format(low=ends[0], high=ends[1]) if len(set(ends)) > 1 else ""
