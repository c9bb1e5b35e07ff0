"""The command `diff`: two scenarios, or two states of one file as git hands them over."""

import difflib
from pathlib import Path

import typer

from leverage.analysis.assessment import Assessment, assess_file
from leverage.cli import find, output
from leverage.cli.options import Options, WhatIfOptions
from leverage.document import INPUTS
from leverage.problems import LeverageError, in_one_line, make_visible
from leverage.reading.extends import Origin
from leverage.report import diff as make
from leverage.report.cell_reader import CellReader
from leverage.report.report import Report

# What git gives a diff driver: the path, then file, object id and mode of the old and the new state; after a rename
# also the new path and what it says of it.
_FROM_GIT = (7, 9)
_NOTHING = "/dev/null"  # in the place of a state that there is not


def run_diff(words: list[str], asked: WhatIfOptions, options: Options) -> None:
    """Report what differs between two scenarios; exit 1 if anything does, but 0 for git, which would take 1 amiss."""
    if len(words) in _FROM_GIT and all(Path(words[at]).exists() for at in (1, 4)):
        _from_git(words, asked, options)
        return
    if len(words) != 2:
        raise typer.BadParameter("two scenarios, such as: leverage diff base.yaml mine.yaml")
    old, new = find.assess_each(words, asked)
    report = _report(old, new, options)
    output.deliver_report(report, options)
    raise typer.Exit(1 if make.is_different(report) else 0)


def _report(old: Assessment, new: Assessment, options: Options) -> Report:
    if old.scenario.currency != new.scenario.currency:
        currencies = f"{old.scenario.currency} and {new.scenario.currency}"
        raise typer.BadParameter(f"scenarios in {currencies} cannot be compared")
    unit = find.parse_asked_unit(options, find.find_money(new))
    return make.report_difference(CellReader(old, unit), CellReader(new, unit))


def _from_git(words: list[str], asked: WhatIfOptions, options: Options) -> None:
    """Compare two states of a file; what it extends is read from where the file stands. Exit 0 always.

    Where there are no two scenarios, or nothing that is computed differs, the texts are compared line by line.
    """
    path, old, new = words[0], Path(words[1]), Path(words[4])
    head = f"{in_one_line(path)}{f' -> {in_one_line(words[7])}' if len(words) > 7 else ''}"
    if _NOTHING in (words[1], words[4]):
        output.write(f"{head}: {'added' if words[1] == _NOTHING else 'removed'}\n{_as_text(path, old, new)}")
        return
    try:
        before = _state(path, old, "old", asked)
        after = _state(words[7] if len(words) > 7 else path, new, "new", asked)
    except (LeverageError, OSError, UnicodeDecodeError) as error:
        output.write(f"{head}: {_reason(error)}\n{_as_text(path, old, new)}")
        return
    if before.scenario.currency != after.scenario.currency:
        output.write(f"{head}: another currency\n{_as_text(path, old, new)}")
        return
    report = _report(before, after, options)
    output.write(f"{head}\n" if make.is_different(report) else f"{head}\n{_as_text(path, old, new)}")
    if make.is_different(report):
        output.deliver_report(report, options)


def _state(path: str, file: Path, which: str, asked: WhatIfOptions) -> Assessment:
    INPUTS.add(file)
    return assess_file(
        Origin(in_one_line(path), Path(path).absolute()), which, file.read_bytes(), find.make_what_if(asked)
    )


def _reason(error: Exception) -> str:
    if isinstance(error, LeverageError):
        return f"no scenario that can be read; {make_visible(error.problems[0].message)}"
    return "no text that can be read"


def _as_text(path: str, old: Path, new: Path) -> str:
    """Compare two states line by line, where they are no scenarios."""
    before, after = (file.read_text(encoding="utf-8", errors="replace").splitlines() for file in (old, new))
    lines = difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="")
    return "".join(f"{in_one_line(line)}\n" for line in lines)
