"""From a scenario's records to all its cells, in the order in which they build on each other."""

from collections.abc import Iterable, Mapping

from leverage.formula import Formula
from leverage.graph.book import Book
from leverage.graph.cells import Cell
from leverage.graph.moves import declare_balance, declare_fields, declare_moves, declare_outcome, declare_sums
from leverage.graph.stakes import declare_given, declare_levers
from leverage.model import KindOfLever, Move, Scenario


def declare(
    scenario: Scenario, kinds: Mapping[str, KindOfLever], targets: Mapping[str, str], dropped: Iterable[Move]
) -> dict[str, Cell]:
    """Declare every cell of a scenario, given its levers' kinds and its moves' targets.

    Of moves that are dropped, as they are wrong, there is what they say themselves, so that it is checked too.
    """
    book = Book(scenario, kinds, targets)
    declare_given(book)
    declare_levers(book)
    declare_moves(book)
    for move in dropped:
        declare_fields(book, move)
    declare_outcome(book)
    declare_sums(book)
    declare_balance(book)
    _authors_own(book)
    return book.cells


def _authors_own(book: Book) -> None:
    """Write the cells of results and claims."""
    for result in book.scenario.results.values():
        formula = result.formula.formula
        is_loose = book.scenario.what_if.only and formula.has_loose_number
        lacks = "a number in its formula has no source" if is_loose else ""
        book.add(Cell(result.id, formula, lacks=lacks, expression=result.formula, partial=True, place=result.place))
        if party := _whose(formula):
            book.share(f"loss_share.{result.id}", result.id, party)
    for claim in book.scenario.claims.values():
        book.add(Cell(claim.id, claim.test.formula, expression=claim.test, place=claim.place))


def _whose(formula: Formula) -> str | None:
    """Return the one party whose losses a result adds up, if they are one party's."""
    parts = [name.split(".") for name in formula.names]
    if not all(len(part) > 1 and part[0] in ("loss", "outcome", "total") for part in parts):
        return None
    parties = {part[1] for part in parts}
    return parties.pop() if len(parties) == 1 else None
