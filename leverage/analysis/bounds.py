"""What formulas come to at least and at most, on arrays: for each draw, since losses that are left out are unknown."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeAlias

import numpy as np

from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.formula.intervals import Arithmetic, bound_tree, make_operators
from leverage.formula.tree import Apply, Formula, Name
from leverage.graph.cells import order_inputs

#: The least and the greatest value, element by element; of a test 1 and 1, 0 and 0, or 0 and 1 if it is unknown.
Bounds: TypeAlias = tuple[Array, Array]

_EVERYTHING: Bounds = (np.asarray(-np.inf), np.asarray(np.inf))


def bound_arrays(formula: Formula, names: Mapping[str, Bounds]) -> Bounds:
    """Return the least and the greatest value of a formula in base units, as `bound_formula` does on floats."""
    with np.errstate(all="ignore"):
        low, high = bound_tree(formula.tree, names, _ON_ARRAYS)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


class PartialCells:
    """Some claims, and the cells behind them, as far as losses are left out of them.

    Assessments in which the same is left out of the same cells share them. `reads` are the cells whose arrays, as far
    as they vary, decide on the bounds.
    """

    def __init__(self, assessment: Assessment, claims: Iterable[str]) -> None:
        """Find the cells behind the claims that losses are left out of."""
        cells, values = assessment.graph.cells, assessment.values
        inputs: dict[str, list[str]] = {}  # of each cell those that are partial too

        def list_partial_inputs(name: str) -> list[str]:
            reads = cells[name].list_inputs(values[name].formula)
            inputs[name] = [read for read in reads if values[read].left_out]
            return inputs[name]

        self.claims = frozenset(claim for claim in claims if values[claim].left_out)
        self._cells = order_inputs(self.claims, list_partial_inputs)  # each after those that it reads
        self._inner = frozenset(chain(*inputs.values()))
        # A sum of cells that are whole comes at least to what it comes to without what is left out of it.
        self._sums = {name for name in self._cells if not inputs[name] and _is_sum_of_names(values[name].formula)}
        behind = {read for name in inputs.keys() - self._sums for read in cells[name].list_inputs(values[name].formula)}
        self.reads = frozenset(behind - self._inner | self._sums | self.claims)

    def bound(self, assessment: Assessment, known: Mapping[str, Array]) -> Iterator[tuple[str, Bounds]]:
        """Yield each claim with its bounds; `known` are the arrays of those of `reads` that vary."""
        cells, values = assessment.graph.cells, assessment.values

        def find_exact(name: str) -> Bounds:
            number = np.asarray(known.get(name, values[name].number), dtype=np.float64)
            return number, number

        kept: dict[str, Bounds] = {}
        for name in self._cells:
            cell, value = cells[name], values[name]
            low, high = _EVERYTHING
            if name in self._sums:
                low, high = find_exact(name)
            elif value.formula is not None and cell.solver is None:
                reads = {called: cell.binding.get(called, called) for called in value.formula.names}
                inputs = {called: kept.get(read) or find_exact(read) for called, read in reads.items()}
                low, high = bound_arrays(value.formula, inputs)
            bounds = low, high if value.formula is cell.formula else np.asarray(np.inf)
            if name in self._inner:
                kept[name] = bounds
            if name in self.claims:
                yield name, bounds


def _is_sum_of_names(formula: Formula | None) -> bool:
    """Tell whether a formula adds up cells, or only one."""
    if formula is None:
        return False
    tree = formula.tree
    operands = tree.operands if isinstance(tree, Apply) and tree.operator == "sum" else [tree]
    return all(isinstance(operand, Name) for operand in operands)


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
