"""What `leverage sources` says: every figure with where it comes from, the bibliography, rival readings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, repeat

from leverage import naming
from leverage.analysis.claims import CANNOT_SAY, RATIOS, Verdict, judge_claim, judge_ratio, list_tests
from leverage.analysis.ranges import is_uncertain, list_uncertain
from leverage.analysis.variants import Variant, Variants
from leverage.model import Figure, Reading, list_figures
from leverage.problems import LeverageError
from leverage.report import notes, words
from leverage.report.bibliography import name_source, write_entry
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.claims import write_verdict
from leverage.report.columns import Columns, evidence_of, flag, number, number_of, text, texts, unit_of, value
from leverage.report.figures import (
    FIGURES,
    SOURCES,
    Cited,
    Given,
    draw_figure_grids,
    list_cited,
    list_given,
    write_book,
)
from leverage.report.headline import find_standing
from leverage.report.marks import UNSOURCED, find_bound, with_mark, write_legend
from leverage.report.numbers import Scale, choose_scale, write_all_digits
from leverage.report.report import Report, Table
from leverage.report.show.facts import has_other_times
from leverage.report.titles import write_briefly, write_figure
from leverage.report.views import Column, Grid, Item, Notes, Prose, View, drop_empty, make_items, make_text_columns
from leverage.report.words import count_form


def report_sources(reader: CellReader, *, has_notes: bool = False) -> Report:
    """Report every figure with its source, and the bibliography; for people with places and wording if `has_notes`."""
    given, cited = list_given(reader), list_cited(reader)
    tables = {
        "figures": Table(FIGURES, lambda: map(FIGURES.make_record, given)),
        "sources": Table(SOURCES, lambda: map(SOURCES.make_record, cited)),
    }
    title, scenario = reader.scenario.title, describe_scenarios([reader])[0]
    return Report(
        title,
        f"figures and sources{describe_what_if(reader)}",
        scenario,
        tables,
        lambda: _draw_views(reader, given, cited, has_notes=has_notes),
    )


def report_rivals(reader: CellReader, *, has_notes: bool = False) -> Report:
    """Report rival readings with what the answers become under each; those that change little only if `has_notes`."""
    rivals = list_rivals(reader)
    tables = {"rivals": Table(RIVALS, lambda: map(RIVALS.make_record, rivals))}
    title, scenario = reader.scenario.title, describe_scenarios([reader])[0]
    subtitle = f"rival readings{describe_what_if(reader)}"
    return Report(title, subtitle, scenario, tables, lambda: _draw_rivals(reader, rivals, has_notes=has_notes))


def _draw_views(
    reader: CellReader, given: Sequence[Given], cited: Sequence[Cited], *, has_notes: bool
) -> tuple[View, ...]:
    """Draw what the losses rest on, then figures under their sources, or with all there is to say of each."""
    head = Prose("figures", (_write_headline(reader, given),), is_headline=True)
    if has_notes:
        grids = draw_figure_grids(given, "Figures in use", "Rival readings")
        lines = ("Sources", *(write_book(book.source) for book in cited)) if cited else ()
        legend = Prose("figures", write_legend([reader], grids), is_small=True)
        return drop_empty(head, *grids, legend, Prose("sources", lines))
    in_use = [each for each in given if each.is_in_use]
    used = {source for each in in_use for source in each.reading.cited}
    sources = [book.source for book in cited if book.source.id in used]
    sources.sort(key=lambda source: name_source(source).casefold())
    grid = _draw_figures(in_use, [source.id for source in sources])
    entries = [write_entry(source._replace(note="")) for source in sources]
    books = Notes("sources", "Sources", tuple(book._replace(label=str(n)) for n, book in enumerate(entries, 1)))
    small = (*write_legend([reader], [grid]), _MORE)
    return drop_empty(head, grid, books, Prose("figures", small, is_small=True))


_MORE = "Readings not in use, places in sources, what they print, formulas, names of figures: add --notes"


def _write_headline(reader: CellReader, given: Sequence[Given]) -> str:
    """Say how many figures there are of which evidence, and on how many of them each side's loss rests."""
    in_use = [each for each in given if each.is_in_use and each.find_evidence() != "derived"]
    sorts = Counter(_EVIDENCE[each.find_evidence()] for each in in_use)
    listed = ", ".join(f"{count} {sort}" for sort, count in sorts.most_common())
    count = len({source for each in in_use for source in each.reading.cited})
    sources = count_form(count, ("{count} source", "{count} sources")) if count else "no source"
    told = [f"{count_form(len(in_use), ('{count} figure', '{count} figures'))} ({listed}), {sources}."]
    sides = []
    for side in reader.scenario.sides:
        behind = list(notes.find_figures_behind(reader, naming.total("total", side)))
        assumed = sum(reader.evidence(name) == "assumed" for name in behind)
        if behind:
            sides.append(f"{len(behind)} for {reader.party_name(side)} ({assumed or 'none'} assumed)")
    if sides:
        told.append(f"Behind the loss with all ties cut stand {words.AND.join(sides)}.")
    rivals = len({each.figure.id for each in given if not each.is_in_use})
    if rivals:
        told.append(f"{count_form(rivals, _RIVALS)} (add --rivals).")
    return " ".join(told)


_EVIDENCE = {"reported": "from sources", "assumed": "assumed", "unsourced": "without a source"}
_RIVALS = ("On {count} figure sources differ", "On {count} figures sources differ")


def _draw_figures(given: Sequence[Given], sources: Sequence[str]) -> Grid:
    """Draw the figures in use with what each rests on: the number of a source, a reason, or other figures."""
    columns = make_text_columns("Figure", words.VALUE, "Year", "Source, or why it is assumed")
    return Grid("figures", "", columns, tuple(_show_figure(each, sources) for each in given))


def _show_figure(given: Given, sources: Sequence[str]) -> tuple[Item, ...]:
    reader, reading, cell = given.reader, given.reading, given.cell
    raw = reader.raw(cell)
    is_money = reader.is_money(cell) or reader.is_stock(cell)
    is_as_written = raw is None or (reading.value is not None and not reading.has_range and not is_money)
    written = given.write_value() if is_as_written else write_figure(reader, cell, reading)
    if reading.assumed:
        basis = f"assumed: {reading.assumed}"
    elif reading.source:
        basis = str(sources.index(reading.source) + 1)
    else:
        basis = "computed" if reading.formula else ""
    mark = UNSOURCED if given.find_evidence() == "unsourced" else ""
    return (
        Item(notes.name_figure(reader, given.figure.id)),
        Item(written, mark, cell, raw),
        *make_items(str(reading.year.record) if reading.year else "", basis),
    )


class Rival:
    """One of several readings of a figure, with the answers were it the one in use."""

    def __init__(
        self,
        reader: CellReader,
        figure: Figure,
        reading: Reading,
        spread: float | None,
        before: dict[str, str],
        under: CellReader | str,
    ) -> None:
        """Take the scenario with the reading in use, or why it cannot be used.

        `spread` is the distance of the readings, `before` has the answers as the scenario stands.
        """
        self.reader = reader
        self.figure = figure
        self.reading = reading
        self.spread = spread
        self.is_in_use = reading.name == figure.use
        self.cell = naming.reading(figure.id, reading.name)
        self.sides = reader.scenario.sides
        self.before = before
        self.after: dict[str, str] = {}
        self.verdicts: dict[str, Verdict] = {}  # on the claims, under the reading
        self.under: CellReader | None = None  # of the scenario with the reading in use; none if it cannot be used
        self._fault = ""
        if isinstance(under, str):
            self._fault = f"{self.cell}: cannot be used: {under}"
            return
        self.under = under
        self.verdicts = _judge_claims(under)
        self.after = _list_answers(under, self.verdicts)

    def name_total(self, which: int) -> str:
        """Name what the first or the second side loses in all: at the moves, else with every tie cut in full."""
        return naming.total("outcome" if self.reader.scenario.moves else "total", self.sides[which])

    def find_number(self, cell: str) -> float | None:
        """Return a number under the reading."""
        return self.under.number(cell) if self.under else None

    def list_changed(self) -> list[str]:
        """Return the claims, and the ways to say who loses more, whose answer is another under the reading."""
        return [name for name, was in self.before.items() if self.under and self.after[name] != was]

    def list_left_out(self, which: int) -> list[str] | None:
        """Return what a side's total does not hold."""
        return self.under.left_out(self.name_total(which)) if self.under else None

    def list_shares(self) -> list[str]:
        """Return the share of the draws in which each conclusion is true under the reading, as `name=share`."""
        if self.under is None or self.under.drawn is None:
            return []
        ratios = {cell: judge_ratio(self.under.of, cell, self.under.drawn) for cell in RATIOS.values()}
        verdicts = {**ratios, **self.verdicts}
        return [f"{name}={verdict.share:.4f}" for name, verdict in verdicts.items() if verdict.share is not None]

    def measure_move(self) -> float:
        """Return how far the reading moves the total that it moves most, for the size of that in use."""
        moves = [0.0]
        for which in (0, 1):
            used, total = self.reader.number(self.name_total(which)), self.find_number(self.name_total(which))
            if used and total is not None:
                moves.append(abs(total - used) / abs(used))
        return max(moves)

    def explain_missing(self) -> list[str]:
        """Say why the reading cannot be used, or why answers are missing."""
        if self.under is None:
            return [self._fault]
        return self.under.missing(self.name_total(0), self.name_total(1), naming.DOLLAR_RATIO)

    def write_changes(self) -> str:
        """Say in words what changes."""
        sides = {side: self.reader.party_name(side) for side in self.sides}
        changes = []
        for name in self.list_changed():
            old, new = self.before[name], self.after[name]
            if name in _STANDING:
                was, becomes = (sides.get(said, write_verdict(said)) for said in (old, new))
                changes.append(f"{_STANDING[name]}: {was} → {becomes}")
            else:
                becomes = write_verdict(new, self.verdicts[name].share)
                says = self.reader.scenario.claims[name].says.rstrip(".")
                changes.append(f"{says}: {write_verdict(old)} → {becomes}")
        return "; ".join(changes)


_STANDING = {naming.DOLLAR_RATIO: "who loses more, in money", naming.BITE: "who loses more, for its size"}


RIVALS = Columns[Rival](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("figure", "the figure", lambda row: row.figure.id),
    text("label", "its name for people", lambda row: row.figure.label or None),
    text("reading", "the reading", lambda row: row.reading.name),
    flag("in_use", "whether it is the reading in use", lambda row: row.is_in_use),
    number_of("value", "the value", lambda row: row.cell),
    unit_of("unit", "unit of `value`", lambda row: row.cell),
    number(
        "spread",
        "distance of the greatest reading from the least, for the size of the one in use",
        lambda row: row.spread,
    ),
    value("year", "the year it is of", lambda row: row.reading.year and row.reading.year.record),
    evidence_of("evidence", "weakest evidence that it rests on", lambda row: row.cell),
    texts("sources", "its sources", lambda row: row.reader.sources(row.cell)),
    text("first", "the first side", lambda row: row.sides[0] if row.under else None),
    number(
        "first_total",
        "its loss in all, at the moves if there are any, under the reading",
        lambda row: row.find_number(row.name_total(0)),
    ),
    text("second", "the second side", lambda row: row.sides[1] if row.under else None),
    number(
        "second_total",
        "its loss in all, at the moves if there are any, under the reading",
        lambda row: row.find_number(row.name_total(1)),
    ),
    text("total_unit", "unit of the totals", lambda row: row.under.unit(row.name_total(0)) if row.under else None),
    number(
        "dollar_ratio",
        "the first side's loss over the second's at the moves, under the reading",
        lambda row: row.find_number(naming.DOLLAR_RATIO),
    ),
    value(
        "verdicts",
        "every claim's verdict under the reading, as `claim=verdict`",
        lambda row: [f"{claim}={verdict.verdict}" for claim, verdict in row.verdicts.items()] if row.under else None,
    ),
    value(
        "changed",
        "what is another than under the reading in use, as `name=old->new`",
        lambda row: (
            [f"{name}={row.before[name]}->{row.after[name]}" for name in row.list_changed()] if row.under else None
        ),
    ),
    texts("missing", "why values are missing", lambda row: row.explain_missing()),
    value("first_left_out", "cells that `first_total` does not hold", lambda row: row.list_left_out(0)),
    value("second_left_out", "cells that `second_total` does not hold", lambda row: row.list_left_out(1)),
    text("more_dollars", "who loses more in money, under the reading", lambda row: row.after.get(naming.DOLLAR_RATIO)),
    text(
        "more_of_its_economy", "who loses more for its size, under the reading", lambda row: row.after.get(naming.BITE)
    ),
    texts(
        "held_in",
        "share of the draws in which each claim is true and each ratio above 1, under the reading, as `name=share`",
        lambda row: row.list_shares(),
    ),
    number(
        "move",
        "how far the reading moves a total, for the size of that in use: the greater of the two sides'",
        lambda row: row.measure_move() if row.under else None,
    ),
)


def list_rivals(reader: CellReader) -> list[Rival]:
    """Return every reading of the figures that have several, with the totals and verdicts under each.

    The figures come first whose readings move a side's total most.
    """
    drawn = _read_drawn(reader)
    before = _list_answers(drawn, _judge_claims(drawn))
    figures = [(figure, readings) for figure in list_figures(reader.scenario) if (readings := _list_readings(figure))]
    under = _read_variants(drawn, [(figure, each) for figure, readings in figures for each in readings])
    groups: list[list[Rival]] = []
    for figure, readings in figures:
        spread = _measure_spread(drawn, figure, readings)
        groups.append(
            [Rival(drawn, figure, each, spread, before, under.get((figure.id, each.name), drawn)) for each in readings]
        )
    groups.sort(key=lambda group: -max(rival.measure_move() for rival in group))
    return [rival for group in groups for rival in group]


def _list_readings(figure: Figure) -> list[Reading]:
    """Return the readings of a figure that may be used, if there are several."""
    readings = [reading for reading in figure.readings if not reading.dropped]
    return readings if len(readings) > 1 else []


def _read_drawn(reader: CellReader) -> CellReader:
    """Read a scenario with the draws by which `leverage show` says who loses more, and `leverage check` what holds."""
    if not is_uncertain(reader.of.graph):
        return CellReader(reader.of, reader.display_unit)
    from leverage.analysis.draws import draw_ranges

    drawn = draw_ranges(reader.of, wanted=list_tests(reader.scenario).values())
    return CellReader(reader.of, reader.display_unit, drawn)


def _measure_spread(reader: CellReader, figure: Figure, readings: Sequence[Reading]) -> float | None:
    """Return the distance of the greatest reading from the least, as a share of the one in use."""
    numbers = [reader.raw(naming.reading(figure.id, reading.name)) for reading in readings]
    known = [number for number in numbers if number is not None]
    used = reader.raw(figure.id)
    return (max(known) - min(known)) / abs(used) if used and known else None


def _read_variants(
    reader: CellReader, readings: Iterable[tuple[Figure, Reading]]
) -> dict[tuple[str, str], CellReader | str]:
    """Read a scenario with each reading that is not in use, of which each figure is drawn once.

    Returns by figure and reading the scenario with it, or why it cannot be used.
    """
    base, unit = reader.of, reader.display_unit
    variants = Variants(base)
    uncertain = list_uncertain(base.graph)
    under: dict[tuple[str, str], CellReader | str] = {}
    trials = None
    if any(reading.has_range for figure in list_figures(reader.scenario) for reading in figure.readings):
        from leverage.analysis import draws  # and numpy with it

        trials = draws.Trials(base, set(list_tests(reader.scenario).values()), draws.DRAWS, draws.SEED)

    def has_draws(variant: Variant) -> bool:
        replaced = sum(read in uncertain for figure in variant.uses for read in base.graph.cells[figure].reads)
        is_left = variant.changed is not None and len(uncertain) > replaced
        return is_left or is_uncertain(variant.assessment.graph)

    def list_variants() -> Iterator[Variant]:
        for figure, reading in readings:
            if reading.name == figure.use:
                continue
            try:
                variant = variants.compute({figure.id: reading.name})
            except LeverageError as error:
                under[figure.id, reading.name] = error.problems[0].message
                continue
            under[figure.id, reading.name] = CellReader(variant.assessment, unit)
            yield variant

    counted = trials.count_all(filter(has_draws, list_variants())) if trials else zip(list_variants(), repeat(None))
    for variant, drawn in counted:
        (used,) = variant.uses.items()
        under[used] = CellReader(variant.assessment, unit, drawn)
    return under


def _judge_claims(reader: CellReader) -> dict[str, Verdict]:
    return {claim.id: judge_claim(reader.of, claim, reader.drawn) for claim in reader.scenario.claims.values()}


def _list_answers(reader: CellReader, verdicts: Mapping[str, Verdict]) -> dict[str, str]:
    """Return who loses more, and what the verdict on each claim is."""
    return {**find_standing(reader), **{claim: verdict.verdict for claim, verdict in verdicts.items()}}


def _draw_rivals(reader: CellReader, rivals: Sequence[Rival], *, has_notes: bool) -> tuple[View, ...]:
    """Draw the readings in one table, under a line for their figure, the one in use first."""
    if not rivals:
        return (Prose("rivals", ("No figure has rival readings.",)),)
    totals = [rival.under.raw(rival.name_total(which)) for rival in rivals if rival.under for which in (0, 1)]
    scale = choose_scale(totals, reader.scenario.currency, reader.display_unit)
    if reader.scenario.moves and has_other_times(reader):
        scale = scale.of_a_stock()
    columns = (
        Column("Figure and reading", is_text=True),
        Column("value", is_text=True),
        *(Column(reader.party_name(side), "loss", side=at) for at, side in enumerate(reader.scenario.sides, 1)),
        Column("ratio"),
        Column("what changes", is_text=True),
    )
    groups = [list(group) for _, group in groupby(rivals, lambda rival: rival.figure.id)]
    shown = [group for group in groups if has_notes or any(map(_matters, group))]
    rows: list[tuple[Item, ...]] = []
    for group in shown:
        rows.append(make_items(notes.name_figure(group[0].reader, group[0].figure.id), "", "", "", "", ""))
        rows += [_show_rival(rival, scale) for rival in sorted(group, key=lambda rival: not rival.is_in_use)]
    grid = Grid("rivals", f"The answers under each reading; {scale.words}", columns, tuple(rows))
    cut = "at the moves" if reader.scenario.moves else "with every current tie cut in full"
    small = [f"loss: {cut}. ratio: of the losses on the ties valued on both sides."]
    if len(shown) < len(groups):
        small.append(f"{count_form(len(groups) - len(shown), _LITTLE)}: add --notes")
    head = Prose("rivals", (_write_headline_of_rivals(reader, groups),), is_headline=True)
    return drop_empty(head, grid, Prose("rivals", (*write_legend([reader], [grid]), *small), is_small=True))


_LITTLE = ("{count} figure more whose readings change little", "{count} figures more whose readings change little")
_FELT = 0.005  # of a total; a reading that moves it less, and changes no answer, changes little


def _matters(rival: Rival) -> bool:
    return rival.under is None or bool(rival.list_changed()) or rival.measure_move() >= _FELT


def _write_headline_of_rivals(reader: CellReader, groups: Sequence[Sequence[Rival]]) -> str:
    """Say how many figures have rival readings, what these change, and which moves a loss most."""
    rivals = [rival for group in groups for rival in group if not rival.is_in_use]
    told = [f"{count_form(len(groups), ('{count} figure has', '{count} figures have'))} rival readings."]
    changed = {name for rival in rivals for name in rival.list_changed()}
    turned = [how for name, how in _HOW.items() if name in changed]
    known = [how for name, how in _HOW.items() if groups[0][0].before[name] != CANNOT_SAY]
    if turned:
        told.append(f"Some change who loses more {words.AND.join(turned)}.")
    elif known:
        told.append(f"None of them changes who loses more {' or '.join(known)}.")
    claims = changed.difference(_HOW)
    if claims:
        told.append(f"{count_form(len(claims), ('{count} claim turns', '{count} claims turn'))} under one.")
    most = max(rivals, key=Rival.measure_move)
    if most.under and most.measure_move() >= _FELT:
        changes = []
        for which, side in enumerate(reader.scenario.sides):
            used, total = reader.raw(most.name_total(which)), most.under.raw(most.name_total(which))
            if used is not None and total is not None:
                amounts = [write_briefly(reader, most.name_total(which), raw) for raw in (total, used)]
                if reader.scenario.moves and has_other_times(reader):
                    amounts = [amount.removesuffix(" a year") for amount in amounts]
                changes.append(f"{reader.party_name(side)} loses {amounts[0]} instead of {amounts[1]}")
        figure = notes.name_figure(most.reader, most.figure.id)
        told.append(f"Most depends on “{figure}”: by {_name_reading(most)} {'; '.join(changes)}.")
    return " ".join(told)


_HOW = {naming.DOLLAR_RATIO: "in money", naming.BITE: "for its size"}


def _name_reading(rival: Rival) -> str:
    """Name a reading for people: by its source, else by its name."""
    reading, sources = rival.reading, rival.reader.scenario.sources
    return name_source(sources[reading.source]) if reading.source else reading.name.replace("_", " ")


def _show_rival(rival: Rival, scale: Scale) -> tuple[Item, ...]:
    ratio = rival.find_number(naming.DOLLAR_RATIO)
    if rival.is_in_use:
        changes = "in use"
    elif rival.under is None:
        changes = "; ".join(rival.explain_missing())
    else:
        changes = rival.write_changes()
    raw = rival.reader.raw(rival.cell)
    return (
        Item(f"– {_name_reading(rival)}"),
        Item("–" if raw is None else write_briefly(rival.reader, rival.cell, raw)),
        _show_total(rival, 0, scale),
        _show_total(rival, 1, scale),
        *make_items("–" if ratio is None else write_all_digits(ratio), changes),
    )


def _show_total(rival: Rival, which: int, scale: Scale) -> Item:
    """Show the total of a side under a reading."""
    total = rival.name_total(which)
    raw = rival.under.raw(total) if rival.under else None
    if rival.under is None or raw is None:
        return Item("–")
    return with_mark(scale.show(raw), "", "", None, bound=find_bound(rival.under, total))
