"""What `leverage sources` says: every figure with where it comes from, the bibliography, rival readings."""

from collections.abc import Iterator, Sequence

from leverage import naming
from leverage.analysis.assessment import Assessment, assess_scenario
from leverage.analysis.claims import judge_claim
from leverage.analysis.ranges import list_uncertain
from leverage.model import Figure, Reading, change_figures, list_figures
from leverage.problems import LeverageError
from leverage.report import figures as figure_records
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.columns import Columns, evidence_of, flag, number, number_of, text, texts, unit_of, value
from leverage.report.figures import draw_figure_grids
from leverage.report.marks import write_legend
from leverage.report.numbers import Scale, choose_scale, write_fixed
from leverage.report.report import Record, Report, Table
from leverage.report.show.facts import find_standing
from leverage.report.titles import show_value
from leverage.report.views import Column, Grid, Item, Prose, View, drop_empty, make_items
from leverage.units import Unit


def report_sources(reader: CellReader) -> Report:
    """Report every figure with its source, and the bibliography."""
    rows, books = figure_records.list_figure_records(reader), figure_records.list_source_records(reader)
    tables = {
        "figures": Table(figure_records.FIGURES, lambda: rows),
        "sources": Table(figure_records.SOURCES, lambda: books),
    }
    title, scenario = reader.scenario.title, describe_scenarios([reader])[0]
    return Report(
        title,
        f"figures and sources{describe_what_if(reader)}",
        scenario,
        tables,
        lambda: _draw_views(reader, rows, books),
    )


def report_rivals(reader: CellReader) -> Report:
    """Report rival readings with what the answers become under each."""
    rows = list_rivals(reader)
    tables = {"rivals": Table(RIVALS, lambda: rows)}
    title, scenario = reader.scenario.title, describe_scenarios([reader])[0]
    subtitle = f"rival readings{describe_what_if(reader)}"
    return Report(title, subtitle, scenario, tables, lambda: draw_rivals(reader, rows))


def _draw_views(reader: CellReader, rows: Sequence[Record], books: Sequence[Record]) -> tuple[View, ...]:
    drawn = draw_figure_grids(reader, rows, "Figures in use", "Rival readings")
    return drop_empty(
        *drawn,
        Prose("figures", write_legend([reader], drawn), is_small=True),
        Prose("sources", ("Sources", *(figure_records.write_book(row) for row in books)) if books else ()),
    )


class Rival:
    """One of several readings of a figure, with the answers were it the one in use."""

    def __init__(self, reader: CellReader, figure: Figure, reading: Reading, spread: float | None) -> None:
        """Assess the scenario with the reading in use; `spread` is the distance of the readings."""
        self.reader = reader
        self.figure = figure
        self.reading = reading
        self.spread = spread
        self.is_in_use = reading.name == figure.use
        self.cell = naming.reading(figure.id, reading.name)
        self.sides = reader.scenario.sides
        self.before = {**find_standing(reader), **_judge_claims(reader)}
        self.after: dict[str, str] = {}
        self.verdicts: dict[str, str] = {}
        self.under: CellReader | None = None  # of the scenario with the reading in use; none if it cannot be used
        self._fault = ""
        try:
            self.under = reader if self.is_in_use else _read_under(reader, figure.id, reading.name)
        except LeverageError as error:
            self._fault = f"{self.cell}: cannot be used: {error.problems[0].message}"
            return
        self.verdicts = _judge_claims(self.under)
        self.after = {**find_standing(self.under), **self.verdicts}

    def name_total(self, which: int) -> str:
        """Name the total of the first or the second side."""
        return naming.total("total", self.sides[which])

    def find_number(self, cell: str) -> float | None:
        """Return a number under the reading."""
        return self.under.number(cell) if self.under else None

    def list_changed(self) -> list[str]:
        """Return the claims, and the ways to say who loses more, whose answer is another under the reading."""
        return [name for name, was in self.before.items() if self.under and self.after[name] != was]

    def list_left_out(self, which: int) -> list[str] | None:
        """Return what a side's total does not hold."""
        return self.under.left_out(self.name_total(which)) if self.under else None

    def explain_missing(self) -> list[str]:
        """Say why the reading cannot be used, or why answers are missing."""
        if self.under is None:
            return [self._fault]
        return self.under.missing(self.name_total(0), self.name_total(1), naming.DOLLAR_RATIO)

    def write_changes(self) -> str:
        """Say in words what changes."""
        sides = {side: self.reader.party_name(side) for side in self.sides}
        changes = []
        for name in self.list_changed():
            old, new = self.before[name], self.after[name]
            if name in _STANDING:
                changes.append(f"{_STANDING[name]}: {sides.get(old, old)} → {sides.get(new, new)}")
            else:
                changes.append(f"{name}: {old} → {new}")
        return "; ".join(changes)


_STANDING = {naming.DOLLAR_RATIO: "who loses more, in money", naming.BITE: "who loses more, for its size"}


RIVALS = Columns[Rival](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("figure", "the figure", lambda row: row.figure.id),
    text("label", "its name for people", lambda row: row.figure.label or None),
    text("reading", "the reading", lambda row: row.reading.name),
    flag("in_use", "whether it is the reading in use", lambda row: row.is_in_use),
    number_of("value", "the value", lambda row: row.cell),
    unit_of("unit", "unit of `value`", lambda row: row.cell),
    number(
        "spread",
        "distance of the greatest reading from the least, for the size of the one in use",
        lambda row: row.spread,
    ),
    value("year", "the year it is of", lambda row: row.reading.year and row.reading.year.record),
    evidence_of("evidence", "weakest evidence that it rests on", lambda row: row.cell),
    texts("sources", "its sources", lambda row: row.reader.sources(row.cell)),
    text("first", "the first side", lambda row: row.sides[0] if row.under else None),
    number("first_total", "its total under the reading", lambda row: row.find_number(row.name_total(0))),
    text("second", "the second side", lambda row: row.sides[1] if row.under else None),
    number("second_total", "its total under the reading", lambda row: row.find_number(row.name_total(1))),
    text("total_unit", "unit of the totals", lambda row: row.under.unit(row.name_total(0)) if row.under else None),
    number(
        "dollar_ratio",
        "the first side's loss over the second's at the moves, under the reading",
        lambda row: row.find_number(naming.DOLLAR_RATIO),
    ),
    value(
        "verdicts",
        "every claim's verdict under the reading, as `claim=verdict`",
        lambda row: [f"{claim}={verdict}" for claim, verdict in row.verdicts.items()] if row.under else None,
    ),
    value(
        "changed",
        "what is another than under the reading in use, as `name=old->new`",
        lambda row: (
            [f"{name}={row.before[name]}->{row.after[name]}" for name in row.list_changed()] if row.under else None
        ),
    ),
    texts("missing", "why values are missing", lambda row: row.explain_missing()),
    value("first_left_out", "cells that `first_total` does not hold", lambda row: row.list_left_out(0)),
    value("second_left_out", "cells that `second_total` does not hold", lambda row: row.list_left_out(1)),
    text("more_dollars", "who loses more in money, under the reading", lambda row: row.after.get(naming.DOLLAR_RATIO)),
    text(
        "more_of_its_economy", "who loses more for its size, under the reading", lambda row: row.after.get(naming.BITE)
    ),
)


def list_rivals(reader: CellReader) -> list[Record]:
    """Return every reading of the figures that have several, with the totals and verdicts under each."""
    drawn = _read_drawn(reader.of, reader.asked)
    return [row for figure in list_figures(reader.scenario) for row in _list_readings(drawn, figure)]


def _read_drawn(assessment: Assessment, asked: Unit | None) -> CellReader:
    """Read a scenario with the ranges by which `leverage show` says who loses more."""
    if not list_uncertain(assessment.graph):
        return CellReader(assessment, asked)
    from leverage.analysis.draws import draw_ranges

    return CellReader(assessment, asked, draw_ranges(assessment, wanted=(naming.DOLLAR_RATIO, naming.BITE)))


def _list_readings(reader: CellReader, figure: Figure) -> Iterator[Record]:
    readings = [reading for reading in figure.readings if not reading.dropped]
    if len(readings) < 2:
        return
    spread = _measure_spread(reader, figure, readings)
    for reading in readings:
        rival = Rival(reader, figure, reading, spread)
        shown = {"shown": show_value(reader, rival.cell), "told": rival.write_changes()}
        yield {**RIVALS.make_record(rival), **shown}


def _measure_spread(reader: CellReader, figure: Figure, readings: Sequence[Reading]) -> float | None:
    """Return the distance of the greatest reading from the least, as a share of the one in use."""
    numbers = [number for one in readings if (number := reader.raw(naming.reading(figure.id, one.name))) is not None]
    used = reader.raw(figure.id)
    return (max(numbers) - min(numbers)) / abs(used) if used and numbers else None


def _read_under(reader: CellReader, figure: str, reading: str) -> CellReader:
    def using(one: Figure) -> Figure:
        return one._replace(use=reading) if one.id == figure else one

    return _read_drawn(assess_scenario(change_figures(reader.scenario, using)), reader.asked)


def _judge_claims(reader: CellReader) -> dict[str, str]:
    return {claim.id: judge_claim(reader.of, claim).verdict for claim in reader.scenario.claims.values()}


def draw_rivals(reader: CellReader, rows: Sequence[Record]) -> tuple[View, ...]:
    """Draw the readings in one table, under a line for their figure, the one in use first."""
    if not rows:
        return (Prose("rivals", ("No figure has rival readings.",)),)
    factor = (
        reader.asked.factor if reader.asked and reader.fits(naming.total("total", reader.scenario.sides[0])) else 1.0
    )
    totals = [row[name] * factor for row in rows for name in ("first_total", "second_total") if row[name] is not None]
    scale = choose_scale(totals, reader.scenario.currency, reader.asked)
    columns = (
        Column("Figure and reading", is_text=True),
        Column("value", is_text=True),
        Column("sources", is_text=True),
        *(Column(reader.party_name(side), "total") for side in reader.scenario.sides),
        Column("balance"),
        Column("verdicts that change", is_text=True),
    )
    lines: list[tuple[Item, ...]] = []
    for figure in dict.fromkeys(row["figure"] for row in rows):
        own = [row for row in rows if row["figure"] == figure]
        lines.append(_show_figure(own[0]))
        lines += [_show_reading(row, scale, factor) for row in sorted(own, key=lambda row: not row["in_use"])]
    first, second = (reader.party_name(side) for side in reader.scenario.sides)
    small = (
        f"Totals over the current ties, each cut in full. Balance: {first}'s loss over {second}'s "
        "at the scenario's moves, over the ties valued on both sides. Spread: the readings' distance for the size "
        "of the one in use."
    )
    grid = Grid("rivals", f"What the answers become under each reading; {scale.words}", columns, tuple(lines))
    return grid, Prose("rivals", (small, *write_legend([reader], [grid])), is_small=True)


def _show_figure(row: Record) -> tuple[Item, ...]:
    spread = "" if row["spread"] is None else f"spread {write_fixed(row['spread'] * 100, 0)} %"
    return make_items(row["figure"], spread, "", "", "", "", "")


def _show_reading(row: Record, scale: Scale, factor: float) -> tuple[Item, ...]:
    ratio = row.get("dollar_ratio")
    said = row.get("told") or ("none" if row.get("verdicts") is not None else "")
    reading = f"– {row['reading']}, in use" if row["in_use"] else f"– {row['reading']}"
    return (
        *make_items(reading, row["shown"], ", ".join(row["sources"])),
        *(_show_total(row, which, scale, factor) for which in _SIDES),
        Item("–" if ratio is None else write_fixed(ratio, 2)),
        Item("" if row["in_use"] else said or "; ".join(row["missing"])),
    )


def _show_total(row: Record, which: str, scale: Scale, factor: float) -> Item:
    total = row.get(f"{which}_total")
    return Item("–") if total is None else Item(scale.show(total * factor)).at_least(bool(row[f"{which}_left_out"]))


_SIDES = ("first", "second")
