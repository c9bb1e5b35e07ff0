"""A scenario assessed: its graph, the numbers of all cells, what each rests on. Every report starts here."""

import os
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from leverage import library
from leverage.analysis import checks, years
from leverage.document import MAX_BYTES, decode, parse_yaml
from leverage.graph.build import build_graph
from leverage.graph.cells import Graph, Value
from leverage.graph.evaluate import Backing, evaluate_graph, trace_evidence
from leverage.model import AS_WRITTEN, Scenario, WhatIf, list_keys
from leverage.problems import File, LeverageError, Problem, in_one_line, sort_problems, suggest_name
from leverage.reading.extends import Origin
from leverage.reading.notes import note_scenario
from leverage.reading.scenario import Draft, read_draft


class Assessment(NamedTuple):
    """What follows from a scenario. Notes are what is worth knowing about the files and numbers."""

    graph: Graph
    values: Mapping[str, Value]
    evidence: Mapping[str, Backing]
    notes: tuple[Problem, ...]
    name: str  # what the scenario is called in records: its file's stem, longer where that is not enough

    @property
    def scenario(self) -> Scenario:
        """Return the scenario."""
        return self.graph.scenario

    def list_cells_behind(self, name: str) -> list[str]:
        """Return all cells that a cell was computed from, itself first; what a sum left out is not among them."""
        return self.graph.list_cells_behind(name, self.values)

    def find_named(self, name: str) -> str:
        """Return the cell that a cell stands for, if it merely names one that was computed, or itself."""
        return self.graph.follow_names(name, self.values)[-1]


class Attempt(NamedTuple):
    """A scenario that was asked for, under its name in records and its file's: assessed, or what is wrong with it."""

    name: str
    file: str
    assessment: Assessment | None
    problems: tuple[Problem, ...] = ()


def try_assessing(origin: Origin, name: str, text: bytes | None = None, what_if: WhatIf = AS_WRITTEN) -> Attempt:
    """Read and assess a scenario as far as it is right."""
    try:
        return Attempt(name, origin.name, assess_file(origin, name, text, what_if))
    except LeverageError as error:
        return Attempt(name, origin.name, None, error.problems)


def assess_file(origin: Origin, name: str, text: bytes | None = None, what_if: WhatIf = AS_WRITTEN) -> Assessment:
    """Read and assess a scenario, changed as asked. Raises LeverageError with every problem of its files."""
    file = None if text is None else decode(text, origin.name)
    return assess_draft(read_draft(origin, name, file, what_if))


def assess_draft(read: Draft) -> Assessment:
    """Assess a scenario as read. Raises LeverageError with every problem, those of reading included."""
    problems = list(read.problems)
    graph = build_graph(read, problems)
    values = evaluate_graph(graph)
    problems += checks.check_numbers(graph, values)
    if problems:
        raise LeverageError(problems, read.scenario.files)
    notes = sort_problems(
        [*note_scenario(read.scenario), *checks.note_numbers(graph, values), *years.note_years(graph, values)]
    )
    return Assessment(graph, values, trace_evidence(graph, values), notes, read.scenario.id)


def assess_scenario(scenario: Scenario) -> Assessment:
    """Assess a scenario's records, as they are or changed. Raises LeverageError."""
    return assess_draft(Draft(scenario, (), frozenset()))


def assess_named(text: str, what_if: WhatIf = AS_WRITTEN) -> Assessment:
    """Read and assess the scenario a user names, changed as asked. Raises LeverageError."""
    origin = locate_scenario(text)
    return assess_file(origin, Path(origin.name).stem, what_if=what_if)


def is_scenario(text: str) -> bool:
    """Tell whether a word names a scenario: a file or folder that is there, or a bundled one."""
    try:
        return library.find_bundled(text) is not None or Path(text).exists()
    except (OSError, ValueError):
        return False


def locate_scenario(text: str) -> Origin:
    """Find the scenario a user names: a path, or the name of a bundled one. Raises LeverageError."""
    path = Path(text)
    bundled = library.find_bundled(text)
    try:
        if text and path.is_dir() and bundled is None:
            base = [file for file in library.list_scenario_files(path) if file.stem == library.BASE]
            if not base:
                raise LeverageError(
                    [Problem(f"the folder {in_one_line(text)} holds no {library.BASE}.yaml", hint="name a file in it")]
                )
            return Origin(in_one_line(str(base[0])), base[0].resolve())
        exists = bool(text) and path.exists() and not path.is_dir()
    except (OSError, ValueError):
        exists = False
    if exists:
        return Origin(in_one_line(text), path.resolve() if path.is_file() else path)  # a pipe has no other name
    if bundled is not None:
        return Origin(library.find_shown_name(bundled) or text, bundled)
    inside = [name for name in library.list_bundled() if name.startswith(f"{text}/")]
    if inside:
        hint = f"name a scenario in it: {', '.join(inside)}"
        raise LeverageError([Problem(f"the folder {text} holds no {library.BASE}.yaml", hint=hint)])
    hint = (
        in_one_line(suggest_name(text, [*_beside(path), *library.list_names()]))
        or "a scenario is a file, or a name that 'leverage list' shows"
    )
    raise LeverageError([Problem(f"no scenario '{in_one_line(text)}'", hint=hint)])


def _beside(path: Path) -> list[str]:
    """List the scenario files that lie where a path points."""
    try:
        return [str(path.parent / file.name) for file in library.list_scenario_files(path.parent)]
    except (OSError, ValueError):
        return []


class Located(NamedTuple):
    """The scenarios that a word names, what cannot be searched for more, and how many YAML files are none."""

    origins: list[Origin]
    problems: tuple[Problem, ...] = ()
    passed_over: int = 0


def locate_scenarios(text: str, *, is_deep: bool = False) -> Located:
    """Find the scenarios a user names where several make sense: all of a folder, or one. Raises LeverageError.

    Folders inside a folder count only where it is asked to go deep, or has no scenario of its own. In a folder hidden
    files, and those that have no key of a scenario, are passed over.
    """
    dyad = [path for name, path in library.list_bundled().items() if name.startswith(f"{text}/")]
    if dyad:
        return Located(
            [Origin(library.find_shown_name(path) or path.name, path) for path in sorted(dyad, key=library.rank_path)]
        )
    if not text or not os.path.isdir(text):
        return Located([locate_scenario(text)])
    found = _searched(Path(text), is_deep=is_deep)
    if not found.origins and not found.problems:
        hint = "scenarios end in .yaml or .yml, are not hidden and have keys such as title"
        raise LeverageError([Problem(f"the folder {in_one_line(text)} holds no scenario", hint=hint)])
    return found


def _searched(folder: Path, *, is_deep: bool) -> Located:
    """Find the scenarios in a folder; a folder in it that cannot be read is told and hides nothing else."""
    files: list[Path] = []
    problems: list[Problem] = []
    passed_over = 0
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        try:
            inside = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
            found = library.list_scenario_files(folder)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            problems.append(Problem(f"cannot read {in_one_line(str(folder))}: {reason}"))
            continue
        own = [path for path in found if not path.name.startswith(".") and may_be_scenario(path)]
        files += own
        passed_over += len(found) - len(own)
        is_deep = is_deep or not files
        if is_deep:
            waiting += sorted((path for path in inside if not path.name.startswith(".")), reverse=True)
    return Located(
        [Origin(in_one_line(str(file)), Path(os.path.realpath(file))) for file in files], tuple(problems), passed_over
    )


def may_be_scenario(path: Path) -> bool:
    """Tell whether a file has a key of a scenario at its top level; what is no text that can be read may have one."""
    words = ["extends", *list_keys(Scenario)]
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES)
    except OSError:
        return True
    text = raw.decode("utf-8-sig", errors="ignore")
    if "\0" in text or re.search(rf"^(?:\{{ *)?[\"']?(?:{'|'.join(words)})[\"']? *:", text, re.MULTILINE):
        return True
    try:  # a mapping may also be indented as a whole
        return any(word in parse_yaml(File(path.name, text)).values for word in words)
    except LeverageError:
        return False


def name_scenarios(origins: list[Origin]) -> list[str]:
    """Return what scenarios are called in records: the stem of the file, its folder before it where stems repeat."""
    whole = [origin.name.strip("<>").replace(os.sep, "/") for origin in origins]
    ways = [[Path(name).stem, str(PurePosixPath(name).with_suffix("")), name] for name in whole]
    counts = [Counter(way[rank] for way in ways) for rank in range(3)]
    return [next((name for rank, name in enumerate(way) if counts[rank][name] == 1), way[-1]) for way in ways]
