"""Columns of records: documented, and with values of the types that they are declared to have."""

import pkgutil
from importlib import import_module
from typing import Any

import pytest

from leverage import library, report
from leverage.analysis.assessment import assess_named
from leverage.analysis.draws import draw_ranges
from leverage.model import WhatIf
from leverage.report import figures, sources
from leverage.report.cell_reader import CellReader
from leverage.report.columns import Columns
from leverage.report.show import records
from leverage.report.show.report import report_scenario
from tests.reference import TABLES

SHOWN: dict[str, Columns[Any]] = {
    "stakes": records.STAKES,
    "totals": records.TOTALS,
    "outcome": records.OUTCOME,
    "balance": records.BALANCE,
    "moves": records.MOVES,
    "results": records.RESULTS,
}


def _list_columns() -> list[Columns[Any]]:
    """Return all sorts of records that are declared below `leverage/report`."""
    declared: dict[int, Columns[Any]] = {}
    for module in pkgutil.walk_packages(report.__path__, f"{report.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Columns):
                declared[id(value)] = value
    return list(declared.values())


def test_every_column_is_documented_and_has_a_name_of_its_own() -> None:
    """No two columns of a sort of record share a name, and each says what it holds."""
    declared = _list_columns()
    assert len(declared) > 20
    for columns in declared:
        names = list(columns)
        assert len(set(names)) == len(names)
        assert all(columns.docs[name] and not columns.docs[name].endswith(".") for name in names)


def test_the_reference_has_every_sort_of_record() -> None:
    """Columns that are declared are columns that the reference lists."""
    listed = {id(columns) for _, columns in TABLES.values()}
    assert [list(columns) for columns in _list_columns() if id(columns) not in listed] == []


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
