"""What a report is made of: tables of records for machines, and what draws its views for people.

Machine formats load this module; it knows views, which people see, only by name.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:  # what people see is loaded when they are to see it
    from leverage.report.views import Chart, View
    from leverage.report.workbook.cells import Workbook


class Edition(NamedTuple):
    """How a report is wanted: `extent` is "brief", "full" or empty.

    `scale` of charts is "money" or "gdp", or empty for both; `has_chart` asks for a chart also where a format draws
    none by itself, `has_path` for that of losses over the years in its place; `has_notes` for all notes on a screen;
    `is_of_table` says that one table alone is wanted, which a screen may have in full only; `command` are the words
    that were typed, and `version` that of the program.
    """

    extent: str = ""
    scale: str = ""
    has_chart: bool = False
    command: tuple[str, ...] = ()
    version: str = ""
    has_path: bool = False
    has_notes: bool = False
    is_of_table: bool = False


AS_USUAL = Edition()


Record: TypeAlias = dict[str, Any]


class Table:
    """Records of one sort: the same columns in every machine format, computed when first asked for."""

    def __init__(self, columns: Iterable[str], rows: Callable[[], Iterable[Record]], below: str = "") -> None:
        """Name the columns, and what gives the rows; a row may leave out what it does not know.

        Rows with a `depth` can be nested: `below` is then what the list of those under a row is called.
        """
        self.columns = tuple(columns)
        self._rows = rows
        self._below = below

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Return the records, each with every column in order, null where nothing is known."""
        return tuple(_finite({column: row.get(column) for column in self.columns}) for row in self._rows())

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


def _finite(record: Record) -> Record:
    """Return a record whose numbers every format can hold: no infinite one, which is missing, and no negative zero."""
    for column, value in record.items():
        if isinstance(value, float) and not math.isfinite(value):
            record[column] = None
            if "missing" in record:
                record["missing"] = [*(record["missing"] or ()), f"{column}: too large a number"]
        elif value == 0 and isinstance(value, float):
            record[column] = 0.0
    return record


class Report(NamedTuple):
    """What a command has to say, the default table first; a format turns it into text."""

    title: str
    subtitle: str
    scenario: Mapping[str, Any]
    tables: Mapping[str, Table]
    draw: "Callable[[], tuple[View, ...]]"  # what people see of it; machines never ask
    bare: tuple[str, ...] = ()  # the whole answer in bare words, for a command that gives numbers
    # What a document holds, a briefing or one table, with a chart or without; empty for what a screen shows.
    draft: "Callable[[str | None, bool], tuple[View, ...]] | None" = None
    chart: "Callable[[], Chart] | None" = None
    workbook: "Callable[[], Workbook] | None" = None
    name_paper: "Callable[[], str] | None" = None  # the title of a document that says more than the report's

    @property
    def things(self) -> tuple[str, ...]:
        """Name what there is besides tables and views that a format may be made for."""
        return tuple(name for name in ("chart", "workbook") if getattr(self, name) is not None)


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
