"""Claims: whether the numbers bear out a sentence, or cannot say."""

import math
from collections.abc import Callable
from typing import NamedTuple

from leverage.analysis.assessment import Assessment
from leverage.formula.dimensions import Measured, find_dimension
from leverage.formula.evaluate import Interval, UndefinedError, bound_formula, evaluate
from leverage.formula.tree import Apply, Formula, Tree, make_formula
from leverage.model import Claim

_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=", "close")


class Verdict(NamedTuple):
    """What the numbers say of a claim; left and right are the two sides of a single comparison."""

    verdict: str
    left: float | None
    right: float | None


def judge_claim(assessment: Assessment, claim: Claim) -> Verdict:
    """Return the verdict on a claim.

    What could not be valued is never negative; a verdict stands only if no size of it reverses it.
    """
    value = assessment.values[claim.id]
    left, right = _sides(assessment, claim.test.formula)
    if value.number is None:
        return Verdict("cannot say", left, right)
    if not value.left_out:
        return Verdict("holds" if value.number else "fails", left, right)
    low, high = bound_formula(claim.test.formula, find_reach(assessment))
    verdict = "holds" if low == 1 else "fails" if high == 0 else "cannot say"
    return Verdict(verdict, left, right)


def write_with_numbers(assessment: Assessment, claim: Claim, show: Callable[[float, Measured], str]) -> str:
    """Write a claim's test with the number of each compared side in its place."""
    return _write(assessment, claim.test.formula.tree, show)


def _write(assessment: Assessment, tree: Tree, show: Callable[[float, Measured], str]) -> str:
    if isinstance(tree, Apply) and tree.operator in ("and", "or"):
        return f" {tree.operator} ".join(_part(assessment, operand, show) for operand in tree.operands)
    if isinstance(tree, Apply) and tree.operator == "not":
        return f"not ({_write(assessment, tree.operands[0], show)})"
    if isinstance(tree, Apply) and tree.operator in _COMPARISONS:
        sides = [_side(assessment, make_formula(operand), show) for operand in tree.operands]
        if tree.operator == "close":
            return f"{sides[0]} within {sides[2]} of {sides[1]}"
        return f"{sides[0]} {tree.operator} {sides[1]}"
    return make_formula(tree).text


def _part(assessment: Assessment, tree: Tree, show: Callable[[float, Measured], str]) -> str:
    text = _write(assessment, tree, show)
    return f"({text})" if isinstance(tree, Apply) and tree.operator in ("and", "or") else text


def _side(assessment: Assessment, formula: Formula, show: Callable[[float, Measured], str]) -> str:
    number = _number(assessment, formula)
    unit = find_dimension(formula, lambda name: assessment.graph.cells[name].unit or ())
    return "(missing)" if number is None else show(number, unit)


def find_reach(assessment: Assessment) -> dict[str, Interval]:
    """Return the least and greatest each cell can be, given that the losses left out of it are unknown.

    Only cells that something is left out of have a reach wider than their number.
    """
    found: dict[str, Interval] = {}
    for name, cell in assessment.graph.cells.items():
        value = assessment.values[name]
        if value.number is None:
            found[name] = (0.0 if cell.is_loss else -math.inf, math.inf)
        elif not value.left_out or value.formula is None:
            found[name] = (value.number, value.number)
        else:
            names = {own: found[cell.binding.get(own, own)] for own in value.formula.names}
            low, high = bound_formula(value.formula, names)
            found[name] = (low, high if value.formula is cell.formula else math.inf)
    return found


def _sides(assessment: Assessment, formula: Formula) -> tuple[float | None, float | None]:
    tree = formula.tree
    if not isinstance(tree, Apply) or tree.operator not in _COMPARISONS:
        return None, None
    left, right = (_number(assessment, make_formula(operand)) for operand in tree.operands[:2])
    return left, right


def _number(assessment: Assessment, formula: Formula) -> float | None:
    numbers = {name: assessment.values[name].number for name in formula.names}
    if any(number is None for number in numbers.values()):
        return None
    try:
        return evaluate(formula, numbers)  # type: ignore[arg-type]  # none is missing
    except UndefinedError:
        return None
