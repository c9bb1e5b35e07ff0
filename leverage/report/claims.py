"""Claims with their verdicts, as records and as a table."""

from collections.abc import Sequence

from leverage.analysis.claims import CANNOT_SAY, HOLDS, OPEN, judge_claim, judge_share, write_with_numbers
from leverage.analysis.ranges import list_uncertain
from leverage.formula.dimensions import ANY, Measured
from leverage.model import Claim
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.columns import Columns, number, text, texts
from leverage.report.numbers import write_brief, write_fixed
from leverage.report.views import Column, Grid, Item
from leverage.units import name_dimension

#: What people call the column `held_in`.
SHARE_OF_DRAWS = "share of the draws"


class Judged:
    """A claim with its verdict."""

    def __init__(self, reader: CellReader, claim: Claim) -> None:
        """Judge a claim of a scenario."""
        self.reader = reader
        self.claim = claim
        self.verdict = judge_claim(reader.of, claim, reader.drawn)

    @property
    def is_expected(self) -> bool:
        """Tell whether the verdict is the one in `expect`; without the draws that there could be nothing is open.

        Nothing is expected of a template before rows fill it.
        """
        verdict, expect = self.verdict.verdict, self.claim.expect
        if verdict == expect or (verdict == CANNOT_SAY and self.reader.scenario.template):
            return True
        is_untold = self.reader.drawn is None and bool(list_uncertain(self.reader.of.graph))
        return expect == OPEN and verdict != CANNOT_SAY and is_untold

    def explain_missing(self, share: str) -> list[str]:
        """Say why values are missing, and what the share of the draws, which is called `share`, leaves out."""
        missing, drawn = self.reader.missing(self.claim.id), self.reader.drawn
        if drawn is None:
            return missing
        if self.verdict.why:
            return [*missing, f"{self.claim.id}: {self.verdict.why}"]
        if self.verdict.verdict != CANNOT_SAY and self.reader.left_out(self.claim.id):
            missing.append(f"{share}: whatever the losses that are not valued come to")
        unsaid = drawn.unsaid.get(self.claim.id)
        if unsaid:
            missing.append(f"{share}: undefined in {unsaid} of {drawn.draws} draws, which it leaves out")
        return missing


CLAIMS = Columns[Judged](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("claim", "the claim", lambda row: row.claim.id),
    text("says", "the sentence", lambda row: row.claim.says),
    text("source", "who says so; none for the author's own", lambda row: row.claim.source or None),
    text("test", "the comparison that the claim is tied to", lambda row: row.claim.test.formula.text),
    text("threshold", "where the line of the test comes from", lambda row: row.claim.threshold or None),
    text("verdict", "`holds`, `fails`, `open` or `cannot say`", lambda row: row.verdict.verdict),
    text("expect", "the verdict that the author knows of", lambda row: row.claim.expect),
    number("left", "left side of the test", lambda row: row.verdict.left),
    number("right", "right side of the test", lambda row: row.verdict.right),
    number("held_in", "share of the draws in which the test is true", lambda row: row.verdict.share),
    texts("left_out", "cells that a sum in the test does not hold", lambda row: row.reader.left_out(row.claim.id)),
    texts("missing", "why values are missing, as `cell: reason`", lambda row: row.explain_missing("held_in")),
)


def list_claims(reader: CellReader) -> list[Judged]:
    """Return every claim with its verdict."""
    return [Judged(reader, claim) for claim in reader.scenario.claims.values()]


def draw_claims(
    reader: CellReader,
    claims: Sequence[Judged],
    title: str,
    *,
    is_brief: bool = False,
    is_named_first: bool = False,
) -> Grid:
    """Show claims of a scenario with their verdicts, their tests with the numbers, and how often they hold.

    `is_brief` leaves out where a threshold comes from, and that a verdict is the expected one. `is_named_first` puts
    what the claim says before its verdict.
    """
    heads = [words.CLAIM, "Verdict"] if is_named_first else ["Verdict", words.CLAIM]
    heads.append("Numbers, threshold")
    if reader.drawn:
        heads.append("Holds in")
    rows = []
    for judged in claims:
        verdict, says = Item(_write_verdict(judged, is_brief=is_brief)), Item(judged.claim.says)
        row = [says, verdict] if is_named_first else [verdict, says]
        row.append(_show_test(judged, is_brief=is_brief))
        if reader.drawn:
            row.append(Item(write_share_held(judged.verdict.share)))
        rows.append(tuple(row))
    return Grid("claims", title, tuple(Column(head, is_text=True) for head in heads), tuple(rows))


def _write_verdict(judged: Judged, *, is_brief: bool) -> str:
    verdict = write_verdict(judged.verdict.verdict)
    if not judged.is_expected:
        return f"{verdict}, expected: {write_verdict(judged.claim.expect)}"
    if judged.verdict.verdict != HOLDS and not is_brief:
        return f"{verdict}, as expected"
    return verdict


def write_verdict(verdict: str, share: float | None = None) -> str:
    """Write a verdict for people, an open one with the share of the draws in which the test is true, if it is given."""
    if verdict != OPEN:
        return verdict
    return words.TOO_CLOSE if share is None else f"{words.TOO_CLOSE} ({write_share_held(share)} of the draws)"


def _show_test(judged: Judged, *, is_brief: bool) -> Item:
    """Show a claim's test with its numbers, what they lack, and where its threshold comes from."""
    reader, claim = judged.reader, judged.claim
    in_percent = "%" in claim.test.formula.text

    def write(number: float, unit: Measured) -> str:
        is_share = in_percent and unit in ((), ANY)
        return write_brief(number, name_dimension(unit) if isinstance(unit, tuple) else None, is_share)

    numbers = write_with_numbers(reader.of, claim, write)
    if reader.left_out(claim.id):
        numbers = f"{numbers}, without {', '.join(reader.left_out(claim.id))}"
    numbers = "; ".join((numbers, *judged.explain_missing(SHARE_OF_DRAWS)))
    if claim.threshold and not is_brief:
        numbers = f"{numbers} ({claim.threshold})"
    return Item(numbers, cell=claim.id, raw=reader.raw(claim.id), notes=reader.label_notes(claim.id))


def write_share_held(share: float | None) -> str:
    """Write the share of draws in which a test is true: ``32 %``, ``all``, ``none``; empty where it is not known.

    It has as many decimals as it takes not to look like another verdict: 94.99 % is open, 95 % holds.
    """
    if share is None:
        return ""
    if share in (0, 1):
        return "all" if share else "none"
    if share > 0.995:  # which would round to all
        return ">99 %"
    decimals = 0
    while judge_share(round(share, decimals + 2)) != judge_share(share):
        decimals += 1
    return f"{write_fixed(share * 100, decimals)} %"
