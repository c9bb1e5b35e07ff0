"""The report of `leverage compare`: its records, and what draws its views, which is loaded only for people."""

from functools import partial
from typing import TYPE_CHECKING

from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if, write_date
from leverage.report.compare.scenarios import (
    COUNTED,
    Scenarios,
    choose_title,
    describe_horizons,
    label_scenarios,
    sort_scenarios,
)
from leverage.report.headline import HEADLINE, list_headline
from leverage.report.report import AS_USUAL, Edition, Report, Table
from leverage.report.show import records
from leverage.report.words import count_form

if TYPE_CHECKING:
    from leverage.report.views import Chart, View


def report_comparison(
    readers: list[CellReader],
    edition: Edition = AS_USUAL,
    *,
    sort: str = "",
    has_ties: bool = False,
) -> Report:
    """Report on several scenarios against the first. All must share one currency; see `list_currencies`.

    Rows are sorted by a key of `list_sort_keys`, if one is given.
    """
    first = readers[0]
    readers = sort_scenarios(readers, sort) if sort else readers
    scenarios = Scenarios(readers, first, label_scenarios(readers), edition, has_ties)
    tables = {
        "outcome": Table(
            records.OUTCOME, lambda: [row for reader in readers for row in records.list_outcome(reader, first)]
        ),
        "totals": Table(records.TOTALS, lambda: [row for reader in readers for row in records.list_totals(reader)]),
        "balance": Table(records.BALANCE, lambda: [row for reader in readers for row in records.list_balance(reader)]),
        "headline": Table(HEADLINE, lambda: list_headline(readers)),
    }
    subtitle = count_form(len(readers), COUNTED)
    dates = {reader.scenario.as_of for reader in readers}
    date = write_date(dates.pop()) if len(dates) == 1 else ""
    return Report(
        ", ".join(filter(None, (choose_title(readers), date))),
        f"{subtitle}{describe_horizons(scenarios)}{describe_what_if(first)}",
        {**describe_scenarios([first])[0], "compared": describe_scenarios(readers)},
        tables,
        partial(_draw_screen, scenarios),
        draft=partial(_draw_paper, scenarios),
        chart=partial(_draw_chart, scenarios),
    )


def _draw_screen(scenarios: Scenarios) -> "tuple[View, ...]":
    from leverage.report.compare import page

    return page.draw_screen(scenarios)


def _draw_paper(scenarios: Scenarios, table: str | None, has_chart: bool) -> "tuple[View, ...]":
    from leverage.report.compare import page

    edition = scenarios.edition._replace(has_chart=has_chart or scenarios.edition.has_chart)
    return page.draw_document(scenarios._replace(edition=edition), table)


def _draw_chart(scenarios: Scenarios) -> "Chart":
    from leverage.report.compare import tables

    return tables.draw_chart(scenarios)
