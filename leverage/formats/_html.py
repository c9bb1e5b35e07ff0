"""Elements, tables and styles of HTML pages and fragments."""

from collections.abc import Iterable, Sequence
from html import escape

from leverage.formats._fitting import fold_head
from leverage.report.notes import group_labels, part_into_runs
from leverage.report.views import Column, Grid, Item, View, group_columns
from leverage.text import NO_BREAK, bind_spaces

#: What each role looks like everywhere.
ROLES = {
    "grid": "border-collapse:collapse;font-variant-numeric:tabular-nums;line-height:1.3",
    "caption": "text-align:left;font-weight:600;padding:0 0 .4em",
    "head": "vertical-align:bottom;font-weight:600;padding:.15em .5em;border-bottom:1px solid #888",
    "left": "text-align:left",
    "right": "text-align:right",
    "begin": "padding-left:1.6em",
    "group": "text-align:center;font-weight:600;padding:.15em .5em",
    "label": "text-align:left;vertical-align:top;font-weight:400;padding:.25em .5em",
    "number": "text-align:right;vertical-align:top;padding:.25em .5em;white-space:nowrap;line-height:1.12",
    "words": "text-align:left;vertical-align:top;padding:.25em .5em",
    "sum": "font-weight:600;border-top:1px solid #888",
    "range": "font-size:.9em;font-weight:400;color:#5a5a5a",
    "notes": "font-size:.9em;font-weight:400;color:#5a5a5a;white-space:normal",
    "behind": "font-size:.9em;color:#5a5a5a;padding-left:.3em",
    "lead": "font-size:1.45em;line-height:1.3",
    "run": "white-space:nowrap",
    "mark": "display:inline-block;width:.6em;text-align:left",
    "small": "font-size:.9em;color:#5a5a5a",
    "code": "font-family:ui-monospace,Consolas,Menlo,'Courier New',monospace;font-size:.88em;white-space:pre-wrap;"
    "overflow-wrap:anywhere;padding:.6em .8em;border:1px solid #ccc",
    "list": "padding-left:0;list-style:none",
    "note": "margin:.3em 0;padding-left:2.2em;text-indent:-2.2em;overflow-wrap:anywhere",
    "tag": "display:inline-block;min-width:1.8em;text-indent:0;padding-right:.4em;text-align:right;color:#5a5a5a",
}

_PAGE = """
:root{color-scheme:light dark;--ink:#1b1b1b;--soft:#5a5a5a;--rule:#8a8a8a;--paper:#fff;--link:#1f5a8a;--first:#1f5a8a;
--second:#d9730d}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 'Helvetica Neue',Helvetica,Arial,
'Liberation Sans',Roboto,'DejaVu Sans',sans-serif}
main{max-width:58rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .2rem}
h2{font-size:1.15rem;margin:2rem 0 .4rem}
p{margin:.5rem 0;max-width:44rem;overflow-wrap:break-word}
.lead{max-width:none;margin:.7rem 0}
a{color:var(--link)}
.back{padding-left:.4em}
.notes a,.behind a,.back{color:inherit;text-decoration:none;padding:.1em}
.notes a:hover,.behind a:hover,.back:hover{text-decoration:underline}
h1+.small{margin-top:0}
.range,.notes,.behind,.small,.tag{color:var(--soft)}
.head,.sum,.code{border-color:var(--rule)}
.grid .label:first-child,.grid .head:first-child{padding-left:0}
figure{margin:1.2rem 0}
.wide{overflow-x:auto}
.grid{font-size:.95rem}
:target{background:#ffe9a8;color:#1b1b1b}
.chart p{margin:.2rem 0}
.panels{display:flex;flex-wrap:wrap;gap:.8rem 2rem;align-items:flex-start;margin:.6rem 0}
.panels svg{flex:1 1 20rem;max-width:27rem;height:auto}
.lev-ink{fill:var(--ink)}.lev-soft{fill:var(--soft)}.lev-line{stroke:var(--ink);fill:none}
.lev-line-soft{stroke:var(--rule);fill:none}.lev-line-faint{stroke:var(--rule);opacity:.45;fill:none}
.lev-h0{fill:var(--soft)}.lev-h1{fill:var(--first)}.lev-h2{fill:var(--second)}
.lev-o0,.lev-o1,.lev-o2{fill:var(--paper);stroke:var(--soft);stroke-width:1.5}
.lev-o1{stroke:var(--first)}.lev-o2{stroke:var(--second)}
@media (prefers-color-scheme:dark){
:root{--ink:#e8e8e8;--soft:#b0b0b0;--rule:#777;--paper:#16181b;--link:#8cc2ee;--first:#5aa7e0;
--second:#f0a04b}}
@media (max-width:40rem){
main{padding:1rem .8rem 2rem}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack,.stack tbody,.stack caption{display:block}
.stack tr{display:grid;grid-template-columns:repeat(var(--across,3),1fr);border-top:1px solid var(--rule);
padding:.4em 0}
.stack th,.stack td{border:0;padding:.15em .3em .15em 0;text-align:left;white-space:normal}
.stack th{grid-column:1/-1;font-weight:600}
.stack .words{grid-column:1/-1}
.stack td::before{content:attr(data-head);display:block;font-size:.9em;font-weight:400;color:var(--soft)}
.stack td:empty::before{content:none}
}
@media print{
:root{--ink:#000;--soft:#444;--rule:#666;--paper:#fff;--link:#000}
:root{--first:#1f5a8a;--second:#d9730d}
.panels{gap:2mm 4mm}.panels svg{flex:0 0 330px;width:330px}
@page{size:A4;margin:12mm 15mm}
body{font-size:9pt;line-height:1.25}
main{max-width:none;padding:0}
p{max-width:none;margin:.3em 0}
h1{font-size:14pt}h2{font-size:10.5pt;margin:.8em 0 .2em;break-after:avoid}
figure{margin:.6em 0}
.grid{font-size:8pt;line-height:1.15}.grid .label,.grid .number,.grid .words{padding-top:.12em;padding-bottom:.12em}
.small{font-size:7.7pt}
.lead{margin:.3em 0;line-height:1.2}
.dense{page:dense}
@page dense{margin:8mm 15mm}
.dense .lead{font-size:1.4em;line-height:1.15;margin:.2em 0}
.dense h1{font-size:13pt}
.dense figure{margin:.3em 0}.dense .panels{margin:.2em 0}.dense .chart p{margin:0}
.dense .grid,.dense .small{font-size:7.7pt}.dense p{margin:.15em 0}
.dense .grid .label,.dense .grid .number,.dense .grid .words{padding-top:.12em;padding-bottom:.06em;line-height:1.02}
.chart>svg{max-width:26rem}
figure+.small{break-before:avoid}
.back{display:none}
.wide{overflow:visible}
.note{margin:.12em 0}.list{font-size:8pt}
tr,.note,.panels svg,.short{break-inside:avoid}
caption,figcaption{break-after:avoid}
thead{display:table-header-group}
a{text-decoration:none}
}
"""


def write_stylesheet() -> str:
    """Return the stylesheet of a page that stands alone."""
    rules = "\n".join(f".{role}{{{look}}}" for role, look in ROLES.items())
    return f"{rules}{_PAGE}"


class Markup:
    """Writes elements; their roles are classes in a page, and styles on the element in a fragment.

    `is_whole` tells a page from a fragment, which has no links within itself: it may stand twice in one document.
    """

    def __init__(self, views: Iterable[View], *, is_whole: bool) -> None:
        """Write these views as a page or as a fragment."""
        self.is_whole = is_whole
        grids = [view for view in views if isinstance(view, Grid)]
        self._ids = {id(grid): f"table-{number}" for number, grid in enumerate(grids, 1)}
        self._cited: dict[str, str] = {}  # by the label of a note the id of the first table that rests on it
        for grid in grids:
            items = [item for row in (*grid.rows, *grid.totals) for item in row]
            for label in (*grid.notes, *(label for item in items for label in item.notes)):
                self._cited.setdefault(label, self.name(grid))

    def name(self, grid: Grid) -> str:
        """Return the id of a table in its page."""
        return self._ids[id(grid)]

    def write_way_back(self, label: str) -> str:
        """Write a link from a note to the first table that rests on it; nothing in a fragment."""
        if not self.is_whole or label not in self._cited:
            return ""
        link = {"href": f"#{self._cited[label]}", "aria_label": f"Back from {label} to the table"}
        return f" {self.write_tag('a', '↑', 'back', **link)}"

    def write_basis(self, grid: Grid) -> str:
        """Write which notes a table rests on as a whole, each run of labels with links to its ends."""
        groups = [f"{title}: {self._join(labels)}." for title, labels in group_labels(grid.notes)]
        return self.write_tag("p", " ".join(groups), "small") if groups else ""

    def write_tag(self, name: str, content: str, roles: str = "", /, **attributes: str | int) -> str:
        """Write an element with its content, its roles, parted by spaces, and its attributes.

        Content must be escaped; attributes are escaped here, and `data_head` is data-head.
        """
        given = "".join(f' {key.replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items())
        return f"<{name}{self._write_look(roles)}{given}>{content}</{name}>"

    def _write_look(self, roles: str) -> str:
        if self.is_whole:
            return f' class="{roles}"' if roles else ""
        styles = ";".join(ROLES[role] for role in roles.split() if role in ROLES)
        return f' style="{escape(styles)}"' if styles else ""

    def write_paragraph(self, text: str, roles: str = "") -> str:
        """Write a paragraph, or nothing for an empty one."""
        return self.write_tag("p", escape(bind_spaces(text)), roles) if text else ""

    def put_under_heading(self, title: str, body: str) -> str:
        """Write something under a heading, if there is one."""
        return f"{self.write_tag('h2', escape(title))}\n{body}" if title else body

    def write_words(self, item: Item) -> str:
        """Write words with the labels of their notes behind them."""
        return f"{escape(bind_spaces(item.text))}{escape(item.mark)}{self._write_labels(item, 'sup', 'behind', ' ')}"

    def write_number(self, item: Item) -> str:
        """Write a number with its mark in a place of its own, under it its range and the labels of its notes.

        Lines and brackets keep them apart where a style is lost: nobody must read 1,178 and note 1 as one number.
        """
        mark = self.write_tag("span", escape(item.mark), "mark") if item.mark or item.raw is not None else ""
        spread = ""
        if item.range:
            between = item.range if self.is_whole else f"({item.range})"
            spread = f" <br>{self.write_tag('span', escape(between), 'range')}"
        return f"{escape(item.text)}{mark}{spread}{self._write_labels(item, 'span', 'notes', ' <br>')}"

    def _write_labels(self, item: Item, name: str, role: str, before: str) -> str:
        joined = self._join(item.notes)
        return f"{before}{self.write_tag(name, f'[{joined}]', role)}" if joined else ""

    def _join(self, notes: tuple[str, ...]) -> str:
        """Write labels one behind the other, in a page with links to the notes."""
        runs = []
        for run in part_into_runs(notes):
            labels = [self.write_tag("a", label, href=f"#note-{label}") if self.is_whole else label for label in run]
            runs.append(self.write_tag("span", "–".join(labels), "run") if len(run) > 1 else labels[0])
        return ", ".join(runs)


_LONG_HEAD = 14  # characters
_SHORT = 14  # rows of a table that is not broken over printed pages


def write_table(grid: Grid, markup: Markup) -> str:
    """Write a grid; in a page it is a figure, and its rows are stacked on a narrow screen."""
    caption = markup.write_tag("caption", escape(grid.title), "caption") if grid.title else ""
    head = _write_rows("thead", _write_heads(grid.columns, markup), markup)
    body = _write_rows("tbody", [_write_row(grid.columns, row, markup) for row in grid.rows], markup)
    foot = ""
    if grid.totals:  # in no tfoot, which browsers print on every page
        foot = _write_rows(
            "tbody", [_write_row(grid.columns, row, markup, is_total=True) for row in grid.totals], markup
        )
    content = f"\n{caption}\n{head}\n{body}\n{foot}\n"
    if not markup.is_whole:
        return f"{markup.write_tag('table', content, 'grid', border=0)}\n{markup.write_basis(grid) or '<br>'}"
    table = markup.write_tag(
        "table", content, "grid stack", role="table", style=f"--across:{_count_across(grid.columns)}"
    )
    has_sentences = sum(column.is_text for column in grid.columns) > 1
    short = " short" if len(grid.rows) <= _SHORT and not has_sentences else ""
    basis = markup.write_basis(grid)
    return f'<figure class="wide{short}" id="{markup.name(grid)}">\n{table}\n{basis}\n</figure>'


def _write_rows(name: str, rows: Sequence[str], markup: Markup) -> str:
    """Write rows of cells; roles keep them a table for those who listen to a page whose rows are stacked."""
    group, row_role = (' role="rowgroup"', ' role="row"') if markup.is_whole else ("", "")
    lines = "\n".join(f"<tr{row_role}>{row}</tr>" for row in rows)
    return f"<{name}{group}>\n{lines}\n</{name}>"


def _write_heads(columns: Sequence[Column], markup: Markup) -> list[str]:
    """Write the headings of groups, if there are any, and those of the columns."""
    heads = []
    for at, column in enumerate(columns):
        roles = f"head {'left' if column.is_text else 'right'}{_begin_group(columns, at)}"
        text = escape(_bind_head(column))
        heads.append(markup.write_tag("th", text, roles, scope="col", **_write_alignment(column, markup)))
    if not any(column.group for column in columns):
        return ["".join(heads)]
    groups = []
    for run in group_columns(columns):
        if group := columns[run[0]].group:
            groups.append(markup.write_tag("th", escape(group), "group", scope="colgroup", colspan=len(run)))
        else:
            groups.append(markup.write_tag("td", ""))
    return ["".join(groups), "".join(heads)]


def _bind_head(column: Column) -> str:
    """Return a heading that breaks where it is folded elsewhere; over text only a long one breaks."""
    if column.is_text and len(column.head) > _LONG_HEAD:
        return bind_spaces(column.head)
    return " ".join(line.replace(" ", NO_BREAK) for line in fold_head(column))


def _write_row(columns: Sequence[Column], row: Sequence[Item], markup: Markup, *, is_total: bool = False) -> str:
    total = " sum" if is_total else ""
    named = {"role": "rowheader"} if markup.is_whole else {}
    cells = [markup.write_tag("th", markup.write_number(row[0]), f"label{total}", scope="row", **named)]
    for at in range(1, len(row)):
        column, item = columns[at], row[at]
        if column.is_text:
            roles, content = "words", markup.write_words(item)
        else:
            roles, content = f"number{total}{_begin_group(columns, at)}", markup.write_number(item)
            if is_total and not markup.is_whole and item.text:
                content = f"<b>{content}</b>"
        named = {"role": "cell", "data_head": f"{column.group} {column.head}".strip()} if markup.is_whole else {}
        cells.append(markup.write_tag("td", content, roles, **named, **_write_alignment(column, markup)))
    return "".join(cells)


def _write_alignment(column: Column, markup: Markup) -> dict[str, str]:
    """Return attributes that align a cell of a fragment, for programs that drop styles."""
    if markup.is_whole:
        return {}
    return {"align": "left" if column.is_text else "right", "valign": "top"}


def _begin_group(columns: Sequence[Column], at: int) -> str:
    """Return the role of a column that begins a group, which keeps a distance from the column before."""
    return " begin" if at and columns[at].group and columns[at].group != columns[at - 1].group else ""


def _count_across(columns: Sequence[Column]) -> int:
    """Return how many numbers stand side by side where a row is stacked: those of a group, or three."""
    groups = [column.group for column in columns if column.group]
    return max((groups.count(group) for group in set(groups)), default=3)
