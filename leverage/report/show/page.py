"""What `leverage show` puts on a screen: the usual extent, a page, or everything."""

from collections.abc import Sequence

from leverage.report import notes, words
from leverage.report.cell_reader import CellReader
from leverage.report.colophon import describe_method
from leverage.report.marks import write_legend
from leverage.report.show import sentences, tables
from leverage.report.views import Notes, Prose, View, drop_empty
from leverage.units import Unit


def draw_screen(reader: CellReader, unit: Unit | None, more: Sequence[View] = ()) -> tuple[View, ...]:
    """Draw one scenario: first who loses more, then the outcome at the moves, if there are any, and the stakes.

    The legend also explains the marks of more views, which stand below.
    """
    balance, once = sentences.draw_balance(reader), sentences.draw_once(reader)
    other_units, stocks = tables.draw_other_units(reader), tables.draw_once(reader)
    if reader.scenario.moves:
        views = drop_empty(
            tables.draw_outcome(reader, unit),
            tables.draw_ranges_of_losses(reader, "outcome", unit),
            tables.draw_moves(reader, unit),
            tables.draw_ranges_of_moves(reader, unit),
            tables.draw_stakes(reader, unit),
            tables.draw_parts(reader, unit),
            other_units,
            stocks,
        )
    else:
        views = drop_empty(
            tables.draw_stakes(reader, unit, title="{unit}"),
            tables.draw_ranges_of_losses(reader, "loss", unit),
            tables.draw_parts(reader, unit),
            other_units,
            stocks,
        )
    results = sentences.draw_results(reader, unit)
    not_counted = (*sentences.write_not_valued(reader), *sentences.write_not_counted(reader))
    return drop_empty(
        *_draw_about(reader),
        balance,
        once,
        *views,
        results,
        Prose("totals", not_counted),
        _draw_small_print(reader, (balance, once, *views, results, *more), " ".join(tables.explain_reach(reader))),
    )


def draw_page(reader: CellReader, unit: Unit | None) -> tuple[View, ...]:
    """Draw a scenario in brief for a screen, where ranges have tables of their own and sources a command."""
    what = "outcome" if reader.scenario.moves else "loss"
    balance, once = sentences.draw_balance(reader, is_brief=True), sentences.draw_once(reader)
    grids = drop_empty(
        *tables.draw_brief_tables(reader, unit),
        tables.draw_ranges_of_losses(reader, what, unit, tables.find_largest(reader)),
    )
    return drop_empty(
        *_draw_about(reader),
        balance,
        once,
        *grids,
        *tables.draw_claim_tables(reader, is_brief=True),
        _draw_small_print(reader, (*grids, balance, once)),
    )


def draw_everything(reader: CellReader, unit: Unit | None) -> tuple[View, ...]:
    """Draw a scenario in full for a screen: what is shown as usual, then claims, figures, bibliography and method."""
    more: list[View] = [
        sentences.draw_read_as(reader, unit),
        *tables.draw_claim_tables(reader),
        *tables.draw_figures(reader),
    ]
    books = Notes("sources", words.BIBLIOGRAPHY, notes.write_bibliography(reader.scenario.sources.values()))
    return drop_empty(*draw_screen(reader, unit, more), *more, books, describe_method([reader]))


def _draw_about(reader: CellReader) -> tuple[Prose, ...]:
    return (Prose("stakes", (reader.scenario.about,), is_small=True),) if reader.scenario.about else ()


def _draw_small_print(reader: CellReader, views: Sequence[View], ranges: str = "") -> Prose:
    """Say what must be kept in mind, what the ranges are, and what the marks mean in the remarks and the views."""
    remarks = sentences.list_remarks(reader)
    legend = write_legend([reader], [*views, sentences.make_prose("totals", remarks)])
    lines = (*(said.text for said in remarks), *filter(None, [ranges]), *legend)
    return Prose("totals", lines, is_small=True)
