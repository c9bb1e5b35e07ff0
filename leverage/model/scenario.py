"""The scenario as a whole, with its results and claims."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, NamedTuple

from leverage.model.declared import Key
from leverage.model.figures import Expression, Figure, Party, Source
from leverage.model.levers import KindOfLever, Lever, Move
from leverage.problems import File, Place

VERDICTS = ("holds", "fails", "cannot say")


class Result(NamedTuple):
    """A cell of the author's own, printed under the totals."""

    id: str
    place: Place
    formula: Annotated[Expression, Key("formula", "over any cells", required=True)]
    label: Annotated[str, Key("text", "a short name for people")] = ""


class Claim(NamedTuple):
    """A sentence tied to a test over cells."""

    id: str
    place: Place
    test: Annotated[Expression, Key("formula", "a comparison over any cells", required=True)]
    says: Annotated[str, Key("text", "the sentence, in your own words", required=True)] = ""
    source: Annotated[str, Key("source", "who says so; leave it out for a claim of your own")] = ""
    where: Annotated[str, Key("text", "the place in the source")] = ""
    threshold: Annotated[str, Key("text", "where the line comes from, or `judgement`")] = ""
    expect: Annotated[str, Key("choice", "the verdict the author knows of", choices=VERDICTS)] = "holds"


class WhatIf(NamedTuple):
    """What was asked to be otherwise than in the file: `NAME=VALUE` by hand, the only sources, those preferred.

    `folders` are those from which a scenario may take its base beside its project's.
    """

    sets: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


AS_WRITTEN = WhatIf()


class Scenario(NamedTuple):
    """Everything a scenario file says, checked."""

    id: str
    place: Place
    title: Annotated[str, Key("text", "what the scenario is, in a line", required=True)] = ""
    sides: Annotated[
        tuple[str, ...],
        Key("parties", "the two parties set against each other: `[azerbaijan, russia]`", required=True),
    ] = ()
    about: Annotated[str, Key("text", "a sentence more")] = ""
    as_of: Annotated[str, Key("date", "the date it speaks of: `2025`, `2025-07` or `2025-07-04`")] = ""
    currency: Annotated[str, Key("currency", "an ISO 4217 code; USD if not said")] = "USD"
    mixed_years: Annotated[
        str, Key("text", "why figures of different years, or undated ones, stand together; else results note it")
    ] = ""
    sources: Annotated[Mapping[str, Source], Key("sources", "publications, by id")] = {}
    parties: Annotated[Mapping[str, Party], Key("parties_map", "states and blocs, by id", required=True)] = {}
    figures: Annotated[Mapping[str, Figure], Key("figures", "numbers, by id")] = {}
    kinds: Annotated[Mapping[str, KindOfLever], Key("kinds", "kinds of lever of the scenario's own, by id")] = {}
    levers: Annotated[Mapping[str, Lever], Key("levers", "ties that can be cut, by id")] = {}
    moves: Annotated[Mapping[str, Move], Key("moves", "who cuts what; without any, all is cut in full")] = {}
    results: Annotated[Mapping[str, Result], Key("results", "the author's own cells, by id")] = {}
    claims: Annotated[Mapping[str, Claim], Key("claims", "sentences with tests, by id")] = {}
    read: tuple[File, ...] = ()  # the files, own first
    what_if: WhatIf = AS_WRITTEN

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the files, own first."""
        return tuple(file.name for file in self.read)


def figures_of(scenario: Scenario) -> Iterator[Figure]:
    """Go through every figure of a scenario, wherever it is written."""
    yield from scenario.figures.values()
    for party in scenario.parties.values():
        yield from party.aggregates.values()
    for lever in scenario.levers.values():
        yield from lever.inputs.values()
    for move in scenario.moves.values():
        yield from (figure for figure in (move.cut, move.duration) if figure)


def with_figures(scenario: Scenario, change: Callable[[Figure], Figure | None]) -> Scenario:
    """Return a scenario whose every figure is changed; one that becomes None is left out, in a move it is kept."""

    def changed(figures: Mapping[str, Figure]) -> dict[str, Figure]:
        new = {name: change(figure) for name, figure in figures.items()}
        return {name: figure for name, figure in new.items() if figure}

    def moved(figure: Figure | None) -> Figure | None:
        return figure and (change(figure) or figure)

    parties = {id_: one._replace(aggregates=changed(one.aggregates)) for id_, one in scenario.parties.items()}
    levers = {id_: one._replace(inputs=changed(one.inputs)) for id_, one in scenario.levers.items()}
    moves = {id_: one._replace(cut=moved(one.cut), duration=moved(one.duration)) for id_, one in scenario.moves.items()}
    return scenario._replace(figures=changed(scenario.figures), parties=parties, levers=levers, moves=moves)
