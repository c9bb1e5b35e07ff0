"""Columns of records: documented, and with values of the types that they are declared to have."""

from typing import Any

import pytest

from leverage import library
from leverage.analysis.assessment import assess_named
from leverage.analysis.draws import draw_ranges
from leverage.model import WhatIf
from leverage.report import check, claims, diff, explain, figures, get, kinds, lists, robustness, sensitivity, sources
from leverage.report.cell_reader import CellReader
from leverage.report.columns import Columns
from leverage.report.show import records
from leverage.report.show.report import report_scenario

SHOWN: dict[str, Columns[Any]] = {
    "stakes": records.STAKES,
    "totals": records.TOTALS,
    "outcome": records.OUTCOME,
    "balance": records.BALANCE,
    "moves": records.MOVES,
    "results": records.RESULTS,
}
MODULES = (check, claims, diff, explain, figures, get, kinds, lists, records, robustness, sensitivity, sources)


def test_every_column_is_documented_and_has_a_name_of_its_own() -> None:
    """No two columns of a sort of record share a name, and each says what it holds."""
    declared = [value for module in MODULES for value in vars(module).values() if isinstance(value, Columns)]
    assert len(declared) > 20
    for columns in declared:
        names = list(columns)
        assert len(set(names)) == len(names)
        assert all(columns.docs[name] and not columns.docs[name].endswith(".") for name in names)


@pytest.mark.parametrize("name", library.list_bundled())
def test_values_have_the_types_declared(name: str) -> None:
    """A column of numbers holds numbers, one of lists lists; nothing where nothing is known."""
    assessment = assess_named(name, WhatIf())
    reader = CellReader(assessment, None, draw_ranges(assessment, 50, 1))
    tables = {**report_scenario(reader).tables, **sources.report_sources(reader).tables}
    declared = {**SHOWN, "figures": figures.FIGURES, "sources": figures.SOURCES}
    for table, columns in declared.items():
        types = columns.types
        for record in tables[table].records:
            assert list(record) == list(columns)
            for column, value in record.items():
                assert value is None or isinstance(value, types[column]), (table, column, value)
