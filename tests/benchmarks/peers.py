"""The sweep of the benchmark by other libraries, each as its users would write it, on one thread.

They run in processes of their own, so that this file imports nothing that they do without.
"""

import os
from importlib import import_module
from typing import Any

HEADER = ("pair", "exports_to_russia [million USD/year]", "diverted")
CELLS = ("total.azerbaijan", "balance.dollar_ratio")
#: The first cell, by `sold` in dollars and `diverted`, and what it is divided by to be the second: the formulas of
#: `draws.by_hand` at the figures in use, as Python, SQL and Miller read them. The detour by which oil goes round costs
#: less than not to sell it.
FIRST = """(
  725.1e6 * (1 - 0.33) + (sold - 725.1e6) * (1 - diverted) + 500e6 * (1 - 0.3)
  + 68.81e9 * (1 - (1 - 3.621e9 / 68.81e9) ** (1 / 2.8)) + 7.3e6 * 10 / 7.33
)"""
SECOND = """(
  2.026e12 * (1 - (1 - sold / 2.026e12) ** (1 / 2.8))
  + 907e6 * (1 - 0.9) + (3.621e9 - 907e6) * (1 - diverted) + 7.3e6 * 12.7 / 7.33
)"""
MILLER = f"""
sold = ${{{HEADER[1]}}} * 1e6;
diverted = $diverted;
first = {FIRST};
${{{CELLS[0]}}} = first;
${{{CELLS[1]}}} = first / {SECOND};
$missing = "";
"""


def _compute(sold: Any, diverted: Any) -> dict[str, Any]:
    """Return the columns of the two cells."""
    given = {"sold": sold, "diverted": diverted}
    first, second = (eval(formula, given) for formula in (FIRST, SECOND))  # noqa: S307 - they stand above
    return dict(zip(CELLS, (first, first / second), strict=True))


def sweep_by_polars(given: str, out: str, form: str) -> None:
    """Sweep by expressions over a file that is scanned."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    polars = import_module("polars")
    rows = getattr(polars, f"scan_{form}")(given)
    cells = _compute(polars.col(HEADER[1]) * 1e6, polars.col(HEADER[2]))
    rows = rows.with_columns(**cells, missing=polars.lit(None, polars.String))
    getattr(rows, f"sink_{form}")(out)


def sweep_by_pandas(given: str, out: str, form: str) -> None:
    """Sweep by a data frame."""
    pandas = import_module("pandas")
    rows = getattr(pandas, f"read_{form}")(given)
    rows = rows.assign(**_compute(rows[HEADER[1]] * 1e6, rows[HEADER[2]]), missing=None)
    getattr(rows, f"to_{form}")(out, index=False)


def sweep_by_pyarrow(given: str, out: str, form: str) -> None:
    """Sweep by the arrays of a table, in numpy; numbers change hands as they lie in memory, or Arrow loads pandas."""
    numpy, arrow, csv, parquet = map(import_module, ("numpy", "pyarrow", "pyarrow.csv", "pyarrow.parquet"))
    if form == "csv":
        table = csv.read_csv(given, csv.ReadOptions(use_threads=False))
    else:
        table = parquet.ParquetFile(given).read(use_threads=False)
    sold, diverted = (numpy.from_dlpack(table[name].combine_chunks()) for name in HEADER[1:])
    for name, numbers in _compute(sold * 1e6, diverted).items():
        buffers = [None, arrow.py_buffer(numbers)]
        table = table.append_column(name, arrow.Array.from_buffers(arrow.float64(), len(numbers), buffers))
    table = table.append_column("missing", arrow.nulls(len(table), arrow.string()))
    (csv.write_csv if form == "csv" else parquet.write_table)(table, out)
