"""Results of many rows at once: over arrays, and on floats for rows in which something is undefined."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from leverage import arrays
from leverage.arrays import Array
from leverage.assessment import Assessment
from leverage.graph import again
from leverage.sweep.opening import Opened
from leverage.sweep.results import Result, results
from leverage.sweep.rows import Fault
from leverage.sweep.rules import broken, rules
from leverage.units import Unit


class Computed(NamedTuple):
    """A column for each result; the reasons of rows that lack one for a reason of their own; rows that break rules."""

    columns: list[list[Any]]
    missing: Mapping[int, Sequence[str]]
    faults: Sequence[tuple[int, Fault]]


class Computation:
    """Computes results of an opened scenario, amounts in a unit where they fit it."""

    def __init__(self, opened: Opened, names: Sequence[str], unit: Unit | None) -> None:
        """Prepare for some cells as results."""
        self._of = opened.assessment
        self._results = results(self._of, names, unit)
        self._rules = rules(opened)
        self._steps = _steps(self._of, names)
        # A verdict on a sum without all its parts takes the bounds of all cells, row by row.
        self._is_slow = any(one.is_claim and one.usual.varies and one.usual.left_out for one in self._results)
        is_judged = any(one.is_claim for one in self._results)
        order = [name for name in self._of.graph.cells if self._of.values[name].varies]
        self._order = order if is_judged else [name for name in order if name in self._steps]
        self._same = {one.name: one.of(self._of) for one in self._results if not one.usual.varies}
        self.always = [reason for _, reason in self._same.values() if reason]

    def compute(self, given: Mapping[str, Array], count: int) -> Computed:
        """Compute so many rows, given the swept cells as arrays."""
        wanted = {*self._steps, *self._rules.cells}
        known = dict(arrays.walk(self._of.graph, self._of.values, given, wanted))
        faults = list(broken(self._of, self._rules, known))
        columns = [self._column(one, known, count) for one in self._results]
        broken_rows = {row for row, _ in faults}
        odd = range(count) if self._is_slow else arrays.undefined([known[name] for name in self._steps])
        missing = {row: self._on_floats(row, given, columns) for row in odd if row not in broken_rows}
        return Computed(columns, missing, faults)

    def _column(self, one: Result, known: Mapping[str, Array], count: int) -> list[Any]:
        return [self._same[one.name][0]] * count if one.name in self._same else one.values(known[one.name])

    def _on_floats(self, row: int, given: Mapping[str, Array], columns: list[list[Any]]) -> list[str]:
        """Compute a row as a lone what-if is computed, put it in its columns, and say what it lacks."""
        own = {name: float(array[row]) for name, array in given.items()}
        lone = self._of._replace(values=again(self._of.graph, self._of.values, own, self._order))
        reasons = []
        for one, column in zip(self._results, columns, strict=True):
            column[row], reason = self._same.get(one.name) or one.of(lone)
            reasons += [reason] if reason else []
        return reasons


def _steps(of: Assessment, names: Collection[str]) -> set[str]:
    """Return the cells that vary and that some cells are computed from, these included."""
    found = {name for name in names if of.values[name].varies}
    for name in reversed(list(of.graph.cells)):
        if name in found:
            cell, formula = of.graph.cells[name], of.values[name].formula
            reads = [cell.binding.get(own, own) for own in formula.names] if formula else []
            found.update(read for read in (*reads, *cell.beside.values()) if of.values[read].varies)
    return found
