"""What formulas come to at least and at most, on arrays: for each draw, since losses that are left out are unknown."""

from collections.abc import Callable, Collection, Mapping
from functools import reduce
from typing import TypeAlias

import numpy as np

from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.formula.tree import Formula, Name, Number, Tree
from leverage.graph.cells import walk_inputs

#: The least and the greatest value, element by element; of a test 1 and 1, 0 and 0, or 0 and 1 if it is unknown.
Bounds: TypeAlias = tuple[Array, Array]

_EVERYTHING: Bounds = (np.asarray(-np.inf), np.asarray(np.inf))


def bound_arrays(formula: Formula, names: Mapping[str, Bounds]) -> Bounds:
    """Return the least and the greatest value of a formula in base units, as `bound_formula` does on floats."""
    with np.errstate(all="ignore"):
        return _bound_tree(formula.tree, names)


def list_partial(assessment: Assessment, claims: Collection[str]) -> list[str]:
    """Return some claims and the cells behind them, as far as losses are left out of them, in the order of need."""
    values, cells = assessment.values, assessment.graph.cells

    def list_partial_inputs(name: str) -> list[str]:
        return [read for read in cells[name].list_inputs(values[name].formula) if values[read].left_out]

    partial = set(walk_inputs([claim for claim in claims if values[claim].left_out], list_partial_inputs))
    return [name for name in cells if name in partial]


def bound_cells(assessment: Assessment, partial: Collection[str], known: Mapping[str, Array]) -> dict[str, Bounds]:
    """Return the bounds of the cells of `list_partial`; `known` are the arrays of those they read that vary."""
    bounds: dict[str, Bounds] = {}
    for name in partial:
        cell, value = assessment.graph.cells[name], assessment.values[name]
        if value.formula is None or cell.solver is not None:
            bounds[name] = _EVERYTHING
            continue
        inputs = {}
        for called in value.formula.names:
            read = cell.binding.get(called, called)
            number = np.asarray(known.get(read, assessment.values[read].number), dtype=np.float64)
            inputs[called] = bounds.get(read, (number, number))
        low, high = bound_arrays(value.formula, inputs)
        bounds[name] = (low, high if value.formula is cell.formula else np.asarray(np.inf))
    return bounds


def _bound_tree(tree: Tree, names: Mapping[str, Bounds]) -> Bounds:
    if isinstance(tree, Number):
        number = np.asarray(tree.quantity.base)
        return number, number
    if isinstance(tree, Name):
        return names[tree.name]
    low, high = _OPERATORS[tree.operator](*(_bound_tree(operand, names) for operand in tree.operands))
    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    is_unknown = np.isnan(low) | np.isnan(high)
    return np.where(is_unknown, -np.inf, low), np.where(is_unknown, np.inf, high)


def _add(*parts: Bounds) -> Bounds:
    return reduce(np.add, (low for low, _ in parts)), reduce(np.add, (high for _, high in parts))


def _negative(part: Bounds) -> Bounds:
    return -part[1], -part[0]


def _multiply(left: Bounds, right: Bounds) -> Bounds:
    # A bound of nothing times an unbounded one is nothing: what is left out is unknown, not infinite.
    corners = [np.where((a == 0) | (b == 0), 0.0, a * b) for a in left for b in right]
    return reduce(np.minimum, corners), reduce(np.maximum, corners)


def _divide(left: Bounds, right: Bounds) -> Bounds:
    has_zero = (right[0] <= 0) & (right[1] >= 0)
    low, high = _multiply(left, (1 / right[1], 1 / right[0]))
    return np.where(has_zero, -np.inf, low), np.where(has_zero, np.inf, high)


def _raise(base: Bounds, exponent: Bounds) -> Bounds:
    corners = [np.power(a, b) for a in base for b in exponent]
    is_square = (exponent[0] == 2) & (exponent[1] == 2)
    least, most = _absolute(base)
    low = np.where(base[0] <= 0, -np.inf, reduce(np.minimum, corners))
    high = np.where(base[0] <= 0, np.inf, reduce(np.maximum, corners))
    return np.where(is_square, least**2, low), np.where(is_square, most**2, high)


def _absolute(part: Bounds) -> Bounds:
    low, high = part
    return np.maximum(0.0, np.maximum(low, -high)), np.maximum(-low, high)


def _less(left: Bounds, right: Bounds) -> Bounds:
    return np.asarray(left[1] < right[0], np.float64), np.asarray(left[0] < right[1], np.float64)


def _at_most(left: Bounds, right: Bounds) -> Bounds:
    return _not(_less(right, left))


def _equal(left: Bounds, right: Bounds) -> Bounds:
    is_sure = (left[0] == left[1]) & (right[0] == right[1]) & (left[0] == right[0])
    is_possible = (left[1] >= right[0]) & (right[1] >= left[0])
    return np.asarray(is_sure, np.float64), np.asarray(is_possible, np.float64)


def _close(value: Bounds, other: Bounds, tolerance: Bounds) -> Bounds:
    return _at_most(_absolute(_add(value, _negative(other))), tolerance)


def _not(part: Bounds) -> Bounds:
    return 1 - part[1], 1 - part[0]


def _lowest(*parts: Bounds) -> Bounds:
    return reduce(np.minimum, (low for low, _ in parts)), reduce(np.minimum, (high for _, high in parts))


def _highest(*parts: Bounds) -> Bounds:
    return reduce(np.maximum, (low for low, _ in parts)), reduce(np.maximum, (high for _, high in parts))


def _either(test: Bounds, value: Bounds, other: Bounds) -> Bounds:
    low = np.where(test[0] == 1, value[0], np.where(test[1] == 0, other[0], np.minimum(value[0], other[0])))
    high = np.where(test[0] == 1, value[1], np.where(test[1] == 0, other[1], np.maximum(value[1], other[1])))
    return low, high


def _same(*parts: Bounds) -> Bounds:
    return reduce(np.maximum, (low for low, _ in parts)), reduce(np.minimum, (high for _, high in parts))


def _rising(function: Callable[[Array], Array]) -> Callable[[Bounds], Bounds]:
    """Make the form on bounds of a function that rises everywhere it is defined."""
    return lambda part: (function(part[0]), function(part[1]))


_OPERATORS: dict[str, Callable[..., Bounds]] = {
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
    "close": _close,
    "if": _either,
    "same": _same,
    "sqrt": _rising(np.sqrt),
    "exp": _rising(np.exp),
    "expm1": _rising(np.expm1),
    "log": _rising(np.log),
    "log1p": _rising(np.log1p),
}
