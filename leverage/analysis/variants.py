"""A scenario with other readings of its figures in use: only what depends on these is computed anew."""

from collections.abc import Mapping
from typing import NamedTuple

from leverage.analysis.assessment import Assessment, compute_scenario
from leverage.analysis.checks import Checks
from leverage.graph.build import switch_readings
from leverage.graph.cells import list_readers, walk_inputs
from leverage.graph.evaluate import Anew
from leverage.problems import LeverageError
from leverage.reading.what_if import use_readings


class Variant(NamedTuple):
    """A scenario with other readings of figures in use, by their ids, and the cells computed anew; None if all were."""

    uses: Mapping[str, str]
    assessment: Assessment
    changed: tuple[str, ...] | None


class Variants:
    """A scenario with other readings in use, time and again: only what depends on these is computed anew."""

    def __init__(self, assessment: Assessment) -> None:
        """Look up once, in the scenario as it stands, what every variant needs."""
        self._assessment = assessment
        self._places = {name: place for place, name in enumerate(assessment.graph.cells)}
        self._readers = list_readers(assessment.graph.cells)
        self._checks = Checks(assessment.graph)
        self._anew = Anew(assessment.values)

    def compute(self, uses: Mapping[str, str]) -> Variant:
        """Assess the scenario with other readings in use, by the ids of their figures, by its numbers alone.

        Raises LeverageError. All is computed anew where the graph is another one.
        """
        assessment = self._assessment
        graph = switch_readings(assessment.graph, uses, self._places)
        if graph is None:
            return Variant(uses, compute_scenario(use_readings(assessment.scenario, uses)), None)
        changed = walk_inputs(uses, lambda name: self._readers.get(name, ()))
        changed.sort(key=self._places.__getitem__)
        values = self._anew.evaluate(graph, changed)
        if problems := self._checks.find_problems(graph, values, set(changed)):
            raise LeverageError(problems, graph.scenario.files)
        return Variant(uses, Assessment(graph, values, {}, tuple, assessment.name), tuple(changed))
