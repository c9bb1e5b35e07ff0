"""The JSON Schema of a scenario file, for editors, made from the declarations the reader goes by.

It tells keys, roles and shapes apart, in draft 7, which most editors know. Units, names, bounds and other files are
left to `leverage check`. An editor takes 2024 for a number and true for no text, where the reader sees texts only.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeAlias

from leverage import kinds
from leverage.formula.parse import RESERVED
from leverage.model import (
    AGGREGATE_DEFAULTS,
    AGGREGATES,
    Claim,
    Figure,
    Input,
    Key,
    KindOfLever,
    Lever,
    Move,
    Party,
    Reading,
    Requirement,
    Result,
    Role,
    Scenario,
    Source,
    list_keys,
)
from leverage.reader import YEAR
from leverage.units import CURRENCIES

Fragment: TypeAlias = dict[str, Any]

ID: Fragment = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
#: A quantity or a formula; which of the two, and whether it is right, is told by reading it.
WRITTEN: Fragment = {"type": ["string", "number"], "pattern": r"\S"}
#: A bare true or false is a text too; put in this way, no editor offers it for one.
TEXT: Fragment = {"anyOf": [WRITTEN, {"not": {"type": ["string", "number", "null", "object", "array"]}}]}
#: An aggregate of a role, such as seller.exports.
AGGREGATE: Fragment = {"type": "string", "pattern": rf"^[a-z][a-z0-9_]*\.({'|'.join(AGGREGATES)})$"}

# A year, a month or a day; of the days that no month has, only 29 February is not told.
_DATE = r"^(?!.{4}-(02-3|(0[469]|11)-31))[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

VALUES: dict[str, Fragment] = {
    "text": TEXT,
    "flag": {"type": ["boolean", "string"], "pattern": "^(true|false)$"},
    "year": {"type": ["integer", "string"], "minimum": 1000, "maximum": 2999, "pattern": f"^{YEAR}$"},
    "date": {"type": ["string", "integer"], "minimum": 1000, "maximum": 9999, "pattern": _DATE},
    "currency": {"enum": sorted(CURRENCIES)},
    "unit": {"type": "string", "pattern": r"\S"},
    **dict.fromkeys(("quantity", "formula", "value"), WRITTEN),
    **dict.fromkeys(("source", "party", "lever", "reading"), ID),
    "bounds": {"type": "array", "items": WRITTEN, "minItems": 2, "maxItems": 2},
    "parties": {"type": "array", "items": ID, "minItems": 2, "maxItems": 2, "uniqueItems": True},
    "role_list": {"type": "array", "items": ID},
}


# What belongs to a number that a source states, not to one that follows from others.
_OF_A_VALUE = {key: ["value"] for key in ("low", "high", "as_printed")}


def describe_reading() -> Fragment:
    """Describe one of several readings: a value or a formula, with what is said of it."""
    return {**Whole().record(Reading), "oneOf": _one_of("value", "formula"), "dependencies": _OF_A_VALUE}


def describe_figure() -> Fragment:
    """Describe a figure: what a reading holds and a label, or readings of which one is in use."""
    whole, rivals = Whole(), dict.fromkeys(list_keys(Figure), True)
    own = whole.record(Figure)
    return {
        **whole.record(Reading, own["properties"]),
        "title": own["title"],
        "oneOf": _one_of("value", "formula", "readings"),
        "dependencies": {**_OF_A_VALUE, "use": ["readings"], "readings": whole.mapping(rivals, [])},
        "if": {"properties": {"readings": {"minProperties": 2}}, "required": ["readings"]},
        "then": {"required": ["use"]},
    }


def _one_of(*names: str) -> list[dict[str, Any]]:
    return [{"required": [name]} for name in names]


class Whole:
    """Describes a file that stands alone: what is required is there, and nothing is null."""

    #: What a lever may hold beside the keys of its kind.
    strays: ClassVar[bool | Fragment] = False

    def entry(self, fragment: Fragment) -> Fragment:
        """Return what may stand where this stands."""
        return fragment

    def mapping(self, properties: Mapping[str, Any], required: Iterable[str]) -> Fragment:
        """Describe a mapping with these keys and no others."""
        own = {"type": "object", "properties": dict(properties), "additionalProperties": False}
        return {**own, "required": needed} if (needed := list(required)) else own

    def key(self, fragment: Fragment, doc: str) -> Fragment:
        """Return what may stand under a key, with the key's meaning."""
        return {"description": doc.replace("`", ""), **self.entry(fragment)}

    def fragment(self, key: Key) -> Fragment:
        """Describe what stands under a key, by how it is read. Raises LookupError for an unknown way."""
        if key.reads == "choice":
            return {"enum": list(key.choices)}
        if key.reads in VALUES:
            return VALUES[key.reads]
        if key.reads in SECTIONS:
            return SECTIONS[key.reads](self)
        raise LookupError(f"no schema for a key that is read as '{key.reads}'")

    def record(self, record: type, also: Mapping[str, Any] | None = None) -> Fragment:
        """Describe the mapping a record is read from; `also` are keys that are not, or not so, declared on it."""
        declared = {name: key for name, (_, key) in list_keys(record).items()}
        own = {name: self.key(self.fragment(key), key.doc) for name, key in declared.items()}
        required = [name for name, key in declared.items() if key.required]
        title = re.sub(r"\B[A-Z]", lambda letter: f" {letter[0].lower()}", record.__name__)
        return {"title": title, **self.mapping({**own, **(also or {})}, required)}

    def section(self, entry: Fragment, taken: Iterable[str] = ()) -> Fragment:
        """Describe a mapping of ids to entries; an id that is taken cannot be chosen."""
        ids = {"title": "id", **ID, "not": {"enum": sorted({*RESERVED, *taken})}}
        return {"type": "object", "propertyNames": ids, "additionalProperties": self.entry(entry)}

    def figure(self) -> Fragment:
        """Describe a figure: a scalar, or a mapping, which is the same in every file since no file merges it."""
        return {"anyOf": [WRITTEN, {"$ref": "#/definitions/figure"}]}

    def kind(self) -> Fragment:
        """Describe the name of a kind: a bundled one, or another that the scenario defines."""
        summaries = [kinds.load_kind(name).summary for name in kinds.list_bundled()]
        return {"anyOf": [{"enum": list(kinds.list_bundled()), "enumDescriptions": summaries}, ID]}

    def party(self) -> Fragment:
        """Describe a party: its own keys, and a figure for each aggregate there is."""
        docs = {name: f"figure in {unit}" for name, unit in AGGREGATES.items()}
        docs |= {name: f"{docs[name]}; {formula} if not said" for name, formula in AGGREGATE_DEFAULTS.items()}
        return self.record(Party, {name: self.key(self.figure(), doc) for name, doc in docs.items()})

    def move(self) -> Fragment:
        """Describe a move, whose values may be figures with all that belongs to one."""
        values = {name: key for name, (_, key) in list_keys(Move).items() if key.reads == "value"}
        return self.record(Move, {name: self.key(self.figure(), key.doc) for name, key in values.items()})

    def lever(self) -> Fragment:
        """Describe a lever: of a bundled kind by that kind, of a kind of the scenario's own with any further keys."""
        own = {**self.record(Lever), "additionalProperties": self.entry(self.figure())}
        return {**own, "allOf": [self.of_kind(kinds.load_kind(name)) for name in kinds.list_bundled()]}

    def of_kind(self, kind: KindOfLever) -> Fragment:
        """Describe what a lever holds if it is of a kind."""
        own = {id_: self.key(ID, f"the party that {role.loses}") for id_, role in kind.roles.items()}
        own |= {id_: self.key(self.figure(), f"{one.doc} ({one.unit})") for id_, one in kind.inputs.items()}
        needed = [id_ for id_, role in kind.roles.items() if not role.optional]
        needed += [id_ for id_, one in kind.inputs.items() if not one.optional and one.default is None]
        then = self.mapping({**dict.fromkeys(list_keys(Lever), True), **own}, needed)
        is_meant = {"type": "object", "properties": {"kind": {"const": kind.id}}, "required": ["kind"]}
        return {"if": is_meant, "then": {**then, "additionalProperties": self.strays}}

    def scenario(self) -> Fragment:
        """Describe the whole of a file, but for what it extends."""
        return self.record(Scenario, {"extends": True})


class Overlay(Whole):
    """Describes a file laid over another: nothing is required, and null deletes what stands below."""

    strays: ClassVar[bool | Fragment] = {"type": "null"}  # keys of the kind that it was of below

    def entry(self, fragment: Fragment) -> Fragment:
        """Return what may stand where this stands, null included."""
        word = next(word for word in ("anyOf", "enum", "type") if word in fragment)
        allowed = fragment[word] if isinstance(fragment[word], list) else [fragment[word]]
        null = {"anyOf": {"type": "null"}, "enum": None, "type": "null"}
        return {**fragment, word: [*allowed, null[word]]}

    def mapping(self, properties: Mapping[str, Any], required: Iterable[str]) -> Fragment:
        """Describe a mapping with these keys and no others; any of them may stand below alone."""
        return {word: one for word, one in super().mapping(properties, required).items() if word != "required"}

    def lever(self) -> Fragment:
        """Describe a lever; where its kind stands below alone, the keys of every bundled kind are offered."""
        docs: dict[str, list[str]] = {}
        for name in kinds.list_bundled():
            for id_, own in self.of_kind(kinds.load_kind(name))["then"]["properties"].items():
                if id_ not in list_keys(Lever):
                    docs.setdefault(id_, []).append(f"{name}: {own['description']}")
        offered = {id_: self.key(self.figure(), "; ".join(found)) for id_, found in docs.items()}
        return {**super().lever(), "if": {"not": {"required": ["kind"]}}, "then": {"properties": offered}}

    def figure(self) -> Fragment:
        """Describe a figure, or the choice of another reading of the one below."""
        use = Whole().record(Figure)["properties"]["use"]
        return {"anyOf": [*super().figure()["anyOf"], Whole().mapping({"use": use}, ["use"])]}


def _section_of(record: type) -> Callable[[Whole], Fragment]:
    return lambda file: file.section(file.record(record))


#: What stands under a key, by how the key is read, where a file laid over another may hold less.
SECTIONS: dict[str, Callable[[Whole], Fragment]] = {
    "sources": _section_of(Source),
    "parties_map": lambda file: file.section(file.party()),
    "figures": lambda file: file.section(file.figure()),
    "readings": lambda file: {
        **file.section({"anyOf": [WRITTEN, {"$ref": "#/definitions/reading"}]}),
        "minProperties": 1,
    },
    "kinds": lambda file: file.section(file.record(KindOfLever), kinds.list_bundled()),
    "kind": Whole.kind,
    "roles": lambda file: {**file.section({"anyOf": [*TEXT["anyOf"], file.record(Role)]}), "minProperties": 1},
    "inputs": _section_of(Input),
    "role_formulas": lambda file: file.section({"anyOf": [WRITTEN, {"type": "array", "items": WRITTEN}]}),
    "role_words": lambda file: file.section(TEXT),
    "role_names": lambda file: file.section(AGGREGATE),
    "requirements": lambda _: {"type": "array", "items": Whole().record(Requirement)},
    "levers": lambda file: file.section(file.lever()),
    "moves": lambda file: file.section(file.move()),
    "results": _section_of(Result),
    "claims": _section_of(Claim),
}


_EXTENDS = "a file beside this one, or the name of a bundled scenario, laid under this one"


def make_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file: one that stands alone, or one that extends another."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Scenario",
        "description": "The economic ties between two parties that one of them could cut, as leverage reads them.",
        "type": "object",
        "properties": {"extends": {"description": _EXTENDS, **TEXT}},
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/definitions/overlay"},
        "else": {"$ref": "#/definitions/whole"},
        "definitions": {
            "whole": {**Whole().scenario(), **_without_own_kinds()},
            "overlay": Overlay().scenario(),
            "figure": describe_figure(),
            "reading": describe_reading(),
        },
    }


def _without_own_kinds() -> dict[str, Any]:
    """Hold the levers of a file that defines no kinds to the bundled ones."""
    lever = {"properties": {"kind": {"enum": list(kinds.list_bundled())}}}
    return {
        "if": {"not": {"required": ["kinds"]}},
        "then": {"properties": {"levers": {"type": "object", "additionalProperties": lever}}},
    }
