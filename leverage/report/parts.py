"""What a report is made of: records for machines, grids and sentences for people. No numbers are made here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

Record: TypeAlias = dict[str, Any]


class Table:
    """Records of one sort: the same columns in every machine format, computed when first asked for."""

    def __init__(self, columns: tuple[str, ...], rows: Callable[[], Iterable[Record]], below: str = "") -> None:
        """Name the columns, and what gives the rows; a row may leave out what it does not know.

        Rows with a `depth` can be nested: `below` is then what the list of those under a row is called.
        """
        self.columns = columns
        self._rows = rows
        self._below = below

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Return the records, each with every column in order, null where nothing is known."""
        return tuple({column: row.get(column) for column in self.columns} for row in self._rows())

    @property
    def nested(self) -> list[Record]:
        """Return the records for formats that can nest them: each with those below it."""
        if not self._below:
            return list(self.records)
        above: list[list[Record]] = [[]]
        for record in self.records:
            del above[record["depth"] + 1 :]
            own = {**record, self._below: []}
            above[-1].append(own)
            above.append(own[self._below])
        return above[0]


class Item(NamedTuple):
    """One place of a grid: its text, its mark, and the name and raw number of the cell it shows."""

    text: str
    mark: str = ""
    cell: str = ""
    raw: float | None = None

    def at_least(self, is_part: bool) -> "Item":
        """Return the item with the sign for a sum of which a part is missing."""
        return self._replace(text=f"≥{self.text}") if is_part else self


class Column(NamedTuple):
    """A column of a grid; neighbours of one group share a heading, `is_text` columns may wrap."""

    head: str
    group: str = ""
    is_text: bool = False


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
    """Sentences for people, one a paragraph; `is_small` for legends and notes, `is_code` for lines of a file."""

    table: str
    lines: tuple[str, ...]
    is_small: bool = False
    is_code: bool = False

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


View: TypeAlias = Grid | Prose | Outline


class Report(NamedTuple):
    """What a command has to say, the default table first; a format turns it into text."""

    title: str
    subtitle: str
    scenario: Mapping[str, Any]
    tables: Mapping[str, Table]
    draw: Callable[[], tuple[View, ...]]  # what people see of it; machines never ask
    bare: tuple[str, ...] = ()  # the whole answer in bare words, for a command that gives numbers

    def views(self, table: str | None) -> tuple[View, ...]:
        """Draw everything, or what belongs to one table; a table without a grid of its own is drawn as it is."""
        views = self.draw()
        if table is None:
            return views
        own = tuple(view for view in views if view.table == table)
        return own if any(isinstance(view, (Grid, Outline)) for view in own) else (_plain(table, self.tables[table]),)


class Field(NamedTuple):
    """A column of a flow: its name, and its type: float, str or list, or one of another library's."""

    name: str
    type: Any = str


class Strip(NamedTuple):
    """Some values of a column, raw and as texts have them; `is_safe` where no text of a user's is among them."""

    raw: Sequence[Any]
    written: Sequence[Any]
    is_safe: bool = False


class Flow(NamedTuple):
    """Records of one sort, too many to hold: blocks of them, each with a strip of every column.

    Formats that can pass them on block by block have ``stream(flow, page)``.
    """

    columns: tuple[Field, ...]
    blocks: Iterable[Sequence[Strip]]


def _plain(table: str, records: Table) -> View:
    """Draw records as they are, without the columns that are empty throughout."""
    rows = records.records
    filled = [column for column in records.columns if any(row[column] not in (None, []) for row in rows)]
    if not filled:
        return Prose(table, (f"There are no {table}.",))
    columns = tuple(
        Column(column, is_text=any(not isinstance(row[column], float) for row in rows)) for column in filled
    )
    return Grid(table, "", columns, tuple(items(*(_written(row[column]) for column in filled)) for row in rows))


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1 else f"{value:,.2f}"
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def items(*texts: str) -> tuple[Item, ...]:
    """Make plain items of texts."""
    return tuple(Item(text) for text in texts)
