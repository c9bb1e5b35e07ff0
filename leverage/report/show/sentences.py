"""The sentences that read the tables: who loses more, what is left out, what each tie and move comes to."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.analysis import years
from leverage.analysis.difference import ShiftFromBase, find_shifts_from_bases
from leverage.analysis.notes import note_numbers
from leverage.model import CUT, Lever, Move, list_family
from leverage.problems import listed
from leverage.report import numbers, words
from leverage.report.cell_reader import CellReader, make_label
from leverage.report.headline import Headline
from leverage.report.headline_words import compose_headline, join_pieces, possess
from leverage.report.marks import find_mark, find_weaker_mark, printed
from leverage.report.notes import join_labels
from leverage.report.numbers import (
    Scale,
    add_mark,
    choose_scale,
    write_brief,
    write_brief_end,
    write_fixed,
    write_percent,
    write_significant,
)
from leverage.report.robustness import describe_trials
from leverage.report.show.facts import (
    Reversal,
    has_lost_revenue,
    has_other_times,
    is_lost_once_only,
    list_assumed_nothing,
    list_first_years_not_valued,
    list_left_out,
    list_moves_of_other_times,
    list_not_valued,
    list_others,
    list_stocks,
    list_taken_for_granted,
)
from leverage.report.show.records import TradeLoss
from leverage.report.show.tables import explain_reach, write_span
from leverage.report.titles import explain_gap, name_hits
from leverage.report.views import Prose

_PLURALS = {"person": "persons"}


class Said(NamedTuple):
    """A sentence, with the marks of the numbers that it says."""

    text: str
    signs: frozenset[str] = frozenset()


def say(reader: CellReader, text: str, cells: Iterable[str], marked: Iterable[str] = ()) -> Said:
    """Return a sentence about some cells, with the labels of their notes where the reader gives them.

    `marked` are the cells whose numbers it says with their marks.
    """
    labels = join_labels(reader.label_notes(*cells))
    return Said(f"{text} [{labels}]" if labels else text, printed(reader, marked))


def join_signs(sentences: Iterable[Said]) -> frozenset[str]:
    """Return the marks of all sentences."""
    return frozenset().union(*(said.signs for said in sentences))


def make_prose(table: str, sentences: Sequence[Said], *, title: str = "") -> Prose:
    """Return sentences as a view."""
    return Prose(table, tuple(said.text for said in sentences), title=title, signs=join_signs(sentences))


# The headline, and how far it holds.


def draw_headline(headline: Headline) -> Prose:
    """Answer in at most four sentences who could hurt whom, by how much, at what price, how surely."""
    return Prose("headline", tuple(map(join_pieces, compose_headline(headline))), is_headline=True)


def list_caveats(headline: Headline) -> list[Said]:
    """Return all that must be known to quote the numbers: what was tried and assumed, and how far ranges hold."""
    reader = headline.reader
    notes = [Said(reader.scenario.about)] if reader.scenario.about else []
    if tried := headline.list_tried():
        what = describe_trials(trial.sort for trial in tried)
        how = "one at a time under" if len(tried) > 1 else "under"
        notes.append(Said(f"Who loses more was tried {how} {what}."))
    notes += say_by_model(reader)
    notes += map(Said, _write_assumed_nothing(reader))
    taken = list_taken_for_granted(reader)
    granted = [f"{what} ({words.join_names([*map(reader.label, levers)])})" for what, levers in taken.items()]
    if granted:
        notes.append(Said(f"Taken for granted, since the file says nothing else: {'; '.join(granted)}."))
    notes += list_remarks(reader)
    return [*notes, *map(Said, explain_reach(reader))]


def say_by_model(reader: CellReader) -> list[Said]:
    """Say what the trade between the two sides comes to by the accounting and by the consistent model.

    There is no such sentence where either has no number, or where no move cuts that trade.
    """
    losses = [TradeLoss(reader, side) for side in reader.scenario.sides]
    accounting, model = [loss.add_up() for loss in losses], [reader.raw(loss.model) for loss in losses]
    amounts = [*accounting, *model]
    if None in amounts or not any(model):
        return []
    scale = choose_scale(amounts, reader.scenario.currency, reader.display_unit)
    marks = [find_weaker_mark(reader, *loss.addends) for loss in losses]
    marks += [find_mark(reader, loss.model) for loss in losses]
    shown = [add_mark(scale.show(amount or 0.0), mark) for amount, mark in zip(amounts, marks, strict=True)]
    first, second = reader.side_names
    text = (
        f"On the trade between the two alone, in {scale.words}, {first} loses {shown[0]} and {second} {shown[1]} by "
        f"the accounting; by the consistent model {shown[2]} and {shown[3]}, in which lost sales find other buyers as "
        "wages and prices adjust, and nothing is counted twice."
    )
    cells = [cell for loss in losses for cell in (*loss.addends, loss.model)]
    return [say(reader, text, cells)._replace(signs=frozenset(marks) - {""})]


def _write_assumed_nothing(reader: CellReader) -> list[str]:
    """Say on which ties a side's loss is nothing by an assumption only."""
    ties: dict[str, list[str]] = {}
    for side, lever in list_assumed_nothing(reader):
        ties.setdefault(side, []).append(reader.label(lever))
    return [
        f"{possess(reader.party_name(side))} loss on {words.join_names(levers)} is counted as nothing, by assumption."
        for side, levers in ties.items()
    ]


# What is lost once.


def draw_once(reader: CellReader) -> Prose:
    """Say what each party loses once, at the moves if there are any; nothing where no kind has such a loss."""
    parties = dict.fromkeys(stock.party for stock in list_stocks(reader) if stock.is_money)
    cells = {party: naming.once_outcome(party) for party in parties}
    if not cells:
        return Prose("totals", ())
    scale = numbers.choose_scale_of_stocks(reader, cells.values())
    losses = []
    for party, cell in cells.items():
        number, name = reader.raw(cell), reader.party_name(party)
        if number is None:
            losses.append(f"{name}'s loss is not valued ({explain_gap(reader, cell)})")
            continue
        amount = f"{scale.lone(number, find_mark(reader, cell))}{write_span(reader, cell, scale.show)}"
        least = "at least " if reader.is_at_least(cell) else ""
        without = words.join_names(reader.name_left_out(cell))
        losses.append(f"{name} {least}{amount if number else 'nothing'}{f', without {without}' if without else ''}")
    what = "at these moves" if reader.scenario.moves else "with all ties cut in full"
    text = f"Lost once {what}, however long a cut lasts: {'; '.join(losses)}. That is no part of the losses a year."
    return make_prose("totals", [say(reader, text, cells.values(), cells.values())])


# What is left out.


def write_left_out(reader: CellReader) -> tuple[str, ...]:
    """Name each tie left out of who loses more, why, and what it would take to turn the answer round."""
    lines = []
    for lever, lacking, reversal in list_left_out(reader):
        gaps = {side: explain_gap(reader, naming.outcome(side, lever)) for side in lacking}
        losses = [f"what {reader.party_name(side)} would lose is not valued ({why})" for side, why in gaps.items()]
        left_out = f"Left out of who loses more: {reader.label(lever)}, since {words.join_names(losses)}."
        lines.append(f"{left_out} {_write_reversal(reader, reversal)}" if reversal else left_out)
    return tuple(lines)


def _write_reversal(reader: CellReader, reversal: Reversal) -> str:
    loser, other = reader.party_name(reversal.loser), reader.party_name(reversal.other)
    scale = choose_scale([reversal.loss], reader.scenario.currency, reader.display_unit)
    loss = (scale.of_a_stock() if has_other_times(reader) else scale).lone(reversal.loss)
    return f"With it counted, {loser} would lose more than {other} only if it lost over {loss} there."


def write_gaps(reader: CellReader) -> tuple[str, ...]:
    """Say what losses are counted over another time than a year, and what totals and comparisons leave out."""
    return (
        *write_times_of_moves(reader),
        *write_left_out(reader),
        *write_not_valued(reader),
        *write_not_counted(reader),
    )


def write_not_valued(reader: CellReader) -> tuple[str, ...]:
    """Say of each loss in the table of stakes that is not valued, and not named beside the balance, what it needs."""
    losses = [
        f"{reader.party_name(side)} on {reader.label(lever)} ({explain_gap(reader, naming.loss(side, lever))})"
        for side, lever in list_not_valued(reader)
    ]
    for side, lever in list_first_years_not_valued(reader):
        why = explain_gap(reader, naming.first_year(side, lever))
        losses.append(f"{reader.party_name(side)} on {reader.label(lever)} in the first year ({why})")
    return (f"Not valued: {'; '.join(losses)}.",) if losses else ()


def write_not_counted(reader: CellReader) -> tuple[str, ...]:
    """Name the ties that no total holds, and why."""
    ties = []
    for lever in reader.scenario.levers.values():
        if lever.status != "current":
            ties.append(f"{reader.label(lever.id)} (proposed)")
        elif inside := _find_coalition_around(reader, lever):
            ties.append(f"{reader.label(lever.id)} (between members of {reader.party_name(inside)})")
        elif not reader.has_money(lever.id):
            losses = [reader.raw(naming.loss(party, lever.id)) for party in lever.roles.values()]
            why = _describe_other_units(reader, lever) if any(loss is not None for loss in losses) else "nothing valued"
            if is_lost_once_only(reader, [lever.id], lever.roles.values()):
                why = "lost once, nothing a year"
            ties.append(f"{reader.label(lever.id)} ({why})")
    return (f"Not counted: {'; '.join(ties)}.",) if ties else ()


def _describe_other_units(reader: CellReader, lever: Lever) -> str:
    """Say what a tie comes to that is counted in another unit than money."""
    counted = []
    for party in dict.fromkeys(lever.roles.values()):
        loss = naming.loss(party, lever.id)
        number, unit = reader.raw(loss), reader.base_unit(loss) or ""
        if number is not None:
            counted.append(f"{reader.party_name(party)} loses {write_brief(number, _PLURALS.get(unit, unit))}")
    return f"not money: {', '.join(counted)}"


def _find_coalition_around(reader: CellReader, lever: Lever) -> str | None:
    """Return the side that a tie lies wholly inside of, so that it is in no total of the sides."""
    sides = [(side, {*list_family(reader.scenario, side)}) for side in reader.scenario.sides]
    holders = {*lever.roles.values()}
    return next((side for side, family in sides if len(holders) > 1 and holders <= family), None)


# The author's results.


def draw_results(reader: CellReader) -> Prose:
    """Read each of the author's results, with its share of GDP where it is one party's loss."""
    sentences = []
    for result in reader.scenario.results.values():
        text = f"{make_label(result.label, result.id)}: {_write_result(reader, result.id)}."
        sentences.append(say(reader, text, (result.id, naming.share(result.id)), (result.id,)))
    return make_prose("results", sentences)


def _write_result(reader: CellReader, cell: str) -> str:
    """Write a result with its range: money on a scale of its own, and what lies between 0 and 1 in per cent."""
    number, mark, unit = reader.raw(cell), find_mark(reader, cell), reader.base_unit(cell)
    if number is None:
        return f"not valued; {explain_gap(reader, cell)}"
    ends = reader.raw_ends(cell) or ()
    if reader.is_money(cell):
        scale = choose_scale([number, *ends], reader.scenario.currency, reader.display_unit)
        amount = f"{scale.lone(number, mark)}{write_span(reader, cell, scale.show)}{_write_share(reader, cell)}"
    elif unit in (None, "ratio") and all(0 <= each <= 1 for each in (number, *ends)):
        span = write_span(reader, cell, lambda end: write_significant(end * 100, 3))
        amount = f"{add_mark(write_significant(number * 100, 3), mark)} %{span}"
    else:
        span = write_span(reader, cell, lambda end: write_brief_end(end, number, unit))
        amount = f"{add_mark(write_brief(number, unit), mark)}{span}"
    least = "at least " if reader.is_at_least(cell) else ""
    ties = ", ".join(reader.name_left_out(cell))
    return f"{least}{amount}, without {ties}" if ties else f"{least}{amount}"


def _write_share(reader: CellReader, result: str) -> str:
    """Say how much of its GDP a result is where it is one party's loss of money; else nothing."""
    cell = reader.cell(naming.share(result))
    share = reader.raw(naming.share(result))
    if cell is None or share is None or not cell.reads:
        return ""
    party = naming.find_first_word(cell.reads[1])  # of the GDP that the share is of
    span = write_span(reader, cell.name, write_percent)
    return f" for {reader.party_name(party)}, {write_percent(share)} %{span} of its GDP"


# What must be kept in mind.


def list_remarks(reader: CellReader, *, is_alone: bool = True) -> list[Said]:
    """Say what holds of the whole; how it differs from its base only if it stands alone."""
    remarks = [
        Said("Totals are simple sums: prices and third countries do not react, and ties that overlap count twice.")
    ]
    if has_lost_revenue(reader):
        remarks.append(Said("Lost sales are revenue; the income lost with them is less, and so is its share of GDP."))
    horizon = reader.of.graph.reading(naming.HORIZON)
    if horizon is not None and horizon.value is not None:
        time = f"{horizon.value.text} from the cut on"
        remarks.append(Said(f"Losses a year are averages over {time}, not those of a year after adjustment."))
    others = list(list_others(reader))
    if others:
        losses = "; ".join(_write_loss_of_other(reader, party, lever) for party, lever in others)
        signs = printed(reader, [naming.loss(party, lever) for party, lever in others])
        remarks.append(Said(f"Others would lose, cut in full: {losses}.", signs))
    messages = [note.message for note in note_numbers(reader.of.graph, reader.of.values)]
    if is_alone:
        messages += [write_shift(reader, shift) for shift in find_shifts_from_bases([reader.of]) if shift]
    notes = [words.NOTE.format(note=message) for message in messages]
    return [*remarks, *map(Said, (*_write_years(reader), *notes))]


def write_times_of_moves(reader: CellReader) -> tuple[str, ...]:
    """Say what the losses by moves are that do not last a year; nothing where there are no such moves."""
    has_horizon = reader.scenario.horizon is not None
    durations = [reader.raw(naming.move(move, "duration")) or 0.0 for move in list_moves_of_other_times(reader)]
    told = []
    is_timed = [move.duration is not None for move in reader.scenario.moves.values()]
    if has_horizon and durations and not all(is_timed) and reader.raw(naming.HORIZON) != 1:
        told.append("Losses by moves that say no time are those of a year, at the average rate over the horizon")
    if any(duration < 1 for duration in durations) and not has_horizon:
        told.append("Losses by moves of some months are a pro rata share of the loss after adjustment")
    if any(duration > 1 for duration in durations):
        told.append("Losses by moves of more than a year are totals over their whole time")
    if not told:
        return ()
    text = "; ".join([told[0], *map(words.start_small, told[1:])])
    return (f"{text}; their shares are of a year's GDP.",)


def write_shift(reader: CellReader, shift: ShiftFromBase) -> str:
    """Say where a full cut costs otherwise than in what a scenario extends, so that the two do not mean the same."""
    levers = words.join_names([*map(reader.label, shift.levers)])
    why = f", since these inputs differ: {listed(shift.inputs)}" if shift.inputs else ""
    return f"a full cut of {levers} costs more or less than in {shift.base}{why}"


def _write_loss_of_other(reader: CellReader, party: str, lever: str) -> str:
    loss = naming.loss(party, lever)
    number, mark = reader.raw_or_0(loss), find_mark(reader, loss)
    if reader.is_money(loss):
        amount = choose_scale([number], reader.scenario.currency, reader.display_unit).lone(number, mark)
    else:
        amount = add_mark(write_brief(number, reader.base_unit(loss)), mark)
    return f"{reader.party_name(party)} {amount} on {reader.label(lever)}"


def _write_years(reader: CellReader) -> list[str]:
    """Say where figures of different years stand together, or why that is accepted."""
    if years.is_accepted(reader.of.graph):
        return [f"Figures come from different years: {reader.scenario.mixed_years.rstrip('.')}."]
    levers = {lever.id for lever in reader.current()}
    mixes = [mix for mix in years.find_mixes(reader.of.graph, reader.of.values) if mix.owner in levers]
    dated = [f"{reader.label(mix.owner)} of {words.join_names([*map(str, mix.years)])}" for mix in mixes if mix.years]
    undated = [f"{reader.label(mix.owner)} ({', '.join(mix.undated)})" for mix in mixes if mix.undated]
    lines = [f"Figures come from different years: {'; '.join(dated)}."] if dated else []
    return lines + ([f"Rests on undated figures: {'; '.join(undated)}."] if undated else [])


# The tables read aloud.


def draw_read_as(reader: CellReader) -> Prose:
    """Read the tables aloud: a sentence for each move, then for each lever of which a loss is valued."""
    by_move = numbers.choose_scale_of_moves(reader).of_a_year()
    by_lever = numbers.choose_scale_of_stakes(reader).of_a_year()
    sentences = [_read_move(reader, move, by_move) for move in reader.scenario.moves.values()]
    for lever in reader.scenario.levers.values():
        parties = [party for party in lever.roles.values() if reader.needs(naming.loss(party, lever.id))]
        if any(reader.raw(naming.loss(party, lever.id)) is not None for party in parties):
            sentences.append(_read_lever(reader, lever, parties, by_lever))
    return make_prose("stakes", sentences, title=words.IN_WORDS)


def _read_lever(reader: CellReader, lever: Lever, parties: Sequence[str], scale: Scale) -> Said:
    """Say of a lever what each party to it would lose."""
    label = reader.label(lever.id)
    losses = "; ".join(_read_loss(reader, lever.id, party, scale) for party in parties)
    if lever.status == "current":
        text = f"{label}, cut in full for a year: {losses}."
    else:
        text = f"{label}, which is only proposed, if it stood and were cut in full for a year: {losses}."
    valued = [party for party in parties if reader.raw(naming.loss(party, lever.id)) is not None]
    cells = [naming.stake(what, party, lever.id) for what in ("exposure", "loss", "loss_share") for party in parties]
    marked = [naming.stake(what, party, lever.id) for what in ("exposure", "loss") for party in valued]
    return say(reader, text, cells, marked)


def _read_loss(reader: CellReader, lever: str, party: str, scale: Scale) -> str:
    loss, exposure, who = naming.loss(party, lever), naming.exposure(party, lever), reader.party_name(party)
    if reader.raw(loss) is None:
        return f"what {who} would lose is not valued ({explain_gap(reader, loss)})"
    would_lose = f"{who} would lose {_write_amount_of_gdp(reader, loss, scale)}"
    if reader.raw(exposure) is None:
        return would_lose
    return f"{would_lose}, with {_write_amount(reader, exposure, scale)} at stake"


def _read_move(reader: CellReader, move: Move, scale: Scale) -> Said:
    """Say of a move what it does to its target, what it costs its maker, and how many times the one is the other."""
    damage, own_cost = naming.move(move.id, "damage"), naming.move(move.id, "own_cost")
    others_loss, cost_ratio = naming.move(move.id, "others_loss"), naming.move(move.id, "cost_ratio")
    rate, duration = naming.move(move.id, move.means), naming.move(move.id, "duration")
    others, times = "", ""
    if reader.raw(others_loss) is not None:
        others = f", others {_write_amount(reader, others_loss, scale)}"
    ratio = reader.raw(cost_ratio)
    if ratio is not None:
        span = write_span(reader, cost_ratio, lambda end: write_fixed(end, 2))
        times = f", {write_fixed(ratio, 2)} times the damage{span}"
    text = (
        f"{make_label(move.label, move.id)} ({_write_time(reader.raw_or_0(duration))}, "
        f"{_write_rate(move, reader.raw_or_0(rate))} {name_hits(reader, move)}): "
        f"{reader.party_name(reader.of.graph.targets[move.id])} would lose "
        f"{_write_amount_of_gdp(reader, damage, scale)}{others}; it would cost {reader.party_name(move.by)} "
        f"{_write_amount_of_gdp(reader, own_cost, scale)}{times}."
    )
    amounts = (others_loss, damage, own_cost)
    shares = (naming.share(damage), naming.share(own_cost))
    return say(reader, text, (rate, duration, *shares, cost_ratio, *amounts), amounts)


def _write_rate(move: Move, rate: float) -> str:
    """Write what a move does to a lever, to be put before its name."""
    if move.means != CUT:
        return f"a {move.means} of {write_percent(rate, 1)} % on"
    return "all of" if rate == 1 else f"{write_percent(rate, 1)} % of"


def _write_time(duration: float) -> str:
    return "for a year" if duration == 1 else f"for {write_fixed(duration * 12, 1).removesuffix('.0')} months"


def _write_amount_of_gdp(reader: CellReader, loss: str, scale: Scale) -> str:
    """Write a loss with its range and, where it has one, its share of the GDP."""
    if reader.raw(loss) is None:
        return f"an amount that is not valued ({explain_gap(reader, loss)})"
    amount, cell = _write_amount(reader, loss, scale), naming.share(loss)
    share = reader.raw(cell)
    if share is None:
        return amount
    return f"{amount}, {write_percent(share)} % of its GDP{write_span(reader, cell, write_percent)}"


def _write_amount(reader: CellReader, cell: str, scale: Scale) -> str:
    """Write an amount with its mark and its range: money in a scale, all else in its own unit."""
    number, mark = reader.raw_or_0(cell), find_mark(reader, cell)
    if reader.is_money(cell):
        return f"{scale.lone(number, mark)}{write_span(reader, cell, scale.show)}"
    unit = reader.base_unit(cell)
    plural = unit if number == 1 or unit is None else _PLURALS.get(unit, unit)
    span = write_span(reader, cell, lambda end: write_brief_end(end, number, unit))
    return f"{add_mark(write_brief(number, plural), mark)}{span}"
