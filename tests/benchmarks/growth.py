"""``python -m tests.benchmarks.growth [--short] [CASE...]``: how time and memory grow with the size of a scenario.

Each case makes scenarios of several sizes and runs one command on each. The exponent is that of the power of the size
that fits the seconds best, above those of a scenario of size 1: 1 is linear, 2 the square. Sizes that take hardly
longer than that tell nothing and do not count.
"""

import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

MOST = 1.15  # the exponent that every case should stay below
LEAST = 0.1  # seconds above those of size 1 from which on a size counts
SHORT = 3  # the first sizes of a case that the short form runs at a tenth
TERMS = 25  # of a formula, which may be no longer than 2,000 characters
HEAD = """\
title: Made up
sides: [a, b]
parties:
  a: {name: A, gdp: {value: 900 billion USD/year, assumed: round}}
  b: {name: B, gdp: {value: 400 billion USD/year, assumed: round}}
"""


class Case(NamedTuple):
    """A kind of scenario, by a function that writes it in a folder at a size, and the words of a command on it."""

    name: str
    write: Callable[[Path, int], None]
    words: Sequence[str]
    sizes: Sequence[int] = (30, 100, 300, 1000, 3000)


class Cost(NamedTuple):
    """What one run took: seconds of CPU, and the most memory in MB."""

    seconds: float
    memory: float


def write_ties(folder: Path, size: int) -> None:
    """Write a scenario of so many ties, each with a figure that has a range."""
    write_text(folder / "s.yaml", [HEAD, "levers:", *list_ties(size)])


def list_ties(size: int) -> Iterator[str]:
    """Yield the lines of so many ties of trade, each with a value that has a range."""
    for number in range(size):
        seller, buyer = ("a", "b") if number % 3 else ("b", "a")
        low, value, high = (f"{amount + number % 7} million USD/year" for amount in (10, 20, 50))
        value = f"{{value: {value}, low: {low}, high: {high}, assumed: made up}}"
        yield f"  tie{number}: {{kind: trade, seller: {seller}, buyer: {buyer}, value: {value}}}"


def write_parts(folder: Path, size: int) -> None:
    """Write a scenario of one tie of so many parts, each with a value that has a range."""
    lines = [HEAD, "levers:", "  tie:", "    kind: trade", "    seller: a", "    buyer: b", "    parts:"]
    for number in range(size):
        value = f"{20 + number % 7} million USD/year, low: 10 million USD/year, high: 50 million USD/year"
        lines.append(f"      part{number}: {{value: {{value: {value}, assumed: made up}}}}")
    write_text(folder / "s.yaml", lines)


def write_moves_on_parts(folder: Path, size: int) -> None:
    """Write a scenario of one tie of so many parts with a move on each."""
    write_parts(folder, size)
    with (folder / "s.yaml").open("a", encoding="utf-8") as stream:
        stream.write("moves:\n")
        for number in range(size):
            stream.write(f"  m{number}: {{lever: tie, parts: [part{number}], by: a, cut: {30 + number % 50} %}}\n")


def write_parties(folder: Path, size: int) -> None:
    """Write a scenario of a coalition of so many parties, each with a tie to the other side."""
    members = [f"p{number}" for number in range(size)]
    lines = [HEAD.replace("sides: [a, b]", "sides: [all, b]"), f"  all: {{name: All, members: [{', '.join(members)}]}}"]
    lines += [f"  {party}: {{name: {party}, gdp: {{value: 9 billion USD/year, assumed: round}}}}" for party in members]
    ties = (line.replace("seller: a", "seller: b").replace("buyer: b", "buyer: a") for line in list_ties(size))
    lines += ["levers:", *(line.replace("buyer: a", f"buyer: p{number}") for number, line in enumerate(ties))]
    write_text(folder / "s.yaml", lines)


def write_chain_with_claim(folder: Path, size: int) -> None:
    """Write a scenario of a chain of results with a claim about its end."""
    write_chain(folder, size)
    with (folder / "s.yaml").open("a", encoding="utf-8") as stream:
        stream.write("claims:\n  most: {says: It is so., test: whole < 1.1}\n")


def write_figures(folder: Path, size: int) -> None:
    """Write a scenario of a sum of products of two figures each with a range, in steps; `size` counts figures."""
    pairs = max(1, size // 2)
    lines, results = [HEAD, "figures:"], ["results:"]
    for number in range(pairs):
        lines.append(f"  x{number}: {{value: {2 + number % 5}, low: 1, high: {7 + number % 3}, assumed: made up}}")
        lines.append(f"  y{number}: {{value: 50 %, low: {number % 40} %, high: 90 %, assumed: made up}}")
    starts = range(0, pairs, TERMS)
    for start in starts:
        addends = " + ".join(f"x{number} * y{number}" for number in range(start, min(start + TERMS, pairs)))
        results.append(f"  s{start}: {{formula: {addends}}}")
    results.append(f"  whole: {{formula: {' + '.join(f's{start}' for start in starts)}}}")
    write_text(folder / "s.yaml", [*lines, *results])


def write_chain(folder: Path, size: int) -> None:
    """Write a scenario of a chain of results, each the one before times a figure that has a range."""
    lines = [HEAD, "figures:"]
    for number in range(size):
        lines.append(f"  x{number}: {{value: 1, low: {1 - 0.5 / size}, high: {1 + 0.5 / size}, assumed: made up}}")
    lines += ["results:", "  r0: {formula: x0}"]
    lines += [f"  r{number}: {{formula: r{number - 1} * x{number}}}" for number in range(1, size)]
    write_text(folder / "s.yaml", [*lines, "  whole: {formula: " + f"r{size - 1}" + "}"])


def write_claims(folder: Path, size: int) -> None:
    """Write a scenario of so many claims about three ties."""
    lines = [HEAD, "levers:", *list_ties(3), "claims:"]
    for number in range(size):
        lines.append(f"  c{number}: {{says: It is so., test: 'loss.a.tie0 < [{number + 1} million USD/year]'}}")
    write_text(folder / "s.yaml", lines)


def write_partial_claims(folder: Path, size: int) -> None:
    """Write the bundled scenario with so many claims about a total that a loss is left out of."""
    lines = ["title: Made up", "extends: azerbaijan-russia", "levers: {remittances: {migrant_output: null}}", "claims:"]
    for number in range(size):
        lines.append(f"  c{number}: {{says: It is so., test: 'total.russia > [{number + 1} million USD/year]'}}")
    write_text(folder / "s.yaml", lines)


def write_moves(folder: Path, size: int) -> None:
    """Write a scenario of so many ties with a move on each."""
    lines = [HEAD, "levers:", *list_ties(size), "moves:"]
    for number in range(size):
        by = "b" if number % 3 else "a"
        lines.append(f"  m{number}: {{lever: tie{number}, by: {by}, cut: {30 + number % 50} %, for: 6 months}}")
    write_text(folder / "s.yaml", lines)


def write_lengths(folder: Path, size: int) -> None:
    """Write a scenario of so many moves on one tie, which all last for different times."""
    lines = [HEAD, "levers:", *list_ties(1), "moves:"]
    for number in range(size):
        lines.append(f"  m{number}: {{lever: tie0, by: a, cut: {30 + number % 50} %, for: {number + 1} days}}")
    write_text(folder / "s.yaml", lines)


def write_rivals_with_ranges(folder: Path, size: int) -> None:
    """Write a scenario of so many ties, for the value of each of which two sources differ, both with a range."""
    write_rivals(folder, size, ends=", low: 10 million USD/year, high: 50 million USD/year")


def write_rivals(folder: Path, size: int, ends: str = "") -> None:
    """Write a scenario of so many ties, for the value of each of which two sources differ."""
    lines = [HEAD, "sources:", *(f"  s{number}: {{title: Source {number}}}" for number in range(size)), "levers:"]
    for number, line in enumerate(list_ties(size)):
        lines.append(line.partition(", value:")[0] + "}")
        lines[-1] = lines[-1].replace("}", f", value: v{number}}}")
    lines.append("figures:")
    for number in range(size):
        lines += [f"  v{number}:", "    use: one", "    readings:"]
        lines.append(f"      one: {{value: {20 + number % 7} million USD/year{ends}, assumed: made up}}")
        lines.append(f"      two: {{value: {30 + number % 7} million USD/year{ends}, source: s{number}}}")
    write_text(folder / "s.yaml", lines)


def write_rivals_left_out(folder: Path, size: int) -> None:
    """Write a scenario of so many ties with rival readings, and one whose loss is left out of what claims are about."""
    write_rivals_with_ranges(folder, size)
    sent = "  sent: {kind: remittances, recipient: b, host: a, value: {value: 2 million USD/year, assumed: made up}}"
    text = (folder / "s.yaml").read_text(encoding="utf-8").replace("levers:", f"levers:\n{sent}", 1)
    claims = ["claims:", f"  most: {{says: Much is lost., test: 'total.a > [{25.3 * size:.1f} million USD/year]'}}"]
    claims.append(f"  share: {{says: A share is lost., test: 'total_share.a < {size / 35_600:.6f}'}}")
    write_text(folder / "s.yaml", [text, *claims])


def write_sums(folder: Path, size: int) -> None:
    """Write a scenario of a chain of sums, each of the one before and a figure with a source of its own."""
    lines = [HEAD, "sources:", *(f"  s{number}: {{title: Source {number}}}" for number in range(size)), "figures:"]
    lines += [f"  x{number}: {{value: {2 + number % 5}, source: s{number}}}" for number in range(size)]
    lines += ["results:", "  r0: {formula: x0}"]
    lines += [f"  r{number}: {{formula: r{number - 1} + x{number}}}" for number in range(1, size)]
    write_text(folder / "s.yaml", lines)


def write_changes(folder: Path, size: int) -> None:
    """Write two scenarios of so many ties, which all differ."""
    write_ties(folder, size)
    text = (folder / "s.yaml").read_text(encoding="utf-8")
    (folder / "new.yaml").write_text(text.replace("value: 2", "value: 3"), encoding="utf-8")


def write_new_moves(folder: Path, size: int) -> None:
    """Write two scenarios of so many ties, of which one has a move on each."""
    write_moves(folder, size)
    text = (folder / "s.yaml").read_text(encoding="utf-8")
    (folder / "old.yaml").write_text(text[: text.index("moves:")], encoding="utf-8")


def write_overlays(folder: Path, size: int) -> None:
    """Write so many overlays of the bundled scenario, each of which changes one figure."""
    for number in range(size):
        lines = [f"title: Overlay {number}", "extends: azerbaijan-russia", "figures:"]
        lines.append(f"  diverted: {{value: {40 + number % 20} %, low: 30 %, high: 90 %, assumed: made up}}")
        write_text(folder / f"o{number:05}.yaml", lines)


def write_text(path: Path, lines: Sequence[str]) -> None:
    """Write lines to a file."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


CASES = (
    Case("sensitivity, ties", write_ties, ["sensitivity", "s.yaml", "-f", "json"], (10, 30, 100, 300, 1000)),
    Case("sensitivity, figures of one sum", write_figures, ["sensitivity", "s.yaml", "--of", "whole", "-f", "json"]),
    Case(
        "sensitivity, a chain",
        write_chain,
        ["sensitivity", "s.yaml", "--of", "whole", "-f", "json"],
        (10, 30, 100, 300, 1000),
    ),
    Case(
        "sensitivity, a chain with a claim",
        write_chain_with_claim,
        ["sensitivity", "s.yaml", "--of", "whole", "-f", "json"],
        (10, 30, 100, 300, 1000),
    ),
    Case("sensitivity, claims", write_claims, ["sensitivity", "s.yaml", "-f", "json"]),
    Case("check, claims", write_claims, ["check", "s.yaml", "-f", "json"], (30, 100, 300, 1000, 3000)),
    Case(
        "check, claims with losses left out",
        write_partial_claims,
        ["check", "s.yaml", "-f", "json"],
        (30, 100, 300, 1000, 3000),
    ),
    Case(
        "diff, changes of ties", write_changes, ["diff", "s.yaml", "new.yaml", "-f", "json"], (10, 30, 100, 300, 1000)
    ),
    Case("diff, new moves", write_new_moves, ["diff", "old.yaml", "s.yaml", "-f", "json"], (10, 30, 100, 300, 1000)),
    Case("compare, moves", write_moves, ["compare", "s.yaml", "--no-range", "-f", "csv"], (30, 100, 300, 1000)),
    Case("show as json, moves", write_moves, ["show", "s.yaml", "--no-range", "-f", "json"], (30, 100, 300, 1000)),
    Case("get, moves", write_moves, ["get", "s.yaml", "outcome.a"]),
    Case("get, moves of many lengths on one tie", write_lengths, ["get", "s.yaml", "outcome.a"]),
    Case("check, moves", write_moves, ["check", "s.yaml"], (30, 100, 300, 1000)),
    Case("show as json, ties", write_ties, ["show", "s.yaml", "--no-range", "-f", "json"]),
    Case("compare, ties", write_ties, ["compare", "s.yaml", "--no-range", "-f", "csv"]),
    Case("show as json, parties", write_parties, ["show", "s.yaml", "--no-range", "-f", "json"], (30, 100, 300, 1000)),
    Case("show, moves on parts of one tie", write_moves_on_parts, ["show", "s.yaml"], (10, 30, 100, 300, 1000)),
    Case("show as markdown in full, parts", write_parts, ["show", "s.yaml", "--full", "-f", "markdown"]),
    Case("sources --rivals", write_rivals, ["sources", "s.yaml", "--rivals"], (10, 30, 100, 300, 1000)),
    Case("show, rival readings", write_rivals, ["show", "s.yaml"], (10, 30, 100, 300, 1000)),
    Case(
        "sources --rivals, with ranges",
        write_rivals_with_ranges,
        ["sources", "s.yaml", "--rivals"],
        (10, 30, 100, 300, 1000),
    ),
    Case(
        "sources --rivals, losses left out",
        write_rivals_left_out,
        ["sources", "s.yaml", "--rivals"],
        (10, 30, 100, 300, 1000),
    ),
    Case(
        "check --robust, losses left out",
        write_rivals_left_out,
        ["check", "s.yaml", "--robust", "-f", "json"],
        (10, 30, 100, 300, 1000),
    ),
    Case("show, rival readings with ranges", write_rivals_with_ranges, ["show", "s.yaml"], (10, 30, 100, 300, 1000)),
    Case("show as csv, sums over many sources", write_sums, ["show", "s.yaml", "-f", "csv"], (300, 1000, 3000, 10000)),
    Case("show as html, a chain", write_chain, ["show", "s.yaml", "--no-range", "-f", "html"]),
    Case("show as png, ties", write_ties, ["show", "s.yaml", "--no-range", "-o", "s.png"], (10, 30, 100, 300, 1000)),
    Case("compare, overlays with ranges", write_overlays, ["compare", ".", "-f", "csv"], (10, 30, 100, 300, 1000)),
)


def measure_run(case: Case, size: int) -> Cost:
    """Return what the command of a case costs at a size. Raises RuntimeError where it fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case.write(folder, size)
        with (folder / "errors.txt").open("w+", encoding="utf-8") as errors:
            words = [sys.executable, "-m", "leverage", *case.words]
            child = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            told = errors.read()
            if child.returncode not in (0, 1) or "Traceback" in told:
                raise RuntimeError(f"{case.name} at {size}: status {child.returncode}: {told[-300:]}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def fit_exponent(points: Sequence[tuple[int, float]]) -> float:
    """Return the slope of the line of least squares through the logarithms of sizes and seconds; nan for one point."""
    across, up = [math.log(size) for size, _ in points], [math.log(seconds) for _, seconds in points]
    if len(points) < 2:
        return math.nan
    middle, height = sum(across) / len(across), sum(up) / len(up)
    products = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True))
    return products / sum((x - middle) ** 2 for x in across)


def rows(names: Sequence[str], *, is_short: bool) -> Iterator[str]:
    """Yield a line for each size of each case whose name has one of some words, and one with its exponent."""
    for case in CASES:
        if names and not any(name in case.name for name in names):
            continue
        sizes = [max(2, size // 10) for size in case.sizes[:SHORT]] if is_short else case.sizes
        least = measure_run(case, 1).seconds
        points = []
        for size in sizes:
            start = time.perf_counter()
            cost = measure_run(case, size)
            if cost.seconds - least > LEAST:
                points.append((size, cost.seconds - least))
            waited = time.perf_counter() - start
            yield f"{case.name:40} {size:6} {cost.seconds:8.2f} s {waited:8.2f} s {cost.memory:8.0f} MB"
        yield f"{case.name:40} exponent {fit_exponent(points):.2f}, at most {MOST}"


def main() -> None:
    """Print every line as it is measured; those of some cases only, if words of their names are given."""
    words = [word for word in sys.argv[1:] if word != "--short"]
    print(f"{'case':40} {'size':>6} {'CPU':>10} {'time':>10} {'memory':>11}")
    for line in rows(words, is_short="--short" in sys.argv[1:]):
        print(line, flush=True)


if __name__ == "__main__":
    main()
