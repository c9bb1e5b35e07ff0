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
#: A change whose ends differ from the two scenarios by more than this share of their size gets no parts.
AGREE = 1e-9


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
    """Return how many orders are sampled for a number of players; 0 where all sets are computed and parts are exact."""
    return 0 if count <= EXACT else max(30, SETS // (count + 1))


def find_players(old: Assessment, new: Assessment) -> tuple[Player, ...]:
    """Return what changed and can move a number; last the structure, where the graphs differ in more than numbers."""
    before = {figure.id: figure for figure in list_figures(old.scenario)}
    players = []
    known: set[str] = set()
    for figure in list_figures(new.scenario):
        if figure.id in before:
            numbers = _find_numbers(old, new, before[figure.id], figure)
            known.update(numbers)
            if any(was != now for was, now in numbers.values()):
                players.append(Player(figure.id, numbers))
    if _is_rebuilt(old.graph, new.graph, known):
        players.append(Player(STRUCTURE))
    return tuple(players)


def _find_numbers(old: Assessment, new: Assessment, before: Figure, after: Figure) -> Mapping[str, tuple[float, float]]:
    """Return the old and new number of a figure's cell, if it is a mere number, and of its readings with a value."""
    names = [{reading.name for reading in figure.readings if reading.value} for figure in (before, after)]
    cells = [naming.reading(before.id, name) for name in sorted(names[0] & names[1]) if name]
    if _is_number(before.in_use, after.in_use):
        cells.append(before.id)
    numbers = {}
    for cell in cells:
        was, now = old.values[cell].number, new.values[cell].number
        if was is not None and now is not None and _is_alike(old, new, cell):
            numbers[cell] = (was, now)
    return numbers


def _is_number(before: Reading | None, after: Reading | None) -> bool:
    """Tell whether a figure is a value in both scenarios, or switched to another reading, however that is made."""
    if before is None or after is None:
        return False
    is_switched = before.name != after.name
    return all(reading.value is not None or (is_switched and reading.name != "") for reading in (before, after))


def _is_alike(old: Assessment, new: Assessment, cell: str) -> bool:
    """Tell whether a cell is in one unit in both scenarios; a plain zero is in every one."""
    units = {old.graph.cells[cell].unit, new.graph.cells[cell].unit}
    return len(units) == 1 or ANY in units


def _is_rebuilt(old: Graph, new: Graph, known: set[str]) -> bool:
    """Tell whether the graphs differ in any cell but those whose two numbers are known, and claims."""
    names = {**old.cells, **new.cells}.keys() - known - old.scenario.claims.keys() - new.scenario.claims.keys()
    return any(_is_changed(old.cells.get(name), new.cells.get(name)) for name in names)


def _is_changed(before: Cell | None, after: Cell | None) -> bool:
    """Tell whether a cell was made otherwise, or is only in one graph and no mere rival of the reading in use."""
    if before is not None and after is not None:
        return _describe_making(before) != _describe_making(after)
    alone = before or after
    return alone is None or alone.reading is None or not alone.reading.name


def _describe_making(cell: Cell) -> tuple[object, ...]:
    """Return all that decides a cell's number except the numbers of the cells it reads."""
    value = cell.reading.value if cell.reading is not None and not cell.lacks else None
    formula = cell.formula.text if cell.formula is not None else None
    return (value and value.base, formula, cell.binding, cell.beside, cell.partial, cell.is_loss, cell.lacks)


def attribute_changes(old: Assessment, new: Assessment, names: Sequence[str]) -> dict[str, Account]:
    """Return the account of each of the results named, all of which have a number in both scenarios."""
    players = find_players(old, new)
    if len(players) < 2 or not names:
        return {name: _account_whole(old, new, players, name) for name in names}

    from leverage.analysis import shapley  # and numpy with it

    count = len(players)
    sets = shapley.EverySet(count) if count <= EXACT else shapley.draw_orders(count, count_orders(count), SEED)
    members = sets.members
    computed = shapley.compute_sets(old, new, [player.numbers for player in players], members, names)
    accounts = {}
    for name, values in computed.items():
        undefined = shapley.find_undefined_set(values, members)
        if undefined is None:
            why = _explain_disagreement(old, new, name, (float(values[0]), float(values[-1])))
        else:
            why = _explain_undefined(players, undefined)
        parts = []
        if not why:
            for player, (amount, error) in zip(players, sets.compute_parts(values), strict=True):
                parts.append(Part(player.name, amount, error))
        accounts[name] = Account(tuple(parts), why)
    return accounts


def _account_whole(old: Assessment, new: Assessment, players: Sequence[Player], name: str) -> Account:
    """Return the account of a change that is due to one player alone, or of no change where there is none."""
    was, now = _find_both_numbers(old, new, name)
    if why := _explain_disagreement(old, new, name, (was, now if players else was)):
        return Account((), why)
    return Account(tuple(Part(player.name, now - was) for player in players))


def _find_both_numbers(old: Assessment, new: Assessment, name: str) -> tuple[float, float]:
    """Return a result's old and new number."""
    was, now = old.values[name].number, new.values[name].number
    assert was is not None  # else its change has no parts, and the caller leaves it out
    assert now is not None
    return was, now


def _explain_undefined(players: Sequence[Player], members: Sequence[int]) -> str:
    """Say for which set of changes a result is undefined."""
    names = " and ".join(players[member].name for member in members)
    return f"undefined if only {names} changed" if names else "undefined before the changes"


def _explain_disagreement(old: Assessment, new: Assessment, name: str, ends: tuple[float, float]) -> str:
    """Say what is wrong if a result is no longer in its unit, or no or all changes do not give its two numbers."""
    if not _is_alike(old, new, name):
        return "in another unit than before"
    numbers = _find_both_numbers(old, new, name)
    slack = AGREE * max(map(abs, numbers))
    for which, number, end in zip(("old", "new"), numbers, ends, strict=True):
        if abs(number - end) > slack:
            return f"the changes do not lead to the {which} number"
    return ""
