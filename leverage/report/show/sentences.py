"""The sentences that read the tables: who loses more, what is left out, what each tie and move comes to."""

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from leverage import naming
from leverage.analysis import years
from leverage.model import Lever
from leverage.report import numbers, words
from leverage.report.cell_reader import CellReader, make_label
from leverage.report.marks import find_mark, printed
from leverage.report.notes import Register
from leverage.report.numbers import (
    Scale,
    add_mark,
    choose_scale,
    write_brief,
    write_fixed,
    write_percent,
    write_three_digits,
    write_times,
)
from leverage.report.show import tables
from leverage.report.show.records import list_unbalanced
from leverage.report.views import Prose
from leverage.units import Unit

_CANNOT_BE_SAID = (
    "Who loses more {money} cannot be said: over the ties valued on both sides{without} "
    "{one}'s loss is {low} to {high} times {other}'s."
)
_ONE_LOSES_NOTHING = "Over the ties valued on both sides{without} {one} loses nothing and {other} does."
_LOSES_MORE_THAN_NOTHING_IN_USE = (
    "Over the ties valued on both sides{without} {more} loses more {money}: "
    "{range} times {less}'s loss, but {less} loses nothing at the values in use."
)
_LOSES_MORE_THAN_NOTHING_DRAWN = (
    "Over the ties valued on both sides{without} {more} loses more {money}: "
    "{times} times {less}'s loss at the values in use, but {less} loses nothing in 95 % of the draws or more."
)
_LOSES_MORE_WITHIN = (
    "Over the ties valued on both sides{without} {more} loses more {money}: {times} times {less}'s loss ({range})."
)
_LOSES_MORE_OUTSIDE = (
    "Over the ties valued on both sides{without} {more} loses more {money}: "
    "{range} times {less}'s loss, {times} at the values in use."
)
_LOSE_THE_SAME = "Over the ties valued on both sides{without} the two lose the same in {money}."
_LOSE_ABOUT_THE_SAME = (
    "Over the ties valued on both sides{without} the two lose about the same in {money}: "
    "{one}'s loss is {times} times {other}'s."
)
_LOSES_MORE = "Over the ties valued on both sides{without} {more} loses more {money}: {times} times {less}'s loss."
_MONEY = {"USD": "dollars"}
_NOR_BY_SIZE = "Nor which of them for its size: per unit of GDP {one} loses {low} to {high} times as much as {other}."
_CANNOT_BE_SAID_BY_SIZE = (
    "Which of them loses more for its size cannot be said: "
    "per unit of GDP {one} loses {low} to {high} times as much as {other}."
)
_LOSES_MORE_BY_SIZE_IN_DRAWS = "Per unit of GDP {more} loses {range} times as much."
_PRODUCT = "{ratio} ({money}) × {size} ({less}'s GDP over {more}'s)"
_LOSES_MORE_BY_SIZE_OUTSIDE = (
    "Per unit of GDP {more} loses {range} times as much, {times} at the values in use: {product}."
)
_LOSES_MORE_ONLY_BY_SIZE = (
    "{more} loses more of its economy only because {less}'s is {size} times larger: "
    "per unit of GDP {times} times as much{span}, {product}."
)

#: Without ranges, a dollar ratio within these bounds is called about the same.
SAME = (0.8, 1.25)

#: The cells whose ratios the sentence is about.
DOLLARS, ECONOMY = naming.DOLLAR_RATIO, naming.BITE

# How many times one side's loss the other's is, from least to most; infinite where it is a ratio to nothing.
_Ends: TypeAlias = tuple[float, float]


def standing(reader: CellReader) -> dict[str, str]:
    """Return for either ratio what the sentence says: the side that loses more, ``same`` or ``cannot say``."""
    first, second = reader.scenario.sides
    ratio = reader.raw(DOLLARS)
    if ratio is None:
        one, other = reader.raw(naming.balance(first)), reader.raw(naming.balance(second))
        said = "same" if one == other == 0 else first if one and other == 0 else "cannot say"
        return {DOLLARS: said, ECONOMY: said}
    ends, is_same = reader.raw_ends(DOLLARS), SAME[0] <= ratio <= SAME[1]
    more = _by_ends(ends) if ends else None if is_same else ratio > 1
    return {
        DOLLARS: _side(reader, more, is_drawn=ends is not None),
        ECONOMY: _economy(reader),
    }


def _economy(reader: CellReader) -> str:
    bite, ends = reader.raw(ECONOMY), reader.raw_ends(ECONOMY)
    if bite is None:
        return "cannot say"
    more = _by_ends(ends) if ends else None if write_times(bite) == "1" else bite >= 1
    return _side(reader, more, is_drawn=ends is not None)


def _side(reader: CellReader, is_first: bool | None, *, is_drawn: bool) -> str:
    if is_first is None:
        return "cannot say" if is_drawn else "same"
    return reader.scenario.sides[not is_first]


def _by_ends(ends: _Ends) -> bool | None:
    """Tell whether a ratio is above 1 in its whole range; None where the range is on both sides of it."""
    return None if ends[0] <= 1 <= ends[1] else ends[0] > 1


def write_verdict(reader: CellReader, first: str, second: str, ratio: float) -> str:
    """Name both sides so that the ratios are above 1 where they can be, and write the product out.

    With ranges who loses more is said only where the whole range is on one side of 1.
    """
    names = reader.party_name(first), reader.party_name(second)
    own = {"without": _without(reader), "money": _currency(reader)}
    ends = reader.raw_ends(DOLLARS)
    said, same = _by_range(names, ratio, ends, own) if ends else _by_value(names, ratio, own)
    return " ".join(part for part in (said, _by_size(reader, (first, second), ratio, same)) if part)


def _by_range(names: tuple[str, str], ratio: float, ends: _Ends, own: Mapping[str, str]) -> tuple[str, bool]:
    """Say who loses more by the range of the ratio, and whether that cannot be said."""
    one, other = names
    is_first = _by_ends(ends)
    if is_first is None:
        return _CANNOT_BE_SAID.format(
            one=one, other=other, low=write_three_digits(ends[0]), high=write_three_digits(ends[1]), **own
        ), True
    value, (low, high) = (ratio, ends) if is_first else (_over(ratio), (_over(ends[1]), _over(ends[0])))
    if math.isinf(value) and math.isinf(low):
        return _ONE_LOSES_NOTHING.format(one=one, other=other, **own), False
    if math.isinf(value):
        template = _LOSES_MORE_THAN_NOTHING_IN_USE
    elif math.isinf(low):
        template = _LOSES_MORE_THAN_NOTHING_DRAWN
    else:
        template = _LOSES_MORE_WITHIN if low <= value <= high else _LOSES_MORE_OUTSIDE
    more, less = names if is_first else (other, one)
    return template.format(more=more, less=less, times=write_times(value), range=_between((low, high)), **own), False


def _over(ratio: float) -> float:
    """Return the ratio the other way round; infinite where that is a ratio to nothing."""
    return 1 / ratio if ratio else math.inf


def _between(ends: _Ends) -> str:
    """Write from where to where a number of times goes, which has no most where it is a ratio to nothing."""
    template = "{low} or more" if math.isinf(ends[1]) else "{low} to {high}"
    return template.format(low=write_three_digits(ends[0]), high=write_three_digits(ends[1]))


def _by_value(names: tuple[str, str], ratio: float, own: Mapping[str, str]) -> tuple[str, bool]:
    """Say who loses more at the values in use, and whether the two are about the same."""
    one, other = names
    same = SAME[0] <= ratio <= SAME[1]
    if ratio == 0:
        said = _ONE_LOSES_NOTHING.format(one=one, other=other, **own)
    elif write_times(ratio) == "1":
        said = _LOSE_THE_SAME.format(**own)
    elif same:
        said = _LOSE_ABOUT_THE_SAME.format(one=one, other=other, times=write_times(ratio), **own)
    else:
        more, less, dollars = (one, other, ratio) if ratio >= 1 else (other, one, 1 / ratio)
        said = _LOSES_MORE.format(more=more, less=less, times=write_times(dollars), **own)
    return said, same


def _currency(reader: CellReader) -> str:
    return _MONEY.get(reader.scenario.currency, reader.scenario.currency)


def _without(reader: CellReader) -> str:
    """Name the ties that only one side's loss is known of, since a reader sees them in its total."""
    sides = reader.scenario.sides
    half = [
        reader.label(lever)
        for lever in list_unbalanced(reader)
        if any(
            reader.raw(naming.outcome(side, lever)) and reader.is_money(naming.outcome(side, lever)) for side in sides
        )
    ]
    return f", so without {words.AND.join(half)}," if half else ""


def _by_size(reader: CellReader, sides: tuple[str, str], ratio: float, same: bool) -> str:
    size, bite, ends = reader.raw(naming.SIZE_RATIO), reader.raw(ECONOMY), reader.raw_ends(ECONOMY)
    if size is None or bite is None:
        return f"How that weighs on each economy is not valued: {reader.why(ECONOMY)}."
    if not ends:
        if bite == 0:
            return ""
        if write_times(bite) == "1":
            return "Per unit of GDP the two lose the same."
    is_first = _by_ends(ends) if ends else bite >= 1
    if ends and is_first is None:
        one, other = (reader.party_name(side) for side in sides)
        template = _NOR_BY_SIZE if same else _CANNOT_BE_SAID_BY_SIZE
        return template.format(one=one, other=other, low=write_three_digits(ends[0]), high=write_three_digits(ends[1]))
    if not is_first:
        sides, ratio, size, bite = (sides[1], sides[0]), _over(ratio), _over(size), _over(bite)
        ends = ends and (_over(ends[1]), _over(ends[0]))
    return _more_by_size(reader, sides, {"ratio": ratio, "size": size, "bite": bite}, ends, is_more=same or ratio >= 1)


def _more_by_size(
    reader: CellReader, sides: tuple[str, str], numbers: Mapping[str, float], ends: _Ends | None, *, is_more: bool
) -> str:
    """Say how many times as much the first of two sides loses for its size; it loses more anyway, or only so."""
    ratio, size, bite = numbers["ratio"], numbers["size"], numbers["bite"]
    filled: dict[str, Any] = dict(zip(("more", "less"), map(reader.party_name, sides), strict=True))
    if math.isinf(bite):  # the other loses nothing at the values in use
        is_told = ends is not None and not math.isinf(ends[0])
        return _LOSES_MORE_BY_SIZE_IN_DRAWS.format(range=_between(ends), **filled) if ends and is_told else ""
    product = _PRODUCT.format(ratio=write_times(ratio), money=_currency(reader), size=write_times(size), **filled)
    filled |= {"size": write_times(size), "times": write_times(bite), "product": product, "span": ""}
    if ends and not math.isinf(ends[0]):
        if not ends[0] <= bite <= ends[1]:
            return _LOSES_MORE_BY_SIZE_OUTSIDE.format(range=_between(ends), **filled)
        filled["span"] = f" ({_between(ends)})"
    return (
        "Per unit of GDP {more} loses {times} times as much{span}: {product}." if is_more else _LOSES_MORE_ONLY_BY_SIZE
    ).format(**filled)


_NO_TIE = "No tie is valued on both sides, so their losses cannot be weighed against each other."
_YEARS_TOGETHER = "Figures of different years stand together: {what}."


def write_balance(reader: CellReader) -> tuple[str, ...]:
    """Say which side loses more, in dollars and for its size, and what is left out."""
    first, second = reader.scenario.sides
    ratio = reader.raw(naming.DOLLAR_RATIO)
    if ratio is None:
        return (*_unweighed(reader, first, second), *_left_out(reader))
    return (write_verdict(reader, first, second, ratio), *_left_out(reader))


def _unweighed(reader: CellReader, first: str, second: str) -> tuple[str, ...]:
    one, other = reader.raw(naming.balance(first)), reader.raw(naming.balance(second))
    if one is None:
        return (_NO_TIE,)
    if one == other == 0:
        return ("Over the ties valued on both sides neither loses anything.",)
    return ((f"Over the ties valued on both sides {reader.party_name(second)} loses nothing: there is no ratio."),)


def _left_out(reader: CellReader) -> tuple[str, ...]:
    """Name each tie left out of the balance, why, and what it would take to change the verdict."""
    found = []
    sides = reader.scenario.sides
    lacks = {lever: [side for side in sides if _lacks(reader, side, lever)] for lever in list_unbalanced(reader)}
    lacks = {lever: lacking for lever, lacking in lacks.items() if lacking}
    for lever, lacking in lacks.items():
        reasons = [f"{reader.party_name(side)}'s side {_reason(reader, side, lever)}" for side in lacking]
        said = f"Left out: {reader.label(lever)}; {'; '.join(reasons)}."
        reversal = _reversal(reader, lever, lacking) if len(lacks) == 1 else ""
        found.append(f"{said} {reversal}" if reversal else said)
    return tuple(found)


def write_not_valued(reader: CellReader) -> tuple[str, ...]:
    """Say of each loss in the table of stakes that is not valued, and not named beside the balance, what it needs."""
    found = []
    told = list_unbalanced(reader)
    for lever in reader.current():
        for side in reader.scenario.sides:
            loss = naming.loss(side, lever.id)
            if lever.id not in told and reader.cell(loss) and reader.needs(loss) and reader.raw(loss) is None:
                party, tie = reader.party_name(side), reader.label(lever.id)
                found.append(f"{party} on {tie} ({reader.why(loss)})")
    return (f"Not valued: {'; '.join(found)}.",) if found else ()


def _lacks(reader: CellReader, side: str, lever: str) -> bool:
    """Tell whether a kind counts a loss for a side that could not be valued here."""
    role = reader.of.graph.role(side, lever)
    kind = reader.of.graph.kinds[reader.scenario.levers[lever].kind]
    return bool(role and kind.loss.get(role)) and reader.raw(naming.outcome(side, lever)) is None


def _reason(reader: CellReader, side: str, lever: str) -> str:
    return reader.why(naming.outcome(side, lever))


def _reversal(reader: CellReader, lever: str, lacking: list[str]) -> str:
    """Say from which size on the missing loss would turn round who loses more dollars, where it could."""
    first, second = reader.scenario.sides
    own, other = reader.raw(naming.balance(first)), reader.raw(naming.balance(second))
    if len(lacking) != 1 or own is None or other is None or own == other:
        return ""
    unknown = lacking[0]
    known = second if unknown == first else first
    losses = {first: own, second: other}
    losses[known] += reader.raw(naming.outcome(known, lever)) or 0.0
    gap = losses[known] - losses[unknown]
    if gap <= 0:
        return ""
    amount = choose_scale([gap], reader.scenario.currency, reader.asked).lone(gap)
    who, whom = reader.party_name(unknown), reader.party_name(known)
    return f"With it counted, {who} would lose more than {whom} only if it lost over {amount} there."


def write_results(reader: CellReader, scale: Scale) -> Prose:
    """Read each of the author's results, with its share of GDP where it is one party's loss."""
    results = reader.scenario.results
    lines = tuple(_result(reader, one.id, make_label(one.label, one.id), scale) for one in results.values())
    return Prose("results", lines, signs=printed(reader, results))


def _result(reader: CellReader, cell: str, name: str, scale: Scale) -> str:
    number = reader.raw(cell)
    if number is None:
        return f"{name}: not valued; {reader.why(cell)}."
    sign = find_mark(reader, cell)
    if reader.is_money(cell):
        shown, spread = scale.lone(number, sign), tables.write_span(reader, cell, scale.show)
    else:
        unit = reader.base_unit(cell)
        shown, spread = (
            add_mark(write_brief(number, unit), sign),
            tables.write_span(reader, cell, lambda raw: write_brief(raw, unit)),
        )
    ties = ", ".join(reader.label(loss.rpartition(".")[2]) for loss in reader.left_out(cell))
    template = (
        "{result}: at least {amount}{span}{of_gdp}{without}."
        if reader.is_at_least(cell)
        else "{result}: {amount}{span}{of_gdp}{without}."
    )
    return template.format(
        result=name,
        amount=shown,
        span=spread,
        of_gdp=_sentences_of_gdp(reader, cell),
        without=f", without {ties}" if ties else "",
    )


def _sentences_of_gdp(reader: CellReader, cell: str) -> str:
    """Say how much of its GDP a result is where it is one party's loss of money."""
    name = naming.share(cell)
    share, party = reader.raw(name), _party_of(reader, cell)
    if party is None or share is None or not reader.is_money(cell):
        return ""
    spread = tables.write_span(reader, name, write_percent)
    return f" for {reader.party_name(party)}, {write_percent(share)} %{spread} of its GDP"


def _party_of(reader: CellReader, cell: str) -> str | None:
    share = reader.cell(naming.share(cell))
    return share.reads[1].partition(".")[0] if share and share.reads else None


def write_not_counted(reader: CellReader) -> tuple[str, ...]:
    """Name the ties that no total holds, and why."""
    found = []
    for lever in reader.scenario.levers.values():
        losses = [reader.raw(naming.loss(party, lever.id)) for party in lever.roles.values()]
        if lever.status != "current":
            found.append(f"{reader.label(lever.id)} (proposed)")
        elif not reader.has_money(lever.id):
            template = "{tie} (no money)" if any(loss is not None for loss in losses) else "{tie} (nothing valued)"
            found.append(template.format(tie=reader.label(lever.id)))
    return (f"Not counted: {'; '.join(found)}.",) if found else ()


def write_remarks(reader: CellReader) -> Prose:
    """Say of the whole what a reader must know to quote it."""
    found = ["Totals are static sums without general equilibrium; ties that overlap count twice."]
    others = list(_third_parties(reader))
    if others:
        losses = "; ".join(_third_loss(reader, party, lever) for party, lever in others)
        found.append(f"Others would lose, cut in full: {losses}.")
    found += _years(reader)
    found += [words.NOTE.format(note=note.message) for note in reader.of.notes if note.is_material]
    return Prose("totals", tuple(found), signs=printed(reader, [naming.loss(party, lever) for party, lever in others]))


def _years(reader: CellReader) -> list[str]:
    """Say where figures of different years stand together, or why that is accepted."""
    if years.is_accepted(reader.of.graph):
        return [_YEARS_TOGETHER.format(what=reader.scenario.mixed_years.rstrip("."))]
    levers = {lever.id for lever in reader.current()}
    mixes = [mix for mix in years.find_mixes(reader.of.graph, reader.of.values) if mix.owner in levers]
    found = [f"{reader.label(mix.owner)} of {words.AND.join(map(str, mix.years))}" for mix in mixes if mix.years]
    undated = [f"{reader.label(mix.owner)} ({', '.join(mix.undated)})" for mix in mixes if mix.undated]
    lines = [_YEARS_TOGETHER.format(what="; ".join(found))] if found else []
    return lines + ([f"Rests on undated figures: {'; '.join(undated)}."] if undated else [])


def _third_parties(reader: CellReader) -> Iterator[tuple[str, str]]:
    """Yield the parties that are no side and stand to lose on a current lever, with the lever."""
    for lever in reader.current():
        for party in lever.roles.values():
            if party not in reader.scenario.sides and reader.raw(naming.loss(party, lever.id)) is not None:
                yield party, lever.id


def _third_loss(reader: CellReader, party: str, lever: str) -> str:
    loss = naming.loss(party, lever)
    amount = add_mark(write_brief(reader.raw_or_0(loss), reader.base_unit(loss)), find_mark(reader, loss))
    return f"{reader.party_name(party)} {amount} on {reader.label(lever)}"


_PROPOSED = "{lever}, which is only proposed, if it stood and were cut in full for a year: {losses}."
_MOVE_WITH_RATIO = (
    "{move} ({cut} of {lever}, {time}): {target} loses {damage}{others}; it costs {by} {own_cost}, {ratio} times the "
    "damage{range}."
)
_MOVE = "{move} ({cut} of {lever}, {time}): {target} loses {damage}{others}; it costs {by} {own_cost}."
_SEVERAL = {"person": "persons"}


class Said(NamedTuple):
    """A sentence, the cells whose numbers it says, and those among them that it says with their marks."""

    text: str
    cells: list[str]
    marked: list[str]


def read_levers(reader: CellReader, scale: Scale) -> Iterator[Said]:
    """Say of each lever what each party to it would lose; one that is valued for nobody is told elsewhere."""
    scale = scale.of_a_year()
    for lever in reader.scenario.levers.values():
        parties = [party for party in lever.roles.values() if reader.needs(naming.loss(party, lever.id))]
        if any(reader.raw(naming.loss(party, lever.id)) is not None for party in parties):
            losses = "; ".join(_loss(reader, lever, party, scale) for party in parties)
            said = "{lever}, cut in full for a year: {losses}." if lever.status == "current" else _PROPOSED
            cells = [
                naming.stake(what, party, lever.id) for what in ("exposure", "loss", "loss_share") for party in parties
            ]
            valued = [party for party in parties if reader.raw(naming.loss(party, lever.id)) is not None]
            marked = [naming.stake(what, party, lever.id) for what in ("exposure", "loss") for party in valued]
            yield Said(said.format(lever=reader.label(lever.id), losses=losses), cells, marked)


def _loss(reader: CellReader, lever: Lever, party: str, scale: Scale) -> str:
    loss, exposure = naming.loss(party, lever.id), naming.exposure(party, lever.id)
    who = reader.party_name(party)
    if reader.raw(loss) is None:
        return f"what {who} would lose is not valued ({reader.why(loss)})"
    said = f"{who} would lose {_aloud_of_gdp(reader, loss, naming.share(loss), scale)}"
    if not _is_valued(reader, exposure):
        return said
    return f"{said}, with {_amount(reader, exposure, scale)} at stake"


def read_moves(reader: CellReader, scale: Scale) -> Iterator[Said]:
    """Say of each move what it does to its target, what it costs its maker, and what the one is beside the other."""
    scale = scale.of_a_year()
    for move in reader.scenario.moves.values():
        cell = partial(naming.move, move.id)
        ratio = cell("cost_ratio")
        said = _MOVE_WITH_RATIO if _is_valued(reader, ratio) else _MOVE
        text = said.format(
            move=make_label(move.label, move.id),
            lever=" and ".join(map(reader.label, move.hits)),
            cut=_cut(reader.raw_or_0(cell("cut"))),
            time=_time(reader.raw_or_0(cell("duration"))),
            target=reader.party_name(reader.of.graph.targets[move.id]),
            by=reader.party_name(move.by),
            damage=_aloud_of_gdp(reader, cell("damage"), cell("damage_share"), scale),
            own_cost=_aloud_of_gdp(reader, cell("own_cost"), cell("own_cost_share"), scale),
            others=_others(reader, cell("others_loss"), scale),
            ratio=_ratio(reader.raw_or_0(ratio)),
            range=tables.write_span(reader, ratio, _ratio),
        )
        cells = [cell(what) for what in ("cut", "duration", "damage_share", "own_cost_share", "cost_ratio")]
        amounts = [cell(what) for what in ("others_loss", "damage", "own_cost")]
        yield Said(text, [*cells, *amounts], amounts)


def _others(reader: CellReader, loss: str, scale: Scale) -> str:
    return f", others {_amount(reader, loss, scale)}" if _is_valued(reader, loss) else ""


def _cut(share: float) -> str:
    return "all" if share == 1 else f"{write_percent(share, 1)} %"


def _time(years: float) -> str:
    return "for a year" if years == 1 else f"for {write_fixed(years * 12, 1).removesuffix('.0')} months"


def _ratio(number: float) -> str:
    return write_fixed(number, 2)


def _aloud_of_gdp(reader: CellReader, loss: str, share: str, scale: Scale) -> str:
    """Write a loss with its range and, where it has one, its share of the GDP."""
    if reader.raw(loss) is None:
        return f"an amount that is not valued ({reader.why(loss)})"
    said = _amount(reader, loss, scale)
    part = reader.raw(share)
    if part is None:
        return said
    return f"{said}, {write_percent(part)} % of its GDP{tables.write_span(reader, share, write_percent)}"


def _amount(reader: CellReader, cell: str, scale: Scale) -> str:
    number, sign = reader.raw_or_0(cell), find_mark(reader, cell)
    if reader.is_money(cell):
        return f"{scale.lone(number, sign)}{tables.write_span(reader, cell, scale.show)}"
    unit = reader.base_unit(cell)
    shown = write_brief(number, unit if number == 1 else _SEVERAL.get(unit or "", unit))
    return f"{add_mark(shown, sign)}{tables.write_span(reader, cell, lambda raw: write_brief(raw, unit))}"


def _is_valued(reader: CellReader, cell: str) -> bool:
    return reader.cell(cell) is not None and reader.raw(cell) is not None


def draw_read_as(reader: CellReader, register: Register | None, unit: Unit | None) -> Prose:
    """Read the tables aloud, with the labels of notes where they are registered."""
    told = list(read_aloud(reader, unit))
    lines = [register.said(reader, one.text, one.cells) if register else one.text for one in told]
    signs = printed(reader, [cell for one in told for cell in one.marked])
    return Prose("stakes", tuple(lines), title="Read as", signs=signs)


def read_aloud(reader: CellReader, unit: Unit | None) -> Iterator[Said]:
    """Yield a sentence for each move, then for each lever."""
    yield from read_moves(reader, numbers.choose_scale_of_moves(reader, unit))
    yield from read_levers(reader, numbers.choose_scale_of_stakes(reader, unit))
