"""The program's entry: ``leverage`` and ``python -m leverage``."""

from __future__ import annotations

import gc
import os
import signal
import sys
import warnings

TYPE_CHECKING = False  # true for type checkers; as little as possible is loaded before interrupts are handled
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import NoReturn

_STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_SHORT = "error: not enough memory; fewer draws or smaller files take less\n"
_UNLOADED = ("failed to map segment", "cannot allocate memory", "Cannot allocate memory")  # of a library, by the system
_NUMPY = 90_000_000  # bytes that loading numpy takes; its linear algebra ends the process where it gets too few


def main() -> NoReturn:
    """Run the command line and exit at once: freeing memory that the system frees anyway takes a tenth of the run."""
    gc.disable()  # a short run makes no cycles worth collecting
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy starts threads for linear algebra, which is not used
    if not sys.warnoptions:  # numpy warns of draws in which a cell is undefined, which are reported
        warnings.simplefilter("ignore")
    _stop_with(_leave)
    os._exit(run())


def run() -> int:
    """Run the command line and return its exit status."""
    from leverage.cli import files, streams
    from leverage.cli.app import app

    _stop_with(files.stop)
    _guard_numpy()
    streams.prepare()
    try:
        status = app()
    except SystemExit as done:
        status = done.code
    except MemoryError:
        sys.stderr.write(_SHORT)
        status = 2
    except ImportError as error:
        if not any(sign in str(error) for sign in _UNLOADED):
            raise
        sys.stderr.write(_SHORT)
        status = 2
    return streams.flush() or int(status or 0)


def _stop_with(handler: Callable[[int, FrameType | None], None]) -> None:
    """Set what the signals do that stop the program, except those that the program was started to ignore."""
    for number in _STOPPING:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def _guard_numpy() -> None:
    """Have the loading of numpy raise MemoryError where the memory is limited and too little is left for it."""
    try:
        import resource
    except ImportError:  # not on Windows, where processes have no such limit
        return
    if resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY or "numpy" in sys.modules:
        return

    class Guard:
        """Looks at what is imported, and finds nothing."""

        def find_spec(self, name: str, *_: object) -> None:
            """Try whether there is enough memory before numpy is loaded."""
            if name == "numpy":
                import mmap

                try:
                    mmap.mmap(-1, _NUMPY).close()
                except OSError:
                    raise MemoryError from None

    sys.meta_path.insert(0, Guard())


def _leave(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)


if __name__ == "__main__":
    main()
