"""Bars of text, on one scale for all of a table."""

from collections.abc import Sequence

_WIDTH = 22
_LOW, _HIGH, _MIDDLE = "▒", "█", "│"


def tornado(middle: float, ends: Sequence[tuple[float | None, float | None]]) -> list[str]:
    """Draw from the middle to each end; what is not known is not drawn."""
    known = [end for pair in ends for end in pair if end is not None]
    least, most = min([middle, *known]), max([middle, *known])
    size = (most / 2 - least / 2) or 1.0  # of halves, since the distance of two numbers may be too large for one

    def place(value: float) -> int:
        return round((value / 2 - least / 2) / size * (_WIDTH - 1))

    drawn = []
    for low, high in ends:
        signs = [" "] * _WIDTH
        for end, sign in ((low, _LOW), (high, _HIGH)):
            if end is not None:
                first, last = sorted((place(end), place(middle)))
                signs[first : last + 1] = sign * (last + 1 - first)
        signs[place(middle)] = _MIDDLE
        drawn.append("".join(signs).rstrip())
    return drawn
