"""What `leverage compare` puts on a screen and into a document."""

from collections.abc import Sequence

from leverage.report import colophon, views, words
from leverage.report.cell_reader import CellReader
from leverage.report.compare.scenarios import Scenarios
from leverage.report.compare.sentences import (
    explain_inputs,
    explain_ranges,
    find_shifts,
    summarize_spread,
    write_notes,
)
from leverage.report.compare.tables import UNCUT, draw_chart, draw_grids
from leverage.report.marks import BESIDE, explain_signs, used
from leverage.report.notes import NotedReader, SourceRegister, gather_notes
from leverage.report.report import Edition
from leverage.report.show.briefing import list_notes
from leverage.report.views import Prose, View
from leverage.report.words import count_form

_LONG_COMMAND = 60  # characters


def draw_screen(scenarios: Scenarios) -> tuple[View, ...]:
    """Draw scenarios for a screen: the headline, a row for each, what the signs mean, and where there is more."""
    readers, edition = scenarios.readers, scenarios.edition
    grids = draw_grids(scenarios, has_ties=scenarios.has_ties)
    shifts = find_shifts(scenarios)
    notes = write_notes(scenarios, shifts)
    shown = notes if edition.has_notes else []
    signs = BESIDE.join(_explain_signs(readers, [*grids, *shown]))
    lines = [*filter(None, [signs]), *explain_ranges(readers, grids), *explain_inputs(scenarios, shifts)]
    count = sum(len(prose.lines) for prose in notes)
    if count and not shown:
        lines.append(f"{count_form(count, ('{count} note', '{count} notes'))}: {_write_command(edition)}")
    chart = (draw_chart(scenarios),) if edition.has_chart else ()
    return views.drop_empty(
        Prose("headline", tuple(summarize_spread(scenarios)), is_headline=True),
        *grids,
        Prose("outcome", tuple(lines), is_small=True),
        *shown,
        *chart,
    )


def _write_command(edition: Edition) -> str:
    """Return the command that shows the same with all notes, or where it names much what to add to it."""
    command, *rest = edition.command or ("compare",)
    line = colophon.quote_command([command, "--notes", *rest])
    return line if len(line) <= _LONG_COMMAND else "add --notes"


def draw_document(scenarios: Scenarios, table: str | None) -> tuple[View, ...]:
    """Draw scenarios for a document: the headline, rows, ratios, losses by tie, then notes; or a table with its notes.

    Under each table stands what its amounts and ratios rest on.
    """
    readers, edition = scenarios.readers, scenarios.edition
    register = SourceRegister()
    noted = scenarios._replace(readers=[NotedReader(reader, register) for reader in readers])
    drawn = draw_grids(noted, has_ties=True)
    grids = [gather_notes(grid) for grid in drawn if table in (None, grid.table)]
    told = write_notes(scenarios, find_shifts(scenarios)) if table is None else []
    signs = "; ".join(_explain_signs(readers, [*grids, *told]))
    lines = (*filter(None, [signs]), *explain_ranges(readers, grids))
    shown: list[View] = [*grids, Prose("outcome", lines, is_small=True)]
    chart = [draw_chart(scenarios)] if edition.has_chart else []
    notes, end = list_notes(register), colophon.describe_making(readers, edition)
    if table is not None:
        return views.drop_empty(*shown, *chart, *notes, *end)
    headline = Prose("headline", tuple(summarize_spread(scenarios)), is_headline=True)
    method = colophon.describe_method(readers)
    return views.drop_empty(headline, *chart, *shown, *told, *notes, method, *end)


def _explain_signs(readers: Sequence[CellReader], grids: Sequence[View]) -> list[str]:
    """Explain what stands in tables where a number does not, and the marks."""
    shown = {sign for grid in grids for sign in used(grid)}
    meanings = {UNCUT: "not cut, or no ratio", words.UNVALUED: "not valued"}
    absences = [f"{sign} {meaning}" for sign, meaning in meanings.items() if sign in shown]
    return [*absences, *explain_signs(readers, grids)]
