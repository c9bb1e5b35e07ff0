"""Text as LaTeX: it stays text, since each character that TeX would obey is written by its name."""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable
from urllib.parse import quote

from leverage.text import cut, stand_in

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
    "≈": r"$\approx$", "↑": r"$\uparrow$", "∞": r"$\infty$", "²": r"\textsuperscript{2}", "³": r"\textsuperscript{3}",
    "\u00a0": r"\nobreakspace{}", "\u202f": r"\,", "\u2009": r"\,", "\u00ad": r"\-",
    "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}", "æ": r"\ae{}", "Æ": r"\AE{}",
    "œ": r"\oe{}", "Œ": r"\OE{}", "ı": r"\i{}",
}  # fmt: skip

# How some are written in running text, where the font joins them; not in type of one width.
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

_SCHWAS = {"ə": r"\leverageschwa{}", "Ə": r"\leverageSchwa{}"}  # LaTeX's fonts lack them
_GREEK = frozenset("\u0393\u0394\u0398\u039b\u039e\u03a0\u03a3\u03a5\u03a6\u03a8\u03a9") | {
    chr(number) for number in range(0x3B1, 0x3CA) if number not in (0x3BF, 0x3C2)
}  # those that mathematics has: capitals unlike Latin ones, and small letters except omicron and the final sigma

# Scripts as Unicode and the package fontspec call them.
_SCRIPTS = frozenset({
    "Arabic", "Armenian", "Bengali", "Cherokee", "Cyrillic", "Devanagari", "Ethiopic", "Georgian", "Greek", "Gujarati",
    "Gurmukhi", "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Mongolian", "Myanmar", "Oriya", "Sinhala", "Syriac",
    "Tamil", "Telugu", "Thaana", "Thai", "Tibetan",
})  # fmt: skip
_RUN = re.compile(r"(\\leveragescript(?:right|wide|other)?\{\w+\}\{)[^{}]*\}(?: ?\1[^{}]*\})+")

# What bars in a cell are drawn with: rules of one width, side by side without a gap.
BARS = {
    " ": r"\hspace*{%s}", "█": r"\rule{%s}{1.4ex}", "▒": r"\rule[0.4ex]{%s}{0.6ex}",
    "│": r"\makebox[%s]{\textbar{}}", "─": r"\rule[0.5ex]{%s}{0.4pt}",
}  # fmt: skip


def _write_joined(character: str) -> str:
    """Write a character of running text, with the accents that follow it."""
    return _JOINED.get(character) or _write_character(character)


def _write_typed(character: str) -> str:
    """Write a character in type of one width, which joins nothing."""
    return r"\textquotesingle{}" if character == "'" else _write_character(character)


def _write_character(character: str) -> str:
    """Write a character as it is, by its command, with its accents, or by a stand-in."""
    if character in _COMMANDS:
        return _COMMANDS[character]
    if character.isascii() and character.isprintable():
        return character
    if character in BARS:
        return BARS[character] % "0.5em"
    if character in _LETTERS:
        return rf"\leverageletter{{{_LETTERS[character]}}}"
    return _write_accented(character) or _write_foreign(character)


def _write_accented(character: str) -> str | None:
    """Write a Latin letter with its accents, an i without its dot below an accent; None if it is no such letter."""
    parts = unicodedata.normalize("NFD", character)
    base, marks = parts[0], parts[1:]
    if not marks or not (base.isascii() and base.isalpha()) or any(mark not in _ACCENTS for mark in marks):
        return None
    is_dotted = base in "ij" and any(mark not in "\u0323\u0326\u0327\u0328\u0331" for mark in marks)
    written = f"\\{base}" if is_dotted else base
    for mark in marks:
        written = rf"\{_ACCENTS[mark]}{{{written}}}"
    return rf"\leverageletter{{{written}}}" if "\u0328" in marks else written


def _write_foreign(character: str) -> str:
    """Write what Latin fonts lack: the invisible as escapes, a sign or letter with an ASCII stand-in."""
    first, marks = character[0], character[1:]
    if not first.isprintable():
        return "".join(map(_write_character, ascii(first)[1:-1] + marks))
    known = stand_in(first)
    if marks and (first.isascii() or known is not None):
        return _write_character(first) + "".join(map(_write_foreign, marks))
    if first in _SCHWAS:
        plain = _SCHWAS[first]
    elif known is not None:
        plain = "".join(map(_write_character, known))
    else:
        return _write_script(character)
    if unicodedata.category(first) == "Sc":
        return rf"\leveragescriptsign{{{first}}}{{{plain}}}"
    return rf"\leverageglyph{{{ord(first)}}}{{{plain}}}"


def _write_script(character: str) -> str:
    """Write a letter with its script's name, by its own command if the script runs leftwards or has no spaces."""
    first = character[0]
    name = unicodedata.name(first, "").partition(" ")[0].title()
    if unicodedata.bidirectional(first) in ("R", "AL") and name in _SCRIPTS:
        return rf"\leveragescriptright{{{name}}}{{{character}}}"
    if unicodedata.category(first) != "So" and unicodedata.east_asian_width(first) in "WF":
        return rf"\leveragescriptwide{{CJK}}{{{character}}}"
    if name in _SCRIPTS:
        return rf"\leveragescript{{{name}}}{{{character}}}"
    return rf"\leveragescriptother{{other}}{{{character}}}"


def _merge_scripts(written: str) -> str:
    """Put neighbouring letters of one script into one command; write a lone Greek letter as mathematics."""
    runs = _RUN.sub(_merge_run, written)
    return re.sub(r"\\leveragescript\{Greek\}\{(.)\}", _write_greek, runs)


def _merge_run(run: re.Match[str]) -> str:
    head = run[1]
    joined = run[0].replace("}" + head, "")
    return joined if head.startswith(r"\leveragescriptwide") else joined.replace("} " + head, " ")


def _write_greek(letter: re.Match[str]) -> str:
    if letter[1] not in _GREEK:
        return letter[0]
    is_capital = letter[1].isupper()
    name = unicodedata.name(letter[1]).rpartition(" ")[2].replace("LAMDA", "LAMBDA")
    return rf"$\{name.title() if is_capital else name.lower()}$"


def _split_characters(text: str) -> list[str]:
    """Split a text into its characters, each with the accents that follow it."""
    characters: list[str] = []
    for character in text:
        if characters and unicodedata.combining(character):
            characters[-1] += character
        else:
            characters.append(character)
    return characters


_LONGEST_URL = 2000  # a longer address is no link, and is cut
_JOINING = {"--", "''", ",,", "``", "?`", "!`"}  # what a font would join into another character
_ARROW = re.compile(r" (\$\\(?:left)?rightarrow\$) ")  # what it joins stays on one line
_LONG = 15  # a longer word, such as an id or an address, may be broken
_SEAM = re.compile(r"(?<=[_./\-?&=:;,+*\\])(?![_./\-?&=:;,+*\\])")  # after punctuation within a word
_WIDE = re.compile(
    "(?<=[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff])"
)  # after a wide letter
_SHORT = 8  # no shorter part is broken off
_LONGEST_PART = 30  # a longer part without a seam is broken all the same

#: Fonts of Linux, TeX Live, macOS and Windows that have letters of other scripts, in the order in which to try them.
FONTS = (
    "DejaVu Serif", "DejaVu Sans", "Noto Serif CJK SC", "Noto Sans CJK SC", "Times New Roman", "Arial Unicode MS",
    "Segoe UI", "Microsoft YaHei",
)  # fmt: skip

# A font is used for a run if it has every letter of it; a run that no font has is an error, raised once for a script.
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


def _define_letter(name: str, code: str, turned: str, plain: str) -> str:
    """Define a letter drawn as another one turned; copied from a PDF, it is the letter itself."""
    drawn = _TURNED % (turned, plain)
    return rf"\providecommand{{\{name}}}{{{_NAMED % (code, drawn, drawn)}}}"


# Definitions by what they define; a file has those that it uses.
_MACROS = {
    r"\leveragescript": _SCRIPT,
    r"\leverageschwa": _define_letter("leverageschwa", "0259", "e", "e"),
    r"\leverageSchwa": _define_letter("leverageSchwa", "018F", r"\resizebox{!}{\fontcharht\font`E}{e}", "E"),
    r"\leverageglyph": r"\providecommand{\leverageglyph}[2]"
    r"{\ifdefined\Umathcode\iffontchar\font#1 \char#1 \else#2\fi\else#2\fi}",
    r"\leverageletter": r"\providecommand{\leverageletter}[1]"
    r"{\ifdefined\Umathcode#1\else{\fontencoding{T1}\selectfont#1}\fi}",
    r"\leverageurl": r"\providecommand{\leverageurl}[2]{\ifdefined\href\href{#1}{\texttt{#2}}\else\texttt{#2}\fi}",
    r"\leveragecaption": r"\providecommand{\leveragecaption}[1]{\expandafter\def\csname @captype\endcsname{table}"
    r"\setlength{\abovecaptionskip}{0pt}\setlength{\belowcaptionskip}{6pt}\caption{#1}}",
    r"\leveragelink": r"\providecommand{\leveragelink}[2]{#2}",
    r"\leveragetarget": r"\providecommand{\leveragetarget}[1]{}",
    r"\leveragehue": r"\providecommand{\leveragehue}[1]{\ifdefined\color\color[rgb]{#1}\fi}",
    r"\texteuro": r"\providecommand{\texteuro}{EUR}",
    r"\textyen": r"\providecommand{\textyen}{JPY}",
    r"\textcent": r"\providecommand{\textcent}{c}",
    r"\textquotesingle": r"\providecommand{\textquotesingle}{'}",
    r"\textasciigrave": r"\providecommand{\textasciigrave}{\symbol{96}}",
}


def list_macros(body: str) -> list[str]:
    """Return the definitions that a body uses and a document may lack."""
    return [definition for name, definition in _MACROS.items() if name in body]


def list_scripts(body: str) -> list[str]:
    """Return the names of the scripts other than Latin in a body."""
    return sorted(set(re.findall(r"\\leveragescript(?:right|wide|other)?\{(\w+)\}", body)))


def has_links(body: str) -> bool:
    """Tell whether a body has lists of notes that something leads to."""
    return r"\leveragelink" in body or r"\leveragetarget" in body


def has_turned(body: str) -> bool:
    """Tell whether a body has letters that are drawn as others turned, for which a package is needed."""
    return r"\leverageschwa" in body or r"\leverageSchwa" in body


def has_hues(body: str) -> bool:
    """Tell whether a body has colours, which a document prints with the package color."""
    return r"\leveragehue" in body


def write_in_ascii(made: str) -> str:
    """Write a file in ASCII; with letters of other scripts it then needs XeLaTeX or LuaLaTeX."""
    if made.isascii():
        return made
    return _UNREADABLE + re.sub(r"[^\x00-\x7f]", _write_hexadecimal, made)


def _write_hexadecimal(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"^^^^{number:04x}" if number < 0x10000 else f"^^^^^^{number:06x}"


def write_text(data: str) -> str:
    """Write a text as part of a paragraph; a long word may be broken at its seams."""
    if data.strip() and not set(data) - set(BARS):
        return _write_bars(data)
    spread = (part.split() for part in re.split(" {3,}", unicodedata.normalize("NFC", data)))
    written = r" \quad ".join(" ".join(_write_word(word, _write_joined) for word in words) for words in spread if words)
    return _guard(_ARROW.sub(r"~\1~", written))


def write_whole(data: str) -> str:
    """Write a text whose words are not broken, such as a number, which gets a true minus."""
    words = unicodedata.normalize("NFC", data).split()
    written = " ".join(_join(map(_write_joined, _split_characters(word))) for word in words)
    return _guard(re.sub(r"^-(?=[0-9])", "$-$", written))


def write_code(line: str) -> str:
    """Write a line of code: its spaces kept, its quotes straight, its long words breakable."""
    single = line.expandtabs(4).rstrip()
    kept = re.sub(r"^ +| +(?= )", lambda match: "\u00a0" * len(match.group()), single)
    return _guard(" ".join(_write_word(word, _write_typed) for word in kept.split(" ")))


def write_address(url: str) -> str:
    """Write an address that may be broken; with hyperref it is a link if it leads to a web page."""
    shown = _merge_scripts(_write_word(cut(url, _LONGEST_URL), _write_typed))
    if len(url) > _LONGEST_URL or not re.match(r"https?://", url, re.IGNORECASE):
        return rf"\texttt{{{shown}}}"
    return rf"\leverageurl{{{_write_target(url)}}}{{{shown}}}"


def write_link_to_list(title: str, text: str) -> str:
    """Write a text that leads to the list of notes under a title, which has only letters."""
    return rf"\leveragelink{{{title}}}{{{write_whole(text)}}}"


def write_target_of_list(title: str) -> str:
    """Write where links to the list of notes under a title lead."""
    return rf"\leveragetarget{{{title}}}" if title.isascii() and title.isalpha() else ""


def estimate_width(data: str) -> float:
    """Estimate a text's width in LaTeX's usual fonts, in em."""
    return sum(map(_measure_character, data))


def estimate_longest_part(data: str) -> float:
    """Estimate the width of the longest part of a text that is not broken, in em."""
    words = re.sub(" ([→↔]) ", r"\1", data).split()
    parts = [part for word in words for whole in _part_word(word) for part in _WIDE.split(whole)]
    return max(map(estimate_width, parts), default=0.0)


def _write_bars(data: str) -> str:
    """Draw bars, each run of one character as one rule."""
    runs = ((sign, len(list(run))) for sign, run in itertools.groupby(data.rstrip()))
    return "".join(BARS[sign] % f"{count / 2:g}em" for sign, count in runs)


def _measure_character(character: str) -> float:
    if character.isdigit() or character in "█▒│─-–*†/":
        return 0.5
    if character in " iljtf.,;:'|!()[]":
        return 0.33
    if character.isascii() and character.islower():
        return 0.8 if character in "mw" else 0.5
    if character in "%→↔—" or _WIDE.search(f"{character} "):
        return 1.0
    return 0.78


def _write_word(word: str, write: Callable[[str], str]) -> str:
    """Write a word by what writes a character, with places where it may be broken."""
    return r"\allowbreak{}".join(_join(map(write, _split_characters(part))) for part in _part_word(word))


def _part_word(word: str) -> list[str]:
    """Part a long word where it may be broken: at its seams, and within a long part without a seam."""
    parts = [""]
    for part in _SEAM.split(word) if len(word) > _LONG else [word]:
        if len(parts[-1]) < _SHORT:
            parts[-1] += part
        else:
            parts.append(part)
    return [part[at : at + _LONGEST_PART] for part in parts for at in range(0, len(part), _LONGEST_PART)]


def _join(characters: Iterable[str]) -> str:
    """Put written characters together, with a break between those that a font would join."""
    written = ""
    for character in characters:
        written += rf"\/{character}" if written[-1:] + character[:1] in _JOINING else character
    return written


def _guard(written: str) -> str:
    """Merge letters of one script, and keep the first character from being read as an option of the command before."""
    whole = _merge_scripts(written)
    return f"{{{whole[0]}}}{whole[1:]}" if whole[:1] in ("[", "*") else whole


def _write_target(url: str) -> str:
    """Write where a link leads: all but plain characters as their bytes, those of TeX behind a backslash."""
    quoted = quote(url, safe="!#$%&'()*+,/:;=?@[]", errors="surrogatepass")
    return re.sub(r"[%#&_$]", r"\\\g<0>", quoted.replace("~", "%7E"))
