"""Ranges of results: figures with a low and a high are drawn, and every cell is computed in each draw.

A figure has one value in a draw wherever it is used; percentiles are of the draws of a cell, never of percentiles.
"""

from collections.abc import Collection

from leverage import arrays
from leverage.assessment import Assessment
from leverage.ranges import Drawn, Range, uncertain
from leverage.rules import bounds

DRAWS = 10_000
SEED = 1


def uncertainty(
    assessment: Assessment, draws: int = DRAWS, seed: int = SEED, wanted: Collection[str] | None = None
) -> Drawn:
    """Return the range of every wanted cell that depends on a figure with a range, by default of all."""
    graph = assessment.graph
    claims = assessment.scenario.claims
    given = {name: arrays.draw(name, reading, draws, seed) for name, reading in uncertain(graph).items()}
    ranges: dict[str, Range] = {}
    held: dict[str, float] = {}
    unsaid: dict[str, int] = {}
    for name, array in arrays.walk(graph, assessment.values, given, wanted or graph.cells, bounds(graph)):
        if name in claims:
            held[name] = arrays.share_true(array)
            unsaid[name] = arrays.unsaid(array)
            continue
        named = assessment.named(name)  # what only names another cell has that cell's range
        found = ranges.get(named) or arrays.percentiles(array)
        if found is not None:
            ranges[name] = found
    return Drawn(ranges, held, {name: count for name, count in unsaid.items() if count}, draws, seed)
