"""The sheet of results, which stands first: its tables, and what was said of them when it was written."""

from leverage import naming
from leverage.analysis.claims import judge_claim
from leverage.formula.spreadsheet import quote_text, write_number
from leverage.graph.cells import list_hit_levers
from leverage.model import VERDICTS, Claim
from leverage.report import numbers, words
from leverage.report.cell_reader import CellReader, make_label, write_subtitle
from leverage.report.marks import BESIDE, explain_marks, find_mark
from leverage.report.numbers import ABOUT, Scale
from leverage.report.show import records, sentences
from leverage.report.show.sentences import SAME
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
    pattern = _put_signs(_pattern(_fine(scale, raw or 0.0)), least, mark)
    text = f"{own}{_scaled(scale)}"
    signs = frozenset({least, mark} - {""})
    if raw is None:
        return Cell("", look, f'IF(ISNUMBER({own}), {text}, "")', pattern, signs=signs)
    return Cell(raw / scale.size, look, text, pattern, signs=signs)


def _scaled(scale: Scale) -> str:
    """Return what stands behind a name so that it comes out in a scale."""
    if scale.size == 1.0:
        return ""
    return f" / {write_number(scale.size)}" if scale.size > 1 else f" * {write_number(1 / scale.size)}"


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
    low, high = (Cell(end / scale.size, Look.STILL, pattern=_pattern(scale)) for end in ends)
    return low, high


def _fine(scale: Scale, raw: float) -> Scale:
    """Return a scale with more decimals where a number that is something would look like nothing."""
    seen = abs(raw) / scale.size * (100 if scale.words == "%" else 1)
    return scale._replace(decimals=scale.decimals + 2) if 0 < seen < 0.5 * 10.0**-scale.decimals else scale


def _pattern(scale: Scale) -> str:
    if scale.decimals < 0:
        return GENERAL
    decimals = f".{'0' * scale.decimals}" if scale.decimals else ""
    return f"0{decimals}%" if scale.words == "%" else f"#,##0{decimals}"


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
    first = [{side: show_cell(live, naming.exposure(side, lever), scale) for side in sides} for lever in levers]
    rows = [_lever(live, "loss", lever, scale, beside) for lever, beside in zip(levers, first, strict=True)]
    title = words.STAKES_BESIDE_MOVES.format(unit=scale.words)
    return [*_heads(reader, title, (words.EXPOSURE, words.EXPOSURE), 3), *rows, _total(live, "total", scale)]


def write_outcome(live: Live, unit: Unit | None) -> list[Row]:
    """Write both sides' losses at the scenario's moves, with how much of a lever they stop and for how long."""
    reader, sides = live.reader, live.reader.scenario.sides
    levers = [lever for lever in list_hit_levers(reader.scenario) if reader.has_money(lever)]
    scale = numbers.choose_scale_of_outcome(reader, unit)
    rows = []
    for lever in levers:
        at = (show_cell(live, naming.at(lever, "cut"), PERCENT), show_cell(live, naming.at(lever, "duration"), MONTHS))
        rows.append(_lever(live, "outcome", lever, scale, dict(zip(sides, at, strict=True))))
    title = words.OUTCOME.format(unit=scale.words)
    return [*_heads(reader, title, ("part stopped", words.MONTHS), 2), *rows, _total(live, "outcome", scale)]


def _heads(reader: CellReader, title: str, first: tuple[str, str], across: int) -> list[Row]:
    """Make a title, a row with the sides' names over so many of their columns, and one with the columns' heads."""
    blank = Cell("", Look.HEAD)
    names = [blank]
    for side in reader.scenario.sides:
        name = Cell(reader.party_name(side), Look.HEAD, across=across)
        names += [*[blank] * (3 - across), name, *[blank] * (across - 1)]
    losses = (words.LOSS, words.OF_GDP)
    heads = (words.LEVER, first[0], *losses, first[1], *losses, words.NOTES)
    return [*head_table(title), (*names, blank), make_row(*heads, look=Look.HEAD)]


def _lever(live: Live, what: str, lever: str, scale: Scale, beside: dict[str, Cell]) -> Row:
    reader, cells, notes = live.reader, [], []
    for side in reader.scenario.sides:
        loss = naming.stake(what, side, lever)
        if reader.cell(loss) is None:
            cells += [beside[side] if what == "outcome" else Cell(), Cell(), Cell()]
            continue
        cells += [
            beside[side],
            show_cell(live, loss, scale),
            show_cell(live, naming.share(naming.stake(what, side, lever)), PERCENT),
        ]
        if reader.raw(loss) is None:
            notes.append(f"{reader.party_name(side)}: not valued, {reader.why(loss)}")
    return (Cell(reader.label(lever)), *cells, Cell("; ".join(notes)))


def _total(live: Live, total: str, scale: Scale) -> Row:
    cells, notes = [], []
    for side in live.reader.scenario.sides:
        name = naming.total(total, side)
        cells += [Cell(look=Look.TOTAL), show_cell(live, name, scale, Look.TOTAL)]
        cells.append(show_cell(live, naming.share(naming.total(total, side)), PERCENT, Look.TOTAL))
        notes += _parts(live.reader, name, side)
    return (Cell("Total, a static sum", Look.TOTAL), *cells, Cell("; ".join(notes), Look.TOTAL))


def _parts(reader: CellReader, name: str, side: str) -> list[str]:
    """Say what a sum leaves out, or why there is none."""
    party = reader.party_name(side)
    if reader.raw(name) is None:
        return [f"{party}: {reader.why(name)}"]
    out = reader.name_left_out(name)
    return [f"{party}: at least, without {', '.join(out)}"] if out else []


def write_moves(live: Live, unit: Unit | None) -> list[Row]:
    """Write what each move does to its target and to others, and what it costs its maker."""
    reader, own = live.reader, live.reader.scenario.moves
    scale = numbers.choose_scale_of_moves(reader, unit)
    measures = {"damage": scale, "own_cost": scale, "cost_ratio": RATIO, "bite": RATIO}
    measures |= {"others_loss": scale, "duration": MONTHS}
    has_others = any(reader.raw(naming.move(id_, "others_loss")) is not None for id_ in own)
    others = "loss of others" if has_others else ""
    heads = (words.MOVE, *_VALUED.values(), others, words.MONTHS, words.NOTES)
    rows = head_table(words.MOVES.format(unit=scale.words), *heads)
    for id_, move in own.items():
        cells = [show_cell(live, naming.move(id_, what), one) for what, one in measures.items()]
        notes = _explain_lacks(reader, id_)
        rows.append((Cell(make_label(move.label, id_)), *cells, Cell("; ".join(notes))))
    return rows


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
    reader, rows = live.reader, []
    for lever in reader.current():
        for party in lever.roles.values():
            loss = naming.loss(party, lever.id)
            if reader.raw(loss) is not None and not reader.is_money(loss):
                pair = (show_cell(live, naming.stake(what, party, lever.id), PLAIN) for what in ("exposure", "loss"))
                who = f"{reader.label(lever.id)}, {reader.party_name(party)}"
                rows.append((Cell(who), *pair, Cell(reader.base_unit(loss))))
    heads = head_table(words.IN_OTHER_UNITS, "Lever and who", words.EXPOSURE, words.LOSS, words.UNIT_TABLES)
    return [*heads, *rows] if rows else []


_ABOUT_THE_SAME = "about the same"

_HOLDS, _FAILS, _ = VERDICTS


def write_balance(live: Live, unit: Unit | None, first: int) -> list[Row]:
    """Write who loses more over the ties valued on both sides; `first` is the number of the first row."""
    reader, sides = live.reader, live.reader.scenario.sides
    losses = [naming.balance(side) for side in sides]
    scale = numbers.choose_scale_of_cells(reader, unit, losses)
    one, other = (reader.party_name(side) for side in sides)
    heads = ("Over the ties valued on both sides", one, "", "", other, "loses more, ranges aside", "", words.NOTES)
    rows = head_table(f"Balance; {scale.words}", *heads)
    names = first + len(rows) - 1
    pair = [show_cell(live, loss, scale) for loss in losses]
    rows.append((Cell("Loss"), pair[0], Cell(), Cell(), pair[1], Cell(), Cell(), Cell(_why(reader, *losses))))
    ratios = {
        "dollar_ratio": f"Ratio of the losses, {one} over {other}",
        "size_ratio": f"Ratio of the GDPs, {other} over {one}",
        "bite": "The product of the two: the ratio of the losses per unit of GDP",
    }
    for what, called in ratios.items():
        name = naming.balance(what)
        more = _more(live, name, names) if what != "size_ratio" else Cell()
        cells = (show_cell(live, name, RATIO), Cell(), Cell(), Cell(), more, Cell(), Cell(_why(reader, name)))
        rows.append((Cell(called), *cells))
    return rows


def _why(reader: CellReader, *names: str) -> str:
    return "; ".join(dict.fromkeys(reader.why(name) for name in names if reader.raw(name) is None))


def _more(live: Live, name: str, row: int) -> Cell:
    """Name the side that loses more at the inputs as they stand, as the program does where there are no ranges.

    The sides' names stand in a row of the table, where the formula finds them: it holds no text of a user's.
    """
    ratio = live.reader.raw(name)
    if ratio is None:
        return Cell()
    one, other = (live.reader.party_name(side) for side in live.reader.scenario.sides)
    who = one if ratio > SAME[1] else other if ratio < SAME[0] else _ABOUT_THE_SAME
    own, same = live.names.of(name), quote_text(_ABOUT_THE_SAME)
    return Cell(who, Look.LIVE, f"IF({own} > {SAME[1]}, $B${row}, IF({own} < {SAME[0]}, $E${row}, {same}))")


def write_results(live: Live, unit: Unit | None) -> list[Row]:
    """Write the author's own cells, with their share of GDP where they are one party's loss."""
    reader, own = live.reader, live.reader.scenario.results
    if not own:
        return []
    scale = numbers.choose_scale_of_cells(reader, unit, own)
    heads = (words.RESULT, "value", words.OF_GDP, "", words.UNIT_TABLES, "", "", words.NOTES)
    rows = head_table(words.RESULTS, *heads)
    for id_, result in own.items():
        mine, share = choose_own_scale(reader, id_, scale), naming.share(id_)
        cells = (show_cell(live, id_, mine), show_cell(live, share, PERCENT), Cell(), *_unit(mine))
        out = ", ".join(reader.left_out(id_))
        note = _why(reader, id_) or (f"at least, without {out}" if out else "")
        rows.append((Cell(make_label(result.label, id_)), *cells, Cell(note)))
    return rows


def _unit(scale: Scale) -> Row:
    """Write a scale's words over three columns: they are longer than one is wide."""
    return Cell(scale.words, across=3), Cell(), Cell()


def write_claims(live: Live) -> list[Row]:
    """Write each claim with its verdict, live where nothing that it compares is left out."""
    own = live.reader.scenario.claims
    heads = (words.CLAIM, "verdict", "expected", "test", "", "", "", words.NOTES)
    return [*(head_table("Claims", *heads) if own else []), *(_claim(live, claim) for claim in own.values())]


def _claim(live: Live, claim: Claim) -> Row:
    reader = live.reader
    verdict = judge_claim(reader.of, claim).verdict
    cell = Cell(verdict, Look.STILL)
    notes = [f"threshold: {claim.threshold}"] if claim.threshold else []
    if reader.raw(claim.id) is None:
        notes.append(reader.why(claim.id))
    elif reader.left_out(claim.id):
        notes.append(f"when this was written, as {', '.join(reader.left_out(claim.id))} could not be valued")
    else:
        cell = Cell(verdict, Look.LIVE, f"IF({live.names.of(claim.id)}, {quote_text(_HOLDS)}, {quote_text(_FAILS)})")
    test = Cell(claim.test.formula.text, across=4)
    return (Cell(claim.says), cell, Cell(claim.expect), test, Cell(), Cell(), Cell(), Cell("; ".join(notes)))


def write_ranges(live: Live, unit: Unit | None) -> list[Row]:
    """Write the ranges that draws gave, which no spreadsheet computes anew."""
    reader, drawn = live.reader, live.reader.drawn
    names = [name for name in _ranged(reader) if reader.raw_ends(name)]
    if drawn is None or not names:
        return []
    scale = numbers.choose_scale_of_cells(reader, unit, names)
    heads = ("What", "5th percentile", "95th percentile", "", words.UNIT_TABLES)
    rows = head_table(
        (f"Ranges of {drawn.draws:,} draws when this was written; they do not change with the inputs"), *heads
    )
    for name in names:
        own = choose_own_scale(reader, name, scale)
        rows.append((Cell(write_title(reader, name)), *show_still(reader, name, own), Cell(), *_unit(own)))
    return rows


def _ranged(reader: CellReader) -> list[str]:
    """Return the cells whose ranges are worth a line."""
    sides, own = reader.scenario.sides, reader.scenario.moves
    one, total = ("outcome", "outcome") if own else ("loss", "total")
    losses = [naming.stake(one, side, lever) for side in sides for lever in list_hit_levers(reader.scenario)]
    totals = [naming.total(what, side) for what in (total, f"{total}_share") for side in sides]
    moved = [naming.move(id_, what) for id_ in own for what in ("damage", "own_cost", "bite")]
    return [*losses, *totals, naming.DOLLAR_RATIO, naming.BITE, *moved, *reader.scenario.results]


_WIDTHS = (58.0, 15.0, 15.0, 11.0, 15.0, 15.0, 11.0, 62.0)


def make_results(live: Live, unit: Unit | None) -> Sheet:
    """Make the sheet of results."""
    reader = live.reader
    top = _top(reader)
    rows: list[Row] = []
    moved = [*write_outcome(live, unit), *write_moves(live, unit)] if reader.scenario.moves else []
    rows += [*moved, *write_stakes(live, unit), *write_other_units(live)]
    above = len(top) + 1  # with the legend, which is known last
    rows += write_balance(live, unit, above + len(rows) + 1)
    rows += [*write_results(live, unit), *write_claims(live), *write_ranges(live, unit)]
    legend = _line(_legend(reader, rows), Look.SMALL)
    return Sheet(words.RESULTS, _WIDTHS, (*top, legend, *rows, *_said(reader)), (1, 1))


def _top(reader: CellReader) -> list[Row]:
    scenario = reader.scenario
    lines = [write_subtitle(reader), *([scenario.about] if scenario.about else [])]
    rows: list[Row] = [make_row(scenario.title, look=Look.TITLE), *(_line(line, Look.TEXT) for line in lines)]
    return [
        *rows,
        _line(
            (
                f"Every number here is a live formula: change a coloured cell on the sheet {words.INPUTS} and the "
                f"results follow, by way of the sheet {words.STEPS}. Which formula of a kind is used, what a sum "
                "leaves out, marks, notes and ranges stay as they were when this was written; for those, change the "
                "scenario and write the workbook anew."
            ),
            Look.SMALL,
        ),
    ]


def _legend(reader: CellReader, rows: list[Row]) -> str:
    """Explain the signs beside the numbers of some rows, and the colour of what has none."""
    cells = [cell for row in rows for cell in row]
    signs = {sign for cell in cells for sign in cell.signs}
    grey = ["Grey: not known, which is not nothing."] if any(cell.look is Look.MISSING for cell in cells) else []
    return BESIDE.join([*explain_marks([reader], signs), *grey])


def _line(text: str, look: Look) -> Row:
    return (Cell(text, look, across=WIDTH),)


def _said(reader: CellReader) -> list[Row]:
    """Repeat the sentences that read the numbers, as they were."""
    lines = [*sentences.write_balance(reader), *sentences.write_not_valued(reader)]
    halves = [reader.label(lever) for lever in records.list_unbalanced(reader)]
    lines += [f"Not in the balance: {'; '.join(halves)}."] if halves else []
    lines += [words.NOTE.format(note=note.message) for note in reader.of.notes if note.is_material]
    return [*head_table("Read as, when this was written"), *(_line(line, Look.TEXT) for line in lines)]
