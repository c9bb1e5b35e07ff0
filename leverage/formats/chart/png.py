"""PNG: a report's chart, drawn by resvg from its SVG."""

import math
import re
import struct
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import cast

from leverage.formats import Extra, Page, UnavailableError, say_nothing
from leverage.formats._svg_chart import FONT, draw_svg
from leverage.report.report import Report
from leverage.report.views import Chart

EXTENSIONS = ("png",)
NEEDS = Extra("resvg_py", "resvg-py", "PNG", "png")

_ZOOM = 3.0  # sharp in print at the width of a page
_PIXELS = 2**25  # of a picture at most, each of which takes several bytes of memory
_HEADER = 33  # bytes before which no other chunk may stand: the signature and IHDR
_LETTER = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" font-family="{FONT}"><text y="9">%s</text></svg>'
)


def render(report: Report, page: Page) -> bytes:
    """Draw the report's chart. Raises UnavailableError where it cannot be drawn here."""
    assert report.chart is not None  # the format is offered only for a report with a chart
    return draw_png(report.chart(), page.tell)


def draw_png(chart: Chart, tell: Callable[[str], None] = say_nothing) -> bytes:
    """Draw a chart at a resolution that the picture says. `tell` gets a line where a large chart has a lower one.

    Raises UnavailableError without the library, or without a font for its numbers.
    """
    try:
        import_module(NEEDS.module)
    except ImportError:
        raise UnavailableError(NEEDS.advice) from None
    if _rasterize(_LETTER % "8", 1.0) == _rasterize(_LETTER % "", 1.0):
        raise UnavailableError("PNG needs a font, such as DejaVu Sans, and none is installed; -f svg does without")
    picture = draw_svg(chart)
    zoom = _find_zoom(picture)
    if zoom < _ZOOM:
        tell(f"the chart is large: PNG at {zoom * 96:.0f} dots an inch instead of {_ZOOM * 96:.0f}; -f svg is sharp")
    return _set_resolution(_rasterize(picture, zoom), zoom)


def _find_zoom(picture: str) -> float:
    """Return how many pixels a unit of an SVG takes: fewer than usual where these would be too many in all."""
    size = re.search(r' width="([^"]+)" height="([^"]+)"', picture)
    assert size is not None  # as `draw_svg` writes it
    return min(_ZOOM, math.sqrt(_PIXELS / (float(size[1]) * float(size[2]))))


def _set_resolution(picture: bytes, zoom: float) -> bytes:
    """Return a PNG that says how large it is to be shown: a unit of the SVG is a 96th of an inch, as on a page."""
    a_metre = round(zoom * 96 / 0.0254)
    data = b"pHYs" + struct.pack(">IIB", a_metre, a_metre, 1)
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return picture[:_HEADER] + chunk + picture[_HEADER:]


def _rasterize(picture: str, zoom: float) -> bytes:
    return cast("bytes", import_module("resvg_py").svg_to_bytes(svg_string=picture, zoom=zoom))
