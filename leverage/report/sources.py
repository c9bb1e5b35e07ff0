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
from leverage.report.figures import draw_figure_grids
from leverage.report.marks import write_legend
from leverage.report.numbers import Scale, choose_scale, write_fixed
from leverage.report.report import Record, Report, Table
from leverage.report.show.sentences import DOLLARS, ECONOMY, standing
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
        f"{'figures and sources'}{describe_what_if(reader)}",
        scenario,
        tables,
        lambda: _views(reader, rows, books),
    )


def report_rivals(reader: CellReader) -> Report:
    """Report rival readings with what the answers become under each."""
    rows = list_rivals(reader)
    tables = {"rivals": Table(RIVALS, lambda: rows)}
    title, scenario = reader.scenario.title, describe_scenarios([reader])[0]
    subtitle = f"{'rival readings'}{describe_what_if(reader)}"
    return Report(title, subtitle, scenario, tables, lambda: draw_rivals(reader, rows))


def _views(reader: CellReader, rows: Sequence[Record], books: Sequence[Record]) -> tuple[View, ...]:
    drawn = draw_figure_grids(rows, "Figures in use", "Rival readings")
    return drop_empty(
        *drawn,
        Prose("figures", write_legend([reader], drawn), is_small=True),
        Prose("sources", ("Sources", *(figure_records.write_book(row) for row in books)) if books else ()),
    )


_CHANGE = "{what}: {old} → {new}"

RIVALS = (
    "scenario", "figure", "label", "reading", "in_use", "value", "unit", "spread", "year", "evidence", "sources",
    "first", "first_total", "second", "second_total", "total_unit", "dollar_ratio", "verdicts", "changed", "missing",
    "first_left_out", "second_left_out", "more_dollars", "more_of_its_economy",
)  # fmt: skip


def list_rivals(reader: CellReader) -> list[Record]:
    """Return every reading of the figures that have several, with the totals and verdicts under each."""
    drawn = _drawn(reader.of, reader.asked)
    return [row for figure in list_figures(reader.scenario) for row in _figure(drawn, figure)]


def _drawn(assessment: Assessment, asked: Unit | None) -> CellReader:
    """Read a scenario with the ranges by which `leverage show` says who loses more."""
    if not list_uncertain(assessment.graph):
        return CellReader(assessment, asked)
    from leverage.analysis.draws import draw_ranges

    return CellReader(assessment, asked, draw_ranges(assessment, wanted=(DOLLARS, ECONOMY)))


def _figure(reader: CellReader, figure: Figure) -> Iterator[Record]:
    readings = [reading for reading in figure.readings if not reading.dropped]
    if len(readings) < 2:
        return
    spread = _spread(reader, figure, readings)
    for reading in readings:
        cell = f"{figure.id}.{reading.name}"
        yield {
            "scenario": reader.name,
            "figure": figure.id,
            "label": figure.label or None,
            "reading": reading.name,
            "in_use": reading.name == figure.use,
            "value": reader.number(cell),
            "unit": reader.unit(cell),
            "spread": spread,
            "year": reading.year and reading.year.record,
            "evidence": reader.evidence(cell),
            "sources": reader.sources(cell),
            **_answers(reader, figure, reading),
            "shown": show_value(reader, cell),
        }


def _spread(reader: CellReader, figure: Figure, readings: Sequence[Reading]) -> float | None:
    """Return the distance of the greatest reading from the least, as a share of the one in use."""
    numbers = [number for one in readings if (number := reader.raw(f"{figure.id}.{one.name}")) is not None]
    used = reader.raw(figure.id)
    return (max(numbers) - min(numbers)) / abs(used) if used and numbers else None


def _answers(reader: CellReader, figure: Figure, reading: Reading) -> Record:
    """Return the two totals, their ratio, every verdict and who loses more, were this the reading in use."""
    before = {**standing(reader), **_verdicts(reader)}
    try:
        under = reader if reading.name == figure.use else _under(reader, figure.id, reading.name)
    except LeverageError as error:
        return {"missing": [f"{figure.id}.{reading.name}: cannot be used: {error.problems[0].message}"]}
    first, second = reader.scenario.sides
    totals = [naming.total("total", first), naming.total("total", second)]
    verdicts, more = _verdicts(under), standing(under)
    after = {**more, **verdicts}
    changed = [name for name, was in before.items() if after[name] != was]
    return {
        "first": first,
        "first_total": under.number(totals[0]),
        "second": second,
        "second_total": under.number(totals[1]),
        "total_unit": under.unit(totals[0]),
        "dollar_ratio": under.number(naming.DOLLAR_RATIO),
        "verdicts": [f"{claim}={verdict}" for claim, verdict in verdicts.items()],
        "more_dollars": more[DOLLARS],
        "more_of_its_economy": more[ECONOMY],
        "changed": [f"{name}={before[name]}->{after[name]}" for name in changed],
        "told": "; ".join(_change(reader, name, before[name], after[name]) for name in changed),
        "first_left_out": under.left_out(totals[0]),
        "second_left_out": under.left_out(totals[1]),
        "missing": under.missing(*totals, naming.DOLLAR_RATIO),
    }


def _under(reader: CellReader, figure: str, reading: str) -> CellReader:
    def using(one: Figure) -> Figure:
        return one._replace(use=reading) if one.id == figure else one

    return _drawn(assess_scenario(change_figures(reader.scenario, using)), reader.asked)


def _verdicts(reader: CellReader) -> dict[str, str]:
    return {claim.id: judge_claim(reader.of, claim).verdict for claim in reader.scenario.claims.values()}


def _change(reader: CellReader, name: str, was: str, is_: str) -> str:
    """Say in words what becomes of a claim's verdict, or of who loses more."""
    sides = {side: reader.party_name(side) for side in reader.scenario.sides}
    if name not in _STANDING:
        return _CHANGE.format(what=name, old=was, new=is_)
    old, new = (sides.get(one, one) for one in (was, is_))
    return _CHANGE.format(what=_STANDING[name], old=old, new=new)


_STANDING = {DOLLARS: "who loses more, in money", ECONOMY: "who loses more, for its size"}


def draw_rivals(reader: CellReader, rows: Sequence[Record]) -> tuple[View, ...]:
    """Draw the readings in one table, under a line for their figure, the one in use first."""
    if not rows:
        return (Prose("rivals", ("No figure has rival readings.",)),)
    factor = (
        reader.asked.factor if reader.asked and reader.fits(naming.total("total", reader.scenario.sides[0])) else 1.0
    )
    totals = [
        row[name] * factor for row in rows for name in ("first_total", "second_total") if row.get(name) is not None
    ]
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
        lines.append(_head(own[0]))
        lines += [_line(row, scale, factor) for row in sorted(own, key=lambda row: not row["in_use"])]
    first, second = (reader.party_name(side) for side in reader.scenario.sides)
    small = (
        f"Totals over the current ties, each cut in full. Balance: {first}'s loss over {second}'s "
        "at the scenario's moves, over the ties valued on both sides. Spread: the readings' distance for the size "
        "of the one in use."
    )
    grid = Grid("rivals", f"What the answers become under each reading; {scale.words}", columns, tuple(lines))
    return grid, Prose("rivals", (small, *write_legend([reader], [grid])), is_small=True)


def _head(row: Record) -> tuple[Item, ...]:
    spread = "" if row["spread"] is None else f"spread {write_fixed(row['spread'] * 100, 0)} %"
    return make_items(row["figure"], spread, "", "", "", "", "")


def _line(row: Record, scale: Scale, factor: float) -> tuple[Item, ...]:
    ratio = row.get("dollar_ratio")
    said = row.get("told") or ("none" if row.get("verdicts") is not None else "")
    reading = ("– {reading}, in use" if row["in_use"] else "– {reading}").format(reading=row["reading"])
    return (
        *make_items(reading, row["shown"], ", ".join(row["sources"])),
        *(_total(row, which, scale, factor) for which in _SIDES),
        Item("–" if ratio is None else write_fixed(ratio, 2)),
        Item("" if row["in_use"] else said or "; ".join(row["missing"])),
    )


def _total(row: Record, which: str, scale: Scale, factor: float) -> Item:
    total = row.get(f"{which}_total")
    return Item("–") if total is None else Item(scale.show(total * factor)).at_least(bool(row[f"{which}_left_out"]))


_SIDES = ("first", "second")
