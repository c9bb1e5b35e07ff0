"""A fast start, checked by what is loaded rather than by the clock."""

import subprocess
import sys

import pytest

from tests.program import HISTORY

LISTING = """
import sys
sys.argv = ["leverage", *sys.argv[1:]]
from leverage.__main__ import run
run()
print(*sorted(sys.modules), file=sys.stderr)
"""

HEAVY = {
    "jinja2",
    "numpy",
    "rich",
    "pydantic",
    "pint",
    "fractions",
    "decimal",
    "xlsxwriter",
    "docx",
    "lxml",
    "resvg_py",
    "leverage.data",
    "leverage.priors",
}

UNUSED = {
    "json",
    "csv",
    "pygments",
    "rich.progress",
    "rich.tree",
    "statistics",
    "leverage.analysis.sensitivity",
    "leverage.filling",
    "leverage.formats._svg_chart",
    "leverage.formats._text_chart",
    "leverage.sweep",
}
OF_NOTES = {"leverage.analysis.notes", "leverage.analysis.plausibility", "leverage.reading.notes"}
WITH_TABLES = {"rich", "fractions", "decimal"}


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (["--version"], {*HEAVY, "json", "yaml", "csv", "leverage.model", "leverage.formats"}),
        (["--help"], {*HEAVY, "json", "yaml", "leverage.model"}),
        (["show", "--no-range", "-f", "csv"], {*HEAVY, *OF_NOTES, "json", "leverage.report.views"}),
        (["show", "--no-range", "-f", "json"], {*HEAVY, *OF_NOTES, "csv", "leverage.report.views"}),
        (["get", "total.russia"], {*HEAVY, *OF_NOTES, "json", "csv"}),
        (["backtest", HISTORY, "-f", "csv"], HEAVY - {"numpy", "fractions", "decimal", "leverage.priors"}),
        (["show", "--no-range"], {*HEAVY, *UNUSED} - WITH_TABLES),
        (["show"], {*HEAVY, *UNUSED} - WITH_TABLES - {"numpy"}),
        (["compare", "--no-range", "-f", "csv"], {*HEAVY, "json", "leverage.report.views"}),
        (["compare"], {*HEAVY, *UNUSED} - WITH_TABLES - {"numpy"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_only_what_is_needed_is_loaded(words: list[str], unwanted: set[str]) -> None:
    """A command loads none of the modules it can do without."""
    command = [sys.executable, "-c", LISTING, *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert unwanted & set(done.stderr.split()) == set()
