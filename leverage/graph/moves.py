"""Cells of who cuts what: each move's damage and cost, the outcome of all, sums by party, the balance of the sides."""

from leverage.formula import Formula, parse
from leverage.graph.book import Book
from leverage.graph.cells import ONE, ONE_YEAR, PART_OF, TIMES, Cell, counted_moves, hit_levers
from leverage.graph.stakes import lasting, share_of_loss
from leverage.model import Figure, Lever, Move
from leverage.units import RATIO, YEAR, Dimension

_NO_MONEY = "no current lever with a loss in money"
_NO_MOVE = "no move by it with a loss in money"


def declare_moves(book: Book) -> None:
    """Write the cells of every move: cut, duration, what it does to whom, and its ratios."""
    for move in book.scenario.moves.values():
        lever, prefix = book.scenario.levers[move.lever], f"move.{move.id}"
        declare_fields(book, move)
        for role, party in lever.roles.items():
            lasting(book, f"{prefix}.loss.{party}", f"{prefix}.at.{party}", lever, role, prefix)
        target = book.targets[move.id]
        book.same(f"{prefix}.damage", f"{prefix}.loss.{target}", is_loss=True)
        book.same(f"{prefix}.own_cost", f"{prefix}.loss.{move.by}", is_loss=True)
        unit = set(book.loss_units(lever, target))
        others = [party for party in lever.roles.values() if party not in (target, move.by)]
        others = [party for party in others if set(book.loss_units(lever, party)) == unit]
        parts = [f"{prefix}.loss.{party}" for party in others]
        book.sum(f"{prefix}.others_loss", parts, "no other party loses the same")
        _ratios(book, move, target)


def declare_fields(book: Book, move: Move) -> None:
    """Write the cells of what a move says itself."""
    _field(book, f"move.{move.id}.cut", move.cut, ONE, RATIO)
    _field(book, f"move.{move.id}.duration", move.duration, ONE_YEAR, YEAR)


def _field(book: Book, name: str, figure: Figure | None, default: Formula, unit: Dimension) -> None:
    if figure is None:
        book.add(Cell(name, default, unit=unit))
    else:
        book.figure(figure, unit)


def _ratios(book: Book, move: Move, target: str) -> None:
    prefix, lever = f"move.{move.id}", book.scenario.levers[move.lever]
    damage, cost = f"{prefix}.damage", f"{prefix}.own_cost"
    both = set(book.loss_units(lever, target)), set(book.loss_units(lever, move.by))
    unlike = "damage and own cost are in unlike units" if all(both) and both[0] != both[1] else ""
    book.derive(f"{prefix}.cost_ratio", PART_OF, unlike, part=cost, whole=damage)
    book.derive(f"{prefix}.dollar_ratio", PART_OF, unlike, part=damage, whole=cost)
    book.derive(f"{prefix}.size_ratio", PART_OF, part=f"{move.by}.gdp", whole=f"{target}.gdp")
    book.derive(f"{prefix}.bite", TIMES, first=f"{prefix}.dollar_ratio", second=f"{prefix}.size_ratio")
    book.share(f"{prefix}.damage_share", damage, target, book.not_money(lever, target))
    book.share(f"{prefix}.own_cost_share", cost, move.by, book.not_money(lever, move.by))


def declare_outcome(book: Book) -> None:
    """Write each party's loss on each lever at the scenario's moves.

    Without moves every current lever is cut in full; of several moves on a lever the one with the larger cut
    times duration counts; a lever that no move cuts loses nothing.
    """
    for lever in book.scenario.levers.values():
        moves = counted_moves(book.scenario, lever.id)
        prefix = f"at.{lever.id}"
        for field, default in (("cut", ONE), ("duration", ONE_YEAR)):
            if moves:
                book.largest(f"{prefix}.{field}", moves, lambda move, field=field: f"move.{move.id}.{field}")  # type: ignore[misc]
            elif not book.scenario.moves:
                book.add(Cell(f"{prefix}.{field}", default))
        for role, party in lever.roles.items():
            _outcome(book, lever, role, party, is_moved=bool(moves))
            share_of_loss(book, "outcome", lever, party)


def _outcome(book: Book, lever: Lever, role: str, party: str, *, is_moved: bool) -> None:
    name, loss = f"outcome.{party}.{lever.id}", f"loss.{party}.{lever.id}"
    if lever.status != "current":
        book.add(Cell(name, lacks="the lever is proposed", is_loss=True))
    elif book.cells[loss].lacks:
        book.add(Cell(name, lacks=book.cells[loss].lacks, is_loss=True))
    elif is_moved:
        lasting(book, name, f"at.{lever.id}.{party}", lever, role, f"at.{lever.id}")
    elif not book.scenario.moves:
        book.same(name, loss, is_loss=True)
    else:
        book.add(Cell(name, parse("0"), unit=book.cells[loss].unit, is_loss=True))


def declare_sums(book: Book) -> None:
    """Write each party's totals: over current levers, at the moves, and of its own moves.

    Its cost ratio is over the moves whose damage and cost are both valued, so that like stands over like.
    """
    current = [lever.id for lever in book.scenario.levers.values() if lever.status == "current"]
    hit = set(hit_levers(book.scenario))
    for party in book.scenario.parties:
        own = book.summed(party, current)
        cut = [lever for lever in own if lever in hit]
        book.sum(f"total.{party}", [f"loss.{party}.{lever}" for lever in own], _NO_MONEY)
        if own and not cut:  # nothing of its is cut, so nothing is what it loses
            book.add(Cell(f"outcome.{party}", parse("0"), unit=book.money, is_loss=True))
        else:
            book.sum(f"outcome.{party}", [f"outcome.{party}.{lever}" for lever in cut], _NO_MONEY)
        for what in ("total", "outcome"):
            book.share(f"{what}_share.{party}", f"{what}.{party}", party, "" if own else _NO_MONEY)
        damage, cost = _by(book, party, "damage"), _by(book, party, "own_cost")
        book.sum(f"by.{party}.damage", damage.values(), _NO_MOVE)
        book.sum(f"by.{party}.own_cost", cost.values(), _NO_MOVE)
        for what, own_part, other in (("paid", cost, damage), ("done", damage, cost)):
            beside = {own_part[lever]: other[lever] for lever in own_part if lever in other}
            book.sum(f"by.{party}.{what}", beside, _NO_MOVE, beside)
        book.derive(f"by.{party}.cost_ratio", PART_OF, part=f"by.{party}.paid", whole=f"by.{party}.done")


def _by(book: Book, party: str, what: str) -> dict[str, str]:
    """Return one cell for each lever a party moves, where it is money; of its several moves on one, the larger."""
    found = {}
    for lever in book.scenario.levers.values():
        if party not in lever.roles.values():
            continue
        moves = [move for move in counted_moves(book.scenario, lever.id) if move.by == party]
        hurt = {book.targets[move.id] if what == "damage" else party for move in moves}
        if moves and all(book.is_money(lever, one) for one in hurt):
            name = f"by.{party}.{lever.id}.{what}"
            book.largest(name, moves, lambda move: f"move.{move.id}.{what}")
            found[lever.id] = name
    return found


def declare_balance(book: Book) -> None:
    """Write the two sides' outcome over the levers valued for both, and its ratios."""
    if len(book.scenario.sides) != 2:
        return  # the file does not say which; that is told
    first, second = book.scenario.sides
    hit = hit_levers(book.scenario)
    of_second = set(book.summed(second, hit))
    both = [lever for lever in book.summed(first, hit) if lever in of_second]
    for own, other in ((first, second), (second, first)):
        beside = {f"outcome.{own}.{lever}": f"outcome.{other}.{lever}" for lever in both}
        book.sum(f"balance.{own}", list(beside), "no lever valued on both sides", beside)
    book.derive("balance.dollar_ratio", PART_OF, part=f"balance.{first}", whole=f"balance.{second}")
    book.derive("balance.size_ratio", PART_OF, part=f"{second}.gdp", whole=f"{first}.gdp")
    book.derive("balance.bite", TIMES, first="balance.dollar_ratio", second="balance.size_ratio")
