"""Numbers of the results' sheet: live cells over the named cells of the other sheets, marked as on the screen."""

import re

from leverage.formula.spreadsheet import number
from leverage.report.ledger import Ledger
from leverage.report.marks import mark
from leverage.report.numbers import ABOUT, Scale
from leverage.report.titles import is_paired, is_share
from leverage.report.words import tables
from leverage.report.workbook import GENERAL, Cell, Look
from leverage.report.workbook.live import Live

PERCENT, RATIO, MONTHS = Scale(1.0, 2, "%"), Scale(1.0, 2, ""), Scale(1 / 12, 1, tables.MONTHS)
PLAIN = Scale(1.0, -1, "")  # as many decimals as there are


def shown(live: Live, name: str, scale: Scale, look: Look = Look.LIVE) -> Cell:
    """Show a cell in a scale: per cent where the scale says so; nothing where the cell is missing."""
    if name not in live:
        return Cell(look=Look.MISSING if live.ledger.needs(name) and look is Look.LIVE else look)
    raw, own = live.ledger.raw(name), live.names.of(name)
    text = f"{own}{_scaled(scale)}"
    pattern = _marked(live.ledger, name, _pattern(_fine(scale, raw or 0.0)))
    if raw is None:
        return Cell("", look, f'IF(ISNUMBER({own}), {text}, "")', pattern)
    return Cell(raw / scale.size, look, text, pattern)


def _scaled(scale: Scale) -> str:
    """Return what stands behind a name so that it comes out in a scale."""
    if scale.size == 1.0:
        return ""
    return f" / {number(scale.size)}" if scale.size > 1 else f" * {number(1 / scale.size)}"


def own_scale(ledger: Ledger, name: str, money: Scale) -> Scale:
    """Return the scale of a cell that may be money, a share or something else."""
    if ledger.is_money(name):
        return money
    if is_share(ledger, name):
        return PERCENT
    return RATIO if ledger.base_unit(name) == "ratio" else PLAIN._replace(words=ledger.base_unit(name) or "")


def still(ledger: Ledger, name: str, scale: Scale) -> tuple[Cell, Cell]:
    """Show the ends of a cell's range as numbers that nothing computes anew."""
    ends = ledger.raw_ends(name)
    if ends is None:
        return Cell(), Cell()
    low, high = (Cell(end / scale.size, Look.STILL, pattern=_pattern(scale)) for end in ends)
    return low, high


def _fine(scale: Scale, raw: float) -> Scale:
    """Return a scale with more decimals where a number that is something would look like nothing."""
    seen = abs(raw) / scale.size * (100 if scale.words == "%" else 1)
    return scale._replace(decimals=scale.decimals + 2) if 0 < seen < 0.5 * 10.0**-scale.decimals else scale


def _pattern(scale: Scale) -> str:
    if scale.decimals < 0:
        return GENERAL
    decimals = f".{'0' * scale.decimals}" if scale.decimals else ""
    return f"0{decimals}%" if scale.words == "%" else f"#,##0{decimals}"


def _marked(ledger: Ledger, name: str, pattern: str) -> str:
    """Put a cell's mark behind its pattern, or as much room, and before it what says that it is about, or at least."""
    sign = mark(ledger, name)
    least = f'"{tables.LEAST} "' if ledger.is_at_least(name) and not is_paired(name) else ""
    before, behind = (f'"{sign}"', "_†") if sign == ABOUT else ("", f'"{sign}"' if sign else "_†")
    return f"{least}{before}{pattern}{behind}"


def signs_of(pattern: str) -> set[str]:
    """Return the signs that a pattern puts beside its number."""
    return {sign.strip() for sign in re.findall('"([^"]*)"', pattern)}
