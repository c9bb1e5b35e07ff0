"""The shape of a scenario: all that its cells and their units follow from, numbers and places aside.

Of many files that extend one base most have the same shape, so that the cells of the first, once checked, serve all:
only the readings of the figures that differ are put in their place.
"""

from collections.abc import Iterator, Mapping

from leverage.graph.cells import Cell, Graph
from leverage.model import Figure, KindOfLever, Move, Reading, Scenario, figures_of

_LIMIT = 64
# A shape has the addresses of kinds, which its graph keeps, so that no other kind can come to be there.
_graphs: dict[tuple[object, ...], Graph] = {}


def known(shape: tuple[object, ...], scenario: Scenario) -> Graph | None:
    """Return the graph of a scenario of a shape that was met before."""
    graph = _graphs.get(shape)
    if graph is None:
        return None
    cells = dict(graph.cells)
    own = {figure.id: figure for figure in figures_of(graph.scenario)}
    for figure in figures_of(scenario):
        if figure is not own[figure.id]:
            cells.update(_read_anew(figure, cells))
    for result in scenario.results.values():
        cells[result.id] = cells[result.id]._replace(expression=result.formula, place=result.place)
    for claim in scenario.claims.values():
        cells[claim.id] = cells[claim.id]._replace(expression=claim.test, place=claim.place)
    return graph._replace(scenario=scenario, cells=cells)


def remember(shape: tuple[object, ...], graph: Graph) -> None:
    """Keep a graph in which nothing is wrong."""
    if len(_graphs) >= _LIMIT:
        _graphs.clear()
    _graphs[shape] = graph


def _read_anew(figure: Figure, cells: Mapping[str, Cell]) -> Iterator[tuple[str, Cell]]:
    for reading in figure.readings:
        name = f"{figure.id}.{reading.name}" if reading.name else figure.id
        yield name, cells[name]._replace(reading=reading, expression=reading.formula, place=reading.place)
    if figure.use and figure.in_use is not None:
        yield figure.id, cells[figure.id]._replace(place=figure.in_use.place)


def shape_of(scenario: Scenario, kinds: Mapping[str, KindOfLever]) -> tuple[object, ...]:
    """Return a scenario's shape; two of the same have the same cells, units and order."""
    return (
        scenario.currency,
        scenario.sides,
        bool(scenario.what_if.only),
        tuple(id(kind) for kind in kinds.values()),
        tuple((one.id, tuple(map(_figure, one.aggregates.values()))) for one in scenario.parties.values()),
        tuple(map(_figure, scenario.figures.values())),
        tuple(
            (one.id, one.kind, one.status, tuple(one.roles.items()), tuple(map(_figure, one.inputs.values())))
            for one in scenario.levers.values()
        ),
        tuple(map(_move, scenario.moves.values())),
        tuple((one.id, one.formula.formula.text) for one in scenario.results.values()),
        tuple((one.id, one.test.formula.text) for one in scenario.claims.values()),
    )


def _figure(figure: Figure) -> tuple[object, ...]:
    return (figure.id, figure.use, *map(_reading, figure.readings))


def _reading(reading: Reading) -> tuple[object, ...]:
    value = reading.value
    if value is None:
        return (reading.name, reading.dropped, reading.formula and reading.formula.formula.text)
    has_ends = any(end is not None and end.number for end in (reading.low, reading.high))
    return (reading.name, reading.dropped, value.unit.dimension, value.is_plain_zero, has_ends)


def _move(move: Move) -> tuple[object, ...]:
    fields = (figure and _figure(figure) for figure in (move.cut, move.duration))
    return (move.id, move.lever, move.by, move.target, *fields)
