"""Records of what draws give: ranges of cells, shares of draws in which claims hold; and which figures are drawn."""

from collections.abc import Mapping
from typing import NamedTuple

from leverage import naming
from leverage.graph.cells import Graph
from leverage.model import Reading


class Range(NamedTuple):
    """The range of a cell that is shown, and the 50th percentile of the draws in which it is defined, in base units.

    It runs from the 5th to the 95th percentile, or to the value in use where that lies beyond. `undefined` counts the
    draws in which the cell is not defined.
    """

    low: float
    middle: float
    high: float
    undefined: int = 0


class Drawn(NamedTuple):
    """The ranges of the cells that depend on an uncertain figure; for tests the share of draws in which they are true.

    The tests are the claims, and whether the ratios of the balance are above 1. Shares are of the draws in which a test
    is defined; one that is defined in none has no share. A claim that leaves losses out is counted where it is true
    whatever they come to; `possible` is the share in which it is true if they come to some size, 0 or more.
    """

    ranges: Mapping[str, Range]  # a range may be computed when it is looked up
    held: Mapping[str, float]
    unsaid: Mapping[str, int]  # of tests: the draws in which they are not defined, where there are such
    draws: int
    seed: int
    possible: Mapping[str, float] = {}
    # Of cells with a range: the draws in which they are not defined, if there are such.
    undefined: Mapping[str, int] = {}


def list_reported(graph: Graph) -> list[str]:
    """Return the cells that reports give ranges or shares of draws for.

    These are results, claims and what follows for parties and moves; no figures, steps, or what the model says.
    """
    reported = [*graph.scenario.results, *graph.scenario.claims]
    for name in graph.cells:
        is_computed = naming.read_computed(name) is not None
        if is_computed and not naming.is_step(name) and not naming.is_of_model(name):
            reported.append(name)
    return reported


def describe_undefined(name: str, count: int, draws: int) -> str:
    """Say in how many draws a cell has no value."""
    return f"{name}: undefined in {count} of {draws} draws, which its range leaves out"


def widen_to_value(percentiles: Range, value: float | None) -> Range:
    """Return a range of percentiles, with the value in use as its end where that lies beyond."""
    if value is None:
        return percentiles
    return percentiles._replace(low=min(percentiles.low, value), high=max(percentiles.high, value))


def list_read_figures(graph: Graph) -> dict[str, Reading]:
    """Return the readings with a value that some cell reads, by the names of their cells."""
    names_read = graph.names_read
    readings = {}
    for name, cell in graph.cells.items():
        if cell.reading is not None and cell.reading.value is not None and not cell.lacks and name in names_read:
            readings[name] = cell.reading
    return readings


def list_uncertain(graph: Graph) -> dict[str, Reading]:
    """Return the readings that have a range and that some cell reads, by the names of their cells."""
    readings = _list_with_range(graph)
    names_read = graph.names_read if readings else ()
    return {name: reading for name, reading in readings.items() if name in names_read}


def is_uncertain(graph: Graph) -> bool:
    """Tell whether some cell reads a reading that has a range."""
    readings = _list_with_range(graph).keys()
    return bool(readings) and any(not readings.isdisjoint(cell.reads) for cell in graph.cells.values())


def _list_with_range(graph: Graph) -> dict[str, Reading]:
    """Return the readings that have a range, by the names of their cells."""
    readings = {}
    for name, cell in graph.cells.items():
        reading = cell.reading
        if reading is None or reading.value is None or cell.lacks or (reading.low is None and reading.high is None):
            continue
        low, _, high = find_ends(reading)
        if low < high:
            readings[name] = reading
    return readings


def find_ends(reading: Reading) -> tuple[float, float, float]:
    """Return the low, value and high of a reading with a value, in base units; where an end is not given, the value."""
    assert reading.value is not None
    value = reading.value.base
    low = value if reading.low is None else reading.low.base
    high = value if reading.high is None else reading.high.base
    return low, value, high
