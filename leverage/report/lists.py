"""What `leverage list` says: the bundled scenarios."""

from collections import Counter
from collections.abc import Mapping, Sequence

from leverage import library
from leverage.analysis.assessment import Assessment
from leverage.model import Scenario
from leverage.report import words
from leverage.report.columns import Columns, text, texts
from leverage.report.report import Record, Report, Table
from leverage.report.views import Grid, Prose, View, drop_empty, make_items, make_text_columns


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


def report_scenarios(assessments: Mapping[str, Assessment], *, has_notes: bool = False) -> Report:
    """Report the bundled scenarios by their titles; for people with what they are about if `has_notes`."""
    rows = [SCENARIOS.make_record(Bundled(name, assessed.scenario)) for name, assessed in assessments.items()]
    tables = {"scenarios": Table(SCENARIOS, lambda: rows)}
    return Report("Bundled scenarios", "", {}, tables, lambda: _draw_views(rows, has_notes=has_notes))


def _draw_views(rows: Sequence[Record], *, has_notes: bool) -> tuple[View, ...]:
    folders = Counter(str(row["scenario"]).partition("/")[0] for row in rows)
    counts = words.join_names([f"{count} in {folder}" for folder, count in folders.items()])
    head = (
        f"{len(rows)} scenarios, {counts}. One of them: leverage show NAME; all of {library.DEFAULT}: leverage compare"
    )
    columns = make_text_columns("Scenario", "About" if has_notes else "Title")
    lines = []
    for row in rows:
        about = row["about"] if has_notes else None
        lines.append(make_items(str(row["scenario"]), str(about or row["title"])))
    names = words.AND.join(library.list_templates())
    more = [f"For rows of leverage sweep, which fill in its figures: {names}."]
    if not has_notes:
        more.append("What each is about: leverage list --notes")
    grid = Grid("scenarios", "", columns, tuple(lines))
    return drop_empty(Prose("scenarios", (head,)), grid, Prose("scenarios", tuple(more), is_small=True))
