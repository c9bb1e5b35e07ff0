"""Shapley values over arrays: sets of players, what every set comes to, and each player's part of the whole.

A set is a row of a table with a column for every player. The first row is the empty set, the last is that of all.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leverage.analysis.arrays import Array, walk_graph
from leverage.analysis.assessment import Assessment

Members: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = Mapping[str, tuple[float, float]]  # the old and the new number of every cell that a player has


class EverySet(NamedTuple):
    """All sets of a few players: parts are exact."""

    players: int

    @property
    def members(self) -> Members:
        """Return who is in which set: in binary, the number of a row has a 1 for each player in its set."""
        return (np.arange(2**self.players)[:, np.newaxis] >> np.arange(self.players) & 1).astype(np.bool_)

    def compute_parts(self, values: Array) -> list[tuple[float, float | None]]:
        """Return each player's part: what it adds to every set without it, weighted by the set's size.

        Shapley (1953), formula 12: with n players a set of s without the player weighs s! (n - s - 1)! / n!.
        """
        members = self.members
        weights = np.array([1 / (self.players * math.comb(self.players - 1, size)) for size in range(self.players)])
        parts: list[tuple[float, float | None]] = []
        for player in range(self.players):
            without = np.flatnonzero(~members[:, player])
            added = values[without + (1 << player)] - values[without]
            parts.append((float(weights[members[without].sum(axis=1)] @ added), None))
        return parts


class Orders(NamedTuple):
    """The sets that arise when players come one after the other, in several orders: parts are estimates."""

    players: NDArray[np.intp]  # one row an order: who comes first, second, ...

    @property
    def members(self) -> Members:
        """Return who is in which set: for each order the empty set, then one more player in each."""
        places = np.argsort(self.players, axis=1)  # of each player in each order
        count = self.players.shape[1]
        return (places[:, np.newaxis, :] < np.arange(count + 1)[:, np.newaxis]).reshape(-1, count)

    def compute_parts(self, values: Array) -> list[tuple[float, float | None]]:
        """Return the mean of what each player adds when its turn comes, with the standard error of that mean.

        In every order the additions sum to the whole, so their means do. The estimate is that of Castro, Gómez and
        Tejada, "Polynomial calculation of the Shapley value based on sampling" (2009).
        """
        orders, count = self.players.shape
        steps = np.diff(values.reshape(orders, count + 1), axis=1)
        added = np.empty_like(steps)
        np.put_along_axis(added, self.players, steps, axis=1)
        errors = added.std(axis=0, ddof=1) / math.sqrt(orders)
        return list(zip(added.mean(axis=0).tolist(), errors.tolist(), strict=True))


def draw_orders(count: int, orders: int, seed: int) -> Orders:
    """Draw orders of players, each as likely as any other."""
    random = np.random.Generator(np.random.PCG64(seed))
    return Orders(np.argsort(random.random((orders, count)), axis=1))


def compute_sets(
    old: Assessment, new: Assessment, players: Sequence[Numbers], members: Members, wanted: Sequence[str]
) -> dict[str, Array]:
    """Compute cells for every set: the numbers of its members new, all others old.

    The graph is the new one where a player without numbers is in the set, else the old one. A cell is nan where it is
    undefined.
    """
    is_new = members[:, [not numbers for numbers in players]].any(axis=1)
    computed = {name: np.empty(len(members)) for name in wanted}
    for side, rows in ((old, ~is_new), (new, is_new)):
        if not rows.any():
            continue
        given = {}
        for player, numbers in enumerate(players):
            for cell, (before, after) in numbers.items():
                given[cell] = np.where(members[rows, player], after, before)
        for name in wanted:  # a cell that depends on no player keeps its number
            number = side.values[name].number
            computed[name][rows] = np.nan if number is None else number
        for name, array in walk_graph(side.graph, side.values, given, wanted):
            computed[name][rows] = array
    return computed


def find_undefined_set(values: Array, members: Members) -> list[int] | None:
    """Return the members of the smallest set for which a cell is undefined; None if it is defined for all."""
    rows = np.flatnonzero(np.isnan(values))
    if not rows.size:
        return None
    smallest = rows[np.argmin(members[rows].sum(axis=1))]
    return [int(player) for player in np.flatnonzero(members[smallest])]
