"""What is wrong with a user's file, and where: files, places, problems and how they are shown.

The rooms above find the problems.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

_BREAKS = "[\n\r\x85\u2028\u2029]"
_BREAK = f"\r\n|{_BREAKS}"  # the line breaks YAML counts, and no others
# Control and direction characters, tags, surrogates and code points that are no characters: no text shows them, and XML
# cannot hold most.
_NO_CHARACTERS = "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(17))
_HIDDEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    f"\ud800-\udfff\U000e0000-\U000e007f{_NO_CHARACTERS}]"
)
_MANY = 600  # names; of more a hint looks only at those that begin like the word
SHOWN = 100  # problems that a message shows, of however many
_LISTED = 60
_LONG = 300  # characters of a message; a user's text in it may be a million long
_WINDOW = 96  # characters of a long line that an excerpt shows


@lru_cache(maxsize=8)
def _split_lines(text: str) -> list[str]:
    return re.split(_BREAK, text)


class File(NamedTuple):
    """A text that was read, under the name that the user knows; `has_mark` if a byte order mark stood before it."""

    name: str
    text: str
    has_mark: bool = False

    @property
    def raw(self) -> bytes:
        """Return the bytes that were read."""
        return self.text.encode("utf-8-sig" if self.has_mark else "utf-8")

    def line(self, number: int) -> str:
        """Return a line by its number, counted from 1; empty beyond the end."""
        lines = _split_lines(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def find_character(self, start: tuple[int, int], count: int) -> tuple[int, int] | None:
        """Return line and column of the character, white space aside, that comes after `count` others from a start."""
        line, column = start
        while line <= len(_split_lines(self.text)):
            source = self.line(line)[column - 1 :]
            for index, character in enumerate(source):
                if not character.isspace():
                    if count == 0:
                        return line, column + index
                    count -= 1
            line, column = line + 1, 1
        return None


class Place(NamedTuple):
    """A stretch of a file: line and column counted from 1, width in characters."""

    file: File
    line: int
    column: int
    width: int = 1

    def __str__(self) -> str:
        """Write the place as file:line:column."""
        return f"{self.file.name}:{self.line}:{self.column}"

    def within(self, text: str, offset: int, width: int = 1) -> "Place":
        """Return the place of a part of the YAML scalar that starts here and reads as `text`.

        YAML folds white space but keeps the order of all other characters, so the part is found by counting those.
        Of a scalar with escapes the place of the whole is returned.
        """
        count = len("".join(text[:offset].split()))
        column = self.column
        if (first := self.file.line(self.line)[column - 1 : column]) in ("'", '"'):
            column += 1
        if first == '"' and "\\" in self.file.line(self.line)[column:]:
            return self
        at = (self.line + 1, 1) if first in ("|", ">") else (self.line, column)
        place = self.file.find_character(at, count)
        return Place(self.file, *place, max(1, width)) if place else self


class Problem(NamedTuple):
    """Something wrong (an error) or worth knowing (a note), at its place."""

    message: str
    place: Place | None = None
    hint: str = ""
    note: bool = False

    def __str__(self) -> str:
        """Write the problem as shown to the user: message, place, the line, a caret and the hint."""
        said = self.message if len(self.message) <= _LONG else f"{self.message[: _LONG - 40]} ... {self.message[-36:]}"
        head = f"{'note' if self.note else 'error'}: {in_one_line(said)}"
        if self.place is None:
            return f"{head}\n  = {in_one_line(self.hint)}" if self.hint else head
        return f"{head}\n{_write_excerpt(self.place, in_one_line(self.hint))}"

    def in_lines(self) -> "Problem":
        """Return the problem with its message and its hint in one line each."""
        if self.message.isprintable() and self.hint.isprintable():
            return self
        return self._replace(message=in_one_line(self.message), hint=in_one_line(self.hint))


class LeverageError(Exception):
    """Says why a user's files cannot be used: has every problem found, in the order of the files.

    Its text shows the first hundred, and the number of the others.
    """

    def __init__(self, problems: Iterable[Problem], files: Iterable[str] = ()) -> None:
        """Keep the problems, sorted by place, the named files first."""
        self.problems = sort_problems(problems, files)
        more = len(self.problems) - SHOWN
        rest = [f"and {more:,} more; the format json of `leverage check` has them all"] if more > 0 else []
        super().__init__("\n\n".join([*map(str, self.problems[:SHOWN]), *rest]))


class MissingLibraryError(LeverageError):
    """A file can be read only with a library that is not installed."""


def sort_problems(problems: Iterable[Problem], first: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Sort problems by file, the `first` ones before others, and place, without repetitions.

    The others come in the order in which problems name them; problems without a place come before all.
    """
    unique = list(dict.fromkeys(problem.in_lines() for problem in problems))
    files = dict.fromkeys([*first, *(problem.place.file.name for problem in unique if problem.place)])
    ranks = {name: rank for rank, name in enumerate(files)}

    def rank(problem: Problem) -> tuple[int, int, int]:
        place = problem.place
        return (ranks[place.file.name], place.line, place.column) if place else (-1, 0, 0)

    return tuple(sorted(unique, key=rank))


def as_given(option: str, texts: Iterable[str]) -> File:
    """Return the texts given for an option as a file with a line for each; line breaks inside become spaces."""
    return File(option, "\n".join(re.sub(_BREAKS, " ", text) for text in texts))


def make_visible(text: str) -> str:
    r"""Write control signs and other invisible characters as escapes such as \x1b, which no terminal obeys."""
    if text.isprintable():
        return text
    return re.sub(_HIDDEN, lambda match: ascii(match.group())[1:-1], text)


def in_one_line(text: str) -> str:
    r"""Write a text as `make_visible` does, with escapes for its line breaks and tabs too."""
    return make_visible(text).replace("\n", "\\n").replace("\t", "\\t")


def explain_error(error: Exception) -> str:
    """Return the reason that the system gives for an error, in small letters."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def quote_path(text: str) -> str:
    """Write a file's name as a word for a shell, which no command takes for an option."""
    import shlex  # only hints need it

    shown = in_one_line(text)
    return shlex.quote(f"./{shown}" if shown.startswith("-") else shown)


def suggest_name(word: str, known: Iterable[str], told: int = 0) -> str:
    """Return a hint that names the known word nearest to a misspelt one, or an empty string.

    After `told` problems, if that is as many as are shown, it is empty: comparing with all names takes long.
    """
    if told >= SHOWN:
        return ""
    nearest = find_nearest(word, known)
    return f"did you mean '{nearest}'?" if nearest else ""


def find_nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word nearest to a misspelt one, or an empty string if none is near."""
    from difflib import get_close_matches  # only errors need it

    known = list(known)
    if begun := next((name for name in known if name.startswith(f"{word}.")), ""):
        return begun  # such as total.russia for total
    others = str.maketrans("", "", word)  # takes the word's letters out of a name; six in ten must be alike
    alike = [name for name in known if 2 * (len(name) - len(name.translate(others))) >= 0.6 * (len(word) + len(name))]
    if len(alike) > _MANY:
        alike = [name for name in alike if name[:1] == word[:1] and abs(len(name) - len(word)) <= 2][:_MANY]
    near = get_close_matches(word, alike, n=1, cutoff=0.6)
    near = near or [name for name in known if name.casefold() == word.casefold()]
    near = near or [name for name in known if name.rpartition(".")[2] == word]
    return near[0] if near else ""


def listed(names: Collection[str]) -> str:
    """Write names as a list; of many names the first, and the number of the others."""
    more = len(names) - _LISTED
    return ", ".join(list(names)[:_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def _write_excerpt(place: Place, hint: str) -> str:
    source = place.file.line(place.line)
    start = max(0, place.column - _WINDOW // 2) if len(source) > _WINDOW else 0
    shown = source[start : start + _WINDOW]
    left, here = shown[: place.column - 1 - start], shown[place.column - 1 - start :][: place.width]
    number = str(place.line)
    margin = " " * len(number)
    caret = " " * _count_cells(_flatten(left)) + "^" * max(1, _count_cells(_flatten(here)))
    return "\n".join(
        (
            f"{margin}--> {in_one_line(str(place))}",
            f"{margin} |",
            f"{number} | {_flatten(shown)}".rstrip(),
            f"{margin} | {caret} {hint}".rstrip(),
        )
    )


def _flatten(text: str) -> str:
    return in_one_line(text.replace("\t", " "))


def _count_cells(text: str) -> int:
    """Count the terminal cells a text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)
