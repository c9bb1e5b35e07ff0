"""The rules that numbers are held to: bounds of inputs, what kinds require, losses of 0 or more."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from leverage import naming
from leverage.formula.evaluate import UndefinedError, evaluate
from leverage.formula.tree import Apply, Formula, Number, expand_parts, list_names_by_place, make_formula
from leverage.graph.cells import Graph, Value, list_counted_moves
from leverage.graph.declare import (
    bind_name,
    describe_duration,
    list_moves_that_count,
    list_part_names,
    list_parts_hit,
)
from leverage.kinds import LETTERS
from leverage.model import CUT, Lever, Move, Requirement, list_inputs
from leverage.problems import Place, Problem
from leverage.units import name_dimension, parse_unit


class Limit(NamedTuple):
    """The least and the greatest that a cell may be, in base units."""

    cell: str
    least: float
    most: float
    words: str = ""  # for the bounds, where their numbers would not say it

    def refusal(self, number: str) -> str:
        """Say what is wrong with a number outside."""
        words = self.words or f"{self.least:g} to {self.most:g}"
        if not self.words and math.isinf(self.most):
            words = f"at least {self.least:g}"
        elif not self.words and math.isinf(self.least):
            words = f"at most {self.most:g}"
        return f"is {number}, not {words}"


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
    """The cell of a loss. Sums, ranges and verdicts assume that a loss is 0 or more."""

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
    # The average over no time at all is undefined.
    shortest, words = (1 / 366, "1 day to 100 years") if graph.scenario.horizon else (0.0, "0 to 100 years")
    for id_ in (*graph.scenario.moves, *graph.dropped):
        if naming.move(id_, "duty") in graph.cells:
            yield Limit(naming.move(id_, "duty"), 0.0, math.inf)
        else:
            yield Limit(naming.move(id_, "cut"), 0.0, 1.0)
        yield Limit(naming.move(id_, "duration"), shortest, 100.0, words)
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
    """Return what cells must lie between, in base units: those with limits, and losses, which are 0 or more."""
    bounds = {loss.cell: (0.0, math.inf) for loss in list_losses(graph)}
    return bounds | {limit.cell: (limit.least, limit.most) for limit in list_limits(graph)}


def check_numbers(graph: Graph, values: Mapping[str, Value]) -> list[Problem]:
    """Return what is wrong with the numbers of a graph; a negative loss only where nothing else is wrong."""
    problems: list[Problem] = []
    for limit in list_limits(graph):
        problems += _check_limit(graph, values, limit)
    for demand in list_demands(graph):
        problems += _check_demand(graph, values, demand)
    if not problems:
        for loss in list_losses(graph):
            if (values[loss.cell].number or 0.0) < 0:
                problems.append(Problem(loss.refusal, loss.lever.place, "see its inputs"))
    return problems


def note_numbers(graph: Graph, values: Mapping[str, Value]) -> list[Problem]:
    """Return what is worth knowing about the numbers of a graph, as much for a reader as for the author."""
    notes = [
        *_note_losses_beyond_exposure(graph, values),
        *_note_losses_without_cut(graph),
        *_note_unused_inputs(graph),
        *_note_joint_moves(graph),
        *_note_held_defaults(graph, values),
        *_note_easy_first_years(graph, values),
    ]
    for move in graph.scenario.moves.values():
        if any(graph.scenario.levers[lever].status != "current" for lever in move.hits):
            message = f"move '{move.id}' cuts a proposed lever and stays out of the outcome"
            notes.append(_make_note(message, move.place, "set the lever's status to current"))
    return notes


def _note_losses_beyond_exposure(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    for loss in list_losses(graph):
        exposure = naming.exposure(loss.party, loss.lever.id)
        if graph.cells[exposure].unit != graph.cells[loss.cell].unit:
            continue
        most, number = values[exposure].number, values[loss.cell].number
        if most is not None and number is not None and number > most * (1 + 1e-9):
            yield _make_note(
                f"{loss.party}'s loss on '{loss.lever.id}' exceeds its exposure: "
                "it would pay more than the value to keep it",
                loss.lever.place,
            )


def _note_losses_without_cut(graph: Graph) -> Iterator[Problem]:
    for kind in graph.kinds.values():
        for role, alternatives in kind.loss.items():
            if any("cut" not in alternative.formula.formula.names for alternative in alternatives):
                message = f"kind '{kind.id}': the loss of its {role} does not depend on the cut"
                yield _make_note(message, kind.place, "multiply by cut")


def _note_unused_inputs(graph: Graph) -> Iterator[Problem]:
    """Yield notes on inputs that no formula in use reads, such as spare room without the price of the detour."""
    if graph.scenario.what_if.only:
        return  # what was left out is what a formula lacks
    names_read = graph.names_read
    for lever in graph.scenario.levers.values():
        for part, name, figure in list_inputs(lever):
            cell = naming.lever_input(lever.id, name, part)
            if cell not in names_read:
                yield _make_note(f"'{cell}' is given but no formula in use reads it", figure.place)


def _note_joint_moves(graph: Graph) -> Iterator[Problem]:
    """Yield notes on moves on the same part, of which only one counts, and on parts that are cut in unlike ways."""
    for lever in graph.scenario.levers.values():
        moves = list_counted_moves(graph.scenario, lever.id)
        messages: dict[str, Place] = {}
        for part in lever.part_ids:
            hitting = [move for move in moves if part in list_parts_hit(move, lever)]
            what = naming.lever_part(lever.id, part) if part and len(hitting) < len(moves) else lever.id
            counting = list_moves_that_count(hitting, lever, part)
            if len(counting) > 1:
                names, rate = _join_moves(counting), counting[0].means
                does = "cut" if rate == CUT else f"put a {rate} on"
                message = (
                    f"the moves {names} {does} '{what}': the one with the larger {rate} times duration counts alone"
                )
                messages.setdefault(message, counting[1].place)
            if passed_over := [move for move in hitting if move not in counting]:
                what = naming.lever_part(lever.id, part) if part else lever.id
                duty = f"a {passed_over[0].means} by {_join_moves(passed_over)}"
                messages.setdefault(f"'{what}' is cut and bears {duty}: the cut counts alone", passed_over[0].place)
        ways = {move.means for part in lever.part_ids for move in list_moves_that_count(moves, lever, part)}
        if len(ways) > 1:
            message = f"parts of '{lever.id}' are cut and others bear a duty: each is counted alone, and added up"
            messages[message] = moves[-1].place
        if lever.parts and len({describe_duration(move) for move in moves}) > 1:
            message = f"the parts of '{lever.id}' are cut for different times: each is counted alone, and added up"
            messages[message] = moves[-1].place
        for message, place in messages.items():
            yield _make_note(message, place)


def _join_moves(moves: Iterable[Move]) -> str:
    return " and ".join(f"'{move.id}'" for move in moves)


def _note_held_defaults(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield notes on inputs that a kind works out, where min() and max() hold what comes out at a bound."""
    for lever in graph.scenario.levers.values():
        for declared in graph.kinds[lever.kind].inputs.values():
            for part in dict.fromkeys(("", *lever.part_ids)):
                name = naming.lever_input(lever.id, declared.id, part)
                cell = graph.cells.get(name)
                held = _find_held(cell.formula) if cell and cell.formula and cell.default_note else None
                number = values[name].number if held else None
                if cell is None or held is None or number is None or values[name].varies:
                    continue
                inputs = {read: values[cell.binding[read]].number for read in held.names}
                free = evaluate(held, inputs)  # type: ignore[arg-type]  # the cell has a number, so they have too
                if free != number:
                    side = "less" if free < number else "more"
                    message = f"'{name}' is held at {number:g}: it would come to {side} by the kind's default"
                    yield _make_note(message, lever.place, "see the figures it follows from, or give it yourself")


def _find_held(formula: Formula) -> Formula | None:
    """Return what a formula of min() and max() holds between numbers; None for any other formula."""
    tree = formula.tree
    while isinstance(tree, Apply) and tree.operator in ("min", "max"):
        free = [operand for operand in tree.operands if not isinstance(operand, Number)]
        if len(free) != 1:
            break
        tree = free[0]
    return None if tree is formula.tree else make_formula(tree)


def _note_easy_first_years(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield notes on losses that grow as parties adjust, which should shrink; over a horizon there is no such pair."""
    if graph.scenario.horizon:
        return
    for loss in list_losses(graph):
        first, later = values[naming.first_year(loss.party, loss.lever.id)].number, values[loss.cell].number
        if first is not None and later is not None and first < later * (1 - 1e-9):
            yield _make_note(
                f"{loss.party}'s loss on '{loss.lever.id}' is less in the first year than a year after adjustment",
                loss.lever.place,
                "see its elasticities and what is replaced",
            )


def _make_note(message: str, place: Place, hint: str = "") -> Problem:
    return Problem(message, place, hint, note=True, is_material=True)


class _Version(NamedTuple):
    """A number a cell can have: its value, or the low or high of the reading it stands for, as it was written."""

    end: str  # ``low`` or ``high``; empty for the value
    number: float
    text: str


def _list_versions(graph: Graph, values: Mapping[str, Value], name: str) -> Iterator[_Version]:
    value, reading = values[name], graph.reading(name)
    if value.number is not None and not value.varies:
        text = reading.value.text if reading and reading.value else write_number(graph, name, value.number)
        yield _Version("", value.number, text)
    if reading is not None:
        for end, quantity in (("low", reading.low), ("high", reading.high)):
            if quantity is not None:
                yield _Version(end, quantity.base, quantity.text)


def write_number(graph: Graph, name: str, number: float) -> str:
    """Write a number that a cell comes to in few digits, with its unit."""
    unit = graph.cells[name].unit
    return f"{number:.6g} {name_dimension(unit)}" if isinstance(unit, tuple) and unit else f"{number:.6g}"


def _check_limit(graph: Graph, values: Mapping[str, Value], limit: Limit) -> Iterator[Problem]:
    name = limit.cell
    if _is_in_wrong_unit(graph, name):
        return  # which is told already
    for version in _list_versions(graph, values, name):
        if not limit.least <= version.number <= limit.most:
            what = f"the {version.end} of '{name}'" if version.end else f"'{name}'"
            place = _find_place(graph, name, version.end or "value")
            yield Problem(f"{what} {limit.refusal(version.text)}", place)


def _is_in_wrong_unit(graph: Graph, name: str) -> bool:
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
    if any(values[cell].number is None or values[cell].varies for cell in demand.cells.values()):
        return
    lever = demand.lever
    given = {naming.lever_input(lever.id, name, part) for part, name, _ in list_inputs(lever)}
    for end, point in list_test_points(graph, values, demand):
        if not _passes(demand.formula, point):
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


def _passes(formula: Formula, inputs: Mapping[str, float]) -> bool:
    try:
        return bool(evaluate(formula, inputs))
    except UndefinedError:
        return False
