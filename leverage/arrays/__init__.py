"""The graph over many values at once: the same compiled formulas run on numpy arrays. Only this room has numpy."""

from leverage.arrays.draws import draw
from leverage.arrays.formulas import Array, evaluate
from leverage.arrays.statistics import percentiles, share_true
from leverage.arrays.walk import recompute, walk

__all__ = ["Array", "draw", "evaluate", "percentiles", "recompute", "share_true", "walk"]
