"""Which figure moves a result: its value at each figure's low and high, and the share of the variance each explains."""

from collections.abc import Mapping
from typing import NamedTuple

from leverage import arrays
from leverage.assessment import Assessment
from leverage.model import Reading
from leverage.ranges import uncertain
from leverage.rules import bounds


class Swing(NamedTuple):
    """A result at the low and at the high of one figure, all others as they are; numbers in base units."""

    figure: str
    low: float
    value: float
    high: float
    at_low: float | None
    at_high: float | None
    variance_share: float

    @property
    def size(self) -> float:
        """Return how far the result moves from the one end to the other; none where it is not defined at both."""
        return 0.0 if self.at_low is None or self.at_high is None else abs(self.at_high - self.at_low)


def swings(assessment: Assessment, cell: str, draws: int, seed: int) -> list[Swing]:
    """Return the swing of a cell over each figure with a range that it depends on, the largest first."""
    graph, values = assessment.graph, assessment.values
    behind = assessment.behind(cell)
    readings = {name: reading for name, reading in uncertain(graph).items() if name in behind}
    ends = {name: _ends(assessment, name) for name in readings}
    own = {name: values[name].number or 0.0 for name in readings}
    moved, stretches = arrays.each_alone(own, list(ends.items()))
    at = dict(arrays.walk(graph, values, moved, [cell])).get(cell)
    if at is None:
        return []
    shares = _shares(assessment, cell, readings, draws, seed)
    found = [
        Swing(name, ends[name][0], own[name], ends[name][1], *_two(at[stretch]), shares[name])
        for name, stretch in zip(readings, stretches, strict=True)
    ]
    return sorted(found, key=lambda swing: -swing.size)


def _shares(
    assessment: Assessment, cell: str, readings: Mapping[str, Reading], draws: int, seed: int
) -> dict[str, float]:
    """Return the share of the variance that each figure accounts for: over draws, and over others with it the same."""
    streams = [_streams(readings, what, seed) for what in ("", ", again")]
    spread = arrays.Spread()

    def computed(drawn: Mapping[str, arrays.Array]) -> arrays.Array:
        return dict(arrays.walk(assessment.graph, assessment.values, drawn, [cell], bounds(assessment.graph)))[cell]

    for size in arrays.blocks(draws):
        given, others = ({name: stream.draw(size) for name, stream in own.items()} for own in streams)
        spread.add(computed(given), ((name, computed({**others, name: given[name]})) for name in readings))
    return spread.shares(lambda name: arrays.Stream(name, readings[name], seed).draw(draws))


def _streams(readings: Mapping[str, Reading], what: str, seed: int) -> dict[str, arrays.Stream]:
    return {name: arrays.Stream(f"{name}{what}", reading, seed) for name, reading in readings.items()}


def _two(array: arrays.Array) -> tuple[float | None, float | None]:
    low, high = arrays.floats(array)
    return low, high


def _ends(assessment: Assessment, name: str) -> tuple[float, float]:
    reading = assessment.graph.cells[name].reading
    assert reading is not None  # it has a range
    assert reading.value is not None
    low, high = reading.low or reading.value, reading.high or reading.value
    return low.base, high.base
