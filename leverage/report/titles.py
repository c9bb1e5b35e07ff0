"""What a cell is, in words, and its value as the formula language can read it back."""

from collections.abc import Sequence

from leverage import naming
from leverage.analysis.claims import judge_claim
from leverage.formula.tree import Number, write_literal
from leverage.graph.averages import AFTER, POINTS
from leverage.model import Input, Move, Reading
from leverage.naming import Subject
from leverage.report import numbers, words
from leverage.report.cell_reader import CellReader, make_label

_AGGREGATES = {
    "gdp": "GDP of {party}",
    "exports": "exports of {party}",
    "imports": "imports of {party}",
    "remittances_received": "remittances received of {party}",
    "reserves": "reserves of {party}",
    "population": "population of {party}",
    "absorption": "absorption of {party}",
}
_SUMS = {
    "total": "loss of {party} on the current ties, each cut in full",
    "outcome": "loss of {party} at the scenario's moves",
    "first_year": "loss of {party} in the first year on the current ties, each cut in full",
    "once": "what {party} loses once on the current ties, each cut in full",
    "once_outcome": "what {party} loses once at the scenario's moves",
    "total_share": "loss of {party} on the current ties as a share of its GDP",
    "first_year_share": "loss of {party} in the first year on the current ties as a share of its GDP",
    "outcome_share": "loss of {party} at the moves as a share of its GDP",
    "equilibrium": "loss of {party} in the model of trade, the trade between the sides cut in full",
    "equilibrium_outcome": "loss of {party} in the model of trade at the scenario's moves",
}
#: What goes into the model of trade.
_EQUILIBRIUM = {
    "flow": "what {party} sells to the other side by the current trade ties",
    "balance": "loss of {party} on the ties valued on both sides, the trade between them by the model of trade",
    "elasticity": "how easily {party} replaces one supplier with others",
    "cut": "share of what {party} sells to the other side in a year that the moves stop",
    "share": "share of what {party} sells to the other side that the moves stop",
    "amount": "amount of what {party} sells to the other side that the moves stop",
    "duration": "how long the moves stop what {party} sells to the other side",
    "gdp": "GDP of {party}",
}
_STAKES = {
    "exposure": "value that crosses {lever} in a year, for {party}",
    "loss": "loss of {party} on {lever}, cut in full for a year",
    "outcome": "loss of {party} on {lever} at the scenario's moves",
    "exposure_share": "exposure of {party} on {lever} as a share of its whole",
    "loss_share": "loss of {party} on {lever} as a share of its GDP",
    "outcome_share": "loss of {party} on {lever} at the moves as a share of its GDP",
    "first_year": "loss of {party} on {lever} in the first year, cut in full",
    "first_year_share": "loss of {party} on {lever} in the first year as a share of its GDP",
    "once": "what {party} loses once on {lever}, cut in full",
    "once_outcome": "what {party} loses once on {lever} at the scenario's moves",
}
_LOSSES_BY_A_MOVE = {
    "loss": "what {party} loses by {move}{on}, for as long as it lasts",
    "at": "what {party} loses by {move}{on}, for a year",
}
_MOVES = {
    "cut": "part of {lever} that {move} stops",
    "duty": "duty that {move} puts on {lever}",
    "duration": "how long {move} lasts",
    "damage": "what {target} loses by {move}",
    "own_cost": "what {move} costs {by}",
    "others_loss": "what others lose by {move}",
    "cost_ratio": "own cost of {move} divided by its damage",
    "dollar_ratio": "damage of {move} divided by its own cost",
    "size_ratio": "GDP of {by} divided by that of {target}",
    "bite": "damage of {move} per unit of GDP divided by its own cost per unit of GDP",
    "damage_share": "damage of {move} as a share of the GDP of {target}",
    "own_cost_share": "own cost of {move} as a share of the GDP of {by}",
}
_BY = {
    "damage": "damage of all moves by {party}",
    "own_cost": "what its own moves cost {party}",
    "damage_share": "damage of all moves by {party} as a share of the target's GDP",
    "own_cost_share": "what its own moves cost {party} as a share of its GDP",
    "cost_ratio": "own cost divided by damage, for the moves by {party} valued on both ends",
    "paid": "own cost of the moves by {party} valued on both ends",
    "done": "damage of the moves by {party} valued on both ends",
}
_AT = {
    "cut": "share of {lever} that the moves stop",
    "duty": "duty that the moves put on {lever}",
    "duration": "how long the moves stop {lever}",
    "begins": "when the time begins for which losses on {lever} are counted",
    "amount": "amount of {lever} that the moves stop",
    "levied": "the moves' duty on {lever}, on the amount before it",
    "time": "over which time losses on {lever} are counted",
    "adjustment": "share of the adjusting to the moves on {lever} that is done on average",
    "timed_cut": "share of {lever} that moves stop which say for how long",
    "timed_adjustment": "share of the adjusting to moves on {lever} which say for how long that is done on average",
    "at": "loss of {party} on {lever} at the moves' cut, for a year",
    "loss": "loss of {party} on {lever} for as long as the moves cut it",
}
_ADJUSTMENTS = {
    "adjustment": "share of the adjusting to a cut of {lever} that is done on average over the horizon",
    "first_adjustment": "share of the adjusting to a cut of {lever} that is done on average in the first year",
}
#: What losses are computed with where no move says otherwise.
_SETTINGS = {
    naming.FULL_CUT: "share of the goods that is stopped: all of it",
    naming.NO_CUT: "share of the goods that is stopped: none of it",
    naming.BEGINS: "when a cut begins: at once",
    naming.A_YEAR: "how long a cut lasts where nothing is said: a year",
    naming.ADJUSTED: "share of the adjusting to a cut that is done in the end: all of it",
    naming.HORIZON: "over which first years of a cut losses are counted",
}
#: At a point of the time that a loss is averaged over, and what the points rest on.
_POINTS = {
    "": "{loss}, at point {at} of the {count} of its time",
    "after": "{loss}, after all adjusting",
    "adjustment": "share of the adjusting that is done at point {at} of the {count}",
    "begins": "when the time begins that a loss is averaged over, once stocks are used up",
    "length": "how long that time is",
    "time": "how long that time is, a moment at least",
    "half_life": "the longest time in which half of the adjusting is done",
    "done": "share of what is left to adjust that is done by the end of the time",
}
_BALANCE = {
    "dollar_ratio": "loss of {first} divided by that of {second}, on the ties valued on both sides",
    "size_ratio": "GDP of {second} divided by that of {first}",
    "bite": "loss of {first} per unit of GDP divided by that of {second}",
    "model_dollar_ratio": "loss of {first} divided by that of {second} in the model of the trade between them",
    "model_bite": "loss of {first} per unit of GDP divided by that of {second} in the model of trade",
}
_LOSS_ON_BOTH = "loss of {party} on the ties valued on both sides"

# In which order cells are listed: first what answers a question.
_ORDER = (
    "total", "outcome", "once", "once_outcome", "balance", "equilibrium", "equilibrium_outcome",
    "loss", "exposure", "by", "move",
)  # fmt: skip


def write_title(reader: CellReader, name: str) -> str:
    """Say in words what a cell is; its name with spaces where there is nothing better."""
    owner, scenario = naming.find_first_word(name), reader.scenario
    if owner in scenario.claims:
        return scenario.claims[owner].says
    if owner in scenario.results:
        return make_label(scenario.results[owner].label, owner)
    if owner in scenario.figures:
        return make_label(scenario.figures[owner].label, owner)
    if owner in scenario.parties:
        aggregate = naming.find_key(name)
        given = scenario.parties[owner].aggregates.get(aggregate)
        return (given and given.label) or _AGGREGATES[aggregate].format(party=reader.party_name(owner))
    if owner in scenario.levers:
        doc, part = find_input(reader, name).doc, naming.find_part(name, scenario.levers[owner].parts)
        return f"{reader.part_label(owner, part)}: {doc}" if part else doc
    subject = naming.read_computed(name)
    if subject is not None:
        return _write_computed(reader, subject)
    return _SETTINGS.get(name, name.replace("_", " "))


def explain_gap(reader: CellReader, name: str) -> str:
    """Say for people why a cell is empty: what it needs, in words, of an input no more than what it is."""

    def write_need(root: str) -> str:
        title = write_title(reader, root)
        return title.partition(";")[0] if naming.find_first_word(root) in reader.scenario.levers else title

    return reader.of.values[name].why(name, write_need)


def find_input(reader: CellReader, name: str) -> Input:
    """Return what a lever's kind declares of one of its inputs."""
    lever = reader.scenario.levers[naming.find_first_word(name)]
    return reader.of.graph.kinds[lever.kind].inputs[naming.find_key(name, lever.parts)]


def _write_computed(reader: CellReader, subject: Subject) -> str:
    """Say in words what a computed cell is."""
    if subject.point:
        at, _, what = subject.point.partition(".")
        loss = _write_computed(reader, subject._replace(point=""))
        key = "after" if int(at) == AFTER else what.partition(".")[0]
        return _POINTS[key].format(loss=loss, at=at, count=len(POINTS))
    if subject.sort == "move":
        return _write_move(reader, subject)
    if subject.party and subject.party not in reader.scenario.parties:
        return f"{write_title(reader, subject.party)}, as a share of GDP"
    party = reader.party_name(subject.party) if subject.party else ""
    lever = reader.part_label(subject.lever, subject.part) if subject.lever else ""
    if subject.sort in _ADJUSTMENTS:
        return _ADJUSTMENTS[subject.sort].format(lever=lever)
    if subject.sort in ("equilibrium", "equilibrium_outcome", "equilibrium_rest") and subject.what:
        return _EQUILIBRIUM[subject.what].format(party=party or "the rest of the world")
    if subject.sort in ("by", "at"):
        if subject.sort == "at":
            said = _AT[subject.what].format(party=party, lever=lever)
        else:
            said = _write_by(reader, subject, party, lever)
        until = reader.scenario.moves.get(subject.until)
        return f"{said}, until the move '{until.label or until.id}' ends" if until else said
    if subject.sort == "balance":
        first, second = reader.side_names
        template = _BALANCE[subject.what] if subject.what else _LOSS_ON_BOTH
        return template.format(party=party, first=first, second=second)
    return (_STAKES if lever else _SUMS)[subject.sort].format(party=party, lever=lever)


def _write_by(reader: CellReader, subject: Subject, party: str, lever: str) -> str:
    """Say in words what a cell is of a party's own moves."""
    if subject.what in _AT:
        loser = reader.party_name(subject.loser) if subject.loser else ""
        return f"{_AT[subject.what].format(party=loser, lever=lever)}, by the moves of {party} alone"
    said = _BY[subject.what].format(party=party)
    return f"{said} on {lever}" if lever else said


def _write_move(reader: CellReader, subject: Subject) -> str:
    move = reader.scenario.moves[subject.move]
    called = f"the move '{move.label or move.id}'"
    if subject.party:
        party = reader.party_name(subject.party)
        on = f" on {reader.label(subject.lever)}" if subject.lever and len(move.hits) > 1 else ""
        return _LOSSES_BY_A_MOVE[subject.what].format(party=party, move=called, on=on)
    if subject.lever:
        lever = reader.part_label(subject.lever, subject.part)
        return f"share of the adjusting to {called} on {lever} that is done on average"
    by, target = reader.party_name(move.by), reader.party_name(reader.of.graph.targets[move.id])
    return _MOVES[subject.what].format(move=called, by=by, target=target, lever=name_hits(reader, move))


def name_hits(reader: CellReader, move: Move) -> str:
    """Name what a move hits: its ties, or the parts of its one tie."""
    names = [reader.part_label(move.hits[0], part) for part in move.parts] or [*map(reader.label, move.hits)]
    return words.join_names(names)


def is_share(reader: CellReader, name: str) -> bool:
    """Tell whether a ratio is a part of something, which is read in per cent."""
    if naming.find_first_word(name) in reader.scenario.levers:
        return find_input(reader, name).between == (0.0, 1.0)
    reading = reader.of.graph.reading(name)
    is_setting = name in (naming.FULL_CUT, naming.NO_CUT, naming.ADJUSTED)
    if is_setting or (reading is not None and reading.value is not None and reading.value.percent):
        return True
    subject = naming.read_computed(name)
    if subject is None:
        return False
    if subject.point:
        return "." in subject.point and subject.point.split(".")[1] in ("adjustment", "done")
    if subject.sort in _ADJUSTMENTS or subject.what in ("cut", "duty", "share", "adjustment"):
        return True
    return subject.sort.endswith("_share") or subject.what.endswith("_share")


def rank_cell(reader: CellReader, name: str) -> tuple[int, str]:
    """Return what cells are listed by: answers first, then the author's own, aggregates, inputs and figures."""
    first = naming.find_first_word(name)
    scenario = reader.scenario
    shares = [f"{sort}_share" for sort in _ORDER]
    groups = (_ORDER, shares, {**scenario.results, **scenario.claims}, scenario.parties, scenario.levers)
    place = next((at for at, group in enumerate(groups) if first in group), len(groups))
    return (place * 100 + (_ORDER.index(first) if first in _ORDER else 0), name)


def find_value(reader: CellReader, name: str) -> float | str | None:
    """Return a cell's number in the display unit, or a claim's verdict; None where there is none."""
    claim = reader.scenario.claims.get(name)
    return judge_claim(reader.of, claim, reader.drawn).verdict if claim else reader.number(name)


def show_value(reader: CellReader, name: str) -> str:
    """Write a cell's value for people: a verdict, a figure as its author wrote it, or a number in six digits."""
    if claim := reader.scenario.claims.get(name):
        from leverage.report.claims import write_verdict  # and the views with it

        judged = judge_claim(reader.of, claim, reader.drawn)
        return write_verdict(judged.verdict, judged.share)
    shown, reading = reader.number(name), reader.of.graph.reading(name)
    if shown is None:
        return "–"
    if reading and reading.value and not reader.fits(name):
        return reading.value.text
    formula = reader.of.graph.cells[name].formula
    if formula is not None and isinstance(formula.tree, Number) and not reader.fits(name):
        quantity = formula.tree.quantity
        if quantity.unit.dimension:  # such as a kind's default of 2 years
            return quantity.text
    return numbers.write_plain(shown, reader.unit(name), is_share=is_share(reader, name))


def write_numeral(reader: CellReader, name: str) -> str:
    """Write a cell's number as a literal of the formula language: as its author did, or in six digits."""
    reading, number = reader.of.graph.reading(name), reader.number(name)
    if reading and reading.value and not reader.fits(name):
        return write_literal(reading.value)
    return numbers.write_literal_number(number or 0.0, reader.unit(name), is_share=is_share(reader, name))


def write_briefly(reader: CellReader, name: str, *values: float, digits: int = 3, is_in_table: bool = False) -> str:
    """Write values that a cell could have, in base units, for people: ``67 %``, ``US$ 450–685 million a year``.

    Several are the ends of a span. Money is in millions or billions, and "a year" is left out if it `is_in_table` that
    says so; other numbers stand in the unit of the cell's author.
    """
    size, before, behind = _choose_affixes(reader, name, values, is_in_table=is_in_table)
    return f"{before}{_write_ends(values, size, digits)}{behind}"


def write_with_range(
    reader: CellReader, name: str, value: float, ends: tuple[float, float], *, how: str = "", is_in_table: bool = True
) -> str:
    """Write a value with the range it lies in and how, all in one unit: ``US$ 500 million (450–685)``."""
    size, before, behind = _choose_affixes(reader, name, (value, *ends), is_in_table=is_in_table)
    span = "; ".join(filter(None, (_write_ends(ends, size, 3), how)))
    return f"{before}{_write_ends([value], size, 3)}{behind} ({span})"


def write_figure(reader: CellReader, name: str, reading: Reading) -> str:
    """Write the value of a figure's reading for people, with its range and how values lie in it."""
    raw = reader.raw(name)
    if raw is None:
        return "–"
    if reading.value is None or not reading.has_range:
        return write_briefly(reader, name, raw)
    ends = ((reading.low or reading.value).base, (reading.high or reading.value).base)
    return write_with_range(reader, name, raw, ends, how=numbers.describe_shape(reading), is_in_table=False)


def _choose_affixes(
    reader: CellReader, name: str, values: Sequence[float], *, is_in_table: bool
) -> tuple[float, str, str]:
    """Return by what the values of a cell are divided, and what stands before and behind them."""
    reading = reader.of.graph.reading(name)
    if is_share(reader, name):
        return 0.01, "", " %"
    if not reader.fits(name) and (reader.is_money(name) or reader.is_stock(name)):
        size, word = numbers.choose_size(max(map(abs, values)))
        by_time = " a year" if reader.is_money(name) and not is_in_table else ""
        return size, f"{numbers.name_currency(reader.scenario.currency)} ", f"{' ' if word else ''}{word}{by_time}"
    if reading and reading.value and not reader.fits(name):
        size, unit = reading.value.unit.factor, reading.value.unit.text
    else:
        size, unit = reader.factor(name), reader.unit(name) or ""
    plural = "s" if unit in _COUNTED and any(value != size for value in values) else ""
    return size, "", "" if unit in ("", "ratio") else f" {unit}{plural}"


_COUNTED = ("person", "year", "month", "day")


def _write_ends(values: Sequence[float], size: float, digits: int) -> str:
    return numbers.write_span(*(numbers.write_significant(value / size, digits) for value in values))
