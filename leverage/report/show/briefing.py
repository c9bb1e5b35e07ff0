"""One scenario as a briefing: the answer first, tables with notes on every figure, what they rest on."""

from collections.abc import Iterator, Sequence

from leverage import naming
from leverage.report import notes, numbers, words
from leverage.report.cell_reader import CellReader
from leverage.report.colophon import describe_making, describe_method
from leverage.report.marks import explain_signs
from leverage.report.notes import Register
from leverage.report.report import Edition
from leverage.report.show import charts, sentences, tables
from leverage.report.show.sentences import draw_read_as
from leverage.report.views import Notes, Prose, View, drop_empty
from leverage.units import Unit


def draw_briefing(reader: CellReader, unit: Unit | None, edition: Edition) -> tuple[View, ...]:
    """Draw a scenario for a document: a page, the usual extent, or everything."""
    is_brief = edition.extent == "brief"
    register = Register(is_brief=is_brief)
    scale = numbers.choose_scale_of_stakes(reader, unit)
    drawn = [
        register.noted(grid, [reader])
        for grid in (tables.draw_brief_tables if is_brief else tables.draw_tables)(reader, unit)
    ]
    more = [
        *tables.draw_claim_tables(reader, is_brief=is_brief),
        *(tables.draw_figures(reader) if edition.extent == "full" else ()),
    ]
    beside = more if is_brief else [register.noted(grid, [reader]) for grid in more]
    answers = [*_balance(reader, register), *_results(reader, register, unit)]
    read = [] if is_brief else [draw_read_as(reader, register, unit)]
    chart = [charts.draw_stakes(reader, scale, edition.scale)] if edition.has_chart else []
    limits = _limits(reader, is_brief=is_brief)
    return drop_empty(
        Prose("stakes", (reader.scenario.about,) if reader.scenario.about else ()),
        *answers,
        *chart,
        *drawn,
        explain_marks_of(reader, [*drawn, *beside, *answers[-1:], *read, *limits]),
        *read,
        *beside,
        *limits,
        *list_notes(register, is_run_in=is_brief),
        *(() if is_brief else (list_bibliography(register), describe_method([reader]))),
        *describe_making([reader], edition),
    )


def draw_excerpt(reader: CellReader, unit: Unit | None, edition: Edition, table: str) -> tuple[View, ...]:
    """Draw the tables of some records for a document, with notes on their figures; nothing for what has no table."""
    register = Register()
    noted = [register.noted(grid, [reader]) for grid in tables.draw_tables(reader, unit) if grid.table == table]
    if not noted:
        return ()
    chart = (
        [charts.draw_stakes(reader, numbers.choose_scale_of_stakes(reader, unit), edition.scale)]
        if edition.has_chart
        else []
    )
    return drop_empty(
        *noted, explain_marks_of(reader, noted), *chart, *list_notes(register), *describe_making([reader], edition)
    )


def explain_marks_of(reader: CellReader, views: Sequence[View]) -> Prose:
    """Say what the marks and signs of tables mean, one behind the other."""
    found = explain_signs([reader], views)
    return Prose("totals", ("; ".join([*found, *tables.explain_outside(reader)]),) if found else (), is_small=True)


def list_notes(register: Register, *, is_run_in: bool = False) -> tuple[Notes, Notes]:
    """Return what the labels beside the numbers stand for."""
    return (
        Notes("figures", "Assumptions", register.assumptions, is_run_in),
        Notes("figures", "Sources of the figures", register.sources, is_run_in),
    )


def list_bibliography(register: Register) -> Notes:
    """Return the sources that the notes name."""
    return Notes("sources", words.BIBLIOGRAPHY, notes.write_bibliography(register.cited.values()))


def _balance(reader: CellReader, register: Register) -> Iterator[Prose]:
    first, *rest = sentences.write_balance(reader)
    said = register.said(reader, first, (naming.BITE, naming.DOLLAR_RATIO))
    yield Prose("balance", (said, *rest), title=words.BALANCE)


def _results(reader: CellReader, register: Register, unit: Unit | None) -> Iterator[Prose]:
    told = sentences.write_results(reader, numbers.choose_scale_of_stakes(reader, unit))
    ids = reader.scenario.results
    lines = [register.said(reader, said, (id_, naming.share(id_))) for said, id_ in zip(told.lines, ids, strict=True)]
    yield told._replace(lines=tuple(lines))


def _limits(reader: CellReader, *, is_brief: bool) -> tuple[Prose, ...]:
    """Say what is not counted, and what must be kept in mind."""
    out = (*sentences.write_not_valued(reader), *sentences.write_not_counted(reader))
    remarks = sentences.write_remarks(reader)
    lines = (*remarks.lines, *tables.explain_reach(reader))
    if is_brief:
        return (remarks._replace(lines=(" ".join((*out, *lines)),), is_small=True),)
    return Prose("totals", out, title=words.NOT_COUNTED), remarks._replace(lines=lines, title=words.REMARKS)
