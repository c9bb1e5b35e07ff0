"""The command line: arguments in, text and exit status out. The only room that prints and the only one with typer.

A command imports what it needs when it runs, so that `leverage --version` loads nothing else.
"""

from typing import Annotated

import typer

from leverage import __version__
from leverage.cli import completion
from leverage.cli.options import Options, Scenario, Scenarios, WhatIf, taken

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
@taken
def show(*, scenario: Scenario = None, what_if: WhatIf, options: Options) -> None:
    """Show both sides' stakes in one scenario.

    Exposure, loss and share of GDP by lever, totals, what each move does and costs, and sentences that read them.
    """
    from leverage.cli import run

    run.report_one(scenario, what_if, options, run.show)


@app.command()
@taken
def compare(*, scenarios: Scenarios = None, what_if: WhatIf, options: Options) -> None:
    """Compare scenarios side by side.

    Each side's loss by lever, its total, its share of GDP, and the change from the first scenario.
    """
    from leverage.cli import run

    run.report_several(scenarios, what_if, options, run.compare)


@app.command()
@taken
def get(
    *,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="[SCENARIO] CELL...",
            help="Cells, such as loss.azerbaijan.remittances; before them a scenario.",
            autocompletion=completion.scenario_or_cell,
        ),
    ],
    what_if: WhatIf,
    options: Options,
) -> None:
    """Print cells as bare numbers, one a line.

    Amounts are per year in the scenario's currency, shares are fractions, a claim gives its verdict. Exit status 1
    if one has no value; its line is then empty.
    """
    from leverage.cli import run

    run.get(names, what_if, options)


@app.command()
@taken
def explain(
    *,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO] [CELL]",
            help="A scenario and a cell, such as total.azerbaijan; without a cell, all cells are listed.",
            show_default=False,
            autocompletion=completion.scenario_or_cell,
        ),
    ] = None,
    what_if: WhatIf,
    options: Options,
) -> None:
    """Explain a cell down to its sources.

    Its formula in words, in symbols and with its numbers, then each input in turn, down to figures and assumptions.
    """
    from leverage.cli import run

    run.explain(names or [], what_if, options)


@app.command()
@taken
def sources(
    *,
    scenario: Scenario = None,
    rivals: Annotated[
        bool, typer.Option("--rivals", help="Rival readings side by side, with the totals and verdicts under each.")
    ] = False,
    what_if: WhatIf,
    options: Options,
) -> None:
    """List every figure with its source.

    Value, range, year, evidence, place in the source and what uses it; then the bibliography.
    """
    from leverage.cli import run

    run.report_one(scenario, what_if, options, run.rivals if rivals else run.sources)


@app.command()
@taken
def check(*, scenarios: Scenarios = None, what_if: WhatIf, options: Options) -> None:
    """Check files, then every claim.

    Exit status 1 if a verdict is not the one its author expects, 3 if a file is wrong; then every problem is shown.
    """
    from leverage.cli import run

    run.check(scenarios, what_if, options)


@app.command(name="list")
@taken
def list_(*, options: Options) -> None:
    """List the bundled scenarios."""
    from leverage.cli import run

    run.list_scenarios(options)
