"""What follows from each of several cells: the part of a graph between given cells and wanted ones.

Where a given cell changes, only what follows from it is computed again. Cells that merely name another are that cell
here. Sums of many addends are sums of sums of few, so that a change of one addend takes few additions.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from leverage.analysis.arrays import Array, compute_cell
from leverage.formula.evaluate import evaluate
from leverage.formula.tree import Apply, Formula, Name, Tree
from leverage.graph.cells import Cell, Graph, Value, order_inputs, walk_inputs

_MANY = 64  # addends, from which on a sum is split
_TOGETHER = 8  # addends, or sums of them, that are added up at once

_NO_BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType({})
_NO_TESTS: Mapping[str, Sequence[str]] = MappingProxyType({})
_NO_CELLS: Mapping[str, Cell] = MappingProxyType({})
_NO_ARRAYS: Mapping[str, Array] = MappingProxyType({})


class _Input(NamedTuple):
    """What a name in a formula stands for: a cell that varies, or else a number."""

    name: str
    cell: str | None
    number: float


class _Step(NamedTuple):
    """A cell that is computed, by a formula that may be split; `tests` are the cells that must be true there.

    `reads` are the cells it is computed from that vary, the tests too, each once.
    """

    cell: Cell
    formula: Formula
    inputs: tuple[_Input, ...]
    tests: tuple[str, ...]
    reads: tuple[str, ...]
    is_sum: bool  # of names alone, whose numbers may be added up first


class Network:
    """The cells that depend on given ones and on which wanted ones depend.

    Where a cell leaves its bounds, or one of its tests fails, it is undefined, which is nan. What is missing at the
    values in use is not among them.
    """

    def __init__(
        self,
        graph: Graph,
        values: Mapping[str, Value],
        given: Collection[str],
        wanted: Iterable[str],
        bounds: Mapping[str, tuple[float, float]] = _NO_BOUNDS,
        tests: Mapping[str, Sequence[str]] = _NO_TESTS,
        others: Mapping[str, Cell] = _NO_CELLS,
    ) -> None:
        """Find the cells between the given and the wanted ones; `others` are cells that the graph does not have."""
        self._graph = graph
        self._values = values
        self._bounds = bounds
        self._tests = tests
        self._others = others
        self._given = frozenset(given)
        self._named: dict[str, str | None] = {name: name for name in given}  # None where it depends on no given cell
        self._constants: dict[str, float] = {}  # sums of addends that do not vary
        self._steps: dict[str, _Step] = {}  # each after those that it reads
        self._broken: set[str] = set()  # cells that were undefined somewhere
        for name in order_inputs(wanted, self._list_inputs):
            if name not in self._given:
                self._named[name] = self._declare(name)
        self._places = {name: place for place, name in enumerate(self._steps)}
        self._readers: dict[str, list[str]] = {name: [] for name in (*given, *self._steps)}
        for name, step in self._steps.items():
            for read in step.reads:
                self._readers[read].append(name)

    def __len__(self) -> int:
        """Return how many cells are computed."""
        return len(self._steps)

    def find_named(self, name: str) -> str | None:
        """Return the cell that a cell is here, itself or one that it merely names; None if it depends on none given."""
        return self._named.get(name)

    def list_after(self, names: Iterable[str], wanted: Iterable[str] | None = None) -> list[str]:
        """Return the cells that depend on some of the given, in the order in which they are computed.

        With `wanted` only those on which these depend.
        """
        after = set(walk_inputs(names, self._readers.__getitem__)) - self._given
        if wanted is not None:
            ends = {self._named.get(name) for name in wanted}
            inside = [name for name in ends if name in after]
            after = set(walk_inputs(inside, lambda name: [read for read in self._steps[name].reads if read in after]))
        return sorted(after, key=self._places.__getitem__)

    def list_given_behind(self, wanted: Iterable[str]) -> list[str]:
        """Return the given cells on which wanted ones depend."""
        ends = [named for name in wanted if (named := self._named.get(name)) is not None]
        behind = walk_inputs(ends, lambda name: self._steps[name].reads if name in self._steps else [])
        return [name for name in behind if name in self._given]

    def find_reached(self, names: Iterable[str], targets: Sequence[str]) -> dict[str, list[int]]:
        """Return for each given cell of some names which targets depend on it or are it, by their places."""
        reached = dict.fromkeys([*self._given, *self._steps], 0)  # as bits of a number
        for place, target in enumerate(targets):
            reached[target] |= 1 << place
        for name in reversed(self._steps):
            for read in self._steps[name].reads:
                reached[read] |= reached[name]
        return {name: [place for place in range(len(targets)) if reached[name] >> place & 1] for name in names}

    def compute(
        self,
        given: Mapping[str, Array],
        base: Mapping[str, Array] = _NO_ARRAYS,
        wanted: Collection[str] | None = None,
    ) -> dict[str, Array]:
        """Return the given arrays and those of the cells that depend on them; with `wanted` only those of these.

        What depends on none of them has its array of `base`, else its number in use. An array that is not wanted is
        dropped after its last use, so that the next may take its memory.
        """
        known = dict(given)
        self._broken.update(name for name, array in given.items() if np.isnan(array).any())
        solutions: dict[tuple[str, tuple[str, ...]], Any] = {}
        order = self.list_after(given, wanted)
        if wanted is None:
            for name in order:
                known[name] = self._compute_step(name, known, base, solutions)
            return known
        ends = {self._named.get(name) for name in wanted}
        last_reader = {read: name for name in order for read in self._steps[name].reads if read not in ends}
        for name in order:
            known[name] = self._compute_step(name, known, base, solutions)
            for read in self._steps[name].reads:
                if last_reader.get(read) == name:
                    known.pop(read, None)
        return known

    def _compute_step(
        self,
        name: str,
        known: Mapping[str, Array],
        base: Mapping[str, Array],
        solutions: dict[tuple[str, tuple[str, ...]], Any],
    ) -> Array:
        step = self._steps[name]
        inputs: dict[str, Array | float] = {}
        for each in step.inputs:
            array = None if each.cell is None else known.get(each.cell, base.get(each.cell))
            inputs[each.name] = each.number if array is None else array
        if step.is_sum:
            result = _add_up(inputs.values())
        elif step.formula.is_name:
            result = np.asarray(inputs[step.formula.names[0]])
        else:
            is_whole = self._broken.isdisjoint([each.cell for each in step.inputs])
            result = compute_cell(step.cell, step.formula, inputs, solutions, is_whole=is_whole)
        if name in self._bounds:
            least, most = self._bounds[name]
            is_outside = (result < least) | (result > most)
            if is_outside.any():
                result = np.where(is_outside, np.nan, result)
        for test in step.tests:
            passed = known.get(test, base.get(test))
            if passed is not None:
                result = np.where(passed == 1, result, np.nan)
        if np.isnan(result).any():
            self._broken.add(name)
        return result

    def _list_inputs(self, name: str) -> list[str]:
        """Return the cells that one depends on, its tests too; a given one depends on none."""
        if name in self._given:
            return []
        cell, formula = self._find_formula(name)
        return [*cell.list_inputs(formula), *self._tests.get(name, ())]

    def _find_formula(self, name: str) -> tuple[Cell, Formula | None]:
        """Return a cell with the formula it is computed by; without one it does not vary."""
        if name in self._others:
            return self._others[name], self._others[name].formula
        cell, value = self._graph.cells[name], self._values[name]
        return cell, value.formula if value.number is not None else None

    def _declare(self, name: str) -> str | None:
        """Declare how a cell is computed and return what it is called here; None if it does not vary."""
        cell, formula = self._find_formula(name)
        tests = tuple(test for test in self._tests.get(name, ()) if self._named.get(test) is not None)
        if formula is None:
            return None
        varying = [named for read in cell.list_inputs(formula) if (named := self._named.get(read)) is not None]
        if not varying and not tests:
            return None
        if formula.is_name and name not in self._bounds and not tests:
            return varying[0]
        tree = formula.tree
        is_split = isinstance(tree, Apply) and tree.operator == "sum" and len(tree.operands) > _MANY
        if isinstance(tree, Apply) and is_split:
            formula = Formula("", self._split_sum(cell, tree))
        self._steps[name] = self._make_step(cell, formula, tests, is_split=is_split)
        return name

    def _split_sum(self, cell: Cell, tree: Apply) -> Apply:
        """Declare sums of a few addends of a cell each, then sums of a few of these, and return what is left to add."""
        operands: Sequence[Tree] = tree.operands
        while len(operands) > _TOGETHER:
            together: list[Tree] = []
            for start in range(0, len(operands), _TOGETHER):
                name = f"{cell.name}, {len(self._named)}"  # no cell of a graph is called so
                part = cell._replace(name=name)
                addends = tree._replace(operands=tuple(operands[start : start + _TOGETHER]))
                step = self._make_step(part, Formula("", addends), (), is_split=True)
                varies = any(each.cell is not None for each in step.inputs)
                self._named[name] = name if varies else None
                if varies:
                    self._steps[name] = step
                else:
                    self._constants[name] = evaluate(step.formula, {each.name: each.number for each in step.inputs})
                together.append(Name(name, 0, 0))
            operands = together
        return tree._replace(operands=tuple(operands))

    def _make_step(self, cell: Cell, formula: Formula, tests: tuple[str, ...], *, is_split: bool) -> _Step:
        inputs = []
        for name in formula.names:
            read = cell.binding.get(name, name)
            number = self._constants[read] if read in self._constants else self._find_number(read)
            inputs.append(_Input(name, self._named.get(read), number))
        tree = formula.tree
        is_sum = False
        if is_split and isinstance(tree, Apply):
            is_sum = len(formula.names) == len(tree.operands) and all(isinstance(each, Name) for each in tree.operands)
        reads = dict.fromkeys([*(each.cell for each in inputs if each.cell is not None), *tests])
        return _Step(cell, formula, tuple(inputs), tests, tuple(reads), is_sum)

    def _find_number(self, name: str) -> float:
        """Return the number of a cell at the values in use."""
        return self._values[name].number or 0.0 if name in self._values else 0.0


def _add_up(addends: Iterable[Array | float]) -> Array:
    """Return the sum of arrays and numbers, undefined where it is not finite."""
    numbers, arrays = [], []
    for addend in addends:
        if isinstance(addend, float):
            numbers.append(addend)
        else:
            arrays.append(addend)
    with np.errstate(all="ignore"):
        total: Array = reduce(np.add, arrays, np.asarray(math.fsum(numbers)))
    return np.where(np.isfinite(total), total, np.nan)
