"""Which cells of a scenario are live in its workbook, and with which formulas."""

from collections.abc import Callable, Iterator

from leverage.formula import Formula, UndefinedError, evaluate
from leverage.formula.spreadsheet import MAX_LENGTH, parts
from leverage.model import Evidence
from leverage.report.ledger import Ledger
from leverage.report.titles import is_share
from leverage.report.words import workbook as words
from leverage.report.workbook import GENERAL, Cell, Content, Look
from leverage.report.workbook.names import Names

_COUNTABLE = 200  # so many cells are counted to see whether all are numbers


class Live:
    """The cells that can be computed in the workbook: those with a number, and those undefined at these numbers."""

    def __init__(self, ledger: Ledger) -> None:
        """Go through a ledger's cells in order."""
        self.ledger = ledger
        self.names = Names()
        self._live: set[str] = set()
        for name in ledger.of.graph.cells:
            self.names.of(name)
            if ledger.raw(name) is not None or self._is_undefined(name):
                self._live.add(name)

    def __contains__(self, name: str) -> bool:
        """Tell whether a cell stands in the workbook with a number or a formula."""
        return name in self._live

    def reads(self, name: str) -> list[str]:
        """Return the cells that a cell's formula reads, without the addends that it leaves out."""
        formula = self.ledger.of.values[name].formula
        return [self._bound(name)(own) for own in formula.names] if formula else []

    def number(self, name: str) -> Content:
        """Return what a cell comes to: a number, a truth value, or nothing."""
        raw = self.ledger.raw(name)
        return "" if raw is None else raw

    def cells(self, name: str) -> Iterator[tuple[str, Cell]]:
        """Yield the cells of a formula, each with what it is called: the steps before it, and itself last."""
        formula = self.ledger.of.values[name].formula
        if formula is None:
            return
        refers = self._refers(name)
        bound = self._bound(name)
        values: dict[str, Content] = {own: self.number(bound(own)) for own in formula.names}
        for part in parts(formula, refers):
            called = f"{name}, {part.name}" if part.name else name
            value = _computed(part.formula, values) if part.name else self.number(name)
            values[part.name] = value
            yield called, self._cell(called, part.text, value, [refers(own) for own in part.formula.names])

    def _cell(self, called: str, text: str, value: Content, reads: list[str]) -> Cell:
        name, _, step = called.partition(", ")
        if self.ledger.raw(name) is None:
            text = f'IFERROR(IF(COUNT({", ".join(reads)}) = {len(reads)}, {text}, ""), "")' if reads else text
        pattern = GENERAL if step else pattern_of(self.ledger, name)
        if len(text) > MAX_LENGTH:
            return Cell(value, Look.STILL, pattern=pattern, name=self.names.of(called), note=words.TOO_LONG)
        return Cell(value, Look.LIVE, text, pattern, name=self.names.of(called))

    def _refers(self, name: str) -> Callable[[str], str]:
        """Return what gives the workbook's name for a name in a cell's formula, or for a step of it."""
        bound = self._bound(name)
        return lambda own: self.names.of(f"{name}, {own}" if " " in own else bound(own))

    def _bound(self, name: str) -> Callable[[str], str]:
        binding = self.ledger.of.graph.cells[name].binding
        return lambda own: binding.get(own, own)

    def _is_undefined(self, name: str) -> bool:
        """Tell a cell that only these numbers leave without a value, such as a ratio to a cost of nothing."""
        cell, value = self.ledger.of.graph.cells[name], self.ledger.of.values[name]
        reads = self.reads(name)
        is_open = not cell.lacks and value.formula is not None and value.formula is cell.formula
        return is_open and 0 < len(reads) <= _COUNTABLE and all(read in self._live for read in reads)


def _computed(formula: Formula, values: dict[str, Content]) -> Content:
    try:
        return evaluate(formula, values)  # type: ignore[arg-type]  # a text among them makes it undefined
    except (UndefinedError, TypeError):
        return ""


def pattern_of(ledger: Ledger, name: str) -> str:
    """Return how a spreadsheet shows a cell in base units: amounts without decimals, shares in per cent."""
    if ledger.is_money(name):
        return "#,##0"
    if ledger.base_unit(name) == "ratio":
        return "0.00%" if is_share(ledger, name) else "0.0000"
    return "#,##0.00##" if abs(ledger.raw(name) or 0.0) >= 1 else GENERAL


def look_of(evidence: Evidence) -> Look:
    """Return the look of an input by its evidence."""
    return {Evidence.ASSUMED: Look.ASSUMED, Evidence.UNSOURCED: Look.UNSOURCED}.get(evidence, Look.GIVEN)
