"""What the commands that report do: find the scenarios, assess them, make the report and hand it to the output."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from leverage import __version__, formats, library, naming
from leverage.analysis.assessment import Assessment, assess_file
from leverage.analysis.claims import list_tests
from leverage.analysis.ranges import list_reported
from leverage.cli import find, output
from leverage.cli.options import Charts, Draws, Extents, OneChart, Options, Paths, Remarks, Rows, WhatIfOptions
from leverage.problems import LeverageError, listed, suggest_name
from leverage.reading.extends import Origin
from leverage.report.cell_reader import CellReader
from leverage.report.report import Edition

_NO_RANGES = Draws(no_range=True)
_NO_EXTENT = Extents()


def run_show(
    scenario: str | None,
    what_if: WhatIfOptions,
    draws: Draws,
    extents: Extents,
    remarks: Remarks,
    charts: Charts,
    paths: Paths,
    options: Options,
) -> None:
    """Report on one scenario to some extent."""
    from leverage.report.show import report as make

    edition = _make_edition(options, charts, extents)
    edition = edition._replace(has_notes=remarks.notes, is_of_table=options.table is not None)
    if paths.path:
        edition = edition._replace(has_chart=True, has_path=True)
    reader = _read_one(scenario, what_if, options, draws)
    output.deliver_report(make.report_scenario(reader, edition), options)


def run_sources(
    scenario: str | None, what_if: WhatIfOptions, options: Options, *, is_of_rivals: bool, has_notes: bool
) -> None:
    """List the figures of a scenario with their sources, or the rival readings of figures."""
    from leverage.report import sources as make

    report = make.report_rivals if is_of_rivals else make.report_sources
    output.deliver_report(report(_read_one(scenario, what_if, options), has_notes=has_notes), options)


def _read_one(scenario: str | None, what_if: WhatIfOptions, options: Options, draws: Draws = _NO_RANGES) -> CellReader:
    """Assess one scenario, to be read in the unit asked for."""
    assessment = find.assess_one(scenario, what_if)
    unit = find.parse_unit_option(options, find.find_money(assessment))
    return CellReader(assessment, unit, find.draw_asked(assessment, draws))


def run_compare(
    scenarios: list[str] | None,
    what_if: WhatIfOptions,
    draws: Draws,
    rows: Rows,
    remarks: Remarks,
    charts: Charts,
    options: Options,
) -> None:
    """Report on several scenarios side by side."""
    from leverage.report.compare.report import report_comparison
    from leverage.report.compare.scenarios import list_currencies, list_sort_keys

    edition = _make_edition(options, charts)._replace(has_notes=remarks.notes)
    assessments = find.assess_several(scenarios, what_if)
    unit = find.parse_unit_option(options, find.find_money(assessments[0]))
    plain = [CellReader(assessment, unit) for assessment in assessments]
    currencies = list_currencies(plain)
    if len(currencies) > 1:
        told = "; ".join(f"{currency}: {listed(names)}" for currency, names in currencies.items())
        raise typer.BadParameter(f"scenarios in several currencies cannot be compared ({told})")
    keys = list_sort_keys(plain)
    if rows.sort is not None and rows.sort not in keys:
        hint = suggest_name(rows.sort, keys) or f"there are {', '.join(keys)}"
        raise typer.BadParameter(f"--sort: no column '{rows.sort}'; {hint}")
    drawn = find.draw_all(assessments, draws, lambda assessment: list_reported(assessment.graph))
    readers = [CellReader(assessment, unit, each) for assessment, each in zip(assessments, drawn, strict=True)]
    has_ties = rows.by_lever or options.table is not None
    output.deliver_report(report_comparison(readers, edition, sort=rows.sort or "", has_ties=has_ties), options)


def run_get(words: list[str], what_if: WhatIfOptions, draws: Draws, options: Options) -> None:
    """Print cells, bare unless a format is asked for, one a line; exit 1 if one is missing."""
    from leverage.report import get as make

    scenario, names = find.split_words(words)
    if not names:
        raise typer.BadParameter("name a cell too, such as: leverage get azerbaijan-russia total.russia")
    assessment = find.assess_one(scenario, what_if)
    find.refuse_unknown(assessment, names, scenario)
    claims = [name for name in names if name in assessment.scenario.claims]
    units = [
        find.parse_unit_option(options, assessment.graph.cells[name].unit, name) for name in names if name not in claims
    ]
    drawn = find.draw_asked(assessment, draws, claims)
    report = make.report_values(CellReader(assessment, units[0] if units else None, drawn), names)
    if any(each is not None for each in (options.form, options.output, options.table, options.template)):
        output.deliver_report(report, options)
    elif len(names) > 1 or report.bare[0]:
        output.deliver([f"{bare}\n" for bare in report.bare], None)
    for record in report.tables["cells"].records:
        if record["value"] in make.NOTHING:
            output.complain("; ".join(record["missing"]) or f"{record['cell']}: cannot say")
        if record["left_out"]:
            output.complain(f"{record['cell']}: without {', '.join(record['left_out'])}")
    raise typer.Exit(0 if all(report.bare) else 1)


def run_explain(
    words: list[str],
    depth: int | None,
    what_if: WhatIfOptions,
    draws: Draws,
    options: Options,
    *,
    has_notes: bool,
) -> None:
    """Explain a cell, or list those that can be explained."""
    from leverage.analysis.explanation import MAX_DEPTH
    from leverage.report import explain as make

    scenario, names = find.split_words(words) if words else (None, [])
    if len(names) > 1:
        raise typer.BadParameter("one cell at a time, such as: leverage explain azerbaijan-russia total.russia")
    assessment = find.assess_one(scenario, what_if)
    find.refuse_unknown(assessment, names, scenario)
    dimension = assessment.graph.cells[names[0]].unit if names else find.find_money(assessment)
    wanted = names or list(assessment.scenario.claims)
    if output.is_for_machines(options, make.TABLES):  # records have ranges of figures and verdicts of claims only
        wanted = [name for name in wanted if name in assessment.scenario.claims]
    reader = CellReader(
        assessment, find.parse_unit_option(options, dimension), find.draw_asked(assessment, draws, wanted)
    )
    deepest = MAX_DEPTH if depth is None else min(depth, MAX_DEPTH)
    if names:
        report = make.report_explanation(reader, names[0], deepest, has_notes=has_notes)
    else:
        report = make.report_cells(reader, has_notes=has_notes)
    output.deliver_report(report, options)


def run_check(
    scenarios: list[str] | None,
    what_if: WhatIfOptions,
    draws: Draws,
    chart: OneChart,
    options: Options,
    *,
    is_strict: bool,
    is_robust: bool,
    has_reasons: bool,
) -> None:
    """Check files and claims; exit 3 if a file is wrong, 1 if a verdict is not expected or a note counts."""
    from leverage.report import check as make

    if options.unit:
        raise typer.BadParameter("--unit: claims are given as their tests write them")
    attempts = find.try_all(scenarios, what_if, is_deep=True)
    assessed = [attempt for attempt in attempts if attempt.assessment]
    judged = {attempt.name: attempt.assessment for attempt in attempts if attempt.assessment}
    ranges = find.draw_all([*judged.values()], draws, lambda assessment: list_tests(assessment.scenario).values())
    drawn = dict(zip(judged, ranges, strict=True))
    report = make.report_check(
        attempts, drawn, is_strict=is_strict, is_robust=is_robust, has_reasons=has_reasons, has_chart=chart.chart
    )
    problems = [problem for attempt in attempts for problem in attempt.problems]
    if problems:
        output.complain(str(LeverageError(problems)))
    if assessed or output.is_for_machines(options, report.tables):
        output.deliver_report(report, options)
    else:
        output.complain(f"\n{report.bare[0]}")
    if problems:
        raise typer.Exit(3)
    raise typer.Exit(1 if make.count_failures(report) else 0)


def run_sensitivity(
    scenario: str | None,
    cell: str | None,
    what_if: WhatIfOptions,
    draws: Draws,
    chart: OneChart,
    options: Options,
    *,
    has_all: bool,
) -> None:
    """Show what moves a cell, and where conclusions change."""
    from leverage.analysis import sensitivity
    from leverage.report import sensitivity as make

    assessment = find.assess_one(scenario, what_if)
    cell = _choose_conclusion(assessment) if cell is None else cell
    find.refuse_unknown(assessment, [cell], scenario)
    if cell in assessment.scenario.claims or assessment.values[cell].number is None:
        raise typer.BadParameter(f"--of: {cell} has no number in {assessment.name}")
    unit = find.parse_unit_option(options, assessment.graph.cells[cell].unit)
    wanted = [*list_tests(assessment.scenario).values(), cell]
    reader = CellReader(assessment, unit, find.draw_asked(assessment, draws, wanted))
    searches = sensitivity.search_flips(assessment, sensitivity.list_conclusions(assessment))
    swings = sensitivity.find_swings(assessment, cell, draws.draws, draws.seed)
    edition = _make_edition(options, Charts(chart.chart))
    output.deliver_report(make.report_sensitivity(reader, cell, swings, searches, edition, has_all=has_all), options)


def _choose_conclusion(assessment: Assessment) -> str:
    """Return the cell to look at where none is named: who loses more dollars, or what the first side loses."""
    ratio = assessment.values.get(naming.DOLLAR_RATIO)
    if ratio and ratio.number is not None:
        return naming.DOLLAR_RATIO
    return naming.total("total", assessment.scenario.sides[0])


def run_backtest(
    scenarios: list[str] | None,
    what_if: WhatIfOptions,
    draws: Draws,
    chart: OneChart,
    options: Options,
    *,
    is_held_out: bool,
) -> None:
    """Set predictions of scenarios beside what was observed."""
    from leverage.analysis import backtest
    from leverage.report import backtest as make

    if options.unit:
        raise typer.BadParameter("--unit: outcomes are in several units")
    if what_if.only:
        raise typer.BadParameter("--only: without assumptions there is nothing to hold outcomes against")
    count = 0 if draws.no_range else draws.draws
    with output.exit_on_problems():
        found = backtest.run_backtest(find.assess_several(scenarios or [library.HISTORY], what_if), count, draws.seed)
    if not found.held_out:
        raise typer.BadParameter("no scenario says what was observed (see `leverage help observed`)")
    edition = _make_edition(options, Charts(chart.chart))
    output.deliver_report(make.report_backtest(found, count, draws.seed, edition, is_held_out=is_held_out), options)


def run_list(options: Options, *, has_notes: bool) -> None:
    """List the bundled scenarios."""
    from leverage.report import lists as make

    if options.unit:
        raise typer.BadParameter("--unit: the list has no amounts")
    assessments = {
        name: assess_file(Origin(f"{name}{path.suffix}", path), path.stem)
        for name, path in library.list_bundled().items()
    }
    output.deliver_report(make.report_scenarios(assessments, has_notes=has_notes), options)


def run_kinds(name: str | None, options: Options, *, has_notes: bool) -> None:
    """Describe the bundled kinds, or one of them."""
    from leverage.kinds import list_bundled, load_kind
    from leverage.report import kinds as make

    if options.unit:
        raise typer.BadParameter("--unit: kinds have no amounts")
    bundled = list_bundled()
    if name is not None and name not in bundled:
        hint = suggest_name(name, bundled) or f"there are {', '.join(bundled)}"
        raise typer.BadParameter(f"no kind '{name}'; {hint}")
    found = [load_kind(kind) for kind in ([name] if name else bundled)]
    output.deliver_report(make.report_kinds(found, has_notes=has_notes), options)


def run_schema(target: Path | None) -> None:
    """Write the schema of scenario files."""
    import json

    from leverage.reading.schema import make_schema

    output.deliver([f"{json.dumps(make_schema(), indent=2, ensure_ascii=False)}\n"], target)


def _make_edition(options: Options, charts: Charts, extents: Extents = _NO_EXTENT) -> Edition:
    """Return how a report is wanted."""
    if extents.brief and extents.full:
        raise typer.BadParameter("--brief or --full, not both")
    extent = ""
    if extents.brief:
        extent = "brief"
    elif extents.full:
        extent = "full"
    return Edition(
        extent, charts.scale or "", charts.chart, tuple(_list_words_to_repeat(sys.argv[1:], options)), __version__
    )


def _list_words_to_repeat(words: Sequence[str], options: Options) -> list[str]:
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
