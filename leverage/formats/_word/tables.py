"""A grid as a Word table: its caption above, heads repeated on every page, digits under digits, rules as in books."""

from collections.abc import Iterator, Sequence

from leverage.formats._word.citations import Citations
from leverage.formats._word.elements import Element, clean, code, has_bars, made, paragraph, run
from leverage.formats._word.metrics import run_width
from leverage.formats._word.widths import SIZES, Plan
from leverage.report.views import Column, Item, groups

_SHORT = 20  # a table of no more rows is kept on one page


def table(plan: Plan, citations: Citations) -> list[Element]:
    """Write a laid-out grid under its caption, and what keeps it apart from what comes next."""
    grid = plan.grid
    rows = [*_heads(plan), *_body(plan, citations)]
    caption = [paragraph("Caption", run(grid.title))] if clean(grid.title) else []
    columns = made("w:tblGrid", *(made("w:gridCol", w=width) for width in plan.widths))
    return [*caption, made("w:tbl", _properties(plan), columns, *rows), paragraph("AfterTable")]


def _properties(plan: Plan) -> Element:
    title = clean(plan.grid.title)
    return made(
        "w:tblPr",
        made("w:tblStyle", val="FiguresNarrow" if plan.is_wide else "Figures"),
        made("w:tblW", w=sum(plan.widths), type="dxa"),
        made("w:tblLayout", type="fixed"),
        made("w:tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        *([made("w:tblCaption", val=title)] if title else []),
    )


def _heads(plan: Plan) -> list[Element]:
    """Write the headings of groups, each over its columns, and those of the columns."""
    columns = plan.grid.columns
    rows = []
    if any(column.group for column in columns):
        rows.append(_row([_group(plan, group) for group in groups(columns)], is_head=True))
    cells = [
        _cell(width, [paragraph(_head(column), run(column.head))], rule="bottom", is_low=True)
        for width, column in zip(plan.widths, columns, strict=True)
    ]
    return [*rows, _row(cells, is_head=True)]


def _head(column: Column) -> str:
    return "TableHead" if column.is_text else "TableHeadNumber"


def _group(plan: Plan, group: Sequence[int]) -> Element:
    heading = plan.grid.columns[group[0]].group
    width = sum(plan.widths[index] for index in group)
    content = paragraph("TableGroup", run(heading)) if heading else paragraph("TableHead")
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
    style = _style(text, is_number=is_number, is_total=is_total)
    free = max(0, plan.tails[index] - round(run_width(item.mark, SIZES[plan.is_wide]))) if " " not in item.text else 0
    said = [code(text) if has_bars(text) else run(text)] if text else []
    notes = citations.of(item)
    lines = [paragraph(style, *said, *([] if is_number else notes), is_kept=is_kept, right=free)]
    if item.range:
        style = "TableRangeNumber" if is_number else "TableRange"
        lines.append(paragraph(style, run(item.range), is_kept=is_kept, right=plan.insets[index]))
    if is_number and notes:
        lines.append(paragraph("TableNotes", *notes, is_kept=is_kept))
    return lines


def _style(text: str, *, is_number: bool, is_total: bool) -> str:
    if has_bars(text):
        return "TableBars"
    kind = "Number" if is_number else "" if is_total else "Text"
    return f"Table{'Total' if is_total else ''}{kind}"


def _row(cells: Sequence[Element], *, is_head: bool = False) -> Element:
    """Write a row that no page parts; a head stands again on each page."""
    return made("w:tr", made("w:trPr", made("w:cantSplit"), *([made("w:tblHeader")] if is_head else [])), *cells)


def _cell(width: int, lines: Sequence[Element], *, span: int = 1, rule: str = "", is_low: bool = False) -> Element:
    properties = made("w:tcPr", made("w:tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(made("w:gridSpan", val=span))
    if rule:
        line = made(f"w:{rule}", val="single", sz=4, space=0, color="auto")
        properties.append(made("w:tcBorders", line))
    if is_low:
        properties.append(made("w:vAlign", val="bottom"))
    return made("w:tc", properties, *lines)
