"""The sheet of sources: the bibliography, and which figures stand on each."""

from leverage.report import figures
from leverage.report.ledger import Ledger
from leverage.report.workbook import Cell, Look, Row, Sheet, texts

_HEADS = ("Source", "Title", "Author", "Published", "Address", "Primary", "Remark", "Figures")
_WIDTHS = (22.0, 58.0, 32.0, 22.0, 50.0, 9.0, 40.0, 50.0)


def sources(ledger: Ledger) -> Sheet:
    """Make the sheet of sources."""
    rows: list[Row] = [texts("Sources", look=Look.TITLE), (), texts(*_HEADS, look=Look.HEAD)]
    head = len(rows)
    for row in figures.sources(ledger):
        known = [row[key] or "" for key in ("source", "title", "author", "published")]
        address = Cell(row["url"], url=_safe(row["url"] or ""))
        last = ("yes" if row["primary"] else "", row["note"] or "", ", ".join(row["figures"]))
        rows.append((*texts(*known), address, *texts(*last)))
    return Sheet("Sources", _WIDTHS, tuple(rows), (head, 1))


def _safe(url: str) -> str:
    """Return an address that may be a link; nothing for one that is no web page's."""
    return url if url.startswith(("http://", "https://")) else ""
