"""What `leverage check` says: every claim's verdict, and what was found in the files."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from leverage.analysis.assessment import Attempt
from leverage.analysis.claims import CANNOT_SAY, FAILS, HOLDS, OPEN, list_tests
from leverage.analysis.ranges import Drawn
from leverage.analysis.robustness import Robustness, assess_robustness
from leverage.problems import Problem
from leverage.report import claims, robustness, views, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.claims import Judged
from leverage.report.columns import Column, Columns, count, text
from leverage.report.report import Record, Report, Table
from leverage.report.views import Chart, Grid, Prose, View
from leverage.report.words import count_form
from leverage.text import bind_spaces

_FORMS = {
    HOLDS: ("{count} holds", "{count} hold"),
    FAILS: ("{count} fails", "{count} fail"),
    OPEN: ("{count} is open", "{count} are open"),
    CANNOT_SAY: ("{count} cannot be said", "{count} cannot be said"),
}
_FEW = 3  # names that a sentence lists


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
    claim = judged.claim
    hint = "; ".join([claim.test.formula.text, *judged.explain_missing(claims.TRUE_IN)])
    problem = Problem(claims.describe_outcome(judged), claim.place, hint)
    return Finding(judged.reader.name, "claim", claim.id, "pass" if judged.is_expected else "failure", problem)


def report_check(
    attempts: Sequence[Attempt],
    drawn: Mapping[str, Drawn | None] = MappingProxyType({}),
    *,
    is_strict: bool = False,
    is_robust: bool = False,
    has_reasons: bool = False,
    has_chart: bool = False,
) -> Report:
    """Report every claim's verdict, the notes on the files, and what is wrong with those that cannot be read.

    `drawn` are the draws of scenarios by name; with them the share in which each claim holds is told. `is_robust` asks
    for the table of how robust the conclusions are, which then comes first. With `has_reasons` a screen says where the
    limits of claims come from, as documents do; `has_chart` asks for a chart of the claims.
    """
    readers = [
        CellReader(attempt.assessment, None, drawn.get(attempt.name)) for attempt in attempts if attempt.assessment
    ]
    tried = {}
    if is_robust:
        for reader in readers:
            tried[reader.name] = assess_robustness(reader.of, list_tests(reader.scenario), reader.drawn)
    checked = _Checked(
        readers,
        [claim for reader in readers for claim in claims.list_claims(reader)],
        [Finding(reader.name, "note", "", "note", note) for reader in readers for note in reader.of.notes],
        tried,
    )
    problems = [
        Finding(attempt.name, "file", attempt.file, "error", problem)
        for attempt in attempts
        for problem in attempt.problems
    ]
    tables = {
        "claims": Table(claims.CLAIMS, lambda: map(claims.CLAIMS.make_record, checked.judged)),
        "notes": Table(NOTES, lambda: map(NOTES.make_record, checked.notes)),
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
    scenario["checked"] = describe_scenarios(readers)
    headline = " ".join(_write_headline(attempts, checked, is_strict=is_strict))

    def draw(*, is_brief: bool) -> tuple[View, ...]:
        chart = [checked.draw_chart()] if has_chart and checked.judged else []
        return (Prose("claims", (headline,), is_headline=True), *checked.draw(is_brief=is_brief), *chart)

    def draw_screen() -> tuple[View, ...]:
        tally = (_write_tally(checked.judged),) if checked.judged else ()
        return views.drop_empty(*draw(is_brief=not has_reasons), Prose("claims", tally))

    def draw_document(table: str | None, _has_chart: bool) -> tuple[View, ...]:
        return () if table else draw(is_brief=False)

    draw_chart = checked.draw_chart if checked.judged else None
    return Report(title, heading, scenario, tables, draw_screen, (headline,), draw_document, draw_chart)


class _Checked(NamedTuple):
    """What was found in the scenarios that can be read; `tried` has how robust conclusions are, by scenario."""

    readers: Sequence[CellReader]
    judged: Sequence[Judged]
    notes: Sequence[Finding]
    tried: Mapping[str, Sequence[Robustness]]

    def draw_chart(self) -> Chart:
        """Draw the claims of each scenario by their limits; those inherited unchanged are drawn once."""
        from leverage.report.show import charts  # which most runs do without

        shown = _drop_repeated(self.judged)
        groups = [(reader, [claim for claim in shown if claim.reader is reader]) for reader in self.readers]
        return charts.draw_verdicts([group for group in groups if group[1]])

    def draw(self, *, is_brief: bool) -> tuple[View, ...]:
        """Draw the claims that are not as expected, those that are, how robust conclusions are, and the notes."""
        is_lone = len(self.readers) == 1
        odd = [claim for claim in self.judged if not claim.is_expected]
        shown = _drop_repeated([claim for claim in self.judged if claim.is_expected])
        return views.drop_empty(
            _draw_odd(odd, is_named=len(self.readers) > 1, is_brief=is_brief),
            *(_draw_claims(reader, shown, is_lone=is_lone, is_brief=is_brief) for reader in self.readers),
            Prose("claims", tuple(self._explain(len(self.judged) - len(odd) - len(shown))), is_small=True),
            *(
                view
                for reader in self.readers
                if reader.name in self.tried
                for view in robustness.draw_robustness(reader, self.tried[reader.name], is_lone=is_lone)
            ),
            Prose("notes", tuple(_group_notes(self.notes)), is_small=True, title="Notes"),
        )

    def _explain(self, repeated: int) -> Iterator[str]:
        """Yield what readers must know of the claims shown, of which some are not repeated."""
        if drawn := next((claim.reader.drawn for claim in self.judged if claim.reader.drawn), None):
            yield (
                f"True in: share of {drawn.draws:,} simulations. A claim holds if that is at least 95 %, fails if it "
                "is at most 5 %, and is open, too close to call, between."
            )
        if repeated:
            forms = ("{count} claim that a scenario inherits", "{count} claims that scenarios inherit")
            yield f"Not shown again: {count_form(repeated, forms)} with the same numbers."


def _draw_odd(odd: Sequence[Judged], *, is_named: bool, is_brief: bool) -> Grid:
    """Draw the claims that do not come out as expected, each once with where it stands and in which scenarios."""
    scenarios: dict[tuple[object, ...], list[str]] = {}
    for claim in odd:
        scenarios.setdefault(_find_key(claim), []).append(claim.reader.name)
    rows = []
    for claim in _drop_repeated(odd):
        place, names = claim.claim.place, scenarios[_find_key(claim)]
        where = f"{PurePath(place.file.name).name}:{place.line}{f' in {_join_few(names)}' if is_named else ''}"
        verdict, says = bind_spaces(claims.write_outcome(claim, with_share=True)), f"{claim.claim.says} ({where})"
        rows.append((*views.make_items(verdict, says), claims.show_numbers(claim, is_brief=is_brief)))
    columns = views.make_text_columns("Verdict", words.CLAIM, "Numbers")
    return Grid("claims", "Not as expected", columns, tuple(rows))


def _draw_claims(reader: CellReader, shown: Sequence[Judged], *, is_lone: bool, is_brief: bool) -> Grid:
    """Draw the claims of one scenario that come out as expected."""
    title = "As expected" if is_lone else f"As expected in “{reader.scenario.title}” ({reader.name})"
    return claims.draw_claims(reader, [claim for claim in shown if claim.reader is reader], title, is_brief=is_brief)


def count_failures(report: Report) -> int:
    """Count what is not as it should be though every file can be read: verdicts and, under strictness, notes."""
    return sum(row["level"] == "failure" for row in report.tables["findings"].records)


def _group_notes(notes: Sequence[Finding]) -> list[str]:
    """Write notes, each once with all its places; those that say the same of several things are one."""
    groups: dict[tuple[str, str | None], dict[str, None]] = {}
    places: dict[tuple[str, str | None], dict[tuple[str, int], None]] = {}
    for note in notes:
        name, is_named, said = (note.message or "").partition("': ")
        if not is_named or not name.startswith("'"):
            name, said = "", note.message or ""
        key = said, note.hint
        groups.setdefault(key, {})[f"{name}'" if name else ""] = None
        places.setdefault(key, {})[note.file or "", note.line or 0] = None
    told = []
    for (said, hint), names in groups.items():
        what = f"{', '.join(names)}: {said}" if any(names) else said
        told.append(f"{what}{f'; {hint}' if hint else ''} ({_join_places(places[said, hint])})")
    return told


def _join_places(places: Iterable[tuple[str, int]]) -> str:
    """Write places in files: ``base.yaml:12, 15; first-year.yaml:3``."""
    lines: dict[str, list[str]] = {}
    for file, line in places:
        lines.setdefault(file, []).append(str(line))
    return "; ".join(f"{file}:{', '.join(numbers)}" for file, numbers in lines.items())


def _drop_repeated(judged: Sequence[Judged]) -> list[Judged]:
    """Drop claims that say of a scenario just what they said of one before: those it inherits unchanged."""
    first: dict[tuple[object, ...], Judged] = {}
    for claim in judged:
        first.setdefault(_find_key(claim), claim)
    return list(first.values())


def _find_key(claim: Judged) -> tuple[object, ...]:
    place = claim.claim.place
    return place.file.name, place.line, claim.claim.test.formula.text, claim.claim.expect, claim.verdict


def _join_few(names: Sequence[str]) -> str:
    """Write names as a list, of many the first three."""
    if len(names) > _FEW:
        return f"{', '.join(names[:_FEW])} and {len(names) - _FEW} more"
    return words.join_names(names)


def _write_headline(attempts: Sequence[Attempt], checked: _Checked, *, is_strict: bool) -> Iterator[str]:
    """Yield sentences: how many files are wrong, whether claims come out as expected, how many notes there are.

    Then how robust conclusions are, if that was tried.
    """
    judged = checked.judged
    wrong = [attempt for attempt in attempts if attempt.assessment is None]
    if wrong:
        count = len({problem for attempt in wrong for problem in attempt.problems})
        told = f"{count:,} {'mistake' if count == 1 else 'mistakes'}"
        if len(attempts) == 1:
            yield f"The scenario cannot be checked: {told}."
        else:
            yield f"{len(wrong)} of {len(attempts)} scenarios cannot be checked: {told}."
    if len(wrong) < len(attempts):
        yield _write_verdicts(judged)
    at_values = sum(claim.reader.drawn is None for claim in judged)
    if at_values:
        told = "Judged"
        if at_values < len(judged):
            told = count_form(at_values, ("{count} of them is judged", "{count} of them are judged"))
        yield f"{told} at the values in use, without simulations."
    if count := len(_group_notes(checked.notes)):
        forms = ("{count} note", "{count} notes")
        if is_strict:
            forms = ("{count} note counts as a failure", "{count} notes count as failures")
        yield f"{count_form(count, forms)}."
    if checked.tried:
        yield robustness.summarize_robustness(each for found in checked.tried.values() for each in found)


def _write_verdicts(judged: Sequence[Judged]) -> str:
    """Say whether claims come out as expected, which do not, and how many of them came out how."""
    odd = [claim for claim in judged if not claim.is_expected]
    if not judged:
        return "There are no claims to check."
    if len(judged) == 1:
        outcome = claims.write_outcome(judged[0])[2:]  # without the sign
        verb = "is " if judged[0].verdict.verdict == OPEN else ""
        return f"The claim {verb}{outcome}{'' if odd else ', as expected'}."
    if not odd:
        return f"All {len(judged)} claims come out as expected: {_count_verdicts(judged)}."
    ids = [f"'{id_}'" for id_ in dict.fromkeys(claim.claim.id for claim in odd)]
    come = "comes" if len(odd) == 1 else "come"
    return (
        f"{len(odd)} of {len(judged)} claims {come} out other than expected: {_join_few(ids)}. "
        f"In all, {_count_verdicts(judged)}."
    )


def _count_verdicts(judged: Sequence[Judged], *, is_signed: bool = False) -> str:
    """Write how many claims came out how: ``123 hold, 34 fail, 2 are open``; each with its sign if that is asked."""
    verdicts = Counter(claim.verdict.verdict for claim in judged)
    told = []
    for verdict, forms in _FORMS.items():
        if verdicts[verdict]:
            sign = f"{claims.sign_verdict(verdict)[0]} " if is_signed else ""
            told.append(f"{sign}{count_form(verdicts[verdict], forms)}")
    return ", ".join(told)


def _write_tally(judged: Sequence[Judged]) -> str:
    """Write in signs how many claims came out how: the last line of a screen."""
    odd = sum(not claim.is_expected for claim in judged)
    expected = f"{odd} not as expected" if odd else "all as expected"
    counted = count_form(len(judged), ("{count} claim", "{count} claims"))
    return f"{counted}: {_count_verdicts(judged, is_signed=True)}; {expected}."
