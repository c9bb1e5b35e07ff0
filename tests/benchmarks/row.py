"""A row of the benchmark: a work, what it is measured against, and the ratio of the two in one run."""

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """One line: how many times as long (or as much memory) a work takes as its reference, and the most it may."""

    work: str
    reference: str
    ratio: float
    most: float | None = None
    unit: str = "x"

    def __str__(self) -> str:
        """Write the row in columns."""
        most = f"{self.most:g} {self.unit}" if self.most is not None else "-"
        return f"{self.work:46} {self.ratio:8.2f} {self.unit:3} {most:>8}   {self.reference}"


def least(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Run works in turn, so that a busy moment of the machine falls on all alike; return the least seconds of each."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - start)
    return {name: min(seconds) for name, seconds in taken.items()}
