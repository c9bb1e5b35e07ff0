"""What a command does grows with the size of a scenario, not with its square: calls are counted, not time."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, FrameType

import pytest

from leverage.analysis.assessment import Assessment, assess_named, compute_scenario
from leverage.analysis.variants import Variants
from leverage.graph.cells import Value
from leverage.reading.what_if import use_readings
from tests.benchmarks import growth
from tests.program import run


def count_calls(words: Sequence[str], folder: Path) -> Counter[str]:
    """Return how often a run calls each function, by its file and its name."""
    codes: Counter[CodeType] = Counter()

    def count(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            codes[frame.f_code] += 1

    sys.setprofile(count)
    try:
        done = run(*words, cwd=folder)
    finally:
        sys.setprofile(None)
    assert done.status in (0, 1), done.err
    counts: Counter[str] = Counter()
    for code, count_of_code in codes.items():
        file = Path(code.co_filename)
        counts[f"{file.parent.name}/{file.name}: {code.co_name}"] += count_of_code
    return counts


@pytest.mark.parametrize(
    ("write", "words", "functions"),
    [
        # Each rival reading changes a few cells, those of its tie and the totals.
        (
            growth.write_rivals,
            "sources s.yaml --rivals",
            ["graph/evaluate.py: _evaluate_cell", "analysis/checks.py: _check_limit"],
        ),
        # So do its draws.
        (growth.write_rivals_with_ranges, "sources s.yaml --rivals", ["analysis/arrays.py: compute_cell"]),
        (growth.write_rivals_with_ranges, "show s.yaml", ["analysis/arrays.py: compute_cell"]),
        # The moves on a lever are looked up.
        (growth.write_moves, "show s.yaml --no-range -f json", ["leverage/model.py: hits"]),
        # Claims about sums that a loss is left out of do not walk all cells, and do not add all of them up.
        (
            growth.write_rivals_left_out,
            "sources s.yaml --rivals",
            ["analysis/arrays.py: compute_cell", "formula/intervals.py: bound"],
        ),
        # Of moves for different times each is held against the next.
        (growth.write_lengths, "get s.yaml outcome.a", ["formula/tree.py: walk_tree"]),
        # A move reads the parts that it hits; of moves for one time, the times are one.
        (
            growth.write_moves_on_parts,
            "show s.yaml --no-range",
            ["formula/tree.py: walk_tree", "leverage/naming.py: at"],
        ),
        # Each party's totals look at its own ties.
        (
            growth.write_parties,
            "show s.yaml --no-range -f json",
            ["graph/declarations.py: is_money", "leverage/model.py: list_holders"],
        ),
        # What each part adds to a stake is found for all of them together.
        (growth.write_parts, "show s.yaml --no-range --full -f markdown", ["formula/tree.py: make_formula"]),
        # Each source is asked about its own figures.
        (
            growth.write_rivals,
            "show s.yaml --no-range -f json",
            ["leverage/model.py: list_figures", "reading/what_if.py: _choose_best"],
        ),
    ],
)
def test_calls_grow_with_the_size(
    write: Callable[[Path, int], None], words: str, functions: list[str], tmp_path: Path
) -> None:
    """From 20 to 40 of something there are as many more calls as from 0 to 20: what grows by the square adds thrice."""
    calls = {}
    for size in (1, 21, 41):
        write(tmp_path, size)
        calls[size] = count_calls(words.split(), tmp_path)
    for function in functions:
        first, second = (calls[more][function] - calls[less][function] for less, more in ((1, 21), (21, 41)))
        assert 0 < second <= 1.15 * first, function


class CountedValues(dict[str, Value]):
    """Values that count how often they are looked up."""

    looked_up = 0

    def __getitem__(self, name: str) -> Value:
        """Return a value."""
        self.looked_up += 1
        return super().__getitem__(name)


def list_numbers(assessment: Assessment) -> dict[str, tuple[object, ...]]:
    """Return the numbers of all cells, what they lack and what they leave out."""
    return {name: (value.number, value.lacks, value.left_out) for name, value in assessment.values.items()}


def test_another_reading_is_added_up_without_the_ties_that_it_leaves_alone(tmp_path: Path) -> None:
    """With 200 or 250 ties as many values are looked up, and all come to what they do if all are computed anew."""
    looked_up = []
    for size in (200, 250):
        growth.write_rivals(tmp_path, size)
        assessment = assess_named(str(tmp_path / "s.yaml"))
        values = CountedValues(assessment.values)
        variants = Variants(assessment._replace(values=values))
        variants.compute({"v1": "two"})  # which adds all up once
        before = values.looked_up
        changed = variants.compute({"v2": "two"}).assessment
        looked_up.append(values.looked_up - before)
        anew = compute_scenario(use_readings(assessment.scenario, {"v2": "two"}))
        assert list_numbers(changed) == list_numbers(anew)
        assert changed.values["total.a"] != assessment.values["total.a"]
    assert 0 < looked_up[1] == looked_up[0]


def test_no_cell_keeps_the_sources_of_all_cells_behind_it(tmp_path: Path) -> None:
    """Each of a chain of sums rests on one source more than the one before, and keeps two cells that it is made of."""
    growth.write_sums(tmp_path, 50)
    evidence = assess_named(str(tmp_path / "s.yaml")).evidence
    assert evidence["r49"].sources == tuple(f"s{number}" for number in range(50))
    assert evidence["r29"].sources == tuple(f"s{number}" for number in range(30))
    assert evidence["r39"].gathered is None
    assert max(len(backing.cited) + len(backing.inputs) for backing in evidence.values()) == 2


def test_a_tie_that_is_no_longer_valued_is_left_out_of_the_sum(tmp_path: Path) -> None:
    """What is diverted becomes 1 / 0, which is undefined, and all sums are what they are if computed anew."""
    growth.write_rivals(tmp_path, 70)
    path = tmp_path / "s.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("value: v4}", "value: v4, diverted: e}")
        + "  e:\n    use: one\n    readings:\n"
        + "      one: {value: 0.5, assumed: made up}\n      two: {formula: 1 / none}\n"
        + "  none: {value: 0, assumed: made up}\n",
        encoding="utf-8",
    )
    assessment = assess_named(str(path))
    variants = Variants(assessment)
    for uses in ({"v2": "two"}, {"e": "two"}, {"v4": "two", "e": "two"}, {"v4": "two"}):
        anew = compute_scenario(use_readings(assessment.scenario, uses))
        assert list_numbers(variants.compute(uses).assessment) == list_numbers(anew)
        assert ("loss.a.tie4" in anew.values["total.a"].left_out) == ("e" in uses)
