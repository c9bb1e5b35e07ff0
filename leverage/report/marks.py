"""The one mark a shown number can carry, and the legend of those in use.

A legend follows from the marks that items, bars and sentences say they print, never from how their texts look.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from leverage.model import Evidence
from leverage.report import words
from leverage.report.bibliography import name_author
from leverage.report.cell_reader import CellReader
from leverage.report.numbers import ABOUT, Scale, write_brief, write_fixed, write_percent, write_span
from leverage.report.views import Chart, Grid, Item, Outline, Prose, View

UNSOURCED, ASSUMED, ELSEWHERE = "‡", "†", "*"
BESIDE = "   "  # between the signs that a line explains
_ALL = (UNSOURCED, ASSUMED, ELSEWHERE, ABOUT)


def find_mark(reader: CellReader, cell: str) -> str:
    """Return a cell's mark, the weakest thing there is to say of it."""
    evidence = reader.of.evidence.get(cell)
    if evidence is None:
        return ""
    if evidence.evidence is Evidence.UNSOURCED:
        return UNSOURCED
    if evidence.evidence is Evidence.ASSUMED:
        return ASSUMED
    primary = {source.id for source in reader.scenario.sources.values() if source.primary}
    if primary and set(evidence.sources) - primary:
        return ELSEWHERE
    return ABOUT if evidence.approximate else ""


def find_weaker_mark(reader: CellReader, *cells: str) -> str:
    """Return the mark of what is computed from several cells: that of the weakest of them."""
    found = {find_mark(reader, cell) for cell in cells}
    return next((sign for sign in _ALL[:-1] if sign in found), "")


def show_number(
    reader: CellReader, cell: str, write: Callable[[float], str], absent: str = "–", *, with_bound: bool = False
) -> Item:
    """Show a cell's number as `write` writes it, with its mark, or what stands for its absence.

    `with_bound` a sum without all its parts has the sign for that before it.
    """
    raw = reader.raw(cell)
    if raw is None:
        return none(absent, cell)
    text, ends = write(raw), write_range(reader, cell, write)
    spread = ends if ends != text else ""  # which then says nothing
    bound = find_bound(reader, cell) if with_bound else ""
    return with_mark(text, find_mark(reader, cell), cell, raw, spread, reader.label_notes(cell), bound)


def with_mark(
    text: str,
    mark: str,
    cell: str,
    raw: float | None,
    spread: str = "",
    notes: tuple[str, ...] = (),
    bound: str = "",
) -> Item:
    """Show a number with its mark: behind it in a place of its own, or before it where it is approximate."""
    about = mark if mark == ABOUT else ""
    before = tuple(sign for sign in (bound, about) if sign)
    return Item(text, "" if about else mark, cell, raw, spread, notes, before)


def find_bound(reader: CellReader, cell: str) -> str:
    """Return the sign for a cell that is a lower bound, since a part of it is not valued; empty for others."""
    return words.LEAST if reader.is_at_least(cell) else ""


def none(absent: str, cell: str) -> Item:
    """Show that a cell has nothing to show, by a sign that a legend can explain."""
    return Item(absent, cell=cell, is_absent=True)


def printed(reader: CellReader, cells: Iterable[str]) -> frozenset[str]:
    """Return the marks of the cells that have a number: those that sentences print which say these numbers."""
    return frozenset(find_mark(reader, cell) for cell in cells if reader.raw(cell) is not None)


def write_range(reader: CellReader, cell: str, write: Callable[[float], str]) -> str:
    """Write a cell's range, ``240–644``, one number where both ends read alike; empty without one."""
    ends = reader.raw_ends(cell)
    return write_span(*map(write, ends)) if ends else ""


def show_amount(reader: CellReader, cell: str, scale: Scale, absent: str = "–", *, with_bound: bool = False) -> Item:
    """Show an amount of money; what is none is shown in its own unit."""
    if reader.is_money(cell):
        return show_number(reader, cell, scale.show, absent, with_bound=with_bound)
    unit = reader.base_unit(cell)
    return show_number(reader, cell, lambda raw: write_brief(raw, unit), absent, with_bound=with_bound)


def show_share(reader: CellReader, cell: str, *, with_bound: bool = False) -> Item:
    """Show a share in per cent."""
    return show_number(reader, cell, write_percent, with_bound=with_bound)


def show_ratio(reader: CellReader, cell: str) -> Item:
    """Show a ratio."""
    return show_number(reader, cell, lambda raw: write_fixed(raw, 2))


def write_legend(readers: Sequence[CellReader], views: Iterable[View]) -> tuple[str, ...]:
    """Explain on one line, if on any, the marks and signs that the views of some scenarios carry."""
    line = BESIDE.join(explain_signs(readers, views))
    return (line,) if line else ()


def explain_signs(readers: Sequence[CellReader], views: Iterable[View]) -> list[str]:
    """Explain the marks and signs that the views of some scenarios carry, one by one."""
    return explain_marks(readers, {sign for view in views for sign in used(view)})


def used(view: View) -> Iterator[str]:
    """Yield the marks and signs that a view prints."""
    if isinstance(view, Prose):
        yield from view.signs
    elif isinstance(view, Chart):
        yield from (sign for panel in view.panels for bar in panel.bars for sign in bar.signs)
    elif isinstance(view, (Grid, Outline)):
        rows = (*view.rows, *view.totals) if isinstance(view, Grid) else [[entry.value for entry in view.entries]]
        yield from (sign for row in rows for item in row for sign in item.signs)


def explain_marks(readers: Sequence[CellReader], signs: Collection[str]) -> list[str]:
    """Explain those marks of some scenarios, and signs of sums that lack a part, that are among the signs."""
    primary = dict.fromkeys(_primary(reader) for reader in readers)
    source = next(iter(primary)) if len(primary) == 1 else "the primary one of its scenario"
    templates = {
        ELSEWHERE: "{mark} uses a source besides {source}",
        ASSUMED: "{mark} rests on an assumption",
        UNSOURCED: "{mark} rests on a number without a source",
        ABOUT: "{mark} approximate",
        words.LEAST: "{mark} at least: a part is not valued",
        words.MOST: "{mark} at most: a part of what it is compared with is not valued",
    }
    return [text.format(mark=sign, source=source) for sign, text in templates.items() if sign in signs]


def _primary(reader: CellReader) -> str:
    return words.AND.join(name_author(source) for source in reader.scenario.sources.values() if source.primary)
