"""Finds and assesses the scenarios that a command's words name, and checks the cells and the unit asked for."""

import os
import re
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

from leverage import library, naming
from leverage.analysis.assessment import (
    Assessment,
    Attempt,
    Located,
    assess_file,
    is_scenario,
    locate_scenario,
    locate_scenarios,
    name_scenarios,
    try_assessing,
)
from leverage.analysis.ranges import Drawn, is_uncertain, list_reported
from leverage.cli import output
from leverage.cli.options import Draws, Options, WhatIfOptions
from leverage.document import MAX_BYTES, read_bytes
from leverage.formula.dimensions import Measured
from leverage.model import WhatIf
from leverage.problems import LeverageError, Problem, explain_error, in_one_line, suggest_name
from leverage.reading.extends import Origin
from leverage.units import RATIO, Dimension, Unit, UnitError, name_dimension, parse_unit

if TYPE_CHECKING:  # numpy comes with it
    from leverage.analysis.sharing import Shared

_STDIN = "-"
_INPUT = Origin("<stdin>", None)
_CELL = re.compile(r"[a-z][a-z0-9_.]*")


def assess_one(scenario: str | None, what_if: WhatIfOptions) -> Assessment:
    """Assess one scenario; the bundled one if none is named."""
    with output.exit_on_problems():
        return assess_file(*find_source(scenario), make_what_if(what_if))


def find_source(scenario: str | None) -> tuple[Origin, str, bytes | None]:
    """Return where a scenario comes from, its name, and its text if that is read only once. Raises LeverageError."""
    if scenario == _STDIN:
        origin, text = _read_stream(_INPUT)
        return origin, "stdin", text
    origin, text = _read_stream(_locate(library.DEFAULT if scenario is None else scenario))
    return origin, Path(origin.name).stem, text


def _locate(name: str) -> Origin:
    """Find the scenario that a user names. Raises LeverageError."""
    return _find_unreadable(name) or locate_scenario(name)


def _find_unreadable(name: str) -> Origin | None:
    """Return a file that is there and cannot be opened, such as a link to nothing: to read it says why."""
    try:
        os.stat(name)
    except PermissionError:
        is_there = True
    except OSError:
        is_there = os.path.islink(name)
    else:
        is_there = False
    return Origin(in_one_line(name), Path(name)) if is_there and name.endswith(library.ENDINGS) else None


def _read_stream(origin: Origin) -> tuple[Origin, bytes | None]:
    """Read standard input or a pipe, which can be read only once and lies in no folder. Raises LeverageError.

    A file is left to be read later: its text is None.
    """
    if origin.path is None:
        try:
            return origin, read_standard_input("a scenario").read(MAX_BYTES + 1)
        except OSError as error:
            raise LeverageError([Problem(f"cannot read <stdin>: {explain_error(error)}")]) from None
    if os.path.isfile(origin.path):
        return origin, None
    return Origin(origin.name, None), read_bytes(origin.path, origin.name)


def read_standard_input(what: str) -> BinaryIO:
    """Return standard input, to read what is named from it. Raises LeverageError if the shell has closed it."""
    if sys.stdin is None:
        raise LeverageError([Problem("cannot read <stdin>: it is closed")])
    if sys.stdin.isatty():
        output.complain(f"reading {what} from the terminal, up to Ctrl-D")
    return sys.stdin.buffer


def assess_several(scenarios: Sequence[str] | None, what_if: WhatIfOptions) -> list[Assessment]:
    """Assess every scenario named, and report the problems of all files together."""
    attempts = try_all(scenarios, what_if)
    with output.exit_on_problems():
        if problems := [problem for attempt in attempts for problem in attempt.problems]:
            raise LeverageError(problems)
    return [attempt.assessment for attempt in attempts if attempt.assessment]


def try_all(scenarios: Sequence[str] | None, what_if: WhatIfOptions, *, is_deep: bool = False) -> list[Attempt]:
    """Assess every scenario named, each once: those that are right, and those that are not with their problems."""
    attempts: list[Attempt] = []
    origins: list[Origin] = []
    for name in scenarios or [library.DEFAULT]:
        shown = in_one_line(name)
        try:
            if origin := _INPUT if name == _STDIN else _find_unreadable(name):
                located = Located([origin])
            else:
                located = locate_scenarios(name, is_deep=is_deep)
        except LeverageError as error:
            located = Located([], error.problems)
        origins += located.origins
        if located.problems:
            attempts.append(Attempt(shown, shown, None, located.problems))
        if located.passed_over:
            files = "1 YAML file" if located.passed_over == 1 else f"{located.passed_over} YAML files"
            output.complain(f"passed over {files} in {shown}: hidden, or without any key of a scenario")
    origins = list({origin.path or origin.name: origin for origin in origins}.values())
    for origin, name in zip(origins, name_scenarios(origins), strict=True):
        try:
            source, text = _read_stream(origin)
        except LeverageError as error:
            attempts.append(Attempt(name, origin.name, None, error.problems))
        else:
            attempts.append(try_assessing(source, name.strip("<>"), text, make_what_if(what_if)))
    return attempts


def assess_each(scenarios: Sequence[str], what_if: WhatIfOptions) -> list[Assessment]:
    """Assess scenarios one by one, as they stand, each under a name that tells it from the others if there is one."""
    with output.exit_on_problems():
        origins = [_INPUT if name == _STDIN else _locate(name) for name in scenarios]
        named = zip(map(_read_stream, origins), name_scenarios(origins), strict=True)
        return [assess_file(source, name.strip("<>"), text, make_what_if(what_if)) for (source, text), name in named]


def make_what_if(what_if: WhatIfOptions) -> WhatIf:
    """Return the options as the record that a scenario is read with."""
    sets, only, use, folders = (tuple(texts or ()) for texts in what_if[:4])
    if what_if.horizon is not None:
        sets = (*sets, f"{naming.HORIZON}={what_if.horizon}")
    return WhatIf(sets, only, use, folders)


def split_words(names: Sequence[str]) -> tuple[str | None, list[str]]:
    """Part words into a scenario and cells: the first is a scenario if it names one, or cannot be a cell."""
    first, *rest = names
    is_first = is_scenario(first) or not _CELL.fullmatch(first) or first.endswith(library.ENDINGS)
    return (first, rest) if is_first else (None, [first, *rest])


def refuse_unknown(assessment: Assessment, names: Sequence[str], scenario: str | None) -> None:
    """Refuse names that no cell has; the message says which scenario was taken if none was named."""
    cells = assessment.graph.cells
    taken = assessment.name if scenario else f"{library.DEFAULT} (no scenario was named)"
    for name in names:
        if name not in cells:
            hint = suggest_name(name, assessment.graph.public) or suggest_name(name, library.list_names())
            if name in library.list_names():
                hint = "that is a scenario, which stands first"
            raise typer.BadParameter(f"{taken} has no cell '{name}'" + (f"; {hint}" if hint else ""))


def parse_unit_option(options: Options, measured: Measured | None, what: str = "") -> Unit | None:
    """Return the unit asked for, None without; `what` is to be given in it, which is measured in such units.

    What has no dimension, such as a test, may be given as a ratio.
    """
    if options.unit is None:
        return None
    try:
        unit = Unit("%", 0.01, RATIO) if options.unit == "%" else parse_unit(options.unit)
    except UnitError as error:
        raise typer.BadParameter(f"--unit: {error}; {error.hint}") from None
    dimension = measured if isinstance(measured, tuple) else RATIO
    if unit.dimension != dimension:
        wanted = (
            f"{what} is in {name_dimension(dimension)}" if what else f"wanted a unit of {name_dimension(dimension)}"
        )
        raise typer.BadParameter(f"--unit: {wanted}, found '{options.unit}'")
    return unit


def find_money(assessment: Assessment) -> Dimension:
    """Return the dimension of a scenario's amounts."""
    return ((assessment.scenario.currency, 1), ("year", -1))


def draw_asked(
    assessment: Assessment, draws: Draws, wanted: Collection[str] | None = None, shared: "Shared | None" = None
) -> Drawn | None:
    """Draw the figures that have a range, and return what the cells come to; None without such, or if not asked to.

    The cells are those that reports give ranges for, or those that are wanted; nothing is drawn if none is. `shared`
    has what other scenarios came to.
    """
    if draws.no_range:
        return None
    if wanted is None:
        wanted = list_reported(assessment.graph)
    if not wanted or not is_uncertain(assessment.graph):
        return None
    from leverage.analysis.draws import draw_ranges
    from leverage.analysis.sharing import Shared

    return draw_ranges(assessment, draws.draws, draws.seed, wanted, shared or Shared(draws.draws, draws.seed))


def draw_all(
    assessments: Sequence[Assessment], draws: Draws, list_wanted: Callable[[Assessment], Collection[str] | None]
) -> list[Drawn | None]:
    """Draw the figures of several scenarios, as `draw_asked` does for each, and compute once what some have alike."""
    if draws.no_range:
        return [None] * len(assessments)
    from leverage.analysis.sharing import Shared

    shared = Shared(draws.draws, draws.seed)
    return [draw_asked(assessment, draws, list_wanted(assessment), shared) for assessment in assessments]
