"""The program itself: its name, its version, its help, and how it finds its commands."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from leverage import __version__
from leverage.cli.options import take_records
from leverage.problems import in_one_line

NAME = "leverage"
_HELP = ["-h", "--help"]
_SETTINGS = {"help_option_names": _HELP}
_COMMANDS: "dict[str, Callable[..., None] | Group]" = {}


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Register a command under its function's name."""
    _COMMANDS[function.__name__.rstrip("_")] = function
    return function


class Group:
    """Commands under one name, such as ``leverage data add``."""

    def __init__(self, name: str, about: str) -> None:
        """Register the group under its name, with a text for its help."""
        self.name = name
        self.about = about
        self.commands: dict[str, Callable[..., None]] = {}
        _COMMANDS[name] = self

    def command(self, function: Callable[..., None]) -> Callable[..., None]:
        """Register a command of the group: the function's name is that of the group and its own, as in data_add."""
        self.commands[function.__name__.removeprefix(f"{self.name}_")] = function
        return function


# The error that Typer raises for wrong usage: click's own, or in later versions a copy that Typer does not export.
_UsageError: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "UsageError")


class _Commands(TyperGroup):
    """Makes a command only when it is used: to make all of them takes a tenth of a short run."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(_COMMANDS)  # type: ignore[assignment]  # the names alone, for suggestions

    def get_command(self, _context: Any, name: str) -> Any:
        """Make a command of its function."""
        if name not in _COMMANDS:
            return None
        entry = _COMMANDS[name]
        if isinstance(entry, Group):
            program = typer.Typer(
                name=name, help=entry.about, rich_markup_mode=None, add_completion=False, context_settings=_SETTINGS
            )
            for word, function in entry.commands.items():
                program.command(word)(take_records(function))
            return typer.main.get_command(program)
        program = typer.Typer(rich_markup_mode=None, add_completion=False, context_settings=_SETTINGS)
        program.command(name)(take_records(entry))
        return typer.main.get_command(program)

    def main(self, *words: Any, **settings: Any) -> Any:
        """Run a command and return its exit status; wrong usage is told in one line, with escapes for line breaks."""
        try:
            return super().main(*words, **{**settings, "prog_name": NAME, "standalone_mode": False})
        except _UsageError as error:
            if error.ctx is not None:
                hint = f"Try '{error.ctx.command_path} {_HELP[0]}' for help."
                typer.echo(f"{error.ctx.get_usage()}\n{hint}\n", err=True)
            typer.echo(f"Error: {in_one_line(error.format_message())}", err=True)
            return error.exit_code


app = typer.Typer(
    name=NAME, cls=_Commands, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=_SETTINGS
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"{NAME} {__version__}")
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
