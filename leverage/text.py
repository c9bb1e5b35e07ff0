"""Text adapted to where it is printed: consoles and files that lack some signs, lines that must not break an amount."""

import re
import unicodedata
from functools import lru_cache

_ASCII = {
    "→": "->", "←": "<-", "↔": "<->", "–": "-", "—": "-", "−": "-", "×": "x", "·": "*", "≥": ">=", "≤": "<=",
    "†": "+", "‡": "#", "…": "...", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u201a": "'",
    "\u2010": "-", "\u2015": "-", "\u2044": "/", "≠": "!=", "≈": "~", "─": "-", "│": "|", "┊": ":", "├": "+", "└": "`",
    "┼": "+", "●": "o", "○": "o", "↑": "^",
    "░": ".", "▒": "-", "▓": "=", "█": "#", "┤": "|", "\u00a0": " ", "✓": "+", "✗": "x",
    "€": "EUR", "£": "GBP", "₽": "RUB", "₼": "AZN", "₾": "GEL", "֏": "AMD", "₴": "UAH", "₺": "TRY", "₸": "KZT",
    "₹": "INR", "₩": "KRW", "₪": "ILS", "₫": "VND", "₱": "PHP", "₦": "NGN", "₮": "MNT",
    "ə": "e", "Ə": "E", "ı": "i", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th",
    "Þ": "Th", "ð": "d", "Ð": "D", "ŋ": "ng", "Ŋ": "NG",
}  # fmt: skip
# Expressions are compiled where they are used: this one takes a thirtieth of the time of a short run.
# What XML cannot hold.
_ILLEGAL = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_BREAK = "[\n-\r\x1c-\x1e\x85\u2028\u2029]"  # what some program takes for the end of a line
_LETTER = r"LATIN (SMALL|CAPITAL) LETTER ([A-Z]) WITH .+"


def to_ascii(text: str) -> str:
    """Write a text in ASCII: signs by their usual stand-ins, letters without accents, the rest as escapes."""
    if text.isascii():
        return text
    return "".join(character if character.isascii() else _write_character(character) for character in text)


def _write_character(character: str) -> str:
    known = stand_in(character)
    return ascii(character)[1:-1] if known is None else known


@lru_cache(maxsize=2048)
def stand_in(character: str) -> str | None:
    """Return the ASCII that stands for a sign or a Latin letter, empty for a lone accent; None where there is none."""
    parts = unicodedata.normalize("NFKD", _ASCII.get(character, character))
    written = "".join(_ASCII.get(part) or _strip_stroke(part) for part in parts if not unicodedata.combining(part))
    return written if written.isascii() else None


def _strip_stroke(character: str) -> str:
    """Return a Latin letter without its stroke or hook, which Unicode normalization keeps; others as they are."""
    if match := re.fullmatch(_LETTER, unicodedata.name(character, "")):
        return match[2] if match[1] == "CAPITAL" else match[2].lower()
    return character


def legal(text: str) -> str:
    """Return a text, or a whole document, with escapes for the characters that XML cannot hold."""
    return re.sub(_ILLEGAL, lambda match: ascii(match.group())[1:-1], text)


def unbroken(text: str) -> str:
    """Return a text in one line, with escapes for its line breaks: no text of a user's file may begin a line."""
    if text.isprintable():  # which no line break is
        return text
    return re.sub(_BREAK, lambda match: ascii(match.group())[1:-1], text)


_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+"


def isolate(markup: str) -> str:
    """Return HTML or SVG in which right-to-left words of its texts do not change the order of what is beside them.

    Without that a number behind an Arabic name would stand before it.
    """
    if not re.search(_RIGHT_TO_LEFT, markup):
        return markup
    run = f"{_RIGHT_TO_LEFT}(?: +{_RIGHT_TO_LEFT})*"

    def isolate_text(text: re.Match[str]) -> str:
        return re.sub(run, "\u2068\\g<0>\u2069", text.group())

    return re.sub(">[^<]+<", isolate_text, markup)


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters; its end says how many are left out."""
    if len(text) <= most:
        return text
    kept = most - len(f" … [cut: {len(text):,} more characters]")
    return f"{text[:kept]} … [cut: {len(text) - kept:,} more characters]"


NO_BREAK = "\u00a0"
_SCALES = "%|bn|million|billion|trillion|thousand|points"
_BOUND = "|".join(
    (
        rf"(?<=[0-9†‡*]) (?=(?:{_SCALES})(?!\w))",
        r"(?<=US\$) (?=[~≥<0-9])",
        "(?<=^%) ",
        " (?=[→↔] )|(?<=[→↔]) ",
        "(?<=[✓✗≈]) |(?<=^[*†~]) |(?<=   [*†~]) ",  # a sign and what it means
    )
)


def bind_spaces(text: str) -> str:
    """Return a text with spaces that do not break within an amount, and beside an arrow or a sign."""
    return re.sub(_BOUND, NO_BREAK, text)
