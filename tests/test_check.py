"""`check`: what it says first, claims beside their limits, notes; annotations, JUnit, many files, the git hook."""

import re
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


BASIS = "Judged at the values in use, without simulations."
ODDLY = "The claim fails, expected to hold."
FINE = "The claim holds, as expected."
THREE = "1 of 3 claims comes out other than expected: 'small'. In all, 2 hold, 1 fails."


@pytest.mark.parametrize(
    ("words", "status", "headline", "tally"),
    [
        (["right.yaml"], 0, f"{FINE} {BASIS}", "1 claim: ✓ 1 holds; all as expected."),
        (["odd.yaml"], 1, f"{ODDLY} {BASIS}", "1 claim: ✗ 1 fails; 1 not as expected."),
        (["noted.yaml"], 0, f"{FINE} {BASIS} 1 note.", "1 claim: ✓ 1 holds; all as expected."),
        (
            ["noted.yaml", "--strict"],
            1,
            f"{FINE} {BASIS} 1 note counts as a failure.",
            "1 claim: ✓ 1 holds; all as expected.",
        ),
        (["right.yaml", "--strict"], 0, f"{FINE} {BASIS}", "1 claim: ✓ 1 holds; all as expected."),
        (
            ["."],
            3,
            f"1 of 4 scenarios cannot be checked: 2 mistakes. {THREE} {BASIS} 1 note.",
            "3 claims: ✓ 2 hold, ✗ 1 fails; 1 not as expected.",
        ),
        (
            ["right.yaml", "deep"],
            3,
            f"1 of 2 scenarios cannot be checked: 2 mistakes. {FINE} {BASIS}",
            "1 claim: ✓ 1 holds; all as expected.",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_the_headline_and_the_last_line_sum_up(
    folder: Path, words: list[str], status: int, headline: str, tally: str
) -> None:
    """Files, folders to the bottom but hidden ones, strictness: exit status, first sentence and last line say it."""
    done = run("check", *words, cwd=folder)
    assert done.status == status, done.err
    assert done.out.splitlines()[2] == headline
    assert done.out.splitlines()[-1] == tally
    for form in ("markdown", "html", "latex"):
        shown = run("check", *words, "-f", form, cwd=folder).out
        assert headline.split(".", maxsplit=1)[0].replace("'", "&#x27;" if form == "html" else "'") in shown


def test_what_is_not_as_expected_stands_first_and_once(folder: Path) -> None:
    """A claim that two scenarios share is one row, which names both; what is as expected follows."""
    (folder / "over.yaml").write_text("title: Over\nextends: odd.yaml\n", encoding="utf-8")
    shown = run("check", "right.yaml", "odd.yaml", "over.yaml", "--width", "140", cwd=folder).out
    assert shown.index("Not as expected") < shown.index("As expected in “")
    assert shown.count("✗ fails, expected to hold") == 1
    line = line_of(ODD, "small:")
    assert f"The sales: small, 100 % of it (odd.yaml:{line} in odd and over)" in " ".join(shown.split())
    assert "(odd)" not in shown


def test_an_open_claim_has_its_share(folder: Path) -> None:
    """In a uniform range from 0 to 100 % d is below 30 % in three tenths; the other scenario has no range."""
    range_ = "{value: 10 %, low: 0 %, high: 100 %, shape: uniform, assumed: a guess}"
    text = RIGHT.replace("claims:", f"figures:\n  d: {range_}\nclaims:").replace(
        "loss.a.goods < [200 million USD/year]", "d < 30%"
    )
    (folder / "ranged.yaml").write_text(f"{text}    expect: open\n", encoding="utf-8")
    shown = run("check", "ranged.yaml", "right.yaml", cwd=folder).out
    assert shown.splitlines()[2] == (
        "All 2 claims come out as expected: 1 holds, 1 is open. 1 of them is judged at the values in use, without "
        "simulations."
    )
    assert "≈ open   The sales: small, 100 % of it  10 %, limit 30 %  30 %" in shown
    assert "True in: share of 10,000 simulations." in shown


def test_no_signs_where_the_console_has_none(folder: Path) -> None:
    """An encoding without the signs of verdicts gets stand-ins, + and x."""
    done = run("check", "right.yaml", "odd.yaml", cwd=folder, environment={"PYTHONIOENCODING": "ascii"})
    assert "+ holds  The sales" in done.out
    assert "x fails, expected to hold" in done.out
    assert "\\u" not in done.out


# 100 million are sold. The last number is the limit, as a reader is told it; a number never seems to be on its wrong
# side: 9.9996 % of a billion rounds to 10 %.
NUMBERS = {
    "loss.a.goods < [50 million USD/year]": "US$ 100 million a year, limit 50 million",
    "[50 million USD/year] < loss.a.goods": "US$ 100 million a year, minimum 50 million",
    "loss.a.goods >= [2 billion USD/year]": "US$ 0.1 bn a year, minimum 2 bn",
    "loss.a.goods < [100 million USD/year]": "US$ 100 million a year, exactly the limit",
    "loss.a.goods > 0": "US$ 100 million a year, minimum 0",
    "loss.a.goods > 2 * loss.a.goods": "US$ 100 million a year against 200 million",
    "loss.a.goods / [1000.04 million USD/year] < 10%": "9.9996 %, limit 10 %",
    "loss.a.goods / [3 billion USD/year] < loss.a.goods / [1 billion USD/year]": "3.33 % against 10 %",
    "loss.a.goods / [50 million USD/year] > 1": "2, minimum 1",
    "close(loss.a.goods / [3 billion USD/year], 3.3%, 0.1%)": "3.33 %, within 0.1 % of 3.3 %",
    "close(loss.a.goods / [3 billion USD/year], 3.3%, 0.03%)": "3.333 %, not within 0.03 % of 3.3 %",
    "close(loss.a.goods, [101 million USD/year], [1 thousand USD/year])": (
        "US$ 100 million a year, not within 1,000 of 101 million"
    ),
    "loss.a.goods > 0 and not loss.a.goods / [1 billion USD/year] > 50%": (
        "US$ 100 million a year, minimum 0; and not: 10 %, minimum 50 %"
    ),
    "-loss.a.goods < 0": "US$ −100 million a year, limit 0",
}


@pytest.mark.parametrize(("test", "told"), NUMBERS.items())
def test_a_number_stands_beside_its_limit(folder: Path, test: str, told: str) -> None:
    """Whether the claim holds or fails, the words are the same and none reads as an inequality that is false."""
    text = RIGHT.replace("test: loss.a.goods < [200 million USD/year]", f'test: "{test}"')
    (folder / "right.yaml").write_text(text, encoding="utf-8")
    shown = run("check", "right.yaml", "--width", "200", cwd=folder).out
    row = next(line for line in shown.splitlines() if "The sales" in line)
    assert re.split("  +", row)[2] == told


def test_reasons_for_limits_are_behind_an_option(folder: Path) -> None:
    """A screen has them with --notes, a document always; `none needed` is told nowhere."""
    text = RIGHT + "    threshold: as the law has it\n"
    (folder / "right.yaml").write_text(text, encoding="utf-8")
    assert "as the law has it" not in run("check", "right.yaml", cwd=folder).out
    assert "as the law has it" in run("check", "right.yaml", "--notes", "--width", "200", cwd=folder).out
    assert "as the law has it" in run("check", "right.yaml", "-f", "markdown", cwd=folder).out
    (folder / "right.yaml").write_text(RIGHT + "    threshold: None needed\n", encoding="utf-8")
    assert "eeded" not in run("check", "right.yaml", "-f", "markdown", cwd=folder).out


def test_notes_that_say_the_same_are_one(tmp_path: Path) -> None:
    """Two numbers without a source are one note with both names and lines; an overlay does not repeat it."""
    text = NOTED.replace("value: 100 million USD/year}", "value: 100 million USD/year, diverted: 10 %}")
    (tmp_path / "base.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "over.yaml").write_text("title: Over\nextends: base.yaml\n", encoding="utf-8")
    done = run("check", "base.yaml", "over.yaml", "--width", "200", cwd=tmp_path)
    line = line_of(text, "goods:")
    assert done.out.splitlines()[2].endswith(" 1 note.")
    (note,) = [told for told in done.out.splitlines() if "source" in told]
    assert note == f"'goods.value', 'goods.diverted': a number without a source (base.yaml:{line})"


def test_a_lone_wrong_file_leaves_standard_output_empty(folder: Path) -> None:
    """With nothing that can be read the problems and the summary go to standard error."""
    done = run("check", "deep", cwd=folder)
    assert (done.status, done.out) == (3, "")
    assert done.err.splitlines()[-1] == "The scenario cannot be checked: 2 mistakes."


def test_github_annotations(folder: Path) -> None:
    """Each error, unexpected verdict and note is a workflow command with its file, line and column, escaped."""
    done = run("check", ".", "-f", "github", cwd=folder)
    assert done.status == 3
    *commands, summary = done.out.splitlines()
    assert summary == f"1 of 4 scenarios cannot be checked: 2 mistakes. {THREE} {BASIS} 1 note."
    wrong = f"file=deep/down/wrong.yaml,line={line_of(WRONG, 'seler: a')}"
    assert [line for line in commands if line.startswith(f"::error {wrong},col=24,title=leverage file::")]
    claim = f"file=odd.yaml,line={line_of(ODD, 'small:')},col=3,title=leverage claim small"
    said = "fails, expected to hold: The sales: small, 100 %25 of it (US$ 100 million a year, limit 50 million)"
    assert f"::error {claim}::{said} (loss.a.goods < [50 million USD/year])" in commands
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
    assert failure.attrib["message"].startswith("fails, expected to hold: The sales")
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
        (f"the text of '{key}' ends before '{sign}', which YAML takes for a comment", at := line_of(text, sign),
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


def test_a_folder_of_scenarios_comes_before_bundled_ones(tmp_path: Path) -> None:
    """A folder called `history` is checked as `show` reads it; without scenarios the bundled ones are."""
    own = tmp_path / "history"
    own.mkdir()
    (own / "notes.txt").write_text("none", encoding="utf-8")
    assert "13 scenarios" in run("check", "history", cwd=tmp_path).out
    (own / "base.yaml").write_text(
        "title: Own\nsides: [a, b]\nparties: {a: {name: A}, b: {}, c: 5}\n", encoding="utf-8"
    )
    done = run("check", "history", cwd=tmp_path)
    assert done.status == 3
    assert "history/base.yaml" in done.out + done.err
