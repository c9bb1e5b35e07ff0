"""Cells of what the file gives and of what each party has at stake: figures, aggregates, inputs, exposure, loss."""

from collections.abc import Mapping

from leverage.formula import ANY, Formula, parse
from leverage.formula.text import of_tree
from leverage.formula.tree import Number
from leverage.graph.book import Book
from leverage.graph.cells import LASTING, ONE, PART_OF, Cell
from leverage.kinds import input_dimension
from leverage.model import AGGREGATE_DEFAULTS, AGGREGATES, Expression, Lever
from leverage.quantity import Quantity
from leverage.units import RATIO, parse_unit


def declare_given(book: Book) -> None:
    """Write the cells of figures and of the parties' aggregates."""
    for figure in book.scenario.figures.values():
        book.figure(figure)
    for party in book.scenario.parties.values():
        for aggregate, unit in AGGREGATES.items():
            name = f"{party.id}.{aggregate}"
            dimension = book.in_currency(parse_unit(unit).dimension)
            if aggregate in party.aggregates:
                book.figure(party.aggregates[aggregate], dimension)
            elif aggregate in AGGREGATE_DEFAULTS:
                formula = parse(AGGREGATE_DEFAULTS[aggregate])
                book.add(Cell(name, formula, {own: f"{party.id}.{own}" for own in formula.names}, dimension))
            else:
                book.add(Cell(name, unit=dimension, lacks="not given"))


def declare_levers(book: Book) -> None:
    """Write the cells of every lever: its inputs, and each party's exposure, loss and shares."""
    book.add(Cell("cut", ONE, unit=RATIO))
    for lever in book.scenario.levers.values():
        _inputs(book, lever)
        for role, party in lever.roles.items():
            _stakes(book, lever, role, party)


def _inputs(book: Book, lever: Lever) -> None:
    for name, one in book.kind(lever).inputs.items():
        unit = book.in_currency(input_dimension(one.unit))
        if name in lever.inputs:
            book.figure(lever.inputs[name], unit)
        elif book.scenario.what_if.only and (one.assumes or (one.default and _default(one.default).has_loose_number)):
            book.add(Cell(f"{lever.id}.{name}", unit=unit, lacks="an assumption of the kind"))
        elif one.default is not None:
            formula = _default(one.default)
            binding = {own: f"{lever.id}.{own}" for own in formula.names}
            book.add(Cell(f"{lever.id}.{name}", formula, binding, unit, assumes=one.assumes, place=one.place))
        else:
            book.add(Cell(f"{lever.id}.{name}", unit=unit, lacks="not given"))


def _default(value: Expression | Quantity) -> Formula:
    """Return a kind's default as a formula."""
    if isinstance(value, Expression):
        return value.formula
    return of_tree(Number(value, 0, len(value.text)))


def _stakes(book: Book, lever: Lever, role: str, party: str) -> None:
    kind = book.kind(lever)
    exposure, loss = f"exposure.{party}.{lever.id}", f"loss.{party}.{lever.id}"
    by_formula(book, exposure, lever, role, kind.exposure, "cut")
    by_formula(book, loss, lever, role, kind.loss, "cut")
    share_of_loss(book, "loss", lever, party)
    if role in kind.share_of:
        book.derive(f"exposure_share.{party}.{lever.id}", PART_OF, part=exposure, whole=whole(book, lever, role))


def share_of_loss(book: Book, what: str, lever: Lever, party: str) -> None:
    """Write a loss's share of GDP; where the loss itself is empty by its kind, the share is for the same reason."""
    cell = f"{what}.{party}.{lever.id}"
    book.share(
        f"{what}_share.{party}.{lever.id}",
        cell,
        party,
        book.cells[cell].lacks or book.not_money(lever, party),
    )


def whole(book: Book, lever: Lever, role: str) -> str:
    """Return the aggregate a role's exposure is a share of."""
    owner, _, aggregate = book.kind(lever).share_of[role].partition(".")
    return f"{lever.roles.get(owner, owner)}.{aggregate}"


def by_formula(
    book: Book, name: str, lever: Lever, role: str, formulas: Mapping[str, tuple[Expression, ...]], cut: str
) -> None:
    """Write what a role has at stake by the kind's formulas, with the cut taken from a cell.

    Of several formulas the first is used whose optional inputs the lever gives.
    """
    kind = book.kind(lever)
    is_loss = formulas is kind.loss
    if not formulas.get(role):
        what = "loss" if is_loss else "exposure"
        book.add(Cell(name, lacks=f"the kind {kind.id} gives its {role} no {what}", is_loss=is_loss))
        return
    alternatives = tuple(expression.formula for expression in formulas[role])
    formula = next((one for one in alternatives if _is_given(book, lever, one)), alternatives[-1])
    binding = {own: bound(lever, own, cut) for own in formula.names}
    unit = kind.dimensions.get(formula.text)
    known = book.in_currency(unit) if isinstance(unit, tuple) else book.money if unit is ANY else unit
    book.add(Cell(name, formula, binding, known, alternatives=alternatives, is_loss=is_loss, lever=lever.id))


def _is_given(book: Book, lever: Lever, formula: Formula) -> bool:
    inputs = book.kind(lever).inputs
    return all(name in lever.inputs for name in formula.names if name in inputs and inputs[name].optional)


def bound(lever: Lever, name: str, cut: str = "cut") -> str:
    """Return the cell that a name in a kind's formula stands for: the cut, a role's aggregate, or an input."""
    if name == "cut":
        return cut
    owner, dot, aggregate = name.partition(".")
    return f"{lever.roles.get(owner, owner)}.{aggregate}" if dot else f"{lever.id}.{name}"


def lasting(book: Book, name: str, yearly: str, lever: Lever, role: str, prefix: str) -> None:
    """Write a loss at the cut `prefix.cut` as `yearly`, and the part of it that falls in `prefix.duration`.

    What is no flow, such as a number of people, is lost once, however long the cut lasts.
    """
    by_formula(book, yearly, lever, role, book.kind(lever).loss, f"{prefix}.cut")
    if any(("year", -1) in unit for unit in book.loss_units(lever, lever.roles[role])):
        book.add(Cell(name, LASTING, {"loss": yearly, "duration": f"{prefix}.duration"}, is_loss=True))
    else:
        book.same(name, yearly, is_loss=True)
