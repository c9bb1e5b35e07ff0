"""The records of one scenario: stakes, totals, outcome, balance, moves, results.

A class holds what a record is about; the columns behind it say how each value is got from that.
"""

from collections.abc import Iterable
from typing import NamedTuple

from leverage import naming
from leverage.analysis.claims import Verdict, judge_ratio
from leverage.analysis.parts import Addend, split_by_parts
from leverage.analysis.path import Step, find_path
from leverage.graph.cells import list_hit_levers
from leverage.graph.model_of_trade import TRADE
from leverage.model import Lever, Result, list_holders, list_inputs
from leverage.report.cell_reader import CellReader, make_label
from leverage.report.columns import (
    Column,
    Columns,
    count,
    evidence_of,
    flag,
    number,
    number_of,
    ranged_number_of,
    text,
    texts,
    unit_of,
)
from leverage.report.headline import list_unbalanced
from leverage.report.report import Record

_OF_GDP = "share of the party's GDP that `loss` is"
_FIRST_YEAR = "loss in the first year, before all parties have adjusted,"
_ONCE, _NEVER_ADDED = "what is lost once, such as a debt,", "never added to `loss`"
_NO_NUMBER = "why numbers are missing, as `cell: reason`"


class Stake:
    """What a party has riding on a lever, in one of its roles."""

    def __init__(self, reader: CellReader, lever: Lever, role: str, party: str) -> None:
        """Name the cells of the stake."""
        self.reader = reader
        self.lever = lever
        self.role = role
        self.party = party
        self.kind = reader.of.graph.kinds[lever.kind]
        self.exposure = naming.exposure(party, lever.id)
        self.exposure_share = naming.share(self.exposure)
        self.loss = naming.loss(party, lever.id)
        self.loss_share = naming.share(self.loss)
        self.first_year = naming.first_year(party, lever.id)
        self.once = naming.once(party, lever.id)
        cell = reader.cell(self.loss)
        self.formula = cell.written if cell else None

    def name_whole(self) -> str | None:
        """Name the cell that the exposure is a share of."""
        owner, _, aggregate = self.kind.share_of.get(self.role, "").partition(".")
        return naming.aggregate(self.lever.roles[owner], aggregate) if owner in self.lever.roles else None

    def find_coalition(self) -> str | None:
        """Return the coalition that the party is a member of."""
        parties = self.reader.scenario.parties.values()
        return next((party.id for party in parties if self.party in party.members), None)

    def is_adjusted(self) -> bool | None:
        """Tell whether the formula of the loss reads an input that lowers it, which its kind has as `adjusts: true`."""
        if self.formula is None:
            return None
        given = (name for _, name, _ in list_inputs(self.lever) if name in self.formula.names)
        return any(self.kind.inputs[name].adjusts for name in given)

    def explain_missing(self) -> list[str]:
        """Say why numbers are missing."""
        cells = [cell for cell in STAKES.list_cells(self) if self.reader.cell(cell)]
        return [*self.reader.missing(*cells), *self.reader.undefined(self.loss)]


STAKES = Columns[Stake](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("lever", "the lever", lambda row: row.lever.id),
    text("label", "the lever's name for people", lambda row: row.reader.label(row.lever.id)),
    text("kind", "the lever's kind", lambda row: row.lever.kind),
    text("status", "`current` or `proposed`; only current levers enter totals", lambda row: row.lever.status),
    text("party", "whose stake it is", lambda row: row.party),
    text("role", "the party's role on the lever", lambda row: row.role),
    text("coalition", "the coalition that the party is a member of", lambda row: row.find_coalition()),
    text("measure", "what sort of loss it is", lambda row: row.kind.measure.get(row.role)),
    number_of("exposure", "gross value that crosses the lever in a year", lambda row: row.exposure),
    unit_of("exposure_unit", "unit of `exposure`", lambda row: row.exposure),
    number_of("exposure_share", "share of `share_of` that `exposure` is", lambda row: row.exposure_share),
    text("share_of", "cell that `exposure_share` is a share of", lambda row: row.name_whole()),
    *ranged_number_of("loss", "loss in a year if the lever is cut in full", lambda row: row.loss),
    unit_of("loss_unit", "unit of `loss`", lambda row: row.loss),
    number_of("loss_share_of_gdp", _OF_GDP, lambda row: row.loss_share),
    *ranged_number_of("first_year", f"{_FIRST_YEAR} if the lever is cut in full", lambda row: row.first_year),
    *ranged_number_of("once", f"{_ONCE} if the lever is cut in full; {_NEVER_ADDED}", lambda row: row.once),
    unit_of("once_unit", "unit of `once`", lambda row: row.once),
    text("formula", "formula in use for `loss`", lambda row: row.formula.text if row.formula else None),
    flag(
        "adjusted", "whether `loss` reads an input that its kind has as `adjusts: true`", lambda row: row.is_adjusted()
    ),
    evidence_of("exposure_evidence", "weakest evidence that `exposure` rests on", lambda row: row.exposure),
    evidence_of("loss_evidence", "weakest evidence that `loss` rests on", lambda row: row.loss),
    texts("exposure_sources", "sources of `exposure`", lambda row: row.reader.sources(row.exposure)),
    texts("loss_sources", "sources of `loss`", lambda row: row.reader.sources(row.loss)),
    texts("missing", _NO_NUMBER, lambda row: row.explain_missing()),
    ranges_of=("exposure", "exposure_share", "loss_share_of_gdp"),
)


def list_stakes(reader: CellReader) -> list[Record]:
    """Return what each party of each lever has riding on it."""
    return [
        STAKES.make_record(Stake(reader, lever, role, party))
        for lever in reader.scenario.levers.values()
        for role, party in lever.roles.items()
    ]


class Total:
    """A side's loss over the current levers, each cut in full."""

    def __init__(self, reader: CellReader, party: str) -> None:
        """Name the cells of the total, and find the lever that adds most to it."""
        self.reader = reader
        self.party = party
        self.loss = naming.total("total", party)
        self.share = naming.share(self.loss)
        self.first_year = naming.first_year(party)
        self.once = naming.once(party)
        parts = _list_parts(reader, party)
        self.largest_lever = max(parts, key=lambda lever: parts[lever], default=None)
        whole = reader.number(self.loss)
        self.largest_share = parts[self.largest_lever] / whole if self.largest_lever and whole else None

    def explain_missing(self) -> list[str]:
        """Say why numbers are missing, and parts of the total."""
        missing = self.reader.missing(*(cell for cell in TOTALS.list_cells(self) if self.reader.cell(cell)))
        unsummed = explain_unsummed(self.reader, self.party, "total")
        return [*missing, *unsummed, *explain_left_out(self.reader, self.once), *self.reader.undefined(self.loss)]


TOTALS = Columns[Total](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("party", "the side that loses", lambda row: row.party),
    *ranged_number_of("loss", "loss in a year if every current lever is cut in full", lambda row: row.loss),
    unit_of("unit", "unit of `loss`", lambda row: row.loss),
    number_of("loss_share_of_gdp", _OF_GDP, lambda row: row.share),
    *ranged_number_of("first_year", f"{_FIRST_YEAR} if every current lever is cut in full", lambda row: row.first_year),
    *ranged_number_of("once", f"{_ONCE} if every current lever is cut in full; {_NEVER_ADDED}", lambda row: row.once),
    unit_of("once_unit", "unit of `once`", lambda row: row.once),
    texts(
        "mix",
        "what `loss` adds up, as `measure=amount`",
        lambda row: [f"{measure}={amount!r}" for measure, amount in sum_by_measure(row.reader, row.party).items()],
    ),
    text("largest_lever", "lever on which the side loses most", lambda row: row.largest_lever),
    number("largest_share", "share of `loss` that is lost on `largest_lever`", lambda row: row.largest_share),
    texts(
        "left_out",
        "levers of the side that `loss` does not hold",
        lambda row: list_unsummed(row.reader, row.party, "total"),
    ),
    evidence_of("evidence", "weakest evidence that `loss` rests on", lambda row: row.loss),
    texts("missing", _NO_NUMBER, lambda row: row.explain_missing()),
    ranges_of=("loss_share_of_gdp",),
)


def list_totals(reader: CellReader) -> list[Record]:
    """Return each side's loss over the current levers."""
    return [TOTALS.make_record(Total(reader, party)) for party in reader.scenario.sides]


def sum_by_measure(reader: CellReader, party: str) -> dict[str, float]:
    """Return a party's total by measure, in the display unit; members of a coalition may lose by different ones."""
    return _sum_by_measure(reader, party, _list_parts(reader, party))


def is_of_unlike(reader: CellReader, party: str, what: str) -> bool:
    """Tell whether a party's sum, ``total`` or ``outcome``, adds up losses of several measures."""
    if what == "total":
        return len(sum_by_measure(reader, party)) > 1
    levers = [lever for lever in reader.valued(naming.outcome(party)) if reader.raw(naming.outcome(party, lever))]
    return sum(map(bool, _sum_by_measure(reader, party, levers).values())) > 1


def _sum_by_measure(reader: CellReader, party: str, levers: Iterable[str]) -> dict[str, float]:
    """Return a party's losses on some levers, cut in full, by measure, in the display unit."""
    sums: dict[str, float] = {}
    for id_ in levers:
        lever, holders = reader.scenario.levers[id_], list_holders(reader.scenario, party, id_)
        for role, holder in lever.roles.items():
            loss = naming.loss(holder, id_)
            if holder in holders and reader.is_money(loss) and reader.raw(loss) is not None:
                measure = reader.of.graph.kinds[lever.kind].measure.get(role, "")
                sums[measure] = sums.get(measure, 0.0) + (reader.number(loss) or 0.0)
    return sums


def _list_parts(reader: CellReader, party: str) -> dict[str, float]:
    """Return by lever the losses that a party's total adds up, in the display unit."""
    valued = reader.valued(naming.total("total", party))
    levers = [lever for lever in reader.scenario.levers if lever in valued]
    return {lever: reader.number(naming.loss(party, lever)) or 0.0 for lever in levers}


def list_unsummed(reader: CellReader, party: str, what: str) -> list[str]:
    """Return the levers on which a party has a stake that its sum, ``total`` or ``outcome``, does not hold."""
    levers = [lever.id for lever in reader.current()] if what == "total" else list_hit_levers(reader.scenario)
    valued = reader.valued(naming.total(what, party))
    return [lever for lever in levers if reader.of.graph.role(party, lever) and lever not in valued]


def explain_unsummed(reader: CellReader, party: str, what: str) -> list[str]:
    """Say of each lever that a sum, ``total`` or ``outcome``, does not hold why not."""
    reasons = []
    for lever in list_unsummed(reader, party, what):
        cell = naming.loss(party, lever) if what == "total" else naming.outcome(party, lever)
        if reader.raw(cell) is None:
            reasons.append(f"{cell}: {reader.why(cell)}")
        else:
            reasons.append(f"{cell}: in {reader.unit(cell)}, never added to money")
    return reasons


def explain_left_out(reader: CellReader, cell: str) -> list[str]:
    """Say of each loss that a sum of what is lost once leaves out why; nothing where there is no such sum."""
    parts = reader.left_out(cell) if reader.cell(cell) else []
    return [f"{part}: {reader.why(part)}" for part in parts]


class Change(NamedTuple):
    """How a loss differs from that in the first scenario; `reasons` say why that is not known, or what it lacks."""

    amount: float | None = None
    share: float | None = None
    reasons: tuple[str, ...] = ()


class Outcome:
    """A side's loss at the scenario's moves, on a lever or on all, beside that in a first scenario if there is one."""

    def __init__(
        self, reader: CellReader, party: str, lever: Lever | None, first: CellReader | None, *, is_hit: bool
    ) -> None:
        """Name the cells; without a lever it is the sum over all; `is_hit` where a move cuts the lever."""
        self.reader = reader
        self.party = party
        self.lever = lever
        self.is_hit = is_hit
        self.loss = naming.outcome(party, lever.id if lever else "")
        self.share = naming.share(self.loss)
        self.once = naming.once_outcome(party, lever.id if lever else "")
        self.change = self._compare(first) if first else Change()

    def _compare(self, first: CellReader) -> Change:
        """Compare the loss with that in the first scenario."""
        if not self._is_in(first):
            return Change(reasons=("change: the first scenario has another party or lever of that name",))
        old, new = self._find_loss(first), self.reader.number(self.loss)
        if old is None or new is None:
            if self.reader is first:
                return Change()
            where = "in the first scenario" if old is None else "here"
            return Change(reasons=(f"change: no value to compare {where}",))
        reasons = [] if old else ["change_share: the first scenario's loss is 0"]
        if self.lever is None and (self.reader.is_at_least(self.loss) or first.is_at_least(self.loss)):
            reasons.append("change: a part of a total is not valued")
        return Change(new - old, (new - old) / old if old else None, tuple(reasons))

    def _is_in(self, first: CellReader) -> bool:
        """Tell whether the names of party and lever stand for the same in the first scenario, if it has them."""
        lever = self.lever.id if self.lever else None
        if self.party not in first.scenario.parties or (lever and lever not in first.scenario.levers):
            return True
        if self.reader.who(self.party) != first.who(self.party):
            return False
        return lever is None or self.reader.tie(lever) == first.tie(lever)

    def _find_loss(self, first: CellReader) -> float | None:
        """Return the loss in the first scenario's record of the same; None where it has no such record."""
        if self.party not in first.scenario.sides:
            return None
        if self.lever is not None:
            lever = first.scenario.levers.get(self.lever.id)
            if lever is None or lever.status != "current" or first.of.graph.role(self.party, lever.id) is None:
                return None
        return first.number(self.loss)

    def find_number(self, what: str) -> float | None:
        """Return what the moves do to the lever, ``cut``, ``duty`` or ``duration``: 0 where none hits it."""
        if self.lever is None:
            return None
        cell = naming.at(self.lever.id, what)
        return self.reader.number(cell) if self.is_hit and self.reader.cell(cell) else 0.0

    def find_evidence(self) -> str | None:
        """Return the weakest evidence that the loss rests on; none for a lever that is not hit."""
        return self.reader.evidence(self.loss) if self.is_hit or self.lever is None else None

    def explain_missing(self) -> list[str]:
        """Say why numbers are missing, and parts of the sum."""
        unsummed = explain_unsummed(self.reader, self.party, "outcome") if self.lever is None else []
        missing = self.reader.missing(*(cell for cell in OUTCOME.list_cells(self) if self.reader.cell(cell)))
        if self.lever is None:
            unsummed += explain_left_out(self.reader, self.once)
        return [*missing, *unsummed, *self.reader.undefined(self.loss), *self.change.reasons]


OUTCOME = Columns[Outcome](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("party", "the side that loses", lambda row: row.party),
    text("lever", "the lever; `total` for all of them", lambda row: row.lever.id if row.lever else "total"),
    text("label", "the lever's name for people", lambda row: row.reader.label(row.lever.id) if row.lever else "Total"),
    number("cut", "most of the lever that the moves stop at any time, 0 to 1", lambda row: row.find_number("cut")),
    number("duty", "largest duty that the moves put on the lever at any time", lambda row: row.find_number("duty")),
    number(
        "duration",
        "for how long, in years; empty if its moves last for different times",
        lambda row: row.find_number("duration"),
    ),
    *ranged_number_of("loss", "loss at the scenario's moves", lambda row: row.loss),
    unit_of("unit", "unit of `loss`", lambda row: row.loss),
    number_of("loss_share_of_gdp", _OF_GDP, lambda row: row.share),
    *ranged_number_of("once", f"{_ONCE} at the scenario's moves; {_NEVER_ADDED}", lambda row: row.once),
    unit_of("once_unit", "unit of `once`", lambda row: row.once),
    number("change", "`loss` less that of the first scenario, in `compare`", lambda row: row.change.amount),
    number("change_share", "`change` for the size of the first scenario's loss", lambda row: row.change.share),
    texts(
        "left_out",
        "of the total: levers of the side that it does not hold",
        lambda row: [] if row.lever else list_unsummed(row.reader, row.party, "outcome"),
    ),
    text("evidence", "weakest evidence that `loss` rests on", lambda row: row.find_evidence()),
    texts("missing", _NO_NUMBER, lambda row: row.explain_missing()),
    ranges_of=("loss_share_of_gdp",),
)


def list_outcome(reader: CellReader, first: CellReader | None = None) -> list[Record]:
    """Return each side's loss at the scenario's moves, by lever and in total, with its change from a first scenario."""
    hit = frozenset(list_hit_levers(reader.scenario))
    outcomes = []
    for party in reader.scenario.sides:
        levers = [lever for lever in reader.current() if reader.of.graph.role(party, lever.id)]
        outcomes += [Outcome(reader, party, lever, first, is_hit=lever.id in hit) for lever in levers]
        outcomes.append(Outcome(reader, party, None, first, is_hit=bool(hit)))
    return [OUTCOME.make_record(outcome) for outcome in outcomes]


class Balance:
    """The two sides' losses over the levers valued for both."""

    def __init__(self, reader: CellReader) -> None:
        """Name the cells of the two losses."""
        self.reader = reader
        self.first, self.second = reader.scenario.sides
        self.first_loss, self.second_loss = naming.balance(self.first), naming.balance(self.second)

    def judge(self, ratio: str) -> Verdict:
        """Return the verdict on whether the first side loses more, by the cell of either ratio."""
        return judge_ratio(self.reader.of, ratio, self.reader.drawn)

    def list_levers(self) -> list[str]:
        """Return the levers valued for both, in the order of the file."""
        valued = self.reader.valued(self.first_loss)
        return [lever for lever in self.reader.scenario.levers if lever in valued]

    def explain_missing(self) -> list[str]:
        """Say why numbers are missing."""
        undefined = self.reader.undefined(naming.DOLLAR_RATIO, naming.SIZE_RATIO, naming.BITE)
        return [*self.reader.missing(*BALANCE.list_cells(self)), *undefined]


def _make_verdict_columns(name: str, claim: str, ratio: str) -> tuple[Column[Balance], Column[Balance]]:
    """Return the columns of a verdict on the first side, judged by the cell of a ratio."""
    doc = f"whether the first side {claim}: `holds`, `fails`, `open` or `cannot say`"
    share = f"share of the draws in which the first side {claim}"
    return (
        text(f"{name}_verdict", doc, lambda row: row.judge(ratio).verdict),
        number(f"{name}_held_in", share, lambda row: row.judge(ratio).share),
    )


BALANCE = Columns[Balance](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("first", "the first side", lambda row: row.first),
    text("second", "the second side", lambda row: row.second),
    number_of("first_loss", "the first side's loss over `levers`", lambda row: row.first_loss),
    number_of("second_loss", "the second side's loss over `levers`", lambda row: row.second_loss),
    unit_of("unit", "unit of both losses", lambda row: row.first_loss),
    *ranged_number_of("dollar_ratio", "`first_loss` over `second_loss`", lambda _: naming.DOLLAR_RATIO),
    number_of("size_ratio", "the second side's GDP over the first's", lambda _: naming.SIZE_RATIO),
    number_of("bite", "`dollar_ratio` times `size_ratio`: the losses as shares of GDP", lambda _: naming.BITE),
    texts("levers", "levers at the moves that are valued for both sides", lambda row: row.list_levers()),
    texts("left_out", "other levers at the moves", lambda row: list_unbalanced(row.reader)),
    text(
        "evidence",
        "weakest evidence that the ratios rest on",
        lambda row: row.reader.weakest([naming.BITE, naming.DOLLAR_RATIO]),
    ),
    texts("missing", _NO_NUMBER, lambda row: row.explain_missing()),
    *_make_verdict_columns("dollars", "loses more money", naming.DOLLAR_RATIO),
    *_make_verdict_columns("size", "loses more for its size", naming.BITE),
    ranges_of=("bite",),
)


def list_balance(reader: CellReader) -> list[Record]:
    """Return the two sides' outcome over the levers valued for both."""
    return [BALANCE.make_record(Balance(reader))]


class Effect:
    """What a move does to its target and costs its maker."""

    def __init__(self, reader: CellReader, move: str) -> None:
        """Take a move by its id."""
        self.reader = reader
        self.move = reader.scenario.moves[move]

    def cell(self, what: str) -> str:
        """Name a cell of the move."""
        return naming.move(self.move.id, what)

    def find_rate(self, means: str) -> float | None:
        """Return the ``cut`` of the move, or its ``duty``; None if it acts by the other."""
        return self.reader.number(self.cell(means)) if means == self.move.means else None

    def find_evidence(self) -> str | None:
        """Return the weakest evidence that the numbers rest on."""
        return self.reader.weakest([self.cell(self.move.means), *MOVES.list_cells(self)])

    def explain_missing(self) -> list[str]:
        """Say why numbers are missing, and parts of what others lose."""
        cells, others = MOVES.list_cells(self), self.cell("others_loss")
        out = self.reader.left_out(others)
        without = [f"{others}: without {', '.join(out)}"] if out else []
        return [*self.reader.missing(*cells), *without, *self.reader.undefined(*cells)]


def _of_move(name: str, doc: str, what: str = "") -> Column[Effect]:
    """Declare a column of the numbers of a move, called like its cell or otherwise."""
    return number_of(name, doc, lambda row: row.cell(what or name))


MOVES = Columns[Effect](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("move", "the move", lambda row: row.move.id),
    text("lever", "the lever that it cuts; several joined by `;`", lambda row: ";".join(row.move.hits)),
    texts("levers", "the levers that it cuts", lambda row: row.move.hits),
    texts("parts", "the parts of its one lever that it cuts; empty for all", lambda row: row.move.parts),
    text("by", "the party that cuts", lambda row: row.move.by),
    text("target", "the party that it hurts", lambda row: row.reader.of.graph.targets[row.move.id]),
    number("cut", "part of the lever that it stops, 0 to 1", lambda row: row.find_rate("cut")),
    number("duty", "duty that it puts on the lever instead", lambda row: row.find_rate("duty")),
    _of_move("duration", "for how long, in years"),
    _of_move("damage", "the target's loss"),
    _of_move("own_cost", "the loss of the party that cuts"),
    _of_move("others_loss", "what all other parties lose"),
    unit_of("unit", "unit of the losses", lambda row: row.cell("damage")),
    _of_move("cost_ratio", "`own_cost` over `damage`"),
    _of_move("damage_share_of_gdp", "share of the target's GDP that `damage` is", "damage_share"),
    _of_move("own_cost_share_of_gdp", "share of the GDP of the party that cuts that `own_cost` is", "own_cost_share"),
    _of_move("dollar_ratio", "`damage` over `own_cost`"),
    _of_move("size_ratio", "GDP of the party that cuts over the target's"),
    _of_move("bite", "`dollar_ratio` times `size_ratio`"),
    text("evidence", "weakest evidence that the numbers rest on", lambda row: row.find_evidence()),
    texts("missing", _NO_NUMBER, lambda row: row.explain_missing()),
    ranges_of=(
        "damage",
        "own_cost",
        "cost_ratio",
        "damage_share_of_gdp",
        "own_cost_share_of_gdp",
        "dollar_ratio",
        "bite",
    ),
)


def list_moves(reader: CellReader) -> list[Record]:
    """Return each move's damage, own cost and ratios."""
    return [MOVES.make_record(Effect(reader, move)) for move in reader.scenario.moves]


class PartOfStake:
    """What a party has riding on a part of a lever: what it adds to the exposure and, where that is a sum, the loss."""

    def __init__(
        self,
        reader: CellReader,
        lever: Lever,
        part: str,
        role: str,
        exposure: Addend | None,
        loss: Addend | None,
    ) -> None:
        """Take what a part adds to the stake that a party has on a lever in a role."""
        self.reader = reader
        self.lever = lever
        self.part = part
        self.role = role
        self.party = lever.roles[role]
        self.whole, self.loss_cell = naming.exposure(self.party, lever.id), naming.loss(self.party, lever.id)
        self.exposure = exposure
        self.loss = loss

    def convert(self, addend: Addend | None, cell: str) -> float | None:
        """Return an amount in the display unit, given the cell that it is a part of."""
        if addend is None or addend.number is None:
            return None
        return addend.number / self.reader.factor(cell)

    def find_share(self) -> float | None:
        """Return the share of the lever's exposure that the part has."""
        whole = self.reader.raw(self.whole)
        if self.exposure is None or self.exposure.number is None or not whole:
            return None
        return self.exposure.number / whole


PARTS = Columns[PartOfStake](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("lever", "the lever", lambda row: row.lever.id),
    text("part", "the part of it", lambda row: row.part),
    text("label", "the part's name for people", lambda row: make_label(row.lever.parts[row.part].label, row.part)),
    text("party", "whose stake it is", lambda row: row.party),
    text("role", "the party's role on the lever", lambda row: row.role),
    number("exposure", "what of the exposure is of the part", lambda row: row.convert(row.exposure, row.whole)),
    unit_of("exposure_unit", "unit of `exposure`", lambda row: row.whole),
    number("share", "share of the lever's exposure that is of the part", lambda row: row.find_share()),
    number(
        "loss",
        "what of the loss is of the part, cut in full; empty where the loss is no sum over parts",
        lambda row: row.convert(row.loss, row.loss_cell),
    ),
    unit_of("loss_unit", "unit of `loss`", lambda row: row.loss_cell),
)


def list_parts_of_stakes(reader: CellReader) -> list[PartOfStake]:
    """Return what each party of each lever with parts has riding on each of them."""
    rows = []
    for lever in reader.scenario.levers.values():
        exposures, losses = (
            {
                role: split_by_parts(reader.of, name_cell(party, lever.id), lever.id)
                for role, party in lever.roles.items()
            }
            for name_cell in (naming.exposure, naming.loss)
        )
        rows += [
            PartOfStake(reader, lever, part, role, exposures[role].get(part), losses[role].get(part))
            for part in lever.parts
            for role in lever.roles
        ]
    return rows


def list_parts(reader: CellReader) -> list[Record]:
    """Return the records of the parts of levers."""
    return [PARTS.make_record(row) for row in list_parts_of_stakes(reader)]


class Stretch:
    """A side's loss over the first years of a cut."""

    def __init__(self, reader: CellReader, step: Step) -> None:
        """Take a step of the path; amounts are given in the unit of the total."""
        self.reader = reader
        self.step = step
        self.total = naming.total("total", step.party)

    def convert(self, number: float | None) -> float | None:
        """Return an amount in the display unit."""
        return None if number is None else number / self.reader.factor(self.total)


PATH = Columns[Stretch](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("party", "the side that loses", lambda row: row.step.party),
    count("years", "the first years of a cut over which losses are counted; 0 for at once", lambda row: row.step.years),
    number(
        "loss",
        "loss in a year, on average over these years, if every current lever is cut in full",
        lambda row: row.convert(row.step.loss),
    ),
    number("loss_low", "5th percentile of `loss` over the draws", lambda row: row.convert(row.step.low)),
    number("loss_high", "95th percentile of `loss` over the draws", lambda row: row.convert(row.step.high)),
    unit_of("unit", "unit of `loss`", lambda row: row.total),
)


def find_steps(reader: CellReader) -> list[Step]:
    """Return both sides' loss for each horizon, with ranges if the reader has some."""
    return find_path(reader.of, *((reader.drawn.draws, reader.drawn.seed) if reader.drawn else ()))


def list_path(reader: CellReader) -> list[Record]:
    """Return both sides' loss over the first years of a cut, from none to ten."""
    return [PATH.make_record(Stretch(reader, step)) for step in find_steps(reader)]


class TradeLoss:
    """What a side loses on the trade between the two alone, at the moves: by the accounting and by the model."""

    def __init__(self, reader: CellReader, party: str) -> None:
        """Name the cells: the losses that the accounting adds up, and what the model is solved for."""
        self.reader = reader
        self.party = party
        sides = {*reader.scenario.sides}
        self.levers = [
            lever.id for lever in reader.current() if lever.kind == TRADE and {*lever.roles.values()} == sides
        ]
        self.addends = [naming.outcome(party, lever) for lever in self.levers]
        self.model = naming.equilibrium_outcome(party)

    def add_up(self) -> float | None:
        """Return the loss by the accounting, in base units; None if a part of it is missing."""
        losses = [self.reader.raw(cell) for cell in self.addends]
        known = [loss for loss in losses if loss is not None]
        return sum(known) if losses and len(known) == len(losses) else None

    def convert(self, number: float | None) -> float | None:
        """Return an amount in the display unit."""
        return None if number is None else number / self.reader.factor(self.model)


METHODS = Columns[TradeLoss](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("party", "the side that loses", lambda row: row.party),
    number(
        "accounting",
        "loss at the moves on `levers`, added up",
        lambda row: row.convert(row.add_up()),
    ),
    number_of("model", "the same by the consistent model of trade", lambda row: row.model),
    unit_of("unit", "unit of both", lambda row: row.model),
    texts("levers", "the trade ties between the two sides", lambda row: row.levers),
    texts("missing", _NO_NUMBER, lambda row: row.reader.missing(*row.addends, row.model)),
)


def list_methods(reader: CellReader) -> list[Record]:
    """Return what both sides lose on the trade between them by both methods."""
    return [METHODS.make_record(TradeLoss(reader, party)) for party in reader.scenario.sides]


class AuthorsResult:
    """A cell of the author's own."""

    def __init__(self, reader: CellReader, result: Result) -> None:
        """Take a result of a scenario."""
        self.reader = reader
        self.result = result
        self.cell = result.id


RESULTS = Columns[AuthorsResult](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("result", "the result", lambda row: row.cell),
    text("label", "its name for people", lambda row: make_label(row.result.label, row.cell)),
    *ranged_number_of("value", "what it comes to", lambda row: row.cell, "low", "high"),
    unit_of("unit", "unit of `value`", lambda row: row.cell),
    evidence_of("evidence", "weakest evidence that it rests on", lambda row: row.cell),
    texts("left_out", "cells that a sum on the way to it does not hold", lambda row: row.reader.left_out(row.cell)),
    texts("missing", _NO_NUMBER, lambda row: [*row.reader.missing(row.cell), *row.reader.undefined(row.cell)]),
)


def list_results(reader: CellReader) -> list[Record]:
    """Return the author's own cells."""
    return [RESULTS.make_record(AuthorsResult(reader, result)) for result in reader.scenario.results.values()]
