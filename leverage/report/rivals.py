"""Rival readings side by side, and what the answers become under each: which source is believed must show.

What is said under a reading is what `leverage show` and `leverage check` say of the scenario with that reading in use.
"""

from collections.abc import Iterator, Sequence

from leverage.assessment import Assessment, assess
from leverage.claims import judge
from leverage.model import Figure, Reading, figures_of, with_figures
from leverage.problems import LeverageError
from leverage.ranges import uncertain
from leverage.report.ledger import Ledger
from leverage.report.marks import legend
from leverage.report.numbers import Scale, amounts, fixed
from leverage.report.parts import Record
from leverage.report.values import shown
from leverage.report.verdict import DOLLARS, ECONOMY, standing
from leverage.report.views import Column, Grid, Item, Prose, View, items
from leverage.report.words import exploring as words
from leverage.units import Unit

RIVALS = (
    "scenario", "figure", "label", "reading", "in_use", "value", "unit", "spread", "year", "evidence", "sources",
    "first", "first_total", "second", "second_total", "total_unit", "dollar_ratio", "verdicts", "changed", "missing",
    "first_left_out", "second_left_out", "more_dollars", "more_of_its_economy",
)  # fmt: skip


def rivals(ledger: Ledger) -> list[Record]:
    """Return every reading of the figures that have several, with the totals and verdicts under each."""
    drawn = _drawn(ledger.of, ledger.asked)
    return [row for figure in figures_of(ledger.scenario) for row in _figure(drawn, figure)]


def _drawn(assessment: Assessment, asked: Unit | None) -> Ledger:
    """Read a scenario with the ranges by which `leverage show` says who loses more."""
    if not uncertain(assessment.graph):
        return Ledger(assessment, asked)
    from leverage.uncertainty import uncertainty  # and numpy with it

    return Ledger(assessment, asked, uncertainty(assessment, wanted=(DOLLARS, ECONOMY)))


def _figure(ledger: Ledger, figure: Figure) -> Iterator[Record]:
    readings = [reading for reading in figure.readings if not reading.dropped]
    if len(readings) < 2:
        return
    spread = _spread(ledger, figure, readings)
    for reading in readings:
        cell = f"{figure.id}.{reading.name}"
        yield {
            "scenario": ledger.name,
            "figure": figure.id,
            "label": figure.label or None,
            "reading": reading.name,
            "in_use": reading.name == figure.use,
            "value": ledger.number(cell),
            "unit": ledger.unit(cell),
            "spread": spread,
            "year": reading.year and reading.year.record,
            "evidence": ledger.evidence(cell),
            "sources": ledger.sources(cell),
            **_answers(ledger, figure, reading),
            "shown": shown(ledger, cell),
        }


def _spread(ledger: Ledger, figure: Figure, readings: Sequence[Reading]) -> float | None:
    """Return the distance of the greatest reading from the least, as a share of the one in use."""
    numbers = [number for one in readings if (number := ledger.raw(f"{figure.id}.{one.name}")) is not None]
    used = ledger.raw(figure.id)
    return (max(numbers) - min(numbers)) / abs(used) if used and numbers else None


def _answers(ledger: Ledger, figure: Figure, reading: Reading) -> Record:
    """Return the two totals, their ratio, every verdict and who loses more, were this the reading in use."""
    before = {**standing(ledger), **_verdicts(ledger)}
    try:
        under = ledger if reading.name == figure.use else _under(ledger, figure.id, reading.name)
    except LeverageError as error:
        return {"missing": [f"{figure.id}.{reading.name}: cannot be used: {error.problems[0].message}"]}
    first, second = ledger.scenario.sides
    totals = [f"total.{first}", f"total.{second}"]
    verdicts, more = _verdicts(under), standing(under)
    after = {**more, **verdicts}
    changed = [name for name, was in before.items() if after[name] != was]
    return {
        "first": first,
        "first_total": under.number(totals[0]),
        "second": second,
        "second_total": under.number(totals[1]),
        "total_unit": under.unit(totals[0]),
        "dollar_ratio": under.number("balance.dollar_ratio"),
        "verdicts": [f"{claim}={verdict}" for claim, verdict in verdicts.items()],
        "more_dollars": more[DOLLARS],
        "more_of_its_economy": more[ECONOMY],
        "changed": [f"{name}={before[name]}->{after[name]}" for name in changed],
        "told": "; ".join(_change(ledger, name, before[name], after[name]) for name in changed),
        "first_left_out": under.left_out(totals[0]),
        "second_left_out": under.left_out(totals[1]),
        "missing": under.missing(*totals, "balance.dollar_ratio"),
    }


def _under(ledger: Ledger, figure: str, reading: str) -> Ledger:
    def using(one: Figure) -> Figure:
        return one._replace(use=reading) if one.id == figure else one

    return _drawn(assess(with_figures(ledger.scenario, using)), ledger.asked)


def _verdicts(ledger: Ledger) -> dict[str, str]:
    return {claim.id: judge(ledger.of, claim).verdict for claim in ledger.scenario.claims.values()}


def _change(ledger: Ledger, name: str, was: str, is_: str) -> str:
    """Say in words what becomes of a claim's verdict, or of who loses more."""
    sides = {side: ledger.party_name(side) for side in ledger.scenario.sides}
    if name not in _STANDING:
        return words.CHANGE.format(what=name, old=was, new=is_)
    old, new = (sides.get(one, one) for one in (was, is_))
    return words.CHANGE.format(what=_STANDING[name], old=old, new=new)


_STANDING = {DOLLARS: words.WHO_LOSES_MORE, ECONOMY: words.WHO_LOSES_MORE_BY_SIZE}


def views(ledger: Ledger, rows: Sequence[Record]) -> tuple[View, ...]:
    """Draw the readings in one table, under a line for their figure, the one in use first."""
    if not rows:
        return (Prose("rivals", (words.NO_RIVALS,)),)
    factor = ledger.asked.factor if ledger.asked and ledger.fits(f"total.{ledger.scenario.sides[0]}") else 1.0
    totals = [
        row[name] * factor for row in rows for name in ("first_total", "second_total") if row.get(name) is not None
    ]
    scale = amounts(totals, ledger.scenario.currency, ledger.asked)
    columns = (
        Column(words.FIGURE_AND_READING, is_text=True),
        Column(words.VALUE, is_text=True),
        Column(words.SOURCES, is_text=True),
        *(Column(ledger.party_name(side), words.TOTAL) for side in ledger.scenario.sides),
        Column(words.BALANCE),
        Column(words.CHANGED, is_text=True),
    )
    lines: list[tuple[Item, ...]] = []
    for figure in dict.fromkeys(row["figure"] for row in rows):
        own = [row for row in rows if row["figure"] == figure]
        lines.append(_head(own[0]))
        lines += [_line(row, scale, factor) for row in sorted(own, key=lambda row: not row["in_use"])]
    first, second = (ledger.party_name(side) for side in ledger.scenario.sides)
    small = words.RIVALS_LEGEND.format(first=first, second=second)
    grid = Grid("rivals", words.UNDER_EACH.format(unit=scale.words), columns, tuple(lines))
    return grid, Prose("rivals", (small, *legend([ledger], [grid])), is_small=True)


def _head(row: Record) -> tuple[Item, ...]:
    spread = "" if row["spread"] is None else words.SPREAD.format(percent=fixed(row["spread"] * 100, 0))
    return items(row["figure"], spread, "", "", "", "", "")


def _line(row: Record, scale: Scale, factor: float) -> tuple[Item, ...]:
    ratio = row.get("dollar_ratio")
    said = row.get("told") or (words.NONE_CHANGES if row.get("verdicts") is not None else "")
    reading = (words.READING_IN_USE if row["in_use"] else words.READING).format(reading=row["reading"])
    return (
        *items(reading, row["shown"], ", ".join(row["sources"])),
        *(_total(row, which, scale, factor) for which in _SIDES),
        Item("–" if ratio is None else fixed(ratio, 2)),
        Item("" if row["in_use"] else said or "; ".join(row["missing"])),
    )


def _total(row: Record, which: str, scale: Scale, factor: float) -> Item:
    total = row.get(f"{which}_total")
    return Item("–") if total is None else Item(scale.show(total * factor)).at_least(bool(row[f"{which}_left_out"]))


_SIDES = ("first", "second")
