"""How long a sweep takes, beside the same formulas by hand in SQL, in numpy, and reading and writing its rows alone.

Each is a process of its own, whose processor time counts. DuckDB runs on one thread, as a sweep does. The draws of rows
are a hundredth of 120,000 rows with 10,000 draws each.
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from tests.benchmarks.draws import BARRELS, by_hand, draw_by_hand
from tests.benchmarks.row import Row, least_use

ROUNDS = 3
CELLS = ("total.azerbaijan", "balance.dollar_ratio")
HEADER = ("pair", "exports_to_russia [million USD/year]", "diverted")
WITH_CSV = """
import csv, sys
from itertools import islice
with open(sys.argv[1], newline="") as rows, open(sys.argv[2], "w", newline="") as out:
    reader, writer = csv.reader(rows), csv.writer(out)
    writer.writerow([*next(reader), "first", "second", "missing"])
    while block := list(islice(reader, 50_000)):
        writer.writerows(zip(*zip(*block), *[["2064440697.0613594"] * len(block)] * 2, [""] * len(block)))
"""
WITHOUT_PYARROW = """
import sys
sys.modules["pyarrow"] = None
sys.argv = ["leverage", *sys.argv[1:]]
from leverage.__main__ import run
run()
"""
WITH_DUCKDB = """
import duckdb, sys
duckdb.connect(config={"threads": 1}).execute(sys.argv[1])
"""
# The formulas of `by_hand` in SQL.
SQL = f"""
COPY (
  WITH given AS (SELECT *, "{HEADER[1]}" * 1e6 AS sold FROM {{table}}),
  lost AS (
    SELECT *,
      725.1e6 * (1 - 0.33) + (sold - 725.1e6) * (1 - diverted) + 500e6 * (1 - 0.3)
      + 68.81e9 * (1 - pow(1 - 3.621e9 / 68.81e9, 1 / 2.8))
      + 7.3e6 * {BARRELS} * least(10 / 7.33 / {BARRELS}, 80.52 / {BARRELS} - 12.7 / 7.33 / {BARRELS}) AS first,
      2.026e12 * (1 - pow(1 - sold / 2.026e12, 1 / 2.8))
      + 907e6 * (1 - 0.9) + (3.621e9 - 907e6) * (1 - diverted) + 7.3e6 * 12.7 / 7.33 AS second
    FROM given
  )
  SELECT pair, "{HEADER[1]}", diverted, first AS "{CELLS[0]}", first / second AS "{CELLS[1]}", NULL AS missing FROM lost
) TO '{{out}}' (FORMAT {{form}})
"""  # noqa: S608 - all of it stands in this file


def table(path: Path, count: int) -> None:
    """Write rows to sweep: a name that is passed through, a value in million dollars, a share."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([f"pair {row}", 1000 + row / 1000, row / count] for row in range(count))


def rows(*, is_short: bool) -> Iterator[Row]:
    """Yield the rows of sweeps; `-m leverage` starts as the program does."""
    count = 5_000 if is_short else 1_000_000
    rounds = 1 if is_short else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table(folder / "rows.csv", count)
        yield from _list_csv_rows(folder, count, rounds)
        if find_spec("duckdb") and find_spec("pyarrow"):
            yield from _list_parquet_rows(folder, count, rounds)
        yield _make_draws_row(folder, 12 if is_short else 1_200, rounds)


def _list_csv_rows(folder: Path, count: int, rounds: int) -> Iterator[Row]:
    given, out = folder / "rows.csv", folder / "out.csv"
    sweep = _write_command(given, out)
    commands = {"ours": sweep, "csv": [sys.executable, "-c", WITH_CSV, str(given), str(folder / "csv.csv")]}
    if find_spec("duckdb"):
        source = f"read_csv('{given}', columns = {{'pair': 'VARCHAR', '{HEADER[1]}': 'DOUBLE', 'diverted': 'DOUBLE'}})"
        commands["duckdb"] = _write_duckdb(source, folder / "duckdb.csv", "csv")
        commands["engine"] = [*sweep, "--engine", "duckdb"]
        commands["alone"] = [sys.executable, "-c", WITHOUT_PYARROW, *sweep[3:]]
    taken = least_use(commands, rounds)
    work = f"sweep {count:,} rows, CSV to CSV"
    yield Row(work, "the csv module alone", taken["ours"].seconds / taken["csv"].seconds, 3.0)
    if "engine" in taken:
        yield Row("the same by DuckDB", "the csv module alone", taken["engine"].seconds / taken["csv"].seconds, 2.0)
        ours, theirs = (_read_last(folder / name) for name in ("out.csv", "duckdb.csv"))
        assert np.allclose(ours, theirs, rtol=1e-9), (ours, theirs)  # the same numbers, or the times mean nothing
        yield Row(work, "DuckDB", taken["ours"].seconds / taken["duckdb"].seconds, 1.2)
        yield Row("the same without pyarrow", "DuckDB", taken["alone"].seconds / taken["duckdb"].seconds, 2.7)


def _list_parquet_rows(folder: Path, count: int, rounds: int) -> Iterator[Row]:
    """Yield the rows of Parquet: time, and memory of a file with one group of rows beside that of a quarter of it."""
    given, quarter = folder / "rows.parquet", folder / "quarter.parquet"
    for path, most in ((given, count), (quarter, count // 4)):
        query = f"COPY (FROM read_csv('{folder / 'rows.csv'}') LIMIT {most}) TO '{path}' (ROW_GROUP_SIZE {count})"
        subprocess.run([sys.executable, "-c", WITH_DUCKDB, query], check=True, stdout=subprocess.DEVNULL)
    commands = {
        "ours": _write_command(given, folder / "out.parquet"),
        "quarter": _write_command(quarter, folder / "quarter_out.parquet"),
        "duckdb": _write_duckdb(f"read_parquet('{given}')", folder / "duckdb.parquet", "parquet"),
    }
    taken = least_use(commands, rounds)
    ratio = taken["ours"].seconds / taken["duckdb"].seconds
    yield Row(f"sweep {count:,} rows, Parquet to Parquet", "DuckDB", ratio, 1.2)
    yield Row("- the same, memory", "a quarter of the rows", taken["ours"].memory / taken["quarter"].memory, 1.2)


def _make_draws_row(folder: Path, count: int, rounds: int) -> Row:
    path = folder / "few.csv"
    table(path, count)
    by_numpy = "import sys; from tests.benchmarks.sweep import draw_rows_by_hand as d; d(*sys.argv[1:])"
    commands = {
        "ours": [*_write_command(path, folder / "few_out.csv"), "--draws", "10000"],
        "hand": [sys.executable, "-c", by_numpy, str(path), str(folder / "few_hand.csv")],
    }
    taken = least_use(commands, rounds)
    return Row(
        f"sweep {count:,} rows with 10,000 draws",
        "by hand in numpy",
        taken["ours"].seconds / taken["hand"].seconds,
        2.0,
    )


def draw_rows_by_hand(given: str, out: str) -> None:
    """Write the cells of each row and their percentiles, from the same draws in all rows."""
    drawn = draw_by_hand(10_000)
    with Path(given).open(encoding="utf-8", newline="") as rows, Path(out).open("w", encoding="utf-8") as written:
        for pair, sold, diverted in list(csv.reader(rows))[1:]:
            cells = by_hand({**drawn, "diverted": float(diverted)}, sold=float(sold) * 1e6)
            spans = [np.percentile(cells[cell], (5, 50, 95)) for cell in CELLS]
            csv.writer(written).writerow([pair, sold, diverted, *(end for span in spans for end in span)])


def _write_command(given: Path, out: Path) -> list[str]:
    cells = [word for cell in CELLS for word in ("--get", cell)]
    return [sys.executable, "-m", "leverage", "sweep", "--rows", str(given), *cells, "-o", str(out)]


def _write_duckdb(source: str, out: Path, form: str) -> list[str]:
    return [sys.executable, "-c", WITH_DUCKDB, SQL.format(table=source, out=out, form=form)]


def _read_last(path: Path) -> list[float]:
    """Return the results in the last row of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        *_, last = csv.reader(file)
    return [float(field) for field in last[3:5]]
