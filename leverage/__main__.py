"""The program's entry: ``leverage`` and ``python -m leverage``."""

import gc
import signal
from types import FrameType


def main() -> None:
    """Run the command line; an interrupt ends it with 130."""
    gc.disable()  # a short run makes no cycles worth looking for; this saves a tenth of it
    signal.signal(signal.SIGINT, _stop)
    from leverage.cli import app  # after the collector is off: this import is the greatest part of a run

    app()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(130)


if __name__ == "__main__":
    main()
