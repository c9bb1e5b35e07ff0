"""One scenario as a briefing: the answer first, tables with notes on every figure, what they rest on."""

from collections.abc import Iterator, Sequence

from leverage.report import charts, citing, grids, plates, read_as, scales, screen, sentences, spans
from leverage.report.colophon import made_by, method
from leverage.report.edition import Edition
from leverage.report.ledger import Ledger
from leverage.report.marks import legend, printed, signs
from leverage.report.notes import Register
from leverage.report.views import Notes, Prose, View
from leverage.report.words import briefing as words
from leverage.units import Unit


def briefing(ledger: Ledger, unit: Unit | None, edition: Edition) -> tuple[View, ...]:
    """Draw a scenario for a document: a page, the usual extent, or everything."""
    is_brief = edition.extent == "brief"
    register = Register(is_brief=is_brief)
    scale = scales.of_stakes(ledger, unit)
    drawn = [register.noted(grid, [ledger]) for grid in (plates.brief if is_brief else plates.whole)(ledger, unit)]
    more = [*plates.claims(ledger, is_brief=is_brief), *(plates.figures(ledger) if edition.extent == "full" else ())]
    beside = more if is_brief else [register.noted(grid, [ledger]) for grid in more]
    answers = [*_balance(ledger, register), *_results(ledger, register, unit)]
    read = [] if is_brief else [_read_as(ledger, register, unit)]
    chart = [charts.stakes(ledger, scale, edition.scale)] if edition.has_chart else []
    limits = _limits(ledger, is_brief=is_brief)
    return grids.shown(
        Prose("stakes", (ledger.scenario.about,) if ledger.scenario.about else ()),
        *answers,
        *chart,
        *drawn,
        marks(ledger, [*drawn, *beside, *answers[-1:], *read, *limits]),
        *read,
        *beside,
        *limits,
        *notes_of(register, is_run_in=is_brief),
        *(() if is_brief else (bibliography(register), method([ledger]))),
        *made_by([ledger], edition),
    )


def page(ledger: Ledger, unit: Unit | None) -> tuple[View, ...]:
    """Draw a scenario in brief for a screen, where ranges have tables of their own and sources a command."""
    what = "outcome" if ledger.scenario.moves else "loss"
    spread = spans.losses(ledger, what, unit, plates.largest(ledger))
    drawn = [*plates.brief(ledger, unit), *([spread] if spread.rows else [])]
    about = Prose("stakes", (ledger.scenario.about,) if ledger.scenario.about else (), is_small=True)
    remarks = screen.remarks(ledger)
    small = Prose("totals", (*remarks.lines, *legend([ledger], [*drawn, remarks])), is_small=True)
    read = Prose("balance", sentences.balance(ledger))
    return grids.shown(about, read, *drawn, *plates.claims(ledger, is_brief=True), small)


def everything(ledger: Ledger, unit: Unit | None) -> tuple[View, ...]:
    """Draw a scenario in full for a screen: what is shown as usual, then claims, figures, bibliography and method."""
    more: list[View] = [_read_as(ledger, None, unit), *plates.claims(ledger), *plates.figures(ledger)]
    books = Notes("sources", words.BIBLIOGRAPHY, citing.bibliography(ledger.scenario.sources.values()))
    return grids.shown(*screen.views(ledger, unit, more), *more, books, method([ledger]))


def excerpt(ledger: Ledger, unit: Unit | None, edition: Edition, table: str) -> tuple[View, ...]:
    """Draw the tables of some records for a document, with notes on their figures; nothing for what has no table."""
    register = Register()
    noted = [register.noted(grid, [ledger]) for grid in plates.whole(ledger, unit) if grid.table == table]
    if not noted:
        return ()
    chart = [charts.stakes(ledger, scales.of_stakes(ledger, unit), edition.scale)] if edition.has_chart else []
    return grids.shown(*noted, marks(ledger, noted), *chart, *notes_of(register), *made_by([ledger], edition))


def marks(ledger: Ledger, views: Sequence[View]) -> Prose:
    """Say what the marks and signs of tables mean, one behind the other."""
    found = signs([ledger], views)
    return Prose("totals", ("; ".join([*found, *spans.outside(ledger)]),) if found else (), is_small=True)


def notes_of(register: Register, *, is_run_in: bool = False) -> tuple[Notes, Notes]:
    """Return what the labels beside the numbers stand for."""
    return (
        Notes("figures", words.ASSUMPTIONS, register.assumptions, is_run_in),
        Notes("figures", words.SOURCES, register.sources, is_run_in),
    )


def bibliography(register: Register) -> Notes:
    """Return the sources that the notes name."""
    return Notes("sources", words.BIBLIOGRAPHY, citing.bibliography(register.cited.values()))


def _balance(ledger: Ledger, register: Register) -> Iterator[Prose]:
    first, *rest = sentences.balance(ledger)
    said = register.said(ledger, first, ("balance.bite", "balance.dollar_ratio"))
    yield Prose("balance", (said, *rest), title=words.BALANCE)


def _results(ledger: Ledger, register: Register, unit: Unit | None) -> Iterator[Prose]:
    told = sentences.results(ledger, scales.of_stakes(ledger, unit))
    ids = ledger.scenario.results
    lines = [register.said(ledger, said, (id_, f"loss_share.{id_}")) for said, id_ in zip(told.lines, ids, strict=True)]
    yield told._replace(lines=tuple(lines))


def _read_as(ledger: Ledger, register: Register | None, unit: Unit | None) -> Prose:
    """Read the tables aloud, with the labels of notes where they are registered."""
    told = list(_aloud(ledger, unit))
    lines = [register.said(ledger, one.text, one.cells) if register else one.text for one in told]
    signs = printed(ledger, [cell for one in told for cell in one.marked])
    return Prose("stakes", tuple(lines), title=words.READ_AS, signs=signs)


def _aloud(ledger: Ledger, unit: Unit | None) -> Iterator[read_as.Said]:
    yield from read_as.moves(ledger, scales.of_moves(ledger, unit))
    yield from read_as.levers(ledger, scales.of_stakes(ledger, unit))


def _limits(ledger: Ledger, *, is_brief: bool) -> tuple[Prose, ...]:
    """Say what is not counted, and what must be kept in mind."""
    out = (*sentences.not_valued(ledger), *screen.not_counted(ledger))
    remarks = screen.remarks(ledger)
    lines = (*remarks.lines, *spans.reach(ledger))
    if is_brief:
        return (remarks._replace(lines=(" ".join((*out, *lines)),), is_small=True),)
    return Prose("totals", out, title=words.NOT_COUNTED), remarks._replace(lines=lines, title=words.REMARKS)
