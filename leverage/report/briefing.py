"""One scenario as a briefing: the answer first, tables with notes on every figure, what they rest on."""

from collections.abc import Sequence

from leverage.report import charts, citing, grids, read_as, screen, sentences, sources, spans
from leverage.report import figures as figure_records
from leverage.report.check import claims
from leverage.report.colophon import made_by, method
from leverage.report.edition import Edition
from leverage.report.ledger import Ledger
from leverage.report.marks import legend
from leverage.report.notes import Register
from leverage.report.views import Grid, Notes, Prose, View
from leverage.report.words import briefing as words
from leverage.report.words import tables
from leverage.units import Unit

_LARGEST = 3


def briefing(ledger: Ledger, unit: Unit | None, edition: Edition) -> tuple[View, ...]:
    """Draw a scenario for a document: a page, the usual extent, or everything."""
    register = Register(is_brief=edition.extent == "brief")
    scale = screen.scale_of_stakes(ledger, unit)
    is_brief, is_full = edition.extent == "brief", edition.extent == "full"
    drawn = brief_grids(ledger, unit) if is_brief else _grids(ledger, unit)
    more = [*_claims(ledger, is_brief=is_brief), *(_figures(ledger) if is_full else ())]
    noted = [register.noted(grid, [ledger]) for grid in drawn]
    beside = more if is_brief else [register.noted(grid, [ledger]) for grid in more]
    results = Prose("results", sentences.results(ledger, scale))
    marks = legend([ledger], [*noted, *beside, results])
    return grids.shown(
        Prose("stakes", (ledger.scenario.about,) if ledger.scenario.about else ()),
        Prose("balance", sentences.balance(ledger), title=words.BALANCE),
        results,
        *((charts.stakes(ledger, scale, edition.scale),) if edition.has_chart else ()),
        *noted,
        Prose("totals", marks, is_small=True),
        *(() if is_brief else _read_as(ledger, unit)),
        *beside,
        *_limits(ledger, is_brief=is_brief),
        *notes_of(register, is_run_in=is_brief),
        *(() if is_brief else (bibliography(register), method([ledger]))),
        *made_by([ledger], edition),
    )


def page(ledger: Ledger, unit: Unit | None) -> tuple[View, ...]:
    """Draw a scenario in brief for a screen, where ranges have tables of their own and sources a command."""
    drawn = [*brief_grids(ledger, unit), *_brief_ranges(ledger, unit)]
    about = Prose("stakes", (ledger.scenario.about,) if ledger.scenario.about else (), is_small=True)
    marks = Prose("totals", (*screen.remarks(ledger), *legend([ledger], drawn)), is_small=True)
    return grids.shown(
        about, Prose("balance", sentences.balance(ledger)), *drawn, *_claims(ledger, is_brief=True), marks
    )


def everything(ledger: Ledger, unit: Unit | None) -> tuple[View, ...]:
    """Draw a scenario in full for a screen: what is shown as usual, then claims, figures, bibliography and method."""
    more: list[View] = [*_read_as(ledger, unit), *_claims(ledger), *_figures(ledger)]
    books = Notes("sources", words.BIBLIOGRAPHY, citing.bibliography(ledger.scenario.sources.values()))
    return grids.shown(*screen.views(ledger, unit), *more, books, method([ledger]))


def excerpt(ledger: Ledger, drawn: Sequence[Grid], edition: Edition) -> tuple[View, ...]:
    """Draw some tables for a document, with notes on their figures and the line that makes them again."""
    if not drawn:
        return ()
    register = Register()
    noted = [register.noted(grid, [ledger]) for grid in drawn]
    marks = Prose("totals", legend([ledger], noted), is_small=True)
    return grids.shown(*noted, marks, *notes_of(register), *made_by([ledger], edition))


def grids_of(ledger: Ledger, unit: Unit | None, table: str) -> tuple[Grid, ...]:
    """Return the tables of a briefing that show some records."""
    return tuple(grid for grid in _grids(ledger, unit) if grid.table == table)


def notes_of(register: Register, *, is_run_in: bool = False) -> tuple[Notes, Notes]:
    """Return what the labels beside the numbers stand for."""
    return (
        Notes("figures", words.ASSUMPTIONS, register.assumptions, is_run_in),
        Notes("figures", words.SOURCES, register.sources, is_run_in),
    )


def bibliography(register: Register) -> Notes:
    """Return the sources that the notes name."""
    return Notes("sources", words.BIBLIOGRAPHY, citing.bibliography(register.cited.values()))


def _grids(ledger: Ledger, unit: Unit | None) -> list[Grid]:
    scale = screen.scale_of_stakes(ledger, unit)
    title = tables.STAKES_BESIDE_MOVES.format(unit=scale.words)
    stakes = [grids.stakes(ledger, scale)._replace(title=title), grids.in_other_units(ledger)]
    moved = [grids.outcome(ledger, unit), grids.moves(ledger, unit)] if ledger.scenario.moves else []
    return [grid for grid in (*moved, *stakes) if grid.rows]


def brief_grids(ledger: Ledger, unit: Unit | None) -> list[Grid]:
    """Draw the totals with the largest levers: at the moves where there are any, else cut in full."""
    largest, all_ = _largest(ledger), _counted(ledger)
    if ledger.scenario.moves:
        grid = grids.outcome(ledger, unit, largest)
    else:
        grid = grids.stakes(ledger, screen.scale_of_stakes(ledger, unit), largest)
    if len(largest) == len(all_):
        return [grid]
    return [grid._replace(title=words.LARGEST.format(few=len(largest), count=len(all_), title=grid.title))]


def _brief_ranges(ledger: Ledger, unit: Unit | None) -> list[Grid]:
    what = "outcome" if ledger.scenario.moves else "loss"
    grid = spans.losses(ledger, what, unit, _largest(ledger))
    return [grid] if grid.rows else []


def _largest(ledger: Ledger) -> list[str]:
    """Return the levers on which a side loses most, in the order of the file."""
    what = "outcome" if ledger.scenario.moves else "loss"
    sides = ledger.scenario.sides
    levers = _counted(ledger)
    losses = {lever: max(ledger.raw_or_0(f"{what}.{side}.{lever}") for side in sides) for lever in levers}
    largest = sorted(levers, key=lambda lever: -losses[lever])[:_LARGEST]
    return [lever for lever in levers if lever in largest]


def _counted(ledger: Ledger) -> list[str]:
    return [lever for lever in ledger.hit if ledger.has_money(lever)]


def _claims(ledger: Ledger, *, is_brief: bool = False) -> list[Grid]:
    grid = claims(ledger, is_brief=is_brief)
    draws = words.CLAIMS_DRAWN.format(draws=ledger.drawn.draws) if ledger.drawn else words.CLAIMS
    return [grid._replace(title=draws)] if grid.rows else []


def _figures(ledger: Ledger) -> list[Grid]:
    rows = figure_records.figures(ledger)
    return [
        grid._replace(title=title)
        for grid, title in zip(sources.grids(rows), (words.FIGURES, words.RIVALS), strict=True)
        if grid.rows
    ]


def _read_as(ledger: Ledger, unit: Unit | None) -> tuple[Prose, ...]:
    moves = read_as.moves(ledger, grids.scale_of_moves(ledger, unit))
    levers = read_as.levers(ledger, screen.scale_of_stakes(ledger, unit))
    return (Prose("stakes", (*moves, *levers), title=words.READ_AS),)


def _limits(ledger: Ledger, *, is_brief: bool) -> tuple[Prose, ...]:
    """Say what is not counted, and what must be kept in mind."""
    out = (*sentences.not_valued(ledger), *screen.not_counted(ledger))
    remarks = (*screen.remarks(ledger), *spans.legend(ledger))
    if is_brief:
        return (Prose("totals", (" ".join((*out, *remarks)),), is_small=True),)
    return Prose("totals", out, title=words.NOT_COUNTED), Prose("totals", remarks, title=words.REMARKS)
