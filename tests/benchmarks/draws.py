"""A million draws of the bundled scenario, beside the same formulas written by hand in numpy, and beside libraries.

What is written by hand draws the same figures and takes the same percentiles of the same cells; the two are held
against each other before they are timed.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from leverage.analysis.assessment import Assessment, assess_named
from leverage.analysis.draws import draw_ranges
from tests.benchmarks.row import Row, least

BARRELS = 0.158987294928  # m3
CELLS = (
    "loss.azerbaijan.goods_to_russia", "loss.azerbaijan.goods_from_russia", "loss.azerbaijan.remittances",
    "loss.azerbaijan.novorossiysk_oil", "total.azerbaijan", "loss.russia.goods_to_russia",
    "loss.russia.goods_from_russia", "loss.russia.novorossiysk_oil", "total.russia", "balance.azerbaijan",
    "balance.dollar_ratio", "balance.bite", "own_means",
)  # fmt: skip


def by_hand(drawn: Mapping[str, Any], sheet: Any = np, sold: Any = 1.178e9) -> dict[str, Any]:
    """Compute the cells from draws as one would in a notebook; `sheet` has the functions of numpy."""
    bought = 3.621e9
    banned, crude = 725.1e6, 907e6
    spent = {"azerbaijan": 74.316e9 - 26.559e9 + 21.053e9, "russia": 2.174e12 - 433.1e9 + 285.1e9}
    kept = {name: 1 - drawn[name] * (1 - drawn["discount"]) for name in RANGES if name.startswith("diverted")}
    power = drawn["elasticity"] - 1
    flow = 20_000 * 365 * BARRELS
    tariff, detour = (drawn[name] / 7.33 / BARRELS for name in ("tariff", "detour"))
    lost = {
        "loss.azerbaijan.goods_to_russia": banned * kept["diverted_selective"] + (sold - banned) * kept["diverted"],
        "loss.azerbaijan.goods_from_russia": spent["azerbaijan"]
        * -sheet.expm1(sheet.log1p(-bought / spent["azerbaijan"]) / power),
        "loss.azerbaijan.remittances": drawn["remittances"] * (1 - drawn["offset"]),
        "loss.azerbaijan.novorossiysk_oil": flow * sheet.minimum(detour, 80.52 / BARRELS - tariff),
        "loss.russia.goods_to_russia": spent["russia"] * -sheet.expm1(sheet.log1p(-sold / spent["russia"]) / power),
        "loss.russia.goods_from_russia": crude * kept["diverted_crude"] + (bought - crude) * kept["diverted"],
        "loss.russia.novorossiysk_oil": flow * tariff,
    }
    own = [lost[f"loss.azerbaijan.{lever}"] for lever in ("goods_to_russia", "goods_from_russia", "novorossiysk_oil")]
    lost["total.azerbaijan"] = own[0] + own[1] + own[2] + lost["loss.azerbaijan.remittances"]
    lost["balance.azerbaijan"] = lost["total.azerbaijan"]  # Russia's own cost of the remittances is nothing
    others = [lost[f"loss.russia.{lever}"] for lever in ("goods_to_russia", "goods_from_russia", "novorossiysk_oil")]
    lost["total.russia"] = others[0] + others[1] + others[2]
    lost["balance.dollar_ratio"] = lost["balance.azerbaijan"] / lost["total.russia"]
    lost["balance.bite"] = lost["balance.dollar_ratio"] * (2.174e12 / 74.316e9)
    lost["own_means"] = own[0] + lost["loss.azerbaijan.remittances"]
    return lost


RANGES = {
    "diverted": (0.33, 0.67, 0.9), "diverted_selective": (0.1, 0.33, 0.67), "diverted_crude": (0.67, 0.9, 1.0),
    "discount": (0.0, 0.0, 0.2), "elasticity": (1.708, 3.8, 5.892),  # 2.5 to 5.1, which cover 90 %
    "remittances": (450e6, 500e6, 685e6), "offset": (0.0, 0.3, 0.6), "tariff": (4.9, 12.7, 16.0),
    "detour": (0.0, 10.0, 34.2),
}  # fmt: skip


def draw_by_hand(count: int) -> dict[str, Any]:
    """Draw the figures with a range."""
    random = np.random.default_rng(1)
    return {
        name: low
        + (high - low) * random.beta(1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), count)
        for name, (low, mode, high) in RANGES.items()
    }


def _numpy(count: int) -> dict[str, Any]:
    drawn = draw_by_hand(count)
    return {name: np.percentile(array, (5, 50, 95)) for name, array in by_hand(drawn).items()}


def _ours(assessment: Assessment, count: int) -> dict[str, Any]:
    return dict(draw_ranges(assessment, count, 1, CELLS).ranges)


def _squigglepy(count: int) -> None:
    import squigglepy as sq  # of the extra `benchmark`

    drawn = {name: sq.sample(sq.pert(*ends), n=count) for name, ends in RANGES.items()}
    for array in by_hand(drawn).values():
        sq.get_percentiles(array, percentiles=[5, 50, 95])


class _Linear:
    """The functions the formulas need, for numbers with linear error propagation."""

    def __init__(self) -> None:
        from uncertainties import umath  # of the extra `benchmark`

        self.expm1, self.log1p, self.minimum = umath.expm1, umath.log1p, min


def _uncertainties() -> None:
    from uncertainties import ufloat

    by_hand({name: ufloat(mode, (high - low) / 6) for name, (low, mode, high) in RANGES.items()}, _Linear())


def rows(*, is_short: bool) -> Iterator[Row]:
    """Yield the rows of a million draws: time, memory, and two libraries on the same formulas."""
    count = 20_000 if is_short else 1_000_000
    assessment = assess_named("azerbaijan-russia")
    ours, hand = _ours(assessment, count), _numpy(count)
    for cell in CELLS:  # the same numbers, or the times mean nothing
        assert np.allclose(ours[cell][:3], hand[cell], rtol=0.05), (cell, ours[cell], hand[cell])
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: _ours(assessment, count),
        "hand": lambda: _numpy(count),
    }
    has = {name for name in ("squigglepy", "uncertainties") if importlib.util.find_spec(name)}
    if "squigglepy" in has:
        works["squigglepy"] = lambda: _squigglepy(count)
    taken = least(works, 1 if is_short else 3)
    yield Row(f"{count:,} draws with percentiles", "the same by hand in numpy", taken["ours"] / taken["hand"], 1.2)
    yield Row("- the same, at most in use", "500 MB", _memory(count), 500, "MB")
    if "squigglepy" in has:
        yield Row(
            f"{count:,} draws with percentiles", "squigglepy on the same formulas", taken["ours"] / taken["squigglepy"]
        )
    if "uncertainties" in has:
        small = least({"ours": lambda: _ours(assessment, 10_000), "linear": _uncertainties}, 20)
        yield Row(
            "10,000 draws with percentiles", "uncertainties, linear and without draws", small["ours"] / small["linear"]
        )


def _memory(count: int) -> float:
    """Return the most memory in MB that a process of its own takes for so many draws of everything."""
    code = (
        "import resource; from leverage.analysis.assessment import assess_named; "
        "from leverage.analysis.draws import draw_ranges; "
        f"draw_ranges(assess_named('azerbaijan-russia'), {count}); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)
