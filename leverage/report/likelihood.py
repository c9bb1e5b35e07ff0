"""How often a claim holds over the draws, in numbers; in words only where they are asked for, and never alone."""

from leverage.report.numbers import fixed
from leverage.report.words import ranges as words

# Intelligence Community Directive 203 (2015), section D.6.e.2.a: up to which share of draws each word goes.
_UP_TO = (0.05, 0.20, 0.45, 0.55, 0.80, 0.95, 1.00)


def held(share: float | None, *, in_words: bool) -> str:
    """Write the share of draws in which a claim holds: ``32 %``; ``32 %, unlikely given these ranges``."""
    if share is None:
        return ""
    shown = words.ALL_DRAWS if share == 1 else words.NO_DRAWS if share == 0 else _percent(share)
    if not in_words or share in (0, 1):
        return shown
    word = next(word for most, word in zip(_UP_TO, words.LIKELIHOODS, strict=True) if share <= most)
    return words.LIKELY.format(share=shown, word=word)


def _percent(share: float) -> str:
    """Write a share without rounding it to nothing or to all."""
    if share > 0.995:
        return ">99 %"
    return f"{fixed(share * 100, 0)} %"
