"""What a cell is, in words, and its value as the formula language can read it back."""

from collections.abc import Callable, Collection

from leverage.analysis.claims import judge_claim
from leverage.formula.tree import write_literal
from leverage.report import numbers
from leverage.report.cell_reader import CellReader, make_label

_AGGREGATES = {
    "gdp": "GDP of {party}",
    "exports": "goods exports of {party}",
    "imports": "goods imports of {party}",
    "remittances_received": "remittances received of {party}",
    "reserves": "reserves of {party}",
    "population": "population of {party}",
    "absorption": "absorption of {party}",
}
_SUMS = {
    "total": "loss of {party} over the current ties, each cut in full",
    "outcome": "loss of {party} at the scenario's moves",
    "total_share": "loss of {party} over the current ties as a share of its GDP",
    "outcome_share": "loss of {party} at the moves as a share of its GDP",
}
_STAKES = {
    "exposure": "value that crosses {lever} in a year, for {party}",
    "loss": "loss of {party} on {lever}, cut in full for a year",
    "outcome": "loss of {party} on {lever} at the scenario's moves",
    "exposure_share": "exposure of {party} on {lever} as a share of its whole",
    "loss_share": "loss of {party} on {lever} as a share of its GDP",
    "outcome_share": "loss of {party} on {lever} at the moves as a share of its GDP",
}
_LOSSES_BY_A_MOVE = {
    "loss": "what {party} loses by {move}, for as long as it lasts",
    "at": "what {party} loses by {move}, for a year",
}
_MOVES = {
    "cut": "part of {lever} that {move} stops",
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
_AT = {"cut": "part of {lever} that the moves stop", "duration": "how long the moves stop {lever}"}
_BALANCE = {
    "dollar_ratio": "loss of {first} over that of {second}, over the ties valued on both sides",
    "size_ratio": "GDP of {second} over that of {first}",
    "bite": "loss of {first} per unit of GDP over that of {second}",
}

# In which order cells are listed: first what answers a question.
_SHARES = ("exposure_share", "loss_share", "outcome_share", "total_share")
_ORDER = ("total", "outcome", "balance", "loss", "exposure", "by", "move")


def write_title(reader: CellReader, name: str) -> str:
    """Say in words what a cell is; its name with spaces where there is nothing better."""
    first, _, rest = name.partition(".")
    scenario = reader.scenario
    sections: tuple[tuple[Collection[str], Callable[[CellReader, str, str], str]], ...] = (
        (scenario.claims, lambda _, own, __: scenario.claims[own].says),
        (scenario.results, lambda _, own, __: make_label(scenario.results[own].label, own)),
        (scenario.figures, lambda _, own, __: make_label(scenario.figures[own].label, own)),
        (scenario.parties, _aggregate),
        (scenario.levers, _input),
        (_WAYS, lambda _, own, rest: _WAYS[own](reader, own, rest.split("."))),
    )
    found = (say(reader, first, rest) for section, say in sections if first in section)
    return next(found, "the part of the goods that is stopped: all of it" if name == "cut" else name.replace("_", " "))


def is_share(reader: CellReader, name: str) -> bool:
    """Tell whether a ratio is a part of something, which is read in per cent."""
    first, _, rest = name.partition(".")
    lever = reader.scenario.levers.get(first)
    if lever is not None:
        return reader.of.graph.kinds[lever.kind].inputs[rest.partition(".")[0]].between == (0.0, 1.0)
    reading = reader.of.graph.reading(name)
    is_percent = reading is not None and reading.value is not None and reading.value.percent
    is_of_moves = first in ("move", "at") and rest.endswith(("_share", ".cut"))
    return is_percent or first == "cut" or first in _SHARES or is_of_moves


def is_paired(name: str) -> bool:
    """Tell a cell that holds only what is valued on both ends; what it leaves out makes it no lower bound."""
    return name.startswith(("balance.", "by."))


def rank_cell(reader: CellReader, name: str) -> tuple[int, str]:
    """Return what cells are listed by: answers first, then the author's own, aggregates, inputs and figures."""
    first = name.partition(".")[0]
    scenario = reader.scenario
    shares = [f"{one}_share" for one in _ORDER]
    groups = (_ORDER, shares, {**scenario.results, **scenario.claims}, scenario.parties, scenario.levers)
    place = next((at for at, group in enumerate(groups) if first in group), len(groups))
    return (place * 100 + (_ORDER.index(first) if first in _ORDER else 0), name)


def _aggregate(reader: CellReader, party: str, rest: str) -> str:
    aggregate = rest.partition(".")[0]
    given = reader.party(party).aggregates.get(aggregate)
    return (given and given.label) or _AGGREGATES[aggregate].format(party=reader.party_name(party))


def _input(reader: CellReader, lever: str, rest: str) -> str:
    return reader.of.graph.kinds[reader.scenario.levers[lever].kind].inputs[rest.partition(".")[0]].doc


def _stake(reader: CellReader, first: str, rest: list[str]) -> str:
    party = rest[0]
    if party not in reader.scenario.parties:  # the share of a result
        return f"{write_title(reader, party)}, as a share of GDP"
    if len(rest) == 1:
        return _SUMS[first].format(party=reader.party_name(party))
    return _STAKES[first].format(party=reader.party_name(party), lever=reader.label(rest[1]))


def _move(reader: CellReader, _first: str, rest: list[str]) -> str:
    id_, what = rest[0], rest[1]
    move = reader.scenario.moves[id_]
    called = f"the move '{move.label or id_}'"
    if what in _LOSSES_BY_A_MOVE:
        return _LOSSES_BY_A_MOVE[what].format(party=reader.party_name(rest[2]), move=called)
    by, target = reader.party_name(move.by), reader.party_name(reader.of.graph.targets[id_])
    return _MOVES[what].format(move=called, by=by, target=target, lever=" and ".join(map(reader.label, move.hits)))


def _by(reader: CellReader, _first: str, rest: list[str]) -> str:
    party = reader.party_name(rest[0])
    if len(rest) > 2:
        return f"{_BY[rest[2]].format(party=party)} on {reader.label(rest[1])}"
    return _BY[rest[1]].format(party=party)


def _at(reader: CellReader, _first: str, rest: list[str]) -> str:
    lever = reader.label(rest[0])
    if rest[1] in _AT:
        return _AT[rest[1]].format(lever=lever)
    return f"loss of {reader.party_name(rest[1])} on {lever} at the moves' cut, for a year"


def _balance(reader: CellReader, _first: str, rest: list[str]) -> str:
    if rest[0] not in _BALANCE:
        return f"loss of {reader.party_name(rest[0])} over the ties valued on both sides"
    first, second = (reader.party_name(side) for side in reader.scenario.sides)
    return _BALANCE[rest[0]].format(first=first, second=second)


_WAYS: dict[str, Callable[[CellReader, str, list[str]], str]] = {
    **dict.fromkeys(("exposure", "loss", "outcome", "total"), _stake),
    **dict.fromkeys(("exposure_share", "loss_share", "outcome_share", "total_share"), _stake),
    "move": _move,
    "by": _by,
    "at": _at,
    "balance": _balance,
}


def find_value(reader: CellReader, name: str) -> float | str | None:
    """Return a cell's number in the display unit, or a claim's verdict; None where there is none."""
    claim = reader.scenario.claims.get(name)
    return judge_claim(reader.of, claim).verdict if claim else reader.number(name)


def show_value(reader: CellReader, name: str) -> str:
    """Write a cell's value for people: a verdict, a figure as its author wrote it, or a number in six digits."""
    own, reading = find_value(reader, name), reader.of.graph.reading(name)
    if own is None:
        return "–"
    if isinstance(own, str):
        return own
    written = reading.value if reading and not reader.fits(name) else None
    return written.text if written else numbers.write_plain(own, reader.unit(name), is_share=is_share(reader, name))


def write_numeral(reader: CellReader, name: str) -> str:
    """Write a cell's number as a literal of the formula language: as its author did, or in six digits."""
    reading, number = reader.of.graph.reading(name), reader.number(name)
    if reading and reading.value and not reader.fits(name):
        text = write_literal(reading.value)
        return f"({text})" if text.startswith("-") else text
    return numbers.write_literal_number(number or 0.0, reader.unit(name), is_share=is_share(reader, name))


def write_in_own_unit(reader: CellReader, name: str, base: float) -> str:
    """Write another value a figure could have as its author writes its own: in per cent, in barrels a day."""
    reading = reader.of.graph.reading(name)
    written = reading.value if reading else None
    if written is None or reader.fits(name):
        return numbers.write_plain(base / reader.factor(name), reader.unit(name), is_share=is_share(reader, name))
    if written.percent:
        return numbers.write_plain(base, None, is_share=True)
    if written.unit.factor == 1.0:
        return numbers.write_plain(base, reader.unit(name))
    return f"{numbers.write_six_digits(base / written.unit.factor)} {written.unit.text}"
