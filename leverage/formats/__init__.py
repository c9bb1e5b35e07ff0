"""A report as text: one module per format in this folder, found by its name. Adding a format adds a file.

A format made for one table alone, or for another thing that a report may have, such as a chart, stands in a folder of
that name. Each module has ``render(report, page)``, which gives text or bytes, and ``EXTENSIONS``, the endings of files
it writes. It has ``NEEDS`` if it needs a library that not everyone has, ``FOR_PEOPLE`` if it draws views, not records,
and ``HAS_FRAGMENTS`` if it writes a document that stands alone or a fragment for another one, as asked.
"""

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

_FOLDER = Path(__file__).parent


class Page(NamedTuple):
    """Where text will stand: width in characters (None for any), colour, ASCII only, and the one table asked for.

    `is_whole` asks for a document that stands alone or a fragment for another one; None leaves that to the format.
    """

    width: int | None = None
    is_colored: bool = False
    is_ascii: bool = False
    table: str | None = None
    is_whole: bool | None = None


class Extra(NamedTuple):
    """A library that only some install: the module to import, its package, what needs it, the extra that brings it."""

    module: str
    package: str
    what: str
    extra: str

    @property
    def advice(self) -> str:
        """Say what is missing and how to install it."""
        return f"{self.what} needs {self.package}: pip install 'leverage-calculator[{self.extra}]'"


class UnavailableError(Exception):
    """A format cannot be written on this machine; the message says what it lacks."""


def list_formats(tables: Collection[str] = ()) -> list[str]:
    """List the formats of every report, and those made for one of some tables or things."""
    own = [name for name, table in list_special_formats().items() if table in tables]
    return [*sorted(path.stem for path in _FOLDER.glob("[a-z]*.py")), *own]


def list_special_formats() -> dict[str, str]:
    """Map the formats made for one table to that table: those in the folder of its name."""
    return {path.stem: path.parent.name for path in sorted(_FOLDER.glob("[a-z]*/[a-z]*.py"))}


def load_format(name: str) -> ModuleType:
    """Import a format; only the one asked for is ever loaded."""
    folder = "" if (_FOLDER / f"{name}.py").exists() else f"{list_special_formats()[name]}."
    return import_module(f"leverage.formats.{folder}{name}")


def list_endings(tables: Collection[str] = ()) -> list[str]:
    """List the endings of files that can be written, the usual one of each format."""
    return [f".{load_format(name).EXTENSIONS[0]}" for name in list_formats(tables) if load_format(name).EXTENSIONS]


def find_format(file: Path, tables: Collection[str] = ()) -> str | None:
    """Return the format that writes files of this ending."""
    ending = file.suffix.lower().lstrip(".")
    return next((name for name in list_formats(tables) if ending in load_format(name).EXTENSIONS), None)
