"""What can be right and seldom is, such as old figures or values at the ends of their ranges, for the author."""

import math
import re
from collections.abc import Iterator, Mapping

from leverage import naming
from leverage.analysis.checks import list_limits
from leverage.graph.cells import Backing, Graph, Value
from leverage.graph.settings import bind_name
from leverage.model import list_figures
from leverage.problems import Problem
from leverage.reading.notes import find_first_date

#: A figure older than the scenario by more years than this is noted.
_OLD = 10
#: Readings of a flow that are further apart than this are noted: the largest over the smallest.
_APART = 1.25
#: So many per cent, in a sentence.
_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)")
#: Words by which an author says that a value is the end of its own range.
_ENDS = {
    "low": re.compile(r"\b(?:floor|at least|minimum|lower bound|no less than)\b", re.IGNORECASE),
    "high": re.compile(r"\b(?:ceiling|at most|maximum|upper bound|no more than)\b", re.IGNORECASE),
}


def note_plausibility(graph: Graph, values: Mapping[str, Value], evidence: Mapping[str, Backing]) -> Iterator[Problem]:
    """Yield notes for the author on what can be right and seldom is; reports for readers leave them out."""
    names_read = graph.names_read
    yield from _note_shares_above_1(graph, values)
    yield from _note_old_figures(graph, names_read)
    yield from _note_readings_apart(graph, values, names_read)
    yield from _note_values_at_ends(graph)
    yield from _note_young_sources(graph, values, evidence)
    yield from _note_claims_without_percent(graph)


def _note_shares_above_1(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield notes on flows above the total they are part of, and on losses above the loser's GDP."""
    hint = "check that both are in one unit and of one year"
    for lever in graph.scenario.levers.values():
        for role, party in lever.roles.items():
            exposure, loss = naming.exposure(party, lever.id), naming.loss(party, lever.id)
            whole = graph.kinds[lever.kind].share_of.get(role, "")
            if whole and (share := _find_share_above_1(values, naming.share(exposure))):
                whole = bind_name(lever, graph.kinds[lever.kind], whole)
                message = f"{party}'s exposure on '{lever.id}' is {share} of {whole}"
                yield Problem(message, lever.place, hint, note=True)
            if share := _find_share_above_1(values, naming.share(loss)):
                message = f"{party}'s loss on '{lever.id}' is {share} of {naming.aggregate(party, naming.GDP)}"
                yield Problem(message, lever.place, hint, note=True)


def _note_claims_without_percent(graph: Graph) -> Iterator[Problem]:
    """Yield notes on claims that speak of so many per cent where their tests have the bare number."""
    for claim in graph.scenario.claims.values():
        test = claim.test.formula.text
        if "%" in test or "100" in test:
            continue
        for number in dict.fromkeys(_PERCENT.findall(claim.says)):
            if re.search(rf"(?<![\w.]){re.escape(number)}(?![\w.]| *\[)", test):
                message = f"'{claim.id}': it says {number} %, its test {number}, which is {100 * float(number):g} %"
                yield Problem(message, claim.test.place, f"write {number}%", note=True)


def _find_share_above_1(values: Mapping[str, Value], cell: str) -> str:
    """Write a share in per cent if it is above 1, rounding aside; empty if it is not."""
    number = values[cell].number if cell in values else None
    if number is None or number <= 1 + 1e-9:
        return ""
    text = f"{number * 100:.3g}"
    return f"{text} %" if text != "100" else "just over 100 %"


def _note_old_figures(graph: Graph, names_read: set[str]) -> Iterator[Problem]:
    """Yield notes on figures in use that are much older than the scenario, unless `mixed_years` names their year."""
    scenario = graph.scenario
    if not scenario.as_of:
        return
    for figure in list_figures(scenario):
        used = figure.in_use
        if used is None or used.year is None or figure.id not in names_read:
            continue
        if int(scenario.as_of[:4]) - used.year.ends > _OLD and str(used.year) not in scenario.mixed_years:
            message = f"'{figure.id}': from {used.year}, more than {_OLD} years before as_of {scenario.as_of}"
            hint = f"find a newer figure, or say in mixed_years why one from {used.year} will do"
            yield Problem(message, used.places.get("year", used.place), hint, note=True)


def _write_times(number: float, other: float) -> str:
    """Write how many times a number is another; two may be too far apart for that to be a number."""
    times = number / other
    return f"{times:.3g} times" if math.isfinite(times) else "far more than"


def _note_readings_apart(graph: Graph, values: Mapping[str, Value], names_read: set[str]) -> Iterator[Problem]:
    """Yield notes on flows whose readings from several sources are far apart, unless the range in use holds all."""
    for figure in list_figures(graph.scenario):
        used = figure.in_use
        unit = graph.cells[figure.id].unit
        is_flow = isinstance(unit, tuple) and ("year", -1) in unit
        if used is None or len(figure.readings) < 2 or not is_flow or figure.id not in names_read:
            continue
        numbers: dict[str, float] = {}
        sources = set()
        for reading in figure.readings:
            value = values[naming.reading(figure.id, reading.name)]
            if value.number is not None and not value.varies:
                numbers[reading.name] = value.number
                sources.add(reading.source or reading.name)
        if len(sources) < 2:
            continue
        least, most = min(numbers, key=numbers.__getitem__), max(numbers, key=numbers.__getitem__)
        low, high = used.low or used.value, used.high or used.value
        is_held = low and high and low.base <= numbers[least] and numbers[most] <= high.base
        if is_held or numbers[most] <= _APART * numbers[least]:
            continue
        if numbers[least] > 0:
            apart = f"the reading '{most}' is {_write_times(numbers[most], numbers[least])} the reading '{least}'"
        elif numbers[least] == 0:
            apart = f"the reading '{least}' is 0, the reading '{most}' is not"
        else:
            apart = f"the readings '{least}' and '{most}' are far apart"
        if used.value is None:
            hint = "check that they are of one year and count the same"
        else:
            hint = "give the reading in use a range, from low to high, that includes all"
        yield Problem(f"'{figure.id}': {apart}", used.place, hint, note=True)


def _note_values_at_ends(graph: Graph) -> Iterator[Problem]:
    """Yield notes on values in use that are their own low or high, unless that is a bound or a declared floor."""
    for figure in list_figures(graph.scenario):
        used = figure.in_use
        if used is None or used.value is None or used.prior is not None:  # a prior's share may well be all
            continue
        for end, quantity in (("low", used.low), ("high", used.high)):
            if quantity is None or quantity.base != used.value.base:
                continue
            is_declared = _ENDS[end].search(f"{used.note} {used.assumed}")
            if not is_declared and not _is_bound(graph, figure.id, quantity.base):
                message = f"'{figure.id}': the value equals its {end}, so its range is on one side only"
                declared = "floor" if end == "low" else "ceiling"
                hint = f"move the {end}, or say in its note that it is a {declared}"
                yield Problem(message, used.places.get(end, used.place), hint, note=True)


def _is_bound(graph: Graph, figure: str, number: float) -> bool:
    """Tell whether a number is the least or the most that an input may be which a figure stands for."""
    for limit in list_limits(graph):
        if number in (limit.least, limit.most) and figure in graph.follow_names(limit.cell):
            return True
    return False


def _note_young_sources(
    graph: Graph, values: Mapping[str, Value], evidence: Mapping[str, Backing]
) -> Iterator[Problem]:
    """Yield notes on sources younger than the scenario that are the only ones for a verdict.

    A source of figures whose year is past by then reports the past, and is not noted.
    """
    scenario = graph.scenario
    for source in scenario.sources.values():
        published = find_first_date(source.published)
        length = min(len(published), len(scenario.as_of))
        if published[:length] <= scenario.as_of[:length]:
            continue
        claims = [claim for claim in scenario.claims if claim in evidence and evidence[claim].sources == (source.id,)]
        resting = [f"'{claim}'" for claim in claims if _is_on_young_figures(graph, values, claim, source.id)]
        if resting:
            message = (
                f"the source '{source.id}' from {published} is later than as_of {scenario.as_of}, and the only one for "
                f"{' and '.join(resting)}"
            )
            yield Problem(
                message, source.place, "say which year its figures are from, or find an earlier source", note=True
            )


def _is_on_young_figures(graph: Graph, values: Mapping[str, Value], claim: str, source: str) -> bool:
    """Tell whether a claim rests on figures of a source that are of no year, or of one after the scenario's."""
    readings = [graph.cells[name].reading for name in graph.list_cells_behind(claim, values)]
    years = [reading.year for reading in readings if reading and reading.source == source]
    return any(year is None or year.ends > int(graph.scenario.as_of[:4]) for year in years)
