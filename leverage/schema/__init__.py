"""The JSON Schema of a scenario file, for editors, made from the declarations the reader goes by.

It tells keys, roles and shapes apart, in draft 7, which most editors know. Units, names, bounds and other files
are left to `leverage check`. An editor takes 2024 for a number and true for no text, where the reader sees texts only.
"""

from typing import Any

from leverage import kinds
from leverage.schema.entries import Overlay, Whole
from leverage.schema.figures import figure, reading
from leverage.schema.values import TEXT

__all__ = ["schema"]

_EXTENDS = "a file beside this one, or the name of a bundled scenario, laid under this one"


def schema() -> dict[str, Any]:
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
            "figure": figure(),
            "reading": reading(),
        },
    }


def _without_own_kinds() -> dict[str, Any]:
    """Hold the levers of a file that defines no kinds to the bundled ones."""
    lever = {"properties": {"kind": {"enum": list(kinds.bundled())}}}
    return {
        "if": {"not": {"required": ["kinds"]}},
        "then": {"properties": {"levers": {"type": "object", "additionalProperties": lever}}},
    }
