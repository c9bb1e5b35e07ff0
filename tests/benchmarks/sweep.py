"""How long a sweep takes, beside reading and writing the same rows with the csv module.

The reference is a process of its own too: `csv.reader` over the rows that go in, `csv.writer` of as many rows with the
columns that come out.
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.row import Row, least

ROUNDS = 3
CELLS = ("total.azerbaijan", "balance.dollar_ratio")
REFERENCE = """
import csv, sys
from itertools import islice
with open(sys.argv[1], newline="") as rows, open(sys.argv[2], "w", newline="") as out:
    reader, writer = csv.reader(rows), csv.writer(out)
    writer.writerow([*next(reader), "first", "second", "missing"])
    while block := list(islice(reader, 50_000)):
        writer.writerows(zip(*zip(*block), *[["2064440697.0613594"] * len(block)] * 2, [""] * len(block)))
"""


def table(path: Path, count: int) -> None:
    """Write rows to sweep: a name that is passed through, a value in million dollars, a share."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["pair", "exports_to_russia [million USD/year]", "diverted"])
        writer.writerows([f"pair {row}", 1000 + row / 1000, row / count] for row in range(count))


def rows(*, is_short: bool) -> Iterator[Row]:
    """Yield the row of a million rows; `-m leverage` starts as the program does."""
    count = 5_000 if is_short else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "rows.csv", Path(folder) / "out.csv"
        table(given, count)
        cells = [word for cell in CELLS for word in ("--get", cell)]
        sweep = [sys.executable, "-m", "leverage", "sweep", "--rows", str(given), *cells, "-o", str(out)]
        reference = [sys.executable, "-c", REFERENCE, str(given), str(out)]
        works: dict[str, Callable[[], object]] = {"sweep": lambda: _run(sweep), "csv": lambda: _run(reference)}
        if find_spec("duckdb"):
            works["duckdb"] = lambda: _run([*sweep, "--engine", "duckdb"])
        taken = least(works, 1 if is_short else ROUNDS)
    yield Row(f"sweep {count:,} rows, CSV to CSV", "the csv module alone", taken["sweep"] / taken["csv"], 3.0)
    if "duckdb" in taken:
        yield Row("the same by DuckDB", "the csv module alone", taken["duckdb"] / taken["csv"], 2.0)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
