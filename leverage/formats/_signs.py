"""Each character as LaTeX in ASCII: as it is, by its command, with its accents, or by what stands for it."""

import unicodedata

from leverage.plain import to_ascii

_COMMANDS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\symbol{34}", "`": r"\textasciigrave{}",
    "–": r"\textendash{}", "—": r"\textemdash{}", "‘": r"\textquoteleft{}", "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}", "”": r"\textquotedblright{}", "¿": r"\textquestiondown{}", "¡": r"\textexclamdown{}",
    "…": r"\dots{}", "€": r"\texteuro{}", "£": r"\pounds{}", "©": r"\textcopyright{}", "™": r"\texttrademark{}",
    "†": r"$\dagger$", "‡": r"$\ddagger$", "§": r"$\mathsection$", "¶": r"$\mathparagraph$", "•": r"$\bullet$",
    "°": r"$^\circ$", "→": r"$\rightarrow$", "←": r"$\leftarrow$", "↔": r"$\leftrightarrow$", "−": "$-$",
    "×": r"$\times$", "÷": r"$\div$", "·": r"$\cdot$", "±": r"$\pm$", "≥": r"$\geq$", "≤": r"$\leq$", "≠": r"$\neq$",
    "≈": r"$\approx$", "∞": r"$\infty$", "²": r"\textsuperscript{2}", "³": r"\textsuperscript{3}",
    "\u00a0": r"\nobreakspace{}", "\u202f": r"\,", "\u2009": r"\,", "\u00ad": r"\-",
    "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}", "æ": r"\ae{}", "Æ": r"\AE{}",
    "œ": r"\oe{}", "Œ": r"\OE{}", "ı": r"\i{}",
}  # fmt: skip

# Signs that read better in running text, where the font joins them; not on a typewriter.
_JOINED = {"–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "~": r"$\sim$"}

# Letters and quotes that only the encoding T1 has.
_LETTERS = {
    "«": r"\guillemotleft{}", "»": r"\guillemotright{}", "\u2039": r"\guilsinglleft{}", "\u203a": r"\guilsinglright{}",
    "„": r"\quotedblbase{}", "\u201a": r"\quotesinglbase{}", "þ": r"\th{}", "Þ": r"\TH{}", "ð": r"\dh{}", "Ð": r"\DH{}",
    "đ": r"\dj{}", "Đ": r"\DJ{}", "ŋ": r"\ng{}", "Ŋ": r"\NG{}",
}  # fmt: skip

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b",
}  # fmt: skip

# What bars in a cell are drawn with: rules, as wide as one another, which stand side by side without a gap.
BARS = {
    " ": r"\hspace*{%s}", "█": r"\rule{%s}{1.4ex}", "▒": r"\rule[0.4ex]{%s}{0.6ex}",
    "│": r"\makebox[%s]{\textbar{}}", "─": r"\rule[0.5ex]{%s}{0.4pt}",
}  # fmt: skip


def joined(character: str) -> str:
    """Write a character of running text."""
    return _JOINED.get(character) or _known(character)


def typed(character: str) -> str:
    """Write a character of a typewriter, which joins nothing."""
    return r"\textquotesingle{}" if character == "'" else _known(character)


def _known(character: str) -> str:
    """Write a character as it is, by its command, with its accents, or by what stands for it."""
    if character in _COMMANDS:
        return _COMMANDS[character]
    if character.isascii() and character.isprintable():
        return character
    if character in BARS:
        return BARS[character] % "0.5em"
    if character in _LETTERS:
        return rf"\leverageletter{{{_LETTERS[character]}}}"
    return _accented(character) or _foreign(character)


def _accented(character: str) -> str | None:
    """Write a Latin letter with its accents; the dot of an i gives way to one above it."""
    parts = unicodedata.normalize("NFD", character)
    base, marks = parts[0], parts[1:]
    if not marks or not (base.isascii() and base.isalpha()) or any(mark not in _ACCENTS for mark in marks):
        return None
    is_dotted = base in "ij" and any(mark not in "\u0323\u0327\u0328\u0331" for mark in marks)
    written = f"\\{base}" if is_dotted else base
    for mark in marks:
        written = rf"\{_ACCENTS[mark]}{{{written}}}"
    return rf"\leverageletter{{{written}}}" if "\u0328" in marks else written


def _foreign(character: str) -> str:
    """Write what stands for a character; one that can be seen is printed itself where the font has it."""
    plain = to_ascii(character)
    plain = plain if plain.isprintable() and plain else ascii(character)[1:-1]
    stand_in = "".join(_COMMANDS.get(one, one) for one in plain)
    return rf"\leverageglyph{{{ord(character)}}}{{{stand_in}}}" if character.isprintable() else stand_in
