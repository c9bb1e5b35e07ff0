"""The house: formatted, linted, typed, in its layers, with documents that say what the program does."""

import re
import subprocess
import sys

import pytest

from tests.readme import GENERATED, ROOT

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "layers": ["importlinter.cli", "lint_imports"],
    "documents": ["cogapp", "--check", *(str(path.relative_to(ROOT)) for path in GENERATED)],
}


@pytest.mark.parametrize("name", CHECKS)
def test_house(name: str) -> None:
    """Each keeper of the house finds nothing."""
    module, *words = CHECKS[name]
    command = (
        ["-c", "from importlinter.cli import lint_imports_command as c; c()"]
        if name == "layers"
        else ["-m", module, *words]
    )
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_numpy_and_yaml_have_one_room_each() -> None:
    """Who imports numpy, yaml, and rich for tables and bars, is listed; typer and printing stay in cli."""
    allowed = {
        "numpy": {
            "equilibrium.py",
            *(
                f"analysis/{name}.py"
                for name in (
                    "arrays",
                    "bounds",
                    "draws",
                    "network",
                    "percentiles",
                    "sampling",
                    "sensitivity",
                    "shapley",
                )
            ),
            *(f"sweep/{name}.py" for name in ("computing", "decimals", "headings", "lines", "plain", "ranges", "rows")),
        },
        "yaml": {"document.py"},
        "rich": {"formats/table.py", "formats/_text_chart.py", "formats/_panels.py", "formats/_layout.py"},
    }
    package = ROOT / "leverage"
    sources = {path.relative_to(package).as_posix(): path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    for module, rooms in allowed.items():
        users = {name for name, text in sources.items() if f"import {module}" in text or f"from {module}" in text}
        assert users == rooms, module
    users = {name for name, text in sources.items() if "import typer" in text}
    assert {name.partition("/")[0] for name in users} == {"cli"}
    assert not [
        name
        for name, text in sources.items()
        if "print(" in text and not name.startswith("cli/") and "_print(" not in text and "console.print(" not in text
    ]


def test_names_of_cells_are_made_in_one_place() -> None:
    """No f-string makes the name of a cell, such as {party}.gdp or loss.{party}, where a function does so."""
    of_a_cell = re.compile(
        r"""f(["'])(?:(?:loss|exposure|outcome|total|move|at|by|balance|\w+_share)\.\{|'?\{[\w.]+(?:\[\w+\])?\}\.\{?\w)"""
    )
    files_of = re.compile(r"\.(?:yaml|py|sty)\b")  # names of files and modules have dots too
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for room in ("report", "formats", "cli", "analysis", "sweep", "graph")
        for path in (ROOT / "leverage" / room).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if of_a_cell.search(line) and not files_of.search(line)
    ]
    assert not found, "\n".join(found)


def test_names_of_cells_are_taken_apart_in_one_place() -> None:
    """No name of a cell is split at its dots, or looked at from one end, where a function in naming.py does so."""
    by_hand = re.compile(
        r"""split\("\."|partition\("\."|\.(?:starts|ends)with\(\(?f?"(?:\{[\w.]+\}\.|(?:loss|exposure|outcome|total|move|at|by)\b)"""
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for room in ("analysis", "sweep")
        for path in (ROOT / "leverage" / room).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if by_hand.search(line)
    ]
    assert not found, "\n".join(found)
