"""The tables of one scenario: stakes, outcome, moves, ranges, and their brief forms.

Makers show numbers in the order in which they are read, since notes are labelled in that order.
"""

from collections.abc import Callable, Sequence

from leverage import naming
from leverage.analysis.parts import Addend
from leverage.model import list_holders
from leverage.report import figures, numbers, words
from leverage.report.cell_reader import CellReader, describe_horizon, make_label
from leverage.report.claims import draw_claims, list_claims
from leverage.report.marks import (
    find_mark,
    find_weaker_mark,
    none,
    show_amount,
    show_number,
    show_ratio,
    show_share,
    with_mark,
)
from leverage.report.numbers import Scale, choose_scale, write_brief, write_fixed, write_percent
from leverage.report.show.facts import (
    has_other_first_year,
    has_other_times,
    is_lost_once_only,
    list_moves_of_other_times,
    list_stocks,
)
from leverage.report.show.records import PartOfStake, is_of_unlike, list_parts_of_stakes
from leverage.report.views import Column, Grid, Item, make_items, make_text_columns

_NOT_VALUED = "not valued"
_CUT, _DUTY = "cut %", "duty %"
_TO_OTHERS = "to others"
_LARGEST = 3  # how many ties a brief table shows

#: The beginnings of the names of cells whose ranges are shown.
_RANGED = ("loss", "once", "outcome", "total", "balance", "move")


def draw_main(reader: CellReader, only: Sequence[str] = ()) -> Grid:
    """Show what both sides have at stake and would lose by tie; of some ties only if they are named.

    With moves it is the loss at these, else that of a full cut. Below the totals stands what is lost once.
    """
    return draw_outcome(reader, only) if reader.scenario.moves else draw_stakes(reader, only)


def draw_stakes(reader: CellReader, only: Sequence[str] = ()) -> Grid:
    """Show both sides' exposure and loss by tie, each cut in full for a year; of some ties only if they are named."""
    # What shows some ties only must fit on a page.
    first_year = (words.FIRST_YEAR,) if not only and has_other_first_year(reader) else ()
    columns = _head_sides(reader, (), (words.EXPOSURE, *first_year, words.LOSS, words.SHARE_OF_GDP))
    scale = numbers.choose_scale_of_stakes(reader)
    levers = [lever.id for lever in reader.current() if reader.has_money(lever.id)]
    rows = []
    for lever in _choose(levers, only):
        row = [Item(reader.label(lever))]
        for side in reader.scenario.sides:
            row.append(_show_exposure(reader, side, lever, scale))
            row += [_show_first_year(reader, side, lever, scale) for _ in first_year]
            row += _show_loss(reader, naming.loss(side, lever), side, lever, scale)
        rows.append(tuple(row))
    totals = [Item(_name_total(reader, "total"))]
    for side in reader.scenario.sides:
        totals += [
            Item(""),
            *(_drop_range(show_amount(reader, naming.first_year(side), scale, with_bound=True)) for _ in first_year),
        ]
        totals += _show_total(reader, naming.total("total", side), scale)
    stocks = _show_stocks(reader, naming.once, scale, [Item(""), *(Item("") for _ in first_year)])
    title = f"{words.STAKES.format(unit=scale.words)}{describe_horizon(reader)}{_describe_ranges(reader)}"
    return Grid("stakes", title + _count_chosen(levers, only), columns, tuple(rows), (tuple(totals), *stocks))


def _name_total(reader: CellReader, what: str) -> str:
    """Name the row of the totals, which may add up losses of several sorts."""
    is_unlike = any(is_of_unlike(reader, side, what) for side in reader.scenario.sides)
    return words.TOTAL_OF_UNLIKE if is_unlike else words.TOTAL


def _describe_ranges(reader: CellReader) -> str:
    """Say behind a title what stands in brackets, where something does."""
    if not reader.drawn or not reader.drawn.ranges:
        return ""
    return f" (5th to 95th percentile of {reader.drawn.draws:,} simulations)"


def _drop_range(item: Item) -> Item:
    """Return an item without its range, which stands in the records."""
    return item._replace(range="")


def _show_exposure(reader: CellReader, side: str, lever: str, scale: Scale) -> Item:
    """Show what a side has at stake on a tie; nothing where it has no part in it."""
    if reader.of.graph.role(side, lever) is None:
        return Item("")
    return _drop_range(show_amount(reader, naming.exposure(side, lever), scale))


def _show_first_year(reader: CellReader, side: str, lever: str, scale: Scale) -> Item:
    """Show what a side loses in the first year; nothing where it has no part in the tie."""
    first_year = naming.first_year(side, lever)
    if reader.of.graph.role(side, lever) is None:
        return Item("")
    if reader.raw(first_year) is None:
        return none(_NOT_VALUED if reader.needs(first_year) else "–", first_year)
    return _drop_range(show_amount(reader, first_year, scale))


def _show_loss(reader: CellReader, loss: str, side: str, lever: str, scale: Scale) -> tuple[Item, Item]:
    """Show a loss with its range, and its share of GDP; nothing where the side has no part in the tie."""
    if reader.of.graph.role(side, lever) is None:
        return Item(""), Item("")
    if reader.raw(loss) is None:
        return none(_NOT_VALUED if reader.needs(naming.loss(side, lever)) else "–", loss), Item("")
    return show_amount(reader, loss, scale), _drop_range(show_share(reader, naming.share(loss)))


def _show_total(reader: CellReader, total: str, scale: Scale) -> tuple[Item, Item]:
    """Show a sum with its range, and its share of GDP; both have a sign where a part is not valued."""
    share = show_share(reader, naming.share(total), with_bound=True)
    return show_amount(reader, total, scale, with_bound=True), _drop_range(share)


def _show_stocks(
    reader: CellReader, name: Callable[[str], str], scale: Scale, before: Sequence[Item]
) -> list[tuple[Item, ...]]:
    """Return the row of what each side loses once, on the scale of the losses a year; none where no kind has that."""
    sides = reader.scenario.sides
    if not any(reader.cell(name(side)) for side in sides):
        return []
    row = [Item(words.LOST_ONCE)]
    for side in sides:
        stock = name(side)
        shown = show_number(reader, stock, scale.show, with_bound=True) if reader.cell(stock) else Item("")
        row += [*before, shown, Item("")]
    return [tuple(row)]


def draw_outcome(reader: CellReader, only: Sequence[str] = ()) -> Grid:
    """Show both sides' exposure and loss at the moves by tie; duties and parts of years where there are any."""
    levers = _list_valued_levers(reader)
    chosen = _choose(levers, only)
    scale = numbers.choose_scale_of_outcome(reader)
    has_duty = any(reader.cell(naming.at(lever, "duty")) for lever in chosen)
    has_months = has_other_times(reader)
    heads = (_CUT, *([_DUTY] if has_duty else []), *([words.MONTHS] if has_months else []))
    rows = []
    for lever in chosen:
        cut = show_number(reader, naming.at(lever, "cut"), lambda cut: write_percent(cut, 0))
        row = [Item(reader.label(lever)), _drop_range(cut)]
        if has_duty:
            row.append(_show_duty(reader, lever))
        if has_months:
            row.append(_show_months(reader, naming.at(lever, "duration")))
        for side in reader.scenario.sides:
            row.append(_show_exposure(reader, side, lever, scale))
            row += _show_loss(reader, naming.outcome(side, lever), side, lever, scale)
        rows.append(tuple(row))
    totals = [Item(_name_total(reader, "outcome")), *(Item("") for _ in heads)]
    for side in reader.scenario.sides:
        totals += [Item(""), *_show_total(reader, naming.outcome(side), scale)]
    stocks = [
        (row[0], *(Item("") for _ in heads), *row[1:])
        for row in _show_stocks(reader, naming.once_outcome, scale, [Item("")])
    ]
    title = f"{title_outcome(reader, scale)}{_describe_ranges(reader)}{_count_chosen(levers, only)}"
    columns = _head_sides(reader, heads, (words.EXPOSURE, words.LOSS, words.SHARE_OF_GDP))
    return Grid("outcome", title, columns, tuple(rows), (tuple(totals), *stocks))


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
    if not reader.cell(cell):
        return Item("")
    return _drop_range(show_number(reader, cell, lambda duty: write_percent(duty, 0)))


def draw_moves(reader: CellReader) -> Grid:
    """Show whom each move hurts by how much, and at what price; months and others' loss where there are any."""
    moves = reader.scenario.moves
    scale = numbers.choose_scale_of_moves(reader)
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
    texts: dict[str, Callable[[str], str]] = {words.BY: lambda move: reader.party_name(moves[move].by)}
    if not {*reader.of.graph.targets.values()} <= {*reader.scenario.sides}:
        texts[words.AGAINST] = lambda move: reader.party_name(reader.of.graph.targets[move])
    columns = (*make_text_columns(words.MOVE, *texts), *map(Column, shown))
    rows = tuple(
        (
            Item(make_label(moves[move].label, move)),
            *(Item(write(move)) for write in texts.values()),
            *(show(move) for show in shown.values()),
        )
        for move in moves
    )
    return Grid("moves", title_moves(reader, scale), columns, rows)


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
        *make_text_columns(words.LEVER, "who"),
        *map(Column, (words.EXPOSURE, words.LOSS)),
        *make_text_columns(words.UNIT_TABLES),
    )
    return Grid("stakes", words.IN_OTHER_UNITS, columns, tuple(rows))


def draw_parts(reader: CellReader) -> Grid:
    """Show what of both sides' stakes is of each part of the current levers, in money; empty without parts."""
    by_party = {(row.lever.id, row.part, row.party): row for row in list_parts_of_stakes(reader)}
    addends = [addend for row in by_party.values() for addend in (row.exposure, row.loss) if addend is not None]
    scale = choose_scale([addend.number for addend in addends], reader.scenario.currency, reader.display_unit)
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
        Column(head, reader.party_name(side), side=place)
        for place, side in enumerate(reader.scenario.sides, start=1)
        for head in (words.EXPOSURE, "% of tie", words.LOSS)
    ]
    columns = (*make_text_columns(words.LEVER, "part"), *sides)
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
    columns = (*make_text_columns(words.LEVER, "who"), *map(Column, heads))

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
    sides = [
        Column(head, reader.party_name(side), side=place)
        for place, side in enumerate(reader.scenario.sides, start=1)
        for head in heads
    ]
    return (Column(words.LEVER, is_text=True), *map(Column, before), *sides)


def _choose(levers: Sequence[str], only: Sequence[str]) -> list[str]:
    """Return the levers that a table shows: all of them, or only some."""
    return [lever for lever in levers if not only or lever in only]


def _count_chosen(levers: Sequence[str], only: Sequence[str]) -> str:
    """Say behind a title how many levers of all a table shows, if not all."""
    if not only or len(only) == len(levers):
        return ""
    return f"; the {len(only)} largest of {len(levers)} ties, and the totals of all"


def write_span(reader: CellReader, cell: str, write: Callable[[float], str]) -> str:
    """Write a cell's range for a sentence: `` (0.78–1.40)``; empty where both ends read alike."""
    ends = [write(end) for end in reader.raw_ends(cell) or ()]
    return f" ({numbers.write_span(*ends)})" if len(set(ends)) > 1 else ""


def explain_reach(reader: CellReader) -> tuple[str, ...]:
    """Say how far ranges hold, where there are any, and of how many draws they are not."""
    if not reader.drawn or not reader.drawn.ranges:
        return ()
    reach = "Ranges hold only as far as the low and high of each figure that has them; the others stay as they are."
    shown = {*_RANGED, *reader.scenario.results}
    counts = [count for name, count in reader.drawn.undefined.items() if naming.find_first_word(name) in shown]
    undefined = max(counts, default=0)
    if not undefined:
        return (reach,)
    draws = reader.drawn.draws
    return (
        reach,
        f"Ranges leave out the simulations in which a number is undefined, up to {undefined:,} of {draws:,}.",
    )


def draw_tables(reader: CellReader, table: str | None = None) -> list[Grid]:
    """Return what each move and each tie comes to, a table a subject; only those of some records if they are named."""
    makers: list[tuple[str, Callable[[], Grid]]] = []
    if reader.scenario.moves:
        makers.append(("outcome", lambda: draw_outcome(reader)))
        makers.append(("moves", lambda: draw_moves(reader)))
    makers.append(("stakes", lambda: draw_stakes(reader)))
    makers.append(("parts", lambda: draw_parts(reader)))
    makers.append(("stakes", lambda: draw_other_units(reader)))
    makers.append(("stakes", lambda: draw_once(reader)))
    grids = [draw() for name, draw in makers if table in (None, name)]
    return [grid for grid in grids if grid.rows]


def draw_main_tables(reader: CellReader, *, is_brief: bool = False) -> list[Grid]:
    """Return the tables that answer: losses by tie, in brief of the largest only, and moves if there are any."""
    grids = [draw_main(reader, find_largest(reader) if is_brief else ())]
    grids += [draw_moves(reader)] if reader.scenario.moves else []
    return [grid for grid in grids if grid.rows]


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
        title = f"{title}; the last column is the share of {reader.drawn.draws:,} simulations in which each holds"
    else:
        title = f"{title}, {words.AT_VALUES}"
    return [draw_claims(reader, claims, title, is_brief=is_brief, is_named_first=True)]


def draw_figures(reader: CellReader) -> list[Grid]:
    """Return every figure in use, and the readings that are not."""
    given = figures.list_given(reader)
    grids = figures.draw_figure_grids(given, "All figures in use", "Rival readings, not in use")
    return [grid for grid in grids if grid.rows]
