"""What `leverage compare` says of several scenarios: each side's outcome, scenario beside scenario."""

from collections.abc import Sequence
from functools import partial

from leverage.report import changes, outcomes
from leverage.report.edition import AS_USUAL, Edition
from leverage.report.ledger import Ledger, asked, described
from leverage.report.marks import BESIDE, amount, legend, number, share
from leverage.report.numbers import Scale, amounts, three
from leverage.report.parts import Report, Table
from leverage.report.spans import legend as range_legend
from leverage.report.spans import span
from leverage.report.views import Chart, Column, Grid, Item, Prose, View
from leverage.report.words import headings, marks, ranges
from leverage.report.words import tables as words
from leverage.units import Unit

_UNCUT = "–"
_FEW = 12  # of more scenarios it is not said below what each is about


def compare(ledgers: list[Ledger], unit: Unit | None = None, edition: Edition = AS_USUAL) -> Report:
    """Report on several scenarios against the first. All must share one currency; see `currencies`."""
    tables = {
        "outcome": Table(outcomes.OUTCOME, lambda: changes.outcome(ledgers)),
        "balance": Table(outcomes.BALANCE, lambda: [row for ledger in ledgers for row in outcomes.balance(ledger)]),
    }
    first = ledgers[0]
    template = headings.OUTCOMES if len(ledgers) > 1 else headings.ONE_OUTCOME
    subtitle = f"{template.format(count=len(ledgers), first=first.name)}{asked(first)}"
    scenario = {**described([first])[0], "compared": described(ledgers)}
    pairs = dict.fromkeys(ledger.scenario.sides for ledger in ledgers)
    title = first.scenario.title if len(pairs) == 1 else headings.SEVERAL_PAIRS
    return Report(
        title,
        subtitle,
        scenario,
        tables,
        partial(_draw, ledgers, unit, edition),
        draft=partial(_draft, ledgers, unit, edition),
        chart=partial(_chart, ledgers, unit, edition),
    )


def _draw(ledgers: list[Ledger], unit: Unit | None, edition: Edition) -> tuple[View, ...]:
    return (*views(ledgers, unit), *((_chart(ledgers, unit, edition),) if edition.has_chart else ()))


def _draft(
    ledgers: list[Ledger], unit: Unit | None, edition: Edition, table: str | None, has_chart: bool
) -> tuple[View, ...]:
    from leverage.report import comparison  # machines and screens do without it

    return comparison.briefing(ledgers, unit, edition._replace(has_chart=has_chart or edition.has_chart), table)


def _chart(ledgers: list[Ledger], unit: Unit | None, edition: Edition) -> Chart:
    from leverage.report import charts

    return charts.scenarios(ledgers, scale_of(ledgers, unit), edition.scale)


def currencies(ledgers: list[Ledger]) -> list[str]:
    """Return the currencies of the scenarios, which can only be compared in one."""
    return list(dict.fromkeys(ledger.scenario.currency for ledger in ledgers))


def scale_of(ledgers: Sequence[Ledger], unit: Unit | None) -> Scale:
    """Choose one scale for the outcomes of all."""
    numbers = [ledger.raw(f"outcome.{side}") for ledger in ledgers for side in ledger.scenario.sides]
    return amounts(numbers, ledgers[0].scenario.currency, unit)


def views(ledgers: list[Ledger], unit: Unit | None) -> tuple[View, ...]:
    """Draw scenarios beside each other: each side's outcomes, then the balance, and what the signs mean."""
    has_spans = _has_ranges(ledgers)
    grids = [*(grid for grid, _ in sides(ledgers, unit, has_spans=has_spans)), balance(ledgers, has_spans=has_spans)]
    about = [f"{ledger.name}: {ledger.scenario.about}" for ledger in ledgers if ledger.scenario.about]
    said = (*_small(ledgers, grids), *_of_ranges(ledgers), *(about if len(about) <= _FEW else ()))
    return (*grids, Prose("outcome", said, is_small=True))


def sides(ledgers: list[Ledger], unit: Unit | None, *, has_spans: bool) -> list[tuple[Grid, list[Ledger]]]:
    """Show each side's losses, with the scenarios that the rows are of; ranges in a column, if that is wanted."""
    scale = scale_of(ledgers, unit)
    found = []
    for side in dict.fromkeys(side for ledger in ledgers for side in ledger.scenario.sides):
        able = [ledger for ledger in ledgers if side in ledger.scenario.sides]
        found.append((_side(ledgers, able, side, scale, has_spans=has_spans), able))
    return found


def _side(ledgers: list[Ledger], able: list[Ledger], side: str, scale: Scale, *, has_spans: bool) -> Grid:
    """Show one side's losses: a row a scenario, a column a lever."""
    valued = {lever for ledger in able for lever in ledger.valued(f"outcome.{side}")}
    labels: dict[str, str] = {}  # in the order in which the scenarios name levers, the same for both sides
    for ledger in ledgers:
        for lever in ledger.scenario.levers:
            if lever in valued:
                labels.setdefault(lever, ledger.label(lever))
    spread = (words.RANGE,) if has_spans else ()
    columns = [Column(words.SCENARIO, is_text=True)]
    columns += map(Column, (words.TOTAL, *spread, words.SHARE_OF_GDP, words.CHANGE))
    columns += [Column(label) for label in labels.values()]
    rows = tuple(_row(ledger, ledgers[0], side, list(labels), scale, has_spans=has_spans) for ledger in able)
    title = words.SIDES_LOSS.format(side=able[0].party_name(side), unit=scale.words)
    return Grid("outcome", title, tuple(columns), rows)


def _has_ranges(ledgers: list[Ledger]) -> bool:
    return any(ledger.drawn and ledger.drawn.ranges for ledger in ledgers)


def _row(
    ledger: Ledger, first: Ledger, side: str, levers: list[str], scale: Scale, *, has_spans: bool
) -> tuple[Item, ...]:
    row = []
    for lever in levers:
        name = f"outcome.{side}.{lever}"
        cell = ledger.cell(name)
        if cell is None or lever not in ledger.hit:
            row.append(Item(_UNCUT, cell=name))
        else:
            row.append(amount(ledger, name, scale, words.UNVALUED))
    total = f"outcome.{side}"
    shown = amount(ledger, total, scale, words.UNVALUED)
    is_part = ledger.is_at_least(total)
    spread = [span(ledger, total, scale.show, _UNCUT)] if has_spans else []
    of_gdp = share(ledger, f"outcome_share.{side}").at_least(is_part)
    whole = (shown.at_least(is_part), *spread, of_gdp, Item(changes.shown(ledger, first, total, scale)))
    return (Item(ledger.name), *whole, *row)


def balance(ledgers: list[Ledger], *, has_spans: bool) -> Grid:
    """Show who loses more in each scenario, over the levers valued on both sides; ranges as in `sides`."""
    columns = (
        Column(words.SCENARIO, is_text=True),
        Column(words.IN_MONEY),
        *((Column(words.RANGE),) if has_spans else ()),
        Column(words.TIMES_SIZE),
        Column(words.PER_GDP),
        Column(words.LEFT_OUT, is_text=True),
    )
    pairs = list(dict.fromkeys(ledger.scenario.sides for ledger in ledgers))
    first, second = (ledgers[0].party_name(side) for side in ledgers[0].scenario.sides)
    template = words.RATIO_OF_LOSSES if len(pairs) == 1 else words.RATIO_OF_ALL_LOSSES
    title = template.format(first=first, second=second)
    rows = []
    for ledger in ledgers:
        out = ", ".join(ledger.label(lever) for lever in outcomes.unbalanced(ledger))
        # Three digits, so that the product can be checked by eye.
        ratios = [number(ledger, f"balance.{name}", three) for name in ("dollar_ratio", "size_ratio", "bite")]
        if has_spans:
            ratios[1:1] = [span(ledger, "balance.dollar_ratio", three, _UNCUT)]
        rows.append((Item(ledger.name), *ratios, Item(out)))
    return Grid("balance", title, columns, tuple(rows))


def _of_ranges(ledgers: list[Ledger]) -> tuple[str, ...]:
    """Say what the ranges are, where there are any."""
    for ledger in ledgers:
        if ledger.drawn and (said := range_legend(ledger)):
            return (ranges.LEGEND.format(draws=ledger.drawn.draws, more=said[0]),)
    return ()


def _small(ledgers: list[Ledger], grids: Sequence[Grid]) -> tuple[str, ...]:
    return tuple(line for line in (BESIDE.join(absences(grids)), *legend(ledgers, grids)) if line)


def absences(grids: Sequence[Grid]) -> list[str]:
    """Explain what stands in tables where a number does not."""
    shown = {item.text for grid in grids for row in grid.rows for item in row}
    templates = {_UNCUT: marks.UNCUT, words.UNVALUED: marks.UNVALUED}
    return [text.format(mark=sign) for sign, text in templates.items() if sign in shown]
