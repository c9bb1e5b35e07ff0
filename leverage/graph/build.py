"""From a scenario's records to its checked graph. Scenarios of the same shape share their checked cells.

Those that differ in moves, results and claims alone share the cells of the foundation, and what these come to.
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias, TypeVar

from leverage import naming
from leverage.graph.cells import Cell, Graph, Known
from leverage.graph.check import Checker
from leverage.graph.declarations import Declarations
from leverage.graph.declare import declare_foundation, declare_the_rest
from leverage.graph.model_of_trade import find_trade
from leverage.graph.settings import group_by_length
from leverage.kinds import find_kind
from leverage.model import (
    CUT,
    Figure,
    KindOfLever,
    Lever,
    Move,
    Reading,
    Scenario,
    list_family,
    list_figures,
    list_holders,
)
from leverage.problems import Problem
from leverage.reading.scenario import Draft
from leverage.units import Dimension

_Shape: TypeAlias = tuple[object, ...]
_Kept = TypeVar("_Kept")


class _Foundation(NamedTuple):
    """The cells below the moves, results and claims of a scenario, as declared and, once that is done, as checked.

    `letters` are the units that unit letters stand for. `known` has the values of the first scenario with these cells.
    """

    scenario: Scenario
    kinds: Mapping[str, KindOfLever]
    declared: Mapping[str, Cell]
    letters: Mapping[str, dict[str, Dimension]]
    checked: Mapping[str, Cell] = {}
    known: Known = Known({})


_LIMIT = 64
# A shape has the addresses of kinds, which what is kept for it keeps, so that no other kind can come to be there.
_graphs: dict[_Shape, Graph] = {}
_foundations: dict[_Shape, _Foundation] = {}


def _recall_graph(shape: _Shape, scenario: Scenario) -> Graph | None:
    """Return the graph of a scenario of a shape that was met before."""
    graph = _graphs.get(shape)
    if graph is None:
        return None
    cells = _read_anew(_list_changed(scenario, graph.scenario), graph.cells)
    for result in scenario.results.values():
        if result is graph.scenario.results[result.id]:
            continue
        cells[result.id] = cells[result.id]._replace(expression=result.formula, place=result.place)
    for claim in scenario.claims.values():
        if claim is graph.scenario.claims[claim.id]:
            continue
        cells[claim.id] = cells[claim.id]._replace(expression=claim.test, place=claim.place)
    trade = find_trade(scenario)
    if trade is not None and (before := graph.scenario.levers[trade.id]) is not trade:
        # What the model of trade takes for granted stands where the lever does.
        cells |= {name: cell._replace(place=trade.place) for name, cell in cells.items() if cell.place is before.place}
    return graph._replace(scenario=scenario, cells=cells)


def _recall_foundation(shape: _Shape | None, scenario: Scenario) -> _Foundation | None:
    """Return the foundation of a scenario of a shape that was met before."""
    foundation = _foundations.get(shape) if shape is not None else None
    if foundation is None:
        return None
    changed = [figure for figure in _list_changed(scenario, foundation.scenario) if not naming.is_of_move(figure.id)]
    if not changed:
        return foundation
    declared, checked = (_read_anew(changed, cells) for cells in (foundation.declared, foundation.checked))
    return foundation._replace(declared=declared, checked=checked)


def _remember(memory: dict[_Shape, _Kept], shape: _Shape, kept: _Kept) -> None:
    """Keep what belongs to a shape; nothing may be wrong in it."""
    if len(memory) >= _LIMIT:
        memory.clear()
    memory[shape] = kept


def _list_changed(scenario: Scenario, known: Scenario) -> Iterator[Figure]:
    """Yield the figures of a scenario that are not those of another one."""
    figures = {figure.id: figure for figure in list_figures(known)}
    for figure in list_figures(scenario):
        if figure is not figures.get(figure.id):
            yield figure


def _read_anew(figures: Iterable[Figure], cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return cells with those of some figures as these have them."""
    changed = dict(cells)
    for figure in figures:
        for reading in figure.readings:
            name = naming.reading(figure.id, reading.name)
            changed[name] = cells[name]._replace(reading=reading, expression=reading.formula, place=reading.place)
        if figure.use:
            changed[figure.id] = cells[figure.id]._replace(place=figure.place)
    return changed


def switch_readings(graph: Graph, uses: Mapping[str, str], places: Mapping[str, int]) -> Graph | None:
    """Return the graph with other readings in use, by the ids of their figures; None where it must be built anew.

    That is so where cells would have other units or another order, or where a move would last for another time.
    `places` are those of the cells in their order. The scenario of the graph stays as it is.
    """
    changed: dict[str, Cell] = {}
    for id_, reading in uses.items():
        cell, rival = graph.cells[id_], graph.cells[naming.reading(id_, reading)]
        is_later = places[rival.name] > places[id_]
        if is_later or rival.unit != cell.unit or cell.formula is None or naming.is_of_move(id_):
            return None
        changed[id_] = cell._replace(binding=dict.fromkeys(cell.formula.names, rival.name))
    return graph._replace(cells=ChainMap(changed, graph.cells))  # type: ignore[arg-type]  # the cells of the graph are only read


def _describe_foundation(scenario: Scenario, kinds: Mapping[str, KindOfLever]) -> _Shape:
    """Return the shape of a scenario's foundation; two of the same have the same cells, units and order in it."""
    return (
        scenario.currency,
        scenario.sides,
        bool(scenario.what_if.only),
        tuple(id(kind) for kind in kinds.values()),
        scenario.horizon and _describe_figure(scenario.horizon),
        tuple(
            (party.id, party.members, tuple(map(_describe_figure, party.aggregates.values())))
            for party in scenario.parties.values()
        ),
        tuple(map(_describe_figure, scenario.figures.values())),
        tuple(map(_describe_lever, scenario.levers.values())),
    )


def _describe_the_rest(scenario: Scenario) -> _Shape:
    """Return the shape of what is declared over a scenario's foundation."""
    return (
        scenario.is_cut_in_full,
        scenario.are_lengths_open,
        tuple(tuple(move.id for move in group) for group in group_by_length(scenario, scenario.moves.values())),
        tuple(map(_describe_move, scenario.moves.values())),
        tuple((result.id, result.formula.formula.text) for result in scenario.results.values()),
        tuple((claim.id, claim.test.formula.text) for claim in scenario.claims.values()),
    )


def _describe_lever(lever: Lever) -> tuple[object, ...]:
    inputs = tuple(map(_describe_figure, lever.inputs.values()))
    parts = tuple((part.id, tuple(map(_describe_figure, part.inputs.values()))) for part in lever.parts.values())
    return (lever.id, lever.kind, lever.status, tuple(lever.roles.items()), inputs, parts)


def _describe_figure(figure: Figure) -> tuple[object, ...]:
    return (figure.id, figure.use, *map(_describe_reading, figure.readings))


def _describe_reading(reading: Reading) -> tuple[object, ...]:
    value = reading.value
    if value is None:
        return (reading.name, reading.dropped, reading.formula and reading.formula.formula.text)
    has_ends = any(end is not None and end.number for end in (reading.low, reading.high))
    return (reading.name, reading.dropped, value.unit.dimension, value.is_plain_zero, has_ends)


def _describe_move(move: Move) -> tuple[object, ...]:
    fields = (figure and _describe_figure(figure) for figure in (move.cut, move.duty, move.duration))
    return (move.id, move.hits, move.parts, move.by, move.target, *fields)


def build_graph(draft: Draft, problems: list[Problem]) -> Graph:
    """Make the graph of a scenario. What is wrong goes to `problems`, and its cells stay empty."""
    scenario = draft.scenario
    used: dict[str, KindOfLever] = {}
    for lever in scenario.levers.values():
        kind = find_kind(lever.kind, scenario.kinds)
        assert kind is not None  # a lever of no kind is not read
        used[lever.kind] = kind
    if problems or draft.problems or draft.broken:
        return _check_cells(draft, used, problems, None)
    foundation_shape = _describe_foundation(scenario, used)
    shape = foundation_shape, _describe_the_rest(scenario)
    if (recalled := _recall_graph(shape, scenario)) is not None:
        return recalled
    graph = _check_cells(draft, used, problems, foundation_shape)
    # A graph without some of its moves lacks their figures, which another scenario of its shape may have anew.
    if not problems and not graph.dropped:
        _remember(_graphs, shape, graph._replace(known=Known(graph.cells)))
    return graph


def _check_cells(
    draft: Draft, used: Mapping[str, KindOfLever], problems: list[Problem], foundation_shape: _Shape | None
) -> Graph:
    """Declare and check the cells of a scenario, given the kinds of its levers.

    With `foundation_shape`, a foundation of that shape is taken if there is one; else the new one is kept if nothing is
    wrong.
    """
    scenario = draft.scenario
    able = [move for move in scenario.moves.values() if _can_be_made(scenario, used, move)]
    targets = {move.id: _find_target(draft, move, problems) for move in able}
    moves = {move.id: move for move in able if targets[move.id]}
    dropped = {id_: move for id_, move in scenario.moves.items() if id_ not in moves}
    scenario = scenario._replace(moves=moves)
    declarations = Declarations(scenario, used, targets)
    foundation = _recall_foundation(foundation_shape, scenario) or _lay_foundation(declarations)
    declarations.cells.update(foundation.declared)
    declare_the_rest(declarations, dropped.values())
    broken = draft.broken | {naming.move(id_) for id_ in dropped}
    cells = Checker(declarations.cells, broken, problems, foundation.checked, foundation.letters).check(scenario)
    if foundation_shape is not None and not problems and not foundation.checked and _is_closed(foundation.declared):
        checked = {name: cell for name, cell in cells.items() if name in foundation.declared}
        foundation = foundation._replace(checked=checked, known=Known(checked))
        _remember(_foundations, foundation_shape, foundation)
    return Graph(scenario, used, cells, targets, tuple(dropped), foundation.known)


def _lay_foundation(declarations: Declarations) -> _Foundation:
    """Declare the foundation of a scenario, which is not checked yet."""
    declare_foundation(declarations)
    scenario = declarations.scenario
    letters: dict[str, dict[str, Dimension]] = {id_: {} for id_ in scenario.levers}
    return _Foundation(scenario, declarations.kinds, dict(declarations.cells), letters)


def _is_closed(cells: Mapping[str, Cell]) -> bool:
    """Tell whether cells read no others."""
    return all(cells.keys() >= {*cell.reads, *cell.beside.values()} for cell in cells.values())


def _can_be_made(scenario: Scenario, used: Mapping[str, KindOfLever], move: Move) -> bool:
    """Tell whether the levers and parts of a move are there, its party has a role in them, and they take its means."""
    levers = [scenario.levers.get(id_) for id_ in move.hits]
    if any(lever is None or not list_holders(scenario, move.by, lever.id) for lever in levers):
        return False
    if move.means != CUT and any(move.means not in used[lever.kind].instruments for lever in levers if lever):
        return False
    return all(part in lever.parts for lever in levers if lever for part in move.parts)


def _find_target(draft: Draft, move: Move, problems: list[Problem]) -> str:
    """Return whom a move hurts: the side it names, the other side, or the only other party; empty if not plain.

    A coalition may stand for its members, and is the side of a move by one of them.
    """
    scenario = draft.scenario
    holders = [party for id_ in move.hits for party in scenario.levers[id_].roles.values()]
    parties = [party for party in dict.fromkeys(holders) if party not in list_family(scenario, move.by)]
    coalitions = [party.id for party in scenario.parties.values() if {*party.members} & {*parties}]
    coalitions = [id_ for id_ in coalitions if move.by not in list_family(scenario, id_)]
    if move.target:
        if move.target in (*parties, *coalitions):
            return move.target
        levers = " or ".join(f"'{id_}'" for id_ in move.hits)
        message = f"move '{move.id}': the target '{move.target}' has no role in {levers} beside the mover's"
        if move.target not in draft.broken:
            problems.append(Problem(message, move.places["target"], f"one of {', '.join(parties)}"))
        return ""
    own_side = [side for side in scenario.sides if move.by in list_family(scenario, side)]
    others = [side for side in scenario.sides if side not in own_side and side in (*parties, *coalitions)]
    if own_side and others:
        return others[0]
    if len(parties) == 1:
        return parties[0]
    if not draft.broken.intersection(scenario.sides):  # else its members may be the target
        problems.append(Problem(f"move '{move.id}' needs 'target'", move.place, f"one of {', '.join(parties)}"))
    return ""
