"""Grids as LaTeX tables with the rules of booktabs, and how their columns fit a page.

Widths are estimates, in thousandths of an em of the font size of the table.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from leverage.formats import _tex
from leverage.formats._fitting import Measured, Room, fold_head, part_into_panels, share_widths, widen_groups
from leverage.report.notes import group_labels, join_labels
from leverage.report.views import Column, Grid, Item, group_columns
from leverage.text import bind_spaces

_EM = 1000
_EASY = 10 * _EM  # a folded text column should not be narrower
_UNFOLDED = 1000 * _EM  # wider than any column
_SMALLER = 0.88  # the size of a range under a number, as a share of the number's, at most
_SMALLEST = 0.8  # the same of the labels of notes


class Size(NamedTuple):
    """A font size: its command, and in em of it the width of a line and the gap between columns."""

    command: str
    line: float
    gap: float

    @property
    def room(self) -> Room:
        """Return the room for columns on a line."""
        return Room(round(_EM * self.line), round(_EM * self.gap))


# For an A4 page with margins of 25 mm.
WHOLE = (
    Size("", 45.0, 1.2), Size(r"\small", 48.5, 0.8), Size(r"\footnotesize", 53.0, 0.8), Size(r"\scriptsize", 56.5, 0.8),
)  # fmt: skip
# For the same page with margins of 15 mm, where room is dear.
DENSE = (Size(r"\footnotesize", 60.0, 0.8), Size(r"\scriptsize", 67.0, 0.8))
# For the shortest line of LaTeX's article in any of its sizes.
FRAGMENT = (
    Size("", 32.5, 1.2), Size(r"\small", 35.5, 0.8), Size(r"\footnotesize", 38.0, 0.8), Size(r"\scriptsize", 41.0, 0.8),
)  # fmt: skip


class Strip(NamedTuple):
    """A column as it is to be set: the lines of its heading, its cells, its widths.

    `is_marked` if marks have a column of LaTeX's behind the numbers, so that digits stand under digits.
    """

    column: Column
    head: tuple[str, ...]
    items: tuple[Item, ...]
    widths: Measured
    is_marked: bool


class Fit(NamedTuple):
    """The font size of a panel, and the width of each of its columns."""

    size: Size
    widths: tuple[int, ...]


def measure_columns(grid: Grid) -> list[Strip]:
    """Measure the columns of a grid, each by itself, totals included."""
    rows = (*grid.rows, *grid.totals)
    return [_measure_column(column, tuple(row[index] for row in rows)) for index, column in enumerate(grid.columns)]


def _measure_column(column: Column, items: tuple[Item, ...]) -> Strip:
    head = fold_head(column)
    heads = max(map(_measure, head))
    if column.is_text:
        cells = [_measure(item.text) + _measure_labels(item) for item in items]
    else:
        cells = [max(_measure(item.text), _measure(item.range, _SMALLER), _measure_labels(item)) for item in items]
    natural = max([heads, *cells]) + max((_measure(item.mark) for item in items), default=0)
    least = natural
    if column.is_text:
        parts = [round(_EM * _tex.estimate_longest_part(f"{item.text}{item.mark}")) for item in items]
        least = min(natural, max([heads, *parts, *map(_measure_labels, items)]))
    is_marked = not column.is_text and any(item.mark for item in items)
    return Strip(column, head, items, Measured(least, natural), is_marked)


def _measure(text: str, scale: float = 1.0) -> int:
    return round(_EM * scale * _tex.estimate_width(text))


def _measure_labels(item: Item) -> int:
    return _measure(f"[{join_labels(item.notes)}]", _SMALLEST) if item.notes else 0


def _measure_panel(strips: Sequence[Strip], gap: int) -> list[Measured]:
    """Measure the columns of a panel; those of a group are together as wide as their heading."""
    columns = [strip.column for strip in strips]
    headings = [_measure(column.group) for column in columns]
    least = widen_groups(columns, [strip.widths.least for strip in strips], headings, gap)
    natural = widen_groups(columns, [strip.widths.natural for strip in strips], headings, gap)
    return list(map(Measured, least, natural))


def list_panels(strips: Sequence[Strip], sizes: tuple[Size, ...]) -> list[list[Strip]]:
    """Part the columns into as few panels as possible, about equally wide, with the first column in each."""
    columns = [strip.column for strip in strips]
    room = sizes[-1].room

    def measure(places: Iterable[int]) -> list[Measured]:
        return _measure_panel([strips[place] for place in places], room.gap)

    panels = narrower = part_into_panels(columns, measure, room)
    while 1 < len(narrower) == len(panels) and room.width > 0:
        panels, room = narrower, room._replace(width=room.width - _EM)
        narrower = part_into_panels(columns, measure, room)
    return [[strips[place] for place in panel] for panel in panels]


def choose_sizes(panels: Sequence[Sequence[Strip]], sizes: tuple[Size, ...]) -> tuple[Size, ...]:
    """Return the font sizes to choose from: several panels share the smallest size that one of them needs."""
    if len(panels) == 1:
        return sizes
    return (max((fit_columns(panel, sizes).size for panel in panels), key=sizes.index),)


def fit_columns(strips: Sequence[Strip], sizes: tuple[Size, ...]) -> Fit:
    """Choose the largest font size in which the columns fit: unfolded in the first two, else folded wide, else at all.

    Numbers take what they need; what is left is shared fairly among the texts.
    """
    smaller = sizes[1:] or sizes
    ways = [
        *((size, _UNFOLDED) for size in sizes[:2]),
        *((size, _EASY) for size in smaller),
        *((size, 0) for size in smaller),
    ]
    for size, easy in ways:
        columns = [
            column._replace(least=max(column.least, min(column.natural, easy)))
            for column in _measure_panel(strips, size.room.gap)
        ]
        if size.room.left_by([column.least for column in columns]) >= 0:
            break
    return Fit(size, tuple(share_widths(columns, size.room)))


_WHOLE = 30  # lines; a longer table may be broken over pages
# The font size of a range under a number, by that of the table; and that of the labels of notes.
_RANGES = {"": r"\footnotesize", r"\small": r"\scriptsize", r"\footnotesize": r"\scriptsize", r"\scriptsize": r"\tiny"}
_LABELS = r"\tiny"


def draw_tabular(grid: Grid, sizes: tuple[Size, ...]) -> str:
    """Draw a grid in one or more panels, with its caption over the first."""
    basis = _write_basis(grid, is_linked=sizes is not FRAGMENT)
    panels = list_panels(measure_columns(grid), sizes)
    sizes = choose_sizes(panels, sizes)
    between = [""] * (len(panels) - 1)
    captions, bases = [_tex.write_text(grid.title), *between], [*between, basis]
    return "\n\n".join(
        _write_panel(panel, fit_columns(panel, sizes), caption, basis, len(grid.rows))
        for panel, caption, basis in zip(panels, captions, bases, strict=True)
    )


def _write_basis(grid: Grid, *, is_linked: bool) -> str:
    """Write which notes a table rests on, in a document of its own with links to their lists."""
    parts = []
    for title, labels in group_labels(grid.notes):
        joined = join_labels(labels)
        shown = _tex.write_link_to_list(title, joined) if is_linked else _tex.write_whole(joined)
        parts.append(f"{title}: {shown}.")
    told = " ".join(parts)
    return rf"{{\footnotesize {told}\par}}" if told else ""


def _write_panel(strips: list[Strip], fit: Fit, caption: str, basis: str, rows: int) -> str:
    head, body = _write_heads(strips), _write_body(strips, fit, rows)
    if _count_lines(strips, fit) > _WHOLE:
        return _write_long_table(strips, fit, caption, head, body) + (f"\n{basis}" if basis else "")
    named = [rf"\leveragecaption{{{caption}}}"] if caption else []
    lines = [
        rf"\begin{{center}}\begin{{minipage}}{{\linewidth}}\centering{_set_size(fit.size)}",
        *named,
        rf"\begin{{tabular}}{{{_write_columns(strips, fit)}}}",
        r"\toprule",
        *head,
        r"\midrule",
        *body,
        r"\bottomrule",
        r"\end{tabular}",
        *([rf"\par\smallskip\raggedright{basis}"] if basis else []),
        r"\end{minipage}\end{center}",
    ]
    return "\n".join(lines)


def _write_long_table(strips: list[Strip], fit: Fit, caption: str, head: list[str], body: list[str]) -> str:
    """Draw a table that may be broken over pages, with its heading on each."""
    headed = [r"\toprule", *head, r"\midrule"]
    first = [rf"\caption{{{caption}}}\\", *headed, r"\endfirsthead"] if caption else []
    begin = rf"\begin{{longtable}}{{{_write_columns(strips, fit)}}}"
    end = [r"\endhead", r"\bottomrule", r"\endfoot"]
    return "\n".join([f"{{{_set_size(fit.size)}%", begin, *first, *headed, *end, *body, r"\end{longtable}}"])


def _set_size(size: Size) -> str:
    return rf"{size.command}\setlength{{\tabcolsep}}{{{size.gap / 2:g}em}}" if size.command else ""


def _count_lines(strips: list[Strip], fit: Fit) -> int:
    """Estimate how many lines the body takes, not counting those of ranges and notes."""
    columns = [
        [math.ceil(_measure(item.text) / max(1, width)) for item in strip.items]
        for strip, width in zip(strips, fit.widths, strict=True)
    ]
    return sum(map(max, zip(*columns, strict=True)))


def _write_columns(strips: list[Strip], fit: Fit) -> str:
    """Write how the columns are aligned: numbers to the right, their marks behind them, long texts folded."""
    specs = [_write_column(strip, width, fit.size) for strip, width in zip(strips, fit.widths, strict=True)]
    return f"@{{}}{''.join(specs)}@{{}}"


def _write_column(strip: Strip, width: int, size: Size) -> str:
    if not strip.column.is_text:
        return "r@{}l" if strip.is_marked else "r"
    if width >= strip.widths.natural:
        return "l"
    share = math.floor(1000 * width / size.room.width) / 1000  # rounded down: columns must not be wider than the line
    return rf">{{\raggedright\arraybackslash}}p{{{share:.3f}\linewidth}}"


def _write_heads(strips: list[Strip]) -> list[str]:
    """Write the headings, with those of groups above, each over a rule."""
    heads = " & ".join(_write_head(strip) for strip in strips) + r" \\"
    return [*_write_group_heads(strips), heads] if any(strip.column.group for strip in strips) else [heads]


def _write_head(strip: Strip) -> str:
    lines = [_tex.write_text(line) for line in strip.head]
    inner = r"\\ ".join(lines)
    if len(lines) > 1:
        inner = rf"\begin{{tabular}}[b]{{@{{}}r@{{}}}}{inner}\end{{tabular}}"
    return inner + _skip_marks(strip)


def _skip_marks(strip: Strip) -> str:
    return "&" if strip.is_marked else ""


def _write_group_heads(strips: list[Strip]) -> list[str]:
    cells, rules, at = [], [], 1
    for group, count in _list_spans(strips):
        last = at + count - 1
        if group:
            rules.append(rf"\cmidrule(lr){{{at}-{last}}}")
        cells.append(rf"\multicolumn{{{count}}}{{c}}{{{_tex.write_text(group)}}}" if group else "&" * (count - 1))
        at += count
    return [" & ".join(cells) + r" \\", "".join(rules)]


def _list_spans(strips: list[Strip]) -> list[tuple[str, int]]:
    """Return the groups in order, each with the number of LaTeX's columns that it takes."""
    runs = group_columns([strip.column for strip in strips])
    return [(strips[run[0]].column.group, sum(1 + strips[at].is_marked for at in run)) for run in runs]


def _write_body(strips: list[Strip], fit: Fit, rows: int) -> list[str]:
    """Write the rows, then a rule and the totals; rows are a little apart if any takes more than a line."""
    end = r" \\"
    if any(item.range or item.notes for strip in strips for item in strip.items):
        end = r" \\[1pt]" if fit.size in DENSE else r" \\[3pt]"
    elif _count_lines(strips, fit) > len(strips[0].items):
        end = r" \\[2pt]"
    lines = [f"{_write_row(strips, at, fit.size)}{end}" for at in range(len(strips[0].items))]
    return [*lines[:rows], r"\midrule", *lines[rows:]] if lines[rows:] else lines


def _write_row(strips: list[Strip], at: int, size: Size) -> str:
    """Write a row, and under its numbers their ranges, then the labels of their notes."""
    cells, ranges, labels = [], [], []
    for strip in strips:
        item = strip.items[at]
        cells.append(_write_cell(strip, item))
        ranges.append(_write_small(strip, item.range, _RANGES[size.command]))
        noted = f"[{join_labels(item.notes)}]" if item.notes and not strip.column.is_text else ""
        labels.append(_write_small(strip, noted, _LABELS))
    rows = [cells, ranges, labels]
    filled = [row for row in rows if any(cell.strip("&") for cell in row)]
    return " \\\\*\n".join(" & ".join(row) for row in filled or rows[:1])


def _write_small(strip: Strip, text: str, size: str) -> str:
    """Write what stands under a number, and nothing under its mark."""
    written = f"{{{size} {_tex.write_whole(text)}}}" if text else ""
    return written + _skip_marks(strip)


def _write_cell(strip: Strip, item: Item) -> str:
    if strip.column.is_text:
        return _tex.write_text(bind_spaces(f"{item.text}{item.mark}")) + _raise_labels(item)
    if strip.is_marked:
        return f"{_tex.write_whole(item.text)}&{_tex.write_whole(item.mark)}"
    return _tex.write_whole(item.text)


def _raise_labels(item: Item) -> str:
    """Write the labels of the notes on words, which may begin a new line."""
    return rf"\hspace{{0pt}}\textsuperscript{{{_tex.write_whole(join_labels(item.notes))}}}" if item.notes else ""
