"""For what a loss is computed: how much of each part is cut, for how long, and how far the parties adjust."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from leverage import naming
from leverage.formula.parse import parse_formula
from leverage.graph.cells import Cell
from leverage.graph.declarations import ALL, Declarations
from leverage.kinds import HALF_LIFE, list_formulas
from leverage.model import CUT, DURATION, KindOfLever, Lever, Move, Scenario
from leverage.units import RATIO

# The share of an adjustment by halves that is done, on average over the first years, or over a time that begins later.
_ADJUSTMENT = parse_formula("1 - half_life / (time * log(2)) * (1 - 2**(-time / half_life))")
_LATER_ADJUSTMENT = parse_formula(
    "1 - half_life / (time * log(2)) * (2**(-begins / half_life) - 2**(-(begins + time) / half_life))"
)

# From so many moves on a lever for fixed times on, their order is part of the graph: what counts until one ends follows
# from the next, not from all others.
_MANY = 8


class Setting(NamedTuple):
    """For what a loss is computed: the cells of how much is cut, for how long, and how far the parties adjust."""

    rates: Mapping[str, Mapping[str, str]]  # of the parts hit, by means: the cut, and the instrument where there is one
    adjustments: Mapping[str, str]  # of parts that adjust over a time of their own
    duration: str
    is_timed: bool  # whether the loss is that over the first years, not that after adjustment
    begins: str = naming.BEGINS  # how long after the first cut the duration begins
    timed: tuple[str, ...] = ()  # the parts that adjust over the duration; others over the horizon, or they have

    @property
    def hit(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the parts that are cut, and those on which each instrument lies, by means."""
        return tuple((means, tuple(rates)) for means, rates in self.rates.items())

    @property
    def block(self) -> str:
        """Return which of a kind's blocks has the formulas of a loss: that of the instrument, else that of the cut."""
        return next((means for means in self.rates if means != CUT), "loss")


#: What names stand for, whatever the part, at a full cut after adjustment.
_AT_FULL_CUT = {
    CUT: naming.FULL_CUT,
    naming.ADJUSTED: naming.ADJUSTED,
    DURATION: naming.A_YEAR,
    naming.BEGINS: naming.BEGINS,
}


def set_full_cut(lever: Lever) -> Setting:
    """Return the setting of a full cut after adjustment."""
    return Setting({CUT: dict.fromkeys(lever.part_ids, naming.FULL_CUT)}, {}, naming.A_YEAR, is_timed=False)


def set_rates(hit: Mapping[str, Mapping[str, str]], duration: str) -> Setting:
    """Return the setting of moves after adjustment, given by means the rates of the parts they hit, sparing others."""
    return Setting({CUT: {}, **hit}, {}, duration, is_timed=False)


def bind_name(lever: Lever, kind: KindOfLever, name: str, setting: Setting | None = None, part: str = "") -> str:
    """Return the cell that a name in a kind's formula stands for: of the setting, a role's aggregate, or an input.

    Where a sum is written out over parts, a part's name stands before the name; a test may be of one part instead.
    """
    first, dot, rest = name.partition(".")
    if dot and first in lever.parts:
        name, part = rest, first
    elif dot:
        return naming.aggregate(lever.roles.get(first, first), rest)
    if name == naming.HORIZON:
        return naming.HORIZON
    if setting is None:
        if name in _AT_FULL_CUT:
            return _AT_FULL_CUT[name]
    elif name in setting.rates:
        return setting.rates[name].get(part or lever.part_ids[0], naming.NO_CUT)
    elif name == naming.ADJUSTED:
        part = part or lever.part_ids[0]
        other = naming.adjustment(lever.id, part) if setting.is_timed else naming.ADJUSTED
        return setting.adjustments.get(part, other)
    elif name == DURATION:
        return setting.duration
    elif name == naming.BEGINS:
        return setting.begins
    return naming.lever_input(lever.id, name, part if name in kind.of_parts else "")


def list_part_names(kind: KindOfLever) -> frozenset[str]:
    """Return the names in a kind's formulas that inside ``sum()`` are those of each part of a lever."""
    names = kind.of_parts | {CUT, *kind.instruments}
    return names | {naming.ADJUSTED} if HALF_LIFE in kind.of_parts else names


def declare_adjusting(
    declarations: Declarations,
    lever: Lever,
    setting: Setting,
    time: str,
    names: Mapping[str, str],
    begins: str = naming.BEGINS,
) -> Setting:
    """Declare how far parts of a lever adjust over a time, and return the setting over that time.

    `names` are the cells to declare, by part; the other parts adjust as over the horizon. A kind whose formulas read no
    time has its losses after adjustment, in the setting as it is.
    """
    if not declarations.kinds[lever.kind].is_timed:
        return setting
    for part, name in names.items():
        _declare_adjustment(declarations, name, lever, part, {"time": time, "begins": begins})
    timed = lever.part_ids if time == naming.HORIZON else tuple(names)
    return setting._replace(adjustments=names, duration=time, is_timed=True, begins=begins, timed=timed)


def _declare_adjustment(
    declarations: Declarations, name: str, lever: Lever, part: str, times: Mapping[str, str]
) -> None:
    """Declare the share of the adjusting that is done over a time, if a loss of one of the lever's parties reads it."""
    kind = declarations.kinds[lever.kind]
    formulas = list_formulas(kind, "loss", "once")
    if not any(role in lever.roles and naming.ADJUSTED in each.formula.formula.names for role, each in formulas):
        return
    half_life = bind_name(lever, kind, HALF_LIFE, part=part)
    if half_life in declarations.cells:
        formula = _ADJUSTMENT if times["begins"] == naming.BEGINS else _LATER_ADJUSTMENT
        binding = {read: half_life if read == "half_life" else times[read] for read in formula.names}
        declarations.add(Cell(name, formula, binding, RATIO))
    else:
        declarations.add(Cell(name, ALL, unit=RATIO))


def find_time(move: Move) -> str:
    """Return the cell of the time over which a move's losses are counted where there is a horizon."""
    return naming.HORIZON if move.duration is None else naming.move(move.id, DURATION)


def group_by_length(scenario: Scenario, moves: Iterable[Move]) -> list[list[Move]]:
    """Return the moves that last for fixed times, those of one length together, the shortest first.

    There are none where they are few, or where any may be set to last for another time in the graph as it is.
    """
    groups: dict[float, list[Move]] = {}
    for move in () if scenario.are_lengths_open else moves:
        length = _find_fixed_length(move)
        if length is not None:
            groups.setdefault(length, []).append(move)
    if sum(map(len, groups.values())) < _MANY:
        return []
    return [groups[length] for length in sorted(groups)]


def _find_fixed_length(move: Move) -> float | None:
    """Return how many years a move lasts if that is a mere number, without a range and without rivals."""
    if move.duration is None:
        return 1.0  # as `given.DEFAULTS` says
    if len(move.duration.readings) != 1:
        return None
    (reading,) = move.duration.readings
    is_exact = reading.low is None and reading.high is None and not reading.dropped
    return reading.value.base if reading.value is not None and is_exact else None
