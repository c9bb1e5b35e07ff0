"""Parquet, by pyarrow, which is loaded only for it: the columns of the table, numbers as numbers."""

import io
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from leverage.formats import Extra, Page
from leverage.report.report import Field, Flow, Strip
from leverage.tables.packed import Packed

EXTENSIONS = ("parquet",)
_DICTIONARY = 1 << 16  # bytes of different texts, beyond which they are no longer numbered
NEEDS = Extra("pyarrow.parquet", "pyarrow", "Parquet", "parquet")


def stream(flow: Flow, _page: Page) -> Iterator[bytes]:
    """Yield a flow block by block, each a row group. Raises ImportError without pyarrow."""
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    types = {float: arrow.float64(), int: arrow.int64(), str: arrow.string(), list: arrow.list_(arrow.string())}
    schema = arrow.schema([(column.name, types.get(column.type, column.type)) for column in flow.columns])
    sink = _Sink()
    texts = [column.name for column in flow.columns if column.type is not float]  # floats are seldom the same
    with parquet.ParquetWriter(sink, schema, use_dictionary=texts, dictionary_pagesize_limit=_DICTIONARY) as writer:
        for block in flow.blocks:
            arrays = [
                _make_array(arrow, strip, column, type_)
                for strip, column, type_ in zip(block, flow.columns, schema.types, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
            yield from sink.take()
    yield from sink.take()


def _make_array(arrow: Any, strip: Strip, column: Field, type_: Any) -> Any:
    """Return the raw values of a strip as an array of Arrow.

    They are taken as they lie in memory where that can be: `pyarrow.array` loads pandas if that is installed.
    """
    if isinstance(strip.raw, Packed):
        array = strip.raw.array
        if strip.raw.is_arrow:
            if array.type == type_:
                return array
        elif strip.raw.has_gaps:
            return arrow.array(array, type_, from_pandas=True)  # which has null for nan
        else:
            return arrow.Array.from_buffers(type_, len(array), [None, arrow.py_buffer(array)])
    if column.type is list and not any(strip.raw):
        offsets = arrow.py_buffer(bytes(4 * (len(strip.raw) + 1)))
        return arrow.Array.from_buffers(
            type_, len(strip.raw), [None, offsets], children=[arrow.nulls(0, type_.value_type)]
        )
    return arrow.array(_list_values(strip, column), type_)


def _list_values(strip: Strip, column: Field) -> Sequence[Any]:
    """Return raw values; a text in a column of numbers becomes None."""
    if column.type is not float or strip.is_safe:
        return strip.raw if isinstance(strip.raw, list | tuple) else list(strip.raw)
    return [value if isinstance(value, float) else None for value in strip.raw]


class _Sink(io.RawIOBase):
    """A file that keeps what is written until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self._size += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._size

    def take(self) -> list[bytes]:
        """Return what was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return pieces
