"""What `leverage show` puts on a screen, and the report itself with its records."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from leverage.report import notes, numbers, words
from leverage.report.cell_reader import CellReader
from leverage.report.colophon import describe_method
from leverage.report.marks import write_legend
from leverage.report.show import sentences, tables
from leverage.report.show.sentences import draw_read_as, write_not_counted, write_remarks
from leverage.report.views import Grid, Notes, Prose, View, drop_empty
from leverage.units import Unit

if TYPE_CHECKING:  # what people see is loaded when they are to see it
    from leverage.report.views import View


def draw_screen(reader: CellReader, unit: Unit | None, more: Sequence[View] = ()) -> tuple[View, ...]:
    """Draw one scenario: with moves their outcome first, then the stakes, and the sentences that read them.

    The legend also explains the marks of more views, which stand below.
    """
    scale = numbers.choose_scale_of_stakes(reader, unit)
    title = words.STAKES_BESIDE_MOVES.format(unit=scale.words) if reader.scenario.moves else scale.words
    drawn: list[Grid] = [tables.draw_stakes(reader, scale, title), tables.draw_other_units(reader)]
    moved: list[Grid] = []
    if reader.scenario.moves:
        moved = [tables.draw_outcome(reader, unit), *_ranges(reader, "outcome", unit), tables.draw_moves(reader, unit)]
        moved += _ranges(reader, "moves", unit)
    else:
        drawn[1:1] = _ranges(reader, "loss", unit)
    read = Prose("balance", sentences.write_balance(reader))
    views: list[View] = [*moved, read, *drawn] if moved else [*drawn, read]
    results, told = sentences.write_results(reader, scale), write_remarks(reader)
    explained = write_legend([reader], [*moved, *drawn, results, told, *more])
    small = Prose("totals", (*told.lines, *tables.explain_ranges(reader), *explained), is_small=True)
    about = Prose("stakes", (reader.scenario.about,) if reader.scenario.about else (), is_small=True)
    return drop_empty(
        about,
        *views,
        results,
        Prose("totals", (*sentences.write_not_valued(reader), *write_not_counted(reader))),
        small,
    )


def _ranges(reader: CellReader, what: str, unit: Unit | None) -> list[Grid]:
    """Draw the ranges of losses, of the outcome or of the moves, where there are any."""
    if reader.drawn is None or not reader.drawn.ranges:
        return []
    grid = (
        tables.draw_ranges_of_moves(reader, unit)
        if what == "moves"
        else tables.draw_ranges_of_losses(reader, what, unit)
    )
    return [grid] if grid.rows else []


def draw_page(reader: CellReader, unit: Unit | None) -> tuple[View, ...]:
    """Draw a scenario in brief for a screen, where ranges have tables of their own and sources a command."""
    what = "outcome" if reader.scenario.moves else "loss"
    spread = tables.draw_ranges_of_losses(reader, what, unit, tables.find_largest(reader))
    drawn = [*tables.draw_brief_tables(reader, unit), *([spread] if spread.rows else [])]
    about = Prose("stakes", (reader.scenario.about,) if reader.scenario.about else (), is_small=True)
    remarks = sentences.write_remarks(reader)
    small = Prose("totals", (*remarks.lines, *write_legend([reader], [*drawn, remarks])), is_small=True)
    read = Prose("balance", sentences.write_balance(reader))
    return drop_empty(about, read, *drawn, *tables.draw_claim_tables(reader, is_brief=True), small)


def draw_everything(reader: CellReader, unit: Unit | None) -> tuple[View, ...]:
    """Draw a scenario in full for a screen: what is shown as usual, then claims, figures, bibliography and method."""
    more: list[View] = [
        draw_read_as(reader, None, unit),
        *tables.draw_claim_tables(reader),
        *tables.draw_figures(reader),
    ]
    books = Notes("sources", words.BIBLIOGRAPHY, notes.write_bibliography(reader.scenario.sources.values()))
    return drop_empty(*draw_screen(reader, unit, more), *more, books, describe_method([reader]))
