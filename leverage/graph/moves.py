"""Cells of what each move does by itself: to its target, to its mover and to others."""

from collections.abc import Mapping, Sequence

from leverage import naming
from leverage.graph.cells import Cell, list_parts_hit
from leverage.graph.coalitions import declare_sum_of_members, list_members_at_stake
from leverage.graph.declarations import Declarations
from leverage.graph.given import declare_fields
from leverage.graph.settings import Setting, declare_adjusting, find_time, set_rates
from leverage.graph.stakes import declare_lasting
from leverage.model import DURATION, Lever, Move, list_family, list_holders
from leverage.units import Dimension


def declare_move(declarations: Declarations, move: Move) -> None:
    """Declare a move's cut and duration, what it does to whom, and its ratios."""
    declare_fields(declarations, move)
    scenario = declarations.scenario
    levers = [scenario.levers[id_] for id_ in move.hits]
    units: dict[str, set[Dimension]] = {}
    for lever in levers:
        _declare_losses(declarations, move, lever)
        for party in scenario.parties:
            if list_holders(scenario, party, lever.id):
                units[party] = units.get(party, set()) | declarations.find_loss_units(lever, party)
    if move.levers:
        for party in units:
            losses = [naming.move_loss(move.id, party, id_) for id_ in declarations.select_money(party, move.hits)]
            declarations.add_sum(naming.move_loss(move.id, party), losses, "no loss in money on what the move cuts")
            units[party] &= {declarations.money}
    states = dict.fromkeys(party for lever in levers for party in lever.roles.values())
    _declare_effects(declarations, move, units, list(states))


def _declare_losses(declarations: Declarations, move: Move, lever: Lever) -> None:
    """Declare what each party, and each coalition by its members, loses on a lever by a move."""
    setting = _declare_setting(declarations, move, lever)
    among = lever.id if move.levers else ""
    for role, party in lever.roles.items():
        name, yearly = naming.move_loss(move.id, party, among), naming.move_loss_a_year(move.id, party, among)
        declare_lasting(declarations, name, yearly, lever, role, setting, naming.move(move.id, DURATION))
    for coalition in declarations.scenario.parties.values():
        members = list_members_at_stake(declarations, lever, coalition)
        if members:
            name = naming.move_loss(move.id, coalition.id, among)
            of_members = [naming.move_loss(move.id, member, among) for member in members]
            declare_sum_of_members(declarations, name, of_members)


def _declare_effects(
    declarations: Declarations, move: Move, units: Mapping[str, set[Dimension]], states: Sequence[str]
) -> None:
    """Declare the damage that a move does, its own cost, and their ratios, given the units of each party's loss.

    `states` are the parties that have a role in what it cuts. Others are those that are neither the mover nor the
    target, nor a member of either.
    """
    target = declarations.targets[move.id]
    damage, cost = naming.move(move.id, "damage"), naming.move(move.id, "own_cost")
    declarations.add_alias(damage, naming.move_loss(move.id, target))
    if move.by in units:
        declarations.add_alias(cost, naming.move_loss(move.id, move.by))
    else:
        declarations.add(Cell(cost, lacks="the mover has no role in what it cuts", is_loss=True))
    unit, mover_unit = units.get(target, set()), units.get(move.by, set())
    ends = {*list_family(declarations.scenario, target), *list_family(declarations.scenario, move.by)}
    alike = [party for party in states if party not in ends and units.get(party, set()) == unit]
    others = [naming.move_loss(move.id, party) for party in alike]
    declarations.add_sum(naming.move(move.id, "others_loss"), others, "no other party loses the same")

    unlike = "damage and own cost are in unlike units" if unit and mover_unit and unit != mover_unit else ""
    dollar_ratio, size_ratio = naming.move(move.id, "dollar_ratio"), naming.move(move.id, "size_ratio")
    declarations.add_ratio(naming.move(move.id, "cost_ratio"), cost, damage, unlike)
    declarations.add_ratio(dollar_ratio, damage, cost, unlike)
    declarations.add_size_ratio(size_ratio, move.by, target)
    declarations.add_product(naming.move(move.id, "bite"), dollar_ratio, size_ratio)
    for name, party in ((damage, target), (cost, move.by)):
        declarations.add_share(name, party, declarations.explain_no_share(units.get(party, ())))


def _declare_setting(declarations: Declarations, move: Move, lever: Lever) -> Setting:
    """Declare how far a lever adjusts while a move lasts, and return the setting of the move on it.

    Without a duration of its own a move is counted over the horizon, as losses without a move are.
    """
    hit = dict.fromkeys(list_parts_hit(move, lever), naming.move(move.id, move.means))
    setting = set_rates({move.means: hit}, naming.move(move.id, DURATION))
    if not declarations.scenario.horizon:
        return setting
    names = {}
    if move.duration is not None:
        names = {part: naming.move_adjustment(move.id, lever.id, part) for part in lever.part_ids}
    return declare_adjusting(declarations, lever, setting, find_time(move), names)
