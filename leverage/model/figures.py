"""Sources, figures with their readings, and parties with their aggregates."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Annotated, NamedTuple

from leverage.formula import Formula
from leverage.formula.tree import Name, walk
from leverage.model.declared import Key
from leverage.problems import Place
from leverage.quantity import Quantity

#: What a party can be asked for, and in which unit (USD stands for the scenario's currency).
AGGREGATES: dict[str, str] = {
    "gdp": "USD/year",
    "exports": "USD/year",
    "imports": "USD/year",
    "remittances_received": "USD/year",
    "reserves": "USD",
    "population": "person",
    "absorption": "USD/year",
}
#: Aggregates that follow from others where the file gives none.
AGGREGATE_DEFAULTS: dict[str, str] = {"absorption": "gdp - exports + imports"}


class Evidence(IntEnum):
    """How well a cell is founded; the greater, the weaker."""

    REPORTED = 0
    DERIVED = 1
    ASSUMED = 2
    UNSOURCED = 3


class Expression(NamedTuple):
    """A formula where it stands in a file; `place` is that of the scalar that holds it."""

    formula: Formula
    place: Place

    def at(self, offset: int, width: int) -> Place:
        """Return the place of a part of the formula's text."""
        return self.place.within(self.formula.text, offset, width)

    def at_name(self, name: str) -> Place:
        """Return the place where the formula first reads a name."""
        named = (node for node in walk(self.formula.tree) if isinstance(node, Name) and node.name == name)
        node = next(named, None)
        return self.at(node.start, node.width) if node else self.place


class Year(NamedTuple):
    """The year a figure is of: a calendar year, or a fiscal one, which counts as the year it ends in."""

    ends: int
    starts: int  # the same in a calendar year, 0 where it is not said
    text: str  # as the source prints it: 2023/24, FY2024

    def __str__(self) -> str:
        """Return the year as printed."""
        return self.text

    def __eq__(self, other: object) -> bool:
        """Tell whether two years are one, however they are printed."""
        return isinstance(other, Year) and self[:2] == other[:2]

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self[:2])

    @property
    def record(self) -> int | str:
        """Return a calendar year as a number, a fiscal one as its text."""
        return self.ends if self.starts == self.ends else self.text


class Source(NamedTuple):
    """A publication that figures are taken from."""

    id: str
    place: Place
    title: Annotated[str, Key("text", "its title; for a relayed figure, who relays whom", required=True)] = ""
    author: Annotated[str, Key("text", "who wrote it")] = ""
    published: Annotated[str, Key("text", "when, in free text")] = ""
    url: Annotated[str, Key("text", "where it is found")] = ""
    primary: Annotated[bool, Key("flag", "`true` for the source the scenario is about")] = False
    note: Annotated[str, Key("text", "a remark")] = ""


class Reading(NamedTuple):
    """One source's value for a figure: a quantity, or a formula over other figures."""

    name: str
    place: Place
    value: Annotated[Quantity | None, Key("quantity", "number, scale and unit: `1.178 billion USD/year`, `67 %`")] = (
        None
    )
    formula: Annotated[Expression | None, Key("formula", "a formula instead of a value: the figure is derived")] = None
    low: Annotated[Quantity | None, Key("quantity", "least plausible value, in the unit of `value`")] = None
    high: Annotated[Quantity | None, Key("quantity", "greatest plausible value")] = None
    shape: Annotated[
        str,
        Key(
            "choice",
            "how values between `low` and `high` lie, with `value` the likeliest; pert if not said",
            choices=("pert", "triangular", "uniform"),
        ),
    ] = "pert"
    year: Annotated[
        Year | None,
        Key("year", "the year the figure is of; a fiscal one (`2023/24`, `FY2024`) counts as its last year"),
    ] = None
    source: Annotated[str, Key("source", "the id of the source that states it, or that an assumption leans on")] = ""
    where: Annotated[str, Key("text", "the place in the source")] = ""
    as_printed: Annotated[
        str, Key("text", "as the source prints it; a numeral in it, with its scale and unit, must agree with `value`")
    ] = ""
    approximate: Annotated[bool, Key("flag", "`true` where the source says about")] = False
    assumed: Annotated[str, Key("text", "the reason, where no source states the number")] = ""
    note: Annotated[str, Key("text", "a remark")] = ""
    places: Mapping[str, Place] = {}  # of what is written under each key
    dropped: str = ""  # why it does not count, where only some sources were asked for

    @property
    def evidence(self) -> Evidence:
        """Tell how well the reading itself is founded, its inputs aside."""
        if self.assumed:
            return Evidence.ASSUMED
        if self.source:
            return Evidence.REPORTED if self.formula is None else Evidence.DERIVED
        if self.formula is None or not self.formula.formula.names or self.formula.formula.has_loose_number:
            return Evidence.UNSOURCED
        return Evidence.REPORTED if self.formula.formula.is_name else Evidence.DERIVED


class Figure(NamedTuple):
    """A number with unit, year and source; several readings where sources differ, one of them in use."""

    id: str
    place: Place
    readings: Annotated[
        tuple[Reading, ...],
        Key("readings", "rival values by name, each with the keys above; then `use` is required"),
    ]
    use: Annotated[str, Key("reading", "the name of the reading in use")] = ""
    label: Annotated[str, Key("text", "a short name for people")] = ""

    @property
    def in_use(self) -> Reading | None:
        """Return the reading in use; None where the file's own problems left none."""
        return next((reading for reading in self.readings if reading.name == self.use), None)


class Party(NamedTuple):
    """A state or bloc, with the aggregates that shares are taken of."""

    id: str
    place: Place
    aggregates: Mapping[str, Figure]
    name: Annotated[str, Key("text", "its name for people; the id if not said")] = ""
    code: Annotated[str, Key("text", "a short code, such as AZE")] = ""
