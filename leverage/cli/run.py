"""What the commands do: find the scenarios, assess them, make the report and hand it to the output."""

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from leverage import __version__, formats, library, naming
from leverage.analysis.assessment import Assessment, assess_file, assess_named, locate_scenario
from leverage.cli import find, output
from leverage.cli.options import Charts, Draws, Extents, OneChart, Options, WhatIfOptions
from leverage.model import WhatIf
from leverage.problems import LeverageError, in_one_line, suggest_name
from leverage.reading.extends import Origin, may_extend
from leverage.report.cell_reader import CellReader
from leverage.report.report import Edition, Report
from leverage.units import Unit

WITHOUT = Draws(no_range=True)


def report_one(
    scenario: str | None,
    asked: WhatIfOptions,
    options: Options,
    make: Callable[[CellReader, Unit | None], Report],
    draws: Draws = WITHOUT,
) -> None:
    """Report on one scenario."""
    assessment = find.assess_one(scenario, asked)
    unit = find.parse_asked_unit(options, find.find_money(assessment))
    reader = CellReader(assessment, unit, find.draw_asked(assessment, draws))
    output.deliver_report(make(reader, unit), options)


def report_several(
    scenarios: list[str] | None,
    asked: WhatIfOptions,
    options: Options,
    make: Callable[[list[CellReader], Unit | None], Report],
    draws: Draws,
) -> None:
    """Report on several scenarios together."""
    found = find.assess_several(scenarios, asked)
    unit = find.parse_asked_unit(options, find.find_money(found[0]))
    output.deliver_report(make([CellReader(one, unit, find.draw_asked(one, draws)) for one in found], unit), options)


def report_sources(reader: CellReader, _unit: Unit | None) -> Report:
    """Make the report of `leverage sources`."""
    from leverage.report import sources as report

    return report.report_sources(reader)


def report_rivals(reader: CellReader, _unit: Unit | None) -> Report:
    """Make the report of `leverage sources --rivals`."""
    from leverage.report import sources as report

    return report.report_rivals(reader)


def run_get(words: list[str], asked: WhatIfOptions, options: Options) -> None:
    """Print cells, bare unless a format is asked for, one a line; exit 1 if one is missing."""
    from leverage.report import get as make

    scenario, names = find.split_words(words)
    if not names:
        raise typer.BadParameter("name a cell too, such as: leverage get azerbaijan-russia total.russia")
    assessment = find.assess_one(scenario, asked)
    find.refuse_unknown(assessment, names, scenario)
    dimensions = {name: assessment.graph.cells[name].unit for name in names if name not in assessment.scenario.claims}
    units = [
        find.parse_asked_unit(options, one if isinstance(one, tuple) else (), name) for name, one in dimensions.items()
    ]
    unit = units[0] if units else None
    report = make.report_values(CellReader(assessment, unit), names)
    if options.form is not None or options.output is not None or options.table is not None:
        output.deliver_report(report, options)
    elif len(names) > 1 or report.bare[0]:
        output.deliver([f"{bare}\n" for bare in report.bare], None)
    for record in report.tables["cells"].records:
        _complain(
            str(record["cell"]), record["missing"], record["left_out"], is_missing=record["value"] in make.NOTHING
        )
    raise typer.Exit(0 if all(report.bare) else 1)


def run_explain(words: list[str], depth: int | None, asked: WhatIfOptions, options: Options) -> None:
    """Explain a cell, or list those that can be explained."""
    from leverage.analysis.explanation import MAX_DEPTH
    from leverage.report import explain as make

    scenario, names = find.split_words(words) if words else (None, [])
    if len(names) > 1:
        raise typer.BadParameter("one cell at a time, such as: leverage explain azerbaijan-russia total.russia")
    assessment = find.assess_one(scenario, asked)
    find.refuse_unknown(assessment, names, scenario)
    dimension = assessment.graph.cells[names[0]].unit if names else find.find_money(assessment)
    reader = CellReader(assessment, find.parse_asked_unit(options, dimension if isinstance(dimension, tuple) else ()))
    deepest = MAX_DEPTH if depth is None else min(depth, MAX_DEPTH)
    report = make.report_explanation(reader, names[0], deepest) if names else make.report_cells(reader)
    output.deliver_report(report, options)


def _complain(name: str, missing: list[str], left_out: list[str], *, is_missing: bool) -> None:
    """Say on standard error why there is no number, or that it is only a part."""
    if is_missing:
        output.complain("; ".join(missing) or f"{name}: cannot say")
    if left_out:
        output.complain(f"{name}: without {', '.join(left_out)}")


def run_check(
    scenarios: list[str] | None,
    asked: WhatIfOptions,
    draws: Draws,
    options: Options,
    *,
    is_strict: bool,
    in_words: bool,
) -> None:
    """Check files and claims; exit 3 if a file is wrong, 1 if a verdict is not expected or a note counts."""
    from leverage.report import check as make

    if options.unit:
        raise typer.BadParameter("--unit: claims are given as their tests write them")
    found = find.try_all(scenarios, asked, is_deep=True)
    drawn = {one.name: find.draw_asked(one.assessment, draws) for one in found if one.assessment}
    report = make.report_check(found, drawn, is_strict=is_strict, in_words=in_words)
    problems = find.list_problems(found)
    if problems:
        output.complain(str(LeverageError(problems)))
    assessed = [one.assessment for one in found if one.assessment]
    if assessed or output.is_for_machines(options, report.tables):
        output.deliver_report(report, options)
    else:
        output.complain(f"\n{report.bare[0]}")
    raise typer.Exit(3 if problems else 1 if make.count_failures(report) else 0)


def run_list(options: Options) -> None:
    """List the bundled scenarios."""
    from leverage.report import lists

    if options.unit:
        raise typer.BadParameter("--unit: the list has no amounts")
    found = {
        name: assess_file(Origin(f"{name}{path.suffix}", path), path.stem)
        for name, path in library.list_bundled().items()
    }
    output.deliver_report(lists.report_scenarios(found), options)


def run_kinds(name: str | None, options: Options) -> None:
    """Describe the bundled kinds, or one of them."""
    from leverage.kinds import list_bundled, load_kind
    from leverage.report import kinds as make

    if options.unit:
        raise typer.BadParameter("--unit: kinds have no amounts")
    if name is not None and name not in list_bundled():
        hint = suggest_name(name, list_bundled()) or f"there are {', '.join(list_bundled())}"
        raise typer.BadParameter(f"no kind '{name}'; {hint}")
    output.deliver_report(make.report_kinds([load_kind(one) for one in ([name] if name else list_bundled())]), options)


_USUAL = Extents()


def run_show(
    scenario: str | None, what_if: WhatIfOptions, draws: Draws, extents: Extents, charts: Charts, options: Options
) -> None:
    """Report on one scenario to some extent."""
    from leverage.report.show import report

    edition = _edition(options, charts, extents)

    def make(reader: CellReader, unit: Unit | None) -> Report:
        return report.report_scenario(reader, unit, edition)

    report_one(scenario, what_if, options, make, draws)


def run_compare(
    scenarios: list[str] | None, what_if: WhatIfOptions, draws: Draws, charts: Charts, options: Options
) -> None:
    """Report on several scenarios side by side."""
    from leverage.report import compare as report

    edition = _edition(options, charts)

    def make(readers: list[CellReader], unit: Unit | None) -> Report:
        currencies = report.list_currencies(readers)
        if len(currencies) > 1:
            raise typer.BadParameter(f"scenarios in {' and '.join(currencies)} cannot be compared")
        return report.report_comparison(readers, unit, edition)

    report_several(scenarios, what_if, options, make, draws)


def run_sensitivity(
    scenario: str | None, of: str | None, asked: WhatIfOptions, draws: Draws, chart: OneChart, options: Options
) -> None:
    """Show what moves a cell, and where conclusions change."""
    from leverage.analysis import sensitivity
    from leverage.analysis.sensitivity import find_swings
    from leverage.report import sensitivity as make

    assessment = find.assess_one(scenario, asked)
    cell = of or _conclusive(assessment)
    find.refuse_unknown(assessment, [cell], scenario)
    dimension = assessment.graph.cells[cell].unit
    if cell in assessment.scenario.claims or assessment.values[cell].number is None:
        raise typer.BadParameter(f"--of: {cell} has no number in {assessment.name}")
    reader = CellReader(assessment, find.parse_asked_unit(options, dimension if isinstance(dimension, tuple) else ()))
    searches = sensitivity.search_flips(assessment, sensitivity.list_conclusions(assessment))
    found = find_swings(assessment, cell, draws.draws, draws.seed)
    report = make.report_sensitivity(reader, cell, found, searches, _edition(options, Charts(chart.chart)))
    output.deliver_report(report, options)


def _conclusive(assessment: Assessment) -> str:
    """Return the cell to look at where none is named: who loses more dollars, or what the first side loses."""
    ratio = assessment.values.get(naming.DOLLAR_RATIO)
    return (
        naming.DOLLAR_RATIO
        if ratio and ratio.number is not None
        else naming.total("total", assessment.scenario.sides[0])
    )


def _edition(options: Options, charts: Charts, extents: Extents = _USUAL) -> Edition:
    """Return how a report is wanted."""
    if extents.brief and extents.full:
        raise typer.BadParameter("--brief or --full, not both")
    extent = "brief" if extents.brief else "full" if extents.full else ""
    return Edition(extent, charts.scale, charts.chart, tuple(_again(sys.argv[1:], options)), __version__)


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
        form = formats.find_format(options.output, formats.list_special_formats().values())
        kept += ["-f", form] if form else []
    return [*kept, *words[end:]]


_STDOUT = "-"
_ENDINGS = (".yaml", ".yml")


def run_new(name: str, base: str | None, is_forced: bool, folders: Sequence[str]) -> None:
    """Write a file to begin with; one that is there stays unless writing over it is asked for."""
    target = Path(name if name == _STDOUT or name.endswith(_ENDINGS) else f"{name}.yaml")
    text = _beginning(target.stem) if base is None else _change(base, target, folders)
    if name == _STDOUT:
        output.deliver([text], None)
        return
    if not target.stem.strip(". ") or target.name in _ENDINGS:
        raise typer.BadParameter(f"NAME: '{name}' names no file")
    if os.path.lexists(target) and not is_forced:
        raise typer.BadParameter(f"{target} is there already; --force writes over it")
    output.save_scenario(text, target)
    named = shlex.quote(in_one_line(str(target)))
    output.complain(
        f"wrote {named}\ncheck it with: leverage check {_allowance(base, target, folders)}{named}\n"
        "for completion in an editor, beside it: leverage schema -o leverage.schema.json"
    )


def run_schema(target: Path | None) -> None:
    """Write the schema of scenario files."""
    import json

    from leverage.reading.schema import make_schema as make

    output.deliver([f"{json.dumps(make(), indent=2, ensure_ascii=False)}\n"], target)


def _beginning(stem: str) -> str:
    """Make a starter for the two parties that a name such as georgia-russia speaks of."""
    from leverage.starter import write_starter

    first, _, second = stem.partition("-")
    return write_starter(first, second) if first and second else write_starter("first party", "second party")


def _allowance(base: str | None, target: Path, folders: Sequence[str]) -> str:
    """Return the options that let a new file extend its base, if it lies outside the new file's project."""
    path = locate_scenario(base).path if base is not None and library.find_bundled(base) is None else None
    if path is not None and not may_extend(os.path.realpath(target.parent), path):
        folders = [*folders, os.path.relpath(path.parent)]
    return "".join(f"--allow-base {shlex.quote(in_one_line(folder))} " for folder in folders)


def _change(base: str, target: Path, folders: Sequence[str]) -> str:
    """Make an overlay of a scenario, named as it is found from the new file's folder."""
    from leverage.starter import write_overlay

    with output.exit_on_problems():
        origin = locate_scenario(base)
        if origin.path is None or not origin.path.is_file():
            raise typer.BadParameter(f"--from: {base} is no file, which the new one could extend")
        assessed = assess_named(base, WhatIf(folders=tuple(folders)))
    if library.find_bundled(base) is not None:
        return write_overlay(base, assessed)
    return write_overlay(os.path.relpath(origin.path, os.path.realpath(target.parent)).replace("\\", "/"), assessed)
