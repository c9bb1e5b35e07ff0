"""The graph over many values at once: the same compiled formulas run on numpy arrays. Only this room has numpy."""

from leverage.arrays.draws import Stream, blocks
from leverage.arrays.formulas import Array, evaluate
from leverage.arrays.points import above, between, both, changes, each_alone, floats, ones, tries, within
from leverage.arrays.shapley import EverySet, Orders, over_sets, random_orders, undefined_sets
from leverage.arrays.statistics import Percentiles, count_true, percentiles, unsaid
from leverage.arrays.table import array, failing, grid, is_finite, numbers, outside, scaled, undefined
from leverage.arrays.variance import Spread
from leverage.arrays.walk import recompute, walk

__all__ = [
    "Array",
    "EverySet",
    "Orders",
    "Percentiles",
    "Spread",
    "Stream",
    "above",
    "array",
    "between",
    "blocks",
    "both",
    "changes",
    "count_true",
    "each_alone",
    "evaluate",
    "failing",
    "floats",
    "grid",
    "is_finite",
    "numbers",
    "ones",
    "outside",
    "over_sets",
    "percentiles",
    "random_orders",
    "recompute",
    "scaled",
    "tries",
    "undefined",
    "undefined_sets",
    "unsaid",
    "walk",
    "within",
]
