"""A figure's note and a source's entry in the bibliography, as texts."""

import re
from collections.abc import Iterable

from leverage.model import Reading, Source, figures_of
from leverage.quantity import parted
from leverage.report.ledger import Ledger
from leverage.report.titles import title
from leverage.report.values import shown
from leverage.report.views import Note
from leverage.report.words import briefing as words

_ADDRESS = re.compile(r"https?://[^\s<>'`\\\x22]+")  # no other scheme becomes a link, and no sign that ends one


def note(ledger: Ledger, name: str) -> str:
    """Say what a figure is, its value with range and year, who says so or why it is assumed, and who says otherwise."""
    reading = ledger.of.graph.cells[name].reading
    what = label(ledger, name)
    if reading is None:
        return words.ASSUMED.format(what=what, value=shown(ledger, name), reason=_by_kind(ledger, name))
    said = _said(reading).format(what=what, value=_value(ledger, name, reading), **_basis(ledger, reading))
    others = _others(ledger, name, reading)
    return words.WITH_OTHERS.format(note=said, others="; ".join(others)) if others else said


def _said(reading: Reading) -> str:
    if reading.assumed:
        return words.ASSUMED
    return words.REPORTED if reading.source else words.UNSOURCED


def _basis(ledger: Ledger, reading: Reading) -> dict[str, str]:
    """Return the source of a reading, and the reason for it where it is assumed."""
    source = _source(ledger, reading).rstrip(".") if reading.source else ""
    reason = reading.assumed.rstrip(".")
    leaning = words.LEANS_ON.format(reason=reason, source=source) if source else reason
    return {"source": source, "reason": leaning}


def _by_kind(ledger: Ledger, name: str) -> str:
    kind = ledger.scenario.levers[name.partition(".")[0]].kind
    return words.BY_KIND.format(reason=ledger.of.graph.cells[name].assumes, kind=kind)


def _others(ledger: Ledger, name: str, reading: Reading) -> list[str]:
    """Write the rival readings of a figure, each with who stands behind it."""
    if not reading.name:
        return []
    own = name.removesuffix(f".{reading.name}")
    figure = next(one for one in figures_of(ledger.scenario) if one.id == own)
    return [
        words.OTHER.format(value=shown(ledger, f"{own}.{other.name}"), source=_behind(ledger, other))
        for other in figure.readings
        if other.name != reading.name and not other.dropped
    ]


def _behind(ledger: Ledger, reading: Reading) -> str:
    return _short(ledger, ledger.scenario.sources[reading.source]) if reading.source else reading.name.replace("_", " ")


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
    own = title(ledger, name)
    if first in ledger.scenario.levers:
        own = words.INPUT.format(lever=ledger.label(first), input=rest.partition(".")[0])
    return f"{own[:1].title()}{own[1:]}"  # Georgian has no capital at the head of a word


def _value(ledger: Ledger, name: str, reading: Reading) -> str:
    value = shown(ledger, name)
    if reading.formula is not None:
        value = words.COMPUTED.format(value=value, formula=reading.formula.formula.text)
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
    if works > 1 and source.author:
        return words.WORK.format(author=source.author, title=source.title)
    return short(source)


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
