"""What `leverage compare` says of several scenarios: the spread in few sentences, then a row for each scenario.

Scenarios of other sides stand in tables of their own, since their losses are not those of the same parties.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from leverage import naming
from leverage.analysis.claims import CANNOT_SAY, OPEN
from leverage.analysis.difference import find_shifts_from_bases
from leverage.report import colophon, views, words
from leverage.report.cell_reader import CellReader, describe_horizon, describe_scenarios, describe_what_if, write_date
from leverage.report.claims import write_share_held
from leverage.report.headline import (
    HEADLINE,
    SAME,
    Comparison,
    find_standing,
    list_headline,
    list_unbalanced,
    weigh_losses,
)
from leverage.report.headline_words import join_pieces, possess, write_amount_of_gdp, write_ratio
from leverage.report.marks import BESIDE, explain_signs, none, show_amount, show_number, show_share, used
from leverage.report.notes import NotedReader, SourceRegister, gather_notes
from leverage.report.numbers import Scale, choose_scale, write_all_digits
from leverage.report.report import AS_USUAL, Edition, Report, Table
from leverage.report.show import charts, records, sentences, tables
from leverage.report.show.briefing import list_notes
from leverage.report.show.facts import has_other_times, list_stocks
from leverage.report.views import Chart, Column, Grid, Item, Prose, View
from leverage.report.words import count_form
from leverage.units import Unit

_SCENARIO = Column("Scenario", is_text=True)
_UNCUT = "–"
_NAMED = 4  # of more scenarios a sentence names fewer and counts the others
_LONG_TITLE = 45  # characters; a sentence calls a scenario of a longer title by its name
_LONG_COMMAND = 60  # characters
_COUNTED = ("{count} scenario", "{count} scenarios")

# A party's id and name, which tell it from those of other scenarios.
_Party: TypeAlias = tuple[str, str]


class Label(NamedTuple):
    """What a scenario is called in a row, and in a sentence."""

    full: str
    short: str


class Scenarios(NamedTuple):
    """Scenarios in the order of their rows, that from which changes are counted, and how they are to be shown.

    `labels` are what the scenarios are called, by their names. On a screen `has_ties` asks for losses by tie.
    """

    readers: Sequence[CellReader]
    first: CellReader
    labels: dict[str, Label]
    unit: Unit | None
    edition: Edition
    has_ties: bool

    def group(self) -> list["Scenarios"]:
        """Part the scenarios by their two sides, whichever of them is named first."""
        groups: dict[frozenset[_Party], list[CellReader]] = {}
        for reader in self.readers:
            groups.setdefault(frozenset(map(reader.who, reader.scenario.sides)), []).append(reader)
        return [self._replace(readers=readers) for readers in groups.values()]

    @property
    def parties(self) -> list[_Party]:
        """Return the sides of the scenarios, each once."""
        return list(dict.fromkeys(reader.who(side) for reader in self.readers for side in reader.scenario.sides))

    def quote(self, readers: Sequence[CellReader]) -> str:
        """Name scenarios in a sentence; of many the first, and the number of the others."""
        shown = readers if len(readers) <= _NAMED else readers[: _NAMED - 1]
        quoted = [f"“{self.labels[reader.name].short}”" for reader in shown]
        if len(shown) < len(readers):
            quoted.append(f"{len(readers) - len(shown)} more")
        return words.join_names(quoted)


def report_comparison(
    readers: list[CellReader],
    unit: Unit | None = None,
    edition: Edition = AS_USUAL,
    *,
    sort: str = "",
    has_ties: bool = False,
) -> Report:
    """Report on several scenarios against the first. All must share one currency; see `list_currencies`.

    Rows are sorted by a key of `list_sort_keys`, if one is given.
    """
    first = readers[0]
    readers = sort_scenarios(readers, sort) if sort else readers
    scenarios = Scenarios(readers, first, label_scenarios(readers), unit, edition, has_ties)
    tables = {
        "outcome": Table(
            records.OUTCOME, lambda: [row for reader in readers for row in records.list_outcome(reader, first)]
        ),
        "totals": Table(records.TOTALS, lambda: [row for reader in readers for row in records.list_totals(reader)]),
        "balance": Table(records.BALANCE, lambda: [row for reader in readers for row in records.list_balance(reader)]),
        "headline": Table(HEADLINE, lambda: list_headline(readers)),
    }
    subtitle = count_form(len(readers), _COUNTED)
    dates = {reader.scenario.as_of for reader in readers}
    date = write_date(dates.pop()) if len(dates) == 1 else ""
    return Report(
        ", ".join(filter(None, (_choose_title(readers), date))),
        f"{subtitle}{_describe_horizons(scenarios)}{describe_what_if(first)}",
        {**describe_scenarios([first])[0], "compared": describe_scenarios(readers)},
        tables,
        partial(_draw, scenarios),
        draft=partial(_draft, scenarios),
        chart=partial(_draw_chart, scenarios),
    )


def list_currencies(readers: Iterable[CellReader]) -> dict[str, list[str]]:
    """Return the currencies with the names of their scenarios, which can only be compared in one."""
    currencies: dict[str, list[str]] = {}
    for reader in readers:
        currencies.setdefault(reader.scenario.currency, []).append(reader.name)
    return currencies


# The order and the names of the rows.

_BY_NAME = "name"


def list_sort_keys(readers: Iterable[CellReader]) -> dict[str, str]:
    """Return by what the scenarios can be sorted, each key with its cell; the name has none."""
    keys = {_BY_NAME: "", "ratio": naming.DOLLAR_RATIO}
    for side in dict.fromkeys(side for reader in readers for side in reader.scenario.sides):
        total = naming.outcome(side)
        for what, cell in (("loss.", total), ("share.", naming.share(total))):
            keys[what + side] = cell
    return keys


def sort_scenarios(readers: Sequence[CellReader], key: str) -> list[CellReader]:
    """Sort scenarios by what rows call them, or by a number, the largest first; those without it stand last."""
    if key == _BY_NAME:
        labels = label_scenarios(readers)
        return sorted(readers, key=lambda reader: _pad_numbers(labels[reader.name].full.casefold()))
    cell = list_sort_keys(readers)[key]

    def rank(reader: CellReader) -> tuple[bool, float]:
        number = reader.raw(cell)
        return number is None, -(number or 0.0)

    return sorted(readers, key=rank)


def _pad_numbers(text: str) -> str:
    """Return a text by which what has numbers in it sorts by these: the second before the tenth."""
    return re.sub("[0-9]+", lambda match: match[0].zfill(20), text)


def label_scenarios(readers: Sequence[CellReader]) -> dict[str, Label]:
    """Return by the names of scenarios what they are called: in rows titles, and names where titles do not say them.

    Where all have one title, which is then that of the report, it is the name. So it is in a sentence where the title
    is long, or that of several.
    """
    titles = Counter(reader.scenario.title for reader in readers)
    heading = _choose_title(readers)
    labels = {}
    for reader in readers:
        name, title = reader.name, reader.scenario.title
        if len(titles) == 1:
            labels[name] = Label(name, name)
            continue
        is_known = titles[title] == 1 and title != heading
        is_said = is_known and all(word.casefold() in title.casefold() for word in re.findall(r"[^\W_]+", name))
        short = title if is_known and len(title) <= _LONG_TITLE else name
        labels[name] = Label(title if is_said else f"{title} ({name})", short)
    return labels


def _choose_title(readers: Sequence[CellReader]) -> str:
    """Return the title that all scenarios share, else the names of the sides that they share, if they do."""
    if len({reader.scenario.title for reader in readers}) == 1:
        return readers[0].scenario.title
    pairs = {frozenset(map(reader.who, reader.scenario.sides)) for reader in readers}
    return words.AND.join(_name_sides(readers[0])) if len(pairs) == 1 else "Several pairs of sides"


def _name_sides(reader: CellReader) -> list[str]:
    return [reader.party_name(side) for side in reader.scenario.sides]


def _describe_horizons(scenarios: Scenarios) -> str:
    """Say over which first years losses are counted, to be put behind a heading: in all scenarios, or in each."""
    alike: dict[str, list[CellReader]] = {}
    for reader in scenarios.readers:
        alike.setdefault(describe_horizon(reader).removeprefix(", "), []).append(reader)
    if len(alike) == 1:
        return describe_horizon(scenarios.first)
    told = []
    for horizon, readers in alike.items():
        if horizon:
            counts = "counts" if len(readers) == 1 else "count"
            told.append(f"{scenarios.quote(readers)} {counts} losses {horizon}")
    others = ", the others after adjustment" if "" in alike else ""
    return f"; {', '.join(told)}{others}"


# The headline.


def summarize_spread(scenarios: Scenarios) -> list[str]:
    """Say in at most four sentences how far losses spread over the scenarios, and where who loses more changes."""
    groups = scenarios.group()
    if len(groups) > 1:
        return list(_summarize_pairs(scenarios, groups))
    spreads = [_write_spread(scenarios, party) for party in scenarios.parties]
    return [*spreads, *_write_losers(scenarios, naming.DOLLAR_RATIO), *_write_losers(scenarios, naming.BITE)]


def _summarize_pairs(scenarios: Scenarios, groups: Sequence[Scenarios]) -> Iterator[str]:
    """Say that scenarios are of several pairs of sides, and of a few pairs who loses more money in each."""
    yield f"The scenarios are of {len(groups)} pairs of sides; each pair has a table of its own."
    if len(groups) < _NAMED:
        for group in groups:
            pair = words.AND.join(_name_sides(group.readers[0]))
            yield from (f"{pair}: {_start_small(said)}" for said in _write_losers(group, naming.DOLLAR_RATIO))
        return
    close = [reader for reader in scenarios.readers if find_standing(reader)[naming.DOLLAR_RATIO] == OPEN]
    if close:
        yield f"In money it is too close to call in {scenarios.quote(close)}."


def _start_small(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"


def _write_spread(scenarios: Scenarios, party: _Party) -> str:
    """Say in which scenario a side loses most and in which least."""
    side, name = party
    total = naming.outcome(side)
    valued = [reader for reader in scenarios.readers if reader.raw(total) is not None]
    if not valued:
        return f"What {name} would lose is not valued."
    lacking = [reader for reader in scenarios.readers if reader not in valued]
    missing = f"; not valued in {scenarios.quote(lacking)}" if lacking else ""
    by_loss = sorted(valued, key=lambda reader: -reader.raw_or_0(total))
    most, least = by_loss[0], by_loss[-1]
    loss = _write_loss(scenarios, most, total)
    if len(valued) == 1:
        where = f" in {scenarios.quote(valued)}" if lacking else ""
        return f"{name} would lose {loss}{where}{missing}."
    if math.isclose(most.raw_or_0(total), least.raw_or_0(total), rel_tol=1e-9):
        return f"{name} would lose the same in {_count_all(len(valued))}: {loss}{missing}."
    overlap = "; their ranges overlap" if _do_ranges_overlap(most, least, total) else ""
    bounded = "By what is valued " if any(reader.is_at_least(total) for reader in valued) else ""
    return (
        f"{bounded}{name} would lose most in {_quote_alike(scenarios, most, total)}, {loss}; least in "
        f"{_quote_alike(scenarios, least, total)}, {_write_loss(scenarios, least, total, most)}"
        f"{overlap}{missing}."
    )


def _quote_alike(scenarios: Scenarios, wanted: CellReader, total: str) -> str:
    """Name a scenario, with those in which the loss is the same."""
    loss = wanted.raw_or_0(total)
    losses = [(reader, reader.raw(total)) for reader in scenarios.readers]
    alike = [reader for reader, other in losses if other is not None and math.isclose(other, loss, rel_tol=1e-9)]
    return scenarios.quote(alike)


def _write_loss(scenarios: Scenarios, reader: CellReader, total: str, other: CellReader | None = None) -> str:
    """Write an amount with its range and share of GDP, and over which time it is counted if not in all the same.

    The amount in another scenario may have been written before it.
    """
    loss = reader.raw_or_0(total)
    if not loss:
        return "an amount not known" if reader.is_at_least(total) else "nothing"
    horizons = set(map(describe_horizon, scenarios.readers))
    horizon = describe_horizon(reader) if len(horizons) > 1 else ""
    amount = join_pieces(write_amount_of_gdp(reader, total, write_amount_of_gdp(other, total) if other else ()))
    return f"{'a gain of ' if loss < 0 else ''}{amount}{horizon}"


def _do_ranges_overlap(most: CellReader, least: CellReader, total: str) -> bool:
    if not most.raw_ends(total) and not least.raw_ends(total):
        return False
    low_of_most = (most.raw_ends(total) or (most.raw_or_0(total),))[0]
    high_of_least = (least.raw_ends(total) or (least.raw_or_0(total),))[-1]
    return low_of_most <= high_of_least


def _count_all(count: int) -> str:
    return "both scenarios" if count == 2 else f"all {count:,} scenarios"


def _write_losers(scenarios: Scenarios, cell: str) -> Iterator[str]:
    """Say who loses more in how many scenarios, by the cell of the ratio in money or per unit of GDP.

    The side that does in most of them is counted, the other scenarios are named.
    """
    answers: dict[str, list[CellReader]] = {}
    for reader in scenarios.readers:
        answers.setdefault(find_standing(reader)[cell], []).append(reader)
    if set(answers) == {CANNOT_SAY}:
        if cell == naming.DOLLAR_RATIO:  # and so it is for their size
            yield "Who loses more cannot be said."
        return
    what, end = "In money", ""
    if cell == naming.DOLLAR_RATIO and any(weigh_losses(reader).half_valued for reader in scenarios.readers):
        end = ", not counting ties valued on one side only"
    if cell == naming.BITE:
        what, end = "For its size", _write_sizes(scenarios)
    if not any(reader.drawn for reader in scenarios.readers):
        what = f"{what}, {words.AT_VALUES},"
    ranked = sorted(answers.items(), key=lambda answer: (answer[0] in _ANSWERS, -len(answer[1])))
    (most, readers), *others = ranked
    names = dict(scenarios.parties)
    told = [f"{what} {_ANSWERS.get(most) or f'{names[most]} would lose more'}"]
    if others:
        told[0] += f" in {len(readers):,} of {count_form(len(scenarios.readers), _COUNTED)}"
        for answer, those in others:
            told.append(f"{_ANSWERS.get(answer) or names[answer]} in {scenarios.quote(those)}")
    elif len(readers) > 1:
        told[0] += f" in {_count_all(len(readers))}"
    if not others:
        told[0] += _write_least_share(readers, cell, most)
    yield f"{'; '.join(told)}{end}."


_ANSWERS = {
    OPEN: "it is too close to call",
    SAME: "both would lose the same",
    CANNOT_SAY: "who loses more cannot be said",
}


def _write_least_share(readers: Sequence[CellReader], cell: str, answer: str) -> str:
    """Say in which share of the draws at least the same side loses more in all scenarios that have draws.

    Where that is too close to call it is said of one scenario only, with the first side's share.
    """
    weighings = map(weigh_losses, readers)
    compared = [weighing.money if cell == naming.DOLLAR_RATIO else weighing.economy for weighing in weighings]
    shares = [each.share for each in compared if each is not None and each.share is not None]
    if not shares or (answer in _ANSWERS and (answer != OPEN or len(readers) > 1)):
        return ""
    least = write_share_held(min(shares))
    more = "" if least.startswith(">") or len(readers) == 1 else " or more"
    share = "all simulations" if least == "all" else f"{least.replace('>', 'more than ')}{more} of the simulations"
    if answer == OPEN:
        return f": {_name_sides(readers[0])[0]} would lose more in {share}"
    return f", in {share}"


def _write_sizes(scenarios: Scenarios) -> str:
    """Say how many times as large the larger economy is, if that is the same in all scenarios."""
    reader = scenarios.readers[0]
    size = _find_common_size(scenarios)
    if size is None:
        return ""
    first, second = _name_sides(reader)
    larger, times = (second, size) if size >= 1 else (first, 1 / size)
    return f"; {possess(larger)} economy is {write_ratio(times)} times as large"


def _find_common_size(scenarios: Scenarios) -> float | None:
    """Return the second side's GDP over the first's; None where it is not known, or not the same in all scenarios."""
    sizes = [reader.raw(naming.SIZE_RATIO) for reader in scenarios.readers]
    written = {None if size is None else write_all_digits(size) for size in sizes}
    is_one_order = len({reader.scenario.sides for reader in scenarios.readers}) == 1
    return sizes[0] if sizes[0] and len(written) == 1 and is_one_order else None


# The tables.


def _draw_rows(scenarios: Scenarios, *, has_headline: bool) -> Grid:
    """Draw what two sides lose, a row for each scenario: the losses, who loses more, who moves, and the change.

    Where it is one side in all scenarios that loses more for its size, a headline may say so in the place of a column.
    """
    scale = choose_scale_of_all(scenarios.readers, scenarios.unit)
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
            items.append(none(_UNCUT, ""))
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


def choose_scale_of_all(readers: Sequence[CellReader], unit: Unit | None) -> Scale:
    """Choose one scale for the outcomes of all."""
    numbers = [reader.raw(naming.outcome(side)) for reader in readers for side in reader.scenario.sides]
    return choose_scale(numbers, readers[0].scenario.currency, unit)


def _draw_ratios(scenarios: Scenarios) -> Grid:
    """Draw how many times as much the first side loses in each scenario, on the ties valued on both sides.

    The ratio of the economies stands above where it is the same in all scenarios.
    """
    in_money, for_size = "In money", "For its size"
    sizes = [Column("ratio of the economies")] if _find_common_size(scenarios) is None else []
    columns = [_SCENARIO, Column("times", in_money), Column("loses more", in_money, is_text=True), *sizes]
    columns += [Column("times", for_size), Column("loses more", for_size, is_text=True), Column("left out", "", True)]
    rows = []
    for reader in scenarios.readers:

        def show(cell: str, reader: CellReader = reader) -> Item:
            return show_number(reader, cell, write_all_digits, _UNCUT)

        money, economy = _name_losers(reader)
        row = [Item(scenarios.labels[reader.name].full), show(naming.DOLLAR_RATIO), money]
        row += [*(show(naming.SIZE_RATIO) for _ in sizes), show(naming.BITE), economy]
        row.append(Item(", ".join(reader.label(lever) for lever in list_unbalanced(reader))))
        rows.append(tuple(row))
    names = {tuple(_name_sides(reader)) for reader in scenarios.readers}
    losses = "The loss of the side that a scenario names first, divided by the other's"
    if len(names) == 1:
        first, second = map(possess, names.pop())
        losses = f"{first} loss divided by {second}"
    title = f"{losses}, on the ties valued on both sides{_write_sizes(scenarios)}"
    return _drop_empty_columns(Grid("balance", title, tuple(columns), tuple(rows)))


class _Tie(NamedTuple):
    """A lever as a scenario has it: its label, and what tells it from others."""

    label: str
    lever: str
    kind: str
    roles: tuple[tuple[str, str], ...]  # each with the name of the party that has it


def _find_tie(reader: CellReader, lever: str) -> _Tie:
    return _Tie(reader.label(lever), *reader.tie(lever))


def _draw_ties(scenarios: Scenarios, party: _Party) -> Grid:
    """Draw a side's loss on each tie: a row for each scenario, a column for each tie that is valued somewhere.

    Levers of one id that scenarios call differently, or that are of different kinds or parties, have a column each.
    """
    side, name = party
    readers = scenarios.readers
    scale = choose_scale_of_all(readers, scenarios.unit)
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
                row.append(none(_UNCUT, cell))
        rows.append(tuple(row))
    title = f"{possess(name)} loss by tie; {scale.words}"
    if any(map(has_other_times, readers)):
        title = f"{possess(name)} loss by tie, over the time of each cut; {scale.of_a_stock().words}"
    number = scenarios.parties.index(party) + 1
    columns = (_SCENARIO, *(Column(_write_head(tie, ties), side=number) for tie in ties))
    return _drop_empty_columns(Grid("outcome", title, columns, tuple(rows)))


def _write_head(tie: _Tie, ties: Sequence[_Tie]) -> str:
    """Return a lever's label, with what it is and between whom where another has the same label."""
    if sum(other.label == tie.label for other in ties) == 1:
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
                row.append(none(_UNCUT, cell))
        rows.append(tuple(row))
    columns = (_SCENARIO, *(Column(name) for _, name in parties))
    return [Grid("outcome", words.ONCE.format(unit=scale.words), columns, tuple(rows))]


def _draw_chart(scenarios: Scenarios) -> Chart:
    scale = choose_scale_of_all(scenarios.readers, scenarios.unit)
    return charts.draw_scenarios(scenarios.readers, scale, scenarios.edition.scale)


# The page.


def _draw(scenarios: Scenarios) -> tuple[View, ...]:
    """Draw scenarios for a screen: the headline, a row for each, what the signs mean, and where there is more."""
    readers, edition = scenarios.readers, scenarios.edition
    grids = _draw_grids(scenarios, has_ties=scenarios.has_ties)
    notes = _list_notes(scenarios)
    shown = notes if edition.has_notes else []
    signs = BESIDE.join(_explain_signs(readers, [*grids, *shown]))
    lines = [*filter(None, [signs]), *_explain_ranges(readers, grids), *_explain_inputs(scenarios)]
    count = sum(len(prose.lines) for prose in notes)
    if count and not shown:
        lines.append(f"{count_form(count, ('{count} note', '{count} notes'))}: {_write_command(edition)}")
    chart = (_draw_chart(scenarios),) if edition.has_chart else ()
    return views.drop_empty(
        Prose("headline", tuple(summarize_spread(scenarios)), is_headline=True),
        *grids,
        Prose("outcome", tuple(lines), is_small=True),
        *shown,
        *chart,
    )


def _write_command(edition: Edition) -> str:
    """Return the command that shows the same with all notes, or where it names much what to add to it."""
    command, *rest = edition.command or ("compare",)
    line = colophon.quote_command([command, "--notes", *rest])
    return line if len(line) <= _LONG_COMMAND else "add --notes"


def _draw_grids(scenarios: Scenarios, *, has_ties: bool) -> list[Grid]:
    """Draw the tables of each pair of sides; with ties also the ratios, and each side's loss by tie."""
    grids = []
    groups = scenarios.group()
    for group in groups:
        grid = _draw_rows(group, has_headline=len(groups) == 1)
        if len(groups) > 1:
            pair = words.AND.join(name for _, name in group.parties)
            grid = grid._replace(title=f"{pair}: {_start_small(grid.title)}")
        grids.append(grid)
    grids += _draw_once(scenarios)
    for group in groups if has_ties else ():
        grids += [_draw_ratios(group), *(_draw_ties(group, party) for party in group.parties)]
    return [grid for grid in grids if len(grid.columns) > 1]


def _explain_signs(readers: Sequence[CellReader], grids: Sequence[View]) -> list[str]:
    """Explain what stands in tables where a number does not, and the marks."""
    shown = {sign for grid in grids for sign in used(grid)}
    meanings = {_UNCUT: "not cut, or no ratio", words.UNVALUED: "not valued"}
    absences = [f"{sign} {meaning}" for sign, meaning in meanings.items() if sign in shown]
    return [*absences, *explain_signs(readers, grids)]


def _explain_ranges(readers: Sequence[CellReader], grids: Iterable[Grid]) -> Iterator[str]:
    """Say what the ranges and the shares in tables are, where there are any."""
    draws = next((reader.drawn.draws for reader in readers if reader.drawn), 0)
    if draws and any(item.range for grid in grids for row in grid.rows for item in row):
        yield (
            f"Ranges: 5th to 95th percentile of {draws:,} simulations. In brackets beside a side: the share of them in "
            "which it loses more."
        )


def _explain_inputs(scenarios: Scenarios) -> Iterator[str]:
    """Say in which scenarios a full cut costs otherwise than in what they extend, so that not only moves differ."""
    shifted = [reader for readers in _find_shifts(scenarios).values() for reader in readers]
    if shifted:
        yield f"Not only moves but inputs differ from the base in {scenarios.quote(shifted)}."


def _draft(scenarios: Scenarios, table: str | None, has_chart: bool) -> tuple[View, ...]:
    edition = scenarios.edition._replace(has_chart=has_chart or scenarios.edition.has_chart)
    return _draw_document(scenarios._replace(edition=edition), table)


def _draw_document(scenarios: Scenarios, table: str | None) -> tuple[View, ...]:
    """Draw scenarios for a document: the headline, rows, ratios, losses by tie, then notes; or a table with its notes.

    Under each table stands what its amounts and ratios rest on.
    """
    readers, edition = scenarios.readers, scenarios.edition
    register = SourceRegister()
    noted = scenarios._replace(readers=[NotedReader(reader, register) for reader in readers])
    drawn = _draw_grids(noted, has_ties=True)
    grids = [gather_notes(grid) for grid in drawn if table in (None, grid.table)]
    told = _list_notes(scenarios) if table is None else []
    signs = "; ".join(_explain_signs(readers, [*grids, *told]))
    lines = (*filter(None, [signs]), *_explain_ranges(readers, grids))
    shown: list[View] = [*grids, Prose("outcome", lines, is_small=True)]
    chart = [_draw_chart(scenarios)] if edition.has_chart else []
    notes, end = list_notes(register), colophon.describe_making(readers, edition)
    if table is not None:
        return views.drop_empty(*shown, *chart, *notes, *end)
    headline = Prose("headline", tuple(summarize_spread(scenarios)), is_headline=True)
    method = colophon.describe_method(readers)
    return views.drop_empty(headline, *chart, *shown, *told, *notes, method, *end)


def _list_notes(scenarios: Scenarios) -> list[Prose]:
    """Say what each scenario is about, what they leave out, and what must be kept in mind; each thing once."""
    readers = scenarios.readers
    told = [reader for reader in readers if reader.scenario.about]
    about = [f"{reader.scenario.title} ({reader.name}): {reader.scenario.about}" for reader in told]
    left_out: dict[str, list[CellReader]] = {}
    remarks: dict[str, list[CellReader]] = {}
    signs: set[str] = set()
    for reader in readers:
        for text in (
            *sentences.write_left_out(reader),
            *sentences.write_not_valued(reader),
            *sentences.write_not_counted(reader),
        ):
            left_out.setdefault(text, []).append(reader)
        said = sentences.list_remarks(reader, is_alone=False)
        signs |= sentences.join_signs(said)
        texts = (each.text for each in said)
        for text in (*sentences.write_times_of_moves(reader), *texts, *tables.explain_reach(reader)):
            remarks.setdefault(text, []).append(reader)
    caveats = [*_gather(scenarios, remarks), *_explain_shifts(scenarios)]
    return [
        Prose("outcome", tuple(about), title="The scenarios"),
        Prose("outcome", tuple(_gather(scenarios, left_out)), title=words.NOT_COUNTED),
        Prose("outcome", tuple(caveats), title=words.REMARKS, signs=frozenset(signs)),
    ]


def _gather(scenarios: Scenarios, told: dict[str, list[CellReader]]) -> Iterator[str]:
    """Yield what is told of scenarios, each text once; where it is not told of all, with the scenarios' names."""
    for text, readers in told.items():
        others = [reader for reader in scenarios.readers if reader not in readers]
        if not others:
            yield text
            continue
        named = scenarios.quote(readers)
        if len(others) < len(readers):
            named = f"All but {scenarios.quote(others)}"
        yield f"{named}: {_start_small(text.removeprefix('Note: '))}"


def _explain_shifts(scenarios: Scenarios) -> list[str]:
    """Say where a full cut costs otherwise than in what the scenarios extend; what several share is said once."""
    shifts = _find_shifts(scenarios).items()
    return [words.NOTE.format(note=f"in {scenarios.quote(readers)} {shift}") for shift, readers in shifts]


def _find_shifts(scenarios: Scenarios) -> dict[str, list[CellReader]]:
    """Return by what a full cut costs otherwise the scenarios in which it does; a horizon is told above the tables."""
    readers = scenarios.readers
    told = sentences.write_shifts_from_bases(readers)
    alike: dict[str, list[CellReader]] = {}
    for reader, shift, text in zip(readers, find_shifts_from_bases([each.of for each in readers]), told, strict=True):
        if shift is not None and set(shift.inputs) != {naming.HORIZON}:
            alike.setdefault(text, []).append(reader)
    return alike
