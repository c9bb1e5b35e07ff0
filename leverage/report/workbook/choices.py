"""Which readings of a figure can be chosen in a workbook: those that stand there and lead into no circle.

In the program only the reading in use is read. In a workbook a choice reads them all, and a rival that is itself
computed from the figure would close a circle there.
"""

from leverage.model import Figure, Reading
from leverage.report.workbook.live import Live


class Choices:
    """Adds the readings that can be chosen one by one to what the cells read."""

    def __init__(self, live: Live) -> None:
        """Begin with what each cell reads now."""
        self._live = live
        self._reads = {name: set(live.reads(name)) for name in live.ledger.of.graph.cells}

    def parted(self, figure: Figure) -> tuple[list[Reading], list[Reading]]:
        """Return the readings that can be chosen, the one in use first, and the others."""
        free: list[Reading] = []
        others: list[Reading] = []
        for reading in sorted(figure.readings, key=lambda one: one.name != figure.use):
            name = f"{figure.id}.{reading.name}"
            if name not in self._live or self._leads_back(name, figure.id):
                others.append(reading)
            else:
                self._reads[figure.id].add(name)
                free.append(reading)
        return free, others

    def _leads_back(self, name: str, figure: str) -> bool:
        """Tell whether a cell is computed from the figure."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one == figure:
                return True
            if one not in seen:
                seen.add(one)
                waiting += self._reads[one]
        return False
