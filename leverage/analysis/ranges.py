"""What draws come to: the range of a cell, and the share of draws in which a claim holds. No draw is made here."""

from collections.abc import Mapping
from typing import NamedTuple

from leverage.graph.cells import Graph
from leverage.model import Reading


class Range(NamedTuple):
    """The 5th, 50th and 95th percentile of the draws in which a cell is defined, in base units.

    `undefined` counts the draws in which it is not.
    """

    low: float
    middle: float
    high: float
    undefined: int = 0


class Drawn(NamedTuple):
    """The ranges of the cells that depend on a figure with one, for claims the share of draws in which they hold."""

    ranges: Mapping[str, Range]
    held: Mapping[str, float]
    unsaid: Mapping[str, int]  # of claims: the draws in which they cannot be said, where there are such
    draws: int
    seed: int


def list_uncertain(graph: Graph) -> dict[str, Reading]:
    """Return the figures that have a range and that some cell reads, by the names of their cells."""
    read = {name for cell in graph.cells.values() for name in cell.reads}
    return {
        name: cell.reading
        for name, cell in graph.cells.items()
        if cell.reading is not None and not cell.lacks and name in read and _has_range(cell.reading)
    }


def _has_range(reading: Reading) -> bool:
    """Tell whether there is anything between a reading's ends."""
    ends = [end.base for end in (reading.low, reading.value, reading.high) if end is not None]
    return reading.value is not None and ends[0] < ends[-1]
