"""What `leverage explain` says: one cell down to its sources, or the cells that can be explained."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from leverage import naming
from leverage.analysis.claims import RATIOS
from leverage.analysis.explanation import MAX_DEPTH, Step, explain_cell
from leverage.analysis.years import Years, find_years
from leverage.equilibrium import Solution
from leverage.formula.tree import Formula, expand_parts, write_formula
from leverage.graph.averages import POINTS
from leverage.model import Piece, Prior, Reading
from leverage.report import notes, numbers, views, words
from leverage.report.bibliography import name_source, write_bibliography
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if, make_label
from leverage.report.columns import Columns, count, evidence_of, flag, number, text, texts, value
from leverage.report.figures import SOURCES, Cited, list_cited, write_book
from leverage.report.get import CELLS, Described
from leverage.report.marks import find_bound, find_mark, with_mark, write_legend
from leverage.report.numbers import describe_shape
from leverage.report.report import Report, Table
from leverage.report.titles import (
    find_value,
    rank_cell,
    show_value,
    write_briefly,
    write_figure,
    write_numeral,
    write_title,
    write_with_range,
)
from leverage.report.views import Entry, Grid, Item, Notes, Outline, Prose, View, make_text_columns
from leverage.report.words import count_form, start_large
from leverage.units import parse_unit


class Told:
    """One step of an explanation: a cell with what it rests on."""

    def __init__(self, reader: CellReader, step: Step, years: Years) -> None:
        """Take a step with the years of the figures below it."""
        self.reader = reader
        self.step = step
        self.years = years
        self.cell = step.name
        self.reading = step.cell.reading
        self.place = self.reading.place if self.reading else step.cell.place

    def find_unit(self) -> str | None:
        """Return the unit of the value; a verdict has none."""
        return None if self.cell in self.reader.scenario.claims else self.reader.unit(self.cell)

    def find_end(self, which: str) -> float | None:
        """Return the figure's ``low`` or ``high`` in the display unit."""
        if self.reading is None:
            return None
        end = self.reading.low if which == "low" else self.reading.high
        return end.base / self.reader.factor(self.cell) if end else None

    def find_reason(self) -> str | None:
        """Return why a figure is assumed, or what a kind's default takes for granted."""
        return (self.reading.assumed if self.reading else self.step.cell.assumes) or None

    def list_left_out(self) -> list[str]:
        """Return what a sum on the way to the cell does not hold; a figure's value leaves out nothing."""
        is_given = self.reading is not None and self.reading.value is not None
        return [] if is_given else self.reader.left_out(self.cell)

    @property
    def is_plain_again(self) -> bool:
        """Tell whether the cell is a mere number that stands further up, such as a cut in full."""
        is_number = self.reading is None and not (self.step.formula and self.step.formula.names)
        return self.step.is_told and (is_number or (naming.read_computed(self.cell) or naming.Subject("")).point != "")

    @property
    def is_alias(self) -> bool:
        """Tell whether the cell merely names another one."""
        return self.step.formula is not None and self.step.formula.is_name


STEPS = Columns[Told](
    text("scenario", "the scenario", lambda row: row.reader.name),
    count("depth", "how many steps below the cell that is explained", lambda row: row.step.depth),
    text("cell", "the cell", lambda row: row.cell),
    text("name", "what it is called in the formula above it", lambda row: row.step.called or None),
    text("title", "what it is, in words", lambda row: write_title(row.reader, row.cell)),
    value("value", "its number; of a claim, its verdict", lambda row: find_value(row.reader, row.cell)),
    text("unit", "unit of `value`, `low` and `high`", lambda row: row.find_unit()),
    number("low", "least plausible value of a figure", lambda row: row.find_end("low")),
    number("high", "greatest plausible value of a figure", lambda row: row.find_end("high")),
    text(
        "shape",
        "how its values lie around them",
        lambda row: row.reading.shape if row.reading and row.reading.has_range else None,
    ),
    number(
        "covers",
        "share of them between",
        lambda row: row.reading.covered if row.reading and row.reading.has_range else None,
    ),
    value(
        "year", "the year that a figure is of", lambda row: row.reading and row.reading.year and row.reading.year.record
    ),
    value("years", "years of the figures it rests on", lambda row: [year.record for year in sorted(row.years.years)]),
    texts("undated", "figures it rests on that have no year", lambda row: sorted(row.years.undated)),
    evidence_of("evidence", "weakest evidence that it rests on", lambda row: row.cell),
    text("formula", "its formula over the names of cells", lambda row: row.step.text or None),
    text("words", "its formula in words", lambda row: _write_words(row.reader, row.step)),
    text("numbers", "its formula with the numbers put in", lambda row: _write_numbers(row.reader, row.step)),
    text("choice", "why this formula or reading is in use", lambda row: row.step.choice.why or None),
    texts("others", "formulas or readings that are not in use", lambda row: row.step.choice.others),
    text(
        "source",
        "a figure's source; those of a prior joined by `;`",
        lambda row: ";".join(row.reading.cited) or None if row.reading else None,
    ),
    text("where", "the place in the source", lambda row: row.reading.where or None if row.reading else None),
    text("as_printed", "how the source prints it", lambda row: row.reading.as_printed or None if row.reading else None),
    text("reason", "why it is assumed", lambda row: row.find_reason()),
    text("file", "file that it stands in", lambda row: row.place.file.name if row.place else None),
    count("line", "line of that file", lambda row: row.place.line if row.place else None),
    flag("repeated", "whether what it rests on stands further up", lambda row: row.step.is_told),
    texts("left_out", "cells that a sum on the way to it does not hold", lambda row: row.list_left_out()),
    texts("missing", "why it is missing, as `cell: reason`", lambda row: row.reader.missing(row.cell)),
)


class Part(NamedTuple):
    """A part of a solved cell's model: a number that follows from the inputs, an equation, or what it is solved for."""

    told: Told
    sort: str
    symbol: str
    formula: str
    value: float | None = None
    is_money: bool = False

    @property
    def reader(self) -> CellReader:
        """Return what reads the cells."""
        return self.told.reader

    @property
    def unit(self) -> str | None:
        """Return the unit of the value; an equation has none."""
        if self.value is None:
            return None
        return self.reader.unit(self.told.cell) if self.is_money else "ratio"


MODEL = Columns[Part](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("cell", "the cell that the model is solved for", lambda row: row.told.cell),
    text("sort", "`flow`, `total`, `equation`, `unknown` or `residual`", lambda row: row.sort),
    text("symbol", "what it is called in the equations", lambda row: row.symbol or None),
    text("formula", "how it follows, the equation, or what it is", lambda row: row.formula),
    number("value", "its number", lambda row: row.value),
    text("unit", "unit of `value`", lambda row: row.unit),
)


def _list_parts(told: Told) -> Iterator[Part]:
    """Yield the parts of a solved cell's model; nothing of any other cell."""
    model = told.step.model
    if model is None:
        return
    factor = told.reader.factor(told.cell)
    for sort, facts in (("flow", model.flows), ("total", model.totals)):
        for fact in facts:
            yield Part(told, sort, fact.name, fact.formula, fact.value / factor, is_money=True)
    for equation in model.equations:
        yield Part(told, "equation", "", equation)
    solution = model.solution
    if isinstance(solution, Solution):
        for (symbol, meaning), wage in zip(model.unknowns.items(), (solution.wage_p, solution.wage_q), strict=True):
            yield Part(told, "unknown", symbol, meaning, wage)
        yield Part(told, "residual", "", _RESIDUAL, solution.residual)


_RESIDUAL = "the greatest gap that is left in an equation of wages, as a share of GDP"


class _Shown(NamedTuple):
    """A piece of evidence on the prior that a figure takes."""

    told: Told
    prior: Prior
    piece: Piece

    def find_number(self, key: str) -> float | None:
        """Return ``value``, ``low`` or ``high`` in the display unit."""
        quantity = getattr(self.piece, key)
        return quantity.base / self.told.reader.factor(self.told.cell) if quantity else None


def _list_pieces(told: Told) -> list[_Shown]:
    prior = told.reading.prior if told.reading else None
    return [_Shown(told, prior, piece) for piece in prior.pieces] if prior and not told.step.is_told else []


_ONE_YEAR = parse_unit("year").factor

EVIDENCE = Columns[_Shown](
    text("scenario", "the scenario", lambda row: row.told.reader.name),
    text("cell", "the figure that takes a prior", lambda row: row.told.cell),
    text("prior", "the prior", lambda row: row.prior.name),
    text("goods", "what was sold, bought or sent", lambda row: row.piece.goods),
    text("episode", "the episode; none of a study of many", lambda row: row.piece.episode or None),
    number("value", "what was observed", lambda row: row.find_number("value")),
    number("low", "the least it may have been", lambda row: row.find_number("low")),
    number("high", "the most it may have been", lambda row: row.find_number("high")),
    text("unit", "unit of `value`, `low` and `high`", lambda row: row.told.find_unit()),
    number(
        "years",
        "years from the cut to the middle of what was observed",
        lambda row: row.piece.years.base / _ONE_YEAR if row.piece.years else None,
    ),
    text("seen", "how it was seen: `S`, `A`, `2`, `B`, `C` or `D`", lambda row: row.piece.seen),
    texts("sources", "where", lambda row: row.piece.sources),
    text("note", "a remark", lambda row: row.piece.note),
)


#: The names of all tables that an explanation, or the list of cells, can have.
TABLES = ("explanation", "sources", "evidence", "model", "cells")


def report_explanation(reader: CellReader, name: str, depth: int = MAX_DEPTH, *, has_notes: bool = False) -> Report:
    """Explain one cell, down to a depth; people see the names of cells and places in files only if `has_notes`."""
    years = find_years(reader.of.graph, reader.of.values)
    steps = [Told(reader, step, years.get(step.name, Years())) for step in explain_cell(reader.of, name, depth)]
    parts = [part for told in steps for part in _list_parts(told)]
    used = {source for told in steps if told.reading for source in told.reading.cited}
    books = [cited for cited in list_cited(reader) if cited.source.id in used]
    tables = {
        "explanation": Table(STEPS, lambda: map(STEPS.make_record, steps), "inputs"),
        "sources": Table(SOURCES, lambda: map(SOURCES.make_record, books)),
    }
    pieces = [shown for told in steps for shown in _list_pieces(told)]
    if pieces:
        tables["evidence"] = Table(EVIDENCE, lambda: map(EVIDENCE.make_record, pieces))
    if parts:
        tables["model"] = Table(MODEL, lambda: map(MODEL.make_record, parts))
    return Report(
        reader.scenario.title,
        f"{name} explained{describe_what_if(reader)}",
        describe_scenarios([reader])[0],
        tables,
        lambda: _draw_views(reader, steps, books, has_notes=has_notes),
    )


def _draw_views(
    reader: CellReader, steps: Sequence[Told], books: Sequence[Cited], *, has_notes: bool
) -> tuple[View, ...]:
    tree = _draw_outline(steps, has_notes=has_notes)
    legend = write_legend([reader], [tree])
    more = () if has_notes else (_MORE,)
    return views.drop_empty(
        tree,
        _list_books(books, has_notes=has_notes),
        Prose("explanation", (*legend, *more), is_small=True),
    )


def _list_books(books: Sequence[Cited], *, has_notes: bool) -> View:
    """List the sources that figures rest on, with their ids where the entries name them by these."""
    if has_notes:
        return Prose("sources", tuple(write_book(cited.source) for cited in books), title="Sources" if books else "")
    return Notes("sources", "Sources", write_bibliography(cited.source for cited in books))


_MORE = "The names of cells, formulas in them, what sources print and places in files: add --notes"


def _draw_outline(steps: Sequence[Told], *, has_notes: bool) -> Outline:
    """Draw the steps of an explanation; one that merely names another is drawn with it, as one entry."""
    entries: list[Entry] = []
    joined: list[int] = []  # depths of steps that were drawn with the one below
    carried: list[Told] = []
    above: dict[int, Told] = {}  # by depth the last step
    followed = [after.step.depth > told.step.depth for told, after in pairwise(steps)]
    for told, is_followed in zip(steps, [*followed, False], strict=True):
        depth = told.step.depth
        above[depth] = told
        while joined and joined[-1] >= depth:
            joined.pop()
        carried.append(told)
        if told.is_alias and is_followed:  # at the deepest level asked for what it names does not follow
            joined.append(depth)
            continue
        level = depth - len(joined)
        if has_notes:
            entries.append(_draw_entry(carried, level))
        elif not told.is_plain_again:
            user = above.get(carried[0].step.depth - 1)
            is_named = user is not None and bool(user.step.cell.lever)  # its formula is written in the kind's names
            entries.append(_draw_brief_entry(carried, level, is_named=is_named))
        carried = []
    entries[0] = entries[0]._replace(lines=(*_tell_basis(steps), *entries[0].lines))
    return Outline("explanation", tuple(entries))


def _tell_basis(steps: Sequence[Told]) -> Iterator[str]:
    """Say on how many figures of which sort and years a cell rests, if on any."""
    reader, cell = steps[0].reader, steps[0].cell
    figures = [name for name in notes.find_figures_behind(reader, cell) if name != cell]
    if not figures:
        return
    sorts = Counter(_name_sort(reader.of.graph.cells[name].reading) for name in figures)
    sorted_out = ", ".join(f"{count} {sort}" for sort, count in sorts.most_common())
    years = sorted(steps[0].years.years)
    span = f", of {words.TO.join(dict.fromkeys(str(year.record) for year in (years[0], years[-1])))}" if years else ""
    undated = len(steps[0].years.undated)
    without = f"; {count_form(undated, ('{count} has no year', '{count} have no year'))}" if undated and years else ""
    yield f"rests on {count_form(len(figures), ('{count} figure', '{count} figures'))} ({sorted_out}){span}{without}"


def _name_sort(reading: Reading | None) -> str:
    """Name the sort of evidence of a figure; one without a reading is a kind's default."""
    if reading is None or reading.assumed:
        return "assumed"
    return "from sources" if reading.source else "without a source"


def _draw_brief_entry(steps: Sequence[Told], depth: int, *, is_named: bool) -> Entry:
    """Draw one step, with those before it that merely name it: what it is, its value, and how it comes about.

    Before what it is stands what the formula above calls it, if that `is_named`.
    """
    first, last = steps[0], steps[-1]
    reader = first.reader
    title = write_title(reader, last.cell if last.reading is not None else first.cell)
    called = first.step.called.rpartition(".")[2].replace("_", " ")
    head = start_large(title)
    if is_named and called.casefold() not in title.casefold():
        head = f"{called}: {title}"
    if last.step.is_told:
        head = f"{head} (see above)"
    bound = find_bound(reader, first.cell) and "at least "
    value = with_mark(f"{bound}{_write_value(last)}", find_mark(reader, first.cell), first.cell, reader.raw(first.cell))
    lines = [] if last.step.is_told else [*_explain_briefly(last), _name_others(steps)]
    return Entry(depth, head, value, tuple(line for line in lines if line))


def _write_value(told: Told) -> str:
    """Write a value in three digits with its range: a figure's, or that of the draws."""
    reader, cell = told.reader, told.cell
    raw = reader.raw(cell)
    if raw is None or cell in reader.scenario.claims:
        return show_value(reader, cell)
    if told.reading is not None:
        return write_figure(reader, cell, told.reading)
    ends = reader.raw_ends(cell)
    return write_with_range(reader, cell, raw, ends, is_in_table=False) if ends else write_briefly(reader, cell, raw)


def _explain_briefly(told: Told) -> Iterator[str]:
    """Yield a step's formula in words and in numbers, or where a figure comes from, and what it lacks."""
    reader, formula = told.reader, told.step.formula
    if told.step.cell.solver is not None:
        yield from _explain_model(told)
    elif told.step.text and formula is not None and not formula.is_name:
        if told.step.cell.lever or "(" in formula.text:  # else what it names follows in the same order
            mean = "the mean over the time of " if told.step.cell.is_mean else ""
            yield f"= {mean}{_write_signs(_write_words_over_parts(reader, told.step))}"
        if told.step.cell.is_mean:
            yield f"by its values at {len(POINTS)} points of that time, here first and last, and after all adjusting"
        elif formula.names and all(reader.raw(told.step.reads(called)) is not None for called in formula.names):
            shown = write_formula(formula, partial(_write_input, told))
            yield f"= {_write_signs(shown)}"
    reason, reading = told.find_reason(), told.reading
    if reading is not None and reading.prior is not None:
        yield f"prior {reading.prior.name}: {reading.prior.rule}"
        yield from map(write_piece, reading.prior.pieces)
    elif reason:
        yield f"assumed: {reason}"
    elif reading is not None and reading.source:
        source = name_source(reader.scenario.sources[reading.source])
        yield ", ".join(filter(None, (source, str(reading.year.record) if reading.year else "")))
    yield from _tell_lacking(told, reader.name_left_out(told.cell), is_bound_told=True)


def write_piece(piece: Piece) -> str:
    """Write a piece of evidence: what was observed, of which goods, in which episode, how long after the cut."""
    ends = words.TO.join(end.text for end in (piece.low, piece.high) if end)
    shown = " ".join(part for part in (piece.value.text if piece.value else "", f"({ends})" if ends else "") if part)
    when = f" after {piece.years.text}" if piece.years and piece.years.base else ""
    happened = f", {piece.happened}" if piece.happened else ""
    return f"{shown if piece.value else ends}{when}: {piece.goods}{happened}"


def _write_input(told: Told, called: str) -> str:
    """Write the number of an input in a formula."""
    cell = told.step.reads(called)
    return write_briefly(told.reader, cell, told.reader.raw_or_0(cell), is_in_table=True)


def _name_others(steps: Sequence[Told]) -> str:
    """Give the values of the readings of a figure that are not in use."""
    others = [other for told in steps for other in told.step.choice.others if told.reader.cell(other)]
    reader = steps[0].reader
    said = "; ".join(write_briefly(reader, other, raw) for other in others if (raw := reader.raw(other)) is not None)
    return f"other readings: {said}" if said else ""


def _draw_entry(steps: Sequence[Told], depth: int) -> Entry:
    """Draw one step with all there is to say of it, with those before it that merely name it."""
    first, last = steps[0], steps[-1]
    titles = [write_title(first.reader, first.cell)]
    if last.reading is not None:
        titles.append(write_title(last.reader, last.cell))
    choices = [_write_choice(told) for told in steps if told.step.choice.why and not told.step.is_told]
    lines = ["; ".join([*dict.fromkeys(titles), *choices])]
    if depth == 0:
        lines += _explain_years(first)
    lines += _explain_value(last)
    reader, cell = first.reader, first.cell
    value = with_mark(show_value(reader, cell), find_mark(reader, cell), cell, reader.raw(cell))
    return Entry(depth, " = ".join(told.cell for told in steps), value, tuple(line for line in lines if line))


def _write_choice(told: Told) -> str:
    """Say why this was chosen, and what was not: other formulas, or other readings with their values."""
    reader, choice = told.reader, told.step.choice
    others = [f"{other} = {show_value(reader, other)}" if reader.cell(other) else other for other in choice.others]
    return f"{choice.why} (not: {'; '.join(others)})" if others else choice.why


def _explain_years(told: Told) -> Iterator[str]:
    """Say of which years the figures below are, where they are of several or some have none."""
    years = ", ".join(str(year.record) for year in sorted(told.years.years))
    undated = ", ".join(sorted(told.years.undated))
    if len(told.years.years) < 2 and not (undated and told.step.text):
        return
    if not years:
        yield f"rests on figures undated: {undated}"
    elif undated:
        yield f"rests on figures of {years}; undated: {undated}"
    else:
        yield f"rests on figures of {years}"


def _explain_value(told: Told) -> Iterator[str]:
    """Yield the formula of a step in words, names and numbers, where it comes from, and what it lacks."""
    if told.step.is_told:
        yield "as explained above"
        return
    with_numbers = _write_numbers(told.reader, told.step)
    if told.step.cell.solver is not None:
        yield from _explain_model(told)
    elif told.step.text and told.step.text != with_numbers:
        yield f"= {_write_words(told.reader, told.step)}"
        yield f"= {told.step.text}"
        if with_numbers:
            yield f"= {with_numbers}"
    yield _write_source(told)
    if told.reading is not None and told.reading.prior is not None:
        yield told.reading.prior.rule
        for piece in told.reading.prior.pieces:
            yield f"{write_piece(piece)}; seen {piece.seen}; {', '.join(piece.sources)}; {piece.note.rstrip('.')}"
    yield from _tell_lacking(told, told.list_left_out())


def _tell_lacking(told: Told, named: Sequence[str], *, is_bound_told: bool = False) -> Iterator[str]:
    """Say what a sum leaves out, by these names, and why a value is missing; "at least" unless its value says so."""
    if told.list_left_out():
        counted = "" if is_bound_told else "at least: "
        if naming.is_paired(told.cell):
            counted = "only what is valued on both ends: "
        yield f"{counted}without {', '.join(dict.fromkeys(named))}"
    missing = told.reader.missing(told.cell)
    if missing:
        yield f"missing: {'; '.join(missing)}"


def _explain_model(told: Told) -> Iterator[str]:
    """Yield what the model of a solved cell starts from, its equations, and what solves them."""
    first, second = told.reader.side_names
    yield f"solved, not computed by a formula: p is {first}, q is {second}, r is the rest of the world"
    for part in _list_parts(told):
        if part.value is None:
            yield part.formula
        elif part.sort == "residual":
            yield f"solved but for {part.value:.1g}: {part.formula}"
        else:
            shown = numbers.write_plain(part.value, part.unit)
            how = f"{shown}: {part.formula}" if part.sort == "unknown" else f"{part.formula} = {shown}"
            yield f"{part.symbol} = {how}"


def _write_source(told: Told) -> str:
    """Say where a figure comes from, or why it is assumed."""
    reading, reason = told.reading, told.find_reason()
    parts: list[object] = [f"assumed: {reason}" if reason else ""]
    if reading is not None:
        about = "the source says about" if reading.source else "approximate"
        ends = words.TO.join(end.text for end in (reading.low, reading.high) if end)
        parts[:0] = [ends, describe_shape(reading)]
        parts += [
            reading.source,
            reading.year and reading.year.record,
            reading.where,
            f"“{reading.as_printed}”" if reading.as_printed else "",
            about if reading.approximate else "",
            reading.note.rstrip("."),
        ]
    if told.place is not None:
        parts.append(f"{told.place.file.name}:{told.place.line}")
    return "; ".join(str(part) for part in parts if part)


def _write_numbers(reader: CellReader, step: Step) -> str | None:
    """Write the formula with its numbers put in, as the formula language reads it.

    There is none while a number is missing, nor of a model.
    """
    formula = step.formula
    if (
        formula is None
        or step.cell.solver is not None
        or any(reader.raw(step.reads(called)) is None for called in formula.names)
    ):
        return None
    return write_formula(formula, lambda called: write_numeral(reader, step.reads(called)))


def _write_words(reader: CellReader, step: Step) -> str | None:
    """Write the formula with words for its names, of a model none; a kind's own names are words already."""
    if step.formula is None or step.cell.solver is not None:
        return None
    if step.cell.is_mean:
        return f"the mean over the time of {_write_words_over_parts(reader, step)}"
    return _write_in_words(reader, step, step.formula)


def _write_words_over_parts(reader: CellReader, step: Step) -> str:
    """Write the formula with words for its names, once for all parts of a tie where it is a sum over these.

    Of a mean it is the formula that the mean is taken of.
    """
    cell, written = step.cell, step.cell.written
    if written is not None and "sum(" in written.text and reader.scenario.levers[cell.lever].parts:
        return _write_in_words(reader, step, written).replace("sum(", "sum over the parts (")
    if written is not None and cell.is_mean:
        return _write_in_words(reader, step, expand_parts(written, (), frozenset()))
    return _write_in_words(reader, step, step.formula) if step.formula is not None else ""


def _write_in_words(reader: CellReader, step: Step, formula: Formula) -> str:
    def word(called: str) -> str:
        if not step.cell.lever or naming.find_first_word(called) in reader.scenario.levers[step.cell.lever].roles:
            return f"“{write_title(reader, step.reads(called))}”"
        part, name = naming.split(called)
        said = name.replace("_", " ")
        if not part:
            return said
        label = reader.scenario.levers[step.cell.lever].parts[part].label
        return f"{said} of {make_label(label, part)}"

    return write_formula(formula, word).replace(" * ", " × ")


def _write_signs(formula: str) -> str:
    """Write a formula with the signs of mathematics, its quantities without brackets."""
    signed = re.sub(r"(?<![^\s(])-(?=[\s\w(])", "−", formula)  # but no hyphen of a label
    return signed.replace(" * ", " × ").replace("[", "").replace("]", "")


def report_cells(reader: CellReader, *, has_notes: bool = False) -> Report:
    """List the cells that can be explained; people see only those that answer a question unless `has_notes`."""
    names = sorted(reader.of.graph.public, key=lambda name: rank_cell(reader, name))
    return Report(
        reader.scenario.title,
        f"cells that can be explained{describe_what_if(reader)}",
        describe_scenarios([reader])[0],
        {"cells": Table(CELLS, lambda: [CELLS.make_record(Described(reader, name)) for name in names])},
        lambda: _draw_cells(reader, names, has_notes=has_notes),
    )


def _draw_cells(reader: CellReader, names: Sequence[str], *, has_notes: bool) -> tuple[Grid | Prose, ...]:
    columns = make_text_columns(words.CELL, "value", words.MEANING)
    shown = [name for name in names if has_notes or _is_answer(reader, name)]
    rows = []
    for name in shown:
        raw, bound = reader.raw(name), find_bound(reader, name)
        is_claim = name in reader.scenario.claims
        written = show_value(reader, name) if raw is None or is_claim else write_briefly(reader, name, raw)
        title = write_title(reader, name)
        value = with_mark(written, find_mark(reader, name), "", None, bound=bound)
        rows.append((Item(name), value, Item(start_large(title))))
    grid = Grid("cells", "", columns, tuple(rows))
    hint = "One of them, down to its sources: add its name."
    if len(shown) < len(names):
        hint = f"{hint} {len(names) - len(shown)} more, such as figures and shares: add --notes"
    return grid, Prose("cells", (hint, *write_legend([reader], [grid])), is_small=True)


def _is_answer(reader: CellReader, name: str) -> bool:
    """Tell a cell that answers a question: what is lost, by what, who loses more, a result, a claim."""
    if name in reader.scenario.results or name in reader.scenario.claims:
        return True
    subject = naming.read_computed(name)
    if subject is None or naming.is_step(name) or reader.raw(name) is None or subject.sort.endswith("_share"):
        return False
    if subject.sort == "outcome":
        return bool(reader.scenario.moves)  # without moves it is the loss in full
    if subject.sort in ("move", "by"):
        return subject.what in ("damage", "own_cost", "cost_ratio")
    if subject.sort == "balance":
        return name in RATIOS.values()
    if subject.sort in ("first_year", "once"):
        return not subject.lever
    return subject.sort in ("total", "loss", "equilibrium")
