"""What the files of a catalogue say of every two countries: a row a pair, by the rule that chooses for one pair too.

A row says with words what is doubtful in it, by thresholds that are declared here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from leverage.data.catalogue import Catalogue, Entry, read_entry
from leverage.data.observations import EVERY, Account, Observation
from leverage.data.readings import (
    COMMON,
    EXPORTER,
    GOODS,
    IMPORTER,
    MAIN,
    NEWEST,
    REMITTANCES,
    Question,
    check_files,
    find_common_year,
    find_question,
    list_doubts,
    list_questions,
    rank,
    select_answers,
    write_span,
)
from leverage.problems import LeverageError, in_one_line
from leverage.tables.files import fail

ONE_SIDED, HOLE, APART, ABOVE, OLD = "one-sided", "hole", "mirrors-apart", "above-total", "old"
NO_GOODS = "no-goods"
#: The importer's report over that of the exporter, of one year, beyond which the two are apart.
APART_BELOW, APART_ABOVE = 0.5, 2.0
#: Years that may lie between a flow and the total that it is compared with.
ABOVE_WITHIN = 2
#: Years behind the newest flow of goods in the table after which a figure is old.
OLD_AFTER = 5
#: What a row has of each of the two countries.
AGGREGATES = (*MAIN, "remittances_received")

_FLOWS = (GOODS, REMITTANCES)
_OTHER = {EXPORTER: IMPORTER, IMPORTER: EXPORTER}
_MILLION = 1e6


class Value(NamedTuple):
    """A value from a file: who reports it, in USD a year, and of which year; `file` is its number in the catalogue."""

    rank: tuple[float, ...]
    sort: str
    value: float
    year: int
    file: int


class Row(NamedTuple):
    """Two countries, by their codes in the order of letters, with the values in use and the reports of goods.

    `values` answer the questions of `list_questions` about `AGGREGATES`, in that order. `reports` are those of the
    goods that the first sells to the second, and of those the other way round, by who reports. `year` is the newest of
    goods in use, or of remittances where there are no goods. `doubts` are words for what is doubtful, each with
    sentences that say where.
    """

    first: str
    second: str
    year: int
    values: Sequence[Value | None]
    reports: tuple[Mapping[str, Value], Mapping[str, Value]]
    doubts: Mapping[str, Sequence[str]]


class Pairs(NamedTuple):
    """All pairs in the order of their codes, and what people must be told of the files."""

    rows: Sequence[Row]
    remarks: Sequence[str]


#: By question and, where years matter, by year: the best report of each sort.
_Reports = dict[Question, dict[int, dict[str, Value]]]


def read_pairs(catalogue: Catalogue, year: str, watch: Callable[[int], None]) -> Pairs:
    """Read all files of a catalogue, once each, and choose what is used for every two countries with a flow.

    `year` is `NEWEST`, `COMMON` or a number; `watch` is called with numbers of rows and figures as they are read.
    Memory grows with the pairs, and with the years only for `COMMON`. Raises LeverageError if a file is not the one
    that was added or cannot be read, and if no pair has a flow.
    """
    check_files(catalogue)
    reports: _Reports = {}
    remarks: list[str] = []
    reporting: set[tuple[str, str, int]] = set()
    years: set[int] = set()
    files = list(catalogue.files.values())
    for number, entry in enumerate(files):
        account = Account(watch)
        figures = read_entry(catalogue, entry, account)
        for question, candidate in select_answers(
            figures, entry, catalogue.layouts[entry.layout], _find_question_of_row, remarks
        ):
            each = candidate.observation
            if question.indicator in _FLOWS:
                years.add(each.year)
            if year not in (NEWEST, COMMON, str(each.year)):
                continue
            if candidate.sort in _OTHER:
                reporting.add((each.reporter, candidate.sort, each.year))
            report = Value(rank(candidate), candidate.sort, each.value, each.year, number)
            slot = reports.setdefault(question, {}).setdefault(each.year if year == COMMON else 0, {})
            if report.sort not in slot or _is_before(report, slot[report.sort], files):
                slot[report.sort] = report
        watch(account.figures % EVERY)
        if account.contested:
            remarks.append(
                f"figures of which {in_one_line(entry.path)} has another value too: {len(account.contested):,}; the "
                "first is used"
            )
        remarks += list_doubts(entry, account)
    rows, left_out = _make_rows(reports, reporting, year)
    if not rows:
        raise _tell_nothing(catalogue, year, sorted(years))
    if left_out:
        remarks.append(f"pairs left out, whose figures share no year: {left_out:,}")
    return Pairs(rows, [*remarks, *_list_terms(catalogue, rows)])


def _find_question_of_row(each: Observation) -> Question | None:
    """Return the question of a row that a figure answers."""
    question = find_question(each.indicator, each.reporter, each.partner)
    return question if question.indicator in (*_FLOWS, *AGGREGATES) else None


def _is_before(report: Value, other: Value, files: Sequence[Entry]) -> bool:
    """Tell whether a report is used rather than another of its sort: of the same rank that of a layout's newer file."""
    if report.rank != other.rank:
        return report.rank < other.rank
    entry, before = files[report.file], files[other.file]
    return entry.layout == before.layout and entry.accessed > before.accessed


def _tell_nothing(catalogue: Catalogue, year: str, years: Sequence[int]) -> LeverageError:
    if not years:
        message = f"no file of {in_one_line(str(catalogue.path))} has a flow between two countries"
        return fail(message, "`leverage data list --missing` says which to download")
    message = f"no flow between two countries is of {year}"
    if year == COMMON:
        message = "no two countries have figures of a year that all of them share"
    return fail(message, f"files have flows of {write_span(years)}")


def _list_terms(catalogue: Catalogue, rows: Sequence[Row]) -> list[str]:
    """Name the files that must not be passed on, if a value of theirs is in the rows."""
    used = {report.file for row in rows for report in row.values if report}
    used |= {report.file for row in rows for each in row.reports for report in each.values()}
    return [
        f"not to be passed on: figures of {in_one_line(entry.path)}; {entry.terms}"
        for number, entry in enumerate(catalogue.files.values())
        if number in used and catalogue.layouts[entry.layout].closed
    ]


# Rows


def _make_rows(reports: _Reports, reporting: set[tuple[str, str, int]], year: str) -> tuple[list[Row], int]:
    """Return the rows, and how many pairs have no common year where one is wanted."""
    pairs = {
        (min(question.country, question.partner), max(question.country, question.partner))
        for question in reports
        if question.partner
    }
    rows: list[Row] = []
    left_out = 0
    for first, second in sorted(pairs):
        questions = list_questions(first, second, AGGREGATES)
        of_year: int | None = 0
        if year == COMMON:
            of_year = find_common_year({question: reports.get(question, ()) for question in questions})
        chosen = [reports.get(question, {}).get(of_year or 0, {}) for question in questions]
        values = [min(each.values()) if each else None for each in chosen]
        goods, sent = ([value.year for value in part if value] for part in (values[:2], values[2:4]))
        if goods or sent:
            rows.append(Row(first, second, max(goods or sent), values, (chosen[0], chosen[1]), {}))
        else:
            left_out += 1
    newest = max((row.year for row in rows), default=0)
    return [row._replace(doubts=_find_doubts(row, reporting, newest)) for row in rows], left_out


def _find_doubts(row: Row, reporting: set[tuple[str, str, int]], newest: int) -> dict[str, list[str]]:
    doubts: dict[str, list[str]] = {}
    ways = ((row.first, row.second), (row.second, row.first))
    for (seller, buyer), reports in zip(ways, row.reports, strict=True):
        for word, said in _compare_mirrors(seller, buyer, reports, reporting):
            doubts.setdefault(word, []).append(f"{seller} to {buyer}: {said}")
    if not any(row.values[:2]):
        doubts[NO_GOODS] = ["no file has goods between them"]
    values = dict(zip(list_questions(row.first, row.second, AGGREGATES), row.values, strict=True))
    for question, report in values.items():
        if report is None:
            continue
        for total in _list_totals(question):
            whole = values[total]
            if whole and report.value > whole.value and abs(report.year - whole.year) <= ABOVE_WITHIN:
                doubts.setdefault(ABOVE, []).append(_tell_above(question, report, total, whole))
        if question.indicator in (GOODS, *MAIN) and report.year < newest - OLD_AFTER:
            name = f"{question.country} to {question.partner}" if question.partner else question.country
            what = "goods" if question.partner else question.indicator
            doubts.setdefault(OLD, []).append(f"{name}: {what} of {report.year}")
    return {word: doubts[word] for word in (NO_GOODS, HOLE, ONE_SIDED, APART, ABOVE, OLD) if word in doubts}


def _tell_above(flow: Question, report: Value, total: Question, whole: Value) -> str:
    if flow.indicator == GOODS:
        what = f"{flow.country} to {flow.partner}: goods"
    else:
        what = f"{flow.partner} to {flow.country}: remittances"
    return (
        f"{what} of {report.value / _MILLION:,.0f} million USD in {report.year}, above all "
        f"{total.indicator.replace('_', ' ')} of {total.country}, {whole.value / _MILLION:,.0f} in {whole.year}"
    )


def _list_totals(question: Question) -> tuple[Question, ...]:
    """Return the totals that a flow is a part of."""
    if question.indicator == GOODS:
        return Question("exports", question.country), Question("imports", question.partner)
    if question.indicator == REMITTANCES:
        return (Question("remittances_received", question.country),)
    return ()


def _compare_mirrors(
    seller: str, buyer: str, reports: Mapping[str, Value], reporting: set[tuple[str, str, int]]
) -> Iterator[tuple[str, str]]:
    """Yield words for what is doubtful in the two reports of a flow, each with what it says of them."""
    mirrors = {sort: reports[sort] for sort in _OTHER if sort in reports}
    if not any(value.value for value in mirrors.values()):
        return  # nothing is traded, as far as is known
    newest = max(report.year for report in mirrors.values())
    same = {sort: report.value for sort, report in mirrors.items() if report.year == newest}
    if len(mirrors) == 1:
        yield ONE_SIDED, f"the {next(iter(mirrors))} alone reports it"
    if len(same) == 2 and all(same.values()):
        ratio = same[IMPORTER] / same[EXPORTER]
        if not APART_BELOW <= ratio <= APART_ABOVE:
            yield APART, f"the importer reports {ratio:,.3g} times what the exporter reports for {newest}"
        return
    if not any(same.values()):
        return
    for sort, code in ((EXPORTER, seller), (IMPORTER, buyer)):
        if sort in same and same[sort] == 0:
            yield HOLE, f"the {sort} reports none for {newest}, and the {_OTHER[sort]} does"
        elif sort not in same and (code, sort, newest) in reporting:
            yield HOLE, f"the {sort} reports other flows of {newest}, and not this one"
