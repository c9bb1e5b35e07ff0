"""What is swept: columns of a table (`NAME [UNIT]`) or axes of a grid (`NAME=LOW:HIGH:N`), and its scenario."""

import contextlib
import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from leverage import naming
from leverage.analysis import checks
from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.document import decode
from leverage.formula.dimensions import hint_per_year
from leverage.graph.build import build_graph
from leverage.graph.cells import VARIES, Graph
from leverage.graph.evaluate import evaluate_graph
from leverage.model import AS_WRITTEN, WhatIf
from leverage.problems import File, LeverageError, Place, Problem, as_given, find_nearest, make_visible
from leverage.quantity import Quantity, parse_measure, parse_quantity, split_quantity
from leverage.reading.extends import Merged, Origin, read_merged
from leverage.reading.scenario import read_tree
from leverage.reading.what_if import NAME, READING
from leverage.units import (
    CURRENCIES,
    DOUBTFUL,
    RATIO,
    SCALES,
    SPELLINGS,
    YEAR,
    Dimension,
    UnitError,
    name_dimension,
)

VARY = "--vary"
_HEAD = re.compile(r"\s*(\S*)\s*\[([^\[\]]*)\]\s*")
_NEAR = 0.8  # from 0 to 1, how alike names are that differ in a letter or two
_LONG_HEADING = 200  # characters; what is longer is a text
_PRINTED_HEAD = re.compile(r"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)(\W.*)", re.DOTALL)
# Money and a scale written as one word, such as US$bn.
_SCALE_AFTER_MONEY = re.compile(r"([$€£¥₽₼₾₸₴₺₹]|\b[A-Z]{3})((?i:mn|mln|mio|million|bn|bln|billion|trn|trillion|k)\b)")
_SPELT = {word: meant for word, meant in SPELLINGS.items() if word not in DOUBTFUL} | {word: word for word in SCALES}
_AXIS = re.compile(r"([^=]*)=([^:]*):([^:]*):([^:]*)")


class Measure(NamedTuple):
    """What plain numbers are counted in, such as million USD/year or %: the quantity that a plain 1 stands for."""

    text: str
    quantity: Quantity

    def convert_to_base(self, numbers: Array) -> Array:
        """Turn numbers into base units; those too large for them become infinite."""
        with np.errstate(over="ignore"):
            if self.quantity.percent:
                return numbers / 100  # 7 / 100 is 0.07, and 7 * 0.01 is not
            return numbers * self.quantity.number * self.quantity.unit.factor

    def convert_from_base(self, base: Array) -> Array:
        """Turn base units into numbers; those too large for the measure become infinite."""
        with np.errstate(over="ignore"):
            if self.quantity.percent:
                return base * 100
            return base / self.quantity.number * (1 / self.quantity.unit.factor)


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
    return Measure(text, parse_measure(text))


def read_heading(field: str, place: Place, sample: str) -> Heading:
    """Read a column's heading. Raises LeverageError if its unit is none."""
    match = _HEAD.fullmatch(field)
    if match is None:
        return Heading(field.strip(), None, place, sample)
    try:
        return Heading(match[1], read_measure(match[2]), place, sample)
    except UnitError as error:
        raise LeverageError([Problem(str(error), place, error.hint)]) from None


def read_printed_measure(text: str) -> Measure:
    """Read a unit as people print it over columns: `US$ million`, `'000 USD`, `bn USD`. Raises UnitError."""
    text = " ".join(unicodedata.normalize("NFKC", text).split()).strip(" ,;:()[]{}<>").removeprefix("in ")
    text = re.sub("(?<![0-9])(?:['’‘`]000s?|1?,?000s?)(?![0-9])", " thousand ", text)
    text = re.sub(r"(?i)\b(?:current|of|U\.?S\.?(?= ?(?:\$|dollars?)))(?![\w/])|(?i:US) ?(?=\$)", "", text)
    text = re.sub(r"(?i)\bper cent\b", "%", text)
    text = re.sub(r"(?i)\s*\bper\s+|\s+(?=p\.?a\.?$)", "/", text)
    text = re.sub(r"(?i)/p\.?a\.?$", "/year", text)
    text = re.sub(_SCALE_AFTER_MONEY, r"\1 \2", text)
    parts = []
    for part in text.split("/"):
        words = [_SPELT.get(word.casefold().rstrip("."), word) for word in part.replace(",", " ").split()]
        parts.append(" ".join(sorted(words, key=lambda word: word not in SCALES)))  # a scale stands first
    return read_measure("/".join(parts))


def _read_fitting_measure(text: str, unit: object) -> Measure | None:
    """Read a printed unit that fits a cell's; an amount of money is that of a year where the cell's is. Else None."""
    try:
        measure = read_printed_measure(text)
        dimension = measure.quantity.unit.dimension
        if dimension != unit and len(dimension) == 1 and dimension[0][0] in CURRENCIES and dimension[0][1] == 1:
            measure = read_measure(f"{measure.text}/year")
    except UnitError:
        return None
    return measure if measure.quantity.unit.dimension == unit or not isinstance(unit, tuple) else None


def read_printed_heading(field: str, settable: Mapping[str, str], graph: Graph) -> tuple[str, Measure] | None:
    """Return the name and the unit of a heading that has the name of something to set and a unit written in any way.

    None where the name is not exactly right, no unit follows it, or one that does not fit.
    """
    match = _PRINTED_HEAD.fullmatch(field.strip())
    if match is None or match[1] not in settable:
        return None
    measure = _read_fitting_measure(match[2], graph.cells[settable[match[1]]].unit)
    return measure and (match[1], measure)


def make_rating(closed: "Closed") -> Callable[[Sequence[str]], int]:
    """Return what tells how well fields do for a header: 2 if one sets something, 1 if one nearly does, else 0."""
    settable = closed.settable

    def rate(fields: Sequence[str]) -> int:
        if any(find_name(field) in settable or read_printed_heading(field, settable, closed.graph) for field in fields):
            return 2
        return int(any(len(field) <= _LONG_HEADING and guess_heading(field)[0] in settable for field in fields))

    return rate


def find_name(field: str) -> str:
    """Return the name in a column's heading, without its unit."""
    match = _HEAD.fullmatch(field)
    return match[1] if match else field.strip()


def guess_heading(field: str) -> tuple[str, Measure | None, bool]:
    """Return the name and the unit that a heading seems to give, however it is written; whether brackets part them."""
    text = "".join(sign for sign in unicodedata.normalize("NFKC", field) if unicodedata.category(sign) != "Cf")
    text = " ".join(re.sub("[\\])}>'\"`]", " ", text).lstrip(" ([{<").split())
    for match in re.finditer(r"\s*([\[({<])\s*|[\s,;:]+(?:in )?|(?=%)", text):
        with contextlib.suppress(UnitError):
            unit = read_measure(text[match.end() :])
            return _simplify_name(text[: match.start()]), unit, bool(match[1])
    return _simplify_name(text), None, False


def _simplify_name(name: str) -> str:
    """Return a name in small letters, without what a heading may have around it or around its dots."""
    return re.sub(r"\s*\.\s*", ".", name.casefold()).strip(" ,;:_")


def is_misspelt(name: str, meant: str) -> bool:
    """Tell whether a letter or two make the difference between two names."""
    from difflib import SequenceMatcher  # only errors need it

    return SequenceMatcher(None, name, meant).ratio() >= _NEAR


def read_axes(texts: Sequence[str]) -> list[Axis]:
    """Read the axes of a grid, each NAME=LOW:HIGH:N. Raises LeverageError with all that is wrong with them."""
    file = as_given(VARY, texts)
    axes: list[Axis] = []
    problems: list[Problem] = []
    for line, text in enumerate(texts, 1):
        match = _AXIS.fullmatch(text)
        assert match is not None
        spans = [Place(file, line, match.start(part) + 1, max(1, len(match[part]))) for part in (1, 2, 3)]
        try:
            low, high = (_read_end(match[part].strip(), spans[part - 1]) for part in (2, 3))
            axes.append(_make_axis(Heading(match[1].strip(), None, spans[0]), (low, high), int(match[4])))
        except LeverageError as error:
            problems += error.problems
    if problems:
        raise LeverageError(problems)
    return axes


def _read_end(text: str, place: Place) -> Quantity:
    try:
        return parse_quantity(text)
    except UnitError as error:
        raise LeverageError([Problem(str(error), place, error.hint)]) from None


def _make_axis(heading: Heading, ends: tuple[Quantity, Quantity], count: int) -> Axis:
    """Make an axis: a unit at one end holds for the other; ends in unlike measures are counted in base units."""
    texts = [split_quantity(end.text)[1] for end in ends]
    written = [text for text in texts if text]
    dimension = ends[0].unit.dimension
    if len(set(written)) < 2:
        first, last = (parse_quantity(split_quantity(end.text)[0]).number for end in ends)
        measure = read_measure(written[0]) if written else _PLAIN
    elif dimension == ends[1].unit.dimension:
        first, last = (end.base for end in ends)
        measure = _PLAIN if dimension == RATIO else read_measure(name_dimension(dimension))
    else:
        message = f"'{heading.name}' goes from '{ends[0].text}' to '{ends[1].text}', which are in unlike units"
        raise LeverageError([Problem(message, heading.place)])
    if not math.isfinite((last - first) * count):
        raise LeverageError([Problem(f"'{heading.name}' goes too far", heading.place)])
    return Axis(heading._replace(measure=measure), first, last, count)


class Closed(NamedTuple):
    """A scenario before anything in it is swept: its tree, and the names and units that are known so far."""

    merged: Merged
    name: str
    what_if: WhatIf
    graph: Graph

    @property
    def settable(self) -> Mapping[str, str]:
        """Map the names of what can be swept to cells."""
        return self.graph.settable


class Column(NamedTuple):
    """What is swept: its heading, the number of its column, the cell it sets and the dimension of that."""

    heading: Heading
    at: int
    cell: str
    dimension: Dimension


class Opened(NamedTuple):
    """A scenario whose swept cells vary. It keeps all rules that do not depend on these."""

    assessment: Assessment
    columns: tuple[Column, ...]


def read_closed(origin: Origin, name: str, text: bytes | None = None, what_if: WhatIf = AS_WRITTEN) -> Closed:
    """Read a scenario. Raises LeverageError if nothing can be made of it; it may lack what the sweep will give."""
    merged = read_merged(origin, None if text is None else decode(text, origin.name), what_if.folders)
    return Closed(merged, name, what_if, build_graph(read_tree(merged, name, what_if), []))


def read_headings(
    closed: Closed, name: str, header: Sequence[str], samples: Sequence[str], line: int = 1
) -> tuple[dict[int, Heading], list[Problem]]:
    """Return the columns of a table that name something to sweep, and notes on others that may have been meant to.

    The header stands on a line of the table. A unit that is not written as in scenarios is told by a note too.

    Raises LeverageError without any, or where a heading is so near to a name that its numbers would be missed.
    """
    fields = [make_visible(" ".join(field.split())) for field in header]
    file = File(make_visible(name), "\n" * (line - 1) + ",".join(fields))
    starts = [sum(len(field) + 1 for field in fields[:index]) + 1 for index in range(len(fields))]
    places = [Place(file, line, start, max(1, len(field))) for start, field in zip(starts, fields, strict=True)]
    settable, public = closed.settable, frozenset(closed.graph.public)
    headings: dict[int, Heading] = {}
    found: list[Problem] = []
    for index, (field, place, sample) in enumerate(zip(header, places, samples, strict=True)):
        is_named = find_name(field) in settable
        printed = None
        if not is_named or not _is_understood(field, settable, closed.graph):
            printed = read_printed_heading(field, settable, closed.graph)
        if printed is not None:
            right, measure = printed
            headings[index] = Heading(right, measure, place, sample)
            found.append(Problem(f"'{fields[index]}' is read as '{right} [{measure.text}]'", place, note=True))
        elif is_named:
            unit = closed.graph.cells[settable[find_name(field)]].unit
            try:
                headings[index] = read_heading(field, place, sample)
                found += _check_unit(headings[index], unit if isinstance(unit, tuple) else None)
            except LeverageError as error:
                found += error.problems
        else:
            found += _find_near_miss(closed.graph, settable, public, (field, fields[index]), place)
    notes = [problem for problem in found if problem.note]
    if errors := [problem for problem in found if not problem.note]:
        raise LeverageError(errors)
    if headings:
        return headings, notes
    hint = notes[0].hint if notes else "figures, aggregates, inputs of levers, cut and for of moves"
    raise LeverageError(
        [Problem("no column is named after anything that can be set", places[0] if places else None, hint)]
    )


def _is_understood(field: str, settable: Mapping[str, str], graph: Graph) -> bool:
    """Tell whether the unit in a heading, if it has one, is written as in scenarios and fits."""
    match = _HEAD.fullmatch(field)
    if match is None:
        return True
    unit = graph.cells[settable[match[1]]].unit
    try:
        return read_measure(match[2]).quantity.unit.dimension == unit or not isinstance(unit, tuple)
    except UnitError:
        return False


def _find_near_miss(
    graph: Graph, settable: Mapping[str, str], public: Collection[str], field: tuple[str, str], place: Place
) -> Iterator[Problem]:
    """Yield a problem where a heading, as written and as shown, is nearly a name: an error if that is sure, or a note.

    It is sure where no more than case, brackets, or a unit without brackets make the difference; with a unit that fits,
    in brackets, also where a letter or two do. All else may be a column of the user's own.
    """
    written, shown = field
    name, measure, is_bracketed = guess_heading(written)
    plain = re.sub(r"[^\w.]+", "_", name)
    if plain in public and plain not in settable:
        message = f"'{shown}' is passed through as it stands"
        yield Problem(message, place, "name it with --get to have it computed", note=True)
        return
    meant = find_nearest(plain, settable) if re.fullmatch("[a-z][a-z0-9_.]*", plain) else ""
    if not meant:
        return
    unit = graph.cells[settable[meant]].unit
    dimension = measure.quantity.unit.dimension if measure else None
    is_fitting = dimension == unit or not isinstance(unit, tuple)
    if measure is None:
        is_sure = name == meant
    elif plain == meant:
        is_sure = is_bracketed or is_fitting or dimension != YEAR  # which may be the year of a number
    else:
        is_sure = is_bracketed and is_fitting and is_misspelt(plain, meant)
    if not is_sure:
        yield Problem(f"'{shown}' sets nothing and is passed through", place, f"did you mean '{meant}'?", note=True)
        return
    right = meant
    if measure and is_fitting:
        right = f"{meant} [{measure.text}]"
    elif measure and isinstance(unit, tuple):
        right = f"{meant} [{name_dimension(unit)}]"
    message = f"the column '{shown}' sets nothing, its heading is nearly '{right}'"
    yield Problem(message, place, f"write '{right}', or another heading if it is a column of your own")


def open_scenario(closed: Closed, swept: Mapping[int, Heading]) -> Opened:
    """Open a scenario at the cells that headings name. Raises LeverageError with all that is wrong with it."""
    problems: list[Problem] = []
    sets = []
    settable = closed.settable
    for heading in swept.values():
        cell = settable.get(heading.name)
        unit = closed.graph.cells[cell].unit if cell else None
        dimension = unit if isinstance(unit, tuple) else None
        problems += _check_unit(heading, dimension)
        sets.append(f"{heading.name}={_make_placeholder(heading, dimension)}")
    if problems:
        raise LeverageError(problems)
    what_if = closed.what_if._replace(sets=(*closed.what_if.sets, *sets))
    draft = read_tree(closed.merged, closed.name, what_if)
    problems = list(draft.problems)
    are_lengths_open = any(naming.is_of_move(heading.name) for heading in swept.values())
    draft = draft._replace(scenario=draft.scenario._replace(are_lengths_open=are_lengths_open))
    graph = build_graph(draft, problems)
    graph = graph._replace(scenario=graph.scenario._replace(what_if=closed.what_if))
    settable = graph.settable
    columns = tuple(
        _make_column(graph, settable[heading.name], index, heading)
        for index, heading in swept.items()
        if heading.name in settable
    )
    values = evaluate_graph(graph, {column.cell: VARIES for column in columns})
    problems += checks.check_numbers(graph, values)
    if not problems:  # else a placeholder would be computed with
        unknown = [heading for heading in swept.values() if heading.name not in settable]
        problems = [Problem(f"'{heading.name}' cannot be swept", heading.place) for heading in unknown]
    if problems:
        count, headings = len(closed.what_if.sets), list(swept.values())
        raise LeverageError([_move_to_heading(problem, count, headings) for problem in problems], draft.scenario.files)
    return Opened(Assessment(graph, values, {}, tuple, draft.scenario.id), columns)


def leave_out_columns(opened: Opened, absent: Collection[int]) -> Opened:
    """Return the scenario as it is opened for rows in which some columns, by their numbers, give no number."""
    graph = opened.assessment.graph
    cells = dict(graph.cells)
    for column in opened.columns:
        if column.at in absent:
            for name in (graph.settable[column.heading.name], column.cell):
                cells[name] = cells[name]._replace(lacks="not given")
    graph = graph._replace(cells=cells)
    columns = tuple(column for column in opened.columns if column.at not in absent)
    values = evaluate_graph(graph, {column.cell: VARIES for column in columns})
    return Opened(opened.assessment._replace(graph=graph, values=values), columns)


def _check_unit(heading: Heading, dimension: Dimension | None) -> Iterator[Problem]:
    """Yield what is wrong with the measure of a heading for a cell of a dimension, None where that is not known."""
    if heading.measure is None or dimension is None:
        return
    measured = heading.measure.quantity.unit.dimension
    if measured != dimension:
        unit = "a plain number or %" if dimension == RATIO else name_dimension(dimension)
        message = f"'{heading.name}' is wanted in {unit}, found {heading.measure.text}"
        plain = f"give it a unit, such as {unit}" if measured == RATIO else ""
        yield Problem(message, heading.place, hint_per_year(dimension, measured) or plain)


def _make_placeholder(heading: Heading, dimension: Dimension | None) -> str:
    """Return a value that has the unit of those to come; nothing is computed with it."""
    if heading.measure is not None:
        return heading.measure.quantity.text
    if dimension is not None:
        return "1" if dimension == RATIO else f"1 {name_dimension(dimension)}"
    try:
        return f"1 {parse_quantity(heading.sample).unit.text}".strip()
    except UnitError:
        return "1"


def _make_column(graph: Graph, name: str, index: int, heading: Heading) -> Column:
    """Find the cell that holds what was set: the named one, or its reading set by hand where it has rivals."""
    reading = naming.reading(name, READING)
    unit = graph.cells[name].unit
    dimension = unit if isinstance(unit, tuple) else RATIO
    return Column(heading, index, reading if reading in graph.cells else name, dimension)


def _move_to_heading(problem: Problem, count: int, headings: Sequence[Heading]) -> Problem:
    """Move a problem with a placeholder to the heading it stands for; the user's own sets, `count`, come first."""
    place = problem.place
    if place is None or place.file.name != NAME or place.line <= count:
        return problem
    return problem._replace(place=headings[place.line - count - 1].place)
