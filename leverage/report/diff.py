"""What `leverage diff` says: which inputs changed, which results moved, and what moved them.

- A changed input (`InputChange`, a row of the table: `InputRow`) is what the two files give otherwise.
- A moved result (`MovedResult`, `ResultRow`) is a computed cell or a verdict that differs.
- A player (`Player`, as in Shapley's games) is a changed input that can move numbers: a figure, a move or its field, or
  one of two that stand for several: `STRUCTURE` for all that is no number, `FULL_CUT` for the rule without moves.
- A contribution (`Contribution`, `ContributionRow`; users read "part") is what a player adds to a result's change.
- An attribution (`Attribution`) has all contributions to the change of one result, or says why there are none.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from leverage import naming
from leverage.analysis.attribution import (
    FULL_CUT,
    STRUCTURE,
    Attribution,
    Contribution,
    attribute_changes,
    count_orders,
    find_players,
)
from leverage.analysis.claims import judge_claim
from leverage.analysis.difference import SAME, Given, InputChange, MovedResult, find_input_changes, find_moved_results
from leverage.report import notes, views, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if, make_label
from leverage.report.claims import sign_verdict, write_verdict
from leverage.report.columns import Columns, count, number, text, texts, value
from leverage.report.headline_words import possess
from leverage.report.marks import find_bound, with_mark, write_legend
from leverage.report.numbers import Scale, choose_scale, write_fixed, write_times
from leverage.report.report import Record, Report, Table
from leverage.report.titles import is_share, rank_cell, write_briefly, write_title
from leverage.report.views import Column, Grid, Item, Prose, View, make_items, make_text_columns
from leverage.report.words import count_form, start_large
from leverage.text import bind_spaces

_FULL_CUT = "no longer all ties cut"
_ABOUT_STRUCTURE = "ties, roles, formulas and the horizon, where they differ"
_ABOUT_STRUCTURE_AND_MOVES = f"{_ABOUT_STRUCTURE}; and moves, for results undefined with some of them alone"
_ABOUT_FULL_CUT = "without moves every tie counts as cut in full"
_METHOD_SAMPLED = (
    "part: what an input's change adds on average over {orders:,} random orders of the {count} changes (Shapley); "
    "± is the standard error."
)
_METHOD = "part: what an input's change adds, on average over all orders of the changes (Shapley)."


class InputRow:
    """An input that differs between two scenarios."""

    def __init__(self, old: CellReader, new: CellReader, change: InputChange) -> None:
        """Take a change; its unit is that of the new scenario, or of the old one where it was removed."""
        self.old = old
        self.new = new
        self.change = change
        self.name = change.name
        self.reader = new if change.new else old
        self.is_number = self.name in self.reader.of.graph.cells and self.name not in self.reader.scenario.claims

    def write_title(self) -> str | None:
        """Say what it is; what is no number has no title."""
        return _write_titles(self.old, self.new, self.name) if self.is_number else None

    def find_number(self, reader: CellReader) -> float | None:
        """Return the input's number in one of the scenarios."""
        return reader.number(self.name) if self.is_number else None

    def find_unit(self, reader: CellReader) -> str | None:
        """Return the input's unit in one of the scenarios."""
        return reader.unit(self.name) if self.is_number else None


INPUTS = Columns[InputRow](
    text("input", "the input", lambda row: row.name),
    text("title", "what it is, in words", lambda row: row.write_title()),
    text("change", "how it differs", lambda row: row.change.how),
    texts("fields", "keys of the file under which the two differ", lambda row: row.change.fields),
    number("old", "its number in the old scenario", lambda row: row.find_number(row.old)),
    number("new", "its number in the new scenario", lambda row: row.find_number(row.new)),
    text("unit", "unit of `new`; of `old` where it was removed", lambda row: row.find_unit(row.reader)),
    text("old_unit", "unit of `old`", lambda row: row.find_unit(row.old)),
    text("old_text", "what the old file gives", lambda row: row.change.old.text if row.change.old else None),
    text("new_text", "what the new file gives", lambda row: row.change.new.text if row.change.new else None),
    text("old_reading", "the reading in use in the old scenario", lambda row: _name_reading(row.change.old)),
    text("new_reading", "the reading in use in the new scenario", lambda row: _name_reading(row.change.new)),
    text("old_source", "its source in the old scenario", lambda row: _name_source(row.change.old)),
    text("new_source", "its source in the new scenario", lambda row: _name_source(row.change.new)),
    text("old_file", "file of the old scenario that it stands in", lambda row: _name_file(row.change.old)),
    count("old_line", "line of that file", lambda row: row.change.old.place.line if row.change.old else None),
    text("new_file", "file of the new scenario that it stands in", lambda row: _name_file(row.change.new)),
    count("new_line", "line of that file", lambda row: row.change.new.place.line if row.change.new else None),
)


def _name_reading(given: Given | None) -> str | None:
    return given.name or None if given else None


def _name_source(given: Given | None) -> str | None:
    return given.source or None if given else None


def _name_file(given: Given | None) -> str | None:
    return given.place.file.name if given else None


class ResultRow:
    """A result that differs between two scenarios, with its change where both have a number in one unit."""

    def __init__(self, old: CellReader, new: CellReader, moved: MovedResult) -> None:
        """Take a result that moved."""
        self.cell = moved.name
        self.old = old
        self.new = new
        is_of_new = new.cell(moved.name) and (new.unit(moved.name) or not old.unit(moved.name))
        self.reader = new if is_of_new else old  # the one that knows its unit
        self.old_value = moved.old if isinstance(moved.old, str) else old.number(moved.name)
        self.new_value = moved.new if isinstance(moved.new, str) else new.number(moved.name)
        units = {old.unit(moved.name), new.unit(moved.name)} - {None}  # it may not be known without a number
        self.has_other_unit = len(units) > 1
        self.change: float | None = None
        self.raw_change: float | None = None  # in base units
        self.share: float | None = None
        if not self.has_other_unit and isinstance(self.old_value, float) and isinstance(self.new_value, float):
            self.change = self.new_value - self.old_value
            self.raw_change = self.change * self.reader.factor(self.cell)
            self.share = self.change / abs(self.old_value) if self.old_value else None

    def find_share(self, reader: CellReader) -> float | None:
        """Return in which share of the draws of one of the scenarios a claim is true."""
        claim = reader.scenario.claims.get(self.cell)
        return judge_claim(reader.of, claim, reader.drawn).share if claim else None

    def find_unit(self) -> str | None:
        """Return the unit of the values; a verdict has none."""
        return None if self.cell in self.reader.scenario.claims else self.reader.unit(self.cell)

    def find_points(self) -> float | None:
        """Return the change of a share in percentage points."""
        return self.change * 100 if self.change is not None and is_share(self.reader, self.cell) else None

    def list_left_out(self, reader: CellReader) -> list[str]:
        """Return what a sum on the way to the result does not hold in one of the scenarios."""
        return reader.left_out(self.cell) if reader.cell(self.cell) else []

    def explain_missing(self) -> list[str]:
        """Say why there is no number in one of the scenarios, or no change."""
        missing = [*_explain_lack("old", self.old, self.cell), *_explain_lack("new", self.new, self.cell)]
        if self.has_other_unit:
            missing.append(f"change: from {self.old.unit(self.cell)} to {self.new.unit(self.cell)}")
        return missing


RESULTS = Columns[ResultRow](
    text("cell", "the result", lambda row: row.cell),
    text("title", "what it is, in words", lambda row: _write_titles(row.old, row.new, row.cell)),
    value("old", "its number or verdict in the old scenario", lambda row: row.old_value),
    value("new", "its number or verdict in the new scenario", lambda row: row.new_value),
    text("unit", "unit of `new`; of `old` where it is gone", lambda row: row.find_unit()),
    number("change", "`new` less `old`", lambda row: row.change),
    number("change_share", "`change` for the size of `old`", lambda row: row.share),
    number("change_points", "change of a share in percentage points", lambda row: row.find_points()),
    texts("missing", "why values are missing", lambda row: row.explain_missing()),
    texts("old_left_out", "cells that `old` does not hold", lambda row: row.list_left_out(row.old)),
    texts("new_left_out", "cells that `new` does not hold", lambda row: row.list_left_out(row.new)),
    number(
        "old_share",
        "share of the draws in which a claim is true in the old scenario",
        lambda row: row.find_share(row.old),
    ),
    number("new_share", "the same in the new scenario", lambda row: row.find_share(row.new)),
)


class ContributionRow:
    """What an input's change accounts for in a result's change, or why there is no such part."""

    def __init__(self, result: ResultRow, contribution: Contribution | None, missing: Sequence[str] = ()) -> None:
        """Take a contribution to the change of a result that moved."""
        self.cell = result.cell
        self.unit = result.find_unit()
        self.input = contribution.name if contribution else None
        self.missing = list(missing)
        self.part: float | None = None
        self.share: float | None = None
        self.error: float | None = None
        if contribution is None:
            return
        factor = result.reader.factor(self.cell)
        self.part = contribution.amount / factor
        self.error = None if contribution.error is None else contribution.error / factor
        if result.change:
            self.share = self.part / result.change
        else:
            self.missing.append("part_share: the result does not change")


ATTRIBUTION = Columns[ContributionRow](
    text("cell", "the result that moved", lambda row: row.cell),
    text("input", "the input that accounts for a part of it", lambda row: row.input),
    number("part", "what the input's change adds, on average over all orders of changes", lambda row: row.part),
    number("part_share", "share of the result's change that `part` is", lambda row: row.share),
    number("error", "standard error of `part`, where orders are sampled", lambda row: row.error),
    text("unit", "unit of `part` and `error`", lambda row: row.unit),
    texts("missing", "why there is no part or share", lambda row: row.missing),
)


def report_difference(old: CellReader, new: CellReader, *, has_all: bool = False) -> Report:
    """Report what differs between two scenarios; people see only the main results unless `has_all`."""
    changes = [InputRow(old, new, change) for change in find_input_changes(old.of, new.of)]
    moved = sorted(find_moved_results(old.of, new.of, old.drawn, new.drawn), key=lambda each: rank_cell(new, each.name))
    results = [ResultRow(old, new, each) for each in moved]
    tables = {
        "inputs": Table(INPUTS, lambda: map(INPUTS.make_record, changes)),
        "results": Table(RESULTS, lambda: map(RESULTS.make_record, results)),
        "attribution": Table(ATTRIBUTION, lambda: list_contributions(old, new, results)),
    }
    scenario = {"old": describe_scenarios([old])[0], "new": describe_scenarios([new])[0]}
    heading = f"{old.name} → {new.name}{describe_what_if(new)}"
    difference = _Difference(old, new, changes, results, has_all)
    return Report(new.scenario.title, heading, scenario, tables, lambda: _draw_views(difference))


def is_different(report: Report) -> bool:
    """Tell whether anything differs."""
    return any(report.tables[name].records for name in ("inputs", "results"))


def list_contributions(old: CellReader, new: CellReader, results: Sequence[ResultRow]) -> list[Record]:
    """Return the contributions to every result that moved, one a row; where there are none, one row says why."""
    attributions = attribute_changes(old.of, new.of, [result.cell for result in results if result.change is not None])
    rows = [row for result in results for row in _list_contribution_rows(result, attributions.get(result.cell))]
    return [ATTRIBUTION.make_record(row) for row in rows]


def _list_contribution_rows(result: ResultRow, attribution: Attribution | None) -> list[ContributionRow]:
    if attribution is not None and not attribution.missing:
        return [ContributionRow(result, contribution) for contribution in attribution.contributions]
    if attribution is not None:
        return [ContributionRow(result, None, [f"part: {attribution.missing}"])]
    if isinstance(result.old_value, str) or isinstance(result.new_value, str):
        return [ContributionRow(result, None, ["part: a verdict has no parts"])]
    return [ContributionRow(result, None, result.explain_missing())]


def _write_titles(old: CellReader, new: CellReader, name: str) -> str:
    """Say what a cell is, in the words of the scenarios that have it: of both, where these differ."""
    return " → ".join(dict.fromkeys(write_title(reader, name) for reader in (old, new) if reader.cell(name)))


def _name_result(result: ResultRow) -> str:
    """Name a result for people."""
    return start_large(_write_titles(result.old, result.new, result.cell))


def _explain_lack(which: str, reader: CellReader, name: str) -> list[str]:
    """Say why one of the two has no number."""
    if reader.cell(name) is None:
        return [f"{which}: not in {reader.name}"]
    return [f"{which}: {reader.why(name)}"] if reader.raw(name) is None else []


class _Difference(NamedTuple):
    """What differs between two scenarios; `has_all` shows every input and result."""

    old: CellReader
    new: CellReader
    changes: Sequence[InputRow]
    results: Sequence[ResultRow]
    has_all: bool

    @property
    def loss(self) -> str:
        """Return what sort of cell has what a side loses: at the moves, or with all ties cut where there are none."""
        return "outcome" if self.old.scenario.moves or self.new.scenario.moves else "total"

    def name_input(self, name: str) -> str:
        """Name an input for people: a figure by its label, a move, tie or claim by its own."""
        if name == FULL_CUT:
            return _FULL_CUT
        sort, _, id_ = name.partition(" ")
        if sort == "kind":
            return f"Kind of tie: {id_}"
        for reader in (self.new, self.old):
            if sort == "move" and id_ in reader.scenario.moves:
                return f"Move: {make_label(reader.scenario.moves[id_].label, id_)}"
            if sort == "lever" and id_ in reader.scenario.levers:
                return f"Tie: {reader.label(id_)}"
            if name in reader.scenario.claims:
                return f"Claim: {reader.scenario.claims[name].says.rstrip('.')}"
        readers = [reader for reader in (self.new, self.old) if reader.cell(name)]
        if not readers:
            return name
        figures = [reader.scenario.figures.get(naming.find_first_word(name)) for reader in readers]
        labelled = [reader for reader, figure in zip(readers, figures, strict=True) if figure and figure.label]
        return notes.name_figure([*labelled, *readers][0], name)


def _draw_views(difference: _Difference) -> tuple[View, ...]:
    old, new = difference.old, difference.new
    if not difference.changes and not difference.results:
        return (Prose("inputs", ("No input and no result differs.",)),)
    shown = [row for row in difference.results if _is_shown(difference, row.cell)]
    hidden = 0 if difference.has_all else len(difference.results) - len(shown)
    grid = _draw_results(new, shown)
    attributions = _attribute(difference)
    has_verdicts = any(isinstance(value, str) for row in shown for value in (row.old_value, row.new_value))
    verdicts = (_tell_rule(difference),) if has_verdicts else ()
    legend = (*write_legend([old, new], [grid]), *verdicts, *_tell_hidden(hidden, _MORE_RESULTS))
    return views.drop_empty(
        Prose("results", (_write_headline(difference, attributions),), is_headline=True),
        *_draw_inputs(difference),
        grid,
        Prose("results", legend, is_small=True),
        *_draw_contributions(difference, attributions),
    )


def _tell_rule(difference: _Difference) -> str:
    """Say what verdicts are by: the simulations of each scenario that has ranges, or the values in use."""
    judging = [reader.drawn for reader in (difference.old, difference.new) if reader.scenario.claims]
    drawn = [each for each in judging if each]
    if not drawn:
        return "Verdicts are those at the values in use."
    scope = "" if len(drawn) == len(judging) else "; of the scenario without ranges, at the values in use"
    return f"Verdicts are by {drawn[0].draws:,} simulations (in brackets the share in which they are true){scope}."


_MORE_RESULTS = ("{count} more result: add --all", "{count} more results: add --all")
_MORE_WORDS = (
    "{count} change of words only: add --all",
    "{count} changes of words only: add --all",
)


def _tell_hidden(hidden: int, forms: Sequence[str]) -> tuple[str, ...]:
    return (count_form(hidden, forms),) if hidden else ()


# The headline.


def _write_headline(difference: _Difference, attributions: Mapping[str, Attribution]) -> str:
    """Say what changed in who loses what, which claims change, and what accounts for most of it."""
    if not difference.results:
        return "No result moved."
    old, new = difference.old, difference.new
    told = []
    sides = [side for side in new.scenario.sides if side in old.scenario.parties]
    losses = [_tell_loss(difference, side) for side in sides]
    if any(losses):
        against = "" if bool(old.scenario.moves) == bool(new.scenario.moves) else _AGAINST[bool(new.scenario.moves)]
        told.append(f"{against}{', and '.join(filter(None, losses))}.")
    if old.scenario.sides == new.scenario.sides:
        told += filter(None, [_tell_ratios(difference)])
    turned = [row for row in difference.results if row.cell in new.scenario.claims and row.cell in old.scenario.claims]
    if turned:
        at_values = "" if old.drawn or new.drawn else " at the values in use"
        told.append(f"{count_form(len(turned), ('{count} claim turns', '{count} claims turn'))}{at_values}.")
    if not told:
        told.append(f"{count_form(len(difference.results), ('{count} result moved', '{count} results moved'))}.")
    return " ".join([*told, *_tell_cause(difference, attributions)])


_AGAINST = {
    True: "By its moves, not with all ties cut as before, ",
    False: "With all ties cut, not by moves as before, ",
}


def _tell_loss(difference: _Difference, side: str) -> str:
    """Say what a side loses, and what it lost before; empty where one of the two is not known."""
    cell, old, new = naming.total(difference.loss, side), difference.old, difference.new
    if not (old.cell(cell) and new.cell(cell)):
        return ""
    before, after = old.raw(cell), new.raw(cell)
    if before is None or after is None:
        return ""
    was, now = (
        f"{'at least ' if reader.is_at_least(cell) else ''}{write_briefly(reader, cell, raw, is_in_table=True)}"
        for reader, raw in ((old, before), (new, after))
    )
    name = new.party_name(side)
    if now == was:
        return f"{name} loses {now} a year as before"
    change = ""
    if before:
        percent = (after - before) / abs(before) * 100
        change = f" ({write_fixed(percent, 0 if abs(percent) >= 10 else 1, is_change=True)} %)"
    return f"{name} loses {now} a year instead of {was}{change}"


def _tell_ratios(difference: _Difference) -> str:
    """Say how many times as much the first side loses, and before; empty where it is not known or as before."""
    told: list[str] = []
    first, second = difference.new.side_names
    for cell, how in ((naming.DOLLAR_RATIO, "in money"), (naming.BITE, "for its size")):
        after, before = difference.new.raw(cell), difference.old.raw(cell)
        if after is None or before is None or write_times(after) == write_times(before):
            continue
        times = f"{write_times(after)} times"
        told.append(f"{times if told else f'{times} {possess(second)}'} {how} (was {write_times(before)})")
    return f"{possess(first)} loss is {words.AND.join(told)}." if told else ""


def _tell_cause(difference: _Difference, attributions: Mapping[str, Attribution]) -> Iterator[str]:
    """Say which input accounts for most of what each side's loss changed by, if one does."""
    players = find_players(difference.old.of, difference.new.of)
    if len(players) == 1:
        inputs = [row.name for row in difference.changes if row.change.how != "words"]
        alone = inputs[0] if len(inputs) == 1 else players[0].name
        yield f"All of it is due to “{difference.name_input(alone)}”."
        return
    most = {}
    for side in difference.new.scenario.sides:
        attribution = attributions.get(naming.total(difference.loss, side))
        parts = attribution.contributions if attribution else ()
        whole = sum(part.amount for part in parts)
        largest = max(parts, key=lambda part: abs(part.amount), default=None)
        if largest and whole and _MOST <= largest.amount / whole <= 1:
            most[f"{difference.new.party_name(side)}'s"] = difference.name_input(largest.name)
    causes = dict.fromkeys(most.values())
    if len(causes) == 1 and len(most) > 1:
        yield f"Most of it is due to “{next(iter(causes))}”."
    elif causes:
        yield f"Most of {'; of '.join(f'{whose} change is due to “{cause}”' for whose, cause in most.items())}."


_MOST = 0.5


# What was changed, and what moved.


def _draw_inputs(difference: _Difference) -> Iterator[View]:
    """Show the inputs that differ; those of which only words do not unless there are no others."""
    rows = [row for row in difference.changes if row.change.how != "words"]
    if difference.has_all or not rows:
        rows = list(difference.changes)
    columns = make_text_columns("Input", "old", "new", "where")
    yield Grid("inputs", "What was changed", columns, tuple(_show_input(difference, row.change) for row in rows))
    yield Prose("inputs", _tell_hidden(len(difference.changes) - len(rows), _MORE_WORDS), is_small=True)


def _show_input(difference: _Difference, change: InputChange) -> tuple[Item, ...]:
    given = [each.place for each in (change.old, change.new) if each]
    # Two files may differ in their folder only; of one the name does, and fits in its column.
    places = [
        f"{place.file.name if len(given) > 1 else PurePath(place.file.name).name}:{place.line}" for place in given
    ]
    name = difference.name_input(change.name)
    if "value" not in change.fields:
        name = f"{name} ({', '.join(change.fields) or change.how})"
    return make_items(name, *_write_sides(difference, change), " → ".join(dict.fromkeys(places)))


def _write_sides(difference: _Difference, change: InputChange) -> tuple[str, str]:
    """Write both sides of a change: as the files have it, or the words under the keys that differ."""
    sides = ((difference.old, change.old), (difference.new, change.new))
    if change.old is None or change.new is None or change.how == "reading" or "value" in change.fields:
        old, new = (_write_given(reader, change.name, side) if side else "–" for reader, side in sides)
        return old, new
    old, new = ("; ".join(_write_key(side, key) for key in change.fields) for _, side in sides if side)
    return old, new


def _write_given(reader: CellReader, name: str, given: Given) -> str:
    """Write what a file gives: of a move who makes it and what it hits, of a claim what its author expects."""
    if name in reader.scenario.claims:
        return f"expected: {write_verdict(reader.scenario.claims[name].expect)}"
    move = reader.scenario.moves.get(name.removeprefix("move "))
    if move is None or not name.startswith("move "):
        return given.text or "yes"
    hits = [reader.part_label(lever, part) for lever in move.hits for part in move.parts or ("",)]
    return f"{reader.party_name(move.by)}: {', '.join(hits)}"


def _write_key(given: Given, key: str) -> str:
    """Write what stands under a key: a quantity as it is written, other things as they are."""
    if key in ("low", "high", "covers"):
        return given.written.get(key, "–")
    content = {**given.content, **given.facts}.get(key)
    if isinstance(content, tuple) and all(isinstance(part, str) for part in content):
        return ", ".join(content)
    return str(content or "–")


def _draw_results(new: CellReader, results: Sequence[ResultRow]) -> Grid:
    """Draw the old and the new value of each result, and its change."""
    money = [
        raw
        for result in results
        if result.reader.is_money(result.cell)
        for raw in (result.old.raw(result.cell), result.new.raw(result.cell))
    ]
    scale = choose_scale(money, new.scenario.currency, new.display_unit)
    columns = (Column(words.RESULT, is_text=True), *map(Column, ("old", "new", "change", words.IN_PERCENT)))
    rows = tuple(_show_result(result, scale) for result in results)
    return Grid("results", f"What moved; amounts in {scale.words}", columns, rows)


def _show_result(result: ResultRow, scale: Scale) -> tuple[Item, ...]:
    change = "" if result.raw_change is None else _write_change(result, scale, result.raw_change)
    share = "" if result.share is None else write_fixed(result.share * 100, 1, is_change=True)
    return (
        Item(_name_result(result)),
        _show_value(result, scale, result.old, result.old_value),
        _show_value(result, scale, result.new, result.new_value),
        *make_items(change, share),
    )


def _show_value(result: ResultRow, scale: Scale, reader: CellReader, shown: float | str | None) -> Item:
    """Show a result's value in one of the scenarios: money in a scale, a share in per cent; a verdict as it is."""
    raw = reader.raw(result.cell)
    if shown is None or raw is None:
        return Item("–")
    if isinstance(shown, str):
        return Item(bind_spaces(sign_verdict(shown, result.find_share(reader))))
    if result.reader.is_money(result.cell):
        written = scale.show(raw)
    elif is_share(result.reader, result.cell):
        written = f"{write_fixed(raw * 100, 2)} %"
    else:
        written = write_briefly(result.reader, result.cell, raw, is_in_table=True)
    return with_mark(written, "", "", None, bound=find_bound(reader, result.cell))


def _write_change(result: ResultRow, scale: Scale, raw: float, *, is_change: bool = True) -> str:
    """Write a change in base units, that of a share in points; without its sign if it is an error of one."""
    if result.reader.is_money(result.cell):
        return scale.show(raw, is_change=is_change)
    if is_share(result.reader, result.cell):
        return f"{write_fixed(raw * 100, 2, is_change=is_change)} pp"
    plus = "+" if is_change and raw > 0 else ""
    return f"{plus}{write_briefly(result.reader, result.cell, raw, is_in_table=True)}"


def _attribute(difference: _Difference) -> dict[str, Attribution]:
    """Return what accounts for the changes: of each side's loss, who loses more and the author's results; or of all."""
    cells = [row.cell for row in difference.results if row.change is not None and _is_main(difference.new, row.cell)]
    if not difference.has_all:
        losses = [naming.total(difference.loss, side) for side in difference.new.scenario.sides]
        shown = {*losses, naming.DOLLAR_RATIO, *difference.new.scenario.results}
        cells = [cell for cell in cells if cell in shown]
    old, new = difference.old.of, difference.new.of
    return attribute_changes(old, new, cells) if len(find_players(old, new)) > 1 else {}


def _draw_contributions(difference: _Difference, attributions: Mapping[str, Attribution]) -> tuple[View, ...]:
    """Draw the contributions to the changes of the main results, each under the change that they add up to."""
    players = find_players(difference.old.of, difference.new.of)
    numeric = {row.cell: row for row in difference.results}
    changes = {}
    for cell, attribution in attributions.items():
        if attribution.contributions:
            changes[numeric[cell]] = _sort_contributions(numeric[cell], attribution)
    without = [f"{cell}: {attribution.missing}." for cell, attribution in attributions.items() if attribution.missing]
    ordered = [player for player in players if player.name != FULL_CUT]
    orders = count_orders(ordered)
    small_print = []
    if changes:
        small_print.append((_METHOD_SAMPLED if orders else _METHOD).format(orders=orders, count=len(ordered)))
        used = {contribution.name for contributions in changes.values() for contribution in contributions}
        structure = _ABOUT_STRUCTURE_AND_MOVES if any(player.move for player in players) else _ABOUT_STRUCTURE
        explained = ((STRUCTURE, STRUCTURE, structure), (FULL_CUT, _FULL_CUT, _ABOUT_FULL_CUT))
        small_print += [f"{called}: {what}." for name, called, what in explained if name in used]
    return (
        _draw_attribution(difference, changes, is_sampled=orders > 0),
        Prose("attribution", tuple(without)),
        Prose("attribution", tuple(small_print), is_small=True),
    )


def _is_main(reader: CellReader, cell: str) -> bool:
    """Tell the results that answer a question from the steps to them."""
    if cell in (naming.DOLLAR_RATIO, naming.BITE) or cell in reader.scenario.results:
        return True
    subject = naming.read_computed(cell)
    if subject is None:
        return False
    is_sum = subject.sort in ("total", "outcome") and not subject.lever
    return is_sum or (subject.sort == "by" and subject.what == "cost_ratio")


def _is_shown(difference: _Difference, cell: str) -> bool:
    """Tell the results that people see: of each side and tie what it loses, of each move what it does, and verdicts."""
    if cell in difference.new.scenario.claims or cell in difference.old.scenario.claims:
        return True
    subject = naming.read_computed(cell)
    if difference.has_all or subject is None:
        # without moves, outcomes would only repeat the losses at a full cut
        return difference.loss == "outcome" or subject is None or not subject.sort.startswith("outcome")
    if subject.sort == "move":
        return subject.what in ("damage", "own_cost") and difference.new.raw(cell) != difference.old.raw(cell)
    per_tie = "loss" if difference.loss == "total" else "outcome"
    sums = (difference.loss, "first_year", "once")
    is_loss = subject.sort == per_tie if subject.lever else subject.sort in sums
    return is_loss or (cell in (naming.DOLLAR_RATIO, naming.BITE) and subject.sort == "balance")


def _sort_contributions(result: ResultRow, attribution: Attribution) -> list[Contribution]:
    """Return the contributions to a result's change, the largest first.

    Those that are nothing are left out, and errors that are mere rounding are 0.
    """
    old, new = result.old.raw_or_0(result.cell), result.new.raw_or_0(result.cell)
    nothing = SAME * max(abs(old), abs(new))
    contributions = []
    for each in attribution.contributions:
        is_rounding = each.error is not None and each.error <= nothing
        if abs(each.amount) > nothing:
            contributions.append(each._replace(error=0.0) if is_rounding else each)
    return sorted(contributions, key=lambda each: -abs(each.amount))


def _draw_attribution(
    difference: _Difference, changes: Mapping[ResultRow, Sequence[Contribution]], *, is_sampled: bool
) -> Grid:
    new = difference.new
    money = [result for result in changes if new.is_money(result.cell)]
    amounts: list[float] = []
    for result in money:
        amounts += [result.raw_change or 0.0, *(contribution.amount for contribution in changes[result])]
    scale = choose_scale(amounts, new.scenario.currency, new.display_unit)
    heads = ("part", words.IN_PERCENT, "±") if is_sampled else ("part", words.IN_PERCENT)
    columns = (Column("Result and input", is_text=True), *map(Column, heads))
    rows = []
    for result, contributions in changes.items():
        rows += [row[: len(columns)] for row in _show_contributions(difference, result, contributions, scale)]
    title = f"What accounts for it; amounts in {scale.words}" if money else "What accounts for it"
    return Grid("attribution", title, columns, tuple(rows))


def _show_contributions(
    difference: _Difference, result: ResultRow, contributions: Sequence[Contribution], scale: Scale
) -> Iterator[tuple[Item, ...]]:
    """Yield a result's change, and below it the contributions; these have no share in it where they cancel out."""
    whole = result.raw_change or 0.0
    yield make_items(_name_result(result), _write_change(result, scale, whole), "100" if whole else "", "")
    for name, amount, error in contributions:
        share = write_fixed(amount / whole * 100, 0) if whole else ""
        spread = "" if error is None else _write_change(result, scale, error, is_change=False)
        yield make_items(f"– {difference.name_input(name)}", _write_change(result, scale, amount), share, spread)
