"""How a cell comes about: its formula and its inputs in turn, down to the figures of the file.

The steps are the graph's own cells and formulas, and nothing is computed here, so an explanation cannot
differ from the number it explains. Of a solved model that is what the model says of itself.
"""

from collections.abc import Mapping
from typing import NamedTuple

from leverage import naming
from leverage.analysis.assessment import Assessment
from leverage.equilibrium import Description
from leverage.formula.evaluate import evaluate
from leverage.formula.tree import Apply, Formula, Tree, make_formula, walk_tree, write_formula
from leverage.graph.averages import POINTS
from leverage.graph.cells import Cell, Graph
from leverage.graph.solve import describe_cell
from leverage.model import list_inputs

#: Inputs are followed down to this depth; what lies deeper can be explained by itself.
MAX_DEPTH = 60


class Choice(NamedTuple):
    """Why a cell uses the formula, reading or default that it uses, and what the others are."""

    why: str = ""
    others: tuple[str, ...] = ()


class Step(NamedTuple):
    """One cell of an explanation: how deep it stands and what it is called in the formula above it."""

    depth: int
    name: str
    called: str
    formula: Formula | None  # as computed: over names that `binding` turns into cells
    cell: Cell
    choice: Choice
    is_told: bool = False  # its inputs stand further up, or are too deep, or like those of the first of many points
    model: Description | None = None  # what a solved cell's model consists of, with its inputs by the names of cells

    def reads(self, name: str) -> str:
        """Return the cell that a name in the formula stands for."""
        return self.cell.binding.get(name, name)

    @property
    def text(self) -> str:
        """Return the formula over the names of cells; empty for a figure with a value."""
        return write_formula(self.formula, self.reads) if self.formula else ""


def explain_cell(assessment: Assessment, name: str, deepest: int = MAX_DEPTH) -> list[Step]:
    """Return a cell and all it rests on, each before its inputs; one that stands there already is only named.

    Inputs are followed down to the level `deepest`; what stands there is told again where there is room below.
    """
    steps: list[Step] = []
    told: dict[str, bool] = {}  # by cell, whether its inputs were followed
    waiting = [(0, name, "")]
    while waiting:
        depth, name, called = waiting.pop()
        step = _make_step(assessment, depth, name, called)
        is_followed = depth < deepest
        is_told = name in told and (told[name] or not is_followed)
        if depth and naming.find_point(name) in range(2, len(POINTS)):  # as the first of the points
            is_told = True
        steps.append(step._replace(is_told=is_told))
        if not is_told and is_followed:
            inputs = reversed(_list_inputs(assessment, step))
            waiting += [(depth + 1, step.reads(read), read) for read in inputs]
        told[name] = told.get(name, False) or is_followed
    return steps


def _make_step(assessment: Assessment, depth: int, name: str, called: str) -> Step:
    cell, value = assessment.graph.cells[name], assessment.values[name]
    formula = value.formula or cell.formula
    if formula is not None and value.number is not None:
        tree = formula.tree
        if any(isinstance(node, Apply) and node.operator == "if" for node in walk_tree(tree)):
            numbers = {name: value.number for name, value in assessment.values.items() if value.number is not None}
            formula = make_formula(_take_branches(tree, numbers))
            return Step(depth, name, called, formula, cell, Choice("a move counts for as long as it lasts"))
        if isinstance(tree, Apply) and tree.operator == "same":
            first, *others = map(make_formula, tree.operands)
            why = f"the same as {' and '.join(other.text for other in others)}"
            return Step(depth, name, called, first, cell, Choice(why))
    step = Step(depth, name, called, formula, cell, _explain_choice(assessment.graph, cell))
    return step if cell.solver is None else step._replace(model=_describe_model(assessment, step))


def _take_branches(tree: Tree, numbers: Mapping[str, float]) -> Tree:
    """Return a tree with what holds at some numbers in the place of what may hold."""
    if not isinstance(tree, Apply):
        return tree
    if tree.operator == "if":
        test, value, other = tree.operands
        return value if evaluate(make_formula(test), numbers) else other
    return tree._replace(operands=tuple(_take_branches(operand, numbers) for operand in tree.operands))


def _describe_model(assessment: Assessment, step: Step) -> Description | None:
    """Return what a solved cell's model consists of at the values in use; None while an input is missing."""
    numbers = {}
    for own in step.formula.names if step.formula else ():
        number = assessment.values[step.reads(own)].number
        if number is None:
            return None
        numbers[own] = number
    return describe_cell(step.cell, numbers)


def _list_inputs(assessment: Assessment, step: Step) -> list[str]:
    """Return the names of a step's inputs, those of a sum that are left out included."""
    names = [*step.formula.names] if step.formula else []
    if step.cell.partial and step.cell.formula and assessment.values[step.name].left_out:
        names += step.cell.formula.names
    return list(dict.fromkeys(names))


def _explain_choice(graph: Graph, cell: Cell) -> Choice:
    if cell.written is not None:
        return _explain_formula(graph, cell, cell.written)
    if cell.default_note:
        return Choice(cell.default_note)
    used = graph.cells[cell.binding["reading"]] if "reading" in cell.binding else None
    if used is None or used.reading is None:
        return Choice()
    rivals = tuple(name for name in graph.cells if naming.split(name)[0] == cell.name and name != used.name)
    return Choice(f"reading {used.reading.name} is in use", rivals)


def _explain_formula(graph: Graph, cell: Cell, formula: Formula) -> Choice:
    """Say which of a kind's formulas is used: the first whose optional inputs the lever gives."""
    lever = graph.scenario.levers[cell.lever]
    given = {name for _, name, _ in list_inputs(lever)}
    optional = [name for name, declared in graph.kinds[lever.kind].inputs.items() if declared.optional]
    place, count = cell.alternatives.index(formula), len(cell.alternatives)
    if count == 1:
        return Choice(f"formula of the kind {lever.kind}")
    needed = [name for name in optional if name in formula.names and name in given]
    passed = [name for before in cell.alternatives[:place] for name in before.names]
    lacking = [name for name in optional if name in passed and name not in given]
    reasons = []
    if needed:
        reasons.append(f"{' and '.join(needed)} given")
    if lacking:
        reasons.append(f"no {' and no '.join(lacking)} given")
    if not reasons:
        reasons.append("what it needs is not given, as for the others")
    why = f"formula {place + 1} of {count} of the kind {lever.kind}: {', '.join(reasons)}"
    return Choice(why, tuple(other.text for other in cell.alternatives if other is not formula))
