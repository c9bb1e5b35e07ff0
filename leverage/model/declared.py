"""How a record's fields declare the keys of the file they are read from."""

from typing import NamedTuple


class Key(NamedTuple):
    """A key of the file: how it is read, what it means, whether it is required, which words it takes."""

    reads: str
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()
    name: str = ""


_KEYS: dict[type, dict[str, tuple[str, Key]]] = {}


def keys(record: type) -> dict[str, tuple[str, Key]]:
    """Return the keys of the file a record is read from: key to field name and declaration."""
    if record not in _KEYS:
        found: dict[str, tuple[str, Key]] = {}
        for field, annotation in record.__annotations__.items():
            for key in getattr(annotation, "__metadata__", ()):
                found[key.name or field] = (field, key)
        _KEYS[record] = found
    return _KEYS[record]
