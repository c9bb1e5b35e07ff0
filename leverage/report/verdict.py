"""Who loses more: the sentence over the ties valued on both sides, in money and for the size of the economies."""

import math
from collections.abc import Mapping

from leverage.report.ledger import Ledger
from leverage.report.numbers import three, times
from leverage.report.outcomes import unbalanced
from leverage.report.words import AND, ranges
from leverage.report.words import sentences as words

#: Without ranges, a dollar ratio within these bounds is called about the same.
SAME = (0.8, 1.25)


def verdict(ledger: Ledger, first: str, second: str, ratio: float) -> str:
    """Name both sides so that the ratios are above 1 where they can be, and write the product out.

    With ranges who loses more is said only where the whole range is on one side of 1.
    """
    names = ledger.party_name(first), ledger.party_name(second)
    own = {"without": _without(ledger), "money": _currency(ledger)}
    ends = ledger.raw_ends("balance.dollar_ratio")
    said, same = _by_range(names, ratio, ends, own) if ends else _by_value(names, ratio, own)
    return " ".join(part for part in (said, _by_size(ledger, (first, second), ratio, same)) if part)


def _by_range(
    names: tuple[str, str], ratio: float, ends: tuple[float, float], own: Mapping[str, str]
) -> tuple[str, bool]:
    """Say who loses more by the range of the ratio, and whether that cannot be said."""
    if ends[0] <= 1 <= ends[1]:
        one, other = names
        return words.CANNOT_BE_SAID.format(one=one, other=other, low=three(ends[0]), high=three(ends[1]), **own), True
    more, less = names if ends[0] > 1 else (names[1], names[0])
    low, high = ends if ends[0] > 1 else (1 / ends[1], 1 / ends[0] if ends[0] else math.inf)
    value = ratio if ends[0] > 1 else 1 / ratio if ratio else math.inf
    template = words.LOSES_MORE_WITHIN if low <= value <= high else words.LOSES_MORE_OUTSIDE
    return template.format(more=more, less=less, times=times(value), low=three(low), high=three(high), **own), False


def _by_value(names: tuple[str, str], ratio: float, own: Mapping[str, str]) -> tuple[str, bool]:
    """Say who loses more at the values in use, and whether the two are about the same."""
    one, other = names
    same = SAME[0] <= ratio <= SAME[1]
    more, less, dollars = (one, other, ratio) if ratio >= 1 else (other, one, 1 / ratio if ratio else 0.0)
    if ratio == 0:
        said = words.ONE_LOSES_NOTHING.format(one=one, other=other, **own)
    elif times(ratio) == "1":
        said = words.LOSE_THE_SAME.format(**own)
    elif same:
        said = words.LOSE_ABOUT_THE_SAME.format(one=one, other=other, times=times(ratio), **own)
    else:
        said = words.LOSES_MORE.format(more=more, less=less, times=times(dollars), **own)
    return said, same


def _span(ends: tuple[float, float] | None, value: float) -> str:
    """Write the range of a ratio, or of its inverse where that is what was written."""
    if ends is None:
        return ""
    low, high = ends if value >= 1 else (1 / ends[1], 1 / ends[0])
    return ranges.SPAN.format(low=three(low), high=three(high))


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
    size, bite = ledger.raw("balance.size_ratio"), ledger.raw("balance.bite")
    if size is None or bite is None:
        return words.SIZE_NOT_VALUED.format(why=ledger.why("balance.bite"))
    if ratio == 0 or bite == 0:
        return ""
    ends = ledger.raw_ends("balance.bite")
    if times(bite) == "1" and not ends:
        return words.LOSE_THE_SAME_BY_SIZE
    if ends and ends[0] <= 1 <= ends[1]:
        one, other = (ledger.party_name(side) for side in sides)
        template = words.NOR_BY_SIZE if same else words.CANNOT_BE_SAID_BY_SIZE
        return template.format(one=one, other=other, low=three(ends[0]), high=three(ends[1]))
    spread = _span(ends, bite)
    if bite < 1:
        sides, ratio, size, bite = (sides[1], sides[0]), 1 / ratio, 1 / size, 1 / bite
    names = dict(zip(("more", "less"), map(ledger.party_name, sides), strict=True))
    product = words.PRODUCT.format(ratio=times(ratio), money=_currency(ledger), size=times(size), **names)
    template = words.LOSES_MORE_ONLY_BY_SIZE if not same and ratio < 1 else words.LOSES_MORE_BY_SIZE
    return template.format(size=times(size), times=times(bite), span=spread, product=product, **names)
