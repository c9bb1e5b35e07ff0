"""What the commands do: find the scenarios, assess them, make the report and hand it to the output."""

from collections.abc import Callable

import typer

from leverage import library
from leverage.assessment import Assessment, assess_file, assess_named, locate_all, names_of
from leverage.cli import output
from leverage.cli.options import Options
from leverage.graph import Cell
from leverage.problems import LeverageError, Problem, did_you_mean
from leverage.report.ledger import Ledger
from leverage.report.parts import Report
from leverage.scenario import Origin
from leverage.units import RATIO, Dimension, Unit, UnitError, named, parse_unit

_STDIN = "-"


def report_one(scenario: str | None, options: Options, make: Callable[[Ledger, Unit | None], Report]) -> None:
    """Report on one scenario."""
    assessment = _one(scenario)
    unit = _unit(options, ((assessment.scenario.currency, 1), ("year", -1)))
    output.deliver(make(Ledger(assessment, unit), unit), options, [assessment])


def report_several(
    scenarios: list[str] | None, options: Options, make: Callable[[list[Ledger], Unit | None], Report]
) -> None:
    """Report on several scenarios together."""
    found = _several(scenarios)
    unit = _unit(options, ((found[0].scenario.currency, 1), ("year", -1)))
    output.deliver(make([Ledger(one, unit) for one in found], unit), options, found)


def show(ledger: Ledger, unit: Unit | None) -> Report:
    """Make the report of `leverage show`."""
    from leverage.report import show as report

    return report.show(ledger, unit)


def sources(ledger: Ledger, _unit: Unit | None) -> Report:
    """Make the report of `leverage sources`."""
    from leverage.report import sources as report

    return report.sources(ledger)


def compare(ledgers: list[Ledger], unit: Unit | None) -> Report:
    """Make the report of `leverage compare`."""
    from leverage.report import compare as report

    currencies = report.currencies(ledgers)
    if len(currencies) > 1:
        raise typer.BadParameter(f"scenarios in {' and '.join(currencies)} cannot be compared")
    return report.compare(ledgers, unit)


def get(names: list[str], options: Options) -> None:
    """Print one cell, bare unless a format is asked for; exit 1 if it is missing."""
    from leverage.report import get as make

    scenario, name = _scenario_and_cell(names)
    assessment = _one(scenario)
    dimension = _cell(assessment, name).unit
    unit = _unit(options, dimension if isinstance(dimension, tuple) else ())
    report = make.get(Ledger(assessment, unit), name)
    if options.form is not None or options.output is not None:
        output.deliver(report, options, [assessment])
    elif report.bare is not None:
        output.write(f"{report.bare}\n")
    _complain(name, report)
    raise typer.Exit(1 if report.bare is None else 0)


def _cell(assessment: Assessment, name: str) -> Cell:
    cells = assessment.graph.cells
    if name not in cells:
        known = [one for one in cells if not one.startswith(("at.", "by.")) and ".at." not in one]
        hint = did_you_mean(name, known)
        raise typer.BadParameter(f"{assessment.name} has no cell '{name}'" + (f"; {hint}" if hint else ""))
    return cells[name]


def _complain(name: str, report: Report) -> None:
    """Say on standard error why there is no number, or that it is only a part."""
    record = report.tables["cells"].records[0]
    if report.bare is None:
        output.complain("; ".join(record["missing"]) or f"{name}: cannot say")
    if record["left_out"]:
        output.complain(f"{name}: without {', '.join(record['left_out'])}")


def check(scenarios: list[str] | None, options: Options) -> None:
    """Check files and claims; exit 1 if a verdict is not the one expected."""
    from leverage.report import check as make

    found = _several(scenarios)
    if options.unit:
        raise typer.BadParameter("--unit: claims are given as their tests write them")
    report = make.check([Ledger(one) for one in found])
    output.deliver(report, options, found)
    raise typer.Exit(1 if make.unexpected(report) else 0)


def list_scenarios(options: Options) -> None:
    """List the bundled scenarios."""
    from leverage.report import listing

    if options.unit:
        raise typer.BadParameter("--unit: the list has no amounts")
    found = {
        name: assess_file(Origin(f"{name}{path.suffix}", path), path.stem) for name, path in library.bundled().items()
    }
    output.deliver(listing.scenarios(found), options, [])


def _scenario_and_cell(names: list[str]) -> tuple[str | None, str]:
    if len(names) > 2:
        raise typer.BadParameter("one scenario and one cell, such as: leverage get azerbaijan-russia total.russia")
    return (None, names[0]) if len(names) == 1 else (names[0], names[1])


def _one(scenario: str | None) -> Assessment:
    with output.problems():
        if scenario == _STDIN:
            return assess_file(Origin("<stdin>", None), "stdin", output.standard_input())
        return assess_named(scenario or library.DEFAULT)


def _several(scenarios: list[str] | None) -> list[Assessment]:
    """Assess every scenario named, and report the problems of all files together."""
    problems: list[Problem] = []
    origins: list[Origin] = []
    for name in scenarios or [library.DEFAULT]:
        try:
            origins += [Origin("<stdin>", None)] if name == _STDIN else locate_all(name)
        except LeverageError as error:
            problems += error.problems
    origins = list({origin.path or origin.name: origin for origin in origins}.values())  # each once
    found = []
    for origin, name in zip(origins, names_of(origins), strict=True):
        try:
            text = output.standard_input() if origin.path is None else None
            found.append(assess_file(origin, name.strip("<>"), text))
        except LeverageError as error:
            problems += error.problems
    with output.problems():
        if problems:
            raise LeverageError(problems)
    return found


def _unit(options: Options, wanted: Dimension) -> Unit | None:
    if options.unit is None:
        return None
    try:
        unit = Unit("%", 0.01, RATIO) if options.unit == "%" else parse_unit(options.unit)
    except UnitError as error:
        raise typer.BadParameter(f"--unit: {error}; {error.hint}") from None
    if unit.dimension != wanted:
        raise typer.BadParameter(f"--unit: wanted a unit of {named(wanted)}, found '{options.unit}'")
    return unit
