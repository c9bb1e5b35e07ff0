"""The records of `leverage sensitivity`: how a result moves with each figure, and where the conclusions change."""

from collections.abc import Iterator

from leverage.flips import RATIOS, Search
from leverage.report.ledger import Ledger
from leverage.report.parts import Record
from leverage.report.titles import title
from leverage.report.words import exploring as words
from leverage.sensitivity import Swing

SWINGS = (
    "scenario", "of", "figure", "label", "low", "value", "high", "unit", "result_low", "result", "result_high",
    "result_unit", "swing", "variance_share",
)  # fmt: skip
FLIPS = (
    "scenario", "conclusion", "says", "now", "figure", "label", "value", "low", "high", "unit", "flip", "then",
    "is_inside", "distance", "searched_from", "searched_to", "missing",
)  # fmt: skip
_NOTHING = 1e-9


def swing(ledger: Ledger, of: str, swing: Swing) -> Record:
    """Return how a result moves with one figure."""
    factor = ledger.factor(swing.figure)
    ends = [None if end is None else end / ledger.factor(of) for end in (swing.at_low, swing.at_high)]
    return {
        "scenario": ledger.name,
        "of": of,
        "figure": swing.figure,
        "label": title(ledger, swing.figure),
        "low": swing.low / factor,
        "value": swing.value / factor,
        "high": swing.high / factor,
        "unit": ledger.unit(swing.figure),
        "result_low": ends[0],
        "result": ledger.number(of),
        "result_high": ends[1],
        "result_unit": ledger.unit(of),
        "swing": swing.size / ledger.factor(of),
        "variance_share": swing.variance_share,
    }


def flips(ledger: Ledger, search: Search) -> Iterator[Record]:
    """Yield a row for each value at which a conclusion changes, or one that says there is none."""
    common = _searched(ledger, search)
    if not search.flips:
        yield {**common, "missing": ["flip: no value in the stretch that was searched changes it"]}
    factor, value = ledger.factor(search.figure), ledger.raw(search.figure) or 0.0
    low, high = common["low"], common["high"]
    for flip in search.flips:
        at = 0.0 if abs(flip.at) < abs(value) * _NOTHING else flip.at
        holds = flip.holds_below if at < value else not flip.holds_below
        yield {
            **common,
            "flip": at / factor,
            "then": f"{'holds' if holds else 'fails'} {'below' if at < value else 'above'}",
            "is_inside": low is not None and high is not None and low <= at / factor <= high,
            "distance": (at - value) / abs(value) if value else None,
            "missing": [] if value else ["distance: the value in use is 0"],
        }


def _searched(ledger: Ledger, search: Search) -> Record:
    """Return what a search says of itself: its conclusion, the figure it moved and the stretch it went through."""
    name, factor = search.figure, ledger.factor(search.figure)
    reading = ledger.of.graph.reading(name)
    low, high = (end.base if end else None for end in (reading.low, reading.high)) if reading else (None, None)
    return {
        "scenario": ledger.name,
        "conclusion": search.conclusion,
        "says": says(ledger, search.conclusion),
        "now": now(ledger, search.conclusion),
        "figure": name,
        "label": title(ledger, name),
        "value": (ledger.raw(name) or 0.0) / factor,
        "low": None if low is None else low / factor,
        "high": None if high is None else high / factor,
        "unit": ledger.unit(name),
        "searched_from": search.least / factor,
        "searched_to": search.most / factor,
    }


def says(ledger: Ledger, conclusion: str) -> str:
    """Say a conclusion as a sentence that may hold or not."""
    if conclusion not in RATIOS:
        return ledger.scenario.claims[conclusion].says
    first, second = (ledger.party_name(side) for side in ledger.scenario.sides)
    template = words.MORE_DOLLARS if conclusion == "dollars" else words.MORE_OF_ITS_ECONOMY
    return template.format(first=first, second=second)


def now(ledger: Ledger, conclusion: str) -> str:
    """Return whether a conclusion holds at the values in use."""
    if conclusion in RATIOS:
        return "holds" if (ledger.raw(RATIOS[conclusion]) or 0.0) > 1 else "fails"
    return "holds" if ledger.raw(conclusion) else "fails"
