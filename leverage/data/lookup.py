"""Readings of scenarios that were taken from files of data, looked up again in these files.

A reading names its entry of a file under `from`: `Candidate.name` has what is written there, `is_named` compares it.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from leverage.data import catalogue as catalogues
from leverage.data.catalogue import Catalogue, Entry, find_state, read_entry
from leverage.data.countries import Country, find_country
from leverage.data.layouts import INDICATORS, SHARES
from leverage.data.observations import Account
from leverage.data.readings import Candidate, Question, find_question, make_candidate
from leverage.model import DataEntry, Figure, Reading, Scenario, Source, list_figures
from leverage.problems import LeverageError
from leverage.units import name_dimension

#: What has become of a file, or of a reading that was taken from it. A file is `REPLACED` where another source of the
#: scenario has the one that bears its name now, and so is a reading out of use that was taken from it.
SAME, CHANGED, GONE, REPLACED = "same", "changed", "gone", "replaced"
FILE_MISSING, FILE_CHANGED, UNKNOWN = "file missing", "file changed", "cannot be looked up"
STATES = (SAME, REPLACED, CHANGED, GONE, FILE_MISSING, FILE_CHANGED, UNKNOWN)
#: The states that are no fault.
RIGHT = (SAME, REPLACED, UNKNOWN)

#: Indicator, reporter, partner and year.
Key = tuple[str, str, str, int]
_Found = Mapping[Key, Sequence[Candidate]]


class Taken(NamedTuple):
    """A reading that was taken from a file; without a key, the reason says why it cannot be looked up."""

    scenario: Scenario
    figure: Figure
    reading: Reading
    source: Source | None
    file: str
    key: Key | None
    reason: str

    @property
    def entry(self) -> DataEntry:
        """Return the entry of the file that it names."""
        return self.reading.entry or DataEntry(self.reading.place)

    @property
    def question(self) -> Question:
        """Return the question that it answers, where it can be looked up."""
        assert self.key is not None
        return find_question(*self.key[:3])


class Checked(NamedTuple):
    """A reading with its state, what the file says now, and why that is not known."""

    taken: Taken
    state: str
    now: Candidate | None = None
    reason: str = ""


def list_taken(scenario: Scenario) -> Iterator[Taken]:
    """Yield the readings of a scenario that were taken from files; those typed by hand are none."""
    for figure in list_figures(scenario):
        for reading in figure.readings:
            source = scenario.sources.get(reading.source)
            named = reading.entry or source
            if named is not None and (file := named.file):
                key, reason = _find_key(reading)
                yield Taken(scenario, figure, reading, source, file, key, reason)


def _find_key(reading: Reading) -> tuple[Key | None, str]:
    """Return what a reading is looked up by, or why it cannot be."""
    entry = reading.entry
    if reading.value is None:
        return None, "it is a formula"
    if entry is None:
        return None, "it has no 'from', which names the entry of the file"
    lacking = [name for name in ("indicator", "reporter", "year") if not getattr(entry, name)]
    if lacking or entry.year is None:
        return None, f"its 'from' lacks {' and '.join(lacking)}"
    if entry.indicator not in (*INDICATORS, *SHARES):
        return None, f"there is no indicator '{entry.indicator}'"
    parties = [find_country(text) for text in (entry.reporter, entry.partner) if text]
    codes = [party.code for party in parties if isinstance(party, Country)]
    if len(codes) < len(parties):
        return None, "a party under its 'from' is no country known here"
    return (entry.indicator, codes[0], "".join(codes[1:]), entry.year.ends), ""


def locate(catalogue: Catalogue, taken: Taken) -> Entry:
    """Return the entry of a file in the catalogue; of one that is not listed, what the scenario says of it."""
    sha256 = taken.source.sha256 if taken.source else ""
    return catalogue.files.get(taken.file) or Entry(taken.file, None, taken.entry.layout, sha256)


def check_readings(readings: Iterable[tuple[Taken, Catalogue]]) -> list[Checked]:
    """Compare readings with what their files say now; each file is read once. Raises LeverageError."""
    every = list(readings)
    wanted: dict[tuple[Path, str], tuple[Catalogue, Entry, set[Key]]] = {}
    for taken, catalogue in every:
        _, _, keys = wanted.setdefault((catalogue.path, taken.file), (catalogue, locate(catalogue, taken), set()))
        keys |= {taken.key} if taken.key else set()
    found = {file: _read_file(*each) for file, each in wanted.items()}
    return [_check(taken, found[catalogue.path, taken.file]) for taken, catalogue in every]


class _File(NamedTuple):
    """A file as it is now: its SHA-256, empty if it is missing, and its figures, or why it cannot be read."""

    sha256: str
    found: _Found
    problem: str = ""


def _read_file(catalogue: Catalogue, entry: Entry, keys: Collection[Key]) -> _File:
    """Read the figures of a file that are looked for."""
    state, sha256 = find_state(catalogue, entry)
    if state == catalogues.MISSING or not keys:
        return _File(sha256, {})
    if entry.layout not in catalogue.layouts:
        return _File(sha256, {}, f"it is not in {catalogue.path.name}, and there is no layout '{entry.layout}'")
    found: dict[Key, list[Candidate]] = {}
    try:
        for each in read_entry(catalogue, entry, Account()):
            key = (each.indicator, each.reporter, each.partner, each.year)
            if key in keys:
                candidate = make_candidate(each, entry, catalogue.layouts[entry.layout])
                found.setdefault(key, []).append(candidate)
    except LeverageError as error:
        return _File(sha256, {}, error.problems[0].message)
    return _File(sha256, found)


def _check(taken: Taken, file: _File) -> Checked:
    if not file.sha256:
        return Checked(taken, FILE_MISSING)
    if taken.key is None:
        return Checked(taken, UNKNOWN, None, taken.reason)
    state = find_source_state(taken.scenario, taken.source, file.sha256)
    if file.problem:
        return Checked(taken, FILE_CHANGED if state == FILE_CHANGED else UNKNOWN, None, file.problem)
    is_replaced = state == REPLACED and taken.reading.name != taken.figure.use
    fitting = [each for each in file.found.get(taken.key, ()) if is_named(each, taken)]
    if len(fitting) > 1:
        fitting = [each for each in fitting if each.observation.where == taken.reading.where] or fitting
    if not fitting:
        return Checked(taken, REPLACED if is_replaced else GONE)
    if len(fitting) > 1:
        return Checked(taken, UNKNOWN, None, f"{len(fitting)} figures of the file fit its 'from'")
    if not is_equal(taken.reading, fitting[0]):
        return Checked(taken, REPLACED if is_replaced else CHANGED, fitting[0])
    return Checked(taken, FILE_CHANGED if state == FILE_CHANGED else SAME, fitting[0])


def find_source_state(scenario: Scenario, source: Source | None, sha256: str) -> str:
    """Say whether a file is still that of a source, by its SHA-256 now, which is empty for a missing one."""
    if not sha256:
        return FILE_MISSING
    if source is None or source.sha256 in ("", sha256):
        return SAME
    newer = (each for each in scenario.sources.values() if each.file == source.file and each.sha256 == sha256)
    return REPLACED if any(newer) else FILE_CHANGED


def is_named(candidate: Candidate, taken: Taken) -> bool:
    """Tell whether a figure of a file is the one that a reading names; what `from` does not say may be anything."""
    each, entry = candidate.observation, taken.entry
    if (each.indicator, each.reporter, each.partner, each.year) != taken.key or candidate.entry.path != taken.file:
        return False
    return entry.counts in ("", candidate.covers) and entry.basis in ("", candidate.basis)


def is_equal(reading: Reading, candidate: Candidate) -> bool:
    """Tell whether a reading has the value and the unit that a file has."""
    if reading.value is None or name_dimension(reading.value.unit.dimension) != candidate.observation.unit:
        return False
    return math.isclose(reading.value.base, candidate.observation.value, rel_tol=1e-9)
