"""What the shell is offered to complete a word with; nothing where a scenario cannot be read."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from leverage.analysis.assessment import Assessment


def complete_scenarios(incomplete: str) -> list[str]:
    """Complete the names of bundled scenarios; files are completed by the shell."""
    from leverage import library

    return _begun(library.list_names(), incomplete)


def complete_formats(incomplete: str) -> list[str]:
    """Complete the names of formats."""
    from leverage import formats

    return _begun(formats.list_formats(formats.list_special_formats().values()), incomplete)


def complete_kinds(incomplete: str) -> list[str]:
    """Complete the names of bundled kinds."""
    from leverage.kinds import list_bundled

    return _begun(list_bundled(), incomplete)


def complete_scenario_or_cell(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the name of a scenario, or of a cell of the one named."""
    assessment = _assessed(context)
    cells = assessment.graph.public if assessment else ()
    return [*(complete_scenarios(incomplete) if not _words(context) else ()), *_begun(cells, incomplete)]


def complete_cell(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the name of a cell of the scenario named."""
    assessment = _assessed(context)
    return _begun(assessment.graph.public if assessment else (), incomplete)


def complete_sources(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the id of a source."""
    assessment = _assessed(context)
    return _begun(assessment.scenario.sources if assessment else (), incomplete)


def complete_readings(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the id of a source, or a figure's rival reading as NAME=READING."""
    from leverage.model import list_figures

    assessment = _assessed(context)
    rivals = [
        f"{figure.id}={reading.name}"
        for figure in (list_figures(assessment.scenario) if assessment else ())
        for reading in figure.readings
        if reading.name
    ]
    return [*complete_sources(context, incomplete), *_begun(rivals, incomplete)]


def complete_settable(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the name of what can be set, with the sign that follows it."""
    assessment = _assessed(context)
    return _begun((f"{name}=" for name in assessment.graph.given), incomplete) if assessment else []


def complete_cells(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the name of a cell."""
    assessment = _assessed(context)
    return _begun(assessment.graph.public, incomplete) if assessment else []


def _begun(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _words(context: typer.Context) -> list[str]:
    """Return the words before the one to complete that name a scenario or cells."""
    given = [context.params.get(name) for name in ("scenario", "scenarios", "names")]
    given.append(context.args)  # where they are left as long as an option lacks its value
    return [word for one in given if one for word in ([one] if isinstance(one, str) else one)]


def _assessed(context: typer.Context) -> "Assessment | None":
    """Read the scenario named so far, or the one shown when none is named."""
    from leverage import library
    from leverage.analysis.assessment import assess_named, is_scenario
    from leverage.problems import LeverageError

    named = [word for word in _words(context)[:1] if is_scenario(word)]
    if named and os.path.exists(named[0]) and not (os.path.isfile(named[0]) or os.path.isdir(named[0])):
        return None  # a pipe would be waited for
    try:
        return assess_named(named[0] if named else library.DEFAULT)
    except LeverageError:
        return None
