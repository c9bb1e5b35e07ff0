"""The topics of `leverage help`: sections of the documents that come with the package, found by their headings."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import typer

from leverage import library
from leverage.cli import output
from leverage.problems import suggest_name

_WIDTH = 80  # of the list of topics; the documents are written for the same width
_COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)  # marks for cog, which generates parts of the documents


class Topic(NamedTuple):
    """A section of a document: its name, its first sentence, and its whole text."""

    name: str
    summary: str
    text: str


def run_help(context: typer.Context, name: str | None) -> None:
    """Print a command's help, the text of a topic, or both where they share a name; without a name, list them all."""
    topics = list_topics()
    program = context.find_root()
    commands = program.command.list_commands(program)  # type: ignore[attr-defined]  # the program is a group
    if name is None:
        output.deliver([_write_overview(topics.values(), commands)], None)
        return
    texts = []
    if name in commands:
        command = program.command.get_command(program, name)  # type: ignore[attr-defined]  # the program is a group
        inner = command.make_context(name, [], parent=program, resilient_parsing=True)
        texts.append(f"{command.get_help(inner)}\n")
    if name in topics:
        texts.append(topics[name].text)
    if not texts:
        hint = suggest_name(name, [*topics, *commands]) or "`leverage help` lists all"
        raise typer.BadParameter(f"no topic or command '{name}'; {hint}")
    output.deliver(["\n".join(texts)], None)


def list_topics() -> dict[str, Topic]:
    """Return every section of the documents by its name: its heading in lower case with `-` for spaces."""
    topics = {}
    for path in (library.find_folder() / "README.md", Path(__file__).parent.parent / "REFERENCE.md"):
        text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
        for heading, lines in _split_sections(text.splitlines()):
            body = "\n".join(lines).strip()
            name = heading.lower().replace(" ", "-")
            topics[name] = Topic(name, _find_first_sentence(body), f"# {heading}\n\n{body}\n")
    return topics


def _split_sections(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each heading of the second level with the lines below it, except what looks like one inside code."""
    heading, below, is_code = "", list[str](), False
    for line in lines:
        is_code ^= line.startswith("```")
        if line.startswith("## ") and not is_code:
            if heading:
                yield heading, below
            heading, below = line.removeprefix("## "), []
        else:
            below.append(line)
    if heading:
        yield heading, below


def _find_first_sentence(body: str) -> str:
    paragraph = " ".join(body.partition("\n\n")[0].split())
    return paragraph.partition(". ")[0].rstrip(".")


def _write_overview(topics: Iterable[Topic], commands: Iterable[str]) -> str:
    """Return the list of topics, a line each, and how to ask for a command's help."""
    commands_text = textwrap.fill(", ".join(commands), _WIDTH, initial_indent="  ", subsequent_indent="  ")
    lines = [f"  {topic.name:<13}{topic.summary}" for topic in topics]
    return (
        "Topics; `leverage help TOPIC` prints one:\n\n"
        + "\n".join(lines)
        + f"\n\nCommands; `leverage help COMMAND` prints the options of one:\n\n{commands_text}\n"
    )
