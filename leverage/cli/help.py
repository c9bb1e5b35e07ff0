"""What `leverage help` prints: a topic, the help of a command, or the list of both."""

import textwrap
from collections.abc import Iterable

import typer

from leverage.cli import output
from leverage.cli.topics import Topic, list_topics
from leverage.problems import suggest_name

_WIDTH = 80  # of the list of topics; the documents are written for the same width


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


def _write_overview(topics: Iterable[Topic], commands: Iterable[str]) -> str:
    """Return the list of topics, a line each, and how to ask for a command's help."""
    commands_text = textwrap.fill(", ".join(commands), _WIDTH, initial_indent="  ", subsequent_indent="  ")
    lines = [f"  {topic.name:<13}{topic.summary}" for topic in topics]
    return (
        "Topics; `leverage help TOPIC` prints one:\n\n"
        + "\n".join(lines)
        + f"\n\nCommands; `leverage help COMMAND` prints the options of one:\n\n{commands_text}\n"
    )
