"""Sums over the rows of a large table by some of its columns, by DuckDB where that is installed.

It gives what reading row by row gives, or nothing: then the rows are read one by one, which also says what is wrong.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_WORKABLE = 1 << 22  # bytes: to load DuckDB takes longer than to read a smaller file
_SIGNS = "*?[{"  # of names that DuckDB takes for patterns
#: Nothing is fetched or loaded from elsewhere, and memory is bounded.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "1GB",
}


class Sums(NamedTuple):
    """Sums and numbers of rows by the texts of key columns, and the beginnings of the codes of products."""

    totals: dict[tuple[str, ...], tuple[float, int]]
    chapters: set[str]


def sum_quickly(
    path: Path, encoding: str, delimiter: str, skip: int, width: int, keys: Sequence[int], product: int, value: int
) -> Sums | None:
    """Return the sums of the column `value` by the columns `keys`, all by their places, below `skip` lines.

    Returns None without DuckDB, for a small file, and for one that it cannot read or whose values are not all numbers
    with a decimal point.
    """
    if encoding not in ("utf-8", "utf-8-sig") or path.stat().st_size < _WORKABLE or set(str(path)) & set(_SIGNS):
        return None
    try:
        import duckdb
    except ImportError:
        return None
    names = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    by = ", ".join(f"c{place}" for place in keys)
    table = f"""read_csv(
        $path, header = false, skip = $skip, delim = $delimiter, quote = '"', auto_detect = false, columns = {{{names}}}
    )"""
    number = f"try_cast(c{value} AS DECIMAL(18, 6))"  # decimals add up exactly, in whatever order
    sums = f"SELECT {by}, sum({number}), count({number}), count(*) FROM {table} GROUP BY {by}"  # noqa: S608  # no texts
    chapters = f"SELECT DISTINCT c{product}[:-5] FROM {table}"  # noqa: S608  # no texts
    given = {"path": str(path.absolute()), "skip": skip, "delimiter": delimiter}
    try:
        with duckdb.connect(config=_SETTINGS) as connection:
            rows = connection.execute(sums, given).fetchall()
            products = [row[0] for row in connection.execute(chapters, given).fetchall()]
    except duckdb.Error:
        return None
    if None in products or any(numbers != count or None in key for *key, _, numbers, count in rows):
        return None
    return Sums({tuple(key): (float(total), count) for *key, total, _, count in rows}, set(products))
