"""What `leverage check` says: every claim's verdict, and what was found in the files."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from leverage.analysis.assessment import Attempt
from leverage.analysis.ranges import Drawn
from leverage.problems import Problem
from leverage.report import claims, views
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.columns import Column, Columns, count, text
from leverage.report.report import Record, Report, Table
from leverage.report.views import Grid, Prose, View
from leverage.report.words import count_form


class Finding:
    """What was found in a scenario's files: a problem or note, a claim's verdict, or that a file can be read."""

    def __init__(
        self, scenario: str, sort: str, name: str, level: str, problem: Problem | None, file: str = ""
    ) -> None:
        """Take what is told as a problem; without one the file is right."""
        self.scenario = scenario
        self.sort = sort
        self.name = name
        self.level = level
        self.message = problem.message if problem else None
        self.hint = problem.hint or None if problem else None
        self.place = problem.place if problem else None
        self.file = self.place.file.name if self.place else file or None
        self.line = self.place.line if self.place else None
        self.column = self.place.column if self.place else None


_PLACE: tuple[Column[Finding], ...] = (
    text("file", "file that it stands in", lambda row: row.file),
    count("line", "line of that file", lambda row: row.line),
    count("column", "column of that line", lambda row: row.column),
)
FINDINGS = Columns[Finding](
    text("scenario", "the scenario", lambda row: row.scenario),
    text("sort", "`file`, `claim` or `note`", lambda row: row.sort),
    text("name", "the file, the claim, or the number of the note", lambda row: row.name),
    text("level", "`pass`, `error`, `failure` or `note`", lambda row: row.level),
    text("message", "what was found", lambda row: row.message),
    text("hint", "what can be done, or a claim's test", lambda row: row.hint),
    *_PLACE,
)
NOTES = Columns[Finding](
    text("scenario", "the scenario", lambda row: row.scenario),
    text("note", "what a reader of the file should know", lambda row: row.message),
    text("hint", "what can be done", lambda row: row.hint),
    *_PLACE,
)
PROBLEMS = Columns[Finding](
    text("scenario", "the scenario", lambda row: row.scenario),
    text("problem", "what is wrong", lambda row: row.message),
    text("hint", "what can be done", lambda row: row.hint),
    *_PLACE,
)


def list_findings(attempts: Sequence[Attempt], *, is_strict: bool) -> Iterator[Record]:
    """Yield an entry for each scenario's files, claims and notes.

    Its level is pass, error (a file is wrong), failure (a verdict is not the one expected) or note, which under
    strictness is a failure too.
    """
    for attempt in attempts:
        for finding in _find(attempt, is_strict=is_strict):
            yield FINDINGS.make_record(finding)


def _find(attempt: Attempt, *, is_strict: bool) -> Iterator[Finding]:
    if attempt.assessment is None:
        for problem in attempt.problems:
            yield Finding(attempt.name, "file", attempt.file, "error", problem)
        return
    yield Finding(attempt.name, "file", attempt.file, "pass", None, attempt.file)
    reader = CellReader(attempt.assessment)
    for row in claims.list_claims(reader):
        yield _find_verdict(reader, row)
    for number, note in enumerate(attempt.assessment.notes, 1):
        yield Finding(attempt.name, "note", str(number), "failure" if is_strict else "note", note)


def _find_verdict(reader: CellReader, row: Record) -> Finding:
    verdict, claim = row["verdict"], str(row["claim"])
    is_expected = verdict == row["expect"]
    told = f"the claim {verdict}" if is_expected else f"the claim {verdict}, expected: {row['expect']}"
    hint = "; ".join([str(row["test"]), *row["missing"]])
    problem = Problem(f"{told}: {row['says']}", reader.scenario.claims[claim].place, hint)
    return Finding(reader.name, "claim", claim, "pass" if is_expected else "failure", problem)


_CLAIMS = "claims"


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
    notes = [
        NOTES.make_record(Finding(reader.name, "note", "", "note", note))
        for reader in readers
        for note in reader.of.notes
    ]
    problems = [
        PROBLEMS.make_record(Finding(one.name, "file", one.file, "error", problem))
        for one in attempts
        for problem in one.problems
    ]
    tables = {
        "claims": Table(claims.CLAIMS, lambda: rows),
        "notes": Table(NOTES, lambda: notes),
        "problems": Table(PROBLEMS, lambda: problems),
        "findings": Table(FINDINGS, lambda: list_findings(attempts, is_strict=is_strict)),
    }
    several = f"{len(attempts)} scenarios"
    title = readers[0].scenario.title if len(attempts) == 1 and readers else several
    first = describe_scenarios(readers[:1])[0] if readers else {}
    scenario = {**first, "checked": describe_scenarios(readers)}
    summary = " ".join(
        (_summarize(attempts, rows, notes), *(("Notes count as failures.",) if is_strict and notes else ()))
    )
    heading = f"{_CLAIMS}{describe_what_if(readers[0])}" if readers else _CLAIMS
    return Report(title, heading, scenario, tables, lambda: _draw_views(readers, tables, summary), (summary,))


def _draw_views(readers: Sequence[CellReader], tables: Mapping[str, Table], summary: str) -> tuple[View, ...]:
    rows, notes = tables["claims"].records, tables["notes"].records
    shown = _drop_repeated(readers, rows)
    again = len(rows) - len(shown)
    repeated = (f"Inherited with the same numbers and not shown again: {again} claims.",) if again else ()
    return views.drop_empty(
        *(_draw_claims(reader, shown) for reader in readers),
        Prose("claims", repeated, is_small=True),
        Prose("notes", tuple(dict.fromkeys(_write_note(row) for row in notes)), is_small=True),
        Prose("claims", (summary,)),
    )


def _draw_claims(reader: CellReader, rows: Sequence[Record]) -> Grid:
    """Draw the claims of one scenario among those of several."""
    title = reader.name
    if reader.drawn:
        title = f"{title}; holds in so many of {reader.drawn.draws:,} draws"
    return claims.draw_claims(reader, [row for row in rows if row["scenario"] == reader.name], title)


def count_failures(report: Report) -> int:
    """Count what is not as it should be though every file can be read: verdicts and, under strictness, notes."""
    return sum(row["level"] == "failure" for row in report.tables["findings"].records)


def _write_note(row: Record) -> str:
    return f"Note: {row['note']} ({row['file']}:{row['line']})"


def _drop_repeated(readers: Sequence[CellReader], rows: Sequence[Record]) -> list[Record]:
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


def _summarize(attempts: Sequence[Attempt], rows: Sequence[Record], notes: Sequence[Record]) -> str:
    """Say in one line how many files are wrong, what became of the claims, and how many notes there are."""
    wrong = [one for one in attempts if one.assessment is None]
    errors = len({problem for one in wrong for problem in one.problems})
    files = count_form(len(attempts), ("{count} scenario", "{count} scenarios"))
    if wrong:
        told = count_form(errors, ("{count} error", "{count} errors"))
        files = f"{files}, {len(wrong)} of them wrong ({told})"
    noted = count_form(len(dict.fromkeys(map(_write_note, notes))), ("{count} note", "{count} notes"))
    return f"{files}; {_summarize_verdicts(rows)}; {noted}."


def _summarize_verdicts(rows: Sequence[Record]) -> str:
    """Say how many claims came out how, and how many of them not as expected."""
    if not rows:
        return "no claims"
    hold, fail, unsaid = (sum(row["verdict"] == word for row in rows) for word in ("holds", "fails", "cannot say"))
    odd = sum(row["verdict"] != row["expect"] for row in rows)
    counted = count_form(len(rows), ("{count} claim", "{count} claims"))
    expected = f"{odd} not as expected" if odd else "all as expected"
    return f"{counted}: {hold} hold, {fail} fail, {unsaid} cannot be said; {expected}"
