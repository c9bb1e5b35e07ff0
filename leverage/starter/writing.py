"""Pieces of YAML as text: the head of a file, texts in quotes where they need them, parts switched off."""

import json
import re
from collections.abc import Collection, Iterable
from itertools import count

from leverage.problems import visible

HEAD = """\
# yaml-language-server: $schema=leverage.schema.json
## Lines with ## explain. Parts with a single # are switched off: take "# " from all lines of one to switch it on.
"""
#: Why a number that nobody has looked up yet stands where it does.
PLACEHOLDER = "a placeholder, replace it"

_PLAIN = r"(?!(?i:null|true|false|yes|no|on|off)$)[^\W\d_][\w ,;.()%/*+'’–→-]*"  # text to every reader of YAML


def scalar(text: str) -> str:
    """Write a text as a YAML scalar in one line, in double quotes unless it is plainly a text."""
    line = " ".join(visible(text).split())
    if re.fullmatch(_PLAIN, line):
        return line
    quoted = json.dumps(line, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)


def indented(lines: Iterable[str]) -> list[str]:
    """Set lines two spaces in."""
    return [f"  {line}" for line in lines]


def off(lines: Iterable[str]) -> list[str]:
    """Switch lines off: taking the ``# `` from each gives them back."""
    return [f"# {line}" for line in lines]


def unused(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken, with a number if need be."""
    return next(own for number in count(1) if (own := name if number == 1 else f"{name}_{number}") not in taken)
