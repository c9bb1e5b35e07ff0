"""The commands that ask what if: what moves an answer, many rows of changes, two scenarios' differences."""

from typing import Annotated

import typer

from leverage.cli import completion
from leverage.cli.app import command
from leverage.cli.options import Draws, OneChart, Options, Scenario, WhatIf, axes


@command
def sensitivity(
    *,
    scenario: Scenario = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="CELL",
            help="The result to look at; by default balance.dollar_ratio.",
            show_default=False,
            autocompletion=completion.cell,
        ),
    ] = None,
    what_if: WhatIf,
    draws: Draws,
    charts: OneChart,
    options: Options,
) -> None:
    """Show which figure moves a result, and where the conclusions change.

    The result at each figure's low and high, the share of the variance each accounts for, and the value of each
    figure at which it would change who loses more, or a claim's verdict.
    """
    from leverage.cli import editions

    editions.sensitivity(scenario, of, what_if, draws, charts, options)


@command
def sweep(
    *,
    scenario: Scenario = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="NAME=LOW:HIGH:N",
            help="N values of what --set can set, such as diverted=0%:100%:11. Repeatable: a grid, the first slowest.",
            show_default=False,
            callback=axes,
            autocompletion=completion.settable,
        ),
    ] = None,
    rows: Annotated[
        str | None,
        typer.Option(
            "--rows",
            metavar="FILE|-",
            help="A table (.csv, .tsv, .parquet; - for CSV on standard input) with columns of such names, units in "
            "brackets, such as 'exports [million USD/year]'; other columns are passed through.",
            show_default=False,
        ),
    ] = None,
    cells: Annotated[
        list[str],
        typer.Option(
            "--get",
            metavar="CELL",
            help="A result column, such as total.russia. Repeatable.",
            autocompletion=completion.cells,
        ),
    ],
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave the results of a bad row empty, instead of stopping at it.")
    ] = False,
    what_if: WhatIf,
    options: Options,
) -> None:
    """Compute cells over a grid or a table of what-ifs, a row out for each row in.

    Each row is as if its values had been set by --set. A result that a row does not have is empty, with its reason in
    the last column, missing. A bad row is told with its line and stops the run (exit status 3).
    """
    from leverage.cli import sweeping

    sweeping.sweep(scenario, sweeping.Asked(vary or [], rows, cells, keep_going), what_if, options)


@command
def diff(
    *,
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="OLD NEW", help="Two scenarios.", autocompletion=completion.scenarios),
    ],
    what_if: WhatIf,
    options: Options,
) -> None:
    """Show what changed between two scenarios.

    Which inputs differ, with file and line in both, which results moved, and how much of that each input accounts for.
    Exit status 1 if anything differs. git can call it as a diff driver.
    """
    from leverage.cli import comparing

    comparing.diff(scenarios, what_if, options)
