"""The graph over many values at once: the same compiled formulas run on numpy arrays."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leverage.formula.evaluate import SAME
from leverage.formula.tree import Formula, Name, Number, Tree
from leverage.graph.cells import Cell, Graph, Value, walk_inputs
from leverage.graph.solve import MODELS

Array: TypeAlias = NDArray[np.float64]


def evaluate_arrays(formula: Formula, values: Mapping[str, Array | float], *, is_whole: bool = False) -> Array:
    """Compute a formula on arrays in base units, element by element; a test gives 0 and 1.

    An element is nan where floats would have no finite real value, on the way or in the end. A caller that knows that
    no value is nan says that all `is_whole`, which saves the search for nan.
    """
    given = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    if is_whole or not any(np.isnan(array).any() for array in given.values()):
        try:
            with np.errstate(divide="raise", invalid="raise", over="raise"):
                # The code holds nothing but what the language allows: it was compiled from a checked tree.
                return np.asarray(eval(formula.code, _GLOBALS, given), dtype=np.float64)  # noqa: S307 - see above
        except (ArithmeticError, ValueError):
            pass  # some element is undefined; which, only the slower way tells
    with np.errstate(all="ignore"):
        return _compute_tree(formula.tree, given)


def _compute_tree(tree: Tree, given: Mapping[str, Array]) -> Array:
    """Compute a tree node by node, so that what is undefined in one step stays undefined in all that follow."""
    if isinstance(tree, Number):
        return np.asarray(tree.quantity.base)
    if isinstance(tree, Name):
        return given[tree.name]
    operands = [_compute_tree(operand, given) for operand in tree.operands]
    result = np.asarray(_OPERATORS[tree.operator](*operands), dtype=np.float64)
    is_defined = np.isfinite(result)
    for operand in operands:
        is_defined = is_defined & ~np.isnan(operand)
    return np.where(is_defined, result, np.nan)


def _fold(function: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    return lambda *arrays: reduce(function, arrays)


def _same(first: Array, *others: Array) -> Array:
    """Return, element by element, the number that all arrays have there."""
    is_same = reduce(np.logical_and, [np.isclose(first, other, rtol=SAME, atol=0.0) for other in others])
    return np.where(is_same, first, np.nan)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "min": _fold(np.minimum),
    "max": _fold(np.maximum),
    "abs": np.abs,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "close": lambda value, other, tolerance: np.abs(value - other) <= tolerance,
    "and": _fold(np.logical_and),
    "or": _fold(np.logical_or),
    "not": np.logical_not,
    "sum": _fold(np.add),
    "if": np.where,
    "same": _same,
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
    "neg": np.negative,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}
_GLOBALS: dict[str, object] = {"__builtins__": {}, **_OPERATORS}


def walk_graph(
    graph: Graph,
    values: Mapping[str, Value],
    given: Mapping[str, Array],
    wanted: Collection[str],
    bounds: Mapping[str, tuple[float, float]] = MappingProxyType({}),
    barred: Mapping[str, NDArray[np.bool_]] = MappingProxyType({}),
) -> Iterator[tuple[str, Array]]:
    """Yield each wanted cell that depends on the given ones with its array, in base units, nan where it is undefined.

    A sum leaves out what it leaves out on floats. A cell that is missing on floats stays out. Where a cell leaves its
    bounds, or is barred, it is undefined. Cells that merely name another share its array. An array is dropped after its
    last use.
    """
    order = _list_dependent(graph, values, given, wanted)
    last_reader = {read: name for name in order for read in graph.cells[name].reads}
    known: dict[str, Array] = dict(given)
    solutions: dict[tuple[str, tuple[str, ...]], Any] = {}  # by model and inputs, so that one serves all its cells
    broken = {name for name, array in known.items() if np.isnan(array).any()}  # undefined somewhere
    sought = frozenset(wanted)
    for name in order:
        cell = graph.cells[name]
        if name not in known:
            known[name] = _compute_cell(cell, values, known, broken, solutions)
            if name in bounds:
                least, most = bounds[name]
                is_outside = (known[name] < least) | (known[name] > most)
                if is_outside.any():
                    known[name] = np.where(is_outside, np.nan, known[name])
                    broken.add(name)
            if name in barred:
                known[name] = np.where(barred[name], np.nan, known[name])
                broken.add(name)
        if name in sought:
            yield name, known[name]
        for read in {*cell.reads, name}:
            if last_reader.get(read, name) == name:
                known.pop(read, None)


def _compute_cell(
    cell: Cell,
    values: Mapping[str, Value],
    known: Mapping[str, Array],
    broken: set[str],
    solutions: dict[tuple[str, tuple[str, ...]], Any],
) -> Array:
    """Compute a cell from the arrays that are known; it joins the broken cells where it is undefined somewhere."""
    formula = values[cell.name].formula
    assert formula is not None  # else it would depend on nothing
    reads = {name: cell.binding.get(name, name) for name in formula.names}
    if formula.is_name:
        read = reads[formula.names[0]]
        if read in broken:
            broken.add(cell.name)
        return known[read]
    inputs: dict[str, Array | float] = {
        name: known.get(read, values[read].number or 0.0) for name, read in reads.items()
    }
    is_whole = broken.isdisjoint(reads.values())
    array = compute_cell(cell, formula, inputs, solutions, is_whole=is_whole)
    if not is_whole or np.isnan(array).any():
        broken.add(cell.name)
    return array


def compute_cell(
    cell: Cell,
    formula: Formula,
    inputs: Mapping[str, Array | float],
    solutions: dict[tuple[str, tuple[str, ...]], Any],
    *,
    is_whole: bool,
) -> Array:
    """Compute a cell by a formula, or by its solver, of which `solutions` keeps what it came to for other cells.

    No input is nan if all `is_whole`.
    """
    if cell.solver is None:
        return evaluate_arrays(formula, inputs, is_whole=is_whole)
    key = (cell.solver.model, cell.reads)
    if key not in solutions:
        solutions[key] = MODELS[cell.solver.model].solve_arrays(inputs)
    array: Array = getattr(solutions[key], cell.solver.result)
    return array


def _list_dependent(
    graph: Graph, values: Mapping[str, Value], given: Collection[str], wanted: Collection[str]
) -> list[str]:
    """Return, in order, the cells that depend on the given ones and on which a wanted one depends."""
    moved = set(given)
    for name, cell in graph.cells.items():
        value = values[name]
        if value.number is not None and not moved.isdisjoint(cell.list_inputs(value.formula)):
            moved.add(name)

    def list_moved_inputs(name: str) -> list[str]:
        if name in given:
            return []
        return [read for read in graph.cells[name].list_inputs(values[name].formula) if read in moved]

    needed = set(walk_inputs(moved.intersection(wanted), list_moved_inputs))
    return [name for name in graph.cells if name in needed]
