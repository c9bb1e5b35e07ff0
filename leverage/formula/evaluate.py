"""A formula's value on floats, with every undefined result told by its reason."""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from leverage.formula.tree import Formula, Name, Number, Tree

#: Why a formula has no value.
NO_DIVISOR = "division by zero"
TOO_LARGE = "too large a number"
OUT_OF_RANGE = "a power, root or logarithm of a number outside its range"
NOT_FINITE = "no finite number"
UNLIKE = "unlike numbers where all must be the same"

#: How far, for their size, numbers may differ that are the same: by what rounding does to them.
SAME = 1e-9


class UndefinedError(Exception):
    """A formula has no finite real value at these inputs; the message says why."""


def _evaluate_close(value: float, other: float, tolerance: float) -> bool:
    return abs(value - other) <= tolerance


def _evaluate_same(*values: float) -> float:
    """Return the number that all values are."""
    if not all(math.isclose(values[0], value, rel_tol=SAME) for value in values):
        raise UndefinedError(UNLIKE)
    return values[0]


def _sum(*values: float) -> float:
    return math.fsum(values)


#: What the compiled code calls on floats. Another table, such as one over arrays, may stand in its place.
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "log1p": math.log1p,
    "close": _evaluate_close,
    "**": math.pow,
    "and": lambda *values: all(values),
    "or": lambda *values: any(values),
    "not": lambda value: not value,
    "sum": _sum,
    "if": lambda test, value, other: value if test else other,
    "same": _evaluate_same,
}
_FLOATS: dict[str, object] = {"__builtins__": {}, **_FUNCTIONS}
_OPERATORS: dict[str, Callable[..., Any]] = {
    **_FUNCTIONS,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def evaluate(formula: Formula, values: Mapping[str, float]) -> float:
    """Compute a formula on floats in base units; a test gives a bool. Raises UndefinedError."""
    try:
        if formula.is_met:
            # The code holds nothing but what the language allows: it was compiled from a checked tree.
            result = eval(formula.code, _FLOATS, values)  # noqa: S307 - see above
        else:
            formula.is_met = True
            result = _compute_tree(formula.tree, values)
    except ZeroDivisionError:
        raise UndefinedError(NO_DIVISOR) from None
    except OverflowError:
        raise UndefinedError(TOO_LARGE) from None
    except ValueError:
        raise UndefinedError(OUT_OF_RANGE) from None
    if not math.isfinite(result):
        raise UndefinedError(NOT_FINITE)
    return result if isinstance(result, bool) else float(result) + 0.0  # which makes -0.0 plain 0


def _compute_tree(tree: Tree, values: Mapping[str, float]) -> Any:
    """Compute a tree node by node as its code does, which takes far less than compiling it for a single use."""
    if isinstance(tree, Name):
        return values[tree.name]
    if isinstance(tree, Number):
        return tree.quantity.base
    return _OPERATORS[tree.operator](*[_compute_tree(operand, values) for operand in tree.operands])
