"""Formulas over arrays: the compiled code that serves floats, with numpy in the place of the functions."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leverage.formula import Formula
from leverage.formula.tree import Name, Number, Tree

Array: TypeAlias = NDArray[np.float64]


def evaluate(formula: Formula, values: Mapping[str, Array | float], *, is_whole: bool = False) -> Array:
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
