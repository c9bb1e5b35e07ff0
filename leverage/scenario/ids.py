"""Ids that must be known: each is looked up where it stands, so that a slip is told at its place."""

from leverage import kinds
from leverage.document import MapNode, Node
from leverage.problems import Problem
from leverage.scenario.figures import FigureReader
from leverage.scenario.memory import memory_of
from leverage.units import CURRENCIES, UnitError, parse_unit


class IdReader(FigureReader):
    """Reads the ids of sources, parties, levers and kinds against those a scenario's tree has."""

    def __init__(self, node: MapNode, problems: list[Problem]) -> None:
        """Read from a tree, collecting problems into the given list."""
        super().__init__(problems)
        self.node = node
        self.memory = memory_of(node)

    def read_source(self, node: Node, name: str) -> str | None:
        """Read the id of a source."""
        text = self.text(node, name)
        return text and self.known(text, self.ids("sources"), "source")

    def read_party(self, node: Node, name: str) -> str | None:
        """Read the id of a party."""
        text = self.text(node, name)
        return text and self.known(text, self.ids("parties"), "party")

    def read_lever(self, node: Node, name: str) -> str | None:
        """Read the id of a lever."""
        text = self.text(node, name)
        return text and self.known(text, self.ids("levers"), "lever")

    def read_kind(self, node: Node, name: str) -> str | None:
        """Read the name of a kind."""
        text = self.text(node, name)
        return text and self.known(text, [*kinds.bundled(), *(self.ids("kinds") or ())], "kind")

    def read_parties(self, node: Node, name: str) -> tuple[str, ...] | None:
        """Read the ids of two parties."""
        items = self.items(node, name)
        found = [self.known(item, self.ids("parties"), "party") for item in items or ()]
        if items is not None and (len(items) != 2 or len({item.text for item in items}) != 2):
            self.problem(f"'{name}' names two parties: [first, second]", node.place)
            return None
        return tuple(id_ for id_ in found if id_) if items is not None and all(found) else None

    def read_currency(self, node: Node, _name: str) -> str | None:
        """Read an ISO 4217 code."""
        text = self.text(node, "currency")
        if text is None or text.text in CURRENCIES:
            return text and text.text
        self.problem(f"no currency '{text.text}'", text.place, _currency_hint(text.text))
        return text.text.upper() if text.text.upper() in CURRENCIES else None

    def ids(self, section: str) -> list[str] | None:
        """List the ids of a section as they are written; None where the section itself is wrong or due and absent."""
        node = self.node.values.get(section)
        if isinstance(node, MapNode):
            return list(node.values)
        return None if node is not None or section == "parties" else []


def _currency_hint(text: str) -> str:
    """Say which code a currency's name or sign is meant for; one code is never guessed from another."""
    try:
        parse_unit(text)
    except UnitError as error:
        if any(code in error.hint for code in CURRENCIES):
            return error.hint
    return "an ISO 4217 code such as USD"
