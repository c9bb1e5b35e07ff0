"""The one scale that the amounts of a table share, chosen by the largest of them."""

from collections.abc import Iterable

from leverage.graph.cells import hit_levers
from leverage.report.ledger import Ledger
from leverage.report.numbers import Scale, amounts
from leverage.units import Unit


def of_cells(ledger: Ledger, unit: Unit | None, cells: Iterable[str]) -> Scale:
    """Choose one scale for those of some cells that are money."""
    money = [ledger.raw(cell) for cell in cells if ledger.is_money(cell)]
    return amounts(money, ledger.scenario.currency, unit)


def of_stakes(ledger: Ledger, unit: Unit | None) -> Scale:
    """Choose one scale for all that stands in the table of stakes."""
    sides, levers = ledger.scenario.sides, [lever.id for lever in ledger.current()]
    cells = [f"{what}.{side}.{lever}" for what in ("exposure", "loss") for side in sides for lever in levers]
    return of_cells(ledger, unit, [*cells, *(f"total.{side}" for side in sides)])


def of_outcome(ledger: Ledger, unit: Unit | None) -> Scale:
    """Choose one scale for what both sides lose at the moves."""
    sides = ledger.scenario.sides
    cells = [f"outcome.{side}.{lever}" for side in sides for lever in hit_levers(ledger.scenario)]
    return of_cells(ledger, unit, [*cells, *(f"outcome.{side}" for side in sides)])


def of_moves(ledger: Ledger, unit: Unit | None) -> Scale:
    """Choose one scale for what all moves do and cost."""
    whats = ("damage", "own_cost", "others_loss")
    return of_cells(ledger, unit, [f"move.{move}.{what}" for move in ledger.scenario.moves for what in whats])
