"""A scenario with what newer files of data say: new readings beside the old, all else of its text as it is.

What is used is chosen as for a new scenario, by `leverage.data.readings`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from leverage.data import factbook
from leverage.data.catalogue import Catalogue, Entry
from leverage.data.countries import Country, find_country
from leverage.data.layouts import SHARES
from leverage.data.lookup import Taken, is_equal, is_named, list_taken, locate
from leverage.data.observations import Observation
from leverage.data.readings import (
    Candidate,
    choose_answers,
    find_question,
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


def update_scenario(file: File, scenario: Scenario, catalogue: Catalogue, year: str) -> Update:
    """Return the text of a scenario with what the files of a catalogue say now, for the year that `new` would take.

    Raises LeverageError if a file is not the one that was added or cannot be read, and if there is no common year.
    """
    every = list(list_taken(scenario))
    by_figure: dict[str, list[Taken]] = {}
    for taken in every:
        if taken.key is not None and locate(catalogue, taken).layout in catalogue.layouts:
            by_figure.setdefault(taken.figure.id, []).append(taken)
    questions = {id_: find_question(*readings[0].key[:3]) for id_, readings in by_figure.items() if readings[0].key}
    remarks: list[str] = []
    pools = gather_pools(catalogue, list(dict.fromkeys(questions.values())), _find_pages(by_figure.values()), remarks)
    present = [candidate for pool in pools for candidates in pool.values() for candidate in candidates]
    old = {
        id_: {taken.reading.name: _recall(taken, catalogue, present) for taken in readings}
        for id_, readings in by_figure.items()
    }
    in_use = {id_: old[id_].get(readings[0].figure.use) for id_, readings in by_figure.items()}
    changes: list[Change] = []
    for id_, readings in by_figure.items():
        used, question = in_use[id_], questions[id_]
        rivals = [each for other, each in in_use.items() if other != id_ and questions[other] == question and each]
        is_kept = used is not None and _is_of_its_year(used, rivals)
        answers = choose_answers(pools, str(used.observation.year) if used and is_kept else year)
        if news := _find_news(readings, old[id_], list(answers[question].readings.values())):
            changes.append(_make_change(readings[0].figure, old[id_], news))
    here = [change for change in changes if change.figure.place.file == file]
    edits = Edits(file)
    ids, renewed = _renew_sources(edits, file, scenario, every, present)
    _write_changes(edits, here, ids, scenario)
    new = [candidate for change in here for candidate in change.new.values()]
    return Update(
        edits.apply(), here, [change for change in changes if change not in here], renewed,
        [*remarks, *list_terms(new)], [taken for taken in every if taken.key is None], bool(every),
    )  # fmt: skip


def _is_of_its_year(used: Candidate, rivals: Iterable[Candidate]) -> bool:
    """Tell whether a value is of its year on purpose: a share, or the total of a share's year beside a newer one."""
    return used.observation.indicator in SHARES or any(is_before(each, used) for each in rivals)


def _find_pages(readings: Iterable[Sequence[Taken]]) -> Catalogue | None:
    """Return the pages of the World Factbook of the countries whose figures are from them; None without any."""
    codes = {taken.key[1]: None for every in readings for taken in every if taken.key and factbook.is_page(taken.file)}
    countries = [country for country in map(find_country, codes) if isinstance(country, Country)]
    return factbook.find_pages(*countries) if countries else None


def _recall(taken: Taken, catalogue: Catalogue, candidates: Sequence[Candidate]) -> Candidate:
    """Return a reading of a scenario as the value of a file that it once was."""
    assert taken.key is not None  # else it is passed over
    assert taken.reading.value is not None
    fitting = {(each.covers, each.basis) for each in candidates if is_named(each, taken)}
    flags = fitting.pop() if len(fitting) == 1 else (taken.entry.counts, taken.entry.basis)
    observation = Observation(*taken.key, taken.reading.value.base, "", "", taken.reading.where, taken.file, flags)
    source = taken.source or Source("", taken.reading.place)
    layout = catalogue.layouts[locate(catalogue, taken).layout]
    entry = Entry(taken.file, None, layout.id, source.sha256, source.accessed)
    return make_candidate(observation, entry, layout)


def _find_news(readings: Sequence[Taken], old: Mapping[str, Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return which of the chosen values, the best one first, a figure has not: of each series one."""
    news: dict[tuple[str, ...], Candidate] = {}
    for candidate in chosen:
        same = [taken for taken in readings if old[taken.reading.name].series == candidate.series]
        is_there = any(
            old[taken.reading.name].observation.year == candidate.observation.year
            and is_equal(taken.reading, candidate)
            for taken in same
        )
        if not is_there and all(_supersedes(candidate, old[taken.reading.name]) for taken in same or readings):
            news.setdefault(candidate.series, candidate)
    return list(news.values())


def _make_change(figure: Figure, old: Mapping[str, Candidate], news: Sequence[Candidate]) -> Change:
    """Name new readings, and choose the one in use: by the rule, or of the series that somebody has chosen."""
    names = [reading.name for reading in figure.readings if reading.name]
    first = ""
    if not names:
        only = old[""]
        first = f"{name_shortly(only)}_{only.observation.year}"
        names.append(first)
    new: dict[str, Candidate] = {}
    for candidate in news:
        is_known = any(each.series == candidate.series for each in old.values())
        new[_name(candidate, [*names, *new], is_known=is_known)] = candidate
    in_use = old.get(figure.use)
    use = figure.use or first
    if in_use is not None:
        is_by_rule = not any(is_before(each, in_use) for each in old.values())
        rivals = (name for name, each in new.items() if is_by_rule or each.series == in_use.series)
        use = next((name for name in rivals if _supersedes(new[name], in_use)), use)
    return Change(figure, first, new, use)


def _supersedes(new: Candidate, old: Candidate) -> bool:
    """Tell whether a value takes the place of an older one, also where its file is the same and says otherwise now."""
    is_same_entry = (new.series, new.entry.path, new.observation.year) == (
        old.series, old.entry.path, old.observation.year,
    )  # fmt: skip
    return is_same_entry or is_before(new, old)


def _name(candidate: Candidate, taken: Collection[str], *, is_known: bool) -> str:
    """Name a reading as a new scenario does, with its year if that name is taken, or another year of it is there."""
    short = name_shortly(candidate)
    if not is_known and short not in taken:
        return short
    return choose_unused(f"{short}_{candidate.observation.year}", taken)


def _renew_sources(
    edits: Edits, file: File, scenario: Scenario, every: Sequence[Taken], present: Sequence[Candidate]
) -> tuple[dict[str, str], list[str]]:
    """Renew what sources say of files that are others now, where all that was taken from them is still in them.

    Returns the sources of files by their paths, and which of them were renewed.
    """
    entries = {candidate.entry.path: candidate.entry for candidate in present}
    ids: dict[str, str] = {}
    renewed: list[str] = []
    for source in scenario.sources.values():
        entry = entries.get(source.file)
        if entry is not None and source.sha256 in ("", entry.sha256):
            ids.setdefault(source.file, source.id)
    section = edits.root.values.get("sources")
    for source in scenario.sources.values():
        entry = entries.get(source.file)
        if entry is None or source.file in ids or source.place.file != file:
            continue
        of_source = [taken for taken in every if taken.reading.source == source.id]
        still_there = [
            taken
            for taken in of_source
            if any(is_named(each, taken) and is_equal(taken.reading, each) for each in present)
        ]
        node = section.values[source.id] if isinstance(section, MapNode) else None
        if of_source and still_there == of_source and isinstance(node, MapNode) and "sha256" in node.values:
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
