"""Results for blocks of rows; a row that breaks a rule gets none, and the reason why."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf, isfinite, nan
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from leverage import naming
from leverage.analysis.arrays import Array, evaluate_arrays, walk_graph
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
from leverage.analysis.claims import CANNOT_SAY, judge_claim, judge_share
from leverage.analysis.ranges import describe_undefined
from leverage.formula.tree import Formula
from leverage.graph.cells import Graph, Value, list_readers, walk_inputs
from leverage.graph.evaluate import evaluate_again
from leverage.problems import make_visible
from leverage.quantity import Quantity, parse_quantity
from leverage.sweep.headings import Column, Opened, leave_out_columns
from leverage.sweep.plain import PlainColumn
from leverage.sweep.ranges import Drawing, DrawnRow, RowRanges
from leverage.sweep.rows import Block, Fault
from leverage.tables.numerals import Commas, is_not_given, split_flag, unify_numeral
from leverage.tables.packed import Packed
from leverage.units import RATIO, Unit, UnitError, name_dimension

#: The values of a cell in some rows: numbers, nan or None where there is none, or verdicts.
Results: TypeAlias = Array | list[Any]

_KEPT_COMPUTATIONS = 200  # by the columns that give no number
_LONG = 60  # characters of a field that a message shows at either end


class Read(NamedTuple):
    """A column's numbers in its own measure and in base units.

    They are nan in rows of which `faults` say what is wrong, and in those of `gaps`, where no number is given. In rows
    that are `flagged` a flag stands after the number.
    """

    plain: Array
    base: Array
    faults: Mapping[int, str] = {}
    is_plain: bool = True
    gaps: Sequence[int] = ()
    flagged: Sequence[int] = ()


def read_column(column: Column, fields: Sequence[Any], commas: Commas = "thousands") -> Read:
    """Read the fields of a column."""
    read = _read_plain_numbers(column, fields, commas)
    if read is not None:
        return read
    fields = list(fields)  # each is looked at
    texts = ["" if field is None else str(field).strip() for field in fields]
    gaps = [row for row, text in enumerate(texts) if is_not_given(text)]
    if gaps:
        absent = set(gaps)
        given = [row for row in range(len(texts)) if row not in absent]
        read = read_column(column, [fields[row] for row in given], commas)
        plain, base = np.full((2, len(texts)), nan)
        plain[given], base[given] = read.plain, read.base
        faults = {given[row]: reason for row, reason in read.faults.items()}
        return Read(plain, base, faults, is_plain=False, gaps=gaps, flagged=[given[row] for row in read.flagged])
    measure = column.heading.measure
    numbers, faults, flagged = [], {}, []
    for row, (field, text) in enumerate(zip(fields, texts, strict=True)):
        try:
            number, has_flag = _read_field(column, field, text, commas)
        except UnitError as error:
            number, has_flag = nan, False
            faults[row] = _shorten(f"{error}, {error.hint}" if error.hint else str(error))
        numbers.append(number)
        if has_flag:
            flagged.append(row)
    base = np.array(numbers, dtype=np.float64)
    plain = measure.convert_from_base(base) if measure else base
    return Read(plain, base, faults, is_plain=False, flagged=flagged)


def _read_plain_numbers(column: Column, fields: Sequence[Any], commas: Commas) -> Read | None:
    """Read plain finite numbers, as texts or not; None if there is anything else among them."""
    measure = column.heading.measure
    if measure is None and column.dimension != RATIO:
        return None
    plain = None
    if isinstance(fields, Packed):
        plain = _read_packed_numbers(fields)
    elif isinstance(fields, PlainColumn) and commas != "decimal":
        plain = fields.rows.read_floats(fields.at)
    if plain is None:
        plain = _read_floats(fields, commas)
    if plain is None:
        return None
    if measure is None:
        return Read(plain, plain)
    base = measure.convert_to_base(plain)
    return Read(plain, base) if np.isfinite(base).all() else None


def _read_packed_numbers(fields: Packed) -> Array | None:
    """Read numbers that lie in an array, where all are finite; None if some are missing, or there is anything else."""
    if fields.has_texts or fields.has_gaps:
        return None
    return np.asarray(np.from_dlpack(fields.array), dtype=np.float64)


def _read_floats(fields: Sequence[Any], commas: Commas) -> Array | None:
    """Read finite numbers as Python does, as texts or not; None if there is anything else among them."""
    if commas == "decimal":
        if any(isinstance(field, str) and "." in field for field in fields):
            return None  # a point stands between thousands
        fields = [field.replace(",", ".") if isinstance(field, str) else field for field in fields]
    try:
        if not "".join(fields).isascii():
            return None  # float reads the digits of all scripts
    except TypeError:  # numbers already
        if {bool, bytes} & set(map(type, fields)):
            return None
    try:
        plain = np.fromiter(map(float, fields), np.float64, len(fields))
    except (TypeError, ValueError, OverflowError):
        return None
    return plain if np.isfinite(plain).all() else None


def _read_field(column: Column, field: Any, text: str, commas: Commas) -> tuple[float, bool]:
    """Read one field, which reads as `text`, in base units; tell whether it has a flag. Raises UnitError."""
    flagged = split_flag(text)
    if flagged is None or flagged.may_be_unit:
        try:
            return _convert_to_base(column, _parse_field(text, commas)), False
        except UnitError as error:
            read = _read_plain_numbers(column, [field], commas)  # a field is read alone as it is among others
            if read is not None:
                return float(read.base[0]), False
            if flagged is None:
                raise error from None
        if flagged.is_doubtful:
            hint = f"write ({flagged.letters}) if it is a flag, or the unit in full"
            raise UnitError(f"'{text}' may have a flag or a unit after its number", hint)
    return _convert_to_base(column, _parse_field(flagged.numeral, commas)), True


@lru_cache(maxsize=1 << 16)
def _parse_field(text: str, commas: Commas) -> Quantity:
    if text[:1] == "'" and text[1:2] in ("-", "+"):
        text = text[1:]  # which keeps spreadsheets from computing
    return parse_quantity(unify_numeral(text, commas))


def _convert_to_base(column: Column, quantity: Quantity) -> float:
    """Bring a quantity to base units. Raises UnitError where it is of another unit, or too large."""
    measure, dimension = column.heading.measure, column.dimension
    number = quantity.base
    if not quantity.unit.text and not quantity.percent:  # a number that the heading, or the cell, gives the unit of
        if measure is not None:
            number = float(measure.convert_to_base(np.array([quantity.number]))[0])
        elif dimension != RATIO and quantity.number != 0:
            hint = f"write the unit in the heading, such as {column.heading.name} [{name_dimension(dimension)}]"
            raise UnitError(f"'{quantity.text}' has no unit", hint)
    elif quantity.unit.dimension != dimension:
        raise UnitError(f"'{quantity.text}' is wanted in {name_dimension(dimension)}")
    if not isfinite(number):
        raise UnitError(f"'{quantity.text}' is too large a number")
    return number


def _shorten(text: str) -> str:
    text = make_visible(text.replace("\n", " "))
    return text if len(text) <= 2 * _LONG else f"{text[:_LONG]} ... {text[-_LONG:]}"


class Result(NamedTuple):
    """A cell wanted for every row: its value before any row, and what its number is divided by to be in a unit.

    `usual` is its value where all columns give a number; what that leaves out is not told row by row.
    """

    name: str
    value: Value
    usual: Value
    factor: float
    is_claim: bool

    def convert_array(self, array: Array) -> Results:
        """Return the values of many rows; of a claim the verdicts."""
        if self.is_claim:
            return [judge_share(truth) for truth in array.tolist()]
        return array / self.factor  # which no one else has, so that rows can be changed

    def find_value(self, assessment: Assessment) -> tuple[Any, str]:
        """Return the value of one row and why it is missing or only a part; a claim that cannot be said has none."""
        value = assessment.values[self.name]
        if value.number is None:
            return None, f"{self.name}: {value.why(self.name)}"
        without = ", ".join(value.left_out)
        if self.is_claim:
            verdict = judge_claim(assessment, assessment.scenario.claims[self.name]).verdict
            if verdict == CANNOT_SAY:
                return None, f"{self.name}: cannot say without {without}"
            return verdict, ""
        return value.number / self.factor, self.describe_left_out(value)

    def describe_left_out(self, value: Value) -> str:
        """Say what a sum leaves out, empty if that is no more than usual."""
        if set(value.left_out) <= set(self.usual.left_out):
            return ""
        return f"{self.name}: at least, without {', '.join(value.left_out)}"


def name_columns(assessment: Assessment, names: Sequence[str], *, with_ranges: bool) -> list[tuple[str, str]]:
    """Return the names of the columns of cells, each with its cell: with ranges three for a number, one for a claim."""
    columns = []
    for name in names:
        columns.append((name, name))
        if with_ranges and name not in assessment.scenario.claims:
            columns += [(end, name) for end in naming.range_ends(name)]
    return columns


def list_results(
    assessment: Assessment, names: Sequence[str], unit: Unit | None, usual: Mapping[str, Value]
) -> list[Result]:
    """Return the cells of some names as results, in a unit where it fits."""
    results = []
    for name in names:
        factor = 1.0
        if unit is not None and assessment.graph.cells[name].unit == unit.dimension:
            factor = unit.factor
        is_claim = name in assessment.scenario.claims
        results.append(Result(name, assessment.values[name], usual[name], factor, is_claim))
    return results


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
    first = _find_first_columns(graph, opened.columns)

    def find_column(cells: Collection[str]) -> str:
        return opened.columns[min(first[cell] for cell in cells if cell in first)].heading.name

    demands = []
    for demand in list_demands(graph):
        cells = demand.cells.values()
        is_valued = all(values[cell].number is not None for cell in cells)
        if is_valued and any(values[cell].varies for cell in cells):
            demands.append((demand, find_column(cells)))
    return Rules(
        [(limit, find_column([limit.cell])) for limit in list_limits(graph) if values[limit.cell].varies],
        demands,
        [(loss, find_column([loss.cell])) for loss in list_losses(graph, with_once=True) if values[loss.cell].varies],
    )


def _find_first_columns(graph: Graph, columns: Sequence[Column]) -> dict[str, int]:
    """Return for each cell that depends on columns the first of them, by its number."""
    first = {column.cell: at for at, column in enumerate(columns)}
    for name, cell in graph.cells.items():
        reached = [first[read] for read in cell.reads if read in first]
        if reached and name not in first:
            first[name] = min(reached)
    return first


def find_broken(assessment: Assessment, rules: Rules, known: Mapping[str, Array]) -> Iterator[tuple[int, Fault]]:
    """Yield each row that breaks a rule; a negative loss only where none of the other rules is broken."""
    rows = set()
    limits = _find_outside_limits(assessment.graph, rules, known)
    for row, fault in [*limits, *_find_failing_demands(assessment, rules, known)]:
        rows.add(row)
        yield row, fault
    for loss, column in rules.losses:
        for row in _find_outside(known[loss.cell], 0.0, inf):
            if row not in rows:
                yield row, Fault(column, f"{loss.refusal}, see its inputs")


def _find_outside_limits(graph: Graph, rules: Rules, known: Mapping[str, Array]) -> Iterator[tuple[int, Fault]]:
    for limit, column in rules.limits:
        numbers = known[limit.cell]
        for row in _find_outside(numbers, limit.least, limit.most):
            number = write_number(graph, limit.cell, float(numbers[row]))
            yield row, Fault(column, f"'{limit.cell}' {limit.refusal(number)}")


def _find_outside(numbers: Array, least: float, most: float) -> list[int]:
    """Return the rows whose number lies outside of bounds; an undefined one is not outside."""
    rows: list[int] = np.flatnonzero((numbers < least) | (numbers > most)).tolist()
    return rows


def _find_failing_demands(
    assessment: Assessment, rules: Rules, known: Mapping[str, Array]
) -> Iterator[tuple[int, Fault]]:
    for demand, column in rules.demands:
        formula = demand.formula
        varying = {name: known[cell] for name, cell in demand.cells.items() if cell in known}
        rows: dict[int, str] = {}
        for which, point in list_test_points(assessment.graph, assessment.values, demand):
            for row in _find_failing(formula, {**point, **varying}):
                rows.setdefault(row, f" (at the {which} of another input)" if which else "")
        for row, where in rows.items():
            yield (
                row,
                Fault(column, f"{demand.refusal}{where}, the kind requires {demand.requirement.test.formula.text}"),
            )


def _find_failing(formula: Formula, inputs: Mapping[str, Array | float]) -> list[int]:
    """Return the rows in which a test fails or is undefined though all it reads is defined."""
    is_failing = evaluate_arrays(formula, inputs) != 1
    if not is_failing.any():
        return []
    for numbers in inputs.values():
        is_failing = is_failing & ~np.isnan(numbers)
    rows: list[int] = np.flatnonzero(is_failing).tolist()
    return rows


class Computed(NamedTuple):
    """The columns of all results; why rows lack one, by row; rows that break rules, each with what is wrong."""

    columns: list[Results]
    missing: Mapping[int, Sequence[str]]
    faults: Sequence[tuple[int, Fault]]


class Computation:
    """Computes results of an opened scenario, amounts in a unit where they fit it."""

    def __init__(
        self,
        opened: Opened,
        names: Sequence[str],
        unit: Unit | None,
        drawing: Drawing | None = None,
        usual: Mapping[str, Value] | None = None,
    ) -> None:
        """Prepare to compute the cells of some names, with ranges, and verdicts by them, if they are to be drawn.

        `usual` are the values where all columns give a number, if they do not in these rows.
        """
        self._assessment = assessment = opened.assessment
        self._results = list_results(assessment, names, unit, usual or assessment.values)
        self._rules = list_rules(opened)
        besides = _list_with_varying_beside(assessment)
        self._steps = _list_varying(assessment, names, besides)
        claims = [result for result in self._results if result.is_claim]
        # A verdict on a sum without all its parts takes the bounds of all cells, row by row.
        self._is_slow = any(claim.value.varies and claim.value.left_out for claim in claims)
        self._order = [
            name
            for name in assessment.graph.cells
            if name in besides or (assessment.values[name].varies and (claims or name in self._steps))
        ]
        self._same = {result.name: result.find_value(assessment) for result in self._results if not result.value.varies}
        self.always = [reason for _, reason in self._same.values() if reason]
        self._never_missing = self._same.keys() - besides
        for result in self._results:
            if result.value.varies and not result.is_claim and (reason := result.describe_left_out(result.value)):
                self.always.append(reason)
        self._drawing = drawing
        self._ranges = RowRanges(assessment, [result.name for result in self._results], drawing) if drawing else None

    def compute(self, given: Mapping[str, Array], count: int) -> Computed:
        """Compute `count` rows, given the swept cells as arrays in base units."""
        graph, values = self._assessment.graph, self._assessment.values
        known = dict(walk_graph(graph, values, given, {*self._steps, *self._rules.cells}))
        faults = list(find_broken(self._assessment, self._rules, known))
        columns: list[Results] = []
        for result in self._results:
            if result.name in self._same:
                value = self._same[result.name][0]
                columns.append([value] * count if result.is_claim else np.full(count, value, dtype=np.float64))
            else:
                columns.append(result.convert_array(known[result.name]))
        is_undefined = np.full(count, self._is_slow)
        for name in self._steps:
            is_undefined |= np.isnan(known[name])
        broken_rows = {row for row, _ in faults}
        missing: dict[int, Sequence[str]] = {}
        for row in np.flatnonzero(is_undefined).tolist():
            if row not in broken_rows:
                missing[row] = self._compute_on_floats(row, given, columns)
        if self._ranges is not None:
            numbers = {result.name: self._find_numbers(result, known, count) for result in self._results}
            rows = [row for row in range(count) if row not in broken_rows]
            drawn = self._ranges.find_ranges(given, numbers, rows, missing.keys())
            self._put_verdicts(columns, drawn)
            columns = self._add_ends(columns, drawn)
            missing |= self._explain_drawn(drawn, missing)
        return Computed(columns, missing, faults)

    def _explain_drawn(
        self, drawn: Mapping[int, DrawnRow], missing: Mapping[int, Sequence[str]]
    ) -> dict[int, Sequence[str]]:
        """Return why values are missing in rows that were drawn, given why they are at the values in use."""
        explained: dict[int, Sequence[str]] = {}
        for row, row_drawn in drawn.items():
            reasons = list(missing.get(row, self.always))
            for name, judged in row_drawn.verdicts.items():
                # What is said of the values in use is no reason where the draws decide.
                if judged.why or judged.verdict != CANNOT_SAY:
                    reasons = [reason for reason in reasons if not reason.startswith(f"{name}: ")]
            told = self._describe_undefined(row_drawn)
            if told or row in missing or len(reasons) < len(self.always):
                explained[row] = [*reasons, *told]
        return explained

    def _find_numbers(self, result: Result, known: Mapping[str, Array], count: int) -> Array:
        """Return the numbers of a result in all rows, in base units."""
        return known[result.name] if result.value.varies else np.full(count, result.value.number, dtype=np.float64)

    def _put_verdicts(self, columns: list[Results], drawn: Mapping[int, DrawnRow]) -> None:
        """Put the verdicts by the draws in the place of those at the values in use."""
        for result, column in zip(self._results, columns, strict=True):
            for row, row_drawn in drawn.items():
                if judged := row_drawn.verdicts.get(result.name):
                    column[row] = None if judged.verdict == CANNOT_SAY else judged.verdict

    def _add_ends(self, columns: list[Results], drawn: Mapping[int, DrawnRow]) -> list[Results]:
        """Return the columns, those of numbers followed by the low and the high of their range where there is one."""
        together: list[Results] = []
        for result, column in zip(self._results, columns, strict=True):
            together.append(column)
            if not result.is_claim:
                lows, highs = np.full((2, len(column)), nan)
                for row, row_drawn in drawn.items():
                    if span := row_drawn.ranges.get(result.name):
                        lows[row], highs[row] = span.low / result.factor, span.high / result.factor
                together += [lows, highs]
        return together

    def _describe_undefined(self, drawn: DrawnRow) -> list[str]:
        assert self._drawing is not None  # else there are no ranges
        told = [
            describe_undefined(name, span.undefined, self._drawing.draws)
            for name, span in drawn.ranges.items()
            if span.undefined
        ]
        return told + [f"{name}: {judged.why}" for name, judged in drawn.verdicts.items() if judged.why]

    def _compute_on_floats(self, row: int, given: Mapping[str, Array], columns: list[Results]) -> list[str]:
        """Compute one row on floats, as `--set` does, put it in its columns, and return what it lacks."""
        assessment = self._assessment
        numbers = {name: float(array[row]) for name, array in given.items()}
        values = evaluate_again(assessment.graph.cells, assessment.values, numbers, self._order)
        lone = assessment._replace(values=values)
        reasons = []
        for result, column in zip(self._results, columns, strict=True):
            is_same = result.name in self._never_missing
            column[row], reason = self._same[result.name] if is_same else result.find_value(lone)
            if reason:
                reasons.append(reason)
        return reasons


def _list_with_varying_beside(assessment: Assessment) -> set[str]:
    """Return the cells whose number does not vary, but is missing where what is beside an addend of theirs is."""
    cells, values = assessment.graph.cells, assessment.values
    sums = [name for name, cell in cells.items() if any(values[other].varies for other in cell.beside.values())]
    readers = list_readers(cells)
    return {name for name in walk_inputs(sums, lambda name: readers.get(name, ())) if not values[name].varies}


def _list_varying(assessment: Assessment, names: Collection[str], besides: Collection[str]) -> set[str]:
    """Return the cells that vary and that some cells are computed from, these included.

    What is beside an addend of a sum counts too, also of those that do not vary otherwise, which are in `besides`.
    """
    cells, values = assessment.graph.cells, assessment.values

    def is_walked(name: str) -> bool:
        return values[name].varies or name in besides

    def list_walked_inputs(name: str) -> list[str]:
        inputs = (*cells[name].list_inputs(values[name].formula), *cells[name].beside.values())
        return [*filter(is_walked, inputs)]

    walked = walk_inputs([*filter(is_walked, names)], list_walked_inputs)
    return {name for name in walked if values[name].varies}


class Filled(NamedTuple):
    """A block with the columns of all results, None where a row has none, and for each row the reasons why.

    `faults` are what is wrong with rows that could not be computed, `read` the swept columns as numbers.
    """

    block: Block
    read: Mapping[int, Read]
    results: Sequence[Sequence[Any]]
    missing: Sequence[Sequence[str]]
    faults: Mapping[int, Sequence[Fault]]


def fill_blocks(
    opened: Opened,
    names: Sequence[str],
    blocks: Iterable[Block],
    unit: Unit | None = None,
    drawing: Drawing | None = None,
) -> Iterator[Filled]:
    """Fill blocks with the results of a scenario, one after the other; amounts are in a unit where they fit it.

    The columns of the results are those of `name_columns`. In a row that does not give a number, the cells that need it
    are empty.
    """

    @lru_cache(maxsize=_KEPT_COMPUTATIONS)
    def prepare(absent: frozenset[int]) -> Computation:
        """Return the computation of rows in which some columns, by their numbers, give no number."""
        if not absent:
            return Computation(opened, names, unit, drawing)
        return Computation(leave_out_columns(opened, absent), names, unit, drawing, opened.assessment.values)

    width = len(name_columns(opened.assessment, names, with_ranges=bool(drawing)))
    for block in blocks:
        yield _fill_block(opened, block, prepare, width)


def _fill_block(opened: Opened, block: Block, prepare: Callable[[frozenset[int]], Computation], width: int) -> Filled:
    """Fill a block: rows that lack numbers in the same columns are computed together, by what `prepare` gives."""
    columns = _read_columns(opened, block)
    faults = _find_unreadable_rows(opened, block, columns)
    results: list[Results] = []
    missing: list[Sequence[str]] = [()] * block.size
    for absent, rows in _group_by_gaps(block.size, columns, faults).items():
        computation = prepare(absent)
        given = {column.cell: columns[column.at].base for column in opened.columns if column.at not in absent}
        if len(rows) == block.size:
            computed = computation.compute(given, block.size)
            results, missing = computed.columns, [computation.always] * block.size
        else:
            computed = computation.compute({cell: numbers[rows] for cell, numbers in given.items()}, len(rows))
            results = results or [_make_empty(column, block.size) for column in computed.columns]
            for column, values in zip(results, computed.columns, strict=True):
                _put_rows(column, values, rows)
            _put_rows(missing, [computation.always] * len(rows), rows)
        for at, reasons in computed.missing.items():
            missing[rows[at]] = reasons
        for at, fault in computed.faults:
            faults.setdefault(rows[at], []).append(fault)
    results = results or [[None] * block.size for _ in range(width)]
    for row, told in faults.items():
        missing[row] = [str(fault) for fault in told]
        for column in results:
            column[row] = None  # which is nan in an array
    packed = [column if isinstance(column, list) else Packed(column) for column in results]
    return Filled(block, columns, packed, missing, faults)


def _read_columns(opened: Opened, block: Block) -> dict[int, Read]:
    """Read the numbers of the swept columns by their places; of plain rows all of them are read together."""
    for swept in opened.columns:
        if isinstance(fields := block.columns[swept.at], PlainColumn):
            fields.rows.wanted.add(fields.at)
    return {column.at: read_column(column, block.columns[column.at], block.commas) for column in opened.columns}


def _make_empty(like: Results, size: int) -> Results:
    """Return a column of a block without any result, of the kind of another."""
    return [None] * size if isinstance(like, list) else np.full(size, nan)


def _put_rows(column: Any, values: Iterable[Any], rows: Sequence[int]) -> None:
    """Put what some rows have in their places in a column of a block."""
    if not isinstance(column, list):
        column[rows] = values
        return
    for row, value in zip(rows, values, strict=True):
        column[row] = value


def _group_by_gaps(
    size: int, columns: Mapping[int, Read], faults: Collection[int]
) -> dict[frozenset[int], Sequence[int]]:
    """Group the rows of a block that can be computed by the columns that give no number in them."""
    absent: dict[int, list[int]] = {}
    for at, read in columns.items():
        for row in read.gaps:
            absent.setdefault(row, []).append(at)
    if not absent and not faults:
        return {frozenset(): range(size)}
    groups: dict[frozenset[int], list[int]] = {}
    for row in range(size):
        if row not in faults:
            groups.setdefault(frozenset(absent.get(row, ())), []).append(row)
    return dict(groups)


def _find_unreadable_rows(opened: Opened, block: Block, columns: Mapping[int, Read]) -> dict[int, list[Fault]]:
    """Return the rows of a wrong length, and those with a field that is no number."""
    faults = {row: [fault] for row, fault in block.faults.items()}
    for column in opened.columns:
        for row, reason in columns[column.at].faults.items():
            if row not in block.faults:
                faults.setdefault(row, []).append(Fault(column.heading.name, reason))
    return faults


def list_small_shares(opened: Opened, filled: Filled) -> Iterator[str]:
    """Yield the names of columns in per cent whose numbers may be shares: a sheet holds 0.5 where it shows 50 %."""
    for column in opened.columns:
        measure, read = column.heading.measure, filled.read[column.at]
        if measure is not None and measure.quantity.percent and 0 < np.nanmax(read.plain, initial=0.0) <= 1:
            yield column.heading.name
