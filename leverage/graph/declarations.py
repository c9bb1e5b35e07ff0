"""The cells that are declared so far, and how the cells are declared that several sorts need: sums, shares, aliases."""

from collections.abc import Collection, Iterable, Mapping

from leverage import naming
from leverage.formula.dimensions import ANY, Measured
from leverage.formula.parse import join_formulas, parse_formula
from leverage.formula.tree import Formula
from leverage.graph.cells import Cell, list_counted_moves, list_hit_levers
from leverage.kinds import list_formulas
from leverage.model import Figure, KindOfLever, Lever, Scenario, list_family, list_holders
from leverage.units import Dimension, substitute_bases

#: The shares cut where all is cut, and where nothing is; nothing is also what is lost then.
ALL, NOTHING = parse_formula("1"), parse_formula("0")
_RATIO = parse_formula("part / whole")
_PRODUCT = parse_formula("first * second")


def apply_operator(operator: str, texts: Iterable[str]) -> Formula:
    """Return a formula that applies an operator to others, given as texts; the other itself if there is only one."""
    formulas = tuple(map(parse_formula, texts))
    return join_formulas(operator, formulas) if len(formulas) > 1 else formulas[0]


class Declarations:
    """The cells declared so far, by name.

    Its `add` methods declare cells. The others tell which losses are money, as only money is added up.
    """

    def __init__(self, scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str]) -> None:
        """Begin without any cell, for a scenario, its levers' kinds and its moves' targets."""
        self.cells: dict[str, Cell] = {}
        self.scenario = scenario
        self.kinds = kinds
        self.targets = targets
        self.counted_moves = list_counted_moves(scenario)
        self.money: Dimension = ((scenario.currency, 1), ("year", -1))
        self.stock: Dimension = ((scenario.currency, 1),)
        self.coalitions = [party for party in scenario.parties.values() if party.members]
        self.hit = frozenset(list_hit_levers(scenario))
        self._held: dict[str, list[str]] = {}  # the levers that each party itself has a role in
        for lever in scenario.levers.values():
            for party in dict.fromkeys(lever.roles.values()):
                self._held.setdefault(party, []).append(lever.id)
        self._places = {lever: place for place, lever in enumerate(scenario.levers)}
        self._loss_units: dict[tuple[str, str], set[Dimension]] = {}

    def add(self, cell: Cell) -> None:
        """Declare a cell."""
        self.cells[cell.name] = cell

    def add_alias(self, name: str, cell: str, unit: Dimension | None = None, *, is_loss: bool = True) -> None:
        """Declare a cell that is another one, a loss unless said otherwise, under a second name."""
        self.add(Cell(name, parse_formula("itself"), {"itself": cell}, unit, is_loss=is_loss))

    def add_ratio(self, name: str, part: str, whole: str, lacks: str = "") -> None:
        """Declare one cell over another, or an empty cell where there is a reason for it."""
        self.add(Cell(name, lacks=lacks) if lacks else Cell(name, _RATIO, {"part": part, "whole": whole}))

    def add_product(self, name: str, first: str, second: str, lacks: str = "") -> None:
        """Declare one cell times another, or an empty cell where there is a reason for it."""
        self.add(Cell(name, lacks=lacks) if lacks else Cell(name, _PRODUCT, {"first": first, "second": second}))

    def add_share(self, part: str, party: str, lacks: str = "") -> None:
        """Declare the share that a cell is of a party's GDP, or an empty one where there is a reason for it."""
        self.add_ratio(naming.share(part), part, naming.aggregate(party, naming.GDP), lacks)

    def add_share_of_loss(self, loss: str, lever: Lever, party: str) -> None:
        """Declare a loss's share of GDP; where the kind gives no loss, the share is empty for the same reason."""
        lacks = self.cells[loss].lacks or self.explain_no_share(self.find_loss_units(lever, party))
        self.add_share(loss, party, lacks)

    def add_size_ratio(self, name: str, party: str, other: str) -> None:
        """Declare a party's GDP over another's."""
        self.add_ratio(name, naming.aggregate(party, naming.GDP), naming.aggregate(other, naming.GDP))

    def add_zero(self, name: str, unit: Measured | None, *, is_loss: bool = True) -> None:
        """Declare that nothing is lost, as no move cuts what the loss would be on."""
        self.add(Cell(name, NOTHING, unit=unit, is_loss=is_loss, default_note="no move cuts it"))

    def list_levers_of_both(self, first: str, second: str) -> list[str]:
        """Return the levers that the outcome counts and on which two parties both lose money."""
        return self.select_money(second, self.select_money(first, list_hit_levers(self.scenario)))

    def add_sum(self, name: str, parts: Iterable[str], lacks: str, beside: Mapping[str, str] | None = None) -> None:
        """Declare a sum of losses that leaves out what is missing; empty for the reason `lacks` without any part."""
        formulas = tuple(parse_formula(part) for part in parts)
        if formulas:
            self.add(Cell(name, join_formulas("sum", formulas), partial=True, beside=beside or {}, is_loss=True))
        else:
            self.add(Cell(name, lacks=lacks, is_loss=True, unit=self.money))

    def add_figure(self, figure: Figure, unit: Dimension | None = None) -> None:
        """Declare a figure and, where its readings have names, each of them."""
        for reading in figure.readings:
            cell = Cell(
                naming.reading(figure.id, reading.name),
                reading.formula.formula if reading.formula else None,
                unit=unit,
                reading=reading,
                lacks=reading.dropped,
                expression=reading.formula,
                place=reading.place,
            )
            self.add(cell)
        used = figure.in_use
        if used is None:
            self.add(Cell(figure.id, unit=unit, lacks="not readable", place=figure.place))
        elif used.name:
            binding = {"reading": naming.reading(figure.id, used.name)}
            self.add(Cell(figure.id, parse_formula("reading"), binding, unit, place=figure.place))

    def convert_money(self, dimension: Dimension) -> Dimension:
        """Return a dimension of a kind with the scenario's currency in the place of USD."""
        return substitute_bases(dimension, {"USD": ((self.scenario.currency, 1),)})

    def list_held(self, party: str) -> list[Lever]:
        """Return the levers in which a party has a role, or a member of a coalition; not those between members."""
        levers = {lever for holder in list_family(self.scenario, party) for lever in self._held.get(holder, ())}
        held = [lever for lever in levers if list_holders(self.scenario, party, lever)]
        return [self.scenario.levers[lever] for lever in sorted(held, key=self._places.__getitem__)]

    def find_loss_units(self, lever: Lever, party: str) -> set[Dimension]:
        """Return the dimensions that a party's loss a year on a lever has by the kind's formulas; none without a role.

        A coalition has the roles of its members.
        """
        key = (lever.id, party)
        if key in self._loss_units:
            return self._loss_units[key]
        kind = self.kinds[lever.kind]
        holders = list_holders(self.scenario, party, lever.id)
        units = self._loss_units[key] = set()
        for role, alternative in list_formulas(kind, "loss"):
            if lever.roles.get(role) not in holders:
                continue
            unit = kind.dimensions.get(alternative.formula.formula.text)
            if isinstance(unit, tuple):
                units.add(self.convert_money(unit))
            elif unit is ANY:
                units.add(self.money)
        return units

    def is_money(self, lever: Lever, party: str) -> bool:
        """Tell whether a party's loss is an amount of money in a year, the only thing that is added up."""
        return self.money in self.find_loss_units(lever, party)

    def is_stock(self, name: str) -> bool:
        """Tell whether a cell is declared as an amount of money that is lost once, which is added up by itself."""
        return name in self.cells and self.cells[name].unit == self.stock

    def explain_no_share(self, units: Collection[Dimension]) -> str:
        """Return why a loss of these dimensions has no share of GDP; empty if it has one."""
        return "" if self.money in units else f"no amount in {self.scenario.currency}/year"

    def select_money(self, party: str, levers: Iterable[str]) -> list[str]:
        """Return those of the levers whose loss to a party is money."""
        return [lever for lever in levers if self.is_money(self.scenario.levers[lever], party)]
