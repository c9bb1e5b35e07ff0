"""One scenario as a briefing: the answer first, tables with notes on every figure, what they rest on."""

from collections.abc import Sequence

from leverage.report import notes, words
from leverage.report.cell_reader import CellReader
from leverage.report.colophon import describe_making, describe_method
from leverage.report.headline import Headline
from leverage.report.marks import explain_signs
from leverage.report.notes import NotedReader, Register
from leverage.report.report import Edition
from leverage.report.show import charts, sentences, tables
from leverage.report.views import Chart, Notes, Prose, View, drop_empty
from leverage.units import Unit


def draw_briefing(reader: CellReader, unit: Unit | None, edition: Edition) -> tuple[View, ...]:
    """Draw a scenario for a document: a page, the usual extent, or everything."""
    is_brief = edition.extent == "brief"
    register = Register(is_brief=is_brief)
    noted = NotedReader(reader, register)
    # Labels count up as views are made: first in the tables, then in the sentences.
    headline = Headline(reader)
    grids: list[View] = [
        *(tables.draw_main_tables(noted, unit, is_brief=True) if is_brief else tables.draw_tables(noted, unit))
    ]
    more: list[View] = [*tables.draw_claim_tables(reader if is_brief else noted, is_brief=is_brief)]
    if edition.extent == "full":
        more += tables.draw_figures(noted)
    results = sentences.draw_results(noted, unit)
    chart = [_draw_chart(reader, unit, edition)] if edition.has_chart else []
    read = [] if is_brief else [sentences.draw_read_as(noted, unit)]
    limits = _draw_limits(headline, is_brief=is_brief)
    return drop_empty(
        sentences.draw_headline(headline),
        results,
        *chart,
        *grids,
        _explain_marks_of(reader, [*grids, *more, results, *read, *limits]),
        *read,
        *more,
        *limits,
        *list_notes(register, is_run_in=is_brief),
        *(() if is_brief else (list_bibliography(register), describe_method([reader]))),
        *describe_making([reader], edition),
    )


def draw_excerpt(reader: CellReader, unit: Unit | None, edition: Edition, table: str) -> tuple[View, ...]:
    """Draw the tables of some records for a document, with notes on their figures; nothing for what has no table."""
    register = Register()
    grids = tables.draw_tables(NotedReader(reader, register), unit, table)
    if not grids:
        return ()
    chart = [_draw_chart(reader, unit, edition)] if edition.has_chart else []
    return drop_empty(
        *grids,
        _explain_marks_of(reader, grids),
        *chart,
        *list_notes(register),
        *describe_making([reader], edition),
    )


def _draw_chart(reader: CellReader, unit: Unit | None, edition: Edition) -> Chart:
    draw = charts.draw_path if edition.has_path else charts.draw_stakes
    return draw(reader, unit, edition.scale)


def _explain_marks_of(reader: CellReader, views: Sequence[View]) -> Prose:
    """Say what the marks and signs of tables mean, one behind the other."""
    signs = explain_signs([reader], views)
    return Prose("totals", ("; ".join(signs),) if signs else (), is_small=True)


def _draw_limits(headline: Headline, *, is_brief: bool) -> tuple[Prose, ...]:
    """Say what is not counted, and what must be kept in mind."""
    reader = headline.reader
    not_counted = (
        *sentences.write_times_of_moves(reader),
        *sentences.write_left_out(reader),
        *sentences.write_not_valued(reader),
        *sentences.write_not_counted(reader),
    )
    remarks = sentences.list_notes(headline)
    if is_brief:
        lines = (*not_counted, *(said.text for said in remarks))
        return (Prose("totals", (" ".join(lines),), is_small=True, signs=sentences.join_signs(remarks)),)
    return (
        Prose("totals", not_counted, title=words.NOT_COUNTED),
        sentences.make_prose("totals", remarks, title=words.REMARKS),
    )


def list_notes(register: Register, *, is_run_in: bool = False) -> tuple[Notes, Notes]:
    """Return what the labels beside the numbers stand for."""
    return (
        Notes("figures", "Assumptions", register.assumptions, is_run_in),
        Notes("figures", "Sources of the figures", register.sources, is_run_in),
    )


def list_bibliography(register: Register) -> Notes:
    """Return the sources that the notes name."""
    return Notes("sources", words.BIBLIOGRAPHY, notes.write_bibliography(register.cited.values()))
