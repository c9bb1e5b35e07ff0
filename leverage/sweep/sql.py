"""One SELECT that computes the results of a sweep: the columns of a table, those of the cells, and what is missing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from leverage.analysis.checks import Demand, list_test_points
from leverage.analysis.checks import write_number as write_with_unit
from leverage.analysis.claims import FAILS, HOLDS
from leverage.formula.dimensions import TRUTH
from leverage.formula.evaluate import NOT_FINITE
from leverage.formula.sql import (
    MAX,
    Dialect,
    Sql,
    Steps,
    Writer,
    add_up,
    fill,
    join,
    list_reasons,
    write_number,
    write_reason,
)
from leverage.formula.tree import Formula, list_addends
from leverage.graph.cells import Cell, Value, walk_inputs
from leverage.problems import LeverageError, Problem
from leverage.sweep.computing import Result, list_results, list_rules
from leverage.sweep.headings import Column, Opened
from leverage.sweep.rows import Fault
from leverage.tables.numerals import NOT_GIVEN
from leverage.units import RATIO, Unit, name_dimension

MISSING = "missing"
_NO_TEXT = Sql("CAST(NULL AS STRING)", is_atom=True)
_TRUE = Sql("TRUE", is_atom=True)
_NO_NUMBER = Sql("CAST(NULL AS DOUBLE)", is_atom=True)


class _Reason(NamedTuple):
    """A cell that others lack, and why, in the rows in which all conditions hold."""

    root: str
    reason: str
    conditions: tuple[Sql, ...]


class Query:
    """Computes cells from a table with some header, in the words of a dialect.

    Raises LeverageError for what SQL cannot say: cells that a model is solved for, claims that need the bounds of what
    is left out, and columns of plain numbers that lack a unit.
    """

    def __init__(
        self,
        opened: Opened,
        header: Sequence[str],
        names: Sequence[str],
        unit: Unit | None,
        dialect: Dialect,
        texts: Collection[str] = (),
    ) -> None:
        """Prepare to compute the cells of some names, amounts in a unit where they fit it.

        The columns named in `texts` hold numbers as texts, the others numbers.
        """
        self._opened = opened
        self._graph, self._values = opened.assessment.graph, opened.assessment.values
        self._header = header
        self._texts = texts
        self._results = list_results(opened.assessment, names, unit, self._values)
        self._varying = self._find_varying()
        self._refuse_unsayable()
        prefix = "="  # which hardly any heading begins with
        while any(name.startswith(prefix) for name in header):
            prefix += "="
        self._dialect = dialect
        self._steps = Steps(dialect, prefix)
        self._columns: dict[str, Sql] = {}  # what varies, by the names of cells
        # Why cells that have all their inputs have no value, and what the reasons may be.
        self._reasons: dict[str, tuple[Sql, Sequence[str]]] = {}
        self._compute_cells()
        self._fault = self._steps.add(self._write_faults(), "what is wrong")
        self._selected = [
            *(Sql(dialect.quote_name(name)) for name in header),
            *(self._write_result(result) for result in self._results),
            self._write_missing(),
        ]

    @property
    def has_rules(self) -> bool:
        """Tell whether anything can be wrong with a row."""
        return self._fault is not _NO_TEXT

    def write(self, source: str) -> str:
        """Return the SELECT from a table, a subquery or a function that gives one, as the dialect writes it."""
        depth = max(expression.depth for expression in self._selected)
        return self._write_layers(source, self._selected, depth)

    def write_faults(self, source: str, most: int) -> str:
        """Return a SELECT of what is wrong with rows that break rules, for at most `most` of these."""
        what = fill("{} AS {}", self._fault, Sql(self._dialect.quote_name(MISSING)))
        where = f"\nWHERE {self._fault.text} IS NOT NULL\nLIMIT {most}"
        return self._write_layers(source, [what], self._fault.depth) + where

    def _write_layers(self, source: str, selected: Sequence[Sql], depth: int) -> str:
        """Write the layers below as subqueries with names."""
        layers = []
        for number, columns in enumerate(self._steps.layers[:depth], 1):
            name = self._dialect.quote_name(f"{self._steps.prefix}layer {number}")
            listed = ",\n    ".join(["*", *columns])
            layers.append(f"{name} AS (\n  SELECT {listed}\n  FROM {source}\n)")  # noqa: S608  # quoted by the dialect
            source = name
        begin = f"WITH {', '.join(layers)}\n" if layers else ""
        return f"{begin}SELECT " + ",\n  ".join(expression.text for expression in selected) + f"\nFROM {source}"

    def _refuse_unsayable(self) -> None:
        problems = [
            Problem(
                f"'{column.heading.name}' has no unit",
                column.heading.place,
                f"write it in the heading, such as {column.heading.name} [{name_dimension(column.dimension)}]",
            )
            for column in self._opened.columns
            if column.heading.measure is None and column.dimension != RATIO
        ]
        for result in self._results:
            if reason := self._find_unsayable(result):
                problems.append(
                    Problem(f"no SQL computes '{result.name}': {reason}", hint="leverage sweep without --engine does")
                )
        if problems:
            raise LeverageError(problems)

    def _find_unsayable(self, result: Result) -> str:
        """Say why SQL cannot compute a result, empty if it can."""
        for name in walk_inputs([result.name], self._list_varying_inputs):
            if name in self._varying and self._graph.cells[name].solver is not None:
                return "a model is solved for it" if name == result.name else f"a model is solved for {name}"
        if result.is_claim and result.name in self._varying and result.value.left_out:
            return f"without {', '.join(result.value.left_out)} its verdict takes the bounds of all cells"
        return ""

    def _find_varying(self) -> set[str]:
        """Return the cells whose numbers differ from row to row, or are there in some rows only."""
        varying = {column.cell for column in self._opened.columns}
        for name, cell in self._graph.cells.items():
            value = self._values[name]
            reads = (*cell.list_inputs(value.formula), *cell.beside.values())
            if value.number is not None and not varying.isdisjoint(reads):
                varying.add(name)
        return varying

    def _list_varying_inputs(self, name: str) -> list[str]:
        """Return the cells that a cell is computed from, and those that it lacks if it is missing."""
        cell, value = self._graph.cells[name], self._values[name]
        reads = (*cell.list_inputs(value.formula), *cell.beside.values())
        if value.number is None:
            return [
                read for read in (*cell.reads, *reads) if self._values[read].number is None or read in self._varying
            ]
        return [read for read in reads if read in self._varying]

    # Cells.

    def _compute_cells(self) -> None:
        given = {column.cell: column for column in self._opened.columns}
        wanted = [*(result.name for result in self._results), *list_rules(self._opened).cells]
        behind = walk_inputs(wanted, self._list_varying_inputs)
        needed = self._varying.intersection(behind)
        for name, cell in self._graph.cells.items():
            if name in needed:
                self._columns[name] = self._read_column(given[name]) if name in given else self._write_cell(cell)

    def _read_column(self, column: Column) -> Sql:
        """Write a column of the table in base units, by the steps that a sweep takes; NULL where it is not finite."""
        number = self._write_number(column)
        measure = column.heading.measure
        if measure is not None and measure.quantity.percent:
            number = fill("{} / 100e0", number)
        elif measure is not None:
            factors = (measure.quantity.number, measure.quantity.unit.factor)
            number = join(" * ", [number, *(write_number(factor) for factor in factors)])
        return self._steps.add_finite(number, column.cell)

    def _write_number(self, column: Column) -> Sql:
        """Write the number in a column of the table; NULL for a text that is none."""
        name = self._header[column.at]
        cast = "TRY_CAST(trim({}) AS DOUBLE)" if name in self._texts else "CAST({} AS DOUBLE)"
        return fill(cast, Sql(self._dialect.quote_name(name)))

    def _refer(self, name: str) -> Sql:
        """Return what stands for a cell: a column, or its number where it does not vary."""
        if name in self._columns:
            return self._columns[name]
        number = self._values[name].number
        return _NO_NUMBER if number is None else write_number(number)

    def _write_cell(self, cell: Cell) -> Sql:
        formula = self._values[cell.name].formula
        assert formula is not None  # else it would not vary
        if self._list_uncertain(cell):
            return self._steps.add_finite(self._write_sum(cell, formula), cell.name)
        if formula.is_name:
            return self._refer(cell.list_inputs(formula)[0])
        writer = Writer(self._steps, lambda name: self._refer(cell.binding.get(name, name)))
        written = writer.write(formula.tree)
        if cell.unit is TRUTH:
            column = self._steps.add(written, cell.name)
        else:
            column = self._steps.add_finite(written, cell.name)
        if writer.failures:
            inputs = [self._columns[read] for read in dict.fromkeys(cell.list_inputs(formula)) if read in self._columns]
            is_lone = join(" AND ", [fill("{} IS NULL", column), *(fill("{} IS NOT NULL", read) for read in inputs)])
            reason = write_reason(self._dialect, writer.failures)
            if cell.if_undefined:
                reason = self._write_text(cell.if_undefined)
            told = self._steps.add(fill("CASE WHEN {0} THEN {1} END", is_lone, reason), f"why {cell.name}")
            self._reasons[cell.name] = told, [cell.if_undefined] if cell.if_undefined else list_reasons(writer.failures)
        return column

    def _list_uncertain(self, cell: Cell) -> dict[str, Sql]:
        """Return the addends that a sum leaves out in some rows, each with when it does."""
        formula = self._values[cell.name].formula
        uncertain: dict[str, Sql] = {}
        if not cell.partial or formula is None:
            return uncertain
        for addend in list_addends(formula):
            name = addend.names[0] if addend.is_name else ""
            if name and self._graph.cells[name].is_loss:
                needed = [each for each in (name, cell.beside.get(name, "")) if each in self._columns]
                if needed:
                    is_out = join(" OR ", [fill("{} IS NULL", self._columns[each]) for each in needed])
                    uncertain[name] = fill("({})", is_out)
        return uncertain

    def _write_sum(self, cell: Cell, formula: Formula) -> Sql:
        """Write a sum that leaves out what is missing; it is missing where nothing is left."""
        uncertain = self._list_uncertain(cell)
        addends, has_others = [], False
        for addend in list_addends(formula):
            name = addend.names[0] if addend.is_name else ""
            if name in uncertain:
                addends.append(fill("CASE WHEN {0} THEN 0e0 ELSE {1} END", uncertain[name], self._refer(name)))
            else:
                has_others = True
                addends.append(Writer(self._steps, self._refer).write(addend.tree))
        total = add_up(addends)
        if has_others:
            return total
        return fill("CASE WHEN NOT ({0}) THEN {1} END", join(" AND ", list(uncertain.values())), total)

    # What is wrong with rows.

    def _write_faults(self) -> Sql:
        """Write what is wrong with a row; a negative loss only where nothing else is."""
        rules, assessment = list_rules(self._opened), self._opened.assessment
        told = [
            self._write_unreadable(column) for column in self._opened.columns if self._header[column.at] in self._texts
        ]
        for limit, heading in rules.limits:
            number = self._columns[limit.cell]
            ends = [("{} < {}", limit.least), ("{} > {}", limit.most)]
            is_outside = [fill(test, number, write_number(end)) for test, end in ends if isfinite(end)]
            if not is_outside:
                continue
            unit = write_with_unit(self._graph, limit.cell, 0.0).removeprefix("0")
            before, _, after = str(Fault(heading, f"'{limit.cell}' {limit.refusal('{}')}")).partition("{}")
            words = [self._write_text(before), fill(self._dialect.six_digits, number), self._write_text(unit + after)]
            told.append(_write_case([(join(" OR ", is_outside), fill("concat({})", join(", ", words)))]))
        for demand, heading in rules.demands:
            cases = []
            for which, point in list_test_points(self._graph, assessment.values, demand):
                where = f" (at the {which} of another input)" if which else ""
                required = f"{demand.refusal}{where}, the kind requires {demand.requirement.test.formula.text}"
                cases.append((self._write_failing(demand, point), self._write_text(str(Fault(heading, required)))))
            told.append(_write_case(cases))
        negative = []
        for loss, heading in rules.losses:
            refusal = self._write_text(str(Fault(heading, f"{loss.refusal}, see its inputs")))
            negative.append(_write_case([(fill("{} < 0e0", self._columns[loss.cell]), refusal)]))
        if not told and not negative:
            return _NO_TEXT
        return fill("coalesce({})", join(", ", [_list_texts(";", texts) for texts in (told, negative) if texts]))

    def _write_unreadable(self, column: Column) -> Sql:
        """Write what is wrong with a text that is neither a plain number nor a mark for one that is not given."""
        text = Sql(self._dialect.quote_name(self._header[column.at]))
        is_number = fill(f"coalesce(abs({{}}) <= {MAX}, FALSE)", self._write_number(column))
        # DuckDB makes a join of a long list with IN, which does not keep the order of rows.
        marks = join(" ", [fill("WHEN {} THEN FALSE", self._write_text(mark)) for mark in sorted(NOT_GIVEN | {""})])
        is_wrong = fill("NOT {} AND CASE lower(trim(coalesce({}, ''))) {} ELSE TRUE END", is_number, text, marks)
        words = [self._write_text(f"{column.heading.name}: '"), text, self._write_text("' is no plain number")]
        return _write_case([(is_wrong, fill("concat({})", join(", ", words)))])

    def _write_failing(self, demand: Demand, point: Mapping[str, float]) -> Sql:
        """Write when a test fails, or has no value though all it reads has one, with constants as at a point."""
        columns = {name: self._columns[cell] for name, cell in demand.cells.items() if cell in self._columns}
        writer = Writer(self._steps, lambda name: columns.get(name) or write_number(point[name]))
        test = fill("NOT coalesce({}, FALSE)", writer.write(demand.formula.tree))
        return join(" AND ", [*(fill("{} IS NOT NULL", column) for column in columns.values()), test])

    # What is selected.

    def _write_result(self, result: Result) -> Sql:
        """Write the column of a result: a number in its unit, or a verdict; NULL where something is wrong."""
        column = self._columns.get(result.name)
        if column is None:
            value, _ = result.find_value(self._opened.assessment)
            if isinstance(value, str):
                written = self._write_text(value)
            elif value is None:
                written = _NO_TEXT if result.is_claim else _NO_NUMBER
            else:
                written = write_number(float(value))
        elif result.is_claim:
            unsaid = [(is_out, _NO_TEXT) for is_out in self._find_left_out(result.name).values() if is_out is not None]
            verdicts = [(column, self._write_text(HOLDS)), (fill("NOT {}", column), self._write_text(FAILS))]
            written = _write_case([*unsaid, *verdicts])
        elif self._graph.cells[result.name].unit is TRUTH:
            written = fill("CAST(CAST({} AS INTEGER) AS DOUBLE)", column)
        elif result.factor == 1.0:
            written = column
        else:
            written = fill("{} / {}", column, write_number(result.factor))
        if self._fault is not _NO_TEXT:
            written = _write_case([(fill("{} IS NULL", self._fault), written)])
        return fill("{} AS {}", written, Sql(self._dialect.quote_name(result.name)))

    def _write_missing(self) -> Sql:
        """Write the column of reasons, NULL without any: what is wrong with a row, else what its results lack."""
        told = [told for result in self._results if (told := self._write_lacking(result))]
        texts = [*([] if self._fault is _NO_TEXT else [self._fault]), *([_list_texts(";", told)] if told else [])]
        missing = fill("coalesce({})", join(", ", texts)) if texts else _NO_TEXT
        return fill("{} AS {}", missing, Sql(self._dialect.quote_name(MISSING)))

    def _write_lacking(self, result: Result) -> Sql | None:
        """Write why a row lacks a result, or that it is only a part; None if no row does."""
        name, column = result.name, self._columns.get(result.name)
        if column is None and result.value.number is not None:
            _, reason = result.find_value(self._opened.assessment)
            return self._write_text(reason) if reason else None
        conditions: dict[str, list[Sql]] = {}  # by what is told under them
        for root, reason, when in self._find_reasons(name):
            text = Value(None, lacks=((root, reason),)).why(name)
            conditions.setdefault(text, []).append(fill("({})", join(" AND ", when)) if when else _TRUE)
        reasons = [
            _write_case([(join(" OR ", list(dict.fromkeys(when))), self._write_text(text))])
            for text, when in conditions.items()
        ]
        unknown = self._write_text(NOT_FINITE)
        why = fill("coalesce({}, {})", _list_texts(", ", reasons), unknown) if reasons else unknown
        told = fill("concat({}, {})", self._write_text(f"{name}: "), why)
        if column is None:
            return told
        cases = [(fill("{} IS NULL", column), told)]
        left_out = self._find_left_out(name)
        if is_out := [when for when in left_out.values() if when is not None]:
            names = [
                self._write_text(each) if when is None else _write_case([(when, self._write_text(each))])
                for each, when in left_out.items()
            ]
            words = f"{name}: cannot say without " if result.is_claim else f"{name}: at least, without "
            listed = fill("concat({}, {})", self._write_text(words), _list_texts(", ", names))
            cases.append((join(" OR ", is_out), listed))
        return _write_case(cases)

    def _find_reasons(self, result: str) -> Iterator[_Reason]:
        """Yield the reasons for which a cell may have no value, in the order in which its inputs are read."""
        names = {column.cell: self._graph.settable[column.heading.name] for column in self._opened.columns}
        waiting: list[tuple[str, tuple[Sql, ...]]] = [(result, ())]
        seen = set()
        while waiting:
            name, conditions = waiting.pop()
            if (name, conditions) in seen:
                continue
            seen.add((name, conditions))
            cell, value, column = self._graph.cells[name], self._values[name], self._columns.get(name)
            reads: Iterable[str] = cell.list_inputs(value.formula)
            if name in names and column is not None:
                yield _Reason(
                    name if name == result else names[name], "not given", (*conditions, fill("{} IS NULL", column))
                )
                continue
            if value.number is None:
                for root, reason in value.lacks:
                    if root == name:
                        yield _Reason(name, reason, conditions)
                reads = self._list_varying_inputs(name)
            if name in self._reasons and result in self._columns:
                told, reasons = self._reasons[name]
                for reason in reasons:
                    yield _Reason(name, reason, (*conditions, fill("{} = {}", told, self._write_text(reason))))
            if column is not None and self._list_uncertain(cell):
                conditions = (*conditions, fill("{} IS NULL", column))
                reads = (*cell.reads, *cell.beside.values())
            missing = [read for read in reads if read in self._columns or self._values[read].number is None]
            waiting += [(read, conditions) for read in missing[::-1]]

    def _find_left_out(self, result: str) -> dict[str, Sql | None]:
        """Return the losses that are left out of a cell, each with when it is, None for always."""
        left_out: dict[str, Sql | None] = {}
        waiting, seen = [result], set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            cell, value = self._graph.cells[name], self._values[name]
            if name not in self._columns:
                for read in value.left_out:
                    left_out.setdefault(read, None)
                continue
            uncertain = self._list_uncertain(cell)
            if cell.partial and cell.formula is not None:
                for addend in list_addends(cell.formula):
                    read = addend.names[0] if addend.is_name else ""
                    if read in uncertain or read in value.left_out:
                        left_out.setdefault(read, uncertain.get(read))
            waiting += [*cell.list_inputs(value.formula)][::-1]
        return left_out

    def _write_text(self, text: str) -> Sql:
        return Sql(self._dialect.quote_text(text), is_atom=True)


def _write_case(cases: Sequence[tuple[Sql, Sql]]) -> Sql:
    """Write what the first case gives whose condition holds, NULL where none does."""
    return fill("CASE {} END", join(" ", [fill("WHEN {} THEN {}", *case) for case in cases]))


def _list_texts(sign: str, texts: Sequence[Sql]) -> Sql:
    """Write the texts that are there, with a sign between; NULL without any."""
    return fill(f"NULLIF(concat_ws('{sign}', {{}}), '')", join(", ", texts))
