"""The end of a briefing: the method in three lines, and the line that makes the briefing again."""

import hashlib
import os
import shlex
from collections.abc import Sequence

from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.report import Edition
from leverage.report.views import Prose

# What the inputs of the bundled kinds say that have `adjusts: true`.
_ADJUSTING = "diversion, substitution, offset or rerouting"
_EVIDENCE = (
    "Digits are sources, letters assumptions; a number is as well founded as the weakest figure it rests on. Totals "
    "are simple sums of different kinds of loss: prices and third countries do not react."
)

_DIGITS = 12  # of a hash; enough to tell two states of a file apart


def describe_method(readers: Sequence[CellReader]) -> Prose:
    """Say in three lines what the numbers are, where their ranges come from, and what they rest on."""
    kinds = dict.fromkeys(lever.kind for reader in readers for lever in reader.scenario.levers.values())
    named = f"{'the kind' if len(kinds) == 1 else 'the kinds'} {', '.join(kinds)}"
    drawn = next((reader.drawn for reader in readers if reader.drawn and reader.drawn.ranges), None)
    ranges = "All numbers are computed at the values in use, without ranges."
    if drawn:
        ranges = (
            f"Ranges, in brackets or below a number, run from the 5th to the 95th percentile of {drawn.draws:,} "
            f"simulations (seed {drawn.seed}) of the figures with a low and a high (PERT unless said otherwise), or to "
            "the value in use where that lies beyond; the other figures stay as they are."
        )
    losses = (
        "Exposure is the gross value that crosses a tie in a year. Loss is what a party loses in a year if the tie is "
        f"cut, after {_ADJUSTING}, by the formulas of {named}."
    )
    return Prose("totals", (losses, ranges, _EVIDENCE), title="Method")


def describe_making(readers: Sequence[CellReader], edition: Edition) -> tuple[Prose, ...]:
    """Give the line that makes the same report, the version and a hash of each file that was read; in brief as one."""
    files = dict.fromkeys(file for reader in readers for file in reader.scenario.read)
    hashes = [f"{file.name}, SHA-256 {hashlib.sha256(file.raw).hexdigest()[:_DIGITS]}" for file in files]
    line = quote_command(edition.command)
    made = "; ".join((f"leverage {edition.version}", *hashes))
    if edition.extent == "brief":
        return (Prose("totals", (f"Made by: {line} ({made}).",), is_small=True),)
    return (
        Prose("totals", (line,), is_code=True, title=words.REPRODUCE, language="sh"),
        Prose("totals", (made,), is_small=True),
    )


def quote_command(words: Sequence[str]) -> str:
    """Return the line for a shell that runs the program with these words."""
    return " ".join(map(_quoted, ("leverage", *words)))


def _quoted(word: str) -> str:
    """Quote a word for a shell; what a terminal would obey, or no text can hold, is spelled out byte by byte."""
    if word.isprintable():
        return shlex.quote(word)
    return f"$'{''.join(map(_spelled, word))}'"


def _spelled(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    return character if character.isprintable() else repr(os.fsencode(character))[2:-1]
