"""The commands that make documents: how much is wanted, with which chart, and the line that makes one again."""

import sys
from collections.abc import Sequence

import typer

from leverage import formats
from leverage.cli import run
from leverage.cli.options import Charts, Draws, Extents, Options, WhatIf
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


def _edition(options: Options, charts: Charts, extents: Extents = _USUAL) -> Edition:
    """Return how a report is wanted."""
    if extents.brief and extents.full:
        raise typer.BadParameter("either --brief or --full")
    extent = "brief" if extents.brief else "full" if extents.full else ""
    return Edition(extent, charts.scale, charts.chart, tuple(_again(sys.argv[1:], options)))


def _again(words: Sequence[str], options: Options) -> list[str]:
    """Return the words that make the same document: as they were typed, but for the file it went to."""
    kept: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in ("-o", "--output"):
            next(rest, None)
        elif not word.startswith(("-o", "--output=")):
            kept.append(word)
    if options.form is None and options.output is not None:
        form = formats.of_file(options.output, formats.special().values())
        kept += ["-f", form] if form else []
    return kept
