"""The command `diff`: two scenarios, or two states of one file as git passes them."""

import difflib
import os
from pathlib import Path

import typer

from leverage.analysis.assessment import Assessment, assess_file
from leverage.cli import find, output
from leverage.cli.options import Draws, Options, WhatIfOptions
from leverage.document import INPUTS
from leverage.problems import LeverageError, in_one_line, make_visible
from leverage.reading.extends import Origin
from leverage.report import diff as make
from leverage.report.cell_reader import CellReader
from leverage.report.report import Report

# What git gives a diff driver: the path, then file, object id and mode of the old and the new state; after a rename
# also the new path and what git says of the rename.
_FROM_GIT = (7, 9)
_NOTHING = "/dev/null"  # in the place of a state that does not exist


def run_diff(words: list[str], what_if: WhatIfOptions, draws: Draws, options: Options, *, has_all: bool) -> None:
    """Report what differs between two scenarios; exit 1 if anything does, but 0 for git, which takes 1 for a fault."""
    if len(words) in _FROM_GIT and all(os.path.exists(words[at]) and not os.path.isdir(words[at]) for at in (1, 4)):
        _run_for_git(words, what_if, draws, options, has_all=has_all)
        return
    if len(words) != 2:
        raise typer.BadParameter("two scenarios, such as: leverage diff base escalation")
    if words == ["-", "-"]:
        raise typer.BadParameter("only one of the two scenarios can come from standard input")
    old, new = find.assess_each(words, what_if)
    if old.scenario.currency != new.scenario.currency:
        currencies = f"{old.scenario.currency} and {new.scenario.currency}"
        raise typer.BadParameter(f"scenarios in {currencies} cannot be compared")
    report = _make_report(old, new, draws, options, has_all=has_all)
    output.deliver_report(report, options)
    raise typer.Exit(1 if make.is_different(report) else 0)


def _make_report(old: Assessment, new: Assessment, draws: Draws, options: Options, *, has_all: bool) -> Report:
    unit = find.parse_unit_option(options, find.find_money(new))
    before, after = (
        CellReader(each, unit, find.draw_asked(each, draws, [*each.scenario.claims])) for each in (old, new)
    )
    return make.report_difference(before, after, has_all=has_all)


def _run_for_git(words: list[str], what_if: WhatIfOptions, draws: Draws, options: Options, *, has_all: bool) -> None:
    """Compare two states of a file; what it extends is read from where the file stands. Exit 0 always.

    Where there are no two scenarios, or nothing that is computed differs, the texts are compared line by line.
    """
    path, old, new = words[0], Path(words[1]), Path(words[4])
    new_path = words[7] if len(words) > 7 else path
    head = in_one_line(path) if len(words) <= 7 else f"{in_one_line(path)} -> {in_one_line(new_path)}"
    if words[1] == _NOTHING:
        head += ": added"
    elif words[4] == _NOTHING:
        head += ": removed"
    else:
        try:
            before = _assess_state(path, old, "old", what_if)
            after = _assess_state(new_path, new, "new", what_if)
        except LeverageError as error:
            head += f": no scenario that can be read; {make_visible(error.problems[0].message)}"
        except (OSError, UnicodeDecodeError):
            head += ": no text that can be read"
        else:
            if before.scenario.currency != after.scenario.currency:
                head += ": another currency"
            elif make.is_different(report := _make_report(before, after, draws, options, has_all=has_all)):
                output.write(f"{head}\n")
                output.deliver_report(report, options)
                return
    output.write(f"{head}\n{_compare_lines(path, old, new)}")


def _assess_state(path: str, file: Path, which: str, what_if: WhatIfOptions) -> Assessment:
    INPUTS.add(file)
    origin = Origin(in_one_line(path), Path(path).absolute())
    return assess_file(origin, which, file.read_bytes(), find.make_what_if(what_if))


def _compare_lines(path: str, old: Path, new: Path) -> str:
    before, after = (file.read_text(encoding="utf-8", errors="replace").splitlines() for file in (old, new))
    lines = difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="")
    return "".join(f"{in_one_line(line)}\n" for line in lines)
