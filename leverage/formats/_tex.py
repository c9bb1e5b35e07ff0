r"""Text as LaTeX, always in ASCII and never as a command: what TeX would obey becomes the name of a sign.

Accents are commands too, so the encoding of the document that takes it in does not matter. A letter that pdfTeX's fonts
do not have, such as a Cyrillic one, goes through ``\leverageglyph``: XeTeX and LuaTeX print it if the font has it, and
anyone else prints its stand-in. No text of a user's can stop the compiler.
"""

import itertools
import re
import unicodedata

from leverage.formats import _signs

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
    if data.strip() and not set(data) - set(_signs.BARS):
        return _bars(data)
    spread = (part.split() for part in re.split(" {3,}", unicodedata.normalize("NFC", data)))
    written = r" \quad ".join(" ".join(_word(word) for word in words) for words in spread if words)
    return _guarded(_ARROW.sub(r"~\1~", written))


def whole(data: str) -> str:
    """Write a text that is not broken within words, such as a number, which gets a true minus."""
    words = unicodedata.normalize("NFC", data).split()
    written = " ".join(_joined([_signs.joined(one) for one in word]) for word in words)
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


def _bars(data: str) -> str:
    """Draw bars, each run of one sign as one rule."""
    runs = ((sign, len(list(run))) for sign, run in itertools.groupby(data.rstrip()))
    return "".join(_signs.BARS[sign] % f"{count / 2:g}em" for sign, count in runs)


def _em(character: str) -> float:
    if character.isdigit() or character in "█▒│─":
        return 0.5
    if character in " iljtf.,;:'|!()[]":
        return 0.33
    if character.isascii() and character.islower():
        return 0.5 if character not in "mw" else 0.8
    if character in "%→↔—":
        return 1.0
    return 0.5 if character in "-–*†/" else 0.78


def _word(word: str) -> str:
    return r"\allowbreak{}".join(_joined([_signs.joined(one) for one in part]) for part in _parts(word))


def _typed(word: str) -> str:
    return r"\allowbreak{}".join(_joined([_signs.typed(one) for one in part]) for part in _parts(word))


def _parts(word: str) -> list[str]:
    """Part a long word where it may be broken: at its seams, and where it has none for long."""
    parts = [""]
    for part in _SEAM.split(word) if len(word) > _LONG else [word]:
        if len(parts[-1]) < _SHORT:
            parts[-1] += part
        else:
            parts.append(part)
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


def _target(url: str) -> str:
    """Write where a link leads: all but plain characters as their bytes, TeX's own behind a backslash."""
    safe = re.sub(r"[^!-~]|[\"<>\\^`{|}~]", lambda match: "".join(f"%{byte:02X}" for byte in _bytes(match)), url)
    return re.sub(r"[%#&_$]", r"\\\g<0>", safe)


def _bytes(match: re.Match[str]) -> bytes:
    return match.group().encode("utf-8", "surrogatepass")
