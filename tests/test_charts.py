"""Charts: lengths that stand for numbers, one scale for both sides, what is missing said, as SVG, text and PNG."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from leverage.analysis.assessment import assess_named
from leverage.analysis.draws import draw_ranges
from leverage.formats._charts import draw_svg, draw_text_bars
from leverage.report import compare, sensitivity
from leverage.report.cell_reader import CellReader
from leverage.report.show import charts
from leverage.report.views import Bar, Bars, Chart
from tests.program import UNVALUED, run, run_alone
from tests.test_shell import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"

PLAIN = Chart(
    "stakes", "Two ties", "US$ million a year, both sides on one scale", ("North", "South"), ("exposure", "loss"),
    (
        Bars("Goods", (Bar(-100, -1, "100", 0, 0), Bar(50, 1, "50", 0, 0), Bar(-75, -1, "75†", 1, 1, -80, -70))),
        Bars("<b>Gas</b>", (Bar(-20, -1, "20", 0, 0), Bar(0, 1, "not valued", 1, 1))),
    ),
    lines=("A line is a range.",),
)  # fmt: skip


def drawn(chart: Chart, title: str = "") -> ET.Element:
    return ET.fromstring(draw_svg(chart, title))  # noqa: S314 - what we have just drawn


def of(name: str) -> CellReader:
    assessment = assess_named(name)
    return CellReader(assessment, None, draw_ranges(assessment, 500))


def stakes(name: str, by: str = "money") -> Chart:
    return charts.draw_stakes(of(name), None, by)


def test_lengths_are_numbers() -> None:
    """Bars of 100, 50, 75 and 20 are as long as these numbers say, to the left and to the right alike."""
    bars = [one for one in drawn(PLAIN).iter(f"{SVG}rect") if one.get("height") == "10"]
    widths = [float(one.get("width", "0")) for one in bars]
    assert [width / widths[0] for width in widths] == pytest.approx([1, 0.5, 0.75, 0.2], abs=0.005)
    left, right = float(bars[0].get("x", "0")), float(bars[1].get("x", "0"))
    assert left + widths[0] == pytest.approx(right, abs=0.1)  # both begin at the axis


@pytest.mark.parametrize("name", ["azerbaijan-russia", "escalation", "gas-transit"])
def test_nothing_is_drawn_outside(name: str) -> None:
    """Bars, ranges and texts lie within the picture; a letter is taken for 7 wide."""
    picture = drawn(stakes(name), "A title")
    x, _, width, height = map(float, str(picture.get("viewBox")).split())
    for text in picture.iter(f"{SVG}text"):
        at, size = float(text.get("x", "0")), len(str(text.text)) * 7.0
        start = at - {"start": 0.0, "middle": size / 2, "end": size}[str(text.get("text-anchor"))]
        assert x - 1 <= start
        assert start + size <= x + width + 24  # most letters are narrower than 7
        assert float(text.get("y", "0")) < height


def test_each_bar_has_its_number() -> None:
    """Exposure and loss of both sides stand at their bars, with marks; what is not valued is said, not drawn as 0."""
    texts = [text.text for text in drawn(stakes(UNVALUED)).iter(f"{SVG}text")]
    assert texts.count("1,178*") == 2
    assert {"635†", "421*", "1,316*", "986†", "not valued", "2,311†", "≥1,420†"} <= set(texts)


def test_one_scale_for_both_sides() -> None:
    """In money 1,178 is as long left as right; per GDP the same trade is 1,178 of 74,316 and of 2,174,000 million."""
    money = {bar.side: abs(bar.end) for bar in stakes("azerbaijan-russia").rows[0].bars if bar.line == 0}
    assert money == {-1: pytest.approx(1178), 1: pytest.approx(1178)}
    share = stakes("azerbaijan-russia", "gdp")
    gdp = {bar.side: abs(bar.end) for bar in share.rows[0].bars if bar.line == 0}
    assert gdp == {-1: pytest.approx(1178 / 74_316), 1: pytest.approx(1178 / 2_174_000)}
    assert share.scale == "per cent of each side's GDP, both sides on one scale"
    assert [bar.text for bar in share.rows[0].bars][:2] == ["1.59 %*", "0.05 %*"]


def test_moves_have_a_bar_of_their_own() -> None:
    """With moves the loss at these stands under the loss in full."""
    chart = stakes("escalation")
    assert chart.series == ("exposure", "loss, cut in full for a year", "loss at these moves")
    assert [bar.text for bar in chart.rows[0].bars if bar.side < 0] == ["1,178*", "635†", "486†"]


def test_scenarios_side_by_side() -> None:
    """Each scenario's losses, first side left, second side right."""
    readers = [of("azerbaijan-russia/base"), of("azerbaijan-russia/moscow-means")]
    chart = charts.draw_scenarios(readers, compare.choose_scale_of_all(readers, None), "money")
    assert [[bar.text for bar in row.bars] for row in chart.rows] == [["2,311†", "1,420†"], ["985†", "421†"]]


def test_tornado() -> None:
    """The ends of a swing lie left and right of the axis; one that does not move lies over against the other."""
    reader = CellReader(assess_named("azerbaijan-russia"))
    used = reader.raw("balance.dollar_ratio") or 0.0
    swings = [("both", 0.5, 2.0), ("one side", used + 1, used + 2), ("half", used, 0.9), ("open", None, 2.0)]
    chart = sensitivity.draw_tornado(reader, "balance.dollar_ratio", swings)
    assert chart.axis == used
    assert [[(bar.side, bar.line) for bar in row.bars] for row in chart.rows] == [
        [(-1, 0), (1, 0)], [(1, 0), (1, 1)], [(1, 0), (-1, 0)], [(1, 0)],
    ]  # fmt: skip


def test_as_text() -> None:
    """In a width of 41 the axis is in the middle.

    The longest text takes 10 of the 20 to its side, with the space before it 11: 9 are left for 100; 50 has 4.5, cut to
    4; 75 has 6.75, rounded to 7, of which the low of its range, 70, with 6.3 takes 6.
    """
    assert draw_text_bars(PLAIN, 41)[4:] == [
        "                  Goods",
        "       100 ░░░░░░░░░│░░░░ 50",
        "         75† ▓██████│",
        "               <b>Gas</b>",
        "               20 ░░│",
        "                    │ not valued",
        "A line is a range.",
    ]
    wide = Chart("t", "T", "s", ("a", "b"), ("one",), (Bars("r", (Bar(10, 1, "10", 0, 0, 8, 20),)),))
    # 27 for 20: 13.5, so 14, for 10, 10.8, so 11, for 8, and 13 more to the end of the range.
    assert draw_text_bars(wide, 61)[-1].strip() == "│███████████▓▓▓───────────── 10"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_in_a_terminal(width: int) -> None:
    """The chart comes last, no line is wider than the terminal, and all its numbers are there."""
    done = run("show", "--chart", "--no-range", environment={"COLUMNS": str(width)})
    assert max(map(len, done.out.splitlines())) <= width
    chart = done.out[done.out.index("░░ exposure") :]
    assert {"1,178*", "3,621*", "2,311†", "1,420†"} <= set(chart.split())


def test_without_being_asked_no_screen_has_a_chart() -> None:
    """Documents draw one by themselves, a screen and a fragment do not."""
    assert "░" not in run("show").out
    assert "░" not in run("show", "-f", "html", "--fragment").out
    assert "░░ exposure" in run("show", "-f", "markdown").out
    assert "<svg" in run("show", "-f", "html").out


@pytest.mark.parametrize("words", [["show"], ["compare"], ["sensitivity"], ["show", "escalation", "--scale", "gdp"]])
def test_as_a_picture(words: list[str]) -> None:
    """SVG alone is one picture with title, scale and legend, and holds nothing that runs or is fetched."""
    done = run(*words, "-f", "svg")
    assert (done.status, done.err) == (0, "")
    picture = ET.fromstring(done.out)  # noqa: S314 - what we have just drawn
    assert {one.tag.removeprefix(SVG) for one in picture.iter()} <= {"svg", "style", "rect", "path", "text"}
    assert picture.get("role") == "img"


def test_pictures_are_for_reports_that_have_one() -> None:
    """Other commands say which do."""
    done = run("check", "-f", "svg")
    assert done.status == 2
    assert "leverage show, compare and sensitivity" in done.err


def test_png() -> None:
    """PNG is the same picture in dots: three times the size of the SVG."""
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
    size = re.search(r'width="(\d+)" height="(\d+)"', run("show", "-f", "svg").out)
    assert size is not None
    assert (width, height) == (3 * int(size[1]), 3 * int(size[2]))


@pytest.mark.parametrize("missing", ["library", "font"])
def test_png_that_cannot_be_drawn(tmp_path: Path, missing: str) -> None:
    """Without the library, or a font for the numbers, one line says what to do, and no file is written."""
    bare = "def svg_to_bytes(svg_string, zoom): return b'the same picture whatever it says'"
    stand_in = {"library": "raise ImportError", "font": bare}[missing]
    (tmp_path / "resvg_py.py").write_text(stand_in, encoding="utf-8")
    done = run_alone("show", "-o", "x.png", cwd=tmp_path, environment={"PYTHONPATH": str(tmp_path)})
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert {"library": "pip install 'leverage-calculator[png]'", "font": "needs a font"}[missing] in done.err
    assert not (tmp_path / "x.png").exists()


def test_hostile_labels_stay_text() -> None:
    """Markup in labels is text in the picture."""
    picture = ET.fromstring(run("show", "-", "-f", "svg", stdin=HOSTILE).out)  # noqa: S314 - what we have just drawn
    assert "@SUM(A1) | <b>" in "".join(str(text.text) for text in picture.iter(f"{SVG}text"))
    assert [text.text for text in drawn(PLAIN).iter(f"{SVG}text") if "Gas" in str(text.text)] == ["<b>Gas</b>"]


@pytest.mark.parametrize("scale", ["dollars", ""])
def test_scales_have_names(scale: str) -> None:
    """Another word is wrong usage."""
    done = run("show", "--chart", "--scale", scale)
    assert (done.status, done.out) == (2, "")
    assert "is not one of 'money', 'gdp'" in done.err
