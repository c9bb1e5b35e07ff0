"""What formulas come to at least and at most, on arrays: for each draw, since losses that are left out are unknown."""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

import numpy as np

from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.formula.intervals import Arithmetic, bound_tree, make_operators
from leverage.formula.tree import Formula
from leverage.graph.cells import walk_inputs

#: The least and the greatest value, element by element; of a test 1 and 1, 0 and 0, or 0 and 1 if it is unknown.
Bounds: TypeAlias = tuple[Array, Array]

_EVERYTHING: Bounds = (np.asarray(-np.inf), np.asarray(np.inf))


def bound_arrays(formula: Formula, names: Mapping[str, Bounds]) -> Bounds:
    """Return the least and the greatest value of a formula in base units, as `bound_formula` does on floats."""
    with np.errstate(all="ignore"):
        low, high = bound_tree(formula.tree, names, _ON_ARRAYS)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def list_partial(assessment: Assessment, claims: Collection[str]) -> list[str]:
    """Return some claims and the cells behind them, as far as losses are left out of them, in the order of need."""
    values, cells = assessment.values, assessment.graph.cells

    def list_partial_inputs(name: str) -> list[str]:
        return [read for read in cells[name].list_inputs(values[name].formula) if values[read].left_out]

    partial = set(walk_inputs([claim for claim in claims if values[claim].left_out], list_partial_inputs))
    return [name for name in cells if name in partial]


def bound_cells(
    assessment: Assessment, partial: Collection[str], known: Mapping[str, Array]
) -> Iterator[tuple[str, Bounds]]:
    """Yield the cells of `list_partial` with their bounds; `known` are the arrays of those they read that vary."""
    cells, values = assessment.graph.cells, assessment.values
    reads = {read for name in partial for read in cells[name].list_inputs(values[name].formula)}
    kept: dict[str, Bounds] = {}  # of cells that others read
    for name in partial:
        cell, value = cells[name], values[name]
        bounds = _EVERYTHING
        if value.formula is not None and cell.solver is None:
            inputs = {}
            for called in value.formula.names:
                read = cell.binding.get(called, called)
                number = np.asarray(known.get(read, values[read].number), dtype=np.float64)
                inputs[called] = kept.get(read, (number, number))
            low, high = bound_arrays(value.formula, inputs)
            bounds = (low, high if value.formula is cell.formula else np.asarray(np.inf))
        if name in reads:
            kept[name] = bounds
        yield name, bounds


_ON_ARRAYS = make_operators(
    Arithmetic(
        least=np.minimum,
        most=np.maximum,
        where=np.where,
        is_nan=np.isnan,
        invert=lambda numbers: 1 / np.asarray(numbers),
        power=np.power,
        rising={"sqrt": np.sqrt, "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p},
    )
)
