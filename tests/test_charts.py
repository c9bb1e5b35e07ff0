"""Charts: lengths that stand for numbers, one scale for both sides, what is missing said, as SVG, text and PNG."""

import struct
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from leverage.analysis.assessment import assess_named
from leverage.analysis.draws import draw_ranges
from leverage.formats._panels import Box, Dot, Line, Shape, Words, list_drawings, make_log_scale, make_scale_of_points
from leverage.formats._svg_chart import draw_svg, draw_svg_panels
from leverage.formats._text_chart import draw_text_bars
from leverage.report import claims
from leverage.report.cell_reader import CellReader
from leverage.report.compare import tables
from leverage.report.show import charts
from leverage.report.swings import draw_tornado
from leverage.report.views import Bar, Bars, Chart, Panel
from tests.program import UNVALUED, run, run_beside
from tests.test_shell import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"

PLAIN = Panel(
    "US$ million a year",
    ("North", "South"),
    (
        Bars("Goods", (Bar(-100, -1, "100", hue=1), Bar(50, 1, "50", hue=2))),
        Bars("<b>Gas</b>", (Bar(-75, -1, "75†", "70–80", -70, -80, -90, "90", 1), Bar(None, 1, "not valued"))),
    ),
    legend=(("mark", "loss"), ("behind", "exposure")),
)


def chart_of(*panels: Panel) -> Chart:
    return Chart("stakes", "Two ties", "in a year", panels, ("A note.",))


def shapes_of(panel: Panel) -> tuple[Shape, ...]:
    return list_drawings(chart_of(panel))[0].shapes


def texts_of(panel: Panel) -> list[str]:
    return [shape.text for shape in shapes_of(panel) if isinstance(shape, Words)]


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(draw_svg(chart))  # noqa: S314 - what we have just drawn


def of(name: str) -> CellReader:
    assessment = assess_named(name)
    return CellReader(assessment, None, draw_ranges(assessment, 500))


def stakes(name: str, which: str = "money") -> Chart:
    return charts.draw_stakes(of(name), which)


def compare_two(which: str) -> Chart:
    readers = [of("azerbaijan-russia/base"), of("azerbaijan-russia/moscow-means")]
    return charts.draw_scenarios(readers, tables.choose_scale_of_all(readers), which)


def test_lengths_are_numbers() -> None:
    """Bars of 100, 50 and 75 are as long as these numbers say, to the left and to the right alike.

    From its low, 70, to its end, 75, a bar is two strips with the line of its range between them.
    """
    boxes = [shape for shape in shapes_of(PLAIN) if isinstance(shape, Box) and shape.hue]
    left, right, *parts = boxes[:5]
    unit = left.width / 100
    assert right.width == pytest.approx(50 * unit)
    assert left.x + left.width == pytest.approx(right.x)  # both begin at the axis
    strip, other, whole = parts
    assert (strip.width, other.width, whole.width) == pytest.approx((5 * unit, 5 * unit, 70 * unit))
    assert whole.x + whole.width == pytest.approx(right.x)
    across = [line for line in shapes_of(PLAIN) if isinstance(line, Line) and (line.look, line.y1) == ("ink", line.y2)]
    assert [abs(line.x2 - line.x1) for line in across] == pytest.approx([10 * unit])
    behind = [
        line for line in shapes_of(PLAIN) if isinstance(line, Line) and line.look == "soft" and line.y1 == line.y2
    ]
    assert abs(behind[0].x2 - behind[0].x1) == pytest.approx(90 * unit)


def test_a_gain_lies_inwards() -> None:
    """A gain of 20 beside losses of 60 and 40 is drawn from an axis of its side towards the middle."""
    panel = PLAIN._replace(rows=(Bars("x", (Bar(-60, -1, "60", hue=1), Bar(-20, 1, "-20", hue=2))),), legend=())
    loss, gain = (shape for shape in shapes_of(panel) if isinstance(shape, Box))
    axes = sorted({line.x1 for line in shapes_of(panel) if isinstance(line, Line)})
    assert len(axes) == 2
    assert loss.x + loss.width == pytest.approx(axes[0])
    assert gain.x + gain.width == pytest.approx(axes[1])
    assert gain.width == pytest.approx(loss.width / 3)
    assert axes[1] - axes[0] == pytest.approx(2 * gain.width)
    # 29 characters to each side, of which the longest number, its space and two axes take 6: 23 for 60 + 20, so that
    # 60 has 17.25 and 20 has 5.75.
    assert draw_text_bars(chart_of(panel), 59)[-2] == f"   60 {'█' * 17}│      {'█' * 6}│ -20"


def test_a_range_that_goes_very_far_is_cut_open() -> None:
    """Of a loss of 1 with a range up to 1,000 the bar can be seen: four times as far as the bar there is no more."""
    far = PLAIN._replace(rows=(Bars("x", (Bar(1, 1, "1", "0–1,000", 0, 1000, hue=2),)),), legend=())
    (bar, *_) = [shape for shape in shapes_of(far) if isinstance(shape, Box)]
    across = next(
        line for line in shapes_of(far) if isinstance(line, Line) and line.look == "ink" and line.y1 == line.y2
    )
    assert across.x2 - across.x1 == pytest.approx(4 * bar.width)
    upright = [
        line.x1 for line in shapes_of(far) if isinstance(line, Line) and line.look == "ink" and line.x1 == line.x2
    ]
    assert upright == [across.x1]  # the end that is on the scale


@pytest.mark.parametrize(
    "chart",
    [
        *(lambda name=name: stakes(name, "") for name in ("azerbaijan-russia", "escalation", "coalition")),
        lambda: compare_two(""),
        lambda: charts.draw_path(of("azerbaijan-russia"), ""),
        lambda: charts.draw_verdicts([(of("azerbaijan-russia"), claims.list_claims(of("azerbaijan-russia")))]),
    ],
)  # fmt: skip
def test_nothing_is_drawn_outside(chart: Callable[[], Chart]) -> None:
    """Shapes and texts lie within the picture; a letter is taken for 0.56 of the size of the text."""
    picture = drawn(chart())
    x, y, width, height = map(float, str(picture.get("viewBox")).split())
    texts, boxes = list(picture.iter(f"{SVG}text")), list(picture.iter(f"{SVG}rect"))
    assert texts
    assert boxes
    for text in texts:
        size = len(str(text.text)) * float(text.get("font-size", "12")) * 0.56
        at = float(text.get("x", "0"))
        start = at - {"start": 0.0, "middle": size / 2, "end": size}[text.get("text-anchor", "start")]
        assert x <= start + 12
        assert start + size <= x + width + 60  # titles have narrower letters
        assert float(text.get("y", "0")) < y + height
    for box in boxes[1:]:  # the first is the background
        left, wide = float(box.get("x", "0")), float(box.get("width", "0"))
        assert x <= left
        assert left + wide <= x + width


def test_each_bar_has_its_number() -> None:
    """Losses of both sides stand at their bars, with marks and ranges; what is not valued is said, not drawn as 0."""
    texts = texts_of(stakes(UNVALUED).panels[0])
    assert {"635†", "421*", "1,316*", "986†", "not valued", "2,311†", "≥1,420†"} <= set(texts)
    bars = {bar.text: bar for bar in stakes("azerbaijan-russia").panels[0].bars}
    low, high = (float(end.replace(",", "")) for end in bars["635†"].spread.split("–"))
    assert bars["635†"].low == pytest.approx(-low * 1e6, abs=5e5)
    assert bars["635†"].high == pytest.approx(-high * 1e6, abs=5e5)


def test_two_panels_unless_one_is_asked_for() -> None:
    """Money and per cent of GDP; the exposure of 1,178 is the same left and right, but 1.6 and 0.05 % of the GDPs."""
    money, share = stakes("azerbaijan-russia", "").panels
    assert [panel.title for panel in (money, share)] == ["US$ million a year", "per cent of each side's GDP"]
    assert [bar.behind for bar in money.rows[0].bars] == [pytest.approx(-1.178e9), pytest.approx(1.178e9)]
    assert [bar.behind for bar in share.rows[0].bars] == [
        pytest.approx(-1178 / 74_316), pytest.approx(1178 / 2_174_000),
    ]  # fmt: skip
    assert stakes("azerbaijan-russia", "money").panels == (money,)
    assert stakes("azerbaijan-russia", "gdp").panels == (share,)


def test_moves() -> None:
    """With moves the loss at these stands before that of a full cut, and each move is a point: own cost, damage."""
    loss, moves = stakes("escalation").panels
    assert [(bar.text, bar.behind_text) for bar in loss.rows[0].bars] == [("486†", "635"), ("259*", "421")]
    assert moves.shape == "points"
    assert [bar.text for bar in moves.rows[0].bars] == ["259*", "486†"]
    assert [bar.hue for bar in moves.rows[0].bars] == [2, 1]  # Russia pays, Azerbaijan loses
    assert f"own cost {moves.rows[0].bars[0].words}, damage {moves.rows[0].bars[1].words}" in texts_of(moves)


def test_points_lie_where_their_numbers_say() -> None:
    """A point with equal numbers lies on the diagonal; 2 against 4 twice as far up as to the right."""
    rows = tuple(Bars(name, (Bar(x, 1, ""), Bar(y, 1, "", hue=1))) for name, x, y in (("a", 4.0, 4.0), ("b", 2.0, 4.0)))
    panel = Panel("", ("", ""), rows, "points", names=("cost", "damage"))
    even, up = (shape for shape in shapes_of(panel) if isinstance(shape, Dot))
    diagonal = next(
        line for line in shapes_of(panel) if isinstance(line, Line) and line.x1 != line.x2 and line.y1 != line.y2
    )
    assert even.x - diagonal.x1 == pytest.approx(diagonal.y1 - even.y)
    assert diagonal.y1 - up.y == pytest.approx(2 * (up.x - diagonal.x1))


@pytest.mark.parametrize(
    ("numbers", "is_log"), [((3.0, 5.0), False), ((0.0, 0.0), False), ((1.0, 100.0), True), ((0.0, 5.0), False)]
)
def test_scales_of_points(numbers: tuple[float, float], is_log: bool) -> None:
    """Numbers of very different sizes are on a logarithmic scale, and ticks are on the scale."""
    rows = (Bars("a", (Bar(numbers[0], 1, ""), Bar(numbers[1], 1, ""))),)
    scale = make_scale_of_points(Panel("", ("", ""), rows, "points"))
    assert scale.is_log is is_log
    assert 2 <= len(scale.list_ticks()) <= 12
    assert all(scale.holds(tick) for tick in scale.list_ticks())


@pytest.mark.parametrize("axis", [0.0, 5e-324])
def test_a_logarithmic_scale_begins_where_there_are_logarithms(axis: float) -> None:
    """An axis that a chart of huge numbers has shrunk to nothing still has its ticks."""
    rows = (Bars("x", (Bar(0.9, 1, ""),)),)
    scale = make_log_scale(Panel("", ("", ""), rows, "dots", axis))
    assert scale.list_ticks()
    assert scale.place(0.0) == 0


def test_dots_are_on_a_logarithmic_scale() -> None:
    """From 1 to 4 is as far as from 1 to a quarter; what is not above 0 lies at the edge."""
    rows = (Bars("a", (Bar(0.25, 1, "", low=0.0, high=1.0),)), Bars("b", (Bar(4.0, 1, ""),)))
    scale = make_log_scale(Panel("", ("", ""), rows, "dots", 1.0))
    assert scale.place(4.0) - scale.place(1.0) == pytest.approx(scale.place(1.0) - scale.place(0.25))
    assert scale.place(0.0) == 0.0
    assert {0.2, 0.5, 1.0, 2.0, 5.0} <= set(scale.list_ticks())


def test_scenarios_side_by_side() -> None:
    """First who loses more, by how many times, in the hue of that side, then each scenario's losses."""
    ratios, losses = compare_two("money").panels
    assert ratios.axis == 1
    assert ratios.heads == ("Russia loses more", "Azerbaijan loses more")
    assert [(bar.text, bar.hue) for bar in ratios.bars] == [("1.63†", 1), ("2.34†", 1)]
    assert [[bar.text for bar in row.bars] for row in losses.rows] == [["2,311†", "1,420†"], ["985†", "421†"]]
    assert compare_two("").title == "Who loses more in money in 2 scenarios: Azerbaijan in 2"
    assert len(compare_two("").panels) == 4


def test_scenarios_too_close_to_call() -> None:
    """The dot of a ratio that no side is said to have is hollow, without a hue."""
    readers = [of("azerbaijan-russia/escalation")]
    (bar,) = charts.draw_scenarios(readers, tables.choose_scale_of_all(readers), "money").panels[0].bars
    assert (bar.hue, bar.is_hollow) == (0, True)


def test_claims_by_their_limits() -> None:
    """17.2 % is 1.72 times a limit of 10 %; that the claim fails is said, and the dot is hollow."""
    reader = of("azerbaijan-russia")
    chart = charts.draw_verdicts([(reader, claims.list_claims(reader))])
    bars = {row.label: row.bars[0] for panel in chart.panels for row in panel.rows}
    bar = next(bar for label, bar in bars.items() if "small part of Azerbaijan's imports" in label)
    assert (bar.text, bar.spread, bar.is_hollow) == ("17.2 %", "limit 10 %: fails", True)
    assert bar.end == pytest.approx(1.72, abs=0.005)
    assert next(bar for label, bar in bars.items() if label.startswith("Russia is paid")).end is None  # its limit is 0


def test_tornado() -> None:
    """The ends of a swing lie left and right of the axis; one that does not move lies over against the other."""
    reader = CellReader(assess_named("azerbaijan-russia"))
    used = reader.raw("balance.dollar_ratio") or 0.0
    swings = [("both", 0.5, 2.0), ("one side", used + 1, used + 2), ("half", used, 0.9), ("open", None, 2.0)]
    (panel,) = draw_tornado(reader, "balance.dollar_ratio", swings).panels
    assert panel.axis == used
    assert [[(bar.side, bar.line) for bar in row.bars] for row in panel.rows] == [
        [(-1, 0), (1, 0)], [(1, 0), (1, 1)], [(1, 0), (-1, 0)], [(1, 0)],
    ]  # fmt: skip


def test_a_tornado_has_a_line_where_a_conclusion_turns() -> None:
    """It stands at the ratio of 1, between the axis and the bar that reaches beyond it; far from all bars is none."""
    reader = CellReader(assess_named("azerbaijan-russia"))
    used = reader.raw("balance.dollar_ratio") or 0.0
    near = draw_tornado(reader, "balance.dollar_ratio", [("wide", 0.5, used)], [1.0])
    assert near.panels[0].lines == (1.0,)
    assert dict(near.panels[0].legend)["line"] == "at 1.00 a conclusion turns"
    (drawn,) = [line for line in draw_text_bars(near, 80) if line.rstrip().endswith(f"{used:.2f}")]
    assert drawn.index("▒") < drawn.index("┊") < drawn.index("│")
    far = draw_tornado(reader, "balance.dollar_ratio", [("short", used, used + 0.1)], [1.0])
    assert far.panels[0].lines == ()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("azerbaijan-russia", "Azerbaijan would lose more: US$ 2.3 bn against 1.4 bn a year"),
        ("escalation", "Azerbaijan would lose US$ 2.0 bn a year, Russia 1.3 bn: too close to call"),
        # What Russia loses on one tie is not valued: its total may be larger than Azerbaijan's.
        (UNVALUED, "Azerbaijan would lose US$ 2.3 bn a year, Russia at least 1.4 bn: too close to call"),
    ],
)
def test_a_title_says_what_was_found(name: str, told: str) -> None:
    """It is no firmer than the verdict."""
    assert stakes(name).title == told


def test_the_data_in_words() -> None:
    """Those who do not see a chart get its numbers, with their ranges and what is behind them."""
    told = (
        "US$ million a year. Goods: North 100; South 50. <b>Gas</b>: North 75† (70–80), exposure 90; South not valued."
    )
    assert PLAIN.describe() == told
    picture = ET.fromstring(draw_svg_panels(chart_of(PLAIN))[0])  # noqa: S314 - what we have just drawn
    assert picture.get("aria-label") == told
    assert drawn(chart_of(PLAIN)).get("aria-label") == f"Two ties. {told}"


def test_a_chart_in_parts() -> None:
    """For pages: the first part has the title, the last the notes."""
    parts = chart_of(PLAIN, PLAIN, PLAIN).split(2)
    assert [(part.title, len(part.panels), part.notes) for part in parts] == [
        ("Two ties", 2, ()),
        ("", 1, ("A note.",)),
    ]
    assert parts[1].describe() == PLAIN.describe()


def test_a_legend_that_panels_share_stands_once() -> None:
    """Below the first of them."""
    pair = list_drawings(chart_of(PLAIN, PLAIN))
    assert ["exposure" in [shape.text for shape in one.shapes if isinstance(shape, Words)] for one in pair] == [
        True,
        False,
    ]


def test_as_text() -> None:
    """In a width of 41 the axis is in the middle.

    The longest text takes 11 of the 20 to its side, with the space before it 12: 8 are left for 100; 50 has 4, 75 has
    6, of which the low of its range, 70, with 5.6 takes 6; its high, 80, comes to 6.4, and 90 behind it to 7.2. Where
    less is left for bars, ranges are not written.
    """
    assert draw_text_bars(chart_of(PLAIN), 41) == [
        "Two ties",
        "in a year",
        "",
        "US$ million a year",
        "              North │ South",
        "                  Goods",
        "        100 ████████│████ 50",
        "               <b>Gas</b>",
        " 75† (70–80) ░██████│ not valued",
        "██ loss   ░░ exposure",
        "A note.",
    ]
    assert "70–80" not in "".join(draw_text_bars(chart_of(PLAIN), 36))
    dots = Panel("t", ("b", "a"), (Bars("r", (Bar(2.0, 1, "2", "1–4", 0.5, 4.0, is_hollow=True),)),), "dots", 1.0)
    # 32 of 41 are left, from 0.5 / 1.3 to 4 * 1.3: 0.5 is at 31 * log(1.3) / log(13.52) = 3.1, 1 at 11.4, 2 at 19.6.
    assert draw_text_bars(chart_of(dots), 41)[-3:-1] == [
        "   ────────┼────────○────────    2 (1–4)",
        "           1",
    ]


@pytest.mark.parametrize("shape", ["bars", "dots", "points"])
@pytest.mark.parametrize("numbers", [(0.0, 0.0), (5e-324, 1.0), (1e308, -1e308), (-1e-259, 4.6), (1e-300, 1e300)])
def test_numbers_of_any_size_can_be_drawn(shape: str, numbers: tuple[float, float]) -> None:
    """Nothing overflows, and no place is no number."""
    first, second = numbers
    bars = (Bar(first, 1, "x", "y", min(numbers), max(numbers), second), Bar(second, 1, "z", behind=first))
    chart = chart_of(Panel("", ("a", "b"), (Bars("r", bars),), shape, float(shape == "dots")).make_measurable())
    assert not {"nan", "inf"} & set(draw_svg(chart).replace('"', " ").replace("M", " ").replace("L", " ").split())
    assert max(map(len, draw_text_bars(chart, 80))) <= 80


@pytest.mark.parametrize("width", [40, 80, 120])
def test_in_a_terminal(width: int) -> None:
    """The chart comes last, no line is wider than the terminal, and all its numbers are there."""
    done = run("show", "--chart", "--draws", "200", environment={"COLUMNS": str(width)})
    assert max(map(len, done.out.splitlines())) <= width
    chart = done.out[done.out.index("Azerbaijan would lose more") :]
    assert {"635†", "986†", "2,311†", "1,420†"} <= set(chart.split())


def test_without_being_asked_no_screen_has_a_chart() -> None:
    """Documents draw one by themselves, a screen and a fragment do not."""
    assert "░" not in run("show").out
    assert "░" not in run("show", "-f", "html", "--fragment").out
    assert "░░ exposure" in run("show", "-f", "markdown").out
    assert "<svg" in run("show", "-f", "html").out


@pytest.mark.parametrize(
    "words", [["show"], ["compare"], ["sensitivity"], ["check"], ["show", "escalation", "--scale", "gdp"]]
)
def test_as_a_picture(words: list[str]) -> None:
    """SVG alone is one picture with title, scale and legend, and holds nothing that runs or is fetched."""
    done = run(*words, "-f", "svg")
    assert (done.status, done.err) == (0, "")
    picture = ET.fromstring(done.out)  # noqa: S314 - what we have just drawn
    assert {one.tag.removeprefix(SVG) for one in picture.iter()} <= {"svg", "style", "rect", "path", "text"}
    assert picture.get("role") == "img"


def test_pictures_are_for_reports_that_have_one() -> None:
    """Other commands say which do."""
    done = run("sources", "-f", "svg")
    assert done.status == 2
    assert "leverage show, compare, check, sensitivity and backtest" in done.err


def test_png() -> None:
    """PNG is the same picture in dots, three times the size of the SVG, and says how many an inch has."""
    pytest.importorskip("resvg_py")
    from leverage.formats import Page, UnavailableError
    from leverage.formats.chart import png
    from leverage.report.show import report

    try:
        made = png.render(report.report_scenario(of("azerbaijan-russia")), Page())
    except UnavailableError as error:
        pytest.skip(str(error))
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(made[at : at + 4], "big") for at in (16, 20))
    picture = ET.fromstring(run("show", "-f", "svg").out)  # noqa: S314 - what we have just drawn
    assert width == 3 * int(picture.get("width", ""))
    assert height == pytest.approx(3 * float(picture.get("height", "")), abs=1)
    place = made.index(b"pHYs")
    # 96 units an inch, three dots each: 288 an inch of 0.0254 m.
    assert struct.unpack(">IIB", made[place + 4 : place + 13]) == (11_339, 11_339, 1)


def test_png_of_a_very_large_chart_has_fewer_dots(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a hundredth of the dots of three a unit there are 0.3, 28.8 an inch, which is said; none is cut off."""
    pytest.importorskip("resvg_py")
    from leverage.formats import UnavailableError
    from leverage.formats.chart import png

    chart, told = chart_of(PLAIN), list[str]()
    try:
        whole = png.draw_png(chart, told.append)
    except UnavailableError as error:
        pytest.skip(str(error))
    assert not told
    width, height = (int.from_bytes(whole[at : at + 4], "big") for at in (16, 20))
    monkeypatch.setattr(png, "_PIXELS", width * height / 100)
    small = png.draw_png(chart, told.append)
    sizes = [int.from_bytes(small[at : at + 4], "big") for at in (16, 20)]
    assert sizes == pytest.approx([width / 10, height / 10], abs=1)
    assert told == ["the chart is large: PNG at 29 dots an inch instead of 288; -f svg is sharp"]
    place = small.index(b"pHYs")
    assert struct.unpack(">I", small[place + 4 : place + 8])[0] == pytest.approx(1134, rel=0.01)


@pytest.mark.parametrize("missing", ["library", "font"])
def test_png_that_cannot_be_drawn(tmp_path: Path, missing: str) -> None:
    """Without the library, or a font for the numbers, one line says what to do, and no file is written."""
    bare = "def svg_to_bytes(svg_string, zoom): return b'the same picture whatever it says'"
    stand_in = {"library": "raise ImportError", "font": bare}[missing]
    done = run_beside("resvg_py", stand_in, "show", "-o", "x.png", cwd=tmp_path)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert {"library": "pip install 'leverage-calculator[png]'", "font": "needs a font"}[missing] in done.err
    assert not (tmp_path / "x.png").exists()


def test_hostile_labels_stay_text() -> None:
    """Markup in labels is text in the picture."""
    picture = ET.fromstring(run("show", "-", "-f", "svg", stdin=HOSTILE).out)  # noqa: S314 - what we have just drawn
    assert "@SUM(A1) | <b>" in "".join(str(text.text) for text in picture.iter(f"{SVG}text"))
    texts = [text.text for text in drawn(chart_of(PLAIN)).iter(f"{SVG}text")]
    assert [text for text in texts if "Gas" in str(text)] == ["<b>Gas</b>"]


@pytest.mark.parametrize("scale", ["dollars", ""])
def test_scales_have_names(scale: str) -> None:
    """Another word is wrong usage."""
    done = run("show", "--chart", "--scale", scale)
    assert (done.status, done.out) == (2, "")
    assert "is not one of 'money', 'gdp'" in done.err
