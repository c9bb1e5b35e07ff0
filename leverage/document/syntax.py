"""What the YAML parser says is wrong, in the user's words and at the guilty sign."""

import re

import yaml

from leverage.problems import File, Place, Problem

QUOTES = "a text that begins with *, & or ! needs quotes"
TAGS = "tags such as '!!' are not allowed"
ALIASES = "aliases are not allowed; name a figure and use its name"


def syntax_problem(file: File, error: yaml.MarkedYAMLError) -> Problem:
    """Say in the user's words, and at the guilty sign, what the parser says."""
    said, context = str(error.problem), str(error.context)
    here = mark_of(file, error.problem_mark or error.context_mark)
    began = mark_of(file, error.context_mark or error.problem_mark)
    if "another document" in said or "single document" in context:
        return Problem("a second document; a scenario is one YAML document", here)
    if "undefined alias" in said:
        return Problem(ALIASES, here)
    if _is_never_closed(said, context, here.line - began.line):
        return Problem(f"not YAML: '{_sign(began)}' is never closed", began)
    if "alias" in context or "anchor" in context:
        return Problem(f"not YAML: {said}", began, QUOTES)
    if "mapping values" in said:
        return _stray_colon(file, here, said)
    return Problem(f"not YAML: {said}", here, _layout_hint(file, here, said))


def _is_never_closed(said: str, context: str, lines: int) -> bool:
    if "quoted scalar" in context:
        return "end of stream" in said
    return "flow" in context and "did not find expected ','" in said and lines > 0


def _layout_hint(file: File, here: Place, said: str) -> str:
    line = file.line(here.line)
    if "\t" in line[: here.column]:
        return "indent with spaces, not tabs"
    if _sign(here) in ("%", "@", "`"):
        return f"a text that begins with {_sign(here)} needs quotes"
    if "expected <block end>" in said or "expected key" in said:
        is_quoted = re.search(r":\s+(['\"]).*\1\s+\S", line[: here.column])
        return "put the whole text in quotes" if is_quoted else "check the indentation"
    return ""


def _stray_colon(file: File, here: Place, said: str) -> Problem:
    """Tell a colon too many from one without a space after it on the line before."""
    missing = re.match(r"\s*[\w-]+(:)(?=\S)", file.line(here.line - 1))
    if missing:
        place = Place(file, here.line - 1, missing.start(1) + 1)
        return Problem("not YAML: ':' needs a space after it", place)
    before, own = (re.match(r" *", file.line(line)) for line in (here.line - 1, here.line))
    is_deeper = own and before and len(own.group()) > len(before.group()) and file.line(here.line).count(": ") < 2
    hint = "check the indentation" if is_deeper else "a text with ': ' in it needs quotes"
    return Problem(f"not YAML: {said}", here, hint)


def mark_of(file: File, mark: yaml.Mark | None) -> Place:
    """Return the place of a parser's mark."""
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _sign(place: Place) -> str:
    return place.file.line(place.line)[place.column - 1 : place.column]
