"""Shapley values over arrays: sets of players, what every set comes to, and each player's part of the whole.

A set is a row of a table with a column for every player. The first row is the empty set, the last is that of all.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leverage.analysis.arrays import Array, walk_graph
from leverage.analysis.network import Network
from leverage.graph.cells import Graph, Value

Members: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = Mapping[str, tuple[float, float]]  # the old and the new number of every cell that a player has


class EverySet(NamedTuple):
    """All sets of a few players: parts are exact."""

    players: int

    @property
    def members(self) -> Members:
        """Return who is in which set: in binary, the number of a row has a 1 for each player in its set."""
        return (np.arange(2**self.players)[:, np.newaxis] >> np.arange(self.players) & 1).astype(np.bool_)

    def compute_parts(self, values: Array, players: Sequence[int]) -> list[tuple[float, float | None]]:
        """Return the part of each of some players: what it adds to every set without it, weighted by the set's size.

        Shapley (1953), formula 12: with n players a set of s without the player weighs s! (n - s - 1)! / n!.
        """
        members = self.members
        weights = np.array([1 / (self.players * math.comb(self.players - 1, size)) for size in range(self.players)])
        parts: list[tuple[float, float | None]] = []
        for player in players:
            without = np.flatnonzero(~members[:, player])
            added = values[without + (1 << player)] - values[without]
            parts.append((float(weights[members[without].sum(axis=1)] @ added), None))
        return parts


class Orders(NamedTuple):
    """The sets that arise when players come one after the other, in several orders: parts are estimates."""

    places: NDArray[np.intp]  # one row an order: the place of each player in it

    @property
    def members(self) -> Members:
        """Return who is in which set: for each order the empty set, then one more player in each."""
        count = self.places.shape[1]
        return (self.places[:, np.newaxis, :] < np.arange(count + 1)[:, np.newaxis]).reshape(-1, count)

    def compute_parts(self, values: Array, players: Sequence[int]) -> list[tuple[float, float | None]]:
        """Return the mean of what each of some players adds when its turn comes, with the standard error of that mean.

        In every order the additions sum to the whole, so their means do. The estimate is that of Castro, Gómez and
        Tejada, "Polynomial calculation of the Shapley value based on sampling" (2009).
        """
        orders, count = self.places.shape
        steps = np.diff(values.reshape(orders, count + 1), axis=1)
        added = np.take_along_axis(steps, self.places[:, players], axis=1)
        errors = added.std(axis=0, ddof=1) / math.sqrt(orders)
        return list(zip(added.mean(axis=0).tolist(), errors.tolist(), strict=True))


def draw_orders(count: int, orders: int, seed: int) -> Orders:
    """Draw orders of players, each as likely as any other."""
    random = np.random.Generator(np.random.PCG64(seed))
    return Orders(np.argsort(np.argsort(random.random((orders, count)), axis=1), axis=1))


_TOGETHER = 64  # cells computed at once
_ROWS = 2**12  # of sets for which they are


def compute_sets(
    build: Callable[[Sequence[int]], tuple[Graph, Mapping[str, Value]]],
    players: Sequence[Numbers],
    members: Members,
    wanted: Sequence[str],
) -> Iterator[tuple[str, Array, list[int]]]:
    """Yield for each cell what it is for every set, and the players on which it can depend.

    The numbers of a set's members are new, all others old. Players without numbers change the graph: `build` gives it,
    with its values, for those in a set. A cell is nan where it is undefined.
    """
    builders = [player for player, numbers in enumerate(players) if not numbers]
    if builders:
        yield from _compute_on_graphs(build, players, members, wanted, builders)
        return
    graph, values = build([])
    owners = {cell: player for player, numbers in enumerate(players) for cell in numbers if cell in graph.cells}
    network = Network(graph, values, owners, [name for name in wanted if name in graph.cells])
    for start in range(0, len(wanted), _TOGETHER):
        some = [name for name in wanted[start : start + _TOGETHER] if name in graph.cells]
        computed = {}
        for name in some:  # a cell that depends on no player keeps its number
            number = values[name].number
            computed[name] = np.full(len(members), np.nan if number is None else number)
        given = network.list_given_behind(some)
        for row in range(0, len(members), _ROWS):
            rows = slice(row, row + _ROWS)
            known = network.compute(
                {cell: np.where(members[rows, owners[cell]], *players[owners[cell]][cell][::-1]) for cell in given},
                wanted=some,
            )
            for name in some:
                named = network.find_named(name)
                if named is not None:
                    computed[name][rows] = known[named]
        for name in wanted[start : start + _TOGETHER]:
            if name not in graph.cells:
                yield name, np.full(len(members), np.nan), []
                continue
            behind = {owners[cell] for cell in network.list_given_behind([name])}
            yield name, computed[name], sorted(behind)


def _compute_on_graphs(
    build: Callable[[Sequence[int]], tuple[Graph, Mapping[str, Value]]],
    players: Sequence[Numbers],
    members: Members,
    wanted: Sequence[str],
    builders: Sequence[int],
) -> Iterator[tuple[str, Array, list[int]]]:
    """Yield what `compute_sets` does where sets have graphs of their own."""
    computed = {name: np.full(len(members), np.nan) for name in wanted}
    combinations, groups = np.unique(members[:, builders], axis=0, return_inverse=True)
    groups = groups.reshape(-1)  # numpy 2.0 gives it a second axis
    for index, combination in enumerate(combinations):
        rows = groups == index
        graph, values = build([player for player, is_in in zip(builders, combination, strict=True) if is_in])
        given = {}
        for player, numbers in enumerate(players):
            for cell, (before, after) in numbers.items():
                if cell in graph.cells:
                    given[cell] = np.where(members[rows, player], after, before)
        known = [name for name in wanted if name in graph.cells]
        for name in known:  # a cell that depends on no player keeps its number
            number = values[name].number
            computed[name][rows] = np.nan if number is None else number
        for name, array in walk_graph(graph, values, given, known):
            computed[name][rows] = array
    everyone = list(range(len(players)))
    for name, array in computed.items():
        yield name, array, everyone


def find_undefined_set(values: Array, members: Members) -> list[int] | None:
    """Return the members of the smallest set for which a cell is undefined; None if it is defined for all."""
    rows = np.flatnonzero(np.isnan(values))
    if not rows.size:
        return None
    smallest = rows[np.argmin(members[rows].sum(axis=1))]
    return [int(player) for player in np.flatnonzero(members[smallest])]
