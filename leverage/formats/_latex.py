"""Grids as LaTeX tables with the rules of booktabs, and how their columns fit a page."""

import math
import textwrap
from typing import NamedTuple

from leverage.formats import _tex
from leverage.report.notes import join_labels
from leverage.report.views import Column, Grid, Item, group_columns

_EASY = 10.0  # em that a folded text column should have
_HEAD = 11  # a longer heading over numbers folds at its words
_SMALLER = 0.88  # of a range under its number, beside the number's own letters, at most
_SMALLEST = 0.8  # of the labels of notes below that


class Size(NamedTuple):
    """Letters: the command that takes them, the width of a line, and the gap between columns, in em of theirs."""

    command: str
    line: float
    gap: float


# The lines of an A4 page with margins of 25 mm, and the shortest of LaTeX's article in any of its sizes.
WHOLE = (
    Size("", 45.0, 1.2), Size(r"\small", 48.5, 0.8), Size(r"\footnotesize", 53.0, 0.8), Size(r"\scriptsize", 56.5, 0.8),
)  # fmt: skip
# The same page with margins of 15 mm, where room is dear.
DENSE = (Size(r"\footnotesize", 60.0, 0.8), Size(r"\scriptsize", 67.0, 0.8))
FRAGMENT = (
    Size("", 32.5, 1.2), Size(r"\small", 35.5, 0.8), Size(r"\footnotesize", 38.0, 0.8), Size(r"\scriptsize", 41.0, 0.8),
)  # fmt: skip


class Strip(NamedTuple):
    """A column as it is to be set: its heading's lines, its cells, its width unfolded and folded as far as it can be.

    `is_marked` where marks stand in a place of their own behind the numbers, so that digits stand under digits.
    """

    column: Column
    head: tuple[str, ...]
    items: tuple[Item, ...]
    full: float
    least: float
    is_marked: bool

    @property
    def easy(self) -> float:
        """Return the width that it should have if it is folded."""
        return min(self.full, max(self.least, _EASY))


class Fit(NamedTuple):
    """The letters a panel is set in, and the width of each of its columns in em of theirs."""

    size: Size
    widths: tuple[float, ...]


def measure_columns(grid: Grid) -> list[Strip]:
    """Measure the columns of a grid, totals among their cells."""
    rows = (*grid.rows, *grid.totals)
    shares = [_group_share(grid, index) for index in range(len(grid.columns))]
    return [
        _strip(column, tuple(row[index] for row in rows), shares[index]) for index, column in enumerate(grid.columns)
    ]


def _group_share(grid: Grid, index: int) -> float:
    """Return a column's part of the width of its group's name."""
    group = grid.columns[index].group
    return _tex.estimate_width(group) / sum(column.group == group for column in grid.columns)


def _strip(column: Column, items: tuple[Item, ...], share: float) -> Strip:
    head = _folded(column)
    heads = max(map(_tex.estimate_width, head))
    marks = max((_tex.estimate_width(item.mark) for item in items), default=0.0)
    wide = _words if column.is_text else _number
    full = max(share, max([heads, *map(wide, items)]) + marks)
    chunks = [max(_tex.estimate_longest_part(f"{item.text}{item.mark}"), _labels(item)) for item in items]
    least = max([share, heads, *chunks]) if column.is_text else full
    is_marked = not column.is_text and any(item.mark for item in items)
    return Strip(column, head, items, full, min(least, full), is_marked)


def _number(item: Item) -> float:
    return max(_tex.estimate_width(item.text), _SMALLER * _tex.estimate_width(item.range), _labels(item))


def _words(item: Item) -> float:
    return _tex.estimate_width(item.text) + _labels(item)


def _labels(item: Item) -> float:
    return _SMALLEST * _tex.estimate_width(f"[{join_labels(item.notes)}]") if item.notes else 0.0


def _folded(column: Column) -> tuple[str, ...]:
    """Fold a long heading over numbers at its words and dashes, but not at an arrow."""
    if column.is_text or len(column.head) <= _HEAD:
        return (column.head,)
    held = column.head.replace(" → ", "\u00a0→\u00a0").replace("–", "–\n")
    lines = [line for part in held.split("\n") for line in textwrap.wrap(part, _HEAD, break_long_words=False)]
    return tuple(line.replace("\u00a0", " ") for line in lines)


def part_into_panels(strips: list[Strip], sizes: tuple[Size, ...]) -> list[list[Strip]]:
    """Part the columns into as few panels as can be, about as wide as one another, the first column in each."""
    size = sizes[-1]
    found = closer = _parted(strips, size)
    while 1 < len(closer) == len(found) and size.line > 0:
        found, size = closer, size._replace(line=size.line - 1)
        closer = _parted(strips, size)
    return found


def _parted(strips: list[Strip], size: Size) -> list[list[Strip]]:
    """Part the columns into panels that fit a line, between groups where that can be."""
    if _fits(strips, size):
        return [strips]
    found = [strips[:1]]
    for run in group_columns([strip.column for strip in strips])[1:]:
        group = [strips[at] for at in run]
        if len(found[-1]) > 1 and not _fits([*found[-1], *group], size):
            found.append(strips[:1])
        for strip in group:
            if len(found[-1]) > 1 and not _fits([*found[-1], strip], size):
                found.append(strips[:1])
            found[-1].append(strip)
    return found


def _fits(strips: list[Strip], size: Size) -> bool:
    return _room(size, [strip.least for strip in strips]) >= 0


def _room(size: Size, widths: list[float]) -> float:
    """Return what columns leave of a line."""
    return size.line - size.gap * (len(widths) - 1) - sum(widths)


def choose_letters(parts: list[list[Strip]], sizes: tuple[Size, ...]) -> tuple[Size, ...]:
    """Return the letters that all panels of a table share: the smallest that one of them needs."""
    if len(parts) == 1:
        return sizes
    return (min((fit_columns(part, sizes).size for part in parts), key=lambda size: -sizes.index(size)),)


def fit_columns(strips: list[Strip], sizes: tuple[Size, ...]) -> Fit:
    """Choose the largest letters in which columns fit unfolded or hardly smaller, else folded with ease, else at all.

    Numbers take what they need; what is left is shared fairly among the texts.
    """
    ways = [
        *((size, [strip.full for strip in strips]) for size in sizes[:2]),
        *((size, [strip.easy for strip in strips]) for size in sizes[1:] or sizes),
        *((size, [strip.least for strip in strips]) for size in sizes[1:] or sizes),
    ]
    size, widths = next((way for way in ways if _room(*way) >= 0), ways[-1])
    room = max(_room(size, widths), 0.0)
    texts = sorted((strip.full - width, index) for index, (strip, width) in enumerate(zip(strips, widths, strict=True)))
    texts = [(more, index) for more, index in texts if more > 0]
    for count, (more, index) in enumerate(texts):
        given = min(more, room / (len(texts) - count))
        widths[index] += given
        room -= given
    return Fit(size, tuple(widths))


_WHOLE = 30  # lines; a longer table may be broken over pages
# What is set under a number, by the letters of the table: its range, and in the least of all the labels of its notes.
_RANGES = {"": r"\footnotesize", r"\small": r"\scriptsize", r"\footnotesize": r"\scriptsize", r"\scriptsize": r"\tiny"}
_LABELS = r"\tiny"


def draw_tabular(grid: Grid, sizes: tuple[Size, ...]) -> str:
    """Draw a grid in one or more panels, the caption over the first."""
    parts = part_into_panels(measure_columns(grid), sizes)
    sizes = choose_letters(parts, sizes)
    captions = [_tex.write_text(grid.title), *[""] * (len(parts) - 1)]
    return "\n\n".join(
        _panel(part, fit_columns(part, sizes), caption, len(grid.rows))
        for part, caption in zip(parts, captions, strict=True)
    )


def _panel(chosen: list[Strip], room: Fit, caption: str, rows: int) -> str:
    head, body = _head(chosen), _body(chosen, room, rows)
    if _lines(chosen, room) > _WHOLE:
        return _long(chosen, room, caption, [head, body])
    named = [rf"\leveragecaption{{{caption}}}"] if caption else []
    lines = [
        rf"\begin{{center}}\begin{{minipage}}{{\linewidth}}\centering{_letters(room.size)}",
        *named,
        rf"\begin{{tabular}}{{{_columns(chosen, room)}}}",
        r"\toprule",
        *head,
        r"\midrule",
        *body,
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{minipage}\end{center}",
    ]
    return "\n".join(lines)


def _long(chosen: list[Strip], room: Fit, caption: str, parts: list[list[str]]) -> str:
    """Draw a table that is broken over pages, its heading on each."""
    head, body = parts
    headed = [r"\toprule", *head, r"\midrule"]
    first = [rf"\caption{{{caption}}}\\", *headed, r"\endfirsthead"] if caption else []
    begin = rf"\begin{{longtable}}{{{_columns(chosen, room)}}}"
    end = [r"\endhead", r"\bottomrule", r"\endfoot"]
    return "\n".join([f"{{{_letters(room.size)}%", begin, *first, *headed, *end, *body, r"\end{longtable}}"])


def _letters(size: Size) -> str:
    return rf"{size.command}\setlength{{\tabcolsep}}{{{size.gap / 2:g}em}}" if size.command else ""


def _lines(chosen: list[Strip], room: Fit) -> int:
    """Estimate how many lines the body takes, without those of ranges."""
    columns = [
        [math.ceil(_tex.estimate_width(item.text) / width) for item in strip.items]
        for strip, width in zip(chosen, room.widths, strict=True)
    ]
    return sum(map(max, zip(*columns, strict=True)))


def _columns(chosen: list[Strip], room: Fit) -> str:
    """Write how columns stand: numbers to the right, their marks behind them, long texts folded."""
    specs = [_column(strip, width, room.size) for strip, width in zip(chosen, room.widths, strict=True)]
    return f"@{{}}{''.join(specs)}@{{}}"


def _column(strip: Strip, width: float, size: Size) -> str:
    if not strip.column.is_text:
        return "r@{}l" if strip.is_marked else "r"
    if width >= strip.full:
        return "l"
    return rf">{{\raggedright\arraybackslash}}p{{{math.floor(1000 * width / size.line) / 1000:.3f}\linewidth}}"


def _head(chosen: list[Strip]) -> list[str]:
    """Write the headings, those of groups above with a rule under each."""
    own = " & ".join(_heading(strip) for strip in chosen) + r" \\"
    return [*_group_heads(chosen), own] if any(strip.column.group for strip in chosen) else [own]


def _heading(strip: Strip) -> str:
    lines = [_tex.write_text(line) for line in strip.head]
    inner = r"\\ ".join(lines)
    return (rf"\begin{{tabular}}[b]{{@{{}}r@{{}}}}{inner}\end{{tabular}}" if len(lines) > 1 else inner) + _beside(strip)


def _beside(strip: Strip) -> str:
    return "&" if strip.is_marked else ""


def _group_heads(chosen: list[Strip]) -> list[str]:
    cells, rules, at = [], [], 1
    for group, count in _spans(chosen):
        last = at + count - 1
        if group:
            rules.append(rf"\cmidrule(lr){{{at}-{last}}}")
        cells.append(rf"\multicolumn{{{count}}}{{c}}{{{_tex.write_text(group)}}}" if group else "&" * (count - 1))
        at += count
    return [" & ".join(cells) + r" \\", "".join(rules)]


def _spans(chosen: list[Strip]) -> list[tuple[str, int]]:
    """Return the groups in order, with how many of LaTeX's columns each takes."""
    runs = group_columns([strip.column for strip in chosen])
    return [(chosen[run[0]].column.group, sum(1 + chosen[at].is_marked for at in run)) for run in runs]


def _body(chosen: list[Strip], room: Fit, rows: int) -> list[str]:
    """Write the rows, and behind a rule the totals; a little apart where they take more than a line."""
    is_ranged = any(item.range or item.notes for strip in chosen for item in strip.items)
    is_folded = _lines(chosen, room) > len(chosen[0].items)
    end = r" \\[3pt]" if is_ranged else r" \\[2pt]" if is_folded else r" \\"
    lines = [f"{_row(chosen, at, room.size)}{end}" for at in range(len(chosen[0].items))]
    return [*lines[:rows], *([r"\midrule"] if lines[rows:] else []), *lines[rows:]]


def _row(chosen: list[Strip], at: int, size: Size) -> str:
    """Write a row, and under its numbers their ranges, then the labels of their notes."""
    rows = [
        [_cell(strip, strip.items[at]) for strip in chosen],
        [_small(strip, strip.items[at].range, _RANGES[size.command]) for strip in chosen],
        [_small(strip, "" if strip.column.is_text else _bracketed(strip.items[at]), _LABELS) for strip in chosen],
    ]
    filled = [row for row in rows if any(cell.strip("&") for cell in row)]
    return " \\\\*\n".join(" & ".join(row) for row in filled or rows[:1])


def _small(strip: Strip, text: str, letters: str) -> str:
    """Write what stands under a number, and nothing under its mark."""
    return (f"{{{letters} {_tex.write_whole(text)}}}" if text else "") + _beside(strip)


def _bracketed(item: Item) -> str:
    return f"[{join_labels(item.notes)}]" if item.notes else ""


def _cell(strip: Strip, item: Item) -> str:
    if strip.column.is_text:
        return _tex.write_text(f"{item.text}{item.mark}") + _behind(item)
    if strip.is_marked:
        return f"{_tex.write_whole(item.text)}&{_tex.write_whole(item.mark)}"
    return _tex.write_whole(item.text)


def _behind(item: Item) -> str:
    """Write the labels of the notes on words; they may stand on a line of their own."""
    return rf"\hspace{{0pt}}\textsuperscript{{{_tex.write_whole(join_labels(item.notes))}}}" if item.notes else ""
