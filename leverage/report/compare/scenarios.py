"""The scenarios that are compared: their order, what they are called, and which of them share their sides."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from leverage import naming
from leverage.report import words
from leverage.report.cell_reader import CellReader, describe_horizon
from leverage.report.numbers import write_all_digits
from leverage.report.report import Edition

COUNTED = ("{count} scenario", "{count} scenarios")
#: Of more scenarios a sentence names fewer and counts the others.
NAMED = 4

_LONG_TITLE = 45  # characters; a sentence calls a scenario of a longer title by its name
_BY_NAME = "name"

#: A party's id and name, which tell it from those of other scenarios.
Party: TypeAlias = tuple[str, str]


class Label(NamedTuple):
    """What a scenario is called in a row, and in a sentence."""

    full: str
    short: str


class Scenarios(NamedTuple):
    """Scenarios in the order of their rows, that from which changes are counted, and how they are to be shown.

    `labels` are what the scenarios are called, by their names. On a screen `has_ties` asks for losses by tie.
    """

    readers: Sequence[CellReader]
    first: CellReader
    labels: dict[str, Label]
    edition: Edition
    has_ties: bool

    def group(self) -> list["Scenarios"]:
        """Part the scenarios by their two sides, whichever of them is named first."""
        groups: dict[frozenset[Party], list[CellReader]] = {}
        for reader in self.readers:
            groups.setdefault(frozenset(map(reader.who, reader.scenario.sides)), []).append(reader)
        return [self._replace(readers=readers) for readers in groups.values()]

    @property
    def parties(self) -> list[Party]:
        """Return the sides of the scenarios, each once."""
        return list(dict.fromkeys(reader.who(side) for reader in self.readers for side in reader.scenario.sides))

    def quote(self, readers: Sequence[CellReader]) -> str:
        """Name scenarios in a sentence; of many the first, and the number of the others."""
        shown = readers if len(readers) <= NAMED else readers[: NAMED - 1]
        quoted = [f"“{self.labels[reader.name].short}”" for reader in shown]
        if len(shown) < len(readers):
            quoted.append(f"{len(readers) - len(shown)} more")
        return words.join_names(quoted)


def list_currencies(readers: Iterable[CellReader]) -> dict[str, list[str]]:
    """Return the currencies with the names of their scenarios, which can only be compared in one."""
    currencies: dict[str, list[str]] = {}
    for reader in readers:
        currencies.setdefault(reader.scenario.currency, []).append(reader.name)
    return currencies


def list_sort_keys(readers: Iterable[CellReader]) -> dict[str, str]:
    """Return by what the scenarios can be sorted, each key with its cell; the name has none."""
    keys = {_BY_NAME: "", "ratio": naming.DOLLAR_RATIO}
    for side in dict.fromkeys(side for reader in readers for side in reader.scenario.sides):
        total = naming.outcome(side)
        for what, cell in (("loss.", total), ("share.", naming.share(total))):
            keys[what + side] = cell
    return keys


def sort_scenarios(readers: Sequence[CellReader], key: str) -> list[CellReader]:
    """Sort scenarios by what rows call them, or by a number, the largest first; those without it stand last."""
    if key == _BY_NAME:
        labels = label_scenarios(readers)
        return sorted(readers, key=lambda reader: _pad_numbers(labels[reader.name].full.casefold()))
    cell = list_sort_keys(readers)[key]

    def rank(reader: CellReader) -> tuple[bool, float]:
        number = reader.raw(cell)
        return number is None, -(number or 0.0)

    return sorted(readers, key=rank)


def _pad_numbers(text: str) -> str:
    """Return a text by which what has numbers in it sorts by these: the second before the tenth."""
    return re.sub("[0-9]+", lambda match: match[0].zfill(20), text)


def label_scenarios(readers: Sequence[CellReader]) -> dict[str, Label]:
    """Return by the names of scenarios what they are called: in rows titles, and names where titles do not say them.

    Where all have one title, which is then that of the report, it is the name. So it is in a sentence where the title
    is long, or that of several.
    """
    titles = Counter(reader.scenario.title for reader in readers)
    heading = choose_title(readers)
    labels = {}
    for reader in readers:
        name, title = reader.name, reader.scenario.title
        if len(titles) == 1:
            labels[name] = Label(name, name)
            continue
        is_known = titles[title] == 1 and title != heading
        is_said = is_known and all(word.casefold() in title.casefold() for word in re.findall(r"[^\W_]+", name))
        short = title if is_known and len(title) <= _LONG_TITLE else name
        labels[name] = Label(title if is_said else f"{title} ({name})", short)
    return labels


def choose_title(readers: Sequence[CellReader]) -> str:
    """Return the title that all scenarios share, else the names of the sides that they share, if they do."""
    if len({reader.scenario.title for reader in readers}) == 1:
        return readers[0].scenario.title
    pairs = {frozenset(map(reader.who, reader.scenario.sides)) for reader in readers}
    return words.AND.join(readers[0].side_names) if len(pairs) == 1 else "Several pairs of sides"


def find_common_size(scenarios: Scenarios) -> float | None:
    """Return the second side's GDP over the first's; None where it is not known, or not the same in all scenarios."""
    sizes = [reader.raw(naming.SIZE_RATIO) for reader in scenarios.readers]
    written = {None if size is None else write_all_digits(size) for size in sizes}
    is_one_order = len({reader.scenario.sides for reader in scenarios.readers}) == 1
    return sizes[0] if sizes[0] and len(written) == 1 and is_one_order else None


def describe_horizons(scenarios: Scenarios) -> str:
    """Say over which first years losses are counted, to be put behind a heading: in all scenarios, or in each."""
    alike: dict[str, list[CellReader]] = {}
    for reader in scenarios.readers:
        alike.setdefault(describe_horizon(reader).removeprefix(", "), []).append(reader)
    if len(alike) == 1:
        return describe_horizon(scenarios.first)
    told = []
    for horizon, readers in alike.items():
        if horizon:
            counts = "counts" if len(readers) == 1 else "count"
            told.append(f"{scenarios.quote(readers)} {counts} losses {horizon}")
    others = ", the others after adjustment" if "" in alike else ""
    return f"; {', '.join(told)}{others}"
