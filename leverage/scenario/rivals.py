"""Which of rival sources count: a scenario held to some sources alone, or with some readings preferred."""

from collections.abc import Callable, Sequence

from leverage import kinds
from leverage.formula import parse
from leverage.model import AGGREGATE_DEFAULTS, Figure, Reading, Scenario, figures_of, with_figures
from leverage.problems import Place, Problem, as_given, did_you_mean, listed
from leverage.scenario import setting


def chosen(scenario: Scenario, problems: list[Problem]) -> Scenario:
    """Return the scenario with the sources that were asked for; what is no source or reading goes to `problems`."""
    only = [
        word for word, place in _words("--only", scenario.what_if.only) if _is_source(scenario, word, place, problems)
    ]
    if only:
        scenario = _held_to(scenario, only)
    for word, place in _words("--use", scenario.what_if.use):
        scenario = _preferring(scenario, word, place, problems)
    return scenario


def _words(option: str, texts: Sequence[str]) -> list[tuple[str, Place]]:
    """Return what was given for an option, each with its place: the option stands where a file would be named."""
    file = as_given(option, texts)
    return [(text.strip(), Place(file, line, 1, max(1, len(text)))) for line, text in enumerate(texts, 1)]


def _is_source(scenario: Scenario, word: str, place: Place, problems: list[Problem]) -> bool:
    if word in scenario.sources:
        return True
    several = "repeat the option for each" if "," in word else ""
    hint = several or did_you_mean(word, scenario.sources) or f"there are {listed(scenario.sources) or 'none'}"
    problems.append(Problem(f"no source '{word}'", place, hint))
    return False


class _Ground:
    """Tells what stands on some sources alone: figures they state, and what follows from these by formulas."""

    def __init__(self, scenario: Scenario, sources: Sequence[str]) -> None:
        self._figures = {figure.id: figure for figure in figures_of(scenario)}
        self._parties = scenario.parties
        self._levers = scenario.levers
        self._sources = sources
        self._known: dict[str, bool] = {}

    def holds(self, reading: Reading) -> bool:
        """Tell whether a reading is a source's own, or follows from what is, without an assumption of anyone's."""
        return not self.fault(reading)

    def fault(self, reading: Reading) -> str:
        """Say why a reading does not stand; empty if it does."""
        if reading.place.file.name == setting.NAME:
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
        figure, _, last = name.rpartition(".")
        if name in self._figures:
            return any(map(self.holds, self._figures[name].readings))
        if figure in self._figures:
            return any(reading.name == last and self.holds(reading) for reading in self._figures[figure].readings)
        if figure in self._parties:
            follows = AGGREGATE_DEFAULTS.get(last)
            return follows is not None and all(self._has(f"{figure}.{own}") for own in parse(follows).names)
        return figure not in self._levers


def _held_to(scenario: Scenario, sources: Sequence[str]) -> Scenario:
    """Drop every reading that is not of the sources; an input or aggregate that can do without falls back."""
    ground = _Ground(scenario, sources)

    def held(figure: Figure) -> Figure | None:
        if figure.id.startswith("move."):
            return figure  # a move is the question that is asked, no fact that a source states
        standing = [reading.name for reading in figure.readings if ground.holds(reading)]
        if not standing and _can_do_without(scenario, figure.id):
            return None
        readings = tuple(one._replace(dropped=ground.fault(one)) for one in figure.readings)
        return figure._replace(readings=readings, use=_best(figure, standing))

    return with_figures(scenario, held)


def _can_do_without(scenario: Scenario, figure: str) -> bool:
    """Tell whether something else takes a figure's place: a kind's plainer formula, a definition, other aggregates."""
    owner, _, name = figure.rpartition(".")
    lever = scenario.levers.get(owner)
    if lever is None:
        return name in AGGREGATE_DEFAULTS and owner in scenario.parties
    one = (scenario.kinds.get(lever.kind) or kinds.load(lever.kind)).inputs[name]
    return one.optional or (one.default is not None and not one.assumes)


def _best(figure: Figure, names: Sequence[str]) -> str:
    """Return the reading in use if it is one of those, else the first of them."""
    return figure.use if figure.use in names or not names else names[0]


def _preferring(scenario: Scenario, word: str, place: Place, problems: list[Problem]) -> Scenario:
    """Use a source's readings wherever there are any, or the one reading that is named."""
    name, is_named, reading = (part.strip() for part in word.partition("="))
    if is_named:
        figure = next((one for one in figures_of(scenario) if one.id == name), None)
        if figure is None or reading not in [one.name for one in figure.readings if one.name]:
            problems.append(_no_reading(scenario, figure, name, reading, place))
            return scenario
        if figure.use == setting.READING:
            problems.append(Problem(f"'{name}' is set by hand as well", place, "leave out one of the two"))
        return with_figures(scenario, _using({name: reading}))
    if not _is_source(scenario, word, place, problems):
        return scenario
    ground = _Ground(scenario, [word])
    found = {}
    for figure in figures_of(scenario):
        usable = [one for one in figure.readings if one.name and not one.dropped]
        own = [one.name for one in usable if one.source == word] or [one.name for one in usable if ground.holds(one)]
        found[figure.id] = figure.use if figure.use == setting.READING else _best(figure, own)
    return with_figures(scenario, _using(found))


def _using(names: dict[str, str]) -> Callable[[Figure], Figure]:
    return lambda figure: figure._replace(use=names.get(figure.id, figure.use))


def _no_reading(scenario: Scenario, figure: Figure | None, name: str, reading: str, place: Place) -> Problem:
    if figure is None:
        known = [one.id for one in figures_of(scenario) if len(one.readings) > 1]
        hint = did_you_mean(name, known) or f"with rival readings there are {', '.join(known) or 'none'}"
        return Problem(f"no figure '{name}'", place, hint)
    names = [one.name for one in figure.readings if one.name]
    hint = did_you_mean(reading, names) or f"there are {', '.join(names) or 'none'}"
    return Problem(f"'{name}' has no reading '{reading}'", place, hint)
