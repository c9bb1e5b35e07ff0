"""A formula's value: on numbers, with every undefined result told by its reason, and on intervals."""

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from leverage.formula.tree import Formula, Name, Number, Tree

#: How far, for their size, numbers may differ that are the same: by what rounding does to them.
SAME = 1e-9


class UndefinedError(Exception):
    """A formula has no finite real value at these inputs; the message says why."""


def _evaluate_close(value: float, other: float, tolerance: float) -> bool:
    return abs(value - other) <= tolerance


def _evaluate_same(*values: float) -> float:
    """Return the number that all values are."""
    if not all(math.isclose(values[0], value, rel_tol=SAME) for value in values):
        raise UndefinedError("unlike numbers where all must be the same")
    return values[0]


def _sum(*values: float) -> float:
    return math.fsum(values)


#: What the compiled code calls on floats. Another table, such as one over arrays, may stand in its place.
FLOATS: dict[str, object] = {
    "__builtins__": {},
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


def evaluate(formula: Formula, values: Mapping[str, float]) -> float:
    """Compute a formula on floats in base units; a test gives a bool. Raises UndefinedError."""
    try:
        # The code holds nothing but what the language allows: it was compiled from a checked tree.
        result = eval(formula.code, FLOATS, values)  # noqa: S307 - see above
    except ZeroDivisionError:
        raise UndefinedError("division by zero") from None
    except OverflowError:
        raise UndefinedError("too large a number") from None
    except ValueError:
        raise UndefinedError("a power, root or logarithm of a number outside its range") from None
    if not math.isfinite(result):
        raise UndefinedError("no finite number")
    return result if isinstance(result, bool) else float(result) + 0.0  # which makes -0.0 plain 0


Interval: TypeAlias = tuple[float, float]

_EVERYTHING: Interval = (-math.inf, math.inf)
_UNDECIDED: Interval = (0.0, 1.0)  # a truth value that may be either


def bound_formula(formula: Formula, names: Mapping[str, Interval]) -> Interval:
    """Return the least and greatest value; for a test, (1, 1) holds, (0, 0) fails, (0, 1) cannot be said."""
    return _tree(formula.tree, names)


def _tree(tree: Tree, names: Mapping[str, Interval]) -> Interval:
    if isinstance(tree, Number):
        return tree.quantity.base, tree.quantity.base
    if isinstance(tree, Name):
        return names[tree.name]
    return _OPERATORS[tree.operator](*(_tree(operand, names) for operand in tree.operands))


def _add(*parts: Interval) -> Interval:
    return _sound(sum(low for low, _ in parts), sum(high for _, high in parts))


def _negative(part: Interval) -> Interval:
    return -part[1], -part[0]


def _multiply(left: Interval, right: Interval) -> Interval:
    # A bound of nothing times an unbounded one is nothing: what is left out is unknown, not infinite.
    corners = [0.0 if a == 0 or b == 0 else a * b for a in left for b in right]
    return min(corners), max(corners)


def _divide(left: Interval, right: Interval) -> Interval:
    if right[0] <= 0 <= right[1]:
        return _EVERYTHING
    return _multiply(left, (1 / right[1], 1 / right[0]))


def _raise(base: Interval, exponent: Interval) -> Interval:
    if exponent[0] == exponent[1] == 2:
        low, high = _absolute(base)
        return low * low, high * high
    if base[0] <= 0:
        return _EVERYTHING
    corners = [_finite(lambda a, b: a**b, a, b) for a in base for b in exponent]
    return min(corners), max(corners)


def _absolute(part: Interval) -> Interval:
    low, high = part
    if low >= 0:
        return part
    return (0.0, max(-low, high)) if high > 0 else (-high, -low)


def _rising(function: str) -> Callable[[Interval], Interval]:
    """Make the interval form of a function that rises everywhere it is defined."""
    apply: Callable[[float], float] = FLOATS[function]  # type: ignore[assignment]  # the table holds callables

    def of(part: Interval) -> Interval:
        try:
            return apply(part[0]), apply(part[1])
        except (ValueError, OverflowError):
            return _EVERYTHING

    return of


def _less(left: Interval, right: Interval) -> Interval:
    if left[1] < right[0]:
        return 1.0, 1.0
    return (0.0, 0.0) if left[0] >= right[1] else _UNDECIDED


def _at_most(left: Interval, right: Interval) -> Interval:
    return _not(_less(right, left))


def _equal(left: Interval, right: Interval) -> Interval:
    if left[0] == left[1] == right[0] == right[1]:
        return 1.0, 1.0
    return (0.0, 0.0) if left[1] < right[0] or right[1] < left[0] else _UNDECIDED


def _intervals_close(value: Interval, other: Interval, tolerance: Interval) -> Interval:
    return _at_most(_absolute(_add(value, _negative(other))), tolerance)


def _not(part: Interval) -> Interval:
    return 1 - part[1], 1 - part[0]


def _lowest(*parts: Interval) -> Interval:
    return min(low for low, _ in parts), min(high for _, high in parts)


def _highest(*parts: Interval) -> Interval:
    return max(low for low, _ in parts), max(high for _, high in parts)


def _sound(low: float, high: float) -> Interval:
    return _EVERYTHING if math.isnan(low) or math.isnan(high) else (low, high)


def _finite(function: Callable[[float, float], float], left: float, right: float) -> float:
    try:
        return function(left, right)
    except OverflowError:
        return math.inf


def _either(test: Interval, value: Interval, other: Interval) -> Interval:
    if test[0] == test[1]:
        return value if test[0] else other
    return min(value[0], other[0]), max(value[1], other[1])


_OPERATORS: dict[str, Callable[..., Interval]] = {
    "+": _add,
    "sum": _add,
    "-": lambda left, right: _add(left, _negative(right)),
    "*": _multiply,
    "/": _divide,
    "**": _raise,
    "neg": _negative,
    "<": _less,
    "<=": _at_most,
    ">": lambda left, right: _less(right, left),
    ">=": lambda left, right: _at_most(right, left),
    "==": _equal,
    "!=": lambda left, right: _not(_equal(left, right)),
    "and": _lowest,
    "or": _highest,
    "not": _not,
    "min": _lowest,
    "max": _highest,
    "abs": _absolute,
    "close": _intervals_close,
    "if": _either,
    "same": lambda *parts: (max(low for low, _ in parts), min(high for _, high in parts)),
    **{name: _rising(name) for name in ("sqrt", "exp", "expm1", "log", "log1p")},
}
