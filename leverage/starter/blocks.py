"""A kind of lever as a part of a file to begin with: what it is, and a lever of it with placeholders for numbers."""

import math
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from leverage.formula import write
from leverage.kinds import LETTERS
from leverage.model import Expression, Input, KindOfLever
from leverage.starter.writing import PLACEHOLDER, scalar

_WIDTH = 116
_LETTER = rf"\b[{''.join(sorted(LETTERS))}]\b"


def explained(kind: KindOfLever) -> Iterator[str]:
    """Say what a kind is, and what its roles and inputs are, in comments."""
    yield from _wrapped("", f"{kind.id}: {kind.summary}")
    for role in kind.roles.values():
        yield from _wrapped("  ", f"{role.id}{', optional' if role.optional else ''}: {role.loses}")
    for one in kind.inputs.values():
        yield from _wrapped("  ", f"{one.id}, {one.unit}{_without(one)}: {one.doc}")


def _wrapped(indent: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=f"## {indent}", subsequent_indent=f"##   {indent}", break_on_hyphens=False
    )


def _without(one: Input) -> str:
    if one.default is None:
        return ", optional" if one.optional else ""
    default = one.default.formula.text if isinstance(one.default, Expression) else one.default.text
    return f", {default} if not said"


def lever(kind: KindOfLever, parties: Sequence[str]) -> Iterator[str]:
    """Write a lever that has its kind's name, with parties in the required roles and every input these read."""
    needed = [role.id for role in kind.roles.values() if not role.optional]
    roles = dict(zip(needed, parties, strict=False))
    yield f"{kind.id}:"
    yield f"  kind: {kind.id}"
    yield from (f"  {role}: {party}" for role, party in roles.items())
    written: Counter[str] = Counter()
    for one in _read(kind, roles):
        yield from _input(one, kind.id, written[one.unit])
        written[one.unit] += one.default is None


def _read(kind: KindOfLever, roles: Mapping[str, str]) -> list[Input]:
    """Return the inputs a lever must have, and those that its roles' formulas read when all are given."""
    read = {name for role in roles for name in _names(kind, role)}
    return [one for one in kind.inputs.values() if one.id in read or (one.default is None and not one.optional)]


def _names(kind: KindOfLever, role: str) -> Iterator[str]:
    """Yield what the formulas of a role that are tried first read."""
    for formulas in (kind.exposure.get(role, ()), kind.loss.get(role, ())):
        for expression in formulas[:1]:
            yield from expression.formula.names


def _input(one: Input, lever_id: str, before: int) -> Iterator[str]:
    if isinstance(one.default, Expression):
        formula = write(one.default.formula, lambda own: f"{lever_id}.{own}")
        yield f"  {one.id}: {scalar(formula)}"
        return
    yield f"  {one.id}:"
    yield f"    value: {_number(one, before) if one.default is None else one.default.text}"
    yield f"    assumed: {PLACEHOLDER}"


def _number(one: Input, before: int) -> str:
    """Return the middle of an input's bounds or, where they are open, less the more of its unit stand before it."""
    unit = re.sub(_LETTER, "t", one.unit)
    least, most = one.between or (-math.inf, math.inf)
    if math.isfinite(most - least):
        middle = (least + most) / 2
        return f"{middle * 100:g} %" if unit == "ratio" else f"{middle:g} {unit}"
    scale = "million " if unit.endswith("/year") else ""
    return f"{10.0 ** (1 - before):g} {scale}{unit}"
