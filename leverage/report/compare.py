"""What `leverage compare` says of several scenarios: each side's outcome, scenario beside scenario."""

from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from leverage.report import changes, outcomes, spans
from leverage.report.edition import AS_USUAL, Edition
from leverage.report.ledger import Ledger, asked, described
from leverage.report.marks import BESIDE, amount, legend, none, number, share, used
from leverage.report.numbers import Scale, amounts, three
from leverage.report.parts import Report, Table
from leverage.report.spans import span
from leverage.report.views import Chart, Column, Grid, Item, Prose, View
from leverage.report.words import AND, headings, marks, ranges
from leverage.report.words import tables as words
from leverage.units import Unit

_UNCUT = "–"
# A lever as a scenario has it: its label, and what tells it from others.
_Tie: TypeAlias = tuple[str, tuple[str, str, tuple[tuple[str, str], ...]]]
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
    return Report(
        _title(ledgers),
        subtitle,
        scenario,
        tables,
        partial(_draw, ledgers, unit, edition),
        draft=partial(_draft, ledgers, unit, edition),
        chart=partial(_chart, ledgers, unit, edition),
    )


def _title(ledgers: list[Ledger]) -> str:
    """Return the title that all scenarios share, else the names of the sides that they share, if they do."""
    if len({ledger.scenario.title for ledger in ledgers}) == 1:
        return ledgers[0].scenario.title
    names = _names(ledgers)
    return AND.join(names) if names else headings.SEVERAL_PAIRS


def _names(ledgers: list[Ledger]) -> list[str]:
    """Return the names of the two sides; none where the scenarios are not all of one pair."""
    pairs = {tuple(map(ledger.who, ledger.scenario.sides)) for ledger in ledgers}
    return [name for _, name in pairs.pop()] if len(pairs) == 1 else []


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
    for who in dict.fromkeys(ledger.who(side) for ledger in ledgers for side in ledger.scenario.sides):
        able = [ledger for ledger in ledgers if who in map(ledger.who, ledger.scenario.sides)]
        found.append((_side(ledgers, able, who[0], scale, has_spans=has_spans), able))
    return found


def _side(ledgers: list[Ledger], able: list[Ledger], side: str, scale: Scale, *, has_spans: bool) -> Grid:
    """Show one side's losses: a row a scenario, a column a lever.

    Levers of one id that scenarios call differently, or that are of different kinds or parties, have a column each.
    """
    valued = {_tie(ledger, lever) for ledger in able for lever in ledger.valued(f"outcome.{side}")}
    named = dict.fromkeys(_tie(ledger, lever) for ledger in ledgers for lever in ledger.scenario.levers)
    ties = [tie for tie in named if tie in valued]  # in the order of the scenarios, the same for both sides
    spread = (words.RANGE,) if has_spans else ()
    columns = [Column(words.SCENARIO, is_text=True)]
    columns += map(Column, (words.TOTAL, *spread, words.SHARE_OF_GDP, words.CHANGE))
    columns += [Column(_head(tie, ties)) for tie in ties]
    rows = tuple(_row(ledger, ledgers[0], side, ties, scale, has_spans=has_spans) for ledger in able)
    title = words.SIDES_LOSS.format(side=able[0].party_name(side), unit=scale.words)
    return Grid("outcome", title, tuple(columns), rows)


def _tie(ledger: Ledger, lever: str) -> _Tie:
    return ledger.label(lever), ledger.tie(lever)


def _head(tie: _Tie, ties: Sequence[_Tie]) -> str:
    """Return a lever's label, with what it is and between whom where another has the same label."""
    label, (_, kind, roles) = tie
    if sum(other == label for other, _ in ties) == 1:
        return label
    parties = ", ".join(words.PARTY_TO_TIE.format(role=role.replace("_", " "), party=party) for role, party in roles)
    return words.TIE.format(label=label, kind=kind, parties=parties)


def _has_ranges(ledgers: list[Ledger]) -> bool:
    return any(ledger.drawn and ledger.drawn.ranges for ledger in ledgers)


def _row(
    ledger: Ledger, first: Ledger, side: str, ties: Sequence[_Tie], scale: Scale, *, has_spans: bool
) -> tuple[Item, ...]:
    row = []
    hit = {_tie(ledger, lever) for lever in ledger.hit}
    for tie in ties:
        name = f"outcome.{side}.{tie[1][0]}"
        if tie in hit and ledger.cell(name) is not None:
            row.append(amount(ledger, name, scale, words.UNVALUED))
        else:
            row.append(none(_UNCUT, name))
    total = f"outcome.{side}"
    shown = amount(ledger, total, scale, words.UNVALUED)
    is_part = ledger.is_at_least(total)
    spread = [span(ledger, total, scale.show, _UNCUT)] if has_spans else []
    of_gdp = share(ledger, f"outcome_share.{side}").at_least(is_part)
    whole = (shown.at_least(is_part), *spread, of_gdp, changes.shown(ledger, first, side, scale))
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
    names = _names(ledgers)
    title = words.RATIO_OF_LOSSES.format(first=names[0], second=names[1]) if names else words.RATIO_OF_ALL_LOSSES
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
    said = dict.fromkeys(line for ledger in ledgers for line in (*spans.reach(ledger), *spans.outside(ledger)))
    draws = next((ledger.drawn.draws for ledger in ledgers if ledger.drawn), 0)
    return (ranges.LEGEND.format(draws=draws, more=" ".join(said)),) if said else ()


def _small(ledgers: list[Ledger], grids: Sequence[Grid]) -> tuple[str, ...]:
    return tuple(line for line in (BESIDE.join(absences(grids)), *legend(ledgers, grids)) if line)


def absences(grids: Sequence[Grid]) -> list[str]:
    """Explain what stands in tables where a number does not."""
    shown = {sign for grid in grids for sign in used(grid)}
    templates = {_UNCUT: marks.UNCUT, words.UNVALUED: marks.UNVALUED}
    return [text.format(mark=sign) for sign, text in templates.items() if sign in shown]
