"""What `leverage check` says: every claim's verdict, and what was found in the files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from leverage.analysis.assessment import Attempt
from leverage.analysis.claims import OPEN
from leverage.analysis.ranges import Drawn
from leverage.analysis.robustness import Robustness
from leverage.model import VERDICTS
from leverage.problems import Problem
from leverage.report import claims, robustness, views, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.claims import SHARE_OF_DRAWS, Judged
from leverage.report.columns import Column, Columns, count, text
from leverage.report.report import Record, Report, Table
from leverage.report.views import Chart, Grid, Prose, View
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


def list_findings(
    attempts: Sequence[Attempt], drawn: Mapping[str, Drawn | None], *, is_strict: bool
) -> Iterator[Record]:
    """Yield an entry for each scenario's files, claims and notes.

    Its level is pass, error (a file is wrong), failure (a verdict is not the one expected) or note, which under
    strictness is a failure too.
    """
    for attempt in attempts:
        for finding in _find(attempt, drawn.get(attempt.name), is_strict=is_strict):
            yield FINDINGS.make_record(finding)


def _find(attempt: Attempt, drawn: Drawn | None, *, is_strict: bool) -> Iterator[Finding]:
    if attempt.assessment is None:
        for problem in attempt.problems:
            yield Finding(attempt.name, "file", attempt.file, "error", problem)
        return
    yield Finding(attempt.name, "file", attempt.file, "pass", None, attempt.file)
    reader = CellReader(attempt.assessment, None, drawn)
    for judged in claims.list_claims(reader):
        yield _find_verdict(judged)
    for number, note in enumerate(attempt.assessment.notes, 1):
        yield Finding(attempt.name, "note", str(number), "failure" if is_strict else "note", note)


def _find_verdict(judged: Judged) -> Finding:
    claim, verdict = judged.claim, judged.verdict.verdict
    told = "the claim is open" if verdict == OPEN else f"the claim {verdict}"
    if verdict == OPEN and judged.verdict.share is not None:
        told = f"{told}, true in {claims.write_share_held(judged.verdict.share)} of the draws"
    if not judged.is_expected:
        told = f"{told}, expected: {claim.expect}"
    hint = "; ".join([claim.test.formula.text, *judged.explain_missing(SHARE_OF_DRAWS)])
    problem = Problem(f"{told}: {claim.says}", claim.place, hint)
    return Finding(judged.reader.name, "claim", claim.id, "pass" if judged.is_expected else "failure", problem)


def report_check(
    attempts: Sequence[Attempt],
    drawn: Mapping[str, Drawn | None] = MappingProxyType({}),
    *,
    is_strict: bool = False,
    is_robust: bool = False,
    has_chart: bool = False,
) -> Report:
    """Report every claim's verdict, the notes on the files, and what is wrong with those that cannot be read.

    `drawn` are the draws of scenarios by name; with them the share in which each claim holds is told. `is_robust` asks
    for the table of how robust the conclusions are, which then comes first; `has_chart` for a chart of the claims.
    """
    readers = [
        CellReader(attempt.assessment, None, drawn.get(attempt.name)) for attempt in attempts if attempt.assessment
    ]
    judged = [claim for reader in readers for claim in claims.list_claims(reader)]
    notes = [Finding(reader.name, "note", "", "note", note) for reader in readers for note in reader.of.notes]
    problems = [
        Finding(attempt.name, "file", attempt.file, "error", problem)
        for attempt in attempts
        for problem in attempt.problems
    ]
    tried = {reader.name: robustness.find_robustness(reader) for reader in readers} if is_robust else {}
    tables = {
        "claims": Table(claims.CLAIMS, lambda: map(claims.CLAIMS.make_record, judged)),
        "notes": Table(NOTES, lambda: map(NOTES.make_record, notes)),
        "problems": Table(PROBLEMS, lambda: map(PROBLEMS.make_record, problems)),
        "findings": Table(FINDINGS, lambda: list_findings(attempts, drawn, is_strict=is_strict)),
    }
    if is_robust:
        rows = [row for reader in readers for row in robustness.list_tried(reader, tried[reader.name])]
        columns = robustness.ROBUSTNESS
        tables = {"robustness": Table(columns, lambda: map(columns.make_record, rows)), **tables}
    title, heading, scenario = f"{len(attempts)} scenarios", "claims", {}
    if readers:
        heading = f"{heading}{describe_what_if(readers[0])}"
        scenario = dict(describe_scenarios(readers[:1])[0])
        if len(attempts) == 1:
            title = readers[0].scenario.title
    summary = _summarize(attempts, judged, notes)
    if is_strict and notes:
        summary = f"{summary} Notes count as failures."
    scenario["checked"] = describe_scenarios(readers)
    return Report(
        title,
        heading,
        scenario,
        tables,
        lambda: (
            *_draw_views(readers, judged, tried, notes, summary),
            *([_draw_chart(readers, judged)] if has_chart and judged else []),
        ),
        (summary,),
        chart=partial(_draw_chart, readers, judged) if judged else None,
    )


def _draw_chart(readers: Sequence[CellReader], judged: Sequence[Judged]) -> Chart:
    """Draw the claims of each scenario by their limits; those inherited unchanged are drawn once."""
    from leverage.report.show import charts  # which most runs do without

    shown = _drop_repeated(judged)
    groups = [(reader, [claim for claim in shown if claim.reader is reader]) for reader in readers]
    return charts.draw_verdicts([group for group in groups if group[1]])


def _draw_views(
    readers: Sequence[CellReader],
    judged: Sequence[Judged],
    tried: Mapping[str, Sequence[Robustness]],
    notes: Sequence[Finding],
    summary: str,
) -> tuple[View, ...]:
    shown = _drop_repeated(judged)
    again = len(judged) - len(shown)
    repeated = (f"Inherited with the same numbers and not shown again: {again} claims.",) if again else ()
    return views.drop_empty(
        *(_draw_claims(reader, shown) for reader in readers),
        Prose("claims", repeated, is_small=True),
        *(
            view
            for reader in readers
            if reader.name in tried
            for view in robustness.draw_robustness(reader, tried[reader.name])
        ),
        Prose("notes", tuple(dict.fromkeys(map(_write_note, notes))), is_small=True),
        Prose("claims", (summary,)),
    )


def _draw_claims(reader: CellReader, judged: Sequence[Judged]) -> Grid:
    """Draw the claims of one scenario among those of several."""
    title = reader.name
    if reader.drawn:
        title = f"{title}; holds in so many of {reader.drawn.draws:,} draws"
    else:
        title = f"{title}; {words.AT_VALUES}"
    return claims.draw_claims(reader, [claim for claim in judged if claim.reader is reader], title)


def count_failures(report: Report) -> int:
    """Count what is not as it should be though every file can be read: verdicts and, under strictness, notes."""
    return sum(row["level"] == "failure" for row in report.tables["findings"].records)


def _write_note(note: Finding) -> str:
    return f"Note: {note.message} ({note.file}:{note.line})"


def _drop_repeated(judged: Sequence[Judged]) -> list[Judged]:
    """Drop claims that say of a scenario just what they said of one before: those it inherits unchanged."""
    first: dict[tuple[object, ...], Judged] = {}
    for claim in judged:
        place, verdict = claim.claim.place, claim.verdict
        key = (place.file.name, place.line, claim.claim.test.formula.text, claim.claim.expect, verdict)
        first.setdefault(key, claim)
    return list(first.values())


def _summarize(attempts: Sequence[Attempt], judged: Sequence[Judged], notes: Sequence[Finding]) -> str:
    """Say in one line how many files are wrong, what became of the claims, and how many notes there are."""
    wrong = [attempt for attempt in attempts if attempt.assessment is None]
    errors = len({problem for attempt in wrong for problem in attempt.problems})
    files = count_form(len(attempts), ("{count} scenario", "{count} scenarios"))
    if wrong:
        told = count_form(errors, ("{count} error", "{count} errors"))
        files = f"{files}, {len(wrong)} of them wrong ({told})"
    noted = count_form(len(set(map(_write_note, notes))), ("{count} note", "{count} notes"))
    return f"{files}; {_summarize_verdicts(judged)}; {noted}."


def _summarize_verdicts(judged: Sequence[Judged]) -> str:
    """Say how many claims came out how, and how many of them not as expected."""
    if not judged:
        return "no claims"
    verdicts = Counter(claim.verdict.verdict for claim in judged)
    odd = sum(not claim.is_expected for claim in judged)
    counted = count_form(len(judged), ("{count} claim", "{count} claims"))
    expected = f"{odd} not as expected" if odd else "all as expected"
    hold, fail, open_, unsaid = (verdicts[verdict] for verdict in VERDICTS)
    basis = "" if any(claim.reader.drawn for claim in judged) else f", {words.AT_VALUES}"
    told = f"{counted}: {hold} hold, {fail} fail, {open_} too close to call, {unsaid} cannot be said{basis}"
    return f"{told}; {expected}"
