"""Sensitivity: swings, shares of the variance, and the values at which a conclusion changes, tried on both sides."""

import json
import os
import subprocess
import sys
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leverage.analysis import sensitivity
from leverage.analysis.assessment import assess_named
from leverage.analysis.sensitivity import list_conclusions, search_flips
from leverage.model import WhatIf
from leverage.report.swings import draw_bars
from tests.program import TEXT, UNVALUED, run, taking_at_most

# The seller loses 100 million less what is diverted, the buyer 40 million.
SCENARIO = """
title: One tie
sides: [a, b]
parties:
  a: {name: A, gdp: {value: 10 billion USD/year, assumed: round}}
  b: {name: B, gdp: {value: 40 billion USD/year, assumed: round}}
figures:
  share: {value: 50 %, low: 20 %, high: 80 %, assumed: round}
  sales: {value: 100 million USD/year, low: 90 million USD/year, high: 120 million USD/year, assumed: round}
  bought: {value: 40 million USD/year, assumed: round}
kinds:
  tie:
    summary: A tie.
    roles: {seller: sells, buyer: buys}
    inputs:
      value: {unit: USD/year, doc: what is sold}
      cost: {unit: USD/year, doc: what the buyer loses}
      diverted: {unit: ratio, doc: share that finds other buyers, between: [0, 1]}
    exposure: {seller: value, buyer: value}
    loss: {seller: value * cut * (1 - diverted), buyer: cost * cut}
    measure: {seller: sales, buyer: spending}
    pulled_by: [seller, buyer]
levers:
  goods: {kind: tie, seller: a, buyer: b, value: sales, cost: bought, diverted: share}
claims:
  small: {says: A loses less than 0.7 % of its GDP., test: loss.a.goods / a.gdp < 0.7%}
  between:
    says: The share lies in the middle.
    test: 40% < share and share < 60%
  sure: {says: A's economy is the smaller., test: a.gdp < b.gdp}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the scenario."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def tables(folder: Path, *words: str) -> dict[str, Any]:
    """Return what `leverage sensitivity` says as JSON."""
    done = run("sensitivity", "s.yaml", *words, "-f", "json", cwd=folder)
    assert (done.status, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_swings_worked_by_hand(folder: Path) -> None:
    """At 20 % diverted A loses 80 million, at 80 % 20; at 90 and 120 million of sales 45 and 60."""
    rows = {row["figure"]: row for row in tables(folder, "--of", "loss.a.goods")["swings"]}
    assert list(rows) == ["share", "sales"]  # the larger swing first
    share, sales = rows["share"], rows["sales"]
    assert (share["result_low"], share["result"], share["result_high"]) == pytest.approx((80e6, 50e6, 20e6))
    assert (sales["result_low"], sales["result_high"], sales["swing"]) == pytest.approx((45e6, 60e6, 15e6))
    assert (share["low"], share["value"], share["high"], share["unit"]) == (0.2, 0.5, 0.8, "ratio")
    scaled = tables(folder, "--of", "loss.a.goods", "--unit", "million USD/year")["swings"][0]
    assert (scaled["result"], scaled["swing"], scaled["result_unit"]) == pytest.approx((50, 60, "million USD/year"))


def of_function(function: Any, count: int = 200_000) -> dict[str, float]:
    """Return the shares of the variance of a function of x, y and an idle z, all uniform from 0 to 1."""
    random = np.random.default_rng(5)
    given, others = (dict(zip("xyz", random.uniform(size=(3, count)), strict=True)) for _ in range(2))
    spread = sensitivity.Spread()
    for start in range(0, count, count // 2):  # in two blocks
        half = {name: array[start : start + count // 2] for name, array in given.items()}
        again = {name: array[start : start + count // 2] for name, array in others.items()}
        spread.add(function(**half), ((name, function(**{**again, name: half[name]})) for name in half))
    return spread.compute_shares(given, lambda name: given[name])


def test_shares_of_the_variance() -> None:
    """Of x + 2 y a fifth is x's and four fifths y's; of a product of centred ones none is anyone's alone."""
    shares = of_function(lambda x, y, z: x + 2 * y + 0 * z)
    assert shares["x"] == pytest.approx(0.2, abs=0.01)
    assert shares["y"] == pytest.approx(0.8, abs=0.01)
    assert shares["z"] == pytest.approx(0.0, abs=0.001)
    assert sum(shares.values()) == pytest.approx(1.0, abs=0.01)
    assert sum(of_function(lambda x, y, z: (x - 0.5) * (y - 0.5) + 0 * z).values()) < 0.01


def test_a_lone_figure_accounts_for_all() -> None:
    """Also where the result has a long tail, in which means over bins would miss most of it."""
    shares = of_function(lambda x, y, z: 1 / (x + 1e-4) + 0 * y + 0 * z)
    assert shares["x"] == pytest.approx(1.0, abs=1e-9)


def flips(folder: Path, conclusion: str, figure: str) -> list[float]:
    """Return the values of a figure at which a conclusion changes."""
    rows = tables(folder)["flips"]
    found = [row for row in rows if (row["conclusion"], row["figure"]) == (conclusion, figure)]
    assert found
    return [row["flip"] for row in found if row["flip"] is not None]


@pytest.mark.parametrize(
    ("conclusion", "figure", "expected"),
    [
        ("dollars", "share", [0.6]),  # 100 * (1 - s) = 40
        ("dollars", "sales", [80e6]),  # x * 0.5 = 40
        ("dollars", "bought", [50e6]),
        ("economy", "share", [0.9]),  # 100 * (1 - s) / 10 = 40 / 40
        ("economy", "a.gdp", [50e9]),  # 50 / x = 40 / 40,000
        ("small", "share", [0.3]),  # 100 * (1 - s) / 10,000 = 0.7 %
        ("between", "share", [0.4, 0.6]),  # twice
        ("between", "sales", None),  # does not enter
        ("sure", "a.gdp", [40e9]),
    ],
)
def test_flips_worked_by_hand(folder: Path, conclusion: str, figure: str, expected: list[float] | None) -> None:
    """Each value at which a conclusion changes is where arithmetic puts it; a figure that does not enter has no row."""
    if expected is None:
        rows = tables(folder)["flips"]
        assert not [row for row in rows if (row["conclusion"], row["figure"]) == (conclusion, figure)]
    else:
        assert flips(folder, conclusion, figure) == pytest.approx(expected, rel=1e-6)


def test_a_flip_says_where_it_lies(folder: Path) -> None:
    """60 % is inside 20 to 80 %, a fifth above the 50 % in use; 90 % is outside; without a flip that is said."""
    rows = tables(folder)["flips"]
    by = {(row["conclusion"], row["figure"]): row for row in rows}
    inside = by["dollars", "share"]
    assert (inside["now"], inside["then"], inside["is_inside"]) == ("holds", "fails above", True)
    assert inside["distance"] == pytest.approx(0.2)
    assert by["economy", "share"]["is_inside"] is False
    none = by["small", "a.gdp"]
    assert none["flip"] is not None  # a smaller economy
    shown = " ".join(run("sensitivity", "s.yaml", "--width", "200", cwd=folder).out.split())
    assert inside["verdict"] == "open"
    told = f"A loses more than B in money too close to call ({inside['held_in'] * 100:.0f} %)"
    assert f"{told} – Share 50 % above 60 % inside its range" in shown
    assert "– GDP of A US$ 10 bn above US$ 40 bn 4 times as much" in shown
    assert "Within its range “Share” above 60 % changes who loses more in money." in shown
    assert "2 of 3 claims turn within the range of a single figure." in shown  # small and between


def lines_of(folder: Path, *words: str) -> list[str]:
    """Return the lines of what people see."""
    return run("sensitivity", "s.yaml", *words, "--width", "200", cwd=folder).out.splitlines()


def test_the_line_at_which_a_conclusion_turns(folder: Path) -> None:
    """The ratio is 80 / 40 = 2 at the share's low, 20 / 40 = 0.5 at its high, 50 / 40 = 1.25 in use.

    In 16 places from 0.5 to 2 the one in use is at 0.75 / 1.5 * 15 = 7.5, rounded to 8, and 1 at 5.
    """
    row = next(line for line in lines_of(folder) if line.startswith("Share "))
    assert row.split("0.500  ")[1].split("   ")[0] == "█████┊██│▒▒▒▒▒▒▒"


@pytest.mark.parametrize(("lines", "drawn"), [([1.0], "┊"), ([-1.1], ""), ([3.1], "")])
def test_a_line_far_off_is_not_drawn(lines: list[float], drawn: str) -> None:
    """Bars from 0 to 1 keep half of the width: a line may be as far from them as they are long, not further."""
    (bar,) = draw_bars(0.5, [(0.0, 1.0)], lines)
    assert ("┊" in bar) is bool(drawn)


def test_few_turns_unless_all(folder: Path) -> None:
    """Who loses more for its size is turned by the share, sales, what B loses and both GDPs: three are shown."""
    found = {}
    for words in ((), ("--all",)):
        lines = lines_of(folder, *words)
        at = next(number for number, line in enumerate(lines) if "for its size" in line and "holds" in line)
        found[words] = [line.split("  ")[0] for line in takewhile(lambda line: line.startswith("– "), lines[at + 1 :])]
    assert found[()] == ["– GDP of B", "– Share", "– Sales"]
    assert found["--all",] == ["– GDP of B", "– Share", "– Sales", "– GDP of A", "– Bought"]


@pytest.mark.parametrize("scenario", ["azerbaijan-russia", "escalation"])
def test_flips_hold_on_one_side_and_fail_on_the_other(scenario: str) -> None:
    """Setting a figure just below and just above each value changes the conclusion, by the program's own floats."""
    assessment = assess_named(scenario)
    wanted = list_conclusions(assessment)
    found = search_flips(assessment, wanted)
    tried = 0
    for search in found:
        cell = assessment.graph.cells[search.figure]
        unit = cell.reading.value.unit if cell.reading and cell.reading.value else None
        if unit is None or unit.text or "." in search.figure or search.conclusion not in assessment.scenario.claims:
            continue  # tried by hand where the figure is a ratio with a name of its own
        for flip in search.flips:
            sides = [_verdict(scenario, search.figure, value, search.conclusion) for value in (flip.below, flip.above)]
            assert sides == ([True, False] if flip.holds_below else [False, True]), search
            tried += 1
    assert tried > 3
    assert {search.conclusion for search in found} == set(wanted)


def _verdict(scenario: str, figure: str, value: float, claim: str) -> bool:
    found = assess_named(scenario, WhatIf(sets=(f"{figure}={value!r}",)))
    return bool(found.values[claim].number)


def test_bounds_and_requirements_are_kept() -> None:
    """No share is looked for beyond 0 to 1, no elasticity at or below 1."""
    assessment = assess_named("azerbaijan-russia")
    found = {search.figure: search for search in search_flips(assessment, {"dollars": "balance.dollar_ratio"})}
    assert (found["diverted"].least, found["diverted"].most) == (0.0, 1.0)
    assert found["elasticity.bajzik"].least > 1


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["--of", "total.rusia"], 2, "did you mean 'total.russia'?"),
        (["--of", "small_market"], 2, "has no number"),
        ([UNVALUED, "--of", "loss.russia.remittances"], 2, "has no number"),
        (["--of", "total.russia", "--unit", "USD"], 2, "--unit"),
    ],
)
def test_wrong_use(words: list[str], status: int, told: str) -> None:
    """A cell without a number is refused in a line."""
    done = run("sensitivity", *words)
    assert (done.status, done.out, told in done.err) == (status, "", True)


@pytest.mark.parametrize("form", TEXT)
def test_every_format(form: str) -> None:
    """Swings and flips in every format; a terminal of 80 columns is kept to."""
    done = run("sensitivity", "-f", form, environment={"COLUMNS": "80"})
    assert (done.status, done.err) == (0, "")
    assert "diverted" in done.out
    if form == "table":
        assert max(map(len, done.out.splitlines())) <= 80
    plain = run("sensitivity", "-f", form, environment={"PYTHONIOENCODING": "ascii"})
    assert plain.out.isascii()


def test_without_any_range(folder: Path) -> None:
    """A result that no range enters says so."""
    assert "GDP of A: US$ 10 bn a year. No figure with a range enters it." in " ".join(
        lines_of(folder, "--of", "a.gdp")
    )


# Each lever has a figure of its own, so that without care the memory grows with the square of their number.
LEVER = (
    "  t{}: {{kind: trade, seller: a, buyer: b, value: {{value: {} USD/year, low: 0 USD/year, high: 999 USD/year}}}}\n"
)
MANY = (
    "title: Many\nsides: [a, b]\nparties: {a: {gdp: 1 billion USD/year}, b: {gdp: 1 billion USD/year}}\nlevers:\n"
) + "".join(LEVER.format(number, number + 1) for number in range(100))


def test_many_levers_need_no_room_for_all_at_once(tmp_path: Path) -> None:
    """A hundred figures with 2,001 points each are 160 MB if all are moved at once, for each of several cells."""
    (tmp_path / "many.yaml").write_text(MANY, encoding="utf-8")
    assessment = assess_named(str(tmp_path / "many.yaml"))
    with taking_at_most(80e6):
        found = search_flips(assessment, list_conclusions(assessment))
    assert len(found) == 2 * 100 + 2  # who loses more dollars does not depend on the two GDPs


SHORT = """
import resource, sys
import numpy.random, leverage.cli.run, leverage.analysis.sensitivity, leverage.report.sensitivity
from leverage.__main__ import run
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 8_000_000,) * 2)
sys.argv = ["leverage", "sensitivity", "many.yaml"]
sys.exit(run())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of memory is set as Linux does")
def test_short_of_memory(tmp_path: Path) -> None:
    """Where there is too little memory, one line says so, with exit status 2."""
    (tmp_path / "many.yaml").write_text(MANY, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", SHORT], cwd=tmp_path, capture_output=True, text=True, check=False)
    told = "error: not enough memory; fewer draws or smaller files take less\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


LIMITED = """
import resource, sys
from leverage.__main__ import run
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv.pop(1)),) * 2)
sys.argv = ["leverage", *sys.argv[1:]]
sys.exit(run())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of memory is set as Linux does")
@pytest.mark.parametrize("left", [40_000_000, 70_000_000, 90_000_000, 100_000_000, 110_000_000])
@pytest.mark.parametrize("words", ["sensitivity many.yaml", "show many.yaml --draws 1000000", "compare many.yaml"])
def test_short_of_memory_for_libraries(tmp_path: Path, words: str, left: int) -> None:
    """Where numpy cannot be loaded, or not all of it, one line says so too; else there is enough, or too little."""
    (tmp_path / "many.yaml").write_text(MANY, encoding="utf-8")
    command = [sys.executable, "-c", LIMITED, str(left), *words.split()]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    told = "error: not enough memory; fewer draws or smaller files take less\n"
    assert (done.returncode, done.stderr) in ((2, told), (0, ""))
    assert done.returncode == 2 or left > 80_000_000


def test_what_turns_with_any_cut_turns_at_0(folder: Path) -> None:
    """Nothing is cut, so nothing is lost; the least cut would cost something, and the value is 0 and no rest of it."""
    (folder / "idle.yaml").write_text(
        "title: T\nsides: [a, b]\nparties: {a: {name: A}, b: {name: B}}\n"
        "levers:\n  goods: {kind: trade, seller: a, buyer: b, value: {value: 3 USD/year, assumed: round}}\n"
        "moves:\n  ban: {lever: goods, by: b, cut: {value: 0, assumed: idle}}\n"
        "claims:\n  hurt: {says: A loses, test: outcome.a > 0}\n",
        encoding="utf-8",
    )
    done = run("sensitivity", "idle.yaml", "--of", "outcome.a", "-f", "json", cwd=folder)
    (row,) = [row for row in json.loads(done.out)["flips"] if row["figure"] == "move.ban.cut"]
    assert row["flip"] == 0
