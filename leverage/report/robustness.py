"""How robust the conclusions are: each under every other reading, source, method and horizon, one at a time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from leverage.analysis.claims import CANNOT_SAY, RATIOS, list_tests
from leverage.analysis.robustness import (
    HORIZON,
    MODEL,
    READING,
    SOURCE,
    Robustness,
    Trial,
    assess_robustness,
)
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.claims import write_share_held, write_verdict
from leverage.report.columns import Columns, flag, number, text, texts
from leverage.report.views import Column, Grid, Prose, View, make_items
from leverage.report.words import count_form


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
        """Return the share of the draws in which the conclusion is true."""
        return self.trial.verdict.share if self.trial.verdict else None


ROBUSTNESS = Columns[Tried](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("conclusion", "the claim, or `dollars` and `economy`: who loses more", lambda row: row.trial.conclusion),
    text("says", "the conclusion as a sentence", lambda row: write_conclusion(row.reader, row.trial.conclusion)),
    text(
        "robust",
        "`robust`, or what the trials show: `unsettled`, `overturned`, `not tested`, `open` or `cannot say`",
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
    number("held_in", "share of the draws in which the conclusion is true there", lambda row: row.find_share()),
    flag("changed", "whether the verdict is another than in use", lambda row: row.is_change),
    texts("missing", "why there is no verdict", lambda row: [f"verdict: {row.trial.why}"] if row.trial.why else []),
)


def write_conclusion(reader: CellReader, conclusion: str) -> str:
    """Say a conclusion as a sentence that may hold or not."""
    if conclusion not in RATIOS:
        return reader.scenario.claims[conclusion].says
    first, second = (reader.party_name(side) for side in reader.scenario.sides)
    what = "dollars" if conclusion == "dollars" else "of its economy"
    return f"{first} loses more {what} than {second}"


def find_robustness(
    reader: CellReader, conclusions: Iterable[str] | None = None, *, is_rough: bool = False
) -> list[Robustness]:
    """Return how robust conclusions of a scenario are, by default all; by draws if the reader has them.

    Shares of trials may be of fewer draws if `is_rough`; verdicts are the same.
    """
    wanted = list_tests(reader.scenario) if conclusions is None else conclusions
    return assess_robustness(reader.of, wanted, reader.drawn, is_rough=is_rough)


def list_tried(reader: CellReader, found: Sequence[Robustness]) -> list[Tried]:
    """Return every trial of every conclusion."""
    return [Tried(reader, robustness, trial) for robustness in found for trial in robustness.trials]


def draw_robustness(reader: CellReader, found: Sequence[Robustness]) -> tuple[View, ...]:
    """Show each conclusion with its verdict in use, in a word whether it is robust, and the trials that change it."""
    columns = tuple(Column(head, is_text=True) for head in ("Conclusion", "In use", "Robust?", "What changes it"))
    rows = []
    for robustness in found:
        used = robustness.in_use
        verdict = write_verdict(used.verdict)
        if used.share is not None:
            verdict = f"{verdict} ({write_share_held(used.share)})"
        changes = "; ".join(f"{name_trial(trial)}: {_write_result(trial)}" for trial in robustness.changes)
        says = write_conclusion(reader, robustness.conclusion)
        rows.append(make_items(says, verdict, write_word(robustness), changes))
    grid = Grid("robustness", f"{reader.name}; whether conclusions are robust", columns, tuple(rows))
    tested = {(trial.sort, trial.name) for robustness in found for trial in robustness.tested}
    lines = [f"Tried one at a time: {describe_trials(sort for sort, _ in tested)}."] if found else []
    untested = dict.fromkeys(
        f"{name_trial(trial).capitalize()}: {trial.why}." for one in found for trial in one.trials if trial.why
    )
    lines += _write_mute_trials(found)
    if reader.drawn:
        lines.append("In brackets the share of the draws in which a conclusion is true.")
    return grid, Prose("robustness", (*lines, *untested), is_small=True)


def _write_mute_trials(found: Sequence[Robustness]) -> list[str]:
    """Name the trials that cannot say of conclusions whether they hold, so that they did not test these."""
    known = [robustness for robustness in found if robustness.in_use.verdict != CANNOT_SAY]
    mute = Counter(
        name_trial(trial)
        for robustness in known
        for trial in robustness.trials
        if trial.verdict is not None and not _can_say(trial)
    )
    counts = {name: count_form(count, ("{count} conclusion", "{count} conclusions")) for name, count in mute.items()}
    return [f"Not tested under {name}: {count}, which cannot be said there." for name, count in counts.items()]


def _can_say(trial: Trial) -> bool:
    return trial.verdict is not None and trial.verdict.verdict != CANNOT_SAY


def write_word(robustness: Robustness) -> str:
    """Write for people whether a conclusion is robust."""
    return "" if robustness.word == CANNOT_SAY else write_verdict(robustness.word)


def _write_result(trial: Trial) -> str:
    assert trial.verdict is not None  # else it changes nothing
    verdict = write_verdict(trial.verdict.verdict)
    return verdict if trial.verdict.share is None else f"{verdict} ({write_share_held(trial.verdict.share)})"


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
