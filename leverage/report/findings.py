"""What `leverage check` found, one by one: problems of files, claims, notes, each with its place."""

from collections.abc import Iterator, Sequence

from leverage.assessment import Attempt
from leverage.problems import Problem
from leverage.report import records
from leverage.report.ledger import Ledger
from leverage.report.parts import Record
from leverage.report.words import checks as words

FINDINGS = ("scenario", "sort", "name", "level", "message", "hint", "file", "line", "column")


def findings(attempts: Sequence[Attempt], *, is_strict: bool) -> Iterator[Record]:
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
        ledger = Ledger(attempt.assessment)
        yield from (_claim(ledger, row) for row in records.claims(ledger))
        for number, note in enumerate(attempt.assessment.notes, 1):
            level = "failure" if is_strict else "note"
            yield {**_entry(attempt.name, "note", str(number), level), **_told(note)}


def _claim(ledger: Ledger, row: Record) -> Record:
    verdict, expected = str(row["verdict"]), str(row["expect"])
    is_expected = verdict == expected
    template = words.FOUND if is_expected else words.FOUND_UNEXPECTED
    message = template.format(verdict=verdict, expected=expected, says=row["says"])
    hint = "; ".join([str(row["test"]), *row["missing"]])
    place = ledger.scenario.claims[str(row["claim"])].place
    own = _entry(ledger.name, "claim", str(row["claim"]), "pass" if is_expected else "failure")
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
