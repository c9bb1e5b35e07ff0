"""Rows in the order of a column, in bounded memory: what does not fit lies sorted in a file until it is merged."""

import heapq
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from operator import itemgetter
from typing import IO, Any, TypeAlias

from leverage.report.report import Flow, Strip

_BLOCK = 10_000  # rows that are passed on at once
_AT_ONCE = 1000  # rows of a sorted run that are read from the file at once

_Key: TypeAlias = tuple[int, Any]
#: The key of a row, its raw values and its texts.
_Row: TypeAlias = tuple[_Key, Sequence[Any], Sequence[Any]]


def order_flow(flow: Flow, column: int, *, is_descending: bool, top: int | None, most: int) -> Flow:
    """Return a flow with its rows in the order of a column, the `top` ones only if that is a number.

    Numbers come in their order, then texts in theirs; rows without a value come last either way, and rows that are
    equal stay in the order they have. At most some `most` rows are held at once.
    """
    if top is not None and top <= most:
        rows = _keep_first(flow, column, is_descending=is_descending, top=top)
    else:
        rows = islice(_merge_sorted(flow, column, is_descending=is_descending), top)
    return flow._replace(blocks=_make_blocks(rows, min(most, _BLOCK)))


def choose_columns(flow: Flow, columns: Sequence[int]) -> Flow:
    """Return a flow with some of its columns alone, given by their numbers."""
    blocks = ([block[at] for at in columns] for block in flow.blocks)
    return Flow(tuple(flow.columns[at] for at in columns), blocks)


def _keep_first(flow: Flow, column: int, *, is_descending: bool, top: int) -> Iterator[_Row]:
    kept: list[_Row] = []
    for block in flow.blocks:
        kept += _list_rows(block, column, is_descending=is_descending)
        kept.sort(key=itemgetter(0), reverse=is_descending)
        del kept[top:]
    yield from kept


def _merge_sorted(flow: Flow, column: int, *, is_descending: bool) -> Iterator[_Row]:
    """Yield all rows in order: each block is sorted and put aside, then all are merged."""
    with tempfile.TemporaryFile() as file:
        bounds = [0]
        for block in flow.blocks:
            rows = _list_rows(block, column, is_descending=is_descending)
            rows.sort(key=itemgetter(0), reverse=is_descending)
            for start in range(0, len(rows), _AT_ONCE):
                pickle.dump(rows[start : start + _AT_ONCE], file, pickle.HIGHEST_PROTOCOL)
            bounds.append(file.tell())
        runs = [_read_run(file, start, end) for start, end in pairwise(bounds)]
        yield from heapq.merge(*runs, key=itemgetter(0), reverse=is_descending)


def _read_run(file: IO[bytes], start: int, end: int) -> Iterator[_Row]:
    while start < end:
        file.seek(start)
        rows = pickle.load(file)  # noqa: S301 - we wrote it a moment ago, into a file without a name
        start = file.tell()
        yield from rows


def _list_rows(block: Sequence[Strip], column: int, *, is_descending: bool) -> list[_Row]:
    keys = [_make_key(value, is_descending=is_descending) for value in block[column].raw]
    raws = zip(*(strip.raw for strip in block), strict=True)
    texts = zip(*(strip.written for strip in block), strict=True)
    return list(zip(keys, raws, texts, strict=True))


def _make_key(value: Any, *, is_descending: bool) -> _Key:
    """Return what a value is sorted by: numbers, also as texts, before texts, and no value last."""
    text, last = (-1, -2) if is_descending else (1, 2)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return (0, value) if value == value else (last, 0)  # noqa: PLR0124 - not a number is unlike itself
    if value is None or value in ("", []):
        return (last, 0)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return (text, str(value))
    return (0, number) if number == number else (text, str(value))  # noqa: PLR0124 - see above


def _make_blocks(rows: Iterator[_Row], size: int) -> Iterator[Sequence[Strip]]:
    """Turn rows back into blocks of strips."""
    while part := list(islice(rows, size)):
        raws = zip(*(raw for _, raw, _ in part), strict=True)
        texts = zip(*(written for _, _, written in part), strict=True)
        yield [Strip(raw, written) for raw, written in zip(raws, texts, strict=True)]
