"""Every format of every bundled scenario, as it was looked at; worked-out numbers are tested elsewhere."""

import pytest

from leverage import library
from tests.conftest import Golden
from tests.program import TEXT, run

SCENARIOS = [name.partition("/")[2] for name in library.list_bundled()]
MACHINE = [name for name in TEXT if name not in ("table", "html", "latex")]
# Documents are long: their layout is pinned by one scenario without moves and one with many, and by one command.
DOCUMENTS = ["html", "latex"]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_show_in_the_terminal(golden: Golden, scenario: str, width: int) -> None:
    """The table of each scenario looks as it was looked at, and no line is wider than the terminal."""
    done = run("show", f"azerbaijan-russia/{scenario}", environment={"COLUMNS": str(width)})
    assert (done.status, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= width
    golden.check(f"show/{scenario}.{width}.txt", done.out)


@pytest.mark.parametrize("form", MACHINE)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_show_in_other_formats(golden: Golden, scenario: str, form: str) -> None:
    """Each scenario in each format for documents and machines."""
    done = run("show", f"azerbaijan-russia/{scenario}", "-f", form)
    assert (done.status, done.err) == (0, "")
    golden.check(f"show/{scenario}.{form}", done.out)


@pytest.mark.parametrize("form", DOCUMENTS)
@pytest.mark.parametrize("scenario", ["base", "escalation"])
def test_show_in_documents(golden: Golden, scenario: str, form: str) -> None:
    """The documents of which each scenario would be much the same."""
    done = run("show", f"azerbaijan-russia/{scenario}", "-f", form)
    assert (done.status, done.err) == (0, "")
    golden.check(f"show/{scenario}.{form}", done.out)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_compare_in_documents(golden: Golden, form: str) -> None:
    """Scenarios side by side as a document."""
    golden.check(f"compare.{form}", run("compare", "-f", form).out)


@pytest.mark.parametrize("command", ["compare", "sources", "check", "list"])
@pytest.mark.parametrize("form", [*MACHINE, "table"])
def test_other_commands(golden: Golden, command: str, form: str) -> None:
    """The other commands in each format."""
    done = run(command, "-f", form, environment={"COLUMNS": "100"})
    assert (done.status, done.err) == (0, "")
    golden.check(f"{command}.{form}", done.out)


@pytest.mark.parametrize("width", [80, 120])
def test_compare_in_the_terminal(golden: Golden, width: int) -> None:
    """The comparison fits its terminal."""
    done = run("compare", "--width", str(width))
    assert max(map(len, done.out.splitlines())) <= width
    golden.check(f"compare.{width}.txt", done.out)
