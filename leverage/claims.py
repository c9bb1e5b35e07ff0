"""Claims: whether the numbers bear out a sentence, or cannot say."""

from collections.abc import Callable
from typing import NamedTuple

from leverage.assessment import Assessment
from leverage.formula import Formula, Interval, Measured, UndefinedError, bound, dimension_of, evaluate
from leverage.formula.text import of_tree
from leverage.formula.tree import Apply, Tree
from leverage.model import Claim

_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=", "close")


class Verdict(NamedTuple):
    """What the numbers say of a claim; left and right are the two sides of a single comparison."""

    verdict: str
    left: float | None
    right: float | None

    def is_expected(self, claim: Claim) -> bool:
        """Tell whether the verdict is the one the author knows of."""
        return self.verdict == claim.expect


def judge(assessment: Assessment, claim: Claim) -> Verdict:
    """Return the verdict on a claim.

    What could not be valued is never negative; a verdict stands only if no size of it reverses it.
    """
    value = assessment.values[claim.id]
    left, right = _sides(assessment, claim.test.formula)
    if value.number is None:
        return Verdict("cannot say", left, right)
    if not value.left_out:
        return Verdict("holds" if value.number else "fails", left, right)
    names = {name: reach(assessment, name) for name in claim.test.formula.names}
    low, high = bound(claim.test.formula, names)
    verdict = "holds" if low == 1 else "fails" if high == 0 else "cannot say"
    return Verdict(verdict, left, right)


def with_numbers(assessment: Assessment, claim: Claim, show: Callable[[float, Measured], str]) -> str:
    """Write a claim's test with the number of each compared side in its place."""
    return _write(assessment, claim.test.formula.tree, show)


def _write(assessment: Assessment, tree: Tree, show: Callable[[float, Measured], str]) -> str:
    if isinstance(tree, Apply) and tree.operator in ("and", "or"):
        return f" {tree.operator} ".join(_write(assessment, operand, show) for operand in tree.operands)
    if isinstance(tree, Apply) and tree.operator == "not":
        return f"not ({_write(assessment, tree.operands[0], show)})"
    if isinstance(tree, Apply) and tree.operator in _COMPARISONS:
        sides = [_side(assessment, of_tree(operand), show) for operand in tree.operands]
        if tree.operator == "close":
            return f"{sides[0]} within {sides[2]} of {sides[1]}"
        return f"{sides[0]} {tree.operator} {sides[1]}"
    return of_tree(tree).text


def _side(assessment: Assessment, formula: Formula, show: Callable[[float, Measured], str]) -> str:
    number = _number(assessment, formula)
    unit = dimension_of(formula, lambda name: assessment.graph.cells[name].unit or ())
    return "(missing)" if number is None else show(number, unit)


def reach(assessment: Assessment, name: str) -> Interval:
    """Return the least and greatest a cell can be, given that the losses left out of it are unknown."""
    value = assessment.values[name]
    if value.number is None:
        return (0.0, float("inf")) if assessment.graph.cells[name].is_loss else (-float("inf"), float("inf"))
    if not value.left_out or value.formula is None:
        return value.number, value.number
    cell = assessment.graph.cells[name]
    names = {own: reach(assessment, cell.binding.get(own, own)) for own in value.formula.names}
    low, high = bound(value.formula, names)
    own = cell.formula is not None and value.formula is not cell.formula
    return low, float("inf") if own else high


def _sides(assessment: Assessment, formula: Formula) -> tuple[float | None, float | None]:
    tree = formula.tree
    if not isinstance(tree, Apply) or tree.operator not in _COMPARISONS:
        return None, None
    left, right = (_number(assessment, of_tree(operand)) for operand in tree.operands[:2])
    return left, right


def _number(assessment: Assessment, formula: Formula) -> float | None:
    numbers = {name: assessment.values[name].number for name in formula.names}
    if any(number is None for number in numbers.values()):
        return None
    try:
        return evaluate(formula, numbers)  # type: ignore[arg-type]  # none is missing
    except UndefinedError:
        return None
