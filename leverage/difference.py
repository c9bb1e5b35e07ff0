"""What differs between two scenarios: the inputs that were changed, and the results that moved. No view of either."""

from collections.abc import Iterator
from typing import NamedTuple

from leverage.assessment import Assessment
from leverage.claims import judge
from leverage.graph import Graph
from leverage.model import Reading, Scenario, figures_of
from leverage.problems import Place

#: Results closer than this to each other, for their size, are the same.
SAME = 1e-12


class Given(NamedTuple):
    """One thing a file gives: a figure by the reading in use, or a word such as a lever's status."""

    text: str
    place: Place
    content: tuple[object, ...]  # what makes a difference to results
    facts: tuple[object, ...] = ()  # where it comes from
    source: str = ""
    name: str = ""  # of the reading in use


class Change(NamedTuple):
    """An input that differs: added, removed, its value, the reading in use, or only where it comes from."""

    name: str
    how: str
    old: Given | None
    new: Given | None


class Moved(NamedTuple):
    """A result that differs; numbers in base units, verdicts as words, None where there is none."""

    name: str
    old: float | str | None
    new: float | str | None


def changes(old: Assessment, new: Assessment) -> list[Change]:
    """Return the inputs that differ, in the order of the new scenario, those removed last."""
    before, after = given(old.scenario), given(new.scenario)
    names = [*after, *(name for name in before if name not in after)]
    found = [Change(name, _how(before.get(name), after.get(name)), before.get(name), after.get(name)) for name in names]
    return [change for change in found if change.how]


def _how(old: Given | None, new: Given | None) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    if old.content != new.content:
        return "reading" if old.name != new.name else "value"
    return "provenance" if old.facts != new.facts else ""


def given(scenario: Scenario) -> dict[str, Given]:
    """Return all that a scenario's files give, by the names of cells or of what has no number."""
    found = {figure.id: _figure(used) for figure in figures_of(scenario) if (used := figure.in_use)}
    return {**found, **dict(_words(scenario))}


def _figure(used: Reading) -> Given:
    value = used.value.text if used.value else f"= {used.formula.formula.text}" if used.formula else ""
    bounds = [None if one is None else (one.base, one.unit.dimension) for one in (used.value, used.low, used.high)]
    content = (*bounds, used.shape, used.formula.formula.text if used.formula else None, used.dropped)
    facts = (used.source, used.year, used.where, used.as_printed, used.assumed, used.approximate)
    return Given(" ".join(value.split()), used.place, content, facts, used.source, used.name)


def _words(scenario: Scenario) -> Iterator[tuple[str, Given]]:
    """Yield what is given in words: what levers and moves are, what results and claims compute."""
    for lever in scenario.levers.values():
        for key, word in {"kind": lever.kind, "status": lever.status, **lever.roles}.items():
            yield f"{lever.id}.{key}", Given(word, lever.place, (word,))
    for move in scenario.moves.values():
        for key, word in {"lever": move.lever, "by": move.by, "target": move.target}.items():
            if word:
                yield f"move.{move.id}.{key}", Given(word, move.place, (word,))
    for result in scenario.results.values():
        text = result.formula.formula.text
        yield result.id, Given(text, result.place, (text,))
    for claim in scenario.claims.values():
        text = claim.test.formula.text
        yield claim.id, Given(text, claim.place, (text, claim.expect))


def results(old: Assessment, new: Assessment) -> list[Moved]:
    """Return the computed cells whose value or verdict differs."""
    names = [*_computed(new.graph), *(name for name in _computed(old.graph) if name not in new.graph.cells)]
    found = [Moved(name, value(old, name), value(new, name)) for name in names]
    return [moved for moved in found if not _is_same(moved.old, moved.new)]


def _computed(graph: Graph) -> list[str]:
    """Return the cells that follow from others; figures with a value, and names for them, are inputs."""
    public = set(graph.public)
    rivals = {name for name, cell in graph.cells.items() if cell.reading is not None and cell.reading.name}
    return [name for name in graph.cells if name in public - rivals and graph.reading(name) is None]


def value(assessment: Assessment, name: str) -> float | str | None:
    """Return a cell's number, a claim's verdict, or None where there is none."""
    claim = assessment.scenario.claims.get(name)
    if claim is not None:
        return judge(assessment, claim).verdict
    found = assessment.values.get(name)
    return found.number if found else None


def _is_same(old: float | str | None, new: float | str | None) -> bool:
    if isinstance(old, str) or isinstance(new, str) or old is None or new is None:
        return old == new
    return abs(new - old) <= SAME * max(abs(old), abs(new))
