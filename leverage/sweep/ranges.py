"""Ranges of rows: every row is computed from the same draws, many rows at once."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.analysis.draws import compute_range, draw_ranges
from leverage.analysis.ranges import Range, widen_to_value
from leverage.analysis.sampling import Sampler, split_into_blocks
from leverage.graph.evaluate import evaluate_again


class Drawing(NamedTuple):
    """How many draws a row has, and from which seed."""

    draws: int
    seed: int


class RowRanges:
    """Finds the ranges of cells of an assessment in which swept cells vary from row to row."""

    def __init__(self, assessment: Assessment, names: Sequence[str], drawing: Drawing) -> None:
        """Draw once for all rows."""
        self._assessment = assessment
        self._drawing = drawing
        self._sampler = sampler = Sampler(assessment)
        uncertain = sampler.readings.keys()
        self._names = [name for name in names if not uncertain.isdisjoint(assessment.list_cells_behind(name))]
        self._order = [name for name in assessment.graph.cells if assessment.values[name].varies]
        self._draws: dict[str, Array] = {}
        self._is_in_blocks = len(list(split_into_blocks(drawing.draws))) > 1
        if not self._is_in_blocks:
            streams = sampler.open_streams(drawing.seed)
            self._draws = {name: stream.draw(drawing.draws)[np.newaxis] for name, stream in streams.items()}

    def find_ranges(
        self, given: Mapping[str, Array], numbers: Mapping[str, Array], rows: Sequence[int], alone: Collection[int]
    ) -> dict[int, Mapping[str, Range]]:
        """Return the ranges of some rows by the cells that have one.

        `given` are the swept cells of all rows and `numbers` the cells themselves, in base units. The rows in `alone`
        are computed one by one, as `leverage show` does; so are those with draws that a kind does not allow in them,
        and all where there are too many draws to be held.
        """
        if not self._names:
            return {}
        together = [] if self._is_in_blocks else [row for row in rows if row not in alone]
        ranges: dict[int, Mapping[str, Range]] = {}
        if together:
            ranges |= self._find_together(given, numbers, together)
        for row in rows:
            if row not in ranges:
                ranges[row] = self._find_alone({name: float(array[row]) for name, array in given.items()})
        return ranges

    def _find_together(
        self, given: Mapping[str, Array], numbers: Mapping[str, Array], rows: Sequence[int]
    ) -> dict[int, dict[str, Range]]:
        """Return the ranges of the rows that no kind refuses a draw of."""
        table = {**self._draws, **{name: array[rows, np.newaxis] for name, array in given.items()}}
        is_allowed = np.ones((len(rows), 1), dtype=np.bool_)
        for demand in self._sampler.varying:
            is_allowed &= self._sampler.find_passing(demand, table).all(axis=1, keepdims=True)
        ranges: dict[int, dict[str, Range]] = {
            row: {} for row, is_so in zip(rows, is_allowed[:, 0].tolist(), strict=True) if is_so
        }
        for name, array in self._sampler.walk(table, self._names):
            for at, row in enumerate(rows):
                span = compute_range(array[at if array.shape[0] > 1 else 0]) if row in ranges else None
                if span is not None:
                    ranges[row][name] = widen_to_value(span, float(numbers[name][row]))
        return ranges

    def _find_alone(self, given: Mapping[str, float]) -> Mapping[str, Range]:
        assessment = self._assessment
        values = evaluate_again(assessment.graph, assessment.values, given, self._order)
        lone = assessment._replace(values=values)
        return draw_ranges(lone, self._drawing.draws, self._drawing.seed, self._names).ranges
