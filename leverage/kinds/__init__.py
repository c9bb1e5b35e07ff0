"""Kinds of lever: read from the YAML files beside this one, or from a scenario's own `kinds:`, and checked.

A kind's formulas are checked once here, with its unit letters standing for units not known yet.
"""

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from leverage import document, naming
from leverage.document import ListNode, MapNode, Node, TextNode
from leverage.formula.dimensions import ANY, TRUTH, UNKNOWN, Measured, find_dimension, hint_per_year
from leverage.formula.tree import Apply, FormulaError, Name, Number, Tree, list_names_by_place, walk_tree
from leverage.model import (
    AGGREGATES,
    CUT,
    INSTRUMENTS,
    Alternative,
    Expression,
    Input,
    Instrument,
    Key,
    KindOfLever,
    Requirement,
    Role,
)
from leverage.problems import LeverageError, Place, Problem, listed, suggest_name
from leverage.quantity import Quantity
from leverage.reader import Reader, ReadValue, is_id, keep_entries
from leverage.units import CURRENCIES, RATIO, YEAR, Dimension, UnitError, name_dimension, parse_unit

#: Letters that a kind may use for a unit it leaves open.
LETTERS = frozenset("QRSTUVW")

_FOLDER = Path(__file__).parent
_WORD, _FORMULA = Key("text", ""), Key("formula", "")  # how what stands under a role is read
_LEVER_KEYS = ("kind", "label", "status", "parts")  # which a lever of any kind has, so that no input can
#: What the graph puts in for each move: the share cut, how much of the adjusting is done, the times of both.
SETTINGS: dict[str, Dimension] = {
    "cut": RATIO,
    "adjustment": RATIO,
    "begins": YEAR,
    "duration": YEAR,
    "horizon": YEAR,
}
#: The input that says how fast a party adjusts, which a kind has if its formulas read `adjustment`.
HALF_LIFE = "half_life"


@lru_cache(maxsize=1)
def list_bundled() -> tuple[str, ...]:
    """List the names of the bundled kinds."""
    return tuple(sorted(path.stem for path in _FOLDER.iterdir() if path.suffix == ".yaml"))


@lru_cache(maxsize=64)
def load_kind(name: str) -> KindOfLever:
    """Read a bundled kind. Raises LeverageError if its file is wrong."""
    file = document.read_file(_FOLDER / f"{name}.yaml", f"kinds/{name}.yaml")
    problems: list[Problem] = []
    node = document.parse_yaml(file)
    kind = read_kind(node, name, node.place, problems)
    if kind is None or problems:
        raise LeverageError(problems)
    return kind


def find_kind(name: str, others: Mapping[str, KindOfLever]) -> KindOfLever | None:
    """Return a kind by its name: one of a scenario's own, or a bundled one; None if there is no such kind."""
    if name in others:
        return others[name]
    return load_kind(name) if name in list_bundled() else None


def find_input_dimension(unit: str) -> Dimension:
    """Return the dimension of a kind's unit, its letters included."""
    return parse_unit(unit, LETTERS).dimension


def read_kind(node: Node, name: str, place: Place, problems: list[Problem]) -> KindOfLever | None:
    """Read a kind from its node and check its formulas; None if anything is wrong, which goes to `problems`."""
    before = len(problems)
    reader = _KindReader(problems, name, node)
    kind = reader.read_record(KindOfLever, node, f"kind '{name}'", is_lenient=True, id=name, place=place)
    if kind is None or not kind.roles:
        return None
    dimensions = _KindChecker(kind, problems, _list_section_keys(node, "inputs")).check()
    if len(problems) > before:
        return None
    losses = list_formulas(kind, "loss", "once", *kind.instruments)
    read = {name for _, alternative in losses for name in alternative.formula.formula.names}
    is_timed = bool(read & {"adjustment", "horizon"}) or any(each.when for _, each in list_formulas(kind, "loss"))
    return kind._replace(dimensions=dimensions, of_parts=_find_inputs_of_parts(kind), is_timed=is_timed)


def find_formulas(kind: KindOfLever, block: str) -> Mapping[str, tuple[Alternative, ...]]:
    """Return the formulas of a block by role: ``exposure``, ``loss``, ``once``, or losses by an instrument."""
    formulas: Mapping[str, tuple[Alternative, ...]]
    formulas = kind.instruments[block].loss if block in kind.instruments else getattr(kind, block)
    return formulas


def list_formulas(kind: KindOfLever, *blocks: str) -> Iterator[tuple[str, Alternative]]:
    """Yield a kind's formulas with the role each is for: of all blocks, or of those named."""
    for block in blocks or ("exposure", "loss", "once", *kind.instruments):
        for role, alternatives in find_formulas(kind, block).items():
            for alternative in alternatives:
                yield role, alternative


def is_amount(declared: Input) -> bool:
    """Tell an amount, which adds up over the parts of a lever, from a share, a price or another rate."""
    dimension = find_input_dimension(declared.unit)
    return ("year", -1) in dimension or (len(dimension) == 1 and dimension[0][0] in {*CURRENCIES, "person"})


def _find_inputs_of_parts(kind: KindOfLever) -> frozenset[str]:
    """Return the inputs that a part of a lever may say itself: those that are read inside ``sum()`` alone."""
    inside: set[str] = set()
    outside: set[str] = set()
    for _, alternative in list_formulas(kind):
        for name, is_inside in list_names_by_place(alternative.formula.formula.tree):
            (inside if is_inside else outside).add(HALF_LIFE if name == "adjustment" else name)
    return frozenset((inside - outside) & kind.inputs.keys())


def _list_section_keys(node: Node, section: str) -> Mapping[str, Place]:
    """Return the keys of a section of a kind, with their places."""
    below = node.values.get(section) if isinstance(node, MapNode) else None
    return below.keys if isinstance(below, MapNode) else {}


class _KindReader(Reader):
    """Reads a kind; each role that its sections name is looked up among its roles."""

    def __init__(self, problems: list[Problem], name: str, node: Node) -> None:
        super().__init__(problems)
        self._name = name
        self._roles = _list_section_keys(node, "roles")

    def read_formula(self, node: Node, name: str) -> Expression | None:
        """Read a formula, which may hold ``sum()`` over the parts of a lever."""
        return self.read_expression(node, name, is_of_kind=True)

    def _read_roles(self, node: Node, name: str) -> Mapping[str, Role] | None:
        """Read the roles, each a text or a mapping."""
        roles: dict[str, Role | None] = {}
        if isinstance(node, MapNode) and not node.values:
            self.report(f"'{name}' is empty", node.place, "name each role and what it loses")
        for role, place, value in self.list_entries(node, f"'{name}'"):
            if isinstance(value, TextNode):
                roles[role] = Role(role, self.read(_WORD, role, value) or "")
            else:
                roles[role] = self.read_record(Role, value, f"role '{role}'", at=place, id=role)
        return keep_entries(roles) or None

    def _read_inputs(self, node: Node, name: str) -> Mapping[str, Input]:
        inputs = {}
        for id_, place, value in self.list_entries(node, f"'{name}'"):
            inputs[id_] = self.read_record(Input, value, f"input '{id_}'", id=id_, place=place)
        return keep_entries(inputs)

    def _read_instruments(self, node: Node, name: str) -> Mapping[str, Instrument]:
        """Read what a move may do instead of a cut, each by a name that a move knows."""
        instruments = {}
        below = node.values if isinstance(node, MapNode) else {}
        if not below:
            self.report(f"'{name}' must be a mapping of instruments", node.place, f"there are {', '.join(INSTRUMENTS)}")
        for id_, value in below.items():
            place = node.keys[id_]  # type: ignore[union-attr]  # a mapping, as it has values
            if id_ not in INSTRUMENTS:
                hint = suggest_name(id_, INSTRUMENTS) or f"there are {', '.join(INSTRUMENTS)}"
                self.report(f"no instrument '{id_}'", place, hint)
            instrument = self.read_record(Instrument, value, f"instrument '{id_}'", at=place, id=id_, place=place)
            if instrument is not None and id_ in INSTRUMENTS:
                instruments[id_] = instrument
        return instruments

    def _read_unit(self, node: Node, name: str) -> str | None:
        """Read a unit, letters allowed."""
        text = self.require_text(node, name)
        if text is None:
            return None
        unit = " ".join(text.text.split())
        try:
            parse_unit(unit, LETTERS)
        except UnitError as error:
            self.report(str(error), text.place, error.hint)
            return None
        return unit

    def _read_bounds(self, node: Node, name: str) -> tuple[float, float] | None:
        """Read the least and greatest value of an input; `any` leaves an end open."""
        items = self.read_items(node, name)
        if items is None:
            return None
        if len(items) != 2:
            self.report(f"'{name}' must have two numbers: [0, 1], or [0, any]", node.place)
            return None
        bounds = []
        for item, open_end in zip(items, (-math.inf, math.inf), strict=True):
            bound = None if item.text == "any" else self.read_quantity(item, name)
            bounds.append(bound.base if bound else open_end)
        return bounds[0], bounds[1]

    def _read_role_formulas(self, node: Node, name: str) -> Mapping[str, tuple[Alternative, ...]]:
        """Read one formula or several for each role."""
        by_role = {}
        for role, value in self._list_by_role(node, name):
            nodes = value.items if isinstance(value, ListNode) else (value,)
            alternatives = [self._read_alternative(item, role) for item in nodes]
            by_role[role] = tuple(alternative for alternative in alternatives if alternative)
        return by_role

    def _read_alternative(self, node: Node, role: str) -> Alternative | None:
        """Read a formula, alone or with when it holds."""
        if isinstance(node, MapNode):
            return self.read_record(Alternative, node, f"a formula for '{role}'")
        formula = self.read(_FORMULA, role, node)
        return formula and Alternative(formula)

    def _read_role_words(self, node: Node, name: str) -> Mapping[str, str]:
        """Read a word for each role."""
        words = {role: self.read(_WORD, role, value) for role, value in self._list_by_role(node, name)}
        return {role: word for role, word in words.items() if word}

    def _read_role_aggregates(self, node: Node, name: str) -> Mapping[str, str]:
        """Read an aggregate of a role, such as seller.exports, for each role."""
        known = [naming.aggregate(role, aggregate) for role in self._roles for aggregate in AGGREGATES]
        by_role = {}
        for role, value in self._list_by_role(node, name):
            text = self.require_text(value, role) if self.read(_WORD, role, value) else None
            if text is None:
                continue
            if text.text in known or not known:
                by_role[role] = text.text
            else:
                hint = suggest_name(text.text, known) or "a role, a point and an aggregate, such as seller.exports"
                self.report(f"no aggregate '{text.text}' for '{name}'", text.place, hint)
        return by_role

    def _read_role_list(self, node: Node, name: str) -> tuple[str, ...] | None:
        """Read a list of roles."""
        items = self.read_items(node, name)
        if items is None:
            return None
        for item in items:
            self._check_role(item.text, item.place, name)
        return tuple(item.text for item in items)

    def _read_requirements(self, node: Node, name: str) -> tuple[Requirement, ...]:
        """Read the tests every lever must pass."""
        if not isinstance(node, ListNode):
            self.report(f"'{name}' must be a list of tests", node.place)
            return ()
        requirements = [self.read_record(Requirement, item, "a requirement") for item in node.items]
        return tuple(requirement for requirement in requirements if requirement)

    def _list_by_role(self, node: Node, name: str) -> list[tuple[str, Node]]:
        """Return the entries of a mapping whose keys are roles of the kind; others are reported."""
        entries = self.list_entries(node, f"'{name}'")
        for role, place, _ in entries:
            if is_id(role):
                self._check_role(role, place, name)
        return [(role, value) for role, _, value in entries]

    def _check_role(self, role: str, place: Place, key: str) -> None:
        if self._roles and role not in self._roles:
            hint = suggest_name(role, self._roles) or f"'{key}' may name {', '.join(self._roles)}"
            self.report(f"kind '{self._name}' has no role '{role}'", place, hint)

    ways: ClassVar[Mapping[str, ReadValue]] = {
        **Reader.ways,
        "formula": read_formula,
        "roles": _read_roles,
        "inputs": _read_inputs,
        "instruments": _read_instruments,
        "unit": _read_unit,
        "bounds": _read_bounds,
        "role_formulas": _read_role_formulas,
        "role_words": _read_role_words,
        "role_names": _read_role_aggregates,
        "role_list": _read_role_list,
        "requirements": _read_requirements,
    }


class _KindChecker:
    """Checks a kind's parts against each other: roles exist, names are known, units fit."""

    def __init__(self, kind: KindOfLever, problems: list[Problem], written: Mapping[str, Place]) -> None:
        """Check a kind; `written` are the ids of its inputs as they stand in the file, readable or not."""
        self._kind = kind
        self._problems = problems
        self._units: dict[str, Measured] = {**SETTINGS, **dict.fromkeys(written, UNKNOWN)}
        for id_, declared in kind.inputs.items():
            self._units[id_] = find_input_dimension(declared.unit)
        for role in kind.roles:
            for aggregate, unit in AGGREGATES.items():
                self._units[naming.aggregate(role, aggregate)] = parse_unit(unit).dimension

    def check(self) -> Mapping[str, Measured]:
        """Report what does not fit, and return the dimension of each formula by its text."""
        kind = self._kind
        for role in dict.fromkeys((*kind.loss, *kind.once)):
            if role not in kind.measure:
                message = f"kind '{kind.id}' needs a measure for the loss of its {role}"
                self._report(message, kind.place, f"measure: {{{role}: costs}}")
        for id_, declared in kind.inputs.items():
            if id_ in kind.roles or id_ in _LEVER_KEYS:
                self._report(f"the input '{id_}' has the name of a role or of a tie's own key", declared.place)
        dimensions: dict[str, Measured] = {}
        for _, alternative in list_formulas(kind, "exposure", "loss", "once"):
            expression = alternative.formula
            dimensions[expression.formula.text] = self._find_dimension(expression)
        for instrument in kind.instruments:
            dimensions |= self._check_instrument(instrument, dimensions)
        for requirement in kind.require:
            self._find_dimension(requirement.test, is_test=True)
        for declared in kind.inputs.values():
            self._check_default(declared)
        for _, alternative in list_formulas(kind, "loss", "once"):
            self._check_settings(alternative.formula, CUT)
        for _, alternative in list_formulas(kind):
            self._check_mean(alternative)
        for role, alternative in list_formulas(kind, "once"):
            dimension = dimensions[alternative.formula.formula.text]
            if isinstance(dimension, tuple) and ("year", -1) in dimension:
                message = f"what the {role} loses once is in {name_dimension(dimension)}, a flow"
                self._report(message, alternative.formula.place, "write it under loss, or in a unit without a year")
        return dimensions

    def _check_instrument(self, instrument: str, losses: Mapping[str, Measured]) -> dict[str, Measured]:
        """Check an instrument's formulas, which read its rate and the cut, against those of the losses by a cut."""
        kind, units = self._kind, self._units
        self._units = units | {instrument: RATIO}
        dimensions: dict[str, Measured] = {}
        for role, alternative in list_formulas(kind, instrument):
            expression = alternative.formula
            dimension = dimensions[expression.formula.text] = self._find_dimension(expression)
            self._check_settings(expression, instrument, CUT)
            if CUT not in expression.formula.names:
                message = f"the loss of its {role} by a {instrument} does not read 'cut'"
                hint = f"part of the goods may be cut: write the loss by both, the {instrument} on what is not cut"
                self._report(message, expression.place, hint)
            if role not in kind.loss:
                message = f"kind '{kind.id}' gives its {role} a loss by a {instrument}, but none by a cut"
                self._report(message, expression.place)
                continue
            by_cut = losses.get(kind.loss[role][0].formula.formula.text) if kind.loss[role] else UNKNOWN
            if isinstance(dimension, tuple) and isinstance(by_cut, tuple) and dimension != by_cut:
                units_found = f"{name_dimension(dimension)}, that by a cut in {name_dimension(by_cut)}"
                self._report(f"the loss of its {role} by a {instrument} is in {units_found}", expression.place)
        self._units = units
        return dimensions

    def _check_settings(self, expression: Expression, *rates: str) -> None:
        """Report a rate outside the sum over what is hit, and what grows with time but is not taken as far as it has.

        The rates are the cut and that of an instrument.
        """
        kind, tree = self._kind, expression.formula.tree
        places = set(list_names_by_place(tree))
        for rate in rates:
            if (rate, False) in places and any(is_inside for _, is_inside in places):
                hint = "the parts of a tie may be cut differently"
                self._report(f"'{rate}' stands outside the sum() over the parts", expression.at_name(rate), hint)
        names = {name for name, _ in places}
        growing = [name for name in names & kind.inputs.keys() if kind.inputs[name].over_time]
        for name in growing:
            if name not in _list_adjusted(tree):
                message = f"'{name}' grows with time but is not multiplied by adjustment"
                self._report(message, expression.at_name(name), f"write {name} * adjustment")
        if "adjustment" in names and HALF_LIFE not in kind.inputs:
            hint = f"{HALF_LIFE}: {{unit: year, default: 2 years, doc: time in which half of the adjusting is done}}"
            self._report(f"a kind that reads adjustment has an input '{HALF_LIFE}'", kind.place, hint)

    def _check_mean(self, alternative: Alternative) -> None:
        """Report a mean over time of what does not change with time, and what its `after` is instead of a time."""
        place = alternative.formula.place
        if alternative.averaged and "adjustment" not in alternative.formula.formula.names:
            self._report("'averaged' is for a formula that reads adjustment", place, "leave it out")
        if alternative.after and not alternative.averaged:
            self._report("'after' needs 'averaged: true' beside it", place)
        if alternative.after and self._units.get(alternative.after) not in (YEAR, UNKNOWN):
            hint = suggest_name(alternative.after, self._kind.inputs) or "name an input whose unit is a year"
            self._report(f"'after: {alternative.after}' is no input that is a time", place, hint)

    def _check_default(self, declared: Input) -> None:
        """Report a default that is not in the unit of its input."""
        default = declared.default
        if isinstance(default, Expression):
            dimension, place = self._find_dimension(default), default.place
        elif isinstance(default, Quantity) and not default.is_plain_zero:
            dimension, place = default.unit.dimension, declared.places["default"]
        else:
            return
        wanted = find_input_dimension(declared.unit)
        if isinstance(dimension, tuple) and dimension != wanted:
            units = f"{name_dimension(dimension)}, its unit is {name_dimension(wanted)}"
            self._report(f"the default of '{declared.id}' is in {units}", place, hint_per_year(wanted, dimension))

    def _find_dimension(self, expression: Expression, *, is_test: bool = False) -> Measured:
        """Return the dimension of a formula, UNKNOWN if it has none for a problem, which is reported."""
        if any(isinstance(node, Number) and _is_money(node.quantity) for node in walk_tree(expression.formula.tree)):
            self._report("an amount of money inside a kind's formula", expression.place, "make it an input")
        unknown = [name for name in expression.formula.names if name not in self._units]
        for name in unknown:
            hint = suggest_name(name, self._units, len(self._problems))
            hint = hint or f"inputs are {listed(self._kind.inputs) or 'none'}"
            self._report(f"kind '{self._kind.id}' has no input '{name}'", expression.at_name(name), hint)
        if unknown:
            return UNKNOWN
        try:
            dimension = find_dimension(expression.formula, self._units.__getitem__)
        except FormulaError as error:
            self._report(str(error), expression.at(error.offset, error.width), error.hint)
            return UNKNOWN
        if (dimension is TRUTH) != is_test and dimension not in (UNKNOWN, ANY):
            wanted = "a comparison" if is_test else "a number"
            self._report(f"{wanted} is wanted here", expression.place)
        return dimension

    def _report(self, message: str, place: Place, hint: str = "") -> None:
        self._problems.append(Problem(message, place, hint))


def _list_adjusted(tree: Tree) -> set[str]:
    """Return the names that stand in products with `adjustment`, and nowhere else."""
    adjusted: set[str] = set()
    bare: set[str] = set()

    def visit(tree: Tree, *, is_adjusted: bool) -> None:
        if isinstance(tree, Name):
            (adjusted if is_adjusted else bare).add(tree.name)
        elif isinstance(tree, Apply):
            factors = _list_factors(tree) if tree.operator == "*" else tree.operands
            names = [factor.name for factor in factors if isinstance(factor, Name)]
            for factor in factors:
                visit(factor, is_adjusted=tree.operator == "*" and "adjustment" in names)

    visit(tree, is_adjusted=False)
    return adjusted - bare


def _list_factors(tree: Tree) -> list[Tree]:
    """Return the factors of a product, those of its own first factor included."""
    if isinstance(tree, Apply) and tree.operator == "*":
        return [*_list_factors(tree.operands[0]), *_list_factors(tree.operands[1])]
    return [tree]


def _is_money(quantity: Quantity) -> bool:
    return any(base in CURRENCIES for base, _ in quantity.unit.dimension)
