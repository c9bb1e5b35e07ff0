"""Every table of one scenario at once, for those who go on in Python."""

from collections.abc import Mapping

from leverage.analysis.assessment import Assessment, Attempt
from leverage.analysis.ranges import Drawn
from leverage.report import check, sources
from leverage.report.cell_reader import CellReader
from leverage.report.report import Table
from leverage.report.show.report import report_scenario


def list_tables(assessment: Assessment, drawn: Drawn | None = None) -> Mapping[str, Table]:
    """Return the tables of show, check and sources, with what draws came to if there are any."""
    reader = CellReader(assessment, None, drawn)
    found = Attempt(assessment.name, assessment.scenario.files[0], assessment)
    return {
        **report_scenario(reader).tables,
        **{name: check.report_check([found], {assessment.name: drawn}).tables[name] for name in ("claims", "notes")},
        **sources.report_sources(reader).tables,
    }
