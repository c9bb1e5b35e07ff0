"""How the outcomes of scenarios differ from the first one's, as records and in a table."""

from collections.abc import Mapping
from typing import Any

from leverage.report import outcomes
from leverage.report.ledger import Ledger
from leverage.report.marks import none
from leverage.report.numbers import Scale, signed
from leverage.report.parts import Record
from leverage.report.views import Item
from leverage.report.words import tables as words


def outcome(ledgers: list[Ledger]) -> list[Record]:
    """Return every scenario's outcome with its change from the first."""
    before = {(row["party"], row["lever"]): row["loss"] for row in outcomes.outcome(ledgers[0])}
    return [row for ledger in ledgers for row in _with_changes(ledger, before, ledgers[0])]


def _is_same(ledger: Ledger, first: Ledger, party: str, lever: str) -> bool:
    """Tell whether the names of a party and a lever stand for the same in two scenarios that have both."""
    if party not in first.scenario.parties or (lever != "total" and lever not in first.scenario.levers):
        return True
    is_same_party = ledger.who(party) == first.who(party)
    return is_same_party and (lever == "total" or ledger.tie(lever) == first.tie(lever))


def _with_changes(ledger: Ledger, before: Mapping[tuple[str, str], Any], first: Ledger) -> list[Record]:
    """Add to a scenario's outcome how it differs from the first scenario's."""
    rows = outcomes.outcome(ledger)
    for row in rows:
        if not _is_same(ledger, first, row["party"], row["lever"]):
            row["missing"] = [*row["missing"], "change: the first scenario has another party or lever of that name"]
            continue
        old, new = before.get((row["party"], row["lever"])), row["loss"]
        if old is not None and new is not None:
            row["change"] = new - old
            row["change_share"] = (new - old) / old if old else None
            reasons = ["change_share: the first scenario's loss is 0"] if not old else []
            if row["lever"] == "total" and any(one.is_at_least(f"outcome.{row['party']}") for one in (ledger, first)):
                reasons.append("change: a part of a total is not valued")
            row["missing"] = [*row["missing"], *reasons]
        elif ledger is not first:
            reason = "no value to compare in the first scenario" if old is None else "no value to compare here"
            row["missing"] = [*row["missing"], f"change: {reason}"]
    return rows


def shown(ledger: Ledger, first: Ledger, side: str, scale: Scale) -> Item:
    """Show how a side's total differs from the first scenario's; a bound where a part of one of them is not valued."""
    total = f"outcome.{side}"
    old, new = first.raw(total), ledger.raw(total)
    if ledger is first or old is None or new is None or first.who(side) != ledger.who(side):
        return Item("")
    is_less, is_more = first.is_at_least(total), ledger.is_at_least(total)
    if is_less and is_more:
        return none(words.UNVALUED, "")
    sign = words.MOST if is_less else words.LEAST if is_more else ""
    return Item(f"{sign}{signed(scale.show(new - old), new - old)}", signs=frozenset((sign,)))
