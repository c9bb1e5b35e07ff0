"""A kind's parts held against each other: names are known, units fit, measures are there."""

from collections.abc import Mapping

from leverage.formula import ANY, FormulaError, Measured, dimension_of
from leverage.formula.dimensions import TRUTH, UNKNOWN, per_year_hint
from leverage.formula.tree import Number, walk
from leverage.kinds.units import input_dimension
from leverage.model import AGGREGATES, Expression, Input, KindOfLever
from leverage.problems import Place, Problem, did_you_mean, listed
from leverage.quantity import Quantity
from leverage.units import CURRENCIES, RATIO, named, parse_unit


class Checker:
    """Holds a kind's parts against each other: roles exist, names are known, units fit."""

    def __init__(self, kind: KindOfLever, problems: list[Problem], written: Mapping[str, Place]) -> None:
        self._kind = kind
        self._problems = problems
        self._units: dict[str, Measured] = {"cut": RATIO, **dict.fromkeys(written, UNKNOWN)}
        self._units |= {name: input_dimension(one.unit) for name, one in kind.inputs.items()}
        self._units |= {f"{r}.{a}": parse_unit(unit).dimension for r in kind.roles for a, unit in AGGREGATES.items()}

    def check(self) -> Mapping[str, Measured]:
        """Report what does not fit, and return the dimension of each formula."""
        kind = self._kind
        for role in (role for role in kind.loss if role not in kind.measure):
            self._problem(
                f"kind '{kind.id}' needs a measure for the loss of its {role}",
                kind.place,
                f"measure: {{{role}: costs}}",
            )
        for name in (name for name in kind.inputs if name in (*kind.roles, "kind", "label", "status", "cut")):
            message = f"the input '{name}' has the name of a role or of a lever's own key"
            self._problem(message, kind.inputs[name].place)
        return self._formulas()

    def _formulas(self) -> Mapping[str, Measured]:
        kind = self._kind
        expressions = [e for formulas in (*kind.exposure.values(), *kind.loss.values()) for e in formulas]
        found = {expression.formula.text: self._dimension(expression, truth=False) for expression in expressions}
        for requirement in kind.require:
            self._dimension(requirement.test, truth=True)
        for one in kind.inputs.values():
            if isinstance(one.default, Expression):
                self._fits(one, self._dimension(one.default, truth=False), one.default.place)
            elif isinstance(one.default, Quantity) and not one.default.is_plain_zero:
                self._fits(one, one.default.unit.dimension, one.places["default"])
        return found

    def _fits(self, one: Input, found: Measured, place: Place) -> None:
        wanted = input_dimension(one.unit)
        if isinstance(found, tuple) and found != wanted:
            message = f"the default of '{one.id}' is in {named(found)}, its unit is {named(wanted)}"
            self._problem(message, place, per_year_hint(wanted, found))

    def _dimension(self, expression: Expression, truth: bool) -> Measured:
        if any(isinstance(node, Number) and _has_money(node.quantity) for node in walk(expression.formula.tree)):
            self._problem("an amount of money inside a kind's formula", expression.place, "make it an input")
        unknown = [name for name in expression.formula.names if name not in self._units]
        for name in unknown:
            hint = did_you_mean(name, self._units, len(self._problems))
            hint = hint or f"inputs are {listed(self._kind.inputs) or 'none'}"
            self._problem(f"kind '{self._kind.id}' has no input '{name}'", expression.at_name(name), hint)
        if unknown:
            return UNKNOWN
        try:
            found = dimension_of(expression.formula, lambda name: self._units[name])
        except FormulaError as error:
            self._problem(str(error), expression.at(error.offset, error.width), error.hint)
            return UNKNOWN
        if (found is TRUTH) != truth and found not in (UNKNOWN, ANY):
            wanted = "a comparison" if truth else "a number"
            self._problem(f"{wanted} is wanted here", expression.place)
        return found

    def _problem(self, message: str, place: Place, hint: str = "") -> None:
        self._problems.append(Problem(message, place, hint))


def _has_money(quantity: Quantity) -> bool:
    return any(base in CURRENCIES for base, _ in quantity.unit.dimension)
