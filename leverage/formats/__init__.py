"""A report as text: one module per format in this folder, found by its name. Adding a format adds a file.

Each module has ``render(report, page)`` and ``EXTENSIONS``, the endings of files it writes.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple


class Page(NamedTuple):
    """Where text will stand: width in characters (None for any), colour, ASCII only, and the one table asked for."""

    width: int | None = None
    is_colored: bool = False
    is_ascii: bool = False
    table: str | None = None


def names() -> list[str]:
    """List the formats."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def load(name: str) -> ModuleType:
    """Import a format; only the one asked for is ever loaded."""
    return import_module(f"leverage.formats.{name}")


def of_file(file: Path) -> str | None:
    """Return the format that writes files of this ending."""
    ending = file.suffix.lower().lstrip(".")
    return next((name for name in names() if ending in load(name).EXTENSIONS), None)
