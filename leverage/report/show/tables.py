"""The tables of one scenario: stakes, outcome, moves, ranges, and their brief forms."""

from collections.abc import Callable, Sequence

from leverage import naming
from leverage.graph.cells import list_hit_levers
from leverage.report import figures, numbers, words
from leverage.report.cell_reader import CellReader, make_label
from leverage.report.claims import draw_claims, list_claims
from leverage.report.marks import none, show_amount, show_number, show_ratio, show_share, write_range
from leverage.report.numbers import Scale, choose_scale, write_fixed, write_percent
from leverage.report.show.records import sum_by_measure
from leverage.report.views import Column, Grid, Item, make_items
from leverage.units import Unit

_ONLY_OF_GIVEN = (
    "Ranges hold only as far as the low and high of each figure that has them; the others stay as they are."
)


def show_range(reader: CellReader, cell: str, write: Callable[[float], str], absent: str = "") -> Item:
    """Show a cell's range; what stands for its absence where nothing uncertain enters."""
    ends = write_range(reader, cell, write)
    return Item(ends, cell=cell) if ends else none(absent, cell)


def draw_ranges_of_losses(reader: CellReader, what: str, unit: Unit | None, only: Sequence[str] = ()) -> Grid:
    """Show the ranges of both sides' losses by lever and in all: `loss` cut in full, or `outcome` at the moves."""
    sides, total = reader.scenario.sides, "total" if what == "loss" else "outcome"
    levers = [lever.id for lever in reader.current()] if what == "loss" else list_hit_levers(reader.scenario)
    levers = _choose(levers, only)
    cells = [naming.stake(what, side, lever) for side in sides for lever in levers] + [
        naming.total(total, side) for side in sides
    ]
    scale = choose_scale([end for cell in cells for end in reader.raw_ends(cell) or ()], reader.scenario.currency, unit)
    columns = [Column(words.LEVER, is_text=True)]
    for side in sides:
        heads = (words.LOSS, words.SHARE_OF_GDP)
        columns += [Column(head, reader.party_name(side)) for head in heads]
    rows = [
        (Item(reader.label(lever)), *_show_ranges(reader, scale, [naming.stake(what, side, lever) for side in sides]))
        for lever in levers
        if any(reader.raw_ends(naming.stake(what, side, lever)) for side in sides)
    ]
    sums = [naming.total(total, side) for side in sides]
    totals = (Item(words.TOTAL), *_show_ranges(reader, scale, sums, are_sums=True))
    table = "stakes" if what == "loss" else "outcome"
    return Grid(table, _write_title(reader, scale), tuple(columns), tuple(rows), (totals,))


def _show_ranges(reader: CellReader, scale: Scale, losses: Sequence[str], *, are_sums: bool = False) -> list[Item]:
    """Show the ranges of each side's loss and of its share; of sums also that a part is missing."""
    items = []
    for loss in losses:
        is_part = are_sums and reader.is_at_least(loss) and reader.raw_ends(loss) is not None
        shown = show_range(reader, loss, scale.show) if reader.is_money(loss) else Item("")
        items += [shown.at_least(is_part), show_range(reader, naming.share(loss), write_percent)]
    return items


def draw_ranges_of_moves(reader: CellReader, unit: Unit | None) -> Grid:
    """Show the ranges of what each move does and costs, and of its ratios."""
    names = list(reader.scenario.moves)
    cells = [naming.move(move, what) for move in names for what in ("damage", "own_cost")]
    ends = [end for cell in cells if reader.is_money(cell) for end in reader.raw_ends(cell) or ()]
    scale = choose_scale(ends, reader.scenario.currency, unit)
    rows = []
    for id_ in names:
        money = [show_range(reader, naming.move(id_, what), scale.show) for what in ("damage", "own_cost")]
        ratios = [
            show_range(reader, naming.move(id_, what), lambda raw: write_fixed(raw, 2))
            for what in ("cost_ratio", "bite")
        ]
        if any(item.text for item in (*money, *ratios)):
            rows.append((Item(make_label(reader.scenario.moves[id_].label, id_)), *money, *ratios))
    heads = (words.DAMAGE, words.OWN_COST, words.COST_RATIO, words.BITE)
    columns = (Column(words.MOVE, is_text=True), *map(Column, heads))
    return Grid("moves", _write_title(reader, scale), columns, tuple(rows))


def _write_title(reader: CellReader, scale: Scale) -> str:
    count = reader.drawn.draws if reader.drawn else 0
    return f"Ranges, 5th to 95th percentile of {count:,} draws; {scale.words}"


def explain_ranges(reader: CellReader) -> tuple[str, ...]:
    """Say what the ranges are of, and why a number can lie outside its own; nothing where there are none."""
    said = " ".join((*explain_reach(reader), *explain_outside(reader)))
    return (said,) if said else ()


def explain_reach(reader: CellReader) -> tuple[str, ...]:
    """Say how far ranges hold, where there are any, and of how many draws they are not."""
    if not reader.drawn or not reader.drawn.ranges:
        return ()
    shown = {*_SHOWN, *reader.scenario.results}
    ranges = reader.drawn.ranges.items()
    undefined = max((one.undefined for name, one in ranges if name.partition(".")[0] in shown), default=0)
    if not undefined:
        return (_ONLY_OF_GIVEN,)
    said = f"Ranges leave out the draws in which a number is undefined, up to {undefined:,} of {reader.drawn.draws:,}."
    return _ONLY_OF_GIVEN, said


#: The beginnings of the names of cells whose ranges are shown.
_SHOWN = ("loss", "outcome", "total", "balance", "move")


def explain_outside(reader: CellReader) -> tuple[str, ...]:
    """Say why a number lies outside its range, where one does."""
    ranges, values = reader.drawn.ranges if reader.drawn else {}, reader.of.values
    shown = [name for name in ranges if name.startswith(("loss.", "outcome.", "total."))]
    odd = any(not ranges[name].low <= (values[name].number or 0.0) <= ranges[name].high for name in shown)
    return ("A number outside its range rests on a figure in use at its own low or high.",) if odd else ()


def write_span(reader: CellReader, cell: str, write: Callable[[float], str]) -> str:
    """Write a cell's range for a sentence: `` (0.78 to 1.40)``; empty where both ends read alike."""
    ends = [write(end) for end in reader.raw_ends(cell) or ()]
    return f" ({ends[0]} to {ends[1]})" if len(set(ends)) > 1 else ""


_NOT_VALUED = "not valued"
_CUT = "cut %"
_TO_OTHERS = "to others"


def draw_stakes(
    reader: CellReader, scale: Scale, title: str, only: Sequence[str] = (), *, with_signs: bool = False
) -> Grid:
    """Show both sides' exposure and loss by lever, in money; of some levers only if they are named.

    A total without all its parts is said to be "at least" beside it, or by a sign before its number.
    """
    columns = [Column(words.LEVER, is_text=True)]
    for side in reader.scenario.sides:
        heads = (words.EXPOSURE, words.LOSS, words.SHARE_OF_GDP)
        columns += [Column(head, reader.party_name(side)) for head in heads]
    levers = [lever.id for lever in reader.current() if reader.has_money(lever.id)]
    rows = []
    for lever in _choose(levers, only):
        cells = [item for side in reader.scenario.sides for item in _show_stake(reader, side, lever, scale)]
        rows.append((Item(reader.label(lever)), *cells))
    total = _show_totals(reader, scale, with_signs=with_signs)
    return Grid("stakes", f"{title}{_count_chosen(levers, only)}", tuple(columns), tuple(rows), (total,))


def _choose(levers: Sequence[str], only: Sequence[str]) -> list[str]:
    """Return the levers that a table shows: all of them, or only some."""
    return [lever for lever in levers if not only or lever in only]


def _count_chosen(levers: Sequence[str], only: Sequence[str]) -> str:
    """Say behind a title how many levers of all a table shows, if not all."""
    if not only or len(only) == len(levers):
        return ""
    return f"; the {len(only)} largest of {len(levers)} levers, and the totals of all"


def _show_stake(reader: CellReader, side: str, lever: str, scale: Scale) -> tuple[Item, ...]:
    if reader.of.graph.role(side, lever) is None:
        return make_items("", "", "")
    loss = naming.loss(side, lever)
    exposure = show_amount(reader, naming.exposure(side, lever), scale)
    if reader.raw(loss) is None:
        return exposure, none(_NOT_VALUED if reader.needs(loss) else "–", loss), Item("")
    return exposure, show_amount(reader, loss, scale), show_share(reader, naming.share(naming.loss(side, lever)))


def _show_totals(reader: CellReader, scale: Scale, *, with_signs: bool) -> tuple[Item, ...]:
    is_unlike = any(len(sum_by_measure(reader, side)) > 1 for side in reader.scenario.sides)
    row = [Item("Total, unlike losses added" if is_unlike else words.TOTAL)]
    for side in reader.scenario.sides:
        total = naming.total("total", side)
        share_of_gdp = naming.share(total)
        loss, share = show_amount(reader, total, scale), show_share(reader, share_of_gdp)
        if with_signs:
            row += [
                Item(""),
                loss.at_least(reader.is_at_least(total)),
                share.at_least(reader.is_at_least(share_of_gdp)),
            ]
        else:
            row += [none(words.AT_LEAST, "") if reader.is_at_least(total) else Item(""), loss, share]
    return tuple(row)


def draw_outcome(reader: CellReader, unit: Unit | None, only: Sequence[str] = (), *, with_signs: bool = False) -> Grid:
    """Show both sides' loss at the scenario's moves, by lever; months where a move is not for the whole year.

    The share of a total without all its parts says so only `with_signs`; the total itself always does.
    """
    sides = reader.scenario.sides
    levers = _list_valued_levers(reader)
    hit = _choose(levers, only)
    scale = numbers.choose_scale_of_outcome(reader, unit)
    with_months = any(reader.raw(naming.at(lever, "duration")) != 1 for lever in hit)
    heads = (_CUT, words.MONTHS) if with_months else (_CUT,)
    columns = [Column(words.LEVER, is_text=True), *map(Column, heads)]
    for side in sides:
        columns += [Column(head, reader.party_name(side)) for head in (words.LOSS, words.SHARE_OF_GDP)]
    rows = []
    for lever in hit:
        losses = [item for side in sides for item in _show_loss(reader, side, lever, scale)]
        cut = show_number(reader, naming.at(lever, "cut"), lambda value: write_percent(value, 0))
        at = (cut, _show_months(reader, naming.at(lever, "duration")))[: len(heads)]
        rows.append((Item(reader.label(lever)), *at, *losses))
    total = [Item(words.TOTAL), *(Item("") for _ in heads)]
    for side in sides:
        outcome = naming.outcome(side)
        share = naming.share(outcome)
        total.append(show_amount(reader, outcome, scale).at_least(reader.is_at_least(outcome)))
        total.append(show_share(reader, share).at_least(with_signs and reader.is_at_least(share)))
    title = f"{words.OUTCOME.format(unit=scale.words)}{_count_chosen(levers, only)}"
    return Grid("outcome", title, tuple(columns), tuple(rows), (tuple(total),))


def _show_loss(reader: CellReader, side: str, lever: str, scale: Scale) -> tuple[Item, ...]:
    name = naming.outcome(side, lever)
    if reader.raw(name) is None:
        return make_items(_NOT_VALUED if reader.needs(naming.loss(side, lever)) else "", "")
    return show_amount(reader, name, scale), show_share(reader, naming.share(naming.outcome(side, lever)))


def draw_moves(reader: CellReader, unit: Unit | None) -> Grid:
    """Show what each move does to its target and costs its maker; months and others' loss where there are any."""
    names = list(reader.scenario.moves)
    scale = numbers.choose_scale_of_moves(reader, unit)
    with_months = any(reader.raw(naming.move(move, "duration")) != 1 for move in names)
    with_others = any(reader.raw(naming.move(move, "others_loss")) is not None for move in names)
    heads = {
        words.MONTHS: with_months,
        words.DAMAGE: True,
        _TO_OTHERS: with_others,
        words.OWN_COST: True,
        words.COST_RATIO: True,
        words.BITE: True,
    }
    columns = (Column(words.MOVE, is_text=True), *(Column(head) for head, is_shown in heads.items() if is_shown))
    rows = []
    for id_ in names:
        shown = _show_move(reader, id_, scale)
        name = make_label(reader.scenario.moves[id_].label, id_)
        rows.append((Item(name), *(shown[head] for head, is_shown in heads.items() if is_shown)))
    return Grid("moves", words.MOVES.format(unit=scale.words), columns, tuple(rows))


def _show_move(reader: CellReader, move: str, scale: Scale) -> dict[str, Item]:
    return {
        words.MONTHS: _show_months(reader, naming.move(move, "duration")),
        words.DAMAGE: show_amount(reader, naming.move(move, "damage"), scale, _NOT_VALUED),
        _TO_OTHERS: show_amount(reader, naming.move(move, "others_loss"), scale),
        words.OWN_COST: show_amount(reader, naming.move(move, "own_cost"), scale, _NOT_VALUED),
        words.COST_RATIO: show_ratio(reader, naming.move(move, "cost_ratio")),
        words.BITE: show_ratio(reader, naming.move(move, "bite")),
    }


def _show_months(reader: CellReader, cell: str) -> Item:
    return show_number(reader, cell, lambda years: write_fixed(years * 12, 1))


def draw_other_units(reader: CellReader) -> Grid:
    """Show stakes that are no money, each in its own unit."""
    rows = []
    for lever in reader.current():
        for party in lever.roles.values():
            loss, exposure = naming.loss(party, lever.id), naming.exposure(party, lever.id)
            if reader.raw(loss) is not None and not reader.is_money(loss):
                shown = (
                    show_number(reader, exposure, "{:z,.10g}".format),
                    show_number(reader, loss, "{:z,.10g}".format),
                )
                who, unit = reader.party_name(party), Item(reader.unit(loss) or "")
                rows.append((*make_items(reader.label(lever.id), who), *shown, unit))
    heads = {words.LEVER: True, "who": True, words.EXPOSURE: False, words.LOSS: False, words.UNIT_TABLES: True}
    columns = tuple(Column(head, is_text=is_text) for head, is_text in heads.items())
    return Grid("stakes", words.IN_OTHER_UNITS, columns, tuple(rows))


def draw_tables(reader: CellReader, unit: Unit | None) -> list[Grid]:
    """Return what each move and each tie comes to, a table a subject."""
    scale = numbers.choose_scale_of_stakes(reader, unit)
    title = words.STAKES_BESIDE_MOVES.format(unit=scale.words)
    stakes = [draw_stakes(reader, scale, title, with_signs=True), draw_other_units(reader)]
    moved = [draw_outcome(reader, unit, with_signs=True), draw_moves(reader, unit)] if reader.scenario.moves else []
    return [grid for grid in (*moved, *stakes) if grid.rows]


def draw_brief_tables(reader: CellReader, unit: Unit | None) -> list[Grid]:
    """Return the totals with the largest ties: at the moves where there are any, else cut in full."""
    few = find_largest(reader)
    if reader.scenario.moves:
        grid = draw_outcome(reader, unit, few)
    else:
        scale = numbers.choose_scale_of_stakes(reader, unit)
        grid = draw_stakes(reader, scale, words.STAKES_BESIDE_MOVES.format(unit=scale.words), few)
    return [grid] if grid.rows else []


_LARGEST = 3


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
    rows = list_claims(reader)
    if not rows:
        return []
    title = "Claims and their tests"
    if reader.drawn:
        title = f"{title}; the last column is the share of {reader.drawn.draws:,} draws in which each holds"
    return [draw_claims(reader, rows, title, is_brief=is_brief, is_named_first=True)]


def draw_figures(reader: CellReader) -> list[Grid]:
    """Return every figure in use, and the readings that are not."""
    rows = figures.list_figure_records(reader)
    grids = figures.draw_figure_grids(rows, "All figures in use", "Rival readings, not in use")
    return [grid for grid in grids if grid.rows]
