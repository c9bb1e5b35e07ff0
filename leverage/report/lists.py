"""What `leverage list` says: the bundled scenarios."""

from collections.abc import Mapping, Sequence

from leverage import library
from leverage.analysis.assessment import Assessment
from leverage.model import Scenario
from leverage.report.columns import Columns, text, texts
from leverage.report.report import Record, Report, Table
from leverage.report.views import Column, Grid, Prose, View, make_items


class Bundled:
    """A scenario under the name that it is asked for by."""

    def __init__(self, name: str, scenario: Scenario) -> None:
        """Take a scenario with its name."""
        self.name = name
        self.scenario = scenario


SCENARIOS = Columns[Bundled](
    text("scenario", "the name to ask for it by", lambda row: row.name),
    text("title", "its title", lambda row: row.scenario.title),
    text("about", "what it is about", lambda row: row.scenario.about or None),
    text("as_of", "the date that it speaks of", lambda row: row.scenario.as_of or None),
    text("currency", "currency of its money", lambda row: row.scenario.currency),
    texts("sides", "the two sides", lambda row: row.scenario.sides),
)


def report_scenarios(assessments: Mapping[str, Assessment]) -> Report:
    """Report the bundled scenarios."""
    rows = [SCENARIOS.make_record(Bundled(name, one.scenario)) for name, one in assessments.items()]
    tables = {"scenarios": Table(SCENARIOS, lambda: rows)}
    return Report("Bundled scenarios", "", {}, tables, lambda: _draw_views(rows))


def _draw_views(rows: Sequence[Record]) -> tuple[View, ...]:
    columns = (Column("Scenario", is_text=True), Column("About", is_text=True))
    lines = tuple(make_items(str(row["scenario"]), str(row["about"] or row["title"])) for row in rows)
    hint = f"`leverage show NAME` shows one, `leverage compare` all of {library.DEFAULT}."
    return Grid("scenarios", "", columns, lines), Prose("scenarios", (hint,), is_small=True)
