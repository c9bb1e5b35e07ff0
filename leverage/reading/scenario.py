"""The records of a scenario, read from its merged tree with all that is wrong with them.

Names inside formulas and units are checked later, in the graph, where the cells they name are known.
"""

import functools
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, TypeVar

from leverage import document, kinds, model, naming
from leverage.document import ListNode, MapNode, Node, TextNode
from leverage.model import (
    AGGREGATES,
    AS_WRITTEN,
    Claim,
    Evidence,
    Figure,
    Key,
    KindOfLever,
    Lever,
    Move,
    Party,
    Reading,
    Result,
    Scenario,
    Source,
    WhatIf,
    list_figures,
    list_keys,
)
from leverage.printed import compare
from leverage.problems import File, LeverageError, Place, Problem, suggest_name
from leverage.quantity import Quantity, write_unit
from leverage.reader import Reader, is_id
from leverage.reading.extends import Origin, read_merged
from leverage.reading.what_if import apply_sets, choose_readings
from leverage.units import CURRENCIES, UnitError, parse_unit

Entry = TypeVar("Entry")
Memory: TypeAlias = dict[tuple[object, ...], tuple[Node, object]]

# The sections whose ids an entry may name.
_NAMED = ("sources", "parties", "levers", "kinds")
_ENTRIES = 5000
_CONTEXTS = 16
_memories: dict[tuple[object, ...], tuple[Node | None, Memory]] = {}


def memory_of(root: MapNode) -> Memory:
    """Return what was read where the same holds that an entry's reading depends on: which ids there are, own kinds."""
    ids = tuple(tuple(below.keys) if isinstance(below := root.values.get(name), MapNode) else None for name in _NAMED)
    kinds = root.values.get("kinds")
    known = _memories.get((ids, id(kinds)))
    if known is None:
        if len(_memories) >= _CONTEXTS:
            _memories.clear()
        known = _memories[ids, id(kinds)] = (kinds, {})
    return known[1]


def remember_entry(read: Callable[[Any, Node, str, Place], Entry]) -> Callable[[Any, Node, str, Place], Entry]:
    """Make a reader's method for one entry remember what it read from a node of a file below."""

    @functools.wraps(read)
    def reading(self: Any, node: Node, id_: str, place: Place) -> Entry:
        if node.place.file is self.node.place.file:
            return read(self, node, id_, place)
        key = (read, id(node), id_)
        known = self.memory.get(key)
        if known is not None:
            return known[1]  # type: ignore[no-any-return]  # what this very method read
        before, broken = len(self.problems), len(self.broken)
        found = read(self, node, id_, place)
        if len(self.problems) == before and len(self.broken) == broken and len(self.memory) < _ENTRIES:
            self.memory[key] = (node, found)
        return found

    return reading


_FIGURE_KEYS = ("value", "formula", "readings")


class FigureReader(Reader):
    """Reads figures wherever they stand: in their own section, as a party's aggregate, inside a lever or move."""

    def figure(self, node: Node, id_: str, place: Place) -> Figure | None:
        """Read a figure: a scalar, a mapping with a value or formula, or one with several readings."""
        if not isinstance(node, MapNode):
            value = self.read(Key("value", ""), id_.rpartition(".")[2], node)
            if value is None:
                return None
            own = {"value": value} if isinstance(value, Quantity) else {"formula": value}
            return Figure(id_, place, (Reading("", place, places={"value": node.place}, **own),))
        given = [key for key in _FIGURE_KEYS if key in node.values]
        if len(given) != 1:
            found = " and ".join(f"'{key}'" for key in given) or "none"
            self.problem(f"figure '{id_}' needs one of value, formula, readings; found {found}", place)
            self.record(Reading, node, f"figure '{id_}'", also=list_keys(Figure), name="", place=place)
            return None
        if "readings" in given:
            return self._rivals(node, id_, place)
        reading = self._reading(node, "", place, id_, also=("label",))
        return Figure(id_, place, (reading,) if reading else (), "", self._label(node))

    def _rivals(self, node: MapNode, id_: str, place: Place) -> Figure | None:
        self.known_keys(node, f"figure '{id_}' with readings", list_keys(Figure))
        written = node.values["readings"]
        entries = self.entries(written, "'readings'")
        if not entries:
            if isinstance(written, MapNode) and not written.values:
                self.problem("'readings' is empty", written.place, "give each rival value a name")
            return None
        readings = [self._reading(value, name, at, f"{id_}.{name}") for name, at, value in entries]
        names = [name for name, _, _ in entries if is_id(name)]
        use = names[0] if len(names) == 1 else ""
        if "use" in node.values:
            text = self.text(node.values["use"], "use")
            use = (text and self.known(text, names, "reading")) or ""
        elif len(names) != 1:
            self.problem(f"figure '{id_}' needs 'use' to say which reading counts", place, f"one of {', '.join(names)}")
        return Figure(id_, place, tuple(r for r in readings if r and is_id(r.name)), use, self._label(node))

    def _label(self, node: MapNode) -> str:
        _, key = list_keys(Figure)["label"]
        return (self.read(key, "label", node.values["label"]) if "label" in node.values else None) or ""

    def _reading(self, node: Node, name: str, place: Place, id_: str, also: Collection[str] = ()) -> Reading | None:
        if isinstance(node, TextNode):
            figure = self.figure(node, id_, place)
            return figure.readings[0]._replace(name=name) if figure else None
        before = len(self.problems)
        places = {key: value.place for key, value in node.values.items()} if isinstance(node, MapNode) else {}
        reading = self.record(Reading, node, f"figure '{id_}'", also=also, name=name, place=place, places=places)
        if reading is None or not isinstance(node, MapNode):
            return None
        if reading.value is None and reading.formula is None and len(self.problems) == before:
            self.problem(f"figure '{id_}' needs 'value' or 'formula'", place)
        if reading.value is not None and reading.formula is not None:
            self.problem(f"figure '{id_}' has both 'value' and 'formula'", place)
        self._check_range(reading, node.values, id_)
        self._check_print(reading, node.values, id_)
        return reading if reading.value is not None or reading.formula is not None else None

    def _check_range(self, reading: Reading, nodes: Mapping[str, Node], id_: str) -> None:
        value, low, high = reading.value, reading.low, reading.high
        for name, bound in (("low", low), ("high", high)):
            if bound is None:
                continue
            place = nodes[name].place
            if reading.formula is not None:
                self.problem(f"'{name}' on the derived figure '{id_}'", place, "its range follows from its inputs")
            elif value is not None and (bound.percent, bound.unit.dimension) != (
                value.percent,
                value.unit.dimension,
            ):
                wanted = "%" if value.percent else write_unit(value)
                found = "%" if bound.percent else write_unit(bound)
                self.problem(f"'{name}' is in {found}, the value in {wanted}", place, "write both in the same unit")
            elif value is not None and (bound.base > value.base if name == "low" else bound.base < value.base):
                side = "above" if name == "low" else "below"
                self.problem(f"'{name}' is {side} the value", place)
        ends = (low or value, high or value)
        if ends[0] and ends[1] and not math.isfinite(ends[1].base - ends[0].base):
            at = nodes["high" if high else "low"].place
            self.problem(f"the range of '{id_}' is too wide to compute with", at)

    def _check_print(self, reading: Reading, nodes: Mapping[str, Node], id_: str) -> None:
        if not reading.as_printed:
            return
        place = nodes["as_printed"].place
        if reading.formula is not None:
            self.problem(f"'as_printed' on the derived figure '{id_}'", place, "it belongs to a figure with a value")
        elif reading.value is not None and compare(reading.as_printed, reading.value).agrees is False:
            message = f"the value {reading.value.text} is not what the source prints"
            self.problem(message, place, "a slip of a digit, or of million and billion?")


class IdReader(FigureReader):
    """Reads the ids of sources, parties, levers and kinds against those a scenario's tree has."""

    def __init__(self, node: MapNode, problems: list[Problem]) -> None:
        """Read from a tree, collecting problems into the given list."""
        super().__init__(problems)
        self.node = node
        self.memory = memory_of(node)

    def read_source(self, node: Node, name: str) -> str | None:
        """Read the id of a source."""
        text = self.text(node, name)
        return text and self.known(text, self.ids("sources"), "source")

    def read_party(self, node: Node, name: str) -> str | None:
        """Read the id of a party."""
        text = self.text(node, name)
        return text and self.known(text, self.ids("parties"), "party")

    def read_lever(self, node: Node, name: str) -> str | None:
        """Read the id of a lever."""
        text = self.text(node, name)
        return text and self.known(text, self.ids("levers"), "lever")

    def read_kind(self, node: Node, name: str) -> str | None:
        """Read the name of a kind."""
        text = self.text(node, name)
        return text and self.known(text, [*kinds.list_bundled(), *(self.ids("kinds") or ())], "kind")

    def read_parties(self, node: Node, name: str) -> tuple[str, ...] | None:
        """Read the ids of two parties."""
        items = self.items(node, name)
        found = [self.known(item, self.ids("parties"), "party") for item in items or ()]
        if items is not None and (len(items) != 2 or len({item.text for item in items}) != 2):
            self.problem(f"'{name}' names two parties: [first, second]", node.place)
            return None
        return tuple(id_ for id_ in found if id_) if items is not None and all(found) else None

    def read_currency(self, node: Node, _name: str) -> str | None:
        """Read an ISO 4217 code."""
        text = self.text(node, "currency")
        if text is None or text.text in CURRENCIES:
            return text and text.text
        self.problem(f"no currency '{text.text}'", text.place, _currency_hint(text.text))
        return text.text.upper() if text.text.upper() in CURRENCIES else None

    def ids(self, section: str) -> list[str] | None:
        """List the ids of a section as they are written; None where the section itself is wrong or due and absent."""
        node = self.node.values.get(section)
        if isinstance(node, MapNode):
            return list(node.values)
        return None if node is not None or section == "parties" else []


def _currency_hint(text: str) -> str:
    """Say which code a currency's name or sign is meant for; one code is never guessed from another."""
    try:
        parse_unit(text)
    except UnitError as error:
        if any(code in error.hint for code in CURRENCIES):
            return error.hint
    return "an ISO 4217 code such as USD"


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
        return self.kinds.get(name) or (kinds.load_kind(name) if name in kinds.list_bundled() else None)

    @remember_entry
    def usable_figure(self, node: Node, id_: str, place: Place) -> Figure | None:
        """Read a figure, and remember one that has no reading to compute with."""
        figure = self.figure(node, id_, place)
        if figure is None or figure.in_use is None:
            self.broken.add(id_)
        return figure

    @remember_entry
    def _move(self, node: Node, id_: str, place: Place) -> Move | None:
        fields: dict[str, Any] = {"id": id_, "place": place}
        for key, (field, declared) in list_keys(Move).items():
            if declared.reads == "value" and isinstance(node, MapNode) and key in node.values:
                name = naming.move(id_, field)
                fields[field] = _chosen(self.usable_figure(node.values[key], name, node.keys[key]))
        return self.record(Move, node, f"move '{id_}'", is_lenient=True, **fields)

    @remember_entry
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
        known = {*list_keys(Lever), *kind.roles, *kind.inputs}
        if not suggest_name(role, [name for name in node.values if name not in known]):
            self.problem(problem.message, problem.place or node.place, f"the party that {problem.hint}")


def _chosen(figure: Figure | None) -> Figure | None:
    """Mark a plain number in a move as what it is: no fact that lacks a source, but the scenario's own script."""
    if figure is None:
        return None
    readings = (reading._replace(assumed=_CHOICE) if _is_plain(reading) else reading for reading in figure.readings)
    return figure._replace(readings=tuple(readings))


def _is_plain(reading: Reading) -> bool:
    return reading.evidence is Evidence.UNSOURCED


_SHARED = {"parties": "party", "figures": "figure", "levers": "lever", "results": "result", "claims": "claim"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_COMMENT = r"[ \t]+(#[^\s#]\S{0,30})"
_DATE = r"(?:\b([0-9]{1,2}) )?(?:\b([A-Z][a-z]+) )?\b((?:19|20)[0-9]{2})(-[0-9]{2}(?:-[0-9]{2})?)?\b"


def check_namespace(root: MapNode) -> Iterator[Problem]:
    """Yield a problem for each id that two entries share, since formulas know cells by their ids alone."""
    taken: dict[str, tuple[str, Place]] = {}
    for section, what in _SHARED.items():
        node = root.values.get(section)
        for id_, place in node.keys.items() if isinstance(node, MapNode) else ():
            if id_ in taken:
                other, first = taken[id_]
                yield Problem(f"'{id_}' is a {what} and a {other}", place, f"the {other} is on line {first.line}")
            taken.setdefault(id_, (what, place))


def check_movers(scenario: Scenario, kinds: Mapping[str, KindOfLever], broken: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each move by a party that has no hand on the lever."""
    for move in scenario.moves.values():
        lever = scenario.levers.get(move.lever)
        if not move.by or lever is None or lever.id in broken:
            continue
        pulling = [lever.roles[role] for role in kinds[lever.kind].pulled_by if role in lever.roles]
        if move.by not in pulling:
            hint = f"only {' or '.join(pulling) or 'no one'} can"
            yield Problem(f"move '{move.id}': {move.by} cannot cut '{lever.id}'", move.places["by"], hint)


def note_scenario(scenario: Scenario) -> Iterator[Problem]:
    """Yield notes on texts that a comment ends, numbers without a source, sources younger than the scenario."""
    for file in scenario.read:
        yield from _cut_texts(file)
    for figure in list_figures(scenario):
        for reading in figure.readings:
            if reading.evidence is Evidence.UNSOURCED:
                yield Problem(f"'{figure.id}' has a number without a source", reading.place, note=True)
            printed = compare(reading.as_printed, reading.value) if reading.as_printed and reading.value else None
            if printed and printed.agrees is None:
                message = f"'{figure.id}': it cannot be said whether the source prints the value: {printed.read}"
                yield Problem(message, reading.places.get("as_printed", reading.place), note=True)
            if scenario.as_of and reading.year is not None and reading.year.ends > int(scenario.as_of[:4]):
                message = f"'{figure.id}' of {reading.year} is younger than as_of {scenario.as_of}"
                yield Problem(message, reading.places.get("year", reading.place), note=True)
    for source in scenario.sources.values():
        published = _first_date(source.published)
        length = min(len(published), len(scenario.as_of))
        if published[:length] > scenario.as_of[:length]:
            message = f"source '{source.id}' of {published} is younger than as_of {scenario.as_of}"
            yield Problem(message, source.place, note=True)


@lru_cache(maxsize=64)  # a base that many files extend is looked through once
def _cut_texts(file: File) -> tuple[Problem, ...]:
    """Find texts whose author may not have meant what follows as a comment, such as the 2 of ``Oil ban #2``."""
    if not re.search(_COMMENT, file.text):
        return ()
    declared = (key for one in vars(model).values() if isinstance(one, type) for key in list_keys(one).items())
    return tuple(_cut(document.parse_yaml(file), {name for name, (_, key) in declared if key.reads == "text"}))


def _cut(node: Node, texts: Collection[str]) -> Iterator[Problem]:
    if isinstance(node, ListNode):
        for item in node.items:
            yield from _cut(item, texts)
    elif isinstance(node, MapNode):
        for name, value in node.values.items():
            if name in texts and isinstance(value, TextNode) and value.text and not _is_marked(value.place):
                last = value.place.within(value.text, len(value.text) - 1)
                if comment := re.match(_COMMENT, last.file.line(last.line)[last.column :]):
                    place = last._replace(column=last.column + comment.start(1) + 1, width=len(comment[1]))
                    message = f"the text of '{name}' ends before '{comment[1]}', which begins a comment"
                    yield Problem(message, place, "put it in quotes with what belongs to it", note=True)
            else:
                yield from _cut(value, texts)


def _is_marked(place: Place) -> bool:
    """Tell a text in quotes, or one that stands below a sign, from a plain one."""
    return place.file.line(place.line)[place.column - 1] in "'\"|>"


def _first_date(text: str) -> str:
    """Return the first date of a free text as year, month, day, as far as it says: 2025-10 for October 2025."""
    match = re.search(_DATE, text)
    if match is None:
        return ""
    day, month, year, rest = match.groups()
    if rest or month not in _MONTHS:
        return year + (rest or "")
    written = f"{year}-{_MONTHS.index(month) + 1:02}"
    return f"{written}-{int(day):02}" if day else written


One = TypeVar("One", Source, Result, Claim)


class ScenarioReader(LeverReader):
    """Reads one merged tree. `broken` gathers the ids whose entries had problems and are left out."""

    def scenario(self, id_: str, files: tuple[File, ...]) -> Scenario | None:
        """Read the whole; None if a key that everything needs is not there."""
        if isinstance(own := self.node.values.get("kinds"), MapNode):
            self.kinds = dict(self.read_kinds(own, "kinds"))
        self.problems += check_namespace(self.node)
        given: dict[str, Any] = {"id": id_, "place": self.node.place, "kinds": self.kinds, "read": files}
        scenario = self.record(Scenario, self.node, "a scenario", ("extends",), is_lenient=True, **given)
        if scenario is not None:
            used = {lever.kind: self.kind(lever.kind) for lever in scenario.levers.values()}
            self.problems += check_movers(scenario, {name: kind for name, kind in used.items() if kind}, self.broken)
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
            if id_ in kinds.list_bundled():
                self.problem(f"'{id_}' is a bundled kind", place, "choose another name")
            kind = self._kind(value, id_, place)
            found[id_] = None if id_ in kinds.list_bundled() else kind
        return self.kept(found)

    @remember_entry
    def _kind(self, node: Node, id_: str, place: Place) -> KindOfLever | None:
        return kinds.read_kind(node, id_, place, self.problems)

    def read_results(self, node: Node, name: str) -> Mapping[str, Result]:
        """Read the author's own cells."""
        return self._section(self._result, node, name)

    def read_claims(self, node: Node, name: str) -> Mapping[str, Claim]:
        """Read the claims."""
        return self._section(self._claim, node, name)

    @remember_entry
    def _source(self, node: Node, id_: str, place: Place) -> Source | None:
        return self.record(Source, node, f"source '{id_}'", is_lenient=True, id=id_, place=place)

    @remember_entry
    def _result(self, node: Node, id_: str, place: Place) -> Result | None:
        return self.record(Result, node, f"result '{id_}'", id=id_, place=place)

    @remember_entry
    def _claim(self, node: Node, id_: str, place: Place) -> Claim | None:
        return self.record(Claim, node, f"claim '{id_}'", is_lenient=True, id=id_, place=place)

    def _section(self, read: Callable[[Node, str, Place], One | None], node: Node, name: str) -> Mapping[str, One]:
        found = {id_: read(value, id_, place) for id_, place, value in self.entries(node, f"'{name}'")}
        self.broken |= {id_ for id_, one in found.items() if one is None}
        return self.kept(found)


class Draft(NamedTuple):
    """A scenario as far as it could be read: its problems, and the ids whose entries are left out for them."""

    scenario: Scenario
    problems: tuple[Problem, ...]
    broken: frozenset[str]


def read_draft(origin: Origin, id_: str, text: File | None = None, what_if: WhatIf = AS_WRITTEN) -> Draft:
    """Read a scenario and what it extends, changed as asked. Raises LeverageError when nothing can be made of it."""
    merged = read_merged(origin, text, what_if.folders)
    problems = list(merged.problems)
    reader = ScenarioReader(apply_sets(merged.node, what_if.sets, problems), problems)
    scenario = reader.scenario(id_, merged.files)
    if scenario is None:
        raise LeverageError(problems)
    chosen = choose_readings(scenario._replace(what_if=what_if), problems)
    dropped = {figure.id for figure in list_figures(scenario)} - {figure.id for figure in list_figures(chosen)}
    return Draft(chosen, tuple(problems), frozenset(reader.broken | dropped))
