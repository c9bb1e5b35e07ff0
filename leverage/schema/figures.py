"""The mapping that a figure or one of its readings can be: a leaf of a file, the same in one laid over another."""

from typing import Any

from leverage.model import Figure, Reading, keys
from leverage.schema.entries import Whole
from leverage.schema.values import Fragment

# What belongs to a number that a source states, not to one that follows from others.
_OF_A_VALUE = {key: ["value"] for key in ("low", "high", "as_printed")}


def reading() -> Fragment:
    """Describe one of several readings: a value or a formula, with what is said of it."""
    return {**Whole().record(Reading), "oneOf": _one_of("value", "formula"), "dependencies": _OF_A_VALUE}


def figure() -> Fragment:
    """Describe a figure: what a reading holds and a label, or readings of which one is in use."""
    whole, rivals = Whole(), dict.fromkeys(keys(Figure), True)
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
