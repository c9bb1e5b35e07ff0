"""Claims with their verdicts, as records and as a table."""

from collections.abc import Sequence

from leverage.analysis.claims import judge_claim, write_with_numbers
from leverage.formula.dimensions import ANY, Measured
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.numbers import write_brief, write_fixed
from leverage.report.report import Record
from leverage.report.views import Column, Grid, Item, make_items
from leverage.units import name_dimension


def write_share_held(share: float | None) -> str:
    """Write the share of draws in which a claim holds: ``32 %``, ``all``, ``none``; nothing where it is not known."""
    if share is None:
        return ""
    if share in (0, 1):
        return "all" if share else "none"
    return _percent(share)


def _percent(share: float) -> str:
    """Write a share without rounding it to nothing or to all."""
    if share > 0.995:
        return ">99 %"
    return f"{write_fixed(share * 100, 0)} %"


def draw_claims(reader: CellReader, *, is_brief: bool = False) -> Grid:
    """Show every claim of a scenario with its verdict, its test with the numbers, and how often it holds.

    In brief without where its threshold comes from, and without saying that a verdict is the expected one.
    """
    return _claims(reader, list_claims(reader), is_brief=is_brief)


def _claims(reader: CellReader, rows: Sequence[Record], *, is_brief: bool = False) -> Grid:
    heads = ("Verdict", words.CLAIM, "Numbers, threshold", *(("Holds in",) if reader.drawn else ()))
    lines = []
    for row in rows:
        share = make_items(write_share_held(row["held_in"])) if reader.drawn else ()
        lines.append((*_claim(reader, row, is_brief=is_brief), *share))
    title = reader.name
    if reader.drawn:
        title = f"{reader.name}; holds in so many of {reader.drawn.draws:,} draws"
    return Grid("claims", title, tuple(Column(head, is_text=True) for head in heads), tuple(lines))


def _claim(reader: CellReader, row: Record, *, is_brief: bool) -> tuple[Item, ...]:
    verdict = str(row["verdict"])
    if verdict != row["expect"]:
        verdict = f"{verdict}, expected: {row['expect']}"
    elif verdict != "holds" and not is_brief:
        verdict = f"{verdict}, as expected"
    threshold = f" ({row['threshold']})" if row["threshold"] and not is_brief else ""
    claim = str(row["claim"])
    return (
        *make_items(verdict, str(row["says"])),
        Item(f"{_numbers(reader, row)}{threshold}", "", claim, reader.raw(claim)),
    )


def _numbers(reader: CellReader, row: Record) -> str:
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


CLAIMS = (
    "scenario", "claim", "says", "source", "test", "threshold", "verdict", "expect", "left", "right", "held_in",
    "left_out", "missing",
)  # fmt: skip


def list_claims(reader: CellReader) -> list[Record]:
    """Return every claim with its verdict."""
    rows = []
    for claim in reader.scenario.claims.values():
        verdict = judge_claim(reader.of, claim)
        rows.append(
            {
                "scenario": reader.name,
                "claim": claim.id,
                "says": claim.says,
                "source": claim.source or None,
                "test": claim.test.formula.text,
                "threshold": claim.threshold or None,
                "verdict": verdict.verdict,
                "expect": claim.expect,
                "left": verdict.left,
                "right": verdict.right,
                "held_in": _held_in(reader, claim.id, verdict.verdict),
                "left_out": reader.left_out(claim.id),
                "missing": [*reader.missing(claim.id), *_unheld(reader, claim.id)],
            }
        )
    return rows


def _held_in(reader: CellReader, claim: str, verdict: str) -> float | None:
    """Return the share of draws in which a claim holds; of one that no range touches, all or none of them."""
    if reader.drawn is None or reader.left_out(claim) or verdict == "cannot say":
        return None
    return reader.drawn.held.get(claim, 1.0 if verdict == "holds" else 0.0)


def _unheld(reader: CellReader, claim: str) -> list[str]:
    """Say why a claim has no share of draws, or in how many of them it cannot be said."""
    if reader.drawn is None:
        return []
    if reader.left_out(claim):
        return ["held_in: a part of what it compares is not valued"]
    count = reader.drawn.unsaid.get(claim)
    return (
        [f"held_in: cannot be said in {count} of {reader.drawn.draws} draws, which count as not holding"]
        if count
        else []
    )
