"""Spaces at which no line may end: between a number and its sign, a currency and its amount, and before an arrow."""

import re

_BOUND = re.compile(r"(?<=[0-9†‡*]) (?=%)|(?<=US\$) (?=[~≥<0-9])| (?=[→↔] )")


def bound(text: str) -> str:
    """Return a text in which a number stays with what belongs to it."""
    return _BOUND.sub("\u00a0", text)
