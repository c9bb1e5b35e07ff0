"""What the tests share: where golden files lie, and how they are renewed."""

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes golden files anew."""
    parser.addoption("--golden", action="store_true", help="write the golden files anew; read the difference")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> "Golden":
    """Return what compares a text with its golden file."""
    return Golden(is_new=request.config.getoption("--golden"))


class Golden:
    """Compares outputs with files that pin their layout; their numbers are tested elsewhere."""

    def __init__(self, *, is_new: bool) -> None:
        self._is_new = is_new

    def check(self, name: str, text: str) -> None:
        """Hold a text against the golden file of that name, or write it."""
        path = GOLDEN / name
        if self._is_new:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")
