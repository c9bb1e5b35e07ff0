"""The keys that only kinds have, read from their nodes; each role is looked up where it stands."""

import math
from collections.abc import Mapping

from leverage.document import ListNode, MapNode, Node, TextNode
from leverage.kinds.units import LETTERS
from leverage.model import AGGREGATES, Expression, Input, Key, Requirement, Role
from leverage.problems import Place, Problem, did_you_mean
from leverage.reader import Reader, is_id
from leverage.units import UnitError, parse_unit

_LOSES, _FORMULA = Key("text", ""), Key("formula", "")


def keys_of(node: Node, section: str) -> Mapping[str, Place]:
    """Return the keys of a section of a kind, with their places."""
    below = node.values.get(section) if isinstance(node, MapNode) else None
    return below.keys if isinstance(below, MapNode) else {}


class KindReader(Reader):
    """Readers for the keys only kinds have; each role is looked up where it stands."""

    def __init__(self, problems: list[Problem], name: str, node: Node) -> None:
        super().__init__(problems)
        self._name = name
        self._roles = keys_of(node, "roles")

    def _role(self, role: str, place: Place, key: str) -> None:
        if self._roles and role not in self._roles:
            hint = did_you_mean(role, self._roles) or f"'{key}' may name {', '.join(self._roles)}"
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
                hint = did_you_mean(text.text, known) or "a role, a point and an aggregate, such as seller.exports"
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
