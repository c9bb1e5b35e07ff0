"""The rules that numbers are held to, whether a file's own or the rows of a sweep; nothing is tested here."""

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from leverage.graph import Graph
from leverage.graph.stakes import bound
from leverage.kinds import LETTERS
from leverage.model import Lever, Requirement
from leverage.units import parse_unit


class Limit(NamedTuple):
    """The least and the greatest that a cell may be, in base units."""

    cell: str
    least: float
    most: float
    wanted: str = ""  # says so, where the numbers would not

    def refusal(self, found: str) -> str:
        """Say what is wrong with a number found outside."""
        return f"is {found}, not {self.wanted or self._plain}"

    @property
    def _plain(self) -> str:
        if math.isinf(self.most):
            return f"at least {self.least:g}"
        return f"at most {self.most:g}" if math.isinf(self.least) else f"{self.least:g} to {self.most:g}"


class Demand(NamedTuple):
    """What a kind requires of a lever: a test, and the cells that the names in it stand for."""

    lever: Lever
    requirement: Requirement
    cells: Mapping[str, str]

    @property
    def refusal(self) -> str:
        """Say what is wrong where the test fails."""
        return f"'{self.lever.id}': {self.requirement.says}"


class Loss(NamedTuple):
    """The cell of a loss. Sums, ranges and verdicts all rest on losses that are none or more."""

    lever: Lever
    party: str

    @property
    def cell(self) -> str:
        """Return the cell's name."""
        return f"loss.{self.party}.{self.lever.id}"

    @property
    def refusal(self) -> str:
        """Say what is wrong where it is negative."""
        return f"'{self.lever.id}': {self.party}'s loss comes to less than nothing"


def limits(graph: Graph) -> Iterator[Limit]:
    """Yield the bounds of all inputs that are given, of moves and of aggregates."""
    for lever in graph.scenario.levers.values():
        kind = graph.kinds[lever.kind]
        for name in lever.inputs:
            if bounds := kind.inputs[name].between:
                size = parse_unit(kind.inputs[name].unit, LETTERS).factor
                yield Limit(f"{lever.id}.{name}", bounds[0] * size, bounds[1] * size)
    for id_ in (*graph.scenario.moves, *graph.dropped):
        yield Limit(f"move.{id_}.cut", 0.0, 1.0)
        yield Limit(f"move.{id_}.duration", 0.0, 1.0, "0 to 12 months")
    for party in graph.scenario.parties.values():
        for aggregate in party.aggregates:
            yield Limit(f"{party.id}.{aggregate}", 0.0, math.inf)


def demands(graph: Graph) -> Iterator[Demand]:
    """Yield what the kinds require of the levers, as far as there are cells for it."""
    for lever in graph.scenario.levers.values():
        for requirement in graph.kinds[lever.kind].require:
            cells = {name: bound(lever, name) for name in requirement.test.formula.names}
            if all(cell in graph.cells for cell in cells.values()):
                yield Demand(lever, requirement, cells)


def losses(graph: Graph) -> Iterator[Loss]:
    """Yield the losses of all parties of all levers."""
    for lever in graph.scenario.levers.values():
        yield from (Loss(lever, party) for party in lever.roles.values())


def bounds(graph: Graph) -> dict[str, tuple[float, float]]:
    """Return what cells must lie between: those with limits, and losses from nothing on."""
    found = {loss.cell: (0.0, math.inf) for loss in losses(graph)}
    return {**found, **{limit.cell: (limit.least, limit.most) for limit in limits(graph)}}
