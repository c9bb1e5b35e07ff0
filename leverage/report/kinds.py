"""What `leverage kinds` says: what each kind of lever is, from its own declarations. No formula is computed here."""

import math
from collections.abc import Iterator, Sequence

from leverage.kinds import find_formulas
from leverage.model import Alternative, Expression, Input, KindOfLever, Requirement, Role
from leverage.report import views
from leverage.report.columns import Columns, flag, number, text, texts
from leverage.report.report import Report, Table
from leverage.report.views import Grid, Item, Prose, View, make_items, make_text_columns
from leverage.report.words import count_form

_ROLES = "Roles"
_LEGEND = (
    "`cut` is the part that is stopped, 0 to 1; `adjustment` the share of the adjusting that is done, 1 without a "
    "horizon; sum() adds up over the parts of a tie. USD stands for the scenario's currency, a lone capital letter "
    "for any unit of quantity."
)
_ROLE = "Role"


def _list_instruments(kind: KindOfLever) -> list[str]:
    """Return what a move may do to a lever of a kind instead of a cut, with the roles that can."""
    return [f"{each.id}: {' or '.join(each.pulled_by)}" for each in kind.instruments.values()]


KINDS = Columns[KindOfLever](
    text("kind", "the kind", lambda kind: kind.id),
    text("summary", "what it is", lambda kind: kind.summary),
    texts("pulled_by", "roles of those who can cut it", lambda kind: kind.pulled_by),
    texts("instruments", "what a move may do instead of a cut, as `name: role`", _list_instruments),
    text("method", "how its losses are computed, and after whom", lambda kind: kind.method or None),
)


class RoleOfKind:
    """A role of a kind of lever."""

    def __init__(self, kind: KindOfLever, role: Role) -> None:
        """Take a role with its kind."""
        self.kind = kind
        self.role = role


def _list_assumed(row: RoleOfKind) -> list[str]:
    """Return the formulas of a role's loss that assume something, each with what that is."""
    every = row.kind.loss.get(row.role.id, ())
    return [f"{_write_formula(each.formula)}: {each.assumes}" for each in every if each.assumes]


ROLES = Columns[RoleOfKind](
    text("kind", "the kind", lambda row: row.kind.id),
    text("role", "the role", lambda row: row.role.id),
    text("loses", "what it loses when the lever is cut", lambda row: row.role.loses),
    flag("optional", "whether a lever may leave it out", lambda row: row.role.optional),
    texts(
        "exposure",
        "formulas of its exposure; the first whose inputs are given is used",
        lambda row: _write_formulas(row.kind.exposure.get(row.role.id, ())),
    ),
    texts(
        "loss",
        "formulas of its loss; the first whose inputs are given is used",
        lambda row: _write_formulas(row.kind.loss.get(row.role.id, ())),
    ),
    texts(
        "loss_at_horizon",
        "formulas of its loss over the first years of a cut, where others hold then",
        lambda row: _write_formulas(row.kind.loss.get(row.role.id, ()), when="horizon"),
    ),
    texts(
        "once",
        "formulas of what it loses once, such as a debt",
        lambda row: _write_formulas(row.kind.once.get(row.role.id, ())),
    ),
    text("measure", "what sort of loss it is", lambda row: row.kind.measure.get(row.role.id)),
    text("share_of", "what its exposure is a share of", lambda row: row.kind.share_of.get(row.role.id)),
    texts("assumes", "what a formula of its loss assumes that no input says, as `formula: assumption`", _list_assumed),
)


class InputOfKind:
    """An input of a kind of lever, with its bounds."""

    def __init__(self, kind: KindOfLever, given: Input) -> None:
        """Take an input with its kind."""
        self.kind = kind
        self.input = given
        self.least, self.most = given.between or (-math.inf, math.inf)


INPUTS = Columns[InputOfKind](
    text("kind", "the kind", lambda row: row.kind.id),
    text("input", "the input", lambda row: row.input.id),
    text("unit", "its unit", lambda row: row.input.unit),
    text("doc", "what it is", lambda row: row.input.doc),
    text("default", "value or formula where a lever does not give it", lambda row: _write_default(row.input)),
    flag("optional", "whether it may be absent", lambda row: row.input.optional),
    number("least", "least that it may be", lambda row: row.least if math.isfinite(row.least) else None),
    number("most", "most that it may be", lambda row: row.most if math.isfinite(row.most) else None),
    flag("adjusts", "whether it says how a party adjusts to a cut", lambda row: row.input.adjusts),
    flag("over_time", "whether it grows with time, as a cut lasts", lambda row: row.input.over_time),
    text("assumes", "what the default assumes", lambda row: row.input.assumes or None),
)


class RequirementOfKind:
    """A test that every lever of a kind must pass."""

    def __init__(self, kind: KindOfLever, requirement: Requirement) -> None:
        """Take a requirement with its kind."""
        self.kind = kind
        self.requirement = requirement


REQUIREMENTS = Columns[RequirementOfKind](
    text("kind", "the kind", lambda row: row.kind.id),
    text("test", "a comparison over inputs", lambda row: _write_formula(row.requirement.test)),
    text("says", "what is wrong where it fails", lambda row: row.requirement.says),
)


def report_kinds(found: Sequence[KindOfLever], *, has_notes: bool = False) -> Report:
    """Report kinds of lever: several in a short list, one with its roles, inputs and an example.

    Formulas, requirements and the method are on the page of one if it `has_notes`.
    """
    roles = [RoleOfKind(kind, role) for kind in found for role in kind.roles.values()]
    inputs = [InputOfKind(kind, given) for kind in found for given in kind.inputs.values()]
    required = [RequirementOfKind(kind, requirement) for kind in found for requirement in kind.require]
    tables = {
        "kinds": Table(KINDS, lambda: map(KINDS.make_record, found)),
        "roles": Table(ROLES, lambda: map(ROLES.make_record, roles)),
        "inputs": Table(INPUTS, lambda: map(INPUTS.make_record, inputs)),
        "requirements": Table(REQUIREMENTS, lambda: map(REQUIREMENTS.make_record, required)),
    }
    if len(found) == 1:
        return Report(found[0].id, "a kind of tie", {}, tables, lambda: _draw_page(found[0], has_notes=has_notes))
    return Report("Kinds of tie", "", {}, tables, lambda: _draw_list(found))


def _write_default(declared: Input) -> str | None:
    if declared.default is None:
        return None
    return _write_formula(declared.default) if isinstance(declared.default, Expression) else declared.default.text


def _write_formula(expression: Expression) -> str:
    """Return a formula as its author wrote it, in one line."""
    return " ".join(expression.formula.text.split())


def _write_formulas(alternatives: Sequence[Alternative], *, when: str = "") -> Iterator[str]:
    """Return those of a role's formulas that hold always, or at a horizon."""
    return (_write_formula(each.formula) for each in alternatives if each.when == when)


def _is_required(declared: Input) -> bool:
    return declared.default is None and not declared.optional


def _draw_list(found: Sequence[KindOfLever]) -> tuple[View, ...]:
    rows = []
    for kind in found:
        roles = [f"{role.id} (optional)" if role.optional else role.id for role in kind.roles.values()]
        needed = [declared.id for declared in kind.inputs.values() if _is_required(declared)]
        rows.append(make_items(kind.id, kind.summary, ", ".join(roles), ", ".join(needed) or "none"))
    heads = ("Kind", "What it is", _ROLES, "Inputs it needs")
    head = f"{count_form(len(found), ('{count} kind', '{count} kinds'))} of tie; to describe one: leverage kinds KIND"
    return Prose("kinds", (head,)), _draw_grid("kinds", "", heads, rows)


def _draw_page(kind: KindOfLever, *, has_notes: bool) -> tuple[View, ...]:
    pulled = f"Cut by: {' or '.join(kind.pulled_by) or 'no one'}."
    able = [f"Instead of a cut, {each}: {kind.instruments[each].doc}." for each in kind.instruments]
    roles = _draw_grid("roles", _ROLES, _ROLE_HEADS, [_show_role(kind, role) for role in kind.roles.values()])
    inputs = _draw_grid(
        "inputs",
        "Inputs",
        _INPUT_HEADS,
        [_show_input(declared, has_notes=has_notes) for declared in kind.inputs.values()],
    )
    example = (
        Prose("kinds", ("Example, with parties and figures of yours:",)),
        Prose("kinds", tuple(_write_example(kind)), is_code=True),
    )
    head = Prose("kinds", (" ".join((kind.summary, pulled, *able)),))
    if not has_notes:
        more = Prose(
            "kinds", (f"Formulas, what is required, the method: leverage kinds {kind.id} --notes",), is_small=True
        )
        return views.drop_empty(head, roles, inputs, *example, more)
    tests = [make_items(_write_formula(demand.test), demand.says) for demand in kind.require]
    return views.drop_empty(
        head,
        roles,
        _draw_grid(
            "roles",
            "Formulas; where a role has several, the first whose inputs are given",
            _FORMULA_HEADS,
            list(_show_formulas(kind)),
        ),
        inputs,
        Prose("inputs", (_LEGEND,), is_small=True),
        _draw_grid("requirements", "Required of every tie", ("Test", "If it fails"), tests),
        Prose("kinds", (f"Method. {kind.method}",) if kind.method else ()),
        *example,
    )


_ROLE_HEADS = (_ROLE, "Measure", "Exposure is a share of")
_FORMULA_HEADS = (_ROLE, "What", "Formula", "Needs")
_INPUT_HEADS = ("Input", "Unit", "If not given", "Bounds", "Meaning")


def _draw_grid(table: str, title: str, heads: Sequence[str], rows: Sequence[tuple[Item, ...]]) -> Grid:
    return Grid(table, title, make_text_columns(*heads), tuple(rows))


def _show_role(kind: KindOfLever, role: Role) -> tuple[Item, ...]:
    name = f"{role.id} (optional)" if role.optional else role.id
    return make_items(f"{name}: {role.loses}", kind.measure.get(role.id) or "–", kind.share_of.get(role.id) or "–")


def _show_formulas(kind: KindOfLever) -> Iterator[tuple[Item, ...]]:
    """Yield each role's formulas, one a row, in the order in which they are tried."""
    for role in kind.roles:
        called = role
        for block in ("exposure", "loss", "once", *kind.instruments):
            alternatives = find_formulas(kind, block).get(role, ())
            if not alternatives and block in ("exposure", "loss"):
                yield make_items(called, block, "none", "")
            what = f"loss by {block}" if block in kind.instruments else block
            for each in alternatives:
                needed = ", ".join(_list_needed(kind, each.formula))
                formula = _write_formula(each.formula)
                if each.averaged:
                    since = f" after {each.after}" if each.after else ""
                    formula = f"{formula} (at a horizon its mean over the time{since})"
                if each.assumes:
                    formula = f"{formula} (assumes: {each.assumes})"
                yield make_items(called, what, f"at a horizon: {formula}" if each.when else formula, needed)
                called, what = "", "or else"
            called = ""


def _list_needed(kind: KindOfLever, expression: Expression) -> Iterator[str]:
    """Yield what a formula reads that a scenario may fail to give, directly or through a default."""
    for name in expression.formula.names:
        declared = kind.inputs.get(name)
        if "." in name or (declared and (declared.optional or isinstance(declared.default, Expression))):
            yield name


def _show_input(declared: Input, *, has_notes: bool) -> tuple[Item, ...]:
    default = _write_default(declared) or ("optional" if declared.optional else "required")
    if isinstance(declared.default, Expression) and not has_notes:
        default = "computed"
    without = f"{default}: {declared.assumes}" if declared.assumes else default
    return make_items(declared.id, declared.unit, without, _write_bounds(declared), declared.doc)


def _write_bounds(declared: Input) -> str:
    least, most = declared.between or (-math.inf, math.inf)
    if math.isinf(most):
        return "" if math.isinf(least) else f"from {least:g}"
    return f"up to {most:g}" if math.isinf(least) else f"{least:g} to {most:g}"


def _write_example(kind: KindOfLever) -> Iterator[str]:
    """Yield a lever of the kind as it stands in a file."""
    yield "levers:"
    yield f"  my_{kind.id}:"
    yield f"    kind: {kind.id}"
    yield from (f"    {role.id}: {role.id}_party" for role in kind.roles.values() if not role.optional)
    needed = (declared for declared in kind.inputs.values() if _is_required(declared))
    yield from (f"    {declared.id}: {declared.id}_figure  # {declared.unit}" for declared in needed)
