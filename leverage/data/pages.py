"""Pages of the World Factbook, which are trees of texts: these texts, and the numbers that are printed in them."""

import re
from html import unescape
from typing import Any, NamedTuple

from leverage.tables.numerals import POINT, parse_number

# What the Factbook writes: a sign, dollars, digits, a scale, the year; and partners, each with its share.
_YEAR = r" \((?P<year>[12][0-9]{3})(?: est\.)?\)"
_PRINTED = re.compile(
    r"\$?(?P<number>-?\$?[0-9][0-9,]*(?:\.[0-9]+)?)"
    rf"(?:(?P<share>% of GDP)| (?P<scale>trillion|billion|million|thousand))?{_YEAR}"
)
_PARTNERS = re.compile(rf"(?P<partners>.+)%{_YEAR}")


class Printed(NamedTuple):
    """A number in a text of the Factbook: `text` is what is printed of it, `partner` the name before it, if any."""

    text: str
    number: float
    scale: str
    year: int
    partner: str = ""
    is_share: bool = False


def find_texts(tree: Any, path: str) -> list[str]:
    """Return the text of a node of a tree, or those of the nodes below it, as a page shows them: & and not &amp;.

    A path has the keys from the root to the node, with slashes between them.
    """
    for key in path.split(" / "):
        tree = tree.get(key) if isinstance(tree, dict) else None
    if not isinstance(tree, dict):
        return []
    nodes = [tree] if isinstance(tree.get("text"), str) else [each for each in tree.values() if isinstance(each, dict)]
    return [unescape(each["text"]) for each in nodes if isinstance(each.get("text"), str)]


def read_printed(text: str) -> list[Printed]:
    """Return the numbers in a text of the Factbook; none if it is not wholly understood.

    It is an amount as in ``$74.316 billion (2024 est.)``, a share as in ``10.5% of GDP (2024 est.)``, or the shares of
    partners as in ``Romania 31%, Bahamas, The 6% (2023)``.
    """
    match = _PARTNERS.fullmatch(text)
    if match is None:
        match = _PRINTED.match(text)
        number = parse_number(match["number"].replace("$", ""), POINT) if match else None
        if match is None or number is None:
            return []
        return [Printed(text, number, match["scale"] or "", int(match["year"]), is_share=match["share"] is not None)]
    printed = []
    for part in match["partners"].split("%, "):
        partner, _, digits = part.rpartition(" ")
        number = parse_number(digits, POINT)
        if number is None or not partner:
            return []
        printed.append(Printed(f"{part}%", number, "", int(match["year"]), partner, is_share=True))
    return printed
