"""What is to be otherwise than in the file: values set by hand, sources that count alone, readings preferred."""

from collections.abc import Iterator, Mapping, Sequence

from leverage import kinds, naming
from leverage.document import MapNode, Node, TextNode
from leverage.formula.parse import parse_formula
from leverage.formula.tree import add_up
from leverage.model import (
    AGGREGATE_DEFAULTS,
    AGGREGATES,
    CUT,
    INSTRUMENTS,
    REST_OF_WORLD_GDP,
    SUMMED_AGGREGATES,
    Expression,
    Figure,
    KindOfLever,
    Lever,
    Move,
    Reading,
    Scenario,
    change_figures,
    list_figures,
    list_keys,
)
from leverage.problems import File, Place, Problem, as_given, listed, make_visible, suggest_name
from leverage.reader import is_meant_as_quantity

NAME = "--set"
REASON = "set by hand"
#: What a reading that is set by hand is called among its rivals.
READING = "set_by_hand"


def apply_sets(root: MapNode, sets: Sequence[str], problems: list[Problem]) -> MapNode:
    """Return the tree with every `NAME=VALUE` in it; what cannot be set goes to `problems`."""
    file = as_given(NAME, map(make_visible, sets))
    known = dict(_list_settable(root)) if sets else {}
    seen: set[tuple[str, ...]] = set()
    for line, text in enumerate(file.text.split("\n") if sets else (), 1):
        name, _, value = text.partition("=")
        place = Place(file, line, 1, max(1, len(name)))
        path = known.get(name.strip())
        if path is None:
            hint = _point_to_parts(name.strip(), known) or suggest_name(name.strip(), known)
            hint = hint or "figures, aggregates, inputs of ties, and cut, duty and for of moves can be set"
            problems.append(Problem(f"nothing that can be set is named '{name.strip()}'", place, hint))
        elif path in seen:
            problems.append(Problem(f"'{name.strip()}' is set twice", place))
        else:
            seen.add(path)
            root = _set_at(root, path, place, _make_scalar(file, line, text, value))
    return root


def _point_to_parts(name: str, known: Mapping[str, tuple[str, ...]]) -> str:
    """Name the inputs of the parts of a lever, where each of them has its own; empty for any other name."""
    lever, key = naming.split(name)
    inputs = [other for other, path in known.items() if path[:3] == ("levers", lever, "parts") and path[4:] == (key,)]
    return f"each part has its own: {listed(inputs)}" if inputs else ""


def _list_settable(root: MapNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of everything that can be set, with the keys that lead to it: figures and their readings."""
    for name, path in _list_figure_paths(root):
        yield name, path
        node: Node | None = root
        for key in path:
            node = node.values.get(key) if isinstance(node, MapNode) else None
        for reading in _find_section(node, "readings"):
            yield naming.reading(name, reading), (*path, "readings", reading)


def _list_figure_paths(root: MapNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of every figure that there is or may be, with the keys that lead to it."""
    for id_ in {**_find_section(root, "figures"), REST_OF_WORLD_GDP: None}:
        yield id_, ("figures", id_)
    for id_ in _find_section(root, "parties"):
        for name in AGGREGATES:
            yield naming.aggregate(id_, name), ("parties", id_, name)
    for id_, lever in _find_section(root, "levers").items():
        for path in _list_input_paths(root, lever):
            *part, name = path
            yield naming.lever_input(id_, name, part[-1] if part else ""), ("levers", id_, *path)
    yield naming.HORIZON, (naming.HORIZON,)
    for id_, move in _find_section(root, "moves").items():
        written = move.values if isinstance(move, MapNode) else {}
        passed_over = {CUT} if any(name in written for name in INSTRUMENTS) else {*INSTRUMENTS}
        for key, (field, declared) in list_keys(Move).items():
            if declared.reads == "value" and key not in passed_over:
                yield naming.move(id_, key), ("moves", id_, key)
                yield naming.move(id_, field), ("moves", id_, key)


def _find_section(node: Node | None, name: str) -> Mapping[str, Node]:
    below = node.values.get(name) if isinstance(node, MapNode) else None
    return below.values if isinstance(below, MapNode) else {}


def _list_input_paths(root: MapNode, lever: Node) -> Iterator[tuple[str, ...]]:
    """Yield the keys that lead to each input which a lever or a part of it has or may have.

    What every part says itself has no value on the lever; amounts stand on the parts alone.
    """
    kind = _find_kind(root, lever)
    parts = _find_section(lever, "parts")
    for name in kind.inputs if kind else ():
        if not parts or kind is None or name not in kind.of_parts:
            yield (name,)
            continue
        for part in parts:
            yield "parts", part, name
        is_used = any(not isinstance(part, MapNode) or name not in part.values for part in parts.values())
        if is_used and not kinds.is_amount(kind.inputs[name]):
            yield (name,)


def _find_kind(root: MapNode, lever: Node) -> KindOfLever | None:
    """Return the kind of a lever: a bundled one, or the scenario's own; None if it cannot be read."""
    name = getattr(lever.values.get("kind"), "text", "") if isinstance(lever, MapNode) else ""
    if name in kinds.list_bundled():
        return kinds.load_kind(name)
    node = _find_section(root, "kinds").get(name)
    return kinds.read_kind(node, name, node.place, []) if node is not None else None


def _make_scalar(file: File, line: int, text: str, value: str) -> TextNode:
    start = len(text) - len(value.lstrip())
    return TextNode(Place(file, line, start + 1, max(1, len(value.strip()))), value.strip())


def _set_at(root: MapNode, path: tuple[str, ...], place: Place, value: TextNode) -> MapNode:
    """Return a mapping with a figure set at the end of a path; the mappings on the way are new, the rest is shared."""
    name, *rest = path
    below = root.values.get(name)
    if not rest:
        node: Node = _make_figure(below, place, value)
    elif isinstance(below, MapNode) or below is None:
        node = _set_at(below or _make_mapping(place, {}), tuple(rest), place, value)
    else:
        return root  # the section is wrong, which is told
    return MapNode(root.place, {**root.keys, name: place}, {**root.values, name: node})


def _make_figure(old: Node | None, place: Place, value: TextNode) -> MapNode:
    """Make the node of a figure: its label stays, and where it had rival readings they stay beside it."""
    reason = TextNode(value.place, REASON)
    key = "value" if is_meant_as_quantity(value.text) or not value.text else "formula"
    own = _make_mapping(place, {key: value, "assumed": reason})
    if not isinstance(old, MapNode):
        return own
    label = {"label": old.values["label"]} if "label" in old.values else {}
    readings = old.values.get("readings")
    if isinstance(readings, MapNode):
        rivals = MapNode(readings.place, {**readings.keys, READING: place}, {**readings.values, READING: own})
        return _make_mapping(place, {"readings": rivals, "use": TextNode(place, READING), **label})
    return _make_mapping(place, {**own.values, **label})


def _make_mapping(place: Place, values: dict[str, Node]) -> MapNode:
    return MapNode(place, dict.fromkeys(values, place), values)


def choose_readings(scenario: Scenario, problems: list[Problem]) -> Scenario:
    """Return the scenario with the sources that were asked for; what is no source or reading goes to `problems`."""
    only = _place_words("--only", scenario.what_if.only)
    sources = [word for word, place in only if _check_source(scenario, word, place, problems)]
    if sources:
        scenario = _hold_to_sources(scenario, sources)
    for word, place in _place_words("--use", scenario.what_if.use):
        scenario = _prefer(scenario, word, place, problems)
    return scenario


def _place_words(option: str, texts: Sequence[str]) -> list[tuple[str, Place]]:
    """Return what was given for an option, each with its place: the option stands where a file would be named."""
    file = as_given(option, texts)
    return [(text.strip(), Place(file, line, 1, max(1, len(text)))) for line, text in enumerate(texts, 1)]


def _check_source(scenario: Scenario, word: str, place: Place, problems: list[Problem]) -> bool:
    """Tell whether a word is the id of a source; one that is not goes to `problems`."""
    if word in scenario.sources:
        return True
    several = "repeat the option for each" if "," in word else ""
    hint = several or suggest_name(word, scenario.sources) or f"there are {listed(scenario.sources) or 'none'}"
    problems.append(Problem(f"no source '{word}'", place, hint))
    return False


class _Grounds:
    """Tells what stands on some sources alone: figures they state, and what follows from these by formulas."""

    def __init__(self, scenario: Scenario, figures: Mapping[str, Figure], sources: Sequence[str]) -> None:
        self._scenario = scenario
        self._figures = figures
        self._sources = sources
        self._known: dict[str, bool] = {}

    def holds(self, reading: Reading) -> bool:
        """Tell whether a reading is a source's own, or follows from what is, without an assumption of anyone's."""
        return not self.find_fault(reading)

    def find_fault(self, reading: Reading) -> str:
        """Say why a reading does not stand; empty if it does."""
        if reading.place.file.name == NAME:
            return ""  # the user's own word
        if reading.assumed:
            return "an assumption"
        if reading.source not in (*self._sources, ""):
            return f"not from {' or '.join(self._sources)}"
        if reading.formula is None:
            return "" if reading.source else "no source"
        formula = reading.formula.formula
        if formula.has_loose_number and not reading.source:
            return "a number in its formula has no source"
        lacking = [name for name in formula.names if not self._has(name)]
        return f"needs {', '.join(lacking)}, not from {' or '.join(self._sources)}" if lacking else ""

    def _has(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = False  # in a circle nothing stands
            self._known[name] = self._stands(name)
        return self._known[name]

    def _stands(self, name: str) -> bool:
        """Tell whether a name has a value here; cells that are computed see to that themselves."""
        owner, last = naming.split(name)
        if name in self._figures:
            return any(map(self.holds, self._figures[name].readings))
        if owner in self._figures:
            return any(reading.name == last and self.holds(reading) for reading in self._figures[owner].readings)
        if owner not in self._scenario.parties:
            return naming.find_first_word(name) not in self._scenario.levers
        members = self._scenario.parties[owner].members
        if members and last in SUMMED_AGGREGATES:
            return all(self._has(naming.aggregate(member, last)) for member in members)
        if last not in AGGREGATE_DEFAULTS:
            return False
        needed = parse_formula(AGGREGATE_DEFAULTS[last]).names
        return all(self._has(naming.aggregate(owner, aggregate)) for aggregate in needed)


def _hold_to_sources(scenario: Scenario, sources: Sequence[str]) -> Scenario:
    """Drop every reading that is not of the sources; an input or aggregate that can do without falls back."""
    grounds = _Grounds(scenario, {figure.id: figure for figure in list_figures(scenario)}, sources)
    levers = {id_: _join_parts(scenario, lever, grounds) for id_, lever in scenario.levers.items()}
    scenario = scenario._replace(levers=levers)

    def hold(figure: Figure) -> Figure | None:
        if naming.is_of_move(figure.id) or figure.id == naming.HORIZON:
            return figure  # which is part of the question, no fact that a source states
        standing = [reading.name for reading in figure.readings if grounds.holds(reading)]
        if not standing and _can_do_without(scenario, figure.id):
            return None
        readings = tuple(reading._replace(dropped=grounds.find_fault(reading)) for reading in figure.readings)
        return figure._replace(readings=readings, use=_choose_best(figure, standing))

    return change_figures(scenario, hold)


def _join_parts(scenario: Scenario, lever: Lever, grounds: _Grounds) -> Lever:
    """Return a lever in one where sources give the whole of an amount but not that of each of its parts.

    The parts then add up to figures that stand: what others say of the parts cancels out. Where a move cuts some parts
    alone they are kept, without their numbers.
    """
    if not lever.parts or any(lever.id in move.hits and move.parts for move in scenario.moves.values()):
        return lever
    kind = kinds.find_kind(lever.kind, scenario.kinds)
    assert kind is not None  # a lever of no kind is not read
    inputs = dict(lever.inputs)
    for name in kind.of_parts:
        if not kinds.is_amount(kind.inputs[name]):
            continue
        used = [part.inputs[name].in_use for part in lever.parts.values() if name in part.inputs]
        readings = [reading for reading in used if reading is not None]
        formulas = [reading.formula.formula for reading in readings if reading.formula]
        if all(map(grounds.holds, readings)) or len(formulas) < len(lever.parts):
            return lever
        names = add_up(formulas)
        if not names:
            return lever
        whole = Reading("", lever.place, formula=Expression(parse_formula(" + ".join(names)), lever.place))
        if not grounds.holds(whole):
            return lever
        inputs[name] = Figure(naming.lever_input(lever.id, name), lever.place, (whole,))
    return lever._replace(inputs=inputs, parts={})


def _can_do_without(scenario: Scenario, figure: str) -> bool:
    """Tell whether something else takes a figure's place: a kind's plainer formula, a definition, other aggregates."""
    owner, name = naming.split(figure)
    lever = scenario.levers.get(naming.find_first_word(figure))
    if lever is None:
        if owner not in scenario.parties:
            return False
        return name in AGGREGATE_DEFAULTS or (bool(scenario.parties[owner].members) and name in SUMMED_AGGREGATES)
    kind = kinds.find_kind(lever.kind, scenario.kinds)
    assert kind is not None  # a lever of no kind is not read
    declared = kind.inputs[name]
    if lever.parts and name in kind.of_parts and owner == lever.id:
        return True  # its parts say it, or do without
    return declared.optional or (declared.default is not None and not declared.assumes)


def _choose_best(figure: Figure, names: Sequence[str]) -> str:
    """Return the reading in use if it is one of those, else the first of them."""
    return figure.use if figure.use in names or not names else names[0]


def _prefer(scenario: Scenario, word: str, place: Place, problems: list[Problem]) -> Scenario:
    """Use a source's readings wherever there are any, or the one reading that is named."""
    name, is_named, reading = (part.strip() for part in word.partition("="))
    if is_named:
        figure = next((figure for figure in list_figures(scenario) if figure.id == name), None)
        if figure is None or reading not in _list_rivals(figure):
            problems.append(_explain_no_reading(scenario, figure, name, reading, place))
            return scenario
        if figure.use == READING:
            problems.append(Problem(f"'{name}' is set by hand as well", place, "leave out one of the two"))
        return use_readings(scenario, {name: reading})
    if not _check_source(scenario, word, place, problems):
        return scenario
    return use_readings(scenario, Rivals(scenario).prefer(word))


class Rivals:
    """The figures of a scenario with several readings, of which each source calls for one or none."""

    def __init__(self, scenario: Scenario) -> None:
        """Find on which sources each reading may stand.

        Under the empty name are figures with a reading that says no source and may stand on any: it follows by a
        formula, or is the user's own word.
        """
        self._scenario = scenario
        self._figures = {figure.id: figure for figure in list_figures(scenario)}
        self._by_source: dict[str, list[Figure]] = {}
        for figure in self._figures.values():
            if figure.use == READING or len(figure.readings) < 2:
                continue
            sources: dict[str, None] = {}
            for reading in figure.readings:
                is_derived = reading.formula is not None and not reading.assumed
                if reading.source or is_derived or reading.place.file.name == NAME:
                    sources[reading.source] = None
            for source in sources:
                self._by_source.setdefault(source, []).append(figure)

    def prefer(self, source: str) -> dict[str, str]:
        """Return by the ids of figures the readings that a source calls for in the place of those in use."""
        grounds = _Grounds(self._scenario, self._figures, [source])
        uses = {}
        figures = {figure.id: figure for name in ("", source) for figure in self._by_source.get(name, ())}
        for figure in figures.values():
            usable = [reading for reading in figure.readings if reading.name and not reading.dropped]
            names = [reading.name for reading in usable if reading.source == source]
            names = names or [reading.name for reading in usable if grounds.holds(reading)]
            best = _choose_best(figure, names)
            if best != figure.use:
                uses[figure.id] = best
        return uses


def use_readings(scenario: Scenario, uses: Mapping[str, str]) -> Scenario:
    """Return the scenario with other readings in use, by the figures' ids."""
    return change_figures(scenario, lambda figure: figure._replace(use=uses.get(figure.id, figure.use)))


def _explain_no_reading(scenario: Scenario, figure: Figure | None, name: str, reading: str, place: Place) -> Problem:
    if figure is None:
        known = [figure.id for figure in list_figures(scenario) if len(figure.readings) > 1]
        hint = suggest_name(name, known) or f"figures with rival readings: {', '.join(known) or 'none'}"
        return Problem(f"no figure '{name}'", place, hint)
    names = _list_rivals(figure)
    hint = suggest_name(reading, names) or f"there are {', '.join(names) or 'none'}"
    return Problem(f"'{name}' has no reading '{reading}'", place, hint)


def _list_rivals(figure: Figure) -> list[str]:
    """List the names of a figure's readings; a lone reading has none."""
    return [reading.name for reading in figure.readings if reading.name]
