"""Labels of notes: digits of sources, letters of assumptions; how they are counted, sorted and written together."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rank(label: str) -> tuple[int, int]:
    """Return what labels of notes are sorted by: digits first, then a to z, aa, ab, ..., then all that is neither."""
    if label.isascii() and label.isdecimal():
        return 0, int(label)
    if not label or not set(label) <= set(_LETTERS):
        return 2, 0
    number = 0
    for letter in label:
        number = number * len(_LETTERS) + _LETTERS.index(letter) + 1
    return 1, number


def letters(number: int) -> str:
    """Count in letters from 0 on: a to z, then aa, ab, ..."""
    before, own = divmod(number, len(_LETTERS))
    return (letters(before - 1) if before else "") + _LETTERS[own]


def in_runs(labels: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Part sorted labels of notes into runs of neighbours: (1,), (3, 6) for 1, 3, 4, 5, 6; never of two."""
    runs: list[list[str]] = []
    for label in labels:
        kind, number = rank(label)
        if runs and rank(runs[-1][-1]) == (kind, number - 1):
            runs[-1].append(label)
        else:
            runs.append([label])
    return tuple(part for run in runs for part in ([(run[0], run[-1])] if len(run) > 2 else [(one,) for one in run]))


def joined(labels: tuple[str, ...]) -> str:
    """Write labels of notes one behind the other, runs of neighbours by their ends: ``1, 3–6``."""
    return ", ".join("–".join(run) for run in in_runs(labels))
