"""What `leverage compare` says of several scenarios: each side's outcome, scenario beside scenario."""

from collections.abc import Mapping, Sequence
from functools import partial

from leverage.report import changes, outcomes
from leverage.report.edition import AS_USUAL, Edition
from leverage.report.ledger import Ledger, asked, described
from leverage.report.marks import amount, legend, number, share
from leverage.report.numbers import Scale, amounts, three
from leverage.report.parts import Report, Table
from leverage.report.spans import legend as range_legend
from leverage.report.spans import span
from leverage.report.views import Chart, Column, Grid, Item, Prose, View
from leverage.report.words import headings, marks, ranges
from leverage.report.words import tables as words
from leverage.units import Unit

_UNCUT = "–"
_UNVALUED = words.UNVALUED
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
    grids: list[View] = [grid for grid, _ in sides(ledgers, unit)]
    grids.append(balance(ledgers))
    about = [f"{ledger.name}: {ledger.scenario.about}" for ledger in ledgers if ledger.scenario.about]
    said = (*small(ledgers, grids), *_of_ranges(ledgers), *(about if len(about) <= _FEW else ()))
    return (*grids, Prose("outcome", said, is_small=True))


def sides(ledgers: list[Ledger], unit: Unit | None) -> list[tuple[Grid, list[Ledger]]]:
    """Show each side's losses, with the scenarios that the rows are of."""
    scale = scale_of(ledgers, unit)
    found = []
    for side in dict.fromkeys(side for ledger in ledgers for side in ledger.scenario.sides):
        able = [ledger for ledger in ledgers if side in ledger.scenario.sides]
        found.append((_side(ledgers, able, side, scale), able))
    return found


def _side(ledgers: list[Ledger], able: list[Ledger], side: str, scale: Scale) -> Grid:
    """Show one side's losses: a row a scenario, a column a lever."""
    levers = {lever: ledger.label(lever) for ledger in reversed(ledgers) for lever in ledger.scenario.levers}
    valued = {lever for ledger in able for lever in ledger.valued(f"outcome.{side}")}
    labels = {lever: label for lever, label in _in_order(ledgers, levers).items() if lever in valued}
    spread = (words.RANGE,) if _has_ranges(ledgers) else ()
    columns = [Column(words.SCENARIO, is_text=True)]
    columns += map(Column, (words.TOTAL, *spread, words.SHARE_OF_GDP, words.CHANGE))
    columns += [Column(label) for label in labels.values()]
    rows = tuple(_row(ledger, ledgers, side, list(labels), scale) for ledger in able)
    title = words.SIDES_LOSS.format(side=able[0].party_name(side), unit=scale.words)
    return Grid("outcome", title, tuple(columns), rows)


def _in_order(ledgers: list[Ledger], labels: Mapping[str, str]) -> dict[str, str]:
    """Return levers in the order in which the scenarios name them, the same for both sides."""
    names = dict.fromkeys(lever for ledger in ledgers for lever in ledger.scenario.levers)
    return {lever: labels[lever] for lever in names}


def _has_ranges(ledgers: list[Ledger]) -> bool:
    return any(ledger.drawn and ledger.drawn.ranges for ledger in ledgers)


def _row(ledger: Ledger, ledgers: list[Ledger], side: str, levers: list[str], scale: Scale) -> tuple[Item, ...]:
    first, row = ledgers[0], []
    for lever in levers:
        name = f"outcome.{side}.{lever}"
        cell = ledger.cell(name)
        if cell is None or lever not in ledger.hit:
            row.append(Item(_UNCUT, cell=name))
        else:
            row.append(amount(ledger, name, scale, _UNVALUED))
    total = f"outcome.{side}"
    shown = amount(ledger, total, scale, _UNVALUED)
    is_part = ledger.is_at_least(total)
    spread = [span(ledger, total, scale.show, _UNCUT)] if _has_ranges(ledgers) else []
    of_gdp = share(ledger, f"outcome_share.{side}").at_least(is_part)
    whole = (shown.at_least(is_part), *spread, of_gdp, Item(changes.shown(ledger, first, total, scale)))
    return (Item(ledger.name), *whole, *row)


def balance(ledgers: list[Ledger]) -> Grid:
    """Show who loses more in each scenario, over the levers valued on both sides."""
    columns = (
        Column(words.SCENARIO, is_text=True),
        Column(words.IN_MONEY),
        *((Column(words.RANGE),) if _has_ranges(ledgers) else ()),
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
        if _has_ranges(ledgers):
            ratios[1:1] = [span(ledger, "balance.dollar_ratio", three, _UNCUT)]
        rows.append((Item(ledger.name), *ratios, Item(out)))
    return Grid("balance", title, columns, tuple(rows))


def _of_ranges(ledgers: list[Ledger]) -> tuple[str, ...]:
    """Say what the ranges are, where there are any."""
    for ledger in ledgers:
        if ledger.drawn and (said := range_legend(ledger)):
            return (ranges.LEGEND.format(draws=ledger.drawn.draws, more=said[0]),)
    return ()


def small(ledgers: list[Ledger], grids: list[View]) -> tuple[str, ...]:
    """Explain the signs and marks that the tables carry."""
    shown = {item.text for grid in grids if isinstance(grid, Grid) for row in grid.rows for item in row}
    templates = {_UNCUT: marks.UNCUT, _UNVALUED: marks.UNVALUED}
    signs = [text.format(mark=sign) for sign, text in templates.items() if sign in shown]
    return tuple(line for line in ("   ".join(signs), *legend(ledgers, grids)) if line)
