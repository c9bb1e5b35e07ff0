"""The sections of a scenario file: parties, figures, levers, moves, results, claims."""

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

from leverage import kinds
from leverage.document import MapNode, Node
from leverage.model import (
    AGGREGATES,
    Claim,
    Evidence,
    Figure,
    KindOfLever,
    Lever,
    Move,
    Party,
    Result,
    Scenario,
    Source,
    keys,
)
from leverage.problems import Place, Problem, did_you_mean
from leverage.scenario.figures import FigureReader
from leverage.units import CURRENCIES

One = TypeVar("One", Source, Party, Result, Claim, Move)

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHARED = {"parties": "party", "figures": "figure", "levers": "lever", "results": "result", "claims": "claim"}


class ScenarioReader(FigureReader):
    """Reads one merged tree. `broken` gathers the ids whose entries had problems and are left out."""

    def __init__(self, node: MapNode, problems: list[Problem]) -> None:
        """Read from a tree, collecting problems into the given list."""
        super().__init__(problems)
        self.broken: set[str] = set()
        self._node = node
        self._kinds: dict[str, KindOfLever] = {}

    def scenario(self, id_: str, files: tuple[str, ...]) -> Scenario | None:
        """Read the whole; None if a key that everything needs is not there."""
        if isinstance(own := self._node.values.get("kinds"), MapNode):
            self._kinds = dict(self.read_kinds(own, "kinds"))
        self._check_one_namespace()
        scenario = self.record(
            Scenario,
            self._node,
            "a scenario",
            ("extends",),
            id=id_,
            place=self._node.place,
            kinds=self._kinds,
            files=files,
        )
        if scenario is not None:
            self._check_sides(scenario)
            self._note_unsourced(scenario)
            self._note_young_sources(scenario)
        return scenario

    # Sections

    def read_sources(self, node: Node, name: str) -> Mapping[str, Source]:
        return self._section(Source, node, name, "source")

    def read_parties_map(self, node: Node, name: str) -> Mapping[str, Party]:
        parties = {}
        for id_, place, value in self.entries(node, f"'{name}'"):
            found = {}
            for aggregate in AGGREGATES:
                if isinstance(value, MapNode) and aggregate in value.values:
                    at = value.keys[aggregate]
                    found[aggregate] = self._figure(value.values[aggregate], f"{id_}.{aggregate}", at)
            given = {aggregate: figure for aggregate, figure in found.items() if figure}
            party = self.record(
                Party, value, f"party '{id_}'", AGGREGATES, id=id_, place=place, aggregates=given
            )
            parties[id_] = party or Party(id_, place, given)
        return parties

    def read_figures(self, node: Node, name: str) -> Mapping[str, Figure]:
        read = {i: self._figure(value, i, place) for i, place, value in self.entries(node, f"'{name}'")}
        return {id_: figure for id_, figure in read.items() if figure}

    def read_kinds(self, node: Node, name: str) -> Mapping[str, KindOfLever]:
        found = {}
        for id_, place, value in self.entries(node, f"'{name}'"):
            if id_ in kinds.bundled():
                self.problem(f"'{id_}' is a bundled kind", place, "choose another name")
            elif kind := kinds.read(value, id_, place, self.problems):
                found[id_] = kind
        return found

    def read_levers(self, node: Node, name: str) -> Mapping[str, Lever]:
        levers = {}
        for id_, place, value in self.entries(node, f"'{name}'"):
            lever = self._lever(value, id_, place)
            if lever is None:
                self.broken.add(id_)
            else:
                levers[id_] = lever
        return levers

    def read_moves(self, node: Node, name: str) -> Mapping[str, Move]:
        moves = {}
        for id_, place, value in self.entries(node, f"'{name}'"):
            fields = {}
            for key, (field, declared) in keys(Move).items():
                if declared.reads == "value" and isinstance(value, MapNode) and key in value.values:
                    fields[field] = self._figure(value.values[key], f"move.{id_}.{field}", value.keys[key])
            move = self.record(Move, value, f"move '{id_}'", id=id_, place=place, **fields)
            if move is None:
                self.broken.add(f"move.{id_}")
            else:
                moves[id_] = move
        return moves

    def read_results(self, node: Node, name: str) -> Mapping[str, Result]:
        return self._section(Result, node, name, "result")

    def read_claims(self, node: Node, name: str) -> Mapping[str, Claim]:
        return self._section(Claim, node, name, "claim")

    def _section(self, record: type[One], node: Node, name: str, what: str) -> Mapping[str, One]:
        found = {}
        for id_, place, value in self.entries(node, f"'{name}'"):
            read = self.record(record, value, f"{what} '{id_}'", id=id_, place=place)
            if read is None:
                self.broken.add(id_)
            else:
                found[id_] = read
        return found

    # Ids that must be known

    def read_source(self, node: Node, name: str) -> str | None:
        text = self.text(node, name)
        return text and self.known(text, self._ids("sources"), "source")

    def read_party(self, node: Node, name: str) -> str | None:
        text = self.text(node, name)
        return text and self.known(text, self._ids("parties"), "party")

    def read_lever(self, node: Node, name: str) -> str | None:
        text = self.text(node, name)
        return text and self.known(text, self._ids("levers"), "lever")

    def read_kind(self, node: Node, name: str) -> str | None:
        text = self.text(node, name)
        return text and self.known(text, [*kinds.bundled(), *self._ids("kinds")], "kind")

    def read_parties(self, node: Node, name: str) -> tuple[str, ...] | None:
        items = self.items(node, name)
        found = [self.known(item, self._ids("parties"), "party") for item in items or ()]
        if items is not None and (len(items) != 2 or len({item.text for item in items}) != 2):
            self.problem(f"'{name}' names two parties: [first, second]", node.place)
            return None
        return tuple(id_ for id_ in found if id_) if items is not None and all(found) else None

    def read_currency(self, node: Node, name: str) -> str | None:
        text = self.text(node, name)
        if text is None or text.text in CURRENCIES:
            return text and text.text
        hint = did_you_mean(text.text.upper(), sorted(CURRENCIES))
        self.problem(f"no currency '{text.text}'", text.place, hint or "an ISO 4217 code such as USD")
        return None

    # Levers

    def _lever(self, node: Node, id_: str, place: Place) -> Lever | None:
        what = f"lever '{id_}'"
        kind = self._kind_of(node)
        if kind is None or not isinstance(node, MapNode):
            self.record(
                Lever,
                node,
                what,
                node.values if isinstance(node, MapNode) else (),
                id=id_,
                place=place,
                roles={},
                inputs={},
            )
            return None
        roles = self._roles(node, what, kind, place)
        inputs = {}
        for name, one in kind.inputs.items():
            if name in node.values:
                inputs[name] = self._figure(node.values[name], f"{id_}.{name}", node.keys[name])
            elif not one.optional and one.default is None:
                self.problem(f"{what} needs '{name}'", place, one.doc)
                self.broken.add(f"{id_}.{name}")
        given = {name: figure for name, figure in inputs.items() if figure}
        return self.record(
            Lever, node, what, [*kind.roles, *kind.inputs], id=id_, place=place, roles=roles, inputs=given
        )

    def _kind_of(self, node: Node) -> KindOfLever | None:
        name = node.values.get("kind") if isinstance(node, MapNode) else None
        text = getattr(name, "text", None)
        return self._kinds.get(text) or (kinds.load(text) if text in kinds.bundled() else None)

    def _roles(self, node: MapNode, what: str, kind: KindOfLever, place: Place) -> Mapping[str, str]:
        roles: dict[str, str] = {}
        for role, declared in kind.roles.items():
            if role not in node.values:
                if not declared.optional:
                    self.problem(f"{what} needs '{role}'", place, f"the party that {declared.loses}")
                continue
            party = self.read_party(node.values[role], role)
            if party in roles.values():
                first = next(own for own, other in roles.items() if other == party)
                self.problem(f"{what} has '{party}' as {first} and as {role}", node.values[role].place)
            elif party:
                roles[role] = party
        return roles

    def _figure(self, node: Node, id_: str, place: Place) -> Figure | None:
        figure = self.figure(node, id_, place)
        if figure is None or figure.in_use is None:
            self.broken.add(id_)
        return figure

    # What holds of the whole

    def _ids(self, section: str) -> list[str]:
        node = self._node.values.get(section)
        return list(node.values) if isinstance(node, MapNode) else []

    def _check_one_namespace(self) -> None:
        taken: dict[str, tuple[str, Place]] = {}
        for section, what in _SHARED.items():
            node = self._node.values.get(section)
            for id_, place in node.keys.items() if isinstance(node, MapNode) else ():
                if id_ in taken:
                    other, first = taken[id_]
                    self.problem(
                        f"'{id_}' is a {what} and a {other}", place, f"the {other} is on line {first.line}"
                    )
                taken.setdefault(id_, (what, place))

    def _check_sides(self, scenario: Scenario) -> None:
        for move in scenario.moves.values():
            lever = scenario.levers.get(move.lever)
            if lever is None:
                continue
            kind = self._kinds.get(lever.kind) or kinds.load(lever.kind)
            pulling = [lever.roles[role] for role in kind.pulled_by if role in lever.roles]
            if move.by not in pulling:
                hint = f"only {' or '.join(pulling) or 'no one'} can"
                self.problem(f"move '{move.id}': {move.by} cannot cut '{lever.id}'", move.place, hint)

    def _note_unsourced(self, scenario: Scenario) -> None:
        for figure in figures_of(scenario):
            for reading in figure.readings:
                if reading.evidence is Evidence.UNSOURCED:
                    self.note(f"'{figure.id}' has a number without a source", reading.place)

    def _note_young_sources(self, scenario: Scenario) -> None:
        for source in scenario.sources.values():
            published = _first_date(source.published)
            length = min(len(published), len(scenario.as_of))
            if scenario.as_of and published and published[:length] > scenario.as_of[:length]:
                self.note(
                    f"source '{source.id}' of {published} is younger than as_of {scenario.as_of}",
                    source.place,
                )


def figures_of(scenario: Scenario) -> Iterator[Figure]:
    """Go through every figure of a scenario, wherever it is written."""
    yield from scenario.figures.values()
    for party in scenario.parties.values():
        yield from party.aggregates.values()
    for lever in scenario.levers.values():
        yield from lever.inputs.values()
    for move in scenario.moves.values():
        yield from (figure for figure in (move.cut, move.duration) if figure)


def _first_date(text: str) -> str:
    """Return the first date of a free text as year, month, day, as far as it says: 2025-10 for October 2025."""
    match = re.search(
        r"(?:\b([0-9]{1,2}) )?(?:\b([A-Z][a-z]+) )?\b((?:19|20)[0-9]{2})(-[0-9]{2}(?:-[0-9]{2})?)?\b", text
    )
    if match is None:
        return ""
    day, month, year, rest = match.groups()
    if rest or month not in _MONTHS:
        return year + (rest or "")
    written = f"{year}-{_MONTHS.index(month) + 1:02}"
    return f"{written}-{int(day):02}" if day else written
