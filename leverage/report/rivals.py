"""Rival readings side by side, and what the answers become under each: which source is believed must show."""

from collections.abc import Iterator, Sequence

from leverage.assessment import assess
from leverage.claims import judge
from leverage.model import Figure, Reading, figures_of, with_figures
from leverage.problems import LeverageError
from leverage.report.ledger import Ledger
from leverage.report.numbers import Scale, amounts, fixed
from leverage.report.parts import Record
from leverage.report.values import shown
from leverage.report.views import Column, Grid, Item, Prose, View, items
from leverage.report.words import exploring as words

RIVALS = (
    "scenario", "figure", "label", "reading", "in_use", "value", "unit", "spread", "year", "evidence", "sources",
    "first", "first_total", "second", "second_total", "total_unit", "dollar_ratio", "verdicts", "changed", "missing",
    "first_left_out", "second_left_out",
)  # fmt: skip


def rivals(ledger: Ledger) -> list[Record]:
    """Return every reading of the figures that have several, with the totals and verdicts under each."""
    return [row for figure in figures_of(ledger.scenario) for row in _figure(ledger, figure)]


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
    """Return the two totals, their ratio and every verdict, were this the reading in use."""
    before = _verdicts(ledger)
    try:
        under = ledger if reading.name == figure.use else _under(ledger, figure.id, reading.name)
    except LeverageError as error:
        return {"missing": [f"{figure.id}.{reading.name}: cannot be used: {error.problems[0].message}"]}
    first, second = ledger.scenario.sides
    totals = [f"total.{first}", f"total.{second}"]
    after = _verdicts(under)
    changed = [f"{claim}={was}->{after[claim]}" for claim, was in before.items() if after[claim] != was]
    return {
        "first": first,
        "first_total": under.number(totals[0]),
        "second": second,
        "second_total": under.number(totals[1]),
        "total_unit": under.unit(totals[0]),
        "dollar_ratio": under.number("balance.dollar_ratio"),
        "verdicts": [f"{claim}={verdict}" for claim, verdict in after.items()],
        "changed": changed,
        "first_left_out": under.left_out(totals[0]),
        "second_left_out": under.left_out(totals[1]),
        "missing": under.missing(*totals, "balance.dollar_ratio"),
    }


def _under(ledger: Ledger, figure: str, reading: str) -> Ledger:
    def using(one: Figure) -> Figure:
        return one._replace(use=reading) if one.id == figure else one

    return Ledger(assess(with_figures(ledger.scenario, using)), ledger.asked)


def _verdicts(ledger: Ledger) -> dict[str, str]:
    return {claim.id: judge(ledger.of, claim).verdict for claim in ledger.scenario.claims.values()}


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
    return grid, Prose("rivals", (small,), is_small=True)


def _head(row: Record) -> tuple[Item, ...]:
    spread = "" if row["spread"] is None else words.SPREAD.format(percent=fixed(row["spread"] * 100, 0))
    return items(row["figure"], spread, "", "", "", "", "")


def _line(row: Record, scale: Scale, factor: float) -> tuple[Item, ...]:
    ratio, changed = row.get("dollar_ratio"), "; ".join(row.get("changed") or ())
    said = changed.replace("->", " → ").replace("=", ": ") or (
        words.NONE_CHANGES if row.get("verdicts") is not None else ""
    )
    return items(
        (words.READING_IN_USE if row["in_use"] else words.READING).format(reading=row["reading"]),
        row["shown"],
        ", ".join(row["sources"]),
        *("–" if row.get(f"{which}_total") is None else _total(row, which, scale, factor) for which in _SIDES),
        "–" if ratio is None else fixed(ratio, 2),
        "" if row["in_use"] else said or "; ".join(row["missing"]),
    )


def _total(row: Record, which: str, scale: Scale, factor: float) -> str:
    return f"{'≥' if row[f'{which}_left_out'] else ''}{scale.show(row[f'{which}_total'] * factor)}"


_SIDES = ("first", "second")
