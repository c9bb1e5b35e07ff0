"""A formula's number: the compiled code run on floats, with every undefined result told by its reason."""

import math
from collections.abc import Mapping

from leverage.formula.tree import Formula


class UndefinedError(Exception):
    """A formula has no finite real value at these inputs; the message says why."""


def _close(value: float, other: float, tolerance: float) -> bool:
    return abs(value - other) <= tolerance


def _choose(*triples: float) -> float:
    """Return the value whose key is largest, of equals the one whose second key is: key, key, value, key, ..."""
    best = max(range(0, len(triples), 3), key=lambda at: triples[at : at + 2])
    return triples[best + 2]


def _sum(*values: float) -> float:
    return math.fsum(values)


#: What the compiled code calls on floats. Another table, such as one over arrays, may stand in its place.
FLOATS: dict[str, object] = {
    "__builtins__": {},
    "min": min,
    "max": max,
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "log1p": math.log1p,
    "close": _close,
    "**": math.pow,
    "and": lambda *values: all(values),
    "or": lambda *values: any(values),
    "not": lambda value: not value,
    "sum": _sum,
    "choose": _choose,
}


def evaluate(formula: Formula, values: Mapping[str, float]) -> float:
    """Compute a formula on floats in base units; a test gives a bool. Raises UndefinedError."""
    try:
        # The code holds nothing but what the language allows: it was compiled from a checked tree.
        result = eval(formula.code, FLOATS, values)  # noqa: S307 - see above
    except ZeroDivisionError:
        raise UndefinedError("division by zero") from None
    except OverflowError:
        raise UndefinedError("too large a number") from None
    except ValueError:
        raise UndefinedError("a power, root or logarithm of a number outside its range") from None
    if not math.isfinite(result):
        raise UndefinedError("no finite number")
    return result if isinstance(result, bool) else float(result) + 0.0  # which makes -0.0 plain 0
