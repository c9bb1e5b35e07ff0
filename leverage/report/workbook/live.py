"""Which cells of a scenario are live in its workbook, and with which formulas."""

from collections.abc import Callable, Iterator

from leverage import naming
from leverage.formula.evaluate import UndefinedError, evaluate
from leverage.formula.spreadsheet import MAX_LENGTH, write_parts
from leverage.formula.tree import Formula, Number
from leverage.model import Evidence, list_figures
from leverage.quantity import Quantity
from leverage.report.cell_reader import CellReader
from leverage.report.figures import is_reference
from leverage.report.titles import is_share, write_title
from leverage.report.workbook.cells import GENERAL, Cell, Content, Look, Names


def list_standing(reader: CellReader) -> list[str]:
    """Return the cells of the sheet of inputs in the order of the file: what is given, assumed or missing.

    Of figures with rival readings the figure itself; what merely stands for a figure is a step.
    """
    read = {name for cell in reader.of.graph.cells.values() for name in cell.reads}
    figures = {figure.id: figure for figure in list_figures(reader.scenario)}
    found = []
    for name in reader.of.graph.given:
        figure, cell = figures.get(name), reader.of.graph.cells[name]
        if figure is not None:
            is_standing = len(figure.readings) > 1 or not is_reference(figure, figure.readings[0])
        else:
            is_standing = find_literal(cell.formula) is not None or (cell.lacks != "" and name in read)
        if is_standing:
            found.append(name)
    scenario = reader.scenario
    owners = {owner: at for at, owner in enumerate((*scenario.figures, *scenario.parties, *scenario.levers))}
    return sorted(found, key=lambda name: owners.get(naming.find_first_word(name), len(owners)))


def find_literal(formula: Formula | None) -> Quantity | None:
    """Return the quantity that a formula consists of, if it is no more."""
    return formula.tree.quantity if formula is not None and isinstance(formula.tree, Number) else None


#: What the cell is called that counts the inputs which a hand has changed.
CHANGES = "inputs changed"
#: What the cell is called that says why the program refuses the inputs.
REFUSED = "inputs refused"

_TOO_LONG = "Too long for a spreadsheet's formula: the number as it was when this workbook was written."

_SOLVED = "Solved by a model, not computed by a formula: the number as it was when this workbook was written."

_ON_SOLVED = "Rests on what a model is solved for: the number as it was when this workbook was written."

_COUNTABLE = 200  # cells, at most, that are counted to see whether all are numbers


class Live:
    """The cells that can be computed in the workbook: those with a number, and those undefined at these numbers."""

    def __init__(self, reader: CellReader) -> None:
        """Go through a reader's cells in order."""
        self.reader = reader
        self.names = Names()
        for name in (CHANGES, REFUSED):  # before any cell of the scenario takes them
            self.names.of(name)
        self._live: set[str] = set()
        # Fixed too is what reads the solution of a model: an old solution beside new inputs would make a wrong number.
        self._fixed: set[str] = set()
        for name, cell in reader.of.graph.cells.items():
            self.names.of(name)
            if cell.solver is not None or not self._fixed.isdisjoint(self.reads(name)):
                self._fixed.add(name)
            if reader.raw(name) is not None or self._is_undefined(name):
                self._live.add(name)

    def __contains__(self, name: str) -> bool:
        """Tell whether a cell stands in the workbook with a number or a formula."""
        return name in self._live

    def is_number(self, name: str) -> bool:
        """Tell whether a cell has a number, which its formula or an input gives."""
        return name in self._live and self.reader.raw(name) is not None

    def reads(self, name: str) -> list[str]:
        """Return the cells that a cell's formula reads, without the addends that it leaves out."""
        formula = self.reader.of.values[name].formula
        return [self._bound(name)(own) for own in formula.names] if formula else []

    def number(self, name: str) -> Content:
        """Return what a cell comes to: a number, a truth value, or nothing."""
        raw = self.reader.raw(name)
        return "" if raw is None else raw

    def cells(self, name: str) -> Iterator[tuple[str, Cell]]:
        """Yield the cells of a formula, each with what it is called: the steps before it, and itself last."""
        formula = self.reader.of.values[name].formula
        if formula is None:
            return
        if name in self._fixed:
            pattern = choose_pattern(self.reader, name)
            note = _ON_SOLVED if self.reader.of.graph.cells[name].solver is None else _SOLVED
            yield name, Cell(self.number(name), Look.STILL, pattern=pattern, name=self.names.of(name), note=note)
            return
        for called, cell in self.write_formula(name, formula, self._bound(name), self.number(name)):
            yield called, cell if called != name else cell._replace(pattern=choose_pattern(self.reader, name))

    def write_formula(
        self, name: str, formula: Formula, bind: Callable[[str], str], number: Content
    ) -> Iterator[tuple[str, Cell]]:
        """Yield the cells of a formula that comes to a number, each with what it is called.

        `bind` returns the cell that a name in the formula stands for.
        """
        reads = set(formula.names)

        def refer(read: str) -> str:
            return self.names.of(bind(read) if read in reads else _name_step(name, read))

        values: dict[str, Content] = {read: self.number(bind(read)) for read in formula.names}
        for part in write_parts(formula, refer):
            references = [refer(read) for read in part.formula.names]
            text = part.text
            if number == "" and references:
                text = f'IFERROR(IF(COUNT({", ".join(references)}) = {len(references)}, {text}, ""), "")'
            called = _name_step(name, part.name) if part.name else name
            values[part.name] = _compute(part.formula, values) if part.name else number
            cell = Cell(values[part.name], Look.LIVE, text, GENERAL, name=self.names.of(called))
            if len(text) > MAX_LENGTH:
                cell = cell._replace(look=Look.STILL, formula="", note=_TOO_LONG)
            yield called, cell

    def _bound(self, name: str) -> Callable[[str], str]:
        binding = self.reader.of.graph.cells[name].binding
        return lambda own: binding.get(own, own)

    def _is_undefined(self, name: str) -> bool:
        """Tell a cell that only these numbers leave without a value, such as a ratio to a cost of nothing."""
        cell, value = self.reader.of.graph.cells[name], self.reader.of.values[name]
        reads = self.reads(name)
        is_fixed = name in self._fixed or bool(cell.lacks)
        is_open = not is_fixed and value.formula is not None and value.formula is cell.formula
        return is_open and 0 < len(reads) <= _COUNTABLE and all(read in self._live for read in reads)


def _name_step(name: str, step: str) -> str:
    """Name a step on the way to a cell."""
    return f"{name}, {step}"


def _compute(formula: Formula, values: dict[str, Content]) -> Content:
    try:
        return evaluate(formula, values)  # type: ignore[arg-type]  # a text among them makes it undefined
    except (UndefinedError, TypeError):
        return ""


def choose_pattern(reader: CellReader, name: str) -> str:
    """Return how a spreadsheet shows a cell in base units: amounts without decimals, shares in per cent."""
    if reader.is_money(name):
        return "#,##0"
    if reader.base_unit(name) == "ratio":
        return "0.00%" if is_share(reader, name) else "0.0000"
    return "#,##0.00##" if abs(reader.raw(name) or 0.0) >= 1 else GENERAL


def choose_look(evidence: Evidence) -> Look:
    """Return the look of an input by its evidence."""
    return {Evidence.ASSUMED: Look.ASSUMED, Evidence.UNSOURCED: Look.UNSOURCED}.get(evidence, Look.GIVEN)


def write_meaning(reader: CellReader, name: str) -> str:
    """Say in words what a cell is, with its tie before it if it is an input of one."""
    owner, title = naming.find_first_word(name), write_title(reader, name)
    lever = reader.scenario.levers.get(owner)
    if lever is None or naming.find_part(name, lever.parts):
        return title
    return f"{reader.label(owner)}: {title}"
