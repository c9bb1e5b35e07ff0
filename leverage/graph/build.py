"""From a scenario's records to its checked graph. Scenarios of the same shape share their checked cells."""

from collections.abc import Iterator, Mapping

from leverage import kinds, naming
from leverage.graph.cells import Cell, Graph
from leverage.graph.check import Checker
from leverage.graph.declare import declare_cells
from leverage.model import Figure, KindOfLever, Move, Reading, Scenario, list_figures
from leverage.problems import Problem
from leverage.reading.scenario import Draft

_LIMIT = 64
# A shape has the addresses of kinds, which its graph keeps, so that no other kind can come to be there.
_graphs: dict[tuple[object, ...], Graph] = {}


def recall_graph(shape: tuple[object, ...], scenario: Scenario) -> Graph | None:
    """Return the graph of a scenario of a shape that was met before."""
    graph = _graphs.get(shape)
    if graph is None:
        return None
    cells = dict(graph.cells)
    own = {figure.id: figure for figure in list_figures(graph.scenario)}
    for figure in list_figures(scenario):
        if figure is not own[figure.id]:
            cells.update(_read_anew(figure, cells))
    for result in scenario.results.values():
        cells[result.id] = cells[result.id]._replace(expression=result.formula, place=result.place)
    for claim in scenario.claims.values():
        cells[claim.id] = cells[claim.id]._replace(expression=claim.test, place=claim.place)
    return graph._replace(scenario=scenario, cells=cells)


def remember_graph(shape: tuple[object, ...], graph: Graph) -> None:
    """Keep a graph in which nothing is wrong."""
    if len(_graphs) >= _LIMIT:
        _graphs.clear()
    _graphs[shape] = graph


def _read_anew(figure: Figure, cells: Mapping[str, Cell]) -> Iterator[tuple[str, Cell]]:
    for reading in figure.readings:
        name = naming.reading(figure.id, reading.name)
        yield name, cells[name]._replace(reading=reading, expression=reading.formula, place=reading.place)
    if figure.use and figure.in_use is not None:
        yield figure.id, cells[figure.id]._replace(place=figure.in_use.place)


def describe_shape(scenario: Scenario, kinds: Mapping[str, KindOfLever]) -> tuple[object, ...]:
    """Return a scenario's shape; two of the same have the same cells, units and order."""
    return (
        scenario.currency,
        scenario.sides,
        bool(scenario.what_if.only),
        tuple(id(kind) for kind in kinds.values()),
        tuple((one.id, tuple(map(_figure, one.aggregates.values()))) for one in scenario.parties.values()),
        tuple(map(_figure, scenario.figures.values())),
        tuple(
            (one.id, one.kind, one.status, tuple(one.roles.items()), tuple(map(_figure, one.inputs.values())))
            for one in scenario.levers.values()
        ),
        tuple(map(_move, scenario.moves.values())),
        tuple((one.id, one.formula.formula.text) for one in scenario.results.values()),
        tuple((one.id, one.test.formula.text) for one in scenario.claims.values()),
    )


def _figure(figure: Figure) -> tuple[object, ...]:
    return (figure.id, figure.use, *map(_reading, figure.readings))


def _reading(reading: Reading) -> tuple[object, ...]:
    value = reading.value
    if value is None:
        return (reading.name, reading.dropped, reading.formula and reading.formula.formula.text)
    has_ends = any(end is not None and end.number for end in (reading.low, reading.high))
    return (reading.name, reading.dropped, value.unit.dimension, value.is_plain_zero, has_ends)


def _move(move: Move) -> tuple[object, ...]:
    fields = (figure and _figure(figure) for figure in (move.cut, move.duration))
    return (move.id, move.lever, move.by, move.target, *fields)


def build_graph(draft: Draft, problems: list[Problem]) -> Graph:
    """Make the graph of a scenario. What is wrong goes to `problems`, and its cells stay empty."""
    scenario = draft.scenario
    own = {
        lever.kind: scenario.kinds.get(lever.kind) or kinds.load_kind(lever.kind) for lever in scenario.levers.values()
    }
    shape = None if problems or draft.problems or draft.broken else describe_shape(scenario, own)
    if shape is not None and (graph := recall_graph(shape, scenario)) is not None:
        return graph
    graph = _checked(draft, own, problems)
    if shape is not None and not problems:
        remember_graph(shape, graph)
    return graph


def _checked(draft: Draft, own: Mapping[str, KindOfLever], problems: list[Problem]) -> Graph:
    scenario = draft.scenario
    able = [move for move in scenario.moves.values() if move.lever in scenario.levers and _has_role(scenario, move)]
    targets = {move.id: _target(scenario, move, problems) for move in able}
    moves = {move.id: move for move in able if targets[move.id]}
    dropped = {id_: move for id_, move in scenario.moves.items() if id_ not in moves}
    scenario = scenario._replace(moves=moves)
    cells = declare_cells(scenario, own, targets, dropped.values())
    checker = Checker(cells, draft.broken | {naming.move(id_) for id_ in dropped}, problems)
    return Graph(scenario, own, checker.check(scenario), targets, tuple(dropped))


def _has_role(scenario: Scenario, move: Move) -> bool:
    return move.by in scenario.levers[move.lever].roles.values()


def _target(scenario: Scenario, move: Move, problems: list[Problem]) -> str:
    """Return whom a move hurts: the side it names, the other side, or the only other party."""
    parties = [party for party in scenario.levers[move.lever].roles.values() if party != move.by]
    if move.target:
        if move.target in parties:
            return move.target
        message = f"move '{move.id}': the target '{move.target}' has no role in '{move.lever}' beside the mover's"
        problems.append(Problem(message, move.places["target"], f"one of {', '.join(parties)}"))
        return ""
    other = [side for side in scenario.sides if side != move.by and side in parties]
    if move.by in scenario.sides and other:
        return other[0]
    if len(parties) == 1:
        return parties[0]
    problems.append(Problem(f"move '{move.id}' needs 'target'", move.place, f"one of {', '.join(parties)}"))
    return ""
