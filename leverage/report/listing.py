"""What `leverage list` says: the bundled scenarios."""

from collections.abc import Mapping, Sequence

from leverage import library
from leverage.assessment import Assessment
from leverage.report.parts import Record, Report, Table
from leverage.report.views import Column, Grid, Prose, View, items
from leverage.report.words import headings
from leverage.report.words import listing as words

SCENARIOS = ("scenario", "title", "about", "as_of", "currency", "sides")


def scenarios(found: Mapping[str, Assessment]) -> Report:
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
    return Report(headings.BUNDLED, "", {}, tables, lambda: _views(rows))


def _views(rows: Sequence[Record]) -> tuple[View, ...]:
    columns = (Column(words.SCENARIO, is_text=True), Column(words.ABOUT, is_text=True))
    lines = tuple(items(str(row["scenario"]), str(row["about"] or row["title"])) for row in rows)
    hint = words.HINT.format(folder=library.DEFAULT)
    return Grid("scenarios", "", columns, lines), Prose("scenarios", (hint,), is_small=True)
