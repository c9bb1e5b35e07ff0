"""Checking a formula's units before any number is computed."""

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

from leverage.formula.tree import Apply, Formula, FormulaError, Name, Number, Tree
from leverage.units import RATIO, Dimension, multiply_dimensions, name_dimension, raise_dimension


class Special(Enum):
    """What a formula can have instead of a dimension."""

    ANY = "any unit"  # a literal 0 fits every unit
    TRUTH = "true or false"
    UNKNOWN = "unknown"  # an input with a problem of its own; nothing more is said


ANY, TRUTH, UNKNOWN = Special.ANY, Special.TRUTH, Special.UNKNOWN

Measured: TypeAlias = Dimension | Special

_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=", "close")


def find_dimension(formula: Formula, of: Callable[[str], Measured]) -> Measured:
    """Return the dimension of a formula, given the dimension of each name. Raises FormulaError."""
    return _Checker(of).check(formula.tree)


class _Checker:
    """One small method for each sort of operator."""

    def __init__(self, of: Callable[[str], Measured]) -> None:
        self._of = of
        self._rules: dict[str, Callable[[Apply, list[Measured]], Measured]] = {
            **dict.fromkeys(("and", "or", "not"), self._check_truth),
            **dict.fromkeys(("*", "/"), self._check_product),
            **dict.fromkeys(("exp", "expm1", "log", "log1p"), self._check_pure),
            "**": self._check_power,
            "sqrt": self._check_root,
            "if": self._check_choice,
        }

    def check(self, tree: Tree) -> Measured:
        """Return the dimension of a tree."""
        if isinstance(tree, Number):
            return ANY if tree.quantity.is_plain_zero else tree.quantity.unit.dimension
        if isinstance(tree, Name):
            return self._of(tree.name)
        operands = [self.check(operand) for operand in tree.operands]
        for operand, kind in zip(tree.operands, operands, strict=True):
            wanted_truth = tree.operator in ("and", "or", "not") or (
                tree.operator == "if" and operand is tree.operands[0]
            )
            if kind is not UNKNOWN and (kind is TRUTH) != wanted_truth:
                wanted = "a comparison" if wanted_truth else "a number"
                raise _make_error(f"'{tree.operator}' needs {wanted} here", operand)
        return UNKNOWN if UNKNOWN in operands else self._check_operator(tree, operands)

    def _check_operator(self, tree: Apply, operands: list[Measured]) -> Measured:
        rule = self._rules.get(tree.operator)
        if rule is not None:
            return rule(tree, operands)
        same = self._check_same(tree, operands)
        return TRUTH if tree.operator in _COMPARISONS else same

    def _check_truth(self, _tree: Apply, _operands: list[Measured]) -> Measured:
        return TRUTH

    def _check_product(self, tree: Apply, operands: list[Measured]) -> Measured:
        left, right = (_get_dimension(kind) for kind in operands)
        return multiply_dimensions(left, right, 1 if tree.operator == "*" else -1)

    def _check_choice(self, tree: Apply, operands: list[Measured]) -> Measured:
        return self._check_same(tree, operands[1:])

    def _check_same(self, tree: Apply, operands: list[Measured]) -> Measured:
        found: Measured = ANY
        for operand, kind in zip(tree.operands[-len(operands) :], operands, strict=True):
            if found is ANY:
                found = kind
            elif kind is not ANY and kind != found:
                sign = "+" if tree.operator == "sum" else tree.operator
                message = f"'{sign}' of unlike units: {_name_measured(found)} and {_name_measured(kind)}"
                raise _make_error(message, operand, hint_per_year(found, kind) or _hint_share(found, kind))
        return found

    def _check_power(self, tree: Apply, operands: list[Measured]) -> Measured:
        base, exponent = (_get_dimension(kind) for kind in operands)
        if exponent != RATIO:
            raise _make_error("an exponent must have no unit", tree.operands[1])
        if base == RATIO:
            return RATIO
        literal = tree.operands[1]
        if not isinstance(literal, Number) or not literal.quantity.base.is_integer():
            raise _make_error(f"only a whole number can be the exponent of {name_dimension(base)}", literal)
        return raise_dimension(base, int(literal.quantity.base))

    def _check_root(self, tree: Apply, operands: list[Measured]) -> Measured:
        dimension = _get_dimension(operands[0])
        if any(exponent % 2 for _, exponent in dimension):
            raise _make_error(f"no square root of {name_dimension(dimension)}", tree)
        return tuple((base, exponent // 2) for base, exponent in dimension)

    def _check_pure(self, tree: Apply, operands: list[Measured]) -> Measured:
        if _get_dimension(operands[0]) != RATIO:
            raise _make_error(
                f"{tree.operator} needs a number without unit, found {_name_measured(operands[0])}", tree.operands[0]
            )
        return RATIO


def hint_per_year(wanted: Measured, found: Measured) -> str:
    """Hint at the commonest slip: a flow written without /year, or the reverse."""
    if isinstance(wanted, tuple) and isinstance(found, tuple):
        yearly = (("year", 1),)
        if multiply_dimensions(found, yearly, -1) == wanted:
            return "is '/year' missing?"
        if multiply_dimensions(wanted, yearly, -1) == found:
            return "is '/year' one too many?"
    return ""


def _hint_share(first: Measured, second: Measured) -> str:
    return "a share needs a division, such as by a GDP" if RATIO in (first, second) else ""


def _get_dimension(kind: Measured) -> Dimension:
    return kind if isinstance(kind, tuple) else RATIO


def _name_measured(kind: Measured) -> str:
    return name_dimension(kind) if isinstance(kind, tuple) else kind.value


def _make_error(message: str, tree: Tree, hint: str = "") -> FormulaError:
    return FormulaError(message, tree.start, tree.width, hint)
