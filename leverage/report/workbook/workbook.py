"""The workbook of a scenario: results first, then the inputs to change, the steps between them, and the sources."""

from leverage.analysis.assessment import open_lengths
from leverage.report.cell_reader import CellReader
from leverage.report.workbook.answer import Answer
from leverage.report.workbook.cells import Workbook
from leverage.report.workbook.inputs import make_inputs
from leverage.report.workbook.live import Live
from leverage.report.workbook.results import make_results
from leverage.report.workbook.steps import make_sources, make_steps


def make_workbook(reader: CellReader) -> Workbook:
    """Make the workbook of a scenario, with results in the display unit where it fits."""
    reader = CellReader(open_lengths(reader.of), reader.display_unit, reader.drawn)
    live = Live(reader)
    answer = Answer(live)
    return Workbook(
        reader.scenario.title,
        (make_results(live, answer), make_inputs(live), make_steps(live, answer), make_sources(reader)),
    )
