"""Ranges: draws against closed forms, one value a figure a draw, streams of their own, percentiles and likelihoods."""

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leverage import shapes
from leverage.analysis import arrays
from leverage.analysis.assessment import Assessment, assess_named
from leverage.analysis.draws import draw_ranges
from leverage.analysis.percentiles import Percentiles
from leverage.analysis.ranges import Range
from leverage.analysis.sampling import Stream
from leverage.model import Reading
from leverage.problems import File, Place
from leverage.quantity import parse_quantity
from leverage.report.claims import write_share_held
from tests.program import read_json, run, taking_at_most

HERE = Place(File("here", ""), 1, 1)
MANY = 400_000
# One tie: 100 million of sales of which a share uniform between 20 % and 80 % finds other buyers.
SCENARIO = """
title: One tie
sides: [a, b]
parties:
  a: {name: A, gdp: {value: 10 billion USD/year, assumed: round}}
  b: {name: B, gdp: {value: 20 billion USD/year, assumed: round}}
figures:
  share: {value: 50 %, low: 20 %, high: 80 %, shape: uniform, assumed: round}
  none: {formula: share - share}
levers:
  goods: {kind: trade, seller: a, buyer: b, value: {value: 100 million USD/year, assumed: round}, diverted: share}
claims:
  most:
    says: Most finds other buyers.
    test: share > 65%
    expect: fails
  sure: {says: The goods are worth more than nothing., test: goods.value > 0}
"""


def reading(low: str, value: str, high: str, shape: str = "pert", covers: str = "") -> Reading:
    """Return a figure's reading with a range."""
    ends = (parse_quantity(text) for text in (value, low, high))
    value_, low_, high_ = ends
    share = parse_quantity(covers) if covers else None
    return Reading("", HERE, value=value_, low=low_, high=high_, shape=shape, covers=share)


def assessed(folder: Path, text: str = SCENARIO) -> Assessment:
    """Read and assess a scenario's text."""
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    return assess_named(str(folder / "s.yaml"))


def tables(folder: Path, *words: str, text: str = SCENARIO) -> dict[str, Any]:
    """Return what a command says of a scenario as JSON."""
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    command, *rest = words
    return read_json(command, "s.yaml", *rest, cwd=folder)


@pytest.mark.parametrize(
    ("shape", "mean", "variance"),
    [
        ("pert", 3.8333, 0.30556),  # the published example: (2 + 4 * 4 + 5) / 6
        ("triangular", 11 / 3, (4 + 16 + 25 - 8 - 10 - 20) / 18),  # (a2 + c2 + b2 - ac - ab - bc) / 18
        ("uniform", 3.5, 9 / 12),  # (b - a)2 / 12
    ],
)
def test_mean_and_variance_of_each_shape(shape: str, mean: float, variance: float) -> None:
    """Draws of (2, 4, 5) have the mean and variance of their distribution, within four standard errors."""
    drawn = Stream("x", reading("2", "4", "5", shape), 1).draw(MANY)
    assert drawn.mean() == pytest.approx(mean, abs=4 * math.sqrt(variance / MANY) + 5e-5)
    assert drawn.var() == pytest.approx(variance, abs=4 * variance * math.sqrt(2 / MANY) + 5e-6)
    assert (drawn.min() >= 2, drawn.max() <= 5) == (True, True)


@pytest.mark.parametrize("bounds", [("4", "4", "5"), ("2", "4", "4"), ("-3", "-2", "0"), ("1e-9", "2e-9", "1")])
@pytest.mark.parametrize("shape", ["pert", "triangular", "uniform"])
def test_no_draw_leaves_its_range(bounds: tuple[str, str, str], shape: str) -> None:
    """Also where the value is itself an end, below nothing, or tiny beside the other end."""
    low, _, high = map(float, bounds)
    drawn = Stream("x", reading(*bounds, shape), 7).draw(50_000)
    assert (drawn.min() >= low, drawn.max() <= high) == (True, True)


def test_percentiles_in_closed_form(tmp_path: Path) -> None:
    """The loss is 100 million less a uniform share: its 5th percentile is 100 * (1 - (20 % + 0.95 * 60 %)) = 23."""
    found = draw_ranges(assessed(tmp_path), MANY, 3)
    loss = found.ranges["loss.a.goods"]
    # a percentile of n uniform draws over w has the standard error w * sqrt(p (1 - p) / n)
    error = 4 * 60e6 * math.sqrt(0.05 * 0.95 / MANY)
    assert loss.low == pytest.approx(23e6, abs=error)
    assert loss.high == pytest.approx(77e6, abs=error)
    assert loss.middle == pytest.approx(50e6, abs=4 * 60e6 * math.sqrt(0.25 / MANY))
    share = found.ranges["loss_share.a.goods"]
    assert share.low == pytest.approx(loss.low / 10e9)
    assert share.high == pytest.approx(loss.high / 10e9)
    # the share is above 65 % in a quarter of the draws
    assert found.held["most"] == pytest.approx(0.25, abs=4 * math.sqrt(0.25 * 0.75 / MANY))


def test_a_figure_has_one_value_in_a_draw(tmp_path: Path) -> None:
    """What is taken from itself leaves nothing in every draw, wherever the figure is used."""
    found = draw_ranges(assessed(tmp_path), 1000, 1)
    assert found.ranges["none"][:3] == (0.0, 0.0, 0.0)


def test_each_figure_has_a_stream_of_its_own(tmp_path: Path) -> None:
    """Another figure with a range leaves the ranges it does not enter as they are, to the last bit."""
    before = draw_ranges(assessed(tmp_path), 5000, 1)
    more = SCENARIO.replace(
        "figures:\n", "figures:\n  other: {value: 1, low: 0, high: 2, assumed: round}\n  on: {formula: other * 2}\n"
    )
    after = draw_ranges(assessed(tmp_path, more), 5000, 1)
    assert {name: after.ranges[name] for name in before.ranges} == before.ranges
    assert "on" in after.ranges
    assert draw_ranges(assessed(tmp_path), 5000, 2).ranges["loss.a.goods"] != before.ranges["loss.a.goods"]


def test_the_corners_are_the_extremes(tmp_path: Path) -> None:
    """The loss falls with the share: no draw lies beyond the losses at its low and high, 80 and 20 million."""
    assessment = assessed(tmp_path)
    share = assessment.graph.cells["share"].reading
    assert share is not None
    given = {"share": Stream("share", share, 1).draw(20_000)}
    loss = dict(arrays.walk_graph(assessment.graph, assessment.values, given, ["loss.a.goods"]))["loss.a.goods"]
    assert loss.max() <= 80e6
    assert loss.min() >= 20e6


def percentiles(values: Any) -> Range | None:
    """Return the range of values that come all at once."""
    found = Percentiles()
    found.add(values)
    return found.find_range()


@pytest.mark.parametrize("size", [1, 2, 3, 19, 20, 101, 10_000])
def test_percentiles_are_numpys(size: int) -> None:
    """The one pass gives what numpy's own percentiles give, undefined draws left out and counted."""
    values = np.random.default_rng(size).normal(size=size)
    found = percentiles(np.concatenate([values, [np.nan, np.nan]]))
    assert found is not None
    assert found[:3] == pytest.approx(tuple(np.percentile(values, (5, 50, 95))))
    assert found.undefined == 2
    assert percentiles(np.array([np.nan])) is None


@pytest.mark.parametrize("shape", ["pert", "triangular", "uniform"])
def test_draws_do_not_depend_on_how_many_are_made_at_once(shape: str) -> None:
    """A stream goes on where it stopped, so blocks of draws are the draws of one call."""
    parts = Stream("x", reading("2", "4", "5", shape), 1)
    whole = Stream("x", reading("2", "4", "5", shape), 1).draw(1000)
    assert np.array_equal(np.concatenate([parts.draw(size) for size in (1, 300, 699)]), whole)


@pytest.mark.parametrize("kind", ["normal", "many alike", "two values", "often undefined", "one value"])
def test_percentiles_of_blocks_are_those_of_the_whole(kind: str) -> None:
    """To the last bit, though most draws are not kept, also where many are alike or undefined."""
    values = np.random.default_rng(3).normal(size=500_001)
    made = {
        "normal": values,
        "many alike": np.maximum(values, 0.0),  # half of them, the middle one among them
        "two values": np.where(values > 1.6, 1.0, 0.0),  # the 95th percentile is where the one turns into the other
        "often undefined": np.where(values > 1, np.nan, np.round(values, 1)),
        "one value": np.full(values.size, 7.0),
    }[kind]
    found = Percentiles()
    for start in range(0, made.size, 40_000):
        found.add(made[start : start + 40_000])
    assert not found.is_lost
    assert found.find_range() == percentiles(made)
    defined = made[~np.isnan(made)]
    assert found.find_range()[:3] == pytest.approx(tuple(np.percentile(defined, (5, 50, 95))), rel=1e-12)  # type: ignore[index]  # there is one


def test_percentiles_that_were_not_kept_are_known_to_be_lost() -> None:
    """Of values that rise from block to block, which no draws do, the early ones tell nothing; as a whole they do."""
    values = np.arange(200_000.0)
    for is_whole in (False, True):
        found = Percentiles(is_whole=is_whole)
        for start in range(0, values.size, 40_000):
            found.add(values[start : start + 40_000])
        assert found.is_lost is not is_whole
    assert found.find_range() == percentiles(values)


def test_many_draws_need_no_room_for_all(tmp_path: Path) -> None:
    """Two million draws are 16 MB a cell, of which there are dozens; no more than those of some blocks are held."""
    assessment = assessed(tmp_path)
    with taking_at_most(2 * 16e6):
        draw_ranges(assessment, 2_000_000)


def test_too_wide_a_range_is_refused(tmp_path: Path) -> None:
    """The distance of the ends must be a number: -1e308 to 1.7e308 is refused at its place; half of that is not."""
    for shape in ("pert", "triangular", "uniform"):
        text = SCENARIO.replace(
            "  none:", f"  x: {{value: 1e308, low: -1e308, high: 1.7e308, shape: {shape}}}\n  none:"
        )
        text += "results:\n  r: {formula: x}\n"
        (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
        done = run("show", "s.yaml", cwd=tmp_path)
        assert (done.status, done.out) == (3, "")
        assert "the range of 'x' is too wide to compute with" in done.err
        assert "s.yaml:9:40" in done.err
        (tmp_path / "s.yaml").write_text(text.replace("-1e308", "-0.5e307"), encoding="utf-8")
        assert run("show", "s.yaml", cwd=tmp_path).err == ""


def test_what_grows_too_large_is_told_without_infinity(tmp_path: Path) -> None:
    """Results beyond the largest number are undefined in these draws; no warning, and JSON that any reader takes."""
    text = SCENARIO.replace(
        "  none:", "  x: {value: 1e307, low: -8e307, high: 8e307}\n  y: {value: 0, low: 0, high: 1}\n  none:"
    )
    formulas = {"r": "x * 3", "q": "x * x", "s": "exp(1000 * y)", "t": "-y * 1e308", "u": "x * 1e-300 / (y + 1e-300)"}
    text += "results:\n" + "".join(f"  {name}: {{formula: {formula}}}\n" for name, formula in formulas.items())
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    for words in (["show"], *(["sensitivity", "--of", result] for result in "rstu")):
        for form in ("json", "csv", "table"):
            done = run(words[0], "s.yaml", *words[1:], "-f", form, cwd=tmp_path)
            assert (done.status, done.err) == (0, ""), (words, form)
            assert not NOT_PLAIN.findall(done.out), (words, form)
            if form == "json":
                json.loads(done.out, parse_constant=pytest.fail)
    rows = {row["result"]: row for row in tables(tmp_path, "show", text=text)["results"]}
    assert "undefined in" in rows["r"]["missing"][0]
    assert rows["t"]["value"] == 0.0
    assert math.copysign(1, rows["t"]["value"]) == 1  # and not -0


#: What no output holds as a number: what is not finite, and nothing with a minus.
NOT_PLAIN = re.compile(r"(?<![\w.-])-?(?:inf|Infinity|nan|NaN)\b|(?<![\w.-])-0(?:\.0*)?(?![\w.])")


def test_every_record_has_its_range(tmp_path: Path) -> None:
    """Losses, shares, totals, outcomes, the balance and moves carry both ends; what is certain has none."""
    text = (
        SCENARIO
        + "moves:\n  stop: {lever: goods, by: b, for: 6 months}\nresults:\n  half: {formula: loss.a.goods / 2}\n"
    )
    said = tables(tmp_path, "show", text=text)
    assert (said["scenario"]["draws"], said["scenario"]["seed"]) == (10_000, 1)
    stake = next(row for row in said["stakes"] if row["party"] == "a")
    assert 22e6 < stake["loss_low"] < 24e6
    assert 76e6 < stake["loss_high"] < 78e6
    assert stake["loss_share_of_gdp_low"] == pytest.approx(stake["loss_low"] / 10e9)
    other = next(row for row in said["stakes"] if row["party"] == "b")
    assert (other["loss_low"], other["loss_high"]) == (None, None)  # the invoice itself
    total = next(row for row in said["outcome"] if (row["party"], row["lever"]) == ("a", "total"))
    assert total["loss_low"] == pytest.approx(stake["loss_low"] / 2)
    ratio = said["balance"][0]
    assert ratio["dollar_ratio_low"] == pytest.approx(stake["loss_low"] / 100e6)
    assert said["moves"][0]["cost_ratio_high"] == pytest.approx(100e6 / stake["loss_low"], rel=1e-2)
    assert said["results"][0]["low"] == pytest.approx(stake["loss_low"] / 2)
    plain = tables(tmp_path, "show", "--no-range", text=text)
    assert (plain["scenario"]["draws"], plain["stakes"][0]["loss_low"]) == (None, None)


def test_options_of_draws(tmp_path: Path) -> None:
    """The same seed gives the same bytes, another seed and number of draws others."""
    words = ("show", "-f", "csv")
    assert run(*words).out == run(*words).out
    assert run(*words).out != run(*words, "--seed", "2").out
    assert tables(tmp_path, "show", "--draws", "500")["scenario"]["draws"] == 500
    assert run("show", "--draws", "0").status == 2


def test_who_loses_more_goes_by_the_range(tmp_path: Path) -> None:
    """Where the ratio is above 1 throughout it is said who loses more, with its range; else it is too close to call."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    # of 100 million the seller loses 23 to 77, the buyer all of it: 1.3 to 4.3 times as much
    shown = " ".join(run("show", "s.yaml", cwd=tmp_path).out.split())
    assert "In money B would lose more in all simulations" in shown
    (row,) = tables(tmp_path, "show")["balance"]
    assert 1 / row["dollar_ratio_high"] == pytest.approx(1.3, abs=0.02)
    assert 1 / row["dollar_ratio_low"] == pytest.approx(4.35, abs=0.1)
    # with an elasticity of 3 the buyer loses about half of the invoice, and the range includes 1
    absorbing = SCENARIO.replace(
        "b: {name: B,", "b: {name: B, absorption: {value: 30 billion USD/year, assumed: round},"
    )
    even = absorbing.replace("diverted: share}", "diverted: share, elasticity: {value: 3, assumed: round}}")
    (tmp_path / "s.yaml").write_text(even, encoding="utf-8")
    shown = " ".join(run("show", "s.yaml", cwd=tmp_path).out.split())
    assert "In money it is too close to call" in shown


def test_undefined_draws_are_told(tmp_path: Path) -> None:
    """A result that divides by nothing in some draws says in how many, and its range leaves them out."""
    text = SCENARIO + "results:\n  root: {formula: sqrt(share - 50%)}\n"
    said = tables(tmp_path, "show", text=text)["results"][0]
    (told,) = said["missing"]
    count = int(told.split("undefined in ")[1].split()[0])
    assert 4700 < count < 5300  # half of the draws lie below 50 %: 5000, standard error 50
    shown = " ".join(run("show", "--notes", "s.yaml", cwd=tmp_path).out.split())
    assert f"Ranges leave out the simulations in which a number is undefined, up to {count:,} of 10,000." in shown
    assert said["low"] >= 0


def test_how_often_claims_hold(tmp_path: Path) -> None:
    """Every claim has its share of draws."""
    rows = {row["claim"]: row for row in tables(tmp_path, "check")["claims"]}
    assert 0.23 < rows["most"]["held_in"] < 0.27
    assert rows["sure"]["held_in"] == 1.0
    shown = run("check", "s.yaml", "--width", "200", cwd=tmp_path).out
    assert re.search(r"^≈ open \(25 %\), expected to fail ", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "none"), (0.0001, "<1 %"), (0.5, "50 %"), (0.9999, ">99 %"), (1.0, "all"), (None, "")]
)
def test_share_of_draws_in_which_a_claim_holds(share: float | None, text: str) -> None:
    """A share is rounded neither to nothing nor to all."""
    assert write_share_held(share) == text


def test_a_range_reaches_the_value_in_use(tmp_path: Path) -> None:
    """With none diverted in use but up to 90 %, the loss in use, 100 million, is the high of its range.

    The 5th percentile of a PERT distribution with its mode at the low end is known in closed form: a beta distribution
    with alpha 1 and beta 5 is below x with the probability 1 - (1 - x)**5. So is that of the loss: its low is at the
    95th percentile of the share, 90 % * (1 - 0.05**0.2) = 40.57 %.
    """
    text = SCENARIO.replace("value: 50 %, low: 20 %, high: 80 %, shape: uniform", "value: 0 %, low: 0 %, high: 90 %")
    stake = next(row for row in tables(tmp_path, "show", text=text)["stakes"] if row["party"] == "a")
    assert stake["loss_high"] == stake["loss"] == 100e6
    assert stake["loss_low"] == pytest.approx(100e6 * (1 - 0.9 * (1 - 0.05**0.2)), rel=0.02)
    shown = " ".join(run("show", "s.yaml", cwd=tmp_path).out.split())
    assert re.search(r"A would lose US\$ 100 million a year \((59|60)–100\), 1\.0 % of its GDP", shown)
    (row,) = tables(tmp_path, "show", text=text)["balance"]
    # the ratio in use is 1, so the range has it
    assert (row["dollar_ratio"], row["dollar_ratio_high"]) == (1, 1)
    assert row["dollar_ratio_low"] == pytest.approx(1 - 0.9 * (1 - 0.05**0.2), rel=0.02)


@pytest.mark.parametrize(
    ("share", "diverted", "said"),
    [
        # A loses 100 % - diverted of what B loses: where that is nothing, B loses no number of times as much.
        ("50 %", "formula: 100%", "In money only B would lose anything\\."),
        (  # A loses 0 % to 19 % of it, so B 5.26 times as much or more, and half of that for its size, which is double
            "50 %",
            "value: 100 %, low: 80 %, high: 100 %, shape: uniform, assumed: round",
            (
                r"A would lose nothing at the values in use, up to US\$ 19 million a year; .*, once it has adjusted\. "
                r"In money B would lose more in all simulations; for its size it would lose 2\.6 times as much or "
                r"more\."
            ),
        ),
        (  # nothing in half of the draws, 1 - 2 * 23 % = 54 % of it at the 95th percentile: 1.85 times
            "50 %",
            "formula: 'min(share * 2, 1)'",
            (
                r"In money B would lose more in all simulations; for its size it is too close to call "
                r"\(A's loss is 0 to 1\.\d times B's\)\."
            ),
        ),
        (  # the share in use is its own high, 80 %; the 95th percentile of its draws is 77 %
            "80 %",
            "formula: '1 - max(0, share - 79%)'",
            r"In money B would lose more in all simulations; for its size it would lose 50 times as much,",
        ),
    ],
)
def test_a_ratio_to_nothing_is_said_in_words(tmp_path: Path, share: str, diverted: str, said: str) -> None:
    """Where one side loses nothing, in use or in the draws, no number of times stands for it."""
    value = "{value: 100 million USD/year, low: 90 million USD/year, high: 110 million USD/year, assumed: round}"
    text = SCENARIO.replace("diverted: share}", "diverted: kept}").replace(
        "value: {value: 100 million USD/year, assumed: round}", f"value: {value}"
    )
    text = text.replace("  none:", f"  kept: {{{diverted}}}\n  none:").replace("value: 50 %", f"value: {share}")
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    shown = " ".join(run("show", "s.yaml", cwd=tmp_path).out.split())
    assert re.search(said, shown), shown


def test_draws_that_the_kinds_do_not_allow_are_undefined(tmp_path: Path) -> None:
    """A share that is the sum of two is above 1 in some draws: there is no loss in them, and that is told."""
    text = SCENARIO.replace("diverted: share}", "diverted: both}").replace(
        "  none:",
        "  other: {value: 40 %, low: 0 %, high: 60 %, shape: uniform, assumed: round}\n"
        "  both: {formula: share + other}\n  none:",
    )
    said = tables(tmp_path, "show", text=text)
    stake = next(row for row in said["stakes"] if row["party"] == "a")
    assert stake["loss_low"] >= 0
    (told,) = [one for one in stake["missing"] if "undefined in" in one]
    # share + other > 1 with share in 0.2..0.8 and other in 0..0.6: a triangle of legs 0.4 in a square of 0.6
    assert int(told.split("undefined in ")[1].split()[0]) == pytest.approx(10_000 * 0.4**2 / 2 / 0.6**2, abs=4 * 50)


def test_claims_that_cannot_be_said_in_some_draws(tmp_path: Path) -> None:
    """A root that is defined in two thirds of the draws: the share is of these alone, and the others are told.

    It is above the root of 20 % where the share is above 60 %: in half of the draws in which it is above 40 %.
    """
    text = SCENARIO + "  root:\n    says: A root.\n    test: sqrt(share - 40%) >= sqrt(20%)\n    expect: open\n"
    rows = {row["claim"]: row for row in tables(tmp_path, "check", text=text)["claims"]}
    assert rows["root"]["held_in"] == pytest.approx(0.5, abs=0.03)
    assert re.search(
        "undefined in 3[12345][0-9]{2} of 10000 simulations, which it leaves out", rows["root"]["missing"][0]
    )


def test_covers_widens_the_ends() -> None:
    """The ends move away from the value in one proportion until the share between low and high fits.

    PERT with 2.5, 3.8, 5.1 is a beta distribution with alpha = beta = 3, whose 5th percentile is 0.18926, so
    1.3 / (1 - 2 * 0.18926) = 2.0918 lies to either side. Both tails of a triangle are similar to their part of it: a
    share (1 - 1/k)**2 lies beyond ends k times as near. In a uniform distribution a share 1/k lies between them.
    """
    assert shapes.find_ends("pert", 2.5, 3.8, 5.1, 0.9) == pytest.approx((1.708, 5.892), abs=5e-4)
    k = 1 / (1 - math.sqrt(0.1))
    assert shapes.find_ends("triangular", 2, 4, 5, 0.9) == pytest.approx((4 - 2 * k, 4 + k))
    assert shapes.find_ends("uniform", 0, 2, 10, 0.8) == pytest.approx((2 - 2 / 0.8, 2 + 8 / 0.8))
    # with the value at the low end nothing lies below it: a beta distribution with alpha 1 and beta 5, 1 - (1 - x)**5
    low, high = shapes.find_ends("pert", 0, 0, 1, 0.9)
    assert low == 0
    assert 1 - (1 - 1 / high) ** 5 == pytest.approx(0.9)
    assert shapes.find_ends("pert", 2, 4, 5, 1.0) == (2, 5)


@pytest.mark.parametrize("covers", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("bounds", [("2", "4", "5"), ("2", "2", "5"), ("2", "5", "5"), ("2.5", "3.8", "5.1")])
@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_the_share_between_low_and_high(shape: str, bounds: tuple[str, str, str], covers: float) -> None:
    """Of the draws of every shape the share that `covers` says lies between low and high, within four errors."""
    figure = reading(*bounds, shape, f"{covers}")
    drawn = Stream("x", figure, 1).draw(100_000)
    inside = ((drawn >= float(bounds[0])) & (drawn <= float(bounds[2]))).mean()
    assert inside == pytest.approx(covers, abs=4 * math.sqrt(covers * (1 - covers) / 100_000))


def test_normal_in_closed_form() -> None:
    """Low and high are the 5th and 95th percentile unless said otherwise: sigma = (high - low) / (2 * 1.6448536)."""
    sigma = (5.1 - 2.5) / (2 * 1.6448536)
    drawn = Stream("x", reading("2.5", "3.8", "5.1", "normal"), 1).draw(MANY)
    assert drawn.mean() == pytest.approx(3.8, abs=4 * sigma / math.sqrt(MANY))
    assert drawn.var() == pytest.approx(sigma**2, abs=4 * sigma**2 * math.sqrt(2 / MANY))
    # a percentile has the standard error sqrt(p (1 - p) / n) over the density there, 0.10314 / sigma
    error = 4 * math.sqrt(0.05 * 0.95 / MANY) * sigma / 0.10314
    assert np.percentile(drawn, (5, 95)) == pytest.approx((2.5, 5.1), abs=error)
    # with 68.27 % between them they are one sigma away
    drawn = Stream("x", reading("2", "4", "6", "normal", "68.27 %"), 1).draw(MANY)
    assert drawn.std() == pytest.approx(2, rel=0.01)


def test_two_piece_normal_in_closed_form() -> None:
    """Where the value is not in the middle, it is the mode: mean and variance as Wallis (2014) gives them.

    mean = mode + sqrt(2 / pi) (s2 - s1), variance = (1 - 2 / pi) (s2 - s1)**2 + s1 s2.
    """
    first, second = 1 / 1.6448536, 3 / 1.6448536
    drawn = Stream("x", reading("3", "4", "7", "normal"), 1).draw(MANY)
    assert drawn.mean() == pytest.approx(4 + math.sqrt(2 / math.pi) * (second - first), rel=2e-3)
    assert drawn.var() == pytest.approx((1 - 2 / math.pi) * (second - first) ** 2 + first * second, rel=0.01)
    assert (drawn < 4).mean() == pytest.approx(1 / 4, abs=4 * math.sqrt(3 / 16 / MANY))


def test_lognormal_in_closed_form() -> None:
    """With the value at the geometric mean of both ends it is the median; the mean is that times exp(sigma**2 / 2)."""
    sigma = math.log(4) / (2 * 1.6448536)
    drawn = Stream("x", reading("1", "2", "4", "lognormal"), 1).draw(MANY)
    assert np.percentile(drawn, (5, 50, 95)) == pytest.approx((1, 2, 4), rel=0.01)
    assert drawn.mean() == pytest.approx(2 * math.exp(sigma**2 / 2), rel=0.005)
    assert np.log(drawn).std() == pytest.approx(sigma, rel=0.005)
    assert drawn.min() > 0


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_draws_that_are_not_allowed_are_made_again(shape: str) -> None:
    """What is left is the same stream without them, however many are made at once; in bounds nothing changes."""
    figure = reading("2", "4", "5", shape)
    free = Stream("x", figure, 1).draw(4000)

    def is_high(values: Any) -> Any:
        return values > 3.5

    parts = Stream("x", figure, 1, is_high)
    drawn = np.concatenate([parts.draw(size) for size in (1, 300, 1199)])
    assert np.array_equal(drawn, free[free > 3.5][:1500])
    assert np.array_equal(Stream("x", figure, 1, lambda values: values > -1e9).draw(4000), free)


def test_a_hundred_tries_for_a_draw() -> None:
    """Where values are allowed only a thousandth of the time, 0.999**100 = 90.5 % of the draws are not defined."""
    parts, whole = (
        Stream("x", reading("0", "0.5", "1", "uniform"), 1, lambda values: values < 0.001) for _ in range(2)
    )
    drawn = whole.draw(2000)
    assert np.isnan(drawn).mean() == pytest.approx(0.999**100, abs=4 * math.sqrt(0.905 * 0.095 / 2000))
    assert np.nanmax(drawn) < 0.001
    in_blocks = np.concatenate([parts.draw(size) for size in (7, 993, 1000)])
    assert np.array_equal(in_blocks, drawn, equal_nan=True)
    assert np.isnan(Stream("x", reading("0", "0.5", "1"), 1, lambda values: values > 2).draw(50)).all()


def ranges_of(folder: Path, share: str, text: str = SCENARIO) -> Any:
    """Return the percentiles of the first side's loss, in million, and what is missing, with another share diverted."""
    text = text.replace("{value: 50 %, low: 20 %, high: 80 %, shape: uniform, assumed: round}", share)
    found = draw_ranges(assessed(folder, text), 40_000)
    return found.ranges["loss.a.goods"]


def test_draws_keep_to_the_bounds_of_the_kind(tmp_path: Path) -> None:
    """A share is at most 1: a normal one with the value 1 loses its upper half, which is drawn again and not cut off.

    With sigma = 0.2 / 1.6448536 = 12.159 %, the share below is 1 - 12.159 % * |z|: its 5th percentile is that of the
    half-normal distribution's 95th, 1.959964, and no draw is exactly 1 as it would be if it were clipped.
    """
    found = ranges_of(tmp_path, "{value: 100 %, low: 80 %, high: 100 %, shape: normal, assumed: round}")
    sigma = 0.2 / 1.6448536
    assert found.undefined == 0
    assert found.high == pytest.approx(100e6 * sigma * 1.959964, rel=0.02)
    assert found.middle == pytest.approx(100e6 * sigma * 0.6744898, rel=0.02)


def test_the_tightest_bounds_count(tmp_path: Path) -> None:
    """A figure that is merely named as a share keeps to 0 to 1 wherever it is used, also in a result."""
    text = SCENARIO + "results:\n  twice: {formula: share * 2}\n"
    share = "{value: 50 %, low: 0 %, high: 100 %, shape: uniform, covers: 50 %, assumed: round}"  # from -50 % to 150 %
    text = text.replace("{value: 50 %, low: 20 %, high: 80 %, shape: uniform, assumed: round}", share)
    found = draw_ranges(assessed(tmp_path, text), 40_000).ranges["twice"]
    assert (found.low, found.middle, found.high) == pytest.approx((0.1, 1, 1.9), abs=0.02)
    loose = text.replace("diverted: share}", "diverted: '0.5'}")
    found = draw_ranges(assessed(tmp_path, loose), 40_000).ranges["twice"]
    assert (found.low, found.high) == pytest.approx((-0.8, 2.8), abs=0.04)


BUYER = SCENARIO.replace("b: {name: B,", "b: {name: B, absorption: {value: 30 billion USD/year, assumed: round},")


def test_draws_keep_to_what_the_kind_requires(tmp_path: Path) -> None:
    """An elasticity is above 1: a normal one of 2 with sigma 1 is drawn again below, so none is undefined."""
    text = BUYER.replace("diverted: share}", "diverted: share, elasticity: sigma}").replace(
        "  none:",
        "  sigma: {value: 2, low: 1.0001, high: 2.9999, shape: normal, covers: 68.27 %, assumed: round}\n  none:",
    )
    text += "results:\n  seen: {formula: sigma}\n  twice: {formula: sigma * 2}\n"
    found = draw_ranges(assessed(tmp_path, text), 40_000).ranges
    assert found["loss.b.goods"].undefined == 0
    # Phi(-1) = 15.87 % lie below 1: the median has 15.87 + 84.13 / 2 = 57.93 % below it, which is 2 + 0.2002 sigma
    assert found["twice"].middle == pytest.approx(2 * 2.2002, abs=0.03)
    assert found["twice"].low > 2


def test_what_figures_fail_together_is_undefined(tmp_path: Path) -> None:
    """The fee of a pipe is at most the price. Where both are drawn there is no loss in the draws that fail; it is told.

    Two uniform ones, the fee from 0 to 2, the price from 1 to 3: the fee is above in a triangle of legs 1 in a square
    of 2, an eighth.
    """
    uniform = "shape: uniform, assumed: round}"
    text = SCENARIO.replace(
        "claims:",
        f"""\
  pipe:
    kind: transit
    carrier: a
    shipper: b
    throughput: {{value: 100 bbl/year, assumed: round}}
    tariff: {{value: 1 USD/bbl, low: 0 USD/bbl, high: 2 USD/bbl, {uniform}
    price: {{value: 2 USD/bbl, low: 1 USD/bbl, high: 3 USD/bbl, {uniform}
claims:""",
    )
    found = draw_ranges(assessed(tmp_path, text), 40_000).ranges
    assert found["loss.b.pipe"].undefined == pytest.approx(5000, abs=4 * math.sqrt(40_000 * 7 / 64))
    assert found["loss.a.pipe"].undefined == found["loss.b.pipe"].undefined
    assert found["outcome.a.pipe"].undefined == found["loss.b.pipe"].undefined
    assert found["exposure.a.pipe"].undefined == 0
    assert found["loss.a.goods"].undefined == 0
    missing = [row["missing"] for row in tables(tmp_path, "show", text=text)["stakes"] if row["lever"] == "pipe"]
    assert any("undefined in" in line for lines in missing for line in lines)


def test_numbers_and_draws_that_may_be_the_same(tmp_path: Path) -> None:
    """Of three moves one has a range: the time that they last together is drawn from one end of it, half a year."""
    time = "{value: 6 months, low: 6 months, high: 9 months, assumed: round}"
    moves = [f"  m{number}: {{lever: goods, by: a, for: {each}}}" for number, each in enumerate(["6 months", time] * 2)]
    assessment = assessed(tmp_path, "\n".join([SCENARIO, "moves:", *moves]))
    range_ = draw_ranges(assessment, 1000).ranges.get("at.goods.duration")
    assert range_ is None or range_.low == range_.high == 0.5


def test_a_shape_is_shown_with_its_range(tmp_path: Path) -> None:
    """In sources and explanations, in records and in words, where it is not PERT between low and high."""
    text = SCENARIO.replace("shape: uniform", "shape: pert, covers: 90 %")
    row = next(row for row in tables(tmp_path, "sources", text=text)["figures"] if row["figure"] == "share")
    assert (row["shape"], row["covers"]) == ("pert", 0.9)
    step = next(row for row in tables(tmp_path, "explain", "share", text=text)["explanation"] if row["cell"] == "share")
    assert (step["shape"], step["covers"]) == ("pert", 0.9)
    assert "50 % (20–80; 90 % between)" in " ".join(run("explain", "s.yaml", "share", cwd=tmp_path).out.split())
    text = SCENARIO.replace("shape: uniform", "shape: normal")
    row = next(row for row in tables(tmp_path, "sources", text=text)["figures"] if row["figure"] == "share")
    assert (row["shape"], row["covers"]) == ("normal", 0.9)
    shown = " ".join(run("sources", "s.yaml", "--width", "200", cwd=tmp_path).out.split())
    assert "50 % (20–80; normal, 90 % between)" in shown


def test_published_percentiles_of_the_elasticity_come_back() -> None:
    """The elasticity's 5th and 95th percentile are published; Russia's loss falls with it, so they give its range.

    A = 2,174 - 433.1 + 285.1 = 2,026 billion, and the loss of 1.178 billion is A (1 - (1 - 1.178 / A)**(1 / (s - 1))):
    287 million at 5.1, 785 million at 2.5.
    """
    found = draw_ranges(assess_named("azerbaijan-russia"), 40_000).ranges["loss.russia.goods_to_russia"]
    most, least = (2026e9 * (1 - (1 - 1.178 / 2026) ** (1 / (elasticity - 1))) for elasticity in (2.5, 5.1))
    assert (found.low, found.high) == pytest.approx((least, most), rel=0.02)


@pytest.mark.parametrize("shape", shapes.BOUNDED)
@pytest.mark.parametrize("value", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_ends_are_not_farther_apart_than_is_said(shape: str, value: float) -> None:
    """With the least share between low and high the ends of a PERT at an end of its own are 498 times as far apart.

    There 1 - (1 - 1 / s)**5 = 1 % gives s = 1 / (1 - 0.99**0.2) = 498.
    """
    least, most = shapes.find_ends(shape, 0.0, value, 1.0, shapes.LEAST_COVERS)
    assert 1 < most - least < shapes.MOST_STRETCH
    if shape == "pert" and value in (0, 1):
        assert most - least == pytest.approx(1 / (1 - 0.99**0.2), rel=1e-9)
