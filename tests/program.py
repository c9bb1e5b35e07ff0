"""The program run as a user runs it, in a process of its own, with an environment that does not vary."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from leverage import formats

#: The formats that give text; the others give bytes, which have tests of their own.
TEXT = [name for name in formats.list_formats() if name != "docx"]


class Done(NamedTuple):
    """What a run left behind."""

    status: int
    out: str
    err: str


def run(
    *words: str, stdin: str | bytes = "", cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> Done:
    """Run ``leverage`` with some words; `environment` adds to a bare one. Output is read as UTF-8."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "SYSTEMROOT")}
    done = subprocess.run(
        [sys.executable, "-m", "leverage", *words],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=cwd,
        env={**kept, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
