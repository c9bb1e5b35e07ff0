"""Who loses more: the sentence over the ties valued on both sides, in money and for the size of the economies."""

import math

from leverage.report.ledger import Ledger
from leverage.report.numbers import times
from leverage.report.outcomes import unbalanced

#: Without ranges, a dollar ratio within these bounds is called about the same.
SAME = (0.8, 1.25)


def verdict(ledger: Ledger, first: str, second: str, ratio: float) -> str:
    """Name both sides so that the ratios are above 1 where they can be, and write the product out.

    With ranges who loses more is said only where the whole range is on one side of 1.
    """
    one, other = ledger.party_name(first), ledger.party_name(second)
    over = f"Over the ties valued on both sides{_without(ledger)}"
    ends = ledger.raw_ends("balance.dollar_ratio")
    if ends:
        said, same = _by_range(over, (one, other), ratio, ends, _currency(ledger))
    else:
        said, same = _by_value(over, (one, other), ratio, _currency(ledger))
    return f"{said}{_by_size(ledger, (first, second), ratio, same)}"


def _by_range(
    over: str, names: tuple[str, str], ratio: float, ends: tuple[float, float], money: str
) -> tuple[str, bool]:
    """Say who loses more by the range of the ratio, and whether that cannot be said."""
    if ends[0] <= 1 <= ends[1]:
        spread = f"{names[0]}'s loss is {times(ends[0])} to {times(ends[1])} times {names[1]}'s"
        return f"Who loses more {money} cannot be said: {over[0].lower()}{over[1:]} {spread}.", True
    more, less = names if ends[0] > 1 else (names[1], names[0])
    low, high = ends if ends[0] > 1 else (1 / ends[1], 1 / ends[0] if ends[0] else math.inf)
    value = ratio if ends[0] > 1 else 1 / ratio if ratio else math.inf
    used = f"{times(value)} times {less}'s loss ({times(low)} to {times(high)})"
    if not low <= value <= high:
        used = f"{times(low)} to {times(high)} times {less}'s loss, {times(value)} at the values in use"
    return f"{over} {more} loses more {money}: {used}.", False


def _by_value(over: str, names: tuple[str, str], ratio: float, money: str) -> tuple[str, bool]:
    """Say who loses more at the values in use, and whether the two are about the same."""
    one, other = names
    same = SAME[0] <= ratio <= SAME[1]
    more, less, dollars = (one, other, ratio) if ratio >= 1 else (other, one, 1 / ratio if ratio else 0.0)
    if ratio == 0:
        said = f"{over} {one} loses nothing and {other} does."
    elif times(ratio) == "1":
        said = f"{over} the two lose the same in {money}."
    elif same:
        said = f"{over} the two lose about the same in {money}: {one}'s loss is {times(ratio)} times {other}'s."
    else:
        said = f"{over} {more} loses more {money}: {times(dollars)} times {less}'s loss."
    return said, same


def _span(ends: tuple[float, float] | None, value: float) -> str:
    """Write the range of a ratio, or of its inverse where that is what was written."""
    if ends is None:
        return ""
    low, high = ends if value >= 1 else (1 / ends[1], 1 / ends[0])
    return f" ({times(low)} to {times(high)})"


def _currency(ledger: Ledger) -> str:
    return "dollars" if ledger.scenario.currency == "USD" else ledger.scenario.currency


def _without(ledger: Ledger) -> str:
    """Name the ties that only one side's loss is known of, since a reader sees them in its total."""
    sides = ledger.scenario.sides
    half = [
        ledger.label(lever)
        for lever in unbalanced(ledger)
        if any(ledger.raw(f"outcome.{side}.{lever}") and ledger.is_money(f"outcome.{side}.{lever}") for side in sides)
    ]
    return f", so without {' and '.join(half)}," if half else ""


def _by_size(ledger: Ledger, sides: tuple[str, str], ratio: float, same: bool) -> str:
    size, bite = ledger.raw("balance.size_ratio"), ledger.raw("balance.bite")
    if size is None or bite is None:
        return f" How that weighs on each economy is not valued: {ledger.why('balance.bite')}."
    if ratio == 0 or bite == 0:
        return ""
    ends = ledger.raw_ends("balance.bite")
    if times(bite) == "1" and not ends:
        return " Per unit of GDP the two lose the same."
    if ends and ends[0] <= 1 <= ends[1]:
        first, second = (ledger.party_name(side) for side in sides)
        spread = f"{times(ends[0])} to {times(ends[1])} times as much as {second}"
        lead = "Nor which of them for its size" if same else "Which of them loses more for its size cannot be said"
        return f" {lead}: per unit of GDP {first} loses {spread}."
    spread = _span(ends, bite)
    if bite < 1:
        sides, ratio, size, bite = (sides[1], sides[0]), 1 / ratio, 1 / size, 1 / bite
    hurt, other = (ledger.party_name(side) for side in sides)
    money = _currency(ledger)
    product = f"{times(ratio)} ({money}) × {times(size)} ({other}'s GDP over {hurt}'s)"
    if not same and ratio < 1:
        only = f" {hurt} loses more of its economy only because {other}'s is {times(size)} times larger"
        return f"{only}: per unit of GDP {times(bite)} times as much{spread}, {product}."
    return f" Per unit of GDP {hurt} loses {times(bite)} times as much{spread}: {product}."
