"""What draws come to, kept from one scenario for the next: cells that are computed alike from the same draws."""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from leverage.analysis.arrays import Array
from leverage.analysis.assessment import Assessment
from leverage.analysis.percentiles import Percentiles
from leverage.analysis.ranges import find_ends
from leverage.analysis.sampling import Sampler
from leverage.graph.cells import walk_inputs

#: What a cell is computed by, down to the figures; cells with the same number have the same draws.
Keys: TypeAlias = Mapping[str, int]

_NUMBERS = 2**22  # of arrays that are kept
_KEYS = 2**18  # that are kept, with a range for each


class Shared:
    """The draws and ranges of cells of several scenarios, all with so many draws of one seed; old ones are dropped."""

    def __init__(self, draws: int, seed: int) -> None:
        """Begin without any."""
        self.draws = draws
        self.seed = seed
        self.percentiles: dict[int, Percentiles] = {}
        self._waiting: list[Percentiles] = []  # those that hold on to their draws, as no range was looked up yet
        self._keys: dict[object, int] = {}
        self._arrays: dict[int, Array] = {}  # the longest unused first

    def number_cells(self, assessment: Assessment, sampler: Sampler) -> dict[str, int]:
        """Return the key of each cell that depends on draws."""
        if len(self._keys) > _KEYS:
            self._keys, self.percentiles, self._arrays = {}, {}, {}
        values = assessment.values
        keys: dict[str, int] = {}
        for name, cell in assessment.graph.cells.items():
            if name in sampler.readings:
                reading, room = sampler.readings[name], sampler.find_room(name)
                shape = reading.shape, reading.covered, find_ends(reading), reading.bounds
                making: object = name, shape, room or object()
            else:
                formula = values[name].formula
                if values[name].number is None or formula is None:
                    continue
                reads = cell.list_inputs(formula)
                if keys.keys().isdisjoint(reads):
                    continue
                bounds = sampler.bounds.get(name)
                if formula.is_name and bounds is None:
                    keys[name] = keys[reads[0]]
                    continue
                inputs = tuple([(keys[read],) if read in keys else values[read].number for read in reads])
                making = formula.text, cell.solver, bounds, inputs
            keys[name] = self._keys.setdefault(making, len(self._keys))
        return keys

    def keep(self, key: int, percentiles: Percentiles) -> None:
        """Keep the percentiles of a cell; where too many hold on to their draws, all find their ranges."""
        self.percentiles[key] = percentiles
        self._waiting.append(percentiles)
        if len(self._waiting) * self.draws > _NUMBERS:
            for each in self._waiting:
                each.find_range()
            self._waiting = []

    def walk(
        self, assessment: Assessment, sampler: Sampler, keys: Keys, wanted: Collection[str]
    ) -> Iterator[tuple[str, Array]]:
        """Yield cells with their draws: the wanted ones, and others that are computed on the way to them."""
        given: dict[str, Array] = {}

        def list_lacking_inputs(name: str) -> list[str]:
            array = self._arrays.pop(keys[name], None)
            if array is None and name in sampler.readings:
                array = sampler.open_streams(self.seed, [name])[name].draw(self.draws)
            if array is None:
                cell = assessment.graph.cells[name]
                return [read for read in cell.list_inputs(assessment.values[name].formula) if read in keys]
            given[name] = self._arrays[keys[name]] = array
            return []

        needed = walk_inputs([name for name in wanted if name in keys], list_lacking_inputs)
        for name, array in sampler.walk(given, needed):
            self._arrays[keys[name]] = array
            while len(self._arrays) > max(1, _NUMBERS // self.draws):
                del self._arrays[next(iter(self._arrays))]
            yield name, array
