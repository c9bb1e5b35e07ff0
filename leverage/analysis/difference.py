"""What differs between two scenarios: the inputs that were changed, and the results that moved. No view of either."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from leverage.analysis.assessment import Assessment
from leverage.analysis.claims import judge_claim
from leverage.formula.tree import write_formula
from leverage.graph.cells import Graph
from leverage.model import Figure, KindOfLever, Reading, Scenario, list_figures
from leverage.problems import Place

#: Results closer than this to each other, for their size, are the same.
SAME = 1e-12


class Given(NamedTuple):
    """One thing a file gives: a figure by the reading in use, or words such as a lever's status or a claim's test."""

    text: str
    place: Place
    content: Mapping[str, object]  # by key, what makes a difference to results
    facts: Mapping[str, object]  # by key, where it comes from and what it is called
    source: str = ""
    name: str = ""  # of the reading in use
    written: Mapping[str, str] = {}  # quantities beside the value as their author wrote them


class Change(NamedTuple):
    """An input that differs: added, removed, its value, the reading in use, or only its words, such as its source."""

    name: str
    how: str
    fields: tuple[str, ...]  # the keys under which the two differ
    old: Given | None
    new: Given | None


class Moved(NamedTuple):
    """A result that differs; numbers in base units, verdicts as words, None where there is none."""

    name: str
    old: float | str | None
    new: float | str | None


def find_input_changes(old: Assessment, new: Assessment) -> list[Change]:
    """Return the inputs that differ, in the order of the new scenario, those removed last."""
    before, after = list_given(old.scenario), list_given(new.scenario)
    names = [*after, *(name for name in before if name not in after)]
    found = [_change(name, before.get(name), after.get(name)) for name in names]
    return [change for change in found if change is not None]


def _change(name: str, old: Given | None, new: Given | None) -> Change | None:
    if old is None or new is None:
        return Change(name, "added" if old is None else "removed", (), old, new)
    if content := _differing(old.content, new.content):
        how = "reading" if old.name != new.name else "value"
        return Change(name, how, (*content, *_differing(old.facts, new.facts)), old, new)
    facts = _differing(old.facts, new.facts)
    return Change(name, "words", facts, old, new) if facts else None


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(key for key in {**old, **new} if old.get(key) != new.get(key))


def list_given(scenario: Scenario) -> dict[str, Given]:
    """Return all that a scenario's files give, by the names of cells or of what has no number."""
    found = {figure.id: _figure(figure, used) for figure in list_figures(scenario) if (used := figure.in_use)}
    return {**found, **dict(_words(scenario))}


def _figure(figure: Figure, used: Reading) -> Given:
    value = used.value.text if used.value else f"= {used.formula.formula.text}" if used.formula else ""
    numbers = {"value": used.value, "low": used.low, "high": used.high}
    formula = write_formula(used.formula.formula) if used.formula else None
    content: dict[str, object] = {"shape": used.shape, "formula": formula, "dropped": used.dropped}
    content |= {key: None if one is None else (one.base, one.unit.dimension) for key, one in numbers.items()}
    keys = ("source", "year", "where", "as_printed", "assumed", "approximate", "note")
    facts = {"label": figure.label, **{key: getattr(used, key) for key in keys}}
    written = {key: one.text for key, one in numbers.items() if one is not None}
    return Given(" ".join(value.split()), used.place, content, facts, used.source, used.name, written)


def _words(scenario: Scenario) -> Iterator[tuple[str, Given]]:
    """Yield what is given in words: what levers and moves are, what is computed, titles, sources, sentences."""
    for lever in scenario.levers.values():
        content = {"kind": lever.kind, "status": lever.status, **lever.roles}
        yield f"lever {lever.id}", _given(lever.place, content, {"label": lever.label})
    for move in scenario.moves.values():
        content = {"lever": ";".join(move.hits), "parts": ";".join(move.parts), "by": move.by, "target": move.target}
        yield f"move {move.id}", _given(move.place, content, {"label": move.label})
    for result in scenario.results.values():
        content = {"formula": write_formula(result.formula.formula)}
        yield result.id, _given(result.place, content, {"label": result.label})
    for claim in scenario.claims.values():
        content = {"test": write_formula(claim.test.formula), "expect": claim.expect}
        keys = ("says", "source", "where", "threshold")
        yield claim.id, _given(claim.place, content, {key: getattr(claim, key) for key in keys})
    yield from _sources(scenario)


def _sources(scenario: Scenario) -> Iterator[tuple[str, Given]]:
    for source in scenario.sources.values():
        keys = ("title", "author", "published", "url", "primary", "note")
        yield f"source {source.id}", _given(source.place, {}, {key: getattr(source, key) for key in keys})
    for party in scenario.parties.values():
        yield f"party {party.id}", _given(party.place, {}, {"name": party.name, "code": party.code})
    content: dict[str, object] = {"sides": scenario.sides, "currency": scenario.currency}
    content |= {f"kind {kind.id}": _kind(kind) for kind in scenario.kinds.values()}
    facts = {"title": scenario.title, "about": scenario.about, "as_of": scenario.as_of}
    yield "scenario", _given(scenario.place, content, {**facts, "mixed_years": scenario.mixed_years})


def _kind(kind: KindOfLever) -> tuple[object, ...]:
    """Return what makes a difference in a kind of the scenario's own."""
    formulas = [
        (role, [(one.when, one.formula.formula.text) for one in own])
        for role, own in (*kind.exposure.items(), *kind.loss.items())
    ]
    inputs = [(one.id, one.unit, one.between, one.optional, str(one.default)) for one in kind.inputs.values()]
    return (formulas, inputs, list(kind.roles), kind.measure, kind.share_of, kind.pulled_by)


def _given(place: Place, content: Mapping[str, object], facts: Mapping[str, object]) -> Given:
    text = "; ".join(f"{key} {word}" for key, word in content.items() if word and not key.startswith("kind "))
    return Given(text, place, content, facts)


def find_moved_results(old: Assessment, new: Assessment) -> list[Moved]:
    """Return the computed cells whose value or verdict differs."""
    names = [*_computed(new.graph), *(name for name in _computed(old.graph) if name not in new.graph.cells)]
    found = [Moved(name, find_value(old, name), find_value(new, name)) for name in names]
    return [one for one in found if not _is_same(one.old, one.new) or _told(old, one.name) != _told(new, one.name)]


def _told(assessment: Assessment, name: str) -> tuple[object, ...]:
    """Return what is said of a result beside its number: its unit, and what is left out of it."""
    cell, found = assessment.graph.cells.get(name), assessment.values.get(name)
    return (cell and cell.unit, found and sorted(found.left_out))


def _computed(graph: Graph) -> list[str]:
    """Return the cells that follow from others; figures with a value, and names for them, are inputs."""
    public = set(graph.public)
    rivals = {name for name, cell in graph.cells.items() if cell.reading is not None and cell.reading.name}
    return [name for name in graph.cells if name in public - rivals and graph.reading(name) is None]


def find_value(assessment: Assessment, name: str) -> float | str | None:
    """Return a cell's number, a claim's verdict, or None where there is none."""
    claim = assessment.scenario.claims.get(name)
    if claim is not None:
        return judge_claim(assessment, claim).verdict
    found = assessment.values.get(name)
    return found.number if found else None


def _is_same(old: float | str | None, new: float | str | None) -> bool:
    if isinstance(old, str) or isinstance(new, str) or old is None or new is None:
        return old == new
    return abs(new - old) <= SAME * max(abs(old), abs(new))
