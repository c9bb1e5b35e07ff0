"""Who loses more: the sentence over the ties valued on both sides, in money and for the size of the economies."""

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

from leverage.report.ledger import Ledger
from leverage.report.numbers import three, times
from leverage.report.outcomes import unbalanced
from leverage.report.words import AND, ranges
from leverage.report.words import sentences as words

#: Without ranges, a dollar ratio within these bounds is called about the same.
SAME = (0.8, 1.25)

#: The cells whose ratios the sentence is about.
DOLLARS, ECONOMY = "balance.dollar_ratio", "balance.bite"

# How many times one side's loss the other's is, from least to most; infinite where it is a ratio to nothing.
_Ends: TypeAlias = tuple[float, float]


def standing(ledger: Ledger) -> dict[str, str]:
    """Return for either ratio what the sentence says: the side that loses more, ``same`` or ``cannot say``."""
    first, second = ledger.scenario.sides
    ratio = ledger.raw(DOLLARS)
    if ratio is None:
        one, other = ledger.raw(f"balance.{first}"), ledger.raw(f"balance.{second}")
        said = "same" if one == other == 0 else first if one and other == 0 else "cannot say"
        return {DOLLARS: said, ECONOMY: said}
    ends, is_same = ledger.raw_ends(DOLLARS), SAME[0] <= ratio <= SAME[1]
    more = _by_ends(ends) if ends else None if is_same else ratio > 1
    return {
        DOLLARS: _side(ledger, more, is_drawn=ends is not None),
        ECONOMY: _economy(ledger),
    }


def _economy(ledger: Ledger) -> str:
    bite, ends = ledger.raw(ECONOMY), ledger.raw_ends(ECONOMY)
    if bite is None:
        return "cannot say"
    more = _by_ends(ends) if ends else None if times(bite) == "1" else bite >= 1
    return _side(ledger, more, is_drawn=ends is not None)


def _side(ledger: Ledger, is_first: bool | None, *, is_drawn: bool) -> str:
    if is_first is None:
        return "cannot say" if is_drawn else "same"
    return ledger.scenario.sides[not is_first]


def _by_ends(ends: _Ends) -> bool | None:
    """Tell whether a ratio is above 1 in its whole range; None where the range is on both sides of it."""
    return None if ends[0] <= 1 <= ends[1] else ends[0] > 1


def verdict(ledger: Ledger, first: str, second: str, ratio: float) -> str:
    """Name both sides so that the ratios are above 1 where they can be, and write the product out.

    With ranges who loses more is said only where the whole range is on one side of 1.
    """
    names = ledger.party_name(first), ledger.party_name(second)
    own = {"without": _without(ledger), "money": _currency(ledger)}
    ends = ledger.raw_ends(DOLLARS)
    said, same = _by_range(names, ratio, ends, own) if ends else _by_value(names, ratio, own)
    return " ".join(part for part in (said, _by_size(ledger, (first, second), ratio, same)) if part)


def _by_range(names: tuple[str, str], ratio: float, ends: _Ends, own: Mapping[str, str]) -> tuple[str, bool]:
    """Say who loses more by the range of the ratio, and whether that cannot be said."""
    one, other = names
    is_first = _by_ends(ends)
    if is_first is None:
        return words.CANNOT_BE_SAID.format(one=one, other=other, low=three(ends[0]), high=three(ends[1]), **own), True
    value, (low, high) = (ratio, ends) if is_first else (_over(ratio), (_over(ends[1]), _over(ends[0])))
    if math.isinf(value) and math.isinf(low):
        return words.ONE_LOSES_NOTHING.format(one=one, other=other, **own), False
    if math.isinf(value):
        template = words.LOSES_MORE_THAN_NOTHING_IN_USE
    elif math.isinf(low):
        template = words.LOSES_MORE_THAN_NOTHING_DRAWN
    else:
        template = words.LOSES_MORE_WITHIN if low <= value <= high else words.LOSES_MORE_OUTSIDE
    more, less = names if is_first else (other, one)
    return template.format(more=more, less=less, times=times(value), range=_between((low, high)), **own), False


def _over(ratio: float) -> float:
    """Return the ratio the other way round; infinite where that is a ratio to nothing."""
    return 1 / ratio if ratio else math.inf


def _between(ends: _Ends) -> str:
    """Write from where to where a number of times goes, which has no most where it is a ratio to nothing."""
    template = ranges.TIMES_OR_MORE if math.isinf(ends[1]) else ranges.TIMES
    return template.format(low=three(ends[0]), high=three(ends[1]))


def _by_value(names: tuple[str, str], ratio: float, own: Mapping[str, str]) -> tuple[str, bool]:
    """Say who loses more at the values in use, and whether the two are about the same."""
    one, other = names
    same = SAME[0] <= ratio <= SAME[1]
    if ratio == 0:
        said = words.ONE_LOSES_NOTHING.format(one=one, other=other, **own)
    elif times(ratio) == "1":
        said = words.LOSE_THE_SAME.format(**own)
    elif same:
        said = words.LOSE_ABOUT_THE_SAME.format(one=one, other=other, times=times(ratio), **own)
    else:
        more, less, dollars = (one, other, ratio) if ratio >= 1 else (other, one, 1 / ratio)
        said = words.LOSES_MORE.format(more=more, less=less, times=times(dollars), **own)
    return said, same


def _currency(ledger: Ledger) -> str:
    return words.MONEY.get(ledger.scenario.currency, ledger.scenario.currency)


def _without(ledger: Ledger) -> str:
    """Name the ties that only one side's loss is known of, since a reader sees them in its total."""
    sides = ledger.scenario.sides
    half = [
        ledger.label(lever)
        for lever in unbalanced(ledger)
        if any(ledger.raw(f"outcome.{side}.{lever}") and ledger.is_money(f"outcome.{side}.{lever}") for side in sides)
    ]
    return words.WITHOUT.format(ties=AND.join(half)) if half else ""


def _by_size(ledger: Ledger, sides: tuple[str, str], ratio: float, same: bool) -> str:
    size, bite, ends = ledger.raw("balance.size_ratio"), ledger.raw(ECONOMY), ledger.raw_ends(ECONOMY)
    if size is None or bite is None:
        return words.SIZE_NOT_VALUED.format(why=ledger.why(ECONOMY))
    if not ends:
        if bite == 0:
            return ""
        if times(bite) == "1":
            return words.LOSE_THE_SAME_BY_SIZE
    is_first = _by_ends(ends) if ends else bite >= 1
    if ends and is_first is None:
        one, other = (ledger.party_name(side) for side in sides)
        template = words.NOR_BY_SIZE if same else words.CANNOT_BE_SAID_BY_SIZE
        return template.format(one=one, other=other, low=three(ends[0]), high=three(ends[1]))
    if not is_first:
        sides, ratio, size, bite = (sides[1], sides[0]), _over(ratio), _over(size), _over(bite)
        ends = ends and (_over(ends[1]), _over(ends[0]))
    return _more_by_size(ledger, sides, {"ratio": ratio, "size": size, "bite": bite}, ends, is_more=same or ratio >= 1)


def _more_by_size(
    ledger: Ledger, sides: tuple[str, str], numbers: Mapping[str, float], ends: _Ends | None, *, is_more: bool
) -> str:
    """Say how many times as much the first of two sides loses for its size; it loses more anyway, or only so."""
    ratio, size, bite = numbers["ratio"], numbers["size"], numbers["bite"]
    filled: dict[str, Any] = dict(zip(("more", "less"), map(ledger.party_name, sides), strict=True))
    if math.isinf(bite):  # the other loses nothing at the values in use
        is_told = ends is not None and not math.isinf(ends[0])
        return words.LOSES_MORE_BY_SIZE_IN_DRAWS.format(range=_between(ends), **filled) if ends and is_told else ""
    product = words.PRODUCT.format(ratio=times(ratio), money=_currency(ledger), size=times(size), **filled)
    filled |= {"size": times(size), "times": times(bite), "product": product, "span": ""}
    if ends and not math.isinf(ends[0]):
        if not ends[0] <= bite <= ends[1]:
            return words.LOSES_MORE_BY_SIZE_OUTSIDE.format(range=_between(ends), **filled)
        filled["span"] = ranges.IN_BRACKETS.format(range=_between(ends))
    return (words.LOSES_MORE_BY_SIZE if is_more else words.LOSES_MORE_ONLY_BY_SIZE).format(**filled)
