"""What `leverage check` says: every claim's verdict, and the notes on the files."""

from collections.abc import Sequence

from leverage.claims import with_numbers
from leverage.formula import ANY, Measured
from leverage.problems import Problem
from leverage.report import grids, records
from leverage.report.ledger import Ledger, asked, described
from leverage.report.numbers import brief
from leverage.report.parts import Column, Grid, Item, Prose, Record, Report, Table, View, items
from leverage.units import named

NOTES = ("scenario", "note", "hint", "file", "line", "column")


def check(ledgers: Sequence[Ledger]) -> Report:
    """Report every claim's verdict and the notes on the files."""
    rows = [row for ledger in ledgers for row in records.claims(ledger)]
    notes = [_note(ledger, note) for ledger in ledgers for note in ledger.of.notes]
    tables = {"claims": Table(records.CLAIMS, lambda: rows), "notes": Table(NOTES, lambda: notes)}
    title = ledgers[0].scenario.title if len(ledgers) == 1 else f"{len(ledgers)} scenarios"
    scenario = {**described(ledgers[:1])[0], "checked": described(ledgers)}
    return Report(title, f"claims{asked(ledgers[0])}", scenario, tables, lambda: _views(ledgers, rows, notes))


def _views(ledgers: Sequence[Ledger], rows: Sequence[Record], notes: Sequence[Record]) -> tuple[View, ...]:
    shown = _unrepeated(ledgers, rows)
    return grids.shown(
        *(_claims(ledger, [row for row in shown if row["scenario"] == ledger.name]) for ledger in ledgers),
        Prose("claims", (_summary(shown, len(rows) - len(shown)),)),
        Prose("notes", tuple(dict.fromkeys(_noted(row) for row in notes)), is_small=True),
    )


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


def _unrepeated(ledgers: Sequence[Ledger], rows: Sequence[Record]) -> list[Record]:
    """Drop claims that say of a scenario just what they said of one before: those it inherits unchanged."""
    written = {ledger.name: ledger.scenario.claims for ledger in ledgers}
    seen = set()
    kept = []
    for row in rows:
        place = written[str(row["scenario"])][str(row["claim"])].place
        key = (place.file.name, place.line, row["test"], row["verdict"], row["expect"], row["left"], row["right"])
        if key not in seen:
            kept.append(row)
        seen.add(key)
    return kept


def _claim(ledger: Ledger, row: Record) -> tuple[Item, ...]:
    verdict = str(row["verdict"])
    if verdict != row["expect"]:
        verdict = f"{verdict}, expected: {row['expect']}"
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
    counts = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in ("holds", "fails", "cannot say")}
    odd = sum(row["verdict"] != row["expect"] for row in rows)
    claims = f"{len(rows)} claim{'s' if len(rows) > 1 else ''}"
    said = f"{claims}: {counts['holds']} hold, {counts['fails']} fail, {counts['cannot say']} cannot be said"
    again = f" Inherited with the same numbers and not shown again: {repeated}." if repeated else ""
    return f"{said}; {f'{odd} not as expected' if odd else 'all as expected'}.{again}"
