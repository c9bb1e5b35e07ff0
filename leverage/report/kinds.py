"""What `leverage kinds` says: what each kind of lever is, from its own declarations. No formula is computed here."""

import math
from collections.abc import Iterator, Sequence

from leverage.model import Expression, Input, KindOfLever
from leverage.report import views
from leverage.report.report import Record, Report, Table
from leverage.report.views import Column, Grid, Item, Prose, View, make_items

_ROLES = "Roles"
_LEGEND = (
    "`cut` is the part that is stopped, 0 to 1. USD stands for the scenario's currency, a lone capital letter for any "
    "unit of quantity."
)
_ROLE = "Role"

KINDS = ("kind", "summary", "pulled_by", "method")
ROLES = ("kind", "role", "loses", "optional", "exposure", "loss", "measure", "share_of")
INPUTS = ("kind", "input", "unit", "doc", "default", "optional", "least", "most", "adjusts", "assumes")
REQUIREMENTS = ("kind", "test", "says")


def report_kinds(found: Sequence[KindOfLever]) -> Report:
    """Report kinds of lever: several in a short list, one with all there is to know of it."""
    tables = {
        "kinds": Table(KINDS, lambda: map(_kind, found)),
        "roles": Table(ROLES, lambda: (row for kind in found for row in _roles(kind))),
        "inputs": Table(INPUTS, lambda: (_input(kind, one) for kind in found for one in kind.inputs.values())),
        "requirements": Table(REQUIREMENTS, lambda: (row for kind in found for row in _requirements(kind))),
    }
    if len(found) == 1:
        return Report(found[0].id, "a kind of lever", {}, tables, lambda: _page(found[0]))
    return Report("Kinds of lever", "", {}, tables, lambda: _list(found))


def _kind(kind: KindOfLever) -> Record:
    return {
        "kind": kind.id,
        "summary": kind.summary,
        "pulled_by": list(kind.pulled_by),
        "method": kind.method or None,
    }


def _roles(kind: KindOfLever) -> Iterator[Record]:
    for role in kind.roles.values():
        yield {
            "kind": kind.id,
            "role": role.id,
            "loses": role.loses,
            "optional": role.optional,
            "exposure": [_text(one) for one in kind.exposure.get(role.id, ())],
            "loss": [_text(one) for one in kind.loss.get(role.id, ())],
            "measure": kind.measure.get(role.id),
            "share_of": kind.share_of.get(role.id),
        }


def _input(kind: KindOfLever, one: Input) -> Record:
    least, most = one.between or (-math.inf, math.inf)
    return {
        "kind": kind.id,
        "input": one.id,
        "unit": one.unit,
        "doc": one.doc,
        "default": _default(one),
        "optional": one.optional,
        "least": least if math.isfinite(least) else None,
        "most": most if math.isfinite(most) else None,
        "adjusts": one.adjusts,
        "assumes": one.assumes or None,
    }


def _requirements(kind: KindOfLever) -> Iterator[Record]:
    for one in kind.require:
        yield {"kind": kind.id, "test": _text(one.test), "says": one.says}


def _default(one: Input) -> str | None:
    if one.default is None:
        return None
    return _text(one.default) if isinstance(one.default, Expression) else one.default.text


def _text(expression: Expression) -> str:
    """Return a formula as its author wrote it, in one line."""
    return " ".join(expression.formula.text.split())


def _is_required(one: Input) -> bool:
    return one.default is None and not one.optional


def _list(found: Sequence[KindOfLever]) -> tuple[View, ...]:
    rows = []
    for kind in found:
        roles = [f"{role.id} (optional)" if role.optional else role.id for role in kind.roles.values()]
        needed = [one.id for one in kind.inputs.values() if _is_required(one)]
        rows.append(make_items(kind.id, kind.summary, ", ".join(roles), ", ".join(needed) or "none"))
    heads = ("Kind", "What it is", _ROLES, "Inputs it needs")
    return _grid("kinds", "", heads, rows), Prose(
        "kinds", ("`leverage kinds KIND` shows one in full: formulas, inputs, method and an example.",), is_small=True
    )


def _page(kind: KindOfLever) -> tuple[View, ...]:
    pulled = f"Pulled by: {' or '.join(kind.pulled_by) or 'no one'}."
    method = (f"Method. {kind.method}",) if kind.method else ()
    tests = [make_items(_text(one.test), one.says) for one in kind.require]
    return views.drop_empty(
        Prose("kinds", (kind.summary, pulled)),
        _grid("roles", _ROLES, _ROLE_HEADS, list(map(_role, _roles(kind)))),
        _grid(
            "roles",
            "Formulas; where a role has several, the first whose inputs are given",
            _FORMULA_HEADS,
            list(_formulas(kind)),
        ),
        _grid("inputs", "Inputs", _INPUT_HEADS, [_described(one) for one in kind.inputs.values()]),
        Prose("inputs", (_LEGEND,), is_small=True),
        _grid("requirements", "Required of every lever", ("Test", "If it fails"), tests),
        Prose("kinds", method),
        Prose("kinds", ("Example, with parties and figures of yours:",)),
        Prose("kinds", tuple(_example(kind)), is_code=True),
    )


_ROLE_HEADS = (_ROLE, "Measure", "Exposure is a share of")
_FORMULA_HEADS = (_ROLE, "What", "Formula", "Needs")
_INPUT_HEADS = ("Input", "Unit", "If not given", "Bounds", "Meaning")


def _grid(table: str, title: str, heads: Sequence[str], rows: Sequence[tuple[Item, ...]]) -> Grid:
    return Grid(table, title, tuple(Column(head, is_text=True) for head in heads), tuple(rows))


def _role(row: Record) -> tuple[Item, ...]:
    template = "{role} (optional): {loses}" if row["optional"] else "{role}: {loses}"
    return make_items(
        template.format(role=row["role"], loses=row["loses"]), str(row["measure"] or "–"), str(row["share_of"] or "–")
    )


def _formulas(kind: KindOfLever) -> Iterator[tuple[Item, ...]]:
    """Yield each role's formulas, one a row, in the order in which they are tried."""
    for role in kind.roles:
        exposure, loss = kind.exposure.get(role, ()), kind.loss.get(role, ())
        whats = [*_whats("exposure", len(exposure)), *_whats("loss", len(loss))]
        for row, (what, one) in enumerate(zip(whats, [*(exposure or [None]), *(loss or [None])], strict=True)):
            formula, needed = (_text(one), ", ".join(_needed(kind, one))) if one else ("none", "")
            yield make_items("" if row else role, what, formula, needed)


def _whats(what: str, count: int) -> list[str]:
    return [what, *["or else"] * (count - 1)]


def _needed(kind: KindOfLever, expression: Expression) -> Iterator[str]:
    """Yield what a formula reads that a scenario may fail to give, directly or through a default."""
    for name in expression.formula.names:
        one = kind.inputs.get(name)
        if "." in name or (one and (one.optional or isinstance(one.default, Expression))):
            yield name


def _described(one: Input) -> tuple[Item, ...]:
    default = _default(one) or ("optional" if one.optional else "required")
    without = f"{default}: {one.assumes}" if one.assumes else default
    return make_items(one.id, one.unit, without, _bounds(one), one.doc)


def _bounds(one: Input) -> str:
    least, most = one.between or (-math.inf, math.inf)
    if math.isinf(most):
        return "" if math.isinf(least) else f"from {least:g}"
    return ("up to {most:g}" if math.isinf(least) else "{least:g} to {most:g}").format(least=least, most=most)


def _example(kind: KindOfLever) -> Iterator[str]:
    """Yield a lever of the kind as it stands in a file."""
    yield "levers:"
    yield f"  my_{kind.id}:"
    yield f"    kind: {kind.id}"
    yield from (f"    {role.id}: {role.id}_party" for role in kind.roles.values() if not role.optional)
    needed = (one for one in kind.inputs.values() if _is_required(one))
    yield from (f"    {one.id}: {one.id}_figure  # {one.unit}" for one in needed)
