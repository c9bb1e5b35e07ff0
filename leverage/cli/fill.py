"""The command `fill`: the user's own text with a scenario's numbers put into it."""

from pathlib import Path

import typer

from leverage.cli import find, output
from leverage.cli.options import Draws, FillOptions, Options, WhatIfOptions
from leverage.document import MAX_BYTES, decode, read_bytes
from leverage.formats import Extra
from leverage.problems import in_one_line, suggest_name

_NEEDS = Extra("jinja2", "Jinja2", "Filling a template", "fill")
_STDIN = "-"


def run_fill(name: str, scenario: str | None, what_if: WhatIfOptions, draws: Draws, options: FillOptions) -> None:
    """Fill a template from one scenario; exit 3 if either is wrong."""
    output.require_library(_NEEDS)
    from leverage.analysis.ranges import list_reported
    from leverage.filling.markup import MARKUPS, find_markup
    from leverage.filling.template import Template
    from leverage.filling.words import Page
    from leverage.report.cell_reader import CellReader

    if options.form is not None and options.form not in MARKUPS:
        hint = suggest_name(options.form, MARKUPS) or f"there are {', '.join(MARKUPS)}"
        raise typer.BadParameter(f"--format: a template is not filled as '{options.form}'; {hint}")
    markup = MARKUPS[options.form] if options.form else find_markup(Path(name))
    if markup is None:
        raise typer.BadParameter(
            f"TEMPLATE: '{in_one_line(name)}' ends in none of .html, .tex, .md, .txt; --format says what it is"
        )
    if name == _STDIN and scenario == _STDIN:
        raise typer.BadParameter("either the template or the scenario can come from standard input")
    with output.exit_on_problems():
        file = decode(_read(name), "<stdin>" if name == _STDIN else in_one_line(name))
        template = Template(file, is_latex=markup.name == "latex")
    assessment = find.assess_one(scenario, what_if)
    unit = find.parse_unit_option(Options(unit=options.unit), find.find_money(assessment))
    cells = assessment.graph.cells
    mentioned = [mention.name for mention in template.mentions if mention.name in cells]
    owners = [mention.name.rpartition(".")[0] for mention in template.mentions]
    wanted = [*list_reported(assessment.graph), *mentioned, *(owner for owner in owners if owner in cells)]
    reader = CellReader(assessment, unit, find.draw_asked(assessment, draws, list(dict.fromkeys(wanted))))
    with output.exit_on_problems():
        text = markup.complete(template.fill(Page(reader, markup)))
    # Bytes: the template's own text stays as it is, whatever the terminal can show.
    output.deliver([text.encode("utf-8-sig" if file.has_mark else "utf-8")], options.output)


def _read(name: str) -> bytes:
    if name == _STDIN:
        return find.read_standard_input("a template").read(MAX_BYTES + 1)
    return read_bytes(Path(name), in_one_line(name))
