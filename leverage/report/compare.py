"""What `leverage compare` says of several scenarios: each side's outcome, scenario beside scenario."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from leverage import naming
from leverage.analysis.claims import CANNOT_SAY
from leverage.problems import listed
from leverage.report import colophon, views, words
from leverage.report.cell_reader import CellReader, describe_horizon, describe_scenarios, describe_what_if
from leverage.report.claims import write_share_held, write_verdict
from leverage.report.headline import SAME, Headline, find_standing, list_unbalanced, weigh_losses
from leverage.report.headline_words import write_who_loses_more
from leverage.report.marks import BESIDE, explain_signs, none, show_amount, show_number, show_share, used, write_legend
from leverage.report.notes import NotedReader, Register
from leverage.report.numbers import Scale, choose_scale, write_three_digits
from leverage.report.report import AS_USUAL, Edition, Report, Table
from leverage.report.show import charts, records, sentences, tables
from leverage.report.show.briefing import list_bibliography, list_notes
from leverage.report.show.facts import has_other_times, list_stocks
from leverage.report.show.tables import explain_reach, show_range
from leverage.report.views import Chart, Column, Grid, Item, Prose, View
from leverage.report.words import count_form
from leverage.units import Unit

_RANGE = "range"
_SCENARIO = "Scenario"
_UNCUT = "–"
_FEW = 12  # of more scenarios it is not said below what each is about


class _Tie(NamedTuple):
    """A lever as a scenario has it: its label, and what tells it from others."""

    label: str
    lever: str
    kind: str
    roles: tuple[tuple[str, str], ...]  # each with the name of the party that has it


def report_comparison(readers: list[CellReader], unit: Unit | None = None, edition: Edition = AS_USUAL) -> Report:
    """Report on several scenarios against the first. All must share one currency; see `list_currencies`."""
    first = readers[0]
    tables = {
        "outcome": Table(
            records.OUTCOME, lambda: [row for reader in readers for row in records.list_outcome(reader, first)]
        ),
        "totals": Table(records.TOTALS, lambda: [row for reader in readers for row in records.list_totals(reader)]),
        "balance": Table(records.BALANCE, lambda: [row for reader in readers for row in records.list_balance(reader)]),
    }
    subtitle = f"{count_form(len(readers), ('{count} scenario', '{count} scenarios'))}; losses at each scenario's moves"
    if len(readers) > 1:
        subtitle = f"{subtitle}, change from {first.name}"
    return Report(
        _choose_title(readers),
        f"{subtitle}{_describe_horizons(readers)}{describe_what_if(first)}",
        {**describe_scenarios([first])[0], "compared": describe_scenarios(readers)},
        tables,
        partial(_draw, readers, unit, edition),
        draft=partial(_draft, readers, unit, edition),
        chart=partial(_draw_chart, readers, unit, edition),
    )


def _describe_horizons(readers: list[CellReader]) -> str:
    """Say over which first years losses are counted, to be put behind a heading: in all scenarios, or in each."""
    horizons = [describe_horizon(reader) for reader in readers]
    if len(set(horizons)) == 1:
        return horizons[0]
    names: dict[str, list[str]] = {}
    for reader, horizon in zip(readers, horizons, strict=True):
        names.setdefault(horizon.removeprefix(", "), []).append(reader.name)
    told = [f"{listed(scenarios)} {horizon}" for horizon, scenarios in names.items() if horizon]
    others = ", the others after adjustment" if "" in names else ""
    return f"; losses are not counted alike: {', '.join(told)}{others}"


def list_currencies(readers: list[CellReader]) -> list[str]:
    """Return the currencies of the scenarios, which can only be compared in one."""
    return list(dict.fromkeys(reader.scenario.currency for reader in readers))


def _choose_title(readers: list[CellReader]) -> str:
    """Return the title that all scenarios share, else the names of the sides that they share, if they do."""
    if len({reader.scenario.title for reader in readers}) == 1:
        return readers[0].scenario.title
    return words.AND.join(_list_sides(readers)) or "Several pairs of sides"


def _list_sides(readers: list[CellReader]) -> list[str]:
    """Return the names of the two sides; none where the scenarios are not all of one pair."""
    pairs = {tuple(map(reader.who, reader.scenario.sides)) for reader in readers}
    return [name for _, name in pairs.pop()] if len(pairs) == 1 else []


def _draw(readers: list[CellReader], unit: Unit | None, edition: Edition) -> tuple[View, ...]:
    """Draw scenarios beside each other: who loses more, then each side's outcomes, and what the signs mean."""
    has_ranges = any(reader.drawn and reader.drawn.ranges for reader in readers)
    grids = [_draw_balance(readers, has_ranges=has_ranges), *_draw_sides(readers, unit, has_ranges=has_ranges)]
    grids += _draw_once(readers)
    absences = BESIDE.join(_explain_absences(grids))
    lines = [*([absences] if absences else []), *write_legend(readers, grids), *_explain_ranges(readers)]
    about = _list_subjects(readers)
    if len(about) <= _FEW:
        lines += about
    lines += _explain_shifts(readers)
    chart = (_draw_chart(readers, unit, edition),) if edition.has_chart else ()
    return (*grids, Prose("outcome", tuple(lines), is_small=True), *chart)


def _draft(
    readers: list[CellReader], unit: Unit | None, edition: Edition, table: str | None, has_chart: bool
) -> tuple[View, ...]:
    return draw_comparison_briefing(readers, unit, edition._replace(has_chart=has_chart or edition.has_chart), table)


def _draw_chart(readers: list[CellReader], unit: Unit | None, edition: Edition) -> Chart:
    return charts.draw_scenarios(readers, choose_scale_of_all(readers, unit), edition.scale)


def choose_scale_of_all(readers: Sequence[CellReader], unit: Unit | None) -> Scale:
    """Choose one scale for the outcomes of all."""
    numbers = [reader.raw(naming.outcome(side)) for reader in readers for side in reader.scenario.sides]
    return choose_scale(numbers, readers[0].scenario.currency, unit)


def _draw_sides(readers: list[CellReader], unit: Unit | None, *, has_ranges: bool) -> list[Grid]:
    """Draw the losses of each party that is a side somewhere; ranges in a column, if that is wanted."""
    scale = choose_scale_of_all(readers, unit)
    return [
        _draw_side(readers, side, scale, has_ranges=has_ranges)
        for side in dict.fromkeys(reader.who(side) for reader in readers for side in reader.scenario.sides)
    ]


def _draw_side(readers: list[CellReader], who: tuple[str, str], scale: Scale, *, has_ranges: bool) -> Grid:
    """Draw one side's losses: a row for each scenario of which it is a side, a column for each lever.

    Levers of one id that scenarios call differently, or that are of different kinds or parties, have a column each.
    """
    side, name = who
    able = [reader for reader in readers if who in map(reader.who, reader.scenario.sides)]
    valued = {_find_tie(reader, lever) for reader in able for lever in reader.valued(naming.outcome(side))}
    named = dict.fromkeys(_find_tie(reader, lever) for reader in readers for lever in reader.scenario.levers)
    ties = [tie for tie in named if tie in valued]  # in the order of the scenarios, the same for both sides
    ranges = (_RANGE,) if has_ranges else ()
    columns = [Column(_SCENARIO, is_text=True)]
    columns += map(Column, (words.TOTAL, *ranges, words.SHARE_OF_GDP, "change"))
    columns += [Column(_write_head(tie, ties)) for tie in ties]
    rows = tuple(_show_scenario(reader, readers[0], side, ties, scale, has_ranges=has_ranges) for reader in able)
    title = f"{name}'s loss; {scale.words}"
    if any(map(has_other_times, able)):
        title = f"{name}'s loss, over the time of each cut; {scale.of_a_stock().words}"
    return Grid("outcome", title, tuple(columns), rows)


def _find_tie(reader: CellReader, lever: str) -> _Tie:
    return _Tie(reader.label(lever), *reader.tie(lever))


def _write_head(tie: _Tie, ties: Sequence[_Tie]) -> str:
    """Return a lever's label, with what it is and between whom where another has the same label."""
    if sum(other.label == tie.label for other in ties) == 1:
        return tie.label
    parties = ", ".join(f"{role.replace('_', ' ')} {party}" for role, party in tie.roles)
    return f"{tie.label} ({tie.kind}: {parties})"


def _show_scenario(
    reader: CellReader, first: CellReader, side: str, ties: Sequence[_Tie], scale: Scale, *, has_ranges: bool
) -> tuple[Item, ...]:
    """Show what a side loses in a scenario: in all, with its change from the first scenario, and on each lever."""
    total = naming.outcome(side)
    row = [Item(reader.name), show_amount(reader, total, scale, words.UNVALUED, with_bound=True)]
    if has_ranges:
        row.append(show_range(reader, total, scale.show, _UNCUT))
    row.append(show_share(reader, naming.share(total), with_bound=True))
    row.append(_show_change(reader, first, side, scale))
    hit = {_find_tie(reader, lever) for lever in reader.hit}
    for tie in ties:
        name = naming.outcome(side, tie.lever)
        if tie in hit and reader.cell(name) is not None:
            row.append(show_amount(reader, name, scale, words.UNVALUED))
        else:
            row.append(none(_UNCUT, name))
    return tuple(row)


def _show_change(reader: CellReader, first: CellReader, side: str, scale: Scale) -> Item:
    """Show how a side's total differs from the first scenario's; a bound where a part of one of them is not valued."""
    total = naming.outcome(side)
    old, new = first.raw(total), reader.raw(total)
    if reader is first or old is None or new is None or first.who(side) != reader.who(side):
        return Item("")
    is_less, is_more = first.is_at_least(total), reader.is_at_least(total)
    if is_less and is_more:
        return none(words.UNVALUED, "")
    before: tuple[str, ...] = ()
    if is_less:
        before = (words.MOST,)
    elif is_more:
        before = (words.LEAST,)
    return Item(scale.show(new - old, is_change=True), before=before)


def _draw_balance(readers: list[CellReader], *, has_ranges: bool) -> Grid:
    """Draw who loses more in each scenario, over the levers valued on both sides; a range behind the first ratio."""
    columns = (
        Column(_SCENARIO, is_text=True),
        Column("in money"),
        *((Column(_RANGE),) if has_ranges else ()),
        Column("× size"),
        Column("= per GDP"),
        Column("loses more money", is_text=True),
        Column("for its size", is_text=True),
        Column("left out", is_text=True),
    )
    sides = _list_sides(readers)
    losses = f"{sides[0]}'s loss over {sides[1]}'s" if sides else "The first side's loss over the second's"
    rows = []
    for reader in readers:
        row = [Item(reader.name), show_number(reader, naming.DOLLAR_RATIO, write_three_digits)]
        if has_ranges:
            row.append(show_range(reader, naming.DOLLAR_RATIO, write_three_digits, _UNCUT))
        # Three digits, so that the product can be checked by eye.
        row += [show_number(reader, name, write_three_digits) for name in (naming.SIZE_RATIO, naming.BITE)]
        row += _name_losers(reader)
        row.append(Item(", ".join(reader.label(lever) for lever in list_unbalanced(reader))))
        rows.append(tuple(row))
    basis = "" if any(reader.drawn for reader in readers) else f", {words.AT_VALUES}"
    return Grid("balance", f"{losses}, over the ties valued on both sides{basis}", columns, tuple(rows))


def _name_losers(reader: CellReader) -> list[Item]:
    """Name the side that loses more, in money and for its size, with the share of the draws in which it does.

    Where that is too close to call the share is the first side's.
    """
    weighing, losers = weigh_losses(reader), find_standing(reader)
    items = []
    for compared, loser in ((weighing.money, losers[naming.DOLLAR_RATIO]), (weighing.economy, losers[naming.BITE])):
        said = "" if loser == CANNOT_SAY else write_verdict(loser)
        if loser in reader.scenario.sides:
            said = reader.party_name(loser)
        if said and loser != SAME and compared is not None and compared.share is not None:
            said = f"{said} ({write_share_held(compared.share)})"
        items.append(Item(said))
    return items


def _draw_once(readers: list[CellReader]) -> list[Grid]:
    """Draw what parties lose once in each scenario, a row for each scenario; nothing where no kind has such a loss."""
    stocks = {reader.name: [stock.party for stock in list_stocks(reader) if stock.is_money] for reader in readers}
    parties = list(dict.fromkeys(reader.who(party) for reader in readers for party in stocks[reader.name]))
    if not parties:
        return []
    numbers = [
        reader.raw(naming.once_outcome(party)) for reader in readers for party in dict.fromkeys(stocks[reader.name])
    ]
    scale = choose_scale(numbers, readers[0].scenario.currency).of_a_stock()
    rows = []
    for reader in readers:
        row = [Item(reader.name)]
        for party, name in parties:
            cell = naming.once_outcome(party)
            if party in stocks[reader.name] and reader.party_name(party) == name:
                row.append(show_number(reader, cell, scale.show, words.UNVALUED, with_bound=True))
            else:
                row.append(none(_UNCUT, cell))
        rows.append(tuple(row))
    columns = (Column(_SCENARIO, is_text=True), *(Column(name) for _, name in parties))
    return [Grid("outcome", words.ONCE.format(unit=scale.words), columns, tuple(rows))]


def _explain_ranges(readers: list[CellReader]) -> tuple[str, ...]:
    """Say what the ranges are, where there are any."""
    lines = dict.fromkeys(line for reader in readers for line in explain_reach(reader))
    draws = next((reader.drawn.draws for reader in readers if reader.drawn), 0)
    if not lines:
        return ()
    shares = "in brackets the share of them in which a side loses more, the first where it is too close to call"
    return (f"range: the 5th to 95th percentile of {draws:,} draws; {shares}. {' '.join(lines)}",)


def _explain_absences(grids: Sequence[Grid]) -> list[str]:
    """Explain what stands in tables where a number does not."""
    shown = {sign for grid in grids for sign in used(grid)}
    meanings = {_UNCUT: "not cut or no ratio", words.UNVALUED: "not valued"}
    return [f"{sign} {meaning}" for sign, meaning in meanings.items() if sign in shown]


def _explain_shifts(readers: list[CellReader]) -> list[str]:
    """Say where a full cut costs otherwise than in what the scenarios extend; what several share is said once."""
    named: dict[str, list[str]] = {}
    for reader, shift in zip(readers, sentences.write_shifts_from_bases(readers), strict=True):
        if shift:
            named.setdefault(shift, []).append(reader.name)
    return [words.NOTE.format(note=f"in {listed(names)} {shift}") for shift, names in named.items()]


def _list_subjects(readers: list[CellReader]) -> list[str]:
    """Say what each scenario is about, if it says so itself."""
    return [f"{reader.name}: {reader.scenario.about}" for reader in readers if reader.scenario.about]


def draw_comparison_briefing(
    readers: list[CellReader], unit: Unit | None, edition: Edition, table: str | None = None
) -> tuple[View, ...]:
    """Draw scenarios for a document, or one of the tables with the notes on its figures."""
    register = Register()
    noted: list[CellReader] = [NotedReader(reader, register) for reader in readers]
    grids: list[Grid] = []
    if table in (None, "outcome"):
        grids += _draw_sides(noted, unit, has_ranges=False)
        grids += _draw_once(noted)
    if table in (None, "balance"):
        grids.append(_draw_balance(noted, has_ranges=False))
    rest = _tell_rest(readers) if table is None else []
    signs = "; ".join([*_explain_absences(grids), *explain_signs(readers, [*grids, *rest])])
    shown: list[View] = [*grids, Prose("outcome", (signs,) if signs else (), is_small=True)]
    chart = [_draw_chart(readers, unit, edition)] if edition.has_chart else []
    notes, end = list_notes(register), colophon.describe_making(readers, edition)
    if table is not None:
        return views.drop_empty(*shown, *chart, *notes, *end)
    method = colophon.describe_method(readers)
    return views.drop_empty(*chart, *shown, *rest, *notes, list_bibliography(register), method, *end)


def _tell_rest(readers: list[CellReader]) -> list[Prose]:
    """Say who loses more in each scenario, what each is about and leaves out, and what must be kept in mind."""
    verdicts = [f"{reader.name}: {write_who_loses_more(Headline(reader))}" for reader in readers]
    not_counted = []
    remarks = []
    for reader in readers:
        not_counted += [*sentences.write_not_valued(reader), *sentences.write_not_counted(reader)]
        remarks += sentences.list_remarks(reader, is_alone=False)
        remarks += map(sentences.Said, tables.explain_reach(reader))
    remarks += map(sentences.Said, _explain_shifts(readers))
    return [
        Prose("balance", tuple(verdicts), title=words.BALANCE),
        Prose("outcome", tuple(_list_subjects(readers)), title="The scenarios"),
        Prose("outcome", tuple(dict.fromkeys(not_counted)), title=words.NOT_COUNTED),
        Prose(
            "outcome",
            tuple(dict.fromkeys(said.text for said in remarks)),
            title=words.REMARKS,
            signs=sentences.join_signs(remarks),
        ),
    ]
