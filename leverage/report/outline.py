"""An explanation as an outline for people: a cell, how it comes about, and below it each of its inputs."""

from collections.abc import Iterator, Sequence

from leverage.report.ledger import Ledger
from leverage.report.marks import mark
from leverage.report.parts import Record
from leverage.report.views import Entry, Item, Outline


def outline(ledger: Ledger, rows: Sequence[Record]) -> Outline:
    """Draw the steps of an explanation; one that merely names another is drawn with it, as one entry."""
    entries: list[Entry] = []
    joined: list[int] = []  # depths of steps that were drawn with the one below
    carried: list[Record] = []
    for row in rows:
        while joined and joined[-1] >= row["depth"]:
            joined.pop()
        carried.append(row)
        if row["is_alias"] and not row["repeated"]:
            joined.append(row["depth"])
            continue
        entries.append(_entry(ledger, carried, row["depth"] - len(joined)))
        carried = []
    return Outline("explanation", tuple(entries))


def _entry(ledger: Ledger, rows: Sequence[Record], depth: int) -> Entry:
    """Draw one step, with those before it that merely name it."""
    first, last = rows[0], rows[-1]
    head = " = ".join(str(row["cell"]) for row in rows)
    titles = dict.fromkeys((first["title"], *([last["title"]] if last.get("range") is not None else ())))
    choices = [f"{row['choice']}{_others(row)}" for row in rows if row["choice"] and not row["repeated"]]
    lines = ["; ".join([*titles, *choices]), *(_years(first) if depth == 0 else ()), *_how(last)]
    value = Item(str(first["shown"]), mark(ledger, first["cell"]), first["cell"], ledger.raw(first["cell"]))
    return Entry(depth, head, value, tuple(line for line in lines if line))


def _others(row: Record) -> str:
    """Name what was not chosen: other formulas, or other readings with their values."""
    return f" (not: {'; '.join(row['rivals'])})" if row["rivals"] else ""


def _years(row: Record) -> Iterator[str]:
    """Say of which years the figures below are, where they are of several or some have none."""
    if len(row["years"]) > 1 or (row["undated"] and row["formula"]):
        parts = [f"of {', '.join(map(str, row['years']))}"] if row["years"] else []
        parts += [f"undated: {', '.join(row['undated'])}"] if row["undated"] else []
        yield f"rests on figures {'; '.join(parts)}"


def _how(row: Record) -> Iterator[str]:
    if row["repeated"]:
        yield "as explained above"
        return
    if row["formula"] and row["formula"] != row["numbers"]:
        yield f"= {row['words']}"
        yield f"= {row['formula']}"
        if row["numbers"]:
            yield f"= {row['numbers']}"
    yield _source(row)
    if row["left_out"]:
        why = "only what is valued on both ends: without" if row["is_paired"] else "at least: without"
        yield f"{why} {', '.join(row['left_out'])}"
    if row["missing"]:
        yield f"missing: {'; '.join(row['missing'])}"


def _source(row: Record) -> str:
    """Say where a figure comes from, or why it is assumed."""
    printed = row.get("as_printed")
    place = f"{row['file']}:{row['line']}" if row.get("file") else ""
    parts = [
        f"{row['range']}" if row.get("range") else "",
        f"assumed: {row['reason']}" if row.get("reason") else "",
        row.get("source"),
        str(row["year"]) if row.get("year") else "",
        row.get("where"),
        f"“{printed}”" if printed else "",
        "the source says about" if row.get("approximate") else "",
        (row.get("note") or "").rstrip("."),
        place,
    ]
    return "; ".join(str(part) for part in parts if part)
