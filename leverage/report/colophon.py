"""The end of a briefing: the method in three lines, and the line that makes the briefing again."""

import hashlib
import os
import shlex
from collections.abc import Sequence

from leverage import __version__
from leverage.report.edition import Edition
from leverage.report.ledger import Ledger
from leverage.report.views import Prose
from leverage.report.words import briefing as words

_DIGITS = 12  # of a hash; enough to tell two states of a file apart


def method(ledgers: Sequence[Ledger]) -> Prose:
    """Say in three lines what the numbers are, where their ranges come from, and what they rest on."""
    kinds = dict.fromkeys(lever.kind for ledger in ledgers for lever in ledger.scenario.levers.values())
    one, several = words.KINDS
    named = (one if len(kinds) == 1 else several).format(names=", ".join(kinds))
    drawn = next((ledger.drawn for ledger in ledgers if ledger.drawn and ledger.drawn.ranges), None)
    ranges = words.RANGES.format(draws=drawn.draws, seed=drawn.seed) if drawn else words.NO_RANGES
    return Prose("totals", (words.EXPOSURE.format(kinds=named), ranges, words.EVIDENCE), title=words.METHOD)


def made_by(ledgers: Sequence[Ledger], edition: Edition) -> tuple[Prose, ...]:
    """Give the line that makes the same report, the version and a hash of each file that was read; in brief as one."""
    files = dict.fromkeys(file for ledger in ledgers for file in ledger.scenario.read)
    hashes = [
        words.FILE.format(file=file.name, digest=hashlib.sha256(file.raw).hexdigest()[:_DIGITS]) for file in files
    ]
    line = " ".join(map(_quoted, ("leverage", *edition.command)))
    made = "; ".join((words.PROGRAM.format(version=__version__), *hashes))
    if edition.extent == "brief":
        return (Prose("totals", (words.MADE_IN_BRIEF.format(line=line, made=made),), is_small=True),)
    return (
        Prose("totals", (line,), is_code=True, title=words.MADE_BY, language="sh"),
        Prose("totals", (made,), is_small=True),
    )


def _quoted(word: str) -> str:
    """Quote a word for a shell; what a terminal would obey, or no text can hold, is spelled out byte by byte."""
    if word.isprintable():
        return shlex.quote(word)
    return f"$'{''.join(map(_spelled, word))}'"


def _spelled(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    return character if character.isprintable() else repr(os.fsencode(character))[2:-1]
