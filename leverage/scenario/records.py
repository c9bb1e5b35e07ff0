"""The sections of a scenario file: sources, parties, figures, kinds, results and claims, and the whole of them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from leverage import kinds
from leverage.document import MapNode, Node
from leverage.model import AGGREGATES, Claim, Figure, KindOfLever, Party, Result, Scenario, Source
from leverage.problems import File, Place
from leverage.scenario import whole
from leverage.scenario.levers import LeverReader
from leverage.scenario.memory import remembered

One = TypeVar("One", Source, Result, Claim)


class ScenarioReader(LeverReader):
    """Reads one merged tree. `broken` gathers the ids whose entries had problems and are left out."""

    def scenario(self, id_: str, files: tuple[File, ...]) -> Scenario | None:
        """Read the whole; None if a key that everything needs is not there."""
        if isinstance(own := self.node.values.get("kinds"), MapNode):
            self.kinds = dict(self.read_kinds(own, "kinds"))
        self.problems += whole.one_namespace(self.node)
        given: dict[str, Any] = {"id": id_, "place": self.node.place, "kinds": self.kinds, "read": files}
        scenario = self.record(Scenario, self.node, "a scenario", ("extends",), is_lenient=True, **given)
        if scenario is not None:
            used = {lever.kind: self.kind(lever.kind) for lever in scenario.levers.values()}
            self.problems += whole.movers(scenario, {name: kind for name, kind in used.items() if kind}, self.broken)
        return scenario

    def read_sources(self, node: Node, name: str) -> Mapping[str, Source]:
        """Read the sources."""
        return self._section(self._source, node, name)

    def read_parties_map(self, node: Node, name: str) -> Mapping[str, Party]:
        """Read the parties; one with a problem is kept as far as it goes."""
        parties: dict[str, Party | None] = {}
        for id_, place, value in self.entries(node, f"'{name}'"):
            given: dict[str, Any] = {"id": id_, "place": place, "aggregates": self._aggregates(value, id_)}
            parties[id_] = self.record(Party, value, f"party '{id_}'", AGGREGATES, **given) or Party(**given)
        return self.kept(parties)

    def _aggregates(self, node: Node, party: str) -> Mapping[str, Figure]:
        found = {}
        for aggregate in AGGREGATES:
            if isinstance(node, MapNode) and aggregate in node.values:
                place = node.keys[aggregate]
                found[aggregate] = self.usable_figure(node.values[aggregate], f"{party}.{aggregate}", place)
        return {aggregate: figure for aggregate, figure in found.items() if figure}

    def read_figures(self, node: Node, name: str) -> Mapping[str, Figure]:
        """Read the figures."""
        read = {i: self.usable_figure(value, i, place) for i, place, value in self.entries(node, f"'{name}'")}
        return self.kept(read)

    def read_kinds(self, node: Node, name: str) -> Mapping[str, KindOfLever]:
        """Read the scenario's own kinds."""
        found = {}
        for id_, place, value in self.entries(node, f"'{name}'"):
            if id_ in kinds.bundled():
                self.problem(f"'{id_}' is a bundled kind", place, "choose another name")
            kind = self._kind(value, id_, place)
            found[id_] = None if id_ in kinds.bundled() else kind
        return self.kept(found)

    @remembered
    def _kind(self, node: Node, id_: str, place: Place) -> KindOfLever | None:
        return kinds.read(node, id_, place, self.problems)

    def read_results(self, node: Node, name: str) -> Mapping[str, Result]:
        """Read the author's own cells."""
        return self._section(self._result, node, name)

    def read_claims(self, node: Node, name: str) -> Mapping[str, Claim]:
        """Read the claims."""
        return self._section(self._claim, node, name)

    @remembered
    def _source(self, node: Node, id_: str, place: Place) -> Source | None:
        return self.record(Source, node, f"source '{id_}'", is_lenient=True, id=id_, place=place)

    @remembered
    def _result(self, node: Node, id_: str, place: Place) -> Result | None:
        return self.record(Result, node, f"result '{id_}'", id=id_, place=place)

    @remembered
    def _claim(self, node: Node, id_: str, place: Place) -> Claim | None:
        return self.record(Claim, node, f"claim '{id_}'", is_lenient=True, id=id_, place=place)

    def _section(self, read: Callable[[Node, str, Place], One | None], node: Node, name: str) -> Mapping[str, One]:
        found = {id_: read(value, id_, place) for id_, place, value in self.entries(node, f"'{name}'")}
        self.broken |= {id_ for id_, one in found.items() if one is None}
        return self.kept(found)
