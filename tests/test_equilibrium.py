"""The three-region model of trade: published numbers, numbers by hand, a second solver, and what must always hold."""

import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import root

from leverage.equilibrium import (
    EQUATIONS,
    FLOWS,
    TOLERANCE,
    UNKNOWNS,
    Inputs,
    NoSolution,
    Reason,
    Solution,
    _balance,
    _build_model,
    describe,
    list_flows,
    solve,
    solve_arrays,
)

Array = NDArray[np.float64]

# World Bank: GDP, exports and imports of goods and services; million USD. p is Azerbaijan, q is Russia.
BASE = Inputs(
    gdp_p=74_316.0,
    gdp_q=2_174_000.0,
    gdp_rest=108_750_000.0,
    exports_p=26_559.0,
    exports_q=433_100.0,
    imports_p=21_053.0,
    imports_q=285_100.0,
    p_to_q=1_178.0,
    q_to_p=3_621.0,
    cut_p_to_q=1.0,
    cut_q_to_p=1.0,
    sigma_p=3.8,
    sigma_q=3.8,
    sigma_rest=3.8,
)
# Canada and the United States, in round numbers: flows that are large for the smaller side.
LARGE = BASE._replace(
    gdp_p=2_140_000.0,
    gdp_q=27_700_000.0,
    gdp_rest=78_000_000.0,
    exports_p=719_000.0,
    exports_q=3_050_000.0,
    imports_p=715_000.0,
    imports_q=3_830_000.0,
    p_to_q=420_000.0,
    q_to_p=350_000.0,
)
UNLIKE = LARGE._replace(sigma_p=2.5, sigma_q=5.1, sigma_rest=3.8)
# A full step of Newton's method is too long here: it leads away from the solution, or leaves p nothing to spend.
LEADS_AWAY = Inputs(
    gdp_p=13_000.0,
    gdp_q=560.0,
    gdp_rest=110_000.0,
    exports_p=7_270.0,
    exports_q=490.0,
    imports_p=9_940.0,
    imports_q=640.0,
    p_to_q=25.0,
    q_to_p=470.0,
    cut_p_to_q=0.0,
    cut_q_to_p=1.0,
    sigma_p=1.15,
    sigma_q=2.0,
    sigma_rest=14.7,
)
LEAVES_NOTHING = Inputs(
    gdp_p=520.0,
    gdp_q=22_800.0,
    gdp_rest=110_000.0,
    exports_p=469.0,
    exports_q=14_900.0,
    imports_p=310.0,
    imports_q=8_230.0,
    p_to_q=362.0,
    q_to_p=61.0,
    cut_p_to_q=1.0,
    cut_q_to_p=0.0,
    sigma_p=18.0,
    sigma_q=1.36,
    sigma_rest=1.34,
)
CASES = {"base": BASE, "large": LARGE, "unlike elasticities": UNLIKE}

NAMES = Inputs._fields


def solved(inputs: Inputs[float]) -> Solution[float]:
    """The solution, which there is."""
    solution = solve(inputs)
    assert isinstance(solution, Solution), solution
    return solution


def with_sigma(inputs: Inputs[float], sigma: float) -> Inputs[float]:
    return inputs._replace(sigma_p=sigma, sigma_q=sigma, sigma_rest=sigma)


def with_cuts(inputs: Inputs[float], p_to_q: float, q_to_p: float) -> Inputs[float]:
    return inputs._replace(cut_p_to_q=p_to_q, cut_q_to_p=q_to_p)


def swap(inputs: Inputs[float]) -> Inputs[float]:
    """The same world with p and q under each other's name."""
    other = {"p_to_q": "q_to_p", "q_to_p": "p_to_q", "cut_p_to_q": "cut_q_to_p", "cut_q_to_p": "cut_p_to_q"}
    for name in ("gdp", "exports", "imports", "sigma"):
        other |= {f"{name}_p": f"{name}_q", f"{name}_q": f"{name}_p"}
    return inputs._replace(**{name: getattr(inputs, other[name]) for name in other})


def stack(cases: list[Inputs[float]]) -> Inputs[Array]:
    """Many inputs as arrays."""
    return Inputs(**{name: np.array([getattr(case, name) for case in cases]) for name in NAMES})


@pytest.mark.parametrize(
    ("epsilon", "cuts", "loss_p", "loss_q"),
    [
        (2.8, (1, 0), 231, 241),
        (2.8, (0, 1), 836, 726),
        (2.8, (1, 1), 1_044, 935),
        (1.0, (1, 1), 3_051, 2_330),
    ],
)
def test_the_worked_numbers(epsilon: float, cuts: tuple[float, float], loss_p: float, loss_q: float) -> None:
    """Azerbaijan and Russia, to the million: computed by another program before this one was written."""
    solution = solved(with_cuts(with_sigma(BASE, 1 + epsilon), *cuts))
    assert (round(solution.loss_p), round(solution.loss_q)) == (loss_p, loss_q)


@pytest.mark.parametrize("inputs", CASES.values(), ids=CASES)
def test_no_cut_gives_no_loss(inputs: Inputs[float]) -> None:
    """Without a cut nothing moves."""
    solution = solved(with_cuts(inputs, 0, 0))
    assert abs(solution.loss_p) <= 1e-12 * inputs.gdp_p
    assert abs(solution.loss_q) <= 1e-12 * inputs.gdp_q
    assert (solution.wage_p, solution.wage_q) == pytest.approx((1, 1), rel=1e-12)


@pytest.mark.parametrize(("home_share", "epsilon", "percent"), [(0.93, 5, 1.44), (0.93, 10, 0.72), (0.8, 4, 5.43)])
def test_a_small_country_in_autarky_loses_the_gains_from_trade(
    home_share: float, epsilon: float, percent: float
) -> None:
    """A country that trades with q alone, in balance, loses 1 − λ^(1/ε) (Arkolakis et al. 2012: 1.4 and 0.7 %).

    0.93^(1/5) = e^(−0.072571/5) = 0.98559, 0.93^(1/10) = 0.99277, 0.8^(1/4) = 0.94574. A billionth of its trade is
    with the rest, for without any its wage would have no meaning.
    """
    trade = 100 * (1 - home_share)
    small = BASE._replace(
        gdp_p=100.0, exports_p=trade, imports_p=trade, p_to_q=trade * (1 - 1e-9), q_to_p=trade * (1 - 1e-9)
    )
    loss = solved(with_sigma(small, 1 + epsilon)).loss_p
    assert loss == pytest.approx(100 * (1 - home_share ** (1 / epsilon)), rel=1e-6)
    assert round(loss, 2) == percent


def test_balanced_trade_gives_the_formula_of_the_home_share() -> None:
    """Where imports equal exports, real spending changes by (λ_pp/λ'_pp)^(1/ε) exactly, whatever is cut.

    λ_pp = (74,316 − 26,559)/74,316. λ'_pp follows from the new wages by its equation.
    """
    balanced = BASE._replace(imports_p=BASE.exports_p)
    solution = solved(balanced)
    home = (74_316 - 26_559) / 74_316
    from_home = home * solution.wage_p**-2.8
    from_rest = (26_559 - 3_621) / 74_316  # q's goods, 3,621, are cut in full
    home_after = from_home / (from_home + from_rest)
    assert solution.loss_p == pytest.approx(74_316 * (1 - (home / home_after) ** (1 / 2.8)), rel=1e-9)


@pytest.mark.parametrize("inputs", CASES.values(), ids=CASES)
def test_money_in_another_unit_scales_the_losses(inputs: Inputs[float]) -> None:
    """Losses are in the unit of the inputs; wages have none."""
    money = [name for name in NAMES if not name.startswith(("cut", "sigma"))]
    scaled = solved(inputs._replace(**{name: getattr(inputs, name) * 1e6 for name in money}))
    plain = solved(inputs)
    assert (scaled.loss_p, scaled.loss_q) == pytest.approx((plain.loss_p * 1e6, plain.loss_q * 1e6), rel=1e-9)
    assert (scaled.wage_p, scaled.wage_q) == pytest.approx((plain.wage_p, plain.wage_q), rel=1e-9)


@pytest.mark.parametrize("inputs", CASES.values(), ids=CASES)
def test_the_sides_may_change_names(inputs: Inputs[float]) -> None:
    """What is called p or q makes no difference."""
    uneven = with_cuts(inputs, 0.3, 0.9)
    there, back = solved(uneven), solved(swap(uneven))
    assert (there.loss_p, there.loss_q) == pytest.approx((back.loss_q, back.loss_p), rel=1e-9)
    assert (there.wage_p, there.wage_q) == pytest.approx((back.wage_q, back.wage_p), rel=1e-9)


@pytest.mark.parametrize("inputs", CASES.values(), ids=CASES)
@pytest.mark.parametrize("ways", [(1, 0), (0, 1), (1, 1)])
def test_a_larger_cut_costs_more(inputs: Inputs[float], ways: tuple[int, int]) -> None:
    """Both sides lose more with every step of a cut, in either direction or both."""
    solutions = [solved(with_cuts(inputs, ways[0] * step / 20, ways[1] * step / 20)) for step in range(21)]
    for before, after in itertools.pairwise(solutions):
        assert after.loss_p > before.loss_p
        assert after.loss_q > before.loss_q


def solve_in_full(inputs: Inputs[float], start: tuple[float, float] = (1, 1)) -> tuple[float, float]:
    """Solve the whole system with scipy: nine flows, three price levels and two wages at once; returns the losses.

    Written from the equations alone: what each buys is its demand, each price level is that of its goods, p and q
    earn what they sell.
    """
    kept = 1 - np.array([[0, inputs.cut_p_to_q, 0], [inputs.cut_q_to_p, 0, 0], [0, 0, 0]])
    gdp = np.array([inputs.gdp_p, inputs.gdp_q, inputs.gdp_rest])
    flows = np.zeros((3, 3))
    flows[0] = inputs.gdp_p - inputs.exports_p, inputs.p_to_q, inputs.exports_p - inputs.p_to_q
    flows[1] = inputs.q_to_p, inputs.gdp_q - inputs.exports_q, inputs.exports_q - inputs.q_to_p
    flows[2, :2] = inputs.imports_p - inputs.q_to_p, inputs.imports_q - inputs.p_to_q
    flows[2, 2] = inputs.gdp_rest - flows[2, :2].sum()
    absorption = flows.sum(axis=0)
    deficits = absorption - gdp
    epsilon = np.array([inputs.sigma_p, inputs.sigma_q, inputs.sigma_rest]) - 1

    def gaps(unknowns: Array) -> Array:
        sales = unknowns[:9].reshape(3, 3)  # as shares of A_j
        prices, wages = np.exp(unknowns[9:12]), np.append(np.exp(unknowns[12:]), 1)
        spending = wages * gdp + deficits
        demand = flows / absorption * kept * (wages[:, None] / prices) ** -epsilon * spending / absorption
        price_gaps = 1 - (flows / absorption * kept * (wages[:, None] / prices) ** -epsilon).sum(axis=0)
        wage_gaps = (wages * gdp - (sales * absorption).sum(axis=1))[:2] / gdp[:2]
        return np.concatenate([(sales - demand).ravel(), price_gaps, wage_gaps])

    first_wages = np.array([*start, 1])
    first_prices = (flows / absorption * kept * first_wages[:, None] ** -epsilon).sum(axis=0) ** (-1 / epsilon)
    first_sales = flows / absorption * kept
    first = np.concatenate([first_sales.ravel(), np.log(first_prices), np.log(start)])
    answer = root(gaps, first, tol=1e-13)
    assert np.abs(gaps(answer.x)).max() < 1e-11
    prices, wages = np.exp(answer.x[9:12]), np.append(np.exp(answer.x[12:]), 1)
    losses = absorption * (1 - (wages * gdp + deficits) / (absorption * prices))
    return float(losses[0]), float(losses[1])


@pytest.mark.parametrize("cuts", [(1, 0), (0, 1), (0.4, 0.7), (1, 1)])
@pytest.mark.parametrize("inputs", CASES.values(), ids=CASES)
def test_a_second_solver_finds_the_same(inputs: Inputs[float], cuts: tuple[float, float]) -> None:
    """The equations written out in full and given to scipy have the same losses."""
    case = with_cuts(inputs, *cuts)
    solution = solved(case)
    assert (solution.loss_p, solution.loss_q) == pytest.approx(solve_in_full(case), rel=1e-6)


@pytest.mark.parametrize("inputs", [LEADS_AWAY, LEAVES_NOTHING])
def test_steps_are_shortened_where_they_are_too_long(inputs: Inputs[float]) -> None:
    """Both solvers get there; the second solver, which does not from wages of 1, does so from near by."""
    solution = solved(inputs)
    near_by = round(solution.wage_p, 1), round(solution.wage_q, 1)
    assert (solution.loss_p, solution.loss_q) == pytest.approx(solve_in_full(inputs, near_by), rel=1e-6)
    arrays = solve_arrays(stack([BASE, inputs]))
    assert (arrays.loss_p[1], arrays.loss_q[1]) == pytest.approx((solution.loss_p, solution.loss_q), rel=1e-9)


@pytest.mark.parametrize("inputs", CASES.values(), ids=CASES)
def test_the_slopes_are_those_of_the_equations(inputs: Inputs[float]) -> None:
    """The derivatives that Newton's method uses are the differences over small changes of the log wages."""
    model = _build_model(inputs, list_flows(inputs))
    here, change = _balance(model, 0.97, 1.02), 1e-6
    for slopes, up, down in (
        ((here.slope_pp, here.slope_qp), (math.exp(change), 1), (math.exp(-change), 1)),
        ((here.slope_pq, here.slope_qq), (1, math.exp(change)), (1, math.exp(-change))),
    ):
        above, below = (_balance(model, 0.97 * p, 1.02 * q) for p, q in (up, down))
        differences = (above.unsold_p - below.unsold_p, above.unsold_q - below.unsold_q)
        assert slopes == pytest.approx([difference / (2 * change) for difference in differences], rel=1e-5)


def test_the_size_of_the_rest_hardly_matters() -> None:
    """Between 40 and 400 trillion losses differ by less than 0.2 %, that of the smaller country by less."""
    small, large = (solved(BASE._replace(gdp_rest=size * 1e6)) for size in (40, 400))
    assert abs(small.loss_p / large.loss_p - 1) < abs(small.loss_q / large.loss_q - 1) < 0.002


FAULTS = [
    ({"gdp_p": 0.0, "exports_p": 0.0, "p_to_q": 0.0}, Reason.GDP, "gdp_p"),
    ({"gdp_q": math.nan}, Reason.NOT_FINITE, "gdp_q"),
    ({"gdp_rest": math.inf}, Reason.NOT_FINITE, "gdp_rest"),
    ({"exports_p": 80_000.0}, Reason.NEGATIVE_FLOW, "X_pp"),  # a port sells more than its GDP of 74,316
    ({"p_to_q": 30_000.0}, Reason.NEGATIVE_FLOW, "X_pr"),  # more to q than the 26,559 to all
    ({"q_to_p": 22_000.0}, Reason.NEGATIVE_FLOW, "X_rp"),  # more from q than the 21,053 from all
    ({"gdp_rest": 200_000.0}, Reason.NEGATIVE_FLOW, "X_rr"),
    ({"cut_p_to_q": 1.01}, Reason.CUT, "cut_p_to_q"),
    ({"cut_q_to_p": -0.01}, Reason.CUT, "cut_q_to_p"),
    ({"sigma_p": 1.0}, Reason.ELASTICITY, "sigma_p"),
    ({"sigma_rest": 0.5}, Reason.ELASTICITY, "sigma_rest"),
    # p sells all it makes and buys from q alone, which is cut.
    ({"exports_p": 74_316.0, "imports_p": 3_621.0}, Reason.NOTHING_TO_BUY, "A_p"),
    # p sold only to q and bought less than it sold: with no sales abroad it cannot keep its surplus.
    ({"p_to_q": 26_559.0}, Reason.DID_NOT_CONVERGE, ""),
    # Nor can it with few. Wages that solve the equations exist, but p spends less than nothing at them, and the loss of
    # 152,227 exceeds all its spending, 74,316 − 26,559 + 5,000 = 52,757.
    ({"p_to_q": 26_500.0, "imports_p": 5_000.0}, Reason.DID_NOT_CONVERGE, ""),
    # p trades with q alone, in balance: after the cut its wage has no meaning.
    ({"exports_p": 1_178.0, "imports_p": 3_621.0, "p_to_q": 1_178.0}, Reason.DID_NOT_CONVERGE, ""),
]


@pytest.mark.parametrize(("change", "reason", "name"), FAULTS)
def test_what_has_no_answer_says_why(change: dict[str, float], reason: Reason, name: str) -> None:
    """The scalar solver names the reason and what is at fault; the solver of arrays has nan, in that draw alone."""
    faulty = BASE._replace(**change)
    assert solve(faulty) == NoSolution(reason, name)
    swapped = solve(swap(faulty))
    assert isinstance(swapped, NoSolution)
    assert swapped.reason is reason
    arrays = solve_arrays(stack([BASE, faulty]))
    for result in (arrays.loss_p, arrays.loss_q, arrays.wage_p, arrays.wage_q, arrays.residual):
        assert list(np.isnan(result)) == [False, True]


def test_arrays_of_any_shape_are_broadcast() -> None:
    """Inputs that do not vary may be arrays without dimensions."""
    inputs = Inputs(**{name: np.asarray(getattr(BASE, name)) for name in NAMES})
    sigmas = np.array([[2.5, 3.8, 5.1]])
    cuts = np.array([[0.5], [1.0]])
    solution = solve_arrays(inputs._replace(sigma_p=sigmas, cut_q_to_p=cuts))
    assert solution.loss_p.shape == solution.residual.shape == (2, 3)
    expected = solved(BASE._replace(sigma_p=5.1, cut_q_to_p=0.5))
    assert solution.loss_p[0, 2] == pytest.approx(expected.loss_p, rel=1e-9)


def test_the_scalar_solver_does_without_numpy() -> None:
    """A start that solves one case does not load numpy."""
    program = f"import sys; from leverage.equilibrium import *; solve({BASE}); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "False"


def test_the_model_describes_itself() -> None:
    """The flows are what their formulas say, rows add up to GDP, columns to spending, and deficits to nothing."""
    description = describe(BASE)
    inputs = {name: getattr(BASE, name) for name in NAMES}
    flows = {fact.name: fact.value for fact in description.flows}
    assert list(flows) == list(FLOWS) == list(list_flows(BASE))
    for fact in description.flows:
        assert eval(fact.formula, inputs) == fact.value  # noqa: S307 - formulas of the package itself
    for seller, gdp in (("p", BASE.gdp_p), ("q", BASE.gdp_q), ("r", BASE.gdp_rest)):
        assert sum(flows[f"X_{seller}{buyer}"] for buyer in "pqr") == pytest.approx(gdp, rel=1e-12)
    totals = {fact.name: fact.value for fact in description.totals}
    for fact in description.totals:
        assert eval(fact.formula, {**inputs, **flows, **totals}) == fact.value  # noqa: S307 - as above
    assert totals["A_p"] == pytest.approx(74_316 - 26_559 + 21_053, rel=1e-12)
    assert totals["D_q"] == pytest.approx(285_100 - 433_100, rel=1e-9)
    assert totals["D_p"] + totals["D_q"] + totals["D_r"] == pytest.approx(0, abs=1e-6)
    assert description.equations == EQUATIONS
    assert all("\n" not in equation for equation in description.equations)
    assert set(description.unknowns) == set(UNKNOWNS) == {"w_p", "w_q"}
    assert description.solution == solved(BASE)
    assert description.solution.residual <= TOLERANCE
    assert isinstance(describe(BASE._replace(sigma_p=1.0)).solution, NoSolution)


@st.composite
def worlds(draw: st.DrawFn, flow: float = 0.6, *, is_of_one_elasticity: bool = True) -> Inputs[float]:
    """Two countries of 1 to 30,000 bn that sell abroad 5 to 60 % of GDP, some of it, at most `flow`, to each other."""
    gdp_p, gdp_q = (10 ** draw(st.floats(0, 4.47)) for _ in "pq")
    exports_p, exports_q = (gdp * draw(st.floats(0.05, 0.6)) for gdp in (gdp_p, gdp_q))
    imports_p, imports_q = (exports * draw(st.floats(0.7, 1.4)) for exports in (exports_p, exports_q))
    sigmas = [draw(st.floats(1.5, 8)) for _ in "pqr"]
    if is_of_one_elasticity:
        sigmas = sigmas[:1] * 3
    return Inputs(
        gdp_p=gdp_p,
        gdp_q=gdp_q,
        gdp_rest=110_000.0,
        exports_p=exports_p,
        exports_q=exports_q,
        imports_p=imports_p,
        imports_q=imports_q,
        p_to_q=draw(st.floats(0, flow)) * min(exports_p, imports_q),
        q_to_p=draw(st.floats(0, flow)) * min(exports_q, imports_p),
        cut_p_to_q=draw(st.floats(0, 1)),
        cut_q_to_p=draw(st.floats(0, 1)),
        sigma_p=sigmas[0],
        sigma_q=sigmas[1],
        sigma_rest=sigmas[2],
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(worlds(0.95, is_of_one_elasticity=False), min_size=1, max_size=5))
def test_arrays_equal_the_scalar_in_each_element(cases: list[Inputs[float]]) -> None:
    """Both solvers have the same numbers, and a residual that is small enough, or neither has any."""
    arrays = solve_arrays(stack(cases))
    for index, case in enumerate(cases):
        solution = solve(case)
        if isinstance(solution, NoSolution):
            assert solution.reason is Reason.DID_NOT_CONVERGE
            assert np.isnan(arrays.loss_p[index])
            continue
        assert solution.residual <= TOLERANCE <= 1e-10
        assert arrays.residual[index] <= TOLERANCE
        assert arrays.loss_p[index] == pytest.approx(solution.loss_p, rel=1e-9, abs=1e-9 * case.gdp_p)
        assert arrays.loss_q[index] == pytest.approx(solution.loss_q, rel=1e-9, abs=1e-9 * case.gdp_q)
        assert arrays.wage_p[index] == pytest.approx(solution.wage_p, rel=1e-9)
        assert arrays.wage_q[index] == pytest.approx(solution.wage_q, rel=1e-9)


@settings(deadline=None, max_examples=100)
@given(worlds())
def test_with_equal_elasticities_nobody_gains_and_more_costs_more(inputs: Inputs[float]) -> None:
    """Losses lie between 0 and all spending, and grow with the cut of both flows or of either.

    With unlike elasticities a side may gain a little by its terms of trade: in about 1 of 5,000 random worlds.
    """
    cuts = inputs.cut_p_to_q, inputs.cut_q_to_p
    solution, full = solved(inputs), solved(with_cuts(inputs, 1, 1))
    for side, gdp in (("loss_p", inputs.gdp_p), ("loss_q", inputs.gdp_q)):
        loss = getattr(solution, side)
        slack = 1e-9 * gdp  # the residual's share in the loss
        assert -slack <= loss <= getattr(full, side) + slack
        assert math.isfinite(loss)
        for part in ((cuts[0], 0), (0, cuts[1]), (cuts[0] / 2, cuts[1] / 2)):
            assert -slack <= getattr(solved(with_cuts(inputs, *part)), side) <= loss + slack
    assert full.loss_p < inputs.gdp_p - inputs.exports_p + inputs.imports_p
    assert full.loss_q < inputs.gdp_q - inputs.exports_q + inputs.imports_q


@settings(deadline=None, max_examples=100)
@given(worlds(0.1))
def test_small_cuts_add_up(inputs: Inputs[float]) -> None:
    """Where each flow is at most a tenth of either side's trade, the joint loss is the sum of the two within 10 %."""
    assume(min(inputs.p_to_q, inputs.q_to_p) > 1e-7 * max(inputs.gdp_p, inputs.gdp_q))  # above the residual
    both, sold, bought = (solved(with_cuts(inputs, *cuts)) for cuts in ((1, 1), (1, 0), (0, 1)))
    assert both.loss_p == pytest.approx(sold.loss_p + bought.loss_p, rel=0.1)
    assert both.loss_q == pytest.approx(sold.loss_q + bought.loss_q, rel=0.1)
