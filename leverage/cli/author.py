"""Commands for authors of scenarios: files to begin with, and the schema for their editors."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

import typer

from leverage import library
from leverage.assessment import assess_named, locate
from leverage.cli import output
from leverage.model import WhatIf
from leverage.problems import in_one_line
from leverage.scenario import may_extend

_STDOUT = "-"
_ENDINGS = (".yaml", ".yml")


def new(name: str, base: str | None, is_forced: bool, folders: Sequence[str]) -> None:
    """Write a file to begin with; one that is there stays unless writing over it is asked for."""
    target = Path(name if name == _STDOUT or name.endswith(_ENDINGS) else f"{name}.yaml")
    text = _beginning(target.stem) if base is None else _change(base, target, folders)
    if name == _STDOUT:
        output.deliver([text], None)
        return
    if not target.stem.strip(". ") or target.name in _ENDINGS:
        raise typer.BadParameter(f"NAME: '{name}' names no file")
    if os.path.lexists(target) and not is_forced:
        raise typer.BadParameter(f"{target} is there already; --force writes over it")
    output.save_scenario(text, target)
    named = shlex.quote(in_one_line(str(target)))
    output.complain(
        f"wrote {named}\ncheck it with: leverage check {_allowance(base, target, folders)}{named}\n"
        "for completion in an editor, beside it: leverage schema -o leverage.schema.json"
    )


def schema(target: Path | None) -> None:
    """Write the schema of scenario files."""
    import json

    from leverage.schema import schema as make

    output.deliver([f"{json.dumps(make(), indent=2, ensure_ascii=False)}\n"], target)


def _beginning(stem: str) -> str:
    """Make a starter for the two parties that a name such as georgia-russia speaks of."""
    from leverage.starter import starter

    first, _, second = stem.partition("-")
    return starter(first, second) if first and second else starter("first party", "second party")


def _allowance(base: str | None, target: Path, folders: Sequence[str]) -> str:
    """Return the options that let a new file extend its base, if it lies outside the new file's project."""
    path = locate(base).path if base is not None and library.find(base) is None else None
    if path is not None and not may_extend(os.path.realpath(target.parent), path):
        folders = [*folders, os.path.relpath(path.parent)]
    return "".join(f"--allow-base {shlex.quote(in_one_line(folder))} " for folder in folders)


def _change(base: str, target: Path, folders: Sequence[str]) -> str:
    """Make an overlay of a scenario, named as it is found from the new file's folder."""
    from leverage.starter import overlay

    with output.problems():
        origin = locate(base)
        if origin.path is None or not origin.path.is_file():
            raise typer.BadParameter(f"--from: {base} is no file, which the new one could extend")
        assessed = assess_named(base, WhatIf(folders=tuple(folders)))
    if library.find(base) is not None:
        return overlay(base, assessed)
    return overlay(os.path.relpath(origin.path, os.path.realpath(target.parent)).replace("\\", "/"), assessed)
