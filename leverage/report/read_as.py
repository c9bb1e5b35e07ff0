"""The tables read aloud: a sentence for each lever and each move, made from the same numbers, with their ranges."""

from collections.abc import Iterator
from typing import NamedTuple

from leverage.model import Lever
from leverage.report import spans
from leverage.report.ledger import Ledger, label
from leverage.report.marks import mark
from leverage.report.numbers import Scale, brief, fixed, marked, percent
from leverage.report.words import briefing as words


class Said(NamedTuple):
    """A sentence, the cells whose numbers it says, and those among them that it says with their marks."""

    text: str
    cells: list[str]
    marked: list[str]


def levers(ledger: Ledger, scale: Scale) -> Iterator[Said]:
    """Say of each lever what each party to it would lose; one that is valued for nobody is told elsewhere."""
    scale = scale.of_a_year()
    for lever in ledger.scenario.levers.values():
        parties = [party for party in lever.roles.values() if ledger.needs(f"loss.{party}.{lever.id}")]
        if any(ledger.raw(f"loss.{party}.{lever.id}") is not None for party in parties):
            losses = "; ".join(_loss(ledger, lever, party, scale) for party in parties)
            said = words.LEVER if lever.status == "current" else words.PROPOSED
            cells = [f"{what}.{party}.{lever.id}" for what in ("exposure", "loss", "loss_share") for party in parties]
            valued = [party for party in parties if ledger.raw(f"loss.{party}.{lever.id}") is not None]
            marked = [f"{what}.{party}.{lever.id}" for what in ("exposure", "loss") for party in valued]
            yield Said(said.format(lever=ledger.label(lever.id), losses=losses), cells, marked)


def _loss(ledger: Ledger, lever: Lever, party: str, scale: Scale) -> str:
    loss, exposure = f"loss.{party}.{lever.id}", f"exposure.{party}.{lever.id}"
    who = ledger.party_name(party)
    if ledger.raw(loss) is None:
        return words.NOT_VALUED.format(party=who, why=ledger.why(loss))
    said = words.LOSES.format(party=who, loss=_of_gdp(ledger, loss, f"loss_share.{party}.{lever.id}", scale))
    if not _is_valued(ledger, exposure):
        return said
    return words.AT_STAKE.format(loss=said, exposure=_amount(ledger, exposure, scale))


def moves(ledger: Ledger, scale: Scale) -> Iterator[Said]:
    """Say of each move what it does to its target, what it costs its maker, and what the one is beside the other."""
    scale = scale.of_a_year()
    for move in ledger.scenario.moves.values():
        own, ratio = f"move.{move.id}", f"move.{move.id}.cost_ratio"
        said = words.MOVE_WITH_RATIO if _is_valued(ledger, ratio) else words.MOVE
        text = said.format(
            move=label(move.label, move.id),
            lever=ledger.label(move.lever),
            cut=_cut(ledger.raw_or_0(f"{own}.cut")),
            time=_time(ledger.raw_or_0(f"{own}.duration")),
            target=ledger.party_name(ledger.of.graph.targets[move.id]),
            by=ledger.party_name(move.by),
            damage=_of_gdp(ledger, f"{own}.damage", f"{own}.damage_share", scale),
            own_cost=_of_gdp(ledger, f"{own}.own_cost", f"{own}.own_cost_share", scale),
            others=_others(ledger, f"{own}.others_loss", scale),
            ratio=_ratio(ledger.raw_or_0(ratio)),
            range=spans.words(ledger, ratio, _ratio),
        )
        cells = [f"{own}.{what}" for what in ("cut", "duration", "damage_share", "own_cost_share", "cost_ratio")]
        amounts = [f"{own}.{what}" for what in ("others_loss", "damage", "own_cost")]
        yield Said(text, [*cells, *amounts], amounts)


def _others(ledger: Ledger, loss: str, scale: Scale) -> str:
    return words.OTHERS.format(loss=_amount(ledger, loss, scale)) if _is_valued(ledger, loss) else ""


def _cut(share: float) -> str:
    return words.ALL if share == 1 else words.PART.format(share=percent(share, 1))


def _time(years: float) -> str:
    return words.FOR_A_YEAR if years == 1 else words.FOR_MONTHS.format(months=fixed(years * 12, 1).removesuffix(".0"))


def _ratio(number: float) -> str:
    return fixed(number, 2)


def _of_gdp(ledger: Ledger, loss: str, share: str, scale: Scale) -> str:
    """Write a loss with its range and, where it has one, its share of the GDP."""
    if ledger.raw(loss) is None:
        return words.UNKNOWN.format(why=ledger.why(loss))
    said = _amount(ledger, loss, scale)
    part = ledger.raw(share)
    if part is None:
        return said
    return words.SHARE.format(loss=said, share=percent(part), range=spans.words(ledger, share, percent))


def _amount(ledger: Ledger, cell: str, scale: Scale) -> str:
    number, sign = ledger.raw_or_0(cell), mark(ledger, cell)
    if ledger.is_money(cell):
        return f"{scale.lone(number, sign)}{spans.words(ledger, cell, scale.show)}"
    unit = ledger.base_unit(cell)
    shown = brief(number, unit if number == 1 else words.SEVERAL.get(unit or "", unit))
    return f"{marked(shown, sign)}{spans.words(ledger, cell, lambda raw: brief(raw, unit))}"


def _is_valued(ledger: Ledger, cell: str) -> bool:
    return ledger.cell(cell) is not None and ledger.raw(cell) is not None
