"""Claims with their verdicts, as records and as a table."""

from collections.abc import Sequence

from leverage.analysis.claims import find_share_held, judge_claim, write_with_numbers
from leverage.formula.dimensions import ANY, Measured
from leverage.model import Claim
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.columns import Columns, number, text, texts
from leverage.report.numbers import write_brief, write_fixed
from leverage.report.report import Record
from leverage.report.views import Column, Grid, Item, make_items
from leverage.units import name_dimension


class Judged:
    """A claim with its verdict."""

    def __init__(self, reader: CellReader, claim: Claim) -> None:
        """Judge a claim of a scenario."""
        self.reader = reader
        self.claim = claim
        self.verdict = judge_claim(reader.of, claim)

    def find_share_held(self) -> float | None:
        """Return the share of draws in which the claim holds; all or none of them where no range touches it."""
        drawn = self.reader.drawn
        if drawn is None or self.reader.left_out(self.claim.id):
            return None
        return find_share_held(self.claim.id, self.verdict.verdict, drawn.held)

    def explain_missing(self) -> list[str]:
        """Say why values are missing, and in how many draws the claim cannot be said."""
        missing, drawn = self.reader.missing(self.claim.id), self.reader.drawn
        if drawn is None:
            return missing
        if self.reader.left_out(self.claim.id):
            return [*missing, "held_in: a part of what it compares is not valued"]
        unsaid = drawn.unsaid.get(self.claim.id)
        if unsaid:
            missing.append(f"held_in: cannot be said in {unsaid} of {drawn.draws} draws, which count as not holding")
        return missing


CLAIMS = Columns[Judged](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("claim", "the claim", lambda row: row.claim.id),
    text("says", "the sentence", lambda row: row.claim.says),
    text("source", "who says so; none for the author's own", lambda row: row.claim.source or None),
    text("test", "the comparison that the claim is tied to", lambda row: row.claim.test.formula.text),
    text("threshold", "where the line of the test comes from", lambda row: row.claim.threshold or None),
    text("verdict", "`holds`, `fails` or `cannot say`", lambda row: row.verdict.verdict),
    text("expect", "the verdict that the author knows of", lambda row: row.claim.expect),
    number("left", "left side of the test", lambda row: row.verdict.left),
    number("right", "right side of the test", lambda row: row.verdict.right),
    number("held_in", "share of the draws in which the claim holds", lambda row: row.find_share_held()),
    texts("left_out", "cells that a sum in the test does not hold", lambda row: row.reader.left_out(row.claim.id)),
    texts("missing", "why values are missing, as `cell: reason`", lambda row: row.explain_missing()),
)


def list_claims(reader: CellReader) -> list[Record]:
    """Return every claim with its verdict."""
    return [CLAIMS.make_record(Judged(reader, claim)) for claim in reader.scenario.claims.values()]


def draw_claims(
    reader: CellReader,
    rows: Sequence[Record],
    title: str,
    *,
    is_brief: bool = False,
    is_named_first: bool = False,
) -> Grid:
    """Show claims of a scenario with their verdicts, their tests with the numbers, and how often they hold.

    `is_brief` leaves out where a threshold comes from, and that a verdict is the expected one. `is_named_first` puts
    what the claim says before its verdict.
    """
    heads = ["Verdict", words.CLAIM]
    if is_named_first:
        heads.reverse()
    heads.append("Numbers, threshold")
    if reader.drawn:
        heads.append("Holds in")
    lines = []
    for row in rows:
        verdict = Item(_write_verdict(row, is_brief=is_brief))
        says = Item(str(row["says"]))
        named = (says, verdict) if is_named_first else (verdict, says)
        share = make_items(write_share_held(row["held_in"])) if reader.drawn else ()
        lines.append((*named, _show_test(reader, row, is_brief=is_brief), *share))
    return Grid("claims", title, tuple(Column(head, is_text=True) for head in heads), tuple(lines))


def _write_verdict(row: Record, *, is_brief: bool) -> str:
    verdict = str(row["verdict"])
    if verdict != row["expect"]:
        return f"{verdict}, expected: {row['expect']}"
    if verdict != "holds" and not is_brief:
        return f"{verdict}, as expected"
    return verdict


def _show_test(reader: CellReader, row: Record, *, is_brief: bool) -> Item:
    threshold = f" ({row['threshold']})" if row["threshold"] and not is_brief else ""
    claim = str(row["claim"])
    numbers = f"{_write_numbers(reader, row)}{threshold}"
    return Item(numbers, cell=claim, raw=reader.raw(claim), notes=reader.label_notes(claim))


def _write_numbers(reader: CellReader, row: Record) -> str:
    """Write a claim's test with its numbers, and what they lack."""
    claim = reader.scenario.claims[str(row["claim"])]
    in_percent = "%" in claim.test.formula.text

    def shown(number: float, unit: Measured) -> str:
        is_share = in_percent and unit in ((), ANY)
        return write_brief(number, name_dimension(unit) if isinstance(unit, tuple) else None, is_share)

    numbers = write_with_numbers(reader.of, claim, shown)
    if row["left_out"]:
        numbers = f"{numbers}, without {', '.join(row['left_out'])}"
    return "; ".join((numbers, *row["missing"]))


def write_share_held(share: float | None) -> str:
    """Write the share of draws in which a claim holds: ``32 %``, ``all``, ``none``; empty where it is not known."""
    if share is None:
        return ""
    if share in (0, 1):
        return "all" if share else "none"
    return _write_percent(share)


def _write_percent(share: float) -> str:
    """Write a share without rounding it to nothing or to all."""
    if share > 0.995:
        return ">99 %"
    return f"{write_fixed(share * 100, 0)} %"
