"""The program's entry: ``leverage`` and ``python -m leverage``."""

import errno
import gc
import os
import signal
import sys
from types import FrameType


def main() -> None:
    """Run the command line; an interrupt ends it with 130."""
    gc.disable()  # a short run makes no cycles worth looking for; this saves a tenth of it
    signal.signal(signal.SIGINT, _stop)
    from leverage.cli import app  # after the collector is off: this import is the greatest part of a run

    if sys.stdout is None:  # closed by the shell
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    try:
        app()
    except BrokenPipeError:
        _leave(0)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _leave(2)


def _leave(status: int) -> None:
    """End where standard output can take no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    raise SystemExit(status)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(130)


if __name__ == "__main__":
    main()
