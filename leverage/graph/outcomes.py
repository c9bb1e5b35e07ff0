"""Cells of what each party loses on each lever at all moves together."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from leverage import naming
from leverage.formula.parse import parse_formula
from leverage.formula.tree import Apply, Name, Tree, make_formula
from leverage.graph.cells import Cell, list_parts_hit
from leverage.graph.coalitions import declare_sum_of_members, list_members_at_stake
from leverage.graph.declarations import NOTHING, Declarations, apply_operator
from leverage.graph.given import DEFAULTS
from leverage.graph.settings import Setting, declare_adjusting, group_by_length, set_rates
from leverage.graph.stakes import declare_by_kind, declare_lasting, is_flow
from leverage.kinds import is_amount
from leverage.model import CUT, DURATION, Lever, Move, Party
from leverage.units import RATIO, YEAR, Dimension

_LENGTH = parse_formula("end - begins")
_NO_MOMENT = parse_formula("max(length, [1e-9 years])")
# What is cut by moves that say for how long, and how far parts adjust to them, where other moves on a part say no time.
_TIMED, _TIMED_ADJUSTMENT = "timed_cut", "timed_adjustment"


def declare_outcomes(declarations: Declarations) -> None:
    """Declare each party's loss on each lever at the scenario's moves.

    Without moves every current lever is cut in full; of several moves on a part the largest cut and the largest duty
    count at any time; a lever that no move cuts loses nothing.
    """
    scenario = declarations.scenario
    for lever in scenario.levers.values():
        moves = declarations.counted_moves[lever.id]
        settings = _declare_joint_cut(declarations, lever, moves) if moves else {}
        if lever.parts and moves:
            _declare_rates_of_whole(declarations, lever)
        if scenario.is_cut_in_full:
            for field, default in DEFAULTS.items():
                declarations.add(Cell(naming.at(lever.id, field), default))
        for role, party in lever.roles.items():
            _declare_outcome(declarations, lever, role, party, settings)
            declarations.add_share_of_loss(naming.outcome(party, lever.id), lever, party)
        _declare_once_at_moves(declarations, lever, moves)
        for coalition in declarations.coalitions:
            _declare_outcomes_of_members(declarations, lever, coalition)


def _declare_outcome(
    declarations: Declarations, lever: Lever, role: str, party: str, settings: Mapping[str, Setting]
) -> None:
    """Declare a party's loss on a lever at the moves, given the settings of the times until one of them ends."""
    name = naming.outcome(party, lever.id)
    if _declare_without_moves(declarations, name, naming.loss(party, lever.id), lever, is_hit=bool(settings)):
        return
    _declare_loss_at(declarations, name, lever, role, settings)


def _declare_loss_at(
    declarations: Declarations, name: str, lever: Lever, role: str, settings: Mapping[str, Setting], by: str = ""
) -> None:
    """Declare a role's loss on a lever, given the settings of the times until one of the moves ends.

    What is no flow is lost once, however long the moves last, so that the most they do counts.
    """
    party = lever.roles[role]
    if len(settings) > 1 and not is_flow(declarations, lever, party):
        first = next(iter(settings.values()))
        rates = {means: _name_rates(lever, means, parts, by) for means, parts in first.hit}
        settings = {"": set_rates(rates, naming.A_YEAR)}
    for until in settings:
        yearly, duration = naming.yearly(lever.id, party, by, until), naming.at(lever.id, DURATION, by=by, until=until)
        lasting = naming.lasting(lever.id, party, by, until) if len(settings) > 1 else name
        declare_lasting(declarations, lasting, yearly, lever, role, settings[until], duration)
    if len(settings) > 1:
        addends = [naming.lasting(lever.id, party, by, until) for until in settings]
        declarations.add(Cell(name, apply_operator("sum", addends), is_loss=True))


def declare_losses_by(
    declarations: Declarations, lever: Lever, moves: Sequence[Move], by: str, losers: Iterable[str]
) -> dict[str, str]:
    """Declare what parties lose on a lever at one party's moves together, and return the cell of each.

    Where nobody else moves the lever that is the outcome.
    """
    if len(moves) == len(declarations.counted_moves[lever.id]):
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
    """Declare what each party loses once on a lever at the moves: by the largest cut, however long it lasts."""
    for role, party in lever.roles.items():
        if not declarations.kinds[lever.kind].once.get(role):
            continue
        name, at_full_cut = naming.once_outcome(party, lever.id), naming.once(party, lever.id)
        if not _declare_without_moves(declarations, name, at_full_cut, lever, is_hit=bool(moves)):
            cuts = _name_rates(lever, CUT, _find_parts_hit(lever, moves)[CUT])
            declare_by_kind(declarations, name, lever, role, "once", set_rates({CUT: cuts}, naming.A_YEAR))


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

    Returns a setting for each time that ends with a move and begins as the move before it ends, by the id of the move.
    With one move there is one time and no id. Moves that end at once have their times too where any may be set to last
    longer.
    """
    hit = _find_parts_hit(lever, moves)
    timed = _find_timed_parts(lever, moves) if declarations.scenario.horizon else {}
    for means in hit:
        for part in lever.part_ids:
            rates = [_refer_to(move, means) for move in hit[means].get(part, ())]
            _declare_most(declarations, naming.at(lever.id, means, part, by), rates, RATIO)
    duration, durations = naming.at(lever.id, DURATION, by=by), [naming.move(move.id, DURATION) for move in moves]
    if len(moves) == 1:
        declarations.add_alias(duration, durations[0], is_loss=False)
        return {"": _declare_setting(declarations, lever, hit, timed, by, "")}
    why = "its moves last for different times"
    declarations.add(Cell(duration, apply_operator("same", durations), unit=YEAR, if_undefined=why))
    ends = _sort_ends(declarations, moves)
    ending = _find_ending(hit, ends)
    settings = {}
    for end in ends:
        _declare_times(declarations, lever, end, by)
        for means in hit:
            for part in lever.part_ids:
                together = ending.get((means, part, end.move.id), ())
                _declare_largest(declarations, lever, part, means, together, end, by)
        for part in timed:
            if not timed[part]:
                together = ending.get((CUT, part, end.move.id), ())
                said = [move for move in together if move.duration is not None]
                _declare_largest(declarations, lever, part, _TIMED, said, end, by)
        settings[end.move.id] = _declare_setting(declarations, lever, hit, timed, by, end.move.id)
    return settings


class _End(NamedTuple):
    """The end of a move, with what is known of its place among the ends of the lever's other moves.

    `together` are it and the moves known to end with it, `before` and `after` are moves known to end next to them.
    `unknown` are the moves that stand before and after it in the file and may end sooner or later than it.
    """

    move: Move
    together: Sequence[Move]
    before: Move | None
    after: Move | None
    unknown: tuple[Sequence[Move], Sequence[Move]]


def _sort_ends(declarations: Declarations, moves: Sequence[Move]) -> list[_End]:
    """Return the ends of moves. Of many that last for fixed times, those of one length end together."""
    groups = group_by_length(declarations.scenario, moves)
    fixed = {move.id for group in groups for move in group}
    places = {move.id: place for place, move in enumerate(moves)}
    unknown = [move for move in moves if move.id not in fixed]
    ends = []
    for move in unknown:
        place = places[move.id]
        ends.append(_End(move, [move], None, None, (moves[:place], moves[place + 1 :])))
    for at, group in enumerate(groups):
        before = groups[at - 1][0] if at else None
        after = groups[at + 1][0] if at + 1 < len(groups) else None
        split = bisect(unknown, places[group[0].id], key=lambda other: places[other.id])
        ends.append(_End(group[0], group, before, after, (unknown[:split], unknown[split:])))
    return sorted(ends, key=lambda end: places[end.move.id])


def _find_ending(
    hit: Mapping[str, Mapping[str, Iterable[Move]]], ends: Iterable[_End]
) -> dict[tuple[str, str, str], list[Move]]:
    """Group the moves that act on a part by when they end: by means, part and the id of the move of the `_End`."""
    at = {move.id: end.move.id for end in ends for move in end.together}
    ending: dict[tuple[str, str, str], list[Move]] = {}
    for means, parts in hit.items():
        for part, acting in parts.items():
            for move in acting:
                ending.setdefault((means, part, at[move.id]), []).append(move)
    return ending


def _declare_largest(
    declarations: Declarations, lever: Lever, part: str, what: str, together: Iterable[Move], end: _End, by: str
) -> None:
    """Declare the largest cut or duty that any of a lever's moves makes on a part of it, until a move ends.

    A move that ends before it counts for nothing then. Of those known to end after it, it is the largest until then.
    `together` are the moves that act on the part and are known to end with it.
    """
    means = CUT if what == _TIMED else what
    ending = _refer_to(end.move, DURATION)

    def is_counted(move: Move) -> bool:
        is_acting = move.means == means and (not move.parts or part in move.parts)
        return is_acting and (move.duration is not None or what != _TIMED)

    earlier_in_file, later_in_file = (
        [
            _apply("if", _apply(">=", _refer_to(move, DURATION), ending), _refer_to(move, means), NOTHING.tree)
            for move in moves
            if is_counted(move)
        ]
        for moves in end.unknown
    )
    known = [_refer_to(move, means) for move in together]
    if end.after is not None:
        known.append(_refer(naming.at(lever.id, what, part, by, end.after.id)))
    name = naming.at(lever.id, what, part, by, end.move.id)
    _declare_most(declarations, name, [*earlier_in_file, *known, *later_in_file], RATIO)


def _declare_times(declarations: Declarations, lever: Lever, end: _End, by: str) -> None:
    """Declare when the time begins that ends with a move, and how long it is."""
    begins, length = (naming.at(lever.id, what, by=by, until=end.move.id) for what in (naming.BEGINS, DURATION))
    ending = _refer_to(end.move, DURATION)
    earlier: list[Tree] = [] if end.before is None else [_refer_to(end.before, DURATION)]
    for operator, moves in zip(("<=", "<"), end.unknown, strict=True):
        for move in moves:
            ended = _refer_to(move, DURATION)
            earlier.append(_apply("if", _apply(operator, ended, ending), ended, NOTHING.tree))
    _declare_most(declarations, begins, earlier, YEAR)
    declarations.add(Cell(length, _LENGTH, {"end": naming.move(end.move.id, DURATION), "begins": begins}, YEAR))


def _declare_most(declarations: Declarations, name: str, trees: Sequence[Tree], unit: Dimension) -> None:
    """Declare the most that some numbers come to, which is nothing where there is none."""
    tree = _apply("max", *trees) if len(trees) > 1 else next(iter(trees), NOTHING.tree)
    declarations.add(Cell(name, make_formula(tree), unit=unit))


def _find_timed_parts(lever: Lever, moves: Iterable[Move]) -> dict[str, bool]:
    """Return the parts hit by a move that says for how long, each with whether all moves on it say so."""
    said: dict[str, set[bool]] = {}
    for move in moves:
        for part in list_parts_hit(move, lever):
            said.setdefault(part, set()).add(move.duration is not None)
    return {part: said[part] == {True} for part in lever.part_ids if True in said.get(part, ())}


def _find_parts_hit(lever: Lever, moves: Iterable[Move]) -> dict[str, dict[str, list[Move]]]:
    """Return by means the parts of a lever that moves hit, each with these moves. Cuts come first, even if none."""
    hit: dict[str, dict[str, list[Move]]] = {CUT: {}}
    for move in moves:
        parts = hit.setdefault(move.means, {})
        for part in list_parts_hit(move, lever):
            parts.setdefault(part, []).append(move)
    return hit


def _name_rates(lever: Lever, means: str, parts: Iterable[str], by: str = "", until: str = "") -> dict[str, str]:
    """Return the cells of what is cut of some parts of a lever, or of the instrument on them, by part."""
    return {part: naming.at(lever.id, means, part, by, until) for part in parts}


def _declare_setting(
    declarations: Declarations,
    lever: Lever,
    hit: Mapping[str, Iterable[str]],
    timed: Mapping[str, bool],
    by: str,
    until: str,
) -> Setting:
    """Return the setting of the time until a move ends, or of all the time of moves that end at once.

    `hit` and `timed` are as `_find_parts_hit` and `_find_timed_parts` return them. A part adjusts over that time, but
    over the horizon where the largest cut is by a move that says no time.
    """
    rates = {means: _name_rates(lever, means, parts, by, until) for means, parts in hit.items()}
    duration = naming.at(lever.id, DURATION, by=by, until=until)
    setting = set_rates(rates, duration)
    if not declarations.scenario.horizon:
        return setting
    names = {}
    for part, is_said in timed.items():
        names[part] = naming.at(lever.id, naming.ADJUSTED if is_said else _TIMED_ADJUSTMENT, part, by, until)
    if not names:
        return declare_adjusting(declarations, lever, setting, naming.HORIZON, names)
    if not until:
        return declare_adjusting(declarations, lever, setting, duration, names)
    # A time of no length has an adjustment too, as it counts for nothing.
    time = naming.at(lever.id, "time", by=by, until=until)
    declarations.add(Cell(time, _NO_MOMENT, {"length": duration}, YEAR))
    begins = naming.at(lever.id, naming.BEGINS, by=by, until=until)
    setting = declare_adjusting(declarations, lever, setting, time, names, begins)
    adjustments = dict(setting.adjustments)
    for part, is_said in timed.items():
        if not is_said and names[part] in declarations.cells:
            adjustments[part] = naming.at(lever.id, naming.ADJUSTED, part, by, until)
            largest, largest_timed = (_refer(naming.at(lever.id, what, part, by, until)) for what in (CUT, _TIMED))
            over_horizon = _refer(naming.adjustment(lever.id, part))
            tree = _apply("if", _apply(">=", largest_timed, largest), _refer(names[part]), over_horizon)
            declarations.add(Cell(adjustments[part], make_formula(tree), unit=RATIO))
    fully = tuple(part for part in setting.timed if timed[part])
    return setting._replace(adjustments=adjustments, timed=fully)


def _refer_to(move: Move, what: str) -> Name:
    return _refer(naming.move(move.id, what))


@lru_cache(maxsize=1 << 12)
def _refer(name: str) -> Name:
    """Return a name as a tree, the same for each of the many formulas that it stands in."""
    return Name(name, 0, len(name))


def _apply(operator: str, *operands: Tree) -> Apply:
    return Apply(operator, operands, 0, 1)


def _declare_rates_of_whole(declarations: Declarations, lever: Lever) -> None:
    """Declare the largest cut of a lever with parts, by value or amount, and so the rate of an instrument."""
    kind = declarations.kinds[lever.kind]
    amounts = [declared.id for declared in kind.inputs.values() if declared.id in kind.of_parts and is_amount(declared)]
    for means, sum_name in ((CUT, "amount"), *((instrument, "levied") for instrument in kind.instruments)):
        if naming.at(lever.id, means, lever.part_ids[0]) not in declarations.cells:
            continue
        name, weighted = naming.at(lever.id, means), naming.at(lever.id, sum_name)
        if not amounts:
            lacks = "its parts have no amounts to weigh their cuts by"
            declarations.add(Cell(name, unit=RATIO, lacks=lacks))
            continue
        products = []
        for part in lever.part_ids:
            products.append(f"{naming.at(lever.id, means, part)} * {naming.lever_input(lever.id, amounts[0], part)}")
        declarations.add(Cell(weighted, apply_operator("sum", products)))
        declarations.add_ratio(name, weighted, naming.lever_input(lever.id, amounts[0]))
