"""Scenarios that a test writes, read and computed in process."""

import pytest

from leverage.analysis.assessment import Assessment, assess_file
from leverage.model import AS_WRITTEN, WhatIf
from leverage.problems import LeverageError
from leverage.reading.extends import Origin


def assess(text: str, what_if: WhatIf = AS_WRITTEN) -> Assessment:
    """Return the assessment of a scenario."""
    return assess_file(Origin("written.yaml", None), "written", text.encode(), what_if)


def read_number(assessment: Assessment, cell: str) -> float:
    """Return the number of a cell, which must have one."""
    found = assessment.values[cell].number
    assert found is not None, cell
    return found


def number(text: str, cell: str) -> float:
    """Return the number of a cell of a scenario, which must have one."""
    return read_number(assess(text), cell)


def complaints(text: str) -> list[str]:
    """Return what is wrong with a scenario, each problem with its place and hint."""
    with pytest.raises(LeverageError) as caught:
        assess(text)
    return [
        f"{problem.place and problem.place.line}:{problem.place and problem.place.column} {problem.message}; "
        f"{problem.hint}"
        for problem in caught.value.problems
    ]
