"""What a cell rests on: its evidence (the weakest of its inputs), its sources, whether it is approximate."""

from collections.abc import Mapping
from typing import NamedTuple

from leverage.formula import TRUTH
from leverage.graph.cells import Cell, Graph, Value
from leverage.model import Evidence


class Founding(NamedTuple):
    """How well a cell is founded, and on which sources."""

    evidence: Evidence
    sources: tuple[str, ...] = ()
    approximate: bool = False


def found(graph: Graph, values: Mapping[str, Value]) -> dict[str, Founding]:
    """Return the founding of every cell that has a value."""
    founding: dict[str, Founding] = {}
    for name, cell in graph.cells.items():
        if values[name].number is not None:
            founding[name] = _of(cell, values[name], founding)
    return founding


def _of(cell: Cell, value: Value, founding: Mapping[str, Founding]) -> Founding:
    own = _itself(cell)
    formula = value.formula
    if formula is None or not formula.names:
        return own
    binding = cell.binding
    inputs = [founding[binding.get(name, name)] for name in formula.names]
    weakest, sources = own.evidence, dict.fromkeys(own.sources)
    for one in inputs:
        weakest = max(weakest, one.evidence)
        sources.update(dict.fromkeys(one.sources))
    if formula.is_name:  # what holds of the other cell holds here
        return Founding(weakest, tuple(sources), own.approximate or inputs[0].approximate)
    return Founding(max(weakest, Evidence.DERIVED), tuple(sources), own.approximate)


def _itself(cell: Cell) -> Founding:
    """Return what a cell rests on by itself, its inputs aside."""
    reading = cell.reading
    if reading is None:
        return Founding(Evidence.ASSUMED if cell.assumes else _own(cell))
    return Founding(reading.evidence, (reading.source,) if reading.source else (), reading.approximate)


def _own(cell: Cell) -> Evidence:
    """Return what a formula's own numbers are worth; a claim's threshold and a kind's method are no figures."""
    is_result = cell.expression is not None and cell.unit is not TRUTH
    is_loose = cell.formula is not None and cell.formula.has_loose_number
    if not is_loose and cell.formula is not None and not cell.formula.names and cell.expression is None:
        return Evidence.DERIVED  # a definition: a kind's default, the nothing that an uncut tie loses
    is_default = cell.lever == "" and cell.place is not None and cell.formula is not None and not cell.formula.names
    return Evidence.UNSOURCED if is_loose and (is_result or is_default) else Evidence.REPORTED
