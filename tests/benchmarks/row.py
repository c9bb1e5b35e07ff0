"""A row of the benchmark: a work, what it is measured against, and the ratio of the two in one run."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
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


class Use(NamedTuple):
    """What a process takes: seconds of processors, and the most memory."""

    seconds: float
    memory: int


def least_use(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Use]:
    """Run commands in turn, whose seconds do not count those that others take; return the least use of each."""
    taken: dict[str, list[Use]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, use = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            assert process.returncode == 0, command
            taken[name].append(Use(use.ru_utime + use.ru_stime, use.ru_maxrss))
    return {name: min(uses) for name, uses in taken.items()}
