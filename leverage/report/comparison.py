"""Several scenarios as a briefing: side by side with notes on every figure, what each is about, what all rest on."""

from leverage.report import charts, colophon, grids, sentences
from leverage.report.briefing import bibliography, notes_of
from leverage.report.compare import balance, scale_of, sides, small
from leverage.report.edition import Edition
from leverage.report.ledger import Ledger
from leverage.report.notes import Register
from leverage.report.views import Grid, Prose, View
from leverage.report.words import briefing as words
from leverage.report.words import tables
from leverage.units import Unit


def briefing(ledgers: list[Ledger], unit: Unit | None, edition: Edition, table: str | None = None) -> tuple[View, ...]:
    """Draw scenarios for a document, or one of the tables with the notes on its figures."""
    register = Register()
    drawn = [*sides(ledgers, unit), (balance(ledgers), ledgers)]
    chosen = [(grid, of) for grid, of in drawn if table in (None, grid.table)]
    noted = [register.noted(_without_ranges(grid), of) for grid, of in chosen]
    marks = Prose("outcome", small(ledgers, [*noted]), is_small=True)
    end = colophon.made_by(ledgers, edition)
    if table is not None:
        return grids.shown(*noted, marks, *notes_of(register), *end)
    chart = (charts.scenarios(ledgers, scale_of(ledgers, unit), edition.scale),) if edition.has_chart else ()
    about = tuple(f"{one.name}: {one.scenario.about}" for one in ledgers if one.scenario.about)
    read = tuple(f"{one.name}: {' '.join(sentences.balance(one))}" for one in ledgers)
    return grids.shown(
        Prose("outcome", about, title=words.SCENARIOS),
        *chart,
        *noted,
        marks,
        Prose("balance", read, title=words.BALANCE),
        *notes_of(register),
        bibliography(register),
        colophon.method(ledgers),
        *end,
    )


def _without_ranges(grid: Grid) -> Grid:
    kept = [at for at, column in enumerate(grid.columns) if column.head != tables.RANGE]
    rows = tuple(tuple(row[at] for at in kept) for row in grid.rows)
    return grid._replace(columns=tuple(grid.columns[at] for at in kept), rows=rows)
