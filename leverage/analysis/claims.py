"""Verdicts: whether the numbers bear out a claim, and who loses more. All of them are given here, by one rule."""

import math
from typing import NamedTuple

from leverage import naming
from leverage.analysis.assessment import Assessment
from leverage.analysis.ranges import Drawn
from leverage.formula.evaluate import UndefinedError, evaluate
from leverage.formula.intervals import Interval, bound_formula
from leverage.formula.tree import Apply, Formula, make_formula
from leverage.graph.cells import order_inputs
from leverage.model import VERDICTS, Claim, Scenario

HOLDS, FAILS, OPEN, CANNOT_SAY = VERDICTS

#: A test holds where it is true in at least this share of the draws, and fails where in at most the other.
LEAST_TO_HOLD, MOST_TO_FAIL = 0.95, 0.05
#: The share of the draws that must define the test of a claim, or no verdict can be given.
LEAST_DEFINED = 0.5

#: The conclusions beside the claims: that the first side loses more dollars, and more for its size.
RATIOS = {"dollars": naming.DOLLAR_RATIO, "economy": naming.BITE}
#: The same in the consistent model of trade.
MODEL_RATIOS = {"dollars": naming.MODEL_DOLLAR_RATIO, "economy": naming.MODEL_BITE}

_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=", "close")


class Verdict(NamedTuple):
    """What the numbers say of a conclusion.

    `share` is that of the draws in which the test is true, of those in which it is defined; None without draws, where
    the values in use decide. `left` and `right` are the two sides of a single comparison, in base units. `why` says
    what is wrong with the draws where these allow no verdict.
    """

    verdict: str
    share: float | None = None
    left: float | None = None
    right: float | None = None
    why: str = ""


def judge_share(share: float) -> str:
    """Return the verdict on a test that is true in a share of the draws: it holds, it fails, or it is open."""
    if share >= LEAST_TO_HOLD:
        return HOLDS
    return FAILS if share <= MOST_TO_FAIL else OPEN


def judge_bounds(least: float, most: float) -> str:
    """Return the verdict on a test whose share lies within bounds; both must agree for it to be known."""
    verdict = judge_share(least)
    return verdict if verdict == judge_share(most) else CANNOT_SAY


def judge_claim(assessment: Assessment, claim: Claim, drawn: Drawn | None = None) -> Verdict:
    """Return the verdict on a claim, by its share of the draws, or by the values in use where there are no draws.

    What could not be valued is never negative; a verdict stands only if no size of it reverses it. The share is then
    that of the draws in which the test is true whatever its size.
    """
    value = assessment.values[claim.id]
    left, right = _compute_sides(assessment, claim.test.formula)
    if value.number is None:
        return Verdict(CANNOT_SAY, None, left, right)
    is_drawn = drawn is not None and claim.id in drawn.possible
    if value.left_out and not is_drawn and judge_bounds(*find_reach(assessment, claim.id)) == CANNOT_SAY:
        return Verdict(CANNOT_SAY, None, left, right)
    return judge_test(claim.id, float(value.number), drawn)._replace(left=left, right=right)


def judge_test(claim: str, truth: float, drawn: Drawn | None) -> Verdict:
    """Return the verdict on a claim by draws, or by its truth at the values in use, 1 or 0, where there are none."""
    unsaid = drawn.unsaid.get(claim, 0) if drawn else 0
    if drawn and drawn.draws - unsaid < LEAST_DEFINED * drawn.draws:
        return Verdict(CANNOT_SAY, why=f"undefined in {unsaid} of {drawn.draws} simulations, more than half")
    return _judge_truth(claim, truth, drawn)


def judge_ratio(assessment: Assessment, cell: str, drawn: Drawn | None = None) -> Verdict:
    """Return the verdict on whether a ratio of the two sides' losses, `RATIOS`, is above 1: the first side loses more.

    Where the second side loses nothing there is no ratio, and the values in use decide.
    """
    ratio = assessment.values[cell].number
    if ratio is not None:
        return _judge_truth(cell, float(ratio > 1), drawn)._replace(left=ratio, right=1.0)
    if cell in MODEL_RATIOS.values():
        return Verdict(CANNOT_SAY)
    first, second = (assessment.values[naming.balance(side)].number for side in assessment.scenario.sides)
    if first is not None and second == 0:
        return Verdict(judge_share(float(first > 0)))
    return Verdict(CANNOT_SAY)


def judge_conclusion(assessment: Assessment, conclusion: str, drawn: Drawn | None = None) -> Verdict:
    """Return the verdict on a claim by its id, or on who loses more by its name among `RATIOS`."""
    if conclusion in RATIOS:
        return judge_ratio(assessment, RATIOS[conclusion], drawn)
    return judge_claim(assessment, assessment.scenario.claims[conclusion], drawn)


def list_tests(scenario: Scenario) -> dict[str, str]:
    """Return the cells that conclusions are judged by: who loses more dollars, who more for its size, every claim."""
    return {**RATIOS, **{claim: claim for claim in scenario.claims}}


def _judge_truth(cell: str, truth: float, drawn: Drawn | None) -> Verdict:
    """Judge a test by draws, or by its truth at the values in use, 1 or 0, where there are none.

    No range changes what is not among the tests that draws were made of: it is true in all draws or in none.
    """
    if drawn is None:
        return Verdict(judge_share(truth))
    if drawn.unsaid.get(cell) == drawn.draws:
        return Verdict(CANNOT_SAY)
    share = drawn.held.get(cell, truth)
    verdict = judge_bounds(share, drawn.possible.get(cell, share))
    if verdict == CANNOT_SAY:
        return Verdict(CANNOT_SAY, why="what is not valued decides in too many simulations")
    return Verdict(verdict, share)


def find_reach(assessment: Assessment, name: str) -> Interval:
    """Return the least and greatest that a cell with a number can be, given that the losses left out are unknown.

    Only cells that something is left out of have a reach wider than their number.
    """
    cells, values = assessment.graph.cells, assessment.values

    def list_partial_inputs(name: str) -> list[str]:
        return [read for read in cells[name].list_inputs(values[name].formula) if values[read].left_out]

    reach: dict[str, Interval] = {}
    for partial in order_inputs([name], list_partial_inputs):
        cell, value = cells[partial], values[partial]
        number = value.number or 0.0
        if not value.left_out or value.formula is None:
            reach[partial] = number, number
        elif cell.solver is not None:
            reach[partial] = (-math.inf, math.inf)
        else:
            inputs = {}
            for called in value.formula.names:
                read = cell.binding.get(called, called)
                known = values[read].number or 0.0
                inputs[called] = reach.get(read, (known, known))
            low, high = bound_formula(value.formula, inputs)
            reach[partial] = (low, high if value.formula is cell.formula else math.inf)
    return reach[name]


def _compute_sides(assessment: Assessment, formula: Formula) -> tuple[float | None, float | None]:
    tree = formula.tree
    if not isinstance(tree, Apply) or tree.operator not in _COMPARISONS:
        return None, None
    left, right = (compute_side(assessment, make_formula(operand)) for operand in tree.operands[:2])
    return left, right


def compute_side(assessment: Assessment, formula: Formula) -> float | None:
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
