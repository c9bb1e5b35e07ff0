"""What a template can say: the cells of a scenario as numbers, the filters that write them, and a few functions.

A filter is a function of the page, of what stands before it and of the words in brackets; a function is one of the
page, of its place and of the words in brackets. What has no number goes on through the filters with the reason, up to
a `default`, and is a problem where it would be put into the text.
"""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from jinja2 import Undefined

from leverage import naming
from leverage.analysis import years
from leverage.analysis.claims import HOLDS, judge_claim
from leverage.filling.markup import Markup
from leverage.formula.dimensions import ANY
from leverage.model import VERDICTS
from leverage.problems import Place, Problem, make_visible, suggest_name
from leverage.report import headline_words, notes
from leverage.report.bibliography import name_source, write_entry
from leverage.report.cell_reader import CellReader, make_label
from leverage.report.claims import write_verdict
from leverage.report.drawing import draw_paper, draw_screen
from leverage.report.marks import find_mark, write_legend
from leverage.report.numbers import ABOUT, SIZES_IN_TEXT, choose_size, name_currency, write_span
from leverage.report.report import Table
from leverage.report.show.report import report_scenario
from leverage.report.sources import report_sources
from leverage.report.titles import is_share, write_title
from leverage.report.views import Grid, Item, Outline, Prose, drop_empty
from leverage.text import unbroken
from leverage.units import RATIO, Unit, UnitError, parse_unit

_DIGITS = 2  # of a number in a text, as in the headline
_DIGITS_ALONE = 3
_MOST_DIGITS = 15
_SIZES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1.0, ""))
_NAMES = {"USD": "US dollars", "EUR": "euros"}
_DEFAULT = "| default('...') says what to write instead"


class Said(NamedTuple):
    """A text that a filter wrote, or why there is none."""

    text: str
    place: Place
    missing: str = ""


class Ready(NamedTuple):
    """Something that is written in the format already, such as a table."""

    text: str


class Form(NamedTuple):
    """How a number is written: divided by a size, with how many decimals, and what stands before and behind it."""

    size: float
    decimals: int
    before: str = ""
    behind: str = ""

    def write(self, number: float) -> str:
        """Write a number alone, with a real minus."""
        number /= self.size
        if not math.isfinite(number):
            return "too large"
        if number and not 1e-9 <= abs(number) < 1e18:  # nobody counts its zeros
            return f"{number:.3g}".replace("-", "−")
        return f"{number:z,.{self.decimals}f}".replace("-", "−")

    def write_whole(self, number: float) -> str:
        """Write a number with what belongs to it."""
        return f"{self.before}{self.write(number)}{self.behind}"


class Page:
    """What a template is filled from: a scenario's cells in one format; `problems` is what was wrong on the way."""

    def __init__(self, reader: CellReader, markup: Markup) -> None:
        """Fill from what a reader reads."""
        self.reader = reader
        self.markup = markup
        self.problems: list[Problem] = []
        self.rounds = 0  # of all loops so far
        self._tables: dict[str, str] = {}

    def tell(self, message: str, place: Place, hint: str = "") -> None:
        """Keep a problem."""
        self.problems.append(Problem(message, place, hint))

    def find_cell(self, name: str, place: Place) -> "Quoted | None":
        """Return a cell, or the end of its range that NAME.low and NAME.high are; tell if there is no such."""
        cells = self.reader.of.graph.cells
        if name in cells:
            return Quoted(self, name, place)
        owner, end = naming.split(name)
        if owner in cells and owner not in self.reader.scenario.claims and end in ("low", "high"):
            return Quoted(self, owner, place, end)
        function, _, argument = name.partition(".")
        if function in FUNCTIONS and argument:
            hint = f"write {function}('{argument}')"
        else:
            hint = suggest_name(name, [*self.reader.of.graph.public, *FUNCTIONS, *TEXTS, *LISTS], len(self.problems))
        self.tell(f"{self.reader.name} has no cell '{name}'", place, hint or "`leverage explain SCENARIO` lists all")
        return None

    def list_names(self, name: str) -> list[str]:
        """Return the ids that one of the lists holds."""
        return LISTS[name](self.reader)

    def pick(self, name: str, at: int, place: Place) -> str:
        """Return one of the ids of a list by its place, counted from 0."""
        ids = self.list_names(name)
        if at < len(ids):
            return ids[at]
        self.tell(f"there is no {name}[{at}]; {name} has {len(ids)}, counted from 0", place)
        return ""

    def is_valued(self, value: object) -> bool:
        """Tell whether a cell has a number, or a filter's text has one to say."""
        if isinstance(value, Quoted):
            return not value.explain_missing()
        return not (isinstance(value, Said) and value.missing) and value is not None

    def write(self, value: object, place: Place) -> str:
        """Return a value as it is put into the text."""
        if isinstance(value, Quoted):
            value = write_plainly(value)
        if isinstance(value, Ready):
            return value.text
        if isinstance(value, Said):
            if not value.missing:
                return self.markup.write_text(value.text)
            self.tell(value.missing, value.place, _DEFAULT)
        elif isinstance(value, str):
            return self.markup.write_text(make_visible(unbroken(value)))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.markup.write_text(f"{value:,}".replace("-", "−"))
        elif isinstance(value, Undefined):
            self.tell(f"'{value._undefined_name}' has no value here", place)  # noqa: SLF001  # Jinja's documented name
        elif value is not None:  # which stands for what was told already
            self.tell("this is nothing that can be written", place)
        return ""

    def draw_table(self, name: str) -> str | None:
        """Return a table in the format of the text; None if there is none of that name."""
        if name not in self._tables:
            shown = report_scenario(self.reader)
            listed = report_sources(self.reader)
            report = shown if name in shown.tables else listed
            if name not in report.tables:
                return None
            draw = draw_screen if self.markup.name == "text" else draw_paper
            views = [_drop_labels(view) for view in draw(report, name) if isinstance(view, (Grid, Outline))]
            legend = Prose(name, write_legend([self.reader], views), is_small=True)
            self._tables[name] = self.markup.write_views(drop_empty(*views, legend))
        return self._tables[name]

    # What takes its time is made once, since a loop may ask for it thousands of times.

    @cached_property
    def headline(self) -> str:
        """Return the answer in a few sentences."""
        return _clean(" ".join(headline_words.write_headline(self.reader)))

    @cached_property
    def years(self) -> Mapping[str, years.Years]:
        """Return the years of the figures behind each cell."""
        return years.find_years(self.reader.of.graph, self.reader.of.values)

    @property
    def tables(self) -> dict[str, Table]:
        """Return the tables that there are, by name."""
        return {**report_scenario(self.reader).tables, **report_sources(self.reader).tables}


def _drop_labels(view: Grid | Outline) -> Grid | Outline:
    """Return a table without the labels of notes, which a text has no list of."""
    if isinstance(view, Outline):
        return view._replace(entries=tuple(each._replace(value=each.value._replace(notes=())) for each in view.entries))

    def drop(rows: tuple[tuple[Item, ...], ...]) -> tuple[tuple[Item, ...], ...]:
        return tuple(tuple(item._replace(notes=()) for item in row) for row in rows)

    return view._replace(rows=drop(view.rows), totals=drop(view.totals), notes=())


class Quoted:
    """A cell's number in a template, or one end of its range; `place` is where the template names it."""

    def __init__(self, page: Page, name: str, place: Place, end: str = "") -> None:
        """Take a cell by its name; `end` is low or high for an end of its range."""
        self.page = page
        self.name = name
        self.place = place
        self.end = end

    @property
    def reader(self) -> CellReader:
        """Return what reads the cell."""
        return self.page.reader

    @property
    def is_claim(self) -> bool:
        """Tell whether it is a claim, which has a verdict and no number."""
        return self.name in self.reader.scenario.claims

    def find_number(self) -> float | None:
        """Return the number in base units; None where there is none."""
        if not self.end:
            return self.reader.raw(self.name)
        ends = self.reader.raw_ends(self.name)
        return ends[self.end == "high"] if ends else None

    def explain_missing(self) -> str:
        """Say why there is no number, or nothing if there is one."""
        if self.reader.of.values[self.name].number is None:
            return f"{self.name} has no number: {self.reader.why(self.name)}"
        return self.explain_no_range() if self.end else ""

    def explain_no_range(self) -> str:
        """Say why there is no range, or nothing if there is one."""
        if self.reader.raw_ends(self.name) is not None:
            return ""
        if self.reader.drawn is None:
            return f"{self.name} has no range: none was computed"
        return f"{self.name} has no range: no figure behind it has one"

    def judge(self) -> str:
        """Return the verdict on a claim."""
        return judge_claim(self.reader.of, self.reader.scenario.claims[self.name], self.reader.drawn).verdict

    def is_amount(self) -> bool:
        """Tell an amount of money, by the year or not."""
        return self.reader.is_money(self.name) or self.reader.is_stock(self.name)

    def is_ratio(self) -> bool:
        """Tell a number without a unit."""
        cell = self.reader.cell(self.name)
        return cell is not None and not self.is_claim and (cell.unit == RATIO or cell.unit is ANY)

    def name_unit(self) -> str:
        """Return the unit as people read it, such as ``person`` or ``USD/year``."""
        return self.reader.base_unit(self.name) or "ratio"

    def compare(self, other: object) -> float | None:
        """Return the difference from another number or cell of the same unit; None, and a problem, where none is."""
        their = other.find_number() if isinstance(other, Quoted) else other
        fault = self.find_fault() or (other.find_fault() if isinstance(other, Quoted) else "")
        if not fault and isinstance(other, Quoted) and self.name_unit() != other.name_unit():
            fault = f"{self.name} is in {self.name_unit()}, {other.name} in {other.name_unit()}"
        if not fault and (isinstance(their, bool) or not isinstance(their, (int, float))):
            fault = f"{self.name} can be compared with numbers and cells only"
        if fault:
            self.page.tell(fault, self.place)
            return None
        assert isinstance(their, (int, float))
        return (self.find_number() or 0.0) - their

    def find_fault(self) -> str:
        """Say why the number cannot be compared with another one, or nothing if it can."""
        if self.is_claim:
            return f"{self.name} is a claim, which has a verdict and no number"
        if not self.end and self.reader.is_at_least(self.name):
            return f"{self.name} is a lower bound: a claim is judged by that, a comparison here is not"
        return self.explain_missing()

    def __lt__(self, other: object) -> bool:
        """Tell whether it is less."""
        return (self.compare(other) or 0.0) < 0

    def __gt__(self, other: object) -> bool:
        """Tell whether it is more."""
        return (self.compare(other) or 0.0) > 0

    def __le__(self, other: object) -> bool:
        """Tell whether it is not more."""
        return (self.compare(other) or 0.0) <= 0

    def __ge__(self, other: object) -> bool:
        """Tell whether it is not less."""
        return (self.compare(other) or 0.0) >= 0

    def __eq__(self, other: object) -> bool:
        """Tell whether it is the same number, or a claim's verdict."""
        if not self.is_claim or not isinstance(other, str):
            return self.compare(other) == 0
        if other not in VERDICTS:
            self.page.tell(f"no verdict '{_clean(other)}'", self.place, f"there are {', '.join(VERDICTS)}")
        return self.judge() == other

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self.find_number())

    def __bool__(self) -> bool:
        """Tell whether a claim holds; of a number that is a mistake."""
        if self.is_claim:
            return self.judge() == HOLDS
        self.page.tell(f"{self.name} is a number: compare it, or ask whether it 'is valued'", self.place)
        return False


def write_plainly(quoted: Quoted) -> Said | None:
    """Write a cell that no filter follows: money, per cent, a ratio; what has another unit as its author does."""
    if quoted.is_claim:
        return write_words(quoted)
    said = _write(quoted, _choose_form(quoted, _DIGITS))
    reading = quoted.reader.of.graph.reading(quoted.name)
    if said.missing or quoted.end or quoted.is_amount() or quoted.is_ratio() or reading is None or not reading.value:
        return said
    about = "about " if reading.approximate else ""
    return said._replace(text=f"{about}{_clean(' '.join(reading.value.text.split()))}")


def write_money(quoted: Quoted, digits: int = _DIGITS, range: bool = False) -> Said | None:  # noqa: A002  # as templates call it
    """Write an amount of money: US$ 2.3 bn, in the display unit if there is one."""
    if not quoted.is_amount():
        return _refuse(quoted, "money", "amounts of money")
    return _write(quoted, _choose_form(quoted, digits), with_range=range)


def write_percent(quoted: Quoted, digits: int = _DIGITS, range: bool = False) -> Said | None:  # noqa: A002  # as templates call it
    """Write a share: 3.1 %."""
    if not quoted.is_ratio():
        return _refuse(quoted, "percent", "shares and ratios")
    return _write(quoted, _make_form(quoted, 0.01, digits, behind=" %"), with_range=range)


def write_times(quoted: Quoted, digits: int = _DIGITS, range: bool = False) -> Said | None:  # noqa: A002  # as templates call it
    """Write a ratio: 29 times."""
    if not quoted.is_ratio():
        return _refuse(quoted, "times", "ratios")
    return _write(quoted, _make_form(quoted, 1.0, digits, behind=" times"), with_range=range)


def write_number(quoted: Quoted, unit: str = "", digits: int = _DIGITS_ALONE) -> Said | None:
    """Write a number alone, in a unit such as 'million USD/year'."""
    cell = quoted.reader.cell(quoted.name)
    measure = Unit("", 1.0, RATIO)
    try:
        if unit:
            measure = Unit("%", 0.01, RATIO) if unit == "%" else parse_unit(str(unit))
    except UnitError as error:
        quoted.page.tell(str(error), quoted.place, error.hint)
        return None
    if unit and cell is not None and measure.dimension != (cell.unit if isinstance(cell.unit, tuple) else RATIO):
        quoted.page.tell(f"{quoted.name} is in {quoted.name_unit()}, not in {unit}", quoted.place)
        return None
    return _write(quoted, _make_form(quoted, measure.factor, digits), is_bare=True)


def write_range(quoted: Quoted, digits: int = _DIGITS) -> Said | None:
    """Write a range alone, as it stands in brackets behind the number: 1.9–3.5."""
    if quoted.end:
        quoted.page.tell(f"{quoted.name}.{quoted.end} is an end of a range and has none", quoted.place)
        return None
    if missing := quoted.explain_missing() or quoted.explain_no_range():
        return Said("", quoted.place, missing)
    return Said(_write_ends(quoted, _choose_form(quoted, digits)), quoted.place)


def write_words(quoted: Quoted, digits: int = _DIGITS) -> Said | None:
    """Write a number with its unit in words: 2.3 billion US dollars, 3.1 per cent, 29 times; a claim's verdict."""
    reader = quoted.reader
    if quoted.is_claim:
        judged = judge_claim(reader.of, reader.scenario.claims[quoted.name], reader.drawn)
        return Said(write_verdict(judged.verdict, judged.share), quoted.place)
    if quoted.is_ratio():
        if is_share(reader, quoted.name):
            return _write(quoted, _make_form(quoted, 0.01, digits, behind=" per cent"))
        return _write(quoted, _make_form(quoted, 1.0, digits, behind=" times"))
    unit = quoted.name_unit().replace("/year", " a year")
    if quoted.is_amount():
        unit = _NAMES.get(reader.scenario.currency, reader.scenario.currency)
    return _write(quoted, _choose_size(quoted, digits, "", f" {unit}"))


def write_year(quoted: Quoted) -> Said:
    """Write the year that a figure is of, or the years of the figures behind a cell: 2024, 2014–2024."""
    found = quoted.page.years.get(quoted.name)
    stated = sorted(found.years if found else (), key=lambda year: (year.ends, year.starts))
    if not stated:
        return Said("", quoted.place, f"{quoted.name} has no year: no figure behind it states one")
    return Said("–".join(dict.fromkeys(str(year) for year in (stated[0], stated[-1]))), quoted.place)


def write_evidence(quoted: Quoted) -> Said:
    """Write the word for the weakest evidence that a number rests on: reported, derived, assumed."""
    return Said(quoted.reader.evidence(quoted.name) or "", quoted.place, quoted.explain_missing())


def write_meaning(quoted: Quoted) -> Said:
    """Say what a cell is: loss of Azerbaijan on the current ties."""
    return Said(_clean(write_title(quoted.reader, quoted.name)), quoted.place)


def put_default(page: Page, value: object, text: object = "") -> object:
    """Return what to write where there is no number, and all else as it is."""
    if page.is_valued(value) or not isinstance(value, (Quoted, Said)):
        return value
    return Said(_clean(text), value.place) if isinstance(text, str) else text


def _take_cells(name: str, write: Callable[..., Said | None], *, takes_claims: bool = False) -> Callable[..., object]:
    """Return the filter of a name by what writes a cell; what another filter wrote or told goes on as it is."""
    signature = inspect.signature(write)

    def run(page: Page, value: object, *words: object, **named: object) -> object:
        if isinstance(value, Said) or value is None:
            return value
        if not isinstance(value, Quoted):
            raise TypeError(f"'{name}' is for cells, such as {{{{ total.azerbaijan | {name} }}}}")
        try:
            digits = signature.bind(value, *words, **named).arguments.get("digits", _DIGITS)
        except TypeError as error:
            raise TypeError(f"'{name}': {error}") from None
        if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= _MOST_DIGITS:
            raise TypeError(f"'{name}': digits are a whole number from 1 to {_MOST_DIGITS}")
        if value.is_claim and not takes_claims:
            page.tell(f"{value.name} is a claim: '{name}' is for numbers, 'words' gives its verdict", value.place)
            return None
        return write(value, *words, **named)

    return run


def _refuse(quoted: Quoted, name: str, what: str) -> Said | None:
    """Tell that a filter is not for a cell; what has no number may have no unit either, and goes on with the reason."""
    if missing := quoted.explain_missing():
        return Said("", quoted.place, missing)
    unit = quoted.name_unit()
    measured = "a ratio" if unit == "ratio" else f"in {unit}"
    quoted.page.tell(f"'{name}' is for {what}; {quoted.name} is {measured}", quoted.place)
    return None


def _choose_form(quoted: Quoted, digits: int) -> Form:
    """Choose how a number is written by what it is."""
    reader = quoted.reader
    if quoted.is_amount():
        currency = reader.scenario.currency
        if reader.display_unit is not None and reader.fits(quoted.name):
            return _make_form(quoted, reader.display_unit.factor, digits, behind=f" {reader.display_unit.text}")
        return _choose_size(quoted, digits, f"{name_currency(currency)} ", "", SIZES_IN_TEXT)
    if quoted.is_ratio():
        if is_share(reader, quoted.name):
            return _make_form(quoted, 0.01, digits, behind=" %")
        return _make_form(quoted, 1.0, digits)
    form = _choose_size(quoted, digits, "", f" {quoted.name_unit()}")
    is_whole = ((quoted.find_number() or 0.0) / form.size).is_integer()  # such as 1 year
    return form._replace(decimals=0) if is_whole else form


def _choose_size(
    quoted: Quoted, digits: int, before: str, behind: str, sizes: Sequence[tuple[float, str]] = _SIZES
) -> Form:
    """Choose whether a number is given in millions or billions, by its size when it is rounded."""
    rounded = abs(_round(quoted.find_number() or 0.0, digits))
    size, word = choose_size(rounded, sizes)
    return _make_form(quoted, size, digits, before, f"{' ' if word else ''}{word}{behind}")


def _make_form(quoted: Quoted, size: float, digits: int, before: str = "", behind: str = "") -> Form:
    """Return a form whose decimals give the number `digits` significant digits, or all those before the point."""
    rounded = abs(_round((quoted.find_number() or 0.0) / size, digits))
    decimals = max(0, digits - 1 - math.floor(math.log10(rounded))) if rounded else 0
    return Form(size, decimals, before, behind)


def _round(number: float, digits: int) -> float:
    """Round to significant digits; what is too large or too small to be written in full is 0."""
    rounded = float(f"{number:.{digits}g}")
    return rounded if 1e-9 <= abs(rounded) < 1e300 else 0.0


def _write(quoted: Quoted, form: Form, *, with_range: bool = False, is_bare: bool = False) -> Said:
    """Write a number in a form, and say so if it is a lower bound or approximate; or the reason why it is missing."""
    number = quoted.find_number()
    if missing := quoted.explain_missing():
        return Said("", quoted.place, missing)
    assert number is not None
    text = form.write(number) if is_bare else form.write_whole(number)
    if not quoted.end and not is_bare:
        if quoted.reader.is_at_least(quoted.name):
            text = f"at least {text}"
        elif find_mark(quoted.reader, quoted.name) == ABOUT:
            text = f"about {text}"
    if with_range and not quoted.end and not quoted.explain_no_range():
        text = f"{text} ({_write_ends(quoted, form)})"
    return Said(text, quoted.place)


def _write_ends(quoted: Quoted, form: Form) -> str:
    """Write a range with as many decimals as its number, one number where both ends read alike."""
    return write_span(*map(form.write, quoted.reader.raw_ends(quoted.name) or ()))


def _clean(text: str) -> str:
    return make_visible(unbroken(text))


def find_cell(page: Page, place: Place, *parts: object) -> object:
    """Return a cell by its name, whole or in parts: cell('loss', side, tie)."""
    if not parts or not all(isinstance(part, str) for part in parts):
        page.tell("cell() takes the words of a name, such as cell('loss', 'azerbaijan', 'remittances')", place)
        return None
    name, scenario = ".".join(map(str, parts)), page.reader.scenario
    known = {*scenario.parties, *scenario.levers, *scenario.moves}
    if name not in page.reader.of.graph.cells and len(parts) > 1 and known.issuperset(parts[1:]):
        return Said("", place, f"{page.reader.name} has no cell '{name}'")  # such as a loss on a tie of others
    return page.find_cell(name, place)


def write_table(page: Page, place: Place, name: object = "") -> object:
    """Return a table by its name, such as stakes."""
    text = page.draw_table(name) if isinstance(name, str) else None
    if text is not None:
        return Ready(text) if text else Said("", place, f"the table {name} has nothing to show")
    hint = suggest_name(str(name), page.tables) or f"there are {', '.join(page.tables)}"
    page.tell(f"no table '{_clean(str(name))}'", place, hint)
    return None


def write_source(page: Page, place: Place, name: object = "") -> object:
    """Say where a figure is from, who stands behind a cell, or what a source is."""
    reader = page.reader
    if not isinstance(name, str):
        page.tell("source() takes the name of a figure, cell or source in quotes", place)
        return None
    sources = reader.scenario.sources
    if name in sources:
        return Said(_clean(write_entry(sources[name]).text.rstrip(".")), place)
    if name not in reader.of.graph.cells:
        hint = suggest_name(name, [*sources, *reader.of.graph.public])
        page.tell(f"no source or cell '{_clean(name)}'", place, hint)
        return None
    reading = reader.of.graph.reading(name)
    if reading is not None and (reading.source or reading.assumed):
        cited = notes.write_citation(reader, reading).rstrip(".") if reading.source else ""
        reason = f"assumed: {reading.assumed.rstrip('.')}" if reading.assumed else ""
        return Said(_clean("; leans on ".join(part for part in (reason, cited) if part)), place)
    behind = [name_source(sources[source]) for source in reader.sources(name)]
    if not behind:
        return Said("", place, f"{name} has no source")
    return Said(_clean("; ".join(dict.fromkeys(behind))), place)


def write_name(page: Page, place: Place, id_: object = "") -> object:
    """Return the name for people of a party, a tie, a move, a figure or a result."""
    reader, scenario = page.reader, page.reader.scenario
    if not isinstance(id_, str):
        page.tell("name() takes the id of a party, tie, move, figure or result in quotes", place)
        return None
    if id_ in scenario.parties:
        return Said(_clean(reader.party_name(id_)), place)
    for records in (scenario.levers, scenario.moves, scenario.results, scenario.figures):
        if id_ in records:
            return Said(_clean(make_label(records[id_].label, id_)), place)
    known = [*scenario.parties, *scenario.levers, *scenario.moves, *scenario.results, *scenario.figures]
    page.tell(f"nothing is called '{_clean(id_)}'", place, suggest_name(id_, known))
    return None


def write_headline(page: Page, place: Place) -> Said:
    """Return the answer in a few sentences."""
    return Said(page.headline, place)


def _write_scenario_title(page: Page, place: Place) -> Said:
    return Said(_clean(page.reader.scenario.title), place)


def _write_date(page: Page, place: Place) -> Said:
    as_of = page.reader.scenario.as_of
    return Said(as_of, place, "" if as_of else "the scenario has no 'as_of'")


def _list_current(reader: CellReader) -> list[str]:
    return [lever.id for lever in reader.current()]


#: What stands behind a bar, in brackets, by itself, and behind `in` of a loop.
FILTERS: dict[str, Callable[..., object]] = {
    "money": _take_cells("money", write_money),
    "percent": _take_cells("percent", write_percent),
    "times": _take_cells("times", write_times),
    "range": _take_cells("range", write_range),
    "words": _take_cells("words", write_words, takes_claims=True),
    "number": _take_cells("number", write_number),
    "year": _take_cells("year", write_year),
    "evidence": _take_cells("evidence", write_evidence),
    "meaning": _take_cells("meaning", write_meaning, takes_claims=True),
    "default": put_default,
}
FUNCTIONS: dict[str, Callable[..., object]] = {
    "cell": find_cell,
    "table": write_table,
    "source": write_source,
    "name": write_name,
}
TEXTS: dict[str, Callable[..., object]] = {
    "headline": write_headline,
    "title": _write_scenario_title,
    "as_of": _write_date,
}
LISTS: dict[str, Callable[[CellReader], list[str]]] = {
    "sides": lambda reader: list(reader.scenario.sides),
    "ties": _list_current,
    "moves": lambda reader: list(reader.scenario.moves),
}
