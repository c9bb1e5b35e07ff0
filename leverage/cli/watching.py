"""What `sweep` tells on standard error about the rows that it computes."""

from collections.abc import Iterable, Iterator

import typer

from leverage.cli.progress import Progress
from leverage.problems import in_one_line
from leverage.sweep.computing import Filled, list_small_shares
from leverage.sweep.headings import Opened
from leverage.sweep.rows import Rows

MAX_TOLD = 20  # bad rows that are told before a run stops


class Watch:
    """Passes blocks of rows on, and tells notes and bad rows in between."""

    def __init__(self, rows: Rows, opened: Opened, progress: Progress, *, keep_going: bool) -> None:
        """Take the rows, the scenario opened for them, and whether to go on after a bad row."""
        self._rows = rows
        self._opened = opened
        self._progress = progress
        self._keep_going = keep_going
        self._letters = {each.heading.name: rows.letters[each.at] for each in opened.columns if rows.letters}
        self._told = 0  # notes of the reading that have been told
        self._flagged: set[int] = set()  # columns of which a flag has been told

    def pass_on(self, blocks: Iterable[Filled]) -> Iterator[Filled]:
        """Yield the blocks, each after what there is to tell of it; without going on a bad row is the end."""
        for index, filled in enumerate(blocks):
            self._tell_notes()
            self._tell_faults(filled)
            if index == 0 and self._rows.letters:
                self._tell_small_shares(filled)
            self._tell_flags(filled)
            yield filled
            self._progress.advance(filled.block.size)
        self._tell_notes()

    def _tell_notes(self) -> None:
        """Tell what the reading of the rows has noted since the last time."""
        for note in self._rows.told[self._told :]:
            self._progress.complain(note)
        self._told = len(self._rows.told)

    def _tell_faults(self, filled: Filled) -> None:
        """Tell the bad rows of a block: all of them, or only the first ones before the run stops there."""
        lines = [
            f"{self._write_place(filled, row, fault.column)}:{fault}"
            for row in sorted(filled.faults)
            for fault in filled.faults[row]
        ]
        for line in lines if self._keep_going else lines[:MAX_TOLD]:
            self._progress.complain(line)
        if not lines or self._keep_going:
            return
        if len(lines) > MAX_TOLD:
            self._progress.complain(f"... and {len(lines) - MAX_TOLD:,} more among rows up to this")
        raise typer.Exit(3)

    def _tell_small_shares(self, filled: Filled) -> None:
        """Tell shares of a sheet that are all tiny: it may have shown them as per cent."""
        hint = "leave the unit out of the heading if the sheet shows them as per cent"
        for name in list_small_shares(self._opened, filled):
            self._progress.complain(f"note: {self._rows.name}: all numbers of '{name}' are read as at most 1 %; {hint}")

    def _tell_flags(self, filled: Filled) -> None:
        """Tell the first flag after a number in each column."""
        for column in self._opened.columns:
            flagged = filled.read[column.at].flagged
            if not flagged or column.at in self._flagged:
                continue
            self._flagged.add(column.at)
            place = f"{self._write_place(filled, flagged[0], column.heading.name)}:{column.heading.name}"
            field = in_one_line(str(filled.block.columns[column.at][flagged[0]]))
            self._progress.complain(f"note: {place}: flags after numbers are passed over, as in '{field}'")

    def _write_place(self, filled: Filled, row: int, column: str) -> str:
        return f"{self._rows.name}:{self._letters.get(column, '')}{filled.block.line(row)}"
