"""Claims with their verdicts, as records and as a table."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from leverage.analysis.claims import CANNOT_SAY, FAILS, HOLDS, OPEN, compute_side, judge_claim, judge_share
from leverage.analysis.ranges import is_uncertain
from leverage.formula.dimensions import Measured, find_dimension
from leverage.formula.tree import Apply, Tree, make_formula
from leverage.model import Claim
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.columns import Columns, number, text, texts
from leverage.report.numbers import choose_size, name_currency, write_fixed, write_significant
from leverage.report.views import Grid, Item, make_text_columns
from leverage.text import bind_spaces
from leverage.units import name_dimension

#: What people call the column `held_in`.
TRUE_IN = "true in"

_SIGNED = {HOLDS: "✓ holds", FAILS: "✗ fails", OPEN: "≈ open", CANNOT_SAY: "? cannot be said"}
_EXPECTED = {
    HOLDS: "expected to hold",
    FAILS: "expected to fail",
    OPEN: "expected to be open",
    CANNOT_SAY: "expected: cannot be said",
}
_LIMITS = {"<": "limit", "<=": "limit", ">": "minimum", ">=": "minimum"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_FEW, _MOST = 3, 12  # digits of a number; more than few only to tell it from its limit
_NO_REASON = ("none needed", "none")  # what authors write where a limit needs no reason


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
        is_untold = self.reader.drawn is None and is_uncertain(self.reader.of.graph)
        return expect == OPEN and verdict != CANNOT_SAY and is_untold

    def explain_missing(self, share: str) -> list[str]:
        """Say why values are missing, and what the share of the simulations, which is called `share`, leaves out."""
        missing, drawn = self.reader.missing(self.claim.id), self.reader.drawn
        if drawn is None:
            return missing
        if self.verdict.why:
            return [*missing, f"{self.claim.id}: {self.verdict.why}"]
        if self.verdict.verdict != CANNOT_SAY and self.reader.left_out(self.claim.id):
            missing.append(f"{share}: whatever the losses that are not valued come to")
        unsaid = drawn.unsaid.get(self.claim.id)
        if unsaid:
            missing.append(f"{share}: undefined in {unsaid} of {drawn.draws} simulations, which it leaves out")
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
    number("held_in", "share of the simulations in which the test is true", lambda row: row.verdict.share),
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
    """Show claims of a scenario with their verdicts, the numbers beside their limits, and how often they hold.

    `is_brief` leaves out where a limit comes from. `is_named_first` puts what the claim says before its verdict.
    """
    heads = [words.CLAIM, "Verdict"] if is_named_first else ["Verdict", words.CLAIM]
    heads.append("Numbers")
    if reader.drawn:
        heads.append(TRUE_IN.capitalize())
    rows = []
    for judged in claims:
        verdict, says = Item(bind_spaces(write_outcome(judged))), Item(judged.claim.says)
        row = [says, verdict] if is_named_first else [verdict, says]
        row.append(show_numbers(judged, is_brief=is_brief))
        if reader.drawn:
            row.append(Item(write_share_held(judged.verdict.share)))
        rows.append(tuple(row))
    return Grid("claims", title, make_text_columns(*heads), tuple(rows))


def write_outcome(judged: Judged, *, with_share: bool = False) -> str:
    """Write the verdict on a claim with its sign, and what was expected where that is another."""
    verdict = sign_verdict(judged.verdict.verdict, judged.verdict.share if with_share else None)
    return verdict if judged.is_expected else f"{verdict}, {_EXPECTED[judged.claim.expect]}"


def describe_outcome(judged: Judged) -> str:
    """Say in a sentence how a claim came out: its verdict, what was expected, what it says, and its numbers."""
    verdict = write_outcome(judged)[2:]  # without the sign
    if judged.verdict.verdict == OPEN and judged.verdict.share is not None:
        verdict = f"{verdict}, true in {write_share_held(judged.verdict.share)} of the simulations"
    return f"{verdict}: {judged.claim.says.removesuffix('.')} ({write_numbers(judged)})"


def sign_verdict(verdict: str, share: float | None = None) -> str:
    """Write a verdict for a table, with its sign and the share of the simulations in which the test is true."""
    return _SIGNED[verdict] if share is None else f"{_SIGNED[verdict]} ({write_share_held(share)})"


def write_verdict(verdict: str, share: float | None = None) -> str:
    """Write a verdict in a sentence, an open one with the share of the simulations in which the test is true."""
    if verdict == CANNOT_SAY:
        return "cannot be said"
    if verdict != OPEN:
        return verdict
    return words.TOO_CLOSE if share is None else f"{words.TOO_CLOSE} ({write_share_held(share)} of the simulations)"


def show_numbers(judged: Judged, *, is_brief: bool = True) -> Item:
    """Show a claim's numbers beside their limits, what they lack, and where the limit comes from unless `is_brief`."""
    reader, claim = judged.reader, judged.claim
    reasons = [reason.removeprefix(f"{claim.id}: ") for reason in judged.explain_missing(TRUE_IN)]
    told = "" if reader.raw(claim.id) is None else write_numbers(judged)
    left_out = dict.fromkeys(reader.name_left_out(claim.id))
    if left_out:
        told = f"{told}; not counting {', '.join(left_out)}"
    told = "; ".join(filter(None, (told, *reasons)))
    if not is_brief and (threshold := find_threshold(claim)):
        told = f"{told} ({threshold})"
    return Item(bind_spaces(told), cell=claim.id, raw=reader.raw(claim.id), notes=reader.label_notes(claim.id))


def find_threshold(claim: Claim) -> str:
    """Return where the limit of a claim comes from; empty where that needs no reason."""
    return "" if claim.threshold.casefold() in _NO_REASON else claim.threshold


def write_numbers(judged: Judged) -> str:
    """Write each comparison of a claim's test in few words: ``17.2 %, limit 10 %``.

    It never reads as an inequality that may be false. A number has three digits, or as many as it takes to stand on the
    right side of its limit.
    """
    return _write_tree(judged, judged.claim.test.formula.tree)


def _write_tree(judged: Judged, tree: Tree) -> str:
    if not isinstance(tree, Apply):
        return make_formula(tree).text
    if tree.operator in ("and", "or"):
        parts = []
        for operand in tree.operands:
            told = _write_tree(judged, operand)
            is_joint = isinstance(operand, Apply) and operand.operator in ("and", "or")
            parts.append(f"({told})" if is_joint else told)
        return f"; {tree.operator} ".join(parts)
    if tree.operator == "not":
        return f"not: {_write_tree(judged, tree.operands[0])}"
    if tree.operator == "close":
        return _write_closeness(*(_find_side(judged, operand) for operand in tree.operands))
    if tree.operator in (*_LIMITS, "==", "!="):
        return _write_comparison(tree.operator, *(_find_side(judged, operand) for operand in tree.operands))
    return make_formula(tree).text


class _Side(NamedTuple):
    """A side of a comparison: its number and unit, whether it is a constant, and how its numbers are written."""

    number: float | None
    unit: Measured
    is_constant: bool
    currency: str
    is_percent: bool

    def write(self, digits: int = _FEW, *, beside: "_Side | None" = None, is_bare: bool = False) -> str:
        """Write the number with `digits` digits, on the scale of a larger one `beside` it; `is_bare` without unit."""
        if self.number is None:
            return "no value"
        digits = _MOST if self.is_constant else digits
        if self.is_percent:
            return f"{write_significant(self.number * 100, digits)} %"
        unit = name_dimension(self.unit) if isinstance(self.unit, tuple) else "ratio"
        if unit == "ratio":
            return write_significant(self.number, digits)
        size, scale = self._choose_scale(beside)
        amount = f"{write_significant(self.number / size, digits)} {scale}".rstrip()
        if is_bare:
            return amount
        if unit not in (self.currency, f"{self.currency}/year"):
            return f"{amount} {unit}"
        yearly = "" if unit == self.currency else " a year"
        return f"{name_currency(self.currency)} {amount}{yearly}"

    def round(self, digits: int) -> float:
        """Return the number as `write` shows it."""
        number = self.number or 0.0
        digits = _MOST if self.is_constant else digits
        return float(f"{number:.{digits}g}") if math.isfinite(number) else number

    def _choose_scale(self, beside: "_Side | None") -> tuple[float, str]:
        """Choose what an amount is divided by, and its word: that of the larger of two, unless this one is tiny."""
        size = abs(self.number or 0.0)
        other = abs(beside.number or 0.0) if beside is not None else 0.0
        return choose_size(max(size, other) if size and size >= 0.01 * other else size)


def _find_side(judged: Judged, tree: Tree) -> _Side:
    formula, assessment = make_formula(tree), judged.reader.of
    unit = find_dimension(formula, lambda name: assessment.graph.cells[name].unit or ())
    number, currency = compute_side(assessment, formula), judged.reader.scenario.currency
    return _Side(number, unit, not formula.names, currency, "%" in formula.text)


def _agree(*sides: _Side) -> list[_Side]:
    """Return sides as they are written beside each other: all in per cent, or none, and in one unit.

    Shares are per cent where the test writes one so, or where all of them are less than 1.
    """
    unit = next((side.unit for side in sides if isinstance(side.unit, tuple) and side.unit), ())
    numbers = [abs(side.number) for side in sides if side.number is not None]
    is_percent = any(side.is_percent for side in sides) or (any(numbers) and all(number < 1 for number in numbers))
    return [side._replace(unit=unit, is_percent=is_percent and not unit) for side in sides]


def _write_comparison(operator: str, left: _Side, right: _Side) -> str:
    """Write two numbers that are compared, the limit behind what is held to it."""
    left, right = _agree(left, right)
    if left.is_constant and not right.is_constant:
        left, right, operator = right, left, _MIRRORED.get(operator, operator)
    limit = _LIMITS.get(operator, "") if right.is_constant else ""
    between = f", {limit} " if limit else " against "
    if left.number is None or right.number is None:
        return f"{left.write()}{between}{right.write(is_bare=left.number is not None)}"
    if left.number == right.number:
        return f"{left.write()}, {f'exactly the {limit}' if limit else 'just the same'}"
    digits = _find_digits(left, right, lambda one, other: (one > other) - (one < other))
    return f"{left.write(digits, beside=right)}{between}{right.write(digits, beside=left, is_bare=True)}"


def _write_closeness(left: _Side, right: _Side, tolerance: _Side) -> str:
    """Write a number, and whether it is within so much of another."""
    left, right, tolerance = _agree(left, right, tolerance)
    room = tolerance.write(is_bare=True)
    if left.number is None or right.number is None or tolerance.number is None:
        return f"{left.write()}, to be within {room} of {right.write(is_bare=True)}"
    most = tolerance.number
    is_within = "within" if abs(left.number - right.number) <= most else "not within"
    # 3.33 and 3.3 are 0.03 apart for a reader, but not quite in binary
    digits = _find_digits(left, right, lambda one, other: abs(one - other) <= most + 1e-12 * abs(other))
    return f"{left.write(digits, beside=right)}, {is_within} {room} of {right.write(digits, beside=left, is_bare=True)}"


def _find_digits(left: _Side, right: _Side, compare: Callable[[float, float], int]) -> int:
    """Return in how many digits two numbers compare, as they are written, as they do."""
    one, other = left.number or 0.0, right.number or 0.0
    for digits in range(_FEW, _MOST):
        if compare(left.round(digits), right.round(digits)) == compare(one, other):
            return digits
    return _MOST


def write_share_held(share: float | None) -> str:
    """Write the share of simulations in which a test is true: ``32 %``, ``all``, ``none``; empty if it is not known.

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
