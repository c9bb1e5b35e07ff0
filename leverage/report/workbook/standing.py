"""Which cells stand on the sheet of inputs; all others are steps."""

from leverage.formula import Formula
from leverage.formula.tree import Number
from leverage.model import Figure, figures_of
from leverage.quantity import Quantity
from leverage.report.ledger import Ledger


def standing(ledger: Ledger) -> list[str]:
    """Return the cells of the sheet of inputs in the order of the file: what is given, assumed or missing.

    Of figures with rival readings the figure itself; what merely stands for a figure is a step.
    """
    read = {name for cell in ledger.of.graph.cells.values() for name in cell.reads}
    figures = {figure.id: figure for figure in figures_of(ledger.scenario)}
    found = []
    for name in ledger.of.graph.given:
        figure, cell = figures.get(name), ledger.of.graph.cells[name]
        is_own = literal(cell.formula) is not None or (cell.lacks != "" and name in read)
        if is_own if figure is None else not _is_reference(figure):
            found.append(name)
    scenario = ledger.scenario
    owners = {owner: at for at, owner in enumerate((*scenario.figures, *scenario.parties, *scenario.levers))}
    return sorted(found, key=lambda name: owners.get(name.partition(".")[0], len(owners)))


def literal(formula: Formula | None) -> Quantity | None:
    """Return the quantity that a formula consists of, if it is no more."""
    return formula.tree.quantity if formula is not None and isinstance(formula.tree, Number) else None


def _is_reference(figure: Figure) -> bool:
    """Tell whether a figure merely stands for another one, which has its own row."""
    one = figure.readings[0] if len(figure.readings) == 1 else None
    lone = one is not None and one.formula is not None and one.formula.formula.is_name
    return "." in figure.id and lone and one is not None and not one.source and not one.assumed
