"""How wide text runs. Widths are those of Arial, whose metrics its usual stand-ins share; they decide layout alone."""

import re
import unicodedata

from leverage.formats._word.elements import clean, has_bars
from leverage.report.views import Item

_BOLD = 1.14  # bold letters beside others; digits are as wide
_MONO = 0.6
_RAISED = 0.62  # how large superscripts are beside the text: between what Word and LibreOffice make them
_BREAKS = re.compile(r"(?<=[-–])| +")
_SIGNS = {
    sign: width / 1000
    for width, signs in {
        222: "ijl'|", 278: " \u00a0.,:;/!ftI[]\\", 333: "r()-`", 389: '*"', 500: "ckJsvxyz", 600: "FTZ~<>=+±×≥≤",
        667: "ABEKPSVXY&", 722: "CDHNRUw", 778: "GOQ", 833: "mM", 944: "%W", 1000: "—→←↔…@",
    }.items()
    for sign in signs
}  # fmt: skip


def run_width(text: str, size: int, *, is_bold: bool = False) -> float:
    """Return how wide a text runs in type of a size, in the unit of that size."""
    if has_bars(text):
        return size * _MONO * len(text)
    return size * sum(_sign_width(sign) * (_BOLD if is_bold and sign.isalpha() else 1.0) for sign in clean(text))


def _sign_width(sign: str) -> float:
    return _SIGNS.get(sign) or (1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.556)


def labels_width(item: Item, size: int) -> float:
    """Return the width of the raised labels of an item's notes."""
    return run_width(", ".join(item.notes), size) * _RAISED if item.notes else 0.0


def longest_word(text: str, size: int, *, is_bold: bool = False, is_number: bool = False) -> float:
    """Return the width of the longest part of a text that is not broken; a number breaks at spaces alone."""
    words = text.split(" ") if is_number else _BREAKS.split(text)
    return max((run_width(word, size, is_bold=is_bold) for word in words), default=0.0)
