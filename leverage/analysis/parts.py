"""What the parts of a lever account for of an amount that adds them up."""

from typing import NamedTuple

from leverage.analysis.assessment import Assessment
from leverage.formula.evaluate import UndefinedError, evaluate
from leverage.formula.tree import PARTS, Apply, make_formula


class Addend(NamedTuple):
    """What a part adds to a sum: its number in base units, None where it lacks one, and the cells it is made of."""

    number: float | None
    reads: tuple[str, ...]


def split_by_parts(assessment: Assessment, name: str, lever: str) -> dict[str, Addend]:
    """Return what each part of a lever adds to a cell whose formula is one sum over them; nothing for other cells."""
    cell, parts = assessment.graph.cells.get(name), tuple(assessment.scenario.levers[lever].parts)
    if cell is None or cell.formula is None or cell.written is None or cell.is_mean or not parts:
        return {}
    written, tree = cell.written.tree, cell.formula.tree
    if not isinstance(written, Apply) or written.operator != PARTS:
        return {}
    # The sum over one part is what stands inside, be it a name alone.
    addends = tree.operands if len(parts) > 1 and isinstance(tree, Apply) else (tree,)
    found = {}
    for part, addend in zip(parts, addends, strict=True):
        formula = make_formula(addend)
        reads = cell.list_inputs(formula)
        numbers = {own: assessment.values[read].number for own, read in zip(formula.names, reads, strict=True)}
        known = {own: number for own, number in numbers.items() if number is not None}
        number = None
        if len(known) == len(numbers):
            try:
                number = evaluate(formula, known)
            except UndefinedError:
                number = None
        found[part] = Addend(number, reads)
    return found
