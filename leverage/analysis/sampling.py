"""Draws of the figures that are uncertain, and cells computed from them, all held to what the kinds of lever allow."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leverage import shapes
from leverage.analysis.arrays import Array, evaluate_arrays, walk_graph
from leverage.analysis.assessment import Assessment
from leverage.analysis.checks import Demand, find_bounds, find_rooms, list_demands
from leverage.analysis.network import Network
from leverage.analysis.ranges import find_ends, list_uncertain
from leverage.formula.intervals import Interval, bound_formula
from leverage.graph.cells import Cell
from leverage.model import Reading

_BLOCK = 2**16  # draws computed at once: few enough to need little memory
_NUMBERS = 2**24  # that a block may need in all, with an array for each of many cells
_TRIES = 100  # to draw a value that is allowed
_AT_ONCE = 1000  # values drawn at least where some are refused

_Truths: TypeAlias = NDArray[np.bool_]
_EVERYTHING: Interval = (-math.inf, math.inf)


def split_into_blocks(count: int, arrays: int = 1) -> Iterator[int]:
    """Yield the sizes of the blocks into which a number of draws is split, to be computed one after the other.

    Of each block there are so many arrays at once: the more, the smaller the blocks.
    """
    most = min(_BLOCK, max(_AT_ONCE, _NUMBERS // max(1, arrays)))
    for start in range(0, count, most):
        yield min(most, count - start)


class Stream:
    """The draws of one figure, in base units, by its shape; they depend on its name and the seed alone.

    PERT is a beta distribution between its ends with the value as its mode: alpha = 1 + 4 (m - a) / (b - a) and
    beta = 1 + 4 (b - m) / (b - a), so that its mean is (a + 4 m + b) / 6. For the others see `leverage.shapes`.

    What lies beyond the bounds of a reading stands as the bound: a share of a prior as 0 or 1. That leaves as much
    between low and high as there was. Draws that are not allowed are made again. After so many tries there is none,
    which is nan.
    """

    def __init__(
        self, name: str, reading: Reading, seed: int, is_allowed: Callable[[Array], _Truths] | None = None
    ) -> None:
        """Begin the stream of a name."""
        low, value, high = find_ends(reading)
        self._shape = reading.shape
        self._mode = value
        self._bounds = reading.bounds
        if self._shape in shapes.BOUNDED:
            self._low, self._high = shapes.find_ends(self._shape, low, value, high, reading.covered)
        else:
            self._below, self._above = shapes.find_deviations(self._shape, low, value, high, reading.covered)
            self._turn = _find_turn(self._below / (self._below + self._above))
        self._random = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *name.encode()])))
        self._is_allowed = is_allowed
        self._ready: Array = np.empty(0)  # allowed draws that were made ahead
        self._refused = 0  # draws in a row before the next

    def draw(self, count: int) -> Array:
        """Return the next draws."""
        if self._is_allowed is None:
            return self._draw_freely(count)
        while self._ready.size < count:
            values = self._draw_freely(max(_AT_ONCE, count - self._ready.size))
            self._ready = np.concatenate([self._ready, self._select_allowed(values, self._is_allowed(values))])
        drawn, self._ready = self._ready[:count], self._ready[count:]
        return drawn

    def _select_allowed(self, values: Array, is_allowed: _Truths) -> Array:
        """Return the draws that are allowed, and nan for every so many tries in a row that are not."""
        if is_allowed.all() and not self._refused:
            return values
        kept = np.flatnonzero(is_allowed)
        refused = np.diff(kept, prepend=-1 - self._refused, append=values.size) - 1
        self._refused = int(refused[-1]) % _TRIES
        given_up = np.repeat(np.arange(refused.size), refused // _TRIES)
        return np.insert(values[kept], given_up, np.nan)

    def _draw_freely(self, count: int) -> Array:
        if self._shape in shapes.UNBOUNDED:
            return np.clip(self._draw_unbounded(count), *self._bounds)
        low, mode, high = self._low, self._mode, self._high
        if self._shape == "uniform":
            values = self._random.uniform(low, high, count)
        elif self._shape == "triangular":
            values = self._random.triangular(low, mode, high, count)
        else:
            above = 4 * ((mode - low) / (high - low))
            values = low + (high - low) * self._random.beta(1 + above, 5 - above, count)
        least, most = self._bounds
        return np.clip(values, max(low, least), min(high, most))  # the last bit may have been rounded outwards too

    def _draw_unbounded(self, count: int) -> Array:
        """Return draws of a normal or lognormal shape, not all of them finite."""
        # Two numbers a draw, so that blocks of draws are those of one call: how far from the value, and on which side.
        numbers = self._random.standard_normal((count, 2))
        deviations = np.where(numbers[:, 1] < self._turn, -self._below, self._above)
        with np.errstate(over="ignore"):
            moved = deviations * np.abs(numbers[:, 0])
            values: Array = self._mode * np.exp(moved) if self._shape == "lognormal" else self._mode + moved
        return values


def _find_turn(share: float) -> float:
    """Return the standard normal number below which a share of all lies."""
    from statistics import NormalDist  # which only these shapes need

    if share <= 0:
        return -math.inf
    return NormalDist().inv_cdf(share) if share < 1 else math.inf


def find_reach(reading: Reading) -> Interval:
    """Return the least and the greatest value that a reading can have by its shape."""
    low, value, high = find_ends(reading)
    least, most = reading.bounds
    if reading.shape in shapes.BOUNDED:
        low, high = shapes.find_ends(reading.shape, low, value, high, reading.covered)
    else:
        low, high = (0.0 if reading.shape == "lognormal" else -math.inf), math.inf
    return max(low, least), min(high, most)


class _Open(NamedTuple):
    """What a kind requires, where draws can fail it, with the uncertain figures that it depends on."""

    demand: Demand
    figures: frozenset[str]


class Sampler:
    """Draws the uncertain figures of an assessment and computes cells from the draws.

    A figure keeps to the bounds of all that merely name it, and to what kinds require where it alone decides. Where
    several figures decide together, the losses on the lever are undefined in the draws that fail.
    """

    def __init__(self, assessment: Assessment) -> None:
        """Find what the draws are held to."""
        self._assessment = assessment
        self.readings = list_uncertain(assessment.graph)
        self.bounds = find_bounds(assessment.graph)
        self._rooms = find_rooms(assessment.graph)
        self._tests: dict[str, Cell] = {}  # what kinds require, where draws can fail it, as cells
        self._alone: dict[str, list[str]] = {}  # the tests that each figure decides alone
        self._together: dict[str, str] = {}  # those that several decide, each with its lever
        self.varying: list[Demand] = []  # what kinds require of cells that differ from row to row: left to the caller
        for demand, figures in self._list_open():
            if any(assessment.values[cell].varies for cell in demand.cells.values()):
                self.varying.append(demand)
                continue
            name = f"{demand.lever.id}, {len(self._tests)}"  # no cell of a graph is called so
            self._tests[name] = Cell(name, demand.formula, demand.cells)
            if len(figures) == 1:
                self._alone.setdefault(min(figures), []).append(name)
            else:
                self._together[name] = demand.lever.id
        self._deciding = Network(
            assessment.graph, assessment.values, self._alone, chain(*self._alone.values()), others=self._tests
        )

    @property
    def is_plain(self) -> bool:
        """Tell whether every figure is drawn by itself, and no loss is undefined for what several come to."""
        return not self._together

    def make_network(self, names: Collection[str], wanted: Collection[str]) -> Network:
        """Return the network from draws of some figures to wanted cells, which computes them as `walk` does."""
        tests: dict[str, list[str]] = {}
        for test, losses in self._list_losses_at_stake():
            for loss in losses:
                tests.setdefault(loss, []).append(test)
        graph, values = self._assessment.graph, self._assessment.values
        return Network(graph, values, names, wanted, self.bounds, tests, self._tests)

    def _list_losses_at_stake(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the tests that several figures decide, each with the losses that are undefined where it fails."""
        if not self._together:
            return
        losses: dict[str, list[str]] = {}
        for cell in self._assessment.graph.cells.values():
            if cell.is_loss:
                losses.setdefault(cell.lever, []).append(cell.name)
        for test, lever in self._together.items():
            yield test, losses.get(lever, [])

    def open_streams(self, seed: int, names: Iterable[str] | None = None, suffix: str = "") -> dict[str, Stream]:
        """Return a stream for each uncertain figure of some names, by default of all."""
        streams = {}
        for name in self.readings if names is None else names:
            reading = self.readings[name]
            streams[name] = Stream(f"{name}{suffix}", reading, seed, self._make_test(name, reading))
        return streams

    def find_room(self, name: str) -> Interval | None:
        """Return the least and the most that draws of a figure may be; None where they are held to more than that."""
        if name in self._alone:
            return None
        return self._rooms.get(name, _EVERYTHING)

    def walk(self, given: Mapping[str, Array], wanted: Collection[str]) -> Iterator[tuple[str, Array]]:
        """Yield each wanted cell that depends on draws with its array, as `walk_graph` does."""
        assessment = self._assessment
        return walk_graph(assessment.graph, assessment.values, given, wanted, self.bounds, self._bar_losses(given))

    def find_passing(self, demand: Demand, given: Mapping[str, Array]) -> _Truths:
        """Return in which draws a lever passes what its kind requires."""
        graph, values = self._assessment.graph, self._assessment.values
        cells = demand.cells
        known = {**given, **dict(walk_graph(graph, values, given, set(cells.values())))}
        inputs = {name: known.get(cell, values[cell].number or 0.0) for name, cell in cells.items()}
        passing: _Truths = evaluate_arrays(demand.formula, inputs) == 1
        return passing

    def _bar_losses(self, given: Mapping[str, Array]) -> dict[str, _Truths]:
        """Return where losses are undefined, since several figures together fail what a kind requires."""
        barred: dict[str, _Truths] = {}
        if not self._together:
            return barred
        graph, values = self._assessment.graph, self._assessment.values
        passed = Network(graph, values, given, self._together, others=self._tests).compute(given)
        for test, losses in self._list_losses_at_stake():
            if test in passed and not (passed[test] == 1).all():
                for name in losses:
                    is_failing = passed[test] != 1
                    barred[name] = barred[name] | is_failing if name in barred else is_failing
        return barred

    def _make_test(self, name: str, reading: Reading) -> Callable[[Array], _Truths] | None:
        """Return the test of which draws of a figure are allowed; None where all are."""
        least, most = self._rooms.get(name, _EVERYTHING)
        low, high = find_reach(reading)
        tests = self._alone.get(name, [])
        if least <= low and high <= most and math.isfinite(high - low) and not tests:
            return None

        def is_allowed(values: Array) -> _Truths:
            truths: _Truths = np.isfinite(values) & (values >= least) & (values <= most)
            passed = self._deciding.compute({name: values}) if tests else {}
            for test in tests:
                truths &= passed[test] == 1
            return truths

        return is_allowed

    def _list_open(self) -> Iterator[_Open]:
        """Yield what kinds require that some draw might fail, by the least and the greatest that its inputs can be."""
        assessment = self._assessment
        values = assessment.values
        places = {name: place for place, name in enumerate(assessment.graph.cells)}
        reach: dict[str, Interval] = {}
        for demand in list_demands(assessment.graph):
            if any(values[cell].number is None for cell in demand.cells.values()):
                continue
            behind = {name for cell in demand.cells.values() for name in assessment.list_cells_behind(cell)}
            figures = frozenset(self.readings.keys() & behind)
            if not figures:
                continue
            for name in sorted(behind.difference(reach), key=places.__getitem__):
                reach[name] = self._find_reach(name, reach)
            inputs = {name: reach[cell] for name, cell in demand.cells.items()}
            if bound_formula(demand.formula, inputs) != (1.0, 1.0):
                yield _Open(demand, figures)

    def _find_reach(self, name: str, reach: Mapping[str, Interval]) -> Interval:
        """Return the least and the greatest that a cell can be, given those of the cells before it."""
        cell, value = self._assessment.graph.cells[name], self._assessment.values[name]
        least, most = self._rooms.get(name, _EVERYTHING)
        if name in self.readings:
            low, high = find_reach(self.readings[name])
        elif value.formula is not None:
            inputs = {read: reach[cell.binding.get(read, read)] for read in value.formula.names}
            low, high = bound_formula(value.formula, inputs)
        elif value.number is None or value.varies:
            return _EVERYTHING
        else:
            return value.number, value.number
        return max(low, least), min(high, most)
