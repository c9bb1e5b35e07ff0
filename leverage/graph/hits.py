"""Which parts of a lever moves hit, which moves count on them, and for how long."""

from collections.abc import Iterable

from leverage.model import CUT, Lever, Move


def list_parts_hit(move: Move, lever: Lever) -> tuple[str, ...]:
    """Return the parts of a lever that a move hits: those that it names, or all."""
    return move.parts or lever.part_ids


def list_moves_that_count(moves: Iterable[Move], lever: Lever, part: str) -> list[Move]:
    """Return those of a lever's moves that may count on a part of it; where one cuts it, a duty does not."""
    hitting = [move for move in moves if part in list_parts_hit(move, lever)]
    return [move for move in hitting if move.means == CUT] or hitting


def describe_duration(move: Move) -> object:
    """Return how long a move lasts, in years, if that is a plain number; else its id, so that no other is alike."""
    figure = move.duration
    if figure is None:
        return 1.0
    reading = figure.in_use
    if reading is None or reading.value is None or reading.low or reading.high:
        return move.id
    return reading.value.base
