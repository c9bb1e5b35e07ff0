"""The records of a scenario, read from its merged tree with all that is wrong with them.

Names inside formulas and units are checked later, in the graph, where the cells they name are known.
"""

import functools
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, TypeAlias, TypeVar

from leverage import kinds, naming, shapes
from leverage.document import ListNode, MapNode, Node, TextNode
from leverage.model import (
    AGGREGATES,
    AS_WRITTEN,
    CUT,
    Claim,
    DataEntry,
    Evidence,
    Figure,
    Key,
    KindOfLever,
    Lever,
    Move,
    Observed,
    Part,
    Party,
    Reading,
    Result,
    Scenario,
    Source,
    WhatIf,
    change_figures,
    list_figures,
    list_holders,
    list_keys,
)
from leverage.printed import compare
from leverage.problems import File, LeverageError, Place, Problem, listed, suggest_name
from leverage.quantity import Quantity, write_unit
from leverage.reader import Reader, ReadValue, is_id, keep_entries
from leverage.reading.extends import Merged, Origin, read_merged
from leverage.reading.what_if import apply_sets, choose_readings
from leverage.units import CURRENCIES, UnitError, parse_unit

Entry = TypeVar("Entry")
#: Reads an entry of a section, given its node, its id and the id's place; None if it cannot be used.
ReadEntry: TypeAlias = Callable[["ScenarioReader", Node, str, Place], Entry | None]

_VALUE, _WORD, _LABEL = Key("value", ""), Key("text", ""), list_keys(Figure)["label"][1]
_READING_KEYS = ("value", "formula", "prior")  # of which a reading has one
_FIGURE_KEYS = (*_READING_KEYS, "readings")
#: What may stand beside a prior, which brings all else.
BESIDE_PRIOR = ("prior", "note", *list_keys(Figure))
_CHOICE = "a choice of this scenario"
#: A DOI, alone or as it is often written; no brace, quote or backslash, which none has and LaTeX would obey.
DOI = r"(?:https?://(?:dx\.)?doi\.org/|[Dd][Oo][Ii]: ?)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s{}\\\"'`]+)"
SHA256 = "[0-9A-Fa-f]{64}"
# The sections whose ids share one namespace, since formulas know cells by their ids alone, and what each id names.
_SHARED = {"parties": "party", "figures": "figure", "levers": "tie", "results": "result", "claims": "claim"}


class Draft(NamedTuple):
    """A scenario as far as it could be read: its problems, and the ids whose entries are left out for them."""

    scenario: Scenario
    problems: tuple[Problem, ...]
    broken: frozenset[str]


def read_draft(origin: Origin, id_: str, text: File | None = None, what_if: WhatIf = AS_WRITTEN) -> Draft:
    """Read a scenario and what it extends, changed as asked. Raises LeverageError when nothing can be made of it."""
    return read_tree(read_merged(origin, text, what_if.folders), id_, what_if)


def read_base(scenario: Scenario) -> Draft | None:
    """Read what a scenario extends, changed in the same way; None if it extends nothing. Raises LeverageError."""
    if scenario.base is None:
        return None
    return read_tree(Merged(scenario.base, (), scenario.read[1:]), scenario.id, scenario.what_if)


def read_tree(merged: Merged, id_: str, what_if: WhatIf) -> Draft:
    """Read a scenario from its tree, changed as asked. Raises LeverageError when nothing can be made of it."""
    problems = list(merged.problems)
    reader = ScenarioReader(apply_sets(merged.node, what_if.sets, problems), problems)
    scenario = reader.read_scenario(id_, merged.files)
    if scenario is None:
        raise LeverageError(problems)
    chosen = choose_readings(scenario._replace(what_if=what_if, base=merged.base), problems)
    dropped = {figure.id for figure in list_figures(scenario)} - {figure.id for figure in list_figures(chosen)}
    return Draft(chosen, tuple(problems), frozenset(reader.broken | dropped))


# Many files that extend one base have its entries in common, node by node. An entry that was read without a problem is
# kept and taken again where all that its reading depends on is the same: its node, the ids there are, the own kinds.
# Each memory holds on to the nodes by whose addresses it is looked up, so that no other node can come to be there.

_Memory: TypeAlias = dict[tuple[object, ...], tuple[Node, object]]

_Read = TypeVar("_Read", bound=Callable[..., object])

_REFERRED = ("sources", "parties", "levers", "kinds")  # the sections whose ids an entry may name
_MOST_ENTRIES, _MOST_MEMORIES = 5000, 16
_memories: dict[tuple[object, ...], tuple[Node | None, _Memory]] = {}


def _find_memory(root: MapNode) -> _Memory:
    """Return the entries that were read from trees with the same ids and the same kinds of their own."""
    sections = [root.values.get(name) for name in _REFERRED]
    ids = tuple(tuple(section.keys) if isinstance(section, MapNode) else None for section in sections)
    own_kinds = root.values.get("kinds")
    key = (ids, id(own_kinds))
    known = _memories.get(key)
    if known is None:
        if len(_memories) >= _MOST_MEMORIES:
            _memories.clear()
        known = _memories[key] = (own_kinds, {})
    return known[1]


def _remember(read: _Read) -> _Read:
    """Make what reads an entry, or a whole section, remember it, but for the file on top where that extends others."""

    @functools.wraps(read)
    def read_or_recall(self: "ScenarioReader", node: Node, id_: str, *place: Place) -> Any:
        if node.place.file is self.unshared:
            return read(self, node, id_, *place)
        key = (read, id(node), id_)
        known = self.memory.get(key)
        if known is not None:
            return known[1]
        problems, broken = len(self.problems), len(self.broken)
        entry = read(self, node, id_, *place)
        if len(self.problems) == problems and len(self.broken) == broken and len(self.memory) < _MOST_ENTRIES:
            self.memory[key] = (node, entry)
        return entry

    return read_or_recall  # type: ignore[return-value]  # what it returns that very method has read


def _read_section_of(read: ReadEntry[Entry], name_cell: Callable[[str], str] = str) -> ReadValue:
    """Return what reads a section, given what reads an entry and how an id is called among those that are broken."""

    @_remember
    def read_section(reader: "ScenarioReader", node: Node, name: str) -> Mapping[str, Entry]:
        entries = {}
        for id_, place, value in reader.list_entries(node, f"'{name}'"):
            entries[id_] = read(reader, value, id_, place)
            if entries[id_] is None:
                reader.broken.add(name_cell(id_))
        return keep_entries(entries)

    return read_section


def _read_id_of(section: str, what: str) -> Callable[["ScenarioReader", Node, str], str | None]:
    """Return what reads the id of an entry of a section."""

    def read_id(reader: "ScenarioReader", node: Node, name: str) -> str | None:
        text = reader.require_text(node, name)
        return text and reader.check_id(text, reader.list_ids(section), what)

    return read_id


_read_party_id = _read_id_of("parties", "party")


class ScenarioReader(Reader):
    """Reads one merged tree: its sections, their entries, the figures in them, the ids by which they name each other.

    `broken` gathers the ids whose entries had problems and are left out.
    """

    def __init__(self, node: MapNode, problems: list[Problem]) -> None:
        """Read from a tree, collecting problems into the given list."""
        super().__init__(problems)
        self.node = node
        template = node.values.get("template")
        self.is_template = isinstance(template, TextNode) and template.text == "true"
        self.memory = {} if self.is_template else _find_memory(node)  # what passes here may be wrong elsewhere
        # The file on top, where it extends others: no other file has nodes in common with it.
        self.unshared: File | None = None
        self.kinds: dict[str, KindOfLever] = {}  # the scenario's own

    def read_scenario(self, id_: str, files: tuple[File, ...]) -> Scenario | None:
        """Read the whole; None if a key that everything needs is not there."""
        self.unshared = files[0] if len(files) > 1 else None
        own_kinds = self.node.values.get("kinds")
        if isinstance(own_kinds, MapNode):
            self.kinds = self._read_kinds(own_kinds)
        self.problems += _check_namespace(self.node)
        given: dict[str, Any] = {"id": id_, "place": self.node.place, "kinds": self.kinds, "read": files}
        if naming.HORIZON in self.node.values:
            figure = self._read_figure(self.node.values[naming.HORIZON], naming.HORIZON, self.node.keys[naming.HORIZON])
            given["horizon"] = figure and _mark_choices(figure)
        scenario = self.read_record(Scenario, self.node, "a scenario", ("extends",), is_lenient=True, **given)
        if scenario is not None:
            scenario = _add_sources(self._check_coalitions(scenario))
            self.problems += _check_movers(scenario, self.broken)
        return scenario

    def _read_kinds(self, node: MapNode) -> dict[str, KindOfLever]:
        """Read the scenario's own kinds."""
        entries: dict[str, KindOfLever | None] = {}
        for id_, place, value in self.list_entries(node, "'kinds'"):
            is_bundled = id_ in kinds.list_bundled()
            if is_bundled:
                self.report(f"'{id_}' is a bundled kind", place, "choose another name")
            kind = self._read_kind(value, id_, place)
            entries[id_] = None if is_bundled else kind
        return keep_entries(entries)

    @_remember
    def _read_kind(self, node: Node, id_: str, place: Place) -> KindOfLever | None:
        return kinds.read_kind(node, id_, place, self.problems)

    @_remember
    def _read_source(self, node: Node, id_: str, place: Place) -> Source | None:
        source = self.read_record(Source, node, f"source '{id_}'", is_lenient=True, id=id_, place=place)
        if source is None or not isinstance(node, MapNode):
            return source
        for name, (field, _) in list_keys(Source).items():
            if name != field and name in node.values and field in node.values:
                self.report(f"source '{id_}' has both '{field}' and '{name}'", node.keys[name], "write one of the two")
        if source.month and not source.year:
            self.report(f"source '{id_}' has a 'month' without a 'year'", node.keys["month"], "or write 'published'")
        if not source.year:
            return source
        if source.published:
            self.report(f"source '{id_}' has both 'published' and 'year'", node.keys["year"], "write one of the two")
            return source
        is_number = source.month.isdecimal()
        written = f"{source.year}-{source.month:0>2}" if is_number else f"{source.month} {source.year}".strip()
        return source._replace(published=written)

    def _read_party(self, node: Node, id_: str, place: Place) -> Party:
        """Read a party; one with a problem is kept as far as it goes."""
        aggregates = {}
        for aggregate in AGGREGATES:
            if isinstance(node, MapNode) and aggregate in node.values:
                cell = naming.aggregate(id_, aggregate)
                figure = self._read_figure(node.values[aggregate], cell, node.keys[aggregate])
                if figure:
                    aggregates[aggregate] = figure
        given: dict[str, Any] = {"id": id_, "place": place, "aggregates": aggregates}
        party = self.read_record(Party, node, f"party '{id_}'", AGGREGATES, **given) or Party(**given)
        written = node.values.get("members") if isinstance(node, MapNode) else None
        if written is not None and not (isinstance(written, ListNode) and 0 < len(written.items) == len(party.members)):
            self.broken.add(id_)  # as whom a coalition stands for is not known
        return party

    def _check_coalitions(self, scenario: Scenario) -> Scenario:
        """Report coalitions that do not stand. They are broken, and in the scenario returned they have no members."""
        for id_, problem in _find_wrong_coalitions(scenario):
            self.problems.append(problem)
            self.broken.add(id_)
        parties = {}
        for id_, party in scenario.parties.items():
            parties[id_] = party._replace(members=()) if id_ in self.broken else party
        return scenario._replace(parties=parties)

    @_remember
    def _read_lever(self, node: Node, id_: str, place: Place) -> Lever | None:
        what = f"tie '{id_}'"
        given: dict[str, Any] = {"id": id_, "place": place, "roles": {}, "inputs": {}, "parts": {}}
        if not isinstance(node, MapNode):
            return self.read_record(Lever, node, what, **given)
        kind = kinds.find_kind(getattr(node.values.get("kind"), "text", ""), self.kinds)
        if kind is None:  # nothing can be said of the keys that are a kind's
            self.read_record(Lever, node, what, node.values, **given)
            return None
        given["roles"] = self._read_roles(node, id_, kind, place)
        given["parts"] = self._read_parts(node, id_, kind)
        given["inputs"] = self._read_inputs(node, id_, kind, place, given["parts"])
        return self.read_record(Lever, node, what, (*kind.roles, *kind.inputs), **given)

    def _read_parts(self, node: MapNode, id_: str, kind: KindOfLever) -> Mapping[str, Part]:
        """Read the parts of a lever."""
        below = node.values.get("parts")
        if below is None:
            return {}
        place = node.keys["parts"]
        if not kind.of_parts:
            self.report(
                f"a tie of kind '{kind.id}' has no parts", place, "formulas of the kind have no sum() over parts"
            )
            return {}
        barred = {*kind.inputs, *kind.roles, *list_keys(Reading), *list_keys(Figure)}
        parts = {}
        for part, at, value in self.list_entries(below, "'parts'"):
            if part in barred:
                self.report(
                    f"'{part}' cannot be the id of a part", at, "inputs, roles and keys of figures have such names"
                )
            parts[part] = self._read_part(value, id_, part, kind, at)
        if not parts and isinstance(below, MapNode):
            self.report("'parts' is empty", place, "leave it out, or give each part an id")
        return keep_entries(parts)

    def _read_part(self, node: Node, lever: str, id_: str, kind: KindOfLever, place: Place) -> Part | None:
        what = f"part '{id_}'"
        inputs = {}
        for name in kind.inputs:
            if not isinstance(node, MapNode) or name not in node.values:
                continue
            if name not in kind.of_parts:
                self.report(f"'{name}' belongs to the tie, not to a part of it", node.keys[name])
                continue
            figure = self._read_figure(node.values[name], naming.lever_input(lever, name, id_), node.keys[name])
            if figure:
                inputs[name] = figure
        return self.read_record(Part, node, what, kind.inputs, id=id_, place=place, inputs=inputs)

    def _read_roles(self, node: MapNode, id_: str, kind: KindOfLever, place: Place) -> Mapping[str, str]:
        """Read which party has which role; a lever with a wrong or missing one is broken."""
        roles: dict[str, str] = {}
        before = len(self.problems)
        for role, declared in kind.roles.items():
            if role not in node.values:
                if not declared.optional and not _is_misspelt(role, node, kind):
                    self.report(f"tie '{id_}' needs '{role}'", place, f"the party that {declared.loses}")
                continue
            party = _read_party_id(self, node.values[role], role)
            first = next((taken for taken, other in roles.items() if other == party), None)
            if first:
                self.report(f"tie '{id_}' has '{party}' as {first} and as {role}", node.values[role].place)
            elif party:
                roles[role] = party
        needed = sum(not role.optional for role in kind.roles.values())
        if len(self.problems) > before or len(roles) < needed:
            self.broken.add(id_)
        return roles

    def _read_inputs(
        self, node: MapNode, id_: str, kind: KindOfLever, place: Place, parts: Mapping[str, Part]
    ) -> Mapping[str, Figure]:
        inputs = {}
        for name, declared in kind.inputs.items():
            cell = naming.lever_input(id_, name)
            is_of_parts = bool(parts) and name in kind.of_parts
            if name in node.values and is_of_parts and kinds.is_amount(declared):
                self.report(f"'{name}' belongs to the parts of '{id_}'", node.keys[name], "the tie has their sum")
            elif name in node.values:
                figure = self._read_figure(node.values[name], cell, node.keys[name])
                if figure:
                    inputs[name] = figure
            elif declared.optional or declared.default is not None or self.is_template:
                continue
            elif not is_of_parts:
                self.report(f"tie '{id_}' needs '{name}'", place, declared.doc)
                self.broken.add(cell)
            else:
                for part in parts.values():
                    if name not in part.inputs and naming.lever_input(id_, name, part.id) not in self.broken:
                        self.report(f"part '{part.id}' of '{id_}' needs '{name}'", part.place, declared.doc)
                        self.broken.add(naming.lever_input(id_, name, part.id))
        return inputs

    @_remember
    def _read_move(self, node: Node, id_: str, place: Place) -> Move | None:
        fields: dict[str, Any] = {"id": id_, "place": place}
        for key, (field, declared) in list_keys(Move).items():
            if declared.reads == "value" and isinstance(node, MapNode) and key in node.values:
                figure = self._read_figure(node.values[key], naming.move(id_, field), node.keys[key])
                fields[field] = figure and _mark_choices(figure)
        move = self.read_record(Move, node, f"move '{id_}'", is_lenient=True, **fields)
        if move is not None and isinstance(node, MapNode):
            self._check_levers(move, node)
        return move

    def _check_levers(self, move: Move, node: MapNode) -> None:
        """Report a move that names no lever, or one lever and several."""
        if "lever" in node.values and "levers" in node.values:
            self.report(f"move '{move.id}' has both 'lever' and 'levers'", node.keys["levers"], "write one of the two")
        elif "lever" not in node.values and "levers" not in node.values and not _is_near(node, "lever"):
            self.report(f"move '{move.id}' needs 'lever'", move.place, list_keys(Move)["lever"][1].doc.replace("`", ""))
        if move.cut is not None and move.duty is not None:
            self.report(f"move '{move.id}' has both 'cut' and 'duty'", node.keys["duty"], "write one of the two")
        if move.parts and len(move.hits) > 1:
            self.report(
                f"move '{move.id}' names parts, but cuts several ties", node.keys["parts"], "parts are of one tie"
            )

    @_remember
    def _read_result(self, node: Node, id_: str, place: Place) -> Result | None:
        return self.read_record(Result, node, f"result '{id_}'", id=id_, place=place)

    @_remember
    def _read_claim(self, node: Node, id_: str, place: Place) -> Claim | None:
        return self.read_record(Claim, node, f"claim '{id_}'", is_lenient=True, id=id_, place=place)

    @_remember
    def _read_observation(self, node: Node, id_: str, place: Place) -> Observed | None:
        observed = self.read_record(Observed, node, f"observed '{id_}'", id=id_, place=place)
        if observed is not None:
            value, low, high = observed.value, observed.low, observed.high
            self._check_range(Reading("", place, value, low=low, high=high, places=observed.places), id_)
        return observed

    def _read_observed(self, node: Node, name: str) -> Mapping[str, Observed]:
        """Read what was observed, whose ids are no cells."""
        entries = self.list_entries(node, f"'{name}'")
        return keep_entries({id_: self._read_observation(value, id_, place) for id_, place, value in entries})

    def _read_episode(self, node: Node, name: str) -> str | None:
        """Read the id of an episode, which need not be one that a prior rests on."""
        text = self.read_text(node, name)
        if text is not None and not is_id(text):
            self.report(f"'{text}' is not an id", node.place, "such as china_australia")
            return None
        return text

    # Figures stand in a section of their own, as aggregates of parties, in levers and in moves.

    @_remember
    def _read_figure(self, node: Node, id_: str, place: Place) -> Figure | None:
        """Read a figure; one that has no reading to compute with is broken."""
        figure = self._read_any_figure(node, id_, place)
        if figure is None or figure.in_use is None:
            self.broken.add(id_)
        return figure

    def _read_any_figure(self, node: Node, id_: str, place: Place) -> Figure | None:
        """Read a figure: a scalar, a mapping with a value or formula, or one with several readings."""
        if not isinstance(node, MapNode):
            value = self.read(_VALUE, naming.split(id_)[1], node)
            if value is None:
                return None
            fields = {"value": value} if isinstance(value, Quantity) else {"formula": value}
            return Figure(id_, place, (Reading("", place, places={"value": node.place}, **fields),))
        given = [key for key in _FIGURE_KEYS if key in node.values]
        if len(given) != 1:
            written = " and ".join(f"'{key}'" for key in given) or "none"
            self.report(f"figure '{id_}' needs one of {', '.join(_FIGURE_KEYS)}; found {written}", place)
            self.read_record(Reading, node, f"figure '{id_}'", also=list_keys(Figure), name="", place=place)
            return None
        if "readings" in given:
            return self._read_rivals(node, id_, place)
        reading = self._read_reading(node, "", place, id_, also=("label",))
        return Figure(id_, place, (reading,) if reading else (), "", self._read_label(node))

    def _read_rivals(self, node: MapNode, id_: str, place: Place) -> Figure | None:
        """Read a figure with several readings."""
        self.check_keys(node, f"figure '{id_}' with readings", list_keys(Figure))
        written = node.values["readings"]
        entries = self.list_entries(written, "'readings'")
        if not entries:
            if isinstance(written, MapNode) and not written.values:
                self.report("'readings' is empty", written.place, "give each rival value a name")
            return None
        readings = [self._read_reading(value, name, at, naming.reading(id_, name)) for name, at, value in entries]
        names = [name for name, _, _ in entries if is_id(name)]
        use = names[0] if len(names) == 1 else ""
        if "use" in node.values:
            text = self.require_text(node.values["use"], "use")
            use = (text and self.check_id(text, names, "reading")) or ""
        elif len(names) != 1:
            self.report(f"figure '{id_}' needs 'use' to say which reading counts", place, f"one of {', '.join(names)}")
        kept = tuple(reading for reading in readings if reading and is_id(reading.name))
        return Figure(id_, place, kept, use, self._read_label(node))

    def _read_label(self, node: MapNode) -> str:
        if "label" not in node.values:
            return ""
        return self.read(_LABEL, "label", node.values["label"]) or ""

    def _read_reading(
        self, node: Node, name: str, place: Place, id_: str, also: Collection[str] = ()
    ) -> Reading | None:
        """Read one reading of a figure, which messages call `id_`."""
        if isinstance(node, TextNode):
            figure = self._read_any_figure(node, id_, place)
            return figure.readings[0]._replace(name=name) if figure else None
        if isinstance(node, MapNode) and "prior" in node.values:
            return self._read_prior(node, name, place, id_, also)
        before = len(self.problems)
        reading = self.read_record(Reading, node, f"figure '{id_}'", also=also, name=name, place=place)
        if reading is None:
            return None
        if reading.value is None and reading.formula is None and len(self.problems) == before:
            self.report(f"figure '{id_}' needs {' or '.join(map(repr, _READING_KEYS))}", place)
        if reading.value is not None and reading.formula is not None:
            self.report(f"figure '{id_}' has both 'value' and 'formula'", place)
        self._check_range(reading, id_)
        self._check_print(reading, id_)
        return reading if reading.value is not None or reading.formula is not None else None

    def _read_prior(self, node: MapNode, name: str, place: Place, id_: str, also: Collection[str]) -> Reading | None:
        """Read a reading that takes its value, range and sources from a prior."""
        from leverage import priors  # which few scenarios name

        written = node.values["prior"]
        for key in node.values:
            if key in list_keys(Reading) and key not in BESIDE_PRIOR:
                hint = "a prior brings its own value, range and sources"
                self.report(f"figure '{id_}' has both 'prior' and '{key}'", node.keys[key], hint)
        prior = None
        text = self.read(_WORD, "prior", written)
        if text is not None:
            figure = naming.split(id_)[0] if name else id_
            try:
                prior = priors.find_prior(priors.complete_name(text, naming.split(figure)[1]))
            except priors.PriorError as error:
                self.report(str(error), written.place, error.hint)
        reading = self.read_record(Reading, node, f"figure '{id_}'", also, name=name, place=place, prior=None)
        if prior is None or reading is None:
            return None
        places = dict.fromkeys(("value", "low", "high", "covers", "shape"), written.place)
        return reading.take_prior(prior)._replace(places={**reading.places, **places})

    def _read_prior_name(self, node: Node, name: str) -> None:
        """Report what is no name of a prior, on a figure that cannot be read whole."""
        self.require_text(node, name)

    def _check_range(self, reading: Reading, id_: str) -> None:
        """Report ends of a range that do not fit the value."""
        value, low, high = reading.value, reading.low, reading.high
        for name, end in (("low", low), ("high", high)):
            if end is None:
                continue
            place = reading.places[name]
            if reading.formula is not None:
                self.report(
                    f"'{name}' is given for the computed figure '{id_}'", place, "its range follows from its inputs"
                )
            elif value is None:
                continue
            elif (end.percent, end.unit.dimension) != (value.percent, value.unit.dimension):
                message = f"'{name}' is in {_name_unit(end)}, the value in {_name_unit(value)}"
                self.report(message, place, "write both in the same unit")
            elif name == "low" and end.base > value.base:
                self.report("'low' is above the value", place)
            elif name == "high" and end.base < value.base:
                self.report("'high' is below the value", place)
        before = len(self.problems)
        self._check_shape(reading, id_)
        least, most = low or value, high or value
        if value is None or least is None or most is None or len(self.problems) > before:
            return
        ends = least.base, most.base
        if math.isfinite((ends[1] - ends[0]) * shapes.MOST_STRETCH):
            return  # also where its shape has its ends
        if reading.shape in shapes.BOUNDED and ends[0] <= value.base <= ends[1] and ends[0] < ends[1]:
            ends = shapes.find_ends(reading.shape, ends[0], value.base, ends[1], reading.covered)
        if not math.isfinite(ends[1] - ends[0]):
            place = reading.places["high" if high else "low"]
            self.report(f"the range of '{id_}' is too wide to compute with", place)

    def _check_shape(self, reading: Reading, id_: str) -> None:
        """Report a shape that the range cannot have, and a share between its ends that no shape has."""
        value, low, high, covers = reading.value, reading.low, reading.high, reading.covers
        if reading.shape == "lognormal":
            for name, quantity in (("value", value), ("low", low), ("high", high)):
                if quantity is not None and quantity.base <= 0:
                    message = f"'{name}' of the lognormal figure '{id_}' is {quantity.text}, not above 0"
                    self.report(message, reading.places[name], "logarithms need numbers above 0; or shape: normal")
        if covers is None:
            return
        place = reading.places["covers"]
        if reading.formula is not None:
            self.report(
                f"'covers' is given for the computed figure '{id_}'", place, "its range follows from its inputs"
            )
        elif low is None and high is None:
            self.report(
                f"'covers' without a range on the figure '{id_}'", place, "it is the share between 'low' and 'high'"
            )
        elif covers.unit.text or not shapes.LEAST_COVERS <= covers.base <= 1:
            self.report(f"'covers' is {covers.text}, not a share from 1 % to 100 %", place, "such as 90 %")
        elif covers.base == 1 and reading.shape in shapes.UNBOUNDED:
            message = f"a {reading.shape} figure has values beyond every 'low' and 'high', so 'covers' is below 100 %"
            self.report(message, place, "write 90 %, or shape: pert")

    def _check_print(self, reading: Reading, id_: str) -> None:
        """Report a value that is not what the source prints."""
        if not reading.as_printed:
            return
        place = reading.places["as_printed"]
        if reading.formula is not None:
            self.report(
                f"'as_printed' is given for the computed figure '{id_}'", place, "it belongs to a figure with a value"
            )
        elif reading.value is not None and compare(reading.as_printed, reading.value).agrees is False:
            message = f"the value {reading.value.text} is not what the source prints"
            self.report(message, place, "a slip of a digit, or of million and billion?")

    def list_ids(self, section: str) -> Collection[str] | None:
        """Return the ids of a section as written; None where the section itself is wrong, or due and absent."""
        node = self.node.values.get(section)
        if isinstance(node, MapNode):
            return node.values.keys()
        return None if node is not None or section == "parties" else []

    def _read_kind_id(self, node: Node, name: str) -> str | None:
        text = self.require_text(node, name)
        return text and self.check_id(text, [*kinds.list_bundled(), *(self.list_ids("kinds") or ())], "kind")

    def _read_sides(self, node: Node, name: str) -> tuple[str, ...] | None:
        """Read the ids of two parties."""
        items = self.read_items(node, name)
        if items is None:
            return None
        ids = [self.check_id(item, self.list_ids("parties"), "party") for item in items]
        if len(items) != 2 or items[0].text == items[1].text:
            self.report(f"'{name}' must name two parties: [first, second]", node.place)
            return None
        return tuple(id_ for id_ in ids if id_) if all(ids) else None

    def _read_levers(self, node: Node, name: str) -> tuple[str, ...] | None:
        """Read the ids of several levers."""
        items = self._read_ids(node, name, "name a tie")
        ids = [self.check_id(item, self.list_ids("levers"), "tie") for item in items]
        return tuple(dict.fromkeys(id_ for id_ in ids if id_)) if items and all(ids) else None

    def _read_members(self, node: Node, name: str) -> tuple[str, ...] | None:
        """Read the ids of the parties that a coalition is made of."""
        items = self._read_ids(node, name, "name a party, or leave the key out")
        ids = [self.check_id(item, self.list_ids("parties"), "party") for item in items]
        return tuple(dict.fromkeys(id_ for id_ in ids if id_ and is_id(id_)))

    def _read_part_ids(self, node: Node, name: str) -> tuple[str, ...] | None:
        """Read the ids of parts; whether the lever has them is checked when all levers are read."""
        items = self._read_ids(node, name, "name a part, or leave the key out")
        return tuple(dict.fromkeys(item.text for item in items)) or None

    def _read_ids(self, node: Node, name: str, hint: str) -> list[TextNode]:
        """Read a list of ids; report an empty list, with what to do about it, and each id that stands in it before."""
        items = self.read_items(node, name)
        if items is None:
            return []
        if not items:
            self.report(f"'{name}' is empty", node.place, hint)
        texts = [item.text for item in items]
        for at, item in enumerate(items):
            if item.text in texts[:at]:
                self.report(f"'{name}' names '{item.text}' twice", item.place)
        return items

    def _read_doi(self, node: Node, name: str) -> str | None:
        """Read a DOI, without the address or the word that may stand before it."""
        text = self.require_text(node, name, "DOI")
        match = text and re.fullmatch(DOI, text.text.strip())
        if text is not None and match is None:
            self.report(
                f"'{name}' must be a DOI such as 10.1257/aer.102.1.94", text.place, "other addresses are a 'url'"
            )
        return match[1] if match else None

    def _read_sha256(self, node: Node, name: str) -> str | None:
        """Read a SHA-256 as lower-case hexadecimal digits."""
        text = self.require_text(node, name)
        if text is not None and not re.fullmatch(SHA256, text.text):
            self.report(
                f"'{name}' must be a SHA-256, which has 64 hexadecimal digits", text.place, "sha256sum FILE prints it"
            )
            return None
        return text and text.text.lower()

    def _read_entry(self, node: Node, name: str) -> DataEntry | None:
        """Read which entry of a data file a figure was taken from."""
        return self.read_record(DataEntry, node, f"'{name}'", place=node.place)

    def _read_currency(self, node: Node, _name: str) -> str | None:
        """Read an ISO 4217 code."""
        text = self.require_text(node, "currency")
        if text is None or text.text in CURRENCIES:
            return text and text.text
        self.report(f"no currency '{text.text}'", text.place, _hint_currency(text.text))
        return text.text.upper() if text.text.upper() in CURRENCIES else None

    ways: ClassVar[Mapping[str, ReadValue]] = {
        **Reader.ways,
        "sources": _read_section_of(_read_source),
        "parties_map": _read_section_of(_read_party),
        "figures": _read_section_of(_read_figure),
        "levers": _read_section_of(_read_lever),
        "moves": _read_section_of(_read_move, naming.move),
        "results": _read_section_of(_read_result),
        "claims": _read_section_of(_read_claim),
        "observed": _read_observed,
        "episode": _read_episode,
        "source": _read_id_of("sources", "source"),
        "party": _read_party_id,
        "lever": _read_id_of("levers", "tie"),
        "lever_list": _read_levers,
        "part_list": _read_part_ids,
        "party_list": _read_members,
        "kind": _read_kind_id,
        "parties": _read_sides,
        "currency": _read_currency,
        "doi": _read_doi,
        "sha256": _read_sha256,
        "entry": _read_entry,
        "prior": _read_prior_name,
    }


def _add_sources(scenario: Scenario) -> Scenario:
    """Return a scenario with the sources of the priors that its figures take, after its own."""
    if not any(reading.prior for figure in list_figures(scenario) for reading in figure.readings):
        return scenario
    cited = {tuple(source)[2:]: source for source in scenario.sources.values()}  # by all but its id and its place
    scenario = change_figures(scenario, lambda figure: _cite_once(figure, cited))
    sources = dict(scenario.sources)
    for figure in list_figures(scenario):
        for reading in figure.readings:
            sources |= reading.prior.sources if reading.prior else {}
    return scenario._replace(sources=sources)


def _cite_once(figure: Figure, cited: Mapping[tuple[object, ...], Source]) -> Figure:
    """Return a figure whose priors cite a publication by the scenario's own entry, where it has the same."""
    readings = []
    for reading in figure.readings:
        prior = reading.prior
        if prior is not None:
            same = {id_: cited.get(tuple(source)[2:], source) for id_, source in prior.sources.items()}
            pieces = [piece._replace(sources=tuple(same[id_].id for id_ in piece.sources)) for piece in prior.pieces]
            sources = {source.id: source for source in same.values()}
            prior = prior._replace(pieces=tuple(pieces), sources=sources)
        readings.append(reading._replace(prior=prior))
    return figure._replace(readings=tuple(readings))


def _is_near(node: MapNode, key: str) -> bool:
    """Tell whether a key of a move that is reported as unknown was probably meant for another."""
    return bool(suggest_name(key, [name for name in node.values if name not in list_keys(Move)]))


def _is_misspelt(role: str, node: MapNode, kind: KindOfLever) -> bool:
    """Tell whether a key of a lever that is reported as unknown was probably meant for a role."""
    known = {*list_keys(Lever), *kind.roles, *kind.inputs}
    return bool(suggest_name(role, [name for name in node.values if name not in known]))


def _mark_choices(figure: Figure) -> Figure:
    """Mark the plain numbers of a move as the scenario's own choices: they are no facts that lack a source."""
    readings = []
    for reading in figure.readings:
        is_plain = reading.evidence is Evidence.UNSOURCED
        readings.append(reading._replace(assumed=_CHOICE) if is_plain else reading)
    return figure._replace(readings=tuple(readings))


def _name_unit(quantity: Quantity) -> str:
    if quantity.percent:
        return "%"
    return write_unit(quantity) if quantity.unit.dimension else "plain numbers"


def _hint_currency(text: str) -> str:
    """Say which code a currency's name or sign is meant for; one code is never guessed from another."""
    try:
        parse_unit(text)
    except UnitError as error:
        if any(code in error.hint for code in CURRENCIES):
            return error.hint
    return "an ISO 4217 code such as USD"


def _check_namespace(root: MapNode) -> Iterator[Problem]:
    """Yield a problem for each id that two entries share."""
    taken: dict[str, tuple[str, Place]] = {}
    for section, what in _SHARED.items():
        node = root.values.get(section)
        if not isinstance(node, MapNode):
            continue
        for id_, place in node.keys.items():
            if id_ in taken:
                other, first = taken[id_]
                yield Problem(f"'{id_}' is both a {what} and a {other}", place, f"the {other} is on line {first.line}")
            taken.setdefault(id_, (what, place))


def _find_wrong_coalitions(scenario: Scenario) -> Iterator[tuple[str, Problem]]:
    """Yield coalitions with what is wrong: members in two or that are one, and levers and sides that have both."""
    coalitions = {id_: party for id_, party in scenario.parties.items() if party.members}
    taken: dict[str, str] = {}
    in_circles: set[str] = set()
    for id_, party in coalitions.items():
        place = party.places["members"]
        for member in party.members:
            if member in taken:
                message = f"'{member}' is a member of '{taken[member]}' and of '{id_}'"
                yield id_, Problem(message, place, "a party is in one coalition at most")
            taken.setdefault(member, id_)
        circle = _find_circle(coalitions, id_)
        nested = [member for member in party.members if member in coalitions]
        if circle and id_ not in in_circles:
            yield id_, Problem(f"a circle of members: {' -> '.join(circle)}", place)
        elif nested and not circle:
            hint = "name its members in its place"
            yield id_, Problem(f"the member '{nested[0]}' of '{id_}' is a coalition itself", place, hint)
        in_circles.update(circle)
    for id_, party in coalitions.items():
        if id_ in scenario.sides and ({*scenario.sides} - {id_}) & {*party.members}:
            yield (
                id_,
                Problem(f"'sides' names '{id_}' and a member of it", party.places["members"], "two that share nothing"),
            )
        for lever in scenario.levers.values():
            holders = lever.roles.values()
            inside = [holder for holder in holders if holder in party.members]
            if inside and id_ in holders:
                message = f"tie '{lever.id}' has '{id_}' and its member '{inside[0]}'"
                yield id_, Problem(message, lever.place, "roles are those of states")


def _find_circle(coalitions: Mapping[str, Party], start: str) -> list[str]:
    """Return the way from a coalition over members of members back to itself; empty if there is none."""
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        for member in coalitions[way[-1]].members if way[-1] in coalitions else ():
            if member == start:
                return [*way, start]
            if member not in seen:
                seen.add(member)
                waiting.append([*way, member])
    return []


def _check_movers(scenario: Scenario, broken: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each move by a party that has no hand on the lever, or on a part that is not there."""
    for move in scenario.moves.values():
        for id_ in move.hits:
            lever = scenario.levers.get(id_)
            if lever is None or lever.id in broken:
                continue
            kind = kinds.find_kind(lever.kind, scenario.kinds)
            assert kind is not None  # a lever of no kind is not read
            instrument = kind.instruments.get(move.means)
            if move.means != CUT and instrument is None:
                message = f"move '{move.id}': a tie of kind '{kind.id}' such as '{lever.id}' takes no {move.means}"
                yield Problem(message, move.places[move.means], "cut it, or give the kind that instrument")
                continue
            pulled_by = instrument.pulled_by if instrument else kind.pulled_by
            pulling = [lever.roles[role] for role in pulled_by if role in lever.roles]
            for coalition in scenario.parties.values():
                if {*pulling} & {*coalition.members} and list_holders(scenario, coalition.id, lever.id):
                    pulling.append(coalition.id)
            if move.by and move.by not in (*pulling, *broken):
                hint = f"only {' or '.join(pulling) or 'no one'} can"
                does = f"put a {move.means} on" if instrument else "cut"
                yield Problem(f"move '{move.id}': {move.by} cannot {does} '{lever.id}'", move.places["by"], hint)
            for part in move.parts if len(move.hits) == 1 else ():
                if part not in lever.parts:
                    hint = suggest_name(part, lever.parts) or f"there are {listed(lever.parts) or 'none'}"
                    yield Problem(f"'{lever.id}' has no part '{part}'", move.places["parts"], hint)
