"""Names, order and units of a scenario's cells: all that can be wrong before any number is computed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

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


def sort_cells(needs: Mapping[str, tuple[str, ...]], before: Iterable[str] = ()) -> list[str] | None:
    """Return the names in order; None if some need each other in a circle.

    Every name needed is one of them, or of those that come before all.
    """
    order: list[str] = []
    is_done = dict.fromkeys(before, True)  # False while what a name needs is gone through
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


def find_circles(names: Iterable[str], needs: Callable[[str], Iterable[str]]) -> Iterator[list[str]]:
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
                circle = []
                for member in reversed(path):
                    circle.append(member)
                    if member == need:
                        break
                circle.reverse()
                yield circle
                for member in circle:
                    del path[member]
                path[need] = iter(needs(need))
            elif need not in is_done:
                path[need] = iter(needs(need))


class Checker:
    """Checks the cells of a scenario against each other; what is wrong is reported, and its cells stay empty.

    Some may be checked already. They come first in the order, and read no other cell. `letters` are the units that the
    unit letters of each lever stand for; those that are not known yet are put in.
    """

    def __init__(
        self,
        cells: Mapping[str, Cell],
        broken: frozenset[str],
        problems: list[Problem],
        checked: Mapping[str, Cell],
        letters: Mapping[str, dict[str, Dimension]],
    ) -> None:
        self._checked = checked
        self._new = [name for name in cells if name not in checked]
        self._cells = {**cells, **checked}
        self._broken = broken
        self._problems = problems
        self._units: dict[str, Measured] = {
            name: UNKNOWN if cell.unit is None else cell.unit for name, cell in checked.items()
        }
        self._letters = letters

    def check(self, scenario: Scenario) -> dict[str, Cell]:
        """Return the cells in order, with their units."""
        for name in self._new:
            self._check_names(name, self._cells[name])
        order = self._sort()
        for name in order:
            cell = self._cells[name]
            if cell.unit is not None and cell.expression is None and cell.reading is None:
                lever = cell.lever or naming.find_first_word(name)
                self._units[name] = _substitute_letters(cell.unit, self._letters.get(lever, {}))
            else:
                self._units[name] = self._find_unit(cell, self._letters.get(naming.find_first_word(name)))
        self._check_truths(scenario)
        checked = dict(self._checked)
        for name in order:
            cell, unit = self._cells[name], self._units[name]
            checked[name] = cell if cell.unit is unit else cell._replace(unit=unit)
        return checked

    def _check_names(self, name: str, cell: Cell) -> None:
        """Report names that no cell has; a cell with one is left empty."""
        if self._cells.keys() >= {*cell.reads}:
            return
        local_names = cell.formula.names if cell.formula else ()
        unknown = [pair for pair in zip(local_names, cell.reads, strict=True) if pair[1] not in self._cells]
        for local_name, read in unknown:
            if cell.expression and not self._is_broken(read):
                hint = suggest_name(read, self._cells, len(self._problems))
                hint = hint or "there is no figure, aggregate or cell of that name"
                if read in CURRENCIES:
                    hint = f"a unit stands in brackets with its number: [2 {read}/year]"
                place = cell.expression.at_name(local_name)
                self._problems.append(Problem(f"nothing is named '{read}'", place, hint))
        self._cells[name] = cell._replace(formula=None, lacks="not readable", unit=cell.unit or UNKNOWN)

    def _is_broken(self, name: str) -> bool:
        """Tell whether a name, the beginning of it or one of its words belongs to an entry that is left out."""
        return any(owner in self._broken for owner in naming.list_owners(name))

    def _sort(self) -> list[str]:
        order = sort_cells({name: self._list_needs(name) for name in self._new}, self._checked)
        if order is None:
            for circle in find_circles(self._new, self._list_needs):
                self._break_circle(circle)
            order = sort_cells({name: self._list_needs(name) for name in self._new}, self._checked)
        assert order is not None  # every circle is broken
        return order

    def _list_needs(self, name: str) -> tuple[str, ...]:
        cell = self._cells[name]
        return (*cell.reads, *cell.beside.values()) if cell.beside else cell.reads

    def _break_circle(self, circle: list[str]) -> None:
        """Report a circle of formulas and empty its cells."""
        written = [name for name in circle if self._cells[name].expression]
        start = circle.index(min(written, key=self._rank_place))
        names = " -> ".join([*circle[start:], *circle[:start], circle[start]])
        place = self._cells[circle[start]].place
        self._problems.append(Problem(f"a circle of formulas: {names}", place))
        for name in circle:
            self._cells[name] = self._cells[name]._replace(formula=None, lacks="in a circle", unit=UNKNOWN)

    def _rank_place(self, name: str) -> tuple[int, int]:
        place = self._cells[name].place
        return (place.line, place.column) if place else (0, 0)

    def _find_unit(self, cell: Cell, letters: dict[str, Dimension] | None) -> Measured:
        """Return the unit of a cell a user wrote or that follows from others, checked against what it must be."""
        found = self._measure(cell)
        if cell.unit is None or cell.unit is UNKNOWN:
            return found
        if letters is not None and isinstance(found, tuple) and not _solve(cell.unit, found, letters):
            message = f"'{cell.name}' is wanted in {_name_unit(cell.unit)}, found {name_dimension(found)}"
            hint = "the letter stands for a unit of quantity; is '/year' missing?"
            self._problems.append(Problem(message, cell.written_at(), hint))
            return UNKNOWN
        wanted = _substitute_letters(cell.unit, letters or {})
        if isinstance(wanted, tuple) and found not in (wanted, UNKNOWN, ANY):
            seen = "a plain number or %" if found == RATIO else _name_unit(found)
            hint = "write 6 months" if wanted == YEAR else hint_per_year(wanted, found) or self._hint_origin(cell)
            message = f"'{cell.name}' is wanted in {_name_wanted(wanted)}, found {seen}"
            self._problems.append(Problem(message, cell.written_at(), hint))
        return wanted

    def _hint_origin(self, cell: Cell) -> str:
        """Say where the figure stands that a cell merely names."""
        if cell.formula is None or not cell.formula.is_name or cell.expression is None:
            return ""
        place = self._cells[cell.reads[0]].written_at()
        return f"'{cell.reads[0]}' stands at {place}" if place else ""

    def _measure(self, cell: Cell) -> Measured:
        if cell.reading is not None and cell.reading.value is not None:
            value = cell.reading.value
            bounded = any(bound is not None and bound.number for bound in (cell.reading.low, cell.reading.high))
            return ANY if value.is_plain_zero and not bounded else value.unit.dimension
        if cell.formula is None:
            return cell.unit if cell.unit is not None else UNKNOWN
        formula = cell.formula
        try:
            return _recall_dimension(formula, tuple([self._units[read] for read in cell.reads]))
        except FormulaError as error:
            if cell.expression:
                place = cell.expression.at(error.offset, error.width)
                self._problems.append(Problem(str(error), place, error.hint))
            return UNKNOWN

    def _check_truths(self, scenario: Scenario) -> None:
        for claim in scenario.claims.values():
            if self._units.get(claim.id) not in (TRUTH, UNKNOWN):
                message = f"the test of claim '{claim.id}' is no comparison"
                hint = "such as exports_to_russia / azerbaijan.exports < 10%"
                self._problems.append(Problem(message, claim.test.place, hint))
        for name in self._new:
            cell = self._cells[name]
            if name not in scenario.claims and cell.expression and self._units[name] is TRUTH:
                message = f"'{name}' is a comparison, a number is wanted"
                self._problems.append(Problem(message, cell.expression.place, "comparisons stand in claims"))


@lru_cache(maxsize=1 << 14)
def _recall_dimension(formula: Formula, units: tuple[Measured, ...]) -> Measured:
    """Return the dimension of a formula whose names, in order, have these; the same again in every scenario."""
    by_name = dict(zip(formula.names, units, strict=True))
    return find_dimension(formula, by_name.__getitem__)


def _substitute_letters(unit: Measured, letters: Mapping[str, Dimension]) -> Measured:
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


def _name_unit(unit: Measured) -> str:
    return name_dimension(unit) if isinstance(unit, tuple) else unit.value


def _name_wanted(dimension: Dimension) -> str:
    if dimension == RATIO:
        return "a ratio (a plain number or %)"
    return "a time such as 6 months" if dimension == YEAR else name_dimension(dimension)
