"""What `leverage diff` says: which inputs changed, which results moved, and what moved them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from leverage import naming
from leverage.analysis.attribution import STRUCTURE, Account, Part, attribute_changes, count_orders, find_players
from leverage.analysis.difference import SAME, Change, Given, Moved, find_input_changes, find_moved_results
from leverage.report import views, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.marks import write_legend
from leverage.report.numbers import Scale, choose_scale, write_brief, write_fixed, write_signed
from leverage.report.report import Record, Report, Table
from leverage.report.titles import is_paired, is_share, rank_cell, write_title
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

ATTRIBUTION = ("cell", "input", "part", "part_share", "error", "unit", "missing")

#: Writes a change of a row's result, given in base units, with amounts of money in a scale.
Write: TypeAlias = Callable[[Record, Scale, float], str]


def list_parts(old: CellReader, new: CellReader, moved: Sequence[Record]) -> list[Record]:
    """Return the parts of every result that moved, one a row; where there are none, one row that says why."""
    found = attribute_changes(old.of, new.of, [row["cell"] for row in moved if row.get("change") is not None])
    return [own for row in moved for own in _records(new, row, found.get(row["cell"]))]


def _records(reader: CellReader, row: Record, account: Account | None) -> Iterator[Record]:
    own: Record = {"cell": row["cell"], "unit": row["unit"], "missing": []}
    if account is None:
        is_verdict = any(isinstance(row[which], str) for which in ("old", "new"))
        yield {**own, "missing": ["part: a verdict has no parts"] if is_verdict else row["missing"]}
    elif account.missing:
        yield {**own, "missing": [f"part: {account.missing}"]}
    else:
        factor = reader.asked.factor if reader.asked and reader.fits(row["cell"]) else 1.0
        for name, part, error in account.parts:
            numbers = {"part": part / factor, "error": None if error is None else error / factor}
            whole = row["change"]
            lacks = [] if whole else ["part_share: the result does not change"]
            share = numbers["part"] / whole if whole else None
            yield {**own, "input": name, **numbers, "part_share": share, "missing": lacks}


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
        return tuple(Prose("attribution", (_alone(name),)) for name in chosen if numeric)
    main = {row["cell"]: row for row in numeric if _is_main(new, row["cell"])}
    accounts = attribute_changes(old.of, new.of, list(main))
    parted = [_change(old, new, main[name], account) for name, account in accounts.items() if account.parts]
    without = [f"{name}: {account.missing}." for name, account in accounts.items() if account.missing]
    orders = count_orders(len(chosen))
    small = [_method(len(chosen), orders), *([f"{STRUCTURE}: {_STRUCTURE}."] if STRUCTURE in chosen else [])]
    return (
        _grid(new, parted, write, is_sampled=orders > 0),
        Prose("attribution", tuple(without)),
        Prose("attribution", tuple(small) if parted else (), is_small=True),
    )


def _is_main(reader: CellReader, cell: str) -> bool:
    """Tell the results that answer a question from the steps to them."""
    first, _, rest = cell.partition(".")
    if first in ("total", "outcome"):
        return "." not in rest
    is_ratio = first == "by" and rest.endswith(".cost_ratio")
    return is_ratio or cell in (naming.DOLLAR_RATIO, naming.BITE) or cell in reader.scenario.results


def _change(old: CellReader, new: CellReader, row: Record, account: Account) -> _Change:
    was, is_ = (reader.raw(row["cell"]) or 0.0 for reader in (old, new))
    nothing = SAME * max(abs(was), abs(is_))
    parts = [
        part._replace(error=0.0 if part.error is not None and part.error <= nothing else part.error)
        for part in account.parts
        if abs(part.amount) > nothing
    ]
    return _Change(row, is_ - was, tuple(sorted(parts, key=lambda part: -abs(part.amount))))


def _grid(new: CellReader, changes: Sequence[_Change], write: Write, *, is_sampled: bool) -> Grid:
    money = [change for change in changes if new.is_money(change.row["cell"])]
    numbers = [number for one in money for number in (one.amount, *(part.amount for part in one.parts))]
    scale = choose_scale(numbers, new.scenario.currency, new.asked)
    heads = (_PART, words.IN_PERCENT, "±") if is_sampled else (_PART, words.IN_PERCENT)
    columns = (Column("Result and input", is_text=True), *map(Column, heads))
    lines = [line[: len(columns)] for change in changes for line in _lines(change, scale, write)]
    title = f"What accounts for it; amounts in {scale.words}" if money else "What accounts for it"
    return Grid("attribution", title, columns, tuple(lines))


def _lines(change: _Change, scale: Scale, write: Write) -> Iterator[tuple[Item, ...]]:
    """Yield a result's change, and below it its parts."""
    whole = change.amount  # nothing where the parts cancel out, so that none has a share in it
    yield make_items(change.row["cell"], write(change.row, scale, whole), "100.0" if whole else "", "")
    for name, part, error in change.parts:
        spread = "" if error is None else write(change.row, scale, error).removeprefix("+")
        share = write_fixed(part / whole * 100, 1) if whole else ""
        yield make_items(f"– {name}", write(change.row, scale, part), share, spread)


def _alone(name: str) -> str:
    """Say that one player accounts for everything."""
    template = "All of it is due to {input}: {what}." if name == STRUCTURE else "All of it is due to {input}."
    return template.format(input=name, what=_STRUCTURE)


def _method(count: int, orders: int) -> str:
    """Say what the parts are."""
    return (_METHOD_SAMPLED if orders else _METHOD).format(orders=orders, count=count)


_OLD = "old"
_NEW = "new"

INPUTS = (
    "input", "title", "change", "fields", "old", "new", "unit", "old_unit", "old_text", "new_text",
    "old_reading", "new_reading", "old_source", "new_source", "old_file", "old_line", "new_file", "new_line",
)  # fmt: skip
RESULTS = (
    "cell", "title", "old", "new", "unit", "change", "change_share", "change_points", "missing", "old_left_out",
    "new_left_out",
)  # fmt: skip


def report_difference(old: CellReader, new: CellReader) -> Report:
    """Report what differs between two scenarios."""
    inputs = [_input(old, new, change) for change in find_input_changes(old.of, new.of)]
    moved = sorted(find_moved_results(old.of, new.of), key=lambda one: rank_cell(new, one.name))
    rows = [_result(old, new, one) for one in moved]
    tables = {
        "inputs": Table(INPUTS, lambda: inputs),
        "results": Table(RESULTS, lambda: rows),
        "attribution": Table(ATTRIBUTION, lambda: list_parts(old, new, rows)),
    }
    scenario = {"old": describe_scenarios([old])[0], "new": describe_scenarios([new])[0]}
    heading = f"{old.name} → {new.name}{describe_what_if(new)}"
    return Report(new.scenario.title, heading, scenario, tables, lambda: _views(old, new, inputs, rows))


def is_different(report: Report) -> bool:
    """Tell whether anything differs."""
    return any(report.tables[name].records for name in ("inputs", "results"))


def _input(old: CellReader, new: CellReader, change: Change) -> Record:
    reader = new if change.new else old
    numbers = {"old": old.number(change.name), "new": new.number(change.name)} if reader.cell(change.name) else {}
    is_number = change.name in reader.of.graph.cells and change.name not in reader.scenario.claims
    return {
        "input": change.name,
        "title": _title(old, new, change.name) if is_number else None,
        "change": change.how,
        "fields": list(change.fields),
        "shown": _shown(change),
        **(numbers if is_number else {}),
        "unit": reader.unit(change.name) if is_number else None,
        "old_unit": old.unit(change.name) if is_number and old.cell(change.name) else None,
        **_side("old", change.old),
        **_side("new", change.new),
    }


def _title(old: CellReader, new: CellReader, name: str) -> str:
    """Say what a cell is, in the words of the scenarios that have it: of both, where these differ."""
    return " → ".join(dict.fromkeys(write_title(reader, name) for reader in (old, new) if reader.cell(name)))


def _side(which: str, given: Given | None) -> Mapping[str, Any]:
    if given is None:
        return {}
    return {
        f"{which}_text": given.text,
        f"{which}_reading": given.name or None,
        f"{which}_source": given.source or None,
        f"{which}_file": given.place.file.name,
        f"{which}_line": given.place.line,
    }


def _result(old: CellReader, new: CellReader, moved: Moved) -> Record:
    reader = new if new.cell(moved.name) else old
    record: Record = {
        "cell": moved.name,
        "title": _title(old, new, moved.name),
        "old": moved.old if isinstance(moved.old, str) else old.number(moved.name),
        "new": moved.new if isinstance(moved.new, str) else new.number(moved.name),
        "unit": None if moved.name in reader.scenario.claims else reader.unit(moved.name),
        "missing": [*_lacking("old", old, moved.name), *_lacking("new", new, moved.name)],
        "old_left_out": old.left_out(moved.name) if old.cell(moved.name) else [],
        "new_left_out": new.left_out(moved.name) if new.cell(moved.name) else [],
    }
    if old.cell(moved.name) and new.cell(moved.name) and old.unit(moved.name) != new.unit(moved.name):
        record["missing"].append(f"change: from {old.unit(moved.name)} to {new.unit(moved.name)}")
    elif isinstance(record["old"], float) and isinstance(record["new"], float):
        record["change"] = record["new"] - record["old"]
        record["change_share"] = record["change"] / abs(record["old"]) if record["old"] else None
        record["change_points"] = record["change"] * 100 if is_share(reader, moved.name) else None
    return record


def _lacking(which: str, reader: CellReader, name: str) -> list[str]:
    """Say why one of the two has no number."""
    if reader.cell(name) is None:
        return [f"{which}: not in {reader.name}"]
    return [f"{which}: {reader.why(name)}"] if reader.raw(name) is None else []


def _views(old: CellReader, new: CellReader, inputs: Sequence[Record], rows: Sequence[Record]) -> tuple[View, ...]:
    if not inputs and not rows:
        return (Prose("inputs", ("No input and no result differs.",)),)
    heads = ("Input", _OLD, _NEW, "where")
    given = tuple(Column(head, is_text=True) for head in heads)
    drawn = Grid("inputs", "What was changed", given, tuple(make_items(*_shown_input(row)) for row in inputs))
    shown = _without_repetition(old, new, rows)
    money = [number for row in shown if new.is_money(row["cell"]) for number in _raw(old, new, row["cell"])]
    scale = choose_scale(money, new.scenario.currency, new.asked)
    heads = (_OLD, _NEW, "change", words.IN_PERCENT)
    columns = (Column(words.RESULT, is_text=True), *map(Column, heads))
    lines = tuple(_shown_result(row, _Writer(old, new, row, scale)) for row in shown)
    moved = Grid("results", f"What moved; amounts in {scale.words}", columns, lines)
    explained = Prose("results", write_legend([old, new], [moved]), is_small=True)
    parted = draw_parts(old, new, shown, lambda row, own, raw: _Writer(old, new, row, own).change(raw))
    return views.drop_empty(drawn, moved if shown else Prose("results", ("No result moved.",)), explained, *parted)


def _raw(old: CellReader, new: CellReader, name: str) -> list[float | None]:
    return [reader.raw(name) for reader in (old, new)]


def _without_repetition(old: CellReader, new: CellReader, rows: Sequence[Record]) -> list[Record]:
    """Drop outcomes that only repeat the full losses because there are no moves."""
    if old.scenario.moves or new.scenario.moves:
        return list(rows)
    return [row for row in rows if not row["cell"].startswith("outcome")]


def _shown_input(row: Record) -> tuple[str, str, str, str]:
    places = [f"{row[f'{which}_file']}:{row[f'{which}_line']}" for which in ("old", "new") if row.get(f"{which}_file")]
    fields = ", ".join(row["fields"])
    what = f" ({fields or row['change']})" if fields != "value" else ""
    return f"{row['input']}{what}", *row["shown"], " → ".join(dict.fromkeys(places))


def _shown(change: Change) -> tuple[str, str]:
    """Write both sides of a change: as the files have it, or the words under the keys that differ."""
    sides = (change.old, change.new)
    if change.old is None or change.new is None or change.how == "reading" or "value" in change.fields:
        old, new = ((side.text or "yes") if side else "–" for side in sides)
        return old, new
    old, new = ("; ".join(_word(side, key) for key in change.fields) for side in sides if side)
    return old, new


def _word(given: Given, key: str) -> str:
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
        raw = (self.old if which == "old" else self.new).raw(self.row["cell"]) or 0.0
        is_least = bool(self.row[f"{which}_left_out"]) and not is_paired(self.row["cell"])
        return Item(self.number(raw)).at_least(is_least)

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


def _shown_result(row: Record, writer: _Writer) -> tuple[Item, ...]:
    values = Item(row["cell"]), writer.value("old"), writer.value("new")
    share = row.get("change_share")
    numbers = _raw(writer.old, writer.new, row["cell"])
    if row.get("change") is None or None in numbers:
        return (*values, *make_items("", ""))
    change = numbers[1] - numbers[0]  # type: ignore[operator]  # neither is missing
    return (
        *values,
        *make_items(writer.change(change), "" if share is None else write_signed(write_fixed(share * 100, 1), share)),
    )
