"""How a cell comes about: its formula and its inputs in turn, down to the figures of the file.

The steps are the graph's own cells and formulas, and nothing is computed here, so an explanation cannot
differ from the number it explains.
"""

from typing import NamedTuple

from leverage.analysis.assessment import Assessment
from leverage.formula.evaluate import evaluate
from leverage.formula.tree import Apply, Formula, make_formula, write_formula
from leverage.graph.cells import Cell, Graph

#: Inputs are followed down to this depth; what lies deeper can be explained by itself.
MAX_DEPTH = 60


class Choice(NamedTuple):
    """Which of several formulas or readings a cell goes by, why, and what the others are."""

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
    is_told: bool = False  # its inputs stand further up, or are too deep

    def reads(self, own: str) -> str:
        """Return the cell that a name in the formula stands for."""
        return self.cell.binding.get(own, own)

    @property
    def text(self) -> str:
        """Return the formula over the names of cells; empty for a figure with a value."""
        return write_formula(self.formula, self.reads) if self.formula else ""


def explain_cell(assessment: Assessment, name: str, deepest: int = MAX_DEPTH) -> list[Step]:
    """Return a cell and all it rests on, each before its inputs; one that stands there already is only named.

    Inputs are followed down to the deepest level asked for; what stands there is told again where there is room below.
    """
    steps: list[Step] = []
    told: dict[str, bool] = {}  # by cell, whether its inputs were followed
    waiting = [(0, name, "")]
    while waiting:
        depth, name, called = waiting.pop()
        step = _step(assessment, depth, name, called)
        is_followed = depth < deepest
        is_told = name in told and (told[name] or not is_followed)
        steps.append(step._replace(is_told=is_told))
        if not is_told and is_followed:
            waiting += [(depth + 1, step.reads(own), own) for own in reversed(_inputs(assessment, step))]
        told[name] = told.get(name, False) or is_followed
    return steps


def _step(assessment: Assessment, depth: int, name: str, called: str) -> Step:
    cell = assessment.graph.cells[name]
    formula = assessment.values[name].formula or cell.formula
    tree = formula.tree if formula is not None and assessment.values[name].number is not None else None
    if isinstance(tree, Apply) and tree.operator == "choose":
        return _winner(assessment, Step(depth, name, called, formula, cell, Choice()), tree)
    return Step(depth, name, called, formula, cell, _choice(assessment.graph, cell))


def _inputs(assessment: Assessment, step: Step) -> tuple[str, ...]:
    """Return the names of a step's inputs, those of a sum that are left out included."""
    computed = step.formula.names if step.formula else ()
    written = step.cell.formula.names if step.cell.formula and assessment.values[step.name].left_out else ()
    return tuple(dict.fromkeys((*computed, *(written if step.cell.partial else ()))))


def _winner(assessment: Assessment, step: Step, tree: Apply) -> Step:
    """Of several moves on one lever one counts: put it in the place of the choice."""
    triples = [tree.operands[at : at + 3] for at in range(0, len(tree.operands), 3)]
    values = [make_formula(value) for *_, value in triples]
    numbers = {name: one.number for name, one in assessment.values.items() if one.number is not None}
    keys = [[evaluate(make_formula(key), numbers) for key in parts] for *parts, _ in triples]
    won = values[max(range(len(keys)), key=keys.__getitem__)]
    why = "of several moves on the lever the one with the larger cut times duration counts"
    return step._replace(formula=won, choice=Choice(why, tuple(one.text for one in values if one is not won)))


def _choice(graph: Graph, cell: Cell) -> Choice:
    if cell.written is not None:
        return _formula_chosen(graph, cell, cell.written)
    if (why := _by_default(cell)) and cell.formula is not None:
        return Choice(why)
    owner, _, name = cell.name.partition(".")
    lever = graph.scenario.levers.get(owner)
    if lever is not None and name not in lever.inputs and cell.formula is not None and cell.reading is None:
        return Choice(f"default of the kind {lever.kind}")
    used = cell.binding.get("reading")
    if used is None:
        return Choice()
    rivals = tuple(name for name in graph.cells if name.startswith(f"{cell.name}.") and name != used)
    return Choice(f"reading {used.rpartition('.')[2]} is in use", rivals)


def _by_default(cell: Cell) -> str:
    """Say whence a number comes that no file gives and no formula computes."""
    if cell.formula is None or cell.formula.names or cell.reading is not None:
        return ""
    first = cell.name.partition(".")[0]
    return {"move": "the move does not say: the default", "outcome": "no move cuts it"}.get(first, "")


def _formula_chosen(graph: Graph, cell: Cell, formula: Formula) -> Choice:
    """Say which of a kind's formulas is used: the first whose optional inputs the lever gives."""
    lever = graph.scenario.levers[cell.lever]
    optional = [name for name, one in graph.kinds[lever.kind].inputs.items() if one.optional]
    place, count = cell.alternatives.index(formula), len(cell.alternatives)
    if count == 1:
        return Choice(f"formula of the kind {lever.kind}")
    needed = [name for name in optional if name in formula.names and name in lever.inputs]
    passed = [name for before in cell.alternatives[:place] for name in before.names]
    lacking = [name for name in optional if name in passed and name not in lever.inputs]
    reasons = [f"{' and '.join(needed)} given"] if needed else []
    reasons += [f"no {' and no '.join(lacking)} given"] if lacking else []
    reasons += ["what it needs is not given, as for the others"] if not reasons else []
    why = f"formula {place + 1} of {count} of the kind {lever.kind}: {', '.join(reasons)}"
    return Choice(why, tuple(one.text for one in cell.alternatives if one is not formula))
