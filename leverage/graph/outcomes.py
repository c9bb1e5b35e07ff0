"""Cells of what each party loses on each lever at all moves together."""

from collections.abc import Iterable, Mapping, Sequence

from leverage import naming
from leverage.formula.parse import join_formulas, parse_formula
from leverage.graph.cells import Cell, list_counted_moves
from leverage.graph.coalitions import declare_sum_of_members, list_members_at_stake
from leverage.graph.declarations import NO_MOVE_CUTS_IT, NOTHING, PART_OF, Declarations, declare_share_of_loss
from leverage.graph.given import FIELDS
from leverage.graph.hits import describe_duration, list_moves_that_count, list_parts_hit
from leverage.graph.settings import Setting, declare_adjustment, find_time, set_full_cut, set_rates
from leverage.graph.stakes import declare_by_kind, declare_lasting
from leverage.kinds import is_amount
from leverage.model import CUT, Lever, Move
from leverage.units import RATIO, YEAR


def declare_outcomes(declarations: Declarations) -> None:
    """Declare each party's loss on each lever at the scenario's moves.

    Without moves every current lever is cut in full; of several moves on a part the one with the larger cut times
    duration counts; a lever that no move cuts loses nothing.
    """
    scenario = declarations.scenario
    for lever in scenario.levers.values():
        moves = list_counted_moves(scenario, lever.id)
        settings = _declare_joint_cut(declarations, lever, moves) if moves else {}
        if scenario.is_cut_in_full:
            for field, (_, default) in FIELDS.items():
                declarations.add(Cell(naming.at(lever.id, field), default))
        for role, party in lever.roles.items():
            _declare_outcome(declarations, lever, role, party, settings)
            declare_share_of_loss(declarations, naming.outcome(party, lever.id), lever, party)
        _declare_once_at_moves(declarations, lever, moves)
        for coalition in scenario.parties.values():
            members = list_members_at_stake(declarations, lever, coalition)
            if members:
                name = naming.outcome(coalition.id, lever.id)
                cells = [naming.outcome(member, lever.id) for member in members]
                declare_sum_of_members(declarations, name, cells)
                declare_share_of_loss(declarations, name, lever, coalition.id)
                stocks = [naming.once_outcome(member, lever.id) for member in members]
                stocks = [stock for stock in stocks if stock in declarations.cells]
                if stocks:
                    declare_sum_of_members(declarations, naming.once_outcome(coalition.id, lever.id), stocks)


def _declare_once_at_moves(declarations: Declarations, lever: Lever, moves: Sequence[Move]) -> None:
    """Declare what each party loses once on a lever at the moves.

    It is lost however long a cut lasts, so of several moves on a part the one with the largest cut counts.
    """
    kind = declarations.kinds[lever.kind]
    roles = {role: party for role, party in lever.roles.items() if kind.once.get(role)}
    cuts = dict.fromkeys(lever.part_ids, naming.NO_CUT)
    for part in lever.part_ids if roles else ():
        cutting = [move for move in moves if move.means == CUT and part in list_parts_hit(move, lever)]
        hitting = [naming.move(move.id, CUT) for move in cutting]
        if len(hitting) == 1:
            cuts[part] = hitting[0]
        elif hitting:
            cuts[part] = naming.at(lever.id, "largest", part)
            declarations.add(Cell(cuts[part], join_formulas("max", tuple(map(parse_formula, hitting))), unit=RATIO))
    for role, party in roles.items():
        name, at_full_cut = naming.once_outcome(party, lever.id), naming.once(party, lever.id)
        if lever.status != "current":
            declarations.add(Cell(name, lacks="the lever is proposed", is_loss=True))
        elif declarations.scenario.is_cut_in_full:
            declarations.add_alias(name, at_full_cut)
        elif not moves:
            unit = declarations.cells[at_full_cut].unit
            declarations.add(Cell(name, NOTHING, unit=unit, is_loss=True, default_note=NO_MOVE_CUTS_IT))
        else:
            declare_by_kind(declarations, name, lever, role, "once", set_full_cut(lever)._replace(rates=cuts))


def declare_losses_by(
    declarations: Declarations, lever: Lever, moves: Sequence[Move], by: str, losers: Iterable[str]
) -> dict[str, str]:
    """Declare what parties lose on a lever at one party's moves together, and return the cell of each.

    Where nobody else moves the lever that is the outcome.
    """
    if len(moves) == len(list_counted_moves(declarations.scenario, lever.id)):
        return {loser: naming.outcome(loser, lever.id) for loser in losers}
    settings = _declare_joint_cut(declarations, lever, moves, by)
    cells = {}
    for loser in losers:
        cells[loser] = naming.lasting(lever.id, loser, by=by)
        members = list_members_at_stake(declarations, lever, declarations.scenario.parties[loser])
        for role, party in lever.roles.items():
            if party == loser or party in members:
                name = naming.lasting(lever.id, party, by=by)
                _declare_loss_at(declarations, name, lever, role, settings, by)
        if members:
            of_members = [naming.lasting(lever.id, member, by=by) for member in members]
            declare_sum_of_members(declarations, cells[loser], of_members)
    return cells


def _declare_joint_cut(
    declarations: Declarations, lever: Lever, moves: Sequence[Move], by: str = ""
) -> dict[str, Setting]:
    """Declare how much of a lever, part by part, its moves cut together and for how long; `by` whom, if not by all.

    Returns a setting for each group of parts that are cut for one time, by the first of them. Where moves use another
    instrument that is a group of its own; on a part that is cut it does not count.
    """
    is_timed = bool(declarations.scenario.horizon) and declarations.kinds[lever.kind].is_timed
    groups: dict[tuple[str, tuple[object, ...]], list[str]] = {}
    for part in lever.part_ids:
        hitting = list_moves_that_count(moves, lever, part)
        if not by and (not hitting or hitting[0].means != CUT):
            declarations.add(Cell(naming.at(lever.id, CUT, part), NOTHING, unit=RATIO))
        if not hitting:
            continue
        means = hitting[0].means
        durations = {describe_duration(move) for move in hitting}
        times: tuple[object, ...] = tuple(durations) if len(durations) == 1 else tuple(move.id for move in hitting)
        groups.setdefault((means, times), []).append(part)
        for field in (means, "duration"):
            declarations.add_largest(naming.at(lever.id, field, part, by), hitting, field)
        if is_timed:
            cells = {move.id: find_time(move) for move in hitting}
            declarations.add_largest(naming.at(lever.id, "time", part, by), hitting, "time", cells)
    if lever.parts and not by:
        _declare_rates_of_whole(declarations, lever, groups)
    settings = {}
    for (means, _), parts in groups.items():
        rates = set_rates(lever, {part: naming.at(lever.id, means, part, by) for part in parts}, means)
        duration = naming.at(lever.id, "duration", parts[0], by)
        setting = set_full_cut(lever)._replace(rates=rates, duration=duration, means=means)
        if is_timed:
            time = naming.at(lever.id, "time", parts[0], by)
            adjustments = {}
            for part in lever.part_ids:
                adjustments[part] = naming.adjustment(lever.id, part)
                if part in parts:
                    adjustments[part] = naming.at(lever.id, naming.ADJUSTED, part, by)
                    declare_adjustment(declarations, adjustments[part], lever, part, time)
            setting = setting._replace(adjustments=adjustments, duration=time, is_timed=True)
        settings[parts[0]] = setting
    return settings


def _declare_rates_of_whole(
    declarations: Declarations, lever: Lever, groups: Mapping[tuple[str, tuple[object, ...]], Sequence[str]]
) -> None:
    """Declare the cut of a lever with parts, by value or amount, and its duration if all parts have the same.

    So too the rate of an instrument, on average over all parts. `groups` are the parts by what hits them and how long.
    """
    _declare_rate_of_whole(declarations, lever, CUT, "amount", lever.part_ids)
    for means in dict.fromkeys(means for means, _ in groups if means != CUT):
        parts = [part for group, members in groups.items() if group[0] == means for part in members]
        _declare_rate_of_whole(declarations, lever, means, "levied", parts)
    if len({times for _, times in groups}) == 1:
        first = next(iter(groups.values()))[0]
        declarations.add_alias(naming.at(lever.id, "duration"), naming.at(lever.id, "duration", first))
    else:
        lacks = "its parts are cut for different times"
        declarations.add(Cell(naming.at(lever.id, "duration"), unit=YEAR, lacks=lacks))


def _declare_rate_of_whole(
    declarations: Declarations, lever: Lever, means: str, sum_name: str, parts: Iterable[str]
) -> None:
    """Declare what moves do to a lever with parts: the mean over all its parts, given those that are hit."""
    kind = declarations.kinds[lever.kind]
    amount = next((one.id for one in kind.inputs.values() if one.id in kind.of_parts and is_amount(one)), None)
    name = naming.at(lever.id, means)
    if amount is None:
        declarations.add(Cell(name, unit=RATIO, lacks="its parts have no amounts to weigh their cuts by"))
        return
    products = [
        parse_formula(f"{naming.at(lever.id, means, part)} * {naming.lever_input(lever.id, amount, part)}")
        for part in parts
    ]
    formula = join_formulas("sum", tuple(products)) if len(products) > 1 else products[0]
    declarations.add(Cell(naming.at(lever.id, sum_name), formula))
    whole = naming.lever_input(lever.id, amount)
    declarations.add_formula(name, PART_OF, part=naming.at(lever.id, sum_name), whole=whole)


def _declare_outcome(
    declarations: Declarations, lever: Lever, role: str, party: str, settings: Mapping[str, Setting]
) -> None:
    """Declare a party's loss on a lever at the moves, given the settings of the parts that are cut for one time."""
    name, loss = naming.outcome(party, lever.id), naming.loss(party, lever.id)
    if lever.status != "current":
        declarations.add(Cell(name, lacks="the lever is proposed", is_loss=True))
    elif declarations.cells[loss].lacks:
        declarations.add(Cell(name, lacks=declarations.cells[loss].lacks, is_loss=True))
    elif declarations.scenario.is_cut_in_full:
        declarations.add_alias(name, loss)
    elif not settings:
        unit = declarations.cells[loss].unit
        declarations.add(Cell(name, NOTHING, unit=unit, is_loss=True, default_note=NO_MOVE_CUTS_IT))
    else:
        _declare_loss_at(declarations, name, lever, role, settings)


def _declare_loss_at(
    declarations: Declarations, name: str, lever: Lever, role: str, settings: Mapping[str, Setting], by: str = ""
) -> None:
    """Declare a role's loss on a lever, given the settings of the parts that are cut for one time, each taken alone."""
    party = lever.roles[role]
    lasting = []
    for part, setting in settings.items():
        yearly = naming.yearly(lever.id, party, part if len(settings) > 1 else "", by)
        cell = naming.lasting(lever.id, party, part, by) if len(settings) > 1 else name
        duration = naming.at(lever.id, "duration", part, by)
        declare_lasting(declarations, cell, yearly, lever, role, setting, duration)
        lasting.append(cell)
    if len(lasting) > 1:
        formula = join_formulas("sum", tuple(map(parse_formula, lasting)))
        declarations.add(Cell(name, formula, is_loss=True))
