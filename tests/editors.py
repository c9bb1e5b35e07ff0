"""A scenario as an editor takes it: its text typed, and held against the JSON Schema."""

import re
from functools import lru_cache
from typing import Any

import jsonschema
import yaml

from leverage.reading.schema import make_schema

# A plain scalar as an editor types it: the core schema of YAML 1.2, without the bases that no scenario uses.
_CORE = (
    (r"null|Null|NULL|~|", lambda _: None),
    (r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    (r"[-+]?[0-9]+", int),
    (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
    (r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", lambda text: float(text.replace(".", ""))),
)


def as_edited(text: str) -> Any:
    """Return what an editor takes a YAML text for; raises yaml.YAMLError if it is none."""
    return _data(yaml.compose(text.removeprefix("\ufeff"), Loader=yaml.SafeLoader))


def _data(node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _data(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_data(item) for item in node.value]
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return node and node.value
    typed = (make(node.value) for pattern, make in _CORE if re.fullmatch(pattern, node.value))
    return next(typed, node.value)


@lru_cache(maxsize=1)
def _make_validator() -> jsonschema.Draft7Validator:
    """Return what holds data against the schema."""
    return jsonschema.Draft7Validator(make_schema())


def refusals(text: str) -> list[str]:
    """Return what the schema has against a text, read as an editor reads it."""
    return [f"{error.json_path}: {error.message}" for error in _make_validator().iter_errors(as_edited(text))]
