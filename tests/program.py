"""The program run as a user runs it, with an environment that does not vary."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from leverage import __main__, document, formats, library

#: The formats that give text; the others give bytes, which have tests of their own.
TEXT = [name for name in formats.list_formats() if name != "docx"]
#: The bundled scenarios by their short names, which find them in any folder.
SCENARIOS = [name.partition("/")[2] for name in library.list_bundled()]
#: A file that changes the bundled base: nobody says what Russia loses on remittances.
UNVALUED = str(Path(__file__).parent / "unvalued.yaml")
#: The same, with the goods in one part: of 1,178 million is lost what is not diverted, of the other way the same share.
WHOLE = str(Path(__file__).parent / "whole.yaml")
#: A scenario of the past, with what was observed.
HISTORY = str(Path(__file__).parent / "history.yaml")
#: The words of a report of every sort.
REPORTS = [
    "show",
    "show --brief",
    "show --full",
    "compare",
    "sources",
    "sources --rivals",
    "check",
    "explain",
    "explain total.russia",
    "sensitivity",
    f"backtest {HISTORY}",
    "diff base escalation",
    "kinds",
    "kinds transit",
    "list",
    "get total.azerbaijan",
    "sweep --vary diverted=0:1:3 --get loss.azerbaijan.goods_to_russia",
    f"pairs --catalogue {Path(__file__).parent / 'pairs' / 'data.yaml'}",
]
_KEPT = ("PATH", "HOME", "LANG", "SYSTEMROOT")
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class _Pipe(io.BytesIO):
    """Bytes that another program writes: nothing goes back in them."""

    def seekable(self) -> bool:
        return False


class Done(NamedTuple):
    """What a run left behind."""

    status: int
    out: str
    err: str


def run(
    *words: str, stdin: str | bytes = "", cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> Done:
    """Run ``leverage`` with some words through its entry, in this process.

    Starting Python anew for each of thousands of runs takes most of their time. The run finds what a process of its
    own would: streams, a bare environment to which `environment` adds, no input read before, Python's warnings off.
    """
    environment = {"PYTHONIOENCODING": "utf-8", **(environment or {})}
    encoding = environment["PYTHONIOENCODING"]
    out, err = io.BytesIO(), io.BytesIO()
    streams = {
        "stdin": io.TextIOWrapper(_Pipe(stdin.encode() if isinstance(stdin, str) else stdin), encoding),
        "stdout": io.TextIOWrapper(out, encoding, write_through=True),
        "stderr": io.TextIOWrapper(err, encoding, "backslashreplace", write_through=True),
    }
    document.INPUTS.clear()
    with (
        _replaced({"argv": ["leverage", *words], **streams}),
        _surrounded(environment),
        contextlib.chdir(cwd or "."),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        status = __main__.run()
    return Done(status, out.getvalue().decode("utf-8"), err.getvalue().decode("utf-8"))


def read_json(*words: str, stdin: str | bytes = "", cwd: Path | None = None) -> dict[str, Any]:
    """Return what a run says as JSON, which it does even of files that are wrong, but not of wrong usage."""
    done = run(*words, "-f", "json", stdin=stdin, cwd=cwd)
    assert done.out, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


@contextlib.contextmanager
def _replaced(values: Mapping[str, Any]) -> Iterator[None]:
    """Put values in the place of those of ``sys`` and take them back, with what the run does on a signal."""
    before = {name: getattr(sys, name) for name in values}
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    for name, value in values.items():
        setattr(sys, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(sys, name, value)
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _surrounded(environment: Mapping[str, str]) -> Iterator[None]:
    """Let the bare environment and these variables be all that there is."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update({name: before[name] for name in _KEPT if name in before} | dict(environment))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def run_alone(
    *words: str,
    stdin: str | bytes = "",
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> Done:
    """Run ``leverage`` in a process of its own, for what depends on one: what it imports, how long it takes."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    done = subprocess.run(
        [sys.executable, "-m", "leverage", *words],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=cwd,
        env={**kept, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        timeout=timeout,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def run_beside(module: str, text: str, *words: str, cwd: Path) -> Done:
    """Run ``leverage`` in a process of its own that imports a module of this text in the place of a library."""
    (cwd / f"{module}.py").write_text(text, encoding="utf-8")
    path = os.pathsep.join([str(cwd), str(Path(__file__).parent.parent)])
    return run_alone(*words, environment={"PYTHONPATH": path}, cwd=cwd)


def run_without(module: str, *words: str, cwd: Path) -> Done:
    """Run ``leverage`` in a process of its own in which a library cannot be imported."""
    return run_beside(module, "raise ImportError", *words, cwd=cwd)


@contextlib.contextmanager
def taking_at_most(size: float) -> Iterator[None]:
    """Hold the bytes that are taken at the same time, at the most, against a limit."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < size


def run_git(folder: Path, *words: str) -> Done:
    """Run git in a folder, with nobody's own settings."""
    who = {f"GIT_{role}_{what}": "test@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "HOME": str(folder),
        **who,
    }
    done = subprocess.run(
        ["git", *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)
