"""The commands that make documents: how much is wanted, with which chart, and the line that makes one again."""

import sys
from collections.abc import Sequence

import typer

from leverage import formats
from leverage.assessment import Assessment
from leverage.cli import find, forms, run
from leverage.cli.options import Charts, Draws, Extents, OneChart, Options, WhatIf
from leverage.report.edition import Edition
from leverage.report.ledger import Ledger
from leverage.report.parts import Report
from leverage.units import Unit

_USUAL = Extents()


def show(
    scenario: str | None, what_if: WhatIf, draws: Draws, extents: Extents, charts: Charts, options: Options
) -> None:
    """Report on one scenario to some extent."""
    from leverage.report import show as report

    edition = _edition(options, charts, extents)

    def make(ledger: Ledger, unit: Unit | None) -> Report:
        return report.show(ledger, unit, edition)

    run.report_one(scenario, what_if, options, make, draws)


def compare(scenarios: list[str] | None, what_if: WhatIf, draws: Draws, charts: Charts, options: Options) -> None:
    """Report on several scenarios side by side."""
    from leverage.report import compare as report

    edition = _edition(options, charts)

    def make(ledgers: list[Ledger], unit: Unit | None) -> Report:
        currencies = report.currencies(ledgers)
        if len(currencies) > 1:
            raise typer.BadParameter(f"scenarios in {' and '.join(currencies)} cannot be compared")
        return report.compare(ledgers, unit, edition)

    run.report_several(scenarios, what_if, options, make, draws)


def sensitivity(
    scenario: str | None, of: str | None, asked: WhatIf, draws: Draws, chart: OneChart, options: Options
) -> None:
    """Show what moves a cell, and where conclusions change."""
    from leverage import flips
    from leverage.report import sensitivity as make
    from leverage.sensitivity import swings

    assessment = find.one(scenario, asked)
    cell = of or _conclusive(assessment)
    find.known(assessment, [cell], scenario)
    dimension = assessment.graph.cells[cell].unit
    if cell in assessment.scenario.claims or assessment.values[cell].number is None:
        raise typer.BadParameter(f"--of: {cell} has no number in {assessment.name}")
    ledger = Ledger(assessment, find.unit(options, dimension if isinstance(dimension, tuple) else ()))
    searches = flips.searches(assessment, flips.conclusions(assessment))
    found = swings(assessment, cell, draws.draws, draws.seed)
    report = make.sensitivity(ledger, cell, found, searches, _edition(options, Charts(chart.chart)))
    forms.deliver(report, options)


def _conclusive(assessment: Assessment) -> str:
    """Return the cell to look at where none is named: who loses more dollars, or what the first side loses."""
    ratio = assessment.values.get("balance.dollar_ratio")
    return "balance.dollar_ratio" if ratio and ratio.number is not None else f"total.{assessment.scenario.sides[0]}"


def _edition(options: Options, charts: Charts, extents: Extents = _USUAL) -> Edition:
    """Return how a report is wanted."""
    if extents.brief and extents.full:
        raise typer.BadParameter("--brief or --full, not both")
    extent = "brief" if extents.brief else "full" if extents.full else ""
    return Edition(extent, charts.scale, charts.chart, tuple(_again(sys.argv[1:], options)))


def _again(words: Sequence[str], options: Options) -> list[str]:
    """Return the words that make the same document: as they were typed, but for the file it went to."""
    kept: list[str] = []
    end = words.index("--") if "--" in words else len(words)  # behind it all words are names
    rest = iter(words[:end])
    for word in rest:
        if word in ("-o", "--output"):
            next(rest, None)
        elif not word.startswith(("-o", "--output=")):
            kept.append(word)
    if options.form is None and options.output is not None:
        form = formats.of_file(options.output, formats.special().values())
        kept += ["-f", form] if form else []
    return [*kept, *words[end:]]
