"""Names, order and units of a scenario's cells: all that can be wrong before any number is computed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import takewhile

from leverage import kinds, naming
from leverage.formula.dimensions import ANY, TRUTH, UNKNOWN, Measured, find_dimension, hint_per_year
from leverage.formula.tree import Formula, FormulaError
from leverage.graph.cells import Cell
from leverage.model import Scenario
from leverage.problems import Problem, suggest_name
from leverage.units import (
    CURRENCIES,
    RATIO,
    YEAR,
    Dimension,
    multiply_dimensions,
    name_dimension,
    raise_dimension,
    substitute_bases,
)


def sort_cells(needs: Mapping[str, tuple[str, ...]]) -> list[str] | None:
    """Return the names in order; None if some need each other in a circle. Every name needed is one of them."""
    order: list[str] = []
    is_done: dict[str, bool] = {}  # False while what a name needs is gone through
    for start in needs:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            if name in is_done:
                waiting.pop()
                if not is_done[name]:
                    is_done[name] = True
                    order.append(name)
                continue
            is_done[name] = False
            for need in needs[name]:
                if need not in is_done:
                    waiting.append(need)
                elif not is_done[need]:
                    return None
    return order


def circles(names: Iterable[str], needs: Callable[[str], Iterable[str]]) -> Iterator[list[str]]:
    """Yield circles, each as names of which one needs the next, until none is left: one pass, however many there are.

    Whoever takes a circle must break it before the next is looked for, so that its names no longer need each other.
    """
    is_done: set[str] = set()
    for start in names:
        path = {} if start in is_done else {start: iter(needs(start))}
        while path:
            name = next(reversed(path))
            need = next(path[name], None)
            if need is None:
                is_done.add(name)
                del path[name]
            elif need in path:
                circle = [*takewhile(lambda one, end=need: one != end, reversed(path)), need][::-1]  # type: ignore[misc]
                yield circle
                for one in circle:
                    del path[one]
                path[need] = iter(needs(need))
            elif need not in is_done:
                path[need] = iter(needs(need))


class Checker:
    """Holds the cells of a scenario against each other; what is wrong is told, and its cells stay empty."""

    def __init__(self, cells: dict[str, Cell], broken: frozenset[str], problems: list[Problem]) -> None:
        self._cells = cells
        self._broken = broken
        self._problems = problems
        self._units: dict[str, Measured] = {}

    def checked(self, scenario: Scenario) -> dict[str, Cell]:
        """Return the cells in order, with their units."""
        for name, cell in list(self._cells.items()):
            self._known_names(name, cell)
        order = self._order()
        letters: dict[str, dict[str, Dimension]] = {lever: {} for lever in scenario.levers}
        for name in order:
            cell = self._cells[name]
            if cell.unit is not None and cell.expression is None and cell.reading is None:
                self._units[name] = _with_letters(cell.unit, letters.get(cell.lever or naming.find_owner(name), {}))
            else:
                self._units[name] = self._unit(cell, letters.get(naming.find_owner(name)))
        self._claims_and_results(scenario)
        return {name: self._cells[name]._replace(unit=self._units[name]) for name in order}

    def _known_names(self, name: str, cell: Cell) -> None:
        """Report names that no cell has; a cell with one is left empty."""
        unknown = [(own, read) for own, read in zip(_local(cell), cell.reads, strict=True) if read not in self._cells]
        for own, read in unknown:
            if cell.expression and not self._is_broken(read):
                hint = (
                    suggest_name(read, self._cells, len(self._problems))
                    or "there is no figure, aggregate or cell of that name"
                )
                if read in CURRENCIES:
                    hint = f"a unit stands in brackets with its number: [2 {read}/year]"
                self._problems.append(Problem(f"nothing is named '{read}'", cell.expression.at_name(own), hint))
        if unknown:
            self._cells[name] = cell._replace(formula=None, lacks="not readable", unit=cell.unit or UNKNOWN)

    def _is_broken(self, name: str) -> bool:
        """Tell whether a name, the beginning of it or one of its words belongs to an entry that is left out."""
        return any(part in self._broken for part in (*naming.list_prefixes(name), *name.split(".")))

    def _order(self) -> list[str]:
        order = sort_cells({name: self._needs(name) for name in self._cells})
        if order is None:
            for circle in circles(self._cells, self._needs):
                self._break(circle)
            order = sort_cells({name: self._needs(name) for name in self._cells})
        assert order is not None  # every circle is broken
        return order

    def _needs(self, name: str) -> tuple[str, ...]:
        cell = self._cells[name]
        return (*cell.reads, *cell.beside.values()) if cell.beside else cell.reads

    def _break(self, circle: list[str]) -> None:
        """Report a circle of formulas and empty its cells."""
        written = [name for name in circle if self._cells[name].expression]
        start = circle.index(min(written, key=lambda name: _rank(self._cells[name])))
        names = " -> ".join([*circle[start:], *circle[:start], circle[start]])
        place = self._cells[circle[start]].place
        self._problems.append(Problem(f"a circle of formulas: {names}", place))
        for name in circle:
            self._cells[name] = self._cells[name]._replace(formula=None, lacks="in a circle", unit=UNKNOWN)

    def _unit(self, cell: Cell, letters: dict[str, Dimension] | None) -> Measured:
        """Return the unit of a cell a user wrote or that follows from others, checked against what it must be."""
        found = self._found(cell)
        if cell.unit is None or cell.unit is UNKNOWN:
            return found
        if letters is not None and isinstance(found, tuple) and not _solve(cell.unit, found, letters):
            message = f"'{cell.name}' is wanted in {_named(cell.unit)}, found {name_dimension(found)}"
            hint = "the letter stands for a unit of quantity; is '/year' missing?"
            self._problems.append(Problem(message, cell.written_at(), hint))
            return UNKNOWN
        wanted = _with_letters(cell.unit, letters or {})
        if isinstance(wanted, tuple) and found not in (wanted, UNKNOWN, ANY):
            seen = _named(found)
            hint = "write 6 months" if wanted == YEAR else hint_per_year(wanted, found) or self._origin(cell)
            message = f"'{cell.name}' is wanted in {_wanted(wanted)}, found {seen}"
            self._problems.append(Problem(message, cell.written_at(), hint))
        return wanted

    def _origin(self, cell: Cell) -> str:
        """Say where the figure stands that a cell merely names."""
        if cell.formula is None or not cell.formula.is_name or cell.expression is None:
            return ""
        place = self._cells[cell.reads[0]].written_at()
        return f"'{cell.reads[0]}' stands at {place}" if place else ""

    def _found(self, cell: Cell) -> Measured:
        if cell.reading is not None and cell.reading.value is not None:
            value = cell.reading.value
            bounded = any(bound is not None and bound.number for bound in (cell.reading.low, cell.reading.high))
            return ANY if value.is_plain_zero and not bounded else value.unit.dimension
        if cell.formula is None:
            return cell.unit if cell.unit is not None else UNKNOWN
        formula = cell.formula
        try:
            return _dimension(formula, tuple([self._units[read] for read in cell.reads]))
        except FormulaError as error:
            if cell.expression:
                place = cell.expression.at(error.offset, error.width)
                self._problems.append(Problem(str(error), place, error.hint))
            return UNKNOWN

    def _claims_and_results(self, scenario: Scenario) -> None:
        for claim in scenario.claims.values():
            if self._units.get(claim.id) not in (TRUTH, UNKNOWN):
                hint = "such as exports_to_russia / azerbaijan.exports < 10%"
                self._problems.append(
                    Problem(f"the test of claim '{claim.id}' is no comparison", claim.test.place, hint)
                )
        for name, cell in self._cells.items():
            if name not in scenario.claims and cell.expression and self._units[name] is TRUTH:
                message = f"'{name}' is a comparison, a number is wanted"
                self._problems.append(Problem(message, cell.expression.place, "comparisons stand in claims"))


@lru_cache(maxsize=1 << 14)
def _dimension(formula: Formula, units: tuple[Measured, ...]) -> Measured:
    """Return the dimension of a formula whose names, in order, have these; the same again in every scenario."""
    of = dict(zip(formula.names, units, strict=True))
    return find_dimension(formula, of.__getitem__)


def _local(cell: Cell) -> tuple[str, ...]:
    return cell.formula.names if cell.formula else ()


def _rank(cell: Cell) -> tuple[int, int]:
    return (cell.place.line, cell.place.column) if cell.place else (0, 0)


def _with_letters(unit: Measured, letters: Mapping[str, Dimension]) -> Measured:
    if not isinstance(unit, tuple):
        return unit
    if any(base in kinds.LETTERS and base not in letters for base, _ in unit):
        return UNKNOWN
    return substitute_bases(unit, letters)


def _solve(unit: Measured, found: Dimension, letters: dict[str, Dimension]) -> bool:
    """Learn a unit letter from the first input that has it: Q/year found as bbl/day makes Q a volume.

    False if the letter would come out as something with time or money in it, which is no quantity.
    """
    if not isinstance(unit, tuple):
        return True
    open_ = [(base, exponent) for base, exponent in unit if base in kinds.LETTERS and base not in letters]
    if len(open_) != 1 or abs(open_[0][1]) != 1:
        return True
    letter, exponent = open_[0]
    rest = substitute_bases(tuple(pair for pair in unit if pair != open_[0]), letters)
    solved = raise_dimension(multiply_dimensions(found, rest, -1), exponent)
    if any(base == "year" or base in CURRENCIES for base, _ in solved):
        return False
    letters[letter] = solved
    return True


def _named(unit: Measured) -> str:
    return name_dimension(unit) if isinstance(unit, tuple) else unit.value


def _wanted(dimension: Dimension) -> str:
    if dimension == RATIO:
        return "a ratio (a plain number or %)"
    return "a time such as 6 months" if dimension == YEAR else name_dimension(dimension)
