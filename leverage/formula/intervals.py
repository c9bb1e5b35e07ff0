"""What a formula comes to at least and at most, where its names lie within bounds: one table for floats and arrays."""

import math
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

from leverage.formula.tree import Formula, Name, Number, Tree

#: The least and the greatest value; of a test 1 and 1, 0 and 0, or 0 and 1 if it may be either.
Interval: TypeAlias = tuple[float, float]
_Ends: TypeAlias = tuple[Any, Any]  # the same in either sort of numbers


class Arithmetic(NamedTuple):
    """What intervals need of a sort of numbers. Nothing of it raises: what is undefined is nan, too much is inf."""

    least: Callable[[Any, Any], Any]
    most: Callable[[Any, Any], Any]
    where: Callable[[Any, Any, Any], Any]  # the second where the first is true, else the third
    is_nan: Callable[[Any], Any]
    invert: Callable[[Any], Any]
    power: Callable[[Any, Any], Any]
    rising: Mapping[str, Callable[[Any], Any]]  # the functions that rise everywhere they are defined


def bound_formula(formula: Formula, names: Mapping[str, Interval]) -> Interval:
    """Return the least and greatest value; for a test, (1, 1) holds, (0, 0) fails, (0, 1) cannot be said."""
    low, high = bound_tree(formula.tree, names, _ON_FLOATS)
    return float(low), float(high)


def bound_tree(tree: Tree, names: Mapping[str, _Ends], operators: Mapping[str, Callable[..., _Ends]]) -> _Ends:
    """Return the ends of a formula's tree by a table of operators; where one is undefined, they are infinite."""
    if isinstance(tree, Number):
        return tree.quantity.base, tree.quantity.base
    if isinstance(tree, Name):
        return names[tree.name]
    return operators[tree.operator](*(bound_tree(operand, names, operators) for operand in tree.operands))


def make_operators(of: Arithmetic) -> Mapping[str, Callable[..., _Ends]]:
    """Return the operators of formulas on the ends of intervals, by their signs."""

    def fold(*parts: Any, by: Callable[[Any, Any], Any]) -> Any:
        return reduce(by, parts)

    def truth(test: Any) -> Any:
        return of.where(test, 1.0, 0.0)

    def add(*parts: _Ends) -> _Ends:
        return fold(*(low for low, _ in parts), by=_plus), fold(*(high for _, high in parts), by=_plus)

    def negate(part: _Ends) -> _Ends:
        return -part[1], -part[0]

    def multiply(left: _Ends, right: _Ends) -> _Ends:
        # A bound of nothing times an unbounded one is nothing: what is left out is unknown, not infinite.
        corners = [of.where((a == 0) | (b == 0), 0.0, a * b) for a in left for b in right]
        return fold(*corners, by=of.least), fold(*corners, by=of.most)

    def divide(left: _Ends, right: _Ends) -> _Ends:
        has_zero = (right[0] <= 0) & (right[1] >= 0)
        low, high = multiply(left, (of.invert(right[1]), of.invert(right[0])))
        return of.where(has_zero, -math.inf, low), of.where(has_zero, math.inf, high)

    def raise_to(base: _Ends, exponent: _Ends) -> _Ends:
        corners = [of.power(a, b) for a in base for b in exponent]
        is_square = (exponent[0] == 2) & (exponent[1] == 2)
        least, most = absolute(base)
        low = of.where(base[0] <= 0, -math.inf, fold(*corners, by=of.least))
        high = of.where(base[0] <= 0, math.inf, fold(*corners, by=of.most))
        return of.where(is_square, least * least, low), of.where(is_square, most * most, high)

    def absolute(part: _Ends) -> _Ends:
        return of.most(0.0, of.most(part[0], -part[1])), of.most(-part[0], part[1])

    def less(left: _Ends, right: _Ends) -> _Ends:
        return truth(left[1] < right[0]), truth(left[0] < right[1])

    def equal(left: _Ends, right: _Ends) -> _Ends:
        is_sure = (left[0] == left[1]) & (right[0] == right[1]) & (left[0] == right[0])
        return truth(is_sure), truth((left[1] >= right[0]) & (right[1] >= left[0]))

    def deny(part: _Ends) -> _Ends:
        return 1 - part[1], 1 - part[0]

    def lowest(*parts: _Ends) -> _Ends:
        return fold(*(low for low, _ in parts), by=of.least), fold(*(high for _, high in parts), by=of.least)

    def highest(*parts: _Ends) -> _Ends:
        return fold(*(low for low, _ in parts), by=of.most), fold(*(high for _, high in parts), by=of.most)

    def same(*parts: _Ends) -> _Ends:
        return fold(*(low for low, _ in parts), by=of.most), fold(*(high for _, high in parts), by=of.least)

    def either(test: _Ends, value: _Ends, other: _Ends) -> _Ends:
        is_open = test[0] != test[1]
        low = of.where(is_open, of.least(value[0], other[0]), of.where(test[0] == 1, value[0], other[0]))
        high = of.where(is_open, of.most(value[1], other[1]), of.where(test[0] == 1, value[1], other[1]))
        return low, high

    def make_sound(operator: Callable[..., _Ends]) -> Callable[..., _Ends]:
        def bound(*parts: _Ends) -> _Ends:
            low, high = operator(*parts)
            is_unknown = of.is_nan(low) | of.is_nan(high)
            return of.where(is_unknown, -math.inf, low), of.where(is_unknown, math.inf, high)

        return bound

    def make_rising(function: Callable[[Any], Any]) -> Callable[[_Ends], _Ends]:
        return lambda part: (function(part[0]), function(part[1]))

    operators: dict[str, Callable[..., _Ends]] = {
        "+": add,
        "sum": add,
        "-": lambda left, right: add(left, negate(right)),
        "*": multiply,
        "/": divide,
        "**": raise_to,
        "neg": negate,
        "<": less,
        "<=": lambda left, right: deny(less(right, left)),
        ">": lambda left, right: less(right, left),
        ">=": lambda left, right: deny(less(left, right)),
        "==": equal,
        "!=": lambda left, right: deny(equal(left, right)),
        "and": lowest,
        "or": highest,
        "not": deny,
        "min": lowest,
        "max": highest,
        "abs": absolute,
        "close": lambda value, other, most: deny(less(most, absolute(add(value, negate(other))))),
        "if": either,
        "same": same,
        **{name: make_rising(function) for name, function in of.rising.items()},
    }
    return {sign: make_sound(operator) for sign, operator in operators.items()}


def _plus(left: Any, right: Any) -> Any:
    return left + right


def _make_safe(function: Callable[..., float]) -> Callable[..., float]:
    """Return a function of floats that gives nan and inf where the other raises an error."""

    def compute(*numbers: float) -> float:
        try:
            return function(*numbers)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return compute


_ON_FLOATS = make_operators(
    Arithmetic(
        least=min,
        most=max,
        where=lambda test, value, other: value if test else other,
        is_nan=math.isnan,
        invert=lambda number: 1 / number if number else math.inf,
        power=_make_safe(math.pow),
        rising={name: _make_safe(getattr(math, name)) for name in ("sqrt", "exp", "expm1", "log", "log1p")},
    )
)
