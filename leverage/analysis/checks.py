"""The rules that numbers are held to, such as bounds of inputs and losses of 0 or more, and what is doubtful."""

import math
import re
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
from leverage.graph.evaluate import Backing
from leverage.kinds import LETTERS
from leverage.model import CUT, Lever, Move, Requirement, list_figures, list_inputs
from leverage.problems import Place, Problem
from leverage.reading.notes import find_first_date
from leverage.units import name_dimension, parse_unit

#: A figure older than the scenario by more years than this is noted.
_OLD = 10
#: Readings of a flow that are further apart than this are noted: the largest over the smallest.
_APART = 1.25
#: Words by which an author says that a value is the end of its own range.
_ENDS = {
    "low": r"(?i)\b(?:floor|at least|minimum|lower bound|no less than)\b",
    "high": r"(?i)\b(?:ceiling|at most|maximum|upper bound|no more than)\b",
}


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
        return f"'{self.lever.id}': {what} comes to less than nothing"


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


def check_numbers(graph: Graph, values: Mapping[str, Value]) -> list[Problem]:
    """Return what is wrong with the numbers of a graph; a negative loss only where nothing else is wrong."""
    problems: list[Problem] = []
    for limit in list_limits(graph):
        problems += _check_limit(graph, values, limit)
    for demand in list_demands(graph):
        problems += _check_demand(graph, values, demand)
    if not problems:
        for loss in list_losses(graph, with_once=True):
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


def note_plausibility(graph: Graph, values: Mapping[str, Value], evidence: Mapping[str, Backing]) -> Iterator[Problem]:
    """Yield notes for the author on what can be right and seldom is; reports for readers leave them out."""
    names_read = graph.names_read
    yield from _note_shares_above_1(graph, values)
    yield from _note_old_figures(graph, names_read)
    yield from _note_readings_apart(graph, values, names_read)
    yield from _note_values_at_ends(graph)
    yield from _note_young_sources(graph, values, evidence)


def _note_shares_above_1(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield notes on flows above the total they are part of, and on losses above the loser's GDP."""
    hint = "are both in one unit and of one year?"
    for lever in graph.scenario.levers.values():
        for role, party in lever.roles.items():
            exposure, loss = naming.exposure(party, lever.id), naming.loss(party, lever.id)
            whole = graph.kinds[lever.kind].share_of.get(role, "")
            if whole and (share := _find_share_above_1(values, naming.share(exposure))):
                whole = bind_name(lever, graph.kinds[lever.kind], whole)
                message = f"{party}'s exposure on '{lever.id}' is {share} of {whole}"
                yield Problem(message, lever.place, hint, note=True)
            if share := _find_share_above_1(values, naming.share(loss)):
                message = f"{party}'s loss on '{lever.id}' is {share} of {naming.aggregate(party, naming.GDP)}"
                yield Problem(message, lever.place, hint, note=True)


def _find_share_above_1(values: Mapping[str, Value], cell: str) -> str:
    """Write a share in per cent if it is above 1, rounding aside; empty if it is not."""
    number = values[cell].number if cell in values else None
    return f"{number * 100:.4g} %" if number is not None and number > 1 + 1e-9 else ""


def _note_old_figures(graph: Graph, names_read: set[str]) -> Iterator[Problem]:
    """Yield notes on figures in use that are much older than the scenario, unless `mixed_years` names their year."""
    scenario = graph.scenario
    if not scenario.as_of:
        return
    for figure in list_figures(scenario):
        used = figure.in_use
        if used is None or used.year is None or figure.id not in names_read:
            continue
        if int(scenario.as_of[:4]) - used.year.ends > _OLD and str(used.year) not in scenario.mixed_years:
            message = f"'{figure.id}' of {used.year} is more than {_OLD} years older than as_of {scenario.as_of}"
            hint = f"find a newer figure, or say in mixed_years why one of {used.year} serves"
            yield Problem(message, used.places.get("year", used.place), hint, note=True)


def _note_readings_apart(graph: Graph, values: Mapping[str, Value], names_read: set[str]) -> Iterator[Problem]:
    """Yield notes on flows whose readings from several sources are far apart, unless the range in use holds all."""
    for figure in list_figures(graph.scenario):
        used = figure.in_use
        unit = graph.cells[figure.id].unit
        is_flow = isinstance(unit, tuple) and ("year", -1) in unit
        if used is None or len(figure.readings) < 2 or not is_flow or figure.id not in names_read:
            continue
        numbers: dict[str, float] = {}
        sources = set()
        for reading in figure.readings:
            value = values[naming.reading(figure.id, reading.name)]
            if value.number is not None and not value.varies:
                numbers[reading.name] = value.number
                sources.add(reading.source or reading.name)
        if len(sources) < 2:
            continue
        least, most = min(numbers, key=numbers.__getitem__), max(numbers, key=numbers.__getitem__)
        low, high = used.low or used.value, used.high or used.value
        is_held = low and high and low.base <= numbers[least] and numbers[most] <= high.base
        if is_held or numbers[most] <= _APART * numbers[least]:
            continue
        message = f"'{figure.id}': the reading '{least}' is 0 or less, '{most}' is more"
        if numbers[least] > 0:
            message = f"'{figure.id}': the reading '{most}' is {numbers[most] / numbers[least]:.3g} times '{least}'"
        hint = "give the reading in use a low and high that hold all"
        if used.value is None:
            hint = "are they of one year, and do they count the same?"
        yield Problem(message, used.place, hint, note=True)


def _note_values_at_ends(graph: Graph) -> Iterator[Problem]:
    """Yield notes on values in use that are their own low or high, unless that is a bound or a declared floor."""
    for figure in list_figures(graph.scenario):
        used = figure.in_use
        if used is None or used.value is None:
            continue
        for end, quantity in (("low", used.low), ("high", used.high)):
            if quantity is None or quantity.base != used.value.base:
                continue
            is_declared = re.search(_ENDS[end], f"{used.note} {used.assumed}")
            if not is_declared and not _is_bound(graph, figure.id, quantity.base):
                message = f"'{figure.id}': the value is its own {end}, so the range lies on one side of it"
                declared = "floor" if end == "low" else "ceiling"
                hint = f"move the {end}, or say in its note that it is a {declared}"
                yield Problem(message, used.places.get(end, used.place), hint, note=True)


def _is_bound(graph: Graph, figure: str, number: float) -> bool:
    """Tell whether a number is the least or the most that an input may be which a figure stands for."""
    for limit in list_limits(graph):
        if number in (limit.least, limit.most) and figure in graph.follow_names(limit.cell):
            return True
    return False


def _note_young_sources(
    graph: Graph, values: Mapping[str, Value], evidence: Mapping[str, Backing]
) -> Iterator[Problem]:
    """Yield notes on sources younger than the scenario that are the only ones for a verdict.

    A source of figures whose year is past by then reports the past, and is not noted.
    """
    scenario = graph.scenario
    for source in scenario.sources.values():
        published = find_first_date(source.published)
        length = min(len(published), len(scenario.as_of))
        if published[:length] <= scenario.as_of[:length]:
            continue
        resting = []
        for claim in scenario.claims:
            if claim in evidence and evidence[claim].sources == (source.id,):
                readings = [graph.cells[name].reading for name in graph.list_cells_behind(claim, values)]
                years = [reading.year for reading in readings if reading and reading.source == source.id]
                if any(year is None or year.ends > int(scenario.as_of[:4]) for year in years):
                    resting.append(f"'{claim}'")
        if resting:
            message = f"source '{source.id}' of {published} is younger than as_of {scenario.as_of}"
            message = f"{message} and the only one for {' and '.join(resting)}"
            yield Problem(message, source.place, "say of which year its figures are, or find an older one", note=True)


def _note_losses_beyond_exposure(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    for loss in list_losses(graph):
        exposure, role = naming.exposure(loss.party, loss.lever.id), graph.role(loss.party, loss.lever.id)
        is_common = role is not None and graph.kinds[loss.lever.kind].roles[role].exceeds
        if is_common or graph.cells[exposure].unit != graph.cells[loss.cell].unit:
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
        for block, what in (("loss", "the loss of its {role}"), ("once", "what its {role} loses once")):
            for role, alternatives in getattr(kind, block).items():
                if any("cut" not in alternative.formula.formula.names for alternative in alternatives):
                    message = f"kind '{kind.id}': {what.format(role=role)} does not depend on the cut"
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
                if rate == CUT and graph.kinds[lever.kind].once:
                    message += ", and the largest cut for what is lost once"
                messages.setdefault(message, counting[1].place)
            if passed_over := [move for move in hitting if move not in counting]:
                what = naming.lever_part(lever.id, part) if part else lever.id
                message = (
                    f"'{what}' is cut: the {passed_over[0].means} by {_join_moves(passed_over)} does not count on it"
                )
                messages.setdefault(message, passed_over[0].place)
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
