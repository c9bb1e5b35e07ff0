"""A scenario with what newer files of data say: new readings beside the old, all else of its text as it is.

What is used is chosen as for a new scenario, by `leverage.data.readings`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from leverage.data import factbook
from leverage.data.catalogue import Catalogue, Entry
from leverage.data.countries import Country, find_country
from leverage.data.layouts import SHARES
from leverage.data.lookup import Taken, is_equal, is_named, list_taken, locate
from leverage.data.observations import Observation
from leverage.data.readings import (
    Candidate,
    Pools,
    Question,
    choose_answer,
    gather_pools,
    is_before,
    list_terms,
    make_candidate,
    name_shortly,
)
from leverage.document import MapNode
from leverage.dyad import write_reading, write_source
from leverage.editing import Edits
from leverage.model import Figure, Scenario, Source
from leverage.problems import File
from leverage.starter import choose_unused, indent, write_scalar


class Change(NamedTuple):
    """New readings of a figure by their names, with what the one reading it had is called then, and which is in use."""

    figure: Figure
    first: str
    new: Mapping[str, Candidate]
    use: str


class Update(NamedTuple):
    """A scenario's text with new readings: what has changed in it, and what would in the files that it extends.

    `sources` are those whose files are others now though all that was taken from them is still in them.
    """

    text: str
    changes: Sequence[Change]
    elsewhere: Sequence[Change]
    sources: Sequence[str]
    remarks: Sequence[str]
    passed_over: Sequence[Taken]  # what cannot be looked up
    is_of_data: bool  # whether any of its figures was taken from a file


class _Known(NamedTuple):
    """A figure with its readings that were taken from files, and by their names the values that they once were."""

    figure: Figure
    question: Question
    readings: Sequence[Taken]
    old: Mapping[str, Candidate] = {}

    @property
    def in_use(self) -> Candidate | None:
        """Return the value in use, if it was taken from a file."""
        return self.old.get(self.figure.use)


def update_scenario(file: File, scenario: Scenario, catalogue: Catalogue, year: str) -> Update:
    """Return the text of a scenario with what the files of a catalogue say now, for the year that `new` would take.

    Raises LeverageError if a file is not the one that was added or cannot be read, and if there is no common year.
    """
    every = list(list_taken(scenario))
    known = _list_known(every, catalogue)
    remarks: list[str] = []
    pools = gather_pools(catalogue, dict.fromkeys(each.question for each in known), _find_pages(known), remarks)
    present = [candidate for pool in pools for candidates in pool.values() for candidate in candidates]
    known = [_recall_readings(each, catalogue, present) for each in known]
    changes = list(_find_changes(known, pools, year))
    here = [change for change in changes if change.figure.place.file == file]
    edits = Edits(file)
    ids, renewed = _renew_sources(edits, file, scenario, every, present)
    _write_changes(edits, here, ids, scenario)
    return Update(
        edits.apply(),
        here,
        [change for change in changes if change not in here],
        renewed,
        [*remarks, *list_terms(candidate for change in here for candidate in change.new.values())],
        [taken for taken in every if taken.key is None],
        bool(every),
    )


def _list_known(every: Iterable[Taken], catalogue: Catalogue) -> list[_Known]:
    """List the figures whose readings can be looked up; the first of them says which question it answers."""
    readings: dict[str, list[Taken]] = {}
    for taken in every:
        if taken.key is not None and locate(catalogue, taken).layout in catalogue.layouts:
            readings.setdefault(taken.figure.id, []).append(taken)
    return [_Known(each[0].figure, each[0].question, each) for each in readings.values()]


def _find_pages(known: Iterable[_Known]) -> Catalogue | None:
    """Return the pages of the World Factbook of the countries whose figures are from them; None without any."""
    pages = [taken for each in known for taken in each.readings if factbook.is_page(taken.file)]
    countries = map(find_country, dict.fromkeys(taken.key[1] for taken in pages if taken.key))
    known_countries = [country for country in countries if isinstance(country, Country)]
    return factbook.find_pages(*known_countries) if known_countries else None


def _recall_readings(known: _Known, catalogue: Catalogue, candidates: Sequence[Candidate]) -> _Known:
    """Return a figure with its readings as the values of files that they once were."""
    old = {}
    for taken in known.readings:
        assert taken.key is not None  # else it is passed over
        assert taken.reading.value is not None
        fitting = {(each.covers, each.basis) for each in candidates if is_named(each, taken)}
        flags = fitting.pop() if len(fitting) == 1 else (taken.entry.counts, taken.entry.basis)
        observation = Observation(*taken.key, taken.reading.value.base, "", "", taken.reading.where, taken.file, flags)
        source = taken.source or Source("", taken.reading.place)
        layout = catalogue.layouts[locate(catalogue, taken).layout]
        entry = Entry(taken.file, None, layout.id, source.sha256, source.accessed)
        old[taken.reading.name] = make_candidate(observation, entry, layout)
    return known._replace(old=old)


def _find_changes(known: Sequence[_Known], pools: Pools, year: str) -> Iterator[Change]:
    """Yield what the files have that figures have not."""
    for each in known:
        used, wanted_year = each.in_use, year
        if used is not None:
            rivals = [other.in_use for other in known if other is not each and other.question == each.question]
            is_total_of_share = any(rival is not None and is_before(rival, used) for rival in rivals)
            if used.observation.indicator in SHARES or is_total_of_share:
                wanted_year = str(used.observation.year)  # which is meant, though there is a newer one
        answer = choose_answer(pools, each.question, wanted_year)
        if news := _find_news(each, answer.readings.values()):
            yield _make_change(each, news)


def _find_news(known: _Known, chosen: Iterable[Candidate]) -> list[Candidate]:
    """Return which of the chosen values, the best one first, a figure has not: of each series one."""
    news: dict[tuple[str, ...], Candidate] = {}
    for candidate in chosen:
        same = [taken for taken in known.readings if known.old[taken.reading.name].series == candidate.series]
        same_year = (taken for taken in same if taken.key and taken.key[3] == candidate.observation.year)
        if any(is_equal(taken.reading, candidate) for taken in same_year):
            continue
        if all(_supersedes(candidate, known.old[taken.reading.name]) for taken in same or known.readings):
            news.setdefault(candidate.series, candidate)
    return list(news.values())


def _make_change(known: _Known, news: Iterable[Candidate]) -> Change:
    """Name new readings, and choose the one in use: by the rule, or of the series that somebody has chosen.

    They are named as in a new scenario, with the year if that name is taken, or another year of the series is there.
    """
    old, used = known.old.values(), known.in_use
    taken = {reading.name for reading in known.figure.readings if reading.name}
    first = ""
    if not taken:
        only = known.old[""]
        first = f"{name_shortly(only)}_{only.observation.year}"
        taken.add(first)
    new: dict[str, Candidate] = {}
    for candidate in news:
        name = name_shortly(candidate)
        if name in taken or any(each.series == candidate.series for each in old):
            name = choose_unused(f"{name}_{candidate.observation.year}", taken)
        taken.add(name)
        new[name] = candidate
    use = known.figure.use or first
    if used is not None:
        is_by_rule = not any(is_before(each, used) for each in old)
        rivals = (name for name, each in new.items() if is_by_rule or each.series == used.series)
        use = next((name for name in rivals if _supersedes(new[name], used)), use)
    return Change(known.figure, first, new, use)


def _supersedes(new: Candidate, old: Candidate) -> bool:
    """Tell whether a value takes the place of an older one, also where its file is the same and says otherwise now."""
    both = (new, old)
    is_same_entry = len({(each.series, each.entry.path, each.observation.year) for each in both}) == 1
    return is_same_entry or is_before(new, old)


def _renew_sources(
    edits: Edits, file: File, scenario: Scenario, every: Sequence[Taken], present: Sequence[Candidate]
) -> tuple[dict[str, str], list[str]]:
    """Renew what sources say of files that are others now, where all that was taken from them is still in them.

    Returns the sources of files by their paths, and which of them were renewed.
    """
    entries = {candidate.entry.path: candidate.entry for candidate in present}
    sources = [(source, entries[source.file]) for source in scenario.sources.values() if source.file in entries]
    ids: dict[str, str] = {}
    renewed: list[str] = []
    for source, entry in sources:
        if source.sha256 in ("", entry.sha256):
            ids.setdefault(source.file, source.id)
    for source, entry in sources:
        if source.file in ids or source.place.file != file:
            continue
        node = edits.find_value(source.place)
        of_source = [taken for taken in every if taken.reading.source == source.id]
        is_there = bool(of_source) and all(
            any(is_named(each, taken) and is_equal(taken.reading, each) for each in present) for taken in of_source
        )
        if is_there and isinstance(node, MapNode) and "sha256" in node.values:
            edits.replace(node.values["sha256"], write_scalar(entry.sha256))
            for key in ("accessed", "urldate"):
                if key in node.values and entry.accessed:
                    edits.replace(node.values[key], write_scalar(entry.accessed))
            ids[source.file] = source.id
            renewed.append(source.id)
    return ids, renewed


def _write_changes(edits: Edits, changes: Sequence[Change], ids: dict[str, str], scenario: Scenario) -> None:
    """Write new readings into a text, and the sources that they need."""
    sources: list[list[str]] = []
    taken = {*scenario.sources}
    for change in changes:
        added = []
        for name, candidate in change.new.items():
            path = candidate.entry.path
            if path not in ids:
                ids[path] = choose_unused(candidate.layout.id, taken)
                taken.add(ids[path])
                sources.append(list(write_source(ids[path], candidate)))
            lines = list(write_reading(candidate, ids[path]))
            if name == change.use:
                lines[1:1] = _remind(change.figure)
            added.append([f"{name}:", *indent(lines)])
        node = edits.find_value(change.figure.place)
        assert isinstance(node, MapNode)  # a figure with `from` is one
        edits.add_readings(node, change.first, added, change.use)
    if sources:
        edits.add_to_section("sources", sources)


def _remind(figure: Figure) -> Iterator[str]:
    """Yield a comment on the range that the reading in use has, which a new one has not."""
    used = figure.in_use
    if used is not None and used.has_range:
        bounds = [f"{key}: {bound.text}" for key, bound in (("low", used.low), ("high", used.high)) if bound]
        yield f"## Judge its range anew; before it was {', '.join(bounds)}"
