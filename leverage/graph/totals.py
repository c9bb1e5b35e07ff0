"""Cells of each party's totals over levers and over its own moves, and of the balance of the two sides."""

from collections.abc import Sequence

from leverage import naming
from leverage.graph.cells import list_counted_moves, list_hit_levers
from leverage.graph.declarations import Declarations
from leverage.graph.hits import list_parts_hit
from leverage.model import CUT, Lever, Move, list_family, list_holders

_NO_MONEY = "no current lever with a loss in money"
_NO_MOVE = "no move by it with a loss in money"


def declare_totals(declarations: Declarations, party: str) -> None:
    """Declare a party's totals: over current levers, at the moves, and of its own moves.

    What members lose and do is their coalition's own, except on ties that lie wholly inside it.
    """
    scenario = declarations.scenario
    current = [lever.id for lever in scenario.levers.values() if lever.status == "current"]
    levers = declarations.select_money(party, current)
    total, first_year, outcome = naming.total("total", party), naming.first_year(party), naming.outcome(party)
    declarations.add_sum(total, [naming.loss(party, lever) for lever in levers], _NO_MONEY)
    declarations.add_sum(first_year, [naming.first_year(party, lever) for lever in levers], _NO_MONEY)
    stocks = [lever for lever in current if declarations.is_stock(naming.once(party, lever))]
    if stocks:
        declarations.add_sum(naming.once(party), [naming.once(party, lever) for lever in stocks], _NO_MONEY)
        at_moves = [naming.once_outcome(party, lever) for lever in stocks]
        declarations.add_sum(naming.once_outcome(party), at_moves, _NO_MONEY)
    hit = list_hit_levers(scenario)
    losing = [lever for lever in levers if lever in hit]
    if levers and not losing:
        declarations.add_zero(outcome, declarations.money)
    else:
        declarations.add_sum(outcome, [naming.outcome(party, lever) for lever in losing], _NO_MONEY)
    for name in (total, first_year, outcome):
        declarations.add_share(name, party, "" if levers else _NO_MONEY)
    _declare_own_moves(declarations, party)


def _declare_own_moves(declarations: Declarations, party: str) -> None:
    """Declare the damage that a party's own moves do together, what they cost it, and its cost ratio.

    The ratio is over the moves whose damage and cost are both valued, so that like stands over like.
    """
    damage, cost = _declare_by_lever(declarations, party, "damage"), _declare_by_lever(declarations, party, "own_cost")
    declarations.add_sum(naming.by(party, "damage"), damage.values(), _NO_MOVE)
    declarations.add_sum(naming.by(party, "own_cost"), cost.values(), _NO_MOVE)
    paid, done = naming.by(party, "paid"), naming.by(party, "done")
    for name, parts, counterparts in ((paid, cost, damage), (done, damage, cost)):
        beside = {parts[lever]: counterparts[lever] for lever in parts if lever in counterparts}
        declarations.add_sum(name, beside, _NO_MOVE, beside)
    declarations.add_ratio(naming.by(party, "cost_ratio"), paid, done)


def _declare_by_lever(declarations: Declarations, party: str, what: str) -> dict[str, str]:
    """Declare what a party's moves do on each lever, where it is money, and return the cells by lever.

    `what` is ``damage``, to the moves' targets, or ``own_cost``. Moves on different parts of a lever are added up; of
    others the largest counts.
    """
    cells = {}
    family = list_family(declarations.scenario, party)
    for lever in declarations.scenario.levers.values():
        if not list_holders(declarations.scenario, party, lever.id):
            continue
        moves = [move for move in list_counted_moves(declarations.scenario, lever.id) if move.by in family]
        moves = [move for move in moves if declarations.targets[move.id] not in family]
        losers = {move.id: declarations.targets[move.id] if what == "damage" else party for move in moves}
        if not moves or not all(declarations.is_money(lever, loser) for loser in losers.values()):
            continue
        name = cells[lever.id] = naming.by(party, what, lever.id)
        of_moves = {}
        for move in moves:
            of_moves[move.id] = naming.move(move.id, what)
            # What the move itself says is of all its levers, and its cost is that of the member who makes it.
            if move.levers or (what == "own_cost" and move.by != party):
                of_moves[move.id] = naming.move_loss(move.id, losers[move.id], lever.id if move.levers else "")
        if lever.parts and _are_apart(moves, lever):
            declarations.add_sum(name, of_moves.values(), _NO_MOVE)
        else:
            largest = [move for move in moves if move.means == CUT] or moves
            declarations.add_largest(name, largest, of_moves)
    return cells


def _are_apart(moves: Sequence[Move], lever: Lever) -> bool:
    """Tell whether no two moves cut the same part of a lever."""
    hit = [part for move in moves for part in list_parts_hit(move, lever)]
    return len(hit) == len(set(hit))


def declare_balance(declarations: Declarations, first: str, second: str) -> None:
    """Declare the two sides' outcome over the levers valued for both, and its ratios."""
    hit = list_hit_levers(declarations.scenario)
    both = declarations.select_money(second, declarations.select_money(first, hit))
    for side, other in ((first, second), (second, first)):
        beside = {naming.outcome(side, lever): naming.outcome(other, lever) for lever in both}
        declarations.add_sum(naming.balance(side), beside, "no lever valued on both sides", beside)
    declarations.add_ratio(naming.DOLLAR_RATIO, naming.balance(first), naming.balance(second))
    declarations.add_size_ratio(naming.SIZE_RATIO, second, first)
    declarations.add_product(naming.BITE, naming.DOLLAR_RATIO, naming.SIZE_RATIO)
