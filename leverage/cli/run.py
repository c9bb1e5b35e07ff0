"""What the commands do: find the scenarios, assess them, make the report and hand it to the output."""

from collections.abc import Callable

import typer

from leverage import library
from leverage.assessment import assess_file
from leverage.cli import find, forms, output
from leverage.cli.options import Draws, Options, WhatIf
from leverage.problems import LeverageError, did_you_mean
from leverage.report.ledger import Ledger
from leverage.report.parts import Report
from leverage.scenario import Origin
from leverage.units import Unit

WITHOUT = Draws(no_range=True)


def report_one(
    scenario: str | None,
    asked: WhatIf,
    options: Options,
    make: Callable[[Ledger, Unit | None], Report],
    draws: Draws = WITHOUT,
) -> None:
    """Report on one scenario."""
    assessment = find.one(scenario, asked)
    unit = find.unit(options, find.money(assessment))
    ledger = Ledger(assessment, unit, find.drawn(assessment, draws))
    forms.deliver(make(ledger, unit), options)


def report_several(
    scenarios: list[str] | None,
    asked: WhatIf,
    options: Options,
    make: Callable[[list[Ledger], Unit | None], Report],
    draws: Draws,
) -> None:
    """Report on several scenarios together."""
    found = find.several(scenarios, asked)
    unit = find.unit(options, find.money(found[0]))
    forms.deliver(make([Ledger(one, unit, find.drawn(one, draws)) for one in found], unit), options)


def sources(ledger: Ledger, _unit: Unit | None) -> Report:
    """Make the report of `leverage sources`."""
    from leverage.report import sources as report

    return report.sources(ledger)


def rivals(ledger: Ledger, _unit: Unit | None) -> Report:
    """Make the report of `leverage sources --rivals`."""
    from leverage.report import sources as report

    return report.rivals(ledger)


def get(words: list[str], asked: WhatIf, options: Options) -> None:
    """Print cells, bare unless a format is asked for, one a line; exit 1 if one is missing."""
    from leverage.report import get as make

    scenario, names = find.scenario_and_cells(words)
    if not names:
        raise typer.BadParameter("name a cell too, such as: leverage get azerbaijan-russia total.russia")
    assessment = find.one(scenario, asked)
    find.known(assessment, names, scenario)
    dimensions = {name: assessment.graph.cells[name].unit for name in names if name not in assessment.scenario.claims}
    units = [find.unit(options, one if isinstance(one, tuple) else (), name) for name, one in dimensions.items()]
    unit = units[0] if units else None
    report = make.get(Ledger(assessment, unit), names)
    if options.form is not None or options.output is not None or options.table is not None:
        forms.deliver(report, options)
    elif len(names) > 1 or report.bare[0]:
        output.deliver([f"{bare}\n" for bare in report.bare], None)
    for record in report.tables["cells"].records:
        _complain(
            str(record["cell"]), record["missing"], record["left_out"], is_missing=record["value"] in make.NOTHING
        )
    raise typer.Exit(0 if all(report.bare) else 1)


def explain(words: list[str], depth: int | None, asked: WhatIf, options: Options) -> None:
    """Explain a cell, or list those that can be explained."""
    from leverage.explanation import MAX_DEPTH
    from leverage.report import explain as make

    scenario, names = find.scenario_and_cells(words) if words else (None, [])
    if len(names) > 1:
        raise typer.BadParameter("one cell at a time, such as: leverage explain azerbaijan-russia total.russia")
    assessment = find.one(scenario, asked)
    find.known(assessment, names, scenario)
    dimension = assessment.graph.cells[names[0]].unit if names else find.money(assessment)
    ledger = Ledger(assessment, find.unit(options, dimension if isinstance(dimension, tuple) else ()))
    deepest = MAX_DEPTH if depth is None else min(depth, MAX_DEPTH)
    report = make.explain(ledger, names[0], deepest) if names else make.cells(ledger)
    forms.deliver(report, options)


def _complain(name: str, missing: list[str], left_out: list[str], *, is_missing: bool) -> None:
    """Say on standard error why there is no number, or that it is only a part."""
    if is_missing:
        output.complain("; ".join(missing) or f"{name}: cannot say")
    if left_out:
        output.complain(f"{name}: without {', '.join(left_out)}")


def check(
    scenarios: list[str] | None, asked: WhatIf, draws: Draws, options: Options, *, is_strict: bool, in_words: bool
) -> None:
    """Check files and claims; exit 3 if a file is wrong, 1 if a verdict is not expected or a note counts."""
    from leverage.report import check as make

    if options.unit:
        raise typer.BadParameter("--unit: claims are given as their tests write them")
    found = find.attempts(scenarios, asked, is_deep=True)
    drawn = {one.name: find.drawn(one.assessment, draws) for one in found if one.assessment}
    report = make.check(found, drawn, is_strict=is_strict, in_words=in_words)
    problems = find.problems_of(found)
    if problems:
        output.complain(str(LeverageError(problems)))
    assessed = [one.assessment for one in found if one.assessment]
    if assessed or forms.is_for_machines(options, report.tables):
        forms.deliver(report, options)
    else:
        output.complain(f"\n{report.bare[0]}")
    raise typer.Exit(3 if problems else 1 if make.failures(report) else 0)


def list_scenarios(options: Options) -> None:
    """List the bundled scenarios."""
    from leverage.report import listing

    if options.unit:
        raise typer.BadParameter("--unit: the list has no amounts")
    found = {
        name: assess_file(Origin(f"{name}{path.suffix}", path), path.stem) for name, path in library.bundled().items()
    }
    forms.deliver(listing.scenarios(found), options)


def kinds(name: str | None, options: Options) -> None:
    """Describe the bundled kinds, or one of them."""
    from leverage.kinds import bundled, load
    from leverage.report import kinds as make

    if options.unit:
        raise typer.BadParameter("--unit: kinds have no amounts")
    if name is not None and name not in bundled():
        hint = did_you_mean(name, bundled()) or f"there are {', '.join(bundled())}"
        raise typer.BadParameter(f"no kind '{name}'; {hint}")
    forms.deliver(make.kinds([load(one) for one in ([name] if name else bundled())]), options)
