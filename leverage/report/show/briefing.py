"""One scenario as a paper: the answer first, then the chart, the tables, the claims, and what it all rests on."""

from collections.abc import Sequence

from leverage.report import notes, words
from leverage.report.bibliography import name_source, write_bibliography
from leverage.report.cell_reader import CellReader, write_heading
from leverage.report.colophon import describe_making, describe_method
from leverage.report.headline import Headline, find_standing
from leverage.report.marks import explain_signs
from leverage.report.notes import NotedReader, Register, SourceRegister
from leverage.report.report import Edition
from leverage.report.show import charts, sentences, tables
from leverage.report.views import Chart, Note, Notes, Prose, View, drop_empty
from leverage.report.words import count_form

_MOST_NAMES = 7  # of sources, on a page


def write_title(reader: CellReader) -> str:
    """Return the title of a document: the scenario's, with both sides and its date, and who would lose more."""
    names = {side: reader.party_name(side) for side in reader.scenario.sides}
    money, size = (names.get(standing, "") for standing in find_standing(reader).values())
    if money and money == size:
        finding = f"{money} would lose more, in money and for its size"
    elif money and size:
        finding = f"{money} would lose more in money, {size} for its size"
    elif money or size:
        finding = f"{money or size} would lose more {'in money' if money else 'for its size'}"
    else:
        return write_heading(reader)
    return f"{write_heading(reader)} – {finding}"


def draw_briefing(reader: CellReader, edition: Edition) -> tuple[View, ...]:
    """Draw a scenario for a document: a page, the usual extent, or everything."""
    if edition.extent == "brief":
        return _draw_page(reader, edition)
    if edition.extent == "full":
        return _draw_everything(reader, edition)
    headline, register = Headline(reader), SourceRegister()
    noted = NotedReader(reader, register)
    chart = _draw_chart(reader, edition)
    grids = [notes.gather_notes(grid) for grid in tables.draw_main_tables(noted)]
    claims = [notes.gather_notes(grid) for grid in tables.draw_claim_tables(noted)]
    results, limits = sentences.draw_results(reader), _draw_limits(headline)
    return drop_empty(
        sentences.draw_headline(headline),
        *chart,
        *grids,
        _explain_marks_of(reader, [*grids, *claims, results, *limits]),
        results,
        *claims,
        *limits,
        *list_notes(register),
        describe_method([reader]),
        *describe_making([reader], edition),
    )


def _draw_page(reader: CellReader, edition: Edition) -> tuple[View, ...]:
    """Draw one page: the answer, the chart, the largest ties, the moves, and in three lines what it rests on."""
    headline, register = Headline(reader), SourceRegister()
    # The table of moves says what the panel of moves does, and a page has room for one of them.
    chart = [
        chart._replace(panels=tuple(panel for panel in chart.panels if panel.shape != "points"))
        for chart in _draw_chart(reader, edition)
    ]
    drawn = tables.draw_main_tables(NotedReader(reader, register), is_brief=True)
    grids = [notes.gather_notes(grid)._replace(notes=()) for grid in drawn]
    not_counted = " ".join(sentences.write_gaps(reader))
    return drop_empty(
        sentences.draw_headline(headline),
        *chart,
        *grids,
        _explain_marks_of(reader, grids),
        Prose("totals", (not_counted,) if not_counted else (), is_small=True),
        *_draw_basis(register),
        *describe_making([reader], edition),
    )


def _draw_everything(reader: CellReader, edition: Edition) -> tuple[View, ...]:
    """Draw all there is, with notes on the figures beside each number and each sentence that rests on them."""
    register = Register()
    noted = NotedReader(reader, register)
    headline = Headline(noted)
    chart = _draw_chart(reader, edition)
    # Labels count up as views are made: first in the tables, then in the sentences.
    grids = tables.draw_tables(noted)
    more = [*tables.draw_claim_tables(noted), *tables.draw_figures(noted)]
    results, read = sentences.draw_results(noted), sentences.draw_read_as(noted)
    limits = _draw_limits(headline)
    return drop_empty(
        sentences.draw_headline(headline),
        *chart,
        *grids,
        _explain_marks_of(reader, [*grids, *more, results, read, *limits]),
        results,
        read,
        *more,
        *limits,
        *list_notes(register),
        list_bibliography(register),
        describe_method([reader]),
        *describe_making([reader], edition),
    )


def draw_excerpt(reader: CellReader, edition: Edition, table: str) -> tuple[View, ...]:
    """Draw the tables of some records for a document, with what they rest on; nothing for what has no table."""
    register = Register() if edition.extent == "full" else SourceRegister()
    grids = tables.draw_tables(NotedReader(reader, register), table)
    if edition.extent != "full":
        grids = [notes.gather_notes(grid) for grid in grids]
    if not grids:
        return ()
    chart = _draw_chart(reader, edition)
    return drop_empty(
        *grids,
        _explain_marks_of(reader, grids),
        *chart,
        *list_notes(register),
        *describe_making([reader], edition),
    )


def _draw_chart(reader: CellReader, edition: Edition) -> tuple[Chart, ...]:
    if not edition.has_chart:
        return ()
    return (charts.draw_chart(reader, edition),)


def _explain_marks_of(reader: CellReader, views: Sequence[View]) -> Prose:
    """Say what the marks and signs of tables mean, one behind the other."""
    signs = explain_signs([reader], views)
    return Prose("totals", ("; ".join(signs),) if signs else (), is_small=True)


def _draw_limits(headline: Headline) -> tuple[Prose, ...]:
    """Say what is not counted, and what must be kept in mind."""
    return (
        Prose("totals", sentences.write_gaps(headline.reader), title=words.NOT_COUNTED),
        sentences.make_prose("totals", sentences.list_caveats(headline), title=words.REMARKS),
    )


def _draw_basis(register: SourceRegister) -> tuple[Notes, Notes]:
    """Say in two lines whom the numbers of a page come from, and what is assumed."""
    names = list(dict.fromkeys(name_source(source) for source in register.cited.values()))
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 1], f"{len(names) - _MOST_NAMES + 1} others"]
    count = len(register.assumptions)
    assumed = count_form(count, ("{count} figure", "{count} figures"))
    told = (Note("", f"{assumed}, each with its reason in the longer briefing"),) if count else ()
    return (
        Notes("sources", words.SOURCES, tuple(Note("", name) for name in names), is_run_in=True),
        Notes("figures", words.ASSUMPTIONS, told, is_run_in=True),
    )


def list_notes(register: Register) -> tuple[Notes, Notes]:
    """Return what the labels beside or below the numbers stand for."""
    return (
        Notes("figures", words.SOURCES, register.sources),
        Notes("figures", words.ASSUMPTIONS, register.assumptions),
    )


def list_bibliography(register: Register) -> Notes:
    """Return the sources that the notes name."""
    return Notes("sources", words.BIBLIOGRAPHY, write_bibliography(register.cited.values()))
