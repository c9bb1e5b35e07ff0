"""Claims: whether the numbers bear out a sentence, or cannot say. All verdicts are given here."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from leverage.analysis.assessment import Assessment
from leverage.formula.dimensions import Measured, find_dimension
from leverage.formula.evaluate import Interval, UndefinedError, bound_formula, evaluate
from leverage.formula.tree import Apply, Formula, Tree, make_formula
from leverage.model import VERDICTS, Claim

HOLDS, FAILS, CANNOT_SAY = VERDICTS

_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=", "close")


class Verdict(NamedTuple):
    """What the numbers say of a claim; left and right are the two sides of a single comparison, in base units."""

    verdict: str
    left: float | None
    right: float | None


def judge_truth(truth: float) -> str:
    """Return the verdict on a test whose result is known: 1 where it holds, 0 where it fails."""
    return HOLDS if truth else FAILS


def judge_bounds(least: float, most: float) -> str:
    """Return the verdict on a test whose result, 0 or 1, lies within bounds; both must agree for it to be known."""
    if least == 1:
        return HOLDS
    return FAILS if most == 0 else CANNOT_SAY


def judge_claim(assessment: Assessment, claim: Claim) -> Verdict:
    """Return the verdict on a claim.

    What could not be valued is never negative; a verdict stands only if no size of it reverses it.
    """
    value = assessment.values[claim.id]
    left, right = _compute_sides(assessment, claim.test.formula)
    if value.number is None:
        return Verdict(CANNOT_SAY, left, right)
    if not value.left_out:
        return Verdict(judge_truth(value.number), left, right)
    return Verdict(judge_bounds(*find_reach(assessment)[claim.id]), left, right)


def find_share_held(claim: str, verdict: str, held: Mapping[str, float | None]) -> float | None:
    """Return the share of draws in which a claim holds, given those of the claims that some range touches.

    No range changes the verdict on another claim: it holds in all draws or in none. None where it cannot be said.
    """
    if verdict == CANNOT_SAY:
        return None
    return held.get(claim, 1.0 if verdict == HOLDS else 0.0)


def write_with_numbers(assessment: Assessment, claim: Claim, show: Callable[[float, Measured], str]) -> str:
    """Write a claim's test with the number of each compared side in its place."""
    return _write_tree(assessment, claim.test.formula.tree, show)


def _write_tree(assessment: Assessment, tree: Tree, show: Callable[[float, Measured], str]) -> str:
    if not isinstance(tree, Apply):
        return make_formula(tree).text
    if _is_joint(tree):
        parts = []
        for operand in tree.operands:
            text = _write_tree(assessment, operand, show)
            parts.append(f"({text})" if _is_joint(operand) else text)
        return f" {tree.operator} ".join(parts)
    if tree.operator == "not":
        return f"not ({_write_tree(assessment, tree.operands[0], show)})"
    if tree.operator not in _COMPARISONS:
        return make_formula(tree).text
    sides = [_write_side(assessment, make_formula(operand), show) for operand in tree.operands]
    if tree.operator == "close":
        return f"{sides[0]} within {sides[2]} of {sides[1]}"
    return f"{sides[0]} {tree.operator} {sides[1]}"


def _is_joint(tree: Tree) -> bool:
    return isinstance(tree, Apply) and tree.operator in ("and", "or")


def _write_side(assessment: Assessment, formula: Formula, show: Callable[[float, Measured], str]) -> str:
    number = _compute_side(assessment, formula)
    if number is None:
        return "(missing)"
    return show(number, find_dimension(formula, lambda name: assessment.graph.cells[name].unit or ()))


def find_reach(assessment: Assessment) -> dict[str, Interval]:
    """Return the least and greatest each cell can be, given that the losses left out of it are unknown.

    Only cells that something is left out of have a reach wider than their number.
    """
    reach: dict[str, Interval] = {}
    for name, cell in assessment.graph.cells.items():
        value = assessment.values[name]
        if value.number is None:
            reach[name] = (0.0 if cell.is_loss else -math.inf, math.inf)
        elif not value.left_out or value.formula is None:
            reach[name] = (value.number, value.number)
        elif cell.solver is not None:
            reach[name] = (-math.inf, math.inf)
        else:
            inputs = {read: reach[cell.binding.get(read, read)] for read in value.formula.names}
            low, high = bound_formula(value.formula, inputs)
            reach[name] = (low, high if value.formula is cell.formula else math.inf)
    return reach


def _compute_sides(assessment: Assessment, formula: Formula) -> tuple[float | None, float | None]:
    tree = formula.tree
    if not isinstance(tree, Apply) or tree.operator not in _COMPARISONS:
        return None, None
    left, right = (_compute_side(assessment, make_formula(operand)) for operand in tree.operands[:2])
    return left, right


def _compute_side(assessment: Assessment, formula: Formula) -> float | None:
    """Return the number of one side of a comparison; None where it is missing or undefined."""
    numbers = {}
    for name in formula.names:
        number = assessment.values[name].number
        if number is None:
            return None
        numbers[name] = number
    try:
        return evaluate(formula, numbers)
    except UndefinedError:
        return None
