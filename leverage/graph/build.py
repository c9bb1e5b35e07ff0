"""From a scenario that was read to its graph: the targets of its moves, its cells, checked."""

from collections.abc import Mapping

from leverage import kinds
from leverage.graph.cells import Graph
from leverage.graph.check import Checker
from leverage.graph.declare import declare
from leverage.graph.shape import known, remember, shape_of
from leverage.model import KindOfLever, Move, Scenario
from leverage.problems import Problem
from leverage.scenario import Draft


def build(draft: Draft, problems: list[Problem]) -> Graph:
    """Make the graph of a scenario. What is wrong goes to `problems`, and its cells stay empty."""
    scenario = draft.scenario
    own = {lever.kind: scenario.kinds.get(lever.kind) or kinds.load(lever.kind) for lever in scenario.levers.values()}
    shape = None if problems or draft.broken else shape_of(scenario, own)
    if shape is not None and (graph := known(shape, scenario)) is not None:
        return graph
    graph = _checked(draft, own, problems)
    if shape is not None and not problems:
        remember(shape, graph)
    return graph


def _checked(draft: Draft, own: Mapping[str, KindOfLever], problems: list[Problem]) -> Graph:
    scenario = draft.scenario
    able = [move for move in scenario.moves.values() if move.lever in scenario.levers and _has_role(scenario, move)]
    targets = {move.id: _target(scenario, move, problems) for move in able}
    moves = {move.id: move for move in able if targets[move.id]}
    dropped = {id_: move for id_, move in scenario.moves.items() if id_ not in moves}
    scenario = scenario._replace(moves=moves)
    cells = declare(scenario, own, targets, dropped.values())
    checker = Checker(cells, draft.broken | {f"move.{id_}" for id_ in dropped}, problems)
    return Graph(scenario, own, checker.checked(scenario), targets, tuple(dropped))


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
