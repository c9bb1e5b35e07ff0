"""What `leverage show` puts on a screen: the usual extent, a page, or everything."""

from collections.abc import Sequence

from leverage.report import words
from leverage.report.bibliography import write_bibliography
from leverage.report.cell_reader import CellReader
from leverage.report.colophon import describe_method, quote_command
from leverage.report.headline import Headline
from leverage.report.marks import write_legend
from leverage.report.report import Edition
from leverage.report.show import sentences, tables
from leverage.report.views import Notes, Prose, View, drop_empty
from leverage.report.words import count_form

_NO_TIE = (
    "The file has no tie yet: add one under levers. Kinds of tie: leverage kinds; an example: leverage kinds trade"
)


def draw_screen(reader: CellReader, edition: Edition) -> tuple[View, ...]:
    """Draw the answer, the table of losses, that of moves, and one line each on what is not counted, marks and notes.

    What does not change how the numbers are read stands behind `--notes`.
    """
    headline = Headline(reader)
    views: list[View] = [*tables.draw_main_tables(reader), sentences.draw_results(reader)]
    return drop_empty(sentences.draw_headline(headline), *views, *_draw_small_print(headline, views, edition))


def draw_page(reader: CellReader, edition: Edition) -> tuple[View, ...]:
    """Draw a scenario in brief: the answer, the largest ties with the totals, and moves."""
    headline = Headline(reader)
    views = tables.draw_main_tables(reader, is_brief=True)
    return drop_empty(sentences.draw_headline(headline), *views, *_draw_small_print(headline, views, edition))


def draw_everything(reader: CellReader, edition: Edition) -> tuple[View, ...]:
    """Draw a scenario in full: what is shown as usual, then all other tables, claims, figures, notes and method."""
    headline = Headline(reader)
    views: list[View] = [*tables.draw_tables(reader), sentences.draw_results(reader)]
    more: list[View] = [
        sentences.draw_read_as(reader),
        *tables.draw_claim_tables(reader),
        *tables.draw_figures(reader),
    ]
    books = Notes("sources", words.BIBLIOGRAPHY, write_bibliography(reader.scenario.sources.values()))
    small = _draw_small_print(headline, [*views, *more], edition._replace(has_notes=True))
    return drop_empty(sentences.draw_headline(headline), *views, *small, *more, books, describe_method([reader]))


def _write_command(edition: Edition) -> str:
    """Return the command that shows the same with all notes."""
    command, *rest = edition.command or ("show",)
    return quote_command([command, "--notes", *rest])


def _draw_small_print(headline: Headline, views: Sequence[View], edition: Edition) -> tuple[View, ...]:
    """Say what is not counted and what the marks mean; then the notes, or how to see them."""
    reader = headline.reader
    told = sentences.list_caveats(headline)
    caveats = sentences.make_prose("totals", told, title=words.REMARKS) if edition.has_notes else Prose("totals", ())
    legend = write_legend([reader], [*views, caveats])
    if not edition.has_notes and told:
        count = count_form(len(told), ("1 note", "{count} notes"))
        legend = (*legend, f"{count}: {_write_command(edition)}")
    if not reader.scenario.levers:
        legend = (_NO_TIE, *legend)
    return caveats, Prose("totals", (*sentences.write_gaps(reader), *legend), is_small=True)
