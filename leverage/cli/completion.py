"""What the shell is offered to complete a word with; nothing where a scenario cannot be read.

Typer picks those that begin like the word.
"""

import os
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from leverage.analysis.assessment import Assessment


def complete_scenarios() -> list[str]:
    """Return the names of bundled scenarios; files are completed by the shell."""
    from leverage import library

    return library.list_names()


def complete_formats() -> list[str]:
    """Return the names of formats."""
    from leverage import formats

    return formats.list_formats(formats.list_special_formats().values())


def complete_kinds() -> list[str]:
    """Return the names of bundled kinds."""
    from leverage.kinds import list_bundled

    return list(list_bundled())


def complete_topics() -> list[str]:
    """Return the names of the topics of `leverage help`."""
    from leverage.cli.help import list_topics

    return list(list_topics())


def complete_cells(context: typer.Context) -> list[str]:
    """Return the names of the cells of the scenario named."""
    assessment = _assess_named(context)
    return list(assessment.graph.public) if assessment else []


def complete_scenario_or_cell(context: typer.Context) -> list[str]:
    """Return the names of scenarios, if none is named yet, and of the cells of the one named."""
    scenarios = [] if _list_words(context) else complete_scenarios()
    return scenarios + complete_cells(context)


def complete_sources(context: typer.Context) -> list[str]:
    """Return the ids of sources."""
    assessment = _assess_named(context)
    return list(assessment.scenario.sources) if assessment else []


def complete_readings(context: typer.Context) -> list[str]:
    """Return the ids of sources, then the figures' rival readings as NAME=READING."""
    from leverage.model import list_figures

    assessment = _assess_named(context)
    if assessment is None:
        return []
    rivals = [
        f"{figure.id}={reading.name}"
        for figure in list_figures(assessment.scenario)
        for reading in figure.readings
        if reading.name
    ]
    return [*assessment.scenario.sources, *rivals]


def complete_settable(context: typer.Context) -> list[str]:
    """Return the names of what can be set, with the sign that follows them."""
    assessment = _assess_named(context)
    return [f"{name}=" for name in assessment.graph.given] if assessment else []


def _list_words(context: typer.Context) -> list[str]:
    """Return the words before the one to complete that name a scenario or cells."""
    given = context.params
    words = [given.get("scenario"), *(given.get("scenarios") or ()), *(given.get("names") or ())]
    words += context.args  # words are left there as long as an option lacks its value
    return [word for word in words if word]


def _assess_named(context: typer.Context) -> "Assessment | None":
    """Assess the scenario named so far, or the one shown when none is named; None if it cannot be read."""
    from leverage import library
    from leverage.analysis.assessment import assess_named, is_scenario
    from leverage.problems import LeverageError

    words = _list_words(context)
    name = words[0] if words and is_scenario(words[0]) else library.DEFAULT
    if os.path.exists(name) and not (os.path.isfile(name) or os.path.isdir(name)):
        return None  # a pipe would be waited for
    try:
        return assess_named(name)
    except LeverageError:
        return None
