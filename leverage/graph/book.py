"""The cells of a scenario while they are being declared, and the few shapes of cell that all of them have."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from leverage.formula import ANY, Formula, join, parse
from leverage.graph.cells import PART_OF, Cell
from leverage.model import Figure, KindOfLever, Lever, Move, Scenario
from leverage.units import Dimension, substitute


class Book:
    """Collects `cells` by name. What a cell is computed from is decided by those who write in it."""

    def __init__(self, scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str]) -> None:
        """Open an empty book for a scenario, its levers' kinds and its moves' targets."""
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
        self.add(Cell(name, parse("itself"), {"itself": as_}, is_loss=is_loss))

    def share(self, name: str, part: str, party: str, lacks: str = "") -> None:
        """Write a share of a party's GDP."""
        self.derive(name, PART_OF, lacks, part=part, whole=f"{party}.gdp")

    def sum(self, name: str, parts: Iterable[str], none: str, beside: Mapping[str, str] | None = None) -> None:
        """Write a sum of losses that leaves out what is missing; empty for the reason `none` without any."""
        formulas = tuple(parse(part) for part in parts)
        if not formulas:
            self.add(Cell(name, lacks=none, is_loss=True, unit=self.money))
        else:
            self.add(Cell(name, join("sum", formulas), partial=True, beside=beside or {}, is_loss=True))

    def largest(self, name: str, moves: Sequence[Move], cell: Callable[[Move], str]) -> None:
        """Write the cell of one of several moves: of that with the larger cut times duration, then the larger cut."""
        names = [cell(move) for move in moves]
        if len(names) == 1:
            self.same(name, names[0], is_loss=True)
        else:
            ranked = [(f"move.{move.id}.cut * move.{move.id}.duration", f"move.{move.id}.cut") for move in moves]
            triples = [text for keys, value in zip(ranked, names, strict=True) for text in (*keys, value)]
            self.add(Cell(name, join("choose", tuple(parse(text) for text in triples)), is_loss=True))

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
            self.add(Cell(figure.id, parse("reading"), binding, unit, place=figure.place))

    def in_currency(self, dimension: Dimension) -> Dimension:
        """Put the scenario's currency in the place of a kind's USD."""
        return substitute(dimension, {"USD": ((self.scenario.currency, 1),)})

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
