"""Commands for authors, as a user runs them: new, schema, kinds."""

import json
import re
import shlex
from pathlib import Path

import pytest

from leverage import kinds
from leverage.reading.schema import make_schema
from tests.editors import refusals
from tests.program import read_json, run


def test_a_new_file_passes_the_check(tmp_path: Path) -> None:
    """A file named after two parties holds both, passes even strictly, and is what the schema describes."""
    done = run("new", "georgia-russia", cwd=tmp_path)
    assert (done.status, done.out) == (0, "")
    text = (tmp_path / "georgia-russia.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=leverage.schema.json\n")
    assert "sides: [georgia, russia]" in text
    assert run("check", "--strict", "georgia-russia.yaml", cwd=tmp_path).status == 0
    assert refusals(text) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A file that is there stays, unless writing over it is asked for; a bundled one stays in any case."""
    (tmp_path / "mine.yaml").write_text("mine\n", encoding="utf-8")
    done = run("new", "mine", cwd=tmp_path)
    assert (done.status, "--force" in done.err) == (2, True)
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine\n"
    assert run("new", "mine", "--force", cwd=tmp_path).status == 0
    assert "parties:" in (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    bundled = Path(__file__).parent.parent / "scenarios" / "azerbaijan-russia" / "base.yaml"
    before = bundled.read_bytes()
    done = run("new", str(bundled), "--force")
    assert (done.status, "a bundled scenario" in done.err, bundled.read_bytes()) == (2, True, before)


@pytest.mark.parametrize("base", ["azerbaijan-russia", "escalation", "below/own.yaml"])
def test_a_new_file_that_extends_another(tmp_path: Path, base: str) -> None:
    """An overlay finds its base from its own folder, and has its numbers."""
    (tmp_path / "below").mkdir()
    assert run("new", "below/own", cwd=tmp_path).status == 0
    (tmp_path / "elsewhere").mkdir()
    done = run("new", "elsewhere/over.yaml", "--from", base, cwd=tmp_path)
    assert done.status == 0
    way = shlex.split(re.findall("^check it with: leverage check (.*)$", done.err, re.MULTILINE)[0])
    assert way == [*(["--allow-base", "below"] if "/" in base else []), "elsewhere/over.yaml"]  # it is no project
    assert "beside it: leverage schema -o elsewhere/leverage.schema.json\n" in done.err
    assert run("check", *way, cwd=tmp_path).status == 0
    said = read_json("diff", base, *way, cwd=tmp_path)
    assert [(row["input"], row["fields"]) for row in said["inputs"]] == [("scenario", ["title"])]
    assert said["results"] == []


@pytest.mark.parametrize("name", ["-mine", "it's mine"])
def test_how_to_check_a_file_of_any_name(tmp_path: Path, name: str) -> None:
    """The line that is told runs as it stands: the name is one word, and no option."""
    done = run("new", "--", name, cwd=tmp_path)
    way = shlex.split(re.findall("^check it with: leverage (.*)$", done.err, re.MULTILINE)[0])
    assert run(*way, cwd=tmp_path).status == 0


def test_a_new_file_to_standard_output(tmp_path: Path) -> None:
    """With - for a name the text goes on to another program, such as check."""
    text = run("new", "-", cwd=tmp_path).out
    assert list(tmp_path.iterdir()) == []
    assert run("check", "-", stdin=text).status == 0


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["new", "mine", "--from", "azerbaijan-rusia"], 3, "did you mean 'azerbaijan-russia'?"),
        (["new", "no/such/folder/mine"], 2, "cannot write"),
        (["new"], 2, "NAME"),
        (["kinds", "trad"], 2, "did you mean 'trade'?"),
        (["kinds", "--unit", "USD"], 2, "--unit"),
    ],
)
def test_wrong_use(tmp_path: Path, words: list[str], status: int, told: str) -> None:
    """What cannot be done is said in a line, and nothing is written."""
    done = run(*words, cwd=tmp_path)
    assert (done.status, done.out, told in done.err) == (status, "", True)
    assert list(tmp_path.iterdir()) == []


def test_the_schema_as_a_file(tmp_path: Path) -> None:
    """-o writes what is printed without it: the schema that files are held against."""
    assert run("schema", "-o", "leverage.schema.json", cwd=tmp_path).status == 0
    written = (tmp_path / "leverage.schema.json").read_text(encoding="utf-8")
    assert written == run("schema").out
    assert json.loads(written) == make_schema()


def test_the_page_of_a_kind() -> None:
    """Every bundled kind has a page; without a name all are listed."""
    listed = run("kinds").out
    for name in kinds.list_bundled():
        assert name in listed
        assert kinds.load_kind(name).method[:40] in " ".join(run("kinds", name, "--notes").out.split())
