"""The program itself: its name, its version, its help."""

from typing import Annotated

import typer

from leverage import __version__

app = typer.Typer(
    name="leverage",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"leverage {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def leverage(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Show who has economic leverage over whom: what each side has at stake, stands to lose, and pays."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
