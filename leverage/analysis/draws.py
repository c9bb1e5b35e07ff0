"""Ranges of results: figures with a low and a high are drawn, and every cell is computed in each draw.

A figure has one value in a draw wherever it is used; percentiles are of the draws of a cell.
"""

import math
from collections import ChainMap, Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias, TypeVar

import numpy as np

from leverage import naming
from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.analysis.bounds import PartialCells
from leverage.analysis.checks import Checks
from leverage.analysis.claims import LEAST_TO_HOLD, MODEL_RATIOS, MOST_TO_FAIL, RATIOS
from leverage.analysis.percentiles import ERRORS, Percentiles
from leverage.analysis.ranges import Drawn, Range, find_ends, widen_to_value
from leverage.analysis.sampling import Sampler, Stream, list_open, split_into_blocks
from leverage.analysis.sharing import Shared
from leverage.analysis.variants import Variant
from leverage.formula.intervals import Interval
from leverage.graph.cells import Cell, list_readers
from leverage.model import Reading

Entry = TypeVar("Entry")

_Use: TypeAlias = tuple[str, str]  # a figure and the name of a reading of it

_FIRST_LOOK = 1000  # draws that often show whether more are needed
_RATIOS = {*RATIOS.values(), *MODEL_RATIOS.values()}


def compute_range(array: Array) -> Range | None:
    """Return the percentiles of draws that are all there; None where none of them is defined."""
    percentiles = Percentiles()
    percentiles.add(array)
    return percentiles.find_range()


DRAWS = 10_000
SEED = 1


def draw_ranges(
    assessment: Assessment,
    draws: int = DRAWS,
    seed: int = SEED,
    wanted: Collection[str] | None = None,
    shared: Shared | None = None,
) -> Drawn:
    """Return the range of every wanted cell that depends on a figure with a range, by default of all.

    With `shared`, made for as many draws of the same seed, what it has of other scenarios is not computed again, and a
    range is computed when it is looked up: most reports show a few.
    """
    cells = assessment.graph.cells if wanted is None else wanted
    sampler = Sampler(assessment)
    if shared is not None and sampler.is_plain:
        partial = _find_partial(assessment, cells)
        blocks = list(split_into_blocks(draws, len(sampler.readings) + len(partial.reads)))
        if len(blocks) == 1:
            return _draw_shared(assessment, sampler, partial, cells, shared)
    drawn, lost = _draw_once(assessment, sampler, draws, seed, cells, is_whole=False)
    if lost:
        again, _ = _draw_once(assessment, sampler, draws, seed, lost, is_whole=True)
        undefined = {**drawn.undefined, **again.undefined}
        drawn = drawn._replace(ranges={**drawn.ranges, **again.ranges}, undefined=undefined)
    return drawn


def draw_at_values(
    assessment: Assessment, name: str, numbers: Sequence[float], wanted: Collection[str], draws: int, seed: int
) -> dict[tuple[str, float], Range]:
    """Return the percentiles of wanted cells with one cell at each of several numbers.

    All have the same draws. What depends on no figure with a range is left out.
    """
    sampler = Sampler(assessment)
    streams = sampler.open_streams(seed, [figure for figure in sampler.readings if figure != name])
    if not streams:
        return {}
    percentiles: dict[tuple[str, float], Percentiles] = {}
    for size in split_into_blocks(draws):
        given = {figure: stream.draw(size) for figure, stream in streams.items()}
        for number in numbers:
            given[name] = np.full(size, number)
            for cell, array in sampler.walk(given, wanted):
                percentiles.setdefault((cell, number), Percentiles(is_whole=True)).add(array)
    found = {key: each.find_range() for key, each in percentiles.items()}
    return {key: span for key, span in found.items() if span is not None}


def _draw_once(
    assessment: Assessment, sampler: Sampler, draws: int, seed: int, wanted: Collection[str], *, is_whole: bool
) -> tuple[Drawn, set[str]]:
    """Return what draws come to, which are made and computed block by block, and the cells whose range was lost."""
    streams = sampler.open_streams(seed)
    partial = _find_partial(assessment, wanted)
    tally = _Tally(assessment, partial)
    percentiles: dict[str, Percentiles] = {}
    stands_for: dict[str, str] = {}  # what only names another cell has that cell's range
    sought = frozenset(wanted)
    for size in split_into_blocks(draws, len(streams) + len(partial.reads)):
        given = {name: stream.draw(size) for name, stream in streams.items()}
        done = set()
        for name, array in sampler.walk(given, {*wanted, *partial.reads}):
            tally.add(name, array)
            if name in assessment.scenario.claims or name not in sought:
                continue
            if name not in stands_for:
                named = assessment.find_named(name)
                stands_for[name] = named if named in sought else name
            named = stands_for[name]
            if named not in done:
                percentiles.setdefault(named, Percentiles(is_whole=is_whole)).add(array)
                done.add(named)
        tally.end_block()
    lost = {name for name, named in stands_for.items() if percentiles[named].is_lost}
    kept = {name: percentiles[named] for name, named in stands_for.items() if name not in lost}
    ranges = _Ranges(assessment, kept)
    return tally.sum_up(draws, seed)._replace(ranges=dict(ranges), undefined=ranges.count_undefined()), lost


def _draw_shared(
    assessment: Assessment, sampler: Sampler, partial: PartialCells, wanted: Collection[str], shared: Shared
) -> Drawn:
    """Return what draws come to, of which those of cells that other scenarios have too are computed once."""
    tally = _Tally(assessment, partial)
    keys = shared.number_cells(assessment, sampler)
    sought = frozenset(wanted)
    stands_for = {}  # what only names another cell has that cell's range
    for name in keys:
        if name in sought and name not in assessment.scenario.claims:
            named = assessment.find_named(name)
            stands_for[name] = named if named in sought else name
    lacking = {named for named in stands_for.values() if keys[named] not in shared.percentiles}
    counted = {name for name in keys.keys() & {*sought, *partial.reads} if tally.is_needed(name)}
    for name, array in shared.walk(assessment, sampler, keys, lacking | counted):
        if name in counted:
            tally.add(name, array)
        if name in stands_for and keys[name] not in shared.percentiles:
            percentiles = Percentiles()
            percentiles.add(array)
            shared.keep(keys[name], percentiles)
    tally.end_block()
    ranges = _Ranges(assessment, {name: shared.percentiles[keys[named]] for name, named in stands_for.items()})
    return tally.sum_up(shared.draws, shared.seed)._replace(ranges=ranges, undefined=ranges.count_undefined())


class _Ranges(Mapping[str, Range]):
    """The ranges of cells by their names, each computed when it is first looked up."""

    def __init__(self, assessment: Assessment, percentiles: Mapping[str, Percentiles]) -> None:
        self._values = assessment.values
        self._percentiles = {name: each for name, each in percentiles.items() if each.is_defined}

    def __getitem__(self, name: str) -> Range:
        found = self._percentiles[name].find_range()
        assert found is not None  # it is defined somewhere
        return widen_to_value(found, self._values[name].number)

    def __iter__(self) -> Iterator[str]:
        return iter(self._percentiles)

    def __len__(self) -> int:
        return len(self._percentiles)

    def count_undefined(self) -> dict[str, int]:
        """Return in how many draws each cell is not defined, where there are such, without looking up its range."""
        return {name: each.undefined for name, each in self._percentiles.items() if each.undefined}


class _Tally:
    """Counts in how many draws the tests of a scenario are true: its claims, and that ratios are above 1.

    Claims that leave losses out are counted at the end of a block, by the arrays of the cells that `partial` reads.
    """

    def __init__(self, assessment: Assessment, partial: PartialCells) -> None:
        self._assessment = assessment
        self._partial = partial
        self._claims = assessment.scenario.claims
        self._block: dict[str, Array] = {}
        self._possible: Counter[str] = Counter()
        self._held: Counter[str] = Counter()
        self._unsaid: Counter[str] = Counter()

    def is_needed(self, name: str) -> bool:
        """Tell whether a cell's draws are needed: those of a test, or of what decides one."""
        return name in self._partial.reads or name in self._claims or name in _RATIOS

    def add(self, name: str, array: Array) -> None:
        """Take a block of draws of a cell; one that is no test does not count."""
        if name in self._partial.reads:
            self._block[name] = array
        if name in self._partial.claims:
            pass  # counted at the end of the block
        elif name in self._claims:
            self._held[name] += int(np.count_nonzero(array == 1))
        elif name in _RATIOS:
            self._held[name] += int(np.count_nonzero(array > 1))
        else:
            return
        self._unsaid[name] += int(np.count_nonzero(np.isnan(array)))

    def end_block(self) -> None:
        """Count the claims that leave losses out: where they are true for every size of these, and for some."""
        if not self._block:
            return
        for claim, (least, most) in self._partial.bound(self._assessment, self._block):
            if claim not in self._block:
                continue
            is_defined = ~np.isnan(self._block[claim])
            self._held[claim] += int(np.count_nonzero(is_defined & (least == 1)))
            self._possible[claim] += int(np.count_nonzero(is_defined & (most != 0)))
        self._block = {}

    def sum_up(self, draws: int, seed: int) -> Drawn:
        """Return the shares of so many draws, without any range."""
        unsaid = {name: count for name, count in self._unsaid.items() if count}
        defined = {name: draws - count for name, count in self._unsaid.items()}
        held = {name: count / defined[name] for name, count in self._held.items() if defined[name]}
        possible = {name: count / defined[name] for name, count in self._possible.items() if defined[name]}
        return Drawn({}, held, unsaid, draws, seed, possible)


def _find_partial(assessment: Assessment, tests: Collection[str]) -> PartialCells:
    """Return the claims among tests that losses are left out of."""
    return PartialCells(assessment, assessment.scenario.claims.keys() & set(tests))


class Trials:
    """Draws for many trials of a scenario; a figure has the same draws in all of them.

    Only what follows from the readings in use is computed for each. If shares are wanted roughly, fewer draws will do
    where these leave no doubt whether tests hold, fail or are open.
    """

    def __init__(
        self, assessment: Assessment, tests: Collection[str], draws: int, seed: int, *, is_rough: bool = False
    ) -> None:
        """Begin without any trial of a scenario, to count in how many draws some tests are true."""
        self._assessment = assessment
        self._tests = frozenset(tests)
        self._draws = draws
        self._seed = seed
        self._is_rough = is_rough and draws > _FIRST_LOOK
        self._kept: dict[tuple[str, Interval], _Kept] = {}

    def count_all(self, trials: Iterable[Variant]) -> Iterator[tuple[Variant, Drawn]]:
        """Yield each trial, in any order, with the shares of the draws in which the tests are true."""
        together = []
        for trial in trials:
            if self._is_alike(trial):
                together.append(trial)
            else:
                yield trial, self.count_alone(trial.assessment, self._tests)
        if together:
            yield from zip(together, self._count_together(together), strict=True)

    def count_alone(self, assessment: Assessment, tests: Collection[str]) -> Drawn:
        """Return the shares of the draws in which tests of any assessment are true, of which all cells are computed."""
        if assessment is self._assessment:
            sampler = self._sampler
        else:
            graph = assessment.graph._replace(cells=_merge_layers(assessment.graph.cells))
            assessment = assessment._replace(graph=graph, values=_merge_layers(assessment.values))
            sampler = Sampler(assessment)
        partial = _find_partial(assessment, tests)
        tally = _Tally(assessment, partial)
        kept = {name: self._keep(sampler, name) for name in sampler.readings}
        done = 0
        for size in self._split(len(kept) + len(partial.reads)):
            given = {name: each.read(done, size) for name, each in kept.items()}
            for name, array in sampler.walk(given, {*tests, *partial.reads}):
                tally.add(name, array)
            tally.end_block()
            done += size
            if self._is_enough(tally, done):
                break
        return tally.sum_up(done, self._seed)

    def _keep(self, sampler: Sampler, name: str) -> "_Kept":
        """Return the draws of a figure, the same for all trials in which nothing but its room decides on them."""
        room = sampler.find_room(name)
        if room is not None and (name, room) in self._kept:
            return self._kept[name, room]
        kept = _Kept(sampler.open_streams(self._seed, [name])[name])
        if room is not None:
            self._kept[name, room] = kept
        return kept

    @cached_property
    def _sampler(self) -> Sampler:
        return Sampler(self._assessment)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self._assessment.graph.cells)}

    @cached_property
    def _readers(self) -> dict[str, list[str]]:
        return list_readers(self._assessment.graph.cells)

    @cached_property
    def _checks(self) -> Checks:
        return Checks(self._assessment.graph)

    def _is_alike(self, trial: Variant) -> bool:
        """Tell whether a trial changes neither draws of other figures nor which cells are missing."""
        assessment, changed = trial.assessment, trial.changed
        if changed is None:
            return False
        cells, values = self._assessment.graph.cells, self._assessment.values
        rivals = {}
        for figure, reading in trial.uses.items():
            (old,) = cells[figure].reads
            new = naming.reading(figure, reading)
            if not _is_stated(cells[old]) or self._readers[old] != [figure] or new in self._readers:
                return False
            rival = cells[new].reading
            if rival is not None and _is_stated(cells[new]):
                if _is_drawn(rival):
                    rivals[new] = rival
                continue
            formula = values[new].formula
            # A figure that it only named would be held to the bounds of this one.
            if formula is None or formula.is_name or new in changed:
                return False
        for name in changed:
            before, after = values[name], assessment.values[name]
            if (before.number is None) != (after.number is None) or before.left_out != after.left_out:
                return False
        demands = self._checks.find_demands(changed)
        readings, rooms = self._sampler.readings, self._sampler.rooms
        if any(list_open(self._assessment, readings, rooms, demands, self._places)):
            return False
        return not any(list_open(assessment, ChainMap(rivals, readings), rooms, demands, self._places))

    def _count_together(self, trials: Sequence[Variant]) -> list[Drawn]:
        """Return for each trial the shares of the draws in which the tests are true; only what changes is computed."""
        partial = _find_partial(self._assessment, self._tests)
        wanted = self._tests | partial.reads
        uses = dict.fromkeys(use for trial in trials for use in trial.uses.items())
        together = _Together(self._assessment, self._sampler, self._seed, uses, wanted)
        network = together.network
        names = {name: named for name in wanted if (named := network.find_named(name)) is not None}
        tallies = [_Tally(trial.assessment, partial) for trial in trials]
        waiting = dict(enumerate(trials))  # trials that need more draws
        counted: dict[int, Drawn] = {}
        done = 0
        for size in self._split(together.count_arrays()):
            base, drawn = together.draw(size, [use for trial in waiting.values() for use in trial.uses.items()])
            done += size
            for place, trial in [*waiting.items()]:
                given = {use[0]: drawn[use] for use in trial.uses.items() if use in drawn}
                arrays = ChainMap(network.compute(given, base, wanted), base)
                for name, named in names.items():
                    if named in arrays and arrays[named].ndim:  # else it depends on no draws
                        tallies[place].add(name, arrays[named])
                tallies[place].end_block()
                if self._is_enough(tallies[place], done):
                    counted[place] = tallies[place].sum_up(done, self._seed)
                    del waiting[place]
        return [counted[place] for place in range(len(trials))]

    def _split(self, arrays: int) -> Iterator[int]:
        """Yield the sizes of blocks of draws, the first of which may show that no more are needed."""
        first = _FIRST_LOOK if self._is_rough else 0
        if first:
            yield first
        yield from split_into_blocks(self._draws - first, arrays)

    def _is_enough(self, tally: _Tally, done: int) -> bool:
        """Tell whether no more draws are needed: all are made, or a first look leaves no doubt."""
        if done == self._draws:
            return True
        return self._is_rough and done == _FIRST_LOOK and _is_clear(tally.sum_up(done, self._seed))


class _Together:
    """Draws of a scenario and of rival readings of its figures, for trials that are computed together.

    `network` leads from the figures to wanted cells, and to the rival readings that are formulas.
    """

    def __init__(
        self, assessment: Assessment, sampler: Sampler, seed: int, uses: Collection[_Use], wanted: Collection[str]
    ) -> None:
        """Begin the streams of all figures that matter and of the rival readings in `uses`."""
        self._assessment = assessment
        self._sampler = sampler
        self._seed = seed
        cells = assessment.graph.cells
        in_use = {figure: cells[figure].reads[0] for figure, _ in uses}
        switched = frozenset(in_use.values())
        rivals = {use: naming.reading(*use) for use in uses}
        self._formulas = {use: name for use, name in rivals.items() if not _is_stated(cells[name])}
        wanted = {*wanted, *self._formulas.values()}
        given = [*(name for name in sampler.readings if name not in switched), *in_use]
        self.network = sampler.make_network(given, wanted)
        behind = self.network.list_given_behind(wanted)
        self._streams = {name: self._open(name, in_use.get(name, name)) for name in behind}
        rivals = {use: name for use, name in rivals.items() if use[0] in self._streams}
        self._rivals = {use: self._open(use[0], name) for use, name in rivals.items() if use not in self._formulas}

    def count_arrays(self) -> int:
        """Return how many arrays there are of each block of draws."""
        return len(self.network) + len(self._streams) + len(self._rivals)

    def draw(self, size: int, uses: Iterable[_Use]) -> tuple[dict[str, Array], dict[_Use, Array]]:
        """Return the next draws of all cells of the scenario, and those of figures under some rival readings."""
        base = self.network.compute({name: _draw(stream, size) for name, stream in self._streams.items()})
        drawn: dict[_Use, Array] = {}
        for use in dict.fromkeys(uses):
            if use in self._rivals:
                drawn[use] = _draw(self._rivals[use], size)
            elif use in self._formulas and use[0] in self._streams:
                drawn[use] = self._find_computed(use[0], self._formulas[use], base)
        return base, drawn

    def _find_computed(self, figure: str, name: str, base: Mapping[str, Array]) -> Array:
        """Return the draws of a figure whose rival reading is a formula, given those of all cells."""
        named = self.network.find_named(name)
        array = np.asarray(self._assessment.values[name].number) if named is None else base[named]
        least, most = self._sampler.bounds.get(figure, (-math.inf, math.inf))
        return np.where((array < least) | (array > most), np.nan, array)

    def _open(self, figure: str, name: str) -> Stream | float:
        """Return a stream for a reading of a figure, or its number if it has no range."""
        if name in self._sampler.readings:
            return self._sampler.open_streams(self._seed, [name])[name]
        reading = self._assessment.graph.cells[name].reading
        if reading is not None and _is_drawn(reading):
            return self._sampler.open_rival(self._seed, figure, name, reading)
        return self._assessment.values[name].number or 0.0


def _is_stated(cell: Cell) -> bool:
    """Tell whether a cell is a reading with a value, not a formula."""
    return cell.reading is not None and cell.reading.value is not None and not cell.lacks


def _is_drawn(reading: Reading) -> bool:
    """Tell whether a reading with a value has a range."""
    low, _, high = find_ends(reading)
    return low < high


class _Kept:
    """The draws of a stream, kept to be read again from the first."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._draws: Array = np.empty(0)

    def read(self, start: int, count: int) -> Array:
        """Return so many draws after the first `start`."""
        if lacking := max(0, start + count - self._draws.size):
            self._draws = np.concatenate([self._draws, self._stream.draw(lacking)])
        return self._draws[start : start + count]


def _draw(stream: Stream | float, count: int) -> Array:
    """Return the next draws of a stream, or a number that is the same in all."""
    return np.asarray(stream) if isinstance(stream, float) else stream.draw(count)


def _is_clear(drawn: Drawn) -> bool:
    """Tell whether a first look leaves no doubt whether tests hold, fail or are open."""
    return not drawn.unsaid and all(map(_is_plain, [*drawn.held.values(), *drawn.possible.values()]))


def _merge_layers(layered: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """Return a mapping in one layer; much of it is going to be looked up, which takes longer in several."""
    if not isinstance(layered, ChainMap):
        return layered
    merged: dict[str, Entry] = {}
    for layer in reversed(layered.maps):
        merged.update(layer)
    return merged


def _is_plain(share: float) -> bool:
    """Tell whether a share of the first look is too far from the two that verdicts turn at for more draws to cross."""
    slack = ERRORS * math.sqrt(LEAST_TO_HOLD * MOST_TO_FAIL / _FIRST_LOOK)
    return all(abs(share - limit) > slack for limit in (LEAST_TO_HOLD, MOST_TO_FAIL))
