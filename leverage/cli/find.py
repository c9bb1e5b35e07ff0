"""Which scenarios, cells and unit a command is about: what the user's words name, found and assessed."""

import re
from collections.abc import Sequence
from pathlib import Path

import typer

from leverage import library
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
from leverage.analysis.ranges import Drawn, list_uncertain
from leverage.cli import options, output
from leverage.document import read_bytes
from leverage.model import WhatIf
from leverage.problems import LeverageError, Problem, in_one_line, suggest_name
from leverage.reading.extends import Origin
from leverage.units import RATIO, Dimension, Unit, UnitError, name_dimension, parse_unit

_STDIN = "-"
_INPUT = Origin("<stdin>", None)
_CELL = re.compile(r"[a-z][a-z0-9_.]*")


def assess_one(scenario: str | None, asked: options.WhatIfOptions) -> Assessment:
    """Assess one scenario; the bundled one if none is named."""
    with output.exit_on_problems():
        return assess_file(*find_source(scenario), make_what_if(asked))


def find_source(scenario: str | None) -> tuple[Origin, str, bytes | None]:
    """Return where a scenario comes from, its name, and its text if that is read only once. Raises LeverageError."""
    if scenario == _STDIN:
        origin, text = _opened(_INPUT)
        return origin, "stdin", text
    origin, text = _opened(locate_scenario(scenario or library.DEFAULT))
    return origin, Path(origin.name).stem, text


def _opened(origin: Origin) -> tuple[Origin, bytes | None]:
    """Read what can be read only once, standard input or a pipe, which lies in no folder. Raises LeverageError."""
    if origin.path is None:
        return origin, output.scenario_on_input()
    if origin.path.is_file():
        return origin, None
    return Origin(origin.name, None), read_bytes(origin.path, origin.name)


def assess_several(scenarios: Sequence[str] | None, asked: options.WhatIfOptions) -> list[Assessment]:
    """Assess every scenario named, and report the problems of all files together."""
    found = try_all(scenarios, asked)
    with output.exit_on_problems():
        if problems := list_problems(found):
            raise LeverageError(problems)
    return [one.assessment for one in found if one.assessment]


def list_problems(found: Sequence[Attempt]) -> list[Problem]:
    """Return the problems of all scenarios asked for."""
    return [problem for one in found for problem in one.problems]


def try_all(scenarios: Sequence[str] | None, asked: options.WhatIfOptions, *, is_deep: bool = False) -> list[Attempt]:
    """Assess every scenario named, each once: those that are right, and those that are not with their problems."""
    found: list[Attempt] = []
    origins: list[Origin] = []
    for name in scenarios or [library.DEFAULT]:
        shown = in_one_line(name)
        try:
            located = Located([_INPUT]) if name == _STDIN else locate_scenarios(name, is_deep=is_deep)
        except LeverageError as error:
            located = Located([], error.problems)
        origins += located.origins
        if located.problems:
            found.append(Attempt(shown, shown, None, located.problems))
        if located.passed_over:
            files = "1 YAML file" if located.passed_over == 1 else f"{located.passed_over} YAML files"
            output.complain(f"passed over {files} in {shown}: hidden, or without any key of a scenario")
    origins = list({origin.path or origin.name: origin for origin in origins}.values())
    for origin, name in zip(origins, name_scenarios(origins), strict=True):
        try:
            where, text = _opened(origin)
        except LeverageError as error:
            found.append(Attempt(name, origin.name, None, error.problems))
        else:
            found.append(try_assessing(where, name.strip("<>"), text, make_what_if(asked)))
    return found


def assess_each(scenarios: Sequence[str], asked: options.WhatIfOptions) -> list[Assessment]:
    """Assess scenarios one by one, as they stand, each under a name of its own where it can be told from the others."""
    with output.exit_on_problems():
        origins = [_INPUT if name == _STDIN else locate_scenario(name) for name in scenarios]
        named = zip(map(_opened, origins), name_scenarios(origins), strict=True)
        return [assess_file(where, name.strip("<>"), text, make_what_if(asked)) for (where, text), name in named]


def make_what_if(asked: options.WhatIfOptions) -> WhatIf:
    """Return what was asked on the command line as the record of the scenario."""
    return WhatIf(*(tuple(texts or ()) for texts in asked))


def split_words(names: Sequence[str]) -> tuple[str | None, list[str]]:
    """Part words into a scenario and cells: the first is a scenario if it names one, or cannot be a cell."""
    first, *rest = names
    is_first = is_scenario(first) or not _CELL.fullmatch(first) or first.endswith((".yaml", ".yml"))
    return (first, rest) if is_first else (None, [first, *rest])


def refuse_unknown(assessment: Assessment, names: Sequence[str], scenario: str | None) -> None:
    """Refuse names that no cell has; say which scenario was taken where none was named."""
    cells = assessment.graph.cells
    taken = assessment.name if scenario else f"{library.DEFAULT} (no scenario was named)"
    for name in names:
        if name not in cells:
            hint = suggest_name(name, assessment.graph.public) or suggest_name(name, library.list_names())
            raise typer.BadParameter(f"{taken} has no cell '{name}'" + (f"; {hint}" if hint else ""))


def parse_asked_unit(asked: options.Options, wanted: Dimension, what: str = "") -> Unit | None:
    """Return the unit asked for, which must be of a dimension; `what` is to be given in it."""
    if asked.unit is None:
        return None
    try:
        found = Unit("%", 0.01, RATIO) if asked.unit == "%" else parse_unit(asked.unit)
    except UnitError as error:
        raise typer.BadParameter(f"--unit: {error}; {error.hint}") from None
    if found.dimension != wanted:
        wanting = f"{what} is in {name_dimension(wanted)}" if what else f"wanted a unit of {name_dimension(wanted)}"
        raise typer.BadParameter(f"--unit: {wanting}, found '{asked.unit}'")
    return found


def find_money(assessment: Assessment) -> Dimension:
    """Return the dimension of a scenario's amounts."""
    return ((assessment.scenario.currency, 1), ("year", -1))


def draw_asked(assessment: Assessment, asked: options.Draws) -> Drawn | None:
    """Draw the figures that have a range, and return what the cells come to; None without such, or if not asked to."""
    if asked.no_range or not list_uncertain(assessment.graph):
        return None
    from leverage.analysis.draws import draw_ranges

    return draw_ranges(assessment, asked.draws, asked.seed)
