"""JSON: every table of the report, or the one asked for, beside what the scenario is."""

import json
from collections.abc import Callable
from typing import Any

from leverage.formats import Page
from leverage.report.report import Report

EXTENSIONS = ("json",)
SCHEMA_VERSION = 1


def render(report: Report, page: Page) -> str:
    """Write the report as one JSON object."""
    tables = {name: table for name, table in report.tables.items() if page.table in (None, name)}
    document: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "scenario": dict(report.scenario)}
    for name, table in tables.items():
        document[name] = table.nested
    return f"{dump_json(document, page, indent=2)}\n"


def make_dumper(page: Page) -> Callable[[Any], str]:
    """Return what writes many values as JSON, each on a line."""
    return json.JSONEncoder(ensure_ascii=page.is_ascii, allow_nan=False, default=str).encode


def dump_json(value: Any, page: Page, indent: int | None = None) -> str:
    """Write a value as JSON, what JSON does not know as text; control characters are written as escapes."""
    return json.dumps(value, indent=indent, ensure_ascii=page.is_ascii, allow_nan=False, default=str)
