"""What outputs look like, as they were looked at; the numbers in them are tested elsewhere.

All scenarios in the terminal, one of them in every format, and each command for people and for machines: a change of
what is shown changes few files, each for a reason of its own.
"""

from pathlib import Path

import pytest

from tests.conftest import GOLDEN, Golden
from tests.program import HISTORY, SCENARIOS, TEXT, run

FULL = "escalation"  # the scenario with moves of both sides, results and claims
COMMANDS = [
    ["compare", "base", "escalation"],
    ["sources"],
    ["check", "base", "escalation"],
    ["list"],
    ["explain", "pipeline-closure", "move.closure.cost_ratio"],
    ["diff", "base", "pipeline-closure"],
    ["sensitivity"],
    ["backtest", Path(HISTORY).name],
    ["kinds", "transit"],
]
RUNS = {
    **{f"{name}.80.txt": ["show", name, "--width", "80"] for name in SCENARIOS},
    "escalation.120.txt": ["show", FULL, "--width", "120"],
    **{f"escalation.{form}": ["show", FULL, "-f", form] for form in TEXT if form != "table"},
    "compare.80.txt": ["compare", "--width", "80"],  # of all, which takes several tables
    "compare.markdown": ["compare", "base", "escalation", "-f", "markdown"],
    **{f"{words[0]}.100.txt": [*words, "--width", "100"] for words in COMMANDS},
    **{f"{words[0]}.json": [*words, "-f", "json"] for words in COMMANDS},
    "history.100.txt": ["backtest", "--width", "100"],  # of all that is bundled
}


@pytest.mark.parametrize("name", RUNS)
def test_output_is_as_it_was_looked_at(golden: Golden, name: str) -> None:
    """The output is that of its file, and no line is wider than the terminal."""
    words = RUNS[name]
    done = run(*words, cwd=Path(HISTORY).parent)
    assert (done.status, done.err) == (words[0] == "diff", "")  # which ends with 1 where there is a difference
    if "--width" in words:
        assert max(map(len, done.out.splitlines())) <= int(words[-1])
    golden.check(name, done.out)


def test_every_golden_file_is_of_a_test() -> None:
    """No file stays that nothing is held against."""
    assert {path.name for path in GOLDEN.iterdir()} == set(RUNS)
