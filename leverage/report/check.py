"""What `leverage check` says: every claim's verdict, and the notes on the files."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from leverage.assessment import Attempt
from leverage.claims import with_numbers
from leverage.formula import ANY, Measured
from leverage.problems import Problem
from leverage.ranges import Drawn
from leverage.report import grids, records
from leverage.report.findings import FINDINGS, findings
from leverage.report.ledger import Ledger, asked, described
from leverage.report.likelihood import held
from leverage.report.numbers import brief
from leverage.report.parts import Record, Report, Table
from leverage.report.views import Column, Grid, Item, Prose, View, items
from leverage.report.words import checks as words
from leverage.report.words import counted, headings
from leverage.units import named

NOTES = ("scenario", "note", "hint", "file", "line", "column")
PROBLEMS = ("scenario", "problem", "hint", "file", "line", "column")


def check(
    attempts: Sequence[Attempt],
    drawn: Mapping[str, Drawn | None] = MappingProxyType({}),
    *,
    is_strict: bool = False,
    in_words: bool = False,
) -> Report:
    """Report every claim's verdict, the notes on the files, and what is wrong with those that cannot be read.

    `drawn` are the draws of scenarios by name; with them the share in which each claim holds is told.
    """
    ledgers = [Ledger(one.assessment, None, drawn.get(one.name)) for one in attempts if one.assessment]
    rows = [row for ledger in ledgers for row in records.claims(ledger)]
    notes = [_note(ledger.name, note) for ledger in ledgers for note in ledger.of.notes]
    tables = {
        "claims": Table(records.CLAIMS, lambda: rows),
        "notes": Table(NOTES, lambda: notes),
        "problems": Table(
            PROBLEMS, lambda: (_problem(one.name, problem) for one in attempts for problem in one.problems)
        ),
        "findings": Table(FINDINGS, lambda: findings(attempts, is_strict=is_strict)),
    }
    several = headings.SEVERAL_SCENARIOS.format(count=len(attempts))
    title = ledgers[0].scenario.title if len(attempts) == 1 and ledgers else several
    first = described(ledgers[:1])[0] if ledgers else {}
    scenario = {**first, "checked": described(ledgers)}
    summary = " ".join((_summary(attempts, rows, notes), *((words.STRICT,) if is_strict and notes else ())))
    heading = f"{headings.CLAIMS}{asked(ledgers[0])}" if ledgers else headings.CLAIMS
    return Report(title, heading, scenario, tables, lambda: _views(ledgers, tables, summary, in_words), (summary,))


def _views(ledgers: Sequence[Ledger], tables: Mapping[str, Table], summary: str, in_words: bool) -> tuple[View, ...]:
    rows, notes = tables["claims"].records, tables["notes"].records
    shown = _unrepeated(ledgers, rows)
    again = len(rows) - len(shown)
    repeated = (words.REPEATED.format(count=again),) if again else ()
    return grids.shown(
        *(_claims(one, [row for row in shown if row["scenario"] == one.name], in_words=in_words) for one in ledgers),
        Prose("claims", repeated, is_small=True),
        Prose("notes", tuple(dict.fromkeys(_noted(row) for row in notes)), is_small=True),
        Prose("claims", (summary,)),
    )


def claims(ledger: Ledger, *, is_brief: bool = False) -> Grid:
    """Show every claim of a scenario with its verdict, its test with the numbers, and how often it holds.

    In brief without where its threshold comes from, and without saying that a verdict is the expected one.
    """
    return _claims(ledger, records.claims(ledger), in_words=False, is_brief=is_brief)


def _claims(ledger: Ledger, rows: Sequence[Record], *, in_words: bool, is_brief: bool = False) -> Grid:
    heads = (words.VERDICT, words.CLAIM, words.NUMBERS, *((words.HOLDS_IN,) if ledger.drawn else ()))
    lines = []
    for row in rows:
        share = items(held(row["held_in"], in_words=in_words)) if ledger.drawn else ()
        lines.append((*_claim(ledger, row, is_brief=is_brief), *share))
    title = ledger.name
    if ledger.drawn:
        title = words.CAPTION_OF_DRAWS.format(scenario=ledger.name, draws=ledger.drawn.draws)
    return Grid("claims", title, tuple(Column(head, is_text=True) for head in heads), tuple(lines))


def failures(report: Report) -> int:
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
    return words.NOTE.format(note=row["note"], file=row["file"], line=row["line"])


def _unrepeated(ledgers: Sequence[Ledger], rows: Sequence[Record]) -> list[Record]:
    """Drop claims that say of a scenario just what they said of one before: those it inherits unchanged."""
    written = {ledger.name: ledger.scenario.claims for ledger in ledgers}
    seen = set()
    kept = []
    for row in rows:
        place = written[str(row["scenario"])][str(row["claim"])].place
        key = (place.file.name, place.line, row["test"], row["verdict"], row["expect"], row["left"], row["right"])
        if key not in seen:
            kept.append(row)
        seen.add(key)
    return kept


def _claim(ledger: Ledger, row: Record, *, is_brief: bool) -> tuple[Item, ...]:
    verdict = str(row["verdict"])
    if verdict != row["expect"]:
        verdict = words.NOT_AS_EXPECTED.format(verdict=verdict, expected=row["expect"])
    elif verdict != "holds" and not is_brief:
        verdict = words.AS_EXPECTED.format(verdict=verdict)
    threshold = f" ({row['threshold']})" if row["threshold"] and not is_brief else ""
    claim = str(row["claim"])
    return (
        *items(verdict, str(row["says"])),
        Item(f"{_numbers(ledger, row)}{threshold}", "", claim, ledger.raw(claim)),
    )


def _numbers(ledger: Ledger, row: Record) -> str:
    """Write a claim's test with its numbers, and what they lack."""
    claim = ledger.scenario.claims[str(row["claim"])]
    in_percent = "%" in claim.test.formula.text

    def shown(number: float, unit: Measured) -> str:
        is_share = in_percent and unit in ((), ANY)
        return brief(number, named(unit) if isinstance(unit, tuple) else None, is_share)

    numbers = with_numbers(ledger.of, claim, shown)
    if row["left_out"]:
        numbers = words.NUMBERS_WITHOUT.format(numbers=numbers, left_out=", ".join(row["left_out"]))
    return "; ".join((numbers, *row["missing"]))


def _summary(attempts: Sequence[Attempt], rows: Sequence[Record], notes: Sequence[Record]) -> str:
    """Say in one line how many files are wrong, what became of the claims, and how many notes there are."""
    wrong = [one for one in attempts if one.assessment is None]
    errors = len({problem for one in wrong for problem in one.problems})
    files = counted(len(attempts), words.SCENARIOS)
    if wrong:
        told = counted(errors, words.ERRORS)
        files = words.SCENARIOS_WRONG.format(scenarios=files, wrong=len(wrong), errors=told)
    noted = counted(len(dict.fromkeys(map(_noted, notes))), words.NOTES)
    return words.SUMMARY.format(scenarios=files, claims=_verdicts(rows), notes=noted)


def _verdicts(rows: Sequence[Record]) -> str:
    """Say how many claims came out how, and how many of them not as expected."""
    if not rows:
        return words.NO_CLAIMS
    hold, fail, unsaid = (sum(row["verdict"] == word for row in rows) for word in ("holds", "fails", "cannot say"))
    odd = sum(row["verdict"] != row["expect"] for row in rows)
    template = words.SOME_UNEXPECTED if odd else words.ALL_AS_EXPECTED
    return template.format(claims=counted(len(rows), words.CLAIMS), hold=hold, fail=fail, unsaid=unsaid, odd=odd)
