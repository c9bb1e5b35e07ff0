"""What `leverage diff` says: which inputs changed between two scenarios, which results moved, and what moved them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from leverage.difference import Change, Given, Moved, changes, results
from leverage.report import attribution, grids
from leverage.report.ledger import Ledger, asked, described
from leverage.report.marks import legend
from leverage.report.numbers import Scale, amounts, brief, fixed, signed
from leverage.report.parts import Record, Report, Table
from leverage.report.titles import is_paired, is_share, order, title
from leverage.report.views import Column, Grid, Item, Prose, View, items
from leverage.report.words import changes as words

INPUTS = (
    "input", "title", "change", "fields", "old", "new", "unit", "old_unit", "old_text", "new_text",
    "old_reading", "new_reading", "old_source", "new_source", "old_file", "old_line", "new_file", "new_line",
)  # fmt: skip
RESULTS = (
    "cell", "title", "old", "new", "unit", "change", "change_share", "change_points", "missing", "old_left_out",
    "new_left_out",
)  # fmt: skip


def diff(old: Ledger, new: Ledger) -> Report:
    """Report what differs between two scenarios."""
    inputs = [_input(old, new, change) for change in changes(old.of, new.of)]
    moved = sorted(results(old.of, new.of), key=lambda one: order(new, one.name))
    rows = [_result(old, new, one) for one in moved]
    tables = {
        "inputs": Table(INPUTS, lambda: inputs),
        "results": Table(RESULTS, lambda: rows),
        "attribution": Table(attribution.ATTRIBUTION, lambda: attribution.records(old, new, rows)),
    }
    scenario = {"old": described([old])[0], "new": described([new])[0]}
    heading = f"{old.name} → {new.name}{asked(new)}"
    return Report(new.scenario.title, heading, scenario, tables, lambda: _views(old, new, inputs, rows))


def is_different(report: Report) -> bool:
    """Tell whether anything differs."""
    return any(report.tables[name].records for name in ("inputs", "results"))


def _input(old: Ledger, new: Ledger, change: Change) -> Record:
    ledger = new if change.new else old
    numbers = {"old": old.number(change.name), "new": new.number(change.name)} if ledger.cell(change.name) else {}
    is_number = change.name in ledger.of.graph.cells and change.name not in ledger.scenario.claims
    return {
        "input": change.name,
        "title": _title(old, new, change.name) if is_number else None,
        "change": change.how,
        "fields": list(change.fields),
        "shown": _shown(change),
        **(numbers if is_number else {}),
        "unit": ledger.unit(change.name) if is_number else None,
        "old_unit": old.unit(change.name) if is_number and old.cell(change.name) else None,
        **_side("old", change.old),
        **_side("new", change.new),
    }


def _title(old: Ledger, new: Ledger, name: str) -> str:
    """Say what a cell is, in the words of the scenarios that have it: of both, where these differ."""
    return words.OLD_AND_NEW.join(dict.fromkeys(title(ledger, name) for ledger in (old, new) if ledger.cell(name)))


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


def _result(old: Ledger, new: Ledger, moved: Moved) -> Record:
    ledger = new if new.cell(moved.name) else old
    record: Record = {
        "cell": moved.name,
        "title": _title(old, new, moved.name),
        "old": moved.old if isinstance(moved.old, str) else old.number(moved.name),
        "new": moved.new if isinstance(moved.new, str) else new.number(moved.name),
        "unit": None if moved.name in ledger.scenario.claims else ledger.unit(moved.name),
        "missing": [*_lacking("old", old, moved.name), *_lacking("new", new, moved.name)],
        "old_left_out": old.left_out(moved.name) if old.cell(moved.name) else [],
        "new_left_out": new.left_out(moved.name) if new.cell(moved.name) else [],
    }
    if old.cell(moved.name) and new.cell(moved.name) and old.unit(moved.name) != new.unit(moved.name):
        record["missing"].append(f"change: from {old.unit(moved.name)} to {new.unit(moved.name)}")
    elif isinstance(record["old"], float) and isinstance(record["new"], float):
        record["change"] = record["new"] - record["old"]
        record["change_share"] = record["change"] / abs(record["old"]) if record["old"] else None
        record["change_points"] = record["change"] * 100 if is_share(ledger, moved.name) else None
    return record


def _lacking(which: str, ledger: Ledger, name: str) -> list[str]:
    """Say why one of the two has no number."""
    if ledger.cell(name) is None:
        return [f"{which}: not in {ledger.name}"]
    return [f"{which}: {ledger.why(name)}"] if ledger.raw(name) is None else []


def _views(old: Ledger, new: Ledger, inputs: Sequence[Record], rows: Sequence[Record]) -> tuple[View, ...]:
    if not inputs and not rows:
        return (Prose("inputs", (words.NO_DIFFERENCE,)),)
    heads = (words.INPUT, words.OLD, words.NEW, words.WHERE)
    given = tuple(Column(head, is_text=True) for head in heads)
    drawn = Grid("inputs", words.CHANGED, given, tuple(items(*_shown_input(row)) for row in inputs))
    shown = _without_repetition(old, new, rows)
    money = [number for row in shown if new.is_money(row["cell"]) for number in _raw(old, new, row["cell"])]
    scale = amounts(money, new.scenario.currency, new.asked)
    heads = (words.OLD, words.NEW, words.CHANGE, words.IN_PERCENT)
    columns = (Column(words.RESULT, is_text=True), *map(Column, heads))
    lines = tuple(_shown_result(row, _Writer(old, new, row, scale)) for row in shown)
    moved = Grid("results", words.MOVED.format(unit=scale.words), columns, lines)
    explained = Prose("results", legend([old, new], [moved]), is_small=True)
    parted = attribution.views(old, new, shown, lambda row, own, raw: _Writer(old, new, row, own).change(raw))
    return grids.shown(drawn, moved if shown else Prose("results", (words.NO_RESULT_MOVED,)), explained, *parted)


def _raw(old: Ledger, new: Ledger, name: str) -> list[float | None]:
    return [ledger.raw(name) for ledger in (old, new)]


def _without_repetition(old: Ledger, new: Ledger, rows: Sequence[Record]) -> list[Record]:
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
        old, new = ((side.text or words.GIVEN) if side else "–" for side in sides)
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

    old: Ledger
    new: Ledger
    row: Record
    scale: Scale

    @property
    def ledger(self) -> Ledger:
        """Return the new scenario's ledger, or the old one's for what is not in the new."""
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
        if self.ledger.is_money(self.row["cell"]):
            return self.scale.show(raw)
        if is_share(self.ledger, self.row["cell"]):
            return f"{fixed(raw * 100, 2)} %"
        return brief(raw, self.ledger.base_unit(self.row["cell"]))

    def change(self, raw: float) -> str:
        """Write a change in base units with its sign; that of a share in points."""
        is_points = is_share(self.ledger, self.row["cell"])
        return signed(words.POINTS.format(number=fixed(raw * 100, 2)) if is_points else self.number(raw), raw)


def _shown_result(row: Record, writer: _Writer) -> tuple[Item, ...]:
    values = Item(row["cell"]), writer.value("old"), writer.value("new")
    share = row.get("change_share")
    numbers = _raw(writer.old, writer.new, row["cell"])
    if row.get("change") is None or None in numbers:
        return (*values, *items("", ""))
    change = numbers[1] - numbers[0]  # type: ignore[operator]  # neither is missing
    return (*values, *items(writer.change(change), "" if share is None else signed(fixed(share * 100, 1), share)))
