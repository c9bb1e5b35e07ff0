"""Files to begin with: they pass the check as they stand, and with all that is switched off in them switched on."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverage import kinds, library
from leverage.analysis.assessment import Assessment, assess_named
from leverage.model import Evidence
from leverage.starter import indent, write_lever, write_overlay, write_starter
from tests import readme
from tests.program import run
from tests.test_parts import PARTS
from tests.written import assess

MODELINE = "# yaml-language-server: $schema=leverage.schema.json"
NAMES = [
    ("georgia", "russia"),
    ("south korea", "United Arab Emirates"),
    ("côte_d'ivoire", "Åland: #1 \"quoted\" [x] {y} 'z' & *a"),
    ("move", "diverted"),
    ("null", "by"),
    ("日本", "中国"),
    ("27 states", "-"),
    ("same", "same"),
    ("goods_to_b", "b"),
    ("remittances", "third"),
    ("", " "),
    ("a\nb: c", "\x1b[31m \ud800 \uffff \\ $schema ${x}"),
    ("x" * 3000, "y" * 3000),
]
NASTY = r"""
title: "A: #b \"c\" {d} [e] \\ - 'f'"
sides: [a, b]
sources:
  s: {title: "S: #1"}
parties:
  a:
    name: "A: #1"
    gdp: {value: "1 billion  USD/year", year: 2024, source: s, label: "a: #\"label\"", approximate: true}
  b:
    name: "'B"
    gdp: 2 billion USD/year
  c:
    name: C
figures:
  value: {value: 10 USD/year, low: 5 USD/year, high: 20 USD/year, shape: uniform, assumed: "so: it #is, 'said' \"x\""}
  rate:
    use: first
    readings:
      first: {value: 10 %, source: s}
      second: {formula: value / a.gdp}
  unread: {value: 1 USD, source: s}
  twice: {formula: rate.second + rate}
kinds:
  odd:
    summary: Nobody can cut it.
    roles: {owner: loses it}
levers:
  idle: {kind: odd, owner: a}
  plan: {kind: trade, seller: a, buyer: b, value: value, status: proposed}
  goods: {kind: trade, seller: c, buyer: a, value: 3 USD/year, diverted: twice, elasticity: {value: 3, assumed: x}}
moves:
  stop: {lever: goods, by: a, cut: 50 %}
"""


def _switched_on(text: str) -> str:
    """Return a file with everything in it that is switched off switched on, as its second line says."""
    first, _, rest = text.partition("\n")
    return f"{first}\n" + re.sub(r"^( *)# ", r"\1", rest, flags=re.MULTILINE)


def _both(text: str) -> list[str]:
    return [text, _switched_on(text)]


@pytest.mark.parametrize("parties", NAMES, ids=[str(number) for number in range(len(NAMES))])
def test_a_starter_is_read_without_a_problem_or_a_note(parties: tuple[str, str]) -> None:
    """Whatever the two are called, the file is right, as it stands and with all of it switched on."""
    for text in _both(write_starter(*parties)):
        assessed = assess(text)
        assert assessed.notes == ()
        assert len(assessed.scenario.sides) == 2


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_starter_for_any_words(first: str, second: str) -> None:
    """Any two texts make a file that is right."""
    assert assess(write_starter(first, second)).notes == ()


def test_a_starter_passes_the_program(tmp_path: Path) -> None:
    """The program itself finds nothing wrong with the file, its claim holds, and it can be shown."""
    for number, text in enumerate(_both(write_starter("georgia", "russia"))):
        file = tmp_path / f"{number}.yaml"
        file.write_text(text, encoding="utf-8")
        done = run("check", str(file))
        assert (done.status, done.err) == (0, "")
        assert "Note" not in done.out
        assert "1 hold" in done.out
        assert run("show", str(file)).status == 0


def test_a_starter_says_who_the_two_are() -> None:
    """Ids are snake_case, names have capital letters, and both directions of trade are there."""
    scenario = assess(write_starter("south korea", "republic of the congo")).scenario
    assert scenario.sides == ("south_korea", "republic_of_the_congo")
    assert [party.name for party in scenario.parties.values()] == ["South Korea", "Republic of the Congo"]
    assert scenario.title == "South Korea and Republic of the Congo"
    assert [tuple(lever.roles.values()) for lever in scenario.levers.values()] == [
        ("south_korea", "republic_of_the_congo"),
        ("republic_of_the_congo", "south_korea"),
    ]


def test_a_starter_invents_nothing() -> None:
    """Every number in the live part is assumed for the reason that it is a placeholder, or by a prior."""
    assessed = assess(write_starter("a", "b"))
    readings = [one for figure in assessed.scenario.figures.values() for one in figure.readings]
    readings += [
        one for party in assessed.scenario.parties.values() for f in party.aggregates.values() for one in f.readings
    ]
    assert [one.prior.name for one in readings if one.prior] == ["economy.diverted"]
    readings = [one for one in readings if not one.prior]
    assert {(one.evidence, one.assumed) for one in readings} == {(Evidence.ASSUMED, "a placeholder, replace it")}


def test_a_starter_teaches_every_kind() -> None:
    """Every bundled kind is there with the words of its roles and inputs; switched on, with a lever that is valued."""
    text = write_starter("a", "b")
    words = " ".join(re.sub(r"^ *##? *", "", line) for line in text.splitlines())
    assessed = assess(_switched_on(text))
    used = {one.kind: one for one in assessed.scenario.levers.values()}
    assert set(used) == set(kinds.list_bundled())
    for name in kinds.list_bundled():
        kind = kinds.load_kind(name)
        docs = [kind.summary, *(r.loses for r in kind.roles.values()), *(i.doc for i in kind.inputs.values())]
        assert [doc for doc in docs if " ".join(doc.split()) not in " ".join(words.split())] == []
        for party in used[name].roles.values():
            lost = [f"{what}.{party}.{used[name].id}" for what in ("loss", "once")]
            assert any(cell in assessed.values and assessed.values[cell].number is not None for cell in lost)


@pytest.mark.parametrize("own", ["supply_contract", "newsroom"])
def test_a_further_kind_gets_a_block_of_its_own(own: str, tmp_path: Path) -> None:
    """A kind nobody has thought of here is written as a lever that is right."""
    for name, text in readme.files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    base = {"supply_contract": "gas.yaml", "newsroom": "azerbaijan-russia"}[own]
    scenario = assess_named(str(tmp_path / base) if base.endswith(".yaml") else base).scenario
    lines = ["title: T", f"extends: {base}", "levers:", *indent(write_lever(scenario.kinds[own], scenario.sides))]
    file = tmp_path / "further.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    assessed = assess_named(str(file))
    assert own in assessed.scenario.levers
    assert not [note for note in assessed.notes if own in note.message]


def test_files_begin_with_what_editors_look_for() -> None:
    """The first line names the schema, in both sorts of file."""
    text = write_starter("a", "b")
    assert text.splitlines()[0] == write_overlay("base.yaml", assess(text)).splitlines()[0] == MODELINE


def _lay(base: str, assessed: Assessment, folder: Path) -> list[Assessment]:
    """Write the overlay of a base beside it, as it stands and switched on, and assess both."""
    found = []
    for number, text in enumerate(_both(write_overlay(base, assessed))):
        file = folder / f"over_{number}.yaml"
        file.write_text(text, encoding="utf-8")
        found.append(assess_named(str(file)))
    return found


def _unchanged(base: Assessment, over: Assessment) -> None:
    """Hold that every number that does not follow from moves is what it was, and as well founded."""
    cells = [name for name in base.graph.cells if name.startswith(("exposure.", "loss.", "total.", "move."))]
    cells += [*base.scenario.figures, *(f"{party}.gdp" for party in base.scenario.parties)]
    for name in cells:
        assert over.values[name].number == base.values[name].number, name
        was, is_ = (assessment.evidence.get(name) for assessment in (base, over))
        if was is None or is_ is None:
            assert was is is_, name
        else:
            rests_on = was.evidence, was.sources, was.approximate
            assert (is_.evidence, is_.sources, is_.approximate) == rests_on, name
    # a move more on a lever that has one is told, and is meant
    meant = ("counts at any time", "counts together", "lies on what is not cut")
    told, before = (
        sorted(note.message for note in each.notes if not any(words in note.message for words in meant))
        for each in (over, base)
    )
    assert told == before


@pytest.mark.parametrize("name", library.list_bundled())
def test_an_overlay_of_a_bundled_scenario_changes_nothing(name: str, tmp_path: Path) -> None:
    """Switched off and switched on the overlay has the numbers and notes of its base, and adds one move."""
    base = assess_named(name)
    as_is, on = _lay(name, base, tmp_path)
    assert as_is.scenario.title == f"{base.scenario.title}, changed"
    assert as_is.scenario.moves.keys() == base.scenario.moves.keys()
    assert len(on.scenario.moves) == len(base.scenario.moves) + 1
    for over in (as_is, on):
        _unchanged(base, over)
    done = run("check", str(tmp_path / "over_0.yaml"), str(tmp_path / "over_1.yaml"))
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize("name", [*sorted(readme.files().keys() - {"broken.yaml", "brief.md"}), "starter.yaml"])
def test_an_overlay_of_a_file(name: str, tmp_path: Path) -> None:
    """The files of the README and a starter can be overlaid wherever the base itself is right."""
    for own, text in {**readme.files(), "starter.yaml": write_starter("a", "b")}.items():
        (tmp_path / own).write_text(text, encoding="utf-8")
    base = assess_named(str(tmp_path / name))
    for over in _lay(name, base, tmp_path):
        _unchanged(base, over)


def test_an_overlay_of_awkward_texts(tmp_path: Path) -> None:
    """Quotes, colons and hashes in titles, labels, reasons and file names stay what they are."""
    name = 'it\'s "a": #base.yaml'
    (tmp_path / name).write_text(NASTY, encoding="utf-8")
    base = assess_named(str(tmp_path / name))
    as_is, on = _lay(name, base, tmp_path)
    for over in (as_is, on):
        _unchanged(base, over)
        assert over.scenario.title == f"{base.scenario.title}, changed"
    assert on.scenario.figures["value"].readings[0].assumed == base.scenario.figures["value"].readings[0].assumed
    assert on.scenario.figures["value"].readings[0].shape == "uniform"
    assert on.scenario.parties["a"].aggregates["gdp"].label == base.scenario.parties["a"].aggregates["gdp"].label
    assert on.scenario.parties["a"].aggregates["gdp"].readings[0].approximate
    assert {(move.id, move.lever, move.by, on.graph.targets[move.id]) for move in on.scenario.moves.values()} == {
        ("stop", "goods", "a", "c"),
        ("stop_2", "goods", "c", "a"),
    }
    text = write_overlay(name, base)
    assert "unread" not in text
    assert "use: first  ## 10 %" in text
    assert "## use: second  ## = value / a.gdp" in text


def test_an_overlay_where_nobody_can_move(tmp_path: Path) -> None:
    """Without a lever that anyone can cut there is no move in the overlay."""
    text = "title: T\nsides: [a, b]\nparties:\n  a: {name: A}\n  b: {name: B}\n"
    (tmp_path / "base.yaml").write_text(text, encoding="utf-8")
    base = assess_named(str(tmp_path / "base.yaml"))
    as_is, on = _lay("base.yaml", base, tmp_path)
    assert as_is.scenario.moves == on.scenario.moves == {}
    assert "moves" not in write_overlay("base.yaml", base)


def test_an_overlay_has_the_inputs_of_parts(tmp_path: Path) -> None:
    """Each below its part, so that switched on they change nothing, and a number changed there counts."""
    (tmp_path / "base.yaml").write_text(PARTS)
    assert run("new", "over", "--from", "base.yaml", cwd=tmp_path).status == 0
    text = _switched_on((tmp_path / "over.yaml").read_text())
    assert "    parts:\n      fruit:\n        value:\n          value: 725.1 million USD/year\n" in text
    (tmp_path / "over.yaml").write_text(text.replace("725.1", "825.1"))
    base, over = (float(run("get", name, "loss.north.goods", cwd=tmp_path).out) for name in ("base.yaml", "over.yaml"))
    assert over - base == pytest.approx(100e6 * (1 - 0.33 * 0.9))
