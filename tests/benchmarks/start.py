"""How long a command takes to start and finish, beside ``import typer`` alone, in processor time.

Measured with a Python that has the package installed from a wheel: an editable install without byte code measures
the compiler instead. First starts are measured too: without byte code, as after an installation that wrote none, and
with no file of Python in memory, as after the machine was started; of that what counts is the time one waits.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.benchmarks.row import Row

PROGRAM = [str(Path(sys.executable).parent / "leverage")]
REFERENCE = [sys.executable, "-c", "import typer"]
WORK: dict[str, tuple[list[str], float | None]] = {
    "leverage --version": (["--version"], 1.1),
    "leverage show --no-range -f csv": (["show", "--no-range", "-f", "csv"], 2.0),
    "leverage show": (["show"], 4.0),
    "leverage compare": (["compare"], 5.0),
    "leverage explain total.azerbaijan": (["explain", "total.azerbaijan"], None),
}
_COLD = ("leverage show --no-range -f csv", "leverage show", "leverage compare")
_NAME = "python -c 'import typer'"


def rows(*, is_short: bool) -> Iterator[Row]:
    """Yield a row for each command, then for first starts of some."""
    commands = {"": REFERENCE, **{name: [*PROGRAM, *words] for name, (words, _) in WORK.items()}}
    taken = _find_least(commands, 1 if is_short else 15, _run)
    for name, (_, most) in WORK.items():
        yield Row(name, _NAME, taken[name] / taken[""], most)
    names, rounds = (_COLD[:1], 1) if is_short else (_COLD, 5)
    cold = {name: commands[name] for name in ("", *names)}
    with tempfile.TemporaryDirectory() as empty:
        bare = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": empty}
        taken = _find_least(cold, rounds, lambda command: _run(command, bare))
    for name in names:
        yield Row(f"- {name.removeprefix('leverage ')}, no byte code", _NAME, taken[name] / taken[""])
    if hasattr(os, "posix_fadvise"):
        taken = _find_least(cold, rounds, _run_from_disk)
        for name in names:
            yield Row(f"- {name.removeprefix('leverage ')}, from disk, waited", _NAME, taken[name] / taken[""])


def _find_least(commands: Mapping[str, list[str]], rounds: int, run: Callable[[list[str]], float]) -> dict[str, float]:
    """Run commands in turn, so that a busy moment falls on all alike; return the least seconds that each took."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(run(command))
    return {name: min(seconds) for name, seconds in taken.items()}


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> float:
    """Run a command and return the seconds of processor time that it took."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return used.ru_utime + used.ru_stime


def _run_from_disk(command: list[str]) -> float:
    """Run a command with no file of Python's libraries in memory, and return the seconds until it ended."""
    for folder in {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}:
        for path in Path(folder).rglob("*.*"):
            if path.is_file():
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start
