"""Rows from a Parquet file, by pyarrow, which is loaded only for these."""

import contextlib
from collections.abc import Iterator
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import Any

from leverage.problems import LeverageError, Problem, visible
from leverage.sweep.rows import Block, Rows, at_once


def of_parquet(path: Path, name: str, beside: int = 0) -> Rows:
    """Read rows of a Parquet file; a row is told by its number. Raises LeverageError, and ImportError without pyarrow.

    Numbers that are not finite count as none. So many columns will stand beside those of the file.
    """
    with _told(name):
        file = import_module("pyarrow.parquet").ParquetFile(path)
    schema = file.schema_arrow
    types = dict(zip(schema.names, schema.types, strict=True))
    return Rows(name, tuple(schema.names), _blocks(file, name, at_once(len(types) + beside)), types)


def _blocks(file: Any, name: str, size: int) -> Iterator[Block]:
    start = 1
    batches = file.iter_batches(batch_size=size)
    while True:
        with _told(name):
            batch = next(batches, None)
        if batch is None:
            return
        columns = []
        for column, values in zip(batch.schema.names, batch.columns, strict=True):
            with _told(name, f"the column '{visible(column)}' cannot be read"):
                columns.append([_finite(value) for value in values.to_pylist()])
        yield Block(columns, batch.num_rows, range(start, start + batch.num_rows).__getitem__)
        start += batch.num_rows


@contextlib.contextmanager
def _told(name: str, what: str = "no Parquet") -> Iterator[None]:
    """Tell what makes a file, or a part of it, unreadable as a mistake of the user's; values may be bad too."""
    try:
        yield
    except (OSError, ValueError, OverflowError, import_module("pyarrow").ArrowException) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise LeverageError([Problem(f"{name}: {what}: {reason}")]) from None


def _finite(value: Any) -> Any:
    """Return a value with nothing in the place of each number that is not finite, in lists and records too."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, list):
        return [_finite(one) for one in value]
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return value
