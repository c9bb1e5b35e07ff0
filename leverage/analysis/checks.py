"""The rules that numbers are held to: bounds of inputs, what kinds require, losses of 0 or more."""

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from leverage import naming
from leverage.formula.evaluate import UndefinedError, evaluate
from leverage.formula.tree import Formula, expand_parts, list_names_by_place
from leverage.graph.cells import Graph, Value, list_counted_moves
from leverage.graph.declare import bind_name, describe_duration, list_part_names
from leverage.kinds import LETTERS
from leverage.model import Lever, Requirement, list_inputs
from leverage.problems import Place, Problem
from leverage.units import name_dimension, parse_unit


class Limit(NamedTuple):
    """The least and the greatest that a cell may be, in base units."""

    cell: str
    least: float
    most: float
    wanted: str = ""  # says so, where the numbers would not

    def refusal(self, found: str) -> str:
        """Say what is wrong with a number found outside."""
        return f"is {found}, not {self.wanted or self._plain}"

    @property
    def _plain(self) -> str:
        if math.isinf(self.most):
            return f"at least {self.least:g}"
        return f"at most {self.most:g}" if math.isinf(self.least) else f"{self.least:g} to {self.most:g}"


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
    """The cell of a loss. Sums, ranges and verdicts all rest on losses that are none or more."""

    lever: Lever
    party: str

    @property
    def cell(self) -> str:
        """Return the cell's name."""
        return naming.loss(self.party, self.lever.id)

    @property
    def refusal(self) -> str:
        """Say what is wrong where it is negative."""
        return f"'{self.lever.id}': {self.party}'s loss comes to less than nothing"


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
    for id_ in (*graph.scenario.moves, *graph.dropped):
        yield Limit(naming.move(id_, "cut"), 0.0, 1.0)
        yield Limit(naming.move(id_, "duration"), 1 / 366, 100.0, "1 day to 100 years")
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


def list_losses(graph: Graph) -> Iterator[Loss]:
    """Yield the losses of all parties of all levers."""
    for lever in graph.scenario.levers.values():
        yield from (Loss(lever, party) for party in lever.roles.values())


def find_bounds(graph: Graph) -> dict[str, tuple[float, float]]:
    """Return what cells must lie between: those with limits, and losses from nothing on."""
    found = {loss.cell: (0.0, math.inf) for loss in list_losses(graph)}
    return {**found, **{limit.cell: (limit.least, limit.most) for limit in list_limits(graph)}}


def check_numbers(graph: Graph, values: Mapping[str, Value]) -> list[Problem]:
    """Return what is wrong with the numbers of a graph."""
    problems = [found for limit in list_limits(graph) for found in _outside(graph, values, limit)]
    problems += [found for demand in list_demands(graph) for found in _required(graph, values, demand)]
    return problems or [
        Problem(loss.refusal, loss.lever.place, "see its inputs")
        for loss in list_losses(graph)
        if (values[loss.cell].number or 0.0) < 0
    ]


def note_numbers(graph: Graph, values: Mapping[str, Value]) -> list[Problem]:
    """Return what is worth knowing about the numbers of a graph, as much for a reader as for the author."""
    found = [*_beyond_exposure(graph, values), *_whatever_the_cut(graph), *_unused(graph), *_together(graph)]
    for move in graph.scenario.moves.values():
        if any(graph.scenario.levers[lever].status != "current" for lever in move.hits):
            message = f"move '{move.id}' cuts a proposed lever and stays out of the outcome"
            found.append(_note(message, move.place, "set the lever's status to current"))
    return found


def _beyond_exposure(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    for lever in graph.scenario.levers.values():
        for party in lever.roles.values():
            cells = naming.exposure(party, lever.id), naming.loss(party, lever.id)
            exposure, loss = (values[cell].number for cell in cells)
            if graph.cells[cells[0]].unit != graph.cells[cells[1]].unit:
                continue
            if exposure is not None and loss is not None and loss > exposure * (1 + 1e-9):
                message = (
                    f"{party}'s loss on '{lever.id}' exceeds its exposure: it would pay more than the value to keep it"
                )
                yield _note(message, lever.place)


def _whatever_the_cut(graph: Graph) -> Iterator[Problem]:
    for kind in graph.kinds.values():
        for role, formulas in kind.loss.items():
            if any("cut" not in each.formula.formula.names for each in formulas):
                message = f"kind '{kind.id}': the loss of its {role} does not depend on the cut"
                yield _note(message, kind.place, "multiply by cut")


def _unused(graph: Graph) -> Iterator[Problem]:
    """Tell of inputs that no formula in use reads, such as spare room without the price of the detour."""
    if graph.scenario.what_if.only:
        return  # what was left out is what a formula lacks
    read = {name for cell in graph.cells.values() for name in cell.reads}
    for lever in graph.scenario.levers.values():
        for part, name, figure in list_inputs(lever):
            cell = naming.lever_input(lever.id, name, part)
            if cell not in read:
                yield _note(f"'{cell}' is given but no formula in use reads it", figure.place)


def _together(graph: Graph) -> Iterator[Problem]:
    """Tell of moves on one lever, of which one alone counts."""
    for lever in graph.scenario.levers.values():
        moves = list_counted_moves(graph.scenario, lever.id)
        told: set[str] = set()
        for part in lever.part_ids:
            hitting = [move for move in moves if not move.parts or part in move.parts]
            if len(hitting) > 1:
                names = " and ".join(f"'{move.id}'" for move in hitting)
                what = f"'{lever.id}.{part}'" if part and len(hitting) < len(moves) else f"'{lever.id}'"
                message = f"the moves {names} cut {what}: the one with the larger cut times duration counts alone"
                if message not in told:
                    yield _note(message, hitting[1].place)
                told.add(message)
        if len({describe_duration(move) for move in moves}) > 1 and lever.parts:
            message = f"the parts of '{lever.id}' are cut for different times: each is counted alone, and added up"
            yield _note(message, moves[-1].place)


def _note(message: str, place: Place, hint: str = "") -> Problem:
    return Problem(message, place, hint, note=True, is_material=True)


class _Version(NamedTuple):
    """A number a cell can have: its value, or the low or high of the reading it stands for, as it was written."""

    which: str
    number: float
    text: str


def _versions(graph: Graph, values: Mapping[str, Value], name: str) -> Iterator[_Version]:
    value, reading = values[name], graph.reading(name)
    if value.number is not None and not value.varies:
        text = reading.value.text if reading and reading.value else write_number(graph, name, value.number)
        yield _Version("", value.number, text)
    for which, end in (("low", reading and reading.low), ("high", reading and reading.high)):
        if end is not None:
            yield _Version(which, end.base, end.text)


def write_number(graph: Graph, name: str, number: float) -> str:
    """Write a number that a cell comes to in few digits, with its unit."""
    unit = graph.cells[name].unit
    return f"{number:.6g} {name_dimension(unit)}" if isinstance(unit, tuple) and unit else f"{number:.6g}"


def _outside(graph: Graph, values: Mapping[str, Value], limit: Limit) -> Iterator[Problem]:
    name = limit.cell
    if _is_in_wrong_unit(graph, name):
        return  # which is told already
    for version in _versions(graph, values, name):
        if not limit.least <= version.number <= limit.most:
            whose = f"the {version.which} of '{name}'" if version.which else f"'{name}'"
            yield Problem(f"{whose} {limit.refusal(version.text)}", _place(graph, name, version.which or "value"))


def _is_in_wrong_unit(graph: Graph, name: str) -> bool:
    cell = graph.cells[name]
    value = cell.reading.value if cell.reading else None
    found = value.unit.dimension if value and value.base else cell.unit
    return not isinstance(cell.unit, tuple) or found != cell.unit


def _place(graph: Graph, name: str, key: str) -> Place | None:
    """Return where the number stands: in the figure a cell names, or in the cell's own formula."""
    reading = graph.reading(name)
    return reading.places.get(key, reading.place) if reading else graph.cells[name].written_at()


def _required(graph: Graph, values: Mapping[str, Value], demand: Demand) -> Iterator[Problem]:
    if any(values[cell].number is None or values[cell].varies for cell in demand.cells.values()):
        return
    lever, formula = demand.lever, demand.formula
    points = list_test_points(graph, values, demand)
    failing = next((which for which, point in points if not _passes(formula, point)), None)
    if failing is None:
        return
    given = {naming.lever_input(lever.id, name, part) for part, name, _ in list_inputs(lever)}
    cell = next((cell for cell in demand.cells.values() if cell in given), None)
    place = _place(graph, cell, failing or "value") if cell else lever.place
    where = f"'{lever.id}' at its {failing}: {demand.requirement.says}" if failing else demand.refusal
    yield Problem(where, place, f"the kind requires {demand.requirement.test.formula.text}")


def list_test_points(
    graph: Graph, values: Mapping[str, Value], demand: Demand
) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the inputs of a test at their values, then with one of them at its low or high, and which that is."""
    central = {name: values[cell].number or 0.0 for name, cell in demand.cells.items()}
    yield "", central
    for name, cell in demand.cells.items():
        for version in _versions(graph, values, cell):
            if version.which:
                yield version.which, central | {name: version.number}


def _passes(formula: Formula, at: Mapping[str, float]) -> bool:
    try:
        return bool(evaluate(formula, at))
    except UndefinedError:
        return False
