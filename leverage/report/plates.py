"""The tables of a briefing: those of the screen as a document wants them, all or the largest ties, claims, figures."""

from leverage.report import figures as figure_records
from leverage.report import grids, scales, sources
from leverage.report.check import claims as verdicts
from leverage.report.ledger import Ledger
from leverage.report.views import Grid, Item
from leverage.report.words import briefing as words
from leverage.report.words import tables
from leverage.units import Unit

_LARGEST = 3


def whole(ledger: Ledger, unit: Unit | None) -> list[Grid]:
    """Return what each move and each tie comes to, a table a subject."""
    scale = scales.of_stakes(ledger, unit)
    title = tables.STAKES_BESIDE_MOVES.format(unit=scale.words)
    stakes = [grids.stakes(ledger, scale)._replace(title=title), grids.in_other_units(ledger)]
    moved = [grids.outcome(ledger, unit), grids.moves(ledger, unit)] if ledger.scenario.moves else []
    return [_signed(ledger, grid) for grid in (*moved, *stakes) if grid.rows]


def brief(ledger: Ledger, unit: Unit | None) -> list[Grid]:
    """Return the totals with the largest ties: at the moves where there are any, else cut in full."""
    few, all_ = largest(ledger), _counted(ledger)
    if ledger.scenario.moves:
        grid = grids.outcome(ledger, unit, few)
    else:
        scale = scales.of_stakes(ledger, unit)
        title = tables.STAKES_BESIDE_MOVES.format(unit=scale.words)
        grid = grids.stakes(ledger, scale, few)._replace(title=title)
    if len(few) < len(all_):
        grid = grid._replace(title=words.LARGEST.format(few=len(few), count=len(all_), title=grid.title))
    return [grid] if grid.rows else []


def largest(ledger: Ledger) -> list[str]:
    """Return the ties on which a side loses most, in the order of the file."""
    what = "outcome" if ledger.scenario.moves else "loss"
    levers, sides = _counted(ledger), ledger.scenario.sides
    losses = {lever: max(ledger.raw_or_0(f"{what}.{side}.{lever}") for side in sides) for lever in levers}
    few = sorted(levers, key=lambda lever: -losses[lever])[:_LARGEST]
    return [lever for lever in levers if lever in few]


def _counted(ledger: Ledger) -> list[str]:
    return [lever for lever in ledger.hit if ledger.has_money(lever)]


def claims(ledger: Ledger, *, is_brief: bool = False) -> list[Grid]:
    """Return the claims, each named by what it says."""
    grid = verdicts(ledger, is_brief=is_brief)
    title = words.CLAIMS_DRAWN.format(draws=ledger.drawn.draws) if ledger.drawn else words.CLAIMS
    columns = (grid.columns[1], grid.columns[0], *grid.columns[2:])
    rows = tuple((row[1], row[0], *row[2:]) for row in grid.rows)
    return [grid._replace(title=title, columns=columns, rows=rows)] if rows else []


def figures(ledger: Ledger) -> list[Grid]:
    """Return every figure in use, and the readings that are not."""
    drawn = sources.grids(figure_records.figures(ledger))
    titled = zip(drawn, (words.FIGURES, words.RIVALS), strict=True)
    return [grid._replace(title=title) for grid, title in titled if grid.rows]


def _signed(ledger: Ledger, grid: Grid) -> Grid:
    """Let each total that lacks a part say so by a sign of its own; no words in the place of another number."""
    return grid._replace(totals=tuple(tuple(_least(ledger, item) for item in row) for row in grid.totals))


def _least(ledger: Ledger, item: Item) -> Item:
    if not item.cell:
        return Item("") if tables.AT_LEAST in item.signs else item
    return item.at_least(ledger.is_at_least(item.cell) and tables.LEAST not in item.signs)
