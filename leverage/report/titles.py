"""What a cell is, in words: the sentence behind a name such as loss.azerbaijan.goods_to_russia."""

from collections.abc import Callable, Collection

from leverage.report.ledger import Ledger, label
from leverage.report.words import cells as words

# In which order cells are listed: first what answers a question.
_SHARES = ("exposure_share", "loss_share", "outcome_share", "total_share")
_ORDER = ("total", "outcome", "balance", "loss", "exposure", "by", "move")


def title(ledger: Ledger, name: str) -> str:
    """Say in words what a cell is; its name with spaces where there is nothing better."""
    first, _, rest = name.partition(".")
    scenario = ledger.scenario
    sections: tuple[tuple[Collection[str], Callable[[Ledger, str, str], str]], ...] = (
        (scenario.claims, lambda _, own, __: scenario.claims[own].says),
        (scenario.results, lambda _, own, __: label(scenario.results[own].label, own)),
        (scenario.figures, lambda _, own, __: label(scenario.figures[own].label, own)),
        (scenario.parties, _aggregate),
        (scenario.levers, _input),
        (_WAYS, lambda _, own, rest: _WAYS[own](ledger, own, rest.split("."))),
    )
    found = (say(ledger, first, rest) for section, say in sections if first in section)
    return next(found, words.WHOLE_CUT if name == "cut" else name.replace("_", " "))


def is_share(ledger: Ledger, name: str) -> bool:
    """Tell whether a ratio is a part of something, which is read in per cent."""
    first, _, rest = name.partition(".")
    lever = ledger.scenario.levers.get(first)
    if lever is not None:
        return ledger.of.graph.kinds[lever.kind].inputs[rest.partition(".")[0]].between == (0.0, 1.0)
    reading = ledger.of.graph.reading(name)
    is_percent = reading is not None and reading.value is not None and reading.value.percent
    is_of_moves = first in ("move", "at") and rest.endswith(("_share", ".cut"))
    return is_percent or first == "cut" or first in _SHARES or is_of_moves


def is_paired(name: str) -> bool:
    """Tell a cell that holds only what is valued on both ends; what it leaves out makes it no lower bound."""
    return name.startswith(("balance.", "by."))


def order(ledger: Ledger, name: str) -> tuple[int, str]:
    """Return what cells are listed by: answers first, then the author's own, aggregates, inputs and figures."""
    first = name.partition(".")[0]
    scenario = ledger.scenario
    shares = [f"{one}_share" for one in _ORDER]
    groups = (_ORDER, shares, {**scenario.results, **scenario.claims}, scenario.parties, scenario.levers)
    place = next((at for at, group in enumerate(groups) if first in group), len(groups))
    return (place * 100 + (_ORDER.index(first) if first in _ORDER else 0), name)


def _aggregate(ledger: Ledger, party: str, rest: str) -> str:
    aggregate = rest.partition(".")[0]
    given = ledger.party(party).aggregates.get(aggregate)
    return (given and given.label) or words.AGGREGATES[aggregate].format(party=ledger.party_name(party))


def _input(ledger: Ledger, lever: str, rest: str) -> str:
    return ledger.of.graph.kinds[ledger.scenario.levers[lever].kind].inputs[rest.partition(".")[0]].doc


def _stake(ledger: Ledger, first: str, rest: list[str]) -> str:
    party = rest[0]
    if party not in ledger.scenario.parties:  # the share of a result
        return words.SHARE_OF_GDP.format(result=title(ledger, party))
    if len(rest) == 1:
        return words.SUMS[first].format(party=ledger.party_name(party))
    return words.STAKES[first].format(party=ledger.party_name(party), lever=ledger.label(rest[1]))


def _move(ledger: Ledger, _first: str, rest: list[str]) -> str:
    id_, what = rest[0], rest[1]
    move = ledger.scenario.moves[id_]
    called = words.MOVE.format(label=move.label or id_)
    if what in words.LOSSES_BY_A_MOVE:
        return words.LOSSES_BY_A_MOVE[what].format(party=ledger.party_name(rest[2]), move=called)
    by, target = ledger.party_name(move.by), ledger.party_name(ledger.of.graph.targets[id_])
    return words.MOVES[what].format(move=called, by=by, target=target, lever=ledger.label(move.lever))


def _by(ledger: Ledger, _first: str, rest: list[str]) -> str:
    party = ledger.party_name(rest[0])
    if len(rest) > 2:
        return words.BY_ON.format(what=words.BY[rest[2]].format(party=party), lever=ledger.label(rest[1]))
    return words.BY[rest[1]].format(party=party)


def _at(ledger: Ledger, _first: str, rest: list[str]) -> str:
    lever = ledger.label(rest[0])
    if rest[1] in words.AT:
        return words.AT[rest[1]].format(lever=lever)
    return words.LOSS_AT.format(party=ledger.party_name(rest[1]), lever=lever)


def _balance(ledger: Ledger, _first: str, rest: list[str]) -> str:
    if rest[0] not in words.BALANCE:
        return words.LOSS_IN_BALANCE.format(party=ledger.party_name(rest[0]))
    first, second = (ledger.party_name(side) for side in ledger.scenario.sides)
    return words.BALANCE[rest[0]].format(first=first, second=second)


_WAYS: dict[str, Callable[[Ledger, str, list[str]], str]] = {
    **dict.fromkeys(("exposure", "loss", "outcome", "total"), _stake),
    **dict.fromkeys(("exposure_share", "loss_share", "outcome_share", "total_share"), _stake),
    "move": _move,
    "by": _by,
    "at": _at,
    "balance": _balance,
}
