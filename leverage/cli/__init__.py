"""The command line: arguments in, text and exit status out. The only room that prints and the only one with typer.

A command imports what it needs when it runs, so that `leverage --version` loads nothing else.
"""

from typing import Annotated

import typer

from leverage import __version__
from leverage.cli import options as given
from leverage.cli.options import Options

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


@app.command()
def show(
    scenario: given.Scenario = None,
    form: given.Format = None,
    output: given.Output = None,
    table: given.Table = None,
    unit: given.Unit = None,
    color: given.Color = "auto",
    width: given.Width = None,
) -> None:
    """Show both sides' stakes in one scenario.

    Exposure, loss and share of GDP by lever, totals, what each move does and costs, and sentences that read them.
    """
    from leverage.cli import run

    options = Options(form, output, table, unit, color, width)
    run.report_one(scenario, options, run.show)


@app.command()
def compare(
    scenarios: given.Scenarios = None,
    form: given.Format = None,
    output: given.Output = None,
    table: given.Table = None,
    unit: given.Unit = None,
    color: given.Color = "auto",
    width: given.Width = None,
) -> None:
    """Compare scenarios side by side.

    Each side's loss by lever, its total, its share of GDP, and the change from the first scenario.
    """
    from leverage.cli import run

    options = Options(form, output, table, unit, color, width)
    run.report_several(scenarios, options, run.compare)


@app.command()
def get(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="[SCENARIO] CELL",
            help="A cell, such as loss.azerbaijan.remittances.",
            autocompletion=given.complete_scenario,
        ),
    ],
    form: given.Format = None,
    output: given.Output = None,
    table: given.Table = None,
    unit: given.Unit = None,
    color: given.Color = "auto",
    width: given.Width = None,
) -> None:
    """Print one cell as a bare number.

    Amounts are per year in the scenario's currency, shares are fractions, a claim gives its verdict. Exit status 1
    if there is no value.
    """
    from leverage.cli import run

    run.get(names, Options(form, output, table, unit, color, width))


@app.command()
def sources(
    scenario: given.Scenario = None,
    form: given.Format = None,
    output: given.Output = None,
    table: given.Table = None,
    unit: given.Unit = None,
    color: given.Color = "auto",
    width: given.Width = None,
) -> None:
    """List every figure with its source.

    Value, range, year, evidence, place in the source and what uses it; then the bibliography.
    """
    from leverage.cli import run

    run.report_one(scenario, Options(form, output, table, unit, color, width), run.sources)


@app.command()
def check(
    scenarios: given.Scenarios = None,
    form: given.Format = None,
    output: given.Output = None,
    table: given.Table = None,
    unit: given.Unit = None,
    color: given.Color = "auto",
    width: given.Width = None,
) -> None:
    """Check files, then every claim.

    Exit status 1 if a verdict is not the one its author expects, 3 if a file is wrong; then every problem is shown.
    """
    from leverage.cli import run

    run.check(scenarios, Options(form, output, table, unit, color, width))


@app.command(name="list")
def list_(
    form: given.Format = None,
    output: given.Output = None,
    table: given.Table = None,
    unit: given.Unit = None,
    color: given.Color = "auto",
    width: given.Width = None,
) -> None:
    """List the bundled scenarios."""
    from leverage.cli import run

    run.list_scenarios(Options(form, output, table, unit, color, width))
