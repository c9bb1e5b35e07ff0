"""What `leverage diff` says: which inputs changed, which results moved, and what moved them."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from leverage import naming
from leverage.analysis.attribution import STRUCTURE, Account, Part, attribute_changes, count_orders, find_players
from leverage.analysis.difference import SAME, Change, Given, Moved, find_input_changes, find_moved_results
from leverage.report import views, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.columns import Columns, count, number, text, texts, value
from leverage.report.marks import write_legend
from leverage.report.numbers import Scale, choose_scale, write_brief, write_fixed, write_signed
from leverage.report.report import Record, Report, Table
from leverage.report.titles import is_share, rank_cell, write_title
from leverage.report.views import Column, Grid, Item, Prose, View, make_items

_STRUCTURE = "levers, moves, roles, formulas, and figures that only one of the two has"
_PART = "part"
_METHOD_SAMPLED = (
    "A part is what an input's change adds on average over {orders:,} random orders of the {count} changes "
    "(Shapley 1953); ± is the standard error; the parts add up."
)
_METHOD = (
    "A part is what an input's change adds on average over all orders in which they can be made (Shapley 1953); "
    "the parts add up."
)


class Share:
    """What an input's change accounts for in a result's change, or why there is no such part."""

    def __init__(self, reader: CellReader, row: Record, part: Part | None, missing: Sequence[str] = ()) -> None:
        """Take a part of the change that a record of a result tells of."""
        self.cell: str = row["cell"]
        self.unit: str | None = row["unit"]
        self.input = part.name if part else None
        self.missing = list(missing)
        self.part: float | None = None
        self.share: float | None = None
        self.error: float | None = None
        if part is None:
            return
        factor, whole = reader.factor(self.cell), row["change"]
        self.part = part.amount / factor
        self.error = None if part.error is None else part.error / factor
        if whole:
            self.share = self.part / whole
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

#: Writes a change of a row's result, given in base units, with amounts of money in a scale.
Write: TypeAlias = Callable[[Record, Scale, float], str]


def list_parts(old: CellReader, new: CellReader, moved: Sequence[Record]) -> list[Record]:
    """Return the parts of every result that moved, one a row; where there are none, one row that says why."""
    found = attribute_changes(old.of, new.of, [row["cell"] for row in moved if row.get("change") is not None])
    return [ATTRIBUTION.make_record(share) for row in moved for share in _list_shares(new, row, found.get(row["cell"]))]


def _list_shares(reader: CellReader, row: Record, account: Account | None) -> list[Share]:
    if account is not None and not account.missing:
        return [Share(reader, row, part) for part in account.parts]
    if account is not None:
        return [Share(reader, row, None, [f"part: {account.missing}"])]
    is_verdict = any(isinstance(row[which], str) for which in ("old", "new"))
    return [Share(reader, row, None, ["part: a verdict has no parts"] if is_verdict else row["missing"])]


class _Change(NamedTuple):
    """A main result's change and its parts, in base units, the largest first.

    Without parts that are nothing, and without errors that are nothing but rounding.
    """

    row: Record
    amount: float
    parts: tuple[Part, ...]


def draw_parts(old: CellReader, new: CellReader, moved: Sequence[Record], write: Write) -> tuple[View, ...]:
    """Draw the parts of the main results, each under the change that they add up to."""
    chosen = [player.name for player in find_players(old.of, new.of)]
    numeric = [row for row in moved if row.get("change") is not None]
    if len(chosen) < 2:
        return tuple(Prose("attribution", (_explain_alone(name),)) for name in chosen if numeric)
    main = {row["cell"]: row for row in numeric if _is_main(new, row["cell"])}
    accounts = attribute_changes(old.of, new.of, list(main))
    parted = [_order_parts(old, new, main[name], account) for name, account in accounts.items() if account.parts]
    without = [f"{name}: {account.missing}." for name, account in accounts.items() if account.missing]
    orders = count_orders(len(chosen))
    small = [_explain_method(len(chosen), orders), *([f"{STRUCTURE}: {_STRUCTURE}."] if STRUCTURE in chosen else [])]
    return (
        _draw_grid(new, parted, write, is_sampled=orders > 0),
        Prose("attribution", tuple(without)),
        Prose("attribution", tuple(small) if parted else (), is_small=True),
    )


def _is_main(reader: CellReader, cell: str) -> bool:
    """Tell the results that answer a question from the steps to them."""
    if cell in (naming.DOLLAR_RATIO, naming.BITE) or cell in reader.scenario.results:
        return True
    parts = naming.read_computed(cell)
    if parts is None:
        return False
    is_sum = parts.sort in ("total", "outcome") and not parts.lever
    return is_sum or (parts.sort == "by" and parts.what == "cost_ratio")


def _order_parts(old: CellReader, new: CellReader, row: Record, account: Account) -> _Change:
    was, is_ = (reader.raw(row["cell"]) or 0.0 for reader in (old, new))
    nothing = SAME * max(abs(was), abs(is_))
    parts = [
        part._replace(error=0.0 if part.error is not None and part.error <= nothing else part.error)
        for part in account.parts
        if abs(part.amount) > nothing
    ]
    return _Change(row, is_ - was, tuple(sorted(parts, key=lambda part: -abs(part.amount))))


def _draw_grid(new: CellReader, changes: Sequence[_Change], write: Write, *, is_sampled: bool) -> Grid:
    money = [change for change in changes if new.is_money(change.row["cell"])]
    numbers = [number for one in money for number in (one.amount, *(part.amount for part in one.parts))]
    scale = choose_scale(numbers, new.scenario.currency, new.asked)
    heads = (_PART, words.IN_PERCENT, "±") if is_sampled else (_PART, words.IN_PERCENT)
    columns = (Column("Result and input", is_text=True), *map(Column, heads))
    lines = [line[: len(columns)] for change in changes for line in _show_change(change, scale, write)]
    title = f"What accounts for it; amounts in {scale.words}" if money else "What accounts for it"
    return Grid("attribution", title, columns, tuple(lines))


def _show_change(change: _Change, scale: Scale, write: Write) -> Iterator[tuple[Item, ...]]:
    """Yield a result's change, and below it its parts."""
    whole = change.amount  # nothing where the parts cancel out, so that none has a share in it
    yield make_items(change.row["cell"], write(change.row, scale, whole), "100.0" if whole else "", "")
    for name, part, error in change.parts:
        spread = "" if error is None else write(change.row, scale, error).removeprefix("+")
        share = write_fixed(part / whole * 100, 1) if whole else ""
        yield make_items(f"– {name}", write(change.row, scale, part), share, spread)


def _explain_alone(name: str) -> str:
    """Say that one player accounts for everything."""
    template = "All of it is due to {input}: {what}." if name == STRUCTURE else "All of it is due to {input}."
    return template.format(input=name, what=_STRUCTURE)


def _explain_method(count: int, orders: int) -> str:
    """Say what the parts are."""
    return (_METHOD_SAMPLED if orders else _METHOD).format(orders=orders, count=count)


_OLD = "old"
_NEW = "new"


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
    text(
        "title",
        "what it is, in words",
        lambda row: _write_titles(row.old, row.new, row.name) if row.is_number else None,
    ),
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
        self.share: float | None = None
        if not self.has_other_unit and isinstance(self.old_value, float) and isinstance(self.new_value, float):
            self.change = self.new_value - self.old_value
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


def report_difference(old: CellReader, new: CellReader) -> Report:
    """Report what differs between two scenarios."""
    inputs = [
        {**INPUTS.make_record(Changed(old, new, change)), "shown": _write_sides(change)}
        for change in find_input_changes(old.of, new.of)
    ]
    moved = sorted(find_moved_results(old.of, new.of), key=lambda one: rank_cell(new, one.name))
    rows = [RESULTS.make_record(Shift(old, new, one)) for one in moved]
    tables = {
        "inputs": Table(INPUTS, lambda: inputs),
        "results": Table(RESULTS, lambda: rows),
        "attribution": Table(ATTRIBUTION, lambda: list_parts(old, new, rows)),
    }
    scenario = {"old": describe_scenarios([old])[0], "new": describe_scenarios([new])[0]}
    heading = f"{old.name} → {new.name}{describe_what_if(new)}"
    return Report(new.scenario.title, heading, scenario, tables, lambda: _draw_views(old, new, inputs, rows))


def is_different(report: Report) -> bool:
    """Tell whether anything differs."""
    return any(report.tables[name].records for name in ("inputs", "results"))


def _write_titles(old: CellReader, new: CellReader, name: str) -> str:
    """Say what a cell is, in the words of the scenarios that have it: of both, where these differ."""
    return " → ".join(dict.fromkeys(write_title(reader, name) for reader in (old, new) if reader.cell(name)))


def _explain_lack(which: str, reader: CellReader, name: str) -> list[str]:
    """Say why one of the two has no number."""
    if reader.cell(name) is None:
        return [f"{which}: not in {reader.name}"]
    return [f"{which}: {reader.why(name)}"] if reader.raw(name) is None else []


def _draw_views(old: CellReader, new: CellReader, inputs: Sequence[Record], rows: Sequence[Record]) -> tuple[View, ...]:
    if not inputs and not rows:
        return (Prose("inputs", ("No input and no result differs.",)),)
    heads = ("Input", _OLD, _NEW, "where")
    given = tuple(Column(head, is_text=True) for head in heads)
    drawn = Grid("inputs", "What was changed", given, tuple(make_items(*_show_input(row)) for row in inputs))
    shown = _drop_repeated(old, new, rows)
    money = [number for row in shown if new.is_money(row["cell"]) for number in _read_both(old, new, row["cell"])]
    scale = choose_scale(money, new.scenario.currency, new.asked)
    heads = (_OLD, _NEW, "change", words.IN_PERCENT)
    columns = (Column(words.RESULT, is_text=True), *map(Column, heads))
    lines = tuple(_show_result(row, _Writer(old, new, row, scale)) for row in shown)
    moved = Grid("results", f"What moved; amounts in {scale.words}", columns, lines)
    explained = Prose("results", write_legend([old, new], [moved]), is_small=True)
    parted = draw_parts(old, new, shown, lambda row, own, raw: _Writer(old, new, row, own).change(raw))
    return views.drop_empty(drawn, moved if shown else Prose("results", ("No result moved.",)), explained, *parted)


def _read_both(old: CellReader, new: CellReader, name: str) -> list[float | None]:
    return [reader.raw(name) for reader in (old, new)]


def _drop_repeated(old: CellReader, new: CellReader, rows: Sequence[Record]) -> list[Record]:
    """Drop outcomes that only repeat the full losses because there are no moves."""
    if old.scenario.moves or new.scenario.moves:
        return list(rows)
    return [row for row in rows if naming.find_owner(row["cell"]) not in ("outcome", "outcome_share")]


def _show_input(row: Record) -> tuple[str, str, str, str]:
    places = [f"{row[f'{which}_file']}:{row[f'{which}_line']}" for which in ("old", "new") if row.get(f"{which}_file")]
    fields = ", ".join(row["fields"])
    what = f" ({fields or row['change']})" if fields != "value" else ""
    return f"{row['input']}{what}", *row["shown"], " → ".join(dict.fromkeys(places))


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
    if key in ("low", "high"):
        return given.written.get(key, "–")
    word = {**given.content, **given.facts}.get(key)
    return (
        ", ".join(word) if isinstance(word, tuple) and all(isinstance(one, str) for one in word) else str(word or "–")
    )


class _Writer(NamedTuple):
    """Writes the numbers of one result: money in the table's scale, shares in per cent, the rest with their unit."""

    old: CellReader
    new: CellReader
    row: Record
    scale: Scale

    @property
    def reader(self) -> CellReader:
        """Return the new scenario's reader, or the old one's for what is not in the new."""
        return self.new if self.new.cell(self.row["cell"]) else self.old

    def value(self, which: str) -> Item:
        """Show the old or the new value; a verdict as it is."""
        value = self.row[which]
        if value is None or isinstance(value, str):
            return Item(value or "–")
        reader = self.old if which == "old" else self.new
        shown = Item(self.number(reader.raw_or_0(self.row["cell"])))
        return shown.at_least(reader.is_at_least(self.row["cell"]))

    def number(self, raw: float) -> str:
        """Write a number in base units."""
        if self.reader.is_money(self.row["cell"]):
            return self.scale.show(raw)
        if is_share(self.reader, self.row["cell"]):
            return f"{write_fixed(raw * 100, 2)} %"
        return write_brief(raw, self.reader.base_unit(self.row["cell"]))

    def change(self, raw: float) -> str:
        """Write a change in base units with its sign; that of a share in points."""
        is_points = is_share(self.reader, self.row["cell"])
        return write_signed(f"{write_fixed(raw * 100, 2)} pp" if is_points else self.number(raw), raw)


def _show_result(row: Record, writer: _Writer) -> tuple[Item, ...]:
    values = Item(row["cell"]), writer.value("old"), writer.value("new")
    share = row.get("change_share")
    numbers = _read_both(writer.old, writer.new, row["cell"])
    if row.get("change") is None or None in numbers:
        return (*values, *make_items("", ""))
    change = numbers[1] - numbers[0]  # type: ignore[operator]  # neither is missing
    return (
        *values,
        *make_items(writer.change(change), "" if share is None else write_signed(write_fixed(share * 100, 1), share)),
    )
