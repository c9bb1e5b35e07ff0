"""The answer of a scenario, as data: what each side loses, what moves do and cost, who loses more, what changes that.

`headline_words.py` turns it into sentences.
"""

import math
from collections.abc import Sequence
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from leverage import naming
from leverage.analysis.claims import CANNOT_SAY, HOLDS, OPEN, RATIOS, judge_ratio
from leverage.graph.cells import list_hit_levers, list_moves_of
from leverage.report.cell_reader import CellReader
from leverage.report.columns import (
    Columns,
    count,
    evidence_of,
    flag,
    number,
    ranged_number_of,
    text,
    texts,
    unit_of,
)
from leverage.report.report import Record

if TYPE_CHECKING:
    from leverage.analysis.robustness import Robustness, Trial

#: What is said where neither side loses more.
SAME = "same"
#: What a row of the table is about: what a side loses, what its moves do, or who loses more, in money or for its size.
LOSS, MOVES, MONEY, SIZE = "loss", "moves", "money", "size"

# The low and the high of a range, infinite where it is a ratio to nothing.
_Ends: TypeAlias = tuple[float, float]


class Standing(Enum):
    """Whether one side loses more than the other."""

    MORE = auto()
    SAME = auto()
    OPEN = auto()  # each of them loses more in more than a few draws
    UNSAID = auto()


class Comparison(NamedTuple):
    """How many times as much one side loses as the other.

    `times` is the loss of `more` over that of `less` at the values in use, infinite where `less` loses nothing; `ends`
    are those of its range, None where no range touches it. `share` is that of the draws in which `more` loses more,
    None without draws. Where no side is said to lose more, `more` is the scenario's first side.
    """

    standing: Standing
    more: str
    less: str
    times: float
    ends: _Ends | None
    share: float | None


class Weighing(NamedTuple):
    """How the two sides' losses compare on the ties valued on both sides, in money and for their size.

    `losses` are the first and the second side's; there is no ratio in `money` where one of them is nothing or not
    known. `factors` are the ratio in money and that of the GDPs, whose product is the ratio in `economy`, both of its
    side `more` over `less`. `half_valued` are the levers that only one side's loss is known of.
    """

    losses: tuple[float | None, float | None]
    money: Comparison | None
    economy: Comparison | None
    factors: tuple[float, float] | None
    half_valued: list[str]


class Headline:
    """The answer of a scenario: the cells that it reads, and what follows from them."""

    def __init__(self, reader: CellReader) -> None:
        """Read a scenario's cells, by its draws if the reader has them."""
        self.reader = reader

    def name_loss(self, side: str) -> str:
        """Name the cell of what a side loses: at the moves, or without moves with every tie cut in full."""
        return naming.outcome(side) if self.reader.scenario.moves else naming.total("total", side)

    def list_movers(self) -> list[str]:
        """Return the sides that hurt somebody by their moves, in the order of their first moves."""
        scenario, targets = self.reader.scenario, self.reader.of.graph.targets
        own = {side: list_moves_of(scenario, targets, side) for side in scenario.sides}
        order = list(scenario.moves)
        return sorted((side for side in own if own[side]), key=lambda side: order.index(next(iter(own[side]))))

    def list_targets(self, mover: str) -> list[str]:
        """Return the parties that a side's moves are meant to hurt."""
        scenario, targets = self.reader.scenario, self.reader.of.graph.targets
        return list(dict.fromkeys(targets[move] for move in list_moves_of(scenario, targets, mover)))

    def list_levers(self, mover: str) -> list[str]:
        """Return the levers that a side's moves cut."""
        moves = list_moves_of(self.reader.scenario, self.reader.of.graph.targets, mover)
        return list(dict.fromkeys(lever for move in moves.values() for lever in move.hits))

    @cached_property
    def weighing(self) -> Weighing:
        """Return how the two sides' losses compare."""
        return weigh_losses(self.reader)

    @cached_property
    def robustness(self) -> "dict[str, Robustness]":
        """Return what would change who loses more, in money and for its size, where that can be said and was tried."""
        from leverage.analysis.robustness import assess_robustness  # which tables for programs do without

        conclusions = {MONEY: "dollars", SIZE: "economy"}
        found = assess_robustness(self.reader.of, RATIOS, self.reader.drawn, is_rough=True)
        by_name = {robustness.conclusion: robustness for robustness in found}
        tried = {what: by_name[name] for what, name in conclusions.items()}
        return {
            what: robustness
            for what, robustness in tried.items()
            if robustness.in_use.verdict != CANNOT_SAY and robustness.tested
        }

    def list_tried(self) -> "list[Trial]":
        """Return the trials that bear on who loses more, of those that say something of every comparison.

        Left out are readings of figures that no loss of the comparison rests on, and sources whose one reading was
        tried by its own name.
        """
        every = list(self.robustness.values())
        said = [{(trial.sort, trial.name): trial.bears for trial in each.tested} for each in every]
        tried = []
        for trial in every[0].tested if every else ():
            bearing = [each.get((trial.sort, trial.name)) for each in said]
            if None not in bearing and any(bearing):
                tried.append(trial)
        return tried


def weigh_losses(reader: CellReader) -> Weighing:
    """Compare the two sides' losses on the ties valued on both sides."""
    first, second = reader.scenario.sides
    losses = reader.raw(naming.balance(first)), reader.raw(naming.balance(second))
    ratio, size = reader.raw(naming.DOLLAR_RATIO), reader.raw(naming.SIZE_RATIO)
    money, economy = _compare(reader, naming.DOLLAR_RATIO), _compare(reader, naming.BITE)
    factors = None
    if ratio is not None and size is not None and economy is not None:
        factors = (ratio, size) if economy.more == first else (_invert(ratio), _invert(size))
    return Weighing(losses, money, economy, factors, _list_half_valued(reader))


def _compare(reader: CellReader, cell: str) -> Comparison | None:
    """Compare by the first side's loss over the second's, in money or for their size; None where there is no ratio."""
    ratio, ends = reader.raw(cell), reader.raw_ends(cell)
    if ratio is None:
        return None
    first, second = reader.scenario.sides
    verdict = judge_ratio(reader.of, cell, reader.drawn)
    standing = _find_standing(verdict.verdict, ratio, ends)
    if standing is not Standing.MORE or verdict.verdict == HOLDS:
        return Comparison(standing, first, second, ratio, ends, verdict.share)
    turned = (_invert(ends[1]), _invert(ends[0])) if ends else None
    share = None if verdict.share is None else 1 - verdict.share
    return Comparison(standing, second, first, _invert(ratio), turned, share)


def _find_standing(verdict: str, ratio: float, ends: _Ends | None) -> Standing:
    """Return whether one side loses more, given the verdict on whether the first does."""
    if math.isclose(ratio, 1) and (ends is None or math.isclose(ends[0], ends[1])):
        return Standing.SAME  # for which neither loses more
    if verdict == OPEN:
        return Standing.OPEN
    return Standing.UNSAID if verdict == CANNOT_SAY else Standing.MORE


def _invert(ratio: float) -> float:
    """Return the ratio the other way round; infinite where that is a ratio to nothing."""
    return 1 / ratio if ratio else math.inf


def _list_half_valued(reader: CellReader) -> list[str]:
    """Return the levers left out of the balance on which a side's loss of money is known, so that its total has it."""
    cells = {
        lever: [naming.outcome(side, lever) for side in reader.scenario.sides] for lever in list_unbalanced(reader)
    }
    return [
        lever for lever, losses in cells.items() if any(reader.raw(loss) and reader.is_money(loss) for loss in losses)
    ]


def list_unbalanced(reader: CellReader) -> list[str]:
    """Return the levers of the outcome that a side has a stake in but that are not valued for both."""
    levers = reader.valued(naming.balance(reader.scenario.sides[0]))
    role = reader.of.graph.role
    hit = [lever for lever in list_hit_levers(reader.scenario) if lever not in levers]
    return [lever for lever in hit if any(role(side, lever) for side in reader.scenario.sides)]


def find_standing(reader: CellReader) -> dict[str, str]:
    """Return by the cell of either ratio who loses more by it: a side, ``same``, ``open`` or ``cannot say``."""
    money = _compare(reader, naming.DOLLAR_RATIO)
    if money is not None:
        economy = _compare(reader, naming.BITE)
        return {naming.DOLLAR_RATIO: name_standing(money), naming.BITE: name_standing(economy)}
    first, second = reader.scenario.sides
    first_loss, second_loss = reader.raw(naming.balance(first)), reader.raw(naming.balance(second))
    standing = CANNOT_SAY
    if first_loss == second_loss == 0:
        standing = SAME
    elif first_loss and second_loss == 0:
        standing = first
    return {naming.DOLLAR_RATIO: standing, naming.BITE: standing}


def name_standing(comparison: Comparison | None) -> str:
    """Return who loses more: a side by its id, ``same``, ``open`` or ``cannot say``."""
    if comparison is None or comparison.standing is Standing.UNSAID:
        return CANNOT_SAY
    if comparison.standing is Standing.MORE:
        return comparison.more
    return SAME if comparison.standing is Standing.SAME else OPEN


class Line:
    """A row of the headline's table: what a side loses, what its moves do, or who loses more."""

    def __init__(self, headline: Headline, subject: str, party: str = "") -> None:
        """Name the cells of the row."""
        self.headline = headline
        self.reader = headline.reader
        self.subject = subject
        self.party = party
        what = {LOSS: headline.name_loss(party), MOVES: naming.by(party, "damage")}
        self.loss = what.get(subject, "")
        self.own_cost = naming.by(party, "own_cost") if subject == MOVES else ""
        self.price = naming.by(party, "cost_ratio") if subject == MOVES else ""
        self.first_year = naming.first_year(party) if subject == LOSS and not self.reader.scenario.moves else ""
        self.ratio = {MONEY: naming.DOLLAR_RATIO, SIZE: naming.BITE}.get(subject, "")

    def share(self, cell: str) -> str:
        """Name the cell of the share of GDP that a loss is."""
        return naming.share(cell) if cell else ""

    def find_share_of_draws(self) -> float | None:
        """Return the share of the draws in which the first side loses more."""
        return judge_ratio(self.reader.of, self.ratio, self.reader.drawn).share if self.ratio else None

    def find_verdict(self) -> str | None:
        """Return who loses more: a side, ``same``, ``open`` or ``cannot say``."""
        return find_standing(self.reader)[self.ratio] if self.ratio else None

    def list_changes(self) -> list[str]:
        """Return the trials that change who loses more, as they are named behind ``--use``."""
        robustness = self.headline.robustness.get(self.subject)
        return [trial.name for trial in robustness.changes] if robustness else []

    def count_tried(self) -> int | None:
        """Count the trials that bear on who loses more."""
        return len(self.headline.list_tried()) if self.subject in self.headline.robustness else None

    def is_at_least(self) -> bool | None:
        """Tell whether the loss lacks a part that is not valued."""
        return self.reader.is_at_least(self.loss) if self.loss else None

    def explain_missing(self) -> list[str]:
        """Say why numbers are missing."""
        return self.reader.missing(*(cell for cell in HEADLINE.list_cells(self) if self.reader.cell(cell)))


HEADLINE = Columns[Line](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text(
        "subject",
        "`loss` (what a side loses, at the moves if there are any), `moves` (what a side's moves do and cost), `money` "
        "or `size` (who loses more, in money or for its size)",
        lambda row: row.subject,
    ),
    text("party", "the side that loses, or that moves", lambda row: row.party or None),
    *ranged_number_of("loss", "what the side loses, or its moves cost others, in a year", lambda row: row.loss),
    unit_of("unit", "unit of `loss`", lambda row: row.loss),
    flag("at_least", "whether a part of `loss` is not valued", lambda row: row.is_at_least()),
    *ranged_number_of("loss_share_of_gdp", "share of the loser's GDP that `loss` is", lambda row: row.share(row.loss)),
    *ranged_number_of("first_year", "loss in the first year, every tie cut in full", lambda row: row.first_year),
    *ranged_number_of("own_cost", "what the side's moves cost itself in a year", lambda row: row.own_cost),
    *ranged_number_of(
        "own_cost_share_of_gdp", "share of its GDP that `own_cost` is", lambda row: row.share(row.own_cost)
    ),
    *ranged_number_of("price", "`own_cost` over `loss`, of the moves valued on both ends", lambda row: row.price),
    *ranged_number_of(
        "ratio", "the first side's loss over the second's, in money or for their size", lambda r: r.ratio
    ),
    text("verdict", "who loses more: a side, `same`, `open` or `cannot say`", lambda row: row.find_verdict()),
    number(
        "share_of_draws",
        "share of the draws in which the first side loses more",
        lambda row: row.find_share_of_draws(),
    ),
    count("tried", "other readings, sources and methods tried that bear on it", lambda row: row.count_tried()),
    texts("overturned_by", "those that change `verdict`", lambda row: row.list_changes()),
    evidence_of("evidence", "weakest evidence that the numbers rest on", lambda row: row.loss or row.ratio),
    texts("missing", "why numbers are missing, as `cell: reason`", lambda row: row.explain_missing()),
)


def list_headline(readers: Sequence[CellReader]) -> list[Record]:
    """Return the headline of each scenario as records: its sides' losses, its movers, and who loses more."""
    records: list[Record] = []
    for reader in readers:
        headline = Headline(reader)
        lines = [Line(headline, LOSS, side) for side in reader.scenario.sides]
        lines += [Line(headline, MOVES, side) for side in headline.list_movers()]
        lines += [Line(headline, what) for what in (MONEY, SIZE)]
        records += map(HEADLINE.make_record, lines)
    return records
