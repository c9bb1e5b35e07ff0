r"""Each character as LaTeX: as it is, by its command, with its accents, or by what stands for it.

All is ASCII but letters of other scripts, which pdfLaTeX has no fonts for: those stand as they are in
``\leveragescript``.
A character is given with the accents that follow it.
"""

import re
import unicodedata

from leverage.plain import stand_in

_COMMANDS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\symbol{34}", "`": r"\textasciigrave{}",
    "–": r"\textendash{}", "—": r"\textemdash{}", "‘": r"\textquoteleft{}", "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}", "”": r"\textquotedblright{}", "¿": r"\textquestiondown{}", "¡": r"\textexclamdown{}",
    "…": r"\dots{}", "€": r"\texteuro{}", "£": r"\pounds{}", "©": r"\textcopyright{}", "™": r"\texttrademark{}",
    "µ": r"$\mu$", "¥": r"\textyen{}", "¢": r"\textcent{}", "✓": r"$\surd$", "✗": r"$\times$",
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
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0326": "textcommabelow",
    "\u0327": "c", "\u0328": "k", "\u0331": "b",
}  # fmt: skip

_SCHWAS = {"ə": r"\leverageschwa{}", "Ə": r"\leverageSchwa{}"}  # which the fonts of LaTeX do not have
_GREEK = frozenset("\u0393\u0394\u0398\u039b\u039e\u03a0\u03a3\u03a5\u03a6\u03a8\u03a9") | {
    chr(number) for number in range(0x3B1, 0x3CA) if number not in (0x3BF, 0x3C2)
}  # what mathematics has a sign for: capitals unlike Latin ones, and small letters but omicron and the last sigma

# Scripts as Unicode and the package fontspec call them.
_SCRIPTS = frozenset({
    "Arabic", "Armenian", "Bengali", "Cherokee", "Cyrillic", "Devanagari", "Ethiopic", "Georgian", "Greek", "Gujarati",
    "Gurmukhi", "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Mongolian", "Myanmar", "Oriya", "Sinhala", "Syriac",
    "Tamil", "Telugu", "Thaana", "Thai", "Tibetan",
})  # fmt: skip
_RUN = re.compile(r"(\\leveragescript(?:right|wide|other)?\{\w+\}\{)[^{}]*\}(?: ?\1[^{}]*\})+")

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
    is_dotted = base in "ij" and any(mark not in "\u0323\u0326\u0327\u0328\u0331" for mark in marks)
    written = f"\\{base}" if is_dotted else base
    for mark in marks:
        written = rf"\{_ACCENTS[mark]}{{{written}}}"
    return rf"\leverageletter{{{written}}}" if "\u0328" in marks else written


def _foreign(character: str) -> str:
    """Write what fonts of Latin letters lack: an escape of what cannot be seen, a sign or letter with its stand-in."""
    first, marks = character[0], character[1:]
    if not first.isprintable():
        return "".join(map(_known, ascii(first)[1:-1] + marks))
    if marks and (first.isascii() or stand_in(first) is not None):
        return _known(first) + "".join(map(_foreign, marks))
    plain = _SCHWAS.get(first) or (None if (known := stand_in(first)) is None else "".join(map(_known, known)))
    if plain is None:
        return _script(character)
    if unicodedata.category(first) == "Sc":
        return rf"\leveragescriptsign{{{first}}}{{{plain}}}"
    return rf"\leverageglyph{{{ord(first)}}}{{{plain}}}"


def _script(character: str) -> str:
    """Write a letter with the name of its script, by the command for scripts that run leftwards or have no spaces."""
    first = character[0]
    name = unicodedata.name(first, "").partition(" ")[0].title()
    if unicodedata.bidirectional(first) in ("R", "AL") and name in _SCRIPTS:
        return rf"\leveragescriptright{{{name}}}{{{character}}}"
    if unicodedata.category(first) != "So" and unicodedata.east_asian_width(first) in "WF":
        return rf"\leveragescriptwide{{CJK}}{{{character}}}"
    if name in _SCRIPTS:
        return rf"\leveragescript{{{name}}}{{{character}}}"
    return rf"\leveragescriptother{{other}}{{{character}}}"


def merged(written: str) -> str:
    """Put neighbouring letters of one script together; a lone Greek letter is a sign of mathematics."""
    runs = _RUN.sub(_merge, written)
    return re.sub(r"\\leveragescript\{Greek\}\{(.)\}", _sign, runs)


def _merge(run: re.Match[str]) -> str:
    head = run[1]
    joined = run[0].replace("}" + head, "")
    return joined if head.startswith(r"\leveragescriptwide") else joined.replace("} " + head, " ")


def _sign(letter: re.Match[str]) -> str:
    if letter[1] not in _GREEK:
        return letter[0]
    is_capital = letter[1].isupper()
    name = unicodedata.name(letter[1]).rpartition(" ")[2].replace("LAMDA", "LAMBDA")
    return rf"$\{name.title() if is_capital else name.lower()}$"


def clusters(text: str) -> list[str]:
    """Part a text into its characters, each with the accents that follow it."""
    found: list[str] = []
    for character in text:
        if found and unicodedata.combining(character):
            found[-1] += character
        else:
            found.append(character)
    return found
