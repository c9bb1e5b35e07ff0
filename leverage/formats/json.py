"""JSON: every table of the report, or the one that the page asks for, beside the scenario's properties."""

import json
from collections.abc import Callable
from typing import Any

from leverage.formats import Page
from leverage.report.report import Report

EXTENSIONS = ("json",)
SCHEMA_VERSION = 1


def render(report: Report, page: Page) -> str:
    """Write the report as one JSON object."""
    document: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "scenario": dict(report.scenario)}
    for name, table in report.tables.items():
        if page.table in (None, name):
            document[name] = table.nested
    return f"{dump_json(document, page, indent=2)}\n"


def make_dumper(page: Page) -> Callable[[Any], str]:
    """Return a function that writes a value as JSON on a line, faster than `dump_json` for many values."""
    return json.JSONEncoder(ensure_ascii=page.is_ascii, allow_nan=False, default=str).encode


def dump_json(value: Any, page: Page, indent: int | None = None) -> str:
    """Write a value as JSON, a value of a type that JSON lacks as text; control characters become escapes."""
    return json.dumps(value, indent=indent, ensure_ascii=page.is_ascii, allow_nan=False, default=str)
