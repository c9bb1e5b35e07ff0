"""Where a conclusion changes: for each figure the values at which it does, all others staying as they are.

The switching values of HM Treasury's Green Book, for who loses more dollars, who loses more of its economy, and claims.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from leverage import arrays
from leverage.arrays import Array
from leverage.assessment import Assessment
from leverage.claims import judge
from leverage.formula import Formula, Measured
from leverage.rules import bounds, demands, limits

#: The conclusions beside the claims: that the first side loses more dollars, and more for its size.
RATIOS = {"dollars": "balance.dollar_ratio", "economy": "balance.bite"}

_ROUNDS = 6  # of 32 parts each: a bracket shrinks to a thousand-millionth of itself
_AT_ONCE = 2**15  # points computed at once
_Points: TypeAlias = Sequence[tuple[str, Sequence[float]]]
# What the kinds require, and the bounds of cells.
_Rules: TypeAlias = tuple[Sequence[tuple[Formula, Mapping[str, str]]], Mapping[str, tuple[float, float]]]


class Flip(NamedTuple):
    """A figure's value at which a conclusion changes, between two at which it was tested; in base units."""

    below: float
    above: float
    holds_below: bool

    @property
    def at(self) -> float:
        """Return the value between the two."""
        return self.below / 2 + self.above / 2  # whose sum may be too large


class Search(NamedTuple):
    """Where a conclusion changes over one figure, looked for from the least to the most it may be."""

    conclusion: str
    figure: str
    least: float
    most: float
    flips: tuple[Flip, ...]


def conclusions(assessment: Assessment) -> dict[str, str]:
    """Return the cells of the conclusions there are: ratios that are valued, claims that can be said."""
    found = {name: cell for name, cell in RATIOS.items() if _number(assessment, cell) is not None}
    claims = assessment.scenario.claims.values()
    return found | {claim.id: claim.id for claim in claims if judge(assessment, claim).verdict != "cannot say"}


def searches(assessment: Assessment, wanted: Mapping[str, str]) -> list[Search]:
    """Look for the values at which conclusions change, over each figure they depend on, one at a time."""
    behind = {name: assessment.behind(cell) for name, cell in wanted.items()}
    points = [(name, own) for name, own in _points(assessment) if any(name in cells for cells in behind.values())]
    found: list[Search] = []
    for (name, own), (truths, allowed) in zip(points, _evaluated(assessment, wanted, points), strict=True):
        known = [point for point, is_allowed in zip(own, allowed, strict=True) if is_allowed]
        for conclusion, cells in behind.items():
            if name in cells and conclusion in truths and known:
                truth = truths[conclusion]
                places = arrays.changes(truth, allowed)
                flips = [Flip(own[at], own[at + 1], bool(truth[at])) for at in places]
                found.append(Search(conclusion, name, known[0], known[-1], tuple(flips)))
    return _narrowed(assessment, wanted, found)


def _narrowed(assessment: Assessment, wanted: Mapping[str, str], found: list[Search]) -> list[Search]:
    """Narrow each bracket down, all of them at once, round by round."""
    brackets = [(index, flip) for index, search in enumerate(found) for flip in search.flips]
    for _ in range(_ROUNDS):
        points = [(found[index].figure, arrays.between(flip.below, flip.above)) for index, flip in brackets]
        evaluated = _evaluated(assessment, wanted, points)
        brackets = [
            (index, _closer(flip, own, truths[found[index].conclusion]))
            for (index, flip), (_, own), (truths, _allowed) in zip(brackets, points, evaluated, strict=True)
        ]
    return [
        search._replace(flips=tuple(flip for own, flip in brackets if own == index))
        for index, search in enumerate(found)
    ]


def _closer(flip: Flip, points: Sequence[float], truth: Array) -> Flip:
    """Return the first stretch between two points in which the test changes; the bracket as it was if none does."""
    changed = next((at for at in range(len(points) - 1) if truth[at] != truth[at + 1]), None)
    return flip if changed is None else Flip(points[changed], points[changed + 1], bool(truth[changed]))


def _evaluated(
    assessment: Assessment, wanted: Mapping[str, str], points: _Points
) -> Iterator[tuple[dict[str, Array], Array]]:
    """Yield for each figure the conclusions at its points, and where these points are allowed.

    Few figures are moved at once: each has an array as long as the points of all of them.
    """
    tests, limits = _tests(assessment), bounds(assessment.graph)
    needed = {*wanted.values(), *limits, *(cell for _, at in tests for cell in at.values())}
    for some in _batches(points):
        moved, stretches = arrays.each_alone({name: _number(assessment, name) or 0.0 for name, _ in some}, some)
        found = {**moved, **dict(arrays.walk(assessment.graph, assessment.values, moved, needed))}
        truths = {
            name: arrays.above(found[cell], 1.0) if name in RATIOS else found[cell]
            for name, cell in wanted.items()
            if cell in found
        }
        allowed = _allowed(assessment, found, (tests, limits), sum(len(each) for _, each in some))
        for stretch in stretches:
            yield {name: truth[stretch] for name, truth in truths.items()}, allowed[stretch]


def _batches(points: _Points) -> Iterator[_Points]:
    """Yield figures with their points, a few figures at a time."""
    some: list[tuple[str, Sequence[float]]] = []
    for one in points:
        some.append(one)
        if sum(len(each) for _, each in some) >= _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _allowed(assessment: Assessment, found: Mapping[str, Array], rules: _Rules, size: int) -> Array:
    """Return where what the kinds allow and require is so, and no loss is negative."""
    room = arrays.ones(size)
    tests, limits = rules
    for cell, (least, most) in limits.items():
        if cell in found:
            room = arrays.both(room, arrays.within(found[cell], least, most))
    for formula, cells in tests:
        inputs = {name: found.get(cell, _number(assessment, cell)) for name, cell in cells.items()}
        if not found.keys().isdisjoint(cells.values()) and all(one is not None for one in inputs.values()):
            room = arrays.both(room, arrays.evaluate(formula, inputs))  # type: ignore[arg-type]  # none is missing
    return room


def _tests(assessment: Assessment) -> list[tuple[Formula, Mapping[str, str]]]:
    return [(one.requirement.test.formula, one.cells) for one in demands(assessment.graph)]


def _points(assessment: Assessment) -> list[tuple[str, list[float]]]:
    """Return every figure with a value that something reads, with the values to try."""
    graph = assessment.graph
    read = {name for cell in graph.cells.values() for name in cell.reads}
    found = []
    for name, cell in graph.cells.items():
        reading = cell.reading
        if reading is not None and reading.value is not None and not cell.lacks and name in read:
            ends = [end.base for end in (reading.low, reading.high) if end]
            if not any((reading.value.base, *ends)):
                ends = [_size(assessment, cell.unit)]  # of a figure in use at 0 only others tell what is much
            found.append((name, arrays.tries(*_room(assessment, name), reading.value.base, ends)))
    return found


def _size(assessment: Assessment, unit: Measured | None) -> float:
    """Return the largest number that a cell of a unit has."""
    numbers = [
        assessment.values[name].number or 0.0 for name, cell in assessment.graph.cells.items() if cell.unit == unit
    ]
    return max(map(abs, numbers), default=0.0)


def _room(assessment: Assessment, name: str) -> tuple[float, float]:
    """Return between what a figure may lie: the bounds of what merely names it, and not below nothing if it is not."""
    graph = assessment.graph
    aliases = {cell for cell in graph.cells if name in _chain(assessment, cell)}
    bounds = [(limit.least, limit.most) for limit in limits(graph) if limit.cell in aliases]
    value = _number(assessment, name) or 0.0
    least = max((low for low, _ in bounds), default=-math.inf)
    most = min((high for _, high in bounds), default=math.inf)
    return max(least, 0.0) if value >= 0 else least, most


def _chain(assessment: Assessment, name: str) -> list[str]:
    """Return the cells a cell leads to by lone names, itself first."""
    found = [name]
    cell = assessment.graph.cells[name]
    while cell.formula is not None and cell.formula.is_name and cell.reads[0] not in found:
        found.append(cell.reads[0])
        cell = assessment.graph.cells[found[-1]]
    return found


def _number(assessment: Assessment, name: str) -> float | None:
    found = assessment.values.get(name)
    return found.number if found else None
