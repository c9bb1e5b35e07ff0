"""Every table of one scenario at once, for those who go on in Python."""

from collections.abc import Mapping

from leverage.assessment import Assessment
from leverage.report import check, show, sources
from leverage.report.ledger import Ledger
from leverage.report.parts import Table


def tables(assessment: Assessment) -> Mapping[str, Table]:
    """Return the tables of show, check and sources."""
    ledger = Ledger(assessment)
    return {
        **show.show(ledger).tables,
        **check.check([ledger]).tables,
        **sources.sources(ledger).tables,
    }
