"""Models that are solved for the numbers of cells where no formula gives them, and how cells are computed by them.

Such a cell has a formula that names the model and the cells it starts from, so that all that walks the graph finds its
inputs as it finds those of any other; only what computes a formula asks for the solver instead.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from leverage import equilibrium
from leverage.equilibrium import FLOWS, Description, Inputs, NoSolution, Reason
from leverage.formula.evaluate import UndefinedError
from leverage.formula.parse import join_formulas, parse_formula
from leverage.formula.tree import Formula
from leverage.graph.cells import Cell

#: What a model starts from, by the names in a cell's formula.
Numbers: TypeAlias = Mapping[str, float]


class Model(NamedTuple):
    """A model: the names of its inputs, and what solves it. A solution has its results as attributes.

    `solve` returns a `NoSolution` where there is none, `solve_arrays` has nan there. `describe` returns what the model
    consists of at some numbers; `explain` says why there is no solution, given how the inputs are called.
    """

    inputs: tuple[str, ...]
    solve: Callable[[Numbers], Any]
    solve_arrays: Callable[[Mapping[str, Any]], Any]
    describe: Callable[[Numbers], Description]
    explain: Callable[[NoSolution, Mapping[str, str]], str]


def make_solved_formula(model: str) -> Formula:
    """Return the formula of a cell that a model is solved for: the model, applied to its inputs."""
    return join_formulas(model, tuple(map(parse_formula, MODELS[model].inputs)))


def solve_cell(cell: Cell, numbers: Numbers) -> float:
    """Return the number of a solved cell. Raises UndefinedError where the model has no solution."""
    assert cell.solver is not None
    model = MODELS[cell.solver.model]
    solution = model.solve(numbers)
    if isinstance(solution, NoSolution):
        raise UndefinedError(model.explain(solution, cell.binding))
    number: float = getattr(solution, cell.solver.result)
    return number


def describe_cell(cell: Cell, numbers: Numbers) -> Description:
    """Return what the model of a solved cell consists of, with its inputs called by the names of their cells."""
    assert cell.solver is not None
    description = MODELS[cell.solver.model].describe(numbers)
    flows, totals = (
        tuple(fact._replace(formula=_bind_names(fact.formula, cell.binding)) for fact in facts)
        for facts in (description.flows, description.totals)
    )
    return description._replace(flows=flows, totals=totals)


def _bind_names(text: str, binding: Mapping[str, str]) -> str:
    return re.sub(r"\w+", lambda name: binding.get(name.group(), name.group()), text)


@lru_cache(maxsize=1 << 6)  # the two sides' losses are of one solution
def _solve_trade(*numbers: float) -> equilibrium.Solution[float] | NoSolution:
    return equilibrium.solve(Inputs(*numbers))


def _explain_no_trade(fault: NoSolution, names: Mapping[str, str]) -> str:
    """Say why the model of trade has no solution, in the names of cells."""
    if fault.reason is Reason.NEGATIVE_FLOW:
        return f"{_bind_names(FLOWS[fault.name], names)} is below 0, and the model of trade has no such flow"
    subject = names.get(fault.name, "")
    return f"the model of trade has no solution: {fault.reason.value}{f' ({subject})' if subject else ''}"


#: The models by their names.
MODELS = {
    "equilibrium": Model(
        Inputs._fields,
        lambda numbers: _solve_trade(*(numbers[name] for name in Inputs._fields)),
        lambda arrays: equilibrium.solve_arrays(Inputs(**arrays)),
        lambda numbers: equilibrium.describe(Inputs(**numbers)),
        _explain_no_trade,
    ),
}
