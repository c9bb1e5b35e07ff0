"""The program itself: its name, its version, its help, and how it comes to its commands."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from leverage import __version__
from leverage.cli.options import taken

_SETTINGS = {"help_option_names": ["-h", "--help"]}
_COMMANDS: dict[str, Callable[..., None]] = {}


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Register a command under its function's name."""
    _COMMANDS[function.__name__.rstrip("_")] = function
    return function


class _Commands(TyperGroup):
    """Makes a command when it is asked for: to make all of them takes a tenth of a short run."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(_COMMANDS)  # type: ignore[assignment]  # the names alone, for suggestions

    def get_command(self, _context: Any, name: str) -> Any:
        """Return a command, made of its function."""
        if name not in _COMMANDS:
            return None
        one = typer.Typer(rich_markup_mode=None, add_completion=False, context_settings=_SETTINGS)
        one.command(name)(taken(_COMMANDS[name]))
        return typer.main.get_command(one)


app = typer.Typer(
    name="leverage", cls=_Commands, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=_SETTINGS
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
