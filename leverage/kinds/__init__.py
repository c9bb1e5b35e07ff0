"""Kinds of lever: read from the YAML files beside this one, or from a scenario's own `kinds:`, and checked.

A kind's formulas are checked once here, with its unit letters standing for units not known yet.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from leverage import document
from leverage.document import ListNode, MapNode, Node, TextNode
from leverage.formula.dimensions import ANY, TRUTH, UNKNOWN, Measured, find_dimension, hint_per_year
from leverage.formula.tree import FormulaError, Number, walk_tree
from leverage.model import AGGREGATES, Expression, Input, Key, KindOfLever, Requirement, Role
from leverage.problems import LeverageError, Place, Problem, listed, suggest_name
from leverage.quantity import Quantity
from leverage.reader import Reader, is_id
from leverage.units import CURRENCIES, RATIO, Dimension, UnitError, name_dimension, parse_unit

#: Letters that a kind may use for a unit it leaves open.
LETTERS = frozenset("QRSTUVW")


def find_input_dimension(unit: str) -> Dimension:
    """Return the dimension of a kind's unit, its letters included."""
    return parse_unit(unit, LETTERS).dimension


class KindChecker:
    """Holds a kind's parts against each other: roles exist, names are known, units fit."""

    def __init__(self, kind: KindOfLever, problems: list[Problem], written: Mapping[str, Place]) -> None:
        self._kind = kind
        self._problems = problems
        self._units: dict[str, Measured] = {"cut": RATIO, **dict.fromkeys(written, UNKNOWN)}
        self._units |= {name: find_input_dimension(one.unit) for name, one in kind.inputs.items()}
        self._units |= {f"{r}.{a}": parse_unit(unit).dimension for r in kind.roles for a, unit in AGGREGATES.items()}

    def check(self) -> Mapping[str, Measured]:
        """Report what does not fit, and return the dimension of each formula."""
        kind = self._kind
        for role in (role for role in kind.loss if role not in kind.measure):
            self._problem(
                f"kind '{kind.id}' needs a measure for the loss of its {role}",
                kind.place,
                f"measure: {{{role}: costs}}",
            )
        for name in (name for name in kind.inputs if name in (*kind.roles, "kind", "label", "status", "cut")):
            message = f"the input '{name}' has the name of a role or of a lever's own key"
            self._problem(message, kind.inputs[name].place)
        return self._formulas()

    def _formulas(self) -> Mapping[str, Measured]:
        kind = self._kind
        expressions = [e for formulas in (*kind.exposure.values(), *kind.loss.values()) for e in formulas]
        found = {expression.formula.text: self._dimension(expression, truth=False) for expression in expressions}
        for requirement in kind.require:
            self._dimension(requirement.test, truth=True)
        for one in kind.inputs.values():
            if isinstance(one.default, Expression):
                self._fits(one, self._dimension(one.default, truth=False), one.default.place)
            elif isinstance(one.default, Quantity) and not one.default.is_plain_zero:
                self._fits(one, one.default.unit.dimension, one.places["default"])
        return found

    def _fits(self, one: Input, found: Measured, place: Place) -> None:
        wanted = find_input_dimension(one.unit)
        if isinstance(found, tuple) and found != wanted:
            message = f"the default of '{one.id}' is in {name_dimension(found)}, its unit is {name_dimension(wanted)}"
            self._problem(message, place, hint_per_year(wanted, found))

    def _dimension(self, expression: Expression, truth: bool) -> Measured:
        if any(isinstance(node, Number) and _has_money(node.quantity) for node in walk_tree(expression.formula.tree)):
            self._problem("an amount of money inside a kind's formula", expression.place, "make it an input")
        unknown = [name for name in expression.formula.names if name not in self._units]
        for name in unknown:
            hint = suggest_name(name, self._units, len(self._problems))
            hint = hint or f"inputs are {listed(self._kind.inputs) or 'none'}"
            self._problem(f"kind '{self._kind.id}' has no input '{name}'", expression.at_name(name), hint)
        if unknown:
            return UNKNOWN
        try:
            found = find_dimension(expression.formula, lambda name: self._units[name])
        except FormulaError as error:
            self._problem(str(error), expression.at(error.offset, error.width), error.hint)
            return UNKNOWN
        if (found is TRUTH) != truth and found not in (UNKNOWN, ANY):
            wanted = "a comparison" if truth else "a number"
            self._problem(f"{wanted} is wanted here", expression.place)
        return found

    def _problem(self, message: str, place: Place, hint: str = "") -> None:
        self._problems.append(Problem(message, place, hint))


def _has_money(quantity: Quantity) -> bool:
    return any(base in CURRENCIES for base, _ in quantity.unit.dimension)


_LOSES, _FORMULA = Key("text", ""), Key("formula", "")


def list_section_keys(node: Node, section: str) -> Mapping[str, Place]:
    """Return the keys of a section of a kind, with their places."""
    below = node.values.get(section) if isinstance(node, MapNode) else None
    return below.keys if isinstance(below, MapNode) else {}


class KindReader(Reader):
    """Readers for the keys only kinds have; each role is looked up where it stands."""

    def __init__(self, problems: list[Problem], name: str, node: Node) -> None:
        super().__init__(problems)
        self._name = name
        self._roles = list_section_keys(node, "roles")

    def _role(self, role: str, place: Place, key: str) -> None:
        if self._roles and role not in self._roles:
            hint = suggest_name(role, self._roles) or f"'{key}' may name {', '.join(self._roles)}"
            self.problem(f"kind '{self._name}' has no role '{role}'", place, hint)

    def _by_role(self, node: Node, name: str) -> list[tuple[str, Place, Node]]:
        entries = self.entries(node, f"'{name}'")
        for role, place, _ in entries:
            if is_id(role):
                self._role(role, place, name)
        return entries

    def read_roles(self, node: Node, name: str) -> Mapping[str, Role] | None:
        """Read the roles, each a text or a mapping."""
        roles: dict[str, Role | None] = {}
        if isinstance(node, MapNode) and not node.values:
            self.problem(f"'{name}' is empty", node.place, "name each role and what it loses")
        for role, place, value in self.entries(node, f"'{name}'"):
            if isinstance(value, TextNode):
                roles[role] = Role(role, self.read(_LOSES, role, value) or "")
            else:
                roles[role] = self.record(Role, value, f"role '{role}'", at=place, id=role)
        return self.kept(roles) or None

    def read_inputs(self, node: Node, name: str) -> Mapping[str, Input]:
        """Read the inputs."""
        entries = self.entries(node, f"'{name}'")
        return self.kept(
            {i: self.record(Input, value, f"input '{i}'", id=i, place=place) for i, place, value in entries}
        )

    def read_unit(self, node: Node, name: str) -> str | None:
        """Read a unit, letters allowed."""
        text = self.text(node, name)
        if text is None:
            return None
        unit = " ".join(text.text.split())
        try:
            parse_unit(unit, LETTERS)
        except UnitError as error:
            self.problem(str(error), text.place, error.hint)
            return None
        return unit

    def read_bounds(self, node: Node, name: str) -> tuple[float, float] | None:
        """Read the least and greatest value of an input; `any` leaves an end open."""
        items = self.items(node, name)
        if items is None:
            return None
        if len(items) != 2:
            self.problem(f"'{name}' has two numbers: [0, 1], or [0, any]", node.place)
            return None
        bounds = []
        for item, open_end in zip(items, (-math.inf, math.inf), strict=True):
            bound = None if item.text == "any" else self.read_quantity(item, name)
            bounds.append(bound.base if bound else open_end)
        return bounds[0], bounds[1]

    def read_role_formulas(self, node: Node, name: str) -> Mapping[str, tuple[Expression, ...]]:
        """Read one formula or several for each role."""
        found = {}
        for role, _, value in self._by_role(node, name):
            nodes = value.items if isinstance(value, ListNode) else (value,)
            formulas = [self.read(_FORMULA, role, item) for item in nodes]
            found[role] = tuple(formula for formula in formulas if formula)
        return found

    def read_role_words(self, node: Node, name: str) -> Mapping[str, str]:
        """Read a word for each role."""
        read = {role: self.read(_LOSES, role, value) for role, _, value in self._by_role(node, name)}
        return {role: text for role, text in read.items() if text}

    def read_role_names(self, node: Node, name: str) -> Mapping[str, str]:
        """Read an aggregate of a role for each role."""
        known = [f"{role}.{aggregate}" for role in self._roles for aggregate in AGGREGATES]
        found = {}
        for role, _, value in self._by_role(node, name):
            text = self.text(value, role) if self.read(_LOSES, role, value) else None
            if text is not None and (text.text in known or not known):
                found[role] = text.text
            elif text is not None:
                hint = suggest_name(text.text, known) or "a role, a point and an aggregate, such as seller.exports"
                self.problem(f"no aggregate '{text.text}' for '{name}'", text.place, hint)
        return found

    def read_role_list(self, node: Node, name: str) -> tuple[str, ...] | None:
        """Read a list of roles."""
        items = self.items(node, name)
        for item in items or ():
            self._role(item.text, item.place, name)
        return None if items is None else tuple(item.text for item in items)

    def read_requirements(self, node: Node, name: str) -> tuple[Requirement, ...]:
        """Read the tests every lever must pass."""
        if not isinstance(node, ListNode):
            self.problem(f"'{name}' is a list of tests", node.place)
            return ()
        read = [self.record(Requirement, item, "a requirement") for item in node.items]
        return tuple(record for record in read if record)


FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def list_bundled() -> tuple[str, ...]:
    """List the names of the bundled kinds."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@lru_cache(maxsize=64)
def load_kind(name: str) -> KindOfLever:
    """Read a bundled kind. Raises LeverageError if its file is wrong."""
    file = document.read_file(FOLDER / f"{name}.yaml", f"kinds/{name}.yaml")
    problems: list[Problem] = []
    node = document.parse_yaml(file)
    kind = read_kind(node, name, node.place, problems)
    if kind is None or problems:
        raise LeverageError(problems)
    return kind


def read_kind(node: Node, name: str, place: Place, problems: list[Problem]) -> KindOfLever | None:
    """Read a kind from its node and check its formulas."""
    before = len(problems)
    reader = KindReader(problems, name, node)
    kind = reader.record(KindOfLever, node, f"kind '{name}'", is_lenient=True, id=name, place=place)
    if kind is None or not kind.roles:
        return None
    kind = kind._replace(dimensions=KindChecker(kind, problems, list_section_keys(node, "inputs")).check())
    return kind if len(problems) == before else None
