"""Cells: the named numbers a scenario consists of.

Each is a reading of a figure, a formula over other cells, or what a model is solved for that starts from other cells.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeVar

from leverage import naming
from leverage.formula.dimensions import Measured
from leverage.formula.tree import Formula
from leverage.model import (
    CUT,
    DURATION,
    INSTRUMENTS,
    REST_OF_WORLD_GDP,
    Evidence,
    Expression,
    KindOfLever,
    Lever,
    Move,
    Reading,
    Scenario,
    list_family,
    list_holders,
    list_keys,
)
from leverage.problems import Place

Walked = TypeVar("Walked")

#: The number of a cell that differs from row to row. Always this very object, so that it is found without computing.
VARIES = math.nan


class Solver(NamedTuple):
    """The model that is solved for a cell's number, and which of its results the number is."""

    model: str  # by its name in `graph/solve.py`
    result: str


class _CellFields(NamedTuple):
    """The fields of a cell, which stand apart since a named tuple itself cannot keep what it has computed."""

    name: str
    formula: Formula | None = None
    binding: Mapping[str, str] = {}
    unit: Measured | None = None  # what it must be or is known to be; None for "follows from the formula"
    reading: Reading | None = None
    lacks: str = ""
    alternatives: tuple[Formula, ...] = ()  # the kind's formulas, one of which is in use
    written: Formula | None = None  # the one in use as the kind has it; `formula` writes it out over the lever's parts
    partial: bool = False  # a sum that leaves out what is missing
    beside: Mapping[str, str] = {}  # addend to another cell that must be valued for it to count
    is_loss: bool = False  # never negative, so a sum without it is "at least"
    expression: Expression | None = None  # where a user wrote the formula
    assumes: str = ""  # what a default or a formula of a kind takes for granted
    default_note: str = ""  # why it has its number, where that is a default
    place: Place | None = None
    is_of_parts: bool = False  # what a lever has by its parts: their sum, so that it cannot be set
    lever: str = ""  # the lever whose kind gave the formula, and whose unit letters it has
    solver: Solver | None = None  # with one, the formula only names the model and its inputs
    is_mean: bool = False  # the mean over a time of what the kind's formula, `written`, gives at points of it
    if_undefined: str = ""  # why its formula has no value, where that says more than the formula itself


class Cell(_CellFields):
    """One named number. A formula's names are looked up in `binding` first, then taken as cells' names.

    Without a formula and a value there is nothing to compute, and `lacks` says why.
    """

    def written_at(self, key: str = "value") -> Place | None:
        """Return where a user wrote the cell: its formula, or what stands under a key of its figure."""
        if self.expression is not None and key == "value":
            return self.expression.place
        return self.reading.places.get(key, self.place) if self.reading is not None else self.place

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Return the names of the cells the formula reads."""
        return self._bind_names(self.formula)

    def list_inputs(self, formula: Formula | None) -> tuple[str, ...]:
        """Return the names of the cells that a formula over this cell's names reads; without a formula there are none.

        A cell may be computed by another formula than it is written with: without the addends that are left out.
        """
        return self.reads if formula is self.formula else self._bind_names(formula)

    def _bind_names(self, formula: Formula | None) -> tuple[str, ...]:
        if formula is None:
            return ()
        binding = self.binding
        return tuple([binding.get(name, name) for name in formula.names]) if binding else formula.names


class Known:
    """The cells that scenarios share, all of a graph or its foundation, and what they come to in the first of them.

    `values` and `evidence` are filled in by `graph/evaluate.py`.
    """

    def __init__(self, cells: Mapping[str, Cell]) -> None:
        """Begin with the cells, of which nothing is computed yet."""
        self.cells = cells
        self.values: Mapping[str, Value] = {}
        self.evidence: Mapping[str, Backing] = {}

    @cached_property
    def _readers(self) -> Mapping[str, Sequence[str]]:
        return list_readers(self.cells)

    def find_affected(self, changed: Iterable[str]) -> set[str]:
        """Return some cells and all that follow from them."""
        return set(walk_inputs(changed, lambda name: self._readers.get(name, ())))


class Backing:
    """How well a cell is founded, and on which sources: those that it cites itself, then those of its inputs.

    Sources are looked for when they are wanted: if every cell kept those of all cells behind it, long sums would need
    much room.
    """

    __slots__ = ("approximate", "cited", "evidence", "gathered", "inputs")

    def __init__(
        self, evidence: Evidence, cited: tuple[str, ...] = (), inputs: Iterable["Backing"] = (), *, approximate: bool
    ) -> None:
        """Keep the ids of what a cell cites, and the backing of the cells that it is computed from."""
        self.evidence = evidence
        self.approximate = approximate
        self.cited = cited
        self.inputs: tuple[Backing, ...] = tuple(dict.fromkeys([each for each in inputs if each.cited or each.inputs]))
        self.gathered: tuple[str, ...] | None = None  # the sources, once they were looked for

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the ids of the sources, each once. What rests on a single input that cites any shares its sources."""
        shared = self
        while not shared.cited and len(shared.inputs) == 1:
            shared = shared.inputs[0]
        if shared.gathered is None:
            behind = walk_inputs([shared], lambda each: each.inputs if each.gathered is None else ())
            cited = [each.cited if each.gathered is None else each.gathered for each in behind]
            shared.gathered = tuple(dict.fromkeys(chain.from_iterable(cited)))
        return shared.gathered


class Graph(NamedTuple):
    """All cells of a scenario in an order in which each comes after those it reads; first those that are `known`."""

    scenario: Scenario
    kinds: Mapping[str, KindOfLever]
    cells: Mapping[str, Cell]
    targets: Mapping[str, str]  # of each move
    dropped: tuple[str, ...] = ()  # moves that are wrong, of which there is only what they say themselves
    known: Known = Known({})

    def reading(self, name: str) -> Reading | None:
        """Return the reading with a value that a cell stands for; None if it has a formula that computes something."""
        for alias in self.follow_names(name):
            reading = self.cells[alias].reading
            if reading is not None and reading.value is not None:
                return reading
        return None

    def follow_names(self, name: str, values: Mapping[str, "Value"] | None = None) -> list[str]:
        """Return the cells that a cell stands for: itself, then each that the one before merely names.

        With values the formulas are followed by which cells were computed, else those with which they are written.
        """
        followed: list[str] = []
        while name not in followed:
            followed.append(name)
            cell = self.cells[name]
            formula = cell.formula if values is None else values[name].formula
            if formula is not None and formula.is_name:
                name = cell.list_inputs(formula)[0]
        return followed

    def list_cells_behind(self, name: str, values: Mapping[str, "Value"]) -> list[str]:
        """Return all cells that a cell was computed from, itself first, in the order in which formulas name them.

        What a sum left out is not among them.
        """
        cells = self.cells
        return walk_inputs([name], lambda read: cells[read].list_inputs(values[read].formula))

    @property
    def names_read(self) -> set[str]:
        """Return the names of the cells that some formula reads."""
        return {name for cell in self.cells.values() for name in cell.reads}

    @property
    def public(self) -> list[str]:
        """List the names of the cells that users ask for; the others are steps on the way to these."""
        return [name for name in self.cells if not naming.is_step(name)]

    @property
    def given(self) -> list[str]:
        """List the names of what a file gives, or could give: figures, aggregates, inputs, the fields of moves."""
        scenario = self.scenario
        owners = {*scenario.parties, *scenario.levers}
        for lever in scenario.levers.values():
            owners |= {naming.lever_part(lever.id, part) for part in lever.parts}
        fields = {naming.move(id_, field) for id_ in scenario.moves for field in (CUT, *INSTRUMENTS, DURATION)}
        fields |= {naming.HORIZON}
        given = []
        for name, cell in self.cells.items():
            is_given = name in scenario.figures or name in fields or naming.split(name)[0] in owners
            if is_given and not cell.is_of_parts:
                given.append(name)
        return given

    @property
    def settable(self) -> dict[str, str]:
        """Map every name that can be set by hand to its cell: what is given, its readings; `for` is a duration."""
        readings = [name for name, cell in self.cells.items() if cell.reading is not None and cell.reading.name]
        names = {name: name for name in (*self.given, *readings)}
        rest = naming.equilibrium_rest(naming.GDP)
        if rest in self.cells:
            names.setdefault(REST_OF_WORLD_GDP, rest)
        fields = {key: field for key, (field, declared) in list_keys(Move).items() if declared.reads == "value"}
        of_figures: dict[str, list[str]] = {}  # readings by the figures that they are of
        for name in readings:
            of_figures.setdefault(naming.split(name)[0], []).append(name)
        for id_ in self.scenario.moves:
            for key, field in fields.items():
                cell = naming.move(id_, field)
                settable = [name for name in (cell, *of_figures.get(cell, ())) if name in names]
                names |= {naming.move(id_, key) + name.removeprefix(cell): name for name in settable}
        return names

    def role(self, party: str, lever: str) -> str | None:
        """Return what a party is to a lever; of a coalition what its first member with a role is."""
        roles, holders = self.scenario.levers[lever].roles, list_holders(self.scenario, party, lever)
        return next((role for role, holder in roles.items() if holder in holders), None)


class Value(NamedTuple):
    """What a cell comes to: a number in base units (a bool for a test), or the reasons why there is none."""

    number: float | None
    formula: Formula | None = None  # the formula that gave it, without the addends that are left out
    lacks: tuple[tuple[str, str], ...] = ()  # (cell, reason) of each root of a missing number
    left_out: tuple[str, ...] = ()  # losses missing from a sum on the way here: the number is "at least"

    @property
    def varies(self) -> bool:
        """Tell whether the number differs from row to row, so that none is known yet."""
        return self.number is VARIES

    def why(self, name: str, name_root: Callable[[str], str] = str) -> str:
        """Say why a cell of this name is empty; `name_root` names for people a cell that it lacks."""
        return ", ".join(dict.fromkeys(_explain_root(name, root, reason, name_root) for root, reason in self.lacks))


def _explain_root(name: str, root: str, reason: str, name_root: Callable[[str], str]) -> str:
    if root == name:
        return reason
    if reason == "not given":
        return f"needs {name_root(root)}"
    if naming.is_computed(root) or naming.is_step(root):
        return reason
    return f"needs {name_root(root)} ({reason})"


def list_readers(cells: Mapping[str, Cell]) -> dict[str, list[str]]:
    """Return for each cell that is read the cells whose numbers depend on it directly."""
    readers: dict[str, list[str]] = {}
    for name, cell in cells.items():
        for read in (*cell.reads, *cell.beside.values()):
            readers.setdefault(read, []).append(name)
    return readers


def walk_inputs(names: Iterable[Walked], list_inputs: Callable[[Walked], Iterable[Walked]]) -> list[Walked]:
    """Return cells and all that they lead to by their inputs, each once and before its inputs, these in their order."""
    walked: dict[Walked, None] = {}
    waiting = [*names][::-1]
    while waiting:
        name = waiting.pop()
        if name not in walked:
            walked[name] = None
            waiting += [*list_inputs(name)][::-1]
    return list(walked)


def order_inputs(names: Iterable[str], list_inputs: Callable[[str], Iterable[str]]) -> list[str]:
    """Return cells and all that they lead to by their inputs, each once and after its inputs."""
    ordered: dict[str, None] = {}
    opened: set[str] = set()
    waiting = [*names][::-1]
    while waiting:
        name = waiting[-1]
        if name in opened:
            ordered[waiting.pop()] = None
        else:
            opened.add(name)
            waiting += [read for read in list_inputs(name) if read not in opened]
    return list(ordered)


def list_counted_moves(scenario: Scenario) -> dict[str, list[Move]]:
    """Return for each lever the moves on it that enter the outcome; a proposed lever has none."""
    counted: dict[str, list[Move]] = {lever: [] for lever in scenario.levers}
    for move in scenario.moves.values():
        for lever in dict.fromkeys(move.hits):
            if lever in counted and scenario.levers[lever].status == "current":
                counted[lever].append(move)
    return counted


def list_moves_of(scenario: Scenario, targets: Mapping[str, str], party: str) -> dict[str, Move]:
    """Return by their ids the moves of a party, or of a coalition's members, that are meant to hurt others.

    `targets` are those that each move is meant to hurt. A move on proposed levers alone does not count.
    """
    family = list_family(scenario, party)
    moves = {}
    for move in scenario.moves.values():
        is_current = any(scenario.levers[lever].status == "current" for lever in move.hits)
        if is_current and move.by in family and targets[move.id] not in family:
            moves[move.id] = move
    return moves


def list_parts_hit(move: Move, lever: Lever) -> tuple[str, ...]:
    """Return the parts of a lever that a move hits: those that it names, or all."""
    return move.parts or lever.part_ids


def list_hit_levers(scenario: Scenario) -> list[str]:
    """Return the levers that the outcome counts: those moved, or without any moves all that are current."""
    current = [lever.id for lever in scenario.levers.values() if lever.status == "current"]
    if scenario.is_cut_in_full:
        return current
    counted = list_counted_moves(scenario)
    return [lever for lever in current if counted[lever]]
