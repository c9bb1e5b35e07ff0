"""A scenario opened at the cells that are swept: what is computed from them varies, the rest has its number."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from leverage import checks
from leverage.assessment import Assessment
from leverage.document import decode
from leverage.formula import Measured
from leverage.formula.dimensions import per_year_hint
from leverage.graph import VARIES, Graph, build, evaluate
from leverage.model import AS_WRITTEN, WhatIf
from leverage.problems import File, LeverageError, Place, Problem, did_you_mean, visible
from leverage.quantity import parse_quantity
from leverage.scenario import Origin, draft, setting
from leverage.sweep.headings import Heading, heading, is_misspelt, name_of, taken_apart
from leverage.units import RATIO, YEAR, Dimension, UnitError, named


class Closed(NamedTuple):
    """A scenario before anything in it is swept, as far as its names and units are known."""

    origin: Origin
    name: str
    file: File | None
    what_if: WhatIf
    graph: Graph

    @property
    def settable(self) -> Mapping[str, str]:
        """Map the names of what can be swept to cells."""
        return self.graph.settable


class Column(NamedTuple):
    """What is swept: under which heading, in which place, which cell it sets, and in what dimension."""

    heading: Heading
    at: int
    cell: str
    dimension: Dimension


class Opened(NamedTuple):
    """A scenario whose swept cells are open. It holds to all rules that do not depend on these."""

    assessment: Assessment
    columns: tuple[Column, ...]


def closed(origin: Origin, name: str, text: bytes | None = None, what_if: WhatIf = AS_WRITTEN) -> Closed:
    """Read a scenario. Raises LeverageError if nothing can be made of it; it may lack what the sweep will give."""
    file = None if text is None else decode(text, origin.name)
    return Closed(origin, name, file, what_if, build(draft(origin, name, file, what_if), []))


def headings(
    of: Closed, name: str, header: Sequence[str], samples: Sequence[str]
) -> tuple[dict[int, Heading], list[Problem]]:
    """Return the columns of a table that name something to sweep, and notes on others that may have been meant to.

    Raises LeverageError without any, or where a heading is so near to a name that its numbers would be missed.
    """
    fields = [visible(" ".join(field.split())) for field in header]
    file = File(visible(name), ",".join(fields))
    starts = [sum(len(field) + 1 for field in fields[:index]) + 1 for index in range(len(fields))]
    places = [Place(file, 1, start, max(1, len(field))) for start, field in zip(starts, fields, strict=True)]
    settable, public = of.settable, frozenset(of.graph.public)
    own = {index: place for index, place in enumerate(places) if name_of(header[index]) in settable}
    others = [index for index in range(len(header)) if index not in own]
    near = [_near_miss(of.graph, settable, public, (header[index], fields[index]), places[index]) for index in others]
    notes = [problem for problem in near if problem and problem.note]
    if errors := [problem for problem in near if problem and not problem.note]:
        raise LeverageError(errors)
    if own:
        return {index: heading(header[index], place, samples[index]) for index, place in own.items()}, notes
    hint = notes[0].hint if notes else "figures, aggregates, inputs of levers, cut and for of moves"
    raise LeverageError(
        [Problem("no column is named after anything that can be set", places[0] if places else None, hint)]
    )


def _near_miss(
    graph: Graph, settable: Mapping[str, str], public: Collection[str], field: tuple[str, str], place: Place
) -> Problem | None:
    """Tell of a heading, as written and as shown, that is nearly a name: an error where that is sure, or a note.

    It is sure where no more than case, brackets, or a unit without brackets make the difference; with a unit that fits,
    in brackets, also where a letter or two do. All else may be a column of the user's own.
    """
    written, shown = field
    name, unit, is_bracketed = taken_apart(written)
    plain = re.sub(r"[^\w.]+", "_", name)
    if plain in public and plain not in settable:
        message = f"'{shown}' is passed through as it stands"
        return Problem(message, place, "name it with --get to have it computed", note=True)
    hint = did_you_mean(plain, settable) if re.fullmatch("[a-z][a-z0-9_.]*", plain) else ""
    if not hint:
        return None
    meant = hint.split("'")[1]
    wanted, found = graph.cells[settable[meant]].unit, unit.one.unit.dimension if unit else None
    is_fitting = found == wanted or not isinstance(wanted, tuple)
    if unit is None:
        is_sure = name == meant
    elif plain == meant:
        is_sure = is_bracketed or is_fitting or found != YEAR  # which may be the year of a number
    else:
        is_sure = is_bracketed and is_fitting and is_misspelt(plain, meant)
    if not is_sure:
        return Problem(f"'{shown}' sets nothing and is passed through", place, hint, note=True)
    fitting = unit.text if unit and is_fitting else named(wanted) if unit and isinstance(wanted, tuple) else ""
    right = f"{meant} [{fitting}]" if fitting else meant
    message = f"the column '{shown}' sets nothing, its heading is nearly '{right}'"
    return Problem(message, place, f"write '{right}', or another heading if it is a column of your own")


def opened(of: Closed, swept: Mapping[int, Heading]) -> Opened:
    """Open a scenario at the cells that headings name. Raises LeverageError with all that is wrong with it."""
    problems = [problem for one in swept.values() if (problem := _wrong_unit(of, one))]
    if problems:
        raise LeverageError(problems)
    sets = tuple(f"{one.name}={_placeholder(of, one)}" for one in swept.values())
    read = draft(of.origin, of.name, of.file, of.what_if._replace(sets=(*of.what_if.sets, *sets)))
    problems = list(read.problems)
    graph = build(read, problems)
    graph = graph._replace(scenario=graph.scenario._replace(what_if=of.what_if))
    settable = graph.settable
    columns = tuple(
        _column(graph, settable[one.name], index, one) for index, one in swept.items() if one.name in settable
    )
    values = evaluate(graph, {column.cell: VARIES for column in columns})
    problems += checks.check(graph, values)
    if not problems:  # else a placeholder would be computed with
        problems = [
            Problem(f"'{one.name}' cannot be swept", one.place) for one in swept.values() if one.name not in settable
        ]
    if problems:
        own = len(of.what_if.sets)
        raise LeverageError([_at_heading(one, own, list(swept.values())) for one in problems], read.scenario.files)
    return Opened(Assessment(graph, values, {}, (), read.scenario.id), columns)


def _unit(graph: Graph, one: Heading) -> Measured | None:
    cell = graph.settable.get(one.name)
    return graph.cells[cell].unit if cell else None


def _wrong_unit(of: Closed, one: Heading) -> Problem | None:
    """Tell what is wrong with the measure of a heading, as far as the unit of the cell is known."""
    wanted = _unit(of.graph, one)
    if one.measure is None or not isinstance(wanted, tuple) or one.measure.one.unit.dimension == wanted:
        return None
    found = one.measure.one.unit.dimension
    unit = "a plain number or %" if wanted == RATIO else named(wanted)
    message = f"'{one.name}' is wanted in {unit}, found {one.measure.text}"
    plain = f"give it a unit, such as {unit}" if found == RATIO else ""
    return Problem(message, one.place, per_year_hint(wanted, found) or plain)


def _placeholder(of: Closed, one: Heading) -> str:
    """Return a value that has the unit of those to come; nothing is computed with it."""
    if one.measure is not None:
        return one.measure.one.text
    wanted = _unit(of.graph, one)
    if isinstance(wanted, tuple):
        return "1" if wanted == RATIO else f"1 {named(wanted)}"
    try:
        return f"1 {parse_quantity(one.sample).unit.text}".strip()
    except UnitError:
        return "1"


def _column(graph: Graph, name: str, index: int, one: Heading) -> Column:
    """Find the cell that holds what was set: the named one, or its reading set by hand where it has rivals."""
    reading = f"{name}.{setting.READING}"
    cell = reading if reading in graph.cells else name
    unit = graph.cells[name].unit
    return Column(one, index, cell, unit if isinstance(unit, tuple) else RATIO)


def _at_heading(problem: Problem, own: int, swept: Sequence[Heading]) -> Problem:
    """Tell a problem with a placeholder at the heading it stands for."""
    place = problem.place
    if place is None or place.file.name != setting.NAME or place.line <= own:
        return problem
    return problem._replace(place=swept[place.line - own - 1].place)
