"""A grid as a Word table: its caption above, heads repeated on every page, digits under digits, rules as in books."""

from collections.abc import Iterator, Sequence

from leverage.formats._word.elements import (
    Element,
    clean_text,
    has_bars,
    make_code,
    make_element,
    make_paragraph,
    make_run,
)
from leverage.formats._word.passages import Citations
from leverage.formats._word.widths import SIZES, Plan, measure_run
from leverage.report.views import Column, Item, group_columns

_SHORT = 20  # a table of no more rows is kept on one page


def write_table(plan: Plan, citations: Citations) -> list[Element]:
    """Write a laid-out grid under its caption, and what keeps it apart from what comes next."""
    grid = plan.grid
    rows = [*_heads(plan), *_body(plan, citations)]
    caption = [make_paragraph("Caption", make_run(grid.title))] if clean_text(grid.title) else []
    columns = make_element("w:tblGrid", *(make_element("w:gridCol", w=width) for width in plan.widths))
    return [*caption, make_element("w:tbl", _properties(plan), columns, *rows), make_paragraph("After Table")]


def _properties(plan: Plan) -> Element:
    title = clean_text(plan.grid.title)
    return make_element(
        "w:tblPr",
        make_element("w:tblStyle", val="Figures Narrow" if plan.is_wide else "Figures"),
        make_element("w:tblW", w=sum(plan.widths), type="dxa"),
        make_element("w:tblLayout", type="fixed"),
        make_element("w:tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        *([make_element("w:tblCaption", val=title)] if title else []),
    )


def _heads(plan: Plan) -> list[Element]:
    """Write the headings of groups, each over its columns, and those of the columns."""
    columns = plan.grid.columns
    rows = []
    if any(column.group for column in columns):
        rows.append(_row([_group(plan, group) for group in group_columns(columns)], is_head=True))
    cells = [
        _cell(width, [make_paragraph(_head(column), make_run(column.head))], rule="bottom", is_low=True)
        for width, column in zip(plan.widths, columns, strict=True)
    ]
    return [*rows, _row(cells, is_head=True)]


def _head(column: Column) -> str:
    return "Table Head" if column.is_text else "Table Head Number"


def _group(plan: Plan, group: Sequence[int]) -> Element:
    heading = plan.grid.columns[group[0]].group
    width = sum(plan.widths[index] for index in group)
    content = make_paragraph("Table Group", make_run(heading)) if heading else make_paragraph("Table Head")
    return _cell(width, [content], span=len(group), is_low=True)


def _body(plan: Plan, citations: Citations) -> Iterator[Element]:
    """Write the rows, and the totals under a rule; all of a short table are kept together."""
    body, totals = plan.grid.rows, plan.grid.totals
    last = len(body) + len(totals) - 1
    for number, items in enumerate((*body, *totals)):
        is_kept = last < _SHORT and number < last
        lines = [
            _lines(plan, index, item, citations, is_total=number >= len(body), is_kept=is_kept)
            for index, item in enumerate(items)
        ]
        rule = "top" if number and number == len(body) else ""
        yield _row([_cell(width, some, rule=rule) for width, some in zip(plan.widths, lines, strict=True)])


def _lines(plan: Plan, index: int, item: Item, citations: Citations, *, is_total: bool, is_kept: bool) -> list[Element]:
    """Write an item: what it says with its mark, its range below, and its notes: below a number, behind words."""
    is_number = not plan.grid.columns[index].is_text
    text = f"{item.text}{item.mark}"
    style = _name_style(text, is_number=is_number, is_total=is_total)
    free = max(0, plan.tails[index] - round(measure_run(item.mark, SIZES[plan.is_wide]))) if " " not in item.text else 0
    said = [make_code(text) if has_bars(text) else make_run(text)] if text else []
    notes = citations.of(item)
    lines = [make_paragraph(style, *said, *([] if is_number else notes), is_kept=is_kept, right=free)]
    if item.range:
        style = "Table Range Number" if is_number else "Table Range"
        lines.append(make_paragraph(style, make_run(item.range), is_kept=is_kept, right=plan.insets[index]))
    if is_number and notes:
        lines.append(make_paragraph("Table Notes", *notes, is_kept=is_kept))
    return lines


def _name_style(text: str, *, is_number: bool, is_total: bool) -> str:
    if has_bars(text):
        return "Table Bars"
    if is_total:
        return "Table Total Number" if is_number else "Table Total"
    return "Table Number" if is_number else "Table Text"


def _row(cells: Sequence[Element], *, is_head: bool = False) -> Element:
    """Write a row that no page parts; a head stands again on each page."""
    return make_element(
        "w:tr",
        make_element("w:trPr", make_element("w:cantSplit"), *([make_element("w:tblHeader")] if is_head else [])),
        *cells,
    )


def _cell(width: int, lines: Sequence[Element], *, span: int = 1, rule: str = "", is_low: bool = False) -> Element:
    properties = make_element("w:tcPr", make_element("w:tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(make_element("w:gridSpan", val=span))
    if rule:
        line = make_element(f"w:{rule}", val="single", sz=4, space=0, color="auto")
        properties.append(make_element("w:tcBorders", line))
    if is_low:
        properties.append(make_element("w:vAlign", val="bottom"))
    return make_element("w:tc", properties, *lines)
