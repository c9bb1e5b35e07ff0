"""How much of a report is wanted, and in which words it was asked for."""

from typing import NamedTuple


class Edition(NamedTuple):
    """How a report is wanted: `extent` is "brief", "full" or empty, `scale` of charts is "money" or "gdp".

    `has_chart` asks for a chart also where a format draws none by itself; `command` are the words that were typed.
    """

    extent: str = ""
    scale: str = "money"
    has_chart: bool = False
    command: tuple[str, ...] = ()


AS_USUAL = Edition()
