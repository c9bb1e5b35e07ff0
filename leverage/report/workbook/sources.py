"""The sheet of sources: the bibliography, and which figures stand on each."""

from leverage.report import figures
from leverage.report.citing import link
from leverage.report.ledger import Ledger
from leverage.report.words import workbook as words
from leverage.report.workbook import Cell, Look, Row, Sheet, texts

_HEADS = (
    words.SOURCE, words.TITLE, words.AUTHOR, words.PUBLISHED, words.ADDRESS, words.PRIMARY, words.REMARK, words.FIGURES,
)  # fmt: skip
_WIDTHS = (22.0, 58.0, 32.0, 22.0, 50.0, 9.0, 40.0, 50.0)


def sources(ledger: Ledger) -> Sheet:
    """Make the sheet of sources."""
    rows: list[Row] = [texts(words.SOURCES, look=Look.TITLE), (), texts(*_HEADS, look=Look.HEAD)]
    head = len(rows)
    for row in figures.sources(ledger):
        known = [row[key] or "" for key in ("source", "title", "author", "published")]
        address = Cell(row["url"], url=link(row["url"] or ""))
        last = (words.IS_PRIMARY if row["primary"] else "", row["note"] or "", ", ".join(row["figures"]))
        rows.append((*texts(*known), address, *texts(*last)))
    return Sheet(words.SOURCES, _WIDTHS, tuple(rows), (head, 1))
