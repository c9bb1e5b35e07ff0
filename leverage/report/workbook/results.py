"""The sheet of results, which stands first: the answer, its tables with their ranges, and charts of the losses."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from leverage import naming
from leverage.analysis.claims import FAILS, HOLDS, OPEN, judge_claim, judge_ratio
from leverage.formula.spreadsheet import quote_text, write_number
from leverage.model import Claim
from leverage.report import numbers, words
from leverage.report.cell_reader import CellReader, describe_horizon, make_label, write_heading, write_subtitle
from leverage.report.claims import find_threshold, write_share_held
from leverage.report.marks import BESIDE, explain_marks, find_mark
from leverage.report.numbers import ABOUT, Scale, write_percent
from leverage.report.show import sentences
from leverage.report.show.facts import has_other_first_year, has_other_times, list_moves_of_other_times, list_stocks
from leverage.report.show.tables import title_moves, title_outcome
from leverage.report.titles import explain_gap, is_share
from leverage.report.workbook.answer import Answer
from leverage.report.workbook.cells import GENERAL, Bars, Cell, Look, Row, Series, Sheet, make_row
from leverage.report.workbook.live import CHANGES, REFUSED, Live

PERCENT, RATIO, MONTHS = Scale(1.0, 2, "%"), Scale(1.0, 2, ""), Scale(1 / 12, 1, words.MONTHS)
PLAIN = Scale(1.0, -1, "")  # as many decimals as there are
_CHANGED = "changed"
_CHART_ROWS = 16
_LABELS_WIDTH, _NUMBERS_WIDTH, _NOTES_WIDTH = 44.0, 11.5, 46.0


def make_results(live: Live, answer: Answer) -> Sheet:
    """Make the sheet of results, with the answer above all."""
    return _Writer(live, answer).write()


class _Side(NamedTuple):
    """How the columns of a side follow each other: their heads, in each table of losses the same."""

    has_first_year: bool
    has_ranges: bool

    @property
    def ends(self) -> tuple[str, ...]:
        """Return the heads of the columns of a range."""
        return (words.LOW, words.HIGH) if self.has_ranges else ()

    @property
    def losses(self) -> tuple[str, ...]:
        """Return the heads of the columns from the loss on."""
        return (words.LOSS, *self.ends, words.OF_GDP)

    @property
    def before(self) -> int:
        """Count the columns before the loss."""
        return 1 + self.has_first_year

    @property
    def width(self) -> int:
        """Count a side's columns."""
        return self.before + len(self.losses)


class _Writer:
    """Writes the tables one below the other; all have their labels in the first column and notes in the last."""

    def __init__(self, live: Live, answer: Answer) -> None:
        self._live, self._reader, self._answer = live, live.reader, answer
        self._sides = live.reader.scenario.sides
        self._names = live.reader.side_names
        drawn = live.reader.drawn
        self._side = _Side(has_other_first_year(live.reader), drawn is not None and bool(drawn.ranges))
        self._rows: list[Row] = []
        self._columns = 0  # of the table that is being written
        self._charted: tuple[int, int, Scale] | None = None

    @property
    def _width(self) -> int:
        """Count the columns of numbers."""
        return 2 * self._side.width

    def write(self) -> Sheet:
        self._rows = self._write_top()
        top = len(self._rows)
        self._rows += [()] * (_CHART_ROWS + 1) if self._list_money() else []
        legend = len(self._rows) + 1
        self._rows += [self._write_ranges_line(), ()]
        if self._reader.scenario.moves:
            self._write_outcome()
            self._write_moves()
        self._write_stakes()
        self._write_other_units()
        self._write_once()
        self._write_balance()
        self._write_results()
        self._write_claims()
        self._rows[legend] = self._line(self._write_legend(self._rows[legend:]))
        self._write_caveats()
        widths = (_LABELS_WIDTH, *[_NUMBERS_WIDTH] * self._width, _NOTES_WIDTH)
        return Sheet(words.RESULTS, widths, tuple(self._rows), (1, 1), charts=tuple(self._draw_charts(top)))

    def _list_money(self) -> list[str]:
        """Return the ties whose losses the first table and the charts show: at the moves, or else the current ones."""
        current = [lever.id for lever in self._reader.current()]
        levers = self._reader.hit if self._reader.scenario.moves else current
        return [lever for lever in levers if self._reader.has_money(lever)]

    # What all tables use.

    def _line(self, text: str, look: Look = Look.SMALL) -> Row:
        return (Cell(text, look, across=self._width + 2),)

    def _head(self, title: str, heads: Sequence[str] = ()) -> None:
        """Begin a table: a gap, its title, the heads of its columns if they are all there is above it."""
        self._rows += [(), (Cell(title, Look.SECTION, across=self._width + 2),)]
        if heads:
            self._columns = len(heads)
            self._rows.append(self._end(make_row(*heads, look=Look.HEAD), words.NOTES, Look.HEAD))

    def _end(self, cells: Iterable[Cell], notes: str, look: Look = Look.TEXT) -> Row:
        """Return a row of a table's columns, with notes behind them over all columns that are left."""
        row = [*cells]
        blank = Cell("", look) if look in (Look.HEAD, Look.TOTAL) else Cell()
        row += [blank] * (self._columns - len(row))
        rest = self._width + 2 - len(row)
        return (*row, Cell(notes, look, across=rest)) if notes or look is Look.HEAD else (*row, *[blank] * rest)

    def _add(self, label: str, cells: Iterable[Cell], notes: str = "", look: Look = Look.TEXT) -> None:
        self._rows.append(self._end((Cell(label, look), *cells), notes, look))

    def _show(self, name: str, scale: Scale, look: Look = Look.LIVE) -> Cell:
        return show_cell(self._live, name, scale, look)

    def _show_ends(self, name: str, scale: Scale, look: Look = Look.STILL) -> tuple[Cell, ...]:
        """Show the ends of a cell's range, which stand only as long as the inputs are those of the file."""
        if not self._side.has_ranges:
            return ()
        ends = self._reader.raw_ends(name)
        if ends is None:
            return (Cell(look=look, pattern=GENERAL),) * 2
        return tuple(
            self._show_end(end / scale.size, choose_pattern_of_scale(scale, end), look, otherwise)
            for end, otherwise in zip(ends, (_CHANGED, ""), strict=True)
        )

    def _show_end(self, end: float, pattern: str, look: Look, otherwise: str) -> Cell:
        number = write_number(end) if math.isfinite(end) else quote_text("∞")
        formula = f"IF({self._live.names.of(CHANGES)} = 0, {number}, {quote_text(otherwise)})"
        return Cell(end if math.isfinite(end) else "∞", look, formula, _put_signs(pattern, "", ""))

    def _show_as_in_file(self, text: str, otherwise: str) -> Cell:
        """Show a text as long as the inputs are those of the file; else what a formula comes to."""
        formula = f"IF({self._live.names.of(CHANGES)} = 0, {quote_text(text)}, {otherwise})"
        return Cell(text, Look.STILL, formula)

    def _explain(self, *names: str) -> str:
        """Say why cells are empty, where they are."""
        empty = [name for name in names if self._reader.raw(name) is None]
        return "; ".join(dict.fromkeys(explain_gap(self._reader, name) for name in empty))

    # What the sheet begins and ends with.

    def _write_top(self) -> list[Row]:
        """Write the title, the answer, and what can be done with the workbook."""
        title, about = write_heading(self._reader), write_subtitle(self._reader)
        rows = [make_row(title, look=Look.TITLE), self._line(about, Look.TEXT)]
        rows += [(cell._replace(across=self._width + 2),) for cell in self._answer.sentences]
        refused = self._live.names.of(REFUSED)
        warning = f'IF({refused} = "", "", "The program refuses these inputs: " & {refused})'
        rows.append((Cell("", Look.WARNING, warning, across=self._width + 2),))
        how = (
            f"The numbers follow the inputs: change a coloured cell on the sheet {words.INPUTS}. Marks, notes, what a "
            "sum leaves out, and which formula of a kind is used, stay as they were when this was written."
        )
        return [*rows, self._line(how)]

    def _write_ranges_line(self) -> Row:
        """Say where the ranges come from, as long as they hold."""
        drawn = self._reader.drawn
        if drawn is None or not self._side.has_ranges:
            return ()
        holds = (
            f"Low and high: 5th to 95th percentile of {drawn.draws:,} simulations, for the values in the file. They do "
            "not change with the inputs."
        )
        gone = "Inputs were changed, so the ranges do not hold: change the scenario and run leverage again."
        said = self._show_as_in_file(holds, quote_text(gone))
        return (said._replace(look=Look.SMALL, across=self._width + 2),)

    def _write_legend(self, rows: Sequence[Row]) -> str:
        """Explain the signs beside the numbers of some rows, and the colour of what has none."""
        cells = [cell for row in rows for cell in row]
        explained = explain_marks([self._reader], {sign for cell in cells for sign in cell.signs})
        if any(cell.look is Look.MISSING for cell in cells):
            explained.append("Grey: not known, which is not nothing.")
        return BESIDE.join(explained)

    def _write_caveats(self) -> None:
        """Say what is left out, what the model of trade says instead, and what changes how the numbers are read."""
        lines = [*sentences.write_left_out(self._reader), *sentences.write_not_counted(self._reader)]
        lines += [said.text for said in sentences.say_by_model(self._reader)]
        lines += [said.text for said in sentences.list_remarks(self._reader)]
        self._head(f"{words.REMARKS}, when this was written")
        self._rows += [self._line(line, Look.TEXT) for line in lines]

    def _draw_charts(self, top: int) -> list[Bars]:
        """Draw both sides' losses by tie beside each other, in money and in per cent of GDP, where there are any."""
        if self._charted is None:
            return []
        scale, width = self._charted[2], self._side.width
        money, share = 1 + self._side.before, width  # the columns of the first side
        charts = (
            self._draw_chart(f"Loss by tie; {scale.words}", money, (top, 0, 1 + width), choose_pattern_of_scale(scale)),
            self._draw_chart(f"Loss by tie; {words.OF_GDP}", share, (top, 1 + width, 1 + width), "0.0%"),
        )
        return [chart for chart in charts if self._has_numbers(chart)]

    def _has_numbers(self, chart: Bars) -> bool:
        """Tell whether there is a bar to draw."""
        rows = self._rows[chart.rows[0] : chart.rows[1] + 1]
        return any(isinstance(row[series.column].value, float) for row in rows for series in chart.series)

    def _draw_chart(self, title: str, column: int, place: tuple[int, int, int], pattern: str) -> Bars:
        """Draw the numbers of a column of the first side, and of the same column of the second."""
        assert self._charted is not None
        first, last, _ = self._charted
        series = [Series(name, column + at * self._side.width) for at, name in enumerate(self._names)]
        data = []
        for row in self._rows[first : last + 1]:
            shown = [f"{each.name} {_write_number(row[each.column], pattern)}" for each in series]
            data.append(f"{row[0].value}: {', '.join(shown)}")
        told = f"{title}. {'; '.join(data)}."
        return Bars(title, tuple(series), (first, last), *place, _CHART_ROWS, pattern, told)

    # Losses by tie.

    def _head_sides(self, title: str, before: tuple[Sequence[str], Sequence[str]], named: int) -> None:
        """Begin a table of both sides: their names over the last `named` columns of each, then all heads."""
        self._head(title)
        self._columns = 1 + self._width
        blank, side = Cell("", Look.HEAD), self._side
        names = [blank]
        for name, look in zip(self._names, (Look.FIRST, Look.SECOND), strict=True):
            names += [*[blank] * (side.width - named), Cell(name, look, across=named), *[Cell("", look)] * (named - 1)]
        heads = [Cell(words.LEVER, Look.HEAD)]
        for some in before:
            heads += make_row(*some, *[""] * (side.before - len(some)), *side.losses, look=Look.HEAD)
        self._rows += [(*names, blank), self._end(heads, words.NOTES, Look.HEAD)]

    def _show_loss(self, loss: str, scale: Scale, look: Look = Look.LIVE) -> tuple[Cell, ...]:
        """Show a loss, its range and its share of GDP."""
        ends = self._show_ends(loss, scale, Look.TOTAL if look is Look.TOTAL else Look.STILL)
        return (self._show(loss, scale, look), *ends, self._show(naming.share(loss), PERCENT, look))

    def _add_tie(self, what: str, lever: str, scale: Scale, before: Sequence[Sequence[Cell]], note: str = "") -> None:
        """Write what each side loses on a tie, behind the cells `before`; `what` is ``loss`` or ``outcome``."""
        cells: list[Cell] = []
        notes = [note]
        for side, name, first in zip(self._sides, self._names, before, strict=True):
            loss = naming.stake(what, side, lever)
            cells += [*first, *[Cell()] * (self._side.before - len(first))]
            if self._reader.cell(loss) is None:
                cells += [Cell()] * len(self._side.losses)
                continue
            cells += self._show_loss(loss, scale)
            if self._reader.raw(loss) is None:
                notes.append(f"{name}: not valued, {explain_gap(self._reader, loss)}")
        self._add(self._reader.label(lever), cells, "; ".join(filter(None, notes)))

    def _add_total(self, what: str, scale: Scale, before: Sequence[Sequence[Cell]]) -> None:
        """Write each side's ``total`` or ``outcome``, and what that leaves out."""
        cells: list[Cell] = []
        notes = []
        for side, name, first in zip(self._sides, self._names, before, strict=True):
            total = naming.total(what, side)
            cells += [*[Cell(look=Look.TOTAL)] * (self._side.before - len(first)), *first]
            cells += self._show_loss(total, scale, Look.TOTAL)
            if self._reader.raw(total) is None:
                notes.append(f"{name}: {explain_gap(self._reader, total)}")
            elif left_out := self._reader.name_left_out(total):
                notes.append(f"{name}: at least, without {', '.join(left_out)}")
        self._add(words.TOTAL, cells, "; ".join(notes), Look.TOTAL)

    def _write_stakes(self) -> None:
        """Write both sides' exposure, first year and loss by tie, each cut in full for a year."""
        reader = self._reader
        levers = [lever.id for lever in reader.current() if reader.has_money(lever.id)]
        scale = numbers.choose_scale_of_stakes(reader)
        title = words.STAKES.format(unit=scale.words) + describe_horizon(reader)
        heads = (words.EXPOSURE, words.FIRST_YEAR) if self._side.has_first_year else (words.EXPOSURE,)
        self._head_sides(title, (heads, heads), self._side.width)
        first = len(self._rows)
        for lever in levers:
            before = []
            for side in self._sides:
                cells = [self._show(naming.exposure(side, lever), scale)]
                if self._side.has_first_year:
                    has_stake = reader.of.graph.role(side, lever)
                    cells.append(self._show(naming.first_year(side, lever), scale) if has_stake else Cell())
                before.append(cells)
            self._add_tie("loss", lever, scale, before)
        self._chart(first, scale)
        totals = [[self._show(naming.first_year(side), scale, Look.TOTAL)] for side in self._sides]
        self._add_total("total", scale, totals if self._side.has_first_year else [[], []])

    def _write_outcome(self) -> None:
        """Write both sides' losses at the scenario's moves, with how much of a tie they stop and for how long."""
        reader = self._reader
        scale = numbers.choose_scale_of_outcome(reader)
        heads: tuple[Sequence[str], Sequence[str]] = (("part stopped", words.MONTHS), ())
        if not self._side.has_first_year:  # so that there is one column before the losses of each side
            heads = (("part stopped",), (words.MONTHS,))
        self._head_sides(title_outcome(reader, scale), heads, len(self._side.losses))
        first = len(self._rows)
        for lever in self._list_money():
            stopped = self._show(naming.at(lever, "cut"), PERCENT)
            months = self._show(naming.at(lever, "duration"), MONTHS)
            duty = reader.raw(naming.at(lever, "duty"))
            note = "" if duty is None else f"a duty of {write_percent(duty, 1)} %"
            before = ([stopped, months], []) if self._side.has_first_year else ([stopped], [months])
            self._add_tie("outcome", lever, scale, before, note)
        self._chart(first, scale.of_a_stock() if has_other_times(reader) else scale)
        self._add_total("outcome", scale, [[], []])

    def _chart(self, first: int, scale: Scale) -> None:
        """Let charts show the losses in the rows from the first on, unless they show others already."""
        if self._charted is None and len(self._rows) > first:
            self._charted = (first, len(self._rows) - 1, scale)

    # Moves.

    def _write_moves(self) -> None:
        """Write what each move does to its target and to others, and what it costs its maker."""
        reader, moves = self._reader, self._reader.scenario.moves
        scale = numbers.choose_scale_of_moves(reader)
        has_others = any(reader.raw(naming.move(id_, "others_loss")) is not None for id_ in moves)
        others = ("loss of others",) if has_others else ()
        heads = (
            words.DAMAGE,
            *self._side.ends,
            words.OWN_COST,
            *self._side.ends,
            *_RATIOS_OF_MOVES.values(),
            *others,
            words.MONTHS,
        )
        self._head(title_moves(reader, scale), (words.MOVE, *heads))
        for id_, move in moves.items():
            cells: list[Cell] = []
            for what in _AMOUNTS_OF_MOVES:
                amount = naming.move(id_, what)
                cells += [self._show(amount, scale), *self._show_ends(amount, scale)]
            cells += [self._show(naming.move(id_, what), RATIO) for what in _RATIOS_OF_MOVES]
            cells += [self._show(naming.move(id_, "others_loss"), scale)] if has_others else []
            cells.append(self._show(naming.move(id_, "duration"), MONTHS))
            self._add(make_label(move.label, id_), cells, "; ".join(self._explain_lacks(id_)))
        if list_moves_of_other_times(reader):
            self._head(f"The damage as a rate a year; {scale.words}", (words.MOVE, words.DAMAGE_A_YEAR))
            for id_, move in moves.items():
                self._add(make_label(move.label, id_), (self._show_damage_a_year(id_, scale),))

    def _show_damage_a_year(self, move: str, scale: Scale) -> Cell:
        """Show what a move does over its time, by that time; nothing where that is not money."""
        damage, duration = naming.move(move, "damage"), naming.move(move, "duration")
        time = self._reader.raw(duration)
        shown = self._show(damage, scale)
        if not isinstance(shown.value, float) or not time or not self._reader.is_money(damage):
            return Cell()
        return shown._replace(value=shown.value / time, formula=f"{shown.formula} / {self._live.names.of(duration)}")

    def _explain_lacks(self, move: str) -> list[str]:
        """Say what of a move could not be valued, once for each reason."""
        reasons: dict[str, list[str]] = {}
        for what, called in {**_AMOUNTS_OF_MOVES, **_RATIOS_OF_MOVES}.items():
            cell = naming.move(move, what)
            if self._reader.raw(cell) is None:
                reasons.setdefault(explain_gap(self._reader, cell), []).append(called)
        return [f"no {', '.join(what)}: {reason}" for reason, what in reasons.items()]

    # What is no loss of money a year.

    def _write_other_units(self) -> None:
        """Write what is no money, each in its own unit; nothing where all is money."""
        reader = self._reader
        parties = [(lever.id, party) for lever in reader.current() for party in lever.roles.values()]
        losses = [(lever, party, naming.loss(party, lever)) for lever, party in parties]
        losses = [row for row in losses if reader.raw(row[2]) is not None and not reader.is_money(row[2])]
        if losses:
            self._head(words.IN_OTHER_UNITS, ("Tie and who", words.EXPOSURE, words.LOSS, words.UNIT_TABLES, "", ""))
        for lever, party, loss in losses:
            shown = self._show(naming.exposure(party, lever), PLAIN), self._show(loss, PLAIN)
            unit = Cell(reader.base_unit(loss), across=3)
            self._add(f"{reader.label(lever)}, {reader.party_name(party)}", (*shown, unit, Cell(), Cell()))

    def _write_once(self) -> None:
        """Write what parties lose once, cut in full and at the moves; nothing where no kind has such a loss."""
        reader = self._reader
        stocks = list_stocks(reader)
        if not stocks:
            return
        scale = numbers.choose_scale_of_stocks(reader, [stock.at_full_cut for stock in stocks])
        has_moves = bool(reader.scenario.moves)
        heads = ("cut in full", "at these moves", *self._side.ends) if has_moves else ("cut in full", *self._side.ends)
        self._head(words.ONCE.format(unit=scale.words), ("Tie and who", *heads, words.UNIT_TABLES, ""))

        def add(called: str, cells: tuple[str, str], look: Look = Look.LIVE) -> None:
            own_scale = scale if reader.is_stock(cells[0]) else PLAIN
            shown = [self._show(cell, own_scale, look) for cell in cells[: 1 + has_moves]]
            shown += self._show_ends(cells[has_moves], own_scale, Look.TOTAL if look is Look.TOTAL else Look.STILL)
            unit = Cell(scale.words if reader.is_stock(cells[0]) else reader.base_unit(cells[0]), across=2)
            self._add(called, (*shown, unit, Cell()), look=Look.TOTAL if look is Look.TOTAL else Look.TEXT)

        for stock in stocks:
            called = f"{reader.label(stock.lever)}, {reader.party_name(stock.party)}"
            add(called, (stock.at_full_cut, stock.at_moves))
        for party in dict.fromkeys(stock.party for stock in stocks if stock.is_money):
            add(f"Total, {reader.party_name(party)}", (naming.once(party), naming.once_outcome(party)), Look.TOTAL)

    # Who loses more.

    def _write_balance(self) -> None:
        """Write who loses more on the ties valued on both sides."""
        reader, (first, second) = self._reader, self._names
        losses = [naming.balance(side) for side in self._sides]
        scale = numbers.choose_scale_of_cells(reader, losses)
        unit_words = (scale.of_a_stock() if has_other_times(reader) else scale).words
        title = f"{words.BALANCE}, on the ties valued on both sides; {unit_words}"
        self._head(title, ("", words.VALUE.lower(), *self._side.ends, "loses more", ""))
        places = []
        for name, loss in zip(self._names, losses, strict=True):
            self._add(name, (self._show(loss, scale), *self._show_ends(loss, scale)), self._explain(loss))
            places.append(f"$A${len(self._rows)}")
        ratios = {
            naming.DOLLAR_RATIO: f"In money: loss of {first} over loss of {second}",
            naming.SIZE_RATIO: f"Ratio of the economies: GDP of {second} over GDP of {first}",
            naming.BITE: "For its size: the same per unit of GDP",
        }
        for name, called in ratios.items():
            more, told = Cell(), self._explain(name)
            if name != naming.SIZE_RATIO:
                more, told = self._name_more(name, places), told or _write_verdict(reader, name)
            self._add(called, (self._show(name, RATIO), *self._show_ends(name, RATIO), more, Cell()), told)

    def _name_more(self, name: str, places: Sequence[str]) -> Cell:
        """Name the side that loses more at the inputs as they stand, unless simulations leave that open.

        The sides' names stand in rows of the table, where the formula finds them: it holds no text of a user's.
        """
        ratio, same = self._reader.raw(name), quote_text(_THE_SAME)
        if ratio is None:
            return Cell()
        cell = self._live.names.of(name)
        formula = f"IF({cell} > 1, {places[0]}, IF({cell} < 1, {places[1]}, {same}))"
        if judge_ratio(self._reader.of, name, self._reader.drawn).verdict == OPEN:
            return self._show_as_in_file(words.TOO_CLOSE, formula)._replace(look=Look.LIVE, across=2)
        who = _THE_SAME
        if ratio != 1:
            who = self._names[0] if ratio > 1 else self._names[1]
        return Cell(who, Look.LIVE, formula, across=2)

    # The author's own.

    def _write_results(self) -> None:
        """Write the author's own cells, with their share of GDP where they are one party's loss."""
        reader, results = self._reader, self._reader.scenario.results
        if not results:
            return
        money = numbers.choose_scale_of_cells(reader, results)
        self._head(words.RESULTS, (words.RESULT, "value", *self._side.ends, words.OF_GDP, words.UNIT_TABLES, ""))
        for id_, result in results.items():
            scale = choose_own_scale(reader, id_, money)
            note = self._explain(id_)
            if not note and reader.left_out(id_):
                note = f"at least, without {', '.join(reader.name_left_out(id_))}"
            shown = (self._show(id_, scale), *self._show_ends(id_, scale), self._show(naming.share(id_), PERCENT))
            self._add(make_label(result.label, id_), (*shown, Cell(scale.words, across=2), Cell()), note)

    def _write_claims(self) -> None:
        """Write each claim with its verdict, live where nothing that it compares is left out."""
        claims = self._reader.scenario.claims
        if claims:
            self._head("Claims", (words.CLAIM, "verdict", "", "expected", "", "true in (simulations)", ""))
        for claim in claims.values():
            self._write_claim(claim)

    def _write_claim(self, claim: Claim) -> None:
        reader = self._reader
        by_draws = judge_claim(reader.of, claim, reader.drawn)
        share = Cell()
        if by_draws.share is not None:
            share = self._show_as_in_file(write_share_held(by_draws.share), quote_text(_CHANGED))
        threshold = find_threshold(claim)
        notes = [f"limit: {threshold}"] if threshold else []
        verdict = Cell(_name_verdict(by_draws.verdict), Look.STILL)
        if reader.raw(claim.id) is None:
            notes.append(explain_gap(reader, claim.id))
        elif left_out := reader.name_left_out(claim.id):
            notes.append(f"when this was written, as {', '.join(left_out)} could not be valued")
        else:
            by_values = f"IF({self._live.names.of(claim.id)}, {quote_text(HOLDS)}, {quote_text(FAILS)})"
            verdict = self._show_as_in_file(_name_verdict(by_draws.verdict), by_values)._replace(look=Look.LIVE)
        says = Cell(claim.says, note=f"Test: {claim.test.formula.text}")
        expected = Cell(_name_verdict(claim.expect), across=2)
        cells = (says, verdict._replace(across=2), Cell(), expected, Cell(), share._replace(across=2), Cell())
        self._rows.append(self._end(cells, "; ".join(notes)))


_THE_SAME = "the same"
_AMOUNTS_OF_MOVES = {"damage": words.DAMAGE, "own_cost": words.OWN_COST}
_RATIOS_OF_MOVES = {"cost_ratio": words.COST_RATIO, "bite": words.BITE}


def show_cell(live: Live, name: str, scale: Scale, look: Look = Look.LIVE) -> Cell:
    """Show a cell in a scale: per cent where the scale says so; nothing where the cell is missing."""
    reader = live.reader
    if name not in live:
        return Cell(look=Look.MISSING if reader.needs(name) and look is Look.LIVE else look, pattern=GENERAL)
    raw, own = reader.raw(name), live.names.of(name)
    least = words.LEAST if reader.is_at_least(name) else ""
    mark = find_mark(reader, name)
    pattern = _put_signs(choose_pattern_of_scale(scale, raw or 0.0), least, mark)
    text = own
    if scale.size != 1.0:
        text = f"{own} / {write_number(scale.size)}" if scale.size > 1 else f"{own} * {write_number(1 / scale.size)}"
    signs = frozenset({least, mark} - {""})
    if raw is None:
        return Cell("", look, f'IF(ISNUMBER({own}), {text}, "")', pattern, signs=signs)
    return Cell(raw / scale.size, look, text, pattern, signs=signs)


def _write_number(cell: Cell, pattern: str) -> str:
    """Write the number of a cell for those who do not see a chart."""
    if not isinstance(cell.value, float):
        return "not valued"
    return f"{100 * cell.value:.3g} %" if pattern.endswith("%") else f"{cell.value:,.4g}"


def choose_own_scale(reader: CellReader, name: str, money: Scale) -> Scale:
    """Return the scale of a cell that may be money, a share or something else."""
    if reader.is_money(name):
        return money
    if is_share(reader, name):
        return PERCENT
    return RATIO if reader.base_unit(name) == "ratio" else PLAIN._replace(words=reader.base_unit(name) or "")


def choose_pattern_of_scale(scale: Scale, raw: float = 0.0) -> str:
    """Return the pattern of a scale's numbers: shares and ratios in three digits, amounts with the scale's decimals.

    There are more decimals where a number would look like nothing and is not.
    """
    if scale.decimals < 0:
        return GENERAL
    is_percent = scale.words == PERCENT.words
    shown = abs(raw) / scale.size * (100 if is_percent else 1)
    count = scale.decimals + 2 if 0 < shown < 0.5 * 10.0**-scale.decimals else scale.decimals
    decimals = f".{'0' * count}" if count else ""
    if is_percent:
        return f"[>=0.0995]0.0%;0{decimals}%"
    return f"[>=99.5]#,##0;[>=9.95]0.0;0{decimals}" if scale == RATIO else f"#,##0{decimals}"


def _put_signs(pattern: str, least: str, mark: str) -> str:
    """Put what says that a number is a bound, or approximate, before each pattern, and a mark or its room behind."""
    before = f'"{least} "' if least else ""
    behind = f'"{mark}"' if mark else "_†"
    if mark == ABOUT:
        before, behind = f'{before}"{mark}"', "_†"
    parts = (part.rpartition("]") for part in pattern.split(";"))
    return ";".join(f"{condition}{bracket}{before}{digits}{behind}" for condition, bracket, digits in parts)


def _write_verdict(reader: CellReader, ratio: str) -> str:
    """Say in which share of the simulations the first side loses more; nothing without them."""
    verdict = judge_ratio(reader.of, ratio, reader.drawn)
    if verdict.share is None:
        return ""
    first = reader.party_name(reader.scenario.sides[0])
    return f"when this was written: {first} loses more in {write_share_held(verdict.share)} of the simulations"


def _name_verdict(verdict: str) -> str:
    """Return a verdict in words."""
    return words.TOO_CLOSE if verdict == OPEN else verdict
