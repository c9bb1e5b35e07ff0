"""Files of JSON: a tree whose numbers are texts, or its records as a table."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leverage.problems import explain_error
from leverage.tables.files import fail
from leverage.tables.rows import Row, Sheet
from leverage.tables.workbooks import write_cell

_MOST = 1 << 28  # bytes: a file of JSON is held in memory


def load_json(path: Path, name: str) -> Any:
    """Read a file of JSON, its numbers as texts. Raises LeverageError."""
    try:
        if (size := path.stat().st_size) > _MOST:
            raise fail(f"{name} has {size:,} bytes; JSON may have {_MOST:,}; download it as CSV")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise fail(f"cannot read {name}: {explain_error(error)}") from None
    except UnicodeDecodeError:
        raise fail(f"{name} is JSON but not UTF-8") from None
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise fail(f"{name} is no JSON: {error.msg} on line {error.lineno:,}, column {error.colno:,}") from None
    except RecursionError:
        raise fail(f"{name} is JSON, nested too deep") from None


def find_records(tree: Any) -> Sheet | None:
    """Return the records of a JSON document as a table: those of a list, or of the list under ``data``."""
    records = tree.get("data") if isinstance(tree, dict) else tree
    if not isinstance(records, list) or not records or not all(isinstance(each, dict) for each in records):
        return None
    keys = list(dict.fromkeys(key for record in records for key in record))

    def read() -> Iterator[Row]:
        yield 1, keys
        for number, record in enumerate(records, 2):
            yield number, [write_cell(record.get(key)) for key in keys]

    return Sheet("", read)
