"""What `leverage compare` says of several scenarios: each side's outcome, scenario beside scenario."""

from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from leverage import naming
from leverage.report import colophon, views, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.marks import BESIDE, explain_signs, none, show_amount, show_number, show_share, used, write_legend
from leverage.report.notes import NotedReader, Register
from leverage.report.numbers import Scale, choose_scale, write_three_digits
from leverage.report.report import AS_USUAL, Edition, Record, Report, Table
from leverage.report.show import charts, records, sentences, tables
from leverage.report.show.briefing import list_bibliography, list_notes
from leverage.report.show.tables import explain_outside, explain_reach, show_range
from leverage.report.views import Chart, Column, Grid, Item, Prose, View
from leverage.report.words import count_form
from leverage.units import Unit


def list_outcomes(readers: list[CellReader]) -> list[Record]:
    """Return every scenario's outcome with its change from the first."""
    return [row for reader in readers for row in records.list_outcome(reader, readers[0])]


def write_change(reader: CellReader, first: CellReader, side: str, scale: Scale) -> Item:
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


_RANGE = "range"
_SCENARIO = "Scenario"

_UNCUT = "–"
# A lever as a scenario has it: its label, and what tells it from others.
_Tie: TypeAlias = tuple[str, tuple[str, str, tuple[tuple[str, str], ...]]]
_FEW = 12  # of more scenarios it is not said below what each is about


def report_comparison(readers: list[CellReader], unit: Unit | None = None, edition: Edition = AS_USUAL) -> Report:
    """Report on several scenarios against the first. All must share one currency; see `currencies`."""
    tables = {
        "outcome": Table(records.OUTCOME, lambda: list_outcomes(readers)),
        "balance": Table(records.BALANCE, lambda: [row for reader in readers for row in records.list_balance(reader)]),
    }
    first = readers[0]
    subtitle = f"{count_form(len(readers), ('{count} scenario', '{count} scenarios'))}; losses at each scenario's moves"
    if len(readers) > 1:
        subtitle = f"{subtitle}, change from {first.name}"
    subtitle = f"{subtitle}{describe_what_if(first)}"
    scenario = {**describe_scenarios([first])[0], "compared": describe_scenarios(readers)}
    return Report(
        _title(readers),
        subtitle,
        scenario,
        tables,
        partial(_draw, readers, unit, edition),
        draft=partial(_draft, readers, unit, edition),
        chart=partial(_chart, readers, unit, edition),
    )


def _title(readers: list[CellReader]) -> str:
    """Return the title that all scenarios share, else the names of the sides that they share, if they do."""
    if len({reader.scenario.title for reader in readers}) == 1:
        return readers[0].scenario.title
    names = _names(readers)
    return words.AND.join(names) if names else "Several pairs of sides"


def _names(readers: list[CellReader]) -> list[str]:
    """Return the names of the two sides; none where the scenarios are not all of one pair."""
    pairs = {tuple(map(reader.who, reader.scenario.sides)) for reader in readers}
    return [name for _, name in pairs.pop()] if len(pairs) == 1 else []


def _draw(readers: list[CellReader], unit: Unit | None, edition: Edition) -> tuple[View, ...]:
    return (*draw_comparison(readers, unit), *((_chart(readers, unit, edition),) if edition.has_chart else ()))


def _draft(
    readers: list[CellReader], unit: Unit | None, edition: Edition, table: str | None, has_chart: bool
) -> tuple[View, ...]:

    return draw_comparison_briefing(readers, unit, edition._replace(has_chart=has_chart or edition.has_chart), table)


def _chart(readers: list[CellReader], unit: Unit | None, edition: Edition) -> Chart:
    from leverage.report.show import charts

    return charts.draw_scenarios(readers, choose_scale_of_all(readers, unit), edition.scale)


def list_currencies(readers: list[CellReader]) -> list[str]:
    """Return the currencies of the scenarios, which can only be compared in one."""
    return list(dict.fromkeys(reader.scenario.currency for reader in readers))


def choose_scale_of_all(readers: Sequence[CellReader], unit: Unit | None) -> Scale:
    """Choose one scale for the outcomes of all."""
    numbers = [reader.raw(naming.outcome(side)) for reader in readers for side in reader.scenario.sides]
    return choose_scale(numbers, readers[0].scenario.currency, unit)


def draw_comparison(readers: list[CellReader], unit: Unit | None) -> tuple[View, ...]:
    """Draw scenarios beside each other: each side's outcomes, then the balance, and what the signs mean."""
    has_spans = _has_ranges(readers)
    grids = [
        *draw_sides(readers, unit, has_spans=has_spans),
        draw_balance(readers, has_spans=has_spans),
    ]
    about = [f"{reader.name}: {reader.scenario.about}" for reader in readers if reader.scenario.about]
    said = (*_small(readers, grids), *_of_ranges(readers), *(about if len(about) <= _FEW else ()))
    return (*grids, Prose("outcome", said, is_small=True))


def draw_sides(readers: list[CellReader], unit: Unit | None, *, has_spans: bool) -> list[Grid]:
    """Show each side's losses; ranges in a column, if that is wanted."""
    scale = choose_scale_of_all(readers, unit)
    found = []
    for who in dict.fromkeys(reader.who(side) for reader in readers for side in reader.scenario.sides):
        able = [reader for reader in readers if who in map(reader.who, reader.scenario.sides)]
        found.append(_side(readers, able, who[0], scale, has_spans=has_spans))
    return found


def _side(readers: list[CellReader], able: list[CellReader], side: str, scale: Scale, *, has_spans: bool) -> Grid:
    """Show one side's losses: a row a scenario, a column a lever.

    Levers of one id that scenarios call differently, or that are of different kinds or parties, have a column each.
    """
    valued = {_tie(reader, lever) for reader in able for lever in reader.valued(naming.outcome(side))}
    named = dict.fromkeys(_tie(reader, lever) for reader in readers for lever in reader.scenario.levers)
    ties = [tie for tie in named if tie in valued]  # in the order of the scenarios, the same for both sides
    spread = (_RANGE,) if has_spans else ()
    columns = [Column(_SCENARIO, is_text=True)]
    columns += map(Column, (words.TOTAL, *spread, words.SHARE_OF_GDP, "change"))
    columns += [Column(_head(tie, ties)) for tie in ties]
    rows = tuple(_row(reader, readers[0], side, ties, scale, has_spans=has_spans) for reader in able)
    title = f"{able[0].party_name(side)}'s loss; {scale.words}"
    return Grid("outcome", title, tuple(columns), rows)


def _tie(reader: CellReader, lever: str) -> _Tie:
    return reader.label(lever), reader.tie(lever)


def _head(tie: _Tie, ties: Sequence[_Tie]) -> str:
    """Return a lever's label, with what it is and between whom where another has the same label."""
    label, (_, kind, roles) = tie
    if sum(other == label for other, _ in ties) == 1:
        return label
    parties = ", ".join(f"{role.replace('_', ' ')} {party}" for role, party in roles)
    return f"{label} ({kind}: {parties})"


def _has_ranges(readers: list[CellReader]) -> bool:
    return any(reader.drawn and reader.drawn.ranges for reader in readers)


def _row(
    reader: CellReader, first: CellReader, side: str, ties: Sequence[_Tie], scale: Scale, *, has_spans: bool
) -> tuple[Item, ...]:
    total = naming.outcome(side)
    row = [Item(reader.name), show_amount(reader, total, scale, words.UNVALUED, with_bound=True)]
    if has_spans:
        row.append(show_range(reader, total, scale.show, _UNCUT))
    row.append(show_share(reader, naming.share(total), with_bound=True))
    row.append(write_change(reader, first, side, scale))
    hit = {_tie(reader, lever) for lever in reader.hit}
    for tie in ties:
        name = naming.outcome(side, tie[1][0])
        if tie in hit and reader.cell(name) is not None:
            row.append(show_amount(reader, name, scale, words.UNVALUED))
        else:
            row.append(none(_UNCUT, name))
    return tuple(row)


def draw_balance(readers: list[CellReader], *, has_spans: bool) -> Grid:
    """Show who loses more in each scenario, over the levers valued on both sides; ranges as in `sides`."""
    columns = (
        Column(_SCENARIO, is_text=True),
        Column("in money"),
        *((Column(_RANGE),) if has_spans else ()),
        Column("× size"),
        Column("= per GDP"),
        Column("left out", is_text=True),
    )
    names = _names(readers)
    losses = f"{names[0]}'s loss over {names[1]}'s" if names else "The first side's loss over the second's"
    title = f"{losses}, over the ties valued on both sides"
    rows = []
    for reader in readers:
        out = ", ".join(reader.label(lever) for lever in records.list_unbalanced(reader))
        # Three digits, so that the product can be checked by eye.
        ratios = [
            show_number(reader, naming.balance(name), write_three_digits)
            for name in ("dollar_ratio", "size_ratio", "bite")
        ]
        if has_spans:
            ratios[1:1] = [show_range(reader, naming.DOLLAR_RATIO, write_three_digits, _UNCUT)]
        rows.append((Item(reader.name), *ratios, Item(out)))
    return Grid("balance", title, columns, tuple(rows))


def _of_ranges(readers: list[CellReader]) -> tuple[str, ...]:
    """Say what the ranges are, where there are any."""
    said = dict.fromkeys(line for reader in readers for line in (*explain_reach(reader), *explain_outside(reader)))
    draws = next((reader.drawn.draws for reader in readers if reader.drawn), 0)
    return (f"range: the 5th to 95th percentile of {draws:,} draws. {' '.join(said)}",) if said else ()


def _small(readers: list[CellReader], grids: Sequence[Grid]) -> tuple[str, ...]:
    return tuple(line for line in (BESIDE.join(explain_absences(grids)), *write_legend(readers, grids)) if line)


def explain_absences(grids: Sequence[Grid]) -> list[str]:
    """Explain what stands in tables where a number does not."""
    shown = {sign for grid in grids for sign in used(grid)}
    templates = {_UNCUT: "{mark} not cut or no ratio", words.UNVALUED: "{mark} not valued"}
    return [text.format(mark=sign) for sign, text in templates.items() if sign in shown]


def draw_comparison_briefing(
    readers: list[CellReader], unit: Unit | None, edition: Edition, table: str | None = None
) -> tuple[View, ...]:
    """Draw scenarios for a document, or one of the tables with the notes on its figures."""
    register = Register()
    labelled: list[CellReader] = [NotedReader(reader, register) for reader in readers]
    noted: list[Grid] = []
    if table in (None, "outcome"):
        noted += draw_sides(labelled, unit, has_spans=False)
    if table in (None, "balance"):
        noted.append(draw_balance(labelled, has_spans=False))
    told = _told(readers) if table is None else []
    said = "; ".join([*explain_absences(noted), *explain_signs(readers, [*noted, *told])])
    shown: list[View] = [*noted, Prose("outcome", (said,) if said else (), is_small=True)]
    chart = (
        [charts.draw_scenarios(readers, choose_scale_of_all(readers, unit), edition.scale)] if edition.has_chart else []
    )
    notes, end = list_notes(register), colophon.describe_making(readers, edition)
    if table is not None:
        return views.drop_empty(*shown, *chart, *notes, *end)
    method = colophon.describe_method(readers)
    return views.drop_empty(*chart, *shown, *told, *notes, list_bibliography(register), method, *end)


def _told(readers: list[CellReader]) -> list[Prose]:
    """Say who loses more in each scenario, what each is about and leaves out, and what must be kept in mind."""
    about = [f"{one.name}: {one.scenario.about}" for one in readers if one.scenario.about]
    read = [f"{one.name}: {' '.join(sentences.write_balance(one))}" for one in readers]
    out = [line for one in readers for line in (*sentences.write_not_valued(one), *sentences.write_not_counted(one))]
    remarks = [
        said
        for one in readers
        for said in (
            *sentences.list_remarks(one),
            *map(sentences.Said, (*tables.explain_reach(one), *tables.explain_outside(one))),
        )
    ]
    return [
        Prose("balance", tuple(read), title=words.BALANCE),
        Prose("outcome", tuple(about), title="The scenarios"),
        Prose("outcome", tuple(dict.fromkeys(out)), title=words.NOT_COUNTED),
        Prose(
            "outcome",
            tuple(dict.fromkeys(said.text for said in remarks)),
            title=words.REMARKS,
            signs=sentences.join_signs(remarks),
        ),
    ]
