"""Cells of a loss over a time, as the mean of what a kind's formula gives at points of that time.

A loss that grows faster than what is lacking is more on average than at the average of what is lacking.
"""

from functools import cache

from leverage import naming
from leverage.formula.parse import parse_formula
from leverage.graph.cells import Cell
from leverage.graph.declarations import Declarations, apply_operator
from leverage.graph.settings import Setting, bind_name
from leverage.kinds import HALF_LIFE
from leverage.model import Lever
from leverage.units import RATIO, YEAR

#: Points between 0 and 1 with their weights: Gauss-Legendre, exact for polynomials up to degree 35.
POINTS = (
    (0.0042174157895344955, 0.010808006763240749),
    (0.022088025214301088, 0.024857274447484697),
    (0.05369876675122215, 0.03821286512744478),
    (0.09814752051373843, 0.05047102205314364),
    (0.1541564784698234, 0.06127760335573935),
    (0.22011458446302623, 0.07032145733532547),
    (0.2941244192685787, 0.07734233756313277),
    (0.37405688715424723, 0.08213824187291652),
    (0.45761249347913235, 0.08457119148157195),
    (0.5423875065208676, 0.08457119148157195),
    (0.6259431128457528, 0.08213824187291652),
    (0.7058755807314213, 0.07734233756313277),
    (0.7798854155369738, 0.07032145733532547),
    (0.8458435215301766, 0.06127760335573935),
    (0.9018524794862616, 0.05047102205314364),
    (0.9463012332487779, 0.03821286512744478),
    (0.9779119747856989, 0.024857274447484697),
    (0.9957825842104655, 0.010808006763240749),
)
#: After the points of time, what is lost when all adjusting is done.
AFTER = len(POINTS) + 1

# With v = 2^(-t/H) the mean over a time T is that after all adjusting and H / (T ln 2) times the integral of what the
# loss exceeds it by, over v. The points are evenly weighted in v, which is 1 less the share adjusted.
# For a CES of an elasticity of 0.04 or more it is right to 1e-6; where parts have half-lives of their own, H is the
# longest, and it is right to 1e-5 if they differ up to tenfold, to 1e-2 if they differ a hundredfold.
_ADDENDS = [f"{weight!r} * (at_{at} - after) / (1 - {point!r} * done)" for at, (point, weight) in enumerate(POINTS, 1)]
_MEAN = f"(({' + '.join(_ADDENDS)}) * done * half_life / (time * log(2)) + after)"
_WHOLE, _LATER = _MEAN, f"{_MEAN} * length / duration"
_DONE = "-expm1(-time * log(2) / half_life)"
_BEGINS = "max(begins, min(delay, begins + duration))"
_LENGTH = "begins + duration - later"
_NO_MOMENT = "max(length, [1e-9 years])"
_parse = cache(parse_formula)  # few scenarios have such a loss, and no start waits for it


def declare_mean(declarations: Declarations, cell: Cell, lever: Lever, setting: Setting, delay: str = "") -> None:
    """Declare a loss over the time of a setting, given the cell of a kind's formula by the average adjusting.

    The loss is the mean of what the formula gives at points of that time; until the `delay`, a cell, nothing is lost.
    """
    name, kind = cell.name, declarations.kinds[lever.kind]
    begins, time = setting.begins, setting.duration
    binding = {"duration": setting.duration}  # of the formula for the mean
    if delay:
        begins, length, time = (naming.point(name, 0, what) for what in (naming.BEGINS, "length", "time"))
        window = {"begins": setting.begins, "duration": setting.duration}
        declarations.add(Cell(begins, _parse(_BEGINS), {**window, "delay": delay}, YEAR))
        declarations.add(Cell(length, _parse(_LENGTH), {**window, "later": begins}, YEAR))
        declarations.add(Cell(time, _parse(_NO_MOMENT), {"length": length}, YEAR))
        binding["length"] = length
    half_lives = {part: bind_name(lever, kind, HALF_LIFE, part=part) for part in setting.timed}
    longest, done = naming.point(name, 0, HALF_LIFE), naming.point(name, 0, "done")
    declarations.add(Cell(longest, apply_operator("max", dict.fromkeys(half_lives.values())), unit=YEAR))
    declarations.add(Cell(done, _parse(_DONE), {"time": time, "half_life": longest}, RATIO))
    for at in range(1, AFTER + 1):
        adjustments = dict(setting.adjustments)
        for part, half_life in half_lives.items():
            adjustments[part] = naming.ADJUSTED if at == AFTER else naming.point(name, at, naming.ADJUSTED, part)
            if at < AFTER:
                point = POINTS[at - 1][0]
                formula = parse_formula(f"1 - 2**(-begins / half_life) * (1 - {point!r} * done)**(longest / half_life)")
                read = {"begins": begins, "half_life": half_life, "longest": longest, "done": done}
                declarations.add(Cell(adjustments[part], formula, read, RATIO))
        at_point = setting._replace(adjustments=adjustments)
        reads = cell.formula.names if cell.formula else ()
        read = {own: bind_name(lever, kind, own, at_point) for own in reads}
        declarations.add(cell._replace(name=naming.point(name, at), binding=read))
        binding["after" if at == AFTER else f"at_{at}"] = naming.point(name, at)
    binding |= {"done": done, "half_life": longest, "time": time}
    formula = _parse(_LATER) if delay else _parse(_WHOLE)
    declarations.add(cell._replace(formula=formula, binding={**cell.binding, **binding}, is_mean=True))
