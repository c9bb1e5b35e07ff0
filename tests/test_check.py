"""`check` for continuous integration: annotations, JUnit, strictness, many files, the summary; the documented hook."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.program import read_json, run, run_git
from tests.readme import REFERENCE, find_block

RIGHT = """
title: Right
sides: [a, b]
parties:
  a: {name: A}
  b: {name: B}
levers:
  goods: {kind: trade, seller: a, buyer: b, value: {value: 100 million USD/year, assumed: round}}
claims:
  small:
    says: "The sales: small, 100 % of it"
    test: loss.a.goods < [200 million USD/year]
"""
ODD = RIGHT.replace("[200 million", "[50 million")  # 100 million is not below 50 million
NOTED = RIGHT.replace("{value: 100 million USD/year, assumed: round}", "100 million USD/year")
# Two errors: a misspelt key that 'title' was meant by, and one that 'seller' was.
WRONG = RIGHT.replace("seller: a", "seler: a").replace("title: Right", "titel: Right")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a folder of scenarios: one right, one with an unexpected verdict, one noted, one wrong further down."""
    (tmp_path / "right.yaml").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(ODD, encoding="utf-8")
    (tmp_path / "noted.yaml").write_text(NOTED, encoding="utf-8")
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "no.yaml").write_text("no scenario\n", encoding="utf-8")
    return tmp_path


def line_of(text: str, part: str) -> int:
    """Return the number of the line that holds a part of a text."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


REST = "0 too close to call, 0 cannot be said, at the values in use"
FINE = f"1 hold, 0 fail, {REST}; all as expected"


@pytest.mark.parametrize(
    ("words", "status", "summary"),
    [
        (["right.yaml"], 0, f"1 scenario; 1 claim: {FINE}; 0 notes."),
        (
            ["odd.yaml"],
            1,
            f"1 scenario; 1 claim: 0 hold, 1 fail, {REST}; 1 not as expected; 0 notes.",
        ),
        (["noted.yaml"], 0, f"1 scenario; 1 claim: {FINE}; 1 note."),
        (["noted.yaml", "--strict"], 1, f"1 scenario; 1 claim: {FINE}; 1 note. Notes count as failures."),
        (["right.yaml", "--strict"], 0, f"1 scenario; 1 claim: {FINE}; 0 notes."),
        (
            ["."],
            3,
            (f"4 scenarios, 1 of them wrong (2 errors); 3 claims: 2 hold, 1 fail, {REST}; 1 not as expected; 1 note."),
        ),
        (["right.yaml", "deep"], 3, f"2 scenarios, 1 of them wrong (2 errors); 1 claim: {FINE}; 0 notes."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_the_last_line_sums_up(folder: Path, words: list[str], status: int, summary: str) -> None:
    """Files, folders to the bottom but hidden ones, strictness: the exit status and the last line say it all."""
    done = run("check", *words, cwd=folder)
    assert done.status == status, done.err
    assert done.out.splitlines()[-1] == summary


def test_a_lone_wrong_file_leaves_standard_output_empty(folder: Path) -> None:
    """With nothing that can be read the problems and the summary go to standard error."""
    done = run("check", "deep", cwd=folder)
    assert (done.status, done.out) == (3, "")
    assert done.err.splitlines()[-1] == "1 scenario, 1 of them wrong (2 errors); no claims; 0 notes."


def test_github_annotations(folder: Path) -> None:
    """Each error, unexpected verdict and note is a workflow command with its file, line and column, escaped."""
    done = run("check", ".", "-f", "github", cwd=folder)
    assert done.status == 3
    *commands, summary = done.out.splitlines()
    assert summary.startswith("4 scenarios, 1 of them wrong")
    wrong = f"file=deep/down/wrong.yaml,line={line_of(WRONG, 'seler: a')}"
    assert [line for line in commands if line.startswith(f"::error {wrong},col=24,title=leverage file::")]
    claim = f"file=odd.yaml,line={line_of(ODD, 'small:')},col=3,title=leverage claim small"
    said = "the claim fails, expected: holds: The sales: small, 100 %25 of it (loss.a.goods < [50 million USD/year])"
    assert f"::error {claim}::{said}" in commands
    assert [line for line in commands if line.startswith("::warning file=noted.yaml,line=8")]
    strict = run("check", "noted.yaml", "--strict", "-f", "github", cwd=folder)
    assert (strict.status, strict.out.startswith("::error file=noted.yaml")) == (1, True)


def test_junit(folder: Path) -> None:
    """A suite a scenario, a case for its file and each claim; counts agree; written whole even if a file is wrong."""
    done = run("check", ".", "-o", "report.xml", cwd=folder)
    assert (done.status, done.out) == (3, "")
    root = ET.parse(folder / "report.xml").getroot()  # noqa: S314 - our own file
    assert root.attrib == {"name": "leverage", "tests": "8", "failures": "1", "errors": "2"}
    suites = {suite.attrib["name"]: suite for suite in root}
    assert set(suites) == {"right", "odd", "noted", "wrong"}
    case = next(case for case in suites["odd"] if case.attrib.get("name") == "claim small")
    assert (case.attrib["file"], case.attrib["line"]) == ("odd.yaml", str(line_of(ODD, "small:")))
    failure = case.find("failure")
    assert failure is not None
    assert failure.attrib["message"].startswith("the claim fails, expected: holds")
    assert len(suites["wrong"].findall("testcase/error")) == 2
    output = suites["noted"].find("system-out")
    assert output is not None
    assert "without a source" in str(output.text)


def test_problems_are_a_table_too(folder: Path) -> None:
    """JSON holds the problems of wrong files beside the claims of right ones."""
    said = read_json("check", ".", cwd=folder)
    assert {(row["scenario"], row["file"]) for row in said["problems"]} == {("wrong", "deep/down/wrong.yaml")}
    assert [row["verdict"] for row in said["claims"]] == ["holds", "fails", "holds"]


def test_a_text_that_a_comment_ends_is_noted(tmp_path: Path) -> None:
    """Each once, where its sign stands with no space after it; comments, quotes, blocks, numbers are none."""
    text = RIGHT.replace("title: Right", "title: Right #2").replace("{name: A}", "\n    name: A #1") + (
        "    threshold: a\n      line more #3rd\n    where: '#4 #5' # six\n    source: s #7\n"
        "sources:\n  s: {title: T#8,\n   note: N #9\n   }\n"
        "about: |\n  title: x #10\n"
        "figures:\n  f: {value: 3, assumed: no}  #11\n"
    )
    (tmp_path / "base.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "own.yaml").write_text("title: Own #12\nextends: base.yaml\n", encoding="utf-8")
    said = read_json("check", "base.yaml", cwd=tmp_path)
    found = [(row["note"], row["line"], row["column"]) for row in said["notes"]]
    lines = text.splitlines()
    wanted = [("title", "#2"), ("name", "#1"), ("threshold", "#3rd"), ("note", "#9")]
    assert found == [
        (f"the text of '{key}' ends before '{sign}', which begins a comment", at := line_of(text, sign),
         lines[at - 1].index(sign) + 1) for key, sign in wanted
    ]  # fmt: skip
    told = run("check", "own.yaml", "base.yaml", cwd=tmp_path).out
    assert [told.count(sign) for sign in ("'#12'", "'#2'", "'#1'", "'#3rd'", "'#9'")] == [1] * 5
    assert run("check", "own.yaml", "--strict", cwd=tmp_path).status == 1


def test_formats_of_check_alone() -> None:
    """Another command does not know them and says whose they are."""
    done = run("show", "-f", "junit")
    assert (done.status, "a format of `leverage check`" in done.err) == (2, True)


def test_the_documented_git_hook(folder: Path) -> None:
    """The three lines of the reference stop a commit of a wrong scenario and let a right one pass."""

    def git(*words: str) -> int:
        return run_git(folder, *words).status

    assert git("init", "-q") == 0
    hook = folder / ".git" / "hooks" / "pre-commit"
    text = find_block(REFERENCE, "sh", "#!/bin/sh")
    assert len(text.splitlines()) == 3
    hook.write_text(text.replace("leverage check", f"{sys.executable} -m leverage check"), encoding="utf-8")
    hook.chmod(0o755)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "one.yaml").write_text(WRONG, encoding="utf-8")
    git("add", "scenarios")
    assert git("commit", "-q", "-m", "wrong") != 0
    (folder / "scenarios" / "one.yaml").write_text(RIGHT, encoding="utf-8")
    git("add", "scenarios")
    assert git("commit", "-q", "-m", "right") == 0
    (folder / "scenarios" / "one.yaml").write_text(ODD, encoding="utf-8")
    git("add", "scenarios")
    (folder / "scenarios" / "one.yaml").write_text(RIGHT, encoding="utf-8")
    assert git("commit", "-q", "-m", "what is committed is checked, not what lies in the folder") != 0


def test_files_of_equal_names_and_links_in_circles(tmp_path: Path) -> None:
    """Two files of one name keep apart, a folder that links to itself ends, standard input keeps its name."""
    (tmp_path / "one.yaml").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "one.yml").write_text(ODD, encoding="utf-8")
    (tmp_path / "stdin.yaml").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "more").symlink_to(tmp_path)
    said = read_json("check", ".", cwd=tmp_path)
    assert sorted(row["scenario"] for row in said["claims"]) == ["one.yaml", "one.yml", "stdin"]
    said = read_json("check", "-", "stdin.yaml", stdin=ODD, cwd=tmp_path)
    assert {row["scenario"]: row["verdict"] for row in said["claims"]} == {"stdin": "fails", "stdin.yaml": "holds"}
    assert run("check", "", cwd=tmp_path).status == 3
