"""From a scenario's records to all its cells, in the order in which they build on each other."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from leverage import naming
from leverage.formula.dimensions import ANY
from leverage.formula.parse import join_formulas, parse_formula
from leverage.formula.tree import Formula, Number, make_formula
from leverage.graph.cells import LASTING, ONE, ONE_YEAR, PART_OF, TIMES, Cell, list_counted_moves, list_hit_levers
from leverage.kinds import find_input_dimension
from leverage.model import AGGREGATE_DEFAULTS, AGGREGATES, Expression, Figure, KindOfLever, Lever, Move, Scenario
from leverage.quantity import Quantity
from leverage.units import RATIO, YEAR, Dimension, parse_unit, substitute_bases


class Declarations:
    """Collects `cells` by name. What a cell is computed from is decided by those who write in it."""

    def __init__(self, scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str]) -> None:
        """Open an empty declarations for a scenario, its levers' kinds and its moves' targets."""
        self.cells: dict[str, Cell] = {}
        self.scenario = scenario
        self.kinds = kinds
        self.targets = targets
        self.money: Dimension = ((scenario.currency, 1), ("year", -1))
        self._units: dict[tuple[str, str], list[Dimension]] = {}

    def add(self, cell: Cell) -> None:
        """Write a cell."""
        self.cells[cell.name] = cell

    def derive(self, name: str, formula: Formula, lacks: str = "", **binding: str) -> None:
        """Write a cell over others, or an empty one where there is a reason for it."""
        self.add(Cell(name, lacks=lacks) if lacks else Cell(name, formula, binding))

    def same(self, name: str, as_: str, *, is_loss: bool = False) -> None:
        """Write a cell that is another one under a second name."""
        self.add(Cell(name, parse_formula("itself"), {"itself": as_}, is_loss=is_loss))

    def share(self, name: str, part: str, party: str, lacks: str = "") -> None:
        """Write a share of a party's GDP."""
        self.derive(name, PART_OF, lacks, part=part, whole=naming.aggregate(party, naming.GDP))

    def sum(self, name: str, parts: Iterable[str], none: str, beside: Mapping[str, str] | None = None) -> None:
        """Write a sum of losses that leaves out what is missing; empty for the reason `none` without any."""
        formulas = tuple(parse_formula(part) for part in parts)
        if not formulas:
            self.add(Cell(name, lacks=none, is_loss=True, unit=self.money))
        else:
            self.add(Cell(name, join_formulas("sum", formulas), partial=True, beside=beside or {}, is_loss=True))

    def largest(self, name: str, moves: Sequence[Move], cell: Callable[[Move], str]) -> None:
        """Write the cell of one of several moves: of that with the larger cut times duration, then the larger cut."""
        names = [cell(move) for move in moves]
        if len(names) == 1:
            self.same(name, names[0], is_loss=True)
        else:
            ranked = [(f"move.{move.id}.cut * move.{move.id}.duration", naming.move(move.id, "cut")) for move in moves]
            triples = [text for keys, value in zip(ranked, names, strict=True) for text in (*keys, value)]
            self.add(Cell(name, join_formulas("choose", tuple(parse_formula(text) for text in triples)), is_loss=True))

    def figure(self, figure: Figure, unit: Dimension | None = None) -> None:
        """Write a cell for a figure and, where its readings have names, one for each of them."""
        for reading in figure.readings:
            name = f"{figure.id}.{reading.name}" if reading.name else figure.id
            expression = reading.formula
            formula = expression.formula if expression else None
            place, lacks = reading.place, reading.dropped
            self.add(Cell(name, formula, {}, unit, reading, lacks, expression=expression, place=place))
        used = figure.in_use
        if used is None:
            self.add(Cell(figure.id, unit=unit, lacks="not readable", place=figure.place))
        elif used.name:
            binding = {"reading": f"{figure.id}.{used.name}"}
            self.add(Cell(figure.id, parse_formula("reading"), binding, unit, place=figure.place))

    def in_currency(self, dimension: Dimension) -> Dimension:
        """Put the scenario's currency in the place of a kind's USD."""
        return substitute_bases(dimension, {"USD": ((self.scenario.currency, 1),)})

    def kind(self, lever: Lever) -> KindOfLever:
        """Return a lever's kind."""
        return self.kinds[lever.kind]

    def loss_units(self, lever: Lever, party: str) -> list[Dimension]:
        """Return the dimensions of a party's loss on a lever, one for each of the kind's formulas."""
        if party not in lever.roles.values():
            return []
        known = self._units.get((lever.id, party))
        if known is None:
            kind = self.kind(lever)
            role = next(role for role, own in lever.roles.items() if own == party)
            units = [kind.dimensions.get(expression.formula.text) for expression in kind.loss.get(role, ())]
            known = [
                self.in_currency(unit) if isinstance(unit, tuple) else self.money
                for unit in units
                if unit is ANY or isinstance(unit, tuple)
            ]
            self._units[lever.id, party] = known
        return known

    def is_money(self, lever: Lever, party: str) -> bool:
        """Tell whether a party's loss is an amount of money in a year, the only thing that is added up."""
        return self.money in self.loss_units(lever, party)

    def not_money(self, lever: Lever, party: str) -> str:
        """Return why a loss has no share of GDP; empty if it has one."""
        return "" if self.is_money(lever, party) else f"no amount in {self.scenario.currency}/year"

    def summed(self, party: str, levers: Iterable[str]) -> list[str]:
        """Return those of the levers whose loss to a party is money."""
        return [lever for lever in levers if self.is_money(self.scenario.levers[lever], party)]


def declare_given(declarations: Declarations) -> None:
    """Write the cells of figures and of the parties' aggregates."""
    for figure in declarations.scenario.figures.values():
        declarations.figure(figure)
    for party in declarations.scenario.parties.values():
        for aggregate, unit in AGGREGATES.items():
            name = f"{party.id}.{aggregate}"
            dimension = declarations.in_currency(parse_unit(unit).dimension)
            if aggregate in party.aggregates:
                declarations.figure(party.aggregates[aggregate], dimension)
            elif aggregate in AGGREGATE_DEFAULTS:
                formula = parse_formula(AGGREGATE_DEFAULTS[aggregate])
                declarations.add(Cell(name, formula, {own: f"{party.id}.{own}" for own in formula.names}, dimension))
            else:
                declarations.add(Cell(name, unit=dimension, lacks="not given"))


def declare_levers(declarations: Declarations) -> None:
    """Write the cells of every lever: its inputs, and each party's exposure, loss and shares."""
    declarations.add(Cell("cut", ONE, unit=RATIO))
    for lever in declarations.scenario.levers.values():
        _inputs(declarations, lever)
        for role, party in lever.roles.items():
            _stakes(declarations, lever, role, party)


def _inputs(declarations: Declarations, lever: Lever) -> None:
    for name, one in declarations.kind(lever).inputs.items():
        unit = declarations.in_currency(find_input_dimension(one.unit))
        if name in lever.inputs:
            declarations.figure(lever.inputs[name], unit)
        elif declarations.scenario.what_if.only and (
            one.assumes or (one.default and _default(one.default).has_loose_number)
        ):
            declarations.add(Cell(f"{lever.id}.{name}", unit=unit, lacks="an assumption of the kind"))
        elif one.default is not None:
            formula = _default(one.default)
            binding = {own: f"{lever.id}.{own}" for own in formula.names}
            declarations.add(Cell(f"{lever.id}.{name}", formula, binding, unit, assumes=one.assumes, place=one.place))
        else:
            declarations.add(Cell(f"{lever.id}.{name}", unit=unit, lacks="not given"))


def _default(value: Expression | Quantity) -> Formula:
    """Return a kind's default as a formula."""
    if isinstance(value, Expression):
        return value.formula
    return make_formula(Number(value, 0, len(value.text)))


def _stakes(declarations: Declarations, lever: Lever, role: str, party: str) -> None:
    kind = declarations.kind(lever)
    exposure, loss = naming.exposure(party, lever.id), naming.loss(party, lever.id)
    declare_by_formula(declarations, exposure, lever, role, kind.exposure, "cut")
    declare_by_formula(declarations, loss, lever, role, kind.loss, "cut")
    declare_share_of_loss(declarations, "loss", lever, party)
    if role in kind.share_of:
        declarations.derive(
            naming.share(naming.exposure(party, lever.id)),
            PART_OF,
            part=exposure,
            whole=find_whole(declarations, lever, role),
        )


def declare_share_of_loss(declarations: Declarations, what: str, lever: Lever, party: str) -> None:
    """Write a loss's share of GDP; where the loss itself is empty by its kind, the share is for the same reason."""
    cell = naming.stake(what, party, lever.id)
    declarations.share(
        naming.share(naming.stake(what, party, lever.id)),
        cell,
        party,
        declarations.cells[cell].lacks or declarations.not_money(lever, party),
    )


def find_whole(declarations: Declarations, lever: Lever, role: str) -> str:
    """Return the aggregate a role's exposure is a share of."""
    owner, _, aggregate = declarations.kind(lever).share_of[role].partition(".")
    return f"{lever.roles.get(owner, owner)}.{aggregate}"


def declare_by_formula(
    declarations: Declarations,
    name: str,
    lever: Lever,
    role: str,
    formulas: Mapping[str, tuple[Expression, ...]],
    cut: str,
) -> None:
    """Write what a role has at stake by the kind's formulas, with the cut taken from a cell.

    Of several formulas the first is used whose optional inputs the lever gives.
    """
    kind = declarations.kind(lever)
    is_loss = formulas is kind.loss
    if not formulas.get(role):
        what = "loss" if is_loss else "exposure"
        declarations.add(Cell(name, lacks=f"the kind {kind.id} gives its {role} no {what}", is_loss=is_loss))
        return
    alternatives = tuple(expression.formula for expression in formulas[role])
    formula = next((one for one in alternatives if _is_given(declarations, lever, one)), alternatives[-1])
    binding = {own: bind_name(lever, own, cut) for own in formula.names}
    unit = kind.dimensions.get(formula.text)
    known = declarations.in_currency(unit) if isinstance(unit, tuple) else declarations.money if unit is ANY else unit
    declarations.add(Cell(name, formula, binding, known, alternatives=alternatives, is_loss=is_loss, lever=lever.id))


def _is_given(declarations: Declarations, lever: Lever, formula: Formula) -> bool:
    inputs = declarations.kind(lever).inputs
    return all(name in lever.inputs for name in formula.names if name in inputs and inputs[name].optional)


def bind_name(lever: Lever, name: str, cut: str = "cut") -> str:
    """Return the cell that a name in a kind's formula stands for: the cut, a role's aggregate, or an input."""
    if name == "cut":
        return cut
    owner, dot, aggregate = name.partition(".")
    return f"{lever.roles.get(owner, owner)}.{aggregate}" if dot else f"{lever.id}.{name}"


def declare_lasting(declarations: Declarations, name: str, yearly: str, lever: Lever, role: str, prefix: str) -> None:
    """Write a loss at the cut `prefix.cut` as `yearly`, and the part of it that falls in `prefix.duration`.

    What is no flow, such as a number of people, is lost once, however long the cut lasts.
    """
    declare_by_formula(declarations, yearly, lever, role, declarations.kind(lever).loss, f"{prefix}.cut")
    if any(("year", -1) in unit for unit in declarations.loss_units(lever, lever.roles[role])):
        declarations.add(Cell(name, LASTING, {"loss": yearly, "duration": f"{prefix}.duration"}, is_loss=True))
    else:
        declarations.same(name, yearly, is_loss=True)


_NO_MONEY = "no current lever with a loss in money"
_NO_MOVE = "no move by it with a loss in money"


def declare_moves(declarations: Declarations) -> None:
    """Write the cells of every move: cut, duration, what it does to whom, and its ratios."""
    for move in declarations.scenario.moves.values():
        lever, prefix = declarations.scenario.levers[move.lever], f"move.{move.id}"
        declare_fields(declarations, move)
        for role, party in lever.roles.items():
            declare_lasting(declarations, f"{prefix}.loss.{party}", f"{prefix}.at.{party}", lever, role, prefix)
        target = declarations.targets[move.id]
        declarations.same(f"{prefix}.damage", f"{prefix}.loss.{target}", is_loss=True)
        declarations.same(f"{prefix}.own_cost", f"{prefix}.loss.{move.by}", is_loss=True)
        unit = set(declarations.loss_units(lever, target))
        others = [party for party in lever.roles.values() if party not in (target, move.by)]
        others = [party for party in others if set(declarations.loss_units(lever, party)) == unit]
        parts = [f"{prefix}.loss.{party}" for party in others]
        declarations.sum(f"{prefix}.others_loss", parts, "no other party loses the same")
        _ratios(declarations, move, target)


def declare_fields(declarations: Declarations, move: Move) -> None:
    """Write the cells of what a move says itself."""
    _field(declarations, naming.move(move.id, "cut"), move.cut, ONE, RATIO)
    _field(declarations, naming.move(move.id, "duration"), move.duration, ONE_YEAR, YEAR)


def _field(declarations: Declarations, name: str, figure: Figure | None, default: Formula, unit: Dimension) -> None:
    if figure is None:
        declarations.add(Cell(name, default, unit=unit))
    else:
        declarations.figure(figure, unit)


def _ratios(declarations: Declarations, move: Move, target: str) -> None:
    prefix, lever = f"move.{move.id}", declarations.scenario.levers[move.lever]
    damage, cost = f"{prefix}.damage", f"{prefix}.own_cost"
    both = set(declarations.loss_units(lever, target)), set(declarations.loss_units(lever, move.by))
    unlike = "damage and own cost are in unlike units" if all(both) and both[0] != both[1] else ""
    declarations.derive(f"{prefix}.cost_ratio", PART_OF, unlike, part=cost, whole=damage)
    declarations.derive(f"{prefix}.dollar_ratio", PART_OF, unlike, part=damage, whole=cost)
    declarations.derive(
        f"{prefix}.size_ratio", PART_OF, part=f"{move.by}.gdp", whole=naming.aggregate(target, naming.GDP)
    )
    declarations.derive(f"{prefix}.bite", TIMES, first=f"{prefix}.dollar_ratio", second=f"{prefix}.size_ratio")
    declarations.share(f"{prefix}.damage_share", damage, target, declarations.not_money(lever, target))
    declarations.share(f"{prefix}.own_cost_share", cost, move.by, declarations.not_money(lever, move.by))


def declare_outcome(declarations: Declarations) -> None:
    """Write each party's loss on each lever at the scenario's moves.

    Without moves every current lever is cut in full; of several moves on a lever the one with the larger cut
    times duration counts; a lever that no move cuts loses nothing.
    """
    for lever in declarations.scenario.levers.values():
        moves = list_counted_moves(declarations.scenario, lever.id)
        prefix = f"at.{lever.id}"
        for field, default in (("cut", ONE), ("duration", ONE_YEAR)):
            if moves:
                declarations.largest(f"{prefix}.{field}", moves, lambda move, field=field: naming.move(move.id, field))  # type: ignore[misc]
            elif not declarations.scenario.moves:
                declarations.add(Cell(f"{prefix}.{field}", default))
        for role, party in lever.roles.items():
            _outcome(declarations, lever, role, party, is_moved=bool(moves))
            declare_share_of_loss(declarations, "outcome", lever, party)


def _outcome(declarations: Declarations, lever: Lever, role: str, party: str, *, is_moved: bool) -> None:
    name, loss = naming.outcome(party, lever.id), naming.loss(party, lever.id)
    if lever.status != "current":
        declarations.add(Cell(name, lacks="the lever is proposed", is_loss=True))
    elif declarations.cells[loss].lacks:
        declarations.add(Cell(name, lacks=declarations.cells[loss].lacks, is_loss=True))
    elif is_moved:
        declare_lasting(declarations, name, f"at.{lever.id}.{party}", lever, role, f"at.{lever.id}")
    elif not declarations.scenario.moves:
        declarations.same(name, loss, is_loss=True)
    else:
        declarations.add(Cell(name, parse_formula("0"), unit=declarations.cells[loss].unit, is_loss=True))


def declare_sums(declarations: Declarations) -> None:
    """Write each party's totals: over current levers, at the moves, and of its own moves.

    Its cost ratio is over the moves whose damage and cost are both valued, so that like stands over like.
    """
    current = [lever.id for lever in declarations.scenario.levers.values() if lever.status == "current"]
    hit = set(list_hit_levers(declarations.scenario))
    for party in declarations.scenario.parties:
        own = declarations.summed(party, current)
        cut = [lever for lever in own if lever in hit]
        declarations.sum(naming.total("total", party), [naming.loss(party, lever) for lever in own], _NO_MONEY)
        if own and not cut:  # nothing of its is cut, so nothing is what it loses
            declarations.add(Cell(naming.outcome(party), parse_formula("0"), unit=declarations.money, is_loss=True))
        else:
            declarations.sum(naming.outcome(party), [naming.outcome(party, lever) for lever in cut], _NO_MONEY)
        for what in ("total", "outcome"):
            declarations.share(
                naming.share(naming.total(what, party)), naming.total(what, party), party, "" if own else _NO_MONEY
            )
        damage, cost = _by(declarations, party, "damage"), _by(declarations, party, "own_cost")
        declarations.sum(naming.by(party, "damage"), damage.values(), _NO_MOVE)
        declarations.sum(naming.by(party, "own_cost"), cost.values(), _NO_MOVE)
        for what, own_part, other in (("paid", cost, damage), ("done", damage, cost)):
            beside = {own_part[lever]: other[lever] for lever in own_part if lever in other}
            declarations.sum(naming.by(party, what), beside, _NO_MOVE, beside)
        declarations.derive(
            naming.by(party, "cost_ratio"), PART_OF, part=naming.by(party, "paid"), whole=naming.by(party, "done")
        )


def _by(declarations: Declarations, party: str, what: str) -> dict[str, str]:
    """Return one cell for each lever a party moves, where it is money; of its several moves on one, the larger."""
    found = {}
    for lever in declarations.scenario.levers.values():
        if party not in lever.roles.values():
            continue
        moves = [move for move in list_counted_moves(declarations.scenario, lever.id) if move.by == party]
        hurt = {declarations.targets[move.id] if what == "damage" else party for move in moves}
        if moves and all(declarations.is_money(lever, one) for one in hurt):
            name = naming.by(party, what, lever.id)
            declarations.largest(name, moves, lambda move: naming.move(move.id, what))
            found[lever.id] = name
    return found


def declare_balance(declarations: Declarations) -> None:
    """Write the two sides' outcome over the levers valued for both, and its ratios."""
    if len(declarations.scenario.sides) != 2:
        return  # the file does not say which; that is told
    first, second = declarations.scenario.sides
    hit = list_hit_levers(declarations.scenario)
    of_second = set(declarations.summed(second, hit))
    both = [lever for lever in declarations.summed(first, hit) if lever in of_second]
    for own, other in ((first, second), (second, first)):
        beside = {naming.outcome(own, lever): naming.outcome(other, lever) for lever in both}
        declarations.sum(naming.balance(own), list(beside), "no lever valued on both sides", beside)
    declarations.derive(naming.DOLLAR_RATIO, PART_OF, part=naming.balance(first), whole=naming.balance(second))
    declarations.derive(
        naming.SIZE_RATIO, PART_OF, part=naming.aggregate(second, naming.GDP), whole=naming.aggregate(first, naming.GDP)
    )
    declarations.derive(naming.BITE, TIMES, first=naming.DOLLAR_RATIO, second=naming.SIZE_RATIO)


def declare_cells(
    scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str], dropped: Iterable[Move]
) -> dict[str, Cell]:
    """Declare every cell of a scenario, given its levers' kinds and its moves' targets.

    Of moves that are dropped, as they are wrong, there is what they say themselves, so that it is checked too.
    """
    declarations = Declarations(scenario, kinds, targets)
    declare_given(declarations)
    declare_levers(declarations)
    declare_moves(declarations)
    for move in dropped:
        declare_fields(declarations, move)
    declare_outcome(declarations)
    declare_sums(declarations)
    declare_balance(declarations)
    _authors_own(declarations)
    return declarations.cells


def _authors_own(declarations: Declarations) -> None:
    """Write the cells of results and claims."""
    for result in declarations.scenario.results.values():
        formula = result.formula.formula
        is_loose = declarations.scenario.what_if.only and formula.has_loose_number
        lacks = "a number in its formula has no source" if is_loose else ""
        declarations.add(
            Cell(result.id, formula, lacks=lacks, expression=result.formula, partial=True, place=result.place)
        )
        if party := _whose(formula):
            declarations.share(naming.share(result.id), result.id, party)
    for claim in declarations.scenario.claims.values():
        declarations.add(Cell(claim.id, claim.test.formula, expression=claim.test, place=claim.place))


def _whose(formula: Formula) -> str | None:
    """Return the one party whose losses a result adds up, if they are one party's."""
    parts = [name.split(".") for name in formula.names]
    if not all(len(part) > 1 and part[0] in ("loss", "outcome", "total") for part in parts):
        return None
    parties = {part[1] for part in parts}
    return parties.pop() if len(parties) == 1 else None
