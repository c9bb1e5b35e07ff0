"""What `leverage sources` says: every figure with where it comes from, then the bibliography."""

from leverage.report import figures as figure_records
from leverage.report import records
from leverage.report.ledger import Ledger, described
from leverage.report.marks import ASSUMED, UNSOURCED
from leverage.report.parts import Column, Grid, Item, Prose, Record, Report


def sources(ledger: Ledger) -> Report:
    """Report every figure with its source, and the bibliography."""
    rows, books = figure_records.figures(ledger), figure_records.sources(ledger)
    tables = {
        "figures": records.table(figure_records.FIGURES, rows),
        "sources": records.table(figure_records.SOURCES, books),
    }
    columns = (
        Column("Figure", is_text=True), Column("Value", is_text=True), Column("Year", is_text=True),
        Column("Source and place, formula or reason", is_text=True),
    )  # fmt: skip
    views = (
        Grid("figures", "Figures in use", columns, tuple(_figure(row) for row in rows if row["in_use"])),
        Grid("figures", "Rival readings", columns, tuple(_figure(row) for row in rows if not row["in_use"])),
        Prose(
            "figures",
            (f"{ASSUMED} rests on an assumption   {UNSOURCED} rests on a number without a source",),
            is_small=True,
        ),
        Prose("sources", ("Sources", *(_book(row) for row in books))),
    )
    kept = tuple(view for view in views if not isinstance(view, Grid) or view.rows)
    return Report(ledger.scenario.title, "figures and sources", described([ledger])[0], tables, kept)


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
    value = Item(f"{row['shown']}{sign}", "", name, row["value"])
    return Item(name), value, Item(str(row.get("year") or "")), Item(basis)


def _book(row: Record) -> str:
    parts = [row["author"], row["title"], row["published"], row["url"]]
    primary = " (primary)" if row["primary"] else ""
    return f"{row['source']}: {', '.join(str(part) for part in parts if part)}{primary}"
