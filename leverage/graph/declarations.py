"""The cells that are declared so far, and how the sorts of cells are declared that many parts need."""

from collections.abc import Iterable, Mapping, Sequence

from leverage import naming
from leverage.formula.dimensions import ANY
from leverage.formula.parse import join_formulas, parse_formula
from leverage.formula.tree import Formula
from leverage.graph.cells import Cell
from leverage.kinds import list_formulas
from leverage.model import Figure, KindOfLever, Lever, Move, Scenario, list_holders
from leverage.units import Dimension, substitute_bases

PART_OF = parse_formula("part / whole")
PRODUCT = parse_formula("first * second")
NOTHING = parse_formula("0")
ALL = parse_formula("1")
NO_MOVE_CUTS_IT = "no move cuts it"


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
        self.add_formula(naming.share(part), PART_OF, lacks, part=part, whole=whole)

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


def declare_size_ratio(declarations: Declarations, name: str, party: str, other: str) -> None:
    """Declare a party's GDP over another's."""
    part, whole = naming.aggregate(party, naming.GDP), naming.aggregate(other, naming.GDP)
    declarations.add_formula(name, PART_OF, part=part, whole=whole)


def declare_share_of_loss(declarations: Declarations, loss: str, lever: Lever, party: str) -> None:
    """Declare a loss's share of GDP; where the loss itself is empty by its kind, the share is for the same reason."""
    lacks = declarations.cells[loss].lacks or declarations.explain_no_share(lever, party)
    declarations.add_share(loss, party, lacks)
