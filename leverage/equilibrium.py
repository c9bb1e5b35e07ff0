"""What two regions lose when trade between them is cut, in a consistent model of trade of three regions.

The regions are p, q and the rest of the world r. Each makes its own good from its own labour, and each buys all three
goods with a constant elasticity of substitution sigma (Armington). A cut takes away a share of a flow; wages then move
until each region sells what it earns. Both flows are cut together, so nothing counts twice, and the terms of trade
are in. The equations are those of "exact hat algebra": Dekle, Eaton and Kortum, "Global rebalancing with gravity",
IMF Staff Papers 55:3 (2008); the loss is the change of real spending, as in Arkolakis, Costinot and Rodríguez-Clare,
"New trade models, same old gains?", American Economic Review 102:1 (2012).

Symbols: X_ij is what i sells to j a year and c_ij the share of it that is cut. Y is GDP, A_j = Σ_i X_ij spending,
D_j = A_j − Y_j the deficit, λ_ij = X_ij/A_j. The elasticity belongs to the buyer: ε_j = sigma_j − 1. Wages w are 1
before the cut, and w_r stays 1, so that D_j is fixed in units of the wage of r. `EQUATIONS` has the equations.

At most one pair of wages at which both regions have something to spend solves them. Take what a region earns less what
it sells, and its derivatives by the logs of w_p and w_q: they are positive in the region's wage and not positive in
the other's, and the two by one wage add up to more than 0, as long as both spend something and trade with the rest.
So a step of Newton's method always leads nearer, if it is short enough.
"""

import math
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:  # numpy is loaded only where arrays are solved
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

Number = TypeVar("Number", float, "Array")

#: The greatest accepted gap between what a region earns and what it sells, as a share of its GDP before the cut.
TOLERANCE = 1e-13
#: Steps to try, shortened ones included. Most cases take 2 to 6, extreme ones up to 15.
STEPS = 30

EQUATIONS = (
    "λ_ij = X_ij / A_j, ε_j = sigma_j − 1, w_r = 1, and c_ij is the share cut of X_ij",
    "λ'_ij = λ_ij (1 − c_ij) w_i^(−ε_j) / Σ_k λ_kj (1 − c_kj) w_k^(−ε_j)",
    "w_i Y_i = Σ_j λ'_ij (w_j Y_j + D_j), for i = p and q",
    "P_j = (Σ_i λ_ij (1 − c_ij) w_i^(−ε_j))^(−1/ε_j)",
    "loss_j = A_j (1 − (w_j Y_j + D_j) / (A_j P_j))",
)
UNKNOWNS = {
    "w_p": "the wage of p after the cut, where that of the rest is 1",
    "w_q": "the wage of q after the cut, where that of the rest is 1",
}
#: Each flow with how it follows from the inputs.
FLOWS = {
    "X_pp": "gdp_p - exports_p",
    "X_pq": "p_to_q",
    "X_pr": "exports_p - p_to_q",
    "X_qp": "q_to_p",
    "X_qq": "gdp_q - exports_q",
    "X_qr": "exports_q - q_to_p",
    "X_rp": "imports_p - q_to_p",
    "X_rq": "imports_q - p_to_q",
    "X_rr": "gdp_rest - (imports_p - q_to_p) - (imports_q - p_to_q)",
}


class Inputs(NamedTuple, Generic[Number]):
    """What the model starts from, as floats or as arrays of draws: money a year in one unit, and plain numbers."""

    gdp_p: Number
    gdp_q: Number
    gdp_rest: Number
    exports_p: Number
    """All that p sells abroad."""
    exports_q: Number
    imports_p: Number
    imports_q: Number
    p_to_q: Number
    """What p sells to q."""
    q_to_p: Number
    cut_p_to_q: Number
    """The share of what p sells to q that is cut, 0 to 1."""
    cut_q_to_p: Number
    sigma_p: Number
    """The elasticity of substitution of p as a buyer, above 1; likewise that of q."""
    sigma_q: Number
    sigma_rest: Number
    """That of the rest, which decides how far the wages of p and q fall when they sell more to it."""


class Solution(NamedTuple, Generic[Number]):
    """What follows: losses in the inputs' unit of money a year; in arrays, nan where a draw has no solution."""

    loss_p: Number
    loss_q: Number
    wage_p: Number
    wage_q: Number
    residual: Number
    """The greater gap of p and q between what it earns and what it sells, as a share of its GDP before the cut."""


class Reason(Enum):
    """Why there is no solution."""

    NOT_FINITE = "an input is not a finite number"
    GDP = "GDP is not above 0"
    NEGATIVE_FLOW = "a flow that follows from the inputs is below 0"
    CUT = "the share cut is not between 0 and 1"
    ELASTICITY = "the elasticity of substitution is not above 1"
    NOTHING_TO_BUY = "a region has nothing left to buy"
    DID_NOT_CONVERGE = "no wages were found at which both sides sell what they earn"


class NoSolution(NamedTuple):
    """A missing answer, with its reason and the input, flow or spending at fault (`gdp_p`, `X_pp`, `A_p`; or "")."""

    reason: Reason
    name: str = ""


class Fact(NamedTuple):
    """A number that the model works with: its symbol, how it follows from the inputs, and its value."""

    name: str
    formula: str
    value: float


class Description(NamedTuple):
    """The model as data, for a report: what goes in, the equations, what they are solved for, and what comes out."""

    flows: tuple[Fact, ...]
    """The matrix X_ij, row by row of sellers."""
    totals: tuple[Fact, ...]
    """Spending A_j and deficit D_j of each region."""
    equations: tuple[str, ...]
    unknowns: dict[str, str]
    solution: Solution[float] | NoSolution


def solve(inputs: Inputs[float]) -> Solution[float] | NoSolution:
    """Return what p and q lose, or why there is no answer.

    Where elasticities differ, a loss may be below 0: a region may gain a little by its terms of trade. No wages solve
    the equations where a region has a surplus that its remaining exports cannot keep up, or is cut off from all trade.
    """
    flows = list_flows(inputs)
    for reason, name, is_at_fault in _list_faults(inputs, flows):
        if is_at_fault:
            return NoSolution(reason, name)
    model = _build_model(inputs, flows)
    wage_p = wage_q = length = 1.0
    state = _balance(model, wage_p, wage_q)
    try:  # ends in an overflow or a division by 0 where wages leave all bounds
        for _ in range(STEPS):
            if state.residual <= TOLERANCE:
                return Solution(state.loss_p, state.loss_q, wage_p, wage_q, state.residual)
            step_p, step_q = _find_step(state)
            next_p, next_q = wage_p * math.exp(length * step_p), wage_q * math.exp(length * step_q)
            trial = _balance(model, next_p, next_q)
            if _is_better(trial, state):
                wage_p, wage_q, state, length = next_p, next_q, trial, 1.0
            else:
                length /= 2
    except ArithmeticError:
        pass
    return NoSolution(Reason.DID_NOT_CONVERGE)


def solve_arrays(inputs: Inputs["Array"]) -> Solution["Array"]:
    """Return what p and q lose in each draw, nan where there is no answer; `solve` says why for a single draw.

    The arrays are of one shape, or of shapes that numpy broadcasts to one.
    """
    import numpy as np

    arrays = np.broadcast_arrays(*(np.asarray(number, dtype=np.float64) for number in inputs))
    inputs = Inputs(*arrays)
    with np.errstate(all="ignore"):
        flows = list_flows(inputs)
        is_fit = np.ones(arrays[0].shape, dtype=bool)
        for _, _, is_at_fault in _list_faults(inputs, flows):
            is_fit &= ~is_at_fault
        model = _build_model(inputs, flows)
        wage_p = wage_q = length = np.where(is_fit, 1.0, np.nan)
        state = _balance(model, wage_p, wage_q)
        for _ in range(STEPS):
            is_open = state.residual > TOLERANCE
            if not is_open.any():
                break
            step_p, step_q = _find_step(state)
            next_p, next_q = wage_p * np.exp(length * step_p), wage_q * np.exp(length * step_q)
            trial = _balance(model, next_p, next_q)
            is_taken = is_open & _is_better(trial, state)
            wage_p, wage_q = np.where(is_taken, next_p, wage_p), np.where(is_taken, next_q, wage_q)
            length = np.where(is_taken, 1.0, length / 2)
            state = _Balance(*(np.where(is_taken, new, old) for new, old in zip(trial, state, strict=True)))
        is_solved = state.residual <= TOLERANCE
        results = (state.loss_p, state.loss_q, wage_p, wage_q, state.residual)
        return Solution(*(np.where(is_solved, result, np.nan) for result in results))


def describe(inputs: Inputs[float]) -> Description:
    """Return the flows, totals, equations, unknowns and the solution with its residual, as data for a report."""
    flows = list_flows(inputs)
    totals = []
    for region, gdp in (("p", "gdp_p"), ("q", "gdp_q"), ("r", "gdp_rest")):
        spending = sum(flows[f"X_{seller}{region}"] for seller in "pqr")
        totals.append(Fact(f"A_{region}", f"X_p{region} + X_q{region} + X_r{region}", spending))
        totals.append(Fact(f"D_{region}", f"A_{region} - {gdp}", spending - getattr(inputs, gdp)))
    return Description(
        tuple(Fact(name, formula, flows[name]) for name, formula in FLOWS.items()),
        tuple(totals),
        EQUATIONS,
        UNKNOWNS,
        solve(inputs),
    )


def list_flows(inputs: Inputs[Number]) -> dict[str, Number]:
    """Return the matrix X_ij by name, as `FLOWS` says: the rows add up to GDP."""
    rest_to_p = inputs.imports_p - inputs.q_to_p
    rest_to_q = inputs.imports_q - inputs.p_to_q
    return {
        "X_pp": inputs.gdp_p - inputs.exports_p,
        "X_pq": inputs.p_to_q,
        "X_pr": inputs.exports_p - inputs.p_to_q,
        "X_qp": inputs.q_to_p,
        "X_qq": inputs.gdp_q - inputs.exports_q,
        "X_qr": inputs.exports_q - inputs.q_to_p,
        "X_rp": rest_to_p,
        "X_rq": rest_to_q,
        "X_rr": inputs.gdp_rest - rest_to_p - rest_to_q,
    }


def _list_faults(inputs: Inputs[Number], flows: dict[str, Number]) -> list[tuple[Reason, str, Any]]:
    """List what would rule out a solution, and whether it is so: a bool, or an array of them."""
    numbers: list[tuple[str, Any]] = [*inputs._asdict().items()]
    kept = _keep_flows(inputs, flows)
    faults: list[tuple[Reason, str, Any]] = []
    for name, number in numbers:
        faults.append((Reason.NOT_FINITE, name, number * 0 != 0))  # nan and infinity times 0 are nan
        if name.startswith("gdp_"):
            faults.append((Reason.GDP, name, number <= 0))
        elif name.startswith("cut_"):
            faults.append((Reason.CUT, name, (number < 0) | (number > 1)))
        elif name.startswith("sigma_"):
            faults.append((Reason.ELASTICITY, name, number <= 1))
    for name, flow in flows.items():
        faults.append((Reason.NEGATIVE_FLOW, name, flow < 0))
    for j in "pqr":
        left = kept[f"X_p{j}"] + kept[f"X_q{j}"] + kept[f"X_r{j}"]
        faults.append((Reason.NOTHING_TO_BUY, f"A_{j}", left <= 0))
    return faults


def _keep_flows(inputs: Inputs[Number], flows: dict[str, Number]) -> dict[str, Number]:
    """Return X_ij (1 − c_ij)."""
    return {
        **flows,
        "X_pq": flows["X_pq"] * (1 - inputs.cut_p_to_q),
        "X_qp": flows["X_qp"] * (1 - inputs.cut_q_to_p),
    }


class _Market(NamedTuple, Generic[Number]):
    """A region as a buyer: its λ_ij (1 − c_ij) by seller i, its ε, and what it spends before the cut."""

    from_p: Number
    from_q: Number
    from_r: Number
    epsilon: Number
    spending: Number


class _Model(NamedTuple, Generic[Number]):
    """The parts of the equations that do not move: GDP, deficits and the three markets."""

    gdp_p: Number
    gdp_q: Number
    deficit_p: Number
    deficit_q: Number
    p: _Market[Number]
    q: _Market[Number]
    r: _Market[Number]


class _Balance(NamedTuple, Generic[Number]):
    """Where the equations stand at some wages, with the derivatives of what is not sold by the log wages."""

    spending_p: Number
    spending_q: Number
    loss_p: Number
    loss_q: Number
    unsold_p: Number
    unsold_q: Number
    residual: Number
    slope_pp: Number
    slope_pq: Number
    slope_qp: Number
    slope_qq: Number


def _build_model(inputs: Inputs[Number], flows: dict[str, Number]) -> _Model[Number]:
    kept = _keep_flows(inputs, flows)
    markets = []
    for j, sigma in (("p", inputs.sigma_p), ("q", inputs.sigma_q), ("r", inputs.sigma_rest)):
        spending = flows[f"X_p{j}"] + flows[f"X_q{j}"] + flows[f"X_r{j}"]
        from_p, from_q, from_r = (kept[f"X_{i}{j}"] / spending for i in "pqr")
        markets.append(_Market(from_p, from_q, from_r, sigma - 1, spending))
    return _Model(
        inputs.gdp_p, inputs.gdp_q, inputs.imports_p - inputs.exports_p, inputs.imports_q - inputs.exports_q, *markets
    )


def _balance(model: _Model[Number], wage_p: Number, wage_q: Number) -> _Balance[Number]:
    """Put wages into the equations.

    For the derivatives: ∂λ'_ij/∂log w_i = −ε_j λ'_ij (1 − λ'_ij), and ε_j λ'_ij λ'_kj by another region's log w_k.
    """
    income_p, income_q = wage_p * model.gdp_p, wage_q * model.gdp_q
    spending_p, spending_q = income_p + model.deficit_p, income_q + model.deficit_q
    unsold_p, unsold_q = income_p, income_q
    slope_pp, slope_qq = income_p, income_q
    slope_both = income_p * 0
    results = []
    for market, spending in ((model.p, spending_p), (model.q, spending_q), (model.r, model.r.spending)):
        from_p = market.from_p * wage_p**-market.epsilon
        from_q = market.from_q * wage_q**-market.epsilon
        total = from_p + from_q + market.from_r
        share_p, share_q = from_p / total, from_q / total
        unsold_p = unsold_p - share_p * spending
        unsold_q = unsold_q - share_q * spending
        slope_pp = slope_pp + market.epsilon * share_p * (1 - share_p) * spending
        slope_qq = slope_qq + market.epsilon * share_q * (1 - share_q) * spending
        slope_both = slope_both - market.epsilon * share_p * share_q * spending
        real_spending = spending * total ** (1 / market.epsilon)  # over P
        results.append((share_p, share_q, market.spending - real_spending))
    (p_to_p, q_to_p, loss_p), (p_to_q, q_to_q, loss_q), _ = results
    return _Balance(
        spending_p,
        spending_q,
        loss_p,
        loss_q,
        unsold_p,
        unsold_q,
        _take_greater(abs(unsold_p / model.gdp_p), abs(unsold_q / model.gdp_q)),
        # What p and q spend moves with their wages too.
        slope_pp - p_to_p * income_p,
        slope_both - p_to_q * income_q,
        slope_both - q_to_p * income_p,
        slope_qq - q_to_q * income_q,
    )


def _find_step(state: _Balance[Number]) -> tuple[Number, Number]:
    """Return Newton's step in the log wages of p and q, by Cramer's rule, shortened to 1 at most."""
    determinant = state.slope_pp * state.slope_qq - state.slope_pq * state.slope_qp
    step_p = (state.slope_pq * state.unsold_q - state.slope_qq * state.unsold_p) / determinant
    step_q = (state.slope_qp * state.unsold_p - state.slope_pp * state.unsold_q) / determinant
    longest = _take_greater(_take_greater(abs(step_p), abs(step_q)), step_p * 0 + 1)
    return step_p / longest, step_q / longest


def _take_greater(left: Number, right: Number) -> Number:
    """Return the greater, element by element of arrays."""
    return (left + right + abs(left - right)) / 2


def _is_better(trial: _Balance[Number], state: _Balance[Number]) -> Any:
    """Tell whether a step brings the equations nearer and leaves p and q something to spend: a bool, or an array."""
    return (trial.residual < state.residual) & (trial.spending_p > 0) & (trial.spending_q > 0)
