"""Makes the JSON Schema of a scenario file, for editors, from the declarations that the reader uses.

It describes keys, roles and shapes, in draft 7, which most editors know. `leverage check` does the rest: units, names,
bounds and other files. An editor takes 2024 for a number and true for a boolean, where the reader sees only texts.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeAlias

from leverage import kinds, priors
from leverage.formula.parse import RESERVED
from leverage.model import (
    AGGREGATE_DEFAULTS,
    AGGREGATES,
    CUT,
    INSTRUMENTS,
    SUMMED_AGGREGATES,
    Alternative,
    Claim,
    DataEntry,
    Figure,
    Input,
    Instrument,
    Key,
    KindOfLever,
    Lever,
    Move,
    Observed,
    Part,
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
from leverage.reading.scenario import BESIDE_PRIOR, DOI, SHA256
from leverage.units import CURRENCIES

Fragment: TypeAlias = dict[str, Any]

ID: Fragment = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
#: A quantity or a formula; only the reader tells which, and whether it is right.
WRITTEN: Fragment = {"type": ["string", "number"], "pattern": r"\S"}
#: A bare true or false is a text too; described like this, no editor offers it.
TEXT: Fragment = {"anyOf": [WRITTEN, {"not": {"type": ["string", "number", "null", "object", "array"]}}]}
#: An aggregate of a role, such as seller.exports.
AGGREGATE: Fragment = {"type": "string", "pattern": rf"^[a-z][a-z0-9_]*\.({'|'.join(AGGREGATES)})$"}

# A year, a month or a day. It refuses the days that no month has, except 29 February of a common year.
_DATE = r"^(?!.{4}-(02-3|(0[469]|11)-31))[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

_IDS: Fragment = {"type": "array", "items": ID, "minItems": 1, "uniqueItems": True}

VALUES: dict[str, Fragment] = {
    "text": TEXT,
    "flag": {"type": ["boolean", "string"], "pattern": "^(true|false)$"},
    "year": {"type": ["integer", "string"], "minimum": 1000, "maximum": 2999, "pattern": f"^{YEAR}$"},
    "date": {"type": ["string", "integer"], "minimum": 1000, "maximum": 9999, "pattern": _DATE},
    "currency": {"enum": sorted(CURRENCIES)},
    "doi": {"type": "string", "pattern": f"^{DOI}$"},
    "sha256": {"type": "string", "pattern": f"^{SHA256}$"},
    "unit": {"type": "string", "pattern": r"\S"},
    **dict.fromkeys(("quantity", "formula", "value"), WRITTEN),
    **dict.fromkeys(("source", "party", "lever", "reading"), ID),
    "bounds": {"type": "array", "items": WRITTEN, "minItems": 2, "maxItems": 2},
    "parties": {"type": "array", "items": ID, "minItems": 2, "maxItems": 2, "uniqueItems": True},
    "role_list": {"type": "array", "items": ID},
    "lever_list": _IDS,
    "part_list": _IDS,
    "party_list": _IDS,
}


# What belongs to a number that a source states, not to a number that follows from others.
_OF_A_VALUE = {key: ["value"] for key in ("low", "high", "covers", "as_printed")}


def describe_reading() -> Fragment:
    """Describe one of several readings: a value or a formula, with its details."""
    return {
        **Whole().describe_record(Reading),
        "oneOf": _require_one("value", "formula", "prior"),
        "dependencies": {**_OF_A_VALUE, **_describe_beside_prior()},
    }


def describe_figure() -> Fragment:
    """Describe a figure: the keys of a reading and a label, or several readings with one in use."""
    whole, rivals = Whole(), dict.fromkeys(list_keys(Figure), True)
    figure = whole.describe_record(Figure)
    return {
        **whole.describe_record(Reading, figure["properties"]),
        "title": figure["title"],
        "oneOf": _require_one("value", "formula", "prior", "readings"),
        "dependencies": {
            **_OF_A_VALUE,
            **_describe_beside_prior(),
            "use": ["readings"],
            "readings": whole.describe_mapping(rivals, []),
        },
        "if": {"properties": {"readings": {"minProperties": 2}}, "required": ["readings"]},
        "then": {"required": ["use"]},
    }


def _describe_beside_prior() -> Fragment:
    """Describe what may stand beside a prior, which brings all else."""
    return {"prior": Whole().describe_mapping(dict.fromkeys(BESIDE_PRIOR, True), [])}


def _describe_prior() -> Fragment:
    """Describe the name of a prior: in full, or a class alone."""
    found = [priors.find_prior(name) for name in priors.list_names()]
    docs = [f"{each.label}: {each.value.text}, {each.low.text} to {each.high.text}" for each in found]
    classes = priors.list_classes()
    return {
        "enum": [*(each.name for each in found), *classes],
        "enumDescriptions": [
            *docs,
            *(f"the prior of {class_} on what the figure is named after" for class_ in classes),
        ],
    }


def _describe_episode() -> Fragment:
    """Describe the id of an episode: of those that priors rest on, or another."""
    known = priors.list_episodes()
    return {"anyOf": [{"enum": [*known], "enumDescriptions": [*known.values()]}, ID]}


def _require_one(*names: str) -> list[dict[str, Any]]:
    return [{"required": [name]} for name in names]


class Whole:
    """Describes a file that stands alone: required keys must be there, and nothing may be null."""

    #: What may stand under further keys of a lever, beside those of its kind.
    strays: ClassVar[bool | Fragment] = False
    #: Whether every key that is needed must be there.
    is_complete: ClassVar[bool] = True

    def adapt(self, fragment: Fragment) -> Fragment:
        """Return a description as it applies in such a file."""
        return fragment

    def describe_mapping(self, properties: Mapping[str, Any], required: Iterable[str]) -> Fragment:
        """Describe a mapping with these keys and no others."""
        mapping = {"type": "object", "properties": dict(properties), "additionalProperties": False}
        return {**mapping, "required": needed} if (needed := list(required)) else mapping

    def describe_key(self, fragment: Fragment, doc: str) -> Fragment:
        """Add the key's meaning to the description of what stands under it."""
        return {"description": doc.replace("`", ""), **self.adapt(fragment)}

    def describe_value(self, key: Key) -> Fragment:
        """Describe what stands under a key, by how it is read. Raises LookupError for an unknown way."""
        if key.reads == "choice":
            return {"enum": list(key.choices)}
        if key.reads in VALUES:
            return VALUES[key.reads]
        if key.reads in SECTIONS:
            return SECTIONS[key.reads](self)
        raise LookupError(f"no schema for a key that is read as '{key.reads}'")

    def describe_record(self, record: type, also: Mapping[str, Any] | None = None) -> Fragment:
        """Describe the mapping that a record is read from; `also` adds keys to those it declares, or replaces them."""
        declared = {name: key for name, (_, key) in list_keys(record).items()}
        keys = {name: self.describe_key(self.describe_value(key), key.doc) for name, key in declared.items()}
        required = [name for name, key in declared.items() if key.required]
        title = re.sub(r"\B[A-Z]", lambda letter: f" {letter[0].lower()}", record.__name__)
        return {"title": title, **self.describe_mapping({**keys, **(also or {})}, required)}

    def describe_section(self, entry: Fragment, taken: Iterable[str] = ()) -> Fragment:
        """Describe a mapping of ids to entries; no id may be one that is taken."""
        ids = {"title": "id", **ID, "not": {"enum": sorted({*RESERVED, *taken})}}
        return {"type": "object", "propertyNames": ids, "additionalProperties": self.adapt(entry)}

    def describe_figure(self) -> Fragment:
        """Describe a figure: a scalar, or a mapping, which is the same in every file since figures are not merged."""
        return {"anyOf": [WRITTEN, {"$ref": "#/definitions/figure"}]}

    def describe_kind(self) -> Fragment:
        """Describe the name of a kind: a bundled kind, or one that the scenario defines."""
        summaries = [kinds.load_kind(name).summary for name in kinds.list_bundled()]
        return {"anyOf": [{"enum": list(kinds.list_bundled()), "enumDescriptions": summaries}, ID]}

    def describe_party(self) -> Fragment:
        """Describe a party: the keys of its record, and a figure for each aggregate."""
        docs = {name: f"figure in {unit}" for name, unit in AGGREGATES.items()}
        docs |= {name: f"{docs[name]}; {formula} if not said" for name, formula in AGGREGATE_DEFAULTS.items()}
        docs |= {name: f"{docs[name]}; of a coalition its members' sum if not said" for name in SUMMED_AGGREGATES}
        return self.describe_record(
            Party, {name: self.describe_key(self.describe_figure(), doc) for name, doc in docs.items()}
        )

    def describe_move(self) -> Fragment:
        """Describe a move, whose values may be figures with all their details."""
        move = self.describe_record(Move, self.describe_choices(Move))
        if not self.is_complete:
            return move
        return {**move, "oneOf": _require_one("lever", "levers"), "not": {"required": [CUT, *INSTRUMENTS]}}

    def describe_choices(self, record: type) -> dict[str, Fragment]:
        """Describe what stands under the keys of a record that are values: figures with all their details."""
        keys = [(name, key) for name, (_, key) in list_keys(record).items() if key.reads == "value"]
        return {name: self.describe_key(self.describe_figure(), key.doc) for name, key in keys}

    def describe_lever(self) -> Fragment:
        """Describe a lever: with the keys of its kind, if that is bundled, or with any if the scenario defines it."""
        lever = {**self.describe_record(Lever), "additionalProperties": self.adapt(self.describe_figure())}
        return {**lever, "allOf": [self.describe_lever_of_kind(kinds.load_kind(name)) for name in kinds.list_bundled()]}

    def describe_lever_of_kind(self, kind: KindOfLever) -> Fragment:
        """Describe what a lever holds if it is of a kind."""
        keys = {role.id: self.describe_key(ID, f"the party that {role.loses}") for role in kind.roles.values()}
        required = [role.id for role in kind.roles.values() if not role.optional]
        of_parts: list[str] = []  # amounts, which a lever with parts has on these alone
        for declared in kind.inputs.values():
            keys[declared.id] = self.describe_key(self.describe_figure(), f"{declared.doc} ({declared.unit})")
            if not declared.optional and declared.default is None:
                is_of_parts = declared.id in kind.of_parts and kinds.is_amount(declared)
                (of_parts if is_of_parts else required).append(declared.id)
        then = self.describe_mapping({**dict.fromkeys(list_keys(Lever), True), **keys, "parts": True}, required)
        inputs = {name: keys[name] for name in keys if name in kind.of_parts}
        part = self.describe_mapping({**self.describe_record(Part)["properties"], **inputs}, of_parts)
        then["properties"]["parts"] = self.adapt(self.describe_section(part)) if kind.of_parts else False
        if of_parts and self.is_complete:
            has_none = {"properties": dict.fromkeys(of_parts, False)}
            then |= {"if": {"required": ["parts"]}, "then": has_none, "else": {"required": of_parts}}
        is_meant = {"type": "object", "properties": {"kind": {"const": kind.id}}, "required": ["kind"]}
        return {"if": is_meant, "then": {**then, "additionalProperties": self.strays}}

    def describe_scenario(self) -> Fragment:
        """Describe a whole file, except what it extends."""
        return self.describe_record(Scenario, {"extends": True, **self.describe_choices(Scenario)})


class Overlay(Whole):
    """Describes a file laid over another: nothing is required, and null deletes what stands below."""

    strays: ClassVar[bool | Fragment] = {"type": "null"}  # keys of the kind that it was of below
    is_complete: ClassVar[bool] = False

    def adapt(self, fragment: Fragment) -> Fragment:
        """Return a description that allows null too."""
        word = next(word for word in ("anyOf", "enum", "type") if word in fragment)
        allowed = fragment[word] if isinstance(fragment[word], list) else [fragment[word]]
        null = {"anyOf": {"type": "null"}, "enum": None, "type": "null"}
        return {**fragment, word: [*allowed, null[word]]}

    def describe_mapping(self, properties: Mapping[str, Any], required: Iterable[str]) -> Fragment:
        """Describe a mapping with these keys and no others; any of them may be left to the file below."""
        return {
            word: value for word, value in super().describe_mapping(properties, required).items() if word != "required"
        }

    def describe_lever(self) -> Fragment:
        """Describe a lever; if only the file below says its kind, the keys of every bundled kind are offered."""
        docs: dict[str, list[str]] = {}
        for name in kinds.list_bundled():
            for id_, value in self.describe_lever_of_kind(kinds.load_kind(name))["then"]["properties"].items():
                if id_ not in list_keys(Lever):
                    docs.setdefault(id_, []).append(f"{name}: {value['description']}")
        offered = {id_: self.describe_key(self.describe_figure(), "; ".join(texts)) for id_, texts in docs.items()}
        return {**super().describe_lever(), "if": {"not": {"required": ["kind"]}}, "then": {"properties": offered}}

    def describe_figure(self) -> Fragment:
        """Describe a figure, or the choice of another reading of the figure below."""
        use = Whole().describe_record(Figure)["properties"]["use"]
        return {"anyOf": [*super().describe_figure()["anyOf"], Whole().describe_mapping({"use": use}, ["use"])]}


def _describe_formulas() -> Fragment:
    """Describe a role's formula, alone or with when it holds, or several of them."""
    alternatives = [WRITTEN, Whole().describe_record(Alternative)]
    return {"anyOf": [*alternatives, {"type": "array", "items": {"anyOf": alternatives}}]}


def _make_section(record: type) -> Callable[[Whole], Fragment]:
    return lambda file: file.describe_section(file.describe_record(record))


#: What stands under a key, by how the key is read, where it differs between the two sorts of files.
SECTIONS: dict[str, Callable[[Whole], Fragment]] = {
    "sources": _make_section(Source),
    "prior": lambda _: _describe_prior(),
    "entry": lambda _: Whole().describe_record(DataEntry),
    "parties_map": lambda file: file.describe_section(file.describe_party()),
    "figures": lambda file: file.describe_section(file.describe_figure()),
    "readings": lambda file: {
        **file.describe_section({"anyOf": [WRITTEN, {"$ref": "#/definitions/reading"}]}),
        "minProperties": 1,
    },
    "kinds": lambda file: file.describe_section(file.describe_record(KindOfLever), kinds.list_bundled()),
    "kind": Whole.describe_kind,
    "roles": lambda file: {
        **file.describe_section({"anyOf": [*TEXT["anyOf"], file.describe_record(Role)]}),
        "minProperties": 1,
    },
    "inputs": _make_section(Input),
    "instruments": lambda file: {
        **Whole().describe_mapping(dict.fromkeys(INSTRUMENTS, file.describe_record(Instrument)), []),
        "minProperties": 1,
    },
    "role_formulas": lambda file: file.describe_section(_describe_formulas()),
    "role_words": lambda file: file.describe_section(TEXT),
    "role_names": lambda file: file.describe_section(AGGREGATE),
    "requirements": lambda _: {"type": "array", "items": Whole().describe_record(Requirement)},
    "parts": lambda file: file.describe_section(
        {**file.describe_record(Part), "additionalProperties": file.adapt(file.describe_figure())}
    ),
    "levers": lambda file: file.describe_section(file.describe_lever()),
    "moves": lambda file: file.describe_section(file.describe_move()),
    "results": _make_section(Result),
    "claims": _make_section(Claim),
    "observed": lambda file: file.describe_section(Whole().describe_record(Observed)),
    "episode": lambda _: _describe_episode(),
}


_EXTENDS = "a file beside this one, or the name of a bundled scenario, laid under this one"


def make_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file: one that stands alone, or one that extends another.

    A template is described as one that extends another: what both lack comes from elsewhere.
    """
    is_template = {"properties": {"template": {"enum": [True, "true"]}}, "required": ["template"]}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Scenario",
        "description": "The economic ties between two parties that one of them could cut, as leverage reads them.",
        "type": "object",
        "properties": {"extends": {"description": _EXTENDS, **TEXT}},
        "if": {"anyOf": [{"required": ["extends"]}, is_template]},
        "then": {"$ref": "#/definitions/overlay"},
        "else": {"$ref": "#/definitions/whole"},
        "definitions": {
            "whole": {**Whole().describe_scenario(), **_restrict_kinds()},
            "overlay": Overlay().describe_scenario(),
            "figure": describe_figure(),
            "reading": describe_reading(),
        },
    }


def _restrict_kinds() -> dict[str, Any]:
    """Allow only bundled kinds to levers of a file that defines no kinds."""
    lever = {"properties": {"kind": {"enum": list(kinds.list_bundled())}}}
    return {
        "if": {"not": {"required": ["kinds"]}},
        "then": {"properties": {"levers": {"type": "object", "additionalProperties": lever}}},
    }
