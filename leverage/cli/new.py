"""The command `new`: a scenario file to begin with, for two parties or over another scenario."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

import typer

from leverage import library
from leverage.analysis.assessment import assess_named, locate_scenario
from leverage.cli import output
from leverage.model import WhatIf
from leverage.problems import in_one_line
from leverage.reading.extends import may_extend

_STDOUT = "-"


def run_new(name: str, base: str | None, is_forced: bool, folders: Sequence[str]) -> None:
    """Write a file to begin with; an existing one is replaced only if that is asked for."""
    target = Path(name if name == _STDOUT or name.endswith(library.ENDINGS) else f"{name}.yaml")
    text = _write_starter(target.stem) if base is None else _write_overlay(base, target, folders)
    if name == _STDOUT:
        output.deliver([text], None)
        return
    if not target.stem.strip(". ") or target.name in library.ENDINGS:
        raise typer.BadParameter(f"NAME: '{name}' names no file")
    if os.path.lexists(target) and not is_forced:
        raise typer.BadParameter(f"{target} is there already; --force writes over it")
    output.save_scenario(text, target)
    shown = shlex.quote(in_one_line(str(target)))
    output.complain(
        f"wrote {shown}\ncheck it with: leverage check {_write_allowances(base, target, folders)}{shown}\n"
        "for completion in an editor, beside it: leverage schema -o leverage.schema.json"
    )


def _write_starter(stem: str) -> str:
    """Return a starter for the two parties in a name such as georgia-russia, or for two without names."""
    from leverage.starter import write_starter

    first, _, second = stem.partition("-")
    return write_starter(first, second) if first and second else write_starter("first party", "second party")


def _write_overlay(base: str, target: Path, folders: Sequence[str]) -> str:
    """Return an overlay of a scenario, which it names as seen from the new file's folder."""
    from leverage.starter import write_overlay

    with output.exit_on_problems():
        origin = locate_scenario(base)
        if origin.path is None or not origin.path.is_file():
            raise typer.BadParameter(f"--from: {base} is no file, which the new one could extend")
        assessed = assess_named(base, WhatIf(folders=tuple(folders)))
    if library.find_bundled(base) is not None:
        return write_overlay(base, assessed)
    return write_overlay(os.path.relpath(origin.path, os.path.realpath(target.parent)).replace("\\", "/"), assessed)


def _write_allowances(base: str | None, target: Path, folders: Sequence[str]) -> str:
    """Return the options that let a new file extend its base, if that lies outside the new file's project."""
    path = locate_scenario(base).path if base is not None and library.find_bundled(base) is None else None
    if path is not None and not may_extend(os.path.realpath(target.parent), path):
        folders = [*folders, os.path.relpath(path.parent)]
    return "".join(f"--allow-base {shlex.quote(in_one_line(folder))} " for folder in folders)
