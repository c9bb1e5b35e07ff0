"""Where the bundled scenarios are, and their names."""

import os
from functools import lru_cache
from pathlib import Path

#: The dyad that is shown when none is named.
DEFAULT = "azerbaijan-russia"
#: The family of scenarios of the past, which say what was observed.
HISTORY = "history"
#: The scenario of a folder that stands for the folder, and comes first in it.
BASE = "base"
#: The folder of templates, which are no scenarios by themselves.
_TEMPLATES = "templates"
#: The endings of scenario files.
ENDINGS = (".yaml", ".yml")


@lru_cache(maxsize=1)
def find_folder() -> Path:
    """Return the folder of the bundled scenarios: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


@lru_cache(maxsize=1)
def list_bundled() -> dict[str, Path]:
    """Map every bundled scenario's full name, such as azerbaijan-russia/escalation, to its file; no templates."""
    folders = sorted(path for path in find_folder().iterdir() if path.is_dir() and path.name != _TEMPLATES)
    return {f"{folder.name}/{path.stem}": path for folder in folders for path in list_scenario_files(folder)}


@lru_cache(maxsize=1)
def list_templates() -> dict[str, Path]:
    """Map the name of every bundled template, such as pairs, to its file; rows of a sweep fill in its figures."""
    return {path.stem: path for path in list_scenario_files(find_folder() / _TEMPLATES)}


def list_scenario_files(place: Path) -> list[Path]:
    """List the files of a folder that end like scenarios, its base first, then by name; no folders or devices."""
    files = [path for path in place.iterdir() if path.suffix in ENDINGS]
    return sorted((path for path in files if os.path.isfile(path) or not os.path.exists(path)), key=rank_path)


def rank_path(path: Path) -> tuple[bool, str]:
    """Return what scenario files of a folder are sorted by: the base first, then by name."""
    return path.stem != BASE, path.name


def list_names() -> list[str]:
    """List every name that bundled files can be called by.

    These are the folder's for a base or all, full names, short names, and those of templates.
    """
    full = list(list_bundled())
    folders = list(dict.fromkeys(name.partition("/")[0] for name in full))
    stems = [name.partition("/")[2] for name in full]
    short = [stem for stem in stems if stems.count(stem) == 1 and stem not in folders]
    return [*folders, *full, *short, *list_templates()]


def find_bundled(name: str) -> Path | None:
    """Return the file of a bundled scenario or template by any of its names."""
    known = list_bundled()
    for full in (name, f"{name}/{BASE}"):
        if full in known:
            return known[full]
    matches = [path for full, path in known.items() if full.partition("/")[2] == name]
    return matches[0] if len(matches) == 1 else list_templates().get(name)


def find_shown_name(path: Path) -> str | None:
    """Return what a bundled file is called in messages and records; None for a user's file."""
    for full, bundled in {**list_bundled(), **list_templates()}.items():
        if bundled == path:
            return f"{full}{path.suffix}"
    return None
