"""Manners of a shell tool: pipes, widths, colours, encodings, output files, exit statuses, completion."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.program import TEXT, run

ESCAPE = "\x1b"

HOSTILE = r"""
title: "\e[31mred [bold]x[/bold] | <script>alert(1)</script> \u202Etxt"
sides: [a, b]
parties:
  a:
    name: "=cmd()|' /C calc'"
    gdp: 1 billion USD/year
  b:
    name: "B | [red]"
    gdp: 2 billion USD/year
levers:
  t:
    kind: trade
    label: "@SUM(A1) | <b>\nx\e]0;owned\a"
    seller: a
    buyer: b
    value: 1 million USD/year
"""


def test_piped_output_is_bare() -> None:
    """What goes on to another program has no escape codes and sentences are not wrapped."""
    done = run("show")
    assert ESCAPE not in done.out
    assert any(len(line) > 120 for line in done.out.splitlines())


def test_a_reader_that_goes_away_is_no_error() -> None:
    """``leverage show | head -1`` ends quietly with 0 on both sides."""
    command = f"set -o pipefail; {sys.executable} -m leverage compare -f json | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "{\n", "")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_nothing_is_cut(width: int) -> None:
    """At any width every number of the widest table is still there."""
    numbers = {word for word in run("show").out.split() if word[0].isdigit() and "," in word}
    assert len(numbers) > 5
    assert numbers <= set(run("show", "--width", str(width)).out.split())


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_colour_only_where_it_is_wanted(environment: dict[str, str]) -> None:
    """A pipe gets no colour by itself, all of it when asked, none when told never."""
    assert ESCAPE not in run("show", environment=environment).out
    assert ESCAPE in run("show", "--color", "always", environment=environment).out
    assert ESCAPE not in run("show", "--color", "never", environment=environment).out


@pytest.mark.parametrize("form", TEXT)
def test_a_console_without_arrows_gets_ascii(form: str) -> None:
    """In ASCII nothing crashes and nothing is lost: JSON stays the same data."""
    done = run("show", "-f", form, environment={"PYTHONIOENCODING": "ascii"})
    assert (done.status, done.err, done.out.isascii()) == (0, "", True)
    if form == "json":
        assert json.loads(done.out) == json.loads(run("show", "-f", form).out)
    else:
        assert "->" in done.out or "\\u2192" in done.out or ">" in done.out


@pytest.mark.parametrize("form", TEXT)
@pytest.mark.parametrize("command", ["show", "compare", "sources", "check", "explain"])
def test_hostile_text_stays_text(command: str, form: str) -> None:
    """Terminal escapes are shown, markup is not obeyed, a spreadsheet is given no formula."""
    done = run(command, "-", "-f", form, stdin=HOSTILE)
    assert (done.status, done.err) == (0, "")
    assert not {ESCAPE, "\a", "\u202e"} & set(done.out)
    if form in ("csv", "tsv"):
        rows = csv.reader(io.StringIO(done.out), delimiter="," if form == "csv" else "\t")
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@")]
    if form == "markdown":
        assert "<script>" not in done.out
        tables = [line for line in done.out.splitlines() if line.startswith("|")]
        assert all(line.replace("\\|", "").count("|") >= 3 for line in tables)
    if form == "table" and command == "show":
        assert r"\x1b[31mred [bold]x[/bold]" in done.out


MARKED = """
title: "1. A list? *no* [x](https://example.org) $a$ and $b$"
about: "- not a list, @author said &lt; ^up^ ~down~"
sides: [a, b]
parties:
  a: {name: "# A", gdp: {value: 1 billion USD/year, assumed: "a `guess` ``` of <b>mine</b>"}}
  b: {name: "B", gdp: {value: 2 billion USD/year, assumed: "|"}}
levers:
  t: {kind: trade, label: "+ T | :-: |", seller: a, buyer: b, value: {value: 1 million USD/year, assumed: "1) x"}}
"""


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("dialect", ["markdown", "gfm", "commonmark_x"])
def test_markdown_obeys_no_text(dialect: str) -> None:
    """What reads as markup in a scenario is read as the text it is, by pandoc's own Markdown and by GitHub's."""
    text = run("show", "-", "--chart", "-f", "markdown", stdin=MARKED).out
    done = subprocess.run(
        ["pandoc", "-f", dialect, "-t", "plain", "--wrap=none"], input=text, capture_output=True, text=True, check=True
    )
    plain = " ".join(done.stdout.split()).translate(str.maketrans("’‘“”", "''\"\""))
    for expected in (
        "1. A list? *no* [x](https://example.org) $a$ and $b$",
        "- not a list, @author said &lt; ^up^ ~down~",
        "a `guess` ``` of <b>mine</b>",
        "+ T | :-: |",
    ):
        assert expected in plain


def test_output_file_takes_the_format_of_its_ending(tmp_path: Path) -> None:
    """``-o x.csv`` writes CSV, and standard output stays empty."""
    done = run("show", "-o", str(tmp_path / "x.csv"))
    assert (done.status, done.out) == (0, "")
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == run("show", "-f", "csv").out
    assert list(tmp_path.iterdir()) == [tmp_path / "x.csv"]


def test_output_is_whole_or_nothing(tmp_path: Path) -> None:
    """A wrong scenario, a folder that is not there and an input as target leave all files as they were."""
    scenario = tmp_path / "s.yaml"
    scenario.write_text(HOSTILE, encoding="utf-8")
    kept = tmp_path / "kept.csv"
    kept.write_text("kept", encoding="utf-8")
    assert run("show", "nowhere.yaml", "-o", str(kept)).status == 3
    assert kept.read_text(encoding="utf-8") == "kept"
    assert run("show", "-o", str(tmp_path / "no" / "x.csv")).status == 2
    done = run("show", str(scenario), "-f", "csv", "-o", str(scenario))
    assert (done.status, scenario.read_text(encoding="utf-8")) == (2, HOSTILE)
    assert "is a file that was read" in done.err


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--version"], 0, ""),
        ([], 0, ""),
        (["shwo"], 2, "No such command"),
        (["show", "-f", "jsn"], 2, "did you mean 'json'?"),
        (["show", "--table", "total"], 2, "did you mean 'totals'?"),
        (["show", "--unit", "billion USD"], 2, "USD/year"),
        (["show", "-o", "x.unknown"], 2, "no format is known"),
        (["show", "--color", "pink"], 2, "auto, always, never"),
        (["show", "azerbaijan-rusia"], 3, "did you mean 'azerbaijan-russia'?"),
        (["get", "total.azerbaijam"], 2, "did you mean 'total.azerbaijan'?"),
        (["get", "loss.russia.remittances"], 1, "needs remittances.migrant_output"),
        (["get", "limited_in_full"], 0, ""),
        (["check"], 0, ""),
        (["list", "--unit", "USD/year"], 2, "--unit"),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, list) else "",
)
def test_exit_statuses(words: list[str], status: int, said: str) -> None:
    """Each ending has its status, and says on standard error what would do."""
    done = run(*words)
    assert done.status == status, done.err
    assert said in done.err
    assert "Traceback" not in done.err


def test_an_unexpected_verdict_gives_one() -> None:
    """A claim that fails where its author expects it to hold makes `check` exit 1."""
    claim = "claims:\n  c:\n    says: small\n    test: t.value < 1%* a.gdp\n    expect: {}\n"
    for expected, status in (("fails", 1), ("holds", 0)):
        text = HOSTILE + claim.format(expected)
        assert run("check", "-", stdin=text).status == status


def test_bare_numbers() -> None:
    """`get` prints a number and nothing else: in base units, in a unit asked for, or a verdict."""
    assert run("get", "exports_to_russia").out == "1178000000\n"
    assert run("get", "azerbaijan-russia", "exports_to_russia", "--unit", "billion USD/year").out == "1.178\n"
    assert run("get", "azerbaijan-russia/escalation", "escalation_unaffordable").out == "fails\n"


def test_units_of_records() -> None:
    """--unit changes amounts and names their unit; shares stay."""
    plain = json.loads(run("show", "-f", "json").out)["totals"][0]
    scaled = json.loads(run("show", "-f", "json", "--unit", "billion USD/year").out)["totals"][0]
    assert scaled["loss"] == pytest.approx(plain["loss"] / 1e9)
    assert scaled["unit"] == "billion USD/year"
    assert scaled["loss_share_of_gdp"] == plain["loss_share_of_gdp"]


def test_same_numbers_in_every_machine_format() -> None:
    """CSV, TSV, JSON and JSON lines hold the same records."""
    records = json.loads(run("show", "-f", "json").out)["stakes"]
    lines = [json.loads(line) for line in run("show", "-f", "jsonl").out.splitlines()]
    assert lines == records
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.DictReader(io.StringIO(run("show", "-f", form).out), delimiter=delimiter))
        assert [row["lever"] for row in rows] == [record["lever"] for record in records]
        for row, record in zip(rows, records, strict=True):
            assert (float(row["loss"]) if row["loss"] else None) == record["loss"]
            assert row["loss_sources"] == ";".join(record["loss_sources"])


def test_an_interrupt_ends_with_130(tmp_path: Path) -> None:
    """Ctrl-C while waiting for standard input."""
    command = [sys.executable, "-m", "leverage", "show", "-"]
    waiting = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path)
    time.sleep(1)
    waiting.send_signal(signal.SIGINT)
    _, err = waiting.communicate(timeout=30)
    assert (waiting.returncode, b"Traceback" in err) == (130, False)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("leverage show az", "azerbaijan-russia/escalation"),
        ("leverage get total.az", "total.azerbaijan"),
        ("leverage get escalation move.ban.d", "move.ban.damage"),
        ("leverage get escalation total.russia move.ban.d", "move.ban.damage"),
        ("leverage show --only avd", "avdaliani"),
        ("leverage show --use elast", "elasticity=boehm"),
        ("leverage show escalation --set move.ban.c", "move.ban.cut="),
        ("leverage show -f js", "jsonl"),
    ],
)
def test_completion(words: str, offered: str) -> None:
    """The shell is offered scenarios, cells, sources, readings, what can be set, and formats."""
    count = str(len(words.split()) - 1)
    environment = {"_LEVERAGE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": count}
    code = "import sys; sys.argv[0] = 'leverage'; from leverage.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )
    assert offered in done.stdout.split()
    assert done.stderr == ""


def test_works_from_any_folder(tmp_path: Path) -> None:
    """Bundled scenarios and files beside each other are found wherever the program runs."""
    (tmp_path / "mine.yaml").write_text("title: Mine\nextends: azerbaijan-russia\n", encoding="utf-8")
    assert run("show", "mine.yaml", cwd=tmp_path).status == 0
    assert run("show", str(tmp_path / "mine.yaml"), cwd=Path("/")).status == 0


def test_comparison_refuses_two_currencies(tmp_path: Path) -> None:
    """Amounts in different currencies are never put side by side."""
    text = "title: T\nsides: [a, b]\ncurrency: {}\nparties:\n  a:\n    name: A\n  b:\n    name: B\n"
    for currency in ("USD", "EUR"):
        (tmp_path / f"{currency}.yaml").write_text(text.format(currency), encoding="utf-8")
    done = run("compare", str(tmp_path))
    assert (done.status, "cannot be compared" in done.err) == (2, True)
