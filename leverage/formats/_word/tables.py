"""A grid as a Word table: its caption above, heads repeated on every page, digits under digits, rules as in books."""

from collections.abc import Iterator, Sequence

from leverage.formats._word.elements import (
    Element,
    clean_text,
    has_bars,
    make_code,
    make_element,
    make_literal,
    make_paragraph,
    make_run,
    wrap_in_run,
)
from leverage.formats._word.passages import Citations
from leverage.formats._word.widths import SIZES, Plan, measure_run
from leverage.report.notes import group_labels
from leverage.report.views import Item, group_columns
from leverage.text import bind_spaces

_SHORT = 20  # a table of no more rows is kept on one page


def write_table(plan: Plan, citations: Citations) -> Iterator[Element]:
    """Write a grid as a table under its caption, and a small paragraph that keeps it apart from what follows."""
    title = clean_text(plan.grid.title)
    properties = make_element(
        "w:tblPr",
        make_element("w:tblStyle", val="Figures Narrow" if plan.is_wide else "Figures"),
        make_element("w:tblW", w=sum(plan.widths), type="dxa"),
        make_element("w:tblLayout", type="fixed"),
        make_element("w:tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
    )
    if title:
        properties.append(make_element("w:tblCaption", val=title))
        yield citations.write_caption("Table", title)
    columns = make_element("w:tblGrid", *(make_element("w:gridCol", w=width) for width in plan.widths))
    yield make_element("w:tbl", properties, columns, *_write_heads(plan), *_write_body(plan, citations))
    if plan.grid.notes:
        yield make_paragraph("Small Text", *_write_basis(plan.grid.notes, citations))
    yield make_paragraph("After Table")


def _write_basis(labels: tuple[str, ...], citations: Citations) -> Iterator[Element]:
    """Write which notes a table rests on as a whole."""
    for number, (title, part) in enumerate(group_labels(labels)):
        yield wrap_in_run(make_literal(f"{'. ' if number else ''}{title}: "))
        yield from citations.cite(part, "")
    yield make_run(".")


def _write_heads(plan: Plan) -> Iterator[Element]:
    """Write the headings of groups, each over its columns, and those of the columns."""
    columns = plan.grid.columns
    if any(column.group for column in columns):
        yield _make_row([_write_group(plan, group) for group in group_columns(columns)], is_head=True)
    cells = []
    for width, column in zip(plan.widths, columns, strict=True):
        style = "Table Head" if column.is_text else "Table Head Number"
        cells.append(_make_cell(width, [make_paragraph(style, make_run(column.head))], rule="bottom", is_low=True))
    yield _make_row(cells, is_head=True)


def _write_group(plan: Plan, group: Sequence[int]) -> Element:
    heading = plan.grid.columns[group[0]].group
    width = sum(plan.widths[index] for index in group)
    content = make_paragraph("Table Group", make_run(heading)) if heading else make_paragraph("Table Head")
    return _make_cell(width, [content], span=len(group), is_low=True)


def _write_body(plan: Plan, citations: Citations) -> Iterator[Element]:
    """Write the rows, and the totals under a rule; all of a short table are kept together, unless it has sentences."""
    body, totals = plan.grid.rows, plan.grid.totals
    last = len(body) + len(totals) - 1
    is_short = last < _SHORT and sum(column.is_text for column in plan.grid.columns) == 1
    for number, items in enumerate((*body, *totals)):
        is_kept = is_short and number < last
        rule = "top" if number and number == len(body) else ""
        cells = []
        for index, item in enumerate(items):
            lines = _write_item(plan, index, item, citations, is_total=number >= len(body), is_kept=is_kept)
            cells.append(_make_cell(plan.widths[index], lines, rule=rule))
        yield _make_row(cells)


def _write_item(
    plan: Plan, index: int, item: Item, citations: Citations, *, is_total: bool, is_kept: bool
) -> list[Element]:
    """Write an item with its mark, its range below, and its notes: below a number, behind words."""
    is_number = not plan.grid.columns[index].is_text
    text = f"{item.text}{item.mark}"
    runs = []
    if has_bars(text):
        runs.append(make_code(text))
    elif text:
        runs.append(make_run(text if is_number else bind_spaces(text)))
    notes = citations.cite(item.notes)
    if not is_number:
        runs += notes
    free = 0  # so that digits stand under digits, whatever marks stand behind them
    if " " not in item.text:
        free = max(0, plan.mark_widths[index] - round(measure_run(item.mark, SIZES[plan.is_wide])))
    style = _name_style(text, is_number=is_number, is_total=is_total)
    lines = [make_paragraph(style, *runs, is_kept=is_kept, right=free)]
    if item.range:
        style = "Table Range Number" if is_number else "Table Range"
        lines.append(make_paragraph(style, make_run(item.range), is_kept=is_kept, right=plan.range_margins[index]))
    if is_number and notes:
        lines.append(make_paragraph("Table Notes", *notes, is_kept=is_kept))
    return lines


def _name_style(text: str, *, is_number: bool, is_total: bool) -> str:
    if has_bars(text):
        return "Table Bars"
    if is_total:
        return "Table Total Number" if is_number else "Table Total"
    return "Table Number" if is_number else "Table Text"


def _make_row(cells: Sequence[Element], *, is_head: bool = False) -> Element:
    """Make a row that is not broken over pages; a head is repeated on each page."""
    properties = make_element("w:trPr", make_element("w:cantSplit"))
    if is_head:
        properties.append(make_element("w:tblHeader"))
    return make_element("w:tr", properties, *cells)


def _make_cell(width: int, lines: Sequence[Element], *, span: int = 1, rule: str = "", is_low: bool = False) -> Element:
    properties = make_element("w:tcPr", make_element("w:tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(make_element("w:gridSpan", val=span))
    if rule:
        line = make_element(f"w:{rule}", val="single", sz=4, space=0, color="auto")
        properties.append(make_element("w:tcBorders", line))
    if is_low:
        properties.append(make_element("w:vAlign", val="bottom"))
    return make_element("w:tc", properties, *lines)
