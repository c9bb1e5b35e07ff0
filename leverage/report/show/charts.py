"""Charts: what each side would lose, by tie, over the years, at moves and by scenario; and claims by their limits.

Of two sides the first lies to the left of the axis, the second to the right, both on one scale; the first has one hue,
the second another. Money and per cent of GDP are two panels, since each alone misleads.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.analysis.claims import CANNOT_SAY, HOLDS, OPEN
from leverage.analysis.path import Step
from leverage.formula.dimensions import ANY, find_dimension
from leverage.formula.tree import Apply, Formula, make_formula
from leverage.report import words
from leverage.report.bibliography import name_author
from leverage.report.cell_reader import CellReader, describe_horizon, make_label, write_date
from leverage.report.claims import Judged, write_share_held, write_verdict
from leverage.report.headline import SAME, Headline, Standing, find_standing
from leverage.report.headline_words import ONLY_ONCE, is_known, possess, write_money
from leverage.report.marks import explain_marks, find_mark, write_range
from leverage.report.numbers import (
    Scale,
    add_mark,
    choose_scale,
    choose_scale_of_moves,
    choose_scale_of_outcome,
    choose_scale_of_stakes,
    write_all_digits,
    write_brief,
    write_percent,
    write_span,
    write_times,
)
from leverage.report.report import Edition
from leverage.report.show.facts import has_other_times, is_lost_once_only, list_moves_of_other_times
from leverage.report.show.records import find_steps
from leverage.report.views import Bar, Bars, Chart, Panel
from leverage.report.words import count_form
from leverage.units import name_dimension

LEFT, RIGHT = -1, 1
_HUES = {LEFT: 1, RIGHT: 2}
_GDP = "per cent of each side's GDP"
_RANGE = ("range", "range: 5th to 95th percentile")
_YEARS = (0, 1, 2, 3, 5, 10)  # of a path that its chart shows; its table has them all
_FEW = 3  # sources that are named
_TALLEST = 10  # claims in a panel
_MORE = ", continued"


class Measure(NamedTuple):
    """How amounts of a panel are read: in money on a scale, or as shares of each party's GDP."""

    scale: Scale
    is_share: bool = False

    @property
    def title(self) -> str:
        """Say what is measured."""
        return _GDP if self.is_share else self.scale.words

    def write(self, number: float) -> str:
        """Write a number that `read` returned."""
        return f"{write_percent(number)} %" if self.is_share else self.scale.show(number)

    def write_spread(self, ends: tuple[float, float] | None) -> str:
        """Write a range; nothing where both ends read alike."""
        texts = [self.write(end).removesuffix(" %") for end in ends or ()]
        return write_span(*texts) if len(set(texts)) > 1 else ""

    def read(self, reader: CellReader, cell: str, party: str) -> float | None:
        """Return the number of a cell: an amount, or its share of the party's GDP; an exposure's is computed here."""
        if not self.is_share:
            return reader.raw(cell) if reader.is_money(cell) or reader.is_stock(cell) else None
        if naming.find_first_word(cell) != "exposure":
            return reader.raw(naming.share(cell)) if reader.cell(naming.share(cell)) else None
        part, gdp = reader.raw(cell), reader.raw(naming.aggregate(party, naming.GDP))
        return part / gdp if part is not None and gdp and math.isfinite(part / gdp) else None

    def make_bar(self, reader: CellReader, cell: str, behind: str, party: str, side: int) -> Bar:
        """Return the bar of a cell, with what is behind it; without a number where there is none."""
        number = self.read(reader, cell, party)
        back = self.read(reader, behind, party) if behind and reader.cell(behind) else None
        back_text = "" if back is None else self.write(back)
        if number is None:
            return Bar(None, side, "not valued", behind_text=back_text)
        shown = naming.share(cell) if self.is_share else cell
        mark = find_mark(reader, cell if number == 0 else shown)  # 0 is 0 per cent of any GDP
        least = words.LEAST if reader.is_at_least(cell) else ""
        low, high = reader.raw_ends(shown) or (None, None)
        text = self.write(number)
        return Bar(
            side * number,
            side,
            f"{least}{add_mark(text, mark)}",
            self.write_spread(reader.raw_ends(shown)),
            None if low is None else side * low,
            None if high is None else side * high,
            None if back is None else side * back,
            back_text,
            _HUES[side],
            signs=frozenset({least, mark} - {""}),
        )


def _list_measures(scale: Scale, which: str) -> list[Measure]:
    """Return the measures wanted: "money" or "gdp" alone, or both."""
    return [measure for measure in (Measure(scale), Measure(scale, is_share=True)) if which in ("", _name(measure))]


def _name(measure: Measure) -> str:
    return "gdp" if measure.is_share else "money"


def draw_chart(reader: CellReader, edition: Edition) -> Chart:
    """Draw the chart of a scenario that an edition wants: losses by tie and move, or over the years."""
    return draw_path(reader, edition.scale) if edition.has_path else draw_stakes(reader, edition.scale)


def draw_stakes(reader: CellReader, which: str) -> Chart:
    """Draw what both sides lose by tie, with the exposure behind it; with moves their loss at these, and each move."""
    if reader.scenario.moves:
        return _draw_outcome(reader, which)
    levers = [lever.id for lever in reader.current() if reader.has_money(lever.id)]
    panels = [
        Panel(
            measure.title,
            reader.side_names,
            (
                *(Bars(reader.label(lever), _draw_stake(reader, measure, lever)) for lever in levers),
                *_draw_total(reader, measure, "total", levers),
            ),
            legend=(("mark", "loss"), ("behind", "exposure"), _RANGE),
        )
        for measure in _list_measures(choose_scale_of_stakes(reader), which)
    ]
    subtitle = f"Loss in a year{describe_horizon(reader) or ', once adjusted'}, if each tie is cut in full"
    return make_chart([reader], "stakes", write_finding(reader), subtitle, panels)


def _draw_outcome(reader: CellReader, which: str) -> Chart:
    """Draw what both sides lose at the moves, with the loss of a full cut behind it, and each move by itself."""
    is_of_year = not has_other_times(reader)
    scale = choose_scale_of_outcome(reader)
    if not is_of_year:
        scale = scale.of_a_stock()
    behind = (("behind", "loss if cut in full for a year"),) if is_of_year else ()
    levers = [lever for lever in reader.hit if reader.has_money(lever)]
    panels = [
        Panel(
            measure.title,
            reader.side_names,
            (
                *(Bars(reader.label(lever), _draw_hit(reader, measure, lever, is_of_year)) for lever in levers),
                *_draw_total(reader, measure, "outcome", levers),
            ),
            legend=(("mark", "loss at these moves"), *behind, _RANGE),
        )
        for measure in _list_measures(scale, which)
    ]
    time = "Loss in a year" if is_of_year else "Loss over the time of each cut"
    subtitle = f"{time} at these moves{describe_horizon(reader)}"
    return make_chart([reader], "outcome", write_finding(reader), subtitle, [*panels, _draw_moves(reader)])


def _draw_stake(reader: CellReader, measure: Measure, lever: str) -> tuple[Bar, ...]:
    return tuple(
        measure.make_bar(reader, naming.loss(party, lever), naming.exposure(party, lever), party, side)
        for party, side in _list_sides(reader)
        if reader.of.graph.role(party, lever)
    )


def _draw_hit(reader: CellReader, measure: Measure, lever: str, is_of_year: bool) -> tuple[Bar, ...]:
    return tuple(
        measure.make_bar(
            reader, naming.outcome(party, lever), naming.loss(party, lever) if is_of_year else "", party, side
        )
        for party, side in _list_sides(reader)
        if reader.of.graph.role(party, lever)
    )


def _draw_total(reader: CellReader, measure: Measure, what: str, levers: Sequence[str]) -> Iterator[Bars]:
    """Yield the row of the totals; none where it would repeat the one row above it."""
    if len(levers) != 1:
        yield Bars(words.TOTAL, _draw_sums(reader, measure, what), is_total=True)


def _draw_sums(reader: CellReader, measure: Measure, what: str) -> tuple[Bar, ...]:
    return tuple(
        measure.make_bar(reader, naming.total(what, party), "", party, side) for party, side in _list_sides(reader)
    )


def _list_sides(reader: CellReader) -> Iterator[tuple[str, int]]:
    return zip(reader.scenario.sides, (LEFT, RIGHT), strict=True)


def _draw_moves(reader: CellReader) -> Panel:
    """Draw what each move does to its target against what it costs its maker."""
    scale = choose_scale_of_moves(reader)
    if list_moves_of_other_times(reader):
        scale = scale.of_a_stock()
    hues = {party: _HUES[side] for party, side in _list_sides(reader)}
    rows = []
    for move in reader.scenario.moves.values():
        bars = []
        for what, party in (("own_cost", move.by), ("damage", reader.of.graph.targets[move.id])):
            cell = naming.move(move.id, what)
            bar = Measure(scale).make_bar(reader, cell, "", party, RIGHT)
            end, low, high = (None if end is None else end / scale.size for end in (bar.end, bar.low, bar.high))
            bars.append(bar._replace(end=end, low=low, high=high, hue=hues.get(party, 0)))
        label, maker = make_label(move.label, move.id), reader.party_name(move.by)
        if maker not in label:
            label = f"{label} ({maker})"
        rows.append(Bars(label, tuple(bars)))
    first, second = reader.side_names
    return Panel(
        f"Each move, {scale.words}",
        ("costs its maker more than its target", "hurts its target more than its maker"),
        tuple(rows),
        "points",
        names=("own cost", "damage"),
        legend=(("side", f"moves by {first} and {second}"),),
    )


def draw_path(reader: CellReader, which: str) -> Chart:
    """Draw both sides' loss in a year, on average over the first years of a cut, for no years to ten."""
    steps = [step for step in find_steps(reader) if step.years in _YEARS]
    scale = choose_scale([step.loss for step in steps], reader.scenario.currency, reader.display_unit)
    panels = []
    for measure in _list_measures(scale, which):
        bars: dict[int, list[Bar]] = {}
        for step in steps:
            bars.setdefault(step.years, []).append(_draw_step(reader, step, measure))
        rows = tuple(Bars(_write_years(years), tuple(pair)) for years, pair in bars.items())
        panels.append(Panel(measure.title, reader.side_names, rows, legend=(("mark", "loss"), _RANGE)))
    subtitle = "Loss in a year, on average over the first years of a cut, every tie cut in full"
    return make_chart([reader], "path", _write_course(reader, steps), subtitle, panels)


def _write_years(years: int) -> str:
    return "at once" if years == 0 else count_form(years, ("over the first year", "over {count} years"))


def _draw_step(reader: CellReader, step: Step, measure: Measure) -> Bar:
    """Return the bar of what a side loses over the first years of a cut, in money or as a share of its GDP."""
    side = dict(_list_sides(reader))[step.party]
    total = naming.total("total", step.party)
    size = reader.raw(naming.aggregate(step.party, naming.GDP)) if measure.is_share else 1.0
    if step.loss is None or not size:
        return Bar(None, side, "not valued")
    least, mark = words.LEAST if reader.is_at_least(total) else "", find_mark(reader, total)
    text, spread = f"{least}{add_mark(measure.write(step.loss / size), mark)}", ""
    low, high = (None if end is None else side * end / size for end in (step.low, step.high))
    if step.low is not None and step.high is not None:
        spread = measure.write_spread((step.low / size, step.high / size))
    signs = frozenset({least, mark} - {""})
    return Bar(side * step.loss / size, side, text, spread, low, high, hue=_HUES[side], signs=signs)


def draw_scenarios(readers: Sequence[CellReader], scale: Scale, which: str) -> Chart:
    """Draw who loses more in each of several scenarios, by how many times, then both sides' losses."""
    pairs = dict.fromkeys(reader.side_names for reader in readers)
    heads = next(iter(pairs)) if len(pairs) == 1 else ("The first side", "The second side")
    if any(map(has_other_times, readers)):
        scale = scale.of_a_stock()
    titles = [reader.scenario.title for reader in readers]
    names = titles if len(set(titles)) == len(titles) else [reader.name for reader in readers]
    ratios, losses = [], []
    for measure in _list_measures(scale, which):
        cell = naming.BITE if measure.is_share else naming.DOLLAR_RATIO
        over = "for its size" if measure.is_share else "in money"
        ratios.append(
            Panel(
                f"{possess(heads[0])} loss over {possess(heads[1])}, {over}",
                (f"{heads[1]} loses more", f"{heads[0]} loses more"),
                tuple(Bars(name, (_draw_ratio(reader, cell),)) for name, reader in zip(names, readers, strict=True)),
                "dots",
                axis=1.0,
                legend=(("side", f"{heads[0]} or {heads[1]} loses more"), ("open", words.TOO_CLOSE), _RANGE),
            )
        )
        rows = tuple(
            Bars(name, _draw_sums(reader, measure, "outcome")) for name, reader in zip(names, readers, strict=True)
        )
        losses.append(Panel(f"Loss, {measure.title}", heads, rows, legend=(("mark", "loss"), _RANGE)))
    subtitle = "Ratios on the ties valued on both sides, on a logarithmic scale; losses at each scenario's moves"
    return make_chart(readers, "outcome", _write_tally(readers, which), subtitle, [*ratios, *losses])


def _draw_ratio(reader: CellReader, cell: str) -> Bar:
    """Return the dot of a ratio of the losses, in the hue of the side that loses more."""
    ratio, loser = reader.raw(cell), find_standing(reader)[cell]
    hues = {party: _HUES[side] for party, side in _list_sides(reader)}
    if ratio is None:
        return Bar(None, RIGHT, f"only {reader.party_name(loser)} loses" if loser in hues else "no ratio")
    low, high = reader.raw_ends(cell) or (None, None)
    text, mark = write_all_digits(ratio), find_mark(reader, cell)
    spread = write_range(reader, cell, write_all_digits)
    return Bar(
        ratio,
        RIGHT,
        add_mark(text, mark),
        "" if spread == text else spread,
        low,
        high,
        hue=hues.get(loser, 0),
        is_hollow=loser not in hues,
        signs=frozenset({mark} - {""}),
    )


def draw_verdicts(groups: Sequence[tuple[CellReader, Sequence[Judged]]]) -> Chart:
    """Draw the number of each claim over its limit, a panel for each scenario; groups without claims are left out."""
    panels = []
    legend = (("dot", "holds"), ("open", "fails or is open"), _RANGE)
    heads = ("below the limit", "above it")
    for reader, judged in groups:
        rows = tuple(Bars(claim.claim.says, (_draw_verdict(claim),)) for claim in judged)
        title = reader.scenario.title if len(groups) == 1 else reader.name
        for first in range(0, len(rows), _TALLEST):  # a panel must fit a page
            if first:
                title = f"{title.removesuffix(_MORE)}{_MORE}"
            panels.append(Panel(title, heads, rows[first : first + _TALLEST], "dots", axis=1.0, legend=legend))
    everything = [claim for _, judged in groups for claim in judged]
    held = sum(claim.verdict.verdict == HOLDS for claim in everything)
    title = f"{held} of {count_form(len(everything), ('{count} claim holds', '{count} claims hold'))}"
    subtitle = "The number that each claim is about, in times its limit; logarithmic scale"
    if len(groups) > 1:
        subtitle = f"{subtitle}; what scenarios inherit unchanged is drawn once"
    return make_chart([reader for reader, _ in groups], "claims", title, subtitle, panels)


def _draw_verdict(judged: Judged) -> Bar:
    """Return the dot of a claim; without a place where it compares no two numbers above 0."""
    reader, verdict = judged.reader, judged.verdict
    said = write_verdict(verdict.verdict)
    if verdict.verdict == OPEN and verdict.share is not None:
        said = f"{said}, {write_share_held(verdict.share)}"
    tree = judged.claim.test.formula.tree
    left, right = verdict.left, verdict.right
    if left is None or right is None or not isinstance(tree, Apply):
        return Bar(None, RIGHT, said)
    formulas = [make_formula(operand) for operand in tree.operands[:2]]
    number, limit = (_write_side(judged, formula, side) for formula, side in zip(formulas, (left, right), strict=True))
    end, ends = None, None
    if left > 0 and right > 0:
        end = left / right
        name = formulas[0].text
        if not formulas[1].names and reader.cell(name) is not None:
            ends = reader.raw_ends(name)
    low, high = (ends[0] / right, ends[1] / right) if ends else (None, None)
    is_held = verdict.verdict == HOLDS
    return Bar(end, RIGHT, number, f"limit {limit}: {said}", low, high, is_hollow=not is_held)


def _write_side(judged: Judged, formula: Formula, number: float) -> str:
    """Write one side of a claim's test in few digits."""
    reader = judged.reader
    dimension = find_dimension(formula, lambda name: reader.of.graph.cells[name].unit or ())
    if dimension in ((), ANY):
        is_share = "%" in judged.claim.test.formula.text
        return f"{write_times(number * 100)} %" if is_share else write_times(number)
    if dimension == ((reader.scenario.currency, 1), ("year", -1)):
        return f"{write_money(reader, number)} a year"
    return write_brief(number, name_dimension(dimension) if isinstance(dimension, tuple) else None)


# The words around the panels.


def write_finding(reader: CellReader) -> str:
    """Say who would lose more money, and how much each side would lose.

    It says no more than the verdict does, which is about the ties that are valued on both sides: where the totals are
    not in the order of the verdict, it names them only.
    """
    first, second = reader.scenario.sides
    headline = Headline(reader)
    per_year = "" if has_other_times(reader) else " a year"
    cells = {side: headline.name_loss(side) for side in (first, second)}
    names = {side: reader.party_name(side) for side in (first, second)}
    losses = {side: reader.raw_or_0(cell) for side, cell in cells.items() if is_known(reader, cell)}

    def write(side: str, *, is_short: bool = False) -> str:
        least = "at least " if reader.is_at_least(cells[side]) else ""
        gain = "a gain of " if losses[side] < 0 else ""
        return f"{least}{gain}{write_money(reader, losses[side], is_short=is_short)}"

    if not losses:
        return f"What {names[first]} and {names[second]} would lose is not valued"
    for known, other in ((first, second), (second, first)):
        if other not in losses:
            of_other = f"the loss of {names[other]} is not valued"
            if is_lost_once_only(reader, reader.hit, [other]):
                of_other = f"{names[other]} {ONLY_ONCE}"
            return f"{names[known]} would lose {write(known)}{per_year}; {of_other}"
    money = headline.weighing.money
    if money is not None and money.standing is Standing.MORE and not reader.is_at_least(cells[money.less]):
        more, less = money.more, money.less
        if losses[more] > losses[less]:
            return f"{names[more]} would lose more: {write(more)} against {write(less, is_short=True)}{per_year}"
    pair = f"{names[first]} would lose {write(first)}{per_year}, {names[second]} {write(second, is_short=True)}"
    if money is not None and money.standing is Standing.OPEN:
        return f"{pair}: {words.TOO_CLOSE}"
    return pair


def _write_course(reader: CellReader, steps: Sequence[Step]) -> str:
    """Say how each side's loss goes from the shortest time to the longest."""
    parts: list[str] = []
    for side in reader.scenario.sides:
        course = [step for step in steps if step.party == side and step.loss is not None]
        if course:
            start, end = (
                write_money(reader, step.loss or 0.0, is_short=bool(parts) or step is not course[0])
                for step in (course[0], course[-1])
            )
            name = possess(reader.party_name(side))
            parts.append(f"{name} loss goes from {start} a year at once to {end} over {course[-1].years} years")
    return "; ".join(parts) or "No loss changes with the years"


def _write_tally(readers: Sequence[CellReader], which: str) -> str:
    """Say in how many scenarios each side loses more, in money or for its size."""
    cell, how = (naming.BITE, "for its size") if which == "gdp" else (naming.DOLLAR_RATIO, "in money")
    counts: dict[str, int] = {}
    for reader in readers:
        loser = find_standing(reader)[cell]
        said = {OPEN: words.TOO_CLOSE, SAME: "equal", CANNOT_SAY: "cannot be said"}
        name = said.get(loser) or reader.party_name(loser)
        counts[name] = counts.get(name, 0) + 1
    told = ", ".join(f"{name} in {count}" for name, count in counts.items())
    return f"Who loses more {how} in {count_form(len(readers), ('{count} scenario', '{count} scenarios'))}: {told}"


def make_chart(readers: Sequence[CellReader], table: str, title: str, subtitle: str, panels: Iterable[Panel]) -> Chart:
    """Make a chart that says at its foot what its marks mean, of when it is, and where its numbers are from."""
    kept = [panel.make_measurable() for panel in panels if any(bar.end is not None for bar in panel.bars)]
    used = {panel.legend: _list_looks(other for other in kept if other.legend == panel.legend) for panel in kept}
    kept = [
        panel._replace(legend=tuple(entry for entry in panel.legend if entry[0] in used[panel.legend]))
        for panel in kept
    ]
    signs = {sign for panel in kept for bar in panel.bars for sign in bar.signs}
    marks = "; ".join(explain_marks(readers, signs))
    notes = [f"{marks}." if marks else "", *_write_foot(readers)]
    return Chart(table, title, subtitle, tuple(kept), tuple(filter(None, notes)))


def _list_looks(panels: Iterable[Panel]) -> set[str]:
    """Return the looks of marks that panels have, so that a legend explains no other."""
    looks = {"mark", "side", "dot"}
    for bar in (bar for panel in panels for bar in panel.bars):
        looks |= {"range"} if bar.low is not None else set()
        looks |= {"behind"} if bar.behind is not None else set()
        looks |= {"open"} if bar.is_hollow else set()
    return looks


def _write_foot(readers: Sequence[CellReader]) -> Iterator[str]:
    """Say of when the numbers are, and whose they are: the primary sources first, the others counted."""
    dates = list(dict.fromkeys(reader.scenario.as_of for reader in readers if reader.scenario.as_of))
    names: dict[str, bool] = {}
    for reader in readers:
        used = {
            id_ for side in reader.scenario.sides for what in ("total", "outcome")
            for id_ in reader.sources(naming.total(what, side))
        }  # fmt: skip
        for source in reader.scenario.sources.values():
            if source.id in used or source.primary:
                name = name_author(source)
                names[name] = names.get(name, False) or source.primary
    ordered = sorted(names, key=lambda name: not names[name])
    rest = len(ordered) - _FEW
    named = "; ".join(ordered[:_FEW])
    if rest > 0:
        named = f"{named}; and {count_form(rest, ('{count} other', '{count} others'))}"
    parts = [f"As of {write_date(dates[0])}." if len(dates) == 1 else "", f"Sources: {named}." if named else ""]
    if any(parts):
        yield " ".join(filter(None, parts))
