"""Charts as LaTeX pictures, which need no package: panels side by side where the line is long enough for two.

With the package color or xcolor the sides have their hues; without it they are told by their places.
"""

from collections.abc import Iterator

from leverage.formats import _tex
from leverage.formats._panels import SIZE, WIDTH, Box, Dot, Drawing, Line, Shape, Words, list_drawings
from leverage.report.views import Chart

_UNIT = 0.65  # points, so that two panels stand side by side on an A4 page with margins of 25 mm
_HUES = ("0.4,0.4,0.4", "0.12,0.35,0.54", "0.85,0.45,0.05")
_LINES = {"ink": ("0,0,0", 0.5), "soft": ("0.4,0.4,0.4", 0.4), "faint": ("0.75,0.75,0.75", 0.25)}
_SIZES = (r"\fontsize{8}{9.5}\selectfont", r"\fontsize{7}{8}\selectfont")
_ANCHORS = {"start": "l", "middle": "c", "end": "r"}
_PLAIN = ("0,0,0", "0.35,0.35,0.35")


def draw_chart(chart: Chart, _sizes: object = None) -> str:
    """Draw a chart under its title, with notes below."""
    head = (
        [rf"{{\interlinepenalty10000 \normalsize\bfseries {_tex.write_text(chart.title)}\par}}"] if chart.title else []
    )
    if chart.subtitle:
        head.append(rf"{{\interlinepenalty10000 \small {_tex.write_text(chart.subtitle)}\par}}")
    panels = " \\hspace{1em plus 1fil}%\n".join(map(_draw_panel, list_drawings(chart)))
    notes = [rf"{{\footnotesize {_tex.write_text(note)}\par}}" for note in chart.notes]
    return "\n".join(
        [
            rf"\par\bigskip{{\raggedright\setlength{{\unitlength}}{{{_UNIT}pt}}\setlength{{\parindent}}{{0pt}}%",
            *(f"{line}\\nopagebreak" for line in head),
            r"\smallskip\nopagebreak",
            rf"{panels}\par\nopagebreak\smallskip",
            *notes,
            r"}\bigskip",
        ]
    )


def _draw_panel(drawing: Drawing) -> str:
    """Draw a panel as a picture whose top is on the line of text, so that panels stand side by side by their tops."""
    height = drawing.height
    lines = [command for shape in drawing.shapes for command in _draw_shape(shape, height)]
    body = "\n".join(lines)
    picture = f"\\begin{{picture}}({WIDTH},{height:g})\n{body}\n\\end{{picture}}"
    return f"\\raisebox{{-\\height}}{{%\n{picture}}}\\allowbreak"


def _draw_shape(shape: Shape, height: float) -> Iterator[str]:
    """Yield the commands that draw a shape; places count from the lower left corner."""
    match shape:
        case Words():
            look = _SIZES[shape.size < SIZE] + (r"\bfseries" if shape.is_bold else "")
            text = rf"{look} {_color(_PLAIN[shape.look == 'soft'])}{_tex.write_text(shape.text)}"
            box = rf"\makebox[0pt][{_ANCHORS[shape.anchor]}]{{{text}}}"
            yield _put(shape.x, height - shape.y, box)
        case Box():
            rule = _write_rule(shape.width * _UNIT, shape.height * _UNIT)
            yield _put(shape.x, height - shape.y - shape.height, f"{_color(_HUES[shape.hue])}{rule}")
        case Line():
            yield _draw_line(shape, height)
        case Dot():
            color = _color(_HUES[shape.hue])
            if shape.hue == 2:
                square = r"\framebox(9,9){}" if shape.is_hollow else _write_rule(9 * _UNIT, 9 * _UNIT)
                yield _put(shape.x - 4.5, height - shape.y - 4.5, f"{color}{square}")
            else:
                circle = r"\circle{10}" if shape.is_hollow else r"\circle*{10}"
                yield _put(shape.x, height - shape.y, f"{color}{circle}")


def _draw_line(line: Line, height: float) -> str:
    rgb, thickness = _LINES[line.look]
    x, y = min(line.x1, line.x2), height - max(line.y1, line.y2)
    width, rise = abs(line.x2 - line.x1), abs(line.y2 - line.y1)
    if width and rise:
        return _put(x, y, rf"{_color(rgb)}\line(1,1){{{width:.1f}}}")
    half = thickness / 2 / _UNIT
    rule = _write_rule(max(width * _UNIT, thickness), max(rise * _UNIT, thickness))
    return _put(x - (0 if width else half), y - (0 if rise else half), f"{_color(rgb)}{rule}")


def _write_rule(width: float, height: float) -> str:
    return rf"\rule{{{width:.2f}pt}}{{{height:.2f}pt}}"


def _color(rgb: str) -> str:
    return rf"\leveragehue{{{rgb}}}"


def _put(x: float, y: float, what: str) -> str:
    return rf"\put({x:.1f},{y:.1f}){{{what}}}"
