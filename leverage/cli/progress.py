"""A line on the terminal that says how far a long run has come.

Typer's own bar will not do: it stays on the terminal, an interrupt leaves the cursor hidden, other lines break it, and
it cannot count rows where nobody knows how many there are.
"""

import os
import sys
import time
from collections.abc import Callable
from typing import TypeAlias

from leverage.cli import output

#: Tells which share is done from the rows that are; None where nobody knows.
Share: TypeAlias = Callable[[int], float | None]

_PATIENCE = 1.0  # seconds after which a run is long
_EVERY = 0.2  # seconds
_WIDTH = 30
_ERASE = "\r\x1b[K"


class Progress:
    """A line that says how many rows are done, and which part of all where that is known."""

    def __init__(self, share: Share, *, is_free: bool) -> None:
        """Take what tells the share that is done, and whether no rows are written to the terminal."""
        self._share = share
        self._rows = 0
        self._is_shown = False
        self._due = time.monotonic() + _PATIENCE
        self._can_show = is_free and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def advance(self, rows: int) -> None:
        """Count rows that are done."""
        self._rows += rows
        if self._can_show and time.monotonic() >= self._due:
            self._due = time.monotonic() + _EVERY
            self._is_shown = True
            sys.stderr.write(f"{_ERASE}{self._write_line()}")
            sys.stderr.flush()

    def complain(self, text: str) -> None:
        """Write a line to standard error in the place of the progress."""
        self.end()
        output.complain(text)

    def end(self) -> None:
        """Take the line away."""
        if self._is_shown:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
            self._is_shown = False

    def _write_line(self) -> str:
        share = self._share(self._rows)
        if share is None:
            return f"{self._rows:,} rows"
        share = min(1.0, share)
        return f"[{'#' * round(_WIDTH * share):<{_WIDTH}}] {share:4.0%}  {self._rows:,} rows"
