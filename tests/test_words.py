"""The words of reports: none stand outside their package, none stand there unused, and templates get their fields."""

import ast
import importlib
import re
import string
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.reference import ROOT

REPORT = ROOT / "leverage" / "report"
WORDS = REPORT / "words"

#: What is no word for people: a name of a table, a column, a cell or a part of one, with fields of an f-string in it.
NAME = re.compile(r"[a-z0-9_.{}]*")
#: A formula of a spreadsheet: functions, columns and signs. A text that stands in one is taken out of words and quoted.
FORMULA = re.compile(r"(?=[A-Z]+\().*\)")
FUNCTION_OR_COLUMN = re.compile(r"\b[A-Z]+\(|\$[A-Z]{1,3}(?=\$)")
#: How a spreadsheet is told to show a number.
NUMBER_FORMAT = re.compile(r"General|[0#,.%]+(E\+0+)?")
#: What makes one place of a view or of a workbook from texts. A lone word handed to it is for people though it looks
#: like a name.
DRAWN = {"Cell", "Column", "Item", "Scale", "headed", "items", "texts"}

#: What has the form of a sentence and is data, the same in every language: by module, with the reason.
DATA = {
    # Values of records.
    "get.py": {"cannot say"},
    "check.py": {"cannot say"},
    "figures.py": {"default of the kind"},
    "outcomes.py": {"Total", "{}: without {}"},
    # Reasons in the column `missing`.
    "attribution.py": {"part: {}", "part: a verdict has no parts", "part_share: the result does not change"},
    "changes.py": {
        "change_share: the first scenario's loss is 0",
        "change: a part of a total is not valued",
        "change: {}",
        "no value to compare in the first scenario",
        "no value to compare here",
        "change: the first scenario has another party or lever of that name",
    },
    "diff.py": {"change: from {} to {}", "{}: not in {}"},
    "ledger.py": {"{}: undefined in {} of {} draws, which its range leaves out"},
    "parts.py": {"{}: too large a number"},
    "verdict.py": {"cannot say"},
    "records.py": {
        "cannot say",
        "{}: in {}, never added to money",
        "held_in: a part of what it compares is not valued",
        "held_in: cannot be said in {} of {} draws, which count as not holding",
    },
    "rivals.py": {"{}.{}: cannot be used: {}"},
    "swings.py": {
        "flip: no value in the stretch that was searched changes it",
        "distance: the value in use is 0",
    },
    # Lines of a scenario file.
    "kinds.py": {"levers:", "    kind: {}"},
    # How the authors of a source are parted in its file.
}


class Text(NamedTuple):
    """A string of a module with ``{}`` for what fills it; `is_drawn` where it is handed to a view."""

    line: int
    text: str
    is_drawn: bool = False

    @property
    def is_for_people(self) -> bool:
        """Tell words from names, signs, formulas and formats of numbers."""
        is_name = NAME.fullmatch(self.text) is not None and not self.is_drawn
        is_data = is_name or NUMBER_FORMAT.fullmatch(self.text) is not None
        return any(map(str.isalpha, self.without_functions)) and not is_data

    @property
    def without_functions(self) -> str:
        """Return what is left of a formula when its functions and columns are taken away; another text as it is."""
        return FUNCTION_OR_COLUMN.sub("", self.text) if FORMULA.fullmatch(self.text) else self.text


class Reader(ast.NodeVisitor):
    """Collects the strings of a module, without docstrings, annotations, formats of numbers and regular expressions."""

    def __init__(self) -> None:
        self.found: list[Text] = []

    def add(self, node: ast.expr, text: str, *, is_drawn: bool = False) -> None:
        self.found.append(Text(node.lineno, re.sub(r"\{[^{}]*\}", "{}", text), is_drawn))

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.add(node, node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        fixed = [one.value if isinstance(one, ast.Constant) else "{}" for one in node.values]
        self.add(node, "".join(map(str, fixed)))
        for one in node.values:
            if isinstance(one, ast.FormattedValue):
                self.visit(one.value)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in DRAWN:
            for one in node.args:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    self.add(one, one.value, is_drawn=True)
        is_expression = ast.unparse(node.func).startswith("re.")
        for part in (node.func, *node.args[is_expression:], *node.keywords):
            self.visit(part)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
            self.visit(part)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)


def for_people(source: str) -> list[Text]:
    """Return the words for people that stand in a module."""
    reader = Reader()
    reader.visit(ast.parse(source))
    return [text for text in reader.found if text.is_for_people]


MODULES = sorted(path for path in REPORT.rglob("*.py") if WORDS not in path.parents)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(REPORT).as_posix())
def test_no_words_stand_outside_their_package(path: Path) -> None:
    """What people read is taken from words; what looks like it and is data is listed above, and still stands there."""
    allowed = DATA.get(path.relative_to(REPORT).as_posix(), set())
    found = for_people(path.read_text(encoding="utf-8"))
    assert [f"{path.name}:{one.line}: {one.text}" for one in found if one.text not in allowed] == []
    assert allowed - {one.text for one in found} == set()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('lines = ("No tie is valued.",)', "No tie is valued."),
        ('title = f"{name} loses more"', "{} loses more"),
        ("what = f\"{count} move{'s' if count > 1 else ''}\"", "{} move{}"),
        ('said = " and ".join(names)', " and "),
        ('total = "Total"', "Total"),
        ('heads = ("loss", "% GDP")', "% GDP"),
        ('column = Column("loss", party)', "loss"),
        ('row = items("", "none")', "none"),
        ('"""A module."""\n\ndef made() -> str:\n    """Return it."""\n    return "and so on"', "and so on"),
        ('text = "a" if one else f"{less:,.2f} to {more}"', "{} to {}"),
        ('cell = Cell("loss", Look.HEAD)', "loss"),
        ("text = f'IF({ratio} > 1, $B$7, \"about the same\")'", 'IF({} > 1, $B$7, "about the same")'),
        ('text = f\'IF({claim}, "holds", "FAILS")\'', 'IF({}, "holds", "FAILS")'),
        ('line = "IF and only if (always)"', "IF and only if (always)"),
        ('line = "GDP (US$)"', "GDP (US$)"),
        ('line = "General remarks"', "General remarks"),
        ('line = re.sub("[a-z] and", "No tie.", text)', "No tie."),
    ],
)
def test_a_sentence_in_a_report_is_found(source: str, text: str) -> None:
    """Sentences, joins, plurals, heads and lone words handed to a view."""
    assert [one.text for one in for_people(source)] == [text]


@pytest.mark.parametrize(
    "source",
    [
        '"""A module with a docstring."""',
        'def at_least(self, part: "Item") -> "Item":\n    """Return the item."""',
        'cell = f"outcome.{side}.{lever}"',
        'COLUMNS = ("scenario", "loss_share_of_gdp")',
        'number = "{:,.10g}".format(value)',
        'lines = "; ".join(f"{claim}={verdict}" for claim in claims)',
        'item = Item("–", cell="loss")',
        'grid = Grid("stakes", f"{scale.words}", columns, rows)',
        'text = f"{share:,.2f} %"',
        'text = f"IF(ISNUMBER({place}{row}), {place}{row} * 2, NA())"',
        """text = f'IFERROR(IF(COUNT({cells}) = {count}, {sum}, ""), "")'""",
        'text = f"IF({ratio} > 1.25, $B${row}, {quoted(same)})"',
        'pattern = "0.0###E+00" if is_small else "General"',
        'place = re.compile("[A-Z]{1,3}[0-9]+|TRUE|FALSE")',
    ],
)
def test_names_and_signs_are_no_words(source: str) -> None:
    """Docstrings, annotations, names of cells, formats of numbers, signs, formulas, regular expressions."""
    assert for_people(source) == []


def constants() -> dict[tuple[str, str], object]:
    """Return every constant of words by its module and name."""
    names = [f"leverage.report.words.{path.stem}".removesuffix(".__init__") for path in WORDS.glob("*.py")]
    modules = {name: vars(importlib.import_module(name)) for name in names}
    return {(module, name): value for module, own in modules.items() for name, value in own.items() if name.isupper()}


class Uses(ast.NodeVisitor):
    """Collects which constants of words a module reads, and which it fills with which fields."""

    def __init__(self) -> None:
        self.modules: dict[str, str] = {}
        self.read: set[tuple[str, str]] = set()
        self.filled: list[tuple[tuple[str, str], set[str]]] = []

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for one in node.names:
            if node.module == "leverage.report.words":
                self.read.add((node.module, one.name))
                self.modules[one.asname or one.name] = f"{node.module}.{one.name}"

    def constant(self, node: ast.expr) -> tuple[str, str] | None:
        """Return the constant that an expression names."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in self.modules:
            return self.modules[node.value.id], node.attr
        return None

    def visit_Attribute(self, node: ast.Attribute) -> None:
        found = self.constant(node)
        if found:
            self.read.add(found)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            found = self.constant(node.func.value)
            names = {one.arg for one in node.keywords}
            if found and None not in names:
                self.filled.append((found, {str(name) for name in names}))
        self.generic_visit(node)


def uses() -> list[Uses]:
    """Return what each module of the program reads of words."""
    found = []
    for path in (ROOT / "leverage").rglob("*.py"):
        one = Uses()
        one.visit(ast.parse(path.read_text(encoding="utf-8")))
        found.append(one)
    return found


def test_every_word_is_used() -> None:
    """No constant of words stands there for nothing."""
    read = {name for one in uses() for name in one.read}
    assert sorted(constants().keys() - read) == []


def test_every_template_gets_its_fields() -> None:
    """A template filled by name is given just what it asks for."""
    known = constants()
    filled = [one for use in uses() for one in use.filled]
    wrong = [(name, given) for name, given in filled if given != fields(str(known[name]))]
    assert filled
    assert wrong == []


def fields(template: str) -> set[str]:
    """Return the names of a template's fields."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_records_load_no_words_they_do_without() -> None:
    """For machines `show` reads nothing but what stands in its heading."""
    listing = "import sys; from leverage.__main__ import run; run(); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", listing, "show", "--no-range", "-f", "csv"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    loaded = {name for name in done.stderr.split() if name.startswith("leverage.report.words")}
    assert loaded == {"leverage.report.words", "leverage.report.words.headings"}
