"""Standard output and standard error that lose nothing in silence, whatever stands behind them."""

import errno
import io
import os
import select
import sys
from typing import Any, TextIO, cast

IN, OUT, ERR = range(3)  # the numbers of their descriptors


class Stream(io.FileIO):
    """A standard stream's descriptor. Where nothing more can be written, the run goes on without, or it ends.

    A reader that has gone away ends nothing: the exit status stays what the command earns. Output that finds no room
    ends the run with status 2. Messages that cannot be written are dropped.
    """

    is_gone = False

    def write(self, data: Any) -> int:
        """Write some of the bytes, and wait where a pipe that does not block is full."""
        try:
            while (count := cast("int | None", super().write(data))) is None:
                select.select([], [self], [])
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            self.is_gone = True
            if self.fileno() == OUT and error.errno != errno.EPIPE:
                print(f"cannot write: {(error.strerror or str(error)).lower()}", file=sys.stderr)
                raise SystemExit(2) from None
            return memoryview(data).nbytes
        return count


def prepare() -> None:
    """Put streams of this kind in the place of standard output and standard error."""
    for number in (IN, OUT, ERR):
        try:
            os.fstat(number)
        except OSError:  # closed by the shell: the next file that is opened must not take its number
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = _prepared(sys.stdout, OUT)
    sys.stderr = _prepared(sys.stderr, ERR)


def is_read() -> bool:
    """Tell whether somebody still reads standard output, as far as is known."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return not (isinstance(raw, Stream) and raw.is_gone)


def flush() -> int:
    """Write what is left, and return the exit status 2 where output finds no room, else 0."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit:
        return 2
    return 0


def _prepared(stream: TextIO | None, number: int) -> TextIO:
    """Return a text stream over a descriptor. One left unbuffered by Python would drop what is not written at once."""
    buffer = getattr(stream, "buffer", None)
    if stream is not None and not isinstance(getattr(buffer, "raw", buffer), io.FileIO):  # a console of Windows
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(Stream(number, "w", closefd=False)),
        encoding=stream.encoding if stream else "utf-8",
        errors=stream.errors if stream else "backslashreplace",
        line_buffering=number == ERR or (stream is not None and stream.isatty()),
    )
