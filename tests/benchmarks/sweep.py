"""How long a sweep takes, beside the same formulas by hand in SQL, in numpy and in other libraries.

Each is a process of its own, whose processor time counts. All run on one thread, as a sweep does, but Miller, which has
no way to. Peers that are not installed are left out. The draws of rows are a hundredth of 120,000 rows with 10,000
draws each.
"""

import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.draws import by_hand, draw_by_hand
from tests.benchmarks.peers import CELLS, FIRST, HEADER, MILLER, SECOND
from tests.benchmarks.row import Row, Use, least_use

ROUNDS = 3
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
SQL = f"""
COPY (
  WITH given AS (SELECT *, "{HEADER[1]}" * 1e6 AS sold FROM {{table}}),
  lost AS (SELECT *, {FIRST} AS first, {SECOND} AS second FROM given)
  SELECT pair, "{HEADER[1]}", diverted, first AS "{CELLS[0]}", first / second AS "{CELLS[1]}", NULL AS missing FROM lost
) TO '{{out}}' (FORMAT {{form}})
"""  # noqa: S608 - all of it stands in these files
BY_PEER = "import sys; from tests.benchmarks import peers; peers.sweep_by_{}(*sys.argv[1:])"
PEERS = {"polars": "polars", "pandas": "pandas", "pyarrow": "pyarrow with numpy by hand"}
_EVERY = 997  # rows, of which one is compared


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
    given, out = folder / "rows.csv", folder / "ours.csv"
    sweep = _write_command(given, out)
    peers = _list_peers(given, folder, "csv")
    commands = {"ours": sweep, "csv": [sys.executable, "-c", WITH_CSV, str(given), str(folder / "csv.csv")], **peers}
    if find_spec("duckdb"):
        source = f"read_csv('{given}', columns = {{'pair': 'VARCHAR', '{HEADER[1]}': 'DOUBLE', 'diverted': 'DOUBLE'}})"
        commands["duckdb"] = _write_duckdb(source, folder / "duckdb.csv", "csv")
        commands["engine"] = [*sweep[:-1], str(folder / "engine.csv"), "--engine", "duckdb"]
        commands["alone"] = [sys.executable, "-c", WITHOUT_PYARROW, *sweep[3:-1], str(folder / "alone.csv")]
    taken = least_use(commands, rounds)
    ours = _read_cells(out)
    for name in commands.keys() - {"csv"}:  # the same numbers, or the times mean nothing
        assert np.allclose(_read_cells(folder / f"{name}.csv"), ours, rtol=1e-9, atol=0), name
    work = f"sweep {count:,} rows, CSV to CSV"
    yield Row(work, "the csv module alone", taken["ours"].seconds / taken["csv"].seconds, 3.0)
    if "engine" in taken:
        yield Row("the same by DuckDB", "the csv module alone", taken["engine"].seconds / taken["csv"].seconds, 2.0)
        yield Row(work, "DuckDB", taken["ours"].seconds / taken["duckdb"].seconds, 1.2)
        yield Row("the same without pyarrow", "DuckDB", taken["alone"].seconds / taken["duckdb"].seconds, 2.7)
    yield from _compare_with_peers(work, taken, peers)


def _list_parquet_rows(folder: Path, count: int, rounds: int) -> Iterator[Row]:
    """Yield the rows of Parquet: time, and memory of a file with one group of rows beside that of a quarter of it.

    The pages of these two are of 1 MB, as in most files; DuckDB makes a single page of a group.
    """
    given, parquet = folder / "rows.parquet", import_module("pyarrow.parquet")
    query = f"COPY (FROM read_csv('{folder / 'rows.csv'}')) TO '{given}' (ROW_GROUP_SIZE {count})"
    subprocess.run([sys.executable, "-c", WITH_DUCKDB, query], check=True, stdout=subprocess.DEVNULL)
    table = parquet.read_table(given)
    parts = {"whole": table, "quarter": table.slice(0, count // 4)}
    for name, part in parts.items():
        parquet.write_table(part, folder / f"rows_{name}.parquet", row_group_size=count)
    peers = _list_peers(given, folder, "parquet")
    commands = {
        "ours": _write_command(given, folder / "ours.parquet"),
        "duckdb": _write_duckdb(f"read_parquet('{given}')", folder / "duckdb.parquet", "parquet"),
        **peers,
        **{name: _write_command(folder / f"rows_{name}.parquet", folder / f"{name}.parquet") for name in parts},
    }
    taken = least_use(commands, rounds)
    ours = _read_cells(folder / "ours.parquet")
    for name in commands.keys() - {"quarter"}:
        assert np.allclose(_read_cells(folder / f"{name}.parquet"), ours, rtol=1e-9, atol=0), name
    work = f"sweep {count:,} rows, Parquet to Parquet"
    yield Row(work, "DuckDB", taken["ours"].seconds / taken["duckdb"].seconds, 1.2)
    yield Row("- the same, memory", "a quarter of the rows", taken["whole"].memory / taken["quarter"].memory, 1.2)
    yield from _compare_with_peers(work, taken, peers)


def _list_peers(given: Path, folder: Path, form: str) -> dict[str, list[str]]:
    """Return the commands of the peers that are installed."""
    commands = {
        name: [sys.executable, "-c", BY_PEER.format(name), str(given), str(folder / f"{name}.{form}"), form]
        for name in PEERS
        if find_spec(name)
    }
    if form == "csv" and (miller := shutil.which("mlr")):
        words = ["put", MILLER, "then", "tee", str(folder / "miller.csv"), "then", "nothing"]
        commands["miller"] = [miller, "--csv", "--from", str(given), *words]
    return commands


def _compare_with_peers(work: str, taken: Mapping[str, Use], peers: Mapping[str, object]) -> Iterator[Row]:
    for name in peers:
        yield Row(work, PEERS.get(name, "Miller"), taken["ours"].seconds / taken[name].seconds)


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


def _read_cells(path: Path) -> NDArray[np.float64]:
    """Return the two cells in some of the rows of a file."""
    if path.suffix == ".parquet":
        table = import_module("pyarrow.parquet").read_table(path, columns=[*CELLS])
        return np.column_stack([table[cell].to_numpy() for cell in CELLS])[::_EVERY]
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(islice(file, 1, None, _EVERY))
        return np.array([[float(field) for field in row[3:5]] for row in rows])
