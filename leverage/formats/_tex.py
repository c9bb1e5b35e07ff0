r"""Text as LaTeX, never as a command: what TeX would obey becomes the name of a sign.

Accents are commands, so Latin text is ASCII and the encoding of the document that takes it in does not matter. Letters
of other scripts stand as they are, in UTF-8, in ``\leveragescript``: XeTeX and LuaTeX print them in a font that has
them, pdfTeX prints Cyrillic where T2A is loaded, and anything else is an error that says so. No text can do more.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable

from leverage.formats import _signs
from leverage.plain import cut

_LONGEST_URL = 2000  # no link is longer, nor what is shown of one
_JOINING = {"--", "''", ",,", "``", "?`", "!`"}  # what a font would join into another sign
_ARROW = re.compile(r" (\$\\(?:left)?rightarrow\$) ")  # from where to where stays on one line
_LONG = 15  # a longer word, such as an id or an address, may be broken
_SEAM = re.compile(r"(?<=[_./\-?&=:;,+*\\])(?![_./\-?&=:;,+*\\])")  # behind a sign between words
_WIDE = re.compile("(?<=[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff])")  # and behind
_SHORT = 8  # no shorter part is broken off
_ENDLESS = 30  # where a part has no seam for so long, it is broken all the same

#: Fonts that have other letters, tried in this order: of Linux, TeX Live, macOS and Windows.
FONTS = (
    "DejaVu Serif", "DejaVu Sans", "Noto Serif CJK SC", "Noto Sans CJK SC", "Times New Roman", "Arial Unicode MS",
    "Segoe UI", "Microsoft YaHei",
)  # fmt: skip

# Whether a font has all letters of a run is asked letter by letter; a run that no font has is an error, once a script.
_SCRIPT = r"""\ifdefined\leveragescript\else
\providecommand{\leveragefonts}{FONTS}
\protected\def\leveragescript#1#2{\leverageprint{Script=#1}{}{#2}{\leveragelack{#1}{#2}}}
\protected\def\leveragescriptother#1#2{\leverageprint{}{}{#2}{\leveragelack{#1}{#2}}}
\protected\def\leveragescriptright#1#2{\leverageprint{Script=#1}\leverageleftwards{#2}{\leveragelack{#1}{#2}}}
\protected\def\leveragescriptwide#1#2{\leverageprint{}\leveragespread{#2}{\leveragelack{#1}{#2}}}
\protected\def\leveragescriptsign#1#2{\leverageprint{}{}{#1}{#2}}
\def\leverageprint#1#2#3#4{\ifdefined\Umathcode\leavevmode\begingroup\def\leverageletters{#3}\leveragecheck
  \def\leverageload##1{\fontspec{##1}[#1]}\ifdefined\fontspec\leveragefonts\fi
  \if y\leveragehas#2{#3}\else#4\fi\endgroup\else#4\fi}
\def\leveragecheck{\def\leveragehas{y}\expandafter\leverageeach\leverageletters\relax}
\def\leverageeach#1{\ifx\relax#1\else\iffontchar\font`#1 \else\def\leveragehas{n}\fi\expandafter\leverageeach\fi}
\def\leveragetry#1{\if n\leveragehas\ifcsname leveragelacks#1\endcsname\else\IfFontExistsTF{#1}%
  {\leverageload{#1}\leveragecheck}{\global\expandafter\let\csname leveragelacks#1\endcsname\relax}\fi\fi}
\def\leverageleftwards#1{\ifdefined\TeXXeTstate\global\TeXXeTstate=1 \beginR#1\endR\else{\textdirection 1 #1}\fi}
\def\leveragespread#1{\leverageone#1\relax}
\def\leverageone#1{\ifx\relax#1\else#1\hskip0pt plus0.05em\relax\expandafter\leverageone\fi}
\def\leverageCyrillic{T2A}
\def\leveragelack#1#2{\ifdefined\Umathcode\leverageerror{#1}{No font that is tried here has these #1 letters: #2}%
  \else\ifcsname leverage#1\endcsname\ifcsname T@\csname leverage#1\endcsname\endcsname
  {\fontencoding{\csname leverage#1\endcsname}\selectfont#2}%
  \else\leverageerror{#1}{pdfLaTeX has no Cyrillic letters without T2A: load \string\usepackage[T2A,T1]{fontenc}}\fi
  \else\leverageerror{#1}{pdfLaTeX has no #1 letters: use XeLaTeX or LuaLaTeX}\fi\fi}
\def\leverageerror#1#2{\fbox{?}\ifcsname leveragelacks#1\endcsname\else
  \global\expandafter\let\csname leveragelacks#1\endcsname\relax
  \PackageError{leverage}{#2}{XeLaTeX and LuaLaTeX print these letters with the package fontspec and a font that has
  them;\MessageBreak to name one: \string\newcommand{\string\leveragefonts}{\string\leveragetry{Name}}.}\fi}
\fi""".replace("FONTS", "".join(rf"\leveragetry{{{font}}}" for font in FONTS))
_UNREADABLE = r"""\ifdefined\Umathcode\else
  \errmessage{The letters of other scripts are written in ASCII here: use XeLaTeX or LuaLaTeX}\fi
"""
_TURNED = r"\ifdefined\rotatebox\rotatebox[origin=c]{180}{%s}\else %s\fi"
_NAMED = r"\ifdefined\BeginAccSupp\BeginAccSupp{method=hex,unicode,ActualText=%s}%s\EndAccSupp{}\else %s\fi"


def _letter(name: str, code: str, turned: str, plain: str) -> str:
    """Define a letter as another one turned, which a reader of the file finds as itself."""
    drawn = _TURNED % (turned, plain)
    return rf"\providecommand{{\{name}}}{{{_NAMED % (code, drawn, drawn)}}}"


# What stands at the top of what uses it; nothing else is defined.
_MACROS = {
    r"\leveragescript": _SCRIPT,
    r"\leverageschwa": _letter("leverageschwa", "0259", "e", "e"),
    r"\leverageSchwa": _letter("leverageSchwa", "018F", r"\resizebox{!}{\fontcharht\font`E}{e}", "E"),
    r"\leverageglyph": r"\providecommand{\leverageglyph}[2]"
    r"{\ifdefined\Umathcode\iffontchar\font#1 \char#1 \else#2\fi\else#2\fi}",
    r"\leverageletter": r"\providecommand{\leverageletter}[1]"
    r"{\ifdefined\Umathcode#1\else{\fontencoding{T1}\selectfont#1}\fi}",
    r"\leverageurl": r"\providecommand{\leverageurl}[2]{\ifdefined\href\href{#1}{\texttt{#2}}\else\texttt{#2}\fi}",
    r"\leveragecaption": r"\providecommand{\leveragecaption}[1]{\expandafter\def\csname @captype\endcsname{table}"
    r"\setlength{\abovecaptionskip}{0pt}\setlength{\belowcaptionskip}{6pt}\caption{#1}}",
    r"\texteuro": r"\providecommand{\texteuro}{EUR}",
    r"\textyen": r"\providecommand{\textyen}{JPY}",
    r"\textcent": r"\providecommand{\textcent}{c}",
    r"\textquotesingle": r"\providecommand{\textquotesingle}{'}",
    r"\textasciigrave": r"\providecommand{\textasciigrave}{\symbol{96}}",
}


def macros(body: str) -> list[str]:
    """Return the definitions of what a body uses and a document may not know."""
    return [definition for name, definition in _MACROS.items() if name in body]


def scripts(body: str) -> list[str]:
    """Return the scripts other than Latin that a body has letters of."""
    return sorted(set(re.findall(r"\\leveragescript(?:right|wide|other)?\{(\w+)\}", body)))


def has_turned(body: str) -> bool:
    """Tell whether a body has letters that are others turned, which a package does."""
    return r"\leverageschwa" in body or r"\leverageSchwa" in body


def in_ascii(made: str) -> str:
    """Write a file in ASCII, for a place that holds no more; letters of other scripts then want another engine."""
    if made.isascii():
        return made
    return _UNREADABLE + re.sub(r"[^\x00-\x7f]", _hexadecimal, made)


def _hexadecimal(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"^^^^{number:04x}" if number < 0x10000 else f"^^^^^^{number:06x}"


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
    written = " ".join(_joined(map(_signs.joined, _signs.clusters(word))) for word in words)
    return _guarded(re.sub(r"^-(?=[0-9])", "$-$", written))


def code(line: str) -> str:
    """Write a line for a typewriter: spaces as they are, straight quotes, and places to break at."""
    single = line.expandtabs(4).rstrip()
    kept = re.sub(r"^ +| +(?= )", lambda match: "\u00a0" * len(match.group()), single)
    return _guarded(" ".join(_typed(word) for word in kept.split(" ")))


def address(url: str) -> str:
    """Write an address that may be broken; a document with hyperref makes it a link if it leads to a page."""
    shown = _signs.merged(_typed(cut(url, _LONGEST_URL)))
    if len(url) > _LONGEST_URL or not re.match(r"https?://", url, re.IGNORECASE):
        return rf"\texttt{{{shown}}}"
    return rf"\leverageurl{{{_target(url)}}}{{{shown}}}"


def width(data: str) -> float:
    """Estimate a text's width in em of the fonts that LaTeX comes with."""
    return sum(_em(character) for character in data)


def chunk(data: str) -> float:
    """Estimate the width of the longest part of a text that is not broken."""
    parts = [part for word in re.sub(" ([→↔]) ", r"\1", data).split() for part in _parts(word)]
    return max((width(one) for part in parts for one in _WIDE.split(part)), default=0.0)


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
    if character.isascii() or not _WIDE.search(f"{character} "):
        return 0.5 if character in "-–*†/" else 0.78
    return 1.0


def _word(word: str) -> str:
    return r"\allowbreak{}".join(_joined(map(_signs.joined, _signs.clusters(part))) for part in _parts(word))


def _typed(word: str) -> str:
    return r"\allowbreak{}".join(_joined(map(_signs.typed, _signs.clusters(part))) for part in _parts(word))


def _parts(word: str) -> list[str]:
    """Part a long word where it may be broken: at its seams, and where it has none for long."""
    parts = [""]
    for part in _SEAM.split(word) if len(word) > _LONG else [word]:
        if len(parts[-1]) < _SHORT:
            parts[-1] += part
        else:
            parts.append(part)
    return [part[at : at + _ENDLESS] for part in parts for at in range(0, len(part), _ENDLESS)]


def _joined(signs: Iterable[str]) -> str:
    """Put signs together, those apart that a font would join."""
    written = ""
    for sign in signs:
        written += rf"\/{sign}" if written[-1:] + sign[:1] in _JOINING else sign
    return written


def _guarded(written: str) -> str:
    """Keep a beginning from being read as an option of the command before it, and letters of one script together."""
    whole = _signs.merged(written)
    return f"{{{whole[0]}}}{whole[1:]}" if whole[:1] in ("[", "*") else whole


def _target(url: str) -> str:
    """Write where a link leads: all but plain characters as their bytes, TeX's own behind a backslash."""
    safe = re.sub(r"[^!-~]|[\"<>\\^`{|}~]", lambda match: "".join(f"%{byte:02X}" for byte in _bytes(match)), url)
    return re.sub(r"[%#&_$]", r"\\\g<0>", safe)


def _bytes(match: re.Match[str]) -> bytes:
    return match.group().encode("utf-8", "surrogatepass")
