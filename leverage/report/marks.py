"""The one mark a shown number can carry, and the legend of those in use."""

from collections.abc import Callable, Collection, Iterable, Sequence

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
        return Item(absent, cell=cell)
    sign, text, ends = mark(ledger, cell), write(raw), between(ledger, cell, write)
    spread = ends if ends != text else ""  # which then says nothing
    return Item(marked(text, sign), "", cell, raw, spread) if sign == ABOUT else Item(text, sign, cell, raw, spread)


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
    views = list(views)
    shown = [item for view in views if isinstance(view, Grid) for row in (*view.rows, *view.totals) for item in row]
    shown += [entry.value for view in views if isinstance(view, Outline) for entry in view.entries]
    used = {item.mark or item.text[:1] for item in shown if item.mark or item.text[:1] == ABOUT}
    lines = [line for view in views if isinstance(view, Prose) for line in view.lines]
    bars = [bar.text for view in views if isinstance(view, Chart) for row in view.rows for bar in row.bars]
    used |= {sign for text in (*lines, *bars) for sign in _ALL if sign in text}
    used |= {text[:1] for text in (*(item.text for item in shown), *bars)} & {tables.LEAST, tables.MOST}
    return explained(ledgers, used)


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
    first, several, _ = source.author.replace(" and ", ", ").partition(", ")
    return words.AND_OTHERS.format(author=first) if several else first or source.title
