"""What the shorter commands say: one cell, the figures and sources, the claims, the list of scenarios."""

from collections.abc import Mapping, Sequence

from leverage import library
from leverage.assess import Assessment
from leverage.formula import TRUTH
from leverage.problems import Problem
from leverage.report import figures as figure_records
from leverage.report import records
from leverage.report.ledger import Ledger, described
from leverage.report.marks import ABOUT, ASSUMED, UNSOURCED
from leverage.report.numbers import brief
from leverage.report.parts import Column, Grid, Item, Prose, Record, Report, items

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
    columns = (Column("Cell", is_text=True), Column("value"), Column("unit", is_text=True), Column("evidence", is_text=True))
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
    rows = figure_records.figures(ledger)
    books = figure_records.sources(ledger)
    tables = {
        "figures": records.table(figure_records.FIGURES, rows),
        "sources": records.table(figure_records.SOURCES, books),
    }
    columns = (
        Column("Figure", is_text=True), Column("value"), Column("unit", is_text=True), Column("year"),
        Column("source and place, formula or reason", is_text=True),
    )  # fmt: skip
    views = (
        Grid("figures", "Figures in use", columns, tuple(_figure(row) for row in rows if row["in_use"])),
        Grid("figures", "Rival readings", columns, tuple(_figure(row) for row in rows if not row["in_use"])),
        Prose("figures", (f"{ASSUMED} assumed   {UNSOURCED} without a source   {ABOUT} approximate at source",), is_small=True),
        Prose("sources", ("Sources", *(_book(row) for row in books))),
    )
    kept = tuple(view for view in views if not isinstance(view, Grid) or view.rows)
    return Report(ledger.scenario.title, "figures and sources", described([ledger])[0], tables, kept)


def _figure(row: Record) -> tuple[Item, ...]:
    sign = {"assumed": ASSUMED, "unsourced": UNSOURCED}.get(str(row["evidence"]), "")
    name = f"{row['figure']}.{row['reading']}" if row["reading"] else str(row["figure"])
    value = row["value"]
    bounds = [brief(row[end], None) for end in ("low", "high") if row[end] is not None]
    shown = "–" if value is None else brief(value, None)
    if bounds:
        shown += f" ({' to '.join(bounds)})"
    said = [row["reason"], row["formula"] and f"= {row['formula']}", row["source"], row["where"], row["as_printed"] and f"“{row['as_printed']}”"]
    basis = ", ".join(str(part) for part in said if part)
    return Item(name), Item(shown, sign, name, value), Item(str(row["unit"] or "")), Item(str(row["year"] or "")), Item(basis)


def _book(row: Record) -> str:
    parts = [row["author"], row["title"], row["published"], row["url"]]
    primary = " (primary)" if row["primary"] else ""
    return f"{row['source']}: {', '.join(str(part) for part in parts if part)}{primary}"


def check(ledgers: Sequence[Ledger]) -> Report:
    """Report every claim's verdict and the notes on the files."""
    rows = [row for ledger in ledgers for row in records.claims(ledger)]
    notes = [_note(ledger, note) for ledger in ledgers for note in ledger.of.notes]
    tables = {"claims": records.table(records.CLAIMS, rows), "notes": records.table(NOTES, notes)}
    several = len(ledgers) > 1
    columns = [*([Column("Scenario", is_text=True)] if several else []), Column("Verdict", is_text=True)]
    columns += [Column("Claim", is_text=True), Column("Numbers", is_text=True), Column("Threshold", is_text=True)]
    lines = tuple((*([Item(str(row["scenario"]))] if several else []), *_claim(row)) for row in rows)
    views = (
        Grid("claims", "", tuple(columns), lines),
        Prose("claims", (_summary(rows),)),
        Prose("notes", tuple(f"Note: {row['note']} ({row['file']}:{row['line']})" for row in notes), is_small=True),
    )
    kept = tuple(view for view in views if (view.rows if isinstance(view, Grid) else view.lines))
    title = ledgers[0].scenario.title if not several else f"{len(ledgers)} scenarios"
    return Report(title, "claims", {**described(ledgers[:1])[0], "checked": described(ledgers)}, tables, kept)


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


def _claim(row: Record) -> tuple[Item, ...]:
    verdict = str(row["verdict"])
    if verdict != row["expect"]:
        verdict = f"{verdict}, NOT as expected ({row['expect']})"
    elif verdict != "holds":
        verdict = f"{verdict}, as expected"
    return items(verdict, str(row["says"]), _numbers(row), str(row["threshold"] or ""))


def _numbers(row: Record) -> str:
    """Write the two sides of a claim's test with its sign between them."""
    left, right, test = row["left"], row["right"], str(row["test"])
    if row["missing"]:
        return "; ".join(row["missing"])
    out = f" (without {', '.join(row['left_out'])})" if row["left_out"] else ""
    if left is None or right is None:
        return f"{test}{out}"
    sign = next((sign for sign in ("<=", ">=", "==", "!=", "<", ">") if f" {sign} " in f" {test} "), "close to")
    in_percent = max(abs(left), abs(right)) < 1 and "%" in test
    return f"{brief(left, None, in_percent)} {sign} {brief(right, None, in_percent)}{out}"


def _summary(rows: Sequence[Record]) -> str:
    if not rows:
        return "No claims."
    counts = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in ("holds", "fails", "cannot say")}
    odd = sum(row["verdict"] != row["expect"] for row in rows)
    said = f"{len(rows)} claims: {counts['holds']} hold, {counts['fails']} fail, {counts['cannot say']} cannot be said"
    return f"{said}; {f'{odd} not as expected' if odd else 'all as expected'}."


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
    grid = Grid("scenarios", "", columns, tuple(items(str(row["scenario"]), str(row["about"] or row["title"])) for row in rows))
    hint = f"`leverage show NAME` shows one, `leverage compare` all of {library.DEFAULT}."
    tables = {"scenarios": records.table(SCENARIOS, rows)}
    return Report("Bundled scenarios", "", {}, tables, (grid, Prose("scenarios", (hint,), is_small=True)))

