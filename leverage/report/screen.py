"""The screen of `leverage show`: which tables and sentences stand in which order."""

from collections.abc import Iterator, Sequence

from leverage import years
from leverage.report import grids, scales, sentences, spans
from leverage.report.ledger import Ledger
from leverage.report.marks import legend, mark, printed
from leverage.report.numbers import brief, marked
from leverage.report.views import Grid, Prose, View
from leverage.report.words import AND
from leverage.report.words import sentences as words
from leverage.units import Unit


def views(ledger: Ledger, unit: Unit | None, more: Sequence[View] = ()) -> tuple[View, ...]:
    """Draw one scenario: with moves their outcome first, then the stakes, and the sentences that read them.

    The legend also explains the marks of more views, which stand below.
    """
    scale = scales.of_stakes(ledger, unit)
    drawn: list[Grid] = [grids.stakes(ledger, scale), grids.in_other_units(ledger)]
    moved: list[Grid] = []
    if ledger.scenario.moves:
        moved = [grids.outcome(ledger, unit), *_ranges(ledger, "outcome", unit), grids.moves(ledger, unit)]
        moved += _ranges(ledger, "moves", unit)
    else:
        drawn[1:1] = _ranges(ledger, "loss", unit)
    read = Prose("balance", sentences.balance(ledger))
    views: list[View] = [*moved, read, *drawn] if moved else [*drawn, read]
    results, told = sentences.results(ledger, scale), remarks(ledger)
    explained = legend([ledger], [*moved, *drawn, results, told, *more])
    small = Prose("totals", (*told.lines, *spans.legend(ledger), *explained), is_small=True)
    about = Prose("stakes", (ledger.scenario.about,) if ledger.scenario.about else (), is_small=True)
    return grids.shown(
        about, *views, results, Prose("totals", (*sentences.not_valued(ledger), *not_counted(ledger))), small
    )


def _ranges(ledger: Ledger, what: str, unit: Unit | None) -> list[Grid]:
    """Draw the ranges of losses, of the outcome or of the moves, where there are any."""
    if ledger.drawn is None or not ledger.drawn.ranges:
        return []
    grid = spans.moves(ledger, unit) if what == "moves" else spans.losses(ledger, what, unit)
    return [grid] if grid.rows else []


def not_counted(ledger: Ledger) -> tuple[str, ...]:
    """Name the ties that no total holds, and why."""
    found = []
    for lever in ledger.scenario.levers.values():
        losses = [ledger.raw(f"loss.{party}.{lever.id}") for party in lever.roles.values()]
        if lever.status != "current":
            found.append(words.PROPOSED.format(tie=ledger.label(lever.id)))
        elif not ledger.has_money(lever.id):
            template = words.NO_MONEY if any(loss is not None for loss in losses) else words.NOTHING_VALUED
            found.append(template.format(tie=ledger.label(lever.id)))
    return (words.NOT_COUNTED.format(ties="; ".join(found)),) if found else ()


def remarks(ledger: Ledger) -> Prose:
    """Say of the whole what a reader must know to quote it."""
    found = [words.STATIC]
    others = list(_third_parties(ledger))
    if others:
        losses = "; ".join(_third_loss(ledger, party, lever) for party, lever in others)
        found.append(words.OTHERS_LOSE.format(losses=losses))
    found += _years(ledger)
    found += [words.NOTE.format(note=note.message) for note in ledger.of.notes if note.is_material]
    return Prose("totals", tuple(found), signs=printed(ledger, [f"loss.{party}.{lever}" for party, lever in others]))


def _years(ledger: Ledger) -> list[str]:
    """Say where figures of different years stand together, or why that is accepted."""
    if years.is_accepted(ledger.of.graph):
        return [words.YEARS_TOGETHER.format(what=ledger.scenario.mixed_years.rstrip("."))]
    levers = {lever.id for lever in ledger.current()}
    mixes = [mix for mix in years.mixes(ledger.of.graph, ledger.of.values) if mix.owner in levers]
    found = [
        words.TIE_OF_YEARS.format(tie=ledger.label(mix.owner), years=AND.join(map(str, mix.years)))
        for mix in mixes
        if mix.years
    ]
    undated = [f"{ledger.label(mix.owner)} ({', '.join(mix.undated)})" for mix in mixes if mix.undated]
    lines = [words.YEARS_TOGETHER.format(what="; ".join(found))] if found else []
    return lines + ([words.UNDATED.format(ties="; ".join(undated))] if undated else [])


def _third_parties(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Yield the parties that are no side and stand to lose on a current lever, with the lever."""
    for lever in ledger.current():
        for party in lever.roles.values():
            if party not in ledger.scenario.sides and ledger.raw(f"loss.{party}.{lever.id}") is not None:
                yield party, lever.id


def _third_loss(ledger: Ledger, party: str, lever: str) -> str:
    loss = f"loss.{party}.{lever}"
    amount = marked(brief(ledger.raw_or_0(loss), ledger.base_unit(loss)), mark(ledger, loss))
    return words.OTHERS_LOSS.format(party=ledger.party_name(party), amount=amount, tie=ledger.label(lever))
