"""What follows from each of several cells: the same arrays as the whole graph gives, and little computed twice."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from leverage.analysis import arrays, sensitivity
from leverage.analysis.arrays import Array, walk_graph
from leverage.analysis.assessment import Assessment, assess_named
from leverage.analysis.network import Network
from leverage.analysis.ranges import list_uncertain
from leverage.analysis.sampling import Sampler, split_into_blocks
from leverage.analysis.sensitivity import find_swings
from tests.written import assess

HEAD = "title: Made up\nsides: [a, b]\nparties: {a: {gdp: 1 billion USD/year}, b: {gdp: 1 billion USD/year}}\n"


def made(figures: dict[str, str], formula: str) -> Assessment:
    """Assess a scenario of figures and one result over them, which may be longer than a formula may be."""
    lines = [HEAD, "figures:", *(f"  {name}: {figure}" for name, figure in figures.items())]
    lines += ["results:", f"  whole: {{formula: {formula}}}"]
    return assess("\n".join(lines))


def tied(count: int) -> Assessment:
    """Assess a scenario of so many ties, each with a figure that has a range."""
    lines = [HEAD, "levers:"]
    for number in range(count):
        value = f"{{value: {number + 20} USD/year, low: 10 USD/year, high: {number + 50} USD/year, assumed: made up}}"
        lines.append(f"  t{number}: {{kind: trade, seller: a, buyer: b, value: {value}}}")
    return assess("\n".join(lines))


@pytest.mark.parametrize("scenario", ["azerbaijan-russia", "escalation", "classic/gains-from-trade", ""])
def test_the_arrays_are_those_of_the_whole_graph(scenario: str) -> None:
    """All figures drawn, then one of them otherwise: as if the whole graph were computed; sums of 200 are split."""
    assessment = assess_named(scenario) if scenario else tied(200)
    graph, values = assessment.graph, assessment.values
    sampler = Sampler(assessment)
    given = {name: stream.draw(50) for name, stream in sampler.open_streams(1).items()}
    others = {name: stream.draw(50) for name, stream in sampler.open_streams(2).items()}
    wanted = [name for name in graph.cells if values[name].number is not None]
    net = Network(graph, values, given, wanted)
    base = net.compute(given)
    moved = [(base, given)]
    for name in [*given][:10]:
        moved.append(({**base, **net.compute({name: others[name]}, base)}, {**given, name: others[name]}))
    for known, drawn in moved:
        whole = dict(walk_graph(graph, values, drawn, wanted))
        assert {name for name in wanted if net.find_named(name)} - set(given) == whole.keys() - set(given)
        for name, array in whole.items():
            np.testing.assert_allclose(known[net.find_named(name) or ""], array, rtol=1e-12, atol=0, err_msg=name)


def test_a_change_takes_few_additions() -> None:
    """Of 1,000 addends 8 are added up at once, so 4 sums change with one of them: 8 x 8 x 8 < 1,000 < 8 x 8 x 8 x 8."""
    assessment = tied(1000)
    net = Network(assessment.graph, assessment.values, list_uncertain(assessment.graph), ["total.a"])
    assert [name for name in net.list_after(["t7.value"]) if name.startswith("total.a")][-1] == "total.a"
    assert len([name for name in net.list_after(["t7.value"]) if name.startswith("total.a")]) == 4
    assert len(net) < 3 * 1000


def share_out(assessment: Assessment, cell: str = "whole") -> dict[str, float]:
    """Return the shares of the variance over a few draws."""
    return {swing.figure: swing.variance_share for swing in find_swings(assessment, cell, 5000, 1)}


IDLE = {f"z{number}": "{value: 0.5, low: 0, high: 1, shape: uniform, assumed: made up}" for number in range(60)}
SUM = " + ".join(f"{0.02 * (number % 5)} * {name}" for number, name in enumerate(IDLE))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (f"0 * ({SUM}) + 1 / (z41 + 0.0001)", {"z41": 1.0}),  # a long tail, in which means over bins miss most
        (f"0 * ({SUM}) + (z7 - 0.5) * (z52 - 0.5)", {"z7": 0.0, "z52": 0.0}),  # mean zero whatever one of them is
        (f"0 * ({SUM}) + (z7 - 0.5) * (z52 - 0.5) + z30", {"z30": 0.923}),  # 1/12 beside 1/144
        (f"{SUM} + 9 * z41", {"z41": 0.999}),
        (SUM, {"z4": 0.028}),  # 16 of 12 * (0 + 1 + 4 + 9 + 16) = 360 parts, less what chance takes
    ],
)
def test_few_pairs_tell_what_all_tell(
    formula: str, expected: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where pairs of draws are made only for what a group of figures leaves open, the shares are those of all pairs."""
    assessment = made(IDLE, formula)
    screened = share_out(assessment)
    monkeypatch.setattr(sensitivity, "_select_large", lambda names, *_: names)
    assert share_out(assessment) == screened
    for name, share in expected.items():
        assert screened[name] == pytest.approx(share, abs=0.02 if share < 1 else 1e-9)


@pytest.mark.parametrize("scenario", ["azerbaijan-russia", "escalation", "first-year"])
def test_the_bundled_shares_need_no_more_pairs(scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The few figures of a bundled scenario have the same shares with pairs for some and for all."""
    assessment = assess_named(scenario)
    unscreened = share_out(assessment, "balance.dollar_ratio")
    monkeypatch.setattr(sensitivity, "_FEW", 0)
    assert share_out(assessment, "balance.dollar_ratio") == unscreened


@pytest.mark.parametrize("figure", [0, 511, 777, 999])
def test_a_lone_figure_among_a_thousand(figure: int) -> None:
    """One that accounts for all is found among 1,000 by halving groups: about two for each of ten halvings."""
    random = np.random.default_rng(3)
    given, others = random.uniform(size=(2, 2000))
    groups = []

    def compute(names: Iterable[str]) -> Array:
        groups.append(names)
        kept: Array = given if f"x{figure}" in names else others
        return 1 / (kept + 1e-4)

    names = [f"x{number}" for number in range(1000)]
    assert sensitivity._select_large(names, 1 / (given + 1e-4), compute) == [f"x{figure}"]
    assert len(groups) < 30


def test_the_work_grows_with_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many ties take about twice as many formulas."""
    calls = []
    compute_cell = arrays.compute_cell

    def count_calls(*args: Any, **options: Any) -> Array:
        calls.append(args)
        return compute_cell(*args, **options)

    monkeypatch.setattr("leverage.analysis.network.compute_cell", count_calls)
    counted = []
    for count in (100, 200):
        calls.clear()
        assessment = tied(count)
        find_swings(assessment, "balance.dollar_ratio", 2000, 1)
        sensitivity.search_flips(assessment, sensitivity.list_conclusions(assessment))
        counted.append(len(calls))
    assert counted[1] < 2.3 * counted[0]


def test_blocks_are_the_smaller_the_more_arrays_they_have() -> None:
    """A block of draws of 2,000 cells has 16 million numbers or fewer, and all blocks together all draws."""
    sizes = list(split_into_blocks(100_000, 2000))
    assert sum(sizes) == 100_000
    assert max(sizes) * 2000 <= 2**24
    assert list(split_into_blocks(100_000)) == [65536, 34464]


PIPE = """\
levers:
  pipe:
    kind: transit
    carrier: a
    shipper: b
    tariff: {value: 5 USD/bbl, low: 1 USD/bbl, high: 12 USD/bbl, assumed: made up}
    price: {value: 12.5 USD/bbl, low: 7 USD/bbl, high: 14 USD/bbl, assumed: made up}
    throughput: {value: 5 bbl/year, low: 4 bbl/year, high: 7 bbl/year, assumed: made up}
"""


def test_what_figures_fail_together_is_undefined_here_too() -> None:
    """Where the fee of a pipe is above its price there is no loss, in the draws of all and where one is drawn anew."""
    assessment = assess(f"{HEAD}{PIPE}")
    sampler = Sampler(assessment)
    given, others = (
        {name: stream.draw(4000) for name, stream in sampler.open_streams(seed).items()} for seed in (1, 2)
    )
    net = sampler.make_network(list(given), ["total.a"])
    named = net.find_named("total.a")
    assert named is not None
    base = net.compute(given)
    for name in given:
        computed = net.compute({name: others[name]}, base, ["total.a"])
        moved = computed.pop(named)
        assert not computed  # what is not wanted is dropped
        whole = dict(sampler.walk({**given, name: others[name]}, ["total.a"]))["total.a"]
        np.testing.assert_array_equal(moved, whole)
        assert 0 < np.count_nonzero(np.isnan(whole)) < 1000
