"""The rules of a scenario held against rows: which rows break them, and at which column that is told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import inf
from typing import NamedTuple

from leverage import arrays
from leverage.arrays import Array
from leverage.assessment import Assessment
from leverage.checks import points_of, written
from leverage.graph import Graph
from leverage.rules import Demand, Limit, Loss, demands, limits, losses
from leverage.sweep.opening import Column, Opened
from leverage.sweep.rows import Fault


class Rules(NamedTuple):
    """The rules over cells that vary, each with the name of the column that it is told at."""

    limits: Sequence[tuple[Limit, str]]
    demands: Sequence[tuple[Demand, str]]
    losses: Sequence[tuple[Loss, str]]

    @property
    def cells(self) -> set[str]:
        """Return the cells that must be known to test them."""
        return {
            *(limit.cell for limit, _ in self.limits),
            *(cell for demand, _ in self.demands for cell in demand.cells.values()),
            *(loss.cell for loss, _ in self.losses),
        }


def rules(opened: Opened) -> Rules:
    """Return the rules that rows can break."""
    graph, values = opened.assessment.graph, opened.assessment.values
    first = _first_columns(graph, opened.columns)

    def told_at(cells: Collection[str]) -> str:
        return opened.columns[min(first[cell] for cell in cells if cell in first)].heading.name

    return Rules(
        [(one, told_at([one.cell])) for one in limits(graph) if values[one.cell].varies],
        [
            (one, told_at(one.cells.values()))
            for one in demands(graph)
            if any(values[cell].varies for cell in one.cells.values())
            and all(values[cell].number is not None for cell in one.cells.values())
        ],
        [(one, told_at([one.cell])) for one in losses(graph) if values[one.cell].varies],
    )


def _first_columns(graph: Graph, columns: Sequence[Column]) -> dict[str, int]:
    """Return for each cell that depends on columns the first of them, by its number."""
    found = {column.cell: at for at, column in enumerate(columns)}
    for name, cell in graph.cells.items():
        reached = [found[read] for read in cell.reads if read in found]
        if reached and name not in found:
            found[name] = min(reached)
    return found


def broken(of: Assessment, held: Rules, known: Mapping[str, Array]) -> Iterator[tuple[int, Fault]]:
    """Yield each row that breaks a rule; a negative loss only where none of the other rules is broken."""
    rows = set()
    for row, fault in [*_outside(of.graph, held, known), *_failing(of, held, known)]:
        rows.add(row)
        yield row, fault
    for loss, column in held.losses:
        for row in arrays.outside(known[loss.cell], 0.0, inf):
            if row not in rows:
                yield row, Fault(column, f"{loss.refusal}, see its inputs")


def _outside(graph: Graph, held: Rules, known: Mapping[str, Array]) -> Iterator[tuple[int, Fault]]:
    for limit, column in held.limits:
        numbers = known[limit.cell]
        for row in arrays.outside(numbers, limit.least, limit.most):
            found = written(graph, limit.cell, float(numbers[row]))
            yield row, Fault(column, f"'{limit.cell}' {limit.refusal(found)}")


def _failing(of: Assessment, held: Rules, known: Mapping[str, Array]) -> Iterator[tuple[int, Fault]]:
    for demand, column in held.demands:
        formula = demand.requirement.test.formula
        varying = {name: known[cell] for name, cell in demand.cells.items() if cell in known}
        rows: dict[int, str] = {}
        for which, point in points_of(of.graph, of.values, demand):
            for row in arrays.failing(formula, {**point, **varying}):
                rows.setdefault(row, f" (at the {which} of another input)" if which else "")
        for row, where in rows.items():
            yield row, Fault(column, f"{demand.refusal}{where}, the kind requires {formula.text}")
