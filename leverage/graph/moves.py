"""Cells of what each move does by itself: to its target, to its mover and to others."""

from collections.abc import Mapping, Sequence

from leverage import naming
from leverage.graph.cells import Cell
from leverage.graph.coalitions import declare_sum_of_members, list_members_at_stake
from leverage.graph.declarations import PART_OF, PRODUCT, Declarations, declare_size_ratio
from leverage.graph.given import declare_fields
from leverage.graph.hits import list_parts_hit
from leverage.graph.settings import Setting, declare_adjustment, find_time, set_full_cut, set_rates
from leverage.graph.stakes import declare_lasting
from leverage.model import Lever, Move, list_family, list_holders
from leverage.units import Dimension

_NO_MONEY_BY_MOVE = "no loss in money on what the move cuts"


def declare_move(declarations: Declarations, move: Move) -> None:
    """Declare a move's cut and duration, what it does to whom, and its ratios."""
    declare_fields(declarations, move)
    losses: dict[str, list[str]] = {}
    units: dict[str, set[Dimension]] = {}
    scenario = declarations.scenario
    states = dict.fromkeys(party for id_ in move.hits for party in scenario.levers[id_].roles.values())
    for id_ in move.hits:
        lever = scenario.levers[id_]
        setting = _set_move(declarations, move, lever)
        among = id_ if move.levers else ""
        for role, party in lever.roles.items():
            name, yearly = naming.move_loss(move.id, party, among), naming.move_loss_a_year(move.id, party, among)
            duration = naming.move(move.id, "duration")
            declare_lasting(declarations, name, yearly, lever, role, setting, duration)
        for coalition in scenario.parties.values():
            members = list_members_at_stake(declarations, lever, coalition)
            if members:
                name = naming.move_loss(move.id, coalition.id, among)
                of_members = [naming.move_loss(move.id, member, among) for member in members]
                declare_sum_of_members(declarations, name, of_members)
        for party in scenario.parties:
            if not list_holders(scenario, party, id_):
                continue
            units[party] = units.get(party, set()) | declarations.find_loss_units(lever, party)
            if not move.levers or declarations.is_money(lever, party):
                losses.setdefault(party, []).append(naming.move_loss(move.id, party, among))
    if move.levers:
        for party in units:
            declarations.add_sum(naming.move_loss(move.id, party), losses.get(party, ()), _NO_MONEY_BY_MOVE)
            units[party] &= {declarations.money}
    _declare_effects(declarations, move, units, list(states))


def _declare_effects(
    declarations: Declarations, move: Move, units: Mapping[str, set[Dimension]], states: Sequence[str]
) -> None:
    """Declare the damage that a move does, its own cost, and their ratios, given the units of each party's loss.

    `states` are the parties that have a role in what it cuts; those of the mover's or the target's own are no others.
    """
    target = declarations.targets[move.id]
    damage, cost = naming.move(move.id, "damage"), naming.move(move.id, "own_cost")
    declarations.add_alias(damage, naming.move_loss(move.id, target))
    if move.by in units:
        declarations.add_alias(cost, naming.move_loss(move.id, move.by))
    else:
        declarations.add(Cell(cost, lacks="the mover has no role in what it cuts", is_loss=True))
    unit, mover_unit = units[target], units.get(move.by, set())
    ends = {*list_family(declarations.scenario, target), *list_family(declarations.scenario, move.by)}
    others = [
        naming.move_loss(move.id, party) for party in states if party not in ends and units.get(party, set()) == unit
    ]
    declarations.add_sum(naming.move(move.id, "others_loss"), others, "no other party loses the same")

    unlike = "damage and own cost are in unlike units" if unit and mover_unit and unit != mover_unit else ""
    dollar_ratio, size_ratio = naming.move(move.id, "dollar_ratio"), naming.move(move.id, "size_ratio")
    declarations.add_formula(naming.move(move.id, "cost_ratio"), PART_OF, unlike, part=cost, whole=damage)
    declarations.add_formula(dollar_ratio, PART_OF, unlike, part=damage, whole=cost)
    declare_size_ratio(declarations, size_ratio, move.by, target)
    declarations.add_formula(naming.move(move.id, "bite"), PRODUCT, first=dollar_ratio, second=size_ratio)
    for name, party in ((damage, target), (cost, move.by)):
        is_money = declarations.money in units.get(party, ())
        declarations.add_share(name, party, "" if is_money else f"no amount in {declarations.scenario.currency}/year")


def _set_move(declarations: Declarations, move: Move, lever: Lever) -> Setting:
    """Return the setting of a move on a lever: its cut of the parts it hits, and how far they adjust meanwhile."""
    hit = dict.fromkeys(list_parts_hit(move, lever), naming.move(move.id, move.means))
    rates = set_rates(lever, hit, move.means)
    duration = naming.move(move.id, "duration")
    setting = set_full_cut(lever)._replace(rates=rates, duration=duration, means=move.means)
    if not declarations.scenario.horizon or not declarations.kinds[lever.kind].is_timed:
        return setting
    time = find_time(move)
    adjustments = {}
    for part in lever.part_ids:
        adjustments[part] = naming.adjustment(lever.id, part)
        if move.duration is not None:
            adjustments[part] = naming.move_adjustment(move.id, lever.id, part)
            declare_adjustment(declarations, adjustments[part], lever, part, time)
    return setting._replace(adjustments=adjustments, duration=time, is_timed=True)
