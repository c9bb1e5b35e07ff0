"""Lines of delimited text from whole columns at once, where no field needs a quote."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from leverage.analysis.arrays import Array
from leverage.sweep.decimals import WIDTH, write_floats
from leverage.sweep.plain import PlainColumn, PlainRows, split_rows
from leverage.tables.packed import Packed


def write_column(column: Packed) -> list[str]:
    """Return the floats of a column in an array of numpy as texts, an empty one for None."""
    texts: list[str] = write_floats(column.array).astype(f"U{WIDTH}").tolist()
    return texts


def write_lines(columns: Sequence[tuple[Sequence[Any], bool]], delimiter: str) -> str | None:
    """Write the lines of columns, each with whether its texts are known to be safe from being taken for formulas.

    All columns of plain rows may stand first, which are written as they are; then come arrays of floats, and columns
    with the same text in all rows. None for other columns, and where a field needs a quote or an apostrophe.
    """
    first = columns[0][0]
    rows = first.rows if isinstance(first, PlainColumn) else None
    given = columns[: rows.width] if rows else ()
    if rows is not None and not _are_safe(rows, given, delimiter):
        return None
    run: list[Array | bytes] = []
    for column, is_safe in columns[len(given) :]:
        if isinstance(column, Packed) and not column.is_arrow:
            run.append(column.array)
            continue
        text = _find_constant(column)
        if text is None or not is_safe or any(sign in text for sign in f'"\r\n\0{delimiter}'):
            return None
        run.append(text.encode())
    if rows is None:
        return "".join(_join_run(run, some, delimiter) for some in split_rows(len(first)))
    written = []
    for some, text in rows.split():
        fields = ["", delimiter, "", "\n"] * (some.stop - some.start)
        fields[::4] = text.split("\n")[:-1]
        fields[2::4] = _join_run(run, some, delimiter).split("\n")[:-1]
        written.append("".join(fields))
    return "".join(written)


def _are_safe(rows: PlainRows, given: Sequence[tuple[Sequence[Any], bool]], delimiter: str) -> bool:
    """Tell whether columns are those of plain rows, in their order, and can be written as they stand."""
    for at, (column, is_safe) in enumerate(given):
        if not isinstance(column, PlainColumn) or column.rows is not rows or column.at != at:
            return False
        if rows.may_have_formulas[at] and not is_safe:
            return False
    return len(given) == rows.width and rows.delimiter == delimiter


def _find_constant(column: Sequence[Any]) -> str | None:
    """Return the text that a column has in all rows, an empty one for None; None if there is no such text."""
    if not isinstance(column, list):
        return None
    first = column[0]
    if not isinstance(first, str | None) or column[-1] != first or column.count(first) != len(column):
        return None
    return first or ""


def _join_run(run: Sequence[Array | bytes], some: slice, delimiter: str) -> str:
    """Join some numbers of arrays, and texts that stand in all rows, to lines."""
    parts = [part if isinstance(part, bytes) else write_floats(part[some]) for part in run]
    widths = [len(part) if isinstance(part, bytes) else WIDTH for part in parts]
    grid = np.zeros((some.stop - some.start, sum(widths) + len(run)), dtype=np.uint8)
    at = 0
    for part, width in zip(parts, widths, strict=True):
        grid[:, at : at + width] = np.frombuffer(part, np.uint8).reshape(-1, width) if width else 0
        grid[:, at + width] = ord(delimiter)
        at += width + 1
    grid[:, -1] = ord("\n")
    return grid.tobytes().translate(None, b"\0").decode()
