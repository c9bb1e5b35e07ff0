"""How long a year of BACI takes to become flows between all pairs, beside reading the same rows with the csv module.

The file is made up in BACI's layout: 224 countries, each with each other in hundreds of goods, sorted as theirs is.
DuckDB, if it is installed, adds up the rows; without it, they are read one by one.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from leverage.data.countries import find_country, list_countries
from tests.benchmarks.row import Row, least

ROUNDS = 2
ROWS = 11_000_000
REFERENCE = """
import csv, sys
with open(sys.argv[1], newline="") as rows:
    for row in csv.reader(rows):
        pass
"""
WITHOUT_DUCKDB = """
import sys
sys.modules["duckdb"] = None
sys.argv = ["leverage", *sys.argv[1:]]
from leverage.__main__ import run
run()
"""


def write_year(path: Path, count: int, countries: int | None = None) -> None:
    """Write about so many rows of a year, t, i, j, k, v, q, of all countries or of the first few."""
    chance = random.Random(1)  # noqa: S311  # the same file in each run
    codes = [code for country in list_countries() if find_country(code := country.m49.lstrip("0"), "baci") == country]
    codes = codes[:countries]
    goods = [f"{chapter}{number:04}" for chapter in range(1, 98) if chapter != 77 for number in range(100, 1100, 20)]
    mean = count // (len(codes) * (len(codes) - 1))
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write("t,i,j,k,v,q\n")
        for exporter in codes:
            for importer in codes:
                if exporter != importer:
                    traded = sorted(chance.sample(goods, chance.randint(1, max(1, 2 * mean - 1))))
                    file.writelines(
                        f"2023,{exporter},{importer},{good},{chance.random() * 999:.3f},1.5\n" for good in traded
                    )


def rows(*, is_short: bool) -> Iterator[Row]:
    """Yield the rows of a year of trade."""
    with tempfile.TemporaryDirectory() as folder:
        path, catalogue = Path(folder) / "BACI_HS92_Y2023.csv", Path(folder) / "data.yaml"
        if is_short:
            write_year(path, 20_000, countries=50)
        else:
            write_year(path, ROWS)
        words = ["data", "add", str(path), "--catalogue", str(catalogue), "-f", "csv"]
        table = ["pairs", "--catalogue", str(catalogue), "-o", str(Path(folder) / "pairs.csv")]
        commands = {
            "usual": [sys.executable, "-m", "leverage", *words],
            "alone": [sys.executable, "-c", WITHOUT_DUCKDB, *words],
            "pairs": [sys.executable, "-m", "leverage", *table],
            "pairs alone": [sys.executable, "-c", WITHOUT_DUCKDB, *table],
            "csv": [sys.executable, "-c", REFERENCE, str(path)],
        }
        works: dict[str, Callable[[], object]] = {name: partial(_run, command) for name, command in commands.items()}
        taken = least(works, 1 if is_short else ROUNDS)
        with path.open("rb") as file:
            count = sum(1 for _ in file) - 1
    yield Row(f"a year of BACI, {count:,} rows, to pairs", "the csv module alone", taken["alone"] / taken["csv"], 5.0)
    yield Row("the same, with DuckDB if it is there", "the csv module alone", taken["usual"] / taken["csv"], 2.0)
    yield Row("to the table of all pairs", "the csv module alone", taken["pairs alone"] / taken["csv"], 5.0)
    yield Row("the same, with DuckDB if it is there", "the csv module alone", taken["pairs"] / taken["csv"], 2.0)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
