"""Notes on what a scenario says: texts cut short by a comment, numbers without a source, figures that are too new."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from leverage import document, model
from leverage.document import ListNode, MapNode, Node, TextNode
from leverage.model import Evidence, Scenario, list_figures, list_keys
from leverage.printed import compare
from leverage.problems import File, Place, Problem, suggest_name

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_COMMENT = r"[ \t]+(#[^\s#]\S{0,30})"
#: What says that a numeral soon after it is not exact, in several languages.
_ABOUT = re.compile(
    r"((?:(?<!\w)(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|ca\.?|etwa|rund|ungefähr"
    r"|environ|près de|cerca de|unos|около|примерно|приблизительно|порядка|təxminən|yaklaşık)(?!\w))"
    r"|[~≈\u223c\uff5e≃约約])[^0-9]{0,12}?[0-9]",
    re.IGNORECASE,
)
_DATE = r"(?:\b([0-9]{1,2}) )?(?:\b([A-Z][a-z]+) )?\b((?:19|20)[0-9]{2})(-[0-9]{2}(?:-[0-9]{2})?)?\b"


def note_scenario(scenario: Scenario) -> Iterator[Problem]:
    """Yield notes on texts that a comment ends, numbers without a source or said to be about, and too new figures."""
    for file in scenario.read:
        yield from _note_cut_texts(file)
    yield from _note_observed(scenario)
    for figure in list_figures(scenario):
        for reading in figure.readings:
            if reading.evidence is Evidence.UNSOURCED:
                yield Problem(f"'{figure.id}': a number without a source", reading.place, note=True)
            printed = compare(reading.as_printed, reading.value) if reading.as_printed and reading.value else None
            if printed and printed.agrees is None:
                message = f"'{figure.id}': the value cannot be compared with what the source prints: {printed.read}"
                yield Problem(message, reading.places.get("as_printed", reading.place), note=True)
            if not reading.approximate and (mark := _ABOUT.search(reading.as_printed)):
                message = f"'{figure.id}': the source prints '{mark[1]}', but the figure is not marked as approximate"
                place = reading.places.get("as_printed", reading.place)
                yield Problem(message, place, "add approximate: true", note=True)
            if scenario.as_of and reading.year is not None and reading.year.ends > int(scenario.as_of[:4]):
                message = f"'{figure.id}': from {reading.year}, after as_of {scenario.as_of}"
                yield Problem(message, reading.places.get("year", reading.place), note=True)


def _note_observed(scenario: Scenario) -> Iterator[Problem]:
    """Yield notes on what was observed: without a source, or before the scenario's date; and on its episode."""
    if scenario.episode:
        from leverage import priors  # which few scenarios need

        known = priors.list_episodes()
        near = suggest_name(scenario.episode, known) if scenario.episode not in known else ""
        if near:
            message = f"no prior has evidence of the episode '{scenario.episode}'"
            yield Problem(message, scenario.places["episode"], near, note=True)
    for observed in scenario.observed.values():
        if not observed.source:
            yield Problem(f"observed '{observed.id}': a number without a source", observed.place, note=True)
        if scenario.as_of and observed.year is not None and observed.year.ends < int(scenario.as_of[:4]):
            message = f"observed '{observed.id}': from {observed.year}, before as_of {scenario.as_of}"
            yield Problem(message, observed.places["year"], note=True)


@lru_cache(maxsize=64)  # a base that many files extend is searched once
def _note_cut_texts(file: File) -> tuple[Problem, ...]:
    """Note texts whose author may not have meant what follows as a comment, such as the 2 of ``Oil ban #2``."""
    if not re.search(_COMMENT, file.text):
        return ()
    records = (record for record in vars(model).values() if isinstance(record, type))
    declared = (key for record in records for key in list_keys(record).items())
    return tuple(
        _find_cut_texts(document.parse_yaml(file), {name for name, (_, key) in declared if key.reads == "text"})
    )


def _find_cut_texts(node: Node, texts: Collection[str]) -> Iterator[Problem]:
    """Yield a note for each text cut short in a node; `texts` are the keys of texts."""
    if isinstance(node, ListNode):
        for item in node.items:
            yield from _find_cut_texts(item, texts)
    elif isinstance(node, MapNode):
        for name, value in node.values.items():
            if name in texts and isinstance(value, TextNode) and value.text and not _is_marked(value.place):
                last = value.place.within(value.text, len(value.text) - 1)
                if comment := re.match(_COMMENT, last.file.line(last.line)[last.column :]):
                    place = last._replace(column=last.column + comment.start(1) + 1, width=len(comment[1]))
                    message = f"the text of '{name}' ends before '{comment[1]}', which YAML takes for a comment"
                    yield Problem(message, place, "put the whole text in quotes", note=True)
            else:
                yield from _find_cut_texts(value, texts)


def _is_marked(place: Place) -> bool:
    """Tell whether a text is in quotes, or a block below | or >."""
    return place.file.line(place.line)[place.column - 1] in "'\"|>"


def find_first_date(text: str) -> str:
    """Return the first date in a free text as far as it goes, such as 2025-10 for October 2025; empty without one."""
    match = re.search(_DATE, text)
    if match is None:
        return ""
    day, month, year, rest = match.groups()
    if rest or month not in _MONTHS:
        return year + (rest or "")
    written = f"{year}-{_MONTHS.index(month) + 1:02}"
    return f"{written}-{int(day):02}" if day else written
