"""The numbers of a graph: every cell in order, each a float or the reasons why there is none."""

from collections.abc import Iterable, Mapping

from leverage.formula import Formula, UndefinedError, addends, join
from leverage.formula import evaluate as compute
from leverage.graph.cells import VARIES, Cell, Graph, Value

_Lacks = tuple[tuple[str, str], ...]


def evaluate(graph: Graph, given: Mapping[str, float] | None = None) -> dict[str, Value]:
    """Compute every cell of a graph in base units of its dimension; some may be given.

    What is given as VARIES varies, and so does all that is computed from it: such a cell has its formula, no number.
    """
    return again(graph, {}, given or {}, graph.cells)


def again(
    graph: Graph, values: Mapping[str, Value], given: Mapping[str, float], names: Iterable[str]
) -> dict[str, Value]:
    """Return values with some cells given and those of `names` computed anew, which come in the order of the graph."""
    found = {**values, **{name: Value(number) for name, number in given.items()}}
    for name in names:
        if name not in given:
            found[name] = _value(graph.cells[name], found, graph.cells)
    return found


def _value(cell: Cell, values: Mapping[str, Value], cells: Mapping[str, Cell]) -> Value:
    formula = cell.formula
    if cell.reading is not None and cell.reading.value is not None and not cell.lacks:
        return Value(cell.reading.value.base + 0.0)  # which makes -0.0 plain 0
    if formula is None or cell.lacks:
        return Value(None, lacks=((cell.name, cell.lacks or "not given"),))
    left_out: tuple[str, ...] = ()
    missing = [read for read in cell.reads if values[read].number is None]
    if cell.partial and (missing or cell.beside):
        formula, left_out = _valued_part(cell, formula, values, cells)
        missing = [read for read in _reads(cell, formula) if values[read].number is None]
    if missing or formula is None:
        return Value(None, formula, _roots(missing or [*cell.reads, *cell.beside.values()], values))
    return _computed(cell, formula, values, left_out)


def _computed(cell: Cell, formula: Formula, values: Mapping[str, Value], left_out: tuple[str, ...]) -> Value:
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
        number = compute(formula, inputs)  # type: ignore[arg-type]  # no input is missing here
    except UndefinedError as error:
        return Value(None, formula, ((cell.name, str(error)),))
    return Value(number, formula, left_out=tuple(dict.fromkeys(inherited)) if inherited else ())


def _valued_part(
    cell: Cell, formula: Formula, values: Mapping[str, Value], cells: Mapping[str, Cell]
) -> tuple[Formula | None, tuple[str, ...]]:
    """Return the sum without the losses that are missing, and their names. None if nothing is left."""
    kept, left_out = [], []
    for addend in addends(formula):
        name = addend.names[0] if addend.is_name else ""
        needed = [name, cell.beside[name]] if name in cell.beside else [name]
        if name and cells[name].is_loss and any(values[one].number is None for one in needed):
            left_out.append(name)
        else:
            kept.append(addend)
    if not left_out:
        return formula, ()
    return (join("sum", tuple(kept)) if kept else None), tuple(left_out)


def _reads(cell: Cell, formula: Formula | None) -> list[str]:
    return [cell.binding.get(name, name) for name in formula.names] if formula else []


def _roots(missing: tuple[str, ...] | list[str], values: Mapping[str, Value]) -> _Lacks:
    return tuple(dict.fromkeys(root for read in missing for root in values[read].lacks))
