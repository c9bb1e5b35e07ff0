"""The commands that compute. Each imports what it needs when it runs."""

from typing import Annotated

import typer

from leverage.cli import completion
from leverage.cli.app import command
from leverage.cli.options import Charts, Draws, Extents, Options, Scenario, Scenarios, WhatIf


@command
def show(
    *, scenario: Scenario = None, what_if: WhatIf, draws: Draws, extents: Extents, charts: Charts, options: Options
) -> None:
    """Show both sides' stakes in one scenario.

    Exposure, loss and share of GDP by lever, totals, what each move does and costs, and sentences that read them.
    """
    from leverage.cli import editions

    editions.show(scenario, what_if, draws, extents, charts, options)


@command
def compare(*, scenarios: Scenarios = None, what_if: WhatIf, draws: Draws, charts: Charts, options: Options) -> None:
    """Compare scenarios side by side.

    Each side's loss by lever, its total, its share of GDP, and the change from the first scenario.
    """
    from leverage.cli import editions

    editions.compare(scenarios, what_if, draws, charts, options)


@command
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


@command
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
    depth: Annotated[
        int | None, typer.Option("--depth", metavar="N", min=0, help="Go down so many levels only.", show_default=False)
    ] = None,
    what_if: WhatIf,
    options: Options,
) -> None:
    """Explain a cell down to its sources.

    Its formula in words, in symbols and with its numbers, then each input in turn, down to figures and assumptions.
    """
    from leverage.cli import run

    run.explain(names or [], depth, what_if, options)


@command
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


@command
def check(
    *,
    scenarios: Scenarios = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let notes count: exit status 1 if there are any.")] = False,
    words: Annotated[
        bool, typer.Option("--words", help="Say in words too how likely a claim is, on the ICD 203 scale.")
    ] = False,
    what_if: WhatIf,
    draws: Draws,
    options: Options,
) -> None:
    """Check files, then every claim.

    Exit status 1 if a verdict is not the one its author expects, 3 if a file is wrong; then every problem is shown.
    Formats for continuous integration are github (annotations) and junit (XML). Folders are searched to the bottom.
    """
    from leverage.cli import run

    run.check(scenarios, what_if, draws, options, is_strict=strict, in_words=words)
