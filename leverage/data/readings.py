"""What the files of a catalogue say of two countries, and which of rival values is used.

A flow has two reports: the exporter's, and that of the importer, its mirror. Neither is converted to the other's value.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from leverage.data.catalogue import CHANGED, MISSING, SAME, Catalogue, Entry, find_state, read_entry
from leverage.data.countries import Country
from leverage.data.layouts import TOTALS, Layout
from leverage.data.observations import Account, Observation
from leverage.model import AGGREGATES
from leverage.problems import LeverageError, Problem, in_one_line

#: Which year is used, beside a number: of each value its newest, or the newest that the main figures share.
NEWEST, COMMON = "newest", "common"
YEARS = f"{NEWEST}|{COMMON}|[12][0-9]{{3}}"
EXPORTER, IMPORTER, RECONCILED = "exporter", "importer", "reconciled"
#: The layout whose flows are made of both reports.
BACI = "baci"
#: What a scenario of two countries needs of each.
MAIN = ("gdp", "exports", "imports")

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
        if self.indicator == "exports_to":
            return (self, ("imports_from", self.partner, self.country))
        return (self,)


class Candidate(NamedTuple):
    """A value for a figure, with the file that has it; `sort` says who reports it, or what it counts."""

    sort: str
    observation: Observation
    entry: Entry
    layout: Layout

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


class Pair(NamedTuple):
    """What a catalogue has on two countries: answers by question, and what people must be told of its files."""

    first: Country
    second: Country
    answers: Mapping[Question, Answer]
    remarks: Sequence[str]  # on values that are left out, and on files that must not be passed on
    year: str  # the one that all figures are of; `NEWEST` where each has its own
    doubts: Sequence[str]  # of files, which may be why something is missing


def find_question(indicator: str, reporter: str, partner: str) -> Question:
    """Return the question that an indicator of a reporter answers."""
    if indicator == "imports_from":
        return Question("exports_to", partner, reporter)
    return Question(indicator, reporter, partner)


def list_questions(first: str, second: str) -> list[Question]:
    """Return what is looked for, for two codes of countries."""
    directions = ((first, second), (second, first))
    flows = [Question(indicator, *codes) for indicator in ("exports_to", "remittances") for codes in directions]
    return flows + [Question(indicator, code) for code in (first, second) for indicator in _OWN]


def read_pair(catalogue: Catalogue, first: Country, second: Country, year: str) -> Pair:
    """Read all files of a catalogue, once each, and choose what is used.

    `year` is `NEWEST`, `COMMON` or a number. Raises LeverageError if a file is not the one that was added or cannot be
    read, if no file has anything on the two, and if there is no common year.
    """
    _check_files(catalogue)
    questions = list_questions(first.code, second.code)
    remarks: list[str] = []
    doubts: list[str] = []
    candidates = _read_pool(catalogue, questions, remarks, doubts)
    if not any(candidates.values()):
        raise LeverageError(
            [
                Problem(
                    f"no file of {in_one_line(str(catalogue.path))} has a figure of {first.name} or {second.name}",
                    hint=f"`leverage data list --missing {first.code} {second.code}` says which to download",
                )
            ]
        )
    if year == COMMON:
        year = str(_find_common_year(candidates))
    answers = {question: _answer(each, year) for question, each in candidates.items()}
    if not any(answer.readings for answer in answers.values()):
        years = sorted({each.observation.year for found in candidates.values() for each in found})
        raise LeverageError(
            [
                Problem(
                    f"no figure of {first.name} or {second.name} is of {year}", hint=f"files have {write_span(years)}"
                )
            ]
        )
    used = [candidate for answer in answers.values() for candidate in answer.readings.values()]
    remarks += list_terms(used)
    return Pair(first, second, answers, remarks, year, doubts)


def _read_pool(
    catalogue: Catalogue, questions: Sequence[Question], remarks: list[str], doubts: list[str]
) -> dict[Question, list[Candidate]]:
    """Read the files of a catalogue; remarks and doubts get what people must be told of them."""
    by_key = {key: question for question in questions for key in question.keys}
    candidates: dict[Question, list[Candidate]] = {question: [] for question in questions}
    for entry in catalogue.files.values():
        account, unused = Account(), Counter[str]()
        layout = catalogue.layouts[entry.layout]
        for each in read_entry(catalogue, entry, account):
            question = by_key.get((each.indicator, each.reporter, each.partner))
            if question is None:
                continue
            candidate = make_candidate(each, entry, layout)
            if reason := _find_flaw(candidate, question):
                unused[reason] += 1
            else:
                candidates[question].append(candidate)
        name = in_one_line(entry.path)
        remarks += [f"left out of {name}, {reason}: {number}" for reason, number in unused.items()]
        doubts += _list_doubts(name, account)
    return candidates


def gather_candidates(
    catalogue: Catalogue, questions: Sequence[Question], remarks: list[str]
) -> Mapping[Question, Sequence[Candidate]]:
    """Read all files of a catalogue, once each; remarks get what people must be told of them.

    Raises LeverageError if a file is not the one that was added or cannot be read.
    """
    _check_files(catalogue)
    return _read_pool(catalogue, questions, remarks, [])


def choose_answers(candidates: Mapping[Question, Sequence[Candidate]], year: str) -> Mapping[Question, Answer]:
    """Return what is used, by question, of the year that `read_pair` takes. Raises LeverageError if it finds none."""
    if year == COMMON:
        year = str(_find_common_year(candidates))
    return {question: _answer(each, year) for question, each in candidates.items()}


def list_terms(used: Iterable[Candidate]) -> list[str]:
    """Return what people must be told of files whose terms forbid to pass the data on."""
    closed = {each.entry.path: each.entry.terms for each in used if each.layout.closed}
    return [f"not to be passed on: figures of {in_one_line(path)}; {terms}" for path, terms in closed.items()]


def make_candidate(observation: Observation, entry: Entry, layout: Layout) -> Candidate:
    """Return a figure of a file as a value to choose from."""
    return Candidate(_sort(observation, layout), observation, entry, layout)


def _check_files(catalogue: Catalogue) -> None:
    """Raise LeverageError for files that are missing or changed: their SHA-256 would say what is not so."""
    said = {MISSING: "is not there", CHANGED: "is not the file that was added"}
    problems = []
    for entry in catalogue.files.values():
        state, _ = find_state(catalogue, entry)
        if state != SAME:
            hint = "take it out of the list, or add it again: `leverage data add FILE`"
            problems.append(Problem(f"{in_one_line(entry.path)} {said[state]}", entry.place, hint))
    if problems:
        raise LeverageError(problems)


def _sort(observation: Observation, layout: Layout) -> str:
    """Say who reports a flow of goods, or what else a value counts."""
    if observation.indicator not in ("exports_to", "imports_from"):
        return ""
    if layout.id == BACI:
        return RECONCILED
    return EXPORTER if observation.indicator == "exports_to" else IMPORTER


def _find_flaw(candidate: Candidate, question: Question) -> str:
    """Say why a value cannot be used, else nothing."""
    each = candidate.observation
    unit = AGGREGATES.get(question.indicator, "USD/year")
    if each.unit != unit:
        return f"in {each.unit} where {unit} is needed"
    if each.value < 0 or (each.value == 0 and question.indicator not in TOTALS):
        return "not above zero"
    if candidate.covers == "services" or (candidate.sort and candidate.covers == "goods and services"):
        return f"of {candidate.covers}"
    return ""


def _list_doubts(name: str, account: Account) -> list[str]:
    """List why a file may lack what it seems to have, in sentences."""
    doubts = []
    if account.unmatched:
        names = ", ".join(name for name, _ in account.unmatched.most_common(5))
        more = len(account.unmatched) - 5
        doubts.append(f"{name}: no country known here: {names}{f' and {more} more' if more > 0 else ''}")
    if not account.figures:
        doubts.append(f"{name} has no figure that can be used: `leverage data list` says why")
    return doubts


def _find_common_year(candidates: Mapping[Question, Sequence[Candidate]]) -> int:
    """Return the newest year of which files have all that they have at all of goods, GDP, exports and imports."""
    years = {
        question: {each.observation.year for each in found}
        for question, found in candidates.items()
        if found and question.indicator in ("exports_to", *MAIN)
    }
    shared = set.intersection(*years.values()) if years else set()
    if shared:
        return max(shared)
    there = "; ".join(
        f"{' '.join(filter(None, question))} has {write_span(sorted(each))}" for question, each in years.items()
    )
    raise LeverageError(
        [Problem(f"no year is common to all figures: {there or 'there are none'}", hint="--year newest")]
    )


def write_span(years: Sequence[int]) -> str:
    """Write the first and the last of years that are in order: 2017, or 2017 to 2023."""
    return str(years[0]) if years[0] == years[-1] else f"{years[0]} to {years[-1]}"


def _answer(candidates: Sequence[Candidate], year: str) -> Answer:
    """Choose one year of each series, and put the one that is used first."""
    series: dict[tuple[str, str, str, str], list[Candidate]] = {}
    for each in candidates:
        if year in (NEWEST, str(each.observation.year)):
            series.setdefault((each.entry.path, each.sort, each.covers, each.basis), []).append(each)
    chosen = [max(each, key=lambda candidate: candidate.observation.year) for each in series.values()]
    layouts = list(dict.fromkeys(candidate.layout.id for candidate in chosen))
    chosen.sort(key=lambda candidate: candidate.entry.accessed, reverse=True)  # of the same layout the newest file
    chosen.sort(key=lambda candidate: (_rank(candidate), layouts.index(candidate.layout.id)))
    names = _name_readings(chosen)
    return Answer(
        dict(zip(names, chosen, strict=True)), sorted({candidate.observation.year for candidate in candidates})
    )


def is_before(first: Candidate, second: Candidate) -> bool:
    """Tell whether a value is used rather than another: of the same rank and series, that of the newer file."""
    if _rank(first) != _rank(second):
        return _rank(first) < _rank(second)
    return first.series == second.series and first.entry.accessed > second.entry.accessed


def _rank(candidate: Candidate) -> tuple[int, ...]:
    """Return what values are ordered by: the newest first, of goods the exporter's own report before the importer's.

    Totals of goods come before those of goods and services, whatever their year.
    """
    year = -candidate.observation.year
    if candidate.sort:
        return 0, year, _SIDES.index(candidate.sort), int(candidate.basis != _BASES[candidate.sort])
    covers = _COVERS[candidate.covers] if candidate.observation.indicator in ("exports", "imports") else 0
    return covers, year, 0, 0


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
