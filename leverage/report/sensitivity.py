"""What `leverage sensitivity` says: which figure moves a result, and where the conclusions change."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from leverage.analysis.sensitivity import Search, Swing
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.notes import name_figure
from leverage.report.report import AS_USUAL, Edition, Report, Table
from leverage.report.swings import SWINGS, Swings, Swung, draw_chart, draw_swings, explain_swings
from leverage.report.titles import write_briefly, write_title
from leverage.report.turns import FLIPS, Turn, draw_turns, tell_inside
from leverage.report.views import Chart, Prose, View, drop_empty
from leverage.report.words import start_large


class _Answer(NamedTuple):
    """What was found for one result: how it moves, and where conclusions change; `has_all` shows every turn."""

    swings: Swings
    turns: Sequence[Turn]
    has_all: bool

    @property
    def reader(self) -> CellReader:
        """Return what reads the scenario."""
        return self.swings.reader

    def draw_charts(self, *, is_wanted: bool) -> tuple[Chart, ...]:
        """Draw the chart of the swings, if it is wanted and there are any."""
        return (draw_chart(self.swings),) if is_wanted and self.swings.rows else ()


def report_sensitivity(
    reader: CellReader,
    result: str,
    swings: Sequence[Swing],
    searches: Sequence[Search],
    edition: Edition = AS_USUAL,
    *,
    has_all: bool = False,
) -> Report:
    """Report the swings of a cell, and the values of each figure at which a conclusion changes.

    People see only the nearest values for each conclusion unless `has_all`.
    """
    swung = Swings(reader, result, [Swung(reader, result, swing) for swing in swings])
    turns = [Turn(reader, search, flip) for search in searches for flip in search.flips or (None,)]
    tables = {
        "swings": Table(SWINGS, lambda: map(SWINGS.make_record, swung.rows)),
        "flips": Table(FLIPS, lambda: map(FLIPS.make_record, turns)),
    }
    answer = _Answer(swung, turns, has_all)
    return Report(
        reader.scenario.title,
        f"which figures matter most{describe_what_if(reader)}",
        describe_scenarios([reader])[0],
        tables,
        partial(_draw, answer, edition),
        draft=partial(_draft, answer, edition),
        chart=partial(draw_chart, swung) if swung.rows else None,
    )


def _draw(answer: _Answer, edition: Edition) -> tuple[View, ...]:
    return (*_draw_views(answer), *answer.draw_charts(is_wanted=edition.has_chart))


def _draft(answer: _Answer, edition: Edition, table: str | None, has_chart: bool) -> tuple[View, ...]:
    """Draw all for a document, the chart behind the headline; nothing for one table."""
    from leverage.report import colophon

    if table is not None:
        return ()
    first, *rest = _draw_views(answer, is_paper=True)
    chart = answer.draw_charts(is_wanted=edition.has_chart or has_chart)
    return (first, *chart, *rest, *colophon.describe_making([answer.reader], edition))


def _draw_views(answer: _Answer, *, is_paper: bool = False) -> tuple[View, ...]:
    """Draw the headline, the swings and the turns; paper has a chart instead of bars of text, whose letters differ."""
    return drop_empty(
        Prose("swings", tuple(_write_headline(answer)), is_headline=True),
        draw_swings(answer.swings, is_paper=is_paper),
        Prose("swings", explain_swings(answer.swings, is_paper=is_paper), is_small=True),
        *draw_turns(answer.reader, answer.turns, has_all=answer.has_all),
    )


def _write_headline(answer: _Answer) -> Iterator[str]:
    """Yield sentences: what the result is, what moves it most, and what single figures turn within their ranges."""
    reader, result = answer.reader, answer.swings.result

    def write(*raws: float) -> str:
        return write_briefly(reader, result, *raws)

    ends = reader.raw_ends(result)
    spread = f" ({write(*ends)})" if ends else ""
    title = write_title(reader, result)
    bound = "at least " if reader.is_at_least(result) else ""
    told = [f"{start_large(title)}: {bound}{write(reader.raw_or_0(result))}{spread}."]
    if answer.swings.rows:
        most = answer.swings.rows[0].swing
        known = sorted(end for end in (most.at_low, most.at_high) if end is not None)
        results = f": {write(*known)} over its range" if known else ""
        told.append(f"What moves it most is “{name_figure(reader, most.figure)}”{results}.")
    else:
        told.append("No figure with a range enters it.")
    yield from (*told, *tell_inside(reader, answer.turns))
