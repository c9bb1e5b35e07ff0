"""A grid as an HTML table: a caption, headings that name their columns, rows named by their first cell."""

from collections.abc import Iterator, Sequence
from html import escape

from leverage.formats._markup import Markup
from leverage.report.views import Column, Grid, Item, groups

_SHORT = 14  # rows of a table that paper does not break


def table(grid: Grid, markup: Markup) -> str:
    """Write a grid; on a page it stands by itself and can be stacked on a narrow screen."""
    caption = markup.tag("caption", escape(grid.title), "caption") if grid.title else ""
    body = _part(grid, grid.rows, markup, "label", "number")
    foot = _part(grid, grid.totals, markup, "label sum", "number sum") if grid.totals else ""
    head = f"<thead{markup.part('rowgroup')}>\n{_heads(grid.columns, markup)}\n</thead>"
    inner = f"\n{caption}\n{head}\n{body}\n{foot}\n"
    if not markup.is_whole:
        return f"{markup.tag('table', inner, 'grid', border=0)}\n<br>"
    across = {"role": "table", "style": f"--across:{_across(grid.columns)}"}
    short = " short" if len(grid.rows) <= _SHORT else ""
    return f'<figure class="wide{short}">\n{markup.tag("table", inner, "grid stack", **across)}\n</figure>'


def _part(grid: Grid, rows: Sequence[Sequence[Item]], markup: Markup, first: str, other: str) -> str:
    """Write rows; totals are no foot, which paper would repeat on every page."""
    lines = "\n".join(_row(grid.columns, row, markup, first, other) for row in rows)
    return f"<tbody{markup.part('rowgroup')}>\n{lines}\n</tbody>"


def _heads(columns: Sequence[Column], markup: Markup) -> str:
    groups = "".join(_groups(columns, markup)) if any(column.group for column in columns) else ""
    heads = "".join(_head(columns, at, markup) for at in range(len(columns)))
    return "\n".join(f"<tr{markup.part('row')}>{row}</tr>" for row in (groups, heads) if row)


def _groups(columns: Sequence[Column], markup: Markup) -> Iterator[str]:
    """Yield the headings over several columns, and an empty place over each of the others."""
    for run in groups(columns):
        if group := columns[run[0]].group:
            yield markup.tag("th", escape(group), "group", scope="colgroup", colspan=len(run))
        else:
            yield markup.tag("td", "")


def _head(columns: Sequence[Column], at: int, markup: Markup) -> str:
    side = "left" if columns[at].is_text else "right"
    look = f"head {side}{_begins(columns, at)}"
    return markup.tag("th", escape(columns[at].head), look, scope="col", **_set(columns[at], markup))


def _row(columns: Sequence[Column], row: Sequence[Item], markup: Markup, first: str, other: str) -> str:
    named = {"role": "rowheader"} if markup.is_whole else {}
    cells = [markup.tag("th", markup.number(row[0]), first, scope="row", **named)]
    for at, item in list(enumerate(row))[1:]:
        column = columns[at]
        look = "words" if column.is_text else f"{other}{_begins(columns, at)}"
        head = {"role": "cell", "data_head": f"{column.group} {column.head}".strip()} if markup.is_whole else {}
        shown = markup.words(item) if column.is_text else markup.number(item)
        bold = f"<b>{shown}</b>" if "sum" in look and not markup.is_whole and item.text else shown
        cells.append(markup.tag("td", bold, look, **head, **_set(column, markup)))
    return f"<tr{markup.part('row')}>{''.join(cells)}</tr>"


def _set(column: Column, markup: Markup) -> dict[str, str]:
    """Set a cell of a fragment by attributes too, for programs that drop styles."""
    return {} if markup.is_whole else {"align": "left" if column.is_text else "right", "valign": "top"}


def _begins(columns: Sequence[Column], at: int) -> str:
    """Name the role of a column that begins a group, which keeps a distance from the one before."""
    return " begin" if at and columns[at].group and columns[at].group != columns[at - 1].group else ""


def _across(columns: Sequence[Column]) -> int:
    """Return how many numbers stand side by side where a row is stacked: those of a group, or three."""
    groups = [column.group for column in columns if column.group]
    return max((groups.count(group) for group in set(groups)), default=3)
