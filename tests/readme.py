"""The README's examples: the files it shows, and what the program says of them."""

import re
import tempfile
from pathlib import Path

from tests.reference import ROOT
from tests.reference import run as run_program

README = ROOT / "README.md"


def files() -> dict[str, str]:
    """Return the files that the README shows, by name."""
    blocks = re.findall(
        r"^```yaml file=(\S+)\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return dict(blocks)


def run(command: str, name: str) -> str:
    """Return what a command prints of a file of the README, as if it lay in this folder."""
    with tempfile.TemporaryDirectory() as folder:
        for own, text in files().items():
            (Path(folder) / own).write_text(text, encoding="utf-8")
        path = str(Path(folder) / name)
        return run_program(command, path).replace(f"{folder}/", "")


def show(name: str) -> str:
    """Return what `leverage show` prints of a file of the README."""
    return run("show", name)
