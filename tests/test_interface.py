"""The Python interface, and formulas over arrays."""

import doctest
from pathlib import Path

import numpy as np
import pytest

import leverage
from leverage.analysis import arrays
from leverage.analysis.assessment import assess_named
from leverage.formula.parse import parse_formula


def test_the_documented_example() -> None:
    """The module's own example holds."""
    assert doctest.testmod(leverage).failed == 0


def test_records_are_plain(tmp_path: Path) -> None:
    """Every table is a list of dicts with the same keys, whose values are plain."""
    tables = leverage.assess(leverage.load("azerbaijan-russia/escalation"))
    assert {"stakes", "totals", "outcome", "balance", "moves", "results", "claims", "figures", "sources"} <= set(tables)
    for records in tables.values():
        assert len({tuple(record) for record in records}) <= 1
        for record in records:
            assert all(type(value) in (str, int, float, bool, list, type(None)) for value in record.values())
    path = tmp_path / "x.yaml"
    path.write_text("title: x\n", encoding="utf-8")
    with pytest.raises(leverage.LeverageError, match="needs 'sides'") as caught:
        leverage.load(path)
    assert caught.value.problems[0].place is not None


def test_a_graph_over_arrays_agrees_with_floats() -> None:
    """The bundled graph recomputed on arrays gives, at the values in use, the numbers of the floats."""
    done = assess_named("azerbaijan-russia/escalation")
    given = {name: np.full(3, done.values[name].number) for name in ("diverted", "exports_to_russia", "elasticity")}
    many = dict(arrays.walk_graph(done.graph, done.values, given, done.graph.cells))
    assert {"total.azerbaijan", "outcome.russia", "balance.bite", "limited_in_full"} <= set(many)
    for name, array in many.items():
        number = done.values[name].number
        assert number is not None
        assert array == pytest.approx(np.full(3, float(number)), rel=1e-12)


def test_a_cell_is_nan_where_it_is_undefined() -> None:
    """An elasticity of 1 divides by zero in the buyer's loss, in one draw of three."""
    done = assess_named("azerbaijan-russia")
    given = {"elasticity": np.array([1.0, 2.0, 3.0])}
    loss = dict(arrays.walk_graph(done.graph, done.values, given, ["loss.azerbaijan.goods_from_russia"]))
    array = loss["loss.azerbaijan.goods_from_russia"]
    assert np.isnan(array).tolist() == [True, False, False]
    assert array[1] == pytest.approx(3.621e9, rel=1e-12)  # at 2 the loss is the invoice


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("min(a, b) + max(a, b, 2)", [1 + 4, 2 + 3, 2 + 9]),
        ("a < b and not b > 5", [1, 0, 0]),
        ("1 < a < 3 or close(a, b, 7)", [1, 1, 1]),
        ("sqrt(b) + abs(-a) + log(exp(1))", [2 + 1 + 1, 2**0.5 + 3 + 1, 3 + 2 + 1]),
    ],
)
def test_each_function_on_arrays(text: str, expected: list[float]) -> None:
    """The same code object serves arrays, element by element."""
    values = {"a": np.array([1.0, 3.0, 2.0]), "b": np.array([4.0, 2.0, 9.0])}
    assert arrays.evaluate_arrays(parse_formula(text), values) == pytest.approx(expected)


def test_what_ifs_and_ranges_from_python() -> None:
    """The options of the command line are arguments: of 725.1 million 0.67 is lost, of the other 452.9 half."""
    scenario = leverage.load("azerbaijan-russia", sets={"diverted": "50 %", "elasticity": 2}, use=["avdaliani"])
    stakes = {(row["lever"], row["party"]): row for row in leverage.assess(scenario, draws=500)["stakes"]}
    assert stakes["goods_to_russia", "azerbaijan"]["loss"] == pytest.approx(725.1e6 * 0.67 + 452.9e6 * 0.5)
    assert stakes["goods_from_russia", "azerbaijan"]["loss"] == pytest.approx(3621e6)
    oil = stakes["novorossiysk_oil", "azerbaijan"]
    assert oil["loss_low"] < oil["loss"] < oil["loss_high"]
    only = leverage.assess(leverage.load("azerbaijan-russia", only=["avdaliani"]))
    assert {row["source"] for row in only["figures"]} <= {"avdaliani", None}
