"""What `leverage diff` says: which inputs changed, which results moved, and what moved them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.analysis.attribution import (
    FULL_CUT,
    STRUCTURE,
    Account,
    Part,
    attribute_changes,
    count_orders,
    find_players,
)
from leverage.analysis.difference import SAME, Change, Given, Moved, find_input_changes, find_moved_results
from leverage.report import views, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.columns import Columns, count, number, text, texts, value
from leverage.report.marks import find_bound, with_mark, write_legend
from leverage.report.numbers import Scale, choose_scale, write_brief, write_fixed
from leverage.report.report import Record, Report, Table
from leverage.report.titles import is_share, rank_cell, write_title
from leverage.report.views import Column, Grid, Item, Prose, View, make_items

_STRUCTURE = "levers, roles, formulas and the horizon, where they differ"
_WITH_MOVES = f"{_STRUCTURE}; and moves, for results undefined with some of them alone"
_FULL_CUT = "without moves every tie counts as cut in full; this is the step between that and nothing cut"
_METHOD_SAMPLED = (
    "A part is what an input's change adds on average over {orders:,} random orders of the {count} changes "
    "(Shapley 1953); ± is the standard error; the parts add up."
)
_METHOD = (
    "A part is what an input's change adds on average over all orders in which they can be made (Shapley 1953); "
    "the parts add up."
)


class Changed:
    """An input that differs between two scenarios."""

    def __init__(self, old: CellReader, new: CellReader, change: Change) -> None:
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


INPUTS = Columns[Changed](
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


class Shift:
    """A result that differs between two scenarios, with its change where both have a number in one unit."""

    def __init__(self, old: CellReader, new: CellReader, moved: Moved) -> None:
        """Take a result that moved."""
        self.cell = moved.name
        self.old = old
        self.new = new
        self.reader = new if new.cell(moved.name) else old
        self.old_value = moved.old if isinstance(moved.old, str) else old.number(moved.name)
        self.new_value = moved.new if isinstance(moved.new, str) else new.number(moved.name)
        has_both = old.cell(moved.name) is not None and new.cell(moved.name) is not None
        self.has_other_unit = has_both and old.unit(moved.name) != new.unit(moved.name)
        self.change: float | None = None
        self.raw_change: float | None = None  # in base units
        self.share: float | None = None
        if not self.has_other_unit and isinstance(self.old_value, float) and isinstance(self.new_value, float):
            self.change = self.new_value - self.old_value
            self.raw_change = self.change * self.reader.factor(self.cell)
            self.share = self.change / abs(self.old_value) if self.old_value else None

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


RESULTS = Columns[Shift](
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
)


class Share:
    """What an input's change accounts for in a result's change, or why there is no such part."""

    def __init__(self, shift: Shift, part: Part | None, missing: Sequence[str] = ()) -> None:
        """Take a part of the change of a result that moved."""
        self.cell = shift.cell
        self.unit = shift.find_unit()
        self.input = part.name if part else None
        self.missing = list(missing)
        self.part: float | None = None
        self.share: float | None = None
        self.error: float | None = None
        if part is None:
            return
        factor = shift.reader.factor(self.cell)
        self.part = part.amount / factor
        self.error = None if part.error is None else part.error / factor
        if shift.change:
            self.share = self.part / shift.change
        else:
            self.missing.append("part_share: the result does not change")


ATTRIBUTION = Columns[Share](
    text("cell", "the result that moved", lambda row: row.cell),
    text("input", "the input that accounts for a part of it", lambda row: row.input),
    number("part", "what the input's change adds, on average over all orders of changes", lambda row: row.part),
    number("part_share", "share of the result's change that `part` is", lambda row: row.share),
    number("error", "standard error of `part`, where orders are sampled", lambda row: row.error),
    text("unit", "unit of `part` and `error`", lambda row: row.unit),
    texts("missing", "why there is no part or share", lambda row: row.missing),
)


def report_difference(old: CellReader, new: CellReader) -> Report:
    """Report what differs between two scenarios."""
    changes = [Changed(old, new, change) for change in find_input_changes(old.of, new.of)]
    moved = sorted(find_moved_results(old.of, new.of), key=lambda result: rank_cell(new, result.name))
    shifts = [Shift(old, new, result) for result in moved]
    tables = {
        "inputs": Table(INPUTS, lambda: map(INPUTS.make_record, changes)),
        "results": Table(RESULTS, lambda: map(RESULTS.make_record, shifts)),
        "attribution": Table(ATTRIBUTION, lambda: list_parts(old, new, shifts)),
    }
    scenario = {"old": describe_scenarios([old])[0], "new": describe_scenarios([new])[0]}
    heading = f"{old.name} → {new.name}{describe_what_if(new)}"
    return Report(new.scenario.title, heading, scenario, tables, lambda: _draw_views(old, new, changes, shifts))


def is_different(report: Report) -> bool:
    """Tell whether anything differs."""
    return any(report.tables[name].records for name in ("inputs", "results"))


def list_parts(old: CellReader, new: CellReader, shifts: Sequence[Shift]) -> list[Record]:
    """Return the parts of every result that moved, one a row; where there are none, one row that says why."""
    found = attribute_changes(old.of, new.of, [shift.cell for shift in shifts if shift.change is not None])
    return [ATTRIBUTION.make_record(share) for shift in shifts for share in _list_shares(shift, found.get(shift.cell))]


def _list_shares(shift: Shift, account: Account | None) -> list[Share]:
    if account is not None and not account.missing:
        return [Share(shift, part) for part in account.parts]
    if account is not None:
        return [Share(shift, None, [f"part: {account.missing}"])]
    if isinstance(shift.old_value, str) or isinstance(shift.new_value, str):
        return [Share(shift, None, ["part: a verdict has no parts"])]
    return [Share(shift, None, shift.explain_missing())]


def _write_titles(old: CellReader, new: CellReader, name: str) -> str:
    """Say what a cell is, in the words of the scenarios that have it: of both, where these differ."""
    return " → ".join(dict.fromkeys(write_title(reader, name) for reader in (old, new) if reader.cell(name)))


def _explain_lack(which: str, reader: CellReader, name: str) -> list[str]:
    """Say why one of the two has no number."""
    if reader.cell(name) is None:
        return [f"{which}: not in {reader.name}"]
    return [f"{which}: {reader.why(name)}"] if reader.raw(name) is None else []


def _draw_views(
    old: CellReader, new: CellReader, changes: Sequence[Changed], shifts: Sequence[Shift]
) -> tuple[View, ...]:
    if not changes and not shifts:
        return (Prose("inputs", ("No input and no result differs.",)),)
    columns = tuple(Column(head, is_text=True) for head in ("Input", "old", "new", "where"))
    inputs = Grid("inputs", "What was changed", columns, tuple(_show_input(changed.change) for changed in changes))
    if not old.scenario.moves and not new.scenario.moves:  # outcomes would only repeat the full losses
        shifts = [shift for shift in shifts if naming.find_first_word(shift.cell) not in ("outcome", "outcome_share")]
    results = _draw_results(new, shifts)
    return views.drop_empty(
        inputs,
        results if shifts else Prose("results", ("No result moved.",)),
        Prose("results", write_legend([old, new], [results]), is_small=True),
        *_draw_parts(old, new, shifts),
    )


def _show_input(change: Change) -> tuple[Item, ...]:
    places = [f"{given.place.file.name}:{given.place.line}" for given in (change.old, change.new) if given]
    name = change.name
    if change.fields != ("value",):
        name = f"{name} ({', '.join(change.fields) or change.how})"
    return make_items(name, *_write_sides(change), " → ".join(dict.fromkeys(places)))


def _write_sides(change: Change) -> tuple[str, str]:
    """Write both sides of a change: as the files have it, or the words under the keys that differ."""
    sides = (change.old, change.new)
    if change.old is None or change.new is None or change.how == "reading" or "value" in change.fields:
        old, new = ((side.text or "yes") if side else "–" for side in sides)
        return old, new
    old, new = ("; ".join(_write_key(side, key) for key in change.fields) for side in sides if side)
    return old, new


def _write_key(given: Given, key: str) -> str:
    """Write what stands under a key: a quantity as it is written, other things as they are."""
    if key in ("low", "high", "covers"):
        return given.written.get(key, "–")
    content = {**given.content, **given.facts}.get(key)
    if isinstance(content, tuple) and all(isinstance(part, str) for part in content):
        return ", ".join(content)
    return str(content or "–")


def _draw_results(new: CellReader, shifts: Sequence[Shift]) -> Grid:
    """Draw the old and the new value of each result, and its change."""
    money = [
        raw
        for shift in shifts
        if new.is_money(shift.cell)
        for raw in (shift.old.raw(shift.cell), shift.new.raw(shift.cell))
    ]
    scale = choose_scale(money, new.scenario.currency, new.asked)
    columns = (Column(words.RESULT, is_text=True), *map(Column, ("old", "new", "change", words.IN_PERCENT)))
    rows = tuple(_show_result(shift, scale) for shift in shifts)
    return Grid("results", f"What moved; amounts in {scale.words}", columns, rows)


def _show_result(shift: Shift, scale: Scale) -> tuple[Item, ...]:
    change = "" if shift.raw_change is None else _write_change(shift, scale, shift.raw_change)
    share = "" if shift.share is None else write_fixed(shift.share * 100, 1, is_change=True)
    return (
        Item(shift.cell),
        _show_value(shift, scale, shift.old, shift.old_value),
        _show_value(shift, scale, shift.new, shift.new_value),
        *make_items(change, share),
    )


def _show_value(shift: Shift, scale: Scale, reader: CellReader, shown: float | str | None) -> Item:
    """Show a result's value in one of the scenarios: money in a scale, a share in per cent; a verdict as it is."""
    raw = reader.raw(shift.cell)
    if shown is None or raw is None:
        return Item("–")
    if isinstance(shown, str):
        return Item(shown)
    if shift.reader.is_money(shift.cell):
        written = scale.show(raw)
    elif is_share(shift.reader, shift.cell):
        written = f"{write_fixed(raw * 100, 2)} %"
    else:
        written = write_brief(raw, shift.reader.base_unit(shift.cell))
    return with_mark(written, "", "", None, bound=find_bound(reader, shift.cell))


def _write_change(shift: Shift, scale: Scale, raw: float, *, is_change: bool = True) -> str:
    """Write a change in base units, that of a share in points; without its sign if it is an error of one."""
    if shift.reader.is_money(shift.cell):
        return scale.show(raw, is_change=is_change)
    if is_share(shift.reader, shift.cell):
        return f"{write_fixed(raw * 100, 2, is_change=is_change)} pp"
    return write_brief(raw, shift.reader.base_unit(shift.cell), is_change=is_change)


class _Parted(NamedTuple):
    """A main result's change and its parts, in base units, the largest first.

    Without parts that are nothing, and without errors that are nothing but rounding.
    """

    shift: Shift
    amount: float
    parts: tuple[Part, ...]


def _draw_parts(old: CellReader, new: CellReader, shifts: Sequence[Shift]) -> tuple[View, ...]:
    """Draw the parts of the main results, each under the change that they add up to."""
    players = find_players(old.of, new.of)
    chosen = [player.name for player in players]
    numeric = {shift.cell: shift for shift in shifts if shift.change is not None}
    if len(chosen) < 2:
        return tuple(Prose("attribution", (_explain_alone(name),)) for name in chosen if numeric)
    accounts = attribute_changes(old.of, new.of, [cell for cell in numeric if _is_main(new, cell)])
    parted = [_order_parts(numeric[cell], account) for cell, account in accounts.items() if account.parts]
    without = [f"{cell}: {account.missing}." for cell, account in accounts.items() if account.missing]
    ordered = [player for player in players if player.name != FULL_CUT]
    orders = count_orders(ordered)
    small = []
    if parted:
        small.append((_METHOD_SAMPLED if orders else _METHOD).format(orders=orders, count=len(ordered)))
        used = {part.name for each in parted for part in each.parts}
        structure = _WITH_MOVES if any(player.move for player in players) else _STRUCTURE
        explained = ((STRUCTURE, structure), (FULL_CUT, _FULL_CUT))
        small += [f"{name}: {what}." for name, what in explained if name in used]
    return (
        _draw_attribution(new, parted, is_sampled=orders > 0),
        Prose("attribution", tuple(without)),
        Prose("attribution", tuple(small), is_small=True),
    )


def _explain_alone(name: str) -> str:
    """Say that a lone change accounts for everything."""
    template = "All of it is due to {input}: {what}." if name == STRUCTURE else "All of it is due to {input}."
    return template.format(input=name, what=_STRUCTURE)


def _is_main(reader: CellReader, cell: str) -> bool:
    """Tell the results that answer a question from the steps to them."""
    if cell in (naming.DOLLAR_RATIO, naming.BITE) or cell in reader.scenario.results:
        return True
    parts = naming.read_computed(cell)
    if parts is None:
        return False
    is_sum = parts.sort in ("total", "outcome") and not parts.lever
    return is_sum or (parts.sort == "by" and parts.what == "cost_ratio")


def _order_parts(shift: Shift, account: Account) -> _Parted:
    old, new = shift.old.raw_or_0(shift.cell), shift.new.raw_or_0(shift.cell)
    nothing = SAME * max(abs(old), abs(new))
    parts = [
        part._replace(error=0.0 if part.error is not None and part.error <= nothing else part.error)
        for part in account.parts
        if abs(part.amount) > nothing
    ]
    return _Parted(shift, shift.raw_change or 0.0, tuple(sorted(parts, key=lambda part: -abs(part.amount))))


def _draw_attribution(new: CellReader, changes: Sequence[_Parted], *, is_sampled: bool) -> Grid:
    money = [change for change in changes if new.is_money(change.shift.cell)]
    amounts = [amount for change in money for amount in (change.amount, *(part.amount for part in change.parts))]
    scale = choose_scale(amounts, new.scenario.currency, new.asked)
    heads = ("part", words.IN_PERCENT, "±") if is_sampled else ("part", words.IN_PERCENT)
    columns = (Column("Result and input", is_text=True), *map(Column, heads))
    rows = tuple(row[: len(columns)] for change in changes for row in _show_parts(change, scale))
    title = f"What accounts for it; amounts in {scale.words}" if money else "What accounts for it"
    return Grid("attribution", title, columns, rows)


def _show_parts(change: _Parted, scale: Scale) -> Iterator[tuple[Item, ...]]:
    """Yield a result's change, and below it its parts; these have no share in it where they cancel out."""
    shift, whole = change.shift, change.amount
    yield make_items(shift.cell, _write_change(shift, scale, whole), "100.0" if whole else "", "")
    for name, part, error in change.parts:
        share = write_fixed(part / whole * 100, 1) if whole else ""
        spread = "" if error is None else _write_change(shift, scale, error, is_change=False)
        yield make_items(f"– {name}", _write_change(shift, scale, part), share, spread)
