"""A figure's note and a source's entry in the bibliography, as texts."""

import re
from collections.abc import Iterable

from leverage.model import Reading, Source
from leverage.quantity import parted
from leverage.report.ledger import Ledger
from leverage.report.titles import title
from leverage.report.values import shown
from leverage.report.views import Note
from leverage.report.words import briefing as words

_ADDRESS = re.compile(r"https?://[^\s<>'`\\\x22]+")  # no other scheme becomes a link, and no sign that ends one


def note(ledger: Ledger, name: str) -> str:
    """Say what a figure is, its value with range and year, and who says so or why it is assumed."""
    cell = ledger.of.graph.cells[name]
    what = label(ledger, name)
    if cell.reading is None:
        kind = ledger.scenario.levers[name.partition(".")[0]].kind
        reason = words.BY_KIND.format(reason=cell.assumes, kind=kind)
        return words.ASSUMED.format(what=what, value=shown(ledger, name), reason=reason)
    reading = cell.reading
    value = _value(ledger, name, reading)
    if reading.assumed:
        reason = reading.assumed.rstrip(".")
        if reading.source:
            reason = words.LEANS_ON.format(reason=reason, source=_source(ledger, reading))
        return words.ASSUMED.format(what=what, value=value, reason=reason)
    if not reading.source:
        return words.UNSOURCED.format(what=what, value=value)
    return words.REPORTED.format(what=what, value=value, source=_source(ledger, reading).rstrip("."))


def in_brief(ledger: Ledger, name: str) -> str:
    """Say what a figure is, its value with its range, and who says so, if it is not assumed."""
    reading = ledger.of.graph.cells[name].reading
    what = label(ledger, name)
    value = _value(ledger, name, reading) if reading else shown(ledger, name)
    if reading is None or reading.assumed or not reading.source:
        return words.IN_BRIEF.format(what=what, value=value)
    source = _short(ledger, ledger.scenario.sources[reading.source])
    return words.SOURCE_IN_BRIEF.format(what=what, value=value, source=source)


def label(ledger: Ledger, name: str) -> str:
    """Return what a figure is called: by its own label, that of the figure it is a reading of, or its lever's input."""
    first, _, rest = name.partition(".")
    lever = ledger.scenario.levers.get(first)
    own = title(ledger, name)
    return words.INPUT.format(lever=ledger.label(first), input=rest.partition(".")[0]) if lever else own


def _value(ledger: Ledger, name: str, reading: Reading) -> str:
    value = shown(ledger, name)
    if reading.value and (reading.low or reading.high):
        low, high = (reading.low or reading.value).text, (reading.high or reading.value).text
        if len({parted(text)[1] for text in (value, low, high)}) == 1:  # the unit said once is enough
            low, high = parted(low)[0], parted(high)[0]
        value = words.RANGED.format(value=value, low=low, high=high)
    return words.YEAR.format(value=value, year=reading.year) if reading.year else value


def _source(ledger: Ledger, reading: Reading) -> str:
    said = _short(ledger, ledger.scenario.sources[reading.source])
    if reading.where:
        said = words.PLACE.format(source=said, place=reading.where)
    return words.PRINTED.format(source=said, text=reading.as_printed) if reading.as_printed else said


def _short(ledger: Ledger, source: Source) -> str:
    """Return what tells a source from the scenario's others: its author alone only where that is enough."""
    works = sum(one.author == source.author for one in ledger.scenario.sources.values())
    return (
        short(source)
        if works == 1 or not source.author
        else words.WORK.format(author=source.author, title=source.title)
    )


def short(source: Source) -> str:
    """Return a source's author, or its title where it names none."""
    return source.author or source.title


def bibliography(sources: Iterable[Source]) -> tuple[Note, ...]:
    """Return sources as a bibliography has them, by author or title."""
    return tuple(_entry(source) for source in sorted(sources, key=lambda one: short(one).casefold()))


def _entry(source: Source) -> Note:
    address = link(source.url)
    parts = [source.author, source.title, source.published, "" if address else source.url]
    text = ", ".join(part.rstrip(".") for part in parts if part)
    return Note("", f"{text}. {source.note}" if source.note else f"{text}.", address)


def link(url: str) -> str:
    """Return an address that may be a link; nothing for one that is no web page's."""
    return url if _ADDRESS.fullmatch(url) else ""
