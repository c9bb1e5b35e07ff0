"""Plain ASCII in the place of signs that a console cannot print. The formats for people and the messages use it."""

import unicodedata

_ASCII = {
    "→": "->", "←": "<-", "↔": "<->", "–": "-", "—": "-", "−": "-", "×": "x", "·": "*", "≥": ">=", "≤": "<=",
    "†": "+", "‡": "#", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "€": "EUR", "£": "GBP", "─": "-",
    "│": "|", "├": "+", "└": "`", "░": ".", "▒": "-", "▓": "=", "█": "#", "┤": "|", "\u00a0": " ",
    "ə": "e", "Ə": "E", "ı": "i", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
}  # fmt: skip


def to_ascii(text: str) -> str:
    """Write a text in ASCII: signs by their usual stand-ins, letters without accents, the rest as escapes."""
    if text.isascii():
        return text
    stand_ins = "".join(_ASCII.get(character, character) for character in text)
    decomposed = unicodedata.normalize("NFKD", stand_ins)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare.encode("ascii", "backslashreplace").decode("ascii")
