"""An explanation as an outline for people: a cell, how it comes about, and below it each of its inputs."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from leverage.report.ledger import Ledger
from leverage.report.marks import mark, with_mark
from leverage.report.parts import Record
from leverage.report.views import Entry, Outline
from leverage.report.words import explaining as words


def outline(ledger: Ledger, rows: Sequence[Record]) -> Outline:
    """Draw the steps of an explanation; one that merely names another is drawn with it, as one entry."""
    entries: list[Entry] = []
    joined: list[int] = []  # depths of steps that were drawn with the one below
    carried: list[Record] = []
    followed = [after["depth"] > row["depth"] for row, after in pairwise(rows)]
    for row, is_followed in zip(rows, [*followed, False], strict=True):
        while joined and joined[-1] >= row["depth"]:
            joined.pop()
        carried.append(row)
        if row["is_alias"] and is_followed:  # at the deepest level asked for what it names does not follow
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
    choices = [_choice(row) for row in rows if row["choice"] and not row["repeated"]]
    lines = ["; ".join([*titles, *choices]), *(_years(first) if depth == 0 else ()), *_how(last)]
    cell = str(first["cell"])
    value = with_mark(str(first["shown"]), mark(ledger, cell), cell, ledger.raw(cell))
    return Entry(depth, head, value, tuple(line for line in lines if line))


def _choice(row: Record) -> str:
    """Say why this was chosen, and what was not: other formulas, or other readings with their values."""
    if not row["rivals"]:
        return str(row["choice"])
    return words.NOT_CHOSEN.format(choice=row["choice"], others="; ".join(row["rivals"]))


def _years(row: Record) -> Iterator[str]:
    """Say of which years the figures below are, where they are of several or some have none."""
    if len(row["years"]) > 1 or (row["undated"] and row["formula"]):
        of_years = words.OF_YEARS_AND_UNDATED if row["undated"] else words.OF_YEARS
        template = of_years if row["years"] else words.UNDATED
        yield template.format(years=", ".join(map(str, row["years"])), figures=", ".join(row["undated"]))


def _how(row: Record) -> Iterator[str]:
    if row["repeated"]:
        yield words.ABOVE
        return
    if row["formula"] and row["formula"] != row["numbers"]:
        yield f"= {row['words']}"
        yield f"= {row['formula']}"
        if row["numbers"]:
            yield f"= {row['numbers']}"
    yield _source(row)
    if row["left_out"]:
        template = words.ONLY_PAIRED if row["is_paired"] else words.AT_LEAST
        yield template.format(left_out=", ".join(row["left_out"]))
    if row["missing"]:
        yield words.MISSING.format(reasons="; ".join(row["missing"]))


def _source(row: Record) -> str:
    """Say where a figure comes from, or why it is assumed."""
    printed = row.get("as_printed")
    place = f"{row['file']}:{row['line']}" if row.get("file") else ""
    parts = [
        f"{row['range']}" if row.get("range") else "",
        words.ASSUMED.format(reason=row["reason"]) if row.get("reason") else "",
        row.get("source"),
        str(row["year"]) if row.get("year") else "",
        row.get("where"),
        f"“{printed}”" if printed else "",
        words.ABOUT if row.get("approximate") else "",
        (row.get("note") or "").rstrip("."),
        place,
    ]
    return "; ".join(str(part) for part in parts if part)
