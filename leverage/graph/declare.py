"""From a scenario's records to all its cells, in the order in which they build on each other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.formula.dimensions import ANY
from leverage.formula.parse import join_formulas, parse_formula
from leverage.formula.tree import Formula, Number, expand_parts, list_names_by_place, make_formula
from leverage.graph.cells import Cell, Solver, list_counted_moves, list_hit_levers
from leverage.kinds import HALF_LIFE, find_formulas, find_input_dimension, is_amount, list_formulas
from leverage.model import (
    AGGREGATE_DEFAULTS,
    AGGREGATES,
    CUT,
    REST_OF_WORLD_GDP,
    SUMMED_AGGREGATES,
    Alternative,
    Expression,
    Figure,
    Input,
    KindOfLever,
    Lever,
    Move,
    Party,
    Scenario,
    list_family,
    list_holders,
)
from leverage.quantity import Quantity
from leverage.units import RATIO, YEAR, Dimension, parse_unit, substitute_bases

_PART_OF = parse_formula("part / whole")
_PRODUCT = parse_formula("first * second")
_LASTING = parse_formula("loss * duration / [1 year]")
_NOTHING = parse_formula("0")
_ALL = parse_formula("1")
_ONE_YEAR = parse_formula("[1 year]")
# The share of an adjustment by halves that is done, on average over the first years.
_ADJUSTMENT = parse_formula("1 - half_life / (time * log(2)) * (1 - 2**(-time / half_life))")
_MEAN = parse_formula("(first + second) / 2")
_CUT_FOR_A_YEAR = parse_formula("cut * duration / [1 year]")
_GDP_OF_REST = parse_formula("[110 trillion USD/year]")
#: What a move says itself, with its unit and what it is where the file does not say.
_FIELDS = {"cut": (RATIO, _ALL), "duration": (YEAR, _ONE_YEAR)}

#: The kind of lever that the model of trade is about.
_TRADE = "trade"

_NO_MONEY = "no current lever with a loss in money"
_NO_MOVE = "no move by it with a loss in money"
_NO_MONEY_BY_MOVE = "no loss in money on what the move cuts"
_NO_CUT = "no move cuts it"
_NO_TRADE = "no current trade tie between the sides"
_NO_COALITION = "the model of trade is of two states, and has no place for a coalition"
_NO_DUTIES = "the model of trade is of cuts, not of duties"
_NO_FIRST_YEARS = "the model of trade is of a year after all adjusting, not of a horizon"
_NO_SUM = "not given; a sum over members would count what they trade with each other"


def declare_cells(
    scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str], dropped: Iterable[Move]
) -> dict[str, Cell]:
    """Declare every cell of a scenario, given its levers' kinds and its moves' targets.

    Moves that are dropped, as they are wrong, have only the cells of what they say, so that it is checked too.
    """
    declarations = Declarations(scenario, kinds, targets)
    _declare_given(declarations)
    for lever in scenario.levers.values():
        _declare_lever(declarations, lever)
        for coalition in scenario.parties.values():
            _declare_stakes_of_members(declarations, lever, coalition)
    for move in scenario.moves.values():
        _declare_move(declarations, move)
    for move in dropped:
        _declare_fields(declarations, move)
    _declare_outcomes(declarations)
    for party in scenario.parties:
        _declare_totals(declarations, party)
    if len(scenario.sides) == 2:  # else the file does not say which, and that is a problem of its own
        _declare_balance(declarations, *scenario.sides)
        _declare_equilibrium(declarations, *scenario.sides)
    _declare_results(declarations)
    for claim in scenario.claims.values():
        declarations.add(Cell(claim.id, claim.test.formula, expression=claim.test, place=claim.place))
    return declarations.cells


class Setting(NamedTuple):
    """For what a loss is computed: the cells of how much is cut, for how long, and how far the parties adjust.

    By an instrument other than a cut only the parts that it hits are looked at, each with the instrument's rate.
    """

    rates: Mapping[str, str]  # of each part
    adjustments: Mapping[str, str]  # of each part
    duration: str
    is_timed: bool  # whether the loss is that over the first years, not that after adjustment
    means: str = CUT


def set_full_cut(lever: Lever) -> Setting:
    """Return the setting of a full cut after adjustment."""
    rates, adjustments = dict.fromkeys(lever.part_ids, naming.FULL_CUT), dict.fromkeys(lever.part_ids, naming.ADJUSTED)
    return Setting(rates, adjustments, naming.A_YEAR, is_timed=False)


def bind_name(lever: Lever, kind: KindOfLever, name: str, setting: Setting | None = None, part: str = "") -> str:
    """Return the cell that a name in a kind's formula stands for: of the setting, a role's aggregate, or an input.

    Where a sum is written out over parts, a part's name stands before the name; a test may be of one part instead.
    """
    first, dot, rest = name.partition(".")
    if dot and first in lever.parts:
        name, part = rest, first
    elif dot:
        return naming.aggregate(lever.roles.get(first, first), rest)
    setting = setting or set_full_cut(lever)
    if name == setting.means:
        return setting.rates[part or lever.part_ids[0]]
    if name == "adjustment":
        return setting.adjustments[part or lever.part_ids[0]]
    if name in ("duration", "horizon"):
        return setting.duration if name == "duration" else naming.HORIZON
    return naming.lever_input(lever.id, name, part if name in kind.of_parts else "")


def list_part_names(kind: KindOfLever) -> frozenset[str]:
    """Return the names inside ``sum()`` that are taken for each part of a lever."""
    is_adjusted_by_part = HALF_LIFE in kind.of_parts
    return kind.of_parts | {CUT, *kind.instruments} | ({"adjustment"} if is_adjusted_by_part else set())


class Declarations:
    """The cells declared so far, by name, and how the sorts of cells are declared that many parts need."""

    def __init__(self, scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str]) -> None:
        """Begin without any cell, for a scenario, its levers' kinds and its moves' targets."""
        self.cells: dict[str, Cell] = {}
        self.scenario = scenario
        self.kinds = kinds
        self.targets = targets
        self.money: Dimension = ((scenario.currency, 1), ("year", -1))
        self.stock: Dimension = ((scenario.currency, 1),)
        self._loss_units: dict[tuple[str, str], set[Dimension]] = {}

    def add(self, cell: Cell) -> None:
        """Declare a cell."""
        self.cells[cell.name] = cell

    def add_formula(self, name: str, formula: Formula, lacks: str = "", **binding: str) -> None:
        """Declare a cell over others, or an empty one where there is a reason for it."""
        self.add(Cell(name, lacks=lacks) if lacks else Cell(name, formula, binding))

    def add_alias(self, name: str, cell: str) -> None:
        """Declare a loss that is another one under a second name."""
        self.add(Cell(name, parse_formula("itself"), {"itself": cell}, is_loss=True))

    def add_share(self, part: str, party: str, lacks: str = "") -> None:
        """Declare the share that a cell is of a party's GDP."""
        whole = naming.aggregate(party, naming.GDP)
        self.add_formula(naming.share(part), _PART_OF, lacks, part=part, whole=whole)

    def add_sum(self, name: str, parts: Iterable[str], lacks: str, beside: Mapping[str, str] | None = None) -> None:
        """Declare a sum of losses that leaves out what is missing; empty for the reason `lacks` without any part."""
        formulas = tuple(parse_formula(part) for part in parts)
        if formulas:
            self.add(Cell(name, join_formulas("sum", formulas), partial=True, beside=beside or {}, is_loss=True))
        else:
            self.add(Cell(name, lacks=lacks, is_loss=True, unit=self.money))

    def add_largest(self, name: str, moves: Sequence[Move], what: str, cells: Mapping[str, str] | None = None) -> None:
        """Declare what one of several moves does: that of the largest cut times duration, then of the larger cut.

        Moves that use an instrument are compared by its rate. What a move does is a cell of it of that name, or one
        that is given by the move's id.
        """
        of_moves = {move.id: cells[move.id] if cells else naming.move(move.id, what) for move in moves}
        if len(moves) == 1:
            self.add_alias(name, of_moves[moves[0].id])
            return
        triples = []
        for move in moves:
            rate, duration = naming.move(move.id, move.means), naming.move(move.id, "duration")
            triples += [f"{rate} * {duration}", rate, of_moves[move.id]]
        self.add(Cell(name, join_formulas("choose", tuple(map(parse_formula, triples))), is_loss=True))

    def add_figure(self, figure: Figure, unit: Dimension | None = None) -> None:
        """Declare a figure and, where its readings have names, each of them."""
        for reading in figure.readings:
            expression = reading.formula
            name, formula = naming.reading(figure.id, reading.name), expression.formula if expression else None
            self.add(
                Cell(name, formula, {}, unit, reading, reading.dropped, expression=expression, place=reading.place)
            )
        used = figure.in_use
        if used is None:
            self.add(Cell(figure.id, unit=unit, lacks="not readable", place=figure.place))
        elif used.name:
            binding = {"reading": naming.reading(figure.id, used.name)}
            self.add(Cell(figure.id, parse_formula("reading"), binding, unit, place=figure.place))

    def convert_money(self, dimension: Dimension) -> Dimension:
        """Put the scenario's currency in the place of a kind's USD."""
        return substitute_bases(dimension, {"USD": ((self.scenario.currency, 1),)})

    def find_loss_units(self, lever: Lever, party: str) -> set[Dimension]:
        """Return the dimensions that a party's loss on a lever has by the kind's formulas; none without a role.

        A coalition has the roles of its members.
        """
        key = (lever.id, party)
        if key not in self._loss_units:
            kind = self.kinds[lever.kind]
            units = set()
            holders = list_holders(self.scenario, party, lever.id)
            for role, alternative in list_formulas(kind, "loss"):
                if lever.roles.get(role) in holders:
                    unit = kind.dimensions.get(alternative.formula.formula.text)
                    if isinstance(unit, tuple):
                        units.add(self.convert_money(unit))
                    elif unit is ANY:
                        units.add(self.money)
            self._loss_units[key] = units
        return self._loss_units[key]

    def is_money(self, lever: Lever, party: str) -> bool:
        """Tell whether a party's loss is an amount of money in a year, the only thing that is added up."""
        return self.money in self.find_loss_units(lever, party)

    def is_stock(self, name: str) -> bool:
        """Tell whether a cell is declared as an amount of money that is lost once, which is added up by itself."""
        return name in self.cells and self.cells[name].unit == self.stock

    def explain_no_share(self, lever: Lever, party: str) -> str:
        """Return why a loss has no share of GDP; empty if it has one."""
        return "" if self.is_money(lever, party) else f"no amount in {self.scenario.currency}/year"

    def select_money(self, party: str, levers: Iterable[str]) -> list[str]:
        """Return those of the levers whose loss to a party is money."""
        return [lever for lever in levers if self.is_money(self.scenario.levers[lever], party)]


def _declare_given(declarations: Declarations) -> None:
    """Declare the figures, the parties' aggregates, and what losses are computed with where no move says otherwise."""
    declarations.add(Cell(naming.FULL_CUT, _ALL, unit=RATIO))
    declarations.add(Cell(naming.NO_CUT, _NOTHING, unit=RATIO))
    declarations.add(Cell(naming.ADJUSTED, _ALL, unit=RATIO))
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


def _declare_lever(declarations: Declarations, lever: Lever) -> None:
    """Declare a lever's inputs, and each party's exposure and losses on it with their shares."""
    kind = declarations.kinds[lever.kind]
    for declared in kind.inputs.values():
        _declare_input(declarations, lever, declared)
    at_full_cut = set_full_cut(lever)
    first_year = _declare_adjusting(declarations, lever, at_full_cut, naming.A_YEAR, is_first_year=True)
    at_horizon = at_full_cut
    if declarations.scenario.horizon:
        at_horizon = _declare_adjusting(declarations, lever, at_full_cut, naming.HORIZON)
    for role, party in lever.roles.items():
        exposure, loss = naming.exposure(party, lever.id), naming.loss(party, lever.id)
        _declare_by_kind(declarations, exposure, lever, role, "exposure", at_full_cut)
        _declare_by_kind(declarations, loss, lever, role, "loss", at_horizon)
        _declare_share_of_loss(declarations, loss, lever, party)
        _declare_by_kind(declarations, naming.first_year(party, lever.id), lever, role, "loss", first_year)
        if kind.once.get(role):
            _declare_by_kind(declarations, naming.once(party, lever.id), lever, role, "once", at_full_cut)
        if role in kind.share_of:
            whole = bind_name(lever, kind, kind.share_of[role])
            declarations.add_formula(naming.share(exposure), _PART_OF, part=exposure, whole=whole)


def _declare_stakes_of_members(declarations: Declarations, lever: Lever, party: Party) -> None:
    """Declare what a coalition has at stake on a lever by its members, where it has no role itself."""
    holders = _list_members_at_stake(declarations, lever, party)
    if not holders:
        return
    for what in ("exposure", "loss", "first_year", "once"):
        cells = [naming.stake(what, holder, lever.id) for holder in holders]
        known = [cell for cell in cells if cell in declarations.cells]
        if known:
            _declare_sum_of_members(declarations, naming.stake(what, party.id, lever.id), known)
    _declare_share_of_loss(declarations, naming.loss(party.id, lever.id), lever, party.id)


def _list_members_at_stake(declarations: Declarations, lever: Lever, party: Party) -> list[str]:
    """Return the members of a coalition whose losses on a lever are its own: money alone where others lose that."""
    if not party.members or party.id in lever.roles.values():
        return []
    holders = list_holders(declarations.scenario, party.id, lever.id)
    return [holder for holder in holders if declarations.is_money(lever, holder)] or holders


def _declare_sum_of_members(declarations: Declarations, name: str, cells: Sequence[str]) -> None:
    """Declare what a coalition has of some cells of its members: the sum of those that their kind has a formula for.

    It is missing where one of them is.
    """
    declared = [declarations.cells[cell] for cell in cells]
    valued = [cell for cell in declared if not cell.lacks] or declared[:1]
    first = valued[0]
    if first.lacks:
        declarations.add(first._replace(name=name))
    elif len(valued) == 1:
        unit = declarations.stock if declarations.is_stock(first.name) else None
        declarations.add(Cell(name, parse_formula("itself"), {"itself": first.name}, unit, is_loss=first.is_loss))
    elif len({cell.unit for cell in valued}) > 1:
        declarations.add(Cell(name, lacks="its members' are in unlike units", is_loss=first.is_loss))
    else:
        formulas = tuple(parse_formula(cell.name) for cell in valued)
        unit = declarations.stock if declarations.is_stock(first.name) else None
        declarations.add(Cell(name, join_formulas("sum", formulas), unit=unit, is_loss=first.is_loss))


def _declare_adjusting(
    declarations: Declarations, lever: Lever, setting: Setting, time: str, *, is_first_year: bool = False
) -> Setting:
    """Declare how far a lever and its parts adjust over a time, and return the setting with it."""
    kind = declarations.kinds[lever.kind]
    if not kind.is_timed:
        return setting
    adjustments = {}
    for part in lever.part_ids:
        name = naming.adjustment(lever.id, part, is_first_year=is_first_year)
        _declare_adjustment(declarations, name, lever, part, time)
        adjustments[part] = name
    return setting._replace(adjustments=adjustments, duration=time, is_timed=True)


def _declare_adjustment(declarations: Declarations, name: str, lever: Lever, part: str, time: str) -> None:
    """Declare the share of the adjusting that is done over a time, if a loss of one of the lever's parties reads it."""
    formulas = list_formulas(declarations.kinds[lever.kind], "loss", "once")
    if not any(role in lever.roles and "adjustment" in each.formula.formula.names for role, each in formulas):
        return
    half_life = bind_name(lever, declarations.kinds[lever.kind], HALF_LIFE, part=part)
    if half_life in declarations.cells:
        declarations.add(Cell(name, _ADJUSTMENT, {"half_life": half_life, "time": time}, RATIO))
    else:
        declarations.add(Cell(name, _ALL, unit=RATIO))


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


def _declare_by_kind(
    declarations: Declarations, name: str, lever: Lever, role: str, block: str, setting: Setting
) -> None:
    """Declare what a role has at stake by the kind's formulas.

    Of several formulas the first is used that is meant for the setting and whose optional inputs the lever gives.
    """
    kind = declarations.kinds[lever.kind]
    is_loss = block != "exposure"
    alternatives = find_formulas(kind, block).get(role, ())
    if not alternatives:
        what = "loss" if is_loss else "exposure"
        what = f"{what} by a {block}" if block in kind.instruments else what
        if block == "loss" and kind.once.get(role):
            what = "loss a year, only what it loses once"
        declarations.add(Cell(name, lacks=f"the kind {kind.id} gives its {role} no {what}", is_loss=is_loss))
        return
    formulas = _select_formulas(alternatives, setting)
    if not formulas:
        lacks = f"the kind {kind.id} gives its {role} no loss after adjustment, only over a horizon"
        declarations.add(Cell(name, lacks=lacks, is_loss=is_loss))
        return
    written = next((formula for formula in formulas if _has_inputs(lever, kind, formula)), formulas[-1])
    parts = tuple(part for part in lever.parts if part in setting.rates)
    formula = expand_parts(written, parts, list_part_names(kind))
    binding = {read: bind_name(lever, kind, read, setting) for read in formula.names}
    unit = kind.dimensions.get(written.text)
    if isinstance(unit, tuple):
        unit = declarations.convert_money(unit)
    elif unit is ANY:
        unit = declarations.stock if block == "once" else declarations.money
    cell = Cell(name, formula, binding, unit, alternatives=formulas, written=written, is_loss=is_loss, lever=lever.id)
    if setting.is_timed and block in kind.instruments and not any(each.when for each in alternatives):
        lacks = f"a {block} is valued after adjustment only, not over a horizon"
        cell = Cell(name, unit=unit, lacks=lacks, is_loss=is_loss)
    declarations.add(cell)


def _select_formulas(alternatives: Sequence[Alternative], setting: Setting) -> tuple[Formula, ...]:
    """Return the formulas that are meant for a setting; those without a horizon serve where none is for one.

    There is none after adjustment where all are for a horizon.
    """
    meant = [each for each in alternatives if each.when and setting.is_timed]
    meant = meant or [each for each in alternatives if not each.when]
    return tuple(each.formula.formula for each in meant)


def _has_inputs(lever: Lever, kind: KindOfLever, formula: Formula) -> bool:
    """Tell whether a lever, or a part of it, gives all optional inputs that a formula of its kind reads."""
    given = set(lever.inputs).union(*(part.inputs for part in lever.parts.values()))
    optional = {name for name in formula.names if name in kind.inputs and kind.inputs[name].optional}
    return optional <= given


def _declare_share_of_loss(declarations: Declarations, loss: str, lever: Lever, party: str) -> None:
    """Declare a loss's share of GDP; where the loss itself is empty by its kind, the share is for the same reason."""
    lacks = declarations.cells[loss].lacks or declarations.explain_no_share(lever, party)
    declarations.add_share(loss, party, lacks)


def _declare_lasting(
    declarations: Declarations, name: str, yearly: str, lever: Lever, role: str, setting: Setting, duration: str
) -> None:
    """Declare the loss in a year in a setting, as `yearly`, and how much of it falls in a duration.

    What is no flow, such as a number of people, is lost once, however long the cut lasts.
    """
    block = "loss" if setting.means == CUT else setting.means
    _declare_by_kind(declarations, yearly, lever, role, block, setting)
    if any(("year", -1) in unit for unit in declarations.find_loss_units(lever, lever.roles[role])):
        declarations.add(Cell(name, _LASTING, {"loss": yearly, "duration": duration}, is_loss=True))
    else:
        declarations.add_alias(name, yearly)


def _declare_move(declarations: Declarations, move: Move) -> None:
    """Declare a move's cut and duration, what it does to whom, and its ratios."""
    _declare_fields(declarations, move)
    losses: dict[str, list[str]] = {}
    units: dict[str, set[Dimension]] = {}
    scenario = declarations.scenario
    states = dict.fromkeys(party for id_ in move.hits for party in scenario.levers[id_].roles.values())
    for id_ in move.hits:
        lever = scenario.levers[id_]
        setting = _set_move(declarations, move, lever)
        among = id_ if move.levers else ""
        for role, party in lever.roles.items():
            name, yearly = naming.move_loss(move.id, party, among), naming.move_loss_a_year(move.id, party, among)
            duration = naming.move(move.id, "duration")
            _declare_lasting(declarations, name, yearly, lever, role, setting, duration)
        for coalition in scenario.parties.values():
            members = _list_members_at_stake(declarations, lever, coalition)
            if members:
                name = naming.move_loss(move.id, coalition.id, among)
                of_members = [naming.move_loss(move.id, member, among) for member in members]
                _declare_sum_of_members(declarations, name, of_members)
        for party in scenario.parties:
            if not list_holders(scenario, party, id_):
                continue
            units[party] = units.get(party, set()) | declarations.find_loss_units(lever, party)
            if not move.levers or declarations.is_money(lever, party):
                losses.setdefault(party, []).append(naming.move_loss(move.id, party, among))
    if move.levers:
        for party in units:
            declarations.add_sum(naming.move_loss(move.id, party), losses.get(party, ()), _NO_MONEY_BY_MOVE)
            units[party] &= {declarations.money}
    _declare_effects(declarations, move, units, list(states))


def _declare_effects(
    declarations: Declarations, move: Move, units: Mapping[str, set[Dimension]], states: Sequence[str]
) -> None:
    """Declare the damage that a move does, its own cost, and their ratios, given the units of each party's loss.

    `states` are the parties that have a role in what it cuts; those of the mover's or the target's own are no others.
    """
    target = declarations.targets[move.id]
    damage, cost = naming.move(move.id, "damage"), naming.move(move.id, "own_cost")
    declarations.add_alias(damage, naming.move_loss(move.id, target))
    if move.by in units:
        declarations.add_alias(cost, naming.move_loss(move.id, move.by))
    else:
        declarations.add(Cell(cost, lacks="the mover has no role in what it cuts", is_loss=True))
    unit, mover_unit = units[target], units.get(move.by, set())
    ends = {*list_family(declarations.scenario, target), *list_family(declarations.scenario, move.by)}
    others = [
        naming.move_loss(move.id, party) for party in states if party not in ends and units.get(party, set()) == unit
    ]
    declarations.add_sum(naming.move(move.id, "others_loss"), others, "no other party loses the same")

    unlike = "damage and own cost are in unlike units" if unit and mover_unit and unit != mover_unit else ""
    dollar_ratio, size_ratio = naming.move(move.id, "dollar_ratio"), naming.move(move.id, "size_ratio")
    declarations.add_formula(naming.move(move.id, "cost_ratio"), _PART_OF, unlike, part=cost, whole=damage)
    declarations.add_formula(dollar_ratio, _PART_OF, unlike, part=damage, whole=cost)
    _declare_size_ratio(declarations, size_ratio, move.by, target)
    declarations.add_formula(naming.move(move.id, "bite"), _PRODUCT, first=dollar_ratio, second=size_ratio)
    for name, party in ((damage, target), (cost, move.by)):
        is_money = declarations.money in units.get(party, ())
        declarations.add_share(name, party, "" if is_money else f"no amount in {declarations.scenario.currency}/year")


def _set_move(declarations: Declarations, move: Move, lever: Lever) -> Setting:
    """Return the setting of a move on a lever: its cut of the parts it hits, and how far they adjust meanwhile."""
    hit = dict.fromkeys(list_parts_hit(move, lever), naming.move(move.id, move.means))
    rates = _set_rates(lever, hit, move.means)
    duration = naming.move(move.id, "duration")
    setting = set_full_cut(lever)._replace(rates=rates, duration=duration, means=move.means)
    if not declarations.scenario.horizon or not declarations.kinds[lever.kind].is_timed:
        return setting
    time = _find_time(move)
    adjustments = {}
    for part in lever.part_ids:
        adjustments[part] = naming.adjustment(lever.id, part)
        if move.duration is not None:
            adjustments[part] = naming.move_adjustment(move.id, lever.id, part)
            _declare_adjustment(declarations, adjustments[part], lever, part, time)
    return setting._replace(adjustments=adjustments, duration=time, is_timed=True)


def _find_time(move: Move) -> str:
    """Return the cell of the time over which a move's losses are counted where there is a horizon."""
    return naming.HORIZON if move.duration is None else naming.move(move.id, "duration")


def _set_rates(lever: Lever, hit: Mapping[str, str], means: str) -> dict[str, str]:
    """Return the rates of a lever's parts, given those of the parts that are hit: no cut of the others."""
    return dict(hit) if means != CUT else {part: hit.get(part, naming.NO_CUT) for part in lever.part_ids}


def list_parts_hit(move: Move, lever: Lever) -> tuple[str, ...]:
    """Return the parts of a lever that a move cuts."""
    return move.parts or lever.part_ids


def _declare_fields(declarations: Declarations, move: Move) -> None:
    """Declare what a move says itself: its cut or the rate of its instrument, and its duration."""
    if move.duty is not None:
        declarations.add_figure(move.duty, RATIO)
    for (field, (unit, default)), figure in zip(_FIELDS.items(), (move.cut, move.duration), strict=True):
        if field == CUT and move.duty is not None:
            continue
        if figure is None:
            name, note = naming.move(move.id, field), "the move does not say: the default"
            declarations.add(Cell(name, default, unit=unit, default_note=note))
        else:
            declarations.add_figure(figure, unit)


def _declare_size_ratio(declarations: Declarations, name: str, party: str, other: str) -> None:
    """Declare a party's GDP over another's."""
    part, whole = naming.aggregate(party, naming.GDP), naming.aggregate(other, naming.GDP)
    declarations.add_formula(name, _PART_OF, part=part, whole=whole)


def _declare_outcomes(declarations: Declarations) -> None:
    """Declare each party's loss on each lever at the scenario's moves.

    Without moves every current lever is cut in full; of several moves on a part the one with the larger cut times
    duration counts; a lever that no move cuts loses nothing.
    """
    scenario = declarations.scenario
    for lever in scenario.levers.values():
        moves = list_counted_moves(scenario, lever.id)
        settings = _declare_joint_cut(declarations, lever, moves) if moves else {}
        if scenario.is_cut_in_full:
            for field, (_, default) in _FIELDS.items():
                declarations.add(Cell(naming.at(lever.id, field), default))
        for role, party in lever.roles.items():
            _declare_outcome(declarations, lever, role, party, settings)
            _declare_share_of_loss(declarations, naming.outcome(party, lever.id), lever, party)
        _declare_once_at_moves(declarations, lever, moves)
        for coalition in scenario.parties.values():
            members = _list_members_at_stake(declarations, lever, coalition)
            if members:
                name = naming.outcome(coalition.id, lever.id)
                cells = [naming.outcome(member, lever.id) for member in members]
                _declare_sum_of_members(declarations, name, cells)
                _declare_share_of_loss(declarations, name, lever, coalition.id)
                stocks = [naming.once_outcome(member, lever.id) for member in members]
                stocks = [stock for stock in stocks if stock in declarations.cells]
                if stocks:
                    _declare_sum_of_members(declarations, naming.once_outcome(coalition.id, lever.id), stocks)


def _declare_once_at_moves(declarations: Declarations, lever: Lever, moves: Sequence[Move]) -> None:
    """Declare what each party loses once on a lever at the moves.

    It is lost however long a cut lasts, so of several moves on a part the one with the largest cut counts.
    """
    kind = declarations.kinds[lever.kind]
    roles = {role: party for role, party in lever.roles.items() if kind.once.get(role)}
    cuts = dict.fromkeys(lever.part_ids, naming.NO_CUT)
    for part in lever.part_ids if roles else ():
        cutting = [move for move in moves if move.means == CUT and part in list_parts_hit(move, lever)]
        hitting = [naming.move(move.id, CUT) for move in cutting]
        if len(hitting) == 1:
            cuts[part] = hitting[0]
        elif hitting:
            cuts[part] = naming.at(lever.id, "largest", part)
            declarations.add(Cell(cuts[part], join_formulas("max", tuple(map(parse_formula, hitting))), unit=RATIO))
    for role, party in roles.items():
        name, at_full_cut = naming.once_outcome(party, lever.id), naming.once(party, lever.id)
        if lever.status != "current":
            declarations.add(Cell(name, lacks="the lever is proposed", is_loss=True))
        elif declarations.scenario.is_cut_in_full:
            declarations.add_alias(name, at_full_cut)
        elif not moves:
            unit = declarations.cells[at_full_cut].unit
            declarations.add(Cell(name, _NOTHING, unit=unit, is_loss=True, default_note=_NO_CUT))
        else:
            _declare_by_kind(declarations, name, lever, role, "once", set_full_cut(lever)._replace(rates=cuts))


def _declare_joint_cut(declarations: Declarations, lever: Lever, moves: Sequence[Move]) -> dict[str, Setting]:
    """Declare how much of a lever, part by part, its moves cut together and for how long.

    Returns a setting for each group of parts that are cut for one time, by the first of them. Where moves use another
    instrument that is a group of its own; on a part that is cut it does not count.
    """
    is_timed = bool(declarations.scenario.horizon) and declarations.kinds[lever.kind].is_timed
    groups: dict[tuple[str, tuple[object, ...]], list[str]] = {}
    for part in lever.part_ids:
        hitting = list_moves_that_count(moves, lever, part)
        if not hitting or hitting[0].means != CUT:
            declarations.add(Cell(naming.at(lever.id, CUT, part), _NOTHING, unit=RATIO))
        if not hitting:
            continue
        means = hitting[0].means
        durations = {describe_duration(move) for move in hitting}
        times: tuple[object, ...] = tuple(durations) if len(durations) == 1 else tuple(move.id for move in hitting)
        groups.setdefault((means, times), []).append(part)
        for field in (means, "duration"):
            declarations.add_largest(naming.at(lever.id, field, part), hitting, field)
        if is_timed:
            cells = {move.id: _find_time(move) for move in hitting}
            declarations.add_largest(naming.at(lever.id, "time", part), hitting, "time", cells)
    if lever.parts:
        _declare_rates_of_whole(declarations, lever, groups)
    settings = {}
    for (means, _), parts in groups.items():
        rates = _set_rates(lever, {part: naming.at(lever.id, means, part) for part in parts}, means)
        duration = naming.at(lever.id, "duration", parts[0])
        setting = set_full_cut(lever)._replace(rates=rates, duration=duration, means=means)
        if is_timed:
            time = naming.at(lever.id, "time", parts[0])
            adjustments = {}
            for part in lever.part_ids:
                adjustments[part] = naming.adjustment(lever.id, part)
                if part in parts:
                    adjustments[part] = naming.at(lever.id, naming.ADJUSTED, part)
                    _declare_adjustment(declarations, adjustments[part], lever, part, time)
            setting = setting._replace(adjustments=adjustments, duration=time, is_timed=True)
        settings[parts[0]] = setting
    return settings


def list_moves_that_count(moves: Iterable[Move], lever: Lever, part: str) -> list[Move]:
    """Return those of a lever's moves that may count on a part of it; where one cuts it, a duty does not."""
    hitting = [move for move in moves if part in list_parts_hit(move, lever)]
    return [move for move in hitting if move.means == CUT] or hitting


def describe_duration(move: Move) -> object:
    """Return what tells the durations of two moves apart: their time if both are plain numbers, else the moves."""
    figure = move.duration
    if figure is None:
        return 1.0
    reading = figure.in_use
    if reading is None or reading.value is None or reading.low or reading.high:
        return move.id
    return reading.value.base


def _declare_rates_of_whole(
    declarations: Declarations, lever: Lever, groups: Mapping[tuple[str, tuple[object, ...]], Sequence[str]]
) -> None:
    """Declare the cut of a lever with parts, by value or amount, and its duration if all parts have the same.

    So too the rate of an instrument, on average over all parts. `groups` are the parts by what hits them and how long.
    """
    _declare_rate_of_whole(declarations, lever, CUT, "amount", lever.part_ids)
    for means in dict.fromkeys(means for means, _ in groups if means != CUT):
        parts = [part for group, members in groups.items() if group[0] == means for part in members]
        _declare_rate_of_whole(declarations, lever, means, "levied", parts)
    if len({times for _, times in groups}) == 1:
        first = next(iter(groups.values()))[0]
        declarations.add_alias(naming.at(lever.id, "duration"), naming.at(lever.id, "duration", first))
    else:
        lacks = "its parts are cut for different times"
        declarations.add(Cell(naming.at(lever.id, "duration"), unit=YEAR, lacks=lacks))


def _declare_rate_of_whole(
    declarations: Declarations, lever: Lever, means: str, sum_name: str, parts: Iterable[str]
) -> None:
    """Declare what moves do to a lever with parts: the mean over all its parts, given those that are hit."""
    kind = declarations.kinds[lever.kind]
    amount = next((one.id for one in kind.inputs.values() if one.id in kind.of_parts and is_amount(one)), None)
    name = naming.at(lever.id, means)
    if amount is None:
        declarations.add(Cell(name, unit=RATIO, lacks="its parts have no amounts to weigh their cuts by"))
        return
    products = [
        parse_formula(f"{naming.at(lever.id, means, part)} * {naming.lever_input(lever.id, amount, part)}")
        for part in parts
    ]
    formula = join_formulas("sum", tuple(products)) if len(products) > 1 else products[0]
    declarations.add(Cell(naming.at(lever.id, sum_name), formula))
    whole = naming.lever_input(lever.id, amount)
    declarations.add_formula(name, _PART_OF, part=naming.at(lever.id, sum_name), whole=whole)


def _declare_outcome(
    declarations: Declarations, lever: Lever, role: str, party: str, settings: Mapping[str, Setting]
) -> None:
    """Declare a party's loss on a lever at the moves, given the settings of the parts that are cut for one time."""
    name, loss = naming.outcome(party, lever.id), naming.loss(party, lever.id)
    if lever.status != "current":
        declarations.add(Cell(name, lacks="the lever is proposed", is_loss=True))
    elif declarations.cells[loss].lacks:
        declarations.add(Cell(name, lacks=declarations.cells[loss].lacks, is_loss=True))
    elif declarations.scenario.is_cut_in_full:
        declarations.add_alias(name, loss)
    elif not settings:
        unit = declarations.cells[loss].unit
        declarations.add(Cell(name, _NOTHING, unit=unit, is_loss=True, default_note=_NO_CUT))
    else:
        lasting = []
        for part, setting in settings.items():
            yearly = naming.at(lever.id, party, part if len(settings) > 1 else "")
            cell = naming.lasting(lever.id, party, part) if len(settings) > 1 else name
            duration = naming.at(lever.id, "duration", part)
            _declare_lasting(declarations, cell, yearly, lever, role, setting, duration)
            lasting.append(cell)
        if len(lasting) > 1:  # parts cut for different times, each taken alone
            formula = join_formulas("sum", tuple(map(parse_formula, lasting)))
            declarations.add(Cell(name, formula, is_loss=True))


def _declare_totals(declarations: Declarations, party: str) -> None:
    """Declare a party's totals: over current levers, at the moves, and of its own moves.

    What members lose and do is their coalition's own, except on ties that lie wholly inside it.
    Its cost ratio is over the moves whose damage and cost are both valued, so that like stands over like.
    """
    scenario = declarations.scenario
    current = [lever.id for lever in scenario.levers.values() if lever.status == "current"]
    levers = declarations.select_money(party, current)
    hit = list_hit_levers(scenario)
    losing = [lever for lever in levers if lever in hit]
    total, outcome = naming.total("total", party), naming.outcome(party)
    first_year = naming.first_year(party)
    declarations.add_sum(total, [naming.loss(party, lever) for lever in levers], _NO_MONEY)
    declarations.add_sum(first_year, [naming.first_year(party, lever) for lever in levers], _NO_MONEY)
    stocks = [lever for lever in current if declarations.is_stock(naming.once(party, lever))]
    if stocks:
        declarations.add_sum(naming.once(party), [naming.once(party, lever) for lever in stocks], _NO_MONEY)
        at_moves = [naming.once_outcome(party, lever) for lever in stocks]
        declarations.add_sum(naming.once_outcome(party), at_moves, _NO_MONEY)
    if levers and not losing:  # no move cuts a lever of the party, so it loses nothing
        declarations.add(Cell(outcome, _NOTHING, unit=declarations.money, is_loss=True, default_note=_NO_CUT))
    else:
        declarations.add_sum(outcome, [naming.outcome(party, lever) for lever in losing], _NO_MONEY)
    for name in (total, first_year, outcome):
        declarations.add_share(name, party, "" if levers else _NO_MONEY)

    damage, cost = _declare_by_lever(declarations, party, "damage"), _declare_by_lever(declarations, party, "own_cost")
    declarations.add_sum(naming.by(party, "damage"), damage.values(), _NO_MOVE)
    declarations.add_sum(naming.by(party, "own_cost"), cost.values(), _NO_MOVE)
    paid, done = naming.by(party, "paid"), naming.by(party, "done")
    for name, parts, counterparts in ((paid, cost, damage), (done, damage, cost)):
        beside = {parts[lever]: counterparts[lever] for lever in parts if lever in counterparts}
        declarations.add_sum(name, beside, _NO_MOVE, beside)
    declarations.add_formula(naming.by(party, "cost_ratio"), _PART_OF, part=paid, whole=done)


def _declare_by_lever(declarations: Declarations, party: str, what: str) -> dict[str, str]:
    """Declare what a party's moves do on each lever, where it is money, and return the cells by lever.

    Of its several moves on one lever the largest counts.
    """
    cells = {}
    family = list_family(declarations.scenario, party)
    for lever in declarations.scenario.levers.values():
        if not list_holders(declarations.scenario, party, lever.id):
            continue
        moves = [
            move
            for move in list_counted_moves(declarations.scenario, lever.id)
            if move.by in family and declarations.targets[move.id] not in family
        ]
        losers = {move.id: declarations.targets[move.id] if what == "damage" else party for move in moves}
        if not moves or not all(declarations.is_money(lever, loser) for loser in losers.values()):
            continue
        name = cells[lever.id] = naming.by(party, what, lever.id)
        of_moves = {}
        for move in moves:
            of_moves[move.id] = naming.move(move.id, what)
            if move.levers or (what == "own_cost" and move.by != party):  # else that is a cell of the move itself
                of_moves[move.id] = naming.move_loss(move.id, losers[move.id], lever.id if move.levers else "")
        if lever.parts and _are_apart(moves, lever):
            declarations.add_sum(name, of_moves.values(), _NO_MOVE)
        else:
            largest = [move for move in moves if move.means == CUT] or moves
            declarations.add_largest(name, largest, what, of_moves)
    return cells


def _are_apart(moves: Sequence[Move], lever: Lever) -> bool:
    """Tell whether no two moves cut the same part of a lever."""
    hit = [part for move in moves for part in list_parts_hit(move, lever)]
    return len(hit) == len(set(hit))


def _declare_balance(declarations: Declarations, first: str, second: str) -> None:
    """Declare the two sides' outcome over the levers valued for both, and its ratios."""
    hit = list_hit_levers(declarations.scenario)
    both = declarations.select_money(second, declarations.select_money(first, hit))
    for side, other in ((first, second), (second, first)):
        beside = {naming.outcome(side, lever): naming.outcome(other, lever) for lever in both}
        declarations.add_sum(naming.balance(side), beside, "no lever valued on both sides", beside)
    part, whole = naming.balance(first), naming.balance(second)
    declarations.add_formula(naming.DOLLAR_RATIO, _PART_OF, part=part, whole=whole)
    _declare_size_ratio(declarations, naming.SIZE_RATIO, second, first)
    declarations.add_formula(naming.BITE, _PRODUCT, first=naming.DOLLAR_RATIO, second=naming.SIZE_RATIO)


def _declare_equilibrium(declarations: Declarations, first: str, second: str) -> None:
    """Declare what the sides lose in the model of trade, their trade cut in full and at the moves.

    Both flows are cut at once, so that a loss is of both together.
    """
    scenario = declarations.scenario
    sales: dict[str, list[Lever]] = {first: [], second: []}
    for lever in scenario.levers.values():
        if lever.kind == _TRADE and lever.status == "current" and {*lever.roles.values()} == {first, second}:
            sales[lever.roles["seller"]].append(lever)
    hit = list_hit_levers(scenario)
    is_hit = any(lever.id in hit for levers in sales.values() for lever in levers)
    moves = [move for levers in sales.values() for lever in levers for move in list_counted_moves(scenario, lever.id)]
    is_levied = any(move.means != CUT for move in moves)
    lacks = "" if any(sales.values()) else _NO_TRADE
    if lacks and any(scenario.parties[side].members for side in sales if side in scenario.parties):
        lacks = _NO_COALITION
    if not lacks and scenario.horizon:
        lacks = _NO_FIRST_YEARS
    if not lacks:
        _declare_world(declarations, sales)
    uncut = dict.fromkeys(sales, naming.NO_CUT)
    for side in sales:
        name, outcome = naming.equilibrium(side), naming.equilibrium_outcome(side)
        if lacks:
            declarations.add(Cell(name, unit=declarations.money, lacks=lacks))
            declarations.add(Cell(outcome, unit=declarations.money, lacks=lacks))
            continue
        _declare_solved(declarations, name, side, dict.fromkeys(sales, naming.FULL_CUT))
        if not scenario.moves:
            declarations.add(Cell(outcome, parse_formula("itself"), {"itself": name}))
        elif is_levied:
            declarations.add(Cell(outcome, unit=declarations.money, lacks=_NO_DUTIES))
        elif not is_hit:
            declarations.add(Cell(outcome, _NOTHING, unit=declarations.money, default_note=_NO_CUT))
        else:
            cuts = {seller: _declare_cut_of_flow(declarations, seller, levers) for seller, levers in sales.items()}
            _declare_solved(declarations, outcome, side, uncut | cuts)
    part, whole = naming.equilibrium_outcome(first), naming.equilibrium_outcome(second)
    declarations.add_formula(naming.MODEL_DOLLAR_RATIO, _PART_OF, lacks, part=part, whole=whole)
    declarations.add_formula(
        naming.MODEL_BITE, _PRODUCT, lacks, first=naming.MODEL_DOLLAR_RATIO, second=naming.SIZE_RATIO
    )


def _declare_solved(declarations: Declarations, name: str, side: str, cuts: Mapping[str, str]) -> None:
    """Declare a side's loss in the model of trade, given the share cut of what each side sells to the other."""
    from leverage.graph.solve import make_solved_formula  # and the model with it

    binding = {
        "gdp_rest": naming.equilibrium_rest(naming.GDP),
        "sigma_rest": naming.equilibrium_rest("elasticity"),
    }
    for seller, buyer, party in zip("pq", "qp", cuts, strict=True):
        for aggregate in (naming.GDP, "exports", "imports"):
            binding[f"{aggregate}_{seller}"] = naming.aggregate(party, aggregate)
        binding[f"{seller}_to_{buyer}"] = naming.equilibrium(party, "flow")
        binding[f"cut_{seller}_to_{buyer}"] = cuts[party]
        binding[f"sigma_{seller}"] = naming.equilibrium(party, "elasticity")
    solver = Solver("equilibrium", "loss_p" if side == next(iter(cuts)) else "loss_q")
    declarations.add(Cell(name, make_solved_formula(solver.model), binding, declarations.money, solver=solver))


def _declare_world(declarations: Declarations, sales: Mapping[str, Sequence[Lever]]) -> None:
    """Declare what the model of trade starts from, given the levers by which each side sells to the other."""
    elasticities: dict[str, str] = {}
    sides = [*sales]
    for seller, buyer in zip(sides, reversed(sides), strict=True):
        name, levers = naming.equilibrium(seller, "flow"), sales[seller]
        if levers:
            declarations.add(Cell(name, _join("sum", [naming.exposure(seller, lever.id) for lever in levers])))
        else:
            assumes = "what no trade tie is for is as good as nothing"
            _declare_assumption(declarations, name, _NOTHING, declarations.money, assumes)
        inputs = [naming.lever_input(lever.id, "elasticity") for lever in levers]
        unlike = {_follow_names(declarations, cell): cell for cell in reversed(inputs)}
        if unlike:
            elasticities[buyer] = naming.equilibrium(buyer, "elasticity")
            why = f"the trade ties by which {buyer} buys have unequal elasticities, and the model of trade takes one"
            formula = _join("same", list(unlike.values())[::-1])
            declarations.add(Cell(elasticities[buyer], formula, if_undefined=why))
    for side in sales:
        if side not in elasticities:
            (known,) = elasticities.values()
            name, assumes = naming.equilibrium(side, "elasticity"), "it is that of the other side"
            _declare_assumption(declarations, name, parse_formula("itself"), RATIO, assumes, itself=known)
    _declare_rest(declarations, elasticities)


def _declare_rest(declarations: Declarations, elasticities: Mapping[str, str]) -> None:
    """Declare what the model of trade takes of the rest of the world, given the elasticities of sides that buy."""
    name = naming.equilibrium_rest(naming.GDP)
    if REST_OF_WORLD_GDP in declarations.scenario.figures:
        declarations.add(Cell(name, parse_formula(REST_OF_WORLD_GDP), unit=declarations.money))
    elif declarations.scenario.currency == "USD":
        assumes = "the world's GDP is about 110 trillion USD; the loss hardly depends on it"
        _declare_assumption(declarations, name, _GDP_OF_REST, declarations.money, assumes)
    else:
        lacks = f"needs the figure {REST_OF_WORLD_GDP} in {declarations.scenario.currency}/year"
        declarations.add(Cell(name, unit=declarations.money, lacks=lacks))
    name, cells = naming.equilibrium_rest("elasticity"), list(elasticities.values())
    if len({_follow_names(declarations, cell) for cell in cells}) == 1:
        declarations.add(Cell(name, parse_formula("itself"), {"itself": cells[0]}))
    else:
        binding = {"first": cells[0], "second": cells[1]}
        _declare_assumption(declarations, name, _MEAN, RATIO, "it is the mean of the two sides'", **binding)


def _declare_assumption(
    declarations: Declarations, name: str, formula: Formula, unit: Dimension, assumes: str, **binding: str
) -> None:
    """Declare what the model of trade assumes; nothing where only what some sources give counts."""
    if declarations.scenario.what_if.only:
        declarations.add(Cell(name, unit=unit, lacks="an assumption of the model of trade"))
    else:
        place = next(lever.place for lever in declarations.scenario.levers.values() if lever.kind == _TRADE)
        declarations.add(Cell(name, formula, binding, unit, assumes=assumes, place=place))


def _declare_cut_of_flow(declarations: Declarations, seller: str, levers: Sequence[Lever]) -> str:
    """Declare the share of a side's sales to the other that moves cut for a year, and return its cell."""
    hit = [lever.id for lever in levers if list_counted_moves(declarations.scenario, lever.id)]
    if not hit:
        return naming.NO_CUT
    cut, duration = naming.equilibrium_outcome(seller, "cut"), naming.equilibrium_outcome(seller, "duration")
    why = "the moves cut for more or less than a year, and the model of trade is of a year"
    durations = [naming.at(lever, "duration") for lever in hit]
    declarations.add(Cell(duration, _join("same", [*durations, "[1 year]"]), unit=YEAR, if_undefined=why))
    share = naming.at(hit[0], "cut")
    if len(levers) > 1:
        share = naming.equilibrium_outcome(seller, "share")
        amount = _join("sum", [f"{naming.at(lever, 'cut')} * {naming.exposure(seller, lever)}" for lever in hit])
        flow = naming.equilibrium(seller, "flow")
        declarations.add(Cell(naming.equilibrium_outcome(seller, "amount"), amount))
        declarations.add_formula(share, _PART_OF, part=naming.equilibrium_outcome(seller, "amount"), whole=flow)
    declarations.add(Cell(cut, _CUT_FOR_A_YEAR, {"cut": share, "duration": duration}, RATIO))
    return cut


def _join(operator: str, texts: Sequence[str]) -> Formula:
    """Return a formula that applies an operator to some, or the formula itself if it is one."""
    formulas = tuple(map(parse_formula, texts))
    return join_formulas(operator, formulas) if len(formulas) > 1 else formulas[0]


def _follow_names(declarations: Declarations, name: str) -> str:
    """Return the cell that a cell stands for among those declared so far: itself, or what it merely names."""
    followed = set()
    while name in declarations.cells and name not in followed:
        followed.add(name)
        cell = declarations.cells[name]
        if cell.formula is not None and cell.formula.is_name:
            (name,) = cell.reads
    return name


def _declare_results(declarations: Declarations) -> None:
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
