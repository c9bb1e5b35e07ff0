"""What a command does grows with the size of a scenario, not with its square: calls are counted, not time."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import pytest

from tests.benchmarks import growth
from tests.program import run


def count_calls(words: Sequence[str], folder: Path, function: str) -> int:
    """Return how often a run calls a function of the program, given by its file and its name."""
    counts: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            file = Path(frame.f_code.co_filename)
            counts[f"{file.parent.name}/{file.name}: {frame.f_code.co_name}"] += 1

    sys.setprofile(count)
    try:
        done = run(*words, cwd=folder)
    finally:
        sys.setprofile(None)
    assert done.status in (0, 1), done.err
    return counts[function]


@pytest.mark.parametrize(
    ("write", "words", "function"),
    [
        # Each rival reading changes a few cells, those of its tie and the totals.
        (growth.write_rivals, "sources s.yaml --rivals", "graph/evaluate.py: _evaluate_cell"),
        (growth.write_rivals, "sources s.yaml --rivals", "analysis/checks.py: _check_limit"),
        # The moves on a lever are looked up.
        (growth.write_moves, "show s.yaml --no-range -f json", "leverage/model.py: hits"),
        # Each source is asked about its own figures.
        (growth.write_rivals, "show s.yaml --no-range -f json", "leverage/model.py: list_figures"),
        (growth.write_rivals, "show s.yaml --no-range -f json", "reading/what_if.py: _choose_best"),
    ],
)
def test_calls_grow_with_the_size(
    write: Callable[[Path, int], None], words: str, function: str, tmp_path: Path
) -> None:
    """From 20 to 40 of something there are as many more calls as from 0 to 20: what grows by the square adds thrice."""
    calls = {}
    for size in (1, 21, 41):
        write(tmp_path, size)
        calls[size] = count_calls(words.split(), tmp_path, function)
    first, second = calls[21] - calls[1], calls[41] - calls[21]
    assert 0 < second <= 1.15 * first
