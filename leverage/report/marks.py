"""The one mark a shown number can carry, and the legend of those in use.

A legend follows from the marks that items, bars and sentences say they print, never from how their texts look.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from leverage.model import Evidence, Source
from leverage.report.ledger import Ledger
from leverage.report.numbers import ABOUT, Scale, brief, fixed, marked, percent
from leverage.report.views import Chart, Grid, Item, Outline, Prose, View
from leverage.report.words import AND, tables
from leverage.report.words import marks as words

UNSOURCED, ASSUMED, ELSEWHERE = "‡", "†", "*"
BESIDE = "   "  # between the signs that a line explains
_ALL = (UNSOURCED, ASSUMED, ELSEWHERE, ABOUT)


def mark(ledger: Ledger, cell: str) -> str:
    """Return a cell's mark, the weakest thing there is to say of it."""
    founding = ledger.of.founding.get(cell)
    if founding is None:
        return ""
    if founding.evidence is Evidence.UNSOURCED:
        return UNSOURCED
    if founding.evidence is Evidence.ASSUMED:
        return ASSUMED
    primary = {source.id for source in ledger.scenario.sources.values() if source.primary}
    if primary and set(founding.sources) - primary:
        return ELSEWHERE
    return ABOUT if founding.approximate else ""


def weaker(ledger: Ledger, *cells: str) -> str:
    """Return the mark of what is computed from several cells: that of the weakest of them."""
    found = {mark(ledger, cell) for cell in cells}
    return next((sign for sign in _ALL[:-1] if sign in found), "")


def number(ledger: Ledger, cell: str, write: Callable[[float], str], absent: str = "–") -> Item:
    """Show a cell's number as `write` writes it, with its mark, or what stands for its absence."""
    raw = ledger.raw(cell)
    if raw is None:
        return none(absent, cell)
    text, ends = write(raw), between(ledger, cell, write)
    spread = ends if ends != text else ""  # which then says nothing
    return with_mark(text, mark(ledger, cell), cell, raw, spread)


def none(absent: str, cell: str) -> Item:
    """Show that a cell has nothing to show, by a sign that a legend can explain."""
    return Item(absent, cell=cell, signs=frozenset((absent,)))


def with_mark(text: str, sign: str, cell: str, raw: float | None, spread: str = "") -> Item:
    """Show a number with its mark: behind it in a place of its own, or before it where it is approximate."""
    if sign == ABOUT:
        return Item(marked(text, sign), "", cell, raw, spread, signs=frozenset((sign,)))
    return Item(text, sign, cell, raw, spread)


def printed(ledger: Ledger, cells: Iterable[str]) -> frozenset[str]:
    """Return the marks of the cells that have a number: those that sentences print which say these numbers."""
    return frozenset(mark(ledger, cell) for cell in cells if ledger.raw(cell) is not None)


def between(ledger: Ledger, cell: str, write: Callable[[float], str]) -> str:
    """Write a cell's range, ``240–644``, one number where both ends read alike; empty without one."""
    ends = ledger.raw_ends(cell)
    return "–".join(dict.fromkeys(write(end) for end in ends)) if ends else ""


def amount(ledger: Ledger, cell: str, scale: Scale, absent: str = "–") -> Item:
    """Show an amount of money; what is none is shown in its own unit."""
    if ledger.is_money(cell):
        return number(ledger, cell, scale.show, absent)
    return number(ledger, cell, lambda raw: brief(raw, ledger.base_unit(cell)), absent)


def share(ledger: Ledger, cell: str) -> Item:
    """Show a share in per cent."""
    return number(ledger, cell, percent)


def ratio(ledger: Ledger, cell: str) -> Item:
    """Show a ratio."""
    return number(ledger, cell, lambda raw: fixed(raw, 2))


def legend(ledgers: Sequence[Ledger], views: Iterable[View]) -> tuple[str, ...]:
    """Explain on one line, if on any, the marks and signs that the views of some scenarios carry."""
    line = BESIDE.join(signs(ledgers, views))
    return (line,) if line else ()


def signs(ledgers: Sequence[Ledger], views: Iterable[View]) -> list[str]:
    """Explain the marks and signs that the views of some scenarios carry, one by one."""
    return explained(ledgers, {sign for view in views for sign in used(view)})


def used(view: View) -> Iterator[str]:
    """Yield the marks and signs that a view prints."""
    if isinstance(view, Prose):
        yield from view.signs
    elif isinstance(view, Chart):
        yield from (sign for row in view.rows for bar in row.bars for sign in bar.signs)
    elif isinstance(view, (Grid, Outline)):
        rows = (*view.rows, *view.totals) if isinstance(view, Grid) else [[entry.value for entry in view.entries]]
        yield from (sign for row in rows for item in row for sign in (item.mark, *item.signs))


def explained(ledgers: Sequence[Ledger], signs: Collection[str]) -> list[str]:
    """Explain those marks of some scenarios, and signs of sums that lack a part, that are among the signs."""
    primary = dict.fromkeys(_primary(ledger) for ledger in ledgers)
    source = next(iter(primary)) if len(primary) == 1 else words.PRIMARY_OF_EACH
    templates = {
        ELSEWHERE: words.ELSEWHERE,
        ASSUMED: words.ASSUMED,
        UNSOURCED: words.UNSOURCED,
        ABOUT: words.ABOUT,
        tables.LEAST: words.AT_LEAST,
        tables.MOST: words.AT_MOST,
    }
    return [text.format(mark=sign, source=source) for sign, text in templates.items() if sign in signs]


def _primary(ledger: Ledger) -> str:
    return AND.join(_short(source) for source in ledger.scenario.sources.values() if source.primary)


def _short(source: Source) -> str:
    """Return a source's first author, or its title; a name may hold an "and" of its own."""
    first, *others = re.split(r"\s*[,;]\s*", source.author)
    return words.AND_OTHERS.format(author=first) if others else first or source.title
