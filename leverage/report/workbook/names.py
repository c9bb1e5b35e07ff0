"""Names of cells as a spreadsheet may have them: made of ids alone, each once, none that is a place such as A1."""

import re

_LONGEST = 200
# A1, R1C1 and words that spreadsheets keep for themselves.
_PLACE = re.compile(r"[a-z]{1,4}[0-9]+|(r[0-9]*)?(c[0-9]*)?|true|false|_xl.*", re.IGNORECASE)


class Names:
    """Gives every cell of a scenario its name in the workbook, always the same."""

    def __init__(self) -> None:
        """Begin with no names."""
        self._known: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, cell: str) -> str:
        """Return the name of a cell: its own with underscores for dots, and something behind it where that is taken."""
        known = self._known.get(cell)
        if known is None:
            plain = re.sub(r"[^A-Za-z0-9_]", "_", cell)[:_LONGEST]
            plain = f"cell_{plain}" if _PLACE.fullmatch(plain) or plain[0].isdigit() else plain
            known, count = plain, 1
            while known.lower() in self._taken:
                count += 1
                known = f"{plain}__{count}"
            self._known[cell] = known
            self._taken.add(known.lower())
        return known
