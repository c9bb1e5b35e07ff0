"""The rules that numbers are held to: bounds of inputs, what kinds require, and losses of 0 or more."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from leverage import naming
from leverage.formula.dimensions import TRUTH, hint_per_year
from leverage.formula.evaluate import UndefinedError, evaluate
from leverage.formula.tree import Formula, expand_parts, list_names_by_place
from leverage.graph.cells import Graph, Value
from leverage.graph.settings import bind_name, list_part_names
from leverage.kinds import LETTERS
from leverage.model import CUT, DURATION, Lever, Requirement, list_inputs
from leverage.problems import Place, Problem, suggest_name
from leverage.quantity import Quantity
from leverage.units import name_dimension, parse_unit


class Limit(NamedTuple):
    """The least and the greatest that a cell may be, in base units."""

    cell: str
    least: float
    most: float
    words: str = ""  # for the bounds, where their numbers would not say it

    def describe(self) -> str:
        """Say what a number may be."""
        if self.words:
            return self.words
        if math.isinf(self.most):
            return f"at least {self.least:g}"
        return f"at most {self.most:g}" if math.isinf(self.least) else f"{self.least:g} to {self.most:g}"

    def refusal(self, number: str) -> str:
        """Say what is wrong with a number outside."""
        return f"is {number}, not {self.describe()}"


class Demand(NamedTuple):
    """What a kind requires of a lever: a test, and the cells that the names in it stand for."""

    lever: Lever
    requirement: Requirement
    formula: Formula  # its test, written out over the parts of the lever
    cells: Mapping[str, str]

    @property
    def refusal(self) -> str:
        """Say what is wrong where the test fails."""
        return f"'{self.lever.id}': {self.requirement.says}"


class Loss(NamedTuple):
    """The cell of a loss, in a year or once. Sums, ranges and verdicts assume that a loss is 0 or more."""

    lever: Lever
    party: str
    is_once: bool = False

    @property
    def cell(self) -> str:
        """Return the cell's name."""
        return (naming.once if self.is_once else naming.loss)(self.party, self.lever.id)

    @property
    def refusal(self) -> str:
        """Say what is wrong where it is negative."""
        what = f"what {self.party} loses once" if self.is_once else f"{self.party}'s loss"
        return f"'{self.lever.id}': {what} is less than 0"


def list_limits(graph: Graph) -> Iterator[Limit]:
    """Yield the bounds of all inputs that are given, of moves and of aggregates."""
    for lever in graph.scenario.levers.values():
        kind = graph.kinds[lever.kind]
        for part, name, _ in list_inputs(lever):
            if bounds := kind.inputs[name].between:
                size = parse_unit(kind.inputs[name].unit, LETTERS).factor
                yield Limit(naming.lever_input(lever.id, name, part), bounds[0] * size, bounds[1] * size)
    if graph.scenario.horizon:
        yield Limit(naming.HORIZON, 1 / 366, 100.0, "1 day to 100 years")
    # The average over no time at all is undefined.
    shortest, words = (1 / 366, "1 day to 100 years") if graph.scenario.horizon else (0.0, "0 to 100 years")
    for id_ in (*graph.scenario.moves, *graph.dropped):
        if naming.move(id_, "duty") in graph.cells:
            yield Limit(naming.move(id_, "duty"), 0.0, math.inf)
        else:
            yield Limit(naming.move(id_, CUT), 0.0, 1.0)
        yield Limit(naming.move(id_, DURATION), shortest, 100.0, words)
    for party in graph.scenario.parties.values():
        for aggregate in party.aggregates:
            yield Limit(naming.aggregate(party.id, aggregate), 0.0, math.inf)


def list_demands(graph: Graph) -> Iterator[Demand]:
    """Yield what the kinds require of the levers, as far as there are cells for it."""
    for lever in graph.scenario.levers.values():
        kind = graph.kinds[lever.kind]
        for requirement in kind.require:
            places = set(list_names_by_place(requirement.test.formula.tree))
            is_of_parts = any(name in kind.of_parts and not is_inside for name, is_inside in places)
            formula = expand_parts(requirement.test.formula, tuple(lever.parts), list_part_names(kind))
            for part in lever.part_ids if is_of_parts else ("",):
                cells = {name: bind_name(lever, kind, name, part=part) for name in formula.names}
                if all(cell in graph.cells for cell in cells.values()):
                    yield Demand(lever, requirement, formula, cells)


def list_losses(graph: Graph, *, with_once: bool = False) -> Iterator[Loss]:
    """Yield the losses of all parties of all levers in a year, and `with_once` also what they lose once."""
    for lever in graph.scenario.levers.values():
        yield from (Loss(lever, party) for party in lever.roles.values())
        if with_once:
            once = graph.kinds[lever.kind].once
            yield from (Loss(lever, party, is_once=True) for role, party in lever.roles.items() if once.get(role))


def find_bounds(graph: Graph) -> dict[str, tuple[float, float]]:
    """Return what cells must lie between, in base units: those with limits, and losses, which are 0 or more."""
    bounds = {loss.cell: (0.0, math.inf) for loss in list_losses(graph, with_once=True)}
    return bounds | {limit.cell: (limit.least, limit.most) for limit in list_limits(graph)}


def find_rooms(graph: Graph) -> dict[str, tuple[float, float]]:
    """Return for cells with limits, and all that these cells merely name, the least and the most they may be."""
    rooms: dict[str, tuple[float, float]] = {}
    for limit in list_limits(graph):
        for name in graph.follow_names(limit.cell):
            least, most = rooms.get(name, (-math.inf, math.inf))
            rooms[name] = max(least, limit.least), min(most, limit.most)
    return rooms


class Checks:
    """What the numbers of a graph are checked against, listed once for many rounds of numbers."""

    def __init__(self, graph: Graph) -> None:
        """List the limits, demands and losses of a graph."""
        self._limits = list(list_limits(graph))
        self._demands = list(list_demands(graph))
        self._losses = list(list_losses(graph, with_once=True))

    @cached_property
    def _limits_by_cell(self) -> Mapping[str, Sequence[int]]:
        return _index_places([limit.cell] for limit in self._limits)

    @cached_property
    def _demands_by_cell(self) -> Mapping[str, Sequence[int]]:
        return _index_places(demand.cells.values() for demand in self._demands)

    @cached_property
    def _losses_by_cell(self) -> Mapping[str, Sequence[int]]:
        return _index_places([loss.cell] for loss in self._losses)

    def find_demands(self, cells: Collection[str]) -> list[Demand]:
        """Return what kinds require of some cells."""
        return [self._demands[place] for place in _find_places(self._demands_by_cell, cells)]

    def find_problems(
        self, graph: Graph, values: Mapping[str, Value], changed: Collection[str] | None = None
    ) -> list[Problem]:
        """Return what is wrong with the numbers of the graph, or of another one with other readings in use.

        A negative loss is told only where nothing else is wrong. Where all was right before some cells `changed`, it is
        enough to look at these.
        """
        limits, demands, losses = self._limits, self._demands, self._losses
        if changed is not None:
            limits = [limits[place] for place in _find_places(self._limits_by_cell, changed)]
            demands = self.find_demands(changed)
            losses = [losses[place] for place in _find_places(self._losses_by_cell, changed)]
        problems: list[Problem] = []
        for limit in limits:
            problems += _check_limit(graph, values, limit)
        for demand in demands:
            problems += _check_demand(graph, values, demand)
        if problems:
            return problems
        for loss in losses:
            if (values[loss.cell].number or 0.0) < 0:
                problems.append(Problem(loss.refusal, loss.lever.place, "check its inputs"))
        return problems


def _index_places(rules: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Return by cells the places of the rules that are about them, each of which comes as its cells."""
    places: dict[str, list[int]] = {}
    for place, cells in enumerate(rules):
        for cell in cells:
            places.setdefault(cell, []).append(place)
    return places


def _find_places(places: Mapping[str, Sequence[int]], cells: Iterable[str]) -> list[int]:
    """Return the places of the rules about some cells, in their order."""
    return sorted({place for cell in cells for place in places.get(cell, ())})


def check_numbers(graph: Graph, values: Mapping[str, Value]) -> list[Problem]:
    """Return what is wrong with the numbers of a graph; a negative loss only where nothing else is wrong."""
    return Checks(graph).find_problems(graph, values)


def check_observed(graph: Graph, broken: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for what was observed of a cell that is not there, is a claim, or has another unit.

    Cells of entries that are left out as `broken` are not known, nor those that sources which count alone do not give.
    """
    for observed in graph.scenario.observed.values():
        what, name, cell = f"observed '{observed.id}'", observed.cell, graph.cells.get(observed.cell)
        if cell is None:
            is_left_out = bool(graph.scenario.what_if.only) or any(
                owner in broken for owner in naming.list_owners(name)
            )
            if not is_left_out:
                hint = suggest_name(name, graph.public) or "'leverage explain' lists the cells"
                yield Problem(f"{what}: nothing is named '{name}'", observed.places["cell"], hint)
        elif cell.unit is TRUTH:
            hint = "name a result, or another cell"
            yield Problem(f"{what}: '{name}' is true or false, no number", observed.places["cell"], hint)
        elif isinstance(cell.unit, tuple) and observed.value and not observed.value.is_plain_zero:
            seen = observed.value.unit.dimension
            if seen != cell.unit:
                message = f"{what} is in {name_dimension(seen)}, '{name}' in {name_dimension(cell.unit)}"
                hint = hint_per_year(cell.unit, seen) or "write both in the same unit"
                yield Problem(message, observed.places["value"], hint)


class _Version(NamedTuple):
    """A number a cell can have: its value, or the low or high of the reading it stands for."""

    end: str  # ``low`` or ``high``; empty for the value
    number: float
    written: Quantity | None  # the number as a file gives it


def _list_versions(graph: Graph, values: Mapping[str, Value], name: str) -> Iterator[_Version]:
    """Yield the numbers that a cell can have: its value, then the ends of its range."""
    value, reading = values[name], graph.reading(name)
    if value.number is not None and not value.varies:
        yield _Version("", value.number, reading.value if reading else None)
    if reading is not None:
        for end, quantity in (("low", reading.low), ("high", reading.high)):
            if quantity is not None:
                yield _Version(end, quantity.base, quantity)


def write_number(graph: Graph, name: str, number: float) -> str:
    """Write a number that a cell comes to in few digits, with its unit."""
    unit = graph.cells[name].unit
    return f"{number:.6g} {name_dimension(unit)}" if isinstance(unit, tuple) and unit else f"{number:.6g}"


def _check_limit(graph: Graph, values: Mapping[str, Value], limit: Limit) -> Iterator[Problem]:
    """Yield a problem for the value of a cell, and for each end of its range, that is outside its limit."""
    name = limit.cell
    if _is_in_wrong_unit(graph, name):
        return  # which is told already
    for version in _list_versions(graph, values, name):
        if not limit.least <= version.number <= limit.most:
            what = f"the {version.end} of '{name}'" if version.end else f"'{name}'"
            place = _find_place(graph, name, version.end or "value")
            is_share = (limit.least, limit.most) == (0, 1)
            hint = "a share is at most 100 %; write half of it as 50 % or 0.5" if is_share else ""
            number = version.written.text if version.written else write_number(graph, name, version.number)
            yield Problem(f"{what} {limit.refusal(number)}", place, hint)


def _is_in_wrong_unit(graph: Graph, name: str) -> bool:
    """Tell whether a cell has no unit that is known, or is written in another one; 0 may be in any."""
    cell = graph.cells[name]
    if not isinstance(cell.unit, tuple):
        return True
    value = cell.reading.value if cell.reading else None
    return value is not None and value.base != 0 and value.unit.dimension != cell.unit


def _find_place(graph: Graph, name: str, key: str) -> Place | None:
    """Return where the number stands: in the figure a cell names, or in the cell's own formula."""
    reading = graph.reading(name)
    return reading.places.get(key, reading.place) if reading else graph.cells[name].written_at()


def _check_demand(graph: Graph, values: Mapping[str, Value], demand: Demand) -> Iterator[Problem]:
    """Yield a problem where a kind's test fails, at the values or with one of them at an end of its range."""
    if any(values[cell].number is None or values[cell].varies for cell in demand.cells.values()):
        return
    lever = demand.lever
    given = {naming.lever_input(lever.id, name, part) for part, name, _ in list_inputs(lever)}
    for end, point in list_test_points(graph, values, demand):
        if not _is_passed(demand.formula, point):
            cell = next((cell for cell in demand.cells.values() if cell in given), None)
            place = _find_place(graph, cell, end or "value") if cell else lever.place
            message = f"'{lever.id}' at its {end}: {demand.requirement.says}" if end else demand.refusal
            yield Problem(message, place, f"the kind requires {demand.requirement.test.formula.text}")
            return


def list_test_points(
    graph: Graph, values: Mapping[str, Value], demand: Demand
) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the inputs of a test at their values, then with one of them at its low or high, and which that is."""
    central = {name: values[cell].number or 0.0 for name, cell in demand.cells.items()}
    yield "", central
    for name, cell in demand.cells.items():
        for version in _list_versions(graph, values, cell):
            if version.end:
                yield version.end, central | {name: version.number}


def _is_passed(formula: Formula, inputs: Mapping[str, float]) -> bool:
    """Tell whether a test holds at some inputs; where it has no value it fails."""
    try:
        return bool(evaluate(formula, inputs))
    except UndefinedError:
        return False
