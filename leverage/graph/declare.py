"""From a scenario's records to its cells: which there are and what each is computed from."""

from collections.abc import Mapping

from leverage.formula import Formula, join, parse
from leverage.graph.cells import LASTING, ONE, ONE_YEAR, PART_OF, TIMES, Cell, counted_moves, hit_levers
from leverage.kinds import input_dimension
from leverage.model import AGGREGATE_DEFAULTS, AGGREGATES, Expression, Figure, KindOfLever, Lever, Move, Scenario
from leverage.quantity import Quantity
from leverage.units import RATIO, YEAR, Dimension, parse_unit, substitute


class Declarer:
    """Fills `cells`; one method for each sort of thing that has cells."""

    def __init__(self, scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str]) -> None:
        """Prepare for a scenario, its levers' kinds and its moves' targets."""
        self.cells: dict[str, Cell] = {}
        self._scenario = scenario
        self._kinds = kinds
        self._targets = targets
        self._money: Dimension = ((scenario.currency, 1), ("year", -1))

    def declare(self) -> dict[str, Cell]:
        """Declare every cell of the scenario."""
        scenario = self._scenario
        for figure in scenario.figures.values():
            self._figure(figure)
        self._aggregates()
        for lever in scenario.levers.values():
            self._lever(lever)
        for move in scenario.moves.values():
            self._move(move)
        for lever in scenario.levers.values():
            self._outcome(lever)
        for party in scenario.parties:
            self._sums(party)
        self._balance()
        for result in scenario.results.values():
            self._add(Cell(result.id, result.formula.formula, expression=result.formula, partial=True, place=result.place))
            if party := _whose(result.formula.formula):
                self._derive(f"loss_share.{result.id}", PART_OF, part=result.id, whole=f"{party}.gdp")
        for claim in scenario.claims.values():
            self._add(Cell(claim.id, claim.test.formula, expression=claim.test, place=claim.place))
        return self.cells

    def _add(self, cell: Cell) -> None:
        self.cells[cell.name] = cell

    def _derive(self, name: str, formula: Formula, lacks: str = "", **binding: str) -> None:
        """Add a cell over others, or an empty one where there is a reason for it."""
        self._add(Cell(name, lacks=lacks) if lacks else Cell(name, formula, binding))

    # What the file gives

    def _figure(self, figure: Figure, unit: Dimension | None = None) -> None:
        """Add a cell for a figure and, where its readings have names, one for each of them."""
        for reading in figure.readings:
            name = f"{figure.id}.{reading.name}" if reading.name else figure.id
            expression = reading.formula
            formula = expression.formula if expression else None
            self._add(Cell(name, formula, unit=unit, reading=reading, expression=expression, place=reading.place))
        used = figure.in_use
        if used is None:
            self._add(Cell(figure.id, unit=unit, lacks="not readable", place=figure.place))
        elif used.name:
            self._add(Cell(figure.id, parse("reading"), {"reading": f"{figure.id}.{used.name}"}, unit, place=figure.place))

    def _aggregates(self) -> None:
        for party in self._scenario.parties.values():
            for aggregate, unit in AGGREGATES.items():
                name = f"{party.id}.{aggregate}"
                dimension = self._in_currency(parse_unit(unit).dimension)
                if aggregate in party.aggregates:
                    self._figure(party.aggregates[aggregate], dimension)
                elif aggregate in AGGREGATE_DEFAULTS:
                    formula = parse(AGGREGATE_DEFAULTS[aggregate])
                    self._add(Cell(name, formula, {own: f"{party.id}.{own}" for own in formula.names}, dimension))
                else:
                    self._add(Cell(name, unit=dimension, lacks="not given"))

    def _lever(self, lever: Lever) -> None:
        kind = self._kinds[lever.kind]
        for name, one in kind.inputs.items():
            unit = self._in_currency(input_dimension(one.unit))
            if name in lever.inputs:
                self._figure(lever.inputs[name], unit)
            elif one.default is not None:
                formula = _default(one.default)
                binding = {own: f"{lever.id}.{own}" for own in formula.names}
                self._add(Cell(f"{lever.id}.{name}", formula, binding, unit, assumes=one.assumes, place=one.place))
            else:
                self._add(Cell(f"{lever.id}.{name}", unit=unit, lacks="not given"))
        for role, party in lever.roles.items():
            exposure, loss = f"exposure.{party}.{lever.id}", f"loss.{party}.{lever.id}"
            self._stake(exposure, lever, role, kind.exposure, "1")
            self._stake(loss, lever, role, kind.loss, "1")
            self._share(f"loss_share.{party}.{lever.id}", loss, f"{party}.gdp")
            if role in kind.share_of:
                self._derive(f"exposure_share.{party}.{lever.id}", PART_OF, part=exposure, whole=self._whole(lever, role))

    def _whole(self, lever: Lever, role: str) -> str:
        """Return the aggregate a role's exposure is a share of."""
        owner, _, aggregate = self._kinds[lever.kind].share_of[role].partition(".")
        return f"{lever.roles.get(owner, owner)}.{aggregate}"

    def _stake(self, name: str, lever: Lever, role: str, formulas: Mapping[str, tuple[Expression, ...]], cut: str) -> None:
        """Add what a role has at stake by the kind's formulas, at a cut that is a cell or 1."""
        kind = self._kinds[lever.kind]
        is_loss = formulas is kind.loss
        if not formulas.get(role):
            what = "loss" if is_loss else "exposure"
            self._add(Cell(name, lacks=f"the kind {kind.id} gives its {role} no {what}", is_loss=is_loss))
            return
        alternatives = tuple(expression.formula for expression in formulas[role])
        formula = next((one for one in alternatives if self._is_given(lever, one)), alternatives[-1])
        binding = {own: self._bound(lever, own, cut) for own in formula.names}
        unit = kind.dimensions.get(formula.text)
        known = self._in_currency(unit) if isinstance(unit, tuple) else unit
        self._add(Cell(name, formula, binding, known, alternatives=alternatives, is_loss=is_loss))

    def _is_given(self, lever: Lever, formula: Formula) -> bool:
        inputs = self._kinds[lever.kind].inputs
        return all(name in lever.inputs for name in formula.names if name in inputs and inputs[name].optional)

    def _bound(self, lever: Lever, name: str, cut: str) -> str:
        if name == "cut":
            if cut == "1":
                self.cells.setdefault("cut", Cell("cut", ONE, unit=RATIO))
            return "cut" if cut == "1" else cut
        owner, dot, aggregate = name.partition(".")
        return f"{lever.roles.get(owner, owner)}.{aggregate}" if dot else f"{lever.id}.{name}"

    # What follows from the levers

    def _is_money(self, lever: Lever, role: str) -> bool:
        """Tell whether a role's loss is an amount of money in a year, the only thing that is added up."""
        kind = self._kinds[lever.kind]
        units = {kind.dimensions.get(expression.formula.text) for expression in kind.loss.get(role, ())}
        return any(isinstance(unit, tuple) and self._in_currency(unit) == self._money for unit in units)

    def _is_flow(self, lever: Lever, role: str) -> bool:
        kind = self._kinds[lever.kind]
        units = [kind.dimensions.get(expression.formula.text) for expression in kind.loss.get(role, ())]
        return any(isinstance(unit, tuple) and ("year", -1) in unit for unit in units)

    def _share(self, name: str, part: str, whole: str) -> None:
        """Add a share of GDP; there is none of what is no money."""
        lever = self._scenario.levers.get(part.rpartition(".")[2])
        if lever is not None and (lacks := self.cells[part].lacks):
            self._add(Cell(name, lacks=lacks))
            return
        role = lever and next((r for r, p in lever.roles.items() if p == whole.partition(".")[0]), None)
        foreign = lever is not None and role is not None and not self._is_money(lever, role)
        self._derive(name, PART_OF, f"not an amount in {self._scenario.currency}/year" if foreign else "", part=part, whole=whole)

    def _move(self, move: Move) -> None:
        lever, prefix = self._scenario.levers[move.lever], f"move.{move.id}"
        self._field(f"{prefix}.cut", move.cut, ONE, RATIO)
        self._field(f"{prefix}.duration", move.duration, ONE_YEAR, YEAR)
        for role, party in lever.roles.items():
            self._lasting(f"{prefix}.loss.{party}", f"{prefix}.at.{party}", lever, role, prefix)
        target = self._targets[move.id]
        self._derive(f"{prefix}.damage", parse("loss"), loss=f"{prefix}.loss.{target}")
        self._derive(f"{prefix}.own_cost", parse("loss"), loss=f"{prefix}.loss.{move.by}")
        others = [party for party in lever.roles.values() if party not in (target, move.by)]
        self._sum(f"{prefix}.others_loss", [f"{prefix}.loss.{party}" for party in others], "no other party has a role")
        self._ratios(prefix, move.by, target)

    def _field(self, name: str, figure: Figure | None, default: Formula, unit: Dimension) -> None:
        if figure is None:
            self._add(Cell(name, default, unit=unit))
        else:
            self._figure(figure, unit)

    def _lasting(self, name: str, yearly: str, lever: Lever, role: str, prefix: str) -> None:
        """Add a loss at a cut, and the part of it that falls in the time the cut lasts."""
        self._stake(yearly, lever, role, self._kinds[lever.kind].loss, f"{prefix}.cut")
        if self._is_flow(lever, role):
            self._add(Cell(name, LASTING, {"loss": yearly, "duration": f"{prefix}.duration"}, is_loss=True))
        else:
            self._add(Cell(name, parse("loss"), {"loss": yearly}, is_loss=True))

    def _ratios(self, prefix: str, mover: str, target: str) -> None:
        damage, cost = f"{prefix}.damage", f"{prefix}.own_cost"
        self._derive(f"{prefix}.cost_ratio", PART_OF, part=cost, whole=damage)
        self._derive(f"{prefix}.dollar_ratio", PART_OF, part=damage, whole=cost)
        self._derive(f"{prefix}.size_ratio", PART_OF, part=f"{mover}.gdp", whole=f"{target}.gdp")
        self._derive(f"{prefix}.bite", TIMES, first=f"{prefix}.dollar_ratio", second=f"{prefix}.size_ratio")
        lever = self._scenario.levers[self._scenario.moves[prefix.partition(".")[2]].lever]
        for name, part, party in (("damage_share", damage, target), ("own_cost_share", cost, mover)):
            role = next(role for role, own in lever.roles.items() if own == party)
            lacks = "" if self._is_money(lever, role) else f"not an amount in {self._scenario.currency}/year"
            self._derive(f"{prefix}.{name}", PART_OF, lacks, part=part, whole=f"{party}.gdp")

    def _outcome(self, lever: Lever) -> None:
        """Add the losses at the scenario's own moves; of several on one lever, the larger cut times duration."""
        moves = counted_moves(self._scenario, lever.id)
        prefix = f"at.{lever.id}"
        for field, default in (("cut", ONE), ("duration", ONE_YEAR)):
            if moves:
                keyed = [(f"move.{move.id}.cut * move.{move.id}.duration", f"move.{move.id}.{field}") for move in moves]
                formula = join("choose", tuple(parse(text) for pair in keyed for text in pair)) if len(keyed) > 1 else parse(keyed[0][1])
                self._add(Cell(f"{prefix}.{field}", formula))
            elif not self._scenario.moves:
                self._add(Cell(f"{prefix}.{field}", default))
        for role, party in lever.roles.items():
            name = f"outcome.{party}.{lever.id}"
            if lever.status != "current":
                self._add(Cell(name, lacks="the lever is proposed", is_loss=True))
            elif not self._scenario.moves:
                self._add(Cell(name, parse("loss"), {"loss": f"loss.{party}.{lever.id}"}, is_loss=True))
            elif moves:
                self._lasting(name, f"{prefix}.{party}", lever, role, prefix)
            else:
                self._add(Cell(name, parse("0"), unit=self.cells[f"loss.{party}.{lever.id}"].unit, is_loss=True))
            self._share(f"outcome_share.{party}.{lever.id}", name, f"{party}.gdp")

    def summed(self, party: str, levers: list[str]) -> list[str]:
        """Return those of the levers whose loss to a party is money."""
        found = []
        for id_ in levers:
            lever = self._scenario.levers[id_]
            role = next((role for role, own in lever.roles.items() if own == party), None)
            if role and self._is_money(lever, role):
                found.append(id_)
        return found

    def _sums(self, party: str) -> None:
        scenario = self._scenario
        current = [lever.id for lever in scenario.levers.values() if lever.status == "current"]
        none = "no current lever with a loss in money"
        for what, of, levers in (("total", "loss", current), ("outcome", "outcome", hit_levers(scenario))):
            cells = [f"{of}.{party}.{lever}" for lever in self.summed(party, levers)]
            self._sum(f"{what}.{party}", cells, none)
            self._derive(f"{what}_share.{party}", PART_OF, "" if cells else none, part=f"{what}.{party}", whole=f"{party}.gdp")
        for what in ("damage", "own_cost"):
            self._sum(f"by.{party}.{what}", self._by(party, what), "no move by it")
        self._derive(f"by.{party}.cost_ratio", PART_OF, part=f"by.{party}.own_cost", whole=f"by.{party}.damage")

    def _by(self, party: str, what: str) -> list[str]:
        """Return one cell for each lever a party moves; of its several moves on one, the larger."""
        found = []
        for lever in self._scenario.levers:
            moves = [move for move in counted_moves(self._scenario, lever) if move.by == party]
            cells = [f"move.{move.id}.{what}" for move in moves]
            if len(moves) > 1:
                keys = [f"move.{move.id}.cut * move.{move.id}.duration" for move in moves]
                pairs = tuple(parse(text) for pair in zip(keys, cells, strict=True) for text in pair)
                self._add(Cell(f"by.{party}.{lever}.{what}", join("choose", pairs), is_loss=True))
                cells = [f"by.{party}.{lever}.{what}"]
            roles = self._scenario.levers[lever].roles.values()
            if any(party in self._scenario.parties and self.summed(own, [lever]) for own in roles):
                found += cells
        return found

    def _sum(self, name: str, cells: list[str], none: str, beside: Mapping[str, str] | None = None) -> None:
        """Add a sum of losses that leaves out what is missing."""
        if not cells:
            self._add(Cell(name, lacks=none, is_loss=True, unit=self._money))
            return
        formula = join("sum", tuple(parse(cell) for cell in cells))
        self._add(Cell(name, formula, partial=True, beside=beside or {}, is_loss=True))

    def _balance(self) -> None:
        first, second = self._scenario.sides
        hit = hit_levers(self._scenario)
        both = [lever for lever in self.summed(first, hit) if lever in self.summed(second, hit)]
        for own, other in ((first, second), (second, first)):
            beside = {f"outcome.{own}.{lever}": f"outcome.{other}.{lever}" for lever in both}
            self._sum(f"balance.{own}", list(beside), "no lever valued on both sides", beside)
        self._derive("balance.dollar_ratio", PART_OF, part=f"balance.{first}", whole=f"balance.{second}")
        self._derive("balance.size_ratio", PART_OF, part=f"{second}.gdp", whole=f"{first}.gdp")
        self._derive("balance.bite", TIMES, first="balance.dollar_ratio", second="balance.size_ratio")

    def _in_currency(self, dimension: Dimension) -> Dimension:
        return substitute(dimension, {"USD": ((self._scenario.currency, 1),)})


def _whose(formula: Formula) -> str | None:
    """Return the one party whose losses a result adds up, if they are one party's."""
    parts = [name.split(".") for name in formula.names]
    parties = {part[1] for part in parts if len(part) > 1 and part[0] in ("loss", "outcome", "total")}
    return parties.pop() if len(parties) == 1 and all(len(part) > 1 for part in parts) else None


def _default(value: Expression | Quantity) -> Formula:
    """Return a kind's default as a formula."""
    if isinstance(value, Expression):
        return value.formula
    return parse(f"[{value.text}]" if value.unit.text else value.text)
