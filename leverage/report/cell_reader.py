"""One assessment's cells as records want them: numbers in the display unit, reasons, evidence, sources."""

from collections.abc import Iterable, Mapping

from leverage import naming
from leverage.analysis.assessment import Assessment
from leverage.analysis.ranges import Drawn, describe_undefined
from leverage.formula.dimensions import ANY
from leverage.graph.cells import Cell, list_hit_levers
from leverage.model import Evidence, Lever, Party
from leverage.report import words
from leverage.report.words import count_form
from leverage.units import Unit, name_dimension


class CellReader:
    """Reads cells of one assessment; amounts of the display unit's dimension are given in that unit."""

    def __init__(self, assessment: Assessment, unit: Unit | None = None, drawn: Drawn | None = None) -> None:
        """Read from an assessment, in a unit where it fits, with what its draws came to if there are any."""
        self.of = assessment
        self.drawn = drawn
        self.scenario = assessment.scenario
        self.name = assessment.name
        self.display_unit = unit

    def cell(self, name: str) -> Cell | None:
        """Return a cell, or None if there is none of that name."""
        return self.of.graph.cells.get(name)

    def number(self, name: str) -> float | None:
        """Return a cell's number in the display unit if that fits, else in base units."""
        value = self.of.values.get(name)
        if value is None or value.number is None:
            return None
        return value.number / self.factor(name)

    def ends(self, name: str) -> tuple[float | None, float | None]:
        """Return the low and the high of a cell's range in the display unit; nothing without a range."""
        ends, factor = self.raw_ends(name), self.factor(name)
        return (ends[0] / factor, ends[1] / factor) if ends else (None, None)

    def factor(self, name: str) -> float:
        """Return how many base units one of the display unit is for a cell."""
        return self.display_unit.factor if self.display_unit and self.fits(name) else 1.0

    def raw_ends(self, name: str) -> tuple[float, float] | None:
        """Return the low and the high of a cell's range in base units."""
        found = self.drawn.ranges.get(name) if self.drawn else None
        return (found.low, found.high) if found else None

    def undefined(self, *names: str) -> list[str]:
        """Say in how many draws cells have no value, where there are such."""
        if self.drawn is None:
            return []
        found = {name: self.drawn.undefined[name] for name in names if name in self.drawn.undefined}
        return [describe_undefined(name, count, self.drawn.draws) for name, count in found.items()]

    def raw(self, name: str) -> float | None:
        """Return a cell's number in base units."""
        value = self.of.values.get(name)
        return value.number if value else None

    def raw_or_0(self, name: str) -> float:
        """Return a cell's number in base units, 0 where there is none: for sorting, never to be shown."""
        return self.raw(name) or 0.0

    def unit(self, name: str) -> str | None:
        """Return the unit that `number` is in; None where it is not known."""
        cell = self.cell(name)
        if cell is None or not isinstance(cell.unit, tuple):
            return "ratio" if cell is not None and cell.unit is ANY else None
        return self.display_unit.text if self.display_unit and self.fits(name) else name_dimension(cell.unit)

    def evidence(self, name: str) -> str | None:
        """Return the word for a cell's evidence."""
        evidence = self.of.evidence.get(name)
        return evidence.evidence.name.lower() if evidence else None

    def weakest(self, names: Iterable[str]) -> str | None:
        """Return the word for the weakest evidence of several cells."""
        found = [self.of.evidence[name].evidence for name in names if name in self.of.evidence]
        return Evidence(max(found)).name.lower() if found else None

    def sources(self, name: str) -> list[str]:
        """Return the ids of the sources a cell rests on."""
        evidence = self.of.evidence.get(name)
        return list(evidence.sources) if evidence else []

    def missing(self, *names: str) -> list[str]:
        """Return ``cell: reason`` for each cell that is empty."""
        return [f"{name}: {self.why(name)}" for name in names if self.of.values[name].number is None]

    def why(self, name: str) -> str:
        """Say why a cell is empty."""
        return self.of.values[name].why(name)

    def left_out(self, name: str) -> list[str]:
        """Return the losses missing from a sum."""
        return list(self.of.values[name].left_out)

    def is_at_least(self, name: str) -> bool:
        """Tell whether a cell's number is a lower bound: it, or what it rests on, is a sum without all its parts."""
        value = self.of.values[name]
        is_number = value.number is not None and name not in self.scenario.claims
        return is_number and bool(value.left_out) and not naming.is_paired(name)

    def name_left_out(self, name: str) -> list[str]:
        """Name for people what is missing from a sum: by the lever that it is a loss on, where there is one."""
        parts = [(part, naming.read_computed(part)) for part in self.left_out(name)]
        return [self.label(read.lever) if read is not None and read.lever else part for part, read in parts]

    def party(self, id_: str) -> Party:
        """Return a party."""
        return self.scenario.parties[id_]

    def party_name(self, id_: str) -> str:
        """Return a party's name for people."""
        return self.party(id_).name or id_.replace("_", " ").title()

    @property
    def side_names(self) -> tuple[str, str]:
        """Return the names for people of the scenario's two sides, in its order."""
        first, second = self.scenario.sides
        return self.party_name(first), self.party_name(second)

    def who(self, id_: str) -> tuple[str, str]:
        """Return what tells a party from those of other scenarios: its id and its name."""
        return id_, self.party_name(id_)

    def tie(self, lever: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """Return what tells a lever from those of other scenarios: its id, its kind, and its parties by their roles."""
        kind, roles = self.scenario.levers[lever].kind, self.scenario.levers[lever].roles
        return lever, kind, tuple(sorted((role, self.party_name(party)) for role, party in roles.items()))

    def label_notes(self, *_cells: str) -> tuple[str, ...]:
        """Return the labels of the notes on what cells rest on: none here, since only a document has notes."""
        return ()

    def label(self, lever: str) -> str:
        """Return a lever's name for people."""
        return make_label(self.scenario.levers[lever].label, lever)

    def part_label(self, lever: str, part: str) -> str:
        """Return the name for people of a lever or a part of it."""
        if not part:
            return self.label(lever)
        return f"{self.label(lever)}: {make_label(self.scenario.levers[lever].parts[part].label, part)}"

    def current(self) -> list[Lever]:
        """Return the current levers."""
        return [lever for lever in self.scenario.levers.values() if lever.status == "current"]

    def needs(self, name: str) -> bool:
        """Tell whether a cell has a formula, so that an empty one lacks an input."""
        found = self.cell(name)
        return found is not None and found.formula is not None

    def base_unit(self, name: str) -> str | None:
        """Return the unit that `raw` is in."""
        found = self.cell(name)
        return name_dimension(found.unit) if found is not None and isinstance(found.unit, tuple) else None

    def is_money(self, name: str) -> bool:
        """Tell whether a cell is an amount of money in a year."""
        found = self.cell(name)
        return found is not None and found.unit == ((self.scenario.currency, 1), ("year", -1))

    def is_stock(self, name: str) -> bool:
        """Tell whether a cell is an amount of money that is not by the year."""
        found = self.cell(name)
        return found is not None and found.unit == ((self.scenario.currency, 1),)

    def has_money(self, lever: str) -> bool:
        """Tell whether anything of a lever is an amount of money."""
        parties = self.scenario.levers[lever].roles.values()
        return any(
            self.is_money(naming.stake(what, party, lever)) for party in parties for what in ("loss", "exposure")
        )

    @property
    def hit(self) -> list[str]:
        """Return the levers that the outcome counts."""
        return list_hit_levers(self.scenario)

    def valued(self, name: str) -> set[str]:
        """Return the levers whose cells enter a sum."""
        value = self.of.values[name]
        names = value.formula.names if value.formula and value.number is not None else ()
        found = [naming.read_computed(addend) for addend in names]
        return {addend.lever for addend in found if addend is not None}

    def fits(self, name: str) -> bool:
        """Tell whether a cell is given in the display unit."""
        cell = self.cell(name)
        return self.display_unit is not None and cell is not None and cell.unit == self.display_unit.dimension


def make_label(text: str, id_: str) -> str:
    """Return a label, or an id made readable where there is none."""
    return text or id_.replace("_", " ")


def describe_what_if(reader: CellReader) -> str:
    """Say what was asked to be otherwise than in the file, to be put behind a heading; empty if nothing was."""
    what_if = reader.scenario.what_if
    only = "only what {sources} gives" if len(what_if.only) == 1 else "only what {sources} give"
    sets = [text for text in what_if.sets if text.partition("=")[0].strip() != naming.HORIZON]  # told as the horizon
    parts = [f"set by hand: {', '.join(sets)}"] if sets else []
    parts += [only.format(sources=words.AND.join(what_if.only))] if what_if.only else []
    parts += [f"preferring {', '.join(what_if.use)}"] if what_if.use else []
    return "".join(f"; {part}" for part in parts)


def describe_horizon(reader: CellReader) -> str:
    """Say over which first years losses are counted, to be put behind a heading; empty after adjustment."""
    horizon = reader.scenario.horizon
    reading = horizon.in_use if horizon else None
    if reading is None:
        return ""
    time = reading.value.text if reading.value else f"{reader.raw_or_0(naming.HORIZON):.6g} years"
    time = " ".join(time.split())
    return ", in the first year" if time == "1 year" else f", over the first {time}"


def describe_scenarios(readers: Iterable[CellReader]) -> list[Mapping[str, object]]:
    """Return what JSON says of each scenario."""
    return [
        {
            "id": reader.name,
            "title": reader.scenario.title,
            "as_of": reader.scenario.as_of or None,
            "currency": reader.scenario.currency,
            "sides": list(reader.scenario.sides),
            "files": list(reader.scenario.files),
            "set": list(reader.scenario.what_if.sets),
            "only": list(reader.scenario.what_if.only),
            "use": list(reader.scenario.what_if.use),
            "draws": reader.drawn.draws if reader.drawn else None,
            "seed": reader.drawn.seed if reader.drawn else None,
        }
        for reader in readers
    ]


def write_heading(reader: CellReader) -> str:
    """Return a scenario's title with its sides, unless it names them, and its date."""
    title, names = reader.scenario.title, reader.side_names
    if not all(name.casefold() in title.casefold() for name in names):
        title = f"{title}: {words.AND.join(names)}"
    date = write_date(reader.scenario.as_of)
    return f"{title}, {date}" if date else title


def write_date(text: str) -> str:
    """Return an ISO date as people write it, ``2025-07`` as July 2025; any other text as it is."""
    year, *rest = text.split("-")
    if not (rest and all(part.isdecimal() for part in (year, *rest)) and 1 <= int(rest[0]) <= len(_MONTHS)):
        return text
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{_MONTHS[int(rest[0]) - 1]} {year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def write_subtitle(reader: CellReader) -> str:
    """Say in one line what a report on a scenario shows of it."""
    count = len(reader.scenario.moves)
    what = count_form(count, ("{count} move", "{count} moves")) if count else "all ties cut in full for a year"
    return what + describe_horizon(reader) + describe_what_if(reader)
