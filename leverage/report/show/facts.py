"""What the sentences of `leverage show` say, as small facts: sides, ties and numbers, without words.

`sentences.py` turns them into words.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.graph.evaluate import evaluate_graph
from leverage.model import list_family
from leverage.report.cell_reader import CellReader
from leverage.report.headline import list_unbalanced


def has_other_first_year(reader: CellReader) -> bool:
    """Tell whether a side loses more or less in the first year of a cut than the losses shown."""
    for side in reader.scenario.sides:
        pairs = [(naming.first_year(side), naming.total("total", side))]
        for lever in reader.current():
            if reader.of.graph.role(side, lever.id):
                pairs.append((naming.first_year(side, lever.id), naming.loss(side, lever.id)))
        for first_year, loss in pairs:
            first, later = reader.raw(first_year), reader.raw(loss)
            if first is not None and (later is None or not math.isclose(first, later, rel_tol=1e-9)):
                return True
    return False


def has_other_times(reader: CellReader) -> bool:
    """Tell whether a move that counts lasts another time than a year, so that the outcome is no loss a year."""
    levers = [lever for lever in reader.hit if reader.has_money(lever)]
    return any(reader.raw(naming.at(lever, "duration")) != 1 for lever in levers)


def list_moves_of_other_times(reader: CellReader) -> list[str]:
    """Return the moves that last another time than a year."""
    return [move for move in reader.scenario.moves if reader.raw(naming.move(move, "duration")) != 1]


def _list_all_of_sides(reader: CellReader) -> set[str]:
    """Return the two sides and, of coalitions, their members."""
    return {party for side in reader.scenario.sides for party in list_family(reader.scenario, side)}


# The measure of losses that are revenue, and the input by which kinds count only the income in it.
_SALES, _VALUE_ADDED = "sales", "value_added"


def has_lost_revenue(reader: CellReader) -> bool:
    """Tell whether a side loses sales by their whole worth, of which value added is a part."""
    holders = _list_all_of_sides(reader)
    for lever in map(reader.scenario.levers.__getitem__, reader.hit):
        measures = reader.of.graph.kinds[lever.kind].measure
        sellers = [party for role, party in lever.roles.items() if measures.get(role) == _SALES and party in holders]
        if any(reader.raw(naming.loss(seller, lever.id)) for seller in sellers):
            shares = [reader.raw(naming.lever_input(lever.id, _VALUE_ADDED, part)) for part in lever.part_ids]
            if any(share in (None, 1) for share in shares):
                return True
    return False


class Stock(NamedTuple):
    """What a party loses once on a lever: the cells of a full cut and at the moves, and whether both are money."""

    lever: str
    party: str
    at_full_cut: str
    at_moves: str
    is_money: bool


def list_stocks(reader: CellReader) -> list[Stock]:
    """Return what parties lose once on the current levers."""
    stocks = []
    for lever in reader.current():
        for party in dict.fromkeys(lever.roles.values()):
            full, moves = naming.once(party, lever.id), naming.once_outcome(party, lever.id)
            if reader.cell(full) is not None:
                stocks.append(Stock(lever.id, party, full, moves, reader.is_stock(full)))
    return stocks


def list_assumed_nothing(reader: CellReader) -> list[tuple[str, str]]:
    """Return the sides and levers of the balance whose loss is nothing by an assumption: an input of 0 makes it so."""
    sides = reader.scenario.sides
    valued = reader.valued(naming.balance(sides[0]))
    assumed = []
    for side in sides:
        for lever in reader.hit:
            loss = naming.outcome(side, lever)
            if lever in valued and reader.raw(loss) == 0 and _is_nothing_by_assumption(reader, loss):
                assumed.append((side, lever))
    return assumed


def _is_nothing_by_assumption(reader: CellReader, cell: str) -> bool:
    """Tell whether a cell is 0, and would not be if some figure were not 0 that is assumed to be."""
    graph = reader.of.graph
    for name in reader.of.list_cells_behind(cell):
        reading = graph.reading(name)
        is_assumed_nothing = reading is not None and reading.assumed and reader.raw(name) == 0
        if is_assumed_nothing and evaluate_graph(graph, {name: 1.0})[cell].number:
            return True
    return False


def list_taken_for_granted(reader: CellReader) -> dict[str, list[str]]:
    """Return by what a kind's formula takes for granted the levers on which a side's loss rests on that."""
    holders = _list_all_of_sides(reader)
    taken: dict[str, dict[str, None]] = {}
    for lever in reader.hit:
        for party in reader.scenario.levers[lever].roles.values():
            cell = reader.cell(naming.loss(party, lever)) if party in holders else None
            if cell is not None and cell.assumes and reader.raw(cell.name):
                taken.setdefault(cell.assumes, {})[lever] = None
    return {assumed: [*levers] for assumed, levers in taken.items()}


class Reversal(NamedTuple):
    """From which loss on a tie on, in base units, one side would lose more money than the other."""

    loser: str
    other: str
    loss: float


class LeftOut(NamedTuple):
    """A tie left out of the balance: the sides whose loss is not known, and what would turn the balance round."""

    lever: str
    lacking: list[str]
    reversal: Reversal | None


def list_left_out(reader: CellReader) -> list[LeftOut]:
    """Return the ties left out of the balance for a loss that is not valued; a reversal only where there is one tie."""
    lacking = {lever: _list_lacking(reader, lever) for lever in list_unbalanced(reader)}
    lacking = {lever: sides for lever, sides in lacking.items() if sides}
    return [
        LeftOut(lever, sides, _find_reversal(reader, lever, sides) if len(lacking) == 1 else None)
        for lever, sides in lacking.items()
    ]


def _list_lacking(reader: CellReader, lever: str) -> list[str]:
    """Return the sides for which the kind of a lever counts a loss that could not be valued."""
    kind = reader.of.graph.kinds[reader.scenario.levers[lever].kind]
    sides = []
    for side in reader.scenario.sides:
        role = reader.of.graph.role(side, lever)
        if role and kind.loss.get(role) and reader.raw(naming.outcome(side, lever)) is None:
            sides.append(side)
    return sides


def _find_reversal(reader: CellReader, lever: str, lacking: list[str]) -> Reversal | None:
    first, second = reader.scenario.sides
    first_loss, second_loss = reader.raw(naming.balance(first)), reader.raw(naming.balance(second))
    if len(lacking) != 1 or first_loss is None or second_loss is None or first_loss == second_loss:
        return None
    unknown = lacking[0]
    known = second if unknown == first else first
    losses = {first: first_loss, second: second_loss}
    gap = losses[known] + reader.raw_or_0(naming.outcome(known, lever)) - losses[unknown]
    return Reversal(unknown, known, gap) if gap > 0 else None


def list_not_valued(reader: CellReader) -> list[tuple[str, str]]:
    """Return the sides and levers whose loss is not valued, without what the balance leaves out."""
    left_out = list_unbalanced(reader)
    missing = []
    for lever in reader.current():
        for side in reader.scenario.sides:
            loss = naming.loss(side, lever.id)
            if lever.id not in left_out and reader.needs(loss) and reader.raw(loss) is None:
                missing.append((side, lever.id))
    return missing


def list_first_years_not_valued(reader: CellReader) -> list[tuple[str, str]]:
    """Return the sides and levers whose loss is valued but not that of the first year, where that is what is asked."""
    if reader.scenario.moves or not has_other_first_year(reader):
        return []
    return [
        (side, lever.id)
        for lever in reader.current()
        for side in reader.scenario.sides
        if reader.needs(naming.first_year(side, lever.id))
        and reader.raw(naming.first_year(side, lever.id)) is None
        and reader.raw(naming.loss(side, lever.id)) is not None
    ]


def list_others(reader: CellReader) -> Iterator[tuple[str, str]]:
    """Yield the parties that are no side and stand to lose on a current lever, with the lever."""
    sides = _list_all_of_sides(reader)
    for lever in reader.current():
        for party in lever.roles.values():
            if party not in sides and reader.raw(naming.loss(party, lever.id)) is not None:
                yield party, lever.id


def is_lost_once_only(reader: CellReader, levers: Sequence[str], parties: Iterable[str]) -> bool:
    """Tell whether what some parties lose on some levers is lost once, and none of it is a loss a year."""
    pairs = [(party, lever) for lever in levers for party in parties if reader.cell(naming.loss(party, lever))]
    losses = [naming.loss(party, lever) for party, lever in pairs]
    stocks = [naming.once(party, lever) for party, lever in pairs if reader.cell(naming.once(party, lever))]
    return not any(map(reader.needs, losses)) and any(reader.raw(stock) is not None for stock in stocks)
