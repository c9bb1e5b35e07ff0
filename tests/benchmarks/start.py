"""How long a command takes to start and finish, beside ``import typer`` alone.

Measured with a Python that has the package installed from a wheel: an editable install without byte code measures
the compiler instead.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.row import Row, least

PROGRAM = [str(Path(sys.executable).parent / "leverage")]
REFERENCE = [sys.executable, "-c", "import typer"]
WORK: dict[str, tuple[list[str], float | None]] = {
    "leverage --version": (["--version"], 1.1),
    "leverage show --no-range -f csv": (["show", "--no-range", "-f", "csv"], 2.0),
    "leverage show": (["show"], 4.0),
    "leverage compare": (["compare"], None),
    "leverage explain total.azerbaijan": (["explain", "total.azerbaijan"], None),
}


def rows(*, is_short: bool) -> Iterator[Row]:
    """Yield a row for each command."""
    works = {"": _run(REFERENCE), **{name: _run([*PROGRAM, *words]) for name, (words, _) in WORK.items()}}
    taken = least(works, 2 if is_short else 15)
    for name, (_, most) in WORK.items():
        yield Row(name, "python -c 'import typer'", taken[name] / taken[""], most)


def _run(command: list[str]) -> Callable[[], object]:
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
