"""What `leverage list` says: the bundled scenarios."""

from collections.abc import Mapping, Sequence

from leverage import library
from leverage.analysis.assessment import Assessment
from leverage.report.report import Record, Report, Table
from leverage.report.views import Column, Grid, Prose, View, make_items

SCENARIOS = ("scenario", "title", "about", "as_of", "currency", "sides")


def report_scenarios(found: Mapping[str, Assessment]) -> Report:
    """Report the bundled scenarios."""
    rows = [
        {
            "scenario": name,
            "title": one.scenario.title,
            "about": one.scenario.about or None,
            "as_of": one.scenario.as_of or None,
            "currency": one.scenario.currency,
            "sides": list(one.scenario.sides),
        }
        for name, one in found.items()
    ]
    tables = {"scenarios": Table(SCENARIOS, lambda: rows)}
    return Report("Bundled scenarios", "", {}, tables, lambda: _views(rows))


def _views(rows: Sequence[Record]) -> tuple[View, ...]:
    columns = (Column("Scenario", is_text=True), Column("About", is_text=True))
    lines = tuple(make_items(str(row["scenario"]), str(row["about"] or row["title"])) for row in rows)
    hint = f"`leverage show NAME` shows one, `leverage compare` all of {library.DEFAULT}."
    return Grid("scenarios", "", columns, lines), Prose("scenarios", (hint,), is_small=True)
