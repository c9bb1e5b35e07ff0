"""The README's promises: its scenario works, its errors are those shown, its two commands are what CI runs."""

from pathlib import Path

from tests import readme
from tests.program import run
from tests.reference import ROOT


def test_the_step_by_step_scenario(tmp_path: Path) -> None:
    """The first scenario's loss is a tenth of Georgia's exports; the second's is half of it for half a year."""
    for name, text in readme.files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    gas = run("get", "gas.yaml", "move.stop.damage", cwd=tmp_path)
    assert float(gas.out) == 200e6 * 0.5
    full = run("get", "georgia.yaml", "loss.georgia.goods_to_russia", cwd=tmp_path)
    half = run("get", "ban.yaml", "outcome.georgia", cwd=tmp_path)
    assert float(full.out) == 0.10 * 15.173e9
    assert abs(float(half.out) - 0.10 * 15.173e9 * (1 - 0.5) * 0.5) < 1


def test_the_readme_shows_all_problems_of_the_broken_file(tmp_path: Path) -> None:
    """The broken file has three problems, each at its line and column."""
    (tmp_path / "broken.yaml").write_text(readme.files()["broken.yaml"], encoding="utf-8")
    done = run("check", "broken.yaml", cwd=tmp_path)
    assert done.status == 3
    places = [line.split(":", 1)[1] for line in done.err.splitlines() if "--> " in line]
    assert places == ["4:29", "8:12", "10:5"]


def test_ci_runs_the_readmes_commands() -> None:
    """The commands a newcomer types are those that CI runs."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line for line in text.splitlines() if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep '^python3 -m venv' README.md" in script
