"""Mutated inputs through every command and format, in one process: no fault but the program's own, and no hostile line.

The suite runs a few hundred rounds. A long campaign by hand, which sorts failures by their kind and keeps an input of
each in a folder (mutations-kept by default):

    python -m tests.test_mutations --rounds 100000 --seed 1 [--keep FOLDER]

LEVERAGE_MUTATIONS=N sets the rounds of the suite, LEVERAGE_MUTATIONS_SEED=N its seed. A round is made from the seed and
its number alone, so `--only N` makes the same one again. The slowest rounds are told, never held against a bound.
"""

import argparse
import contextlib
import csv
import io
import json
import math
import os
import random
import re
import shutil
import signal
import sys
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
import yaml

from leverage import formats, library
from leverage.__main__ import run

HERE = Path(__file__).parent
ROUNDS, PATIENCE = 320, 60  # in the suite, and seconds after which a round counts as hanging
MACHINES = ("csv", "tsv", "json", "jsonl", "github", "junit")
LIBRARIES = {"docx": "docx", "xlsx": "xlsxwriter", "png": "resvg_py", "parquet": "pyarrow"}

SMALL = """\
title: Two neighbours
as_of: 2025-07
currency: USD
sides: [north, south]
sources:
  office: {title: Yearbook, author: The Office, published: 2024, url: "https://example.org/a?b=c", primary: true}
  paper: {title: A paper, author: "A. Author and B. Author"}
parties:
  north:
    name: The North
    code: AZE
    gdp: {value: 74.3 billion USD/year, low: 70 billion USD/year, high: 80 billion USD/year, year: 2024, source: office}
    exports:
      use: customs
      readings:
        customs: {value: 26.5 billion USD/year, year: 2024, source: office}
        implied: {formula: sold / sold_share}
  south:
    name: The South
    gdp: {value: 2 trillion USD/year, year: 2024, source: office}
    imports: 300 billion USD/year
figures:
  sold: {value: 1.178 billion USD/year, year: 2024, source: office, as_printed: $1.178 billion, where: page 3}
  sold_share: {value: 4.5 %, source: paper}
  diverted: {value: 67 %, low: 33 %, high: 90 %, assumed: as elsewhere, shape: triangular}
  elasticity:
    use: low
    readings:
      low: {value: 3.8, low: 3, high: 5, source: paper}
      high: {value: 8, source: office}
levers:
  goods: {kind: trade, label: Goods N → S, seller: north, buyer: south, value: sold, diverted: diverted,
    elasticity: elasticity}
  money: {kind: remittances, recipient: north, host: south, value: 500 million USD/year, offset: 30 %}
  pipe:
    kind: transit
    shipper: north
    carrier: south
    throughput: 20,000 bbl/day
    price: 80 USD/bbl
    tariff: 1.8 USD/bbl
    spare: {value: 90 %, low: 50 %, high: 100 %, assumed: another pipe}
    detour: 2 USD/bbl
    status: proposed
moves:
  ban: {lever: goods, by: south, cut: 40 %, for: 6 months}
  stop: {lever: money, by: south, cut: 1}
results:
  means: {label: Named means, formula: loss.north.goods + loss.north.money}
claims:
  small: {says: The South takes little., source: paper, test: sold / north.exports < 10%, threshold: judgement}
  less: {says: It loses less., test: total.south < total.north, expect: fails}
"""
TABLE = "year,diverted,elasticity,sold [billion USD/year],note\n2023,50%,3.8,1.2,a\n2024,60 %,4,1.3,b\n2025,0.7,5,,c\n"
OVERLAY = "title: Another\nextends: azerbaijan-russia\nfigures:\n  diverted: {value: 40 %, assumed: another}\n"

MARK = "::error ::mutated"  # what no line may begin with
TEXTS = (
    "", " ", "x", "x" * 3000, "word " * 400, f"a\n{MARK}", f"a\r\n{MARK}\r{MARK}", f"\u2028{MARK}\x85{MARK}",
    "\x00\x07", "\x1b[31mred", "\ufffe\uffff", "\u202e\u061c\u200b\U000e0041", "=1+1", "@SUM(A1)", "-2+3",
    "<b>&amp;]]>", "\\input{x}", "{0} {x} %s %d", "a | b `c` *d*", "Россия", "საქართველო", "日本", "🙂", "e\u0301",
    "null", "~", "&a *a", "!!int 3", "[", "- a", "a: b", "a #b", "'", '"', "%", "$", "_", ".", "..", "/etc/passwd",
    "../../x", "-", "--help", "a.b.c", "a=b",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "1", "-1", "0.5", "1e-300", "5e-324", "1e300", "1.7e308", "1e999", ".inf", ".nan", "inf", "nan",
    "007", "1,000", "1_0", "1__0", "1,5", "1 000", "0x10", "1e5", "12:30", "2023/24", "\u0661\u0662", "9" * 20, "3.8",
    "100", "2024",
)  # fmt: skip
UNITS = (
    "", "%", " %", " USD/year", " billion USD/year", " USD", " EUR/year", " million", " months", " bbl/day", " USD/bbl",
    " bcm/year", " persons", " MMbbl/day", " manat", " USD/year/year", " thousand million USD/year", " /year", " hours",
)  # fmt: skip
NAMES = (
    "sold", "diverted", "elasticity", "elasticity.high", "north.gdp", "south.gdp", "loss.north.goods", "total.north",
    "total.south", "balance.dollar_ratio", "goods.value", "move.ban.cost_ratio", "move.ban.for", "by.south.damage",
    "means", "small", "abs", "nothing", "north", "a.b.c.d", "outcome.north", "exposure.south.goods", "balance.bite",
    "elasticity.low", "move.ban.cut", "goods.elasticity", "pipe.spare", "diverted_share", "azerbaijan.gdp", "oil_price",
)  # fmt: skip
RIGHT = NAMES[:16]  # in the small scenario as it is written
AXES = (
    "diverted=0%:100%",
    "elasticity=2:6",
    "sold=1 billion USD/year:2 billion USD/year",
    "move.ban.cut=0:1",
    "pipe.spare=0:1",
)
COMMANDS = ("show", "compare", "get", "explain", "sources", "check", "sensitivity", "sweep", "diff", "new", "kinds")


class Case(NamedTuple):
    """A round: the words after `leverage`, and the files that it may read."""

    words: tuple[str, ...]
    files: dict[str, bytes]
    stdin: bytes = b""


class Seen(NamedTuple):
    """What a run left behind."""

    status: int
    out: bytes
    err: str


class FaultError(AssertionError):
    """What must not be, with a short word for its kind."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind


# Making a round.


def case(seed: int, number: int) -> Case:
    """Make a round."""
    chance = random.Random(seed * 1_000_003 + number)  # noqa: S311  # no secret
    scenario = _scenario(chance)
    files = {"m.yaml": scenario, "base.yaml": _bundled()["base"], "small.yaml": SMALL.encode()}
    command = chance.choices(COMMANDS, (8, 3, 4, 4, 3, 8, 2, 6, 2, 1, 1))[0]
    words = _WORDS.get(command, _plain)(chance)
    if command == "sweep":
        files["rows.csv"] = _bytes(chance, TABLE.encode()) if chance.random() < 0.7 else TABLE.encode()
    if chance.random() < 0.05 and "m.yaml" in words:
        words = ["-" if word == "m.yaml" else word for word in words]
    if command not in ("new", "check") and chance.random() < 0.05:
        at = chance.randrange(len(words) + 1)
        words[at:at] = [chance.choice((*TEXTS[:40], "--set", "--nothing", "-f"))]
    words = [word.replace("\x00", "") for word in words]  # no argument can hold one
    return Case((command, *words), files, scenario)


def _scenario(chance: random.Random) -> bytes:
    seeds: tuple[Callable[[], str], ...] = (
        lambda: SMALL,
        lambda: chance.choice(_broken()),
        lambda: OVERLAY,
        lambda: (HERE / "workbooks" / "strange.yaml").read_text(encoding="utf-8"),
        lambda: chance.choice(list(_bundled().values())).decode(),
    )
    text = chance.choices(seeds, (68, 14, 8, 4, 6))[0]()
    if chance.random() < 0.75:
        with contextlib.suppress(yaml.YAMLError, RecursionError):
            tree = yaml.load(text, yaml.BaseLoader)  # noqa: S506  # it makes nothing but texts
            for _ in range(chance.choice((0, 0, 1, 1, 1, 1, 2, 4))):
                _mutate(chance, tree)
            text = yaml.dump(tree, allow_unicode=chance.random() < 0.7, sort_keys=False, default_flow_style=False)
    made = text.encode("utf-8", "surrogatepass")
    return _bytes(chance, made) if chance.random() < 0.15 else made


def _broken() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((HERE / "broken").glob("*.yaml"))]


def _bundled() -> dict[str, bytes]:
    return {name.partition("/")[2]: path.read_bytes() for name, path in library.list_bundled().items()}


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """List every place of a tree, as what holds it and its key there."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys]
    return found


def _mutate(chance: random.Random, tree: Any) -> None:
    """Change one thing in a tree."""
    places = _places(tree)
    if not places:
        return
    scalars = [(holder, key) for holder, key in places if isinstance(holder[key], str)]
    at = chance.choice(scalars if scalars and chance.random() < 0.7 else places)
    change = chance.choices(_CHANGES, (10, 8, 6, 6, 4, 16, 25, 10, 15))[0]
    change(chance, *at, *chance.choice(places))


def _delete(_chance: random.Random, holder: Any, key: Any, *_other: Any) -> None:
    del holder[key]


def _swap(_chance: random.Random, holder: Any, key: Any, other: Any, there: Any) -> None:
    holder[key], other[there] = json.loads(json.dumps((other[there], holder[key])))


def _double(chance: random.Random, holder: Any, key: Any, _other: Any, there: Any) -> None:
    if isinstance(holder, dict):
        holder[chance.choice((*NAMES, *TEXTS[:20], str(there), f"{key}x"))] = json.loads(json.dumps(holder[key]))


def _nest(chance: random.Random, holder: Any, key: Any, *_other: Any) -> None:
    holder[key] = chance.choice(([holder[key]], {"value": holder[key]}, {"formula": holder[key]}, {}, [], [[{}]]))


def _rename(chance: random.Random, holder: Any, key: Any, _other: Any, there: Any) -> None:
    if isinstance(holder, dict):
        names = (str(there), str(key)[::-1], str(key).upper(), f"{key} ", chance.choice(NAMES))
        holder[chance.choice(names)] = holder.pop(key)


def _compute(chance: random.Random, holder: Any, key: Any, *_other: Any) -> None:
    holder[key] = _formula(chance, 3)


def _count(chance: random.Random, holder: Any, key: Any, *_other: Any) -> None:
    holder[key] = f"{chance.choice(NUMBERS)}{chance.choice(UNITS)}"


def _measure(chance: random.Random, holder: Any, key: Any, *_other: Any) -> None:
    if isinstance(holder[key], str):
        holder[key] = f"{holder[key]}{chance.choice(UNITS)}"


def _write(chance: random.Random, holder: Any, key: Any, *_other: Any) -> None:
    """Put a hostile text into another one, or in its place."""
    own = holder[key] if isinstance(holder[key], str) and chance.random() < 0.5 else ""
    at = chance.randrange(len(own) + 1)
    holder[key] = f"{own[:at]}{chance.choice(TEXTS)}{own[at:]}"


_CHANGES = (_delete, _swap, _double, _nest, _rename, _compute, _count, _measure, _write)


def _formula(chance: random.Random, depth: int) -> str:
    """Make a formula of a small grammar, most of them right in form and many wrong in units."""
    if depth == 0 or chance.random() < 0.2:
        literals = ("0", "1", "2.5", "5%", "[2 billion USD/year]", "[3 months]", "1e308", chance.choice(NUMBERS))
        return chance.choice((chance.choice(NAMES), chance.choice(literals)))
    one, two = _formula(chance, depth - 1), _formula(chance, depth - 1)
    function = chance.choice(("min", "max", "abs", "sqrt", "exp", "expm1", "log", "log1p", "close", "sum", "print"))
    operator = chance.choice(("+", "-", "*", "/", "**", "<", "<=", "==", "!=", "and", "or", "//", "@", "if"))
    return chance.choice((
        f"{one} {operator} {two}", f"({one} {operator} {two})", f"-{one}", f"{function}({one})", f"not {one}",
        f"{function}({one}, {two})", f"{one}.{two}", f"{one} < {two} < {one}", f"{one}[{two}]", f"{one} {two}",
    ))  # fmt: skip


def _bytes(chance: random.Random, data: bytes) -> bytes:
    """Change bytes without a thought for what they mean."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 3, 20)))
        lines = data.split(b"\n")
        line = chance.randrange(len(lines))
        noise = chance.choice((
            bytes([chance.randrange(256)]), b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"  ",
            b"'", b'"', b"{", b"]", b": ", b" #", b"\xc2\x85", b"%", b",", b";", chance.choice(TEXTS).encode(),
        ))  # fmt: skip
        data = chance.choice((
            data[:at] + noise + data[at:],
            data[:at] + noise + data[end:],
            data[:at] + data[end:],
            data[:at],
            data.replace(b"\n", chance.choice((b"\r\n", b"\r"))),
            b"\n".join([*lines[:line], lines[line], *lines[line:]]),
            b"\n".join([*lines[:line], *lines[line + 1 :]]),
            b"\n".join([*lines[:line], b"  " + lines[line], *lines[line + 1 :]]),
        ))  # fmt: skip
    return data


def _format(chance: random.Random, *tables: str) -> list[str]:
    """Ask for a format, now and then for one that this command does not have."""
    known = [name for name in formats.list_formats(tables) if find_spec(LIBRARIES.get(name, "json")) is not None]
    slow = [name for name in known if name in LIBRARIES]
    fast = [name for name in known if name not in slow]
    if chance.random() < 0.1:
        return []
    if chance.random() < 0.02:
        return ["-f", chance.choice((*TEXTS[:30], "parquet", "junit", "xlsx"))]
    return ["-f", chance.choice(slow if slow and chance.random() < 0.1 else fast)]


def _asked(chance: random.Random) -> list[str]:
    """Ask what if, and for more or less of the output."""
    value = chance.choice(
        (f"{chance.choice(NUMBERS)}{chance.choice(UNITS)}", _formula(chance, 2), chance.choice(TEXTS))
    )
    words: list[str] = []
    for odds, more in (
        (0.15, ["--set", f"{chance.choice(NAMES)}={value}"]),
        (0.04, ["--set", f"{chance.choice(TEXTS)}={value}"]),
        (0.05, ["--use", chance.choice(("office", "paper", "elasticity=high", chance.choice(TEXTS)))]),
        (0.05, ["--only", chance.choice(("office", "paper", "avdaliani", chance.choice(TEXTS)))]),
        (0.05, ["--unit", chance.choice((*UNITS, chance.choice(TEXTS))).strip() or "%"]),
        (0.05, ["--table", chance.choice(("stakes", "totals", "claims", "notes", "moves", chance.choice(TEXTS)))]),
        (0.05, ["--width", chance.choice(("20", "37", "80", "0", "x"))]),
    ):
        words += more if chance.random() < odds else []
    return words


def _draws(chance: random.Random) -> list[str]:
    few = chance.choice(("100", "100", "150", "99"))
    return ["--no-range"] if chance.random() < 0.4 else ["--draws", few, "--seed", chance.choice(("1", "7"))]


def _names(chance: random.Random, most: int) -> list[str]:
    """Choose names of cells, most of them right ones."""
    return chance.sample(RIGHT if chance.random() < 0.85 else NAMES, chance.randint(1, most))


def _plain(chance: random.Random) -> list[str]:
    """Make the words of `sources`."""
    return ["m.yaml", *(["--rivals"] if chance.random() < 0.4 else []), *_format(chance), *_asked(chance)]


def _show(chance: random.Random) -> list[str]:
    more = [word for word in ("--brief", "--full", "--chart", "--standalone", "--scale=gdp") if chance.random() < 0.12]
    return ["m.yaml", *more, *_format(chance, "chart", "workbook"), *_asked(chance), *_draws(chance)]


def _compare(chance: random.Random) -> list[str]:
    more = ("--by-lever", "--notes", "--chart", "--sort=name", "--sort=ratio", "--sort=loss.a", "--sort=share.none")
    return [
        "m.yaml",
        chance.choice(("small.yaml", "m.yaml")),
        *(word for word in more if chance.random() < 0.12),
        *_format(chance, "chart"),
        *_asked(chance),
        *_draws(chance),
    ]


def _get(chance: random.Random) -> list[str]:
    return ["m.yaml", *_names(chance, 2), *_format(chance), *_asked(chance)]


def _explain(chance: random.Random) -> list[str]:
    cell = _names(chance, 1) if chance.random() < 0.8 else []
    depth = ["--depth", chance.choice(("0", "1", "9", "-1"))] if chance.random() < 0.2 else []
    return ["m.yaml", *cell, *depth, *_format(chance), *_asked(chance)]


def _check(chance: random.Random) -> list[str]:
    more = ["--strict"] if chance.random() < 0.2 else []
    return ["m.yaml", *more, *_format(chance, "findings"), *_asked(chance), *_draws(chance)]


def _sensitivity(chance: random.Random) -> list[str]:
    of = ["--of", *_names(chance, 1)] if chance.random() < 0.3 else []
    return ["m.yaml", *of, *_format(chance, "chart"), *_asked(chance), "--draws", "100"]


def _sweep(chance: random.Random) -> list[str]:
    ends = [
        chance.choice(("0%", "100%", "1", "5", "-1", "1e308", "2 billion USD/year", *NUMBERS[:8])) for _ in range(2)
    ]
    axis = chance.choice((f"{chance.choice(NAMES)}={ends[0]}:{ends[1]}", chance.choice(AXES), chance.choice(AXES)))
    vary = ["--vary", f"{axis}:{chance.choice((1, 2, 5))}"]
    rows = ["--rows", "rows.csv"]
    more = chance.choice((vary, rows, rows, [*vary, *vary], []))
    cells = [word for name in _names(chance, 2) for word in ("--get", name)]
    going = ["--keep-going"] if chance.random() < 0.3 else []
    form = chance.choice((["-f", "csv"], ["-f", "jsonl"], ["-f", "tsv"], ["-f", "parquet"], []))
    return [chance.choice(("m.yaml", "small.yaml")), *more, *cells, *going, *form, *_asked(chance)]


def _diff(chance: random.Random) -> list[str]:
    return ["m.yaml", chance.choice(("small.yaml", "base.yaml")), *_format(chance), *_asked(chance)]


def _new(chance: random.Random) -> list[str]:
    """Make the words of `new`, which writes to standard output alone: a name that is made up could be anywhere."""
    return ["-", "--from", chance.choice(("m.yaml", "m.yaml", "m.yaml", "base", *TEXTS[:30]))]


def _kinds(chance: random.Random) -> list[str]:
    return [*chance.choice(((), ("trade",), (chance.choice(TEXTS),))), *_format(chance)]


_WORDS = {
    "show": _show, "compare": _compare, "get": _get, "explain": _explain, "check": _check, "sensitivity": _sensitivity,
    "sweep": _sweep, "diff": _diff, "new": _new, "kinds": _kinds,
}  # fmt: skip


# Running it.


@contextlib.contextmanager
def _patience() -> Iterator[None]:
    """Give up on a round that hangs, where the system can ring a bell."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def give_up(_signal: int, _frame: object) -> None:
        raise FaultError("hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def ran(one: Case) -> Seen:
    """Run a round in this process as the program's entry would."""
    kept = (sys.argv, sys.stdin, sys.stdout, sys.stderr)
    out, err = io.BytesIO(), io.BytesIO()
    sys.argv = ["leverage", *one.words]
    sys.stdin = io.TextIOWrapper(io.BytesIO(one.stdin), "utf-8")
    sys.stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, "utf-8", "backslashreplace", write_through=True)
    try:
        with _patience(), warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.simplefilter("ignore", ResourceWarning)  # as the program's own process does
            status = run()
        return Seen(status, out.getvalue(), err.getvalue().decode())
    except FaultError:
        raise
    except BaseException as error:  # whatever it is, it is a fault
        own = [frame for frame in traceback.extract_tb(error.__traceback__) if "leverage" in frame.filename]
        place = f"{Path(own[-1].filename).name}:{own[-1].name}" if own else "?"
        raise FaultError(f"{type(error).__name__} in {place}", str(error)[:200]) from error
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = kept


# Judging it.


def judged(one: Case, seen: Seen) -> None:
    """Hold a run against all that must be; raises FaultError."""
    form = one.words[one.words.index("-f") + 1] if "-f" in one.words[:-1] else "table"
    _hold(seen.status in (0, 1, 2, 3), "status", str(seen.status))
    _hold("Traceback" not in seen.err, "traceback", seen.err[-300:])
    _hold("Warning" not in seen.err, "warning", seen.err[-300:])
    _hold(not _begins(seen.err), "hostile line on stderr", seen.err[:300])
    _hold(seen.status < 2 or bool(seen.err.strip()), "no word of what is wrong")
    is_partial = one.words[0] == "sweep" or (one.words[0] == "check" and seen.status == 3 and form in MACHINES)
    _hold(seen.status < 2 or not seen.out or is_partial, "output though it failed", repr(seen.out[:200]))
    is_help = bool({"-h", "--help", "--version"} & {*one.words})
    if seen.out and not is_help and (seen.status < 2 or one.words[0] == "check"):
        _well_formed(one, form, seen.out)


def _hold(is_right: bool, kind: str, detail: str = "") -> None:
    if not is_right:
        raise FaultError(kind, detail)


def _begins(text: str) -> bool:
    return any(line.lstrip().startswith(MARK) for line in re.split("[\r\n]", text))


def _well_formed(one: Case, form: str, out: bytes) -> None:
    """Hold an output to be what its format is."""
    if form in _PACKAGES:
        _PACKAGES[form](out)
        return
    try:
        text = out.decode()
    except UnicodeDecodeError as error:
        raise FaultError("output that is no text", f"{form}: {error}") from error
    passes_on = one.words[0] == "sweep"  # columns of the user's, as they stand
    _hold(passes_on or not _begins(text), "hostile line on stdout", form)
    if form in _TEXTS:
        _TEXTS[form](text)
    if one.words[0] not in ("new", "kinds"):
        _no_odd_number(one, text)


def _parts(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            if part.endswith((".xml", ".rels", ".vml")):
                _xml(package.read(part), part)


def _begun(data: bytes) -> None:
    _hold(data[:4] in (b"\x89PNG", b"PAR1"), "no picture and no Parquet")


def _xml(data: str | bytes, what: str = "document") -> None:
    try:
        ET.fromstring(data)  # noqa: S314  # our own
    except ET.ParseError as error:
        raise FaultError(f"{what} is no XML", str(error)) from error


def _html(text: str) -> None:
    _hold(not re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text), "page with what XML lacks")


def _json(text: str) -> None:
    try:
        _numbers(json.loads(text, parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        raise FaultError("output that is no JSON", f"{error}: {text[:200]!r}") from error


def _lines(text: str) -> None:
    for line in text.splitlines():
        _json(line)


def _table(delimiter: str) -> Callable[[str], None]:
    def read(text: str) -> None:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        _hold(len({len(row) for row in rows}) <= 1, "rows of several lengths")

    return read


_PACKAGES: dict[str, Callable[[bytes], None]] = {"docx": _parts, "xlsx": _parts, "png": _begun, "parquet": _begun}
_TEXTS: dict[str, Callable[[str], None]] = {
    "svg": _xml, "junit": _xml, "html": _html, "json": _json, "jsonl": _lines, "csv": _table(","), "tsv": _table("\t"),
}  # fmt: skip


def _no_odd_number(one: Case, text: str) -> None:
    """Hold that no number is infinite, undefined or a negative nothing, where no text of the input says so."""
    given = b" ".join([*one.files.values(), *(word.encode() for word in one.words)]).decode("utf-8", "replace")
    for odd in (r"(?<![\w.\-])[-−]?(?:inf|nan)(?![\w.\-])", r"(?<![\w.,:\-−–%)\]])[-−]0(?:\.0+)?(?![\w.,:\-])"):
        found = re.search(odd, text)
        bare = re.sub("[-−]", "", found[0]) if found else ""
        is_given = bool(bare) and re.search(rf"{re.escape(bare)}\b" if bare.isalpha() else "-0", given)
        _hold(
            not found or bool(is_given), f"odd number {bare}", text[max(0, found.start() - 80) :][:160] if found else ""
        )


def _no_constant(name: str) -> None:
    raise FaultError("no JSON", name)


def _numbers(value: Any) -> None:
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _numbers(one)
    _hold(not isinstance(value, float) or (value != 0 or math.copysign(1, value) > 0), "negative nothing in JSON")


# Many rounds.


class Told(NamedTuple):
    """What became of a campaign."""

    statuses: Counter[str]
    faults: Counter[str]
    first: dict[str, tuple[int, str]]
    slowest: list[tuple[float, int]]


def campaign(rounds: Sequence[int], seed: int, keep: Path | None = None) -> Told:
    """Run rounds in the current folder, whose files they write; return counts, faults and the slowest."""
    told = Told(Counter(), Counter(), {}, [])
    for number in rounds:
        one = case(seed, number)
        begun = time.perf_counter()
        try:
            _round(one, number, told)
        except FaultError as fault:
            told.faults[fault.kind] += 1
            if fault.kind not in told.first:
                told.first[fault.kind] = (number, f"{' '.join(map(repr, one.words))}\n    {fault}")
                _keep(one, number, keep)
        told.slowest.append((time.perf_counter() - begun, number))
        told.slowest[:] = sorted(told.slowest, reverse=True)[:5]
    return told


def _round(one: Case, number: int, told: Told) -> None:
    for name, content in one.files.items():
        Path(name).write_bytes(content)
    seen = ran(one)
    told.statuses[f"{one.words[0]} {seen.status}"] += 1
    judged(one, seen)
    changed = [name for name, content in one.files.items() if Path(name).read_bytes() != content]
    _hold(not changed, "input changed", " ".join(changed))
    if number % 10 == 0:
        _hold(ran(one) == seen, "another output on a repeat")


def _keep(one: Case, number: int, keep: Path | None) -> None:
    """Keep the files of a round that failed, and the words that ran it."""
    if keep is not None:
        folder = keep / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in one.files.items():
            (folder / name).write_bytes(content)
        (folder / "words").write_text(repr(one.words), encoding="utf-8")


def test_mutations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the input, the program says what is wrong in its own words, or gives what its format is."""
    monkeypatch.chdir(tmp_path)
    rounds = int(os.environ.get("LEVERAGE_MUTATIONS", ROUNDS))
    told = campaign(range(rounds), int(os.environ.get("LEVERAGE_MUTATIONS_SEED", "1")))
    assert told.first == {}, "\n".join(f"round {number}: {what}" for number, what in told.first.values())
    assert {status.rpartition(" ")[2] for status in told.statuses} >= {"0", "1", "2", "3"}


def main() -> None:
    """Run a campaign by hand."""
    parser = argparse.ArgumentParser(prog="python -m tests.test_mutations")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path, default=Path("mutations-kept"))
    asked = parser.parse_args()
    keep = asked.keep.absolute()
    folder = keep / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.chdir(folder)
    rounds = range(asked.first, asked.first + asked.rounds) if asked.only is None else [asked.only]
    begun = time.perf_counter()
    told = campaign(rounds, asked.seed, keep)
    took = time.perf_counter() - begun
    lines = [f"{len(rounds)} rounds in {took:.0f} s, {sum(told.faults.values())} faults of {len(told.faults)} kinds"]
    lines += [f"{status}: {count}" for status, count in sorted(told.statuses.items())]
    for kind, count in told.faults.most_common():
        lines.append(f"\n{count} x {kind}\n  round {told.first[kind][0]}: {told.first[kind][1]}")
    lines.append("\nslowest: " + ", ".join(f"{took:.1f} s (round {number})" for took, number in told.slowest))
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
