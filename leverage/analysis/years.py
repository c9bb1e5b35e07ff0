"""Of which years the figures behind a cell are, and which results mix years or rest on undated figures."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from leverage.graph.cells import Cell, Graph, Value
from leverage.model import Reading, Year
from leverage.problems import Place, Problem
from leverage.units import RATIO


class Years(NamedTuple):
    """The years of the reported figures a cell rests on, and which of these figures have none."""

    years: frozenset[Year] = frozenset()
    undated: frozenset[str] = frozenset()


class Mix(NamedTuple):
    """What joins figures of several years or is a flow of undated ones: a lever, figure, result, claim or total."""

    owner: str
    years: tuple[Year, ...]
    undated: tuple[str, ...]
    place: Place


def find_years(graph: Graph, values: Mapping[str, Value]) -> dict[str, Years]:
    """Return the years behind every cell with a value; what is undated and assumed, or a bare ratio, has none."""
    found: dict[str, Years] = {}
    for name, cell in graph.cells.items():
        if values[name].number is None:
            continue
        inputs = [found.get(read, Years()) for read in cell.list_inputs(values[name].formula)]
        inputs.append(_own(name, cell, cell.reading) if cell.reading else Years())
        found[name] = Years(
            frozenset().union(*(one.years for one in inputs)), frozenset().union(*(one.undated for one in inputs))
        )
    return found


def _own(name: str, cell: Cell, reading: Reading) -> Years:
    """Return the year a reading states, or itself as undated where it should state one."""
    if reading.year is not None:
        return Years(frozenset((reading.year,)))
    if reading.formula is not None:
        return Years()
    is_stated = bool(reading.source) and not reading.assumed
    is_dateless = not is_stated or not isinstance(cell.unit, tuple) or cell.unit == RATIO
    return Years() if is_dateless else Years(undated=frozenset((name,)))


def find_mixes(graph: Graph, values: Mapping[str, Value]) -> list[Mix]:
    """Return where years first meet and which flows rest on undated figures, one entry for each owner."""
    of = find_years(graph, values)
    found: dict[str, Mix] = {}
    read = {read for cell in graph.cells.values() for read in cell.reads}
    for name, cell in graph.cells.items():
        owner, place = _owner(graph, name)
        is_rival = cell.reading is not None and cell.reading.name != "" and name not in read
        if place is None or name not in of or is_rival:
            continue
        own, inputs = of[name], [of[one] for one in cell.reads if one in of]
        met = own.years if len(own.years) > 1 and all(one.years != own.years for one in inputs) else frozenset()
        undated = own.undated if _is_flow(cell) and owner in graph.scenario.levers else frozenset()
        before = found.get(owner, Mix(owner, (), (), place))
        found[owner] = before._replace(
            years=tuple(sorted(met.union(before.years))), undated=tuple(sorted(undated.union(before.undated)))
        )
    return [mix for mix in found.values() if mix.years or mix.undated]


def _is_flow(cell: Cell) -> bool:
    return isinstance(cell.unit, tuple) and ("year", -1) in cell.unit


def _owner(graph: Graph, name: str) -> tuple[str, Place | None]:
    """Return what a cell belongs to and where that stands; no place for what only repeats others."""
    first, _, rest = name.partition(".")
    scenario = graph.scenario
    if first == "move":
        first, rest = "loss", scenario.moves[rest.partition(".")[0]].hits[0]
    lever = rest.rpartition(".")[2]
    if first in ("exposure", "loss", "outcome", "exposure_share", "loss_share") and lever in scenario.levers:
        return lever, scenario.levers[lever].place
    if first in scenario.levers:
        return first, scenario.levers[first].place
    if first == "total" or (first == "outcome" and scenario.moves):
        return name, scenario.place
    written = first in scenario.figures or first in scenario.parties or name in scenario.results
    return name, graph.cells[name].place if written or name in scenario.claims else None


def is_accepted(graph: Graph) -> bool:
    """Tell whether the scenario gives a reason for mixing years; it speaks of its own figures, not of some of them."""
    return bool(graph.scenario.mixed_years) and not graph.scenario.what_if.only


def note_years(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield a note for each mix, unless the scenario accepts them with a reason."""
    hint = "accept it with 'mixed_years: REASON', or use figures of one year"
    for mix in () if is_accepted(graph) else find_mixes(graph, values):
        if mix.years:
            yield Problem(f"'{mix.owner}' mixes figures of {_listed(mix.years)}", mix.place, hint, note=True)
        if mix.undated:
            yield Problem(f"'{mix.owner}' rests on the undated {_listed(mix.undated)}", mix.place, hint, note=True)


def _listed(words: tuple[object, ...]) -> str:
    *first, last = map(str, words)
    return f"{', '.join(first)} and {last}" if first else last
