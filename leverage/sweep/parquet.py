"""Rows from a Parquet file, by pyarrow, which is loaded only for these."""

import contextlib
from collections.abc import Iterator
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import Any

from leverage.problems import LeverageError, Problem
from leverage.sweep.rows import SIZE, Block, Rows


def of_parquet(path: Path, name: str) -> Rows:
    """Read rows of a Parquet file; a row is told by its number. Raises LeverageError, and ImportError without pyarrow.

    Numbers that are not finite count as none.
    """
    with _told(name):
        file = import_module("pyarrow.parquet").ParquetFile(path)
    schema = file.schema_arrow
    types = dict(zip(schema.names, schema.types, strict=True))
    return Rows(name, tuple(schema.names), _blocks(file, name), types)


def _blocks(file: Any, name: str) -> Iterator[Block]:
    start = 1
    batches = file.iter_batches(batch_size=SIZE)
    while True:
        with _told(name):
            batch = next(batches, None)
        if batch is None:
            return
        columns = [_finite(column.to_pylist()) for column in batch.columns]
        yield Block(columns, batch.num_rows, range(start, start + batch.num_rows).__getitem__)
        start += batch.num_rows


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    """Tell what makes a file unreadable as a mistake of the user's."""
    try:
        yield
    except (OSError, import_module("pyarrow").ArrowException) as error:
        raise LeverageError([Problem(f"{name}: no Parquet: {str(error).splitlines()[0]}")]) from None


def _finite(values: list[Any]) -> list[Any]:
    return [None if isinstance(value, float) and not isfinite(value) else value for value in values]
