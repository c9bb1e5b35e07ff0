"""Many files in one run: what is remembered of one never shows in another."""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import leverage
from leverage import library
from leverage.analysis import difference, sharing
from leverage.analysis.assessment import Assessment, assess_named
from leverage.analysis.draws import draw_ranges
from leverage.analysis.sharing import Shared
from leverage.graph import build, evaluate
from leverage.graph.cells import Cell
from leverage.reading import extends, scenario
from leverage.report import diff
from leverage.report.cell_reader import CellReader
from leverage.report.compare.report import report_comparison
from leverage.report.compare.scenarios import label_scenarios
from leverage.report.drawing import draw_paper, draw_screen
from leverage.report.headline_words import possess
from leverage.report.report import Edition
from leverage.report.views import Grid
from tests.program import read_json, run

HEAD = "title: {}\nextends: azerbaijan-russia\n"
OVERLAYS = {
    "first": "",
    "figure": "figures:\n  diverted: {value: 40 %, assumed: another}\n",
    "again": "# a line more\nfigures:\n  diverted:\n    value: 41 %\n    assumed: yet another\n",
    "formula": "figures:\n  diverted: {formula: offset * 2, assumed: twice}\n",
    "reading": "figures:\n  elasticity: {use: boehm}\n",
    "aggregate": "parties:\n  azerbaijan:\n    gdp: {value: 80 billion USD/year, assumed: round}\n",
    "lever": "levers:\n  goods_to_russia:\n    status: proposed\n",
    "input": "levers:\n  goods_to_russia:\n    value_added: {value: 40 %, assumed: round}\n",
    "without": "levers:\n  goods_to_russia:\n    elasticity: null\n",
    "move": "moves:\n  ban: {lever: goods_to_russia, by: russia, cut: 30 %}\n",
    "other": "moves:\n  ban: {lever: goods_to_russia, by: russia, cut: 60 %, for: 3 months}\n",
    "result": "results:\n  named_means: {formula: loss.azerbaijan.remittances * 2}\n",
    "claim": "claims:\n  small_market:\n    test: exports_to_russia / azerbaijan.exports < 1%\n    expect: fails\n",
    "kind": "kinds:\n  newsroom:\n    summary: Another summary.\n",
    "source": "sources:\n  factbook:\n    title: Another title\n",
    "currency": "figures:\n  diverted: 0\n",
    "last": "",
}


def write(folder: Path) -> None:
    """Write the overlays into a folder, in an order in which like ones stand apart."""
    for number, (name, text) in enumerate(OVERLAYS.items()):
        (folder / f"{number:02}_{name}.yaml").write_text(HEAD.format(name) + text, encoding="utf-8")


def test_each_is_what_it_is_alone(tmp_path: Path) -> None:
    """Compared and checked together, every scenario has the records it has in a run of its own."""
    write(tmp_path)
    names = sorted(path.name for path in tmp_path.glob("*.yaml"))
    together = read_json("compare", *names, "--no-range", cwd=tmp_path)["outcome"]
    checked = read_json("check", *names, "--no-range", cwd=tmp_path)
    for name in names:
        stem = name.removesuffix(".yaml")
        alone = read_json("show", name, "--no-range", cwd=tmp_path)["outcome"]
        mine = [row for row in together if row["scenario"] == stem]
        for row in mine:  # only a comparison has these
            row["change"] = row["change_share"] = None
            row["missing"] = [text for text in row["missing"] if not text.startswith("change")]
        assert mine == alone, name
        verdicts = read_json("check", name, "--no-range", cwd=tmp_path)
        for table in ("claims", "notes"):
            assert [row for row in checked[table] if row["scenario"] == stem] == verdicts[table], name


def _describe(assessment: Assessment) -> list[object]:
    """Return all that is known of the cells of an assessment, in their order."""
    described: list[object] = []
    for name, cell in assessment.graph.cells.items():
        formula = cell.formula.text if cell.formula else None
        expression = cell.expression.place if cell.expression else None
        stated = formula, cell.reads, dict(cell.beside), cell.unit, cell.reading, cell.lacks, cell.place, expression
        value = assessment.values[name]
        computed = value.formula.text if value.formula else None
        backing = assessment.evidence.get(name)
        rests_on = (backing.evidence, backing.sources, backing.approximate) if backing else None
        described.append((name, *stated, repr(value.number), computed, value.lacks, value.left_out, rests_on))
    return described


RIVALS = """\
figures:
  offset: {{use: high, readings: {{low: {{value: 20 %, assumed: x}}, high: {{value: {percent} %, assumed: y}}}}}}
levers:
  goods_to_russia: {{value_added: {{value: {percent} %, assumed: z}}}}
"""


def test_what_is_shared_is_what_each_has_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells, numbers and evidence that are taken from a scenario before are those that are made anew."""
    write(tmp_path)
    for name, lines, percent in (("rivals", "", 40), ("rivals_below", "# a line\n# and one more\n", 50)):
        text = f"{HEAD.format(name)}{lines}{RIVALS.format(percent=percent)}"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    named = [*map(str, sorted(tmp_path.glob("*.yaml"))), *library.list_bundled()]
    monkeypatch.setattr(build, "_graphs", {})
    monkeypatch.setattr(build, "_foundations", {})
    together = [assess_named(name) for name in named]
    assert len(build._foundations) < len(build._graphs) < len(named)  # so that some share all, others a foundation
    for name, assessment in zip(named, together, strict=True):
        build._graphs.clear()
        build._foundations.clear()
        scenario._memories.clear()
        extends._parse_once.cache_clear()
        assert _describe(assess_named(name)) == _describe(assessment), name


def test_a_foundation_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of scenarios that differ in their moves, what is below the moves is declared, computed and traced once."""
    monkeypatch.setattr(build, "_graphs", {})
    monkeypatch.setattr(build, "_foundations", {})
    met: Counter[str] = Counter()
    for name in ("_evaluate_cell", "_trace_cell"):
        work = getattr(evaluate, name)

        def count(cell: Cell, *rest: object, work: Callable[..., object] = work, name: str = name) -> object:
            met[f"{name} {cell.name}"] += 1
            return work(cell, *rest)

        monkeypatch.setattr(evaluate, name, count)
    for name in ("moscow-means", "pipeline-closure", "trade-restrictions"):
        assess_named(f"azerbaijan-russia/{name}")
    cells = ("loss.azerbaijan.goods_to_russia", "outcome.azerbaijan.goods_to_russia")
    assert [met[f"_evaluate_cell {cell}"] for cell in cells] == [1, 3]
    assert [met[f"_trace_cell {cell}"] for cell in cells] == [1, 3]


def test_places_are_those_of_each_file(tmp_path: Path) -> None:
    """Two files of one shape: a problem of the second is told in the second, at its own line."""
    write(tmp_path)
    (tmp_path / "odd.yaml").write_text(
        f"{HEAD.format('odd')}\n\nfigures:\n  diverted: {{value: 140 %, assumed: x}}\n", "utf-8"
    )
    done = run("compare", "01_figure.yaml", "02_again.yaml", "odd.yaml", cwd=tmp_path)
    assert (done.status, done.out) == (3, "")
    assert "--> odd.yaml:6:" in done.err
    assert "01_figure" not in done.err
    said = read_json("diff", "01_figure.yaml", "02_again.yaml", cwd=tmp_path)["inputs"]
    row = next(row for row in said if row["input"] == "diverted")
    assert [row[key] for key in ("old_file", "old_line", "new_file", "new_line")] == [
        "01_figure.yaml",
        4,
        "02_again.yaml",
        5,
    ]


def test_a_folder_is_searched_for_scenarios_alone(tmp_path: Path) -> None:
    """What is no file, is hidden, or has no key of a scenario is passed over; what may be a scenario is told."""
    right = "title: T\nextends: azerbaijan-russia\n"
    texts = {
        "right.yaml": right,
        "deep/er/right.yaml": right,
        ".pre-commit-config.yaml": "repos: []\n",
        "docker-compose.yml": "services:\n  web:\n    title: indented\n",
        "broken-compose.yml": "services: [\n",
        "empty.yaml": "",
        "wrong.yaml": "title: [\n",
        "flow.yaml": "{title: T}",
        "indented.yaml": "  title: T\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    (tmp_path / "gone.yaml").symlink_to("nothing.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "deep" / "up").symlink_to("..")
    done = run("check", ".", "-f", "json", "--no-range", cwd=tmp_path)
    assert done.status == 3
    assert done.err.startswith("passed over 4 YAML files in .: hidden, or without any key of a scenario\n")
    said = json.loads(done.out)
    assert {row["id"] for row in said["scenario"]["checked"]} == {"right", "deep/er/right"}
    assert {row["scenario"] for row in said["problems"]} == {"wrong", "flow", "indented", "gone", "loop"}
    named = run("check", "docker-compose.yml", cwd=tmp_path)
    assert "a scenario has no key 'services'" in named.err


@pytest.mark.skipif(os.geteuid() == 0 and shutil.which("setpriv") is None, reason="to root every folder is open")
def test_a_folder_that_cannot_be_read_hides_nothing() -> None:
    """It is told, all else is checked, and the exit status is 3."""
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as name:  # whose parents are open to everyone
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "right.yaml").write_text("title: T\nextends: azerbaijan-russia\n", encoding="utf-8")
        (folder / "closed").mkdir(mode=0)
        command = [*nobody, sys.executable, "-m", "leverage", "check", name, "-f", "json", "--no-range"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        (folder / "closed").chmod(0o700)
    assert done.returncode == 3
    assert f"cannot read {name}/closed: permission denied" in done.stderr
    assert [row["id"] for row in json.loads(done.stdout)["scenario"]["checked"]] == ["right"]


@pytest.mark.skipif(os.geteuid() == 0 and shutil.which("setpriv") is None, reason="to root every folder is open")
@pytest.mark.parametrize(
    "words",
    [
        "show {}.yaml",
        "get {}.yaml total.a",
        "diff {}.yaml base",
        "data add {}.csv",
        "sql --get total.russia --from {}.parquet",
        "sweep --get total.russia --rows {}.csv",
        "fill {}.md",
    ],
)
def test_a_file_in_a_closed_folder_is_told(words: str) -> None:
    """A file named in a folder that nobody else may enter is no file that is not there, and no fault of the program."""
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        (Path(name) / "closed").mkdir(mode=0)
        named = words.format(f"{name}/closed/x").split()
        command = [*nobody, sys.executable, "-m", "leverage", *named]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        (Path(name) / "closed").chmod(0o700)
    assert (done.returncode, done.stdout) == (3, "")
    assert "ermission denied" in done.stderr
    assert "Traceback" not in done.stderr


BASE = """\
title: Base
sides: [a, b]
parties: {a: {name: A}, b: {name: B}}
kinds:
  staff:
    summary: Staff.
    roles: {owner: loses staff, host: loses nothing}
    inputs: {before: {unit: person, doc: before}}
    exposure: {owner: before}
    loss: {owner: before * cut}
    measure: {owner: staff}
    pulled_by: [host]
levers:
  bureau: {kind: staff, owner: a, host: b, before: {value: 30 person, assumed: round}}
"""
MORE = "{{inputs: {{more: {{unit: person, doc: more, default: {0} person}}}}, loss: {{owner: (before + more) * cut}}}}"
LESS = "{inputs: {before: null, after: {unit: person, doc: after}}, exposure: {owner: after}, loss: {owner: after}}"


def test_hundreds_of_loads_with_kinds_of_their_own(tmp_path: Path) -> None:
    """A kind is redefined in one file after another, often of one name, size and moment: each load has its own.

    The base's lever has 30 people; a kind with N more of them loses 30 + N, one without its input is told as wrong.
    """
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    file = tmp_path / "own.yaml"
    draw = random.Random(1)  # noqa: S311 - no secret
    for _ in range(500):
        number = draw.randrange(10)
        kind = LESS if number == 0 else MORE.format(number)
        file.write_text(f"title: T{number}\nextends: base.yaml\nkinds: {{staff: {kind}}}\n", encoding="utf-8")
        if number == 0:
            with pytest.raises(leverage.LeverageError, match="tie 'bureau' has no key 'before'"):
                leverage.load(file)
            continue
        assessment = assess_named(str(file))
        assert assessment.scenario.title == f"T{number}"
        assert assessment.values["loss.a.bureau"].number == 30 + number


def test_a_base_that_changes_is_read_anew(tmp_path: Path) -> None:
    """A base written again within a tick of the clock, at the same size, has its new numbers."""
    file = tmp_path / "own.yaml"
    file.write_text("title: Own\nextends: base.yaml\n", encoding="utf-8")
    for number in range(10, 99):
        (tmp_path / "base.yaml").write_text(BASE.replace("30 person", f"{number} person"), encoding="utf-8")
        assert assess_named(str(file)).values["loss.a.bureau"].number == number


# Three scenarios of one form: the ids a, b and goods stand for other things in each, or for the same.
PAIR = """
title: {title}
sides: [a, b]
parties:
  a: {{name: {a}, gdp: {{value: 10 billion USD/year, assumed: round}}}}
  b: {{name: {b}, gdp: {{value: 20 billion USD/year, assumed: round}}}}
levers:
  goods: {{kind: {kind}, {roles}, value: {{value: {value} million USD/year, assumed: round}}{label}}}
  more: {{kind: trade, seller: b, buyer: a, value: {{value: 7 million USD/year, assumed: round}}}}
"""
TRADE = {"kind": "trade", "roles": "seller: a, buyer: b"}
PAIRS = {
    "coal": {"title": "Coal", "a": "Australia", "b": "Brazil", "value": "100", "label": ", label: Coal", **TRADE},
    "wine": {"title": "Wine", "a": "Moldova", "b": "Ukraine", "value": "40", "label": ", label: Wine", **TRADE},
    "iron": {"title": "Iron", "a": "Australia", "b": "Brazil", "value": "60", "label": ", label: Iron", **TRADE},
    "sent": {
        "title": "Sent", "a": "Australia", "b": "Brazil", "value": "30", "label": ", label: Coal",
        "kind": "remittances", "roles": "recipient: a, host: b",
    },
    "back": {
        "title": "Back", "a": "Australia", "b": "Brazil", "value": "20", "label": ", label: Coal",
        "kind": "trade", "roles": "seller: b, buyer: a",
    },
    "deep": {"title": "Deep", "a": "Australia", "b": "Brazil", "value": "90", "label": ", label: Coal", **TRADE},
}  # fmt: skip


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[CellReader]:
    """Return the scenarios of other pairs and other levers under the same ids, assessed."""
    folder = tmp_path_factory.mktemp("pairs")
    for name, filled in PAIRS.items():
        (folder / f"{name}.yaml").write_text(PAIR.format(**filled), encoding="utf-8")
    return [CellReader(assess_named(str(folder / f"{name}.yaml"))) for name in PAIRS]


@pytest.mark.parametrize("is_document", [False, True])
@pytest.mark.parametrize("is_bundled", [False, True])
def test_labels_and_names_are_those_of_their_scenario(
    pairs: list[CellReader], *, is_bundled: bool, is_document: bool
) -> None:
    """Over each loss stand the label that its own scenario gives the lever and the name it gives the party."""
    readers = [CellReader(assess_named(name)) for name in library.list_bundled()] if is_bundled else pairs
    by = {label.full: reader for label, reader in zip(label_scenarios(readers).values(), readers, strict=True)}
    report = report_comparison(readers, Edition(command=("compare",)), has_ties=True)
    views = draw_paper(report, None) if is_document else draw_screen(report, None)
    seen: list[tuple[str, str]] = []
    for grid in views:
        if isinstance(grid, Grid) and grid.table == "outcome":
            for row in grid.rows:
                reader = by[row[0].text]
                for column, item in zip(grid.columns, row, strict=True):
                    what, _, rest = item.cell.partition(".")
                    party, _, lever = rest.partition(".")
                    if what == "outcome" and item.raw is not None:
                        name = reader.party_name(party)
                        if lever:
                            assert grid.title.startswith(f"{possess(name)} loss by tie"), (grid.title, item)
                            assert column.head.startswith(reader.label(lever)), (column, item)
                        else:
                            assert (column.group, column.head) == (name, "loss"), (column, item)
                        seen.append((reader.name, item.cell))
    losses = {
        (one.name, f"outcome.{side}.{lever}")
        for one in readers
        for side in one.scenario.sides
        for lever in one.valued(f"outcome.{side}")
    }
    assert losses <= set(seen)
    assert len(seen) == len(set(seen))


def test_other_pairs_and_levers_side_by_side(pairs: list[CellReader]) -> None:
    """A table for each pair and for each party by tie; what has the same label is told apart by kind and parties."""
    report = report_comparison(pairs, has_ties=True)
    drawn = [view for view in draw_screen(report, None) if isinstance(view, Grid)]
    titles = [grid.title.partition(";")[0] for grid in drawn]
    over = ", on the ties valued on both sides"
    assert titles == [
        "Australia and Brazil: losses",
        "Moldova and Ukraine: losses",
        f"Australia's loss divided by Brazil's{over}",
        "Australia's loss by tie",
        "Brazil's loss by tie",
        f"Moldova's loss divided by Ukraine's{over}",
        "Moldova's loss by tie",
        "Ukraine's loss by tie",
    ]
    assert [column.head for column in drawn[3].columns[1:]] == [
        "Coal (trade: buyer Brazil, seller Australia)",
        "more",
        "Iron",
        "Coal (remittances: host Brazil, recipient Australia)",
        "Coal (trade: buyer Australia, seller Brazil)",
    ]
    assert [column.head for column in drawn[6].columns[1:]] == ["Wine", "more"]
    own = {row[0].text: [item.text for item in row[1:]] for row in drawn[3].rows}
    assert own == {
        "Coal": ["100", "7", "–", "–", "–"],
        "Iron": ["–", "7", "60", "–", "–"],
        "Sent": ["–", "7", "–", "30", "–"],
        "Back": ["–", "7", "–", "–", "20"],
        "Deep": ["90", "7", "–", "–", "–"],
    }


def test_a_change_is_from_the_same_party_on_the_same_lever(pairs: list[CellReader]) -> None:
    """Moldova's wine is no change of Australia's coal, nor are remittances one of sales; less coal is, 90 - 100."""
    rows = report_comparison(pairs).tables["outcome"].records
    found = {(row["scenario"], row["lever"]): row for row in rows if row["party"] == "a"}
    other = "change: the first scenario has another party or lever of that name"
    for key in (("wine", "goods"), ("wine", "total"), ("sent", "goods"), ("back", "goods")):
        assert (found[key]["change"], found[key]["missing"][-1]) == (None, other), key
    assert {name: row["label"] for (name, lever), row in found.items() if lever == "goods"} == {
        name: filled["label"].removeprefix(", label: ") for name, filled in PAIRS.items()
    }
    assert found["deep", "goods"]["change"] == pytest.approx(-10e6)
    assert found["iron", "goods"]["change"] == pytest.approx(-40e6)  # called otherwise, and the same sales
    assert found["sent", "total"]["change"] == pytest.approx(-70e6)  # of the same party: 30 + 7 after 100 + 7


def test_a_difference_says_what_both_scenarios_call_a_cell(pairs: list[CellReader]) -> None:
    """What is called otherwise in the two is called by both names."""
    rows = {row["cell"]: row["title"] for row in diff.report_difference(pairs[0], pairs[1]).tables["results"].records}
    assert rows["total.a"] == (
        "loss of Australia on the current ties, each cut in full → "
        "loss of Moldova on the current ties, each cut in full"
    )


def test_shared_draws_are_those_of_each(tmp_path: Path) -> None:
    """What draws come to is the same whether or not it is shared."""
    write(tmp_path)
    files = [str(path) for path in sorted(tmp_path.glob("*.yaml"))]
    names = [*files, *files[:3], "escalation", "classic/coalition", "first-year", "azerbaijan-russia"]
    shared = Shared(1000, 1)
    for name in names:
        assessment = assess_named(name)
        drawn = draw_ranges(assessment, 1000, 1, shared=shared)
        assert drawn == draw_ranges(assessment, 1000, 1), name
        assert drawn.undefined == {cell: span.undefined for cell, span in drawn.ranges.items() if span.undefined}
    assert len(shared.percentiles) < len(names) * 100  # each has about 200 cells with a range


def test_draws_within_bounds_are_not_those_without(tmp_path: Path) -> None:
    """Draws of a prior stop at its bounds, those of a value with the same range and shape do not."""
    prior = "prior: bulk"
    value = "value: 0.073 years, low: 0.010 years, high: 25 years, shape: lognormal, covers: 90 %, assumed: x"
    for name, half_life in (("prior", prior), ("value", value)):
        tie = f"levers:\n  goods_to_russia: {{half_life: {{{half_life}}}}}\n"
        (tmp_path / f"{name}.yaml").write_text(f"{HEAD.format(name)}horizon: 1 year\n{tie}", encoding="utf-8")
    assessments = [assess_named(str(tmp_path / f"{name}.yaml")) for name in ("prior", "value")]
    readings = [assessment.graph.cells["goods_to_russia.half_life"].reading for assessment in assessments]
    assert readings[0] is not None
    assert readings[1] is not None
    assert readings[0].bounds != readings[1].bounds
    for order in (assessments, assessments[::-1]):
        shared = Shared(2000, 1)
        for assessment in order:
            together = draw_ranges(assessment, 2000, 1, None, shared)
            alone = draw_ranges(assessment, 2000, 1)
            assert dict(together.ranges) == dict(alone.ranges)


def test_little_is_kept_of_what_is_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for a few arrays, and for few keys, the ranges are the same."""
    write(tmp_path)
    monkeypatch.setattr(sharing, "_NUMBERS", 5000)
    monkeypatch.setattr(sharing, "_KEYS", 300)
    shared = Shared(1000, 1)
    for path in sorted(tmp_path.glob("*.yaml")):
        assessment = assess_named(str(path))
        assert draw_ranges(assessment, 1000, 1, shared=shared) == draw_ranges(assessment, 1000, 1), path.name
        assert len(shared._arrays) <= 5
        assert len(shared._waiting) <= 5


def test_a_base_that_is_compared_is_not_assessed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what a scenario extends is among the scenarios, shifts from it are found in it, and are the same."""
    base, overlay = map(assess_named, ("azerbaijan-russia", "first-year"))
    alone = difference.find_shifts_from_bases([overlay])
    monkeypatch.delattr(difference, "assess_draft")
    assert alone[0] is not None
    assert difference.find_shifts_from_bases([base, overlay]) == [None, *alone]
