"""Engines that run the SELECT of a sweep on tables larger than one process should read: DuckDB, and Spark.

A table is a file or a folder of files. Both libraries are loaded only here, when they are used.
"""

import contextlib
import csv
import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from leverage.formula.sql import DIALECTS, Dialect
from leverage.problems import LeverageError, Problem, in_one_line, make_visible

PARQUET, CSV = ".parquet", ".csv"
# How the types of numbers begin, by whatever name.
_NUMBERS = (
    "tinyint", "smallint", "int", "bigint", "hugeint", "uint", "utiny", "usmall", "ubig", "uhuge", "float", "double",
    "decimal", "halffloat",
)  # fmt: skip
_TEXTS = ("varchar", "string", "large_string")


class Table(NamedTuple):
    """A table: how a query names it, its headings, and those of columns of text and of neither text nor numbers."""

    source: str
    header: tuple[str, ...]
    texts: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


class Engine(Protocol):
    """Runs queries on tables that lie in files."""

    def open_table(self, path: Path) -> Table:
        """Return the table in a file or folder. Raises LeverageError if it cannot be read."""

    def list_texts(self, query: str) -> list[str]:
        """Return the texts of a query of one column."""

    def write(self, query: str, target: Path, ending: str) -> None:
        """Write what a query gives to a file of some ending, or to a folder of Parquet files without one."""


def describe_table(source: str, columns: Sequence[tuple[str, str]]) -> Table:
    """Return a table by the names and types of its columns, as an engine or pyarrow calls them."""
    kinds = {name: type_.lower() for name, type_ in columns}
    texts = frozenset(name for name, type_ in kinds.items() if type_.startswith(_TEXTS))
    numbers = {name for name, type_ in kinds.items() if type_.startswith(_NUMBERS)}
    return Table(source, tuple(name for name, _ in columns), texts, frozenset(kinds) - numbers - texts)


def write_source(path: Path, dialect: Dialect, header: Sequence[str] = ()) -> str:
    """Return how a query reads a file, of CSV with this header, or a folder of Parquet files.

    Raises LeverageError for what it cannot read.
    """
    is_folder = os.path.isdir(path)
    if dialect.name == "spark":
        if not is_folder and path.suffix.lower() != PARQUET:
            raise LeverageError([Problem(f"Spark reads Parquet here, not {in_one_line(str(path))}")])
        return f"parquet.{dialect.quote_name(str(path.absolute()))}"
    name = str(path)
    for sign in "[*?":  # of patterns; the bracket first, in which the others are put
        name = name.replace(sign, f"[{sign}]")
    if is_folder:
        files = dialect.quote_text(f"{name}/**/*{PARQUET}")
        return f"read_parquet({files}, hive_partitioning = true, union_by_name = true)"
    if path.suffix.lower() == CSV:
        # Left to itself DuckDB takes rows at the beginning that have other lengths for no rows.
        reading = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"'"
        columns = ", ".join(f"{dialect.quote_text(heading)}: 'VARCHAR'" for heading in header)
        return f"read_csv({dialect.quote_text(name)}, {reading}, columns = {{{columns}}})"
    if path.suffix.lower() == PARQUET:
        return f"read_parquet({dialect.quote_text(name)})"
    raise LeverageError(
        [Problem(f"an engine reads .csv, .parquet or a folder of Parquet files, not {in_one_line(name)}")]
    )


def read_table(path: Path, dialect: Dialect) -> Table:
    """Return the table in a file or folder without an engine, by pyarrow if it is Parquet. Raises LeverageError."""
    if path.suffix.lower() == CSV and not os.path.isdir(path):
        with _telling_errors(path, UnicodeError, csv.Error), path.open(encoding="utf-8-sig", newline="") as stream:
            header = tuple(next(csv.reader(stream), ()))
        if len(set(header)) < len(header) or not all(header):
            raise LeverageError([Problem(f"{in_one_line(str(path))}: its first row does not name each column anew")])
        return Table(write_source(path, dialect, header), header, frozenset(header))
    source = write_source(path, dialect)
    file = next(iter(sorted(path.rglob(f"*{PARQUET}"))), path) if os.path.isdir(path) else path
    with _telling_errors(path, import_module("pyarrow").ArrowException):
        schema = import_module("pyarrow.parquet").read_schema(file)
    columns = [(field.name, str(field.type)) for field in schema]
    folders = [part.partition("=")[0] for part in file.relative_to(path).parts[:-1] if "=" in part]
    return describe_table(source, [*columns, *((name, "partition") for name in folders if name not in schema.names)])


@contextlib.contextmanager
def _telling_errors(path: Path, *errors: type[Exception]) -> Iterator[None]:
    """Raise what goes wrong with a table as a LeverageError."""
    told: tuple[type[Exception], ...] = (OSError, *errors)
    try:
        yield
    except told as error:
        said = str(error).partition("Possible fixes:")[0]  # which are settings of the engine
        lines = [line.strip() for line in said.splitlines() if line.strip()] or [type(error).__name__]
        name = in_one_line(str(path))
        raise LeverageError(
            [Problem(f"cannot compute the rows of {name}: {make_visible(' '.join(lines[:3]))}")]
        ) from None


class DuckDB:
    """DuckDB in this process, on all cores."""

    def __init__(self) -> None:
        """Start it. Nothing is fetched or loaded from elsewhere."""
        self._library = import_module("duckdb")
        settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        self._connection = self._library.connect(config=settings)

    def open_table(self, path: Path) -> Table:
        """Return the table in a file or folder."""
        self._path = path
        if path.suffix.lower() == CSV:
            return read_table(path, DIALECTS["duckdb"])
        source = write_source(path, DIALECTS["duckdb"])
        with self._telling():
            described = self._connection.execute(f"DESCRIBE FROM {source}").fetchall()
        return describe_table(source, [(name, type_) for name, type_, *_ in described])

    def list_texts(self, query: str) -> list[str]:
        """Return the texts of a query of one column."""
        with self._telling():
            return [text for (text,) in self._connection.execute(query).fetchall()]

    def list_columns(self, query: str) -> list[tuple[str, bool]]:
        """Return the columns that a query gives, and whether they hold texts."""
        with self._telling():
            described = self._connection.execute(f"DESCRIBE {query}").fetchall()
        return [(name, type_ == "VARCHAR") for name, type_, *_ in described]

    def write(self, query: str, target: Path, ending: str) -> None:
        """Write what a query gives; the rows of one file are in the order of those read."""
        form = "FORMAT csv, HEADER true" if ending == CSV else "FORMAT parquet"
        form += "" if ending else ", PER_THREAD_OUTPUT true"
        name = DIALECTS["duckdb"].quote_text(str(target))
        with self._telling():
            self._connection.execute(f"COPY ({query}) TO {name} ({form})")

    def _telling(self) -> contextlib.AbstractContextManager[None]:
        return _telling_errors(self._path, self._library.Error)


class Spark:
    """Spark as its own settings have it: on this machine, or on a cluster."""

    def __init__(self) -> None:
        """Start it, or find the session that runs. Raises LeverageError without a Java that it can use."""
        errors = import_module("pyspark.errors")
        self._error = errors.PySparkException
        try:
            builder = import_module("pyspark.sql").SparkSession.builder.appName("leverage")
            self._session: Any = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
        except errors.PySparkRuntimeError as error:
            hint = "it needs Java 17 or newer, found by JAVA_HOME or the PATH"
            raise LeverageError([Problem(f"Spark does not start: {in_one_line(str(error))}", hint=hint)]) from None
        self._session.sparkContext.setLogLevel("ERROR")

    def open_table(self, path: Path) -> Table:
        """Return the table in a Parquet file or folder."""
        source = write_source(path, DIALECTS["spark"])
        self._path = path
        with self._telling():
            columns = self._session.read.parquet(str(path.absolute())).dtypes
        return describe_table(source, columns)

    def list_texts(self, query: str) -> list[str]:
        """Return the texts of a query of one column."""
        with self._telling():
            return [text for (text,) in self._session.sql(query).collect()]

    def write(self, query: str, target: Path, ending: str) -> None:
        """Write what a query gives as a folder of Parquet files, one for each part of the table that Spark reads."""
        assert not ending
        with self._telling():
            self._session.sql(query).write.parquet(str(target.absolute()))

    def _telling(self) -> contextlib.AbstractContextManager[None]:
        return _telling_errors(self._path, self._error, import_module("py4j.protocol").Py4JError)
