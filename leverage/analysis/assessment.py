"""A scenario assessed: its graph, the numbers of all cells, what each rests on. Every report starts here."""

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from leverage import library
from leverage.analysis import checks
from leverage.document import MAX_BYTES, decode, parse_yaml
from leverage.graph.build import build_graph
from leverage.graph.cells import Backing, Graph, Value
from leverage.graph.evaluate import evaluate_graph, trace_evidence
from leverage.graph.settings import group_by_length
from leverage.model import AS_WRITTEN, Scenario, WhatIf, list_keys
from leverage.problems import File, LeverageError, Problem, explain_error, in_one_line, sort_problems, suggest_name
from leverage.reading.extends import Origin
from leverage.reading.scenario import Draft, read_draft


class Assessment(NamedTuple):
    """What follows from a scenario. Its notes are looked for when they are wanted, which tables for programs do not."""

    graph: Graph
    values: Mapping[str, Value]
    evidence: Mapping[str, Backing]
    list_notes: Callable[[], tuple[Problem, ...]]
    name: str  # in records: the stem of its file, longer where stems repeat

    @property
    def notes(self) -> tuple[Problem, ...]:
        """Return what is worth knowing about its files and numbers; nothing if it has its numbers alone."""
        return self.list_notes()

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
    """A scenario under its name in records and that of its file: assessed, or what is wrong with it."""

    name: str
    file: str
    assessment: Assessment | None
    problems: tuple[Problem, ...] = ()


def try_assessing(origin: Origin, name: str, text: bytes | None = None, what_if: WhatIf = AS_WRITTEN) -> Attempt:
    """Read and assess a scenario, with a what-if; what is wrong with it is returned, not raised."""
    try:
        return Attempt(name, origin.name, assess_file(origin, name, text, what_if))
    except LeverageError as error:
        return Attempt(name, origin.name, None, error.problems)


def assess_file(origin: Origin, name: str, text: bytes | None = None, what_if: WhatIf = AS_WRITTEN) -> Assessment:
    """Read and assess a scenario, with a what-if. Raises LeverageError with every problem of its files."""
    file = None if text is None else decode(text, origin.name)
    return assess_draft(read_draft(origin, name, file, what_if))


def assess_draft(draft: Draft) -> Assessment:
    """Assess a scenario as read. Raises LeverageError with every problem, those of reading included."""
    graph, values, *_ = compute_draft(draft)
    evidence = trace_evidence(graph, values)
    list_notes = cache(partial(_list_notes, draft.scenario, graph, values, evidence))
    return Assessment(graph, values, evidence, list_notes, draft.scenario.id)


def _list_notes(
    scenario: Scenario, graph: Graph, values: Mapping[str, Value], evidence: Mapping[str, Backing]
) -> tuple[Problem, ...]:
    """Return the notes on a scenario as it was read, and on its graph."""
    from leverage.analysis import years
    from leverage.analysis.notes import note_numbers
    from leverage.analysis.plausibility import note_plausibility
    from leverage.reading.notes import note_scenario

    return sort_problems(
        [
            *note_scenario(scenario),
            *note_numbers(graph, values),
            *note_plausibility(graph, values, evidence),
            *years.note_years(graph, values),
        ],
        scenario.files,
    )


def compute_draft(draft: Draft) -> Assessment:
    """Assess a scenario as read by its numbers alone, without evidence and notes. Raises LeverageError."""
    problems = list(draft.problems)
    graph = build_graph(draft, problems)
    values = evaluate_graph(graph)
    problems += checks.check_numbers(graph, values)
    problems += checks.check_observed(graph, draft.broken)
    if problems:
        raise LeverageError(problems, draft.scenario.files)
    return Assessment(graph, values, {}, tuple, draft.scenario.id)


def compute_scenario(scenario: Scenario) -> Assessment:
    """Assess a scenario's records by its numbers alone, without evidence and notes. Raises LeverageError."""
    return compute_draft(Draft(scenario, (), frozenset()))


def assess_scenario(scenario: Scenario) -> Assessment:
    """Assess a scenario's records, as they are or changed. Raises LeverageError."""
    return assess_draft(Draft(scenario, (), frozenset()))


def open_lengths(assessment: Assessment) -> Assessment:
    """Return an assessment whose formulas hold if moves are set to last for other times; itself if its own do."""
    scenario = assessment.scenario
    if not group_by_length(scenario, scenario.moves.values()):
        return assessment
    return assess_scenario(scenario._replace(are_lengths_open=True))._replace(name=assessment.name)


def assess_named(text: str, what_if: WhatIf = AS_WRITTEN) -> Assessment:
    """Read and assess the scenario a user names, with a what-if. Raises LeverageError."""
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
    hint = in_one_line(suggest_name(text, [*_list_neighbours(path), *library.list_names()]))
    hint = hint or "a scenario is a file, or a name that 'leverage list' shows"
    raise LeverageError([Problem(f"no scenario '{in_one_line(text)}'", hint=hint)])


def _list_neighbours(path: Path) -> list[str]:
    """List the scenario files that lie where a path points."""
    try:
        return [str(path.parent / file.name) for file in library.list_scenario_files(path.parent)]
    except (OSError, ValueError):
        return []


class Located(NamedTuple):
    """The scenarios that a word names, the folders that cannot be searched, and how many YAML files are none."""

    origins: list[Origin]
    problems: tuple[Problem, ...] = ()
    passed_over: int = 0


def locate_scenarios(text: str, *, is_deep: bool = False) -> Located:
    """Find the scenarios a user names where several make sense: all of a folder, or one. Raises LeverageError.

    Folders inside a folder are searched only if `is_deep`, or where it holds no scenario itself. In a folder hidden
    files, and those that have no key of a scenario, are passed over. A folder of the user's with scenarios comes before
    bundled ones, unless its name is that of a bundled scenario too.
    """
    dyad = [path for name, path in library.list_bundled().items() if name.startswith(f"{text}/")]
    if dyad and not _is_own_folder(text):
        paths = sorted(dyad, key=library.rank_path)
        return Located([Origin(library.find_shown_name(path) or path.name, path) for path in paths])
    if not text or not os.path.isdir(text):
        return Located([locate_scenario(text)])
    located = _search_folder(Path(text), is_deep=is_deep)
    if not located.origins and not located.problems:
        hint = "scenarios end in .yaml or .yml, are not hidden and have keys such as title"
        raise LeverageError([Problem(f"the folder {in_one_line(text)} holds no scenario", hint=hint)])
    return located


def _is_own_folder(text: str) -> bool:
    """Tell whether a word names no bundled scenario, but a folder of the user's that holds scenarios."""
    return library.find_bundled(text) is None and os.path.isdir(text) and bool(_search_folder(Path(text)).origins)


def _search_folder(folder: Path, *, is_deep: bool = False) -> Located:
    """Find the scenarios in a folder; a folder in it that cannot be read is a problem, and the search goes on."""
    files: list[Path] = []
    problems: list[Problem] = []
    passed_over = 0
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        try:
            inside = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
            candidates = library.list_scenario_files(folder)
        except OSError as error:
            reason = explain_error(error)
            problems.append(Problem(f"cannot read {in_one_line(str(folder))}: {reason}"))
            continue
        scenarios = [path for path in candidates if not path.name.startswith(".") and may_be_scenario(path)]
        files += scenarios
        passed_over += len(candidates) - len(scenarios)
        is_deep = is_deep or not files
        if is_deep:
            waiting += sorted((path for path in inside if not path.name.startswith(".")), reverse=True)
    origins = [Origin(in_one_line(str(file)), Path(os.path.realpath(file))) for file in files]
    return Located(origins, tuple(problems), passed_over)


def may_be_scenario(path: Path) -> bool:
    """Tell whether a file has a key of a scenario at its top level; a file that cannot be read as text may have one."""
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
    """Return the names of scenarios in records: the stem of the file, with its folder where stems repeat."""
    shortest_first = []
    for origin in origins:
        name = origin.name.strip("<>").replace(os.sep, "/")
        shortest_first.append((Path(name).stem, str(PurePosixPath(name).with_suffix("")), name))
    counts = [Counter(names) for names in zip(*shortest_first, strict=True)]
    chosen = []
    for names in shortest_first:
        unique = (name for name, count in zip(names, counts, strict=True) if count[name] == 1)
        chosen.append(next(unique, names[-1]))
    return chosen
