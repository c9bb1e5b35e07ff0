"""Cells of what each party of a lever has at stake, by the formulas of its kind."""

from collections.abc import Sequence

from leverage import naming
from leverage.formula.dimensions import ANY
from leverage.formula.parse import parse_formula
from leverage.formula.tree import Formula, expand_parts
from leverage.graph.averages import declare_mean
from leverage.graph.cells import Cell
from leverage.graph.declarations import Declarations
from leverage.graph.settings import Setting, bind_name, declare_adjusting, list_part_names, set_full_cut
from leverage.kinds import find_formulas
from leverage.model import Alternative, KindOfLever, Lever

_LASTING = parse_formula("loss * duration / [1 year]")


def declare_stakes(declarations: Declarations, lever: Lever) -> None:
    """Declare each party's exposure and losses on a lever at a full cut, with their shares."""
    kind = declarations.kinds[lever.kind]
    at_full_cut = set_full_cut(lever)
    names = {part: naming.adjustment(lever.id, part, is_first_year=True) for part in lever.part_ids}
    first_year = declare_adjusting(declarations, lever, at_full_cut, naming.A_YEAR, names)
    at_horizon = at_full_cut
    if declarations.scenario.horizon:
        names = {part: naming.adjustment(lever.id, part) for part in lever.part_ids}
        at_horizon = declare_adjusting(declarations, lever, at_full_cut, naming.HORIZON, names)
    for role, party in lever.roles.items():
        exposure, loss = naming.exposure(party, lever.id), naming.loss(party, lever.id)
        declare_by_kind(declarations, exposure, lever, role, "exposure", at_full_cut)
        declare_by_kind(declarations, loss, lever, role, "loss", at_horizon)
        declarations.add_share_of_loss(loss, lever, party)
        declare_by_kind(declarations, naming.first_year(party, lever.id), lever, role, "loss", first_year)
        if kind.once.get(role):
            declare_by_kind(declarations, naming.once(party, lever.id), lever, role, "once", at_full_cut)
        if role in kind.share_of:
            whole = bind_name(lever, kind, kind.share_of[role])
            declarations.add_ratio(naming.share(exposure), exposure, whole)


def declare_by_kind(
    declarations: Declarations, name: str, lever: Lever, role: str, block: str, setting: Setting
) -> None:
    """Declare what a role has at stake by the kind's formulas in a block: an exposure, a loss, a loss once.

    Of several formulas the first is used that is meant for the setting and whose optional inputs the lever gives.
    """
    kind = declarations.kinds[lever.kind]
    is_loss = block != "exposure"
    alternatives = find_formulas(kind, block).get(role, ())
    if not alternatives:
        declarations.add(Cell(name, lacks=_explain_no_formula(kind, role, block), is_loss=is_loss))
        return
    meant = _select_formulas(alternatives, setting)
    formulas = tuple(each.formula.formula for each in meant)
    if not formulas:
        lacks = f"the kind {kind.id} gives its {role} no loss after adjustment, only over a horizon"
        declarations.add(Cell(name, lacks=lacks, is_loss=is_loss))
        return
    used = next((each for each in meant if _has_inputs(lever, kind, each.formula.formula)), meant[-1])
    written = used.formula.formula
    unit = kind.dimensions.get(written.text)
    if isinstance(unit, tuple):
        unit = declarations.convert_money(unit)
    elif unit is ANY:
        unit = declarations.stock if block == "once" else declarations.money
    if setting.is_timed and block in kind.instruments and not any(each.when for each in alternatives):
        lacks = f"a {block} is valued after adjustment only, not over a horizon"
        declarations.add(Cell(name, unit=unit, lacks=lacks, is_loss=is_loss))
        return
    formula = expand_parts(written, tuple(lever.parts), list_part_names(kind), setting.hit if lever.parts else ())
    binding = {read: bind_name(lever, kind, read, setting) for read in formula.names}
    cell = Cell(name, formula, binding, unit, alternatives=formulas, written=written, is_loss=is_loss, lever=lever.id)
    cell = cell._replace(if_undefined=used.undefined)
    if used.assumes:
        cell = cell._replace(assumes=used.assumes, place=used.formula.place)
        if declarations.scenario.what_if.only:
            cell = cell._replace(lacks=f"an assumption of the kind: {used.assumes}")
    if used.averaged and setting.timed:
        declare_mean(declarations, cell, lever, setting, used.after and bind_name(lever, kind, used.after))
    else:
        declarations.add(cell)


def _explain_no_formula(kind: KindOfLever, role: str, block: str) -> str:
    """Return why a role has no exposure or loss by a kind, given the block that has no formula for it."""
    what = block
    if block in kind.instruments:
        what = f"loss by a {block}"
    elif block == "loss" and kind.once.get(role):
        what = "loss a year, only what it loses once"
    return f"the kind {kind.id} gives its {role} no {what}"


def _select_formulas(alternatives: Sequence[Alternative], setting: Setting) -> Sequence[Alternative]:
    """Return the formulas that are meant for a setting; those without a horizon serve where none is for one.

    There is none after adjustment where all are for a horizon.
    """
    meant = [each for each in alternatives if each.when and setting.is_timed]
    return meant or [each for each in alternatives if not each.when]


def _has_inputs(lever: Lever, kind: KindOfLever, formula: Formula) -> bool:
    """Tell whether a lever, or a part of it, gives all optional inputs that a formula of its kind reads."""
    given = set(lever.inputs).union(*(part.inputs for part in lever.parts.values()))
    optional = {name for name in formula.names if name in kind.inputs and kind.inputs[name].optional}
    return optional <= given


def declare_lasting(
    declarations: Declarations, name: str, yearly: str, lever: Lever, role: str, setting: Setting, duration: str
) -> None:
    """Declare the loss in a year in a setting, as `yearly`, and how much of it falls in a duration.

    What is no flow, such as a number of people, is lost once, however long the cut lasts.
    """
    declare_by_kind(declarations, yearly, lever, role, setting.block, setting)
    if is_flow(declarations, lever, lever.roles[role]):
        declarations.add(Cell(name, _LASTING, {"loss": yearly, "duration": duration}, is_loss=True))
    else:
        declarations.add_alias(name, yearly)


def is_flow(declarations: Declarations, lever: Lever, party: str) -> bool:
    """Tell whether a party's loss on a lever is so much a year, not lost once such as a number of people."""
    return any(("year", -1) in unit for unit in declarations.find_loss_units(lever, party))
