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
    """A table for people; `table` names the records it is a view of.

    `notes` are the labels of the notes that the table rests on as a whole, for a line under it.
    """

    table: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Item, ...], ...]
    totals: tuple[tuple[Item, ...], ...] = ()
    notes: tuple[str, ...] = ()

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
    """A number of a chart: where its mark ends on the panel's scale, its text, its range, and what is behind it.

    `end` is None where there is no number; `text` then says so. `side` is -1 to the left of the axis and 1 to the
    right, also for a bar without length. `low` and `high` are the ends of its range, which `spread` prints. `behind` is
    what the number is a part of, such as the exposure behind a loss. `hue` is 1 for the first of two sides, 2 for the
    second, 0 for neither; `line` is the line it stands on among those of its row; `signs` are the marks and signs that
    its text prints.
    """

    end: float | None
    side: int
    text: str
    spread: str = ""
    low: float | None = None
    high: float | None = None
    behind: float | None = None
    behind_text: str = ""
    hue: int = 0
    is_hollow: bool = False
    line: int = 0
    signs: frozenset[str] = frozenset()

    @property
    def ends(self) -> list[float]:
        """Return the places on the scale that its mark and its range reach."""
        return [end for end in (self.end, self.low, self.high) if end is not None]

    @property
    def words(self) -> str:
        """Return its text with its range."""
        return f"{self.text} ({self.spread})" if self.spread else self.text


class Bars(NamedTuple):
    """The bars of one row of a panel, under its label."""

    label: str
    bars: tuple[Bar, ...]
    is_total: bool = False

    @property
    def lines(self) -> list[list[Bar]]:
        """Return the bars by the lines on which they stand."""
        count = max((bar.line for bar in self.bars), default=-1) + 1
        return [[bar for bar in self.bars if bar.line == number] for number in range(count)]


class Panel(NamedTuple):
    """A part of a chart with a scale of its own; `title` says what is measured.

    `shape` is "bars" to the left and right of an axis, "dots" on a logarithmic scale with a line at `axis`, or "points"
    of which each row has two numbers: the first lies to the right, the second upwards, on one scale; "outcomes" are
    points on a logarithmic scale. `heads` say what lies to the left and to the right of the axis; of points, what it
    means to lie below and above the diagonal; `names` what the two numbers of a point are. `lines` are values of bars
    at which something turns. `legend` explains marks: each a look, "mark", "filled", "hollow", "behind", "range",
    "side", "dot", "open" or "line", with its meaning.
    """

    title: str
    heads: tuple[str, str]
    rows: tuple[Bars, ...]
    shape: str = "bars"
    axis: float = 0.0
    names: tuple[str, str] = ("", "")
    legend: tuple[tuple[str, str], ...] = ()
    lines: tuple[float, ...] = ()

    @property
    def bars(self) -> list[Bar]:
        """Return the bars of all rows."""
        return [bar for row in self.rows for bar in row.bars]

    def make_measurable(self) -> "Panel":
        """Return the panel, on another scale if distances of its numbers would overflow or vanish."""
        behind = [bar.behind for bar in self.bars if bar.behind is not None]
        largest = max(map(abs, [self.axis, *self.lines, *behind, *(end for bar in self.bars for end in bar.ends)]))
        if largest == 0 or 1e-300 < largest < 1e300:
            return self

        def shrink(bar: Bar) -> Bar:
            ends = [None if end is None else end / largest for end in (bar.end, bar.low, bar.high, bar.behind)]
            return bar._replace(end=ends[0], low=ends[1], high=ends[2], behind=ends[3])

        rows = tuple(row._replace(bars=tuple(map(shrink, row.bars))) for row in self.rows)
        lines = tuple(line / largest for line in self.lines)
        return self._replace(rows=rows, axis=self.axis / largest, lines=lines)

    def describe(self) -> str:
        """Return the panel's data as a sentence for those who do not see it."""
        behind = dict(self.legend).get("behind", "")
        rows = []
        for row in self.rows:
            numbers = []
            for place, bar in enumerate(row.bars):
                name = self.names[place] if any(self.names) else self.heads[bar.side > 0]
                if self.shape == "dots":
                    name = ""
                said = f"{name} {bar.words}".lstrip()
                numbers.append(f"{said}, {behind} {bar.behind_text}" if bar.behind_text and behind else said)
            rows.append(f"{row.label}: {'; '.join(numbers)}." if numbers else f"{row.label}.")
        return f"{self.title}. {' '.join(rows)}"


class Chart(NamedTuple):
    """Panels under a title that says what they show; below it what is measured, at the foot what must be known."""

    table: str
    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...] = ()

    @property
    def body(self) -> tuple[Panel, ...]:
        """Return what there is to see."""
        return tuple(panel for panel in self.panels if panel.rows)

    def describe(self) -> str:
        """Return the title and the data in words, for those who do not see the chart."""
        title = [f"{self.title}."] if self.title else []
        return " ".join([*title, *(panel.describe() for panel in self.panels)])

    def split(self, count: int) -> list["Chart"]:
        """Return charts of at most `count` panels, for pages: the first has the title, the last the notes."""
        starts = range(0, len(self.body), count)
        return [
            self._replace(
                title="" if start else self.title,
                subtitle="" if start else self.subtitle,
                panels=self.body[start : start + count],
                notes=self.notes if start == starts[-1] else (),
            )
            for start in starts
        ]


View: TypeAlias = Grid | Prose | Outline | Notes | Chart


def make_items(*texts: str) -> tuple[Item, ...]:
    """Make plain items of texts."""
    return tuple(Item(text) for text in texts)


def make_text_columns(*heads: str) -> tuple[Column, ...]:
    """Make columns of texts by their heads."""
    return tuple(Column(head, is_text=True) for head in heads)


def drop_empty(*views: View) -> tuple[View, ...]:
    """Return the views that have something in them."""
    return tuple(view for view in views if view.body)
