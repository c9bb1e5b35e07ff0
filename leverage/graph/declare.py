"""From a scenario's records to all its cells, in the order in which they build on each other."""

from collections.abc import Iterable, Mapping, Sequence

from leverage import naming
from leverage.formula.dimensions import ANY
from leverage.formula.parse import join_formulas, parse_formula
from leverage.formula.tree import Formula, Number, make_formula
from leverage.graph.cells import Cell, list_counted_moves, list_hit_levers
from leverage.kinds import find_input_dimension
from leverage.model import AGGREGATE_DEFAULTS, AGGREGATES, Expression, Figure, Input, KindOfLever, Lever, Move, Scenario
from leverage.quantity import Quantity
from leverage.units import RATIO, YEAR, Dimension, parse_unit, substitute_bases

_PART_OF = parse_formula("part / whole")
_PRODUCT = parse_formula("first * second")
_LASTING = parse_formula("loss * duration / [1 year]")
_NOTHING = parse_formula("0")
_ALL = parse_formula("1")
_ONE_YEAR = parse_formula("[1 year]")
#: What a move says itself, with its unit and what it is where the file does not say.
_FIELDS = {"cut": (RATIO, _ALL), "duration": (YEAR, _ONE_YEAR)}

_NO_MONEY = "no current lever with a loss in money"
_NO_MOVE = "no move by it with a loss in money"
_NO_CUT = "no move cuts it"


def declare_cells(
    scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str], dropped: Iterable[Move]
) -> dict[str, Cell]:
    """Declare every cell of a scenario, given its levers' kinds and its moves' targets.

    Moves that are dropped, as they are wrong, have only the cells of what they say, so that it is checked too.
    """
    declarations = Declarations(scenario, kinds, targets)
    _declare_given(declarations)
    _declare_levers(declarations)
    for move in scenario.moves.values():
        _declare_move(declarations, move)
    for move in dropped:
        _declare_fields(declarations, move)
    _declare_outcomes(declarations)
    for party in scenario.parties:
        _declare_totals(declarations, party)
    if len(scenario.sides) == 2:  # else the file does not say which, and that is a problem of its own
        _declare_balance(declarations, *scenario.sides)
    _declare_results(declarations)
    for claim in scenario.claims.values():
        declarations.add(Cell(claim.id, claim.test.formula, expression=claim.test, place=claim.place))
    return declarations.cells


def bind_name(lever: Lever, name: str, cut: str = naming.FULL_CUT) -> str:
    """Return the cell that a name in a kind's formula stands for: the cut, a role's aggregate, or an input."""
    if name == "cut":
        return cut
    role, aggregate = naming.split(name)
    return naming.aggregate(lever.roles.get(role, role), aggregate) if role else naming.lever_input(lever.id, name)


class Declarations:
    """The cells declared so far, by name, and how the sorts of cells are declared that many parts need."""

    def __init__(self, scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str]) -> None:
        """Begin without any cell, for a scenario, its levers' kinds and its moves' targets."""
        self.cells: dict[str, Cell] = {}
        self.scenario = scenario
        self.kinds = kinds
        self.targets = targets
        self.money: Dimension = ((scenario.currency, 1), ("year", -1))
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

    def add_largest(self, name: str, moves: Sequence[Move], what: str) -> None:
        """Declare what one of several moves does: that of the largest cut times duration, then of the larger cut."""
        if len(moves) == 1:
            self.add_alias(name, naming.move(moves[0].id, what))
            return
        triples = []
        for move in moves:
            cut, duration = naming.move(move.id, "cut"), naming.move(move.id, "duration")
            triples += [f"{cut} * {duration}", cut, naming.move(move.id, what)]
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
        """Return the dimensions that a party's loss on a lever has by the kind's formulas; none without a role."""
        key = (lever.id, party)
        if key not in self._loss_units:
            kind = self.kinds[lever.kind]
            units = set()
            for role, holder in lever.roles.items():
                for expression in kind.loss.get(role, ()) if holder == party else ():
                    unit = kind.dimensions.get(expression.formula.text)
                    if isinstance(unit, tuple):
                        units.add(self.convert_money(unit))
                    elif unit is ANY:
                        units.add(self.money)
            self._loss_units[key] = units
        return self._loss_units[key]

    def is_money(self, lever: Lever, party: str) -> bool:
        """Tell whether a party's loss is an amount of money in a year, the only thing that is added up."""
        return self.money in self.find_loss_units(lever, party)

    def explain_no_share(self, lever: Lever, party: str) -> str:
        """Return why a loss has no share of GDP; empty if it has one."""
        return "" if self.is_money(lever, party) else f"no amount in {self.scenario.currency}/year"

    def select_money(self, party: str, levers: Iterable[str]) -> list[str]:
        """Return those of the levers whose loss to a party is money."""
        return [lever for lever in levers if self.is_money(self.scenario.levers[lever], party)]


def _declare_given(declarations: Declarations) -> None:
    """Declare the figures and the parties' aggregates."""
    for figure in declarations.scenario.figures.values():
        declarations.add_figure(figure)
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
            else:
                declarations.add(Cell(name, unit=unit, lacks="not given"))


def _declare_levers(declarations: Declarations) -> None:
    """Declare each lever's inputs, and each party's exposure and loss on it with their shares."""
    declarations.add(Cell(naming.FULL_CUT, _ALL, unit=RATIO))
    for lever in declarations.scenario.levers.values():
        kind = declarations.kinds[lever.kind]
        for declared in kind.inputs.values():
            _declare_input(declarations, lever, declared)
        for role, party in lever.roles.items():
            exposure, loss = naming.exposure(party, lever.id), naming.loss(party, lever.id)
            _declare_by_kind(declarations, exposure, lever, role, kind.exposure)
            _declare_by_kind(declarations, loss, lever, role, kind.loss)
            _declare_share_of_loss(declarations, loss, lever, party)
            if role in kind.share_of:
                whole = bind_name(lever, kind.share_of[role])
                declarations.add_formula(naming.share(exposure), _PART_OF, part=exposure, whole=whole)


def _declare_input(declarations: Declarations, lever: Lever, declared: Input) -> None:
    name = naming.lever_input(lever.id, declared.id)
    unit = declarations.convert_money(find_input_dimension(declared.unit))
    default = None if declared.default is None else _make_default(declared.default)
    is_assumption = bool(declared.assumes or (default and default.has_loose_number))
    if declared.id in lever.inputs:
        declarations.add_figure(lever.inputs[declared.id], unit)
    elif is_assumption and declarations.scenario.what_if.only:
        declarations.add(Cell(name, unit=unit, lacks="an assumption of the kind"))
    elif default is not None:
        binding = {other: naming.lever_input(lever.id, other) for other in default.names}
        note = f"default of the kind {lever.kind}"
        declarations.add(
            Cell(name, default, binding, unit, assumes=declared.assumes, default_note=note, place=declared.place)
        )
    else:
        declarations.add(Cell(name, unit=unit, lacks="not given"))


def _make_default(value: Expression | Quantity) -> Formula:
    """Return a kind's default as a formula."""
    if isinstance(value, Expression):
        return value.formula
    return make_formula(Number(value, 0, len(value.text)))


def _declare_by_kind(
    declarations: Declarations,
    name: str,
    lever: Lever,
    role: str,
    formulas: Mapping[str, tuple[Expression, ...]],
    cut: str = naming.FULL_CUT,
) -> None:
    """Declare what a role has at stake by the kind's formulas, with the cut taken from a cell.

    Of several formulas the first is used whose optional inputs the lever gives.
    """
    kind = declarations.kinds[lever.kind]
    is_loss = formulas is kind.loss
    if not formulas.get(role):
        what = "loss" if is_loss else "exposure"
        declarations.add(Cell(name, lacks=f"the kind {kind.id} gives its {role} no {what}", is_loss=is_loss))
        return
    alternatives = tuple(expression.formula for expression in formulas[role])
    formula = next((each for each in alternatives if _has_inputs(lever, kind, each)), alternatives[-1])
    binding = {read: bind_name(lever, read, cut) for read in formula.names}
    unit = kind.dimensions.get(formula.text)
    if isinstance(unit, tuple):
        unit = declarations.convert_money(unit)
    elif unit is ANY:
        unit = declarations.money
    declarations.add(Cell(name, formula, binding, unit, alternatives=alternatives, is_loss=is_loss, lever=lever.id))


def _has_inputs(lever: Lever, kind: KindOfLever, formula: Formula) -> bool:
    """Tell whether a lever gives all optional inputs that a formula of its kind reads."""
    optional = [name for name in formula.names if name in kind.inputs and kind.inputs[name].optional]
    return all(name in lever.inputs for name in optional)


def _declare_share_of_loss(declarations: Declarations, loss: str, lever: Lever, party: str) -> None:
    """Declare a loss's share of GDP; where the loss itself is empty by its kind, the share is for the same reason."""
    lacks = declarations.cells[loss].lacks or declarations.explain_no_share(lever, party)
    declarations.add_share(loss, party, lacks)


def _declare_lasting(
    declarations: Declarations, name: str, yearly: str, lever: Lever, role: str, cut: str, duration: str
) -> None:
    """Declare the loss in a year at a cut, as `yearly`, and the part of it that falls in a duration.

    What is no flow, such as a number of people, is lost once, however long the cut lasts.
    """
    _declare_by_kind(declarations, yearly, lever, role, declarations.kinds[lever.kind].loss, cut)
    if any(("year", -1) in unit for unit in declarations.find_loss_units(lever, lever.roles[role])):
        declarations.add(Cell(name, _LASTING, {"loss": yearly, "duration": duration}, is_loss=True))
    else:
        declarations.add_alias(name, yearly)


def _declare_move(declarations: Declarations, move: Move) -> None:
    """Declare a move's cut and duration, what it does to whom, and its ratios."""
    lever, target = declarations.scenario.levers[move.lever], declarations.targets[move.id]
    _declare_fields(declarations, move)
    cut, duration = naming.move(move.id, "cut"), naming.move(move.id, "duration")
    for role, party in lever.roles.items():
        name, yearly = naming.move_loss(move.id, party), naming.move_loss_a_year(move.id, party)
        _declare_lasting(declarations, name, yearly, lever, role, cut, duration)
    damage, cost = naming.move(move.id, "damage"), naming.move(move.id, "own_cost")
    declarations.add_alias(damage, naming.move_loss(move.id, target))
    declarations.add_alias(cost, naming.move_loss(move.id, move.by))
    unit, mover_unit = declarations.find_loss_units(lever, target), declarations.find_loss_units(lever, move.by)
    others = []
    for party in lever.roles.values():
        if party not in (target, move.by) and declarations.find_loss_units(lever, party) == unit:
            others.append(naming.move_loss(move.id, party))
    declarations.add_sum(naming.move(move.id, "others_loss"), others, "no other party loses the same")

    unlike = "damage and own cost are in unlike units" if unit and mover_unit and unit != mover_unit else ""
    dollar_ratio, size_ratio = naming.move(move.id, "dollar_ratio"), naming.move(move.id, "size_ratio")
    declarations.add_formula(naming.move(move.id, "cost_ratio"), _PART_OF, unlike, part=cost, whole=damage)
    declarations.add_formula(dollar_ratio, _PART_OF, unlike, part=damage, whole=cost)
    _declare_size_ratio(declarations, size_ratio, move.by, target)
    declarations.add_formula(naming.move(move.id, "bite"), _PRODUCT, first=dollar_ratio, second=size_ratio)
    declarations.add_share(damage, target, declarations.explain_no_share(lever, target))
    declarations.add_share(cost, move.by, declarations.explain_no_share(lever, move.by))


def _declare_fields(declarations: Declarations, move: Move) -> None:
    """Declare what a move says itself."""
    for (field, (unit, default)), figure in zip(_FIELDS.items(), (move.cut, move.duration), strict=True):
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

    Without moves every current lever is cut in full; of several moves on a lever the one with the larger cut
    times duration counts; a lever that no move cuts loses nothing.
    """
    scenario = declarations.scenario
    for lever in scenario.levers.values():
        moves = list_counted_moves(scenario, lever.id)
        for field, (_, default) in _FIELDS.items():
            if moves:
                declarations.add_largest(naming.at(lever.id, field), moves, field)
            elif not scenario.moves:
                declarations.add(Cell(naming.at(lever.id, field), default))
        for role, party in lever.roles.items():
            _declare_outcome(declarations, lever, role, party, is_moved=bool(moves))
            _declare_share_of_loss(declarations, naming.outcome(party, lever.id), lever, party)


def _declare_outcome(declarations: Declarations, lever: Lever, role: str, party: str, *, is_moved: bool) -> None:
    name, loss = naming.outcome(party, lever.id), naming.loss(party, lever.id)
    if lever.status != "current":
        declarations.add(Cell(name, lacks="the lever is proposed", is_loss=True))
    elif declarations.cells[loss].lacks:
        declarations.add(Cell(name, lacks=declarations.cells[loss].lacks, is_loss=True))
    elif is_moved:
        cut, duration = naming.at(lever.id, "cut"), naming.at(lever.id, "duration")
        _declare_lasting(declarations, name, naming.at(lever.id, party), lever, role, cut, duration)
    elif not declarations.scenario.moves:
        declarations.add_alias(name, loss)
    else:
        unit = declarations.cells[loss].unit
        declarations.add(Cell(name, _NOTHING, unit=unit, is_loss=True, default_note=_NO_CUT))


def _declare_totals(declarations: Declarations, party: str) -> None:
    """Declare a party's totals: over current levers, at the moves, and of its own moves.

    Its cost ratio is over the moves whose damage and cost are both valued, so that like stands over like.
    """
    scenario = declarations.scenario
    current = [lever.id for lever in scenario.levers.values() if lever.status == "current"]
    levers = declarations.select_money(party, current)
    hit = list_hit_levers(scenario)
    losing = [lever for lever in levers if lever in hit]
    total, outcome = naming.total("total", party), naming.outcome(party)
    declarations.add_sum(total, [naming.loss(party, lever) for lever in levers], _NO_MONEY)
    if levers and not losing:  # no move cuts a lever of the party, so it loses nothing
        declarations.add(Cell(outcome, _NOTHING, unit=declarations.money, is_loss=True, default_note=_NO_CUT))
    else:
        declarations.add_sum(outcome, [naming.outcome(party, lever) for lever in losing], _NO_MONEY)
    for name in (total, outcome):
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
    for lever in declarations.scenario.levers.values():
        if party not in lever.roles.values():
            continue
        moves = [move for move in list_counted_moves(declarations.scenario, lever.id) if move.by == party]
        losers = {declarations.targets[move.id] if what == "damage" else party for move in moves}
        if moves and all(declarations.is_money(lever, loser) for loser in losers):
            cells[lever.id] = naming.by(party, what, lever.id)
            declarations.add_largest(cells[lever.id], moves, what)
    return cells


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
