"""The numbers of a graph, cell by cell, and what each number rests on."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from leverage.formula.dimensions import TRUTH
from leverage.formula.evaluate import UndefinedError
from leverage.formula.evaluate import evaluate as compute
from leverage.formula.parse import join_formulas
from leverage.formula.tree import Formula, list_addends
from leverage.graph.cells import VARIES, Cell, Graph, Value
from leverage.model import Evidence


def evaluate_graph(graph: Graph, given: Mapping[str, float] | None = None) -> dict[str, Value]:
    """Compute every cell of a graph in base units of its dimension; some may be given.

    What is given as VARIES varies, and so does all that is computed from it: such a cell has its formula, no number.
    """
    return evaluate_again(graph, {}, given or {}, graph.cells)


def evaluate_again(
    graph: Graph, values: Mapping[str, Value], given: Mapping[str, float], names: Iterable[str]
) -> dict[str, Value]:
    """Return values with some cells given and those of `names` computed anew, which come in the order of the graph."""
    values = {**values, **{name: Value(number) for name, number in given.items()}}
    for name in names:
        if name not in given:
            values[name] = _evaluate_cell(graph.cells[name], values, graph.cells)
    return values


def evaluate_over(graph: Graph, values: Mapping[str, Value], names: Iterable[str]) -> Mapping[str, Value]:
    """Return values with those of `names` computed anew, in the order of the graph, and laid over the others.

    What is returned takes no room for the others, however many there are.
    """
    changed: dict[str, Value] = {}
    known = dict(values)
    for name in names:
        changed[name] = known[name] = _evaluate_cell(graph.cells[name], known, graph.cells)
    return ChainMap(changed, values)  # type: ignore[arg-type]  # the values below are only read


def _evaluate_cell(cell: Cell, values: Mapping[str, Value], cells: Mapping[str, Cell]) -> Value:
    formula = cell.formula
    if cell.reading is not None and cell.reading.value is not None and not cell.lacks:
        return Value(cell.reading.value.base + 0.0)  # which makes -0.0 plain 0
    if formula is None or cell.lacks:
        return Value(None, lacks=((cell.name, cell.lacks or "not given"),))
    left_out: tuple[str, ...] = ()
    missing = [read for read in cell.reads if values[read].number is None]
    if cell.partial and (missing or any(values[other].number is None for other in cell.beside.values())):
        formula, left_out = _select_valued(cell, formula, values, cells)
        if formula is None:
            return Value(None, None, _find_roots([*cell.reads, *cell.beside.values()], values))
        missing = [read for read in cell.list_inputs(formula) if values[read].number is None]
    if missing:
        return Value(None, formula, _find_roots(missing, values))
    return _evaluate_formula(cell, formula, values, left_out)


def _evaluate_formula(cell: Cell, formula: Formula, values: Mapping[str, Value], left_out: tuple[str, ...]) -> Value:
    inputs = {}
    inherited = list(left_out)
    for name in formula.names:
        value = values[cell.binding.get(name, name)]
        inputs[name] = value.number
        inherited += value.left_out
    if formula.is_name:
        return Value(inputs[formula.names[0]], formula, left_out=tuple(inherited))
    if VARIES in inputs.values():
        return Value(VARIES, formula, left_out=tuple(dict.fromkeys(inherited)))
    try:
        number = _compute(cell, formula, inputs)  # type: ignore[arg-type]  # no input is missing here
    except UndefinedError as error:
        return Value(None, formula, ((cell.name, cell.if_undefined or str(error)),))
    return Value(number, formula, left_out=tuple(dict.fromkeys(inherited)) if inherited else ())


def _compute(cell: Cell, formula: Formula, inputs: Mapping[str, float]) -> float:
    if cell.solver is None:
        return compute(formula, inputs)

    from leverage.graph.solve import solve_cell  # and the models with it

    return solve_cell(cell, inputs)


def _select_valued(
    cell: Cell, formula: Formula, values: Mapping[str, Value], cells: Mapping[str, Cell]
) -> tuple[Formula | None, tuple[str, ...]]:
    """Return the sum without the losses that are missing, and their names. None if nothing is left."""
    kept, left_out = [], []
    for addend in list_addends(formula):
        name = addend.names[0] if addend.is_name else ""
        needed = [name, cell.beside[name]] if name in cell.beside else [name]
        if name and cells[name].is_loss and any(values[need].number is None for need in needed):
            left_out.append(name)
        else:
            kept.append(addend)
    if not left_out:
        return formula, ()
    return (join_formulas("sum", tuple(kept)) if kept else None), tuple(left_out)


def _find_roots(missing: Iterable[str], values: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """Return the cells that empty cells are missing for in the end, each with its reason."""
    return tuple(dict.fromkeys(root for read in missing for root in values[read].lacks))


class Backing(NamedTuple):
    """How well a cell is founded, and on which sources."""

    evidence: Evidence
    sources: tuple[str, ...] = ()
    approximate: bool = False


def trace_evidence(graph: Graph, values: Mapping[str, Value]) -> dict[str, Backing]:
    """Return the evidence of every cell that has a value."""
    evidence: dict[str, Backing] = {}
    for name, cell in graph.cells.items():
        if values[name].number is not None:
            evidence[name] = _trace_cell(cell, values[name], evidence)
    return evidence


def _trace_cell(cell: Cell, value: Value, evidence: Mapping[str, Backing]) -> Backing:
    itself = _trace_itself(cell)
    formula = value.formula
    if formula is None or not formula.names:
        return itself
    inputs = [evidence[read] for read in cell.list_inputs(formula)]
    weakest, sources = itself.evidence, dict.fromkeys(itself.sources)
    for backing in inputs:
        weakest = max(weakest, backing.evidence)
        sources.update(dict.fromkeys(backing.sources))
    if formula.is_name:  # what holds of the other cell holds here
        return Backing(weakest, tuple(sources), itself.approximate or inputs[0].approximate)
    return Backing(max(weakest, Evidence.DERIVED), tuple(sources), itself.approximate)


def _trace_itself(cell: Cell) -> Backing:
    """Return what a cell rests on by itself, its inputs aside."""
    reading = cell.reading
    if reading is not None:
        return Backing(reading.evidence, reading.cited, reading.approximate)
    return Backing(Evidence.ASSUMED if cell.assumes else _rate_numbers(cell))


def _rate_numbers(cell: Cell) -> Evidence:
    """Return how well a formula's own numbers are founded; a claim's threshold and a kind's method are no figures."""
    formula = cell.formula
    if formula is None:
        return Evidence.REPORTED
    if not formula.has_loose_number:
        is_definition = not formula.names and cell.expression is None
        # Such as a kind's default, or the nothing that an uncut tie loses.
        return Evidence.DERIVED if is_definition else Evidence.REPORTED
    is_result = cell.expression is not None and cell.unit is not TRUTH
    is_default = cell.lever == "" and cell.place is not None and not formula.names
    return Evidence.UNSOURCED if is_result or is_default else Evidence.REPORTED
