"""`leverage help`: the topics, one of them, a command's help, what is unknown; the documents come with the package."""

import re
import tomllib

import pytest

from leverage.cli.topics import list_topics
from tests.program import REPORTS, run
from tests.readme import README, ROOT
from tests.reference import COMMANDS

EXPECTED = {
    "file", "figures", "formulas", "units", "kinds", "ranges", "claims", "bases", "columns", "cells", "formats",
    "what-if", "exit-status", "verdicts", "marks", "python",
}  # fmt: skip


def test_the_list() -> None:
    """Every topic has a line of at most 80 characters, which says something of its own; all commands are named."""
    done = run("help")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 80
    topics = list_topics()
    assert set(topics) >= EXPECTED
    assert len({topic.summary for topic in topics.values()}) == len(topics)
    assert [line.split()[0] for line in lines[2 : 2 + len(topics)]] == list(topics)
    assert set("".join(lines[-2:]).replace(",", " ").split()) == set(COMMANDS)


@pytest.mark.parametrize("name", list_topics())
def test_a_topic(name: str) -> None:
    """Each topic is printed whole and as it is, without the marks of the program that generates its parts."""
    done = run("help", name)
    topic = list_topics()[name]
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith(topic.text)
    assert len(topic.text.splitlines()) > 8
    assert done.out.startswith("# ") == (name not in COMMANDS)
    assert "<!--" not in done.out
    assert "[[[" not in done.out


def test_the_text_is_that_of_the_document() -> None:
    """A topic ends where the next one begins; a heading inside code begins none."""
    units = list_topics()["units"].text
    assert units.startswith("# Units\n\nA unit is a name")
    assert "both." in units.splitlines()[-1]
    assert "#!/bin/sh\n" in list_topics()["check"].text


def test_reports_of_every_command_are_tested() -> None:
    """Each command that writes a report, which has a format, is among those whose documents are tested."""
    having = {name for name in COMMANDS if "--table" in run(name, "--help").out}
    assert len(having) > 10
    assert {words.split()[0] for words in REPORTS} == having


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command(name: str) -> None:
    """A command's name gives its help, followed by the topic of that name where there is one."""
    assert run("help", name).out.startswith(run(name, "--help").out)


def test_an_unknown_topic() -> None:
    """A slip is answered with the nearest name."""
    done = run("help", "unts")
    assert (done.status, done.out) == (2, "")
    assert "no topic or command 'unts'; did you mean 'units'?" in done.err
    assert "lists all" in run("help", "xyzzyx").err


def test_a_console_without_signs() -> None:
    """Where the console has ASCII alone, the text comes in ASCII."""
    done = run("help", "marks", environment={"PYTHONIOENCODING": "ascii"})
    assert done.status == 0
    assert done.out.isascii()


def test_the_documents_come_with_the_package() -> None:
    """What the wheel takes in are the package's folder and the scenarios', where the documents are."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert build["wheel"] == {"packages": ["leverage"], "force-include": {"scenarios": "leverage/scenarios"}}
    assert README.is_file()


def test_every_topic_that_documents_name_is_there() -> None:
    """`leverage help X` in a document, or in what the program says, leads somewhere."""
    places = [*ROOT.glob("*.md"), *ROOT.glob("scenarios/*.md"), *ROOT.glob("leverage/**/*.md")]
    places += ROOT.glob("leverage/**/*.py")
    named = {
        (topic, place.name)
        for place in places
        for topic in re.findall(r"leverage help\s+([a-z][a-z-]*)`", place.read_text(encoding="utf-8"))
    }
    assert {topic for topic, _ in named} >= {"ranges", "verdicts", "robustness", "model"}
    assert [(topic, place) for topic, place in sorted(named) if topic not in {*list_topics(), *COMMANDS}] == []
