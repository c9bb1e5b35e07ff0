"""The words of the headline: at most four short sentences that answer who could hurt whom, by how much, how surely.

Screens, documents and the workbook say these. A sentence is a row of pieces, so that a workbook can put live numbers
in the places of those that stand here.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from leverage import naming
from leverage.analysis.claims import HOLDS, OPEN
from leverage.analysis.robustness import HORIZON, MODEL, READING, Robustness, Trial
from leverage.model import list_figures
from leverage.report import words
from leverage.report.bibliography import name_author
from leverage.report.cell_reader import CellReader, make_label
from leverage.report.claims import write_share_held
from leverage.report.headline import MONEY, SIZE, Comparison, Headline, Standing
from leverage.report.numbers import (
    MINUS,
    SIZES_IN_TEXT,
    choose_size,
    name_currency,
    write_all_digits,
    write_brief,
    write_span,
)
from leverage.report.show.facts import has_other_first_year, has_other_times, is_lost_once_only
from leverage.report.titles import explain_gap, write_briefly
from leverage.report.words import count_form, join_names, start_large

_NOTHING = "would lose nothing"
_A_YEAR, _OF_GDP = " a year", " % of its GDP"
_LEAST_ROUNDED, _MOST_WRITTEN_OUT = 100, 1e18  # between, what is rounded is written out; larger ratios have an exponent
_MUCH = 0.5  # of the logarithm of a ratio: a factor of more than this is most of it


class Shown(NamedTuple):
    """A number in a sentence: what is written of which cell, divided by a factor, with how many decimals."""

    text: str
    cell: str
    factor: float
    decimals: int


class Span(NamedTuple):
    """The range of a cell in a sentence, in brackets, with a space before it."""

    text: str
    cell: str


Piece: TypeAlias = str | Shown | Span
Sentence: TypeAlias = tuple[Piece, ...]


def write_headline(reader: CellReader) -> tuple[str, ...]:
    """Return the headline of a scenario as sentences."""
    return tuple(join_pieces(sentence) for sentence in compose_headline(Headline(reader)))


def join_pieces(pieces: Iterable[Piece]) -> str:
    """Return pieces as one text."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def compose_headline(headline: Headline) -> tuple[Sentence, ...]:
    """Return the sentences of a headline: what is lost, by whose moves, who loses more, and what would change that."""
    sentences = [
        *_say_moves(headline),
        *_say_losses(headline),
        *_say_once(headline),
        say_who_loses_more(headline),
        _say_what_changes_that(headline),
    ]
    return tuple(map(_start_large, filter(None, sentences)))


def _start_large(sentence: Sentence) -> Sentence:
    """Return a sentence with a capital at its start; a name stays as its author writes it."""
    first, *others = sentence
    if not isinstance(first, str) or not first.startswith("what "):
        return sentence
    return (start_large(first), *others)


# What is lost.


ONLY_ONCE = "only what is lost once"


def _say_losses(headline: Headline) -> list[Sentence]:
    """Say what each side loses: with every tie cut, and then in the first year, or at all moves together."""
    reader = headline.reader
    if reader.scenario.moves:
        if _are_told_by_moves(headline):
            return []
        return [("In all, ", *_say_both_losses(headline), ".")]
    sentences: list[Sentence] = [(*_say_both_losses(headline), ".")]
    first_years = [naming.first_year(side) for side in reader.scenario.sides]
    if has_other_first_year(reader) and all(is_known(reader, cell) for cell in first_years):
        amounts = [_write_amount(reader, first_years[0]), _write_amount(reader, first_years[1], is_short=True)]
        name, other = reader.side_names
        sentences.append(("In the first year: ", name, " ", *amounts[0], ", ", other, " ", *amounts[1], "."))
    return sentences


def is_known(reader: CellReader, cell: str) -> bool:
    """Tell whether a loss has a number, and not one of 0 that says only that no part of it is valued."""
    return reader.raw(cell) is not None and not (reader.raw(cell) == 0 and reader.is_at_least(cell))


def _say_both_losses(headline: Headline) -> Sentence:
    """Say what both sides would lose; what is said of the first is not said again of the second."""
    first, second = headline.reader.scenario.sides
    by_first = _write_loss(headline, first)
    by_second = _write_loss(headline, second, by_first)
    manner = _write_manner(headline)
    if _has_amount(by_first):
        return (*by_first, manner, "; ", *by_second)
    return (*by_first, "; ", *by_second, manner if _has_amount(by_second) else "")


def _has_amount(pieces: Iterable[Piece]) -> bool:
    return any(isinstance(piece, Shown) for piece in pieces)


def _has_said(pieces: Iterable[Piece], ending: str) -> bool:
    """Tell whether a piece ends with some words."""
    return any(isinstance(piece, str) and piece.endswith(ending) for piece in pieces)


def _say_once(headline: Headline) -> list[Sentence]:
    """Say what sides lose once, however long a cut lasts, which is no part of the losses a year."""
    reader = headline.reader
    name = naming.once_outcome if reader.scenario.moves else naming.once
    stocks = {side: name(side) for side in reader.scenario.sides}
    told: list[Piece] = []
    for side, cell in stocks.items():
        if reader.raw(cell):
            told += [", " if told else "Once, however long a cut lasts: ", f"{reader.party_name(side)} "]
            told += _write_amount(reader, cell, is_stock=True)
    return [(*told, ".")] if told else []


def _are_told_by_moves(headline: Headline) -> bool:
    """Tell whether the only mover's moves give all that both sides lose, so that it is said already."""
    movers, reader = headline.list_movers(), headline.reader
    if len(movers) != 1 or headline.list_targets(movers[0]) != [
        side for side in reader.scenario.sides if side != movers[0]
    ]:
        return False
    (target,) = headline.list_targets(movers[0])
    pairs = [("damage", target), ("own_cost", movers[0])]
    return all(
        reader.raw(naming.by(movers[0], what)) == reader.raw(headline.name_loss(side))
        for what, side in pairs
        if reader.raw(headline.name_loss(side))
    )


def _write_manner(headline: Headline) -> str:
    """Say for which time losses are counted: after adjustment, over a horizon, or over the time of each move."""
    reader = headline.reader
    if reader.scenario.moves and has_other_times(reader):
        return f", over the time of {'each' if len(reader.scenario.moves) > 1 else 'the'} move"
    if reader.scenario.horizon is not None:
        if _is_of_first_year(reader):
            return ", in the first year"
        return f", on average over the first {write_brief(reader.raw_or_0(naming.HORIZON), None)} years"
    if reader.scenario.moves or not has_other_first_year(reader):
        return ""
    return ", once it has adjusted"


def _is_of_first_year(reader: CellReader) -> bool:
    """Tell whether losses are those of the first year of a cut."""
    return reader.scenario.horizon is not None and reader.raw(naming.HORIZON) == 1


def _write_loss(headline: Headline, side: str, before: Sentence = ()) -> Sentence:
    """Say what a side would lose, with its range and its share of GDP, after what was said before of the other."""
    reader, cell = headline.reader, headline.name_loss(side)
    name = reader.party_name(side)
    number = reader.raw(cell)
    if number is None:
        if is_lost_once_only(reader, reader.hit, [side]):
            return (f"{name} would lose {ONLY_ONCE}",)
        return (f"what {name} would lose is not valued ({explain_gap(reader, cell)})",)
    if number == 0:
        if reader.is_at_least(cell):
            return (f"what {name} would lose is not valued",)
        return (f"{name} {_NOTHING}", *_write_reach(reader, cell))
    would = f"{name} would {'lose' if number > 0 else 'gain'} "
    if _has_amount(before) and number > 0:
        would = f"{name} "
    return (would, *write_amount_of_gdp(reader, cell, before))


def _write_reach(reader: CellReader, cell: str) -> Sentence:
    """Say up to where a loss goes that is nothing at the values in use; nothing where it has no range."""
    ends = reader.raw_ends(cell)
    if ends is None or ends[1] <= 0:
        return ()
    return (" at the values in use", Span(f", up to {write_money(reader, ends[1])}{_write_a_year(reader)}", cell))


# What moves do, and what they cost.


def _say_moves(headline: Headline) -> list[Sentence]:
    """Say what each side's moves cost others and itself."""
    movers = headline.list_movers()
    if not movers:
        return []
    pieces: list[Piece] = []
    for mover in movers:
        pieces += ["; " if pieces else "", *_say_moves_of(headline, mover, pieces)]
    return [(*pieces, ".")]


def _say_moves_of(headline: Headline, mover: str, before: Sequence[Piece]) -> Sentence:
    reader, name = headline.reader, headline.reader.party_name(mover)
    damage, own_cost = naming.by(mover, "damage"), naming.by(mover, "own_cost")
    hurt, levers = headline.list_targets(mover), headline.list_levers(mover)
    targets = join_names([*map(reader.party_name, hurt)])
    done = _write_effect(reader, damage, before)
    if reader.raw(damage) is None and is_lost_once_only(reader, levers, hurt):
        done = (ONLY_ONCE,)
    if _has_amount(done) and _are_told_by_moves(headline):  # else the losses in all say it
        done = (*done, _write_manner(headline))
    paid: Sentence = (f"; what they cost {name} itself is not valued",)
    if reader.raw(own_cost) is not None:
        paid = (f", and {name} itself ", *_write_effect(reader, own_cost, (*before, *done)))
    elif is_lost_once_only(reader, levers, [mover]):
        paid = (f", and {name} itself {ONLY_ONCE}",)
    return (f"{possess(name)} moves would cost {targets} ", *done, *paid)


def _write_effect(reader: CellReader, cell: str, before: Sequence[Piece]) -> Sentence:
    """Write what moves cost somebody; that it is nothing is said to be assumed where it is."""
    number = reader.raw(cell)
    if number is None:
        return (f"an amount a year that is not valued ({explain_gap(reader, cell)})",)
    if number == 0:
        return ("nothing, by assumption" if reader.evidence(cell) == "assumed" else "nothing",)
    return write_amount_of_gdp(reader, cell, before)


# Who loses more.


def say_who_loses_more(headline: Headline) -> Sentence:
    """Say which side loses more, in money and for its size, and how surely."""
    reader, weighing = headline.reader, headline.weighing
    if weighing.money is None:
        return (_write_without_ratio(headline),)
    by_size = _write_by_size(headline, weighing.money)
    without = ""
    if weighing.half_valued:
        ties = join_names([*map(reader.label, weighing.half_valued)])
        is_or_are = "is" if len(weighing.half_valued) == 1 else "are"
        without = f", without {ties}, which {is_or_are} valued on one side only"
    return (f"In money {_write_by_money(reader, weighing.money)}{without}", f"; {by_size}" if by_size else "", ".")


def _write_without_ratio(headline: Headline) -> str:
    reader = headline.reader
    first_loss, second_loss = headline.weighing.losses
    first = reader.party_name(reader.scenario.sides[0])
    if first_loss is None:
        return "No tie is valued on both sides, so who loses more cannot be said."
    if first_loss == second_loss == 0:
        is_all = all(reader.raw(headline.name_loss(side)) == 0 for side in reader.scenario.sides)
        if is_all and not any(reader.is_at_least(headline.name_loss(side)) for side in reader.scenario.sides):
            return "Neither side would lose anything."
        return "On the ties valued on both sides neither would lose anything."
    return f"On the ties valued on both sides only {first} would lose."


def _write_by_money(reader: CellReader, money: Comparison) -> str:
    more, less = reader.party_name(money.more), reader.party_name(money.less)
    if money.standing is Standing.UNSAID:
        return "who loses more cannot be said"
    if money.standing is Standing.SAME:
        return "both would lose the same"
    if money.standing is Standing.OPEN:
        return f"it is {words.TOO_CLOSE}{_write_ends(money, more, less)}"
    if math.isinf(money.times) and (money.ends is None or math.isinf(money.ends[0])):
        return f"only {more} would lose anything"
    if money.share is None or money.ends is None:
        return f"{more} would lose more, {write_ratio(money.times)} times as much"
    return f"{more} would lose more{_write_share_of_draws(money)}"


def _write_by_size(headline: Headline, money: Comparison) -> str:
    """Say which side loses more for the size of its economy, and why; empty where that says nothing new."""
    reader, economy, factors = headline.reader, headline.weighing.economy, headline.weighing.factors
    if economy is None or factors is None:
        return f"for their size nothing can be said ({explain_gap(reader, naming.BITE)})"
    more, less = reader.party_name(economy.more), reader.party_name(economy.less)
    if economy.standing is Standing.UNSAID:
        return ""
    if economy.standing is Standing.SAME:
        return "for their size both would lose the same"
    if economy.standing is Standing.OPEN:
        return f"for its size it is {words.TOO_CLOSE}{_write_ends(economy, more, less)}"
    who = "it" if money.standing is Standing.MORE and money.more == economy.more else more
    if math.isinf(economy.times):
        if economy.ends is None or math.isinf(economy.ends[0]):
            return ""
        return (
            f"for its size {who} would lose {write_ratio(economy.ends[0])} times as much or more{_write_doubt(economy)}"
        )
    loses = f"for its size {who} would lose {write_ratio(economy.times)} times as much{_write_doubt(economy)}"
    return f"{loses}{_write_reason(less, factors)}"


def _write_reason(less: str, factors: tuple[float, float]) -> str:
    """Say how much of a ratio of losses for their size comes from the sizes of the economies."""
    by_money, by_size = factors
    if by_size < 1:
        return f", though {possess(less)} economy is the smaller"
    if by_money >= 1 and math.log(by_size) < _MUCH * (math.log(by_money) + math.log(by_size)):
        return ""
    why = "because" if by_money < 1 or math.isclose(by_money, 1) else "mostly because"
    return f", {why} {possess(less)} economy is {write_ratio(by_size)} times as large"


def _write_ends(comparison: Comparison, more: str, less: str) -> str:
    """Write from where to where the ratio of the losses goes, in brackets; nothing without draws."""
    if comparison.ends is None:
        return ""
    low, high = comparison.ends
    span = (
        f"{write_ratio(low)} times or more" if math.isinf(high) else f"{write_ratio(low)} to {write_ratio(high)} times"
    )
    return f" ({possess(more)} loss is {span} {possess(less)})"


def _write_share_of_draws(comparison: Comparison) -> str:
    if comparison.share is None:
        return ""
    share = write_share_held(comparison.share)
    return " in all simulations" if share == "all" else f" in {share.replace('>', 'more than ')} of the simulations"


def _write_doubt(comparison: Comparison) -> str:
    """Say in which share of the simulations one side loses more, where that is not in all; a ratio stands before it."""
    if comparison.share in (None, 1) or comparison.ends is None:
        return ""
    return f" (more{_write_share_of_draws(comparison).replace('more than', 'over')})"


# What would change that.


def _say_what_changes_that(headline: Headline) -> Sentence:
    """Say what would change who loses more, of all that was tried; nothing where nothing could be."""
    tried = headline.list_tried()
    if not tried:
        return ()
    count = count_form(
        len(tried), ("the one other reading, source or method", "the {count} other readings, sources and methods")
    )
    found = headline.robustness
    if all(robustness.is_robust for robustness in found.values()):
        if len(tried) == 1:
            return (f"{count.capitalize()} tried does not change who loses more.",)
        none = "Neither" if len(tried) == 2 else "None"
        return (f"{none} of {count} tried changes who loses more.",)
    told = [_write_change(headline, what, robustness) for what, robustness in found.items() if robustness.changes]
    told += [f"nothing tried settles who loses more {_AS[what]}" for what in found if _is_unsettled(found[what])]
    told += [f"nothing tried changes who loses more {_AS[what]}" for what in found if found[what].is_robust]
    return (f"{start_large('; '.join(dict.fromkeys(told)))}.",)


_AS = {MONEY: "in money", SIZE: "for its size"}


def _is_unsettled(robustness: Robustness) -> bool:
    """Tell whether a comparison is too close to call, and stays so in all trials."""
    return not robustness.is_robust and not robustness.changes


def _write_change(headline: Headline, what: str, robustness: Robustness) -> str:
    """Say of who loses more the first trial that turns it round, else the first that opens it; and how many more do."""
    changes = [trial for trial in robustness.bearing if trial in robustness.changes]
    changes.sort(key=lambda trial: trial.verdict is not None and trial.verdict.verdict == OPEN)
    more = len(changes) - 1
    others = f" ({count_form(more, ('{count} other changes it', '{count} others change it'))} too)" if more else ""
    return f"{name_trial(headline.reader, changes[0])}, {_write_standing(headline, changes[0], what)}{others}"


def _write_standing(headline: Headline, trial: Trial, what: str) -> str:
    """Say who loses more in a trial of that."""
    verdict = trial.verdict
    assert verdict is not None  # else it changes nothing
    first, second = headline.reader.side_names
    if verdict.verdict == OPEN:
        return f"it would be {words.TOO_CLOSE} {_AS[what]}"
    if verdict.verdict == HOLDS:
        return f"{first} would lose more {_AS[what]}"
    if verdict.left is None:  # there is no ratio
        return "neither would lose anything on the ties valued then on both sides"
    if math.isclose(verdict.left, 1):
        return f"both would lose the same {_AS[what]}"
    return f"{second} would lose more {_AS[what]}"


def name_trial(reader: CellReader, trial: Trial) -> str:
    """Name for people what a trial changes: "with the elasticity of ...", "in the first year"."""
    scenario = reader.scenario
    if trial.sort == HORIZON:
        return "in the first year"
    if trial.sort == MODEL:
        return f"by {words.MODEL_OF_TRADE}"
    if trial.sort != READING:
        return f"with the figures of {name_author(scenario.sources[trial.name])}"
    id_, _, name = trial.name.partition("=")
    figure = next(figure for figure in list_figures(scenario) if figure.id == id_)
    reading = next(reading for reading in figure.readings if reading.name == name)
    label = make_label(figure.label, id_.replace(".", " "))
    who = name_author(scenario.sources[reading.source]) if reading.source else name.replace("_", " ")
    cell = naming.reading(id_, name)
    number = reader.raw(cell)
    at = "" if number is None else f" at {write_briefly(reader, cell, number)}"
    return f"with “{label}”{at} ({who})"


# Numbers.


def write_amount_of_gdp(reader: CellReader, cell: str, before: Sequence[Piece] = ()) -> Sentence:
    """Write an amount with its range and its share of the loser's GDP, where that is known.

    What the same sentence has said `before` of another amount is left out: the currency, that it is a year's, and what
    the share is of.
    """
    a_year = "" if _has_said(before, _A_YEAR) else _write_a_year(reader)
    amount = _write_amount(reader, cell, a_year, is_ranged=True, is_short=_has_amount(before))
    share = naming.share(cell)
    number = abs(reader.raw_or_0(share)) * 100
    of_gdp = " %" if _has_said(before, _OF_GDP) else _OF_GDP
    if not number:
        return amount
    decimals = min(2, _count_decimals(number))
    text = f"{number:,.{decimals}f}"
    if not float(text.replace(",", "")):
        return (*amount, f", less than 0.01{of_gdp}")
    return (*amount, ", ", Shown(text, share, 0.01, decimals), of_gdp)


def _write_amount(
    reader: CellReader,
    cell: str,
    a_year: str = "",
    *,
    is_ranged: bool = False,
    is_short: bool = False,
    is_stock: bool = False,
) -> Sentence:
    """Write an amount of money as a newspaper would, "US$ 2.3 bn a year (1.9–2.9)", with its range if it has one.

    It has two digits, or all those before the point; it is "at least" so much where a part is not valued. A short one
    leaves out the currency, which was said of another before it.
    """
    number = abs(reader.raw_or_0(cell))
    size, word = choose_size(number, SIZES_IN_TEXT)
    decimals = _count_decimals(number / size)
    currency = f"{name_currency(reader.scenario.currency)} "
    least = "at least " if reader.is_at_least(cell) else ""
    unit = f"{f' {word}' if word else ''}{a_year}"
    shown = Shown(f"{number / size:,.{decimals}f}", cell, size, decimals)
    pieces: list[Piece] = [f"{least}{'' if is_short and word else currency}", shown, unit]
    ends = reader.raw_ends(cell) if is_ranged or is_stock else None
    if ends is not None:
        low, high = (f"{end / size:,.{decimals}f}".replace("-", "−") for end in ends)
        pieces += [Span(f" ({write_span(low, high)})", cell)] if low != high else []
    return tuple(pieces)


def _write_a_year(reader: CellReader) -> str:
    """Say that losses are those of a year, unless moves last other times or it is said that the year is the first."""
    return "" if has_other_times(reader) or _is_of_first_year(reader) else _A_YEAR


def write_money(reader: CellReader, number: float, *, is_short: bool = False) -> str:
    """Write an amount of money in two digits, such as US$ 2.3 bn; a short one without its currency."""
    number = abs(number)
    size, word = choose_size(number, SIZES_IN_TEXT)
    currency = "" if is_short and word else f"{name_currency(reader.scenario.currency)} "
    return f"{currency}{number / size:,.{_count_decimals(number / size)}f}{f' {word}' if word else ''}"


def _count_decimals(number: float) -> int:
    """Return how many decimals two digits of a number have."""
    return max(0, 1 - math.floor(math.log10(float(f"{number:.1e}")))) if number else 0


def write_ratio(ratio: float) -> str:
    """Write a ratio in two digits, more where it would read as 1 and is not: 48, 1.6, 0.97, 1.003, 530, 29,000."""
    if not math.isfinite(ratio):
        return "any number of"
    if _LEAST_ROUNDED <= ratio < _MOST_WRITTEN_OUT:
        return f"{float(f'{ratio:.2g}'):,.0f}"
    digits = 2
    while digits < 10 and ratio != 1:
        text = write_all_digits(ratio, digits)
        if float(text.replace(MINUS, "-")) != 1:  # an exponent may have one
            return text
        digits += 1
    return write_all_digits(ratio, digits)


def possess(name: str) -> str:
    """Return a name as the owner of what follows: Russia's, the United States'."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"
