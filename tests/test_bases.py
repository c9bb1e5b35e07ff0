"""Which files a scenario may extend, and that nothing is shown of any other."""

import os
import re
from pathlib import Path

import pytest

import leverage
from tests.program import run
from tests.test_broken import PLAIN

HIDDEN = "api_token: hunter2"
# Files that a scenario below names, each with a secret in its first line, and none of them a scenario.
OTHERS = {
    "mapping.yaml": f"{HIDDEN}\nuser: x\n".encode(),
    "list.yaml": f"- {HIDDEN}\n".encode(),
    "text": f"root:x:0:0:{HIDDEN}\n".encode(),
    "broken": f"{HIDDEN}: : [\n".encode(),
    "latin": f"{HIDDEN} Größe".encode("latin-1"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project with a scenario two folders down, and secrets in it and beside it."""
    for folder in ("", "project", "project/deep", "project/deep/down"):
        (tmp_path / folder).mkdir(exist_ok=True)
        for name, text in OTHERS.items():
            (tmp_path / folder / name).write_bytes(text)
        (tmp_path / folder / "base.yaml").write_bytes(PLAIN)
    (tmp_path / "project" / ".git").touch()  # a file in a working tree of git's own
    (tmp_path / "project" / "deep" / "down" / "out.yaml").symlink_to("../../../base.yaml")
    (tmp_path / "project" / "deep" / "down" / "into.yaml").symlink_to("../base.yaml")
    return tmp_path / "project"


def extending(folder: Path, base: object) -> Path:
    """Write a scenario that extends another."""
    file = folder / "own.yaml"
    file.write_text(f"title: Own\nextends: {base}\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("base", ["base.yaml", "../base.yaml", "../../base.yaml", "into.yaml", "azerbaijan-russia"])
def test_a_base_of_the_project(project: Path, base: str) -> None:
    """A scenario extends files of its own folder and of its project's, also by their full path, and bundled ones."""
    down = project / "deep" / "down"
    assert leverage.load(extending(down, base)).title == "Own"
    if "/" in base:
        assert leverage.load(extending(down, (down / base).resolve())).title == "Own"


@pytest.mark.parametrize("base", ["../../../base.yaml", "{}/base.yaml", "out.yaml", "../../../no.yaml", "/dev/stdin"])
def test_a_base_outside_the_project_is_refused(project: Path, base: str) -> None:
    """Whether it is there or not, by a link or not; the folder it is really in can be allowed."""
    outside = project.parent
    file = extending(project / "deep" / "down", base.format(outside))
    with pytest.raises(leverage.LeverageError, match="it lies outside its project"):
        leverage.load(file)
    with pytest.raises(leverage.LeverageError, match="it lies outside its project"):
        leverage.load(file, folders=[str(project)])
    if "base" in base or "out" in base:
        assert leverage.load(file, folders=[str(outside)]).title == "Own"
        assert run("check", "own.yaml", cwd=file.parent).status == 3
        assert run("check", "own.yaml", "--allow-base", "../../..", cwd=file.parent).status == 0


def test_without_a_project_the_folder_is_all(project: Path) -> None:
    """A folder that lies in no project lets its scenarios extend what is in it and below."""
    (project / ".git").unlink()
    deep = project / "deep"
    assert leverage.load(extending(deep, "down/base.yaml")).title == "Own"
    with pytest.raises(leverage.LeverageError, match="it lies outside the scenario's folder"):
        leverage.load(extending(deep, "../base.yaml"))
    assert "it lies outside" in run("check", "-", cwd=deep, stdin=b"title: x\nextends: ../base.yaml\n").err


@pytest.mark.parametrize("folder", ["", "../", "../../", "../../../"])
@pytest.mark.parametrize("name", OTHERS)
def test_no_line_of_a_file_that_is_no_scenario_is_shown(project: Path, name: str, folder: str) -> None:
    """Of a base without a key of a scenario nothing is said but that, even where it may be read."""
    file = extending(project / "deep" / "down", f"{folder}{name}")
    with pytest.raises(leverage.LeverageError) as raised:
        leverage.load(file, folders=[str(project.parent)])
    assert not re.search("token|hunter2", str(raised.value))
    assert "it has no key of a scenario" in str(raised.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no such pipes")
def test_a_pipe_is_no_base(project: Path) -> None:
    """A pipe with a name, which might never end, is not opened."""
    os.mkfifo(project / "pipe.yaml")
    with pytest.raises(leverage.LeverageError, match="not a file"):
        leverage.load(extending(project, "pipe.yaml"))
