"""The documents' promises: their scenarios work, outputs written by hand are true, the map names what is there."""

import re
import tomllib
from pathlib import Path

from leverage import formats
from tests import readme, reference
from tests.program import read_json, run
from tests.readme import MAP, README, REFERENCE, ROOT


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
    shown = run("show", "georgia.yaml", cwd=tmp_path).out
    assert re.search(r"^Total +1,517† +4\.49† +1,517† +0\.07†$", shown, re.MULTILINE)
    said = " ".join(README.read_text(encoding="utf-8").split())
    assert "a loss of US$ 1,517 million a year: 4.49 % of Georgia's GDP and 0.07 % of Russia's" in said


def test_the_scenario_with_parts(tmp_path: Path) -> None:
    """Wine for half a year, 200 (1 - 0.2) / 2 = 80 million; all goods in full 160 + 0.5 × 1,317.3 = 818.65 million."""
    for name, text in readme.files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    cells = ["outcome.georgia", "total.georgia"]
    assert [float(line) for line in run("get", "parts.yaml", *cells, cwd=tmp_path).out.split()] == [80e6, 818.65e6]
    said = " ".join(readme.SCENARIOS.read_text(encoding="utf-8").split())
    assert "costs Georgia 200 × (1 − 20 %) × 1/2 = 80 million USD." in said
    assert "cost Georgia 819 million USD a year after adjustment, and 1,409 million in the first year" in said


def test_the_documents_show_all_problems_of_the_broken_file(tmp_path: Path) -> None:
    """The broken file has three problems, each at its line and column."""
    (tmp_path / "broken.yaml").write_text(readme.files()["broken.yaml"], encoding="utf-8")
    done = run("check", "broken.yaml", cwd=tmp_path)
    assert done.status == 3
    places = [line.split(":", 1)[1] for line in done.err.splitlines() if "--> " in line]
    assert places == ["4:29", "8:12", "10:5"]


def test_the_sweep_of_the_reference(tmp_path: Path) -> None:
    """The rows that the reference shows give the output beside them."""
    (tmp_path / "pairs.yaml").write_text(readme.find_block(REFERENCE, "yaml", "title: One tie"), encoding="utf-8")
    (tmp_path / "pairs.csv").write_text(readme.find_block(REFERENCE, "text", "pair,"), encoding="utf-8")
    words = ["--get", "loss.first.goods", "--get", "loss_share.first.goods", "--unit", "million USD/year"]
    done = run("sweep", "pairs.yaml", "--rows", "pairs.csv", *words, "--keep-going", "-f", "csv", cwd=tmp_path)
    shown = readme.find_block(REFERENCE, "console", "$ leverage sweep pairs.yaml")
    assert done.err + done.out == "".join(shown.splitlines(keepends=True)[2:])


def test_the_reference_names_every_format() -> None:
    """The list of formats is that of the program."""
    text = REFERENCE.read_text(encoding="utf-8")
    section = text.partition("## Formats\n")[2].partition("\n## ")[0]
    names = {name for line in section.splitlines() if line.startswith("- `") for name in _quoted(line.split(":")[0])}
    assert {name for name in names if not name.startswith(".")} == {
        *formats.list_formats(),
        *formats.list_special_formats(),
    }


def _quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_the_readme_is_short() -> None:
    """Whoever meets the program reads a page, not a manual."""
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 350


def test_the_page_of_history_is_of_the_evidence() -> None:
    """Its chart is as the program draws it now, and the misses that its words explain are those that there are."""
    assert reference.draw_over_time() == readme.CHART.read_text(encoding="utf-8")
    outcomes = read_json("backtest")["outcomes"]
    missed = {row["observed"] for row in outcomes if row["inside"] != "yes" and not row["not_counted"]}
    assert missed == {"barley_kept_2021", "logs_lost_2022", "wine_lost_2023"}
    out = {row["observed"]: row for row in outcomes if row["not_counted"]}
    by_half_lives = out["all_lost_2021_by_half_lives"]
    assert by_half_lives["value"] == 0.19 < by_half_lives["predicted_low"]
    for observed, inside in (("twenty_months", "yes"), ("loss_by_closure", "yes"), ("to_august", "no")):
        assert out[observed]["inside"] == inside


def test_the_map_has_the_floors_of_the_house() -> None:
    """The floors that the map lists are the layers that imports are held to, from top to bottom."""
    text = MAP.read_text(encoding="utf-8").partition("## The floors")[2].partition("\n## ")[0]
    floors = [set(_quoted(line.split(":")[0])) for line in text.splitlines() if line.startswith("- ")]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    assert floors == [set(layer.split(" | ")) for layer in layers]


def test_the_map_names_what_is_there() -> None:
    """Each file and folder that the map names exists, in the package or in the project."""
    names = re.findall(r"`([\w./]+(?:\.py|\.md|\.toml|/))`", MAP.read_text(encoding="utf-8"))
    assert len(names) > 20
    assert [name for name in names if not (ROOT / name).exists() and not (ROOT / "leverage" / name).exists()] == []


def test_links_between_documents() -> None:
    """Each link to a file leads to one."""
    for path in (*readme.GENERATED, MAP):
        for link in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            assert link.startswith("https://") or (path.parent / link).is_file(), (path, link)


def test_ci_runs_the_readmes_commands() -> None:
    """The commands a newcomer types are those that CI runs."""
    text = README.read_text(encoding="utf-8")
    commands = [line for line in text.splitlines() if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep '^python3 -m venv' README.md" in script
