"""Standard output and standard error that never lose text without saying so."""

import errno
import io
import os
import select
import sys
from typing import Any, TextIO, cast

IN, OUT, ERR = range(3)  # the numbers of their descriptors


class Stream(io.FileIO):
    """A standard stream's descriptor, which decides what happens when nothing more can be written.

    If the reader has gone away, the run goes on and keeps its exit status. Output that cannot be written, as on a full
    disk, ends the run with status 2. Messages that cannot be written are dropped.
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
    """Replace standard output and standard error by streams of this kind."""
    for number in (IN, OUT, ERR):
        try:
            os.fstat(number)
        except OSError:  # the shell has closed it: the next file that is opened must not get its number
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = _open_stream(sys.stdout, OUT)
    sys.stderr = _open_stream(sys.stderr, ERR)


def is_read() -> bool:
    """Tell whether somebody still reads standard output, as far as is known."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return not (isinstance(raw, Stream) and raw.is_gone)


def flush() -> int:
    """Write what is left; return the exit status 2 if it cannot be written, else 0."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit:
        return 2
    return 0


def _open_stream(stream: TextIO | None, number: int) -> TextIO:
    """Return a text stream over a descriptor, with a buffer: without, Python drops what is not written at once."""
    buffer = getattr(stream, "buffer", None)
    if stream is not None and not isinstance(getattr(buffer, "raw", buffer), io.FileIO):  # a console of Windows
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(Stream(number, "w", closefd=False)),
        encoding=stream.encoding if stream else "utf-8",
        errors=stream.errors if stream else "backslashreplace",
        line_buffering=number == ERR or (stream is not None and stream.isatty()),
    )
