"""What the numbers of a graph must lie between, and what kinds require of their levers; they are held to it above."""

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from leverage.graph import Graph
from leverage.graph.stakes import bound
from leverage.kinds import LETTERS
from leverage.model import Lever, Requirement
from leverage.units import parse_unit

_SHARE = (0.0, 1.0)
_POSITIVE = (0.0, math.inf)


class Limit(NamedTuple):
    """What a cell must lie between, in base units, and how that is said."""

    cell: str
    least: float
    most: float
    wanted: str


def limits(graph: Graph) -> Iterator[Limit]:
    """Yield the bounds of inputs, of a move's cut and duration, and of aggregates."""
    for lever in graph.scenario.levers.values():
        kind = graph.kinds[lever.kind]
        for name in lever.inputs:
            if bounds := kind.inputs[name].between:
                size = parse_unit(kind.inputs[name].unit, LETTERS).factor
                yield _limit(f"{lever.id}.{name}", bounds[0] * size, bounds[1] * size)
    for move in graph.scenario.moves.values():
        yield _limit(f"move.{move.id}.cut", *_SHARE)
        yield Limit(f"move.{move.id}.duration", *_SHARE, "0 to 12 months")
    for party in graph.scenario.parties.values():
        for aggregate in party.aggregates:
            yield _limit(f"{party.id}.{aggregate}", *_POSITIVE)


def _limit(cell: str, least: float, most: float) -> Limit:
    return Limit(cell, least, most, f"at least {least:g}" if math.isinf(most) else f"{least:g} to {most:g}")


def bounds(graph: Graph) -> dict[str, tuple[float, float]]:
    """Return what cells must lie between: those with limits, and losses from nothing on."""
    scenario = graph.scenario
    losses = [f"loss.{party}.{lever.id}" for lever in scenario.levers.values() for party in lever.roles.values()]
    found = dict.fromkeys(losses, (0.0, math.inf))
    return {**found, **{limit.cell: (limit.least, limit.most) for limit in limits(graph)}}


def requirements(graph: Graph) -> Iterator[tuple[Lever, Requirement, Mapping[str, str]]]:
    """Yield each test that a lever must pass, with the cells its names stand for."""
    for lever in graph.scenario.levers.values():
        for requirement in graph.kinds[lever.kind].require:
            yield lever, requirement, {name: bound(lever, name) for name in requirement.test.formula.names}
