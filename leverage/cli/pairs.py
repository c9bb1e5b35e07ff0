"""The command `pairs`: a table of every two countries, from files of data."""

import sys
from pathlib import Path

import typer

from leverage.cli import output
from leverage.cli.new import check_year
from leverage.cli.options import Options
from leverage.cli.progress import Progress
from leverage.data import catalogue as catalogues
from leverage.data.pairs import read_pairs
from leverage.data.readings import NEWEST
from leverage.problems import LeverageError, Problem, in_one_line
from leverage.report import pairs as make


def run_pairs(year: str | None, place: Path | None, options: Options) -> None:
    """Write a row for every two countries; exit 3 if a file of data is not the one that was added."""
    if options.unit:
        raise typer.BadParameter("--unit: the headings say in which unit the columns are")
    check_year(year)
    form = output.choose_format(options, ("pairs",), ("rows",))
    module = output.load_format(form)
    if form == "parquet" and options.output is None:
        output.refuse_terminal()
    with output.exit_on_problems():
        catalogue = catalogues.read_catalogue(place or Path(catalogues.NAME))
        if not catalogue.files:
            name = in_one_line(str(catalogue.path))
            hint = "`leverage data add FILE...` makes one of files that you have"
            raise LeverageError([Problem(f"no files of data here: there is no list of them, {name}", hint=hint)])
        progress = Progress(lambda _rows: None, is_free=options.output is not None or not sys.stdout.isatty())
        try:
            pairs = read_pairs(catalogue, year or NEWEST, progress.advance)
        finally:
            progress.end()
    for remark in pairs.remarks:
        output.complain(remark)
    if hasattr(module, "stream"):
        output.refuse_template(module, options)
        output.deliver(module.stream(make.make_flow(pairs), output.describe_page(options)), options.output)
    else:
        output.deliver_report(make.report_pairs(pairs), options)
