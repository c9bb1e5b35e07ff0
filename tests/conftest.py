"""What the tests share: where golden files lie, and how they are renewed."""

import re
import sys
from pathlib import Path

import pytest

from leverage import library
from leverage.data import factbook
from tests.program import WHOLE

_IN_FULL = re.compile(r"(?<![\w.])[0-9]+\.[0-9]{4,}(?:e[+-]?[0-9]+)?(?![\w.])")
GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes golden files anew."""
    parser.addoption("--golden", action="store_true", help="write the golden files anew; read the difference")


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the goods in one part where no scenario is named, so that a result is a simple product of what is swept."""
    monkeypatch.setattr(library, "DEFAULT", WHOLE)


@pytest.fixture
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sweeps take 5,000 rows at once, a tenth of what is usual, so that 12,000 rows are three blocks."""
    monkeypatch.setattr("leverage.sweep.rows.SIZE", 5_000)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> "Golden":
    """Return what compares a text with its golden file."""
    return Golden(is_new=request.config.getoption("--golden"))


@pytest.fixture
def _files_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the package that fills what files of data lack: it has tests of its own."""
    monkeypatch.setitem(sys.modules, factbook.MODULE, None)


class Golden:
    """Compares outputs with files that pin their layout; their numbers are tested elsewhere.

    Of a number in full only twelve digits are compared: the last ones of a draw differ from processor to processor.
    """

    def __init__(self, *, is_new: bool) -> None:
        self._is_new = is_new

    def check(self, name: str, text: str) -> None:
        """Hold a text against the golden file of that name, or write it."""
        path = GOLDEN / name
        if self._is_new:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert _rounded(text) == _rounded(path.read_text(encoding="utf-8"))


def _rounded(text: str) -> str:
    """Return a text with numbers in full rounded to twelve digits."""
    return _IN_FULL.sub(lambda number: f"{float(number.group()):.12g}", text)
