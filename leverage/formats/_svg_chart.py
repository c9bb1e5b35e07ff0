"""A chart as SVG, whole or as panels that are part of a page."""

from collections.abc import Iterator
from html import escape

from leverage.formats._panels import (
    LETTER,
    LINE,
    SIZE,
    SMALL,
    WIDTH,
    Box,
    Dot,
    Drawing,
    Line,
    Shape,
    Words,
    fold,
    list_drawings,
)
from leverage.report.views import Chart
from leverage.text import cut, isolate, legal

#: Colours of a chart that stands alone; a page has its own, for light and for dark. Without colour a side is told by
#: its place or the shape of its dot.
STYLE = (
    ".lev-ink{fill:#222}.lev-soft{fill:#555}.lev-line{stroke:#222;fill:none}.lev-line-soft{stroke:#666;fill:none}"
    ".lev-line-faint{stroke:#ccc;fill:none}.lev-h0{fill:#666}.lev-h1{fill:#1f5a8a}.lev-h2{fill:#d9730d}"
    ".lev-o0{fill:#fff;stroke:#666;stroke-width:1.5}.lev-o1{fill:#fff;stroke:#1f5a8a;stroke-width:1.5}"
    ".lev-o2{fill:#fff;stroke:#d9730d;stroke-width:1.5}"
)
FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

_EDGE = 10  # around the whole picture
_BETWEEN = 28  # panels
_LONGEST = 4000  # characters of the words for those who do not see the picture


def draw_svg_panels(chart: Chart) -> list[str]:
    """Return the panels of a chart, each as SVG that is part of a page and takes its colours from it."""
    pictures = []
    for panel, drawing in zip(chart.body, list_drawings(chart), strict=True):
        body = "".join(_write_shapes(drawing, 0, 0))
        pictures.append(_write_picture(body, (0, 0, WIDTH, drawing.height), panel.describe()))
    return pictures


def draw_svg(chart: Chart) -> str:
    """Return a chart as SVG that stands alone: title, panels in two columns, notes, colours, background."""
    drawings = list_drawings(chart)
    across = min(len(drawings), 2) or 1
    width = max(across * (WIDTH + _BETWEEN) - _BETWEEN, int(1.3 * WIDTH))
    words: list[Words] = []
    height = 0.0
    for text, size, is_bold in ((chart.title, 15.0, True), (chart.subtitle, SIZE, False)):
        for line in fold(cut(text, _LONGEST // 8), int(width / (LETTER * size))) if text else ():
            height += size + 5
            words.append(Words(0, height, line, "start", "ink" if is_bold else "soft", size, is_bold))
    height += 6
    body: list[str] = []
    filled = [height] * across
    for number, drawing in enumerate(drawings):
        column = number % across
        body += _write_shapes(drawing, column * (WIDTH + _BETWEEN), filled[column])
        filled[column] += drawing.height + 14
    height = max(filled)
    for note in chart.notes:
        for line in fold(cut(note, _LONGEST // 8), int(width / (LETTER * SMALL))):
            height += LINE - 2
            words.append(Words(0, height, line, "start", "soft", SMALL))
    head = "".join(_write_shapes(Drawing(height, tuple(words)), 0, 0))
    place_of_all = (-_EDGE, -_EDGE, width + 2 * _EDGE, height + 2 * _EDGE)
    x, y, *size_of_all = place_of_all
    back = f'<rect x="{x}" y="{y}" width="{size_of_all[0]:g}" height="{size_of_all[1]:g}" fill="#fff"/>'
    picture = f"<style>{STYLE}</style>{back}{head}{''.join(body)}"
    return isolate(_write_picture(picture, place_of_all, chart.describe()))


def _write_picture(body: str, place: tuple[float, float, float, float], words: str) -> str:
    x, y, width, height = (f"{number:g}" for number in place)
    return legal(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(cut(words, _LONGEST))}" font-family="{FONT}" font-size="{SIZE:g}">{body}</svg>'
    )


def _write_shapes(drawing: Drawing, x: float, y: float) -> Iterator[str]:
    for shape in drawing.shapes:
        yield _write_shape(shape, x, y)


def _write_shape(shape: Shape, x: float, y: float) -> str:
    """Write a shape, moved by x and y."""
    match shape:
        case Words():
            return _write_words(shape, x, y)
        case Box():
            place = f'x="{shape.x + x:.1f}" y="{shape.y + y:.1f}"'
            return f'<rect class="lev-h{shape.hue}" {place} width="{shape.width:.1f}" height="{shape.height:g}"/>'
        case Line():
            look = "lev-line" if shape.look == "ink" else f"lev-line-{shape.look}"
            path = f"M{shape.x1 + x:.1f} {shape.y1 + y:.1f}L{shape.x2 + x:.1f} {shape.y2 + y:.1f}"
            return f'<path class="{look}" d="{path}"/>'
        case Dot():
            look = f"lev-{'o' if shape.is_hollow else 'h'}{shape.hue}"
            at = f"M{shape.x + x:.1f} {shape.y + y:.1f}"
            path = f"{at}m-4.5-4.5h9v9h-9z" if shape.hue == 2 else f"{at}m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"
            return f'<path class="{look}" d="{path}"/>'


def _write_words(words: Words, x: float, y: float) -> str:
    bold = ' font-weight="bold"' if words.is_bold else ""
    size = f' font-size="{words.size:g}"' if words.size != SIZE else ""
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    place = f'x="{words.x + x:.1f}" y="{words.y + y:.1f}"'
    return f'<text class="lev-{words.look}" {place}{anchor}{size}{bold}>{escape(words.text)}</text>'
