"""Cells of what the file itself says: figures, aggregates, inputs, what moves say, the author's own formulas."""

from leverage import naming
from leverage.formula.parse import join_formulas, parse_formula
from leverage.formula.tree import Formula, Number, expand_parts, list_names_by_place, make_formula
from leverage.graph.cells import Cell
from leverage.graph.declarations import ALL, NOTHING, Declarations
from leverage.graph.settings import bind_name, list_part_names
from leverage.kinds import find_input_dimension, is_amount
from leverage.model import (
    AGGREGATE_DEFAULTS,
    AGGREGATES,
    CUT,
    REST_OF_WORLD_GDP,
    SUMMED_AGGREGATES,
    Expression,
    Figure,
    Input,
    KindOfLever,
    Lever,
    Move,
)
from leverage.quantity import Quantity
from leverage.units import RATIO, YEAR, parse_unit

_ONE_YEAR = parse_formula("[1 year]")
#: What a move says itself, with its unit and what it is where the file does not say.
FIELDS = {"cut": (RATIO, ALL), "duration": (YEAR, _ONE_YEAR)}
_NO_SUM = "not given; a sum over members would count what they trade with each other"


def declare_given(declarations: Declarations) -> None:
    """Declare the figures, the parties' aggregates, and what losses are computed with where no move says otherwise."""
    declarations.add(Cell(naming.FULL_CUT, ALL, unit=RATIO))
    declarations.add(Cell(naming.NO_CUT, NOTHING, unit=RATIO))
    declarations.add(Cell(naming.ADJUSTED, ALL, unit=RATIO))
    declarations.add(Cell(naming.A_YEAR, _ONE_YEAR, unit=YEAR))
    if declarations.scenario.horizon:
        declarations.add_figure(declarations.scenario.horizon, YEAR)
    else:
        declarations.add(Cell(naming.HORIZON, unit=YEAR, lacks="not given: losses are those after adjustment"))
    for figure in declarations.scenario.figures.values():
        declarations.add_figure(figure, declarations.money if figure.id == REST_OF_WORLD_GDP else None)
    for party in declarations.scenario.parties.values():
        for aggregate, written in AGGREGATES.items():
            name = naming.aggregate(party.id, aggregate)
            unit = declarations.convert_money(parse_unit(written).dimension)
            if aggregate in party.aggregates:
                declarations.add_figure(party.aggregates[aggregate], unit)
            elif aggregate in AGGREGATE_DEFAULTS:
                formula = parse_formula(AGGREGATE_DEFAULTS[aggregate])
                binding = {other: naming.aggregate(party.id, other) for other in formula.names}
                declarations.add(Cell(name, formula, binding, unit))
            elif party.members and aggregate in SUMMED_AGGREGATES:
                of_members = tuple(parse_formula(naming.aggregate(member, aggregate)) for member in party.members)
                formula = join_formulas("sum", of_members) if len(of_members) > 1 else of_members[0]
                declarations.add(Cell(name, formula, unit=unit))
            else:
                declarations.add(Cell(name, unit=unit, lacks=_NO_SUM if party.members else "not given"))


def declare_input(declarations: Declarations, lever: Lever, declared: Input) -> None:
    """Declare an input of a lever; one that its parts may say has a cell for each part.

    A part's number is its own, else the lever's, else the kind's default. The lever has the sum of its parts' amounts.
    """
    kind = declarations.kinds[lever.kind]
    name = naming.lever_input(lever.id, declared.id)
    unit = declarations.convert_money(find_input_dimension(declared.unit))
    if not lever.parts or declared.id not in kind.of_parts:
        _declare_number(declarations, lever, declared, lever.inputs.get(declared.id))
        return
    silent = [part for part in lever.parts.values() if declared.id not in part.inputs]
    # What the lever says has a cell even where every part says another number, since it is checked and shown too.
    is_shared = declared.id in lever.inputs or (bool(silent) and not _is_default_of_parts(kind, declared))
    if is_shared and not is_amount(declared):
        _declare_number(declarations, lever, declared, lever.inputs.get(declared.id))
    cells = []
    for part in lever.parts.values():
        cell = naming.lever_input(lever.id, declared.id, part.id)
        cells.append(cell)
        if part in silent and is_shared and not is_amount(declared):
            declarations.add(Cell(cell, parse_formula("itself"), {"itself": name}, unit))
        else:
            _declare_number(declarations, lever, declared, part.inputs.get(declared.id), part.id)
    if is_amount(declared):
        formulas = tuple(map(parse_formula, cells))
        formula = join_formulas("sum", formulas) if len(formulas) > 1 else formulas[0]
        declarations.add(Cell(name, formula, unit=unit, is_of_parts=True))


def _is_default_of_parts(kind: KindOfLever, declared: Input) -> bool:
    """Tell whether a default differs from part to part, as it reads what a part says outside of any sum."""
    default = declared.default
    if not isinstance(default, Expression):
        return False
    return any(name in kind.of_parts and not inside for name, inside in list_names_by_place(default.formula.tree))


def _declare_number(
    declarations: Declarations, lever: Lever, declared: Input, figure: Figure | None, part: str = ""
) -> None:
    """Declare an input where it is given or has a default."""
    kind = declarations.kinds[lever.kind]
    name = naming.lever_input(lever.id, declared.id, part)
    unit = declarations.convert_money(find_input_dimension(declared.unit))
    default = None if declared.default is None else _make_default(declared.default)
    is_assumption = bool(declared.assumes or (default and default.has_loose_number))
    if figure is not None:
        declarations.add_figure(figure, unit)
    elif is_assumption and declarations.scenario.what_if.only:
        declarations.add(Cell(name, unit=unit, lacks="an assumption of the kind"))
    elif default is not None:
        formula = expand_parts(default, tuple(lever.parts), list_part_names(kind))
        binding = {other: bind_name(lever, kind, other, part=part) for other in formula.names}
        note = f"default of the kind {lever.kind}"
        declarations.add(
            Cell(name, formula, binding, unit, assumes=declared.assumes, default_note=note, place=declared.place)
        )
    else:
        declarations.add(Cell(name, unit=unit, lacks="not given"))


def _make_default(value: Expression | Quantity) -> Formula:
    """Return a kind's default as a formula."""
    if isinstance(value, Expression):
        return value.formula
    return make_formula(Number(value, 0, len(value.text)))


def declare_fields(declarations: Declarations, move: Move) -> None:
    """Declare what a move says itself: its cut or the rate of its instrument, and its duration."""
    if move.duty is not None:
        declarations.add_figure(move.duty, RATIO)
    for (field, (unit, default)), figure in zip(FIELDS.items(), (move.cut, move.duration), strict=True):
        if field == CUT and move.duty is not None:
            continue
        if figure is None:
            name, note = naming.move(move.id, field), "the move does not say: the default"
            declarations.add(Cell(name, default, unit=unit, default_note=note))
        else:
            declarations.add_figure(figure, unit)


def declare_results(declarations: Declarations) -> None:
    """Declare the author's own cells, with their share of GDP where they are one party's losses."""
    for result in declarations.scenario.results.values():
        formula = result.formula.formula
        is_loose = declarations.scenario.what_if.only and formula.has_loose_number
        lacks = "a number in its formula has no source" if is_loose else ""
        cell = Cell(result.id, formula, lacks=lacks, expression=result.formula, partial=True, place=result.place)
        declarations.add(cell)
        losers = {naming.find_loser(name) for name in formula.names}
        loser = losers.pop() if len(losers) == 1 else None
        if loser:
            declarations.add_share(result.id, loser)
