"""Cells of what the file itself says: figures, aggregates, inputs, what moves say, the author's own formulas."""

from leverage import naming
from leverage.formula.parse import parse_formula
from leverage.formula.tree import Formula, Number, expand_parts, list_names_by_place, make_formula
from leverage.graph.cells import Cell
from leverage.graph.declarations import ALL, NOTHING, Declarations, apply_operator
from leverage.graph.settings import bind_name, list_part_names
from leverage.kinds import find_input_dimension, is_amount
from leverage.model import (
    AGGREGATE_DEFAULTS,
    AGGREGATES,
    CUT,
    DURATION,
    REST_OF_WORLD_GDP,
    SUMMED_AGGREGATES,
    Expression,
    Figure,
    Input,
    KindOfLever,
    Lever,
    Move,
    Party,
)
from leverage.quantity import Quantity
from leverage.units import RATIO, YEAR, Dimension, parse_unit

_ONE_YEAR = parse_formula("[1 year]")
#: What a move does where the file does not say: it cuts all, for a year.
DEFAULTS = {CUT: ALL, DURATION: _ONE_YEAR}
_NO_SUM = "not given; a sum over members would count what they trade with each other"


def declare_figures(declarations: Declarations) -> None:
    """Declare the figures, the parties' aggregates, and what losses are computed with where no move says otherwise."""
    declarations.add(Cell(naming.FULL_CUT, ALL, unit=RATIO))
    declarations.add(Cell(naming.NO_CUT, NOTHING, unit=RATIO))
    declarations.add(Cell(naming.ADJUSTED, ALL, unit=RATIO))
    declarations.add(Cell(naming.A_YEAR, _ONE_YEAR, unit=YEAR))
    declarations.add(Cell(naming.BEGINS, NOTHING, unit=YEAR))
    if declarations.scenario.horizon:
        declarations.add_figure(declarations.scenario.horizon, YEAR)
    else:
        declarations.add(Cell(naming.HORIZON, unit=YEAR, lacks="not given: losses are those after adjustment"))
    for figure in declarations.scenario.figures.values():
        declarations.add_figure(figure, declarations.money if figure.id == REST_OF_WORLD_GDP else None)
    for party in declarations.scenario.parties.values():
        for aggregate, written in AGGREGATES.items():
            unit = declarations.convert_money(parse_unit(written).dimension)
            _declare_aggregate(declarations, party, aggregate, unit)


def _declare_aggregate(declarations: Declarations, party: Party, aggregate: str, unit: Dimension) -> None:
    """Declare an aggregate of a party: as given, else by its default, else the sum of a coalition's members."""
    name = naming.aggregate(party.id, aggregate)
    if aggregate in party.aggregates:
        declarations.add_figure(party.aggregates[aggregate], unit)
    elif aggregate in AGGREGATE_DEFAULTS:
        formula = parse_formula(AGGREGATE_DEFAULTS[aggregate])
        binding = {other: naming.aggregate(party.id, other) for other in formula.names}
        declarations.add(Cell(name, formula, binding, unit))
    elif party.members and aggregate in SUMMED_AGGREGATES:
        of_members = [naming.aggregate(member, aggregate) for member in party.members]
        declarations.add(Cell(name, apply_operator("sum", of_members), unit=unit))
    else:
        declarations.add(Cell(name, unit=unit, lacks=_NO_SUM if party.members else "not given"))


def declare_inputs(declarations: Declarations, lever: Lever) -> None:
    """Declare all inputs that a lever can have by its kind, those that are not given too."""
    for declared in declarations.kinds[lever.kind].inputs.values():
        _declare_input(declarations, lever, declared)


def _declare_input(declarations: Declarations, lever: Lever, declared: Input) -> None:
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
    has_common = declared.id in lever.inputs or (bool(silent) and not _is_default_of_parts(kind, declared))
    is_shared = has_common and not is_amount(declared)
    if is_shared:
        _declare_number(declarations, lever, declared, lever.inputs.get(declared.id))
    cells = []
    for part in lever.parts.values():
        cell = naming.lever_input(lever.id, declared.id, part.id)
        cells.append(cell)
        if part in silent and is_shared:
            declarations.add_alias(cell, name, unit, is_loss=False)
        else:
            _declare_number(declarations, lever, declared, part.inputs.get(declared.id), part.id)
    if is_amount(declared):
        declarations.add(Cell(name, apply_operator("sum", cells), unit=unit, is_of_parts=True))


def _is_default_of_parts(kind: KindOfLever, declared: Input) -> bool:
    """Tell whether a default differs from part to part, as it reads what a part says outside of any sum."""
    default = declared.default
    if not isinstance(default, Expression):
        return False
    return any(name in kind.of_parts and not inside for name, inside in list_names_by_place(default.formula.tree))


def _declare_number(
    declarations: Declarations, lever: Lever, declared: Input, figure: Figure | None, part: str = ""
) -> None:
    """Declare an input of a lever or a part of it: as given, else by the kind's default, else empty."""
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
    for field, figure, unit in ((move.means, move.rate, RATIO), (DURATION, move.duration, YEAR)):
        if figure is not None:
            declarations.add_figure(figure, unit)
        else:
            name, note = naming.move(move.id, field), "the move does not say: the default"
            declarations.add(Cell(name, DEFAULTS[field], unit=unit, default_note=note))


def declare_results(declarations: Declarations) -> None:
    """Declare the author's own cells, with their share of GDP where they are one party's losses."""
    for result in declarations.scenario.results.values():
        formula = result.formula.formula
        is_loose = declarations.scenario.what_if.only and formula.has_loose_number
        lacks = "a number in its formula has no source" if is_loose else ""
        cell = Cell(result.id, formula, lacks=lacks, expression=result.formula, partial=True, place=result.place)
        declarations.add(cell)
        losers = {naming.find_loser(name) for name in formula.names}
        if len(losers) == 1 and (loser := losers.pop()):
            declarations.add_share(result.id, loser)


def declare_claims(declarations: Declarations) -> None:
    """Declare the tests of the author's claims."""
    for claim in declarations.scenario.claims.values():
        declarations.add(Cell(claim.id, claim.test.formula, expression=claim.test, place=claim.place))
