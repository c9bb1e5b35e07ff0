"""The sheet of results, which stands first: its tables, and what was said of them when it was written."""

from collections.abc import Sequence

from leverage import naming
from leverage.analysis.claims import FAILS, HOLDS, OPEN, judge_claim, judge_ratio
from leverage.formula.spreadsheet import quote_text, write_number
from leverage.model import Claim
from leverage.report import numbers, words
from leverage.report.cell_reader import CellReader, describe_horizon, make_label, write_heading, write_subtitle
from leverage.report.claims import write_share_held
from leverage.report.headline import list_unbalanced
from leverage.report.headline_words import write_headline
from leverage.report.marks import BESIDE, explain_marks, find_mark
from leverage.report.numbers import ABOUT, Scale, write_percent
from leverage.report.show import sentences
from leverage.report.show.facts import has_other_first_year, has_other_times, list_moves_of_other_times, list_stocks
from leverage.report.show.tables import title_moves, title_outcome
from leverage.report.titles import is_share, write_title
from leverage.report.workbook.cells import GENERAL, WIDTH, Cell, Look, Row, Sheet, head_table, make_row
from leverage.report.workbook.live import Live
from leverage.units import Unit

PERCENT, RATIO, MONTHS = Scale(1.0, 2, "%"), Scale(1.0, 2, ""), Scale(1 / 12, 1, words.MONTHS)
PLAIN = Scale(1.0, -1, "")  # as many decimals as there are


def show_cell(live: Live, name: str, scale: Scale, look: Look = Look.LIVE) -> Cell:
    """Show a cell in a scale: per cent where the scale says so; nothing where the cell is missing."""
    reader = live.reader
    if name not in live:
        return Cell(look=Look.MISSING if reader.needs(name) and look is Look.LIVE else look)
    raw, own = reader.raw(name), live.names.of(name)
    least = words.LEAST if reader.is_at_least(name) else ""
    mark = find_mark(reader, name)
    pattern = _put_signs(_choose_pattern(scale, raw or 0.0), least, mark)
    text = own
    if scale.size != 1.0:
        text = f"{own} / {write_number(scale.size)}" if scale.size > 1 else f"{own} * {write_number(1 / scale.size)}"
    signs = frozenset({least, mark} - {""})
    if raw is None:
        return Cell("", look, f'IF(ISNUMBER({own}), {text}, "")', pattern, signs=signs)
    return Cell(raw / scale.size, look, text, pattern, signs=signs)


def choose_own_scale(reader: CellReader, name: str, money: Scale) -> Scale:
    """Return the scale of a cell that may be money, a share or something else."""
    if reader.is_money(name):
        return money
    if is_share(reader, name):
        return PERCENT
    return RATIO if reader.base_unit(name) == "ratio" else PLAIN._replace(words=reader.base_unit(name) or "")


def show_still(reader: CellReader, name: str, scale: Scale) -> tuple[Cell, Cell]:
    """Show the ends of a cell's range as numbers that nothing computes anew."""
    ends = reader.raw_ends(name)
    if ends is None:
        return Cell(), Cell()
    pattern = _choose_pattern(scale)
    return Cell(ends[0] / scale.size, Look.STILL, pattern=pattern), Cell(
        ends[1] / scale.size, Look.STILL, pattern=pattern
    )


def _choose_pattern(scale: Scale, raw: float = 0.0) -> str:
    """Return the pattern of a scale's numbers; with more decimals where one would look like nothing and is not."""
    if scale.decimals < 0:
        return GENERAL
    is_percent = scale.words == PERCENT.words
    shown = abs(raw) / scale.size * (100 if is_percent else 1)
    count = scale.decimals + 2 if 0 < shown < 0.5 * 10.0**-scale.decimals else scale.decimals
    decimals = f".{'0' * count}" if count else ""
    return f"0{decimals}%" if is_percent else f"#,##0{decimals}"


def _put_signs(pattern: str, least: str, mark: str) -> str:
    """Put what says that a number is a bound, or approximate, before its pattern, and a mark or its room behind."""
    bound = f'"{least} "' if least else ""
    if mark == ABOUT:
        return f'{bound}"{mark}"{pattern}_†'
    behind = f'"{mark}"' if mark else "_†"
    return f"{bound}{pattern}{behind}"


_VALUED = {
    "damage": words.DAMAGE,
    "own_cost": words.OWN_COST,
    "cost_ratio": words.COST_RATIO,
    "bite": words.BITE,
}


def write_stakes(live: Live, unit: Unit | None) -> list[Row]:
    """Write both sides' exposure and loss by lever, each cut in full for a year."""
    reader = live.reader
    levers = [lever.id for lever in reader.current() if reader.has_money(lever.id)]
    sides = reader.scenario.sides
    scale = numbers.choose_scale_of_stakes(reader, unit)
    rows = []
    for lever in levers:
        exposures = [show_cell(live, naming.exposure(side, lever), scale) for side in sides]
        rows.append(_write_lever(live, "loss", lever, scale, exposures))
    title = words.STAKES.format(unit=scale.words) + describe_horizon(reader)
    return [*_head_sides(reader, title, (words.EXPOSURE, words.EXPOSURE), 3), *rows, _write_total(live, "total", scale)]


def write_first_year(live: Live, unit: Unit | None) -> list[Row]:
    """Write what both sides lose in the first year; nothing where that is what is shown already."""
    reader, sides = live.reader, live.reader.scenario.sides
    if not has_other_first_year(reader):
        return []
    levers = [lever.id for lever in reader.current() if reader.has_money(lever.id)]
    cells = [naming.first_year(side, lever) for side in sides for lever in levers if reader.of.graph.role(side, lever)]
    totals = [naming.first_year(side) for side in sides]
    scale = numbers.choose_scale_of_cells(reader, unit, [*cells, *totals])
    rows = head_table(words.IN_FIRST_YEAR.format(unit=scale.words), words.LEVER, *map(reader.party_name, sides))
    for lever in levers:
        shown = [naming.first_year(side, lever) for side in sides]
        rows.append((Cell(reader.label(lever)), *(show_cell(live, c, scale) if c in cells else Cell() for c in shown)))
    rows.append((Cell(words.TOTAL, Look.TOTAL), *(show_cell(live, total, scale, Look.TOTAL) for total in totals)))
    return rows


def write_outcome(live: Live, unit: Unit | None) -> list[Row]:
    """Write both sides' losses at the scenario's moves, with how much of a lever they stop and for how long."""
    reader = live.reader
    levers = [lever for lever in reader.hit if reader.has_money(lever)]
    scale = numbers.choose_scale_of_outcome(reader, unit)
    rows = []
    for lever in levers:
        at = (show_cell(live, naming.at(lever, "cut"), PERCENT), show_cell(live, naming.at(lever, "duration"), MONTHS))
        row = _write_lever(live, "outcome", lever, scale, at)
        duty = reader.raw(naming.at(lever, "duty"))
        if duty is not None:
            notes = (f"a duty of {write_percent(duty, 1)} %", str(row[-1].value or ""))
            row = (*row[:-1], Cell("; ".join(filter(None, notes))))
        rows.append(row)
    title = title_outcome(reader, scale)
    return [*_head_sides(reader, title, ("part stopped", words.MONTHS), 2), *rows, _write_total(live, "outcome", scale)]


def _head_sides(reader: CellReader, title: str, first: tuple[str, str], across: int) -> list[Row]:
    """Make a title, a row with the sides' names over so many of their columns, and one with the columns' heads."""
    blank = Cell("", Look.HEAD)
    names = [blank]
    for side in reader.scenario.sides:
        name = Cell(reader.party_name(side), Look.HEAD, across=across)
        names += [*[blank] * (3 - across), name, *[blank] * (across - 1)]
    losses = (words.LOSS, words.OF_GDP)
    heads = (words.LEVER, first[0], *losses, first[1], *losses, words.NOTES)
    return [*head_table(title), (*names, blank), make_row(*heads, look=Look.HEAD)]


def _write_lever(live: Live, what: str, lever: str, scale: Scale, beside: Sequence[Cell]) -> Row:
    """Write what each side loses on a lever, each behind the cell beside it; `what` is ``loss`` or ``outcome``."""
    reader = live.reader
    cells: list[Cell] = []
    notes = []
    for side, first in zip(reader.scenario.sides, beside, strict=True):
        loss = naming.stake(what, side, lever)
        if reader.cell(loss) is None:
            cells += [first if what == "outcome" else Cell(), Cell(), Cell()]
            continue
        cells += [first, show_cell(live, loss, scale), show_cell(live, naming.share(loss), PERCENT)]
        if reader.raw(loss) is None:
            notes.append(f"{reader.party_name(side)}: not valued, {reader.why(loss)}")
    return (Cell(reader.label(lever)), *cells, Cell("; ".join(notes)))


def _write_total(live: Live, what: str, scale: Scale) -> Row:
    """Write each side's ``total`` or ``outcome``, and what that leaves out."""
    cells: list[Cell] = []
    notes = []
    for side in live.reader.scenario.sides:
        total = naming.total(what, side)
        cells += [
            Cell(look=Look.TOTAL),
            show_cell(live, total, scale, Look.TOTAL),
            show_cell(live, naming.share(total), PERCENT, Look.TOTAL),
        ]
        notes += _explain_total(live.reader, total, side)
    return (Cell("Total, a static sum", Look.TOTAL), *cells, Cell("; ".join(notes), Look.TOTAL))


def _explain_total(reader: CellReader, total: str, side: str) -> list[str]:
    """Say what a sum leaves out, or why there is none."""
    party = reader.party_name(side)
    if reader.raw(total) is None:
        return [f"{party}: {reader.why(total)}"]
    left_out = reader.name_left_out(total)
    return [f"{party}: at least, without {', '.join(left_out)}"] if left_out else []


def write_moves(live: Live, unit: Unit | None) -> list[Row]:
    """Write what each move does to its target and to others, and what it costs its maker."""
    reader, moves = live.reader, live.reader.scenario.moves
    scale = numbers.choose_scale_of_moves(reader, unit)
    scales = {"damage": scale, "own_cost": scale, "cost_ratio": RATIO, "bite": RATIO}
    scales |= {"others_loss": scale, "duration": MONTHS}
    has_others = any(reader.raw(naming.move(id_, "others_loss")) is not None for id_ in moves)
    others = "loss of others" if has_others else ""
    heads = (words.MOVE, *_VALUED.values(), others, words.MONTHS, words.NOTES)
    rows = head_table(title_moves(reader, scale), *heads)
    for id_, move in moves.items():
        cells = [show_cell(live, naming.move(id_, what), own_scale) for what, own_scale in scales.items()]
        rows.append((Cell(make_label(move.label, id_)), *cells, Cell("; ".join(_explain_lacks(reader, id_)))))
    if list_moves_of_other_times(reader):
        rows += head_table(f"The damage as a rate a year; {scale.words}", words.MOVE, words.DAMAGE_A_YEAR)
        rows += [
            (Cell(make_label(move.label, id_)), _show_damage_a_year(live, id_, scale)) for id_, move in moves.items()
        ]
    return rows


def _show_damage_a_year(live: Live, move: str, scale: Scale) -> Cell:
    """Show what a move does over its time, by that time; nothing where that is not money."""
    damage, duration = naming.move(move, "damage"), naming.move(move, "duration")
    time = live.reader.raw(duration)
    shown = show_cell(live, damage, scale)
    if not isinstance(shown.value, float) or not time or not live.reader.is_money(damage):
        return Cell()
    return shown._replace(value=shown.value / time, formula=f"{shown.formula} / {live.names.of(duration)}")


def _explain_lacks(reader: CellReader, move: str) -> list[str]:
    """Say what of a move could not be valued, once for each reason."""
    reasons: dict[str, list[str]] = {}
    for what, called in _VALUED.items():
        cell = naming.move(move, what)
        if reader.raw(cell) is None:
            reasons.setdefault(reader.why(cell), []).append(called)
    return [f"no {', '.join(what)}: {reason}" for reason, what in reasons.items()]


def write_other_units(live: Live) -> list[Row]:
    """Write what is no money, each in its own unit; nothing where all is money."""
    reader = live.reader
    rows: list[Row] = []
    for lever in reader.current():
        for party in lever.roles.values():
            loss = naming.loss(party, lever.id)
            if reader.raw(loss) is not None and not reader.is_money(loss):
                who = Cell(f"{reader.label(lever.id)}, {reader.party_name(party)}")
                exposure = show_cell(live, naming.exposure(party, lever.id), PLAIN)
                rows.append((who, exposure, show_cell(live, loss, PLAIN), Cell(reader.base_unit(loss))))
    if not rows:
        return []
    heads = ("Lever and who", words.EXPOSURE, words.LOSS, words.UNIT_TABLES)
    return [*head_table(words.IN_OTHER_UNITS, *heads), *rows]


def write_once(live: Live) -> list[Row]:
    """Write what parties lose once, with moves both cut in full and at these; nothing where no kind has such a loss."""
    reader = live.reader
    stocks = list_stocks(reader)
    if not stocks:
        return []
    scale = numbers.choose_scale_of_stocks(reader, [stock.at_full_cut for stock in stocks])
    has_moves = bool(reader.scenario.moves)
    heads = ("Lever and who", "cut in full", "at these moves" if has_moves else "", words.UNIT_TABLES)
    rows = head_table(words.ONCE.format(unit=scale.words), *heads)

    def write(called: str, cells: tuple[str, str], look: Look = Look.LIVE) -> Row:
        own_scale = scale if reader.is_stock(cells[0]) else PLAIN
        shown = [show_cell(live, cell, own_scale, look) for cell in cells[: 1 + has_moves]]
        unit = scale.words if reader.is_stock(cells[0]) else reader.base_unit(cells[0])
        return (Cell(called, look), *shown, *([] if has_moves else [Cell()]), Cell(unit))

    for stock in stocks:
        called = f"{reader.label(stock.lever)}, {reader.party_name(stock.party)}"
        rows.append(write(called, (stock.at_full_cut, stock.at_moves)))
    for party in dict.fromkeys(stock.party for stock in stocks if stock.is_money):
        cells = naming.once(party), naming.once_outcome(party)
        rows.append(write(f"Total, {reader.party_name(party)}", cells, Look.TOTAL))
    return rows


_THE_SAME = "the same"


def write_balance(live: Live, unit: Unit | None, first: int) -> list[Row]:
    """Write who loses more over the ties valued on both sides; `first` is the number of the first row."""
    reader, sides = live.reader, live.reader.scenario.sides
    losses = [naming.balance(side) for side in sides]
    scale = numbers.choose_scale_of_cells(reader, unit, losses)
    one, other = (reader.party_name(side) for side in sides)
    unit_words = (scale.of_a_stock() if has_other_times(reader) else scale).words
    heads = ("Over the ties valued on both sides", one, "", "", other, "loses more at these values", "", words.NOTES)
    rows = head_table(f"Balance; {unit_words}", *heads)
    row_of_names = first + len(rows) - 1
    shown = [show_cell(live, loss, scale) for loss in losses]
    rows.append((Cell("Loss"), shown[0], Cell(), Cell(), shown[1], Cell(), Cell(), Cell(_explain(reader, *losses))))
    ratios = {
        naming.DOLLAR_RATIO: f"Ratio of the losses, {one} over {other}",
        naming.SIZE_RATIO: f"Ratio of the GDPs, {other} over {one}",
        naming.BITE: "The product of the two: the ratio of the losses per unit of GDP",
    }
    for name, called in ratios.items():
        more, told = Cell(), _explain(reader, name)
        if name != naming.SIZE_RATIO:
            more, told = _name_more(live, name, row_of_names), told or _write_verdict(reader, name)
        cells = (show_cell(live, name, RATIO), Cell(), Cell(), Cell(), more, Cell(), Cell(told))
        rows.append((Cell(called), *cells))
    return rows


def _explain(reader: CellReader, *names: str) -> str:
    """Say why cells are empty, where they are."""
    return "; ".join(dict.fromkeys(reader.why(name) for name in names if reader.raw(name) is None))


def _name_more(live: Live, name: str, row: int) -> Cell:
    """Name the side that loses more at the inputs as they stand, as the program does where there are no draws.

    The sides' names stand in a row of the table, where the formula finds them: it holds no text of a user's.
    """
    ratio = live.reader.raw(name)
    if ratio is None:
        return Cell()
    one, other = (live.reader.party_name(side) for side in live.reader.scenario.sides)
    if ratio > 1:
        who = one
    elif ratio < 1:
        who = other
    else:
        who = _THE_SAME
    cell, same = live.names.of(name), quote_text(_THE_SAME)
    return Cell(who, Look.LIVE, f"IF({cell} > 1, $B${row}, IF({cell} < 1, $E${row}, {same}))")


def _write_verdict(reader: CellReader, ratio: str) -> str:
    """Say in which share of the draws the first side loses more, and the verdict; nothing without draws."""
    verdict = judge_ratio(reader.of, ratio, reader.drawn)
    if verdict.share is None:
        return ""
    first = reader.party_name(reader.scenario.sides[0])
    told = f"when this was written: {first} loses more in {write_share_held(verdict.share)} of the draws"
    return f"{told}, {words.TOO_CLOSE}" if verdict.verdict == OPEN else told


def write_results(live: Live, unit: Unit | None) -> list[Row]:
    """Write the author's own cells, with their share of GDP where they are one party's loss."""
    reader, results = live.reader, live.reader.scenario.results
    if not results:
        return []
    money = numbers.choose_scale_of_cells(reader, unit, results)
    heads = (words.RESULT, "value", words.OF_GDP, "", words.UNIT_TABLES, "", "", words.NOTES)
    rows = head_table(words.RESULTS, *heads)
    for id_, result in results.items():
        scale = choose_own_scale(reader, id_, money)
        shown = (show_cell(live, id_, scale), show_cell(live, naming.share(id_), PERCENT))
        note = _explain(reader, id_)
        if not note and reader.left_out(id_):
            note = f"at least, without {', '.join(reader.left_out(id_))}"
        rows.append((Cell(make_label(result.label, id_)), *shown, Cell(), *_write_unit(scale), Cell(note)))
    return rows


def _write_unit(scale: Scale) -> Row:
    """Write a scale's words over three columns: they are longer than one is wide."""
    return Cell(scale.words, across=3), Cell(), Cell()


def write_claims(live: Live) -> list[Row]:
    """Write each claim with its verdict, live where nothing that it compares is left out."""
    claims = live.reader.scenario.claims
    if not claims:
        return []
    heads = (words.CLAIM, "verdict at these values", "expected", "test", "", "", "true in", words.NOTES)
    return [*head_table("Claims", *heads), *(_write_claim(live, claim) for claim in claims.values())]


def _write_claim(live: Live, claim: Claim) -> Row:
    reader = live.reader
    by_draws = judge_claim(reader.of, claim, reader.drawn)
    verdict, share = Cell(judge_claim(reader.of, claim).verdict, Look.STILL), Cell()
    if by_draws.share is not None:
        share = Cell(f"{write_share_held(by_draws.share)} of draws", Look.STILL)
    notes = [f"threshold: {claim.threshold}"] if claim.threshold else []
    if reader.raw(claim.id) is None:
        notes.append(reader.why(claim.id))
    elif reader.left_out(claim.id):
        notes.append(f"when this was written, as {', '.join(reader.left_out(claim.id))} could not be valued")
    else:
        formula = f"IF({live.names.of(claim.id)}, {quote_text(HOLDS)}, {quote_text(FAILS)})"
        verdict = verdict._replace(look=Look.LIVE, formula=formula)
    if by_draws.verdict == OPEN:
        notes.append(f"{words.TOO_CLOSE} when this was written")
    test = Cell(claim.test.formula.text, across=3)
    return (Cell(claim.says), verdict, Cell(claim.expect), test, Cell(), Cell(), share, Cell("; ".join(notes)))


def write_ranges(live: Live, unit: Unit | None) -> list[Row]:
    """Write the ranges that draws gave, which no spreadsheet computes anew."""
    reader, drawn = live.reader, live.reader.drawn
    names = [name for name in _list_ranged(reader) if reader.raw_ends(name)]
    if drawn is None or not names:
        return []
    money = numbers.choose_scale_of_cells(reader, unit, names)
    heads = ("What", "From", "To", "", words.UNIT_TABLES)
    title = (
        f"Ranges of {drawn.draws:,} draws when this was written, 5th to 95th percentile or to the value in use; "
        "they do not change with the inputs"
    )
    rows = head_table(title, *heads)
    for name in names:
        scale = choose_own_scale(reader, name, money)
        if reader.is_money(name) and name not in reader.scenario.results and list_moves_of_other_times(reader):
            scale = scale.of_a_stock()
        rows.append((Cell(write_title(reader, name)), *show_still(reader, name, scale), Cell(), *_write_unit(scale)))
    return rows


def _list_ranged(reader: CellReader) -> list[str]:
    """Return the cells whose ranges are worth a line."""
    sides, moves = reader.scenario.sides, reader.scenario.moves
    what, total = ("outcome", "outcome") if moves else ("loss", "total")
    losses = [naming.stake(what, side, lever) for side in sides for lever in reader.hit]
    totals = [naming.total(total, side) for side in sides]
    shares = [naming.share(name) for name in totals]
    moved = [naming.move(id_, what) for id_ in moves for what in ("damage", "own_cost", "bite")]
    stocks = [naming.once_outcome(party) for party in reader.scenario.parties]
    return [*losses, *totals, *shares, *stocks, naming.DOLLAR_RATIO, naming.BITE, *moved, *reader.scenario.results]


_WIDTHS = (58.0, 15.0, 15.0, 11.0, 15.0, 15.0, 11.0, 62.0)


def make_results(live: Live, unit: Unit | None) -> Sheet:
    """Make the sheet of results."""
    reader = live.reader
    top = _write_top(reader)
    rows: list[Row] = []
    if reader.scenario.moves:
        rows += [*write_outcome(live, unit), *write_moves(live, unit)]
    rows += [*write_stakes(live, unit), *write_first_year(live, unit)]
    rows += [*write_other_units(live), *write_once(live)]
    above = len(top) + 1  # with the legend, which is known last
    rows += write_balance(live, unit, above + len(rows) + 1)
    rows += [*write_results(live, unit), *write_claims(live), *write_ranges(live, unit)]
    legend = _write_line(_write_legend(reader, rows), Look.SMALL)
    return Sheet(words.RESULTS, _WIDTHS, (*top, legend, *rows, *_write_sentences(reader)), (1, 1))


def _write_top(reader: CellReader) -> list[Row]:
    """Write the title, what the scenario is about, and what can be done with the workbook."""
    scenario = reader.scenario
    rows = [make_row(write_heading(reader), look=Look.TITLE), _write_line(write_subtitle(reader))]
    if scenario.about:
        rows.append(_write_line(scenario.about))
    said = (
        f"Every number here is a live formula: change a coloured cell on the sheet {words.INPUTS} and the results "
        f"follow, by way of the sheet {words.STEPS}. Which formula of a kind is used, what a sum leaves out, marks, "
        "notes and ranges stay as they were when this was written; for those, change the scenario and write the "
        "workbook anew."
    )
    return [*rows, _write_line(said, Look.SMALL)]


def _write_legend(reader: CellReader, rows: list[Row]) -> str:
    """Explain the signs beside the numbers of some rows, and the colour of what has none."""
    cells = [cell for row in rows for cell in row]
    explained = explain_marks([reader], {sign for cell in cells for sign in cell.signs})
    if any(cell.look is Look.MISSING for cell in cells):
        explained.append("Grey: not known, which is not nothing.")
    return BESIDE.join(explained)


def _write_line(text: str, look: Look = Look.TEXT) -> Row:
    return (Cell(text, look, across=WIDTH),)


def _write_sentences(reader: CellReader) -> list[Row]:
    """Repeat the sentences that read the numbers, as they were."""
    lines = [*write_headline(reader), *(said.text for said in sentences.say_by_model(reader))]
    lines += sentences.draw_once(reader).lines
    lines += sentences.write_left_out(reader)
    lines += sentences.write_not_valued(reader)
    unbalanced = [reader.label(lever) for lever in list_unbalanced(reader)]
    if unbalanced:
        lines.append(f"Not in the balance: {'; '.join(unbalanced)}.")
    lines += [words.NOTE.format(note=note.message) for note in reader.of.notes if note.is_material]
    return [*head_table("Read as, when this was written"), *map(_write_line, lines)]
