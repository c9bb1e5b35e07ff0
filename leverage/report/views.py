"""What people see of a report: grids, sentences, notes, outlines and charts, which a format draws.

A view says what stands where, never how it looks. No numbers are made here.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias


class Item(NamedTuple):
    """One place of a grid: words or a number, its mark, and the name and raw number of the cell it shows.

    `before` are the signs that say what the number is: a bound, or approximate. `is_absent` of what stands where there
    is no number.
    """

    written: str
    mark: str = ""
    cell: str = ""
    raw: float | None = None
    range: str = ""  # from where to where the number may lie, for a table without room for it elsewhere
    notes: tuple[str, ...] = ()  # the labels of the notes it rests on
    before: tuple[str, ...] = ()
    is_absent: bool = False

    @property
    def text(self) -> str:
        """Return the words, or the number behind its signs."""
        return f"{''.join(self.before)}{self.written}"

    @property
    def signs(self) -> frozenset[str]:
        """Return the marks and signs that a legend may explain."""
        signs = {self.mark, *self.before, self.written if self.is_absent else ""}
        return frozenset(signs - {""})


class Column(NamedTuple):
    """A column of a grid; neighbours of one group share a heading, `is_text` columns may wrap.

    `side` is 1 for what belongs to the scenario's first side, 2 for its second, which have a hue each.
    """

    head: str
    group: str = ""
    is_text: bool = False
    side: int = 0


def group_columns(columns: Sequence[Column]) -> list[list[int]]:
    """Return the runs of columns, by their places, that share a heading; a column without one stands alone."""
    runs: list[list[int]] = []
    for place, column in enumerate(columns):
        if runs and column.group and column.group == columns[place - 1].group:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


class Grid(NamedTuple):
    """A table for people; `table` names the records it is a view of."""

    table: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Item, ...], ...]
    totals: tuple[tuple[Item, ...], ...] = ()

    @property
    def body(self) -> tuple[tuple[Item, ...], ...]:
        """Return what there is to see; a view without it is left out."""
        return self.rows


class Prose(NamedTuple):
    """Sentences for people, one a paragraph, under a heading if there is one.

    `is_headline` for the answer, which is the largest, `is_small` for legends and remarks, `is_code` for lines of a
    file or of a shell; `signs` are the marks beside its numbers.
    """

    table: str
    lines: tuple[str, ...]
    is_small: bool = False
    is_code: bool = False
    language: str = "yaml"  # of code
    title: str = ""
    signs: frozenset[str] = frozenset()
    is_headline: bool = False

    @property
    def body(self) -> tuple[str, ...]:
        """Return what there is to see."""
        return self.lines


class Entry(NamedTuple):
    """One entry of an outline: how deep it stands, its heading, its value with a mark, and lines about it."""

    depth: int
    head: str
    value: Item
    lines: tuple[str, ...] = ()


class Outline(NamedTuple):
    """A tree for people, as entries in order, each before those below it."""

    table: str
    entries: tuple[Entry, ...]

    @property
    def body(self) -> tuple[Entry, ...]:
        """Return what there is to see."""
        return self.entries


class Note(NamedTuple):
    """What a label beside a number stands for: where a figure comes from, or why it is assumed.

    `url` is the address of a source's page, if it has one.
    """

    label: str
    text: str
    url: str = ""


class Notes(NamedTuple):
    """Notes under a heading, in the order of their labels; without labels a list, such as a bibliography.

    To save room, those that are `is_run_in` are one paragraph, which begins with the heading.
    """

    table: str
    title: str
    entries: tuple[Note, ...]
    is_run_in: bool = False

    @property
    def body(self) -> tuple[Note, ...]:
        """Return what there is to see."""
        return self.entries


def is_dense(views: Iterable["View"]) -> bool:
    """Tell whether views are to fit on one page: their notes are then run in."""
    return any(isinstance(view, Notes) and view.is_run_in for view in views)


class Bar(NamedTuple):
    """One bar, from the axis to its end on the chart's scale, its text, and the range of its end.

    `side` is -1 to the left of the axis and 1 to the right, also for a bar without length; `series` is the place of its
    sort among the chart's series, `line` the line it stands on among those of its row; `signs` are the marks and signs
    that its text prints.
    """

    end: float
    side: int
    text: str
    series: int = 0
    line: int = 0
    low: float | None = None
    high: float | None = None
    signs: frozenset[str] = frozenset()


class Bars(NamedTuple):
    """The bars of one row of a chart, under its label."""

    label: str
    bars: tuple[Bar, ...]


class Chart(NamedTuple):
    """Bars on one scale, to the left and right of an axis.

    `heads` say what lies on either side of the axis, `scale` what is measured, `series` what sorts of bar there are;
    `axis` is where the axis stands on the scale. `spans` is a template that says what the range of a bar's end is, with
    a place for the `{mark}` by which a format draws it; it is empty where no bar has a range. `lines` explain the rest.
    """

    table: str
    title: str
    scale: str
    heads: tuple[str, str]
    series: tuple[str, ...]
    rows: tuple[Bars, ...]
    axis: float = 0.0
    spans: str = ""
    lines: tuple[str, ...] = ()

    @property
    def body(self) -> tuple[Bars, ...]:
        """Return what there is to see."""
        return self.rows

    def told(self, mark: str) -> tuple[str, ...]:
        """Return the lines that explain the chart in a format that draws ranges by this mark."""
        return (self.spans.format(mark=mark), *self.lines) if self.spans else self.lines

    def make_measurable(self) -> "Chart":
        """Return the chart, on another scale if distances of its numbers would overflow or vanish."""
        largest = max(map(abs, [*self._list_ends(), self.axis]))
        if largest == 0 or 1e-300 < largest < 1e300:
            return self

        def shrink(bar: Bar) -> Bar:
            low = None if bar.low is None else bar.low / largest
            high = None if bar.high is None else bar.high / largest
            return bar._replace(end=bar.end / largest, low=low, high=high)

        rows = tuple(row._replace(bars=tuple(map(shrink, row.bars))) for row in self.rows)
        return self._replace(rows=rows, axis=self.axis / largest)

    @property
    def reach(self) -> float:
        """Return how far the bars and their ranges go from the axis to either side; 1 where they go nowhere."""
        return max((abs(end - self.axis) for end in self._list_ends()), default=0.0) or 1.0

    def _list_ends(self) -> list[float]:
        """Return the ends of all bars and of their ranges."""
        bars = [bar for row in self.rows for bar in row.bars]
        return [end for bar in bars for end in (bar.end, bar.low, bar.high) if end is not None]


View: TypeAlias = Grid | Prose | Outline | Notes | Chart


def make_items(*texts: str) -> tuple[Item, ...]:
    """Make plain items of texts."""
    return tuple(Item(text) for text in texts)


def drop_empty(*views: View) -> tuple[View, ...]:
    """Return the views that have something in them."""
    return tuple(view for view in views if view.body)
