"""Tables of several scenarios, a row for each.

Scenarios of other sides stand in tables of their own, since their losses are not those of the same parties.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.analysis.claims import CANNOT_SAY, OPEN
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.claims import write_share_held
from leverage.report.compare.scenarios import Party, Scenarios, find_common_size
from leverage.report.compare.sentences import write_sizes
from leverage.report.headline import SAME, Comparison, find_standing, list_unbalanced, weigh_losses
from leverage.report.headline_words import possess
from leverage.report.marks import none, show_amount, show_number, show_share
from leverage.report.numbers import Scale, choose_scale, write_all_digits
from leverage.report.show import charts
from leverage.report.show.facts import has_other_times, list_stocks
from leverage.report.views import Chart, Column, Grid, Item
from leverage.report.words import start_small

#: What stands where a tie is not cut, or where there is no ratio.
UNCUT = "–"

_SCENARIO = Column("Scenario", is_text=True)


def draw_grids(scenarios: Scenarios, *, has_ties: bool) -> list[Grid]:
    """Draw the tables of each pair of sides; with ties also the ratios, and each side's loss by tie."""
    grids = []
    groups = scenarios.group()
    for group in groups:
        grid = _draw_rows(group, has_headline=len(groups) == 1)
        if len(groups) > 1:
            pair = words.AND.join(name for _, name in group.parties)
            grid = grid._replace(title=f"{pair}: {start_small(grid.title)}")
        grids.append(grid)
    grids += _draw_once(scenarios)
    for group in groups if has_ties else ():
        grids += [_draw_ratios(group), *(_draw_ties(group, party) for party in group.parties)]
    return [grid for grid in grids if len(grid.columns) > 1]


def _draw_rows(scenarios: Scenarios, *, has_headline: bool) -> Grid:
    """Draw what two sides lose, a row for each scenario: the losses, who loses more, who moves, and the change.

    Where it is one side in all scenarios that loses more for its size, a headline may say so in the place of a column.
    """
    scale = choose_scale_of_all(scenarios.readers)
    columns = [_SCENARIO]
    for number, (_, name) in enumerate(scenarios.parties, start=1):
        columns += [Column(head, name, side=number) for head in (words.LOSS, words.SHARE_OF_GDP)]
    losers = [_name_losers(reader) for reader in scenarios.readers]
    for_size = {find_standing(reader)[naming.BITE] for reader in scenarios.readers}
    is_told = has_headline and len(for_size) == 1 and OPEN not in for_size
    heads = ("in money",) if is_told else ("in money", "for its size")
    columns += [Column(head, words.BALANCE, is_text=True) for head in heads]
    columns.append(Column("Who moves", is_text=True))
    columns += [Column(name, "Change", side=number) for number, (_, name) in enumerate(scenarios.parties, start=1)]
    rows = []
    for reader, named in zip(scenarios.readers, losers, strict=True):
        row = [Item(scenarios.labels[reader.name].full)]
        for side, _ in scenarios.parties:
            total = naming.outcome(side)
            row.append(show_amount(reader, total, scale, words.UNVALUED, with_bound=True))
            row.append(show_share(reader, naming.share(total), with_bound=True)._replace(range=""))
        row += [*named[: len(heads)], Item(_name_movers(reader))]
        row += [_show_change(reader, scenarios.first, side, scale) for side, _ in scenarios.parties]
        rows.append(tuple(row))
    title = f"Losses; {scale.words}"
    if any(map(has_other_times, scenarios.readers)):
        title = f"Losses over the time of each cut; {scale.of_a_stock().words}"
    grid = _drop_empty_columns(Grid("outcome", title, tuple(columns), tuple(rows)), kept=(words.LOSS,))
    if any(column.group == "Change" for column in grid.columns):
        grid = grid._replace(title=f"{title}; change from {scenarios.labels[scenarios.first.name].short}")
    return grid


def _name_movers(reader: CellReader) -> str:
    movers = dict.fromkeys(reader.party_name(move.by) for move in reader.scenario.moves.values())
    return ", ".join(movers) or "all ties cut"


def _name_losers(reader: CellReader) -> list[Item]:
    """Name the side that loses more, in money and for its size, with the share of the draws in which it does.

    Where that is too close to call the share is the first side's. Ties whose loss is known of one side only, which that
    leaves out, are named.
    """
    weighing, losers = weigh_losses(reader), find_standing(reader)
    half_valued = words.join_names([*map(reader.label, weighing.half_valued)])
    without = f", without {half_valued}" if half_valued else ""
    items = []
    for compared, loser in ((weighing.money, losers[naming.DOLLAR_RATIO]), (weighing.economy, losers[naming.BITE])):
        share = write_share_held(compared.share) if compared else ""
        if loser == CANNOT_SAY:
            items.append(none(UNCUT, ""))
        elif loser == SAME:
            items.append(Item(f"the same{without}"))
        elif loser == OPEN:
            items.append(Item(f"{words.TOO_CLOSE} ({reader.party_name(reader.scenario.sides[0])} {share}){without}"))
        else:
            only = "only " if _is_alone(reader, loser, compared) else ""
            in_share = f" ({share})" if share else ""
            items.append(Item(f"{only}{reader.party_name(loser)}{in_share}{without}"))
        without = ""  # is said once
    return items


def _is_alone(reader: CellReader, loser: str, compared: Comparison | None) -> bool:
    """Tell whether the other side loses nothing, also at the ends of its range."""
    if compared is not None:
        return math.isinf(compared.times) and (compared.ends is None or math.isinf(compared.ends[0]))
    others = [reader.raw_ends(naming.balance(side)) for side in reader.scenario.sides if side != loser]
    return not any(ends and ends[1] for ends in others)


def _show_change(reader: CellReader, first: CellReader, side: str, scale: Scale) -> Item:
    """Show how a side's total differs from the first scenario's; a bound where a part of one of them is not valued."""
    total = naming.outcome(side)
    if reader.name == first.name or side not in first.scenario.sides or first.who(side) != reader.who(side):
        return Item("")
    old, new = first.raw(total), reader.raw(total)
    if old is None or new is None:
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


def _drop_empty_columns(grid: Grid, kept: Collection[str] = ()) -> Grid:
    """Return a table without the columns that have nothing in any row, but for those with heads to be kept."""
    places = [
        place
        for place, column in enumerate(grid.columns)
        if column.head in kept or any(row[place].text and not row[place].is_absent for row in grid.rows)
    ]
    rows = tuple(tuple(row[place] for place in places) for row in grid.rows)
    return grid._replace(columns=tuple(grid.columns[place] for place in places), rows=rows)


def choose_scale_of_all(readers: Sequence[CellReader]) -> Scale:
    """Choose one scale for the outcomes of all."""
    numbers = [reader.raw(naming.outcome(side)) for reader in readers for side in reader.scenario.sides]
    return choose_scale(numbers, readers[0].scenario.currency, readers[0].display_unit)


def _draw_ratios(scenarios: Scenarios) -> Grid:
    """Draw how many times as much the first side loses in each scenario, on the ties valued on both sides.

    The ratio of the economies stands above where it is the same in all scenarios.
    """
    in_money, for_size = "In money", "For its size"
    sizes = [Column("ratio of the economies")] if find_common_size(scenarios) is None else []
    columns = [_SCENARIO, Column("times", in_money), Column("loses more", in_money, is_text=True), *sizes]
    columns += [Column("times", for_size), Column("loses more", for_size, is_text=True), Column("left out", "", True)]
    rows = []
    for reader in scenarios.readers:

        def show(cell: str, reader: CellReader = reader) -> Item:
            return show_number(reader, cell, write_all_digits, UNCUT)

        money, economy = _name_losers(reader)
        row = [Item(scenarios.labels[reader.name].full), show(naming.DOLLAR_RATIO), money]
        row += [*(show(naming.SIZE_RATIO) for _ in sizes), show(naming.BITE), economy]
        row.append(Item(", ".join(reader.label(lever) for lever in list_unbalanced(reader))))
        rows.append(tuple(row))
    names = {reader.side_names for reader in scenarios.readers}
    losses = "The loss of the side that a scenario names first, divided by the other's"
    if len(names) == 1:
        first, second = map(possess, names.pop())
        losses = f"{first} loss divided by {second}"
    title = f"{losses}, on the ties valued on both sides{write_sizes(scenarios)}"
    return _drop_empty_columns(Grid("balance", title, tuple(columns), tuple(rows)))


class _Tie(NamedTuple):
    """A lever as a scenario has it: its label, and what tells it from others."""

    label: str
    lever: str
    kind: str
    roles: tuple[tuple[str, str], ...]  # each with the name of the party that has it


def _find_tie(reader: CellReader, lever: str) -> _Tie:
    return _Tie(reader.label(lever), *reader.tie(lever))


def _draw_ties(scenarios: Scenarios, party: Party) -> Grid:
    """Draw a side's loss on each tie: a row for each scenario, a column for each tie that is valued somewhere.

    Levers of one id that scenarios call differently, or that are of different kinds or parties, have a column each.
    """
    side, name = party
    readers = scenarios.readers
    scale = choose_scale_of_all(readers)
    valued = {_find_tie(reader, lever) for reader in readers for lever in reader.valued(naming.outcome(side))}
    named = dict.fromkeys(_find_tie(reader, lever) for reader in readers for lever in reader.scenario.levers)
    ties = [tie for tie in named if tie in valued]  # in the order of the scenarios, the same for both sides
    rows = []
    for reader in readers:
        row = [Item(scenarios.labels[reader.name].full)]
        hit = {_find_tie(reader, lever) for lever in reader.hit}
        for tie in ties:
            cell = naming.outcome(side, tie.lever)
            if tie in hit and reader.cell(cell) is not None:
                row.append(show_amount(reader, cell, scale, words.UNVALUED))
            else:
                row.append(none(UNCUT, cell))
        rows.append(tuple(row))
    title = f"{possess(name)} loss by tie; {scale.words}"
    if any(map(has_other_times, readers)):
        title = f"{possess(name)} loss by tie, over the time of each cut; {scale.of_a_stock().words}"
    number = scenarios.parties.index(party) + 1
    counts = Counter(tie.label for tie in ties)
    columns = (_SCENARIO, *(Column(_write_head(tie, counts[tie.label]), side=number) for tie in ties))
    return _drop_empty_columns(Grid("outcome", title, columns, tuple(rows)))


def _write_head(tie: _Tie, count: int) -> str:
    """Return a lever's label; if `count` levers share it, also what the lever is and between whom."""
    if count == 1:
        return tie.label
    parties = ", ".join(f"{role.replace('_', ' ')} {party}" for role, party in tie.roles)
    return f"{tie.label} ({tie.kind}: {parties})"


def _draw_once(scenarios: Scenarios) -> list[Grid]:
    """Draw what parties lose once in each scenario, a row for each scenario; nothing where no kind has such a loss."""
    readers = scenarios.readers
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
        row = [Item(scenarios.labels[reader.name].full)]
        for party, name in parties:
            cell = naming.once_outcome(party)
            if party in stocks[reader.name] and reader.party_name(party) == name:
                row.append(show_number(reader, cell, scale.show, words.UNVALUED, with_bound=True))
            else:
                row.append(none(UNCUT, cell))
        rows.append(tuple(row))
    columns = (_SCENARIO, *(Column(name) for _, name in parties))
    return [Grid("outcome", words.ONCE.format(unit=scale.words), columns, tuple(rows))]


def draw_chart(scenarios: Scenarios) -> Chart:
    """Draw the losses of the scenarios, or by the edition's scale another number, as a chart."""
    scale = choose_scale_of_all(scenarios.readers)
    return charts.draw_scenarios(scenarios.readers, scale, scenarios.edition.scale)
