"""The commands for those who write scenarios: what is bundled, kinds, files to begin with, the schema for editors."""

from pathlib import Path
from typing import Annotated

import typer

from leverage.cli import completion
from leverage.cli.app import command
from leverage.cli.options import Folders, Options, target


@command
def list_(*, options: Options) -> None:
    """List the bundled scenarios."""
    from leverage.cli import run

    run.list_scenarios(options)


@command
def kinds(
    *,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="A bundled kind, such as trade; all of them if not said.",
            show_default=False,
            autocompletion=completion.kinds,
        ),
    ] = None,
    options: Options,
) -> None:
    """Describe the kinds of lever.

    What each role loses by which formula, the inputs with their units, what is required, sources and limits.
    """
    from leverage.cli import run

    run.kinds(kind, options)


@command
def schema(
    *,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", parser=target, help="Write to a file.")
    ] = None,
) -> None:
    """Print the JSON Schema of scenario files, for editors.

    Files from `leverage new` look for it as leverage.schema.json beside them.
    """
    from leverage.cli import author

    author.schema(output)


@command
def new(
    *,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The file to write, such as georgia-russia.yaml.")],
    base: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="SCENARIO",
            help="Extend this scenario instead of beginning with nothing.",
            show_default=False,
            autocompletion=completion.scenarios,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    folders: Folders = None,
) -> None:
    """Write a commented file to begin with.

    Two parties with placeholders for figures, named after the file; or, with --from, what of a scenario can be changed.
    """
    from leverage.cli import author

    author.new(name, base, force, folders or [])
