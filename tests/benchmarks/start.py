"""How long a command takes to start and finish, as a ratio to ``import typer`` alone, measured in one run.

Run ``python -m tests.benchmarks.start [ROUNDS]`` with a Python that has the package installed from a wheel: an
editable install without byte code measures the compiler. Prints ratios of the medians and of the least times.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = [str(Path(sys.executable).parent / "leverage")]
WORK = {
    "import typer": [sys.executable, "-c", "import typer"],
    "leverage --version": [*PROGRAM, "--version"],
    "leverage show --no-range -f csv": [*PROGRAM, "show", "--no-range", "-f", "csv"],
    "leverage show": [*PROGRAM, "show"],
    "leverage compare": [*PROGRAM, "compare"],
}


def measure(rounds: int) -> dict[str, list[float]]:
    """Run each work in turn, so that a busy moment of the machine falls on all alike; return seconds."""
    taken: dict[str, list[float]] = {name: [] for name in WORK}
    for _ in range(rounds):
        for name, command in WORK.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            taken[name].append(time.perf_counter() - start)
    return taken


def main() -> None:
    """Print one line for each work."""
    taken = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    reference = taken["import typer"]
    for name, seconds in taken.items():
        median = statistics.median(seconds) / statistics.median(reference)
        print(f"{name:32} {median:5.2f} (median) {min(seconds) / min(reference):5.2f} (least)")


if __name__ == "__main__":
    main()
