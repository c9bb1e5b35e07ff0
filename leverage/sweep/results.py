"""The cells asked for: their values in rows, on arrays or on floats, and why there is none."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from leverage.arrays import Array
from leverage.assessment import Assessment
from leverage.claims import judge
from leverage.graph import Value
from leverage.units import Unit


class Result(NamedTuple):
    """A cell asked for: its value where no row changes it, and what its number is divided by to be in a unit."""

    name: str
    usual: Value
    factor: float
    is_claim: bool

    def values(self, array: Array) -> list[Any]:
        """Return the values of many rows; of a claim the verdicts."""
        if self.is_claim:
            return ["holds" if held else "fails" for held in array.tolist()]
        numbers: list[Any] = (array if self.factor == 1.0 else array / self.factor).tolist()
        return numbers

    def of(self, assessment: Assessment) -> tuple[Any, str]:
        """Return the value of one row, and why there is none or only a part; a verdict may be one that is none."""
        value = assessment.values[self.name]
        if value.number is None:
            return None, f"{self.name}: {value.why(self.name)}"
        without = ", ".join(value.left_out)
        if self.is_claim:
            verdict = judge(assessment, assessment.scenario.claims[self.name]).verdict
            return (None, f"{self.name}: cannot say without {without}") if verdict == "cannot say" else (verdict, "")
        is_usual = set(value.left_out) <= set(self.usual.left_out)
        return value.number / self.factor, "" if is_usual else f"{self.name}: at least, without {without}"


def results(of: Assessment, names: Sequence[str], unit: Unit | None) -> list[Result]:
    """Return what is asked for, in a unit where it fits."""
    cells, claims = of.graph.cells, of.scenario.claims
    factors = [unit.factor if unit and cells[name].unit == unit.dimension else 1.0 for name in names]
    return [Result(name, of.values[name], factor, name in claims) for name, factor in zip(names, factors, strict=True)]
