"""The graph over many values at once: the same compiled formulas run on numpy arrays."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leverage.formula.tree import Formula, Name, Number, Tree
from leverage.graph.cells import Cell, Graph, Value

Array: TypeAlias = NDArray[np.float64]


def evaluate_arrays(formula: Formula, values: Mapping[str, Array | float], *, is_whole: bool = False) -> Array:
    """Compute a formula on arrays in base units, element by element; a test gives 0 and 1.

    An element is nan where floats would have no finite real value, on the way or in the end. Who knows that no value
    is nan says that it is whole, which spares looking.
    """
    given = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    if is_whole or not any(np.isnan(array).any() for array in given.values()):
        try:
            with np.errstate(divide="raise", invalid="raise", over="raise"):
                # The code holds nothing but what the language allows: it was compiled from a checked tree.
                return np.asarray(eval(formula.code, _FUNCTIONS, given), dtype=np.float64)  # noqa: S307 - see above
        except (ArithmeticError, ValueError):
            pass  # some element is undefined; which, only the slower way tells
    with np.errstate(all="ignore"):
        return _step_by_step(formula.tree, given)


def _step_by_step(tree: Tree, given: Mapping[str, Array]) -> Array:
    """Compute a tree node by node, so that what is undefined in one step stays undefined in all that follow."""
    if isinstance(tree, Number):
        return np.asarray(tree.quantity.base)
    if isinstance(tree, Name):
        return given[tree.name]
    operands = [_step_by_step(operand, given) for operand in tree.operands]
    result = np.asarray(_OPERATORS[tree.operator](*operands), dtype=np.float64)
    is_defined = np.isfinite(result)
    for operand in operands:
        is_defined = is_defined & ~np.isnan(operand)
    return np.where(is_defined, result, np.nan)


def _fold(function: Callable[..., Array]) -> Callable[..., Array]:
    def folded(*arrays: Array) -> Array:
        result = arrays[0]
        for array in arrays[1:]:
            result = function(result, array)
        return result

    return folded


def _choose(*triples: Array) -> Array:
    """Return, element by element, the value whose key is largest, of equals the one whose second key is."""
    level = list(np.broadcast_arrays(*triples))
    first, second = np.stack(level[::3]), np.stack(level[1::3])
    best = np.argmax(np.where(first == first.max(axis=0), second, -np.inf), axis=0)
    chosen: Array = np.take_along_axis(np.stack(level[2::3]), best[np.newaxis], axis=0)[0]
    return chosen


_FUNCTIONS: dict[str, object] = {
    "__builtins__": {},
    "min": _fold(np.minimum),
    "max": _fold(np.maximum),
    "abs": np.abs,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "**": np.power,
    "close": lambda value, other, tolerance: np.abs(value - other) <= tolerance,
    "and": _fold(np.logical_and),
    "or": _fold(np.logical_or),
    "not": np.logical_not,
    "sum": _fold(np.add),
    "choose": _choose,
}
_OPERATORS: dict[str, Callable[..., Any]] = {
    **{name: function for name, function in _FUNCTIONS.items() if callable(function)},
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "neg": np.negative,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def read_numbers(fields: Sequence[Any]) -> Array | None:
    """Read plain finite numbers, as texts or not; None if there is anything else among them."""
    try:
        found = np.fromiter(map(float, fields), np.float64, len(fields))
        is_plain = bool(np.isfinite(found).all()) and _is_ascii(fields) and not {bool, bytes} & set(map(type, fields))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if is_plain else None


def _is_ascii(fields: Sequence[Any]) -> bool:
    """Tell whether texts are in ASCII, since float reads the digits of all scripts."""
    try:
        return "".join(fields).isascii()
    except TypeError:
        return True  # numbers already


def make_array(values: Iterable[float]) -> Array:
    """Make an array of numbers."""
    return np.asarray(list(values), dtype=np.float64)


def scale_values(values: Array, times: float, over: float, size: float) -> Array:
    """Return values in another measure; those too large for it become infinite."""
    with np.errstate(over="ignore"):
        return values * times / over * size


def is_finite(values: Array) -> bool:
    """Tell whether all values are finite numbers."""
    return bool(np.isfinite(values).all())


def make_grid(start: int, stop: int, axes: Sequence[tuple[float, float, int]]) -> list[Array]:
    """Return some rows of a grid as columns: each axis goes from its first to its last, the first axis slowest."""
    rows = np.arange(start, stop)
    stride = 1
    found: list[Array] = []
    for first, last, count in reversed(axes):
        steps = (rows // stride) % count
        between = first + (last - first) * steps / max(1, count - 1)
        found.append(np.where((steps == count - 1) & (count > 1), last, between))
        stride *= count
    return found[::-1]


def find_outside(values: Array, least: float, most: float) -> list[int]:
    """Return the rows whose number lies outside of bounds; an undefined one lies nowhere."""
    return _rows((values < least) | (values > most))


def find_failing(formula: Formula, given: Mapping[str, Array | float]) -> list[int]:
    """Return the rows in which a test fails or cannot be made, where all it reads is defined."""
    held = evaluate_arrays(formula, given)
    is_defined = np.ones(np.broadcast_shapes(held.shape, *(np.shape(one) for one in given.values())), dtype=bool)
    for one in given.values():
        is_defined &= ~np.isnan(one)
    return _rows(is_defined & (held != 1))


def find_undefined(columns: Iterable[Array]) -> list[int]:
    """Return the rows in which any of the columns is undefined."""
    marks = [np.isnan(column) for column in columns]
    return _rows(np.logical_or.reduce(np.broadcast_arrays(*marks))) if marks else []


def _rows(is_one: Any) -> list[int]:
    found: list[int] = np.flatnonzero(is_one).tolist()
    return found


class Many(NamedTuple):
    """A cell's values, one for each draw or row; nan where it is undefined, which `undefined` counts."""

    values: Array
    undefined: int


def recompute_cells(graph: Graph, values: Mapping[str, Value], given: Mapping[str, Array]) -> dict[str, Many]:
    """Compute every cell that depends on the cells given as arrays, which may be any; other cells keep their number.

    A sum leaves out what it leaves out on floats. A cell that is missing on floats stays out.
    """
    own = {name: np.asarray(array, dtype=np.float64) for name, array in given.items()}
    found = {**own, **dict(walk_graph(graph, values, own, graph.cells))}
    return {name: Many(array, int(np.isnan(array).sum())) for name, array in found.items()}


def walk_graph(
    graph: Graph,
    values: Mapping[str, Value],
    given: Mapping[str, Array],
    wanted: Collection[str],
    bounds: Mapping[str, tuple[float, float]] = MappingProxyType({}),
) -> Iterator[tuple[str, Array]]:
    """Yield each wanted cell that depends on the given ones with its array; an array nobody needs any more is dropped.

    Where a cell leaves its bounds it is undefined. Arrays of cells that merely name another are the same array.
    """
    order = _list_dependent(graph, values, given, wanted)
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
    array = evaluate_arrays(formula, inputs, is_whole=is_whole)
    if not is_whole or np.isnan(array).any():
        broken.add(cell.name)
    return array


def _list_dependent(
    graph: Graph, values: Mapping[str, Value], given: Collection[str], wanted: Collection[str]
) -> list[str]:
    """Return the cells to go through: those that depend on the given ones and that a wanted one depends on."""
    moved = set(given)
    for name, cell in graph.cells.items():
        value = values[name]
        if value.number is not None and not moved.isdisjoint(cell.list_inputs(value.formula)):
            moved.add(name)
    needed = set(wanted)
    for name, cell in reversed(list(graph.cells.items())):
        if name in needed and name in moved and name not in given:
            needed.update(cell.list_inputs(values[name].formula))
    return [name for name in graph.cells if name in moved and name in needed]
