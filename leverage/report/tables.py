"""Every table of one scenario at once, for those who go on in Python."""

from collections.abc import Mapping

from leverage.assessment import Assessment, Attempt
from leverage.ranges import Drawn
from leverage.report import check, show, sources
from leverage.report.ledger import Ledger
from leverage.report.parts import Table


def tables(assessment: Assessment, drawn: Drawn | None = None) -> Mapping[str, Table]:
    """Return the tables of show, check and sources, with what draws came to if there are any."""
    ledger = Ledger(assessment, None, drawn)
    found = Attempt(assessment.name, assessment.scenario.files[0], assessment)
    return {
        **show.show(ledger).tables,
        **{name: check.check([found], {assessment.name: drawn}).tables[name] for name in ("claims", "notes")},
        **sources.sources(ledger).tables,
    }
