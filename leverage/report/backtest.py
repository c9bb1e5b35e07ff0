"""What `leverage backtest` says: what scenarios of the past predicted beside what came, and how often it was inside."""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from leverage.analysis.backtest import CLAIMED, YES, Backtest, Coverage, Outcome, measure_coverage
from leverage.report import colophon, views, words
from leverage.report.bibliography import write_bibliography
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.columns import Columns, count, number, text, texts, unit_of
from leverage.report.numbers import (
    SIZES_IN_TEXT,
    choose_scale,
    choose_size,
    write_all_digits,
    write_percent,
    write_significant,
    write_span,
    write_times,
)
from leverage.report.report import AS_USUAL, Edition, Report, Table
from leverage.report.show.charts import RIGHT, make_chart
from leverage.report.titles import write_briefly, write_title, write_with_range
from leverage.report.views import (
    Bar,
    Bars,
    Chart,
    Column,
    Grid,
    Item,
    Notes,
    Panel,
    Prose,
    View,
    make_items,
    make_text_columns,
)
from leverage.report.words import count_form, start_large

_WORST = 3  # misses that a screen tells
_TALLEST = 10  # outcomes in a panel, which must fit a page
_HEADS = ("Outcome", "Predicted", "Observed", "Inside", "Ratio")
HELD_OUT, WITH_ALL = "held out", "all"


class Row:
    """An outcome, with what reads the cells of its scenario as it is written."""

    def __init__(self, outcome: Outcome) -> None:
        """Take an outcome."""
        self.outcome = outcome
        self.observed = outcome.observed
        self.reader = CellReader(outcome.assessment)

    @property
    def label(self) -> str:
        """Say what was observed, beginning with a capital."""
        return start_large(write_title(self.reader, self.observed.cell))

    @property
    def label_with_year(self) -> str:
        """Say what was observed and when."""
        return f"{self.label}, {self.observed.year}" if self.observed.year else self.label

    def write(self, value: float, ends: tuple[float, float] | None = None, *, is_in_table: bool = True) -> str:
        """Write a number in base units, with the range around it: per cent where it was observed in per cent."""
        value_of_author = self.observed.value
        if value_of_author is not None and value_of_author.percent:
            span = f" ({write_span(*(write_significant(end * 100, 3) for end in ends))})" if ends else ""
            return f"{write_significant(value * 100, 3)} %{span}"
        reader, cell = self.reader, self.observed.cell
        if not (reader.is_money(cell) or reader.is_stock(cell) or reader.base_unit(cell) == "ratio"):
            size, word = choose_size(max(abs(number) for number in (value, *(ends or ()))), SIZES_IN_TEXT)
            span = f" ({write_span(*(write_significant(end / size, 3) for end in ends))})" if ends else ""
            return " ".join(filter(None, (write_significant(value / size, 3), word, reader.base_unit(cell)))) + span
        if ends is None:
            return write_briefly(reader, cell, value, is_in_table=is_in_table)
        return write_with_range(reader, cell, value, ends, is_in_table=is_in_table)

    def write_predicted(self, *, is_in_table: bool = True) -> str:
        """Write the prediction with its range; a dash where there is none."""
        prediction = self.outcome.prediction
        if prediction.value is None:
            return "–"
        has_range = prediction.low is not None and prediction.high is not None
        ends = (prediction.low or 0.0, prediction.high or 0.0) if has_range else None
        return self.write(prediction.value, ends, is_in_table=is_in_table)

    def write_observed(self, *, is_in_table: bool = True) -> str:
        """Write what was observed, with how far sources differ."""
        outcome = self.outcome
        ends = (outcome.low, outcome.high) if outcome.low < outcome.high else None
        return self.write(outcome.value, ends, is_in_table=is_in_table)


OUTCOMES = Columns[Row](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("title", "its title", lambda row: row.reader.scenario.title),
    text("episode", "the episode that it is of", lambda row: row.reader.scenario.episode or None),
    text("observed", "the id of what was observed", lambda row: row.observed.id),
    text("cell", "the cell that predicts it", lambda row: row.observed.cell),
    text("label", "the cell in words", lambda row: row.label),
    number("predicted", "what the cell comes to at the values in use", lambda row: row.outcome.prediction.value),
    number("predicted_low", "5th percentile, or `predicted` if that is less", lambda row: row.outcome.prediction.low),
    number(
        "predicted_high", "95th percentile, or `predicted` if that is more", lambda row: row.outcome.prediction.high
    ),
    number("value", "what came", lambda row: row.outcome.value),
    number("low", "the least that it may have been", lambda row: row.outcome.low),
    number("high", "the most that it may have been", lambda row: row.outcome.high),
    unit_of("unit", "unit of all these numbers", lambda row: row.observed.cell),
    text("year", "the year it was observed in", lambda row: row.observed.year and row.observed.year.text),
    text(
        "inside",
        "`yes` if `value` lies from `predicted_low` to `predicted_high`, `partly` if only `low` to `high` reaches into "
        "that, else `no`",
        lambda row: row.outcome.inside or None,
    ),
    number("ratio", "`value` divided by `predicted`", lambda row: row.outcome.ratio),
    text("not_counted", "why the outcome does not count, if so", lambda row: row.outcome.why_not or None),
    texts(
        "held_out", "priors that were computed without the evidence of the episode", lambda row: row.outcome.held_out
    ),
    text("source", "the source of what came", lambda row: row.observed.source or None),
    text("where", "the place in it", lambda row: row.observed.where or None),
    text("remark", "what else bore on the outcome", lambda row: row.observed.remark or None),
)


class Measured(NamedTuple):
    """The coverage with priors of which some evidence counts."""

    evidence: str
    coverage: Coverage

    def find_end(self, place: int) -> float | None:
        """Return an end of the confidence interval of the share."""
        ends = self.coverage.ends
        return ends[place] if ends else None


COVERAGE = Columns[Measured](
    text(
        "evidence",
        "`held out`: priors without the evidence of the scenario's own episode; `all`: with it",
        lambda row: row.evidence,
    ),
    count("counted", "outcomes that count", lambda row: row.coverage.counted),
    count("episodes", "episodes that they are of", lambda row: row.coverage.episodes),
    count("inside", "outcomes inside the predicted range", lambda row: row.coverage.inside),
    count("partly", "outcomes whose own range alone reaches into it", lambda row: row.coverage.partly),
    number("share", "`inside` divided by `counted`", lambda row: row.coverage.share),
    number("share_low", "low end of its 95 % confidence interval (Clopper and Pearson)", lambda row: row.find_end(0)),
    number("share_high", "high end of it", lambda row: row.find_end(1)),
    number("claimed", "the share that the ranges claim to hold", lambda _row: CLAIMED),
    number("median_ratio", "median of observed divided by predicted", lambda row: row.coverage.median_ratio),
    number(
        "median_miss",
        "median of the times by which predictions are too large or too small",
        lambda row: row.coverage.median_miss,
    ),
)


class _Answer(NamedTuple):
    """The outcomes to be shown, with both coverages, that of the outcomes first."""

    rows: Sequence[Row]
    measured: Sequence[Measured]
    unnamed: Sequence[CellReader]
    draws: int
    seed: int

    @property
    def counted(self) -> list[Row]:
        """Return the outcomes that count."""
        return [row for row in self.rows if not row.outcome.why_not]

    @property
    def readers(self) -> list[CellReader]:
        """Return the readers of the scenarios, each once."""
        return list({id(row.reader.of): row.reader for row in self.rows}.values())

    @property
    def is_held_out(self) -> bool:
        """Tell whether the outcomes shown are those without the evidence of their own episodes."""
        return self.measured[0].evidence == HELD_OUT


def report_backtest(
    backtest: Backtest, draws: int, seed: int, edition: Edition = AS_USUAL, *, is_held_out: bool = True
) -> Report:
    """Report outcomes beside predictions, and both coverages.

    Unless `is_held_out` the outcomes shown are predicted with all evidence on priors. Without simulations `draws` is 0.
    """
    shown = backtest.held_out if is_held_out else backtest.with_all
    measured = [
        Measured(HELD_OUT, measure_coverage(backtest.held_out)),
        Measured(WITH_ALL, measure_coverage(backtest.with_all)),
    ]
    answer = _Answer(
        [Row(outcome) for outcome in shown],
        measured if is_held_out else measured[::-1],
        [CellReader(assessment) for assessment in backtest.unnamed],
        draws,
        seed,
    )
    tables = {
        "outcomes": Table(OUTCOMES, lambda: map(OUTCOMES.make_record, answer.rows)),
        "coverage": Table(COVERAGE, lambda: map(COVERAGE.make_record, answer.measured)),
    }
    readers = answer.readers
    drawn = {"draws": draws or None, "seed": seed if draws else None}
    scenarios = [{**described, **drawn} for described in describe_scenarios(readers)]
    title = readers[0].scenario.title if len(readers) == 1 else f"{len(readers)} scenarios of the past"
    return Report(
        title,
        f"predictions beside outcomes{describe_what_if(readers[0])}",
        {**scenarios[0], "tested": scenarios},
        tables,
        partial(_draw_screen, answer, edition),
        draft=partial(_draft, answer, edition),
        chart=partial(_draw_chart, answer) if answer.counted else None,
    )


def _draw_screen(answer: _Answer, edition: Edition) -> tuple[View, ...]:
    chart = (_draw_chart(answer),) if edition.has_chart and answer.counted else ()
    return views.drop_empty(*_draw_views(answer, _WORST), *chart)


def _draft(answer: _Answer, edition: Edition, table: str | None, has_chart: bool) -> tuple[View, ...]:
    """Draw all for a document, the chart behind the headline, with sources; nothing for one table."""
    if table is not None:
        return ()
    first, *rest = _draw_views(answer, len(answer.rows))
    chart = (_draw_chart(answer),) if (edition.has_chart or has_chart) and answer.counted else ()
    making = colophon.describe_making(answer.readers, edition)
    return views.drop_empty(first, *chart, *rest, _list_sources(answer), *making)


def _draw_views(answer: _Answer, most: int) -> Iterator[View]:
    """Draw the headline, the outcomes, both coverages, at most `most` misses, and what is not counted."""
    yield Prose("coverage", (" ".join(_write_headline(answer)),), is_headline=True)
    yield _draw_outcomes(answer)
    yield Prose("outcomes", tuple(_explain(answer)), is_small=True)
    yield _draw_coverage(answer)
    yield Prose("outcomes", tuple(_tell_misses(answer, most)), title="Misses, the worst first")
    yield _draw_uncounted(answer)


def _write_headline(answer: _Answer) -> Iterator[str]:
    """Yield sentences: how many outcomes lie inside, how sure that is, what it is with other evidence, the ratio."""
    first, second = answer.measured
    coverage = first.coverage
    if coverage.share is None or coverage.ends is None:
        yield f"None of {count_form(len(answer.rows), _OUTCOMES)} counts."
        return
    of_episodes = f", of {count_form(coverage.episodes, _EPISODES)}," if coverage.episodes < coverage.counted else ""
    yield (
        f"{coverage.inside} of {count_form(coverage.counted, _OUTCOMES)}{of_episodes} "
        f"{'lies' if coverage.inside == 1 else 'lie'} within the predicted range: {_percent(coverage.share)} "
        f"(95 % confidence: {_span(coverage.ends)}), where {_percent(CLAIMED)} should."
    )
    yield _judge(coverage)
    if second.coverage.share is not None:
        yield f"{_WITH[second.evidence]} it is {second.coverage.inside} of {second.coverage.counted}."
    if coverage.median_ratio is not None:
        yield f"The median outcome is {write_times(coverage.median_ratio)} times its prediction."


_OUTCOMES, _EPISODES = ("{count} outcome", "{count} outcomes"), ("{count} episode", "{count} episodes")
_WITH = {
    HELD_OUT: "With priors that do without the evidence of the same episode",
    WITH_ALL: "With priors that rest on the same episode too",
}


def _judge(coverage: Coverage) -> str:
    """Say what the coverage tells, no more firmly than so few outcomes allow."""
    low, high = coverage.ends or (0.0, 1.0)
    if low <= CLAIMED <= high:
        return f"So few outcomes cannot tell this from {_percent(CLAIMED)}."
    count, ranges = ("few", "too narrow") if high < CLAIMED else ("many", "wider than they need be")
    if coverage.episodes < coverage.counted:
        return (
            f"If outcomes of one episode had nothing in common, chance alone would not explain so {count}: the ranges "
            f"seem {ranges}."
        )
    return f"Chance alone does not explain so {count}: the ranges are {ranges}."


def _percent(share: float) -> str:
    return f"{write_percent(share, 0)} %"


def _span(ends: tuple[float, float]) -> str:
    return f"{write_span(*(write_percent(end, 0) for end in ends))} %"


def _draw_outcomes(answer: _Answer) -> Grid:
    """Draw the outcomes that count, those of a scenario under its title."""
    rows: list[tuple[Item, ...]] = []
    counted = answer.counted
    is_of_money = any(row.reader.is_money(row.observed.cell) for row in counted)
    for title, group in groupby(counted, lambda row: row.reader.scenario.title):
        rows.append(make_items(title, *[""] * (len(_HEADS) - 1)))
        for row in group:
            outcome = row.outcome
            ratio = "–" if outcome.ratio is None else write_all_digits(outcome.ratio)
            in_all = ", in all" if is_of_money and row.reader.is_stock(row.observed.cell) else ""
            rows.append(
                (
                    Item(f"– {row.label_with_year}{in_all}"),
                    Item(row.write_predicted(), "", row.observed.cell, outcome.prediction.value),
                    Item(row.write_observed(), "", "", outcome.value),
                    Item(outcome.inside),
                    Item(ratio, "", "", outcome.ratio),
                )
            )
    title = "Predicted and observed; money a year" if is_of_money else "Predicted and observed"
    columns = tuple(Column(head, is_text=head != "Ratio") for head in _HEADS)
    return Grid("outcomes", title, columns, tuple(rows))


def _explain(answer: _Answer) -> Iterator[str]:
    """Say what the columns are, and which evidence the priors have."""
    if not answer.counted:
        return
    yield (
        f"Predicted: at the values in use, in brackets the 5th to 95th percentile of {answer.draws:,} simulations (or "
        "the value in use where that lies beyond). Observed: in brackets how far sources differ. Inside: yes if the "
        "observed value lies in the predicted range; partly, which does not count, if only its own range reaches into "
        "it. Ratio: observed over predicted."
    )
    if answer.is_held_out:
        yield "Each prior is computed without the evidence of the scenario's own episode (--no-loo: with it)."
    else:
        yield "Priors rest on the evidence of the scenario's own episode too, so that this is no test of them (--loo)."
    if answer.unnamed:
        names = words.join_names([reader.name for reader in answer.unnamed])
        yield f"No episode is named in {names}: evidence of it may stand behind the priors."


def _draw_coverage(answer: _Answer) -> Grid:
    rows = []
    for measured in answer.measured:
        coverage = measured.coverage
        if coverage.share is None or coverage.ends is None:
            continue
        median, miss = coverage.median_ratio, coverage.median_miss
        inside = f"{coverage.inside} of {coverage.counted}"
        if coverage.partly:
            inside = f"{inside}, {coverage.partly} partly"
        rows.append(
            make_items(
                _EVIDENCE[measured.evidence],
                inside,
                f"{_percent(coverage.share)} ({_span(coverage.ends)})",
                "–" if median is None else write_all_digits(median),
                "–" if miss is None or math.isinf(miss) else write_all_digits(miss),
            )
        )
    heads = ("Priors computed", "Inside", "Share (95 % confidence)", "Median ratio", "Median miss, times")
    title = f"How often the predicted ranges held what came; {_percent(CLAIMED)} should lie inside"
    columns = tuple(Column(head, is_text=place < 3) for place, head in enumerate(heads))
    return Grid("coverage", title, columns, tuple(rows))


_EVIDENCE = {HELD_OUT: "without the episode itself", WITH_ALL: "with all evidence"}


def _tell_misses(answer: _Answer, most: int) -> Iterator[str]:
    """Tell of at most `most` outcomes outside the predicted range, those furthest from their prediction first."""
    outside = [row for row in answer.counted if row.outcome.inside != YES]
    outside.sort(key=lambda row: row.outcome.miss, reverse=True)
    for row in outside[:most]:
        outcome = row.outcome
        said = f"{row.write_observed(is_in_table=False)} came, {row.write_predicted(is_in_table=False)} was predicted"
        if outcome.ratio is not None:
            said = f"{said}: {write_times(outcome.ratio)} times"
        remark = f" {row.observed.remark.rstrip('.')}." if row.observed.remark else ""
        yield f"{_name_row(row)}: {said}.{remark}"
    if len(outside) > most:
        yield f"{len(outside) - most} more outside the range; a document (-f markdown) tells of all."


def _draw_uncounted(answer: _Answer) -> Grid:
    """Draw what does not count, with the reason."""
    rows = []
    for row in answer.rows:
        if row.outcome.why_not:
            label = f"{row.reader.scenario.title}: {row.label_with_year}"
            numbers = row.write_predicted(is_in_table=False), row.write_observed(is_in_table=False)
            rows.append(make_items(label, *numbers, row.outcome.why_not))
    columns = make_text_columns("Not counted", "Predicted", "Observed", "Why")
    return Grid("outcomes", "", columns, tuple(rows))


def _list_sources(answer: _Answer) -> Notes:
    """List the sources of what was observed, each once."""
    sources = {}
    for row in answer.rows:
        if row.observed.source:
            source = row.reader.scenario.sources[row.observed.source]
            sources[source.place] = source
    return Notes("outcomes", "Sources of what was observed", write_bibliography(sources.values()))


# The chart.


def _draw_chart(answer: _Answer) -> Chart:
    """Draw each outcome in times its prediction; then, unit by unit, predictions against outcomes."""
    coverage = answer.measured[0].coverage
    title = f"{coverage.inside} of {count_form(coverage.counted, _OUTCOMES)} came within the predicted range"
    priors = "priors without the evidence of the same episode" if answer.is_held_out else "priors with all evidence"
    subtitle = f"Ranges: 5th to 95th percentile; {priors}"
    panels = [*_draw_ratios(answer.counted), *_draw_by_unit(answer.counted)]
    return make_chart(answer.readers, "outcomes", title, subtitle, panels)


def _draw_ratios(counted: Sequence[Row]) -> Iterator[Panel]:
    """Draw each outcome as a dot over the range of its prediction, both in times the prediction."""
    rows = [Bars(_name_row(row), (_draw_ratio(row.outcome),)) for row in counted]
    legend = (("dot", "observed, inside"), ("open", "observed, outside"), ("range", "predicted range"))
    for start in range(0, len(rows), _TALLEST):
        yield Panel(
            f"What came, in times the prediction{', continued' if start else ''}",
            ("less than predicted", "more than predicted"),
            tuple(rows[start : start + _TALLEST]),
            "dots",
            axis=1.0,
            legend=legend,
        )


def _name_row(row: Row) -> str:
    return f"{row.reader.scenario.title}: {row.label_with_year}"


def _draw_ratio(outcome: Outcome) -> Bar:
    value, low, high = outcome.prediction[:3]
    if not value or value < 0 or low is None or high is None:
        return Bar(None, RIGHT, "no ratio")
    ratio = outcome.value / value
    spread = write_span(*(write_all_digits(end / value) for end in (low, high)))
    return Bar(
        ratio,
        RIGHT,
        write_all_digits(ratio),
        f"range {spread}",
        low / value,
        high / value,
        is_hollow=outcome.inside != YES,
    )


def _draw_by_unit(counted: Sequence[Row]) -> Iterator[Panel]:
    """Draw the predictions over what came, for each unit that several outcomes have."""
    groups: dict[tuple[str, bool], list[Row]] = {}
    for row in counted:
        unit, value = row.reader.base_unit(row.observed.cell), row.observed.value
        if unit is not None and value is not None and row.outcome.prediction.value is not None:
            groups.setdefault((unit, value.percent), []).append(row)
    for (unit, is_percent), rows in groups.items():
        if len(rows) < 2:
            continue
        size, words_of_unit = _choose_unit(rows, unit, is_percent=is_percent)
        for start in range(0, len(rows), _TALLEST):
            shown = rows[start : start + _TALLEST]
            yield Panel(
                f"Predicted and observed, {words_of_unit}{', continued' if start else ''}",
                ("more came than predicted", "less came than predicted"),
                tuple(Bars(_name_row(row), _draw_pair(row, size)) for row in shown),
                "outcomes",
                names=("observed", "predicted"),
            )


def _choose_unit(rows: Sequence[Row], unit: str, *, is_percent: bool) -> tuple[float, str]:
    """Return by what numbers of a unit are divided in a chart, and how that is called."""
    if is_percent:
        return 0.01, "per cent"
    first = rows[0]
    if first.reader.is_money(first.observed.cell) or first.reader.is_stock(first.observed.cell):
        scale = choose_scale([row.outcome.value for row in rows], first.reader.scenario.currency)
        is_stock = first.reader.is_stock(first.observed.cell)
        return scale.size, (scale.of_a_stock() if is_stock else scale).words
    if unit == "ratio":
        return 1.0, "ratios"
    size, word = choose_size(max(abs(row.outcome.value) for row in rows), SIZES_IN_TEXT)
    return size, f"{word} {unit}".strip()


def _draw_pair(row: Row, size: float) -> tuple[Bar, Bar]:
    """Return what was observed and what was predicted, each with its range."""
    outcome = row.outcome
    value, low, high = outcome.prediction[:3]
    has_range = outcome.low < outcome.high
    observed = Bar(
        outcome.value / size,
        RIGHT,
        row.write_observed(is_in_table=False),
        "",
        outcome.low / size if has_range else None,
        outcome.high / size if has_range else None,
    )
    predicted = Bar(
        (value or 0.0) / size,
        RIGHT,
        row.write_predicted(is_in_table=False),
        "",
        None if low is None else low / size,
        None if high is None else high / size,
    )
    return observed, predicted
