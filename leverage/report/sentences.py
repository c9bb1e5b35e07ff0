"""The sentences that read the tables. Each is chosen by the numbers and says no more than they do."""

import math

from leverage.report import spans
from leverage.report.ledger import Ledger, label
from leverage.report.marks import mark
from leverage.report.numbers import Scale, amounts, brief, percent, times
from leverage.report.outcomes import unbalanced

# Without ranges, a dollar ratio within these bounds is called about the same.
_SAME = (0.8, 1.25)


def balance(ledger: Ledger) -> tuple[str, ...]:
    """Say which side loses more, in dollars and for its size, and what is left out."""
    first, second = ledger.scenario.sides
    ratio = ledger.raw("balance.dollar_ratio")
    if ratio is None:
        return (*_unweighed(ledger, first, second), *_left_out(ledger))
    return (_verdict(ledger, first, second, ratio), *_left_out(ledger))


def _verdict(ledger: Ledger, first: str, second: str, ratio: float) -> str:
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
    same = _SAME[0] <= ratio <= _SAME[1]
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


def _unweighed(ledger: Ledger, first: str, second: str) -> tuple[str, ...]:
    one, other = ledger.raw(f"balance.{first}"), ledger.raw(f"balance.{second}")
    if one is None:
        return ("No tie is valued on both sides, so their losses cannot be weighed against each other.",)
    if one == other == 0:
        return ("Over the ties valued on both sides neither loses anything.",)
    return (f"Over the ties valued on both sides {ledger.party_name(second)} loses nothing: there is no ratio.",)


def _left_out(ledger: Ledger) -> tuple[str, ...]:
    """Name each tie left out of the balance, why, and what it would take to change the verdict."""
    found = []
    sides = ledger.scenario.sides
    lacks = {lever: [side for side in sides if _lacks(ledger, side, lever)] for lever in unbalanced(ledger)}
    lacks = {lever: lacking for lever, lacking in lacks.items() if lacking}
    for lever, lacking in lacks.items():
        reasons = "; ".join(f"{ledger.party_name(side)}'s side {_reason(ledger, side, lever)}" for side in lacking)
        found.append(
            f"Left out: {ledger.label(lever)}; {reasons}.{_reversal(ledger, lever, lacking) if len(lacks) == 1 else ''}"
        )
    return tuple(found)


def not_valued(ledger: Ledger) -> tuple[str, ...]:
    """Say of each loss in the table of stakes that is not valued, and not named beside the balance, what it needs."""
    found = []
    told = unbalanced(ledger)
    for lever in ledger.current():
        for side in ledger.scenario.sides:
            loss = f"loss.{side}.{lever.id}"
            if lever.id not in told and ledger.cell(loss) and ledger.needs(loss) and ledger.raw(loss) is None:
                found.append(f"{ledger.party_name(side)} on {ledger.label(lever.id)} ({ledger.why(loss)})")
    return (f"Not valued: {'; '.join(found)}.",) if found else ()


def _lacks(ledger: Ledger, side: str, lever: str) -> bool:
    """Tell whether a kind counts a loss for a side that could not be valued here."""
    role = ledger.of.graph.role(side, lever)
    kind = ledger.of.graph.kinds[ledger.scenario.levers[lever].kind]
    return bool(role and kind.loss.get(role)) and ledger.raw(f"outcome.{side}.{lever}") is None


def _reason(ledger: Ledger, side: str, lever: str) -> str:
    return ledger.why(f"outcome.{side}.{lever}")


def _reversal(ledger: Ledger, lever: str, lacking: list[str]) -> str:
    """Say from which size on the missing loss would turn round who loses more dollars, where it could."""
    first, second = ledger.scenario.sides
    own, other = ledger.raw(f"balance.{first}"), ledger.raw(f"balance.{second}")
    if len(lacking) != 1 or own is None or other is None or own == other:
        return ""
    unknown = lacking[0]
    known = second if unknown == first else first
    losses = {first: own, second: other}
    losses[known] += ledger.raw(f"outcome.{known}.{lever}") or 0.0
    gap = losses[known] - losses[unknown]
    if gap <= 0:
        return ""
    scale = amounts([gap], ledger.scenario.currency, ledger.asked)
    who, whom = ledger.party_name(unknown), ledger.party_name(known)
    return f" With it counted, {who} would lose more than {whom} only if it lost over {_money(scale, gap)} there."


def _money(scale: Scale, number: float, sign: str = "") -> str:
    """Write an amount with its unit in words: US$ 436 million a year."""
    if not scale.words.endswith("a year"):
        return f"{scale.show(number)}{sign} {scale.words}"
    name, _, rest = scale.words.partition(" ")
    return f"{name} {scale.show(number)}{sign} {rest}"


def results(ledger: Ledger, scale: Scale) -> tuple[str, ...]:
    """Read each of the author's results, with its share of GDP where it is one party's loss."""
    return tuple(
        _result(ledger, result.id, label(result.label, result.id), scale) for result in ledger.scenario.results.values()
    )


def _result(ledger: Ledger, cell: str, name: str, scale: Scale) -> str:
    number = ledger.raw(cell)
    if number is None:
        return f"{name}: not valued; {ledger.why(cell)}."
    least = "at least " if ledger.is_at_least(cell) else ""
    money = ledger.is_money(cell)
    shown = (
        _money(scale, number, mark(ledger, cell))
        if money
        else f"{brief(number, ledger.base_unit(cell))}{mark(ledger, cell)}"
    )
    share = ledger.raw(f"loss_share.{cell}") if ledger.cell(f"loss_share.{cell}") else None
    party = _party_of(ledger, cell)
    spread = spans.words(ledger, cell, scale.show if money else lambda raw: brief(raw, ledger.base_unit(cell)))
    said = f"{name}: {least}{shown}{spread}"
    if party and share is not None and money:
        spread = spans.words(ledger, f"loss_share.{cell}", percent)
        said += f" for {ledger.party_name(party)}, {percent(share)} %{spread} of its GDP"
    out = ledger.left_out(cell)
    return f"{said}, without {', '.join(ledger.label(name.rpartition('.')[2]) for name in out)}." if out else f"{said}."


def _party_of(ledger: Ledger, cell: str) -> str | None:
    share = ledger.cell(f"loss_share.{cell}")
    return share.reads[1].partition(".")[0] if share and share.reads else None
