"""The JSON Schema: it takes what the program takes, and refuses what is wrong in the shape of a file."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import jsonschema
import pytest

from leverage import document, kinds, model
from leverage.document import MapNode
from leverage.model import AGGREGATES, Key, list_keys
from leverage.problems import File
from leverage.reader import Reader
from leverage.reading.schema import VALUES, Whole, make_schema
from tests import readme
from tests.editors import as_edited, refusals
from tests.readme import ROOT
from tests.test_broken import ACCEPTED, BROKEN, NAMES, marked

# Of a scenario file: the evidence on priors stands in a file of the program's own.
RECORDS = [one for one in vars(model).values() if isinstance(one, type) and list_keys(one) and one is not model.Piece]
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.yaml"))


def mappings(fragment: Any) -> Iterator[dict[str, Any]]:
    """Go through the properties of every mapping that a schema describes."""
    parts = fragment.values() if isinstance(fragment, dict) else fragment if isinstance(fragment, list) else ()
    if isinstance(fragment, dict) and isinstance(fragment.get("properties"), dict):
        yield fragment["properties"]
    for part in parts:
        yield from mappings(part)


def described(part: str) -> list[dict[str, str]]:
    """Return the description of every key, mapping by mapping, in one sort of file and in figures."""
    definitions = make_schema()["definitions"]
    found = mappings([definitions[part], definitions["figure"], definitions["reading"]])
    return [{name: one.get("description", "") for name, one in own.items() if isinstance(one, dict)} for own in found]


def test_it_is_a_schema_and_plain_data() -> None:
    """The schema is one of draft 7, and what is written of it is what is read back."""
    jsonschema.Draft7Validator.check_schema(make_schema())
    assert json.loads(json.dumps(make_schema())) == make_schema()


def test_it_is_the_same_in_every_run() -> None:
    """The schema does not depend on the order in which Python happens to keep a set."""
    code = "import json; from leverage.reading.schema import make_schema; print(json.dumps(make_schema()))"
    outs = [
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]
    assert outs[0].stdout == outs[1].stdout


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_bundled_scenario_validates(path: Path) -> None:
    """The schema has nothing against a bundled scenario."""
    assert refusals(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", sorted(set(readme.files()) - {"broken.yaml", "brief.md"}))
def test_example_of_the_readme_validates(name: str) -> None:
    """The schema has nothing against a file that the README shows as right."""
    assert refusals(readme.files()[name]) == []


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_looks_odd_validates(name: str) -> None:
    """The schema has nothing against what only looks broken."""
    assert refusals(ACCEPTED[name].decode()) == []


@pytest.mark.parametrize("name", ["plain.yaml", "back.yaml", "wrong.yaml"])
def test_file_that_others_extend_validates(name: str) -> None:
    """The schema has nothing against a file without a fault, or with one that takes a unit or a file to see."""
    assert refusals((BROKEN / "with" / name).read_text(encoding="utf-8")) == []


# Messages of the program about the shape of a file: where one is due, the schema must refuse the file too.
STRUCTURE = (
    r".* has no key '.*'",
    r"(a scenario|source|claim|observed|result|move|tie|role|kind|input)\b.* needs '(?!target)\w+'",
    r"figure '.*' needs one of value, formula, prior, readings; found .*",
    r"figure '.*' has both 'prior' and '.*'",
    r"no prior '.*'",
    r"figure '.*' needs 'use' to say which reading counts",
    r"'(low|covers|as_printed)' is given for the computed figure '.*'",
    r"(?!timber).* must be a mapping of (ids to entries|keys to values.*)",
    r"'\w+' must be a list(: \[first, second\]| of tests)",
    r"'(title|name|source)' must be a text|each item of 'sides' must be a text",
    r"'value' must be a quantity",
    r"'extends' must name a file or a bundled scenario",
    r"'sides' must name two parties: \[first, second\]",
    r"'between' must have two numbers: \[0, 1\], or \[0, any\]",
    r"'\w+' must be one of: .*",
    r"'year' must be a year of four digits, or a fiscal year .*",
    r"'as_of' must be a date such as .*",
    r"'\w+' is empty",
    r"'.*' is not an id",
    r"'\w+' is a word of the formula language",
    r"'trade' is a bundled kind",
    r"no kind '\w+'",
    r"no currency '\w+'",
    r"'doi' must be a DOI such as .*|'sha256' must be a SHA-256, .*",
    r"'from' needs 'file'",
    r"no aggregate '.*' for 'share_of'",
    r"the file is empty; .*",
)
# Messages about what only the program can see; the schema has nothing against such a file.
OF_THE_PROGRAM = (
    r"no (unit|source|party|tie|reading|function) '.*'",
    r"(observed '.*': )?nothing is named '.*'",
    r"observed '.*': '.*' is true or false, no number|observed '.*' is in .*, '.*' in .*",
    r"'.*' does not say which prior|'.*' has no prior on '.*'",
    r"kind 'fees' has no (role|input) '.*'",
    r"the input 'payer' has the name of a role or of a tie's own key",
    r"kind 'fees' needs a measure for the loss of its payee",
    r"there is no '.*' to delete in what this file extends",
    r"'.*' is wanted in .*",
    r"source '.*' has (both '.*' and '.*'|a 'month' without a 'year')",
    r"'(low|high)' is in .*, the value in .*",
    r"the default of 'value' is in .*",
    r"'.' of unlike units: .*",
    r"'(low|high)' is (above|below) the value",
    r"'covers' without a range on the figure '.*'|'covers' is .*, not a share from 1 % to 100 %",
    r"a normal figure has values beyond every 'low' and 'high', .*|'low' of the lognormal figure '.*' is .*",
    r"the range of '.*' is too wide to compute with",
    r"(the (low|high) of )?'.*' is -?[0-9.]+ .*, not (at least )?0.*|'move.ban.cut' is 1.5, not 0 to 1",
    r"'timber'( at its low)?: .*",
    r"'.*' is not a quantity",
    r"'.*' is too large a number",
    r"the value .* is not what the source prints",
    r"'.*' is both a (figure and a party|tie and a figure)",
    r"tie 'timber' has 'north' as seller and as buyer",
    r"move '.*': .* cannot cut '.*'",
    r"move '.*': the target '.*' has no role in .*",
    r"move 'shut' needs 'target'",
    r"a circle of formulas: .*",
    r"'extends' goes in a circle: .*",
    r"cannot extend '.*': .*",
    r"'.*' cannot stand in a formula|'\*' needs a number here|'\(' is never closed",
    r".* (not )?part of the formula language",
    r"the formula (is nested too deeply|cannot be read here)|a formula longer than .*|an exponent beyond .*",
    r"abs takes 1 value",
    r"a (comparison|number) is wanted here|'\w+' is a comparison, a number is wanted",
    r"the test of claim '.*' is no comparison",
)

# Messages about the YAML itself, which is not what was meant: what the schema says of such a file is all the same.
OF_YAML = (
    r"not YAML: .*",
    r"nested deeper than .*",
    r"the key '.*' stands twice",
    r"a key must be a plain word",
    r"(aliases|anchors|merge keys|tags such as '!!') are not allowed.*",
    r"a second document; .*",
    r"the comma ends the text",
)


def messages(name: str) -> list[str]:
    """Return what must be told of a broken file itself, not of one that it extends."""
    found = (re.fullmatch(r"(\S+:)?[0-9]+:[0-9]+ (.*)", mark) for mark in marked(name, "#! "))
    return [one[2] for one in found if one and not one[1]]


def patterns(name: str) -> list[str]:
    """Return the patterns that the messages of a broken file are told by, each by exactly one."""
    found = []
    for message in messages(name):
        matching = [one for one in (*STRUCTURE, *OF_THE_PROGRAM, *OF_YAML) if re.fullmatch(one, message)]
        assert len(matching) == 1, (message, matching)
        found += matching
    return found


SHAPED = [name for name in NAMES if not {*patterns(name)} & {*OF_YAML}]


@pytest.mark.parametrize("name", SHAPED)
def test_broken_file_is_refused_if_its_shape_is_wrong(name: str) -> None:
    """The schema refuses a broken file if, and only if, one of its faults is one of structure."""
    found = refusals((BROKEN / name).read_text(encoding="utf-8"))
    assert bool(found) == any(one in STRUCTURE for one in patterns(name)), found


def test_each_fault_of_structure_is_met_alone() -> None:
    """Each fault that the schema must see is the only one of some file, so that no other hides that it is not seen."""
    alone = [set(patterns(name)) & set(STRUCTURE) for name in SHAPED]
    assert {next(iter(one)) for one in alone if len(one) == 1} == set(STRUCTURE)


def test_every_message_of_the_corpus_is_judged() -> None:
    """Each message is of the shape, of the program or of YAML, and each pattern is of some message."""
    assert {one for name in NAMES for one in patterns(name)} == {*STRUCTURE, *OF_THE_PROGRAM, *OF_YAML}


@pytest.mark.parametrize("part", ["whole", "overlay"])
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_key_is_described(record: type, part: str) -> None:
    """Each key that a record declares stands in the schema, with what it means."""
    wanted = {name: key.doc.replace("`", "") for name, (_, key) in list_keys(record).items()}
    assert any(wanted.items() <= found.items() for found in described(part))


@pytest.mark.parametrize("part", ["whole", "overlay"])
@pytest.mark.parametrize("name", kinds.list_bundled())
def test_every_kind_is_described(name: str, part: str) -> None:
    """Each role and input of a bundled kind stands in the schema, with what it means, and the kind with its summary."""
    kind = kinds.load_kind(name)
    wanted = {id_: f"the party that {role.loses}" for id_, role in kind.roles.items()}
    wanted |= {id_: f"{one.doc} ({one.unit})" for id_, one in kind.inputs.items()}
    assert any(wanted.items() <= found.items() for found in described(part))
    assert json.dumps(kind.summary) in json.dumps(make_schema()["definitions"][part])


@pytest.mark.parametrize("part", ["whole", "overlay"])
def test_every_aggregate_is_described(part: str) -> None:
    """Each aggregate of a party stands in the schema with its unit."""
    assert any(
        all(found.get(name, "").startswith(f"figure in {unit}") for name, unit in AGGREGATES.items())
        for found in described(part)
    )


class New(NamedTuple):
    """A record as a later version may have one."""

    known: Annotated[str, Key("text", "a `new` key", required=True)]


class Strange(NamedTuple):
    """A record with a key that is read in a way nobody has written a schema for."""

    odd: Annotated[str, Key("riddle", "a key of a new sort")]


def test_new_key_appears_by_itself() -> None:
    """A key that is read in a known way needs nothing more than its declaration."""
    found = Whole().describe_record(New)
    assert found["properties"]["known"] == {"description": "a new key", **VALUES["text"]}
    assert found["required"] == ["known"]


def test_key_that_is_read_in_a_new_way_is_an_error() -> None:
    """A way of reading without a schema is not passed over."""
    with pytest.raises(LookupError, match="no schema for a key that is read as 'riddle'"):
        Whole().describe_record(Strange)


WORDS = [
    *("North", "'North'", "2 bcm/year", "yes", "true", "'true'", "null", "~", "''", "' '", "[a, b]", "{a: b}"),
    *("2024", "'2024'", "999", "3000", "0", "-5", "3.8", "1e9"),
    *("2024-07", "2024-13", "2024-07-", "2024-07-04", "2024-02-29", "2024-02-30", "2024-04-31", "2024-12-31"),
    *("2023/24", "2023-24", "2023–24", "2023/2024", "1999/00", "2023/25", "FY2024", "FY 2023/24", "FY24", "2023/24/25"),
]


@pytest.mark.parametrize("reads", ["text", "flag", "year", "date"])
@pytest.mark.parametrize("word", WORDS)
def test_single_values_are_taken_and_refused_as_the_reader_does(word: str, reads: str) -> None:
    """The schema takes a value if, and only if, the reader does."""
    node = document.parse_yaml(File("test", f"key: {word}"))
    read = Reader([]).read(Key(reads, ""), "key", node.values["key"])
    is_taken = jsonschema.Draft7Validator(VALUES[reads]).is_valid(as_edited(word))
    assert is_taken == (read is not None)


@pytest.mark.parametrize("id_", ["a", "a1", "a_b", "_a", "A", "aB", "1a", "a-b", "ä", "a b", "total", "totals", "min"])
def test_ids_are_taken_and_refused_as_the_reader_does(id_: str) -> None:
    """The schema takes an id if, and only if, the reader does."""
    node = document.parse_yaml(File("test", f"{id_}: 1"))
    assert isinstance(node, MapNode)
    is_taken = jsonschema.Draft7Validator(Whole().describe_section({"type": "integer"})).is_valid({id_: 1})
    reader = Reader([])
    reader.list_entries(node, "test")
    assert is_taken == (not reader.problems)


HEAD = "title: T\nsides: [a, b]\nparties: {a: {name: A}, b: {name: B}}\n"
OWN = "kinds:\n  own: {summary: S, roles: {giver: gives}, measure: {giver: costs}}\n"
TRADE = "kind: trade, seller: a, buyer: b, value: 3 USD/year"
TRANSIT = "kind: transit, shipper: a, carrier: b, throughput: 3 bcm/year"

TAKEN = {
    "an overlay that changes one figure and deletes another": "extends: base.yaml\nfigures: {x: 3 %, y: null}",
    "an overlay that deletes a section": "extends: base.yaml\nmoves: null",
    "an overlay that deletes a lever and a key": "extends: base.yaml\nlevers: {x: null, y: {label: null}}",
    "an overlay that deletes an aggregate": "extends: base.yaml\nparties: {a: {gdp: null}}",
    "an overlay that takes another reading": "extends: base.yaml\nfigures: {x: {use: customs}}",
    "an overlay that sets an input": "extends: base.yaml\nlevers: {x: {diverted: 5 %, own: {value: 3, note: N}}}",
    "an overlay that changes a kind": f"extends: base.yaml\nlevers: {{x: {{{TRANSIT}, seller: null}}}}",
    "an overlay that changes a part of its own kind": "extends: base.yaml\nkinds: {own: {inputs: {x: {unit: USD}}}}",
    "a lever without its optional role": f"{HEAD}levers: {{x: {{{TRANSIT}}}}}",
    "a lever with its optional role": f"{HEAD}levers: {{x: {{{TRANSIT}, buyer: c}}}}",
    "a lever of a kind of its own": f"{HEAD}{OWN}levers: {{x: {{kind: own, giver: a, much: {{value: 3}}}}}}",
    "a number for a formula": f"{HEAD}figures: {{x: 3.8, y: {{formula: 3}}, z: {{readings: {{a: 3}}}}}}",
    "a move with a figure": f"{HEAD}moves: {{x: {{lever: y, by: a, cut: {{value: 50 %, assumed: so}}}}}}",
    "a title that is a number": HEAD.replace("title: T", "title: 2025"),
}

# What is wrong, and where.
REFUSED = {
    "a scenario without sides": ("$", "title: T\nparties: {a: {name: A}}"),
    "null in a file that stands alone": ("$.figures.x", f"{HEAD}figures: {{x: null}}"),
    "a choice of a reading in a file that stands alone": ("$.figures.x", f"{HEAD}figures: {{x: {{use: customs}}}}"),
    "null inside a figure of an overlay": ("$.figures.x", "extends: base.yaml\nfigures: {x: {value: 3, note: null}}"),
    "an unknown key in an overlay": ("$", "extends: base.yaml\nlevels: {}"),
    "an unknown input in an overlay": (
        "$.levers.x.diversion",
        f"extends: base.yaml\nlevers: {{x: {{{TRADE}, diversion: 3 %}}}}",
    ),
    "an overlay over nothing": ("$.extends", "extends: null\ntitle: T"),
    "an input of another kind": ("$.levers.x", f"{HEAD}levers: {{x: {{{TRADE}, spare: 3 %}}}}"),
    "a lever without a required input": ("$.levers.x", f"{HEAD}levers: {{x: {{kind: trade, seller: a, buyer: b}}}}"),
    "a role that is a mapping": (
        "$.levers.x.seller",
        f"{HEAD}levers: {{x: {{{TRADE.replace('seller: a', 'seller: {a: b}')}}}}}",
    ),
    "a kind that there is not": ("$.levers.x.kind", f"{HEAD}levers: {{x: {{kind: own, giver: a}}}}"),
    "readings beside a value": ("$.figures.x", f"{HEAD}figures: {{x: {{value: 3, readings: {{a: 3}}}}}}"),
    "a reading without a value": ("$.figures.x", f"{HEAD}figures: {{x: {{readings: {{a: {{note: N}}}}}}}}"),
    "a reading that has readings": (
        "$.figures.x",
        f"{HEAD}figures: {{x: {{readings: {{a: {{readings: {{b: 3}}}}}}}}}}",
    ),
    "a kind without roles": ("$.kinds.own.roles", f"{HEAD}{OWN.replace('{giver: gives}', '{}')}"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_right_shape_validates(name: str) -> None:
    """The schema has nothing against a text that is well shaped."""
    assert refusals(TAKEN[name]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_shape_is_refused(name: str) -> None:
    """The schema has something against a text that is not well shaped, at one place and no other."""
    place, text = REFUSED[name]
    assert {told.partition(": ")[0] for told in refusals(text)} == {place}
