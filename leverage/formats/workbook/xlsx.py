"""Excel workbooks, by XlsxWriter, which is loaded only for them: live formulas with the numbers that they result in.

Text is written as text, whatever it begins with. The file depends on the workbook alone: its date is fixed.
"""

import io
import math
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from unicodedata import east_asian_width

from leverage.formats import Extra, Page
from leverage.problems import make_visible
from leverage.report.report import Report
from leverage.report.workbook.cells import GENERAL, Bars, Cell, Content, Limit, Look, Row, Sheet, Workbook, name_column
from leverage.text import cut, legal

EXTENSIONS = ("xlsx",)
NEEDS = Extra("xlsxwriter", "XlsxWriter", "A workbook", "xlsx")

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_LONGEST, _LONGEST_NOTE, _LONGEST_TITLE, _LONGEST_MESSAGE, _LONGEST_URL, _MOST_LINES = 32_000, 2_000, 250, 250, 600, 25
_ROW_PIXELS, _GAP = 20, 12  # the height of a row, and the room between two charts
_MOST_LINKS = 65_530  # on a sheet
_LINE = 15.0  # the height of a line
_INK, _PALE = "#1F3864", "#D9E1F2"  # the colours of headings
_LETTERS = 1.1  # letters of a text for each digit of a column's width
_HEIGHTS = {Look.TITLE: 26.0, Look.SECTION: 20.0}
_TALLER = 1.3  # lines of letters of East Asia
_LARGER = {Look.LEAD: 1.2}  # than other letters
_HUES = ("#1F5A8A", "#D9730D")  # of the sides, as in charts
_PLAIN = {"text_wrap": True}
_LINK = {**_PLAIN, "font_color": "#1F3FBF", "underline": 1}
_INPUT = {"border": 1, "border_color": "#BFBFBF", "locked": False}
# What may be done with a protected sheet beside the use of its inputs.
_ALLOWED = {"format_cells": True, "format_columns": True, "format_rows": True}
_LOOKS: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"bold": True, "font_size": 16, "font_color": _INK},
    Look.SECTION: {"bold": True, "font_size": 12, "font_color": _INK, "bottom": 2, "bottom_color": _INK},
    Look.HEAD: {"bold": True, "bg_color": _PALE, "text_wrap": True},
    Look.FIRST: {"bold": True, "bg_color": _PALE, "bottom": 5, "bottom_color": _HUES[0]},
    Look.SECOND: {"bold": True, "bg_color": _PALE, "bottom": 5, "bottom_color": _HUES[1]},
    Look.LEAD: {**_PLAIN, "font_size": 13},
    Look.WARNING: {**_PLAIN, "bold": True, "font_color": _INK},
    Look.ID: {"font_color": "#8C8C8C", "font_size": 9},
    Look.TEXT: _PLAIN,
    Look.SMALL: {**_PLAIN, "italic": True, "font_color": "#595959"},
    Look.GIVEN: {**_INPUT, "bg_color": "#FFF9DB", "font_color": "#1F3FBF"},
    Look.ASSUMED: {**_INPUT, "bg_color": "#FCE4D0", "font_color": "#1F3FBF"},
    Look.UNSOURCED: {**_INPUT, "bg_color": "#F8CBCB", "font_color": "#1F3FBF"},
    Look.LIVE: {},
    Look.TOTAL: {"bold": True, "top": 1, "bg_color": "#F2F2F2", "text_wrap": True},
    Look.MISSING: {"bg_color": "#EDEDED"},
    Look.STILL: {"font_color": "#6B6B6B"},
}


def render(report: Report, _page: Page) -> bytes:
    """Write the report's workbook."""
    assert report.workbook is not None, "the format is offered only where there is one"
    return _Writer(report.workbook()).write()


class _Writer:
    """Writes a workbook sheet by sheet; cells that look alike share a format of the library's."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._sink = io.BytesIO()
        self._file = import_module("xlsxwriter").Workbook(self._sink, _OPTIONS)
        self._formats: dict[tuple[object, ...], Any] = {}

    def write(self) -> bytes:
        """Write all sheets and return the file."""
        made = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        self._file.set_properties({"title": _clean_text(self._book.title, _LONGEST_TITLE), "created": made})
        self._file.set_calc_mode("auto")
        for sheet in self._book.sheets:
            self._write_sheet(sheet)
        self._file.close()
        return self._sink.getvalue()

    def _write_sheet(self, sheet: Sheet) -> None:
        page = self._file.add_worksheet(sheet.name)
        for index, width in enumerate(sheet.widths):
            page.set_column(index, index, width)
        page.freeze_panes(*sheet.frozen)
        _set_up_print(page, sheet)
        for row, cells in enumerate(sheet.rows):
            if height := _measure_height(sheet, cells):
                page.set_row(row, height)
            for at, cell in enumerate(cells):
                self._write_cell(page, sheet, (row, at), cell)
        for chart in sheet.charts:
            self._draw_chart(page, sheet, chart)
        page.protect("", _ALLOWED)

    def _write_cell(self, page: Any, sheet: Sheet, place: tuple[int, int], cell: Cell) -> None:
        form = self._find_format(cell, sheet, place)
        if cell.across > 1:
            page.merge_range(*place, place[0], place[1] + cell.across - 1, "", form)
        _write_value(page, place, cell, form)
        if cell.name:
            self._file.define_name(cell.name, f"='{sheet.name}'!${name_column(place[1])}${place[0] + 1}")
        if cell.choices:
            page.data_validation(*place, *place, {"validate": "list", "source": f"={cell.choices}"})
        if cell.limit:
            page.data_validation(*place, *place, _make_validation(cell.limit, place))
        if cell.note:
            page.write_comment(*place, _clean_text(cell.note, _LONGEST_NOTE), {"x_scale": 2.2, "y_scale": 1.2})

    def _draw_chart(self, page: Any, sheet: Sheet, bars: Bars) -> None:
        """Draw bars beside each other, the first row on top, the sides in their hues."""
        chart = self._file.add_chart({"type": "bar"})
        first, last = bars.rows
        for series, hue in zip(bars.series, _HUES, strict=True):
            chart.add_series(
                {
                    "name": _clean_text(series.name, _LONGEST_TITLE),
                    "categories": [sheet.name, first, 0, last, 0],
                    "values": [sheet.name, first, series.column, last, series.column],
                    "fill": {"color": hue},
                    "gap": 60,
                }
            )
        chart.set_title({"name": bars.title, "name_font": {"size": 12, "color": _INK}, "overlay": False})
        chart.set_y_axis({"reverse": True, "major_tick_mark": "none"})
        grid = {"visible": True, "line": {"color": "#D9D9D9"}}
        chart.set_x_axis({"num_format": bars.pattern, "major_gridlines": grid, "label_position": "high"})
        chart.set_legend({"position": "top"})
        width = sum(_count_pixels(width) for width in sheet.widths[bars.column : bars.column + bars.across])
        chart.set_size({"width": width - _GAP, "height": bars.height * _ROW_PIXELS})
        page.insert_chart(bars.top, bars.column, chart, {"description": _clean_text(bars.data, _LONGEST_NOTE)})

    def _find_format(self, cell: Cell, sheet: Sheet, place: tuple[int, int]) -> Any:
        """Return the library's format of a cell, which is made for the first cell of its look."""
        side = _choose_side(cell, sheet, place)
        indent = int(side == "left" and place[1] > 0)  # or it would touch the number before it
        is_test = isinstance(cell.value, bool)
        key = (cell.look, cell.pattern, bool(cell.url), side, indent, is_test)
        if key not in self._formats:
            look = _LINK if cell.url else _LOOKS[cell.look]
            parts = "@" if cell.look is Look.HEAD else cell.pattern or GENERAL
            pattern = ";".join(f"{part}_)" for part in parts.split(";"))
            number = {"num_format": pattern} if side == "right" and not is_test else {}
            properties = {"valign": "top", "align": side, "indent": indent, **look, **number}
            self._formats[key] = self._file.add_format(properties)
        return self._formats[key]


def _write_value(page: Any, place: tuple[int, int], cell: Cell, form: Any) -> None:
    """Write a cell by the type of its value; a text that begins like a formula stays a text."""
    value = cell.value
    if cell.formula:
        page.write_formula(*place, f"={cell.formula}", form, _clean_text(value) if isinstance(value, str) else value)
    elif isinstance(value, bool):
        page.write_boolean(*place, value, form)
    elif isinstance(value, float):
        page.write_number(*place, value, form)
    elif value and cell.url and len(cell.url) < _LONGEST_URL and place[0] < _MOST_LINKS:
        page.write_url(*place, _clean_text(cell.url), form, _clean_text(value))
    elif value:
        page.write_string(*place, _clean_text(value), form)
    elif cell.look in (Look.HEAD, Look.FIRST, Look.SECOND, Look.TOTAL, Look.MISSING):
        page.write_blank(*place, None, form)


def _make_validation(limit: Limit, place: tuple[int, int]) -> dict[str, Any]:
    """Return the rule for what may be typed into a cell."""
    message = {"error_title": "Not possible", "error_message": cut(_clean_text(limit.says), _LONGEST_MESSAGE)}
    if math.isinf(limit.least) and math.isinf(limit.most):
        test = f"=ISNUMBER({name_column(place[1])}{place[0] + 1})"
        return {"validate": "custom", "value": test, **message}
    if math.isinf(limit.most):
        return {"validate": "decimal", "criteria": ">=", "value": limit.least, **message}
    if math.isinf(limit.least):
        return {"validate": "decimal", "criteria": "<=", "value": limit.most, **message}
    return {
        "validate": "decimal", "criteria": "between", "minimum": limit.least, "maximum": limit.most, **message,
    }  # fmt: skip


def _count_pixels(width: float) -> int:
    """Return how many pixels wide a column is, given how many digits it has room for."""
    return int(7 * width) + 5


def _set_up_print(page: Any, sheet: Sheet) -> None:
    """Print in landscape, as wide as the paper, with the heads of the columns on every page."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&R&P / &N")
    page.hide_gridlines(2)
    page.repeat_rows(sheet.frozen[0] - 1)
    if sheet.printed:
        page.print_area(0, 0, len(sheet.rows) - 1, sheet.printed - 1)


def _measure_height(sheet: Sheet, cells: Row) -> float | None:
    """Return the height of a row of more than a line: not every spreadsheet works it out by itself."""
    if cells and cells[0].look in _HEIGHTS:
        return _HEIGHTS[cells[0].look]
    larger = max((_LARGER.get(cell.look, 1.0) for cell in cells), default=1.0)
    widths = [width / larger for width in sheet.widths]
    wrapped = ((at, cell) for at, cell in enumerate(cells) if cell.look is not Look.ID)
    lines = (_count_lines(widths[at : at + cell.across], cell.value) for at, cell in wrapped)
    most = min(max(lines, default=1), _MOST_LINES)
    return most * _LINE * larger if most > 1 or larger > 1 else None


def _count_lines(widths: Sequence[float], content: Content) -> float:
    """Count the lines of a text in merged columns, whose widths are in digits: letters are narrower.

    Letters of East Asia are wide, and their lines are taller.
    """
    if not isinstance(content, str):
        return 1
    content = content[:_LONGEST_NOTE]
    text = "".join(2 * letter if east_asian_width(letter) in "WF" else letter for letter in content)
    lines = len(textwrap.wrap(text, max(1, int(sum(widths) * _LETTERS)))) or 1
    return lines if text == content else lines * _TALLER


def _choose_side(cell: Cell, sheet: Sheet, place: tuple[int, int]) -> str:
    """Return the alignment of a cell: texts to the left, numbers and the heads over them to the right."""
    if cell.look in (Look.FIRST, Look.SECOND):
        return "center"
    is_head = cell.look is Look.HEAD
    if not isinstance(cell.value, str) or cell.pattern:
        return "right"
    return "right" if is_head and _is_over_numbers(sheet, *place) else "left"


def _is_over_numbers(sheet: Sheet, row: int, at: int) -> bool:
    """Tell whether the first filled cell below a heading holds a number."""
    for cells in sheet.rows[row + 1 :]:
        if not cells:
            return False
        if at < len(cells) and cells[at].look is not Look.HEAD and (cells[at].value or cells[at].pattern):
            return bool(cells[at].pattern) or not isinstance(cells[at].value, str)
    return False


def _clean_text(text: str, most: int = _LONGEST) -> str:
    """Return a text without what XML cannot hold, cut to what a cell can hold."""
    text = legal(make_visible(text))
    twice = sum(letter > "\uffff" for letter in text)  # which a spreadsheet counts as two
    if len(text) + twice <= most:
        return text
    return cut(text, most // 2 if twice else most)
