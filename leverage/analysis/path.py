"""What both sides lose a year, on average over the first years of a cut, for horizons of 0 to 10 years."""

from typing import NamedTuple

from leverage import naming
from leverage.analysis.assessment import Assessment, assess_scenario
from leverage.analysis.ranges import Range, widen_to_value
from leverage.formula.evaluate import UndefinedError, evaluate
from leverage.model import Figure, Reading
from leverage.problems import LeverageError
from leverage.quantity import parse_quantity

YEARS = tuple(range(11))
#: Stands for no time at all, over which nothing has an average: half a minute.
_AT_ONCE = 1e-6


class Step(NamedTuple):
    """What a party loses in a year over the first years of a cut, in base units, with a range where it was drawn."""

    party: str
    years: int
    loss: float | None
    low: float | None = None
    high: float | None = None


def find_path(assessment: Assessment, draws: int = 0, seed: int = 0) -> list[Step]:
    """Return both sides' loss over the current levers, each cut in full, for every horizon; no range without draws.

    A horizon of a year gives the loss in the first year. Returns nothing where the scenario has no horizon that fits.
    """
    timed = _add_horizon(assessment)
    if timed is None:
        return []
    times = [float(years) or _AT_ONCE for years in YEARS]
    losses = [_compute_at(timed, time) for time in times]
    totals = {naming.total("total", side): side for side in timed.scenario.sides}
    ranges: dict[tuple[str, float], Range] = {}
    if draws:
        from leverage.analysis.draws import draw_at_values  # which loads numpy

        ranges = draw_at_values(timed, naming.HORIZON, times, totals, draws, seed)
    steps = []
    for total, side in totals.items():
        for years, time, numbers in zip(YEARS, times, losses, strict=True):
            loss = numbers[total] if total in numbers else timed.values[total].number
            step = Step(side, years, loss)
            if span := ranges.get((total, time)):
                span = widen_to_value(span, loss)
                if span.low < span.high:
                    step = step._replace(low=span.low, high=span.high)
            steps.append(step)
    return steps


def _add_horizon(assessment: Assessment) -> Assessment | None:
    """Return the assessment with a horizon of a year in the place of its own; None where that cannot be."""
    scenario = assessment.scenario
    reading = Reading("", scenario.place, parse_quantity("1 year"))
    figure = Figure(naming.HORIZON, scenario.place, (reading,))
    try:
        return assess_scenario(scenario._replace(horizon=figure))
    except LeverageError:
        return None


def _compute_at(timed: Assessment, time: float) -> dict[str, float | None]:
    """Compute the cells that depend on the horizon at a time; None of what is undefined there."""
    numbers: dict[str, float | None] = {naming.HORIZON: time}
    for name, cell in timed.graph.cells.items():
        formula = timed.values[name].formula
        if name in numbers or formula is None or numbers.keys().isdisjoint(cell.list_inputs(formula)):
            continue
        inputs: dict[str, float] = {}
        for read in formula.names:
            bound = cell.binding.get(read, read)
            number = numbers[bound] if bound in numbers else timed.values[bound].number
            if number is not None:
                inputs[read] = number
        numbers[name] = None
        if len(inputs) == len(set(formula.names)):
            try:
                numbers[name] = evaluate(formula, inputs)
            except UndefinedError:
                continue
    return numbers
