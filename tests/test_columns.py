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
from leverage.report.numbers import write_fixed, write_plain, write_significant, write_span
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


def test_a_minus_for_people_is_a_real_one() -> None:
    """Formulas, which are read back, keep the sign of ASCII; a span with a minus is written in words."""
    assert write_fixed(-1234.6, 0) == "−1,235"
    assert write_fixed(-0.001, 2) == ">−0.01"
    assert write_significant(-0.5, 3) == "−0.5"
    assert write_span(write_fixed(-2, 0), write_fixed(3, 0)) == "−2 to 3"
    assert write_plain(-5, "USD") == "-5 USD"
