"""Kinds of lever: read from the YAML files beside this one, or from a scenario's own `kinds:`.

A kind's formulas are checked once here, with its unit letters standing for units not known yet.
"""

from functools import lru_cache
from pathlib import Path

from leverage import document
from leverage.document import Node
from leverage.kinds.checking import Checker
from leverage.kinds.reading import KindReader, keys_of
from leverage.kinds.units import LETTERS, input_dimension
from leverage.model import KindOfLever
from leverage.problems import LeverageError, Place, Problem

__all__ = ["LETTERS", "bundled", "input_dimension", "load", "read"]

FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def bundled() -> tuple[str, ...]:
    """List the names of the bundled kinds."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@lru_cache(maxsize=64)
def load(name: str) -> KindOfLever:
    """Read a bundled kind. Raises LeverageError if its file is wrong."""
    file = document.read_file(FOLDER / f"{name}.yaml", f"kinds/{name}.yaml")
    problems: list[Problem] = []
    node = document.parse(file)
    kind = read(node, name, node.place, problems)
    if kind is None or problems:
        raise LeverageError(problems)
    return kind


def read(node: Node, name: str, place: Place, problems: list[Problem]) -> KindOfLever | None:
    """Read a kind from its node and check its formulas."""
    before = len(problems)
    reader = KindReader(problems, name, node)
    kind = reader.record(KindOfLever, node, f"kind '{name}'", is_lenient=True, id=name, place=place)
    if kind is None or not kind.roles:
        return None
    kind = kind._replace(dimensions=Checker(kind, problems, keys_of(node, "inputs")).check())
    return kind if len(problems) == before else None
