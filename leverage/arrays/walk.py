"""The graph walked over arrays: every cell that depends on what is given as arrays, in order, no longer than needed."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from leverage.arrays.formulas import Array, evaluate
from leverage.graph import Cell, Graph, Value


class Many(NamedTuple):
    """A cell's values, one for each draw or row; nan where it is undefined, which `undefined` counts."""

    values: Array
    undefined: int


def recompute(graph: Graph, values: Mapping[str, Value], given: Mapping[str, Array]) -> dict[str, Many]:
    """Compute every cell that depends on the cells given as arrays, which may be any; other cells keep their number.

    A sum leaves out what it leaves out on floats. A cell that is missing on floats stays out.
    """
    own = {name: np.asarray(array, dtype=np.float64) for name, array in given.items()}
    found = {**own, **dict(walk(graph, values, own, graph.cells))}
    return {name: Many(array, int(np.isnan(array).sum())) for name, array in found.items()}


def walk(
    graph: Graph,
    values: Mapping[str, Value],
    given: Mapping[str, Array],
    wanted: Collection[str],
    bounds: Mapping[str, tuple[float, float]] = MappingProxyType({}),
) -> Iterator[tuple[str, Array]]:
    """Yield each wanted cell that depends on the given ones with its array; an array nobody needs any more is dropped.

    Where a cell leaves its bounds it is undefined. Arrays of cells that merely name another are the same array.
    """
    order = _dependent(graph, values, given, wanted)
    last = {read: name for name in order for read in graph.cells[name].reads}
    known: dict[str, Array] = dict(given)
    broken = {name for name, array in known.items() if np.isnan(array).any()}
    sought = frozenset(wanted)
    for name in order:
        cell = graph.cells[name]
        if name not in known:
            known[name] = _array(cell, values, known, broken)
            if name in bounds and _is_outside(known[name], *bounds[name]):
                known[name] = _within(known[name], *bounds[name])
                broken.add(name)
        if name in sought:
            yield name, known[name]
        for read in {*cell.reads, name}:
            if last.get(read, name) == name:
                known.pop(read, None)


def _is_outside(array: Array, least: float, most: float) -> bool:
    return bool(((array < least) | (array > most)).any())


def _within(array: Array, least: float, most: float) -> Array:
    return np.where((array < least) | (array > most), np.nan, array)


def _array(cell: Cell, values: Mapping[str, Value], known: Mapping[str, Array], broken: set[str]) -> Array:
    formula = values[cell.name].formula
    assert formula is not None  # else it would depend on nothing
    reads = {own: cell.binding.get(own, own) for own in formula.names}
    if formula.is_name:
        read = reads[formula.names[0]]
        broken |= {cell.name} if read in broken else set()
        return known[read]
    inputs: dict[str, Array | float] = {own: known.get(read, values[read].number or 0.0) for own, read in reads.items()}
    is_whole = broken.isdisjoint(reads.values())
    array = evaluate(formula, inputs, is_whole=is_whole)
    if not is_whole or np.isnan(array).any():
        broken.add(cell.name)
    return array


def _dependent(graph: Graph, values: Mapping[str, Value], given: Collection[str], wanted: Collection[str]) -> list[str]:
    """Return the cells to go through: those that depend on the given ones and that a wanted one depends on."""
    moved = set(given)
    for name in graph.cells:
        formula = values[name].formula
        if (
            formula is not None
            and values[name].number is not None
            and not moved.isdisjoint(_reads(graph, values, name))
        ):
            moved.add(name)
    needed = set(wanted)
    for name in reversed(list(graph.cells)):
        if name in needed and name in moved and name not in given:
            needed.update(_reads(graph, values, name))
    return [name for name in graph.cells if name in moved and name in needed]


def _reads(graph: Graph, values: Mapping[str, Value], name: str) -> list[str]:
    """Return the cells that a cell was computed from, what a sum left out aside."""
    formula, binding = values[name].formula, graph.cells[name].binding
    return [binding.get(own, own) for own in formula.names] if formula else []
