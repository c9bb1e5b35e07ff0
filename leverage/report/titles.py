"""What a cell is, in words: the sentence behind a name such as loss.azerbaijan.goods_to_russia."""

from collections.abc import Callable, Collection

from leverage.report.ledger import Ledger, label

_AGGREGATES = {
    "gdp": "GDP",
    "exports": "goods exports",
    "imports": "goods imports",
    "remittances_received": "remittances received",
    "reserves": "reserves",
    "population": "population",
    "absorption": "absorption",
}
_STAKES = {
    "exposure": "value that crosses {lever} in a year, for {party}",
    "loss": "loss of {party} on {lever}, cut in full for a year",
    "outcome": "loss of {party} on {lever} at the scenario's moves",
    "exposure_share": "exposure of {party} on {lever} as a share of its whole",
    "loss_share": "loss of {party} on {lever} as a share of its GDP",
    "outcome_share": "loss of {party} on {lever} at the moves as a share of its GDP",
}
_SUMS = {
    "total": "loss of {party} over the current ties, each cut in full",
    "outcome": "loss of {party} at the scenario's moves",
    "total_share": "loss of {party} over the current ties as a share of its GDP",
    "outcome_share": "loss of {party} at the moves as a share of its GDP",
}
_MOVES = {
    "cut": "part of the goods that {move} stops",
    "duration": "how long {move} lasts",
    "damage": "what {target} loses by {move}",
    "own_cost": "what {move} costs {by}",
    "others_loss": "what others lose by {move}",
    "cost_ratio": "own cost of {move} over its damage",
    "dollar_ratio": "damage of {move} over its own cost",
    "size_ratio": "GDP of {by} over that of {target}",
    "bite": "damage of {move} per unit of GDP over its own cost per unit of GDP",
    "damage_share": "damage of {move} as a share of the GDP of {target}",
    "own_cost_share": "own cost of {move} as a share of the GDP of {by}",
}
_BY = {
    "damage": "damage of all moves by {party}",
    "own_cost": "what its own moves cost {party}",
    "cost_ratio": "own cost over damage, over the moves by {party} valued on both ends",
    "paid": "own cost of the moves by {party} valued on both ends",
    "done": "damage of the moves by {party} valued on both ends",
}
_BALANCE = {
    "dollar_ratio": "loss of {first} over that of {second}, over the ties valued on both sides",
    "size_ratio": "GDP of {second} over that of {first}",
    "bite": "loss of {first} per unit of GDP over that of {second}",
}

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
    return next(found, "the part of the goods that is stopped: all of it" if name == "cut" else name.replace("_", " "))


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
    return (given and given.label) or f"{_AGGREGATES[aggregate]} of {ledger.party_name(party)}"


def _input(ledger: Ledger, lever: str, rest: str) -> str:
    return ledger.of.graph.kinds[ledger.scenario.levers[lever].kind].inputs[rest.partition(".")[0]].doc


def _stake(ledger: Ledger, first: str, rest: list[str]) -> str:
    party = rest[0]
    if party not in ledger.scenario.parties:  # the share of a result
        return f"{title(ledger, party)}, as a share of GDP"
    words = (_STAKES if len(rest) > 1 else _SUMS)[first]
    lever = ledger.label(rest[1]) if len(rest) > 1 else ""
    return words.format(party=ledger.party_name(party), lever=lever)


def _move(ledger: Ledger, _first: str, rest: list[str]) -> str:
    id_, what = rest[0], rest[1]
    move = ledger.scenario.moves[id_]
    called = f"the move '{move.label or id_}'"
    if what in ("loss", "at"):
        when = "for as long as it lasts" if what == "loss" else "for a year"
        return f"what {ledger.party_name(rest[2])} loses by {called}, {when}"
    by, target = ledger.party_name(move.by), ledger.party_name(ledger.of.graph.targets[id_])
    return _MOVES[what].format(move=called, by=by, target=target)


def _by(ledger: Ledger, _first: str, rest: list[str]) -> str:
    party = ledger.party_name(rest[0])
    if len(rest) > 2:
        return f"{_BY[rest[2]].format(party=party)} on {ledger.label(rest[1])}"
    return _BY[rest[1]].format(party=party)


def _at(ledger: Ledger, _first: str, rest: list[str]) -> str:
    lever = ledger.label(rest[0])
    words = {"cut": f"part of {lever} that the moves stop", "duration": f"how long the moves stop {lever}"}
    if rest[1] in words:
        return words[rest[1]]
    return f"loss of {ledger.party_name(rest[1])} on {lever} at the moves' cut, for a year"


def _balance(ledger: Ledger, _first: str, rest: list[str]) -> str:
    if rest[0] not in _BALANCE:
        return f"loss of {ledger.party_name(rest[0])} over the ties valued on both sides"
    first, second = (ledger.party_name(side) for side in ledger.scenario.sides)
    return _BALANCE[rest[0]].format(first=first, second=second)


_WAYS: dict[str, Callable[[Ledger, str, list[str]], str]] = {
    **dict.fromkeys(("exposure", "loss", "outcome", "total"), _stake),
    **dict.fromkeys(("exposure_share", "loss_share", "outcome_share", "total_share"), _stake),
    "move": _move,
    "by": _by,
    "at": _at,
    "balance": _balance,
}
