"""A grid as a LaTeX table with the rules of booktabs."""

import math

from leverage.formats import _tex
from leverage.formats._fitting import Fit, Size, Strip, fit, letters, panels, strips
from leverage.report.labels import joined
from leverage.report.views import Grid, Item, groups

_WHOLE = 30  # lines; a longer table may be broken over pages
# What is set under a number, by the letters of the table: its range, and in the least of all the labels of its notes.
_RANGES = {"": r"\footnotesize", r"\small": r"\scriptsize", r"\footnotesize": r"\scriptsize", r"\scriptsize": r"\tiny"}
_LABELS = r"\tiny"


def drawn(grid: Grid, sizes: tuple[Size, ...]) -> str:
    """Draw a grid in one or more panels, the caption over the first."""
    parts = panels(strips(grid), sizes)
    sizes = letters(parts, sizes)
    captions = [_tex.text(grid.title), *[""] * (len(parts) - 1)]
    return "\n\n".join(
        _panel(part, fit(part, sizes), caption, len(grid.rows)) for part, caption in zip(parts, captions, strict=True)
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
        [math.ceil(_tex.width(item.text) / width) for item in strip.items]
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
    lines = [_tex.text(line) for line in strip.head]
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
        cells.append(rf"\multicolumn{{{count}}}{{c}}{{{_tex.text(group)}}}" if group else "&" * (count - 1))
        at += count
    return [" & ".join(cells) + r" \\", "".join(rules)]


def _spans(chosen: list[Strip]) -> list[tuple[str, int]]:
    """Return the groups in order, with how many of LaTeX's columns each takes."""
    runs = groups([strip.column for strip in chosen])
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
    return (f"{{{letters} {_tex.whole(text)}}}" if text else "") + _beside(strip)


def _bracketed(item: Item) -> str:
    return f"[{joined(item.notes)}]" if item.notes else ""


def _cell(strip: Strip, item: Item) -> str:
    if strip.column.is_text:
        return _tex.text(f"{item.text}{item.mark}") + _behind(item)
    if strip.is_marked:
        return f"{_tex.whole(item.text)}&{_tex.whole(item.mark)}"
    return _tex.whole(item.text)


def _behind(item: Item) -> str:
    """Write the labels of the notes on words; they may stand on a line of their own."""
    return rf"\hspace{{0pt}}\textsuperscript{{{_tex.whole(joined(item.notes))}}}" if item.notes else ""
