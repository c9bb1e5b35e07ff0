"""Levers and moves: read by what the lever's kind says there is to read."""

from collections.abc import Mapping
from typing import Any

from leverage import kinds
from leverage.document import MapNode, Node
from leverage.model import Evidence, Figure, KindOfLever, Lever, Move, Reading, keys
from leverage.problems import Place, Problem, did_you_mean
from leverage.scenario.ids import IdReader
from leverage.scenario.memory import remembered

_CHOICE = "a choice of this scenario"


class LeverReader(IdReader):
    """Reads levers and moves. `broken` gathers the ids whose entries had problems and are left out."""

    def __init__(self, node: MapNode, problems: list[Problem]) -> None:
        """Read from a tree, collecting problems into the given list."""
        super().__init__(node, problems)
        self.kinds: dict[str, KindOfLever] = {}

    def read_levers(self, node: Node, name: str) -> Mapping[str, Lever]:
        """Read the levers."""
        read = {i: self._lever(value, i, place) for i, place, value in self.entries(node, f"'{name}'")}
        self.broken |= {id_ for id_, lever in read.items() if lever is None}
        return self.kept(read)

    def read_moves(self, node: Node, name: str) -> Mapping[str, Move]:
        """Read the moves."""
        read = {i: self._move(value, i, place) for i, place, value in self.entries(node, f"'{name}'")}
        self.broken |= {f"move.{id_}" for id_, move in read.items() if move is None}
        return self.kept(read)

    def kind(self, name: str) -> KindOfLever | None:
        """Return a kind by its name: the scenario's own or a bundled one."""
        return self.kinds.get(name) or (kinds.load(name) if name in kinds.bundled() else None)

    @remembered
    def usable_figure(self, node: Node, id_: str, place: Place) -> Figure | None:
        """Read a figure, and remember one that has no reading to compute with."""
        figure = self.figure(node, id_, place)
        if figure is None or figure.in_use is None:
            self.broken.add(id_)
        return figure

    @remembered
    def _move(self, node: Node, id_: str, place: Place) -> Move | None:
        fields: dict[str, Any] = {"id": id_, "place": place}
        for key, (field, declared) in keys(Move).items():
            if declared.reads == "value" and isinstance(node, MapNode) and key in node.values:
                name = f"move.{id_}.{field}"
                fields[field] = _chosen(self.usable_figure(node.values[key], name, node.keys[key]))
        return self.record(Move, node, f"move '{id_}'", is_lenient=True, **fields)

    @remembered
    def _lever(self, node: Node, id_: str, place: Place) -> Lever | None:
        what = f"lever '{id_}'"
        given: dict[str, Any] = {"id": id_, "place": place, "roles": {}, "inputs": {}}
        if not isinstance(node, MapNode):
            return self.record(Lever, node, what, **given)
        kind = self.kind(getattr(node.values.get("kind"), "text", ""))
        if kind is None:
            self.record(Lever, node, what, node.values, **given)  # its keys depend on the kind; only that is told
            return None
        given["roles"] = self._roles(node, what, kind, place)
        given["inputs"] = self._inputs(node, id_, kind, place)
        return self.record(Lever, node, what, (*kind.roles, *kind.inputs), **given)

    def _inputs(self, node: MapNode, id_: str, kind: KindOfLever, place: Place) -> Mapping[str, Figure]:
        found = {}
        for name, one in kind.inputs.items():
            if name in node.values:
                found[name] = self.usable_figure(node.values[name], f"{id_}.{name}", node.keys[name])
            elif not one.optional and one.default is None:
                self.problem(f"lever '{id_}' needs '{name}'", place, one.doc)
                self.broken.add(f"{id_}.{name}")
        return {name: figure for name, figure in found.items() if figure}

    def _roles(self, node: MapNode, what: str, kind: KindOfLever, place: Place) -> Mapping[str, str]:
        """Read which party has which role; a lever of which one is wrong is remembered as broken."""
        roles: dict[str, str] = {}
        before = len(self.problems)
        for role, declared in kind.roles.items():
            if role not in node.values:
                if not declared.optional:
                    self._missing_role(node, kind, role, Problem(f"{what} needs '{role}'", place, declared.loses))
                continue
            party = self.read_party(node.values[role], role)
            first = next((own for own, other in roles.items() if other == party), None)
            if first:
                self.problem(f"{what} has '{party}' as {first} and as {role}", node.values[role].place)
            elif party:
                roles[role] = party
        if len(self.problems) > before or len(roles) < sum(not role.optional for role in kind.roles.values()):
            self.broken.add(what.split("'")[1])
        return roles

    def _missing_role(self, node: MapNode, kind: KindOfLever, role: str, problem: Problem) -> None:
        """Report a role that is not there, unless a misspelt key, which is reported too, was meant for it."""
        known = {*keys(Lever), *kind.roles, *kind.inputs}
        if not did_you_mean(role, [name for name in node.values if name not in known]):
            self.problem(problem.message, problem.place or node.place, f"the party that {problem.hint}")


def _chosen(figure: Figure | None) -> Figure | None:
    """Mark a plain number in a move as what it is: no fact that lacks a source, but the scenario's own script."""
    if figure is None:
        return None
    readings = (reading._replace(assumed=_CHOICE) if _is_plain(reading) else reading for reading in figure.readings)
    return figure._replace(readings=tuple(readings))


def _is_plain(reading: Reading) -> bool:
    return reading.evidence is Evidence.UNSOURCED
