"""Ranges of results: figures with a low and a high are drawn, and every cell is computed in each draw.

A figure has one value in a draw wherever it is used; percentiles are of the draws of a cell, never of percentiles.
"""

from collections import Counter
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
    cells = assessment.graph.cells if wanted is None else wanted
    drawn, lost = _drawn(assessment, draws, seed, cells, is_whole=False)
    if lost:
        again, _ = _drawn(assessment, draws, seed, lost, is_whole=True)
        drawn = drawn._replace(ranges={**drawn.ranges, **again.ranges})
    return drawn


def _drawn(
    assessment: Assessment, draws: int, seed: int, wanted: Collection[str], *, is_whole: bool
) -> tuple[Drawn, list[str]]:
    """Return what draws come to, which are made and computed block by block, and the cells whose range was lost."""
    graph, claims = assessment.graph, assessment.scenario.claims
    streams = {name: arrays.Stream(name, reading, seed) for name, reading in uncertain(graph).items()}
    found: dict[str, arrays.Percentiles] = {}
    stands_for: dict[str, str] = {}  # what only names another cell has that cell's range
    sought = frozenset(wanted)
    held: Counter[str] = Counter()
    unsaid: Counter[str] = Counter()
    for size in arrays.blocks(draws):
        given = {name: stream.draw(size) for name, stream in streams.items()}
        done = set()
        for name, array in arrays.walk(graph, assessment.values, given, wanted, bounds(graph)):
            if name in claims:
                held[name] += arrays.count_true(array)
                unsaid[name] += arrays.unsaid(array)
                continue
            if name not in stands_for:
                named = assessment.named(name)
                stands_for[name] = named if named in sought else name
            named = stands_for[name]
            if named not in done:
                found.setdefault(named, arrays.Percentiles(is_whole=is_whole)).add(array)
                done.add(named)
    lost = [name for name, named in stands_for.items() if found[named].is_lost]
    of = {named: one.range() for named, one in found.items() if not one.is_lost}
    ranges: dict[str, Range] = {name: one for name, named in stands_for.items() if (one := of.get(named)) is not None}
    shares = {name: count / draws for name, count in held.items()}
    return Drawn(ranges, shares, {name: count for name, count in unsaid.items() if count}, draws, seed), lost
