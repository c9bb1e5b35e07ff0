r"""Text as LaTeX, always in ASCII and never as a command: what TeX would obey becomes the name of a sign.

Accents are commands too, so the encoding of the document that takes it in does not matter. A letter that pdfTeX's fonts
do not have, such as a Cyrillic one, goes through ``\leverageglyph``: XeTeX and LuaTeX print it if the font has it, and
anyone else prints its stand-in. No text of a user's can stop the compiler.
"""

import re
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

_JOINING = {"--", "''", ",,", "``", "?`", "!`"}  # what a font would join into another sign
_ARROW = re.compile(r" (\$\\(?:left)?rightarrow\$) ")  # from where to where stays on one line
_LONG = 15  # a longer word, such as an id or an address, may be broken
_SEAM = re.compile(r"(?<=[_./\-?&=:;,+*\\])(?![_./\-?&=:;,+*\\])")  # behind a sign between words
_SHORT = 8  # no shorter part is broken off
_ENDLESS = 30  # where a part has no seam for so long, it is broken all the same

# What stands at the top of what uses it; nothing else is defined.
_MACROS = {
    r"\leverageglyph": r"\providecommand{\leverageglyph}[2]"
    r"{\ifdefined\Umathcode\iffontchar\font#1 \char#1 \else#2\fi\else#2\fi}",
    r"\leverageletter": r"\providecommand{\leverageletter}[1]"
    r"{\ifdefined\Umathcode#1\else{\fontencoding{T1}\selectfont#1}\fi}",
    r"\leverageurl": r"\providecommand{\leverageurl}[2]{\ifdefined\href\href{#1}{\texttt{#2}}\else\texttt{#2}\fi}",
    r"\leveragecaption": r"\providecommand{\leveragecaption}[1]{\expandafter\def\csname @captype\endcsname{table}"
    r"\setlength{\abovecaptionskip}{0pt}\setlength{\belowcaptionskip}{6pt}\caption{#1}}",
    r"\texteuro": r"\providecommand{\texteuro}{EUR}",
    r"\textquotesingle": r"\providecommand{\textquotesingle}{'}",
    r"\textasciigrave": r"\providecommand{\textasciigrave}{\symbol{96}}",
}


def macros(body: str) -> list[str]:
    """Return the definitions of what a body uses and a document may not know."""
    return [definition for name, definition in _MACROS.items() if name in body]


def text(data: str) -> str:
    """Write a text on one line of a paragraph; a long word gets places where it may be broken."""
    spread = (part.split() for part in re.split(" {3,}", unicodedata.normalize("NFC", data)))
    written = r" \quad ".join(" ".join(_word(word) for word in words) for words in spread if words)
    return _guarded(_ARROW.sub(r"~\1~", written))


def whole(data: str) -> str:
    """Write a text that is not broken within words, such as a number, which gets a true minus."""
    words = unicodedata.normalize("NFC", data).split()
    written = " ".join(_joined([_sign(one) for one in word]) for word in words)
    return _guarded(re.sub(r"^-(?=[0-9])", "$-$", written))


def code(line: str) -> str:
    """Write a line for a typewriter: spaces as they are, straight quotes, and places to break at."""
    single = line.expandtabs(4).rstrip()
    kept = re.sub(r"^ +| +(?= )", lambda match: "\u00a0" * len(match.group()), single)
    return _guarded(" ".join(_typed(word) for word in kept.split(" ")))


def address(url: str) -> str:
    """Write an address that may be broken; a document with hyperref makes it a link if it leads to a page."""
    shown = _typed(url)
    if not re.match(r"https?://", url, re.IGNORECASE):
        return rf"\texttt{{{shown}}}"
    return rf"\leverageurl{{{_target(url)}}}{{{shown}}}"


def width(data: str) -> float:
    """Estimate a text's width in em of the fonts that LaTeX comes with."""
    return sum(_em(character) for character in data)


def chunk(data: str) -> float:
    """Estimate the width of the longest part of a text that is not broken."""
    parts = [part for word in re.sub(" ([→↔]) ", r"\1", data).split() for part in _parts(word)]
    return max((width(part) for part in parts), default=0.0)


def _em(character: str) -> float:
    if character.isdigit():
        return 0.5
    if character in " iljtf.,;:'|!()[]":
        return 0.33
    if character.isascii() and character.islower():
        return 0.5 if character not in "mw" else 0.8
    if character in "%→↔—":
        return 1.0
    return 0.5 if character in "-–*†/" else 0.78


def _word(word: str) -> str:
    return r"\allowbreak{}".join(_joined([_sign(one) for one in part]) for part in _parts(word))


def _typed(word: str) -> str:
    return r"\allowbreak{}".join(_joined([_typed_sign(one) for one in part]) for part in _parts(word))


def _parts(word: str) -> list[str]:
    """Part a long word where it may be broken: at its seams, and where it has none for long."""
    parts = [""]
    for part in _SEAM.split(word) if len(word) > _LONG else [word]:
        parts = [*parts[:-1], parts[-1] + part] if len(parts[-1]) < _SHORT else [*parts, part]
    return [part[at : at + _ENDLESS] for part in parts for at in range(0, len(part), _ENDLESS)]


def _joined(signs: list[str]) -> str:
    """Put signs together, those apart that a font would join."""
    written = ""
    for sign in signs:
        written += rf"\/{sign}" if written[-1:] + sign[:1] in _JOINING else sign
    return written


def _guarded(written: str) -> str:
    """Keep a beginning from being read as an option of the command before it."""
    return f"{{{written[0]}}}{written[1:]}" if written[:1] in ("[", "*") else written


def _sign(character: str) -> str:
    return _JOINED.get(character) or _known(character)


def _typed_sign(character: str) -> str:
    return r"\textquotesingle{}" if character == "'" else _known(character)


def _known(character: str) -> str:
    """Write a character as it is, by its command, with its accents, or by what stands for it."""
    if character in _COMMANDS:
        return _COMMANDS[character]
    if character.isascii() and character.isprintable():
        return character
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


def _target(url: str) -> str:
    """Write where a link leads: all but plain characters as their bytes, TeX's own behind a backslash."""
    safe = re.sub(r"[^!-~]|[\"<>\\^`{|}~]", lambda match: "".join(f"%{byte:02X}" for byte in _bytes(match)), url)
    return re.sub(r"[%#&_$]", r"\\\g<0>", safe)


def _bytes(match: re.Match[str]) -> bytes:
    return match.group().encode("utf-8", "surrogatepass")
