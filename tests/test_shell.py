"""Manners of a shell tool: pipes, widths, colours, encodings, output files, exit statuses, completion."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from html import unescape
from pathlib import Path

import pytest

from leverage.text import to_ascii
from tests.program import TEXT, UNVALUED, read_json, run, run_alone

ESCAPE = "\x1b"

HOSTILE = r"""
title: "\e[31mred [bold]x[/bold] | <script>alert(1)</script> \u202Etxt"
sides: [a, b]
parties:
  a:
    name: "=cmd()|' /C calc'"
    gdp: 1 billion USD/year
  b:
    name: "B | [red] \e]0;title\a \u009b31m"
    gdp: 2 billion USD/year
levers:
  t:
    kind: trade
    label: "@SUM(A1) | <b>\nx\e]0;owned\a"
    seller: a
    buyer: b
    value: 1 million USD/year
claims:
  red: {says: "\e[31mred\a", test: t.value > 0, threshold: "\u009b31m"}
"""


@pytest.mark.parametrize("words", ["show", "check -f json", "get loss.russia.remittances", "show nowhere.yaml", "shwo"])
def test_in_a_process_of_its_own_a_run_is_the_same(words: str) -> None:
    """What tests run in their own process has the status, the output and the messages that a user gets."""
    assert run(*words.split()) == run_alone(*words.split())


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
    """In ASCII nothing crashes and nothing is lost: signs are escaped where a format can do so, else stood in for."""
    done, usual = run("show", "-f", form, environment={"PYTHONIOENCODING": "ascii"}), run("show", "-f", form)
    assert (done.status, done.err, done.out.isascii()) == (0, "", True)
    if form == "json":
        assert json.loads(done.out) == json.loads(usual.out)
    elif form == "jsonl":
        assert [*map(json.loads, done.out.splitlines())] == [*map(json.loads, usual.out.splitlines())]
    elif form == "html":
        assert unescape(done.out) == unescape(usual.out)
    elif form in ("table", "markdown"):  # which are laid out anew
        assert "->" in done.out
        assert re.findall("[0-9][0-9,.]*", done.out) == re.findall("[0-9][0-9,.]*", usual.out)
    else:
        assert done.out == to_ascii(usual.out)


@pytest.mark.parametrize("form", TEXT)
@pytest.mark.parametrize("command", ["show", "compare", "sources", "check", "explain"])
def test_hostile_text_stays_text(command: str, form: str) -> None:
    """Terminal escapes are shown, markup is not obeyed, a spreadsheet is given no formula."""
    done = run(command, "-", "-f", form, stdin=HOSTILE)
    assert (done.status, done.err) == (0, "")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", done.out)
    if form in ("csv", "tsv"):
        rows = csv.reader(io.StringIO(done.out), delimiter="," if form == "csv" else "\t")
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@")]
    if form == "markdown":
        outside = re.sub(r"^(`{3,})text\n.*?^\1$", "", done.out, flags=re.MULTILINE | re.DOTALL)  # a chart is code
        assert "<script>" not in outside
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


PLAIN = """
title: Plain
sides: [a, b]
parties: {a: {gdp: 1 billion USD/year}, b: {gdp: 2 billion USD/year}}
levers: {l: {kind: trade, seller: a, buyer: b, value: 1 million USD/year}}
"""
SWEPT = "l.value\ttotal.a\tmissing\n7.0\t7.0\t\n"
LEVERAGE = f"{sys.executable} -m leverage"


def shell(script: str, folder: Path, **environment: str) -> tuple[int, str, str]:
    """Run a script in which $L is the program, with a scenario `good.txt`; return status, output and messages."""
    (folder / "good.txt").write_text(PLAIN, encoding="utf-8")
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "L": LEVERAGE, **environment},
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "script",
    [
        "$L show good.txt -f csv -o good.txt",
        "$L show good.txt -f csv -o hard.txt",
        "$L show good.txt -f csv -o soft.txt",
        "$L show - -f csv -o good.txt < good.txt",
        "$L show - -f csv < good.txt >> good.txt",
        "$L show good.txt -f csv -o /dev/fd/3 3>> good.txt",
        "$L check good.txt wrong.txt -f json -o wrong.txt",
        "$L check onwrong.txt -f json -o wrong.txt",
        "$L diff good.txt onwrong2.txt -f json -o good.txt",
        "$L check -f json -o wrong.yaml",
        "$L schema -o wrong.yaml",
        "$L sweep good.txt --rows - --get total.a -o rows.csv < rows.csv",
        "$L sweep good.txt --rows rows.csv --get total.a -f csv >> rows.csv",
        "$L new top.yaml --from top.yaml --force",
        "$L new middle.yaml --from top.yaml --force",
        "$L new base.yaml --from top.yaml --force",
    ],
)
def test_no_file_that_was_read_is_written_to(script: str, tmp_path: Path) -> None:
    """Neither what was read well, nor what is wrong, nor what another extends, by whichever name or descriptor.

    A scenario is not replaced by a report even if it was not read: the shell may have made a list of `-o *.yaml`.
    """
    texts = {
        "wrong.txt": "title: [\n",
        "onwrong.txt": "title: T\nextends: wrong.txt\n",
        "onwrong2.txt": "title: T\nextends: good.txt\n",
        "wrong.yaml": "title: T\nsides: [\n",
        "rows.csv": "l.value [USD/year]\n1\n",
        "base.yaml": PLAIN,
        "middle.yaml": "title: M\nextends: base.yaml\n",
        "top.yaml": "title: T\nextends: middle.yaml\n",
        "good.txt": PLAIN,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "hard.txt").hardlink_to(tmp_path / "good.txt")
    (tmp_path / "soft.txt").symlink_to("good.txt")
    status, out, err = shell(script, tmp_path)
    assert (status, out) == (2, "")
    assert "is a file that was read" in err or "is a scenario" in err
    left = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert left == {**texts, "hard.txt": PLAIN, "soft.txt": PLAIN}


@pytest.mark.parametrize(
    ("script", "status", "out"),
    [
        ("$L show good.txt -f csv -o - | head -c 8", 0, "scenario"),
        ("$L schema -o - | head -c 1", 0, "{"),
        ("$L show good.txt -f csv -o /dev/stdout | head -c 8", 0, "scenario"),
        ("$L show good.txt -f csv -o /dev/stderr 2>&1 | head -c 8", 0, "scenario"),
        ("$L show good.txt -f csv -o /dev/fd/3 3>&1 | head -c 8", 0, "scenario"),
        ("(echo first; $L show good.txt -f csv -o /dev/fd/1) > o; head -c 8 o", 0, "first\nsc"),
        ("mkfifo p; head -c 8 p & $L show good.txt -f csv -o p; wait $!", 0, "scenario"),
        ("$L show good.txt -f csv -o >(true)", 0, ""),
        ("$L show good.txt -f csv -o /dev/null", 0, ""),
        ("$L show good.txt -f csv -o /dev/full", 2, ""),
        ("mkdir d; $L show good.txt -f csv -o d", 2, ""),
        ("$L get <(cat good.txt) total.a", 0, "1000000\n"),
        ("$L sweep <(echo 'extends: good.txt') --vary 'l.value=7 USD/year:8:1' --get total.a -f tsv", 0, SWEPT),
    ],
)
def test_what_is_no_file_is_written_and_read_as_it_is(script: str, status: int, out: str, tmp_path: Path) -> None:
    """Pipes, devices and descriptors that the shell has opened; what is read from a pipe extends files of the folder.

    By trade's formula a seller whose elasticity is not given loses all of the value: 1 million, and 7 in the sweep.
    """
    assert shell(script, tmp_path)[:2] == (status, out)


@pytest.mark.parametrize("environment", [{}, {"PYTHONUNBUFFERED": "1"}])
def test_a_place_without_room_is_told(environment: dict[str, str], tmp_path: Path) -> None:
    """Whatever is written to a full disk, or beyond what files may be long, status is 2 and no part file is left."""
    for words in ("--version", "-h", "get good.txt total.a", "show good.txt", "show good.txt -f docx"):
        status, _, err = shell(f"$L {words} > /dev/full", tmp_path, **environment)
        assert (status, err) == (2, "cannot write: no space left on device\n"), words
    status, _, err = shell("ulimit -f 1; $L show -f html > part.html", tmp_path, **environment)
    assert (status, err) == (2, "cannot write: file too large\n")
    status, _, err = shell("ulimit -f 1; $L show -f html -o whole.html", tmp_path, **environment)
    assert (status, "file too large" in err) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.txt", "part.html"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("--version", 0),
        ("-h", 0),
        ("show --bogus", 2),
        ("show nowhere.yaml", 3),
        ("get good.txt total.a", 0),
        ("check good.txt --strict", 1),
        ("diff good.txt azerbaijan-russia", 1),
    ],
)
def test_streams_that_nobody_reads_change_no_status(words: str, status: int, tmp_path: Path) -> None:
    """Standard error that is closed, full or read by nobody, and standard output read by nobody: the status stays."""
    for streams in ("2>&-", "2>/dev/full", "2> >(exec true)", "2>&1 | true", "| true"):
        assert shell(f"$L {words} {streams}", tmp_path)[0] == status, streams


def test_a_sweep_that_nobody_reads_stops(tmp_path: Path) -> None:
    """Of a thousand million rows only those are computed that somebody waits for."""
    sweep = "$L sweep --vary diverted=0:1:1000000000 --get total.russia -f csv | head -1"
    assert shell(sweep, tmp_path)[:2] == (0, "diverted,total.russia,missing\n")


def test_a_closed_input_is_told(tmp_path: Path) -> None:
    """Where the shell has closed standard input or opened it for writing, nothing is waited for or taken as empty."""
    for words in ("show -", "check -", "diff - good.txt", "sweep good.txt --rows - --get total.a"):
        for how, reason in (("<&-", "it is closed"), ("0> /dev/null", "bad file descriptor")):
            status, _, err = shell(f"$L {words} {how}", tmp_path)
            assert (status, err.splitlines()[0]) == (3, f"error: cannot read <stdin>: {reason}"), words


def test_names_of_any_length(tmp_path: Path) -> None:
    """A name may take all 255 bytes that a folder gives it."""
    name = "x" * 251 + ".csv"
    assert run("show", "-o", name, cwd=tmp_path).status == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_no_word_begins_a_line() -> None:
    """A line break in an argument or a file's name is told as an escape: continuous integration obeys `::error`."""
    bad = "x\n::error y"
    usages = [
        ("show", f"--{bad}"),
        (bad,),
        ("show", bad),
        ("show", "--set", bad),
        ("show", "--unit", bad),
        ("show", "-f", bad),
        ("show", "-f", "csv", "-o", f"/nowhere/{bad}"),
        ("show", "--draws", bad),
        ("get", bad),
        ("sweep", "--vary", bad, "--get", "total.russia"),
        ("sweep", "--rows", bad, "--get", "total.russia"),
        ("new", "z", "--from", bad),
    ]
    for words in usages:
        done = run(*words)
        assert (done.status in (2, 3), done.out) == (True, ""), words
        assert not [line for line in done.err.splitlines() if line.startswith("::")], words


def test_a_name_of_a_file_begins_no_line(tmp_path: Path) -> None:
    """In reports, problems, notes of any format too."""
    (tmp_path / "x\n::error y.yaml").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "z\n::error y.yaml").write_text("title: [", encoding="utf-8")
    for form in ("table", "github", "junit", "markdown", "csv"):
        done = run("check", ".", "-f", form, cwd=tmp_path)
        assert done.status == 3
        lines = [line for line in (done.out + done.err).splitlines() if line.startswith("::error y")]
        assert lines == [], form


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--version"], 0, ""),
        ([], 0, ""),
        (["shwo"], 2, "No such command"),
        (["show", "-f", "jsn"], 2, "did you mean 'json'?"),
        (["show", "--table", "total"], 2, "did you mean 'totals'?"),
        (["show", "--unit", "billion USD"], 2, "USD/year"),
        (["show", "--unit", "1 USD/year"], 2, "did you mean 'USD/year'?"),
        (["show", "--unit", "1 billion USD/year"], 2, "did you mean 'billion USD/year'?"),
        (["show", "-o", "x.unknown"], 2, "no format is known"),
        (["show", "-o", "x.pdf"], 2, "a browser prints a PDF"),
        (["show", "-f", "pdf"], 2, "a browser prints a PDF"),
        (["show", "--color", "pink"], 2, "'auto', 'always', 'never'"),
        (["show", "azerbaijan-rusia"], 3, "did you mean 'azerbaijan-russia'?"),
        (["get", "total.azerbaijam"], 2, "did you mean 'total.azerbaijan'?"),
        (["get", "total"], 2, "did you mean 'total.azerbaijan'?"),
        (["get", UNVALUED, "loss.russia.remittances"], 1, "needs remittances.migrant_output"),
        (["get", "limited_in_full"], 0, ""),
        (["get", "", "total.russia"], 3, "no scenario ''"),
        (["sweep", "", "--vary", "diverted=0:1:3", "--get", "total.russia"], 3, "no scenario ''"),
        (["sensitivity", "--of", ""], 2, "has no cell ''"),
        (["get", "base", "base", "total.russia"], 2, "has no cell 'base'; that is a scenario, which stands first"),
        (["diff", "-", "-"], 2, "only one of the two scenarios can come from standard input"),
        (["data", "list", "--catalogue", "no.yaml"], 3, "no catalogue no.yaml"),
        (["check"], 0, ""),
        (["list", "--unit", "USD/year"], 2, "--unit"),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, list) else "",
)
def test_exit_statuses(words: list[str], status: int, said: str) -> None:
    """Each ending has its status, and says on standard error what would do; nothing if all is well."""
    done = run(*words)
    assert done.status == status, done.err
    assert said in done.err
    assert bool(said) == bool(done.err)


def test_hints_hold_for_the_file_that_was_named(tmp_path: Path) -> None:
    """A file of the user's that has the name of a bundled scenario, in another folder: no hint leads to the bundled."""
    (tmp_path / "base.yaml").write_text("title: Mine\nextends: azerbaijan-russia\n", encoding="utf-8")
    assert "One of them, down to its sources: add its name." in run("explain", str(tmp_path / "base.yaml")).out
    assert "sources differ (add --rivals)." in run("sources", str(tmp_path / "base.yaml")).out


def test_an_unexpected_verdict_gives_one() -> None:
    """A claim that fails where its author expects it to hold makes `check` exit 1."""
    claim = "claims:\n  c:\n    says: small\n    test: l.value < 1%* a.gdp\n    expect: {}\n"
    for expected, status in (("fails", 1), ("holds", 0)):
        text = PLAIN + claim.format(expected)
        assert run("check", "-", stdin=text).status == status


def test_bare_numbers() -> None:
    """`get` prints a number and nothing else: in base units, in a unit asked for, or a verdict."""
    assert run("get", "exports_to_russia").out == "1178000000\n"
    assert run("get", "azerbaijan-russia", "exports_to_russia", "--unit", "billion USD/year").out == "1.178\n"
    assert run("get", "azerbaijan-russia/escalation", "limited_in_full").out == "fails\n"


def test_units_of_records() -> None:
    """--unit changes amounts and names their unit; shares stay."""
    plain = read_json("show")["totals"][0]
    scaled = json.loads(run("show", "-f", "json", "--unit", "billion USD/year").out)["totals"][0]
    assert scaled["loss"] == pytest.approx(plain["loss"] / 1e9)
    assert scaled["unit"] == "billion USD/year"
    assert scaled["loss_share_of_gdp"] == plain["loss_share_of_gdp"]


def test_same_numbers_in_every_machine_format() -> None:
    """CSV, TSV, JSON and JSON lines hold the same records."""
    records = read_json("show")["stakes"]
    lines = [json.loads(line) for line in run("show", "-f", "jsonl").out.splitlines()]
    assert lines == records
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.DictReader(io.StringIO(run("show", "-f", form).out), delimiter=delimiter))
        assert [row["lever"] for row in rows] == [record["lever"] for record in records]
        for row, record in zip(rows, records, strict=True):
            assert (float(row["loss"]) if row["loss"] else None) == record["loss"]
            assert row["loss_sources"] == ";".join(record["loss_sources"])


@pytest.fixture
def _heeded() -> None:
    """Let programs heed the signals that whoever started the tests may have had ignored, as for a background job."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


@pytest.mark.usefixtures("_heeded")
def test_an_interrupt_ends_with_130(tmp_path: Path) -> None:
    """Ctrl-C while waiting for standard input."""
    command = [sys.executable, "-m", "leverage", "show", "-"]
    waiting = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path)
    time.sleep(1)
    waiting.send_signal(signal.SIGINT)
    _, err = waiting.communicate(timeout=30)
    assert (waiting.returncode, err) == (130, b"")


@pytest.mark.usefixtures("_heeded")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_part_of_a_file(number: signal.Signals, tmp_path: Path) -> None:
    """Stopped while it writes, a run leaves the file as it was, nothing beside it, and 128 and the signal's number."""
    (tmp_path / "s.csv").write_text("kept", encoding="utf-8")
    sweep = ["sweep", "--vary", "diverted=0:1:1000000000", "--get", "total.russia", "-o", "s.csv"]
    writing = subprocess.Popen([sys.executable, "-m", "leverage", *sweep], stderr=subprocess.PIPE, cwd=tmp_path)
    deadline = time.monotonic() + 30
    while len(list(tmp_path.iterdir())) == 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    writing.send_signal(number)
    _, err = writing.communicate(timeout=30)
    assert (writing.returncode, b"Traceback" in err) == (128 + number, False)
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["kept"]


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path) -> None:
    """What was started with nohup goes on when the terminal is closed."""
    started = "trap '' HUP; $L sweep --vary diverted=0:1:100000 --get total.russia -o s.csv & sleep 0.2; kill -HUP $!"
    assert shell(f"{started}; wait $!", tmp_path)[0] == 0
    assert len((tmp_path / "s.csv").read_text(encoding="utf-8").splitlines()) == 100_001


@pytest.mark.usefixtures("_heeded")
def test_a_signal_is_seen_to_before_anything_is_loaded() -> None:
    """An interrupt while the modules of the commands are loaded ends the run as quietly as a later one."""
    code = """
import os, signal, sys
class Interrupt:
    def find_spec(self, name, *_):
        if name == "typer":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
from leverage.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


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
