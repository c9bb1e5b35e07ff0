"""How the values of an uncertain figure lie around the value in use: its shape, and the share between low and high."""

import math
from functools import lru_cache

#: Shapes whose values end: at `low` and `high`, or farther out where these hold less than all of the probability.
BOUNDED = ("pert", "triangular", "uniform")
#: Shapes whose values have no end, as plain numbers and as logarithms.
UNBOUNDED = ("normal", "lognormal")
SHAPES = (*BOUNDED, *UNBOUNDED)

#: The share of the probability between `low` and `high` that these shapes have if nothing is said.
NORMAL_COVERS = 0.9
#: The least share that can be said; with less the ends would lie far from anything that was written.
LEAST_COVERS = 0.01
#: The most that the ends of a shape can be apart, in times of the distance of low and high: no shape that ends has a
#: density above that of a PERT whose value is an end, which is 5 there if its ends are 0 and 1.
MOST_STRETCH = 5 / LEAST_COVERS

_HALVINGS = 60  # which find a number between 0 and 1 to its last bit


def find_ends(shape: str, low: float, value: float, high: float, covers: float) -> tuple[float, float]:
    """Return the least and the greatest value of a shape that ends and has the share `covers` between low and high.

    Both ends move away from the value in one proportion, so that a low or high that is the value stays an end.
    """
    if covers == 1 or low == high:
        return low, high
    stretch = _find_stretch(shape, (value - low) / (high - low), covers)
    return value - stretch * (value - low), value + stretch * (high - value)


def find_deviations(shape: str, low: float, value: float, high: float, covers: float) -> tuple[float, float]:
    """Return the standard deviations below and above the value of a shape that does not end.

    Where they differ it is the two-piece normal distribution (Wallis, Statistical Science 29:1, 2014): half of a
    normal distribution on each side of the value, which is the likeliest, of the share that its deviation has in the
    sum of both. It has the share `covers` between low and high, as each half has. Of a lognormal shape they are those
    of the logarithm.
    """
    from statistics import NormalDist  # which only these shapes need

    quantile = NormalDist().inv_cdf((1 + covers) / 2)  # 1.6449 for 90 %
    if shape == "lognormal":
        return math.log(value / low) / quantile, math.log(high / value) / quantile
    return (value - low) / quantile, (high - value) / quantile


@lru_cache(maxsize=1 << 12)
def _find_stretch(shape: str, lean: float, covers: float) -> float:
    """Return how many times as far from the value the ends of a shape lie as its low and high.

    `lean` is the place of the value between low and high, from 0 to 1. It is the same between the ends.
    """
    if shape == "uniform":
        return 1 / covers
    if shape == "triangular":
        return 1 / (1 - math.sqrt(1 - covers))  # both tails are similar to their triangles
    least, most = 0.0, 1.0  # of the inverse of the stretch: the farther out the ends, the less lies between
    for _ in range(_HALVINGS):
        middle = (least + most) / 2
        if _cover_pert(lean, middle) < covers:
            least = middle
        else:
            most = middle
    return 1 / most


def _cover_pert(lean: float, inverse: float) -> float:
    """Return the probability between low and high of a PERT distribution whose ends lie farther out."""
    above = 4 * lean
    below_low = _compute_beta(lean * (1 - inverse), 1 + above, 5 - above)
    beyond_high = _compute_beta((1 - lean) * (1 - inverse), 5 - above, 1 + above)
    return 1 - below_low - beyond_high


def _compute_beta(x: float, a: float, b: float) -> float:
    """Return the probability below x, which is below 1, of a beta distribution.

    The series of the regularized incomplete beta function (NIST Digital Library of Mathematical Functions, 8.17.8).
    """
    if x <= 0:
        return 0.0
    logarithm = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a + 1) - math.lgamma(b)
    total = term = 1.0
    count = 0
    while term > total * 1e-17:
        term *= x * (a + b + count) / (a + 1 + count)
        total += term
        count += 1
    return math.exp(logarithm) * total
