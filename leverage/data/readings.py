"""What the files of a catalogue say of two countries, and which of rival values is used.

A flow has two reports: the exporter's, and that of the importer, its mirror. Neither is converted to the other's value.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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
EXPORTER, IMPORTER, RECONCILED = "exporter", "importer", "reconciled"
#: The layout whose flows are made of both reports.
BACI = "baci"
#: What a scenario of two countries needs of each.
MAIN = ("gdp", "exports", "imports")
_SHARED = ("exports_to", *MAIN)  # what has to be of one year where a common one is wanted

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
    check_files(catalogue)
    questions = list_questions(first.code, second.code)
    by_key = {key: question for question in questions for key in question.keys}
    candidates: dict[Question, list[Candidate]] = {question: [] for question in questions}
    remarks: list[str] = []
    doubts: list[str] = []
    for entry in catalogue.files.values():
        account, unused = Account(), Counter[str]()
        layout = catalogue.layouts[entry.layout]
        for each in read_entry(catalogue, entry, account):
            question = by_key.get((each.indicator, each.reporter, each.partner))
            if question is None:
                continue
            candidate = Candidate(find_sort(each, layout), each, entry, layout)
            if reason := find_flaw(candidate, question):
                unused[reason] += 1
            else:
                candidates[question].append(candidate)
        name = in_one_line(entry.path)
        remarks += [f"left out of {name}, {reason}: {number}" for reason, number in unused.items()]
        doubts += list_doubts(name, account)
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
        year = str(_require_common_year(candidates))
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
    closed = {each.entry.path: each.entry.terms for each in used if each.layout.closed}
    remarks += [f"not to be passed on: figures of {in_one_line(path)}; {terms}" for path, terms in closed.items()]
    return Pair(first, second, answers, remarks, year, doubts)


def check_files(catalogue: Catalogue) -> None:
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


def find_sort(observation: Observation, layout: Layout) -> str:
    """Say who reports a flow of goods, or what else a value counts."""
    if observation.indicator not in ("exports_to", "imports_from"):
        return ""
    if layout.id == BACI:
        return RECONCILED
    return EXPORTER if observation.indicator == "exports_to" else IMPORTER


def find_flaw(candidate: Candidate, question: Question) -> str:
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


def list_doubts(name: str, account: Account) -> list[str]:
    """List why a file may lack what it seems to have, in sentences."""
    doubts = []
    if account.unmatched:
        names = ", ".join(name for name, _ in account.unmatched.most_common(5))
        more = len(account.unmatched) - 5
        doubts.append(f"{name}: no country known here: {names}{f' and {more} more' if more > 0 else ''}")
    if not account.figures:
        doubts.append(f"{name} has no figure that can be used: `leverage data list` says why")
    return doubts


def _require_common_year(candidates: Mapping[Question, Sequence[Candidate]]) -> int:
    """Return the newest year that all main figures share. Raises LeverageError if there is none."""
    years = {question: {each.observation.year for each in found} for question, found in candidates.items() if found}
    if shared := find_common_year(years):
        return shared
    there = "; ".join(
        f"{' '.join(filter(None, question))} has {write_span(sorted(each))}"
        for question, each in years.items()
        if question.indicator in _SHARED
    )
    raise LeverageError(
        [Problem(f"no year is common to all figures: {there or 'there are none'}", hint="--year newest")]
    )


def find_common_year(years: Mapping[Question, Collection[int]]) -> int | None:
    """Return the newest year of which files have all that they have at all of goods, GDP, exports and imports."""
    shared = [set(each) for question, each in years.items() if question.indicator in _SHARED and each]
    return max(set.intersection(*shared), default=None) if shared else None


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
    chosen.sort(key=rank)
    names = _name_readings(chosen)
    return Answer(
        dict(zip(names, chosen, strict=True)), sorted({candidate.observation.year for candidate in candidates})
    )


def rank(candidate: Candidate) -> tuple[int, ...]:
    """Return what values are ordered by, the first of which is used.

    The newest come first, of goods the exporter's own report before the importer's. Totals of goods come before those
    of goods and services, whatever their year.
    """
    year = -candidate.observation.year
    if candidate.sort:
        return 0, year, _SIDES.index(candidate.sort), int(candidate.basis != _BASES[candidate.sort])
    covers = _COVERS[candidate.covers] if candidate.observation.indicator in ("exports", "imports") else 0
    return covers, year, 0, 0


def _name_readings(candidates: Iterable[Candidate]) -> list[str]:
    """Name readings after who reports them or what they count, and after the layout where that is not enough."""
    every = list(candidates)
    short = [_name_shortly(each) for each in every]
    counts = Counter(short)
    names: list[str] = []
    for name, each in zip(short, every, strict=True):
        full = name if counts[name] == 1 else "_".join(dict.fromkeys((name, each.layout.id)))
        numbered = (f"{full}_{number}" for number in count(2))
        names.append(full if full not in names else next(other for other in numbered if other not in names))
    return names


def _name_shortly(candidate: Candidate) -> str:
    if candidate.sort:
        is_usual = candidate.basis in ("", _BASES[candidate.sort])
        return candidate.sort if is_usual else f"{candidate.sort}_{candidate.basis.lower()}"
    if candidate.observation.indicator in ("exports", "imports") and candidate.covers:
        return candidate.covers.replace(" ", "_")
    return candidate.layout.id
