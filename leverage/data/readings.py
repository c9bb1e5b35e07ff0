"""What the files of a catalogue say of two countries, and which of rival values is used.

A flow has two reports: the exporter's, and that of the importer, its mirror. Neither is converted to the other's value.
Where there is no report, the share of a partner in a total stands for it, times that total.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from leverage.data.catalogue import CHANGED, MISSING, SAME, Catalogue, Entry, find_state, read_entry
from leverage.data.countries import Country
from leverage.data.factbook import is_page
from leverage.data.layouts import SHARES, TOTALS, Layout
from leverage.data.observations import Account, Observation, identify
from leverage.model import AGGREGATES
from leverage.problems import LeverageError, Problem, in_one_line, quote_path
from leverage.tables.files import fail

#: Which year is used, beside a number: of each value its newest, or the newest that the main figures share.
NEWEST, COMMON = "newest", "common"
EXPORTER, IMPORTER, RECONCILED = "exporter", "importer", "reconciled"
#: The layout whose flows are made of both reports.
BACI = "baci"
#: What flows in each direction.
GOODS, REMITTANCES = "exports_to", "remittances"
#: What a scenario of two countries needs of each.
MAIN = ("gdp", "exports", "imports")
_SHARED = (GOODS, *MAIN)  # what has to be of one year where a common one is wanted

_BASES = {EXPORTER: "FOB", IMPORTER: "CIF", RECONCILED: "FOB"}  # at which value each counts goods as a rule
_SIDES = tuple(_BASES)  # in the order in which they are used, of the same year
# What totals may count, in the order in which it is used: the flows between the two are of goods.
_COVERS = {"goods": 0, "": 1, "goods and services": 2}
_OWN = tuple(indicator for indicator in AGGREGATES if indicator != "absorption")


class Question(NamedTuple):
    """A figure that is looked for: goods that one sells to the other, money sent, or an aggregate of a country.

    For goods and remittances `country` is the seller or the recipient, `partner` the buyer or the sender.
    """

    indicator: str  # that of the seller's own report for goods
    country: str
    partner: str = ""

    @property
    def keys(self) -> tuple[tuple[str, str, str], ...]:
        """Return the indicators, reporters and partners that answer it."""
        if self.indicator == GOODS:
            return (self, ("imports_from", self.partner, self.country))
        return (self,)

    @property
    def share_keys(self) -> tuple[tuple[str, str, str], ...]:
        """Return the indicators, reporters and partners of the shares that stand for it."""
        if self.indicator == GOODS:
            return ("export_share", self.country, self.partner), ("import_share", self.partner, self.country)
        if self.indicator == "remittances_received":
            return (("remittances_share", self.country, ""),)
        return ()


class Candidate(NamedTuple):
    """A value for a figure, with the file that has it; `sort` says who reports it, or what it counts.

    If it is a share, `total` is what it is a share of. `contested` says where its file has another value of it.
    """

    sort: str
    observation: Observation
    entry: Entry
    layout: Layout
    total: "Candidate | None" = None
    contested: str = ""

    @property
    def value(self) -> float:
        """Return the value in base units: that of the file, or a share times its total."""
        return self.observation.value * (self.total.value if self.total else 1.0)

    @property
    def covers(self) -> str:
        """Return what it counts; empty where the file does not say."""
        return next((flag for flag in self.observation.flags if flag in (*_COVERS, "services")), "")

    @property
    def basis(self) -> str:
        """Return at which value goods are counted; empty where the file does not say."""
        return next((flag for flag in self.observation.flags if flag in ("FOB", "CIF")), "")

    @property
    def name(self) -> dict[str, str]:
        """Return what names it in its file, by the keys of `from` in a scenario; of these no two are alike."""
        each = self.observation
        return {
            "file": self.entry.path, "layout": self.layout.id, "indicator": each.indicator, "reporter": each.reporter,
            "partner": each.partner, "year": str(each.year), "counts": self.covers, "basis": self.basis,
        }  # fmt: skip

    @property
    def series(self) -> tuple[str, ...]:
        """Return what it shares with the values of other years and editions."""
        return tuple(text for key, text in self.name.items() if key not in ("file", "year"))


class Answer(NamedTuple):
    """The values for a figure by the names of readings, the one in use first, and the years that files have."""

    readings: Mapping[str, Candidate]
    years: Sequence[int]


#: What was read for each figure: of the files, then of the pages that fill what they lack.
Pools = Sequence[Mapping[Question, Sequence[Candidate]]]
_Pool = dict[Question, list[Candidate]]


class Pair(NamedTuple):
    """What a catalogue has on two countries: answers by question, and what people must be told of its files."""

    first: Country
    second: Country
    answers: Mapping[Question, Answer]
    remarks: Sequence[str]  # on values that are left out, and on files that must not be passed on
    year: str  # the one that all figures are of; `NEWEST` where each has its own
    doubts: Sequence[str]  # of files, which may be why something is missing
    smallest: Mapping[tuple[str, str], Candidate]  # of the shares that are listed, by indicator and reporter


def find_question(indicator: str, reporter: str, partner: str) -> Question:
    """Return the question that an indicator of a reporter answers."""
    if indicator == "imports_from":
        return Question(GOODS, partner, reporter)
    return Question(indicator, reporter, partner)


def list_questions(first: str, second: str, aggregates: Iterable[str]) -> list[Question]:
    """Return what is asked of two codes of countries: goods from each, remittances to each, then aggregates of each."""
    directions = ((first, second), (second, first))
    flows = [Question(indicator, *codes) for indicator in (GOODS, REMITTANCES) for codes in directions]
    return flows + [Question(indicator, code) for code in (first, second) for indicator in aggregates]


def read_pair(
    catalogue: Catalogue, first: Country, second: Country, year: str, default: Catalogue | None = None
) -> Pair:
    """Read all files of a catalogue, once each, and choose what is used; a default fills what they lack.

    `year` is `NEWEST`, `COMMON` or a number. Raises LeverageError if a file is not the one that was added or cannot be
    read, if no file has anything on the two, and if there is no common year.
    """
    check_files(catalogue)
    questions = list_questions(first.code, second.code, _OWN)
    remarks: list[str] = []
    doubts: list[str] = []
    smallest: dict[tuple[str, str], Candidate] = {}
    by_key = {key: question for question in questions for key in (*question.keys, *question.share_keys)}
    read = [_read_pool(catalogue, by_key, smallest, remarks, doubts)]
    if default is not None:
        read.append(_read_pool(default, by_key, smallest, remarks, []))
    pools = [_add_totals(pool, read, remarks) for pool in read]
    if not any(any(pool.values()) for pool in pools):
        pages = f"file of {in_one_line(str(catalogue.path))}" if catalogue.files else "page of the World Factbook"
        raise fail(
            f"no {pages} has a figure of {first.name} or {second.name}",
            f"`leverage data list --missing {first.code} {second.code}` says which to download",
        )
    year = _resolve_year(pools, year)
    answers = {question: _answer([pool[question] for pool in pools], year) for question in questions}
    if not any(answer.readings for answer in answers.values()):
        years = sorted({year for answer in answers.values() for year in answer.years})
        raise fail(f"no figure of {first.name} or {second.name} is of {year}", f"files have {write_span(years)}")
    used = [candidate for answer in answers.values() for candidate in answer.readings.values()]
    used += [each.total for each in used if each.total]
    remarks += dict.fromkeys(_tell_contested(each) for each in used if each.contested)
    remarks += list_terms(used)
    return Pair(first, second, answers, remarks, year, doubts, smallest)


def _read_pool(
    catalogue: Catalogue,
    by_key: Mapping[tuple[str, str, str], Question],
    smallest: dict[tuple[str, str], Candidate],
    remarks: list[str],
    doubts: list[str],
) -> _Pool:
    """Read the files of a catalogue; remarks and doubts get what people must be told of them.

    `by_key` has the questions by the indicators, reporters and partners that answer them. `smallest` gets the smallest
    share of the newest year that is listed for each reporter.
    """
    pool: _Pool = {question: [] for question in by_key.values()}
    for entry in catalogue.files.values():
        account, layout = Account(), catalogue.layouts[entry.layout]
        figures = _note_smallest(read_entry(catalogue, entry, account), entry, layout, smallest)
        answers = select_answers(
            figures, entry, layout, lambda each: by_key.get((each.indicator, each.reporter, each.partner)), remarks
        )
        for question, candidate in list(answers):  # only at its end the file has said which figures it contests
            contested = account.contested.get(identify(candidate.observation), "")
            pool[question].append(candidate._replace(contested=contested))
        doubts += list_doubts(entry, account)
    return pool


def _note_smallest(
    figures: Iterable[Observation], entry: Entry, layout: Layout, smallest: dict[tuple[str, str], Candidate]
) -> Iterator[Observation]:
    """Yield the figures of a file, and note the smallest share of a partner, of the newest year."""
    for each in figures:
        if each.indicator in SHARES and each.partner:
            last = smallest.get((each.indicator, each.reporter))
            if last is None or (-each.year, each.value) < (-last.observation.year, last.observation.value):
                smallest[each.indicator, each.reporter] = Candidate("", each, entry, layout)
        yield each


def select_answers(
    figures: Iterable[Observation],
    entry: Entry,
    layout: Layout,
    find: Callable[[Observation], Question | None],
    remarks: list[str],
) -> Iterator[tuple[Question, Candidate]]:
    """Yield the figures of a file that answer a question, with it; at the end remarks get why others cannot be used."""
    unused = Counter[str]()
    for each in figures:
        question = find(each)
        if question is None:
            continue
        candidate = make_candidate(each, entry, layout)
        if reason := find_flaw(candidate, question):
            unused[reason] += 1
        else:
            yield question, candidate
    remarks += [f"left out of {in_one_line(entry.path)}, {reason}: {number}" for reason, number in unused.items()]


def _tell_contested(candidate: Candidate) -> str:
    file, first, other = map(in_one_line, (candidate.entry.path, candidate.observation.where, candidate.contested))
    return f"{file} has two values of a figure: the first is used ({first}), not the other ({other})"


def _add_totals(pool: _Pool, pools: Sequence[_Pool], remarks: list[str]) -> _Pool:
    """Give each share its total; a share without one is left out and told."""
    completed: _Pool = {}
    for question, candidates in pool.items():
        completed[question] = []
        for each in candidates:
            indicator, reporter = each.observation.indicator, each.observation.reporter
            total = _find_total(Question(SHARES[indicator], reporter), each, pools) if indicator in SHARES else None
            if total or indicator not in SHARES:
                completed[question].append(each._replace(total=total))
            else:
                remarks.append(
                    f"left out of {in_one_line(each.entry.path)}: {indicator} of {reporter}, since no file has its "
                    f"{SHARES[indicator]}"
                )
    return completed


def _find_total(question: Question, share: Candidate, pools: Sequence[_Pool]) -> Candidate | None:
    """Return what a share is multiplied by: a total of the same year if there is one, else the one in use."""
    for pool in pools:
        if same := [each for each in pool[question] if each.observation.year == share.observation.year]:
            return min(same, key=rank)
    for pool in pools:
        if pool[question]:
            return min(pool[question], key=rank)
    return None


def gather_pools(
    catalogue: Catalogue, questions: Iterable[Question], default: Catalogue | None, remarks: list[str]
) -> Pools:
    """Read all files of a catalogue, once each, and those of a default that fills what they lack; without their shares.

    Remarks get what people must be told of the files. Raises LeverageError if a file is not the one that was added or
    cannot be read.
    """
    check_files(catalogue)
    by_key = {key: question for question in questions for key in question.keys}
    return [_read_pool(each, by_key, {}, remarks, []) for each in (catalogue, default) if each is not None]


def choose_answer(pools: Pools, question: Question, year: str) -> Answer:
    """Return what is used for a figure, of the year that `read_pair` takes. Raises LeverageError if it finds none."""
    return _answer([pool[question] for pool in pools], _resolve_year(pools, year))


def _resolve_year(pools: Pools, year: str) -> str:
    """Return which year `COMMON` is: that of the files, or of the default where these have nothing."""
    if year != COMMON:
        return year
    return str(_require_common_year(pools[0] if any(pools[0].values()) else pools[-1]))


def list_terms(used: Iterable[Candidate]) -> list[str]:
    """Return what people must be told of files whose terms forbid to pass the data on."""
    closed = {each.entry.path: each.entry.terms for each in used if each.layout.closed}
    return [f"not to be passed on: figures of {in_one_line(path)}; {terms}" for path, terms in closed.items()]


def make_candidate(observation: Observation, entry: Entry, layout: Layout) -> Candidate:
    """Return a figure of a file as a value to choose from."""
    return Candidate(find_sort(observation, layout), observation, entry, layout)


def check_files(catalogue: Catalogue) -> None:
    """Raise LeverageError for files that are missing or changed: their SHA-256 would say what is not so."""
    said = {MISSING: "is not there", CHANGED: "is not the file that was added"}
    problems = []
    for entry in catalogue.files.values():
        state, _ = find_state(catalogue, entry)
        if state != SAME:
            hint = "take it out of the list, or put it there again"
            if state == CHANGED:
                hint = f"take it out of the list, or add it again: `leverage data add {quote_path(entry.path)}`"
            problems.append(Problem(f"{in_one_line(entry.path)} {said[state]}", entry.place, hint))
    if problems:
        raise LeverageError(problems)


def find_sort(observation: Observation, layout: Layout) -> str:
    """Say who reports a flow of goods, or what else a value counts."""
    if observation.indicator in (GOODS, "imports_from") and layout.id == BACI:
        return RECONCILED
    if observation.indicator in (GOODS, "export_share"):
        return EXPORTER
    return IMPORTER if observation.indicator in ("imports_from", "import_share") else ""


def find_flaw(candidate: Candidate, question: Question) -> str:
    """Say why a value cannot be used, else nothing."""
    each = candidate.observation
    if candidate.entry.accessed and each.year > int(candidate.entry.accessed[:4]):
        return f"of a year after {candidate.entry.accessed}, when the file was downloaded"
    if each.indicator in SHARES:
        return "" if 0 < each.value <= 1 else "a share not above zero, or above 100 %"
    unit = AGGREGATES.get(question.indicator, "USD/year")
    if each.unit != unit:
        return f"in {each.unit} where {unit} is needed"
    if each.value < 0 or (each.value == 0 and question.indicator not in TOTALS):
        return "not above zero"
    if candidate.covers == "services" or (candidate.sort and candidate.covers == "goods and services"):
        return f"of {candidate.covers}"
    return ""


def list_doubts(entry: Entry, account: Account) -> list[str]:
    """List why a file may lack what it seems to have, in sentences."""
    doubts, file = [], in_one_line(entry.path)
    if account.unmatched:
        names = ", ".join(name for name, _ in account.unmatched.most_common(5))
        more = len(account.unmatched) - 5
        doubts.append(f"{file}: no country known here: {names}{f' and {more} more' if more > 0 else ''}")
    if not account.figures:
        doubts.append(f"{file} has no figure that can be used: `leverage data list` says why")
    return doubts


def is_of_one_year(candidate: Candidate) -> bool:
    """Tell whether a value is of one year: not a share of one year with a total of another."""
    return candidate.total is None or candidate.total.observation.year == candidate.observation.year


def _require_common_year(candidates: Mapping[Question, Sequence[Candidate]]) -> int:
    """Return the newest year that all main figures share. Raises LeverageError if there is none."""
    years = {
        question: {each.observation.year for each in found if is_of_one_year(each)}
        for question, found in candidates.items()
        if found
    }
    if shared := find_common_year(years):
        return shared
    there = "; ".join(
        f"{' '.join(filter(None, question))} has {write_span(sorted(each))}"
        for question, each in years.items()
        if question.indicator in _SHARED
    )
    raise fail(f"no year is common to all figures: {there or 'there are none'}", "--year newest")


def find_common_year(years: Mapping[Question, Collection[int]]) -> int | None:
    """Return the newest year of which files have all that they have at all of goods, GDP, exports and imports."""
    shared = [set(each) for question, each in years.items() if question.indicator in _SHARED and each]
    return max(set.intersection(*shared), default=None) if shared else None


def write_span(years: Sequence[int]) -> str:
    """Write the first and the last of years that are in order: 2017, or 2017 to 2023."""
    return str(years[0]) if years[0] == years[-1] else f"{years[0]} to {years[-1]}"


def _answer(pools: Sequence[Sequence[Candidate]], year: str) -> Answer:
    """Choose one year of each series of the first pool that has any, and put the one that is used first."""
    years = sorted({each.observation.year for pool in pools for each in pool})
    for pool in pools:
        series: dict[tuple[str, ...], list[Candidate]] = {}
        for each in pool:
            if year == NEWEST or (str(each.observation.year) == year and is_of_one_year(each)):
                what = "share" if each.total else ""
                series.setdefault((each.entry.path, each.sort, each.covers, each.basis, what), []).append(each)
        chosen = [max(each, key=lambda candidate: candidate.observation.year) for each in series.values()]
        if chosen:
            layouts = list(dict.fromkeys(candidate.layout.id for candidate in chosen))
            chosen.sort(key=lambda each: each.entry.accessed, reverse=True)  # of the same layout the newest file
            chosen.sort(key=lambda each: (rank(each), layouts.index(each.layout.id)))
            return Answer(dict(zip(_name_readings(chosen), chosen, strict=True)), years)
    return Answer({}, years)


def is_before(first: Candidate, second: Candidate) -> bool:
    """Tell whether a value is used rather than another: of the same rank and series, that of the newer file.

    What a file of the user's has comes before all pages of the package.
    """
    are_pages = is_page(first.entry.path), is_page(second.entry.path)
    if are_pages[0] != are_pages[1]:
        return are_pages[1]
    if rank(first) != rank(second):
        return rank(first) < rank(second)
    return first.series == second.series and first.entry.accessed > second.entry.accessed


def rank(candidate: Candidate) -> tuple[float, ...]:
    """Return what values are ordered by: the newest first, of goods the exporter's own report before the importer's.

    Totals of goods come before those of goods and services, whatever their year. Shares come after all others, that of
    the smaller total first: half a per cent, to which shares are rounded, is less of it.
    """
    year = -candidate.observation.year
    if candidate.total:
        return 1, year, candidate.total.value
    if candidate.sort:
        return 0, 0, year, _SIDES.index(candidate.sort), int(candidate.basis != _BASES[candidate.sort])
    covers = _COVERS[candidate.covers] if candidate.observation.indicator in ("exports", "imports") else 0
    return 0, covers, year, 0, 0


def _name_readings(candidates: Iterable[Candidate]) -> list[str]:
    """Name readings after who reports them or what they count, and after the layout where that is not enough."""
    every = list(candidates)
    short = [name_shortly(each) for each in every]
    counts = Counter(short)
    names: list[str] = []
    for name, each in zip(short, every, strict=True):
        full = name if counts[name] == 1 else "_".join(dict.fromkeys((name, each.layout.id)))
        numbered = (f"{full}_{number}" for number in count(2))
        names.append(full if full not in names else next(other for other in numbered if other not in names))
    return names


def name_shortly(candidate: Candidate) -> str:
    """Return the usual name of a reading."""
    if candidate.sort:
        is_usual = candidate.basis in ("", _BASES[candidate.sort])
        return candidate.sort if is_usual else f"{candidate.sort}_{candidate.basis.lower()}"
    if candidate.observation.indicator in ("exports", "imports") and candidate.covers:
        return candidate.covers.replace(" ", "_")
    return candidate.layout.id
