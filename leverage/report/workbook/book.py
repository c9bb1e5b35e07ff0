"""The workbook of a scenario: results first, then the inputs to change, the steps between them, and the sources."""

from leverage.report.ledger import Ledger
from leverage.report.workbook import Workbook
from leverage.report.workbook.inputs import inputs
from leverage.report.workbook.live import Live
from leverage.report.workbook.results import sheet as results
from leverage.report.workbook.sources import sources
from leverage.report.workbook.steps import steps
from leverage.units import Unit


def book(ledger: Ledger, unit: Unit | None) -> Workbook:
    """Make the workbook of a scenario, with results in a unit where it fits."""
    live = Live(ledger)
    return Workbook(ledger.scenario.title, (results(live, unit), inputs(live), steps(live), sources(ledger)))
