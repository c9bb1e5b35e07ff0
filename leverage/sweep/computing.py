"""Blocks of rows filled with results; a row that breaks a rule gets none and says why."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf, isfinite, nan
from typing import Any, NamedTuple

from leverage.analysis import arrays
from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.analysis.checks import (
    Demand,
    Limit,
    Loss,
    list_demands,
    list_limits,
    list_losses,
    list_test_points,
    write_number,
)
from leverage.analysis.claims import judge_claim
from leverage.graph.cells import Graph, Value
from leverage.graph.evaluate import evaluate_again
from leverage.problems import make_visible
from leverage.quantity import Quantity, parse_quantity, split_quantity
from leverage.sweep.headings import Column, Opened
from leverage.sweep.rows import Block, Fault
from leverage.units import RATIO, Unit, UnitError, name_dimension

_LONG = 60  # characters of a field that a message shows


class Read(NamedTuple):
    """A column's numbers in its own measure and in base units, nan where `faults` say that there is none."""

    plain: Array
    base: Array
    faults: Mapping[int, str] = {}
    is_plain: bool = True


def read_column(column: Column, fields: Sequence[Any], *, without_commas: bool = False) -> Read:
    """Read the fields of a column."""
    found = _plain(column, fields)
    if found is not None:
        return Read(*found)
    measure = column.heading.measure
    faults: dict[int, str] = {}
    numbers = [_number(column, field, at, faults, without_commas=without_commas) for at, field in enumerate(fields)]
    base = arrays.make_array(numbers)
    return Read(measure.plain(base) if measure else base, base, faults, is_plain=False)


def _plain(column: Column, fields: Sequence[Any]) -> tuple[Array, Array] | None:
    """Return plain numbers in the column's measure and in base units; None if there is anything else among them."""
    measure = column.heading.measure
    found = arrays.read_numbers(fields) if measure is not None or column.dimension == RATIO else None
    if found is None:
        return None
    base = measure.base(found) if measure else found
    return (found, base) if arrays.is_finite(base) else None


def _number(column: Column, field: Any, row: int, faults: dict[int, str], *, without_commas: bool) -> float:
    """Read one field in base units; why it cannot be read goes to the faults."""
    text = "" if field is None else str(field).strip()
    try:
        return _base(column, _quantity(text, without_commas=without_commas))
    except UnitError as error:
        if (found := _plain(column, [field])) is not None:  # what is read among others is read alone
            return float(found[1][0])
        faults[row] = _short(f"{error}, {error.hint}" if error.hint else str(error))
        return nan


@lru_cache(maxsize=1 << 16)
def _quantity(text: str, *, without_commas: bool) -> Quantity:
    if not text:
        raise UnitError("no number")
    if without_commas and "," in split_quantity(text)[0]:
        raise UnitError(f"the comma in '{text}' may be a decimal one", "write 1.5 with a point, thousands as 1_000")
    return parse_quantity(text)


def _base(column: Column, found: Quantity) -> float:
    """Bring a quantity to base units. Raises UnitError where it is of another unit, or too large."""
    measure = column.heading.measure
    if not found.unit.text and not found.percent:  # a number that the heading, or the cell, gives the unit of
        if measure is None and column.dimension != RATIO and found.number != 0:
            hint = f"write the unit in the heading, such as {column.heading.name} [{name_dimension(column.dimension)}]"
            raise UnitError(f"'{found.text}' has no unit", hint)
        number = float(measure.base(arrays.make_array([found.number]))[0]) if measure else found.number
    elif found.unit.dimension != column.dimension:
        raise UnitError(f"'{found.text}' is wanted in {name_dimension(column.dimension)}")
    else:
        number = found.base
    if not isfinite(number):
        raise UnitError(f"'{found.text}' is too large a number")
    return number


def _short(text: str) -> str:
    text = make_visible(text.replace("\n", " "))
    return text if len(text) <= 2 * _LONG else f"{text[:_LONG]} ... {text[-_LONG:]}"


class Result(NamedTuple):
    """A cell asked for: its value where no row changes it, and what its number is divided by to be in a unit."""

    name: str
    usual: Value
    factor: float
    is_claim: bool

    def values(self, array: Array) -> list[Any]:
        """Return the values of many rows; of a claim the verdicts."""
        if self.is_claim:
            return ["holds" if held else "fails" for held in array.tolist()]
        numbers: list[Any] = (array if self.factor == 1.0 else array / self.factor).tolist()
        return numbers

    def of(self, assessment: Assessment) -> tuple[Any, str]:
        """Return the value of one row, and why there is none or only a part; a verdict may be one that is none."""
        value = assessment.values[self.name]
        if value.number is None:
            return None, f"{self.name}: {value.why(self.name)}"
        without = ", ".join(value.left_out)
        if self.is_claim:
            verdict = judge_claim(assessment, assessment.scenario.claims[self.name]).verdict
            return (None, f"{self.name}: cannot say without {without}") if verdict == "cannot say" else (verdict, "")
        is_usual = set(value.left_out) <= set(self.usual.left_out)
        return value.number / self.factor, "" if is_usual else f"{self.name}: at least, without {without}"


def list_results(of: Assessment, names: Sequence[str], unit: Unit | None) -> list[Result]:
    """Return what is asked for, in a unit where it fits."""
    cells, claims = of.graph.cells, of.scenario.claims
    factors = [unit.factor if unit and cells[name].unit == unit.dimension else 1.0 for name in names]
    return [Result(name, of.values[name], factor, name in claims) for name, factor in zip(names, factors, strict=True)]


class Rules(NamedTuple):
    """The rules over cells that vary, each with the name of the column that it is told at."""

    limits: Sequence[tuple[Limit, str]]
    demands: Sequence[tuple[Demand, str]]
    losses: Sequence[tuple[Loss, str]]

    @property
    def cells(self) -> set[str]:
        """Return the cells that must be known to test them."""
        return {
            *(limit.cell for limit, _ in self.limits),
            *(cell for demand, _ in self.demands for cell in demand.cells.values()),
            *(loss.cell for loss, _ in self.losses),
        }


def list_rules(opened: Opened) -> Rules:
    """Return the rules that rows can break."""
    graph, values = opened.assessment.graph, opened.assessment.values
    first = _first_columns(graph, opened.columns)

    def told_at(cells: Collection[str]) -> str:
        return opened.columns[min(first[cell] for cell in cells if cell in first)].heading.name

    return Rules(
        [(one, told_at([one.cell])) for one in list_limits(graph) if values[one.cell].varies],
        [
            (one, told_at(one.cells.values()))
            for one in list_demands(graph)
            if any(values[cell].varies for cell in one.cells.values())
            and all(values[cell].number is not None for cell in one.cells.values())
        ],
        [(one, told_at([one.cell])) for one in list_losses(graph) if values[one.cell].varies],
    )


def _first_columns(graph: Graph, columns: Sequence[Column]) -> dict[str, int]:
    """Return for each cell that depends on columns the first of them, by its number."""
    found = {column.cell: at for at, column in enumerate(columns)}
    for name, cell in graph.cells.items():
        reached = [found[read] for read in cell.reads if read in found]
        if reached and name not in found:
            found[name] = min(reached)
    return found


def find_broken(of: Assessment, held: Rules, known: Mapping[str, Array]) -> Iterator[tuple[int, Fault]]:
    """Yield each row that breaks a rule; a negative loss only where none of the other rules is broken."""
    rows = set()
    for row, fault in [*_outside(of.graph, held, known), *_failing(of, held, known)]:
        rows.add(row)
        yield row, fault
    for loss, column in held.losses:
        for row in arrays.find_outside(known[loss.cell], 0.0, inf):
            if row not in rows:
                yield row, Fault(column, f"{loss.refusal}, see its inputs")


def _outside(graph: Graph, held: Rules, known: Mapping[str, Array]) -> Iterator[tuple[int, Fault]]:
    for limit, column in held.limits:
        numbers = known[limit.cell]
        for row in arrays.find_outside(numbers, limit.least, limit.most):
            found = write_number(graph, limit.cell, float(numbers[row]))
            yield row, Fault(column, f"'{limit.cell}' {limit.refusal(found)}")


def _failing(of: Assessment, held: Rules, known: Mapping[str, Array]) -> Iterator[tuple[int, Fault]]:
    for demand, column in held.demands:
        formula = demand.formula
        varying = {name: known[cell] for name, cell in demand.cells.items() if cell in known}
        rows: dict[int, str] = {}
        for which, point in list_test_points(of.graph, of.values, demand):
            for row in arrays.find_failing(formula, {**point, **varying}):
                rows.setdefault(row, f" (at the {which} of another input)" if which else "")
        for row, where in rows.items():
            yield (
                row,
                Fault(column, f"{demand.refusal}{where}, the kind requires {demand.requirement.test.formula.text}"),
            )


class Computed(NamedTuple):
    """A column for each result; the reasons of rows that lack one for a reason of their own; rows that break rules."""

    columns: list[list[Any]]
    missing: Mapping[int, Sequence[str]]
    faults: Sequence[tuple[int, Fault]]


class Computation:
    """Computes results of an opened scenario, amounts in a unit where they fit it."""

    def __init__(self, opened: Opened, names: Sequence[str], unit: Unit | None) -> None:
        """Prepare for some cells as results."""
        self._of = opened.assessment
        self._results = list_results(self._of, names, unit)
        self._rules = list_rules(opened)
        self._steps = _list_varying(self._of, names)
        # A verdict on a sum without all its parts takes the bounds of all cells, row by row.
        self._is_slow = any(one.is_claim and one.usual.varies and one.usual.left_out for one in self._results)
        is_judged = any(one.is_claim for one in self._results)
        order = [name for name in self._of.graph.cells if self._of.values[name].varies]
        self._order = order if is_judged else [name for name in order if name in self._steps]
        self._same = {one.name: one.of(self._of) for one in self._results if not one.usual.varies}
        self.always = [reason for _, reason in self._same.values() if reason]

    def compute(self, given: Mapping[str, Array], count: int) -> Computed:
        """Compute so many rows, given the swept cells as arrays."""
        wanted = {*self._steps, *self._rules.cells}
        known = dict(arrays.walk_graph(self._of.graph, self._of.values, given, wanted))
        faults = list(find_broken(self._of, self._rules, known))
        columns = [self._column(one, known, count) for one in self._results]
        broken_rows = {row for row, _ in faults}
        odd = range(count) if self._is_slow else arrays.find_undefined([known[name] for name in self._steps])
        missing = {row: self._on_floats(row, given, columns) for row in odd if row not in broken_rows}
        return Computed(columns, missing, faults)

    def _column(self, one: Result, known: Mapping[str, Array], count: int) -> list[Any]:
        return [self._same[one.name][0]] * count if one.name in self._same else one.values(known[one.name])

    def _on_floats(self, row: int, given: Mapping[str, Array], columns: list[list[Any]]) -> list[str]:
        """Compute a row as a lone what-if is computed, put it in its columns, and say what it lacks."""
        own = {name: float(array[row]) for name, array in given.items()}
        lone = self._of._replace(values=evaluate_again(self._of.graph, self._of.values, own, self._order))
        reasons = []
        for one, column in zip(self._results, columns, strict=True):
            column[row], reason = self._same.get(one.name) or one.of(lone)
            reasons += [reason] if reason else []
        return reasons


def _list_varying(of: Assessment, names: Collection[str]) -> set[str]:
    """Return the cells that vary and that some cells are computed from, these included."""
    values = of.values
    found = {name for name in names if values[name].varies}
    for name, cell in reversed(list(of.graph.cells.items())):
        if name in found:
            inputs = (*cell.list_inputs(values[name].formula), *cell.beside.values())
            found.update(read for read in inputs if values[read].varies)
    return found


class Filled(NamedTuple):
    """A block with a column for each result, None where a row has none, and for each row the reasons why.

    `faults` are what is wrong with rows that could not be computed, `read` the swept columns as numbers.
    """

    block: Block
    read: Mapping[int, Read]
    results: Sequence[Sequence[Any]]
    missing: Sequence[Sequence[str]]
    faults: Mapping[int, Sequence[Fault]]


def fill_blocks(
    opened: Opened, names: Sequence[str], blocks: Iterable[Block], unit: Unit | None = None
) -> Iterator[Filled]:
    """Fill blocks with the results of a scenario, one after the other; amounts are in a unit where they fit it."""
    computation = Computation(opened, names, unit)
    for block in blocks:
        columns = {
            column.at: read_column(column, block.columns[column.at], without_commas=block.without_commas)
            for column in opened.columns
        }
        faults = _unread(opened, block, columns)
        given = {column.cell: columns[column.at].base for column in opened.columns}
        rows: Sequence[int] = range(block.size)
        if faults:
            rows = [row for row in rows if row not in faults]
            given = {name: array[rows] for name, array in given.items()}
        found = computation.compute(given, len(rows))
        for at, fault in found.faults:
            faults.setdefault(rows[at], []).append(fault)
        missing = _missing(computation.always, block.size, rows, found, faults)
        yield Filled(
            block, columns, [_in_place(one, block.size, rows, faults) for one in found.columns], missing, faults
        )


def _unread(opened: Opened, block: Block, columns: Mapping[int, Read]) -> dict[int, list[Fault]]:
    """Return the rows of a wrong length, and those with a field that is no number."""
    faults = {row: [fault] for row, fault in block.faults.items()}
    for column in opened.columns:
        for row, reason in columns[column.at].faults.items():
            if row not in block.faults:
                faults.setdefault(row, []).append(Fault(column.heading.name, reason))
    return faults


def _in_place(values: list[Any], size: int, rows: Sequence[int], faults: Iterable[int]) -> list[Any]:
    """Put the values of some rows in the places of these, and nothing in those of rows with a fault."""
    if len(rows) == size:
        found = values
    else:
        found = [None] * size
        for row, value in zip(rows, values, strict=True):
            found[row] = value
    for row in faults:
        found[row] = None
    return found


def _missing(
    always: Sequence[str], size: int, rows: Sequence[int], found: Computed, faults: Mapping[int, Sequence[Fault]]
) -> list[Sequence[str]]:
    missing: list[Sequence[str]] = [always] * size
    for at, reasons in found.missing.items():
        missing[rows[at]] = reasons
    for row, own in faults.items():
        missing[row] = [str(fault) for fault in own]
    return missing
