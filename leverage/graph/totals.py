"""Cells of each party's totals over levers and over its own moves, and of the balance of the two sides."""

from collections.abc import Iterable, Sequence

from leverage import naming
from leverage.graph.cells import list_moves_of
from leverage.graph.declarations import Declarations
from leverage.graph.outcomes import declare_losses_by
from leverage.model import Lever, Move

_NO_MONEY = "no current tie with a loss in money"
_NO_MOVE = "no move by it with a loss in money"


def declare_totals(declarations: Declarations, party: str) -> None:
    """Declare a party's totals: over current levers, at the moves, and of its own moves.

    What members lose and do is their coalition's own, except on ties that lie wholly inside it.
    """
    current = [lever.id for lever in declarations.list_held(party) if lever.status == "current"]
    levers = declarations.select_money(party, current)
    total, first_year, outcome = naming.total("total", party), naming.first_year(party), naming.outcome(party)
    declarations.add_sum(total, [naming.loss(party, lever) for lever in levers], _NO_MONEY)
    declarations.add_sum(first_year, [naming.first_year(party, lever) for lever in levers], _NO_MONEY)
    stocks = [lever for lever in current if declarations.is_stock(naming.once(party, lever))]
    if stocks:
        declarations.add_sum(naming.once(party), [naming.once(party, lever) for lever in stocks], _NO_MONEY)
        at_moves = [naming.once_outcome(party, lever) for lever in stocks]
        declarations.add_sum(naming.once_outcome(party), at_moves, _NO_MONEY)
    losing = [lever for lever in levers if lever in declarations.hit]
    if levers and not losing:
        declarations.add_zero(outcome, declarations.money)
    else:
        declarations.add_sum(outcome, [naming.outcome(party, lever) for lever in losing], _NO_MONEY)
    for name in (total, first_year, outcome):
        declarations.add_share(name, party, "" if levers else _NO_MONEY)
    _declare_own_moves(declarations, party)


def _declare_own_moves(declarations: Declarations, party: str) -> None:
    """Declare the damage that a party's own moves do together, what they cost it, their shares of GDP, and the ratio.

    The ratio is over the moves whose damage and cost are both valued, so that like stands over like.
    """
    damage, cost = _declare_by_lever(declarations, party)
    declarations.add_sum(naming.by(party, "damage"), damage.values(), _NO_MOVE)
    declarations.add_sum(naming.by(party, "own_cost"), cost.values(), _NO_MOVE)
    paid, done = naming.by(party, "paid"), naming.by(party, "done")
    for name, parts, counterparts in ((paid, cost, damage), (done, damage, cost)):
        beside = {parts[lever]: counterparts[lever] for lever in parts if lever in counterparts}
        declarations.add_sum(name, beside, _NO_MOVE, beside)
    declarations.add_ratio(naming.by(party, "cost_ratio"), paid, done)
    if damage or cost:
        declarations.add_share(naming.by(party, "own_cost"), party, "" if cost else _NO_MOVE)
    own = list_moves_of(declarations.scenario, declarations.targets, party)
    targets = _list_targets(declarations, list(own.values()))
    if damage and len(targets) == 1:
        declarations.add_share(naming.by(party, "damage"), targets[0])


def _declare_by_lever(declarations: Declarations, party: str) -> tuple[dict[str, str], dict[str, str]]:
    """Declare the damage and the own cost of a party's moves on each lever, where it is money.

    Several moves on a lever count together, as in the outcome. Returns the cells of both by lever.
    """
    damage, cost = {}, {}
    own = list_moves_of(declarations.scenario, declarations.targets, party)
    for lever in declarations.list_held(party) if own else ():
        moves = [move for move in declarations.counted_moves[lever.id] if move.id in own]
        if not moves:
            continue
        targets = _list_targets(declarations, moves)
        is_damage = all(declarations.is_money(lever, target) for target in targets)
        is_cost = declarations.is_money(lever, party)
        losers = [*(targets if is_damage else ()), *([party] if is_cost else ())]
        losses = _find_losses(declarations, lever, moves, party, losers)
        if is_damage:
            name = damage[lever.id] = naming.by(party, "damage", lever.id)
            if len(targets) == 1:
                declarations.add_alias(name, losses[targets[0]])
            else:
                declarations.add_sum(name, [losses[target] for target in targets], _NO_MOVE)
        if is_cost:
            name = cost[lever.id] = naming.by(party, "own_cost", lever.id)
            declarations.add_alias(name, losses[party])
    return damage, cost


def _list_targets(declarations: Declarations, moves: Sequence[Move]) -> list[str]:
    """Return whom moves are meant to hurt, each once: no member beside its coalition."""
    targets = dict.fromkeys(declarations.targets[move.id] for move in moves)
    parties = declarations.scenario.parties
    members = {member for target in targets for member in parties[target].members}
    return [target for target in targets if target not in members]


def _find_losses(
    declarations: Declarations, lever: Lever, moves: Sequence[Move], by: str, losers: Iterable[str]
) -> dict[str, str]:
    """Return the cells of what parties lose on a lever by one party's moves: by its only one, or by all together."""
    if len(moves) > 1:
        return declare_losses_by(declarations, lever, moves, by, losers)
    (move,) = moves
    cells = {}
    for loser in losers:
        what = "own_cost" if loser == by else "damage"
        is_own_cell = not move.levers and (what == "damage" or move.by == by)
        among = lever.id if move.levers else ""
        cells[loser] = naming.move(move.id, what) if is_own_cell else naming.move_loss(move.id, loser, among)
    return cells


def declare_balance(declarations: Declarations, first: str, second: str) -> None:
    """Declare the two sides' outcome over the levers valued for both, and its ratios."""
    both = declarations.list_levers_of_both(first, second)
    for side, other in ((first, second), (second, first)):
        beside = {naming.outcome(side, lever): naming.outcome(other, lever) for lever in both}
        declarations.add_sum(naming.balance(side), beside, "no tie valued on both sides", beside)
    declarations.add_ratio(naming.DOLLAR_RATIO, naming.balance(first), naming.balance(second))
    declarations.add_size_ratio(naming.SIZE_RATIO, second, first)
    declarations.add_product(naming.BITE, naming.DOLLAR_RATIO, naming.SIZE_RATIO)
