"""Columns of tables that lie in an array, as numpy or Arrow has them, and are lists only for those who need one."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

_AT_ONCE = 1000  # values


class Packed(Sequence[Any]):
    """The values of a column: an array of floats of numpy, in which nan stands for None, or an array of Arrow."""

    def __init__(self, array: Any) -> None:
        self.array = array

    @property
    def is_arrow(self) -> bool:
        """Tell whether the array is one of Arrow."""
        return hasattr(self.array, "to_pylist")

    @property
    def has_texts(self) -> bool:
        """Tell whether the values are texts."""
        return self.is_arrow and str(self.array.type) == "string"

    @property
    def has_gaps(self) -> bool:
        """Tell whether a value is missing."""
        if self.is_arrow:
            return bool(self.array.null_count)
        return bool((self.array != self.array).any())  # not a number is unlike itself

    @cached_property
    def values(self) -> list[Any]:
        """Return the values as a list."""
        if self.is_arrow:
            values: list[Any] = self.array.to_pylist()
            return values
        # Not a number is unlike itself.
        return [None if value != value else value for value in self.array.tolist()]  # noqa: PLR0124 - see above

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self.array)

    def __getitem__(self, at: Any) -> Any:
        """Return some values, or a single one, for which no list is made."""
        return self.values[at] if isinstance(at, slice) else Packed(self.array[at : at + 1 or None]).values[0]

    def __iter__(self) -> Iterator[Any]:
        """Give one value after the other; whoever stops early has not made a list of all."""
        for start in range(0, len(self), _AT_ONCE):
            yield from Packed(self.array[start : start + _AT_ONCE]).values
