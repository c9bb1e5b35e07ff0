"""A report as text or bytes: each module in this folder is a format, found by its name.

A format of one table alone, or of another thing that a report may have, such as a chart, is in a folder of that name,
whose ``COMMANDS`` says which commands have it.

Each module has ``EXTENSIONS``, the endings of its files, and one of these functions, or both:

- ``render(report, page)`` returns a whole report as text or bytes;
- ``stream(flow, page)`` yields text or bytes of any number of rows, block by block.

A module says more of itself by these names:

- ``NEEDS`` is a library that not everyone has;
- ``FOR_PEOPLE`` is true if it draws views, not records;
- ``HAS_FRAGMENTS`` is true if it can write a document that stands alone, and a fragment for another document;
- ``HAS_TEMPLATES`` is true if it can take the looks of a document that the user has.
"""

from collections.abc import Callable, Collection
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

_FOLDER = Path(__file__).parent


def say_nothing(_text: str) -> None:
    """Tell nobody."""


class Page(NamedTuple):
    """What the user wants of the output: its width in characters (None for any), colour, ASCII only, one table alone.

    `is_whole` wants a document that stands alone (True) or a fragment for another one (False); None leaves that to the
    format. `template` is a document whose looks are wanted, for formats with ``HAS_TEMPLATES``; `tell` gets lines that
    the user should read about it.
    """

    width: int | None = None
    is_colored: bool = False
    is_ascii: bool = False
    table: str | None = None
    is_whole: bool | None = None
    template: Path | None = None
    tell: Callable[[str], None] = say_nothing


class Extra(NamedTuple):
    """An optional library: the module to import, its package, what needs it, and the extra that installs it."""

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
    """List the formats of every report, and those of the given tables or things."""
    special = [name for name, table in list_special_formats().items() if table in tables]
    return [*_list_modules(_FOLDER), *special]


def list_special_formats() -> dict[str, str]:
    """Map each format of one table or thing to the name of that table: that of the folder which it is in."""
    folders = sorted(path for path in _FOLDER.iterdir() if path.name[0].isalpha() and path.is_dir())
    return {name: folder.name for folder in folders for name in _list_modules(folder)}


def _list_modules(folder: Path) -> list[str]:
    """List the names of a folder's modules, but for those that begin with an underscore, which are no formats."""
    return sorted(path.stem for path in folder.iterdir() if path.suffix == ".py" and path.name[0].isalpha())


def name_commands(table: str) -> str:
    """Name the commands that have the formats of a table or thing, such as "show and compare"."""
    commands: str = import_module(f"leverage.formats.{table}").COMMANDS
    return commands


def load_format(name: str) -> ModuleType:
    """Import a format, and no other one."""
    folder = "" if (_FOLDER / f"{name}.py").exists() else f"{list_special_formats()[name]}."
    return import_module(f"leverage.formats.{folder}{name}")


def list_endings(tables: Collection[str] = ()) -> list[str]:
    """List the usual file ending of each format."""
    return [f".{load_format(name).EXTENSIONS[0]}" for name in list_formats(tables) if load_format(name).EXTENSIONS]


def find_format(file: Path, tables: Collection[str] = ()) -> str | None:
    """Return the format of a file's ending, or None; no two formats have one ending, as a test makes sure."""
    ending = file.suffix.lower().lstrip(".")
    names = list_formats(tables)
    names.sort(key=lambda name: name != ending)  # so that most are found without loading the others
    return next((name for name in names if ending in load_format(name).EXTENSIONS), None)
