"""How robust the conclusions are: each under every other reading, source, method and horizon, one at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from leverage.analysis.claims import CANNOT_SAY, OPEN, RATIOS, Verdict
from leverage.analysis.robustness import (
    HORIZON,
    MODEL,
    NOT_TESTED,
    OVERTURNED,
    READING,
    ROBUST,
    ROBUST_WHERE_TESTED,
    SOURCE,
    UNSETTLED,
    UNTESTED,
    Robustness,
    Trial,
)
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.claims import sign_verdict
from leverage.report.columns import Columns, flag, number, text, texts
from leverage.report.views import Column, Grid, Prose, View, drop_empty, make_items, make_text_columns
from leverage.report.words import count_form
from leverage.text import bind_spaces

_FORMS = {
    ROBUST: ("{count} is robust", "{count} are robust"),
    ROBUST_WHERE_TESTED: ("{count} is robust where tested", "{count} are robust where tested"),
    OVERTURNED: ("{count} is overturned", "{count} are overturned"),
    UNSETTLED: ("{count} is unsettled", "{count} are unsettled"),
    UNTESTED: ("{count} is not tested", "{count} are not tested"),
    OPEN: ("{count} is open", "{count} are open"),
    CANNOT_SAY: ("{count} cannot be said", "{count} cannot be said"),
}
_MEANINGS = {
    OVERTURNED: "Overturned: something tried turns the verdict round.",
    UNSETTLED: "Unsettled: something tried makes it too close to call.",
}
_BEARING = "Trials"
_WHY_NOT = {"": "which cannot be said there", NOT_TESTED: "which this method does not reach"}


class Tried(NamedTuple):
    """A trial of a conclusion of a scenario."""

    reader: CellReader
    robustness: Robustness
    trial: Trial

    @property
    def is_change(self) -> bool | None:
        """Tell whether the trial changes the verdict; None where it says nothing."""
        return self.trial in self.robustness.changes if self.trial.is_said else None

    def find_share(self) -> float | None:
        """Return the share of the simulations in which the conclusion is true."""
        return self.trial.verdict.share if self.trial.verdict else None


ROBUSTNESS = Columns[Tried](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("conclusion", "the claim, or `dollars` and `economy`: who loses more", lambda row: row.trial.conclusion),
    text("says", "the conclusion as a sentence", lambda row: write_conclusion(row.reader, row.trial.conclusion)),
    text(
        "robust",
        "`robust`, `robust where tested` (some trials cannot say it), `unsettled`, `overturned`, `not tested`, `open` "
        "or `cannot say`",
        lambda row: row.robustness.word,
    ),
    text(
        "sort",
        "what is changed: `in use` (nothing), `reading`, `source`, `model`, `horizon`",
        lambda row: row.trial.sort,
    ),
    text(
        "trial", "the reading or source, as for `--use`, the method or the horizon", lambda row: row.trial.name or None
    ),
    text("verdict", "the verdict there", lambda row: row.trial.verdict.verdict if row.trial.verdict else None),
    number("held_in", "share of the simulations in which the conclusion is true there", lambda row: row.find_share()),
    flag("changed", "whether the verdict is another than in use", lambda row: row.is_change),
    texts("missing", "why there is no verdict", lambda row: [f"verdict: {row.trial.why}"] if row.trial.why else []),
)


def write_conclusion(reader: CellReader, conclusion: str) -> str:
    """Say a conclusion as a sentence that may hold or not."""
    if conclusion not in RATIOS:
        return reader.scenario.claims[conclusion].says
    first, second = reader.side_names
    what = "in money" if conclusion == "dollars" else "for its size"
    return f"{first} loses more than {second} {what}"


def list_tried(reader: CellReader, found: Sequence[Robustness]) -> list[Tried]:
    """Return every trial of every conclusion."""
    return [Tried(reader, robustness, trial) for robustness in found for trial in robustness.trials]


def summarize_robustness(found: Iterable[Robustness]) -> str:
    """Say in a sentence how many conclusions are robust, and what the others are."""
    words_ = Counter(robustness.word for robustness in found)
    told = [count_form(words_[word], forms) for word, forms in _FORMS.items() if words_[word]]
    return f"Of {words_.total():,} conclusions, {', '.join(told)}." if told else ""


def draw_robustness(reader: CellReader, found: Sequence[Robustness], *, is_lone: bool) -> tuple[View, ...]:
    """Show the conclusions that something tried changes, with what that is, then those that nothing tried changes.

    Those that cannot be said as the scenario stands are left out.

    `is_lone` leaves out the name of the scenario.
    """
    where = "" if is_lone else f", in {reader.name}"
    changed = [each for each in found if not each.is_robust and each.in_use.verdict != CANNOT_SAY]
    rows = []
    for robustness in changed:
        changes = "; ".join(f"{name_trial(trial)}: {_write_result(trial.verdict)}" for trial in robustness.changes)
        rows.append(make_items(*_write_conclusion(reader, robustness), write_word(robustness), changes))
    columns = make_text_columns("Conclusion", "In use", "Robust?", "What changes it")
    grid = Grid("robustness", f"Conclusions not shown to be robust{where}", columns, tuple(rows))
    robust = [robustness for robustness in found if robustness.is_robust]
    has_unsaid = any(robustness.unsaid for robustness in robust)
    columns = (*make_text_columns("Conclusion", "In use"), Column(_BEARING))
    if has_unsaid:
        columns = (*columns, *make_text_columns("Not tested under"))
    rows = []
    for robustness in robust:
        unsaid = [", ".join(map(name_trial, robustness.unsaid))] if has_unsaid else []
        rows.append(make_items(*_write_conclusion(reader, robustness), f"{len(robustness.bearing):,}", *unsaid))
    kept = Grid("robustness", f"Conclusions that nothing tried changes{where}", columns, tuple(rows))
    return drop_empty(grid, kept, Prose("robustness", tuple(_explain_trials(reader, found)), is_small=True))


def _explain_trials(reader: CellReader, found: Sequence[Robustness]) -> Iterator[str]:
    """Yield what was tried, what could not be tried and why, and what the words mean."""
    tested = {(trial.sort, trial.name) for robustness in found for trial in robustness.tested}
    if found:
        yield f"Tried one at a time: {describe_trials(sort for sort, _ in tested)}."
    used = {robustness.word for robustness in found}
    yield from (meaning for word, meaning in _MEANINGS.items() if word in used)
    if any(robustness.is_robust for robustness in found):
        yield f"{_BEARING}: how many change something that the conclusion rests on, each counted once."
    if reader.drawn:
        yield "In brackets: share of the simulations in which a conclusion is true."
    trials = [trial for robustness in found if robustness.in_use.verdict != CANNOT_SAY for trial in robustness.trials]
    unsaid = Counter((name_trial(trial), trial.why) for trial in trials if not trial.is_said)
    for (name, why), count in unsaid.items():
        counted = count_form(count, ("{count} conclusion", "{count} conclusions"))
        yield f"Not tested under {name}: {counted}, {_WHY_NOT.get(why, why)}."


def _write_conclusion(reader: CellReader, robustness: Robustness) -> tuple[str, str]:
    """Write a conclusion as a sentence, and its verdict in use."""
    return write_conclusion(reader, robustness.conclusion), _write_result(robustness.in_use)


def write_word(robustness: Robustness) -> str:
    """Write for people whether a conclusion is robust."""
    return "open as it stands" if robustness.word == OPEN else robustness.word


def _write_result(verdict: Verdict | None) -> str:
    """Write a verdict with its sign, and the share of the simulations in which the conclusion is true."""
    assert verdict is not None  # else it changes nothing
    return bind_spaces(sign_verdict(verdict.verdict, verdict.share))


def name_trial(trial: Trial) -> str:
    """Name what a trial changes, readings and sources as they are typed behind --use."""
    if trial.sort == HORIZON:
        return words.THE_FIRST_YEAR
    return f"the {trial.name}" if trial.sort == MODEL else trial.name


def describe_trials(tested: Iterable[str]) -> str:
    """Say how many readings and sources were tried, and whether the first year and the model of trade, by sorts."""
    sorts = Counter(tested)
    told = []
    if sorts[READING]:
        told.append(count_form(sorts[READING], ("{count} rival reading", "{count} rival readings")))
    if sorts[SOURCE]:
        told.append(count_form(sorts[SOURCE], ("{count} source", "{count} sources")))
    if sorts[HORIZON]:
        told.append(words.THE_FIRST_YEAR)
    if sorts[MODEL]:
        told.append(words.MODEL_OF_TRADE)
    *most, last = told or ["nothing, for no trial says anything"]
    return f"{', '.join(most)}{words.AND}{last}" if most else last
