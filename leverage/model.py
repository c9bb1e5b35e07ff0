"""The records of a scenario, each declared once with the keys it is read from.

The reader, the JSON Schema, the messages and the reference all follow from these declarations.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from typing import Annotated, NamedTuple

from leverage.document import MapNode
from leverage.formula.dimensions import Measured
from leverage.formula.tree import Formula, Name, walk_tree
from leverage.problems import File, Place
from leverage.quantity import Quantity
from leverage.shapes import NORMAL_COVERS, SHAPES, UNBOUNDED


class Key(NamedTuple):
    """A key of the file: how it is read, what it means, whether it is required, which words it takes."""

    reads: str
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()
    name: str = ""


_KEYS: dict[type, dict[str, tuple[str, Key]]] = {}


def list_keys(record: type) -> dict[str, tuple[str, Key]]:
    """Return the keys of the file a record is read from: key to field name and declaration."""
    if record not in _KEYS:
        found: dict[str, tuple[str, Key]] = {}
        for field, annotation in record.__annotations__.items():
            for key in getattr(annotation, "__metadata__", ()):
                found[key.name or field] = (field, key)
        _KEYS[record] = found
    return _KEYS[record]


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
#: Aggregates of a coalition that are sums over its members where the file gives none; a sum of the others would count
#: what members trade with each other.
SUMMED_AGGREGATES = ("gdp", "reserves", "population")
#: What a move does to a lever unless it says otherwise, and the instruments that it may name in place of that.
CUT, INSTRUMENTS = "cut", ("duty",)
#: The field of a move that says how long it lasts.
DURATION = "duration"


#: The figure by which a scenario says how large the rest of the world is in the model of trade between the sides.
REST_OF_WORLD_GDP = "rest_of_world_gdp"


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
        named = (node for node in walk_tree(self.formula.tree) if isinstance(node, Name) and node.name == name)
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
    published: Annotated[
        str, Key("text", "when, in free text"), Key("text", "the same as `published`", name="date")
    ] = ""
    url: Annotated[str, Key("text", "where it is found")] = ""
    primary: Annotated[bool, Key("flag", "`true` for the source the scenario is about")] = False
    note: Annotated[str, Key("text", "a remark")] = ""
    publisher: Annotated[str, Key("text", "who published it")] = ""
    doi: Annotated[str, Key("doi", "its DOI, such as `10.1257/aer.102.1.94`")] = ""
    accessed: Annotated[
        str, Key("date", "when you saw it: `2025-07-04`"), Key("date", "the same as `accessed`", name="urldate")
    ] = ""
    license: Annotated[str, Key("text", "its terms of use, such as `CC BY 4.0`")] = ""
    file: Annotated[str, Key("text", "the data file that its figures were taken from")] = ""
    sha256: Annotated[str, Key("sha256", "the SHA-256 of that file, 64 hexadecimal digits")] = ""
    editor: Annotated[str, Key("text", "who edited it")] = ""
    translator: Annotated[str, Key("text", "who translated it")] = ""
    journal: Annotated[
        str,
        Key("text", "the journal or newspaper that it stands in"),
        Key("text", "the same as `journal`", name="journaltitle"),
    ] = ""
    booktitle: Annotated[str, Key("text", "the book that it stands in")] = ""
    volume: Annotated[str, Key("text", "the volume")] = ""
    number: Annotated[
        str,
        Key("text", "the issue of a journal, or the number in a series"),
        Key("text", "the same as `number`", name="issue"),
    ] = ""
    chapter: Annotated[str, Key("text", "the chapter")] = ""
    pages: Annotated[str, Key("text", "the pages: `94–130`")] = ""
    edition: Annotated[str, Key("text", "the edition")] = ""
    version: Annotated[str, Key("text", "the version of data or of a program")] = ""
    series: Annotated[str, Key("text", "the series")] = ""
    institution: Annotated[str, Key("text", "whose report it is")] = ""
    organization: Annotated[str, Key("text", "who runs the site or the conference")] = ""
    school: Annotated[str, Key("text", "whose thesis it is")] = ""
    address: Annotated[
        str, Key("text", "where the publisher is"), Key("text", "the same as `address`", name="location")
    ] = ""
    howpublished: Annotated[str, Key("text", "how it came out, where no other key says so")] = ""
    type: Annotated[str, Key("text", "what it is: `dataset`, `thesis`, `working paper`; guessed if not said")] = ""
    year: Annotated[str, Key("text", "the year in place of `published`")] = ""
    month: Annotated[str, Key("text", "the month of that year")] = ""
    isbn: Annotated[str, Key("text", "its ISBN")] = ""
    issn: Annotated[str, Key("text", "the ISSN of the journal")] = ""
    language: Annotated[str, Key("text", "the language it is in")] = ""


class DataEntry(NamedTuple):
    """The entry of a data file that a figure was taken from."""

    place: Place
    file: Annotated[str, Key("text", "the name of the file", required=True)] = ""
    layout: Annotated[str, Key("text", "the layout by which it was read")] = ""
    indicator: Annotated[str, Key("text", "what was read, such as `exports_to` or `gdp`")] = ""
    reporter: Annotated[str, Key("text", "the country that reports it")] = ""
    partner: Annotated[str, Key("text", "the other country of a flow")] = ""
    year: Annotated[Year | None, Key("year", "the year")] = None
    counts: Annotated[str, Key("text", "what it counts: `goods`, `services`, `goods and services`")] = ""
    basis: Annotated[str, Key("text", "at which value goods are counted: `FOB`, `CIF`")] = ""

    def __str__(self) -> str:
        """Return what there is, the file first."""
        year = self.year and self.year.text
        parts = (self.file, self.layout, self.indicator, self.reporter, self.partner, year, self.counts, self.basis)
        return ", ".join(part for part in parts if part)


class Piece(NamedTuple):
    """A piece of evidence on a prior: one outcome, or what a study finds."""

    place: Place
    goods: Annotated[str, Key("text", "what was sold, bought or sent", required=True)] = ""
    episode: Annotated[str, Key("episode", "the episode it is from; a study of many has none")] = ""
    value: Annotated[Quantity | None, Key("quantity", "what was observed")] = None
    low: Annotated[Quantity | None, Key("quantity", "the least it may have been")] = None
    high: Annotated[Quantity | None, Key("quantity", "the most it may have been")] = None
    years: Annotated[Quantity | None, Key("quantity", "from the cut to the middle of what was observed")] = None
    seen: Annotated[str, Key("choice", "how the number was seen", required=True, choices=tuple("SA2BCD"))] = ""
    sources: Annotated[tuple[str, ...], Key("names", "where it was seen", required=True)] = ()
    note: Annotated[str, Key("text", "a remark", required=True)] = ""
    happened: str = ""  # the episode in words


class Prior(NamedTuple):
    """What is plausible for an input where nothing better is known, computed from pieces of evidence."""

    name: str  # such as wine.diverted
    label: str  # of the class of goods or money
    value: Quantity
    low: Quantity
    high: Quantity
    covers: Quantity  # the share of new cases between low and high
    shape: str  # how new cases lie around them
    bounds: tuple[float, float]  # within which every case lies, in base units
    rule: str  # by which they follow from the evidence
    pieces: tuple[Piece, ...]
    sources: Mapping[str, Source]

    @property
    def reason(self) -> str:
        """Say in a line what the number rests on."""
        cases = dict.fromkeys(piece.happened or f"a study of {piece.goods}" for piece in self.pieces)
        return f"prior {self.name}, from {'; '.join(cases)}"


class Reading(NamedTuple):
    """One source's value for a figure: a quantity, or a formula over other figures."""

    name: str
    place: Place
    value: Annotated[Quantity | None, Key("quantity", "number, scale and unit: `1.178 billion USD/year`, `67 %`")] = (
        None
    )
    formula: Annotated[Expression | None, Key("formula", "a formula instead of a value: the figure is derived")] = None
    prior: Annotated[
        Prior | None,
        Key("prior", "a prior instead of a value, such as `wine.diverted`: an assumption with its range and sources"),
    ] = None
    low: Annotated[Quantity | None, Key("quantity", "least plausible value, in the unit of `value`")] = None
    high: Annotated[Quantity | None, Key("quantity", "greatest plausible value")] = None
    shape: Annotated[
        str,
        Key(
            "choice",
            "how values lie around `low` and `high`, with `value` the likeliest; pert if not said",
            choices=SHAPES,
        ),
    ] = "pert"
    covers: Annotated[
        Quantity | None,
        Key(
            "quantity",
            "the share of the probability between `low` and `high`; if not said 90 % for normal and lognormal, "
            "else 100 %",
        ),
    ] = None
    year: Annotated[
        Year | None,
        Key("year", "the year the figure is of; a fiscal one (`2023/24`, `FY2024`) counts as its last year"),
    ] = None
    source: Annotated[str, Key("source", "the id of the source that states it, or that an assumption leans on")] = ""
    where: Annotated[str, Key("text", "the place in the source")] = ""
    as_printed: Annotated[
        str, Key("text", "as the source prints it; a numeral in it, with its scale and unit, must agree with `value`")
    ] = ""
    approximate: Annotated[bool, Key("flag", "`true` where the source says about, or a formula only estimates")] = False
    assumed: Annotated[str, Key("text", "the reason, where no source states the number")] = ""
    note: Annotated[str, Key("text", "a remark")] = ""
    entry: Annotated[
        DataEntry | None,
        Key("entry", "the entry of a data file that it was taken from: `{file: baci.csv, year: 2023}`", name="from"),
    ] = None
    places: Mapping[str, Place] = {}  # of what is written under each key
    dropped: str = ""  # why it does not count, where only some sources were asked for

    def take_prior(self, prior: Prior) -> "Reading":
        """Return the reading with the numbers and the reason of a prior."""
        return self._replace(
            prior=prior,
            value=prior.value,
            low=prior.low,
            high=prior.high,
            covers=prior.covers,
            shape=prior.shape,
            assumed=prior.reason,
        )

    @property
    def cited(self) -> tuple[str, ...]:
        """Return the ids of all sources behind it: its own, or those of its prior."""
        if self.prior is not None:
            return tuple(self.prior.sources)
        return (self.source,) if self.source else ()

    @property
    def has_range(self) -> bool:
        """Tell whether a low or a high is given."""
        return self.low is not None or self.high is not None

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the least and the greatest that it can be at all, in base units; only a prior has such bounds."""
        return (-math.inf, math.inf) if self.prior is None else self.prior.bounds

    @property
    def covered(self) -> float:
        """Return the share of the probability between low and high."""
        if self.covers is not None:
            return self.covers.base
        return NORMAL_COVERS if self.shape in UNBOUNDED else 1.0

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
    """A state, or a coalition of states, with the aggregates that shares are taken of."""

    id: str
    place: Place
    aggregates: Mapping[str, Figure]
    name: Annotated[str, Key("text", "its name for people; the id if not said")] = ""
    code: Annotated[str, Key("text", "a short code, such as AZE")] = ""
    members: Annotated[
        tuple[str, ...],
        Key("party_list", "of a coalition: the parties whose losses and moves are its own, `[france, germany]`"),
    ] = ()
    places: Mapping[str, Place] = {}  # of what is written under each key


class Role(NamedTuple):
    """What a party is to a lever."""

    id: str
    loses: Annotated[str, Key("text", "what the role loses when the lever is cut", required=True)]
    optional: Annotated[bool, Key("flag", "`true` if a lever may leave it out")] = False
    exceeds: Annotated[
        bool, Key("flag", "`true` if its loss commonly exceeds its exposure; else a note says where it does")
    ] = False


class Alternative(NamedTuple):
    """One of a kind's formulas for what a role has at stake."""

    formula: Annotated[Expression, Key("formula", "over the kind's inputs and its roles' aggregates", required=True)]
    when: Annotated[
        str,
        Key("choice", "`horizon` if it holds only for losses over the first years of a cut", choices=("horizon",)),
    ] = ""
    averaged: Annotated[
        bool,
        Key(
            "flag",
            "`true` if a loss over a time is its mean over that time, not what it gives at the average adjustment",
        ),
    ] = False
    after: Annotated[str, Key("text", "with `averaged`, the input until which nothing is lost over a time")] = ""
    undefined: Annotated[str, Key("text", "why it comes to no number, where the numbers it reads allow none")] = ""
    assumes: Annotated[
        str, Key("text", "what it takes for granted, such as for an input that is not given; the loss is then assumed")
    ] = ""


class Input(NamedTuple):
    """A number a lever of this kind needs, takes or can do without."""

    id: str
    place: Place
    unit: Annotated[str, Key("unit", "its unit; USD stands for the currency, a capital letter for any", required=True)]
    doc: Annotated[str, Key("text", "what it is", required=True)] = ""
    default: Annotated[Expression | Quantity | None, Key("value", "what it is where the lever does not say")] = None
    between: Annotated[tuple[float, float] | None, Key("bounds", "least and greatest value: `[0, 1]`, `[0, any]`")] = (
        None
    )
    optional: Annotated[bool, Key("flag", "`true` if it may be absent; formulas that need it are then passed over")] = (
        False
    )
    adjusts: Annotated[bool, Key("flag", "`true` if it says how a party adjusts, so that loss is not exposure")] = False
    assumes: Annotated[str, Key("text", "what the default assumes, where it is more than a definition")] = ""
    over_time: Annotated[
        bool, Key("flag", "`true` if it grows with time; formulas of losses multiply it by `adjustment`")
    ] = False
    places: Mapping[str, Place] = {}  # of what is written under each key


class Requirement(NamedTuple):
    """A test that the inputs of every lever of a kind must pass."""

    test: Annotated[Expression, Key("formula", "a comparison over inputs", required=True)]
    says: Annotated[str, Key("text", "what is wrong when it fails", required=True)]


class Instrument(NamedTuple):
    """What a move can do to a lever of a kind instead of a cut, such as a duty."""

    id: str
    place: Place
    doc: Annotated[str, Key("text", "what it is", required=True)] = ""
    loss: Annotated[
        Mapping[str, tuple[Alternative, ...]],
        Key(
            "role_formulas",
            "role: loss in a year, by a formula that reads the instrument's name and `cut`",
            required=True,
        ),
    ] = {}
    pulled_by: Annotated[tuple[str, ...], Key("role_list", "the roles that can use it", required=True)] = ()


class KindOfLever(NamedTuple):
    """What a lever is: its roles, inputs and formulas. Read from a YAML file, never written in Python."""

    id: str
    place: Place
    kind: Annotated[str, Key("text", "its name, in a file of its own")] = ""
    summary: Annotated[str, Key("text", "one line on what it is", required=True)] = ""
    roles: Annotated[Mapping[str, Role], Key("roles", "role: what it loses", required=True)] = {}
    inputs: Annotated[Mapping[str, Input], Key("inputs", "the keys a lever of the kind has")] = {}
    exposure: Annotated[
        Mapping[str, tuple[Alternative, ...]],
        Key("role_formulas", "role: gross value over the lever in a year"),
    ] = {}
    loss: Annotated[
        Mapping[str, tuple[Alternative, ...]],
        Key("role_formulas", "role: loss in a year; of several, the first whose optional inputs are given"),
    ] = {}
    once: Annotated[
        Mapping[str, tuple[Alternative, ...]],
        Key("role_formulas", "role: what is lost once, such as a debt; never added to a loss in a year"),
    ] = {}
    instruments: Annotated[
        Mapping[str, Instrument], Key("instruments", "what a move may do to the lever instead of a cut: `duty`")
    ] = {}
    measure: Annotated[Mapping[str, str], Key("role_words", "role: what the loss is made of")] = {}
    share_of: Annotated[Mapping[str, str], Key("role_names", "role: the aggregate the exposure is a share of")] = {}
    pulled_by: Annotated[tuple[str, ...], Key("role_list", "the roles that can cut the lever")] = ()
    require: Annotated[tuple[Requirement, ...], Key("requirements", "tests every lever must pass")] = ()
    method: Annotated[str, Key("text", "sources and limits of the formulas")] = ""
    dimensions: Mapping[str, Measured] = {}  # of each formula, by its text, with USD and unit letters
    of_parts: frozenset[str] = frozenset()  # what a part of a lever may say itself: inputs read inside sum() alone
    is_timed: bool = False  # its losses in the first year are others than those after adjustment


class Part(NamedTuple):
    """A part of a lever that can be cut alone: a group of products, a supplier, a route."""

    id: str
    place: Place
    inputs: Mapping[str, Figure]
    label: Annotated[str, Key("text", "a short name for people")] = ""


class Lever(NamedTuple):
    """An economic tie that someone can interrupt."""

    id: str
    place: Place
    kind: Annotated[str, Key("kind", "its kind", required=True)]
    roles: Mapping[str, str]
    inputs: Mapping[str, Figure]
    label: Annotated[str, Key("text", "a short name for people")] = ""
    status: Annotated[str, Key("choice", "only current levers enter totals", choices=("current", "proposed"))] = (
        "current"
    )
    parts: Annotated[
        Mapping[str, Part], Key("parts", "product groups, suppliers or routes that can be cut alone, by id")
    ] = {}

    @property
    def part_ids(self) -> tuple[str, ...]:
        """Return the ids of the parts; a lever without any is one part, whose id is empty."""
        return tuple(self.parts) or ("",)


class Move(NamedTuple):
    """One party cutting one lever or several, or some parts of one, or using another instrument on them."""

    id: str
    place: Place
    lever: Annotated[str, Key("lever", "the lever it cuts; or `levers`")] = ""
    levers: Annotated[tuple[str, ...], Key("lever_list", "the levers it cuts, where there are several: `[a, b]`")] = ()
    parts: Annotated[
        tuple[str, ...], Key("part_list", "the parts of its one lever that it cuts: `[a, b]`; all if not said")
    ] = ()
    by: Annotated[str, Key("party", "the party that cuts", required=True)] = ""
    cut: Annotated[Figure | None, Key("value", "the share of the goods stopped, 0 to 1; 1 if not said")] = None
    duty: Annotated[
        Figure | None, Key("value", "a duty in place of a cut, on top of the price: `25 %`; on levers that take one")
    ] = None
    duration: Annotated[Figure | None, Key("value", "how long, such as 6 months; a year if not said", name="for")] = (
        None
    )
    target: Annotated[str, Key("party", "whom it is meant to hurt, where that is not plain")] = ""
    label: Annotated[str, Key("text", "a short name for people")] = ""
    places: Mapping[str, Place] = {}  # of what is written under each key

    @property
    def hits(self) -> tuple[str, ...]:
        """Return the ids of all levers that it cuts."""
        return self.levers or (self.lever,)

    @property
    def means(self) -> str:
        """Return by what it acts: ``cut``, or the name of an instrument."""
        return CUT if self.duty is None else "duty"

    @property
    def rate(self) -> Figure | None:
        """Return how much it cuts, or the rate of its instrument; None where the file does not say."""
        return self.cut if self.duty is None else self.duty


VERDICTS = ("holds", "fails", "open", "cannot say")


class Result(NamedTuple):
    """A cell of the author's own, printed under the totals."""

    id: str
    place: Place
    formula: Annotated[Expression, Key("formula", "over any cells", required=True)]
    label: Annotated[str, Key("text", "a short name for people")] = ""


class Claim(NamedTuple):
    """A sentence tied to a test over cells."""

    id: str
    place: Place
    test: Annotated[Expression, Key("formula", "a comparison over any cells", required=True)]
    says: Annotated[str, Key("text", "the sentence, in your own words", required=True)] = ""
    source: Annotated[str, Key("source", "who says so; leave it out for a claim of your own")] = ""
    where: Annotated[str, Key("text", "the place in the source")] = ""
    threshold: Annotated[str, Key("text", "where the line comes from, or `judgement`")] = ""
    expect: Annotated[str, Key("choice", "the verdict the author knows of", choices=VERDICTS)] = "holds"


class Observed(NamedTuple):
    """What came of a cell after the date of the scenario, to be set beside what was predicted."""

    id: str
    place: Place
    cell: Annotated[
        str, Key("text", "the cell that predicted it, such as `move.duty.loss.australia` or a result", required=True)
    ] = ""
    value: Annotated[Quantity | None, Key("quantity", "what came, in a unit of the cell", required=True)] = None
    low: Annotated[Quantity | None, Key("quantity", "the least that it may have been, where sources differ")] = None
    high: Annotated[Quantity | None, Key("quantity", "the most that it may have been")] = None
    year: Annotated[Year | None, Key("year", "the year it was observed in")] = None
    source: Annotated[str, Key("source", "the id of the source that states it")] = ""
    where: Annotated[str, Key("text", "the place in the source, or how the source prints it")] = ""
    remark: Annotated[str, Key("text", "what else bore on the outcome, such as a record harvest")] = ""
    left_out: Annotated[str, Key("text", "why it is not counted, where it measures something else than the cell")] = ""
    places: Mapping[str, Place] = {}  # of what is written under each key


class WhatIf(NamedTuple):
    """What was asked to be otherwise than in the file: `NAME=VALUE` by hand, the only sources, those preferred.

    `folders` are those from which a scenario may take its base beside its project's.
    """

    sets: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


AS_WRITTEN = WhatIf()


class Scenario(NamedTuple):
    """Everything a scenario file says, checked."""

    id: str
    place: Place
    title: Annotated[str, Key("text", "what the scenario is, in a line", required=True)] = ""
    sides: Annotated[
        tuple[str, ...],
        Key("parties", "the two parties set against each other: `[azerbaijan, russia]`", required=True),
    ] = ()
    about: Annotated[str, Key("text", "a sentence more")] = ""
    as_of: Annotated[str, Key("date", "the date it speaks of: `2025`, `2025-07` or `2025-07-04`")] = ""
    currency: Annotated[str, Key("currency", "an ISO 4217 code; USD if not said")] = "USD"
    horizon: Annotated[
        Figure | None,
        Key("value", "over which first years of a cut losses are counted: `1 year`; after adjustment if not said"),
    ] = None
    mixed_years: Annotated[
        str, Key("text", "why figures of different years, or undated ones, stand together; else results note it")
    ] = ""
    episode: Annotated[
        str, Key("episode", "the episode of history that it is of, by the id that evidence on priors has")
    ] = ""
    template: Annotated[
        bool, Key("flag", "`true` for what rows of `leverage sweep` fill in: what ties need may be missing")
    ] = False
    sources: Annotated[Mapping[str, Source], Key("sources", "publications, by id")] = {}
    parties: Annotated[Mapping[str, Party], Key("parties_map", "states and blocs, by id", required=True)] = {}
    figures: Annotated[Mapping[str, Figure], Key("figures", "numbers, by id")] = {}
    kinds: Annotated[Mapping[str, KindOfLever], Key("kinds", "kinds of lever of the scenario's own, by id")] = {}
    levers: Annotated[Mapping[str, Lever], Key("levers", "ties that can be cut, by id")] = {}
    moves: Annotated[Mapping[str, Move], Key("moves", "who cuts what; without any, all is cut in full")] = {}
    results: Annotated[Mapping[str, Result], Key("results", "the author's own cells, by id")] = {}
    claims: Annotated[Mapping[str, Claim], Key("claims", "sentences with tests, by id")] = {}
    observed: Annotated[Mapping[str, Observed], Key("observed", "what came of cells, by id")] = {}
    read: tuple[File, ...] = ()  # the files, own first
    places: Mapping[str, Place] = {}  # of what is written under each key
    base: MapNode | None = None  # the tree of the file that it extends, merged with what that one extends
    what_if: WhatIf = AS_WRITTEN
    is_uncut_without_moves: bool = False  # whether without any move nothing is cut, not all, as when moves are left out
    are_lengths_open: bool = False  # whether the graph holds if a move lasts longer or shorter than it says

    @property
    def is_cut_in_full(self) -> bool:
        """Tell whether all is cut in full, as no move says otherwise."""
        return not self.moves and not self.is_uncut_without_moves

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the files, own first."""
        return tuple(file.name for file in self.read)


def list_family(scenario: Scenario, party: str) -> tuple[str, ...]:
    """Return a party, and the members that count as it if it is a coalition."""
    found = scenario.parties.get(party)
    return (party, *found.members) if found else (party,)


def list_holders(scenario: Scenario, party: str, lever: str) -> list[str]:
    """Return those with a role on a lever who count as a party: it alone, or the members of a coalition.

    There are none on a tie between members.
    """
    whole, with_roles = scenario.parties.get(party), scenario.levers[lever].roles.values()
    members = whole.members if whole else ()
    holders = [holder for holder in with_roles if holder == party or holder in members]
    return [] if len(holders) > 1 and len(holders) == len(with_roles) else holders


def list_inputs(lever: Lever) -> Iterator[tuple[str, str, Figure]]:
    """Yield what a lever and its parts give: the part's id, empty for the lever itself, the input's id, the figure."""
    for name, figure in lever.inputs.items():
        yield "", name, figure
    for part in lever.parts.values():
        for name, figure in part.inputs.items():
            yield part.id, name, figure


def list_figures(scenario: Scenario) -> Iterator[Figure]:
    """Go through every figure of a scenario, wherever it is written."""
    yield from scenario.figures.values()
    for party in scenario.parties.values():
        yield from party.aggregates.values()
    for lever in scenario.levers.values():
        yield from (figure for _, _, figure in list_inputs(lever))
    for move in scenario.moves.values():
        yield from (figure for figure in (move.cut, move.duty, move.duration) if figure)
    if scenario.horizon:
        yield scenario.horizon


def change_figures(scenario: Scenario, change: Callable[[Figure], Figure | None]) -> Scenario:
    """Return a scenario whose every figure is changed; one that becomes None is left out, a choice is kept."""

    def change_all(figures: Mapping[str, Figure]) -> dict[str, Figure]:
        new = {name: change(figure) for name, figure in figures.items()}
        return {name: figure for name, figure in new.items() if figure}

    def change_choice(figure: Figure | None) -> Figure | None:
        return figure and (change(figure) or figure)

    parties = {id_: party._replace(aggregates=change_all(party.aggregates)) for id_, party in scenario.parties.items()}
    levers = {}
    for id_, lever in scenario.levers.items():
        parts = {name: part._replace(inputs=change_all(part.inputs)) for name, part in lever.parts.items()}
        levers[id_] = lever._replace(inputs=change_all(lever.inputs), parts=parts)
    moves = {}
    for id_, move in scenario.moves.items():
        cut, duty, duration = map(change_choice, (move.cut, move.duty, move.duration))
        moves[id_] = move._replace(cut=cut, duty=duty, duration=duration)
    return scenario._replace(
        figures=change_all(scenario.figures),
        parties=parties,
        levers=levers,
        moves=moves,
        horizon=change_choice(scenario.horizon),
    )
