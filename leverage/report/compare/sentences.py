"""What is said of several scenarios in sentences: the spread in few of them, and notes, each thing once."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from leverage import naming
from leverage.analysis.claims import CANNOT_SAY, OPEN
from leverage.analysis.difference import find_shifts_from_bases
from leverage.report import words
from leverage.report.cell_reader import CellReader, describe_horizon
from leverage.report.claims import write_share_held
from leverage.report.compare.scenarios import COUNTED, NAMED, Party, Scenarios, find_common_size
from leverage.report.headline import SAME, find_standing, weigh_losses
from leverage.report.headline_words import join_pieces, possess, write_amount_of_gdp, write_ratio
from leverage.report.show import sentences, tables
from leverage.report.views import Grid, Prose
from leverage.report.words import count_form, start_small


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
    if len(groups) < NAMED:
        for group in groups:
            pair = words.AND.join(group.readers[0].side_names)
            yield from (f"{pair}: {start_small(said)}" for said in _write_losers(group, naming.DOLLAR_RATIO))
        return
    close = [reader for reader in scenarios.readers if find_standing(reader)[naming.DOLLAR_RATIO] == OPEN]
    if close:
        yield f"In money it is too close to call in {scenarios.quote(close)}."


def _write_spread(scenarios: Scenarios, party: Party) -> str:
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
        what, end = "For its size", write_sizes(scenarios)
    if not any(reader.drawn for reader in scenarios.readers):
        what = f"{what}, {words.AT_VALUES},"
    ranked = sorted(answers.items(), key=lambda answer: (answer[0] in _ANSWERS, -len(answer[1])))
    (most, readers), *others = ranked
    names = dict(scenarios.parties)
    told = [f"{what} {_ANSWERS.get(most) or f'{names[most]} would lose more'}"]
    if others:
        told[0] += f" in {len(readers):,} of {count_form(len(scenarios.readers), COUNTED)}"
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
        return f": {readers[0].side_names[0]} would lose more in {share}"
    return f", in {share}"


def write_sizes(scenarios: Scenarios) -> str:
    """Say how many times as large the larger economy is, if that is the same in all scenarios."""
    reader = scenarios.readers[0]
    size = find_common_size(scenarios)
    if size is None:
        return ""
    first, second = reader.side_names
    larger, times = (second, size) if size >= 1 else (first, 1 / size)
    return f"; {possess(larger)} economy is {write_ratio(times)} times as large"


def explain_ranges(readers: Sequence[CellReader], grids: Iterable[Grid]) -> Iterator[str]:
    """Say what the ranges and the shares in tables are, where there are any."""
    draws = next((reader.drawn.draws for reader in readers if reader.drawn), 0)
    if draws and any(item.range for grid in grids for row in grid.rows for item in row):
        yield (
            f"Ranges: 5th to 95th percentile of {draws:,} simulations. In brackets beside a side: the share of them in "
            "which it loses more."
        )


def explain_inputs(scenarios: Scenarios, shifts: Mapping[str, list[CellReader]]) -> Iterator[str]:
    """Say in which scenarios a full cut costs otherwise than in what they extend, so that not only moves differ."""
    shifted = [reader for readers in shifts.values() for reader in readers]
    if shifted:
        yield f"Not only moves but inputs differ from the base in {scenarios.quote(shifted)}."


def write_notes(scenarios: Scenarios, shifts: Mapping[str, list[CellReader]]) -> list[Prose]:
    """Say what each scenario is about, what they leave out, and what must be kept in mind; each thing once.

    What several of them differ in from what they extend (`find_shifts`) is said once too.
    """
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
    differing = [f"in {scenarios.quote(readers)} {shift}" for shift, readers in shifts.items()]
    caveats = [*_gather(scenarios, remarks), *(words.NOTE.format(note=note) for note in differing)]
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
        yield f"{named}: {start_small(text.removeprefix('Note: '))}"


def find_shifts(scenarios: Scenarios) -> dict[str, list[CellReader]]:
    """Return by what a full cut costs otherwise the scenarios in which it does; a horizon is told above the tables."""
    readers = scenarios.readers
    alike: dict[str, list[CellReader]] = {}
    for reader, shift in zip(readers, find_shifts_from_bases([each.of for each in readers]), strict=True):
        if shift is not None and set(shift.inputs) != {naming.HORIZON}:
            alike.setdefault(sentences.write_shift(reader, shift), []).append(reader)
    return alike
