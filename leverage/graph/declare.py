"""From a scenario's records to all its cells, in the order in which they build on each other."""

from collections.abc import Iterable

from leverage.graph.coalitions import declare_stakes_of_members
from leverage.graph.declarations import Declarations
from leverage.graph.given import declare_claims, declare_fields, declare_figures, declare_inputs, declare_results
from leverage.graph.model_of_trade import declare_equilibrium
from leverage.graph.moves import declare_move
from leverage.graph.outcomes import declare_outcomes
from leverage.graph.stakes import declare_stakes
from leverage.graph.totals import declare_balance, declare_totals
from leverage.model import Move


def declare_foundation(declarations: Declarations) -> None:
    """Declare what no move, result or claim has a part in: figures, inputs, and what a full cut of each lever costs."""
    declare_figures(declarations)
    for lever in declarations.scenario.levers.values():
        declare_inputs(declarations, lever)
        declare_stakes(declarations, lever)
        for coalition in declarations.coalitions:
            declare_stakes_of_members(declarations, lever, coalition)


def declare_the_rest(declarations: Declarations, dropped: Iterable[Move]) -> None:
    """Declare all other cells of a scenario.

    Moves that are dropped, as they are wrong, have only the cells of what they say, so that it is checked too.
    """
    scenario = declarations.scenario
    for move in scenario.moves.values():
        declare_move(declarations, move)
    for move in dropped:
        declare_fields(declarations, move)
    declare_outcomes(declarations)
    for party in scenario.parties:
        declare_totals(declarations, party)
    if len(scenario.sides) == 2:  # else the file does not say which, and that is a problem of its own
        declare_balance(declarations, *scenario.sides)
        declare_equilibrium(declarations, *scenario.sides)
    declare_results(declarations)
    declare_claims(declarations)
