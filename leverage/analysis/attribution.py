"""How much of each result's change each changed input accounts for, in whatever order the changes are made.

The parts are Shapley values: an input's part is what its change adds on average over all orders in which the changes
can be made. They add up to the whole change, inputs that do the same get the same, and one that does nothing gets
nothing; no other rule does all of that and adds up over sums of results (L. S. Shapley, "A Value for n-Person Games",
in Contributions to the Theory of Games II, Princeton 1953, pages 307 to 317).

A move that only one scenario has counts as an input does. Where nothing stands against it, it cuts nothing while it is
not made, so that all sets of such moves are computed on one graph. Where only one scenario has moves, the step between
ties cut in full and nothing cut is taken before or after all else, so that each move starts from nothing cut.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.analysis.assessment import Assessment
from leverage.formula.dimensions import ANY
from leverage.graph.build import build_graph
from leverage.graph.cells import Cell, Graph, Value
from leverage.graph.evaluate import evaluate_graph
from leverage.model import CUT, Figure, Move, Reading, Scenario, list_figures, list_keys
from leverage.reading.scenario import Draft

#: The player that stands for all that is no number and no move: kinds, levers, roles, formulas.
STRUCTURE = "structure"
#: The player that stands for the rule that all is cut in full where there are no moves.
FULL_CUT = "full cut"
#: With more players than this, orders are sampled, as many as make up so many sets.
EXACT = 12
SETS = 2**15
#: Each set of players that are no numbers needs a graph; with more sets than this, orders are sampled.
GRAPHS = 2**9
SEED = 1
#: A change whose ends differ from the two scenarios by more than this share of their size gets no parts.
AGREE = 1e-9

#: What a move is, which changes all at once.
_IDENTITY = ("lever", "levers", "by", "target", "places")


class Player(NamedTuple):
    """One thing that changed: a figure, by the old and the new number of its cells; a move or a field; the rest.

    A move that only one scenario has may have numbers too: how much it cuts, and nothing.
    """

    name: str
    numbers: Mapping[str, tuple[float, float]] = {}
    move: str = ""
    fields: tuple[str, ...] = ()  # of the move, where both scenarios have it


class Contribution(NamedTuple):
    """What a player accounts for, in base units, with the standard error where orders were sampled."""

    name: str
    amount: float
    error: float | None = None


class Attribution(NamedTuple):
    """What each player contributes to one result's change, or why that is not known.

    Where orders are sampled, players on which the result does not depend are left out.
    """

    contributions: tuple[Contribution, ...]
    missing: str = ""


def count_orders(players: Sequence[Player]) -> int:
    """Return how many orders are sampled for the players; 0 where all sets are computed and parts are exact."""
    count = len(players)
    built = sum(not player.numbers for player in players)
    if count <= EXACT and 2**built <= GRAPHS:
        return 0
    orders = SETS // (count + 1)
    if 2**built > GRAPHS:
        orders = min(orders, GRAPHS // built)
    return max(30, orders)


def find_players(old: Assessment, new: Assessment) -> tuple[Player, ...]:
    """Return what changed and can move a number: figures, the structure, moves, and the full cut where moves begin."""
    players, known = _find_numeric_players(old, new)
    moves = _find_move_players(old, new, {player.name for player in players})
    switched = [_switch_cut(old, new, player) for player in moves]
    if switched != moves and _are_ends_kept(old, new, switched):
        moves = switched
    before, after = old.graph, new.graph
    if old.scenario.moves or new.scenario.moves:
        before, _ = _build_variant(old, new, new.scenario.moves)
        after, _ = _build_variant(new, old, new.scenario.moves)
    if _is_rebuilt(before, after, known):
        players.append(Player(STRUCTURE))
    if bool(old.scenario.moves) != bool(new.scenario.moves):
        players.append(Player(FULL_CUT))
    return (*players, *moves)


def _find_joint_players(old: Assessment, new: Assessment) -> tuple[Player, ...]:
    """Return the figures that changed, and the structure for all else, moves included."""
    players, known = _find_numeric_players(old, new)
    if _is_rebuilt(old.graph, new.graph, known) or old.scenario.moves.keys() != new.scenario.moves.keys():
        players.append(Player(STRUCTURE))
    return tuple(players)


def _find_numeric_players(old: Assessment, new: Assessment) -> tuple[list[Player], set[str]]:
    """Return the figures whose numbers changed, and all cells whose two numbers are known."""
    before = {figure.id: figure for figure in list_figures(old.scenario)}
    players = []
    known: set[str] = set()
    for figure in list_figures(new.scenario):
        if figure.id in before and not _is_duration(figure):
            numbers = _find_numbers(old, new, before[figure.id], figure)
            known.update(numbers)
            if any(was != now for was, now in numbers.values()):
                players.append(Player(figure.id, numbers))
    return players, known


def _is_duration(figure: Figure) -> bool:
    """Tell whether a figure says how long a move lasts, on which it depends which parts are taken together."""
    subject = naming.read_computed(figure.id)
    return subject is not None and subject.sort == "move" and subject.what == "duration"


def _find_move_players(old: Assessment, new: Assessment, numeric: set[str]) -> list[Player]:
    """Return the moves that only one scenario has, and the fields that differ of those that both have."""
    players = []
    moves = {**new.scenario.moves, **old.scenario.moves}
    for id_ in moves:
        before, after = old.scenario.moves.get(id_), new.scenario.moves.get(id_)
        if before is None or after is None:
            players.append(Player(f"move {id_}", move=id_))
            continue
        is_other = (before.hits, before.by, before.target) != (after.hits, after.by, after.target)
        if is_other:
            players.append(Player(f"move {id_}", move=id_, fields=(*_IDENTITY, "parts")))
        elif before.parts != after.parts:
            players.append(Player(naming.move(id_, "parts"), move=id_, fields=("parts",)))
        for field, key in list_keys(Move).values():
            name = naming.move(id_, field)
            if key.reads != "value" or name in numeric:
                continue
            if _describe_field(old, name, getattr(before, field)) != _describe_field(new, name, getattr(after, field)):
                players.append(Player(name, move=id_, fields=(field,)))
    return players


def _switch_cut(old: Assessment, new: Assessment, player: Player) -> Player:
    """Return a move that only one scenario has as one that cuts nothing in the other; else the player as it is.

    The cut must be a mere number. An instrument may do something even at 0. Under a horizon, moves must not say for how
    long: a cut of nothing would split the time over which others adjust.
    """
    if player.fields or not player.move or any(_has_times(side.scenario) for side in (old, new)):
        return player
    side = new if player.move in new.scenario.moves else old
    move, cell = side.scenario.moves[player.move], naming.move(player.move, CUT)
    reading = move.cut.in_use if move.cut else None
    number = side.values[cell].number if cell in side.values else None
    if move.means != CUT or number is None or (move.cut and (reading is None or reading.value is None)):
        return player
    return player._replace(numbers={cell: (0.0, number) if side is new else (number, 0.0)})


def _has_times(scenario: Scenario) -> bool:
    """Tell whether a scenario has a horizon and a move that says for how long."""
    return scenario.horizon is not None and any(move.duration is not None for move in scenario.moves.values())


def _are_ends_kept(old: Assessment, new: Assessment, moves: Sequence[Player]) -> bool:
    """Tell whether both scenarios keep their losses when the other's moves are added that cut nothing."""
    for is_new, side, other in ((False, old, new), (True, new, old)):
        _, values = _build_variant(side, other, side.scenario.moves)
        made = [player for player in moves if is_new and not player.numbers]
        given = {cell: numbers[is_new] for player in moves for cell, numbers in player.numbers.items()}
        _, with_others = _build_variant(side, other, _change_moves(old.scenario, new.scenario, moves, made), given)
        for party in side.scenario.parties:
            name = naming.outcome(party)
            numbers = [found[name].number if name in found else None for found in (values, with_others)]
            if not _is_close(*numbers):
                return False
    return True


def _is_close(first: float | None, second: float | None) -> bool:
    """Tell whether two numbers are the same but for rounding, or both missing."""
    if first is None or second is None:
        return first is second
    return math.isclose(first, second, rel_tol=AGREE, abs_tol=0.0)


def _describe_field(assessment: Assessment, name: str, figure: Figure | None) -> object:
    """Return what tells a move's field from another: its number, or the formula of it."""
    used = figure.in_use if figure is not None else None
    if used is not None and used.formula is not None:
        return used.formula.formula.text
    return assessment.values[name].number if name in assessment.values else None


def _build_variant(
    side: Assessment, other: Assessment, moves: Mapping[str, Move], given: Mapping[str, float] | None = None
) -> tuple[Graph, Mapping[str, Value]]:
    """Return the graph and values of a scenario with other moves; without any nothing is cut. Cells may be given.

    Figures that only the other scenario has come along, for the formulas of its moves. A move whose lever is not there
    does nothing.
    """
    figures = {id_: figure for id_, figure in other.scenario.figures.items() if id_ not in side.graph.cells}
    scenario = side.scenario._replace(
        figures={**side.scenario.figures, **figures}, moves=moves, is_uncut_without_moves=True
    )
    graph = build_graph(Draft(scenario, (), frozenset()), [])
    given = {cell: number for cell, number in (given or {}).items() if cell in graph.cells}
    values = evaluate_graph(graph, given)
    # A sum of losses that has none with a value leaves all of them out, as one leaves out some.
    empty = {}
    for name, cell in graph.cells.items():
        if cell.partial and cell.is_loss and cell.formula is not None and values[name].number is None:
            empty[name] = 0.0
    return graph, evaluate_graph(graph, {**given, **empty}) if empty else values


def _change_moves(
    old: Scenario, new: Scenario, players: Sequence[Player], members: Sequence[Player]
) -> dict[str, Move]:
    """Return the old scenario's moves as `members` change them, and all moves of `players` that have numbers."""
    moves = dict(old.moves)
    moves |= {player.move: new.moves[player.move] for player in players if player.numbers and player.move in new.moves}
    for player in members:
        if not player.move:
            continue
        if player.fields:
            after = new.moves[player.move]
            changed = {field: getattr(after, field) for field in player.fields}
            moves[player.move] = moves[player.move]._replace(**changed)
        elif player.move in old.moves:
            del moves[player.move]
        else:
            moves[player.move] = new.moves[player.move]
    return moves


def _find_numbers(old: Assessment, new: Assessment, before: Figure, after: Figure) -> Mapping[str, tuple[float, float]]:
    """Return the old and new number of a figure's cell, if it is a mere number, and of its readings with a value."""
    names = [{reading.name for reading in figure.readings if reading.value} for figure in (before, after)]
    cells = [naming.reading(before.id, name) for name in sorted(names[0] & names[1]) if name]
    if _is_number(before.in_use, after.in_use):
        cells.append(before.id)
    numbers = {}
    for cell in cells:
        was, now = old.values[cell].number, new.values[cell].number
        if was is not None and now is not None and _is_alike(old, new, cell):
            numbers[cell] = (was, now)
    return numbers


def _is_number(before: Reading | None, after: Reading | None) -> bool:
    """Tell whether a figure is a value in both scenarios, or switched to another reading, however that is made."""
    if before is None or after is None:
        return False
    is_switched = before.name != after.name
    return all(reading.value is not None or (is_switched and reading.name != "") for reading in (before, after))


def _is_alike(old: Assessment, new: Assessment, cell: str) -> bool:
    """Tell whether a cell is in one unit in both scenarios; a plain zero is in every one."""
    units = {old.graph.cells[cell].unit, new.graph.cells[cell].unit}
    return len(units) == 1 or ANY in units


def _is_rebuilt(old: Graph, new: Graph, known: set[str]) -> bool:
    """Tell whether a cell that both graphs have is made otherwise, claims and those with two known numbers aside.

    A cell that only one has does nothing to the others unless one that reads it is made otherwise.
    """
    names = (old.cells.keys() & new.cells.keys()) - known - old.scenario.claims.keys() - new.scenario.claims.keys()
    return any(_describe_making(old.cells[name]) != _describe_making(new.cells[name]) for name in names)


def _describe_making(cell: Cell) -> tuple[object, ...]:
    """Return all that decides a cell's number except the numbers of the cells it reads."""
    value = cell.reading.value if cell.reading is not None and not cell.lacks else None
    formula = cell.formula.text if cell.formula is not None else None
    how = (formula, cell.binding, cell.solver, cell.beside, cell.partial)
    return (value and value.base, *how, cell.is_loss, cell.lacks)


def attribute_changes(old: Assessment, new: Assessment, names: Sequence[str]) -> dict[str, Attribution]:
    """Return the attribution of each of the results named, all of which have a number in both scenarios.

    A result that is undefined after some of the moves is accounted for with all moves in the structure.
    """
    players = find_players(old, new)
    attributions = _attribute(old, new, players, names)
    undefined = [name for name, attribution in attributions.items() if attribution.missing]
    if undefined and any(player.move for player in players):
        attributions |= _attribute(old, new, _find_joint_players(old, new), undefined)
    return attributions


def _attribute(
    old: Assessment, new: Assessment, players: Sequence[Player], names: Sequence[str]
) -> dict[str, Attribution]:
    """Return the attributions of results to some players, empty where a result is undefined after some of them."""
    if len(players) < 2 or not names:
        return {name: _attribute_whole(old, new, players, name) for name in names}

    from leverage.analysis import shapley  # and numpy with it

    ordered = [player for player in players if player.name != FULL_CUT]
    has_full_cut = len(ordered) < len(players)
    orders = count_orders(ordered)
    sets = shapley.draw_orders(len(ordered), orders, SEED) if orders else shapley.EverySet(len(ordered))
    members = sets.members
    is_by_move = has_full_cut or any(player.move for player in ordered)

    def build(changed: Sequence[int]) -> tuple[Graph, Mapping[str, Value]]:
        made = [ordered[index] for index in changed]
        is_new = any(player.name == STRUCTURE for player in made)
        side, other = (new, old) if is_new else (old, new)
        if is_by_move:
            return _build_variant(side, other, _change_moves(old.scenario, new.scenario, ordered, made))
        return side.graph, side.values

    computed = shapley.compute_sets(build, [player.numbers for player in ordered], members, names)
    everyone = range(len(ordered))
    attributions = {}
    for name, values, behind in computed:
        undefined = shapley.find_undefined_set(values, members)
        if undefined is not None:
            attributions[name] = Attribution((), _explain_undefined(ordered, undefined))
            continue
        ends = [float(values[0]), float(values[-1])]
        contributions = []
        if has_full_cut:
            which, number = (1, new.values[name].number) if old.scenario.moves else (0, old.values[name].number)
            assert number is not None  # as of all results named
            contributions.append(
                Contribution(FULL_CUT, number - ends[1] if which else ends[0] - number, 0.0 if orders else None)
            )
            ends[which] = number
        why = _explain_disagreement(old, new, name, (ends[0], ends[1]))
        counted = behind if orders else everyone
        for player, (amount, error) in zip(counted, sets.compute_parts(values, counted), strict=True):
            contributions.append(Contribution(ordered[player].name, amount, error))
        attributions[name] = Attribution((), why) if why else Attribution(tuple(contributions))
    return attributions


def _attribute_whole(old: Assessment, new: Assessment, players: Sequence[Player], name: str) -> Attribution:
    """Return the attribution of a change that is due to one player alone, or of no change where there is none."""
    was, now = _find_both_numbers(old, new, name)
    if why := _explain_disagreement(old, new, name, (was, now if players else was)):
        return Attribution((), why)
    return Attribution(tuple(Contribution(player.name, now - was) for player in players))


def _find_both_numbers(old: Assessment, new: Assessment, name: str) -> tuple[float, float]:
    """Return a result's old and new number."""
    was, now = old.values[name].number, new.values[name].number
    assert was is not None  # else its change has no parts, and the caller leaves it out
    assert now is not None
    return was, now


def _explain_undefined(players: Sequence[Player], members: Sequence[int]) -> str:
    """Say for which set of changes a result is undefined."""
    names = " and ".join(players[member].name for member in members)
    return f"undefined if only {names} changed" if names else "undefined before the changes"


def _explain_disagreement(old: Assessment, new: Assessment, name: str, ends: tuple[float, float]) -> str:
    """Say what is wrong if a result is no longer in its unit, or no or all changes do not give its two numbers."""
    if not _is_alike(old, new, name):
        return "in another unit than before"
    numbers = _find_both_numbers(old, new, name)
    slack = AGREE * max(map(abs, numbers))
    for which, number, end in zip(("old", "new"), numbers, ends, strict=True):
        if abs(number - end) > slack:
            return f"the changes do not lead to the {which} number"
    return ""
