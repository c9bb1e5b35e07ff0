"""Figures that were read of a file, each with its place, and an account of what was left out.

Numbers are in base units (USD, persons) whatever the scale of the file. Flows are those that the reporter counts.
"""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from math import log10
from typing import NamedTuple

#: The flag of a sum over some goods only, which is no total.
SOME_GOODS = "some goods"
#: Begins a flag that is what the source marks a number with.
FLAG = "flag "
#: Why values are left out that are of something else; behind a colon what the file calls it.
UNUSED = "no figure that is used here"
#: Figures after which it is told how many are read.
EVERY = 10_000

_MANY = 100_000  # distinct texts that are counted


class Observation(NamedTuple):
    """A figure in a file.

    `value` is in base units of `unit` (USD/year, USD, person), `as_printed` the cell and `printed_unit` the unit it is
    in. `reporter` and `partner` are codes of ISO 3166 (three letters); the partner of remittances is the sender, and
    empty where there is none. `where` says where in the file it stands. `flags` say what it counts (goods, services),
    at which value (FOB, CIF) and what the source marks it with.
    """

    indicator: str
    reporter: str
    partner: str
    year: int
    value: float
    unit: str
    as_printed: str
    where: str
    file: str
    flags: tuple[str, ...] = ()
    printed_unit: str = ""


#: What two figures of a file share that are the same one: what is counted, reporter, partner and year.
Identity = tuple[str, str, str, int]


def identify(observation: Observation) -> Identity:
    """Return what makes a figure the same as another of its file; what the source marks it with does not count."""
    kind = " ".join((observation.indicator, *(flag for flag in observation.flags if not flag.startswith(FLAG))))
    return kind, observation.reporter, observation.partner, observation.year


class Account:
    """What was read of a file, and what was left out: rows, names and why."""

    def __init__(self, watch: Callable[[int], None] = lambda _rows: None) -> None:
        """Begin with nothing; `watch` is called with numbers of rows and figures while many are read."""
        self.watch = watch
        self.rows = 0
        self.figures = 0
        self.years: set[int] = set()
        self.countries: set[str] = set()
        self.indicators: Counter[str] = Counter()
        self.unmatched: Counter[str] = Counter()
        self.aggregates: Counter[str] = Counter()
        self.historic: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.contested: dict[Identity, str] = {}  # figures of which the file has another value, with its place
        self.notes: list[str] = []

    def leave_out(self, reason: str, count: int = 1) -> None:
        """Count what is left out for a reason."""
        count_text(self.left_out, reason, count)

    def add(self, observation: Observation) -> None:
        """Count a figure."""
        self.figures += 1
        if self.figures % EVERY == 0:
            self.watch(EVERY)
        self.years.add(observation.year)
        self.countries.add(observation.reporter)
        if observation.partner:
            self.countries.add(observation.partner)
        self.indicators[observation.indicator] += 1


def count_text(counter: "Counter[str]", text: str, count: int = 1) -> None:
    """Count a text; after very many different ones the new ones are counted together."""
    if text in counter or len(counter) < _MANY:
        counter[text] += count
    else:
        counter["others"] += count


def scale_number(number: float, scale: float) -> float:
    """Return a number times a scale such as a million, without losing a digit: 128.2 million is 128200000."""
    power = round(log10(scale))
    if 10.0**power != scale:
        return number * scale
    return float(Decimal(repr(number)).scaleb(power))
