"""Kinds of lever: read from the YAML files beside this one, or from a scenario's own `kinds:`.

A kind's formulas are checked once here, with its unit letters standing for units not known yet.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from leverage import document
from leverage.document import ListNode, Node, TextNode
from leverage.formula import ANY, FormulaError, Measured, dimension_of
from leverage.formula.dimensions import TRUTH, UNKNOWN, per_year_hint
from leverage.model import AGGREGATES, Expression, Input, KindOfLever, Requirement, Role
from leverage.problems import LeverageError, Place, Problem, did_you_mean
from leverage.quantity import Quantity
from leverage.reader import Reader
from leverage.units import RATIO, Dimension, UnitError, named, parse_unit

FOLDER = Path(__file__).parent
LETTERS = frozenset("QRSTUVW")


@lru_cache(maxsize=1)
def bundled() -> tuple[str, ...]:
    """List the names of the bundled kinds."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@lru_cache(maxsize=64)
def load(name: str) -> KindOfLever:
    """Read a bundled kind. Raises LeverageError if its file is wrong."""
    file = document.read_file(FOLDER / f"{name}.yaml", f"kinds/{name}.yaml")
    problems: list[Problem] = []
    node = document.parse(file)
    kind = read(node, name, node.place, problems)
    if kind is None or problems:
        raise LeverageError(problems)
    return kind


def read(node: Node, name: str, place: Place, problems: list[Problem]) -> KindOfLever | None:
    """Read a kind from its node and check its formulas."""
    kind = _KindReader(problems).record(KindOfLever, node, f"kind '{name}'", id=name, place=place)
    if kind is None:
        return None
    return kind._replace(dimensions=_Checker(kind, problems).check())


def input_dimension(unit: str) -> Dimension:
    """Return the dimension of a kind's unit, its letters included."""
    return parse_unit(unit, LETTERS).dimension


class _KindReader(Reader):
    """Readers for the keys only kinds have."""

    def read_roles(self, node: Node, name: str) -> Mapping[str, Role] | None:
        roles = {}
        for role, _, value in self.entries(node, f"'{name}'"):
            if isinstance(value, TextNode):
                roles[role] = Role(role, " ".join(value.text.split()))
            elif read := self.record(Role, value, f"role '{role}'", id=role):
                roles[role] = read
        return roles or None

    def read_inputs(self, node: Node, name: str) -> Mapping[str, Input]:
        entries = self.entries(node, f"'{name}'")
        read = [self.record(Input, value, f"input '{i}'", id=i, place=place) for i, place, value in entries]
        return {record.id: record for record in read if record}

    def read_unit(self, node: Node, name: str) -> str | None:
        text = self.text(node, name)
        if text is None:
            return None
        try:
            parse_unit(text.text, LETTERS)
        except UnitError as error:
            self.problem(str(error), text.place, error.hint)
            return None
        return text.text

    def read_bounds(self, node: Node, name: str) -> tuple[float, float] | None:
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
        found = {}
        for role, _, value in self.entries(node, f"'{name}'"):
            nodes = value.items if isinstance(value, ListNode) else (value,)
            formulas = [self.read_formula(item, role) for item in nodes]
            found[role] = tuple(formula for formula in formulas if formula)
        return found

    def read_role_words(self, node: Node, name: str) -> Mapping[str, str]:
        read = {role: self.read_text(value, role) for role, _, value in self.entries(node, f"'{name}'")}
        return {role: text for role, text in read.items() if text}

    read_role_names = read_role_words

    def read_role_list(self, node: Node, name: str) -> tuple[str, ...] | None:
        items = self.items(node, name)
        return None if items is None else tuple(item.text for item in items)

    def read_requirements(self, node: Node, name: str) -> tuple[Requirement, ...]:
        if not isinstance(node, ListNode):
            self.problem(f"'{name}' is a list of tests", node.place)
            return ()
        read = [self.record(Requirement, item, "a requirement") for item in node.items]
        return tuple(record for record in read if record)


class _Checker:
    """Holds a kind's parts against each other: roles exist, names are known, units fit."""

    def __init__(self, kind: KindOfLever, problems: list[Problem]) -> None:
        self._kind = kind
        self._problems = problems
        self._units: dict[str, Measured] = {"cut": RATIO}
        self._units |= {name: input_dimension(one.unit) for name, one in kind.inputs.items()}
        self._units |= {f"{r}.{a}": parse_unit(unit).dimension for r in kind.roles for a, unit in AGGREGATES.items()}

    def check(self) -> Mapping[str, Measured]:
        """Report what does not fit, and return the dimension of each formula."""
        kind = self._kind
        for key in ("exposure", "loss", "measure", "share_of"):
            for role in getattr(kind, key):
                self._role(role, key)
        for role in kind.pulled_by:
            self._role(role, "pulled_by")
        for name in kind.share_of.values():
            if name not in self._units:
                self._problem(f"no aggregate '{name}' for 'share_of'", kind.place)
        for role in kind.loss.keys() - kind.measure.keys():
            self._problem(f"kind '{kind.id}' needs a measure for the loss of its {role}", kind.place)
        for name in kind.inputs.keys() & (kind.roles.keys() | {"kind", "label", "status", "cut"}):
            self._problem(f"the input '{name}' has the name of a role or of a lever's own key", kind.place)
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
                self._fits(one, one.default.unit.dimension, one.place)
        return found

    def _fits(self, one: Input, found: Measured, place: Place) -> None:
        wanted = input_dimension(one.unit)
        if isinstance(found, tuple) and found != wanted:
            message = f"the default of '{one.id}' is in {named(found)}, its unit is {named(wanted)}"
            self._problem(message, place, per_year_hint(wanted, found))

    def _dimension(self, expression: Expression, truth: bool) -> Measured:
        unknown = [name for name in expression.formula.names if name not in self._units]
        for name in unknown:
            offset = expression.formula.text.find(name)
            hint = did_you_mean(name, self._units) or f"inputs are {', '.join(self._kind.inputs) or 'none'}"
            self._problem(f"kind '{self._kind.id}' has no input '{name}'", expression.at(offset, len(name)), hint)
        if unknown:
            return UNKNOWN
        try:
            found = dimension_of(expression.formula, lambda name: self._units[name])
        except FormulaError as error:
            self._problem(str(error), expression.at(error.offset, error.width), error.hint)
            return UNKNOWN
        if (found is TRUTH) != truth and found not in (UNKNOWN, ANY):
            wanted = "a comparison" if truth else "a number"
            self._problem(f"{wanted} is wanted here", expression.place)
        return found

    def _role(self, role: str, key: str) -> None:
        if role not in self._kind.roles:
            roles = ", ".join(self._kind.roles)
            self._problem(f"kind '{self._kind.id}' has no role '{role}'", self._kind.place, f"'{key}' may name {roles}")

    def _problem(self, message: str, place: Place, hint: str = "") -> None:
        self._problems.append(Problem(message, place, hint))
