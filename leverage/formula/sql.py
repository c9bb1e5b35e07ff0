"""Writes a formula for SQL, so that DuckDB and Spark give the same numbers, and NULL where a formula has no value.

What is needed several times becomes a step: a column of a layer of the query that later layers read. Numbers are in
base units, as everywhere below the reports.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from leverage.formula.evaluate import NO_DIVISOR, NOT_FINITE, OUT_OF_RANGE, SAME, TOO_LARGE, UNLIKE
from leverage.formula.tree import Apply, Name, Number, Tree

#: The largest number there is.
MAX = "1.7976931348623157e308"
_LARGEST_EXPONENT = "709.782712893384e0"  # e to the power of more is too large
_GROUP = 100  # addends in a row


class Dialect(NamedTuple):
    """What engines write in unlike ways: names, texts, and a number in six significant digits."""

    name: str
    quote: str  # around names; doubled inside
    escapes: tuple[tuple[str, str], ...]  # in texts
    six_digits: str  # the text of the number {}, as Python's format `.6g` gives it

    def quote_name(self, name: str) -> str:
        """Write the name of a column or table, which may hold any signs."""
        return f"{self.quote}{name.replace(self.quote, 2 * self.quote)}{self.quote}"

    def quote_text(self, text: str) -> str:
        """Write a text as a literal."""
        for sign, escaped in self.escapes:
            text = text.replace(sign, escaped)
        return f"'{text}'"


# Java's %g keeps the zeros at the end.
_WITHOUT_ZEROS = r"regexp_replace(regexp_replace({}, '([.][0-9]*[1-9])0+(e|$)', '$1$2'), '[.]0+(e|$)', '$1')"
DIALECTS = {
    "duckdb": Dialect("duckdb", '"', (("'", "''"),), "printf('%.6g', {})"),
    "spark": Dialect("spark", "`", (("\\", "\\\\"), ("'", "\\'")), _WITHOUT_ZEROS.format("format_string('%.6g', {})")),
}


class Sql(NamedTuple):
    """An expression, the number of layers that must lie below it, and whether it is a lone column or literal."""

    text: str
    depth: int = 0
    is_atom: bool = False


class Failure(NamedTuple):
    """When a formula has no value, and why."""

    condition: Sql
    reason: str


def write_number(number: float) -> Sql:
    """Write a number with all its digits and an exponent, without which engines take it for a decimal; or a truth."""
    if isinstance(number, bool):
        return Sql(str(number).upper(), is_atom=True)
    text = repr(float(number))
    text = text if "e" in text else f"{text}e0"
    return Sql(f"({text})" if number < 0 else text, is_atom=True)


def fill(template: str, *operands: Sql) -> Sql:
    """Put expressions into a template: {0}, {1} and so on."""
    text = template.format(*(operand.text for operand in operands))
    return Sql(text, max((operand.depth for operand in operands), default=0))


def join(sign: str, operands: Sequence[Sql]) -> Sql:
    """Join expressions by an operator or a comma, without brackets around them."""
    return fill(sign.join(f"{{{at}}}" for at in range(len(operands))), *operands)


def add_up(operands: Sequence[Sql]) -> Sql:
    """Write a sum, in groups, since engines bound how deep an expression may be."""
    while len(operands) > _GROUP:
        groups = [operands[at : at + _GROUP] for at in range(0, len(operands), _GROUP)]
        operands = [fill("({})", join(" + ", group)) for group in groups]
    return join(" + ", operands)


class Steps:
    """The columns that later ones are computed from, in layers: each reads the layers below it only."""

    def __init__(self, dialect: Dialect, prefix: str) -> None:
        """Begin without steps. No column of the table may begin with the prefix."""
        self.dialect = dialect
        self.prefix = prefix
        self.layers: list[list[str]] = []
        self._known: dict[str, Sql] = {}

    def add(self, expression: Sql, name: str = "") -> Sql:
        """Make an expression a step, of some name, and return what reads it; a column or a literal stays as it is."""
        if expression.is_atom:
            return expression
        if expression.text not in self._known:
            column = self.dialect.quote_name(self.prefix + (name or str(len(self._known) + 1)))
            while len(self.layers) <= expression.depth:
                self.layers.append([])
            self.layers[expression.depth].append(f"{expression.text} AS {column}")
            self._known[expression.text] = Sql(column, expression.depth + 1, is_atom=True)
        return self._known[expression.text]

    def add_finite(self, expression: Sql, name: str = "") -> Sql:
        """Make an expression a step that is NULL where it is not finite."""
        if expression.is_atom:
            return expression
        return self.add(fill(f"CASE WHEN abs({{0}}) <= {MAX} THEN {{0}} END", self.add(expression)), name)


# Engines divide by zero, take roots and logarithms in ways of their own; here all is NULL that floats refuse.
_SIMPLE = {
    "+": "({} + {})", "-": "({} - {})", "*": "({} * {})", "neg": "(-{})", "abs": "abs({})", "not": "(NOT {})",
    "<": "({} < {})", "<=": "({} <= {})", ">": "({} > {})", ">=": "({} >= {})", "==": "({} = {})", "!=": "({} <> {})",
    "close": "(abs({} - {}) <= {})",
}  # fmt: skip
# Which of them are NULL where an operand is, which engines' own are not; operands are steps.
_STRICT = {"min": "least({})", "max": "greatest({})", "and": "({})", "or": "({})"}
_SIGNS = {"min": ", ", "max": ", ", "and": " AND ", "or": " OR "}
# Of one operand, a step: the template, when it has no value, and why.
_GUARDED = {
    "sqrt": ("(CASE WHEN {0} >= 0e0 THEN sqrt({0}) END)", "{0} < 0e0", OUT_OF_RANGE),
    "log": ("(CASE WHEN {0} > 0e0 THEN ln({0}) END)", "{0} <= 0e0", OUT_OF_RANGE),
    "exp": (f"(CASE WHEN {{0}} <= {_LARGEST_EXPONENT} THEN exp({{0}}) END)", f"{{0}} > {_LARGEST_EXPONENT}", TOO_LARGE),
}
# Kahan's forms, right to a few units in the last place also near 0: what rounding does to {1}, which is 1 + x or e^x,
# it does to the divisor too.
_LOG1P = "(CASE WHEN {1} = 1e0 THEN {0} WHEN {1} > 0e0 THEN ln({1}) * ({0} / ({1} - 1e0)) END)"
_EXPM1 = "(CASE WHEN {1} = 1e0 THEN {0} WHEN {1} - 1e0 = -1e0 THEN -1e0 ELSE ({1} - 1e0) * ({0} / ln({1})) END)"
_HAS_POWER = "({0} > 0e0 OR ({0} = 0e0 AND {1} >= 0e0) OR ({0} < 0e0 AND {1} % 1e0 = 0e0))"


class Writer:
    """Writes the trees of formulas; `failures` tells when they have no value, in the order in which floats find out."""

    def __init__(self, steps: Steps, refer: Callable[[str], Sql]) -> None:
        """Write names by `refer`."""
        self._steps = steps
        self._refer = refer
        self.failures: list[Failure] = []
        self._special: dict[str, Callable[[Sequence[Sql]], Sql]] = {
            "/": self._write_quotient,
            "**": self._write_power,
            "log1p": self._write_log1p,
            "expm1": self._write_expm1,
            "if": self._write_choice,
            "same": self._write_same,
            "sum": lambda operands: fill("({})", add_up(operands)),
        }

    def write(self, tree: Tree) -> Sql:
        """Write a tree."""
        if isinstance(tree, Number):
            return write_number(tree.quantity.base)
        if isinstance(tree, Name):
            return self._refer(tree.name)
        operands = [self.write(operand) for operand in tree.operands]
        return self._write_operation(tree, operands)

    def _write_operation(self, tree: Apply, operands: Sequence[Sql]) -> Sql:
        if tree.operator in _SIMPLE:
            return fill(_SIMPLE[tree.operator], *operands)
        if tree.operator in self._special:
            return self._special[tree.operator](operands)
        operands = [self._steps.add(operand) for operand in operands]
        if tree.operator in _GUARDED:
            template, failing, reason = _GUARDED[tree.operator]
            return self._guard(fill(template, *operands), fill(failing, *operands), reason)
        together = fill(_STRICT[tree.operator], join(_SIGNS[tree.operator], operands))
        return self._write_strict(together, operands)

    def _guard(self, expression: Sql, failing: Sql, reason: str) -> Sql:
        self.failures.append(Failure(failing, reason))
        return expression

    def _write_strict(self, expression: Sql, operands: Sequence[Sql]) -> Sql:
        """Make an expression NULL where any operand is, of which each is a step or a literal."""
        columns = [fill("{} IS NOT NULL", operand) for operand in dict.fromkeys(operands) if operand.depth]
        if not columns:
            return expression
        return fill("(CASE WHEN {0} THEN {1} END)", join(" AND ", columns), expression)

    def _write_quotient(self, operands: Sequence[Sql]) -> Sql:
        divisor = self._steps.add(operands[1])
        quotient = fill("({0} / NULLIF({1}, 0e0))", operands[0], divisor)
        return self._guard(quotient, fill("{0} = 0e0", divisor), NO_DIVISOR)

    def _write_power(self, operands: Sequence[Sql]) -> Sql:
        operands = [self._steps.add(operand) for operand in operands]
        power = self._steps.add(fill(f"CASE WHEN {_HAS_POWER} THEN pow({{0}}, {{1}}) END", *operands))
        self._guard(power, fill(f"NOT {_HAS_POWER}", *operands), OUT_OF_RANGE)
        finite = fill(f"(CASE WHEN abs({{0}}) <= {MAX} THEN {{0}} END)", power)
        return self._guard(finite, fill(f"abs({{0}}) > {MAX}", power), TOO_LARGE)

    def _write_log1p(self, operands: Sequence[Sql]) -> Sql:
        x = self._steps.add(operands[0])
        written = fill(_LOG1P, x, self._steps.add(fill("1e0 + {0}", x)))
        return self._guard(written, fill("{0} <= -1e0", x), OUT_OF_RANGE)

    def _write_expm1(self, operands: Sequence[Sql]) -> Sql:
        x = self._steps.add(operands[0])
        template, failing, reason = _GUARDED["exp"]
        written = fill(_EXPM1, x, self._steps.add(fill(template, x)))
        return self._guard(written, fill(failing, x), reason)

    def _write_choice(self, operands: Sequence[Sql]) -> Sql:
        steps = [self._steps.add(operand) for operand in operands]
        return self._write_strict(fill("(CASE WHEN {0} THEN {1} ELSE {2} END)", *steps), steps)

    def _write_same(self, operands: Sequence[Sql]) -> Sql:
        first, *others = (self._steps.add(operand) for operand in operands)
        near = f"abs({{0}} - {{1}}) <= {write_number(SAME).text} * greatest(abs({{0}}), abs({{1}}))"
        is_same = join(" AND ", [fill(near, first, other) for other in others])
        self._guard(is_same, fill("NOT ({0})", is_same), UNLIKE)
        return self._write_strict(fill("(CASE WHEN {0} THEN {1} END)", is_same, first), [first, *others])


def list_reasons(failures: Sequence[Failure]) -> list[str]:
    """Return the reasons that `write_reason` may give."""
    return list(dict.fromkeys([*(failure.reason for failure in failures), NOT_FINITE]))


def write_reason(dialect: Dialect, failures: Sequence[Failure]) -> Sql:
    """Write why a formula has no value, given that all it reads has one: the first failure that applies."""
    cases = [
        fill("WHEN {} THEN {}", failure.condition, Sql(dialect.quote_text(failure.reason))) for failure in failures
    ]
    return fill("(CASE {} ELSE {} END)", join(" ", cases), Sql(dialect.quote_text(NOT_FINITE)))
