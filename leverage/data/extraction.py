"""The figures in a file: its rows, or the texts of its tree, are read by its layout; what is left out is counted."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain, islice
from math import fsum
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from leverage.data.countries import Country, Group, find_country
from leverage.data.layouts import (
    BILATERAL,
    HEADING,
    INDICATORS,
    SHARES,
    SHEET,
    TOTALS,
    Conditions,
    Layout,
    Rule,
    find_misfit,
    normalize,
)
from leverage.data.observations import (
    FLAG,
    SOME_GOODS,
    UNUSED,
    Account,
    Identity,
    Observation,
    count_text,
    identify,
    scale_number,
)
from leverage.data.pages import Printed, find_texts, read_printed
from leverage.data.recognition import (
    NOTHING_GIVEN,
    Given,
    Recognized,
    Start,
    find_year,
    recognize,
    split_first,
)
from leverage.data.sums import sum_quickly
from leverage.problems import in_one_line
from leverage.quantity import Quantity, parse_measure
from leverage.tables.files import TEXT, fail
from leverage.tables.numerals import (
    COMMA,
    POINT,
    SAY_DECIMAL,
    choose_decimal,
    is_not_given,
    parse_number,
    split_letters,
)
from leverage.tables.rows import DELIMITERS, Row
from leverage.tables.workbooks import find_column
from leverage.units import UnitError, name_dimension

WORLD = "World"

_WATCHED = 50_000  # rows after which it is told how many are added up
_SAMPLE = 2000  # rows that show the decimal mark of a file
_COMPARED = 1_000_000  # figures of a file that are looked through for repeated ones
#: What a power of ten in a column of its own is called.
_POWERS = {"0": "", "3": "thousand", "6": "million", "9": "billion", "12": "trillion"}
_MANY = 100_000  # distinct texts that are remembered
_CHAPTERS = 90  # of the 96 chapters of the Harmonized System; a file with fewer has some goods only


def read_observations(
    file: Path | Recognized,
    layout: Layout,
    given: Given = NOTHING_GIVEN,
    account: Account | None = None,
    *,
    with_some_goods: bool = False,
) -> Iterator[Observation]:
    """Yield the figures of a file in a layout; the account gets what was read and what was left out.

    Sums over some goods, which are no totals, are left out unless they are asked for; they have the flag `SOME_GOODS`.
    Raises LeverageError if the file has another layout or cannot be read.
    """
    if isinstance(file, Path):
        file = recognize(file, str(file), {layout.id: layout}, given)
    return _Reading(file, given, account or Account(), with_some_goods=with_some_goods).read()


class _Test:
    """Conditions as they are compared."""

    def __init__(self, conditions: Conditions) -> None:
        self._written = {normalize(heading): (heading, texts) for heading, texts in conditions.items()}
        self.wanted = {heading: frozenset(map(normalize, texts)) for heading, (_, texts) in self._written.items()}

    def describe(self, heading: str) -> str:
        """Say what a row does not have."""
        written, texts = self._written[heading]
        return f"{written} is not {' or '.join(filter(None, texts)) or 'empty'}"


_Pair = TypeVar("_Pair")


class _Plan(NamedTuple):
    """Which columns of a table are what, by their places."""

    start: Start
    columns: Mapping[str, tuple[int, ...]]
    fixed: Mapping[str, str]
    values: Sequence[tuple[int, str]]  # the columns with numbers, with what their headings say
    conditions: Sequence[tuple[str, int]]  # the columns that conditions look at


class _Reading:
    """One reading of one file."""

    def __init__(self, file: Recognized, given: Given, account: Account, *, with_some_goods: bool) -> None:
        self._file = file
        self._layout = file.layout
        self._given = given
        self._account = account
        self._with_some_goods = with_some_goods
        self._missing = frozenset(map(normalize, self._layout.missing))
        self._aggregates = frozenset(map(normalize, self._layout.aggregates))
        self._world = self._layout.whole_world
        self._rules = _list_rules(self._layout, given)
        self._keep = _Test(self._layout.keep)
        self._tests = [(rule, _Test(rule.when)) for rule in self._rules]
        self._parties: dict[str, Country | Group | None] = {}
        self._units: dict[str, Quantity] = {}
        self._seen: dict[Identity, float] = {}
        self._decimal = POINT
        self._is_comparing = True

    def read(self) -> Iterator[Observation]:
        """Yield the figures."""
        if self._layout.useless:
            return
        if self._file.tree is not None:
            self._refuse_indicator()
            observations = self._read_tree()
        else:
            observations = chain.from_iterable(map(self._read_table, self._file.starts))
        for observation in observations:
            if not self._is_repeated(observation):
                self._account.add(observation)
                yield observation
        self._account.notes += self._file.notes
        for sheet in self._file.left_out:
            self._account.notes.append(f"the sheet '{sheet}' has other headings and is left out")
        if str(self._account.rows) in self._layout.limits:
            rows = f"{self._account.rows:,}"
            self._account.notes.append(f"it has {rows} rows, at which the office cuts a file off: rows may be lacking")

    def _is_repeated(self, observation: Observation) -> bool:
        """Tell whether a figure was there before, and count it if so. To save memory only the first ones are kept."""
        key = identify(observation)
        before = self._seen.get(key)
        if before is not None:
            what = "the same figure again"
            if before != observation.value:
                what = f"another value of the same figure ({observation.where})"
                if len(self._account.contested) < _MANY:
                    self._account.contested.setdefault(key, observation.where)
            self._account.leave_out(what)
            return True
        if len(self._seen) < _COMPARED:
            self._seen[key] = observation.value
        elif self._is_comparing:
            self._is_comparing = False
            self._account.notes.append(
                f"figures after the first {_COMPARED:,} are not looked through for repeated ones"
            )
        return False

    # Tables

    def _read_table(self, start: Start) -> Iterator[Observation]:
        plan = self._make_plan(start)
        rows = iter(start.read_rows())
        if self._layout.split:
            rows = ((number, split_first(cells)) for number, cells in rows)
        sample = list(islice(rows, _SAMPLE))
        self._decimal = self._choose_decimal(plan, sample)
        rows = chain(sample, rows)
        if self._layout.sums:
            return self._sum_rows(plan, rows)
        return self._read_rows(plan, rows)

    def _choose_decimal(self, plan: _Plan, sample: Sequence[Row]) -> str:
        if self._given.decimal:
            return self._given.decimal
        cells = [
            (number, split_letters(cells[place].strip(), self._layout.flags)[0])
            for number, cells in sample
            for place, _ in plan.values
            if place < len(cells)
        ]
        is_as_published = self._file.sort != TEXT or self._file.delimiter == DELIMITERS[self._layout.delimiter]
        return choose_decimal(cells, self._file.name, self._layout.decimal, is_as_published=is_as_published)

    def _make_plan(self, start: Start) -> _Plan:
        """Find the columns. Raises LeverageError for a heading that is read and stands twice."""
        layout = self._layout
        places: dict[str, list[int]] = {}
        for place, heading in enumerate(start.headings):
            places.setdefault(normalize(heading), []).append(place)
        columns: dict[str, tuple[int, ...]] = {}
        for role, headings in layout.columns.items():
            every = [self._find_place(heading, places, role) for heading in headings]
            columns[role] = tuple(place for place in every if place is not None)
        there = {*places, SHEET, HEADING}
        self._refuse_indicator(there)
        self._refuse_unsaid(there)
        wanted = dict.fromkeys(chain(self._keep.wanted, *(test.wanted for _, test in self._tests)))
        conditions = [(heading, places[heading][0]) for heading in wanted if heading in places]
        value = columns.get("value", ())
        if layout.across:
            used = {place for _, place in conditions}.union(*columns.values())
            values = self._list_values(start, used.union(*(places.get(normalize(head), ()) for head in layout.header)))
        else:
            values = [(place, start.headings[place]) for place in value]
        return _Plan(start, columns, self._read_fixed(start, value), values, conditions)

    def _read_fixed(self, start: Start, value: Sequence[int]) -> dict[str, str]:
        """Return what holds for all rows: cells above the table, and the unit in the heading of the value."""
        fixed = {role: start.read_cell(place) for role, place in self._layout.cells.items()}
        for role, pattern in self._layout.extract.items():
            match = re.search(pattern, fixed.get(role, ""))
            fixed[role] = match[1] if match else ""
        if not self._layout.across and value and (unit := re.search(r"\[(.+)\]$", start.headings[value[0]])):
            fixed.setdefault("unit", unit[1])
        return fixed

    def _list_values(self, start: Start, used: Collection[int]) -> list[tuple[int, str]]:
        """Return the columns of a wide table that have numbers, with what their headings say: years, or all others."""
        others = [(place, head) for place, head in enumerate(start.headings) if head and place not in used]
        if self._layout.across != "year":
            return others
        values = [(place, year) for place, head in others if (year := find_year(head))]
        periods = [head for _, head in others if re.match("[12][0-9]{3}", head) and not find_year(head)]
        if not values:
            heads = ", ".join(f"'{head}'" for _, head in others[:5])
            self._account.notes.append(f"no heading is a year: {heads or 'there are no others'}")
        elif periods:
            shown = ", ".join(f"'{head}'" for head in periods[:3]) + (" and others" if len(periods) > 3 else "")
            self._account.notes.append(f"columns that are of no calendar year are left out: {shown}")
        return values

    def _refuse_indicator(self, headings: Collection[str] = ()) -> None:
        """Raise LeverageError for an indicator that a user gives where the file says itself what its values are.

        It would hold for all rows: imports would count as exports.
        """
        if not self._given.indicator:
            return
        for rule in self._layout.figures.values():
            wanted = _Test(rule.when).wanted
            if wanted.keys() <= set(headings) and (HEADING not in wanted or wanted[HEADING] & set(headings)):
                columns = [heading for heading in rule.when if heading not in (SHEET, HEADING)]
                where = f", by its column {' and '.join(map(repr, columns))}" if columns else ""
                raise fail(f"{self._file.name} says itself what its values are{where}", "leave out --as")

    def _refuse_unsaid(self, headings: set[str]) -> None:
        """Raise LeverageError for a table without the columns that say what its values are."""
        if any(test.wanted.keys() <= headings for _, test in self._tests):
            return
        *others, last = dict.fromkeys(rule.gives for rule in self._rules)
        readings = f"{', '.join(others)} or {last}" if others else last
        lacking = dict.fromkeys(head for _, test in self._tests for head in test.wanted if head not in headings)
        raise fail(
            f"{self._file.name} does not say what its values are: {readings}",
            f"say it: --as {self._rules[0].gives}, or another; it has no column {' or '.join(map(repr, lacking))}",
        )

    def _find_place(self, heading: str, places: Mapping[str, list[int]], role: str) -> int | None:
        """Return the place of a column by its heading, which may be followed by a unit, or by its letters."""
        wanted = normalize(heading)
        with_unit = [place for head, every in places.items() if head.partition(" [")[0] == wanted for place in every]
        candidates = places.get(wanted, with_unit)
        if len(candidates) > 1:
            columns = " and ".join(str(place + 1) for place in candidates)
            raise fail(
                f"{self._file.name}: the heading '{heading}' stands twice (columns {columns}): which is the {role}?"
            )
        if candidates:
            return candidates[0]
        return find_column(heading) if re.fullmatch("[A-Z]{1,2}", heading) else None

    def _read_rows(self, plan: _Plan, rows: Iterator[Row]) -> Iterator[Observation]:
        """Yield the figures of a table."""
        account, layout = self._account, self._layout
        width, uneven = len(plan.start.headings), ""
        by_heading = {place: self._make_chooser(plan, head) for place, head in plan.values if layout.across == "figure"}
        choose_any = self._make_chooser(plan, "")
        for number, cells in rows:
            if not any(cells):
                continue
            given = [
                (place, head, cells[place].strip())
                for place, head in plan.values
                if place < len(cells) and not self._is_missing(cells[place])
            ]
            account.rows += 1
            if len(cells) > width and any(map(str.strip, cells[width:])):
                uneven = uneven or f"rows with more cells than headings, the first is row {number:,}"
                account.leave_out(uneven)
                continue
            if not given:
                account.leave_out("rows without a number")
                continue
            for place, head, text in given:
                rule = by_heading.get(place, choose_any)(cells)
                if isinstance(rule, str):
                    account.leave_out(rule)
                    continue
                observation = self._observe(plan, rule, number, cells, head, text)
                if observation is not None:
                    yield observation

    def _is_missing(self, cell: str) -> bool:
        if is_not_given(cell):
            return True
        return bool(self._missing) and normalize(split_letters(cell.strip(), self._layout.flags)[0]) in self._missing

    def _make_chooser(self, plan: _Plan, heading: str) -> Callable[[Sequence[str]], Rule | str]:
        """Return what gives the rule of a row, or the reason why it is left out."""
        known: dict[tuple[str, ...], Rule | str] = {}
        heads = [head for head, _ in plan.conditions]
        places = [place for _, place in plan.conditions]
        sheet = normalize(plan.start.sheet.name)
        indicator = plan.columns.get("indicator", ())

        def choose(cells: Sequence[str]) -> Rule | str:
            key = tuple(cells[place].strip() if place < len(cells) else "" for place in (*places, *indicator))
            if key not in known:
                if len(known) > _MANY:
                    known.clear()
                row = {head: normalize(text) for head, text in zip(heads, key, strict=False)}
                row |= {SHEET: sheet, HEADING: normalize(heading)}
                known[key] = self._choose_rule(row, heading or next(filter(None, key[len(places) :]), ""))
            return known[key]

        return choose

    def _choose_rule(self, row: Mapping[str, str], what: str) -> Rule | str:
        for heading, texts in self._keep.wanted.items():
            if heading in row and row[heading] not in texts:
                return f"rows that are no total of a year: {self._keep.describe(heading)}"
        for rule, test in self._tests:
            if all(row.get(heading) in texts for heading, texts in test.wanted.items()):
                return rule
        return f"{UNUSED}: {in_one_line(what)[:100]}" if what else UNUSED

    def _observe(
        self, plan: _Plan, rule: Rule, number: int, cells: Sequence[str], head: str, text: str
    ) -> Observation | None:
        """Return the figure in a cell, or count why it is none."""
        account = self._account
        year = find_year(head if self._layout.across == "year" else self._get_text(plan, "year", cells))
        if not year:
            account.leave_out("rows of no calendar year")
            return None
        series = self._find_series(plan, rule, cells, head)
        if series is None:
            return None
        indicator, reporter, partner = series
        value, flag = self._parse_value(number, text)
        if value is None:
            return None
        quantity = self._find_unit(plan, rule, cells, number)
        power = self._get_text(plan, "power", cells) or "0"
        if power not in _POWERS:
            account.leave_out(f"values in no power of ten that has a name: '{in_one_line(power)[:20]}'")
            return None
        where = self._write_where(plan, rule, number, cells, head)
        flags = tuple(filter(None, (rule.covers, self._find_basis(plan, rule, cells, text), flag and f"{FLAG}{flag}")))
        unit = name_dimension(quantity.unit.dimension)
        if indicator in INDICATORS and INDICATORS[indicator].endswith("/year") and not unit.endswith("/year"):
            unit += "/year"
        printed_unit = " ".join(filter(None, (_POWERS[power], quantity.text.removeprefix("1 "))))
        value = scale_number(value, quantity.base * 10.0 ** int(power))
        return Observation(
            indicator, reporter, partner, int(year), value, unit, text, where, self._file.name, flags, printed_unit
        )

    def _find_series(self, plan: _Plan, rule: Rule, cells: Sequence[str], head: str) -> tuple[str, str, str] | None:
        """Return a figure's indicator, reporter and partner, or count why it is of none; of a flow to all the total."""
        reporter = self._find_party(plan, "reporter", cells, head)
        if reporter == WORLD:
            text = head if self._layout.across == "reporter" else self._get_text(plan, "reporter", cells)
            count_text(self._account.aggregates, text)
        if reporter in (None, WORLD):
            return None
        if rule.gives not in BILATERAL:
            return rule.gives, reporter, ""
        partner = self._find_party(plan, "partner", cells, head)
        if partner is None:
            return None
        if partner == reporter:
            self._account.leave_out("flows of a country with itself")
            return None
        if partner != WORLD:
            return rule.gives, reporter, partner
        if rule.gives not in TOTALS:
            self._account.leave_out("shares of the whole world")
            return None
        return TOTALS[rule.gives], reporter, ""

    def _find_basis(self, plan: _Plan, rule: Rule, cells: Sequence[str], text: str) -> str:
        """Return at which value goods are counted: some offices give both, and say by that which one is in use."""
        for basis in ("cif", "fob"):
            if self._get_text(plan, basis, cells) == text:
                return basis.upper()
        return rule.basis

    def _get_text(self, plan: _Plan, role: str, cells: Sequence[str]) -> str:
        """Return what a row says of a role: the first of its columns that is not empty."""
        for place in plan.columns.get(role, ()):
            if place < len(cells) and (text := cells[place].strip()):
                return text
        return plan.fixed.get(role, "")

    def _find_party(self, plan: _Plan, role: str, cells: Sequence[str], head: str) -> str | None:
        """Return the code of a party, or WORLD; None, counted by its name, for what is no country."""
        if self._layout.across == role:
            texts = [head]
        else:
            texts = [cells[place].strip() for place in plan.columns.get(role, ()) if place < len(cells)]
            texts = [text for text in texts if text] or [plan.fixed.get(role, "")]
        for text in texts:
            if normalize(text) in self._world:
                return WORLD
            party = self._look_up(text)
            if isinstance(party, Country):
                return party.code
            if isinstance(party, Group):
                if party.name == WORLD:
                    return WORLD
                count_text(self._account.historic if party.sort == "historic" else self._account.aggregates, texts[-1])
                return None
        if any(normalize(text) in self._aggregates for text in texts):
            count_text(self._account.aggregates, texts[-1])
        elif not texts[-1] or texts[-1] == "...":
            self._account.leave_out(f"rows without a {role}")
        else:
            count_text(self._account.unmatched, in_one_line(texts[-1])[:200])
        return None

    def _look_up(self, text: str) -> Country | Group | None:
        if text not in self._parties:
            if len(self._parties) > _MANY:
                self._parties.clear()
            by_code = find_country(text, self._layout.codes) if self._layout.codes else None
            self._parties[text] = by_code or find_country(text)
        return self._parties[text]

    def _parse_value(self, number: int, text: str) -> tuple[float | None, str]:
        """Return the number in a cell with its flag; None, counted, for what is none.

        Raises LeverageError for a number with the other decimal mark than those before it.
        """
        digits, flag = split_letters(text, self._layout.flags)
        value = parse_number(digits, self._decimal)
        if value is None:
            other = COMMA if self._decimal == POINT else POINT
            if parse_number(digits, other) is not None:
                raise fail(
                    f"{self._file.name}: '{digits[:40]}' in row {number:,} is no number with a decimal {self._decimal}",
                    SAY_DECIMAL,
                )
            self._account.leave_out(f"cells that are no numbers, such as '{in_one_line(text)[:40]}'"[:100])
        return value, flag

    def _find_unit(self, plan: _Plan, rule: Rule, cells: Sequence[str], number: int) -> Quantity:
        """Return the unit of a row's value: that of its rule, else that of its column, else the given one."""
        if rule.unit is not None:
            return rule.unit
        text = self._get_text(plan, "unit", cells) or self._given.unit
        head = plan.fixed.get("unit", "")
        if head and text.removesuffix("/year") != head.removesuffix("/year"):
            raise fail(
                f"{self._file.name}, row {number:,}: the unit is '{text[:40]}', and '{head[:40]}' in the heading"
            )
        if not text:
            raise fail(
                f"{self._file.name} does not say in which unit its values are",
                "say it: --in 'million USD/year', a column 'unit', or a heading 'value [million USD/year]'",
            )
        key = f"{rule.gives} {text}"
        if key not in self._units:
            try:
                quantity = parse_measure(text)
            except UnitError as error:
                raise fail(f"{self._file.name}, row {number:,}: {error}", error.hint) from None
            if misfit := find_misfit(rule.gives, quantity):
                raise fail(f"{self._file.name}, row {number:,}: {misfit}")
            self._units[key] = quantity
        return self._units[key]

    def _write_where(self, plan: _Plan, rule: Rule, number: int, cells: Sequence[str], head: str) -> str:
        """Write where a figure stands: what it is called, the parties as printed, the sheet and the row."""
        across = self._layout.across
        label = rule.label or self._get_text(plan, "indicator", cells) or (head if across == "figure" else "")
        reporter = head if across == "reporter" else self._get_text(plan, "reporter", cells)
        partner = head if across == "partner" else self._get_text(plan, "partner", cells)
        named = partner if rule.gives in TOTALS else ""
        return _join(label, reporter, named, plan.start.sheet.name, f"row {number}")

    # Sums over goods

    def _sum_rows(self, plan: _Plan, rows: Iterator[Row]) -> Iterator[Observation]:
        """Yield the sums over goods by year, reporter and partner. Memory grows with the pairs, not with the rows.

        A year of BACI has 11 million rows, those of a pair together: a sum goes on as long as the pair is the same.
        """
        account, file = self._account, self._file
        roles = [plan.columns[role][0] for role in ("year", "reporter", "partner")]
        pick = itemgetter(*roles)
        product, value = plan.columns["product"][0], plan.columns["value"][0]
        if file.sort == TEXT and self._decimal == POINT:
            width = len(plan.start.headings)
            quick = sum_quickly(file.path, file.encoding, file.delimiter, plan.start.row, width, roles, product, value)
            if quick is not None:
                yield from self._list_sums(plan, quick.totals, quick.chapters)
                return
        sums: dict[tuple[str, ...], tuple[float, int]] = {}
        chapters: set[str] = set()
        is_plain, is_partial = self._decimal == POINT, True
        pair: tuple[str, ...] = ()
        amounts: list[float] = []
        short = told = 0
        for number, cells in rows:
            try:
                key, text = pick(cells), cells[value]
                amount = float(text) if is_plain else None
            except ValueError:
                amount = None
            except IndexError:
                account.leave_out("rows that end early")
                short = short or number
                continue
            if amount is None or not -1e100 < amount < 1e100:
                amount = None if self._is_missing(text) else self._parse_value(number, text.strip())[0]
                if amount is None:
                    account.rows += 1
                    continue
            if key != pair:
                _add_sum(sums, pair, fsum(amounts), len(amounts))
                is_partial = len(chapters) < _CHAPTERS
                pair = key
                amounts.clear()
                if number - told >= _WATCHED:
                    account.watch(number - told)
                    told = number
            amounts.append(amount)
            if is_partial:
                chapters.add(cells[product][:-4])  # without the four digits of heading and subheading
        _add_sum(sums, pair, fsum(amounts), len(amounts))
        if short:
            account.notes.append(f"row {short:,} ends early: the file may be cut off")
        yield from self._list_sums(plan, sums, chapters)

    def _list_sums(
        self, plan: _Plan, sums: Mapping[tuple[str, ...], tuple[float, int]], chapters: set[str]
    ) -> Iterator[Observation]:
        rule = self._rules[0]
        self._account.rows += sum(count for _, count in sums.values())
        number_of_chapters = len({chapter.strip().zfill(2) for chapter in chapters})  # 1 and 01 are the same
        is_partial = number_of_chapters < _CHAPTERS
        if is_partial:
            self._account.notes.append(
                f"it has goods of {number_of_chapters} of 96 chapters of the Harmonized System: sums over them are no "
                "totals"
            )
            if not self._with_some_goods:
                self._account.leave_out("sums over some goods", len(sums))
                return
        quantity = self._find_unit(plan, rule, (), 0)
        width = len(plan.start.headings)
        places = [plan.columns[role][0] for role in ("year", "reporter", "partner")]
        totals: dict[tuple[str, str, int], tuple[float, int]] = {}  # a code may have two spellings, 31 and 031
        texts: dict[tuple[str, str, int], str] = {}
        for key, (amount, count) in sums.items():
            cells = [""] * width
            for place, text in zip(places, key, strict=True):
                cells[place] = text.strip()
            year = find_year(cells[places[0]])
            reporter, partner = (self._find_party(plan, role, cells, "") for role in ("reporter", "partner"))
            if not year or reporter is None or partner is None or WORLD in (reporter, partner):
                continue
            if reporter == partner:
                self._account.leave_out("flows of a country with itself")
                continue
            pair = (reporter, partner, int(year))
            _add_sum(totals, pair, amount, count)
            texts.setdefault(pair, "; ".join(f"{plan.start.headings[place]} = {cells[place]}" for place in places))
        for (reporter, partner, number), (amount, count) in totals.items():
            where = _join(rule.label, texts[reporter, partner, number], f"{count:,} rows")
            flags = tuple(filter(None, (rule.covers, rule.basis, SOME_GOODS if is_partial else "")))
            yield Observation(
                rule.gives, reporter, partner, number, scale_number(round(amount, 6), quantity.base),
                name_dimension(quantity.unit.dimension), f"{round(amount, 6):.15g}", where, self._file.name, flags,
                quantity.text.removeprefix("1 "),
            )  # fmt: skip

    # Trees

    def _read_tree(self) -> Iterator[Observation]:
        """Yield the figures of a tree, whose texts are like ``$74.316 billion (2024 est.)``."""
        name = self._find_name()
        place = find_country(name)
        stem = self._file.path.stem
        if self._layout.codes == "gec" and not isinstance(place, Country) and len(stem) == 2:
            place = find_country(stem, "gec")
        if not isinstance(place, Country):
            count_text(self._account.unmatched, in_one_line(name)[:200] or stem)
            return
        for rule in self._rules:
            for text in find_texts(self._file.tree, rule.at):
                self._account.rows += 1
                numbers = read_printed(text)
                if not numbers or rule.unit is None or any(_is_other(each, rule) for each in numbers):
                    self._account.leave_out(
                        f"texts that are no figure with its year, such as '{in_one_line(text)[:40]}'"
                    )
                    continue
                for each in numbers:
                    observation = self._observe_printed(rule, rule.unit, place, each)
                    if observation is not None:
                        yield observation

    def _observe_printed(self, rule: Rule, unit: Quantity, place: Country, printed: Printed) -> Observation | None:
        """Return the figure that a number in a text is, or count why it is none."""
        code = ""
        if printed.partner:
            partner = self._look_up(printed.partner)
            if not isinstance(partner, Country):
                counter = self._account.aggregates if partner else self._account.unmatched
                count_text(counter, in_one_line(printed.partner)[:200])
                return None
            code = partner.code
        if code == place.code:
            self._account.leave_out("flows of a country with itself")
            return None
        power = next(power for power, name in _POWERS.items() if name == printed.scale)
        value = scale_number(printed.number, unit.base * 10.0 ** int(power))
        unit_name = name_dimension(unit.unit.dimension)
        return Observation(
            rule.gives, place.code, code, printed.year, value, unit_name, printed.text,
            _join(rule.at.replace(" / ", ", ")), self._file.name, tuple(filter(None, (rule.covers,))),
            f"{printed.scale} {unit_name}".strip(),
        )  # fmt: skip

    def _find_name(self) -> str:
        """Return the name of the country that a tree is about."""
        for path in self._layout.columns.get("reporter", ()):
            for text in find_texts(self._file.tree, path):
                if not self._is_missing(text):
                    return text
        return ""


def _is_other(printed: Printed, rule: Rule) -> bool:
    """Tell whether a number is of another sort than a rule gives."""
    return printed.is_share != (rule.gives in SHARES) or bool(printed.partner) != (rule.gives in BILATERAL)


def _add_sum(sums: dict[_Pair, tuple[float, int]], pair: _Pair, amount: float, count: int) -> None:
    """Add an amount and the number of its rows to the sum of a pair."""
    if count:
        before, rows = sums.get(pair, (0.0, 0))
        sums[pair] = before + amount, rows + count


def _list_rules(layout: Layout, given: Given) -> Sequence[Rule]:
    """Return the rules of a layout, or the one that the user gives; the unit is what the file or the user says then."""
    if not given.indicator:
        return tuple(layout.figures.values())
    return (Rule("", layout.place, given.indicator),)


def _join(*parts: str) -> str:
    return "; ".join(filter(None, (in_one_line(part)[:120] for part in parts)))
