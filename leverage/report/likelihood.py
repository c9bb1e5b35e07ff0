"""How often a claim holds over the draws, in numbers; in words only where they are asked for, and never alone."""

from leverage.report.numbers import fixed

# Intelligence Community Directive 203 (2015), section D.6.e.2.a: up to which share of draws each word goes.
_WORDS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)


def held(share: float | None, *, in_words: bool) -> str:
    """Write the share of draws in which a claim holds: ``32 %``; ``32 %, unlikely given these ranges``."""
    if share is None:
        return ""
    shown = "all" if share == 1 else "none" if share == 0 else _percent(share)
    if not in_words or share in (0, 1):
        return shown
    word = next(word for most, word in _WORDS if share <= most)
    return f"{shown}, {word} given these ranges"


def _percent(share: float) -> str:
    """Write a share without rounding it to nothing or to all."""
    if share > 0.995:
        return ">99 %"
    return f"{fixed(share * 100, 0)} %"
