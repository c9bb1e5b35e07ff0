"""What the shorter commands say: one cell, the figures and sources, the claims, the list of scenarios."""

from collections.abc import Mapping, Sequence

from leverage import library
from leverage.assess import Assessment
from leverage.claims import with_numbers
from leverage.formula import ANY, TRUTH, Measured
from leverage.problems import Problem
from leverage.report import figures as figure_records
from leverage.report import records
from leverage.report.ledger import Ledger, described
from leverage.report.marks import ASSUMED, UNSOURCED
from leverage.report.numbers import brief
from leverage.report.parts import Column, Grid, Item, Prose, Record, Report, items
from leverage.units import named

CELLS = ("scenario", "cell", "value", "unit", "evidence", "sources", "formula", "left_out", "missing")
NOTES = ("scenario", "note", "hint", "file", "line", "column")
SCENARIOS = ("scenario", "title", "about", "as_of", "currency", "sides")


def get(ledger: Ledger, name: str) -> Report:
    """Report one cell; its bare number is the report's `bare`, None where it is missing."""
    number = ledger.number(name)
    cell = ledger.cell(name)
    is_test = cell is not None and cell.unit is TRUTH
    record = {
        "scenario": ledger.name,
        "cell": name,
        "value": number,
        "unit": None if is_test else ledger.unit(name),
        "evidence": ledger.evidence(name),
        "sources": ledger.sources(name),
        "formula": cell.formula.text if cell and cell.formula else None,
        "left_out": ledger.left_out(name),
        "missing": ledger.missing(name),
    }
    if name in ledger.scenario.claims:
        record["value"] = next(row["verdict"] for row in records.claims(ledger) if row["claim"] == name)
    shown = str(record["value"]) if is_test or number is None else repr(number)
    row = items(name, "–" if number is None else shown, record["unit"] or "", record["evidence"] or "")
    columns = (
        Column("Cell", is_text=True),
        Column("value"),
        Column("unit", is_text=True),
        Column("evidence", is_text=True),
    )
    lines = tuple(f"Missing: {text}." for text in record["missing"])
    lines += tuple(f"At least; left out: {text}." for text in record["left_out"])
    views = (Grid("cells", "", columns, (row,)), *([Prose("cells", lines)] if lines else []))
    bare = None if number is None else f"{number:.0f}" if _is_whole(number) and not is_test else shown
    tables = {"cells": records.table(CELLS, [record])}
    return Report(ledger.scenario.title, "", described([ledger])[0], tables, views, bare)


def _is_whole(number: float) -> bool:
    return number.is_integer() and abs(number) < 1e15


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


def check(ledgers: Sequence[Ledger]) -> Report:
    """Report every claim's verdict and the notes on the files."""
    rows = [row for ledger in ledgers for row in records.claims(ledger)]
    notes = [_note(ledger, note) for ledger in ledgers for note in ledger.of.notes]
    tables = {"claims": records.table(records.CLAIMS, rows), "notes": records.table(NOTES, notes)}
    shown = _unrepeated(rows)
    grids = [_claims(ledger, [row for row in shown if row["scenario"] == ledger.name]) for ledger in ledgers]
    views = (
        *(grid for grid in grids if grid.rows),
        Prose("claims", (_summary(rows, len(rows) - len(shown)),)),
        Prose("notes", tuple(dict.fromkeys(_noted(row) for row in notes)), is_small=True),
    )
    kept = tuple(view for view in views if not isinstance(view, Prose) or view.lines)
    title = ledgers[0].scenario.title if len(ledgers) == 1 else f"{len(ledgers)} scenarios"
    return Report(title, "claims", {**described(ledgers[:1])[0], "checked": described(ledgers)}, tables, kept)


def _claims(ledger: Ledger, rows: Sequence[Record]) -> Grid:
    columns = (
        Column("Verdict", is_text=True),
        Column("Claim", is_text=True),
        Column("Numbers, threshold", is_text=True),
    )
    return Grid("claims", ledger.name, columns, tuple(_claim(ledger, row) for row in rows))


def unexpected(report: Report) -> int:
    """Count the claims whose verdict is not the one their author knows of."""
    return sum(row["verdict"] != row["expect"] for row in report.tables["claims"].records)


def _note(ledger: Ledger, note: Problem) -> Record:
    place = note.place
    return {
        "scenario": ledger.name,
        "note": note.message,
        "hint": note.hint or None,
        "file": place.file.name if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _noted(row: Record) -> str:
    return f"Note: {row['note']} ({row['file']}:{row['line']})"


def _unrepeated(rows: Sequence[Record]) -> list[Record]:
    """Drop claims that say of a scenario just what they said of one before: those it inherits unchanged."""
    seen = set()
    kept = []
    for row in rows:
        key = (row["claim"], row["test"], row["verdict"], row["expect"], row["left"], row["right"])
        if key not in seen:
            kept.append(row)
        seen.add(key)
    return kept


def _claim(ledger: Ledger, row: Record) -> tuple[Item, ...]:
    verdict = str(row["verdict"])
    if verdict != row["expect"]:
        verdict = f"{verdict}, NOT {row['expect']}"
    elif verdict != "holds":
        verdict = f"{verdict}, as expected"
    threshold = f" ({row['threshold']})" if row["threshold"] else ""
    return items(verdict, str(row["says"]), f"{_numbers(ledger, row)}{threshold}")


def _numbers(ledger: Ledger, row: Record) -> str:
    """Write a claim's test with its numbers, and what they lack."""
    claim = ledger.scenario.claims[str(row["claim"])]
    in_percent = "%" in claim.test.formula.text

    def shown(number: float, unit: Measured) -> str:
        is_share = in_percent and unit in ((), ANY)
        return brief(number, named(unit) if isinstance(unit, tuple) else None, is_share)

    lacks = f"; {'; '.join(row['missing'])}" if row["missing"] else ""
    out = f", without {', '.join(row['left_out'])}" if row["left_out"] else ""
    return f"{with_numbers(ledger.of, claim, shown)}{out}{lacks}"


def _summary(rows: Sequence[Record], repeated: int) -> str:
    if not rows:
        return "No claims."
    counts = {
        verdict: sum(row["verdict"] == verdict for row in rows)
        for verdict in ("holds", "fails", "cannot say")
    }
    odd = sum(row["verdict"] != row["expect"] for row in rows)
    said = f"{len(rows)} claims: {counts['holds']} hold, {counts['fails']} fail, {counts['cannot say']} cannot be said"
    again = (
        f" {repeated} that scenarios inherit with the same numbers are not shown again." if repeated else ""
    )
    return f"{said}; {f'{odd} not as expected' if odd else 'all as expected'}.{again}"


def scenarios(found: Mapping[str, Assessment]) -> Report:
    """Report the bundled scenarios."""
    rows = [
        {
            "scenario": name,
            "title": one.scenario.title,
            "about": one.scenario.about or None,
            "as_of": one.scenario.as_of or None,
            "currency": one.scenario.currency,
            "sides": list(one.scenario.sides),
        }
        for name, one in found.items()
    ]
    columns = (Column("Scenario", is_text=True), Column("About", is_text=True))
    grid = Grid(
        "scenarios",
        "",
        columns,
        tuple(items(str(row["scenario"]), str(row["about"] or row["title"])) for row in rows),
    )
    hint = f"`leverage show NAME` shows one, `leverage compare` all of {library.DEFAULT}."
    tables = {"scenarios": records.table(SCENARIOS, rows)}
    return Report("Bundled scenarios", "", {}, tables, (grid, Prose("scenarios", (hint,), is_small=True)))
