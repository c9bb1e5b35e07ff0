"""Units as kinds write them: USD stands for the scenario's currency, a capital letter for any unit of quantity."""

from leverage.units import Dimension, parse_unit

#: Letters that a kind may use for a unit it leaves open.
LETTERS = frozenset("QRSTUVW")


def input_dimension(unit: str) -> Dimension:
    """Return the dimension of a kind's unit, its letters included."""
    return parse_unit(unit, LETTERS).dimension
