"""The numbers of a graph, cell by cell, and what each number rests on."""

import math
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from leverage.formula.dimensions import TRUTH
from leverage.formula.evaluate import UndefinedError
from leverage.formula.evaluate import evaluate as compute
from leverage.formula.parse import join_formulas
from leverage.formula.tree import Apply, Formula, Name, list_addends
from leverage.graph.cells import VARIES, Backing, Cell, Graph, Value
from leverage.model import Evidence

_MANY = 64  # addends, from which on a sum is added up exactly, to be changed by a few of them


def evaluate_graph(graph: Graph, given: Mapping[str, float] | None = None) -> dict[str, Value]:
    """Compute every cell of a graph in base units of its dimension; some may be given.

    What is given as VARIES varies, and so does all that is computed from it: such a cell has its formula, no number.
    """
    known = graph.known
    if given:
        return evaluate_again(graph.cells, {}, given, graph.cells)
    if known.cells and not known.values:
        known.values = evaluate_again(known.cells, {}, {}, known.cells)
    affected = known.find_affected([name for name, cell in known.cells.items() if graph.cells[name] is not cell])
    names = [name for name in graph.cells if name in affected or name not in known.cells]
    return evaluate_again(graph.cells, known.values, {}, names)


def evaluate_again(
    cells: Mapping[str, Cell], values: Mapping[str, Value], given: Mapping[str, float], names: Iterable[str]
) -> dict[str, Value]:
    """Return values with some cells given and those of `names` computed anew, which come in the order of the graph."""
    values = {**values, **{name: Value(number) for name, number in given.items()}}
    for name in names:
        if name not in given:
            values[name] = _evaluate_cell(cells[name], values, cells)
    return values


class Anew:
    """Computes cells of a graph anew over the values of the others, time and again.

    To a sum of many cells only what changed is added anew, and what stays missing is not explained again.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        """Begin with the values of all cells."""
        self._values = values
        self._totals: dict[str, _Total] = {}  # of the cells that read many or are missing

    def evaluate(self, graph: Graph, names: Iterable[str]) -> Mapping[str, Value]:
        """Return the values with those of `names` computed anew, in the order of the graph, and laid over the others.

        The graph may have other readings in use than that of the values. What is returned takes no room for the cells
        that are not computed anew, however many there are.
        """
        changed = _Over(self._values)
        for name in names:
            cell = graph.cells[name]
            value = None
            if self._values[name].number is None or (cell.formula and len(cell.formula.names) > _MANY):
                value = self._change_total(cell, changed)
            changed[name] = value or _evaluate_cell(cell, changed, graph.cells)
        return ChainMap(changed, self._values)  # type: ignore[arg-type]  # the values below are only read

    def _change_total(self, cell: Cell, changed: Mapping[str, Value]) -> Value | None:
        """Return the value of a sum with what changed; None if it must be computed like any other cell."""
        name = cell.name
        total = self._totals.get(name)
        if total is None or total.cell is not cell:
            total = self._totals[name] = _add_exactly(cell, self._values)
        if not total.parts and not total.is_missing:
            return None
        parts = list(total.parts)
        for read, value in changed.items():
            if read in total.reads:
                before = self._values[read]
                if value is before:
                    continue
                if value.lacks != before.lacks or value.left_out != before.left_out:
                    return None  # more or less may be missing
                if read in total.addends and value.number is not None and before.number is not None:
                    parts += value.number, -before.number
        if total.is_missing:
            return self._values[name]
        try:
            number = math.fsum(parts) + 0.0  # which makes -0.0 plain 0
        except OverflowError:
            return None
        return self._values[name]._replace(number=number) if math.isfinite(number) else None


class _Over(dict[str, Value]):
    """Values over others, which are looked up where there is none."""

    def __init__(self, others: Mapping[str, Value]) -> None:
        super().__init__()
        self._others = others

    def __missing__(self, name: str) -> Value:
        return self._others[name]


class _Total(NamedTuple):
    """A sum of cells, its addends, as a few numbers that add up to it exactly; there are none where it is no sum.

    The cell `reads` the addends, what is left out, and what decides on that. It is missing where some of these are.
    """

    cell: Cell
    reads: frozenset[str]
    addends: frozenset[str] = frozenset()
    parts: tuple[float, ...] = ()
    is_missing: bool = False


def _add_exactly(cell: Cell, values: Mapping[str, Value]) -> _Total:
    """Return the total of a cell, which has no parts unless it is a sum of cells that are all different."""
    reads = frozenset([*cell.reads, *cell.beside.values()])
    value = values[cell.name]
    if value.number is None:
        return _Total(cell, reads, is_missing=any(values[read].number is None for read in reads))
    tree = value.formula.tree if value.formula else None
    if cell.solver is not None or not isinstance(tree, Apply) or tree.operator != "sum":
        return _Total(cell, reads)
    addends = cell.list_inputs(value.formula)
    numbers = [number for read in addends if (number := values[read].number) is not None and math.isfinite(number)]
    is_plain = all(isinstance(operand, Name) for operand in tree.operands)
    if not is_plain or not len(tree.operands) == len(set(addends)) == len(numbers):
        return _Total(cell, reads)
    parts = [math.fsum(numbers)]
    while rest := math.fsum([*numbers, *(-part for part in parts)]):  # what was rounded away
        parts.append(rest)
    return _Total(cell, reads, frozenset(addends), tuple(parts))


def _evaluate_cell(cell: Cell, values: Mapping[str, Value], cells: Mapping[str, Cell]) -> Value:
    formula = cell.formula
    if cell.reading is not None and cell.reading.value is not None and not cell.lacks:
        return Value(cell.reading.value.base + 0.0)  # which makes -0.0 plain 0
    if formula is None or cell.lacks:
        return Value(None, lacks=((cell.name, cell.lacks or "not given"),))
    left_out: tuple[str, ...] = ()
    reads = cell.reads
    missing = [read for read in reads if values[read].number is None]
    if cell.partial and (missing or any(values[other].number is None for other in cell.beside.values())):
        formula, left_out = _select_valued(cell, formula, values, cells)
        if formula is None:
            return Value(None, None, _find_roots([*reads, *cell.beside.values()], values))
        reads = cell.list_inputs(formula)
        missing = [read for read in reads if values[read].number is None]
    if missing:
        return Value(None, formula, _find_roots(missing, values))
    return _evaluate_formula(cell, formula, [values[read] for read in reads], left_out)


def _evaluate_formula(cell: Cell, formula: Formula, read: Sequence[Value], left_out: tuple[str, ...]) -> Value:
    """Compute a cell by a formula, given the values of its names in order, and what is left out of it."""
    inputs = {}
    inherited = [left_out] if left_out else []
    for name, value in zip(formula.names, read, strict=True):
        inputs[name] = value.number
        if value.left_out:
            inherited.append(value.left_out)
    if len(inherited) == 1:  # much may be left out, and of many cells the same
        left_out = inherited[0]
    elif inherited:
        left_out = tuple(dict.fromkeys(chain.from_iterable(inherited)))
    if formula.is_name:
        return Value(inputs[formula.names[0]], formula, left_out=left_out)
    if VARIES in inputs.values():
        return Value(VARIES, formula, left_out=left_out)
    try:
        number = _compute(cell, formula, inputs)  # type: ignore[arg-type]  # no input is missing here
    except UndefinedError as error:
        return Value(None, formula, ((cell.name, cell.if_undefined or str(error)),))
    return Value(number, formula, left_out=left_out)


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
    return (join_formulas("sum", tuple(kept)) if kept else None), tuple(dict.fromkeys(left_out))


def _find_roots(missing: Iterable[str], values: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """Return the cells that empty cells are missing for in the end, each with its reason."""
    return tuple(dict.fromkeys(root for read in missing for root in values[read].lacks))


def trace_evidence(graph: Graph, values: Mapping[str, Value]) -> dict[str, Backing]:
    """Return the evidence of every cell that has a value."""
    evidence: dict[str, Backing] = {}
    shared = _recall_evidence(graph, values)
    for name, cell in graph.cells.items():
        if values[name].number is not None:
            evidence[name] = shared.get(name) or _trace_cell(cell, values[name], evidence)
    return evidence


def _recall_evidence(graph: Graph, values: Mapping[str, Value]) -> Mapping[str, Backing]:
    """Return the evidence of the cells that are known and have the very values that they have there."""
    known = graph.known
    if not known.values:
        return {}
    if not known.evidence:
        known.evidence = trace_evidence(Graph(graph.scenario, graph.kinds, known.cells, {}), known.values)
    affected = known.find_affected([name for name, value in known.values.items() if values[name] is not value])
    if not affected:
        return known.evidence
    return {name: backing for name, backing in known.evidence.items() if name not in affected}


def _trace_cell(cell: Cell, value: Value, evidence: Mapping[str, Backing]) -> Backing:
    itself = _trace_itself(cell)
    formula = value.formula
    if formula is None or not formula.names:
        return itself
    inputs = [evidence[read] for read in cell.list_inputs(formula)]
    weakest = max(itself.evidence, *[backing.evidence for backing in inputs])
    is_approximate = itself.approximate
    if formula.is_name:  # what holds of the other cell holds here
        is_approximate |= inputs[0].approximate
    else:
        weakest = max(weakest, Evidence.DERIVED)
    return Backing(weakest, itself.cited, inputs, approximate=is_approximate)


def _trace_itself(cell: Cell) -> Backing:
    """Return what a cell rests on by itself, its inputs aside."""
    reading = cell.reading
    if reading is not None:
        return Backing(reading.evidence, reading.cited, approximate=reading.approximate)
    return Backing(Evidence.ASSUMED if cell.assumes else _rate_numbers(cell), approximate=False)


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
