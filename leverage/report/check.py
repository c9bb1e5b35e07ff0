"""What `leverage check` says: every claim's verdict, and what was found in the files."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from leverage.analysis.assessment import Attempt
from leverage.analysis.ranges import Drawn
from leverage.problems import Problem
from leverage.report import claims, views
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.claims import _claims
from leverage.report.report import Record, Report, Table
from leverage.report.views import Prose, View
from leverage.report.words import count_form

FINDINGS = ("scenario", "sort", "name", "level", "message", "hint", "file", "line", "column")


def list_findings(attempts: Sequence[Attempt], *, is_strict: bool) -> Iterator[Record]:
    """Yield an entry for each scenario's files, claims and notes.

    Its level is pass, error (a file is wrong), failure (a verdict is not the one expected) or note, which under
    strictness is a failure too.
    """
    for attempt in attempts:
        if attempt.assessment is None:
            own = _entry(attempt.name, "file", attempt.file, "error")
            yield from ({**own, **_told(problem)} for problem in attempt.problems)
            continue
        yield {**_entry(attempt.name, "file", attempt.file, "pass"), "file": attempt.file}
        reader = CellReader(attempt.assessment)
        yield from (_claim(reader, row) for row in claims.list_claims(reader))
        for number, note in enumerate(attempt.assessment.notes, 1):
            level = "failure" if is_strict else "note"
            yield {**_entry(attempt.name, "note", str(number), level), **_told(note)}


def _claim(reader: CellReader, row: Record) -> Record:
    verdict, expected = str(row["verdict"]), str(row["expect"])
    is_expected = verdict == expected
    template = "the claim {verdict}: {says}" if is_expected else "the claim {verdict}, expected: {expected}: {says}"
    message = template.format(verdict=verdict, expected=expected, says=row["says"])
    hint = "; ".join([str(row["test"]), *row["missing"]])
    place = reader.scenario.claims[str(row["claim"])].place
    own = _entry(reader.name, "claim", str(row["claim"]), "pass" if is_expected else "failure")
    return {**own, **_told(Problem(message, place, hint))}


def _entry(scenario: str, sort: str, name: str, level: str) -> Record:
    return {"scenario": scenario, "sort": sort, "name": name, "level": level}


def _told(problem: Problem) -> Record:
    place = problem.place
    return {
        "message": problem.message,
        "hint": problem.hint or None,
        "file": place.file.name if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


_CLAIMS = "claims"

NOTES = ("scenario", "note", "hint", "file", "line", "column")
PROBLEMS = ("scenario", "problem", "hint", "file", "line", "column")


def report_check(
    attempts: Sequence[Attempt],
    drawn: Mapping[str, Drawn | None] = MappingProxyType({}),
    *,
    is_strict: bool = False,
) -> Report:
    """Report every claim's verdict, the notes on the files, and what is wrong with those that cannot be read.

    `drawn` are the draws of scenarios by name; with them the share in which each claim holds is told.
    """
    readers = [CellReader(one.assessment, None, drawn.get(one.name)) for one in attempts if one.assessment]
    rows = [row for reader in readers for row in claims.list_claims(reader)]
    notes = [_note(reader.name, note) for reader in readers for note in reader.of.notes]
    tables = {
        "claims": Table(claims.CLAIMS, lambda: rows),
        "notes": Table(NOTES, lambda: notes),
        "problems": Table(
            PROBLEMS, lambda: (_problem(one.name, problem) for one in attempts for problem in one.problems)
        ),
        "findings": Table(FINDINGS, lambda: list_findings(attempts, is_strict=is_strict)),
    }
    several = f"{len(attempts)} scenarios"
    title = readers[0].scenario.title if len(attempts) == 1 and readers else several
    first = describe_scenarios(readers[:1])[0] if readers else {}
    scenario = {**first, "checked": describe_scenarios(readers)}
    summary = " ".join(
        (_summary(attempts, rows, notes), *(("Notes count as failures.",) if is_strict and notes else ()))
    )
    heading = f"{_CLAIMS}{describe_what_if(readers[0])}" if readers else _CLAIMS
    return Report(title, heading, scenario, tables, lambda: _views(readers, tables, summary), (summary,))


def _views(readers: Sequence[CellReader], tables: Mapping[str, Table], summary: str) -> tuple[View, ...]:
    rows, notes = tables["claims"].records, tables["notes"].records
    shown = _unrepeated(readers, rows)
    again = len(rows) - len(shown)
    repeated = (f"Inherited with the same numbers and not shown again: {again} claims.",) if again else ()
    return views.drop_empty(
        *(_claims(one, [row for row in shown if row["scenario"] == one.name]) for one in readers),
        Prose("claims", repeated, is_small=True),
        Prose("notes", tuple(dict.fromkeys(_noted(row) for row in notes)), is_small=True),
        Prose("claims", (summary,)),
    )


def count_failures(report: Report) -> int:
    """Count what is not as it should be though every file can be read: verdicts and, under strictness, notes."""
    return sum(row["level"] == "failure" for row in report.tables["findings"].records)


def _note(scenario: str, note: Problem) -> Record:
    return {"scenario": scenario, "note": note.message, **_placed(note)}


def _problem(scenario: str, problem: Problem) -> Record:
    return {"scenario": scenario, "problem": problem.message, **_placed(problem)}


def _placed(problem: Problem) -> Record:
    place = problem.place
    return {
        "hint": problem.hint or None,
        "file": place.file.name if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _noted(row: Record) -> str:
    return f"Note: {row['note']} ({row['file']}:{row['line']})"


def _unrepeated(readers: Sequence[CellReader], rows: Sequence[Record]) -> list[Record]:
    """Drop claims that say of a scenario just what they said of one before: those it inherits unchanged."""
    written = {reader.name: reader.scenario.claims for reader in readers}
    seen = set()
    kept = []
    for row in rows:
        place = written[str(row["scenario"])][str(row["claim"])].place
        key = (place.file.name, place.line, row["test"], row["verdict"], row["expect"], row["left"], row["right"])
        if key not in seen:
            kept.append(row)
        seen.add(key)
    return kept


def _summary(attempts: Sequence[Attempt], rows: Sequence[Record], notes: Sequence[Record]) -> str:
    """Say in one line how many files are wrong, what became of the claims, and how many notes there are."""
    wrong = [one for one in attempts if one.assessment is None]
    errors = len({problem for one in wrong for problem in one.problems})
    files = count_form(len(attempts), ("{count} scenario", "{count} scenarios"))
    if wrong:
        told = count_form(errors, ("{count} error", "{count} errors"))
        files = f"{files}, {len(wrong)} of them wrong ({told})"
    noted = count_form(len(dict.fromkeys(map(_noted, notes))), ("{count} note", "{count} notes"))
    return f"{files}; {_verdicts(rows)}; {noted}."


def _verdicts(rows: Sequence[Record]) -> str:
    """Say how many claims came out how, and how many of them not as expected."""
    if not rows:
        return "no claims"
    hold, fail, unsaid = (sum(row["verdict"] == word for row in rows) for word in ("holds", "fails", "cannot say"))
    odd = sum(row["verdict"] != row["expect"] for row in rows)
    template = (
        "{claims}: {hold} hold, {fail} fail, {unsaid} cannot be said; {odd} not as expected"
        if odd
        else "{claims}: {hold} hold, {fail} fail, {unsaid} cannot be said; all as expected"
    )
    return template.format(
        claims=count_form(len(rows), ("{count} claim", "{count} claims")), hold=hold, fail=fail, unsaid=unsaid, odd=odd
    )
