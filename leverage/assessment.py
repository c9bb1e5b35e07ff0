"""A scenario assessed: its graph, the numbers of all cells, what each rests on. Every report starts here."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from leverage import checks, library, years
from leverage.document import decode
from leverage.graph import Founding, Graph, Value, build, evaluate, found
from leverage.model import AS_WRITTEN, Scenario, WhatIf
from leverage.problems import LeverageError, Problem, did_you_mean, in_order, visible
from leverage.scenario import Draft, Origin, draft, whole


class Assessment(NamedTuple):
    """What follows from a scenario. Notes are what is worth knowing about the files and numbers."""

    graph: Graph
    values: Mapping[str, Value]
    founding: Mapping[str, Founding]
    notes: tuple[Problem, ...]
    name: str  # what the scenario is called in records: its file's stem, longer where that is not enough

    @property
    def scenario(self) -> Scenario:
        """Return the scenario."""
        return self.graph.scenario

    def behind(self, name: str) -> set[str]:
        """Return all cells that a cell was computed from, itself included; what a sum left out is not among them."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            formula, binding = self.values[one].formula, self.graph.cells[one].binding
            if one not in found and formula is not None:
                waiting += [binding.get(own, own) for own in formula.names]
            found.add(one)
        return found

    def named(self, name: str) -> str:
        """Return the cell that a cell stands for, if it merely names one that was computed, or itself."""
        formula = self.values[name].formula
        while formula is not None and formula.is_name:
            own = formula.names[0]
            name = self.graph.cells[name].binding.get(own, own)
            formula = self.values[name].formula
        return name


class Attempt(NamedTuple):
    """A scenario that was asked for, under its name in records and its file's: assessed, or what is wrong with it."""

    name: str
    file: str
    assessment: Assessment | None
    problems: tuple[Problem, ...] = ()


def attempt(origin: Origin, name: str, text: bytes | None = None, what_if: WhatIf = AS_WRITTEN) -> Attempt:
    """Read and assess a scenario as far as it is right."""
    try:
        return Attempt(name, origin.name, assess_file(origin, name, text, what_if))
    except LeverageError as error:
        return Attempt(name, origin.name, None, error.problems)


def assess_file(origin: Origin, name: str, text: bytes | None = None, what_if: WhatIf = AS_WRITTEN) -> Assessment:
    """Read and assess a scenario, changed as asked. Raises LeverageError with every problem of its files."""
    file = None if text is None else decode(text, origin.name)
    return assess_draft(draft(origin, name, file, what_if))


def assess_draft(read: Draft) -> Assessment:
    """Assess a scenario as read. Raises LeverageError with every problem, those of reading included."""
    problems = list(read.problems)
    graph = build(read, problems)
    values = evaluate(graph)
    problems += checks.check(graph, values)
    if problems:
        raise LeverageError(problems, read.scenario.files)
    notes = in_order([*whole.notes(read.scenario), *checks.notes(graph, values), *years.notes(graph, values)])
    return Assessment(graph, values, found(graph, values), notes, read.scenario.id)


def assess(scenario: Scenario) -> Assessment:
    """Assess a scenario's records, as they are or changed. Raises LeverageError."""
    return assess_draft(Draft(scenario, (), frozenset()))


def assess_named(text: str, what_if: WhatIf = AS_WRITTEN) -> Assessment:
    """Read and assess the scenario a user names, changed as asked. Raises LeverageError."""
    origin = locate(text)
    return assess_file(origin, Path(origin.name).stem, what_if=what_if)


def is_scenario(text: str) -> bool:
    """Tell whether a word names a scenario: a file or folder that is there, or a bundled one."""
    try:
        return library.find(text) is not None or Path(text).exists()
    except (OSError, ValueError):
        return False


def locate(text: str) -> Origin:
    """Find the scenario a user names: a path, or the name of a bundled one. Raises LeverageError."""
    path = Path(text)
    bundled = library.find(text)
    try:
        if text and path.is_dir() and bundled is None:
            base = [file for file in library.scenarios_in(path) if file.stem == library.BASE]
            if not base:
                raise LeverageError(
                    [Problem(f"the folder {text} holds no {library.BASE}.yaml", hint="name a file in it")]
                )
            return Origin(visible(str(base[0])), base[0].resolve())
        exists = bool(text) and path.exists() and not path.is_dir()
    except (OSError, ValueError):
        exists = False
    if exists:
        return Origin(visible(text), path.resolve() if path.is_file() else path)  # a pipe has no other name
    if bundled is not None:
        return Origin(library.shown_name(bundled) or text, bundled)
    hint = (
        did_you_mean(text, [*_beside(path), *library.names()])
        or "a scenario is a file, or a name that 'leverage list' shows"
    )
    raise LeverageError([Problem(f"no scenario '{text}'", hint=hint)])


def _beside(path: Path) -> list[str]:
    """List the scenario files that lie where a path points."""
    try:
        return [str(path.parent / file.name) for file in library.scenarios_in(path.parent)]
    except (OSError, ValueError):
        return []


def locate_all(text: str, *, is_deep: bool = False) -> list[Origin]:
    """Find the scenarios a user names where several make sense: all of a folder, or one. Raises LeverageError.

    Folders inside a folder count only where it is asked to go deep, or has no scenario of its own.
    """
    dyad = [path for name, path in library.bundled().items() if name.startswith(f"{text}/")]
    if dyad:
        return [Origin(library.shown_name(path) or path.name, path) for path in sorted(dyad, key=library.rank)]
    path = Path(text)
    try:
        files = _files_in(path, is_deep=is_deep) if text and path.is_dir() else None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise LeverageError([Problem(f"cannot read {visible(str(error.filename or text))}: {reason}")]) from None
    if files is None:
        return [locate(text)]
    if not files:
        raise LeverageError([Problem(f"the folder {text} holds no scenario", hint="scenarios end in .yaml or .yml")])
    return [Origin(visible(str(file)), file.resolve()) for file in files]


def _files_in(folder: Path, *, is_deep: bool) -> list[Path]:
    """List the scenario files of a folder, and of those in it but for hidden ones."""
    found = library.scenarios_in(folder)
    if is_deep or not found:
        folders = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
        inside = sorted(path for path in folders if not path.name.startswith("."))
        found += [file for path in inside for file in _files_in(path, is_deep=True)]
    return found


def names_of(origins: list[Origin]) -> list[str]:
    """Return what scenarios are called in records: the stem of the file, its folder before it where stems repeat."""
    whole = [origin.name.strip("<>").replace("\\", "/") for origin in origins]
    ways = [[Path(name).stem, str(PurePosixPath(name).with_suffix("")), name] for name in whole]
    counts = [Counter(way[rank] for way in ways) for rank in range(3)]
    return [next((name for rank, name in enumerate(way) if counts[rank][name] == 1), way[-1]) for way in ways]
