"""Of which years the figures behind a cell are, and which results mix years or rest on undated figures."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from leverage import naming
from leverage.graph.cells import Cell, Graph, Value
from leverage.model import Year
from leverage.problems import Place, Problem
from leverage.units import RATIO, YEAR


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
    """Return the years behind every cell with a value; what is undated and assumed, a ratio or a time has none."""
    behind: dict[str, Years] = {}
    for name, cell in graph.cells.items():
        if values[name].number is None:
            continue
        years, undated = _find_stated_year(cell)
        for read in cell.list_inputs(values[name].formula):
            if read in behind:
                years |= behind[read].years
                undated |= behind[read].undated
        behind[name] = Years(years, undated)
    return behind


def _find_stated_year(cell: Cell) -> Years:
    """Return the year that a cell's reading states, or the cell as undated where it should state one."""
    reading = cell.reading
    if reading is None:
        return Years()
    if reading.year is not None:
        return Years(frozenset((reading.year,)))
    is_stated = reading.formula is None and bool(reading.source) and not reading.assumed
    if not is_stated or not isinstance(cell.unit, tuple) or cell.unit in (RATIO, YEAR):
        return Years()
    return Years(undated=frozenset((cell.name,)))


def find_mixes(graph: Graph, values: Mapping[str, Value]) -> list[Mix]:
    """Return where years first meet and which flows rest on undated figures, one entry for each owner."""
    behind = find_years(graph, values)
    mixes: dict[str, Mix] = {}
    names_read = graph.names_read
    for name, cell in graph.cells.items():
        is_rival = cell.reading is not None and cell.reading.name != "" and name not in names_read
        owner, place = _find_owner(graph, name)
        if place is None or name not in behind or is_rival:
            continue
        years, undated = behind[name]
        if len(years) < 2 or any(behind[read].years == years for read in cell.reads if read in behind):
            years = frozenset()  # of one year, or mixed before
        is_flow = isinstance(cell.unit, tuple) and ("year", -1) in cell.unit
        if not is_flow or owner not in graph.scenario.levers:
            undated = frozenset()
        before = mixes.get(owner, Mix(owner, (), (), place))
        mixes[owner] = before._replace(
            years=tuple(sorted(years.union(before.years))), undated=tuple(sorted(undated.union(before.undated)))
        )
    return [mix for mix in mixes.values() if mix.years or mix.undated]


def _find_owner(graph: Graph, name: str) -> tuple[str, Place | None]:
    """Return what a cell belongs to and where that stands; a cell that only repeats others has no place."""
    scenario = graph.scenario
    owner = naming.find_first_word(name)
    subject = naming.read_computed(name) or naming.Subject(owner, lever=owner)
    lever = subject.lever
    if subject.move:
        lever = scenario.moves[subject.move].hits[0]
    if lever in scenario.levers and subject.sort not in ("outcome_share", "at", "by"):
        return lever, scenario.levers[lever].place
    is_outcome = subject.sort in ("outcome", "equilibrium_outcome")
    if subject.party and (subject.sort in ("total", "equilibrium") or (is_outcome and scenario.moves)):
        return name, scenario.place
    is_written = owner in scenario.figures or owner in scenario.parties
    if is_written or name in scenario.results or name in scenario.claims:
        return name, graph.cells[name].place
    return name, None


def is_accepted(graph: Graph) -> bool:
    """Tell whether the scenario gives a reason for mixing years; it speaks of all its figures, not of some."""
    return bool(graph.scenario.mixed_years) and not graph.scenario.what_if.only


def note_years(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield a note for each mix, unless the scenario accepts them with a reason."""
    hint = "accept it with 'mixed_years: REASON', or use figures of one year"
    if is_accepted(graph):
        return
    for mix in find_mixes(graph, values):
        if mix.years:
            yield Problem(f"'{mix.owner}': figures come from {_write_list(mix.years)}", mix.place, hint, note=True)
        if mix.undated:
            yield Problem(
                f"'{mix.owner}': rests on {_write_list(mix.undated)}, without a year", mix.place, hint, note=True
            )


def _write_list(words: tuple[object, ...]) -> str:
    *first, last = map(str, words)
    return f"{', '.join(first)} and {last}" if first else last
