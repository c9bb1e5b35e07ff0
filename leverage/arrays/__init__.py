"""The graph over many values at once: the same compiled formulas run on numpy arrays. Only this room has numpy."""

from leverage.arrays.draws import draw
from leverage.arrays.formulas import Array, evaluate
from leverage.arrays.points import above, between, both, changes, each_alone, grid, numbers, ones, within
from leverage.arrays.shapley import EverySet, Orders, over_sets, random_orders, undefined
from leverage.arrays.statistics import percentiles, share_true, unsaid
from leverage.arrays.variance import shares
from leverage.arrays.walk import recompute, walk

__all__ = [
    "Array",
    "EverySet",
    "Orders",
    "above",
    "between",
    "both",
    "changes",
    "draw",
    "each_alone",
    "evaluate",
    "grid",
    "numbers",
    "ones",
    "over_sets",
    "percentiles",
    "random_orders",
    "recompute",
    "share_true",
    "shares",
    "undefined",
    "unsaid",
    "walk",
    "within",
]
