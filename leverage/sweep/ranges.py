"""Ranges of rows: every row is computed from the same draws, many rows at once."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.analysis.claims import Verdict, judge_claim, judge_test
from leverage.analysis.draws import compute_range, draw_ranges
from leverage.analysis.ranges import Drawn, Range, widen_to_value
from leverage.analysis.sampling import Sampler, split_into_blocks
from leverage.graph.evaluate import evaluate_again


class Drawing(NamedTuple):
    """How many draws a row has, and from which seed."""

    draws: int
    seed: int


class DrawnRow(NamedTuple):
    """What the draws of a row come to: the ranges of numbers and the verdicts on claims that depend on draws."""

    ranges: Mapping[str, Range]
    verdicts: Mapping[str, Verdict]


class RowRanges:
    """Finds ranges and verdicts for cells of an assessment in which swept cells vary from row to row."""

    def __init__(self, assessment: Assessment, names: Sequence[str], drawing: Drawing) -> None:
        """Draw once for all rows."""
        self._assessment = assessment
        self._drawing = drawing
        self._sampler = sampler = Sampler(assessment)
        uncertain = sampler.readings.keys()
        self._names = [name for name in names if not uncertain.isdisjoint(assessment.list_cells_behind(name))]
        self._order = [name for name in assessment.graph.cells if assessment.values[name].varies]
        self._draws: dict[str, Array] = {}
        self._claims = [name for name in self._names if name in assessment.scenario.claims]
        is_in_blocks = len(list(split_into_blocks(drawing.draws))) > 1
        # What a claim leaves out takes the bounds of all cells.
        self._is_alone = is_in_blocks or any(assessment.values[claim].left_out for claim in self._claims)
        if not self._is_alone:
            streams = sampler.open_streams(drawing.seed)
            self._draws = {name: stream.draw(drawing.draws)[np.newaxis] for name, stream in streams.items()}

    def find_ranges(
        self, given: Mapping[str, Array], numbers: Mapping[str, Array], rows: Sequence[int], alone: Collection[int]
    ) -> dict[int, DrawnRow]:
        """Return what the draws of some rows come to.

        `given` are the swept cells of all rows and `numbers` the cells themselves, in base units. The rows in `alone`
        are computed one by one, as `leverage show` does; so are those with draws that a kind does not allow in them,
        and all where a claim leaves something out or there are too many draws to be held.
        """
        if not self._names:
            return {}
        together = [] if self._is_alone else [row for row in rows if row not in alone]
        drawn = self._find_together(given, numbers, together) if together else {}
        for row in rows:
            if row not in drawn:
                drawn[row] = self._find_alone({name: float(array[row]) for name, array in given.items()})
        return drawn

    def _find_together(
        self, given: Mapping[str, Array], numbers: Mapping[str, Array], rows: Sequence[int]
    ) -> dict[int, DrawnRow]:
        """Return what the draws come to of the rows that no kind refuses a draw of."""
        table = {**self._draws, **{name: array[rows, np.newaxis] for name, array in given.items()}}
        is_allowed = np.ones((len(rows), 1), dtype=np.bool_)
        for demand in self._sampler.varying:
            is_allowed &= self._sampler.find_passing(demand, table).all(axis=1, keepdims=True)
        allowed = [(at, row) for at, row in enumerate(rows) if is_allowed[at, 0]]
        ranges: dict[int, dict[str, Range]] = {row: {} for _, row in allowed}
        verdicts: dict[int, dict[str, Verdict]] = {row: {} for _, row in allowed}
        for name, array in self._sampler.walk(table, self._names):
            for at, row in allowed:
                draws = array[at if array.shape[0] > 1 else 0]
                number = float(numbers[name][row])
                if name in self._claims:
                    verdicts[row][name] = judge_test(name, number, self._count_held(name, draws))
                elif span := compute_range(draws):
                    ranges[row][name] = widen_to_value(span, number)
        return {row: DrawnRow(ranges[row], verdicts[row]) for _, row in allowed}

    def _count_held(self, claim: str, draws: Array) -> Drawn:
        """Return the share of the draws of a row in which a claim is true."""
        unsaid = int(np.isnan(draws).sum())
        defined = draws.size - unsaid
        held = {claim: int(np.count_nonzero(draws == 1)) / defined} if defined else {}
        return Drawn({}, held, {claim: unsaid}, draws.size, self._drawing.seed)

    def _find_alone(self, given: Mapping[str, float]) -> DrawnRow:
        assessment = self._assessment
        values = evaluate_again(assessment.graph.cells, assessment.values, given, self._order)
        lone = assessment._replace(values=values)
        drawn = draw_ranges(lone, self._drawing.draws, self._drawing.seed, self._names)
        claims = assessment.scenario.claims
        return DrawnRow(drawn.ranges, {name: judge_claim(lone, claims[name], drawn) for name in self._claims})
