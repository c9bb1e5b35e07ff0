"""What differs between two scenarios: the inputs that were changed, and the results that moved. No view of either."""

from collections.abc import Iterator, Mapping, Sequence
from math import isinf
from typing import NamedTuple

from leverage import naming
from leverage.analysis.assessment import Assessment, assess_draft
from leverage.analysis.claims import judge_claim
from leverage.analysis.ranges import Drawn
from leverage.formula.tree import write_formula
from leverage.graph.cells import Graph, walk_inputs
from leverage.kinds import find_formulas
from leverage.model import (
    Alternative,
    Claim,
    Expression,
    Figure,
    KindOfLever,
    Lever,
    Move,
    Party,
    Reading,
    Result,
    Scenario,
    Source,
    list_figures,
    list_keys,
)
from leverage.problems import LeverageError, Place
from leverage.reading.scenario import read_base

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


class InputChange(NamedTuple):
    """An input that differs: added, removed, its value, the reading in use, or only its words, such as its source."""

    name: str
    how: str
    fields: tuple[str, ...]  # the keys under which the two differ
    old: Given | None
    new: Given | None


class MovedResult(NamedTuple):
    """A result that differs; numbers in base units, verdicts as words, None where there is none."""

    name: str
    old: float | str | None
    new: float | str | None


def find_input_changes(old: Assessment, new: Assessment) -> list[InputChange]:
    """Return the inputs that differ, in the order of the new scenario, those removed last."""
    before, after = list_given(old.scenario), list_given(new.scenario)
    changes = []
    for name in {**after, **before}:
        change = _compare_given(name, before.get(name), after.get(name))
        if change is not None:
            changes.append(change)
    return changes


def _compare_given(name: str, old: Given | None, new: Given | None) -> InputChange | None:
    if old is None or new is None:
        return InputChange(name, "added" if old is None else "removed", (), old, new)
    content, facts = _list_differing(old.content, new.content), _list_differing(old.facts, new.facts)
    if not content:
        return InputChange(name, "words", facts, old, new) if facts else None
    how = "reading" if old.name != new.name else "value"
    return InputChange(name, how, (*content, *facts), old, new)


def _list_differing(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(key for key in {**old, **new} if old.get(key) != new.get(key))


def list_given(scenario: Scenario) -> dict[str, Given]:
    """Return all that a scenario's files give, by the names of cells or of what has no number."""
    figures = {
        figure.id: _describe_figure(figure, used) for figure in list_figures(scenario) if (used := figure.in_use)
    }
    return {**figures, **dict(_list_words(scenario))}


def _describe_figure(figure: Figure, used: Reading) -> Given:
    formula, text = None, ""
    if used.formula:
        formula, text = write_formula(used.formula.formula), f"= {used.formula.formula.text}"
    if used.value:
        text = used.value.text
    content: dict[str, object] = {"shape": used.shape, "formula": formula, "dropped": used.dropped}
    written = {}
    quantities = (("value", used.value), ("low", used.low), ("high", used.high), ("covers", used.covers))
    for key, quantity in quantities:
        content[key] = None
        if quantity is not None:
            content[key] = (quantity.base, quantity.unit.dimension)
            written[key] = quantity.text
    keys = ("source", "year", "where", "as_printed", "assumed", "approximate", "note")
    facts = {"label": figure.label, **{key: getattr(used, key) for key in keys}, "from": str(used.entry or "")}
    return Given(" ".join(text.split()), used.place, content, facts, used.source, used.name, written)


def _list_words(scenario: Scenario) -> Iterator[tuple[str, Given]]:
    """Yield what is given in words: what levers and moves are, what is computed, titles, sources, sentences."""
    content: dict[str, object]
    for lever in scenario.levers.values():
        content = {"kind": lever.kind, "status": lever.status, **lever.roles}
        yield f"lever {lever.id}", _describe_words(lever, content, ("label",))
    for move in scenario.moves.values():
        content = {"lever": ";".join(move.hits), "parts": ";".join(move.parts), "by": move.by, "target": move.target}
        yield f"move {move.id}", _describe_words(move, content, ("label",))
    for result in scenario.results.values():
        content = {"formula": write_formula(result.formula.formula)}
        yield result.id, _describe_words(result, content, ("label",))
    for claim in scenario.claims.values():
        content = {"test": write_formula(claim.test.formula), "expect": claim.expect}
        yield claim.id, _describe_words(claim, content, ("says", "source", "where", "threshold"))
    for source in scenario.sources.values():
        keys = dict.fromkeys(field for field, _ in list_keys(Source).values())
        yield f"source {source.id}", _describe_words(source, {}, list(keys))
    for party in scenario.parties.values():
        members = {"members": ";".join(party.members)}
        yield f"party {party.id}", _describe_words(party, members, ("name", "code"))
    for kind in scenario.kinds.values():
        yield f"kind {kind.id}", _describe_words(kind, dict(_list_content(kind)), ("kind", "summary", "method"))
    content = {"sides": scenario.sides, "currency": scenario.currency}
    yield "scenario", _describe_words(scenario, content, ("title", "about", "as_of", "mixed_years"))


def _describe_words(
    record: Lever | Move | Result | Claim | Source | Party | KindOfLever | Scenario,
    content: Mapping[str, object],
    keys: Sequence[str],
) -> Given:
    """Return what a record gives: what makes a difference, and the facts under some of its keys."""
    text = "; ".join(f"{key} {word}" for key, word in content.items() if word)
    return Given(text, record.place, content, {key: getattr(record, key) for key in keys})


def _list_content(kind: KindOfLever) -> Iterator[tuple[str, str]]:
    """Yield each thing in a kind that makes a difference to results, with what the kind says of it."""
    yield "roles", ", ".join(kind.roles)
    for block in ("exposure", "loss", "once", *kind.instruments):
        for role, alternatives in find_formulas(kind, block).items():
            yield f"{block} of {role}", "; else ".join(map(_describe_alternative, alternatives))
    for declared in kind.inputs.values():
        default = declared.default
        said = {
            "": declared.unit,
            "between": declared.between and " and ".join(map(_write_bound, declared.between)),
            "default": write_formula(default.formula) if isinstance(default, Expression) else default and default.text,
            "optional": declared.optional,
            "assumes": declared.assumes,
        }
        yield f"input {declared.id}", _join_words(said)
    for name in ("measure", "share_of"):
        yield name, _join_words(getattr(kind, name))
    for name, roles in (("", kind.pulled_by), *((each.id, each.pulled_by) for each in kind.instruments.values())):
        yield f"who can make a {name or 'cut'}", ", ".join(roles)
    yield "require", "; ".join(write_formula(requirement.test.formula) for requirement in kind.require)


def _describe_alternative(alternative: Alternative) -> str:
    words = {"": write_formula(alternative.formula.formula)}
    return _join_words(words | {key: getattr(alternative, key) for key in ("when", "averaged", "after", "assumes")})


def _write_bound(bound: float) -> str:
    return "any" if isinf(bound) else f"{bound:g}"


def _join_words(said: Mapping[str, object]) -> str:
    """Write keys with what is said under them, without those that say nothing; of a flag the key alone."""
    words = [key if word is True else f"{key} {word}".strip() for key, word in said.items() if word]
    return ", ".join(words)


def find_moved_results(
    old: Assessment, new: Assessment, old_drawn: Drawn | None = None, new_drawn: Drawn | None = None
) -> list[MovedResult]:
    """Return the computed cells whose value or verdict differs, or their unit, or what is left out of them.

    Verdicts are by the draws of each scenario, or at the values in use where it has none.
    """
    moved = []
    vanished = [name for name in _list_computed(old.graph) if name not in new.graph.cells]
    for name in (*_list_computed(new.graph), *vanished):
        was, now = find_value(old, name, old_drawn), find_value(new, name, new_drawn)
        if not _is_same(was, now) or _describe_result(old, name) != _describe_result(new, name):
            moved.append(MovedResult(name, was, now))
    return moved


class ShiftFromBase(NamedTuple):
    """Where a full cut costs otherwise in a scenario than in what it extends, and by which of the inputs."""

    base: str  # the name of the file that it extends
    levers: tuple[str, ...]
    inputs: tuple[str, ...]  # those that differ and on which the losses rest, without what only follows from another


def find_shifts_from_bases(assessments: Sequence[Assessment]) -> list[ShiftFromBase | None]:
    """Return for each scenario where its losses at full cut differ from those of what it extends; None if nowhere."""
    bases: dict[tuple[object, ...], Assessment | None] = {}  # by their files; often they are among the scenarios
    for assessment in assessments:
        bases[assessment.scenario.read, assessment.scenario.what_if] = assessment
    shifts = []
    for assessment in assessments:
        scenario = assessment.scenario
        key = (scenario.read[1:], scenario.what_if)
        if key not in bases:
            bases[key] = _assess_base(scenario)
        base = bases[key]
        shifts.append(_find_shift(base, assessment) if base else None)
    return shifts


def _assess_base(scenario: Scenario) -> Assessment | None:
    """Assess what a scenario extends; None if that is nothing, or no whole scenario by itself."""
    try:
        draft = read_base(scenario)
        return assess_draft(draft) if draft else None
    except LeverageError:
        return None


def _find_shift(base: Assessment, assessment: Assessment) -> ShiftFromBase | None:
    cells = assessment.graph.cells
    losses = {}
    for lever in assessment.scenario.levers.values():
        for party in lever.roles.values():
            loss = naming.loss(party, lever.id)
            if loss in base.values and not _is_same(find_value(base, loss), find_value(assessment, loss)):
                losses[loss] = lever.id
    if not losses:
        return None
    differing = set()
    for name in assessment.graph.given:
        if not _is_same(find_value(base, name), find_value(assessment, name)):
            differing.add(name)
    behind = walk_inputs(losses, lambda name: cells[name].reads)
    inputs = [name for name in behind if name in differing and differing.isdisjoint(cells[name].reads)]
    return ShiftFromBase(assessment.scenario.files[1], tuple(dict.fromkeys(losses.values())), tuple(inputs))


def _describe_result(assessment: Assessment, name: str) -> tuple[object, ...]:
    """Return what is said of a result beside its number: its unit, and what is left out of it."""
    if name not in assessment.graph.cells:
        return ()
    return (assessment.graph.cells[name].unit, sorted(assessment.values[name].left_out))


def _list_computed(graph: Graph) -> list[str]:
    """Return the cells that follow from others; figures with a value, and names for them, are inputs."""
    computed = []
    for name in graph.public:
        reading = graph.cells[name].reading
        if (reading is None or not reading.name) and graph.reading(name) is None:
            computed.append(name)
    return computed


def find_value(assessment: Assessment, name: str, drawn: Drawn | None = None) -> float | str | None:
    """Return a cell's number in base units, a claim's verdict, by draws if there are any, or None if there is none."""
    claim = assessment.scenario.claims.get(name)
    if claim is not None:
        return judge_claim(assessment, claim, drawn).verdict
    return assessment.values[name].number if name in assessment.values else None


def _is_same(old: float | str | None, new: float | str | None) -> bool:
    if isinstance(old, str) or isinstance(new, str) or old is None or new is None:
        return old == new
    return abs(new - old) <= SAME * max(abs(old), abs(new))
