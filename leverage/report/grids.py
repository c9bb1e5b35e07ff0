"""The tables `leverage show` draws of one scenario: stakes, outcome, moves, and what is counted in no money."""

from collections.abc import Sequence

from leverage.graph.cells import hit_levers
from leverage.report import scales
from leverage.report.ledger import Ledger, label
from leverage.report.marks import amount, none, number, ratio, share
from leverage.report.numbers import Scale, fixed, percent
from leverage.report.records import mix
from leverage.report.views import Column, Grid, Item, View, items
from leverage.report.words import tables as words
from leverage.units import Unit


def stakes(ledger: Ledger, scale: Scale, only: Sequence[str] | None = None) -> Grid:
    """Show both sides' exposure and loss by lever, in money; of some levers only if they are named."""
    columns = [Column(words.LEVER, is_text=True)]
    for side in ledger.scenario.sides:
        heads = (words.EXPOSURE, words.LOSS, words.SHARE_OF_GDP)
        columns += [Column(head, ledger.party_name(side)) for head in heads]
    levers = [lever.id for lever in ledger.current() if ledger.has_money(lever.id) and lever.id in (only or [lever.id])]
    rows = []
    for lever in levers:
        cells = [item for side in ledger.scenario.sides for item in _stake(ledger, side, lever, scale)]
        rows.append((Item(ledger.label(lever)), *cells))
    title = words.STAKES_BESIDE_MOVES.format(unit=scale.words) if ledger.scenario.moves else scale.words
    return Grid("stakes", title, tuple(columns), tuple(rows), (_total(ledger, scale),))


def _stake(ledger: Ledger, side: str, lever: str, scale: Scale) -> tuple[Item, ...]:
    if ledger.of.graph.role(side, lever) is None:
        return items("", "", "")
    loss = f"loss.{side}.{lever}"
    exposure = amount(ledger, f"exposure.{side}.{lever}", scale)
    if ledger.raw(loss) is None:
        return exposure, none(words.NOT_VALUED if ledger.needs(loss) else "–", loss), Item("")
    return exposure, amount(ledger, loss, scale), share(ledger, f"loss_share.{side}.{lever}")


def _total(ledger: Ledger, scale: Scale) -> tuple[Item, ...]:
    unlike = any(len(mix(ledger, side)) > 1 for side in ledger.scenario.sides)
    row = [Item(words.TOTAL_OF_UNLIKE if unlike else words.TOTAL)]
    for side in ledger.scenario.sides:
        total = f"total.{side}"
        least = none(words.AT_LEAST, "") if ledger.is_at_least(total) else Item("")
        row += [least, amount(ledger, total, scale), share(ledger, f"total_share.{side}")]
    return tuple(row)


def outcome(ledger: Ledger, unit: Unit | None, only: Sequence[str] | None = None) -> Grid:
    """Show both sides' loss at the scenario's moves, by lever; months where a move is not for the whole year."""
    sides = ledger.scenario.sides
    hit = [lever for lever in hit_levers(ledger.scenario) if ledger.has_money(lever) and lever in (only or [lever])]
    scale = scales.of_outcome(ledger, unit)
    with_months = any(ledger.raw(f"at.{lever}.duration") != 1 for lever in hit)
    heads = (words.CUT, words.MONTHS) if with_months else (words.CUT,)
    columns = [Column(words.LEVER, is_text=True), *map(Column, heads)]
    for side in sides:
        columns += [Column(head, ledger.party_name(side)) for head in (words.LOSS, words.SHARE_OF_GDP)]
    rows = []
    for lever in hit:
        losses = [item for side in sides for item in _loss(ledger, side, lever, scale)]
        cut = number(ledger, f"at.{lever}.cut", lambda value: percent(value, 0))
        at = (cut, _months(ledger, f"at.{lever}.duration"))[: len(heads)]
        rows.append((Item(ledger.label(lever)), *at, *losses))
    total = (Item(words.TOTAL), *(Item("") for _ in heads), *_outcomes(ledger, scale))
    return Grid("outcome", words.OUTCOME.format(unit=scale.words), tuple(columns), tuple(rows), (total,))


def _outcomes(ledger: Ledger, scale: Scale) -> list[Item]:
    found = []
    for side in ledger.scenario.sides:
        whole = amount(ledger, f"outcome.{side}", scale).at_least(ledger.is_at_least(f"outcome.{side}"))
        found += [whole, share(ledger, f"outcome_share.{side}")]
    return found


def _loss(ledger: Ledger, side: str, lever: str, scale: Scale) -> tuple[Item, ...]:
    name = f"outcome.{side}.{lever}"
    if ledger.raw(name) is None:
        return items(words.NOT_VALUED if ledger.needs(f"loss.{side}.{lever}") else "", "")
    return amount(ledger, name, scale), share(ledger, f"outcome_share.{side}.{lever}")


def moves(ledger: Ledger, unit: Unit | None) -> Grid:
    """Show what each move does to its target and costs its maker; months and others' loss where there are any."""
    names = list(ledger.scenario.moves)
    scale = scales.of_moves(ledger, unit)
    with_months = any(ledger.raw(f"move.{move}.duration") != 1 for move in names)
    with_others = any(ledger.raw(f"move.{move}.others_loss") is not None for move in names)
    heads = {
        words.MONTHS: with_months,
        words.DAMAGE: True,
        words.TO_OTHERS: with_others,
        words.OWN_COST: True,
        words.COST_RATIO: True,
        words.BITE: True,
    }
    columns = (Column(words.MOVE, is_text=True), *(Column(head) for head, is_shown in heads.items() if is_shown))
    rows = []
    for id_ in names:
        shown = _move(ledger, f"move.{id_}", scale)
        name = label(ledger.scenario.moves[id_].label, id_)
        rows.append((Item(name), *(shown[head] for head, is_shown in heads.items() if is_shown)))
    return Grid("moves", words.MOVES.format(unit=scale.words), columns, tuple(rows))


def _move(ledger: Ledger, prefix: str, scale: Scale) -> dict[str, Item]:
    return {
        words.MONTHS: _months(ledger, f"{prefix}.duration"),
        words.DAMAGE: amount(ledger, f"{prefix}.damage", scale, words.NOT_VALUED),
        words.TO_OTHERS: amount(ledger, f"{prefix}.others_loss", scale),
        words.OWN_COST: amount(ledger, f"{prefix}.own_cost", scale, words.NOT_VALUED),
        words.COST_RATIO: ratio(ledger, f"{prefix}.cost_ratio"),
        words.BITE: ratio(ledger, f"{prefix}.bite"),
    }


def _months(ledger: Ledger, cell: str) -> Item:
    return number(ledger, cell, lambda years: fixed(years * 12, 1))


def in_other_units(ledger: Ledger) -> Grid:
    """Show stakes that are no money, each in its own unit."""
    rows = []
    for lever in ledger.current():
        for party in lever.roles.values():
            loss, exposure = f"loss.{party}.{lever.id}", f"exposure.{party}.{lever.id}"
            if ledger.raw(loss) is not None and not ledger.is_money(loss):
                shown = (number(ledger, exposure, "{:z,.10g}".format), number(ledger, loss, "{:z,.10g}".format))
                who, unit = ledger.party_name(party), Item(ledger.unit(loss) or "")
                rows.append((*items(ledger.label(lever.id), who), *shown, unit))
    heads = {words.LEVER: True, words.WHO: True, words.EXPOSURE: False, words.LOSS: False, words.UNIT: True}
    columns = tuple(Column(head, is_text=is_text) for head, is_text in heads.items())
    return Grid("stakes", words.IN_OTHER_UNITS, columns, tuple(rows))


def shown(*views: View) -> tuple[View, ...]:
    """Return the views that have something in them."""
    return tuple(view for view in views if view.body)
