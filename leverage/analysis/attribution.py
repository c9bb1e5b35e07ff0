"""How much of each result's change each changed input accounts for, in whatever order the changes are made.

The parts are Shapley values: an input's part is what its change adds on average over all orders in which the changes
can be made. They add up to the whole change, inputs that do the same get the same, and one that does nothing gets
nothing; no other rule does all of that and adds up over sums of results (L. S. Shapley, "A Value for n-Person Games",
in Contributions to the Theory of Games II, Princeton 1953, pages 307 to 317).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.analysis.assessment import Assessment
from leverage.formula.dimensions import ANY
from leverage.graph.cells import Cell, Graph
from leverage.model import Figure, Reading, list_figures

#: The player that stands for all that is no number: levers, moves, formulas, figures that only one scenario has.
STRUCTURE = "structure"
#: With more players than this, orders are sampled, as many as make up so many sets.
EXACT = 12
SETS = 2**15
SEED = 1
#: Ends that differ from the two scenarios by more than this, for their size, are told instead of parted.
AGREE = 1e-9

_Numbers = Mapping[str, tuple[float, float]]


class Player(NamedTuple):
    """One thing that changed: a figure, by the old and the new number of its cells; the structure has none."""

    name: str
    numbers: Mapping[str, tuple[float, float]] = {}


class Part(NamedTuple):
    """What a player accounts for, in base units, with the standard error where orders were sampled."""

    name: str
    amount: float
    error: float | None = None


class Account(NamedTuple):
    """The parts of one result's change, or why there are none."""

    parts: tuple[Part, ...]
    missing: str = ""


def count_orders(count: int) -> int:
    """Return over how many orders of so many players parts are means; 0 where they are over all."""
    return 0 if count <= EXACT else max(30, SETS // (count + 1))


def find_players(old: Assessment, new: Assessment) -> tuple[Player, ...]:
    """Return what changed and can move a number; last the structure, where the graphs differ in more than numbers."""
    before, after = ({figure.id: figure for figure in list_figures(one.scenario)} for one in (old, new))
    numbers = {name: _numbers(old, new, before[name], after[name]) for name in after if name in before}
    moved = [Player(name, cells) for name, cells in numbers.items() if any(was != is_ for was, is_ in cells.values())]
    known = {cell for cells in numbers.values() for cell in cells}
    is_rebuilt = _is_rebuilt(old.graph, new.graph, known)
    return (*moved, Player(STRUCTURE)) if is_rebuilt else tuple(moved)


def _numbers(old: Assessment, new: Assessment, before: Figure, after: Figure) -> _Numbers:
    """Return the old and new number of a figure's cell, if it is a mere number, and of its readings with a value."""
    rivals = {one.name for one in before.readings if one.value} & {one.name for one in after.readings if one.value}
    cells = [naming.reading(before.id, rival) for rival in sorted(rivals) if rival]
    cells += [before.id] if _is_number(before.in_use, after.in_use) else []
    pairs = {cell: (old.values[cell].number, new.values[cell].number) for cell in cells if _is_alike(old, new, cell)}
    return {cell: (was, is_) for cell, (was, is_) in pairs.items() if was is not None and is_ is not None}


def _is_number(before: Reading | None, after: Reading | None) -> bool:
    """Tell whether a figure is a value in both scenarios, or switched to another reading, however that is made."""
    if before is None or after is None:
        return False
    is_switched = before.name != after.name
    return all(one.value is not None or (is_switched and one.name != "") for one in (before, after))


def _is_alike(old: Assessment, new: Assessment, cell: str) -> bool:
    """Tell whether a cell is in one unit in both scenarios; a plain zero is in every one."""
    units = {old.graph.cells[cell].unit, new.graph.cells[cell].unit}
    return len(units) == 1 or ANY in units


def _is_rebuilt(old: Graph, new: Graph, known: set[str]) -> bool:
    """Tell whether the graphs differ in any cell but those whose two numbers are known, and claims."""
    names = {**old.cells, **new.cells}.keys() - known - old.scenario.claims.keys() - new.scenario.claims.keys()
    return any(_differ(old.cells.get(name), new.cells.get(name)) for name in names)


def _differ(before: Cell | None, after: Cell | None) -> bool:
    """Tell whether a cell was made otherwise, or is only in one graph and no mere rival of the reading in use."""
    if before is not None and after is not None:
        return _made(before) != _made(after)
    alone = before or after
    return alone is None or alone.reading is None or not alone.reading.name


def _made(cell: Cell) -> tuple[object, ...]:
    """Return all that decides what a cell comes to, the cells it reads aside."""
    value = cell.reading.value if cell.reading is not None and not cell.lacks else None
    formula = cell.formula.text if cell.formula is not None else None
    return (value and value.base, formula, cell.binding, cell.beside, cell.partial, cell.is_loss, cell.lacks)


def attribute_changes(old: Assessment, new: Assessment, names: Sequence[str]) -> dict[str, Account]:
    """Return the account of each of the results named, all of which have a number in both scenarios."""
    chosen = find_players(old, new)
    if len(chosen) < 2 or not names:
        return {name: _whole(old, new, chosen, name) for name in names}

    from leverage.analysis import shapley  # and numpy with it

    count = len(chosen)
    sets = shapley.EverySet(count) if count <= EXACT else shapley.draw_orders(count, count_orders(count), SEED)
    members = sets.members
    found = shapley.compute_sets(old, new, [player.numbers for player in chosen], members, names)
    accounts = {}
    for name, values in found.items():
        lacking = shapley.find_undefined_set(values, members)
        why = _undefined(chosen, lacking) or _disagreement(old, new, name, (float(values[0]), float(values[-1])))
        parts = () if why else sets.parts(values)
        accounts[name] = Account(tuple(Part(chosen[at].name, *part) for at, part in enumerate(parts)), why)
    return accounts


def _whole(old: Assessment, new: Assessment, chosen: Sequence[Player], name: str) -> Account:
    """Return the account of a change that is due to one player alone, or of no change where there is none."""
    was, is_ = _ends(old, new, name)
    if why := _disagreement(old, new, name, (was, is_ if chosen else was)):
        return Account((), why)
    return Account(tuple(Part(player.name, is_ - was) for player in chosen))


def _ends(old: Assessment, new: Assessment, name: str) -> tuple[float, float]:
    """Return a result's old and new number."""
    was, is_ = old.values[name].number, new.values[name].number
    assert was is not None  # else its change could not be parted, and nobody would ask
    assert is_ is not None
    return was, is_


def _undefined(chosen: Sequence[Player], lacking: Sequence[int] | None) -> str:
    """Say for which set of changes a result is undefined; empty if for none."""
    if lacking is None:
        return ""
    names = " and ".join(chosen[at].name for at in lacking)
    return f"undefined if only {names} changed" if names else "undefined before the changes"


def _disagreement(old: Assessment, new: Assessment, name: str, found: tuple[float, float]) -> str:
    """Say what is wrong if a result is no longer in its unit, or no or all changes do not give its two numbers."""
    if not _is_alike(old, new, name):
        return "in another unit than before"
    ends = _ends(old, new, name)
    slack = AGREE * max(map(abs, ends))
    for which, end, got in zip(("old", "new"), ends, found, strict=True):
        if abs(end - got) > slack:
            return f"the changes do not lead to the {which} number"
    return ""
