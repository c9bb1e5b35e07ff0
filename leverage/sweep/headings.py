"""What is swept: columns of a table (`NAME [UNIT]`) or axes of a grid (`NAME=LOW:HIGH:N`), and its scenario."""

import contextlib
import math
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from leverage.analysis import arrays, checks
from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.document import decode
from leverage.formula.dimensions import Measured, hint_per_year
from leverage.graph.build import build_graph
from leverage.graph.cells import VARIES, Graph
from leverage.graph.evaluate import evaluate_graph
from leverage.model import AS_WRITTEN, WhatIf
from leverage.problems import File, LeverageError, Place, Problem, as_given, make_visible, suggest_name
from leverage.quantity import Quantity, parse_quantity, split_quantity
from leverage.reading.extends import Origin
from leverage.reading.scenario import read_draft
from leverage.reading.what_if import NAME, READING
from leverage.units import RATIO, YEAR, Dimension, UnitError, name_dimension

VARY = "--vary"
_HEAD = re.compile(r"\s*(\S*)\s*\[([^\[\]]*)\]\s*")
_NEAR = 0.8  # how alike names are that a letter or two tell apart, of 1
_AXIS = re.compile(r"([^=]*)=([^:]*):([^:]*):([^:]*)")


class Measure(NamedTuple):
    """What plain numbers are counted in, such as million USD/year or %: one of it, as a quantity."""

    text: str
    one: Quantity

    def base(self, numbers: Array) -> Array:
        """Turn numbers into base units."""
        return arrays.scale_values(
            numbers, 1.0 if self.one.percent else self.one.number, self._over, self.one.unit.factor
        )

    def plain(self, base: Array) -> Array:
        """Turn base units into numbers."""
        return arrays.scale_values(
            base, self._over, 1.0 if self.one.percent else self.one.number, 1 / self.one.unit.factor
        )

    @property
    def _over(self) -> float:
        """Return what to divide by: 7 / 100 is 0.07, and 7 times 0.01 is not."""
        return 100.0 if self.one.percent else 1.0


_PLAIN = Measure("a plain number", parse_quantity("1"))


class Heading(NamedTuple):
    """The name of something to set, where it is written, and the measure of its plain numbers where one is said."""

    name: str
    measure: Measure | None
    place: Place
    sample: str = ""  # a value under it, for a cell whose unit nothing else tells


class Axis(NamedTuple):
    """One direction of a grid: evenly spaced numbers in a measure, both ends among them."""

    heading: Heading
    first: float
    last: float
    points: int


def read_measure(text: str) -> Measure:
    """Read a unit, scale included. Raises UnitError."""
    text = " ".join(text.split())
    if not text:
        raise UnitError("a unit is missing between the brackets", "such as [million USD/year] or [%]")
    return Measure(text, parse_quantity(f"1 {text}"))


def read_heading(field: str, place: Place, sample: str) -> Heading:
    """Read a column's heading. Raises LeverageError if its unit is none."""
    match = _HEAD.fullmatch(field)
    if match is None:
        return Heading(field.strip(), None, place, sample)
    try:
        return Heading(match[1], read_measure(match[2]), place, sample)
    except UnitError as error:
        raise LeverageError([Problem(str(error), place, error.hint)]) from None


def find_name(field: str) -> str:
    """Return the name in a column's heading, without its unit."""
    match = _HEAD.fullmatch(field)
    return match[1] if match else field.strip()


def taken_apart(field: str) -> tuple[str, Measure | None, bool]:
    """Return the name and the unit that a heading seems to give, however it is written; whether brackets part them."""
    text = "".join(sign for sign in unicodedata.normalize("NFKC", field) if unicodedata.category(sign) != "Cf")
    text = " ".join(re.sub("[\\])}>'\"`]", " ", text).lstrip(" ([{<").split())
    for match in re.finditer(r"\s*([\[({<])\s*|[\s,;:]+(?:in )?|(?=%)", text):
        with contextlib.suppress(UnitError):
            unit = read_measure(text[match.end() :])
            return _bare(text[: match.start()]), unit, bool(match[1])
    return _bare(text), None, False


def _bare(name: str) -> str:
    """Return a name in small letters, without what a heading may have around it or around its dots."""
    return re.sub(r"\s*\.\s*", ".", name.casefold()).strip(" ,;:_")


def is_misspelt(name: str, meant: str) -> bool:
    """Tell whether a letter or two make the difference between two names."""
    from difflib import SequenceMatcher  # only errors need it

    return SequenceMatcher(None, name, meant).ratio() >= _NEAR


def read_axes(texts: Sequence[str]) -> list[Axis]:
    """Read the axes of a grid, each NAME=LOW:HIGH:N. Raises LeverageError with all that is wrong with them."""
    file = as_given(VARY, texts)
    found: list[Axis] = []
    problems: list[Problem] = []
    for line, text in enumerate(texts, 1):
        match = _AXIS.fullmatch(text)
        assert match is not None
        spans = [Place(file, line, match.start(part) + 1, max(1, len(match[part]))) for part in (1, 2, 3)]
        try:
            low, high = (_end(match[part].strip(), spans[part - 1]) for part in (2, 3))
            found.append(_axis(Heading(match[1].strip(), None, spans[0]), (low, high), int(match[4])))
        except LeverageError as error:
            problems += error.problems
    if problems:
        raise LeverageError(problems)
    return found


def _end(text: str, place: Place) -> Quantity:
    try:
        return parse_quantity(text)
    except UnitError as error:
        raise LeverageError([Problem(str(error), place, error.hint)]) from None


def _axis(heading: Heading, ends: tuple[Quantity, Quantity], count: int) -> Axis:
    """Make an axis: a unit at one end holds for the other; ends in unlike measures are counted in base units."""
    texts = [split_quantity(end.text)[1] for end in ends]
    said = [text for text in texts if text]
    if not said or all(text == said[0] for text in said):
        first, last = (parse_quantity(split_quantity(end.text)[0]).number for end in ends)
        own = read_measure(said[0]) if said else _PLAIN
    elif ends[0].unit.dimension != ends[1].unit.dimension:
        message = f"'{heading.name}' goes from '{ends[0].text}' to '{ends[1].text}', which are in unlike units"
        raise LeverageError([Problem(message, heading.place)])
    else:
        first, last = (end.base for end in ends)
        own = _PLAIN if ends[0].unit.dimension == RATIO else read_measure(name_dimension(ends[0].unit.dimension))
    if not math.isfinite((last - first) * count):
        raise LeverageError([Problem(f"'{heading.name}' goes too far", heading.place)])
    return Axis(heading._replace(measure=own), first, last, count)


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


def read_closed(origin: Origin, name: str, text: bytes | None = None, what_if: WhatIf = AS_WRITTEN) -> Closed:
    """Read a scenario. Raises LeverageError if nothing can be made of it; it may lack what the sweep will give."""
    file = None if text is None else decode(text, origin.name)
    return Closed(origin, name, file, what_if, build_graph(read_draft(origin, name, file, what_if), []))


def read_headings(
    of: Closed, name: str, header: Sequence[str], samples: Sequence[str]
) -> tuple[dict[int, Heading], list[Problem]]:
    """Return the columns of a table that name something to sweep, and notes on others that may have been meant to.

    Raises LeverageError without any, or where a heading is so near to a name that its numbers would be missed.
    """
    fields = [make_visible(" ".join(field.split())) for field in header]
    file = File(make_visible(name), ",".join(fields))
    starts = [sum(len(field) + 1 for field in fields[:index]) + 1 for index in range(len(fields))]
    places = [Place(file, 1, start, max(1, len(field))) for start, field in zip(starts, fields, strict=True)]
    settable, public = of.settable, frozenset(of.graph.public)
    own = {index: place for index, place in enumerate(places) if find_name(header[index]) in settable}
    others = [index for index in range(len(header)) if index not in own]
    near = [_near_miss(of.graph, settable, public, (header[index], fields[index]), places[index]) for index in others]
    notes = [problem for problem in near if problem and problem.note]
    if errors := [problem for problem in near if problem and not problem.note]:
        raise LeverageError(errors)
    if own:
        return {index: read_heading(header[index], place, samples[index]) for index, place in own.items()}, notes
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
    hint = suggest_name(plain, settable) if re.fullmatch("[a-z][a-z0-9_.]*", plain) else ""
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
    fitting = unit.text if unit and is_fitting else name_dimension(wanted) if unit and isinstance(wanted, tuple) else ""
    right = f"{meant} [{fitting}]" if fitting else meant
    message = f"the column '{shown}' sets nothing, its heading is nearly '{right}'"
    return Problem(message, place, f"write '{right}', or another heading if it is a column of your own")


def open_scenario(of: Closed, swept: Mapping[int, Heading]) -> Opened:
    """Open a scenario at the cells that headings name. Raises LeverageError with all that is wrong with it."""
    problems = [problem for one in swept.values() if (problem := _wrong_unit(of, one))]
    if problems:
        raise LeverageError(problems)
    sets = tuple(f"{one.name}={_placeholder(of, one)}" for one in swept.values())
    read = read_draft(of.origin, of.name, of.file, of.what_if._replace(sets=(*of.what_if.sets, *sets)))
    problems = list(read.problems)
    graph = build_graph(read, problems)
    graph = graph._replace(scenario=graph.scenario._replace(what_if=of.what_if))
    settable = graph.settable
    columns = tuple(
        _column(graph, settable[one.name], index, one) for index, one in swept.items() if one.name in settable
    )
    values = evaluate_graph(graph, {column.cell: VARIES for column in columns})
    problems += checks.check_numbers(graph, values)
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
    unit = "a plain number or %" if wanted == RATIO else name_dimension(wanted)
    message = f"'{one.name}' is wanted in {unit}, found {one.measure.text}"
    plain = f"give it a unit, such as {unit}" if found == RATIO else ""
    return Problem(message, one.place, hint_per_year(wanted, found) or plain)


def _placeholder(of: Closed, one: Heading) -> str:
    """Return a value that has the unit of those to come; nothing is computed with it."""
    if one.measure is not None:
        return one.measure.one.text
    wanted = _unit(of.graph, one)
    if isinstance(wanted, tuple):
        return "1" if wanted == RATIO else f"1 {name_dimension(wanted)}"
    try:
        return f"1 {parse_quantity(one.sample).unit.text}".strip()
    except UnitError:
        return "1"


def _column(graph: Graph, name: str, index: int, one: Heading) -> Column:
    """Find the cell that holds what was set: the named one, or its reading set by hand where it has rivals."""
    reading = f"{name}.{READING}"
    cell = reading if reading in graph.cells else name
    unit = graph.cells[name].unit
    return Column(one, index, cell, unit if isinstance(unit, tuple) else RATIO)


def _at_heading(problem: Problem, own: int, swept: Sequence[Heading]) -> Problem:
    """Tell a problem with a placeholder at the heading it stands for."""
    place = problem.place
    if place is None or place.file.name != NAME or place.line <= own:
        return problem
    return problem._replace(place=swept[place.line - own - 1].place)
