"""What `leverage sources` says: every figure with where it comes from, then the bibliography."""

from collections.abc import Sequence

from leverage.report import figures as figure_records
from leverage.report import rivals as rival_records
from leverage.report.grids import shown
from leverage.report.ledger import Ledger, asked, described
from leverage.report.marks import ASSUMED, UNSOURCED, legend
from leverage.report.parts import Record, Report, Table
from leverage.report.views import Column, Grid, Item, Prose, View
from leverage.report.words import headings
from leverage.report.words import listing as words


def sources(ledger: Ledger) -> Report:
    """Report every figure with its source, and the bibliography."""
    rows, books = figure_records.figures(ledger), figure_records.sources(ledger)
    tables = {
        "figures": Table(figure_records.FIGURES, lambda: rows),
        "sources": Table(figure_records.SOURCES, lambda: books),
    }
    title, scenario = ledger.scenario.title, described([ledger])[0]
    return Report(title, f"{headings.SOURCES}{asked(ledger)}", scenario, tables, lambda: _views(ledger, rows, books))


def rivals(ledger: Ledger) -> Report:
    """Report rival readings with what the answers become under each."""
    rows = rival_records.rivals(ledger)
    tables = {"rivals": Table(rival_records.RIVALS, lambda: rows)}
    title, scenario = ledger.scenario.title, described([ledger])[0]
    subtitle = f"{headings.RIVALS}{asked(ledger)}"
    return Report(title, subtitle, scenario, tables, lambda: rival_records.views(ledger, rows))


def grids(rows: Sequence[Record]) -> tuple[Grid, Grid]:
    """Show figures: those in use, and rival readings."""
    heads = (words.FIGURE, words.VALUE, words.YEAR, words.BASIS)
    columns = tuple(Column(head, is_text=True) for head in heads)
    return (
        Grid("figures", words.IN_USE, columns, tuple(_figure(row) for row in rows if row["in_use"])),
        Grid("figures", words.RIVALS, columns, tuple(_figure(row) for row in rows if not row["in_use"])),
    )


def _views(ledger: Ledger, rows: Sequence[Record], books: Sequence[Record]) -> tuple[View, ...]:
    drawn = grids(rows)
    return shown(
        *drawn,
        Prose("figures", legend([ledger], drawn), is_small=True),
        Prose("sources", (words.SOURCES, *(figure_records.book(row) for row in books)) if books else ()),
    )


def _figure(row: Record) -> tuple[Item, ...]:
    sign = {"assumed": ASSUMED, "unsourced": UNSOURCED}.get(str(row["evidence"]), "")
    name = f"{row['figure']}.{row['reading']}" if row.get("reading") else str(row["figure"])
    formula, printed = row.get("formula"), row.get("as_printed")
    parts = [
        row["reason"],
        f"= {formula}" if formula else "",
        row.get("source"),
        row.get("where"),
        f"“{printed}”" if printed else "",
    ]
    basis = ", ".join(str(part) for part in parts if part)
    value = Item(row["shown"], sign, name, row["value"])
    year = str(row.get("year") or "")
    if row.get("age") is not None:
        year = words.YEAR_AND_AGE.format(year=year, age=row["age"])
    return Item(name), value, Item(year), Item(basis)
