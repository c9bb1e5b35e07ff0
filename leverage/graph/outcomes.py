"""Cells of what each party loses on each lever at all moves together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.graph.cells import Cell, list_counted_moves
from leverage.graph.coalitions import declare_sum_of_members, list_members_at_stake
from leverage.graph.declarations import NOTHING, Declarations, apply_operator
from leverage.graph.given import DEFAULTS
from leverage.graph.hits import describe_duration, list_moves_that_count, list_parts_hit
from leverage.graph.settings import Setting, declare_adjusting, find_time, set_rates
from leverage.graph.stakes import declare_by_kind, declare_lasting
from leverage.kinds import is_amount
from leverage.model import CUT, DURATION, Lever, Move, Party
from leverage.units import RATIO, YEAR


class _Hit(NamedTuple):
    """By what means and for how long parts of a lever are hit; parts that are hit alike are taken together."""

    means: str
    times: tuple[object, ...]  # the only duration, or the moves of several durations of which one is chosen


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
            for field, default in DEFAULTS.items():
                declarations.add(Cell(naming.at(lever.id, field), default))
        for role, party in lever.roles.items():
            _declare_outcome(declarations, lever, role, party, settings)
            declarations.add_share_of_loss(naming.outcome(party, lever.id), lever, party)
        _declare_once_at_moves(declarations, lever, moves)
        for coalition in scenario.parties.values():
            _declare_outcomes_of_members(declarations, lever, coalition)


def _declare_outcome(
    declarations: Declarations, lever: Lever, role: str, party: str, settings: Mapping[str, Setting]
) -> None:
    """Declare a party's loss on a lever at the moves, given the settings of the parts that are hit alike."""
    name = naming.outcome(party, lever.id)
    if _declare_without_moves(declarations, name, naming.loss(party, lever.id), lever, is_hit=bool(settings)):
        return
    _declare_loss_at(declarations, name, lever, role, settings)


def _declare_loss_at(
    declarations: Declarations, name: str, lever: Lever, role: str, settings: Mapping[str, Setting], by: str = ""
) -> None:
    """Declare a role's loss on a lever, given the settings of the parts that are hit alike, each taken alone."""
    party = lever.roles[role]
    for part, setting in settings.items():
        yearly, lasting = naming.yearly(lever.id, party, by=by), name
        if len(settings) > 1:
            yearly, lasting = naming.yearly(lever.id, party, part, by), naming.lasting(lever.id, party, part, by)
        declare_lasting(declarations, lasting, yearly, lever, role, setting, naming.at(lever.id, DURATION, part, by))
    if len(settings) > 1:
        addends = [naming.lasting(lever.id, party, part, by) for part in settings]
        declarations.add(Cell(name, apply_operator("sum", addends), is_loss=True))


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


def _declare_once_at_moves(declarations: Declarations, lever: Lever, moves: Sequence[Move]) -> None:
    """Declare what each party loses once on a lever at the moves.

    It is lost however long a cut lasts, so of several moves on a part the one with the largest cut counts.
    """
    once = declarations.kinds[lever.kind].once
    roles = {role: party for role, party in lever.roles.items() if once.get(role)}
    cuts = _declare_largest_cuts(declarations, lever, moves) if roles else {}
    for role, party in roles.items():
        name, at_full_cut = naming.once_outcome(party, lever.id), naming.once(party, lever.id)
        if not _declare_without_moves(declarations, name, at_full_cut, lever, is_hit=bool(moves)):
            setting = set_rates(lever, CUT, cuts, naming.A_YEAR)
            declare_by_kind(declarations, name, lever, role, "once", setting)


def _declare_largest_cuts(declarations: Declarations, lever: Lever, moves: Sequence[Move]) -> dict[str, str]:
    """Declare the largest cut of each part of a lever by any of several moves; return the cells by part that is cut."""
    cuts = {}
    for part in lever.part_ids:
        cutting = [move for move in moves if move.means == CUT and part in list_parts_hit(move, lever)]
        if len(cutting) == 1:
            cuts[part] = naming.move(cutting[0].id, CUT)
        elif cutting:
            cuts[part] = naming.at(lever.id, "largest", part)
            formula = apply_operator("max", [naming.move(move.id, CUT) for move in cutting])
            declarations.add(Cell(cuts[part], formula, unit=RATIO))
    return cuts


def _declare_without_moves(
    declarations: Declarations, name: str, at_full_cut: str, lever: Lever, *, is_hit: bool
) -> bool:
    """Declare a loss at the moves where none decides it, given that at a full cut; return whether that is so.

    It is so of a lever that is proposed, of a loss that the kind does not give, of a scenario without moves, where all
    is cut in full, and of a lever that no move hits.
    """
    full = declarations.cells[at_full_cut]
    if lever.status != "current":
        declarations.add(Cell(name, lacks="the lever is proposed", is_loss=True))
    elif full.lacks:
        declarations.add(Cell(name, lacks=full.lacks, is_loss=True))
    elif declarations.scenario.is_cut_in_full:
        declarations.add_alias(name, at_full_cut)
    elif not is_hit:
        declarations.add_zero(name, full.unit)
    else:
        return False
    return True


def _declare_outcomes_of_members(declarations: Declarations, lever: Lever, coalition: Party) -> None:
    """Declare what a coalition loses on a lever at the moves by its members, in a year and once."""
    members = list_members_at_stake(declarations, lever, coalition)
    if not members:
        return
    name = naming.outcome(coalition.id, lever.id)
    declare_sum_of_members(declarations, name, [naming.outcome(member, lever.id) for member in members])
    declarations.add_share_of_loss(name, lever, coalition.id)
    stocks = [naming.once_outcome(member, lever.id) for member in members]
    stocks = [stock for stock in stocks if stock in declarations.cells]
    if stocks:
        declare_sum_of_members(declarations, naming.once_outcome(coalition.id, lever.id), stocks)


def _declare_joint_cut(
    declarations: Declarations, lever: Lever, moves: Sequence[Move], by: str = ""
) -> dict[str, Setting]:
    """Declare how much of a lever, part by part, its moves cut together and for how long; `by` whom, if not by all.

    Returns a setting for each group of parts that are hit alike, by the first of them.
    """
    groups = _declare_rates_of_parts(declarations, lever, moves, by)
    if lever.parts and not by:
        _declare_rates_of_whole(declarations, lever, groups)
    settings = {}
    for hit, parts in groups.items():
        rates = {part: naming.at(lever.id, hit.means, part, by) for part in parts}
        setting = set_rates(lever, hit.means, rates, naming.at(lever.id, DURATION, parts[0], by))
        if declarations.scenario.horizon:
            names = {part: naming.at(lever.id, naming.ADJUSTED, part, by) for part in parts}
            time = naming.at(lever.id, "time", parts[0], by)
            setting = declare_adjusting(declarations, lever, setting, time, names)
        settings[parts[0]] = setting
    return settings


def _declare_rates_of_parts(
    declarations: Declarations, lever: Lever, moves: Sequence[Move], by: str
) -> dict[_Hit, list[str]]:
    """Declare how much moves cut of each part of a lever and for how long; return the parts that are hit alike.

    On a part that is cut, another instrument does not count; on one that is not, its rate is declared.
    """
    is_timed = bool(declarations.scenario.horizon) and declarations.kinds[lever.kind].is_timed
    groups: dict[_Hit, list[str]] = {}
    for part in lever.part_ids:
        hitting = list_moves_that_count(moves, lever, part)
        if not by and (not hitting or hitting[0].means != CUT):
            declarations.add(Cell(naming.at(lever.id, CUT, part), NOTHING, unit=RATIO))
        if not hitting:
            continue
        means = hitting[0].means
        durations = {describe_duration(move) for move in hitting}
        times: tuple[object, ...] = tuple(durations) if len(durations) == 1 else tuple(move.id for move in hitting)
        groups.setdefault(_Hit(means, times), []).append(part)
        for field in (means, DURATION):
            cells = {move.id: naming.move(move.id, field) for move in hitting}
            declarations.add_largest(naming.at(lever.id, field, part, by), hitting, cells)
        if is_timed:
            cells = {move.id: find_time(move) for move in hitting}
            declarations.add_largest(naming.at(lever.id, "time", part, by), hitting, cells)
    return groups


def _declare_rates_of_whole(declarations: Declarations, lever: Lever, groups: Mapping[_Hit, Sequence[str]]) -> None:
    """Declare the cut of a lever with parts, by value or amount, and its duration if all parts have the same.

    So too the rate of an instrument, on average over all parts. `groups` are the parts that are hit alike.
    """
    _declare_rate_of_whole(declarations, lever, CUT, "amount", lever.part_ids)
    for means in dict.fromkeys(hit.means for hit in groups if hit.means != CUT):
        parts = [part for hit, alike in groups.items() if hit.means == means for part in alike]
        _declare_rate_of_whole(declarations, lever, means, "levied", parts)
    duration = naming.at(lever.id, DURATION)
    if len({hit.times for hit in groups}) == 1:
        first = next(iter(groups.values()))[0]
        declarations.add_alias(duration, naming.at(lever.id, DURATION, first))
    else:
        declarations.add(Cell(duration, unit=YEAR, lacks="its parts are cut for different times"))


def _declare_rate_of_whole(
    declarations: Declarations, lever: Lever, means: str, sum_name: str, parts: Iterable[str]
) -> None:
    """Declare what moves do to a lever with parts: the mean over all its parts, given those that are hit."""
    kind = declarations.kinds[lever.kind]
    name, weighted = naming.at(lever.id, means), naming.at(lever.id, sum_name)
    amounts = [declared.id for declared in kind.inputs.values() if declared.id in kind.of_parts and is_amount(declared)]
    if not amounts:
        declarations.add(Cell(name, unit=RATIO, lacks="its parts have no amounts to weigh their cuts by"))
        return
    products = []
    for part in parts:
        products.append(f"{naming.at(lever.id, means, part)} * {naming.lever_input(lever.id, amounts[0], part)}")
    declarations.add(Cell(weighted, apply_operator("sum", products)))
    declarations.add_ratio(name, weighted, naming.lever_input(lever.id, amounts[0]))
