"""The tables of one scenario: stakes, outcome, moves, ranges, and their brief forms.

Makers show numbers in the order in which they are read, since notes are labelled in that order.
"""

from collections.abc import Callable, Iterable, Sequence

from leverage import naming
from leverage.analysis.parts import Addend
from leverage.graph.cells import list_hit_levers
from leverage.model import list_holders
from leverage.report import figures, numbers, words
from leverage.report.cell_reader import CellReader, describe_horizon, make_label
from leverage.report.claims import draw_claims, list_claims
from leverage.report.marks import (
    find_bound,
    find_mark,
    find_weaker_mark,
    none,
    show_amount,
    show_number,
    show_ratio,
    show_share,
    with_mark,
    write_range,
)
from leverage.report.numbers import Scale, choose_scale, write_brief, write_fixed, write_percent
from leverage.report.show.facts import (
    has_other_first_year,
    has_other_times,
    is_lost_once_only,
    list_moves_of_other_times,
    list_stocks,
)
from leverage.report.show.records import PartOfStake, list_parts_of_stakes, sum_by_measure
from leverage.report.views import Column, Grid, Item, make_items
from leverage.units import Unit

_NOT_VALUED = "not valued"
_CUT, _DUTY = "cut %", "duty %"
_TO_OTHERS = "to others"
_LARGEST = 3  # how many levers a brief table shows

#: The beginnings of the names of cells whose ranges are shown.
_RANGED = ("loss", "once", "outcome", "total", "balance", "move")


def draw_stakes(
    reader: CellReader,
    unit: Unit | None,
    only: Sequence[str] = (),
    *,
    title: str = words.STAKES_BESIDE_MOVES,
    with_signs: bool = False,
) -> Grid:
    """Show both sides' exposure and loss by lever, in money; of some levers only if they are named.

    The title is a template for the `unit`.

    A total without all its parts is said to be "at least" beside it, or `with_signs` by a sign before its number.
    """
    # What shows some levers only must fit on a page.
    first_year = (words.FIRST_YEAR,) if not only and has_other_first_year(reader) else ()
    columns = _head_sides(reader, (), (words.EXPOSURE, *first_year, words.LOSS, words.SHARE_OF_GDP))
    scale = numbers.choose_scale_of_stakes(reader, unit)
    levers = [lever.id for lever in reader.current() if reader.has_money(lever.id)]
    rows = []
    for lever in _choose(levers, only):
        row = [Item(reader.label(lever))]
        for side in reader.scenario.sides:
            exposure, *loss = _show_stake(reader, side, lever, scale)
            row += [exposure, *(_show_first_year(reader, side, lever, scale) for _ in first_year), *loss]
        rows.append(tuple(row))
    is_unlike = any(len(sum_by_measure(reader, side)) > 1 for side in reader.scenario.sides)
    totals = [Item("Total, unlike losses added" if is_unlike else words.TOTAL)]
    for side in reader.scenario.sides:
        least, *loss = _show_total(reader, side, scale, with_signs=with_signs)
        cell = naming.first_year(side)
        totals += [least, *(show_amount(reader, cell, scale, with_bound=with_signs) for _ in first_year), *loss]
    titled = f"{title.format(unit=scale.words)}{describe_horizon(reader)}{_count_chosen(levers, only)}"
    return Grid("stakes", titled, columns, tuple(rows), (tuple(totals),))


def _show_stake(reader: CellReader, side: str, lever: str, scale: Scale) -> tuple[Item, ...]:
    if reader.of.graph.role(side, lever) is None:
        return make_items("", "", "")
    loss = naming.loss(side, lever)
    exposure = show_amount(reader, naming.exposure(side, lever), scale)
    if reader.raw(loss) is None:
        return exposure, none(_NOT_VALUED if reader.needs(loss) else "–", loss), Item("")
    return exposure, show_amount(reader, loss, scale), show_share(reader, naming.share(loss))


def _show_first_year(reader: CellReader, side: str, lever: str, scale: Scale) -> Item:
    """Show what a side loses in the first year; nothing where it has no part in the lever."""
    first_year = naming.first_year(side, lever)
    if reader.of.graph.role(side, lever) is None:
        return Item("")
    if reader.raw(first_year) is None:
        return none(_NOT_VALUED if reader.needs(first_year) else "–", first_year)
    return show_amount(reader, first_year, scale)


def _show_total(reader: CellReader, side: str, scale: Scale, *, with_signs: bool) -> tuple[Item, ...]:
    total = naming.total("total", side)
    loss = show_amount(reader, total, scale, with_bound=with_signs)
    of_gdp = show_share(reader, naming.share(total), with_bound=with_signs)
    is_told = reader.is_at_least(total) and not with_signs
    return Item(words.AT_LEAST if is_told else ""), loss, of_gdp


def draw_outcome(reader: CellReader, unit: Unit | None, only: Sequence[str] = (), *, with_signs: bool = False) -> Grid:
    """Show both sides' loss at the scenario's moves, by lever; duties and parts of years where there are any.

    The share of a total without all its parts says so only `with_signs`; the total itself always does.
    """
    levers = _list_valued_levers(reader)
    chosen = _choose(levers, only)
    scale = numbers.choose_scale_of_outcome(reader, unit)
    has_duty = any(reader.cell(naming.at(lever, "duty")) for lever in chosen)
    has_months = has_other_times(reader)
    heads = (_CUT, *([_DUTY] if has_duty else []), *([words.MONTHS] if has_months else []))
    rows = []
    for lever in chosen:
        row = [
            Item(reader.label(lever)),
            show_number(reader, naming.at(lever, "cut"), lambda cut: write_percent(cut, 0)),
        ]
        if has_duty:
            row.append(_show_duty(reader, lever))
        if has_months:
            row.append(_show_months(reader, naming.at(lever, "duration")))
        for side in reader.scenario.sides:
            row += _show_loss(reader, side, lever, scale)
        rows.append(tuple(row))
    totals = [Item(words.TOTAL), *(Item("") for _ in heads)]
    for side in reader.scenario.sides:
        total = naming.outcome(side)
        totals.append(show_amount(reader, total, scale, with_bound=True))
        totals.append(show_share(reader, naming.share(total), with_bound=with_signs))
    title = f"{title_outcome(reader, scale)}{_count_chosen(levers, only)}"
    columns = _head_sides(reader, heads, (words.LOSS, words.SHARE_OF_GDP))
    return Grid("outcome", title, columns, tuple(rows), (tuple(totals),))


def title_outcome(reader: CellReader, scale: Scale) -> str:
    """Return the title of the table of the outcome: losses a year, or over other times."""
    if has_other_times(reader):
        title = words.OUTCOME_OVER_TIME.format(unit=scale.of_a_stock().words)
    else:
        title = words.OUTCOME.format(unit=scale.words)
    return title + describe_horizon(reader)


def title_moves(reader: CellReader, scale: Scale) -> str:
    """Return the title of the table of moves: losses a year, or over other times."""
    if list_moves_of_other_times(reader):
        return words.MOVES_OVER_TIME.format(unit=scale.of_a_stock().words)
    return words.MOVES.format(unit=scale.words)


def _show_duty(reader: CellReader, lever: str) -> Item:
    cell = naming.at(lever, "duty")
    return show_number(reader, cell, lambda duty: write_percent(duty, 0)) if reader.cell(cell) else Item("")


def _show_loss(reader: CellReader, side: str, lever: str, scale: Scale) -> tuple[Item, ...]:
    loss = naming.outcome(side, lever)
    if reader.raw(loss) is None:
        return make_items(_NOT_VALUED if reader.needs(naming.loss(side, lever)) else "", "")
    return show_amount(reader, loss, scale), show_share(reader, naming.share(loss))


def draw_moves(reader: CellReader, unit: Unit | None) -> Grid:
    """Show what each move does to its target and costs its maker; months and others' loss where there are any."""
    moves = reader.scenario.moves
    scale = numbers.choose_scale_of_moves(reader, unit)
    shown: dict[str, Callable[[str], Item]] = {}  # by the head of a column what shows a move in it
    has_months = bool(list_moves_of_other_times(reader))
    if has_months:
        shown[words.MONTHS] = lambda move: _show_months(reader, naming.move(move, "duration"))
    shown[words.DAMAGE] = lambda move: _show_effect(reader, move, "damage", reader.of.graph.targets[move], scale)
    if has_months:
        shown[words.DAMAGE_A_YEAR] = lambda move: _show_damage_a_year(reader, move, scale)
    if any(reader.raw(naming.move(move, "others_loss")) is not None for move in moves):
        shown[_TO_OTHERS] = lambda move: show_amount(reader, naming.move(move, "others_loss"), scale)
    shown[words.OWN_COST] = lambda move: _show_effect(reader, move, "own_cost", moves[move].by, scale)
    shown[words.COST_RATIO] = lambda move: show_ratio(reader, naming.move(move, "cost_ratio"))
    shown[words.BITE] = lambda move: show_ratio(reader, naming.move(move, "bite"))
    return _draw_by_move(reader, title_moves(reader, scale), shown, moves)


def _show_damage_a_year(reader: CellReader, move: str, scale: Scale) -> Item:
    """Show a move's damage as a rate a year: what it does over its time, by that time."""
    cell = naming.move(move, "damage")
    damage, duration = reader.raw(cell), reader.raw(naming.move(move, "duration"))
    if damage is None or not duration or not reader.is_money(cell):
        return none("–", cell)
    rate = damage / duration
    return with_mark(scale.show(rate), find_mark(reader, cell), "", rate, notes=reader.label_notes(cell))


def _show_effect(reader: CellReader, move: str, what: str, party: str, scale: Scale) -> Item:
    """Show what a party loses by a move; what it loses once only stands in a table of its own."""
    is_once = is_lost_once_only(reader, reader.scenario.moves[move].hits, [party])
    return show_amount(reader, naming.move(move, what), scale, "lost once" if is_once else _NOT_VALUED)


def _draw_by_move(
    reader: CellReader, title: str, shown: dict[str, Callable[[str], Item]], moves: Iterable[str]
) -> Grid:
    """Show moves, a row each; `shown` says by the head of each column how a move is shown in it."""
    columns = (Column(words.MOVE, is_text=True), *map(Column, shown))
    rows = tuple(
        (Item(make_label(reader.scenario.moves[move].label, move)), *(show(move) for show in shown.values()))
        for move in moves
    )
    return Grid("moves", title, columns, rows)


def _show_months(reader: CellReader, cell: str) -> Item:
    return show_number(reader, cell, lambda years: write_fixed(years * 12, 1))


def draw_other_units(reader: CellReader) -> Grid:
    """Show stakes that are no money, each in its own unit."""
    rows = []
    for lever in reader.current():
        for party in lever.roles.values():
            loss = naming.loss(party, lever.id)
            if reader.raw(loss) is not None and not reader.is_money(loss):
                cells = (naming.exposure(party, lever.id), loss)
                shown = (show_number(reader, cell, "{:z,.10g}".format) for cell in cells)
                named = make_items(reader.label(lever.id), reader.party_name(party))
                rows.append((*named, *shown, Item(reader.unit(loss) or "")))
    columns = (
        Column(words.LEVER, is_text=True),
        Column("who", is_text=True),
        Column(words.EXPOSURE),
        Column(words.LOSS),
        Column(words.UNIT_TABLES, is_text=True),
    )
    return Grid("stakes", words.IN_OTHER_UNITS, columns, tuple(rows))


def draw_parts(reader: CellReader, unit: Unit | None) -> Grid:
    """Show what of both sides' stakes is of each part of the current levers, in money; empty without parts."""
    by_party = {(row.lever.id, row.part, row.party): row for row in list_parts_of_stakes(reader)}
    addends = [addend for row in by_party.values() for addend in (row.exposure, row.loss) if addend is not None]
    scale = choose_scale([addend.number for addend in addends], reader.scenario.currency, unit)
    rows = []
    for lever in reader.current():
        for part in lever.parts if reader.has_money(lever.id) else ():
            label = make_label(lever.parts[part].label, part)
            shown = [Item(reader.label(lever.id)), Item(label)]
            for side in reader.scenario.sides:
                rows_of_side = [
                    by_party[lever.id, part, holder] for holder in list_holders(reader.scenario, side, lever.id)
                ]
                shown += _show_part(reader, rows_of_side, scale)
            rows.append(tuple(shown))
    sides = [
        Column(head, reader.party_name(side))
        for side in reader.scenario.sides
        for head in (words.EXPOSURE, "% of lever", words.LOSS)
    ]
    columns = (Column(words.LEVER, is_text=True), Column("part", is_text=True), *sides)
    return Grid("parts", words.PARTS.format(unit=scale.words) + describe_horizon(reader), columns, tuple(rows))


def _show_part(reader: CellReader, rows: Sequence[PartOfStake], scale: Scale) -> tuple[Item, ...]:
    """Show what of a side's stake is of a part; nothing where neither the side nor a member has a role in the lever.

    Where several members have one, their stakes are not of one sort, and stand in the records alone.
    """
    if not rows:
        return make_items("", "", "")
    if len(rows) > 1:
        return make_items("–", "–", "–")
    row = rows[0]
    share = row.find_share()

    def show(addend: Addend | None, cell: str) -> Item:
        if addend is None or addend.number is None or not reader.is_money(cell):
            return none("–", cell)
        mark = find_weaker_mark(reader, *addend.reads)
        notes = reader.label_notes(*addend.reads)
        return with_mark(scale.show(addend.number), mark, "", addend.number, notes=notes)

    of_it = none("–", row.whole) if share is None else Item(write_percent(share, 0))
    return show(row.exposure, row.whole), of_it, show(row.loss, row.loss_cell)


def draw_once(reader: CellReader) -> Grid:
    """Show what parties lose once, with moves both cut in full and at these; empty where no kind has such a loss."""
    stocks = list_stocks(reader)
    scale = numbers.choose_scale_of_stocks(reader, [stock.at_full_cut for stock in stocks])
    heads = ("cut in full", "at these moves") if reader.scenario.moves else (words.LOSS,)
    columns = (Column(words.LEVER, is_text=True), Column("who", is_text=True), *map(Column, heads))

    def show(cell: str, *, with_bound: bool = False) -> Item:
        if reader.is_stock(cell):
            return show_number(reader, cell, scale.show, _NOT_VALUED, with_bound=with_bound)
        return show_number(reader, cell, lambda raw: write_brief(raw, reader.base_unit(cell)), _NOT_VALUED)

    rows, totals = [], []
    for stock in stocks:
        cells = (stock.at_full_cut, stock.at_moves)[: len(heads)]
        rows.append((*make_items(reader.label(stock.lever), reader.party_name(stock.party)), *map(show, cells)))
    for party in dict.fromkeys(stock.party for stock in stocks if stock.is_money):
        cells = (naming.once(party), naming.once_outcome(party))[: len(heads)]
        shown = [show(cell, with_bound=True) for cell in cells]
        totals.append((*make_items(words.TOTAL, reader.party_name(party)), *shown))
    is_sum = len(totals) < len(rows)  # else each total repeats a row
    title = words.ONCE.format(unit=scale.words)
    return Grid("stakes", title, columns, tuple(rows), tuple(totals) if is_sum else ())


def _head_sides(reader: CellReader, before: Sequence[str], heads: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of a table by lever: some heads by themselves, then others under the name of each side."""
    sides = [Column(head, reader.party_name(side)) for side in reader.scenario.sides for head in heads]
    return (Column(words.LEVER, is_text=True), *map(Column, before), *sides)


def _choose(levers: Sequence[str], only: Sequence[str]) -> list[str]:
    """Return the levers that a table shows: all of them, or only some."""
    return [lever for lever in levers if not only or lever in only]


def _count_chosen(levers: Sequence[str], only: Sequence[str]) -> str:
    """Say behind a title how many levers of all a table shows, if not all."""
    if not only or len(only) == len(levers):
        return ""
    return f"; the {len(only)} largest of {len(levers)} levers, and the totals of all"


def draw_ranges_of_losses(reader: CellReader, what: str, unit: Unit | None, only: Sequence[str] = ()) -> Grid:
    """Show the ranges of both sides' losses by lever and in all: `loss` cut in full, or `outcome` at the moves."""
    sides = reader.scenario.sides
    if what == "loss":
        table, levers = "stakes", [lever.id for lever in reader.current()]
        totals = [naming.total("total", side) for side in sides]
    else:
        table, levers = "outcome", list_hit_levers(reader.scenario)
        totals = [naming.outcome(side) for side in sides]
    losses = {lever: [naming.stake(what, side, lever) for side in sides] for lever in _choose(levers, only)}
    scale = _choose_scale_of_ranges(reader, unit, [*(cell for cells in losses.values() for cell in cells), *totals])
    rows = tuple(
        (Item(reader.label(lever)), *_show_ranges(reader, scale, cells))
        for lever, cells in losses.items()
        if any(reader.raw_ends(cell) for cell in cells)
    )
    if what == "outcome" and has_other_times(reader):
        scale = scale.of_a_stock()
    total = (Item(words.TOTAL), *_show_ranges(reader, scale, totals, are_sums=True))
    columns = _head_sides(reader, (), (words.LOSS, words.SHARE_OF_GDP))
    return Grid(table, _title_ranges(reader, scale), columns, rows, (total,))


def _show_ranges(reader: CellReader, scale: Scale, losses: Sequence[str], *, are_sums: bool = False) -> list[Item]:
    """Show the ranges of each side's loss and of its share; of sums also that a part is missing."""
    items = []
    for loss in losses:
        is_money = reader.is_money(loss)
        items.append(show_range(reader, loss, scale.show, with_bound=are_sums) if is_money else Item(""))
        items.append(show_range(reader, naming.share(loss), write_percent))
    return items


def draw_ranges_of_moves(reader: CellReader, unit: Unit | None) -> Grid:
    """Show the ranges of what each move does and costs, and of its ratios; only of moves that have any."""
    amounts = {words.DAMAGE: "damage", words.OWN_COST: "own_cost"}
    ratios = {words.COST_RATIO: "cost_ratio", words.BITE: "bite"}
    cells = [naming.move(move, what) for move in reader.scenario.moves for what in amounts.values()]
    scale = _choose_scale_of_ranges(reader, unit, [cell for cell in cells if reader.is_money(cell)])
    if list_moves_of_other_times(reader):
        scale = scale.of_a_stock()

    def show_in(what: str, write: Callable[[float], str]) -> Callable[[str], Item]:
        return lambda move: show_range(reader, naming.move(move, what), write)

    shown = {
        **{head: show_in(what, scale.show) for head, what in amounts.items()},
        **{head: show_in(what, lambda ratio: write_fixed(ratio, 2)) for head, what in ratios.items()},
    }
    whats = (*amounts.values(), *ratios.values())
    moves = [move for move in reader.scenario.moves if any(reader.raw_ends(naming.move(move, what)) for what in whats)]
    return _draw_by_move(reader, _title_ranges(reader, scale), shown, moves)


def _choose_scale_of_ranges(reader: CellReader, unit: Unit | None, cells: Iterable[str]) -> Scale:
    return choose_scale([end for cell in cells for end in reader.raw_ends(cell) or ()], reader.scenario.currency, unit)


def _title_ranges(reader: CellReader, scale: Scale) -> str:
    draws = reader.drawn.draws if reader.drawn else 0
    return f"Ranges, 5th to 95th percentile of {draws:,} draws; {scale.words}"


def show_range(
    reader: CellReader, cell: str, write: Callable[[float], str], absent: str = "", *, with_bound: bool = False
) -> Item:
    """Show a cell's range; what stands for its absence where nothing uncertain enters.

    `with_bound` that of a sum without all its parts has the sign for that before it.
    """
    ends = write_range(reader, cell, write)
    if not ends:
        return none(absent, cell)
    return with_mark(ends, "", cell, None, bound=find_bound(reader, cell) if with_bound else "")


def write_span(reader: CellReader, cell: str, write: Callable[[float], str]) -> str:
    """Write a cell's range for a sentence: `` (0.78 to 1.40)``; empty where both ends read alike."""
    ends = [write(end) for end in reader.raw_ends(cell) or ()]
    return f" ({ends[0]} to {ends[1]})" if len(set(ends)) > 1 else ""


def explain_reach(reader: CellReader) -> tuple[str, ...]:
    """Say how far ranges hold, where there are any, and of how many draws they are not."""
    if not reader.drawn or not reader.drawn.ranges:
        return ()
    reach = "Ranges hold only as far as the low and high of each figure that has them; the others stay as they are."
    shown = {*_RANGED, *reader.scenario.results}
    ranges = [span for name, span in reader.drawn.ranges.items() if naming.find_first_word(name) in shown]
    undefined = max((span.undefined for span in ranges), default=0)
    if not undefined:
        return (reach,)
    draws = reader.drawn.draws
    return (
        reach,
        f"Ranges leave out the draws in which a number is undefined, up to {undefined:,} of {draws:,}.",
    )


def draw_tables(reader: CellReader, unit: Unit | None, table: str | None = None) -> list[Grid]:
    """Return what each move and each tie comes to, a table a subject; only those of some records if they are named."""
    makers: list[tuple[str, Callable[[], Grid]]] = []
    if reader.scenario.moves:
        makers.append(("outcome", lambda: draw_outcome(reader, unit, with_signs=True)))
        makers.append(("moves", lambda: draw_moves(reader, unit)))
    makers.append(("stakes", lambda: draw_stakes(reader, unit, with_signs=True)))
    makers.append(("parts", lambda: draw_parts(reader, unit)))
    makers.append(("stakes", lambda: draw_other_units(reader)))
    makers.append(("stakes", lambda: draw_once(reader)))
    grids = [draw() for name, draw in makers if table in (None, name)]
    return [grid for grid in grids if grid.rows]


def draw_brief_tables(reader: CellReader, unit: Unit | None) -> list[Grid]:
    """Return the totals with the largest ties: at the moves where there are any, else cut in full."""
    draw = draw_outcome if reader.scenario.moves else draw_stakes
    grid = draw(reader, unit, find_largest(reader))
    return [grid] if grid.rows else []


def find_largest(reader: CellReader) -> list[str]:
    """Return the ties on which a side loses most, in the order of the file."""
    what = "outcome" if reader.scenario.moves else "loss"
    levers, sides = _list_valued_levers(reader), reader.scenario.sides
    losses = {lever: max(reader.raw_or_0(naming.stake(what, side, lever)) for side in sides) for lever in levers}
    few = sorted(levers, key=lambda lever: -losses[lever])[:_LARGEST]
    return [lever for lever in levers if lever in few]


def _list_valued_levers(reader: CellReader) -> list[str]:
    """Return the levers that the outcome counts and that are valued in money."""
    return [lever for lever in reader.hit if reader.has_money(lever)]


def draw_claim_tables(reader: CellReader, *, is_brief: bool = False) -> list[Grid]:
    """Return the claims, each named by what it says; nothing where there are none."""
    claims = list_claims(reader)
    if not claims:
        return []
    title = "Claims and their tests"
    if reader.drawn:
        title = f"{title}; the last column is the share of {reader.drawn.draws:,} draws in which each holds"
    else:
        title = f"{title}, {words.AT_VALUES}"
    return [draw_claims(reader, claims, title, is_brief=is_brief, is_named_first=True)]


def draw_figures(reader: CellReader) -> list[Grid]:
    """Return every figure in use, and the readings that are not."""
    given = figures.list_given(reader)
    grids = figures.draw_figure_grids(given, "All figures in use", "Rival readings, not in use")
    return [grid for grid in grids if grid.rows]
