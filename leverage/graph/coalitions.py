"""Cells of what a coalition has by its members, where it has no role itself."""

from collections.abc import Sequence

from leverage import naming
from leverage.graph.cells import Cell
from leverage.graph.declarations import Declarations, apply_operator
from leverage.model import Lever, Party, list_holders


def list_members_at_stake(declarations: Declarations, lever: Lever, party: Party) -> list[str]:
    """Return the members of a coalition whose losses on a lever are its own: money alone where others lose that."""
    if not party.members or party.id in lever.roles.values():
        return []
    holders = list_holders(declarations.scenario, party.id, lever.id)
    return [holder for holder in holders if declarations.is_money(lever, holder)] or holders


def declare_sum_of_members(declarations: Declarations, name: str, cells: Sequence[str]) -> None:
    """Declare what a coalition has of some cells of its members: the sum of those that their kind has a formula for.

    It is missing where one of them is.
    """
    declared = [declarations.cells[cell] for cell in cells]
    valued = [cell for cell in declared if not cell.lacks] or declared[:1]
    first = valued[0]
    if first.lacks:
        declarations.add(first._replace(name=name))
        return
    unit = declarations.stock if declarations.is_stock(first.name) else None
    if len(valued) == 1:
        declarations.add_alias(name, first.name, unit, is_loss=first.is_loss)
    elif len({cell.unit for cell in valued}) > 1:
        declarations.add(Cell(name, lacks="its members' are in unlike units", is_loss=first.is_loss))
    else:
        formula = apply_operator("sum", [cell.name for cell in valued])
        declarations.add(Cell(name, formula, unit=unit, is_loss=first.is_loss))


def declare_stakes_of_members(declarations: Declarations, lever: Lever, party: Party) -> None:
    """Declare what a coalition has at stake on a lever by its members, where it has no role itself."""
    holders = list_members_at_stake(declarations, lever, party)
    if not holders:
        return
    for what in ("exposure", "loss", "first_year", "once"):
        cells = [naming.stake(what, holder, lever.id) for holder in holders]
        known = [cell for cell in cells if cell in declarations.cells]
        if known:
            declare_sum_of_members(declarations, naming.stake(what, party.id, lever.id), known)
    declarations.add_share_of_loss(naming.loss(party.id, lever.id), lever, party.id)
