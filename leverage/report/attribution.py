"""What `leverage diff` says of what moved the results: how much of each change each changed input accounts for."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from leverage.attribution import STRUCTURE, Account, Part, attribute, players, sampled
from leverage.difference import SAME
from leverage.report.ledger import Ledger
from leverage.report.numbers import Scale, amounts, fixed
from leverage.report.parts import Record
from leverage.report.views import Column, Grid, Item, Prose, View, items
from leverage.report.words import changes as words

ATTRIBUTION = ("cell", "input", "part", "part_share", "error", "unit", "missing")

#: Writes a change of a row's result, given in base units, with amounts of money in a scale.
Write: TypeAlias = Callable[[Record, Scale, float], str]


def records(old: Ledger, new: Ledger, moved: Sequence[Record]) -> list[Record]:
    """Return the parts of every result that moved, one a row; where there are none, one row that says why."""
    found = attribute(old.of, new.of, [row["cell"] for row in moved if row.get("change") is not None])
    return [own for row in moved for own in _records(new, row, found.get(row["cell"]))]


def _records(ledger: Ledger, row: Record, account: Account | None) -> Iterator[Record]:
    own: Record = {"cell": row["cell"], "unit": row["unit"], "missing": []}
    if account is None:
        is_verdict = any(isinstance(row[which], str) for which in ("old", "new"))
        yield {**own, "missing": ["part: a verdict has no parts"] if is_verdict else row["missing"]}
    elif account.missing:
        yield {**own, "missing": [f"part: {account.missing}"]}
    else:
        factor = ledger.asked.factor if ledger.asked and ledger.fits(row["cell"]) else 1.0
        for name, part, error in account.parts:
            numbers = {"part": part / factor, "error": None if error is None else error / factor}
            whole = row["change"]
            lacks = [] if whole else ["part_share: the result does not change"]
            share = numbers["part"] / whole if whole else None
            yield {**own, "input": name, **numbers, "part_share": share, "missing": lacks}


class _Change(NamedTuple):
    """A main result's change and its parts, in base units, the largest first.

    Without parts that are nothing, and without errors that are nothing but rounding.
    """

    row: Record
    amount: float
    parts: tuple[Part, ...]


def views(old: Ledger, new: Ledger, moved: Sequence[Record], write: Write) -> tuple[View, ...]:
    """Draw the parts of the main results, each under the change that they add up to."""
    chosen = [player.name for player in players(old.of, new.of)]
    numeric = [row for row in moved if row.get("change") is not None]
    if len(chosen) < 2:
        return tuple(Prose("attribution", (_alone(name),)) for name in chosen if numeric)
    main = {row["cell"]: row for row in numeric if _is_main(new, row["cell"])}
    accounts = attribute(old.of, new.of, list(main))
    parted = [_change(old, new, main[name], account) for name, account in accounts.items() if account.parts]
    without = [f"{name}: {account.missing}." for name, account in accounts.items() if account.missing]
    orders = sampled(len(chosen))
    small = [_method(len(chosen), orders), *([f"{STRUCTURE}: {words.STRUCTURE}."] if STRUCTURE in chosen else [])]
    return (
        _grid(new, parted, write, is_sampled=orders > 0),
        Prose("attribution", tuple(without)),
        Prose("attribution", tuple(small) if parted else (), is_small=True),
    )


def _is_main(ledger: Ledger, cell: str) -> bool:
    """Tell the results that answer a question from the steps to them."""
    first, _, rest = cell.partition(".")
    if first in ("total", "outcome"):
        return "." not in rest
    is_ratio = first == "by" and rest.endswith(".cost_ratio")
    return is_ratio or cell in ("balance.dollar_ratio", "balance.bite") or cell in ledger.scenario.results


def _change(old: Ledger, new: Ledger, row: Record, account: Account) -> _Change:
    was, is_ = (ledger.raw(row["cell"]) or 0.0 for ledger in (old, new))
    nothing = SAME * max(abs(was), abs(is_))
    parts = [
        part._replace(error=0.0 if part.error is not None and part.error <= nothing else part.error)
        for part in account.parts
        if abs(part.amount) > nothing
    ]
    return _Change(row, is_ - was, tuple(sorted(parts, key=lambda part: -abs(part.amount))))


def _grid(new: Ledger, changes: Sequence[_Change], write: Write, *, is_sampled: bool) -> Grid:
    money = [change for change in changes if new.is_money(change.row["cell"])]
    numbers = [number for one in money for number in (one.amount, *(part.amount for part in one.parts))]
    scale = amounts(numbers, new.scenario.currency, new.asked)
    heads = (words.PART, words.IN_PERCENT, "±") if is_sampled else (words.PART, words.IN_PERCENT)
    columns = (Column(words.RESULT_AND_INPUT, is_text=True), *map(Column, heads))
    lines = [line[: len(columns)] for change in changes for line in _lines(change, scale, write)]
    title = words.ACCOUNTS_IN.format(unit=scale.words) if money else words.ACCOUNTS
    return Grid("attribution", title, columns, tuple(lines))


def _lines(change: _Change, scale: Scale, write: Write) -> Iterator[tuple[Item, ...]]:
    """Yield a result's change, and below it its parts."""
    whole = change.amount  # nothing where the parts cancel out, so that none has a share in it
    yield items(change.row["cell"], write(change.row, scale, whole), "100.0" if whole else "", "")
    for name, part, error in change.parts:
        spread = "" if error is None else write(change.row, scale, error).removeprefix("+")
        share = fixed(part / whole * 100, 1) if whole else ""
        yield items(f"– {name}", write(change.row, scale, part), share, spread)


def _alone(name: str) -> str:
    """Say that one player accounts for everything."""
    template = words.STRUCTURE_ALONE if name == STRUCTURE else words.ALONE
    return template.format(input=name, what=words.STRUCTURE)


def _method(count: int, orders: int) -> str:
    """Say what the parts are."""
    return (words.METHOD_SAMPLED if orders else words.METHOD).format(orders=orders, count=count)
